//! The first line: title, where the reader is, how much is checked.

use super::paint::Painter;
use crate::app::{App, Layout, Overlay, Progress};
use crate::base::Shown;
use crate::base::columns::{clusters, columns};
use crate::config::theme::Role;

/// Columns of the progress bar on wide screens.
const BAR: usize = 20;

pub(super) fn draw(app: &App, layout: &Layout, painter: &mut Painter) {
    let area = layout.header;
    if let Some(Overlay::Library(_)) = app.overlays.first() {
        let title = match app.entries.len() {
            0 => "onrecord · briefings read before".to_owned(),
            1 => "onrecord · one entry to read, and briefings read before".to_owned(),
            count => format!("onrecord · {count} entries to read: Enter opens one, gl comes back here"),
        };
        painter.put_cut(1, area.y, area.width, &title, Role::Title);
        return;
    }
    let Some(article) = &app.article else {
        painter.put(1, area.y, area.width, "onrecord", Role::Title);
        return;
    };
    let mut right = String::new();
    if let Some(filter) = &article.filter {
        right.push_str(&format!("filter {}   ", Shown::from(filter.query.as_str()).cut(28)));
    }
    let total = article.passing.len();
    match (article.progress, article.item.and_then(|item| article.number(item))) {
        _ if article.rest.is_some() => right.extend(article.rest.map(|rest| rest.so_far())),
        (Progress::Running(done), _) if article.items.is_empty() => {
            right.push_str(&format!("finding claims {:.0} %", done * 100.0));
        }
        (_, Some(number)) => right.push_str(&format!("claim {number} of {total}")),
        (_, None) => right.push_str(&format!("{total} claim{}", if total == 1 { "" } else { "s" })),
    }
    if let (Progress::Running(done), false) = (article.progress, article.items.is_empty()) {
        right.push_str(&format!(" so far ({:.0} %)", done * 100.0));
    }
    let count = article.items.len();
    if count > 0 {
        right.push_str(&format!(" · {} of {count} checked", article.checked));
        if article.changed > 0 {
            right.push_str(&format!(", {} to recheck", article.changed));
        }
    }
    if layout.wide && count > 0 {
        let full = (article.checked * BAR).div_ceil(count).min(BAR);
        right.push_str(&format!(" ▕{}{}▏", "█".repeat(full), "░".repeat(BAR - full)));
    }
    right.push(' ');
    let used = u16::try_from(columns(&right)).unwrap_or(0);
    painter.put_right(area.width, area.y, area.width, &right, Role::Dim);
    let room = area.width.saturating_sub(used + 2);
    let name = article.title();
    if article.document.title.is_some() || columns(name) <= usize::from(room) {
        painter.put_cut(1, area.y, room, name, Role::Title);
        return;
    }
    // The names of briefings of one day differ at their ends.
    let tail = clusters(name).map(|cluster| &name[cluster.start..]).find(|rest| columns(rest) < usize::from(room));
    let x = painter.put(1, area.y, 1, "…", Role::Title);
    painter.put(x, area.y, room.saturating_sub(1), tail.unwrap_or_default(), Role::Title);
}
