//! Groups of features: what can be left out to see what it is worth, for one claim or for a
//! whole corpus.

use crate::analysis::engine::features::{Features, SLOTS, slot};

/// Features that tell the same kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The vector of the word, and the row that a common word has of its own.
    Words,
    /// Its first and last three letters, and how it is written.
    Form,
    /// Its class, and the lists it is in: verbs with their frames, function words.
    Grammar,
    /// Quotation marks and brackets around it or near.
    Quotation,
    /// Where it stands in sentence and paragraph.
    Place,
    /// Names, titles and the gazetteer.
    Names,
    /// What the rules say: cues, and who said what.
    Rules,
}

impl Group {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Words, Self::Form, Self::Grammar, Self::Quotation, Self::Place, Self::Names, Self::Rules];

    /// As in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Form => "form",
            Self::Grammar => "grammar",
            Self::Quotation => "quotation",
            Self::Place => "place",
            Self::Names => "names",
            Self::Rules => "rules",
        }
    }

    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Words => "the words",
            Self::Form => "their spelling",
            Self::Grammar => "grammar",
            Self::Quotation => "quotation marks",
            Self::Place => "where they stand",
            Self::Names => "names",
            Self::Rules => "the rules",
        }
    }

    /// The slots of [`SLOTS`] in it.
    #[must_use]
    pub const fn slots(self) -> &'static [&'static str] {
        match self {
            Self::Words => &[],
            Self::Form => &["prefix", "suffix", "form"],
            Self::Grammar => &["class", "marks", "frames", "forms", "grammar"],
            Self::Quotation => &["quote", "around", "brackets"],
            Self::Place => &["paragraph", "place", "sentence", "border"],
            Self::Names => &["name", "people", "places", "rest", "listed", "document"],
            Self::Rules => &["role", "relation", "cue", "beside"],
        }
    }

    /// The features and the words' rows without this group: its slots say nothing, and words
    /// are unknown.
    #[must_use]
    pub fn left_out(self, features: &Features, rows: &[Option<u32>]) -> (Features, Vec<Option<u32>>) {
        let mut features = features.clone();
        for at in self.slots().iter().filter_map(|name| slot(name)) {
            features.slots.iter_mut().skip(at).step_by(SLOTS.len()).for_each(|value| *value = 0);
        }
        let rows = if self == Self::Words { vec![None; rows.len()] } else { rows.to_vec() };
        (features, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_in_one_group() {
        let mut all: Vec<&str> = Group::ALL.iter().flat_map(|group| group.slots()).copied().collect();
        all.sort_unstable();
        let mut slots: Vec<&str> = SLOTS.iter().map(|(name, _)| *name).collect();
        slots.sort_unstable();
        assert_eq!(all, slots);
    }

    #[test]
    fn what_is_left_out_says_nothing() {
        let features = Features { words: vec![1, 2], slots: vec![3; 2 * SLOTS.len()], ..Features::default() };
        let (without, rows) = Group::Quotation.left_out(&features, &[Some(1), None]);
        let quote = slot("quote").unwrap();
        assert_eq!((without.of(1)[quote], without.of(1)[quote + 3], rows.len()), (0, 3, 2));
        assert_eq!(without.slots.iter().filter(|value| **value == 0).count(), 6);
        assert_eq!(Group::Words.left_out(&features, &[Some(1)]).1, [None]);
    }
}
