//! What kind of change it is.

use super::units::{Unit, speaker};
use super::{Kind, Version};
use crate::analysis::time_words::NUMBERS;
use crate::analysis::{Certainty, Claim};
use crate::annotation::align::{Words, unlike};
use crate::base::Span;
use crate::document::date::{MONTHS, WEEKDAYS};
use std::collections::BTreeSet;

/// A version, its words, and one of its units.
type Of<'a> = (Version<'a>, &'a Words, &'a Unit);
/// A version, its words, a claim, and those of its words that changed.
type Changed<'a> = (Version<'a>, &'a Words, Option<&'a Claim>, &'a [usize]);

/// Words for numbers beside those up to twelve; those of figures begin with a digit.
const MORE_NUMBERS: &[&str] = &[
    "zero",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "trillions",
    "dozen",
    "dozens",
    "half",
    "third",
    "quarter",
    "once",
    "twice",
    "double",
    "triple",
];
/// Names of days and months; other words of time are known by the claim.
fn is_day(text: &str, lower: &str) -> bool {
    let named = MONTHS.contains(&lower) || WEEKDAYS.contains(&lower);
    named && (lower != "may" || text == "May") || matches!(lower, "today" | "yesterday" | "tomorrow")
}

fn is_number(lower: &str) -> bool {
    lower.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&lower) || MORE_NUMBERS.contains(&lower)
}

/// Words that turn a claim round ("n't" is cut in two).
const NEGATIONS: &[&str] = &["not", "no", "never", "neither", "nor", "none", "nobody", "nothing", "t", "without"];
/// Words that say who without naming anybody.
const PRONOUNS: &[&str] = &["he", "she", "they", "it", "i", "we", "you", "his", "her", "their"];

/// What happened to a claim that is in both versions; nothing if its words are the same, or if it
/// was only `cut` differently.
pub(super) fn of_pair(old: Of<'_>, new: Of<'_>, cut: bool) -> BTreeSet<Kind> {
    let names = |(_, words, unit): &Of<'_>| -> Vec<u32> { unit.near.iter().map(|word| words.names[*word]).collect() };
    let (before, after) = (claim(old), claim(new));
    let same = cut || names(&old) == names(&new);
    let mut kinds = BTreeSet::new();
    if let (Some(from), Some(to)) = (before, after)
        && other_speaker(old, from, new, to, same)
    {
        kinds.insert(Kind::Speaker);
    }
    if same {
        return kinds;
    }
    if let (Some(from), Some(to)) = (before, after) {
        if from.polarity != to.polarity {
            kinds.insert(Kind::Negation);
        } else {
            let (was, is) = (strength(from), strength(to));
            if (was - is).abs() > 0.02 {
                kinds.insert(if is < was { Kind::Weaker } else { Kind::Stronger });
            }
        }
    }
    // Who says it is compared by name, not by words; how it is said counts.
    let spoken = |of: &Of<'_>, claim: Option<&Claim>| -> Vec<usize> {
        let cue = claim.map_or(&[][..], |claim| &claim.cue[..]).iter().flat_map(|span| of.1.touching(*span));
        let mut spoken: Vec<usize> = of.2.content.iter().copied().chain(cue).collect();
        spoken.sort_unstable();
        spoken.dedup();
        spoken
    };
    let (from, to) = (spoken(&old, before), spoken(&new, after));
    let name = |words: &Words, which: &[usize]| which.iter().map(|word| words.names[*word]).collect::<Vec<u32>>();
    let (gone, come) = unlike(&name(old.1, &from), &name(new.1, &to));
    let only = |which: Vec<usize>, changed: Vec<bool>| -> Vec<usize> {
        which.into_iter().zip(changed).filter(|(_, changed)| *changed).map(|(word, _)| word).collect()
    };
    let (gone, come) = (only(from, gone), only(to, come));
    kinds.extend(of_words((old.0, old.1, before, &gone), (new.0, new.1, after, &come)));
    if kinds.is_empty() {
        // Only the words for the speaker changed: "Ortiz", "Ms. Ortiz".
        kinds.insert(Kind::Reworded);
    }
    kinds
}

fn claim<'a>((version, _, unit): Of<'a>) -> Option<&'a Claim> {
    version.analysis.claims.get(unit.claim?)
}

/// What kinds of words changed.
pub(super) fn of_words(old: Changed<'_>, new: Changed<'_>) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    for (version, words, claim, changed) in [old, new] {
        for word in changed {
            let span = words.spans[*word];
            let text = span.of(version.document.content());
            let lower = text.to_lowercase();
            let within = |spans: Vec<Span>| spans.iter().any(|other| other.overlaps(span));
            let timed = claim.is_some_and(|claim| within(claim.times.iter().map(|time| time.span).collect()));
            let hedged = claim.is_some_and(|claim| within(claim.hedges.iter().map(|hedge| hedge.span).collect()));
            let is_word = text.chars().any(char::is_alphanumeric);
            if timed || is_day(text, &lower) {
                kinds.insert(Kind::Date);
            } else if is_number(&lower) {
                kinds.insert(Kind::Figure);
            } else if NEGATIONS.contains(&lower.as_str()) {
                kinds.insert(Kind::Negation);
            } else if !hedged && is_word {
                kinds.insert(Kind::Reworded);
            }
        }
    }
    let any = !old.3.is_empty() || !new.3.is_empty();
    let hedges = |claim: Option<&Claim>| claim.map_or(0, |claim| claim.hedges.len());
    if any && kinds.is_empty() && hedges(old.2) == 0 && hedges(new.2) == 0 {
        // Signs alone.
        kinds.insert(Kind::Reworded);
    }
    kinds
}

/// How firmly a claim is made, 0 to 1: by its hedges' bands (ICD 203) where they have one, else by
/// its certainty (FactBank's CT, PR, PS, U).
fn strength(claim: &Claim) -> f32 {
    let base = match claim.certainty {
        Certainty::Certain => 1.0,
        Certainty::Probable => 0.75,
        Certainty::Possible => 0.5,
        Certainty::Unspecified => 0.4,
    };
    let band = |(low, high): (u8, u8)| {
        let middle = (f32::from(low) + f32::from(high)) / 200.0;
        middle.max(1.0 - middle)
    };
    let banded = claim.hedges.iter().filter_map(|hedge| hedge.likelihood).map(|l| band(l.percent()));
    let firm = banded.reduce(f32::min).unwrap_or(base);
    // "Reportedly" has no band, but weakens.
    let vague = claim.hedges.iter().filter(|hedge| hedge.likelihood.is_none()).count().min(3);
    #[allow(clippy::cast_precision_loss)] // at most three
    let vague = vague as f32 * 0.05;
    firm - vague - if claim.conditional { 0.1 } else { 0.0 }
}

/// Whether somebody else says it. Where the words are the same, only a pronoun can have come to
/// mean somebody else.
fn other_speaker(old: Of<'_>, from: &Claim, new: Of<'_>, to: &Claim, same: bool) -> bool {
    let pronoun = |(version, ..): &Of<'_>, claim: &Claim| {
        let source = version.document.words(&claim.source).to_lowercase();
        PRONOUNS.contains(&source.as_str())
    };
    let (vague, unknown) = (pronoun(&old, from) || pronoun(&new, to), from.person.is_none() || to.person.is_none());
    if vague && unknown || same && !vague {
        return false;
    }
    let name =
        |(version, _, unit): &Of<'_>| unit.claim.map_or_else(String::new, |id| speaker(*version, id)).to_lowercase();
    let (was, is) = (name(&old), name(&new));
    let last = |name: &str| name.split_whitespace().next_back().unwrap_or_default().to_owned();
    // "Ortiz" and "Lena Ortiz" are one.
    let people = from.person.is_some() && to.person.is_some();
    let one = was.contains(&is) || is.contains(&was) || people && last(&was) == last(&is);
    !one
}
