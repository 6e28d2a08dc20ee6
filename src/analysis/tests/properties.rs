//! What must hold for every text; fuzz targets run the same function.

use super::{Analysis, document};
use crate::analysis::{analyse, analyse_with, check_analysis};
use crate::load::samples::SAMPLES;
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Words, marks and line ends that news is made of, put together at random.
fn news() -> impl Strategy<Value = String> {
    const PIECES: [&str; 46] = [
        "Ana Ruiz",
        "the union",
        "Hale",
        "she",
        "who",
        "said",
        "told",
        "denied",
        "has warned",
        "adding",
        "according to",
        "is expected",
        "reportedly",
        "that",
        "to",
        "and",
        "but",
        "if",
        "as",
        "the pier",
        "boats",
        "is",
        "was not",
        "will reopen",
        "on Tuesday",
        "next week",
        "in 2024",
        "12 million",
        "“",
        "”",
        "\"",
        "‘",
        "’s",
        ",",
        ".",
        ":",
        "?",
        "—",
        "(",
        ")",
        "\n\n",
        "\n\nMS. ROE: ",
        "\n\nQ ",
        "\n\n> ",
        "\n\n- ",
        "KESSIN, 19 May 2026 — ",
    ];
    proptest::collection::vec(0..PIECES.len(), 0..60).prop_map(|picks| {
        let mut text = String::new();
        for pick in picks {
            let piece = PIECES[pick];
            if !text.is_empty() && piece.starts_with(char::is_alphanumeric) && !text.ends_with(['“', '(', '\n']) {
                text.push(' ');
            }
            text.push_str(piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn news_like(text in news()) {
        let doc = document(&text);
        check_analysis(&doc, &analyse(&doc));
    }

    #[test]
    fn hostile(text in "(\\PC|[\n\t\"“”‘’'.,:;—()«»„?!-]| said | that |é\u{301}|\u{202e}|日本){0,120}") {
        let doc = document(&text);
        check_analysis(&doc, &analyse(&doc));
    }
}

#[test]
fn samples() {
    for sample in SAMPLES {
        let doc = document(sample.content);
        check_analysis(&doc, &analyse(&doc));
    }
}

#[test]
fn reports_progress_and_can_be_broken_off() {
    let doc = document(&SAMPLES[0].content.repeat(60));
    let mut parts = Vec::new();
    let whole: Option<Analysis> = analyse_with(&doc, &mut |part| {
        parts.push(part);
        ControlFlow::Continue(())
    });
    assert!(whole.is_some() && parts.len() > 6, "{parts:?}");
    assert!(parts.is_sorted() && parts.iter().all(|part| (0.0..=1.0).contains(part)), "{parts:?}");
    for stop in 0..parts.len() {
        let mut left = stop;
        let broken = analyse_with(&doc, &mut |_| {
            left = left.wrapping_sub(1);
            if left == usize::MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(broken.is_none(), "report {stop} does not break off");
    }
}

/// A hedge over two contents in two paragraphs, found by the property above.
#[test]
fn hedges_stay_in_their_paragraph() {
    let doc = document("said Ana Ruiz Ana Ruiz is expected\n\n>  to Ana Ruiz Ana Ruiz Ana Ruiz");
    check_analysis(&doc, &analyse(&doc));
}
