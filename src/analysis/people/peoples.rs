//! Groups that are named: "Republicans", "the French", "Puerto Ricans", "the Ortizes". They are sources
//! as often as anybody in politics.

use crate::analysis::certainty::is_past;
use crate::analysis::lexicon::List;
use crate::analysis::names::words::{Class, Key, Shape, Words, people_of};
use crate::analysis::names::{Name, NameKind};
use crate::analysis::token::{TokenKind, Tokens};
use crate::document::Document;
use std::collections::HashMap;
use std::ops::Range;

const PEOPLES: List = List::new(include_str!("../../../assets/lexicon/peoples.txt"));

/// A phrase that means a group, without article.
#[derive(Clone, Debug)]
pub struct Mentioned {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Which of the groups, in the order of their first mention.
    pub group: usize,
}

/// Finds groups.
pub struct Finder<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// What is known of the words.
    pub words: &'a Words,
    /// All names.
    pub names: &'a [Name],
}

impl Finder<'_> {
    /// All mentions of groups, in order. `surname` tells whether somebody's name ends with this word.
    #[must_use]
    pub fn find(&self, surname: impl Fn(&str) -> bool) -> Vec<Mentioned> {
        let mut groups: HashMap<String, usize> = HashMap::new();
        let mut found = Vec::new();
        for paragraph in self.doc.paragraphs.values() {
            let all = self.tokens.in_span(paragraph.body);
            for head in all.clone() {
                if self.words.shape(head) != Shape::Capital || !self.is_group(head, &surname) {
                    continue;
                }
                let start = self.start(head, all.start);
                let key = self.words.phrase(start, head + 1);
                let next = groups.len();
                found.push(Mentioned { tokens: start..head + 1, group: *groups.entry(key).or_insert(next) });
            }
        }
        found
    }

    fn is_group(&self, head: usize, surname: &impl Fn(&str) -> bool) -> bool {
        let word = self.words.folded(head);
        let article = head > 0 && matches!(self.words.folded(head - 1), "the" | "our" | "these" | "those");
        let next = head + 1;
        // "Democrats Abroad", "the British Museum", "First Corinthians 9:25"
        let capital = matches!(self.words.shape(next), Shape::Capital | Shape::Upper);
        let capital = capital || self.words.folded(next) == "for" && self.words.shape(next + 1) == Shape::Capital;
        let number = self.tokens.all().get(next).is_some_and(|token| token.kind == TokenKind::Number);
        if capital || number || self.words.class(head).any(Class::PLACE | Class::COUNTRY) || self.in_name(head) {
            return false;
        }
        if let Some(value) = PEOPLES.get(word) {
            return value != "the" || article && !self.describes(next);
        }
        plural_of_a_people(self.words.key(head), head > 0 && self.words.id(head - 1) != 0)
            || article && self.is_family(head, surname)
    }

    /// Whether a word for a people before token `next` describes what follows: "the French plan", "the French and German
    /// plans"; not "the British are", "the British held the port".
    fn describes(&self, next: usize) -> bool {
        let class = self.words.class(next);
        let people = |i: usize| self.words.class(i).any(Class::DEMONYM) || PEOPLES.contains(self.words.folded(i));
        if matches!(self.words.folded(next), "and" | "or") && people(next + 1) {
            return self.describes(next + 2);
        }
        let behind = self.words.class(next + 1);
        let verb = is_past(self.words.folded(next))
            && (behind
                .any(Class::DETERMINER | Class::POSSESSIVE | Class::PREPOSITION | Class::PRONOUN | Class::CALENDAR)
                || self.words.id(next + 1) == 0
                || matches!(self.words.folded(next + 1), "to" | "yesterday" | "today" | "not"));
        self.words.shape(next) == Shape::Lower
            && !verb
            && !class.any(Class::FUNCTION | Class::PERSON_VERB)
            && self.words.folded(next) != "'s"
    }

    /// Up to two capitalised words before it that say which of them: "Puerto Ricans", "Senate Republicans", "New York
    /// Democrats". The first word of a sentence has a capital anyway, so it has to be known for this.
    fn start(&self, head: usize, first: usize) -> usize {
        let mut start = head;
        while start > first && head - start < 2 {
            let before = start - 1;
            let class = self.words.class(before);
            let opens = before == first || self.words.id(before - 1) == 0;
            let which = Class::PLACE_BEGINS | Class::PLACE | Class::DEMONYM | Class::ORGANIZATION;
            let known = class.any(which)
                || matches!(
                    self.words.folded(before),
                    "house" | "senate" | "congressional" | "puerto" | "black" | "native"
                );
            let part = self.words.shape(before) == Shape::Capital && !class.any(Class::FUNCTION) && (!opens || known);
            let person = self.name_at(before).is_some_and(|name| name.kind == NameKind::Person);
            if !part || person {
                break;
            }
            start = before;
        }
        start
    }

    /// "the Ortizes", "the Bidens": a surname of somebody here, and no word of everyday or of a game ("the Kings lost").
    fn is_family(&self, head: usize, surname: &impl Fn(&str) -> bool) -> bool {
        let key = self.words.key(head);
        let word = &*key.folded;
        let one = [word.strip_suffix("es"), word.strip_suffix('s')];
        let everyday = |name: &str| {
            self.words.id_of(name).is_some_and(|id| self.words.by_id(id).class.any(Class::COMMON | Class::ROLE))
        };
        key.lower == 0
            && !key.class.any(Class::COMMON | Class::ROLE)
            && !self.describes(head + 1)
            && one.into_iter().flatten().any(|name| surname(name) && !everyday(name))
    }

    fn name_at(&self, token: usize) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.tokens.end <= token);
        self.names.get(at).filter(|name| name.tokens.start <= token)
    }

    /// Whether it is part of a longer name, or a person's ("Roy Jews").
    fn in_name(&self, head: usize) -> bool {
        self.name_at(head).is_some_and(|name| match name.kind {
            NameKind::Person | NameKind::Title => true,
            _ => name.tokens.end > head + 1,
        })
    }
}

/// "Texans", "Ukrainians", "Israelis", "Serbs": the plural of a word for a people, not "japanese".
fn plural_of_a_people(key: &Key, inside: bool) -> bool {
    let word = &*key.folded;
    let Some(one) = word.strip_suffix('s').filter(|one| !one.ends_with('s') && one.len() > 2) else { return false };
    // A word of everyday: "Titans" is none, but "titans" in small letters is.
    let everyday = key.lower > 0 || key.class.any(Class::COMMON);
    !everyday
        && (people_of(one).is_some() || people_of(word).is_some() || inside && one.len() > 5 && one.ends_with("ian"))
}
