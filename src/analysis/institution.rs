//! "The ministry": which institution named before a source means. It changes no claim; it is
//! told when a reader asks why.

use crate::analysis::names::{Name, NameKind};
use crate::analysis::token::Tokens;
use crate::analysis::why::{How, Step};
use crate::base::Span;
use std::collections::HashMap;

/// Words of names that tell nothing.
const SMALL: [&str; 8] = ["of", "the", "for", "and", "on", "a", "in", "to"];

/// Nouns that stand for an institution also with a capital letter: "the Ministry"; "the House" may
/// be another than the one named before.
const CAPITAL: [&str; 10] = [
    "agency",
    "authority",
    "bureau",
    "commission",
    "committee",
    "company",
    "council",
    "department",
    "ministry",
    "union",
];

/// How many names with the same word are looked at, the nearest first.
const COMPARED: usize = 16;

/// The names of institutions by the words in them.
pub(crate) struct Institutions<'a> {
    text: &'a str,
    lower: &'a str,
    tokens: &'a Tokens,
    /// Where names with this word stand, in order.
    by_word: HashMap<&'a str, Vec<Span>>,
}

impl<'a> Institutions<'a> {
    /// From the document's names, in time linear in them. `lower` is the text in lower case.
    pub(crate) fn new(text: &'a str, lower: &'a str, tokens: &'a Tokens, names: &[Name]) -> Self {
        let mut by_word: HashMap<&str, Vec<Span>> = HashMap::new();
        for name in names.iter().filter(|name| matches!(name.kind, NameKind::Organization | NameKind::Facility)) {
            if name.tokens.len() < 2 {
                continue;
            }
            for word in name.tokens.clone().map(|i| tokens.word(i, lower)).filter(|word| !SMALL.contains(word)) {
                let spans = by_word.entry(word).or_default();
                if spans.last() != Some(&name.span) && !name.span.of(text).is_empty() {
                    spans.push(name.span);
                }
            }
        }
        Self { text, lower, tokens, by_word }
    }

    /// From "the ministry" to "the Ministry of Health" before it; empty where none was named so.
    pub(crate) fn chain(&self, source: &[Span]) -> Vec<Step> {
        let [source] = *source else { return Vec::new() };
        let range = self.tokens.in_span(source);
        let word = |i: usize| self.tokens.word(i, self.lower);
        if !(2..=4).contains(&range.len()) || !matches!(word(range.start), "the" | "its" | "this" | "that") {
            return Vec::new();
        }
        let head = range.end - 1;
        if self.tokens.word(head, self.text).starts_with(char::is_uppercase) && !CAPITAL.contains(&word(head)) {
            return Vec::new();
        }
        let spans = self.by_word.get(word(head)).map_or(&[][..], Vec::as_slice);
        let before = &spans[..spans.partition_point(|span| span.end() <= source.start())];
        // "The health ministry" is no Ministry of Defence.
        let fits = |span: &&Span| {
            let words = self.tokens.in_span(**span);
            (range.start + 1..head).all(|i| words.clone().any(|k| word(k) == word(i)))
        };
        let named = before.iter().rev().take(COMPARED).find(fits).copied();
        named.map(|to| Step { from: source, to, how: How::Institution }).into_iter().collect()
    }
}
