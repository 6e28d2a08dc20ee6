//! Results into files: whole or not at all, and never over what is there without being told.

use crate::base::{Error, ErrorKind, Result, Shown};
use std::fs::{self, File, Permissions};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

const WHAT: &str = "cannot write the file";

/// A file that may be written, checked before anything is.
#[derive(Debug)]
pub(super) struct Place {
    /// The file itself, behind a link in the same folder.
    path: PathBuf,
    /// What is there already keeps its permissions.
    old: Option<Permissions>,
}

impl Place {
    /// Checks that the file may be written: it is not there, or `force` is given, or whoever
    /// sits at the terminal agrees. `inputs` are never written over.
    pub(super) fn new(path: &Path, force: bool, inputs: &[&Path]) -> Result<Self> {
        let refuse = |why: &str, hint: &str| Err(Error::new(ErrorKind::Output, WHAT, why).at(path).hint(hint));
        let path_of = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), old: None });
            }
            Err(error) => return Err(Error::new(ErrorKind::Output, WHAT, error).at(path)),
            Ok(found) if found.is_symlink() => {
                // Through a link only inside the folder: elsewhere nobody expects a new file.
                let target =
                    fs::canonicalize(path).map_err(|error| Error::new(ErrorKind::Output, WHAT, error).at(path))?;
                let home = fs::canonicalize(folder(path)).ok();
                if target.parent() != home.as_deref() {
                    return refuse("it is a link out of its folder", "name the file itself");
                }
                target
            }
            Ok(_) => path.to_owned(),
        };
        let found = fs::metadata(&path_of).map_err(|error| Error::new(ErrorKind::Output, WHAT, error).at(path))?;
        if !found.is_file() {
            return refuse("it is no regular file", "leave --output away to write to standard output");
        }
        let same = |input: &Path| {
            fs::metadata(input).is_ok_and(|input| (input.dev(), input.ino()) == (found.dev(), found.ino()))
        };
        if inputs.iter().any(|input| same(input)) {
            return refuse("it is what is read", "name another file");
        }
        if !force && !agreed(path) {
            return refuse("it is there already", "give --force to replace it");
        }
        Ok(Self { path: path_of, old: Some(found.permissions()) })
    }

    /// Writes it: a temporary file in the same folder, on the disk before it takes the name,
    /// and the folder after. What was there stays whole until then.
    pub(super) fn write(&self, content: &[u8]) -> Result<()> {
        let wrong = |error: io::Error| Error::new(ErrorKind::Output, WHAT, error).at(&self.path);
        let folder = folder(&self.path);
        let mut file = tempfile::Builder::new()
            .prefix(".onrecord-")
            .permissions(self.old.clone().unwrap_or_else(|| Permissions::from_mode(0o666)))
            .tempfile_in(folder)
            .map_err(wrong)?;
        file.write_all(content).map_err(wrong)?;
        file.as_file().sync_all().map_err(wrong)?;
        match &self.old {
            Some(old) => {
                file.as_file().set_permissions(old.clone()).map_err(wrong)?;
                file.persist(&self.path).map_err(|error| wrong(error.error))?;
            }
            // Somebody else's file that came meanwhile stays.
            None => drop(file.persist_noclobber(&self.path).map_err(|error| wrong(error.error))?),
        }
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(wrong)
    }
}

/// Whether whoever sits at the terminal says that the file may be replaced.
fn agreed(path: &Path) -> bool {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return false;
    }
    let mut answer = String::new();
    let name = path.to_string_lossy();
    let asked = write!(io::stderr(), "onrecord: replace {}? [y/N] ", Shown::from(&*name));
    asked.is_ok() && io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

/// The folder that holds a file.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
