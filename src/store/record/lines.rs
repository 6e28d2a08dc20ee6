//! A journal as lines of JSON: what one store gives to another.

use super::{ChangeRecord, damaged};
use crate::annotation::Change;
use crate::base::Hash;
use crate::load::Format;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The number of this format. Keys are only added to it.
pub(in crate::store) const SCHEMA: u32 = 1;

/// One line; exactly one key is there.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::store) enum Line {
    /// The first: what follows.
    Journal {
        /// See [`SCHEMA`].
        schema: u32,
        /// The program and its version.
        generator: String,
    },
    /// A text that events are about.
    Document(DocumentLine),
    /// One event.
    Event(EventLine),
}

/// A text.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct DocumentLine {
    pub(in crate::store) sha256: String,
    pub(in crate::store) name: String,
    pub(in crate::store) format: FormatName,
    pub(in crate::store) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::store) text: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::store) enum FormatName {
    Plain,
    Markdown,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Plain => Self::Plain,
            FormatName::Markdown => Self::Markdown,
        }
    }
}

/// An event with what it changes.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct EventLine {
    #[serde(flatten)]
    head: Head,
    change: ChangeRecord,
}

/// An event, which refers to another by name.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::store) struct Head {
    pub(in crate::store) id: Uuid,
    pub(in crate::store) clock: i64,
    pub(in crate::store) at: String,
    /// Who did it: always a human; what the machine found is not in the journal.
    pub(in crate::store) creator: String,
    pub(in crate::store) document: String,
    pub(in crate::store) kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::store) refers: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::store) enum Kind {
    Change,
    Undo,
    Redo,
}

impl Kind {
    /// As in the journal.
    pub(in crate::store) const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Change, Self::Undo, Self::Redo].into_iter().find(|kind| kind.name() == name)
    }
}

/// What the journal has of an event.
pub(in crate::store) struct Stored {
    pub(in crate::store) id: String,
    pub(in crate::store) clock: i64,
    pub(in crate::store) at: String,
    pub(in crate::store) creator: String,
    pub(in crate::store) document: Hash,
    pub(in crate::store) kind: String,
    pub(in crate::store) refers: Option<String>,
    pub(in crate::store) payload: String,
}

impl EventLine {
    pub(in crate::store) fn of(stored: Stored) -> rusqlite::Result<Self> {
        let name = |id: &str| id.parse::<Uuid>().map_err(|_| damaged(format!("name {id}")));
        let head = Head {
            id: name(&stored.id)?,
            clock: stored.clock,
            at: stored.at,
            creator: stored.creator,
            document: stored.document.to_string(),
            kind: Kind::from_name(&stored.kind).ok_or_else(|| damaged(format!("kind {}", stored.kind)))?,
            refers: stored.refers.as_deref().map(name).transpose()?,
        };
        Ok(Self { head, change: ChangeRecord::from(&super::from_json(&stored.payload)?) })
    }

    /// The event and its change, which is checked.
    pub(in crate::store) fn split(self) -> Result<(Head, Change), String> {
        Ok((self.head, self.change.read()?))
    }
}

/// One line, without its end.
pub(in crate::store) fn write(line: &Line) -> rusqlite::Result<String> {
    serde_json::to_string(line).map_err(|error| damaged(error.to_string()))
}

/// The line of a text.
pub(in crate::store) fn read(line: &str) -> Result<Line, String> {
    serde_json::from_str(line).map_err(|error| error.to_string())
}
