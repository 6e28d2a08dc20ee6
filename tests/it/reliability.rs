//! Whether a claim's confidence is what it says: how often claims of each confidence are right,
//! on the development part of PolNeAR. Right means: at least half of content and gold content
//! together is shared (white-space tokens), and the source shares a token or both have none.

use crate::corpora::{document, records};
use onrecord::analysis::{Analysis, analyse};
use onrecord::base::Span;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The attributed claims of one document: confidence, and whether right.
#[derive(Clone, Debug, Default)]
pub struct Matched {
    pub claims: Vec<(f32, bool)>,
}

/// Matches every document of PolNeAR.
pub fn matched(shared: &Path) -> Vec<Matched> {
    records(shared, "polnear").iter().map(|record| matched_one(record, &analyse(&document(record)))).collect()
}

/// One line of the table: confidence from and to, how many claims, their mean confidence, and
/// the share that is right.
pub struct Bin {
    pub from: f32,
    pub count: usize,
    pub confidence: f64,
    pub right: f64,
}

/// Ten bins of equal width.
pub fn bins(documents: &[Matched]) -> Vec<Bin> {
    let all: Vec<(f32, bool)> = documents.iter().flat_map(|document| document.claims.iter().copied()).collect();
    let bin = |k: usize| {
        let inside: Vec<_> = all.iter().filter(|(sure, _)| ((sure * 10.0) as usize).min(9) == k).collect();
        let count = inside.len().max(1) as f64;
        Bin {
            from: k as f32 / 10.0,
            count: inside.len(),
            confidence: inside.iter().map(|(sure, _)| f64::from(*sure)).sum::<f64>() / count,
            right: inside.iter().filter(|(_, right)| *right).count() as f64 / count,
        }
    };
    (0..10).map(bin).collect()
}

/// Expected calibration error: the mean distance between confidence and share, weighted by
/// the claims in each bin (Naeini, Cooper and Hauskrecht 2015).
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    bins.iter().map(|bin| bin.count as f64 * (bin.confidence - bin.right).abs()).sum::<f64>() / all.max(1) as f64
}

fn matched_one(record: &Value, analysis: &Analysis) -> Matched {
    let text = record["text"].as_str().unwrap_or_default();
    let words = Words::of(text);
    let gold: Vec<_> = record["attributions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| (words.of_spans(&spans(&one["content"])), words.of_spans(&spans(&one["source"]))))
        .collect();
    let mut taken = vec![false; gold.len()];
    let mut matched = Matched::default();
    for claim in analysis.claims.values().filter(|claim| !(claim.source.is_empty() && claim.cue.is_empty())) {
        let (content, source) = (words.of_spans(&own(&claim.content)), words.of_spans(&own(&claim.source)));
        let fits = |(their_content, their_source): &(BTreeSet<usize>, BTreeSet<usize>)| {
            let shared = content.intersection(their_content).count();
            let union = content.len() + their_content.len() - shared;
            let sources = match (source.is_empty(), their_source.is_empty()) {
                (true, true) => true,
                _ => source.intersection(their_source).next().is_some(),
            };
            2 * shared >= union && union > 0 && sources
        };
        let hit = (0..gold.len()).find(|&k| !taken[k] && fits(&gold[k]));
        if let Some(k) = hit {
            taken[k] = true;
        }
        matched.claims.push((claim.confidence, hit.is_some()));
    }
    matched
}

/// Spans of a record.
pub fn spans(value: &Value) -> Vec<(usize, usize)> {
    let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    value.as_array().into_iter().flatten().map(|pair| (number(&pair[0]), number(&pair[1]))).collect()
}

/// Spans of the analysis in the same form.
pub fn own(spans: &[Span]) -> Vec<(usize, usize)> {
    spans.iter().map(|span| (span.start(), span.end())).collect()
}

/// White-space tokens of a text.
pub struct Words(Vec<(usize, usize)>);

impl Words {
    pub fn of(text: &str) -> Self {
        let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        Self(text.split_whitespace().map(|word| (start(word), start(word) + word.len())).collect())
    }

    /// The tokens that spans touch.
    pub fn of_spans(&self, spans: &[(usize, usize)]) -> BTreeSet<usize> {
        spans
            .iter()
            .flat_map(|&(from, to)| {
                let first = self.0.partition_point(|word| word.1 <= from);
                let end = self.0.partition_point(|word| word.0 < to);
                first..end.max(first)
            })
            .collect()
    }
}
