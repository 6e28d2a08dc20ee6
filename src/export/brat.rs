//! brat standoff: a `.txt` with the text, an `.ann` with what is in it, and the
//! `annotation.conf` that says what may be in it.
//!
//! By brat's rules (brat.nlplab.org/standoff.html, and its reader): offsets count Unicode code
//! points, the end excluded; a span is cut at line ends and its parts are joined by one space;
//! a trigger has the type of its event, and only events refer to it. `Origin` says who found a
//! claim; status and grades are always a human's, of the reader who exports or else the only
//! one; what other readers say is in notes, with their names.

use super::points::Points;
use super::{Dossier, Entry, Mark, day};
use crate::analysis::{Claim, Likelihood, Voice};
use crate::annotation::Status;
use crate::base::{Shown, Span};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What may be in the annotations, for the folder that holds them.
pub const CONFIGURATION: &str = "\
# Written by onrecord. Source, Cue and Content as in PolNeAR; Origin says whether a machine or a
# human found a claim; Status, Credibility, Reliability and Estimate are always a human's.
[entities]
Person
Venue
Date
Source
Cue
Content
Hedge

[relations]

[events]
Attribution\tSource?:Source, Cue?:Cue, Content:Content
Statement\tContent:Content

[attributes]
Origin\tArg:<EVENT>, Value:Machine|Human
Status\tArg:<EVENT>, Value:Verified|Disputed|False|Unclear|NeedsSource|NotCheckable|Custom8|Custom9
KeyClaim\tArg:<EVENT>
Reliability\tArg:<EVENT>, Value:A|B|C|D|E|F
Credibility\tArg:<EVENT>, Value:1|2|3|4|5|6
Estimate\tArg:<EVENT>, Value:AlmostNoChance|VeryUnlikely|Unlikely|EvenChance|Likely|VeryLikely|AlmostCertain
Confidence\tArg:<EVENT>, Value:Low|Moderate|High
Likelihood\tArg:<ENTITY>, Value:AlmostNoChance|VeryUnlikely|Unlikely|EvenChance|Likely|VeryLikely|AlmostCertain
";

/// The `.ann`; the `.txt` is the canonical text itself.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    let text = dossier.document.content();
    let mut writer = Writer { text, points: Points::new(text), out: String::new(), next: BTreeMap::new() };
    let mut shown: Vec<Span> = Vec::new();
    for entry in dossier.entries.iter().filter(|entry| !entry.spans.is_empty()) {
        writer.entry(dossier, entry);
        shown.extend(&entry.spans);
        shown.extend(dossier.claim(entry).map(Claim::whole));
    }
    // People and venues that are named in what is exported.
    shown.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in shown {
        match joined.last_mut() {
            Some(last) if span.start() <= last.end() => *last = last.join(span),
            _ => joined.push(span),
        }
    }
    let is_shown = |span: &&Span| {
        let at = joined.partition_point(|part| part.end() <= span.start());
        joined.get(at).is_some_and(|part| part.covers(**span))
    };
    for person in dossier.analysis.people.values().filter(|person| !person.group) {
        person.names.iter().filter(is_shown).for_each(|span| drop(writer.entity("Person", &[*span])));
    }
    for venue in dossier.analysis.venues.values() {
        venue.names.iter().filter(is_shown).for_each(|span| drop(writer.entity("Venue", &[*span])));
    }
    writer.out
}

struct Writer<'t> {
    text: &'t str,
    points: Points<'t>,
    out: String,
    /// The last number of each letter.
    next: BTreeMap<char, usize>,
}

/// What Python, and so brat, takes for the end of a line, and the tab, which ends a column for
/// simpler readers.
const fn ends_line(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Writer<'_> {
    fn name(&mut self, letter: char) -> String {
        let number = self.next.entry(letter).or_insert(0);
        *number += 1;
        format!("{letter}{number}")
    }

    /// A text-bound annotation; `None` if there is nothing to bind it to.
    fn entity(&mut self, kind: &str, spans: &[Span]) -> Option<String> {
        let parts = parts(self.text, spans);
        if parts.is_empty() {
            return None;
        }
        let name = self.name('T');
        let offsets: Vec<String> = parts
            .iter()
            .map(|part| {
                let (start, end) = self.points.span(*part);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<&str> = parts.iter().map(|part| part.of(self.text)).collect();
        let _ = writeln!(self.out, "{name}\t{kind} {}\t{}", offsets.join(";"), words.join(" "));
        Some(name)
    }

    fn attribute(&mut self, kind: &str, on: &str, value: &str) {
        let name = self.name('A');
        let space = if value.is_empty() { "" } else { " " };
        let _ = writeln!(self.out, "{name}\t{kind} {on}{space}{value}");
    }

    fn note(&mut self, on: &str, words: &str) {
        let name = self.name('#');
        let _ = writeln!(self.out, "{name}\tAnnotatorNotes {on}\t{}", Shown::from(words));
    }

    fn entry(&mut self, dossier: &Dossier<'_>, entry: &Entry<'_>) {
        let claim = dossier.claim(entry);
        let attributed = claim.filter(|claim| claim.voice == Voice::Attributed);
        let Some(content) = self.entity("Content", &entry.spans) else { return };
        let source = attributed.and_then(|claim| self.entity("Source", &claim.source));
        let cue = attributed.and_then(|claim| self.entity("Cue", &claim.cue));
        let kind = if attributed.is_some() { "Attribution" } else { "Statement" };
        // Where no words tie source and content, the first words of the content stand for it.
        let first = parts(self.text, &entry.spans)[..1].to_vec();
        let trigger = attributed.filter(|_| cue.is_some()).map_or(first, |claim| claim.cue.clone());
        let Some(trigger) = self.entity(kind, &trigger) else { return };
        let event = self.name('E');
        let mut line = format!("{event}\t{kind}:{trigger}");
        for (role, filler) in [("Source", source), ("Cue", cue), ("Content", Some(content))] {
            if let Some(filler) = filler {
                let _ = write!(line, " {role}:{filler}");
            }
        }
        self.out.push_str(&line);
        self.out.push('\n');
        self.attribute("Origin", &event, if claim.is_some() { "Machine" } else { "Human" });
        if let Some(claim) = claim {
            for hedge in &claim.hedges {
                let name = self.entity("Hedge", &[hedge.span]);
                if let (Some(name), Some(band)) = (name, hedge.likelihood) {
                    self.attribute("Likelihood", &name, &band_name(band));
                }
            }
            claim.times.iter().for_each(|time| drop(self.entity("Date", &[time.span])));
        }
        self.marks(dossier, entry, &event);
    }

    fn marks(&mut self, dossier: &Dossier<'_>, entry: &Entry<'_>, event: &str) {
        let own = entry.marks.iter().position(|mark| mark.annotation.creator == dossier.reader);
        let first = own.or_else(|| (entry.marks.len() == 1).then_some(0));
        for (index, mark) in entry.marks.iter().enumerate() {
            let annotation = mark.annotation;
            if first == Some(index) {
                if let Some(status) = annotation.status {
                    self.attribute("Status", event, &camel(status));
                }
                if annotation.key {
                    self.attribute("KeyClaim", event, "");
                }
                for c in dossier.grade_word(dossier.claim(entry), annotation).chars() {
                    let kind = if c.is_ascii_digit() { "Credibility" } else { "Reliability" };
                    self.attribute(kind, event, &c.to_string());
                }
                if let Some(likelihood) = annotation.likelihood {
                    self.attribute("Estimate", event, &band_name(likelihood));
                }
                if let Some(confidence) = annotation.confidence {
                    self.attribute("Confidence", event, &words_of(confidence.name()));
                }
            }
            self.note(event, &said(dossier, entry, mark));
        }
    }
}

/// Everything a reader says, in one line.
fn said(dossier: &Dossier<'_>, entry: &Entry<'_>, mark: &Mark<'_>) -> String {
    let annotation = mark.annotation;
    let mut words = vec![format!("by={}", annotation.creator), format!("date={}", day(annotation.modified))];
    words.extend(annotation.status.map(|status| format!("status={}", dossier.status(status))));
    if annotation.key {
        words.push("key claim".to_owned());
    }
    let grade = dossier.grade_word(dossier.claim(entry), annotation);
    if !grade.is_empty() {
        words.push(format!("grade={grade}"));
    }
    words.extend(annotation.likelihood.map(|likelihood| format!("likelihood={}", likelihood.name())));
    words.extend(annotation.confidence.map(|confidence| format!("confidence={}", confidence.name())));
    words.extend(annotation.tags.iter().map(|tag| format!("tag={tag}")));
    words.extend(annotation.note.as_ref().map(|note| note.replace('\n', " / ")));
    words.join("; ")
}

/// The spans without line ends, white space at their edges, and emptiness, in order.
fn parts(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut parts = Vec::new();
    for span in spans {
        let mut from = span.start();
        for piece in span.of(text).split_inclusive(ends_line) {
            let part = Span::new(from, from + piece.len()).trim(text);
            from += piece.len();
            if !part.is_empty() {
                parts.push(part);
            }
        }
    }
    parts
}

/// "very-likely" as one word without a hyphen: "VeryLikely".
fn words_of(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

fn band_name(likelihood: Likelihood) -> String {
    words_of(likelihood.name())
}

fn camel(status: Status) -> String {
    words_of(status.name())
}
