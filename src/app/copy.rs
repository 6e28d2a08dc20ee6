//! Copying: a quote, a quote with its citation, a note, a claim as JSON.
//!
//! What is copied is sent to the terminal (OSC 52), which may be the far end of an SSH
//! connection. Words of the article lose their control characters and line ends first, so
//! that nothing runs when they are pasted into a shell; a reader's own note keeps its lines.

use super::overlay::Subject;
use super::{App, Article, Effect};
use crate::analysis::Claim;
use crate::annotation::Anchor;
use crate::base::id::Id;
use crate::base::{Shown, Span};
use crate::export::{Dossier, Entry, Mark, jsonl, source_key};

/// The most that is sent, in bytes: terminals that follow xterm take 100,000 bytes of a
/// sequence, of which base64 leaves three quarters.
pub const LIMIT: usize = 74_000;

/// The machine, as in exports.
const ENGINE: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));

/// What of a claim is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Quote,
    Citation,
    Note,
    Json,
}

impl App {
    pub(super) fn copy(&mut self, what: What) -> Vec<Effect> {
        let Some(on) = self.subject() else { return Vec::new() };
        let Some(article) = &self.article else { return Vec::new() };
        let text = match what {
            What::Quote => Some(quote(article, &on)),
            What::Citation => Some(citation(article, &on)),
            What::Note => {
                article.notes.annotations.get(&on.id).and_then(|annotation| annotation.note.as_deref()).map(own)
            }
            What::Json => self.json(article, &on),
        };
        let name = &on.name;
        let Some(text) = text else {
            let key = self.key("note");
            self.say(format!("There is no note on {name} to copy; {key} writes one."));
            return Vec::new();
        };
        if text.len() > LIMIT {
            self.warn(format!(
                "Not copied: {} bytes are more than terminals take at once ({LIMIT}); onrecord export writes a file.",
                text.len()
            ));
            return Vec::new();
        }
        let what = match what {
            What::Quote => "the quote of",
            What::Citation => "quote and citation of",
            What::Note => "the note on",
            What::Json => "as JSON:",
        };
        let begin = Shown::from(text.as_str()).cut(40);
        self.say(format!("Copied {what} {name}: {begin} · by OSC 52, which not every terminal allows"));
        if let Some(article) = &mut self.article {
            article.selection = None;
        }
        vec![Effect::Copy(text)]
    }

    /// The claim as `onrecord export --format jsonl` writes it, without the line end.
    fn json(&self, article: &Article, on: &Subject) -> Option<String> {
        let annotation = article.notes.annotations.get(&on.id);
        let marks = annotation.map(|annotation| {
            let place = article.places.get(&on.id).map(|place| (place.anchor, place.spans.clone()));
            let (anchor, spans) = place.unwrap_or((Anchor::Exact, on.target.spans.clone()));
            Mark { annotation, anchor, spans }
        });
        let item = article.current().filter(|_| article.selection.is_none());
        let entry = Entry {
            claim: item.and_then(|item| item.claim),
            spans: spans(article, on),
            marks: marks.into_iter().collect(),
        };
        let dossier = Dossier {
            document: &article.document,
            analysis: &article.analysis,
            machine: &article.machine,
            corrected: &article.corrected,
            entries: Vec::new(),
            grades: article.notes.sources.values().cloned().collect(),
            engine: ENGINE,
            reader: &self.creator,
            custom: [&self.config.annotate.custom[0], &self.config.annotate.custom[1]],
            with_text: false,
            now: self.now,
        };
        Some(jsonl::entry(&dossier, &entry).trim_end().to_owned())
    }
}

/// Where the words are in the text at hand.
fn spans(article: &Article, on: &Subject) -> Vec<Span> {
    match article.current().filter(|_| article.selection.is_none()) {
        Some(item) => article.content_of(item),
        None => on.target.spans.clone(),
    }
}

/// The words, as one line.
fn quote(article: &Article, on: &Subject) -> String {
    Shown::from(article.document.words(&spans(article, on)).as_str()).as_str().to_owned()
}

/// A note: its lines stay.
fn own(note: &str) -> String {
    note.lines().map(|line| Shown::from(line).as_str().to_owned()).collect::<Vec<_>>().join("\n")
}

/// The claim that the words are of.
fn claim_of<'a>(article: &'a Article, spans: &[Span]) -> Option<&'a Claim> {
    let extent = spans.iter().copied().reduce(Span::join)?;
    article.current_claim().filter(|claim| claim.extent().meet(extent) == Some(extent))
}

/// “Quote” — speaker, role. Title (file), date, ¶ 3. [B2]
fn citation(article: &Article, on: &Subject) -> String {
    let spans = spans(article, on);
    let claim = claim_of(article, &spans);
    let quote = quote(article, on);
    let marked = quote.starts_with(['“', '"', '«', '„', '‘']);
    let mut out = if marked { quote } else { format!("“{quote}”") };
    if let Some(claim) = claim {
        out.push_str(&format!(" — {}", article.who(claim)));
        if let Some(role) = article.analysis.speaker(claim).and_then(|person| person.role.as_ref()) {
            out.push_str(&format!(", {role}"));
        }
    }
    let document = &article.document;
    let mut facts = vec![article.title().to_owned()];
    if document.title.is_some() {
        facts.push(document.text.name.clone());
    }
    // Who published it, where the input says so.
    facts.extend(document.text.structure.as_ref().and_then(|structure| structure.meta.outlet.clone()));
    facts.extend(document.date.map(|date| format!("{date}{}", if document.date_of_file { "?" } else { "" })));
    let para = spans.first().and_then(|span| document.paragraph_at(span.start()));
    facts.extend(para.map(|para| format!("¶ {}", para.index() + 1)));
    let leaf = spans.first().and_then(|span| document.page_at(span.start()));
    facts.extend(leaf.map(|number| format!("p. {number}")));
    out.push_str(&format!(" ({})", facts.join(", ")));
    let letter =
        claim.and_then(|claim| article.notes.sources.get(&source_key(&article.source_of(claim)?.1))?.reliability);
    let digit = article.notes.annotations.get(&on.id).and_then(|annotation| annotation.credibility);
    if letter.is_some() || digit.is_some() {
        let letter = letter.map_or('–', crate::annotation::Reliability::letter);
        let digit = digit.map_or_else(|| "–".to_owned(), |digit| digit.digit().to_string());
        out.push_str(&format!(" [{letter}{digit}]"));
    }
    Shown::from(out.as_str()).as_str().to_owned()
}
