//! Words, numbers and marks, as spans.

use crate::analysis::lexicon::List;
use crate::base::Span;
use crate::document::Document;
use std::ops::Range;

/// Words that keep their full stop ("Dr.", "Inc."), in lower case without it. The value
/// tells when a sentence may end there: see the file.
pub(crate) const ABBREVIATIONS: List = List::new(include_str!("../../assets/lexicon/abbreviations.txt"));

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word with its inner hyphens and apostrophes ("well-known", "don’t", "U.S."); a
    /// possessive ending ("’s") is a word of its own.
    Word,
    /// A number with its separators, currency sign, per cent sign or ending ("$5.3", "40%",
    /// "1990s", "10:24").
    Number,
    /// Anything else; "...", "?!" and "--" are one token.
    Punct,
    /// A quotation mark, double or single. An apostrophe is none.
    Quote,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands: never empty, on character boundaries.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// All tokens of a document, in order.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    all: Vec<Token>,
}

impl Tokens {
    /// All, in order, disjoint.
    #[must_use]
    pub fn all(&self) -> &[Token] {
        &self.all
    }

    /// Positions of the tokens that lie wholly inside `span`.
    #[must_use]
    pub fn in_span(&self, span: Span) -> Range<usize> {
        let start = self.all.partition_point(|token| token.span.start() < span.start());
        let end = self.all.partition_point(|token| token.span.end() <= span.end());
        start..end.max(start)
    }

    /// The token at position `i` as written; empty past the end.
    #[must_use]
    pub fn word<'t>(&self, i: usize, text: &'t str) -> &'t str {
        self.all.get(i).map_or("", |token| token.span.of(text))
    }
}

/// Cuts a document into tokens, in time linear in its length. Concealed markup is skipped
/// and ends a token.
#[must_use]
pub fn tokenise(doc: &Document) -> Tokens {
    let text = doc.content();
    // English has about one token in five bytes.
    let mut scanner = Scanner { text, at: 0, limit: 0, open: false, all: Vec::with_capacity(text.len() / 5) };
    let mut concealed = doc.concealed.iter().copied().peekable();
    while scanner.at < text.len() {
        match concealed.peek() {
            Some(hidden) if hidden.start() <= scanner.at => {
                scanner.at = scanner.at.max(hidden.end());
                concealed.next();
                continue;
            }
            Some(hidden) => scanner.limit = hidden.start().min(text.len()),
            None => scanner.limit = text.len(),
        }
        scanner.stretch();
    }
    Tokens { all: scanner.all }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Where the current stretch without concealed markup ends.
    limit: usize,
    /// Whether a single quotation mark is open in this line.
    open: bool,
    all: Vec<Token>,
}

impl Scanner<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        if at >= self.limit {
            return None;
        }
        // ASCII first: nearly every text is mostly that.
        match self.text.as_bytes()[at] {
            byte if byte < 0x80 => Some(char::from(byte)),
            _ => self.text[at..].chars().next(),
        }
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn push(&mut self, end: usize, kind: TokenKind) {
        self.all.push(Token { span: Span::new(self.at, end), kind });
        self.at = end;
    }

    fn stretch(&mut self) {
        while let Some(c) = self.peek(self.at) {
            let next = self.at + c.len_utf8();
            match c {
                '\n' => {
                    self.open = false;
                    self.at = next;
                }
                _ if is_gap(c) => self.at = next,
                _ if c.is_alphabetic() => self.word(next),
                '0'..='9' => self.number(next),
                '$' | '£' | '€' | '¥' if self.peek(next).is_some_and(|c| c.is_ascii_digit()) => self.number(next),
                '@' | '#' if self.peek(next).is_some_and(char::is_alphanumeric) => self.word(next),
                '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '‟' => self.push(next, TokenKind::Quote),
                '`' | '\'' if self.peek(next) == Some(c) => self.push(next + 1, TokenKind::Quote),
                '\'' | '’' | '‘' | '`' | '‚' => self.single(c, next),
                '.' | '!' | '?' | '…' => self.run(next, |c| matches!(c, '.' | '!' | '?' | '…')),
                '-' | '*' | '=' | '_' | '~' => self.run(next, |other| other == c),
                _ if is_word(c) => self.word(next),
                _ => self.push(next, TokenKind::Punct),
            }
        }
    }

    fn run(&mut self, mut end: usize, inside: impl Fn(char) -> bool) {
        while let Some(c) = self.peek(end).filter(|&c| inside(c)) {
            end += c.len_utf8();
        }
        self.push(end, TokenKind::Punct);
    }

    /// A single quotation mark or an apostrophe that no word has swallowed.
    fn single(&mut self, c: char, next: usize) {
        let glued = self.before(self.at).is_some_and(|c| !is_gap(c) && !matches!(c, '(' | '[' | '—' | '–' | '“' | '"'));
        let follows = self.peek(next).is_some_and(|c| !is_gap(c));
        let kind = if c == '‘' || c == '‚' || c == '`' {
            self.open = true;
            TokenKind::Quote
        } else if !glued && follows {
            // "’90s" and "’em" are cut short, all else opens a quotation.
            let rest = &self.text[next..self.limit];
            let elided = rest.as_bytes()[0].is_ascii_digit()
                || ["em", "til", "cause", "tis", "twas", "n"].iter().any(|word| {
                    rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                        && !rest[word.len()..].starts_with(char::is_alphanumeric)
                });
            if elided {
                return self.word(next);
            }
            if c == '\'' {
                self.open = true;
                TokenKind::Quote
            } else {
                TokenKind::Punct
            }
        } else if self.open {
            self.open = false;
            TokenKind::Quote
        } else {
            TokenKind::Punct
        };
        self.push(next, kind);
    }

    /// A word whose first character ends at `end`.
    fn word(&mut self, mut end: usize) {
        let start = self.at;
        // One letter, full stop, one letter …: "U.S.", "p.m.".
        let mut letters = 1;
        let mut kind = TokenKind::Word;
        while let Some(c) = self.peek(end) {
            let after = end + c.len_utf8();
            if is_word(c) {
                letters += 1;
                end = after;
                continue;
            }
            let next = self.peek(after);
            let joins = next.is_some_and(char::is_alphanumeric);
            match c {
                '.' => {
                    if self.text[start..end].eq_ignore_ascii_case("ph") && next == Some('D') {
                        (end, letters) = (after, 1);
                        continue;
                    }
                    let initials = letters == 1 && next.is_none_or(|c| !is_word(c) || self.lone(after, c));
                    if initials && (joins || self.keeps_stop(start, end)) {
                        (end, letters) = (after, 0);
                        continue;
                    }
                    // "example.org", "report.pdf"; a capital after it is a new sentence.
                    let lower = next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
                    if lower && self.before(end).is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()) {
                        (end, letters) = (after, 2);
                        continue;
                    }
                    // "Ana.Ruiz@port.example"
                    if joins && self.address(after) {
                        (end, letters) = (after, 2);
                        continue;
                    }
                    if !joins && self.keeps_stop(start, end) {
                        (end, letters) = (after, 0);
                        continue;
                    }
                    break;
                }
                '-' | '\u{2010}' | '\u{2011}' | '&' | '_' | '@' if joins => (end, letters) = (after, 0),
                '\'' | '’' | '‘' if joins => {
                    if self.possessive(after) {
                        break;
                    }
                    (end, letters) = (after, 2);
                }
                ':' if self.text[end..self.limit].starts_with("://") => {
                    let rest = &self.text[end..self.limit];
                    let length =
                        rest.find(|c: char| is_gap(c) || matches!(c, '"' | '<' | '>' | '”')).unwrap_or(rest.len());
                    end += rest[..length].trim_end_matches(['.', ',', ')', ';', ':', '!', '?', '\'', '’']).len().max(3);
                    break;
                }
                _ => break,
            }
        }
        if !self.text[start..end].contains(is_word) {
            kind = TokenKind::Punct;
        }
        self.push(end, kind);
        // The possessive ending, "’s".
        if let Some(mark @ ('\'' | '’' | '‘')) = self.peek(self.at)
            && self.possessive(self.at + mark.len_utf8())
        {
            self.push(self.at + mark.len_utf8() + 1, TokenKind::Word);
        }
    }

    /// Whether an address of electronic mail goes on at `at`: an "@" follows without a gap,
    /// not far off.
    fn address(&self, at: usize) -> bool {
        let rest = self.text.as_bytes().get(at..self.limit.min(at + 48)).unwrap_or_default();
        let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        rest.get(rest.iter().take_while(|b| inside(b)).count()) == Some(&b'@')
    }

    /// Whether `c` at `at` is a letter that stands alone before another full stop.
    fn lone(&self, at: usize, c: char) -> bool {
        c.is_alphabetic() && self.peek(at + c.len_utf8()) == Some('.')
    }

    /// Whether an "s" at `at` ends the word.
    fn possessive(&self, at: usize) -> bool {
        matches!(self.peek(at), Some('s' | 'S')) && self.peek(at + 1).is_none_or(|c| !is_word(c))
    }

    /// Whether the full stop at `end` belongs to the word before it: "Dr.", "W.", "U.S.".
    fn keeps_stop(&self, start: usize, end: usize) -> bool {
        let word = &self.text[start..end];
        if word.len() > 12 {
            return false;
        }
        let mut chars = word.chars();
        let first = chars.next().unwrap_or(' ');
        if word.contains('.') {
            return word == "Ph.D" || word.split('.').all(|part| part.chars().count() == 1);
        }
        if chars.next().is_none() {
            return first.is_uppercase() && first != 'I';
        }
        match ABBREVIATIONS.get(&word.to_lowercase()) {
            // Words too, and only abbreviations before a number: "No. 5".
            Some("number") => {
                let rest = self.text[end + 1..self.limit].trim_start_matches(' ');
                rest.starts_with(|c: char| c.is_ascii_digit())
            }
            // Words too, and only abbreviations when capitalised: "Gen. Ruiz", "Sat."
            Some(value) => !value.contains("capital") || first.is_uppercase(),
            None => false,
        }
    }

    /// A number whose first character (a digit or currency sign) ends at `end`.
    fn number(&mut self, mut end: usize) {
        let mut kind = TokenKind::Number;
        while let Some(c) = self.peek(end) {
            let after = end + c.len_utf8();
            let digit = self.peek(after).is_some_and(|c| c.is_ascii_digit());
            match c {
                '0'..='9' => {}
                ',' | '.' | ':' if digit => {}
                '-' | '\u{2010}' | '\u{2011}' if self.peek(after).is_some_and(char::is_alphanumeric) => {
                    if !digit {
                        kind = TokenKind::Word; // "24-year-old"
                    }
                }
                '%' => {
                    end = after;
                    break;
                }
                _ if is_word(c) => {}
                _ => break,
            }
            end = after;
        }
        self.push(end, kind);
        if let Some(mark @ ('\'' | '’')) = self.peek(self.at)
            && self.possessive(self.at + mark.len_utf8())
        {
            self.push(self.at + mark.len_utf8() + 1, TokenKind::Word);
        }
    }
}

/// White space, control characters and marks of no width that part words.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// What words are made of: letters, digits, combining marks, joiners, soft hyphens.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{2060}')
}

/// What must hold for every document; shared by the property test and the fuzz target.
///
/// # Panics
/// When tokens overlap, cut a character, or leave out something that can be read.
pub fn check_tokens(doc: &Document) {
    let text = doc.content();
    let tokens = tokenise(doc);
    let mut end = 0;
    let mut hidden = doc.concealed.iter().peekable();
    let mut read = |from: usize, to: usize| {
        for (at, c) in text[from..to].char_indices() {
            while hidden.next_if(|span| span.end() <= from + at).is_some() {}
            assert!(is_gap(c) || hidden.peek().is_some_and(|span| span.contains(from + at)), "{c:?} is in no token");
        }
    };
    for token in tokens.all() {
        assert!(token.span.start() >= end && !token.span.of(text).is_empty(), "{token:?}");
        assert!(!token.span.of(text).contains('\n'), "{token:?} goes over a line");
        read(end, token.span.start());
        end = token.span.end();
    }
    read(end, text.len());
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::base::Arena;
    use crate::document::{Kind, Paragraph};
    use crate::load::{Origin, Text};
    use proptest::prelude::*;
    use std::sync::Arc;

    /// One body paragraph a line, empty lines left out.
    pub(crate) fn document(text: &str) -> Document {
        let mut paragraphs = Arena::default();
        let mut at = 0;
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len()).trim(text);
            if !span.is_empty() {
                paragraphs.push(Paragraph { span, kind: Kind::Body, body: span, speaker: None, level: 0 });
            }
            at += line.len() + 1;
        }
        Document {
            text: Arc::new(Text::from_string("test", Origin::Stdin, text.to_owned())),
            paragraphs,
            title: None,
            place: None,
            date: None,
            date_span: None,
            date_of_file: false,
            dateline: None,
            concealed: Vec::new(),
        }
    }

    /// Tokens parted by spaces, as they should come out.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let doc = document(text);
        let tokens = tokenise(&doc);
        let found: Vec<_> = tokens.all().iter().map(|token| token.span.of(text)).collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn words() {
        check("The pier, well-known, opened.", "The pier , well-known , opened .");
        check("Ana Ruiz’s and the ferries’ crews", "Ana Ruiz ’s and the ferries ’ crews");
        check("It's what they don't say; we’re O'Brien's", "It 's what they don't say ; we’re O'Brien 's");
        check("Ruiz-Okafor (AT&T) e-mailed ana.ruiz@port.org", "Ruiz-Okafor ( AT&T ) e-mailed ana.ruiz@port.org");
        check("Read https://port.example/a?b=1. Then and/or go", "Read https://port.example/a?b=1 . Then and / or go");
        check(
            "Wait... what?! No--never — yes",
            "Wait ... what?! No -- never — yes".replace("what?!", "what ?!").as_str(),
        );
        check("the ’90s and ’em", "the ’90s and ’em");
        check("It ended.Then it rained", "It ended . Then it rained");
    }

    #[test]
    fn full_stops() {
        check("The U.S. and U.N.’s envoy at 5 p.m. on", "The U.S. and U.N. ’s envoy at 5 p.m. on");
        check("Dr. Ana W. Ruiz of Port Inc. left.", "Dr. Ana W. Ruiz of Port Inc. left .");
        check("Mr. Ruiz said no. No. 5 stays", "Mr. Ruiz said no . No. 5 stays");
        check("a U.S.-led group; so am I.", "a U.S.-led group ; so am I .");
        check("J.K. Ruiz", "J.K. Ruiz");
    }

    #[test]
    fn numbers() {
        check("$5.3 million, 40% of 1,200 in the 1990s", "$5.3 million , 40% of 1,200 in the 1990s");
        check("At 10:24 a 24-year-old won 3-2.", "At 10:24 a 24-year-old won 3-2 .");
        check("In 2019’s heat", "In 2019 ’s heat");
    }

    #[test]
    fn quotation_marks_and_apostrophes() {
        let kinds =
            |text: &str| tokenise(&document(text)).all().iter().filter(|token| token.kind == TokenKind::Quote).count();
        assert_eq!(kinds("“The pier,” she said, \"is open.\""), 4);
        assert_eq!(kinds("She said ‘the pier’ and 'the dock'."), 4);
        assert_eq!(kinds("The ferries’ crews and Ruiz’s"), 0);
        assert_eq!(kinds("``Yes,'' he said"), 2);
    }

    #[test]
    fn concealed_markup_is_skipped() {
        let mut doc = document("The **pier** is");
        doc.concealed = vec![Span::new(4, 6), Span::new(10, 12)];
        let tokens = tokenise(&doc);
        assert_eq!(
            tokens.all().iter().map(|token| token.span.of(doc.content())).collect::<Vec<_>>(),
            ["The", "pier", "is"]
        );
        assert_eq!(tokens.in_span(Span::new(4, 12)), 1..2);
        check_tokens(&doc);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[a-zA-Z.'’\"“” \\-0-9$%,é\u{301}\n日\u{200b}:/@#!?…]{0,60}") {
            check_tokens(&document(&text));
        }
    }
}
