//! The open article: its document, analysis and marks, and where the reader is in it.

use super::filter::Filter;
use super::page::Page;
use super::search::Search;
use super::select::Selection;
use crate::analysis::why::Part;
use crate::analysis::{Analysis, Claim};
use crate::annotation::correction::{Corrected, corrected};
use crate::annotation::{self, Anchor, Annotation, AnnotationId, Notes, Place as Found, Places, Status, Target};
use crate::base::id::Id;
use crate::base::{ClaimId, ParaId, PersonId, Span, VenueId};
use crate::document::Document;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Times that are told of a venue at a glance.
const TIMES: usize = 3;

/// Something to step to: a claim of the machine's, or words a reader marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// From its first to its last byte.
    pub extent: Span,
    /// The paragraph it begins in.
    pub para: ParaId,
    /// The machine's claim; `None` for a reader's own.
    pub claim: Option<ClaimId>,
    /// What the reader says about it.
    pub annotation: Option<AnnotationId>,
}

/// How far the analysis is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// Under way, 0.0 to 1.0.
    Running(f32),
    /// Complete.
    Done,
}

/// How far the rest of an article is read of which the beginning is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rest {
    /// The share of its bytes that was read.
    pub read: f32,
    /// Whether the rest can't be read.
    pub failed: bool,
    /// Whether the reader wants to go to the end when it is there.
    pub to_end: bool,
}

/// A place to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Paragraph.
    pub para: ParaId,
    /// First byte of the claim, if one was current.
    pub item: Option<usize>,
}

/// A list of which one row is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Which row, from 0.
    pub row: usize,
}

/// The open article.
#[derive(Debug)]
pub struct Article {
    /// Its text and paragraphs.
    pub document: Arc<Document>,
    /// What is understood so far: by the machine, with the reader's corrections.
    pub analysis: Arc<Analysis>,
    /// What the machine understood by itself.
    pub machine: Arc<Analysis>,
    /// How the two belong together.
    pub corrected: Corrected,
    /// How far it is.
    pub progress: Progress,
    /// While `document` is only the beginning of the article: how far the rest is. It has another hash than the
    /// whole, so nothing may be kept of it.
    pub rest: Option<Rest>,
    /// What the reader marked.
    pub notes: Notes,
    /// Where each annotation was found in this text.
    pub places: Places,
    /// What other readers say.
    pub others: Vec<super::disagree::Other>,
    /// Where they judge otherwise and the reader has not settled it, in the order of the items.
    pub differing: Vec<super::disagree::Differing>,
    /// As before, where the reader keeps both judgments.
    pub kept: Vec<super::disagree::Differing>,
    /// Everything to step to, in reading order.
    pub items: Vec<Item>,
    /// Indices of the items that the filter lets through.
    pub passing: Vec<usize>,
    /// How many items have a status that stands.
    pub checked: usize,
    /// How many are on words that changed.
    pub changed: usize,
    /// The current paragraph.
    pub para: ParaId,
    /// The current item.
    pub item: Option<usize>,
    /// The lines on the screen.
    pub page: Page,
    /// Where the reader came from, and what lies ahead after going back.
    pub past: Vec<Place>,
    /// See `past`.
    pub future: Vec<Place>,
    /// Marks by letter.
    pub marks: HashMap<char, Place>,
    /// What is searched.
    pub search: Option<Search>,
    /// Where the last match begins, while the reader steps through matches.
    pub last_match: Option<usize>,
    /// The last mention gone to, while the reader steps through mentions.
    pub last_mention: Option<Span>,
    /// Which claims to pass over.
    pub filter: Option<Filter>,
    /// Words being selected.
    pub selection: Option<Selection>,
    /// People by how often they are quoted, then named.
    pub people: Vec<PersonId>,
    /// How many of them are groups.
    pub groups: usize,
    /// For each person (by index): claims they stand behind.
    pub said: Vec<usize>,
    /// For each venue (by index): claims about it.
    pub about: Vec<usize>,
    /// For each venue (by index): the first few times in those claims, without doubles.
    pub about_when: Vec<Vec<String>>,
    /// The chosen person, as a row of `people`.
    pub person_row: Chosen,
    /// The chosen venue.
    pub venue_row: Chosen,
    /// Unfinished notes.
    pub drafts: super::Drafts,
    /// Whether the reader was told of them.
    pub drafts_told: bool,
    /// Whether no key was pressed since it was opened.
    pub untouched: bool,
    /// The claim to open at, from 1, until there are claims.
    pub wanted_claim: Option<usize>,
    /// The byte to open at, until there are claims.
    pub resume: Option<usize>,
    /// What the last annotation set, for repeating it.
    pub last_edit: Vec<annotation::Field>,
    /// What the last correction was, for repeating and spreading it.
    pub last_fix: Option<super::correct::Fix>,
    /// How many others have the same fault, until it is told.
    pub spreads: Option<usize>,
    /// Changes on their way to the disk.
    pub saving: usize,
    /// Whether stored notes came while changes were on their way, and must be asked for again.
    pub notes_missed: bool,
    /// What changed since the version read before, once it was asked for.
    pub compared: Option<Arc<super::Compared>>,
    /// The annotation that the reader is putting on other words.
    pub placing: Option<AnnotationId>,
    /// Whether the reader was told what changed under their annotations.
    pub changes_told: bool,
    /// Whether it was said where others judge otherwise.
    pub others_told: bool,
    /// What decided on the claim that the reader asked about last, by where its content begins.
    pub weighed: Option<(usize, Vec<Part>)>,
}

impl Article {
    /// Opened at its start, without analysis or notes yet.
    #[must_use]
    pub fn new(document: Arc<Document>) -> Self {
        let mut page = Page::default();
        page.fold_all(&document);
        Self {
            document,
            analysis: Arc::default(),
            machine: Arc::default(),
            corrected: Corrected::default(),
            progress: Progress::Running(0.0),
            rest: None,
            notes: Notes::default(),
            places: Places::new(),
            others: Vec::new(),
            differing: Vec::new(),
            kept: Vec::new(),
            items: Vec::new(),
            passing: Vec::new(),
            checked: 0,
            changed: 0,
            para: ParaId::at(0),
            item: None,
            page,
            past: Vec::new(),
            future: Vec::new(),
            marks: HashMap::new(),
            search: None,
            last_match: None,
            last_mention: None,
            filter: None,
            selection: None,
            people: Vec::new(),
            groups: 0,
            said: Vec::new(),
            about: Vec::new(),
            about_when: Vec::new(),
            person_row: Chosen::default(),
            venue_row: Chosen::default(),
            drafts: BTreeMap::new(),
            drafts_told: false,
            untouched: true,
            wanted_claim: None,
            resume: None,
            last_edit: Vec::new(),
            last_fix: None,
            spreads: None,
            saving: 0,
            notes_missed: false,
            compared: None,
            placing: None,
            changes_told: false,
            others_told: false,
            weighed: None,
        }
    }

    /// The canonical text.
    #[must_use]
    pub fn content(&self) -> &str {
        self.document.content()
    }

    /// The title for people: the document's, or the file's name.
    #[must_use]
    pub fn title(&self) -> &str {
        self.document.title.map_or(self.document.text.name.as_str(), |span| span.of(self.content()))
    }

    /// The current item.
    #[must_use]
    pub fn current(&self) -> Option<&Item> {
        self.items.get(self.item?)
    }

    /// The machine's claim of the current item.
    #[must_use]
    pub fn current_claim(&self) -> Option<&Claim> {
        self.analysis.claims.get(self.current()?.claim?)
    }

    /// What the reader said about an item.
    #[must_use]
    pub fn annotation(&self, item: &Item) -> Option<&Annotation> {
        self.notes.annotations.get(&item.annotation?)
    }

    /// What the reader said about the current item.
    #[must_use]
    pub fn current_annotation(&self) -> Option<&Annotation> {
        self.annotation(self.current()?)
    }

    /// The parts of an item's content.
    #[must_use]
    pub fn content_of(&self, item: &Item) -> Vec<Span> {
        match item.claim.and_then(|id| self.analysis.claims.get(id)) {
            Some(claim) => claim.content.clone(),
            None => item
                .annotation
                .and_then(|id| self.places.get(&id))
                .map_or_else(|| vec![item.extent], |place| place.spans.clone()),
        }
    }

    /// The reader's note on the whole text.
    #[must_use]
    pub fn text_annotation(&self) -> Option<&Annotation> {
        self.notes.annotations.values().find(|annotation| annotation.target.spans.is_empty())
    }

    /// The chosen person.
    #[must_use]
    pub fn chosen_person(&self) -> Option<PersonId> {
        self.people.get(self.person_row.row).copied()
    }

    /// The chosen venue.
    #[must_use]
    pub fn chosen_venue(&self) -> Option<VenueId> {
        let index = self.venue_row.row;
        (index < self.analysis.venues.len()).then(|| VenueId::at(index))
    }

    /// Takes an analysis over; the reader stays where they are.
    pub fn set_analysis(&mut self, analysis: Arc<Analysis>, complete: bool) {
        self.machine = analysis;
        if complete {
            self.progress = Progress::Done;
        }
        self.rework();
    }

    /// Puts the reader's corrections on what the machine found; the reader stays where they
    /// are.
    pub fn rework(&mut self) {
        let at = self.current().map(|item| item.extent);
        let chosen = self.chosen_person();
        let chosen = chosen.and_then(|id| self.analysis.people.get(id)?.mentions.first().copied());
        self.corrected = corrected(&self.document, &self.machine, self.notes.annotations.values(), &self.places);
        self.analysis = Arc::clone(&self.corrected.analysis);
        self.said = vec![0; self.analysis.people.len()];
        self.about = vec![0; self.analysis.venues.len()];
        self.about_when = vec![Vec::new(); self.analysis.venues.len()];
        for claim in self.analysis.claims.values() {
            if let Some(count) = claim.person.and_then(|person| self.said.get_mut(person.index())) {
                *count += 1;
            }
            for venue in &claim.venues {
                if let Some(count) = self.about.get_mut(venue.index()) {
                    *count += 1;
                }
                let Some(known) = self.about_when.get_mut(venue.index()) else { continue };
                for time in &claim.times {
                    if known.len() == TIMES {
                        break;
                    }
                    let words = time.span.of(&self.document.text.content);
                    let shown = super::lists::when(&self.document, time).unwrap_or_else(|| words.to_owned());
                    if !known.contains(&shown) {
                        known.push(shown);
                    }
                }
            }
        }
        self.groups = self.analysis.people_and_groups().1;
        self.people = self.analysis.people.iter().map(|(id, _)| id).collect();
        let weight = |id: &PersonId| {
            let said = self.said.get(id.index()).copied().unwrap_or(0);
            let person = self.analysis.people.get(*id);
            let named = person.map_or(0, |person| person.mentions.len());
            let group = person.is_some_and(|person| person.group);
            (std::cmp::Reverse(said), group, std::cmp::Reverse(named))
        };
        self.people.sort_by_cached_key(weight);
        self.person_row.row = chosen
            .and_then(|first| {
                let same = |id: &PersonId| self.analysis.people.get(*id).is_some_and(|p| p.mentions.contains(&first));
                self.people.iter().position(same)
            })
            .unwrap_or(0);
        self.venue_row.row = self.venue_row.row.min(self.analysis.venues.len().saturating_sub(1));
        self.collect();
        self.restore(at);
    }

    /// Takes stored notes over, with where they were found in this text; the reader stays
    /// where they are.
    pub fn set_notes(&mut self, notes: Notes, places: Places) {
        let at = self.current().map(|item| item.extent);
        let corrected = self.has_corrections();
        self.notes = notes;
        self.places = places;
        let notes = &self.notes.annotations;
        self.places.retain(|id, _| notes.get(id).is_some_and(|annotation| !annotation.target.spans.is_empty()));
        self.placing = self.placing.filter(|id| notes.contains_key(id));
        if corrected || self.has_corrections() {
            self.rework();
        }
        self.collect();
        self.restore(at);
    }

    /// Whether the reader has corrected anything.
    #[must_use]
    pub fn has_corrections(&self) -> bool {
        self.notes.annotations.values().any(|annotation| !annotation.correction.is_empty())
    }

    /// The annotation on exactly these words, if there is one.
    #[must_use]
    pub fn annotated(&self, spans: &[Span]) -> Option<AnnotationId> {
        self.places.iter().find(|(_, place)| place.spans == spans).map(|(id, _)| *id)
    }

    /// Whether an annotation is on words that changed since it was made.
    #[must_use]
    pub fn is_changed(&self, annotation: &Annotation) -> bool {
        self.places.get(&annotation.id).is_some_and(Found::is_changed)
    }

    /// The status of an item, where it stands: not on words that changed since it was given.
    #[must_use]
    pub fn status(&self, item: &Item) -> Option<Status> {
        self.annotation(item).filter(|annotation| !self.is_changed(annotation))?.status
    }

    /// The words that an annotation would be kept on: those of the claim that it stands on
    /// now, else those that were found for it.
    #[must_use]
    pub fn target_now(&self, id: AnnotationId) -> Option<Target> {
        let item = self.items.iter().find(|item| item.annotation == Some(id));
        let spans = match item {
            Some(item) => self.content_of(item),
            None => self.places.get(&id)?.spans.clone(),
        };
        (!spans.is_empty()).then(|| Target::new(self.content(), self.document.text.hash, &spans))
    }

    /// The item that an annotation is on, or was before it was taken away.
    #[must_use]
    pub fn item_marked(&self, id: AnnotationId, target: &Target) -> Option<&Item> {
        let extent = target.spans.iter().copied().reduce(Span::join)?;
        let same = |item: &&Item| item.extent == extent && target.document == self.document.text.hash;
        self.items.iter().find(|item| item.annotation == Some(id)).or_else(|| self.items.iter().find(same))
    }

    /// Whether an annotation is there of which it is not known where it stands: one that came
    /// back and was made on another version.
    #[must_use]
    pub fn has_unplaced(&self) -> bool {
        let notes = &self.notes.annotations;
        notes.iter().any(|(id, note)| !note.target.spans.is_empty() && !self.places.contains_key(id))
    }

    /// Notes on words that are not in this text any more.
    pub fn lost(&self) -> impl Iterator<Item = &Annotation> {
        self.places
            .iter()
            .filter(|(_, place)| place.anchor == Anchor::Lost)
            .filter_map(|(id, _)| self.notes.annotations.get(id))
    }

    /// Makes known where an annotation is that is on words of this very text.
    pub fn anchor_here(&mut self, id: AnnotationId) {
        if let Some(annotation) = self.notes.annotations.get(&id)
            && annotation.target.document == self.document.text.hash
            && !annotation.target.spans.is_empty()
        {
            self.places.insert(id, Found::exact(annotation.target.spans.clone()));
        }
    }

    /// Collects what can be stepped to. Annotations belong to the claim with the same
    /// content; those that no claim matches stand on their own.
    pub fn collect(&mut self) {
        let here = || {
            let notes = &self.notes.annotations;
            self.places
                .iter()
                .filter_map(|(id, place)| Some((notes.get(id)?, place)))
                .filter(|(_, p)| !p.spans.is_empty())
                // What corrects a claim is on that, whatever its words are now; some corrections are on none.
                .filter(|(note, _)| !self.corrected.claims.contains_key(&note.id) && !note.only_corrects())
        };
        let attached = annotation::attach(&self.analysis, here());
        let corrections: HashMap<ClaimId, AnnotationId> =
            self.corrected.claims.iter().map(|(annotation, claim)| (*claim, *annotation)).collect();
        let mut items: Vec<Item> = Vec::with_capacity(self.analysis.claims.len());
        for (id, claim) in self.analysis.claims.iter() {
            let annotation = corrections.get(&id).or_else(|| attached.get(&id)).copied();
            items.push(Item { extent: claim.extent(), para: claim.paragraph, claim: Some(id), annotation });
        }
        let attached: HashSet<AnnotationId> = attached.into_values().collect();
        let own = here().filter(|(annotation, _)| !attached.contains(&annotation.id)).map(|(annotation, place)| {
            let extent = place.spans.iter().copied().reduce(Span::join).unwrap_or_default();
            let para = self.document.paragraph_at(extent.start()).unwrap_or_else(|| ParaId::at(0));
            Item { extent, para, claim: None, annotation: Some(annotation.id) }
        });
        items.extend(own);
        items.sort_by_key(|item| (item.extent.start(), std::cmp::Reverse(item.extent.end())));
        self.items = items;
        self.attach_others();
        self.recount();
        self.sift();
    }

    /// Counts what has a status.
    pub fn recount(&mut self) {
        self.checked = self.items.iter().filter(|item| self.status(item).is_some()).count();
        self.changed = self.places.values().filter(|place| place.is_changed()).count();
        self.differ();
    }

    /// Applies the filter anew.
    pub fn sift(&mut self) {
        self.passing = match &self.filter {
            None => (0..self.items.len()).collect(),
            Some(filter) => (0..self.items.len()).filter(|index| filter.passes(self, &self.items[*index])).collect(),
        };
    }

    /// Makes the item of this extent current again, or else the one that begins there or
    /// after, or the first one of the current paragraph.
    pub fn restore(&mut self, extent: Option<Span>) {
        self.item = match extent {
            Some(extent) => {
                let index = self.items.partition_point(|item| item.extent.start() < extent.start());
                let same = self.items[index..]
                    .iter()
                    .take_while(|item| item.extent.start() == extent.start())
                    .position(|item| item.extent == extent);
                (index < self.items.len()).then_some(index + same.unwrap_or(0))
            }
            None => self.first_in(self.para),
        };
        if let Some(item) = self.current() {
            self.para = item.para;
        }
    }

    /// The first item of a paragraph that passes the filter.
    #[must_use]
    pub fn first_in(&self, para: ParaId) -> Option<usize> {
        let from = self.passing.partition_point(|index| self.items[*index].para < para);
        self.passing.get(from).copied().filter(|index| self.items[*index].para == para)
    }

    /// The number of an item for people, from 1, among those that pass the filter.
    #[must_use]
    pub fn number(&self, item: usize) -> Option<usize> {
        self.passing.binary_search(&item).ok().map(|at| at + 1)
    }

    /// The innermost item around a byte.
    #[must_use]
    pub fn item_at(&self, byte: usize) -> Option<usize> {
        let para = self.document.paragraph_at(byte)?;
        let from = self.items.partition_point(|item| item.para < para);
        self.items[from..]
            .iter()
            .take_while(|item| item.para == para)
            .enumerate()
            .filter(|(_, item)| item.extent.contains(byte))
            .min_by_key(|(_, item)| item.extent.len())
            .map(|(offset, _)| from + offset)
    }

    /// The place of the reader, to come back to.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { para: self.para, item: self.current().map(|item| item.extent.start()) }
    }
}
