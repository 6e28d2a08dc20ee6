//! `import`: a colleague's journal, or W3C annotations made elsewhere.

use super::args::Import;
use super::output::{Ended, Out, Outcome, tell};
use super::settings::{Settings, analyse, parse};
use crate::analysis::Analysis;
use crate::annotation::{Anchor, Annotation, Change, Edit, Field};
use crate::base::{Error, ErrorKind, Result, Shown};
use crate::document::Document;
use crate::export::points::Points;
use crate::export::source_key;
use crate::export::w3c::{self, Found};
use crate::load::{Format, Source};
use crate::store::{Arrival, DocumentInfo, EventId, Store, is_journal, path_of};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;

const WHAT: &str = "cannot import";

/// A journal holds texts and every change of them, so it may be this much larger than a text.
const LARGER: u64 = 16;

/// Reads the file, and tells what came of it.
pub(super) fn import(asked: &Import, settings: &Settings, out: &mut Out) -> Ended {
    let file = &asked.file;
    let source = if file == Path::new("-") { Source::Stdin } else { Source::File(file.clone()) };
    let text = crate::load::open(
        &source,
        Some(Format::Plain),
        settings.config.limits.input.saturating_mul(LARGER),
        crate::term::EXTRACT,
    )?;
    let on = asked.on.as_deref().map(|article| settings.read(article)).transpose()?;
    let mut store = settings.open_store()?.store;
    // As it was before so much is added at once.
    settings.back_up();
    let now = Timestamp::now();
    if is_journal(&text.content) {
        if let Some(article) = &on {
            store.receive(&DocumentInfo::of(article), &[], now)?;
        }
        let path = on.as_ref().and_then(|article| path_of(&article.text.origin));
        let imported = store.import(&text.content, path, now).map_err(|error| match &error.place {
            None => error.at(file),
            Some(_) => error,
        })?;
        let names: Vec<&str> = imported.creators.iter().map(String::as_str).collect();
        let by =
            if names.is_empty() { String::new() } else { format!(" by {}", Shown::from(names.join(", ").as_str())) };
        let texts = imported.documents.len();
        writeln!(out, "{} new, {} known already{by}; on {texts} text{}", imported.new, imported.known, plural(texts))?;
        return Ok(Outcome::Done);
    }
    let found = w3c::read(&text.content).map_err(|why| {
        Error::new(ErrorKind::Input, WHAT, format!("neither a journal of onrecord nor W3C annotations: {why}")).at(file)
    })?;
    annotations(&found, on, &mut store, now, out)
}

const fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// What is told in the end.
#[derive(Default)]
struct Count {
    new: usize,
    known: usize,
    exact: usize,
    moved: usize,
    lost: usize,
    machine: usize,
}

fn annotations(found: &[Found], on: Option<Document>, store: &mut Store, now: Timestamp, out: &mut Out) -> Ended {
    let (mut count, mut refused) = (Count::default(), 0);
    let mut refuse = |why: String, hint: &str| {
        refused += 1;
        tell(&Error::new(ErrorKind::Input, WHAT, why).hint(hint));
    };
    let named = on.is_some();
    let mut articles: Vec<(Document, Analysis)> = Vec::new();
    articles.extend(on.map(|article| {
        let analysis = analyse(&article);
        (article, analysis)
    }));
    let mut placed = Vec::with_capacity(found.len());
    for annotation in found.iter().filter(|annotation| !annotation.by_machine) {
        match if named { Some(0) } else { article_of(annotation, &mut articles, store)? } {
            Some(at) => placed.push((annotation, at)),
            None => {
                let why = "it does not say which text it is about, or that text is not kept here";
                refuse(why.to_owned(), "name the article with --on");
            }
        }
    }
    let points: Vec<Points<'_>> = articles.iter().map(|(document, _)| Points::new(document.content())).collect();
    let mut all: Vec<Vec<Arrival>> = articles.iter().map(|_| Vec::new()).collect();
    for (annotation, at) in placed {
        let ((document, analysis), arrivals) = (&articles[at], &mut all[at]);
        let hash = document.text.hash;
        let Some((id, target, anchor)) = w3c::place(annotation, document.content(), hash, &points[at]) else {
            let kind = annotation.strange.as_deref().unwrap_or("a position without its words");
            refuse(format!("an annotation by {}: its words are given only as {kind}", annotation.creator), "");
            continue;
        };
        match anchor {
            Anchor::Exact => count.exact += 1,
            Anchor::Moved | Anchor::Changed => count.moved += 1,
            Anchor::Lost => {
                count.lost += 1;
                let quote = Shown::from(target.exact.as_str()).cut(60);
                writeln!(out, "lost: {}: {quote}", Shown::from(annotation.creator.as_str()))?;
            }
        }
        let at = annotation.at.unwrap_or(now);
        let existing = store.annotation(id)?;
        let blank = Annotation::blank(id, target.clone(), &annotation.creator, at);
        let edits = edits(&annotation.fields, existing.as_ref().unwrap_or(&blank), at);
        let mut changes = vec![Change::Annotation { id, target: target.clone(), edits }];
        changes.extend(grade(annotation, document, analysis, &target.spans));
        // The same annotation with the same content on the same text arrives once.
        let event = EventId::for_arrival(&format!(
            "{hash} {id} {:?} {:?} {:?}",
            annotation.fields, annotation.reliability, annotation.at
        ));
        let change = if changes.len() == 1 { changes.remove(0) } else { Change::Several(changes) };
        arrivals.push(Arrival { event, change, creator: annotation.creator.clone(), at });
    }
    count.machine = found.iter().filter(|annotation| annotation.by_machine).count();
    for ((document, _), arrivals) in articles.iter().zip(&all) {
        let new = store.receive(&DocumentInfo::of(document), arrivals, now)?;
        count.new += new;
        count.known += arrivals.len() - new;
    }
    let Count { new, known, exact, moved, lost, machine } = count;
    write!(out, "{new} new, {known} known already; {exact} exact, {moved} moved, {lost} lost")?;
    if machine > 0 {
        write!(out, "; {machine} by programs left out")?;
    }
    writeln!(out)?;
    Ok(if refused > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// The article an annotation names by its hash, if its text is kept here.
fn article_of(found: &Found, articles: &mut Vec<(Document, Analysis)>, store: &Store) -> Result<Option<usize>> {
    let Some(hash) = found.document.as_deref().and_then(w3c::hash_of_name) else { return Ok(None) };
    if let Some(at) = articles.iter().position(|(known, _)| known.text.hash == hash) {
        return Ok(Some(at));
    }
    let Some(text) = store.text(&hash)? else { return Ok(None) };
    let document = parse(text);
    let analysis = analyse(&document);
    articles.push((document, analysis));
    Ok(Some(articles.len() - 1))
}

/// What it changes. Tags and notes are added to what is there; of single values the later one
/// stands.
fn edits(fields: &[Field], current: &Annotation, at: Timestamp) -> Vec<Edit> {
    let later = at >= current.modified;
    let blank = Annotation::blank(current.id, current.target.clone(), &current.creator, at);
    fields
        .iter()
        .filter_map(|field| {
            let before = current.field(field);
            let after = match (field, &before) {
                (Field::Tags(new), Field::Tags(old)) => Field::Tags(old.iter().chain(new).cloned().collect()),
                (Field::Note(Some(new)), Field::Note(Some(old))) if old.contains(new.as_str()) => before.clone(),
                (Field::Note(Some(new)), Field::Note(Some(old))) => Field::Note(Some(format!("{old}\n{new}"))),
                (Field::Note(_) | Field::Own(_) | Field::Key(_), _) => field.clone(),
                // A status, a digit, an estimate.
                _ if later || before == blank.field(field) => field.clone(),
                _ => return None,
            };
            Some(Edit { before, after })
        })
        .collect()
}

/// The grade of the source, where the words are a claim with one.
fn grade(found: &Found, document: &Document, analysis: &Analysis, spans: &[crate::base::Span]) -> Option<Change> {
    let letter = found.reliability?;
    let claim = analysis.claims.values().find(|claim| claim.content == spans)?;
    let name = source_key(&super::marks::source_of(document, analysis, claim)?);
    Some(Change::Source { name, before: None, after: Some(letter) })
}
