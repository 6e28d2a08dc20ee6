//! The terminal: raw mode in and out, keys in, frames out, and the work that the state asks
//! for as effects.
//!
//! **Invariants:** however the program ends (quit, panic, signal, vanished terminal), every
//! mode it set is undone; the screen never waits for the disk or the analysis, nor these for
//! the screen. **Deliberately absent:** what keys mean and what is shown.

mod editor;
mod guard;
mod input;
mod keeper;
mod look;
mod programs;
mod run;
mod screen;
mod work;

pub use look::{is_dumb, speaks_unicode};
pub use run::{First, Session, run};

/// What makes text of web pages, PDFs and the like for every command: a process that may do nothing else.
pub const EXTRACT: crate::load::Extract = crate::isolation::extract;
