//! Tokens seen as the attribution rules need them: closed word classes by list, all else
//! by shape. A later tagger would fill the same values.

use crate::analysis::lexicon::List;
use crate::analysis::token::{TokenKind, Tokens};
use crate::analysis::{cue, hedge, tags, time_words, verb};
use crate::base::Span;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

const CLASSES: List = List::new(include_str!("../../assets/lexicon/word-classes.txt"));

/// What a word can do in a sentence, as far as lists and shape tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// the, a, this, some
    Det,
    /// his, their, and the ending ’s
    Poss,
    /// I, he, they, she’d
    Pron,
    /// him, them
    Obj,
    /// who, which
    Rel,
    /// that
    That,
    /// what, how, whether
    Wh,
    /// and, or
    And,
    /// but, while, because, if
    Sub,
    /// of, in, on
    Prep,
    /// to
    To,
    /// will, could
    Modal,
    /// is, were
    Be,
    /// has, had
    Have,
    /// do, didn’t
    Do,
    /// not, never
    Not,
    /// also, later, and most words in -ly
    Adv,
    /// Monday, yesterday
    Day,
    /// Numbers.
    Num,
    /// ,
    Comma,
    /// ;
    Semi,
    /// :
    Colon,
    /// A dash between words.
    Dash,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// . ! ? …
    Stop,
    /// A quotation mark.
    Quote,
    /// Other marks.
    Mark,
    /// A capitalised word.
    Name,
    /// Any other word.
    Word,
}

impl Class {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "det" => Self::Det,
            "poss" => Self::Poss,
            "pron" => Self::Pron,
            "obj" => Self::Obj,
            "rel" => Self::Rel,
            "that" => Self::That,
            "wh" => Self::Wh,
            "and" => Self::And,
            "sub" => Self::Sub,
            "prep" => Self::Prep,
            "to" => Self::To,
            "modal" => Self::Modal,
            "be" => Self::Be,
            "have" => Self::Have,
            "do" => Self::Do,
            "not" => Self::Not,
            "adv" => Self::Adv,
            "day" => Self::Day,
            "num" => Self::Num,
            _ => return None,
        })
    }

    /// A mark that no phrase goes over.
    pub(crate) const fn is_mark(self) -> bool {
        matches!(
            self,
            Self::Comma
                | Self::Semi
                | Self::Colon
                | Self::Dash
                | Self::Open
                | Self::Close
                | Self::Stop
                | Self::Quote
                | Self::Mark
        )
    }
}

/// Lists that a word is in, as bits, so that most words are looked up once.
pub(crate) mod marks {
    /// A form of a reporting verb.
    pub(crate) const VERB: u8 = 1;
    /// A noun for something said.
    pub(crate) const NOUN: u8 = 2;
    /// An adjective of attitude.
    pub(crate) const ADJECTIVE: u8 = 4;
    /// The first word of a hedge.
    pub(crate) const HEDGE: u8 = 8;
    /// A word that judges.
    pub(crate) const JUDGING: u8 = 16;
    /// A part of an expression of time.
    pub(crate) const TIME: u8 = 32;
}

type Entry = (Option<Class>, u8);

static ENTRIES: LazyLock<HashMap<&'static str, Entry, Fast>> = LazyLock::new(|| {
    let mut entries: HashMap<&'static str, Entry, Fast> = HashMap::default();
    for (word, class) in CLASSES.iter() {
        entries.entry(word).or_default().0 = Class::parse(class);
    }
    let first = |(phrase, _): (&'static str, &'static str)| phrase.split(' ').next().unwrap_or(phrase);
    let mut mark = |words: &mut dyn Iterator<Item = &'static str>, bit: u8| {
        words.for_each(|word| entries.entry(word).or_default().1 |= bit);
    };
    mark(&mut verb::forms(), marks::VERB);
    mark(&mut cue::NOUNS.iter().map(first), marks::NOUN);
    mark(&mut cue::ADJECTIVES.iter().map(first), marks::ADJECTIVE);
    mark(&mut hedge::HEDGES.iter().map(first), marks::HEDGE);
    mark(&mut tags::JUDGING.iter().map(first), marks::JUDGING);
    mark(&mut time_words::WORDS.iter().copied(), marks::TIME);
    entries
});

fn class_in_list(lower: &str) -> Option<Class> {
    ENTRIES.get(lower)?.0
}

/// Hashes short words quickly (FNV-1a). Only fixed lists are kept in such tables, so nobody
/// can fill one with collisions.
#[derive(Clone, Copy, Default)]
pub(crate) struct Fast;

impl BuildHasher for Fast {
    type Hasher = Fnv;
    fn build_hasher(&self) -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

/// FNV-1a, 64 bits.
pub(crate) struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// One token of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) class: Class,
    /// Whether it begins with a capital letter.
    pub(crate) capital: bool,
    /// Whether it lies in quotation marks, these included.
    pub(crate) quoted: bool,
    /// The lists that it is in: bits of [`marks`].
    pub(crate) marks: u8,
}

/// The words of one sentence.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    /// The whole text.
    pub(crate) text: &'a str,
    /// The whole text with its ASCII letters in lower case: the same offsets.
    pub(crate) lower: &'a str,
    pub(crate) all: &'a [Word],
}

impl<'a> Words<'a> {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Word `i` up to an apostrophe: "we" of "we’ll", in lower case.
    pub(crate) fn stem(&self, i: usize) -> &str {
        self.lower(i).split(['\'', '’']).next().unwrap_or_default()
    }

    /// Word `i` in lower case; empty past the end.
    pub(crate) fn lower(&self, i: usize) -> &'a str {
        self.all.get(i).map_or("", |word| word.span.of(self.lower))
    }

    /// Class of word `i`; a stop past the end.
    pub(crate) fn class(&self, i: usize) -> Class {
        self.all.get(i).map_or(Class::Stop, |word| word.class)
    }

    pub(crate) fn quoted(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|word| word.quoted)
    }

    /// Whether word `i` is in the lists of `bits`.
    pub(crate) fn marked(&self, i: usize, bits: u8) -> bool {
        self.all.get(i).is_some_and(|word| word.marks & bits != 0)
    }

    pub(crate) fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.lower(i))
    }

    /// Whether the words from `i` on are these.
    pub(crate) fn at(&self, i: usize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(n, word)| self.lower(i + n) == word)
    }

    /// From the first to the last byte of a range of words.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        match (self.all.get(range.start), range.end.checked_sub(1).and_then(|last| self.all.get(last))) {
            (Some(first), Some(last)) if range.start < range.end => first.span.join(last.span),
            _ => Span::default(),
        }
    }
}

/// Fills `words` with the tokens at `range`. `quotes` are quotation regions, sorted and
/// disjoint.
pub(crate) fn fill(
    words: &mut Vec<Word>,
    (text, lower): (&str, &str),
    tokens: &Tokens,
    range: Range<usize>,
    quotes: &[Span],
) {
    words.clear();
    let Some(first) = tokens.all().get(range.start) else { return };
    let mut quotes = &quotes[quotes.partition_point(|quote| quote.end() <= first.span.start())..];
    for token in tokens.all().get(range).unwrap_or_default() {
        let start = token.span.start();
        while quotes.first().is_some_and(|quote| quote.end() <= start) {
            quotes = &quotes[1..];
        }
        let quoted = quotes.first().is_some_and(|quote| quote.contains(start));
        let shape = token.span.of(text);
        let (class, marks) = match token.kind {
            TokenKind::Quote => (Class::Quote, 0),
            TokenKind::Number => (Class::Num, marks::TIME),
            TokenKind::Punct => (mark(shape), 0),
            TokenKind::Word => {
                let previous = words.last().map(|word: &Word| word.span.of(lower));
                let word = token.span.of(lower);
                let (listed, mut marks) = ENTRIES.get(word).copied().unwrap_or_default();
                if word.as_bytes().iter().any(u8::is_ascii_digit) || word.starts_with("mid-") {
                    marks |= marks::TIME;
                }
                (class_of(shape, word, listed, previous), marks)
            }
        };
        let capital = shape.starts_with(char::is_uppercase);
        words.push(Word { span: token.span, class, capital, quoted, marks });
    }
}

fn mark(shape: &str) -> Class {
    match shape.chars().next() {
        Some(',') => Class::Comma,
        Some(';') => Class::Semi,
        Some(':') => Class::Colon,
        Some('—' | '–' | '-') => Class::Dash,
        Some('(' | '[') => Class::Open,
        Some(')' | ']') => Class::Close,
        Some('.' | '!' | '?' | '…') => Class::Stop,
        _ => Class::Mark,
    }
}

fn class_of(shape: &str, lower: &str, listed: Option<Class>, previous: Option<&str>) -> Class {
    if matches!(lower, "'s" | "’s" | "‘s") {
        const IS: [&str; 11] = ["he", "she", "it", "that", "there", "who", "what", "here", "this", "where", "how"];
        return if previous.is_some_and(|word| IS.contains(&word)) { Class::Be } else { Class::Poss };
    }
    if let Some(class) = listed {
        // "Will Okafor", "May 5", "US": names and months that look like small words.
        let name = matches!(class, Class::Modal | Class::Obj) && shape.starts_with(char::is_uppercase);
        return if name && previous.is_some() { Class::Name } else { class };
    }
    if let Some(at) = lower.find(['\'', '’']) {
        let mark = lower[at..].chars().next().map_or(1, char::len_utf8);
        match &lower[at + mark..] {
            "t" => {
                return match &lower[..at] {
                    "don" | "doesn" | "didn" => Class::Do,
                    "hasn" | "haven" | "hadn" => Class::Have,
                    "isn" | "aren" | "wasn" | "weren" => Class::Be,
                    _ => Class::Modal,
                };
            }
            "ve" | "re" | "d" | "ll" | "m" if class_in_list(&lower[..at]).is_some() => return Class::Pron,
            _ => {}
        }
    }
    let begins = previous.is_none_or(|word| matches!(word, "“" | "\"" | "‘" | "''" | "``"));
    if shape.starts_with(char::is_uppercase) && !(begins && lower.len() > 5 && lower.ends_with("ly")) {
        return Class::Name;
    }
    if lower.len() > 4
        && lower.ends_with("ly")
        && !matches!(
            lower,
            "family"
                | "reply"
                | "supply"
                | "apply"
                | "imply"
                | "comply"
                | "rally"
                | "ally"
                | "early"
                | "daily"
                | "likely"
                | "assembly"
                | "only"
        )
    {
        return Class::Adv;
    }
    Class::Word
}
