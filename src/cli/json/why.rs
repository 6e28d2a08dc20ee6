//! Why a claim was found, as JSON.

use super::{Place, Shown};
use crate::analysis::Analysis;
use crate::analysis::engine::models::{FILES, current};
use crate::analysis::why::{Decided, Evidence, Part, Rule, Step, Why};
use crate::base::Hash;
use serde::Serialize;

/// Which engine, with which weights.
#[derive(Serialize)]
pub(super) struct EngineRecord<'a> {
    name: &'static str,
    version: &'static str,
    models: Vec<ModelRecord<'a>>,
}

#[derive(Serialize)]
struct ModelRecord<'a> {
    file: &'static str,
    about: &'a str,
    sha256: Shown<Hash>,
}

#[derive(Serialize)]
pub(super) struct WhyRecord {
    decided: &'static str,
    cue: Option<&'static str>,
    rule: Option<RuleRecord>,
    evidence: Option<EvidenceRecord>,
    parts: Option<PartsRecord>,
    chain: Vec<StepRecord>,
}

#[derive(Serialize)]
struct RuleRecord {
    name: &'static str,
    distant: bool,
    content: bool,
    source: bool,
}

#[derive(Serialize)]
struct EvidenceRecord {
    content: f32,
    begins: f32,
    ends: f32,
    cue: Option<f32>,
    source: Option<f32>,
    link_of_cue: f32,
    link_of_source: f32,
    words: usize,
    parts: usize,
    quoted: f32,
    ruled: f32,
}

#[derive(Serialize)]
struct PartsRecord {
    with: f32,
    without: std::collections::BTreeMap<&'static str, f32>,
}

#[derive(Serialize)]
struct StepRecord {
    from: Place,
    to: Place,
    how: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<usize>,
}

impl EngineRecord<'_> {
    pub(super) fn new(analysis: &Analysis) -> Self {
        let models = current().filter(|_| analysis.trained);
        let models = models.into_iter().flat_map(|models| {
            let named = FILES.iter().zip(&models.about).zip(models.hashes);
            named.map(|((file, about), hash)| ModelRecord { file, about, sha256: Shown(hash) })
        });
        Self { name: "onrecord", version: env!("CARGO_PKG_VERSION"), models: models.collect() }
    }
}

impl WhyRecord {
    pub(super) fn new(why: &Why) -> Self {
        let evidence = match why.decided {
            Decided::Network(evidence) => Some(EvidenceRecord::new(&evidence)),
            _ => None,
        };
        let parts = why.parts.first().map(|first| PartsRecord {
            with: first.with,
            without: why.parts.iter().map(|Part { group, without, .. }| (group.name(), *without)).collect(),
        });
        let rule = why.rule.map(|Rule { kind, distant, content, source }| RuleRecord {
            name: kind.name(),
            distant,
            content,
            source,
        });
        let chain = why.chain.iter().map(|Step { from, to, how }| StepRecord {
            from: Place(*from),
            to: Place(*to),
            how: how.name(),
            sentences: how.sentences(),
        });
        Self {
            decided: why.decided.name(),
            cue: why.cue.map(|cue| cue.name()),
            rule,
            evidence,
            parts,
            chain: chain.collect(),
        }
    }
}

impl EvidenceRecord {
    const fn new(evidence: &Evidence) -> Self {
        let Evidence { content, begins, ends, cue, source, .. } = *evidence;
        let Evidence { link_of_cue, link_of_source, words, parts, quoted, ruled, .. } = *evidence;
        Self { content, begins, ends, cue, source, link_of_cue, link_of_source, words, parts, quoted, ruled }
    }
}
