//! The article: gutter and lines, the parts of the current claim lit in their own styles.

use super::paint::Painter;
use super::strip::status_role;
use crate::app::layout::GUTTER;
use crate::app::page::Row;
use crate::app::{App, Article, Layout};
use crate::base::Span;
use crate::base::id::Id;
use crate::config::theme::Role;
use crate::document::Kind;
use ratatui::style::{Modifier, Style};

/// Paragraphs longer than this many bytes are not searched for every frame.
const SEARCHED: usize = 200_000;

pub(super) fn draw(app: &App, article: &Article, layout: &Layout, painter: &mut Painter) {
    let area = layout.text;
    let lit = lit(article, painter);
    let content = article.current().map(|item| article.content_of(item)).unwrap_or_default();
    for (offset, row) in (0u16..).zip(article.page.rows()).take(usize::from(area.height)) {
        let y = area.y + offset;
        let (para, line, span) = match *row {
            Row::Line { para, line, span } => (para, line, span),
            Row::Fold { para, span } => (para, 0, span),
            Row::Gap => continue,
        };
        let Some(paragraph) = article.document.paragraphs.get(para) else { continue };
        if line == 0 {
            let number = para.index() + 1;
            let number = if number > 9999 { format!("{:05}", number % 100_000) } else { format!("¶{number}") };
            let role = if para == article.para { Role::Accent } else { Role::Dim };
            painter.put_right(area.x + 5, y, 5, &number, role);
        }
        if matches!(row, Row::Fold { .. }) {
            if para == article.para {
                painter.put(area.x + 8, y, 1, "▌", Role::Accent);
            }
            painter.put_cut(area.x + GUTTER, y, layout.columns, &folded(app, article, span), Role::Dim);
            continue;
        }
        margin_marks(app, article, span, area.x + 6, y, painter);
        if content.iter().any(|part| part.overlaps(span)) || content.is_empty() && para == article.para {
            painter.put(area.x + 8, y, 1, "▌", Role::Accent);
        }
        let mut base = painter.style(Role::Text);
        match paragraph.kind {
            Kind::Title | Kind::Heading => base = base.patch(painter.style(Role::Title)),
            Kind::Dateline | Kind::Other => base = base.patch(painter.style(Role::Dim)),
            _ if article.document.is_aside(span.start()) => base = base.patch(painter.style(Role::Dim)),
            _ => {}
        }
        if article.filter.is_some() && article.first_in(para).is_none() {
            base = base.patch(painter.style(Role::Dim));
        }
        let label = paragraph.speaker.filter(|label| paragraph.span.covers(*label));
        let label = label.map(|label| (label, painter.style(Role::Person).add_modifier(Modifier::BOLD)));
        let over: Vec<(Span, Style)> =
            label.into_iter().chain(lit.iter().copied()).filter(|(part, _)| part.overlaps(span)).collect();
        let pieces = pieces(article, span, base, &over);
        painter.put_parts(area.x + GUTTER, y, layout.columns, pieces.into_iter());
    }
}

/// What stands for an earlier mail: "▸ 34 words quoted (Enter), from Ana Ruiz on 3 May".
fn folded(app: &App, article: &Article, span: Span) -> String {
    let words = span.of(article.content()).split_whitespace().count();
    let words = if words == 1 { "1 word".to_owned() } else { format!("{words} words") };
    let about = article.document.asides().iter().find(|aside| aside.start as usize == span.start());
    let about = about.map(|aside| aside.about.as_str()).filter(|about| !about.is_empty());
    let about = about.map_or(String::new(), |about| format!(", {about}"));
    format!("▸ {words} quoted ({}){about}", app.key("open"))
}

/// The signs of the claims that begin on a line, what was marked first: three, or two and an
/// ellipsis where there are more.
fn margin_marks(app: &App, article: &Article, span: Span, x: u16, y: u16, painter: &mut Painter) {
    let from = article.items.partition_point(|item| item.extent.start() < span.start());
    let mut marks: Vec<(char, Role)> = article.items[from..]
        .iter()
        .take_while(|item| item.extent.start() < span.end())
        .map(|item| match article.annotation(item) {
            Some(annotation) => (app.mark(article, annotation), status_role(article, annotation)),
            None => ('·', Role::Dim),
        })
        .collect();
    marks.sort_by_key(|(mark, _)| *mark == '·');
    // A third sign stands in the column that else parts them from the number.
    let x = if marks.len() > 2 { x - 1 } else { x };
    if marks.len() > 3 {
        marks.truncate(2);
        marks.push(('…', Role::Dim));
    }
    for (offset, (mark, role)) in (0u16..).zip(marks) {
        painter.put(x + offset, y, 1, &mark.to_string(), role);
    }
}

/// What is lit on the screen: the current claim's parts, matches, the selection; later ones
/// lie over earlier ones.
fn lit(article: &Article, painter: &Painter) -> Vec<(Span, Style)> {
    let mut lit = Vec::new();
    if let Some(selection) = &article.selection {
        lit.push((selection.span(), painter.style(Role::Selection)));
    } else if let Some(item) = article.current() {
        let content = painter.style(Role::Content);
        lit.extend(article.content_of(item).into_iter().map(|span| (span, content)));
        if let Some(claim) = article.current_claim() {
            for (role, spans) in [(Role::Source, &claim.source), (Role::Cue, &claim.cue)] {
                let style = painter.style(role);
                lit.extend(spans.iter().map(|span| (*span, style)));
            }
            let venue = painter.style(Role::Venue);
            for mentions in claim.venues.iter().filter_map(|id| article.analysis.venues.get(*id)).map(|v| &v.mentions) {
                for part in &claim.content {
                    let from = mentions.partition_point(|span| span.start() < part.start());
                    let inside = mentions[from..].iter().take_while(|span| part.covers(**span));
                    lit.extend(inside.map(|span| (*span, venue)));
                }
            }
            let (time, hedge) = (painter.style(Role::Time), painter.style(Role::Hedge));
            lit.extend(claim.times.iter().map(|found| (found.span, time)));
            lit.extend(claim.hedges.iter().map(|found| (found.span, hedge)));
        }
    }
    if let Some(mention) = article.last_mention {
        lit.push((mention, painter.style(Role::Person).add_modifier(Modifier::UNDERLINED)));
    }
    if let Some(search) = &article.search {
        let style = painter.style(Role::Match);
        let mut paras: Vec<_> = article.page.rows().iter().filter_map(Row::para).collect();
        paras.dedup();
        let short = |para: &crate::base::ParaId| {
            article.document.paragraphs.get(*para).is_some_and(|paragraph| paragraph.span.len() < SEARCHED)
        };
        for para in paras.into_iter().filter(short) {
            lit.extend(search.matches(article, para).into_iter().map(|span| (span, style)));
        }
    }
    let (first, last) = (article.page.first_byte(), article.page.last_byte());
    lit.retain(|(span, _)| span.start() < last && first < span.end());
    lit
}

/// Cuts a line where styles change; concealed markup is left out.
fn pieces<'t>(article: &'t Article, span: Span, base: Style, over: &[(Span, Style)]) -> Vec<(&'t str, Style)> {
    let all = &article.document.concealed;
    let from = all.partition_point(|part| part.end() <= span.start());
    let concealed: Vec<Span> = all[from..].iter().take_while(|part| part.start() < span.end()).copied().collect();
    let mut edges = vec![span.start(), span.end()];
    for part in over.iter().map(|(part, _)| *part).chain(concealed.iter().copied()) {
        edges.extend([part.start(), part.end()].into_iter().filter(|edge| span.contains(*edge)));
    }
    edges.sort_unstable();
    edges.dedup();
    edges
        .windows(2)
        .map(|pair| Span::new(pair[0], pair[1]))
        .filter(|piece| !concealed.iter().any(|part| part.covers(*piece)))
        .map(|piece| {
            let style =
                over.iter().filter(|(part, _)| part.covers(piece)).fold(base, |style, (_, patch)| style.patch(*patch));
            (piece.of(article.content()), style)
        })
        .collect()
}
