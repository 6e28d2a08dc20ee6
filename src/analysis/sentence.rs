//! Sentence ends by rule: marks, abbreviations, initials, quotation marks, brackets.

use crate::analysis::lexicon::List;
use crate::analysis::model::Sentence;
use crate::analysis::token::{ABBREVIATIONS, TokenKind, Tokens};
use crate::base::{Arena, SentenceId};
use crate::document::Document;

/// Words that often begin a sentence and are no names, in lower case: after "U.S." or "W."
/// they tell that a sentence has ended.
const STARTERS: List = List::new(include_str!("../../assets/lexicon/sentence-starters.txt"));

/// Verbs of saying that follow a quotation, in the past or present tense.
const SAYING: List = List::new(include_str!("../../assets/lexicon/saying-after-quote.txt"));

/// Sentences of every paragraph's body, in reading order; none goes over a paragraph's end.
/// Every token of a body lies in exactly one. Linear in the number of tokens.
#[must_use]
pub fn split(doc: &Document, tokens: &Tokens) -> Arena<SentenceId, Sentence> {
    let text = doc.content();
    let mut sentences = Arena::default();
    for (paragraph, block) in doc.paragraphs.iter() {
        let range = tokens.in_span(block.body);
        let finder = Finder { text, tokens, end: range.end };
        let mut start = range.start;
        let mut at = range.start;
        while at < range.end {
            let next = match finder.ends_at(start, at).or_else(|| finder.ends_unmarked(range.start, start, at)) {
                Some(next) => next,
                None if at + 1 == range.end => range.end,
                None => {
                    at += 1;
                    continue;
                }
            };
            let span = tokens.all()[start].span.join(tokens.all()[next - 1].span);
            sentences.push(Sentence { span, paragraph });
            (start, at) = (next, next);
        }
    }
    sentences
}

struct Finder<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    end: usize,
}

impl<'a> Finder<'a> {
    fn word(&self, i: usize) -> &'a str {
        if i < self.end { self.tokens.word(i, self.text) } else { "" }
    }

    fn kind(&self, i: usize) -> Option<TokenKind> {
        self.tokens.all().get(i).filter(|_| i < self.end).map(|token| token.kind)
    }

    /// Whether white space stands before token `i`.
    fn spaced(&self, i: usize) -> bool {
        let tokens = self.tokens.all();
        i == 0 || tokens[i - 1].span.end() < tokens[i].span.start()
    }

    /// If the mark or abbreviation at `at` ends the sentence begun at `start`: where the
    /// next one begins.
    fn ends_at(&self, start: usize, at: usize) -> Option<usize> {
        let word = self.word(at);
        let mark = match self.kind(at)? {
            TokenKind::Punct if word.starts_with(['.', '!', '?', '…', '。', '！', '？']) => word,
            TokenKind::Word if word.ends_with('.') => "",
            _ => return None,
        };
        let mut next = at + 1;
        while next < self.end && self.closes(next) {
            next += 1;
        }
        let quoted = next > at + 1;
        while let Some(after) = self.reference(next) {
            next = after;
        }
        if next >= self.end {
            return Some(next);
        }
        let follows = self.word(next);
        if mark.is_empty() {
            return self.abbreviation_ends(at, next).then_some(next);
        }
        // "1. The pier": the number of a list's item.
        if mark == "." && at == start + 1 && self.kind(start) == Some(TokenKind::Number) && !self.spaced(at) {
            return None;
        }
        let before = if at > start { self.word(at - 1) } else { "" };
        // "c. 1660", "p. 330", "(b. March 1951)"
        let letter = mark == "." && before.len() == 1 && !self.spaced(at);
        if letter && (self.kind(next) == Some(TokenKind::Number) || at > start + 1 && self.word(at - 2) == "(") {
            return None;
        }
        let ends = match self.kind(next)? {
            TokenKind::Word if follows.starts_with(char::is_lowercase) => {
                // Whoever writes no capitals: a plain word, one full stop, a space.
                let plain = before.chars().count() > 2 && before.chars().all(char::is_lowercase);
                plain
                    && !quoted
                    && (mark == "." || mark.starts_with(['?', '!']))
                    && self.spaced(next)
                    && !self.spaced(at)
            }
            TokenKind::Word if quoted && mark != "." && self.said_after(next) => false,
            TokenKind::Word => {
                let strong = mark.starts_with(['!', '?']) || mark == ".";
                self.spaced(next) || strong && (quoted || follows.chars().count() > 1 || follows == "I")
            }
            TokenKind::Number | TokenKind::Quote => self.spaced(next) || quoted,
            TokenKind::Punct => {
                (self.spaced(next) || quoted)
                    && !follows.starts_with([',', ';', ':', '—', '–', '-', '/', ')', ']', '&'])
            }
        };
        // A bracket or quotation that goes on in lower case: "(ending on Sunday) and".
        let opens = matches!(self.kind(next), Some(TokenKind::Quote)) || follows.starts_with(['(', '[']);
        let goes_on = opens && self.word(next + 1).starts_with(char::is_lowercase) && follows != "[";
        (ends && !goes_on).then_some(next)
    }

    /// Ends that no full stop marks: after an address of the web, a smile, a line of dashes, a
    /// greeting or farewell, and around the date and hour over a forwarded letter. `paragraph`
    /// is where the paragraph begins, `start` the sentence.
    fn ends_unmarked(&self, paragraph: usize, start: usize, at: usize) -> Option<usize> {
        let next = at + 1;
        if next >= self.end {
            return None;
        }
        let word = self.word(at);
        let capital = self.spaced(next) && self.word(next).starts_with(char::is_uppercase);
        let ends = match self.kind(at)? {
            TokenKind::Word if word.len() == 2 && self.hour(at) => self.spaced(next) && self.stamp(at + 1),
            TokenKind::Word => {
                capital && (word.contains("://") || word.contains('@') && word.contains('.') && !word.starts_with('@'))
            }
            TokenKind::Number => self.stamp(next) && !self.hour(next),
            TokenKind::Quote => false,
            TokenKind::Punct => match word {
                "," => capital && at > start && next - start <= 4 && self.farewell(paragraph, start, at),
                ":" => capital && start == paragraph && at - start == 1 && self.kind(start) == Some(TokenKind::Word),
                ")" => capital && at > start + 1 && self.smile(at),
                _ => word.len() > 9 && word.bytes().all(|b| matches!(b, b'-' | b'=' | b'_' | b'*')),
            },
        };
        if ends {
            return Some(next);
        }
        // "Ana Ruiz | 04/26/2001 07:17 AM | Please find"
        let before = self.kind(next) == Some(TokenKind::Number)
            && self.dated(next)
            && !matches!(word, "on" | "On" | "at" | "from" | "Date" | ":" | "-" | "," | "(" | "of" | "to");
        before.then_some(next)
    }

    /// "AM", "PM" in a stamp at the end of which token `at` stands.
    fn hour(&self, at: usize) -> bool {
        self.word(at).eq_ignore_ascii_case("am") || self.word(at).eq_ignore_ascii_case("pm")
    }

    /// Whether a date and hour in figures end right before token `end`.
    fn stamp(&self, end: usize) -> bool {
        let last = if self.hour(end - 1) { end.checked_sub(2) } else { end.checked_sub(1) };
        let Some(last) = last else { return false };
        last >= 5 && self.word(last).contains(':') && self.dated(last - 5)
    }

    /// Whether a date and hour in figures begin at token `at`: "04/26/2001 07:17".
    fn dated(&self, at: usize) -> bool {
        self.word(at + 1) == "/"
            && self.word(at + 3) == "/"
            && self.kind(at + 2) == Some(TokenKind::Number)
            && self.kind(at + 4) == Some(TokenKind::Number)
            && self.kind(at + 5) == Some(TokenKind::Number)
            && self.word(at + 5).contains(':')
    }

    /// Whether the bracket at `at` is the mouth of ":)".
    fn smile(&self, at: usize) -> bool {
        let eyes = if self.word(at - 1) == "-" { at - 2 } else { at - 1 };
        matches!(self.word(eyes), ":" | ";") && self.spaced(eyes) && !self.spaced(at)
    }

    /// Whether the comma at `at` ends "Best regards," or, where a paragraph begins, "Hi Ana,".
    fn farewell(&self, paragraph: usize, start: usize, at: usize) -> bool {
        let is = |i: usize, words: &[&str]| words.iter().any(|word| self.word(i).eq_ignore_ascii_case(word));
        is(at - 1, &["regards", "thanks", "sincerely", "thx", "cheers", "rgds"])
            || start == paragraph && is(start, &["hi", "hello", "dear"])
    }

    /// Whether token `i`, after the end of a sentence, still belongs to it.
    fn closes(&self, i: usize) -> bool {
        let word = self.word(i);
        match self.kind(i) {
            Some(TokenKind::Quote) => match word {
                "”" | "’" | "»" | "›" | "''" => true,
                "“" | "‘" | "«" | "„" | "``" => false,
                // Straight marks close when they stand close.
                _ => !self.spaced(i),
            },
            Some(TokenKind::Punct) => {
                matches!(word, ")" | "]" | "}") || word.starts_with(['.', '!', '?']) && !self.spaced(i)
            }
            _ => false,
        }
    }

    /// A reference mark at `i`, as in "It opened.[4] [citation needed]": what comes after it.
    fn reference(&self, i: usize) -> Option<usize> {
        if self.word(i) != "[" {
            return None;
        }
        let end = (i + 2..i + 6).find(|&end| self.word(end) == "]")?;
        let digits = end == i + 2 && self.kind(i + 1) == Some(TokenKind::Number);
        (digits || self.word(end - 1) == "needed").then_some(end + 1)
    }

    /// Whether a sentence ends at the abbreviation `at`, the next word being `next`.
    fn abbreviation_ends(&self, at: usize, next: usize) -> bool {
        let word = self.word(at);
        let follows = self.word(next);
        let quoted = next > at + 1;
        if follows.starts_with(char::is_lowercase) || !self.spaced(next) {
            return false;
        }
        let starter = STARTERS.contains(&follows.to_lowercase());
        let stem = word.trim_end_matches('.');
        if stem.chars().count() == 1 {
            // "Ana W. Ruiz", but "in Plan B. The pier"
            return starter;
        }
        if stem.contains('.') {
            // "U.S.", "p.m."
            return starter || quoted && self.kind(next) != Some(TokenKind::Punct);
        }
        match ABBREVIATIONS.get(&stem.to_lowercase()) {
            Some(value) if value.contains("end") => starter || quoted,
            _ => false,
        }
    }

    /// "?” Ana Ruiz asked": the sentence goes on after the quotation.
    fn said_after(&self, next: usize) -> bool {
        let mut i = next;
        while i < next + 4 && self.word(i).starts_with(char::is_uppercase) {
            i += 1;
        }
        i > next && SAYING.contains(self.word(i))
    }
}

/// What must hold for every document; shared by the property test and the fuzz target.
///
/// # Panics
/// When sentences overlap, leave their paragraph, or leave out a token.
pub fn check_sentences(doc: &Document) {
    let tokens = crate::analysis::token::tokenise(doc);
    let sentences = split(doc, &tokens);
    let mut end = 0;
    let mut covered = 0;
    for sentence in sentences.values() {
        assert!(sentence.span.start() >= end && !sentence.span.is_empty());
        assert!(doc.paragraphs[sentence.paragraph].body.covers(sentence.span));
        covered += tokens.in_span(sentence.span).len();
        end = sentence.span.end();
    }
    let all: usize = doc.paragraphs.values().map(|p| tokens.in_span(p.body).len()).sum();
    assert_eq!(covered, all, "tokens in no sentence");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::{tests::document, tokenise};
    use proptest::prelude::*;

    /// `|` marks where sentences end.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let doc = document(&text);
        let tokens = tokenise(&doc);
        let found: Vec<_> = split(&doc, &tokens).values().map(|s| s.span.of(&text).to_owned()).collect();
        assert_eq!(found, marked.split('|').map(str::trim).collect::<Vec<_>>());
        check_sentences(&doc);
    }

    #[test]
    fn marks() {
        check("The pier opened.| It rained!| Who came?| Nobody");
        check("It ended…| Then it rained... and rained.");
        check("The pier opened.|Then it rained.| It cost $1.5 million.| 40 came.");
        check("1. Open the valve.| 2. Close it.".split('|').next().unwrap_or_default());
    }

    #[test]
    fn abbreviations() {
        check("Dr. Ruiz met Mr. Okafor at 5 p.m. on the pier.| He left.");
        check("He lives in the U.S.| The pier is in the U.S. Senate’s care.");
        check("Ana W. Ruiz signed.| It was Plan B.| The port agreed.");
        check("Gen. Ruiz of Port Inc. spoke.| She joined Port Inc.| The port is new.");
        check("We waited for the gen.| Nothing came.".replace("gen.", "tide.").as_str());
    }

    #[test]
    fn ends_without_a_mark() {
        check(
            "It is at www.pier.example/a http://pier.example/b| She left.".replace("www.pier.example/a ", "").as_str(),
        );
        check("It opened :)| She left.| Sure (not yet) Ana waits.");
        check("Hello Ana,| The pier is open.| Best regards,| Tomas Quell");
        check("Tomas Quell| 04/26/2001 07:17 AM| Please find it.");
        check("They met on 04/26/2001 07:17 AM| Nothing came.");
        check("All is well.| ______________________| The pier is open.");
    }

    #[test]
    fn quotations_and_brackets() {
        check("“The pier is open.”| She left.");
        check("“Is it open?” she asked.| He nodded.");
        check("“Is it open?” Ana Ruiz asked.| He nodded.");
        check("\"It is open.\"| \"Good.\"| They left.");
        check("It opened (see page 4.)| Then it rained.");
        check("It opened. (It rained.)| Nobody came.".replace("opened. (", "opened.| (").as_str());
    }

    proptest! {
        #[test]
        fn every_token_is_in_one_sentence(text in "[a-zA-Z.!?’\"“”()… \\-0-9\n]{0,80}") {
            check_sentences(&document(&text));
        }
    }
}
