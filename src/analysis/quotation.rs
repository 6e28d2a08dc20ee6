//! From relations inside sentences to attributions of the whole text: quotations that go
//! over several sentences or paragraphs find the cue that they belong to.

use crate::analysis::attribution::{Relation, body_end, relations};
use crate::analysis::cue::CueKind;
use crate::analysis::engine::study;
use crate::analysis::model::Sentence;
use crate::analysis::phrase::{is_verb, leading_subject};
use crate::analysis::quote::Quote;
use crate::analysis::token::Tokens;
use crate::analysis::why::Why;
use crate::analysis::word::{self, Class, Word, Words, marks};
use crate::base::id::Id;
use crate::base::{ParaId, Span};
use crate::document::{Document, Kind};

/// Who is no other than the speaker of a turn, or the one spoken to.
const OWN: [&str; 3] = ["i", "we", "you"];

/// How many parts a quotation can have; hostile texts have more.
const PARTS: usize = 400;

/// One attribution, as spans.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    pub(crate) kind: CueKind,
    pub(crate) lemma: &'static str,
    pub(crate) content: Vec<Span>,
    pub(crate) source: Vec<Span>,
    pub(crate) cue: Vec<Span>,
    /// Whether the quotation stands apart from its source, so that the source is a guess.
    pub(crate) distant: bool,
    /// How likely it is right, where the trained engine found it.
    pub(crate) confidence: Option<f32>,
    /// Who found it, and why.
    pub(crate) why: Why,
}

// What the trained engine sees of it.
impl Attribution {
    /// How it was found, as a number: the kind of its cue, or 13 where
    /// the source is a guess.
    pub(crate) const fn number(&self) -> u32 {
        if self.distant { 13 } else { self.kind as u32 }
    }

    /// The same as ranges of tokens.
    pub(crate) fn relation(&self, tokens: &Tokens) -> study::Relation {
        let ranges = |spans: &[Span]| spans.iter().map(|span| tokens.in_span(*span)).collect();
        study::Relation {
            content: ranges(&self.content),
            source: ranges(&self.source),
            cue: ranges(&self.cue),
            kind: self.number(),
        }
    }
}

/// Finds attributions sentence by sentence; keeps what a quotation left open.
pub(crate) struct Finder<'a> {
    doc: &'a Document,
    text: &'a str,
    lower: &'a str,
    tokens: &'a Tokens,
    quotes: &'a [Quote],
    regions: &'a [Span],
    pub(crate) found: Vec<Attribution>,
    /// Quotations that wait for the cue behind them.
    pending: Vec<Span>,
    /// The attribution that further quotation belongs to, and the paragraph it reached.
    last: Option<(usize, ParaId)>,
    /// Whether that one ended with a colon and waits for its content.
    colon: bool,
    buffer: Vec<Word>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(
        doc: &'a Document,
        lower: &'a str,
        tokens: &'a Tokens,
        quotes: &'a [Quote],
        regions: &'a [Span],
    ) -> Self {
        Self {
            doc,
            text: doc.content(),
            lower,
            tokens,
            quotes,
            regions,
            found: Vec::new(),
            pending: Vec::new(),
            last: None,
            colon: false,
            buffer: Vec::new(),
        }
    }

    /// The quotation region around the byte at `offset`.
    fn region(&self, offset: usize) -> Option<&'a Quote> {
        let at = self.quotes.partition_point(|quote| quote.span.end() <= offset);
        self.quotes.get(at).filter(|quote| quote.span.contains(offset))
    }

    /// Takes the next sentence; sentences come in order.
    pub(crate) fn sentence(&mut self, sentence: Sentence) {
        let paragraph = sentence.paragraph;
        let kind = self.doc.paragraphs.get(paragraph).map_or(Kind::Body, |block| block.kind);
        let mut buffer = std::mem::take(&mut self.buffer);
        let range = self.tokens.in_span(sentence.span);
        word::fill(&mut buffer, (self.text, self.lower), self.tokens, range, self.regions);
        let words = Words { text: self.text, lower: self.lower, all: &buffer };
        self.step(sentence, kind, &words);
        self.buffer = buffer;
    }

    fn step(&mut self, sentence: Sentence, kind: Kind, words: &Words<'_>) {
        let paragraph = sentence.paragraph;
        if kind == Kind::Turn {
            self.turn(words);
            return;
        }
        let outside = words.all.iter().any(|word| !word.quoted && !word.class.is_mark());
        if !outside && words.all.iter().any(|word| word.quoted) {
            self.quoted(sentence);
            return;
        }
        if self.colon {
            // "She said:" and no quotation marks after it.
            self.colon = false;
            let block = kind == Kind::Quote;
            if let Some((last, _)) = self.last
                && block
                && let Some(attribution) = self.found.get_mut(last)
            {
                attribution.content.push(sentence.span);
                self.last = Some((last, paragraph));
                self.colon = true;
                return;
            }
        }
        let before = self.found.len();
        let first = self.doc.title.is_none() && paragraph.index() == 0;
        if (matches!(kind, Kind::Title | Kind::Heading) || first && kind == Kind::Body)
            && let Some(label) = self.label(words)
        {
            self.found.push(label);
            return;
        }
        for relation in relations(words) {
            let quoted = relation.content.iter().any(|part| part.clone().any(|i| words.quoted(i)));
            if relation.needs_quote && !quoted && !relation.content.is_empty() {
                continue;
            }
            self.push(words, &relation);
            let Some(found) = self.found.last_mut() else { continue };
            let mut content = std::mem::take(&mut found.content);
            self.widen(&mut content, sentence);
            let quotes = content.first().is_some_and(|span| self.region(span.start()).is_some());
            if !self.pending.is_empty() && quotes {
                let pending = std::mem::take(&mut self.pending);
                let first = content.first().map_or(usize::MAX, |span| span.start());
                content.splice(0..0, pending.into_iter().filter(|span| span.end() <= first));
            }
            if let Some(found) = self.found.last_mut() {
                found.content = content;
            }
        }
        self.flush();
        self.introduced(words, before);
        if self.found.len() > before {
            let last = self.found.len() - 1;
            self.last = Some((last, paragraph));
            self.colon = self.found[last].content.is_empty();
        } else if self.last.is_some_and(|(_, reached)| reached != paragraph) {
            self.last = None;
        }
    }

    /// In a turn of a transcript only reports of somebody else count: all else is the
    /// speaker's own ("I think that", "you know").
    fn turn(&mut self, words: &Words<'_>) {
        for relation in relations(words) {
            let quoted = relation.content.iter().any(|part| part.clone().any(|i| words.quoted(i)));
            let reports =
                matches!(relation.kind, CueKind::Speech | CueKind::According) && (quoted || !relation.needs_quote);
            let own = relation.source.iter().any(|source| {
                source.len() == 1
                    && words.class(source.start) == Class::Pron
                    && OWN.iter().any(|own| words.stem(source.start) == *own)
            });
            let asked = words
                .all
                .last()
                .is_some_and(|word| word.class == Class::Stop && word.span.of(words.text).contains('?'));
            // "Nobody has asked for it."
            let nobody = relation
                .source
                .iter()
                .any(|source| words.is(source.start, &["nobody", "anybody", "anyone", "no", "none"]));
            if reports && !own && !nobody && !asked && !relation.content.is_empty() && !relation.source.is_empty() {
                self.push(words, &relation);
            }
        }
    }

    fn push(&mut self, words: &Words<'_>, relation: &Relation) {
        let spans = |ranges: &[std::ops::Range<usize>]| {
            ranges.iter().map(|range| words.span(range.clone())).filter(|span| !span.is_empty()).collect::<Vec<_>>()
        };
        self.found.push(Attribution {
            kind: relation.kind,
            lemma: relation.lemma,
            content: spans(&relation.content),
            source: spans(&relation.source),
            cue: spans(std::slice::from_ref(&relation.cue)),
            distant: false,
            confidence: None,
            why: Why::of_rule(relation.kind, false),
        });
    }

    /// `The notice makes that clear: “…”`: a colon before a quotation that no verb took.
    fn introduced(&mut self, words: &Words<'_>, before: usize) {
        let last = words.len().saturating_sub(1);
        let Some(colon) = (1..words.len())
            .find(|&i| words.class(i) == Class::Colon && !words.quoted(i) && (words.quoted(i + 1) || i == last))
        else {
            return;
        };
        let at = words.span(colon..colon + 1);
        let quote = (colon < last).then(|| self.region(words.span(colon + 1..colon + 2).start())).flatten();
        let spoken = self.found[before..].iter().any(|found| {
            let quoted = quote.is_some_and(|quote| found.content.iter().any(|part| part.overlaps(quote.span)));
            quoted || colon == last && found.content.is_empty()
        });
        if spoken || quote.is_some_and(|quote| quote.single) {
            return;
        }
        let Some(subject) = leading_subject(words, colon) else { return };
        let subject = words.span(subject);
        let free = self.found[before..]
            .iter()
            .all(|found| !found.content.iter().any(|part| part.overlaps(subject) || part.overlaps(at)));
        if free {
            self.found.push(Attribution {
                kind: CueKind::Label,
                lemma: "",
                content: quote.map(|quote| quote.span).into_iter().collect(),
                source: vec![subject],
                cue: vec![at],
                distant: true,
                confidence: None,
                why: Why::of_rule(CueKind::Label, true),
            });
        }
    }

    /// Content that touches a quotation takes the whole of it, as far as it goes.
    fn widen(&self, content: &mut [Span], sentence: Sentence) {
        let covered = self.found.iter().rev().nth(1).and_then(|last| last.content.last()).map_or(0, |span| span.end());
        if let Some(first) = content.first_mut()
            && let Some(quote) = self.region(first.start()).filter(|quote| !quote.single)
            && quote.span.start() < sentence.span.start()
            && quote.span.start() >= covered
        {
            *first = first.join(Span::new(quote.span.start(), first.end()));
        }
        if let Some(last) = content.last_mut()
            && let Some(quote) = self.region(last.end().saturating_sub(1)).filter(|quote| !quote.single)
            && quote.span.end() > sentence.span.end()
        {
            *last = last.join(quote.span);
        }
    }

    /// A sentence that stands wholly in quotation marks.
    fn quoted(&mut self, sentence: Sentence) {
        if let Some((last, reached)) = self.last {
            let attribution = &mut self.found[last];
            let end = attribution.content.last().map_or(0, |span| span.end());
            if sentence.span.end() <= end {
                return; // the region was taken whole
            }
            let same = reached == sentence.paragraph;
            let open_before = end > 0
                && self
                    .quotes
                    .get(self.quotes.partition_point(|quote| quote.span.end() < end))
                    .is_some_and(|quote| quote.open);
            let speech = matches!(
                attribution.kind,
                CueKind::Speech | CueKind::Participle | CueKind::According | CueKind::Label | CueKind::Clause
            );
            if attribution.content.len() < PARTS && (self.colon || same && speech || open_before) {
                let span = Span::new(sentence.span.start().max(end), sentence.span.end()).trim(self.text);
                match attribution.content.last_mut() {
                    // One quotation in one paragraph is one part.
                    Some(part)
                        if same && self.text.get(part.end()..span.start()).is_some_and(|gap| gap.trim().is_empty()) =>
                    {
                        *part = part.join(span);
                    }
                    _ => attribution.content.push(span),
                }
                self.last = Some((last, sentence.paragraph));
                self.colon &= !same;
                return;
            }
        }
        // Another paragraph is another quotation, unless the last one was left open.
        if let Some(waiting) = self.pending.last()
            && self.doc.paragraph_at(waiting.start()) != Some(sentence.paragraph)
            && (self.pending.len() >= PARTS || !self.region(waiting.start()).is_some_and(|quote| quote.open))
        {
            self.flush();
        }
        self.pending.push(sentence.span);
    }

    /// Quotations that no cue was found for.
    fn flush(&mut self) {
        let content = std::mem::take(&mut self.pending);
        let Some(first) = content.first() else { return };
        // Whoever spoke last goes on speaking, if that was not long ago.
        let source = self
            .found
            .iter()
            .rev()
            .take(2)
            .filter(|last| {
                matches!(last.kind, CueKind::Speech | CueKind::Participle | CueKind::According | CueKind::Clause)
            })
            .find(|last| {
                !last.source.is_empty() && last.content.last().is_some_and(|part| self.near(part.end(), first.start()))
            })
            .map(|last| last.source.clone())
            .unwrap_or_default();
        self.found.push(Attribution {
            kind: CueKind::Speech,
            lemma: "",
            content,
            source,
            cue: Vec::new(),
            distant: true,
            confidence: None,
            why: Why::of_rule(CueKind::Speech, true),
        });
    }

    /// Whether no more than one paragraph lies between two offsets.
    fn near(&self, from: usize, to: usize) -> bool {
        match (self.doc.paragraph_at(from), self.doc.paragraph_at(to)) {
            (Some(from), Some(to)) => to.index().saturating_sub(from.index()) <= 2,
            _ => false,
        }
    }

    /// "Ruiz: Pier to reopen"
    fn label(&self, words: &Words<'_>) -> Option<Attribution> {
        let colon = (1..words.len().min(7)).find(|&i| words.class(i) == Class::Colon && !words.quoted(i))?;
        let named = (0..colon).all(|i| {
            matches!(words.class(i), Class::Name | Class::Poss | Class::Prep | Class::Num | Class::Word | Class::Det)
        });
        // "Ruiz said: …" has a cue of its own.
        let verb = (0..colon).any(|i| words.marked(i, marks::VERB) && is_verb(words, i));
        let end = body_end(words);
        if verb || !named || words.class(0) != Class::Name || colon + 2 >= end {
            return None;
        }
        Some(Attribution {
            kind: CueKind::Label,
            lemma: "",
            content: vec![words.span(colon + 1..end)],
            source: vec![words.span(0..colon)],
            cue: vec![words.span(colon..colon + 1)],
            distant: false,
            confidence: None,
            why: Why::of_rule(CueKind::Label, false),
        })
    }

    /// What was found, once all sentences were seen.
    pub(crate) fn finish(mut self) -> Vec<Attribution> {
        self.flush();
        self.found.retain(|attribution| !attribution.content.is_empty());
        self.found
    }
}
