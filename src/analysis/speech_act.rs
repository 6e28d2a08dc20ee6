//! What people say of their own talking: what they are about to say, whose turn it is, and what they keep to themselves.

use crate::analysis::word::{Class, Words};
use std::ops::Range;

/// The pronoun nearest before "going" at `to` - 1: "I’m not going to".
pub(super) fn subject(words: &Words<'_>, to: usize) -> Option<usize> {
    (to.saturating_sub(6)..to).rev().find(|&k| words.class(k) == Class::Pron)
}

/// Whether somebody only says what they are about to say or whose turn it is: "I’ll say this",
/// "we’ll see", "I’m not going to talk about that", "you’ll have to ask them". `by` is the subject,
/// `verb` where the verb is looked for.
pub(super) fn speech_act(words: &Words<'_>, by: usize, verb: usize) -> bool {
    const ACTS: [&str; 49] = [
        "say",
        "tell",
        "let",
        "leave",
        "turn",
        "pass",
        "refer",
        "defer",
        "point",
        "repeat",
        "reiterate",
        "note",
        "add",
        "ask",
        "talk",
        "speak",
        "comment",
        "speculate",
        "address",
        "admit",
        "remind",
        "echo",
        "read",
        "mention",
        "answer",
        "respond",
        "discuss",
        "preview",
        "characterize",
        "elaborate",
        "confirm",
        "concede",
        "argue",
        "stress",
        "emphasize",
        "underscore",
        "underline",
        "acknowledge",
        "quote",
        "weigh",
        "preempt",
        "prejudge",
        "parse",
        "rehash",
        "litigate",
        "see",
        "hand",
        "kick",
        "toss",
    ];
    let own = |at: usize| matches!(words.stem(at), "i" | "we" | "you");
    let mut at = verb;
    while matches!(words.class(at), Class::Adv | Class::Not | Class::Comma | Class::Dash) && at < verb + 6 {
        at += 1;
    }
    // "we’ll — we’re waiting": begun anew.
    if at > verb && words.class(at - 1) == Class::Dash && words.class(at) == Class::Pron {
        return true;
    }
    let asks = words.is(at, &["have"])
        && words.class(at + 1) == Class::To
        && words.is(at + 2, &["ask", "check", "refer", "talk", "speak", "wait", "go", "see"]);
    let goes = words.is(at, &["go", "get"]) && words.is(at + 1, &["into", "ahead", "back"])
        || words.is(at, &["get"]) && words.is(at + 1, &["started"]) && words.class(at + 2) != Class::Prep
        || words.is(at, &["take"])
            && (words.is(at + 1, &["that", "it", "the", "a", "your", "this", "one"])
                && (at + 1..at + 6).any(|k| words.is(k, &["one", "crack"]))
                || (at + 1..at + 6).any(|k| words.is(k, &["question", "questions"])))
        || words.is(at, &["try"]) && words.is(at + 1, &["again"])
        || words.is(at, &["hope"])
        || words.is(at, &["be"])
            && words.is(at + 1, &["happy", "glad", "honest", "brief", "clear", "blunt", "candid", "careful", "very"])
        || words.is(at, &["give"]) && words.is(at + 1, &["you"])
        || words.is(at, &["just"]) && words.is(at + 1, &ACTS);
    let refused = denied(words, verb) || (by + 1..verb).any(|i| refuses(words, i));
    let withholds = refused && words.is(at, &WITHHELD) && !words.is(at + 1, &["up", "in"]);
    own(by) && (words.is(at, &ACTS) || asks || goes || withholds)
}

/// What is kept back where it is not done.
const WITHHELD: [&str; 7] = ["provide", "give", "telegraph", "share", "name", "engage", "offer"];

fn refuses(words: &Words<'_>, i: usize) -> bool {
    words.class(i) == Class::Not || words.is(i, &["won't", "won’t", "can't", "can’t", "cannot"])
}

/// Whether what follows "we will" at `i` is no act of theirs: denied, or "know", "be able".
pub(super) fn idle(words: &Words<'_>, mut i: usize) -> bool {
    if denied(words, i) {
        return true;
    }
    while words.class(i) == Class::Adv {
        i += 1;
    }
    words.is(i, &["know", "learn", "need", "find", "understand", "remember", "have"])
        // "we will be late", but "we will be sending boats"
        || words.is(i, &["be"]) && !words.lower(i + 1).ends_with("ing")
}

/// Whether "not" or "never" stands at `i`, adverbs before it.
fn denied(words: &Words<'_>, mut i: usize) -> bool {
    while words.class(i) == Class::Adv {
        i += 1;
    }
    words.class(i) == Class::Not
}

/// "I’m not going to talk about that", "I won’t speculate", "I have nothing to add".
pub(super) fn keeps_silent(words: &Words<'_>, main: Range<usize>) -> bool {
    const SILENT: [&str; 12] = [
        "talk",
        "speculate",
        "comment",
        "discuss",
        "preview",
        "prejudge",
        "elaborate",
        "confirm",
        "speak",
        "characterize",
        "go",
        "get",
    ];
    let own = |i: &usize| words.class(*i) == Class::Pron && matches!(words.stem(*i), "i" | "we");
    let nothing = |i: usize| {
        let told = |k: usize| {
            words.class(k) == Class::To
                && words.is(k + 1, &["say", "add", "share", "announce", "preview", "report", "read"])
        };
        let held = words.is(i, &["nothing"])
            || words.is(i, &["anything"]) && (i.saturating_sub(4)..i).any(|k| negates(words, k));
        // "Nothing to add", not "the port has nothing to report"
        let ours = i == main.start || (i.saturating_sub(6).max(main.start)..i).any(|k| own(&k));
        held && ours
            && (told(i + 1) || words.is(i + 1, &["more", "else", "further", "new", "additional"]) && told(i + 2))
    };
    let withholds = |first: usize| {
        let not = (first + 1..main.end.min(first + 4)).find(|&i| refuses(words, i));
        let Some(not) = not else { return false };
        let silent = |i: &usize| words.is(*i, &SILENT) || words.is(*i, &WITHHELD);
        let Some(verb) = (not + 1..main.end.min(not + 6)).find(silent) else { return false };
        let led = (not + 1..verb).all(|i| {
            matches!(words.class(i), Class::Adv | Class::To | Class::Be)
                || words.is(i, &["going", "able", "in", "a", "position"])
        });
        led && match words.lower(verb) {
            "go" => words.is(verb + 1, &["into"]),
            "get" => words.is(verb + 1, &["into"]) || words.is(verb + 1, &["ahead"]) && words.is(verb + 2, &["of"]),
            "speak" | "talk" => words.is(verb + 1, &["to", "about", "for"]),
            // "can’t share the pier"
            "give" | "provide" | "share" | "offer" => (verb + 1..verb + 6).any(|i| words.is(i, &TOLD)),
            "name" => words.is(verb + 1, &["names"]),
            "engage" => words.is(verb + 2, &["hypotheticals", "speculation"]),
            _ => true,
        }
    };
    let mut close = main.clone().take(12).filter(own);
    (main.start..words.len()).any(nothing) || close.any(withholds)
}

/// What is told or kept back.
const TOLD: [&str; 17] = [
    "detail",
    "details",
    "particulars",
    "specifics",
    "information",
    "number",
    "numbers",
    "figure",
    "figures",
    "timeline",
    "timelines",
    "update",
    "updates",
    "readout",
    "estimate",
    "assessment",
    "punches",
];

/// Whether a word denies: "not", "don’t".
fn negates(words: &Words<'_>, i: usize) -> bool {
    words.class(i) == Class::Not || words.lower(i).ends_with("n't") || words.lower(i).ends_with("n’t")
}
