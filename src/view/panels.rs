//! People and venues, beside the text or large.

use super::map;
use super::paint::Painter;
use crate::analysis::{Claim, Person, Venue};
use crate::annotation::Reliability;
use crate::app::frames;
use crate::app::layout::Area;
use crate::app::{App, Article, Focus, Layout, Progress};
use crate::base::columns::columns;
use crate::base::id::Id;
use crate::base::wrap::wrap;
use crate::base::{PersonId, Span, VenueId};
use crate::config::theme::Role;
use std::collections::BTreeSet;

/// A large panel is split into list and details from this many columns on.
const SPLIT: u16 = 72;

/// The lines between text and panels.
pub(super) fn borders(layout: &Layout, painter: &mut Painter) {
    if let (Some(people), Some(venues)) = (layout.people, layout.venues) {
        let x = people.x - 1;
        painter.upright(x, layout.body.y, layout.body.height);
        painter.put(x, layout.body.y - 1, 1, "┬", Role::Border);
        painter.put(x, layout.body.bottom(), 1, "┴", Role::Border);
        painter.rule(venues.y, venues.x, venues.width);
        painter.put(x, venues.y, 1, "├", Role::Border);
    }
}

/// What an empty panel says: that there is `nothing` is only known when all is read.
fn none(article: &Article, nothing: &'static str) -> &'static str {
    if article.progress == Progress::Done { nothing } else { "not known yet" }
}

/// A heading with a count, lit when the panel has the keys.
fn heading(painter: &mut Painter, area: Area, title: &str, right: &str, focused: bool) {
    let role = if focused { Role::Accent } else { Role::Title };
    let mark = if focused { "▸" } else { " " };
    let title = format!("{mark}{title} ");
    let right = format!(" {right} ");
    // The heading of the lower panel stands in a line, of which it keeps nothing.
    let (left_width, right_width) = (cells(&title), cells(&right).min(area.width));
    painter.clear(Area { width: left_width.min(area.width), height: 1, ..area });
    painter.clear(Area { x: area.right() - right_width, width: right_width, height: 1, ..area });
    painter.put(area.x, area.y, area.width, &title, role);
    painter.put_right(area.right(), area.y, area.width, &right, Role::Dim);
}

/// Columns of a text.
fn cells(text: &str) -> u16 {
    u16::try_from(columns(text)).unwrap_or(u16::MAX)
}

/// List and details of a large panel; the list alone while it only lies over the text.
fn split(app: &App, area: Area, painter: &mut Painter) -> (Area, Option<Area>) {
    painter.clear(area);
    if area.width < SPLIT || !app.zoomed {
        return (area, None);
    }
    let list = Area { width: (area.width * 2 / 5).min(60), ..area };
    painter.upright(list.right(), area.y, area.height);
    (list, Some(Area { x: list.right() + 2, width: area.width - list.width - 3, ..area }))
}

pub(super) fn people(app: &App, article: &Article, area: Area, painter: &mut Painter) {
    let large = area == app.layout().body;
    let (list, details) = if large { split(app, area, painter) } else { (area, None) };
    let focused = app.focus == Focus::People;
    let count = article.people.len();
    let mut title = format!("PEOPLE {}", count - article.groups);
    if article.groups > 0 {
        title.push_str(&format!("  GROUPS {}", article.groups));
    }
    heading(painter, list, &title, "said  named", focused);
    if count == 0 {
        painter.put(list.x + 1, list.y + 1, list.width, none(article, "nobody is named"), Role::Dim);
    }
    let current = article.current_claim().and_then(|claim| claim.person);
    let (shown, after) = frames::panel(list, count, article.person_row.row, |row| article.is_tall_person(row));
    for (line, row) in shown {
        let y = list.y + 1 + line;
        let Some((id, person)) = article.people.get(row).and_then(|id| Some((id, article.analysis.people.get(*id)?)))
        else {
            continue;
        };
        let chosen = focused && row == article.person_row.row;
        let mark = if chosen || (!focused && current == Some(*id)) { "▸" } else { " " };
        painter.put(list.x, y, 1, mark, Role::Accent);
        let name = if current == Some(*id) { Role::Source } else { Role::Person };
        let numbers = 15;
        painter.put_cut(list.x + 1, y, list.width.saturating_sub(numbers + 2), &person.name, name);
        let letter = letter(article, &person.name).map_or('–', Reliability::letter);
        let said = article.said.get(id.index()).copied().unwrap_or(0);
        let figures = format!("{letter}   {said:>3}   {:>4}", person.mentions.len());
        painter.put_right(list.right() - 1, y, numbers, &figures, if chosen { Role::Accent } else { Role::Dim });
        if let (Some(role), true) = (&person.role, y + 1 < list.bottom()) {
            painter.put_cut(list.x + 2, y + 1, list.width.saturating_sub(3), role, Role::Dim);
        }
        if chosen {
            painter.tint(Area { x: list.x, y, width: list.width, height: 1 }, Role::Accent);
        }
    }
    more(after, list, painter);
    if let (Some(details), Some(id)) = (details, article.chosen_person()) {
        person_details(app, article, id, details, painter);
    }
}

/// Says how many rows did not fit.
fn more(after: usize, list: Area, painter: &mut Painter) {
    if after > 0 && list.height > 2 {
        painter.put(list.x + 1, list.bottom() - 1, list.width, &format!("… {after} more"), Role::Dim);
    }
}

fn letter(article: &Article, name: &str) -> Option<Reliability> {
    article.notes.sources.get(&name.to_lowercase())?.reliability
}

fn person_details(app: &App, article: &Article, id: PersonId, area: Area, painter: &mut Painter) {
    let Some(person) = article.analysis.people.get(id) else { return };
    let mut y = tell(painter, area, area.y, &person.name, Role::Title);
    if let Some(role) = &person.role {
        y = tell(painter, area, y, role, Role::Text);
    }
    let grade = letter(article, &person.name).map_or_else(
        || format!("not rated; {} on one of their claims rates them", app.key("rate")),
        |letter| format!("{} {}", letter.letter(), letter.meaning()),
    );
    y = tell(painter, area, y, &grade, Role::Dim);
    y = tell(painter, area, y, &also_called(article, person), Role::Dim) + 1;
    let claims = |claim: &Claim| claim.person == Some(id);
    y = claim_list(app, article, "SAYS", &claims, area, y, painter);
    let others = |claim: &Claim| claim.person != Some(id) && claim.people.contains(&id);
    claim_list(app, article, "IS NAMED IN", &others, area, y, painter);
}

/// The other words for a person, without doubles, and how often they are referred to.
fn also_called(article: &Article, person: &Person) -> String {
    let words: BTreeSet<&str> = person.mentions.iter().map(|span| span.of(article.content())).collect();
    let words: Vec<String> =
        words.into_iter().filter(|word| *word != person.name).map(|word| format!("“{word}”")).collect();
    let times = person.mentions.len();
    let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    if words.is_empty() { format!("named {times}") } else { format!("named {times}; also {}", words.join(", ")) }
}

pub(super) fn venues(app: &App, article: &Article, area: Area, painter: &mut Painter) {
    let large = area == app.layout().body;
    let (list, details) = if large { split(app, area, painter) } else { (area, None) };
    let focused = app.focus == Focus::Venues;
    let count = article.analysis.venues.len();
    heading(painter, list, &format!("VENUES {count}"), "kind", focused);
    if count == 0 {
        painter.put(list.x + 1, list.y + 1, list.width, none(article, "no place is named"), Role::Dim);
    }
    let current = article.current_claim().map(|claim| claim.venues.clone()).unwrap_or_default();
    let (shown, after) = frames::panel(list, count, article.venue_row.row, |row| article.is_tall_venue(row));
    for (line, row) in shown {
        let (y, id) = (list.y + 1 + line, VenueId::at(row));
        let Some(venue) = article.analysis.venues.get(id) else { continue };
        let chosen = focused && id.index() == article.venue_row.row;
        let here = current.contains(&id);
        painter.put(list.x, y, 1, if chosen || (!focused && here) { "▸" } else { " " }, Role::Accent);
        let kind = match venue.country {
            Some(country) => format!("{} {country}", venue.kind.name()),
            None => venue.kind.name().to_owned(),
        };
        let width = u16::try_from(kind.len()).unwrap_or(0);
        let name = if here { Role::Venue } else { Role::Text };
        painter.put_cut(list.x + 1, y, list.width.saturating_sub(width + 4), &venue.name, name);
        painter.put_right(list.right() - 1, y, width, &kind, Role::Dim);
        if article.is_tall_venue(row) && y + 1 < list.bottom() {
            let about = about(article, id);
            painter.put_cut(list.x + 2, y + 1, list.width.saturating_sub(3), &about, Role::Dim);
        }
        if chosen {
            painter.tint(Area { x: list.x, y, width: list.width, height: 1 }, Role::Accent);
        }
    }
    more(after, list, painter);
    if let (Some(details), Some(id)) = (details, article.chosen_venue()) {
        venue_details(app, article, id, details, painter);
    }
}

/// In how many claims a venue stands, and the times in them.
fn about(article: &Article, id: VenueId) -> String {
    let count = article.about.get(id.index()).copied().unwrap_or(0);
    let count = match count {
        0 => "in no claim".to_owned(),
        1 => "in 1 claim".to_owned(),
        count => format!("in {count} claims"),
    };
    let times = article.about_when.get(id.index()).map_or(&[][..], Vec::as_slice);
    if times.is_empty() { count } else { format!("{count}: {}", times.join(", ")) }
}

fn venue_details(app: &App, article: &Article, id: VenueId, area: Area, painter: &mut Painter) {
    let Some(venue) = article.analysis.venues.get(id) else { return };
    let chart = Area { height: (area.height * 3 / 5).min(area.width * 2 / 5), ..area };
    let mut y = area.y;
    if chart.height >= 8 {
        map::draw(article, id, chart, painter);
        y = chart.bottom();
    }
    y = tell(painter, area, y, &describe(venue), Role::Title);
    let claims = |claim: &Claim| claim.venues.contains(&id);
    claim_list(app, article, "SAID ABOUT IT", &claims, area, y, painter);
}

fn describe(venue: &Venue) -> String {
    let country = venue.country.map_or(String::new(), |country| format!(", {country}"));
    let at = venue.at.map_or(String::new(), |(lat, lon)| {
        let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
        format!(", {:.1}° {north} {:.1}° {east}", lat.abs(), lon.abs())
    });
    format!("{} ({}{country}{at})", venue.name, venue.kind.name())
}

/// Draws a text broken into lines, at most three; tells the next row.
fn tell(painter: &mut Painter, area: Area, y: u16, text: &str, role: Role) -> u16 {
    let mut lines = Vec::new();
    wrap(text, Span::new(0, text.len()), &[], usize::from(area.width), &mut lines);
    let mut next = y;
    for (row, line) in (y..area.bottom()).zip(lines.into_iter().take(3)) {
        painter.put(area.x, row, area.width, line.of(text), role);
        next = row + 1;
    }
    next
}

/// A heading and the claims that fit, a line each; tells the next row.
fn claim_list(
    app: &App,
    article: &Article,
    title: &str,
    wanted: &dyn Fn(&Claim) -> bool,
    area: Area,
    mut y: u16,
    painter: &mut Painter,
) -> u16 {
    let found: Vec<usize> = (0..article.items.len())
        .filter(|index| {
            let claim = article.items[*index].claim.and_then(|id| article.analysis.claims.get(id));
            claim.is_some_and(wanted)
        })
        .take(usize::from(area.height))
        .collect();
    if found.is_empty() || y + 1 >= area.bottom() {
        return y;
    }
    painter.put(area.x, y, area.width, title, Role::Dim);
    y += 1;
    for index in found {
        if y >= area.bottom() {
            break;
        }
        let item = &article.items[index];
        let annotation = article.annotation(item);
        let mark = annotation.map_or('·', |annotation| app.mark(article, annotation)).to_string();
        let role = annotation.map_or(Role::Dim, |annotation| super::strip::status_role(article, annotation));
        let x = painter.put(area.x, y, 2, &mark, role) + 1;
        let words = article.document.words(&article.content_of(item));
        let role = if article.item == Some(index) { Role::Content } else { Role::Text };
        painter.put_cut(x, y, area.right().saturating_sub(x), &words, role);
        y += 1;
    }
    y + 1
}
