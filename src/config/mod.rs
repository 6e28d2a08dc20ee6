//! Settings: `config.toml` at the top of the repository is embedded and *is* the default;
//! a user's file changes parts of it.
//!
//! **Invariants:** every key of the shipped file is a field here and the reverse (a test
//! compares them); a wrong file never keeps the program from running. **Deliberately
//! absent:** which commands exist (`command` checks the names in `[keys.bind]`).

mod file;
pub mod theme;

pub use theme::{Color, Role, Style, Theme};

use crate::base::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// How the screen looks.
    pub view: View,
    /// How reading goes on.
    pub reading: Reading,
    /// What keys do.
    pub keys: Keys,
    /// Annotating.
    pub annotate: Annotate,
    /// Understanding.
    pub analysis: Analysis,
    /// Where annotations are kept.
    pub store: Store,
    /// Programs that are run.
    pub programs: Programs,
    /// Limits.
    pub limits: Limits,
    /// Themes of the user, by name, with what they don't say taken from their base.
    pub themes: BTreeMap<String, Theme>,
}

/// How the screen looks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Columns of the text, 40 to 88.
    #[serde(deserialize_with = "file::whole::<40, 88, _, _>")]
    pub width: u16,
    /// "auto" or the name of a theme.
    pub theme: String,
    /// Lines and marks.
    pub marks: Marks,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Lines kept in view around the current claim, 0 to 10.
    #[serde(deserialize_with = "file::whole::<0, 10, _, _>")]
    pub margin: u16,
}

/// Which characters lines and marks are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marks {
    /// By the locale.
    Auto,
    /// Unicode.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How reading goes on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Whether an article opens where it was left.
    pub resume: bool,
    /// Versions of an article without marks that are kept with their text.
    #[serde(deserialize_with = "file::whole::<0, 100, _, _>")]
    pub versions: usize,
}

/// What keys do.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    /// Which set of keys to start from.
    pub preset: Preset,
    /// What digits do.
    pub digits: Digits,
    /// `[keys.bind]`, in the order of the file.
    pub bind: Vec<Binding>,
}

/// One line of `[keys.bind]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Name of a command, not checked yet.
    pub command: String,
    /// Keys as written, not checked yet; none unbinds.
    pub keys: Vec<String>,
    /// Where it stands, for messages: `path:line:column`.
    pub place: String,
}

/// A set of default keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Digits mark claims.
    Default,
    /// Letters mark claims too.
    Mnemonic,
}

/// What digits do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digits {
    /// Mark the claim.
    Status,
    /// Count; `,` and a digit marks the claim.
    Count,
}

/// Annotating.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "file::Annotate")]
pub struct Annotate {
    /// The reader's name; empty takes the login name.
    pub creator: String,
    /// Names of the digits 8 and 9; empty leaves them free.
    pub custom: [String; 2],
}

/// Understanding.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Analysis {
    /// A folder with weights for the trained engine; `None` for those in the program.
    #[serde(deserialize_with = "file::path")]
    pub models: Option<PathBuf>,
}

/// Where annotations are kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The file; `None` for the user's data folder.
    #[serde(deserialize_with = "file::path")]
    pub path: Option<PathBuf>,
}

/// Programs that are run when a key asks for it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Programs {
    /// What opens a web address; empty for the system's own.
    pub open_link: String,
    /// What the prompt for a command begins with.
    pub pipe: String,
}

/// Limits.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest input in MiB.
    #[serde(deserialize_with = "file::whole::<1, 2048, _, _>")]
    pub input: u64,
}

impl Config {
    /// The shipped `config.toml`, as text.
    pub const DEFAULT: &str = include_str!("../../config.toml");

    /// Reads a user's file over the defaults. What is wrong in it is skipped, key by key, and
    /// told in the errors; an unreadable file leaves the defaults.
    #[must_use]
    pub fn load(path: &Path) -> (Self, Vec<Error>) {
        file::load(path)
    }

    /// As [`Config::load`], for a text; `place` names it in messages.
    #[must_use]
    pub fn parse(text: &str, place: &str) -> (Self, Vec<Error>) {
        file::parse(text, place)
    }

    /// A theme of the user or of the program, by name. "auto" is no theme: who asks the
    /// terminal decides.
    #[must_use]
    pub fn theme(&self, name: &str) -> Option<Theme> {
        self.themes.get(name).cloned().or_else(|| Theme::built_in(name))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::parse("", "config.toml").0
    }
}
