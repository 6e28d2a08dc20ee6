//! Opening and making the file.

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
const BUSY: Duration = Duration::from_secs(5);

const WHAT: &str = "cannot open the annotations";

/// See [`Store::open`].
pub(super) fn open(path: &Path) -> Result<Opened> {
    let wrong = |error: &rusqlite::Error| explain(WHAT, error).at(path);
    make_file(path)?;
    match probe(path) {
        Probe::Ours(version) if version > NEWEST => {
            let why = format!("they were made by a newer onrecord (store version {version}, this one writes {NEWEST})");
            return open_read_only(path, why);
        }
        Probe::Foreign => {
            return Err(Error::new(ErrorKind::Store, WHAT, "this is another program's database")
                .at(path)
                .hint("name another file with --store"));
        }
        Probe::Ours(_) | Probe::Unknown => {}
    }
    let mut connection =
        Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).map_err(|error| wrong(&error))?;
    if connection.is_readonly("main").map_err(|error| wrong(&error))? {
        return open_read_only(path, "the file may not be written".to_owned());
    }
    if let Err(error) = prepare(&mut connection) {
        let refused = matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen));
        drop(connection);
        return if refused {
            open_read_only(path, "the folder may not be written".to_owned())
        } else {
            Err(wrong(&error))
        };
    }
    let store = Store {
        connection,
        path: Some(path.to_owned()),
        read_only: None,
        doubtful: false,
        _folder: Some(SyncFolder::of(path)),
    };
    Ok(Opened { store, notices: Vec::new() })
}

/// See [`Store::open_in_memory`].
pub(super) fn open_in_memory() -> Result<Store> {
    let wrong = |error| explain(WHAT, &error);
    let mut connection = Connection::open_in_memory().map_err(wrong)?;
    prepare(&mut connection).map_err(wrong)?;
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

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    write_ahead(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    schema::migrate(connection)
}

/// Switching to WAL takes a lock that SQLite does not always wait for, so we do.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    loop {
        match connection.query_row("PRAGMA journal_mode=WAL", (), |row| row.get::<_, String>(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && waited < BUSY => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            other => return other.map(drop),
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
fn make_folder(folder: &Path) -> io::Result<()> {
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

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Syncs the folder when it is dropped. The last connection removes the write-ahead log
/// without making that durable; where names are not kept in order, the removal could
/// otherwise hit the next log after a loss of power.
#[derive(Debug)]
pub(super) struct SyncFolder(PathBuf);

impl SyncFolder {
    fn of(path: &Path) -> Self {
        Self(folder_of(path).to_owned())
    }
}

impl Drop for SyncFolder {
    fn drop(&mut self) {
        // What was acknowledged is durable without it.
        let _ = sync_folder(&self.0);
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
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
            "the file is damaged: keep a copy of it, and of the -wal file beside it, and see `onrecord doctor --store`"
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
