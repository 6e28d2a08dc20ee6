//! Markdown to pieces: CommonMark blocks by pulldown-cmark's offsets, and the markup that
//! is neither drawn nor read.

use super::classify::Meta;
use super::label::{Fresh, Labels};
use super::lines::lines;
use super::plain::Piece;
use super::{Kind, date};
use crate::base::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Nesting of lists that is told apart.
const DEEPEST: usize = u8::MAX as usize;

/// The pieces of a Markdown text, its concealed markup and what its head says.
pub(super) fn pieces(text: &str, labels: &Labels) -> (Vec<Piece>, Vec<Span>, Meta) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader { text, labels: Some(labels), ..Reader::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(&event, range);
    }
    reader.close();
    reader.rest(text.len());
    (reader.pieces, reader.concealed, reader.meta)
}

/// A block that holds text, while its events come.
struct Leaf {
    kind: Kind,
    level: u8,
    range: Range<usize>,
    /// What is drawn, in order.
    visible: Vec<Range<usize>>,
    /// Whether what is not drawn is markup to conceal; tables keep theirs.
    conceals: bool,
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    labels: Option<&'t Labels<'t>>,
    pieces: Vec<Piece>,
    concealed: Vec<Span>,
    meta: Meta,
    leaf: Option<Leaf>,
    quotes: usize,
    lists: usize,
    items: usize,
    metadata: bool,
    /// Up to here the text has been given to pieces.
    done: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(_) if self.metadata => self.front_matter(range),
            Event::Text(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => self.show(range),
            Event::Code(_) => {
                let code = &self.text[range.clone()];
                let ticks = code.len() - code.trim_start_matches('`').len();
                self.show(range.start + ticks..(range.end - ticks).max(range.start + ticks));
            }
            Event::Rule => {
                self.open(Kind::Other, 0, range.clone());
                self.show(range);
                self.close();
            }
            // Line ends are white space between what is shown.
            Event::SoftBreak | Event::HardBreak | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let (kind, level) = self.running();
                self.open(kind, level, range);
            }
            Tag::Heading { level, .. } => self.open(Kind::Heading, *level as u8, range),
            Tag::CodeBlock(_) | Tag::HtmlBlock => self.open(Kind::Other, 0, range),
            Tag::TableHead | Tag::TableRow => {
                self.open(Kind::Other, 0, range);
                if let Some(leaf) = &mut self.leaf {
                    leaf.conceals = false;
                }
            }
            Tag::MetadataBlock(_) => {
                self.open(Kind::Other, 0, range.clone());
                self.show(range);
                self.metadata = true;
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(_) => {
                self.close();
                self.lists += 1;
            }
            Tag::Item => {
                self.close();
                self.items += 1;
            }
            Tag::Table(_) | Tag::FootnoteDefinition(_) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Item => self.items = self.items.saturating_sub(1),
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Table
            | TagEnd::FootnoteDefinition => {}
            _ => return,
        }
        self.close();
    }

    /// What running text is, here.
    fn running(&self) -> (Kind, u8) {
        if self.quotes > 0 {
            (Kind::Quote, 0)
        } else if self.items > 0 {
            (Kind::List, self.lists.clamp(1, DEEPEST) as u8)
        } else {
            (Kind::Body, 0)
        }
    }

    fn open(&mut self, kind: Kind, level: u8, range: Range<usize>) {
        self.close();
        self.leaf = Some(Leaf { kind, level, range, visible: Vec::new(), conceals: true });
    }

    /// Adds drawn text to the open block, or to one of its own: items of tight lists have no
    /// paragraph in them.
    fn show(&mut self, range: Range<usize>) {
        if self.leaf.is_none() {
            let (kind, level) = self.running();
            self.open(kind, level, range.clone());
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.range.end = leaf.range.end.max(range.end);
            let start = range.start.max(leaf.visible.last().map_or(leaf.range.start, |last| last.end));
            if start < range.end {
                leaf.visible.push(start..range.end);
            }
        }
    }

    fn close(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        let whole = Span::new(leaf.range.start.max(self.done), leaf.range.end.max(self.done)).trim(self.text);
        if whole.is_empty() {
            return;
        }
        let line = self.text[self.done..whole.start()].rfind('\n').map_or(self.done, |at| self.done + at + 1);
        self.rest(line);
        // What stands before the block on its line: `>`, bullets, numbers, footnote names.
        let before = Span::new(line, whole.start()).trim(self.text);
        let span = if before.is_empty() { whole } else { before.join(whole) };
        self.conceal_quote_marks(Span::new(line, whole.start()));
        let body = match (leaf.visible.first(), leaf.visible.last()) {
            (Some(first), Some(last)) if leaf.conceals => {
                let start = first.start.clamp(whole.start(), whole.end());
                Span::new(start, last.end.clamp(start, whole.end())).trim(self.text)
            }
            _ => whole,
        };
        let body = if body.is_empty() { whole } else { body };
        if leaf.conceals {
            self.conceal_between(whole, &leaf.visible);
        }
        self.done = whole.end();

        let first = self.pieces.iter().all(|piece| piece.kind == Kind::Other);
        let (mut kind, mut level) = (leaf.kind, leaf.level);
        if kind == Kind::Heading && level == 1 && first {
            (kind, level) = (Kind::Title, 0);
            self.meta.title = Some(body);
        }
        let single = !span.of(self.text).contains('\n');
        let piece = Piece { span, body, label: None, kind, level, single, gap: true };
        match self.labels.filter(|labels| labels.is_transcript() && kind == Kind::Body) {
            Some(labels) => split_at_labels(self.text, piece, labels, &mut self.pieces),
            None => self.pieces.push(piece),
        }
    }

    fn conceal_quote_marks(&mut self, before: Span) {
        for (at, _) in before.of(self.text).match_indices('>') {
            let start = before.start() + at;
            let space = self.text[start + 1..].starts_with(' ') && start + 1 < before.end();
            self.concealed.push(Span::new(start, start + 1 + usize::from(space)));
        }
    }

    /// Conceals what is not visible of a block: emphasis, link targets, fences. Line ends
    /// stay, since they are spaces.
    fn conceal_between(&mut self, whole: Span, visible: &[Range<usize>]) {
        let mut at = whole.start();
        let end = whole.end()..whole.end();
        for next in visible.iter().chain(std::iter::once(&end)) {
            let gap = Span::new(at.min(next.start), next.start.min(whole.end()).max(at.min(next.start)));
            let mut start = gap.start();
            for part in gap.of(self.text).split('\n') {
                if !part.trim().is_empty() {
                    self.concealed.push(Span::new(start, start + part.len()));
                }
                start += part.len() + 1;
            }
            at = at.max(next.end.min(whole.end()));
        }
    }

    /// Lines that belong to no block, up to the byte at `end`: definitions of links.
    fn rest(&mut self, end: usize) {
        if self.done >= end {
            return;
        }
        for line in lines(self.text, self.done).take_while(|line| line.span.start() < end) {
            let span = Span::new(line.span.start(), line.span.end().min(end)).trim(self.text);
            if span.of(self.text).contains(char::is_alphanumeric) {
                let (kind, body) = (Kind::Other, span);
                self.pieces.push(Piece { span, body, label: None, kind, level: 0, single: true, gap: line.gap });
            }
        }
        self.done = end;
    }

    /// Title and date of a YAML block.
    fn front_matter(&mut self, range: Range<usize>) {
        for line in lines(self.text, range.start).take_while(|line| line.span.end() <= range.end) {
            let Some((key, value)) = line.span.of(self.text).split_once(':') else { continue };
            let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
            let end = line.span.end() - (value.len() - value.trim_end_matches(quotes).len());
            let value = value.trim_matches(quotes);
            let value = Span::new(end.saturating_sub(value.len()).max(line.span.start()), end);
            match key.trim() {
                "title" if !value.is_empty() => self.meta.title = Some(value),
                "date" | "published" => {
                    self.meta.day = date::leading(value.of(self.text))
                        .map(|(day, len)| (day, Span::new(value.start(), value.start() + len)));
                }
                _ => {}
            }
        }
    }
}

/// Turns on lines of one paragraph.
pub(super) fn split_at_labels(text: &str, mut piece: Piece, labels: &Labels, pieces: &mut Vec<Piece>) {
    let from = |start: usize, span: Span| Span::new(start.min(span.end()), span.end()).trim(text);
    let mut fresh = Fresh::default();
    let end = piece.span.end();
    for line in lines(text, piece.span.start()).take_while(|line| line.span.start() < end) {
        let here = fresh.at(text, line);
        let span = Span::new(line.span.start(), line.span.end().min(end));
        let Some(label) = labels.at(text, span, here) else { continue };
        if piece.span.start() < span.start() {
            let mut before = piece;
            before.span = Span::new(piece.span.start(), span.start()).trim(text);
            before.body = from(piece.body.start(), before.span);
            pieces.push(before);
        }
        piece.span = Span::new(span.start(), end);
        (piece.label, piece.body) = (Some(label.name), from(label.body, piece.span));
    }
    pieces.push(piece);
}

#[cfg(test)]
mod tests;
