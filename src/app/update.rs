//! The one place where the state changes: routing of events to the parts that know.

use super::copy::What;
use super::editor::Editor;
use super::lists;
use super::overlay::{List, Overlay, Picker, Purpose};
use super::select::Selection;
use super::{App, Effect, Event, Focus, Progress, why};
use crate::command::{Action, Scope};
use crate::load::Origin;
use jiff::Timestamp;

/// Changes the state as the event says. What must happen outside comes back as effects.
pub fn update(app: &mut App, event: Event, now: Timestamp) -> Vec<Effect> {
    app.now = now;
    let mut effects = app.handle(event);
    effects.extend(app.keep_draft());
    app.keep_row();
    app.fit();
    effects
}

impl App {
    fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => self.key_pressed(key),
            Event::Paste(text) => self.pasted(&text),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Resized(width, height) => {
                self.size = (width, height);
                self.fit();
                let margin = usize::from(self.config.view.margin);
                if let Some(article) = &mut self.article {
                    article.follow(margin);
                }
                Vec::new()
            }
            Event::Opened { document, resume, claim } => self.opened(document, resume, claim),
            Event::Begun(document) => self.begun(document),
            Event::Reading(share) => {
                self.read_so_far(share);
                Vec::new()
            }
            Event::RestFailed(error) => {
                self.rest_failed(&error);
                Vec::new()
            }
            Event::Analysed(hash, analysis, complete) => self.analysed(hash, analysis, complete),
            Event::Notes(hash, notes, places, drafts) => self.notes_arrived(hash, notes, places, drafts),
            Event::Others(hash, others) => self.others_arrived(hash, others),
            Event::Saved(change) => self.saved(&change),
            Event::Undone(change, again) => self.undone(change, again),
            Event::SaveFailed(error, change) => self.save_failed(&error, change),
            Event::Weighed(hash, start, parts) => {
                if let Some(article) = self.article.as_mut().filter(|article| article.document.text.hash == hash) {
                    article.weighed = Some((start, parts));
                }
                Vec::new()
            }
            Event::Progress(hash, done) => {
                if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == hash) {
                    article.progress = Progress::Running(done);
                }
                Vec::new()
            }
            Event::ReadOnly(error) => {
                self.warn(format!("Reading only: {error}"));
                self.read_only = Some(error);
                Vec::new()
            }
            Event::Entries(rows) => {
                self.entries.clone_from(&rows);
                self.library = rows;
                self.open(Overlay::Library(List { kind: lists::Kind::Library, row: 0 }))
            }
            Event::Library(rows) => {
                let read = rows.into_iter().filter(|row| self.entries.iter().all(|entry| entry.origin != row.origin));
                self.library = self.entries.iter().cloned().chain(read).collect();
                if self.article.is_some() || !self.overlays.is_empty() {
                    return Vec::new();
                }
                if self.library.is_empty() {
                    // Nothing was read yet.
                    return vec![Effect::Open(Origin::Bundled(crate::load::samples::PRACTICE))];
                }
                self.open(Overlay::Library(List { kind: lists::Kind::Library, row: 0 }))
            }
            Event::Edited(text) => {
                if let (Some(Overlay::Note(_)), Some(text)) = (self.overlays.last(), text)
                    && let Some(Overlay::Note(mut note)) = self.overlays.pop()
                {
                    let mut editor = Editor::default();
                    editor.paste(&text, true);
                    note.editor = editor;
                    return self.keep_note(&note);
                }
                self.overlays.pop();
                Vec::new()
            }
            Event::Compared(hash, found) => self.compared(hash, found),
            Event::Piped { command, output } => self.piped(&command, output),
            Event::Failed(error) => {
                self.fail(&error);
                Vec::new()
            }
            Event::Notice(text) => {
                self.warn(text);
                Vec::new()
            }
        }
    }

    /// Fits the page to the screen after anything happened.
    pub(super) fn fit(&mut self) {
        let layout = self.layout();
        let height = if layout.too_small { 0 } else { usize::from(layout.text.height) };
        if let Some(article) = &mut self.article {
            let document = std::sync::Arc::clone(&article.document);
            article.page.resize(&document, usize::from(layout.columns), height);
        }
    }

    /// Carries out a command.
    pub(super) fn run(&mut self, action: Action, count: usize) -> Vec<Effect> {
        let finished = self.tutorial.as_mut().is_some_and(|tutorial| tutorial.note(&action));
        if finished {
            self.tutorial = None;
            self.say("That is all you need. onrecord FILE opens an article of your own; q quits.");
        }
        if let Some(article) = &mut self.article {
            if !matches!(action, Action::Mention(_)) {
                article.last_mention = None;
            }
            if !matches!(action, Action::Match(_)) {
                article.last_match = None;
            }
        }
        if self.waits(action) {
            return Vec::new();
        }
        match action {
            Action::Paragraph(_)
            | Action::Claim(_)
            | Action::Unchecked(_)
            | Action::Annotated(_)
            | Action::Scroll(_)
            | Action::Page(_)
            | Action::HalfPage(_)
            | Action::End(_)
            | Action::History(_)
            | Action::Match(_)
            | Action::Mention(_) => self.go(action, count),

            Action::SetStatus(_)
            | Action::ClearStatus
            | Action::ToggleKey
            | Action::Note
            | Action::NoteOnText
            | Action::AddTag
            | Action::RemoveTag
            | Action::Rate
            | Action::Estimate
            | Action::Repeat
            | Action::Remove
            | Action::KeepSelection
            | Action::Undo
            | Action::Redo => self.annotate(action),
            Action::Correct(what) => self.correct(what),
            Action::Editor => match self.overlays.last() {
                Some(Overlay::Note(note)) => vec![Effect::RunEditor(note.editor.text().to_owned())],
                _ => self.annotate(action),
            },

            Action::SelectWords | Action::SelectSentence | Action::Extend(_) | Action::SwapEnds => {
                self.select(action, count);
                Vec::new()
            }

            Action::SetMark => self.open(Overlay::Mark(true)),
            Action::GoToMark => self.open(Overlay::Mark(false)),
            Action::Search => self.ask(Purpose::Search, String::new()),
            Action::Filter => {
                let query = self.article.as_ref().and_then(|a| a.filter.as_ref()).map(|f| f.query.clone());
                self.ask(Purpose::Filter, query.unwrap_or_default())
            }
            Action::ClearFilter => {
                self.set_filter(None);
                Vec::new()
            }

            Action::Panel(forward) => {
                self.focus = match (self.focus, forward) {
                    (Focus::Text, true) | (Focus::Venues, false) => Focus::People,
                    (Focus::People, true) | (Focus::Text, false) => Focus::Venues,
                    (Focus::Venues, true) | (Focus::People, false) => Focus::Text,
                };
                self.zoomed = false;
                Vec::new()
            }
            Action::ShowText => self.focus_on(Focus::Text),
            Action::ShowPeople => self.focus_on(Focus::People),
            Action::ShowVenues => self.focus_on(Focus::Venues),
            Action::ShowClaims => self.open_list(lists::Kind::Claims),
            Action::ShowDates => self.open_list(lists::Kind::Dates),
            Action::ShowSources => self.open_list(lists::Kind::Sources),
            Action::Recheck => self.open_rechecks(),
            Action::Disagreements => self.open_disagreements(),
            Action::TakeTheirs => self.take_theirs(),
            Action::KeepMine(both) => self.keep_mine(both),
            Action::Compare => self.compare(),
            Action::KeepPlace => self.keep_chosen(),
            Action::PlaceElsewhere => self.place_chosen(),
            Action::RemoveChosen => self.remove_chosen(),
            Action::Notices => self.open_list(lists::Kind::Notices),
            Action::Why => {
                if matches!(self.overlays.last(), Some(Overlay::List(list)) if list.kind == lists::Kind::Why) {
                    self.overlays.pop();
                    return Vec::new();
                }
                if self.article.as_ref().is_none_or(|article| article.current().is_none()) {
                    self.say("There is no claim here.");
                    return Vec::new();
                }
                let mut effects = self.open_list(lists::Kind::Why);
                effects.extend(self.article.as_ref().and_then(why::weigh));
                effects
            }
            Action::OpenLink => self.open_link(),
            Action::Pipe => self.ask_command(),
            Action::CopyQuote => self.copy(What::Quote),
            Action::CopyCitation => self.copy(What::Citation),
            Action::CopyNote => self.copy(What::Note),
            Action::CopyJson => self.copy(What::Json),
            Action::Row(down) => self.row(down, count),
            Action::RowEnd(end) => {
                let rows = self.row_count();
                self.set_row(if end { rows.saturating_sub(1) } else { 0 });
                Vec::new()
            }
            Action::Open => self.open_row(),
            Action::Fold => self.fold(),
            Action::Zoom => {
                self.zoomed = !self.zoomed;
                Vec::new()
            }
            Action::Width(wider) => {
                use super::layout::{NARROWEST_TEXT, WIDEST_TEXT};
                let width = self.text_width.clamp(NARROWEST_TEXT, WIDEST_TEXT);
                self.text_width =
                    if wider { (width + 4).min(WIDEST_TEXT) } else { width.saturating_sub(4).max(NARROWEST_TEXT) };
                let columns = self.layout().columns;
                self.say(format!("Text {columns} columns wide."));
                Vec::new()
            }

            Action::Palette => {
                let scope = self.reading_scope();
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Help(_) | Overlay::List(_)));
                self.open(Overlay::Palette(Picker::new(scope, true)))
            }
            Action::Help => {
                if matches!(self.overlays.last(), Some(Overlay::Help(_))) {
                    self.overlays.pop();
                    return Vec::new();
                }
                let scope = self.scope();
                self.open(Overlay::Help(Picker::new(scope, false)))
            }
            Action::Library => {
                let mut effects = self.keep_place();
                effects.push(Effect::ListLibrary);
                effects.extend(self.open(Overlay::Library(List { kind: lists::Kind::Library, row: 0 })));
                effects
            }
            Action::Reload => vec![Effect::Reload],
            Action::Save => {
                let saving = self.article.as_ref().map_or(0, |article| article.saving);
                match (&self.read_only, saving) {
                    (Some(error), _) => self.fail(&error.clone()),
                    (None, 0) => self.say("Everything is saved; onrecord annotations FILE prints your marks."),
                    (None, _) => self.say("Saving …"),
                }
                Vec::new()
            }
            Action::Back => self.leave(),
            Action::Close => match self.tutorial {
                Some(_) if self.overlays.is_empty() && self.focus == Focus::Text => {
                    self.tutorial = None;
                    let key = self.key("close");
                    self.say(format!("Lesson left; {key} again quits."));
                    Vec::new()
                }
                _ if self.at_top() => self.leave_program(),
                _ => self.leave(),
            },
            Action::Quit => self.leave_program(),
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => vec![Effect::Redraw],

            Action::Accept => self.accept(),
            Action::Complete => {
                self.complete();
                Vec::new()
            }
            Action::NewLine => {
                self.typed_text("\n");
                Vec::new()
            }
        }
    }

    /// Whether nothing lies over the article, so that closing means leaving.
    fn at_top(&self) -> bool {
        let library_alone = self.article.is_none() && self.overlays.len() <= 1;
        let selecting = self.article.as_ref().is_some_and(|article| article.selection.is_some());
        library_alone || self.overlays.is_empty() && self.focus == Focus::Text && !self.zoomed && !selecting
    }

    fn leave_program(&mut self) -> Vec<Effect> {
        self.quit = true;
        self.keep_place()
    }

    /// Leaves exactly one layer.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        if let Some(overlay) = self.overlays.pop() {
            return match overlay {
                Overlay::Help(picker) if picker.typing => {
                    self.overlays.push(Overlay::Help(Picker {
                        typing: false,
                        editor: Editor::default(),
                        row: 0,
                        ..picker
                    }));
                    Vec::new()
                }
                Overlay::Note(note) => {
                    let key = note.on.id.to_string();
                    if let Some(article) = &mut self.article {
                        article.drafts.remove(&key);
                    }
                    self.say("The note was left as it was.");
                    vec![Effect::KeepDraft(key, None)]
                }
                Overlay::Library(list) if self.article.is_none() => {
                    self.overlays.push(Overlay::Library(list));
                    let key = self.key("close");
                    self.say(format!("{key} quits."));
                    Vec::new()
                }
                _ => Vec::new(),
            };
        }
        if let Some(article) = &mut self.article
            && article.selection.take().is_some()
        {
            return Vec::new();
        }
        if self.article.as_mut().is_some_and(|article| article.placing.take().is_some()) {
            let key = self.key("recheck");
            self.say(format!("Your annotation stays as it is; {key} lists it."));
            return Vec::new();
        }
        if self.zoomed {
            self.zoomed = false;
        } else if self.focus != Focus::Text {
            self.focus = Focus::Text;
        } else if self.article.as_ref().is_some_and(|article| article.filter.is_some()) {
            self.set_filter(None);
        } else if self.article.as_ref().is_some_and(|article| article.search.is_some()) {
            if let Some(article) = &mut self.article {
                article.search = None;
            }
        } else if self.tutorial.is_some() {
            self.tutorial = None;
            self.say("Lesson left.");
        } else {
            let key = self.key("close");
            self.say(format!("Nothing is open; {key} quits."));
        }
        Vec::new()
    }

    pub(super) fn open(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlays.push(overlay);
        Vec::new()
    }

    fn focus_on(&mut self, focus: Focus) -> Vec<Effect> {
        self.leave_lists();
        self.focus = focus;
        self.zoomed = false;
        Vec::new()
    }

    /// Where the reader is underneath help, palette and lists.
    pub(super) fn reading_scope(&self) -> Scope {
        match self.focus {
            Focus::Text => Scope::TEXT,
            Focus::People => Scope::PEOPLE,
            Focus::Venues => Scope::VENUES,
        }
    }

    fn select(&mut self, action: Action, count: usize) {
        let margin = usize::from(self.config.view.margin);
        let Some(article) = &mut self.article else { return };
        match action {
            Action::SelectWords | Action::SelectSentence => {
                let words = action == Action::SelectWords;
                if article.selection.take().is_some_and(|selection| selection.of_words() == words) {
                    return;
                }
                article.selection = if words { Selection::words(article) } else { Selection::sentences(article) };
                if article.selection.is_none() {
                    self.say("There are no words here to select.");
                }
                return;
            }
            _ => {}
        }
        if let Some(selection) = &mut article.selection {
            match action {
                Action::Extend(on) => (0..count).for_each(|_| selection.extend(on)),
                _ => selection.swap(),
            }
        }
        article.follow(margin);
    }
}
