//! Plain text to pieces: which lines belong together.
//!
//! Texts come with one paragraph a line, with blank lines between paragraphs, broken to a
//! width by hand or by mail programs, or as a mixture. A break inside a paragraph is told
//! by what stands around it: the line is so full that the next word did not fit, or stops
//! inside a sentence.

use super::label::{Fresh, Label, Labels};
use super::lines::{LONGEST_WRAPPED, Line, first_word, is_closed, is_cut, lines, starts_small};
use super::{Kind, date};
use crate::base::Span;

/// Columns by which lines of one width may differ.
const SLACK: u16 = 8;
/// Shorter lines are no broken paragraphs but titles, addresses, verses.
const SHORTEST: u16 = 30;

/// One block of a text, before it is known what it is in the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub span: Span,
    pub body: Span,
    /// A speaker's label.
    pub label: Option<Span>,
    /// [`Kind::Body`] until something better is known.
    pub kind: Kind,
    pub level: u8,
    /// Whether it is one line.
    pub single: bool,
    /// Whether a blank line stands before it.
    pub gap: bool,
}

/// How a line begins.
enum Opening {
    Text,
    Label(Label),
    /// A bullet or a number; the item's text begins at this byte.
    Item(usize),
    /// A line of its own: rule, time, date, stage direction.
    Alone(Kind),
}

/// The pieces of plain text, and the `>` of quoted lines.
pub(super) fn pieces(text: &str, labels: &Labels) -> (Vec<Piece>, Vec<Span>) {
    let mut grouper = Grouper {
        text,
        labels,
        layout: Layout::of(text),
        fresh: Fresh::default(),
        pieces: Vec::new(),
        concealed: Vec::new(),
    };
    let mut block = Vec::new();
    for line in lines(text, 0) {
        if line.gap {
            grouper.block(&block);
            block.clear();
        }
        block.push(line);
    }
    grouper.block(&block);
    if labels.is_transcript() {
        grouper.concealed.extend(escapes(text));
    }
    (grouper.pieces, grouper.concealed)
}

/// The backslashes that Markdown wants before brackets, as transcripts taken from such pages
/// have them: `\[laughs\]`.
fn escapes(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let escape = |at: &usize| {
        let mark = bytes.get(at + 1).is_some_and(|next| matches!(next, b'[' | b']' | b'*' | b'_'));
        mark && (*at == 0 || bytes[at - 1] != b'\\')
    };
    memchr::memchr_iter(b'\\', bytes).filter(escape).map(|at| Span::new(at, at + 1))
}

/// To which width a text is broken, if it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Layout {
    width: u16,
    wrapped: bool,
    /// Whether blank lines are so rare that they don't stand between paragraphs.
    dense: bool,
}

/// What it means when lines of one block are set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indent {
    /// Nothing: there are none, or all are.
    Nothing,
    /// A paragraph begins with the line; the number is the block's smallest indent.
    First(u16),
    /// A paragraph goes on: all its lines but the first are set in.
    Hanging(u16),
}

impl Indent {
    fn of(text: &str, block: &[Line]) -> Self {
        let least = block.iter().map(|line| line.indent).min().unwrap_or_default();
        // Of the lines that are set in and of the others: how many, and how many follow the
        // end of a sentence.
        let (mut inner, mut flush) = ((0, 0), (0, 0));
        for pair in block.windows(2) {
            let counts = if pair[1].indent >= least + 2 { &mut inner } else { &mut flush };
            counts.0 += 1;
            counts.1 += usize::from(is_closed(pair[0].span.of(text)));
        }
        if inner.0 == 0 {
            Self::Nothing
        } else if inner.1 * flush.0 > flush.1 * inner.0 || flush.0 == 0 && inner.1 * 2 >= inner.0 {
            Self::First(least)
        } else {
            Self::Hanging(least)
        }
    }
}

impl Layout {
    fn of(text: &str) -> Self {
        const MOST: usize = 2 * LONGEST_WRAPPED as usize;
        let mut widths = [0_u32; LONGEST_WRAPPED as usize + 1];
        // How wide a line would be with the next line's first word: of those that stop
        // inside a sentence, and of the others.
        let (mut open, mut closed) = ([0_u32; MOST], [0_u32; MOST]);
        let mut before: Option<Line> = None;
        let (mut all, mut blocks) = (0, 0);
        for line in lines(text, 0) {
            all += 1;
            blocks += usize::from(line.gap);
            if let Some(before) = before.filter(|b| !line.gap && b.width <= LONGEST_WRAPPED) {
                widths[usize::from(before.width)] += 1;
                let needed = usize::from(before.width + 1 + first_word(line.span.of(text))).min(MOST - 1);
                if is_closed(before.span.of(text)) { closed[needed] += 1 } else { open[needed] += 1 }
            }
            before = Some(line);
        }
        let mut above = widths.iter().sum::<u32>() * 9 / 10;
        let tenth = widths.iter().position(|n| {
            let here = above < *n;
            above = above.saturating_sub(*n);
            here
        });
        let width = tenth.and_then(|w| u16::try_from(w).ok()).unwrap_or_default();
        let full = usize::from(width.saturating_sub(SLACK));
        let (open, closed) = (open[full..].iter().sum::<u32>(), closed[full..].iter().sum::<u32>());
        Self { width, wrapped: width >= 40 && open >= 3 && open >= closed, dense: all > blocks * 15 }
    }
}

/// A paragraph that may go on.
struct Open {
    piece: Piece,
    /// Of its first line.
    indent: u16,
    last: Line,
    /// How many `>` stand before it.
    depth: usize,
}

struct Grouper<'t> {
    text: &'t str,
    labels: &'t Labels<'t>,
    layout: Layout,
    fresh: Fresh,
    pieces: Vec<Piece>,
    concealed: Vec<Span>,
}

impl Grouper<'_> {
    /// Groups lines between which no line is blank.
    fn block(&mut self, block: &[Line]) {
        // A long block has its own width, since parts of a text may come from elsewhere.
        let mut width = self.layout.width;
        if block.len() > 3 {
            let mut widths: Vec<u16> = block.iter().map(|l| l.width).filter(|w| *w <= LONGEST_WRAPPED).collect();
            let at = widths.len() * 9 / 10;
            if at < widths.len() {
                width = *widths.select_nth_unstable(at).1;
            }
        }
        let indent = Indent::of(self.text, block);
        let mut current: Option<Open> = None;
        for &line in block {
            let (depth, line) = self.unquote(line);
            if line.span.is_empty() {
                self.close(current.take());
                continue;
            }
            let fresh = self.fresh.at(self.text, line);
            let in_list = current.as_ref().is_some_and(|open| open.piece.kind == Kind::List);
            let opening = self.opening(line, fresh, in_list);
            if let (Opening::Text, Some(open)) = (&opening, &mut current)
                && open.depth == depth
                && self.goes_on(open, &line, width, indent)
            {
                open.piece.span = open.piece.span.join(line.span);
                open.piece.single = false;
                open.last = line;
                continue;
            }
            self.close(current.take());
            let mut piece = Piece {
                span: line.span,
                body: line.span,
                label: None,
                kind: if depth > 0 { Kind::Quote } else { Kind::Body },
                level: 0,
                single: true,
                gap: line.gap,
            };
            match opening {
                Opening::Text => {}
                Opening::Label(label) => {
                    piece.label = Some(label.name);
                    piece.body = Span::new(label.body, line.span.end());
                }
                Opening::Item(body) => {
                    (piece.kind, piece.level) = (Kind::List, 1);
                    piece.body = Span::new(body, line.span.end());
                }
                Opening::Alone(kind) => piece.kind = kind,
            }
            current = Some(Open { piece, indent: line.indent, last: line, depth });
        }
        self.close(current);
    }

    fn close(&mut self, open: Option<Open>) {
        let Some(mut piece) = open.map(|open| open.piece) else { return };
        piece.body = Span::new(piece.body.start(), piece.span.end()).trim(self.text);
        let alone = piece.kind == Kind::Body && piece.single && piece.label.is_none();
        if alone && self.labels.is_transcript() && is_stage_direction(piece.span.of(self.text)) {
            piece.kind = Kind::Other;
        }
        if piece.kind == Kind::List && piece.single {
            self.split_items(piece);
        } else {
            self.pieces.push(piece);
        }
    }

    /// A list that lost its line ends: "- One. - Two. - Three."
    fn split_items(&mut self, mut piece: Piece) {
        let item = piece.span.of(self.text);
        if item.starts_with("- ") {
            let mut done = 0;
            for (at, _) in item.match_indices(" - ") {
                let next = item[at + 3..].chars().next();
                if is_closed(&item[done..at]) && next.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) {
                    let end = piece.span.end();
                    let here = piece.span.start() + (at - done);
                    piece.span = Span::new(piece.span.start(), here).trim(self.text);
                    piece.body = Span::new(piece.body.start(), piece.span.end());
                    self.pieces.push(piece);
                    piece.span = Span::new(here + 1, end);
                    piece.body = Span::new(here + 3, end).trim(self.text);
                    piece.gap = false;
                    done = at + 1;
                }
            }
        }
        self.pieces.push(piece);
    }

    /// Takes the `>` of quoted lines away: how many there were, and the line without them.
    fn unquote(&mut self, mut line: Line) -> (usize, Line) {
        let whole = line.span.of(self.text);
        if !whole.starts_with('>') || self.labels.is_transcript() {
            return (0, line);
        }
        let inside = whole.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let marks = whole.len() - inside.len();
        let depth = whole[..marks].bytes().filter(|b| *b == b'>').count();
        let start = line.span.start();
        self.concealed.push(Span::new(start, start + marks));
        line.span = Span::new(start + marks, line.span.end());
        line.width = line.width.saturating_sub(u16::try_from(marks).unwrap_or(u16::MAX));
        line.indent = 0;
        (depth, line)
    }

    fn opening(&self, line: Line, fresh: bool, in_list: bool) -> Opening {
        let text = line.span.of(self.text);
        if let Some(label) = self.labels.at(self.text, line.span, fresh) {
            return Opening::Label(label);
        }
        // In a wrapped text, a paragraph may have one on its last line.
        let stage = self.labels.is_transcript() && (line.gap || !self.layout.wrapped);
        if is_rule(text) || stage && is_stage_direction(text) {
            let dated = date::line(self.text, line.span).is_some() || date::is_time_line(text);
            return Opening::Alone(if dated { Kind::Dateline } else { Kind::Other });
        }
        if date::is_time_line(text) || fresh && date::line(self.text, line.span).is_some() {
            return Opening::Alone(Kind::Dateline);
        }
        match bullet(text, self.labels.is_transcript()) {
            Some(len) if fresh || in_list => Opening::Item(line.span.start() + len),
            _ => Opening::Text,
        }
    }

    /// Whether `next` goes on with the open paragraph.
    fn goes_on(&self, open: &Open, next: &Line, width: u16, indent: Indent) -> bool {
        let (piece, last) = (&open.piece, &open.last);
        if matches!(piece.kind, Kind::Dateline | Kind::Other) {
            return false;
        }
        if piece.body.is_empty() {
            return true; // a label alone on its line
        }
        match indent {
            _ if piece.kind == Kind::List && next.indent > open.indent => return true,
            Indent::Hanging(least) if next.indent >= least + 2 => return true,
            Indent::First(least) if next.indent >= least + 2 => return false,
            _ => {}
        }
        let (before, after) = (last.span.of(self.text), next.span.of(self.text));
        let open = !is_closed(before);
        let (small, cut) = (starts_small(after), is_cut(before));
        if open && (small && cut || last.width >= SHORTEST && (small || cut)) {
            return true;
        }
        let slack = if self.layout.dense && !open { 0 } else { SLACK };
        let full = last.width + 1 + first_word(after) + slack > width;
        self.layout.wrapped && full && last.width <= LONGEST_WRAPPED && next.width <= width + SLACK
    }
}

/// The length of a bullet or number and the white space after it.
fn bullet(text: &str, transcript: bool) -> Option<usize> {
    let first = text.chars().next()?;
    let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let mark = match first {
        '-' | '*' | '•' | '·' | '‣' | '▪' | '◦' | '●' | '\u{f0b7}' => first.len_utf8(),
        '–' if !transcript => first.len_utf8(),
        '0'..='9' if digits < 4 && text[digits..].starts_with(['.', ')']) => digits + 1,
        'a'..='z' if text[1..].starts_with(')') => 2,
        '(' => {
            let inside = text[1..].bytes().take(4).take_while(u8::is_ascii_alphanumeric).count();
            let close = text[1 + inside..].starts_with(')');
            (close && (1..4).contains(&inside) && (inside == 1 || text.as_bytes()[1].is_ascii_digit()))
                .then_some(inside + 2)?
        }
        _ => return None,
    };
    let rest = &text[mark..];
    let inside = rest.trim_start();
    (inside.len() < rest.len() && !inside.is_empty()).then_some(text.len() - inside.len())
}

/// A line drawn with characters, or a mark of the end: `* * *`, `###`, `-30-`, `END`.
pub(super) fn is_rule(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    let mut inside = text.chars().filter(|c| !c.is_whitespace());
    let drawn = |c: char| matches!(c, '-' | '=' | '_' | '*' | '~' | '#' | '•' | '–' | '—' | '+');
    if inside.clone().all(drawn) {
        return inside.by_ref().take(3).count() == 3 || matches!(text, "#" | "##" | "—");
    }
    let word = text.trim_matches(|c: char| drawn(c) || c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.'));
    word == "30" && word.len() < text.len() || matches!(word, "END" | "ENDS" | "End" | "Ends" | "ends")
}

/// `(Laughter.)`, `[Crosstalk]`: brackets around the whole.
pub(super) fn is_stage_direction(text: &str) -> bool {
    let close = match text.chars().next() {
        Some('(') => ')',
        Some('[') => ']',
        _ => return false,
    };
    let text = text.trim_end_matches('.');
    text.len() <= 160 && text.find(close) == Some(text.len() - 1)
}

#[cfg(test)]
mod tests;
