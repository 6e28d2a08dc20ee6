//! What the lists over the text show: claims, times, sources, notices, why.

use super::article::{Article, Item};
use super::{App, Progress, why};
use crate::analysis::{Certainty, Claim, Polarity, Quotation, Time, Voice};
use crate::annotation::correction::Difference;
use crate::annotation::correction::values::correction_words;
use crate::annotation::{Annotation, Correction, Credibility, Reliability, Status};
use crate::base::{ClaimId, Shown};
use crate::document::Document;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The claims that pass the filter.
    Claims,
    /// Times, the earliest first.
    Dates,
    /// Who says something, the most quoted first.
    Sources,
    /// Annotations on words that changed or are gone.
    Recheck,
    /// Where other readers judge otherwise.
    Disagreements,
    /// What changed since the version read before.
    Changes,
    /// What was noticed about the text.
    Notices,
    /// What the machine found in the current claim.
    Why,
    /// What the reader corrected.
    Corrections,
    /// What a command said.
    Output,
    /// The briefings read before.
    Library,
}

impl Kind {
    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Claims => "Claims",
            Self::Dates => "Times",
            Self::Sources => "Sources",
            Self::Recheck => "Recheck",
            Self::Disagreements => "Disagreements",
            Self::Changes => "Changes",
            Self::Notices => "Notices",
            Self::Why => "Why",
            Self::Corrections => "Corrections",
            Self::Output => "Output",
            Self::Library => "Library",
        }
    }
}

/// One row: what stands left, in the middle, and right; untrusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// A number, a date, a label.
    pub left: String,
    /// The main thing.
    pub main: String,
    /// A count, a grade.
    pub right: String,
    /// The item it leads to.
    pub item: Option<usize>,
}

/// The rows of a list. Of claims, only those from `from` and at most `count` are made; the
/// second value is how many rows there are.
#[must_use]
pub fn rows(app: &App, kind: Kind, from: usize, count: usize) -> (Vec<Row>, usize) {
    if kind == Kind::Library {
        return (app.library.iter().map(library_row).skip(from).take(count).collect(), app.library.len());
    }
    let Some(article) = &app.article else { return (Vec::new(), 0) };
    let all = match kind {
        Kind::Claims => {
            let rows = article.passing.iter().skip(from).take(count).map(|index| claim_row(app, article, *index));
            return (rows.collect(), article.passing.len());
        }
        Kind::Dates => dates(article),
        Kind::Sources => sources(article),
        Kind::Recheck => super::recheck::rows(app, article),
        Kind::Disagreements => {
            return (super::disagree::rows(app, article, from, count), article.differing.len());
        }
        Kind::Changes => super::compare::rows(article),
        Kind::Notices => notices(app, article),
        Kind::Why => why::rows(app, article),
        Kind::Corrections => corrections(app, article),
        Kind::Output => output(app),
        Kind::Library => Vec::new(),
    };
    let total = all.len();
    (all.into_iter().skip(from).take(count).collect(), total)
}

fn library_row(row: &super::LibraryRow) -> Row {
    let right = if row.claims == 0 { row.by.clone() } else { format!("{} of {} checked", row.checked, row.claims) };
    Row { left: row.last_read.clone(), main: row.title.clone(), right, item: None }
}

fn claim_row(app: &App, article: &Article, index: usize) -> Row {
    let item = &article.items[index];
    let text = article.document.words(&article.content_of(item));
    let who = item.claim.and_then(|id| article.analysis.claims.get(id)).map_or("you", |claim| article.who(claim));
    let mark = article.annotation(item).map_or(' ', |annotation| app.mark(article, annotation));
    let number = article.number(index).map_or(String::new(), |n| n.to_string());
    Row {
        left: format!("{number:>4} {mark}"),
        main: format!("{who}: {text}"),
        right: article.grade(item),
        item: Some(index),
    }
}

fn dates(article: &Article) -> Vec<Row> {
    let mut found: Vec<(&Time, usize)> = Vec::new();
    for (index, item) in article.items.iter().enumerate() {
        let Some(claim) = item.claim.and_then(|id| article.analysis.claims.get(id)) else { continue };
        found.extend(claim.times.iter().map(|time| (time, index)));
    }
    found.sort_by_key(|(time, _)| {
        (time.value.is_none(), time.value.and_then(crate::analysis::When::first_day), time.span)
    });
    found
        .into_iter()
        .map(|(time, index)| Row {
            left: article.when(time).unwrap_or_else(|| "?".to_owned()),
            main: format!(
                "“{}”: {}",
                time.span.of(article.content()),
                article.document.words(&article.content_of(&article.items[index]))
            ),
            right: String::new(),
            item: Some(index),
        })
        .collect()
}

fn sources(article: &Article) -> Vec<Row> {
    let mut order: Vec<(String, String, usize, usize)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (index, item) in article.items.iter().enumerate() {
        let Some(claim) = item.claim.and_then(|id| article.analysis.claims.get(id)) else { continue };
        if claim.voice == Voice::Author {
            continue;
        }
        let (key, name) = article.source_of(claim).unwrap_or_else(|| (String::new(), "(not named)".to_owned()));
        let at = *places.entry(key.clone()).or_insert_with(|| {
            order.push((key, name, 0, index));
            order.len() - 1
        });
        order[at].2 += 1;
    }
    order.sort_by_key(|(_, _, count, first)| (std::cmp::Reverse(*count), *first));
    order
        .into_iter()
        .map(|(key, name, count, first)| Row {
            left: article
                .notes
                .sources
                .get(&key)
                .and_then(|g| g.reliability)
                .map_or(' ', Reliability::letter)
                .to_string(),
            main: name,
            right: if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") },
            item: Some(first),
        })
        .collect()
}

fn notices(app: &App, article: &Article) -> Vec<Row> {
    let row = |left: &str, main: String| Row { left: left.to_owned(), main, ..Row::default() };
    let mut rows = Vec::new();
    if let Some(error) = &app.read_only {
        rows.push(row("store", error.to_string()));
    }
    let text = &article.document.text;
    rows.extend(text.notices.iter().chain(&article.analysis.notices).map(|n| row(n.code, n.message.clone())));
    if let Progress::Running(done) = article.progress {
        rows.push(row("analysis", format!("{:.0} % done", done * 100.0)));
    }
    if rows.is_empty() {
        rows.push(row("", "Nothing to tell: the text was read as it is.".to_owned()));
    }
    rows
}

/// What is corrected, with the machine's value after an arrow.
fn corrections(app: &App, article: &Article) -> Vec<Row> {
    let rows = article.corrections().into_iter().map(|annotation| {
        let id = annotation.id;
        let claim = article.corrected.claims.get(&id).copied();
        let item = claim.and_then(|claim| article.item_of(claim));
        let left = item.and_then(|item| article.number(item)).map_or(String::new(), |number| format!("{number:>4}"));
        let words = Shown::from(annotation.target.exact.as_str()).cut(40);
        let values: Vec<String> = claim.map_or_else(Vec::new, |claim| corrected_values(article, claim));
        let main = if values.is_empty() {
            let what = correction_words(&Correction::default(), &annotation.correction);
            let lost = article.places.get(&id).is_none_or(|place| place.spans.is_empty());
            format!("“{words}” {what}{}", if lost { " (these words are gone)" } else { "" })
        } else {
            values.join("; ")
        };
        Row { left, main, right: annotation.creator.clone(), item }
    });
    let mut rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        let key = app.key("correct-speaker");
        rows.push(Row { main: format!("Nothing is corrected; {key} says who says a claim."), ..Row::default() });
    }
    rows
}

/// A corrected claim's values, each with the machine's.
#[must_use]
pub fn corrected_values(article: &Article, claim: ClaimId) -> Vec<String> {
    let cut = |text: &str| Shown::from(text).cut(60).to_string();
    let word = |difference: Difference| {
        format!("{} {} ← machine: {}", difference.what, cut(&difference.human), cut(&difference.machine))
    };
    article.differences(claim).into_iter().map(word).collect()
}

fn output(app: &App) -> Vec<Row> {
    app.output.lines().map(|line| Row { main: line.to_owned(), ..Row::default() }).collect()
}

/// What a reader said, in short.
pub(super) fn said(app: &App, annotation: &Annotation) -> String {
    let mut parts: Vec<String> = annotation.status.map(|status| app.status_name(status)).into_iter().collect();
    parts.extend(annotation.tags.iter().map(|tag| format!("#{tag}")));
    parts.extend(annotation.note.clone());
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// How a claim is made, in words: "indirect", "denied", "probable", "on a condition".
#[must_use]
pub fn manner(claim: &Claim) -> Vec<&'static str> {
    let mut words = vec![match claim.quotation {
        Quotation::Direct => "direct",
        Quotation::Indirect => "indirect",
        Quotation::Mixed => "partly quoted",
        Quotation::None => "the article's own words",
    }];
    if claim.polarity == Polarity::Negative {
        words.push("denied");
    }
    words.push(match claim.certainty {
        Certainty::Certain => "certain",
        Certainty::Probable => "probable",
        Certainty::Possible => "possible",
        Certainty::Unspecified => "open",
    });
    if claim.conditional {
        words.push("on a condition");
    }
    words
}

/// See [`Article::when`].
pub(super) fn when(document: &Document, time: &Time) -> Option<String> {
    let value = time.value?;
    // A year in the words themselves needs no other date.
    let mut run = 0;
    let year = time.span.of(document.content()).bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run == 4
    });
    Some(if document.date_of_file && !year { format!("{value}?") } else { value.to_string() })
}

impl Article {
    /// Who stands behind a claim, in a few words.
    #[must_use]
    pub fn who(&self, claim: &Claim) -> &str {
        if let Some(person) = self.analysis.speaker(claim) {
            return &person.name;
        }
        match (claim.voice, claim.source.first()) {
            (Voice::Author, _) => "the article",
            // Transcripts call every reporter so.
            (Voice::Attributed, Some(span)) if span.of(self.content()) == "Q" => "a reporter (Q)",
            (Voice::Attributed, Some(span)) => span.of(self.content()),
            (Voice::Attributed, None) => "(not named)",
        }
    }

    /// When a time is, if that is known; with a question mark where it was counted from the
    /// file's own date, which a copy may have changed.
    #[must_use]
    pub fn when(&self, time: &Time) -> Option<String> {
        when(&self.document, time)
    }

    /// The key of a claim's source for its grade, and its name; `None` if none is named.
    #[must_use]
    pub fn source_of(&self, claim: &Claim) -> Option<(String, String)> {
        let person = self.analysis.speaker(claim);
        let name = match person {
            Some(person) => person.name.clone(),
            None => claim.source.first()?.of(self.content()).to_owned(),
        };
        let key = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Some((key, if name == "Q" { "a reporter (Q)".to_owned() } else { name }))
    }

    /// How reliable the source of an item is.
    #[must_use]
    pub fn reliability(&self, item: &Item) -> Option<Reliability> {
        let claim: &Claim = self.analysis.claims.get(item.claim?)?;
        self.notes.sources.get(&self.source_of(claim)?.0)?.reliability
    }

    /// Letter and digit of an item, "–" for what is missing; empty if both are.
    #[must_use]
    pub fn grade(&self, item: &Item) -> String {
        let letter = self.reliability(item).map(Reliability::letter);
        let digit = self.annotation(item).and_then(|a| a.credibility).map(Credibility::digit);
        if letter.is_none() && digit.is_none() {
            return String::new();
        }
        format!("{}{}", letter.unwrap_or('–'), digit.map_or("–".to_owned(), |d| d.to_string()))
    }

    /// The item of a claim of the machine's.
    #[must_use]
    pub fn item_of(&self, claim: ClaimId) -> Option<usize> {
        let start = self.analysis.claims.get(claim)?.extent().start();
        let from = self.items.partition_point(|item| item.extent.start() < start);
        self.items[from..].iter().position(|item| item.claim == Some(claim)).map(|at| from + at)
    }
}

impl App {
    /// The sign of an annotation in the margin.
    #[must_use]
    pub fn mark(&self, article: &Article, annotation: &Annotation) -> char {
        match annotation.status {
            _ if article.is_changed(annotation) => '≠',
            Some(Status::Verified) => '✓',
            Some(Status::Disputed) => '!',
            Some(Status::False) => '✗',
            Some(Status::Unclear) => '?',
            Some(Status::NeedsSource) => '§',
            Some(Status::NotCheckable) => '~',
            Some(Status::Custom8) => '8',
            Some(Status::Custom9) => '9',
            None if annotation.key => '★',
            None => '+',
        }
    }

    /// A status in words; the reader's own names for 8 and 9.
    #[must_use]
    pub fn status_name(&self, status: Status) -> String {
        let custom = &self.config.annotate.custom;
        match status {
            Status::Custom8 if !custom[0].is_empty() => custom[0].clone(),
            Status::Custom9 if !custom[1].is_empty() => custom[1].clone(),
            _ => status.name().replace('-', " "),
        }
    }
}
