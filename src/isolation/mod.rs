//! A process of its own for what others wrote: it reads one input, gives back plain data, and may do nothing else.
//!
//! The program starts itself again ([`ARGUMENT`]), with an empty environment and three pipes; bytes go in, an
//! [`Extracted`] comes out. Before the worker looks at the first of them it has given up the rest:
//!
//! | what | by |
//! |---|---|
//! | memory, processor time, stack, files written (none), files opened (none), processes (none), core dumps | `setrlimit(2)` |
//! | every file and socket of the file system, the network, signals to others | Landlock, as far as the kernel has it |
//! | every system call but those that reading, computing and answering need | seccomp, on `x86_64` and `aarch64` |
//! | new rights by programs that are run | `PR_SET_NO_NEW_PRIVS` |
//!
//! The reader bounds what comes back and how long it takes, and kills what does not end.
//!
//! **Invariants:** the worker gets bytes, never a path; nothing that it says is believed beyond its type; its death,
//! whatever the cause, is an [`Error`] for the reader. **Deliberately absent:** what the bytes mean (`format`), and
//! plain text, for which the program needs no parser of someone else's.

mod confine;
mod worker;

pub use confine::Report;
pub use worker::{ARGUMENT, serve};

use crate::base::{Error, ErrorKind, Result};
use crate::format::{Extracted, Failure, Format, Limits};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What one worker may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Bytes of memory, beside four times the input.
    pub memory: u64,
    /// Seconds of processor time.
    pub cpu: u64,
    /// Seconds by the clock on the wall.
    pub wall: u64,
    /// Bytes of its answer.
    pub answer: u64,
}

impl Default for Allowance {
    /// 1 GiB, 20 seconds of work, 60 of waiting, 256 MiB of answer (64 MiB of text with its blocks).
    fn default() -> Self {
        Self { memory: 1 << 30, cpu: 20, wall: 60, answer: 256 << 20 }
    }
}

/// Something that no worker may do, for trying whether it is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Opens a file.
    Open,
    /// Makes a file.
    Create,
    /// Makes a socket.
    Socket,
    /// Runs a program.
    Exec,
    /// Takes memory without end.
    Allocate,
    /// Computes without end.
    Loop,
    /// Waits without end.
    Sleep,
    /// Calls itself without end.
    Overflow,
    /// Answers without end.
    Flood,
    /// Panics.
    Panic,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Open,
        Self::Create,
        Self::Socket,
        Self::Exec,
        Self::Allocate,
        Self::Loop,
        Self::Sleep,
        Self::Overflow,
        Self::Flood,
        Self::Panic,
    ];
}

/// What a worker is asked for: one line of JSON, before the bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Task {
    /// The text of the bytes that follow.
    Extract { format: Format, limits: Limits },
    /// Only to try.
    Try(Deed),
    /// Only to tell what is in force.
    Tell,
}

/// The first line: the task, and what it may use.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Order {
    task: Task,
    allowance: Allowance,
}

/// What comes back.
pub type Answer = std::result::Result<Extracted, Failure>;

/// Starts workers.
#[derive(Clone, Debug)]
pub struct Worker {
    /// The program, which is this one.
    pub program: PathBuf,
    /// What each may use.
    pub allowance: Allowance,
}

impl Default for Worker {
    /// Of the running program, also when its file was replaced meanwhile.
    fn default() -> Self {
        let program = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe().unwrap_or_else(|_| PathBuf::from("onrecord"))
        };
        Self { program, allowance: Allowance::default() }
    }
}

const WHAT: &str = "cannot read the article";

/// [`crate::format::extract`] in a worker with the usual allowance.
///
/// # Errors
/// As [`Worker::extract`].
pub fn extract(format: Format, bytes: &[u8], limits: &Limits) -> Answer {
    let extracted = Worker::default().extract(format, bytes, limits);
    extracted.map_err(|Error { why, hint, .. }| Failure { why, hint })
}

impl Worker {
    /// The text of an input, as [`crate::format::extract`] in a worker.
    ///
    /// # Errors
    /// When the format's reader refuses it, or the worker was stopped or died.
    pub fn extract(&self, format: Format, bytes: &[u8], limits: &Limits) -> Result<Extracted> {
        let answer = self.run(Task::Extract { format, limits: *limits }, bytes)?.1;
        let answer: Answer = serde_json::from_slice(&answer)
            .map_err(|_| Error::new(ErrorKind::Input, WHAT, "the worker's answer makes no sense"))?;
        answer.map_err(|Failure { why, hint }| Error::new(ErrorKind::Input, WHAT, why).hint(hint))
    }

    /// What is in force in a worker on this machine.
    ///
    /// # Errors
    /// When none can be started.
    pub fn report(&self) -> Result<Report> {
        self.run(Task::Tell, b"").map(|(report, _)| report)
    }

    /// Has a worker do what it may not; the error says how it was stopped.
    ///
    /// # Errors
    /// Always, unless it was not stopped.
    pub fn attempt(&self, deed: Deed) -> Result<()> {
        self.run(Task::Try(deed), b"").map(drop)
    }

    /// Runs one worker to its end.
    fn run(&self, task: Task, bytes: &[u8]) -> Result<(Report, Vec<u8>)> {
        let wrong = |why: &dyn std::fmt::Display| Error::new(ErrorKind::Input, WHAT, format!("no worker: {why}"));
        let Allowance { memory, wall, answer, .. } = self.allowance;
        let memory = memory.saturating_add(4 * bytes.len() as u64);
        let order = Order { task, allowance: Allowance { memory, ..self.allowance } };
        let mut child = Command::new(&self.program)
            .arg(ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| wrong(&error))?;
        let (Some(mut input), Some(output), Some(complaint)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(wrong(&"it has no pipes"));
        };
        let mut order = serde_json::to_vec(&order).map_err(|error| wrong(&error))?;
        order.push(b'\n');
        let until = Instant::now() + Duration::from_secs(wall);
        let (said, came, late) = std::thread::scope(|scope| {
            scope.spawn(move || {
                // A worker that ends before it has read all is told by its end.
                let _ = input.write_all(&order).and_then(|()| input.write_all(bytes));
            });
            let complaint = scope.spawn(move || bounded(complaint, 4 << 10).0);
            let (done, when) = channel();
            let said = scope.spawn(move || {
                let said = bounded(output, answer);
                let _ = done.send(());
                said
            });
            let left = until.saturating_duration_since(Instant::now());
            let late = when.recv_timeout(left) == Err(RecvTimeoutError::Timeout);
            let late = wait(&mut child, if late { Instant::now() } else { until }) || late;
            (said.join().unwrap_or_default(), complaint.join().unwrap_or_default(), late)
        });
        let status = child.wait().map_err(|error| wrong(&error))?;
        let (said, too_much) = said;
        if too_much || late || !status.success() {
            return Err(self.death(status, late, too_much, &String::from_utf8_lossy(&came)));
        }
        let end = memchr::memchr(b'\n', &said).ok_or_else(|| wrong(&"it said nothing"))?;
        let report = serde_json::from_slice(&said[..end]).map_err(|error| wrong(&error))?;
        Ok((report, said[end + 1..].to_vec()))
    }

    /// Why a worker died, for people. What it complained of is matched, never shown: it may quote the input.
    fn death(&self, status: ExitStatus, late: bool, too_much: bool, complaint: &str) -> Error {
        let Allowance { memory, cpu, wall, answer } = self.allowance;
        const XCPU: i32 = 24;
        const SYS: i32 = if cfg!(target_os = "linux") { 31 } else { 12 };
        const SEGV: i32 = 11;
        const KILL: i32 = 9;
        let megabytes = |bytes: u64| bytes >> 20;
        let why = match status.signal() {
            _ if too_much => format!("the worker was stopped: it answered with more than {} MB", megabytes(answer)),
            _ if late => format!("the worker was stopped: it took longer than {wall} s"),
            Some(XCPU | KILL) => format!("the worker was stopped: it computed for more than {cpu} s"),
            Some(SYS) => "the worker was stopped: it tried what a reader of articles never needs".to_owned(),
            Some(SEGV) => "the worker died: the input is nested too deeply".to_owned(),
            _ if complaint.contains("overflowed its stack") => {
                "the worker died: the input is nested too deeply".to_owned()
            }
            _ if complaint.contains("memory allocation") || complaint.contains("capacity overflow") => {
                format!("the worker was stopped: it needed more than {} MB of memory", megabytes(memory))
            }
            Some(signal) => format!("the worker died of signal {signal}"),
            None if complaint.contains("panicked") => {
                "the worker broke off at something in it, which is a fault in onrecord".to_owned()
            }
            None => "the worker could not lock itself in, and so was not given the input".to_owned(),
        };
        Error::new(ErrorKind::Input, WHAT, why)
            .hint("save it as plain text with a program that you trust, and read that; nothing else was touched")
    }
}

/// Reads to the end or to the limit; tells whether there was more. What is not read stays in the pipe, and closing
/// that ends the writer.
fn bounded(from: impl Read, limit: u64) -> (Vec<u8>, bool) {
    let mut said = Vec::new();
    let mut from = from.take(limit + 1);
    // What came before an error counts; the exit code tells the rest.
    let _ = from.read_to_end(&mut said);
    let more = said.len() as u64 > limit;
    (said, more)
}

/// Waits for the end until then, and makes one; tells whether it had to.
fn wait(child: &mut Child, until: Instant) -> bool {
    let mut pause = Duration::from_micros(100);
    loop {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return false;
        }
        if Instant::now() >= until {
            let _ = child.kill();
            return true;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
