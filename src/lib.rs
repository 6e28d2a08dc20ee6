//! onrecord reads press briefings and news articles in the terminal: it splits an article
//! into paragraphs and tagged claims (who said what, how sure, about when) and keeps what
//! a reader marks.
//!
//! Data flows one way; a module imports only modules listed above it (a test reads the
//! imports):
//!
//! `base` → `config`, `format` → `isolation` → `load` → `document` → `analysis`, `annotation` → `store`, `command`,
//! `export` → `app` → `view` → `term` → `cli`.
//!
//! See `ARCHITECTURE.md` for the tour.

pub mod analysis;
pub mod annotation;
pub mod app;
pub mod base;
pub mod cli;
pub mod command;
pub mod comparison;
pub mod config;
pub mod document;
pub mod export;
pub mod format;
pub mod isolation;
pub mod load;
pub mod store;
pub mod term;
pub mod view;
