//! Cues that are verbs: "said", "has denied", "adding that", "was described as".

use super::opening::{Opening, after_comma, tail};
use super::{Cue, CueKind};
use crate::analysis::lexicon::List;
use crate::analysis::phrase::{phrase_from, subject_before};
use crate::analysis::verb::{Forms, Frames, lookup};
use crate::analysis::word::{Class, Words, marks};
use std::ops::Range;

/// Nouns that cannot speak.
const MUTE: List = List::new(include_str!("../../../assets/lexicon/not-sources.txt"));

/// Forms that are more often nouns: they need "that", a quotation or a pronoun beside them.
const NOUNISH: [&str; 24] = [
    "bets",
    "bills",
    "brands",
    "calls",
    "comments",
    "contests",
    "details",
    "estimates",
    "forecasts",
    "grants",
    "issues",
    "labels",
    "notes",
    "plans",
    "points",
    "posts",
    "projects",
    "records",
    "remarks",
    "states",
    "support",
    "tips",
    "views",
    "votes",
];

/// What stands before a verb: its auxiliaries.
#[derive(Default)]
pub(super) struct Chain {
    pub(super) start: usize,
    pub(super) modal: bool,
    pub(super) to: bool,
    pub(super) be: bool,
    have: bool,
    base: bool,
}

pub(super) fn chain(words: &Words<'_>, verb: usize, floor: usize) -> Chain {
    let mut chain = Chain { start: verb, ..Chain::default() };
    let low = floor.max(verb.saturating_sub(7));
    let mut k = verb;
    while k > low && !words.quoted(k - 1) {
        match words.class(k - 1) {
            Class::Adv | Class::Not => {}
            // "has long opposed"
            Class::Word if words.is(k - 1, &["long"]) && k >= low + 2 && words.class(k - 2) == Class::Have => {}
            Class::Modal => (chain.modal, chain.base) = (true, true),
            Class::Do => chain.base = true,
            Class::Be => chain.be = true,
            Class::Have => chain.have = true,
            Class::To => chain.to = true,
            // "he's been", "they've": the pronoun holds the auxiliary.
            _ => break,
        }
        k -= 1;
        chain.start = k;
        if chain.to {
            break;
        }
    }
    chain
}

pub(super) fn by_verb(words: &Words<'_>, i: usize, floor: usize) -> Option<Cue> {
    if !words.marked(i, marks::VERB) {
        return None;
    }
    let (verb, forms) = lookup(words.lower(i))?;
    if words.class(i) == Class::Name && i > 0 && words.all.get(i).is_some_and(|word| word.capital) {
        return None;
    }
    // "There are some reports that …"
    let there =
        |k: usize| words.is(k, &["there's", "there’s"]) || words.is(k, &["there"]) && words.class(k + 1) == Class::Be;
    let opens = |k: usize| {
        k == 0 || words.class(k - 1).is_mark() || matches!(words.class(k - 1), Class::And | Class::That | Class::Sub)
    };
    let exists = |k: usize| there(k) && opens(k) && !(k..i).any(|k| words.class(k).is_mark());
    if words.is(i, &["reports", "calls", "claims", "plans", "demands"])
        && (floor.max(i.saturating_sub(4))..i).any(exists)
    {
        return None;
    }
    let fits = |particles: &[&str]| particles.iter().enumerate().all(|(n, word)| words.lower(i + 1 + n) == *word);
    let with = |particles: &[&'static str], frames| {
        with_frames(words, i, floor, i + 1 + particles.len(), frames, (verb.lemma, forms))
    };
    let mut variants = verb.variants.iter().filter(|(particles, _)| fits(particles));
    // More particles first: "agreed to the plan"; and if that fails "agreed [to reopen]".
    let (particles, frames) = variants.next()?;
    match with(particles, *frames) {
        None if particles.last() == Some(&"to") => variants.find_map(|(particles, frames)| with(particles, *frames)),
        found => found,
    }
}

fn with_frames(
    words: &Words<'_>,
    i: usize,
    floor: usize,
    after: usize,
    frames: Frames,
    (lemma, forms): (&'static str, Forms),
) -> Option<Cue> {
    let chain = chain(words, i, floor);
    let needs_quote =
        !frames.any(Frames::CLAUSE.or(Frames::THAT).or(Frames::NOUN).or(Frames::INFINITIVE).or(Frames::PERSON));
    if chain.to {
        return None;
    }
    let speech = frames.any(Frames::SPEECH.or(Frames::CLAUSE));
    let before = chain.start.checked_sub(1).filter(|&k| k >= floor || floor == 0);
    let before_class = before.map(|k| words.class(k));
    let words_of = |end: usize| chain.start..end;
    if chain.be && forms.any(Forms::PARTICIPLE) && !forms.any(Forms::GERUND) {
        return passive(words, floor, chain.start, after, frames, lemma);
    }
    // Active, finite or gerund.
    let gerund = forms.any(Forms::GERUND) && !chain.have;
    let finite = if chain.be {
        gerund
    } else if chain.have {
        forms.any(Forms::PARTICIPLE)
    } else if chain.base {
        forms.any(Forms::BASE) && (!chain.modal || speech)
    } else {
        forms.any(Forms::PAST.or(Forms::THIRD).or(Forms::BASE))
    };
    let opening = Opening::find(words, after, frames, lemma);
    if gerund && !chain.be {
        let quote_end = before.is_some_and(|k| words.quoted(k));
        if matches!(lemma, "show" | "find" | "support" | "prove") {
            return None;
        }
        let comma = quote_end
            || matches!(before_class, Some(Class::Comma | Class::Dash | Class::And))
            || before.is_some_and(|k| words.is(k, &["but"]));
        let noun = matches!(before_class, Some(Class::Word | Class::Name)) && frames.any(Frames::CLAUSE);
        let by = before.is_some_and(|k| words.is(k, &["by", "after", "before", "while", "in", "as"]))
            && frames.any(Frames::CLAUSE);
        let opening = opening?;
        if !(comma || by || noun || before.is_none()) || opening.content.is_none() {
            return None;
        }
        let source = if noun { subject_before(words, chain.start, floor) } else { None };
        return Some(Cue {
            kind: CueKind::Participle,
            words: words_of(after),
            lemma,
            shares: source.is_none(),
            needs_quote,
            source,
            content: opening.content,
            end: opening.end,
            trails: false,
        });
    }
    if !finite {
        return None;
    }
    let kind = if frames.any(Frames::SPEECH) {
        CueKind::Speech
    } else if frames.any(Frames::CLAUSE.or(Frames::THAT)) {
        CueKind::Clause
    } else if frames.any(Frames::INFINITIVE) {
        CueKind::Infinitive
    } else {
        CueKind::Noun
    };
    let bare = chain.start == i;
    let nounish = forms.any(Forms::BASE.or(Forms::THIRD)) && bare && !forms.any(Forms::PAST);
    // `“…,” said Ruiz`, `…, said Ruiz`
    let quote_before = before.is_some_and(|k| words.quoted(k));
    let closes = matches!(before_class, Some(Class::Comma | Class::Dash)) || quote_before;
    if bare && closes && frames.any(Frames::SPEECH) && !forms.any(Forms::BASE) {
        let inverted = phrase_from(words, after, words.len());
        let that = opening.as_ref().is_some_and(|opening| opening.strong);
        let set_off = !quote_before && subject_before(words, chain.start, floor).is_some();
        if let Some(source) = inverted
            && !that
            && !(set_off
                && words.class(after) != Class::Name
                && words.class(after) != Class::Pron
                && words.class(after) != Class::Det)
            && !(set_off && matches!(words.class(source.end), Class::Modal | Class::Be | Class::Have | Class::Do))
        {
            let end = tail(words, source.end);
            let content = after_comma(words, end);
            return Some(Cue {
                kind,
                words: words_of(after),
                lemma,
                content,
                end,
                source: Some(source),
                trails: true,
                shares: false,
                needs_quote,
            });
        }
    }
    if bare && before.is_none() {
        // "Said Ruiz: …"; else an imperative or a headline without subject.
        if forms.any(Forms::PAST) && frames.any(Frames::SPEECH) && !forms.any(Forms::BASE) {
            let source = phrase_from(words, after, words.len())?;
            let content = matches!(words.class(source.end), Class::Colon | Class::Comma).then_some(source.end + 1);
            return Some(Cue {
                kind,
                words: words_of(after),
                lemma,
                end: source.end,
                source: Some(source),
                content,
                trails: false,
                shares: false,
                needs_quote,
            });
        }
        return None;
    }
    let mut shares = false;
    let source = if matches!(before_class, Some(Class::And))
        || before_class == Some(Class::Sub) && words.is(chain.start - 1, &["but", "yet"])
    {
        shares = true;
        None
    } else {
        let pronoun = before.is_some_and(|k| {
            words.is(k, &["another", "some", "many", "most", "several", "few", "both", "all", "others"])
        });
        if quote_before
            || !pronoun
                && matches!(
                    before_class,
                    Some(
                        Class::Det
                            | Class::Poss
                            | Class::Prep
                            | Class::To
                            | Class::Colon
                            | Class::Semi
                            | Class::Sub
                            | Class::Day
                            | Class::Wh
                    )
                )
        {
            return None;
        }
        subject_before(words, chain.start, floor)
    };
    if source.is_none() && !shares {
        // ", then said": a further verb of the same subject.
        if before_class == Some(Class::Comma) && forms.any(Forms::PAST) && speech {
            shares = true;
        } else {
            return None;
        }
    }
    if shares && !(forms.any(Forms::PAST) || forms.any(Forms::THIRD) && speech) {
        return None;
    }
    if let Some(source) = &source {
        let last = source.end - 1;
        let pronoun = words.class(last);
        // "It says", but "it suggested" has no speaker.
        if pronoun == Class::That || words.is(last, &["there", "which"]) || words.lower(last) == "it" && !speech {
            return None;
        }
        let behind = source.start.checked_sub(1).is_some_and(|k| words.quoted(k));
        if nounish && !behind {
            let opens = matches!(
                words.class(after),
                Class::That
                    | Class::Det
                    | Class::Poss
                    | Class::Pron
                    | Class::Obj
                    | Class::Quote
                    | Class::To
                    | Class::Wh
                    | Class::Name
                    | Class::Num
                    | Class::Colon
                    | Class::Comma
                    | Class::Rel
            );
            let plural = matches!(pronoun, Class::Pron | Class::Rel | Class::Comma | Class::Close)
                || words.lower(last).ends_with('s') && !words.lower(last).ends_with("ss")
                || words.is(last, &["people", "police", "many", "some", "most", "others", "media", "critics"]);
            let right = if forms.any(Forms::THIRD) {
                !words.is(last, &["they", "we", "you", "i"])
            } else {
                plural && !words.is(last, &["he", "she", "it"])
            };
            let trailing = frames.any(Frames::CLAUSE) && matches!(words.class(after), Class::Stop);
            let strong =
                matches!(words.class(after), Class::That | Class::Quote | Class::Colon) || words.quoted(after + 1);
            if NOUNISH.contains(&words.lower(i)) && !strong && !matches!(pronoun, Class::Pron | Class::Rel) {
                let to = words.class(after) == Class::To && words.all.get(last).is_some_and(|word| word.capital);
                if !to {
                    return None;
                }
            }
            if !right || !(opens || speech && lemma == "say" || trailing) {
                return None;
            }
        }
        if lemma != "say" && MUTE.contains(words.lower(head_of(words, source))) {
            return None;
        }
        // "the plan proposed by": a participle, no verb.
        if bare && words.is(after, &["by"]) {
            return None;
        }
    }
    let trails = frames.any(Frames::SPEECH.or(Frames::CLAUSE))
        || frames.any(Frames::THAT) && matches!(lemma, "suggest" | "show" | "find");
    // `“…,” she said on Tuesday`: what follows is no content.
    let behind = source.as_ref().and_then(|source| source.start.checked_sub(1)).is_some_and(|k| {
        words.quoted(k)
            && words.class(k) == Class::Quote
            && k > 0
            && matches!(words.class(k - 1), Class::Comma | Class::Stop)
    });
    let (content, end) = match opening {
        Some(opening) if behind && !opening.content.is_some_and(|k| words.quoted(k)) => (None, tail(words, after)),
        Some(opening) => (opening.content, opening.end),
        None => (None, tail(words, after)),
    };
    // "As Ruiz has said, the pier …"
    let as_said = |source: &Range<usize>| {
        source.start.checked_sub(1).is_some_and(|k| words.is(k, &["as"]) && (k == 0 || words.class(k - 1).is_mark()))
    };
    let content = content.or_else(|| {
        let comma = words.class(after) == Class::Comma && after + 1 < words.len();
        (comma && speech && source.as_ref().is_some_and(as_said)).then_some(after + 1)
    });
    if content.is_some_and(|content| hides(words, content)) {
        return None;
    }
    if content.is_none() && !trails {
        return None;
    }
    Some(Cue { kind, words: words_of(after), lemma, source, content, end, trails, shares, needs_quote })
}

/// "asked not to be named", "insisted on anonymity": says who the source is, not what it says.
fn hides(words: &Words<'_>, content: usize) -> bool {
    (content..words.len().min(content + 6)).take_while(|&i| !words.class(i).is_mark()).any(|i| {
        words.is(i, &["anonymity", "anonymous", "anonymously"])
            || words.is(i, &["named", "identified", "quoted"]) && words.is(i - 1, &["be"])
    })
}

/// The head of a noun phrase: its last word before a preposition or comma.
fn head_of(words: &Words<'_>, source: &Range<usize>) -> usize {
    let end = source
        .clone()
        .skip(1)
        .find(|&i| {
            matches!(words.class(i), Class::Prep | Class::Comma | Class::Rel | Class::That | Class::To | Class::Open)
        })
        .unwrap_or(source.end);
    end.max(source.start + 1) - 1
}

/// "was described as", "was criticised by the union", "is expected to".
fn passive(
    words: &Words<'_>,
    floor: usize,
    start: usize,
    after: usize,
    frames: Frames,
    lemma: &'static str,
) -> Option<Cue> {
    let subject = subject_before(words, start, floor)?;
    let impersonal = words.is(subject.start, &["it"]);
    let cue = |kind, end, source, content| {
        Some(Cue {
            kind,
            words: start..end,
            lemma,
            source,
            content,
            end,
            trails: false,
            shares: false,
            needs_quote: false,
        })
    };
    if impersonal && words.class(after) == Class::That {
        return cue(CueKind::Raising, after, None, Some(after));
    }
    let speaks = frames.any(Frames::CLAUSE.or(Frames::THAT).or(Frames::NOUN));
    if frames.any(Frames::PERSON) {
        // "was asked whether", "was told, “…”"
        let content = match words.class(after) {
            Class::Comma | Class::Colon if words.quoted(after + 1) => after + 1,
            Class::That | Class::Wh | Class::Quote => after,
            Class::Sub if words.is(after, &["if"]) => after,
            _ => return None,
        };
        return cue(CueKind::Passive, after, None, Some(content));
    }
    match words.class(after) {
        Class::To if speaks && !frames.any(Frames::PERSON) => cue(CueKind::Raising, after, None, Some(after)),
        Class::Sub if words.is(after, &["as"]) && frames.any(Frames::NOUN) => {
            cue(CueKind::Passive, after, None, Some(after))
        }
        Class::Prep if words.is(after, &["by"]) && speaks => {
            let source = phrase_from(words, after + 1, words.len())?;
            cue(CueKind::Passive, after, Some(source), None)
        }
        _ => None,
    }
}
