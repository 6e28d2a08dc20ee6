//! Finding the words of an annotation again, in a text that may have changed.
//!
//! The rule is to be certain or to say so: a mark on the wrong sentence is worse than a
//! mark that was not found. What is found is found word for word; finding changed words is
//! not tried yet.

use super::model::{Anchor, Target};
use crate::base::{Hash, Span};
use memchr::memmem;

/// Quotes shorter than this many bytes are found in a changed text only with the words on
/// both sides: "the minister" stands everywhere.
const SHORT: usize = 16;

/// Where the target's parts are in `text`, which has this `hash`; no parts when lost, or when
/// the annotation is about the whole text. Time is linear in the text.
#[must_use]
pub fn find(target: &Target, text: &str, hash: Hash) -> (Anchor, Vec<Span>) {
    let same = hash == target.document;
    let Some(whole) = target.spans.iter().copied().reduce(Span::join) else {
        return (if same { Anchor::Exact } else { Anchor::Changed }, Vec::new());
    };
    if same {
        let intact = text.get(whole.range()) == Some(target.exact.as_str());
        return if intact { (Anchor::Exact, target.spans.clone()) } else { (Anchor::Lost, Vec::new()) };
    }
    let Some(start) = start_in_changed(target, text) else { return (Anchor::Lost, Vec::new()) };
    let moved: Vec<Span> = target
        .spans
        .iter()
        .map(|span| {
            let from = start + (span.start() - whole.start());
            Span::new(from, from + span.len())
        })
        .collect();
    let whole_parts = moved.iter().all(|span| text.get(span.range()).is_some());
    if whole_parts { (Anchor::Moved, moved) } else { (Anchor::Lost, Vec::new()) }
}

/// Where the quote starts, if there is no doubt about it.
fn start_in_changed(target: &Target, text: &str) -> Option<usize> {
    let Target { exact, prefix, suffix, .. } = target;
    if exact.trim().is_empty() {
        return None;
    }
    let short = exact.len() < SHORT;
    let with_context = [prefix.as_str(), exact, suffix].concat();
    let found = match occurrences(text, &with_context) {
        Occurrences::One(at) => at + prefix.len(),
        Occurrences::Several => return None,
        Occurrences::None => match occurrences(text, exact) {
            Occurrences::One(at) => at,
            _ => return None,
        },
    };
    // An empty context says something only at the edge of the text.
    let before = text[..found].ends_with(prefix.as_str()) && (!prefix.is_empty() || found == 0);
    let end = found + exact.len();
    let after = text[end..].starts_with(suffix.as_str()) && (!suffix.is_empty() || end == text.len());
    let certain = if short { before && after } else { before || after };
    certain.then_some(found)
}

enum Occurrences {
    None,
    One(usize),
    Several,
}

/// How often `needle` occurs; overlapping occurrences count, since they too are look-alikes.
fn occurrences(text: &str, needle: &str) -> Occurrences {
    let finder = memmem::Finder::new(needle);
    let Some(first) = finder.find(text.as_bytes()) else { return Occurrences::None };
    // The needle is valid UTF-8, so it can only be found on character boundaries.
    match finder.find(&text.as_bytes()[first + 1..]) {
        Some(_) => Occurrences::Several,
        None => Occurrences::One(first),
    }
}

/// What must hold for every text, change and selection; shared by the property test and the
/// fuzz target. `before` and `after` are put around `text`.
///
/// # Panics
/// When the words found are not the words quoted, or an unchanged text is not exact.
pub fn check_anchor(text: &str, from: usize, to: usize, before: &str, after: &str) {
    let from = text.floor_char_boundary(from.min(text.len()));
    let to = text.floor_char_boundary(to.min(text.len())).max(from);
    let hash = Hash::of(text.as_bytes());
    let target = Target::new(text, hash, &[Span::new(from, to)]);
    assert!(target.prefix.len() <= super::model::CONTEXT && target.suffix.len() <= super::model::CONTEXT);
    assert_eq!(find(&target, text, hash), (Anchor::Exact, target.spans.clone()));
    let changed = format!("{before}{text}{after}");
    let (anchor, spans) = find(&target, &changed, Hash::of(changed.as_bytes()));
    match anchor {
        Anchor::Lost => assert!(spans.is_empty()),
        _ => {
            assert_eq!(spans.len(), 1);
            assert_eq!(spans[0].of(&changed), target.exact);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::marked::unmark;
    use super::*;
    use proptest::prelude::*;

    /// `old` holds the quote in ⟦ ⟧, in one or several parts; `new` where it must be found.
    #[track_caller]
    fn check(why: &str, old: &str, expected: Anchor, new: &str) {
        let (old, spans) = unmark(old);
        let (new, places) = unmark(new);
        let target = Target::new(&old, Hash::of(old.as_bytes()), &spans);
        assert_eq!(find(&target, &new, Hash::of(new.as_bytes())), (expected, places), "{why}");
    }

    #[test]
    fn tables() {
        use Anchor::{Changed, Exact, Lost, Moved};
        check("same text", "It said ⟦the pier will reopen in May⟧.", Exact, "It said ⟦the pier will reopen in May⟧.");
        check(
            "a paragraph more before it",
            "It said ⟦the pier will reopen in May⟧.",
            Moved,
            "New lead.\n\nIt said ⟦the pier will reopen in May⟧.",
        );
        check(
            "one side changed",
            "Ortiz said ⟦the pier will reopen in May⟧. Good.",
            Moved,
            "She added ⟦the pier will reopen in May⟧. Good.",
        );
        check(
            "both sides changed",
            "Ortiz said ⟦the pier will reopen in May⟧. Good.",
            Lost,
            "She denied the pier will reopen in May, flatly",
        );
        check("a figure changed", "It ⟦rose by 12 percent in May⟧.", Lost, "It rose by 21 percent in May.");
        check("a negation added", "She ⟦will come to New Delhi⟧ now.", Lost, "She will not come to New Delhi now.");
        check(
            "two look-alikes, told apart by context",
            "A: ⟦we will be ready by then⟧. B: we will be ready by then!",
            Moved,
            "Lead. A: ⟦we will be ready by then⟧. B: we will be ready by then!",
        );
        check(
            "two look-alikes, context gone",
            "A: ⟦we will be ready by then⟧. B: we will be ready by then!",
            Lost,
            "A. We think we will be ready by then, and we will be ready by then,",
        );
        check("a short quote needs both sides", "the ⟦port⟧ is open", Lost, "the port was open");
        check("a short quote with both", "the ⟦port⟧ is open", Moved, "Today the ⟦port⟧ is open");
        check("a short quote at the start", "⟦Port⟧ is open", Lost, "The Port is open");
        check(
            "parts keep their distance",
            "⟦The pier⟧, he said, ⟦will reopen in May⟧.",
            Moved,
            "Yes. ⟦The pier⟧, he said, ⟦will reopen in May⟧.",
        );
        check("the whole text", "Anything.", Exact, "Anything.");
        check("the whole text, changed", "Anything.", Changed, "Anything else.");
        check("nothing left", "It said ⟦the pier will reopen in May⟧.", Lost, "");
    }

    #[test]
    fn a_wrong_position_in_the_same_text_is_lost() {
        let text = "one two three";
        let hash = Hash::of(text.as_bytes());
        let mut target = Target::new(text, hash, &[Span::new(4, 7)]);
        target.spans = vec![Span::new(5, 8)];
        assert_eq!(find(&target, text, hash).0, Anchor::Lost);
        target.spans = vec![Span::new(900, 903)];
        assert_eq!(find(&target, text, hash).0, Anchor::Lost);
    }

    #[test]
    fn parts_that_do_not_fit_the_quote_are_lost() {
        let text = "naïve words are quoted here";
        let mut target = Target::new(text, Hash::of(text.as_bytes()), &[Span::new(0, text.len())]);
        target.spans = vec![Span::new(0, 3), Span::new(4, 900)];
        let new = format!("More. {text}");
        assert_eq!(find(&target, &new, Hash::of(new.as_bytes())).0, Anchor::Lost);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_quoted(
            text in "[ab é日.\n]{0,60}", from in 0usize..80, to in 0usize..80, before in "[ab é]{0,6}", after in "[ab é]{0,6}",
        ) {
            check_anchor(&text, from, to, &before, &after);
        }
    }
}
