//! Frames: what is drawn now against what the terminal shows, and the difference to it.
//!
//! ratatui's own `Terminal` measures every cell of every frame; a reader's frames differ in a
//! few lines, and telling equal cells apart from changed ones is all that is needed.

use crossterm::{cursor, queue, terminal};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::io::{self, BufWriter, Stdout, Write};
use unicode_width::UnicodeWidthStr;

/// Equal cells between changed ones that are sent again.
const LEAP: usize = 4;

/// The terminal as it looks, and the next frame.
pub(super) struct Screen {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
    next: Buffer,
    blank: Buffer,
    /// Whether what the terminal shows is unknown.
    unknown: bool,
}

impl Screen {
    pub(super) fn new((width, height): (u16, u16)) -> Self {
        let area = Rect::new(0, 0, width, height);
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Self {
            backend: CrosstermBackend::new(out),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            blank: Buffer::empty(area),
            unknown: true,
        }
    }

    /// Forgets what the terminal shows, so that the next frame is drawn whole.
    pub(super) fn forget(&mut self) {
        self.unknown = true;
    }

    /// Draws a frame of this size. `paint` fills the blank buffer and says where the cursor
    /// is, if anywhere.
    pub(super) fn draw(
        &mut self,
        (width, height): (u16, u16),
        paint: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>,
    ) -> io::Result<()> {
        let area = Rect::new(0, 0, width, height);
        if self.next.area != area {
            self.next = Buffer::empty(area);
            self.blank = Buffer::empty(area);
            self.unknown = true;
        } else {
            // Copying blank cells is quicker than blanking them one by one.
            self.next.content.clone_from_slice(&self.blank.content);
        }
        let cursor = paint(&mut self.next);
        queue!(self.backend, terminal::BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.unknown) {
            self.shown = Buffer::empty(area);
            queue!(self.backend, terminal::Clear(terminal::ClearType::All))?;
        }
        let changes = changes(&self.shown, &self.next);
        self.backend.draw(changes.into_iter())?;
        match cursor {
            Some((x, y)) => queue!(self.backend, cursor::MoveTo(x, y), cursor::Show)?,
            None => queue!(self.backend, cursor::Hide)?,
        }
        queue!(self.backend, terminal::EndSynchronizedUpdate)?;
        Write::flush(&mut self.backend)?;
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(())
    }
}

/// The cells that must be sent so that the terminal shows `next` instead of `shown`, both of
/// the same size.
fn changes<'n>(shown: &Buffer, next: &'n Buffer) -> Vec<(u16, u16, &'n Cell)> {
    let width = usize::from(next.area.width).max(1);
    let mut changes = Vec::new();
    for (y, (old, new)) in (0u16..).zip(shown.content.chunks(width).zip(next.content.chunks(width))) {
        // Up to here cells are covered by a wide character just sent, and up to there they
        // are sent although they are equal, since a wide character covered them before.
        let (mut covered, mut uncovered) = (0, 0);
        for (x, (before, after)) in old.iter().zip(new).enumerate() {
            if x < covered || x >= uncovered && before == after {
                continue;
            }
            // A few equal cells are shorter than the order to jump over them.
            if covered > 0 && x - covered <= LEAP && new[covered..x].iter().all(|cell| columns(cell) == 1) {
                let between = (covered..x).map(|x| (u16::try_from(x).unwrap_or(u16::MAX), y, &new[x]));
                changes.extend(between);
            }
            covered = x + columns(after);
            uncovered = uncovered.max(x + columns(before)).max(covered);
            changes.push((u16::try_from(x).unwrap_or(u16::MAX), y, after));
        }
    }
    changes
}

/// Columns that a cell's character takes, at least one.
fn columns(cell: &Cell) -> usize {
    let symbol = cell.symbol();
    if symbol.is_ascii() { 1 } else { symbol.width().max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style;

    /// What a terminal shows after the changes, by a terminal's rules: writing over half of
    /// a wide character blanks the other half.
    fn applied(shown: &Buffer, next: &Buffer) -> Vec<String> {
        let width = usize::from(shown.area.width);
        let mut cells: Vec<String> = Vec::new();
        for row in shown.content.chunks(width) {
            let mut x = 0;
            while x < row.len() {
                cells.push(row[x].symbol().to_owned());
                let wide = columns(&row[x]);
                cells.extend((1..wide).map(|_| String::new()));
                x += wide;
            }
        }
        for (x, y, cell) in changes(shown, next) {
            let at = usize::from(y) * width + usize::from(x);
            let wide = columns(cell);
            for touched in at..at + wide {
                if cells[touched].is_empty() {
                    cells[touched - 1] = " ".to_owned();
                }
                if touched + 1 < cells.len() && cells[touched + 1].is_empty() {
                    cells[touched + 1] = " ".to_owned();
                }
            }
            cells[at] = cell.symbol().to_owned();
            cells[at + 1..at + wide].fill(String::new());
        }
        cells
    }

    fn buffer(lines: &[String]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        for (y, line) in (0..2).zip(lines) {
            buffer.set_stringn(0, y, line, 8, Style::default());
        }
        buffer
    }

    proptest! {
        #[test]
        fn the_terminal_shows_the_frame(
            old in prop::collection::vec("[ab日é ]{0,8}", 2),
            new in prop::collection::vec("[ab日é ]{0,8}", 2),
        ) {
            let (old, new) = (buffer(&old), buffer(&new));
            let blank = Buffer::empty(new.area);
            prop_assert_eq!(applied(&old, &new), applied(&blank, &new));
        }
    }
}
