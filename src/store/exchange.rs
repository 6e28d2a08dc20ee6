//! Giving a journal to another reader, and putting theirs together with ours.
//!
//! A journal is a set of events, so putting two together is their union: in whatever order
//! and however often it is done, all stores end with the same events, and with the state that
//! follows from them in the order of their clocks (`journal::replay`). Nothing is lost: what
//! one reader wrote over stands in the journal as before.

use super::record::lines::{self, DocumentLine, EventLine, FormatName, Head, Kind, Line, Stored};
use super::{DocumentInfo, Store, journal, record};
use crate::annotation::{Change, Field};
use crate::base::{Error, ErrorKind, Hash, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use uuid::Uuid;

/// Clocks beyond this are no honest count of events; below, adding one can't overflow.
const LATEST_CLOCK: i64 = 1 << 52;

const WHAT: &str = "cannot import";

/// What a journal brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Events that were not known before.
    pub new: usize,
    /// Events that were.
    pub known: usize,
    /// The texts they are about.
    pub documents: Vec<Hash>,
    /// Who made them.
    pub creators: BTreeSet<String>,
}

/// A text that came with a journal, and the events about it.
struct Journal {
    documents: BTreeMap<Hash, DocumentLine>,
    events: Vec<(Head, Hash, Change)>,
}

impl Store {
    /// All events about this text and about earlier texts of the same file, as lines of JSON:
    /// a heading, the texts (whole, if `with_text`), the events in order. `Store::import`
    /// reads them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn journal(&self, document: &Hash, path: Option<&Path>, with_text: bool, generator: &str) -> Result<String> {
        let read = || -> rusqlite::Result<String> {
            let mut events = Vec::new();
            let mut texts = BTreeSet::new();
            let mut query = self.connection.prepare(
                "SELECT e.id, e.clock, e.at, e.creator, e.document, e.kind, r.id, e.payload
                 FROM event AS e LEFT JOIN event AS r ON r.seq = e.refers
                 WHERE e.document = ?1 OR e.document IN (SELECT document FROM location WHERE path = ?2)
                 ORDER BY e.clock, e.id",
            )?;
            let mut rows = query.query((&document.bytes()[..], path.map(super::reading::path_bytes)))?;
            while let Some(row) = rows.next()? {
                let stored = Stored {
                    id: row.get(0)?,
                    clock: row.get(1)?,
                    at: row.get(2)?,
                    creator: row.get(3)?,
                    document: Hash::from_bytes(row.get(4)?),
                    kind: row.get(5)?,
                    refers: row.get(6)?,
                    payload: row.get(7)?,
                };
                texts.insert(stored.document);
                targets(&record::from_json(&stored.payload)?, &mut texts);
                events.push(lines::write(&Line::Event(EventLine::of(stored)?))?);
            }
            let heading = Line::Journal { schema: lines::SCHEMA, generator: generator.to_owned() };
            let mut out = vec![lines::write(&heading)?];
            for hash in texts {
                out.extend(document_line(&self.connection, &hash, with_text)?);
            }
            out.append(&mut events);
            out.push(String::new());
            Ok(out.join("\n"))
        };
        read().map_err(|error| self.wrong("cannot read the journal", &error))
    }

    /// Puts a journal together with ours. Its texts are tied to the file at `path`, if one is
    /// named. Returns after all of it is durable.
    ///
    /// # Errors
    /// When a line is not of a journal, when a text is neither in the journal nor kept here, or
    /// the store can't be written; then nothing of it is kept.
    pub fn import(&mut self, journal: &str, path: Option<&Path>, now: Timestamp) -> Result<Imported> {
        let journal = read(journal)?;
        let mut missing = None;
        let imported = self.write(WHAT, |transaction| {
            missing = absent(transaction, &journal)?;
            if missing.is_some() {
                return Ok(Imported::default());
            }
            let imported = take_in(transaction, &journal, path, now)?;
            if imported.new > 0 {
                journal::derive(transaction)?;
            }
            Ok(imported)
        })?;
        missing.map_or(Ok(imported), |hash| {
            let why = format!("the text that it is about is neither in it nor kept here: sha256 {hash}");
            let error = Error::new(ErrorKind::Input, WHAT, why);
            Err(error.hint("ask for a journal with its text, or name the article with --on"))
        })
    }
}

/// Whether a text is a journal of this program's: its first line says so.
#[must_use]
pub fn is_journal(text: &str) -> bool {
    text.lines().next().is_some_and(|line| matches!(lines::read(line), Ok(Line::Journal { .. })))
}

/// The texts that a change is about.
fn targets(change: &Change, into: &mut BTreeSet<Hash>) {
    match change {
        Change::Annotation { target, edits, .. } => {
            into.insert(target.document);
            for field in edits.iter().flat_map(|edit| [&edit.before, &edit.after]) {
                if let Field::Target(target) = field {
                    into.insert(target.document);
                }
            }
        }
        Change::Source { .. } => {}
        Change::Several(changes) => changes.iter().for_each(|change| targets(change, into)),
    }
}

fn document_line(connection: &Connection, hash: &Hash, with_text: bool) -> rusqlite::Result<Option<String>> {
    let found = connection
        .prepare("SELECT name, format, title, text FROM document WHERE hash = ?1")?
        .query_row([&hash.bytes()[..]], |row| {
            let format: String = row.get(1)?;
            let text: String = row.get(3)?;
            Ok(DocumentLine {
                sha256: hash.to_string(),
                name: row.get(0)?,
                format: if format == "markdown" { FormatName::Markdown } else { FormatName::Plain },
                title: if with_text { row.get(2)? } else { None },
                text: with_text.then_some(text),
            })
        })
        .optional()?;
    found.map(|found| lines::write(&Line::Document(found))).transpose()
}

/// Reads and checks the lines, each by itself and all together.
fn read(text: &str) -> Result<Journal> {
    let mut journal = Journal { documents: BTreeMap::new(), events: Vec::new() };
    let mut names: HashMap<Uuid, (Kind, String, Hash)> = HashMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| Error::new(ErrorKind::Input, WHAT, format!("line {}: {why}", number + 1));
        let hash = |hex: &str| Hash::from_hex(hex).ok_or_else(|| wrong(format!("hash {hex}")));
        match lines::read(line).map_err(wrong)? {
            Line::Journal { schema, .. } if schema > lines::SCHEMA => {
                return Err(wrong(format!("it was made by a newer onrecord (schema {schema})")));
            }
            Line::Journal { .. } => {}
            Line::Document(document) => {
                let named = hash(&document.sha256)?;
                if document.text.as_ref().is_some_and(|text| Hash::of(text.as_bytes()) != named) {
                    return Err(wrong("the text is not the one that its hash names".to_owned()));
                }
                journal.documents.insert(named, document);
            }
            Line::Event(line) => {
                let (event, change) = line.split().map_err(wrong)?;
                let document = hash(&event.document)?;
                let at = record::read_time(&event.at).map_err(|_| wrong(format!("time {}", event.at)))?;
                let event = Head { at: record::time(at), ..event };
                if !(0..=LATEST_CLOCK).contains(&event.clock) {
                    return Err(wrong(format!("clock {}", event.clock)));
                }
                match (event.kind, event.refers) {
                    (Kind::Change, None) => {}
                    (Kind::Undo | Kind::Redo, Some(refers)) => {
                        let known = names.get(&refers).map(|(kind, creator, document)| (*kind, creator, document));
                        if known != Some((Kind::Change, &event.creator, &document)) {
                            return Err(wrong(format!("it refers to {refers}, which is no change before it")));
                        }
                    }
                    _ => return Err(wrong("an undo without what it takes back".to_owned())),
                }
                names.insert(event.id, (event.kind, event.creator.clone(), document));
                journal.events.push((event, document, change));
            }
        }
    }
    Ok(journal)
}

/// A text that is neither in the journal nor kept here.
fn absent(connection: &Connection, journal: &Journal) -> rusqlite::Result<Option<Hash>> {
    let mut needed: BTreeSet<Hash> = journal.documents.keys().copied().collect();
    for (_, document, change) in &journal.events {
        needed.insert(*document);
        targets(change, &mut needed);
    }
    let mut kept = connection.prepare("SELECT 1 FROM document WHERE hash = ?1")?;
    for hash in needed {
        let brought = journal.documents.get(&hash).is_some_and(|document| document.text.is_some());
        if !brought && !kept.exists([&hash.bytes()[..]])? {
            return Ok(Some(hash));
        }
    }
    Ok(None)
}

/// Adds what is not known yet.
fn take_in(
    transaction: &Transaction<'_>,
    journal: &Journal,
    path: Option<&Path>,
    now: Timestamp,
) -> rusqlite::Result<Imported> {
    let mut imported = Imported::default();
    for (hash, document) in &journal.documents {
        imported.documents.push(*hash);
        // A text that is kept here has its own line already; only the file is new.
        let text = document.text.as_deref().unwrap_or_default();
        let DocumentLine { name, format, title, .. } = document;
        let format = (*format).into();
        let title = title.as_deref();
        journal::keep(transaction, &DocumentInfo { hash: *hash, name, path, format, title, text }, now)?;
    }
    let mut seq_of = transaction.prepare("SELECT seq FROM event WHERE id = ?1")?;
    let mut insert = transaction.prepare(
        "INSERT INTO event (id, at, creator, document, kind, refers, payload, clock, imported)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)",
    )?;
    for (event, document, change) in &journal.events {
        imported.creators.insert(event.creator.clone());
        let id = event.id.to_string();
        if seq_of.exists([&id])? {
            imported.known += 1;
            continue;
        }
        let refers: Option<i64> = match event.refers {
            Some(refers) => Some(seq_of.query_row([refers.to_string()], |row| row.get(0))?),
            None => None,
        };
        insert.execute(params![
            id,
            event.at,
            event.creator,
            &document.bytes()[..],
            event.kind.name(),
            refers,
            record::to_json(change)?,
            event.clock
        ])?;
        imported.new += 1;
    }
    Ok(imported)
}

#[cfg(test)]
mod tests;
