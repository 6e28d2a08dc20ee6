//! The provenance strip: who says the current claim, how, how sure, when and where; and what
//! the reader says about it.

use super::paint::Painter;
use crate::analysis::{Claim, Hedge};
use crate::annotation::{Annotation, Status};
use crate::app::lists::manner;
use crate::app::{App, Article, Layout};
use crate::base::columns::columns;
use crate::config::theme::Role;

/// A phrase of the strip and its role.
type Part = (String, Role);

/// The role of a status.
pub(super) const fn status_role(annotation: &Annotation) -> Role {
    match annotation.status {
        Some(Status::Verified) => Role::Verified,
        Some(Status::Disputed) => Role::Disputed,
        Some(Status::False) => Role::False,
        Some(Status::Unclear) => Role::Unclear,
        Some(Status::NeedsSource) => Role::NeedsSource,
        Some(Status::NotCheckable) => Role::NotCheckable,
        Some(Status::Custom8 | Status::Custom9) => Role::Custom,
        None => Role::Accent,
    }
}

pub(super) fn draw(app: &App, article: &Article, layout: &Layout, painter: &mut Painter) {
    let area = layout.strip;
    let claim = article.current_claim();
    if layout.wide {
        let half = area.width * 3 / 5;
        for (y, (label, parts)) in (area.y..area.bottom()).zip(machine_rows(article, claim)) {
            painter.put(1, y, 6, label, Role::Dim);
            draw_parts(painter, 7, y, half.saturating_sub(9), &parts);
        }
        for (y, (label, parts)) in (area.y..area.bottom()).zip(reader_rows(app, article, claim)) {
            painter.put(half, y, 6, label, Role::Dim);
            draw_parts(painter, half + 6, y, area.width.saturating_sub(half + 7), &parts);
        }
        return;
    }
    let mut lines = narrow_rows(app, article, claim);
    if area.height < 3 && article.current_annotation().is_some() {
        // On a low screen, what the reader says comes before how it was said.
        lines.remove(1);
    }
    for (y, parts) in (area.y..area.bottom()).zip(lines) {
        draw_parts(painter, 1, y, area.width.saturating_sub(2), &parts);
    }
}

fn draw_parts(painter: &mut Painter, x: u16, y: u16, width: u16, parts: &[Part]) {
    let end = x + width;
    let mut column = x;
    for (text, role) in parts {
        if column >= end {
            break;
        }
        if columns(text) > usize::from(end - column) {
            painter.put_cut(column, y, end - column, text, *role);
            break;
        }
        column = painter.put(column, y, end - column, text, *role);
    }
}

fn dim(text: impl Into<String>) -> Part {
    (text.into(), Role::Dim)
}

/// Phrases with something dim between them.
fn joined(parts: impl IntoIterator<Item = Part>, between: &str) -> Vec<Part> {
    let mut out = Vec::new();
    for part in parts {
        if !out.is_empty() {
            out.push(dim(between));
        }
        out.push(part);
    }
    out
}

fn machine_rows(article: &Article, claim: Option<&Claim>) -> Vec<(&'static str, Vec<Part>)> {
    let Some(claim) = claim else { return vec![("", nothing(article))] };
    let mut who = who(article, claim);
    let person = claim.person.and_then(|id| article.analysis.people.get(id));
    if let (Some(person), Some(source)) = (person, claim.source.first()) {
        let source = source.of(article.content());
        if !source.to_lowercase().contains(&person.name.to_lowercase()) {
            who.push(dim(format!("  ← “{source}”")));
        }
    }
    let mut when = times(article, claim);
    if when.is_empty() {
        when.push(dim("not said"));
    }
    when.push(dim("   where "));
    let places = venues(article, claim);
    when.extend(if places.is_empty() { vec![dim("not said")] } else { places });
    vec![("who", who), ("says", how(article, claim)), ("when", when)]
}

fn reader_rows(app: &App, article: &Article, claim: Option<&Claim>) -> Vec<(&'static str, Vec<Part>)> {
    let note = article.current_annotation().and_then(|annotation| annotation.note.clone());
    let note = note.map_or_else(|| dim(format!("{} writes one", app.key("note"))), |note| (note, Role::Text));
    let mut rows = vec![("you", marks(app, article)), ("note", vec![note])];
    if let Some(claim) = claim {
        let why = app.key("why");
        rows.push(("found", vec![dim(format!("{} · {why} why", machine(claim)))]));
    }
    rows
}

fn narrow_rows(app: &App, article: &Article, claim: Option<&Claim>) -> Vec<Vec<Part>> {
    let mut third = marks(app, article);
    if let Some(note) = article.current_annotation().and_then(|annotation| annotation.note.as_ref()) {
        third.push(dim(" · "));
        third.push((format!("“{note}”"), Role::Text));
    }
    let Some(claim) = claim else { return vec![nothing(article), Vec::new(), third] };
    third.push(dim(format!("   found: {}", machine(claim))));
    let mut second = how(article, claim);
    for parts in [times(article, claim), venues(article, claim)] {
        if !parts.is_empty() {
            second.push(dim(" · "));
            second.extend(parts);
        }
    }
    vec![who(article, claim), second, third]
}

/// Words for an item that has no claim of the machine's, or for no item.
fn nothing(article: &Article) -> Vec<Part> {
    vec![dim(match (article.current(), article.items.is_empty()) {
        (Some(_), _) => "marked by you; the machine found no claim here",
        (None, true) => "no claims yet",
        (None, false) => "no claim in this paragraph",
    })]
}

fn who(article: &Article, claim: &Claim) -> Vec<Part> {
    let mut parts = vec![(article.who(claim).to_owned(), Role::Source)];
    let person = claim.person.and_then(|id| article.analysis.people.get(id));
    if let Some(role) = person.and_then(|person| person.role.as_ref()) {
        parts.push(dim(format!(", {role}")));
    }
    parts
}

fn how(article: &Article, claim: &Claim) -> Vec<Part> {
    let words: Vec<&str> = claim.cue.iter().map(|span| span.of(article.content())).collect();
    let cue = (!words.is_empty()).then(|| (words.join(" … "), Role::Cue));
    let manner = (manner(claim).join(" · "), Role::Text);
    let hedges = claim.hedges.iter().map(|hedge| (hedged(article, hedge), Role::Hedge));
    joined(cue.into_iter().chain([manner]).chain(hedges), " · ")
}

fn hedged(article: &Article, hedge: &Hedge) -> String {
    let words = hedge.span.of(article.content());
    hedge.likelihood.map_or_else(
        || format!("“{words}”"),
        |likelihood| {
            let (low, high) = likelihood.percent();
            format!("“{words}” {low}–{high} %")
        },
    )
}

fn times(article: &Article, claim: &Claim) -> Vec<Part> {
    let parts = claim.times.iter().map(|time| {
        let words = time.span.of(article.content());
        let shown = match time.value.map(|value| value.to_string()) {
            Some(value) if value == words => value,
            Some(value) => format!("“{words}” {value}"),
            None => format!("“{words}” (which day is open)"),
        };
        (shown, Role::Time)
    });
    joined(parts, ", ")
}

fn venues(article: &Article, claim: &Claim) -> Vec<Part> {
    let parts = claim.venues.iter().filter_map(|id| article.analysis.venues.get(*id)).map(|venue| {
        let country = venue.country.map_or(String::new(), |code| format!(" ({code})"));
        (format!("{}{country}", venue.name), Role::Venue)
    });
    joined(parts, ", ")
}

/// What the machine adds: its tags and confidence.
fn machine(claim: &Claim) -> String {
    let tags: Vec<&str> = claim.tags.iter().map(|tag| tag.name()).collect();
    let tags = if tags.is_empty() { String::new() } else { format!("{} · ", tags.join(" ")) };
    format!("{tags}{:.2}", claim.confidence)
}

/// What the reader says, without the note.
fn marks(app: &App, article: &Article) -> Vec<Part> {
    let Some(item) = article.current() else { return Vec::new() };
    let mut parts: Vec<Part> = Vec::new();
    let annotation = article.annotation(item);
    parts.push(match annotation.and_then(|annotation| Some((annotation, annotation.status?))) {
        Some((annotation, status)) => {
            (format!("{} {}", app.mark(annotation), app.status_name(status)), status_role(annotation))
        }
        None => dim("· unchecked"),
    });
    if annotation.is_some_and(|annotation| annotation.key) {
        parts.push(("★ key claim".to_owned(), Role::Accent));
    }
    let grade = article.grade(item);
    if !grade.is_empty() {
        parts.push((grade, Role::Accent));
    }
    if let Some(annotation) = annotation {
        parts.extend(annotation.likelihood.map(|likelihood| (likelihood.name().replace('-', " "), Role::Text)));
        parts.extend(annotation.confidence.map(|confidence| (format!("{} confidence", confidence.name()), Role::Text)));
        parts.extend(annotation.tags.iter().map(|tag| (format!("#{tag}"), Role::Custom)));
    }
    joined(parts, " · ")
}
