//! Selecting words or sentences that the machine did not find to be a claim.

use super::article::Article;
use crate::base::{ParaId, Span};
use unicode_segmentation::UnicodeSegmentation;

/// What is done with the selection when it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// It becomes a claim of the reader's own, or is annotated.
    Mark,
    /// It is what the current claim says.
    Content,
    /// It is who says the current claim.
    Source,
    /// It ties the two.
    Cue,
    /// It tells how sure the source is.
    Hedge,
    /// It is a time that the current claim is about.
    Date,
    /// The current claim is split before it.
    Split,
}

impl For {
    /// What the selection is for, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mark => "selection",
            Self::Content => "content",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Hedge => "hedge",
            Self::Date => "time",
            Self::Split => "second part",
        }
    }
}

/// Units of one paragraph, of which a run is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The words or sentences that can be selected, in order; never empty.
    units: Vec<Span>,
    /// The end that stays.
    fixed: usize,
    /// The end that moves.
    moving: usize,
    /// Whether the units are words.
    words: bool,
    /// What it is for.
    pub purpose: For,
}

impl Selection {
    /// Starts with the word at the current claim, or the first of the current paragraph.
    #[must_use]
    pub fn words(article: &Article) -> Option<Self> {
        let body = article.document.paragraphs.get(article.para)?.body;
        let units: Vec<Span> = body
            .of(article.content())
            .unicode_word_indices()
            .map(|(at, word)| Span::new(body.start() + at, body.start() + at + word.len()))
            .collect();
        Self::start(article, units, true)
    }

    /// Starts with the sentence at the current claim, or the first of the current paragraph.
    #[must_use]
    pub fn sentences(article: &Article) -> Option<Self> {
        let para: ParaId = article.para;
        let all = article.analysis.sentences.as_slice();
        let from = all.partition_point(|sentence| sentence.paragraph < para);
        let mut units: Vec<Span> =
            all[from..].iter().take_while(|sentence| sentence.paragraph == para).map(|s| s.span).collect();
        if units.is_empty() {
            units.push(article.document.paragraphs.get(para)?.body);
        }
        Self::start(article, units, false)
    }

    /// The words of the paragraphs that `around` lies in, with those of `at` selected, or the
    /// first one around. For a split, one word is chosen among those around.
    #[must_use]
    pub fn for_claim(article: &Article, around: Span, at: Option<Span>, purpose: For) -> Option<Self> {
        let text = article.content();
        let paragraph = |byte| article.document.paragraphs.get(article.document.paragraph_at(byte)?).map(|p| p.body);
        let whole = if purpose == For::Split {
            around
        } else {
            let last = around.end().saturating_sub(1).max(around.start());
            paragraph(around.start())?.join(paragraph(last)?).join(around)
        };
        let units: Vec<Span> = whole
            .of(text)
            .unicode_word_indices()
            .map(|(at, word)| Span::new(whole.start() + at, whole.start() + at + word.len()))
            .collect();
        let (from, to) = at.map_or((around.start(), around.start() + 1), |at| (at.start(), at.end()));
        let fixed = units.partition_point(|unit| unit.end() <= from);
        let moving = units.partition_point(|unit| unit.start() < to).saturating_sub(1);
        if units.is_empty() {
            return None;
        }
        let last = units.len() - 1;
        let (fixed, moving) = (fixed.min(last), moving.max(fixed).min(last));
        let fixed = if purpose == For::Split { moving.max(1).min(last) } else { fixed };
        let moving = if purpose == For::Split { fixed } else { moving };
        Some(Self { units, fixed, moving, words: true, purpose })
    }

    fn start(article: &Article, units: Vec<Span>, words: bool) -> Option<Self> {
        let from = article.current().filter(|item| item.para == article.para).map(|item| item.extent.start());
        let at = from.map_or(0, |byte| units.partition_point(|unit| unit.end() <= byte));
        (!units.is_empty()).then(|| {
            let at = at.min(units.len() - 1);
            Self { units, fixed: at, moving: at, words, purpose: For::Mark }
        })
    }

    /// Moves the moving end on (`true`) or back.
    pub fn extend(&mut self, on: bool) {
        self.moving = if on { (self.moving + 1).min(self.units.len() - 1) } else { self.moving.saturating_sub(1) };
        if self.purpose == For::Split {
            self.moving = self.moving.max(1).min(self.units.len() - 1);
            self.fixed = self.moving;
        }
    }

    /// Makes the other end the moving one.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.fixed, &mut self.moving);
    }

    /// Whether words are selected, not sentences.
    #[must_use]
    pub const fn of_words(&self) -> bool {
        self.words
    }

    /// What is selected.
    #[must_use]
    pub fn span(&self) -> Span {
        self.units[self.fixed].join(self.units[self.moving])
    }

    /// The unit at the moving end.
    #[must_use]
    pub fn head(&self) -> Span {
        self.units[self.moving]
    }
}
