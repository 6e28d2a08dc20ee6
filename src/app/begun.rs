//! A large article of which the beginning is shown while all of it is being read.
//!
//! What is marked is anchored to the hash of the whole text, so nothing that could be kept happens before that is
//! known: only what moves, searches or looks is done at once.

use super::article::{Article, Place, Rest};
use super::{App, Effect, Focus};
use crate::base::id::Id;
use crate::base::{Error, ParaId};
use crate::command::Action;
use crate::document::Document;
use std::sync::Arc;

impl App {
    /// Shows the beginning of an article.
    pub(super) fn begun(&mut self, document: Arc<Document>) -> Vec<Effect> {
        let leaving = self.keep_place();
        let mut article = Article::new(document);
        article.rest = Some(Rest::default());
        self.article = Some(article);
        self.overlays.clear();
        self.focus = Focus::Text;
        self.zoomed = false;
        self.tutorial = None;
        leaving
    }

    /// More of it was read.
    pub(super) fn read_so_far(&mut self, share: f32) {
        if let Some(rest) = self.article.as_mut().and_then(|article| article.rest.as_mut()) {
            rest.read = share;
        }
    }

    /// The rest can't be read; what is there stays.
    pub(super) fn rest_failed(&mut self, error: &Error) {
        if let Some(rest) = self.article.as_mut().and_then(|article| article.rest.as_mut()) {
            rest.failed = true;
        }
        self.fail(error);
    }

    /// Says that a command has to wait for the rest, if it has to.
    pub(super) fn waits(&mut self, action: Action) -> bool {
        let Some(article) = self.article.as_mut() else { return false };
        let Some(rest) = article.rest.as_mut() else { return false };
        rest.to_end = false;
        if needs_no_rest(action) {
            return false;
        }
        let message = match action {
            _ if rest.failed => "Only the beginning of the text could be read; nothing can be marked.".to_owned(),
            Action::End(_) => {
                rest.to_end = true;
                format!("The end comes when it is read: {}.", rest.so_far())
            }
            _ => format!("This works when all is read: {}.", rest.so_far()),
        };
        self.say(message);
        true
    }

    /// Puts the whole article in the place of its beginning; whoever moved stays where they are.
    pub(super) fn completed(
        &mut self,
        document: Arc<Document>,
        resume: Option<usize>,
        claim: Option<usize>,
    ) -> Vec<Effect> {
        let Some(begun) = self.article.take() else { return Vec::new() };
        let still = begun.untouched && begun.page.is_at_start();
        let to_end = begun.rest.as_ref().is_some_and(|rest| rest.to_end);
        let mut article = begun.continued(document);
        if still {
            article.wanted_claim = claim;
            article.resume = resume.filter(|_| claim.is_none());
        }
        self.article = Some(article);
        if still {
            self.show_resumed();
        }
        if to_end {
            self.message = None;
            self.go(Action::End(true), 1);
        }
        self.tell_notices();
        Vec::new()
    }
}

/// Whether a command is right when only the beginning is there: it changes nothing that is kept, and tells
/// nothing about the whole.
const fn needs_no_rest(action: Action) -> bool {
    matches!(
        action,
        Action::Paragraph(_)
            | Action::Scroll(_)
            | Action::Page(_)
            | Action::HalfPage(_)
            | Action::End(false)
            | Action::History(_)
            | Action::SetMark
            | Action::GoToMark
            | Action::Search
            | Action::Match(_)
            | Action::Panel(_)
            | Action::ShowText
            | Action::ShowPeople
            | Action::ShowVenues
            | Action::Row(_)
            | Action::RowEnd(_)
            | Action::Open
            | Action::Zoom
            | Action::Width(_)
            | Action::OpenLink
            | Action::Palette
            | Action::Help
            | Action::Library
            | Action::Back
            | Action::Close
            | Action::Quit
            | Action::Suspend
            | Action::Redraw
            | Action::Accept
            | Action::Complete
            | Action::NewLine
    )
}

impl Rest {
    /// How far reading is, for people.
    #[must_use]
    pub fn so_far(&self) -> String {
        match self.read {
            _ if self.failed => "only the beginning could be read".to_owned(),
            // The bytes are there, but not yet cut into paragraphs.
            read if read >= 1.0 => "finding paragraphs".to_owned(),
            read => format!("reading {:.0} %", read * 100.0),
        }
    }
}

impl Article {
    /// This article with all of its text; the same words stay in the same place on the screen.
    fn continued(self, document: Arc<Document>) -> Self {
        let start = |para: ParaId| self.document.paragraphs.get(para).map_or(0, |paragraph| paragraph.span.start());
        // Paragraphs may be cut otherwise where the rest tells more, so places are taken over by their bytes.
        let para = |para: ParaId| document.paragraph_at(start(para)).unwrap_or_else(|| ParaId::at(0));
        let place = |place: &Place| Place { para: para(place.para), item: place.item };
        let places = |places: &[Place]| places.iter().map(place).collect();
        Self {
            para: para(self.para),
            page: self.page.carried(&document),
            past: places(&self.past),
            future: places(&self.future),
            marks: self.marks.iter().map(|(letter, at)| (*letter, place(at))).collect(),
            search: self.search,
            last_match: self.last_match,
            untouched: self.untouched,
            ..Self::new(document)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::play::Play;
    use crate::app::{Event, Overlay};
    use crate::base::{ErrorKind, Hash, Span};
    use crate::document::parse;
    use crate::load::{Origin, Text};
    use proptest::prelude::*;

    const PARAGRAPHS: usize = 120;

    fn whole() -> String {
        let line =
            |n| format!("The mayor said on Monday that pier {n} will reopen in May. It is the pier of the north.\n\n");
        (0..PARAGRAPHS).map(line).collect()
    }

    fn document(content: &str) -> Arc<Document> {
        Arc::new(parse(Arc::new(Text::from_string("a.txt", Origin::File("/a.txt".into()), content.to_owned()))))
    }

    /// The first third is there.
    fn begun() -> Play {
        let whole = whole();
        let end = whole[..whole.len() / 3].rfind("\n\n").unwrap() + 1;
        let mut play = Play::new(crate::config::Config::default(), (80, 24));
        play.event(Event::Begun(document(&whole[..end])));
        play
    }

    fn arrives(play: &mut Play) -> Hash {
        let document = document(&whole());
        let hash = document.text.hash;
        play.event(Event::Opened { document, resume: None, claim: None });
        hash
    }

    fn article(play: &Play) -> &Article {
        play.app.article.as_ref().unwrap()
    }

    fn rows(play: &Play) -> Vec<(bool, Span)> {
        let span = |row: &crate::app::page::Row| match row {
            crate::app::page::Row::Line { span, .. } => (true, *span),
            crate::app::page::Row::Fold { .. } | crate::app::page::Row::Gap => (false, Span::default()),
        };
        article(play).page.rows().iter().map(span).collect()
    }

    fn said(play: &Play) -> &str {
        play.app.message.as_ref().map_or("", |message| message.text.as_str())
    }

    #[test]
    fn the_rest_comes_without_anything_moving() {
        for keys in ["", "j j j", "space space", "ctrl-e ctrl-e ctrl-e", "/ north enter n n", "gp", "m a j j ' a j"] {
            let mut play = begun();
            play.keys(keys);
            let before = (rows(&play), article(&play).para, play.app.focus, article(&play).last_match);
            arrives(&mut play);
            assert_eq!(before, (rows(&play), article(&play).para, play.app.focus, article(&play).last_match), "{keys}");
            assert_eq!(article(&play).rest, None);
            assert_eq!(article(&play).document.paragraphs.len(), PARAGRAPHS);
        }
    }

    #[test]
    fn what_is_typed_stays() {
        let mut play = begun();
        play.keys("/ pier");
        arrives(&mut play);
        assert!(matches!(play.app.overlays.last(), Some(Overlay::Line(_))));
        play.text(" 119");
        play.keys("enter");
        assert!(article(&play).page.first_byte() > whole().len() / 2, "the whole is searched now");
    }

    #[test]
    fn what_needs_the_whole_waits_for_it() {
        let mut play = begun();
        for keys in
            ["1", "a", "A", "t", "v", "V", "x", "u", "U", "Cn", "D", "R", "gr", "ga", "gc", "&", "l", "i", "yy", "s"]
        {
            play.keys(keys);
            assert_eq!(said(&play), "This works when all is read: reading 0 %.", "{keys}");
            assert!(play.app.overlays.is_empty() && play.asked.is_empty(), "{keys}");
        }
        play.event(Event::Reading(0.5));
        play.keys("1");
        assert!(said(&play).ends_with("reading 50 %."));
        play.event(Event::Reading(1.0));
        play.keys("/ nowhere enter");
        assert_eq!(said(&play), "“nowhere” is not in what is there: finding paragraphs.");
        play.keys("q");
        assert!(play.app.quit && play.asked.is_empty(), "the beginning has no place in the store");
    }

    #[test]
    fn the_end_is_gone_to_when_it_is_there() {
        let mut play = begun();
        play.keys("G");
        assert_eq!(said(&play), "The end comes when it is read: reading 0 %.");
        arrives(&mut play);
        assert_eq!(article(&play).para.index(), PARAGRAPHS - 1);
        assert_eq!(said(&play), "");
        // Whoever goes somewhere else does not want to any more.
        let mut play = begun();
        play.keys("G j");
        arrives(&mut play);
        assert_eq!(article(&play).para.index(), 1);
    }

    #[test]
    fn where_it_was_left_is_gone_to_unless_the_reader_moved() {
        for (keys, moves) in [("", true), ("j", false)] {
            let mut play = begun();
            play.keys(keys);
            let document = document(&whole());
            let resume = document.paragraphs.as_slice()[100].span.start();
            play.event(Event::Opened { document, resume: Some(resume), claim: None });
            assert_eq!(article(&play).para.index() == 100, moves);
            assert_eq!(article(&play).page.is_at_start(), !moves);
        }
    }

    #[test]
    fn a_rest_that_can_not_be_read_is_told_and_nothing_can_be_marked() {
        let mut play = begun();
        play.event(Event::RestFailed(Error::new(ErrorKind::Input, "cannot read the article", "it is gone")));
        assert!(said(&play).contains("it is gone"));
        play.keys("A");
        assert!(said(&play).starts_with("Only the beginning"), "{}", said(&play));
        play.keys("j");
        assert_eq!(article(&play).para.index(), 1);
    }

    #[test]
    fn the_beginning_gives_way_to_another_article() {
        let mut play = begun();
        let other =
            parse(Arc::new(Text::from_string("b.txt", Origin::File("/b.txt".into()), "Another one.".to_owned())));
        play.event(Event::Opened { document: Arc::new(other), resume: None, claim: None });
        play.event(Event::Reading(0.5));
        assert_eq!((article(&play).rest, article(&play).content()), (None, "Another one."));
        assert!(play.asked.is_empty());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_shown_as_it_is() {
        let mut play = begun();
        play.keys("space space space");
        play.event(Event::Opened { document: document("Señor €."), resume: None, claim: None });
        assert_eq!((article(&play).para.index(), article(&play).content()), (0, "Señor €."));
    }

    proptest! {
        #[test]
        fn nothing_is_kept_of_a_beginning(keys in prop::collection::vec("[ -~]|enter|esc|tab|ctrl-[a-z]", 0..30)) {
            let mut play = begun();
            play.keys(&keys.join(" "));
            crate::app::check::check_app(&play.app);
            let kept = |effect: &Effect| {
                !matches!(effect, Effect::ListLibrary | Effect::Redraw | Effect::Suspend | Effect::OpenLink(_))
            };
            prop_assert!(!play.asked.iter().any(kept), "{:?}", play.asked);
            prop_assert!(article(&play).notes.annotations.is_empty() && article(&play).saving == 0);
            arrives(&mut play);
            crate::app::check::check_app(&play.app);
        }
    }
}
