//! Selecting words or sentences that the machine did not find to be a claim.

use super::article::Article;
use crate::base::{ParaId, Span};
use unicode_segmentation::UnicodeSegmentation;

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

    fn start(article: &Article, units: Vec<Span>, words: bool) -> Option<Self> {
        let from = article.current().filter(|item| item.para == article.para).map(|item| item.extent.start());
        let at = from.map_or(0, |byte| units.partition_point(|unit| unit.end() <= byte));
        (!units.is_empty()).then(|| {
            let at = at.min(units.len() - 1);
            Self { units, fixed: at, moving: at, words }
        })
    }

    /// Moves the moving end on (`true`) or back.
    pub fn extend(&mut self, on: bool) {
        self.moving = if on { (self.moving + 1).min(self.units.len() - 1) } else { self.moving.saturating_sub(1) };
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
