//! What must hold for every document.

use super::{Document, Kind};
use crate::base::Span;
use crate::load::Format;

/// Checks the invariants of the module; shared by the property tests and the fuzz target.
///
/// # Panics
/// When one does not hold.
pub fn check_document(document: &Document) {
    let text = document.content();
    let whole = |what: &str, span: Span| {
        assert!(span.start() <= span.end() && text.get(span.range()).is_some(), "{what} {span:?} is no text");
        assert_eq!(span.trim(text), span, "{what} has white space at its edges");
    };
    let filled = |what: &str, span: Span| {
        whole(what, span);
        assert!(!span.is_empty(), "{what} {span:?} is empty");
    };

    let mut end = 0;
    let mut titles = 0;
    for paragraph in document.paragraphs.values() {
        filled("paragraph", paragraph.span);
        assert!(paragraph.span.start() >= end, "{paragraph:?} overlaps the one before");
        check_nothing_lost(document, end, paragraph.span.start());
        end = paragraph.span.end();
        assert!(paragraph.span.covers(paragraph.body), "{paragraph:?}: body outside");
        if paragraph.body.is_empty() {
            assert!(paragraph.speaker.is_some(), "{paragraph:?} has no body");
        } else {
            whole("body", paragraph.body);
        }
        if let Some(speaker) = paragraph.speaker {
            filled("speaker", speaker);
            assert!(
                speaker.end() <= paragraph.body.start().max(paragraph.span.start()),
                "{paragraph:?}: speaker after"
            );
        }
        assert!(paragraph.kind != Kind::Turn || paragraph.speaker.is_some(), "{paragraph:?}: a turn of nobody");
        let nests = matches!(paragraph.kind, Kind::Heading | Kind::List);
        assert!(nests || paragraph.level == 0, "{paragraph:?}: a level");
        titles += usize::from(paragraph.kind == Kind::Title);
    }
    check_nothing_lost(document, end, text.len());
    assert!(titles <= 1, "{titles} titles");

    for (what, span) in [("title", document.title), ("place", document.place), ("date", document.date_span)] {
        if let Some(span) = span {
            filled(what, span);
        }
    }
    assert!(document.date_span.is_none() || document.date.is_some(), "a place of a date, and no date");

    let mut end = 0;
    for &span in &document.concealed {
        assert!(span.start() >= end && !span.is_empty(), "concealed {span:?} after {end}");
        assert!(text.get(span.range()).is_some(), "concealed {span:?} cuts a character");
        end = span.end();
    }
}

/// Nothing but white space stands between paragraphs; in Markdown also marks, and in plain
/// text the `>` of a quoted blank line.
fn check_nothing_lost(document: &Document, from: usize, to: usize) {
    let between = &document.content()[from..to];
    let marks = document.text.format == Format::Markdown;
    let separates = |c: char| c.is_whitespace() || c == '>' || marks && !c.is_alphanumeric();
    let lost = between.chars().find(|c| !separates(*c));
    assert_eq!(lost, None, "lost between paragraphs at {from}: {:?}", between.trim());
}
