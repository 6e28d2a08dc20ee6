//! Where things happen: places with country and coordinates, buildings, gatherings, and
//! organizations that stand as a place ("at the Port Authority").

mod described;

use crate::analysis::gazetteer::{self, PlaceKind, Reading};
use crate::analysis::lexicon::fold;
use crate::analysis::model::{Sentence, Venue, VenueKind};
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::names::{Name, NameKind};
use crate::analysis::token::{TokenKind, Tokens};
use crate::base::{Arena, SentenceId, Span, VenueId};
use crate::document::Document;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Thousands of people below which a town is not famous enough to be meant without its country.
const SMALL: u32 = 100;

/// The venues of a document.
#[derive(Clone, Debug, Default)]
pub struct Venues {
    /// By first mention.
    pub list: Arena<VenueId, Venue>,
    mentions: Vec<(Span, VenueId)>,
    /// The longest mention, in bytes.
    longest: usize,
}

impl Venues {
    /// Venues mentioned inside `span`, in order of mention, each once.
    pub fn within(&self, span: Span) -> impl Iterator<Item = VenueId> + use<> {
        let mut venues: Vec<VenueId> = Vec::new();
        let start = self.mentions.partition_point(|(mention, _)| mention.start() < span.start());
        for (mention, venue) in self.mentions[start..].iter().take_while(|(mention, _)| mention.start() < span.end()) {
            if mention.end() <= span.end() && !venues.contains(venue) {
                venues.push(*venue);
            }
        }
        venues.into_iter()
    }

    /// The venue of the longest mention that shares a byte with `span`.
    #[must_use]
    pub fn at(&self, span: Span) -> Option<VenueId> {
        let start = self.mentions.partition_point(|(mention, _)| mention.start() + self.longest < span.start());
        let near = self.mentions[start..].iter().take_while(|(mention, _)| mention.start() < span.end());
        near.filter(|(mention, _)| mention.overlaps(span))
            .max_by_key(|(mention, _)| mention.len())
            .map(|(_, venue)| *venue)
    }
}

/// What makes two mentions one venue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// A gazetteer entry, by its place on the globe.
    Spot(u32, u32),
    /// Folded words, of this kind.
    Words(VenueKind, String),
}

/// One mention before venues are put together.
struct Found {
    span: Span,
    kind: VenueKind,
    /// `None` for "the meeting", which takes up an earlier gathering with the same noun.
    key: Option<Key>,
    /// For gatherings: the noun, singular.
    noun: Option<String>,
    reading: Option<Reading>,
    name: bool,
}

/// Finds the venues of a document, in time linear in its tokens.
#[must_use]
pub fn find(
    doc: &Document,
    tokens: &Tokens,
    sentences: &Arena<SentenceId, Sentence>,
    words: &Words,
    names: &[Name],
) -> Venues {
    let mut finder = Finder {
        doc,
        tokens,
        words,
        text: doc.content(),
        names,
        context: Context::default(),
        readings: HashMap::new(),
        found: Vec::new(),
    };
    finder.context = finder.context();
    finder.named();
    for sentence in sentences.values() {
        finder.described(&tokens.in_span(sentence.span));
    }
    finder.put_together()
}

/// Countries and states that a document names, which decide between namesakes.
#[derive(Default)]
struct Context {
    countries: HashSet<&'static str>,
    /// Postal codes of states of the United States.
    states: HashSet<&'static str>,
}

struct Finder<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    words: &'a Words,
    text: &'a str,
    names: &'a [Name],
    context: Context,
    /// What names without a neighbour mean, by folded name.
    readings: HashMap<String, Option<Reading>>,
    found: Vec<Found>,
}

impl Finder<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        let all = self.tokens.all();
        all[from].span.join(all[to - 1].span)
    }

    fn word(&self, i: usize) -> &str {
        self.tokens.word(i, self.text)
    }

    fn mark(&self, i: usize) -> bool {
        self.tokens.all().get(i).is_none_or(|token| matches!(token.kind, TokenKind::Punct | TokenKind::Quote))
    }

    /// The name that begins at token `i` or, with `ending`, ends before it.
    fn name_at(&self, i: usize, ending: bool) -> Option<&Name> {
        let next = self.names.partition_point(|name| if ending { name.tokens.end < i } else { name.tokens.start < i });
        self.names.get(next).filter(|name| if ending { name.tokens.end == i } else { name.tokens.start == i })
    }

    fn context(&self) -> Context {
        let mut context = Context::default();
        let mut seen = HashSet::new();
        for name in self.names.iter().filter(|name| name.kind == NameKind::Place) {
            let key = fold(name.span.of(self.text));
            if !seen.insert(key.clone()) {
                continue;
            }
            let mut readings = gazetteer::readings(&key);
            let Some(first) = readings.next() else { continue };
            match first.kind {
                PlaceKind::Country => context.countries.extend(first.country),
                PlaceKind::State if first.country == Some("US") => {
                    context.states.insert(first.state);
                }
                PlaceKind::State => context.countries.extend(first.country),
                _ => {}
            }
        }
        context
    }

    /// What a place's name means here; `next` is the place named right after a comma.
    fn reading(&self, key: &str, next: Option<&str>) -> Option<Reading> {
        let key = if key.len() < 4 { gazetteer::state_of(key.trim_end_matches('.')).unwrap_or(key) } else { key };
        let all: Vec<Reading> = gazetteer::readings(key).collect();
        let first = *all.first()?;
        // "Paris, Texas"
        if let Some(next) = next {
            let around: Vec<Reading> = gazetteer::readings(gazetteer::state_of(next).unwrap_or(next)).collect();
            let inside = all.iter().find(|one| {
                around.iter().any(|outer| match outer.kind {
                    PlaceKind::State if outer.country == Some("US") => one.state == outer.state,
                    PlaceKind::Country => one.country == outer.country,
                    _ => false,
                })
            });
            if let Some(inside) = inside {
                return Some(*inside);
            }
        }
        let named = |one: &Reading| match (one.kind, one.country) {
            (PlaceKind::Country | PlaceKind::Region, _) => false,
            (_, Some("US")) => self.context.states.contains(one.state) && one.state != first.state,
            (_, Some(country)) => self.context.countries.contains(country),
            (_, None) => false,
        };
        // Georgia among states of the United States.
        let own = match (first.kind, first.country) {
            (PlaceKind::Country | PlaceKind::Region, _) => {
                self.context.states.is_empty() || !all.iter().any(|one| one.kind == PlaceKind::State)
            }
            (_, Some("US")) => first.people >= 300 || self.context.states.contains(first.state),
            (_, Some(country)) => self.context.countries.contains(country),
            _ => true,
        };
        if own {
            return Some(first);
        }
        let state = |one: &Reading| first.kind == PlaceKind::Country && one.kind == PlaceKind::State;
        let found = all.iter().find(|one| state(one) || named(one)).copied();
        // One of several small towns, none of them in a country named here: it cannot be told.
        let doubtful = first.kind == PlaceKind::Town
            && first.people < SMALL
            && all.len() > 1
            && !(self.context.countries.is_empty() && self.context.states.is_empty());
        found.or((!doubtful).then_some(first))
    }

    fn push(&mut self, span: Span, kind: VenueKind, key: Key, reading: Option<Reading>, name: bool) {
        self.found.push(Found { span, kind, key: Some(key), noun: None, reading, name });
    }

    /// Venues that have names.
    fn named(&mut self) {
        if let Some(place) = self.doc.place {
            self.dateline(place);
        }
        for at in 0..self.names.len() {
            let name = &self.names[at];
            let (span, tokens) = (name.span, name.tokens.clone());
            if self.doc.place.is_some_and(|place| place.overlaps(span)) {
                continue;
            }
            let key = || fold(span.of(self.text));
            match name.kind {
                NameKind::Place => {
                    let key = key();
                    self.place(span, &key, &tokens);
                }
                NameKind::Facility => self.worded(span, VenueKind::Facility, key()),
                NameKind::Event => self.worded(span, VenueKind::Event, key()),
                NameKind::Organization if self.stands_as_place(&tokens) => {
                    self.worded(span, VenueKind::Organization, key());
                }
                _ => {}
            }
        }
    }

    fn worded(&mut self, span: Span, kind: VenueKind, key: String) {
        self.push(span, kind, Key::Words(kind, key), None, true);
    }

    /// The place of the dateline: a town, or the room or aircraft where a briefing is held.
    fn dateline(&mut self, place: Span) {
        let range = self.tokens.in_span(place);
        if range.is_empty() {
            return;
        }
        let key = fold(place.of(self.text));
        let known = gazetteer::known(&key);
        if known {
            return self.place(place, &key, &range);
        }
        // "Aboard Harbor One, en route Kessin, Norland"
        let mut start = range.start;
        let mut i = start;
        while i <= range.end {
            let route = self.words.folded(i) == "en" && self.words.folded(i + 1) == "route";
            if i == range.end || route || self.word(i) == "," {
                self.dateline_part(start..i);
                let to = route && self.words.folded(i + 2) == "to";
                i += usize::from(route) + usize::from(to);
                start = i + 1;
            }
            i += 1;
        }
    }

    fn dateline_part(&mut self, part: Range<usize>) {
        let aboard = matches!(self.words.folded(part.start), "aboard" | "onboard");
        let start = part.start + usize::from(aboard);
        if start >= part.end || !matches!(self.words.shape(start), Shape::Capital | Shape::Upper | Shape::Initial) {
            return;
        }
        let span = self.span(start, part.end);
        let key = fold(span.of(self.text));
        let built = part.clone().any(|i| self.words.class(i).any(Class::FACILITY | Class::FACILITY_WEAK));
        if (aboard || built) && !gazetteer::known(&key) {
            self.worded(span, VenueKind::Facility, key);
        } else {
            self.place(span, &key, &(start..part.end));
        }
    }

    fn place(&mut self, span: Span, key: &str, tokens: &Range<usize>) {
        // "Paris, Texas", "Houston Texas"
        let comma = usize::from(self.word(tokens.end) == ",");
        let next = self.name_at(tokens.end + comma, false);
        let next = next.map(|name| fold(name.span.of(self.text)));
        let reading = match self.readings.get(key) {
            Some(reading) if next.is_none() => *reading,
            _ => {
                let reading = self.reading(key, next.as_deref());
                if next.is_none() {
                    self.readings.insert(key.to_owned(), reading);
                }
                reading
            }
        };
        let key = match reading {
            Some(reading) => Key::Spot(reading.at.0.to_bits(), reading.at.1.to_bits()),
            None => Key::Words(VenueKind::Place, key.to_owned()),
        };
        self.push(span, VenueKind::Place, key, reading, true);
    }

    /// "at the Port Authority": something happens there.
    fn stands_as_place(&self, name: &Range<usize>) -> bool {
        // "at the Port Authority building" is the building.
        if self.words.shape(name.end) == Shape::Lower && !self.words.class(name.end).any(Class::FUNCTION) {
            return false;
        }
        let mut i = name.start;
        while i > 0 && self.words.class(i - 1).any(Class::DETERMINER) {
            i -= 1;
        }
        i > 0 && matches!(self.words.folded(i - 1), "at" | "inside" | "outside")
    }

    fn put_together(mut self) -> Venues {
        self.found.sort_by_key(|found| (found.span.start(), found.span.end()));
        let mut venues = Venues::default();
        let mut by_key: HashMap<Key, VenueId> = HashMap::new();
        let mut by_noun: HashMap<String, VenueId> = HashMap::new();
        for found in self.found {
            let known = match &found.key {
                Some(key) => by_key.get(key),
                None => found.noun.as_ref().and_then(|noun| by_noun.get(noun)),
            };
            let known = known.copied();
            let written = found.span.of(self.text);
            let id = known.unwrap_or_else(|| {
                let id = venues.list.push(Venue {
                    name: display(written),
                    kind: found.kind,
                    country: found.reading.and_then(|reading| reading.country),
                    at: found.reading.map(|reading| reading.at),
                    mentions: Vec::new(),
                    names: Vec::new(),
                });
                by_key.extend(found.key.map(|key| (key, id)));
                id
            });
            by_noun.extend(found.noun.map(|noun| (noun, id)));
            if let Some(venue) = venues.list.get_mut(id) {
                if display(written).len() > venue.name.len() && (found.name || venue.names.is_empty()) {
                    venue.name = display(written);
                }
                venue.mentions.push(found.span);
                if found.name {
                    venue.names.push(found.span);
                }
            }
            venues.longest = venues.longest.max(found.span.len());
            venues.mentions.push((found.span, id));
        }
        for venue in venues.list.values_mut() {
            venue.mentions.dedup();
            venue.names.dedup();
        }
        venues
    }
}

/// A name for the panel: one line, without article, not in capitals.
fn display(written: &str) -> String {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find_map(|article| line.strip_prefix(article))
        .unwrap_or(&line)
        .to_owned();
    if line.len() > 4 && !line.contains(char::is_lowercase) && !line.contains('.') {
        let mut name = String::with_capacity(line.len());
        let mut start = true;
        for c in line.chars() {
            if start {
                name.push(c);
            } else {
                name.extend(c.to_lowercase());
            }
            start = !c.is_alphanumeric();
        }
        return name;
    }
    line
}

/// What must hold for every document; shared by the property test and the fuzz target.
///
/// # Panics
/// When a mention is outside the text, out of order, or a coordinate is off the globe.
pub fn check_venues(doc: &Document, venues: &Venues) {
    let text = doc.content();
    let mut first = 0;
    for (id, venue) in venues.list.iter() {
        assert!(!venue.name.is_empty() && !venue.mentions.is_empty(), "{venue:?}");
        assert!(venue.mentions.is_sorted() && venue.names.is_sorted());
        assert!(venue.mentions[0].start() >= first, "order of first mention");
        first = venue.mentions[0].start();
        for span in &venue.mentions {
            let paragraph = doc.paragraph_at(span.start()).and_then(|id| doc.paragraphs.get(id));
            assert!(!span.of(text).is_empty() && paragraph.is_some_and(|p| p.span.covers(*span)), "{span:?}");
            assert!(venues.within(*span).any(|found| found == id) && venues.at(*span).is_some());
        }
        assert!(venue.names.iter().all(|name| venue.mentions.contains(name)));
        assert!(venue.at.is_none_or(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0));
    }
}

#[cfg(test)]
mod tests;
