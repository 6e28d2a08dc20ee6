//! Attributions as training data, in the schema of the corpora that the engine is scored on:
//! one document a line, `{id, date, title, annotator, text, attributions}`; an attribution is
//! `{source, cue, content, kind}`, each a list of `[start, end)` in bytes of `text`, in text
//! order and without white space at the edges.
//!
//! What the article says in its own voice is no attribution. Words that a reader marked have no
//! source yet, so they are left out rather than given as claims of nobody.

use super::{Dossier, json};
use crate::analysis::{Quotation, Voice};
use crate::base::Span;
use serde::Serialize;

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    date: Option<String>,
    title: Option<&'a str>,
    annotator: &'a str,
    text: &'a str,
    attributions: Vec<Attribution<'a>>,
}

#[derive(Serialize)]
struct Attribution<'a> {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    kind: &'static str,
    /// Who says so.
    by: &'a str,
}

/// One line with the whole article.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    let document = dossier.document;
    let text = document.content();
    let pairs = |spans: &[Span]| -> Vec<[usize; 2]> {
        let spans = spans.iter().map(|span| span.trim(text)).filter(|span| !span.is_empty());
        spans.map(|span| [span.start(), span.end()]).collect()
    };
    let claims = dossier.entries.iter().filter_map(|entry| dossier.claim(entry));
    let attributions = claims
        .filter(|claim| claim.voice == Voice::Attributed)
        .map(|claim| Attribution {
            source: pairs(&claim.source),
            cue: pairs(&claim.cue),
            content: pairs(&claim.content),
            kind: match claim.quotation {
                Quotation::Direct => "direct",
                Quotation::Mixed => "mixed",
                Quotation::Indirect | Quotation::None => "indirect",
            },
            by: dossier.engine,
        })
        .collect();
    json::line(&Record {
        id: &document.text.name,
        date: document.date.filter(|_| !document.date_of_file).map(|date| date.to_string()),
        title: document.title.map(|span| span.of(text)),
        annotator: dossier.engine,
        text,
        attributions,
    })
}
