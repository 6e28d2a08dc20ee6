//! What happens when the store has answered; and what is kept without being asked.

use super::editor::Editor;
use super::overlay::{Note, Subject};
use super::{App, Effect, Overlay};
use crate::annotation::{Change, Field};
use crate::base::Error;

impl App {
    pub(super) fn saved(&mut self, change: &Change) -> Vec<Effect> {
        if let Some(article) = &mut self.article {
            article.saving = article.saving.saturating_sub(1);
        }
        let undo = self.key("undo");
        let spreads = self.article.as_mut().and_then(|article| article.spreads.take());
        let more = match spreads {
            Some(1) => format!(" · {} does so at 1 other with the same fault", self.key("correct-alike")),
            Some(more) => format!(" · {} does so at {more} others with the same fault", self.key("correct-alike")),
            None => String::new(),
        };
        self.say(format!("{} · saved; {undo} undoes{more}", self.change_words(change)));
        self.ask_notes(false)
    }

    /// Asks for the stored notes when those at hand do not tell where everything stands.
    fn ask_notes(&mut self, wanted: bool) -> Vec<Effect> {
        let Some(article) = &mut self.article else { return Vec::new() };
        article.notes_missed |= wanted || article.has_unplaced();
        let ask = article.saving == 0 && std::mem::take(&mut article.notes_missed);
        ask.then_some(Effect::TellNotes).into_iter().collect()
    }

    pub(super) fn undone(&mut self, change: Option<Change>, again: bool) -> Vec<Effect> {
        let Some(change) = change else {
            self.say(if again { "There is nothing to do again." } else { "There is nothing to undo." });
            return Vec::new();
        };
        let (creator, now) = (self.creator.clone(), self.now);
        if let Some(article) = &mut self.article {
            article.notes.apply(&change, &creator, now);
        }
        self.show_change(&change);
        self.show_where(&change);
        self.leave_if_done();
        self.say(if again {
            format!("Done again: {}", self.deed(&change))
        } else {
            format!("Took back: {} · {} does it again", self.deed(&change.inverse()), self.key("redo"))
        });
        self.ask_notes(change.moves())
    }

    pub(super) fn save_failed(&mut self, error: &Error, change: Option<Change>) -> Vec<Effect> {
        if let Some(article) = &mut self.article {
            article.saving = article.saving.saturating_sub(1);
        }
        let moved = change.as_ref().is_some_and(Change::moves);
        if let Some(change) = change {
            let inverse = change.inverse();
            let (creator, now) = (self.creator.clone(), self.now);
            if let Some(article) = &mut self.article {
                article.notes.apply(&inverse, &creator, now);
            }
            self.show_change(&inverse);
            self.reopen_note(&change);
        }
        self.fail(error);
        self.ask_notes(moved)
    }

    /// Remembers where the reader is in the open article; also what is left to do when the
    /// program is ended from outside.
    #[must_use]
    pub fn keep_place(&self) -> Vec<Effect> {
        self.article
            .as_ref()
            // The beginning of a text has no place in the store.
            .filter(|article| article.rest.is_none())
            .map(|article| {
                // Where the cursor is, not what stands at the top: a paragraph without claims counts.
                let paragraph = article.document.paragraphs.get(article.para).map_or(0, |p| p.span.start());
                let byte = article.current().map_or(paragraph, |item| item.extent.start());
                Effect::KeepPlace { byte, checked: article.checked, claims: article.items.len() }
            })
            .into_iter()
            .collect()
    }

    /// Keeps what is typed in a note since it was kept last.
    pub(super) fn keep_draft(&mut self) -> Vec<Effect> {
        let Some(Overlay::Note(note)) = self.overlays.last_mut() else { return Vec::new() };
        if !std::mem::take(&mut note.unkept) {
            return Vec::new();
        }
        vec![Effect::KeepDraft(note.on.id.to_string(), Some(note.editor.text().to_owned()))]
    }

    /// A note that could not be saved is put back into its editor.
    fn reopen_note(&mut self, change: &Change) {
        let Change::Annotation { id, target, edits } = change else { return };
        let text = edits.iter().find_map(|edit| match &edit.after {
            Field::Note(Some(text)) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = text
            && self.overlays.is_empty()
        {
            let on = Subject { id: *id, target: target.clone(), own: false, name: "the claim".to_owned() };
            self.overlays.push(Overlay::Note(Note { on, editor: Editor::new(text), unkept: true }));
        }
    }

    /// Goes to where a change was made.
    fn show_where(&mut self, change: &Change) {
        let margin = usize::from(self.config.view.margin);
        match change {
            Change::Annotation { id, target, .. } => {
                if let (Some(article), Some(first)) = (&mut self.article, target.spans.first()) {
                    let known = article.items.iter().position(|item| item.annotation == Some(*id));
                    if known.is_none() && target.document != article.document.text.hash {
                        return;
                    }
                    let starts = |item: &super::Item| item.extent.start() == first.start();
                    let index = known.or_else(|| article.items.iter().position(starts));
                    match index {
                        Some(index) if article.item != Some(index) => article.jump_to(index),
                        Some(_) => {}
                        None => article.jump_to_byte(first.start()),
                    }
                    article.follow(margin);
                }
            }
            Change::Source { .. } => {}
            Change::Several(changes) => changes.iter().for_each(|change| self.show_where(change)),
        }
    }
}
