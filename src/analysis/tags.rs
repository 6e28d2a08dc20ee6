//! The machine's tags: what can be told from words alone.

use crate::analysis::certainty::{Tie, affirmed, asks, main_clause};
use crate::analysis::cue::CueKind;
use crate::analysis::lexicon::List;
use crate::analysis::model::{Quotation, Tag, Time};
use crate::analysis::orders::{admits, commands, inferred, requires};
use crate::analysis::speech_act::{idle, keeps_silent, speech_act, subject};
use crate::analysis::verb::lookup;
use crate::analysis::word::{Class, Words, marks};
use std::ops::Range;

pub(crate) const JUDGING: List = List::new(include_str!("../../assets/lexicon/judging-words.txt"));
const UNNAMED: List = List::new(include_str!("../../assets/lexicon/unnamed-sources.txt"));

const DENIALS: [&str; 11] = [
    "deny",
    "reject",
    "dismiss",
    "refute",
    "rebut",
    "repudiate",
    "disavow",
    "dispute",
    "contradict",
    "rebuff",
    "disown",
];
const COMMITMENTS: [&str; 12] = [
    "promise",
    "pledge",
    "vow",
    "commit",
    "guarantee",
    "plan",
    "intend",
    "swear",
    "threaten",
    "agree",
    "offer",
    "volunteer",
];
const DEMANDS: [&str; 15] = [
    "urge", "demand", "order", "request", "implore", "beg", "beseech", "instruct", "command", "exhort", "plead",
    "appeal", "push", "press", "lobby",
];
const FORECASTS: [&str; 6] = ["predict", "forecast", "expect", "anticipate", "foresee", "project"];
const JUDGEMENTS: [&str; 30] = [
    "praise",
    "criticize",
    "criticise",
    "blast",
    "slam",
    "condemn",
    "denounce",
    "mock",
    "ridicule",
    "applaud",
    "laud",
    "hail",
    "commend",
    "deride",
    "decry",
    "deplore",
    "lament",
    "lambaste",
    "rebuke",
    "berate",
    "castigate",
    "excoriate",
    "blame",
    "tout",
    "admire",
    "attack",
    "bash",
    "savage",
    "assail",
    "fault",
];
const SILENT: [&str; 11] = [
    "comment",
    "say",
    "answer",
    "discuss",
    "elaborate",
    "confirm",
    "respond",
    "speculate",
    "disclose",
    "specify",
    "reply",
];

/// Tags of the content among `range`, sorted.
pub(crate) fn tags(
    words: &Words<'_>,
    range: Range<usize>,
    tie: Option<Tie<'_>>,
    quotation: Quotation,
    times: &[Time],
) -> Vec<Tag> {
    let lemma = tie.map_or("", |tie| tie.lemma);
    let mut tags = Vec::new();
    let mut will = FORECASTS.contains(&lemma);
    let (mut figure, mut must, mut judged, mut compared, mut ours) = (false, false, false, false, false);
    let told = tie.is_some_and(|tie| !matches!(tie.kind, CueKind::Noun));
    let main = main_clause(words, range.clone());
    // Whether these words are in a relative clause, which tells nothing of the claim itself.
    let mut relative = false;
    for i in range.clone() {
        let word = words.lower(i);
        must |= quotation != Quotation::None && affirmed(tie) && main.contains(&i) && requires(words, &main, i);
        relative = match words.class(i) {
            // "what we will do"
            Class::Rel | Class::Wh => i > main.start,
            // "a plan that will help", not "the plan is that it will help"
            Class::That => i > main.start && matches!(words.class(i + 1), Class::Modal | Class::Be | Class::Have),
            Class::Comma | Class::Semi | Class::Colon | Class::Dash | Class::Sub => false,
            _ => relative,
        };
        match words.class(i) {
            Class::Modal => {
                let ahead = matches!(word, "will" | "won't" | "won’t" | "shall");
                let speaks = i > range.start && speech_act(words, i - 1, i + 1);
                will |= ahead && !relative && !speaks
                    || word == "would" && told && quotation == Quotation::Indirect && !relative;
                must |=
                    matches!(word, "must" | "should") && main.contains(&i) && !inferred(words, i) && !admits(words, i);
                ours |= word == "will"
                    && i > range.start
                    && pledges(words, i - 1)
                    && !relative
                    && !speaks
                    && !idle(words, i + 1);
            }
            Class::Pron if word.ends_with("'ll") || word.ends_with("’ll") => {
                let speaks = speech_act(words, i, i + 1);
                will |= !relative && !speaks;
                ours |= pledges(words, i) && !relative && !speaks && !idle(words, i + 1);
            }
            Class::Num => figure |= counts(words, i, times),
            Class::To if i > range.start && words.is(i - 1, &["going", "expected", "set", "due"]) => {
                // "was going to Kessin", "is going to the pier" are no future.
                let verb = matches!(words.class(i + 1), Class::Word | Class::Be | Class::Have | Class::Do | Class::Adv);
                let past = (i.saturating_sub(4).max(range.start)..i).any(|k| words.is(k, &["was", "were"]));
                let going = words.is(i - 1, &["going"]);
                let who = subject(words, i).filter(|_| going);
                let speaks = who.is_some_and(|k| speech_act(words, k, i + 1));
                // "dollars going to small businesses" go there.
                let adverb =
                    |k: &usize| matches!(words.class(*k), Class::Adv | Class::Not) || words.lower(*k).ends_with("ly");
                let before = (range.start..i - 1).rev().find(|k| !adverb(k));
                let noun = before.is_some_and(|k| {
                    matches!(words.class(k), Class::Word | Class::Name) && !words.lower(k).contains(['\'', '’'])
                });
                let meant = going && (past || noun);
                ours |= going
                    && !meant
                    && verb
                    && !relative
                    && !speaks
                    && !idle(words, i + 1)
                    && who.is_some_and(|k| k + 3 >= i && pledges(words, k));
                // "She is going to Kessin" is an arrangement.
                let away = going
                    && !past
                    && !verb
                    && words.class(i + 1) == Class::Name
                    && (i.saturating_sub(4).max(range.start)..i)
                        .any(|k| words.class(k) == Class::Be && !words.is(k, &["be", "been"]));
                will |= (verb && !meant || away) && !relative && !speaks;
            }
            Class::Sub if word == "than" => compared |= sets_against(words, i, range.start),
            // The first word of a sentence looks like a name.
            class if class == Class::Word || class == Class::Name && i == range.start => {
                judged |= class == Class::Word && words.marked(i, marks::JUDGING) && judges(words, i, range.start);
                let double = word == "double"
                    && !words.is(i + 1, &["check", "down", "digit", "digits", "standard", "standards"]);
                figure |= double
                    || matches!(
                        word,
                        "percent" | "million" | "billion" | "trillion" | "dozens" | "hundreds" | "thousands" | "half"
                    );
                let times = word == "twice" && words.is(i + 1, &["as", "the", "that"]);
                figure |= times;
                compared |= times;
                compared |= match word {
                    "highest" | "lowest" | "biggest" | "largest" | "smallest" | "longest" | "fewest" | "compared" => {
                        true
                    }
                    // "our best assessment" and "his worst day" rank nothing.
                    "worst" | "best" => {
                        i > range.start && words.is(i - 1, &["the", "'s", "’s"]) && !words.is(i + 1, &VAGUE)
                    }
                    "record" => breaks_record(words, i, range.start),
                    _ => false,
                };
            }
            _ => {}
        }
    }
    // "Hope everyone has a good weekend": a wish.
    judged &= !words.is(main.start, &["hope", "hoping", "wishing", "wish", "happy", "have"]);
    // "agreed to", not "To mend this, we will"
    let infinitive = tie.is_some() && words.class(range.start) == Class::To;
    let question = asks(words, range.clone(), tie);
    let silent = |from: usize| {
        (from..words.len().min(from + 4))
            .any(|i| SILENT.contains(&lookup(words.lower(i)).map_or("", |(verb, _)| verb.lemma)))
    };
    let no_comment = matches!(lemma, "decline" | "refuse") && silent(range.start)
        || tie.is_some_and(|tie| {
            tie.negated
                && matches!(tie.lemma, "comment" | "respond" | "reply" | "say" | "answer" | "elaborate" | "specify")
        })
        || range.clone().any(|i| words.at(i, "no comment"))
        || tie.is_none() && keeps_silent(words, main.clone());
    if will && !infinitive && !question {
        tags.push(Tag::Forecast);
    }
    if figure {
        tags.push(Tag::Figure);
    }
    if DENIALS.contains(&lemma) && !tie.is_some_and(|tie| tie.negated) {
        tags.push(Tag::Denial);
    }
    if COMMITMENTS.contains(&lemma) && tie.is_some_and(|tie| !matches!(tie.kind, CueKind::Raising | CueKind::Passive))
        || ours && matches!(quotation, Quotation::Direct | Quotation::None)
    {
        tags.push(Tag::Commitment);
    }
    let told_to =
        matches!(lemma, "ask" | "tell" | "call" | "warn" | "advise" | "encourage" | "direct" | "invite") && infinitive;
    if DEMANDS.contains(&lemma) || told_to || (must || commands(words, main)) && !question {
        tags.push(Tag::Demand);
    }
    if question {
        tags.push(Tag::Question);
    }
    if judged || JUDGEMENTS.contains(&lemma) {
        tags.push(Tag::Opinion);
    }
    if no_comment {
        tags.push(Tag::NoComment);
    }
    if compared {
        tags.push(Tag::Comparison);
    }
    tags
}

/// Whether "we" or "I" stands at `i`, alone or run together with a verb.
fn pledges(words: &Words<'_>, i: usize) -> bool {
    matches!(words.stem(i), "we" | "i")
}

/// What "best" says little of.
const VAGUE: [&str; 14] = [
    "assessment",
    "judgment",
    "judgement",
    "estimate",
    "guess",
    "interest",
    "interests",
    "way",
    "knowledge",
    "practices",
    "effort",
    "efforts",
    "path",
    "of",
];

/// Whether "than" at `i` sets two things against each other: not "more than 125", "rather than",
/// "no later than".
fn sets_against(words: &Words<'_>, i: usize, start: usize) -> bool {
    if i <= start
        || words.class(i + 1) == Class::Not
        || words.class(i + 1) == Class::That
        || words.is(i - 1, &["rather", "other", "later"])
    {
        return false;
    }
    let amount = words.class(i + 1) == Class::Num
        || words.is(i + 1, &["half", "enough", "happy", "willing", "dozens", "hundreds", "thousands", "anything"])
        || words.is(i + 1, &["a", "one"])
            && words.is(
                i + 2,
                &[
                    "dozen", "hundred", "thousand", "million", "billion", "third", "quarter", "half", "decade",
                    "century", "year", "month", "week", "day", "hour", "few", "couple",
                ],
            );
    !(amount && words.is(i - 1, &["more", "less", "fewer"]))
}

/// Whether "record" at `i` is one in number or rank: not "on the record", "a track record".
fn breaks_record(words: &Words<'_>, i: usize, start: usize) -> bool {
    const HEADS: [&str; 21] = [
        "high",
        "highs",
        "heights",
        "low",
        "lows",
        "number",
        "numbers",
        "level",
        "levels",
        "amount",
        "amounts",
        "profits",
        "sales",
        "heat",
        "pace",
        "growth",
        "turnout",
        "temperatures",
        "losses",
        "time",
        "speed",
    ];
    let first = i > start && words.is(i - 1, &["a", "new", "broke", "breaking", "broken", "all-time", "set"]);
    words.class(i + 1) == Class::Num
        || words.is(i + 1, &HEADS)
        || first && !words.is(i + 1, &["of", "on", "in", "that"])
}

/// Whether a judging word at `i` judges: weak ones only as what something is said to be.
fn judges(words: &Words<'_>, i: usize, start: usize) -> bool {
    const WEAK: [&str; 12] = [
        "good",
        "great",
        "better",
        "best",
        "fine",
        "fair",
        "strong",
        "positive",
        "poor",
        "weak",
        "successful",
        "perfect",
    ];
    const EMPTY: [&str; 18] = [
        "question",
        "questions",
        "point",
        "points",
        "portion",
        "deal",
        "number",
        "morning",
        "afternoon",
        "evening",
        "day",
        "night",
        "weekend",
        "faith",
        "part",
        "amount",
        "luck",
        "friend",
    ];
    if words.is(i, &["responsible"]) && words.is(i.wrapping_sub(1), &["hold", "holding", "held"]) {
        return false;
    }
    if !words.is(i, &WEAK) {
        return true;
    }
    if words.is(i + 1, &EMPTY) || words.is(i + 1, &["as"]) && words.is(i.wrapping_sub(1), &["as"]) {
        return false;
    }
    let mut k = i;
    while k > start
        && k + 5 > i
        && (matches!(words.class(k - 1), Class::Adv | Class::Det | Class::Not)
            || words.is(k - 1, &["pretty", "so", "such", "more", "much", "that"]))
    {
        k -= 1;
    }
    k > start
        && (words.class(k - 1) == Class::Be
            || words.class(k - 1) == Class::Pron && words.lower(k - 1).contains(['\'', '’'])
            || words.is(
                k - 1,
                &[
                    "look", "looks", "looked", "seem", "seems", "seemed", "feel", "feels", "felt", "sounds", "called",
                    "call",
                ],
            ))
}

/// A number that is no time, no year, no bare "one", no stretch of time ("eight months") and
/// does not only point back ("the two sides").
fn counts(words: &Words<'_>, i: usize, times: &[Time]) -> bool {
    let Some(word) = words.all.get(i) else { return false };
    let digits = words.lower(i).contains(|c: char| c.is_ascii_digit());
    let ordinal = matches!(words.lower(i).trim_start_matches(|c: char| c.is_ascii_digit()), "st" | "nd" | "rd" | "th");
    let unit = ["hour", "day", "week", "month", "year", "decade", "minute"];
    let lasts = unit.contains(&words.lower(i + 1).trim_end_matches('s'));
    // "two quick questions"
    let asked = (i + 1..i + 4).take_while(|&k| matches!(words.class(k), Class::Word | Class::Adv)).any(|k| {
        words.is(k, &["question", "questions", "follow-ups", "things", "points", "topics", "ones", "sides", "quick"])
    });
    if !digits && asked {
        return false;
    }
    let points = !digits && i > 0 && words.is(i - 1, &["the", "these", "those", "our", "his", "her", "their", "its"]);
    if lasts || points {
        return false;
    }
    let timed = times.iter().any(|time| time.span.overlaps(word.span));
    // "Article 5", "S.B. 4", "No. 10" are names.
    const NUMBERED: [&str; 17] = [
        "article",
        "section",
        "chapter",
        "title",
        "rule",
        "phase",
        "room",
        "page",
        "route",
        "flight",
        "channel",
        "no.",
        "s.b.",
        "h.r.",
        "proposition",
        "resolution",
        "amendment",
    ];
    let small = digits && words.lower(i).len() <= 2 && words.lower(i).bytes().all(|byte| byte.is_ascii_digit());
    // "Nord Stream 2 was", not "in Texas 20 were"
    let goes_on =
        matches!(words.class(i + 1), Class::Be | Class::Modal | Class::Have | Class::Do | Class::Prep | Class::And);
    let model = small && i > 1 && words.class(i - 1) == Class::Name && words.class(i - 2) != Class::Prep && goes_on;
    // "beyond 2014", "Vision 2030", not "killed 2000" or "in 2000 Kessin crews"
    let dated = i > 0
        && (words.class(i - 1) == Class::Name
            || words.is(i - 1, &["in", "since", "by", "beyond", "until", "before", "after", "from", "'s", "’s"]));
    let year = dated
        && words.lower(i).len() == 4
        && words.lower(i).parse().is_ok_and(|year: u16| (1900..2100).contains(&year))
        && !matches!(words.class(i + 1), Class::Word | Class::Name)
        && !words.is(i + 1, &["of"]);
    if digits && i > 0 && words.is(i - 1, &NUMBERED) || model || year {
        return false;
    }
    let spelled = !digits && !matches!(words.lower(i), "one") && words.class(i + 1) == Class::Word;
    (digits && !ordinal || spelled) && !timed
}

/// Whether a source names nobody: "officials", "a person familiar with the matter".
pub(crate) fn unnamed(words: &Words<'_>, source: Range<usize>) -> bool {
    // The head: the last noun before a preposition, comma or relative.
    let end = source
        .clone()
        .skip(1)
        .find(|&i| {
            matches!(words.class(i), Class::Prep | Class::Comma | Class::Rel | Class::That | Class::To)
                || words.is(i, &["familiar", "close", "briefed"])
        })
        .unwrap_or(source.end);
    let Some(head) = end.checked_sub(1).filter(|&head| head >= source.start) else { return false };
    UNNAMED.contains(words.lower(head)) && !source.clone().any(|i| words.class(i) == Class::Name && i > head)
}
