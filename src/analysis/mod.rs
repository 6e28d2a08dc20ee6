//! From a [`Document`] to sentences, claims, people and venues.
//!
//! **Invariants:** pure, no I/O, can't fail; the same document gives the same analysis;
//! every span lies in the text on character boundaries and inside one paragraph.
//! **Deliberately absent:** a reader's marks (`annotation`), and a pipeline of boxed stages:
//! the order of steps is code, so the compiler checks it.

mod abreast;
mod attribution;
mod borders;
mod calendar;
mod certainty;
mod claim;
mod courtesy;
mod cue;
pub mod engine;
pub mod gazetteer;
mod hedge;
mod institution;
pub mod lexicon;
pub mod model;
pub mod names;
mod orders;
pub mod people;
mod phrase;
mod question;
mod quotation;
mod quote;
pub mod sentence;
mod signed;
mod sources;
mod speech_act;
mod tags;
mod tense;
mod time;
pub(crate) mod time_words;
pub mod token;
mod trained;
mod turn;
pub mod venues;
mod verb;
pub mod why;
mod word;

use crate::base::{Notice, Span};
use crate::document::{Document, Kind};
use std::ops::ControlFlow;

pub use cue::CueKind;
pub use engine::Models;
pub use hedge::hedge_likelihood;
pub use model::{
    Analysis, Certainty, Claim, Hedge, Likelihood, Person, Polarity, Quotation, Sentence, Tag, Time, Venue, VenueKind,
    Voice, When,
};
pub use why::Why;

/// Understands a document. Takes time linear in its length.
#[must_use]
pub fn analyse(doc: &Document) -> Analysis {
    analyse_with(doc, &mut |_| ControlFlow::Continue(())).unwrap_or_default()
}

/// How many bytes are read between two reports of progress, at most.
const REPORT: usize = 40 << 10;

/// Understands a document and reports progress: `report` gets the part done (0.0 to 1.0,
/// rising) and can break off, which gives `None`.
pub fn analyse_with(doc: &Document, report: &mut dyn FnMut(f32) -> ControlFlow<()>) -> Option<Analysis> {
    analyse_by(engine::models::current(), doc, report)
}

/// As [`analyse`], or as [`explained`], by several threads; what comes of it does not depend on their number.
#[must_use]
pub fn analyse_jobs(doc: &Document, explain: bool, jobs: usize) -> Analysis {
    let how = How { weigh: explain, jobs };
    run(engine::models::current(), how, doc, &mut |_| ControlFlow::Continue(())).unwrap_or_default()
}

/// Understands a document with these weights, or by rules alone.
pub fn analyse_by(
    models: Option<&Models>,
    doc: &Document,
    report: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Option<Analysis> {
    run(models, How { weigh: false, jobs: 1 }, doc, report)
}

/// The same analysis with [`Why::parts`] filled, for which the network reads everything once
/// more for each group of features: about four times the work.
#[must_use]
pub fn explained(doc: &Document) -> Analysis {
    analyse_jobs(doc, true, 1)
}

/// How the networks read.
#[derive(Clone, Copy)]
struct How {
    /// Whether [`Why::parts`] is filled.
    weigh: bool,
    /// Threads.
    jobs: usize,
}

fn run(
    models: Option<&Models>,
    how: How,
    doc: &Document,
    report: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Option<Analysis> {
    let text = doc.content();
    let tokens = token::tokenise(doc);
    let sentences = sentence::split(doc, &tokens);
    if report(0.15).is_break() {
        return None;
    }
    let shapes = names::words::Words::new(&tokens, text);
    let mut names = names::find(doc, &tokens, &sentences, &shapes);
    if report(0.2).is_break() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let quotes = quote::quotes(doc, &tokens);
    let regions: Vec<Span> = quotes.iter().map(|quote| quote.span).collect();
    let mut progress = Progress { report, length: text.len(), next: 0 };

    let mut finder = quotation::Finder::new(doc, &lower, &tokens, &quotes, &regions);
    let told = told(doc, sentences.as_slice());
    for sentence in &told {
        progress.reached(0.3, 0.4, sentence.span.start())?;
        finder.sentence(*sentence);
    }
    let mut attributions = finder.finish();
    let signed = signed::signed(doc, &tokens, &quotes);
    signed::put(signed.clone(), &mut attributions);
    if let Some(models) = models {
        let seen = engine::features::Seen {
            doc,
            lower: &lower,
            tokens: &tokens,
            sentences: sentences.as_slice(),
            shapes: &shapes,
            names: &names,
            quotes: &quotes,
            regions: &regions,
            rules: &attributions,
        };
        let tagged = trained::names(&seen, models, how.jobs, &mut |at| progress.reached(0.4, 0.6, at))?;
        let found =
            trained::attributions(&seen, models, how.weigh, how.jobs, &mut |at| progress.reached(0.6, 0.9, at))?;
        names = names::tagged::combine(doc, &tokens, &sentences, &shapes, &names, &tagged);
        attributions = found;
        signed::put(signed, &mut attributions);
    }
    // What others wrote before is not claimed here, nor is what stands below a mail.
    attributions.retain(|found| !found.content.iter().any(|span| doc.is_aside(span.start())));
    let people = people::find(doc, &tokens, &sentences, &shapes, &names);
    let venues = venues::find(doc, &tokens, &sentences, &shapes, &names);
    let institutions = institution::Institutions::new(text, &lower, &tokens, &names);
    drop(shapes);

    let maker = claim::Maker {
        doc,
        lower: &lower,
        tokens: &tokens,
        quotes: &quotes,
        regions: &regions,
        people: &people,
        venues: &venues,
        institutions: &institutions,
    };
    let claims = claims(&maker, &told, &attributions, &mut progress)?;

    let notices = notices(doc, &claims);
    Some(Analysis {
        sentences,
        claims: claims.into_iter().collect(),
        people: people.list,
        venues: venues.list,
        speakers: people.speakers,
        notices,
        trained: models.is_some(),
    })
}

/// The sentences that tell something: not those of earlier mails and signatures, and none with a dateline before them
/// ("KESSIN, 19 May 2026 —").
fn told(doc: &Document, sentences: &[Sentence]) -> Vec<Sentence> {
    let dateline = doc.dateline.unwrap_or_default();
    let behind = |sentence: &Sentence| {
        let start = sentence.span.start();
        let span = if dateline.contains(start) {
            let start = dateline.end().min(sentence.span.end());
            Span::new(start, sentence.span.end()).trim(doc.content())
        } else {
            sentence.span
        };
        (!span.is_empty() && !doc.is_aside(start)).then_some(Sentence { span, ..*sentence })
    };
    sentences.iter().filter_map(behind).collect()
}

/// What a reader should know about how the times were read.
fn notices(doc: &Document, claims: &[Claim]) -> Vec<Notice> {
    let mut notices = Vec::new();
    let times = || claims.iter().flat_map(|claim| &claim.times);
    let unresolved = times().filter(|time| time.value.is_none()).count();
    if unresolved > 0 {
        let many = match unresolved {
            1 => "1 expression of time".to_owned(),
            _ => format!("{unresolved} expressions of time"),
        };
        let why = if doc.date.is_none() { ": the text has no date" } else { "" };
        notices.push(Notice::new("unresolved-times", format!("{many} could not be resolved{why}")));
    }
    if let Some(date) = doc.date.filter(|_| doc.date_of_file)
        && times().next().is_some()
    {
        notices.push(Notice::new("guessed-date", format!("dates are read as of the file's date, {date}")));
    }
    notices
}

/// Reports progress every [`REPORT`] bytes.
struct Progress<'a> {
    report: &'a mut dyn FnMut(f32) -> ControlFlow<()>,
    length: usize,
    next: usize,
}

impl Progress<'_> {
    /// `offset` is reached on the way from `from` to `to`; `None` to break off.
    fn reached(&mut self, from: f32, to: f32, offset: usize) -> Option<()> {
        if offset < REPORT {
            self.next = REPORT;
        }
        if offset >= self.next {
            self.next = offset + REPORT;
            let part = offset as f32 / self.length.max(1) as f32;
            if (self.report)(from + (to - from) * part).is_break() {
                return None;
            }
        }
        Some(())
    }
}

/// "We are sure that the boats, as Ruiz said, were old", "As Ruiz said on Sunday, we do have a plan": in a turn its speaker says
/// so too, and in these words. What stands whole behind "As Ruiz said," is Ruiz's; "as soon as Ruiz said that …" tells when.
fn echoes(doc: &Document, found: &quotation::Attribution) -> bool {
    let unit = found.source.iter().chain(&found.cue).map(|span| span.start()).min().unwrap_or(0);
    let mut before = doc.content().get(..unit).unwrap_or_default().split_whitespace().rev();
    if !before.next().is_some_and(|word| word.eq_ignore_ascii_case("as")) {
        return false;
    }
    let (last, further) = (before.next(), before.next());
    let ends = |word: Option<&str>| {
        word.is_none_or(|word| word.trim_end_matches([')', ']', '"', '”']).ends_with(['.', '?', '!', ':']))
    };
    let led = last
        .is_some_and(|word| word.ends_with(',') || ["and", "but", "so"].contains(&word.to_ascii_lowercase().as_str()));
    let cue = found.cue.iter().map(|span| span.end()).max().unwrap_or(unit);
    let content = found.content.first().map_or(cue, |span| span.start());
    let after = doc.content().get(cue..).unwrap_or_default().trim_start();
    if ends(last) || led && ends(further) {
        let told = after.starts_with("that ");
        return !told && doc.content().get(cue..content).is_none_or(|gap| gap.contains(char::is_alphanumeric));
    }
    let behind = found.content.iter().all(|span| span.end() <= unit);
    last.is_some_and(|word| word.ends_with([',', '—', '–'])) && (behind || after.starts_with([',', '—', '–', ')']))
}

/// All claims by where their content begins: attributions, and between them the sentences
/// in the voice of the article or of a turn's speaker.
fn claims(
    maker: &claim::Maker<'_>,
    sentences: &[Sentence],
    attributions: &[quotation::Attribution],
    progress: &mut Progress<'_>,
) -> Option<Vec<Claim>> {
    use crate::base::id::Id;
    let doc = maker.doc;
    let mut buffer = Vec::new();
    let mut claims = Vec::with_capacity(attributions.len() + sentences.len());
    let mut kept = Vec::with_capacity(attributions.len());
    for found in attributions {
        let start = found.content.first().map_or(0, |span| span.start());
        let Some(paragraph) = doc.paragraph_at(start) else { continue };
        let claim = maker.attributed(found, paragraph, &mut buffer);
        // "as Ruiz said last year": when is not what.
        let when = |span: &Span| claim.times.iter().any(|time| time.span.covers(*span));
        let turn = doc.paragraphs.get(paragraph).is_some_and(|block| block.kind == Kind::Turn);
        let echoes = turn && claim.quotation == Quotation::Indirect && echoes(doc, found);
        if !echoes && !claim.content.iter().all(when) {
            claims.push(claim);
            kept.push(found);
        }
    }
    // "Ruiz met with Moe to discuss the pier": that they met is told by the article.
    let meets = |found: &quotation::Attribution| {
        let (Some(source), Some(cue)) = (found.source.last(), found.cue.first()) else { return false };
        let between = doc.content().get(source.end()..cue.start()).unwrap_or_default();
        cue.of(doc.content()).starts_with("to ") && between.contains(" with ")
    };
    // What is spoken for: (span) of content, source and cue, sorted.
    let mut taken: Vec<Span> = kept
        .iter()
        .flat_map(|found| {
            let source = if meets(found) { &[] } else { &found.source[..] };
            found.content.iter().chain(source).chain(&found.cue)
        })
        .copied()
        .collect();
    taken.sort_unstable();
    let turns = turn::turns(doc);
    let mut interruptions = turn::Interruptions::default();
    let mut from = 0;
    for sentence in sentences {
        progress.reached(0.9, 1.0, sentence.span.start())?;
        let kind = doc.paragraphs.get(sentence.paragraph).map_or(Kind::Other, |block| block.kind);
        if !matches!(kind, Kind::Body | Kind::List | Kind::Turn | Kind::Quote) {
            continue;
        }
        while taken.get(from).is_some_and(|span| span.end() <= sentence.span.start()) {
            from += 1;
        }
        let within: Vec<Span> = taken[from..]
            .iter()
            .take_while(|span| span.start() < sentence.span.end())
            .filter_map(|span| span.meet(sentence.span))
            .collect();
        if !within.is_empty() {
            for span in maker.left_over(sentence, &within, &mut buffer) {
                claims.push(maker.own(vec![span], sentence.paragraph, &mut buffer));
            }
        } else if kind == Kind::Turn {
            let turn = turns.get(sentence.paragraph.index()).copied().unwrap_or_default();
            let Some(mut spoken) = maker.spoken(sentence, turn, &mut buffer) else { continue };
            let resumed = spoken.takes_up.then(|| interruptions.resumed(doc, &turns, sentence)).flatten();
            let mut claim = None;
            if let Some(mut broken) = resumed {
                // One sentence, interrupted: its claim stands where it begins.
                broken.spans.append(&mut spoken.spans);
                spoken.spans = broken.spans;
                let paragraph = spoken.spans.first().and_then(|span| doc.paragraph_at(span.start()));
                let whole = maker.own(spoken.spans.clone(), paragraph.unwrap_or(sentence.paragraph), &mut buffer);
                claim = broken.claim;
                match claim.and_then(|at| claims.get_mut(at)) {
                    Some(open) => *open = whole,
                    None if spoken.says || maker.tells(&spoken.spans, &mut buffer) => {
                        claim = Some(claims.len());
                        claims.push(whole);
                    }
                    None => {}
                }
            } else if spoken.says {
                claim = Some(claims.len());
                claims.push(maker.own(spoken.spans.clone(), sentence.paragraph, &mut buffer));
            }
            if spoken.breaks_off {
                interruptions.broken(doc, &turns, sentence, spoken.spans, claim);
            }
        } else if let Some(span) = maker.sentence(sentence, &mut buffer) {
            claims.push(maker.own(vec![span], sentence.paragraph, &mut buffer));
        }
    }
    claims.sort_by_key(|claim| claim.content.first().copied());
    Some(claims)
}

/// What must hold for every document and its analysis; shared by tests and fuzz targets.
///
/// # Panics
/// When a span is out of range, cuts a character, goes over a paragraph's end, is out of
/// order or empty; when an id has no item; when a second run differs.
pub fn check_analysis(doc: &Document, analysis: &Analysis) {
    check_spans(doc, analysis);
    let again = analyse(doc);
    assert_eq!(format!("{analysis:?}"), format!("{again:?}"), "a second run differs");
}

/// The part of [`check_analysis`] that asks nothing of the weights in use.
pub(crate) fn check_spans(doc: &Document, analysis: &Analysis) {
    let text = doc.content();
    let inside = |span: Span, what: &str| {
        assert!(!span.is_empty() && span.end() <= text.len(), "{what}: {span:?}");
        assert!(text.is_char_boundary(span.start()) && text.is_char_boundary(span.end()), "{what}: {span:?} cuts");
        let paragraph = doc.paragraph_at(span.start()).and_then(|id| doc.paragraphs.get(id));
        assert!(paragraph.is_some_and(|block| block.span.covers(span)), "{what}: {span:?} in no paragraph");
    };
    let ordered = |spans: &[Span], what: &str| {
        spans.iter().for_each(|span| inside(*span, what));
        assert!(spans.windows(2).all(|pair| pair[0].end() <= pair[1].start()), "{what} out of order: {spans:?}");
    };
    let mut end = 0;
    for (id, sentence) in analysis.sentences.iter() {
        inside(sentence.span, "sentence");
        assert!(sentence.span.start() >= end, "sentence {id} overlaps");
        assert!(doc.paragraphs.get(sentence.paragraph).is_some_and(|block| block.body.covers(sentence.span)));
        end = sentence.span.end();
    }
    let mut start = 0;
    for (id, claim) in analysis.claims.iter() {
        assert!(!claim.content.is_empty(), "claim {id} says nothing");
        ordered(&claim.content, "content");
        ordered(&claim.source, "source");
        ordered(&claim.cue, "cue");
        let first = claim.content[0].start();
        assert!(first >= start, "claim {id} out of order");
        start = first;
        assert!(doc.paragraphs.get(claim.paragraph).is_some_and(|block| block.span.contains(first)), "claim {id}");
        if claim.voice == Voice::Author {
            assert!(claim.source.is_empty() && claim.cue.is_empty() && claim.person.is_none(), "claim {id}");
        }
        assert_eq!(claim.voice == Voice::Author, claim.quotation == Quotation::None, "claim {id}");
        claim.hedges.iter().for_each(|hedge| inside(hedge.span, "hedge"));
        claim.times.iter().for_each(|time| inside(time.span, "time"));
        assert!(claim.person.iter().chain(&claim.people).all(|id| analysis.people.get(*id).is_some()));
        assert!(claim.venues.iter().all(|id| analysis.venues.get(*id).is_some()));
        assert!(claim.tags.windows(2).all(|pair| pair[0] < pair[1]), "claim {id}: {:?}", claim.tags);
        assert!((0.0..=1.0).contains(&claim.confidence), "claim {id}");
        for step in &claim.why.chain {
            inside(step.from, "reference");
            inside(step.to, "antecedent");
        }
        assert!(claim.why.chain.windows(2).all(|pair| pair[0].to == pair[1].from), "claim {id}: {:?}", claim.why.chain);
    }
    for (_, person) in analysis.people.iter() {
        ordered(&person.mentions, "mention");
        assert!(!person.name.is_empty() && person.names.iter().all(|name| person.mentions.contains(name)));
    }
    for (_, venue) in analysis.venues.iter() {
        ordered(&venue.mentions, "mention");
        assert!(!venue.name.is_empty() && venue.names.iter().all(|name| venue.mentions.contains(name)));
    }
    assert_eq!(analysis.speakers.len(), doc.paragraphs.len());
}

#[cfg(test)]
mod tests;
