//! Words by which a writer holds back, and their bands of likelihood.

use crate::analysis::lexicon::List;
use crate::analysis::model::{Certainty, Hedge, Likelihood};
use crate::analysis::word::{Class, Words, marks};
use std::ops::Range;

pub(crate) const HEDGES: List = List::new(include_str!("../../assets/lexicon/hedges.txt"));

/// A hedge, and what it makes of the statement it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) hedge: Hedge,
    pub(crate) certainty: Certainty,
    /// The position of its first word.
    pub(crate) at: usize,
}

/// All hedges among `range`, in order; the longest phrase counts.
pub(crate) fn hedges(words: &Words<'_>, range: Range<usize>) -> Vec<Held> {
    let mut found = Vec::new();
    let mut i = range.start;
    while i < range.end {
        // A month or a name: "May 5", "Will May".
        let name = words.class(i) == Class::Name
            || words.lower(i) == "may" && i > range.start && words.all.get(i).is_some_and(|word| word.capital);
        let name = name || compares(words, i, range.end);
        let Some((end, value)) = (!name).then(|| longest(words, i, range.end)).flatten() else {
            i += 1;
            continue;
        };
        let (band, certainty) = value.split_once(' ').unwrap_or((value, ""));
        let certainty = match certainty {
            "possible" => Certainty::Possible,
            "unspecified" => Certainty::Unspecified,
            _ => Certainty::Probable,
        };
        found.push(Held { hedge: Hedge { span: words.span(i..end), likelihood: likelihood(band) }, certainty, at: i });
        i = end;
    }
    found
}

/// Whether a word of the list holds nothing back where it stands: "as soon as possible", "more
/// likely to vote", "the step most likely to help", "should we expect".
fn compares(words: &Words<'_>, i: usize, limit: usize) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    if words.is(i, &["likely"]) && words.is(before, &["most"]) {
        return compares(words, before, limit);
    }
    match words.lower(i) {
        "possible" => words.is(before, &["as"]),
        // "potential future operations", "potential buyers": not yet, rather than perhaps.
        "potential" => words.is(i + 1, &NOT_YET),
        // "everything we possibly can"
        "possibly" => words.is(i + 1, &["can", "could"]),
        "likely" => {
            words.is(before, &["more", "less", "least", "equally", "as"])
                && !(i + 1..limit.min(i + 2)).any(|k| words.is(k, &["than"]))
        }
        "most" => {
            words.is(i + 1, &["likely"])
                && words.is(i + 2, &["to"])
                && !matches!(words.class(before), Class::Be | Class::Modal | Class::Adv | Class::Comma | Class::Pron)
        }
        "i" | "we" => matches!(words.class(before), Class::Modal | Class::Do),
        _ => false,
    }
}

/// What is called potential because it is still to come, not because it is doubted.
const NOT_YET: [&str; 14] = [
    "future",
    "buyer",
    "buyers",
    "client",
    "clients",
    "customer",
    "customers",
    "donors",
    "employer",
    "employers",
    "investors",
    "recruits",
    "voters",
    "volunteers",
];

fn longest(words: &Words<'_>, i: usize, limit: usize) -> Option<(usize, &'static str)> {
    if !words.marked(i, marks::HEDGE) {
        return None;
    }
    let first = words.lower(i);
    let mut best = HEDGES.get(first).map(|value| (i + 1, value));
    if !HEDGES.continues(first) {
        return best;
    }
    let mut phrase = first.to_owned();
    for end in i + 1..limit.min(i + 7) {
        phrase.push(' ');
        phrase.push_str(words.lower(end));
        if let Some(value) = HEDGES.get(&phrase) {
            best = Some((end + 1, value));
        }
        if !HEDGES.continues(&phrase) {
            break;
        }
    }
    best
}

/// The band of a hedging phrase by itself, where the lists have one.
#[must_use]
pub fn hedge_likelihood(phrase: &str) -> Option<Likelihood> {
    let value = HEDGES.get(&phrase.trim().to_lowercase())?;
    likelihood(value.split_once(' ').map_or(value, |(band, _)| band))
}

fn likelihood(band: &str) -> Option<Likelihood> {
    Some(match band {
        "almost-no-chance" => Likelihood::AlmostNoChance,
        "very-unlikely" => Likelihood::VeryUnlikely,
        "unlikely" => Likelihood::Unlikely,
        "even-chance" => Likelihood::EvenChance,
        "likely" => Likelihood::Likely,
        "very-likely" => Likelihood::VeryLikely,
        "almost-certain" => Likelihood::AlmostCertain,
        _ => return None,
    })
}
