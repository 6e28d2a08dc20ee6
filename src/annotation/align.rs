//! Which words of a new version of a text are the words of an old one.
//!
//! Words are compared as read: line ends, the form of quotation marks and dashes, soft
//! hyphens and the composition of accents (Unicode NFC) make no difference; letters, figures
//! and signs do. Sentences are aligned first, then the words of those that changed, so that
//! a common word is never matched across the text.

use crate::base::Span;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

/// Sentences with fewer words are never taken for moved: they stand everywhere.
const LONG: usize = 4;

/// Words of one version.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Where each word or sign stands.
    pub spans: Vec<Span>,
    /// What each one is, as a number common to both versions.
    pub names: Vec<u32>,
    /// The words of each sentence, in order and without gaps.
    pub sentences: Vec<Range<usize>>,
}

impl Words {
    /// The words that a span touches.
    #[must_use]
    pub fn touching(&self, span: Span) -> Range<usize> {
        let from = self.spans.partition_point(|word| word.end() <= span.start());
        let to = self.spans.partition_point(|word| word.start() < span.end());
        from..to.max(from)
    }

    /// The words of the sentences that words lie in.
    #[must_use]
    pub fn around(&self, words: &Range<usize>) -> Range<usize> {
        let first = self.sentences.partition_point(|sentence| sentence.end <= words.start);
        let last = self.sentences.partition_point(|sentence| sentence.start < words.end.max(words.start + 1));
        let start = self.sentences.get(first).map_or(words.start, |sentence| sentence.start.min(words.start));
        let end = last.checked_sub(1).and_then(|at| self.sentences.get(at)).map_or(words.end, |s| s.end.max(words.end));
        start..end
    }

    /// From the first to the last of some words.
    #[must_use]
    pub fn span(&self, words: &Range<usize>) -> Option<Span> {
        let first = self.spans.get(words.start)?;
        let last = self.spans.get(words.end.checked_sub(1)?)?;
        (words.start < words.end).then(|| first.join(*last))
    }
}

/// Two versions, word by word.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// The old text.
    pub old: Words,
    /// The new text.
    pub new: Words,
    /// For each old word the new word that it is.
    pub to_new: Vec<Option<usize>>,
    /// For each new word whether it is an old one.
    pub known: Vec<bool>,
}

impl Alignment {
    /// Compares two texts; near-linear in their length.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let mut names = HashMap::new();
        let (old, new) = (words(old, &mut names), words(new, &mut names));
        let mut all = Self { to_new: vec![None; old.spans.len()], known: vec![false; new.spans.len()], old, new };
        let mut sentences: InternedInput<&[u32]> = InternedInput::default();
        sentences.update_before(all.old.sentences.iter().map(|sentence| &all.old.names[sentence.clone()]));
        sentences.update_after(all.new.sentences.iter().map(|sentence| &all.new.names[sentence.clone()]));
        let steps = steps(&Diff::compute(Algorithm::Histogram, &sentences), sentences.before.len());
        let same = |old: &Range<usize>, new: &Range<usize>| {
            let (old, new) = (extent(&all.old, old), extent(&all.new, new));
            old.len() == new.len() && all.old.names[old] == all.new.names[new]
        };
        let (stayed, changed): (Vec<_>, Vec<_>) = steps.into_iter().partition(|(old, new)| same(old, new));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (old, new) in stayed {
            pairs.extend(extent(&all.old, &old).zip(extent(&all.new, &new)));
        }
        // What was moved as it is goes before what is only alike.
        let moves = moves(&all.old, &all.new, &changed);
        for (old, new) in &moves {
            pairs.extend(all.old.sentences[*old].clone().zip(all.new.sentences[*new].clone()));
        }
        let (from, to): (HashSet<usize>, HashSet<usize>) = moves.into_iter().unzip();
        for (old, new) in changed {
            let words = |words: &Words, sentences: Range<usize>, moved: &HashSet<usize>| -> Vec<usize> {
                sentences.filter(|at| !moved.contains(at)).flat_map(|at| words.sentences[at].clone()).collect()
            };
            within(&all.old, &all.new, &words(&all.old, old, &from), &words(&all.new, new, &to), &mut pairs);
        }
        for (before, after) in pairs {
            all.to_new[before] = Some(after);
            all.known[after] = true;
        }
        all
    }

    /// The new words that old words are, if none is missing and none came between them.
    #[must_use]
    pub fn unbroken(&self, old: &Range<usize>) -> Option<Range<usize>> {
        let first = (*self.to_new.get(old.start)?)?;
        let whole = old.clone().enumerate().all(|(at, word)| self.to_new[word] == Some(first + at));
        (!old.is_empty() && whole).then(|| first..first + old.len())
    }
}

/// The words of each of two short texts that are not in the other, those beside each other
/// joined: what a comparison lights.
#[must_use]
pub fn differing(old: &str, new: &str) -> (Vec<Span>, Vec<Span>) {
    let all = Alignment::between(old, new);
    let gone = all.to_new.iter().map(Option::is_none);
    let come = all.known.iter().map(|known| !known);
    (runs(&all.old.spans, gone), runs(&all.new.spans, come))
}

/// Which of each of two sequences of names are not in the other, in order.
#[must_use]
pub fn unlike(old: &[u32], new: &[u32]) -> (Vec<bool>, Vec<bool>) {
    let mut input: InternedInput<u32> = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let diff = Diff::compute(Algorithm::Myers, &input);
    let (mut gone, mut come) = (vec![false; old.len()], vec![false; new.len()]);
    for hunk in diff.hunks() {
        gone[hunk.before.start as usize..hunk.before.end as usize].fill(true);
        come[hunk.after.start as usize..hunk.after.end as usize].fill(true);
    }
    (gone, come)
}

/// Spans that are wanted, joined where they are neighbours.
fn runs(spans: &[Span], wanted: impl Iterator<Item = bool>) -> Vec<Span> {
    let (mut runs, mut before): (Vec<Span>, bool) = (Vec::new(), false);
    for (span, wanted) in spans.iter().zip(wanted) {
        match runs.last_mut().filter(|_| wanted && before) {
            Some(run) => *run = run.join(*span),
            None if wanted => runs.push(*span),
            None => {}
        }
        before = wanted;
    }
    runs
}

/// The words of some sentences.
fn extent(words: &Words, sentences: &Range<usize>) -> Range<usize> {
    let at = |sentence: usize| words.sentences.get(sentence).map_or(words.spans.len(), |range| range.start);
    at(sentences.start)..at(sentences.end)
}

/// A difference as steps through both sides: equal, changed, equal, and so on.
fn steps(diff: &Diff, before: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut out, mut old, mut new) = (Vec::new(), 0, 0);
    for hunk in diff.hunks() {
        let (from, to) = (hunk.before.start as usize, hunk.before.end as usize);
        let (start, end) = (hunk.after.start as usize, hunk.after.end as usize);
        out.push((old..from, new..start));
        out.push((from..to, start..end));
        (old, new) = (to, end);
    }
    out.push((old..before, new..new + (before - old)));
    out
}

/// Sentences that stand once in each version, as they are, at another place: by their numbers.
fn moves(old: &Words, new: &Words, changed: &[(Range<usize>, Range<usize>)]) -> Vec<(usize, usize)> {
    let single = |words: &Words, sentences: &mut dyn Iterator<Item = usize>| {
        let mut found: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
        for at in sentences.filter(|at| words.sentences[*at].len() >= LONG) {
            let names = words.names[words.sentences[at].clone()].to_vec();
            found.entry(names).and_modify(|once| *once = None).or_insert(Some(at));
        }
        found
    };
    let there = single(new, &mut changed.iter().flat_map(|(_, new)| new.clone()));
    let here = single(old, &mut changed.iter().flat_map(|(old, _)| old.clone()));
    let pair = |(names, old): (Vec<u32>, Option<usize>)| Some((old?, (*there.get(&names)?)?));
    let mut found: Vec<(usize, usize)> = here.into_iter().filter_map(pair).collect();
    found.sort_unstable();
    // What stands beside a moved sentence in both versions was moved with it, however short.
    let mut left: HashSet<usize> = changed.iter().flat_map(|(old, _)| old.clone()).collect();
    let mut right: HashSet<usize> = changed.iter().flat_map(|(_, new)| new.clone()).collect();
    for (old, new) in &found {
        left.remove(old);
        right.remove(new);
    }
    let names = |words: &Words, at: usize| words.names[words.sentences[at].clone()].to_vec();
    let mut all = found.clone();
    for (start, end) in found {
        for on in [true, false] {
            let step = |at: usize| if on { Some(at + 1) } else { at.checked_sub(1) };
            let (mut a, mut b) = (step(start), step(end));
            while let (Some(x), Some(y)) = (a, b)
                && left.contains(&x)
                && right.contains(&y)
                && names(old, x) == names(new, y)
            {
                left.remove(&x);
                right.remove(&y);
                all.push((x, y));
                (a, b) = (step(x), step(y));
            }
        }
    }
    all.sort_unstable();
    all
}

/// The words that stayed in sentences that changed.
fn within(old: &Words, new: &Words, before: &[usize], after: &[usize], pairs: &mut Vec<(usize, usize)>) {
    if before.is_empty() || after.is_empty() {
        return;
    }
    let mut input: InternedInput<u32> = InternedInput::default();
    input.update_before(before.iter().map(|at| old.names[*at]));
    input.update_after(after.iter().map(|at| new.names[*at]));
    let diff = Diff::compute(Algorithm::Myers, &input);
    for (from, to) in steps(&diff, before.len()) {
        let (from, to) = (&before[from], &after[to]);
        if from.len() == to.len() && from.iter().zip(to).all(|(a, b)| old.names[*a] == new.names[*b]) {
            pairs.extend(from.iter().copied().zip(to.iter().copied()));
        }
    }
}

/// Cuts a text into words and signs, and these into sentences. Linear in the text.
fn words(text: &str, names: &mut HashMap<String, u32>) -> Words {
    let mut words = Words::default();
    let mut name = String::new();
    let mut chars = text.char_indices().peekable();
    let (mut begin, mut ended) = (0, false);
    let mut line_ends = 0;
    while let Some((start, c)) = chars.next() {
        if c == '\n' {
            line_ends += 1;
        }
        if c.is_whitespace() || is_unseen(c) {
            continue;
        }
        // A sentence ends at an empty line, and before the word after a mark that ends one.
        let is_closing = matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '.' | '!' | '?' | '…');
        if words.spans.len() > begin && (line_ends > 1 || ended && !is_closing) {
            words.sentences.push(begin..words.spans.len());
            begin = words.spans.len();
            ended = false;
        }
        line_ends = 0;
        let mut end = start + c.len_utf8();
        name.clear();
        if c.is_alphanumeric() {
            name.push(c);
            while let Some((at, next)) = chars.next_if(|(_, next)| next.is_alphanumeric() || is_unseen(*next)) {
                end = at + next.len_utf8();
                name.push(next);
            }
            let folded: String = name.nfc().filter(|c| !is_dropped(*c)).collect();
            name = folded;
            ended = false;
        } else {
            name.push(sign(c));
            if matches!(name.as_str(), "-" | ".") {
                while let Some((at, next)) = chars.next_if(|(_, next)| sign(*next) == sign(c)) {
                    end = at + next.len_utf8();
                }
            }
            ended = matches!(c, '.' | '!' | '?' | '…') || ended && is_closing;
        }
        let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let number = match names.get(&name) {
            Some(number) => *number,
            None => *names.entry(name.clone()).or_insert(next),
        };
        words.spans.push(Span::new(start, end));
        words.names.push(number);
    }
    if words.spans.len() > begin {
        words.sentences.push(begin..words.spans.len());
    }
    words
}

/// Characters without width: what combines, and what is not seen at all.
fn is_unseen(c: char) -> bool {
    !c.is_control() && c.width() == Some(0) || is_dropped(c)
}

/// Characters that a reader does not see, and that are not part of what is compared.
const fn is_dropped(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// One sign for all forms of it.
const fn sign(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '`' | '´' | '“' | '”' | '„' | '‟' | '«' | '»' | '"' | '\'' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '-' => '-',
        '…' => '.',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(old: &str, new: &str) -> bool {
        let all = Alignment::between(old, new);
        all.unbroken(&(0..all.old.spans.len())) == Some(0..all.new.spans.len())
    }

    #[test]
    fn forms_make_no_difference_and_letters_do() {
        for (old, new) in [
            ("“It’s over” – he said", "\"It's over\" - he\nsaid"),
            ("Çavuşoğlu in Cafe\u{301}", "Çavus\u{327}og\u{306}lu in Café"),
            ("co\u{ad}operation … yes", "cooperation ... yes"),
        ] {
            assert!(same(old, new), "{old:?} {new:?}");
        }
        for (old, new) in [("rose 12 percent", "rose 21 percent"), ("will come", "will not come"), ("May", "may")] {
            assert!(!same(old, new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn differences_are_runs_of_words() {
        let (old, new) = ("The pier will reopen in May.", "The old pier may not reopen in May.");
        let (gone, come) = differing(old, new);
        let words = |text: &'static str, spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>();
        assert_eq!((words(old, &gone), words(new, &come)), (vec!["will"], vec!["old", "may not"]));
        assert_eq!(differing("“Yes”", "\"Yes\""), (vec![], vec![]));
    }

    #[test]
    fn sentences_end_where_they_do() {
        let all = Alignment::between("“It is over.” He left! Why?\n\nNobody knows", "");
        let sentences: Vec<usize> = all.old.sentences.iter().map(ExactSizeIterator::len).collect();
        assert_eq!(sentences, [6, 3, 2, 2]);
    }
}
