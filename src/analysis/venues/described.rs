//! Venues that are described: buildings with a name inside, and gatherings.

use super::{Finder, Found, Key};
use crate::analysis::model::VenueKind;
use crate::analysis::names::NameKind;
use crate::analysis::names::words::{Class, Shape};
use crate::analysis::token::TokenKind;
use std::ops::Range;

impl Finder<'_> {
    /// Venues that are described: "the Kessin ferry terminal", "a bilateral meeting".
    pub(super) fn described(&mut self, range: &Range<usize>) {
        for i in range.clone() {
            if self.words.shape(i) != Shape::Lower && self.words.shape(i) != Shape::Capital {
                continue;
            }
            let class = self.words.class(i);
            let building = class.any(Class::FACILITY | Class::FACILITY_WEAK) || self.words.folded(i) == "headquarters";
            if building && self.words.shape(i) == Shape::Lower {
                self.building(i, range);
            }
            let gathering = class.any(Class::GATHERING | Class::GATHERING_WEAK | Class::GATHERING_WAR);
            // "the Inauguration of President Ruiz"
            let entitled = class.any(Class::GATHERING)
                && i > range.start
                && self.words.class(i - 1).any(Class::DETERMINER)
                && self.word(i + 1) == "of"
                && self.words.class(i + 2).any(Class::ROLE | Class::HONORIFIC | Class::POSSESSIVE)
                && !self.words.folded(i + 2).ends_with('s')
                && self.name_at(i, false).is_none();
            if gathering && (self.words.shape(i) == Shape::Lower || entitled) {
                self.gathering(i, range);
            }
        }
    }

    /// Where the phrase before the noun at `head` begins, without article; and whether a
    /// name is in it.
    fn modifiers(&self, head: usize, range: &Range<usize>) -> (usize, bool) {
        let floor = range.start.max(head.saturating_sub(7));
        let mut from = head;
        let mut named = false;
        while from > floor {
            let i = from - 1;
            let class = self.words.class(i);
            if let Some(name) = self.name_at(from, true)
                && name.tokens.start >= floor
            {
                named = true;
                from = name.tokens.start;
                continue;
            }
            let capital = matches!(self.words.shape(i), Shape::Capital | Shape::Upper);
            let owner = matches!(self.word(i), "'s" | "’s") && i > floor;
            if owner {
                // Only a name or title that owns it, directly before.
                if self.name_at(i, true).is_none() && !self.words.class(i - 1).any(Class::ROLE) {
                    break;
                }
                from = i;
                continue;
            }
            if capital && !class.any(Class::FUNCTION | Class::CALENDAR) && i > range.start {
                named = true;
            } else {
                // "includes talks" is no name of talks; "ministers meeting", "arms talks" are.
                let word = self.words.folded(i);
                let verb = word.ends_with('s') && !word.ends_with("ss") && !class.any(Class::ROLE);
                let noun = self.words.shape(i) == Shape::Lower
                    && !class.any(Class::FUNCTION)
                    && (!verb || matches!(word, "arms" | "sports" | "news" | "affairs" | "rights" | "emergencies"))
                    && (!class.any(Class::PERSON_VERB) || class.any(Class::TITLE | Class::ROLE | Class::GATHERING));
                let number = self.tokens.all()[i].kind == TokenKind::Number;
                // "supporting Russia's war", "France holding snap elections": somebody does it.
                let doing = word.ends_with("ing")
                    && !matches!(word, "ongoing" | "upcoming")
                    && (self.name_at(from, false).is_some() && from < head || self.name_at(i, true).is_some());
                if doing || !noun && !number || self.mark(i) {
                    break;
                }
            }
            from = i;
        }
        (from, named)
    }

    fn building(&mut self, head: usize, range: &Range<usize>) {
        let (from, named) = self.modifiers(head, range);
        let class = self.words.class(head);
        let weak = class.any(Class::FACILITY_WEAK);
        // "headquarters of the United Nations"
        let mut to = head + 1;
        let mut after = false;
        if self.word(to) == "of" {
            let the = usize::from(self.word(to + 1) == "the");
            if let Some(name) = self.name_at(to + 1 + the, false)
                && name.kind != NameKind::Person
                && name.tokens.end <= range.end
            {
                to = name.tokens.end;
                after = true;
            }
        }
        if !named && !after || weak && from < head && self.name_at(head, true).is_none() && !after {
            return;
        }
        // The name nearest to the noun begins the phrase.
        let start = (from..=head)
            .find(|&i| self.name_at(i, false).is_some() || matches!(self.words.shape(i), Shape::Capital | Shape::Upper))
            .unwrap_or(from);
        let owner = self.name_at(head, true).map(|name| name.kind);
        if weak && matches!(owner, Some(NameKind::Person | NameKind::Facility | NameKind::Other)) {
            return;
        }
        let span = self.span(start, to);
        let key = Key::Words(VenueKind::Facility, self.words.phrase(start, to));
        self.push(span, VenueKind::Facility, key, None, true);
    }

    fn gathering(&mut self, head: usize, range: &Range<usize>) {
        let class = self.words.class(head);
        let (mut from, mut named) = self.modifiers(head, range);
        // A verb ("will visit", "they met to debate") is no gathering.
        let before = if from > range.start { self.words.class(from - 1) } else { Class::default() };
        let article = before.any(Class::DETERMINER | Class::POSSESSIVE) && !before.any(Class::PRONOUN);
        let word = self.words.folded(head);
        let plural = word.ends_with('s') && !word.ends_with("ss");
        let owned = from < head && (from..head).any(|i| matches!(self.word(i), "'s" | "’s"));
        let noun = article || owned || named || plural && from < head || word.ends_with("ing") && from < head;
        let next = self.words.class(head + 1);
        if !noun
            || before.any(Class::PRONOUN) && !article
            || next.any(Class::GATHERING) && self.words.shape(head + 1) == Shape::Lower
        {
            return;
        }
        // "leaders meeting" is a noun group, "officials meeting Ruiz" is not.
        if word == "meeting" && self.name_at(head + 1, false).is_some() {
            return;
        }
        let definite = article
            && matches!(
                self.words.folded(from - 1),
                "the" | "this" | "that" | "his" | "her" | "their" | "its" | "our" | "today's"
            );
        let modified = from < head;
        // "between Ruiz and Okafor", "with the Turkish minister", "in New Delhi"
        let mut to = head + 1;
        let mut inside = false;
        let mut last = None;
        while let Some((name, end)) = self.complement(to, range, last.is_some()) {
            inside = true;
            last = Some(name);
            to = end;
            if to > head + 24 {
                break;
            }
        }
        named |= inside;
        let strong = class.any(Class::GATHERING);
        let kept = if class.any(Class::GATHERING_WAR) {
            from < head && named && !inside
        } else if strong {
            named || definite || article && modified || owned
        } else {
            named && (article || owned || modified || plural)
        };
        if !kept {
            return;
        }
        let core = self.words.phrase(from, head + 1);
        if article {
            from -= 1;
        }
        let span = self.span(from, to);
        // "the meeting" takes up an earlier one with the same noun.
        let singular = word.strip_suffix('s').filter(|_| word != "talks").unwrap_or(word);
        let key = (modified || inside).then(|| {
            let names = if inside { self.words.phrase(head + 1, to) } else { String::new() };
            Key::Words(VenueKind::Event, format!("{core} {names}"))
        });
        let noun = Some(singular.to_owned());
        self.found.push(Found { span, kind: VenueKind::Event, key, noun, reading: None, name: false });
    }

    /// A preposition and a name after token `from`: the name's first token, and where it ends.
    fn complement(&self, from: usize, range: &Range<usize>, more: bool) -> Option<(usize, usize)> {
        let word = self.words.folded(from);
        let joins =
            matches!(word, "with" | "between" | "of" | "in" | "at" | "on" | "to" | "among") || more && word == "and";
        if !joins || from + 1 >= range.end {
            return None;
        }
        let mut plain = 0;
        let limit = if more && word != "and" { from + 4 } else { from + 8 };
        for i in from + 1..range.end.min(limit) {
            if let Some(name) = self.name_at(i, false)
                && name.tokens.end <= range.end
            {
                let after = self.words.class(name.tokens.end);
                let lower = self.words.shape(name.tokens.end) == Shape::Lower;
                // "the Turkish foreign minister Okafor", "a Ruiz-Okafor meeting"
                let modifier = after.any(Class::ROLE | Class::TITLE) && !after.any(Class::PERSON_VERB)
                    || lower && after.any(Class::GATHERING | Class::GATHERING_WEAK | Class::FACILITY);
                if !modifier {
                    // "with Western partners": the name is only said of them.
                    let noun = after.any(Class::COMMON) && !after.any(Class::FUNCTION | Class::PERSON_VERB);
                    let said_of = lower && noun && self.words.class(i).any(Class::DEMONYM);
                    let end = name.tokens.end + usize::from(said_of && name.tokens.end < range.end);
                    return Some((i, end));
                }
                continue;
            }
            let class = self.words.class(i);
            let owner = matches!(self.word(i), "of" | "’s" | "'s");
            let capital = matches!(self.words.shape(i), Shape::Capital | Shape::Upper);
            let titled = Class::TITLE | Class::ROLE | Class::DEMONYM | Class::ORGANIZATION;
            let named = class.any(titled) && !class.any(Class::FUNCTION);
            let article = class.any(Class::DETERMINER | Class::POSSESSIVE) && i == from + 1;
            let noun = class.any(Class::COMMON) && !class.any(Class::FUNCTION | Class::PERSON_VERB);
            plain += usize::from(noun && !named && !capital);
            let inner = owner || capital || named || article || noun && plain < 3;
            if !inner || self.mark(i) {
                return None;
            }
        }
        None
    }
}
