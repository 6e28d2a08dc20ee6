//! Frames: what is drawn now against what the terminal shows, and the difference to it.

use crate::view::grid::{Cell, Grid};
use crossterm::style::{Attribute, SetAttribute, SetBackgroundColor, SetForegroundColor};
use crossterm::{Command, cursor, terminal};
use ratatui::backend::IntoCrossterm;
use ratatui::style::{Color, Modifier};
use std::fmt;
use std::io::{self, Write};

/// Equal cells between changed ones that are sent again: an order to jump over them is
/// longer.
const LEAP: usize = 6;

/// The terminal as it looks, and the next frame.
pub(super) struct Screen {
    shown: Grid,
    next: Grid,
    /// Whether what the terminal shows is unknown.
    unknown: bool,
    out: String,
}

impl Screen {
    pub(super) fn new((width, height): (u16, u16)) -> Self {
        let (shown, next) = (Grid::new(width, height), Grid::new(width, height));
        Self { shown, next, unknown: true, out: String::with_capacity(1 << 16) }
    }

    /// Forgets what the terminal shows, so that the next frame is drawn whole.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// Draws a frame of this size. `paint` fills the blank grid and says where the cursor
    /// is, if anywhere.
    pub(super) fn draw(
        &mut self,
        (width, height): (u16, u16),
        paint: impl FnOnce(&mut Grid) -> Option<(u16, u16)>,
    ) -> io::Result<()> {
        if self.next.size() != (width, height) {
            self.next = Grid::new(width, height);
        }
        self.unknown |= !self.next.follow(&mut self.shown);
        let cursor = paint(&mut self.next);
        self.out.clear();
        self.frame(cursor).map_err(io::Error::other)?;
        let mut stdout = io::stdout().lock();
        stdout.write_all(self.out.as_bytes())?;
        stdout.flush()?;
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(())
    }

    /// Writes what makes the terminal show the next frame.
    fn frame(&mut self, cursor: Option<(u16, u16)>) -> fmt::Result {
        let out = &mut self.out;
        terminal::BeginSynchronizedUpdate.write_ansi(out)?;
        if std::mem::take(&mut self.unknown) {
            let (width, height) = self.next.size();
            self.shown = Grid::new(width, height);
            SetAttribute(Attribute::Reset).write_ansi(out)?;
            terminal::Clear(terminal::ClearType::All).write_ansi(out)?;
        }
        let mut pen = Pen::default();
        for (y, (old, new)) in (0u16..).zip(self.shown.rows().zip(self.next.rows())) {
            row(&self.next, y, old, new, &mut pen, out)?;
        }
        pen.lift(out)?;
        match cursor {
            Some((x, y)) => {
                cursor::MoveTo(x, y).write_ansi(out)?;
                cursor::Show.write_ansi(out)?;
            }
            None => cursor::Hide.write_ansi(out)?,
        }
        terminal::EndSynchronizedUpdate.write_ansi(out)
    }
}

/// Writes what makes the terminal show the row `new` instead of `old`.
///
/// Writing over one half of a wide character blanks its other half; in two whole grids that
/// differ there, both halves differ, so that both are written.
fn row(grid: &Grid, y: u16, old: &[Cell], new: &[Cell], pen: &mut Pen, out: &mut String) -> fmt::Result {
    let mut sent = None;
    let mut x = 0;
    while x < new.len() {
        if old[x] == new[x] {
            x += 1;
            continue;
        }
        let mut from = x;
        // The left half is written again with the right one.
        from -= usize::from(new[from].width == 0);
        match sent {
            Some(end) if from - end <= LEAP => from = end,
            _ => cursor::MoveTo(u16::try_from(from).unwrap_or(u16::MAX), y).write_ansi(out)?,
        }
        x += 1;
        x += usize::from(new.get(x).is_some_and(|cell| cell.width == 0));
        for cell in new[from..x].iter().filter(|cell| cell.width > 0) {
            pen.take(*cell, out)?;
            grid.write(*cell, out);
        }
        sent = Some(x);
    }
    Ok(())
}

/// The style that the terminal writes in: that of the cell written last.
#[derive(Default)]
struct Pen(Option<Cell>);

/// The attributes that styles use.
const ATTRIBUTES: [(Modifier, Attribute); 5] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::REVERSED, Attribute::Reverse),
];

impl Pen {
    /// Changes to the style of a cell.
    fn take(&mut self, cell: Cell, out: &mut String) -> fmt::Result {
        if self.0.is_some_and(|last| last.looks_like(cell)) {
            return Ok(());
        }
        if self.0.is_some_and(|last| !cell.modifier.contains(last.modifier)) {
            // Bold and dim have one end in common; a new beginning suits all terminals.
            self.lift(out)?;
        }
        let (fg, bg, modifier) = self
            .0
            .map_or((Color::Reset, Color::Reset, Modifier::empty()), |last| (last.fg(), last.bg(), last.modifier));
        for (flag, attribute) in ATTRIBUTES {
            if cell.modifier.difference(modifier).contains(flag) {
                SetAttribute(attribute).write_ansi(out)?;
            }
        }
        if cell.fg() != fg {
            SetForegroundColor(cell.fg().into_crossterm()).write_ansi(out)?;
        }
        if cell.bg() != bg {
            SetBackgroundColor(cell.bg().into_crossterm()).write_ansi(out)?;
        }
        self.0 = Some(cell);
        Ok(())
    }

    /// Changes to the terminal's own style.
    fn lift(&mut self, out: &mut String) -> fmt::Result {
        if self.0.take().is_some() {
            SetAttribute(Attribute::Reset).write_ansi(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::{Role, Theme};
    use crate::view::paint::Painter;
    use proptest::prelude::*;

    const SIZE: (u16, u16) = (12, 3);

    /// What a terminal shows, cell by cell, with whether it is bold.
    fn shown(terminal: &vt100::Parser) -> Vec<(String, bool)> {
        let cell =
            |y, x| terminal.screen().cell(y, x).map_or((String::new(), false), |c| (c.contents().to_owned(), c.bold()));
        (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| cell(y, x))).collect()
    }

    /// What a grid holds, in the same form.
    fn wanted(grid: &Grid) -> Vec<(String, bool)> {
        let cells = grid.rows().flatten().map(|cell| {
            let mut symbol = String::new();
            if cell.width > 0 {
                grid.write(*cell, &mut symbol);
            }
            (symbol, cell.modifier.contains(Modifier::BOLD))
        });
        cells.collect()
    }

    proptest! {
        #[test]
        fn the_terminal_shows_each_frame(
            frames in prop::collection::vec(prop::collection::vec((0u16..12, 0u16..3, "[ab日é·e\u{301} ]{0,8}", any::<bool>()), 0..6), 1..6),
        ) {
            let theme = Theme::built_in("mono").unwrap();
            let mut screen = Screen::new(SIZE);
            let mut terminal = vt100::Parser::new(SIZE.1.try_into().unwrap(), SIZE.0.try_into().unwrap(), 0);
            for puts in frames {
                screen.unknown |= !screen.next.follow(&mut screen.shown);
                let mut painter = Painter::new(&mut screen.next, &theme);
                for (x, y, text, title) in puts {
                    painter.put(x, y, 12, &text, if title { Role::Title } else { Role::Text });
                }
                screen.out.clear();
                screen.frame(None).unwrap();
                terminal.process(screen.out.as_bytes());
                let blank = |cells: Vec<(String, bool)>| -> Vec<(String, bool)> {
                    let space = |text: String| if text.trim().is_empty() { String::new() } else { text };
                    cells.into_iter().map(|(text, bold)| { let bold = bold && !text.trim().is_empty(); (space(text), bold) }).collect()
                };
                prop_assert_eq!(blank(shown(&terminal)), blank(wanted(&screen.next)));
                std::mem::swap(&mut screen.shown, &mut screen.next);
            }
        }
    }
}
