//! Which lines of the article are on the screen.
//!
//! What is folded has one row in place of its paragraphs: the first of them stands for all.
//!
//! Only paragraphs on or near the screen are ever broken into lines, so a step costs the
//! same in an article of any length.

use crate::base::id::Id;
use crate::base::wrap::wrap;
use crate::base::{ParaId, Span};
use crate::document::{Document, Kind};
use crate::format::{Aside, AsideKind};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Broken paragraphs that are kept; beyond it the cache starts anew.
const KEPT: usize = 512;

/// One row of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A line of a paragraph.
    Line {
        /// Which paragraph.
        para: ParaId,
        /// Which of its lines, from 0.
        line: usize,
        /// What it shows.
        span: Span,
    },
    /// What stands for a fold.
    Fold {
        /// Its first paragraph.
        para: ParaId,
        /// What is folded.
        span: Span,
    },
    /// The blank row between paragraphs.
    Gap,
}

impl Row {
    /// The paragraph that the row is of.
    #[must_use]
    pub const fn para(&self) -> Option<ParaId> {
        match self {
            Self::Line { para, .. } | Self::Fold { para, .. } => Some(*para),
            Self::Gap => None,
        }
    }
}

/// A place in the text: a line of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    para: usize,
    line: usize,
}

/// What is on the screen.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Columns of text.
    columns: usize,
    /// Rows.
    height: usize,
    top: Place,
    rows: Vec<Row>,
    broken: HashMap<usize, Arc<[Span]>>,
    /// What is folded: ranges of paragraphs, in order and apart.
    folds: Vec<Range<usize>>,
}

impl Page {
    /// The rows on the screen, at most its height.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many rows there are.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The byte of the first character on the screen.
    #[must_use]
    pub fn first_byte(&self) -> usize {
        self.rows
            .iter()
            .find_map(|row| match row {
                Row::Line { span, .. } | Row::Fold { span, .. } => Some(span.start()),
                Row::Gap => None,
            })
            .unwrap_or(0)
    }

    /// The byte after the last character on the screen.
    #[must_use]
    pub fn last_byte(&self) -> usize {
        self.rows
            .iter()
            .rev()
            .find_map(|row| match row {
                Row::Line { span, .. } | Row::Fold { span, .. } => Some(span.end()),
                Row::Gap => None,
            })
            .unwrap_or(0)
    }

    /// Folds what the document says is folded until a reader asks for it; for a page that is not filled yet.
    pub fn fold_all(&mut self, document: &Document) {
        let folded = document.asides().iter().filter(|aside| aside.folded);
        self.folds = folded.filter_map(|aside| paragraphs_of(document, aside)).collect();
    }

    /// Unfolds what the paragraph is folded in, or folds what it could be.
    /// Tells whether anything is there to fold, and that it is folded now.
    pub fn toggle(&mut self, document: &Document, para: ParaId) -> Option<bool> {
        if self.unfold(document, para) {
            return Some(false);
        }
        let start = document.paragraphs.get(para)?.span.start();
        let earlier = document.asides().iter().filter(|aside| aside.kind == AsideKind::Earlier);
        let range =
            earlier.filter_map(|aside| paragraphs_of(document, aside)).find(|range| range.contains(&para.index()))?;
        let at = self.folds.partition_point(|fold| fold.start < range.start);
        self.folds.insert(at, range);
        self.top = self.top.min(self.place_of(document, start));
        self.settle(document);
        Some(true)
    }

    /// Unfolds what the paragraph is folded in; `false` where nothing is folded.
    pub fn unfold(&mut self, document: &Document, para: ParaId) -> bool {
        let Some(at) = self.folds.iter().position(|fold| fold.contains(&para.index())) else { return false };
        self.folds.remove(at);
        self.settle(document);
        true
    }

    /// The paragraph that is shown for this one: itself, or the first of what it is folded in.
    #[must_use]
    pub fn shown_for(&self, para: ParaId) -> ParaId {
        ParaId::at(self.head(para.index()))
    }

    /// The first paragraph that is shown after this one; none stands there at the end.
    #[must_use]
    pub fn after(&self, para: ParaId) -> ParaId {
        ParaId::at(self.next(para.index()))
    }

    fn fold_of(&self, para: usize) -> Option<&Range<usize>> {
        let after = self.folds.partition_point(|fold| fold.start <= para);
        self.folds.get(after.checked_sub(1)?).filter(|fold| fold.contains(&para))
    }

    fn head(&self, para: usize) -> usize {
        self.fold_of(para).map_or(para, |fold| fold.start)
    }

    fn next(&self, para: usize) -> usize {
        self.fold_of(para).map_or(para + 1, |fold| fold.end)
    }

    /// Fits the page to a size; the first line stays the first line as far as possible.
    pub fn resize(&mut self, document: &Document, columns: usize, height: usize) {
        if columns != self.columns {
            let first = self.first_byte();
            self.broken.clear();
            self.columns = columns;
            if !self.rows.is_empty() {
                self.top = self.place_of(document, first);
            }
        }
        self.height = height;
        self.settle(document);
    }

    /// Whether nothing stands above the first row.
    #[must_use]
    pub fn is_at_start(&self) -> bool {
        self.top == Place::default()
    }

    /// The page in another version of the document, which begins with the same text: the first row stays it.
    #[must_use]
    pub fn carried(&self, document: &Document) -> Self {
        let mut page = Self { columns: self.columns, height: self.height, ..Self::default() };
        let gap = matches!(self.rows.first(), Some(Row::Gap));
        page.top = page.place_of(document, self.first_byte());
        if gap {
            page.top = page.backward(document, page.top, 1);
        }
        page.settle(document);
        page
    }

    /// Scrolls by so many rows, down if positive, not beyond the ends.
    pub fn scroll(&mut self, document: &Document, rows: isize) {
        if rows > 0 {
            self.top = self.forward(document, self.top, rows.unsigned_abs());
        } else {
            self.top = self.backward(document, self.top, rows.unsigned_abs());
        }
        self.settle(document);
    }

    /// Brings `span` into view with `margin` rows around it where they fit, scrolling only
    /// as far as needed, or anew if it is far away.
    pub fn reveal(&mut self, document: &Document, span: Span, margin: usize) {
        if document.paragraphs.is_empty() || self.height == 0 {
            return;
        }
        let margin = margin.min(self.height.saturating_sub(1) / 2);
        let first = self.place_of(document, span.start());
        let last = self.place_of(document, span.end().saturating_sub(1).max(span.start()));
        let from = self.backward(document, first, margin);
        if from < self.top {
            let near = self.forward(document, from, self.height) > self.top;
            self.top = if near { from } else { self.backward(document, first, self.height / 3) };
        } else {
            // The last row that must be seen, and the top that shows it at the bottom.
            let end = self.forward(document, last, margin);
            let lowest = self.backward(document, end, self.height.saturating_sub(1));
            if self.top < lowest {
                let near = self.forward(document, self.top, 2 * self.height) >= first;
                let wanted = if near { lowest } else { self.backward(document, first, self.height / 3).max(lowest) };
                // What is taller than the screen is shown from its start.
                self.top = wanted.min(from);
            }
        }
        self.settle(document);
    }

    /// Puts the place of `byte` at the top.
    pub fn start_at(&mut self, document: &Document, byte: usize) {
        self.top = self.place_of(document, byte);
        self.settle(document);
    }

    /// The byte of the text under a cell of the page: `row` from its top, `column` from the
    /// left edge of the text.
    #[must_use]
    pub fn byte_at(&self, document: &Document, row: usize, column: usize) -> Option<usize> {
        let span = match self.rows.get(row)? {
            Row::Line { span, .. } => span,
            Row::Fold { span, .. } => return Some(span.start()),
            Row::Gap => return None,
        };
        let inside = span.of(document.content());
        Some(span.start() + crate::base::columns::fit(inside, column).len())
    }

    /// How many lines a paragraph has.
    pub fn lines(&mut self, document: &Document, para: ParaId) -> usize {
        self.lines_of(document, para.index())
    }

    /// Whether all of a span is on the screen.
    #[must_use]
    pub fn shows(&self, span: Span) -> bool {
        self.first_byte() <= span.start() && span.end() <= self.last_byte()
    }

    fn broken(&mut self, document: &Document, para: usize) -> Arc<[Span]> {
        if let Some(lines) = self.broken.get(&para) {
            return Arc::clone(lines);
        }
        if self.broken.len() >= KEPT {
            self.broken.clear();
        }
        let mut lines = Vec::new();
        if let Some(paragraph) = document.paragraphs.as_slice().get(para) {
            let first = document.concealed.partition_point(|c| c.end() <= paragraph.span.start());
            wrap(document.content(), paragraph.span, &document.concealed[first..], self.columns, &mut lines);
        } else {
            lines.push(Span::default());
        }
        let lines: Arc<[Span]> = lines.into();
        self.broken.insert(para, Arc::clone(&lines));
        lines
    }

    /// Rows of a paragraph that is shown, without the gap after it.
    fn lines_of(&mut self, document: &Document, para: usize) -> usize {
        if self.fold_of(para).is_some() { 1 } else { self.broken(document, para).len() }
    }

    /// The same with the gap.
    fn rows_of(&mut self, document: &Document, para: usize) -> usize {
        let last = self.next(para).saturating_sub(1);
        self.lines_of(document, para) + usize::from(gap_after(document, last))
    }

    /// The last paragraph that is shown.
    fn last(&self, document: &Document) -> usize {
        self.head(document.paragraphs.len().saturating_sub(1))
    }

    fn place_of(&mut self, document: &Document, byte: usize) -> Place {
        let para = document.paragraph_at(byte).map_or(0, Id::index);
        if let Some(fold) = self.fold_of(para) {
            return Place { para: fold.start, line: 0 };
        }
        let lines = self.broken(document, para);
        let line = lines.partition_point(|line| line.start() <= byte).saturating_sub(1);
        Place { para, line }
    }

    fn forward(&mut self, document: &Document, mut place: Place, mut rows: usize) -> Place {
        let last = self.last(document);
        loop {
            let here = self.rows_of(document, place.para);
            if place.line + rows < here {
                place.line += rows;
                return place;
            }
            if place.para >= last {
                place.line = here.saturating_sub(1);
                return place;
            }
            rows -= here.saturating_sub(place.line).min(rows);
            place = Place { para: self.next(place.para), line: 0 };
        }
    }

    fn backward(&mut self, document: &Document, mut place: Place, mut rows: usize) -> Place {
        loop {
            if rows <= place.line {
                place.line -= rows;
                return place;
            }
            if place.para == 0 {
                return Place::default();
            }
            rows -= place.line + 1;
            place.para = self.head(place.para - 1);
            place.line = self.rows_of(document, place.para).saturating_sub(1);
        }
    }

    /// Keeps the top in range and collects the rows.
    fn settle(&mut self, document: &Document) {
        self.rows.clear();
        let count = document.paragraphs.len();
        if count == 0 {
            return;
        }
        let last = self.last(document);
        let end = Place { para: last, line: self.lines_of(document, last).saturating_sub(1) };
        let lowest = self.backward(document, end, self.height.saturating_sub(1));
        self.top = self.top.min(lowest);
        self.top.para = self.head(self.top.para);
        let Place { mut para, mut line } = self.top;
        while self.rows.len() < self.height && para < count {
            let next = self.next(para);
            if self.fold_of(para).is_some() {
                if line == 0 {
                    let ends = [para, next - 1].map(|para| document.paragraphs.as_slice()[para].span);
                    self.rows.push(Row::Fold { para: ParaId::at(para), span: ends[0].join(ends[1]) });
                }
            } else {
                let lines = self.broken(document, para);
                for (index, span) in lines.iter().enumerate().skip(line).take(self.height - self.rows.len()) {
                    self.rows.push(Row::Line { para: ParaId::at(para), line: index, span: *span });
                }
            }
            if self.rows.len() < self.height && gap_after(document, next - 1) {
                self.rows.push(Row::Gap);
            }
            (para, line) = (next, 0);
        }
    }
}

/// The paragraphs of an aside.
fn paragraphs_of(document: &Document, aside: &Aside) -> Option<Range<usize>> {
    let paragraphs = document.paragraphs.as_slice();
    let at = |byte: u32| paragraphs.partition_point(|paragraph| paragraph.span.start() < byte as usize);
    Some(at(aside.start)..at(aside.end)).filter(|range| !range.is_empty())
}

/// Whether a blank row follows: not inside a list, and not after the last paragraph.
fn gap_after(document: &Document, para: usize) -> bool {
    let paragraphs = document.paragraphs.as_slice();
    match (paragraphs.get(para), paragraphs.get(para + 1)) {
        (Some(this), Some(next)) => !(this.kind == Kind::List && next.kind == Kind::List),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Arena;
    use crate::document::Paragraph;
    use crate::load::{Origin, Text};
    use proptest::prelude::*;

    fn document(lines: &str) -> Document {
        let text = Arc::new(Text::from_string("t", Origin::Stdin, lines.to_owned()));
        let mut paragraphs = Arena::default();
        let mut at = 0;
        for line in lines.split('\n') {
            let span = Span::new(at, at + line.len());
            if !line.is_empty() {
                paragraphs.push(Paragraph { span, kind: Kind::Body, body: span, speaker: None, level: 0 });
            }
            at += line.len() + 1;
        }
        Document {
            text,
            paragraphs,
            title: None,
            place: None,
            date: None,
            date_span: None,
            date_of_file: false,
            dateline: None,
            concealed: Vec::new(),
        }
    }

    fn shown(page: &Page, document: &Document) -> Vec<String> {
        page.rows()
            .iter()
            .map(|row| match row {
                Row::Line { span, .. } => span.of(document.content()).to_owned(),
                Row::Fold { para, .. } => format!("+ {}", para.index()),
                Row::Gap => String::new(),
            })
            .collect()
    }

    #[test]
    fn scrolling_stops_at_the_ends() {
        let document = document("one two\nthree four\nfive");
        let mut page = Page::default();
        page.resize(&document, 5, 3);
        assert_eq!(shown(&page, &document), ["one", "two", ""]);
        page.scroll(&document, 2);
        assert_eq!(shown(&page, &document), ["", "three", "four"]);
        page.scroll(&document, 99);
        assert_eq!(shown(&page, &document), ["four", "", "five"]);
        page.scroll(&document, -99);
        assert_eq!(shown(&page, &document), ["one", "two", ""]);
    }

    #[test]
    fn a_fold_is_one_row() {
        let document = document("one\ntwo\nthree\nfour");
        let mut page = Page { folds: std::iter::once(1..3).collect(), ..Page::default() };
        page.resize(&document, 20, 9);
        assert_eq!(shown(&page, &document), ["one", "", "+ 1", "", "four"]);
        assert_eq!((page.shown_for(ParaId::at(2)), page.after(ParaId::at(1))), (ParaId::at(1), ParaId::at(3)));
        assert!(page.unfold(&document, ParaId::at(2)) && !page.unfold(&document, ParaId::at(2)));
        assert_eq!(shown(&page, &document), ["one", "", "two", "", "three", "", "four"]);
        let mut last = Page { folds: std::iter::once(2..4).collect(), ..Page::default() };
        last.resize(&document, 20, 3);
        last.scroll(&document, 9);
        assert_eq!(shown(&last, &document), ["two", "", "+ 2"]);
    }

    #[test]
    fn what_must_be_seen_is_seen_with_little_movement() {
        let text: String = (0..40).map(|n| format!("line {n}\n")).collect();
        let document = document(&text);
        let mut page = Page::default();
        page.resize(&document, 20, 5);
        let mut reveal = |line: &str| {
            let at = text.find(line).unwrap();
            page.reveal(&document, Span::new(at, at + line.len()), 1);
            shown(&page, &document)
        };
        assert_eq!(reveal("line 1"), ["line 0", "", "line 1", "", "line 2"], "in view already");
        assert_eq!(reveal("line 3"), ["", "line 2", "", "line 3", ""], "one row of margin");
        assert_eq!(reveal("line 30"), ["", "line 30", "", "line 31", ""], "far away: a third down");
    }

    proptest! {
        #[test]
        fn any_scrolling_keeps_what_is_revealed_in_view(
            text in "([a-z]{1,9} ?){1,30}(\n([a-z]{1,9} ?){1,30}){0,20}",
            moves in prop::collection::vec((-9isize..9, 0usize..400, 1usize..40, 0usize..12, 0usize..4), 0..12),
            folds in prop::collection::vec((0usize..4, 1usize..4), 0..5),
        ) {
            let document = document(&text);
            let mut page = Page::default();
            for (gap, length) in folds {
                let start = page.folds.last().map_or(0, |fold| fold.end) + gap;
                let end = (start + length).min(document.paragraphs.len());
                if start < end {
                    page.folds.push(start..end);
                }
            }
            for (rows, byte, columns, height, margin) in moves {
                page.resize(&document, columns, height);
                prop_assert!(page.rows().len() <= height);
                page.scroll(&document, rows);
                let byte = byte.min(text.len() - 1);
                page.reveal(&document, Span::new(byte, byte + 1), margin);
                if height > 0 && text.as_bytes()[byte] != b'\n' && text.as_bytes()[byte] != b' ' {
                    prop_assert!(page.shows(Span::new(byte, byte + 1)));
                }
            }
        }
    }
}
