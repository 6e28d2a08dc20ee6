//! Changes to annotations as values: what the journal stores and what undo turns round.

use super::correction::Correction;
use super::model::{
    Annotation, AnnotationId, Confidence, Credibility, Reliability, Settled, SourceGrade, Status, Target,
};
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
    /// Which words it is about: it was put on others, or on what has become of its own.
    Target(Target),
    /// What the machine got wrong, whole.
    Correction(Box<Correction>),
    /// All settled differences with other readers.
    Settled(Vec<Settled>),
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

    /// Whether it puts an annotation on other words.
    #[must_use]
    pub fn moves(&self) -> bool {
        match self {
            Self::Annotation { edits, .. } => edits.iter().any(|edit| matches!(edit.after, Field::Target(_))),
            Self::Source { .. } => false,
            Self::Several(changes) => changes.iter().any(Self::moves),
        }
    }
}

impl Notes {
    /// Applies a change made by `creator` at `now`. Blank annotations and grades taken back
    /// are removed.
    pub fn apply(&mut self, change: &Change, creator: &str, now: Timestamp) {
        match change {
            Change::Annotation { id, target, edits } => {
                let annotation =
                    self.annotations.entry(*id).or_insert_with(|| Annotation::blank(*id, target.clone(), creator, now));
                annotation.modified = now;
                for edit in edits {
                    annotation.set(edit.after.clone());
                }
                if annotation.is_blank() {
                    self.annotations.remove(id);
                }
            }
            Change::Source { name, after, .. } => {
                if after.is_none() {
                    self.sources.remove(name);
                    return;
                }
                let grade =
                    SourceGrade { name: name.clone(), reliability: *after, modified: now, creator: creator.to_owned() };
                self.sources.insert(name.clone(), grade);
            }
            Change::Several(changes) => changes.iter().for_each(|change| self.apply(change, creator, now)),
        }
    }
}

impl Annotation {
    /// An annotation that says nothing yet.
    #[must_use]
    pub fn blank(id: AnnotationId, target: Target, creator: &str, now: Timestamp) -> Self {
        Self {
            id,
            target,
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
            correction: Correction::default(),
            settled: Vec::new(),
        }
    }

    /// The field that `like` names, with the value it has here.
    #[must_use]
    pub fn field(&self, like: &Field) -> Field {
        match like {
            Field::Status(_) => Field::Status(self.status),
            Field::Key(_) => Field::Key(self.key),
            Field::Credibility(_) => Field::Credibility(self.credibility),
            Field::Likelihood(_) => Field::Likelihood(self.likelihood),
            Field::Confidence(_) => Field::Confidence(self.confidence),
            Field::Tags(_) => Field::Tags(self.tags.clone()),
            Field::Note(_) => Field::Note(self.note.clone()),
            Field::Own(_) => Field::Own(self.own),
            Field::Target(_) => Field::Target(self.target.clone()),
            Field::Correction(_) => Field::Correction(Box::new(self.correction.clone())),
            Field::Settled(_) => Field::Settled(self.settled.clone()),
        }
    }

    /// Sets one field. Tags are sorted and freed of doubles; a note of white space is none.
    pub fn set(&mut self, field: Field) {
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
            Field::Target(target) => self.target = target,
            Field::Correction(correction) => self.correction = *correction,
            Field::Settled(mut settled) => {
                settled.sort();
                settled.dedup();
                self.settled = settled;
            }
        }
    }
}

/// What must hold for every sequence of changes, each given as what it sets and made, as
/// the reader's keys make it, on the state it meets; shared by the property test and the
/// fuzz target.
///
/// # Panics
/// When taking a change back does not give what was before it.
pub fn check_undo(acts: &[(AnnotationId, Target, Vec<Field>)], grades: &[(String, Option<Reliability>)]) {
    let now = Timestamp::UNIX_EPOCH;
    let mut notes = Notes::default();
    let mut done = Vec::new();
    let longest = acts.len().max(grades.len());
    for index in 0..longest {
        let mut several = Vec::new();
        if let Some((id, target, fields)) = acts.get(index) {
            let blank = Annotation::blank(*id, target.clone(), "reader", now);
            let current = notes.annotations.get(id).unwrap_or(&blank);
            let mut edits: Vec<Edit> = Vec::new();
            for field in fields {
                let before = current.field(field);
                if !edits.iter().any(|edit| same_kind(&edit.after, field)) {
                    edits.push(Edit { before, after: field.clone() });
                }
            }
            // As the keys do: a change names the words that the annotation is on when it is made.
            several.push(Change::Annotation { id: *id, target: current.target.clone(), edits });
        }
        if let Some((name, after)) = grades.get(index) {
            let before = notes.sources.get(name).and_then(|grade| grade.reliability);
            several.push(Change::Source { name: name.clone(), before, after: *after });
        }
        let change = Change::Several(several);
        let earlier = notes.clone();
        notes.apply(&change, "reader", now);
        let later = notes.clone();
        notes.apply(&change.inverse(), "reader", now);
        assert_eq!(notes, earlier, "inverse of {change:?}");
        notes.apply(&change, "reader", now);
        assert_eq!(notes, later, "again {change:?}");
        assert_eq!(change.inverse().inverse(), change);
        done.push(change);
    }
    for change in done.iter().rev() {
        notes.apply(&change.inverse(), "reader", now);
    }
    assert_eq!(notes, Notes::default(), "all taken back");
}

fn same_kind(a: &Field, b: &Field) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Hash, Span};
    use proptest::prelude::*;

    fn field() -> impl Strategy<Value = Field> {
        prop_oneof![
            proptest::option::of(0usize..8).prop_map(|n| Field::Status(n.map(|n| Status::ALL[n]))),
            any::<bool>().prop_map(Field::Key),
            (0u8..8).prop_map(|n| Field::Credibility(Credibility::new(n))),
            proptest::option::of(Just(Likelihood::Likely)).prop_map(Field::Likelihood),
            proptest::option::of(0usize..3).prop_map(|n| Field::Confidence(n.map(|n| Confidence::ALL[n]))),
            proptest::collection::vec("[a-c]{1,2}", 0..4).prop_map(Field::Tags),
            proptest::option::of("[a \n]{0,4}").prop_map(Field::Note),
            any::<bool>().prop_map(Field::Own),
            (0usize..3).prop_map(|place| Field::Target(target(place))),
            any::<bool>()
                .prop_map(|dropped| Field::Correction(Box::new(Correction { dropped, ..Correction::default() }))),
            proptest::collection::vec(settled(), 0..4).prop_map(Field::Settled),
        ]
    }

    fn settled() -> impl Strategy<Value = Settled> {
        ("[a-b]", "[a-b]", any::<bool>()).prop_map(|(reader, theirs, both)| {
            let (judgment, mine) = ("status".to_owned(), "false".to_owned());
            Settled { reader, judgment, mine, theirs, both }
        })
    }

    /// One of three words.
    fn target(place: usize) -> Target {
        let text = "one two three";
        Target::new(text, Hash::of(text.as_bytes()), &[Span::new(place * 4, place * 4 + 3)])
    }

    fn act() -> impl Strategy<Value = (AnnotationId, Target, Vec<Field>)> {
        (0usize..3, proptest::collection::vec(field(), 1..4)).prop_map(|(place, fields)| {
            let target = target(place);
            (AnnotationId::for_target(target.document, &target.spans, "reader"), target, fields)
        })
    }

    proptest! {
        #[test]
        fn every_sequence_can_be_taken_back(
            acts in proptest::collection::vec(act(), 0..12),
            grades in proptest::collection::vec(("[ab]", proptest::option::of(prop::char::range('A', 'F')).prop_map(|c| c.and_then(Reliability::new))), 0..8),
        ) {
            check_undo(&acts, &grades);
        }
    }

    #[test]
    fn fields_do_not_disturb_each_other() {
        let text = "The pier reopens in May.";
        let hash = Hash::of(text.as_bytes());
        let target = Target::new(text, hash, &[Span::new(0, 23)]);
        let id = AnnotationId::for_target(hash, &target.spans, "reader");
        let mut notes = Notes::default();
        let edit =
            |before, after| Change::Annotation { id, target: target.clone(), edits: vec![Edit { before, after }] };
        notes.apply(&edit(Field::Status(None), Field::Status(Some(Status::False))), "reader", Timestamp::UNIX_EPOCH);
        notes.apply(
            &edit(Field::Tags(vec![]), Field::Tags(vec!["pier".into(), "may".into(), "pier".into()])),
            "reader",
            Timestamp::UNIX_EPOCH,
        );
        let annotation = &notes.annotations[&id];
        assert_eq!(
            (annotation.status, annotation.tags.as_slice()),
            (Some(Status::False), ["may".to_owned(), "pier".to_owned()].as_slice())
        );
        notes.apply(&edit(Field::Note(None), Field::Note(Some("  \n".into()))), "reader", Timestamp::UNIX_EPOCH);
        assert_eq!(notes.annotations[&id].note, None, "white space is no note");
    }
}
