//! Which annotation belongs to which claim of an article.

use super::output::tell;
use super::settings::Settings;
use crate::analysis::{Analysis, Claim};
use crate::annotation::correction::{Corrected, corrected};
use crate::annotation::{Anchor, Annotation, AnnotationId, Notes, Place, Places, Reliability, attach};
use crate::base::id::Id;
use crate::base::{ClaimId, Result, Span};
use crate::document::Document;
use crate::export::source_key;
use crate::store::{Store, path_of};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// One annotation, found again in the text at hand.
pub(super) struct Mark {
    /// As stored.
    pub(super) annotation: Annotation,
    /// How it was found.
    pub(super) anchor: Anchor,
    /// Where.
    pub(super) spans: Vec<Span>,
    /// The claim it is about, if it is about one.
    pub(super) claim: Option<ClaimId>,
}

impl Mark {
    /// Whether the words it is on changed since it was made.
    pub(super) fn is_changed(&self) -> bool {
        self.anchor == Anchor::Changed && !self.spans.is_empty()
    }
}

/// All annotations of an article, in the order of the text, and the grades of sources.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) marks: Vec<Mark>,
    pub(super) notes: Notes,
    /// Those that others made elsewhere.
    pub(super) others: BTreeSet<AnnotationId>,
}

/// What is understood of an article: by the machine, and as the reader at hand corrected it.
pub(super) struct Understood {
    pub(super) machine: Arc<Analysis>,
    pub(super) corrected: Corrected,
}

impl Understood {
    pub(super) fn analysis(&self) -> &Arc<Analysis> {
        &self.corrected.analysis
    }

    /// Analyses, and puts the corrections of this store on it, if there is one.
    pub(super) fn of(store: Option<&Store>, document: &Document, reader: &str) -> Result<Self> {
        let machine = Arc::new(super::settings::analyse(document));
        let text = &document.text;
        let Some(store) = store else {
            return Ok(Self { corrected: corrected(document, &machine, [].into_iter(), &Places::new()), machine });
        };
        let notes = store.notes(&text.hash, path_of(&text.origin), reader)?;
        let corrections = || notes.annotations.values().filter(|annotation| !annotation.correction.is_empty());
        let places = store.places(corrections(), text)?;
        Ok(Self { corrected: corrected(document, &machine, corrections(), &places), machine })
    }

    /// As [`Understood::of`]; a store that can't be read is told, and reading goes on without.
    pub(super) fn for_reading(settings: &Settings, document: &Document) -> Result<Self> {
        let read = || {
            let Some(opened) = settings.existing_store()? else { return Self::of(None, document, "") };
            Self::of(Some(&opened.store), document, &settings.creator)
        };
        // What is wrong with the store is told when the marks are read.
        read().or_else(|_| Self::of(None, document, ""))
    }
}

impl Marks {
    /// From the store: the marks of everybody, the grades of the reader at hand.
    pub(super) fn read(store: &Store, document: &Document, understood: &Understood, reader: &str) -> Result<Self> {
        let analysis = understood.analysis();
        let text = &document.text;
        let notes = store.notes(&text.hash, path_of(&text.origin), reader)?;
        let everyone = store.everyone(&text.hash, path_of(&text.origin), reader)?;
        let mut places = store.places(everyone.annotations.values(), text)?;
        let mut claims: HashMap<AnnotationId, ClaimId> = HashMap::new();
        let readers: BTreeSet<&str> = everyone.annotations.values().map(|a| a.creator.as_str()).collect();
        for reader in readers {
            let theirs = everyone.annotations.values().filter(|annotation| annotation.creator == reader);
            let theirs = theirs.filter_map(|annotation| Some((annotation, places.get(&annotation.id)?)));
            claims.extend(attach(analysis, theirs).into_iter().map(|(claim, id)| (id, claim)));
        }
        claims.extend(understood.corrected.claims.iter().map(|(id, claim)| (*id, *claim)));
        let mut marks: Vec<Mark> = everyone
            .annotations
            .values()
            .filter_map(|annotation| {
                let Place { anchor, spans, .. } = places.remove(&annotation.id)?;
                let claim = claims.get(&annotation.id).copied();
                Some(Mark { annotation: annotation.clone(), anchor, spans, claim })
            })
            .collect();
        // What was not found comes last, what is about the whole text first.
        marks.sort_by_key(|mark| (mark.anchor == Anchor::Lost, mark.spans.first().copied(), mark.annotation.id));
        Ok(Self { marks, notes, others: everyone.others })
    }

    /// From the store, if there is one; a store that can't be read is told, and reading goes
    /// on without.
    pub(super) fn for_reading(settings: &Settings, document: &Document, understood: &Understood) -> Self {
        let read = || {
            let Some(opened) = settings.existing_store()? else { return Ok(Self::default()) };
            Self::read(&opened.store, document, understood, &settings.creator)
        };
        read().unwrap_or_else(|error| {
            tell(&error);
            Self::default()
        })
    }

    /// Those that the reader at hand may change: what others made elsewhere stays theirs.
    pub(super) fn own(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| !self.is_others(mark))
    }

    /// Whether it was made elsewhere by somebody else.
    pub(super) fn is_others(&self, mark: &Mark) -> bool {
        self.others.contains(&mark.annotation.id)
    }

    /// What an annotation says, in a few words, with the name of whoever else says it. `letter`
    /// is the grade of the source by the reader at hand, so it goes with their marks only.
    pub(super) fn words(&self, settings: &Settings, mark: &Mark, letter: Option<Reliability>) -> String {
        let annotation = &mark.annotation;
        let words = settings.mark_words(annotation, letter.filter(|_| !self.is_others(mark)));
        let words = if mark.is_changed() { format!("recheck, the words changed; was: {words}") } else { words };
        if self.is_others(mark) { format!("{}: {words}", annotation.creator) } else { words }
    }

    /// Those on each claim, by its position.
    pub(super) fn by_claim(&self) -> HashMap<usize, Vec<&Mark>> {
        let mut marks: HashMap<usize, Vec<&Mark>> = HashMap::new();
        for mark in &self.marks {
            if let Some(claim) = mark.claim {
                marks.entry(claim.index()).or_default().push(mark);
            }
        }
        marks
    }

    /// The letter of a source.
    pub(super) fn letter(&self, name: &str) -> Option<Reliability> {
        self.notes.sources.get(&source_key(name))?.reliability
    }

    /// The letter of a claim's source.
    pub(super) fn letter_of(&self, document: &Document, analysis: &Analysis, claim: &Claim) -> Option<Reliability> {
        self.letter(&source_of(document, analysis, claim)?)
    }
}

/// Who is graded for a claim: its person, or its source as written.
pub(super) fn source_of(document: &Document, analysis: &Analysis, claim: &Claim) -> Option<String> {
    match analysis.speaker(claim) {
        Some(person) => Some(person.name.clone()),
        None => claim.source.first().map(|span| span.of(document.content()).to_owned()),
    }
}

impl Settings {
    /// The word for a status, with the reader's names for 8 and 9.
    pub(super) fn status_name(&self, status: crate::annotation::Status) -> &str {
        use crate::annotation::Status;
        let custom = match status {
            Status::Custom8 => &self.config.annotate.custom[0],
            Status::Custom9 => &self.config.annotate.custom[1],
            _ => return status.name(),
        };
        if custom.is_empty() { status.name() } else { custom }
    }

    /// What an annotation says, in a few words; its note comes last. `letter` is the grade
    /// of the claim's source.
    pub(super) fn mark_words(&self, annotation: &Annotation, letter: Option<Reliability>) -> String {
        let mut words = Vec::new();
        words.extend(annotation.status.map(|status| self.status_name(status).to_owned()));
        if annotation.key {
            words.push("key claim".to_owned());
        }
        let digit = annotation.credibility.map(|credibility| credibility.digit().to_string()).unwrap_or_default();
        let grade: String = letter.map(|letter| letter.letter()).into_iter().collect::<String>() + &digit;
        if !grade.is_empty() {
            words.push(format!("grade {grade}"));
        }
        words.extend(annotation.likelihood.map(|likelihood| likelihood.name().replace('-', " ")));
        words.extend(annotation.confidence.map(|confidence| format!("{} confidence", confidence.name())));
        if !annotation.tags.is_empty() {
            words.push(format!("tags {}", annotation.tags.join(", ")));
        }
        if annotation.own && words.is_empty() && annotation.note.is_none() {
            words.push("marked".to_owned());
        }
        words.extend(annotation.note.as_ref().map(|note| format!("note: {note}")));
        words.join("; ")
    }
}
