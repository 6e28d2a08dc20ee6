//! Attributions and names by the trained engine, in the terms of the later steps. Turns of
//! transcripts stay with the rules for attributions: there the label says who speaks.

use crate::analysis::abreast::in_order;
use crate::analysis::borders::{Borders, Token};
use crate::analysis::cue::CueKind;
use crate::analysis::engine::Models;
use crate::analysis::engine::attribution::Found;
use crate::analysis::engine::features::{
    Features, LONGEST_SENTENCE, SLOTS, Seen, features_in, features_of_attributions, features_of_names, slot,
};
use crate::analysis::engine::namer::Tagged;
use crate::analysis::engine::study::Relation;
use crate::analysis::model::Sentence;
use crate::analysis::quotation::Attribution;
use crate::analysis::token::Tokens;
use crate::analysis::verb::{Frames, lookup};
use crate::analysis::why::{Decided, Rule, Why};
use crate::base::Span;
use crate::document::Kind;
use std::ops::Range;

/// How many tokens are looked at together, at most: no link goes farther.
const WINDOW: usize = 2048;

/// So many tokens share one memory of names, at most: what is said of a word farther off does
/// not count.
const SECTION: usize = 4096;

/// All names of the document as the network tags them, in order; they do not overlap. `told` and `jobs`
/// as for [`attributions`].
pub(crate) fn names(
    seen: &Seen<'_>,
    models: &Models,
    jobs: usize,
    told: &mut dyn FnMut(usize) -> Option<()>,
) -> Option<Vec<Tagged>> {
    let sections = sections(seen, SECTION, |_| true);
    let find = |section: &Range<usize>| {
        let features = features_of_names(seen, section.clone());
        let shift =
            |one: Tagged| Tagged { tokens: one.tokens.start + section.start..one.tokens.end + section.start, ..one };
        models.names.find(&features).into_iter().map(shift).collect::<Vec<_>>()
    };
    let mut reached = |at: usize| told(seen.tokens.all().get(sections[at].start).map_or(0, |token| token.span.start()));
    Some(in_order(jobs, &sections, &find, &mut reached)?.into_iter().flatten().collect())
}

/// All attributions of the document, by their content; with `weigh` also what each group of
/// features adds to them. `told` gets the offset reached and tells whether to go on. The result does not depend
/// on `jobs`, the number of threads: no window knows of another.
pub(crate) fn attributions(
    seen: &Seen<'_>,
    models: &Models,
    weigh: bool,
    jobs: usize,
    told: &mut dyn FnMut(usize) -> Option<()>,
) -> Option<Vec<Attribution>> {
    let windows = windows(seen);
    let phrases = models.attribution.uses("listed") || models.attribution.uses("document");
    let make = if phrases { features_in } else { features_of_attributions };
    let find = |window: &Window| {
        let tokens = &window.tokens;
        let seen = Seen { rules: &seen.rules[window.rules.clone()], ..*seen };
        let features = make(&seen, tokens.clone());
        let rows = models.vectors.rows(&features.words, &features.spare);
        let relations: Vec<Relation> = seen.rules.iter().map(|rule| relation(rule, seen.tokens, tokens)).collect();
        let maker = Maker { seen: &seen, features: &features, relations: &relations, start: tokens.start };
        let mut all = models.attribution.find(&features, &rows, &models.vectors, &relations, 0..tokens.len());
        all.retain(|one| !maker.crumb(one) && !maker.asks_for_cover(one));
        all.iter_mut().for_each(|one| maker.hear(one));
        all.retain(|one| !one.content.is_empty());
        all.retain(|one| one.cue.is_some() || one.confidence >= CUELESS || maker.rule(one).is_some());
        let all = maker.borders().mend(all);
        let mut found: Vec<Attribution> = all.iter().map(|one| maker.attribution(one)).collect();
        if weigh {
            let parts = models.attribution.parts(&features, &rows, &models.vectors, 0..tokens.len(), &all);
            found.iter_mut().zip(parts).for_each(|(one, parts)| one.why.parts = parts);
        }
        found
    };
    // What the rules find in turns.
    let mut found: Vec<Attribution> = seen.rules.iter().filter(|rule| in_turn(seen, rule)).cloned().collect();
    let networks = in_order(jobs, &windows, &find, &mut |at| told(windows[at].start))?;
    found.extend(networks.into_iter().flatten());
    found.sort_by_key(|attribution| attribution.content.first().copied());
    Some(found)
}

/// What no cue and no rule speaks for, and the network is less sure of, is nothing that somebody says: on the development part
/// of PolNeAR that changes no figure by more than 0.1; elsewhere these are pieces of the article's own sentences.
const CUELESS: f32 = 0.4;

/// What is looked at together.
struct Window {
    tokens: Range<usize>,
    /// The rules' attributions that reach into it.
    rules: Range<usize>,
    /// Its first byte.
    start: usize,
}

fn windows(seen: &Seen<'_>) -> Vec<Window> {
    let mut next = 0;
    let window = |tokens: Range<usize>| {
        let all = &seen.tokens.all()[tokens.clone()];
        let span = all.first()?.span.join(all.last()?.span);
        // Rules are in order of their sentences, so those of the window are next to each other.
        while seen.rules.get(next).is_some_and(|rule| end(rule) <= span.start()) {
            next += 1;
        }
        let near = seen.rules[next..].iter().take_while(|rule| start(rule) < span.end()).count();
        Some(Window { tokens, rules: next..next + near, start: span.start() })
    };
    sections(seen, WINDOW, |kind| kind != Kind::Turn).into_iter().filter_map(window).collect()
}

fn start(rule: &Attribution) -> usize {
    rule.content.iter().chain(&rule.source).chain(&rule.cue).map(|span| span.start()).min().unwrap_or(0)
}

fn end(rule: &Attribution) -> usize {
    rule.content.iter().chain(&rule.source).chain(&rule.cue).map(|span| span.end()).max().unwrap_or(0)
}

/// The part of a relation in a window, counted from its start.
fn relation(rule: &Attribution, tokens: &Tokens, window: &Range<usize>) -> Relation {
    let mut relation = rule.relation(tokens);
    for ranges in [&mut relation.content, &mut relation.source, &mut relation.cue] {
        for range in ranges.iter_mut() {
            *range = range.start.clamp(window.start, window.end) - window.start
                ..range.end.clamp(window.start, window.end) - window.start;
        }
        ranges.retain(|range| !range.is_empty());
    }
    relation
}

fn in_turn(seen: &Seen<'_>, rule: &Attribution) -> bool {
    let paragraph = rule.content.first().and_then(|span| seen.doc.paragraph_at(span.start()));
    paragraph.and_then(|id| seen.doc.paragraphs.get(id)).is_some_and(|block| block.kind == Kind::Turn)
}

/// Stretches of whole paragraphs of the wanted kinds, as ranges of at most `most` tokens. What
/// lies within one endless sentence is no prose and left to the rules.
fn sections(seen: &Seen<'_>, most: usize, wanted: impl Fn(Kind) -> bool) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    for block in seen.doc.paragraphs.values() {
        let mut range = seen.tokens.in_span(block.span);
        if !wanted(block.kind) || range.is_empty() {
            continue;
        }
        match windows.last_mut() {
            Some(last) if last.end == range.start && last.len() + range.len() <= most => last.end = range.end,
            _ => {
                while range.len() > most {
                    windows.push(range.start..range.start + most);
                    range.start += most;
                }
                windows.push(range);
            }
        }
    }
    windows.retain(|window| {
        let all = &seen.tokens.all()[window.clone()];
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return false };
        let span = first.span.join(last.span);
        let at = seen.sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        let endless = |sentence: &Sentence| {
            sentence.span.covers(span) && seen.tokens.in_span(sentence.span).len() > LONGEST_SENTENCE
        };
        !seen.sentences.get(at).is_some_and(endless)
    });
    windows
}

/// Makes attributions of what was found in one window.
struct Maker<'a> {
    seen: &'a Seen<'a>,
    features: &'a Features,
    /// What the rules say in the window.
    relations: &'a [Relation],
    /// The window's first token.
    start: usize,
}

impl Maker<'_> {
    fn attribution(&self, found: &Found) -> Attribution {
        let content = found.content.iter().flat_map(|range| self.paragraphs(range.clone())).collect();
        let spans = |range: &Option<Range<usize>>| {
            range.iter().flat_map(|range| self.paragraphs(self.bare(range.clone()))).collect::<Vec<_>>()
        };
        let (kind, lemma) = self.kind(found);
        let why = Why {
            decided: Decided::Network(found.evidence),
            cue: found.cue.as_ref().map(|_| kind),
            rule: self.rule(found),
            ..Why::default()
        };
        Attribution {
            kind,
            lemma,
            content,
            source: spans(&found.source),
            cue: spans(&found.cue),
            distant: false,
            confidence: Some(found.confidence),
            why,
        }
    }

    /// The rule that found the same cue, or else the same content.
    fn rule(&self, found: &Found) -> Option<Rule> {
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let content = |rule: &Relation| rule.content.iter().any(|a| found.content.iter().any(|b| meet(a, b)));
        let cue = |rule: &Relation| rule.cue.iter().any(|a| found.cue.as_ref().is_some_and(|b| meet(a, b)));
        let at = self.relations.iter().position(cue).or_else(|| self.relations.iter().position(content))?;
        let (rule, relation) = (self.seen.rules.get(at)?, &self.relations[at]);
        let source = match &found.source {
            Some(found) => relation.source.iter().any(|range| meet(range, found)),
            None => relation.source.is_empty(),
        };
        Some(Rule { kind: rule.kind, distant: rule.distant, content: content(relation), source })
    }

    fn borders(&self) -> Borders<'_> {
        let class = slot("class").unwrap_or(SLOTS.len());
        let token = |i: usize| Token {
            word: self.word(i),
            // Values of slots count from 1.
            class: self.features.of(i).get(class).map_or(u16::MAX, |value| value.wrapping_sub(1)),
            sentence: self.features.sentence.get(i).copied().unwrap_or_default(),
        };
        Borders((0..self.features.len()).map(token).collect())
    }

    /// "an official who asked not to be named": how a source may be shown is nothing that it says.
    fn asks_for_cover(&self, found: &Found) -> bool {
        let Some(content) = found.content.first() else { return false };
        let start = content.start + usize::from(self.word(content.start) == "not");
        self.word(start) == "to"
            && match self.word(start + 1) {
                "be" => matches!(self.word(start + 2), "named" | "identified" | "quoted"),
                "remain" | "stay" => matches!(self.word(start + 2), "anonymous" | "unnamed" | "unidentified"),
                _ => false,
            }
    }

    /// Whoever stands behind "according to" is the source.
    fn hear(&self, found: &mut Found) {
        let Some(cue) = &found.cue else { return };
        let according = cue.len() > 1 && self.word(cue.end - 1) == "to" && self.word(cue.end - 2) == "according";
        if !according || found.source.as_ref().is_some_and(|source| source.start == cue.end) {
            return;
        }
        let behind = self.relations.iter().flat_map(|rule| &rule.source).find(|source| source.start == cue.end);
        let Some(source) = behind else { return };
        // "according to him, they met": he is no part of what he says.
        for part in &mut found.content {
            if part.start < source.end && source.start < part.end {
                let comma = usize::from(self.word(source.end) == ",");
                part.start = (source.end + comma).min(part.end);
            }
        }
        found.content.retain(|part| !part.is_empty());
        found.source = Some(source.clone());
    }

    /// One doubtful word outside quotation marks is a piece of something.
    fn crumb(&self, found: &Found) -> bool {
        let quoted =
            |i: usize| slot("quote").and_then(|at| self.features.of(i).get(at)).is_some_and(|&value| value > 0);
        let one = found.content.len() == 1 && found.content[0].len() == 1;
        one && found.confidence < 0.7 && !quoted(found.content[0].start)
    }

    /// Without a comma at the end: "Ruiz, the harbour master,".
    fn bare(&self, mut range: Range<usize>) -> Range<usize> {
        while range.len() > 1 && matches!(self.word(range.end - 1), "," | "—" | "–") {
            range.end -= 1;
        }
        range
    }

    fn word(&self, i: usize) -> &str {
        self.seen.tokens.word(self.start + i, self.seen.lower)
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let all = self.seen.tokens.all().get(self.start..).unwrap_or_default();
        match (all.get(range.start), range.end.checked_sub(1).and_then(|last| all.get(last))) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// One span for each paragraph that the range goes over.
    fn paragraphs(&self, mut range: Range<usize>) -> Vec<Span> {
        let of = |i: usize| self.features.paragraph.get(i).copied().unwrap_or_default();
        let mut spans = Vec::new();
        while range.start < range.end {
            let here = of(range.start);
            let stop = (range.start..range.end).find(|&i| of(i) != here).unwrap_or(range.end);
            spans.push(self.span(&(range.start..stop)));
            range.start = stop;
        }
        spans
    }

    /// How the cue is built and its verb: as the rules say, or by its words.
    fn kind(&self, found: &Found) -> (CueKind, &'static str) {
        let Some(cue) = &found.cue else { return (CueKind::Speech, "") };
        let shares = |rule: &Relation| rule.cue.iter().any(|range| range.start < cue.end && cue.start < range.end);
        if let Some(rule) = self.relations.iter().position(shares).and_then(|at| self.seen.rules.get(at)) {
            return (rule.kind, rule.lemma);
        }
        let verb = cue.clone().rev().find_map(|i| lookup(self.word(i)));
        let lemma = verb.map_or("", |(verb, _)| verb.lemma);
        let slot = slot("cue").unwrap_or(SLOTS.len());
        let marked = cue.clone().find_map(|i| {
            let value = self.features.of(i).get(slot).copied().unwrap_or_default();
            CueKind::ALL.get(usize::from(value.checked_sub(1)?) / 2).copied()
        });
        let frames = |verb: &crate::analysis::verb::Verb| verb.variants.iter().any(|(_, f)| f.any(Frames::SPEECH));
        let kind = marked.unwrap_or_else(|| match verb {
            Some((verb, _)) if frames(verb) => CueKind::Speech,
            _ if found.content.first().is_some_and(|range| self.word(range.start) == "to") => CueKind::Infinitive,
            _ => CueKind::Clause,
        });
        (kind, lemma)
    }
}
