//! Putting blocks together to a text.

use super::{Article, AsideKind, Block, BlockKind, Failure, Limits, Page, Said};

/// An [`Article`] in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) article: Article,
    /// Bytes that may still be written.
    room: usize,
    /// Whether text was left out because there was no room.
    pub(super) cut: bool,
    /// Which ranges of the text are no part of what it says: what a mail's mark-up and marks tell.
    pub(super) asides: Vec<(AsideKind, usize, usize)>,
}

impl Builder {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { article: Article::default(), room: limits.text, cut: false, asides: Vec::new() }
    }

    /// A block of running text: white space becomes single spaces.
    pub(super) fn block(&mut self, kind: BlockKind, level: u8, text: &str) {
        self.add(kind, level, &squeezed(text));
    }

    /// A block whose lines stay lines; blank ones and white space at line ends do not.
    pub(super) fn lines(&mut self, kind: BlockKind, level: u8, text: &str) {
        let mut kept = String::with_capacity(text.len());
        for line in text.split(['\n', '\r']).map(str::trim_end).filter(|line| !line.trim().is_empty()) {
            if !kept.is_empty() {
                kept.push('\n');
            }
            kept.push_str(line);
        }
        self.add(kind, level, &kept);
    }

    fn add(&mut self, kind: BlockKind, level: u8, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let needed = text.len() + 2;
        let text = if needed > self.room {
            self.cut = true;
            self.room = self.room.min(2);
            return;
        } else {
            text
        };
        self.room -= needed;
        if !self.article.text.is_empty() {
            // Rows of one table and items of one list stand together.
            let together = self.article.blocks.last().is_some_and(|last| last.kind == kind)
                && matches!(kind, BlockKind::Row | BlockKind::List);
            self.article.text.push_str(if together { "\n" } else { "\n\n" });
        }
        let start = small(self.article.text.len());
        self.article.text.push_str(text);
        let end = small(self.article.text.len());
        self.article.blocks.push(Block { kind, start, end, level });
    }

    /// What was written since `start` is an aside.
    pub(super) fn aside(&mut self, kind: AsideKind, start: usize) {
        if start < self.article.text.len() {
            self.asides.push((kind, start, self.article.text.len()));
        }
    }

    /// What comes from here on is on this page.
    pub(super) fn page(&mut self, number: u32) {
        self.page_at(self.article.text.len(), number);
    }

    /// The text from this byte on is on this page.
    pub(super) fn page_at(&mut self, at: usize, number: u32) {
        let start = small(self.article.text.floor_char_boundary(at));
        match self.article.pages.last_mut() {
            Some(last) if last.number >= number || last.start > start => {}
            Some(last) if last.start == start => last.number = number,
            _ => self.article.pages.push(Page { start, number }),
        }
    }

    pub(super) fn say(&mut self, code: &str, message: impl Into<String>) {
        self.article.notices.push(Said { code: code.to_owned(), message: message.into() });
    }

    /// Ends the text.
    pub(super) fn finish(mut self) -> Result<Article, Failure> {
        if self.cut {
            self.say("cut-off", "The text is longer than the limit; what comes after it is left out.");
        }
        if self.article.blocks.is_empty() {
            return Err(Failure::new(
                "no text was found in it",
                "if it is a picture of text, run a text recognition first",
            ));
        }
        if !self.article.text.ends_with('\n') {
            self.article.text.push('\n');
        }
        Ok(self.article)
    }
}

pub(super) fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// White space as single spaces, none at the ends. No-break spaces become spaces as well, and soft hyphens go, as
/// neither means anything in a text that is broken anew.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.contains('\u{ad}') {
            out.extend(word.chars().filter(|c| *c != '\u{ad}'));
        } else {
            out.push_str(word);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// "1 thing", "3 things".
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
