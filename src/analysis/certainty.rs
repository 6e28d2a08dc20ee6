//! How far a source commits to its content: polarity, certainty and condition, after
//! FactBank (Saurí and Pustejovsky 2009).

use crate::analysis::cue::CueKind;
use crate::analysis::hedge::Held;
use crate::analysis::lexicon::List;
use crate::analysis::model::{Certainty, Polarity, Quotation};
use crate::analysis::orders::{admits, commands, inferred, planned, proposes, requires};
use crate::analysis::question::questions;
use crate::analysis::verb::{Forms, lookup};
use crate::analysis::word::{Class, Words};
use std::ops::Range;

const IRREGULAR: List = List::new(include_str!("../../assets/lexicon/irregular-pasts.txt"));

/// What a claim is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stance {
    pub(crate) polarity: Polarity,
    pub(crate) certainty: Certainty,
    pub(crate) conditional: bool,
}

/// The cue of a claim, as far as the stance depends on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie<'a> {
    pub(crate) kind: CueKind,
    pub(crate) lemma: &'a str,
    /// Whether the cue is negated: "did not say".
    pub(crate) negated: bool,
}

/// Verbs whose content the source holds to be untrue, or keeps from doing.
pub(crate) const DENYING: [&str; 26] = [
    "decline",
    "deny",
    "refuse",
    "reject",
    "dismiss",
    "refute",
    "rebut",
    "repudiate",
    "disavow",
    "dispute",
    "contradict",
    "doubt",
    "oppose",
    "rule",
    "rebuff",
    "spurn",
    "renounce",
    "forswear",
    "disown",
    "brush",
    "scoff",
    "contest",
    "shrug",
    "wave",
    "laugh",
    "object",
];

/// Verbs of wishing, asking, ordering and meaning to: nothing is said to be so.
const WISHING: [&str; 36] = [
    "want",
    "hope",
    "wish",
    "urge",
    "ask",
    "demand",
    "order",
    "plan",
    "intend",
    "seek",
    "propose",
    "recommend",
    "offer",
    "request",
    "vow",
    "pledge",
    "promise",
    "threaten",
    "agree",
    "decide",
    "aim",
    "aspire",
    "long",
    "prefer",
    "call",
    "push",
    "press",
    "lobby",
    "advocate",
    "encourage",
    "implore",
    "beg",
    "appeal",
    "plead",
    "wonder",
    "question",
];

/// Verbs of belief that hold back.
const BELIEVING: [&str; 26] = [
    "think",
    "believe",
    "suspect",
    "expect",
    "assume",
    "estimate",
    "reckon",
    "guess",
    "seem",
    "appear",
    "suggest",
    "predict",
    "anticipate",
    "doubt",
    "consider",
    "feel",
    "imply",
    "hint",
    "infer",
    "presume",
    "speculate",
    "theorize",
    "project",
    "forecast",
    "indicate",
    "imagine",
];

/// The stance of the content among `range`.
pub(crate) fn stance(
    words: &Words<'_>,
    range: Range<usize>,
    held: &[Held],
    tie: Option<Tie<'_>>,
    quotation: Quotation,
) -> Stance {
    let main = main_clause(words, range.clone());
    let mut negative = negated(words, main.clone());
    if let Some(tie) = tie {
        // A denied denial is none: "did not rule out".
        negative ^= DENYING.contains(&tie.lemma) ^ tie.negated;
    }
    Stance {
        polarity: if negative { Polarity::Negative } else { Polarity::Positive },
        certainty: certainty(words, &range, &main, held, tie, quotation != Quotation::None),
        conditional: conditional(words, range, tie),
    }
}

/// The words up to the first subordinate clause.
pub(crate) fn main_clause(words: &Words<'_>, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while start < range.end && (words.class(start).is_mark() || matches!(words.class(start), Class::That | Class::And))
    {
        start += 1;
    }
    // "Maria, as I said, we …", "Well, if it rains, we …"
    if words.class(start + 1) == Class::Comma
        && (words.class(start) == Class::Name || words.is(start, &["but", "so", "well", "look", "now", "yes", "no"]))
        && matches!(words.class(start + 2), Class::Sub | Class::Prep)
    {
        start += 2;
    }
    // "But as I said, we …"
    if words.is(start, &["but", "so", "yet"]) && words.class(start) == Class::Sub {
        start += 1;
    }
    // "When asked, she …": behind the introduction.
    if matches!(words.class(start), Class::Sub | Class::Prep)
        && let Some(comma) = (start..range.end.min(start + 30)).find(|&i| words.class(i) == Class::Comma)
    {
        start = comma + 1;
    }
    let end = (start + 1..range.end)
        .find(|&i| {
            matches!(words.class(i), Class::Rel | Class::Semi | Class::Stop | Class::Colon)
                || words.class(i) == Class::That && describes(words, start, i)
                || words.class(i) == Class::Sub
                    && (!words.is(i, &["so", "than", "as"])
                        || words.is(i, &["as"])
                            && (words.class(i - 1) == Class::Comma || words.is(i - 1, &["even", "just"])))
        })
        .unwrap_or(range.end);
    start..first_clause(words, start, end.max(start))
}

/// Whether the "that" at `i` begins a relative clause, as in "the plan that we did not see"; not in
/// "told the council that …", "it is clear that …".
fn describes(words: &Words<'_>, start: usize, i: usize) -> bool {
    const TELLING: [&str; 9] =
        ["tell", "inform", "assure", "warn", "remind", "convince", "persuade", "notify", "promise"];
    let noun = |k: usize| words.class(k) == Class::Word && !words.lower(k).ends_with("ed");
    let telling = |k: usize| lookup(words.lower(k)).is_some_and(|(verb, _)| TELLING.contains(&verb.lemma));
    let near = i.saturating_sub(4).max(start);
    let definite = (near..i).any(|k| matches!(words.class(k), Class::Det | Class::Poss | Class::Num));
    i > start && noun(i - 1) && definite && !(start..i).any(telling)
}

/// Where the first of several clauses in a row ends: "It was done, and I felt …".
fn first_clause(words: &Words<'_>, start: usize, end: usize) -> usize {
    let mut verb = false;
    for i in start..end {
        let class = words.class(i);
        verb |= matches!(class, Class::Be | Class::Modal | Class::Have | Class::Do)
            || class == Class::Word && is_past(words.lower(i));
        let joins = class == Class::And || words.is(i, &["but", "so", "yet"]);
        if verb
            && joins
            && i > start
            && matches!(words.class(i + 1), Class::Pron | Class::Det | Class::Poss)
            && (words.class(i + 1) == Class::Pron || words.class(i - 1) == Class::Comma)
        {
            return i;
        }
    }
    end
}

/// Whether the clause's verb is negated, or its subject is "nobody".
fn negated(words: &Words<'_>, main: Range<usize>) -> bool {
    if words.is(main.start, &["no", "nobody", "none", "neither", "nothing", "never", "not"])
        && !(words.class(main.start) == Class::Not && merely(words, main.start + 1))
    {
        return true;
    }
    let mut verb = false;
    for i in main {
        let word = words.lower(i);
        match words.class(i) {
            // "not only", "not the only one"
            Class::Not if merely(words, i + 1) => {}
            Class::Not => return true,
            // "have n't", parted
            _ if (contracted(word) || matches!(word, "n't" | "n’t")) && !merely(words, i + 1) => return true,
            Class::Modal | Class::Do | Class::Have | Class::Be => {
                if word == "cannot" && !merely(words, i + 1) {
                    return true;
                }
                // "there is no plan", "has no evidence"
                if words.is(i + 1, &["no", "nothing", "nobody"]) {
                    return true;
                }
                verb = true;
            }
            Class::Adv if verb => {}
            // "It protects ships, and they won’t sink": the first clause counts.
            Class::Word if !verb && (third_person(words, i) || first_person(words, i)) => return false,
            // The United States ends in "ed".
            Class::Name if !verb && words.all.get(i).is_some_and(|word| word.capital) => {}
            Class::Word | Class::Name | Class::Det | Class::Poss | Class::To if !verb && is_past(word) => {
                return word == "failed" || lookup(word).is_some_and(|(verb, _)| DENYING.contains(&verb.lemma));
            }
            _ if verb => return false,
            _ => {}
        }
    }
    false
}

/// Whether "not" before word `i` takes nothing back: "only", "just", "the only".
fn merely(words: &Words<'_>, i: usize) -> bool {
    let at = i + usize::from(words.is(i, &["the"]));
    words.is(at, &["only", "alone"]) || at == i && words.is(i, &["just", "merely", "simply", "solely"])
}

/// Whether word `i` is a verb in the present behind "it", "he" or "she".
fn third_person(words: &Words<'_>, i: usize) -> bool {
    let word = words.lower(i);
    let subject = i.checked_sub(1).map_or(i, |k| if words.class(k) == Class::Adv { k.saturating_sub(1) } else { k });
    subject < i && words.is(subject, &["it", "he", "she"]) && word.ends_with('s') && !word.ends_with("ss")
}

/// Whether word `i` is a verb in the present behind "I", "we", "you" or "they" that holds nothing
/// back: "I apologize, we have not heard", not "I think we have not".
fn first_person(words: &Words<'_>, i: usize) -> bool {
    let verb = lookup(words.lower(i)).map_or(words.lower(i), |(verb, _)| verb.lemma);
    i > 0
        && words.is(i - 1, &["i", "we", "you", "they"])
        && !BELIEVING.contains(&verb)
        && !matches!(verb, "mean" | "know" | "see" | "say" | "hope" | "understand" | "want" | "just" | "guys" | "all")
}

/// "met", "took": pasts that their spelling doesn't tell, and that are no verbs of saying.
pub(super) fn is_irregular_past(word: &str) -> bool {
    IRREGULAR.contains(word)
}

pub(super) fn is_past(word: &str) -> bool {
    word.ends_with("ed") || IRREGULAR.contains(word) || lookup(word).is_some_and(|(_, forms)| forms.any(Forms::PAST))
}

/// "n't", written with either apostrophe or in haste.
pub(crate) fn contracted(word: &str) -> bool {
    word.ends_with("n't")
        || word.ends_with("n’t")
        || matches!(
            word,
            "nt" | "dont" | "doesnt" | "didnt" | "isnt" | "wasnt" | "arent" | "cant" | "havent" | "wouldnt"
        )
}

fn certainty(
    words: &Words<'_>,
    range: &Range<usize>,
    main: &Range<usize>,
    held: &[Held],
    tie: Option<Tie<'_>>,
    spoken: bool,
) -> Certainty {
    if asks(words, range.clone(), tie) {
        return Certainty::Unspecified;
    }
    if let Some(tie) = tie {
        let infinitive = words.class(range.start) == Class::To && tie.kind != CueKind::Raising;
        if infinitive || WISHING.contains(&tie.lemma) && tie.kind != CueKind::Raising {
            return Certainty::Unspecified;
        }
    }
    if proposes(words, main) {
        return Certainty::Unspecified;
    }
    // Orders: "must", "should", "let us".
    let orders = |i: usize| {
        words.is(i, &["must", "should", "shall", "ought"]) && !inferred(words, i) && !admits(words, i)
            || spoken && affirmed(tie) && requires(words, main, i)
    };
    if main.clone().any(orders) || commands(words, main.clone()) || planned(words, main) {
        return Certainty::Unspecified;
    }
    // "a potential meeting" says nothing about the claim, "is possible" does.
    let predicated = |held: &&Held| {
        let noun = words.is(
            held.at,
            &["potential", "possible", "possibility", "probable", "alleged", "uncertain", "unclear", "improbable"],
        );
        !noun || (held.at.saturating_sub(3)..held.at).any(|i| words.class(i) == Class::Be)
    };
    let scoped = |held: &&Held| main.contains(&held.at) || coordinate(words, main.end, held.at);
    let own = held.iter().filter(scoped).filter(predicated).map(|held| held.certainty);
    let must = main.clone().any(|i| inferred(words, i));
    let mut worst = if must { Certainty::Probable } else { Certainty::Certain };
    for certainty in own {
        worst = weaker(worst, certainty);
    }
    // What can be need not be.
    let first = |i: &usize| matches!(words.class(*i), Class::Modal | Class::Be | Class::Have | Class::Do);
    let reports = |i: usize| {
        words.is(i, &["say", "tell", "confirm", "see", "assure", "report", "announce", "hear", "only", "also"])
    };
    let after = |i: usize| i + 1 + usize::from(words.is(i + 1, &["just", "also"]));
    if main.clone().find(first).is_some_and(|i| words.is(i, &["can"]) && !reports(i + 1) && !reports(after(i))) {
        worst = weaker(worst, Certainty::Possible);
    }
    if let Some(tie) = tie {
        if BELIEVING.contains(&tie.lemma) || matches!(tie.kind, CueKind::Raising | CueKind::Adverb) {
            worst = weaker(worst, Certainty::Probable);
        }
        if matches!(tie.lemma, "fear" | "worry" | "speculate") {
            worst = weaker(worst, Certainty::Possible);
        }
    }
    worst
}

/// Whether a cue leaves its content as it is: not "doubts that they need to leave".
pub(crate) fn affirmed(tie: Option<Tie<'_>>) -> bool {
    tie.is_none_or(|tie| !tie.negated && !DENYING.contains(&tie.lemma) && !BELIEVING.contains(&tie.lemma))
}

/// Whether word `at` stands in a clause that is not subordinate: "…, but we believe that it held".
fn coordinate(words: &Words<'_>, from: usize, at: usize) -> bool {
    // A belief told by the speaker scopes over what comes behind it.
    let believed = words.is(at, &["i", "we", "my"]);
    let opener = (from..=at).rev().find(|&i| {
        matches!(words.class(i), Class::Rel | Class::Semi | Class::Stop | Class::Colon | Class::Wh)
            || words.class(i) == Class::Sub
            || words.class(i) == Class::That
            || words.class(i) == Class::Dash
    });
    opener.is_none_or(|i| match words.class(i) {
        Class::Semi | Class::Stop | Class::Colon | Class::Dash => true,
        Class::Sub => words.is(i, &["but", "so", "yet"]) || believed && words.class(at - 1) == Class::Comma,
        _ => false,
    })
}

/// Verbs that begin orders and advice without an object: "Go down", "Keep in touch".
/// Whether the content is a question: "asked whether", "asked if", but not "if it rains, she
/// said" or "whether they come is another question".
pub(crate) fn asks(words: &Words<'_>, range: Range<usize>, tie: Option<Tie<'_>>) -> bool {
    const OPEN: [&str; 14] = [
        "ask",
        "wonder",
        "question",
        "inquire",
        "enquire",
        "query",
        "know",
        "see",
        "say",
        "tell",
        "decide",
        "determine",
        "discuss",
        "consider",
    ];
    questions(words, range.clone())
        || tie.is_some_and(|tie| {
            words.is(range.start, &["whether"]) || words.is(range.start, &["if"]) && OPEN.contains(&tie.lemma)
        })
}

const fn weaker(a: Certainty, b: Certainty) -> Certainty {
    match (a, b) {
        (Certainty::Unspecified, _) | (_, Certainty::Unspecified) => Certainty::Unspecified,
        (Certainty::Possible, _) | (_, Certainty::Possible) => Certainty::Possible,
        (Certainty::Probable, _) | (_, Certainty::Probable) => Certainty::Probable,
        _ => Certainty::Certain,
    }
}

/// Whether it holds only under a condition: "if", "unless", "provided", "should it rain".
fn conditional(words: &Words<'_>, range: Range<usize>, tie: Option<Tie<'_>>) -> bool {
    range.clone().any(|i| match words.lower(i) {
        "if" if whether(words, range.start, i) || in_passing(words, i) => false,
        "if" => {
            i > range.start && !words.is(i - 1, &["even", "as", "if"])
                || i == range.start && !asks(words, range.clone(), tie)
        }
        "unless" | "lest" => true,
        // "It would be a mistake": if it were done. In reported speech it is the future.
        "would" => {
            (tie.is_none() || words.quoted(i))
                && !words.is(i + 1, &["like", "love", "prefer", "hope"])
                && !softened(words, i)
                && !(tie.is_none() && habitual(words, range.start, i))
                && leads(words, main_clause(words, range.clone()), i)
        }
        "provided" | "providing" | "assuming" => {
            words.class(i + 1) == Class::That
                || i > range.start
                    && words.class(i - 1) == Class::Comma
                    && matches!(words.class(i + 1), Class::Pron | Class::Det | Class::Name | Class::Poss)
        }
        "should" | "were" | "had" => {
            i == range.start
                && matches!(words.class(i + 1), Class::Pron | Class::Det | Class::Name)
                && !asks(words, range.clone(), tie)
        }
        "condition" => words.is(i.wrapping_sub(1), &["on"]) && words.class(i + 1) == Class::That,
        "long" => words.is(i.wrapping_sub(1), &["as", "so"]) && words.is(i + 1, &["as"]),
        "case" => words.is(i.wrapping_sub(1), &["in"]) && !words.is(i + 1, &["of"]),
        _ => false,
    })
}

/// Whether "would" at `i` tells what used to be: "she would often come in", "Ordinarily, he would leave". Under a cue it
/// is the future of what was said.
fn habitual(words: &Words<'_>, start: usize, i: usize) -> bool {
    const OFTEN: [&str; 8] =
        ["often", "sometimes", "usually", "ordinarily", "regularly", "routinely", "frequently", "occasionally"];
    let after = usize::from(words.is(i + 1, &["also", "then"]));
    let begins = words.is(start, &OFTEN) && words.class(start + 1) == Class::Comma;
    words.is(i, &["would"]) && (begins || words.is(i + 1 + after, &OFTEN))
}

/// Whether "would" at `i` only softens what is done by saying it: "I would recommend", "we would ask".
fn softened(words: &Words<'_>, i: usize) -> bool {
    const DONE: [&str; 21] = [
        "add",
        "advise",
        "agree",
        "argue",
        "ask",
        "call",
        "caution",
        "describe",
        "encourage",
        "note",
        "point",
        "recommend",
        "refer",
        "remind",
        "say",
        "stress",
        "submit",
        "suggest",
        "tell",
        "think",
        "urge",
    ];
    let verb = i + 1 + usize::from(words.class(i + 1) == Class::Adv);
    i > 0 && words.is(i - 1, &["i", "we"]) && words.is(verb, &DONE)
}

/// Whether "if" at `i` is said in passing: "few, if any,", "if necessary", "if not more".
fn in_passing(words: &Words<'_>, i: usize) -> bool {
    words.is(i + 1, &["any", "anything", "ever", "only", "at", "possible", "necessary", "needed", "applicable"])
        && (i + 2 >= words.len() || words.class(i + 2).is_mark() || words.is(i + 1, &["ever", "at", "only"]))
        || words.is(i + 1, &["not"]) && i > 0 && words.class(i - 1).is_mark()
}

/// Whether the modal at `i` stands in the first clause: before it is no finite verb.
fn leads(words: &Words<'_>, main: Range<usize>, i: usize) -> bool {
    let finite = |k: usize| match words.class(k) {
        Class::Modal | Class::Do | Class::Have | Class::Be => true,
        Class::Word => third_person(words, k) || first_person(words, k),
        _ => false,
    };
    let introduced = words.class(main.start) == Class::Sub || words.is(main.start, &["whether"]);
    main.contains(&i) && (introduced || !(main.start..i).any(finite))
}

/// Whether "if" at `i` means "whether": "see if", "to indicate if", "tell us if", "if or how many".
fn whether(words: &Words<'_>, start: usize, i: usize) -> bool {
    const OPEN: [&str; 39] = [
        "ask",
        "asked",
        "asks",
        "asking",
        "wonder",
        "wondered",
        "wondering",
        "curious",
        "know",
        "knows",
        "knew",
        "see",
        "say",
        "said",
        "tell",
        "told",
        "indicate",
        "check",
        "determine",
        "decide",
        "unclear",
        "clear",
        "sure",
        "unsure",
        "confirm",
        "clarify",
        "question",
        "doubt",
        "learn",
        "test",
        "ascertain",
        "remember",
        "recall",
        "specify",
        "discuss",
        "consider",
        "understand",
        "find",
        "assess",
    ];
    if words.is(i + 1, &["or"]) {
        return true;
    }
    let Some(before) = i.checked_sub(1).filter(|&k| k >= start) else { return false };
    let passed = matches!(words.class(before), Class::Obj | Class::Pron | Class::Adv | Class::Prep);
    // "wondering, with the vote tomorrow, if"
    let wonders = (i.saturating_sub(20).max(start)..i).any(|k| words.is(k, &["curious", "wondering", "wonder"]));
    words.is(before, &OPEN) || passed && before > start && words.is(before - 1, &OPEN) || wonders
}
