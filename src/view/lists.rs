//! Rows of lists, with the chosen one lit.

use super::paint::Painter;
use crate::app::layout::Area;
use crate::app::lists::Row;
use crate::base::columns::columns;
use crate::config::theme::Role;

/// Draws rows in columns: left, main, right.
pub(super) fn draw(rows: &[Row], first: usize, chosen: usize, area: Area, painter: &mut Painter) {
    let left = rows.iter().map(|row| columns(&row.left)).max().unwrap_or(0).min(24);
    let left = u16::try_from(left).unwrap_or(0);
    let right = rows.iter().map(|row| columns(&row.right)).max().unwrap_or(0);
    let right = u16::try_from(right).unwrap_or(u16::MAX).min(area.width / 3);
    for (y, (index, row)) in (area.y..area.bottom()).zip(rows.iter().enumerate()) {
        let lit = first + index == chosen;
        painter.put(area.x, y, 1, if lit { "▸" } else { " " }, Role::Accent);
        let x = area.x + 2;
        painter.put_cut(x, y, left, &row.left, Role::Dim);
        painter.put_right(area.right(), y, right, &row.right, Role::Dim);
        let main = x + left + 2;
        let room = area.right().saturating_sub(main + if right > 0 { right + 1 } else { 0 });
        painter.put_cut(main, y, room, &row.main, if lit { Role::Accent } else { Role::Text });
    }
}
