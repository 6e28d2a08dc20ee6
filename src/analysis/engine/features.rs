//! What the networks see of each token, besides its vector: shape, lists, quotation marks,
//! where it stands, names, and what the rules say.
//!
//! Training and use both call `features`, so they cannot differ. Every feature is a slot
//! with a small number of values; networks choose slots by name.

use crate::analysis::cue::{Cue, cues};
use crate::analysis::engine::vectors::hash;
use crate::analysis::model::Sentence;
use crate::analysis::names::words::{Class as Lists, Shape, Words as Shapes};
use crate::analysis::names::{Name, NameKind};
use crate::analysis::quotation::Attribution;
use crate::analysis::quote::Quote;
use crate::analysis::token::{TokenKind, Tokens};
use crate::analysis::verb;
use crate::analysis::word::{self, Word, Words};
use crate::base::Span;
use crate::document::{Document, Kind};
use std::ops::Range;

/// Names of the slots with how many values each has. Networks refer to them by name; a slot
/// whose meaning changes gets a new name.
pub const SLOTS: [(&str, u16); 25] = [
    ("prefix", AFFIXES),
    ("suffix", AFFIXES),
    ("form", 48),
    ("class", 32),
    ("marks", 64),
    ("frames", 64),
    ("forms", 32),
    ("quote", 40),
    ("around", 32),
    ("paragraph", 40),
    ("place", 40),
    ("sentence", 8),
    ("role", 8),
    ("relation", 64),
    ("cue", 32),
    ("beside", 8),
    ("name", 16),
    ("people", 256),
    ("places", 256),
    ("grammar", 256),
    ("border", 16),
    ("brackets", 4),
    ("rest", 256),
    ("listed", 24),
    ("document", 128),
];

const AFFIXES: u16 = 1024;

/// Sentences with more words are not searched for cues.
pub(crate) const LONGEST_SENTENCE: usize = 1200;

/// The features of all tokens of a document.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// For each token the hash of its word, for [`Vectors`](super::Vectors).
    pub words: Vec<u32>,
    /// A second try for words that have no vector: "okafor" for "ruiz-okafor".
    pub spare: Vec<u32>,
    /// For each token the values of all [`SLOTS`].
    pub slots: Vec<u16>,
    /// For each token the number of its sentence, counted from 0; tokens outside sentences
    /// have that of the next one.
    pub sentence: Vec<u32>,
    /// For each token the number of its paragraph.
    pub paragraph: Vec<u32>,
}

impl Features {
    /// How many tokens.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All slots of a token.
    #[must_use]
    pub fn of(&self, token: usize) -> &[u16] {
        self.slots.get(token * SLOTS.len()..(token + 1) * SLOTS.len()).unwrap_or_default()
    }
}

/// What earlier steps found.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) doc: &'a Document,
    /// The text with its ASCII letters in lower case.
    pub(crate) lower: &'a str,
    pub(crate) tokens: &'a Tokens,
    pub(crate) sentences: &'a [Sentence],
    pub(crate) shapes: &'a Shapes,
    /// Names as the rules find them.
    pub(crate) names: &'a [Name],
    pub(crate) quotes: &'a [Quote],
    /// The spans of `quotes`.
    pub(crate) regions: &'a [Span],
    /// Attributions as the rules find them.
    pub(crate) rules: &'a [Attribution],
}

/// The features of all tokens, in time linear in the text.
#[must_use]
pub(crate) fn features(seen: &Seen<'_>) -> Features {
    features_in(seen, 0..seen.tokens.all().len())
}

/// The features of the tokens of whole paragraphs, in time linear in their length and the
/// logarithm of the text's; token `range.start` is number 0.
#[must_use]
pub(crate) fn features_in(seen: &Seen<'_>, range: Range<usize>) -> Features {
    made(seen, range, Part { rules: true, phrases: true })
}

/// The same without whole phrases and what the document writes elsewhere, which only names need.
#[must_use]
pub(crate) fn features_of_attributions(seen: &Seen<'_>, range: Range<usize>) -> Features {
    made(seen, range, Part { rules: true, phrases: false })
}

/// The same without what networks for names do not look at: cues and the rules' attributions.
#[must_use]
pub(crate) fn features_of_names(seen: &Seen<'_>, range: Range<usize>) -> Features {
    made(seen, range, Part { rules: false, phrases: true })
}

/// Which of the dearer features are made.
#[derive(Clone, Copy)]
struct Part {
    /// Cues and the rules' attributions.
    rules: bool,
    /// [`Maker::listed`].
    phrases: bool,
}

fn made(seen: &Seen<'_>, range: Range<usize>, part: Part) -> Features {
    let count = range.len();
    let mut maker = Maker {
        seen,
        text: seen.doc.content(),
        out: Features {
            words: Vec::with_capacity(count),
            spare: Vec::with_capacity(count),
            slots: vec![0; count * SLOTS.len()],
            sentence: vec![0; count],
            paragraph: vec![0; count],
        },
        span: match seen.tokens.all().get(range.clone()) {
            Some([first, .., last]) => first.span.join(last.span),
            Some([only]) => only.span,
            _ => return Features::default(),
        },
        range,
        rules: part.rules,
    };
    maker.words();
    maker.paragraphs();
    maker.quotes();
    maker.sentences();
    maker.names();
    if part.phrases {
        maker.listed();
    }
    if part.rules {
        maker.rules();
    }
    maker.out
}

/// The place of a slot in [`SLOTS`].
#[must_use]
pub fn slot(name: &str) -> Option<usize> {
    SLOTS.iter().position(|(slot, _)| *slot == name)
}

const PREFIX: usize = 0;
const SUFFIX: usize = 1;
const FORM: usize = 2;
const CLASS: usize = 3;
const MARKS: usize = 4;
const FRAMES: usize = 5;
const FORMS: usize = 6;
const QUOTE: usize = 7;
const AROUND: usize = 8;
const PARAGRAPH: usize = 9;
const PLACE: usize = 10;
const SENTENCE: usize = 11;
const ROLE: usize = 12;
const RELATION: usize = 13;
const CUE: usize = 14;
const BESIDE: usize = 15;
const NAME: usize = 16;
const PEOPLE: usize = 17;
const PLACES: usize = 18;
const GRAMMAR: usize = 19;
const BORDER: usize = 20;
const BRACKETS: usize = 21;
const REST: usize = 22;
pub(super) const LISTED: usize = 23;
pub(super) const DOCUMENT: usize = 24;

pub(super) struct Maker<'a> {
    pub(super) seen: &'a Seen<'a>,
    text: &'a str,
    out: Features,
    /// The tokens wanted, and the bytes from the first to the last.
    pub(super) range: Range<usize>,
    span: Span,
    /// Whether cues and attributions count.
    rules: bool,
}

impl Maker<'_> {
    pub(super) fn put(&mut self, token: usize, slot: usize, value: usize) {
        let value = value.min(usize::from(SLOTS[slot].1) - 1);
        if self.range.contains(&token)
            && let Some(cell) = self.out.slots.get_mut((token - self.range.start) * SLOTS.len() + slot)
        {
            *cell = value as u16;
        }
    }

    fn get(&self, token: usize, slot: usize) -> usize {
        let at = token.checked_sub(self.range.start);
        at.and_then(|at| self.out.slots.get(at * SLOTS.len() + slot)).map_or(0, |&value| usize::from(value))
    }

    /// What each token is by itself.
    fn words(&mut self) {
        let lists = |class: Lists, of: &[Lists; 8]| {
            of.iter().enumerate().filter(|(_, list)| class.any(**list)).map(|(bit, _)| 1 << bit).sum::<usize>()
        };
        let tokens = self.seen.tokens.all();
        let mut before = self.range.start.checked_sub(1).map_or(usize::MAX, |last| tokens[last].span.end());
        let mut depth = 0_usize;
        for i in self.range.clone() {
            let token = tokens[i];
            if before != usize::MAX && self.text[before..token.span.start()].contains('\n') {
                depth = 0;
            }
            let lower = token.span.of(self.seen.lower);
            let word = plain(lower);
            let spare = match token.kind {
                TokenKind::Number => {
                    if lower.contains('$') {
                        "$"
                    } else if lower.ends_with('%') {
                        "percent"
                    } else {
                        "10"
                    }
                }
                _ => {
                    word.rsplit_once(['-', '\'']).map_or("", |(stem, end)| if word.contains('-') { end } else { stem })
                }
            };
            self.out.words.push(hash(&word));
            self.out.spare.push(if spare.is_empty() { 0 } else { hash(spare) });
            if token.kind == TokenKind::Word {
                let affix = |part: &str| 1 + hash(part) as usize % (usize::from(AFFIXES) - 1);
                let start = word.char_indices().nth(3).map_or(word.len(), |(at, _)| at);
                let end = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
                self.put(i, PREFIX, affix(&word[..start]));
                self.put(i, SUFFIX, affix(&word[end..]));
                if let Some((verb, forms)) = verb::lookup(lower) {
                    let frames = verb.variants.iter().fold(verb::Frames::default(), |all, (_, one)| all.or(*one));
                    self.put(i, FRAMES, usize::from(frames.bits()));
                    self.put(i, FORMS, usize::from(forms.bits()));
                }
            }
            let glued = usize::from(before == token.span.start());
            before = token.span.end();
            self.put(i, FORM, 2 * form(token.kind, self.seen.shapes.shape(i), lower) + glued);
            let class = self.seen.shapes.class(i);
            self.put(i, PEOPLE, lists(class, &PERSONAL));
            self.put(i, PLACES, lists(class, &LOCAL));
            self.put(i, GRAMMAR, lists(class, &GRAMMATICAL));
            self.put(i, REST, lists(class, &REMAINING));
            match lower {
                "(" | "[" => depth += 1,
                ")" | "]" => {
                    self.put(i, BRACKETS, 2);
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            if depth > 0 {
                self.put(i, BRACKETS, if matches!(lower, "(" | "[") { 1 } else { 3 });
            }
        }
    }

    fn paragraphs(&mut self) {
        let blocks = self.seen.doc.paragraphs.as_slice();
        let quote = |i: usize| self.seen.tokens.all().get(i).is_some_and(|token| token.kind == TokenKind::Quote);
        let from = blocks.partition_point(|block| block.span.end() <= self.span.start());
        for (paragraph, block) in blocks.iter().enumerate().skip(from) {
            let range = self.seen.tokens.in_span(block.span);
            if range.start >= self.range.end {
                break;
            }
            let body = self.seen.tokens.in_span(block.body);
            let kind = match block.kind {
                Kind::Title => 0,
                Kind::Heading => 1,
                Kind::Dateline => 2,
                Kind::Body => 3,
                Kind::Quote => 4,
                Kind::List => 5,
                Kind::Turn => 6,
                Kind::Other => 7,
            };
            // The last token before the paragraph: colon, quotation mark, other.
            let ended = match range.start.checked_sub(1) {
                Some(last) if self.seen.tokens.word(last, self.text) == ":" => 1,
                Some(last) if quote(last) => 2,
                _ => 0,
            };
            let opens = !body.is_empty() && quote(body.start);
            let closes = !body.is_empty() && quote(body.end - 1);
            let border = ended * 4 + usize::from(opens) * 2 + usize::from(closes);
            for i in range.start.max(self.range.start)..range.end.min(self.range.end) {
                let from = match i - range.start {
                    at @ 0..=2 => at,
                    3..=9 => 3,
                    _ => 4,
                };
                self.put(i, PARAGRAPH, kind * 5 + from);
                self.put(i, BORDER, border);
                self.out.paragraph[i - self.range.start] = paragraph as u32;
            }
        }
    }

    fn quotes(&mut self) {
        let from = self.seen.quotes.partition_point(|quote| quote.span.end() <= self.span.start());
        let (seen, end) = (self.seen, self.span.end());
        for quote in seen.quotes[from..].iter().take_while(|quote| quote.span.start() < end) {
            let range = self.seen.tokens.in_span(quote.span);
            let Some(block) = self.seen.doc.paragraphs.get(quote.paragraph) else { continue };
            let body = self.seen.tokens.in_span(block.body);
            let long = match range.len() {
                0..=4 => 0,
                5..=9 => 1,
                10..=24 => 2,
                _ => 3,
            };
            let kind = match (quote.single, quote.open) {
                (true, _) => 4,
                (_, true) => 5,
                _ => long,
            };
            let whole = usize::from(range.start == body.start) * 2 + usize::from(range.end == body.end);
            for i in range.clone() {
                let part = usize::from(i == range.start) + 2 * usize::from(i + 1 == range.end);
                self.put(i, QUOTE, 1 + kind * 4 + part);
                self.put(i, AROUND, 1 + whole);
            }
            // Four words to each side.
            for (near, i) in (range.start.saturating_sub(4).max(body.start)..range.start).rev().enumerate() {
                if self.get(i, AROUND) == 0 {
                    self.put(i, AROUND, 5 + near);
                }
            }
            for (near, i) in (range.end..(range.end + 4).min(body.end)).enumerate() {
                let value = if self.get(i, AROUND) == 0 { 9 + near } else { 13 + near };
                self.put(i, AROUND, value);
            }
        }
    }

    fn sentences(&mut self) {
        let mut buffer: Vec<Word> = Vec::new();
        let start = self.range.start;
        let mut next = start;
        let from = self.seen.sentences.partition_point(|sentence| sentence.span.end() <= self.span.start());
        let mut before = from.checked_sub(1).map(|last| self.seen.sentences[last].paragraph);
        let mut number = from;
        for sentence in &self.seen.sentences[from..] {
            if sentence.span.start() >= self.span.end() {
                break;
            }
            let range = self.seen.tokens.in_span(sentence.span);
            let end = range.end.min(self.range.end);
            self.out.sentence[next.min(end) - start..end - start].fill(number as u32);
            next = next.max(end);
            let first = before != Some(sentence.paragraph);
            before = Some(sentence.paragraph);
            number += 1;
            let last = self.seen.sentences.get(number).is_none_or(|after| after.paragraph != sentence.paragraph);
            // Of an endless sentence only what is here: read whole for each of its windows, it
            // would take time quadratic in its length.
            let here = match range.len() > LONGEST_SENTENCE {
                true => range.start.max(start)..end,
                false => range.clone(),
            };
            word::fill(&mut buffer, (self.text, self.seen.lower), self.seen.tokens, here.clone(), self.seen.regions);
            let quoted = buffer.iter().any(|word| word.quoted);
            for (i, word) in here.zip(&buffer) {
                let at = i - range.start;
                self.put(i, CLASS, 1 + word.class as usize);
                self.put(i, MARKS, usize::from(word.marks));
                let from = match at {
                    0..=3 => at,
                    4..=6 => 4,
                    7..=12 => 5,
                    13..=24 => 6,
                    _ => 7,
                };
                let to = (range.len() - 1 - at).min(3);
                self.put(i, PLACE, 1 + from * 4 + to);
                self.put(i, SENTENCE, usize::from(first) + 2 * usize::from(last) + 4 * usize::from(quoted));
            }
            if self.rules && range.len() <= LONGEST_SENTENCE {
                let words = Words { text: self.text, lower: self.seen.lower, all: &buffer };
                for cue in cues(&words) {
                    self.cue(range.start, &cue);
                }
            }
        }
        self.out.sentence[next - start..].fill(number as u32);
    }

    fn cue(&mut self, start: usize, cue: &Cue) {
        for i in cue.words.clone() {
            self.put(start + i, CUE, 1 + 2 * (cue.kind as usize) + usize::from(i > cue.words.start));
        }
        for i in cue.source.clone().into_iter().flatten() {
            let value = self.get(start + i, BESIDE) | 1;
            self.put(start + i, BESIDE, value);
        }
        if let Some(i) = cue.content {
            let value = self.get(start + i, BESIDE) | 2;
            self.put(start + i, BESIDE, value);
        }
        let value = self.get(start + cue.end, BESIDE) | 4;
        self.put(start + cue.end, BESIDE, value);
    }

    fn names(&mut self) {
        let from = self.seen.names.partition_point(|name| name.tokens.end <= self.range.start);
        let (seen, end) = (self.seen, self.range.end);
        for name in seen.names[from..].iter().take_while(|name| name.tokens.start < end) {
            let kind = match name.kind {
                NameKind::Person => 0,
                NameKind::Place => 1,
                NameKind::Facility => 2,
                NameKind::Organization => 3,
                NameKind::Event => 4,
                NameKind::Title | NameKind::Other => 5,
            };
            for i in name.title.clone() {
                self.put(i, NAME, 13);
            }
            for i in name.tokens.clone() {
                self.put(i, NAME, 1 + 2 * kind + usize::from(i > name.tokens.start));
            }
        }
    }

    fn rules(&mut self) {
        for found in self.seen.rules {
            let mut parts = found.content.iter().chain(&found.source).chain(&found.cue);
            if !parts.any(|part| part.overlaps(self.span)) {
                continue;
            }
            for (role, spans) in [(1, &found.source), (0, &found.content), (2, &found.cue)] {
                for span in spans {
                    let range = self.seen.tokens.in_span(*span);
                    for i in range.clone() {
                        self.put(i, ROLE, 1 + 2 * role + usize::from(i > range.start));
                        let kind = found.number();
                        self.put(i, RELATION, 1 + role * 14 + kind as usize);
                    }
                }
            }
        }
    }
}

const PERSONAL: [Lists; 8] = [
    Lists::FIRST_NAME,
    Lists::RARE_FIRST_NAME,
    Lists::SURNAME,
    Lists::HONORIFIC,
    Lists::ROLE,
    Lists::TITLE,
    Lists::PERSON_VERB,
    Lists::PARTICLE,
];
const LOCAL: [Lists; 8] = [
    Lists::PLACE,
    Lists::COUNTRY,
    Lists::PLACE_BEGINS,
    Lists::PLACE_HEAD,
    Lists::FACILITY,
    Lists::ORGANIZATION,
    Lists::GATHERING,
    Lists::DEMONYM,
];
const GRAMMATICAL: [Lists; 8] = [
    Lists::FUNCTION,
    Lists::COMMON,
    Lists::HE,
    Lists::SHE,
    Lists::PREPOSITION,
    Lists::AUXILIARY,
    Lists::CALENDAR,
    Lists::OTHER_ORGANIZATION,
];

const REMAINING: [Lists; 8] = [
    Lists::COUNTRY,
    Lists::OTHER,
    Lists::OTHER_BEGINS,
    Lists::FACILITY_WEAK,
    Lists::GATHERING_WAR,
    Lists::GATHERING_WEAK,
    Lists::DETERMINER,
    Lists::BEFORE_PLACE,
];

/// A word as tables of vectors write it: straight marks.
fn plain(lower: &str) -> std::borrow::Cow<'_, str> {
    if lower.is_ascii() {
        return lower.into();
    }
    match lower {
        "“" | "”" | "„" => "\"".into(),
        "–" | "—" => "--".into(),
        "…" => "...".into(),
        _ => lower.to_lowercase().replace(['’', '‘'], "'").into(),
    }
}

/// How a token looks, under 24.
fn form(kind: TokenKind, shape: Shape, lower: &str) -> usize {
    match (kind, lower) {
        (TokenKind::Word, _) => match shape {
            Shape::None => 0,
            Shape::Lower => 1,
            Shape::Capital => 2,
            Shape::Upper => 3,
            Shape::Initial => 4,
        },
        (TokenKind::Number, _) => match lower.len() {
            1..=2 => 5,
            4 if lower.bytes().all(|byte| byte.is_ascii_digit()) => 6,
            _ => 7,
        },
        (TokenKind::Quote, "“" | "``") => 8,
        (TokenKind::Quote, "”" | "''") => 9,
        (TokenKind::Quote, "\"") => 10,
        (TokenKind::Quote, _) => 11,
        (_, ",") => 12,
        (_, ".") => 13,
        (_, ":") => 14,
        (_, ";") => 15,
        (_, "?") => 16,
        (_, "!") => 17,
        (_, "—" | "–" | "-" | "--") => 18,
        (_, "(" | "[") => 19,
        (_, ")" | "]") => 20,
        (_, "…" | "...") => 21,
        _ => 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_where_they_are_named() {
        for (at, name) in
            [(PREFIX, "prefix"), (CLASS, "class"), (ROLE, "role"), (BRACKETS, "brackets"), (DOCUMENT, "document")]
        {
            assert_eq!(slot(name), Some(at));
        }
        assert_eq!(SLOTS.len(), DOCUMENT + 1);
    }
}
