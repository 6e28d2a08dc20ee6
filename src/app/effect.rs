//! What comes in from outside, and what must be done there.

use crate::analysis::Analysis;
use crate::analysis::why::Part;
use crate::annotation::{Annotation, Change, Notes, Place, Places};
use crate::base::{Error, Hash};
use crate::command::Key;
use crate::comparison::Comparison;
use crate::document::Document;
use crate::load::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Unfinished notes, by the name of the annotation (or "text" for the whole text).
pub type Drafts = BTreeMap<String, String>;

/// One article of the library.
#[derive(Clone, Debug, PartialEq)]
pub struct LibraryRow {
    /// Title or file name. Untrusted.
    pub title: String,
    /// Where it is.
    pub origin: Origin,
    /// When it was last read, for people ("2026-05-19 16:42").
    pub last_read: String,
    /// Claims with a status.
    pub checked: usize,
    /// Claims.
    pub claims: usize,
    /// Who wrote or sent it, where it is an entry of a feed or mailbox. Untrusted.
    pub by: String,
}

/// What changed in an article.
#[derive(Clone, Debug)]
pub struct Compared {
    /// When the other version was read, for people ("2026-05-19 16:42").
    pub before: String,
    /// The differences.
    pub found: Comparison,
}

/// What a mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button was pressed.
    Click,
    /// The wheel was turned down (`true`) or up.
    Wheel(bool),
}

/// A mouse event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Column from 0.
    pub column: u16,
    /// Row from 0.
    pub row: u16,
}

/// What wakes the program.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has this many columns and rows.
    Resized(u16, u16),
    /// An article was loaded; the position to open it at, a byte of its text, or a claim
    /// from 1.
    Opened {
        /// The article.
        document: Arc<Document>,
        /// Where it was left.
        resume: Option<usize>,
        /// The claim asked for on the command line.
        claim: Option<usize>,
    },
    /// The beginning of an article whose rest is still being read; [`Event::Opened`] brings all of it.
    Begun(Arc<Document>),
    /// So much of the begun article was read, 0.0 to 1.0.
    Reading(f32),
    /// The rest of the begun article can't be read.
    RestFailed(Error),
    /// Analysis has come so far, 0.0 to 1.0.
    Progress(Hash, f32),
    /// Claims of the article, of a first part of it (`false`) or of all (`true`).
    Analysed(Hash, Arc<Analysis>, bool),
    /// What each group of features adds to the claim whose content begins at this byte.
    Weighed(Hash, usize, Vec<Part>),
    /// What is marked on the article, as stored, and where it was found in its text.
    Notes(Hash, Notes, Places, Drafts),
    /// What other readers say about the article, and where that is in its text.
    Others(Hash, Vec<(Annotation, Place)>),
    /// A change is on the disk.
    Saved(Change),
    /// The last change was taken back (`true`: done again); `None` when there was none.
    Undone(Option<Change>, bool),
    /// A change could not be saved; the change that was lost.
    SaveFailed(Error, Option<Change>),
    /// Annotations can only be read.
    ReadOnly(Error),
    /// What the library holds.
    Library(Vec<LibraryRow>),
    /// The entries of a feed or mailbox, to pick from.
    Entries(Vec<LibraryRow>),
    /// What `$EDITOR` left; `None` if it was given up.
    Edited(Option<String>),
    /// What changed since the version read before; `None` if none is known.
    Compared(Hash, Option<Arc<Compared>>),
    /// What a command said about the words it was given.
    Piped {
        /// The command as typed.
        command: String,
        /// What it wrote. Untrusted.
        output: String,
    },
    /// Something outside failed.
    Failed(Error),
    /// Something outside is worth saying.
    Notice(String),
}

/// What must be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Store a change; the answer is [`Event::Saved`] or [`Event::SaveFailed`].
    Save(Change),
    /// Take the last change on this article back; the answer is [`Event::Undone`].
    Undo,
    /// Do it again; the answer is [`Event::Undone`].
    Redo,
    /// Compare the open article with the version read before; the answer is
    /// [`Event::Compared`].
    Compare,
    /// Tell what is marked on the open article; the answer is [`Event::Notes`].
    TellNotes,
    /// Keep an unfinished note, or forget it (`None`).
    KeepDraft(String, Option<String>),
    /// Remember where the reader is.
    KeepPlace {
        /// Byte of the text.
        byte: usize,
        /// Claims with a status.
        checked: usize,
        /// Claims.
        claims: usize,
    },
    /// Open an article.
    Open(Origin),
    /// Read the open article's file again.
    Reload,
    /// Weigh what decided on the claim whose content begins at this byte; the answer is
    /// [`Event::Weighed`].
    Weigh(usize),
    /// List the library; the answer is [`Event::Library`].
    ListLibrary,
    /// Let `$EDITOR` edit this; the answer is [`Event::Edited`].
    RunEditor(String),
    /// Open this web address in the browser.
    OpenLink(String),
    /// Run a command with these words as its input; the answer is [`Event::Piped`].
    Pipe {
        /// The command as typed.
        command: String,
        /// Its input.
        words: String,
    },
    /// Give this to the terminal's clipboard; it holds no control characters but line ends.
    Copy(String),
    /// Stop until the shell goes on with the program.
    Suspend,
    /// Draw everything anew.
    Redraw,
}
