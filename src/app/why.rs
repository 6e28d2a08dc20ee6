//! What the machine found in a claim, and why: the rows of the window that `why` opens.

use super::article::{Article, Item};
use super::lists::{Row, manner, said};
use super::{App, Effect};
use crate::analysis::engine::models::{FILES, current};
use crate::analysis::why::{Decided, Evidence, How, Part, Rule, Why};
use crate::analysis::{Claim, Voice};
use crate::annotation::Annotation;

/// The rows, in the order of what is asked first: who, by which words, how; then why.
pub(super) fn rows(app: &App, article: &Article) -> Vec<Row> {
    let Some(item) = article.current() else { return Vec::new() };
    let mut rows = vec![row("content", article.document.words(&article.content_of(item)))];
    let Some(claim) = item.claim.and_then(|id| article.analysis.claims.get(id)) else {
        rows.push(row("found by", "you, not the machine".to_owned()));
        yours(app, article, item, &mut rows);
        return rows;
    };
    let text = article.content();
    rows.push(match claim.voice {
        Voice::Author => row("source", "none: the article says so itself".to_owned()),
        Voice::Attributed if claim.source.is_empty() => row("source", "none is named".to_owned()),
        Voice::Attributed => row("source", format!("“{}”", article.document.words(&claim.source))),
    });
    if let Some(person) = article.analysis.speaker(claim) {
        let role = person.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
        rows.push(row("is", format!("{}{role}", person.name)));
    }
    let corrected = item.claim.map(|id| super::lists::corrected_values(article, id)).unwrap_or_default();
    rows.extend(corrected.into_iter().map(|value| row("corrected", value)));
    for (at, step) in claim.why.chain.iter().enumerate() {
        let (from, to) = (step.from.of(text), step.to.of(text));
        let label = if at == 0 { "since" } else { "" };
        rows.push(row(label, format!("“{from}” → “{to}”: {}", how(step.how))));
    }
    if !claim.cue.is_empty() {
        let kind = claim.why.cue.map_or(String::new(), |kind| format!(", {}", kind.words()));
        rows.push(row("cue", format!("“{}”{kind}", article.document.words(&claim.cue))));
    }
    rows.push(row("manner", manner(claim).join(" · ")));
    for hedge in &claim.hedges {
        let band = hedge.likelihood.map_or("no band of likelihood".to_owned(), |l| {
            let (low, high) = l.percent();
            format!("{} ({low}–{high} %, ICD 203)", l.name().replace('-', " "))
        });
        rows.push(row("hedge", format!("“{}”: {band}", hedge.span.of(text))));
    }
    for time in &claim.times {
        let value = article.when(time).unwrap_or_else(|| "could not be resolved".to_owned());
        let from = match article.document.date {
            Some(date) if article.document.date_of_file => format!(", read as of the file's date, {date}: a guess"),
            Some(date) => format!(", read on {date}"),
            None => String::new(),
        };
        rows.push(row("time", format!("“{}”: {value}{from}", time.span.of(text))));
    }
    for venue in claim.venues.iter().filter_map(|id| article.analysis.venues.get(*id)) {
        let country = venue.country.map_or(String::new(), |code| format!(", {code}"));
        rows.push(row("venue", format!("{} ({}{country})", venue.name, venue.kind.name())));
    }
    if !claim.tags.is_empty() {
        rows.push(row("tags", claim.tags.iter().map(|tag| tag.name()).collect::<Vec<_>>().join(", ")));
    }
    rows.push(row("found by", found_by(&claim.why)));
    if let Decided::Network(evidence) = claim.why.decided {
        rows.push(row("likely", likely(&evidence)));
        let weighed = article.weighed.as_ref().filter(|(start, _)| *start == claim.extent().start());
        rows.push(row("decisive", weighed.map_or("being weighed …".to_owned(), |(_, parts)| decisive(parts))));
    }
    rows.push(row("confidence", confidence(claim)));
    rows.push(row("engine", engine(article)));
    yours(app, article, item, &mut rows);
    rows
}

/// What is not known yet of the current claim: which features decided.
pub(super) fn weigh(article: &Article) -> Option<Effect> {
    let claim = article.current_claim()?;
    let start = claim.extent().start();
    let known = article.weighed.as_ref().is_some_and(|(weighed, _)| *weighed == start);
    (matches!(claim.why.decided, Decided::Network(_)) && !known).then_some(Effect::Weigh(start))
}

fn row(left: &str, main: String) -> Row {
    Row { left: left.to_owned(), main, ..Row::default() }
}

fn how(how: How) -> String {
    match how {
        How::Pronoun(0) => "likeliest of those named, in this sentence".to_owned(),
        How::Pronoun(1) => "likeliest of those named, a sentence before".to_owned(),
        How::Pronoun(far) => format!("likeliest of those named, {far} sentences before"),
        How::Ahead => "the subject that follows".to_owned(),
        How::Title => "bears this title in the text".to_owned(),
        How::Apposition => "stands beside the name".to_owned(),
        How::Name => "part of the full name".to_owned(),
        How::Label => "the label of the turn".to_owned(),
        How::Institution => "named so before".to_owned(),
    }
}

fn found_by(why: &Why) -> String {
    let kind = |rule: &Rule| if rule.distant { "a quotation apart from its source" } else { rule.kind.words() };
    match (&why.decided, &why.rule) {
        (Decided::Network(_), Some(Rule { content: true, source: true, .. })) => {
            "the network; the rules find the same".to_owned()
        }
        (Decided::Network(_), Some(rule)) => {
            let other = if rule.content { "another source" } else { "another content" };
            format!("the network; the rules find {other} ({})", kind(rule))
        }
        (Decided::Network(_), None) => "the network; the rules find nothing here".to_owned(),
        (Decided::Rule, Some(rule)) => format!("a rule: {}", kind(rule)),
        (Decided::Rule, None) => "a rule".to_owned(),
        (Decided::Label, _) => "a rule: who speaks in a turn is named before it".to_owned(),
        (Decided::Signature, _) => "a rule: a quotation is signed with a dash".to_owned(),
        (Decided::Article, _) => "nobody is found who says it, so the article does".to_owned(),
    }
}

fn likely(evidence: &Evidence) -> String {
    let mut told = format!("content {:.2}", evidence.content);
    let link = |likely: f32| if likely < 0.995 { format!(" (tied {likely:.2})") } else { String::new() };
    match evidence.cue {
        Some(cue) => told.push_str(&format!(", cue {cue:.2}{}", link(evidence.link_of_cue))),
        None => told.push_str(&format!(", no cue{}", link(evidence.link_of_cue))),
    }
    match evidence.source {
        Some(source) => told.push_str(&format!(", source {source:.2}{}", link(evidence.link_of_source))),
        None => told.push_str(&format!(", no source{}", link(evidence.link_of_source))),
    }
    told
}

/// The groups of features without which the claim would be least likely.
fn decisive(parts: &[Part]) -> String {
    /// Smaller differences tell nothing.
    const FELT: f32 = 0.02;
    let Some(with) = parts.first().map(|part| part.with) else { return "nothing to weigh".to_owned() };
    let mut parts: Vec<&Part> = parts.iter().filter(|part| with - part.without >= FELT).collect();
    parts.sort_by(|a, b| a.without.total_cmp(&b.without));
    let told: Vec<String> =
        parts.iter().take(3).map(|part| format!("without {} {:.2}", part.group.words(), part.without)).collect();
    if told.is_empty() {
        return format!("words likely {with:.2}, and as likely without any one kind of sign");
    }
    format!("words likely {with:.2}; {}", told.join(", "))
}

fn confidence(claim: &Claim) -> String {
    let from = match claim.why.decided {
        Decided::Network(_) => "from the likelihoods above",
        Decided::Rule => "the share of such claims that were right when measured",
        Decided::Label | Decided::Signature | Decided::Article => "the share set for such claims",
    };
    format!("{:.2} that the claim was read rightly (not that it is true): {from}", claim.confidence)
}

fn engine(article: &Article) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let Some(models) = current().filter(|_| article.analysis.trained) else {
        return format!("onrecord {version}, rules");
    };
    let named = FILES.iter().zip(models.hashes).skip(1);
    let named: Vec<String> =
        named.map(|(file, hash)| format!("{} {:.8}", file.trim_end_matches(".bin"), hash.to_string())).collect();
    format!("onrecord {version}, rules and networks ({})", named.join(", "))
}

/// What the reader said about an item, the note in full.
fn yours(app: &App, article: &Article, item: &Item, rows: &mut Vec<Row>) {
    if let Some(annotation) = article.annotation(item) {
        let note = annotation.note.clone();
        let annotation = &Annotation { note: None, ..annotation.clone() };
        rows.push(row(
            "yours",
            format!(
                "by {}, {}{}",
                annotation.creator,
                annotation.modified.strftime("%Y-%m-%d %H:%M UTC"),
                said(app, annotation)
            ),
        ));
        rows.extend(note.map(|note| row("note", note)));
        if let Some(place) = article.places.get(&annotation.id) {
            if place.is_changed() {
                let was = &annotation.target.exact;
                rows.push(row("was on", format!("“{was}”; {} compares", app.key("recheck"))));
            } else if place.spans != article.content_of(item) {
                rows.push(row("marked", format!("“{}”", article.document.words(&place.spans))));
            }
        }
    }
}
