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
            || article && family(word).into_iter().flatten().any(surname)
    }

    /// Whether what stands before a noun or adjective describes it: "the French plan", "the British are".
    fn describes(&self, next: usize) -> bool {
        let class = self.words.class(next);
        // "the British held the port"
        let verb = is_past(self.words.folded(next))
            && self
                .words
                .class(next + 1)
                .any(Class::DETERMINER | Class::POSSESSIVE | Class::PREPOSITION | Class::PRONOUN);
        self.words.shape(next) == Shape::Lower
            && !verb
            && !class.any(Class::FUNCTION | Class::PERSON_VERB)
            && self.words.folded(next) != "'s"
    }

    /// "Puerto Ricans", "Senate Republicans", "African Americans".
    fn start(&self, head: usize, first: usize) -> usize {
        let mut start = head;
        while start > first && head - start < 2 {
            let before = start - 1;
            let class = self.words.class(before);
            let opens = before == first || self.words.id(before - 1) == 0;
            let part = self.words.shape(before) == Shape::Capital
                && !class.any(Class::FUNCTION)
                && (!opens || class.any(Class::PLACE_BEGINS | Class::PLACE | Class::DEMONYM | Class::ORGANIZATION));
            let person = self.name_at(before).is_some_and(|name| name.kind == NameKind::Person);
            if !part || person {
                break;
            }
            start = before;
        }
        start
    }

    fn name_at(&self, token: usize) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.tokens.end <= token);
        self.names.get(at).filter(|name| name.tokens.start <= token)
    }

    /// Whether it is part of a longer name, or a person's ("Roy Jews").
    fn in_name(&self, head: usize) -> bool {
        self.name_at(head).is_some_and(|name| match name.kind {
            NameKind::Person | NameKind::Title => true,
            _ => name.tokens.end > head + 1 || name.tokens.len() > 2,
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

/// Whose family "the Ortizes", "the Bidens" are.
fn family(word: &str) -> [Option<&str>; 2] {
    [word.strip_suffix("es"), word.strip_suffix('s')]
}
