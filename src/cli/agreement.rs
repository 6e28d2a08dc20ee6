//! `agreement`: how far readers agree on one article, and where they do not.

use super::args::{Agree, Listing};
use super::export::entries;
use super::marks::Understood;
use super::output::{Ended, Out, Outcome};
use super::settings::Settings;
use crate::annotation::agreement::{Agreement, JUDGMENTS, Judgment, alpha, between};
use crate::annotation::{Anchor, Annotation, Places};
use crate::base::Shown;
use crate::export::{Entry, json};
use crate::store::{Everyone, path_of};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

#[derive(Serialize)]
struct Pair<'a> {
    kind: &'static str,
    judgment: &'static str,
    readers: [&'a str; 2],
    /// Judged by the first alone, by the second alone, by both.
    alone: [usize; 2],
    both: usize,
    same: usize,
    kappa: Option<f64>,
    alpha: Option<f64>,
}

#[derive(Serialize)]
struct All {
    kind: &'static str,
    judgment: &'static str,
    readers: usize,
    alpha: Option<f64>,
}

#[derive(Serialize)]
struct Difference<'a> {
    kind: &'static str,
    judgment: &'static str,
    claim: Option<String>,
    quote: String,
    says: &'a BTreeMap<&'a str, String>,
}

/// Prints figures for each pair of readers and each thing they judge, then the differences.
pub(super) fn agreement(asked: &Agree, settings: &Settings, out: &mut Out) -> Ended {
    let document = Arc::new(settings.read(&asked.file)?);
    let (hash, path) = (&document.text.hash, path_of(&document.text.origin));
    let (everyone, places) = match settings.existing_store()? {
        Some(opened) => {
            let everyone = opened.store.everyone(hash, path, &settings.creator)?;
            let places = opened.store.places(everyone.annotations.values(), &document.text)?;
            (everyone, places)
        }
        None => (Everyone::default(), Places::new()),
    };
    let understood = Understood::for_reading(settings, &document)?;
    let entries = entries(&document, &understood, &everyone, &places, None);
    let mut readers: Vec<&str> = everyone.annotations.values().map(|a| a.creator.as_str()).collect();
    readers.sort_unstable();
    readers.dedup();
    if readers.len() < 2 && asked.format == Listing::Table {
        writeln!(out, "only one reader has marked this text: nothing to compare")?;
    }
    for Judgment { name: judgment, category, .. } in &JUDGMENTS {
        let units: Vec<(&Entry<'_>, BTreeMap<&str, String>)> =
            entries.iter().map(|entry| (entry, says(entry, *category))).filter(|(_, says)| !says.is_empty()).collect();
        for (index, first) in readers.iter().enumerate() {
            for second in &readers[index + 1..] {
                pair(judgment, [first, second], &units, asked.format, out)?;
            }
        }
        if readers.len() > 2 && !units.is_empty() {
            let values: Vec<Vec<&String>> = units.iter().map(|(_, says)| says.values().collect()).collect();
            let all = All { kind: "all", judgment, readers: readers.len(), alpha: alpha(&values) };
            match asked.format {
                Listing::Jsonl => json(out, &all)?,
                Listing::Table => {
                    writeln!(
                        out,
                        "{judgment}: all {} readers, Krippendorff's alpha {}",
                        all.readers,
                        figure(all.alpha)
                    )?;
                }
            }
        }
        for (entry, says) in units.iter().filter(|(_, says)| differ(says)) {
            let claim = entry.claim.map(|claim| claim.to_string());
            let quote = entry.spans.iter().map(|span| span.of(document.content())).collect::<Vec<_>>().join(" … ");
            match asked.format {
                Listing::Jsonl => json(out, &Difference { kind: "difference", judgment, claim, quote, says })?,
                Listing::Table => {
                    let words: Vec<String> = says.iter().map(|(reader, value)| format!("{reader} {value}")).collect();
                    let (words, quote) = (words.join(", "), Shown::from(quote.as_str()).cut(60));
                    let claim = claim.unwrap_or_else(|| "-".to_owned());
                    writeln!(out, "  {claim:<5} {}: {quote}", Shown::from(words.as_str()))?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}

/// What each reader says about one thing.
fn says<'a>(entry: &Entry<'a>, category: fn(&Annotation) -> Option<String>) -> BTreeMap<&'a str, String> {
    // What was said of other words is no judgment on these.
    let found = entry.marks.iter().filter(|mark| mark.anchor != Anchor::Lost && !mark.is_changed());
    found.filter_map(|mark| Some((mark.annotation.creator.as_str(), category(mark.annotation)?))).collect()
}

fn differ(says: &BTreeMap<&str, String>) -> bool {
    says.values().any(|value| says.values().next() != Some(value))
}

fn pair(
    judgment: &'static str,
    readers: [&str; 2],
    units: &[(&Entry<'_>, BTreeMap<&str, String>)],
    format: Listing,
    out: &mut Out,
) -> Result<(), super::output::Stop> {
    let said = |reader: &str| units.iter().filter(|(_, says)| says.contains_key(reader)).count();
    let both: Vec<(&String, &String)> =
        units.iter().filter_map(|(_, says)| Some((says.get(readers[0])?, says.get(readers[1])?))).collect();
    let Agreement { both, same, kappa, alpha } = between(&both);
    let alone = readers.map(|reader| said(reader) - both);
    if both + alone[0] + alone[1] == 0 {
        return Ok(());
    }
    let pair = Pair { kind: "pair", judgment, readers, alone, both, same, kappa, alpha };
    match format {
        Listing::Jsonl => json(out, &pair),
        Listing::Table => {
            let percent =
                if both > 0 { format!(" ({:.0} %)", 100.0 * same as f64 / both as f64) } else { String::new() };
            let [first, second] = readers.map(Shown::from);
            writeln!(
                out,
                "{judgment}: {first} and {second} agree on {same} of {both}{percent}, Cohen's kappa {}, Krippendorff's alpha {}; {first} alone {}, {second} alone {}",
                figure(kappa),
                figure(alpha),
                alone[0],
                alone[1]
            )?;
            Ok(())
        }
    }
}

fn json(out: &mut Out, value: &impl Serialize) -> Result<(), super::output::Stop> {
    Ok(out.write_all(json::line(value).as_bytes())?)
}

/// Two decimals; a dash where there is no figure.
fn figure(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"))
}
