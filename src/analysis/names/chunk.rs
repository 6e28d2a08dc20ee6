//! Runs of capitalised words that may be names, and the titles before them.

use super::words::{Class, Shape, Words};
use std::ops::Range;

/// Words in lower case that may stand before a title in capitals.
const BEFORE_CAPITALS: [&str; 12] = [
    "former",
    "acting",
    "then",
    "late",
    "outgoing",
    "incoming",
    "interim",
    "deputy",
    "vice",
    "assistant",
    "retired",
    "longtime",
];

/// A run of capitalised words, cut into a title and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Tokens of the name, without title; never empty.
    pub name: Range<usize>,
    /// Tokens of the title directly before; empty where there is none.
    pub title: Range<usize>,
    /// Position of the sentence.
    pub sentence: usize,
    /// Whether it begins its sentence.
    pub first: bool,
    /// Whether capitals say little here: a heading, or a sentence in capitals.
    pub headline: bool,
}

/// Looks for chunks in one sentence.
pub struct Chunker<'a> {
    /// What is known of the words.
    pub words: &'a Words,
    /// Tokens of the sentence.
    pub range: Range<usize>,
    /// The text of a token.
    pub text: &'a dyn Fn(usize) -> &'a str,
    /// As in [`Chunk`].
    pub headline: bool,
}

impl Chunker<'_> {
    /// Appends the chunks of the sentence at position `sentence`.
    pub fn find(&self, sentence: usize, chunks: &mut Vec<Chunk>) {
        let mut start = true; // a capital here may be the sentence's
        let mut i = self.range.start;
        while i < self.range.end {
            let shape = self.words.shape(i);
            if shape == Shape::None && !self.is_word(i) {
                // After an opening quotation mark, colon or dash a sentence may begin.
                start = start || matches!((self.text)(i), "“" | "\"" | ":" | "‘" | "``" | "•" | "(" | "[");
                i += 1;
                continue;
            }
            if matches!(shape, Shape::None | Shape::Lower) || !self.may_begin(i, start) {
                start = false;
                i += 1;
                continue;
            }
            let end = self.extend(i);
            let (from, end) = if start { self.without_start(i, end) } else { (i, end) };
            if from < end {
                self.cut(from, end, sentence, start && from == i, chunks);
            }
            start = false;
            i = end.max(i + 1);
        }
    }

    fn is_word(&self, i: usize) -> bool {
        self.words.id(i) != 0
    }

    fn class(&self, i: usize) -> Class {
        if self.range.contains(&i) { self.words.class(i) } else { Class::default() }
    }

    fn capital(&self, i: usize) -> bool {
        self.range.contains(&i) && matches!(self.words.shape(i), Shape::Capital | Shape::Upper | Shape::Initial)
    }

    /// Whether the capitalised word `i` may be part of a name.
    fn inside(&self, i: usize) -> bool {
        if !self.capital(i) {
            return false;
        }
        let class = self.class(i);
        if class.any(Class::FUNCTION) {
            // "US", "IT" in capitals; "Will", "May" among names.
            let upper = self.words.shape(i) == Shape::Upper && !self.headline && self.words.folded(i).len() > 1;
            return upper && class.any(Class::COUNTRY | Class::OTHER | Class::OTHER_ORGANIZATION);
        }
        let named = class.any(Class::FIRST_NAME | Class::SURNAME);
        if class.any(Class::CALENDAR) {
            return named && i > self.range.start && self.class(i - 1).any(Class::FIRST_NAME) && self.capital(i - 1);
        }
        !(self.headline && class.any(Class::COMMON) && !class.any(Class::FIRST_NAME))
    }

    fn may_begin(&self, i: usize, start: bool) -> bool {
        let class = self.class(i);
        if class.any(Class::CALENDAR) && class.any(Class::FIRST_NAME) {
            // "April Ruiz", but not "April 3"
            let next = self.class(i + 1);
            return self.capital(i + 1) && next.any(Class::SURNAME)
                || next.any(Class::PARTICLE) && self.capital(i + 2)
                || next.any(Class::PARTICLE) && self.class(i + 2).any(Class::PARTICLE);
        }
        if class.any(Class::FUNCTION) && class.any(Class::FIRST_NAME) && !start {
            return self.capital(i + 1) && self.words.shape(i) == Shape::Capital; // "Will Okafor"
        }
        if class.any(Class::FUNCTION) && class.any(Class::FIRST_NAME) {
            return self.capital(i + 1)
                && self.class(i + 1).any(Class::SURNAME)
                && !self.class(i + 1).any(Class::COUNTRY | Class::PLACE);
        }
        self.inside(i)
    }

    /// Where the run of capitals that begins at `i` ends.
    fn extend(&self, i: usize) -> usize {
        let mut j = i + 1;
        loop {
            let last = self.class(j - 1);
            if self.inside(j) {
                j += 1;
                continue;
            }
            let particles = (j..j + 3).take_while(|&k| self.class(k).any(Class::PARTICLE) && !self.capital(k)).count();
            if particles > 0 && self.inside(j + particles) && !last.any(Class::ORGANIZATION | Class::PLACE_HEAD) {
                j += particles + 1;
                continue;
            }
            let word = if j < self.range.end { (self.text)(j) } else { "" };
            match word {
                "of" if last.any(
                    Class::ORGANIZATION
                        | Class::PLACE_FIRST
                        | Class::FACILITY
                        | Class::FACILITY_WEAK
                        | Class::GATHERING
                        | Class::GATHERING_WEAK
                        | Class::GATHERING_WAR
                        | Class::ROLE,
                ) =>
                {
                    let the = usize::from(j + 1 < self.range.end && (self.text)(j + 1) == "the");
                    if !self.inside(j + 1 + the) {
                        return j;
                    }
                    j += 2 + the;
                }
                // "Ruiz & Okafor Inc", but "(Ruiz & Okafor, 2014)"
                // "Robert “Bob” Ruiz"
                "“" | "\""
                    if self.inside(j + 1)
                        && j + 3 < self.range.end
                        && matches!((self.text)(j + 2), "”" | "\"")
                        && self.inside(j + 3)
                        && (i..j).rev().take(3).any(|k| self.class(k).any(Class::FIRST_NAME)) =>
                {
                    j += 4;
                }
                "&" if self.inside(j + 1) && !matches!((self.text)(j + 2), "," | ")" | "(") => j += 2,
                "," if j + 1 < self.range.end && matches!(self.words.folded(j + 1), "jr." | "sr.") => j += 2,
                // "Bosnia and Herzegovina", "Department of Health and Human Services"
                "and" if self.inside(j + 1) && self.joined(i, j) => j += 2,
                _ => return j,
            }
        }
    }

    /// Whether "and" at `j` lies inside one name that begins at `i`.
    fn joined(&self, i: usize, j: usize) -> bool {
        let known = self.class(i).any(Class::PLACE_BEGINS | Class::OTHER_BEGINS)
            && crate::analysis::gazetteer::continues(&self.words.phrase(i, j + 1));
        let ministry = self.class(i).any(Class::ORGANIZATION | Class::ROLE)
            && (i + 1..j).any(|k| (self.text)(k) == "of")
            && self.class(j - 1).any(Class::COMMON)
            && self.class(j + 1).any(Class::COMMON);
        known || ministry
    }

    /// A run at the sentence's start may owe its first capital to that.
    fn without_start(&self, i: usize, end: usize) -> (usize, usize) {
        let class = self.class(i);
        let seen = self.words.key(i).lower > 0;
        let name =
            class.any(Class::FIRST_NAME | Class::COUNTRY | Class::DEMONYM | Class::OTHER | Class::OTHER_ORGANIZATION);
        let common = class.any(Class::COMMON) || seen && !name;
        if !common || self.words.shape(i) == Shape::Upper || self.words.shape(i) == Shape::Initial {
            return (i, end);
        }
        if end == i + 1 {
            let first = class.any(Class::FIRST_NAME) && !seen && self.class(i + 1).any(Class::PERSON_VERB);
            let country = class.any(Class::COUNTRY) && !seen;
            return if first || country { (i, end) } else { (end, end) };
        }
        let titled = class.any(Class::ROLE | Class::TITLE | Class::HONORIFIC);
        let known = (i + 1..end.min(i + 6)).rev().any(|k| {
            let phrase = self.words.phrase(i, k + 1);
            crate::analysis::gazetteer::known(&phrase) || super::words::other_name(&phrase).is_some()
        });
        let headed = self
            .class(end - 1)
            .any(Class::ORGANIZATION | Class::FACILITY | Class::PLACE_HEAD | Class::GATHERING | Class::GATHERING_WAR)
            && !self.class(end - 1).any(Class::FIRST_NAME);
        let first = class.any(Class::FIRST_NAME | Class::RARE_FIRST_NAME)
            && (self.class(i + 1).any(Class::SURNAME) && !self.class(i + 1).any(Class::FIRST_NAME)
                || self.words.shape(i + 1) == Shape::Initial
                || class.any(Class::FIRST_NAME) && !self.class(i + 1).any(Class::COMMON | Class::COUNTRY));
        if titled || known || headed || first || self.class(i + 1).any(Class::COMMON) && end > i + 1 {
            (i, end)
        } else {
            (i + 1, end)
        }
    }

    /// Cuts titles off and keeps the rest.
    fn cut(&self, from: usize, to: usize, sentence: usize, first: bool, chunks: &mut Vec<Chunk>) {
        let mut name = from;
        let mut p = from;
        while p < to {
            let class = self.class(p);
            let titled = class.any(Class::ROLE | Class::HONORIFIC);
            // "Martin Luther King", "Dean Okafor"
            let given = |i: usize| {
                self.class(i).any(Class::FIRST_NAME) && !self.class(i).any(Class::COMMON | Class::ROLE | Class::COUNTRY)
            };
            let family = p > from && (given(p - 1) || given(from))
                || p == from && class.any(Class::FIRST_NAME) && self.class(p + 1).any(Class::SURNAME);
            if !titled || family && !class.any(Class::HONORIFIC) {
                p += 1;
                continue;
            }
            let mut end = p + 1;
            if end < to && matches!((self.text)(end), "of" | "for") {
                end += 1;
                while end < to && !self.begins_person(end) {
                    end += 1;
                }
            }
            name = end;
            p = end;
        }
        // A title that belongs to no name: "the Prime Minister".
        if name >= to {
            // The country in "President of the United States".
            if let Some(of) = (from + 1..to).find(|&k| (self.text)(k) == "of") {
                let start = (of + 1..to).find(|&k| self.capital(k)).unwrap_or(to);
                if start < to && crate::analysis::gazetteer::known(&self.words.phrase(start, to)) {
                    self.push(start, to, start..start, sentence, false, chunks);
                    return;
                }
            }
            self.push(from, to, from..from, sentence, first, chunks);
            return;
        }
        let last = self.class(to - 1);
        let institution = last.any(Class::ORGANIZATION | Class::FACILITY | Class::FACILITY_WEAK | Class::GATHERING)
            && (!last.any(Class::SURNAME) || last.any(Class::COMMON) && !self.class(name).any(Class::FIRST_NAME));
        if name > from && institution {
            self.push(from, to, from..from, sentence, first, chunks);
            return;
        }
        // Places inside a title are names too: "Kessin Mayor Ana Ruiz".
        if name > from {
            let mut k = from;
            while k < name {
                let longest = (k + 1..=name.min(k + 4)).rev().find(|&end| {
                    self.capital(k)
                        && self.class(k).any(Class::PLACE | Class::PLACE_BEGINS)
                        && crate::analysis::gazetteer::known(&self.words.phrase(k, end))
                });
                if let Some(end) = longest.filter(|_| !self.class(k).any(Class::COMMON | Class::ROLE | Class::TITLE)) {
                    self.push(k, end, k..k, sentence, first && k == from, chunks);
                    k = end;
                } else {
                    k += 1;
                }
            }
        }
        self.push(name, to, from..name, sentence, first, chunks);
    }

    /// Whether a person's name may begin at `i`, after "Secretary of Homeland Security".
    fn begins_person(&self, i: usize) -> bool {
        let class = self.class(i);
        let known =
            Class::COMMON | Class::ORGANIZATION | Class::TITLE | Class::COUNTRY | Class::PLACE | Class::FUNCTION;
        let first = class.any(Class::FIRST_NAME) && !class.any(Class::COMMON | Class::COUNTRY);
        self.capital(i) && (first || !class.any(known))
    }

    /// Adds a chunk, with the lower-case words of its title ("port authority chief").
    fn push(&self, from: usize, to: usize, title: Range<usize>, sentence: usize, first: bool, chunks: &mut Vec<Chunk>) {
        let title = if title.is_empty() && title.start != from { from..from } else { title };
        let mut start = if title.is_empty() { from } else { title.start };
        let mut role = title.clone().any(|k| self.class(k).any(Class::ROLE));
        let floor = self.range.start.max(start.saturating_sub(6));
        while start > floor {
            let class = self.class(start - 1);
            let word = self.words.folded(start - 1);
            let directly = class.any(Class::ROLE) && !class.any(Class::PLACE_HEAD | Class::FUNCTION);
            // "port authority chief": only before a role in lower case, and no verb ("we saw chief").
            let before = if start >= 2 { self.class(start - 2) } else { Class::default() };
            let verb = before.any(Class::PRONOUN | Class::AUXILIARY) || start >= 2 && (self.text)(start - 2) == "to";
            let lower = self.words.shape(start) == Shape::Lower;
            let before_capitals = self.capital(start - 1) || BEFORE_CAPITALS.contains(&word);
            let modifier = role
                && (before_capitals || lower && (!verb || class.any(Class::TITLE)))
                && !class.any(Class::FUNCTION | Class::PERSON_VERB | Class::CALENDAR)
                && self.words.shape(start - 1) != Shape::None
                && (class.any(Class::TITLE | Class::DEMONYM | Class::COUNTRY | Class::ORGANIZATION | Class::COMMON)
                    || self.capital(start - 1))
                && (class.any(Class::TITLE)
                    || !(word.ends_with("ed") || word.ends_with("ing") || word.ends_with("ly")));
            if !directly && !modifier {
                break;
            }
            role |= directly;
            start -= 1;
        }
        let first = first && start == from;
        chunks.push(Chunk { name: from..to, title: start..from, sentence, first, headline: self.headline });
    }
}
