//! What is found and marked, for other programs and people: sheets, standards, training data.
//!
//! **Invariants:** pure, no I/O, no clock, can't fail; every field says whether a machine (the
//! engine with its version) or a human (by name) stands behind it, and the two are never mixed;
//! no control character gets out raw, except in formats that are the text itself (brat,
//! CriticMarkup, where line ends and tabs stay); nothing untrusted becomes markup or a formula.
//! **Deliberately absent:** files (`cli`), and the journal, which is the store's own.

pub mod brat;
pub mod claimreview;
pub mod criticmarkup;
mod csv;
pub(crate) mod json;
pub mod jsonl;
mod markdown;
pub mod points;
pub mod sheet;
pub mod training;
pub mod w3c;
mod w3c_read;

use crate::analysis::{Analysis, Claim};
use crate::annotation::correction::{Corrected, Difference, differences};
use crate::annotation::{Anchor, Annotation, Reliability, SourceGrade, Status};
use crate::base::{ClaimId, Span};
use crate::document::Document;
use jiff::Timestamp;

/// Everything that can be exported of one article.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// The article.
    pub document: &'a Document,
    /// What is understood of it: by the machine, with the corrections of the reader who exports.
    pub analysis: &'a Analysis,
    /// What the machine understood by itself.
    pub machine: &'a Analysis,
    /// How the two belong together.
    pub corrected: &'a Corrected,
    /// What is exported: claims and marks in the order of the text, notes on the whole text
    /// before, marks that are not found any more after.
    pub entries: Vec<Entry<'a>>,
    /// The grades of sources, each reader's.
    pub grades: Vec<SourceGrade>,
    /// The machine: "onrecord 0.1.0".
    pub engine: &'a str,
    /// The reader who exports.
    pub reader: &'a str,
    /// The reader's names of the two custom statuses; empty if there are none.
    pub custom: [&'a str; 2],
    /// Whether the article's whole text goes along, where there is a place for it.
    pub with_text: bool,
    /// When it is exported.
    pub now: Timestamp,
}

/// A claim of the machine's or words that a reader marked, with what readers say about it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The machine's claim.
    pub claim: Option<ClaimId>,
    /// Its words in this text; none for the whole text and for what is lost.
    pub spans: Vec<Span>,
    /// What is said about it, by name of the reader.
    pub marks: Vec<Mark<'a>>,
}

/// What one reader says.
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    /// As stored.
    pub annotation: &'a Annotation,
    /// How its words were found in this text.
    pub anchor: Anchor,
    /// Where.
    pub spans: Vec<Span>,
}

impl<'a> Dossier<'a> {
    /// The page on which an entry begins, where the input had pages.
    #[must_use]
    pub fn page(&self, entry: &Entry<'_>) -> Option<u32> {
        self.document.page_at(entry.spans.first()?.start())
    }

    /// Who published the text, by its own account.
    #[must_use]
    pub fn outlet(&self) -> Option<&'a str> {
        self.document.text.structure.as_ref()?.meta.outlet.as_deref()
    }

    /// The claim of an entry, as it is corrected.
    #[must_use]
    pub fn claim(&self, entry: &Entry<'_>) -> Option<&'a Claim> {
        self.analysis.claims.get(entry.claim?)
    }

    /// The machine's own claim of an entry, without corrections.
    #[must_use]
    pub fn machine_claim(&self, entry: &Entry<'_>) -> Option<&'a Claim> {
        self.machine.claims.get(self.corrected.origin(entry.claim?)?)
    }

    /// The same dossier as if nothing were corrected, for what is said of the machine.
    #[must_use]
    pub fn uncorrected(&self) -> Self {
        Self { analysis: self.machine, entries: Vec::new(), ..self.clone() }
    }

    /// Where the claim of an entry differs from the machine's: what a reader corrected.
    #[must_use]
    pub fn differences(&self, entry: &Entry<'_>) -> Vec<Difference> {
        let Some(claim) = self.claim(entry) else { return Vec::new() };
        differences(self.document, (self.analysis, claim), (self.machine, self.machine_claim(entry)))
    }

    /// Who chose the words of an entry: the engine, or a reader by name.
    #[must_use]
    pub fn quote_by(&self, entry: &Entry<'a>) -> &'a str {
        match (self.claim(entry), entry.marks.first()) {
            (None, Some(mark)) => &mark.annotation.creator,
            (Some(claim), _) if self.machine_claim(entry).is_none_or(|machine| machine.content != claim.content) => {
                self.reader
            }
            _ => self.engine,
        }
    }

    /// The words of an entry as they stand in the text, its parts joined by ` … `; of what is
    /// lost, the words it was on; nothing for the whole text.
    #[must_use]
    pub fn quote(&self, entry: &Entry<'a>) -> String {
        if entry.spans.is_empty() {
            return entry.marks.first().map(|mark| mark.annotation.target.exact.clone()).unwrap_or_default();
        }
        self.words(&entry.spans)
    }

    /// Parts of the text, joined by ` … `.
    #[must_use]
    pub fn words(&self, spans: &[Span]) -> String {
        spans.iter().map(|span| span.of(self.document.content())).collect::<Vec<_>>().join(" … ")
    }

    /// Who stands behind a claim: the person's name, or the source as written.
    #[must_use]
    pub fn speaker(&self, claim: &Claim) -> Option<String> {
        match self.analysis.speaker(claim) {
            Some(person) => Some(person.name.clone()),
            None => claim.source.first().map(|span| span.of(self.document.content()).to_owned()),
        }
    }

    /// The grade of a claim's source: the one by this reader, else by whoever gave it last.
    #[must_use]
    pub fn grade(&self, claim: &Claim, reader: &str) -> Option<&SourceGrade> {
        let key = source_key(&self.speaker(claim)?);
        self.grades
            .iter()
            .filter(|grade| grade.name == key && grade.reliability.is_some())
            .max_by_key(|grade| (grade.creator == reader, grade.modified))
    }

    /// Letter and digit as one word, "C3", of which either may be missing. The letter only if
    /// this reader gave it.
    #[must_use]
    pub fn grade_word(&self, claim: Option<&Claim>, annotation: &Annotation) -> String {
        let letter = claim
            .and_then(|claim| self.grade(claim, &annotation.creator))
            .filter(|grade| grade.creator == annotation.creator)
            .and_then(|grade| grade.reliability);
        let digit = annotation.credibility.map(|digit| digit.digit().to_string()).unwrap_or_default();
        letter.map(Reliability::letter).into_iter().collect::<String>() + &digit
    }

    /// The word for a status, with the reader's names for the custom ones.
    #[must_use]
    pub fn status(&self, status: Status) -> &'a str {
        let custom = match status {
            Status::Custom8 => self.custom[0],
            Status::Custom9 => self.custom[1],
            _ => return status.name(),
        };
        if custom.is_empty() { status.name() } else { custom }
    }

    /// The title, or the name of the file.
    #[must_use]
    pub fn title(&self) -> &'a str {
        let document = self.document;
        document.title.map_or(document.text.name.as_str(), |span| span.of(document.content()))
    }
}

impl Entry<'_> {
    /// Whether it is about the whole text.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.claim.is_none() && self.marks.iter().any(|mark| mark.annotation.target.spans.is_empty())
    }
}

impl Mark<'_> {
    /// Whether the words it is on changed since it was made: what it says was said of others.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.anchor == Anchor::Changed && !self.spans.is_empty()
    }
}

/// The word for an anchor.
#[must_use]
pub const fn anchor_name(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Exact => "exact",
        Anchor::Moved => "moved",
        Anchor::Changed => "changed",
        Anchor::Lost => "lost",
    }
}

/// The key of [`SourceGrade::name`]: lower case, single spaces.
#[must_use]
pub fn source_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The first second of a time as people and standards write it: `2026-05-19T16:42:07Z`.
fn moment(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// The day of a time, in UTC.
fn day(at: Timestamp) -> String {
    let moment = moment(at);
    moment.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
pub(crate) mod tests;
