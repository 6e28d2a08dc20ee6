//! `diff`: what changed between two versions of an article, claim by claim.
//!
//! ```text
//! morning.txt → evening.txt: 2 differences (1 figure, 1 dropped)
//!
//! figure c3 Lena Ortiz: The repair will cost 21 million crowns
//!        was c3 Lena Ortiz: The repair will cost 12 million crowns
//! dropped c9 Tom Hale: The pier is safe
//! ```

use super::args::{Changes, Diff};
use super::output::{Ended, Out, Outcome};
use super::settings::{Settings, analyse, parse};
use super::show::Page;
use crate::base::{Error, ErrorKind, Result};
use crate::comparison::{Comparison, Difference, Kind, Side, Version, compare};
use crate::document::Document;
use crate::export::json;
use crate::store::path_of;
use serde::Serialize;
use std::io::Write;

/// The number of the JSON's format. Keys are only added to it.
const SCHEMA: u32 = 1;

/// Compares and prints.
pub(super) fn diff(asked: &Diff, settings: &Settings, out: &mut Out) -> Ended {
    let (old, new) = match &asked.new {
        Some(new) => (settings.read(&asked.old)?, settings.read(new)?),
        None => {
            let new = settings.read(&asked.old)?;
            (before(&new, settings).map_err(|error| error.at(&asked.old))?, new)
        }
    };
    let (first, second) = (analyse(&old), analyse(&new));
    let found = compare(Version { document: &old, analysis: &first }, Version { document: &new, analysis: &second });
    match asked.format {
        Changes::Plain => plain(&old, &new, &found, settings, out)?,
        Changes::Jsonl => json(&old, &new, &found, out)?,
    }
    Ok(Outcome::Done)
}

/// The version of this file that was read last before.
fn before(new: &Document, settings: &Settings) -> Result<Document> {
    let missing = |why: &str| {
        Error::new(ErrorKind::Input, "cannot compare", why).hint("name both versions: `onrecord diff OLD NEW`")
    };
    let path = path_of(&new.text.origin).ok_or_else(|| missing("it is no file, so no earlier version is known"))?;
    let opened = settings.existing_store()?.ok_or_else(|| missing("no earlier version of it was read"))?;
    let read = opened.store.last_version(path, &new.text.hash)?;
    read.map(|read| parse(read.text)).ok_or_else(|| missing("no other version of it was read"))
}

/// "3 differences (1 added, 2 figure)".
fn summary(found: &Comparison) -> String {
    let count = found.differences.len();
    if count == 0 {
        return "no differences".to_owned();
    }
    let kinds = Kind::ALL.into_iter().map(|kind| (found.count(kind), kind.name())).filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = kinds.map(|(count, name)| format!("{count} {name}")).collect();
    format!("{count} {} ({})", if count == 1 { "difference" } else { "differences" }, kinds.join(", "))
}

fn plain(old: &Document, new: &Document, found: &Comparison, settings: &Settings, out: &mut Out) -> Ended<()> {
    let width = out.columns.map(|columns| columns.min(usize::from(settings.config.view.width)));
    let mut page = Page { out, width };
    page.line(2, &format!("{} → {}: {}", old.text.name, new.text.name, summary(found)))?;
    if !found.differences.is_empty() {
        writeln!(page.out)?;
    }
    for Difference { kinds, old, new, .. } in &found.differences {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let kinds = kinds.join(", ");
        let Some(first) = new.as_ref().or(old.as_ref()) else { continue };
        page.line(7, &format!("{kinds} {}", told(first)))?;
        if let (Some(old), Some(_)) = (old, new) {
            page.line(7, &format!("       was {}", told(old)))?;
        }
    }
    Ok(())
}

/// "c3 Lena Ortiz: The pier will reopen".
fn told(side: &Side) -> String {
    match side.claim {
        Some(claim) => format!("{claim} {}: {}", side.speaker, side.words),
        None => format!("text: {}", side.words),
    }
}

#[derive(Serialize)]
struct Heading<'a> {
    schema: u32,
    old: Named<'a>,
    new: Named<'a>,
    differences: usize,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    sha256: String,
}

#[derive(Serialize)]
struct Record<'a> {
    kinds: Vec<&'static str>,
    old: Option<SideRecord<'a>>,
    new: Option<SideRecord<'a>>,
    /// The byte of the new text where it is or would be.
    at: usize,
}

#[derive(Serialize)]
struct SideRecord<'a> {
    claim: Option<String>,
    /// `[start, end)` in bytes of the canonical text of this version.
    spans: Vec<[usize; 2]>,
    speaker: Option<&'a str>,
    words: &'a str,
}

impl<'a> SideRecord<'a> {
    fn new(side: &'a Side) -> Self {
        Self {
            claim: side.claim.map(|claim| claim.to_string()),
            spans: side.spans.iter().map(|span| [span.start(), span.end()]).collect(),
            speaker: Some(side.speaker.as_str()).filter(|speaker| !speaker.is_empty()),
            words: &side.words,
        }
    }
}

fn json(old: &Document, new: &Document, found: &Comparison, out: &mut Out) -> Ended<()> {
    let named = |document: &'_ Document| document.text.hash.to_string();
    let heading = Heading {
        schema: SCHEMA,
        old: Named { name: &old.text.name, sha256: named(old) },
        new: Named { name: &new.text.name, sha256: named(new) },
        differences: found.differences.len(),
    };
    out.write_all(json::line(&heading).as_bytes())?;
    for Difference { kinds, old, new, at } in &found.differences {
        let record = Record {
            kinds: kinds.iter().map(|kind| kind.name()).collect(),
            old: old.as_ref().map(SideRecord::new),
            new: new.as_ref().map(SideRecord::new),
            at: *at,
        };
        out.write_all(json::line(&record).as_bytes())?;
    }
    Ok(())
}
