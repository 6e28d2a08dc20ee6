//! `onrecord FILE`: the reader, or plain lines where there is no terminal.

use super::args::{Cli, Reader};
use super::output::{Ended, Out, Outcome, tell, while_reading};
use super::settings::{Settings, parse};
use super::show::{show_all, show_document};
use crate::app::LibraryRow;
use crate::base::{Error, Result, Shown};
use crate::document::Document;
use crate::load::{beginning, samples};
use crate::store::path_of;
use crate::term::{self, First, Session};
use clap::CommandFactory;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Opens the reader on the terminal; tells the exit code.
pub(super) fn read(asked: &Reader, settings: Settings) -> u8 {
    let first = match first(asked, &settings) {
        Ok(first) => first,
        Err(error) => {
            tell(&error);
            return error.exit_code();
        }
    };
    let Settings { config, config_errors, creator, store, no_color, .. } = settings;
    match term::run(Session { config, config_errors, creator, store, no_color, first }) {
        Ok(()) => 0,
        Err(error) => {
            tell(&error);
            error.exit_code()
        }
    }
}

/// What to show first: of a large text its beginning, while the reader reads the rest.
fn first(asked: &Reader, settings: &Settings) -> Result<First> {
    let documents = match asked.file.as_deref() {
        // Standard input may be typed.
        Some(file) if file != Path::new("-") => {
            let limit = settings.config.limits.input;
            if let Some(text) = beginning(file, settings.format, limit).filter(|_| !term::is_dumb()) {
                let (path, format) = (file.to_owned(), settings.format);
                return Ok(First::Beginning { document: Arc::new(parse(text)), path, format, claim: asked.claim });
            }
            while_reading(file, || documents(asked, settings))?
        }
        _ => documents(asked, settings)?,
    };
    Ok(match documents {
        None => First::Library,
        Some(mut documents) if documents.len() == 1 => {
            documents.pop().map_or(First::Library, |document| First::Article(Arc::new(document), asked.claim))
        }
        Some(documents) => First::Entries(documents.iter().map(entry).collect()),
    })
}

/// A row of the picker. What has no title is known by its first words.
fn entry(document: &Document) -> LibraryRow {
    let first = document.title.or_else(|| document.paragraphs.as_slice().first().map(|first| first.span));
    let byline = document.text.structure.as_ref().and_then(|structure| structure.meta.byline.as_deref());
    let name = byline.unwrap_or_default().split('<').next().unwrap_or_default().trim();
    LibraryRow {
        title: first.map_or_else(|| document.text.name.clone(), |first| document.visible(first)),
        by: if name.is_empty() { byline.unwrap_or_default() } else { name }.to_owned(),
        origin: document.text.origin.clone(),
        last_read: document.date.filter(|_| !document.date_of_file).map(|date| date.to_string()).unwrap_or_default(),
        checked: 0,
        claims: 0,
    }
}

fn documents(asked: &Reader, settings: &Settings) -> Result<Option<Vec<Document>>> {
    let read = |file: &Path| settings.read_all(file).map_err(|error| perhaps_command(file, error));
    asked.file.as_deref().map(read).transpose()
}

/// Prints what the reader would open, where there is no terminal.
pub(super) fn print(asked: &Reader, settings: &Settings, out: &mut Out) -> Ended {
    match documents(asked, settings)? {
        Some(documents) => show_all(&documents, settings, out)?,
        None => library(settings, out)?,
    }
    Ok(Outcome::Done)
}

/// A file that is not there may be a command with a slip in it.
fn perhaps_command(file: &Path, error: Error) -> Error {
    let name = file.to_string_lossy();
    let commands = Cli::command();
    let near = |command: &str| strsim::jaro_winkler(command, &name) >= 0.8;
    match commands.get_subcommands().map(clap::Command::get_name).find(|command| near(command)) {
        Some(command) if !file.exists() => error.hint(format!("did you mean `onrecord {command}`?")),
        _ => error,
    }
}

/// What was read before, one line each; the practice briefing if nothing was.
fn library(settings: &Settings, out: &mut Out) -> Ended<()> {
    let rows = match settings.existing_store().and_then(|opened| opened.map_or(Ok(Vec::new()), |o| o.store.library())) {
        Ok(rows) => rows,
        Err(error) => {
            tell(&error);
            Vec::new()
        }
    };
    if rows.is_empty() {
        return show_document(&parse(samples::practice()), settings, out);
    }
    for row in rows {
        let read = row.last_read.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M");
        let title = Shown::from(row.title.as_deref().unwrap_or(&row.name));
        let path = path_of(&row.origin).map_or(row.name.as_str().into(), Path::to_string_lossy);
        writeln!(out, "{read}  {:>3} of {:<3} checked  {title}  ({})", row.checked, row.claims, Shown::from(&*path))?;
    }
    Ok(())
}
