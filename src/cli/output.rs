//! Standard output and standard error.

use crate::base::{Error, ErrorKind};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// How a command that did not stop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All done.
    Done,
    /// At least one input failed, which was told.
    SomeFailed,
    /// The configuration is wrong, which was told.
    WrongConfig,
}

/// How a command ended.
pub(super) type Ended<T = Outcome> = Result<T, Stop>;

/// Why a command stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody reads any more; no failure.
    Closed,
    /// It failed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Only writing to standard output gives these.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Failed(Error::new(ErrorKind::Output, "cannot write the result", error).at_place("standard output"))
    }
}

/// Standard output.
pub(super) struct Out {
    inner: BufWriter<StdoutLock<'static>>,
    /// Columns of the terminal; `None` where it is none.
    pub(super) columns: Option<usize>,
}

impl Out {
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let columns = stdout.is_terminal().then(|| {
            let size = rustix::termios::tcgetwinsize(&stdout).ok();
            size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(80)
        });
        Self { inner: BufWriter::new(stdout.lock()), columns }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Tells an error on standard error. If nobody listens, so be it.
pub(super) fn tell(error: &Error) {
    // One write: whoever reads along sees all of it or nothing.
    let _ = io::stderr().write_all(format!("onrecord: {error}\n").as_bytes());
}
