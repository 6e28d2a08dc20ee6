//! Turns of a transcript: which of them answer a question, stage directions inside them, and
//! sentences that an interruption broke off.

use crate::analysis::model::Sentence;
use crate::analysis::word::{Class, Words};
use crate::base::Span;
use crate::document::{Document, Kind};
use std::ops::Range;

/// What a paragraph of a turn is in its conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The number of the turn, from 1; 0 where nobody speaks.
    pub(crate) number: usize,
    /// Whether the turn begins here and somebody asked in the one before.
    pub(crate) asked: bool,
    /// Whether the turn goes on in the next paragraph.
    pub(crate) more: bool,
}

/// The turns of a document, by paragraph.
pub(crate) fn turns(doc: &Document) -> Vec<Turn> {
    let text = doc.content();
    let mut turns: Vec<Turn> = Vec::with_capacity(doc.paragraphs.len());
    let (mut number, mut asks, mut last) = (0, false, None);
    for block in doc.paragraphs.values() {
        let Some(label) = block.speaker.filter(|_| block.kind == Kind::Turn) else {
            turns.push(Turn::default());
            continue;
        };
        let begins = block.span.covers(label);
        let asked = begins && asks;
        if begins {
            number += 1;
            asks = false;
        } else if let Some(last) = last.and_then(|last: usize| turns.get_mut(last)) {
            last.more = true;
        }
        asks |= block.body.of(text).contains('?');
        last = Some(turns.len());
        turns.push(Turn { number, asked, more: false });
    }
    turns
}

/// The words of `range` without stage directions, as ranges that each hold a word and have no
/// dash or comma at their ends.
pub(crate) fn spoken(words: &Words<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut push = |from: usize, to: usize| {
        let loose = |i: &usize| matches!(words.class(*i), Class::Dash | Class::Comma | Class::Semi | Class::Colon);
        let (mut from, mut to) = (from, to);
        while from < to && loose(&from) {
            from += 1;
        }
        while from < to && loose(&(to - 1)) {
            to -= 1;
        }
        // "Is it the (inaudible)?" still asks.
        let asks = from + 1 == to && !parts.is_empty() && words.lower(from).contains('?');
        if asks || (from..to).any(|i| !words.class(i).is_mark()) {
            parts.push(from..to);
        }
    };
    let (mut start, mut i) = (range.start, range.start);
    while i < range.end {
        match direction(words, i, range.end) {
            Some(close) => {
                push(start, i);
                (start, i) = (close + 1, close + 1);
            }
            None => i += 1,
        }
    }
    push(start, range.end);
    parts
}

/// Where a stage direction that begins at `open` ends: "(Laughter.)", "[inaudible]".
fn direction(words: &Words<'_>, open: usize, limit: usize) -> Option<usize> {
    /// Words of a stage direction, its brackets included.
    const LONGEST: usize = 12;
    const FIRST: [&str; 30] = [
        "inaudible",
        "laughter",
        "laughs",
        "laughing",
        "chuckles",
        "crosstalk",
        "cross-talk",
        "applause",
        "cheers",
        "indiscernible",
        "unintelligible",
        "phonetic",
        "ph",
        "sic",
        "pause",
        "pauses",
        "break",
        "silence",
        "off-mic",
        "off-mike",
        "audio",
        "technical",
        "no",
        "speaking",
        "speaks",
        "as",
        "via",
        "through",
        "in",
        "gestures",
    ];
    if words.class(open) != Class::Open {
        return None;
    }
    let close = (open + 1..limit.min(open + LONGEST)).find(|&i| words.class(i) == Class::Close)?;
    if close == open + 1 {
        return None;
    }
    let stopped = words.class(close - 1) == Class::Stop && words.all.get(open + 1).is_some_and(|word| word.capital);
    let vague =
        matches!(words.lower(open + 1), "no" | "as" | "via" | "through" | "in" | "audio" | "technical" | "break");
    let told = FIRST.contains(&words.lower(open + 1))
        && (!vague
            || (open + 2..close).any(|i| {
                words.is(
                    i,
                    &[
                        "interpreter",
                        "translation",
                        "interpreted",
                        "translated",
                        "response",
                        "progress",
                        "difficulties",
                        "difficulty",
                        "audio",
                        "gap",
                        "break",
                        "feedback",
                        "issue",
                    ],
                )
            }));
    // "that — (The plane shakes) — are you okay?"
    let dash = |i: usize| words.class(i) == Class::Dash;
    let parted = open > 0 && dash(open - 1) && dash(close + 1) && words.all.get(open + 1).is_some_and(|word| word.capital)
        // Somebody does something there, and it is not the speaker.
        && (open + 2..close).any(|i| words.class(i) == Class::Word && words.lower(i).ends_with('s'))
        && !(open + 1..close).any(|i| words.class(i) == Class::Pron);
    (stopped || told || parted).then_some(close)
}

/// Whether a sentence was broken off: it ends with a dash, but for stops and brackets.
pub(crate) fn breaks_off(words: &Words<'_>) -> bool {
    let last = (0..words.len()).rev().find(|&i| !matches!(words.class(i), Class::Stop | Class::Close | Class::Quote));
    last.is_some_and(|i| words.class(i) == Class::Dash)
}

/// Whether a sentence takes up one that was broken off.
pub(crate) fn takes_up(words: &Words<'_>) -> bool {
    words.class(0) == Class::Dash
}

/// Whether words of a sentence that was broken off say nothing by themselves: "And —", "Do you
/// think —". What says something has at least `least` words of content.
pub(crate) fn scrap(words: &Words<'_>, parts: &[Range<usize>], least: usize) -> bool {
    /// Words that only lead up to what would have been said.
    const EMPTY: [&str; 26] = [
        "think",
        "know",
        "say",
        "said",
        "saying",
        "mean",
        "going",
        "want",
        "wanted",
        "wondering",
        "ask",
        "asking",
        "tell",
        "guess",
        "see",
        "look",
        "yeah",
        "okay",
        "right",
        "really",
        "sort",
        "kind",
        "question",
        "thing",
        "just",
        "like",
    ];
    let all = || parts.iter().flat_map(Clone::clone);
    let holds = |i: &usize| {
        matches!(words.class(*i), Class::Word | Class::Name | Class::Num | Class::Day) && !words.is(*i, &EMPTY)
    };
    let content = all().filter(holds).count();
    let finite = all().any(|i| match words.class(i) {
        Class::Be | Class::Modal | Class::Have | Class::Do => true,
        Class::Pron => words.lower(i).contains(['\'', '’']) || words.class(i + 1) == Class::Word,
        Class::Word => words.lower(i).len() > 3 && words.lower(i).ends_with("ed"),
        _ => false,
    });
    content < least || !finite
}

/// A sentence that was broken off and may be taken up.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    label: Span,
    turn: usize,
    /// What was said of it.
    pub(crate) spans: Vec<Span>,
    /// The place of its claim, if it is one already.
    pub(crate) claim: Option<usize>,
}

/// Sentences that were broken off lately.
#[derive(Debug, Default)]
pub(crate) struct Interruptions {
    open: Vec<Broken>,
}

impl Interruptions {
    /// The sentence that `sentence` takes up: the same speaker's last, one turn between.
    pub(crate) fn resumed(&mut self, doc: &Document, turns: &[Turn], sentence: &Sentence) -> Option<Broken> {
        use crate::base::id::Id;
        let block = doc.paragraphs.get(sentence.paragraph)?;
        let turn = turns.get(sentence.paragraph.index())?.number;
        let label = block.speaker?.of(doc.content());
        self.open.retain(|broken| broken.turn + 2 >= turn);
        if block.body.start() != sentence.span.start() {
            return None;
        }
        let fits = |broken: &Broken| broken.turn + 2 == turn && broken.label.of(doc.content()) == label;
        let at = self.open.iter().position(fits)?;
        Some(self.open.swap_remove(at))
    }

    /// A sentence was broken off.
    pub(crate) fn broken(
        &mut self,
        doc: &Document,
        turns: &[Turn],
        sentence: &Sentence,
        spans: Vec<Span>,
        claim: Option<usize>,
    ) {
        use crate::base::id::Id;
        /// Parts that one sentence can have.
        const PARTS: usize = 12;
        let Some(block) = doc.paragraphs.get(sentence.paragraph) else { return };
        let turn = turns.get(sentence.paragraph.index()).copied().unwrap_or_default();
        if let Some(label) = block.speaker.filter(|_| spans.len() < PARTS && !turn.more)
            && !spans.is_empty()
            && block.body.end() <= sentence.span.end()
        {
            self.open.push(Broken { label, turn: turn.number, spans, claim });
        }
    }
}
