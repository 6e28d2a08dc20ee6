//! The modes of the terminal, set together and undone together.

use crate::base::{Error, ErrorKind, Result};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Whether the modes are set; read by whatever ends the program, in any thread.
static SET: AtomicBool = AtomicBool::new(false);

/// Sets all modes.
///
/// # Errors
/// When this is no terminal that can be set so.
pub(super) fn enter(mouse: bool) -> Result<()> {
    let wrong = |error: io::Error| Error::new(ErrorKind::Terminal, "cannot use the terminal", error);
    terminal::enable_raw_mode().map_err(wrong)?;
    SET.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide).map_err(wrong)?;
    if mouse {
        execute!(out, EnableMouseCapture).map_err(wrong)?;
    }
    Ok(())
}

/// Undoes all modes, once. Failures are of no use to anybody: the terminal may be gone.
pub(super) fn leave() {
    if SET.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        let _ = execute!(
            out,
            terminal::EndSynchronizedUpdate,
            SetAttribute(Attribute::Reset),
            DisableMouseCapture,
            DisableBracketedPaste,
            cursor::Show,
            LeaveAlternateScreen,
        );
        let _ = out.flush();
        let _ = terminal::disable_raw_mode();
    }
}

/// Leaves the modes when it goes out of scope, also when a panic unwinds.
pub(super) struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// The name of the threads that work beside the screen. A panic in one of them is caught and
/// told by the loop, which goes on.
pub(super) const WORKER: &str = "worker";

/// Makes a panic of the loop leave the modes before its message.
pub(super) fn hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(WORKER) {
            leave();
            before(info);
        }
    }));
}

/// Starts a thread that works beside the screen; `failed` is called if it panics.
pub(super) fn work(
    act: impl FnOnce() + Send + 'static,
    failed: impl FnOnce() + Send + 'static,
) -> Option<JoinHandle<()>> {
    let guarded = move || {
        if catch_unwind(AssertUnwindSafe(act)).is_err() {
            failed();
        }
    };
    std::thread::Builder::new().name(WORKER.to_owned()).spawn(guarded).ok()
}
