//! Annotations on words that changed or are gone, and what changed between versions: the list,
//! and for the chosen row old words beside new ones, above each other where it is narrow.

use super::lists;
use super::paint::Painter;
use crate::annotation::agreement::Agreement;
use crate::annotation::{Annotation, Place, differing};
use crate::app::layout::Area;
use crate::app::lists::{Kind, rows};
use crate::app::{App, Article, Layout, frames};
use crate::base::Span;
use crate::base::wrap::wrap;
use crate::comparison::{Difference, Side};
use crate::config::theme::Role;
use ratatui::style::{Modifier, Style};

/// From this many columns on old and new stand beside each other.
const BESIDE: u16 = 96;
/// With fewer lines than this the words are shown alone.
const LOW: u16 = 9;

pub(super) fn draw(app: &App, kind: Kind, row: usize, layout: &Layout, painter: &mut Painter) {
    let (_, total) = rows(app, kind, 0, 0);
    let (frame, list, details) = frames::recheck(layout, total);
    let since = app.article.as_ref().and_then(|article| article.compared.as_ref()).filter(|_| kind == Kind::Changes);
    let since = since.map_or_else(String::new, |compared| format!(" since the version read {}", compared.before));
    let with = app.chosen_disagreement().filter(|_| kind == Kind::Disagreements);
    let figures = with.map_or_else(Vec::new, |(_, theirs, _)| agreement(app, &theirs.creator));
    let with = with.map_or_else(String::new, |(_, theirs, _)| {
        figures.first().map_or_else(String::new, |figure| format!(" · with {}: {figure}", theirs.creator))
    });
    painter.framed(frame, &format!("{} ({total}){since}{with}", kind.title()));
    let first = frames::start(list.height, total, row);
    let (shown, _) = rows(app, kind, first, usize::from(list.height));
    lists::draw(&shown, first, row, list, painter);
    if details.height == 0 {
        return;
    }
    painter.rule(list.bottom(), frame.x + 1, frame.width.saturating_sub(2));
    if kind == Kind::Disagreements {
        if let Some((mine, theirs, _)) = app.chosen_disagreement() {
            disagreement_of(app, (mine, theirs), &figures, details, painter);
        }
        return;
    }
    if kind == Kind::Changes {
        if let Some(difference) = app.chosen_difference() {
            difference_of(difference, details, painter);
        }
        return;
    }
    if let (Some(article), Some((annotation, place))) = (&app.article, app.chosen_recheck()) {
        details_of(app, article, annotation, place, details, painter);
    }
}

fn details_of(app: &App, article: &Article, annotation: &Annotation, place: &Place, area: Area, painter: &mut Painter) {
    let mut y = tell(
        painter,
        area,
        area.y,
        &format!("{} · {}, {}", said(app, annotation), annotation.creator, day(annotation)),
        Role::Accent,
    );
    let content = article.content();
    let old = place.before.as_deref().unwrap_or(&annotation.target.exact);
    let Some(after) = place.after.or_else(|| place.spans.iter().copied().reduce(Span::join)) else {
        y = tell(painter, area, y + 1, "It was on these words, which are not in the text any more:", Role::Dim);
        let quote =
            old.find(annotation.target.exact.as_str()).map(|at| Span::new(at, at + annotation.target.exact.len()));
        let lit: Vec<Span> = quote.into_iter().collect();
        let bold = painter.style(Role::Text).add_modifier(Modifier::BOLD);
        rich(painter, Area { y, height: area.bottom().saturating_sub(y), ..area }, old, &lit, bold);
        return;
    };
    let new = after.of(content);
    let (gone, come) = differing(old, new);
    let why = if gone.is_empty() && come.is_empty() {
        "The words are the same, but around them so much changed, or they stand so often, that it may be another place."
    } else {
        "The words, or others in their sentence, changed since you marked them."
    };
    // On a low screen the words themselves come first.
    if area.height >= LOW {
        y = tell(painter, area, y, why, Role::Dim) + 1;
    }
    let rest = Area { y, height: area.bottom().saturating_sub(y), ..area };
    let below = both(painter, rest, old, new);
    let kept = article.target_now(annotation.id).map(|target| target.exact).unwrap_or_default();
    if below < area.bottom() {
        let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        tell(painter, area, below + 1, &format!("{} keeps it on “{kept}”.", app.key("keep-place")), Role::Dim);
    }
}

/// What changed in a claim.
fn difference_of(difference: &Difference, area: Area, painter: &mut Painter) {
    let kinds: Vec<&str> = difference.kinds.iter().map(|kind| kind.name()).collect();
    let speaker = |side: &Side| Some(side.speaker.clone()).filter(|speaker| !speaker.is_empty());
    let (was, is) = (difference.old.as_ref().and_then(speaker), difference.new.as_ref().and_then(speaker));
    let who = match (was, is) {
        (Some(was), Some(is)) if was != is => format!(" · {was} → {is}"),
        (_, Some(who)) | (Some(who), None) => format!(" · {who}"),
        (None, None) => String::new(),
    };
    let y = tell(painter, area, area.y, &format!("{}{who}", kinds.join(", ")), Role::Accent);
    let y = y + u16::from(area.height >= LOW);
    let rest = Area { y, height: area.bottom().saturating_sub(y), ..area };
    match (&difference.old, &difference.new) {
        (Some(old), Some(new)) => drop(both(painter, rest, &old.words, &new.words)),
        (Some(old), None) => {
            let removed = painter.style(Role::False).add_modifier(Modifier::CROSSED_OUT);
            rich(painter, rest, &old.words, &[Span::new(0, old.words.len())], removed);
        }
        (None, Some(new)) => {
            let added = painter.style(Role::Verified).add_modifier(Modifier::UNDERLINED);
            rich(painter, rest, &new.words, &[Span::new(0, new.words.len())], added);
        }
        (None, None) => {}
    }
}

/// Old words beside new ones, or above them on a narrow screen; tells the next row.
fn both(painter: &mut Painter, area: Area, old: &str, new: &str) -> u16 {
    if area.height == 0 {
        return area.y;
    }
    let (gone, come) = differing(old, new);
    let removed = painter.style(Role::False).add_modifier(Modifier::CROSSED_OUT);
    let added = painter.style(Role::Verified).add_modifier(Modifier::UNDERLINED);
    if area.width >= BESIDE {
        let half = area.width / 2 - 1;
        let (left, right) = (Area { width: half, ..area }, Area { x: area.x + half + 2, width: half, ..area });
        painter.put(left.x, area.y, left.width, "was", Role::Dim);
        painter.put(right.x, area.y, right.width, "is now", Role::Dim);
        let under = rich(painter, frames::below(left), old, &gone, removed);
        return under.max(rich(painter, frames::below(right), new, &come, added));
    }
    let label = 7.min(area.width);
    let beside =
        |y: u16| Area { x: area.x + label, y, width: area.width - label, height: area.bottom().saturating_sub(y) };
    painter.put(area.x, area.y, label, "was", Role::Dim);
    // Room for the new words, however long the old ones are.
    let most = Area { height: area.height / 2, ..beside(area.y) };
    let y = rich(painter, most, old, &gone, removed);
    if y < area.bottom() {
        painter.put(area.x, y, label, "is now", Role::Dim);
    }
    rich(painter, beside(y), new, &come, added)
}

/// What two readers say about the same words, and how far they agree elsewhere.
fn disagreement_of(
    app: &App,
    (mine, theirs): (&Annotation, &Annotation),
    figures: &[String],
    area: Area,
    painter: &mut Painter,
) {
    let mut y = tell(painter, area, area.y, &format!("you, {}: {}", day(mine), said(app, mine)), Role::Accent);
    y = tell(painter, area, y, &format!("{}, {}: {}", theirs.creator, day(theirs), said(app, theirs)), Role::Notice);
    let spaced = u16::from(area.height >= LOW);
    y = tell(painter, area, y + spaced, &mine.target.exact, Role::Text) + spaced;
    for figure in figures.iter().skip(1) {
        y = tell(painter, area, y, &format!("with {}: {figure}", theirs.creator), Role::Dim);
    }
}

/// How far the reader and another one agree, a line for each thing that both judge.
fn agreement(app: &App, reader: &str) -> Vec<String> {
    let found = app.article.as_ref().map_or_else(Vec::new, |article| article.agreement(reader));
    let figure = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"));
    let line = |(name, of): (&str, Agreement)| {
        let percent = (100 * of.same + of.both / 2) / of.both.max(1);
        format!("{name} {percent} % of {}, kappa {}, alpha {}", of.both, figure(of.kappa), figure(of.alpha))
    };
    found.into_iter().map(line).collect()
}

/// What the annotation says.
fn said(app: &App, annotation: &Annotation) -> String {
    let mut parts: Vec<String> = annotation.status.map(|status| app.status_name(status)).into_iter().collect();
    if annotation.key {
        parts.push("key claim".to_owned());
    }
    parts.extend(annotation.credibility.map(|digit| digit.meaning().to_owned()));
    parts.extend(annotation.likelihood.map(|likelihood| likelihood.name().replace('-', " ")));
    parts.extend(annotation.tags.iter().map(|tag| format!("#{tag}")));
    parts.extend(annotation.note.as_ref().map(|note| format!("“{note}”")));
    if parts.is_empty() { "marked".to_owned() } else { parts.join(" · ") }
}

/// The day on which it was last changed.
fn day(annotation: &Annotation) -> String {
    annotation.modified.strftime("%Y-%m-%d").to_string()
}

/// Draws a text broken into lines; tells the next row.
fn tell(painter: &mut Painter, area: Area, y: u16, text: &str, role: Role) -> u16 {
    let style = painter.style(role);
    rich(painter, Area { y, height: area.bottom().saturating_sub(y), ..area }, text, &[Span::new(0, text.len())], style)
}

/// Draws a text broken into lines, some of it in another style; tells the next row.
pub(super) fn rich(painter: &mut Painter, area: Area, text: &str, lit: &[Span], style: Style) -> u16 {
    let base = painter.style(Role::Text);
    let mut lines = Vec::new();
    wrap(text, Span::new(0, text.len()), &[], usize::from(area.width).max(1), &mut lines);
    let mut y = area.y;
    for line in lines.into_iter().take(usize::from(area.height)) {
        let mut parts = Vec::new();
        let mut at = line.start();
        for span in lit.iter().filter_map(|span| span.meet(line)) {
            parts.push((&text[at..span.start()], base));
            parts.push((span.of(text), style));
            at = span.end();
        }
        parts.push((&text[at..line.end()], base));
        painter.put_parts(area.x, y, area.width, parts.into_iter());
        y += 1;
    }
    y
}
