//! JSON Lines: the article, then one object for each claim and each mark.
//!
//! Spans are `[start, end)` in bytes of the canonical text, as in `analyze`.

use super::{Dossier, Entry, Mark, anchor_name, json, moment};
use crate::analysis::{Claim, Likelihood};
use crate::annotation::{Confidence, Reliability};
use crate::base::Span;
use crate::base::id::Id;
use serde::Serialize;

/// The number of this format. Keys are only added to it.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Heading<'a> {
    schema: u32,
    kind: &'static str,
    sha256: String,
    name: &'a str,
    title: Option<&'a str>,
    date: Option<String>,
    place: Option<&'a str>,
    outlet: Option<&'a str>,
    machine_by: &'a str,
    exported_by: &'a str,
    exported: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct EntryRecord<'a> {
    kind: &'static str,
    sha256: String,
    number: Option<usize>,
    paragraph: Option<usize>,
    page: Option<u32>,
    spans: Vec<[usize; 2]>,
    exact: String,
    quote_by: &'a str,
    machine: Option<MachineRecord<'a>>,
    human: Vec<HumanRecord<'a>>,
    /// Where a reader corrected the machine.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrected: Vec<CorrectedRecord<'a>>,
}

#[derive(Serialize)]
struct CorrectedRecord<'a> {
    what: &'static str,
    human: String,
    machine: String,
    by: &'a str,
}

#[derive(Serialize)]
struct MachineRecord<'a> {
    by: &'a str,
    speaker: Option<String>,
    role: Option<&'a str>,
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    voice: &'static str,
    quotation: &'static str,
    polarity: &'static str,
    certainty: &'static str,
    conditional: bool,
    hedges: Vec<HedgeRecord<'a>>,
    times: Vec<TimeRecord<'a>>,
    venues: Vec<&'a str>,
    tags: Vec<&'static str>,
    confidence: f32,
}

#[derive(Serialize)]
struct HedgeRecord<'a> {
    words: &'a str,
    likelihood: Option<&'static str>,
}

#[derive(Serialize)]
struct TimeRecord<'a> {
    words: &'a str,
    value: Option<String>,
}

#[derive(Serialize)]
struct HumanRecord<'a> {
    by: &'a str,
    id: String,
    created: String,
    modified: String,
    anchor: &'static str,
    exact: &'a str,
    own: bool,
    status: Option<&'a str>,
    key: bool,
    reliability: Option<char>,
    credibility: Option<u8>,
    likelihood: Option<&'static str>,
    confidence: Option<&'static str>,
    tags: &'a [String],
    note: Option<&'a str>,
}

/// One object a line.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    let document = dossier.document;
    let of = |span: Span| span.of(document.content());
    let machine = dossier.uncorrected();
    let mut out = json::line(&Heading {
        schema: SCHEMA,
        kind: "document",
        sha256: document.text.hash.to_string(),
        name: &document.text.name,
        title: document.title.map(of),
        date: document.date.map(|date| date.to_string()),
        place: document.place.map(of),
        outlet: dossier.outlet(),
        machine_by: dossier.engine,
        exported_by: dossier.reader,
        exported: moment(dossier.now),
        text: dossier.with_text.then_some(document.content()),
    });
    dossier.entries.iter().for_each(|entry| out.push_str(&json::line(&record(dossier, &machine, entry))));
    out
}

/// One claim or mark as a line, as in the whole.
#[must_use]
pub fn entry(dossier: &Dossier<'_>, entry: &Entry<'_>) -> String {
    json::line(&record(dossier, &dossier.uncorrected(), entry))
}

fn record<'a>(dossier: &Dossier<'a>, uncorrected: &Dossier<'a>, entry: &'a Entry<'a>) -> EntryRecord<'a> {
    let claim = dossier.claim(entry);
    let start = entry.spans.first().map(|span| span.start());
    EntryRecord {
        kind: match claim {
            Some(_) => "claim",
            None if entry.is_whole() => "whole-text",
            None => "mark",
        },
        sha256: dossier.document.text.hash.to_string(),
        number: entry.claim.map(|id| id.index() + 1),
        paragraph: start.and_then(|start| dossier.document.paragraph_at(start)).map(|id| id.index() + 1),
        page: dossier.page(entry),
        spans: pairs(&entry.spans),
        exact: dossier.quote(entry),
        quote_by: dossier.quote_by(entry),
        machine: dossier.machine_claim(entry).map(|claim| machine(uncorrected, claim)),
        corrected: dossier
            .differences(entry)
            .into_iter()
            .map(|found| CorrectedRecord {
                what: found.what,
                human: found.human,
                machine: found.machine,
                by: dossier.reader,
            })
            .collect(),
        human: entry.marks.iter().map(|mark| human(dossier, claim, mark)).collect(),
    }
}

fn machine<'a>(dossier: &Dossier<'a>, claim: &'a Claim) -> MachineRecord<'a> {
    let of = |span: Span| span.of(dossier.document.content());
    let person = dossier.analysis.speaker(claim);
    let venues = claim.venues.iter().filter_map(|id| dossier.analysis.venues.get(*id));
    MachineRecord {
        by: dossier.engine,
        speaker: dossier.speaker(claim),
        role: person.and_then(|person| person.role.as_deref()),
        source: pairs(&claim.source),
        cue: pairs(&claim.cue),
        voice: claim.voice.name(),
        quotation: claim.quotation.name(),
        polarity: claim.polarity.name(),
        certainty: claim.certainty.name(),
        conditional: claim.conditional,
        hedges: claim
            .hedges
            .iter()
            .map(|hedge| HedgeRecord { words: of(hedge.span), likelihood: hedge.likelihood.map(Likelihood::name) })
            .collect(),
        times: claim
            .times
            .iter()
            .map(|time| TimeRecord { words: of(time.span), value: time.value.map(|value| value.to_string()) })
            .collect(),
        venues: venues.map(|venue| venue.name.as_str()).collect(),
        tags: claim.tags.iter().map(|tag| tag.name()).collect(),
        confidence: claim.confidence,
    }
}

fn human<'a>(dossier: &Dossier<'a>, claim: Option<&Claim>, mark: &'a Mark<'a>) -> HumanRecord<'a> {
    let annotation = mark.annotation;
    let grade = claim.and_then(|claim| dossier.grade(claim, &annotation.creator));
    HumanRecord {
        by: &annotation.creator,
        id: annotation.id.to_string(),
        created: moment(annotation.created),
        modified: moment(annotation.modified),
        anchor: anchor_name(mark.anchor),
        exact: &annotation.target.exact,
        own: annotation.own,
        status: annotation.status.map(|status| dossier.status(status)),
        key: annotation.key,
        reliability: grade
            .filter(|grade| grade.creator == annotation.creator)
            .and_then(|grade| grade.reliability)
            .map(Reliability::letter),
        credibility: annotation.credibility.map(|digit| digit.digit()),
        likelihood: annotation.likelihood.map(Likelihood::name),
        confidence: annotation.confidence.map(Confidence::name),
        tags: &annotation.tags,
        note: annotation.note.as_deref(),
    }
}

fn pairs(spans: &[Span]) -> Vec<[usize; 2]> {
    spans.iter().map(|span| [span.start(), span.end()]).collect()
}
