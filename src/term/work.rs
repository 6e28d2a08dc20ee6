//! What goes on beside the screen: reading, understanding and comparing articles. What the store does is
//! `keeper`'s.

use super::guard;
use super::keeper::{Keeper, shown};
use crate::analysis::{Analysis, analyse, analyse_with, explained};
use crate::app::{Compared, Event};
use crate::base::{Arena, Error, ErrorKind, Result, Span};
use crate::comparison::{Version, compare};
use crate::document::{Document, Kind, Paragraph, parse};
use crate::load::{Format, Origin, Source, open, open_told, samples};
use crate::store::Read;
use std::io::Write;
use std::ops::ControlFlow;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// Texts longer than this many bytes are understood in several goes, what is on the screen
/// first.
const LONG: usize = 64 << 10;
/// Bytes around what is on the screen that are understood before the whole: about a usual
/// screen, then the largest one and what is read next.
const FIRST: [usize; 2] = [3 << 10, 24 << 10];
/// How long each further go lets the screen be drawn and read undisturbed.
const PAUSE: Duration = Duration::from_millis(80);
/// Progress is told at most this often.
const TELL: Duration = Duration::from_millis(100);

/// The way back to the loop: an event, and a byte that wakes it.
#[derive(Debug)]
pub(super) struct Post {
    events: Sender<Event>,
    wake: UnixStream,
}

impl Post {
    pub(super) fn new(events: Sender<Event>, wake: UnixStream) -> Self {
        Self { events, wake }
    }

    pub(super) fn send(&self, event: Event) {
        // Both fail only when the loop has ended, and then nobody listens.
        if self.events.send(event).is_ok() {
            let _ = (&self.wake).write(&[1]);
        }
    }

    pub(super) fn again(&self) -> Result<Self> {
        let wake = self.wake.try_clone().map_err(|error| Error::new(ErrorKind::Terminal, "cannot start", error))?;
        Ok(Self { events: self.events.clone(), wake })
    }
}

/// Understands documents, one after the other, in a thread of its own.
#[derive(Debug)]
pub(super) struct Reader {
    /// Counts documents; an analysis of an older one breaks off.
    turn: Arc<AtomicU64>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self { turn: Arc::new(AtomicU64::new(0)) }
    }

    /// Starts on a document; `near` is the byte that the reader looks at.
    pub(super) fn start(&self, document: Arc<Document>, near: usize, post: Post) {
        let mine = self.turn.fetch_add(1, Ordering::SeqCst) + 1;
        let turn = Arc::clone(&self.turn);
        let Ok(other) = post.again() else { return };
        let failed = move || {
            let why = "the engine stopped at this text, which is a fault in onrecord";
            other.send(Event::Failed(Error::new(ErrorKind::Input, "cannot find the claims", why)));
        };
        let act = move || {
            let current = || turn.load(Ordering::SeqCst) == mine;
            let hash = document.text.hash;
            for size in FIRST.into_iter().filter(|_| document.content().len() > LONG) {
                if let Some(analysis) = analyse_with(&part(&document, near, size), &mut |_| go_on(current())) {
                    post.send(Event::Analysed(hash, Arc::new(analysis), false));
                    std::thread::sleep(PAUSE);
                }
            }
            let mut told = Instant::now();
            let whole = analyse_with(&document, &mut |done| {
                if told.elapsed() > TELL {
                    told = Instant::now();
                    post.send(Event::Progress(hash, done));
                }
                go_on(current())
            });
            if let Some(analysis) = whole {
                post.send(Event::Analysed(hash, Arc::new(analysis), true));
            }
        };
        // Without a thread there are no claims, but the text can be read.
        let _ = guard::work(act, failed);
    }
}

fn go_on(on: bool) -> ControlFlow<()> {
    if on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// The document with only the paragraphs around a byte left to understand; ids and spans
/// stay as they are.
fn part(document: &Document, near: usize, size: usize) -> Document {
    let (from, to) = (near.saturating_sub(size / 4), near.saturating_add(size));
    let mut paragraphs = Arena::default();
    for paragraph in document.paragraphs.values() {
        if paragraph.span.start() > to {
            break;
        }
        let mut paragraph = paragraph.clone();
        if paragraph.span.end() < from {
            let start = paragraph.span.start();
            paragraph.kind = Kind::Other;
            paragraph.body = Span::new(start, start);
            paragraph.speaker = None;
        } else if paragraph.span.len() > 4 * size {
            // One giant paragraph: only its start.
            let end = document.content().floor_char_boundary(paragraph.span.start() + size);
            paragraph.span = Span::new(paragraph.span.start(), end);
            paragraph.body = Span::new(paragraph.body.start().min(end), end);
        }
        paragraphs.push(paragraph);
    }
    // What lies outside is concealed, so that it is not even cut into words.
    let read = |paragraph: &&Paragraph| !paragraph.body.is_empty();
    let first = paragraphs.values().find(read).map_or(0, |paragraph| paragraph.span.start());
    let last = paragraphs.values().rfind(read).map_or(0, |paragraph| paragraph.span.end());
    let end = document.content().len();
    let inside = document.concealed.iter().filter(|span| first <= span.start() && span.end() <= last);
    let concealed = [Span::new(0, first)].into_iter().chain(inside.copied()).chain([Span::new(last, end)]).collect();
    Document { paragraphs, concealed, ..document.clone() }
}

/// Weighs what decided on the claim whose content begins at a byte, from what stands around it, and
/// answers with [`Event::Weighed`].
pub(super) fn weigh(document: Arc<Document>, start: usize, post: Post) {
    std::thread::spawn(move || {
        let long = document.content().len() > FIRST[1];
        let analysis = if long { explained(&part(&document, start, FIRST[1])) } else { explained(&document) };
        post.send(Event::Weighed(document.text.hash, start, analysis.parts_at(start)));
    });
}

/// Reads an article again or anew, and answers with [`Event::Opened`] or a failure.
pub(super) fn fetch(origin: Origin, limit: u64, keeper: &Keeper, post: Post) {
    let look = keeper.looker(None);
    std::thread::spawn(move || match load(&origin, limit) {
        Ok(document) => look(Arc::new(document)),
        Err(error) => post.send(Event::Failed(error)),
    });
}

/// An article of which the beginning is on the screen.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) path: PathBuf,
    pub(super) format: Option<Format>,
    pub(super) limit: u64,
    /// The claim to open it at, from 1, if one was named.
    pub(super) claim: Option<usize>,
}

/// Reads all of an article whose beginning is on the screen, and answers with [`Event::Reading`], then with
/// [`Event::Opened`] or a failure; with nothing when it is not `wanted` any more.
pub(super) fn read_rest(rest: Rest, wanted: Arc<AtomicBool>, keeper: &Keeper, post: Post) {
    let look = keeper.looker(rest.claim);
    let Ok(other) = post.again() else { return };
    let failed = move || {
        let why = "reading stopped at this text, which is a fault in onrecord";
        other.send(Event::RestFailed(Error::new(ErrorKind::Input, "cannot read the article", why)));
    };
    let act = move || {
        let mut told = Instant::now();
        let whole = open_told(&rest.path, rest.format, rest.limit, super::EXTRACT, &mut |share| {
            // Its last telling says that what takes longest now are the paragraphs.
            if share >= 1.0 || told.elapsed() > TELL {
                told = Instant::now();
                post.send(Event::Reading(share));
            }
        });
        let document = whole.map(|text| Arc::new(parse(Arc::new(text))));
        match document {
            _ if !wanted.load(Ordering::SeqCst) => {}
            Ok(document) => look(document),
            Err(error) => post.send(Event::RestFailed(error)),
        }
    };
    let _ = guard::work(act, failed);
}

fn load(origin: &Origin, limit: u64) -> Result<Document> {
    let text = match origin {
        Origin::File(path) => open(&Source::File(path.clone()), None, limit, super::EXTRACT)?,
        Origin::Bundled(name) => samples::named(name).ok_or_else(|| {
            Error::new(ErrorKind::Input, "cannot open the article", "it did not come with this program")
        })?,
        Origin::Stdin | Origin::Record(_) => {
            let why = "it came through a pipe and is not there any more";
            return Err(Error::new(ErrorKind::Input, "cannot read the article again", why));
        }
    };
    Ok(parse(Arc::new(text)))
}

/// Compares in a thread of its own: saving does not wait for it.
pub(super) fn compare_beside(read: Read, document: Arc<Document>, analysis: Arc<Analysis>, post: &Post) {
    let (Ok(post), Ok(other)) = (post.again(), post.again()) else { return };
    let act = move || {
        let old = parse(Arc::new(read.text));
        let understood = analyse(&old);
        let before = Version { document: &old, analysis: &understood };
        let found = compare(before, Version { document: &document, analysis: &analysis });
        let compared = Compared { before: shown(read.last_read), found };
        post.send(Event::Compared(document.text.hash, Some(Arc::new(compared))));
    };
    let failed = move || {
        let why = "the comparison stopped at this text, which is a fault in onrecord";
        other.send(Event::Failed(Error::new(ErrorKind::Input, "cannot compare", why)));
    };
    let _ = guard::work(act, failed);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Text;

    #[test]
    fn a_part_keeps_ids_and_spans() {
        let line = "The pier will reopen in May, the mayor said.\n\n";
        let text = Text::from_string("t", Origin::Stdin, line.repeat(40_000));
        let whole = parse(Arc::new(text));
        for near in [0, 500_000, whole.content().len()] {
            let part = part(&whole, near, FIRST[1]);
            for (one, other) in whole.paragraphs.values().zip(part.paragraphs.values()) {
                assert_eq!(one.span.start(), other.span.start());
            }
            let read = part.paragraphs.values().filter(|paragraph| !paragraph.body.is_empty()).count();
            assert!(read > 50 && read < 10_000, "{read} paragraphs at {near}");
        }
    }
}
