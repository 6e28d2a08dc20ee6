//! The only door to the cells: text goes through the table of [`crate::base::columns`].

use super::grid::Grid;
use crate::app::layout::Area;
use crate::base::columns::{clusters, columns, fit};
use crate::config::theme::{Color, Role, Style as Look, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color as Ink, Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthChar;

/// Draws into a grid by roles.
pub struct Painter<'a> {
    grid: &'a mut Grid,
    theme: &'a Theme,
}

/// A role's style in ratatui's terms.
#[must_use]
pub fn style(theme: &Theme, role: Role) -> Style {
    convert(theme.style(role))
}

fn convert(look: Look) -> Style {
    let mut style = Style { fg: look.fg.map(ink), bg: look.bg.map(ink), ..Style::default() };
    for (on, modifier) in [
        (look.bold, Modifier::BOLD),
        (look.dim, Modifier::DIM),
        (look.italic, Modifier::ITALIC),
        (look.underline, Modifier::UNDERLINED),
        (look.reversed, Modifier::REVERSED),
    ] {
        if on {
            style = style.add_modifier(modifier);
        }
    }
    style
}

/// The sixteen named colours in the order of their numbers (ECMA-48, aixterm).
const NAMED: [Ink; 16] = [
    Ink::Black,
    Ink::Red,
    Ink::Green,
    Ink::Yellow,
    Ink::Blue,
    Ink::Magenta,
    Ink::Cyan,
    Ink::Gray,
    Ink::DarkGray,
    Ink::LightRed,
    Ink::LightGreen,
    Ink::LightYellow,
    Ink::LightBlue,
    Ink::LightMagenta,
    Ink::LightCyan,
    Ink::White,
];

fn ink(color: Color) -> Ink {
    match color {
        Color::Default => Ink::Reset,
        Color::Named(number) => NAMED.get(usize::from(number)).copied().unwrap_or(Ink::Reset),
        Color::Indexed(number) => Ink::Indexed(number),
        Color::Rgb(red, green, blue) => Ink::Rgb(red, green, blue),
    }
}

impl<'a> Painter<'a> {
    /// A painter on `grid`.
    pub const fn new(grid: &'a mut Grid, theme: &'a Theme) -> Self {
        Self { grid, theme }
    }

    /// A role's style.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        style(self.theme, role)
    }

    /// Draws one line of untrusted text from column `x`, at most `width` columns of it, and
    /// tells the column after it.
    pub fn put(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let style = self.style(role);
        self.put_styled(x, y, width, text, style)
    }

    /// As [`Painter::put`], cut with `…` where it does not fit.
    pub fn put_cut(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        if fit(text, usize::from(width)).len() == text.len() {
            return self.put(x, y, width, text, role);
        }
        let kept = fit(text, usize::from(width.saturating_sub(1))).trim_end();
        let end = self.put(x, y, width, kept, role);
        self.put(end, y, width.min(1), "…", role)
    }

    /// As [`Painter::put`], ending before column `right`.
    pub fn put_right(&mut self, right: u16, y: u16, width: u16, text: &str, role: Role) {
        let used = u16::try_from(columns(text)).unwrap_or(u16::MAX).min(width);
        self.put(right.saturating_sub(used), y, used, text, role);
    }

    /// As [`Painter::put`], in a style of its own.
    pub fn put_styled(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let (right, bottom) = self.grid.size();
        let end = x.saturating_add(width).min(right);
        if y >= bottom {
            return x;
        }
        let (mut column, mut rest) = (x, text);
        loop {
            let plain = &rest.as_bytes()[..plain(rest).min(usize::from(end.saturating_sub(column)))];
            self.grid.put_ascii(column, y, plain, style);
            column += u16::try_from(plain.len()).unwrap_or(0);
            rest = &rest[plain.len()..];
            let Some(cluster) = clusters(rest).next() else { return column };
            let wide = u16::try_from(cluster.width).unwrap_or(u16::MAX);
            if column.saturating_add(wide) > end {
                return column;
            }
            if wide > 0 {
                column = self.cells(column, y, &cluster.drawn, style);
            }
            rest = &rest[cluster.end..];
        }
    }

    /// Puts what has gone through the table into cells: each character that takes columns
    /// has a cell of its own, and what takes none goes with the one before it.
    fn cells(&mut self, x: u16, y: u16, drawn: &str, style: Style) -> u16 {
        let mut column = x;
        let mut rest = drawn;
        while let Some(first) = rest.chars().next() {
            let marks: usize = rest.chars().skip(1).take_while(|c| c.width() == Some(0)).map(char::len_utf8).sum();
            let (symbol, after) = rest.split_at(first.len_utf8() + marks);
            rest = after;
            let wide: u8 = if first.width() == Some(2) { 2 } else { 1 };
            self.grid.put(column, y, symbol, wide, style);
            column += u16::from(wide);
        }
        column
    }

    /// Draws parts in their own styles one after the other.
    pub fn put_parts<'t>(&mut self, x: u16, y: u16, width: u16, parts: impl Iterator<Item = (&'t str, Style)>) {
        let end = x.saturating_add(width);
        let mut column = x;
        for (text, style) in parts {
            if column >= end {
                break;
            }
            column = self.put_styled(column, y, end - column, text, style);
        }
    }

    /// A level line.
    pub fn rule(&mut self, y: u16, x: u16, width: u16) {
        let style = self.style(Role::Border);
        for column in x..x.saturating_add(width) {
            self.grid.put(column, y, "─", 1, style);
        }
    }

    /// An upright line.
    pub fn upright(&mut self, x: u16, y: u16, height: u16) {
        for row in y..y.saturating_add(height) {
            self.put(x, row, 1, "│", Role::Border);
        }
    }

    /// Blanks an area, colours included.
    pub fn clear(&mut self, area: Area) {
        let style = self.style(Role::Text);
        for y in area.y..area.bottom() {
            self.grid.clear(area.x, y, area.width, style);
        }
    }

    /// Restyles an area, keeping its letters.
    pub fn tint(&mut self, area: Area, role: Role) {
        let style = self.style(role);
        for y in area.y..area.bottom() {
            self.grid.restyle(area.x, y, area.width, style);
        }
    }

    /// Clears an area, draws a frame around it, and gives what is inside.
    pub fn framed(&mut self, area: Area, title: &str) -> Area {
        self.clear(area);
        if area.width < 5 || area.height < 3 {
            return Area { width: 0, height: 0, ..area };
        }
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.rule(area.y, area.x + 1, area.width - 2);
        self.rule(bottom, area.x + 1, area.width - 2);
        self.upright(area.x, area.y + 1, area.height - 2);
        self.upright(right, area.y + 1, area.height - 2);
        for (x, y, corner) in [(area.x, area.y, "┌"), (right, area.y, "┐"), (area.x, bottom, "└"), (right, bottom, "┘")]
        {
            self.put(x, y, 1, corner, Role::Border);
        }
        if !title.is_empty() {
            let end = self.put(area.x + 2, area.y, 1, " ", Role::Border);
            let end = self.put_cut(end, area.y, area.width.saturating_sub(6), title, Role::Title);
            self.put(end, area.y, 1, " ", Role::Border);
        }
        Area { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }

    /// Draws one of ratatui's own widgets, which must hold no content.
    pub fn widget(&mut self, area: Area, widget: impl Widget) {
        let (width, height) = self.grid.size();
        let whole = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(Rect::new(area.x, area.y, area.width, area.height).intersection(whole));
        widget.render(buffer.area, &mut buffer);
        self.grid.copy(&buffer);
    }
}

/// How many bytes from the start are printable ASCII, each a cluster of its own: what is not
/// ASCII may combine with the letter before it.
fn plain(text: &str) -> usize {
    let bytes = text.as_bytes();
    let count = bytes.iter().take_while(|byte| (0x20..0x7f).contains(*byte)).count();
    if bytes.get(count).is_some_and(|next| !next.is_ascii()) { count.saturating_sub(1) } else { count }
}
