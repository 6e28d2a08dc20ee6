//! Standard output and standard error.

use crate::base::{Error, ErrorKind, Shown};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

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

/// Does something that reads a file, and says so on the terminal when that takes longer than a blink, until it is
/// done.
pub(super) fn while_reading<T>(file: &Path, read: impl FnOnce() -> T) -> T {
    const BLINK: Duration = Duration::from_millis(200);
    if !io::stderr().is_terminal() {
        return read();
    }
    let name = Shown::from(&*file.file_name().unwrap_or(file.as_os_str()).to_string_lossy()).cut(40).to_string();
    let size = std::fs::metadata(file).map_or(String::new(), |meta| match meta.len() >> 20 {
        0 => String::new(),
        megabytes => format!(" ({megabytes} MiB)"),
    });
    std::thread::scope(|scope| {
        let (done, waiting) = channel::<()>();
        scope.spawn(move || {
            let (started, mut said) = (Instant::now(), false);
            while waiting.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                let seconds = started.elapsed().as_secs();
                let time = if seconds > 0 { format!(", {seconds} s") } else { String::new() };
                let _ = io::stderr().write_all(format!("\rreading {name}{size}{time}\x1b[K").as_bytes());
                said = true;
            }
            if said {
                let _ = io::stderr().write_all(b"\r\x1b[K");
            }
        });
        let result = read();
        drop(done);
        result
    })
}
