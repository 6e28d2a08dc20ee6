//! The analysis as JSON, schema 1.

mod why;

use crate::analysis::{Analysis, Claim, Person, Tag, Venue, Voice};
use crate::base::id::Id;
use crate::base::{Hash, Notice, PersonId, Span};
use crate::document::{Document, Paragraph};
use serde::{Serialize, Serializer};
use std::fmt::Display;
use why::{EngineRecord, WhyRecord};

/// The number of this format. Keys are only added to it.
pub(super) const SCHEMA: u32 = 1;

/// One analysed article.
#[derive(Serialize)]
pub(super) struct ArticleRecord<'a> {
    schema: u32,
    id: &'a str,
    sha256: Shown<Hash>,
    title: Option<&'a str>,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<EngineRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<SourceRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    paragraphs: Vec<ParagraphRecord>,
    sentences: Vec<SentenceRecord>,
    claims: Claims<'a>,
    people: Vec<PersonRecord<'a>>,
    groups: Vec<GroupRecord<'a>>,
    venues: Vec<VenueRecord<'a>>,
    notices: Vec<NoticeRecord<'a>>,
}

/// What an extracted input says about itself.
#[derive(Serialize)]
struct SourceRecord<'a> {
    format: crate::load::Format,
    byline: Option<&'a str>,
    date: Option<&'a str>,
    outlet: Option<&'a str>,
    address: Option<&'a str>,
    attachments: &'a [String],
}

#[derive(Serialize)]
struct ParagraphRecord {
    id: Shown<crate::base::ParaId>,
    span: Place,
    kind: &'static str,
    speaker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
}

#[derive(Serialize)]
struct SentenceRecord {
    span: Place,
    paragraph: String,
}

#[derive(Serialize)]
struct ClaimRecord {
    id: String,
    paragraph: String,
    content: Vec<Place>,
    source: Option<Vec<Place>>,
    cue: Option<Vec<Place>>,
    person: Option<String>,
    /// The named group that says it; not `person`, who is always a human.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    voice: &'static str,
    quotation: &'static str,
    polarity: &'static str,
    certainty: &'static str,
    conditional: bool,
    hedges: Vec<HedgeRecord>,
    times: Vec<TimeRecord>,
    people: Vec<String>,
    venues: Vec<String>,
    tags: Vec<&'static str>,
    confidence: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyRecord>,
}

#[derive(Serialize)]
struct HedgeRecord {
    span: Place,
    likelihood: Option<&'static str>,
}

#[derive(Serialize)]
struct TimeRecord {
    span: Place,
    value: Option<String>,
    resolved: bool,
}

#[derive(Serialize)]
struct PersonRecord<'a> {
    id: String,
    name: &'a str,
    role: Option<&'a str>,
    mentions: Vec<Place>,
    names: Vec<Place>,
    titles: Vec<Place>,
}

/// "Republicans", "the French": named, but no human. Their ids go on where those of people end.
#[derive(Serialize)]
struct GroupRecord<'a> {
    id: String,
    name: &'a str,
    mentions: Vec<Place>,
}

#[derive(Serialize)]
struct VenueRecord<'a> {
    id: String,
    name: &'a str,
    kind: &'static str,
    country: Option<&'static str>,
    lat: Option<f32>,
    lon: Option<f32>,
    mentions: Vec<Place>,
    names: Vec<Place>,
}

#[derive(Serialize)]
struct NoticeRecord<'a> {
    code: &'static str,
    message: &'a str,
}

/// Claims are most of an analysis: their records are made one by one while they are written.
struct Claims<'a> {
    analysis: &'a Analysis,
    explained: bool,
}

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.analysis.claims.iter().map(|(id, claim)| {
            let why = self.explained.then(|| WhyRecord::new(&claim.why));
            ClaimRecord { why, ..ClaimRecord::new(id.to_string(), claim, self.analysis) }
        }))
    }
}

/// `[start, end)`.
struct Place(Span);

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.0.start(), self.0.end()].serialize(serializer)
    }
}

/// Something that is written as it is shown.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn places(spans: &[Span]) -> Vec<Place> {
    spans.iter().copied().map(Place).collect()
}

/// `None` for no places: nobody is named, no words are there.
fn some_places(spans: &[Span]) -> Option<Vec<Place>> {
    (!spans.is_empty()).then(|| places(spans))
}

fn names<T: Display>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

impl<'a> ArticleRecord<'a> {
    /// The same with why each claim was found, and by which weights.
    pub(super) fn explained(mut self, analysis: &Analysis) -> Self {
        self.engine = Some(EngineRecord::new(analysis));
        self.claims.explained = true;
        self
    }

    /// The record of an article; the text is added where it is not the input's bytes, or
    /// `with_text` asks for it.
    pub(super) fn new(id: &'a str, document: &'a Document, analysis: &'a Analysis, with_text: bool) -> Self {
        let text = &document.text;
        let speaker = |para: crate::base::ParaId| analysis.speakers.get(para.index()).copied().flatten();
        Self {
            schema: SCHEMA,
            id,
            sha256: Shown(text.hash),
            title: document.title.map(|span| span.of(&text.content)),
            language: "en",
            engine: None,
            source: text.structure.as_ref().map(|structure| SourceRecord {
                format: text.format,
                byline: structure.meta.byline.as_deref(),
                date: structure.meta.date.as_deref(),
                outlet: structure.meta.outlet.as_deref(),
                address: structure.meta.address.as_deref(),
                attachments: &structure.attachments,
            }),
            text: (with_text || text.altered).then_some(text.content.as_str()),
            paragraphs: document
                .paragraphs
                .iter()
                .map(|(para, Paragraph { span, kind, .. })| ParagraphRecord {
                    id: Shown(para),
                    span: Place(*span),
                    kind: kind.name(),
                    speaker: speaker(para).map(|person| person.to_string()),
                    page: document.page_at(span.start()),
                })
                .collect(),
            sentences: analysis
                .sentences
                .values()
                .map(|sentence| SentenceRecord {
                    span: Place(sentence.span),
                    paragraph: sentence.paragraph.to_string(),
                })
                .collect(),
            claims: Claims { analysis, explained: false },
            people: analysis
                .people
                .iter()
                .filter(|(_, person)| !person.group)
                .map(|(id, person)| PersonRecord::new(id.to_string(), person, document.content()))
                .collect(),
            groups: analysis
                .people
                .iter()
                .filter(|(_, person)| person.group)
                .map(|(id, group)| GroupRecord {
                    id: id.to_string(),
                    name: &group.name,
                    mentions: places(&group.mentions),
                })
                .collect(),
            venues: analysis.venues.iter().map(|(id, venue)| VenueRecord::new(id.to_string(), venue)).collect(),
            notices: text
                .notices
                .iter()
                .chain(&analysis.notices)
                .map(|Notice { code, message }| NoticeRecord { code, message })
                .collect(),
        }
    }
}

impl ClaimRecord {
    fn new(id: String, claim: &Claim, analysis: &Analysis) -> Self {
        let attributed = claim.voice == Voice::Attributed;
        let is_group = |id: &PersonId| analysis.people.get(*id).is_some_and(|person| person.group);
        Self {
            id,
            paragraph: claim.paragraph.to_string(),
            content: places(&claim.content),
            source: some_places(&claim.source).filter(|_| attributed),
            cue: some_places(&claim.cue).filter(|_| attributed),
            // "SENIOR PORT OFFICIAL" is a source without a name.
            person: claim
                .person
                .filter(|id| !is_group(id) && !claim.tags.contains(&Tag::UnnamedSource))
                .map(|person| person.to_string()),
            group: claim.person.filter(is_group).map(|group| group.to_string()),
            voice: claim.voice.name(),
            quotation: claim.quotation.name(),
            polarity: claim.polarity.name(),
            certainty: claim.certainty.name(),
            conditional: claim.conditional,
            hedges: claim
                .hedges
                .iter()
                .map(|hedge| HedgeRecord {
                    span: Place(hedge.span),
                    likelihood: hedge.likelihood.map(crate::analysis::Likelihood::name),
                })
                .collect(),
            times: claim
                .times
                .iter()
                .map(|time| TimeRecord {
                    span: Place(time.span),
                    value: time.value.map(|value| value.to_string()),
                    resolved: time.value.is_some(),
                })
                .collect(),
            people: claim.people.iter().filter(|id| !is_group(id)).map(ToString::to_string).collect(),
            venues: names(&claim.venues),
            tags: claim.tags.iter().map(|tag| tag.name()).collect(),
            confidence: claim.confidence,
            why: None,
        }
    }
}

impl<'a> PersonRecord<'a> {
    fn new(id: String, person: &'a Person, text: &str) -> Self {
        Self {
            id,
            name: &person.name,
            role: person.role.as_deref(),
            mentions: places(&person.mentions),
            names: places(&person.bare_names(text)),
            titles: places(&person.titles),
        }
    }
}

impl<'a> VenueRecord<'a> {
    fn new(id: String, venue: &'a Venue) -> Self {
        Self {
            id,
            name: &venue.name,
            kind: venue.kind.name(),
            country: venue.country,
            lat: venue.at.map(|(lat, _)| lat),
            lon: venue.at.map(|(_, lon)| lon),
            mentions: places(&venue.mentions),
            names: places(&venue.names),
        }
    }
}
