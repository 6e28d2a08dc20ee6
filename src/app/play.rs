//! An app that is played by typed keys, with a store in memory: for tests of the screen,
//! pictures, benchmarks and fuzz targets.

use super::{App, Compared, Drafts, Effect, Event, update};
use crate::analysis::{Analysis, analyse, explained};
use crate::annotation::{Change, Notes, places};
use crate::base::Hash;
use crate::command::{Key, Keymap};
use crate::comparison::{Version, compare};
use crate::config::Config;
use crate::document::{Document, parse};
use crate::load::{Text, samples};
use jiff::Timestamp;
use std::convert::Infallible;
use std::sync::Arc;

/// An app, and what the world around it remembers.
#[derive(Debug)]
pub struct Play {
    /// The app.
    pub app: App,
    /// What was asked for and not answered: drafts, places, the editor.
    pub asked: Vec<Effect>,
    done: Vec<Change>,
    undone: Vec<Change>,
    /// The version that was open before.
    before: Option<Arc<Document>>,
}

impl Play {
    /// Nothing open, with these settings, on a screen of this size.
    #[must_use]
    pub fn new(config: Config, size: (u16, u16)) -> Self {
        let (keymap, _) = Keymap::new(&config.keys);
        let app = App::new(Arc::new(config), keymap, "reader".to_owned(), size);
        Self { app, asked: Vec::new(), done: Vec::new(), undone: Vec::new(), before: None }
    }

    /// The default settings and this text, understood.
    #[must_use]
    pub fn open(text: Text, size: (u16, u16)) -> Self {
        let mut play = Self::new(Config::default(), size);
        play.read(text);
        play
    }

    /// Opens a text and understands it at once.
    pub fn read(&mut self, text: Text) {
        let document = Arc::new(parse(Arc::new(text)));
        let analysis = Arc::new(analyse(&document));
        self.show(document, analysis);
    }

    /// Opens what was understood before.
    pub fn show(&mut self, document: Arc<Document>, analysis: Arc<Analysis>) {
        let hash = document.text.hash;
        self.event(Event::Opened { document, resume: None, claim: None });
        self.event(Event::Analysed(hash, analysis, true));
    }

    /// Opens another version of the open text, as reloading does: what was marked is looked
    /// for in it.
    pub fn reread(&mut self, text: Text) {
        let Some(article) = &self.app.article else { return };
        let notes = article.notes.clone();
        self.before = Some(Arc::clone(&article.document));
        self.read(text);
        if let Some(event) = self.told(notes) {
            self.event(event);
        }
    }

    /// The notes of the open article, as the store tells them.
    fn told(&self, notes: Notes) -> Option<Event> {
        let text = &self.app.article.as_ref()?.document.text;
        let old = |hash: &Hash| {
            let before = self.before.as_ref().filter(|before| before.text.hash == *hash);
            Ok::<_, Infallible>(before.map(|before| before.content().to_owned()))
        };
        let Ok(places) = places(notes.annotations.values(), &text.content, text.hash, old);
        Some(Event::Notes(text.hash, notes, places, Drafts::new()))
    }

    /// What changed since the version that was open before.
    fn compared(&self) -> Option<Event> {
        let article = self.app.article.as_ref()?;
        let found = self.before.as_ref().map(|before| {
            let understood = analyse(before);
            let old = Version { document: before, analysis: &understood };
            let found = compare(old, Version { document: &article.document, analysis: &article.analysis });
            Arc::new(Compared { before: "2026-05-19 16:42".to_owned(), found })
        });
        Some(Event::Compared(article.document.text.hash, found))
    }

    /// Lets something happen, and answers what the app asks for as the world would: changes
    /// are kept and can be taken back, samples open.
    pub fn event(&mut self, event: Event) {
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            for effect in update(&mut self.app, event, Timestamp::UNIX_EPOCH) {
                waiting.extend(self.answer(effect));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Save(change) => {
                self.undone.clear();
                self.done.push(change.clone());
                Some(Event::Saved(change))
            }
            Effect::Undo => {
                let change = self.done.pop();
                self.undone.extend(change.clone());
                Some(Event::Undone(change.map(|change| change.inverse()), false))
            }
            Effect::Redo => {
                let change = self.undone.pop();
                self.done.extend(change.clone());
                Some(Event::Undone(change, true))
            }
            Effect::TellNotes => self.told(self.app.article.as_ref()?.notes.clone()),
            Effect::Compare => self.compared(),
            Effect::Open(crate::load::Origin::Bundled(name)) => {
                if let Some(text) = samples::named(name) {
                    self.read(text);
                }
                None
            }
            Effect::Weigh(start) => {
                let document = &self.app.article.as_ref()?.document;
                Some(Event::Weighed(document.text.hash, start, explained(document).parts_at(start)))
            }
            other => {
                self.asked.push(other);
                None
            }
        }
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.event(Event::Key(key));
    }

    /// Presses keys written as in the configuration and separated by spaces; what is no key
    /// is typed letter by letter: `l l 2 a ctrl-e`, `: appr enter`.
    pub fn keys(&mut self, written: &str) {
        for part in written.split_whitespace() {
            match Key::parse(part) {
                Ok(key) => self.key(key),
                Err(_) => self.text(part),
            }
        }
    }

    /// Types a text, spaces included.
    pub fn text(&mut self, text: &str) {
        text.chars().map(Key::char).for_each(|key| self.key(key));
    }

    /// Makes the screen that large.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.event(Event::Resized(width, height));
    }
}
