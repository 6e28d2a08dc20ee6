//! What happens when an article is opened, its claims arrive, and its notes.

use super::article::Article;
use super::tutorial::Tutorial;
use super::{App, Drafts, Effect, Focus, Layout, Progress};
use crate::analysis::Analysis;
use crate::annotation::{AnnotationId, Notes, Places, Target, anchor};
use crate::base::id::Id;
use crate::base::{Hash, Span};
use crate::document::Document;
use crate::load::Origin;
use std::sync::Arc;

impl App {
    pub(super) fn opened(
        &mut self,
        document: Arc<Document>,
        resume: Option<usize>,
        claim: Option<usize>,
    ) -> Vec<Effect> {
        let resume = resume.filter(|_| self.config.reading.resume);
        let whole = |begun: &Article| begun.rest.is_some() && begun.document.text.origin == document.text.origin;
        if self.article.as_ref().is_some_and(whole) {
            return self.completed(document, resume, claim);
        }
        if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == document.text.hash) {
            if article.untouched && claim.is_none() {
                article.resume = resume;
                let _ = article.arrive(article.progress == Progress::Done);
            } else if !article.untouched {
                self.overlays.clear();
                self.say("The text is the same as before.");
            }
            return Vec::new();
        }
        let leaving = self.keep_place();
        let again = self.article.as_ref().is_some_and(|open| open.document.text.origin == document.text.origin);
        let resume = resume.or_else(|| self.same_words(&document));
        let practice = matches!(document.text.origin, Origin::Bundled(_));
        let mut article = Article::new(document);
        article.wanted_claim = claim;
        article.resume = resume.filter(|_| claim.is_none());
        self.article = Some(article);
        self.show_resumed();
        self.overlays.clear();
        self.focus = Focus::Text;
        self.zoomed = false;
        // The lesson is for the first time.
        self.tutorial = (practice && resume.is_none()).then(Tutorial::default);
        if again {
            self.say(format!("The text changed: {} shows what.", self.key("compare")));
        }
        self.tell_notices();
        leaving
    }

    /// Shows the place where the open article was left, before its claims are known.
    pub(super) fn show_resumed(&mut self) {
        let layout = Layout::new(self.size, self.text_width, Focus::Text, false);
        let Some(article) = self.article.as_mut() else { return };
        let Some(byte) = article.resume else { return };
        article.para = article.document.paragraph_at(byte).unwrap_or(article.para);
        let document = Arc::clone(&article.document);
        article.page.resize(&document, usize::from(layout.columns), usize::from(layout.text.height));
        article.page.reveal(&document, Span::new(byte, byte), 2);
        article.para = article.page.shown_for(article.para);
    }

    /// Says the first of what was noticed about the text.
    pub(super) fn tell_notices(&mut self) {
        let notices = self.article.as_ref().map_or(&[][..], |article| &article.document.text.notices);
        let (count, first) = (notices.len(), notices.first().map(|notice| notice.message.clone()));
        match first {
            Some(first) if count > 1 => self.warn(format!("{first} ({count} notices: {})", self.key("notices"))),
            Some(first) => self.warn(first),
            None => {}
        }
    }

    /// Where the words that the reader was at are in another version of the open article.
    fn same_words(&self, document: &Document) -> Option<usize> {
        let article = self.article.as_ref().filter(|open| open.document.text.origin == document.text.origin)?;
        let paragraph = article.document.paragraphs.get(article.para)?.span;
        let spans = article.current().map_or_else(|| vec![paragraph], |item| article.content_of(item));
        let target = Target::new(article.content(), article.document.text.hash, &spans);
        let (_, found) = anchor::find(&target, document.content(), document.text.hash);
        found.first().map(|span| span.start())
    }

    pub(super) fn analysed(&mut self, hash: Hash, analysis: Arc<Analysis>, complete: bool) -> Vec<Effect> {
        let margin = usize::from(self.config.view.margin);
        let focus = self.focus;
        if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == hash) {
            article.set_analysis(analysis, complete);
            let arrived = article.arrive(complete);
            article.choose_current(focus);
            if arrived {
                self.fit();
                if let Some(article) = &mut self.article {
                    article.follow(margin);
                }
            }
            if complete {
                self.tell_guess();
                self.tell_disagreements();
            }
            self.tell_drafts();
        }
        Vec::new()
    }

    /// Says, on opening, that dates are counted from the file's own.
    fn tell_guess(&mut self) {
        let Some(article) = self.article.as_ref().filter(|article| article.untouched) else { return };
        if let Some(date) = article.document.date.filter(|_| article.document.date_of_file)
            && article.analysis.notices.iter().any(|notice| notice.code == "guessed-date")
        {
            let guess = format!("dates are read as of the file's date, {date}: a guess");
            match self.message.take() {
                Some(message) => self.warn(format!("{}; {guess}", message.text.as_str().trim_end_matches('.'))),
                None => self.warn(guess),
            }
        }
    }

    pub(super) fn notes_arrived(&mut self, hash: Hash, notes: Notes, places: Places, drafts: Drafts) -> Vec<Effect> {
        if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == hash) {
            if article.saving > 0 {
                // They do not hold what is on its way to the disk.
                article.notes_missed = true;
                return Vec::new();
            }
            article.set_notes(notes, places);
            if article.untouched {
                // Later ones are of a note that is being typed, here or in another window.
                article.drafts = drafts;
            }
            self.leave_if_done();
            self.tell_changes();
            self.tell_drafts();
        }
        Vec::new()
    }

    /// Says which unfinished note was kept, once it is known what it is on.
    fn tell_drafts(&mut self) {
        let (key, creator) = (self.key("note"), self.creator.clone());
        let Some(article) = self.article.as_mut().filter(|article| article.untouched) else { return };
        if article.drafts.is_empty()
            || article.drafts_told
            || article.items.is_empty() && article.progress != Progress::Done
        {
            return;
        }
        article.drafts_told = true;
        let hash = article.document.text.hash;
        let on = article.items.iter().position(|item| {
            let id =
                item.annotation.unwrap_or_else(|| AnnotationId::for_target(hash, &article.content_of(item), &creator));
            article.drafts.contains_key(&id.to_string())
        });
        let on = on.map_or_else(|| "this text".to_owned(), |index| format!("claim {}", index + 1));
        self.warn(format!("An unfinished note on {on} was kept; {key} there goes on."));
    }
}

impl Article {
    /// Goes where the article is to be opened, once there are claims; `true` if it moved.
    fn arrive(&mut self, complete: bool) -> bool {
        if let Some(number) = self.wanted_claim
            && (number <= self.items.len() || complete)
        {
            self.wanted_claim = None;
            let last = self.items.len().saturating_sub(1);
            if let Some(item) = self.items.get(number.saturating_sub(1).min(last)) {
                self.para = item.para;
                self.item = Some(number.saturating_sub(1).min(last));
            }
            return true;
        }
        if let Some(byte) = self.resume
            && (complete || self.items.last().is_some_and(|item| item.extent.start() >= byte))
        {
            self.resume = None;
            let at = self.items.partition_point(|item| item.extent.start() < byte);
            match self.items.get(at).filter(|item| item.extent.start() == byte) {
                Some(item) => {
                    self.para = item.para;
                    self.item = Some(at);
                }
                // A paragraph, or a claim that is cut differently today.
                None => {
                    self.para = self.document.paragraph_at(byte).unwrap_or(self.para);
                    self.item = self.item_at(byte).or_else(|| self.first_in(self.para));
                }
            }
            return true;
        }
        if self.item.is_none() && self.para.index() == 0 {
            // A reader who has not moved yet starts at the first claim.
            // A claim of which the first words are on the screen.
            if let Some(first) = self.passing.first().copied()
                && self.page.shows(Span::new(self.items[first].extent.start(), self.items[first].extent.start()))
            {
                self.para = self.items[first].para;
                self.item = Some(first);
            }
        }
        false
    }
}
