//! From a [`Text`] to its blocks: title, headings, dateline, paragraphs, quotes, lists and
//! the turns of a transcript.
//!
//! **Invariants:** pure, linear, can't fail; paragraphs are in order, disjoint, not empty,
//! without white space at their edges, and cover every character that is no white space or
//! separator ([`check_document`] has them all). **Deliberately absent:** sentences and names
//! (`analysis`).

mod check;
mod classify;
pub(crate) mod date;
mod dateline;
mod label;
mod lines;
pub mod links;
mod markdown;
mod plain;
mod structured;

pub use check::check_document;

use crate::base::{Arena, ParaId, Span};
use crate::format::Aside;
use crate::load::{Format, Text};
use jiff::civil::Date;
use std::sync::Arc;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The title of the whole text.
    Title,
    /// A heading inside it.
    Heading,
    /// Place, date or time on a line of their own ("Aboard Air Force One", "12:57 P.M. EST").
    Dateline,
    /// Running text.
    Body,
    /// A block quotation.
    Quote,
    /// One item of a list.
    List,
    /// What one speaker of a transcript says, or one paragraph of it.
    Turn,
    /// Stage directions, rules, credits, notes of the publisher.
    Other,
}

impl Kind {
    /// The word used in JSON and by `show`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::Quote => "quote",
            Self::List => "list",
            Self::Turn => "turn",
            Self::Other => "other",
        }
    }
}

/// One block of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Everything of it, a speaker's label included.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// What is said or told: `span` without a speaker's label, a bullet, `>` or `#`.
    pub body: Span,
    /// In a transcript: the label of whoever speaks here, without its colon ("MR. KIRBY",
    /// "Q"). On continued turns it lies in an earlier paragraph. A label with nothing said
    /// after it is the only case in which `body` is empty.
    pub speaker: Option<Span>,
    /// Nesting of headings and lists, from 1; 0 elsewhere.
    pub level: u8,
}

/// The blocks of one text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text that all spans point into.
    pub text: Arc<Text>,
    /// The blocks in reading order.
    pub paragraphs: Arena<ParaId, Paragraph>,
    /// The title: the title paragraph, or the metadata's.
    pub title: Option<Span>,
    /// The place that a dateline names ("KESSIN, 19 May 2026 —").
    pub place: Option<Span>,
    /// The day the text speaks from: dateline, metadata, a date in the file's name, or the
    /// file's date, in this order.
    pub date: Option<Date>,
    /// Where that day was found; `None` when it came from the name or date of the file.
    pub date_span: Option<Span>,
    /// Whether `date` is only the day on which the file was last changed: a guess.
    pub date_of_file: bool,
    /// The dateline that the first paragraphs begin with, its dash included; it is no part of
    /// what is told.
    pub dateline: Option<Span>,
    /// Markup that is not drawn and not read (Markdown's `**`), sorted, disjoint.
    pub concealed: Vec<Span>,
}

impl Document {
    /// The canonical text.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.text.content
    }

    /// The text under a span as it is read: without concealed markup.
    #[must_use]
    pub fn visible(&self, span: Span) -> String {
        let mut from = span.start();
        let mut out = String::with_capacity(span.len());
        let first = self.concealed.partition_point(|hidden| hidden.end() <= from);
        for hidden in self.concealed[first..].iter().take_while(|hidden| hidden.start() < span.end()) {
            out.push_str(Span::new(from, hidden.start().max(from)).of(self.content()));
            from = hidden.end().max(from);
        }
        if from < span.end() {
            out.push_str(Span::new(from, span.end()).of(self.content()));
        }
        out
    }

    /// The text under several spans as it is read.
    #[must_use]
    pub fn words(&self, spans: &[Span]) -> String {
        let parts: Vec<String> = spans.iter().map(|span| self.visible(*span)).collect();
        parts.join(" … ")
    }

    /// The page on which the byte at `offset` stands, where the input had pages.
    #[must_use]
    pub fn page_at(&self, offset: usize) -> Option<u32> {
        let pages = &self.text.structure.as_ref()?.pages;
        let after = pages.partition_point(|page| page.start as usize <= offset);
        Some(pages.get(after.saturating_sub(1))?.number)
    }

    /// What is there and is not said in the text: earlier mails, signatures; in order and apart.
    #[must_use]
    pub fn asides(&self) -> &[Aside] {
        self.text.structure.as_ref().map(|structure| &*structure.asides).unwrap_or_default()
    }

    /// Whether the byte at `offset` is in one of [`Document::asides`].
    #[must_use]
    pub fn is_aside(&self, offset: usize) -> bool {
        let after = self.asides().partition_point(|aside| aside.start as usize <= offset);
        after.checked_sub(1).and_then(|at| self.asides().get(at)).is_some_and(|aside| offset < aside.end as usize)
    }

    /// The paragraph around the byte at `offset`, or the next one before it.
    #[must_use]
    pub fn paragraph_at(&self, offset: usize) -> Option<ParaId> {
        use crate::base::id::Id;
        let after = self.paragraphs.as_slice().partition_point(|p| p.span.start() <= offset);
        (!self.paragraphs.is_empty()).then(|| ParaId::at(after.saturating_sub(1)))
    }
}

/// The blocks of a text.
///
/// What counts as a speaker's label is decided by the whole text first; then lines are put
/// together to blocks; then each block gets its kind by where it stands.
#[must_use]
pub fn parse(text: Arc<Text>) -> Document {
    let shared = Arc::clone(&text);
    let content = shared.content.as_str();
    let labels = label::Labels::of(content);
    if let Some(structure) = &shared.structure {
        let (pieces, meta) = structured::pieces(content, structure, &labels);
        return classify::classify(text, pieces, Vec::new(), &labels, meta);
    }
    match text.format {
        Format::Markdown => {
            let (pieces, concealed, meta) = markdown::pieces(content, &labels);
            classify::classify(text, pieces, concealed, &labels, meta)
        }
        _ => {
            let (pieces, concealed) = plain::pieces(content, &labels);
            classify::classify(text, pieces, concealed, &labels, classify::Meta::default())
        }
    }
}

#[cfg(test)]
mod tests;
