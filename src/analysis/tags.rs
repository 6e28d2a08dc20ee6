//! The machine's tags: what can be told from words alone.

use crate::analysis::certainty::{Tie, asks, main_clause};
use crate::analysis::cue::CueKind;
use crate::analysis::lexicon::List;
use crate::analysis::model::{Quotation, Tag, Time};
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
    for i in range.clone() {
        let word = words.lower(i);
        match words.class(i) {
            Class::Modal => {
                will |= matches!(word, "will" | "won't" | "won’t" | "shall")
                    || word == "would" && told && quotation == Quotation::Indirect;
                must |= matches!(word, "must" | "should") && main.contains(&i);
                ours |= word == "will" && i > range.start && words.is(i - 1, &["we", "i"]);
            }
            Class::Pron if word.ends_with("ll") => {
                will = true;
                ours |= word.starts_with("we") || word.starts_with('i');
            }
            Class::Num => figure |= counts(words, i, times),
            Class::To if words.is(i.wrapping_sub(1), &["going", "expected", "set", "due"]) && i > range.start => {
                will = true;
            }
            Class::Sub if word == "than" && !(i > 0 && words.is(i - 1, &["rather", "other"])) => compared = true,
            // The first word of a sentence looks like a name.
            class if class == Class::Word || class == Class::Name && i == range.start => {
                judged |= class == Class::Word && words.marked(i, marks::JUDGING);
                figure |= matches!(
                    word,
                    "percent"
                        | "million"
                        | "billion"
                        | "trillion"
                        | "dozens"
                        | "hundreds"
                        | "thousands"
                        | "half"
                        | "double"
                );
                let times = word == "twice" && words.is(i + 1, &["as", "the", "that"]);
                figure |= times;
                compared |= times;
                compared |= matches!(
                    word,
                    "highest"
                        | "lowest"
                        | "biggest"
                        | "largest"
                        | "smallest"
                        | "longest"
                        | "worst"
                        | "best"
                        | "fewest"
                        | "compared"
                        | "record"
                );
            }
            _ => {}
        }
    }
    let infinitive = words.class(range.start) == Class::To;
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
        || range.clone().any(|i| words.at(i, "no comment"));
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
        || ours && quotation == Quotation::Direct
    {
        tags.push(Tag::Commitment);
    }
    let told_to =
        matches!(lemma, "ask" | "tell" | "call" | "warn" | "advise" | "encourage" | "direct" | "invite") && infinitive;
    if DEMANDS.contains(&lemma) || told_to || must && !question {
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

/// A number that is no time, no year, no bare "one", no stretch of time ("eight months") and
/// does not only point back ("the two sides").
fn counts(words: &Words<'_>, i: usize, times: &[Time]) -> bool {
    let Some(word) = words.all.get(i) else { return false };
    let digits = words.lower(i).contains(|c: char| c.is_ascii_digit());
    let ordinal =
        words.lower(i).trim_start_matches(|c: char| c.is_ascii_digit()).len() == 2 && !words.lower(i).ends_with('%');
    let unit = ["hour", "day", "week", "month", "year", "decade", "minute"];
    let lasts = unit.contains(&words.lower(i + 1).trim_end_matches('s'));
    let points = !digits && i > 0 && words.is(i - 1, &["the", "these", "those"]);
    if lasts || points {
        return false;
    }
    let timed = times.iter().any(|time| time.span.overlaps(word.span));
    (digits && !ordinal || !matches!(words.lower(i), "one") && words.class(i + 1) == Class::Word) && !timed
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
