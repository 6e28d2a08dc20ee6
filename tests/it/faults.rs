//! What goes wrong in who said what, by class, on the development part of PolNeAR. A claim and an
//! annotated attribution match as for the calibration.

use crate::corpora::{document, records};
use crate::reliability::{Words, own, spans};
use onrecord::analysis::analyse;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How often each class of error is met, and how many attributions there are and were found.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    pub gold: usize,
    pub found: usize,
    pub right: usize,
    pub classes: BTreeMap<&'static str, usize>,
    /// With `told`: the text of each, for people who may read the corpus.
    pub examples: Vec<(&'static str, String)>,
}

/// Classes of what was annotated and not found, in order of the question asked.
fn missed(gold: &One, claims: &[One], all: &[One]) -> &'static str {
    let shares = |claim: &&One| claim.content.intersection(&gold.content).next().is_some();
    if claims.iter().any(|claim| claim.fits(gold)) {
        return match (gold.source.is_empty(), claims.iter().any(|claim| claim.fits(gold) && claim.source.is_empty())) {
            (true, _) => "given a source it has not",
            (false, true) => "source not seen",
            (false, false) => "wrong source",
        };
    }
    let near: Vec<&One> = claims.iter().filter(shares).collect();
    if near
        .iter()
        .any(|claim| all.iter().filter(|other| other.content.intersection(&claim.content).next().is_some()).count() > 1)
    {
        return "merged with its neighbour";
    }
    if near.iter().any(|claim| claim.content.len() > gold.content.len()) {
        return "content too long";
    }
    if !near.is_empty() {
        return "content too short";
    }
    match (gold.cue.is_empty(), gold.quoted) {
        (true, _) => "missed, no cue",
        (false, true) => "missed, quoted",
        (false, false) => "missed, indirect",
    }
}

/// One attribution in white-space tokens.
struct One {
    content: BTreeSet<usize>,
    source: BTreeSet<usize>,
    cue: BTreeSet<usize>,
    quoted: bool,
    at: (usize, usize),
}

impl One {
    /// At least half of both contents together is shared.
    fn fits(&self, other: &Self) -> bool {
        let shared = self.content.intersection(&other.content).count();
        let union = self.content.len() + other.content.len() - shared;
        2 * shared >= union && union > 0
    }

    fn same_source(&self, other: &Self) -> bool {
        self.source.is_empty() && other.source.is_empty() || self.source.intersection(&other.source).next().is_some()
    }
}

/// Sorts the errors of every document.
pub fn faults(shared: &Path, told: bool) -> Faults {
    let mut faults = Faults::default();
    for record in records(shared, "polnear") {
        sort(&record, told, &mut faults);
    }
    faults
}

fn sort(record: &Value, told: bool, faults: &mut Faults) {
    let text = record["text"].as_str().unwrap_or_default();
    let words = Words::of(text);
    let one = |content: &[(usize, usize)], source: &[(usize, usize)], cue: &[(usize, usize)]| {
        let from = content.iter().chain(source).chain(cue).map(|span| span.0).min().unwrap_or(0);
        let to = content.iter().chain(source).chain(cue).map(|span| span.1).max().unwrap_or(0);
        One {
            content: words.of_spans(content),
            source: words.of_spans(source),
            cue: words.of_spans(cue),
            quoted: content.iter().any(|span| text.get(span.0..span.1).is_some_and(|t| t.contains(['"', '“', '”']))),
            at: (from, to),
        }
    };
    let gold: Vec<One> = (record["attributions"].as_array().into_iter().flatten())
        .map(|a| one(&spans(&a["content"]), &spans(&a["source"]), &spans(&a["cue"])))
        .collect();
    let analysis = analyse(&document(record));
    let claims: Vec<One> = (analysis.claims.values())
        .filter(|claim| !(claim.source.is_empty() && claim.cue.is_empty()))
        .map(|claim| one(&own(&claim.content), &own(&claim.source), &own(&claim.cue)))
        .collect();
    let mut taken = vec![false; claims.len()];
    let mut open = Vec::new();
    for (at, one) in gold.iter().enumerate() {
        match (0..claims.len()).find(|&k| !taken[k] && claims[k].fits(one) && claims[k].same_source(one)) {
            Some(k) => taken[k] = true,
            None => open.push(at),
        }
    }
    faults.gold += gold.len();
    faults.found += claims.len();
    faults.right += gold.len() - open.len();
    let mut count = |class: &'static str, at: (usize, usize)| {
        *faults.classes.entry(class).or_default() += 1;
        if told {
            let (from, to) = (text.floor_char_boundary(at.0), text.ceil_char_boundary(at.1));
            faults.examples.push((class, text[from..to].replace('\n', " ")));
        }
    };
    open.iter().for_each(|&at| count(missed(&gold[at], &claims, &gold), gold[at].at));
    for claim in claims.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(claim, _)| claim) {
        if !gold.iter().any(|one| one.content.intersection(&claim.content).next().is_some()) {
            count("found where nothing is", claim.at);
        }
    }
}
