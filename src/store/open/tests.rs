use super::*;
use crate::annotation::{AnnotationId, Change, Edit, Field, Target};
use crate::base::{Hash, Span};
use crate::load::Format;
use crate::store::{DocumentInfo, backups};
use jiff::Timestamp;

const TEXT: &str = "The pier reopens in May.";

fn mark(store: &mut Store, note: &str, now: Timestamp) -> Result<()> {
    let hash = Hash::of(TEXT.as_bytes());
    let spans = [Span::new(0, 23)];
    let (before, after) = (Field::Tags(vec![]), Field::Tags(vec![note.to_owned()]));
    let change = Change::Annotation {
        id: AnnotationId::for_target(hash, &spans, "ana"),
        target: Target::new(TEXT, hash, &spans),
        edits: vec![Edit { before, after }],
    };
    let info = DocumentInfo { hash, name: "a.txt", path: None, format: Format::Plain, title: None, text: TEXT };
    store.apply(&info, &change, "ana", now).map(drop)
}

fn tags(store: &Store) -> Vec<String> {
    let notes = store.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap();
    notes.annotations.into_values().flat_map(|annotation| annotation.tags).collect()
}

#[track_caller]
fn sound(store: &Store) {
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

/// A store of version 1 with this many events.
fn old_store(path: &Path, events: usize) {
    {
        let mut store = open(path).unwrap().store;
        for n in 0..events {
            mark(&mut store, &format!("{n} {}", "x".repeat(200)), Timestamp::UNIX_EPOCH).unwrap();
        }
    }
    let old = path.with_extension("old");
    let connection = Connection::open(&old).unwrap();
    schema::make_version_1(&connection);
    connection.execute("ATTACH ?1 AS new", [path.to_str().unwrap()]).unwrap();
    let columns = "seq, id, at, creator, document, kind, refers, payload";
    connection
        .execute_batch(&format!(
            "INSERT INTO document SELECT * FROM new.document;
             INSERT INTO event ({columns}) SELECT {columns} FROM new.event;"
        ))
        .unwrap();
    drop(connection);
    std::fs::rename(old, path).unwrap();
}

#[test]
fn a_store_is_backed_up_before_its_tables_change() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    old_store(&path, 3);
    let store = open(&path).unwrap().store;
    assert_eq!(tags(&store).len(), 3);
    sound(&store);
    let kept = backups(&path);
    assert_eq!((kept[0].name().as_str(), kept[0].last), ("version-1", 3));
    let kept = Connection::open(&kept[0].path).unwrap();
    assert_eq!(schema::version(&kept).unwrap(), 1);
}

/// A store as version 4 made it, with this many events.
fn store_of_version_4(path: &Path, events: usize) {
    {
        let mut store = open(path).unwrap().store;
        for n in 0..events {
            mark(&mut store, &n.to_string(), Timestamp::UNIX_EPOCH).unwrap();
        }
    }
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("ALTER TABLE annotation DROP COLUMN settled; PRAGMA user_version = 4;").unwrap();
}

#[test]
fn from_before_differences_were_settled() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    store_of_version_4(&path, 3);
    let mut store = open(&path).unwrap().store;
    assert_eq!(schema::version(&store.connection).unwrap(), NEWEST);
    assert_eq!(tags(&store).len(), 3);
    sound(&store);
    mark(&mut store, "after", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(tags(&store).len(), 4);
    sound(&store);
    let kept = backups(&path);
    assert_eq!((kept[0].name().as_str(), kept[0].last), ("version-4", 3));
    assert_eq!(schema::version(&Connection::open(&kept[0].path).unwrap()).unwrap(), 4);
}

/// Nothing of it is changed, not even its tables, and everything in it is read.
#[test]
fn from_before_differences_were_settled_and_only_to_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    store_of_version_4(&path, 3);
    let before = std::fs::read(&path).unwrap();
    let mut opened = open_read_only(&path, "for a test".to_owned()).unwrap();
    let store = &mut opened.store;
    assert_eq!(tags(store).len(), 3);
    let hash = Hash::of(TEXT.as_bytes());
    let everyone = store.everyone(&hash, None, "ben").unwrap();
    assert!(everyone.annotations.values().all(|annotation| annotation.settled.is_empty()));
    assert_eq!((everyone.annotations.len(), everyone.others.len()), (1, 0));
    assert!(store.journal(&hash, None, true, "test").is_ok());
    let verified = store.verify().unwrap();
    assert_eq!((verified.version, verified.events, verified.annotations, verified.problems), (4, 3, 1, Vec::new()));
    assert!(mark(store, "not", Timestamp::UNIX_EPOCH).unwrap_err().to_string().contains("for a test"));
    drop(opened);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn what_can_not_be_backed_up_is_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    old_store(&path, 3);
    File::create(backup::folder(&path)).unwrap();
    let opened = open(&path).unwrap();
    assert!(opened.store.read_only().unwrap().contains("could not be backed up"), "{:?}", opened.notices);
    drop(opened);
    assert_eq!(schema::version(&Connection::open(&path).unwrap()).unwrap(), 1);
}

/// What the disk holds in the middle of a migration is what kill -9 leaves: the next to open it
/// finds the old tables or the new, and every mark.
#[test]
fn killed_while_the_tables_change() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    old_store(&path, 120);
    let mut connection = Connection::open(&path).unwrap();
    prepare(&mut connection, Sharing::Whole, Some(&path)).unwrap();
    // So little memory that what is not committed goes to the disk too.
    connection.pragma_update(None, "cache_size", 2).unwrap();
    connection.pragma_update(None, "cache_spill", 1).unwrap();
    let mut stages = 0;
    let mut look = || {
        stages += 1;
        let image = dir.path().join(format!("killed-{stages}.db"));
        for ending in ["", "-wal"] {
            std::fs::copy(backup::beside(&path, ending), backup::beside(&image, ending)).unwrap();
        }
        let store = open(&image).unwrap().store;
        assert_eq!(tags(&store).len(), 120, "stage {stages}");
        sound(&store);
    };
    look();
    schema::migrate_in_steps(&mut connection, &mut look);
    look();
    assert!(stages >= 4, "{stages}");
}

#[test]
fn without_shared_memory_there_is_no_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    {
        let mut store = open(&path).unwrap().store;
        mark(&mut store, "local", Timestamp::UNIX_EPOCH).unwrap();
    }
    let mut one = open_sharing(&path, Sharing::Locks).unwrap_or_else(|failed| panic!("{}", Error::from(failed)));
    assert_eq!(one.notices[0].code, "store-shared");
    let mut two = open_sharing(&path, Sharing::Locks).unwrap_or_else(|failed| panic!("{}", Error::from(failed)));
    let before = one.store.data_version().unwrap();
    mark(&mut two.store, "two", Timestamp::UNIX_EPOCH).unwrap();
    assert_ne!(one.store.data_version().unwrap(), before);
    mark(&mut one.store, "one", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(tags(&two.store), ["local", "one", "two"]);
    assert!(!backup::beside(&path, "-wal").exists() && !backup::beside(&path, "-shm").exists());
    sound(&two.store);
    drop((one, two));
    assert!(open(&path).unwrap().notices.is_empty(), "back on a local disk, it has a log again");
}

/// Full (SQLITE_FULL): nothing of the change is kept, and the next one is when there is room.
#[test]
fn a_full_disk_takes_nothing_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = open(&path).unwrap().store;
    mark(&mut store, "first", Timestamp::UNIX_EPOCH).unwrap();
    let pages: i64 = store.connection.query_row("PRAGMA page_count", (), |row| row.get(0)).unwrap();
    store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let mut kept = 1;
    let error = loop {
        match mark(&mut store, &format!("{kept} {}", "x".repeat(3_000)), Timestamp::UNIX_EPOCH) {
            Ok(()) => kept += 1,
            Err(error) => break error.to_string(),
        }
    };
    assert!(error.contains("full") && error.contains("make room"), "{error}");
    assert_eq!(tags(&store).len(), kept);
    sound(&store);
    store.connection.pragma_update(None, "max_page_count", 1 << 20).unwrap();
    mark(&mut store, "after", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(tags(&store).len(), kept + 1);
    sound(&store);
}

/// The order is that of the journal, whatever the clock says.
#[test]
fn clocks_that_jump_change_no_order() {
    let mut store = open_in_memory().unwrap();
    let hash = Hash::of(TEXT.as_bytes());
    let clocks = [1_780_000_000, 2_147_483_647 + 2, 0, -86_400, 1_780_000_000, 253_402_207_200, 1_779_913_600];
    for (n, second) in clocks.into_iter().enumerate() {
        mark(&mut store, &n.to_string(), Timestamp::from_second(second).unwrap()).unwrap();
    }
    sound(&store);
    for left in (0..clocks.len()).rev() {
        store.undo(&hash, "ana", Timestamp::from_second(5).unwrap()).unwrap().unwrap();
        assert_eq!(tags(&store).len(), left, "the last goes first");
        sound(&store);
    }
}
