//! Rows of lists and panels: choosing one and doing what it stands for.

use super::article::Article;
use super::filter::Filter;
use super::lists;
use super::overlay::{List, runs_from_list};
use super::{App, Effect, Focus, Overlay};
use crate::command::Action;

impl App {
    pub(super) fn open_list(&mut self, kind: lists::Kind) -> Vec<Effect> {
        let row = match kind {
            lists::Kind::Claims => {
                self.article.as_ref().and_then(|article| article.number(article.item?)).map_or(0, |number| number - 1)
            }
            _ => 0,
        };
        // The key of another list puts it in the place of the one that is open.
        self.leave_lists();
        self.open(Overlay::List(List { kind, row }))
    }

    pub(super) fn leave_lists(&mut self) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::List(_)));
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

    pub(super) fn row(&mut self, down: bool, count: usize) -> Vec<Effect> {
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

    pub(super) fn chosen_row(&self) -> usize {
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

    /// Keeps the chosen row of a list in range when what is listed has changed under it.
    pub(super) fn keep_row(&mut self) {
        if !self.overlays.is_empty() {
            let last = self.row_count().saturating_sub(1);
            match self.overlays.last_mut() {
                Some(Overlay::Help(picker) | Overlay::Palette(picker)) => picker.row = picker.row.min(last),
                Some(Overlay::List(list) | Overlay::Library(list)) => list.row = list.row.min(last),
                _ => {}
            }
        }
    }

    pub(super) fn set_row(&mut self, row: usize) {
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

    /// Does what a clicked row stands for.
    pub(super) fn open_clicked(&mut self) -> Vec<Effect> {
        match self.overlays.last() {
            Some(Overlay::Palette(_)) => self.accept(),
            _ => self.open_row(),
        }
    }

    /// Does what the chosen row stands for.
    pub(super) fn open_row(&mut self) -> Vec<Effect> {
        match self.overlays.last().cloned() {
            Some(Overlay::Help(picker)) => {
                let command = picker.commands().get(picker.row).copied();
                self.overlays.pop();
                command.filter(|c| runs_from_list(c.action)).map_or_else(Vec::new, |c| self.run(c.action, 1))
            }
            Some(Overlay::List(list)) => {
                let (rows, _) = lists::rows(self, list.kind, list.row, 1);
                let Some(item) = rows.first().and_then(|row| row.item) else {
                    if list.kind == lists::Kind::Changes {
                        return self.go_to_difference();
                    }
                    return if list.kind == lists::Kind::Recheck { self.place_chosen() } else { Vec::new() };
                };
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
                    None if self.focus == Focus::Text && self.placing() => self.place_here(),
                    None if self.focus == Focus::Text && self.in_aside() => self.fold(),
                    None if self.focus == Focus::Text => self.run(Action::Why, 1),
                    None => Vec::new(),
                }
            }
        }
    }
}

impl App {
    /// Whether the reader is at an earlier mail, and at no claim.
    fn in_aside(&self) -> bool {
        self.article.as_ref().filter(|article| article.item.is_none()).is_some_and(|article| {
            article
                .document
                .paragraphs
                .get(article.para)
                .is_some_and(|para| article.document.is_aside(para.span.start()))
        })
    }

    /// Unfolds what is folded here, or folds what was.
    pub(super) fn fold(&mut self) -> Vec<Effect> {
        let margin = usize::from(self.config.view.margin);
        let Some(article) = &mut self.article else { return Vec::new() };
        let document = std::sync::Arc::clone(&article.document);
        match article.page.toggle(&document, article.para) {
            Some(folded) => {
                if folded {
                    article.item = None;
                }
                article.follow(margin);
            }
            None => self.say("Nothing is folded here."),
        }
        Vec::new()
    }
}

impl Article {
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
