//! Whole articles as readable listings: a change of rules is a diff to be read.

use onrecord::analysis::{Voice, analyse, check_analysis};
use onrecord::base::Span;
use onrecord::document::parse;
use onrecord::load::samples;
use std::fmt::Write;
use std::sync::Arc;

/// One claim a line pair: paragraph, who, by which cue, in which manner; then what is said and
/// what was read off it.
fn listing(name: &str) -> String {
    let doc = parse(Arc::new(samples::named(name).expect("a sample")));
    let analysis = analyse(&doc);
    check_analysis(&doc, &analysis);
    let text = doc.content();
    let words = |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ");
    let mut listing = String::new();
    for (id, claim) in analysis.claims.iter() {
        let person = claim.person.and_then(|id| analysis.people.get(id)).map(|person| person.name.as_str());
        let who = match (claim.voice, person) {
            (Voice::Author, _) => "the article".to_owned(),
            (_, Some(name)) if words(&claim.source) == name => name.to_owned(),
            (_, Some(name)) => format!("{} = {name}", words(&claim.source)),
            (_, None) if claim.source.is_empty() => "nobody named".to_owned(),
            _ => words(&claim.source),
        };
        let cue = if claim.cue.is_empty() { String::new() } else { format!(" «{}»", words(&claim.cue)) };
        let _ = write!(listing, "{id} {} {who}{cue} {}", claim.paragraph, claim.quotation.name());
        let _ = write!(listing, " {}", claim.certainty.name());
        let _ = write!(listing, "{}", if claim.polarity.name() == "negative" { " not" } else { "" });
        let _ = write!(listing, "{}", if claim.conditional { " if" } else { "" });
        for time in &claim.times {
            let value = time.value.map_or("?".to_owned(), |value| value.to_string());
            let _ = write!(listing, "; {} = {value}", time.span.of(text));
        }
        for hedge in &claim.hedges {
            let band = hedge.likelihood.map_or("no band", |likelihood| likelihood.name());
            let _ = write!(listing, "; {} ({band})", hedge.span.of(text));
        }
        for tag in &claim.tags {
            let _ = write!(listing, " #{}", tag.name());
        }
        let _ = writeln!(listing, "\n    {}", words(&claim.content));
    }
    for notice in &analysis.notices {
        let _ = writeln!(listing, "notice {}: {}", notice.code, notice.message);
    }
    listing
}

#[test]
fn practice() {
    insta::assert_snapshot!(listing("practice"));
}

#[test]
fn transcript() {
    insta::assert_snapshot!(listing("transcript"));
}
