//! Themes: what each role looks like, without a word about the screen's library.

use std::fmt;

/// What something on the screen stands for. Themes give each role a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The article.
    Text,
    /// What matters less: numbers, hints, claims outside the filter.
    Dim,
    /// The title and headings.
    Title,
    /// Who says it.
    Source,
    /// The words that tie source and content.
    Cue,
    /// What is said.
    Content,
    /// Hedging words.
    Hedge,
    /// Expressions of time.
    Time,
    /// Venues.
    Venue,
    /// People.
    Person,
    /// Lines between panels.
    Border,
    /// The panel that has the keys, the chosen row.
    Accent,
    /// Status: verified.
    Verified,
    /// Status: disputed.
    Disputed,
    /// Status: false.
    False,
    /// Status: unclear.
    Unclear,
    /// Status: needs a source.
    NeedsSource,
    /// Status: not checkable.
    NotCheckable,
    /// The two statuses that the reader names.
    Custom,
    /// Keys in help and footer.
    Key,
    /// Selected words.
    Selection,
    /// What a search found.
    Match,
    /// Messages.
    Notice,
    /// Failures.
    Error,
    /// The last line.
    Footer,
}

impl Role {
    /// All, in the order of the configuration's list.
    pub const ALL: [Self; 25] = [
        Self::Text,
        Self::Dim,
        Self::Title,
        Self::Source,
        Self::Cue,
        Self::Content,
        Self::Hedge,
        Self::Time,
        Self::Venue,
        Self::Person,
        Self::Border,
        Self::Accent,
        Self::Verified,
        Self::Disputed,
        Self::False,
        Self::Unclear,
        Self::NeedsSource,
        Self::NotCheckable,
        Self::Custom,
        Self::Key,
        Self::Selection,
        Self::Match,
        Self::Notice,
        Self::Error,
        Self::Footer,
    ];

    /// As written in themes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Dim => "dim",
            Self::Title => "title",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Content => "content",
            Self::Hedge => "hedge",
            Self::Time => "time",
            Self::Venue => "venue",
            Self::Person => "person",
            Self::Border => "border",
            Self::Accent => "accent",
            Self::Verified => "verified",
            Self::Disputed => "disputed",
            Self::False => "false",
            Self::Unclear => "unclear",
            Self::NeedsSource => "needs-source",
            Self::NotCheckable => "not-checkable",
            Self::Custom => "custom",
            Self::Key => "key",
            Self::Selection => "selection",
            Self::Match => "match",
            Self::Notice => "notice",
            Self::Error => "error",
            Self::Footer => "footer",
        }
    }

    /// The role of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A colour as a terminal knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// Whatever the terminal uses.
    Default,
    /// One of the sixteen named ones, 0 to 15, black to bright white (ECMA-48 and aixterm).
    Named(u8),
    /// One of the 256 of xterm's palette.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The sixteen names, in the order of their numbers.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright black",
    "bright red",
    "bright green",
    "bright yellow",
    "bright blue",
    "bright magenta",
    "bright cyan",
    "bright white",
];

const ATTRIBUTES: [&str; 6] = ["bold", "dim", "italic", "underline", "reversed", "on"];

/// How something is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// The letters' colour; `None` leaves it as it is.
    pub fg: Option<Color>,
    /// The ground's colour; `None` leaves it as it is.
    pub bg: Option<Color>,
    /// Bold.
    pub bold: bool,
    /// Faint.
    pub dim: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Letters and ground exchanged.
    pub reversed: bool,
}

/// Why a style can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleError {
    /// The word that was not understood.
    pub word: String,
    /// What was perhaps meant.
    pub meant: Option<String>,
}

impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is no colour or attribute", self.word)
    }
}

impl std::str::FromStr for Style {
    type Err = StyleError;

    /// A colour and attributes in any order, and `on` before the ground's colour: "cyan",
    /// "bold #e0c080", "black on bright yellow". Nothing gives the plain style.
    fn from_str(text: &str) -> Result<Self, StyleError> {
        let mut style = Self::default();
        let mut ground = false;
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            match word {
                "bold" => style.bold = true,
                "dim" => style.dim = true,
                "italic" => style.italic = true,
                "underline" => style.underline = true,
                "reversed" => style.reversed = true,
                "on" if !ground && words.peek().is_some() => ground = true,
                _ => {
                    let bright = (word == "bright").then(|| words.next()).flatten();
                    let name = bright.map_or_else(|| word.to_owned(), |rest| format!("bright {rest}"));
                    let slot = if ground { &mut style.bg } else { &mut style.fg };
                    match color(&name) {
                        Some(color) if slot.is_none() => *slot = Some(color),
                        _ => return Err(StyleError { meant: meant(&name), word: name }),
                    }
                }
            }
        }
        Ok(style)
    }
}

fn color(word: &str) -> Option<Color> {
    if word == "default" {
        return Some(Color::Default);
    }
    if let Some(at) = NAMES.iter().position(|name| *name == word) {
        return u8::try_from(at).ok().map(Color::Named);
    }
    if let Some(hex) = word.strip_prefix('#') {
        let valid = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(hex, 16).ok().filter(|_| valid)?;
        let [_, red, green, blue] = number.to_be_bytes();
        return Some(Color::Rgb(red, green, blue));
    }
    word.parse().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit())).map(Color::Indexed)
}

fn meant(word: &str) -> Option<String> {
    let known = NAMES.iter().chain(&ATTRIBUTES).chain(&["default"]).copied();
    super::file::nearest(word, known).filter(|found| *found != word).map(str::to_owned)
}

/// A style for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// Names of the themes that come with the program.
    ///
    /// "dark" and "light" use 24-bit colours; "ansi" only the sixteen named ones, on either
    /// ground; "mono" only attributes.
    pub const BUILT_IN: [&str; 4] = ["dark", "light", "ansi", "mono"];

    /// A theme that comes with the program.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let text = match name {
            "dark" => include_str!("../../assets/themes/dark.toml"),
            "light" => include_str!("../../assets/themes/light.toml"),
            "ansi" => include_str!("../../assets/themes/ansi.toml"),
            "mono" => include_str!("../../assets/themes/mono.toml"),
            _ => return None,
        };
        // A test reads all four; here a line that can't be read leaves its role plain.
        let mut theme = Self::plain();
        let table: toml::Table = text.parse().unwrap_or_default();
        for (role, style) in &table {
            if let (Some(role), Some(Ok(style))) = (Role::from_name(role), style.as_str().map(str::parse)) {
                theme.set(role, style);
            }
        }
        Some(theme)
    }

    /// Everything plain.
    #[must_use]
    pub fn plain() -> Self {
        Self { styles: [Style::default(); Role::ALL.len()] }
    }

    /// What a role looks like.
    #[must_use]
    pub const fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Changes what a role looks like.
    pub const fn set(&mut self, role: Role, style: Style) {
        self.styles[role as usize] = style;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles() {
        let plain = Style::default();
        let check = |text: &str, expected: Style| assert_eq!(text.parse(), Ok(expected), "{text}");
        check("", plain);
        check("cyan", Style { fg: Some(Color::Named(6)), ..plain });
        check("bold #e0c080", Style { fg: Some(Color::Rgb(0xe0, 0xc0, 0x80)), bold: true, ..plain });
        check("black on bright yellow", Style { fg: Some(Color::Named(0)), bg: Some(Color::Named(11)), ..plain });
        check("on 236 underline", Style { bg: Some(Color::Indexed(236)), underline: true, ..plain });
        check(
            "reversed dim italic default",
            Style { fg: Some(Color::Default), reversed: true, dim: true, italic: true, ..plain },
        );
        let wrong = |text: &str, meant: Option<&str>| {
            let error = text.parse::<Style>().expect_err(text);
            assert_eq!(error.meant.as_deref(), meant, "{text}: {error}");
        };
        wrong("cian", Some("cyan"));
        wrong("bright grean", Some("bright green"));
        wrong("256", None);
        wrong("+12", None);
        wrong("#12345", None);
        wrong("#+12345", None);
        wrong("red on", Some("on").filter(|_| false));
        wrong("red blue", None);
    }

    #[test]
    fn shipped_themes_are_complete() {
        for name in Theme::BUILT_IN {
            let path = format!("{}/assets/themes/{name}.toml", env!("CARGO_MANIFEST_DIR"));
            let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
            assert_eq!(table.len(), Role::ALL.len(), "{name}");
            for role in Role::ALL {
                let style: Style = table[role.name()].as_str().unwrap().parse().unwrap();
                assert_eq!(Theme::built_in(name).unwrap().style(role), style);
                let colours = [style.fg, style.bg];
                match name {
                    "ansi" => assert!(colours.iter().flatten().all(|c| matches!(c, Color::Named(_) | Color::Default))),
                    "mono" => assert_eq!(colours, [None, None], "{}", role.name()),
                    _ => {}
                }
            }
        }
        assert_eq!(Role::ALL.map(|role| role as usize), std::array::from_fn(|index| index));
    }

    #[test]
    fn parts_of_a_claim_look_different() {
        use Role::{Content, Cue, Hedge, Source, Text, Time, Venue};
        for name in Theme::BUILT_IN {
            let theme = Theme::built_in(name).unwrap();
            let roles = [Text, Source, Cue, Content, Hedge, Time, Venue];
            for (index, a) in roles.iter().enumerate() {
                for b in &roles[index + 1..] {
                    assert_ne!(theme.style(*a), theme.style(*b), "{name}: {} and {}", a.name(), b.name());
                }
            }
        }
    }

    /// Contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) on the grounds that terminals have.
    #[test]
    fn colours_can_be_read() {
        let luminance = |(r, g, b): (u8, u8, u8)| {
            let linear = |channel: u8| {
                let c = f64::from(channel) / 255.0;
                if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
        };
        let contrast = |a, b| {
            let (a, b): (f64, f64) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        let grounds = [("dark", [(0, 0, 0), (0x28, 0x2c, 0x34)]), ("light", [(255, 255, 255), (0xfd, 0xf6, 0xe3)])];
        let letters = [("dark", (0xd0, 0xd0, 0xd0)), ("light", (0x30, 0x30, 0x30))];
        for ((name, grounds), (_, default)) in grounds.into_iter().zip(letters) {
            let theme = Theme::built_in(name).unwrap();
            for role in Role::ALL {
                let style = theme.style(role);
                let front = if let Some(Color::Rgb(r, g, b)) = style.fg { (r, g, b) } else { default };
                let least = if role == Role::Border { 1.5 } else { 4.5 };
                for ground in grounds {
                    let ground = if let Some(Color::Rgb(r, g, b)) = style.bg { (r, g, b) } else { ground };
                    let found = contrast(front, ground);
                    assert!(found >= least, "{name}, {}: {found:.1}", role.name());
                }
            }
        }
    }
}
