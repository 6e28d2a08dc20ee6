//! Whether a clause speaks of the past or of what is to come, as far as words tell.

use crate::analysis::calendar::Direction;
use crate::analysis::verb::{Forms, lookup};
use crate::analysis::word::{Class, Words};

/// Whether the clause speaks of the past or of the future: the nearest verb before the
/// expression, else the first after it.
pub(crate) fn direction(words: &Words<'_>, start: usize, end: usize) -> Direction {
    if start > 0 && words.is(start - 1, &["since"]) {
        return Direction::Past;
    }
    // "decided to approve it after the attack on Tuesday": what it came after has been.
    let low = start.saturating_sub(12);
    let after = (low..start).rev().take_while(|&i| !words.class(i).is_mark()).find(|&i| words.is(i, &["after"]));
    let hint = |i: usize| -> Option<Direction> {
        if words.quoted(i) != words.quoted(start) {
            return None;
        }
        let word = words.lower(i);
        match words.class(i) {
            Class::Modal => return Some(Direction::Future),
            Class::Pron if word.ends_with("ll") => return Some(Direction::Future),
            Class::Be if matches!(word, "was" | "were") => return Some(Direction::Past),
            Class::Have => return Some(Direction::Past),
            Class::Do if word.starts_with("did") => return Some(Direction::Past),
            Class::Be if words.lower(i + 1).ends_with("ing") || words.class(i + 1) == Class::To => {
                return Some(Direction::Future);
            }
            // "The inspection is on Thursday."
            Class::Be if word != "been" && matches!(words.class(i + 1), Class::Prep | Class::Day) => {
                return Some(Direction::Future);
            }
            Class::Word => {}
            _ => return None,
        }
        if SCHEDULED.contains(&word) && words.class(i.wrapping_sub(1)) != Class::Det {
            return Some(Direction::Future);
        }
        if matches!(
            word,
            "upcoming"
                | "scheduled"
                | "planned"
                | "set"
                | "due"
                | "expected"
                | "plans"
                | "intends"
                | "hopes"
                | "vowed"
                | "promised"
        ) {
            return Some(Direction::Future);
        }
        if i > 1 && words.class(i - 1) == Class::To {
            let decided = words.is(i - 2, &["decision", "decided", "choice", "chose"]);
            if decided && after.is_some_and(|after| after > i) {
                return Some(Direction::Past);
            }
            return Some(Direction::Future);
        }
        // "will be closed", "to be fully closed"
        if (i.saturating_sub(2)..i).any(|k| words.is(k, &["be"])) {
            return Some(Direction::Future);
        }
        let past = lookup(word).is_some_and(|(_, forms)| forms.any(Forms::PAST))
            || word.len() > 3 && word.ends_with("ed")
            || PAST.contains(&word);
        past.then_some(Direction::Past)
    };
    let high = words.len().min(end + 8);
    let before = (low..start).rev().take_while(|&i| !matches!(words.class(i), Class::Semi)).find_map(hint);
    before.or_else(|| (end..high).find_map(hint)).unwrap_or(Direction::Unknown)
}

/// Verbs whose present tense tells of what is fixed for a day to come: "the hearing begins on
/// Monday". (Other verbs in the present are headlines: "Court rejects plea on Monday".)
const SCHEDULED: [&str; 30] = [
    "begin", "begins", "start", "starts", "open", "opens", "reopen", "reopens", "close", "closes", "end", "ends",
    "leave", "leaves", "arrive", "arrives", "depart", "departs", "return", "returns", "resume", "resumes", "expire",
    "expires", "meet", "meets", "sail", "sails", "fly", "flies",
];

/// Common past forms that do not end in "ed".
const PAST: [&str; 64] = [
    "became", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "cut", "drew", "drove",
    "fell", "fled", "flew", "fought", "found", "froze", "gave", "got", "grew", "held", "hid", "hit", "hung", "kept",
    "knew", "laid", "led", "left", "lost", "made", "met", "paid", "put", "ran", "rang", "rode", "rose", "sang", "sank",
    "sat", "saw", "sent", "set", "shook", "shot", "shut", "sold", "spent", "split", "spoke", "stole", "stood",
    "struck", "swam", "swept", "threw", "took", "tore", "went", "withdrew", "woke", "won",
];
