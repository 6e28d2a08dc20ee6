//! Whole texts: what each paragraph is, as lists that can be read.

use super::*;
use crate::load::{Origin, samples};
use jiff::civil::date;
use proptest::prelude::*;

fn document(name: &str, format: Format, content: &str) -> Document {
    let mut text = Text::from_string(name, Origin::Stdin, content.to_owned());
    text.format = format;
    let document = parse(Arc::new(text));
    check_document(&document);
    document
}

/// One line a paragraph: kind, level if any, speaker in brackets, body; `/` for line ends and
/// `|` around concealed parts that lie in it are left out.
pub(super) fn listing(document: &Document) -> Vec<String> {
    let content = document.content();
    let line = |p: &Paragraph| {
        let level = if p.level > 0 { p.level.to_string() } else { String::new() };
        let speaker = p.speaker.map(|s| format!(" [{}]", s.of(content))).unwrap_or_default();
        let mut body = String::new();
        for (at, c) in p.body.of(content).char_indices() {
            if !document.concealed.iter().any(|span| span.contains(p.body.start() + at)) {
                body.push(if c == '\n' { '/' } else { c });
            }
        }
        format!("{}{level}{speaker} {body}", p.kind.name())
    };
    document.paragraphs.values().map(line).collect()
}

#[track_caller]
pub(super) fn check(format: Format, content: &str, expected: &[&str]) -> Document {
    let document = document("test", format, content);
    assert_eq!(listing(&document), expected);
    document
}

const LONG: &str = "The ferry pier at Kessin will reopen next week after eight months of repairs, said the mayor.";

#[test]
fn one_paragraph_a_line() {
    let text = format!("{LONG}\n{LONG} It was closed in autumn.\nAnd {LONG}");
    let all = check(
        Format::Plain,
        &text,
        &[&format!("body {LONG}"), &format!("body {LONG} It was closed in autumn."), &format!("body And {LONG}")],
    );
    assert_eq!((all.title, all.date, all.place), (None, None, None));
}

#[test]
fn title_dateline_headings() {
    let text = format!(
        "Ferry returns to Kessin\n\nBy Maria Vance\n\nKESSIN, 19 May 2026 — {LONG}\n\nWhat comes next\n\n{LONG}\n\n- Boats\n- \
         Trains, perhaps\n\n* * *\n\nBACKGROUND\n\n{LONG}\n"
    );
    let all = check(
        Format::Plain,
        &text,
        &[
            "title Ferry returns to Kessin",
            "other By Maria Vance",
            &format!("body KESSIN, 19 May 2026 — {LONG}"),
            "heading1 What comes next",
            &format!("body {LONG}"),
            "list1 Boats",
            "list1 Trains, perhaps",
            "other * * *",
            "heading1 BACKGROUND",
            &format!("body {LONG}"),
        ],
    );
    let content = all.content();
    assert_eq!(all.title.unwrap().of(content), "Ferry returns to Kessin");
    assert_eq!(all.place.unwrap().of(content), "KESSIN");
    assert_eq!((all.date.unwrap(), all.date_span.unwrap().of(content)), (date(2026, 5, 19), "19 May 2026"));
}

#[test]
fn the_head_of_a_release() {
    let text = format!("For Immediate Release\nFebruary 13, 2024\n\nFerry returns to Kessin\n\n{LONG}\n");
    let all = check(
        Format::Plain,
        &text,
        &[
            "other For Immediate Release",
            "dateline February 13, 2024",
            "title Ferry returns to Kessin",
            &format!("body {LONG}"),
        ],
    );
    assert_eq!(all.date, Some(date(2024, 2, 13)));

    let text =
        format!("Title: Ferry returns\nDate: Tue, 19 May 2026 10:00 +0200\nSource: Courier\n\n{LONG}\n\n{LONG}\n");
    let all = check(
        Format::Plain,
        &text,
        &[
            "title Ferry returns",
            "dateline Date: Tue, 19 May 2026 10:00 +0200",
            "other Source: Courier",
            &format!("body {LONG}"),
            &format!("body {LONG}"),
        ],
    );
    assert_eq!((all.title.unwrap().of(&text), all.date), ("Ferry returns", Some(date(2026, 5, 19))));

    let text = format!("KESSIN, 19 May 2026\n\n{LONG}\n");
    let all = check(Format::Plain, &text, &["dateline KESSIN, 19 May 2026", &format!("body {LONG}")]);
    assert_eq!(all.place.unwrap().of(&text), "KESSIN");
}

#[test]
fn what_is_no_title() {
    for first in ["The pier reopened on Tuesday.", "Members of the delegation:", "he came,", LONG] {
        let text = format!("{first}\n\n{LONG}\n");
        assert_eq!(document("x", Format::Plain, &text).title, None, "{first}");
    }
    assert_eq!(document("x", Format::Plain, "Ferry returns").title, None, "nothing comes after it");
    let abbreviated = format!("Ferry to the U.S.\n\n{LONG}\n");
    assert!(document("x", Format::Plain, &abbreviated).title.is_some());
}

#[test]
fn the_day_comes_from_the_best_place() {
    let day = |name: &str, modified: Option<Date>, content: &str| {
        let mut text = Text::from_string(name, Origin::Stdin, content.to_owned());
        text.modified = modified;
        let document = parse(Arc::new(text));
        (document.date, document.date_span.is_some())
    };
    let saved = Some(date(2026, 6, 1));
    assert_eq!(day("x", None, LONG), (None, false));
    assert_eq!(day("x", saved, LONG), (saved, false));
    assert_eq!(day("pier-2024-02-13.txt", saved, LONG), (Some(date(2024, 2, 13)), false));
    let dated = format!("April 26, 2023\n\n{LONG}");
    assert_eq!(day("pier-2024-02-13.txt", saved, &dated), (Some(date(2023, 4, 26)), true));
    let wire = format!("PORTO, April 26 (Agency) — {LONG}");
    assert_eq!(day("x", saved, &wire), (Some(date(2026, 4, 26)), true));
    assert_eq!(day("x", None, &wire), (None, false), "no year to be found");
}

#[test]
fn transcripts() {
    let text = "Press Gaggle by Spokesperson Dana Whitcombe\n\nAboard the Kessin Ferry\n\n19 May 2026\n\n12:57 P.M. CEST\n\n\
                MS. WHITCOMBE: Good morning.\n\nWe are on our way.\n\nNote: the wind is strong.\n\nQ    Is it safe?\n\n\
                MS. WHITCOMBE: Yes. (Laughter.)\nQ Are you sure?\nMS. WHITCOMBE: I am —\n\n(Crosstalk.)\n\nOne at a time.\n\n\
                MODERATOR:\n\nThank you.\n\nEND 1:14 P.M. CEST\n\nContact the harbour for more.\n";
    let all = check(
        Format::Plain,
        text,
        &[
            "title Press Gaggle by Spokesperson Dana Whitcombe",
            "dateline Aboard the Kessin Ferry",
            "dateline 19 May 2026",
            "dateline 12:57 P.M. CEST",
            "turn [MS. WHITCOMBE] Good morning.",
            "turn [MS. WHITCOMBE] We are on our way.",
            "turn [MS. WHITCOMBE] Note: the wind is strong.",
            "turn [Q] Is it safe?",
            "turn [MS. WHITCOMBE] Yes. (Laughter.)",
            "turn [Q] Are you sure?",
            "turn [MS. WHITCOMBE] I am —",
            "other (Crosstalk.)",
            "turn [MS. WHITCOMBE] One at a time.",
            "turn [MODERATOR] Thank you.",
            "dateline END 1:14 P.M. CEST",
            "body Contact the harbour for more.",
        ],
    );
    assert_eq!(all.place.unwrap().of(text), "Aboard the Kessin Ferry");
    assert_eq!(all.date, Some(date(2026, 5, 19)));
    let speakers: Vec<_> = all.paragraphs.values().filter_map(|p| p.speaker).collect();
    assert_eq!(speakers[0], speakers[1], "a continued turn has the label of the first");
}

#[test]
fn interviews() {
    let text = "The harbour woman\n\nWe met Lena Ortiz in Kessin.\n\nQuestion: Why ferries?\nLena Ortiz: Because of the sea.\n\
                Question: Why Kessin?\nLena Ortiz: Two reasons: the pier and the people.\n";
    check(
        Format::Plain,
        text,
        &[
            "title The harbour woman",
            "body We met Lena Ortiz in Kessin.",
            "turn [Question] Why ferries?",
            "turn [Lena Ortiz] Because of the sea.",
            "turn [Question] Why Kessin?",
            "turn [Lena Ortiz] Two reasons: the pier and the people.",
        ],
    );
}

#[test]
fn a_labelled_excerpt_does_not_take_the_article_over() {
    let mut text = format!("{LONG}\n\n").repeat(20);
    text.push_str("MR. HALE: No.\n\nMS. ORTIZ: Yes.\n\nMR. HALE: No.\n\n");
    text.push_str(&format!("{LONG}\n\n").repeat(20));
    let all = document("x", Format::Plain, &text);
    assert_eq!(all.paragraphs.values().filter(|p| p.kind == Kind::Turn).count(), 3);
}

#[test]
fn samples_look_right() {
    let practice = parse(Arc::new(samples::practice()));
    check_document(&practice);
    let kinds: Vec<_> = practice.paragraphs.values().map(|p| p.kind).collect();
    assert_eq!(kinds[0], Kind::Title);
    assert!(kinds[1..].iter().all(|kind| *kind == Kind::Body));
    assert_eq!(practice.place.unwrap().of(practice.content()), "KESSIN");
    assert_eq!(practice.date, Some(date(2026, 5, 19)));

    let transcript = parse(Arc::new(samples::named("transcript").unwrap()));
    check_document(&transcript);
    let turns = transcript.paragraphs.values().filter(|p| p.kind == Kind::Turn).count();
    assert_eq!((turns, transcript.paragraphs.len()), (22, 29));
    assert_eq!(transcript.date, Some(date(2026, 5, 20)));
}

proptest! {
    #[test]
    fn invariants_hold_for_any_text(content in any::<String>(), markdown: bool) {
        let content = content.replace('\r', "");
        document("x", if markdown { Format::Markdown } else { Format::Plain }, &content);
    }

    /// Texts made of what the rules look for.
    #[test]
    fn invariants_hold_for_likely_texts(
        parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..40),
        markdown: bool,
    ) {
        document("x-2024-02-13", if markdown { Format::Markdown } else { Format::Plain }, &parts.concat());
    }
}

const PARTS: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    " ",
    "\t",
    "    ",
    "\u{a0}",
    "\u{200b}",
    "MR. HALE:",
    "Q ",
    "Q",
    "Q:",
    "A: ",
    "Maria Vance: ",
    "**Q**",
    "**MR. HALE:**",
    "(Laughter.)",
    "[sic",
    "END",
    "12:57 P.M. EST",
    "- ",
    "* ",
    "1. ",
    "(a) ",
    "> ",
    ">",
    "# ",
    "## ",
    "---\n",
    "***",
    "```",
    "`",
    "|a|b|\n|-|-|\n",
    "[x](y)",
    "[x]: y\n",
    "![i](j)",
    "<b>",
    "&amp;",
    "\\*",
    "_",
    "**",
    "title: T\n",
    "date: 2026-05-19\n",
    "Subject: S\n",
    "KESSIN, 19 May 2026 — ",
    "19 May 2026",
    "By Maria Vance",
    "The pier reopened.",
    "the mayor of the",
    "Señor 日本 é\u{301}",
    "For Immediate Release",
    "—",
    "\u{2028}",
    "\0",
    "\u{1b}[31m",
    "a line of words that is long enough to be taken for one of a broken paragraph",
    "[^1]",
    "[^1]: note\n",
    "- [ ] ",
    "1) ",
    "/TASS/. ",
    "(Agency) — ",
];

/// Transcripts whose turns are known, when they are at hand: see `corpora/README.md` there.
#[test]
fn turns_of_known_transcripts() {
    let shared = std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), Into::into);
    let Ok(lines) = std::fs::read_to_string(shared.join("corpora/dev/whbriefings.jsonl")) else {
        eprintln!("skipped: no transcripts at hand");
        return;
    };
    let (mut right, mut all) = (0, 0);
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let document = document("x", Format::Plain, record["text"].as_str().unwrap());
        let spans = |value: &serde_json::Value| -> Vec<Span> {
            let at = |n: &serde_json::Value| usize::try_from(n.as_u64().unwrap()).unwrap();
            value.as_array().unwrap().iter().map(|pair| Span::new(at(&pair[0]), at(&pair[1]))).collect()
        };
        for turn in record["attributions"].as_array().unwrap() {
            let (label, said) = (spans(&turn["source"])[0], spans(&turn["content"]));
            // Time lines and stage directions count as part of the turn there.
            let same = |span: &Span| {
                document.paragraph_at(span.start()).map(|id| &document.paragraphs[id]).is_some_and(|p| {
                    p.body == *span && (p.speaker == Some(label) || matches!(p.kind, Kind::Dateline | Kind::Other))
                })
            };
            all += 1;
            right += usize::from(said.iter().all(same));
        }
    }
    assert!(right * 100 >= all * 99, "{right} of {all} turns");
}
