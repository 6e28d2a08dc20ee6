//! Cues that are no verbs: "according to", "her claim that", "is confident that", "reportedly".

use super::verbal::chain;
use super::{Cue, CueKind};
use crate::analysis::lexicon::List;
use crate::analysis::phrase::{is_verb, phrase_from, subject_before};
use crate::analysis::word::{Class, Words, marks};
use std::ops::Range;

/// Nouns that stand for what somebody says: value "n" for "X's claim that", "m" for "the
/// message is that" as well.
pub(crate) const NOUNS: List = List::new(include_str!("../../../assets/lexicon/reporting-nouns.txt"));

/// Adjectives of attitude, with the frames of the verbs' list.
pub(crate) const ADJECTIVES: List = List::new(include_str!("../../../assets/lexicon/attitude-adjectives.txt"));

/// "according to the port", "in Ruiz’s view", "in the words of".
pub(super) fn according(words: &Words<'_>, i: usize) -> Option<Cue> {
    let cue = |range: Range<usize>, source: Range<usize>, end| {
        Some(Cue {
            kind: CueKind::According,
            words: range,
            lemma: "according",
            source: Some(source),
            content: None,
            end,
            trails: true,
            shares: false,
            needs_quote: false,
        })
    };
    if words.at(i, "according to") {
        let mut source = phrase_from(words, i + 2, words.len())?;
        let begins = i.checked_sub(1).is_none_or(|k| words.class(k) != Class::Comma && words.class(k).is_mark());
        if begins {
            source.end = without_clause(words, &source);
        }
        let end = source.end;
        return cue(i..i + 2, source, end);
    }
    if !words.is(i, &["in"]) {
        return None;
    }
    const VIEWS: [&str; 8] = ["view", "opinion", "words", "eyes", "judgment", "judgement", "assessment", "telling"];
    if words.class(i + 1) == Class::Det && words.is(i + 2, &VIEWS) && words.is(i + 3, &["of"]) {
        let source = phrase_from(words, i + 4, words.len())?;
        let end = source.end;
        return cue(i..i + 4, source, end);
    }
    let limit = words.len().min(i + 8);
    let head = (i + 2..limit).find(|&k| words.is(k, &VIEWS))?;
    let own = words.class(i + 1) == Class::Poss && head == i + 2;
    let ending = words.class(head - 1) == Class::Poss;
    if !own && !ending || (i + 1..head).any(|k| words.class(k).is_mark()) {
        return None;
    }
    cue(i..head + 1, i + 1..head, head + 1)
}

/// "According to Ruiz, the harbour master, the pier is safe": where the source ends that stands
/// before what it says. What looks like an apposition and is not closed by a comma, or has a
/// verb, is the content.
fn without_clause(words: &Words<'_>, source: &Range<usize>) -> usize {
    let mut at = source.start;
    while let Some(comma) = (at..source.end).find(|&k| words.class(k) == Class::Comma) {
        let next = (comma + 1..source.end).find(|&k| words.class(k) == Class::Comma).unwrap_or(source.end);
        let verb =
            |k| matches!(words.class(k), Class::Be | Class::Have | Class::Do | Class::Modal) || is_verb(words, k);
        let clause = words.class(comma + 1) != Class::Rel && (comma + 1..next).any(verb);
        if clause || words.class(next) != Class::Comma {
            return comma;
        }
        at = next;
    }
    source.end
}

/// "her claim that", "the union’s warning that", "the message is that".
pub(super) fn by_noun(words: &Words<'_>, i: usize, floor: usize) -> Option<Cue> {
    if !words.marked(i, marks::NOUN) {
        return None;
    }
    let value = NOUNS.get(words.lower(i))?;
    let after = i + 1;
    let make = |kind, range: Range<usize>, source, content| {
        Some(Cue {
            kind,
            words: range,
            lemma: "",
            source,
            content: Some(content),
            end: content,
            trails: false,
            shares: false,
            needs_quote: false,
        })
    };
    if value.contains('m') && words.class(after) == Class::Be && words.lower(after) != "be" {
        let content = (after + 1..words.len().min(after + 4)).find(|&k| !matches!(words.class(k), Class::Adv))?;
        if words.class(content) != Class::That
            && !(words.class(content) == Class::Wh && words.is(content, &["whether"]))
        {
            return None;
        }
        let (start, source) = possessor(words, i, floor);
        return make(CueKind::Copular, start..content, source, content);
    }
    if !value.contains('n') || words.class(after) != Class::That {
        // "the recommendation by the union that"
        return None;
    }
    if matches!(words.class(after + 1), Class::Be | Class::Have | Class::Modal | Class::Do) {
        return None; // "the warning that came": a relative clause
    }
    let (start, source) = possessor(words, i, floor);
    make(CueKind::Nominal, start..after, source, after)
}

/// Who a noun belongs to: "her", "the union’s"; and where noun and adjectives begin.
fn possessor(words: &Words<'_>, noun: usize, floor: usize) -> (usize, Option<Range<usize>>) {
    let low = floor.max(noun.saturating_sub(4));
    let mut k = noun;
    while k > low && matches!(words.class(k - 1), Class::Word | Class::Adv | Class::Num) {
        k -= 1;
    }
    if k > floor && words.class(k - 1) == Class::Poss {
        if words.is(k - 1, &["'s", "’s", "‘s"]) {
            let owner = subject_before(words, k - 1, floor);
            return (k, owner.map(|owner| owner.start..k));
        }
        return (k, Some(k - 1..k));
    }
    (noun, None)
}

/// "is confident that", "was reluctant to".
pub(super) fn by_adjective(words: &Words<'_>, i: usize, floor: usize) -> Option<Cue> {
    if !words.marked(i, marks::ADJECTIVE) {
        return None;
    }
    let frames = ADJECTIVES.get(words.lower(i))?;
    let chain = chain(words, i, floor);
    let linked = chain.be && !chain.to && !chain.modal;
    let content = match words.class(i + 1) {
        Class::That if frames.contains('t') => i + 1,
        Class::Pron | Class::Det | Class::Name | Class::Poss if frames.contains('c') => i + 1,
        Class::To if frames.contains('i') => i + 1,
        Class::Prep if frames.contains('a') && words.is(i + 1, &["about", "of", "over"]) => i + 2,
        _ => return None,
    };
    if !linked {
        return None;
    }
    let source = subject_before(words, chain.start, floor)?;
    if words.is(source.end - 1, &["it", "that", "there", "which"]) {
        return None;
    }
    Some(Cue {
        kind: CueKind::Adjective,
        words: chain.start..if words.class(i + 1) == Class::Prep { i + 2 } else { i + 1 },
        lemma: "",
        source: Some(source),
        content: Some(content),
        end: content,
        trails: false,
        shares: false,
        needs_quote: false,
    })
}

/// "reportedly": somebody says so, nobody is named.
pub(super) fn by_adverb(words: &Words<'_>, i: usize) -> Option<Cue> {
    if !words.is(i, &["reportedly"]) {
        return None;
    }
    Some(Cue {
        kind: CueKind::Adverb,
        words: i..i + 1,
        lemma: "",
        source: None,
        content: Some(i + 1),
        end: i + 1,
        trails: false,
        shares: false,
        needs_quote: false,
    })
}
