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
        self.say(format!("{} · saved; {undo} undoes", self.change_words(change)));
        Vec::new()
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
        self.say(if again {
            format!("Done again: {}", self.deed(&change))
        } else {
            format!("Took back: {} · {} does it again", self.deed(&change.inverse()), self.key("redo"))
        });
        Vec::new()
    }

    pub(super) fn save_failed(&mut self, error: &Error, change: Option<Change>) -> Vec<Effect> {
        if let Some(article) = &mut self.article {
            article.saving = article.saving.saturating_sub(1);
        }
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
        Vec::new()
    }

    /// Remembers where the reader is in the open article; also what is left to do when the
    /// program is ended from outside.
    #[must_use]
    pub fn keep_place(&self) -> Vec<Effect> {
        self.article
            .as_ref()
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
            Change::Annotation { target, .. } => {
                if let (Some(article), Some(first)) = (&mut self.article, target.spans.first())
                    && target.document == article.document.text.hash
                {
                    let index = article.items.iter().position(|item| item.extent.start() == first.start());
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
