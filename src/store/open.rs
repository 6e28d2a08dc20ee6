//! Opening and making the file.

use super::backup;
use super::schema::{self, APPLICATION_ID, NEWEST};
use super::{Opened, Store};
use crate::base::{Error, ErrorKind, Notice, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a write waits for another window's.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// Stores of up to this many bytes are read through for damage whenever they are opened (a few
/// milliseconds a megabyte); larger ones when they are backed up.
const CHECKED: u64 = 16 << 20;

const WHAT: &str = "cannot open the annotations";

/// Why a store could not be opened.
enum Failed {
    /// What is in the file is damaged, so that a backup may stand in.
    Damaged(Error),
    /// Anything else.
    Other(Error),
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        let (Failed::Damaged(error) | Failed::Other(error)) = failed;
        error
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// See [`Store::open`].
pub(super) fn open(path: &Path) -> Result<Opened> {
    let number = backup::file_number(path);
    let begun = backup::pending(path).exists();
    let why = if begun {
        Error::new(ErrorKind::Store, WHAT, "restoring a backup was broken off").at(path)
    } else {
        match open_as_it_is(path) {
            Ok(opened) => return Ok(opened),
            Err(Failed::Other(error)) => return Err(error),
            Err(Failed::Damaged(error)) => error,
        }
    };
    let Some(restored) = backup::restore(path, number)? else { return Err(why) };
    let mut opened = open_as_it_is(path)?;
    let later = match restored.saved {
        0 => String::new(),
        1 => ", with one change made after it that could still be read".to_owned(),
        n => format!(", with {n} changes made after it that could still be read"),
    };
    let message = format!(
        "the annotations were damaged ({}): the newest backup, {}, stands in their place{later}; the damaged file is kept as {}",
        why.why,
        restored.backup.name(),
        restored.aside.display()
    );
    opened.notices.push(Notice::new("store-restored", message));
    Ok(opened)
}

/// As [`open`], without going back to a backup: what is damaged is told.
pub(super) fn open_unrepaired(path: &Path) -> Result<Opened> {
    open_as_it_is(path).map_err(Error::from)
}

fn open_as_it_is(path: &Path) -> std::result::Result<Opened, Failed> {
    open_sharing(path, Sharing::of(path))
}

fn open_sharing(path: &Path, sharing: Sharing) -> std::result::Result<Opened, Failed> {
    let wrong = |error: &rusqlite::Error| {
        let told = explain(WHAT, error).at(path);
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Failed::Damaged(told),
            _ => Failed::Other(told),
        }
    };
    make_file(path)?;
    match probe(path) {
        Probe::Ours(version) if version > NEWEST => {
            let why = format!("they were made by a newer onrecord (store version {version}, this one writes {NEWEST})");
            return Ok(open_read_only(path, why)?);
        }
        Probe::Foreign => {
            let error = Error::new(ErrorKind::Store, WHAT, "this is another program's database").at(path);
            return Err(Failed::Other(error.hint("name another file with --store")));
        }
        Probe::Ours(_) | Probe::Unknown => {}
    }
    let mut connection =
        Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).map_err(|error| wrong(&error))?;
    if connection.is_readonly("main").map_err(|error| wrong(&error))? {
        return Ok(open_read_only(path, "the file may not be written".to_owned())?);
    }
    let kept = match prepare(&mut connection, sharing, Some(path)) {
        Ok(kept) => kept,
        Err(error) => {
            let refused = matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen));
            drop(connection);
            return if refused {
                Ok(open_read_only(path, "the folder may not be written".to_owned())?)
            } else {
                Err(wrong(&error))
            };
        }
    };
    if let Err(error) = backup::before_migration(path, &connection) {
        drop(connection);
        let why =
            format!("they are of an older onrecord and could not be backed up before they are changed: {}", error.why);
        return Ok(open_read_only(path, why)?);
    }
    schema::migrate(&mut connection).map_err(|error| wrong(&error))?;
    let notices = match kept {
        Kept::WriteAhead => Vec::new(),
        Kept::Rollback => vec![Notice::new(
            "store-shared",
            "the annotations are on a network or shared file system: they are kept without shared memory, \
             and two machines should not write them at once",
        )],
    };
    let store = Store {
        connection,
        path: Some(path.to_owned()),
        read_only: None,
        doubtful: false,
        _folder: Some(SyncFolder::of(path)),
    };
    Ok(Opened { store, notices })
}

/// See [`Store::open_in_memory`].
pub(super) fn open_in_memory() -> Result<Store> {
    let wrong = |error| explain(WHAT, &error);
    let mut connection = Connection::open_in_memory().map_err(wrong)?;
    prepare(&mut connection, Sharing::Whole, None).and_then(|_| schema::migrate(&mut connection)).map_err(wrong)?;
    Ok(Store { connection, path: None, read_only: None, doubtful: false, _folder: None })
}

fn flags(mode: OpenFlags) -> OpenFlags {
    mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI
}

/// What a file says of itself.
enum Probe {
    /// A store of this version; 0 for an empty file.
    Ours(i32),
    /// Somebody else's database.
    Foreign,
    /// It could not be asked; opening it will tell why.
    Unknown,
}

/// Asks without writing, so that a store of a newer version stays as it is to the byte.
fn probe(path: &Path) -> Probe {
    let ask = || -> rusqlite::Result<Probe> {
        let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        connection.busy_timeout(BUSY)?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
        let (whose, version) = (schema::application_id(&connection)?, schema::version(&connection)?);
        Ok(if whose == APPLICATION_ID || (whose == 0 && version == 0 && tables == 0) {
            Probe::Ours(version)
        } else {
            Probe::Foreign
        })
    };
    ask().unwrap_or(Probe::Unknown)
}

fn open_read_only(path: &Path, why: String) -> Result<Opened> {
    let ask = |uri: bool| -> rusqlite::Result<Connection> {
        let mode = flags(OpenFlags::SQLITE_OPEN_READ_ONLY);
        let connection = if uri {
            Connection::open_with_flags(immutable(path), mode)?
        } else {
            Connection::open_with_flags(path, mode)?
        };
        connection.busy_timeout(BUSY)?;
        schema::version(&connection)?;
        connection.query_row("SELECT count(*) FROM annotation", (), |row| row.get::<_, i64>(0))?;
        Ok(connection)
    };
    // In a folder that may not be written, SQLite reads a WAL database only when told that
    // nobody writes it; right when no log is left beside it.
    let no_log = !log_of(path).exists();
    let connection = ask(false)
        .or_else(|error| if no_log { ask(true) } else { Err(error) })
        .map_err(|error| explain(WHAT, &error).at(path))?;
    let notice = Notice::new("store-read-only", format!("annotations can only be read: {why}"));
    let store = Store { connection, path: Some(path.to_owned()), read_only: Some(why), doubtful: false, _folder: None };
    Ok(Opened { store, notices: vec![notice] })
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// SQLite's name for a file that nobody writes.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri + "?immutable=1"
}

/// What a file system can do for several windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Shared memory and locks, as local ones.
    Whole,
    /// Locks at best: those of networks, and those that programs make (FUSE).
    Locks,
}

impl Sharing {
    /// By the kind of the file system (statfs(2)); the write-ahead log needs memory that all
    /// writers share, which machines of a network do not (sqlite.org/wal.html).
    fn of(path: &Path) -> Self {
        #[cfg(target_os = "linux")]
        {
            // NFS, SMB, CIFS, SMB2, FUSE, 9P, AFS, Coda, Ceph, Lustre, GFS2, OCFS2, VirtualBox.
            const REMOTE: [u64; 13] = [
                0x6969,
                0x517b,
                0xff53_4d42,
                0xfe53_4d42,
                0x6573_5546,
                0x0102_1997,
                0x5346_414f,
                0x7375_7245,
                0x00c3_6400,
                0x0bd0_0bd0,
                0x0116_1970,
                0x7461_636f,
                0x786f_4256,
            ];
            let kind = rustix::fs::statfs(path).ok().and_then(|found| u64::try_from(found.f_type & 0xffff_ffff).ok());
            if kind.is_some_and(|kind| REMOTE.contains(&kind)) {
                return Self::Locks;
            }
        }
        let _ = path;
        Self::Whole
    }
}

/// How a store is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// With a write-ahead log.
    WriteAhead,
    /// With a rollback journal.
    Rollback,
}

/// Sets the connection up, all but the tables, and looks whether what is in the file is whole.
pub(super) fn prepare(connection: &mut Connection, sharing: Sharing, path: Option<&Path>) -> rusqlite::Result<Kept> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    let wished = if sharing == Sharing::Whole { "WAL" } else { "DELETE" };
    let kept = match journal_mode(connection, wished)?.as_str() {
        "delete" if path.is_some() => {
            // A journal's removal is what commits: EXTRA makes that durable too.
            connection.pragma_update(None, "synchronous", "EXTRA")?;
            Kept::Rollback
        }
        _ => {
            connection.pragma_update(None, "synchronous", "FULL")?;
            Kept::WriteAhead
        }
    };
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    let small = path.and_then(|path| std::fs::metadata(path).ok()).is_some_and(|file| file.len() <= CHECKED);
    if small && let Some(damage) = backup::damage(connection)? {
        return Err(corrupt(damage));
    }
    Ok(kept)
}

/// The error for damage that SQLite only says in words.
pub(super) fn corrupt(damage: String) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), Some(damage))
}

/// Switching takes a lock that SQLite does not always wait for, so we do. Tells the mode that is in
/// force: where there is no shared memory, another than the one wished for.
fn journal_mode(connection: &Connection, wished: &str) -> rusqlite::Result<String> {
    const PAUSE: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    loop {
        match connection.query_row(&format!("PRAGMA journal_mode={wished}"), (), |row| row.get::<_, String>(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < BUSY => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            other => return other,
        }
    }
}

/// Makes the file and its folders, if they are missing, readable by the user alone.
fn make_file(path: &Path) -> Result<()> {
    let wrong = |error: &io::Error| {
        Error::new(ErrorKind::Store, WHAT, error)
            .at(path)
            .hint("name another file with --store, or reading goes on without annotations")
    };
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => return Ok(()),
        Ok(_) => {
            return Err(Error::new(ErrorKind::Store, WHAT, "it is no regular file")
                .at(path)
                .hint("name another file with --store"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(wrong(&error)),
    }
    let folder = folder_of(path);
    make_folder(folder).map_err(|error| wrong(&error))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => sync_folder(folder).map_err(|error| wrong(&error)),
        // Another window was first.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(wrong(&error)),
    }
}

/// Makes a folder and what is missing above it, and makes their names durable.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    make_folder(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(above),
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Syncs the folder when it is dropped. The last connection removes the write-ahead log
/// without making that durable; where names are not kept in order, the removal could
/// otherwise hit the next log after a loss of power.
#[derive(Debug)]
pub(super) struct SyncFolder(PathBuf);

impl SyncFolder {
    pub(super) fn of(path: &Path) -> Self {
        Self(folder_of(path).to_owned())
    }
}

impl Drop for SyncFolder {
    fn drop(&mut self) {
        // What was acknowledged is durable without it.
        let _ = sync_folder(&self.0);
    }
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The reason in words, and what to try.
pub(super) fn explain(what: &str, error: &rusqlite::Error) -> Error {
    let hint = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "make room on the disk and try again",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another onrecord is writing; try again",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "check who may write the file and its folder, or name another with --store"
        }
        Some(ErrorCode::NotADatabase) => "this is no store of onrecord; name another file with --store",
        Some(ErrorCode::DatabaseCorrupt) => {
            "there is no backup yet: move the file away to begin anew, and keep it, with the -wal file beside it"
        }
        Some(ErrorCode::SystemIoFailure) => "the disk failed; nothing of this was saved",
        _ => "",
    };
    let why = match error {
        rusqlite::Error::SqliteFailure(code, None) => code.to_string(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    Error::new(ErrorKind::Store, what, why).hint(hint)
}

#[cfg(test)]
mod tests;
