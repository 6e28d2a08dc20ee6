//! What changed between two versions of an article, claim by claim.
//!
//! **Invariants:** pure, near-linear, can't fail; no word that was added or dropped goes
//! unreported ([`check_comparison`]); what only the machine sees differently, the words being the
//! same, is no change. **Deliberately absent:** which versions there are (`store`), and marks on
//! them (`annotation::places`).

mod kinds;
mod pairing;
mod units;

use crate::analysis::Analysis;
use crate::annotation::align::{Alignment, Words};
use crate::base::{ClaimId, Span};
use crate::document::Document;
use pairing::{out_of_order, pairs};
use std::collections::BTreeSet;
use units::{Unit, units};

/// What happened to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Dropped,
    /// Somebody else says it, or nobody any more.
    Speaker,
    /// What was so is not so, or the other way round.
    Negation,
    /// A number changed.
    Figure,
    /// A date or time changed.
    Date,
    /// It is said with less certainty.
    Weaker,
    /// It is said with more certainty.
    Stronger,
    /// Other words changed.
    Reworded,
    /// It stands elsewhere.
    Moved,
}

impl Kind {
    /// All, in order.
    pub const ALL: [Self; 10] = [
        Self::Added,
        Self::Dropped,
        Self::Speaker,
        Self::Negation,
        Self::Figure,
        Self::Date,
        Self::Weaker,
        Self::Stronger,
        Self::Reworded,
        Self::Moved,
    ];

    /// As in JSON and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Speaker => "speaker",
            Self::Negation => "negation",
            Self::Figure => "figure",
            Self::Date => "date",
            Self::Weaker => "weaker",
            Self::Stronger => "stronger",
            Self::Reworded => "reworded",
            Self::Moved => "moved",
        }
    }
}

/// One version's side of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The claim; `None` for words that are in none: a title, a courtesy.
    pub claim: Option<ClaimId>,
    /// Its words in this version's text, in order; never empty.
    pub spans: Vec<Span>,
    /// Who says it, in a few words; nothing for words that are in no claim. Untrusted.
    pub speaker: String,
    /// What it says, in one line; with the rest of its sentence where that is what changed.
    /// Untrusted.
    pub words: String,
}

/// One claim, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What; at least one, sorted.
    pub kinds: Vec<Kind>,
    /// What it was; `None` if it was added.
    pub old: Option<Side>,
    /// What it is; `None` if it was dropped.
    pub new: Option<Side>,
    /// The byte of the new text where it is, or would be.
    pub at: usize,
}

/// All differences, in the order of the new text; what was dropped, where it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// See [`Difference`].
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// How many differences are of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.differences.iter().filter(|difference| difference.kinds.contains(&kind)).count()
    }
}

/// A version: its text and what was understood of it.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The text.
    pub document: &'a Document,
    /// What was found in it.
    pub analysis: &'a Analysis,
}

/// Compares two versions.
#[must_use]
pub fn compare(old: Version<'_>, new: Version<'_>) -> Comparison {
    let all = Alignment::between(old.document.content(), new.document.content());
    let (before, after) = (units(old, &all.old), units(new, &all.new));
    let mut work = Work { old, new, all: &all, before: &before, after: &after, found: Vec::new() };
    let pairs = pairs(&all, &before, &after);
    let moved = out_of_order(&pairs);
    let mut told = (vec![false; all.old.spans.len()], vec![false; all.new.spans.len()]);
    for (index, (from, to)) in pairs.iter().enumerate() {
        work.pair(&before[*from], &after[*to], moved.contains(&index), &mut told);
    }
    work.outside(&pairs, &mut told);
    let (paired_old, paired_new): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
    for (index, unit) in before.iter().enumerate().filter(|(index, _)| !paired_old.contains(index)) {
        let kept = unit.content.iter().filter(|word| all.to_new[**word].is_some()).count();
        if kept * 2 < unit.content.len() {
            work.alone(Kind::Dropped, index, &mut told);
        }
    }
    for (index, unit) in after.iter().enumerate().filter(|(index, _)| !paired_new.contains(index)) {
        let known = unit.content.iter().filter(|word| all.known[**word]).count();
        if known * 2 < unit.content.len() {
            work.alone(Kind::Added, index, &mut told);
        }
    }
    work.rest(&told);
    work.untold();
    let mut found = work.found;
    found.sort_by_key(|difference| (difference.at, difference.new.is_some()));
    Comparison { differences: found }
}

/// Words that were told of, of the old and of the new version.
type Told = (Vec<bool>, Vec<bool>);

/// Two versions while they are compared.
struct Work<'a> {
    old: Version<'a>,
    new: Version<'a>,
    all: &'a Alignment,
    before: &'a [Unit],
    after: &'a [Unit],
    found: Vec<Difference>,
}

impl Work<'_> {
    /// Two versions of one claim.
    fn pair(&mut self, from: &Unit, to: &Unit, moved: bool, told: &mut Told) {
        // Every word is still there and none is new: only the machine cuts it differently.
        let kept = from.near.iter().all(|word| self.all.to_new[*word].is_some());
        let cut = kept && to.near.iter().all(|word| self.all.known[*word]);
        let mut kinds = kinds::of_pair((self.old, &self.all.old, from), (self.new, &self.all.new, to), cut);
        if moved {
            kinds.insert(Kind::Moved);
        }
        if kinds.is_empty() {
            return;
        }
        from.near.iter().for_each(|word| told.0[*word] = true);
        to.near.iter().for_each(|word| told.1[*word] = true);
        let (old, new) = (from.side(self.old), to.side(self.new));
        self.push(kinds, Some(old), Some(new));
    }

    /// Words, not signs, of a sentence that belong to no claim, told with a claim of that
    /// sentence.
    fn outside(&mut self, pairs: &[(usize, usize)], told: &mut Told) {
        let mut seen = BTreeSet::new();
        for (from, to) in pairs {
            let (from, to) = (&self.before[*from], &self.after[*to]);
            // Once a sentence, however many claims it holds.
            if !seen.insert((from.sentence.start, to.sentence.start)) {
                continue;
            }
            let letters = |text: &str, span: Span| span.of(text).chars().any(char::is_alphanumeric);
            let (old, new) = (self.old.document.content(), self.new.document.content());
            let gone = |word: &usize| {
                let same = self.all.to_new[*word].is_some() || told.0[*word] || from.near.binary_search(word).is_ok();
                !same && letters(old, self.all.old.spans[*word])
            };
            let come = |word: &usize| {
                let same = self.all.known[*word] || told.1[*word] || to.near.binary_search(word).is_ok();
                !same && letters(new, self.all.new.spans[*word])
            };
            let gone: Vec<usize> = from.sentence.clone().filter(gone).collect();
            let come: Vec<usize> = to.sentence.clone().filter(come).collect();
            if gone.is_empty() && come.is_empty() {
                continue;
            }
            let kinds = kinds::of_words((self.old, &self.all.old, None, &gone), (self.new, &self.all.new, None, &come));
            from.sentence.clone().for_each(|word| told.0[word] = true);
            to.sentence.clone().for_each(|word| told.1[word] = true);
            let mut old = from.side(self.old);
            let mut new = to.side(self.new);
            old.words = units::line(self.old, self.all.old.span(&from.sentence));
            new.words = units::line(self.new, self.all.new.span(&to.sentence));
            self.push(kinds, Some(old), Some(new));
        }
    }

    /// A claim of one version only.
    fn alone(&mut self, kind: Kind, index: usize, told: &mut Told) {
        if kind == Kind::Dropped {
            let side = self.before[index].side(self.old);
            sentences(&self.all.old, &side).for_each(|word| told.0[word] = true);
            self.push(BTreeSet::from([kind]), Some(side), None);
        } else {
            let side = self.after[index].side(self.new);
            sentences(&self.all.new, &side).for_each(|word| told.1[word] = true);
            self.push(BTreeSet::from([kind]), None, Some(side));
        }
    }

    /// Whatever changed in sentences of which nothing was told yet.
    fn rest(&mut self, told: &Told) {
        let mut from_new: Vec<Option<usize>> = vec![None; self.all.new.spans.len()];
        for (old, new) in self.all.to_new.iter().enumerate() {
            if let Some(new) = new {
                from_new[*new] = Some(old);
            }
        }
        let side = |version: Version<'_>, span: Option<Span>| {
            span.map(|span| Side {
                claim: None,
                spans: vec![span],
                speaker: String::new(),
                words: units::line(version, Some(span)),
            })
        };
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for sentence in &self.all.new.sentences {
            if sentence.clone().all(|word| self.all.known[word]) || sentence.clone().any(|word| told.1[word]) {
                continue;
            }
            let there = sentence.clone().find_map(|word| from_new[word]);
            let there = there.map(|word| self.all.old.around(&(word..word + 1)));
            seen.extend(there.iter().map(|there| there.start));
            let kind = if there.is_some() { Kind::Reworded } else { Kind::Added };
            let old = there.and_then(|there| side(self.old, self.all.old.span(&there)));
            let new = side(self.new, self.all.new.span(sentence));
            self.push(BTreeSet::from([kind]), old, new);
        }
        for sentence in &self.all.old.sentences {
            let same = sentence.clone().all(|word| self.all.to_new[word].is_some());
            if same || sentence.clone().any(|word| told.0[word]) || seen.contains(&sentence.start) {
                continue;
            }
            let there = sentence.clone().find_map(|word| self.all.to_new[word]);
            let there = there.map(|word| self.all.new.around(&(word..word + 1)));
            let kind = if there.is_some() { Kind::Reworded } else { Kind::Dropped };
            let new = there.and_then(|there| side(self.new, self.all.new.span(&there)));
            let old = side(self.old, self.all.old.span(sentence));
            self.push(BTreeSet::from([kind]), old, new);
        }
    }

    /// What parts of claims that lie far apart left between them.
    fn untold(&mut self) {
        let mut told = (vec![false; self.all.old.spans.len()], vec![false; self.all.new.spans.len()]);
        for difference in &self.found {
            difference.old.iter().for_each(|side| sentences(&self.all.old, side).for_each(|word| told.0[word] = true));
            difference.new.iter().for_each(|side| sentences(&self.all.new, side).for_each(|word| told.1[word] = true));
        }
        let side = |version: Version<'_>, span: Span| Side {
            claim: None,
            spans: vec![span],
            speaker: String::new(),
            words: units::line(version, Some(span)),
        };
        let mut more = Vec::new();
        for sentence in &self.all.old.sentences {
            if sentence.clone().any(|word| self.all.to_new[word].is_none() && !told.0[word]) {
                more.extend(self.all.old.span(sentence).map(|span| (Kind::Dropped, Some(side(self.old, span)), None)));
            }
        }
        for sentence in &self.all.new.sentences {
            if sentence.clone().any(|word| !self.all.known[word] && !told.1[word]) {
                more.extend(self.all.new.span(sentence).map(|span| (Kind::Added, None, Some(side(self.new, span)))));
            }
        }
        for (kind, old, new) in more {
            self.push(BTreeSet::from([kind]), old, new);
        }
    }

    fn push(&mut self, kinds: BTreeSet<Kind>, old: Option<Side>, new: Option<Side>) {
        let first = |side: &Side| side.spans.first().map_or(0, |span| span.start());
        let at = match (&new, &old) {
            (Some(new), _) => first(new),
            (None, Some(old)) => self.where_it_stood(first(old)),
            (None, None) => 0,
        };
        self.found.push(Difference { kinds: kinds.into_iter().collect(), old, new, at });
    }

    /// Where in the new text a byte of the old one would be: after the last word before it
    /// that is still there.
    fn where_it_stood(&self, byte: usize) -> usize {
        let word = self.all.old.spans.partition_point(|span| span.start() < byte);
        let before = self.all.to_new[..word].iter().rev().find_map(|new| *new);
        before.and_then(|new| self.all.new.spans.get(new)).map_or(0, |span| span.end())
    }
}

/// The words of the sentences that a side stands in.
fn sentences(words: &Words, side: &Side) -> std::ops::Range<usize> {
    let whole = side.spans.iter().copied().reduce(Span::join).unwrap_or_default();
    words.around(&words.touching(whole))
}

/// What must hold for any two texts; shared by the property test and the fuzz target.
///
/// # Panics
/// When a change goes untold, something is told of equal texts, or a place is out of range.
pub fn check_comparison(old: Version<'_>, new: Version<'_>) {
    let same = compare(new, new);
    assert_eq!(same, Comparison::default(), "a text and itself");
    let found = compare(old, new);
    let (before, after) = (old.document.content(), new.document.content());
    let all = Alignment::between(before, after);
    let mut told = (vec![false; all.old.spans.len()], vec![false; all.new.spans.len()]);
    for difference in &found.differences {
        assert!(!difference.kinds.is_empty() && difference.kinds.is_sorted());
        assert!(difference.at <= after.len());
        if let Some(side) = &difference.old {
            assert!(side.spans.iter().all(|span| before.get(span.range()).is_some()) && !side.spans.is_empty());
            sentences(&all.old, side).for_each(|word| told.0[word] = true);
        }
        if let Some(side) = &difference.new {
            assert!(side.spans.iter().all(|span| after.get(span.range()).is_some()) && !side.spans.is_empty());
            sentences(&all.new, side).for_each(|word| told.1[word] = true);
        }
    }
    for (word, there) in all.to_new.iter().enumerate() {
        assert!(there.is_some() || told.0[word], "{:?} went untold", all.old.spans[word].of(before));
    }
    for (word, known) in all.known.iter().enumerate() {
        assert!(*known || told.1[word], "{:?} came untold", all.new.spans[word].of(after));
    }
}

#[cfg(test)]
mod tests;
