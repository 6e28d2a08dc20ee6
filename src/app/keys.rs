//! Keys and mouse: which command is meant, and what to say when none is.

use super::layout::GUTTER;
use super::{App, Effect, Focus, Mouse, MouseKind, Overlay};
use crate::command::{Action, Code, Found, Key, Scope, Sequence};
use crate::config::Digits;

impl App {
    pub(super) fn key_pressed(&mut self, key: Key) -> Vec<Effect> {
        self.message = None;
        if let Some(article) = &mut self.article {
            article.untouched = false;
        }
        if let Some(Overlay::Mark(set)) = self.overlays.last() {
            let set = *set;
            return self.mark_named(key, set);
        }
        let scope = self.scope();
        let digit = match key {
            Key { code: Code::Char(c), ctrl: false, alt: false } => c.to_digit(10).map(|d| d as usize),
            _ => None,
        };
        let counting = self.config.keys.digits == Digits::Count;
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
                let pressed = Sequence(std::mem::take(&mut self.pending));
                self.count = None;
                self.unbound(scope, key, &pressed)
            }
        }
    }

    /// A key that no command is bound to: text where something is typed, an answer where
    /// something is asked, else a word about what could be meant.
    fn unbound(&mut self, scope: Scope, key: Key, pressed: &Sequence) -> Vec<Effect> {
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
        let reading = matches!(scope, Scope::TEXT | Scope::PEOPLE | Scope::VENUES);
        let hint = match key.code {
            _ if !reading => format!("{} goes back", self.key("leave")),
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

    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        if let MouseKind::Wheel(down) = mouse.kind {
            if !self.overlays.is_empty() {
                return self.row(down, 1);
            }
            // The panel under the pointer moves, whichever has the keys.
            let layout = self.layout();
            let under = |area: Option<super::layout::Area>| area.is_some_and(|a| a.contains(mouse.column, mouse.row));
            let had = self.focus;
            self.focus = match (under(layout.people), under(layout.venues)) {
                (true, _) => Focus::People,
                (_, true) => Focus::Venues,
                _ => return self.go(Action::Scroll(down), 3),
            };
            let effects = self.row(down, 1);
            self.focus = had;
            return effects;
        }
        self.message = None;
        if !self.overlays.is_empty() {
            // A click chooses; one on the chosen row opens it.
            match self.row_under(mouse.column, mouse.row) {
                Some(row) if row == self.chosen_row() => return self.open_clicked(),
                Some(row) => self.set_row(row),
                None => {}
            }
            return Vec::new();
        }
        let layout = self.layout();
        let over = |area: super::layout::Area| area.contains(mouse.column, mouse.row);
        if layout.people.is_some_and(over) {
            self.focus = Focus::People;
            if let Some(row) = self.row_under(mouse.column, mouse.row) {
                self.set_row(row);
            }
        } else if layout.venues.is_some_and(over) {
            self.focus = Focus::Venues;
            if let Some(row) = self.row_under(mouse.column, mouse.row) {
                self.set_row(row);
            }
        } else if over(layout.text) {
            self.focus = Focus::Text;
            let row = usize::from(mouse.row - layout.text.y);
            let column = usize::from(mouse.column.saturating_sub(layout.text.x + GUTTER));
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
}
