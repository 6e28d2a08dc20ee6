//! The one error type: what went wrong, where, why, and what to try.

use super::shown::Shown;
use std::fmt;
use std::path::{Path, PathBuf};

/// Result with our [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Which part failed; decides the exit code and lets callers tell cases apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An input could not be read or was refused.
    Input,
    /// The command line is wrong.
    Usage,
    /// The configuration is wrong.
    Config,
    /// The store of annotations failed.
    Store,
    /// The terminal can't be used.
    Terminal,
    /// Writing a result failed.
    Output,
}

/// What went wrong, where, why, and what to try. Printed as
/// `onrecord: WHAT (WHERE): WHY; TRY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Which part failed.
    pub kind: ErrorKind,
    /// What could not be done, in a few words: "cannot read the article".
    pub what: String,
    /// Where: the file, or `file:line:column`. Untrusted; shown through [`Shown`].
    pub place: Option<String>,
    /// Why: the reason, often the operating system's. Untrusted; shown through [`Shown`].
    pub why: String,
    /// What to try; empty when there is nothing to say.
    pub hint: String,
}

impl Error {
    /// An error without a place yet; whoever has the path adds it with [`Error::at`].
    pub fn new(kind: ErrorKind, what: impl Into<String>, why: impl fmt::Display) -> Self {
        Self { kind, what: what.into(), place: None, why: why.to_string(), hint: String::new() }
    }

    /// Adds the file.
    #[must_use]
    pub fn at(self, path: &Path) -> Self {
        let place = PathBuf::from(path).to_string_lossy().into_owned();
        self.at_place(place)
    }

    /// Adds a place that is no plain path (`file:3:7`, "standard input").
    #[must_use]
    pub fn at_place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// 2 for wrong usage or configuration, 1 for everything else.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage | ErrorKind::Config | ErrorKind::Terminal => 2,
            ErrorKind::Input | ErrorKind::Store | ErrorKind::Output => 1,
        }
    }
}

/// Safe for a terminal: everything that may come from outside is shown through [`Shown`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Shown::from(self.what.as_str()))?;
        if let Some(place) = &self.place {
            write!(f, " ({})", Shown::from(place.as_str()))?;
        }
        if !self.why.is_empty() {
            write!(f, ": {}", Shown::from(self.why.as_str()))?;
        }
        if !self.hint.is_empty() {
            write!(f, "; {}", Shown::from(self.hint.as_str()))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Something worth saying about an input that is no failure: a guessed encoding, hidden
/// characters, a date that could not be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A stable word for programs: "encoding", "hidden-characters".
    pub code: &'static str,
    /// One sentence for people. May quote content, so it is shown through [`Shown`].
    pub message: String,
}

impl Notice {
    /// A notice.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
