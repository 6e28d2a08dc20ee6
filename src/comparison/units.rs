//! What is compared: claims, and sentences that are in none.

use super::{Side, Version};
use crate::analysis::Voice;
use crate::annotation::align::Words;
use crate::base::id::Id;
use crate::base::{ClaimId, Span};
use std::ops::Range;

/// A claim, or words that are in none, with its words by their numbers in the text.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) claim: Option<ClaimId>,
    pub(super) spans: Vec<Span>,
    /// The words of its content, in order.
    pub(super) content: Vec<usize>,
    /// These and those of source and cue, in order.
    pub(super) near: Vec<usize>,
    /// All words of the sentences that it stands in.
    pub(super) sentence: Range<usize>,
}

/// Everything of a version that is compared, in the order of the text.
pub(super) fn units(version: Version<'_>, words: &Words) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut in_claim = vec![false; words.spans.len()];
    for (id, claim) in version.analysis.claims.iter() {
        let unit = unit(words, Some(id), &claim.content, &[&claim.source[..], &claim.cue].concat());
        unit.near.iter().for_each(|word| in_claim[*word] = true);
        units.push(unit);
    }
    for sentence in &words.sentences {
        if !sentence.clone().any(|word| in_claim[word])
            && let Some(span) = words.span(sentence)
        {
            units.push(unit(words, None, &[span], &[]));
        }
    }
    units.retain(|unit| !unit.content.is_empty());
    units.sort_by_key(|unit| (unit.content[0], unit.claim.map(Id::index)));
    units
}

fn unit(words: &Words, claim: Option<ClaimId>, spans: &[Span], beside: &[Span]) -> Unit {
    let of = |spans: &[Span]| -> Vec<usize> { spans.iter().flat_map(|span| words.touching(*span)).collect() };
    let mut content = of(spans);
    content.dedup();
    let mut near = [content.clone(), of(beside)].concat();
    near.sort_unstable();
    near.dedup();
    let first = near.first().copied().unwrap_or(0);
    let last = near.last().map_or(first, |last| last + 1);
    Unit { claim, spans: spans.to_vec(), content, near, sentence: words.around(&(first..last)) }
}

impl Unit {
    /// For people.
    pub(super) fn side(&self, version: Version<'_>) -> Side {
        Side {
            claim: self.claim,
            spans: self.spans.clone(),
            speaker: self.claim.map_or_else(String::new, |id| speaker(version, id)),
            words: one_line(&version.document.words(&self.spans)),
        }
    }
}

/// Who says a claim.
pub(super) fn speaker(version: Version<'_>, id: ClaimId) -> String {
    let Some(claim) = version.analysis.claims.get(id) else { return String::new() };
    if let Some(person) = version.analysis.speaker(claim) {
        return person.name.clone();
    }
    match (claim.voice, claim.source.is_empty()) {
        (Voice::Author, _) => "the article".to_owned(),
        (Voice::Attributed, true) => "nobody named".to_owned(),
        (Voice::Attributed, false) => one_line(&version.document.words(&claim.source)),
    }
}

/// A stretch of the text in one line.
pub(super) fn line(version: Version<'_>, span: Option<Span>) -> String {
    span.map_or_else(String::new, |span| one_line(&version.document.words(&[span])))
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
