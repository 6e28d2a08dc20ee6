//! Annotations on words that changed since they were made, or are gone: listed, compared, and
//! kept, put elsewhere or taken away. Nothing of it happens by itself.

use super::article::Article;
use super::lists::{Kind, Row};
use super::overlay::Subject;
use super::{App, Effect, Focus, Overlay};
use crate::annotation::{Anchor, Annotation, AnnotationId, Change, Edit, Field, Place, Target};
use crate::base::Shown;

impl Article {
    /// What is to be looked at again: changed words in the order of the text, then what is
    /// gone, in the order it had.
    #[must_use]
    pub fn rechecks(&self) -> Vec<(&Annotation, &Place)> {
        let asks = |place: &Place| place.is_changed() || place.anchor == Anchor::Lost;
        let mut found: Vec<(&Annotation, &Place)> = self
            .places
            .iter()
            .filter(|(_, place)| asks(place))
            .filter_map(|(id, place)| Some((self.notes.annotations.get(id)?, place)))
            .collect();
        found.sort_by_key(|(annotation, place)| {
            let first = place.spans.first().or(annotation.target.spans.first()).copied();
            (place.anchor == Anchor::Lost, first, annotation.id)
        });
        found
    }
}

/// The rows of the list.
pub(super) fn rows(app: &App, article: &Article) -> Vec<Row> {
    article
        .rechecks()
        .into_iter()
        .map(|(annotation, place)| Row {
            left: if place.anchor == Anchor::Lost { "gone" } else { "changed" }.to_owned(),
            main: one_line(&annotation.target.exact),
            right: annotation.status.map_or_else(String::new, |status| format!("was {}", app.status_name(status))),
            item: article.items.iter().position(|item| item.annotation == Some(annotation.id)),
        })
        .collect()
}

/// Words of a text in one line.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl App {
    /// Says, once, how many annotations are to be looked at again.
    pub(super) fn tell_changes(&mut self) {
        let key = self.key("recheck");
        let Some(article) = &mut self.article else { return };
        let lost = article.lost().count();
        if article.changes_told || article.changed + lost == 0 {
            return;
        }
        article.changes_told = true;
        let marks = |count: usize| {
            if count == 1 { "1 of your marks is".to_owned() } else { format!("{count} of your marks are") }
        };
        let told = match (article.changed, lost) {
            (changed, 0) => format!("{} on words that changed", marks(changed)),
            (0, lost) => {
                self.warn_too(format!("{} on words that are gone: {key} lists what they were.", marks(lost)));
                return;
            }
            (changed, lost) => format!("{} on words that changed, {lost} on words that are gone", marks(changed)),
        };
        self.warn_too(format!("{told}: {key} shows old and new."));
    }

    /// Says something after what is being said.
    pub(super) fn say_too(&mut self, told: String) {
        match self.message.take() {
            Some(message) => self.warn(format!("{} {told}", message.text.as_str())),
            None => self.say(told),
        }
    }

    /// Says something before what is being said.
    fn warn_too(&mut self, told: String) {
        match self.message.take() {
            Some(message) => self.warn(format!("{told} {}", message.text.as_str())),
            None => self.warn(told),
        }
    }

    /// Opens the list, at the current claim if it is in it.
    pub(super) fn open_rechecks(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let all = article.rechecks();
        if all.is_empty() {
            self.say("All your marks are on the words that you marked.");
            return Vec::new();
        }
        let current = article.current().and_then(|item| item.annotation);
        let row = all.iter().position(|(annotation, _)| Some(annotation.id) == current).unwrap_or(0);
        let effects = self.open_list(Kind::Recheck);
        self.set_row(row);
        effects
    }

    /// The annotation of the chosen row.
    #[must_use]
    pub fn chosen_recheck(&self) -> Option<(&Annotation, &Place)> {
        let Some(Overlay::List(list)) = self.overlays.last() else { return None };
        self.article.as_ref()?.rechecks().get(list.row).copied()
    }

    /// Keeps the chosen annotation on the words that stand there now.
    pub(super) fn keep_chosen(&mut self) -> Vec<Effect> {
        let chosen = self.chosen_recheck().map(|(annotation, place)| (annotation.id, place.is_changed()));
        match chosen {
            Some((id, true)) => match self.article.as_ref().and_then(|article| article.target_now(id)) {
                Some(target) => self.put_on(id, &target),
                None => Vec::new(),
            },
            Some((_, false)) => {
                let key = self.key("place-elsewhere");
                self.warn(format!("Its words are gone; {key} puts it on other words."));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Lets the reader look for other words for the chosen annotation.
    pub(super) fn place_chosen(&mut self) -> Vec<Effect> {
        let Some(id) = self.chosen_recheck().map(|(annotation, _)| annotation.id) else { return Vec::new() };
        if !self.may_save() {
            return Vec::new();
        }
        self.overlays.clear();
        self.focus = Focus::Text;
        self.zoomed = false;
        if let Some(article) = &mut self.article {
            article.selection = None;
            article.placing = Some(id);
        }
        Vec::new()
    }

    /// Takes the chosen annotation away.
    pub(super) fn remove_chosen(&mut self) -> Vec<Effect> {
        let Some(annotation) = self.chosen_recheck().map(|(annotation, _)| annotation.clone()) else {
            return Vec::new();
        };
        if !self.may_save() {
            return Vec::new();
        }
        let name = format!("“{}”", Shown::from(annotation.target.exact.as_str()).cut(30));
        let on = Subject { id: annotation.id, target: annotation.target, own: false, name };
        let effects = self.edit(&on, super::mark::nothing_said());
        self.leave_if_done();
        effects
    }

    /// Whether the reader is looking for other words for an annotation.
    #[must_use]
    pub fn placing(&self) -> bool {
        self.article.as_ref().is_some_and(|article| article.placing.is_some())
    }

    /// Puts the annotation that looks for a place on the current claim.
    pub(super) fn place_here(&mut self) -> Vec<Effect> {
        let target = self.article.as_ref().and_then(|article| {
            let item = article.current()?;
            Some(Target::new(article.content(), article.document.text.hash, &article.content_of(item)))
        });
        match target {
            Some(target) => self.place_on(&target),
            None => {
                let key = self.key("select-words");
                self.warn(format!("There is no claim here; {key} selects words."));
                Vec::new()
            }
        }
    }

    /// Puts the annotation that looks for a place on these words.
    pub(super) fn place_on(&mut self, target: &Target) -> Vec<Effect> {
        let Some(id) = self.article.as_mut().and_then(|article| article.placing.take()) else { return Vec::new() };
        // What stands on these words already may be one from an older version.
        let spans = &target.spans;
        let taken = self.article.as_ref().and_then(|article| {
            let other = article.annotated(spans).filter(|other| *other != id)?;
            article.notes.annotations.get(&other)
        });
        if taken.is_some() {
            if let Some(article) = &mut self.article {
                article.placing = Some(id);
            }
            self.warn("These words have a mark of yours already; choose others, or Esc.");
            return Vec::new();
        }
        let hash = self.article.as_ref().map(|article| article.document.text.hash);
        let effects = match hash.filter(|hash| *hash == target.document) {
            Some(_) => self.put_on(id, target),
            None => Vec::new(),
        };
        if let Some(article) = &mut self.article {
            article.selection = None;
            if let Some(index) = article.items.iter().position(|item| item.annotation == Some(id)) {
                article.para = article.items[index].para;
                article.item = Some(index);
            }
        }
        effects
    }

    /// Puts an annotation on these words: an event like every other, which can be taken back.
    fn put_on(&mut self, id: AnnotationId, target: &Target) -> Vec<Effect> {
        if !self.may_save() {
            return Vec::new();
        }
        let existing = self.article.as_ref().and_then(|article| article.notes.annotations.get(&id)).cloned();
        let Some(existing) = existing else { return Vec::new() };
        let edit = Edit { before: Field::Target(existing.target.clone()), after: Field::Target(target.clone()) };
        let effects = self.save(Change::Annotation { id, target: existing.target, edits: vec![edit] });
        self.leave_if_done();
        effects
    }

    /// Leaves the list when nothing is left in it.
    pub(super) fn leave_if_done(&mut self) {
        self.leave_disagreements();
        let done = self.article.as_ref().is_none_or(|article| article.rechecks().is_empty());
        if done && matches!(self.overlays.last(), Some(Overlay::List(list)) if list.kind == Kind::Recheck) {
            self.overlays.pop();
        }
    }
}
