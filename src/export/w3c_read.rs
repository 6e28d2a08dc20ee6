//! W3C Web Annotations that were made elsewhere.

use super::points::Points;
use super::w3c::{VOCABULARY, hash_name};
use crate::analysis::Likelihood;
use crate::annotation::{Anchor, AnnotationId, Confidence, Credibility, Field, Reliability, Status, Target, anchor};
use crate::base::{Hash, Span};
use jiff::Timestamp;
use serde_json::Value;

/// A quote without any context is believed to be the only one of its kind from this many bytes.
const ALONE: usize = 32;

/// Deeper nesting of lists is nobody's.
const DEPTH: usize = 8;

/// One annotation as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Who made it; "unknown" if it does not say.
    pub creator: String,
    /// Whether a program made it.
    pub by_machine: bool,
    /// When it was last changed, or made.
    pub at: Option<Timestamp>,
    /// The name of the text it was made on, if it names one by its hash.
    pub document: Option<String>,
    /// The words it is on; none for the whole text.
    pub parts: Vec<Part>,
    /// What can't be found by words and positions.
    pub strange: Option<String>,
    /// What it says.
    pub fields: Vec<Field>,
    /// The letter of the source's grade.
    pub reliability: Option<Reliability>,
}

/// Words by quote, position or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The words.
    pub exact: Option<String>,
    /// What stands before.
    pub prefix: String,
    /// What stands after.
    pub suffix: String,
    /// Start and end in code points.
    pub position: Option<(usize, usize)>,
}

/// All annotations in a JSON text: one, a list, a page, or a collection with its first page.
///
/// # Errors
/// Why it is none of these.
pub fn read(text: &str) -> Result<Vec<Found>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    collect(&value, 0, &mut found);
    if found.is_empty() { Err("there is no annotation in it".to_owned()) } else { Ok(found) }
}

fn collect(value: &Value, depth: usize, into: &mut Vec<Found>) {
    match value {
        _ if depth > DEPTH => {}
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth + 1, into)),
        Value::Object(object) if is_a(value, "Annotation") && object.contains_key("target") => {
            into.push(annotation(value));
        }
        Value::Object(object) => {
            ["items", "first", "rows", "@graph"]
                .iter()
                .filter_map(|key| object.get(*key))
                .for_each(|inner| collect(inner, depth + 1, into));
        }
        _ => {}
    }
}

/// One value, or each of a list.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Some(Value::Array(items)) => (items.as_slice(), None),
        other => (&[][..], other.filter(|value| !value.is_null())),
    };
    list.iter().chain(one)
}

fn is_a(value: &Value, kind: &str) -> bool {
    let types = each(value.get("type")).chain(each(value.get("@type")));
    types.filter_map(Value::as_str).any(|name| name.rsplit([':', '#', '/']).next() == Some(kind))
}

fn string<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn id(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| string(value, "id")).or_else(|| string(value, "@id"))
}

fn annotation(value: &Value) -> Found {
    let mut found = Found::default();
    let creator = each(value.get("creator")).next();
    let name = creator.and_then(|creator| {
        ["nickname", "name", "email"].iter().find_map(|key| string(creator, key)).or_else(|| id(creator))
    });
    found.creator = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or("unknown").to_owned();
    found.by_machine = creator.is_some_and(|creator| is_a(creator, "Software") || is_a(creator, "Application"));
    found.at = ["modified", "created"].iter().find_map(|key| string(value, key)?.parse().ok());
    let mut said = Said::default();
    each(value.get("body")).for_each(|body| said.body(body, 0));
    if let Some(words) = string(value, "bodyValue") {
        said.notes.push(words.to_owned());
    }
    each(value.get("target")).for_each(|target| found.target(target));
    found.reliability = said.reliability;
    found.fields = said.fields;
    if !said.tags.is_empty() {
        found.fields.push(Field::Tags(said.tags));
    }
    let note = said.notes.join("\n");
    if !note.trim().is_empty() {
        found.fields.push(Field::Note(Some(note)));
    }
    if found.fields.is_empty() && !found.parts.is_empty() {
        found.fields.push(Field::Own(true));
    }
    found
}

impl Found {
    fn target(&mut self, target: &Value) {
        let source = target.get("source").and_then(id).or_else(|| id(target));
        if let Some(name) = source.filter(|name| name.starts_with("ni:")) {
            self.document = Some(name.to_owned());
        }
        let mut part = Part::default();
        let mut other = None;
        for selector in each(target.get("selector")) {
            if is_a(selector, "TextQuoteSelector") {
                part.exact = string(selector, "exact").map(str::to_owned);
                part.prefix = string(selector, "prefix").unwrap_or_default().to_owned();
                part.suffix = string(selector, "suffix").unwrap_or_default().to_owned();
            } else if is_a(selector, "TextPositionSelector") {
                let point = |key| selector.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                part.position = point("start").zip(point("end")).filter(|(start, end)| start <= end);
            } else {
                other = string(selector, "type").or(Some("a selector of unknown type"));
            }
        }
        if part.exact.is_some() || part.position.is_some() {
            self.parts.push(part);
        } else if let Some(other) = other {
            self.strange = Some(other.to_owned());
        }
    }
}

/// What bodies say.
#[derive(Default)]
struct Said {
    fields: Vec<Field>,
    reliability: Option<Reliability>,
    tags: Vec<String>,
    notes: Vec<String>,
}

impl Said {
    fn body(&mut self, body: &Value, depth: usize) {
        if depth > DEPTH {
            return;
        }
        if body.get("items").is_some() {
            return each(body.get("items")).for_each(|item| self.body(item, depth + 1));
        }
        let tagging = each(body.get("purpose")).any(|purpose| purpose == "tagging");
        let words = string(body, "value").or_else(|| string(body, "chars"));
        let words = words.or_else(|| body.get("source").and_then(id)).or_else(|| id(body));
        let Some(words) = words.filter(|words| !words.trim().is_empty()) else { return };
        if let Some(term) = words.strip_prefix(VOCABULARY) {
            self.term(term, words);
        } else if tagging {
            self.tags.push(words.trim().to_owned());
        } else {
            self.notes.push(words.to_owned());
        }
    }

    /// A term of ours; one that is not known is kept as a note, so that nothing is lost.
    fn term(&mut self, term: &str, whole: &str) {
        let (kind, value) = term.split_once('-').unwrap_or((term, ""));
        let confidence = || Confidence::ALL.into_iter().find(|confidence| confidence.name() == value);
        let field = match kind {
            "status" => Status::from_name(value).map(|status| Field::Status(Some(status))),
            "key" => Some(Field::Key(true)),
            "credibility" => value.parse().ok().and_then(Credibility::new).map(|digit| Field::Credibility(Some(digit))),
            "likelihood" => Likelihood::from_name(value).map(|likelihood| Field::Likelihood(Some(likelihood))),
            "confidence" => confidence().map(|confidence| Field::Confidence(Some(confidence))),
            "reliability" => {
                self.reliability = value.chars().next().and_then(Reliability::new);
                if self.reliability.is_some() {
                    return;
                }
                None
            }
            _ => None,
        };
        match field {
            Some(field) => self.fields.push(field),
            None => self.notes.push(whole.to_owned()),
        }
    }
}

/// Where the words of an annotation are in `text`, which has this `hash`: in the same text, or
/// at the same place with the same words around, it is exact; by its words alone, moved; what
/// is in doubt is lost, and keeps its words. `None` if it has neither words nor a position in
/// this very text. `points` are those of `text`.
#[must_use]
pub fn place(found: &Found, text: &str, hash: Hash, points: &Points<'_>) -> Option<(AnnotationId, Target, Anchor)> {
    if found.parts.is_empty() {
        return found.strange.is_none().then(|| {
            (AnnotationId::for_target(hash, &[], &found.creator), Target::new(text, hash, &[]), Anchor::Exact)
        });
    }
    let same = found.document.as_deref() == Some(hash_name(&hash).as_str());
    let mut anchor = Anchor::Exact;
    let mut spans: Vec<Span> = Vec::new();
    for part in &found.parts {
        let after = spans.last().map_or(0, |last: &Span| last.end());
        match part.find(text, hash, points, same).filter(|(_, span)| span.start() >= after && !span.is_empty()) {
            Some((how, span)) => {
                if how == Anchor::Moved {
                    anchor = Anchor::Moved;
                }
                spans.push(span);
            }
            None => return lost(found, text, hash),
        }
    }
    let id = AnnotationId::for_target(hash, &spans, &found.creator);
    Some((id, Target::new(text, hash, &spans), anchor))
}

/// Words that are not there are kept with a place beyond the end, so that they are found
/// nowhere in this text, and perhaps in another.
fn lost(found: &Found, text: &str, hash: Hash) -> Option<(AnnotationId, Target, Anchor)> {
    let words: Vec<&str> = found.parts.iter().filter_map(|part| part.exact.as_deref()).collect();
    let exact = words.join(" … ");
    if exact.is_empty() {
        return None;
    }
    let (prefix, suffix) = (found.parts.first()?.prefix.clone(), found.parts.last()?.suffix.clone());
    let quote = Hash::of(format!("{hash}\0{prefix}\0{exact}\0{suffix}").as_bytes());
    let start = text.len() + 1;
    let spans = vec![Span::new(start, start + exact.len())];
    let id = AnnotationId::for_target(quote, &spans, &found.creator);
    Some((id, Target { document: hash, spans, exact, prefix, suffix }, Anchor::Lost))
}

impl Part {
    fn find(&self, text: &str, hash: Hash, points: &Points<'_>, same: bool) -> Option<(Anchor, Span)> {
        let at = self.position.and_then(|(start, end)| Some(Span::new(points.byte(start)?, points.byte(end)?)));
        let Some(exact) = self.exact.as_deref().filter(|exact| !exact.is_empty()) else {
            // A position says something only in the text it was counted in.
            return at.filter(|_| same).map(|span| (Anchor::Exact, span));
        };
        let around =
            |span: &Span| text[..span.start()].ends_with(&self.prefix) && text[span.end()..].starts_with(&self.suffix);
        if let Some(span) = at.filter(|span| span.of(text) == exact && (same || around(span))) {
            return Some((Anchor::Exact, span));
        }
        if self.prefix.is_empty() && self.suffix.is_empty() && exact.len() >= ALONE {
            let mut places = memchr::memmem::find_iter(text.as_bytes(), exact);
            let start = places.next().filter(|_| places.next().is_none())?;
            return Some((Anchor::Moved, Span::new(start, start + exact.len())));
        }
        // Another hash: the text it was made on is not known to be this one.
        let elsewhere = Hash::of(format!("not {hash}").as_bytes());
        let target = Target {
            document: elsewhere,
            spans: vec![Span::new(0, exact.len())],
            exact: exact.to_owned(),
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
        };
        match anchor::find(&target, text, hash) {
            (Anchor::Moved, spans) => spans.first().map(|span| (Anchor::Moved, *span)),
            _ => None,
        }
    }
}
