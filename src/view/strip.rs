//! The provenance strip: who says the current claim, how, how sure, when and where; and what
//! the reader says about it.

use super::paint::Painter;
use crate::analysis::{Claim, Hedge};
use crate::annotation::{Annotation, Status};
use crate::app::lists::manner;
use crate::app::{App, Article, Layout};
use crate::base::Shown;
use crate::base::columns::columns;
use crate::config::theme::Role;

/// Lines of the strip on a wide screen.
const LINES: usize = 3;

/// A phrase of the strip and its role.
type Part = (String, Role);

/// The role of a status.
pub(super) fn status_role(article: &Article, annotation: &Annotation) -> Role {
    match annotation.status {
        _ if article.is_changed(annotation) => Role::Notice,
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
        let room = usize::from(area.width.saturating_sub(half + 7));
        for (y, (label, parts)) in (area.y..area.bottom()).zip(reader_rows(app, article, claim, room)) {
            painter.put(half, y, 6, label, Role::Dim);
            draw_parts(painter, half + 6, y, area.width.saturating_sub(half + 7), &parts);
        }
        return;
    }
    let width = area.width.saturating_sub(2);
    let lines = narrow_rows(app, article, claim, usize::from(width), usize::from(area.height));
    for (y, parts) in (area.y..area.bottom()).zip(lines) {
        draw_parts(painter, 1, y, width, &parts);
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

/// Parts broken at their blanks into at most `most` lines of `width` columns; what is left
/// over stays on the last one, for cutting.
fn flow(parts: &[Part], width: usize, most: usize) -> Vec<Vec<Part>> {
    let mut lines: Vec<Vec<Part>> = vec![Vec::new()];
    let mut used = 0;
    for (text, role) in parts {
        for word in text.split_inclusive(' ') {
            if used > 0 && used + columns(word.trim_end()) > width && lines.len() < most {
                lines.push(Vec::new());
                used = 0;
            }
            // A dot between two parts is left out where a line begins or ends.
            if used == 0 && matches!(word.trim(), "" | "·") {
                continue;
            }
            used += columns(word);
            if let Some(line) = lines.last_mut() {
                line.push((word.to_owned(), *role));
            }
        }
    }
    for line in &mut lines {
        while line.last().is_some_and(|(word, _)| matches!(word.trim(), "" | "·")) && line.len() > 1 {
            line.pop();
        }
    }
    lines
}

/// Columns of parts.
fn wide(parts: &[Part]) -> usize {
    parts.iter().map(|(text, _)| columns(text)).sum()
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
    let person = article.analysis.speaker(claim);
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

fn reader_rows(app: &App, article: &Article, claim: Option<&Claim>, width: usize) -> Vec<(&'static str, Vec<Part>)> {
    let note = article.current_annotation().and_then(|annotation| annotation.note.clone());
    let label = |label: &'static str, lines: Vec<Vec<Part>>| {
        lines.into_iter().enumerate().map(move |(n, parts)| (if n == 0 { label } else { "" }, parts))
    };
    let marks = flow(&marks(app, article), width, if note.is_some() { LINES - 1 } else { LINES });
    let left = LINES - marks.len();
    let mut rows: Vec<_> = label("you", marks).collect();
    match note {
        Some(note) => rows.extend(label("note", flow(&[(note, Role::Text)], width, left))),
        None => rows.push(("note", vec![dim(format!("{} writes one", app.key("note")))])),
    }
    if let Some(claim) = claim {
        let why = app.key("why");
        rows.push(("", vec![dim(format!("{} · {why} why", machine(article, claim)))]));
    }
    rows
}

/// The reader's marks, who says it, and how, when and where: a line each where that fits,
/// else one after the other over all lines.
fn narrow_rows(app: &App, article: &Article, claim: Option<&Claim>, width: usize, height: usize) -> Vec<Vec<Part>> {
    let mut mine = marks(app, article);
    let note = article.current_annotation().and_then(|annotation| annotation.note.as_ref());
    let bare = wide(&mine);
    if let Some(note) = note {
        mine.push(dim(" · "));
        mine.push((format!("“{note}”"), Role::Text));
    }
    let Some(claim) = claim else {
        let mut lines = flow(&mine, width, height.saturating_sub(1).max(1));
        lines.push(nothing(article));
        return lines.into_iter().filter(|line| !line.is_empty()).collect();
    };
    let who = who(article, claim);
    let mut rest = how(article, claim);
    for parts in [times(article, claim), venues(article, claim), vec![dim(machine(article, claim))]] {
        if !parts.is_empty() {
            rest.push(dim(" · "));
            rest.extend(parts);
        }
    }
    let fits = |lines: &[Vec<Part>]| lines.len() <= height && lines.iter().all(|line| wide(line) <= width);
    let after = |first: &[Part], then: &[Part]| [first, &[dim(" · ")], then].concat();
    let most = height + 1;
    let apart: Vec<_> = [&mine, &who, &rest].into_iter().flat_map(|parts| flow(parts, width, most)).collect();
    if fits(&apart) {
        return apart;
    }
    let machine: Vec<_> = [&mine, &after(&who, &rest)].into_iter().flat_map(|p| flow(p, width, most)).collect();
    if fits(&machine) {
        return machine;
    }
    let all = flow(&after(&mine, &after(&who, &rest)), width, height);
    if let (false, Some(note)) = (fits(&all), note) {
        // A long note leaves room for who says it; `i` tells it whole.
        let room = (width * height.saturating_sub(1)).saturating_sub(bare + 5).max(20).min(width);
        mine.pop();
        mine.push((format!("“{}”", Shown::from(note.as_str()).cut(room)), Role::Text));
        return flow(&after(&mine, &after(&who, &rest)), width, height);
    }
    all
}

/// Words for an item that has no claim of the machine's, or for no item.
fn nothing(article: &Article) -> Vec<Part> {
    let first = article.items.partition_point(|item| item.para < article.para);
    let has_claims = article.items.get(first).is_some_and(|item| item.para == article.para);
    vec![dim(match (article.current(), article.items.is_empty()) {
        (Some(_), _) => "marked by you; the machine found no claim here",
        (None, true) => "no claims yet",
        (None, false) if has_claims => "none of this paragraph's claims passes the filter",
        (None, false) => "no claim in this paragraph",
    })]
}

fn who(article: &Article, claim: &Claim) -> Vec<Part> {
    let mut parts = vec![(article.who(claim).to_owned(), Role::Source)];
    let person = article.analysis.speaker(claim);
    if let Some(role) = person.and_then(|person| person.role.as_ref()) {
        parts.push(dim(format!(", {role}")));
    }
    parts.extend(corrected(article, |what| what == "speaker"));
    parts
}

fn how(article: &Article, claim: &Claim) -> Vec<Part> {
    let words: Vec<&str> = claim.cue.iter().map(|span| span.of(article.content())).collect();
    let cue = (!words.is_empty()).then(|| (words.join(" … "), Role::Cue));
    let manner = (manner(claim).join(" · "), Role::Text);
    let hedges = claim.hedges.iter().map(|hedge| (hedged(article, hedge), Role::Hedge));
    let mut parts = joined(cue.into_iter().chain([manner]).chain(hedges), " · ");
    parts.extend(corrected(article, |what| what != "speaker"));
    parts
}

/// The machine's values where the reader has corrected them.
fn corrected(article: &Article, wanted: impl Fn(&str) -> bool) -> Vec<Part> {
    let claim = article.current().and_then(|item| item.claim);
    let found = claim.map(|claim| article.differences(claim)).unwrap_or_default();
    let told = found.into_iter().filter(|found| wanted(found.what)).map(|found| {
        let machine = Shown::from(found.machine.as_str()).cut(30);
        match found.what {
            "speaker" => (format!(" ← machine: {machine}"), Role::Notice),
            what => (format!(" · {what} ← machine: {machine}"), Role::Notice),
        }
    });
    told.collect()
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
        let shown = match article.when(time) {
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
fn machine(article: &Article, claim: &Claim) -> String {
    let tags: Vec<&str> = claim.tags.iter().map(|tag| tag.name()).collect();
    let tags = if tags.is_empty() { String::new() } else { format!("{} · ", tags.join(" ")) };
    let own = article.current().and_then(|item| item.claim).is_some_and(|id| article.corrected.origin(id).is_none());
    if own { format!("{tags}found by you") } else { format!("{tags}parsed {:.2}", claim.confidence) }
}

/// What the reader says, without the note.
fn marks(app: &App, article: &Article) -> Vec<Part> {
    let Some(item) = article.current() else { return Vec::new() };
    let mut parts: Vec<Part> = Vec::new();
    let annotation = article.annotation(item);
    parts.push(match annotation.and_then(|annotation| Some((annotation, annotation.status?))) {
        Some((annotation, status)) if article.is_changed(annotation) => {
            (format!("≠ recheck (was {})", app.status_name(status)), Role::Notice)
        }
        Some((annotation, status)) => {
            (format!("{} {}", app.mark(article, annotation), app.status_name(status)), status_role(article, annotation))
        }
        None if annotation.is_some_and(|annotation| article.is_changed(annotation)) => {
            ("≠ recheck".to_owned(), Role::Notice)
        }
        None => dim("· unchecked"),
    });
    if annotation.is_some_and(|annotation| article.is_changed(annotation)) {
        parts.push(dim(format!("{} compares", app.key("recheck"))));
    }
    for (said, open) in annotation.map_or_else(Vec::new, |annotation| app.said_by_others(article, annotation)) {
        let more = if open { format!(" ({})", app.key("disagreements")) } else { String::new() };
        parts.push((format!("{said}{more}"), if open { Role::Notice } else { Role::Dim }));
    }
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
