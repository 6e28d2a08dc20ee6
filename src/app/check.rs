//! What must hold of the state after any events.

use super::{App, Overlay};
use crate::base::id::Id;

/// What must hold of the state whatever happened; shared by tests and fuzz targets.
///
/// # Panics
/// When a position is out of range.
pub fn check_app(app: &App) {
    let rows = app.row_count();
    match app.overlays.last() {
        Some(Overlay::Line(line)) => assert!(line.row.is_none_or(|row| row < rows), "row {:?} of {rows}", line.row),
        _ => assert!(app.chosen_row() < rows.max(1), "row {} of {rows}", app.chosen_row()),
    }
    let Some(article) = &app.article else { return };
    let (text, document) = (article.content(), &article.document);
    assert!(article.para.index() < document.paragraphs.len().max(1), "paragraph {}", article.para);
    assert!(article.item.is_none_or(|item| item < article.items.len()), "item {:?}", article.item);
    assert!(article.passing.iter().all(|item| *item < article.items.len()));
    assert!(article.passing.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(article.checked <= article.items.len());
    assert!(article.page.rows().len() <= article.page.height(), "more rows than fit");
    for item in &article.items {
        assert!(item.extent.end() <= text.len() && item.para.index() < document.paragraphs.len(), "{item:?}");
        assert!(text.is_char_boundary(item.extent.start()) && text.is_char_boundary(item.extent.end()), "{item:?}");
    }
    assert!(article.items.windows(2).all(|pair| pair[0].extent.start() <= pair[1].extent.start()), "items in order");
    assert!(article.person_row.row < article.people.len().max(1));
    assert!(article.venue_row.row < article.analysis.venues.len().max(1));
    let (width, height) = app.size;
    let layout = app.layout();
    assert!(layout.too_small || layout.footer.bottom() <= height && layout.footer.right() <= width);
}
