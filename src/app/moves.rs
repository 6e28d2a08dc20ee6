//! Moving through the article: paragraphs, claims, pages, history, marks, mentions.

use super::article::{Article, Place};
use super::{App, Effect, Focus};
use crate::base::id::Id;
use crate::base::{ParaId, Span};
use crate::command::Action;

/// Jumps remembered for going back.
const HISTORY: usize = 200;

impl App {
    /// Carries out a movement, `count` times where that makes sense.
    pub(super) fn go(&mut self, action: Action, count: usize) -> Vec<Effect> {
        let margin = usize::from(self.config.view.margin);
        let focus = self.focus;
        let Some(article) = &mut self.article else { return Vec::new() };
        let mut message = None;
        for _ in 0..count.max(1) {
            message = match action {
                Action::Paragraph(on) => article.paragraph(on, margin),
                Action::Claim(on) => article.step(on, focus, |_, _| true, "claim"),
                Action::Unchecked(on) => article.step(
                    on,
                    focus,
                    |article, index| article.status(&article.items[index]).is_none(),
                    "unchecked claim",
                ),
                Action::Annotated(on) => {
                    article.step(on, focus, |article, index| article.items[index].annotation.is_some(), "annotation")
                }
                Action::Mention(on) => article.mention(on, focus),
                Action::Match(on) => article.find(on),
                Action::History(forward) => article.travel(forward),
                Action::End(end) => {
                    article.jump_to_end(end);
                    None
                }
                Action::Scroll(down) => {
                    article.scroll(if down { 1 } else { -1 });
                    None
                }
                Action::Page(down) => {
                    let rows = article.page.height().saturating_sub(2).max(1) as isize;
                    article.scroll_and_follow(if down { rows } else { -rows })
                }
                Action::HalfPage(down) => {
                    let rows = (article.page.height() / 2).max(1) as isize;
                    article.scroll_and_follow(if down { rows } else { -rows })
                }
                _ => None,
            };
            if message.is_some() {
                break;
            }
        }
        if article.item.is_none() {
            article.para = article.page.shown_for(article.para);
        }
        let paged = matches!(action, Action::Scroll(_) | Action::Page(_) | Action::HalfPage(_));
        if !paged && (article.filter.is_some() || !matches!(action, Action::End(_))) {
            article.follow(margin);
        }
        article.choose_current(focus);
        if let Some(message) = message {
            self.say(message);
        }
        Vec::new()
    }
}

impl Article {
    /// Brings the current claim, or paragraph, into view.
    pub fn follow(&mut self, margin: usize) {
        let document = std::sync::Arc::clone(&self.document);
        // What is gone to in a fold is shown; the paragraph alone is shown by the fold.
        if self.item.is_some() || self.selection.is_some() {
            self.page.unfold(&document, self.para);
        } else {
            self.para = self.page.shown_for(self.para);
        }
        let Some(span) = self.focus_span() else { return };
        self.page.reveal(&document, span, margin);
    }

    /// What should be in view: the matched words, else the claim with its source and cue,
    /// else the paragraph.
    fn focus_span(&self) -> Option<Span> {
        let paragraph = self.document.paragraphs.get(self.para)?.span;
        if let Some(selection) = &self.selection {
            return Some(selection.head());
        }
        let Some(item) = self.current() else { return Some(paragraph) };
        let whole = self.current_claim().map_or(item.extent, |claim| claim.whole());
        // A claim over several paragraphs, or from a speaker's label far above, is shown
        // from its content on.
        Some(if whole.len() > 4 * item.extent.len() + 400 { item.extent } else { whole })
    }

    /// In the panels, the rows of the current claim's people and venues are the chosen
    /// ones, unless a panel has the keys.
    pub fn choose_current(&mut self, focus: Focus) {
        let Some(claim) = self.current().and_then(|item| item.claim).and_then(|id| self.analysis.claims.get(id)) else {
            return;
        };
        let person = claim.person.or_else(|| claim.people.first().copied());
        let venue = claim.venues.first().copied();
        if focus != Focus::People
            && let Some(row) = person.and_then(|id| self.people.iter().position(|other| *other == id))
        {
            self.person_row.row = row;
        }
        if focus != Focus::Venues
            && let Some(id) = venue
        {
            self.venue_row.row = id.index();
        }
    }

    /// Remembers where the reader is before a jump.
    pub fn remember(&mut self) {
        let here = self.place();
        if self.past.last() != Some(&here) {
            self.past.push(here);
            if self.past.len() > HISTORY {
                self.past.remove(0);
            }
        }
        self.future.clear();
    }

    /// Goes to a remembered place.
    pub fn return_to(&mut self, place: Place) {
        let last = ParaId::at(self.document.paragraphs.len().saturating_sub(1));
        self.para = place.para.min(last);
        self.item = place.item.and_then(|byte| {
            let at = self.items.partition_point(|item| item.extent.start() < byte);
            (at < self.items.len() && self.items[at].para == self.para).then_some(at)
        });
    }

    /// Makes an item current, from anywhere.
    pub fn jump_to(&mut self, index: usize) {
        self.remember();
        self.set_item(index);
    }

    fn set_item(&mut self, index: usize) {
        if let Some(item) = self.items.get(index) {
            self.para = item.para;
            self.item = Some(index);
        }
    }

    /// Makes what stands at `byte` current, from anywhere.
    pub fn jump_to_byte(&mut self, byte: usize) {
        self.remember();
        self.set_byte(byte);
    }

    fn set_byte(&mut self, byte: usize) {
        let Some(para) = self.document.paragraph_at(byte) else { return };
        self.para = para;
        self.item = self.item_at(byte).or_else(|| self.first_in(para));
    }

    fn jump_to_end(&mut self, end: bool) {
        self.remember();
        let count = self.document.paragraphs.len();
        if count == 0 {
            return;
        }
        let document = std::sync::Arc::clone(&self.document);
        // With a filter, the ends are those of what passes it.
        let outermost = if end { self.passing.last() } else { self.passing.first() }.copied();
        if let (Some(_), Some(index)) = (&self.filter, outermost) {
            self.set_item(index);
            return;
        }
        self.para = ParaId::at(if end { count - 1 } else { 0 });
        self.item =
            if end { outermost.filter(|index| self.items[*index].para == self.para) } else { self.first_in(self.para) };
        let byte = if end { self.content().len() } else { 0 };
        self.page.start_at(&document, byte);
    }

    fn scroll(&mut self, rows: isize) {
        let document = std::sync::Arc::clone(&self.document);
        self.page.scroll(&document, rows);
    }

    /// Scrolls by a page; the claim follows when it has left the screen. At an end, the
    /// first or last claim is gone to.
    fn scroll_and_follow(&mut self, rows: isize) -> Option<String> {
        let before = (self.page.first_byte(), self.page.last_byte());
        self.scroll(rows);
        let moved = before != (self.page.first_byte(), self.page.last_byte());
        let (first, last) = (self.page.first_byte(), self.page.last_byte());
        let visible = |span: Span| first <= span.start() && span.start() < last;
        if moved && self.current().is_some_and(|item| visible(item.extent)) {
            return None;
        }
        let mut candidates = self.passing.iter().copied().filter(|index| visible(self.items[*index].extent));
        let at_end = !moved && rows > 0;
        let chosen = if at_end { candidates.next_back() } else { candidates.next() };
        match chosen {
            Some(index) => self.set_item(index),
            None => {
                // No claim begins here; one that began above may go on.
                let byte = if at_end { last } else { first };
                self.para = self.document.paragraph_at(byte)?;
                self.item = self.item_at(byte).filter(|item| self.number(*item).is_some());
            }
        }
        if moved {
            None
        } else {
            Some(if rows > 0 { self.end_of("This is the end.") } else { "This is the start.".to_owned() })
        }
    }

    /// What is said at the end of what is there.
    fn end_of(&self, said: &str) -> String {
        self.rest.map_or_else(|| said.to_owned(), |rest| format!("More is to come: {}.", rest.so_far()))
    }

    /// One paragraph on or back; one that is taller than the screen is scrolled through first.
    fn paragraph(&mut self, on: bool, margin: usize) -> Option<String> {
        let document = std::sync::Arc::clone(&self.document);
        let span = document.paragraphs.get(self.para)?.span;
        let height = self.page.height();
        if self.page.lines(&document, self.para) > height {
            let step = height.saturating_sub(margin + 1).max(1) as isize;
            if on && span.end() > self.page.last_byte() && span.start() < self.page.last_byte() {
                self.scroll(step);
                self.item = self.visible_in_para();
                return None;
            }
            if !on && span.start() < self.page.first_byte() && span.end() > self.page.first_byte() {
                self.scroll(-step);
                self.item = self.visible_in_para();
                return None;
            }
        }
        let count = document.paragraphs.len();
        let index = self.para.index();
        let next = if on { self.page.after(self.para) } else { self.page.shown_for(ParaId::at(index.checked_sub(1)?)) };
        if next.index() >= count {
            return Some(self.end_of("This is the last paragraph."));
        }
        self.para = next;
        self.item = self.first_in(self.para);
        None
    }

    /// The first passing item of the current paragraph that begins on the screen.
    fn visible_in_para(&self) -> Option<usize> {
        let (first, last) = (self.page.first_byte(), self.page.last_byte());
        let from = self.passing.partition_point(|index| self.items[*index].para < self.para);
        self.passing[from..]
            .iter()
            .copied()
            .take_while(|index| self.items[*index].para == self.para)
            .find(|index| (first..last).contains(&self.items[*index].extent.start()))
    }

    /// To the next or previous item that passes the filter and `wanted`. In a panel: only
    /// items of the chosen person or venue.
    fn step(&mut self, on: bool, focus: Focus, wanted: impl Fn(&Self, usize) -> bool, what: &str) -> Option<String> {
        let from = match self.item {
            Some(item) => {
                let at = self.passing.partition_point(|index| *index < item);
                let here = self.passing.get(at) == Some(&item);
                if on { at + usize::from(here) } else { at }
            }
            // Without a current item, the next one is the first from this paragraph on.
            None => self.passing.partition_point(|index| self.items[*index].para < self.para),
        };
        let fits = |index: &usize| wanted(self, *index) && self.belongs(*index, focus);
        let found = if on {
            self.passing.get(from..).unwrap_or_default().iter().copied().find(fits)
        } else {
            self.passing.get(..from).unwrap_or_default().iter().rev().copied().find(fits)
        };
        match found {
            Some(index) => {
                self.set_item(index);
                None
            }
            None => {
                let of = match focus {
                    Focus::Text => String::new(),
                    Focus::People => self.chosen_name(focus).map_or(String::new(), |name| format!(" of {name}")),
                    Focus::Venues => self.chosen_name(focus).map_or(String::new(), |name| format!(" about {name}")),
                };
                let among = if self.filter.is_some() { " in the filter" } else { "" };
                let where_to = if on { "further on" } else { "before this" };
                Some(format!("No {what}{of}{among} {where_to}."))
            }
        }
    }

    fn chosen_name(&self, focus: Focus) -> Option<&str> {
        match focus {
            Focus::Text => None,
            Focus::People => Some(&self.analysis.people.get(self.chosen_person()?)?.name),
            Focus::Venues => Some(&self.analysis.venues.get(self.chosen_venue()?)?.name),
        }
    }

    /// Whether an item is one of the chosen person's, or about the chosen venue.
    fn belongs(&self, index: usize, focus: Focus) -> bool {
        let claim = self.items[index].claim.and_then(|id| self.analysis.claims.get(id));
        match focus {
            Focus::Text => true,
            Focus::People => claim.is_some_and(|claim| claim.person.is_some() && claim.person == self.chosen_person()),
            Focus::Venues => {
                claim.is_some_and(|claim| self.chosen_venue().is_some_and(|id| claim.venues.contains(&id)))
            }
        }
    }

    /// To the next or previous mention of the chosen person, or (in the venues) venue.
    fn mention(&mut self, on: bool, focus: Focus) -> Option<String> {
        let mentions: Vec<Span> = match focus {
            Focus::Venues => self.analysis.venues.get(self.chosen_venue()?)?.mentions.clone(),
            _ => match self.chosen_person().and_then(|id| self.analysis.people.get(id)) {
                Some(person) => person.mentions.clone(),
                None => return Some("No person is chosen.".to_owned()),
            },
        };
        let here = self.last_mention.filter(|span| mentions.contains(span));
        let from = here.map_or_else(|| self.focus_span().map_or(0, Span::start), Span::start);
        let found = if on {
            mentions.iter().find(|span| span.start() > from || here.is_none() && span.start() == from)
        } else {
            mentions.iter().rev().find(|span| span.start() < from)
        };
        match found.copied() {
            Some(span) => {
                self.remember();
                self.set_byte(span.start());
                self.last_mention = Some(span);
                let document = std::sync::Arc::clone(&self.document);
                self.page.unfold(&document, self.para);
                self.page.reveal(&document, span, 2);
                None
            }
            None => Some(format!(
                "No mention of {} {}.",
                self.chosen_name(if focus == Focus::Text { Focus::People } else { focus }).unwrap_or("them"),
                if on { "further on" } else { "before this" }
            )),
        }
    }

    /// To the next or previous match of the search.
    fn find(&mut self, on: bool) -> Option<String> {
        let Some(search) = self.search.clone() else { return Some("Nothing was searched yet: / searches.".to_owned()) };
        let from = self.last_match.unwrap_or_else(|| self.focus_span().map_or(0, Span::start));
        match search.next(self, from, on) {
            // What lies beyond the beginning may hold a nearer one.
            found if self.rest.is_some() && found.is_none_or(|hit| hit.wrapped) => {
                let so_far = self.rest.map_or_else(String::new, |rest| rest.so_far());
                Some(format!("“{}” is not in what is there: {so_far}.", search.query))
            }
            Some(hit) => {
                self.remember();
                self.set_byte(hit.span.start());
                self.last_match = Some(hit.span.start());
                let document = std::sync::Arc::clone(&self.document);
                self.page.unfold(&document, self.para);
                self.page.reveal(&document, hit.span, 2);
                if hit.in_note {
                    Some("Found in your note.".to_owned())
                } else {
                    hit.wrapped.then(|| format!("Went on from the {}.", if on { "start" } else { "end" }))
                }
            }
            None => Some(format!("“{}” is nowhere in the text or your notes.", search.query)),
        }
    }

    /// Back or forward through the jumps.
    fn travel(&mut self, forward: bool) -> Option<String> {
        let here = self.place();
        let (from, to) = if forward { (&mut self.future, &mut self.past) } else { (&mut self.past, &mut self.future) };
        let place = loop {
            match from.pop() {
                Some(place) if place == here => {}
                Some(place) => break place,
                None => {
                    return Some(
                        if forward { "This is where you came from last." } else { "There is nothing to go back to." }
                            .to_owned(),
                    );
                }
            }
        };
        to.push(here);
        self.return_to(place);
        None
    }
}
