//! The analysis as the reader has corrected it.

use super::Named;
use super::claims::{Draft, Ground, correct};
use super::names::{Register, is};
use crate::analysis::{Analysis, Claim, Voice};
use crate::annotation::model::{Annotation, AnnotationId};
use crate::annotation::places::Places;
use crate::base::id::Id;
use crate::base::{Arena, ClaimId, PersonId, Span, VenueId};
use crate::document::Document;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The analysis with a reader's values in the place of the machine's.
#[derive(Clone, Debug, Default)]
pub struct Corrected {
    /// What to show, filter, and export.
    pub analysis: Arc<Analysis>,
    /// For each claim: the machine's; `None` while nothing is corrected.
    origin: Option<Vec<Option<ClaimId>>>,
    /// Which claim a correction was applied to.
    pub claims: BTreeMap<AnnotationId, ClaimId>,
    /// The machine's claim that a correction says is none, or the one that is corrected.
    pub machine: BTreeMap<AnnotationId, ClaimId>,
}

impl Corrected {
    /// The machine's claim that this one is, corrected or not; `None` for one that the machine
    /// did not find.
    #[must_use]
    pub fn origin(&self, claim: ClaimId) -> Option<ClaimId> {
        match &self.origin {
            None => Some(claim),
            Some(origin) => origin.get(claim.index()).copied().flatten(),
        }
    }
}

/// Puts a reader's corrections on what the machine found. Corrections whose words are not in
/// this text have no effect. Takes time linear in the analysis for each new name, and else
/// once; without corrections it only shares the analysis.
#[must_use]
pub fn corrected<'a>(
    document: &Document,
    machine: &Arc<Analysis>,
    annotations: impl Iterator<Item = &'a Annotation>,
    places: &Places,
) -> Corrected {
    let mut found: Vec<(&Annotation, &[Span])> = annotations
        .filter(|annotation| !annotation.correction.is_empty())
        .filter_map(|annotation| {
            let place = places.get(&annotation.id)?;
            // What stands on changed words waits, as a mark does, until somebody looks at it.
            (!place.spans.is_empty() && !place.is_changed()).then_some((annotation, place.spans.as_slice()))
        })
        .collect();
    if found.is_empty() {
        return Corrected { analysis: Arc::clone(machine), ..Corrected::default() };
    }
    // An order that does not depend on who looks: the later correction has the last word.
    found.sort_by_key(|(annotation, _)| (annotation.modified, annotation.id));
    let (people, venues) = (machine.people.values().cloned(), machine.venues.values().cloned());
    let mut ground = Ground {
        document,
        machine,
        people: Register::new(people),
        venues: Register::new(venues),
        mentions: None,
        facts: None,
    };
    for (annotation, spans) in &found {
        let Some(naming) = &annotation.correction.naming else { continue };
        let Some(span) = ground.sound(spans.to_vec()).first().copied() else { continue };
        let text = document.content();
        if is(naming, Named::Person) {
            ground.people.name(naming, span, text);
        } else {
            ground.venues.name(naming, span, text);
        }
    }
    let mut drafts: Vec<Draft> = machine.claims.iter().map(|(id, claim)| Draft::of(id, claim, &mut ground)).collect();
    let mut result = Corrected::default();
    let mut own = Vec::new();
    let claims = Cuts::new(machine);
    let mut taken = vec![false; drafts.len()];
    for (annotation, spans) in found.iter().filter(|(annotation, _)| annotation.correction.of_claim()) {
        let correction = &annotation.correction;
        let extra = correction.content.as_ref().and_then(|target| ground.place(target));
        let at = [Some(*spans), extra.as_deref()].into_iter().flatten().find_map(|spans| claims.find(spans, &taken));
        // What a reader marked for himself is a claim beside the machine's, unless it is the same.
        let at = at.filter(|_| !annotation.own || claims.exact.contains_key(spans));
        if let Some(at) = at {
            taken[at] = true;
            result.machine.insert(annotation.id, ClaimId::at(at));
            drafts[at].by = Some(annotation.id);
            drafts[at].gone = correction.dropped;
            correct(&mut drafts[at], correction, &mut ground);
        } else if !correction.dropped {
            let mut draft = Draft::own(&ground.sound(spans.to_vec()), document);
            draft.by = Some(annotation.id);
            correct(&mut draft, correction, &mut ground);
            own.push(draft);
        }
    }
    drafts.extend(own);
    swallow(&mut drafts);
    drafts.retain(|draft| !draft.gone && !draft.claim.content.is_empty());
    let start = |claim: &Claim| claim.content.first().map(|span| span.start());
    drafts.sort_by_key(|draft| (start(&draft.claim), draft.origin.is_none(), Reverse(draft.claim.extent().end())));
    let (people, person) = ground.people.finish();
    let (venues, venue) = ground.venues.finish();
    let person = |id: PersonId| person.get(id.index()).copied().flatten().map(PersonId::at);
    let venue = |id: VenueId| venue.get(id.index()).copied().flatten().map(VenueId::at);
    let mut claims = Arena::default();
    let mut origin = Vec::with_capacity(drafts.len());
    for Draft { mut claim, origin: from, by, .. } in drafts {
        claim.person = claim.person.and_then(person);
        claim.people = unique(claim.people.into_iter().filter_map(person));
        claim.venues = unique(claim.venues.into_iter().filter_map(venue));
        origin.push(from);
        let id = claims.push(claim);
        result.claims.extend(by.map(|by| (by, id)));
    }
    result.analysis = Arc::new(Analysis {
        sentences: machine.sentences.clone(),
        claims,
        people: arena(people),
        venues: arena(venues),
        speakers: machine.speakers.iter().map(|speaker| speaker.and_then(person)).collect(),
        notices: machine.notices.clone(),
        trained: machine.trained,
    });
    result.origin = Some(origin);
    result
}

fn arena<I: Id, T>(items: Vec<T>) -> Arena<I, T> {
    let mut all = Arena::default();
    for item in items {
        all.push(item);
    }
    all
}

fn unique<I: PartialEq>(ids: impl Iterator<Item = I>) -> Vec<I> {
    let mut kept = Vec::new();
    for id in ids {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept
}

/// What a reader gives to a source is not the article's own voice: such claims of the
/// machine's go where more than half of them is part of a corrected claim.
fn swallow(drafts: &mut [Draft]) {
    let mut human: Vec<Span> = drafts
        .iter()
        .filter(|draft| draft.edges && !draft.gone && draft.claim.voice == Voice::Attributed)
        .map(|draft| draft.claim.whole())
        .collect();
    human.sort_unstable();
    for draft in drafts.iter_mut().filter(|draft| draft.by.is_none() && draft.claim.voice == Voice::Author) {
        let extent = draft.claim.extent();
        let near = human.partition_point(|span| span.start() < extent.end());
        let inside = human[..near].iter().rev().take(8).filter_map(|span| span.meet(extent));
        draft.gone |= inside.map(Span::len).max().is_some_and(|shared| shared * 2 > extent.len());
    }
}

/// The machine's claims by their words.
struct Cuts<'a> {
    exact: HashMap<&'a [Span], usize>,
    extents: Vec<Span>,
}

impl<'a> Cuts<'a> {
    fn new(machine: &'a Analysis) -> Self {
        let exact = machine.claims.iter().map(|(id, claim)| (claim.content.as_slice(), id.index())).collect();
        Self { exact, extents: machine.claims.values().map(Claim::extent).collect() }
    }

    /// The claim with these words, or the one that is cut only a little differently.
    fn find(&self, spans: &[Span], taken: &[bool]) -> Option<usize> {
        if let Some(at) = self.exact.get(spans) {
            return Some(*at);
        }
        let extent = spans.iter().copied().reduce(Span::join)?;
        let near = self.extents.partition_point(|other| other.start() < extent.start());
        (near.saturating_sub(4)..(near + 4).min(self.extents.len()))
            .filter(|at| !taken[*at])
            .filter_map(|at| {
                let shared = self.extents[at].meet(extent)?.len();
                let all = self.extents[at].join(extent).len();
                (shared * 2 > all).then_some((shared as f64 / all as f64, at))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, at)| at)
    }
}
