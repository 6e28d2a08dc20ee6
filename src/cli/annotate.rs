//! `annotate` and `annotations`: marking and listing from scripts.

use super::args::{Annotate, Annotations, Listing};
use super::marks::{Mark, Marks, Understood, source_of};
use super::output::{Ended, Out, Outcome};
use super::settings::Settings;
use crate::analysis::{Analysis, Claim, Likelihood};
use crate::annotation::{Annotation, AnnotationId, Change, Confidence, Edit, Field, Reliability, Status, Target};
use crate::base::id::Id;
use crate::base::{ClaimId, Error, ErrorKind, Result, Shown};
use crate::config::Config;
use crate::document::Document;
use crate::export::{anchor_name, json, source_key};
use crate::store::DocumentInfo;
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;

/// Marks a claim and prints the event's id after it is durable.
pub(super) fn annotate(asked: &Annotate, settings: &Settings, out: &mut Out) -> Ended {
    if asked.says_nothing() {
        let error = Error::new(ErrorKind::Usage, "wrong usage", "there is nothing to annotate with");
        return Err(error.hint("give --status, --grade, --tag or --note").into());
    }
    let status = asked.status.as_deref().map(|name| status(name, &settings.config)).transpose()?;
    let document = settings.read(&asked.file)?;
    let opened = settings.open_store()?;
    let mut store = opened.store;
    let understood = Understood::of(Some(&store), &document, &settings.creator)?;
    let analysis = understood.analysis();
    let marks = Marks::read(&store, &document, &understood, &settings.creator)?;
    let Some(claim) = analysis.claims.get(ClaimId::at(asked.claim - 1)) else {
        let why = format!("there is no claim {}: it has {}", asked.claim, analysis.claims.len());
        let error = Error::new(ErrorKind::Input, "cannot annotate", why).at(&asked.file);
        return Err(error.hint("`onrecord show FILE` numbers them").into());
    };
    let change = change(asked, status, (&document, analysis, claim), &marks, settings)?;
    let recorded = store.apply(&DocumentInfo::of(&document), &change, &settings.creator, Timestamp::now())?;
    drop(store);
    writeln!(out, "{}", recorded.event)?;
    out.flush()?;
    settings.back_up();
    Ok(Outcome::Done)
}

/// The change that the arguments ask for.
fn change(
    asked: &Annotate,
    status: Option<Option<Status>>,
    (document, analysis, claim): (&Document, &Analysis, &Claim),
    marks: &Marks,
    settings: &Settings,
) -> Result<Change> {
    let hash = document.text.hash;
    let number = ClaimId::at(asked.claim - 1);
    let mark = marks.own().find(|mark| mark.claim == Some(number));
    let existing = mark.map(|mark| &mark.annotation);
    let (id, target) = existing.map_or_else(
        || {
            let id = AnnotationId::for_target(hash, &claim.content, &settings.creator);
            (id, Target::new(document.content(), hash, &claim.content))
        },
        |annotation| (annotation.id, annotation.target.clone()),
    );
    let blank = Annotation::blank(id, target.clone(), &settings.creator, Timestamp::UNIX_EPOCH);
    let current = existing.unwrap_or(&blank);
    let mut fields = Vec::new();
    fields.extend(status.map(Field::Status));
    // A status given to words that changed is on the words as they are now.
    if status.flatten().is_some() && mark.is_some_and(Mark::is_changed) {
        fields.push(Field::Target(Target::new(document.content(), hash, &claim.content)));
    }
    fields.extend(asked.grade.and_then(|grade| grade.digit).map(|digit| Field::Credibility(Some(digit))));
    if !asked.tags.is_empty() {
        let new = asked.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        fields.push(Field::Tags(current.tags.iter().cloned().chain(new).collect()));
    }
    fields.extend(asked.note.clone().map(|note| Field::Note(Some(note))));
    let edits: Vec<Edit> = fields.into_iter().map(|after| Edit { before: current.field(&after), after }).collect();
    let mut changes = Vec::new();
    if let Some(letter) = asked.grade.and_then(|grade| grade.letter) {
        let name = source_of(document, analysis, claim).map(|name| source_key(&name)).ok_or_else(|| {
            Error::new(ErrorKind::Input, "cannot grade the source", "the claim names none")
                .at(&asked.file)
                .hint("give only the digit, as in --grade 2")
        })?;
        let before = marks.letter(&name);
        changes.push(Change::Source { name, before, after: Some(letter) });
    }
    if !edits.is_empty() {
        changes.push(Change::Annotation { id, target, edits });
    }
    Ok(if changes.len() == 1 { changes.remove(0) } else { Change::Several(changes) })
}

/// The status of a word; `None` clears it.
fn status(name: &str, config: &Config) -> Result<Option<Status>> {
    let own = [(&config.annotate.custom[0], Status::Custom8), (&config.annotate.custom[1], Status::Custom9)];
    if name == "none" {
        return Ok(None);
    }
    if let Some((_, status)) = own.iter().find(|(own, _)| !own.is_empty() && *own == name) {
        return Ok(Some(*status));
    }
    Status::from_name(name).map(Some).ok_or_else(|| {
        let mut names: Vec<&str> = Status::ALL[..6].iter().map(|status| status.name()).collect();
        names.extend(own.iter().map(|(own, _)| own.as_str()).filter(|own| !own.is_empty()));
        names.push("none");
        let why = format!("there is no status \"{name}\"");
        Error::new(ErrorKind::Usage, "wrong usage", why).hint(format!("use {}", names.join(", ")))
    })
}

/// Lists what is marked on an article.
pub(super) fn annotations(asked: &Annotations, settings: &Settings, out: &mut Out) -> Ended {
    let document = settings.read(&asked.file)?;
    let Some(opened) = settings.existing_store()? else { return Ok(Outcome::Done) };
    if asked.ids {
        for event in opened.store.events(&document.text.hash)? {
            writeln!(out, "{event}")?;
        }
        return Ok(Outcome::Done);
    }
    let understood = Understood::of(Some(&opened.store), &document, &settings.creator)?;
    let analysis = understood.analysis();
    let marks = Marks::read(&opened.store, &document, &understood, &settings.creator)?;
    for mark in &marks.marks {
        let claim = mark.claim.and_then(|id| analysis.claims.get(id));
        let letter = claim.and_then(|claim| marks.letter_of(&document, analysis, claim));
        let letter = letter.filter(|_| !marks.is_others(mark));
        match asked.format {
            Listing::Table => {
                let words = marks.words(settings, mark, letter);
                let claim = mark.claim.map_or_else(|| "-".to_owned(), |claim| claim.to_string());
                let quote = Shown::from(mark.annotation.target.exact.as_str()).cut(48);
                let quote = if quote.as_str().is_empty() { "(whole text)".to_owned() } else { quote.to_string() };
                let pad = " ".repeat(48usize.saturating_sub(Shown::from(quote.as_str()).width()));
                let (anchor, words) = (anchor_name(mark.anchor), Shown::from(words.as_str()));
                writeln!(out, "{claim:<6} {anchor:<7} {quote}{pad}  {words}")?;
            }
            Listing::Jsonl => {
                out.write_all(json::line(&AnnotationRecord::new(mark, letter)).as_bytes())?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// One annotation as JSON.
#[derive(Serialize)]
struct AnnotationRecord<'a> {
    id: String,
    claim: Option<String>,
    target: TargetRecord<'a>,
    anchor: &'static str,
    /// Where it was found in the text at hand.
    spans: Vec<[usize; 2]>,
    creator: &'a str,
    created: String,
    modified: String,
    status: Option<&'static str>,
    key: bool,
    reliability: Option<char>,
    credibility: Option<u8>,
    likelihood: Option<&'static str>,
    confidence: Option<&'static str>,
    tags: &'a [String],
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct TargetRecord<'a> {
    sha256: String,
    spans: Vec<[usize; 2]>,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

impl<'a> AnnotationRecord<'a> {
    fn new(mark: &'a Mark, letter: Option<Reliability>) -> Self {
        let Annotation { target, .. } = &mark.annotation;
        let pairs = |spans: &[crate::base::Span]| spans.iter().map(|span| [span.start(), span.end()]).collect();
        Self {
            id: mark.annotation.id.to_string(),
            claim: mark.claim.map(|claim| claim.to_string()),
            target: TargetRecord {
                sha256: target.document.to_string(),
                spans: pairs(&target.spans),
                exact: &target.exact,
                prefix: &target.prefix,
                suffix: &target.suffix,
            },
            anchor: anchor_name(mark.anchor),
            spans: pairs(&mark.spans),
            creator: &mark.annotation.creator,
            created: mark.annotation.created.to_string(),
            modified: mark.annotation.modified.to_string(),
            status: mark.annotation.status.map(Status::name),
            key: mark.annotation.key,
            reliability: letter.map(Reliability::letter),
            credibility: mark.annotation.credibility.map(|credibility| credibility.digit()),
            likelihood: mark.annotation.likelihood.map(Likelihood::name),
            confidence: mark.annotation.confidence.map(Confidence::name),
            tags: &mark.annotation.tags,
            note: mark.annotation.note.as_deref(),
        }
    }
}
