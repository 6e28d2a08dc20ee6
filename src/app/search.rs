//! Searching the text as a reader sees it: without regard to hidden characters, line ends,
//! kinds of quotation mark, and (unless the query has capitals) case.

use super::article::Article;
use crate::base::columns::{Glyph, glyph};
use crate::base::id::Id;
use crate::base::{ParaId, Span};

/// What is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// As typed.
    pub query: String,
    folded: Vec<char>,
    exact_case: bool,
}

/// A match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The words in the text; for a match in a note, the claim it is on.
    pub span: Span,
    /// Whether it is in a note or tag.
    pub in_note: bool,
    /// Whether the search went over the end of the text.
    pub wrapped: bool,
}

impl Search {
    /// `None` for a blank query.
    #[must_use]
    pub fn new(query: &str) -> Option<Self> {
        let exact_case = query.chars().any(char::is_uppercase);
        let folded: Vec<char> = fold(query.trim(), exact_case).map(|(_, c)| c).collect();
        (!folded.is_empty()).then(|| Self { query: query.to_owned(), folded, exact_case })
    }

    /// All matches in one paragraph, in order.
    #[must_use]
    pub fn matches(&self, article: &Article, para: ParaId) -> Vec<Span> {
        let Some(paragraph) = article.document.paragraphs.get(para) else { return Vec::new() };
        self.within(paragraph.span.of(article.content()), paragraph.span.start())
    }

    fn within(&self, text: &str, base: usize) -> Vec<Span> {
        // Most paragraphs do not hold the first letter pair at all: leave early.
        let folded: Vec<(usize, char)> = fold(text, self.exact_case).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at + self.folded.len() <= folded.len() {
            let window = &folded[at..at + self.folded.len()];
            if window.iter().map(|(_, c)| c).eq(&self.folded) {
                let (last, _) = window[window.len() - 1];
                let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
                found.push(Span::new(base + window[0].0, base + end));
                at += self.folded.len();
            } else {
                at += 1;
            }
        }
        found
    }

    /// Whether a string (a note, a tag) holds the query.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        !self.within(text, 0).is_empty()
    }

    /// The next match after (`forward`) or before the byte `from`, going round.
    #[must_use]
    pub fn next(&self, article: &Article, from: usize, forward: bool) -> Option<Match> {
        let count = article.document.paragraphs.len();
        let here = article.document.paragraph_at(from)?.index();
        let mut notes: Vec<Span> = article
            .items
            .iter()
            .filter(|item| {
                article.annotation(item).is_some_and(|a| {
                    a.note.as_deref().is_some_and(|note| self.is_in(note)) || a.tags.iter().any(|tag| self.is_in(tag))
                })
            })
            .map(|item| item.extent)
            .collect();
        notes.sort_unstable();
        // The starting paragraph is visited twice: its far side first, its near side last.
        for step in 0..=count {
            let index = if forward { (here + step) % count } else { (here + count - step % count) % count };
            let para = ParaId::at(index);
            let span = article.document.paragraphs.get(para)?.span;
            let mut found: Vec<Match> = self
                .matches(article, para)
                .into_iter()
                .map(|span| Match { span, in_note: false, wrapped: false })
                .chain(notes.iter().filter(|note| span.contains(note.start())).map(|span| Match {
                    span: *span,
                    in_note: true,
                    wrapped: false,
                }))
                .collect();
            found.sort_by_key(|m| (m.span.start(), m.in_note));
            let beyond = |m: &&Match| match (step, forward) {
                (0, true) => m.span.start() > from,
                (0, false) => m.span.start() < from,
                (last, true) if last == count => m.span.start() <= from,
                (last, false) if last == count => m.span.start() >= from,
                _ => true,
            };
            let hit = if forward { found.iter().find(beyond) } else { found.iter().rev().find(beyond) };
            if let Some(hit) = hit {
                let wrapped = if forward { hit.span.start() <= from } else { hit.span.start() >= from };
                return Some(Match { wrapped, ..*hit });
            }
        }
        None
    }
}

/// The characters that are compared, each with its byte offset: hidden ones left out, runs
/// of white space as one space, typographic quotation marks as plain ones.
fn fold(text: &str, exact_case: bool) -> impl Iterator<Item = (usize, char)> {
    let mut space = false;
    text.char_indices()
        .filter(|(_, c)| glyph(*c) != Glyph::Nothing)
        .filter_map(move |(at, c)| {
            let c = if c.is_whitespace() { ' ' } else { c };
            let repeated = c == ' ' && std::mem::replace(&mut space, c == ' ');
            space = c == ' ';
            (!repeated).then_some((at, c))
        })
        .map(move |(at, c)| {
            let c = match c {
                '‘' | '’' | 'ʼ' => '\'',
                '“' | '”' | '„' => '"',
                '‐' | '‑' | '–' => '-',
                _ => c,
            };
            // One character stays one character, so that offsets stay right.
            (at, if exact_case { c } else { c.to_lowercase().next().unwrap_or(c) })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, text: &str, expected: &[&str]) {
        let found = Search::new(query).unwrap().within(text, 0);
        assert_eq!(found.iter().map(|span| span.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_seen_is_found() {
        check("pier", "The pier; a Pier", &["pier", "Pier"]);
        check("Pier", "The pier; a Pier", &["Pier"]);
        check("costs rose 12%", "Costs\u{200b} rose\n12\u{ad}%.", &["Costs\u{200b} rose\n12\u{ad}%"]);
        check("\"no\"", "said “no” twice", &["“no”"]);
        check("aa", "aaaa", &["aa", "aa"]);
        assert_eq!(Search::new("  "), None);
    }
}
