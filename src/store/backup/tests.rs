use super::*;
use crate::annotation::{AnnotationId, Change, Edit, Field, Target};
use crate::base::{Hash, Span};
use crate::load::Format;
use crate::store::{DocumentInfo, Store};
use std::os::unix::fs::{FileExt, PermissionsExt};

const TEXT: &str = "The pier reopens in May. Lena Ortiz said so.";
const DAY: i64 = 86_400;

fn day(n: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + n * DAY).unwrap()
}

/// Adds a tag to the one mark.
fn mark(store: &mut Store, tag: &str, now: Timestamp) {
    let hash = Hash::of(TEXT.as_bytes());
    let spans = [Span::new(0, 23)];
    let (before, after) = (Field::Tags(vec![]), Field::Tags(vec![tag.to_owned()]));
    let change = Change::Annotation {
        id: AnnotationId::for_target(hash, &spans, "ana"),
        target: Target::new(TEXT, hash, &spans),
        edits: vec![Edit { before, after }],
    };
    let info = DocumentInfo { hash, name: "a.txt", path: None, format: Format::Plain, title: None, text: TEXT };
    store.apply(&info, &change, "ana", now).unwrap();
}

fn tags(store: &Store) -> usize {
    let notes = store.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap();
    notes.annotations.values().map(|annotation| annotation.tags.len()).sum()
}

fn names(path: &Path) -> Vec<String> {
    backups(path).iter().map(Backup::name).collect()
}

/// Zeroes pages, as a bad disk does.
fn damage_pages(path: &Path, pages: impl IntoIterator<Item = u64>) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    for page in pages {
        file.write_all_at(&[0; 4096], page * 4096).unwrap();
    }
}

#[track_caller]
fn sound(store: &Store) {
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_day_with_marks_has_a_backup_and_seven_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("odd 'name\u{a0}%.db");
    assert_eq!(back_up(&path, day(0)).unwrap(), None, "no store");
    let mut store = Store::open(&path).unwrap().store;
    assert_eq!(back_up(&path, day(0)).unwrap(), None, "nothing in it");
    for n in 0..9 {
        mark(&mut store, &n.to_string(), day(n));
        let made = back_up(&path, day(n)).unwrap().unwrap();
        assert_eq!(made.last, 3 * n + 1);
        assert_eq!(std::fs::metadata(&made.path).unwrap().permissions().mode() & 0o777, 0o600);
        mark(&mut store, &n.to_string(), day(n));
        assert_eq!(back_up(&path, day(n)).unwrap(), None, "one a day");
        store.undo(&Hash::of(TEXT.as_bytes()), "ana", day(n)).unwrap();
    }
    assert_eq!(names(&path).len(), KEPT);
    assert_eq!(names(&path)[0], "2026-06-05");
    assert!(!folder(&path).join("2026-05-29.db").exists(), "the oldest have gone");
    back_up(&path, day(20)).unwrap().unwrap();
    assert_eq!(back_up(&path, day(21)).unwrap(), None, "nothing was marked since");
    let from_backup = Store::open(&backups(&path)[0].path).unwrap().store;
    assert_eq!(tags(&from_backup), tags(&store));
    sound(&from_backup);
}

/// What the newest is and which ones go is asked of the journals, not of the days in the names.
#[test]
fn a_wrong_clock_makes_no_old_backup_the_newest() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    let days = [4_000, -20_000, 0, 1, 2, -7, 3, 4, 5, 6];
    for n in days {
        mark(&mut store, &format!("d{n}"), day(n));
        back_up(&path, day(n)).unwrap().unwrap();
    }
    let last: Vec<i64> = backups(&path).iter().map(|backup| backup.last).collect();
    assert_eq!(last, [10, 9, 8, 7, 6, 5, 4]);
    sound(&store);
}

#[test]
fn an_unsound_store_is_not_backed_up_and_unsound_backups_do_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    mark(&mut store, "a", day(0));
    back_up(&path, day(0)).unwrap().unwrap();
    mark(&mut store, "b", day(1));
    let second = back_up(&path, day(1)).unwrap().unwrap();
    assert_eq!(names(&path).len(), 2);
    damage_pages(&second.path, [2, 4]);
    assert_eq!(names(&path), ["2026-05-28"]);
    mark(&mut store, "c", day(2));
    drop(store);
    damage_pages(&path, [2, 4]);
    assert!(back_up(&path, day(2)).is_err());
    assert_eq!(names(&path), ["2026-05-28"]);
    let left: Vec<_> = std::fs::read_dir(folder(&path)).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing half-made is left: {left:?}");
}

#[test]
fn a_damaged_store_is_put_aside_and_the_newest_backup_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut damaged = 0;
    let pages = {
        let mut store = Store::open(&path).unwrap().store;
        for n in 0..3 {
            mark(&mut store, &n.to_string(), day(n));
            back_up(&path, day(n)).unwrap().unwrap();
        }
        drop(store);
        std::fs::metadata(&path).unwrap().len() / 4096
    };
    assert!(pages > 8);
    let whole = std::fs::read(&path).unwrap();
    for page in 0..pages {
        write(&path, &whole);
        damage_pages(&path, [page]);
        let bytes = std::fs::read(&path).unwrap();
        assert!(page == 0 || Store::examine(&path).is_err() || bytes == whole, "page {page}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "examining changes nothing");
        let opened = Store::open(&path).unwrap();
        sound(&opened.store);
        assert_eq!(tags(&opened.store), 3, "page {page}");
        if let [notice] = &opened.notices[..] {
            damaged += 1;
            let aside = format!("notes.db.damaged-{damaged}");
            assert!(notice.message.contains("2026-05-30") && notice.message.contains(&aside), "{notice:?}");
            assert_eq!(std::fs::read(dir.path().join(aside)).unwrap(), bytes, "nothing is thrown away");
        }
    }
    assert!(damaged >= pages / 2, "{damaged} of {pages}");
}

fn write(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Changes made after the backup are read from the damaged file where they can be.
#[test]
fn what_was_marked_after_the_backup_is_rescued() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    mark(&mut store, "kept", day(0));
    back_up(&path, day(0)).unwrap().unwrap();
    for n in 0..50 {
        mark(&mut store, &format!("later {n}"), day(0));
    }
    let page: u32 = store
        .connection
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'annotation_of_document'", (), |row| row.get(0))
        .unwrap();
    drop(store);
    damage_pages(&path, [u64::from(page) - 1]);
    let opened = Store::open(&path).unwrap();
    assert!(opened.notices[0].message.contains("50 changes"), "{:?}", opened.notices);
    assert_eq!(tags(&opened.store), 51);
    sound(&opened.store);
}

/// Killed between any two of the steps: whoever opens it next does the rest.
#[test]
fn restoring_that_was_broken_off_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    mark(&mut store, "a", day(0));
    let backup = back_up(&path, day(0)).unwrap().unwrap();
    drop(store);
    // The damaged store may be there, or not any more.
    for there in [true, false] {
        std::fs::copy(&backup.path, pending(&path)).unwrap();
        if there {
            write(&path, b"half of it");
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        let opened = Store::open_existing(&path).unwrap().unwrap();
        assert_eq!(tags(&opened.store), 1);
        assert!(opened.notices[0].message.contains("broken off"));
        assert!(!pending(&path).exists());
    }
}

#[test]
fn a_store_that_another_window_has_open_is_not_taken_from_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    mark(&mut store, "a", day(0));
    back_up(&path, day(0)).unwrap().unwrap();
    drop(store);
    let number = file_number(&path);
    let after = |number| restore(&path, number).unwrap_err().to_string();
    assert!(after(number.map(|n| n + 1)).contains("another window"), "it was done meanwhile");
    assert!(!path.with_file_name("notes.db.damaged-1").exists());
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("article.txt");
    write(&path, &b"This is an article, and long enough to be looked into. ".repeat(100));
    assert!(Store::open(&path).unwrap_err().to_string().contains("no store of onrecord"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
