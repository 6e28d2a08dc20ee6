//! Checking that the file is whole and that its state is what its journal says.

use super::{Store, journal, schema};
use crate::base::Result;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Version of the tables.
    pub version: i32,
    /// Texts that are kept.
    pub documents: u64,
    /// Events in the journal.
    pub events: u64,
    /// Annotations that say something.
    pub annotations: u64,
    /// What is wrong, each in a few words; empty when all is well.
    pub problems: Vec<String>,
}

/// Problems that are told, at most.
const TOLD: usize = 20;

impl Store {
    /// Checks the file's structure and references, replays the journal, and compares what
    /// comes of it with the stored state.
    ///
    /// # Errors
    /// When the file can't be read at all.
    pub fn verify(&self) -> Result<Verified> {
        let ours = &self.connection;
        let check = || -> rusqlite::Result<Verified> {
            let count = |sql: &str| ours.query_row(sql, (), |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
            // Only one that is older and can't be written lacks the columns.
            let version = schema::version(ours)?;
            let corrected = if version >= 4 { "OR correction <> '{}'" } else { "" };
            let settled = if version >= 5 { "OR settled <> '[]'" } else { "" };
            let mut found = Verified {
                version,
                documents: count("SELECT count(*) FROM document")?,
                annotations: count(&format!(
                    "SELECT count(*) FROM annotation WHERE own OR key OR status IS NOT NULL OR credibility IS NOT NULL
                     OR likelihood IS NOT NULL OR confidence IS NOT NULL OR tags <> '[]' OR note IS NOT NULL {corrected} {settled}",
                ))?,
                ..Verified::default()
            };
            for row in rows(ours, "PRAGMA quick_check(20)")? {
                if row != "ok" {
                    found.problems.push(format!("structure: {row}"));
                }
            }
            for row in rows(ours, "PRAGMA foreign_key_check")? {
                found.problems.push(format!("reference: {row}"));
            }
            if self.read_only().is_some() && found.version != schema::NEWEST {
                // Only the program that made it knows how to replay it.
                found.events = count("SELECT count(*) FROM event")?;
                return Ok(found);
            }
            let mut fresh = Connection::open_in_memory()?;
            schema::migrate(&mut fresh)?;
            fresh.pragma_update(None, "foreign_keys", false)?;
            match journal::replay(ours, &fresh) {
                Ok(events) => found.events = events,
                Err(error) => found.problems.push(format!("journal: {error}")),
            }
            for table in ["annotation", "source", "history"] {
                let sql = format!("SELECT * FROM {table}");
                let (stored, derived) = (rows(ours, &sql)?, rows(&fresh, &sql)?);
                let (stored, derived): (BTreeSet<_>, BTreeSet<_>) =
                    (stored.into_iter().collect(), derived.into_iter().collect());
                for row in stored.difference(&derived) {
                    found.problems.push(format!("{table}: not from the journal: {row}"));
                }
                for row in derived.difference(&stored) {
                    found.problems.push(format!("{table}: missing: {row}"));
                }
            }
            found.problems.truncate(TOLD);
            Ok(found)
        };
        check().map_err(|error| self.wrong("cannot check the annotations", &error))
    }
}

/// Every row of a query, as one line each.
fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = connection.prepare(sql)?;
    let columns = query.column_count();
    let rows = query.query_map((), |row| {
        let cells = (0..columns).map(|column| {
            Ok(match row.get(column)? {
                Value::Null => "-".to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Text(text) => text,
                Value::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            })
        });
        Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" | "))
    })?;
    rows.collect()
}
