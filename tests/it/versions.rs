//! Articles that change: marks that say so everywhere, and what changed.

use crate::program::{BRIEFING, Home};
use serde_json::Value;

/// A home in which the claim of June was verified, and June has become July.
fn changed() -> Home {
    let home = Home::with_briefing();
    home.run(["annotate", "a.txt", "--claim", "1", "--status", "verified", "--note", "asked"]).ok();
    home.write("old.txt", BRIEFING.as_bytes());
    home.write("a.txt", BRIEFING.replace("in June", "in July").as_bytes());
    home
}

fn annotations(home: &Home) -> Vec<Value> {
    let out = home.run(["annotations", "a.txt", "--format", "jsonl"]).ok();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_verdict_on_words_that_changed_is_nowhere_told_as_one_on_the_new_words() {
    let home = changed();
    let [mark] = annotations(&home).try_into().unwrap();
    assert_eq!((&mark["anchor"], &mark["claim"]), (&"changed".into(), &"c1".into()));
    let recheck = "recheck, the words changed; was: verified; note: asked";
    assert!(home.run(["show", "a.txt"]).ok().contains(&format!("marked: {recheck}")));
    assert!(home.run(["annotations", "a.txt"]).ok().contains(recheck));
    for format in ["md", "csv"] {
        let sheet = home.run(["export", "a.txt", "--format", format]).ok();
        assert!(sheet.contains("recheck (was verified)"), "{format}: {sheet}");
    }
    assert_eq!(home.run(["export", "a.txt", "--format", "claimreview"]).ok().trim(), "[]");
    let marked = home.run(["export", "a.txt", "--format", "criticmarkup"]).ok();
    assert!(marked.contains("recheck, was on “The ferry terminal will probably reopen in June”"), "{marked}");
    let w3c: Value = serde_json::from_str(&home.run(["export", "a.txt", "--format", "w3c"]).ok()).unwrap();
    assert!(w3c.to_string().contains("reopen in June"), "the words it was made on");
    let filtered = |query: &str| {
        let out = home.run(["export", "a.txt", "--format", "jsonl", "--filter", query]).ok();
        out.lines().filter(|line| line.contains("\"verified\"")).count()
    };
    assert_eq!((filtered("status:verified"), filtered("status:recheck")), (0, 1));
}

#[test]
fn a_new_status_is_on_the_words_as_they_are_now() {
    let home = changed();
    home.run(["annotate", "a.txt", "--claim", "1", "--tag", "later"]).ok();
    assert_eq!(annotations(&home)[0]["anchor"], "changed", "a tag is no verdict");
    home.run(["annotate", "a.txt", "--claim", "1", "--status", "disputed"]).ok();
    let [mark] = annotations(&home).try_into().unwrap();
    assert_eq!(
        (&mark["anchor"], &mark["status"], &mark["note"]),
        (&"exact".into(), &"disputed".into(), &"asked".into())
    );
    assert_eq!(mark["target"]["exact"], "The ferry terminal will probably reopen in July");
    assert!(home.run(["doctor", "--store"]).ok().contains("sound: "));
    // A colleague gets both texts and ends with the same state.
    let journal = home.run(["export", "a.txt", "--format", "journal"]).ok();
    let other = Home::new();
    other.write("a.txt", BRIEFING.replace("in June", "in July").as_bytes());
    other.write("journal.jsonl", journal.as_bytes());
    other.run(["import", "journal.jsonl"]).ok();
    assert_eq!(annotations(&other)[0]["target"]["exact"], "The ferry terminal will probably reopen in July");
}

#[test]
fn diff_tells_what_changed_claim_by_claim() {
    let home = changed();
    let out = home.run(["diff", "old.txt", "a.txt"]).ok();
    let expected = "old.txt → a.txt: 1 difference (1 date)\n\n\
        date c1 Lena Ortiz: The ferry terminal will probably reopen in July\n       \
        was c1 Lena Ortiz: The ferry terminal will probably reopen in June\n";
    assert_eq!(out, expected);
    // The version that was marked is known.
    assert_eq!(home.run(["diff", "a.txt"]).ok(), expected.replace("old.txt", "a.txt"));
    let lines = home.run(["diff", "old.txt", "a.txt", "--format", "jsonl"]).ok();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["schema"], &lines[0]["differences"]), (&1.into(), &1.into()));
    assert_eq!((&lines[1]["kinds"][0], &lines[1]["new"]["claim"]), (&"date".into(), &"c1".into()));
    assert_eq!(home.run(["diff", "a.txt", "a.txt"]).ok(), "a.txt → a.txt: no differences\n");
}

#[test]
fn diff_says_what_it_lacks() {
    let home = Home::with_briefing();
    let alone = home.run(["diff", "a.txt"]);
    assert_eq!(alone.code, Some(1), "{alone:?}");
    assert!(alone.err.contains("onrecord diff OLD NEW"), "{alone:?}");
    assert_eq!(home.run(["diff", "a.txt", "missing.txt"]).code, Some(1));
    assert_eq!(home.run(["diff"]).code, Some(2));
}
