//! schema.org ClaimReview, for claims that have a verdict.
//!
//! The scale is 1 (false) to 5 (true): false is 1, disputed and unclear are 3, verified is 5.
//! What needs a source, is not checkable or has a status of the reader's own gets no review; nor has what changed since it was judged.

use super::{Dossier, Entry, Mark, day, json, moment};
use crate::analysis::{Claim, Voice};
use crate::annotation::Status;
use serde::Serialize;

#[derive(Serialize)]
struct Review<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    /// The name of the review; a desk puts the address of its page here.
    url: String,
    #[serde(rename = "datePublished")]
    published: String,
    #[serde(rename = "dateModified")]
    modified: String,
    author: Named<'a>,
    #[serde(rename = "claimReviewed")]
    claim: String,
    #[serde(rename = "itemReviewed")]
    item: Item<'a>,
    #[serde(rename = "reviewRating")]
    rating: Rating<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    #[serde(rename = "jobTitle", skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Named<'a>>,
    /// Who took the claim from the text: the machine, or the reader.
    #[serde(rename = "claimInterpreter")]
    interpreter: Named<'a>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    appearance: Appearance<'a>,
}

#[derive(Serialize)]
struct Appearance<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    identifier: String,
}

#[derive(Serialize)]
struct Rating<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "ratingValue")]
    value: u8,
    #[serde(rename = "bestRating")]
    best: u8,
    #[serde(rename = "worstRating")]
    worst: u8,
    #[serde(rename = "alternateName")]
    name: &'static str,
    #[serde(rename = "ratingExplanation", skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a str>,
}

/// A list of reviews.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    // Of words that this text does not hold there is nothing to review in it.
    let entries = dossier.entries.iter().filter(|entry| !entry.spans.is_empty());
    let marks = entries.flat_map(|entry| entry.marks.iter().map(move |mark| (entry, mark)));
    let reviews: Vec<Review<'_>> = marks.filter_map(|(entry, mark)| review(dossier, entry, mark)).collect();
    json::pretty(&reviews)
}

/// The verdict of a status as a value and a word.
const fn verdict(status: Status) -> Option<(u8, &'static str)> {
    match status {
        Status::Verified => Some((5, "True")),
        Status::Disputed => Some((3, "Disputed")),
        Status::Unclear => Some((3, "Unclear: not enough evidence")),
        Status::False => Some((1, "False")),
        Status::NeedsSource | Status::NotCheckable | Status::Custom8 | Status::Custom9 => None,
    }
}

fn review<'a>(dossier: &Dossier<'a>, entry: &Entry<'a>, mark: &Mark<'a>) -> Option<Review<'a>> {
    let annotation = mark.annotation;
    if mark.is_changed() {
        // The verdict was on other words.
        return None;
    }
    let (value, name) = verdict(annotation.status?)?;
    let claim = dossier.claim(entry);
    let words = reviewed(dossier, entry, claim);
    let document = dossier.document;
    let interpreter = match claim {
        Some(_) => Named { kind: "Organization", name: format!("{} (machine)", dossier.engine), title: None },
        None => Named { kind: "Person", name: annotation.creator.clone(), title: None },
    };
    Some(Review {
        context: "https://schema.org",
        kind: "ClaimReview",
        url: format!("urn:uuid:{}", annotation.id),
        published: day(annotation.created),
        modified: moment(annotation.modified),
        author: Named { kind: "Person", name: annotation.creator.clone(), title: None },
        claim: words.clone(),
        item: Item {
            kind: "Claim",
            text: words,
            author: claim.and_then(|claim| author(dossier, claim)),
            interpreter,
            published: document.date.filter(|_| !document.date_of_file).map(|date| date.to_string()),
            appearance: Appearance {
                kind: "CreativeWork",
                name: dossier.title(),
                identifier: super::w3c::hash_name(&document.text.hash),
            },
        },
        rating: Rating { kind: "Rating", value, best: 5, worst: 1, name, explanation: annotation.note.as_deref() },
    })
}

/// The words of the claim, with every hedge: one that stands outside them is put behind.
fn reviewed(dossier: &Dossier<'_>, entry: &Entry<'_>, claim: Option<&Claim>) -> String {
    let text = dossier.document.content();
    let words = dossier.quote(entry);
    // A claim over several lines is one sentence to its readers.
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let hedges = claim.map(|claim| claim.hedges.as_slice()).unwrap_or_default();
    let outside = hedges.iter().filter(|hedge| !entry.spans.iter().any(|span| span.covers(hedge.span)));
    let outside: Vec<&str> = outside.map(|hedge| hedge.span.of(text)).collect();
    if !outside.is_empty() {
        words.push_str(&format!(" ({})", outside.join(", ")));
    }
    words
}

fn author<'a>(dossier: &Dossier<'a>, claim: &'a Claim) -> Option<Named<'a>> {
    if claim.voice == Voice::Author {
        return None;
    }
    let person = dossier.analysis.speaker(claim);
    match person {
        Some(person) => Some(Named { kind: "Person", name: person.name.clone(), title: person.role.as_deref() }),
        // Whether "officials" are people or an institution is not known.
        None => Some(Named { kind: "Organization", name: dossier.speaker(claim)?, title: None }),
    }
}
