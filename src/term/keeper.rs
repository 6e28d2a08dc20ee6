//! The thread that alone talks to the store: what is asked of it, and what it does of its own accord.

use super::guard;
use super::work::{Post, compare_beside};
use crate::analysis::Analysis;
use crate::annotation::{Annotation, AnnotationId, Change, Notes, Place, Places, Target};
use crate::app::{Drafts, Effect, Event, LibraryRow};
use crate::base::{Error, ErrorKind, Result};
use crate::document::Document;
use crate::store::{DocumentInfo, Reading, Store, back_up, path_of};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the store is asked whether another window has written, and the longest that a
/// draft waits for the disk.
const PULSE: Duration = Duration::from_millis(900);

/// What the store's thread is asked for.
enum Request {
    /// An article is opened: its notes, place and drafts.
    Look(Arc<Document>, Option<usize>),
    /// Something is to be written about the open article.
    Act(Effect, Timestamp),
    /// An article is to be compared with the version of it that was read before.
    Compare(Arc<Document>, Arc<Analysis>),
    /// The end.
    Close,
}

/// The thread that alone talks to the store.
#[derive(Debug)]
pub(super) struct Keeper {
    requests: Sender<Request>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub(super) fn start(path: Option<PathBuf>, creator: String, versions: usize, post: Post) -> Self {
        let (requests, inbox) = channel();
        let other = post.again().ok();
        let failed = move || {
            let why = "the store's thread stopped, which is a fault in onrecord; what was acknowledged is kept";
            let error = Error::new(ErrorKind::Store, "annotations can't be kept any more", why);
            other.into_iter().for_each(|post| post.send(Event::ReadOnly(error.clone())));
        };
        let thread = guard::work(move || Keeping::new(path, creator, versions, post).serve(&inbox), failed);
        Self { requests, thread }
    }

    /// Looks up what is known of an article and opens it.
    pub(super) fn look(&self, document: Arc<Document>, claim: Option<usize>) {
        let _ = self.requests.send(Request::Look(document, claim));
    }

    /// The same for another thread, when it has read the article.
    pub(super) fn looker(&self, claim: Option<usize>) -> impl FnOnce(Arc<Document>) + Send + use<> {
        let requests = self.requests.clone();
        move |document| {
            let _ = requests.send(Request::Look(document, claim));
        }
    }

    /// Compares an article with the version of it that was read before.
    pub(super) fn compare(&self, document: Arc<Document>, analysis: Arc<Analysis>) {
        let _ = self.requests.send(Request::Compare(document, analysis));
    }

    /// Writes something.
    pub(super) fn act(&self, effect: Effect, now: Timestamp) {
        let _ = self.requests.send(Request::Act(effect, now));
    }

    /// Writes what is left and ends.
    pub(super) fn close(mut self) {
        let _ = self.requests.send(Request::Close);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The store's side of it.
struct Keeping {
    path: Option<PathBuf>,
    creator: String,
    /// How many versions of an article are kept.
    versions: usize,
    post: Post,
    store: Option<Store>,
    document: Option<Arc<Document>>,
    /// Whether the text of the document must still be kept as the version that was read.
    unkept: bool,
    /// Where annotations of this article were found, and for which target: finding them is
    /// not repeated when another window writes.
    placed: HashMap<AnnotationId, (Target, Place)>,
    /// Whether the screen was told of other readers' marks.
    others: bool,
    /// The state of the store that the screen knows.
    seen: i64,
    /// A draft that waits for the disk: key, text, when it was typed.
    draft: Option<(String, String, Timestamp)>,
    /// When the draft must be on the disk.
    due: Option<Instant>,
    /// Something may be there that no backup has.
    fresh: bool,
}

impl Keeping {
    fn new(path: Option<PathBuf>, creator: String, versions: usize, post: Post) -> Self {
        Self {
            path,
            creator,
            versions,
            post,
            store: None,
            document: None,
            unkept: false,
            placed: HashMap::new(),
            others: false,
            seen: 0,
            draft: None,
            due: None,
            fresh: false,
        }
    }

    fn serve(&mut self, inbox: &Receiver<Request>) {
        loop {
            let wait = self.due.map_or(PULSE, |due| due.saturating_duration_since(Instant::now()));
            match inbox.recv_timeout(wait) {
                Ok(Request::Look(document, claim)) => self.look(document, claim),
                Ok(Request::Act(effect, now)) => self.act(effect, now),
                Ok(Request::Compare(document, analysis)) => self.compare(document, analysis),
                Ok(Request::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.flush();
                    self.listen();
                    self.keep_version();
                    self.back_up();
                }
            }
        }
        self.flush();
        self.keep_version();
    }

    /// Keeps the text as the version that was read: when there is time, not before the first screen.
    fn keep_version(&mut self) {
        let versions = self.versions;
        let Some(document) = self.document.clone().filter(|_| std::mem::take(&mut self.unkept)) else { return };
        // Convenience, like the place: nobody is kept from reading.
        if let Ok(store) = self.store() {
            let _ = store.keep_version(&DocumentInfo::of(&document), versions, Timestamp::now());
        }
    }

    /// The store, made if there is none.
    fn store(&mut self) -> Result<&mut Store> {
        if self.store.is_none() {
            let path = self.path.clone().ok_or_else(no_home)?;
            let opened = Store::open(&path)?;
            self.opened(opened);
        }
        self.store.as_mut().ok_or_else(no_home)
    }

    fn opened(&mut self, opened: crate::store::Opened) {
        self.store = Some(opened.store);
        for notice in opened.notices.iter().filter(|notice| notice.code != "store-read-only") {
            self.post.send(Event::Notice(notice.message.clone()));
        }
        self.fresh = true;
        if let Some(store) = &self.store {
            self.seen = store.data_version().unwrap_or(0);
            if let Some(why) = store.read_only() {
                let error = Error::new(ErrorKind::Store, "annotations can only be read", why);
                self.post.send(Event::ReadOnly(store.path().map_or(error.clone(), |path| error.at(path))));
            }
        }
    }

    /// Opens the store if there is one; says why annotations can't be kept if they can't.
    fn find(&mut self) {
        if self.store.is_some() {
            return;
        }
        match self.path.as_deref().map(Store::open_existing) {
            Some(Ok(Some(opened))) => self.opened(opened),
            Some(Ok(None)) => {
                if let Some(error) = self.path.as_deref().and_then(unwritable) {
                    self.post.send(Event::ReadOnly(error));
                }
            }
            Some(Err(error)) => self.post.send(Event::ReadOnly(error)),
            None => self.post.send(Event::ReadOnly(no_home())),
        }
    }

    fn look(&mut self, document: Arc<Document>, claim: Option<usize>) {
        self.flush();
        self.keep_version();
        self.find();
        self.document = Some(Arc::clone(&document));
        self.placed.clear();
        let path = path_of(&document.text.origin).map(Path::to_owned);
        let hash = document.text.hash;
        let reading = self.store.as_ref().and_then(|store| store.reading(&hash, path.as_deref()).ok().flatten());
        // A place in another text of the same file would be somewhere else by now.
        let resume = reading.filter(|reading| reading.document == hash).map(|reading| reading.position);
        self.unkept = self.versions > 0 && path.is_some();
        self.post.send(Event::Opened { document, resume, claim });
        self.tell_notes();
    }

    fn compare(&mut self, document: Arc<Document>, analysis: Arc<Analysis>) {
        self.find();
        let hash = document.text.hash;
        let found = match (&self.store, path_of(&document.text.origin)) {
            (Some(store), Some(path)) => store.last_version(path, &hash),
            _ => Ok(None),
        };
        match found {
            Ok(Some(read)) => compare_beside(read, document, analysis, &self.post),
            Ok(None) => self.post.send(Event::Compared(hash, None)),
            Err(error) => self.post.send(Event::Failed(error)),
        }
    }

    fn tell_notes(&mut self) {
        let Some(document) = &self.document else { return };
        let hash = document.text.hash;
        let found = match &self.store {
            Some(store) => notes(store, document, &self.creator, &mut self.placed),
            None => Ok(Marked::default()),
        };
        let Marked { notes, places, drafts, others } = match found {
            Ok(marked) => marked,
            Err(error) => return self.post.send(Event::Failed(error)),
        };
        self.post.send(Event::Notes(hash, notes, places, drafts));
        if !others.is_empty() || self.others {
            self.others = !others.is_empty();
            self.post.send(Event::Others(hash, others));
        }
    }

    /// Whether another window has written since.
    fn listen(&mut self) {
        if self.store.is_none() && self.path.as_deref().is_some_and(Path::exists) {
            // Another window has made the first mark.
            self.find();
            self.tell_notes();
            return;
        }
        let Some(Ok(now)) = self.store.as_ref().map(Store::data_version) else { return };
        if now != self.seen {
            self.seen = now;
            self.tell_notes();
        }
    }

    /// Makes the day's backup while nothing is asked for, in a thread of its own: keys and marks
    /// never wait for it.
    fn back_up(&mut self) {
        let writable = self.store.as_ref().is_some_and(|store| store.read_only().is_none());
        let Some(path) = self.path.clone().filter(|_| std::mem::take(&mut self.fresh) && writable) else { return };
        let Ok(post) = self.post.again() else { return };
        std::thread::spawn(move || {
            if let Err(error) = back_up(&path, Timestamp::now()) {
                post.send(Event::Notice(error.to_string()));
            }
        });
    }

    fn act(&mut self, effect: Effect, now: Timestamp) {
        match effect {
            Effect::Save(change) => {
                let event = match self.save(&change, now) {
                    Ok(saved) => {
                        let other = saved != change;
                        self.post.send(Event::Saved(saved));
                        if other {
                            self.tell_notes();
                        }
                        return;
                    }
                    Err(error) => Event::SaveFailed(error, Some(change)),
                };
                self.post.send(event);
            }
            Effect::Undo | Effect::Redo => {
                let again = effect == Effect::Redo;
                let event = match self.turn(again, now) {
                    Ok(change) => Event::Undone(change, again),
                    Err(error) => Event::SaveFailed(error, None),
                };
                self.post.send(event);
            }
            Effect::KeepDraft(key, Some(text)) => {
                if self.draft.as_ref().is_some_and(|(waiting, ..)| *waiting != key) {
                    self.flush();
                }
                self.draft = Some((key, text, now));
                self.due.get_or_insert_with(|| Instant::now() + PULSE);
            }
            Effect::KeepDraft(key, None) => {
                if self.draft.as_ref().is_some_and(|(waiting, ..)| *waiting == key) {
                    (self.draft, self.due) = (None, None);
                }
                if let (Some(document), Some(store)) = (&self.document, &mut self.store) {
                    // A draft too many is offered again; nothing is lost.
                    let _ = store.save_draft(&document.text.hash, &key, None, now);
                }
            }
            Effect::KeepPlace { byte, checked, claims } => {
                let Some(document) = self.document.clone() else { return };
                let reading = Reading {
                    document: document.text.hash,
                    origin: document.text.origin.clone(),
                    name: document.text.name.clone(),
                    title: document.title.map(|span| span.of(document.content()).to_owned()),
                    position: byte,
                    claims,
                    checked,
                    last_read: now,
                };
                // Where the reader was is convenience: a read-only home keeps nobody from
                // leaving.
                if let Ok(store) = self.store() {
                    let _ = store.save_reading(&reading);
                }
            }
            Effect::TellNotes => self.tell_notes(),
            Effect::ListLibrary => {
                self.find();
                let rows = self.store.as_ref().map_or(Ok(Vec::new()), library);
                self.post.send(match rows {
                    Ok(rows) => Event::Library(rows),
                    Err(error) => Event::Failed(error),
                });
            }
            _ => {}
        }
    }

    fn save(&mut self, change: &Change, now: Timestamp) -> Result<Change> {
        let creator = self.creator.clone();
        let document = self.document.clone().ok_or_else(no_home)?;
        let store = self.store()?;
        let saved = store.apply(&DocumentInfo::of(&document), change, &creator, now)?.change;
        self.fresh = true;
        Ok(saved)
    }

    fn turn(&mut self, again: bool, now: Timestamp) -> Result<Option<Change>> {
        let creator = self.creator.clone();
        let (Some(document), Some(store)) = (&self.document, &mut self.store) else { return Ok(None) };
        let hash = document.text.hash;
        let recorded = if again { store.redo(&hash, &creator, now)? } else { store.undo(&hash, &creator, now)? };
        Ok(recorded.map(|recorded| recorded.change))
    }

    /// Puts a waiting draft on the disk.
    fn flush(&mut self) {
        self.due = None;
        let Some((key, text, typed)) = self.draft.take() else { return };
        let Some(document) = self.document.clone() else { return };
        let kept = self.store().and_then(|store| store.save_draft(&document.text.hash, &key, Some(&text), typed));
        if let Err(error) = kept {
            self.post.send(Event::Failed(error));
        }
    }
}

fn no_home() -> Error {
    Error::new(ErrorKind::Store, "annotations can't be kept", "there is no home folder to keep them in")
        .hint("name a file with --store")
}

/// Whether a store could be made here, told before the first mark is lost: the nearest
/// folder that exists must take files.
fn unwritable(path: &Path) -> Option<Error> {
    let folder = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
    let access = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK);
    let error = access.err()?;
    let why = std::io::Error::from(error);
    Some(Error::new(ErrorKind::Store, "annotations can't be kept", why).at(folder).hint("name a file with --store"))
}

/// What is marked on an article, where that is, and what was being typed; and what other readers
/// say about it.
#[derive(Default)]
struct Marked {
    notes: Notes,
    places: Places,
    drafts: Drafts,
    others: Vec<(Annotation, Place)>,
}

fn notes(
    store: &Store,
    document: &Document,
    creator: &str,
    placed: &mut HashMap<AnnotationId, (Target, Place)>,
) -> Result<Marked> {
    let text = &document.text;
    let (notes, others) = store.notes_and_others(&text.hash, path_of(&text.origin), creator)?;
    place(store, document, notes.annotations.values().chain(others.values()), placed)?;
    let places = notes.annotations.keys().filter_map(|id| Some((*id, placed.get(id)?.1.clone()))).collect();
    let others = others.into_iter().filter_map(|(id, note)| Some((note, placed.get(&id)?.1.clone())));
    let drafts = store.drafts(&text.hash)?;
    let others = others.filter(|(_, place)| !place.spans.is_empty()).collect();
    Ok(Marked { notes, places, drafts, others })
}

/// Finds those annotations that are not in `placed`, or have another target by now.
fn place<'n>(
    store: &Store,
    document: &Document,
    annotations: impl Iterator<Item = &'n Annotation>,
    placed: &mut HashMap<AnnotationId, (Target, Place)>,
) -> Result<()> {
    let known = |annotation: &&Annotation| placed.get(&annotation.id).is_some_and(|(to, _)| *to == annotation.target);
    let unknown: Vec<&Annotation> = annotations.filter(|annotation| !known(annotation)).collect();
    let mut places = store.places(unknown.iter().copied(), &document.text)?;
    let found = unknown.into_iter().filter_map(|note| Some((note.id, (note.target.clone(), places.remove(&note.id)?))));
    placed.extend(found);
    Ok(())
}

/// A time for people.
pub(super) fn shown(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The library for the screen.
fn library(store: &Store) -> Result<Vec<LibraryRow>> {
    let rows = store.library()?.into_iter().map(|reading| LibraryRow {
        title: reading.title.unwrap_or(reading.name),
        origin: reading.origin,
        last_read: shown(reading.last_read),
        checked: reading.checked,
        claims: reading.claims,
        by: String::new(),
    });
    Ok(rows.collect())
}
