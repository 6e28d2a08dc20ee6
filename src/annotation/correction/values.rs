//! The values of a claim in words, and where the reader's differ from the machine's.

use super::{Correction, Dated, Named, Reach, Speaker};
use crate::analysis::{Analysis, Claim, Voice};
use crate::annotation::model::Target;
use crate::base::{Shown, Span};
use crate::document::Document;

/// One value of a reader's, and the machine's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which value: "speaker", "content".
    pub what: &'static str,
    /// By the reader.
    pub human: String,
    /// By the machine; empty where it has none.
    pub machine: String,
}

/// Who says a claim, in a few words.
#[must_use]
pub fn speaker(document: &Document, analysis: &Analysis, claim: &Claim) -> String {
    if claim.voice == Voice::Author {
        return "the article".to_owned();
    }
    match analysis.speaker(claim) {
        Some(person) => person.name.clone(),
        None if claim.source.is_empty() => "nobody named".to_owned(),
        None => document.words(&claim.source),
    }
}

/// The values of a claim by name, as words.
fn values(document: &Document, analysis: &Analysis, claim: &Claim) -> Vec<(&'static str, String)> {
    let text = document.content();
    let list = |words: Vec<String>| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    let words = |spans: &[Span]| list(if spans.is_empty() { Vec::new() } else { vec![document.words(spans)] });
    let times = claim.times.iter().map(|time| {
        let value = time.value.map_or_else(|| "open".to_owned(), |value| value.to_string());
        format!("“{}” {value}", time.span.of(text))
    });
    let venues = claim.venues.iter().filter_map(|id| Some(analysis.venues.get(*id)?.name.clone()));
    vec![
        ("speaker", speaker(document, analysis, claim)),
        ("content", words(&claim.content)),
        ("source", words(&claim.source)),
        ("cue", words(&claim.cue)),
        ("quotation", claim.quotation.name().to_owned()),
        ("polarity", claim.polarity.name().to_owned()),
        ("certainty", claim.certainty.name().to_owned()),
        ("condition", if claim.conditional { "on a condition" } else { "unconditional" }.to_owned()),
        ("hedges", list(claim.hedges.iter().map(|hedge| format!("“{}”", hedge.span.of(text))).collect())),
        ("times", list(times.collect())),
        ("venues", list(venues.collect())),
    ]
}

/// Where a corrected claim differs from the machine's, if that has it at all.
#[must_use]
pub fn differences(
    document: &Document,
    (now, claim): (&Analysis, &Claim),
    (machine, before): (&Analysis, Option<&Claim>),
) -> Vec<Difference> {
    if before.is_some_and(|before| std::ptr::eq(before, claim)) {
        return Vec::new();
    }
    let human = values(document, now, claim);
    let Some(before) = before else {
        return vec![Difference { what: "claim", human: "a claim".to_owned(), machine: "not found".to_owned() }];
    };
    let same = [claim.content == before.content, claim.source == before.source, claim.cue == before.cue];
    let machine = values(document, machine, before);
    let pairs = human.into_iter().zip(machine);
    pairs
        .filter(|((what, human), (_, machine))| match *what {
            "content" => !same[0],
            "source" => !same[1],
            "cue" => !same[2],
            _ => human != machine,
        })
        .map(|((what, human), (_, machine))| Difference { what, human, machine })
        .collect()
}

/// What a change of a correction says: "speaker: Lena Ortiz, not a claim".
#[must_use]
pub fn correction_words(before: &Correction, after: &Correction) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut add = |what: &str, changed: bool, value: Option<String>| {
        if changed {
            words.push(match value {
                Some(value) if what.is_empty() => value,
                Some(value) => format!("{what}: {value}"),
                None => format!("{} as the machine has it", if what.is_empty() { "name" } else { what }),
            });
        }
    };
    let quote = |target: &Target| {
        if target.spans.is_empty() {
            "none".to_owned()
        } else {
            format!("“{}”", Shown::from(target.exact.as_str()).cut(40))
        }
    };
    let list = |all: Vec<String>| if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    add(
        "speaker",
        before.speaker != after.speaker,
        after.speaker.as_ref().map(|speaker| match speaker {
            Speaker::Person(name) => name.clone(),
            Speaker::Article => "the article itself".to_owned(),
            Speaker::Nobody => "nobody named".to_owned(),
        }),
    );
    add("content", before.content != after.content, after.content.as_ref().map(quote));
    add("source", before.source != after.source, after.source.as_ref().map(quote));
    add("cue", before.cue != after.cue, after.cue.as_ref().map(quote));
    add("hedge", before.hedges != after.hedges, after.hedges.as_ref().map(|all| list(all.iter().map(quote).collect())));
    add("certainty", before.certainty != after.certainty, after.certainty.map(|value| value.name().to_owned()));
    add("polarity", before.polarity != after.polarity, after.polarity.map(|value| value.name().to_owned()));
    add(
        "condition",
        before.conditional != after.conditional,
        after.conditional.map(|on| if on { "yes" } else { "no" }.to_owned()),
    );
    add("quotation", before.quotation != after.quotation, after.quotation.map(|value| value.name().to_owned()));
    add(
        "time",
        before.times != after.times,
        after.times.as_ref().map(|times| {
            let shown = |time: &Dated| {
                format!("{} {}", quote(&time.words), time.value.map_or("open".to_owned(), |v| v.to_string()))
            };
            list(times.iter().map(shown).collect())
        }),
    );
    add("venue", before.venues != after.venues, after.venues.as_ref().map(|names| list(names.clone())));
    add(
        "",
        before.dropped != after.dropped,
        Some(if after.dropped { "not a claim" } else { "a claim after all" }.to_owned()),
    );
    add(
        "",
        before.naming != after.naming,
        after.naming.as_ref().map(|naming| {
            let reach = match naming.reach {
                Reach::All | Reach::Mention => "",
                Reach::Words => ", wherever it is written so",
            };
            let what = if naming.named == Named::Person { "person" } else { "venue" };
            match &naming.name {
                Some(name) => format!("is the {what} {name}{reach}"),
                None => format!("no {what}"),
            }
        }),
    );
    words.join(", ")
}
