//! The last line: what was said last, or the keys that work here; and the lesson above it.

use super::Cursor;
use super::paint::Painter;
use crate::app::layout::{Area, WIDE};
use crate::app::lists::Kind;
use crate::app::overlay::List;
use crate::app::select::For;
use crate::app::{App, Layout, Overlay, Tone, tutorial};
use crate::base::Span;
use crate::base::columns::columns;
use crate::base::wrap::wrap;
use crate::command::{Scope, table};
use crate::config::theme::Role;

/// Commands that share a hint: their names, and a word for it.
type Hint = (&'static [&'static str], &'static str);

/// Lines that a message may take.
const MOST_LINES: u16 = 3;

/// The commands that digits run as shipped, 1 to 7.
const DIGITS: [&str; 7] = ["verified", "disputed", "false", "unclear", "needs-source", "not-checkable", "key-claim"];

/// What the footer offers while words are chosen that correct a claim.
const CORRECTING: &[Hint] = &[
    (&["shrink", "extend"], "move the end"),
    (&["swap-ends"], "other end"),
    (&["keep-selection"], "take it"),
    (&["clear-status"], "none"),
    (&["leave"], "leave"),
];

/// What the footer offers in each scope, the most useful first.
const fn hints(scope: Scope) -> &'static [Hint] {
    match scope {
        Scope::TEXT => &[
            (&["next-paragraph", "previous-paragraph"], "¶"),
            (&["previous-claim", "next-claim"], "claim"),
            (&DIGITS, "status"),
            (&["note"], "note"),
            (&["add-tag"], "tag"),
            (&["next-panel"], "panels"),
            (&["undo"], "undo"),
            (&["close"], "quit"),
            (&["correct-speaker"], "correct"),
            (&["rate"], "rate"),
            (&["search"], "find"),
            (&["filter"], "filter"),
            (&["why"], "why"),
        ],
        Scope::PEOPLE => &[
            (&["next-row", "previous-row"], "person"),
            (&["previous-claim", "next-claim"], "their claims"),
            (&["next-mention", "previous-mention"], "mentions"),
            (&["open"], "filter"),
            (&["zoom"], "large"),
            (&["next-panel"], "venues"),
            (&["leave"], "text"),
        ],
        Scope::VENUES => &[
            (&["next-row", "previous-row"], "venue"),
            (&["previous-claim", "next-claim"], "claims there"),
            (&["next-mention", "previous-mention"], "mentions"),
            (&["open"], "filter"),
            (&["zoom"], "map"),
            (&["next-panel"], "text"),
        ],
        Scope::SELECT => &[
            (&["shrink", "extend"], "extend"),
            (&["swap-ends"], "other end"),
            (&["keep-selection"], "make a claim"),
            (&DIGITS, "status"),
            (&["note"], "note"),
            (&["add-tag"], "tag"),
            (&["leave"], "leave"),
        ],
        Scope::RECHECK => &[
            (&["next-row", "previous-row"], "choose"),
            (&["keep-place"], "keep it on these words"),
            (&["place-elsewhere"], "other words"),
            (&["open"], "go there"),
            (&["remove-chosen"], "take it away"),
            (&["undo"], "undo"),
            (&["leave"], "later"),
        ],
        Scope::DISAGREEMENTS => &[
            (&["next-row", "previous-row"], "choose"),
            (&["take-theirs"], "theirs"),
            (&["keep-mine"], "mine"),
            (&["keep-both"], "both"),
            (&["open"], "go there"),
            (&["undo"], "undo"),
            (&["leave"], "later"),
        ],
        Scope::LIST => &[(&["next-row", "previous-row"], "choose"), (&["open"], "go there"), (&["leave"], "back")],
        Scope::LIBRARY => &[(&["next-row", "previous-row"], "choose"), (&["open"], "read"), (&["close"], "close")],
        Scope::HELP => &[(&["next-row", "previous-row"], "choose"), (&["open"], "do it"), (&["leave"], "back")],
        Scope::PALETTE => {
            &[(&["next-choice", "previous-choice"], "choose"), (&["accept"], "do it"), (&["leave"], "back")]
        }
        Scope::LINE => &[(&["accept"], "take it"), (&["complete"], "complete"), (&["leave"], "leave")],
        Scope::NOTE => {
            &[(&["accept"], "save"), (&["leave"], "cancel"), (&["new-line"], "new line"), (&["to-editor"], "$EDITOR")]
        }
        _ => &[(&["leave"], "leave")],
    }
}

pub(super) fn draw(app: &App, layout: &Layout, painter: &mut Painter) -> Cursor {
    let area = layout.footer;
    if let Some(message) = &app.message {
        let role = match message.tone {
            Tone::Plain => Role::Accent,
            Tone::Notice => Role::Notice,
            Tone::Error => Role::Error,
        };
        told(message.text.as_str(), role, area, painter);
    } else {
        draw_hints(app, area, painter);
    }
    None
}

/// A message; what is too long for one line takes some of those above.
fn told(text: &str, role: Role, area: Area, painter: &mut Painter) {
    let width = area.width.saturating_sub(2);
    let mut lines = Vec::new();
    wrap(text, Span::new(0, text.len()), &[], usize::from(width).max(1), &mut lines);
    let shown = u16::try_from(lines.len()).unwrap_or(u16::MAX).clamp(1, MOST_LINES.min(area.y + 1));
    let top = area.y + 1 - shown;
    painter.clear(Area { y: top, height: shown, ..area });
    for (y, line) in (top..area.y).zip(&lines) {
        painter.put(1, y, width, line.of(text), role);
    }
    let rest = lines.get(usize::from(shown) - 1).map_or("", |line| text.get(line.start()..).unwrap_or_default());
    painter.put_cut(1, area.y, width, rest, role);
}

/// What is told in full is read, not chosen from.
const TELLING: &[Hint] = &[(&["next-row", "previous-row"], "scroll"), (&["leave"], "back")];

/// The keys that work here, as many as fit; help is always the first.
pub(super) fn draw_hints(app: &App, area: Area, painter: &mut Painter) {
    let scope = app.scope();
    if app.placing() && matches!(scope, Scope::TEXT | Scope::SELECT) {
        let words = format!(
            "Where does your mark belong? Go there: {} on a claim or on words ({}) puts it there, {} leaves it.",
            app.key("open"),
            app.key("select-words"),
            app.key("leave")
        );
        return told(&words, Role::Notice, area, painter);
    }
    let typing = matches!(scope, Scope::LINE | Scope::NOTE | Scope::PALETTE | Scope::CHOICE);
    let help: &[Hint] = if typing { &[] } else { &[(&["help"], "help")] };
    // More than nine are not taken in at a glance, but a wide screen has room for a manual.
    let most = if area.width < WIDE { 9 } else { 13 };
    let mut x = area.x + 1;
    let telling = matches!(app.overlays.last(), Some(Overlay::List(List { kind: Kind::Why, .. })));
    let purpose = app.article.as_ref().and_then(|article| article.selection.as_ref()).map(|it| it.purpose);
    let here = match purpose {
        _ if telling => TELLING,
        Some(purpose) if purpose != For::Mark && scope == Scope::SELECT => CORRECTING,
        _ => hints(scope),
    };
    for (names, word) in help.iter().chain(here).take(most) {
        let Some(keys) = keys(app, names) else { continue };
        let width = u16::try_from(columns(&keys) + columns(word) + 1).unwrap_or(u16::MAX);
        if x.saturating_add(width) > area.right() {
            break;
        }
        x = painter.put(x, area.y, width, &keys, Role::Key) + 1;
        x = painter.put(x, area.y, width, word, Role::Footer) + 2;
    }
}

/// The keys of some commands: `j/k`, or `1-7` while those digits are as shipped.
fn keys(app: &App, names: &[&str]) -> Option<String> {
    if names == DIGITS {
        let shipped =
            (1..).zip(names).all(|(digit, name): (usize, _)| app.keymap.key_of(name) == Some(digit.to_string()));
        return if shipped { Some("1-7".to_owned()) } else { keys(app, &names[..2]) };
    }
    let keys: Vec<String> = names.iter().filter_map(|name| app.keymap.key_of(name)).collect();
    (!keys.is_empty()).then(|| keys.join("/"))
}

/// The step of the lesson, in a box below the text.
pub(super) fn tutorial(app: &App, layout: &Layout, painter: &mut Painter) {
    let Some(lesson) = &app.tutorial else { return };
    let Some(step) = tutorial::STEPS.get(lesson.step) else { return };
    if !app.overlays.is_empty() || layout.text.bottom() >= layout.body.bottom() {
        return;
    }
    let text = with_keys(app, step.text);
    let area = Area {
        x: layout.text.x + 1,
        y: layout.text.bottom(),
        width: layout.text.width.saturating_sub(2),
        height: layout.body.bottom() - layout.text.bottom(),
    };
    let title = format!("Lesson {} of {} · {} leaves it", lesson.step + 1, tutorial::STEPS.len(), app.key("leave"));
    let inside = painter.framed(area, &title);
    let mut lines = Vec::new();
    wrap(&text, Span::new(0, text.len()), &[], usize::from(inside.width), &mut lines);
    for (y, line) in (inside.y..inside.bottom()).zip(lines) {
        painter.put(inside.x, y, inside.width, line.of(&text), Role::Text);
    }
}

/// A text with the keys of the commands that it names in braces.
fn with_keys(app: &App, text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('{').enumerate() {
        match part.split_once('}') {
            Some((name, rest)) if index > 0 => {
                let key = table::by_name(name).map_or_else(|| name.to_owned(), |command| app.key(command.name));
                out.push_str(&key);
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out
}
