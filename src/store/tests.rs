use super::*;
use crate::analysis::{Certainty, Polarity, Quotation, When};
use crate::annotation::correction::{Correction, Dated, Named, Naming, Reach, Speaker};
use crate::annotation::{Edit, Field, Reliability, Settled, Status, Target};
use crate::base::Span;
use jiff::Timestamp;
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;

const TEXT: &str = "The pier reopens in May. Lena Ortiz said so.";
const ME: &str = "ana";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn info(text: &str) -> DocumentInfo<'_> {
    DocumentInfo {
        hash: Hash::of(text.as_bytes()),
        name: "kessin.txt",
        path: Some(Path::new("/kessin.txt")),
        format: Format::Plain,
        title: None,
        text,
    }
}

fn target(range: std::ops::Range<usize>) -> (AnnotationId, Target) {
    let hash = Hash::of(TEXT.as_bytes());
    let spans = [Span::new(range.start, range.end)];
    (AnnotationId::for_target(hash, &spans, ME), Target::new(TEXT, hash, &spans))
}

fn edit(range: std::ops::Range<usize>, before: Field, after: Field) -> Change {
    let (id, target) = target(range);
    Change::Annotation { id, target, edits: vec![Edit { before, after }] }
}

fn note(before: Option<&str>, after: Option<&str>) -> Change {
    edit(0..23, Field::Note(before.map(str::to_owned)), Field::Note(after.map(str::to_owned)))
}

fn status(status: Status) -> Change {
    edit(0..23, Field::Status(None), Field::Status(Some(status)))
}

fn grade(before: Option<char>, after: Option<char>) -> Change {
    let letter = |c: Option<char>| c.and_then(Reliability::new);
    Change::Source { name: "lena ortiz".to_owned(), before: letter(before), after: letter(after) }
}

/// That `ME` knows what another reader says and does not follow it.
fn settled(reader: &str, both: bool) -> Settled {
    let [judgment, mine, theirs] = ["status", "disputed", "verified"].map(str::to_owned);
    Settled { reader: reader.to_owned(), judgment, mine, theirs, both }
}

#[track_caller]
fn sound(store: &Store) {
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

fn notes(store: &Store) -> Notes {
    store.notes(&Hash::of(TEXT.as_bytes()), None, ME).unwrap()
}

/// A correction of everything.
fn everything() -> Correction {
    let words = |range| target(range).1;
    Correction {
        speaker: Some(Speaker::Person("Lena Ortiz".to_owned())),
        content: Some(words(0..10)),
        source: Some(words(11..15)),
        cue: Some(Target::new(TEXT, Hash::of(TEXT.as_bytes()), &[])),
        hedges: Some(vec![words(2..5)]),
        certainty: Some(Certainty::Possible),
        polarity: Some(Polarity::Negative),
        conditional: Some(true),
        quotation: Some(Quotation::Mixed),
        times: Some(vec![
            Dated { words: words(1..4), value: When::parse("2026-06-01/2026-06-07") },
            Dated { words: words(5..8), value: None },
        ]),
        venues: Some(vec!["Kessin".to_owned()]),
        dropped: true,
        naming: Some(Naming { named: Named::Venue, name: Some("Kessin".to_owned()), reach: Reach::Words }),
    }
}

#[test]
fn what_is_applied_is_read_again() {
    let mut store = Store::open_in_memory().unwrap();
    let mut expected = Notes::default();
    let changes = [
        status(Status::Disputed),
        note(None, Some("compare\nwith March")),
        edit(25..43, Field::Tags(vec![]), Field::Tags(vec!["b".into(), "a".into(), "a".into()])),
        grade(None, Some('B')),
        Change::Several(vec![grade(Some('B'), None), edit(25..43, Field::Own(false), Field::Own(true))]),
        edit(0..23, Field::Correction(Box::default()), Field::Correction(Box::new(everything()))),
        edit(0..23, Field::Settled(vec![]), Field::Settled(vec![settled("cem", true), settled("ben", false)])),
    ];
    for (second, change) in changes.iter().enumerate() {
        let now = at(second as i64);
        store.apply(&info(TEXT), change, ME, now).unwrap();
        expected.apply(change, ME, now);
        assert_eq!(notes(&store), expected);
        sound(&store);
    }
    assert_eq!(store.events(&Hash::of(TEXT.as_bytes())).unwrap().len(), changes.len());
    assert_eq!(store.text(&Hash::of(TEXT.as_bytes())).unwrap().unwrap().content, TEXT);
    let hash = Hash::of(b"other");
    assert!(store.notes(&hash, None, ME).unwrap().annotations.is_empty());
    assert_eq!(
        store.notes(&hash, Some(Path::new("/kessin.txt")), ME).unwrap(),
        expected,
        "an earlier text of the file"
    );
}

#[test]
fn undo_and_redo_without_end_and_across_restarts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("onrecord/notes.db");
    let hash = Hash::of(TEXT.as_bytes());
    let mut states = vec![Notes::default()];
    {
        let mut store = Store::open(&path).unwrap().store;
        for (second, change) in
            [status(Status::False), note(None, Some("n")), grade(None, Some('C'))].iter().enumerate()
        {
            store.apply(&info(TEXT), change, ME, at(second as i64)).unwrap();
            states.push(notes(&store));
        }
    }
    let same = |a: &Notes, b: &Notes| {
        let plain = |notes: &Notes| -> Vec<_> {
            notes.annotations.values().map(|a| (a.id, a.status, a.note.clone(), a.created)).collect()
        };
        assert_eq!(plain(a), plain(b));
        assert_eq!(a.sources.keys().collect::<Vec<_>>(), b.sources.keys().collect::<Vec<_>>());
    };
    for round in 0..2 {
        for state in states.iter().rev().skip(1) {
            let mut store = Store::open(&path).unwrap().store;
            store.undo(&hash, ME, at(10 + round)).unwrap().unwrap();
            same(&notes(&store), state);
            sound(&store);
        }
        let mut store = Store::open(&path).unwrap().store;
        assert_eq!(store.undo(&hash, ME, at(20)).unwrap(), None);
        assert_eq!(store.undo(&hash, "bo", at(20)).unwrap(), None);
        for state in &states[1..] {
            store.redo(&hash, ME, at(30 + round)).unwrap().unwrap();
            same(&notes(&store), state);
        }
        assert_eq!(store.redo(&hash, ME, at(40)).unwrap(), None);
        sound(&store);
    }
    let mut store = Store::open(&path).unwrap().store;
    store.undo(&hash, ME, at(50)).unwrap().unwrap();
    store.apply(&info(TEXT), &note(Some("n"), Some("m")), ME, at(51)).unwrap();
    assert_eq!(store.redo(&hash, ME, at(52)).unwrap(), None, "something else was done since");
    store.undo(&hash, ME, at(53)).unwrap().unwrap();
    assert_eq!(notes(&store).annotations.values().next().unwrap().note.as_deref(), Some("n"));
    sound(&store);
}

#[test]
fn two_windows_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut one = Store::open(&path).unwrap().store;
    let mut two = Store::open(&path).unwrap().store;
    let before = one.data_version().unwrap();
    one.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
    two.apply(&info(TEXT), &note(None, Some("two")), ME, at(1)).unwrap();
    assert_ne!(one.data_version().unwrap(), before, "one sees that two has written");
    let recorded = one.apply(&info(TEXT), &note(None, Some("one")), ME, at(2)).unwrap();
    assert_eq!(recorded.change, note(Some("two"), Some("two\none")));
    for store in [&one, &two] {
        let notes = notes(store);
        let annotation = notes.annotations.values().next().unwrap();
        assert_eq!((annotation.status, annotation.note.as_deref()), (Some(Status::False), Some("two\none")));
    }
    two.undo(&Hash::of(TEXT.as_bytes()), ME, at(3)).unwrap().unwrap();
    assert_eq!(notes(&one).annotations.values().next().unwrap().note.as_deref(), Some("two"));
    sound(&one);
}

#[test]
fn undo_leaves_what_another_document_changed_since() {
    let mut store = Store::open_in_memory().unwrap();
    store.apply(&info(TEXT), &grade(None, Some('B')), ME, at(0)).unwrap();
    store.apply(&info("Another."), &grade(Some('B'), Some('D')), ME, at(1)).unwrap();
    store.undo(&Hash::of(TEXT.as_bytes()), ME, at(2)).unwrap().unwrap();
    assert_eq!(notes(&store).sources["lena ortiz"].reliability, Reliability::new('D'));
    sound(&store);
}

#[test]
fn many_writers_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let path = &path;
            scope.spawn(move || {
                for n in 0..10 {
                    let mut store = Store::open(path).unwrap().store;
                    let tag = format!("w{writer}-{n}");
                    let change = edit(0..23, Field::Tags(vec![]), Field::Tags(vec![tag]));
                    store.apply(&info(TEXT), &change, ME, at(0)).unwrap();
                }
            });
        }
    });
    let store = Store::open(&path).unwrap().store;
    assert_eq!(notes(&store).annotations.values().next().unwrap().tags.len(), 30);
    sound(&store);
}

#[test]
fn only_the_user_may_read_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/notes.db");
    let mut store = Store::open(&path).unwrap().store;
    store.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("a")), 0o700);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in ["notes.db", "notes.db-wal", "notes.db-shm"] {
        assert_eq!(mode(&path.with_file_name(file)), 0o600, "{file}");
    }
}

#[test]
fn a_newer_store_is_read_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    {
        let mut store = Store::open(&path).unwrap().store;
        store.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
        store.connection.pragma_update(None, "user_version", 999).unwrap();
    }
    let bytes = std::fs::read(&path).unwrap();
    {
        let Opened { mut store, notices } = Store::open(&path).unwrap();
        assert!(notices[0].message.contains("newer onrecord"), "{notices:?}");
        assert_eq!(notes(&store).annotations.len(), 1);
        let error = store.apply(&info(TEXT), &status(Status::Verified), ME, at(1)).unwrap_err();
        assert!(error.to_string().contains("newer onrecord (store version 999"), "{error}");
        assert!(store.undo(&info(TEXT).hash, ME, at(1)).is_err());
        sound(&store);
    }
    assert!(bytes == std::fs::read(&path).unwrap(), "not one byte has changed");
}

#[test]
fn what_is_no_store_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |path: &Path| Store::open(path).expect_err("refused").to_string();
    assert!(refused(dir.path()).contains("no regular file"));
    assert!(refused(Path::new("/dev/null")).contains("no regular file"));
    assert!(refused(Path::new("/proc/x/onrecord/notes.db")).contains("cannot open the annotations"));
    let write = |name: &str, bytes: &[u8]| {
        use std::io::Write;
        let path = dir.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    };
    assert!(refused(&write("text", b"This is a text that is no database at all.")).contains("no store of onrecord"));
    let foreign = dir.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE bookmark (url)").unwrap();
    assert!(refused(&foreign).contains("another program's database"));
    assert!(Store::open_existing(&dir.path().join("none")).unwrap().is_none());
    assert!(!dir.path().join("none").exists());
}

#[test]
fn damage_is_told_with_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    {
        let mut store = Store::open(&path).unwrap().store;
        for n in 0..200 {
            store.apply(&info(TEXT), &note(None, Some(&"x".repeat(n * 10))), ME, at(n as i64)).unwrap();
        }
    }
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() > 100_000);
    for page in bytes.chunks_mut(4096).skip(1).step_by(2) {
        page.fill(0);
    }
    {
        use std::io::Write;
        std::fs::File::create(&path).unwrap().write_all(&bytes).unwrap();
    }
    let told = match Store::open(&path) {
        Err(error) => error.to_string(),
        Ok(opened) => match opened.store.verify() {
            Err(error) => error.to_string(),
            Ok(verified) => verified.problems.join("\n"),
        },
    };
    assert!(!told.is_empty());
}

#[test]
fn a_state_that_is_not_its_journals_is_found() {
    let mut store = Store::open_in_memory().unwrap();
    store.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
    store.connection.execute("UPDATE annotation SET status = 'verified'", ()).unwrap();
    let problems = store.verify().unwrap().problems;
    assert_eq!(problems.len(), 2, "{problems:?}");
    store.connection.execute("UPDATE annotation SET status = 'nonsense'", ()).unwrap();
    assert!(store.notes(&info(TEXT).hash, None, ME).unwrap_err().to_string().contains("nonsense"));
}

#[test]
fn read_only_where_nothing_can_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("odd #name?%41/notes.db");
    {
        let mut store = Store::open(&path).unwrap().store;
        store.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    std::fs::set_permissions(path.parent().unwrap(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let opened = Store::open(&path).unwrap();
    assert_eq!(notes(&opened.store).annotations.len(), 1);
    // The superuser may write anyway.
    if !rustix::process::geteuid().is_root() {
        assert!(opened.store.read_only().is_some());
        assert_eq!(opened.notices[0].code, "store-read-only");
    }
    std::fs::set_permissions(path.parent().unwrap(), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_failed_commit_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let mut store = Store::open(&path).unwrap().store;
    store.apply(&info(TEXT), &status(Status::False), ME, at(0)).unwrap();
    store.doubtful = true;
    store.apply(&info(TEXT), &note(None, Some("n")), ME, at(1)).unwrap();
    assert!(!store.doubtful);
    assert_eq!(notes(&store).annotations.values().next().unwrap().note.as_deref(), Some("n"));
}

#[test]
fn places_and_drafts() {
    let mut store = Store::open_in_memory().unwrap();
    let reading = |name: &str, origin: Origin, second: i64| Reading {
        document: Hash::of(name.as_bytes()),
        origin,
        name: name.to_owned(),
        title: Some("Pier".to_owned()),
        position: 7,
        claims: 42,
        checked: 17,
        last_read: at(second),
    };
    let file = |path: &str| Origin::File(PathBuf::from(path));
    let rows = [
        reading("old", file("/a"), 0),
        reading("new", file("/a"), 1),
        reading("other", file("/b"), 2),
        reading("piped", Origin::Stdin, 3),
        reading(TEXT, Origin::Stdin, 4),
        reading("practice", Origin::Bundled("practice"), 5),
    ];
    rows.iter().for_each(|row| store.save_reading(row).unwrap());
    store.apply(&info(TEXT), &status(Status::False), ME, at(6)).unwrap();
    let library = store.library().unwrap();
    let names: Vec<&str> = library.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["practice", TEXT, "other", "new"]);
    assert_eq!(library[0], rows[5]);
    assert_eq!(store.reading(&rows[0].document, None).unwrap().as_ref(), Some(&rows[0]));
    assert_eq!(store.reading(&Hash::of(b"newest"), Some(Path::new("/a"))).unwrap().as_ref(), Some(&rows[1]));
    assert_eq!(store.reading(&Hash::of(b"newest"), None).unwrap(), None);

    let hash = rows[0].document;
    store.save_draft(&hash, "text", Some("unfinis"), at(7)).unwrap();
    store.save_draft(&hash, "text", Some("unfinished"), at(8)).unwrap();
    assert_eq!(store.drafts(&hash).unwrap()["text"], "unfinished");
    store.save_draft(&hash, "text", None, at(9)).unwrap();
    assert!(store.drafts(&hash).unwrap().is_empty());
}

#[derive(Clone, Debug)]
enum Step {
    Do(usize, Field),
    Grade(Option<char>),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let field = prop_oneof![
        proptest::option::of(0usize..8).prop_map(|n| Field::Status(n.map(|n| Status::ALL[n]))),
        proptest::collection::vec("[a-c]", 0..3).prop_map(Field::Tags),
        proptest::option::of("[a-z \n]{0,4}").prop_map(Field::Note),
        any::<bool>().prop_map(Field::Own),
        (any::<bool>(), proptest::option::of("[a-c]{1,2}"), proptest::option::of(any::<bool>())).prop_map(
            |(dropped, name, conditional)| {
                let speaker = name.map(Speaker::Person);
                Field::Correction(Box::new(Correction { dropped, speaker, conditional, ..Correction::default() }))
            }
        ),
        proptest::collection::vec(("[a-b]", any::<bool>()).prop_map(|(reader, both)| settled(&reader, both)), 0..3)
            .prop_map(Field::Settled),
    ];
    prop_oneof![
        4 => (0usize..3, field).prop_map(|(place, field)| Step::Do(place, field)),
        1 => proptest::option::of(prop::char::range('A', 'F')).prop_map(Step::Grade),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is done, in whatever window's belief: the state is the journal's, what is
    /// told is what happened, and all of it can be taken back.
    #[test]
    fn any_sequence(steps in proptest::collection::vec((step(), any::<bool>()), 0..25)) {
        let mut store = Store::open_in_memory().unwrap();
        let hash = Hash::of(TEXT.as_bytes());
        let mut told = Notes::default();
        for (second, (step, knows)) in steps.into_iter().enumerate() {
            let now = at(second as i64);
            let current = notes(&store);
            let recorded = match step {
                Step::Do(place, after) => {
                    let range = place * 5..place * 5 + 4;
                    let (id, target) = target(range.clone());
                    let blank = Annotation::blank(id, target, ME, now);
                    let known = if knows { current.annotations.get(&id).unwrap_or(&blank) } else { &blank };
                    let before = known.field(&after);
                    Some(store.apply(&info(TEXT), &edit(range, before, after), ME, now).unwrap())
                }
                Step::Grade(after) => {
                    let before = current.sources.values().next().and_then(|g| g.reliability).filter(|_| knows);
                    Some(store.apply(&info(TEXT), &grade(before.map(Reliability::letter), after), ME, now).unwrap())
                }
                Step::Undo => store.undo(&hash, ME, now).unwrap(),
                Step::Redo => store.redo(&hash, ME, now).unwrap(),
            };
            if let Some(recorded) = recorded {
                told.apply(&recorded.change, ME, now);
            }
            let stored = notes(&store);
            prop_assert_eq!(stored.annotations.len(), told.annotations.len());
            for (id, annotation) in &stored.annotations {
                let told = &told.annotations[id];
                prop_assert_eq!((annotation.status, &annotation.tags, &annotation.note, annotation.own), (told.status, &told.tags, &told.note, told.own));
                prop_assert_eq!(&annotation.settled, &told.settled);
            }
            prop_assert_eq!(stored.sources.len(), told.sources.len());
            prop_assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
        }
        while store.undo(&hash, ME, at(99)).unwrap().is_some() {}
        prop_assert_eq!(notes(&store), Notes::default());
    }
}
