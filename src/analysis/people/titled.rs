//! People known by a title alone: "Madam Speaker", "the Turkish foreign minister", and the turns of
//! a "SENIOR ADMINISTRATION OFFICIAL".

use super::resolve::{Bearers, Open, Resolver};
use crate::analysis::lexicon::List;
use crate::analysis::model::Sentence;
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::names::{Name, NameKind};
use crate::analysis::token::{TokenKind, Tokens};
use crate::base::{Arena, SentenceId, Span};
use crate::document::{Document, Kind};
use std::collections::HashMap;
use std::ops::Range;

const OFFICES: List = List::new(include_str!("../../../assets/lexicon/offices.txt"));

/// At most so many people of one office are compared, the latest first.
const COMPARED: usize = 16;

/// A title that stands for somebody.
#[derive(Clone, Debug)]
pub struct Title {
    /// Without the article.
    pub tokens: Range<usize>,
    /// Whom it means.
    pub whose: Whose,
    /// Whether it was read as a name.
    pub name: bool,
    /// Which of the labels it is.
    pub label: Option<usize>,
}

/// Whom a title means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Somebody who has a name.
    Named(usize),
    /// One of those known by a title alone.
    Untold(usize),
}

impl Title {
    /// Whom it means, where those known by a title alone come behind `named` people with names.
    #[must_use]
    pub const fn person(&self, named: usize) -> usize {
        match self.whose {
            Whose::Named(person) => person,
            Whose::Untold(untold) => named + untold,
        }
    }
}

/// Finds whom titles mean that stand alone.
pub struct Finder<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// What is known of the words.
    pub words: &'a Words,
    /// All names.
    pub names: &'a [Name],
    /// Where each sentence stands.
    pub sentences: &'a Arena<SentenceId, Sentence>,
    /// Who bears which title.
    pub resolver: &'a Resolver<'a>,
    /// The people by the heads of their roles.
    pub bearers: &'a Bearers,
    /// Whose turns have their names as labels.
    pub labelled: &'a [bool],
}

/// Somebody known by a title alone.
struct Office {
    head: u32,
    words: Vec<u32>,
}

/// All that were found, while they are put together.
#[derive(Default)]
struct Offices {
    all: Vec<Office>,
    by_head: HashMap<u32, Vec<usize>>,
    labels: HashMap<String, usize>,
}

impl Finder<'_> {
    /// All titles that stand for somebody, in order; `open` are those behind an article that nobody
    /// with a name bears, `taken` what is said of people already, `labels` those of turns.
    #[must_use]
    pub fn find(&self, open: Vec<Open>, taken: &[Span], labels: &[Range<usize>]) -> Vec<Title> {
        let mut all: Vec<(Range<usize>, bool, Option<usize>)> =
            labels.iter().enumerate().map(|(at, label)| (label.clone(), false, Some(at))).collect();
        // "Counselor to the President" alone makes no president.
        let said_of = |tokens: &Range<usize>| {
            let span = self.tokens.all()[tokens.start].span;
            let from = taken.partition_point(|other| other.end() <= span.start());
            taken[from..].iter().take(4).any(|other| other.covers(span))
        };
        all.extend(open.into_iter().map(|one| (one.tokens.clone(), !said_of(&one.tokens), None)));
        all.sort_by_key(|(tokens, ..)| tokens.start);
        // What the network calls a title is one, with an article or without.
        let mut tagged: Vec<Range<usize>> = Vec::new();
        for name in self.names.iter().filter(|name| name.kind == NameKind::Title) {
            let near = all.partition_point(|(tokens, ..)| tokens.end <= name.tokens.start);
            let known = all.get(near).is_some_and(|(tokens, ..)| tokens.start < name.tokens.end);
            let before = taken.partition_point(|span| span.end() <= name.span.start());
            if !known && !taken[before..].iter().take(4).any(|span| span.overlaps(name.span)) {
                tagged.push(name.tokens.clone());
            }
        }
        all.extend(tagged.into_iter().map(|tokens| (tokens, false, None)));
        all.sort_by_key(|(tokens, ..)| tokens.start);
        let mut offices = Offices::default();
        all.iter()
            .filter_map(|(tokens, definite, label)| match label {
                Some(label) => self.label(*label, tokens, &mut offices),
                None => self.title(tokens, *definite, &mut offices),
            })
            .collect()
    }

    fn title(&self, tokens: &Range<usize>, definite: bool, offices: &mut Offices) -> Option<Title> {
        let mut tokens = tokens.clone();
        // "Mr. President" is the President.
        let whole = tokens.start;
        while tokens.len() > 1 && self.words.class(tokens.start).any(Class::HONORIFIC) {
            tokens.start += 1;
        }
        let head = tokens.end - 1;
        let before = whole.checked_sub(1).map_or("", |i| self.words.folded(i));
        let some =
            matches!(before, "a" | "an" | "any" | "every" | "each" | "no" | "another" | "next" | "who" | "which");
        // "Vice President and Dean" is one person's.
        let second = before == "and"
            && whole > 1
            && self.words.shape(whole - 2) == Shape::Capital
            && self.words.class(whole - 2).any(Class::ROLE);
        if some || second || self.plural(head) || !self.words.class(head).any(Class::ROLE | Class::HONORIFIC) {
            return None;
        }
        let tagged = self.tagged(&tokens);
        let title = |whose| Title { tokens: whole..tokens.end, whose, name: tagged, label: None };
        if !definite && let Some(person) = self.resolver.bearer_anywhere(&tokens, head, self.bearers, |_| true) {
            return Some(title(Whose::Named(person)));
        }
        if let Some(known) = self.known(&tokens, head, offices) {
            return Some(title(Whose::Untold(known)));
        }
        let addressed = whole < tokens.start
            || matches!(before, "this" | "our" | "my" | "your" | "his" | "her" | "their")
            || tagged && before != "the" && self.tokens.word(tokens.end, self.doc.content()) == ",";
        ((definite || addressed) && self.stands_alone(&tokens, head))
            .then(|| title(Whose::Untold(self.make(&tokens, head, offices))))
    }

    /// Whether the network reads a name in these words.
    fn tagged(&self, tokens: &Range<usize>) -> bool {
        self.touching(tokens).any(|name| name.kind == NameKind::Title)
    }

    fn touching(&self, tokens: &Range<usize>) -> impl Iterator<Item = &Name> {
        let from = self.names.partition_point(|name| name.tokens.end <= tokens.start);
        let end = tokens.end;
        self.names[from..].iter().take_while(move |name| name.tokens.start < end)
    }

    /// "the Press Secretary", "the Turkish foreign minister": enough to be an entry of its own.
    fn stands_alone(&self, tokens: &Range<usize>, head: usize) -> bool {
        let next = self.words.class(head + 1);
        let shape = self.words.shape(head + 1);
        // "the Attorney General nominee", "the President Hotel"
        let noun = matches!(shape, Shape::Capital | Shape::Upper | Shape::Initial)
            || next.any(Class::COMMON) && !next.any(Class::FUNCTION | Class::PERSON_VERB);
        let other = self.touching(tokens).any(|name| !matches!(name.kind, NameKind::Title | NameKind::Other));
        if noun || other || self.in_heading(head) || OFFICES.get(self.words.folded(head)) != Some("") {
            return false;
        }
        match self.words.shape(head) {
            Shape::Capital => true,
            Shape::Lower => tokens.clone().any(|i| self.words.class(i).any(Class::DEMONYM)),
            _ => false,
        }
    }

    fn in_heading(&self, token: usize) -> bool {
        let Some(place) = self.tokens.all().get(token).map(|token| token.span) else { return true };
        let at = self.sentences.as_slice().partition_point(|sentence| sentence.span.end() <= place.start());
        let block = self.sentences.as_slice().get(at).and_then(|one| self.doc.paragraphs.get(one.paragraph));
        block.is_none_or(|block| matches!(block.kind, Kind::Title | Kind::Heading))
    }

    fn plural(&self, head: usize) -> bool {
        let word = self.words.folded(head);
        word.ends_with('s') && !word.ends_with("ss") || word.ends_with("men")
    }

    /// The latest of that office whose words are all these or more: "the foreign minister" behind "the
    /// Turkish foreign minister".
    fn known(&self, tokens: &Range<usize>, head: usize, offices: &Offices) -> Option<usize> {
        let same = offices.by_head.get(&self.words.id(head))?;
        let fits = |one: &&usize| {
            let office = &offices.all[**one];
            let all = tokens.clone().all(|i| office.words.contains(&self.words.id(i)));
            // "the President" is not the vice president.
            let second = office.words.iter().rev().nth(1);
            let rank = second.is_some_and(|word| {
                ["vice", "deputy", "assistant"].iter().any(|rank| self.words.id_of(rank) == Some(*word))
            });
            all && (!rank || tokens.len() > 1)
        };
        same.iter().rev().take(COMPARED).find(fits).copied()
    }

    fn make(&self, tokens: &Range<usize>, head: usize, offices: &mut Offices) -> usize {
        let head = self.words.id(head);
        offices.all.push(Office { head, words: tokens.clone().map(|i| self.words.id(i)).collect() });
        let made = offices.all.len() - 1;
        offices.by_head.entry(offices.all[made].head).or_default().push(made);
        made
    }

    /// "THE PRESIDENT", "SENIOR ADMINISTRATION OFFICIAL"; not "Q" or "REPORTER", who are many.
    fn label(&self, at: usize, label: &Range<usize>, offices: &mut Offices) -> Option<Title> {
        let mut tokens = label.clone();
        while tokens.len() > 1 && self.words.class(tokens.start).any(Class::DETERMINER | Class::HONORIFIC) {
            tokens.start += 1;
        }
        let mark = |i: usize| self.tokens.all().get(i).is_none_or(|token| token.kind == TokenKind::Punct);
        while tokens.len() > 1 && mark(tokens.end - 1) {
            tokens.end -= 1;
        }
        let head = tokens.clone().rev().find(|&i| self.words.class(i).any(Class::ROLE))?;
        if self.plural(head) || !OFFICES.contains(self.words.folded(head)) {
            return None;
        }
        let title = |whose| Title { tokens: tokens.clone(), whose, name: false, label: Some(at) };
        let key = self.words.phrase(tokens.start, tokens.end);
        if let Some(known) = offices.labels.get(&key) {
            return Some(title(Whose::Untold(*known)));
        }
        // Nobody is "PRESIDENT OKAFOR" here and "THE PRESIDENT" there.
        let other = |person: usize| !self.labelled.get(person).copied().unwrap_or(false);
        let named = self.resolver.bearer_anywhere(&(tokens.start..head + 1), head, self.bearers, other);
        if let Some(person) = named.filter(|_| head + 1 == tokens.end) {
            return Some(title(Whose::Named(person)));
        }
        let made = self.make(&tokens, head, offices);
        offices.labels.insert(key, made);
        Some(title(Whose::Untold(made)))
    }
}
