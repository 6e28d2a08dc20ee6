//! The decoded article.

use crate::base::{Hash, Notice};
use jiff::civil::Date;
use std::path::PathBuf;

/// Where a text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, by its absolute path.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A text that came with the program, by its name.
    Bundled(&'static str),
    /// One line of a JSON Lines stream, by its id.
    Record(String),
}

/// How the blocks of a text are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Lines and blank lines.
    #[default]
    Plain,
    /// Markdown: headings, quotes, lists; its markup is concealed on the screen.
    Markdown,
}

/// How the bytes were decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charset {
    /// WHATWG name: "UTF-8", "windows-1252".
    pub name: &'static str,
    /// Whether it was guessed from the bytes, neither valid UTF-8 nor told by a mark.
    pub guessed: bool,
    /// Characters that had to be replaced by U+FFFD.
    pub replaced: usize,
}

/// The decoded article: the one owner of its text. Everything later holds spans into
/// [`Text::content`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The canonical text: LF line ends, otherwise as written.
    pub content: String,
    /// SHA-256 of `content`.
    pub hash: Hash,
    /// A short name for people: the file name, "standard input". Untrusted.
    pub name: String,
    /// Where it came from.
    pub origin: Origin,
    /// How blocks are told apart.
    pub format: Format,
    /// How the bytes were decoded.
    pub charset: Charset,
    /// When the file was last changed (UTC), the last resort for resolving "on Tuesday".
    pub modified: Option<Date>,
    /// Whether `content` differs from the input bytes (line ends, encoding).
    pub altered: bool,
    /// What a reader should know: guessed encoding, replaced or hidden characters.
    pub notices: Vec<Notice>,
}

impl Text {
    /// A text from a string that is already canonical (tests, bundled briefings, streams).
    #[must_use]
    pub fn from_string(name: &str, origin: Origin, content: String) -> Self {
        Self {
            hash: Hash::of(content.as_bytes()),
            content,
            name: name.to_owned(),
            origin,
            format: Format::Plain,
            charset: Charset { name: "UTF-8", guessed: false, replaced: 0 },
            modified: None,
            altered: false,
            notices: Vec::new(),
        }
    }
}
