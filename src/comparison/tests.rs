use super::*;
use crate::analysis::analyse;
use crate::document::parse;
use crate::load::{Origin, Text};
use proptest::prelude::*;
use std::sync::Arc;

fn understood(text: &str) -> (Document, Analysis) {
    let document = parse(Arc::new(Text::from_string("t", Origin::Stdin, text.to_owned())));
    let analysis = analyse(&document);
    (document, analysis)
}

fn compared(old: &str, new: &str) -> Comparison {
    let (old, new) = (understood(old), understood(new));
    let version = |(document, analysis)| Version { document, analysis };
    compare(version((&old.0, &old.1)), version((&new.0, &new.1)))
}

const FRAME: [&str; 2] = [
    "The harbour of Kessin was closed on Monday after a storm damaged two cranes.",
    "Work on the northern quay goes on, and ferries use the old landing stage.",
];

/// A sentence between others, old and new; the kinds that must be told, and nothing else.
#[track_caller]
fn check(why: &str, old: &str, new: &str, kinds: &[Kind]) {
    let around = |sentence: &str| format!("{}\n\n{sentence}\n\n{}\n", FRAME[0], FRAME[1]);
    let found = compared(&around(old), &around(new));
    let told: Vec<&[Kind]> = found.differences.iter().map(|difference| &difference.kinds[..]).collect();
    let expected: Vec<&[Kind]> = if kinds.is_empty() { Vec::new() } else { vec![kinds] };
    assert_eq!(told, expected, "{why}: {found:#?}");
}

#[test]
fn kinds_of_changes() {
    use Kind::{Added, Date, Dropped, Figure, Negation, Reworded, Speaker, Stronger, Weaker};
    let said = "The pier will reopen in May, Lena Ortiz said.";
    check("nothing", said, said, &[]);
    check("a line end", said, "The pier will reopen\nin May, Lena Ortiz said.", &[]);
    check("added", "", said, &[Added]);
    check("dropped", said, "", &[Dropped]);
    check("reworded", said, "The pier will open again in May, Lena Ortiz said.", &[Reworded]);
    check("a date", said, "The pier will reopen in June, Lena Ortiz said.", &[Date]);
    check("a speaker", said, "The pier will reopen in May, Tom Hale said.", &[Speaker]);
    check("a hedge put in", said, "The pier will probably reopen in May, Lena Ortiz said.", &[Weaker]);
    check("a hedge taken out", "The pier will probably reopen in May, Lena Ortiz said.", said, &[Stronger]);
    check("a negation", said, "The pier will not reopen in May, Lena Ortiz said.", &[Negation]);
    check(
        "a figure",
        "The repair will cost 12 million crowns, Lena Ortiz said.",
        "The repair will cost 21 million crowns, Lena Ortiz said.",
        &[Figure],
    );
    check(
        "a number in words",
        "Three workers were hurt, Lena Ortiz said.",
        "Four workers were hurt, Lena Ortiz said.",
        &[Figure],
    );
    check(
        "two at once",
        "The repair will cost 12 million crowns by May, Lena Ortiz said.",
        "The repair will cost 21 million crowns by June, Lena Ortiz said.",
        &[Figure, Date],
    );
    check("her first name was left out", said, "The pier will reopen in May, Ortiz said.", &[Reworded]);
}

#[test]
fn what_was_moved_is_told_once_and_as_that() {
    let (a, b) = ("The pier will reopen in May, Lena Ortiz said.", FRAME[1]);
    let found = compared(&format!("{}\n\n{a}\n\n{b}\n", FRAME[0]), &format!("{a}\n\n{}\n\n{b}\n", FRAME[0]));
    let kinds: Vec<_> = found.differences.iter().map(|difference| difference.kinds.clone()).collect();
    assert_eq!(kinds, [[Kind::Moved]], "{found:#?}");
}

#[test]
fn words_outside_of_claims_are_told_too() {
    let old = "A storm in Kessin\n\nLena Ortiz told reporters on Tuesday that the pier is safe.\n";
    let new = "A storm in Brenn\n\nLena Ortiz told reporters on Wednesday that the pier is safe.\n";
    let found = compared(old, new);
    let told: Vec<(&[Kind], &str)> = found
        .differences
        .iter()
        .map(|difference| (&difference.kinds[..], difference.new.as_ref().map_or("", |side| side.words.as_str())))
        .collect();
    assert_eq!(told.len(), 2, "{found:#?}");
    assert_eq!(told[0], (&[Kind::Reworded][..], "A storm in Brenn"));
    assert_eq!(told[1].0, [Kind::Date]);
}

#[test]
fn a_dropped_claim_is_told_where_it_stood() {
    let old = format!("{}\n\nThe pier is safe, Lena Ortiz said.\n\n{}\n", FRAME[0], FRAME[1]);
    let new = format!("{}\n\n{}\n", FRAME[0], FRAME[1]);
    let found = compared(&old, &new);
    assert_eq!(found.differences.len(), 1);
    assert_eq!(found.differences[0].at, FRAME[0].len());
    assert_eq!(found.count(Kind::Dropped), 1);
}

#[test]
fn all_that_is_dropped_is_told() {
    let old = understood(
        "He denied it. not A heading not Costs rose by 12 percent.The pier will reopen in May, Lena Ortiz said. not ",
    );
    let old = (old.0, old.1);
    let new = understood("");
    let version = |document, analysis| Version { document, analysis };
    check_comparison(version(&old.0, &old.1), version(&new.0, &new.1));
}

#[test]
fn no_change_goes_untold() {
    let sentences = [
        "The pier will reopen in May, Lena Ortiz said.",
        "“It is over,” Hale said.",
        "He denied it.",
        "Costs rose by 12 percent.",
        "Yes.",
        "Why?",
        "The minister, who was in Kessin on Monday, said that talks may go on.",
        "A heading",
    ];
    let text = proptest::collection::vec((0..sentences.len(), 0usize..3), 0..7);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 48, ..ProptestConfig::default() });
    let whole = |parts: &[(usize, usize)]| -> String {
        parts.iter().map(|(which, gap)| format!("{}{}", sentences[*which], [" ", "\n\n", " not "][*gap])).collect()
    };
    let result = runner.run(&(text.clone(), text), |(old, new)| {
        let (old, new) = (understood(&whole(&old)), understood(&whole(&new)));
        let version = |(document, analysis)| Version { document, analysis };
        check_comparison(version((&old.0, &old.1)), version((&new.0, &new.1)));
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
}
