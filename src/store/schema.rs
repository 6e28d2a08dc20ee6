//! The tables, version by version.
//!
//! Versions are only added: a released one never changes, and each step keeps everything
//! that was there.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// "onrc": tells our files from other programs' (SQLite's `application_id`).
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"onrc");

/// Step `n` leads from version `n` to `n + 1`.
const STEPS: &[&str] = &[VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5];

/// The version that this program writes.
pub(super) const NEWEST: i32 = STEPS.len() as i32;

/// Hashes are 32 bytes, times RFC 3339 in UTC with six decimals, paths the bytes of the
/// operating system, spans bytes of the document's text.
const VERSION_1: &str = "
-- A text with marks on it, whole, as it was read.
CREATE TABLE document (
    hash        BLOB PRIMARY KEY CHECK (length(hash) = 32),
    name        TEXT NOT NULL,
    format      TEXT NOT NULL CHECK (format IN ('plain', 'markdown')),
    title       TEXT,
    text        TEXT NOT NULL,
    first_read  TEXT NOT NULL
) STRICT;

-- Which files have held it: how versions of one article are tied together.
CREATE TABLE location (
    path        BLOB NOT NULL,
    document    BLOB NOT NULL REFERENCES document (hash),
    PRIMARY KEY (path, document)
) STRICT, WITHOUT ROWID;

-- The journal. What follows from it stands in the tables below.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    at          TEXT NOT NULL,
    creator     TEXT NOT NULL,
    document    BLOB NOT NULL REFERENCES document (hash),
    kind        TEXT NOT NULL CHECK (kind IN ('change', 'undo', 'redo')),
    refers      INTEGER REFERENCES event (seq),
    payload     TEXT NOT NULL CHECK (json_valid(payload)),
    CHECK ((kind = 'change') = (refers IS NULL))
) STRICT;
CREATE INDEX event_of_document ON event (document, seq);
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Derived: which changes stand. Undone ones can be done again until something else is done.
CREATE TABLE history (
    seq         INTEGER PRIMARY KEY REFERENCES event (seq),
    document    BLOB NOT NULL,
    creator     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
) STRICT;
CREATE INDEX history_of_document ON history (document, creator, state, seq);

-- Derived: annotations (W3C Web Annotation; ICD 203; Admiralty). Blank ones stay, so that
-- an annotation taken back and done again is still as old as it is.
CREATE TABLE annotation (
    id          TEXT PRIMARY KEY,
    document    BLOB NOT NULL REFERENCES document (hash),
    spans       TEXT NOT NULL CHECK (json_valid(spans)),
    exact       TEXT NOT NULL,
    prefix      TEXT NOT NULL,
    suffix      TEXT NOT NULL,
    creator     TEXT NOT NULL,
    created     TEXT NOT NULL,
    modified    TEXT NOT NULL,
    own         INTEGER NOT NULL CHECK (own IN (0, 1)),
    status      TEXT,
    key         INTEGER NOT NULL CHECK (key IN (0, 1)),
    credibility INTEGER CHECK (credibility BETWEEN 1 AND 6),
    likelihood  TEXT,
    confidence  TEXT,
    tags        TEXT NOT NULL CHECK (json_valid(tags)),
    note        TEXT
) STRICT;
CREATE INDEX annotation_of_document ON annotation (document);

-- Derived: the reliability of sources, across documents.
CREATE TABLE source (
    name        TEXT PRIMARY KEY,
    reliability TEXT NOT NULL CHECK (reliability BETWEEN 'A' AND 'F'),
    modified    TEXT NOT NULL,
    creator     TEXT NOT NULL
) STRICT;

-- Where the reader was; of no consequence, so not in the journal.
CREATE TABLE reading (
    document    BLOB PRIMARY KEY CHECK (length(document) = 32),
    origin      TEXT NOT NULL CHECK (origin IN ('file', 'stdin', 'bundled', 'record')),
    path        BLOB NOT NULL,
    name        TEXT NOT NULL,
    title       TEXT,
    position    INTEGER NOT NULL,
    claims      INTEGER NOT NULL,
    checked     INTEGER NOT NULL,
    last_read   TEXT NOT NULL
) STRICT;
CREATE INDEX reading_of_path ON reading (path, last_read);

-- Notes that are being written.
CREATE TABLE draft (
    document    BLOB NOT NULL CHECK (length(document) = 32),
    key         TEXT NOT NULL,
    text        TEXT NOT NULL,
    saved       TEXT NOT NULL,
    PRIMARY KEY (document, key)
) STRICT, WITHOUT ROWID;
";

/// Journals of several readers and machines can be put together: each event has a place in an
/// order that all agree on, and a source has a grade from each reader.
const VERSION_2: &str = "
-- A Lamport clock: greater than that of every event that was known when this one was made.
-- Clock and name together are the order in which the state is derived.
ALTER TABLE event ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;
-- Whether it came with another journal; says nothing about the state.
ALTER TABLE event ADD COLUMN imported INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1));
DROP TRIGGER event_is_not_changed;
UPDATE event SET clock = seq;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE INDEX event_in_order ON event (clock, id);

-- Whether something of it was done here. Derived anew, as all that is derived.
ALTER TABLE annotation ADD COLUMN here INTEGER NOT NULL DEFAULT 1 CHECK (here IN (0, 1));

DROP TABLE source;
CREATE TABLE source (
    name        TEXT NOT NULL,
    creator     TEXT NOT NULL,
    reliability TEXT NOT NULL CHECK (reliability BETWEEN 'A' AND 'F'),
    modified    TEXT NOT NULL,
    here        INTEGER NOT NULL CHECK (here IN (0, 1)),
    PRIMARY KEY (name, creator)
) STRICT;
";

/// The texts of a file that were read, so that a reader can be told what changed in it.
const VERSION_3: &str = "
-- Not in the journal: convenience, not record. A text with marks on it is kept in document, and
-- only named here.
CREATE TABLE version (
    id          INTEGER PRIMARY KEY,
    path        BLOB NOT NULL,
    document    BLOB NOT NULL CHECK (length(document) = 32),
    last_read   TEXT NOT NULL,
    name        TEXT NOT NULL,
    format      TEXT NOT NULL CHECK (format IN ('plain', 'markdown')),
    -- Bytes of the text, told apart so that it need not be read to be counted.
    size        INTEGER NOT NULL,
    text        TEXT,
    UNIQUE (path, document)
) STRICT;
CREATE INDEX version_by_time ON version (last_read, size);
INSERT INTO version (path, document, last_read, name, format, size, text)
    SELECT path, hash, coalesce((SELECT last_read FROM reading WHERE reading.document = hash), first_read),
        name, format, 0, NULL
    FROM location JOIN document ON document = hash;
";

/// Readers correct the machine: their values for what it found, as JSON.
const VERSION_4: &str = "
ALTER TABLE annotation ADD COLUMN correction TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(correction));
";

/// Readers settle where they differ, as JSON.
const VERSION_5: &str = "
ALTER TABLE annotation ADD COLUMN settled TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(settled));
";

/// Brings the tables to the newest version, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == NEWEST {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again: another window may have been first.
    let found = version(&transaction)?;
    step(&transaction, found)?;
    transaction.commit()
}

fn step(transaction: &Transaction<'_>, found: i32) -> rusqlite::Result<()> {
    for sql in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    if found < NEWEST {
        super::journal::derive(transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", NEWEST.max(found))
}

/// The version of the tables in this file; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("PRAGMA user_version", (), |row| row.get(0))
}

/// Whose file this is; 0 for an empty one.
pub(super) fn application_id(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("PRAGMA application_id", (), |row| row.get(0))
}

/// A store as the first version made it.
#[cfg(test)]
pub(super) fn make_version_1(connection: &Connection) {
    let made = connection.execute_batch(VERSION_1);
    made.and_then(|()| connection.pragma_update(None, "application_id", APPLICATION_ID))
        .and_then(|()| connection.pragma_update(None, "user_version", 1))
        .expect("the first version");
}

/// As [`migrate`], and `look` is called after each step and before the commit.
#[cfg(test)]
pub(super) fn migrate_in_steps(connection: &mut Connection, mut look: impl FnMut()) {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("a transaction");
    let found = version(&transaction).expect("a version");
    for sql in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(sql).expect("a step");
        look();
    }
    step(&transaction, NEWEST).and_then(|()| super::journal::derive(&transaction).map(drop)).expect("the last step");
    look();
    transaction.commit().expect("a commit");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_nothing_to_the_newest() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(version(&connection).unwrap(), 0);
        migrate(&mut connection).unwrap();
        assert_eq!((version(&connection).unwrap(), application_id(&connection).unwrap()), (NEWEST, APPLICATION_ID));
        migrate(&mut connection).unwrap();
        let tables: i64 = connection
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                (),
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(tables, 9);
    }

    #[test]
    fn texts_of_version_2_are_versions_of_their_files() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(VERSION_1).unwrap();
        connection.execute_batch(VERSION_2).unwrap();
        connection
            .execute_batch(
                "PRAGMA user_version = 2;
                 INSERT INTO document VALUES (zeroblob(32), 'n', 'plain', NULL, 'The text.', '2026-01-01');
                 INSERT INTO location VALUES (x'2f61', zeroblob(32)), (x'2f62', zeroblob(32));
                 INSERT INTO reading VALUES (zeroblob(32), 'file', x'2f61', 'n', NULL, 0, 0, 0, '2026-01-02');",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection).unwrap(), NEWEST);
        let mut query = connection.prepare("SELECT path, last_read, size, text FROM version ORDER BY path").unwrap();
        let rows = query.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        let rows: Vec<(Vec<u8>, String, i64, Option<String>)> = rows.map(Result::unwrap).collect();
        let row = |path: &str| (path.as_bytes().to_vec(), "2026-01-02".to_owned(), 0, None);
        assert_eq!(rows, [row("/a"), row("/b")]);
        let texts: i64 = connection.query_row("SELECT count(*) FROM document", (), |row| row.get(0)).unwrap();
        assert_eq!(texts, 1, "nothing that was there is lost");
    }

    #[test]
    fn the_journal_is_append_only() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO document VALUES (zeroblob(32), 'n', 'plain', NULL, 't', '2026');
                 INSERT INTO event (id, at, creator, document, kind, payload) VALUES ('i', 'a', 'c', zeroblob(32), 'change', '{}');",
            )
            .unwrap();
        assert!(connection.execute("UPDATE event SET creator = 'x'", ()).is_err());
        assert!(connection.execute("DELETE FROM event", ()).is_err());
    }
}
