//! W3C Web Annotations (Recommendation of 23 February 2017) as JSON-LD.
//!
//! A reader's annotations and the machine's are apart: theirs have a `Person` as creator, its
//! have `Software`. Each target has a quote and a position selector; positions count Unicode
//! code points. The text is named by its SHA-256 (RFC 6920), so no web address is needed. Parts
//! of one claim are several targets.

use super::points::Points;
use super::{Dossier, Entry, Mark, json, moment, sheet};
use crate::analysis::{Claim, Voice};
use crate::annotation::{Anchor, Annotation, AnnotationId, Target};
use crate::base::{Hash, Span};
use jiff::Timestamp;
use serde::Serialize;

pub use super::w3c_read::{Found, Part, place, read};

/// What our terms begin with: `…#status-disputed`, `…#credibility-3`, `…#reliability-C`,
/// `…#likelihood-very-likely`, `…#confidence-low`, `…#key-claim`, `…#certainty-probable`,
/// `…#polarity-negative`. No address that somebody would have to serve for ever.
pub const VOCABULARY: &str = "urn:uuid:5b0a2e4e-8f0c-4a53-9d43-0f6a5c1d7e92#";

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: &'a str,
    generator: Agent<'a>,
    generated: String,
    total: usize,
    first: Page<'a>,
}

#[derive(Serialize)]
struct Page<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "partOf")]
    whole: String,
    #[serde(rename = "startIndex")]
    start: usize,
    items: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    creator: Agent<'a>,
    created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body>,
    target: Vec<TargetRecord>,
}

#[derive(Clone, Serialize)]
struct Agent<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Body {
    SpecificResource { source: Term, purpose: &'static str },
    TextualBody { value: String, purpose: &'static str, format: &'static str },
}

#[derive(Serialize)]
struct Term {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct TargetRecord {
    #[serde(rename = "type")]
    kind: &'static str,
    source: Source,
    state: State,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selector>,
}

#[derive(Serialize)]
struct Source {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    format: &'static str,
    language: &'static str,
}

#[derive(Serialize)]
struct State {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "sourceDate")]
    date: String,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector {
    TextQuoteSelector { exact: String, prefix: String, suffix: String },
    TextPositionSelector { start: usize, end: usize },
}

/// One collection with one page.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    let points = Points::new(dossier.document.content());
    let hash = dossier.document.text.hash;
    let uncorrected = dossier.uncorrected();
    let mut items = Vec::new();
    for entry in &dossier.entries {
        items.extend(dossier.machine_claim(entry).map(|claim| machine(&uncorrected, &points, claim)));
        items.extend(entry.marks.iter().map(|mark| human(dossier, &points, entry, mark)));
    }
    let name = |what: &str| {
        let id = AnnotationId::for_target(Hash::of(what.as_bytes()), &[], &moment(dossier.now));
        format!("urn:uuid:{id}")
    };
    let whole = name(&format!("collection {hash}"));
    json::pretty(&Collection {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: whole.clone(),
        kind: "AnnotationCollection",
        label: dossier.title(),
        generator: software(dossier),
        generated: moment(dossier.now),
        total: items.len(),
        first: Page { id: name(&format!("page {hash}")), kind: "AnnotationPage", whole, start: 0, items },
    })
}

/// The name of a text by its hash (RFC 6920).
#[must_use]
pub fn hash_name(hash: &Hash) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = "ni:///sha-256;".to_owned();
    for bytes in hash.bytes().chunks(3) {
        let group = bytes.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - bytes.len()));
        for digit in 0..=bytes.len() {
            out.push(char::from(DIGITS[(group >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    out
}

/// The hash in such a name.
#[must_use]
pub fn hash_of_name(name: &str) -> Option<Hash> {
    let digits = name.strip_prefix("ni:")?.rsplit_once("sha-256;")?.1;
    let digits = digits.split('?').next()?.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(33);
    let (mut group, mut bits) = (0u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        group = (group << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits & 0xff) as u8);
        }
        if bytes.len() > 32 {
            return None;
        }
    }
    bytes.try_into().ok().map(Hash::from_bytes)
}

fn software<'a>(dossier: &Dossier<'a>) -> Agent<'a> {
    Agent { id: Some(format!("{VOCABULARY}onrecord")), kind: "Software", name: Some(dossier.engine), nickname: None }
}

fn term(name: &str, label: &str, purpose: &'static str) -> Body {
    Body::SpecificResource { source: Term { id: format!("{VOCABULARY}{name}"), label: label.to_owned() }, purpose }
}

fn words(value: impl Into<String>, purpose: &'static str) -> Body {
    Body::TextualBody { value: value.into(), purpose, format: "text/plain" }
}

fn human<'a>(dossier: &Dossier<'a>, points: &Points<'_>, entry: &Entry<'a>, mark: &Mark<'a>) -> Record<'a> {
    let annotation = mark.annotation;
    let mut body = Vec::new();
    if let Some(status) = annotation.status {
        body.push(term(&format!("status-{}", status.name()), dossier.status(status), "classifying"));
    }
    if annotation.key {
        body.push(term("key-claim", "key claim", "classifying"));
    }
    let grade = dossier.claim(entry).and_then(|claim| dossier.grade(claim, &annotation.creator));
    if let Some(grade) = grade.filter(|grade| grade.creator == annotation.creator)
        && let Some(letter) = grade.reliability
    {
        let name = format!("reliability-{}", letter.letter());
        body.push(term(&name, &format!("source {}", letter.meaning()), "assessing"));
    }
    if let Some(digit) = annotation.credibility {
        body.push(term(&format!("credibility-{}", digit.digit()), digit.meaning(), "assessing"));
    }
    if let Some(likelihood) = annotation.likelihood {
        let label = likelihood.name().replace('-', " ");
        body.push(term(&format!("likelihood-{}", likelihood.name()), &label, "assessing"));
    }
    if let Some(confidence) = annotation.confidence {
        let label = format!("{} confidence", confidence.name());
        body.push(term(&format!("confidence-{}", confidence.name()), &label, "assessing"));
    }
    let assessed = !body.is_empty();
    body.extend(annotation.tags.iter().map(|tag| words(tag, "tagging")));
    body.extend(annotation.note.as_ref().map(|note| words(note, "commenting")));
    let motivation = match annotation {
        _ if assessed => "assessing",
        Annotation { note: Some(_), .. } => "commenting",
        Annotation { tags, .. } if !tags.is_empty() => "tagging",
        _ => "highlighting",
    };
    Record {
        id: format!("urn:uuid:{}", annotation.id),
        kind: "Annotation",
        motivation,
        creator: Agent { id: None, kind: "Person", name: None, nickname: Some(&annotation.creator) },
        created: moment(annotation.created),
        modified: (annotation.modified != annotation.created).then(|| moment(annotation.modified)),
        body,
        target: human_target(dossier, points, mark),
    }
}

/// Where the words are in this text; of what changed or is lost, the words and the text they were
/// in.
fn human_target(dossier: &Dossier<'_>, points: &Points<'_>, mark: &Mark<'_>) -> Vec<TargetRecord> {
    let Annotation { target, created, .. } = mark.annotation;
    if mark.anchor == Anchor::Lost || mark.is_changed() {
        let Target { exact, prefix, suffix, .. } = target.clone();
        let quote = Selector::TextQuoteSelector { exact, prefix, suffix };
        return vec![target_record(&target.document, *created, vec![quote])];
    }
    if mark.spans.is_empty() {
        return vec![target_record(&target.document, *created, Vec::new())];
    }
    places(dossier, points, &mark.spans, *created)
}

fn places(dossier: &Dossier<'_>, points: &Points<'_>, spans: &[Span], at: Timestamp) -> Vec<TargetRecord> {
    let text = &dossier.document.text;
    let place = |span: &Span| {
        let Target { exact, prefix, suffix, .. } = Target::new(&text.content, text.hash, &[*span]);
        let (start, end) = points.span(*span);
        let selector =
            vec![Selector::TextQuoteSelector { exact, prefix, suffix }, Selector::TextPositionSelector { start, end }];
        target_record(&text.hash, at, selector)
    };
    spans.iter().map(place).collect()
}

fn target_record(hash: &Hash, at: Timestamp, selector: Vec<Selector>) -> TargetRecord {
    TargetRecord {
        kind: "SpecificResource",
        source: Source { id: hash_name(hash), kind: "Text", format: "text/plain", language: "en" },
        state: State { kind: "TimeState", date: moment(at) },
        selector,
    }
}

fn machine<'a>(dossier: &Dossier<'a>, points: &Points<'_>, claim: &Claim) -> Record<'a> {
    let text = &dossier.document.text;
    let mut body = Vec::new();
    if claim.voice == Voice::Attributed {
        body.extend(dossier.speaker(claim).map(|speaker| words(speaker, "identifying")));
        for (name, spans) in [("source", &claim.source), ("cue", &claim.cue)] {
            if !spans.is_empty() {
                body.push(words(format!("{name}: {}", dossier.words(spans)), "describing"));
            }
        }
    }
    let certainty = claim.certainty.name();
    body.push(term(&format!("certainty-{certainty}"), certainty, "classifying"));
    let polarity = claim.polarity.name();
    body.push(term(&format!("polarity-{polarity}"), polarity, "classifying"));
    let hedges = sheet::hedges(dossier, claim);
    if !hedges.is_empty() {
        body.push(words(format!("hedge: {hedges}"), "describing"));
    }
    for time in &claim.times {
        let value = time.value.map_or_else(|| "unresolved".to_owned(), |value| value.to_string());
        body.push(words(format!("time: {} ({value})", time.span.of(&text.content)), "describing"));
    }
    body.extend(claim.tags.iter().map(|tag| words(tag.name(), "tagging")));
    Record {
        id: format!("urn:uuid:{}", AnnotationId::for_target(text.hash, &claim.content, dossier.engine)),
        kind: "Annotation",
        motivation: "identifying",
        creator: software(dossier),
        created: moment(dossier.now),
        modified: None,
        body,
        target: places(dossier, points, &claim.content, dossier.now),
    }
}
