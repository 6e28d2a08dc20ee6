//! Orders, proposals, and what only looks like them: "Take a look", "let's wait", "they must have left".

use crate::analysis::certainty::is_past;
use crate::analysis::word::{Class, Words};
use std::ops::Range;

/// Whether "must" at word `i` draws a conclusion: "they must have left", "it must be raining".
pub(crate) fn inferred(words: &Words<'_>, i: usize) -> bool {
    words.is(i, &["must"])
        && match words.class(i + 1) {
            Class::Have => {
                !words.is(i + 2, &["to"]) && matches!(words.class(i + 2), Class::Word | Class::Be | Class::Have)
            }
            Class::Be => words.lower(i + 2).len() > 4 && words.lower(i + 2).ends_with("ing"),
            _ => false,
        }
}

/// Whether the modal at word `i` only leads up to what is said: "I must say", "we should note".
pub(crate) fn admits(words: &Words<'_>, i: usize) -> bool {
    words.is(i, &["must", "should"])
        && words.is(i + 1, &["say", "admit", "confess", "note", "warn", "add", "stress", "concede", "acknowledge"])
        && (i == 0 || words.is(i - 1, &["i", "we"]) || words.class(i - 1).is_mark())
}

/// Whether word `i` of a clause begins to say what somebody has to do: "the attacks have to stop", "they need to act". Not "I
/// have to say", "it doesn't have to", "the price they have to pay is high".
pub(crate) fn requires(words: &Words<'_>, main: &Range<usize>, i: usize) -> bool {
    /// What is done by speaking, or by leaving.
    const IDLE: [&str; 15] = [
        "say", "tell", "admit", "ask", "see", "do", "note", "check", "look", "wait", "know", "remember", "date",
        "offer", "mention",
    ];
    const NOBODY: [&str; 10] =
        ["no", "nobody", "none", "few", "hardly", "longer", "neither", "nothing", "without", "rarely"];
    let got = usize::from(words.is(i + 1, &["got"]));
    let verb = i + 2 + got;
    let contracted = words.lower(i).ends_with(['e', 's']) && words.lower(i).contains(['\'', '’']);
    let needs = words.is(i, &["need", "needs"]) && got == 0 || words.is(i, &["have", "has"]) || contracted && got == 1;
    if !needs || words.class(i + 1 + got) != Class::To || i == 0 && !contracted {
        return false;
    }
    // "has to a large extent left"
    if matches!(words.class(verb), Class::Det | Class::Poss) || words.is(verb, &IDLE) {
        return false;
    }
    let first = (0..i).rev().take_while(|&k| words.class(k) == Class::Adv).last().unwrap_or(i);
    let before = |k: usize| first.checked_sub(k).map_or(Class::Stop, |at| words.class(at));
    let who = if contracted { i } else { first.saturating_sub(1) };
    let pronoun = contracted || before(1) == Class::Pron;
    let name = words.stem(who);
    // "I have to go", "you need to understand", "we have to run"
    let own = pronoun
        && (!matches!(name, "we" | "they" | "he" | "she" | "it" | "there")
            || name == "we" && words.is(verb, &["go", "run"]));
    // "a need to act", "what they have to do", "the boats we need to mend"
    let bound = !contracted
        && (matches!(
            before(1),
            Class::Not | Class::Do | Class::To | Class::Det | Class::Poss | Class::Modal | Class::Rel
        ) || matches!(before(2), Class::Not | Class::Rel | Class::Wh)
            || pronoun && matches!(before(2), Class::Word | Class::Name)
            // "we’ll have to see"
            || words.lower(who).contains(['\'', '’']));
    let denied = (i.saturating_sub(6).max(main.start)..i).any(|k| words.is(k, &NOBODY));
    // "it is sad that people have to suffer"
    let within =
        (main.start + 1..i).any(|k| matches!(words.class(k), Class::That | Class::Sub | Class::Wh | Class::Rel));
    // "the price Ukraine has to pay is high": a verb that this clause is the subject of.
    let parts = |k: usize| {
        words.class(k).is_mark()
            || matches!(words.class(k), Class::And | Class::Sub | Class::That | Class::Wh | Class::Rel | Class::Pron)
    };
    let subject = (verb + 1..main.end)
        .take_while(|&k| !parts(k))
        .any(|k| matches!(words.class(k), Class::Be | Class::Modal | Class::Have | Class::Do));
    // "has to be stopped", "there has to be a deal", not "has to be the best"
    let be =
        words.is(verb, &["be"]) && !words.lower(verb + 1).ends_with("ed") && !words.is(i.wrapping_sub(1), &["there"]);
    !(own || bound || denied || within || subject || be)
}

/// Whether a clause tells what was meant to be, and says nothing of whether it was: "it was going to open", "they were to
/// have left".
pub(crate) fn planned(words: &Words<'_>, main: &Range<usize>) -> bool {
    // "The goal of the talks was to end the war" tells what the goal is.
    const ENDS: [&str; 16] = [
        "goal",
        "aim",
        "plan",
        "idea",
        "task",
        "job",
        "purpose",
        "intention",
        "objective",
        "point",
        "act",
        "step",
        "move",
        "response",
        "decision",
        "mission",
    ];
    let finite = |i: &usize| matches!(words.class(*i), Class::Be | Class::Modal | Class::Have | Class::Do);
    main.clone().find(finite).is_some_and(|i| {
        let going = usize::from(words.is(i + 1, &["going"]));
        let verb = i + 2 + going;
        words.is(i, &["was", "were"])
            && words.class(i + 1 + going) == Class::To
            && matches!(words.class(verb), Class::Word | Class::Be | Class::Have)
            && (going == 1 && words.class(verb + 1) != Class::Prep
                || going == 0 && !words.is(verb, &["become", "blame"]))
            && !(main.start..i).any(|k| words.is(k, &ENDS))
    })
}

/// Whether a clause proposes something: "let's wait".
pub(crate) fn proposes(words: &Words<'_>, main: &Range<usize>) -> bool {
    let start = main.clone().find(|&i| !words.is(i, ORDERLY) && !words.class(i).is_mark()).unwrap_or(main.end);
    words.is(start, &["let's", "let’s"]) || words.is(start, &["let"]) && words.is(start + 1, &["us", "'s", "’s"])
}

/// Verbs that orders begin with.
const ORDERS: [&str; 93] = [
    "add",
    "ask",
    "avoid",
    "be",
    "begin",
    "beware",
    "boil",
    "bring",
    "buy",
    "call",
    "cast",
    "check",
    "choose",
    "click",
    "close",
    "come",
    "compare",
    "consider",
    "contact",
    "do",
    "don't",
    "don’t",
    "eat",
    "email",
    "enjoy",
    "ensure",
    "enter",
    "extend",
    "fax",
    "find",
    "follow",
    "forget",
    "get",
    "give",
    "go",
    "have",
    "hit",
    "hold",
    "hop",
    "imagine",
    "join",
    "keep",
    "kindly",
    "learn",
    "leave",
    "let",
    "listen",
    "look",
    "make",
    "meet",
    "mix",
    "move",
    "note",
    "open",
    "pick",
    "please",
    "pls",
    "plz",
    "put",
    "read",
    "recall",
    "remember",
    "reply",
    "retire",
    "return",
    "run",
    "save",
    "see",
    "send",
    "share",
    "start",
    "stay",
    "stick",
    "stop",
    "submit",
    "suppose",
    "take",
    "talk",
    "tell",
    "think",
    "trust",
    "try",
    "turn",
    "type",
    "use",
    "visit",
    "visualize",
    "wait",
    "walk",
    "watch",
    "wear",
    "work",
    "write",
];

/// What may stand before an order.
const ORDERLY: &[&str] = &[
    "and",
    "so",
    "but",
    "also",
    "just",
    "then",
    "always",
    "never",
    "simply",
    "kindly",
    "only",
    "definitely",
    "instead",
    "better",
];

/// Whether a clause is an order or advice: it begins with a bare verb. "Take a look", "Just
/// call them", "Don’t wait".
pub(crate) fn commands(words: &Words<'_>, main: Range<usize>) -> bool {
    let mut i = main.start;
    while i < main.end
        && (words.class(i).is_mark()
            || words
                .is(i, ORDERLY)
            // "So, look, the pier …" asks nobody to look.
            || words.is(i, &["look", "listen", "see", "well", "okay"]) && words.class(i + 1).is_mark())
    {
        i += 1;
    }
    // "Put simply, it failed"
    let put = ["simply", "differently", "bluntly", "plainly", "mildly", "otherwise"];
    if words.is(i, &["put"]) && (words.is(i + 1, &put) || words.is(i + 1, &["another"]) && words.is(i + 2, &["way"])) {
        return false;
    }
    // "Let me give you a few figures"
    if words.is(i, &["let"]) && words.is(i + 1, &["me", "us", "'s", "’s"]) || words.is(i, &["let's", "let’s"]) {
        return false;
    }
    if words.is(i, &["please", "plz", "let", "don't", "don’t"])
        || words.is(i, &["do"]) && words.class(i + 1) == Class::Not
    {
        return true;
    }
    if (i..main.end.min(i + 4)).any(|k| words.class(k) == Class::Comma && words.is(k + 1, &["please"])) {
        return true;
    }
    let word = words.lower(i);
    if !matches!(words.class(i), Class::Word | Class::Name | Class::Have | Class::Be | Class::Do) {
        return false;
    }
    // "Wait!"; "Open" alone is a heading or a button as likely.
    if (i + 1..main.end).all(|k| words.class(k).is_mark()) {
        let called = words.len() > i + 1 && words.lower(i + 1).contains('!')
            || words.all.get(i).is_some_and(|word| !word.capital);
        return i == main.start && (called || !matches!(word, "open" | "work" | "call")) && ORDERS.contains(&word);
    }
    // "Love the new pier!" leaves the "I" out.
    if ["love", "like", "hate", "need", "want", "wish", "hope"].contains(&word) && words.class(i + 1) != Class::And {
        return false;
    }
    let object = matches!(words.class(i + 1), Class::Det | Class::Poss | Class::Obj)
        && words.lower(i + 1) != "'s"
        && words.lower(i + 1) != "’s"
        || words.lower(i + 1).starts_with("your");
    let bare = word.len() > 1
        && !["ed", "ing", "ly"].iter().any(|end| word.ends_with(end))
        && (!word.ends_with('s') || word.ends_with("ss"))
        && !is_past(word);
    // A clause with a verb of its own further on is a statement: "Call options were sold".
    let finite = |k: usize| {
        matches!(words.class(k), Class::Be | Class::Modal | Class::Have | Class::Do)
            || words.class(k) == Class::Word && is_past(words.lower(k))
    };
    let clause = |k: &usize| !words.class(*k).is_mark() && !matches!(words.class(*k), Class::That | Class::Sub);
    let from = if words.is(i + 1, &["attached", "enclosed"]) { i + 2 } else { i + 1 };
    let verb = (from..main.end.min(i + 9)).take_while(clause).any(finite);
    if ORDERS.contains(&word) {
        let joined = words.is(i + 1, &["of", "and"])
            || words.is(i + 1, &["to"])
                && !matches!(word, "go" | "talk" | "listen" | "speak" | "come" | "reply" | "hold");
        return (from > i + 1 || !finite(i + 1)) && (object || !verb) && !joined;
    }
    bare && object && !verb && words.class(i) == Class::Word
        || bare
            && object
            && !verb
            && words.class(i) == Class::Name
            && i == main.start
            && words.is(i + 1, &["the", "a", "your", "them", "us", "me"])
}
