//! `export`: claims and marks for other programs and people.

use super::args::{Export, Kind};
use super::marks::Understood;
use super::output::{Ended, Out, Outcome, tell};
use super::settings::Settings;
use super::write::{Place, folder};
use crate::annotation::{Anchor, Annotation, AnnotationId, Correction, Notes, Places};
use crate::app::article::Article;
use crate::app::filter::Filter;
use crate::base::{ClaimId, Error, ErrorKind, Result, Span};
use crate::document::Document;
use crate::export::{self as formats, Dossier, Entry, Mark, brat};
use crate::store::{Everyone, Store, path_of};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The machine, as every export names it.
pub(super) const ENGINE: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));

/// Writes one format to standard output or a file.
pub(super) fn export(asked: &Export, settings: &Settings, out: &mut Out) -> Ended {
    let filter = usable(asked)?;
    let document = Arc::new(settings.read(&asked.file)?);
    let opened = settings.existing_store()?;
    let store = opened.as_ref().map(|opened| &opened.store);
    let text = if asked.format == Kind::Journal {
        journal(store, &document, asked)?
    } else {
        let understood = Understood::of(store, &document, &settings.creator)?;
        let (hash, path) = (&document.text.hash, path_of(&document.text.origin));
        let everyone = store.map_or(Ok(Everyone::default()), |store| store.everyone(hash, path, &settings.creator))?;
        let annotations = everyone.annotations.values();
        let places = store.map_or(Ok(Places::new()), |store| store.places(annotations, &document.text))?;
        let dossier = Dossier {
            entries: entries(&document, &understood, &everyone, &places, filter.as_ref()),
            document: &document,
            analysis: understood.analysis(),
            machine: &understood.machine,
            corrected: &understood.corrected,
            grades: everyone.grades.clone(),
            engine: ENGINE,
            reader: &settings.creator,
            custom: [&settings.config.annotate.custom[0], &settings.config.annotate.custom[1]],
            with_text: !asked.without_text,
            now: Timestamp::now(),
        };
        render(asked.format, &dossier)
    };
    let inputs: Vec<&Path> = [Some(asked.file.as_path()), settings.store.as_deref()].into_iter().flatten().collect();
    match asked.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => out.write_all(text.as_bytes())?,
        Some(path) if asked.format == Kind::Brat => standoff(asked, path, &inputs, &document, &text)?,
        Some(path) => Place::new(path, asked.force, &inputs)?.write(text.as_bytes())?,
    }
    Ok(Outcome::Done)
}

fn render(format: Kind, dossier: &Dossier<'_>) -> String {
    match format {
        Kind::Md => formats::sheet::markdown(dossier),
        Kind::Csv => formats::sheet::csv(dossier),
        Kind::Jsonl => formats::jsonl::write(dossier),
        Kind::W3c => formats::w3c::write(dossier),
        Kind::Brat => brat::write(dossier),
        Kind::Claimreview => formats::claimreview::write(dossier),
        Kind::Criticmarkup => formats::criticmarkup::write(dossier),
        Kind::Training => formats::training::write(dossier),
        Kind::Journal => String::new(),
    }
}

/// Refuses what makes no sense together; the filter, if there is one.
fn usable(asked: &Export) -> Result<Option<Filter>> {
    let wrong = |why: &str, hint: &str| Err(Error::new(ErrorKind::Usage, "wrong usage", why).hint(hint));
    let to_file = asked.output.as_deref().is_some_and(|path| path != Path::new("-"));
    match asked.format {
        Kind::Brat if !to_file => return wrong("brat has two files", "name them with --output, without an ending"),
        Kind::Training | Kind::Criticmarkup if asked.without_text => {
            return wrong("this format is the text itself", "leave --without-text away");
        }
        Kind::Journal if asked.filter.is_some() => {
            return wrong("a journal is whole", "leave --filter away");
        }
        _ => {}
    }
    let query = asked.filter.as_deref().unwrap_or_default();
    Filter::parse(query).map_err(|why| Error::new(ErrorKind::Usage, "wrong filter", why))
}

fn journal(store: Option<&Store>, document: &Document, asked: &Export) -> Result<String> {
    let path = path_of(&document.text.origin);
    match store {
        Some(store) => store.journal(&document.text.hash, path, !asked.without_text, ENGINE),
        None => Store::open_in_memory()?.journal(&document.text.hash, path, !asked.without_text, ENGINE),
    }
}

/// The two files of brat, and its configuration where there is none.
fn standoff(asked: &Export, path: &Path, inputs: &[&Path], document: &Document, ann: &str) -> Result<()> {
    let stem = match path.extension().and_then(|ending| ending.to_str()) {
        Some("ann" | "txt") => path.with_extension(""),
        _ => path.to_owned(),
    };
    let with = |ending: &str| {
        let mut name = stem.clone().into_os_string();
        name.push(ending);
        Place::new(Path::new(&name), asked.force, inputs)
    };
    let text = if asked.without_text { None } else { Some(with(".txt")?) };
    let annotations = with(".ann")?;
    let configuration = folder(&stem).join("annotation.conf");
    if configuration.exists() {
        if std::fs::read(&configuration).is_ok_and(|there| there != brat::CONFIGURATION.as_bytes()) {
            let why = "it is there already and stays; brat needs the types of the new file in it";
            tell(&Error::new(ErrorKind::Output, "note", why).at(&configuration));
        }
    } else {
        Place::new(&configuration, false, inputs)?.write(brat::CONFIGURATION.as_bytes())?;
    }
    if let Some(text) = text {
        text.write(document.content().as_bytes())?;
    }
    annotations.write(ann.as_bytes())
}

/// What is exported, in the order of the text. With a filter: claims and marks that it lets
/// through with what any one reader says about them.
pub(super) fn entries<'a>(
    document: &Arc<Document>,
    understood: &Understood,
    everyone: &'a Everyone,
    places: &Places,
    filter: Option<&Filter>,
) -> Vec<Entry<'a>> {
    let mut claims: BTreeMap<ClaimId, Vec<Mark<'a>>> = BTreeMap::new();
    let mut own: BTreeMap<Vec<Span>, Vec<Mark<'a>>> = BTreeMap::new();
    let mut rest: Vec<Mark<'a>> = Vec::new();
    let mut passing: (BTreeSet<ClaimId>, BTreeSet<AnnotationId>) = Default::default();
    let readers: BTreeSet<&str> = everyone.annotations.values().map(|a| a.creator.as_str()).collect();
    let mut article = Article::new(Arc::clone(document));
    let analysis = understood.analysis();
    article.set_analysis(Arc::clone(analysis), true);
    article.filter = filter.cloned();
    for reader in if readers.is_empty() { BTreeSet::from([""]) } else { readers } {
        article.set_notes(notes_of(everyone, reader), places.clone());
        let placed: BTreeMap<AnnotationId, Option<ClaimId>> =
            article.items.iter().filter_map(|item| Some((item.annotation?, item.claim))).collect();
        for index in &article.passing {
            let item = &article.items[*index];
            passing.0.extend(item.claim);
            passing.1.extend(item.annotation);
        }
        for annotation in everyone.annotations.values().filter(|annotation| annotation.creator == reader) {
            let mark = mark(&article, annotation);
            let corrected = understood.corrected.claims.get(&annotation.id).map(|claim| Some(*claim));
            match corrected.as_ref().or_else(|| placed.get(&annotation.id)) {
                None | Some(None) if annotation.only_corrects() => {}
                Some(Some(claim)) => claims.entry(*claim).or_default().push(mark),
                _ if mark.spans.is_empty() => rest.push(mark),
                _ => own.entry(mark.spans.clone()).or_default().push(mark),
            }
        }
    }
    let kept =
        |marks: &[Mark<'_>]| filter.is_none() || marks.iter().any(|mark| passing.1.contains(&mark.annotation.id));
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (id, claim) in analysis.claims.iter() {
        // Words marked twice, on two versions of the text, belong to one claim.
        let mut marks = claims.remove(&id).unwrap_or_default();
        marks.extend(own.remove(&claim.content).unwrap_or_default());
        if filter.is_none() || passing.0.contains(&id) {
            entries.push(Entry { claim: Some(id), spans: claim.content.clone(), marks });
        }
    }
    let own = own.into_iter().filter(|(_, marks)| kept(marks));
    entries.extend(own.map(|(spans, marks)| Entry { claim: None, spans, marks }));
    let whole = |mark: &Mark<'_>| mark.annotation.target.spans.is_empty();
    let rest = rest.into_iter().filter(|mark| kept(std::slice::from_ref(mark)));
    entries.extend(rest.map(|mark| Entry { claim: None, spans: Vec::new(), marks: vec![mark] }));
    entries.sort_by_cached_key(|entry| {
        let first = entry.spans.first().map_or(0, |span| span.start());
        let is_whole = entry.marks.first().is_some_and(whole);
        (entry.spans.is_empty() && !is_whole, !is_whole, first, entry.claim)
    });
    entries
}

fn notes_of(everyone: &Everyone, reader: &str) -> Notes {
    let mut notes = Notes::default();
    let annotations = everyone.annotations.iter().filter(|(_, annotation)| annotation.creator == reader);
    notes.annotations = annotations
        .filter(|(_, annotation)| !annotation.only_corrects())
        // What is corrected is in the analysis already.
        .map(|(id, annotation)| (*id, Annotation { correction: Correction::default(), ..annotation.clone() }))
        .collect();
    let grades = everyone.grades.iter().filter(|grade| grade.creator == reader);
    notes.sources = grades.map(|grade| (grade.name.clone(), grade.clone())).collect();
    notes
}

/// Where one annotation is found. On the whole text it is nowhere in particular.
fn mark<'a>(article: &Article, annotation: &'a Annotation) -> Mark<'a> {
    let (anchor, spans) = match article.places.get(&annotation.id) {
        Some(place) => (place.anchor, place.spans.clone()),
        None if annotation.target.document == article.document.text.hash => (Anchor::Exact, Vec::new()),
        None => (Anchor::Changed, Vec::new()),
    };
    Mark { annotation, anchor, spans }
}
