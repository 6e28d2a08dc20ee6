//! Noun phrases beside a cue: where a source begins and ends. Shapes and small words only;
//! every walk is bounded, so hostile sentences cost no more than long ones.

use crate::analysis::verb::{Forms, lookup};
use crate::analysis::word::{Class, Words};
use std::ops::Range;

/// How many words a noun phrase can have.
const LONGEST: usize = 40;

/// Whether a noun phrase can end in this class.
const fn nominal(class: Class) -> bool {
    matches!(class, Class::Name | Class::Word | Class::Num | Class::Close | Class::Det)
}

/// The noun phrase that ends before word `end` and is the subject of a verb there, not
/// going left of `floor`.
pub(crate) fn subject_before(words: &Words<'_>, end: usize, floor: usize) -> Option<Range<usize>> {
    if end <= floor || words.quoted(end - 1) {
        return None;
    }
    match words.class(end - 1) {
        Class::Pron | Class::Rel | Class::That => Some(end - 1..end),
        Class::Comma => {
            // "Ruiz, the harbour master, said": what stands between two commas.
            let low = floor.max(end.saturating_sub(LONGEST));
            let comma = (low..end - 1).rev().find(|&i| words.class(i) == Class::Comma && !words.quoted(i))?;
            if comma <= floor || (comma + 1..end - 1).any(|i| words.quoted(i)) {
                return None;
            }
            let before = left(words, comma, floor)?;
            match words.class(comma + 1) {
                // "Ruiz, in a speech, said"
                Class::Prep | Class::Sub | Class::Adv | Class::To | Class::And => Some(before),
                _ if words.lower(comma + 1).ends_with("ing") => Some(before),
                Class::Comma | Class::Quote => None,
                _ => Some(before.start..end - 1),
            }
        }
        Class::Close => {
            let low = floor.max(end.saturating_sub(12));
            let open = (low..end).rev().find(|&i| words.class(i) == Class::Open)?;
            let before = left(words, open, floor)?;
            Some(before.start..end)
        }
        Class::Dash => {
            let low = floor.max(end.saturating_sub(LONGEST));
            let dash = (low..end - 1).rev().find(|&i| words.class(i) == Class::Dash)?;
            left(words, dash, floor)
        }
        _ => left(words, end, floor),
    }
}

/// The noun phrase that ends right before `end`.
fn left(words: &Words<'_>, end: usize, floor: usize) -> Option<Range<usize>> {
    let floor = floor.max(end.saturating_sub(LONGEST));
    let mut i = end;
    let mut joined = false;
    while i > floor && !words.quoted(i - 1) {
        let (this, before) = (words.class(i - 1), (i > floor + 1).then(|| words.class(i - 2)));
        let right = (i < end).then(|| words.class(i));
        // A determiner begins a phrase, unless a preposition ties it to what is before.
        let begun = i < end && (right == Some(Class::Det) || right == Some(Class::Poss) && !is_ending(words, i));
        match this {
            Class::Pron if i == end => return Some(i - 1..i),
            Class::Name | Class::Word | Class::Num => {
                if begun || i < end && right == Some(Class::Num) && this == Class::Word {
                    break;
                }
                if this == Class::Word && i < end && verbal(words, i - 1, before) {
                    break;
                }
            }
            Class::Poss if i < end && is_ending(words, i - 1) => {}
            Class::Poss | Class::Det => {
                if begun && this == Class::Poss {
                    break;
                }
            }
            Class::Prep | Class::To => {
                if i == end
                    || !before
                        .is_some_and(|class| matches!(class, Class::Name | Class::Word | Class::Num | Class::Close))
                {
                    break;
                }
            }
            Class::And => {
                let names = before == Some(Class::Name) && right == Some(Class::Name);
                let nouns = before == Some(Class::Word) && right == Some(Class::Word);
                if !names && !nouns {
                    break;
                }
                joined = true;
            }
            Class::Comma if joined && before == Some(Class::Name) && right == Some(Class::Name) => {}
            Class::Close => {
                let Some(open) = (floor..i - 1).rev().find(|&k| words.class(k) == Class::Open) else { break };
                i = open;
                continue;
            }
            _ => break,
        }
        i -= 1;
    }
    // "The man who was arrested said": go on before the relative pronoun.
    if i > floor
        && matches!(
            words.class(i - 1),
            Class::Be | Class::Have | Class::Do | Class::Modal | Class::Pron | Class::Rel | Class::Adv | Class::Not
        )
    {
        let low = floor.max(i.saturating_sub(14));
        let relative = (low..i)
            .rev()
            .take_while(|&k| !words.class(k).is_mark() && words.class(k) != Class::Sub)
            .find(|&k| words.class(k) == Class::Rel || words.class(k) == Class::That);
        if let Some(relative) = relative
            && let Some(before) = left(words, relative, floor)
        {
            return Some(before.start..end);
        }
    }
    // "In a statement Ruiz said": the preposition at the start takes its own noun along.
    if i > floor && matches!(words.class(i - 1), Class::Prep | Class::To) {
        let name = (i..end).rev().take_while(|&k| words.class(k) == Class::Name).last();
        if let Some(name) = name
            && name > i
        {
            i = name;
        }
    }
    // Conjunctions and adverbs are no part of it.
    while i < end && matches!(words.class(i), Class::And | Class::Prep | Class::To | Class::Comma) {
        i += 1;
    }
    (i < end && nominal(words.class(end - 1))).then_some(i..end)
}

/// Whether the word at `i` is the ending ’s.
fn is_ending(words: &Words<'_>, i: usize) -> bool {
    matches!(words.lower(i), "'s" | "’s" | "‘s" | "'" | "’")
}

/// Whether the word at `i` is rather a verb than part of a noun phrase.
fn verbal(words: &Words<'_>, i: usize, before: Option<Class>) -> bool {
    let subject = matches!(before, Some(Class::Pron | Class::Rel | Class::Name));
    match lookup(words.lower(i)) {
        Some((_, forms)) => subject && forms.any(Forms::PAST) || before == Some(Class::Pron),
        None => matches!(before, Some(Class::Pron | Class::Rel)),
    }
}

/// The noun phrase that begins at word `start`: the speaker after "said" or "according
/// to", with what is set off by commas. Not going past `limit`.
pub(crate) fn phrase_from(words: &Words<'_>, start: usize, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(start + LONGEST).min(words.len());
    if matches!(words.class(start), Class::Pron | Class::Obj) && start < limit {
        return Some(start..start + 1);
    }
    let mut i = start;
    let mut head = false;
    while i < limit && !words.quoted(i) {
        match words.class(i) {
            Class::Name => head = true,
            Class::Word => {
                let verb = i > start && head && lookup(words.lower(i)).is_some_and(|(_, forms)| forms.any(Forms::PAST));
                if verb || i > start && words.lower(i).ends_with("ing") && head && words.class(i - 1) == Class::Name {
                    break;
                }
                head = true;
            }
            Class::Num => head = true,
            Class::Det | Class::Poss => {
                if i > start
                    && !is_ending(words, i)
                    && !matches!(words.class(i - 1), Class::Prep | Class::And | Class::To | Class::Det)
                {
                    break;
                }
            }
            Class::Prep if head && words.is(i, &["of", "for", "from", "at", "with", "about", "against"]) => {}
            Class::Prep if head && words.is(i, &["in", "on", "by"]) && words.class(i - 1) != Class::Name => {}
            Class::And
                if head
                    && matches!(words.class(i + 1), Class::Name | Class::Det | Class::Poss | Class::Word)
                    && !is_verb(words, i + 1) => {}
            Class::Open => {
                let Some(close) = (i..limit.min(i + 12)).find(|&k| words.class(k) == Class::Close) else { break };
                i = close;
            }
            _ => break,
        }
        i += 1;
    }
    while i > start && matches!(words.class(i - 1), Class::Prep | Class::And | Class::To | Class::Det) {
        i -= 1;
    }
    if i == start || !head {
        return None;
    }
    // ", the harbour master of Kessin"
    while i + 1 < limit && words.class(i) == Class::Comma && !words.quoted(i) && apposition(words, i + 1) {
        let end = (i + 1..limit)
            .find(|&k| {
                words.quoted(k)
                    || matches!(words.class(k), Class::Comma | Class::Semi | Class::Colon | Class::Dash | Class::Stop)
            })
            .unwrap_or(limit);
        if end == i + 1 {
            break;
        }
        i = end;
    }
    Some(start..i)
}

/// Whether what begins at `i`, after a comma, describes the one named before it.
fn apposition(words: &Words<'_>, i: usize) -> bool {
    match words.class(i) {
        Class::Det | Class::Num | Class::Rel => true,
        Class::Poss => words.is(i, &["whose", "his", "her", "their"]),
        Class::Word => !words.lower(i).ends_with("ing") && !is_verb(words, i),
        _ => false,
    }
}

/// Whether the word is a finite form of a reporting verb.
pub(crate) fn is_verb(words: &Words<'_>, i: usize) -> bool {
    lookup(words.lower(i)).is_some_and(|(_, forms)| forms.any(Forms::PAST))
}

/// The subject of a whole sentence: the first noun phrase after an introduction, up to the
/// first verb. For cues without a subject of their own (", saying that …").
pub(crate) fn leading_subject(words: &Words<'_>, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(words.len()).min(LONGEST * 2);
    let mut start = 0;
    while start < limit && matches!(words.class(start), Class::And | Class::Adv | Class::Quote | Class::Mark) {
        start += 1;
    }
    if matches!(words.class(start), Class::Prep | Class::Sub | Class::To | Class::Day)
        || words.lower(start).ends_with("ing")
    {
        start = (start..limit).find(|&i| words.class(i) == Class::Comma)? + 1;
    }
    while start < limit && matches!(words.class(start), Class::Adv | Class::And) {
        start += 1;
    }
    if words.class(start) == Class::Pron {
        return Some(start..start + 1);
    }
    let mut end = start;
    while end < limit && !words.quoted(end) {
        match words.class(end) {
            Class::Name | Class::Num | Class::Det | Class::Poss | Class::And => {}
            Class::Prep if end > start && words.is(end, &["of", "for", "from", "in", "at"]) => {}
            Class::Word => {
                let shape = words.lower(end);
                let noun =
                    matches!(words.class(end.wrapping_sub(1)), Class::Det | Class::Poss | Class::Word | Class::Prep);
                if end > start && (is_verb(words, end) || shape.ends_with("ed") || !noun && shape.ends_with('s')) {
                    break;
                }
            }
            _ => break,
        }
        end += 1;
    }
    while end > start && matches!(words.class(end - 1), Class::Prep | Class::And | Class::Det) {
        end -= 1;
    }
    (start < end).then_some(start..end)
}
