//! What several fuzz targets begin with.

use jiff::Timestamp;
use onrecord::annotation::{AnnotationId, Change, Edit, Field, Reliability, Status, Target};
use onrecord::base::{Hash, Span};
use onrecord::load::Format;
use onrecord::store::{DocumentInfo, Store};
use std::path::Path;

/// The article that [`marked`] marks.
pub const TEXT: &str = "The pier reopens in May. Lena Ortiz said so.";

/// A moment in the middle of 2026, and some seconds.
#[must_use]
pub fn now(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).expect("within the calendar")
}

/// The store with a few marks on [`TEXT`], one of them undone.
#[must_use]
pub fn marked(mut store: Store) -> Store {
    let hash = Hash::of(TEXT.as_bytes());
    let document = DocumentInfo {
        hash,
        name: "article.txt",
        path: Some(Path::new("/article.txt")),
        format: Format::Plain,
        title: None,
        text: TEXT,
    };
    let edit = |from, to, before, after| {
        let spans = [Span::new(from, to)];
        let id = AnnotationId::for_target(hash, &spans, "reader");
        Change::Annotation { id, target: Target::new(TEXT, hash, &spans), edits: vec![Edit { before, after }] }
    };
    let changes = [
        edit(0, 23, Field::Status(None), Field::Status(Some(Status::Disputed))),
        edit(0, 23, Field::Note(None), Field::Note(Some("see March".to_owned()))),
        edit(25, 43, Field::Tags(vec![]), Field::Tags(vec!["pier".to_owned()])),
        Change::Source { name: "lena ortiz".to_owned(), before: None, after: Reliability::new('B') },
    ];
    for (second, change) in (0..).zip(&changes) {
        store.apply(&document, change, "reader", now(second)).expect("saved");
    }
    store.undo(&hash, "reader", now(5)).expect("taken back");
    store
}
