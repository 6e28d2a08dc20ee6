//! Where the reader was, the library, kept texts, and notes that are being written. None of
//! it is in the journal: it is convenience, not record.

use super::{Store, record};
use crate::base::{Hash, Result};
use crate::load::samples::SAMPLES;
use crate::load::{Format, Origin, Text};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// How far one text was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text.
    pub document: Hash,
    /// Where it came from.
    pub origin: Origin,
    /// A short name for people. Untrusted.
    pub name: String,
    /// Its title. Untrusted.
    pub title: Option<String>,
    /// The byte of the text where the reader was.
    pub position: usize,
    /// Claims in it.
    pub claims: usize,
    /// Claims with a status.
    pub checked: usize,
    /// When it was last open (UTC).
    pub last_read: Timestamp,
}

impl Store {
    /// Remembers where the reader is.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn save_reading(&mut self, reading: &Reading) -> Result<()> {
        let name;
        let (origin, path) = match &reading.origin {
            Origin::File(path) => ("file", path_bytes(path)),
            Origin::Stdin => ("stdin", &b""[..]),
            Origin::Bundled(bundled) => ("bundled", bundled.as_bytes()),
            Origin::Record(id) => {
                name = id.clone();
                ("record", name.as_bytes())
            }
        };
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.write("cannot remember the place", |transaction| {
            transaction
                .prepare(
                    "INSERT OR REPLACE INTO reading (document, origin, path, name, title, position, claims, checked, last_read)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    &reading.document.bytes()[..],
                    origin,
                    path,
                    reading.name,
                    reading.title,
                    number(reading.position),
                    number(reading.claims),
                    number(reading.checked),
                    record::time(reading.last_read)
                ])
                .map(drop)
        })
    }

    /// How far this text was read; if never, how far the text last read from the same file
    /// was.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn reading(&self, document: &Hash, path: Option<&Path>) -> Result<Option<Reading>> {
        let mut query = self
            .connection
            .prepare(
                "SELECT * FROM reading WHERE document = ?1 OR (origin = 'file' AND path = ?2)
                 ORDER BY document = ?1 DESC, last_read DESC LIMIT 1",
            )
            .map_err(|error| self.wrong("cannot read the place", &error))?;
        query
            .query_row(params![&document.bytes()[..], path.map(path_bytes)], read)
            .optional()
            .map_err(|error| self.wrong("cannot read the place", &error))
    }

    /// What was read before and can be opened again, the last first: files by their newest
    /// text, bundled texts, and texts that are kept because something is marked on them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn library(&self) -> Result<Vec<Reading>> {
        let query = || -> rusqlite::Result<Vec<Reading>> {
            let mut query = self.connection.prepare(
                "SELECT * FROM reading AS r
                 WHERE CASE origin
                     WHEN 'file' THEN NOT EXISTS (SELECT 1 FROM reading AS later WHERE later.origin = 'file'
                         AND later.path = r.path AND (later.last_read, later.document) > (r.last_read, r.document))
                     WHEN 'bundled' THEN 1
                     ELSE EXISTS (SELECT 1 FROM document WHERE hash = r.document) END
                 ORDER BY last_read DESC, name",
            )?;
            let rows = query.query_map((), read)?;
            rows.collect()
        };
        query().map_err(|error| self.wrong("cannot read the library", &error))
    }

    /// The text that is kept with its marks, when its file is gone or has changed.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn text(&self, document: &Hash) -> Result<Option<Text>> {
        let query = || -> rusqlite::Result<Option<Text>> {
            let mut query = self.connection.prepare(
                "SELECT name, format, text, (SELECT path FROM location WHERE document = hash LIMIT 1)
                 FROM document WHERE hash = ?1",
            )?;
            query
                .query_row([&document.bytes()[..]], |row| {
                    let (name, format, content): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let path: Option<Vec<u8>> = row.get(3)?;
                    let origin = path.map_or(Origin::Stdin, |path| Origin::File(path_from(path)));
                    let mut text = Text::from_string(&name, origin, content);
                    if format == "markdown" {
                        text.format = Format::Markdown;
                    }
                    Ok(text)
                })
                .optional()
        };
        query().map_err(|error| self.wrong("cannot read the kept text", &error))
    }

    /// Keeps an unfinished note under a key, or forgets it (`None`).
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn save_draft(&mut self, document: &Hash, key: &str, text: Option<&str>, now: Timestamp) -> Result<()> {
        let hash = &document.bytes()[..];
        self.write("cannot keep the draft", |transaction| {
            match text {
                Some(text) => transaction
                    .prepare("INSERT OR REPLACE INTO draft (document, key, text, saved) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![hash, key, text, record::time(now)]),
                None => transaction
                    .prepare("DELETE FROM draft WHERE document = ?1 AND key = ?2")?
                    .execute(params![hash, key]),
            }
            .map(drop)
        })
    }

    /// Unfinished notes on this text, by key. They stay until they are forgotten with
    /// [`Store::save_draft`], so that a second crash loses nothing either.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn drafts(&self, document: &Hash) -> Result<BTreeMap<String, String>> {
        let query = || -> rusqlite::Result<BTreeMap<String, String>> {
            let mut query = self.connection.prepare("SELECT key, text FROM draft WHERE document = ?1")?;
            let rows = query.query_map([&document.bytes()[..]], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        query().map_err(|error| self.wrong("cannot read the drafts", &error))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Reading> {
    let (origin, path): (String, Vec<u8>) = (row.get("origin")?, row.get("path")?);
    let words = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let number = |column: &str| row.get::<_, i64>(column).map(|number| usize::try_from(number).unwrap_or(0));
    Ok(Reading {
        document: Hash::from_bytes(row.get("document")?),
        origin: match origin.as_str() {
            "file" => Origin::File(path_from(path)),
            "bundled" => {
                let name = words(path);
                let sample = SAMPLES.iter().find(|sample| sample.name == name);
                sample.map_or(Origin::Record(name), |sample| Origin::Bundled(sample.name))
            }
            "record" => Origin::Record(words(path)),
            _ => Origin::Stdin,
        },
        name: row.get("name")?,
        title: row.get("title")?,
        position: number("position")?,
        claims: number("claims")?,
        checked: number("checked")?,
        last_read: record::read_time(&row.get::<_, String>("last_read")?)?,
    })
}

/// A path's bytes, as the operating system has them.
pub(super) fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

fn path_from(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}
