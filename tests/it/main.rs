//! Tests of the whole, one module a subject.

#![allow(clippy::unwrap_used)] // a test may panic

mod anchors;
mod annotating;
mod cli;
mod corpora;
mod correcting;
mod exporting;
mod isolation;
mod listings;
mod mails;
mod models;
mod program;
mod properties;
mod pty;
mod readme;
mod reliability;
mod scores;
mod screens;
mod tidy;
mod versions;
