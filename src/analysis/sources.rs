//! Who stands behind what the network found, where its tags point beside them; and what nobody has said yet. Rules of
//! grammar, as in `borders`.

use crate::analysis::borders::{Borders, FINITE};
use crate::analysis::certainty::is_past;
use crate::analysis::engine::attribution::Found;
use crate::analysis::verb::lookup;
use crate::analysis::word::Class;
use std::ops::Range;

impl Borders<'_> {
    /// Whether somebody says it.
    pub(super) fn is_said(&self, one: &Found) -> bool {
        !self.is_subject(one) && !self.is_to_come(one) && !self.is_speechless(one)
    }

    /// "‹Yesterday, President› «Ruiz of» [Kessin opened …]", "we «have» [to act]": no word there can be one of saying.
    fn is_speechless(&self, one: &Found) -> bool {
        /// "have" may stand for "have described"; then the network is surer.
        const SURE: f32 = 0.5;
        one.cue.as_ref().is_some_and(|cue| {
            let all = |classes: &[Class]| cue.clone().all(|i| self.is(i, classes));
            let name = self.is(cue.start, &[Class::Name]) && self.is(cue.end - 1, &[Class::Prep]);
            name && all(&[Class::Name, Class::Prep]) && !cue.clone().any(|i| lookup(self.word(i)).is_some())
                || all(&[Class::Have]) && one.confidence < SURE
        })
    }

    /// The source of one that was found, put right.
    pub(super) fn mend_source(&self, one: &mut Found) {
        self.nobody(one);
        self.host(one);
        self.actor(one);
    }

    /// "‹The› implication is [that …]": an article is nobody, and what stands behind it is the cue. "a bill ‹that critics›
    /// say" begins with no name.
    fn nobody(&self, one: &mut Found) {
        if let Some(source) = &mut one.source
            && source.len() > 1
            && self.is(source.start, &[Class::That, Class::Rel])
            && !self.is(source.start + 1, &FINITE)
        {
            source.start += 1;
        }
        /// So many words: "The clear implication is".
        const CUE: usize = 5;
        let Some(source) =
            one.source.clone().filter(|source| source.clone().all(|i| matches!(self.word(i), "the" | "a" | "an")))
        else {
            return;
        };
        one.source = None;
        let content = one.content.first().map_or(0, |content| content.start);
        let is = content > 0 && self.is(content - 1, &[Class::Be]);
        if one.cue.is_none()
            && is
            && content > source.end
            && content - source.start <= CUE
            && self.same(source.start, content)
        {
            one.cue = Some(source.start..content);
        }
    }

    /// "Ruiz met with ‹Moe› «to discuss» [the pier]": whoever meets somebody to say something is the source.
    fn host(&self, one: &mut Found) {
        /// A list of guests is no longer.
        const GUESTS: usize = 80;
        let (Some(cue), Some(source)) = (&one.cue, &one.source) else { return };
        let (cue, guest) = (cue.start, source.clone());
        if self.word(cue) != "to" || guest.end > cue || cue - guest.end > 1 {
            return;
        }
        let start = (0..guest.start).rev().take_while(|&i| self.same(i, cue)).last().unwrap_or(guest.start);
        let part = |i: usize| self.is(i, &[Class::Name, Class::And, Class::Comma, Class::Det, Class::Poss, Class::Num]);
        let list = |&i: &usize| part(i) || matches!(self.word(i), "of" | "for" | "to" | "'s" | "’s");
        let mut before = (start.max(guest.start.saturating_sub(GUESTS))..guest.start).rev();
        let Some(with) = before.find(|i| !list(i)).filter(|&i| self.word(i) == "with") else { return };
        if let Some(subject) = self.subject(start, with) {
            one.source = Some(subject);
        }
    }

    /// "We built cranes, ‹opened the pier›, «endorsed» [a plan]": whoever does the one does the other. Not "retired
    /// crews said": what is done has an object.
    fn actor(&self, one: &mut Found) {
        let Some(source) = one.source.clone() else { return };
        let acts = source.len() > 2 && self.is(source.start, &[Class::Word]) && is_past(self.word(source.start));
        let object = self.is(source.start + 1, &[Class::Det, Class::Poss, Class::Num, Class::Word]);
        let listed =
            source.start > 0 && self.is(source.start - 1, &[Class::Comma, Class::And, Class::Have, Class::Adv]);
        // "displaced families said" ends with whoever spoke.
        let speaks = one.cue.as_ref().is_some_and(|cue| cue.start == source.end) && self.is_plain(&source);
        if acts && object && listed && !speaks {
            let start = (0..source.start).rev().take_while(|&i| self.same(i, source.start)).last();
            if let Some(subject) = start.and_then(|start| self.subject(start, source.start + 1)) {
                one.source = Some(subject);
            }
        }
    }

    /// Whether a phrase holds nothing but words side by side: no article, no preposition, no comma.
    fn is_plain(&self, range: &Range<usize>) -> bool {
        range.clone().all(|i| self.is(i, &[Class::Word, Class::Name]))
    }

    /// "Their plan would cut wages": "plan" is what would, not what they do. "Critics say would" is a verb in a relative clause.
    fn is_subject(&self, one: &Found) -> bool {
        let (Some(cue), Some(source)) = (&one.cue, &one.source) else { return false };
        let owner = source.end == cue.start
            && source.end.checked_sub(1).is_some_and(|last| {
                self.is(last, &[Class::Poss]) || matches!(self.word(last), "'s" | "’s" | "'" | "’")
            });
        owner && cue.len() == 1 && self.is(cue.end, &[Class::Modal]) && !is_past(self.word(cue.start))
    }

    /// "They will discuss [new routes] in Skarholm on Monday": nobody has said anything yet; that, when and where they will
    /// is told by the article.
    fn is_to_come(&self, one: &Found) -> bool {
        const TALKS: [&str; 6] = ["discuss", "debate", "consider", "review", "address", "explore"];
        let Some(cue) = &one.cue else { return false };
        self.is(cue.start, &[Class::Modal]) && cue.clone().any(|i| TALKS.contains(&self.word(i)))
    }

    /// Who does something first between two tokens of a sentence: "Ruiz" in "After noon, Ruiz today met".
    fn subject(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let verb = (start + 1..end).find(|&i| {
            self.is(i, &FINITE) || self.is(i, &[Class::Word]) && (self.may_be_verb(i) || is_past(self.word(i)))
        })?;
        let who = |i: usize| self.is(i, &[Class::Name, Class::Pron]);
        let last = if who(verb - 1) { verb } else { verb - 1 };
        let first = (start..last).rev().take_while(|&i| who(i)).last()?;
        // "On Monday", "in Paris"
        let placed = first > start && self.is(first - 1, &[Class::Prep, Class::To]);
        (!placed).then_some(first..last)
    }
}
