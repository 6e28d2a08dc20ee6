//! Names of people, places, facilities, organizations and events, by capitals, word lists,
//! the gazetteer, the words around them, and what the document says elsewhere: a name that
//! is clear once is clear everywhere.

mod chunk;
mod extent;
mod introduced;
mod judge;
pub mod tagged;
pub mod words;

use crate::analysis::gazetteer;
use crate::analysis::lexicon::fold;
use crate::analysis::model::Sentence;
use crate::analysis::token::Tokens;
use crate::base::id::Id;
use crate::base::{Arena, SentenceId, Span};
use crate::document::{Document, Kind};
use chunk::Chunker;
use judge::{Judge, Second};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use words::{Class, Shape, Words};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A human.
    Person,
    /// A country, region, town, water.
    Place,
    /// A building or other built thing.
    Facility,
    /// A company, authority, party, team.
    Organization,
    /// A gathering, war, feast.
    Event,
    /// A human by title alone ("Madam Speaker").
    Title,
    /// Peoples, products, works, titles without a name, and what could not be told.
    Other,
}

/// One name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name alone, without title.
    pub span: Span,
    /// The name with the title that belongs to it ("Mr. Okafor"), where that is known.
    pub mention: Span,
    /// What it names.
    pub kind: NameKind,
    /// The sentence it stands in.
    pub sentence: SentenceId,
    /// Its tokens; half of one for each name of a pair ("Ruiz-Okafor talks").
    pub tokens: Range<usize>,
    /// Tokens of the title directly before it ("port authority chief"); may be empty.
    pub title: Range<usize>,
}

/// Finds all names, in order of where they begin; they do not overlap. Linear in the
/// number of tokens.
#[must_use]
pub fn find(doc: &Document, tokens: &Tokens, sentences: &Arena<SentenceId, Sentence>, words: &Words) -> Vec<Name> {
    let content = doc.content();
    let text = |i: usize| tokens.word(i, content);
    let mut chunks = Vec::new();
    for (id, sentence) in sentences.iter() {
        let range = tokens.in_span(sentence.span);
        let kind = doc.paragraphs.get(sentence.paragraph).map(|p| p.kind);
        // A headline has no full stop.
        let closed = text(range.end.saturating_sub(1)) == ".";
        let headline = matches!(kind, Some(Kind::Title | Kind::Heading))
            || kind != Some(Kind::Dateline) && mostly_capitals(words, range.clone(), closed);
        Chunker { words, range, text: &text, headline }.find(id.index(), &mut chunks);
    }
    chunks.retain(|chunk| !broken_off(tokens, content, chunk.name.end));
    let judge = Judge { words, text: &text };
    let mut listed = HashMap::new();
    let verdicts: Vec<_> = chunks.iter().map(|chunk| judge.verdict(chunk, &mut listed)).collect();
    let second = Second::new(&chunks, &verdicts, words);
    let mut names = Vec::with_capacity(chunks.len());
    for (chunk, verdict) in chunks.iter().zip(&verdicts) {
        let sentence = SentenceId::at(chunk.sentence);
        if let Some(pair) = pair(&chunk.name, tokens, content, words, &|id| second.is_half(id)) {
            for (span, kind) in pair {
                names.push(Name {
                    span,
                    mention: span,
                    kind,
                    sentence,
                    tokens: chunk.name.clone(),
                    title: chunk.title.clone(),
                });
            }
            continue;
        }
        let kind = second.decide(chunk, verdict, words);
        let span = tokens.all()[chunk.name.start].span.join(tokens.all()[chunk.name.end - 1].span);
        names.push(Name {
            span,
            mention: span,
            kind,
            sentence,
            tokens: chunk.name.clone(),
            title: chunk.title.clone(),
        });
    }
    let_storms_pass(words, &mut names);
    names
}

/// Whether the word before token `end` was broken off in speech ("Ga- — Gaza") or put right
/// at once ("Pariz — Paris").
fn broken_off(tokens: &Tokens, content: &str, end: usize) -> bool {
    let is_dash = |text: &str| matches!(text, "—" | "–" | "--");
    match tokens.all().get(end.saturating_sub(1)..).unwrap_or_default() {
        [word, hyphen, dash, ..] if hyphen.span.of(content) == "-" => {
            word.span.end() == hyphen.span.start() && is_dash(dash.span.of(content))
        }
        [word, dash, again, ..] if is_dash(dash.span.of(content)) => {
            is_slip(word.span.of(content), again.span.of(content))
        }
        _ => false,
    }
}

/// Whether `said` is `meant` with one or two letters wrong, in the middle or at the end.
fn is_slip(said: &str, meant: &str) -> bool {
    let (said, meant): (Vec<char>, Vec<char>) = (said.chars().take(20).collect(), meant.chars().take(20).collect());
    if said == meant
        || said.first() != meant.first()
        || said.len().min(meant.len()) < 4
        || said.len().abs_diff(meant.len()) > 1
    {
        return false;
    }
    let start = said.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let end = said[start..].iter().rev().zip(meant[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    said.len().max(meant.len()) - start - end <= 2 && start + end >= 3
}

/// Storms have first names: "Hurricane Ana" is nobody, nor is "Ana" after it.
fn let_storms_pass(words: &Words, names: &mut [Name]) {
    let after_storm = |name: &Name| {
        name.tokens.start > 0
            && matches!(
                words.folded(name.tokens.start - 1),
                "hurricane" | "hurricanes" | "typhoon" | "cyclone" | "storm" | "superstorm"
            )
    };
    let alone = |name: &&Name| name.kind == NameKind::Person && name.tokens.len() == 1;
    let storms: HashSet<u32> =
        names.iter().filter(alone).filter(|name| after_storm(name)).map(|name| words.id(name.tokens.start)).collect();
    if storms.is_empty() {
        return;
    }
    for name in names.iter_mut().filter(|name| alone(&&**name)) {
        if storms.contains(&words.id(name.tokens.start)) && (name.mention == name.span || after_storm(name)) {
            name.kind = NameKind::Other;
        }
    }
}

/// Whether most words of a sentence have capitals, so that one more says little.
fn mostly_capitals(words: &Words, range: Range<usize>, closed: bool) -> bool {
    let (mut capitals, mut all) = (0, 0);
    for i in range {
        let shape = words.shape(i);
        if shape == Shape::None || words.class(i).any(Class::FUNCTION) && shape != Shape::Upper {
            continue;
        }
        all += 1;
        capitals += usize::from(shape != Shape::Lower);
    }
    all > 4 && capitals * 10 >= all * if closed { 10 } else { 8 }
}

/// "Ruiz-Okafor" and "Paris-Berlin" are two names each, if both halves are known here;
/// "Jean-Pierre" is one.
fn pair(
    name: &Range<usize>,
    tokens: &Tokens,
    content: &str,
    words: &Words,
    person: &dyn Fn(u32) -> bool,
) -> Option<[(Span, NameKind); 2]> {
    if name.len() != 1 || !words.shape(name.start).eq(&Shape::Capital) {
        return None;
    }
    let span = tokens.all()[name.start].span;
    let written = span.of(content);
    let (left, right) = written.split_once(['-', '\u{2010}', '\u{2011}'])?;
    if !right.starts_with(char::is_uppercase) || gazetteer::known(words.folded(name.start)) {
        return None;
    }
    let kind = |half: &str| {
        let half = fold(half);
        let id = words.id_of(&half);
        if id.is_some_and(person) {
            return Some(NameKind::Person);
        }
        let big = gazetteer::readings(&half).next().is_some_and(|r| r.people >= 80);
        let one = words.class(name.start).any(Class::FIRST_NAME); // "Jean-Pierre"
        (big && !one).then_some(NameKind::Place)
    };
    let (first, last) = (kind(left)?, kind(right)?);
    let middle = span.start() + left.len();
    Some([(Span::new(span.start(), middle), first), (Span::new(span.end() - right.len(), span.end()), last)])
}

/// What must hold for every document; shared by the property test and the fuzz target.
///
/// # Panics
/// When names overlap, leave their tokens, or a title follows its name.
pub fn check_names(doc: &Document, tokens: &Tokens, names: &[Name]) {
    let mut end = 0;
    for name in names {
        assert!(name.span.start() >= end && !name.span.of(doc.content()).is_empty(), "{name:?}");
        let all = tokens.all();
        assert!(all[name.tokens.start].span.join(all[name.tokens.end - 1].span).covers(name.span), "{name:?}");
        assert!(name.title.end <= name.tokens.start, "{name:?}");
        end = name.span.end();
    }
}

#[cfg(test)]
mod tests;
