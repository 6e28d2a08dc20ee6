//! The journal: changes, undo and redo as events, and the state that follows from them.

use super::rebase::{Newest, rebase};
use super::{DocumentInfo, EventId, Recorded, Store, reading, record};
use crate::annotation::{Annotation, AnnotationId, Change, Reliability};
use crate::base::{Hash, Result};
use crate::load::Format;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::{NoContext, Uuid};

/// Who acts, on which text, when.
#[derive(Clone, Copy)]
struct Act<'a> {
    document: &'a Hash,
    creator: &'a str,
    now: Timestamp,
    /// Whether it is done in this store, not brought from another.
    here: bool,
}

/// An event that was made elsewhere and is put behind all that is known.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Its name: the same each time that the same thing arrives.
    pub event: EventId,
    /// What it changes.
    pub change: Change,
    /// Who made it.
    pub creator: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Writes a change, and the whole text if it is the first on this document. Returns
    /// after it is durable, with what really changed (see [`Recorded`]).
    ///
    /// # Errors
    /// When the store can't be written; then nothing of the change is kept.
    pub fn apply(
        &mut self,
        document: &DocumentInfo<'_>,
        change: &Change,
        creator: &str,
        now: Timestamp,
    ) -> Result<Recorded> {
        let act = Act { document: &document.hash, creator, now, here: true };
        self.write("cannot save the annotation", |transaction| {
            keep(transaction, document, now)?;
            if let Some(path) = document.path {
                // Who marks a text has read it.
                transaction.execute(
                    "INSERT INTO version (path, document, last_read, name, format, size)
                     SELECT ?1, hash, ?3, name, format, 0 FROM document WHERE hash = ?2
                     ON CONFLICT (path, document) DO NOTHING",
                    params![reading::path_bytes(path), &document.hash.bytes()[..], record::time(now)],
                )?;
            }
            record_event(transaction, act, "change", None, change, Newest::Change)
        })
    }

    /// Takes in what was made elsewhere on this text. What has arrived before is left out;
    /// returns how many events are new, after they are durable.
    ///
    /// # Errors
    /// When the store can't be written; then nothing is kept.
    pub fn receive(&mut self, document: &DocumentInfo<'_>, arrivals: &[Arrival], now: Timestamp) -> Result<usize> {
        self.write("cannot import", |transaction| {
            keep(transaction, document, now)?;
            let mut new = 0;
            for Arrival { event, change, creator, at } in arrivals {
                if transaction.prepare("SELECT 1 FROM event WHERE id = ?1")?.exists([event.to_string()])? {
                    continue;
                }
                let act = Act { document: &document.hash, creator, now: *at, here: false };
                let change = put(transaction, change, act, Newest::Change)?;
                append(transaction, *event, act, "change", None, &change)?;
                new += 1;
            }
            Ok(new)
        })
    }

    /// Takes back the last change that `creator` made on this document and that stands;
    /// `None` if there is none. What was changed again since then stays as it is.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn undo(&mut self, document: &Hash, creator: &str, now: Timestamp) -> Result<Option<Recorded>> {
        let act = Act { document, creator, now, here: true };
        self.write("cannot take the change back", |transaction| turn(transaction, act, "undo"))
    }

    /// Does again what was taken back last, if nothing else was done since; `None` if there
    /// is nothing.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn redo(&mut self, document: &Hash, creator: &str, now: Timestamp) -> Result<Option<Recorded>> {
        let act = Act { document, creator, now, here: true };
        self.write("cannot do the change again", |transaction| turn(transaction, act, "redo"))
    }

    /// The names of all events on this document, in the order they came.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn events(&self, document: &Hash) -> Result<Vec<EventId>> {
        let read = || -> rusqlite::Result<Vec<EventId>> {
            let mut query = self.connection.prepare("SELECT id FROM event WHERE document = ?1 ORDER BY seq")?;
            let rows = query.query_map([&document.bytes()[..]], |row| row.get::<_, String>(0))?;
            rows.map(|id| {
                let id = id?;
                id.parse().map(EventId).map_err(|_| record::damaged(format!("name {id}")))
            })
            .collect()
        };
        read().map_err(|error| self.wrong("cannot read the journal", &error))
    }
}

/// Keeps the text and where it was found.
pub(super) fn keep(connection: &Connection, document: &DocumentInfo<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let hash = &document.hash.bytes()[..];
    let mut query = connection.prepare("SELECT 1 FROM document WHERE hash = ?1")?;
    if !query.exists([hash])? {
        let format = match document.format {
            Format::Markdown => "markdown",
            // What is kept is the text, which reads as plain text does.
            _ => "plain",
        };
        connection.execute(
            "INSERT INTO document (hash, name, format, title, text, first_read) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![hash, document.name, format, document.title, document.text, record::time(now)],
        )?;
    }
    // The text is kept here now, and for ever.
    connection.prepare("UPDATE version SET text = NULL, size = 0 WHERE document = ?1")?.execute([hash])?;
    if let Some(path) = document.path {
        connection
            .prepare("INSERT OR IGNORE INTO location (path, document) VALUES (?1, ?2)")?
            .execute(params![reading::path_bytes(path), hash])?;
    }
    Ok(())
}

/// Undo or redo: the last change that stands, or the first that was taken back.
fn turn(transaction: &Transaction<'_>, act: Act<'_>, kind: &str) -> rusqlite::Result<Option<Recorded>> {
    let sql = if kind == "undo" {
        "SELECT seq FROM history JOIN event USING (seq) WHERE history.document = ?1 AND history.creator = ?2
         AND state = 'done' ORDER BY clock DESC, id DESC LIMIT 1"
    } else {
        "SELECT seq FROM history JOIN event USING (seq) WHERE history.document = ?1 AND history.creator = ?2
         AND state = 'undone' ORDER BY clock, id LIMIT 1"
    };
    let found: Option<i64> = transaction
        .prepare(sql)?
        .query_row(params![&act.document.bytes()[..], act.creator], |row| row.get(0))
        .optional()?;
    let Some(seq) = found else { return Ok(None) };
    let payload: String = transaction.query_row("SELECT payload FROM event WHERE seq = ?1", [seq], |row| row.get(0))?;
    let change = record::from_json(&payload)?;
    let change = if kind == "undo" { change.inverse() } else { change };
    record_event(transaction, act, kind, Some(seq), &change, Newest::Stored).map(Some)
}

/// Puts a change on the stored state and appends what came of it.
fn record_event(
    transaction: &Transaction<'_>,
    act: Act<'_>,
    kind: &str,
    refers: Option<i64>,
    change: &Change,
    newest: Newest,
) -> rusqlite::Result<Recorded> {
    let change = put(transaction, change, act, newest)?;
    let event = EventId(name_of_event(act.now));
    append(transaction, event, act, kind, refers, &change)?;
    Ok(Recorded { event, change })
}

/// Appends an event behind all that are known.
fn append(
    transaction: &Transaction<'_>,
    event: EventId,
    act: Act<'_>,
    kind: &str,
    refers: Option<i64>,
    change: &Change,
) -> rusqlite::Result<()> {
    transaction
        .prepare(
            "INSERT INTO event (id, at, creator, document, kind, refers, payload, imported, clock)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1 + (SELECT coalesce(max(clock), 0) FROM event))",
        )?
        .execute(params![
            event.to_string(),
            record::time(act.now),
            act.creator,
            &act.document.bytes()[..],
            kind,
            refers,
            record::to_json(change)?,
            !act.here
        ])?;
    advance(transaction, act, kind, transaction.last_insert_rowid(), refers)
}

/// UUID version 7 for an event at this time; times before 1970 count as 1970.
fn name_of_event(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
}

/// Derives which changes stand.
fn advance(connection: &Connection, act: Act<'_>, kind: &str, seq: i64, refers: Option<i64>) -> rusqlite::Result<()> {
    let hash = &act.document.bytes()[..];
    match (kind, refers) {
        ("undo", Some(seq)) => set_state(connection, seq, "undone"),
        ("redo", Some(seq)) => set_state(connection, seq, "done"),
        _ => {
            // Something new was done: what was taken back can't be done again.
            connection
                .prepare(
                    "UPDATE history SET state = 'dropped' WHERE document = ?1 AND creator = ?2 AND state = 'undone'",
                )?
                .execute(params![hash, act.creator])?;
            connection
                .prepare("INSERT INTO history (seq, document, creator, state) VALUES (?1, ?2, ?3, 'done')")?
                .execute(params![seq, hash, act.creator])
                .map(drop)
        }
    }
}

fn set_state(connection: &Connection, seq: i64, state: &str) -> rusqlite::Result<()> {
    connection.prepare("UPDATE history SET state = ?2 WHERE seq = ?1")?.execute(params![seq, state]).map(drop)
}

/// Changes the derived state and tells what really changed.
fn put(connection: &Connection, change: &Change, act: Act<'_>, newest: Newest) -> rusqlite::Result<Change> {
    match change {
        Change::Annotation { id, target, edits } => {
            let found = stored(connection, *id)?;
            let is_new = found.is_none();
            let mut annotation = found.unwrap_or_else(|| Annotation::blank(*id, target.clone(), act.creator, act.now));
            let edits = rebase(&annotation, edits, newest);
            for edit in &edits {
                annotation.set(edit.after.clone());
            }
            if !(is_new && edits.is_empty()) {
                annotation.modified = act.now;
                insert_annotation(connection, &annotation, act.here)?;
            }
            Ok(Change::Annotation { id: *id, target: annotation.target, edits })
        }
        Change::Source { name, before, after } => {
            let current = reliability(connection, name, act.creator)?;
            let stays = newest == Newest::Stored && current != *before;
            let after = if stays { current } else { *after };
            match after {
                // Nothing changes: not even who graded it, and when.
                _ if after == current => {}
                Some(letter) => {
                    connection
                        .prepare(
                            "INSERT INTO source (name, reliability, modified, creator, here) VALUES (?1, ?2, ?3, ?4, ?5)
                             ON CONFLICT (name, creator) DO UPDATE
                             SET reliability = ?2, modified = ?3, here = max(here, ?5)",
                        )?
                        .execute(params![
                            name,
                            letter.letter().to_string(),
                            record::time(act.now),
                            act.creator,
                            act.here
                        ])?;
                }
                None => {
                    connection
                        .prepare("DELETE FROM source WHERE name = ?1 AND creator = ?2")?
                        .execute([name, act.creator])?;
                }
            }
            Ok(Change::Source { name: name.clone(), before: current, after })
        }
        Change::Several(changes) => {
            let changes = changes.iter().map(|change| put(connection, change, act, newest));
            Ok(Change::Several(changes.collect::<rusqlite::Result<_>>()?))
        }
    }
}

/// One annotation as stored, blank ones too.
pub(super) fn stored(connection: &Connection, id: AnnotationId) -> rusqlite::Result<Option<Annotation>> {
    connection
        .prepare("SELECT * FROM annotation WHERE id = ?1")?
        .query_row([id.to_string()], record::annotation)
        .optional()
}

/// The grade that this reader gave the source.
fn reliability(connection: &Connection, name: &str, creator: &str) -> rusqlite::Result<Option<Reliability>> {
    let found: Option<String> = connection
        .prepare("SELECT reliability FROM source WHERE name = ?1 AND creator = ?2")?
        .query_row([name, creator], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|letter| letter.chars().next()).and_then(Reliability::new))
}

/// Stores an annotation; `here` if something of it is done in this store.
fn insert_annotation(connection: &Connection, annotation: &Annotation, here: bool) -> rusqlite::Result<()> {
    let Annotation { target, .. } = annotation;
    connection
        .prepare(
            "INSERT OR REPLACE INTO annotation (id, document, spans, exact, prefix, suffix, creator, created, modified,
                 own, status, key, credibility, likelihood, confidence, tags, note, here, correction, settled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                 max(?18, coalesce((SELECT here FROM annotation WHERE id = ?1), 0)), ?19, ?20)",
        )?
        .execute(params![
            annotation.id.to_string(),
            &target.document.bytes()[..],
            record::spans_json(&target.spans),
            target.exact,
            target.prefix,
            target.suffix,
            annotation.creator,
            record::time(annotation.created),
            record::time(annotation.modified),
            annotation.own,
            annotation.status.map(|status| status.name()),
            annotation.key,
            annotation.credibility.map(|credibility| credibility.digit()),
            annotation.likelihood.map(|likelihood| likelihood.name()),
            annotation.confidence.map(|confidence| confidence.name()),
            record::tags_json(&annotation.tags)?,
            annotation.note,
            here,
            record::correction_json(&annotation.correction)?,
            record::settled_json(&annotation.settled)?
        ])
        .map(drop)
}

/// Derives the state anew from the journal.
pub(super) fn derive(connection: &Connection) -> rusqlite::Result<u64> {
    connection.execute_batch("DELETE FROM annotation; DELETE FROM source; DELETE FROM history;")?;
    replay(connection, connection)
}

/// Derives the state of a connection's journal in `into`, which has the same tables, those
/// for the state being empty. The order is that of clocks and names, on which all stores
/// agree, and a change is put on what it meets as when it was made: what two readers did
/// without knowing of each other is merged, and the same events give the same state wherever
/// and in whatever order they have arrived.
pub(super) fn replay(from: &Connection, into: &Connection) -> rusqlite::Result<u64> {
    let mut query = from
        .prepare("SELECT seq, at, creator, document, kind, refers, payload, imported FROM event ORDER BY clock, id")?;
    let mut rows = query.query(())?;
    let mut events = 0;
    while let Some(row) = rows.next()? {
        let (seq, refers): (i64, Option<i64>) = (row.get(0)?, row.get(5)?);
        let (creator, kind, payload): (String, String, String) = (row.get(2)?, row.get(4)?, row.get(6)?);
        let document = Hash::from_bytes(row.get(3)?);
        let now = record::read_time(&row.get::<_, String>(1)?)?;
        let imported: bool = row.get(7)?;
        let act = Act { document: &document, creator: &creator, now, here: !imported };
        let newest = if kind == "change" { Newest::Change } else { Newest::Stored };
        put(into, &record::from_json(&payload)?, act, newest)?;
        advance(into, act, &kind, seq, refers)?;
        events += 1;
    }
    Ok(events)
}
