//! One claim with the reader's values.

use super::names::Register;
use super::{Correction, Speaker};
use crate::analysis::{Analysis, Claim, Hedge, Person, Quotation, Tag, Time, Venue, Voice, hedge_likelihood};
use crate::annotation::anchor;
use crate::annotation::model::{Anchor, AnnotationId, Target};
use crate::base::id::Id;
use crate::base::{ClaimId, ParaId, PersonId, Span, VenueId};
use crate::document::Document;

/// What corrections are made on.
pub(super) struct Ground<'a> {
    pub(super) document: &'a Document,
    pub(super) machine: &'a Analysis,
    pub(super) people: Register<Person>,
    pub(super) venues: Register<Venue>,
    /// Every mention with its row, sorted; made when it is first needed.
    pub(super) mentions: Option<Mentions>,
    /// The hedges and times of all claims, sorted; made when they are first needed.
    pub(super) facts: Option<(Vec<Hedge>, Vec<Time>)>,
}

/// Mentions of people and of venues.
pub(super) type Mentions = (Vec<(Span, usize)>, Vec<(Span, usize)>);

/// A claim while it is corrected; ids of people and venues are rows of the registers.
pub(super) struct Draft {
    pub(super) claim: Claim,
    pub(super) origin: Option<ClaimId>,
    pub(super) by: Option<AnnotationId>,
    pub(super) gone: bool,
    /// Whether a reader says where it is and who says it.
    pub(super) edges: bool,
}

impl Draft {
    /// The machine's claim, with the names as they are corrected.
    pub(super) fn of(id: ClaimId, claim: &Claim, ground: &mut Ground<'_>) -> Self {
        let mut claim = claim.clone();
        if let Some(row) = claim.source.iter().find_map(|span| ground.people.given(*span)) {
            claim.person = row.map(PersonId::at).filter(|_| claim.voice == Voice::Attributed);
        }
        let people: Vec<Option<usize>> = claim.content.iter().filter_map(|span| ground.people.given(*span)).collect();
        claim.people.extend(people.into_iter().flatten().map(PersonId::at));
        if claim.content.iter().any(|span| ground.venues.given(*span).is_some()) {
            claim.venues = ground.mentioned(&claim.content).1;
        }
        Self { claim, origin: Some(id), by: None, gone: false, edges: false }
    }

    /// A claim that only a reader has found.
    pub(super) fn own(spans: &[Span], document: &Document) -> Self {
        let start = spans.first().map_or(0, |span| span.start());
        let paragraph = document.paragraph_at(start).unwrap_or_else(|| ParaId::at(0));
        let claim =
            Claim { confidence: 1.0, ..Claim::new(paragraph, spans.to_vec(), Voice::Attributed, Quotation::Indirect) };
        Self { claim, origin: None, by: None, gone: false, edges: true }
    }
}

impl Ground<'_> {
    /// Where words are in this text; `None` if they are gone, no parts where none are wanted.
    pub(super) fn place(&self, target: &Target) -> Option<Vec<Span>> {
        if target.spans.is_empty() {
            return Some(Vec::new());
        }
        let text = &self.document.text;
        match anchor::find(target, &text.content, text.hash) {
            (Anchor::Lost, _) => None,
            (_, spans) => Some(self.sound(spans)),
        }
    }

    /// Parts in order, apart, on character boundaries and each inside one paragraph, whatever
    /// a journal from elsewhere says.
    pub(super) fn sound(&self, mut spans: Vec<Span>) -> Vec<Span> {
        let text = self.document.content();
        spans.retain(|span| !span.is_empty() && text.get(span.range()).is_some());
        spans.sort_unstable();
        let mut kept: Vec<Span> = Vec::new();
        for span in spans {
            let start = kept.last().map_or(0, |last| last.end()).max(span.start());
            if start >= span.end() {
                continue;
            }
            let span = Span::new(start, span.end());
            let first = self.document.paragraph_at(start).map_or(0, Id::index);
            let blocks = self.document.paragraphs.as_slice()[first..].iter();
            let inside = blocks.map(|block| block.span).take_while(|block| block.start() < span.end());
            kept.extend(inside.filter_map(|block| Some(block.meet(span)?.trim(text))).filter(|part| !part.is_empty()));
        }
        kept
    }

    /// The people and venues that these parts mention.
    fn mentioned(&mut self, parts: &[Span]) -> (Vec<PersonId>, Vec<VenueId>) {
        if self.mentions.is_none() {
            self.mentions = Some((self.people.mentions(), self.venues.mentions()));
        }
        let (people, venues) = self.mentions.as_ref().map_or((&[][..], &[][..]), |(p, v)| (p, v));
        (rows_in(people, parts).map(PersonId::at).collect(), rows_in(venues, parts).map(VenueId::at).collect())
    }

    /// The hedges and times in these parts.
    fn facts(&mut self, parts: &[Span]) -> (Vec<Hedge>, Vec<Time>) {
        let machine = self.machine;
        let (hedges, times) = self.facts.get_or_insert_with(|| {
            let mut hedges: Vec<Hedge> = machine.claims.values().flat_map(|claim| claim.hedges.clone()).collect();
            let mut times: Vec<Time> = machine.claims.values().flat_map(|claim| claim.times.clone()).collect();
            hedges.sort_by_key(|hedge| hedge.span);
            hedges.dedup();
            times.sort_by_key(|time| time.span);
            times.dedup();
            (hedges, times)
        });
        let inside = |span: Span| parts.iter().any(|part| part.covers(span));
        let (first, last) = (parts.first().map_or(0, |p| p.start()), parts.last().map_or(0, |p| p.end()));
        let from = hedges.partition_point(|hedge| hedge.span.start() < first);
        let near = hedges[from..].iter().take_while(|hedge| hedge.span.start() < last);
        let hedges = near.filter(|hedge| inside(hedge.span)).copied().collect();
        let from = times.partition_point(|time| time.span.start() < first);
        let near = times[from..].iter().take_while(|time| time.span.start() < last);
        (hedges, near.filter(|time| inside(time.span)).copied().collect())
    }
}

fn rows_in(mentions: &[(Span, usize)], parts: &[Span]) -> impl Iterator<Item = usize> {
    let mut rows = Vec::new();
    for part in parts {
        let from = mentions.partition_point(|(span, _)| span.start() < part.start());
        for (_, row) in mentions[from..].iter().take_while(|(span, _)| part.covers(*span)) {
            if !rows.contains(row) {
                rows.push(*row);
            }
        }
    }
    rows.into_iter()
}

/// Puts the reader's values into a claim.
pub(super) fn correct(draft: &mut Draft, correction: &Correction, ground: &mut Ground<'_>) {
    let text = ground.document.content();
    let was_author = draft.claim.voice == Voice::Author;
    let content = correction.content.as_ref().and_then(|target| ground.place(target)).filter(|spans| !spans.is_empty());
    let new_content = content.is_some() || draft.origin.is_none();
    let source = correction.source.as_ref().and_then(|target| ground.place(target));
    let claim = &mut draft.claim;
    if let Some(content) = content {
        claim.content = content;
    }
    if let Some(cue) = correction.cue.as_ref().and_then(|target| ground.place(target)) {
        claim.cue = cue;
        claim.voice = Voice::Attributed;
    }
    let given_source = source.is_some();
    if let Some(source) = source {
        if correction.speaker.is_none() {
            claim.person = ground.people.mentioned(&source).map(PersonId::at);
        }
        if !source.is_empty() {
            claim.voice = Voice::Attributed;
        }
        claim.source = source;
    }
    match &correction.speaker {
        Some(Speaker::Person(name)) if name.trim().is_empty() => {}
        Some(Speaker::Person(name)) => {
            let row = ground.people.find_or_make(name, text);
            claim.voice = Voice::Attributed;
            claim.person = Some(PersonId::at(row));
            if !given_source {
                fit_source(claim, row, ground);
            }
        }
        Some(Speaker::Nobody) => {
            claim.voice = Voice::Attributed;
            claim.person = None;
        }
        Some(Speaker::Article) => {
            claim.voice = Voice::Author;
            claim.person = None;
            (claim.source, claim.cue) = (Vec::new(), Vec::new());
        }
        None => {}
    }
    apart(claim, text);
    if claim.content.is_empty() {
        draft.gone = true;
        return;
    }
    claim.paragraph = ground.document.paragraph_at(claim.content[0].start()).unwrap_or(claim.paragraph);
    if claim.voice == Voice::Author {
        claim.quotation = Quotation::None;
    } else if let Some(quotation) = correction.quotation.filter(|quotation| *quotation != Quotation::None) {
        claim.quotation = quotation;
    } else if new_content || was_author {
        let turn = ground.document.paragraphs.get(claim.paragraph).is_some_and(|block| block.speaker.is_some());
        claim.quotation = quotation(text, &claim.content, turn && !was_author);
    }
    if new_content {
        (claim.hedges, claim.times) = ground.facts(&claim.content);
        (claim.people, claim.venues) = ground.mentioned(&claim.content);
    }
    claim.polarity = correction.polarity.unwrap_or(claim.polarity);
    claim.certainty = correction.certainty.unwrap_or(claim.certainty);
    claim.conditional = correction.conditional.unwrap_or(claim.conditional);
    if let Some(hedges) = &correction.hedges {
        let places = hedges.iter().filter_map(|target| ground.place(target)?.first().copied());
        claim.hedges = places.map(|span| Hedge { span, likelihood: hedge_likelihood(span.of(text)) }).collect();
    }
    if let Some(times) = &correction.times {
        let places = times
            .iter()
            .filter_map(|time| Some(Time { span: ground.place(&time.words)?.first().copied()?, value: time.value }));
        claim.times = places.collect();
    }
    if let Some(venues) = &correction.venues {
        let venues = venues.iter().filter(|name| !name.trim().is_empty());
        claim.venues = venues.map(|name| VenueId::at(ground.venues.find_or_make(name, text))).collect();
    }
    claim.people.extend(claim.person);
    if given_source || correction.speaker.is_some() {
        // What the machine says of its own source is not so of the reader's.
        claim.tags.retain(|tag| !matches!(tag, Tag::NoSource | Tag::UnnamedSource));
        if claim.voice == Voice::Attributed && claim.source.is_empty() && claim.person.is_none() {
            claim.tags.push(Tag::NoSource);
            claim.tags.sort_unstable();
        }
    }
    draft.edges |= new_content || given_source || was_author || correction.speaker.is_some();
}

/// Words for the source that fit its person: those that are there unless they are another
/// one's name; else the nearest mention in the paragraph; else none.
fn fit_source(claim: &mut Claim, row: usize, ground: &mut Ground<'_>) {
    let another = claim.source.iter().any(|span| ground.people.names_others(*span, row));
    if !claim.source.is_empty() && !another {
        return;
    }
    let within = ground.document.paragraphs.get(claim.paragraph).map_or(claim.extent(), |block| block.span);
    let near = claim.cue.first().map_or(claim.extent().start(), |cue| cue.start());
    claim.source = ground.people.nearest(row, near, within, &claim.content).into_iter().collect();
}

/// Source and cue are no part of the content, unless nothing else is.
fn apart(claim: &mut Claim, text: &str) {
    for hole in claim.source.iter().chain(&claim.cue).copied() {
        let parts = claim.content.iter().flat_map(|part| without(*part, hole)).flatten().map(|part| part.trim(text));
        let parts: Vec<Span> = parts.filter(|part| part.of(text).chars().any(char::is_alphanumeric)).collect();
        if !parts.is_empty() {
            claim.content = parts;
        }
    }
}

fn without(part: Span, hole: Span) -> [Option<Span>; 2] {
    if !part.overlaps(hole) {
        return [Some(part), None];
    }
    let piece = |from: usize, to: usize| (from < to).then(|| Span::new(from, to));
    [piece(part.start(), hole.start()), piece(hole.end(), part.end())]
}

/// By the quotation marks: around everything, around a part, or none.
fn quotation(text: &str, content: &[Span], turn: bool) -> Quotation {
    if turn {
        return Quotation::Direct;
    }
    let (mut inside, mut quoted, mut bare) = (false, false, false);
    for c in content.iter().flat_map(|span| span.of(text).chars()) {
        match c {
            '“' | '«' | '„' => (inside, quoted) = (true, true),
            '”' | '»' => (inside, quoted) = (false, true),
            '"' => (inside, quoted) = (!inside, true),
            c if c.is_alphanumeric() => bare |= !inside,
            _ => {}
        }
    }
    match (quoted, bare) {
        (true, false) => Quotation::Direct,
        (true, true) => Quotation::Mixed,
        _ => Quotation::Indirect,
    }
}
