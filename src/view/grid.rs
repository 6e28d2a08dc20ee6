//! The screen as cells that cost nothing to copy and compare.
//!
//! A cell of ratatui's `Buffer` holds a string and takes 40 bytes; filling, comparing and
//! sending a screen of them took two thirds of the time between a key and its frame. A cell
//! here takes 16 bytes and has no string: the few clusters of more than one character stand
//! in a table beside.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Clusters beyond this many begin the table anew.
const CLUSTERS: usize = 4096;

/// From here on a glyph is a place in the table of clusters.
const TABLE: u32 = 0x8000_0000;

/// One cell: what is drawn, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    glyph: u32,
    fg: Ink,
    bg: Ink,
    /// Bold and the like.
    pub modifier: Modifier,
    /// Columns of the character: 1 or 2; 0 where the one to the left covers this cell.
    pub width: u8,
}

/// A colour as a number: what kind in the highest byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink(u32);

/// ratatui's colours without a number, in the order of their inks.
const NAMED: [Color; 17] = [
    Color::Reset,
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

impl Ink {
    const RESET: Self = Self(0);

    fn new(color: Color) -> Self {
        match color {
            Color::Indexed(number) => Self(1 << 24 | u32::from(number)),
            Color::Rgb(red, green, blue) => Self(u32::from_be_bytes([2, red, green, blue])),
            named => Self(NAMED.iter().position(|known| *known == named).map_or(0, |at| at as u32)),
        }
    }

    fn color(self) -> Color {
        match self.0.to_be_bytes() {
            [1, _, _, number] => Color::Indexed(number),
            [2, red, green, blue] => Color::Rgb(red, green, blue),
            [.., number] => NAMED.get(usize::from(number)).copied().unwrap_or(Color::Reset),
        }
    }
}

/// A style to be laid over cells.
#[derive(Clone, Copy)]
struct Coat {
    fg: Option<Ink>,
    bg: Option<Ink>,
    add: Modifier,
    sub: Modifier,
}

impl From<Style> for Coat {
    fn from(style: Style) -> Self {
        let (add, sub) = (style.add_modifier, style.sub_modifier);
        Self { fg: style.fg.map(Ink::new), bg: style.bg.map(Ink::new), add, sub }
    }
}

impl Cell {
    const BLANK: Self =
        Self { glyph: ' ' as u32, fg: Ink::RESET, bg: Ink::RESET, modifier: Modifier::empty(), width: 1 };

    /// The colour of its letters.
    #[must_use]
    pub fn fg(self) -> Color {
        self.fg.color()
    }

    /// The colour of its ground.
    #[must_use]
    pub fn bg(self) -> Color {
        self.bg.color()
    }

    /// Whether it is drawn in the same style as another.
    #[must_use]
    pub fn looks_like(self, other: Self) -> bool {
        (self.fg, self.bg, self.modifier) == (other.fg, other.bg, other.modifier)
    }

    /// A space in the same style.
    const fn emptied(self) -> Self {
        Self { glyph: ' ' as u32, width: 1, ..self }
    }

    fn restyled(self, coat: Coat) -> Self {
        Self {
            fg: coat.fg.unwrap_or(self.fg),
            bg: coat.bg.unwrap_or(self.bg),
            modifier: self.modifier.union(coat.add).difference(coat.sub),
            ..self
        }
    }
}

/// Cells in rows.
///
/// **Invariant:** a cell of width 2 has one of width 0 to its right, and every cell of width
/// 0 has one of width 2 to its left; no glyph is a control character.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    width: u16,
    height: u16,
    cells: Vec<Cell>,
    clusters: Vec<String>,
}

impl Grid {
    /// A blank grid.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Self {
        let cells = vec![Cell::BLANK; usize::from(width) * usize::from(height)];
        Self { width, height, cells, clusters: Vec::new() }
    }

    /// Columns and rows.
    #[must_use]
    pub const fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    /// The rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(usize::from(self.width).max(1))
    }

    /// Blanks everything for a frame that follows `before`, so that cells of the two can be
    /// compared. Tells whether they can.
    pub fn follow(&mut self, before: &mut Self) -> bool {
        self.cells.fill(Cell::BLANK);
        self.clusters = std::mem::take(&mut before.clusters);
        let comparable = self.size() == before.size() && self.clusters.len() < CLUSTERS;
        if !comparable {
            self.clusters.clear();
        }
        comparable
    }

    /// Appends what a cell shows.
    pub fn write(&self, cell: Cell, out: &mut String) {
        match char::from_u32(cell.glyph) {
            Some(c) => out.push(c),
            None => out.push_str(self.clusters.get((cell.glyph & !TABLE) as usize).map_or(" ", String::as_str)),
        }
    }

    /// Puts a character, with what combines with it, that takes `width` columns: 1 or 2. What
    /// does not fit is left out, and half of a wide character that was there is blanked.
    pub(super) fn put(&mut self, x: u16, y: u16, symbol: &str, width: u8, style: Style) {
        let mut chars = symbol.chars();
        let glyph = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => c as u32,
            (Some(_), Some(_)) if !symbol.contains(char::is_control) => self.cluster(symbol),
            _ => ' ' as u32,
        };
        if x.saturating_add(u16::from(width)) > self.width {
            return;
        }
        if let Some(at) = self.at(x, y) {
            self.place(at, Cell { glyph, width, ..self.cells[at].restyled(style.into()) });
        }
    }

    /// As [`Grid::put`] for printable ASCII, a column a byte, which must fit.
    pub(super) fn put_ascii(&mut self, x: u16, y: u16, text: &[u8], style: Style) {
        let Some(at) = self.at(x, y) else { return };
        let coat = Coat::from(style);
        for (at, byte) in (at..).zip(text) {
            let before = self.cells[at];
            let cell = Cell { glyph: u32::from(*byte), width: 1, ..before.restyled(coat) };
            if before.width == 1 {
                self.cells[at] = cell;
            } else {
                self.place(at, cell);
            }
        }
    }

    fn at(&self, x: u16, y: u16) -> Option<usize> {
        (x < self.width && y < self.height).then(|| usize::from(y) * usize::from(self.width) + usize::from(x))
    }

    /// Puts a cell, and keeps wide characters whole or blanks them.
    fn place(&mut self, at: usize, cell: Cell) {
        self.vacate(at);
        self.cells[at] = cell;
        if cell.width == 2 && at + 1 < self.cells.len() {
            self.vacate(at + 1);
            self.cells[at + 1] = Cell { width: 0, ..Cell::BLANK };
        }
    }

    /// Blanks the other half of a wide character that stands at a cell.
    fn vacate(&mut self, at: usize) {
        let other = match self.cells[at].width {
            0 => at.checked_sub(1),
            2 => Some(at + 1),
            _ => None,
        };
        if let Some(cell) = other.and_then(|other| self.cells.get_mut(other)) {
            *cell = cell.emptied();
        }
    }

    fn cluster(&mut self, symbol: &str) -> u32 {
        let known = self.clusters.iter().position(|known| known == symbol);
        let place = known.unwrap_or_else(|| {
            self.clusters.push(symbol.to_owned());
            self.clusters.len() - 1
        });
        TABLE | u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Restyles part of a row.
    pub(super) fn restyle(&mut self, x: u16, y: u16, width: u16, style: Style) {
        let end = x.saturating_add(width).min(self.width);
        if let (Some(at), true) = (self.at(x, y), x < end) {
            let coat = Coat::from(style);
            for cell in &mut self.cells[at..at + usize::from(end - x)] {
                *cell = cell.restyled(coat);
            }
        }
    }

    /// Blanks part of a row.
    pub(super) fn clear(&mut self, x: u16, y: u16, width: u16, style: Style) {
        let end = x.saturating_add(width).min(self.width);
        if let (Some(at), true) = (self.at(x, y), x < end) {
            let last = at + usize::from(end - x) - 1;
            self.vacate(at);
            self.vacate(last);
            self.cells[at..=last].fill(Cell::BLANK.restyled(style.into()));
        }
    }

    /// Changes each character outside ASCII into one inside it.
    pub(super) fn simplify(&mut self, stand_in: impl Fn(char) -> char) {
        for index in 0..self.cells.len() {
            let cell = self.cells[index];
            let first = match char::from_u32(cell.glyph) {
                Some(c) if c.is_ascii() => continue,
                Some(c) => Some(c),
                None => self.clusters.get((cell.glyph & !TABLE) as usize).and_then(|cluster| cluster.chars().next()),
            };
            self.place(index, Cell { glyph: first.map_or(' ', &stand_in) as u32, width: 1, ..cell });
        }
    }

    /// Copies what a widget of ratatui's has drawn.
    pub(super) fn copy(&mut self, from: &Buffer) {
        let area = from.area;
        for (y, row) in (area.y..).zip(from.content.chunks(usize::from(area.width).max(1))) {
            for (x, cell) in (area.x..).zip(row) {
                let style = Style::new().fg(cell.fg).bg(cell.bg);
                self.put(x, y, cell.symbol(), 1, style);
            }
        }
    }

    /// The same in ratatui's terms, for whatever reads those.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "what is in the grid has gone through the table")]
    pub fn buffer(&self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.width, self.height));
        for (into, cell) in buffer.content.iter_mut().zip(&self.cells) {
            if cell.width > 0 {
                let mut symbol = String::new();
                self.write(*cell, &mut symbol);
                into.set_symbol(&symbol);
            }
            (into.fg, into.bg, into.modifier) = (cell.fg(), cell.bg(), cell.modifier);
        }
        buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(grid: &Grid) -> String {
        let mut out = String::new();
        grid.rows().flatten().filter(|cell| cell.width > 0).for_each(|cell| grid.write(*cell, &mut out));
        out
    }

    #[test]
    fn controls_and_what_does_not_fit_are_left_out() {
        let mut grid = Grid::new(4, 1);
        grid.put(0, 0, "\u{1b}", 1, Style::new());
        grid.put(1, 0, "e\u{301}", 1, Style::new());
        grid.put(3, 0, "日", 2, Style::new());
        grid.put(9, 9, "x", 1, Style::new());
        assert_eq!(text(&grid), " e\u{301}  ");
    }

    proptest! {
        #[test]
        fn wide_characters_stay_whole(puts in prop::collection::vec((0u16..8, 0u8..4), 0..40)) {
            let mut grid = Grid::new(8, 1);
            for (x, what) in puts {
                match what {
                    0 => grid.put(x, 0, "日", 2, Style::new()),
                    1 => grid.put(x, 0, "é", 1, Style::new()),
                    2 => grid.clear(x, 0, 2, Style::new()),
                    _ => grid.put_ascii(x, 0, b"a", Style::new()),
                }
                let widths: Vec<u8> = grid.rows().flatten().map(|cell| cell.width).collect();
                for (at, width) in widths.iter().enumerate() {
                    prop_assert!(*width != 2 || widths.get(at + 1) == Some(&0), "{:?}", widths);
                    prop_assert!(*width != 0 || at > 0 && widths[at - 1] == 2, "{:?}", widths);
                }
                prop_assert_eq!(text(&grid).chars().map(|c| if c == '日' { 2 } else { 1 }).sum::<usize>(), 8);
            }
        }
    }
}
