//! The screen: from the state to cells.
//!
//! **Invariants:** takes `&App` and changes nothing; draws at any size; everything that may
//! hold content goes through [`paint::Painter`], which takes no raw text to the terminal.
//! **Deliberately absent:** decisions about what happens (`app`), the terminal (`term`).

mod ascii;
pub mod check;
mod footer;
pub mod grid;
mod header;
mod lists;
mod map;
mod overlay;
pub mod paint;
mod panels;
mod recheck;
mod strip;
mod text;

use crate::app::{App, Focus, Overlay};
use crate::config::theme::{Role, Theme};
use grid::Grid;
use paint::Painter;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

/// How things are drawn on this terminal.
#[derive(Clone, Debug)]
pub struct Look {
    /// What each role looks like.
    pub theme: Theme,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
}

/// Where the cursor blinks, if anywhere: column and row.
pub type Cursor = Option<(u16, u16)>;

/// Draws the whole screen on a blank grid.
pub fn draw(app: &App, look: &Look, grid: &mut Grid) -> Cursor {
    let (width, height) = grid.size();
    let ground = paint::style(&look.theme, Role::Text);
    if ground != Style::reset() && ground != Style::new().fg(Color::Reset) {
        (0..height).for_each(|y| grid.restyle(0, y, width, ground));
    }
    let cursor = screen(app, &mut Painter::new(grid, &look.theme));
    if look.ascii {
        grid.simplify(ascii::stand_in);
    }
    cursor
}

/// The screen of an app in ratatui's terms, for tests and pictures.
#[must_use]
pub fn picture(app: &App, look: &Look) -> Buffer {
    let (width, height) = app.size;
    let mut grid = Grid::new(width, height);
    draw(app, look, &mut grid);
    grid.buffer()
}

fn screen(app: &App, painter: &mut Painter) -> Cursor {
    let layout = app.layout();
    if layout.too_small {
        let (width, height) = app.size;
        let (least_wide, least_high) = crate::app::layout::SMALLEST;
        painter.put(0, 0, width, &format!("{width}x{height} is too small;"), Role::Notice);
        painter.put(0, 1, width, &format!("onrecord needs {least_wide}x{least_high}."), Role::Notice);
        return None;
    }
    let library = matches!(app.overlays.first(), Some(Overlay::Library(_)));
    header::draw(app, &layout, painter);
    painter.rule(layout.header.y + 1, 0, layout.header.width);
    painter.rule(layout.strip.y - 1, 0, layout.strip.width);
    if let (Some(article), false) = (&app.article, library) {
        let covered = [layout.people, layout.venues].contains(&Some(layout.body));
        if !covered {
            text::draw(app, article, &layout, painter);
        }
        if layout.wide && !app.zoomed {
            panels::borders(&layout, painter);
        }
        if let Some(area) = layout.people {
            panels::people(app, article, area, painter);
        }
        if let Some(area) = layout.venues {
            panels::venues(app, article, area, painter);
        }
        strip::draw(app, article, &layout, painter);
        if app.focus == Focus::Text || layout.wide {
            footer::tutorial(app, &layout, painter);
        }
    }
    overlay::draw(app, &layout, painter).or_else(|| footer::draw(app, &layout, painter))
}
