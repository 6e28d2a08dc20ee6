//! Finding annotations of an old version of a text in a new one, with both at hand.
//!
//! The rule is to be certain or to ask. *Moved* means: the same words, in a sentence whose
//! words are the same, in a place that cannot be confused with another. Whatever else is
//! found is *changed*: a figure, a name, a negation, a letter, a word before or after it in
//! its sentence. Changed annotations are shown to the reader, who decides.

use super::align::{Alignment, Words};
use super::anchor;
use super::model::{Anchor, Target};
use super::places::{Place, quoted};
use crate::base::{Hash, Span};
use std::collections::HashMap;
use std::ops::Range;

/// Words on one side that make a place certain.
const BESIDE: usize = 3;
/// Sentences with fewer words are never certain by themselves.
const LONG: usize = 4;
/// Bytes beside the words that are told of a sentence, at most.
const NEAR: usize = 400;
/// Words that are looked for together when a changed sentence was moved.
const TOGETHER: usize = 3;

/// An old and a new version.
#[derive(Debug)]
pub struct Versions<'t> {
    old: &'t str,
    new: &'t str,
    hash: Hash,
    all: Alignment,
    /// Where each sentence of the new version stands, by its words.
    sentences: HashMap<Vec<u32>, Vec<Range<usize>>>,
    /// How often each sentence of the old version stands there.
    repeated: HashMap<Vec<u32>, usize>,
    /// Where words that are new stand together.
    fresh: HashMap<[u32; TOGETHER], Vec<usize>>,
}

impl<'t> Versions<'t> {
    /// Compares two versions; `hash` is that of the new one. Near-linear in their length.
    #[must_use]
    pub fn new(old: &'t str, new: &'t str, hash: Hash) -> Self {
        let all = Alignment::between(old, new);
        let mut sentences: HashMap<Vec<u32>, Vec<Range<usize>>> = HashMap::new();
        for sentence in &all.new.sentences {
            sentences.entry(all.new.names[sentence.clone()].to_vec()).or_default().push(sentence.clone());
        }
        let mut repeated = HashMap::new();
        for sentence in &all.old.sentences {
            *repeated.entry(all.old.names[sentence.clone()].to_vec()).or_default() += 1;
        }
        let mut fresh: HashMap<[u32; TOGETHER], Vec<usize>> = HashMap::new();
        for (at, together) in all.new.names.windows(TOGETHER).enumerate() {
            if let (Ok(key), false) =
                (<[u32; TOGETHER]>::try_from(together), all.known[at..at + TOGETHER].contains(&true))
            {
                fresh.entry(key).or_default().push(at);
            }
        }
        Self { old, new, hash, all, sentences, repeated, fresh }
    }

    /// Where the target's parts are in the new version; no parts when lost, or when the
    /// annotation is about the whole text.
    #[must_use]
    pub fn find(&self, target: &Target) -> (Anchor, Vec<Span>) {
        let Some(whole) = target.spans.iter().copied().reduce(Span::join) else {
            return (Anchor::Changed, Vec::new());
        };
        if self.old.get(whole.range()) != Some(target.exact.as_str()) {
            return anchor::find(target, self.new, self.hash);
        }
        let words = self.all.old.touching(whole);
        if words.is_empty() {
            return (Anchor::Lost, Vec::new());
        }
        if let Some(image) = self.all.unbroken(&words) {
            let anchor = if self.is_certain(&words, &image) { Anchor::Moved } else { Anchor::Changed };
            return (anchor, self.parts(target, &words, &image));
        }
        let found = self.changed(&words).map(|image| (Anchor::Changed, image));
        let found = found.or_else(|| self.elsewhere(&words));
        match found {
            Some((Anchor::Moved, image)) => (Anchor::Moved, self.parts(target, &words, &image)),
            Some((anchor, image)) => match self.all.new.span(&image) {
                Some(span) => (anchor, vec![span]),
                None => (Anchor::Lost, Vec::new()),
            },
            None => (Anchor::Lost, Vec::new()),
        }
    }

    /// As [`Versions::find`], with what stood around it before and what stands there now.
    #[must_use]
    pub fn place(&self, target: &Target) -> Place {
        let (anchor, spans) = self.find(target);
        let mut place = Place { anchor, spans, before: None, after: None };
        let whole = target.spans.iter().copied().reduce(Span::join);
        let (Anchor::Changed | Anchor::Lost, Some(whole)) = (anchor, whole) else { return place };
        if self.old.get(whole.range()) != Some(target.exact.as_str()) {
            place.before = Some(quoted(target));
            return place;
        }
        let around = |words: &Words, text: &str, span: Span| {
            let sentence =
                words.span(&words.around(&words.touching(span))).map_or(span, |sentence| sentence.join(span));
            // A line without an end is cut near the words.
            let from = text.ceil_char_boundary(sentence.start().max(span.start().saturating_sub(NEAR)));
            let to = text.floor_char_boundary(sentence.end().min(span.end() + NEAR));
            Span::new(from.min(span.start()), to.max(span.end()))
        };
        place.before = Some(around(&self.all.old, self.old, whole).of(self.old).to_owned());
        let found = place.spans.iter().copied().reduce(Span::join);
        place.after = found.map(|found| around(&self.all.new, self.new, found));
        place
    }

    /// Whether words that are all there, one after the other, are these words and no
    /// look-alike, and nothing in their sentence changed.
    fn is_certain(&self, words: &Range<usize>, image: &Range<usize>) -> bool {
        let (old, new) = (&self.all.old, &self.all.new);
        let sentence = old.around(words);
        let Some(there) = self.all.unbroken(&sentence) else { return false };
        // Words that joined the sentence must be those that stood beside it before.
        let around = new.around(image);
        let joined = (1..=there.start.saturating_sub(around.start))
            .map(|step| (sentence.start.checked_sub(step), there.start - step))
            .chain((0..around.end.saturating_sub(there.end)).map(|step| (Some(sentence.end + step), there.end + step)));
        if !joined.into_iter().all(|(old, new)| old.and_then(|old| *self.all.to_new.get(old)?) == Some(new)) {
            return false;
        }
        let before = (1..=BESIDE).all(|step| match (sentence.start.checked_sub(step), there.start.checked_sub(step)) {
            (Some(old), Some(new)) => self.all.to_new[old] == Some(new),
            (None, None) => true,
            _ => false,
        });
        let after = (0..BESIDE).all(|step| match (self.all.to_new.get(sentence.end + step), there.end + step) {
            (Some(to), new) => *to == Some(new),
            (None, place) => place >= new.spans.len(),
        });
        let key = &old.names[self.key(&sentence)];
        let single = self.count(key) == 1 && self.repeated.get(key).copied() == Some(1);
        if single { before || after || sentence.len() >= LONG } else { before && after }
    }

    /// The longest of some sentences: the least likely to stand elsewhere too.
    fn key(&self, words: &Range<usize>) -> Range<usize> {
        let sentences = &self.all.old.sentences;
        let first = sentences.partition_point(|sentence| sentence.end <= words.start);
        let inside = sentences[first..].iter().take_while(|sentence| sentence.start < words.end);
        inside.max_by_key(|sentence| sentence.len()).cloned().unwrap_or_else(|| words.clone())
    }

    fn count(&self, names: &[u32]) -> usize {
        self.sentences.get(names).map_or(0, Vec::len)
    }

    /// Where words are of which at least half are still there.
    fn changed(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let to = |word: usize| self.all.to_new.get(word).copied().flatten();
        let kept: Vec<usize> = words.clone().filter(|word| to(*word).is_some()).collect();
        if kept.len() * 2 < words.len() {
            return None;
        }
        let (first, last) = (*kept.first()?, *kept.last()?);
        let (mut start, mut end) = (to(first)?, to(last)? + 1);
        // What stands where words at the edges stood.
        let missing = first - words.start;
        if missing > 0 {
            let floor = (0..words.start).rev().find_map(to).map_or(0, |at| at + 1);
            start = start.saturating_sub(missing * 2 + 2).max(floor.min(start));
        }
        let missing = words.end - 1 - last;
        if missing > 0 {
            let count = self.all.new.spans.len();
            let ceiling = (words.end..self.all.old.spans.len()).find_map(to).unwrap_or(count);
            end = (end + missing * 2 + 2).min(ceiling.max(end));
        }
        // Words of which some were moved elsewhere are not one place.
        (start < end && end - start <= words.len() * 3 + 20).then_some(start..end)
    }

    /// Where words are that were taken from one place and put in another.
    fn elsewhere(&self, words: &Range<usize>) -> Option<(Anchor, Range<usize>)> {
        let old = &self.all.old;
        let sentence = old.around(words);
        let key = self.key(&sentence);
        let fits = |place: &Range<usize>| {
            let start = place.start.checked_sub(key.start - sentence.start)?;
            let there = start..start + sentence.len();
            let same = self.all.new.names.get(there.clone()) == Some(&old.names[sentence.clone()]);
            (same && !self.all.known[there.clone()].contains(&true)).then_some(there)
        };
        let names = &old.names[key.clone()];
        let mut places = self.sentences.get(names).into_iter().flatten().filter_map(fits);
        if let (Some(place), None, Some(1)) = (places.next(), places.next(), self.repeated.get(names)) {
            let image = place.start + (words.start - sentence.start)..place.start + (words.end - sentence.start);
            let whole = sentence.len() >= LONG && self.all.new.around(&image) == place;
            return Some((if whole { Anchor::Moved } else { Anchor::Changed }, image));
        }
        // The place where most of the words stand together, if there is no second one like it.
        let mut votes: HashMap<usize, (usize, usize, usize)> = HashMap::new();
        let room = words.len() / 4 + 2;
        let whole = &old.names[words.clone()];
        for (at, together) in whole.windows(TOGETHER).enumerate() {
            let Ok(key) = <[u32; TOGETHER]>::try_from(together) else { continue };
            for place in self.fresh.get(&key).into_iter().flatten().take(64) {
                let vote = votes.entry((place + words.len()).saturating_sub(at) / room).or_insert((0, *place, *place));
                *vote = (vote.0 + 1, vote.1.min(*place), vote.2.max(place + TOGETHER));
            }
        }
        let mut best: Vec<(usize, usize, usize)> = votes.into_values().collect();
        best.sort_unstable_by_key(|(count, start, _)| (std::cmp::Reverse(*count), *start));
        let (count, start, end) = *best.first()?;
        let enough = (whole.len().saturating_sub(TOGETHER - 1)).max(1);
        let second = best.iter().skip(1).find(|(_, from, to)| *to <= start || end <= *from).map_or(0, |(c, ..)| *c);
        (count * 2 >= enough && second * 10 <= count * 8).then_some((Anchor::Changed, start..end))
    }

    /// The target's parts, where its words went.
    fn parts(&self, target: &Target, words: &Range<usize>, image: &Range<usize>) -> Vec<Span> {
        let (old, new): (&Words, &Words) = (&self.all.old, &self.all.new);
        let shifted = |part: &Span| {
            let own = old.touching(*part);
            let there = own.start - words.start + image.start..own.end - words.start + image.start;
            let span = new.span(&there)?;
            let (first, last) = (old.spans.get(own.start)?, old.spans.get(own.end.checked_sub(1)?)?);
            let (from, to) = (new.spans.get(there.start)?, new.spans.get(there.end - 1)?);
            // An edge within a word stays there if the word is written as it was.
            let intact = |a: &Span, b: &Span| a.of(self.old) == b.of(self.new);
            let start = span.start() + if intact(first, from) { part.start().saturating_sub(first.start()) } else { 0 };
            let end = span.end() - if intact(last, to) { last.end().saturating_sub(part.end()) } else { 0 };
            (start < end).then(|| Span::new(start, end))
        };
        let parts: Option<Vec<Span>> = target.spans.iter().map(shifted).collect();
        parts.unwrap_or_else(|| new.span(image).into_iter().collect())
    }
}

/// What must hold for every two texts and selection; shared by the property test and the fuzz
/// target.
///
/// # Panics
/// When what is said to have moved are other words, or a place is none of the new text.
pub fn check_versions(old: &str, new: &str, from: usize, to: usize) {
    let from = old.floor_char_boundary(from.min(old.len()));
    let to = old.floor_char_boundary(to.min(old.len())).max(from);
    let whole = Span::new(from, to);
    let target = Target::new(old, Hash::of(old.as_bytes()), &[whole]);
    let versions = Versions::new(old, new, Hash::of(new.as_bytes()));
    let place = versions.place(&target);
    assert!(place.spans.iter().chain(&place.after).all(|span| new.get(span.range()).is_some()), "{place:?}");
    let found = place.spans.iter().copied().reduce(Span::join);
    match place.anchor {
        Anchor::Exact | Anchor::Moved => {
            let names = |words: &Words, span: Span| words.names[words.touching(span)].to_vec();
            let (before, after) = (&versions.all.old, &versions.all.new);
            assert_eq!(Some(names(before, whole)), found.map(|found| names(after, found)), "{place:?}");
        }
        Anchor::Changed => assert!(target.spans.is_empty() || found.is_some() && place.before.is_some()),
        Anchor::Lost => assert!(found.is_none() && place.before.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::marked::unmark;
    use super::*;
    use Anchor::{Changed, Lost, Moved};
    use proptest::collection;
    use proptest::prelude::*;

    /// `old` holds the quote in ⟦ ⟧, `new` where it must be found.
    #[track_caller]
    fn check(why: &str, old: &str, expected: Anchor, new: &str) {
        let (old, spans) = unmark(old);
        let (new, places) = unmark(new);
        let target = Target::new(&old, Hash::of(old.as_bytes()), &spans);
        let versions = Versions::new(&old, &new, Hash::of(new.as_bytes()));
        let (anchor, found) = versions.find(&target);
        let shown: Vec<&str> = found.iter().map(|span| span.of(&new)).collect();
        assert_eq!((anchor, &found), (expected, &places), "{why}: {shown:?}");
    }

    #[test]
    fn the_same_words_in_the_same_sentence_have_moved() {
        let old = "The port is closed.\n\nOrtiz said ⟦the pier will reopen in May⟧. It rained.";
        check(
            "a new lead",
            old,
            Moved,
            "New.\n\nThe port is closed.\n\nOrtiz said ⟦the pier will reopen in May⟧. It rained.",
        );
        check(
            "re-wrapped",
            old,
            Moved,
            "The port\nis closed.\n\nOrtiz said ⟦the\npier will reopen in May⟧. It\nrained.",
        );
        check("merged", old, Moved, "The port is closed. Ortiz said ⟦the pier will reopen in May⟧. It rained.");
        check("all around it is gone", old, Moved, "Ortiz said ⟦the pier will reopen in May⟧.");
        check(
            "a paragraph put first",
            old,
            Moved,
            "Ortiz said ⟦the pier will reopen in May⟧. It rained.\n\nThe port is closed.",
        );
        check(
            "paragraphs swapped, among other changes",
            "Ortiz said ⟦the pier will reopen in May⟧. Why? It rained all day long.\n\nThe port is closed, he said.",
            Moved,
            "The port is shut, he said.\n\nIt is late.\n\nOrtiz said ⟦the pier will reopen in May⟧. Why? It rained all day long.",
        );
        check(
            "quotes and dashes",
            "He – Ortiz – said “⟦it’s over⟧” now.",
            Moved,
            "He - Ortiz - said \"⟦it's over⟧\" now.",
        );
        check("parts", "⟦The pier⟧, he said, ⟦will reopen⟧.", Moved, "No.\n\n⟦The pier⟧, he said, ⟦will reopen⟧.");
        check(
            "an edge within a word",
            "It was ⟦re⟧opened in May by her.",
            Moved,
            "Yes. It was ⟦re⟧opened in May by her.",
        );
    }

    #[test]
    fn whatever_changed_is_asked_about() {
        for (why, old, new) in [
            ("a typo mended", "He said ⟦the peir will reopen in May⟧.", "He said ⟦the pier will reopen in May⟧."),
            ("a figure", "It ⟦rose by 12 percent in May⟧.", "It ⟦rose by 21 percent in May⟧."),
            ("the last figure", "It ⟦rose by 12⟧ percent.", "It ⟦rose by 21⟧ percent."),
            ("a negation", "She ⟦will come to New Delhi⟧ now.", "She ⟦will not come to New Delhi⟧ now."),
            ("a negation outside", "She said ⟦they will come soon⟧.", "She never said ⟦they will come soon⟧."),
            ("the speaker", "Ortiz said ⟦the pier will reopen⟧.", "Hale said ⟦the pier will reopen⟧."),
            ("a word before the sentence", "⟦The pier will reopen⟧.", "Reportedly, ⟦The pier will reopen⟧."),
            ("a name", "⟦Ortiz met Hale on Monday in Kessin⟧.", "⟦Ortiz met Brandt on Monday in Kessin⟧."),
        ] {
            check(why, old, Changed, new);
        }
    }

    #[test]
    fn what_was_moved_and_mended_is_asked_about() {
        let (old, spans) = unmark("⟦The peir will reopen in May after two long years⟧. One. Two more words stay here.");
        let new = "One. Two more words stay here. The pier will reopen in May after two long years.";
        let found = Versions::new(&old, new, Hash::of(new.as_bytes())).find(&Target::new(&old, Hash::of(b""), &spans));
        let place = Span::new(new.find("will").unwrap(), new.len() - 1);
        assert_eq!(found, (Changed, vec![place]));
    }

    #[test]
    fn never_on_a_look_alike() {
        check("one of two is gone", "A: ⟦Yes⟧. B: Yes. C: No.", Lost, "B: Yes. C: No.");
        check("gone", "It said ⟦the pier will reopen in May⟧. Good.", Lost, "It said nothing of the kind. Good.");
        check(
            "another sentence like it",
            "Ortiz said ⟦the pier is open⟧. Much else was said.",
            Lost,
            "Much else was said. Hale wondered whether any pier anywhere was.",
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// Sentences in whatever order, some with a word more, and whatever is selected in them.
        #[test]
        fn what_moved_are_the_same_words(
            old in collection::vec((0usize..8, 0usize..4), 0..9),
            new in collection::vec((0usize..8, 0usize..4), 0..9),
            from in 0usize..400,
            length in 0usize..90,
        ) {
            let sentences = [
                "The pier will reopen in May, Ortiz said.", "“It’s over,” Hale said.", "Yes.", "Costs rose by 12 percent.",
                "Cafe\u{301}s of Kessin closed on Monday", "The pier will not reopen in May, Ortiz said.", "—", "Hale said no.",
            ];
            let whole = |parts: &[(usize, usize)]| -> String {
                parts.iter().map(|(which, gap)| format!("{}{}", sentences[*which], [" ", "\n\n", " not ", ""][*gap])).collect()
            };
            check_versions(&whole(&old), &whole(&new), from, from + length);
        }
    }
}
