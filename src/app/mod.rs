//! What the program is doing: one state, changed in one place.
//!
//! **Invariants:** [`update`] is the only way the state changes, and it does nothing else:
//! what must happen outside comes back as [`Effect`]s. No clock, no files, no terminal; time
//! is an argument. Whatever events come in whatever order, positions stay in range.
//! **Deliberately absent:** colours and cells (`view`), the disk (`store`, reached through
//! effects).

pub mod article;
mod begun;
pub mod check;
mod compare;
pub mod copy;
pub mod correct;
pub mod disagree;
pub mod editor;
pub mod effect;
pub mod filter;
pub mod frames;
mod keys;
pub mod layout;
pub mod lists;
pub mod mark;
pub mod moves;
mod opening;
mod outside;
pub mod overlay;
pub mod page;
pub mod play;
pub mod recheck;
mod recut;
mod rename;
mod rows;
mod saving;
pub mod search;
pub mod select;
pub mod tutorial;
mod typing;
mod update;
mod why;
mod words;

pub use article::{Article, Item, Progress, Rest};
pub use effect::{Compared, Drafts, Effect, Event, LibraryRow, Mouse, MouseKind};
pub use layout::Layout;
pub use overlay::Overlay;
pub use update::update;

use crate::base::{Error, Shown};
use crate::command::{Key, Keymap, Scope};
use crate::config::Config;
use jiff::Timestamp;
use std::sync::Arc;

/// Where keys go when nothing lies over the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The text.
    #[default]
    Text,
    /// The list of people.
    People,
    /// The list of venues.
    Venues,
}

/// How urgent a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What happened.
    Plain,
    /// What the reader should look at.
    Notice,
    /// What failed.
    Error,
}

/// One line for the reader, shown until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How urgent.
    pub tone: Tone,
    /// What it says.
    pub text: Shown,
}

/// The whole state.
#[derive(Debug)]
pub struct App {
    /// Settings.
    pub config: Arc<Config>,
    /// Which keys run which commands.
    pub keymap: Keymap,
    /// Who annotates.
    pub creator: String,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Wanted columns of text; the layout may give less.
    pub text_width: u16,
    /// The open article.
    pub article: Option<Article>,
    /// Where keys go.
    pub focus: Focus,
    /// Whether the focused panel, or the text, has the whole screen.
    pub zoomed: bool,
    /// What lies over the article, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Keys pressed so far of a longer sequence.
    pub pending: Vec<Key>,
    /// A count typed before a movement, where digits count.
    pub count: Option<usize>,
    /// What to say until the next key.
    pub message: Option<Message>,
    /// Why annotations can't be saved, if they can't.
    pub read_only: Option<Error>,
    /// The briefings read before.
    pub library: Vec<LibraryRow>,
    /// The entries of the feed or mailbox that was opened; they stand first in the library.
    pub entries: Vec<LibraryRow>,
    /// The lesson of the practice briefing that is going on.
    pub tutorial: Option<tutorial::Tutorial>,
    /// What a command said last. Untrusted.
    pub output: String,
    /// The command typed last.
    pub last_command: String,
    /// Whether to leave.
    pub quit: bool,
    /// The time of the event that is being handled.
    now: Timestamp,
}

impl App {
    /// Nothing open yet.
    #[must_use]
    pub fn new(config: Arc<Config>, keymap: Keymap, creator: String, size: (u16, u16)) -> Self {
        Self {
            text_width: config.view.width,
            config,
            keymap,
            creator,
            size,
            article: None,
            focus: Focus::Text,
            zoomed: false,
            overlays: Vec::new(),
            pending: Vec::new(),
            count: None,
            message: None,
            read_only: None,
            library: Vec::new(),
            entries: Vec::new(),
            tutorial: None,
            output: String::new(),
            last_command: String::new(),
            quit: false,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    /// Where keys go now.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.overlays.last() {
            Some(overlay) => overlay.scope(),
            None if self.article.as_ref().is_some_and(|article| article.selection.is_some()) => Scope::SELECT,
            None => match self.focus {
                Focus::Text => Scope::TEXT,
                Focus::People => Scope::PEOPLE,
                Focus::Venues => Scope::VENUES,
            },
        }
    }

    /// Where everything goes on a screen of this size.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let mut layout = Layout::new(self.size, self.text_width, self.focus, self.zoomed);
        if let Some(article) = &self.article {
            let (people, venues) = article.panel_lines(usize::from(self.size.1));
            layout.share(people, venues);
        }
        if self.tutorial.is_some() && layout.people.is_none_or(|people| people != layout.body) {
            layout.text.height = layout.text.height.saturating_sub(tutorial::ROWS).max(1);
        }
        layout
    }

    /// Says something.
    pub(crate) fn say(&mut self, text: impl AsRef<str>) {
        self.message = Some(Message { tone: Tone::Plain, text: Shown::from(text.as_ref()) });
    }

    /// Says something that should be looked at.
    pub(crate) fn warn(&mut self, text: impl AsRef<str>) {
        self.message = Some(Message { tone: Tone::Notice, text: Shown::from(text.as_ref()) });
    }

    /// Says what failed.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.message = Some(Message { tone: Tone::Error, text: Shown::from(error.to_string().as_str()) });
    }

    /// The key of a command as shown, or its name where it has none.
    #[must_use]
    pub fn key(&self, command: &'static str) -> String {
        self.keymap.key_of(command).unwrap_or_else(|| format!(":{command}"))
    }
}
