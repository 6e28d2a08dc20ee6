//! Whether a sentence asks, by its mark or by the order of its words.

use crate::analysis::word::{Class, Words};
use std::ops::Range;

/// Whether the words at `range` ask: they end with a question mark, or begin as only questions
/// do ("Can you walk us through …", "How did they …").
pub(crate) fn questions(words: &Words<'_>, range: Range<usize>) -> bool {
    ends_asking(words, range.clone())
        || inverted(words, range.clone())
        || requests(words, range.clone())
        || wonders(words, range)
}

/// "I’m just wondering if there’s a plan", "Curious why he left", "I want to ask whether it holds".
fn wonders(words: &Words<'_>, range: Range<usize>) -> bool {
    const OPEN: [&str; 9] = ["if", "whether", "why", "how", "what", "when", "where", "who", "which"];
    let led = |i: &usize| {
        words.class(*i).is_mark()
            || matches!(words.class(*i), Class::And | Class::Adv)
            || words
                .is(*i, &["i", "i'm", "i’m", "we", "we're", "we’re", "just", "am", "are", "was", "so", "but", "also"])
            || words.is(*i, &["want", "wanted", "to", "'m", "’m", "still", "really", "then", "yeah", "well", "okay"])
    };
    let start = range.start;
    let verb = start + range.clone().take(10).take_while(led).count();
    let bare = verb == start || words.is(start, &["just", "still", "also", "and", "so"]) && verb == start + 1;
    let asks = words.is(verb, &["wondering"])
        || !bare && words.is(verb, &["curious", "wonder"]) && !words.is(verb + 1, &["when"])
        || words.is(verb, &["ask"])
            && words.class(verb.wrapping_sub(1)) == Class::To
            && (start..verb).any(|i| words.is(i, &["want", "wanted"]));
    let own = bare || (start..verb).any(|i| matches!(words.stem(i), "i" | "we"));
    let open = verb + 1 + usize::from(words.is(verb + 1, &["you", "about"]));
    own && asks && open < range.end && words.is(open, &OPEN)
}

/// "When it opens, can you tell us who pays".
fn requests(words: &Words<'_>, range: Range<usize>) -> bool {
    (range.start + 1..range.end).any(|i| {
        words.class(i) == Class::Modal
            && words.is(i, &["can", "could", "would", "will"])
            && words.is(i + 1, &["you"])
            && (matches!(words.class(i - 1), Class::Comma | Class::Dash | Class::And)
                || words.is(i - 1, &["but", "so"]))
            && !words.quoted(i)
    })
}

/// Whether the last mark is a question mark. "— right? —" inside asks nothing.
fn ends_asking(words: &Words<'_>, range: Range<usize>) -> bool {
    range
        .rev()
        .take_while(|&i| matches!(words.class(i), Class::Stop | Class::Close | Class::Quote))
        .any(|i| words.class(i) == Class::Stop && words.lower(i).contains('?'))
}

/// Whether the verb stands before its subject.
fn inverted(words: &Words<'_>, range: Range<usize>) -> bool {
    let mut i = range.start;
    while i < range.end
        && (words.class(i).is_mark()
            || matches!(words.class(i), Class::And)
            || words
                .is(i, &["so", "but", "well", "okay", "yeah", "then", "now", "also", "just", "yes", "hi", "thanks"]))
    {
        i += 1;
    }
    let you = |k: usize| words.class(k) == Class::Pron && !words.lower(k).contains(['\'', '’']);
    let subject = |k: usize| you(k) || words.is(k, &["the", "this", "these", "those", "your", "there", "any"]);
    match words.class(i) {
        Class::Modal => words.is(i, &["can", "could", "would", "will"]) && you(i + 1),
        Class::Do => {
            words.is(i, &["do", "does", "did"])
                && (subject(i + 1) && !words.is(i + 1, &["it", "this", "these", "those", "the"])
                    || words.is(i, &["does", "did"]) && subject(i + 1))
        }
        Class::Be => words.is(i, &["is", "are", "was", "am"]) && subject(i + 1),
        Class::Have => words.is(i, &["have", "has"]) && you(i + 1),
        Class::Wh | Class::Sub if words.is(i, &["how", "why", "what", "when", "where"]) => {
            let verb = i + 1 + usize::from(words.is(i, &["how"]) && words.is(i + 1, &["long", "many", "much", "soon"]));
            match words.class(verb) {
                Class::Do => words.is(verb, &["do", "does", "did"]) && subject(verb + 1),
                Class::Modal => subject(verb + 1),
                // "What is the plan is clear" is rare; "when is the vote" is not.
                Class::Be => !words.is(i, &["what", "when"]) && subject(verb + 1),
                _ => false,
            }
        }
        _ => false,
    }
}
