//! Copies of the store, one for each day on which something was marked, and going back to them.
//!
//! Backups stand in the folder `NAME.backups` beside the store `NAME`: `2026-05-19.db`, and
//! `version-1.db` from before its tables were brought to a newer version. Which one is newest is
//! asked of the journals in them, to which events are only added: clocks may be wrong.

use super::open::{SyncFolder, folder_of, make_folder, sync_folder};
use super::schema::{self, APPLICATION_ID, NEWEST};
use crate::base::{Error, ErrorKind, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Backups that are kept, besides those from before a newer version.
const KEPT: usize = 7;

/// How the names of unfinished ones begin.
const MAKING: &str = ".making-";

/// What failed, when a backup does.
const WHAT: &str = "cannot back the annotations up";

/// The folder with the backups of the store at `path`.
#[must_use]
pub fn folder(path: &Path) -> PathBuf {
    beside(path, ".backups")
}

/// A name made from the store's.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// One backup that was found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its file.
    pub path: PathBuf,
    /// The number of its last event; 0 without any.
    pub last: i64,
}

impl Backup {
    /// Its file's name without the ending: the day, in UTC.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Makes the backup of this day, in UTC, unless there is one, or the newest has every event of the
/// store, or the store has none. It reads the store as another window would, so that nobody waits
/// for it, and it counts (has its name) only after it was read again and found whole.
///
/// # Errors
/// When the store can't be read or is damaged, or the folder not be written. The store is as it was.
pub fn back_up(path: &Path, now: Timestamp) -> Result<Option<Backup>> {
    let name = now.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d.db").to_string();
    let to = folder(path).join(name);
    if to.exists() || !path.exists() {
        return Ok(None);
    }
    // The last to leave removes the log, which must not meet the next one.
    let _folder = SyncFolder::of(path);
    let read = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, read).map_err(|error| wrong(path, &error))?;
    connection.busy_timeout(super::open::BUSY).map_err(|error| wrong(path, &error))?;
    let last = last_event(&connection).map_err(|error| wrong(path, &error))?;
    if last == 0 || backups(path).first().is_some_and(|backup| backup.last >= last) {
        return Ok(None);
    }
    let made = copy(&connection, &to)?;
    prune(path, &made, now);
    Ok(Some(made))
}

/// Copies the store as it is before its tables change.
pub(super) fn before_migration(path: &Path, connection: &Connection) -> Result<()> {
    let version = schema::version(connection).map_err(|error| wrong(path, &error))?;
    let to = folder(path).join(format!("version-{version}.db"));
    if (1..NEWEST).contains(&version) && !to.exists() {
        copy(connection, &to)?;
    }
    Ok(())
}

/// A whole copy under a name that it gets last.
fn copy(connection: &Connection, to: &Path) -> Result<Backup> {
    let folder = folder_of(to);
    let io = |error: &io::Error| Error::new(ErrorKind::Store, WHAT, error).at(to);
    make_folder(folder).map_err(|error| io(&error))?;
    // Empty, and readable by the user alone, before anything is in it.
    let temporary = tempfile::Builder::new().prefix(MAKING).tempfile_in(folder).map_err(|error| io(&error))?;
    let act = || -> rusqlite::Result<Option<i64>> {
        if let Some(damage) = damage(connection)? {
            return Err(super::open::corrupt(damage));
        }
        let name = temporary.path().as_os_str().as_encoded_bytes();
        connection.execute("VACUUM INTO CAST(?1 AS TEXT)", [name])?;
        probe(temporary.path())
    };
    let last = act().map_err(|error| wrong(to, &error))?;
    let last = last.ok_or_else(|| Error::new(ErrorKind::Store, WHAT, "the copy is not whole").at(to))?;
    File::open(temporary.path()).and_then(|file| file.sync_all()).map_err(|error| io(&error))?;
    temporary.persist(to).map_err(|error| io(&error.error))?;
    sync_folder(folder).map_err(|error| io(&error))?;
    Ok(Backup { path: to.to_owned(), last })
}

/// All backups that are whole and that this program can read, the newest first.
#[must_use]
pub fn backups(path: &Path) -> Vec<Backup> {
    let read = |path: PathBuf| Some(Backup { last: probe(&path).ok()??, path });
    let mut found: Vec<Backup> = listed(path).into_iter().filter_map(read).collect();
    found.sort_by(|a, b| (b.last, &b.path).cmp(&(a.last, &a.path)));
    found
}

/// The files of the folder that are named as backups.
fn listed(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(path)).into_iter().flatten().flatten();
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".db") && !name.starts_with('.')
    };
    entries.map(|entry| entry.path()).filter(named).collect()
}

/// Removes the oldest, whose journals end first, and what a killed program left half-made.
fn prune(path: &Path, made: &Backup, now: Timestamp) {
    let old = |file: &std::fs::DirEntry| {
        let changed = file.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| Timestamp::try_from(at).ok());
        changed.is_some_and(|at| now.as_second().saturating_sub(at.as_second()) > 86_400)
    };
    let entries = std::fs::read_dir(folder(path)).into_iter().flatten().flatten();
    for left in entries.filter(|file| file.file_name().to_string_lossy().starts_with(MAKING) && old(file)) {
        let _ = std::fs::remove_file(left.path());
    }
    let daily = |backup: &PathBuf| *backup != made.path && !backup.to_string_lossy().contains("/version-");
    let mut others: Vec<(i64, PathBuf)> = listed(path)
        .into_iter()
        .filter(daily)
        .map(|backup| (open(&backup).and_then(|store| last_event(&store)).unwrap_or(-1), backup))
        .collect();
    others.sort_by(|a, b| b.cmp(a));
    for (_, backup) in others.into_iter().skip(KEPT - 1) {
        // One too many does no harm.
        let _ = std::fs::remove_file(backup);
    }
}

fn open(backup: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// The last event of a backup, if it is a whole store of a version that is known here.
fn probe(backup: &Path) -> rusqlite::Result<Option<i64>> {
    let connection = open(backup)?;
    let ours = schema::application_id(&connection)? == APPLICATION_ID && schema::version(&connection)? <= NEWEST;
    if !ours || damage(&connection)?.is_some() {
        return Ok(None);
    }
    last_event(&connection).map(Some)
}

fn last_event(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(seq), 0) FROM event", (), |row| row.get(0))
}

/// What is wrong with the structure and the references of a store, if anything.
pub(super) fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
    if said != "ok" {
        return Ok(Some(said));
    }
    let astray = connection.prepare("PRAGMA foreign_key_check")?.exists(())?;
    Ok(astray.then(|| "something in it refers to what is not there".to_owned()))
}

fn wrong(path: &Path, error: &rusqlite::Error) -> Error {
    super::open::explain(WHAT, error).at(path)
}

/// What came of going back to a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Restored {
    /// Where the damaged store is now.
    pub aside: PathBuf,
    /// What stands in its place.
    pub backup: Backup,
    /// How many events newer than the backup were read from the damaged store.
    pub saved: u64,
}

/// The file that, once it has its name, stands for the store until it takes its place. While it is
/// there, the restoring is not done: whoever opens the store next does the rest.
pub(super) fn pending(path: &Path) -> PathBuf {
    beside(path, ".restoring")
}

/// What tells one file from another under the same name.
pub(super) fn file_number(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|file| file.ino())
}

/// Puts the damaged store aside, under a new name, and the newest whole backup in its place, with
/// those later events that can still be read. `found` is the number of the file that was found
/// damaged. `None` if there is no backup: then nothing is done.
///
/// # Errors
/// When another window has the store open, or a file can't be written.
pub(super) fn restore(path: &Path, found: Option<u64>) -> Result<Option<Restored>> {
    const WHAT: &str = "cannot restore the annotations";
    let io = |error: &io::Error| Error::new(ErrorKind::Store, WHAT, error).at(path);
    let Some(backup) = backups(path).into_iter().next() else { return Ok(None) };
    let busy = || {
        Error::new(ErrorKind::Store, WHAT, "the file is damaged, and another window has it open")
            .at(path)
            .hint("close all windows of onrecord and open it again: then the newest backup is restored")
    };
    // Whoever has the store open holds a lock on some byte of it.
    let held = OpenOptions::new().read(true).write(true).open(path);
    if let Ok(file) = &held {
        let lock = rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive);
        lock.map_err(|_| busy())?;
        if file_number(path) != found {
            // Another window has done it meanwhile.
            return Err(busy());
        }
    }
    let pending = pending(path);
    let aside = (1..).map(|n| beside(path, &format!(".damaged-{n}"))).find(|aside| !aside.exists());
    let Some(aside) = aside else { return Ok(None) };
    let make = || -> io::Result<()> {
        let temporary = tempfile::Builder::new().prefix(".restoring-").tempfile_in(folder_of(path))?;
        let mut to = OpenOptions::new().write(true).mode(0o600).open(temporary.path())?;
        io::copy(&mut File::open(&backup.path)?, &mut to)?;
        to.sync_all()?;
        temporary.persist(&pending)?;
        sync_folder(folder_of(path))
    };
    make().map_err(|error| io(&error))?;
    // A log that is left beside another file would be taken for its own: it goes first, and the
    // store itself has both names for a moment, so that there is never none.
    let change = || -> io::Result<()> {
        if path.exists() && std::fs::hard_link(path, &aside).is_err() {
            std::fs::rename(path, &aside)?;
        }
        let log = beside(path, "-wal");
        if log.exists() {
            std::fs::rename(&log, beside(&aside, "-wal"))?;
        }
        let journal = beside(path, "-journal");
        if journal.exists() {
            std::fs::rename(&journal, beside(&aside, "-journal"))?;
        }
        let _ = std::fs::remove_file(beside(path, "-shm"));
        sync_folder(folder_of(path))?;
        std::fs::rename(&pending, path)?;
        sync_folder(folder_of(path))
    };
    change().map_err(|error| io(&error))?;
    drop(held);
    let saved = rescue(path, &aside).unwrap_or(0);
    Ok(Some(Restored { aside, backup, saved }))
}

/// Takes what the journal of the damaged store has beyond the restored one's end, as far as it can
/// be read and its texts are what their hashes say; all in one transaction, or nothing.
fn rescue(path: &Path, aside: &Path) -> rusqlite::Result<u64> {
    let _folder = SyncFolder::of(path);
    let mut connection = Connection::open(path)?;
    schema::migrate(&mut connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute("ATTACH CAST(?1 AS TEXT) AS hurt", [aside.as_os_str().as_encoded_bytes()])?;
    let version: i32 = connection.query_row("PRAGMA hurt.user_version", (), |row| row.get(0))?;
    if version != NEWEST {
        return Ok(0);
    }
    let last = last_event(&connection)?;
    let asked = |sql: &str| connection.query_row(sql, (), |row| row.get::<_, i64>(0)).unwrap_or(last);
    let end = asked("SELECT max(seq) FROM hurt.event")
        .max(asked("SELECT seq FROM hurt.sqlite_sequence WHERE name = 'event'"));
    let transaction = connection.transaction()?;
    let mut saved = 0;
    // One by one: a page that can't be read takes only its own rows with it. A damaged count of
    // events is not followed far.
    for seq in (last + 1)..=end.min(last + 1_000_000) {
        let text: rusqlite::Result<(Vec<u8>, String)> = transaction.query_row(
            "SELECT document.hash, document.text FROM hurt.event AS event JOIN hurt.document AS document
             ON document.hash = event.document WHERE seq = ?1",
            [seq],
            |row| Ok((row.get(0)?, row.get(1)?)),
        );
        let Ok((hash, text)) = text else { continue };
        if crate::base::Hash::of(text.as_bytes()).bytes()[..] != hash[..] {
            continue;
        }
        let kept = transaction
            .execute("INSERT OR IGNORE INTO main.document SELECT * FROM hurt.document WHERE hash = ?1", [&hash])
            .and_then(|_| {
                transaction.execute(
                    "INSERT OR IGNORE INTO main.location SELECT * FROM hurt.location WHERE document = ?1",
                    [&hash],
                )
            })
            .and_then(|_| transaction.execute("INSERT INTO main.event SELECT * FROM hurt.event WHERE seq = ?1", [seq]));
        saved += u64::from(kept.is_ok_and(|rows| rows == 1));
    }
    if saved > 0 {
        super::journal::derive(&transaction)?;
    }
    transaction.commit()?;
    Ok(saved)
}

#[cfg(test)]
mod tests;
