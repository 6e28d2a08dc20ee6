//! The texts of a file as they were read: what "since it was last read" means.

use super::{DocumentInfo, Store, reading, record};
use crate::base::{Hash, Result};
use crate::load::{Format, Origin, Text};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::path::Path;

/// Bytes of texts that are kept for comparing alone, of all files together; the oldest go
/// first. Texts with marks on them are kept for ever and do not count.
const MOST: i64 = 64 << 20;

/// A version of an article that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// Its text.
    pub text: Text,
    /// When it was last open (UTC).
    pub last_read: Timestamp,
}

impl Store {
    /// Keeps the text of a file that is read now; of texts without marks the last `most` of
    /// each file, none if that is 0. Nothing is kept of what is no file.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn keep_version(&mut self, document: &DocumentInfo<'_>, most: usize, now: Timestamp) -> Result<()> {
        let Some(path) = document.path.map(reading::path_bytes) else { return Ok(()) };
        let hash = &document.hash.bytes()[..];
        let format = match document.format {
            Format::Markdown => "markdown",
            // What is kept is the text, which reads as plain text does.
            _ => "plain",
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.write("cannot keep the text", |transaction| {
            let marked = transaction.prepare("SELECT 1 FROM document WHERE hash = ?1")?.exists([hash])?;
            let text = (!marked).then_some(document.text);
            let size = text.map_or(0, |text| i64::try_from(text.len()).unwrap_or(i64::MAX));
            transaction.execute(
                "INSERT INTO version (path, document, last_read, name, format, size, text)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (path, document) DO UPDATE SET last_read = ?3, name = ?4, format = ?5",
                params![path, hash, record::time(now), document.name, format, size, text],
            )?;
            transaction.execute(
                "DELETE FROM version WHERE path = ?1 AND size > 0 AND id NOT IN
                     (SELECT id FROM version WHERE path = ?1 AND size > 0 ORDER BY last_read DESC, id DESC LIMIT ?2)",
                params![path, most],
            )?;
            transaction
                .execute(
                    "DELETE FROM version WHERE size > 0 AND id IN (SELECT id FROM
                         (SELECT id, sum(size) OVER (ORDER BY last_read DESC, id DESC) AS total FROM version)
                         WHERE total > ?1)",
                    [MOST],
                )
                .map(drop)
        })
    }

    /// The version of a file that was read last, other than this text.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn last_version(&self, path: &Path, other_than: &Hash) -> Result<Option<Read>> {
        let query = || -> rusqlite::Result<Option<Read>> {
            let mut query = self.connection.prepare(
                "SELECT version.name, version.format, coalesce(document.text, version.text), last_read
                 FROM version LEFT JOIN document ON document = hash
                 WHERE path = ?1 AND document <> ?2 AND coalesce(document.text, version.text) IS NOT NULL
                 ORDER BY last_read DESC, id DESC LIMIT 1",
            )?;
            query
                .query_row(params![reading::path_bytes(path), &other_than.bytes()[..]], |row| {
                    let (name, format, content): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let mut text = Text::from_string(&name, Origin::File(path.to_owned()), content);
                    if format == "markdown" {
                        text.format = Format::Markdown;
                    }
                    Ok(Read { text, last_read: record::read_time(&row.get::<_, String>(3)?)? })
                })
                .optional()
        };
        query().map_err(|error| self.wrong("cannot read the earlier text", &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{AnnotationId, Change, Edit, Field, Target};
    use crate::base::Span;

    fn info(text: &str) -> DocumentInfo<'_> {
        let path = Some(Path::new("/news/a.txt"));
        DocumentInfo { hash: Hash::of(text.as_bytes()), name: "a.txt", path, format: Format::Plain, title: None, text }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn last(store: &Store, than: &str) -> Option<String> {
        let read = store.last_version(Path::new("/news/a.txt"), &Hash::of(than.as_bytes())).unwrap();
        read.map(|read| read.text.content)
    }

    #[test]
    fn the_version_read_last_is_the_one_before() {
        let mut store = Store::open_in_memory().unwrap();
        for (second, text) in [(1, "one"), (2, "two"), (3, "three"), (4, "two")] {
            store.keep_version(&info(text), 8, at(second)).unwrap();
        }
        assert_eq!(last(&store, "two").as_deref(), Some("three"));
        assert_eq!(last(&store, "three").as_deref(), Some("two"));
        assert_eq!(last(&store, "new").as_deref(), Some("two"));
        assert!(store.last_version(Path::new("/news/b.txt"), &Hash::of(b"two")).unwrap().is_none());
    }

    #[test]
    fn the_oldest_go_and_marked_ones_stay() {
        let mut store = Store::open_in_memory().unwrap();
        store.keep_version(&info("one"), 2, at(1)).unwrap();
        let marked = info("one");
        let target = Target::new("one", marked.hash, &[Span::new(0, 3)]);
        let id = AnnotationId::for_target(marked.hash, &target.spans, "ana");
        let edits = vec![Edit { before: Field::Key(false), after: Field::Key(true) }];
        store.apply(&marked, &Change::Annotation { id, target, edits }, "ana", at(1)).unwrap();
        for (second, text) in [(2, "two"), (3, "three"), (4, "four")] {
            store.keep_version(&info(text), 2, at(second)).unwrap();
        }
        let kept = |store: &Store| -> Vec<(String, i64)> {
            let mut query = store
                .connection
                .prepare("SELECT coalesce(document.text, version.text), size FROM version LEFT JOIN document ON document = hash ORDER BY id")
                .unwrap();
            let rows = query.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(|row| row.unwrap()).collect()
        };
        assert_eq!(kept(&store), [("one".to_owned(), 0), ("three".to_owned(), 5), ("four".to_owned(), 4)]);
        store.keep_version(&info("four"), 0, at(5)).unwrap();
        assert_eq!(kept(&store), [("one".to_owned(), 0)], "none is kept where none is wanted");
    }
}
