//! The world with the places of the article on it.

use super::paint::Painter;
use crate::app::Article;
use crate::app::layout::Area;
use crate::base::columns::columns;
use crate::base::id::Id;
use crate::base::{Shown, VenueId};
use crate::config::theme::Role;
use ratatui::symbols::Marker;
use ratatui::widgets::canvas::{Canvas, Map, MapResolution};

/// Degrees that are shown: where people live, without Antarctica.
const WEST_EAST: [f64; 2] = [-180.0, 180.0];
const SOUTH_NORTH: [f64; 2] = [-58.0, 82.0];

pub(super) fn draw(article: &Article, chosen: VenueId, area: Area, painter: &mut Painter) {
    let ink = painter.style(Role::Border).fg.unwrap_or_default();
    let world = Canvas::default()
        .marker(Marker::Braille)
        .x_bounds(WEST_EAST)
        .y_bounds(SOUTH_NORTH)
        .paint(|context| context.draw(&Map { resolution: MapResolution::High, color: ink }));
    painter.widget(area, world);
    // The chosen place is drawn last, over the others, with its name beside it.
    let mut placed: Vec<_> = article.analysis.venues.iter().filter_map(|(id, v)| Some((id, v, v.at?))).collect();
    placed.sort_by_key(|(id, _, _)| (*id == chosen, id.index()));
    for (id, venue, (lat, lon)) in placed {
        let Some((x, y)) = cell(area, lat, lon) else { continue };
        if id != chosen {
            painter.put(x, y, 1, "•", Role::Venue);
            continue;
        }
        painter.put(x, y, 1, "◉", Role::Match);
        let name = Shown::from(venue.name.as_str()).cut(24);
        let width = u16::try_from(columns(name.as_str())).unwrap_or(0) + 2;
        let name = format!(" {name} ");
        if x + 1 + width <= area.right() {
            painter.put(x + 1, y, width, &name, Role::Match);
        } else {
            painter.put_right(x, y, width, &name, Role::Match);
        }
    }
}

/// The cell of a place.
fn cell(area: Area, lat: f32, lon: f32) -> Option<(u16, u16)> {
    let across = (f64::from(lon) - WEST_EAST[0]) / (WEST_EAST[1] - WEST_EAST[0]);
    let down = (SOUTH_NORTH[1] - f64::from(lat)) / (SOUTH_NORTH[1] - SOUTH_NORTH[0]);
    let inside = (0.0..1.0).contains(&across) && (0.0..1.0).contains(&down);
    inside.then(|| {
        // In range by the test before.
        let x = area.x + (across * f64::from(area.width)) as u16;
        let y = area.y + (down * f64::from(area.height)) as u16;
        (x, y)
    })
}
