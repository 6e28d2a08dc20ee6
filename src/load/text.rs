//! The decoded article.

use crate::base::{Hash, Notice};
pub use crate::format::Format;
use crate::format::{Aside, Block, Meta, Page};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

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

/// What a text that was taken out of another format brought with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// The blocks, in order and apart.
    pub blocks: Vec<Block>,
    /// What the input says about itself.
    pub meta: Meta,
    /// Where pages begin, in order.
    pub pages: Vec<Page>,
    /// Names of attached files.
    pub attachments: Vec<String>,
    /// What is there and is not said in it, in order and apart.
    pub asides: Vec<Aside>,
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
    /// What the input was; of what was extracted, `structure` has the blocks.
    pub format: Format,
    /// Blocks and metadata, where the text was extracted; otherwise its lines tell the blocks.
    pub structure: Option<Arc<Structure>>,
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
            structure: None,
            charset: Charset { name: "UTF-8", guessed: false, replaced: 0 },
            modified: None,
            altered: false,
            notices: Vec::new(),
        }
    }
}
