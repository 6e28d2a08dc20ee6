//! The reader's marks on disk: one SQLite file with an append-only journal of events and
//! the state derived from it.
//!
//! **Invariants:** every method that changes something returns only after the change is
//! durable (WAL, `synchronous=FULL`); an event and the state derived from it change in one
//! transaction, and replaying the journal gives the state again ([`Store::verify`]); no
//! event is ever changed or removed; nothing is marked on a text that is not kept itself.
//! Time and creator are arguments. **Deliberately absent:** how marks are found again in a
//! changed text (`annotation::places`), and what to do when the disk refuses (the caller's).

mod backup;
mod exchange;
mod journal;
mod open;
mod reading;
mod rebase;
mod record;
mod schema;
mod verify;
mod versions;

pub use backup::{Backup, back_up, backups, folder as backup_folder};
pub use exchange::{Imported, is_journal};
pub use journal::Arrival;
pub use reading::Reading;
pub use verify::Verified;
pub use versions::Read;

use crate::annotation::{self, Annotation, AnnotationId, Change, Notes, Places, SourceGrade};
use crate::base::{Error, ErrorKind, Hash, Notice, Result};
use crate::document::Document;
use crate::load::{Format, Origin, Text};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The name of one event of the journal (UUID version 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub Uuid);

impl EventId {
    /// The name of what arrives from elsewhere, the same each time that it does (UUID version
    /// 8, RFC 9562 section 5.8: the first 16 bytes of a SHA-256).
    #[must_use]
    pub fn for_arrival(what: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Hash::of(what.as_bytes()).bytes()[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is kept of a text with the first mark on it.
#[derive(Clone, Copy, Debug)]
pub struct DocumentInfo<'a> {
    /// Its identity.
    pub hash: Hash,
    /// A short name for people.
    pub name: &'a str,
    /// Its file, if it has one.
    pub path: Option<&'a Path>,
    /// How its blocks are told apart.
    pub format: Format,
    /// Its title.
    pub title: Option<&'a str>,
    /// The canonical text, whole.
    pub text: &'a str,
}

impl<'a> DocumentInfo<'a> {
    /// Of a parsed document.
    #[must_use]
    pub fn of(document: &'a Document) -> Self {
        let text = &document.text;
        Self {
            hash: text.hash,
            name: &text.name,
            path: path_of(&text.origin),
            format: text.format,
            title: document.title.map(|span| span.of(&text.content)),
            text: &text.content,
        }
    }
}

/// The file that a text came from.
#[must_use]
pub fn path_of(origin: &Origin) -> Option<&Path> {
    match origin {
        Origin::File(path) => Some(path),
        Origin::Stdin | Origin::Bundled(_) | Origin::Record(_) => None,
    }
}

/// What was written to the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The name of the event.
    pub event: EventId,
    /// What really changed: its "before" is what was stored, its "after" what is stored
    /// now. It differs from what was asked for where another window had changed the same
    /// field meanwhile; apply this one to one's own [`Notes`].
    pub change: Change,
}

/// What several readers say about one text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Everyone {
    /// All annotations, of whatever reader.
    pub annotations: BTreeMap<AnnotationId, Annotation>,
    /// Those of them that were made elsewhere by others than the reader at hand.
    pub others: BTreeSet<AnnotationId>,
    /// All grades of sources, by name and then reader.
    pub grades: Vec<SourceGrade>,
}

/// The version of the SQLite that is built in.
#[must_use]
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// An open store, and what is worth saying about it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// That it can only be read, for instance.
    pub notices: Vec<Notice>,
}

/// The store of all annotations of one user.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// The file; `None` in memory.
    path: Option<PathBuf>,
    /// Why nothing can be written.
    read_only: Option<String>,
    /// A commit failed: the connection must be opened anew before the next write, since
    /// what it believes to be on disk may not be there.
    doubtful: bool,
    /// Dropped, and so done, after the connection is closed.
    _folder: Option<open::SyncFolder>,
}

impl Store {
    /// Opens the store, and makes it if there is none: folders with mode 0700, the file
    /// with 0600. A store of a newer version, or one that may not be written, is opened for
    /// reading, which a notice says. A damaged one is put aside under another name, and the
    /// newest whole backup takes its place ([`back_up`]), which a notice says too.
    ///
    /// # Errors
    /// When the folder or file can't be made or read, is no store, or is damaged and there is no
    /// backup.
    pub fn open(path: &Path) -> Result<Opened> {
        open::open(path)
    }

    /// As [`Store::open`], but what is damaged is told and stays as it is, and `None` where there is
    /// no store yet.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn examine(path: &Path) -> Result<Option<Opened>> {
        let there = path.try_exists().unwrap_or(true);
        there.then(|| open::open_unrepaired(path)).transpose()
    }

    /// As [`Store::open`], but `None` where there is no store yet.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_existing(path: &Path) -> Result<Option<Opened>> {
        let none = path.try_exists().is_ok_and(|exists| !exists) && !backup::pending(path).exists();
        if none { Ok(None) } else { Self::open(path).map(Some) }
    }

    /// A store that is gone with the program.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn open_in_memory() -> Result<Self> {
        open::open_in_memory()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// What this reader marked on this text and on earlier texts of the same file, with the
    /// targets as they were stored (the caller anchors them), and the grades of all sources.
    /// What was marked in this store under another name counts as this reader's; what others
    /// marked elsewhere does not ([`Store::everyone`] has it).
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn notes(&self, document: &Hash, path: Option<&Path>, reader: &str) -> Result<Notes> {
        Ok(self.notes_and_others(document, path, reader)?.0)
    }

    /// As [`Store::notes`], with what others marked elsewhere.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn notes_and_others(
        &self,
        document: &Hash,
        path: Option<&Path>,
        reader: &str,
    ) -> Result<(Notes, BTreeMap<AnnotationId, Annotation>)> {
        let read = || -> rusqlite::Result<(Notes, BTreeMap<AnnotationId, Annotation>)> {
            let (mut notes, mut others) = (Notes::default(), BTreeMap::new());
            for (annotation, here) in self.annotations_on(document, path)? {
                let whose = if here || annotation.creator == reader { &mut notes.annotations } else { &mut others };
                whose.insert(annotation.id, annotation);
            }
            let mut grades = self.grades()?;
            grades.retain(|(grade, here)| *here || grade.creator == reader);
            // The reader's own grade comes last and so stands; else the newest.
            grades.sort_by_key(|(grade, _)| (grade.creator == reader, grade.modified));
            notes.sources = grades.into_iter().map(|(grade, _)| (grade.name.clone(), grade)).collect();
            Ok((notes, others))
        };
        read().map_err(|error| self.wrong("cannot read the annotations", &error))
    }

    /// What everybody marked on this text and on earlier texts of the same file.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn everyone(&self, document: &Hash, path: Option<&Path>, reader: &str) -> Result<Everyone> {
        let read = || -> rusqlite::Result<Everyone> {
            let mut everyone = Everyone::default();
            for (annotation, here) in self.annotations_on(document, path)? {
                if !here && annotation.creator != reader {
                    everyone.others.insert(annotation.id);
                }
                everyone.annotations.insert(annotation.id, annotation);
            }
            everyone.grades = self.grades()?.into_iter().map(|(grade, _)| grade).collect();
            Ok(everyone)
        };
        read().map_err(|error| self.wrong("cannot read the annotations", &error))
    }

    /// Where annotations stand in this text; those made on another version of it are found with
    /// the help of that version, which is kept (see [`crate::annotation::places()`]).
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn places<'n>(&self, annotations: impl IntoIterator<Item = &'n Annotation>, text: &Text) -> Result<Places> {
        let old = |hash: &Hash| Ok(self.text(hash)?.map(|text| text.content));
        annotation::places(annotations, &text.content, text.hash, old)
    }

    /// All annotations that say something, each with whether something of it was done here.
    fn annotations_on(&self, document: &Hash, path: Option<&Path>) -> rusqlite::Result<Vec<(Annotation, bool)>> {
        let mut query = self.connection.prepare(
            "SELECT * FROM annotation WHERE document = ?1 OR document IN (SELECT document FROM location WHERE path = ?2)",
        )?;
        let rows = query.query_map((&document.bytes()[..], path.map(reading::path_bytes)), |row| {
            Ok((record::annotation(row)?, made_here(row)))
        })?;
        rows.filter(|row| !row.as_ref().is_ok_and(|(annotation, _)| annotation.is_blank())).collect()
    }

    /// All grades of sources by name and reader, each with whether it was given here.
    fn grades(&self) -> rusqlite::Result<Vec<(SourceGrade, bool)>> {
        let mut query = self.connection.prepare("SELECT * FROM source ORDER BY name, creator")?;
        let rows = query.query_map((), |row| Ok((record::source(row)?, made_here(row))))?;
        rows.collect()
    }

    /// One annotation, by its name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn annotation(&self, id: AnnotationId) -> Result<Option<Annotation>> {
        let found = journal::stored(&self.connection, id);
        let found = found.map_err(|error| self.wrong("cannot read the annotations", &error))?;
        Ok(found.filter(|annotation| !annotation.is_blank()))
    }

    /// A number that changes when another connection has written: another window's marks.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn data_version(&self) -> Result<i64> {
        self.connection
            .query_row("PRAGMA data_version", (), |row| row.get(0))
            .map_err(|error| self.wrong("cannot ask for changes", &error))
    }

    /// Runs `act` in one transaction and returns after it is durable.
    fn write<T>(&mut self, what: &str, act: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        if let Some(why) = &self.read_only {
            let error = Error::new(ErrorKind::Store, what, why);
            return Err(self.path.as_deref().map_or(error.clone(), |path| error.at(path)));
        }
        if self.doubtful
            && let Some(path) = self.path.clone()
        {
            *self = open::open_unrepaired(&path)?.store;
        }
        let mut doubtful = false;
        let result = (|| {
            // IMMEDIATE: waits for the other window now, instead of failing half-way.
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = act(&transaction)?;
            doubtful = true;
            transaction.commit()?;
            doubtful = false;
            Ok(result)
        })();
        self.doubtful = doubtful;
        result.map_err(|error| self.wrong(what, &error))
    }

    /// The error for people.
    fn wrong(&self, what: &str, error: &rusqlite::Error) -> Error {
        let error = open::explain(what, error);
        self.path.as_deref().map_or(error.clone(), |path| error.at(path))
    }
}

/// Whether a row was made here. A store of an earlier version that can only be read lacks the
/// column: everything in it was.
fn made_here(row: &rusqlite::Row<'_>) -> bool {
    row.get("here").unwrap_or(true)
}

#[cfg(test)]
mod tests;
