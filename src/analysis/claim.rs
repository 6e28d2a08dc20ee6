//! Claims: every attribution, every turn of a transcript, and the article's own sentences,
//! so that stepping through claims passes over the whole text.

use crate::analysis::attribution::body_end;
use crate::analysis::certainty::{Tie, contracted, is_irregular_past, stance};
use crate::analysis::courtesy::{Heard, heard, is_letter_formula};
use crate::analysis::cue::CueKind;
use crate::analysis::hedge::hedges;
use crate::analysis::institution::Institutions;
use crate::analysis::model::{Claim, Quotation, Sentence, Tag, Voice};
use crate::analysis::people::People;
use crate::analysis::phrase::is_verb;
use crate::analysis::question::questions;
use crate::analysis::quotation::Attribution;
use crate::analysis::quote::Quote;
use crate::analysis::tags::{tags, unnamed};
use crate::analysis::time::times;
use crate::analysis::token::Tokens;
use crate::analysis::turn::{Turn, breaks_off, scrap, spoken, takes_up};
use crate::analysis::venues::Venues;
use crate::analysis::verb::{Forms, lookup};
use crate::analysis::why::Decided;
use crate::analysis::word::{self, Class, Word, Words};
use crate::base::{ParaId, PersonId, Span, VenueId};
use crate::document::{Document, Kind};

/// Longer content is not searched for hedges, times and tags beyond this many words: a
/// quotation of many pages says too much for one value anyway.
const SEARCHED: usize = 2000;

/// A sentence of a turn, read as content.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spoken {
    /// What is said, without stage directions.
    pub(crate) spans: Vec<Span>,
    /// Whether it was broken off, or takes up what was.
    pub(crate) breaks_off: bool,
    pub(crate) takes_up: bool,
    /// Whether it says anything by itself: it is no courtesy and no scrap.
    pub(crate) says: bool,
}

/// Makes claims from what the earlier steps found.
pub(crate) struct Maker<'a> {
    pub(crate) doc: &'a Document,
    pub(crate) lower: &'a str,
    pub(crate) tokens: &'a Tokens,
    pub(crate) quotes: &'a [Quote],
    pub(crate) regions: &'a [Span],
    pub(crate) people: &'a People,
    pub(crate) venues: &'a Venues,
    pub(crate) institutions: &'a Institutions<'a>,
}

impl Maker<'_> {
    /// A claim with a source.
    pub(crate) fn attributed(&self, attribution: &Attribution, paragraph: ParaId, buffer: &mut Vec<Word>) -> Claim {
        let stranger = self.stranger(attribution, paragraph, buffer);
        let person = self.speaker(&attribution.source).filter(|_| !stranger);
        let negated = attribution.cue.iter().any(|cue| {
            let cue = cue.of(self.lower);
            cue.split_whitespace().any(|word| matches!(word, "not" | "never") || contracted(word))
        });
        let tie = Tie { kind: attribution.kind, lemma: attribution.lemma, negated };
        let quotation = self.quotation(&attribution.content);
        let mut claim = Claim::new(paragraph, attribution.content.clone(), Voice::Attributed, quotation);
        claim.source.clone_from(&attribution.source);
        claim.cue.clone_from(&attribution.cue);
        claim.person = person;
        claim.confidence = attribution.confidence.unwrap_or_else(|| confidence(attribution, quotation));
        claim.why.clone_from(&attribution.why);
        claim.why.chain = match person {
            // A group is named by its own words.
            Some(person) if self.people.list.get(person).is_some_and(|person| person.group) => Vec::new(),
            Some(person) => self.people.chain(&claim.source, person),
            None if stranger => Vec::new(),
            None => self.institutions.chain(&claim.source),
        };
        self.read(&mut claim, Some(tie), buffer);
        if claim.source.is_empty() {
            claim.tags.push(Tag::NoSource);
        } else if stranger || self.nameless(person) && self.is_unnamed(&claim.source, buffer) {
            claim.tags.push(Tag::UnnamedSource);
        }
        claim.tags.sort_unstable();
        claim
    }

    /// A sentence, or a clause of one, that no source within it stands behind: the
    /// speaker's in a turn, else the article's.
    pub(crate) fn own(&self, content: Vec<Span>, paragraph: ParaId, buffer: &mut Vec<Word>) -> Claim {
        use crate::base::id::Id;
        let block = self.doc.paragraphs.get(paragraph);
        let label = block.filter(|block| block.kind == Kind::Turn).and_then(|block| block.speaker);
        let (voice, quotation) = match label {
            Some(_) => (Voice::Attributed, Quotation::Direct),
            None => (Voice::Author, Quotation::None),
        };
        let mut claim = Claim::new(paragraph, content, voice, quotation);
        claim.source.extend(label);
        if label.is_some() {
            claim.person = self.people.speakers.get(paragraph.index()).copied().flatten();
        }
        claim.confidence = if label.is_some() { TURN } else { OWN };
        if let (Some(label), Some(person)) = (label, claim.person) {
            claim.why.chain = self.people.chain(&[label], person);
        }
        claim.why.decided = if label.is_some() { Decided::Label } else { Decided::Article };
        self.read(&mut claim, None, buffer);
        // "SENIOR ADMINISTRATION OFFICIAL:"
        if label.is_some() && self.nameless(claim.person) && self.is_unnamed(&claim.source, buffer) {
            claim.tags.push(Tag::UnnamedSource);
        }
        claim.tags.sort_unstable();
        claim
    }

    /// A whole sentence of running text as content: without a full stop that ends it outside
    /// quotation marks; `None` if it has no words.
    pub(crate) fn sentence(&self, sentence: &Sentence, buffer: &mut Vec<Word>) -> Option<Span> {
        self.fill(&[sentence.span], buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        if words.all.iter().all(|word| word.class.is_mark()) {
            return None;
        }
        if words.len() >= SEARCHED {
            return Some(sentence.span);
        }
        if is_letter_formula(&words) {
            return None;
        }
        Some(words.span(0..body_end(&words)))
    }

    /// A whole sentence of a turn as content: without stage directions; `None` if it says
    /// nothing.
    pub(crate) fn spoken(&self, sentence: &Sentence, turn: Turn, buffer: &mut Vec<Word>) -> Option<Spoken> {
        self.fill(&[sentence.span], buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        if words.len() >= SEARCHED {
            return Some(Spoken { spans: vec![sentence.span], says: true, ..Spoken::default() });
        }
        let parts = spoken(&words, 0..body_end(&words));
        let spans: Vec<Span> = parts.iter().map(|part| words.span(part.clone())).collect();
        let (breaks_off, takes_up) = (breaks_off(&words), takes_up(&words));
        let scrap = (breaks_off || takes_up) && scrap(&words, &parts, 3);
        self.fill(&spans, buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        let span = |i: usize| words.span(i..i + 1);
        let person = |i: usize| self.people.at(span(i)).is_some();
        let venue = |i: usize| self.venues.at(span(i)).is_some();
        let block = self.doc.paragraphs.get(sentence.paragraph)?;
        let first = turn.asked && sentence.span.start() == block.body.start();
        let alone = first && sentence.span.end() >= block.body.end() && !turn.more;
        let says = match heard(&words, &person, &venue) {
            Heard::Speech => true,
            Heard::Courtesy => false,
            Heard::Answer => first,
            Heard::Nod => alone,
            // "And the port?" asks, "Jonas?" calls somebody.
            Heard::Names => (first || questions(&words, 0..words.len())) && !(0..words.len()).any(person),
        };
        (!spans.is_empty()).then_some(Spoken { spans, breaks_off, takes_up, says: says && !scrap })
    }

    /// Whether the parts of an interrupted sentence say something together.
    pub(crate) fn tells(&self, spans: &[Span], buffer: &mut Vec<Word>) -> bool {
        self.fill(spans, buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        !scrap(&words, std::slice::from_ref(&(0..words.len())), 1)
    }

    /// Whether a source is nobody, or known by a title alone.
    fn nameless(&self, person: Option<PersonId>) -> bool {
        person.is_none_or(|person| self.people.list.get(person).is_none_or(|person| person.names.is_empty()))
    }

    /// The one person that a source means; two people are a group.
    fn speaker(&self, source: &[Span]) -> Option<PersonId> {
        let person = source.iter().find_map(|span| self.people.at(*span))?;
        let group = source.iter().any(|span| {
            self.people.within(*span).any(|other| other != person)
                && span.of(self.lower).split_whitespace().any(|word| word == "and")
                && !span.of(self.lower).contains(',')
        });
        (!group).then_some(person)
    }

    /// "An official called. He said …": whether a pronoun means somebody who was just brought up
    /// without a name.
    fn stranger(&self, attribution: &Attribution, paragraph: ParaId, buffer: &mut Vec<Word>) -> bool {
        /// How far back, in words.
        const NEAR: usize = 30;
        let [source] = attribution.source[..] else { return false };
        if !matches!(source.of(self.lower), "he" | "she" | "him" | "her") {
            return false;
        }
        let Some(block) = self.doc.paragraphs.get(paragraph) else { return false };
        let mut range = self.tokens.in_span(Span::new(block.body.start(), source.start().max(block.body.start())));
        range.start = range.start.max(range.end.saturating_sub(NEAR));
        word::fill(buffer, (self.doc.content(), self.lower), self.tokens, range, self.regions);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        let introduced = (0..words.len()).rev().find(|&i| {
            words.is(i, &["a", "an", "one", "another"])
                && (i + 2..i + 5).any(|end| unnamed(&words, i..end.min(words.len())))
        });
        introduced.is_some_and(|i| words.all[i + 1..].iter().all(|word| !word.capital))
    }

    /// Fills what can be read off the content.
    fn read(&self, claim: &mut Claim, tie: Option<Tie<'_>>, buffer: &mut Vec<Word>) {
        self.fill(&claim.content, buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        let range = 0..words.len();
        let held = hedges(&words, range.clone());
        let stance = stance(&words, range.clone(), &held, tie, claim.quotation);
        (claim.polarity, claim.certainty, claim.conditional) = (stance.polarity, stance.certainty, stance.conditional);
        // "is expected", and in the next paragraph "to": two contents of one claim, and no hedge over both.
        let within = |span: Span| {
            let block = self.doc.paragraph_at(span.start()).and_then(|id| self.doc.paragraphs.get(id));
            block.is_some_and(|block| block.span.covers(span))
        };
        claim.hedges = held.into_iter().map(|held| held.hedge).filter(|hedge| within(hedge.span)).collect();
        claim.times = times(&words, self.doc.date);
        claim.tags = tags(&words, range, tie, claim.quotation, &claim.times);
        for (at, span) in claim.content.iter().chain(&claim.source).enumerate() {
            for person in self.people.within(*span) {
                if !claim.people.contains(&person) {
                    claim.people.push(person);
                }
            }
            if at < claim.content.len() {
                for venue in self.venues.within(*span) {
                    if !claim.venues.contains(&venue) && self.stands(venue, *span) {
                        claim.venues.push(venue);
                    }
                }
            }
        }
        if let Some(person) = claim.person
            && !claim.people.contains(&person)
        {
            claim.people.push(person);
        }
    }

    /// Whether `venue` is named in `span` by more than an adjective: not in "U.S. aircraft".
    fn stands(&self, venue: VenueId, span: Span) -> bool {
        let Some(venue) = self.venues.list.get(venue) else { return false };
        let from = venue.mentions.partition_point(|mention| mention.start() < span.start());
        let here = venue.mentions[from..].iter().take_while(|mention| mention.end() <= span.end());
        here.into_iter().any(|mention| !self.adjectival(*mention))
    }

    /// "U.S. aircraft", "U.S. Secretary of State", but not "the U.S. is", "in the U.S. on Monday".
    fn adjectival(&self, mention: Span) -> bool {
        if !matches!(mention.of(self.doc.content()), "U.S." | "US" | "U.K." | "UK" | "U.N." | "UN" | "E.U." | "EU") {
            return false;
        }
        let after = self.tokens.all().get(self.tokens.in_span(mention).end).map(|token| token.span);
        let Some(after) = after.filter(|after| self.doc.content().get(mention.end()..after.start()) == Some(" "))
        else {
            return false;
        };
        let range = self.tokens.in_span(after);
        let mut words = Vec::new();
        word::fill(&mut words, (self.doc.content(), self.lower), self.tokens, range, &[]);
        let verb = lookup(after.of(self.lower)).is_some_and(|(_, forms)| !forms.any(Forms::BASE));
        words.first().is_some_and(|word| match word.class {
            Class::Name => true,
            Class::Word => !verb && !after.of(self.lower).ends_with("ed"),
            _ => false,
        })
    }

    fn fill(&self, spans: &[Span], buffer: &mut Vec<Word>) {
        let mut part = Vec::new();
        buffer.clear();
        for span in spans {
            let mut range = self.tokens.in_span(*span);
            range.end = range.end.min(range.start + SEARCHED.saturating_sub(buffer.len()));
            word::fill(&mut part, (self.doc.content(), self.lower), self.tokens, range, self.regions);
            buffer.append(&mut part);
        }
    }

    fn is_unnamed(&self, source: &[Span], buffer: &mut Vec<Word>) -> bool {
        self.fill(source, buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        unnamed(&words, 0..words.len())
    }

    /// By the quotation marks: around everything, around a part, or none.
    fn quotation(&self, content: &[Span]) -> Quotation {
        let text = self.doc.content();
        let (mut inside, mut outside) = (false, false);
        let letters =
            |from: usize, to: usize| text.get(from..to).is_some_and(|gap| gap.chars().any(char::is_alphanumeric));
        for span in content {
            let from = self.quotes.partition_point(|quote| quote.span.end() <= span.start());
            let mut at = span.start();
            for quote in self.quotes[from..].iter().take_while(|quote| quote.span.start() < span.end()) {
                inside = true;
                outside |= letters(at, quote.span.start().max(at));
                at = quote.span.end().min(span.end());
            }
            outside |= letters(at, span.end());
        }
        match (inside, outside) {
            (true, false) => Quotation::Direct,
            (true, true) => Quotation::Mixed,
            _ => Quotation::Indirect,
        }
    }

    /// Clauses of a sentence that its attributions leave over, if they could stand alone.
    /// `taken` are the spans of content, source and cue in it, sorted.
    pub(crate) fn left_over(&self, sentence: &Sentence, taken: &[Span], buffer: &mut Vec<Word>) -> Vec<Span> {
        let text = self.doc.content();
        let mut gaps = Vec::new();
        let mut at = sentence.span.start();
        for span in taken {
            if span.start() > at {
                gaps.push(Span::new(at, span.start()));
            }
            at = at.max(span.end());
        }
        if at < sentence.span.end() {
            gaps.push(Span::new(at, sentence.span.end()));
        }
        gaps.retain(|gap| gap.trim(text).len() > 12);
        gaps.into_iter().filter_map(|gap| self.clause(gap, buffer)).collect()
    }

    /// The part of `gap` that is a clause of its own.
    fn clause(&self, gap: Span, buffer: &mut Vec<Word>) -> Option<Span> {
        self.fill(&[gap], buffer);
        let words = Words { text: self.doc.content(), lower: self.lower, all: buffer };
        let (mut start, mut end) = (0, words.len());
        while start < end
            && (words.class(start).is_mark() && words.class(start) != Class::Quote
                || matches!(words.class(start), Class::And)
                || words.is(start, &["but", "yet", "so"]))
        {
            start += 1;
        }
        let trailing = |i: usize| {
            matches!(words.class(i), Class::Comma | Class::Semi | Class::Colon | Class::Dash | Class::And)
                || words.class(i) == Class::Stop && !words.quoted(i) && !words.lower(i).contains(['?', '!'])
                || matches!(words.class(i), Class::Sub | Class::Prep | Class::That)
        };
        while end > start && trailing(end - 1) {
            end -= 1;
        }
        let opens = matches!(
            words.class(start),
            Class::Det | Class::Poss | Class::Pron | Class::Name | Class::Word | Class::Num | Class::Obj | Class::Quote
        ) && !words.lower(start).ends_with("ing")
            || words.is(start, &["there", "that"]) && words.class(start + 1) == Class::Be;
        // "Asked about the pier, …"
        let participle = start == 0 && is_verb(&words, start);
        if end < start + 4 || !opens || participle {
            return None;
        }
        let finite = (start + 1..end).take(24).any(|i| match words.class(i) {
            Class::Be => words.lower(i) != "being" && words.lower(i) != "been",
            Class::Modal | Class::Have | Class::Do => words.lower(i) != "having" && words.lower(i) != "doing",
            Class::Word => {
                let word = words.lower(i);
                (word.len() > 3 && word.ends_with("ed") || is_irregular_past(word))
                    && matches!(
                        words.class(i - 1),
                        Class::Word | Class::Name | Class::Pron | Class::Adv | Class::Close | Class::Comma | Class::Num
                    )
            }
            _ => false,
        });
        finite.then(|| words.span(start..end))
    }
}

/// Confidence that a claim of each kind stands (content and source right), as measured on
/// the development part of PolNeAR with the matching of its who-said-what figure; what is
/// not rightly matched there is often only cut differently, so these are low estimates.
fn confidence(attribution: &Attribution, quotation: Quotation) -> f32 {
    let rule: f32 = match attribution.kind {
        CueKind::Speech => match quotation {
            Quotation::Direct => 0.87,
            Quotation::Mixed => 0.80,
            _ => 0.79,
        },
        CueKind::According => 0.76,
        CueKind::Label => 0.71,
        CueKind::Adjective => 0.64,
        CueKind::Participle => 0.61,
        CueKind::Noun => 0.58,
        CueKind::Clause => 0.57,
        CueKind::Infinitive => 0.56,
        CueKind::Copular => 0.56,
        CueKind::Raising => 0.47,
        CueKind::Passive => 0.44,
        CueKind::Adverb => 0.29,
        CueKind::Nominal => 0.27,
    };
    if attribution.distant { 0.3 } else { rule }
}

/// A sentence of a turn is its speaker's: only a wrong label or a missed report is in the
/// way.
const TURN: f32 = 0.95;

/// A sentence without any attribution found.
const OWN: f32 = 0.8;
