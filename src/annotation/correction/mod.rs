//! What a reader says the machine got wrong, field by field.
//!
//! A correction belongs to an annotation, whose target is the machine's claim (or the name of
//! a person or venue) as it was when it was corrected. All words are quotes of their own, so
//! that corrections survive edits of the article and a new analysis. The machine's values are
//! not in here: they stay in the analysis, beside which [`apply::corrected`] puts the
//! reader's.

pub mod apply;
mod claims;
mod names;
#[cfg(test)]
mod tests;
pub mod values;

pub use apply::{Corrected, corrected};
pub use values::{Difference, differences};

use super::model::Target;
use crate::analysis::{Certainty, Polarity, Quotation, When};

/// Who stands behind a claim, by a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person of this name, known to the machine or not.
    Person(String),
    /// The article itself.
    Article,
    /// A source, but no person: a group, an institution, the unnamed.
    Nobody,
}

/// A time by a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The words.
    pub words: Target,
    /// What they mean; `None` if that is open.
    pub value: Option<When>,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A human.
    Person,
    /// A place, facility, gathering or organization.
    Venue,
}

impl Named {
    /// The word that is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Venue => "venue",
        }
    }
}

/// How far a naming goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Whatever the machine calls the same: a new name, or two people put together.
    All,
    /// The mentions in the same words.
    Words,
    /// This mention.
    Mention,
}

impl Reach {
    /// The word that is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Words => "words",
            Self::Mention => "mention",
        }
    }
}

/// Whom or what the words of the target name. A name that another one has puts the two
/// together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Person or venue.
    pub named: Named,
    /// The name; `None` if the words name nobody.
    pub name: Option<String>,
    /// How far it goes.
    pub reach: Reach,
}

/// The reader's values; `None` leaves the machine's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Who says it.
    pub speaker: Option<Speaker>,
    /// What is said.
    pub content: Option<Target>,
    /// The words for who says it; a target without parts: no words do.
    pub source: Option<Target>,
    /// The words that tie the two; a target without parts: no words do.
    pub cue: Option<Target>,
    /// The hedging words.
    pub hedges: Option<Vec<Target>>,
    /// How sure the source is.
    pub certainty: Option<Certainty>,
    /// Whether it is said to be so.
    pub polarity: Option<Polarity>,
    /// Whether it holds under a condition.
    pub conditional: Option<bool>,
    /// How it is given.
    pub quotation: Option<Quotation>,
    /// The times that it is about.
    pub times: Option<Vec<Dated>>,
    /// The names of the venues that it is about.
    pub venues: Option<Vec<String>>,
    /// Whether it is no claim.
    pub dropped: bool,
    /// Whom the words name; says nothing about a claim.
    pub naming: Option<Naming>,
}

impl Correction {
    /// Whether nothing is corrected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it says something about a claim.
    #[must_use]
    pub fn of_claim(&self) -> bool {
        *self != Self { naming: self.naming.clone(), ..Self::default() }
    }

    /// The fields that can be said of another claim too.
    #[must_use]
    pub fn movable(&self) -> Self {
        Self { content: None, source: None, cue: None, hedges: None, times: None, naming: None, ..self.clone() }
    }

    /// With the fields that `other` sets.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            speaker: other.speaker.or(self.speaker),
            content: other.content.or(self.content),
            source: other.source.or(self.source),
            cue: other.cue.or(self.cue),
            hedges: other.hedges.or(self.hedges),
            certainty: other.certainty.or(self.certainty),
            polarity: other.polarity.or(self.polarity),
            conditional: other.conditional.or(self.conditional),
            quotation: other.quotation.or(self.quotation),
            times: other.times.or(self.times),
            venues: other.venues.or(self.venues),
            dropped: other.dropped || self.dropped,
            naming: other.naming.or(self.naming),
        }
    }

    /// The change from `before` to `after`, on a state that is not quite `before`. Fields that
    /// it leaves alone stay; where both changed one, `after` stands if `newest`.
    #[must_use]
    pub fn merge(before: &Self, after: &Self, stored: &Self, newest: bool) -> Self {
        fn one<T: Clone + PartialEq>(before: &T, after: &T, stored: &T, newest: bool) -> T {
            let changed = before != after && (newest || stored == before);
            if changed { after.clone() } else { stored.clone() }
        }
        macro_rules! each {
            ($($field:ident),*) => {
                Self { $($field: one(&before.$field, &after.$field, &stored.$field, newest)),* }
            };
        }
        each!(
            speaker,
            content,
            source,
            cue,
            hedges,
            certainty,
            polarity,
            conditional,
            quotation,
            times,
            venues,
            dropped,
            naming
        )
    }
}
