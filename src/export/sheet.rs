//! The fact-check sheet: one row for each claim and each reader who checked it.

use super::{Dossier, Entry, Mark, anchor_name, csv, day, moment};
use crate::analysis::{Claim, Likelihood, Polarity};
use crate::base::id::Id;
use crate::document::links;
use linkify::{LinkFinder, LinkKind};

/// One row: what is quoted, what the machine found, what a human says. A cell about which
/// there is nothing to say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The claim's number, as `show` prints it and `annotate --claim` takes it; none for what
    /// only a reader marked.
    pub number: Option<usize>,
    /// The paragraph's number.
    pub paragraph: Option<usize>,
    /// The exact words; empty for a note on the whole text.
    pub quote: String,
    /// Who chose these words: the engine, or a reader by name.
    pub quote_by: String,
    /// What the machine found.
    pub machine: Machine,
    /// What a human says.
    pub human: Human,
    /// The number of the page, where the text has pages.
    pub page: Option<u32>,
    /// Who published the text, by its own account.
    pub outlet: String,
}

/// What the machine found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Who said it: the person's name, or the source as written.
    pub speaker: String,
    /// The person's role.
    pub role: String,
    /// The source as written.
    pub source: String,
    /// The words that tie source and content.
    pub cue: String,
    /// The day that the text speaks from.
    pub said_when: String,
    /// The place that the text speaks from.
    pub said_where: String,
    /// Times that the claim is about.
    pub about_when: String,
    /// Venues that it is about.
    pub about_where: String,
    /// The writer's hedges, with their bands.
    pub hedge: String,
    /// How sure the source is, and whether it says that it is so.
    pub certainty: String,
    /// The machine's tags.
    pub tags: String,
    /// How sure the machine is, in per cent.
    pub confidence: String,
    /// The engine and its version; empty if the machine found nothing here.
    pub by: String,
}

/// What a human says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Human {
    /// Status.
    pub status: String,
    /// Admiralty grade.
    pub grade: String,
    /// Key claim.
    pub key: String,
    /// Likelihood (ICD 203).
    pub likelihood: String,
    /// Confidence in it.
    pub confidence: String,
    /// Web addresses in the note.
    pub evidence: Vec<String>,
    /// The note.
    pub note: String,
    /// Tags.
    pub tags: String,
    /// Who checked it.
    pub checker: String,
    /// When it was last changed.
    pub date: String,
    /// How its words were found in this text.
    pub anchor: String,
    /// The annotation's name.
    pub id: String,
    /// What the reader who exports corrected: "speaker: Lena Ortiz".
    pub corrected: String,
}

/// The rows of a sheet, in order.
#[must_use]
pub fn rows(dossier: &Dossier<'_>) -> Vec<Row> {
    let uncorrected = dossier.uncorrected();
    let mut rows = Vec::with_capacity(dossier.entries.len());
    for entry in &dossier.entries {
        let start = entry.spans.first().map(|span| span.start());
        let row = Row {
            number: entry.claim.map(|id| id.index() + 1),
            paragraph: start.and_then(|start| dossier.document.paragraph_at(start)).map(|id| id.index() + 1),
            quote: if entry.is_whole() { String::new() } else { dossier.quote(entry) },
            quote_by: dossier.quote_by(entry).to_owned(),
            machine: dossier.machine_claim(entry).map(|claim| machine(&uncorrected, claim)).unwrap_or_default(),
            human: unmarked(dossier, entry),
            page: dossier.page(entry),
            outlet: dossier.outlet().unwrap_or_default().to_owned(),
        };
        rows.extend(entry.marks.iter().map(|mark| Row { human: human(dossier, entry, mark), ..row.clone() }));
        if entry.marks.is_empty() {
            rows.push(row);
        }
    }
    rows
}

fn machine(dossier: &Dossier<'_>, claim: &Claim) -> Machine {
    let Dossier { document, analysis, .. } = dossier;
    let text = document.content();
    let person = analysis.speaker(claim);
    let times = claim.times.iter().map(|time| {
        let words = time.span.of(text);
        time.value.map_or_else(|| format!("{words} (unresolved)"), |value| format!("{words} ({value})"))
    });
    let date = document.date.map(|date| {
        let guess = if document.date_of_file { " (date of the file)" } else { "" };
        format!("{date}{guess}")
    });
    let not = if claim.polarity == Polarity::Negative { ", denied" } else { "" };
    let condition = if claim.conditional { ", conditional" } else { "" };
    Machine {
        speaker: dossier.speaker(claim).unwrap_or_default(),
        role: person.and_then(|person| person.role.clone()).unwrap_or_default(),
        source: dossier.words(&claim.source),
        cue: dossier.words(&claim.cue),
        said_when: date.unwrap_or_default(),
        said_where: document.place.map(|span| span.of(text).to_owned()).unwrap_or_default(),
        about_when: list(times),
        about_where: list(claim.venues.iter().filter_map(|id| Some(analysis.venues.get(*id)?.name.clone()))),
        hedge: hedges(dossier, claim),
        certainty: format!("{}{not}{condition}", claim.certainty.name()),
        tags: list(claim.tags.iter().map(|tag| tag.name().to_owned())),
        confidence: format!("{:.0} %", claim.confidence * 100.0),
        by: dossier.engine.to_owned(),
    }
}

/// The hedges of a claim, each with its band.
pub(super) fn hedges(dossier: &Dossier<'_>, claim: &Claim) -> String {
    list(claim.hedges.iter().map(|hedge| {
        let words = hedge.span.of(dossier.document.content());
        hedge.likelihood.map_or_else(|| words.to_owned(), |band| format!("{words} ({})", likelihood(band)))
    }))
}

/// "likely, 55–80 %".
fn likelihood(likelihood: Likelihood) -> String {
    let (from, to) = likelihood.percent();
    format!("{}, {from}–{to} %", likelihood.name().replace('-', " "))
}

fn human(dossier: &Dossier<'_>, entry: &Entry<'_>, mark: &Mark<'_>) -> Human {
    let annotation = mark.annotation;
    let note = annotation.note.clone().unwrap_or_default();
    let status = annotation.status.map(|status| dossier.status(status).to_owned()).unwrap_or_default();
    Human {
        status: match (mark.is_changed(), status.is_empty()) {
            (true, true) => "recheck".to_owned(),
            (true, false) => format!("recheck (was {status})"),
            (false, _) => status,
        },
        grade: dossier.grade_word(dossier.claim(entry), annotation),
        key: if annotation.key { "yes".to_owned() } else { String::new() },
        likelihood: annotation.likelihood.map(likelihood).unwrap_or_default(),
        confidence: annotation.confidence.map(|confidence| confidence.name().to_owned()).unwrap_or_default(),
        evidence: evidence(&note),
        note,
        tags: list(annotation.tags.iter().cloned()),
        checker: annotation.creator.clone(),
        date: moment(annotation.modified),
        anchor: anchor_name(mark.anchor).to_owned(),
        id: annotation.id.to_string(),
        corrected: if annotation.creator == dossier.reader { corrected(dossier, entry) } else { String::new() },
    }
}

/// Who corrected a claim that nobody marked: a person in it was renamed.
fn unmarked(dossier: &Dossier<'_>, entry: &Entry<'_>) -> Human {
    let corrected = corrected(dossier, entry);
    let checker = if corrected.is_empty() { String::new() } else { dossier.reader.to_owned() };
    Human { corrected, checker, ..Human::default() }
}

/// The values that a reader has put in the place of the machine's.
fn corrected(dossier: &Dossier<'_>, entry: &Entry<'_>) -> String {
    list(dossier.differences(entry).into_iter().map(|found| format!("{}: {}", found.what, found.human)))
}

/// The web addresses in a note that may be given to a browser.
fn evidence(note: &str) -> Vec<String> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let found = finder.links(note).map(|link| link.as_str().to_owned());
    found.filter(|address| links::is_allowed(address)).collect()
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

impl Row {
    /// The cells in the order of [`COLUMNS`].
    fn cells(&self) -> Vec<String> {
        let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        let Self { machine: m, human: h, .. } = self.clone();
        vec![
            number(self.number),
            number(self.paragraph),
            self.quote.clone(),
            self.quote_by.clone(),
            m.speaker,
            m.role,
            m.source,
            m.cue,
            m.said_when,
            m.said_where,
            m.about_when,
            m.about_where,
            m.hedge,
            m.certainty,
            m.tags,
            m.confidence,
            m.by,
            h.status,
            h.grade,
            h.key,
            h.likelihood,
            h.confidence,
            h.evidence.join(" "),
            h.note,
            h.tags,
            h.checker,
            h.date,
            h.anchor,
            h.id,
            h.corrected,
            self.page.map(|page| page.to_string()).unwrap_or_default(),
            self.outlet.clone(),
        ]
    }
}

/// The names of the columns, once and for all; new ones are added at the end. What begins with
/// `machine_` the machine found, what begins with `human_` a reader says.
pub const COLUMNS: [&str; 32] = [
    "number",
    "paragraph",
    "quote",
    "quote_by",
    "machine_speaker",
    "machine_role",
    "machine_source",
    "machine_cue",
    "machine_said_when",
    "machine_said_where",
    "machine_about_when",
    "machine_about_where",
    "machine_hedge",
    "machine_certainty",
    "machine_tags",
    "machine_confidence",
    "machine_by",
    "human_status",
    "human_grade",
    "human_key",
    "human_likelihood",
    "human_confidence",
    "human_evidence",
    "human_note",
    "human_tags",
    "human_checker",
    "human_date",
    "human_anchor",
    "human_id",
    "human_corrected",
    "page",
    "outlet",
];

/// The sheet as comma-separated values.
#[must_use]
pub fn csv(dossier: &Dossier<'_>) -> String {
    let mut out = csv::row(COLUMNS);
    rows(dossier).iter().for_each(|row| out.push_str(&csv::row(row.cells())));
    out
}

/// The sheet as Markdown, for people.
#[must_use]
pub fn markdown(dossier: &Dossier<'_>) -> String {
    use super::markdown::{escape, fenced, link};
    use std::fmt::Write;
    let document = dossier.document;
    let mut out = String::new();
    // Writing into memory does not fail.
    let _ = write!(out, "# Fact-check sheet: {}\n\n", escape(dossier.title()));
    let _ = writeln!(out, "- Text: {}, SHA-256 {}", escape(&document.text.name), document.text.hash);
    if let Some(outlet) = dossier.outlet() {
        let _ = writeln!(out, "- Published by: {}, by its own account", escape(outlet));
    }
    let _ = writeln!(out, "- Machine: {}; what it found is a proposal", escape(dossier.engine));
    let _ = writeln!(out, "- Exported: {} by {}", day(dossier.now), escape(dossier.reader));
    let rows = rows(dossier);
    for (index, row) in rows.iter().enumerate() {
        let again = index > 0 && row.number.is_some() && rows[index - 1].number == row.number;
        let (machine, human) = (&row.machine, &row.human);
        if !again {
            let page = row.page.map(|number| format!(", page {number}")).unwrap_or_default();
            let place = row.paragraph.map(|number| format!(", paragraph {number}{page}")).unwrap_or_default();
            let name = match row.number {
                Some(number) => format!("Claim {number}{place}"),
                None if row.quote.is_empty() => "The whole text".to_owned(),
                None if human.anchor == "lost" => "No longer in the text".to_owned(),
                None => format!("Marked by {}{place}", escape(&row.quote_by)),
            };
            let _ = write!(out, "\n## {name}\n");
            if !row.quote.is_empty() {
                let _ = write!(out, "\n> {}\n", escape(&row.quote));
            }
            let _ = write!(out, "\n| | | by |\n|---|---|---|\n");
        }
        let mut line = |name: &str, value: &str, by: &str| {
            if !value.is_empty() {
                let _ = writeln!(out, "| {name} | {value} | {} |", escape(by));
            }
        };
        if !again {
            let role = if machine.role.is_empty() { String::new() } else { format!(", {}", machine.role) };
            for (name, value) in [
                ("Speaker", format!("{}{role}", machine.speaker)),
                ("Source as written", machine.source.clone()),
                ("Cue", machine.cue.clone()),
                ("Said when", machine.said_when.clone()),
                ("Said where", machine.said_where.clone()),
                ("About when", machine.about_when.clone()),
                ("About where", machine.about_where.clone()),
                ("Hedge", machine.hedge.clone()),
                ("Certainty", machine.certainty.clone()),
                ("Machine tags", machine.tags.clone()),
                ("Machine confidence", machine.confidence.clone()),
            ] {
                line(name, &escape(&value), &machine.by);
            }
        }
        let links: Vec<String> = human.evidence.iter().map(|address| link(address)).collect();
        for (name, value) in [
            ("**Status**", escape(&human.status)),
            ("**Grade**", escape(&human.grade)),
            ("**Key claim**", escape(&human.key)),
            ("**Likelihood**", escape(&human.likelihood)),
            ("**Confidence**", escape(&human.confidence)),
            ("**Evidence**", links.join(" ")),
            ("**Note**", escape(&human.note)),
            ("**Tags**", escape(&human.tags)),
            ("**Checked**", escape(&human.date)),
            ("**Corrected**", escape(&human.corrected)),
            ("**Found**", if human.anchor == "exact" { String::new() } else { escape(&human.anchor) }),
        ] {
            line(name, &value, &human.checker);
        }
    }
    if dossier.with_text {
        let _ = write!(out, "\n## The text\n\n{}", fenced(document.content()));
    }
    out
}
