//! Changes to annotations as values: what the journal stores and what undo turns round.

use super::model::{Annotation, AnnotationId, Confidence, Credibility, Reliability, SourceGrade, Status, Target};
use crate::analysis::Likelihood;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// One field of an annotation with its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Truth.
    Status(Option<Status>),
    /// Key claim.
    Key(bool),
    /// Admiralty digit.
    Credibility(Option<Credibility>),
    /// The reader's estimate.
    Likelihood(Option<Likelihood>),
    /// Confidence in it.
    Confidence(Option<Confidence>),
    /// All tags.
    Tags(Vec<String>),
    /// The note.
    Note(Option<String>),
    /// Whether the reader marked the words himself.
    Own(bool),
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Its value when the reader changed it.
    pub before: Field,
    /// Its value from then on.
    pub after: Field,
}

/// One act of the reader: what `u` takes back in one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Fields of one annotation, which is made if it does not exist.
    Annotation {
        /// Which.
        id: AnnotationId,
        /// What it is about.
        target: Target,
        /// The fields, each at most once.
        edits: Vec<Edit>,
    },
    /// The reliability of one source.
    Source {
        /// Key as in [`SourceGrade::name`].
        name: String,
        /// The letter before.
        before: Option<Reliability>,
        /// The letter from then on.
        after: Option<Reliability>,
    },
    /// Several at once, in order.
    Several(Vec<Change>),
}

/// All that is marked on one document, and the grades of sources: the state that results
/// from applying changes in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// By id.
    pub annotations: BTreeMap<AnnotationId, Annotation>,
    /// By key.
    pub sources: BTreeMap<String, SourceGrade>,
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Annotation { id, target, edits } => Self::Annotation {
                id: *id,
                target: target.clone(),
                edits: edits
                    .iter()
                    .rev()
                    .map(|edit| Edit { before: edit.after.clone(), after: edit.before.clone() })
                    .collect(),
            },
            Self::Source { name, before, after } => Self::Source { name: name.clone(), before: *after, after: *before },
            Self::Several(changes) => Self::Several(changes.iter().rev().map(Self::inverse).collect()),
        }
    }
}

impl Notes {
    /// Applies a change made by `creator` at `now`. Blank annotations are removed.
    pub fn apply(&mut self, change: &Change, creator: &str, now: Timestamp) {
        match change {
            Change::Annotation { id, target, edits } => {
                let annotation = self.annotations.entry(*id).or_insert_with(|| Annotation {
                    id: *id,
                    target: target.clone(),
                    creator: creator.to_owned(),
                    created: now,
                    modified: now,
                    own: false,
                    status: None,
                    key: false,
                    credibility: None,
                    likelihood: None,
                    confidence: None,
                    tags: Vec::new(),
                    note: None,
                });
                annotation.modified = now;
                for edit in edits {
                    annotation.set(edit.after.clone());
                }
                if annotation.is_blank() {
                    self.annotations.remove(id);
                }
            }
            Change::Source { name, after, .. } => {
                let grade =
                    SourceGrade { name: name.clone(), reliability: *after, modified: now, creator: creator.to_owned() };
                self.sources.insert(name.clone(), grade);
            }
            Change::Several(changes) => changes.iter().for_each(|change| self.apply(change, creator, now)),
        }
    }
}

impl Annotation {
    /// Sets one field.
    fn set(&mut self, field: Field) {
        match field {
            Field::Status(status) => self.status = status,
            Field::Key(key) => self.key = key,
            Field::Credibility(credibility) => self.credibility = credibility,
            Field::Likelihood(likelihood) => self.likelihood = likelihood,
            Field::Confidence(confidence) => self.confidence = confidence,
            Field::Tags(mut tags) => {
                tags.sort();
                tags.dedup();
                self.tags = tags;
            }
            Field::Note(note) => self.note = note.filter(|note| !note.trim().is_empty()),
            Field::Own(own) => self.own = own,
        }
    }
}
