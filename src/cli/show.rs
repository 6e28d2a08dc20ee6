//! `show`: the article as plain lines, for screen readers, pipes and logs.
//!
//! ```text
//! p2 body
//! The pier will probably reopen in May, Lena Ortiz said.
//!   c1 Lena Ortiz (said; indirect; probable): The pier will probably reopen in May
//!      hedges: probably (likely); when: in May = 2026-05; where: Kessin
//!      marked: disputed; grade B2; note: compare with March
//! ```
//!
//! On a terminal lines are wrapped; elsewhere each stays one line, so that `grep '^  c'`
//! lists all claims.

use super::marks::{Mark, Marks, Understood};
use super::output::{Ended, Out, Outcome};
use super::settings::Settings;
use crate::analysis::{Analysis, Claim, Polarity, Voice};
use crate::annotation::correction::differences;
use crate::base::id::Id;
use crate::base::wrap::wrap;
use crate::base::{Shown, Span};
use crate::document::Document;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// Prints one article.
pub(super) fn show(input: &Path, settings: &Settings, out: &mut Out) -> Ended {
    show_all(&settings.read_all(input)?, settings, out)?;
    Ok(Outcome::Done)
}

/// Prints articles, a line between them.
pub(super) fn show_all(documents: &[Document], settings: &Settings, out: &mut Out) -> Ended<()> {
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            writeln!(out, "{}\n", "=".repeat(40))?;
        }
        show_document(document, settings, out)?;
    }
    Ok(())
}

/// Prints an article that was read already.
pub(super) fn show_document(document: &Document, settings: &Settings, out: &mut Out) -> Ended<()> {
    let understood = Understood::for_reading(settings, document)?;
    let marks = Marks::for_reading(settings, document, &understood);
    let width = out.columns.map(|columns| columns.min(usize::from(settings.config.view.width)));
    let mut page = Page { out, width };
    Listing { document, analysis: understood.analysis(), understood: &understood, marks: &marks, settings }
        .write(&mut page)?;
    Ok(())
}

/// Where lines go.
pub(super) struct Page<'o> {
    pub(super) out: &'o mut Out,
    /// Columns to wrap to; `None` not to.
    pub(super) width: Option<usize>,
}

impl Page<'_> {
    /// One line, or several if it is wrapped; all but the first begin with `indent` spaces.
    pub(super) fn line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let shown = Shown::from(text);
        let text = shown.as_str();
        let Some(width) = self.width else { return writeln!(self.out, "{text}") };
        let lead = text.len() - text.trim_start_matches(' ').len();
        let mut lines = Vec::new();
        wrap(text, Span::new(lead, text.len()), &[], width.saturating_sub(indent.max(lead)), &mut lines);
        for (index, line) in lines.iter().enumerate() {
            writeln!(self.out, "{:1$}{2}", "", if index == 0 { lead } else { indent }, line.of(text))?;
        }
        Ok(())
    }

    fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// What is printed.
struct Listing<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    understood: &'a Understood,
    marks: &'a Marks,
    settings: &'a Settings,
}

impl Listing<'_> {
    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        self.head(page)?;
        let marks = self.marks.by_claim();
        let mut claims = self.analysis.claims.iter().peekable();
        for (para, paragraph) in self.document.paragraphs.iter() {
            let speaker = self.analysis.speakers.get(para.index()).copied().flatten();
            let speaker = speaker.and_then(|id| self.analysis.people.get(id));
            let speaker = speaker.map(|person| format!(", {}", person.name)).unwrap_or_default();
            let leaf = self.document.page_at(paragraph.span.start());
            let leaf = leaf.map(|number| format!(", page {number}")).unwrap_or_default();
            page.line(0, &format!("{para} {}{speaker}{leaf}", paragraph.kind.name()))?;
            page.line(0, &self.document.visible(paragraph.span))?;
            while let Some((id, claim)) = claims.next_if(|(_, claim)| claim.paragraph <= para) {
                self.claim(page, &id.to_string(), claim)?;
                let machine = &self.understood.machine;
                let before = self.understood.corrected.origin(id).and_then(|id| machine.claims.get(id));
                for found in differences(self.document, (self.analysis, claim), (machine, before)) {
                    page.line(
                        5,
                        &format!("     corrected: {} {} ← machine: {}", found.what, found.human, found.machine),
                    )?;
                }
                for mark in marks.get(&id.index()).into_iter().flatten() {
                    page.line(5, &format!("     marked: {}", self.words(mark, Some(claim))))?;
                }
            }
            page.blank()?;
        }
        self.tail(page)
    }

    fn head(&self, page: &mut Page<'_>) -> io::Result<()> {
        let text = &self.document.text;
        if let Some(title) = self.document.title {
            page.line(0, &self.document.visible(title))?;
        }
        let count = |number: usize, one: &str, many: &str| {
            if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
        };
        let (people, groups) = self.analysis.people_and_groups();
        let mut facts = vec![
            count(self.document.paragraphs.len(), "paragraph", "paragraphs"),
            count(self.analysis.claims.len(), "claim", "claims"),
            count(people, "person", "people"),
        ];
        facts.extend((groups > 0).then(|| count(groups, "group", "groups")));
        facts.push(count(self.analysis.venues.len(), "venue", "venues"));
        facts.extend(self.document.date.map(|date| format!("dated {date}")));
        page.line(0, &format!("{}: {}", text.name, facts.join(", ")))?;
        for notice in text.notices.iter().chain(&self.analysis.notices) {
            page.line(2, &format!("note: {}", notice.message))?;
        }
        for mark in self.marks.marks.iter().filter(|mark| mark.annotation.target.spans.is_empty()) {
            page.line(2, &format!("marked: {}", self.words(mark, None)))?;
        }
        page.blank()
    }

    fn claim(&self, page: &mut Page<'_>, id: &str, claim: &Claim) -> io::Result<()> {
        let mut how = Vec::new();
        if !claim.cue.is_empty() {
            how.push(self.document.words(&claim.cue));
        }
        if claim.voice == Voice::Attributed {
            how.push(claim.quotation.name().to_owned());
        }
        how.push(claim.certainty.name().to_owned());
        if claim.polarity == Polarity::Negative {
            how.push("negative".to_owned());
        }
        if claim.conditional {
            how.push("conditional".to_owned());
        }
        let line = format!("  {id} {} ({}): {}", self.who(claim), how.join("; "), self.document.words(&claim.content));
        page.line(5, &line)?;
        let facts = self.facts(claim);
        if !facts.is_empty() {
            page.line(5, &format!("     {facts}"))?;
        }
        Ok(())
    }

    /// Hedges, times, venues and tags.
    fn facts(&self, claim: &Claim) -> String {
        let text = self.document.content();
        let mut facts = Vec::new();
        let mut add = |name: &str, values: Vec<String>| {
            if !values.is_empty() {
                facts.push(format!("{name}: {}", values.join(", ")));
            }
        };
        let hedge = |hedge: &crate::analysis::Hedge| match hedge.likelihood {
            Some(band) => format!("{} ({})", hedge.span.of(text), band.name().replace('-', " ")),
            None => hedge.span.of(text).to_owned(),
        };
        add("hedges", claim.hedges.iter().map(hedge).collect());
        let time = |time: &crate::analysis::Time| match time.value {
            Some(value) => format!("{} = {value}", time.span.of(text)),
            None => format!("{} (unresolved)", time.span.of(text)),
        };
        add("when", claim.times.iter().map(time).collect());
        let venues = claim.venues.iter().filter_map(|id| self.analysis.venues.get(*id));
        add("where", venues.map(|venue| venue.name.clone()).collect());
        add("tags", claim.tags.iter().map(|tag| tag.name().to_owned()).collect());
        facts.join("; ")
    }

    fn who(&self, claim: &Claim) -> String {
        who(self.document, self.analysis, claim)
    }

    fn words(&self, mark: &Mark, claim: Option<&Claim>) -> String {
        let letter = claim.and_then(|claim| self.marks.letter_of(self.document, self.analysis, claim));
        self.marks.words(self.settings, mark, letter)
    }

    /// People, venues, and marks that stand on no claim.
    fn tail(&self, page: &mut Page<'_>) -> io::Result<()> {
        let mut said = vec![0; self.analysis.people.len()];
        for person in self.analysis.claims.values().filter_map(|claim| claim.person) {
            said[person.index()] += 1;
        }
        // Whom a reader added stands behind the machine's groups.
        let of = |group: bool| self.analysis.people.iter().filter(move |(_, person)| person.group == group);
        let mut headed = None;
        for (id, person) in of(false).chain(of(true)) {
            if headed.replace(person.group) != Some(person.group) {
                page.line(0, if person.group { "groups" } else { "people" })?;
            }
            let mut line = format!("  {id} {}", person.name);
            if let Some(role) = &person.role {
                let _ = write!(line, ", {role}");
            }
            let _ = write!(line, "; {} claims, {} mentions", said[id.index()], person.mentions.len());
            if let Some(letter) = self.marks.letter(&person.name) {
                let _ = write!(line, "; grade {} ({})", letter.letter(), letter.meaning());
            }
            page.line(5, &line)?;
        }
        if !self.analysis.venues.is_empty() {
            page.line(0, "venues")?;
        }
        for (id, venue) in self.analysis.venues.iter() {
            let mut line = format!("  {id} {}, {}", venue.name, venue.kind.name());
            if let Some(country) = venue.country {
                let _ = write!(line, ", {country}");
            }
            if let Some((lat, lon)) = venue.at {
                let _ = write!(line, ", {lat:.2} {lon:.2}");
            }
            let _ = write!(line, "; {} mentions", venue.mentions.len());
            page.line(5, &line)?;
        }
        let loose: Vec<&Mark> = self
            .marks
            .marks
            .iter()
            .filter(|mark| mark.claim.is_none() && !mark.annotation.target.spans.is_empty())
            .filter(|mark| !mark.annotation.only_corrects())
            .collect();
        if !loose.is_empty() {
            page.line(0, "other marks")?;
        }
        for mark in loose {
            let lost = if mark.spans.is_empty() { " (no longer in the text)" } else { "" };
            page.line(5, &format!("  \"{}\"{lost}: {}", mark.annotation.target.exact, self.words(mark, None)))?;
        }
        Ok(())
    }
}

/// Who stands behind a claim, for people.
pub(super) fn who(document: &Document, analysis: &Analysis, claim: &Claim) -> String {
    if claim.voice == Voice::Author {
        return "the article".to_owned();
    }
    if let Some(person) = analysis.speaker(claim) {
        return person.name.clone();
    }
    if claim.source.is_empty() { "nobody named".to_owned() } else { document.words(&claim.source) }
}
