//! Attributions as training data, in the schema of the corpora that the engine is scored on:
//! one document a line, `{id, date, title, annotator, text, attributions}`; an attribution is
//! `{source, cue, content, kind}`, each a list of `[start, end)` in bytes of `text`, in text
//! order and without white space at the edges.
//!
//! Claims that a reader corrected are given as corrected, by that reader; those that a reader says
//! are none are absent. What the article says in its own voice is no attribution. Words that a
//! reader marked without saying who says them are left out rather than given as claims of nobody.
//! Where a reader named a speaker whom no words near by name, the source is not known, which is
//! told in `regions.discuss`, as the corpora tell what an annotator was unsure of.

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
    #[serde(skip_serializing_if = "Option::is_none")]
    regions: Option<Regions>,
}

#[derive(Serialize)]
struct Regions {
    /// What an annotator was unsure of.
    discuss: Vec<[usize; 2]>,
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
    let mut unsure = Vec::new();
    let mut corrected = false;
    let mut attributions = Vec::new();
    for entry in &dossier.entries {
        let Some(claim) = dossier.claim(entry).filter(|claim| claim.voice == Voice::Attributed) else { continue };
        let human = !dossier.differences(entry).is_empty();
        corrected |= human;
        if human && claim.source.is_empty() && claim.person.is_some() {
            let extent = claim.extent();
            unsure.push([extent.start(), extent.end()]);
            continue;
        }
        attributions.push(Attribution {
            source: pairs(&claim.source),
            cue: pairs(&claim.cue),
            content: pairs(&claim.content),
            kind: match claim.quotation {
                Quotation::Direct => "direct",
                Quotation::Mixed => "mixed",
                Quotation::Indirect | Quotation::None => "indirect",
            },
            by: if human { dossier.reader } else { dossier.engine },
        });
    }
    json::line(&Record {
        id: &document.text.name,
        date: document.date.filter(|_| !document.date_of_file).map(|date| date.to_string()),
        title: document.title.map(|span| span.of(text)),
        annotator: if corrected { dossier.reader } else { dossier.engine },
        text,
        attributions,
        regions: (!unsure.is_empty()).then_some(Regions { discuss: unsure }),
    })
}
