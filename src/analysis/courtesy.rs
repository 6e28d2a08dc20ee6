//! What is said in a turn of a transcript and says nothing: greetings, thanks, names called
//! out, the running of a call ("We’ll go to Maria next"); and answers as short as can be.

use crate::analysis::lexicon::List;
use crate::analysis::word::{Class, Words};
use std::borrow::Cow;

const COURTESIES: List = List::new(include_str!("../../assets/lexicon/courtesies.txt"));
const COMMON: List = List::new(include_str!("../../assets/lexicon/common-words.txt"));

/// Longer sentences always say something (words).
const LONGEST: usize = 80;

/// Words of the longest phrase in the list.
const PHRASE: usize = 9;

/// What a sentence of a turn amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It says something.
    Speech,
    /// Greetings, thanks, hand-overs, listening noises.
    Courtesy,
    /// "Yes.", "That’s right.": says something where somebody asked.
    Answer,
    /// "Yeah.": an answer only if nothing else is answered.
    Nod,
    /// Names alone, called out or answered with.
    Names,
}

/// What the sentence `words` amounts to. `person` and `venue` tell whether a word is part of
/// a name of one.
pub(crate) fn heard(words: &Words<'_>, person: &dyn Fn(usize) -> bool, venue: &dyn Fn(usize) -> bool) -> Heard {
    if words.len() > LONGEST {
        return Heard::Speech;
    }
    let low: Vec<Cow<'_, str>> = (0..words.len()).map(|i| plain(words.lower(i))).collect();
    Reader { words, low, person, venue }.heard()
}

/// With straight apostrophes.
fn plain(word: &str) -> Cow<'_, str> {
    if word.contains('’') { Cow::Owned(word.replace('’', "'")) } else { Cow::Borrowed(word) }
}

/// Whether a sentence only opens or closes a letter: "Dear Ana,", "Kind regards, Ana Ruiz".
pub(crate) fn is_letter_formula(words: &Words<'_>) -> bool {
    const CLOSINGS: [&str; 14] = [
        "kind regards",
        "kindest regards",
        "best regards",
        "warm regards",
        "with regards",
        "regards",
        "best wishes",
        "all the best",
        "yours sincerely",
        "sincerely",
        "yours faithfully",
        "yours truly",
        "respectfully yours",
        "respectfully",
    ];
    let formula = CLOSINGS.iter().find(|closing| words.at(0, closing)).map(|closing| closing.split(' ').count());
    let Some(length) = formula.or(words.is(0, &["dear"]).then_some(1)) else { return false };
    let name = |i: usize| words.class(i).is_mark() || words.class(i) == Class::Name;
    words.len() <= length + 6 && (length..words.len()).all(name)
}

struct Reader<'a> {
    words: &'a Words<'a>,
    low: Vec<Cow<'a, str>>,
    person: &'a dyn Fn(usize) -> bool,
    venue: &'a dyn Fn(usize) -> bool,
}

impl Reader<'_> {
    fn heard(&self) -> Heard {
        let is_word = |i: &usize| !self.words.class(*i).is_mark();
        if self.logistics() {
            return Heard::Courtesy;
        }
        let (mut polite, mut answers, mut times, mut names) = (0, 0, 0, 0);
        let (mut i, mut thanked) = (0, false);
        while i < self.words.len() {
            if self.words.class(i) == Class::Open
                && let Some(close) = (i..self.words.len().min(i + 12)).find(|&k| self.words.class(k) == Class::Close)
            {
                i = close + 1;
            } else if !is_word(&i) {
                i += 1;
            } else if thanked && self.is(i, &["for"]) {
                // "Thanks, everybody, for taking my question"
                i = self.clause_end(i + 1);
            } else if let Some(end) = self.running(i) {
                polite += 1;
                i = end;
            } else if let Some((end, kind)) = self.phrase(i) {
                i = end;
                match kind {
                    "say" => polite += 1,
                    "answer" => answers += 1,
                    "when" => times += 1,
                    "thanks" => (polite, thanked) = (polite + 1, true),
                    _ => {}
                }
            } else if self.named(i) {
                names += 1;
                i += 1;
            } else {
                return Heard::Speech;
            }
        }
        let nod =
            (0..self.words.len()).filter(is_word).all(|i| self.is(i, &["yeah", "yep", "yup", "mm-hmm", "uh-huh"]));
        match (polite, answers, times, names) {
            (_, 1.., ..) | (0, 0, 1.., _) => Heard::Answer,
            (0, 0, 0, 1..) => Heard::Names,
            _ if nod => Heard::Nod,
            _ => Heard::Courtesy,
        }
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        self.low.get(i).is_some_and(|word| words.contains(&word.as_ref()))
    }

    fn ends(&self, i: usize) -> bool {
        i >= self.words.len() || self.words.class(i).is_mark()
    }

    /// The longest phrase of the list at `i`: its end and value.
    fn phrase(&self, i: usize) -> Option<(usize, &'static str)> {
        let mut phrase = String::new();
        let mut best = None;
        for end in i..self.words.len().min(i + PHRASE) {
            if end > i && !self.low[end].starts_with('\'') {
                phrase.push(' ');
            }
            phrase.push_str(&self.low[end]);
            if let Some(value) = COURTESIES.get(&phrase) {
                best = Some((end + 1, value));
            }
        }
        best
    }

    /// Whether `i` is part of a name or a title; the first word has a capital anyway.
    fn named(&self, i: usize) -> bool {
        self.words.class(i) == Class::Name
            && (i > 0 || (self.person)(i) || is_title(&self.low[i]) || !COMMON.contains(&self.low[i]))
    }

    /// Where the clause that goes on at `i` ends: before a mark behind which another begins.
    fn clause_end(&self, i: usize) -> usize {
        let marks = |k: &usize| match self.words.class(*k) {
            Class::Semi | Class::Stop | Class::Colon | Class::Open => true,
            Class::Comma | Class::Dash | Class::And => self.subject(*k + 1),
            _ => self.is(*k, &["but", "because", "so"]),
        };
        (i..self.words.len()).find(marks).unwrap_or(self.words.len())
    }

    /// Whether a subject and its verb begin at `i`.
    fn subject(&self, mut i: usize) -> bool {
        while matches!(self.words.class(i), Class::Adv | Class::And | Class::Sub) {
            i += 1;
        }
        match self.words.class(i) {
            Class::Pron => true,
            Class::Name | Class::Det | Class::Poss | Class::That | Class::Num | Class::Word => {
                (i + 1..i + 9).take_while(|&k| !self.ends(k)).any(|k| {
                    matches!(self.words.class(k), Class::Be | Class::Modal | Class::Have | Class::Do)
                        || self.words.class(k) == Class::Word && self.low[k].len() > 3 && self.low[k].ends_with("ed")
                })
            }
            _ => self.is(i, &["there"]),
        }
    }

    /// "Please use the raise-hand function", "You should be unmuted now".
    fn logistics(&self) -> bool {
        (0..self.words.len()).any(|i| {
            let soon = |words: &[&str]| (i + 1..i + 6).any(|k| self.is(k, words));
            self.is(i, &["concludes"]) && soon(&["call", "briefing", "gaggle"])
                || self.is(i, &["hesitate"]) && soon(&["reach"])
                || self.is(i, &["unmute", "unmuted", "unmuting", "hand-raise", "raise-hand"])
                || self.is(i, &["raise"])
                    && (self.is(i + 1, &["hand", "hands"])
                        || self.is(i + 1, &["your"]) && self.is(i + 2, &["hand", "hands"]))
                || self.is(i, &["press"]) && self.is(i + 1, &["star", "pound"])
        })
    }

    /// The end of a clause at `i` that runs the call.
    fn running(&self, i: usize) -> Option<usize> {
        self.next_question(i).or_else(|| self.moves(i)).or_else(|| self.questions_ahead(i)).or_else(|| self.presents(i))
    }

    /// "For our next question we’ll go to Maria Vance", "Next question is Maria Vance".
    fn next_question(&self, i: usize) -> Option<usize> {
        let mut k = i + usize::from(self.is(i, &["for", "to", "on"]));
        k += usize::from(self.is(k, &["the", "our", "my", "a", "your"]));
        if !(self.is(k, &["next", "first", "last", "final", "second", "third"])
            && self.is(k + 1, &["question", "questions", "caller", "one"]))
        {
            return None;
        }
        k += 2;
        let mut to = k;
        while self.is(to, &["is", "'s", "goes", "comes", "will", "come", "go", "be", "from", "to", "today"]) {
            to += 1;
        }
        if to > k {
            return (self.words.class(to) == Class::Name && !(self.venue)(to)).then(|| self.clause_end(to));
        }
        (self.ends(k) || self.is(k, &["please"])).then_some(k).or_else(|| self.moves(k))
    }

    /// "I’ll turn it over to Maria Vance", "We’ll go to Maria next", "I’ll take that one".
    fn moves(&self, i: usize) -> Option<usize> {
        let mut k = self.lead(i)?;
        // "And I will — I’m happy to"
        while self.words.class(k) == Class::Dash {
            k = self.lead(k + 1)?;
        }
        let own = self.low[i].starts_with('i') || self.is(i, &["let", "happy"]);
        if self.is(k, &["turn", "hand", "pass", "kick", "throw", "toss", "punt", "defer", "bring"]) {
            let to = (k + 1..k + 7).take_while(|&k| !self.ends(k)).find(|&k| self.is(k, &["to", "up"]))?;
            let it = self.is(k + 1, &["it", "this", "that", "things", "you", "to", "over", "off", "back"])
                || self.is(k + 2, &["floor", "call", "podium", "question", "mic", "second", "first"]);
            return (it && (self.is(to, &["up"]) || self.addressee(to + 1))).then(|| self.clause_end(to));
        }
        if self.is(k, &["go", "move", "begin", "start", "come", "turn", "head", "get", "jump", "open", "proceed"]) {
            let mut to = k + 1;
            while self.is(to, &["on", "over", "back", "up", "right", "off", "it", "now", "next", "first", "straight"]) {
                to += 1;
            }
            // "We’ll get back to you on that" is a promise.
            let later = self.is(k, &["get", "come"]) && self.is(k + 1, &["back"]);
            if later || !self.is(to, &["to", "with", "for"]) {
                return None;
            }
            let ahead = |words: &[&str]| (to + 1..to + 7).take_while(|&k| !self.ends(k)).any(|k| self.is(k, words));
            let asks =
                ahead(&["question", "questions", "question-and-answer", "q&a", "caller", "remarks", "statement"]);
            return (asks || self.addressee(to + 1)).then(|| self.clause_end(to + 1));
        }
        if self.is(k, &["take", "do", "answer", "have"]) {
            let near = |words: &[&str]| (k + 1..k + 7).take_while(|&k| !self.ends(k)).find(|&k| self.is(k, words));
            if near(&["question", "questions", "q&a", "follow-up", "follow-ups"]).is_some() {
                return Some(self.clause_end(k + 1));
            }
            let mut to = k + 1;
            while self.is(
                to,
                &[
                    "the", "a", "that", "this", "it", "those", "first", "second", "third", "last", "one", "crack",
                    "stab", "at", "couple", "few", "more", "part",
                ],
            ) {
                to += 1;
            }
            let done = self.ends(to) || self.words.class(to) == Class::And || self.is(to, &["on", "for", "and"]);
            return (own && to > k + 1 && done).then(|| self.clause_end(to));
        }
        // "I’ll give you all a minute to do that"
        if self.is(k, &["give", "wait"]) {
            let short = |k: &usize| self.is(*k, &["minute", "minutes", "moment", "second", "seconds"]);
            return (k + 1..k + 6).find(short).map(|to| self.clause_end(to));
        }
        // "I’ll speak to that first part"
        if self.is(k, &["speak", "respond", "talk", "start"]) && self.is(k + 1, &["to", "with"]) {
            let mut to = k + 2;
            while self.is(to, &["the", "that", "this", "your", "first", "second", "last"]) {
                to += 1;
            }
            return (to > k + 2 && self.is(to, &["part", "question", "one"])).then(|| self.clause_end(to));
        }
        if self.is(k, &["let"]) {
            let to = (k + 1..k + 9).take_while(|&k| !self.ends(k)).find(|&k| {
                self.is(
                    k,
                    &["take", "answer", "address", "speak", "handle", "respond", "jump", "start", "talk", "weigh"],
                )
            })?;
            return self.addressee(k + 1).then(|| self.clause_end(to));
        }
        if self.is(k, &["leave", "stop", "pause", "end", "close", "wrap"]) {
            let to = k + 1 + usize::from(self.is(k + 1, &["it", "things", "this"]));
            let at = to + usize::from(self.is(to, &["at", "with", "right"]));
            return (self.is(at, &["that", "there", "here", "up"]) && self.ends(at + 1)).then_some(at + 1);
        }
        None
    }

    /// Whom a call is handed to: a name that is no place, a title, "you", a colleague.
    fn addressee(&self, i: usize) -> bool {
        let at = i + usize::from(matches!(self.words.class(i), Class::Det | Class::Poss));
        self.is(i, &["you", "him", "her", "them"]) && self.words.class(i) != Class::Poss
            || is_title(self.low.get(at).map_or("", AsRef::as_ref))
            || self
                .is(at, &["colleague", "colleagues", "team", "operator", "moderator", "floor", "group", "room", "back"])
            || at == i && self.words.class(i) == Class::Name && ((self.person)(i) || !(self.venue)(i))
    }

    /// The end of "I’ll", "we’re going to", "let’s", with adverbs behind it.
    fn lead(&self, i: usize) -> Option<usize> {
        const LEADS: &[&str] = &[
            "i think we'll",
            "i think i'll",
            "i'll",
            "we'll",
            "i will",
            "we will",
            "i'm going to",
            "we're going to",
            "i am going to",
            "we are going to",
            "i'm gonna",
            "i'd like to",
            "i would like to",
            "i want to",
            "let me",
            "let 's",
            "let us",
            "i can",
            "we can",
            "happy to",
            "i'm happy to",
            "we're happy to",
            "i am happy to",
            "glad to",
            "i'm glad to",
            "we have time to",
            "why don't we",
        ];
        let matches = |lead: &&&str| lead.split(' ').enumerate().all(|(n, word)| self.is(i + n, &[word]));
        let lead = LEADS.iter().filter(matches).map(|lead| lead.split(' ').count()).max()?;
        let mut k = i + lead;
        while self.words.class(k) == Class::Adv || self.is(k, &["first"]) {
            k += 1;
        }
        if self.is(k, &["go"]) && self.is(k + 1, &["ahead"]) && self.is(k + 2, &["and"]) {
            k += 3;
        }
        Some(k)
    }

    /// "It’s Maria Vance at the Courier."
    fn presents(&self, i: usize) -> Option<usize> {
        let start = if self.is(i, &["it", "this", "that"]) && self.is(i + 1, &["'s", "is"]) {
            i + 2
        } else if self.is(i, &["i'm"]) {
            i + 1
        } else {
            return None;
        };
        let name = |k: &usize| self.words.class(*k) == Class::Name && ((self.person)(*k) || !(self.venue)(*k));
        let names = (start..self.words.len()).take_while(name).count();
        let with = start + names;
        if names == 0 || !self.is(with, &["with", "at", "from"]) {
            return None;
        }
        let outlet = (with + 1..self.words.len())
            .take_while(|&k| {
                matches!(self.words.class(k), Class::Name | Class::Det) || self.is(k, &["of", "and", "here"])
            })
            .count();
        (outlet > 0 && self.ends(with + 1 + outlet)).then_some(with + 1 + outlet)
    }

    /// "I have two quick questions", "Just a quick one".
    fn questions_ahead(&self, i: usize) -> Option<usize> {
        const BEFORE: &[&str] = &[
            "i",
            "i've",
            "we",
            "just",
            "had",
            "have",
            "got",
            "also",
            "quick",
            "a",
            "an",
            "one",
            "two",
            "three",
            "couple",
            "of",
            "few",
            "more",
            "another",
            "last",
            "other",
            "first",
            "second",
            "separate",
            "brief",
            "small",
            "unrelated",
            "my",
            "different",
            "real",
            "clarification",
            "some",
        ];
        let mut k = i;
        while self.is(k, BEFORE) {
            k += 1;
        }
        if k == i
            || !self
                .is(k, &["question", "questions", "follow-up", "follow-ups", "followup", "topics", "ones", "things"])
        {
            return None;
        }
        k += 1;
        while self.words.class(k) == Class::Name
            || self.is(
                k,
                &[
                    "for", "you", "both", "here", "if", "i", "may", "can", "could", "please", "today", "real", "quick",
                    "then", "on", "and",
                ],
            ) && !self.subject(k)
        {
            k += 1;
        }
        self.ends(k).then_some(k)
    }
}

/// Titles by which somebody is called.
fn is_title(word: &str) -> bool {
    const TITLES: [&str; 26] = [
        "mr",
        "mr.",
        "ms",
        "ms.",
        "mrs",
        "mrs.",
        "dr",
        "dr.",
        "sir",
        "ma'am",
        "madam",
        "general",
        "lieutenant",
        "lt.",
        "gen.",
        "admiral",
        "adm.",
        "colonel",
        "captain",
        "secretary",
        "ambassador",
        "director",
        "senator",
        "governor",
        "professor",
        "doctor",
    ];
    TITLES.contains(&word)
}
