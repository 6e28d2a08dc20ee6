//! `$EDITOR` for a note.

use crate::base::{Error, ErrorKind, Result};
use std::io::{Read, Write};
use std::process::Command;

/// The most that is read back, in bytes.
const LIMIT: u64 = 1 << 20;

/// Lets the reader edit `text`; `None` if the editor failed or was given up.
///
/// The editor is run by its argument list, never through a shell, with the file's path as
/// the last argument. The file is the reader's alone and is removed afterwards.
///
/// # Errors
/// When there is no editor, or the file can't be written or read.
pub(super) fn edit(text: &str) -> Result<Option<String>> {
    let wrong = |why: &dyn std::fmt::Display| Error::new(ErrorKind::Terminal, "cannot edit the note", why);
    let command = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned());
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let mut file =
        tempfile::Builder::new().prefix("onrecord-note-").suffix(".md").tempfile().map_err(|error| wrong(&error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(|error| wrong(&error))?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|error| wrong(&error).at_place(program).hint("set EDITOR to an editor that is installed"))?;
    if !status.success() {
        return Ok(None);
    }
    let mut edited = Vec::new();
    // The editor may have put a new file in the place of ours.
    let reopened = std::fs::File::open(file.path()).map_err(|error| wrong(&error))?;
    reopened.take(LIMIT).read_to_end(&mut edited).map_err(|error| wrong(&error))?;
    let edited = String::from_utf8_lossy(&edited);
    Ok(Some(edited.trim_end().to_owned()))
}
