//! Typing: prompts, notes, completion, and what happens when they are taken.

use super::editor::Editor;
use super::filter::{self, Filter};
use super::overlay::{Line, Purpose, runs_from_list};
use super::search::Search;
use super::{App, Effect, Overlay};
use crate::command::{Action, Code, Key};

impl App {
    pub(super) fn ask(&mut self, purpose: Purpose, text: String) -> Vec<Effect> {
        let line =
            Line { purpose, editor: Editor::new(text), suggestions: Vec::new(), row: None, complaint: None, on: None };
        self.overlays.push(Overlay::Line(line));
        self.suggest();
        Vec::new()
    }

    pub(super) fn editor(&mut self) -> Option<&mut Editor> {
        match self.overlays.last_mut()? {
            Overlay::Help(picker) | Overlay::Palette(picker) => Some(&mut picker.editor),
            Overlay::Line(line) => Some(&mut line.editor),
            Overlay::Note(note) => Some(&mut note.editor),
            _ => None,
        }
    }

    pub(super) fn typed(&mut self, key: Key) {
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

    pub(super) fn typed_text(&mut self, text: &str) {
        if let Some(editor) = self.editor() {
            editor.paste(text, true);
            self.after_typing(true);
        }
    }

    pub(super) fn after_typing(&mut self, changed: bool) {
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

    pub(super) fn pasted(&mut self, text: &str) -> Vec<Effect> {
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
        if matches!(line.purpose, Purpose::Speaker | Purpose::Venues | Purpose::Date(_) | Purpose::Name(..)) {
            let (purpose, typed) = (line.purpose, typed.to_owned());
            return self.suggest_names(purpose, &typed);
        }
        let word = typed.rsplit(' ').next().unwrap_or_default().trim_start_matches('-').to_lowercase();
        let mut words: Vec<String> = match line.purpose {
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
            _ => Vec::new(),
        };
        words.retain(|candidate| candidate.to_lowercase().starts_with(&word) && *candidate != word);
        words.sort();
        words.dedup();
        if let Some(Overlay::Line(line)) = self.overlays.last_mut() {
            line.suggestions = words;
        }
    }

    /// Lists names that hold what is typed; where the line is one name, the best is chosen,
    /// and what is typed comes last, as a new name.
    fn suggest_names(&mut self, purpose: Purpose, typed: &str) {
        let part = if purpose == Purpose::Venues { typed.rsplit(';').next().unwrap_or_default() } else { typed };
        let part = part.trim().to_lowercase();
        let mut names = self.correction_choices(purpose);
        names.retain(|name| name.to_lowercase().contains(&part));
        names.sort_by_key(|name| !name.to_lowercase().split(' ').any(|word| word.starts_with(&part)));
        let known = names.iter().any(|name| name.to_lowercase() == part);
        let choose = purpose.is_name() && !part.is_empty() && !known && !names.is_empty();
        if choose {
            names.push(typed.trim().to_owned());
        }
        if let Some(Overlay::Line(line)) = self.overlays.last_mut() {
            line.row = choose.then_some(0);
            line.suggestions = names;
        }
    }

    pub(super) fn complete(&mut self) {
        let Some(Overlay::Line(line)) = self.overlays.last_mut() else { return };
        let Some(word) = line.suggestions.get(line.row.unwrap_or(0)).cloned() else { return };
        let typed = line.editor.text().to_owned();
        match line.purpose {
            purpose if purpose.is_name() => {
                line.editor.set(word);
                return self.after_typing(true);
            }
            Purpose::Venues => {
                let kept = typed.rfind(';').map_or(String::new(), |at| format!("{}; ", &typed[..at]));
                line.editor.set(format!("{kept}{word}"));
                return self.after_typing(true);
            }
            _ => {}
        }
        let kept = typed.rfind(' ').map_or(0, |at| at + 1);
        let minus = if typed[kept..].starts_with('-') { "-" } else { "" };
        line.editor.set(format!("{}{minus}{word}", &typed[..kept]));
        self.after_typing(true);
    }

    pub(super) fn accept(&mut self) -> Vec<Effect> {
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

    pub(super) fn accept_line(&mut self, line: Line) -> Vec<Effect> {
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
            Purpose::Speaker | Purpose::Venues | Purpose::Date(_) | Purpose::Name(..) => {
                let Some(on) = line.on.clone() else { return Vec::new() };
                match self.accept_correction(line.purpose, &on, &typed) {
                    Ok(effects) => effects,
                    Err(complaint) => {
                        self.overlays.push(Overlay::Line(Line { complaint: Some(complaint), ..line }));
                        Vec::new()
                    }
                }
            }
            Purpose::Pipe => self.pipe(line.on.as_ref(), &typed),
            Purpose::AddTag | Purpose::RemoveTag => match line.on {
                Some(on) => self.keep_tag(&on, &typed, line.purpose == Purpose::AddTag),
                None => Vec::new(),
            },
        }
    }

    pub(super) fn set_filter(&mut self, filter: Option<Filter>) {
        let margin = usize::from(self.config.view.margin);
        let Some(article) = &mut self.article else { return };
        let taken_away = filter.is_none() && article.filter.is_some();
        article.filter = filter;
        article.sift();
        if article.filter.is_none() && article.item.is_none() {
            article.item = article.first_in(article.para);
        }
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
}
