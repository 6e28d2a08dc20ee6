//! The one place where the state changes: routing of events to the parts that know.

use super::article::Article;
use super::editor::Editor;
use super::filter::{self, Filter};
use super::lists;
use super::overlay::{Line, List, Overlay, Picker, Purpose, runs_from_list};
use super::search::Search;
use super::select::Selection;
use super::tutorial::Tutorial;
use super::{App, Effect, Event, Focus, Mouse, MouseKind, Progress};
use crate::base::id::Id;
use crate::command::{Action, Code, Found, Key, Scope};
use crate::load::Origin;
use jiff::Timestamp;

/// Changes the state as the event says. What must happen outside comes back as effects.
pub fn update(app: &mut App, event: Event, now: Timestamp) -> Vec<Effect> {
    app.now = now;
    let effects = app.handle(event);
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
                Vec::new()
            }
            Event::Opened { document, resume, claim } => {
                let leaving = self.keep_place();
                let practice = matches!(document.text.origin, Origin::Bundled(_));
                let mut article = Article::new(document);
                if let Some(byte) = resume.filter(|_| self.config.reading.resume || claim.is_some()) {
                    article.para = article.document.paragraph_at(byte).unwrap_or(article.para);
                }
                article.wanted_claim = claim;
                article.resume = resume.filter(|_| self.config.reading.resume && claim.is_none());
                let notices = article.document.text.notices.len();
                self.article = Some(article);
                self.overlays.clear();
                self.focus = Focus::Text;
                self.zoomed = false;
                self.tutorial = practice.then(Tutorial::default);
                if notices > 0 {
                    let (key, what) = (self.key("notices"), if notices == 1 { "notice" } else { "notices" });
                    let first = self.article.as_ref().and_then(|a| a.document.text.notices.first());
                    let first = first.map(|notice| notice.message.clone()).unwrap_or_default();
                    self.warn(if notices == 1 { first } else { format!("{first} ({notices} {what}: {key})") });
                }
                leaving
            }
            Event::Progress(hash, done) => {
                if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == hash) {
                    article.progress = Progress::Running(done);
                }
                Vec::new()
            }
            Event::Analysed(hash, analysis, complete) => {
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
                }
                Vec::new()
            }
            Event::Notes(hash, notes, drafts) => {
                if let Some(article) = self.article.as_mut().filter(|a| a.document.text.hash == hash)
                    && article.saving == 0
                {
                    article.set_notes(notes);
                    let lost = article.lost().count();
                    let unfinished = drafts.len();
                    let first = article.drafts.is_empty();
                    if first {
                        article.drafts = drafts;
                    }
                    if unfinished > 0 && first {
                        self.warn(self.draft_message());
                    } else if lost > 0 && self.message.is_none() {
                        let key = self.key("notices");
                        self.warn(format!("{lost} of your annotations are on words that are gone: {key} lists them."));
                    }
                }
                Vec::new()
            }
            Event::Saved(change) => {
                if let Some(article) = &mut self.article {
                    article.saving = article.saving.saturating_sub(1);
                }
                let undo = self.key("undo");
                self.say(format!("{} · saved; {undo} undoes", self.change_words(&change)));
                Vec::new()
            }
            Event::Undone(change, again) => {
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
                let words = self.change_words(&change);
                self.say(if again {
                    format!("Done again: {words}")
                } else {
                    format!("Taken back: {words} · {} does it again", self.key("redo"))
                });
                Vec::new()
            }
            Event::SaveFailed(error, change) => {
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
                self.fail(&error);
                Vec::new()
            }
            Event::ReadOnly(error) => {
                self.warn(format!("Reading only: {error}"));
                self.read_only = Some(error);
                Vec::new()
            }
            Event::Library(rows) => {
                self.library = rows;
                Vec::new()
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
            Event::Failed(error) => {
                self.fail(&error);
                Vec::new()
            }
            Event::Notice(text) => {
                self.warn(text);
                Vec::new()
            }
            Event::Tick => self.keep_draft(),
        }
    }

    /// Fits the page to the screen after anything happened.
    fn fit(&mut self) {
        let layout = self.layout();
        let height = if layout.too_small { 0 } else { usize::from(layout.text.height) };
        if let Some(article) = &mut self.article {
            let document = std::sync::Arc::clone(&article.document);
            article.page.resize(&document, usize::from(layout.columns), height);
        }
    }

    // ---- keys ----

    fn key_pressed(&mut self, key: Key) -> Vec<Effect> {
        self.message = None;
        if let Some(Overlay::Mark(set)) = self.overlays.last() {
            let set = *set;
            return self.mark_named(key, set);
        }
        let scope = self.scope();
        let digit = match key {
            Key { code: Code::Char(c), ctrl: false, alt: false } => c.to_digit(10).map(|d| d as usize),
            _ => None,
        };
        let counting = self.config.keys.digits == crate::config::Digits::Count;
        if let (true, Some(digit), true) = (counting, digit, self.pending.is_empty())
            && self.overlays.is_empty()
            && (digit > 0 || self.count.is_some())
        {
            self.count = Some((self.count.unwrap_or(0) * 10 + digit).min(9999));
            return Vec::new();
        }
        self.pending.push(key);
        match self.keymap.find(scope, &self.pending) {
            Found::Command(command) => {
                self.pending.clear();
                let count = self.count.take();
                self.run(command.action, count.unwrap_or(1))
            }
            Found::Prefix(_) => Vec::new(),
            Found::Nothing => {
                let pressed = crate::command::Sequence(std::mem::take(&mut self.pending));
                self.count = None;
                self.unbound(scope, key, &pressed)
            }
        }
    }

    /// A key that no command is bound to: text where something is typed, an answer where
    /// something is asked, else a word about what could be meant.
    fn unbound(&mut self, scope: Scope, key: Key, pressed: &crate::command::Sequence) -> Vec<Effect> {
        if scope == Scope::CHOICE {
            return self.choose(key);
        }
        if matches!(scope, Scope::LINE | Scope::NOTE | Scope::PALETTE) {
            self.typed(key);
            return Vec::new();
        }
        if scope == Scope::HELP && key == Key::char('/') {
            if let Some(Overlay::Help(picker)) = self.overlays.last_mut() {
                picker.typing = true;
            }
            return Vec::new();
        }
        if key.code == Code::Esc && pressed.0.len() > 1 {
            return Vec::new();
        }
        let hint = match key.code {
            Code::Char('d') => format!("{} half a page down", self.key("half-page-down")),
            Code::Char('f') => format!("{} page down", self.key("page-down")),
            Code::Char('c') => format!("{} lists the claims", self.key("show-claims")),
            Code::Char('p') => format!("{} people", self.key("show-people")),
            Code::Char('w') => format!("{} says that all is saved", self.key("save")),
            _ => format!("{} finds commands", self.key("palette")),
        };
        self.say(format!("{pressed} is not bound here: {hint}, {} help", self.key("help")));
        Vec::new()
    }

    /// Carries out a command.
    fn run(&mut self, action: Action, count: usize) -> Vec<Effect> {
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
                self.open_list(lists::Kind::Why)
            }
            Action::Row(down) => self.row(down, count),
            Action::RowEnd(end) => {
                let rows = self.row_count();
                self.set_row(if end { rows.saturating_sub(1) } else { 0 });
                Vec::new()
            }
            Action::Open => self.open_row(),
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
                    (None, 0) => self.say("Everything is saved; each mark was when you made it."),
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
        let mut effects = self.keep_draft();
        effects.extend(self.keep_place());
        effects
    }

    /// Leaves exactly one layer.
    fn leave(&mut self) -> Vec<Effect> {
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

    // ---- overlays ----

    fn open(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlays.push(overlay);
        Vec::new()
    }

    fn open_list(&mut self, kind: lists::Kind) -> Vec<Effect> {
        let row = match kind {
            lists::Kind::Claims => {
                self.article.as_ref().and_then(|article| article.number(article.item?)).map_or(0, |number| number - 1)
            }
            _ => 0,
        };
        self.open(Overlay::List(List { kind, row }))
    }

    fn focus_on(&mut self, focus: Focus) -> Vec<Effect> {
        self.focus = focus;
        self.zoomed = false;
        Vec::new()
    }

    /// Where the reader is underneath help, palette and lists.
    fn reading_scope(&self) -> Scope {
        match self.focus {
            Focus::Text => Scope::TEXT,
            Focus::People => Scope::PEOPLE,
            Focus::Venues => Scope::VENUES,
        }
    }

    /// Rows of the list that has the keys.
    #[must_use]
    pub fn row_count(&self) -> usize {
        match self.overlays.last() {
            Some(Overlay::Help(picker) | Overlay::Palette(picker)) => picker.commands().len(),
            Some(Overlay::List(list) | Overlay::Library(list)) => lists::rows(self, list.kind, 0, 0).1,
            Some(Overlay::Line(line)) => line.suggestions.len(),
            Some(_) => 0,
            None => match (&self.article, self.focus) {
                (Some(article), Focus::People) => article.people.len(),
                (Some(article), Focus::Venues) => article.analysis.venues.len(),
                _ => 0,
            },
        }
    }

    fn row(&mut self, down: bool, count: usize) -> Vec<Effect> {
        let rows = self.row_count();
        if let Some(Overlay::Line(line)) = self.overlays.last_mut() {
            line.row = match (line.row, down) {
                _ if rows == 0 => None,
                (None, true) => Some(0),
                (None, false) => Some(rows - 1),
                (Some(row), true) => Some((row + 1).min(rows - 1)),
                (Some(row), false) => row.checked_sub(1),
            };
            return Vec::new();
        }
        let row = self.chosen_row();
        self.set_row(if down { row.saturating_add(count) } else { row.saturating_sub(count) });
        Vec::new()
    }

    fn chosen_row(&self) -> usize {
        match self.overlays.last() {
            Some(Overlay::Help(picker) | Overlay::Palette(picker)) => picker.row,
            Some(Overlay::List(list) | Overlay::Library(list)) => list.row,
            Some(_) => 0,
            None => match (&self.article, self.focus) {
                (Some(article), Focus::People) => article.person_row.row,
                (Some(article), Focus::Venues) => article.venue_row.row,
                _ => 0,
            },
        }
    }

    fn set_row(&mut self, row: usize) {
        let row = row.min(self.row_count().saturating_sub(1));
        match self.overlays.last_mut() {
            Some(Overlay::Help(picker) | Overlay::Palette(picker)) => picker.row = row,
            Some(Overlay::List(list) | Overlay::Library(list)) => list.row = row,
            Some(_) => {}
            None => {
                let focus = self.focus;
                let margin = usize::from(self.config.view.margin);
                let Some(article) = &mut self.article else { return };
                match focus {
                    Focus::People => article.person_row.row = row,
                    Focus::Venues => article.venue_row.row = row,
                    Focus::Text => {}
                }
                article.show_chosen(focus);
                article.follow(margin);
            }
        }
    }

    /// Does what the chosen row stands for.
    fn open_row(&mut self) -> Vec<Effect> {
        match self.overlays.last().cloned() {
            Some(Overlay::Help(picker)) => {
                let command = picker.commands().get(picker.row).copied();
                self.overlays.pop();
                command.filter(|c| runs_from_list(c.action)).map_or_else(Vec::new, |c| self.run(c.action, 1))
            }
            Some(Overlay::List(list)) => {
                let (rows, _) = lists::rows(self, list.kind, list.row, 1);
                let Some(item) = rows.first().and_then(|row| row.item) else { return Vec::new() };
                self.overlays.pop();
                let margin = usize::from(self.config.view.margin);
                if let Some(article) = &mut self.article {
                    article.jump_to(item);
                    article.follow(margin);
                    article.choose_current(Focus::Text);
                }
                self.focus = Focus::Text;
                Vec::new()
            }
            Some(Overlay::Library(list)) => match self.library.get(list.row) {
                Some(row) => vec![Effect::Open(row.origin.clone())],
                None => Vec::new(),
            },
            Some(_) => Vec::new(),
            None => {
                let filter = self.article.as_ref().and_then(|article| match self.focus {
                    Focus::Text => None,
                    Focus::People => Filter::by(&article.analysis.people.get(article.chosen_person()?)?.name),
                    Focus::Venues => Filter::venue(&article.analysis.venues.get(article.chosen_venue()?)?.name),
                });
                match filter {
                    Some(filter) => {
                        self.focus = Focus::Text;
                        self.zoomed = false;
                        self.set_filter(Some(filter));
                        Vec::new()
                    }
                    None if self.focus == Focus::Text => self.run(Action::Why, 1),
                    None => Vec::new(),
                }
            }
        }
    }

    // ---- typing ----

    fn ask(&mut self, purpose: Purpose, text: String) -> Vec<Effect> {
        let line =
            Line { purpose, editor: Editor::new(text), suggestions: Vec::new(), row: None, complaint: None, on: None };
        self.overlays.push(Overlay::Line(line));
        self.suggest();
        Vec::new()
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.overlays.last_mut()? {
            Overlay::Help(picker) | Overlay::Palette(picker) => Some(&mut picker.editor),
            Overlay::Line(line) => Some(&mut line.editor),
            Overlay::Note(note) => Some(&mut note.editor),
            _ => None,
        }
    }

    fn typed(&mut self, key: Key) {
        let lines = matches!(self.overlays.last(), Some(Overlay::Note(_)));
        let Some(editor) = self.editor() else { return };
        let before = editor.text().len();
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) if !c.is_control() => editor.insert(c),
            (Code::Backspace, false, false) | (Code::Char('h'), true, false) => editor.backspace(),
            (Code::Backspace, ..) | (Code::Char('w'), true, _) => editor.delete_word(),
            (Code::Delete, ..) | (Code::Char('d'), true, _) => editor.delete(),
            (Code::Char('u'), true, _) => editor.delete_to_start(),
            (Code::Left, ..) | (Code::Char('b'), true, _) => editor.step(false),
            (Code::Right, ..) | (Code::Char('f'), true, _) => editor.step(true),
            (Code::Home, ..) | (Code::Char('a'), true, _) => editor.edge(false),
            (Code::End, ..) => editor.edge(true),
            (Code::Up, ..) if lines => editor.line(false),
            (Code::Down, ..) if lines => editor.line(true),
            _ => return,
        }
        let changed = before != editor.text().len() || matches!(key.code, Code::Char(_));
        self.after_typing(changed);
    }

    fn typed_text(&mut self, text: &str) {
        if let Some(editor) = self.editor() {
            editor.paste(text, true);
            self.after_typing(true);
        }
    }

    fn after_typing(&mut self, changed: bool) {
        match self.overlays.last_mut() {
            Some(Overlay::Help(picker) | Overlay::Palette(picker)) => picker.row = 0,
            Some(Overlay::Note(note)) => note.unkept |= changed,
            Some(Overlay::Line(line)) => {
                line.row = None;
                line.complaint = None;
                self.suggest();
            }
            _ => {}
        }
    }

    fn pasted(&mut self, text: &str) -> Vec<Effect> {
        let lines = matches!(self.overlays.last(), Some(Overlay::Note(_)));
        match self.editor() {
            Some(editor) => {
                editor.paste(text, lines);
                self.after_typing(true);
            }
            None => {
                let key = self.key("note");
                self.say(format!("Pasted text goes into notes and prompts: {key} opens a note."));
            }
        }
        Vec::new()
    }

    /// Lists what begins like the word at the end of the line.
    pub(super) fn suggest(&mut self) {
        let Some(Overlay::Line(line)) = self.overlays.last() else { return };
        let typed = line.editor.text();
        let word = typed.rsplit(' ').next().unwrap_or_default().trim_start_matches('-').to_lowercase();
        let mut words: Vec<String> = match line.purpose {
            Purpose::Search => Vec::new(),
            Purpose::AddTag => self.known_tags(),
            Purpose::RemoveTag => {
                let existing = line.on.as_ref().and_then(|on| self.article.as_ref()?.notes.annotations.get(&on.id));
                existing.map(|annotation| annotation.tags.clone()).unwrap_or_default()
            }
            Purpose::Filter if word.is_empty() => Vec::new(),
            Purpose::Filter => {
                let names = self.article.iter().flat_map(|a| a.analysis.people.values());
                let names = names.map(|person| {
                    let last = person.name.split_whitespace().next_back().unwrap_or_default();
                    format!("by:{}", last.to_lowercase())
                });
                let tags = self.known_tags().into_iter().map(|tag| format!("tag:{tag}"));
                filter::completions().into_iter().chain(tags).chain(names).collect()
            }
        };
        words.retain(|candidate| candidate.to_lowercase().starts_with(&word) && *candidate != word);
        words.sort();
        words.dedup();
        if let Some(Overlay::Line(line)) = self.overlays.last_mut() {
            line.suggestions = words;
        }
    }

    fn complete(&mut self) {
        let Some(Overlay::Line(line)) = self.overlays.last_mut() else { return };
        let Some(word) = line.suggestions.get(line.row.unwrap_or(0)).cloned() else { return };
        let typed = line.editor.text().to_owned();
        let kept = typed.rfind(' ').map_or(0, |at| at + 1);
        let minus = if typed[kept..].starts_with('-') { "-" } else { "" };
        line.editor.set(format!("{}{minus}{word}", &typed[..kept]));
        self.after_typing(true);
    }

    fn accept(&mut self) -> Vec<Effect> {
        if matches!(self.overlays.last(), Some(Overlay::Line(line)) if line.row.is_some()) {
            self.complete();
        }
        match self.overlays.pop() {
            Some(Overlay::Palette(picker) | Overlay::Help(picker)) => {
                let command = picker.commands().get(picker.row).copied();
                match command.filter(|command| runs_from_list(command.action)) {
                    Some(command) => self.run(command.action, 1),
                    None => {
                        self.say("No command by that name.");
                        Vec::new()
                    }
                }
            }
            Some(Overlay::Note(note)) => self.keep_note(&note),
            Some(Overlay::Line(line)) => self.accept_line(line),
            Some(other) => {
                self.overlays.push(other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn accept_line(&mut self, line: Line) -> Vec<Effect> {
        let typed = line.editor.text().to_owned();
        match line.purpose {
            Purpose::Search => {
                if let Some(article) = &mut self.article {
                    if let Some(search) = Search::new(&typed) {
                        article.search = Some(search);
                    }
                    article.last_match = None;
                }
                self.go(Action::Match(true), 1)
            }
            Purpose::Filter => {
                match Filter::parse(&typed) {
                    Ok(filter) => self.set_filter(filter),
                    Err(complaint) => {
                        let line = Line { complaint: Some(complaint), ..line };
                        self.overlays.push(Overlay::Line(line));
                    }
                }
                Vec::new()
            }
            Purpose::AddTag | Purpose::RemoveTag => match line.on {
                Some(on) => self.keep_tag(&on, &typed, line.purpose == Purpose::AddTag),
                None => Vec::new(),
            },
        }
    }

    fn set_filter(&mut self, filter: Option<Filter>) {
        let margin = usize::from(self.config.view.margin);
        let Some(article) = &mut self.article else { return };
        let taken_away = filter.is_none() && article.filter.is_some();
        article.filter = filter;
        article.sift();
        let count = article.passing.len();
        let message = match &article.filter {
            None if taken_away => "The filter is gone; all claims count.".to_owned(),
            None => "There is no filter.".to_owned(),
            Some(_) if count == 0 => "No claim passes this filter; Esc takes it away.".to_owned(),
            Some(filter) => {
                let claims = if count == 1 { "claim passes" } else { "claims pass" };
                let message = format!("{count} {claims} “{}”; Esc takes the filter away.", filter.query);
                let here = article.item.and_then(|item| article.number(item));
                if here.is_none() {
                    let from = article.item.unwrap_or(0);
                    let next =
                        article.passing.iter().copied().find(|i| *i >= from).or(article.passing.first().copied());
                    if let Some(index) = next {
                        article.jump_to(index);
                        article.follow(margin);
                    }
                }
                message
            }
        };
        self.say(message);
    }

    // ---- selecting ----

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

    // ---- marks ----

    fn mark_named(&mut self, key: Key, set: bool) -> Vec<Effect> {
        self.overlays.pop();
        let margin = usize::from(self.config.view.margin);
        let Key { code: Code::Char(letter), ctrl: false, alt: false } = key else { return Vec::new() };
        let Some(article) = &mut self.article else { return Vec::new() };
        let message = if set {
            article.marks.insert(letter, article.place());
            format!("Mark {letter} set; ' {letter} comes back here.")
        } else if letter == '\'' {
            return self.go(Action::History(false), 1);
        } else if let Some(place) = article.marks.get(&letter).copied() {
            article.remember();
            article.return_to(place);
            article.follow(margin);
            return Vec::new();
        } else {
            format!("There is no mark {letter}; m {letter} sets it.")
        };
        self.say(message);
        Vec::new()
    }

    // ---- mouse ----

    fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        if let MouseKind::Wheel(down) = mouse.kind {
            if self.overlays.is_empty() && self.focus == Focus::Text {
                return self.go(Action::Scroll(down), 3);
            }
            return self.row(down, 1);
        }
        if !self.overlays.is_empty() {
            return Vec::new();
        }
        self.message = None;
        let layout = self.layout();
        let over = |area: super::layout::Area| area.contains(mouse.column, mouse.row);
        if let Some(area) = layout.people.filter(|area| over(*area)) {
            self.focus = Focus::People;
            let row = super::lists::panel_row(area, self.row_count(), self.chosen_row(), mouse.row);
            self.set_row(row);
        } else if let Some(area) = layout.venues.filter(|area| over(*area)) {
            self.focus = Focus::Venues;
            let row = super::lists::panel_row(area, self.row_count(), self.chosen_row(), mouse.row);
            self.set_row(row);
        } else if over(layout.text) {
            self.focus = Focus::Text;
            let row = usize::from(mouse.row - layout.text.y);
            let column = usize::from(mouse.column.saturating_sub(layout.text.x + super::layout::GUTTER));
            if let Some(article) = &mut self.article
                && let Some(byte) = article.page.byte_at(&article.document, row, column)
            {
                article.para = article.document.paragraph_at(byte).unwrap_or(article.para);
                article.item = article.item_at(byte).or_else(|| article.first_in(article.para));
                article.choose_current(Focus::Text);
            }
        }
        Vec::new()
    }

    // ---- what is kept ----

    /// Remembers where the reader is in the open article.
    pub(super) fn keep_place(&self) -> Vec<Effect> {
        self.article
            .as_ref()
            .map(|article| {
                let byte = article.current().map_or_else(|| article.page.first_byte(), |item| item.extent.start());
                Effect::KeepPlace { byte, checked: article.checked, claims: article.items.len() }
            })
            .into_iter()
            .collect()
    }

    /// Keeps what is typed in a note since it was kept last.
    fn keep_draft(&mut self) -> Vec<Effect> {
        let Some(Overlay::Note(note)) = self.overlays.last_mut() else { return Vec::new() };
        if !std::mem::take(&mut note.unkept) {
            return Vec::new();
        }
        vec![Effect::KeepDraft(note.on.id.to_string(), Some(note.editor.text().to_owned()))]
    }

    /// Whether something typed is not kept yet, so that a tick is needed.
    #[must_use]
    pub fn needs_tick(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Note(note)) if note.unkept)
    }

    fn draft_message(&self) -> String {
        let key = self.key("note");
        let Some(article) = &self.article else { return String::new() };
        let on = article.drafts.keys().find_map(|id| {
            let at = article.items.iter().position(|item| {
                let spans = article.content_of(item);
                item.annotation
                    .map_or_else(
                        || {
                            crate::annotation::AnnotationId::for_target(
                                article.document.text.hash,
                                &spans,
                                &self.creator,
                            )
                        },
                        |known| known,
                    )
                    .to_string()
                    == *id
            });
            at.map(|index| format!("claim {}", index + 1))
        });
        format!("An unfinished note on {} was kept; {key} there goes on.", on.unwrap_or_else(|| "this text".to_owned()))
    }

    /// A note that could not be saved is put back into its editor.
    fn reopen_note(&mut self, change: &crate::annotation::Change) {
        use crate::annotation::{Change, Field};
        let Change::Annotation { id, target, edits } = change else { return };
        let text = edits.iter().find_map(|edit| match &edit.after {
            Field::Note(Some(text)) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = text
            && self.overlays.is_empty()
        {
            let on =
                super::overlay::Subject { id: *id, target: target.clone(), own: false, name: "the claim".to_owned() };
            self.overlays.push(Overlay::Note(super::overlay::Note { on, editor: Editor::new(text), unkept: true }));
        }
    }

    /// Goes to where a change was made.
    fn show_where(&mut self, change: &crate::annotation::Change) {
        use crate::annotation::Change;
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
            if let Some(item) = self.items.get(at) {
                self.para = item.para;
                self.item = Some(at);
            }
            return true;
        }
        if self.item.is_none() && self.para.index() == 0 {
            // A reader who has not moved yet starts at the first claim.
            if let Some(first) = self.passing.first().copied()
                && self.page.shows(self.items[first].extent)
            {
                self.para = self.items[first].para;
                self.item = Some(first);
            }
        }
        false
    }

    /// Shows the first claim of the person, or about the venue, that was chosen in a panel.
    fn show_chosen(&mut self, focus: Focus) {
        let here = self.item;
        let of = |index: &usize| {
            let claim = self.items[*index].claim.and_then(|id| self.analysis.claims.get(id));
            claim.is_some_and(|claim| match focus {
                Focus::Text => false,
                Focus::People => self.chosen_person().is_some_and(|id| claim.person == Some(id)),
                Focus::Venues => self.chosen_venue().is_some_and(|id| claim.venues.contains(&id)),
            })
        };
        if let Some(index) = self.passing.iter().copied().find(of) {
            if here != Some(index) {
                self.jump_to(index);
            }
            return;
        }
        let mention = match focus {
            Focus::People => self.chosen_person().and_then(|id| self.analysis.people.get(id)?.mentions.first()),
            Focus::Venues => self.chosen_venue().and_then(|id| self.analysis.venues.get(id)?.mentions.first()),
            Focus::Text => None,
        };
        if let Some(span) = mention.copied() {
            self.jump_to_byte(span.start());
        }
    }
}
