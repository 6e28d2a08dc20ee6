//! The people of a document, and whom a phrase in it means.

use crate::analysis::model::Person;
use crate::analysis::why::{How, Step};
use crate::base::id::Id;
use crate::base::{Arena, PersonId, Span};

/// The people of a document.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// By the first mention of their name, or of their title if they have no name.
    pub list: Arena<PersonId, Person>,
    /// For each paragraph (by index): who speaks in it, where it is a turn.
    pub speakers: Vec<Option<PersonId>>,
    pub(super) mentions: Vec<Mention>,
    /// Where each person is named most fully.
    pub(super) fullest: Vec<Span>,
}

/// A chain of reference has no more steps.
const STEPS: usize = 8;

/// A mention of a person or group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) span: Span,
    pub(super) person: PersonId,
    /// "Ruiz’s", "his": a longer phrase is about what they own. Where the mark ends.
    pub(super) owns: Option<usize>,
    /// "a spokesman for Ruiz": a phrase that begins here or before is about somebody else.
    pub(super) other: Option<usize>,
    /// Why it means them, and by which word before.
    pub(super) how: How,
    pub(super) after: Option<Span>,
}

impl People {
    /// The person that a phrase means, a source as a rule: "he", "the foreign minister",
    /// "port authority chief Ana Ruiz". `None` for "a spokesman for Ana Ruiz" and "Ruiz’s
    /// lawyer", which mean somebody else.
    #[must_use]
    pub fn at(&self, span: Span) -> Option<PersonId> {
        self.mention(span, |_| true).map(|mention| mention.person)
    }

    /// The mention of somebody wanted that a phrase shares most with; of equals the first.
    fn mention(&self, span: Span, wanted: impl Fn(PersonId) -> bool) -> Option<&Mention> {
        let fits = |mention: &&Mention| {
            mention.owns.is_none_or(|end| span.end() <= end) && mention.other.is_none_or(|start| span.start() > start)
        };
        let shared = |mention: &Mention| mention.span.meet(span).map_or(0, Span::len);
        let mut best: Option<&Mention> = None;
        for mention in self.touching(span).iter().filter(fits).filter(|mention| wanted(mention.person)) {
            if best.is_none_or(|best| shared(mention) > shared(best)) {
                best = Some(mention);
            }
        }
        best
    }

    /// From a source to the fullest name of the person it means, step after step. Between "he" and
    /// the name stands whoever "he" was taken to go on from.
    #[must_use]
    pub(crate) fn chain(&self, source: &[Span], person: PersonId) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let Some(full) = self.fullest.get(person.index()).copied() else { return steps };
        let Some(mut at) = source.iter().find_map(|span| self.mention(*span, |who| who == person)) else {
            return steps;
        };
        loop {
            // Names and what stands beside them lead straight to the fullest name.
            let next = at.after.filter(|_| steps.len() < STEPS).and_then(|word| self.mention_at(word, person));
            let to = next.map_or(full, |next| next.span);
            if to.covers(at.span) || at.span.covers(to) {
                return steps;
            }
            steps.push(Step { from: at.span, to, how: at.how });
            match next {
                Some(next) => at = next,
                None => return steps,
            }
        }
    }

    fn mention_at(&self, word: Span, person: PersonId) -> Option<&Mention> {
        self.touching(word).iter().find(|mention| mention.person == person)
    }

    /// Everybody mentioned inside `span`, in order of mention, each once.
    pub fn within(&self, span: Span) -> impl Iterator<Item = PersonId> + use<> {
        let mut people: Vec<PersonId> = Vec::new();
        for mention in self.touching(span) {
            if span.covers(mention.span) && !people.contains(&mention.person) {
                people.push(mention.person);
            }
        }
        people.into_iter()
    }

    fn touching(&self, span: Span) -> &[Mention] {
        let start = self.mentions.partition_point(|mention| mention.span.end() <= span.start());
        let end = self.mentions.partition_point(|mention| mention.span.start() < span.end());
        &self.mentions[start..end.max(start)]
    }
}
