//! What follows a cue: who is told, when and where, and then the content.

use crate::analysis::phrase::phrase_from;
use crate::analysis::verb::Frames;
use crate::analysis::word::{Class, Words};

/// Where the content begins behind a cue.
pub(super) struct Opening {
    pub(super) content: Option<usize>,
    /// Where the cue's own adjuncts end.
    pub(super) end: usize,
    /// With "that", a question word or a quotation: nothing else it could be.
    pub(super) strong: bool,
}

impl Opening {
    pub(super) fn find(words: &Words<'_>, after: usize, frames: Frames, lemma: &str) -> Option<Self> {
        let at = |content: usize, strong: bool| Some(Self { content: Some(content), end: content, strong });
        let mut i = after;
        if frames.any(Frames::PERSON)
            && let Some((content, strong)) = addressed(words, i, frames, lemma)
        {
            return at(content, strong);
        }
        let clause = frames.any(Frames::CLAUSE.or(Frames::THAT));
        while words.class(i) == Class::Day || words.class(i) == Class::Adv && !words.quoted(i) {
            i += 1;
        }
        let speaks = frames.any(Frames::SPEECH) || clause;
        match words.class(i) {
            // "he did say that."
            Class::That if words.class(i + 1) == Class::Stop => return None,
            Class::That | Class::Wh if clause => return at(i, true),
            Class::Sub if clause && words.is(i, &["if", "where", "when"]) && !words.is(i, &["where", "when"]) => {
                return at(i, true);
            }
            Class::Sub
                if frames.any(Frames::CLAUSE)
                    && words.is(i, &["while", "although", "though", "if", "when", "because"]) =>
            {
                return at(i, false);
            }
            Class::Quote if speaks || frames.any(Frames::NOUN) => return at(i, true),
            Class::To if frames.any(Frames::INFINITIVE) => return at(i, true),
            Class::Comma | Class::Colon if speaks && words.quoted(i + 1) => return at(i + 1, true),
            Class::Colon if speaks && i + 1 < words.len() => return at(i + 1, true),
            Class::Prep | Class::To | Class::Comma if clause => {
                // "said in a statement that": look on for the conjunction.
                let limit = words.len().min(i + 24);
                let comma = words.class(i) == Class::Comma;
                if comma && words.lower(i + 1).ends_with("ing") {
                    return None; // "she said, adding"
                }
                let mut k = i + 1;
                let mut commas = 0;
                while k < limit {
                    let class = words.class(k);
                    match class {
                        Class::That if !comma || commas == 1 => return at(k, true),
                        Class::Quote if matches!(words.class(k - 1), Class::Comma | Class::Colon) => {
                            return at(k, true);
                        }
                        Class::Comma => commas += 1,
                        Class::Stop | Class::Semi | Class::Quote | Class::Dash => break,
                        _ => {}
                    }
                    if commas > 1 {
                        break;
                    }
                    k += 1;
                }
                // "said on Tuesday he would go"
                if words.class(i) == Class::Prep && words.class(i + 1) == Class::Day && clause_begins(words, i + 2) {
                    return at(i + 2, false);
                }
                if words.class(i) == Class::Prep && frames.any(Frames::CLAUSE) {
                    // "said in 2024 the pier was shut": rare; a trailing cue is likelier.
                    return Some(Self { content: None, end: tail(words, i), strong: false });
                }
                return None;
            }
            _ => {}
        }
        if frames.any(Frames::CLAUSE) && clause_begins(words, i) {
            return at(i, false);
        }
        let i = after;
        let nominal = matches!(
            words.class(i),
            Class::Det
                | Class::Poss
                | Class::Pron
                | Class::Obj
                | Class::Name
                | Class::Num
                | Class::Word
                | Class::Quote
                | Class::Wh
                | Class::That
        );
        if frames.any(Frames::NOUN) && nominal {
            return at(i, false);
        }
        None
    }
}

/// A clause without "that" begins at `i`: a noun phrase or pronoun, with a verb to follow.
fn clause_begins(words: &Words<'_>, i: usize) -> bool {
    let starts = matches!(
        words.class(i),
        Class::Det
            | Class::Poss
            | Class::Pron
            | Class::Name
            | Class::Num
            | Class::Word
            | Class::Obj
            | Class::Not
            | Class::Adv
    ) || words.is(i, &["there", "those", "both"]);
    starts && words.class(i + 1) != Class::Stop
        || starts && words.class(i) == Class::Word && words.is(i, &["so", "yes", "no"])
}

/// The content behind somebody who is told: "told reporters that …", "urged the port to".
fn addressed(words: &Words<'_>, after: usize, frames: Frames, lemma: &str) -> Option<(usize, bool)> {
    let clause = frames.any(Frames::CLAUSE.or(Frames::THAT)) || lemma == "tell";
    if matches!(words.class(after), Class::That | Class::Quote | Class::Comma | Class::Colon | Class::Stop | Class::Wh)
    {
        return None;
    }
    let person = phrase_from(words, after, words.len().min(after + 14));
    let limit = words.len().min(after + 22);
    let mut k = person.as_ref().map_or(after + 1, |person| person.end);
    let nearest = k;
    while k < limit {
        match words.class(k) {
            Class::That | Class::Wh if clause => return Some((k, true)),
            // "urged [the port to reopen]", but "told reporters [to leave]"
            Class::To if k == nearest => return Some((if lemma == "tell" { k } else { after }, true)),
            Class::Sub if words.is(k, &["if"]) => return Some((k, true)),
            Class::Quote => return Some((k, true)),
            Class::Comma | Class::Colon if words.quoted(k + 1) => return Some((k + 1, true)),
            Class::Prep
            | Class::Day
            | Class::Det
            | Class::Name
            | Class::Word
            | Class::Poss
            | Class::Num
            | Class::Adv => {}
            _ => break,
        }
        k += 1;
    }
    let object = matches!(words.class(after), Class::Obj) || words.is(after, &["her", "you", "it"]);
    if lemma == "tell" && object && clause_begins(words, after + 1) {
        return Some((after + 1, false));
    }
    if lemma == "tell"
        && words.class(after) == Class::Word
        && clause_begins(words, after + 1)
        && words.class(after + 1) != Class::Word
    {
        return Some((after + 1, false)); // "told reporters the pier"
    }
    // "told the council the pier"
    if lemma == "tell"
        && let Some(person) = person
        && matches!(words.class(person.end), Class::Det | Class::Poss | Class::Pron)
        && clause_begins(words, person.end)
    {
        return Some((person.end, false));
    }
    None
}

/// Where a trailing cue's adjuncts end: the next comma, stop, quotation or dash.
pub(super) fn tail(words: &Words<'_>, from: usize) -> usize {
    (from..words.len().min(from + 40))
        .find(|&i| {
            words.quoted(i)
                || matches!(
                    words.class(i),
                    Class::Comma | Class::Semi | Class::Colon | Class::Stop | Class::Dash | Class::Quote
                )
        })
        .unwrap_or(words.len().min(from + 40))
}

/// Content that goes on behind a cue set off by commas.
pub(super) fn after_comma(words: &Words<'_>, end: usize) -> Option<usize> {
    (matches!(words.class(end), Class::Comma | Class::Colon | Class::Dash) && end + 1 < words.len()
        || words.quoted(end))
    .then_some(if words.quoted(end) { end } else { end + 1 })
}
