//! What people are: titles before their names, appositions around them.

use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::token::{TokenKind, Tokens};
use std::ops::Range;

/// What an office may be for, beside something else.
const FIELDS: [&str; 30] = [
    "foreign",
    "defense",
    "defence",
    "security",
    "justice",
    "home",
    "interior",
    "health",
    "finance",
    "trade",
    "economic",
    "commercial",
    "energy",
    "agriculture",
    "labor",
    "labour",
    "education",
    "political",
    "military",
    "legal",
    "strategic",
    "public",
    "human",
    "housing",
    "press",
    "intelligence",
    "communications",
    "cultural",
    "environmental",
    "european",
];

/// A role longer than this, in tokens, is cut off.
const LONGEST: usize = 18;

/// Reads titles and appositions.
pub struct Reader<'a> {
    /// The document's tokens.
    pub tokens: &'a Tokens,
    /// What is known of the words.
    pub words: &'a Words,
    /// The text.
    pub text: &'a str,
}

impl Reader<'_> {
    fn word(&self, i: usize) -> &str {
        self.tokens.word(i, self.text)
    }

    fn mark(&self, i: usize) -> bool {
        self.tokens.all().get(i).is_none_or(|token| matches!(token.kind, TokenKind::Punct | TokenKind::Quote))
    }

    /// The title before a name, without "Mr" and the like, if it says what the person is; with "U.S."
    /// before it, where that stands in the sentence that begins at `start`.
    #[must_use]
    pub fn title(&self, title: &Range<usize>, start: usize) -> Option<Range<usize>> {
        let mut range = title.clone();
        while !range.is_empty() {
            let class = self.words.class(range.start);
            let address = class.any(Class::HONORIFIC) && !class.any(Class::ROLE) && self.only_address(range.start);
            if !address && !self.mark(range.start) {
                break;
            }
            range.start += 1;
        }
        let says = range.clone().any(|i| self.words.class(i).any(Class::ROLE | Class::HONORIFIC));
        if says && range.start == title.start {
            range.start = self.joined(&range, start);
        }
        let whose = range.start.checked_sub(1).filter(|&before| before >= start && range.start <= title.start);
        if whose.is_some_and(|before| matches!(self.word(before), "U.S." | "US" | "U.K." | "UK" | "U.N." | "UN" | "EU"))
        {
            range.start -= 1;
        }
        (says && !range.is_empty()).then_some(range)
    }

    /// Where "Deputy Prime Minister and | Defense Minister" and "Foreign and | Security Policy Advisor" begin: what "and" joins
    /// to a title, without an article, which would make it somebody else's.
    fn joined(&self, title: &Range<usize>, start: usize) -> usize {
        let Some(and) = title.start.checked_sub(1).filter(|&and| and > start && self.word(and) == "and") else {
            return title.start;
        };
        let part = |i: usize| {
            let class = self.words.class(i);
            self.words.shape(i) == Shape::Capital
                && class.any(Class::ROLE | Class::TITLE | Class::DEMONYM | Class::COMMON | Class::ORGANIZATION)
                && !class.any(Class::FUNCTION | Class::CALENDAR)
        };
        let from = (start..and).rev().take_while(|&i| part(i)).last().unwrap_or(and);
        let before = from.checked_sub(1).filter(|&before| before >= start);
        let last = self.words.folded(and - 1);
        let whole = self.words.class(and - 1).any(Class::ROLE);
        // "the President and Secretary Ruiz", "Ana Ruiz, Mayor and …", "Ministers and President Ruiz" are several.
        let apart = before.is_some_and(|i| {
            let class = self.words.class(i);
            let name = class.any(Class::FIRST_NAME | Class::RARE_FIRST_NAME | Class::SURNAME) || whole;
            class.any(Class::DETERMINER) || self.mark(i) && whole || self.words.shape(i) == Shape::Capital && name
        });
        // "Foreign and Security Policy Advisor", not "Republicans and House Speaker"
        let half = !whole && title.len() > 1 && FIELDS.contains(&last);
        if from == and || apart || last.ends_with('s') && whole || !(whole || half) { title.start } else { from }
    }

    /// "Diplomatic Counselor to the President | Ana Ruiz": an office at somebody else's, right before a name without a title of
    /// its own.
    #[must_use]
    pub fn office(&self, name: usize, start: usize) -> Option<Range<usize>> {
        let capital = |i: usize| self.words.shape(i) == Shape::Capital && !self.words.class(i).any(Class::FUNCTION);
        let whose = (start..name).rev().take_while(|&i| capital(i)).last()?;
        let the = whose.checked_sub(1).filter(|&i| self.word(i) == "the")?;
        let to = the.checked_sub(1).filter(|&i| i > start && matches!(self.word(i), "to" | "of"))?;
        let from = (start..to).rev().take_while(|&i| capital(i)).last()?;
        let head = self.is_role(to - 1) && self.words.class(name - 1).any(Class::ROLE);
        head.then_some(from..name)
    }

    /// "Assistant" is one as well, though in lists it only stands in titles ("Assistant Secretary").
    fn is_role(&self, i: usize) -> bool {
        self.words.class(i).any(Class::ROLE) || self.words.folded(i) == "assistant"
    }

    fn only_address(&self, i: usize) -> bool {
        matches!(
            self.words.folded(i).trim_end_matches('.'),
            "mr" | "mister"
                | "mrs"
                | "ms"
                | "miss"
                | "mme"
                | "madame"
                | "madam"
                | "sir"
                | "dr"
                | "prof"
                | "mlle"
                | "herr"
                | "frau"
                | "uncle"
                | "aunt"
                | "auntie"
        )
    }

    /// ", 47, the port authority chief," after a name that ends before `to`, in a sentence
    /// that ends before `end`. `person` tells whether a person's name begins at a token.
    #[must_use]
    pub fn after(&self, to: usize, end: usize, person: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
        if self.word(to) != "," && self.word(to) != "—" && self.word(to) != "(" {
            return None;
        }
        let mut from = to + 1;
        if self.tokens.all().get(from)?.kind == TokenKind::Number && self.word(from + 1) == "," {
            from += 2;
        }
        // "Senator Ruiz, Mr. Chief Justice, …" addresses two.
        if self.words.class(from).any(Class::HONORIFIC) && self.only_address(from) {
            return None;
        }
        let found = self.phrase(from, end, person)?;
        // "Ruiz, the chief, …" or at the sentence's end; "Ruiz, chief Okafor and …" is a list.
        let mark = matches!(self.word(found.end), "," | "." | ")" | ";" | "—" | "" | "!" | "?");
        let class = self.words.class(found.end);
        let goes_on = class.any(Class::PERSON_VERB | Class::CONJUNCTION | Class::PRONOUN);
        // "To Ruiz, the president said": a bare "the president" is somebody else.
        let definite = self.words.folded(found.start) == "the";
        let of = found.clone().any(|i| self.words.class(i).any(Class::PREPOSITION));
        let plain = found.clone().skip(1).all(|i| self.words.class(i).any(Class::ROLE | Class::TITLE));
        if definite && (plain || !mark && !of) {
            return None;
        }
        (mark || goes_on || found.end >= end).then_some(found)
    }

    /// "is a fisherman" after a name.
    #[must_use]
    pub fn copula(&self, to: usize, end: usize, person: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
        let is = matches!(self.word(to), "is" | "was" | "became");
        if !is || !self.words.class(to + 1).any(Class::DETERMINER) {
            return None;
        }
        self.phrase(to + 1, end, person)
    }

    /// A noun phrase whose head is a role.
    fn phrase(&self, from: usize, end: usize, person: &dyn Fn(usize) -> bool) -> Option<Range<usize>> {
        let mut i = from;
        if matches!(self.words.folded(i), "which" | "what" | "whose" | "that" | "such") {
            return None;
        }
        if self.words.class(i).any(Class::DETERMINER | Class::POSSESSIVE) {
            i += 1;
        }
        // Up to the last role noun before a preposition or mark.
        let mut head = None;
        let modifiers = i;
        while i < end && i < modifiers + 8 {
            let class = self.words.class(i);
            if self.mark(i) && self.word(i) != "-" || person(i) {
                break;
            }
            if class.any(Class::FUNCTION) && !class.any(Class::POSSESSIVE)
                || class.any(Class::PERSON_VERB) && !class.any(Class::TITLE | Class::ROLE) && i > modifiers
            {
                break;
            }
            if self.is_role(i) {
                head = Some(i);
            }
            i += 1;
        }
        let head = head?;
        if person(head + 1) {
            return None;
        }
        // "of the port of Kessin", "to the United Nations"
        let mut to = head + 1;
        let mut j = to;
        let mut open = false;
        while j < end && j < from + LONGEST {
            let class = self.words.class(j);
            let word = self.word(j);
            if matches!(word, "of" | "for" | "to" | "at" | "in" | "on") {
                // Only names and definite things after a preposition belong to a role.
                open = true;
            } else if !open
                || self.mark(j)
                || class.any(Class::AUXILIARY | Class::PRONOUN | Class::PERSON_VERB | Class::ADVERB)
                || class.any(Class::CONJUNCTION) && word != "and"
                || class.any(Class::PREPOSITION)
                || person(j)
            {
                break;
            } else if word != "and" && !class.any(Class::DETERMINER) {
                to = j + 1;
            }
            j += 1;
        }
        let from =
            if matches!(self.word(from), "a" | "an" | "A" | "An") || self.words.class(from).any(Class::POSSESSIVE) {
                from + 1
            } else {
                from
            };
        (from < to).then_some(from..to)
    }

    /// "Kessin's port chief, Ana Ruiz": the phrase before the comma at `comma`, in a
    /// sentence that begins at `start`.
    #[must_use]
    pub fn before(&self, comma: usize, start: usize) -> Option<Range<usize>> {
        if self.word(comma) != "," || comma <= start || !self.words.class(comma - 1).any(Class::ROLE) {
            return None;
        }
        let floor = start.max(comma.saturating_sub(10));
        let mut from = comma - 1;
        while from > floor {
            let i = from - 1;
            let class = self.words.class(i);
            if class.any(Class::DETERMINER) {
                return (self.word(i) == "the" || self.word(i) == "The").then_some(i..comma).or(Some(from..comma));
            }
            let owner = matches!(self.word(i), "'s" | "’s");
            let noun = !self.mark(i)
                && !class.any(Class::FUNCTION | Class::PERSON_VERB)
                && (class.any(Class::COMMON | Class::TITLE | Class::DEMONYM | Class::ROLE)
                    || self.words.shape(i) != Shape::Lower);
            if !owner && !noun {
                break;
            }
            from = i;
        }
        (from < comma - 1).then_some(from..comma)
    }

    /// The head of a role: the last role noun before a preposition.
    #[must_use]
    pub fn head(&self, role: &Range<usize>) -> Option<usize> {
        let mut head = None;
        for i in role.clone() {
            let class = self.words.class(i);
            if self.is_role(i) {
                head = Some(i);
            } else if class.any(Class::PREPOSITION) && head.is_some() {
                break;
            }
        }
        head
    }
}
