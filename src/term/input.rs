//! From crossterm's events to ours.

use crate::app::{Event, Mouse, MouseKind};
use crate::command::{Code, Key};
use crossterm::event::{Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

/// Our event, if it is one we know. What a terminal answers unasked is no key press and does
/// nothing.
pub(super) fn event(raw: Raw) -> Option<Event> {
    match raw {
        Raw::Key(pressed) if pressed.kind != KeyEventKind::Release => key(pressed).map(Event::Key),
        Raw::Paste(text) => Some(Event::Paste(text)),
        Raw::Resize(width, height) => Some(Event::Resized(width, height)),
        Raw::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Click,
                MouseEventKind::ScrollDown => MouseKind::Wheel(true),
                MouseEventKind::ScrollUp => MouseKind::Wheel(false),
                _ => return None,
            };
            Some(Event::Mouse(Mouse { kind, column: mouse.column, row: mouse.row }))
        }
        _ => None,
    }
}

fn key(pressed: KeyEvent) -> Option<Key> {
    let code = match pressed.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let ctrl = pressed.modifiers.contains(KeyModifiers::CONTROL);
    // Escape pressed twice reaches us as one key with Alt.
    let alt = pressed.modifiers.contains(KeyModifiers::ALT) && code != Code::Esc;
    // With Control, terminals send small letters, whatever Shift says.
    let code = match code {
        Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        code => code,
    };
    Some(Key { code, ctrl, alt })
}
