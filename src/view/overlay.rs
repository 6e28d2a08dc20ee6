//! What lies over the article: help, palette, lists, prompts, questions.

use super::paint::Painter;
use super::{Cursor, footer, lists, recheck};
use crate::analysis::Likelihood;
use crate::annotation::{Credibility, Reliability};
use crate::app::editor::Editor;
use crate::app::frames::{self, HelpLine, middle};
use crate::app::layout::Area;
use crate::app::lists::{Kind, Row, rows};
use crate::app::overlay::{Choice, Line, Note, Picker, Purpose, keys_shown};
use crate::app::{App, Layout, Overlay, filter};
use crate::base::Span;
use crate::base::columns::{columns, fit};
use crate::base::wrap::wrap;
use crate::command::Found;
use crate::config::theme::Role;

/// Draws the topmost overlay, and the continuations of a pending key.
pub(super) fn draw(app: &App, layout: &Layout, painter: &mut Painter) -> Cursor {
    if let Some(Overlay::Library(list)) = app.overlays.first() {
        library(app, layout, list.row, painter);
    }
    let cursor = match app.overlays.last() {
        Some(Overlay::Help(picker)) => help(app, picker, layout, painter),
        Some(Overlay::Palette(picker)) => {
            footer::draw_hints(app, layout.footer, painter);
            palette(app, picker, layout, painter)
        }
        Some(Overlay::List(list)) => {
            list_over(app, list.kind, list.row, layout, painter);
            None
        }
        Some(Overlay::Line(line)) => return prompt(app, line, layout, painter),
        Some(Overlay::Note(note)) => return note_box(app, note, layout, painter),
        Some(Overlay::Choice(choice)) => {
            question(app, choice, layout, painter);
            None
        }
        Some(Overlay::Mark(set)) => {
            let words =
                if *set { "Set mark: press a letter" } else { "Go to mark: press its letter, or ' for where you were" };
            painter.put(1, layout.footer.y, layout.footer.width, words, Role::Notice);
            return Some((layout.footer.x, layout.footer.y));
        }
        Some(Overlay::Library(_)) | None => None,
    };
    continuations(app, layout, painter);
    cursor
}

/// A typed line with its cursor: the end that holds the cursor is shown.
fn typed(editor: &Editor, area: Area, painter: &mut Painter) -> Cursor {
    let before = &editor.text()[..editor.cursor()];
    let width = usize::from(area.width.saturating_sub(1));
    let mut start = 0;
    while columns(&before[start..]) > width {
        start += fit(&before[start..], width / 2 + 1).len().max(1);
        while !before.is_char_boundary(start) {
            start += 1;
        }
    }
    painter.put(area.x, area.y, area.width, &editor.text()[start..], Role::Text);
    Some((area.x + u16::try_from(columns(&before[start..])).unwrap_or(0), area.y))
}

fn help(app: &App, picker: &Picker, layout: &Layout, painter: &mut Painter) -> Cursor {
    let inside = painter.framed(frames::help(layout), "Keys that work here");
    let search = Area { height: 1, ..inside };
    let cursor = if picker.typing {
        footer::draw_hints(app, layout.footer, painter);
        painter.put(search.x, search.y, 2, "/", Role::Key);
        typed(&picker.editor, Area { x: search.x + 1, width: search.width - 1, ..search }, painter)
    } else {
        painter.put_cut(
            search.x,
            search.y,
            search.width,
            "/ searches · Enter does what the row says · names are as in config.toml",
            Role::Dim,
        );
        None
    };
    let list = frames::below(inside);
    let (lines, first) = frames::help_lines(picker, list.height);
    for (y, line) in (list.y..list.bottom()).zip(lines.iter().skip(first)) {
        let (index, command) = match line {
            HelpLine::Heading(group) => {
                painter.put(list.x, y, list.width, group.title(), Role::Title);
                continue;
            }
            HelpLine::Command(index, command) => (*index, *command),
        };
        let lit = index == picker.row;
        painter.put(list.x, y, 1, if lit { "▸" } else { " " }, Role::Accent);
        painter.put_cut(list.x + 2, y, 18, &keys_shown(&app.keymap, command, 18), Role::Key);
        let name_width = if list.width >= 76 { 20 } else { 0 };
        painter.put_cut(list.x + 21, y, name_width, command.name, Role::Dim);
        let x = list.x + 21 + name_width + u16::from(name_width > 0);
        let role = if lit { Role::Accent } else { Role::Text };
        painter.put_cut(x, y, list.right().saturating_sub(x), command.doc, role);
    }
    if lines.is_empty() {
        painter.put(list.x, list.y, list.width, "No command by these words.", Role::Dim);
    }
    cursor
}

fn palette(app: &App, picker: &Picker, layout: &Layout, painter: &mut Painter) -> Cursor {
    let commands = picker.commands();
    let inside = painter.framed(frames::palette(layout, commands.len()), "Do …");
    painter.put(inside.x, inside.y, 1, ":", Role::Key);
    let cursor = typed(&picker.editor, Area { x: inside.x + 1, width: inside.width - 1, height: 1, ..inside }, painter);
    let list = frames::below(inside);
    let first = frames::start(list.height, commands.len(), picker.row);
    let rows: Vec<Row> = commands
        .iter()
        .skip(first)
        .take(usize::from(list.height))
        .map(|command| Row {
            left: command.name.to_owned(),
            main: command.doc.to_owned(),
            right: app.keymap.key_of(command.name).unwrap_or_default(),
            item: None,
        })
        .collect();
    if rows.is_empty() {
        painter.put(list.x, list.y, list.width, "No command by these words.", Role::Dim);
    }
    lists::draw(&rows, first, picker.row, list, painter);
    cursor
}

fn list_over(app: &App, kind: Kind, row: usize, layout: &Layout, painter: &mut Painter) {
    let (_, total) = rows(app, kind, 0, 0);
    if matches!(kind, Kind::Why | Kind::Notices | Kind::Output) {
        return telling(app, kind, row, layout, painter);
    }
    if matches!(kind, Kind::Recheck | Kind::Changes | Kind::Disagreements) {
        return recheck::draw(app, kind, row, layout, painter);
    }
    let title = format!("{} ({total})", kind.title());
    let inside = painter.framed(frames::list(layout, total), &title);
    let first = frames::start(inside.height, total, row);
    let (rows, _) = rows(app, kind, first, usize::from(inside.height));
    if rows.is_empty() {
        painter.put(inside.x, inside.y, inside.width, "nothing to list", Role::Dim);
    }
    lists::draw(&rows, first, row, inside, painter);
}

/// A list whose rows are told in full, broken into lines.
fn telling(app: &App, kind: Kind, row: usize, layout: &Layout, painter: &mut Painter) {
    let (rows, _) = rows(app, kind, 0, usize::MAX);
    let width = middle(layout, 96, 0).width;
    let left = u16::try_from(rows.iter().map(|row| columns(&row.left)).max().unwrap_or(0)).unwrap_or(0) + 2;
    let room = usize::from(width.saturating_sub(4 + left)).max(1);
    let mut lines: Vec<(usize, bool, &Row, Span)> = Vec::new();
    for (index, entry) in rows.iter().enumerate() {
        let mut broken = Vec::new();
        wrap(&entry.main, Span::new(0, entry.main.len()), &[], room, &mut broken);
        lines.extend(broken.into_iter().enumerate().map(|(n, span)| (index, n == 0, entry, span)));
    }
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).clamp(3, layout.body.height);
    let area = middle(layout, width, height);
    let inside = painter.framed(area, kind.title());
    let from = lines.iter().position(|(index, ..)| *index == row).unwrap_or(0);
    let from = from.min(lines.len().saturating_sub(usize::from(inside.height)));
    let below = lines.len().saturating_sub(from + usize::from(inside.height));
    if below > 0 {
        let told = format!(" {below} more ");
        let width = u16::try_from(columns(&told)).unwrap_or(0);
        painter.put(inside.right().saturating_sub(width), area.bottom() - 1, width, &told, Role::Notice);
    }
    for (y, (_, head, entry, span)) in (inside.y..inside.bottom()).zip(lines.into_iter().skip(from)) {
        if head {
            painter.put_cut(inside.x, y, left, &entry.left, Role::Dim);
        }
        let x = inside.x + left;
        painter.put(x, y, inside.right().saturating_sub(x), span.of(&entry.main), Role::Text);
    }
}

fn library(app: &App, layout: &Layout, row: usize, painter: &mut Painter) {
    let body = layout.body;
    let area = frames::library(layout);
    painter.clear(body);
    painter.clear(layout.strip);
    let total = app.library.len();
    if total == 0 {
        painter.put_cut(area.x, area.y, area.width, "Nothing was read yet: onrecord FILE opens an article.", Role::Dim);
        return;
    }
    let first = frames::start(area.height, total, row);
    let (rows, _) = rows(app, Kind::Library, first, usize::from(area.height));
    lists::draw(&rows, first, row, area, painter);
    if let Some(crate::load::Origin::File(path)) = app.library.get(row).map(|row| &row.origin) {
        let y = layout.strip.y;
        painter.put_cut(1, y, layout.strip.width.saturating_sub(2), &path.to_string_lossy(), Role::Dim);
    }
}

fn prompt(app: &App, line: &Line, layout: &Layout, painter: &mut Painter) -> Cursor {
    let area = layout.footer;
    painter.clear(area);
    let x = painter.put(area.x + 1, area.y, area.width, line.purpose.label(), Role::Key);
    let cursor = typed(&line.editor, Area { x, width: area.width.saturating_sub(x), ..area }, painter);
    let mut told: Vec<(String, Role, bool)> = Vec::new();
    if let Some(complaint) = &line.complaint {
        told.push((complaint.clone(), Role::Error, false));
    }
    let shown = 6.min(layout.body.height.saturating_sub(4)).max(1);
    let first = frames::start(shown, line.suggestions.len(), line.row.unwrap_or(0));
    for (index, word) in line.suggestions.iter().enumerate().skip(first).take(usize::from(shown)) {
        let lit = line.row == Some(index);
        told.push((word.clone(), if lit { Role::Accent } else { Role::Text }, lit));
    }
    let help = match line.purpose {
        Purpose::Filter => filter::HINT.to_owned(),
        Purpose::Search => "small letters find any case; n and N go on".to_owned(),
        Purpose::Pipe => "the command gets the words of the claim as its input; no shell reads it".to_owned(),
        Purpose::Speaker | Purpose::Name(..) if line.suggestions.is_empty() => {
            "Enter takes it as a new name".to_owned()
        }
        Purpose::Date(_) => "2026-06-03 · 2026-06 · 2026 · 2026-06-01/2026-06-07 · ? if it is open · none".to_owned(),
        Purpose::Speaker | Purpose::Name(..) => {
            format!(
                "Enter takes the chosen name, {} chooses; a new name is the last of the list",
                app.key("next-choice")
            )
        }
        Purpose::Venues | Purpose::AddTag | Purpose::RemoveTag => {
            format!("Enter takes it, Tab completes, {} leaves", app.key("leave"))
        }
    };
    // As wide as the screen: beside a narrower frame, cut lines of the strip would stand.
    let mut broken = Vec::new();
    wrap(&help, Span::new(0, help.len()), &[], usize::from(area.width.saturating_sub(5)).max(1), &mut broken);
    told.extend(broken.into_iter().map(|span| (span.of(&help).to_owned(), Role::Dim, false)));
    let height = u16::try_from(told.len()).unwrap_or(0) + 2;
    let frame = Area { x: 0, y: area.y.saturating_sub(height), width: area.width, height };
    let inside = painter.framed(frame, "");
    for (y, (text, role, lit)) in (inside.y..inside.bottom()).zip(told) {
        painter.put(inside.x, y, 1, if lit { "▸" } else { " " }, Role::Accent);
        painter.put_cut(inside.x + 1, y, inside.width.saturating_sub(1), &text, role);
    }
    cursor
}

fn note_box(app: &App, note: &Note, layout: &Layout, painter: &mut Painter) -> Cursor {
    let width = layout.header.width.min(92);
    let text = note.editor.text();
    let room = usize::from(width.saturating_sub(4)).max(2) - 1;
    // Each typed line is broken by itself; empty lines count.
    let mut lines: Vec<Span> = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        wrap(text, Span::new(at, at + line.len()), &[], room, &mut lines);
        at += line.len() + 1;
    }
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).clamp(4, layout.body.height.max(4));
    let area = Area { x: (layout.header.width - width) / 2, y: layout.footer.y.saturating_sub(height), width, height };
    let inside = painter.framed(area, &format!("Note on {}", note.on.name));
    let cursor_line = lines.iter().rposition(|line| line.start() <= note.editor.cursor()).unwrap_or(0);
    let first = (cursor_line + 1).saturating_sub(usize::from(inside.height));
    for (y, line) in (inside.y..inside.bottom()).zip(lines.iter().skip(first)) {
        painter.put(inside.x, y, inside.width, line.of(text), Role::Text);
    }
    painter.clear(layout.footer);
    footer::draw_hints(app, layout.footer, painter);
    if let Some(message) = &app.message {
        painter.clear(layout.footer);
        painter.put_cut(1, layout.footer.y, layout.footer.width.saturating_sub(2), message.text.as_str(), Role::Notice);
    }
    let start = lines.get(cursor_line).map_or(0, |line| line.start());
    let before = text.get(start..note.editor.cursor()).unwrap_or_default();
    let column = u16::try_from(columns(before)).unwrap_or(0).min(inside.width.saturating_sub(1));
    let row = u16::try_from(cursor_line - first).unwrap_or(0);
    Some((inside.x + column, inside.y + row))
}

fn question(app: &App, choice: &Choice, layout: &Layout, painter: &mut Painter) {
    let mut told: Vec<(String, String)> = Vec::new();
    let title = match choice {
        Choice::Rate { on, source, letter } => {
            if let (Some((_, name)), None) = (source, letter) {
                told.push(("".to_owned(), format!("How reliable is {name}?")));
                let letters = ['A', 'B', 'C', 'D', 'E', 'F'].into_iter().filter_map(Reliability::new);
                told.extend(letters.map(|l| (l.letter().to_string(), l.meaning().to_owned())));
                told.push(("".to_owned(), "or only the claim:".to_owned()));
            } else if source.is_none() {
                told.push(("".to_owned(), "no source to grade; the claim only:".to_owned()));
            } else if let Some(letter) = letter {
                told.push((
                    letter.letter().to_string(),
                    format!("{}; Enter leaves the claim as it is", letter.meaning()),
                ));
            }
            told.extend((1..=6).filter_map(Credibility::new).map(|c| (c.digit().to_string(), c.meaning().to_owned())));
            format!("Rate {}", on.name)
        }
        Choice::Certainty(on) => {
            for (key, word) in [
                ("1", "certain: stated as a fact"),
                ("2", "probable"),
                ("3", "possible"),
                ("4", "open: not committed to"),
                ("0", "as the machine has it"),
            ] {
                told.push((key.to_owned(), word.to_owned()));
            }
            format!("How sure is the source of {}?", on.name)
        }
        Choice::Kind(on) => {
            for (key, word) in [
                ("d", "direct: all quoted"),
                ("m", "partly quoted"),
                ("i", "indirect: not quoted"),
                ("a", "the article says so itself"),
                ("y", "said to be so"),
                ("n", "said not to be so: denied"),
                ("c", "on a condition, or not"),
                ("0", "as the machine has it"),
            ] {
                told.push((key.to_owned(), word.to_owned()));
            }
            format!("How is {} made?", on.name)
        }
        Choice::Time(on, times) => {
            let text = app.article.as_ref().map_or("", |article| article.content());
            for (letter, time) in ('a'..='z').zip(times) {
                let value = time.value.map_or_else(|| "open".to_owned(), |value| value.to_string());
                told.push((letter.to_string(), format!("“{}” {value}", time.span.of(text))));
            }
            told.push(("+".to_owned(), "other words".to_owned()));
            format!("Which time of {}?", on.name)
        }
        Choice::Likelihood(on) => {
            for (number, likelihood) in (1..).zip(Likelihood::ALL) {
                let number: usize = number;
                let (low, high) = likelihood.percent();
                told.push((
                    number.to_string(),
                    format!("{:<18} {low:>2}–{high} %", likelihood.name().replace('-', " ")),
                ));
            }
            told.push(("c".to_owned(), "confidence in your own judgment".to_owned()));
            told.push(("0".to_owned(), "no estimate".to_owned()));
            format!("How likely is {}? (ICD 203)", on.name)
        }
        Choice::Confidence(on) => {
            for (key, word) in [("l", "low"), ("m", "moderate"), ("h", "high"), ("0", "none given")] {
                told.push((key.to_owned(), word.to_owned()));
            }
            format!("How confident are you about {}?", on.name)
        }
        Choice::Link(links) => {
            for (letter, (address, label)) in ('a'..='z').zip(links) {
                let label = label.as_ref().map_or(String::new(), |label| format!("  “{label}”"));
                told.push((letter.to_string(), format!("{address}{label}")));
            }
            "Open in the browser".to_owned()
        }
    };
    let height = u16::try_from(told.len()).unwrap_or(0) + 2;
    let width = if matches!(choice, Choice::Link(_)) { layout.body.width } else { 58 };
    let area = middle(layout, width, height);
    let area = Area { y: layout.body.bottom().saturating_sub(area.height), ..area };
    let inside = painter.framed(area, &title);
    // On low screens the answers stand in two columns.
    let rows = usize::from(inside.height).max(1);
    let columns = if told.len() > rows && !matches!(choice, Choice::Link(_)) { 2 } else { 1 };
    let width = inside.width / columns;
    for (index, (key, words)) in told.into_iter().enumerate() {
        let column = u16::try_from(index / rows).unwrap_or(u16::MAX);
        if column >= columns {
            break;
        }
        let (x, y) = (inside.x + column * width, inside.y + u16::try_from(index % rows).unwrap_or(0));
        painter.put(x, y, 1, &key, Role::Key);
        painter.put_cut(x + 3, y, width.saturating_sub(4), &words, Role::Text);
    }
}

/// After the first key of a sequence: what can follow.
fn continuations(app: &App, layout: &Layout, painter: &mut Painter) {
    if app.pending.is_empty() {
        return;
    }
    let Found::Prefix(follow) = app.keymap.find(app.scope(), &app.pending) else { return };
    let done = app.pending.len();
    let rows: Vec<(String, &str)> = follow
        .iter()
        .map(|(sequence, command)| {
            let rest: Vec<String> = sequence.0[done..].iter().map(ToString::to_string).collect();
            (rest.join(" "), command.doc)
        })
        .collect();
    let height = u16::try_from(rows.len()).unwrap_or(0) + 2;
    // Key, what it does, and the frame.
    let wanted = rows.iter().map(|(_, doc)| columns(doc) + 9).max().unwrap_or(0).max(62) + 2;
    let width = layout.header.width.min(u16::try_from(wanted).unwrap_or(u16::MAX));
    let height = height.min(layout.body.height);
    let area = Area { x: layout.header.width - width, y: layout.footer.y.saturating_sub(height), width, height };
    let pressed = crate::command::Sequence(app.pending.clone());
    let inside = painter.framed(area, &format!("{pressed} …"));
    for (y, (keys, doc)) in (inside.y..inside.bottom()).zip(rows) {
        painter.put(inside.x, y, 6, &keys, Role::Key);
        painter.put_cut(inside.x + 7, y, inside.width.saturating_sub(7), doc, Role::Text);
    }
}
