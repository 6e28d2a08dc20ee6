//! Keys and sequences of keys, as people write them: `j`, `ctrl-d`, `space`, `gg`, `, 1`.

use std::fmt;

/// One key press, told apart as far as every terminal tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character; upper case stands for Shift.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// Names as written in the configuration, in lower case, and as shown in help.
const NAMES: &[(&str, &str, Code)] = &[
    ("space", "Space", Code::Char(' ')),
    ("enter", "Enter", Code::Enter),
    ("esc", "Esc", Code::Esc),
    ("tab", "Tab", Code::Tab),
    ("shift-tab", "Shift-Tab", Code::BackTab),
    ("backspace", "Backspace", Code::Backspace),
    ("delete", "Delete", Code::Delete),
    ("up", "↑", Code::Up),
    ("down", "↓", Code::Down),
    ("left", "←", Code::Left),
    ("right", "→", Code::Right),
    ("home", "Home", Code::Home),
    ("end", "End", Code::End),
    ("pageup", "PgUp", Code::PageUp),
    ("pagedown", "PgDn", Code::PageDown),
];

impl Key {
    /// A key without modifiers.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character key.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Reads one key: a character, a name, with `ctrl-` or `alt-` before it.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut rest = written;
        let (mut ctrl, mut alt) = (false, false);
        loop {
            let lower = rest.to_ascii_lowercase();
            if let Some(&(_, _, code)) = NAMES.iter().find(|(name, _, _)| *name == lower) {
                return Self { code, ctrl, alt }.checked(written);
            }
            if rest.len() > 5 && lower.starts_with("ctrl-") {
                (ctrl, rest) = (true, &rest[5..]);
            } else if rest.len() > 4 && lower.starts_with("alt-") {
                (alt, rest) = (true, &rest[4..]);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.as_str()) {
            (Some(c), "") if !c.is_control() => Code::Char(if ctrl { c.to_ascii_lowercase() } else { c }),
            (Some('f' | 'F'), number) if matches!(number.parse::<u8>(), Ok(1..=12)) => {
                Code::F(number.parse().unwrap_or(1))
            }
            _ => return Err(format!("“{written}” is no key")),
        };
        Self { code, ctrl, alt }.checked(written)
    }

    /// Terminals send the same for some pairs of keys; binding the second of such a pair
    /// would bind the first.
    fn checked(self, written: &str) -> Result<Self, String> {
        match self {
            Self { code: Code::Char('i'), ctrl: true, .. } => Err(format!("“{written}” is Tab in most terminals")),
            Self { code: Code::Char('m'), ctrl: true, .. } => Err(format!("“{written}” is Enter in most terminals")),
            Self { code: Code::Char('['), ctrl: true, .. } => Err(format!("“{written}” is Esc in most terminals")),
            _ => Ok(self),
        }
    }
}

/// As in help and footer: `Ctrl-d`, `Space`, `↑`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        if let Some((_, shown, _)) = NAMES.iter().find(|(_, _, code)| *code == self.code) {
            return f.write_str(shown);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "F{number}"),
            _ => Ok(()),
        }
    }
}

/// Keys pressed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sequence(pub Vec<Key>);

impl Sequence {
    /// Reads keys separated by spaces; several characters together (`gg`) are so many keys.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        for part in written.split_whitespace() {
            match Key::parse(part) {
                Ok(key) => keys.push(key),
                Err(_) if part.chars().count() == 2 && !part.contains(char::is_control) => {
                    keys.extend(part.chars().map(Key::char));
                }
                Err(why) => return Err(why),
            }
        }
        if keys.is_empty() { Err("no key is given".to_owned()) } else { Ok(Self(keys)) }
    }
}

/// `gg`, `Ctrl-d`, `, 1`.
impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters =
            self.0.iter().all(|key| !key.ctrl && !key.alt && matches!(key.code, Code::Char(c) if c.is_alphabetic()));
        for (index, key) in self.0.iter().enumerate() {
            if index > 0 && !letters {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_shown() {
        for (written, shown) in [
            ("j", "j"),
            ("G", "G"),
            ("ctrl-d", "Ctrl-d"),
            ("Ctrl-D", "Ctrl-d"),
            ("space", "Space"),
            ("shift-tab", "Shift-Tab"),
            ("-", "-"),
            ("ctrl--", "Ctrl--"),
            ("f1", "F1"),
            ("gg", "gg"),
            ("g g", "gg"),
            (", 1", ", 1"),
            ("up", "↑"),
            ("alt-x", "Alt-x"),
        ] {
            assert_eq!(Sequence::parse(written).expect(written).to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_key_says_why() {
        for (written, why) in [
            ("", "no key is given"),
            ("<C-x>", "“<C-x>” is no key"),
            ("ctrl-i", "“ctrl-i” is Tab in most terminals"),
            ("f13", "“f13” is no key"),
        ] {
            assert_eq!(Sequence::parse(written), Err(why.to_owned()));
        }
    }
}
