use super::*;
use crate::annotation::agreement::differing;
use crate::annotation::{Annotation, AnnotationId, Edit, Field, Reliability, Settled, Status, Target};
use crate::annotation::{Correction, Speaker};
use crate::base::Span;
use crate::load::Format;
use proptest::prelude::*;
use rusqlite::types::Value;

const TEXT: &str = "The pier reopens in May. Lena Ortiz said so.";
const OTHER: &str = "The pier stays closed, Ortiz says now.";

fn at(second: usize) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second as i64).unwrap()
}

fn info(text: &str) -> DocumentInfo<'_> {
    let path = Some(Path::new("/kessin.txt"));
    DocumentInfo { hash: Hash::of(text.as_bytes()), name: "kessin.txt", path, format: Format::Plain, title: None, text }
}

fn edit(text: &str, place: usize, creator: &str, before: Field, after: Field) -> Change {
    let hash = Hash::of(text.as_bytes());
    let spans = [Span::new(place * 5, place * 5 + 4)];
    let id = AnnotationId::for_target(hash, &spans, creator);
    Change::Annotation { id, target: Target::new(text, hash, &spans), edits: vec![Edit { before, after }] }
}

fn journal(store: &Store) -> String {
    store.journal(&Hash::of(TEXT.as_bytes()), Some(Path::new("/kessin.txt")), true, "test").unwrap()
}

fn import(into: &mut Store, from: &str) -> Imported {
    into.import(from, Some(Path::new("/kessin.txt")), at(900)).unwrap()
}

/// The state and the events, without what is only true of one store: numbers of rows, and
/// where something was done.
fn state(store: &Store) -> Vec<Vec<Value>> {
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
    let mut all = Vec::new();
    for sql in [
        "SELECT id, document, spans, exact, creator, created, modified, own, status, key, credibility, likelihood,
         confidence, tags, note, correction, settled FROM annotation ORDER BY id",
        "SELECT name, creator, reliability, modified FROM source ORDER BY name, creator",
        "SELECT id, state FROM history JOIN event USING (seq) ORDER BY id",
        "SELECT e.id, e.clock, e.at, e.creator, e.document, e.kind, e.payload, r.id
         FROM event AS e LEFT JOIN event AS r ON r.seq = e.refers ORDER BY e.id",
        "SELECT hash, text FROM document ORDER BY hash",
    ] {
        let mut query = store.connection.prepare(sql).unwrap();
        let columns = query.column_count();
        let rows = query.query_map((), |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
        all.extend(rows.map(|row| row.unwrap()));
    }
    all
}

#[derive(Clone, Debug)]
enum Step {
    Do(bool, usize, Field),
    Grade(Option<char>),
    Undo,
    Redo,
}

fn settled() -> impl Strategy<Value = Settled> {
    (0usize..3, "[a-b]", "[a-b]", any::<bool>()).prop_map(|(reader, mine, theirs, both)| {
        let reader = ["ana", "ben", "cem"][reader].to_owned();
        Settled { reader, judgment: "status".to_owned(), mine, theirs, both }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let field = prop_oneof![
        proptest::option::of(0usize..6).prop_map(|n| Field::Status(n.map(|n| Status::ALL[n]))),
        proptest::collection::vec("[a-d]", 0..3).prop_map(Field::Tags),
        proptest::option::of("[a-z]{1,3}").prop_map(Field::Note),
        (any::<bool>(), proptest::option::of("[a-c]{1,2}")).prop_map(|(dropped, name)| {
            let speaker = name.map(Speaker::Person);
            Field::Correction(Box::new(Correction { dropped, speaker, ..Correction::default() }))
        }),
        proptest::collection::vec(settled(), 0..3).prop_map(Field::Settled),
    ];
    prop_oneof![
        5 => (any::<bool>(), 0usize..3, field).prop_map(|(other, place, field)| Step::Do(other, place, field)),
        1 => proptest::option::of(prop::char::range('A', 'F')).prop_map(Step::Grade),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

/// What a reader does in one store, seeing what is there.
fn act(store: &mut Store, creator: &str, steps: &[Step], clock: usize) {
    for (second, step) in steps.iter().enumerate() {
        // The second store's clock on the wall runs backwards.
        let now = if clock.is_multiple_of(2) { at(second) } else { at(500 - second) };
        let hash = Hash::of(TEXT.as_bytes());
        match step {
            Step::Do(other, place, after) => {
                let text = if *other { OTHER } else { TEXT };
                let Change::Annotation { id, target, .. } =
                    edit(text, *place, creator, Field::Key(false), Field::Key(true))
                else {
                    unreachable!()
                };
                let blank = Annotation::blank(id, target, creator, now);
                let known = store.annotation(id).unwrap().unwrap_or(blank);
                let change = edit(text, *place, creator, known.field(after), after.clone());
                store.apply(&info(text), &change, creator, now).unwrap();
            }
            Step::Grade(letter) => {
                let change =
                    Change::Source { name: "ortiz".to_owned(), before: None, after: letter.and_then(Reliability::new) };
                store.apply(&info(TEXT), &change, creator, now).unwrap();
            }
            Step::Undo => drop(store.undo(&hash, creator, now).unwrap()),
            Step::Redo => drop(store.redo(&hash, creator, now).unwrap()),
        }
    }
}

fn stores<const N: usize>() -> [Store; N] {
    std::array::from_fn(|_| Store::open_in_memory().unwrap())
}

/// What one of two readers does about one claim.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Judge(usize, usize),
    Settle(usize, bool),
    Undo(usize),
    Hand(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0usize..2, 0usize..3).prop_map(|(who, status)| Deed::Judge(who, status)),
        3 => (0usize..2, any::<bool>()).prop_map(|(who, both)| Deed::Settle(who, both)),
        1 => (0usize..2).prop_map(Deed::Undo),
        3 => (0usize..2).prop_map(Deed::Hand),
    ]
}

/// Where a reader stands, as indices of statuses.
#[derive(Clone, Debug, Default)]
struct Stand {
    judged: Option<usize>,
    settled: Option<(usize, usize)>,
}

/// What one reader says about the only claim.
fn said_by(store: &Store, name: &str) -> Option<Annotation> {
    let everyone = store.everyone(&Hash::of(TEXT.as_bytes()), None, "").unwrap();
    everyone.annotations.into_values().find(|annotation| annotation.creator == name)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Three readers, of whom two may be one person at two machines, act, exchange, and act
    /// again: in whatever order and however often journals are put together, all agree.
    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        first in proptest::array::uniform3(proptest::collection::vec(step(), 0..7)),
        later in proptest::collection::vec(step(), 0..5),
        same_person: bool,
    ) {
        let names = ["ana", if same_person { "ana" } else { "ben" }, "cem"];
        let mut made = stores::<3>();
        for (index, store) in made.iter_mut().enumerate() {
            act(store, names[index], &first[index], index);
        }
        // Ben knows Ana's when he goes on.
        let early = journal(&made[0]);
        import(&mut made[1], &early);
        act(&mut made[1], names[1], &later, 1);
        let journals = [journal(&made[0]), journal(&made[1]), journal(&made[2])];

        let mut states = Vec::new();
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let [mut store] = stores::<1>();
            for index in order {
                import(&mut store, &journals[index]);
            }
            let before = state(&store);
            for index in order {
                prop_assert_eq!(import(&mut store, &journals[index]).new, 0);
            }
            prop_assert_eq!(&before, &state(&store), "again changes nothing");
            states.push(before);
        }
        prop_assert_eq!(&states[0], &states[1]);
        prop_assert_eq!(&states[0], &states[2]);

        // Each into the other, and two put together before the third.
        let [mut pair, mut all] = stores::<2>();
        import(&mut pair, &journals[1]);
        import(&mut pair, &journals[2]);
        import(&mut all, &journals[0]);
        import(&mut all, &journal(&pair));
        prop_assert_eq!(&states[0], &state(&all));
        for index in [1, 2] {
            import(&mut made[0], &journals[index]);
        }
        prop_assert_eq!(&states[0], &state(&made[0]), "the store where a part was made agrees too");

        // Nothing is lost: every event of each is in the whole.
        let events = |journal: &str| -> BTreeSet<String> {
            journal.lines().filter(|line| line.contains("{\"event\"")).map(str::to_owned).collect()
        };
        let whole = events(&journal(&all));
        for journal in &journals {
            prop_assert!(events(journal).is_subset(&whole));
        }
        // And what readers say of different names stands as each left it.
        if !same_person {
            let said = |store: &Store, name: &str| -> Vec<Annotation> {
                let hash = Hash::of(TEXT.as_bytes());
                let everyone = store.everyone(&hash, Some(Path::new("/kessin.txt")), "").unwrap();
                everyone.annotations.into_values().filter(|annotation| annotation.creator == name).collect()
            };
            prop_assert_eq!(said(&all, "ben"), said(&made[1], "ben"));
            prop_assert_eq!(said(&all, "cem"), said(&made[2], "cem"));
        }
    }

    /// Two readers judge, settle where they differ, take back, and hand journals over: what is
    /// settled stays so exactly as long as both judge as they did then, and a journal that is
    /// known brings nothing back.
    #[test]
    fn what_is_settled_stays_so_through_exchange(deeds in proptest::collection::vec(deed(), 0..24)) {
        let names = ["ana", "ben"];
        let mut made = stores::<2>();
        // Of each reader: the own judgment, and the pair of judgments that is settled; these before each act.
        let mut stands: [Stand; 2] = Default::default();
        let mut before: [Vec<Stand>; 2] = Default::default();
        // The other's judgment, as each has heard of it.
        let mut heard: [Option<usize>; 2] = [None; 2];
        for (second, deed) in deeds.into_iter().enumerate() {
            let now = at(second);
            match deed {
                Deed::Judge(who, status) if stands[who].judged != Some(status) => {
                    before[who].push(stands[who].clone());
                    let field = |status: Option<usize>| Field::Status(status.map(|n| Status::ALL[n]));
                    let change = edit(TEXT, 0, names[who], field(stands[who].judged), field(Some(status)));
                    made[who].apply(&info(TEXT), &change, names[who], now).unwrap();
                    stands[who].judged = Some(status);
                }
                Deed::Settle(who, both) => {
                    let [mine, theirs] = [who, 1 - who].map(|reader| said_by(&made[who], names[reader]));
                    let (Some(mine), Some(theirs)) = (mine, theirs) else { continue };
                    let open = |(judgment, settled): (_, Option<&Settled>)| settled.is_none().then_some(judgment);
                    let Some(judgment) = differing(&mine, &theirs).into_iter().filter_map(open).next_back() else {
                        continue;
                    };
                    before[who].push(stands[who].clone());
                    let word = |annotation| (judgment.category)(annotation).unwrap();
                    let (reader, judgment) = (names[1 - who].to_owned(), judgment.name.to_owned());
                    let settled = vec![Settled { reader, judgment, mine: word(&mine), theirs: word(&theirs), both }];
                    let change = edit(TEXT, 0, names[who], Field::Settled(mine.settled), Field::Settled(settled));
                    made[who].apply(&info(TEXT), &change, names[who], now).unwrap();
                    stands[who].settled = stands[who].judged.zip(heard[who]);
                }
                Deed::Undo(who) => {
                    let undone = made[who].undo(&Hash::of(TEXT.as_bytes()), names[who], now).unwrap();
                    prop_assert_eq!(undone.is_some(), !before[who].is_empty());
                    stands[who] = before[who].pop().unwrap_or_default();
                }
                Deed::Hand(from) => {
                    let journal = journal(&made[from]);
                    import(&mut made[1 - from], &journal);
                    heard[1 - from] = stands[from].judged;
                    let before = state(&made[1 - from]);
                    prop_assert_eq!(import(&mut made[1 - from], &journal).new, 0);
                    prop_assert_eq!(before, state(&made[1 - from]));
                }
                Deed::Judge(..) => {}
            }
            for who in [0, 1] {
                let [mine, theirs] = [who, 1 - who].map(|reader| said_by(&made[who], names[reader]));
                let told = mine.zip(theirs).is_some_and(|(mine, theirs)| differing(&mine, &theirs).iter().any(|(_, settled)| settled.is_none()));
                let pair = stands[who].judged.zip(heard[who]);
                let open = pair.is_some_and(|(mine, theirs)| mine != theirs) && pair != stands[who].settled;
                prop_assert_eq!(told, open, "{}", names[who]);
            }
        }
        for from in [0, 1] {
            let journal = journal(&made[from]);
            import(&mut made[1 - from], &journal);
        }
        prop_assert_eq!(state(&made[0]), state(&made[1]));
    }

    /// Whatever is in a file, it is refused or taken in whole, and the store stays sound.
    #[test]
    fn damaged_journals_change_nothing(cut in 0usize..2000, with in "[\\x00-\\x7f]{0,3}") {
        let [mut one, mut two] = stores::<2>();
        act(&mut one, "ana", &[Step::Do(false, 0, Field::Note(Some("n".into()))), Step::Undo, Step::Grade(Some('B'))], 0);
        let mut text = journal(&one);
        let cut = cut % text.len();
        text.replace_range(cut..(cut + 1).min(text.len()), &with);
        let before = state(&two);
        match two.import(&text, None, at(9)) {
            Ok(imported) => prop_assert!(imported.new <= 3),
            Err(_) => prop_assert_eq!(before, state(&two)),
        }
        state(&two);
    }
}

#[test]
fn one_persons_notes_from_two_machines_are_both_there() {
    let [mut one, mut two] = stores::<2>();
    let tags = |tags: &[&str]| Field::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect());
    let note = |note: &str| Field::Note(Some(note.to_owned()).filter(|note| !note.is_empty()));
    for (store, word, second) in [(&mut one, "first", 1), (&mut two, "second", 2)] {
        store.apply(&info(TEXT), &edit(TEXT, 0, "ana", note(""), note(word)), "ana", at(second)).unwrap();
        store.apply(&info(TEXT), &edit(TEXT, 0, "ana", tags(&[]), tags(&[word])), "ana", at(second)).unwrap();
    }
    let (from_one, from_two) = (journal(&one), journal(&two));
    import(&mut one, &from_two);
    import(&mut two, &from_one);
    assert_eq!(state(&one), state(&two));
    let notes = one.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap();
    let annotation = notes.annotations.values().next().unwrap();
    assert_eq!(annotation.tags, ["first", "second"]);
    let mut lines: Vec<&str> = annotation.note.as_deref().unwrap().lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["first", "second"]);
}

#[test]
fn what_others_say_is_theirs() {
    let [mut mine, mut theirs] = stores::<2>();
    let status = |status| Field::Status(Some(status));
    let grade = |letter| Change::Source { name: "ortiz".to_owned(), before: None, after: Reliability::new(letter) };
    let change = edit(TEXT, 0, "ana", Field::Status(None), status(Status::Verified));
    mine.apply(&info(TEXT), &change, "ana", at(0)).unwrap();
    mine.apply(&info(TEXT), &grade('B'), "ana", at(1)).unwrap();
    let change = edit(TEXT, 0, "ben", Field::Status(None), status(Status::False));
    theirs.apply(&info(TEXT), &change, "ben", at(2)).unwrap();
    theirs.apply(&info(TEXT), &grade('F'), "ben", at(3)).unwrap();
    let before = mine.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap();
    let imported = import(&mut mine, &journal(&theirs));
    assert_eq!((imported.new, imported.known, imported.creators.len()), (2, 0, 1));
    assert_eq!(mine.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap(), before, "mine stay as they are");
    let everyone = mine.everyone(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap();
    assert_eq!((everyone.annotations.len(), everyone.others.len(), everyone.grades.len()), (2, 1, 2));
    assert!(mine.undo(&Hash::of(TEXT.as_bytes()), "ana", at(9)).unwrap().is_some());
    assert!(mine.notes(&Hash::of(TEXT.as_bytes()), None, "ana").unwrap().sources.is_empty());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let [mut one] = stores::<1>();
    act(&mut one, "ana", &[Step::Do(false, 0, Field::Note(Some("n".into()))), Step::Undo], 0);
    let whole = journal(&one);
    assert!(is_journal(&whole) && !is_journal("{\"id\": 1}") && !is_journal(""));
    for (why, from, to) in [
        ("line 4: it refers to", "\"refers\":\"0", "\"refers\":\"1"),
        ("line 2: the text is not the one", "reopens", "reopened"),
        ("line 3: clock -1", "\"clock\":1,", "\"clock\":-1,"),
        ("line 3: hash", "\"document\":\"", "\"document\":\"x"),
        ("line 1: it was made by a newer onrecord (schema 7)", "\"schema\":1", "\"schema\":7"),
        ("line 3: ", "\"kind\":\"change\"", "\"kind\":\"dance\""),
    ] {
        let [mut store] = stores::<1>();
        let broken = whole.replacen(from, to, 1);
        assert_ne!(broken, whole, "{why}");
        let error = store.import(&broken, None, at(0)).unwrap_err().to_string();
        assert!(error.starts_with("cannot import: ") && error.contains(why), "{why}: {error}");
    }
    let hash = Hash::of(TEXT.as_bytes());
    let bare = one.journal(&hash, None, false, "test").unwrap();
    assert!(!bare.contains("\"text\":"), "{bare}");
    let [mut store] = stores::<1>();
    assert!(store.import(&bare, None, at(0)).unwrap_err().to_string().contains("name the article with --on"));
    store.receive(&info(TEXT), &[], at(0)).unwrap();
    assert_eq!(store.import(&bare, None, at(0)).unwrap().new, 2);
}

/// A store of the first version is brought to this one with its state.
#[test]
fn an_older_store_is_derived_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let hash = Hash::of(TEXT.as_bytes());
    let before = {
        let mut store = Store::open(&path).unwrap().store;
        act(&mut store, "ana", &[Step::Do(false, 0, Field::Note(Some("n".into()))), Step::Grade(Some('B'))], 0);
        let notes = store.notes(&hash, None, "ana").unwrap();
        store
            .connection
            .execute_batch(
                "DROP INDEX event_in_order; DROP TRIGGER event_is_not_changed;
                 ALTER TABLE event DROP COLUMN clock; ALTER TABLE event DROP COLUMN imported;
                 ALTER TABLE annotation DROP COLUMN here; ALTER TABLE annotation DROP COLUMN correction;
                 ALTER TABLE annotation DROP COLUMN settled;
                 DROP TABLE source; DROP TABLE version;
                 CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, ''); END;
                 CREATE TABLE source (name TEXT PRIMARY KEY, reliability TEXT NOT NULL, modified TEXT NOT NULL,
                     creator TEXT NOT NULL) STRICT;
                 INSERT INTO source VALUES ('ortiz', 'B', '2026', 'ana'); PRAGMA user_version = 1;",
            )
            .unwrap();
        notes
    };
    let store = Store::open(&path).unwrap().store;
    assert_eq!(store.notes(&hash, None, "ana").unwrap(), before);
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
    let clocks: i64 = store.connection.query_row("SELECT sum(clock = seq) FROM event", (), |row| row.get(0)).unwrap();
    assert_eq!(clocks, 2);
}

/// One reader settles two differences at two machines, and takes one of them back at the other.
#[test]
fn what_is_settled_at_two_machines_is_settled() {
    let [mut one, mut two] = stores::<2>();
    let with = |reader: &str| Settled {
        reader: reader.to_owned(),
        judgment: "status".to_owned(),
        mine: "false".to_owned(),
        theirs: "verified".to_owned(),
        both: reader == "cem",
    };
    for (store, reader, second) in [(&mut one, "ben", 1), (&mut two, "cem", 2)] {
        let change = edit(TEXT, 0, "ana", Field::Settled(vec![]), Field::Settled(vec![with(reader)]));
        store.apply(&info(TEXT), &change, "ana", at(second)).unwrap();
    }
    let (from_one, from_two) = (journal(&one), journal(&two));
    import(&mut one, &from_two);
    import(&mut two, &from_one);
    assert_eq!(state(&one), state(&two));
    assert_eq!(said_by(&one, "ana").unwrap().settled, [with("ben"), with("cem")]);
    let undone = one.undo(&Hash::of(TEXT.as_bytes()), "ana", at(3)).unwrap();
    assert!(undone.is_some());
    import(&mut two, &journal(&one));
    assert_eq!(state(&one), state(&two));
    assert_eq!(said_by(&two, "ana").unwrap().settled.len(), 1);
}
