//! Where rows of lists and panels stand on the screen: for drawing them and for clicks.

use super::layout::{Area, Layout};
use super::lists::{self, Kind};
use super::overlay::{Overlay, Picker};
use super::{App, Article, Focus};
use crate::base::id::Id;
use crate::command::{Command, Group};

/// A box in the middle of the body.
#[must_use]
pub fn middle(layout: &Layout, width: u16, height: u16) -> Area {
    let body = layout.body;
    // A column or two of the text beside a frame would look like a part of it.
    let width = if body.width < width + 6 { body.width } else { width };
    let height = height.min(body.height);
    Area { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

/// What is inside a frame.
#[must_use]
pub const fn inside(frame: Area) -> Area {
    if frame.width < 5 || frame.height < 3 {
        return Area { width: 0, height: 0, ..frame };
    }
    Area { x: frame.x + 2, y: frame.y + 1, width: frame.width - 4, height: frame.height - 2 }
}

/// Without the first line.
#[must_use]
pub const fn below(area: Area) -> Area {
    Area { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

/// The frame of a list with so many rows.
#[must_use]
pub fn list(layout: &Layout, rows: usize) -> Area {
    middle(layout, 120, u16::try_from(rows + 2).unwrap_or(u16::MAX).clamp(3, layout.body.height.max(3)))
}

/// The box of annotations to look at again, or of differences: its frame, the rows, and what is told of the
/// chosen one, below a line.
#[must_use]
pub fn recheck(layout: &Layout, rows: usize) -> (Area, Area, Area) {
    let frame = middle(layout, 150, layout.body.height);
    let all = inside(frame);
    let most = (all.height / 3).max(1);
    let height = u16::try_from(rows).unwrap_or(u16::MAX).clamp(1, most);
    let list = Area { height: height.min(all.height), ..all };
    let details = Area { y: list.bottom() + 1, height: all.height.saturating_sub(height + 1), ..all };
    (frame, list, details)
}

/// The frame of help.
#[must_use]
pub fn help(layout: &Layout) -> Area {
    middle(layout, 96, layout.body.height)
}

/// The frame of the palette with so many commands.
#[must_use]
pub fn palette(layout: &Layout, commands: usize) -> Area {
    let height = u16::try_from(commands).unwrap_or(u16::MAX).clamp(1, 12) + 3;
    Area { y: layout.body.y, ..middle(layout, 84, height) }
}

/// The rows of the library.
#[must_use]
pub const fn library(layout: &Layout) -> Area {
    let body = layout.body;
    Area { x: body.x + 2, y: body.y + 1, width: body.width.saturating_sub(4), height: body.height.saturating_sub(1) }
}

/// The first row that is shown so that the chosen one is in view.
#[must_use]
pub fn start(height: u16, rows: usize, chosen: usize) -> usize {
    let fit = usize::from(height).max(1);
    if rows <= fit { 0 } else { chosen.saturating_sub(fit / 2).min(rows - fit) }
}

/// A line of help.
#[derive(Clone, Copy, Debug)]
pub enum HelpLine {
    /// The heading of a group.
    Heading(Group),
    /// A command, and its place among the commands.
    Command(usize, &'static Command),
}

/// The lines of help: with headings while nothing is typed; and the first one that is shown.
#[must_use]
pub fn help_lines(picker: &Picker, height: u16) -> (Vec<HelpLine>, usize) {
    let grouped = picker.editor.text().trim().is_empty();
    let (mut lines, mut chosen, mut last) = (Vec::new(), 0, None);
    for (index, command) in picker.commands().into_iter().enumerate() {
        if grouped && last != Some(command.group) {
            last = Some(command.group);
            lines.push(HelpLine::Heading(command.group));
        }
        if index == picker.row {
            chosen = lines.len();
        }
        lines.push(HelpLine::Command(index, command));
    }
    let first = if chosen <= 1 { 0 } else { start(height, lines.len(), chosen) };
    (lines, first)
}

/// The rows of a panel that are shown, each with its line below the heading, and how many
/// come after them. `tall` rows take two lines.
#[must_use]
pub fn panel(area: Area, rows: usize, chosen: usize, tall: impl Fn(usize) -> bool) -> (Vec<(u16, usize)>, usize) {
    let lines = |row: usize| if tall(row) { 2 } else { 1 };
    let height = area.height.saturating_sub(1);
    let mut used = 0;
    let all = (0..rows).all(|row| {
        used += lines(row);
        used <= height
    });
    // The last line says how many more there are.
    let room = if all { height } else { height.saturating_sub(1) };
    let back = |end: usize, room: u16| {
        let (mut first, mut used) = (end, 0);
        while first > 0 && used + lines(first - 1) <= room {
            first -= 1;
            used += lines(first);
        }
        first
    };
    let first = if all { 0 } else { back(chosen + 1, room / 2 + 1).min(chosen).min(back(rows, room)) };
    let (mut shown, mut line) = (Vec::new(), 0);
    for row in first..rows {
        if line + lines(row) > room && !(line == 0 && room > 0) {
            break;
        }
        shown.push((line, row));
        line += lines(row);
    }
    let after = rows.saturating_sub(first + shown.len());
    (shown, after)
}

impl Article {
    /// Whether a row of the people has a second line.
    #[must_use]
    pub fn is_tall_person(&self, row: usize) -> bool {
        let person = self.people.get(row).and_then(|id| self.analysis.people.get(*id));
        person.is_some_and(|person| person.role.is_some())
    }

    /// Whether a row of the venues has a second line.
    #[must_use]
    pub fn is_tall_venue(&self, row: usize) -> bool {
        self.about.get(row).is_some_and(|claims| *claims > 0)
    }

    /// Lines that the people and the venues would take, at most `most`.
    pub(super) fn panel_lines(&self, most: usize) -> (usize, usize) {
        let people = (0..self.people.len()).take(most).map(|row| 1 + usize::from(self.is_tall_person(row))).sum();
        let venues = self.analysis.venues.iter().take(most);
        let venues = venues.map(|(id, _)| 1 + usize::from(self.is_tall_venue(id.index()))).sum();
        (people, venues)
    }
}

impl App {
    /// The row under a cell of the list or panel that lies there.
    pub(super) fn row_under(&self, column: u16, row: u16) -> Option<usize> {
        let layout = self.layout();
        let within = |area: Area| area.contains(column, row).then(|| usize::from(row - area.y));
        match self.overlays.last() {
            Some(Overlay::Help(picker)) => {
                let area = below(inside(help(&layout)));
                let (lines, first) = help_lines(picker, area.height);
                match lines.get(first + within(area)?)? {
                    HelpLine::Command(index, _) => Some(*index),
                    HelpLine::Heading(_) => None,
                }
            }
            Some(Overlay::Palette(picker)) => {
                let count = picker.commands().len();
                let area = below(inside(palette(&layout, count)));
                Some(start(area.height, count, picker.row) + within(area)?).filter(|row| *row < count)
            }
            Some(Overlay::List(open)) if !matches!(open.kind, Kind::Why | Kind::Notices | Kind::Output) => {
                let count = lists::rows(self, open.kind, 0, 0).1;
                let area = match open.kind {
                    Kind::Recheck | Kind::Changes | Kind::Disagreements => recheck(&layout, count).1,
                    _ => inside(list(&layout, count)),
                };
                Some(start(area.height, count, open.row) + within(area)?).filter(|row| *row < count)
            }
            Some(Overlay::Library(open)) => {
                let (area, count) = (library(&layout), self.library.len());
                Some(start(area.height, count, open.row) + within(area)?).filter(|row| *row < count)
            }
            Some(_) => None,
            None => {
                let article = self.article.as_ref()?;
                let (area, shown) = match self.focus {
                    Focus::People => {
                        let (area, chosen) = (layout.people?, article.person_row.row);
                        (area, panel(area, article.people.len(), chosen, |row| article.is_tall_person(row)).0)
                    }
                    Focus::Venues => {
                        let (area, chosen) = (layout.venues?, article.venue_row.row);
                        let count = article.analysis.venues.len();
                        (area, panel(area, count, chosen, |row| article.is_tall_venue(row)).0)
                    }
                    Focus::Text => return None,
                };
                let line = u16::try_from(within(area)?.checked_sub(1)?).ok()?;
                shown.iter().rev().find(|(first, _)| *first <= line).map(|(_, row)| *row)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chosen_row_of_a_panel_is_shown(height in 2u16..20, rows in 1usize..30, at in 0usize..30, tall in 0usize..4) {
            let chosen = at % rows;
            let area = Area { x: 0, y: 0, width: 40, height };
            let (shown, after) = panel(area, rows, chosen, |row| tall > 0 && row % tall == 0);
            if height > 3 {
                prop_assert!(shown.iter().any(|(_, row)| *row == chosen), "{:?}", shown);
            }
            prop_assert!(shown.iter().all(|(line, _)| *line + 1 < height));
            let last = shown.last().map_or(0, |(_, row)| row + 1);
            prop_assert!(shown.is_empty() || last + after == rows);
        }
    }
}
