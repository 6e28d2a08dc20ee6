//! Where everything goes on the screen.

use super::Focus;

/// The smallest screen that is drawn on.
pub const SMALLEST: (u16, u16) = (60, 15);
/// From this width on, panels stand beside the text.
pub const WIDE: u16 = 110;
/// Columns left of the text: paragraph number, marks, the bar of the current claim.
pub const GUTTER: u16 = 10;
/// The widest text column.
pub const WIDEST_TEXT: u16 = 88;
/// The narrowest text column one can choose.
pub const NARROWEST_TEXT: u16 = 40;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Column of the left edge.
    pub x: u16,
    /// Row of the upper edge.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether a cell lies inside.
    #[must_use]
    pub const fn contains(self, column: u16, row: u16) -> bool {
        column >= self.x && column < self.x + self.width && row >= self.y && row < self.y + self.height
    }

    /// One past the last row.
    #[must_use]
    pub const fn bottom(self) -> u16 {
        self.y + self.height
    }

    /// One past the last column.
    #[must_use]
    pub const fn right(self) -> u16 {
        self.x + self.width
    }
}

/// Where everything goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Whether the screen is too small for anything.
    pub too_small: bool,
    /// Whether panels stand beside the text.
    pub wide: bool,
    /// Title and progress.
    pub header: Area,
    /// Everything between the rules.
    pub body: Area,
    /// Gutter and text.
    pub text: Area,
    /// Columns of the text itself.
    pub columns: u16,
    /// The list of people, where it is shown.
    pub people: Option<Area>,
    /// The list of venues, where it is shown.
    pub venues: Option<Area>,
    /// The provenance strip.
    pub strip: Area,
    /// Keys, messages, prompts.
    pub footer: Area,
}

impl Layout {
    /// For a screen of this size, with a text column of at most `text_width`.
    #[must_use]
    pub fn new((width, height): (u16, u16), text_width: u16, focus: Focus, zoomed: bool) -> Self {
        let too_small = width < SMALLEST.0 || height < SMALLEST.1;
        let wide = width >= WIDE;
        let line = |y| Area { x: 0, y, width, height: 1 };
        let strip_height = if height >= 20 { 3 } else { 2 };
        let footer = line(height.saturating_sub(1));
        let strip = Area { height: strip_height, ..line(footer.y.saturating_sub(strip_height)) };
        // One row each for the header and the two rules.
        let body = Area { x: 0, y: 2, width, height: strip.y.saturating_sub(3) };
        let text_width = text_width.clamp(NARROWEST_TEXT, WIDEST_TEXT);
        let mut layout = Self {
            too_small,
            wide,
            header: line(0),
            body,
            text: body,
            columns: 0,
            people: None,
            venues: None,
            strip,
            footer,
        };
        let beside = wide && !zoomed;
        let panel = if beside {
            (width / 3).clamp(34, 60).max(width.saturating_sub(GUTTER + WIDEST_TEXT + 16).min(60))
        } else {
            0
        };
        let room = width.saturating_sub(panel + u16::from(beside));
        layout.columns = text_width.min(room.saturating_sub(GUTTER + 2)).max(1);
        // The text stands in the middle of the room that is left for it.
        let used = GUTTER + layout.columns + 1;
        layout.text = Area { x: room.saturating_sub(used) / 2, width: used.min(room), ..body };
        if beside {
            let x = room + 1;
            // People above, venues below; a rule between them belongs to the venues.
            let upper = body.height * 3 / 5;
            layout.people = Some(Area { x, y: body.y, width: panel, height: upper });
            layout.venues = Some(Area { x, y: body.y + upper, width: panel, height: body.height - upper });
        } else {
            // A panel that has the focus lies over the text.
            match focus {
                Focus::Text => {}
                Focus::People => layout.people = Some(body),
                Focus::Venues => layout.venues = Some(body),
            }
        }
        layout
    }

    /// Gives what one of the panels beside the text does not need to the other; each needs so
    /// many lines below a heading.
    pub fn share(&mut self, people: usize, venues: usize) {
        let (Some(above), Some(below)) = (&mut self.people, &mut self.venues) else { return };
        let need = |lines: usize| u16::try_from(lines.max(1) + 1).unwrap_or(u16::MAX);
        let whole = above.height + below.height;
        let upper = if need(people) < above.height {
            need(people).max(whole.saturating_sub(need(venues)).min(above.height))
        } else {
            above.height.max(whole.saturating_sub(need(venues)).min(need(people)))
        };
        *below = Area { y: above.y + upper, height: whole - upper, ..*below };
        above.height = upper;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_stay_on_the_screen(width in 0u16..400, height in 0u16..200, text in 0u16..200, zoomed: bool, focus in 0..3) {
            let focus = [Focus::Text, Focus::People, Focus::Venues][focus as usize];
            let layout = Layout::new((width, height), text, focus, zoomed);
            if !layout.too_small {
                for area in [Some(layout.header), Some(layout.text), layout.people, layout.venues, Some(layout.strip), Some(layout.footer)].into_iter().flatten() {
                    prop_assert!(area.right() <= width && area.bottom() <= height, "{area:?}");
                    prop_assert!(area.width > 0 && area.height > 0, "{area:?}");
                }
                prop_assert!(layout.columns + GUTTER < layout.text.width + 1);
                prop_assert!(layout.columns <= WIDEST_TEXT);
            }
        }
    }
}
