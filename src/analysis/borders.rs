//! Where contents end: what a network's tags left half of a phrase, of a clause or of a list is
//! taken whole. Rules of grammar, so that texts unlike those of the training are read too.

use crate::analysis::certainty::is_past;
use crate::analysis::engine::attribution::Found;
use crate::analysis::verb::lookup;
use crate::analysis::word::Class;
use std::ops::Range;

/// Marks between the parts of a sentence.
const MARKS: [Class; 6] = [Class::Comma, Class::Semi, Class::Colon, Class::Dash, Class::Stop, Class::Quote];
/// Words that nothing said ends in.
const OPEN: [Class; 7] = [Class::Det, Class::Prep, Class::To, Class::Sub, Class::And, Class::Poss, Class::Modal];
/// Words that only a finite clause has.
pub(super) const FINITE: [Class; 4] = [Class::Modal, Class::Be, Class::Have, Class::Do];
/// A clause without a verb is not looked for in longer contents.
const LONGEST: usize = 60;

/// A token of a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// In lower case.
    pub(super) word: &'a str,
    /// The number of its [`Class`].
    pub(super) class: u16,
    /// The number of its sentence.
    pub(super) sentence: u32,
}

/// The tokens of one window.
pub(super) struct Borders<'a>(pub(super) Vec<Token<'a>>);

impl Borders<'_> {
    /// All attributions of the window with contents that end where something ends, by content.
    pub(super) fn mend(&self, all: Vec<Found>) -> Vec<Found> {
        let mut all = self.join(all);
        all.retain(|one| self.is_said(one));
        for one in &mut all {
            self.give_back(one);
            self.mend_source(one);
        }
        let mut taken = vec![false; self.0.len()];
        for range in all.iter().flat_map(|one| one.content.iter().chain(&one.source).chain(&one.cue)) {
            if let Some(tokens) = taken.get_mut(range.clone()) {
                tokens.fill(true);
            }
        }
        all.iter_mut().for_each(|one| self.close(&mut one.content, &mut taken));
        for content in all.iter_mut().flat_map(|one| &mut one.content) {
            let end = self.series(content.start, self.list(self.phrase(content.clone(), &taken), &taken), &taken);
            let end = self.condition(end, &taken);
            if let Some(tokens) = taken.get_mut(content.end..end) {
                tokens.fill(true);
            }
            content.end = end;
        }
        all
    }

    /// "the central | and critical role | that crews play": a gap within a phrase, in which nobody speaks, belongs to the content.
    fn close(&self, content: &mut Vec<Range<usize>>, taken: &mut [bool]) {
        /// A longer gap, in tokens, is left.
        const GAP: usize = 4;
        content.dedup_by(|next, last| {
            let gap = last.end..next.start;
            let close = last.end <= next.start
                && gap.len() <= GAP
                && self.same(last.end.saturating_sub(1), next.start)
                && gap.clone().all(|i| !taken.get(i).copied().unwrap_or(true) && !self.is(i, &MARKS));
            if close {
                if let Some(tokens) = taken.get_mut(gap) {
                    tokens.fill(true);
                }
                last.end = next.end;
            }
            close
        });
    }

    /// "that Ruiz, the harbour master, | did not deny the fire": a clause whose verb was taken for
    /// a cue of its own is one content again.
    fn join(&self, all: Vec<Found>) -> Vec<Found> {
        let mut joined: Vec<Found> = Vec::with_capacity(all.len());
        for next in all {
            if let Some(clause) = joined.last_mut()
                && let (Some(content), Some(last)) = (clause.content.last_mut(), next.content.last())
                && (self.verbless(content) && self.goes_on(content.end, &next)
                    || next.source == clause.source && self.is_apposed(content.end, &next))
            {
                content.end = last.end;
            } else {
                joined.push(next);
            }
        }
        joined
    }

    /// "«reaffirmed our commitment» [to the pier]": what is theirs is part of what is said.
    fn give_back(&self, one: &mut Found) {
        let (Some(cue), Some(content)) = (&mut one.cue, one.content.first_mut()) else { return };
        let follows = content.start == cue.end && self.is(content.start, &[Class::To, Class::Prep]);
        let Some(owner) = (cue.start + 1..cue.end).find(|&i| self.is(i, &[Class::Poss])).filter(|_| follows) else {
            return;
        };
        content.start = owner;
        cue.end = owner;
    }

    /// Whether `next` begins at this token, but for a comma, in the same sentence.
    fn goes_on(&self, end: usize, next: &Found) -> bool {
        let parts = next.source.iter().chain(&next.cue).chain(&next.content).map(|part| part.start);
        let Some(start) = parts.filter(|&start| start >= end).min() else { return false };
        let close = start == end || start == end + 1 && self.is(end, &[Class::Comma]);
        close && next.cue.as_ref().is_some_and(|cue| cue.start >= end) && self.same(end.saturating_sub(1), start)
    }

    /// "welcomed [four projects,] «focused on» [cranes]": a participle that tells more of what was said, and no verb of saying.
    fn is_apposed(&self, end: usize, next: &Found) -> bool {
        let Some(cue) = &next.cue else { return false };
        let comma = cue.start > 0 && self.is(cue.start - 1, &[Class::Comma]);
        let close = cue.start == end || cue.start == end + 1;
        let word = self.word(cue.start);
        comma
            && close
            && word.ends_with("ed")
            && lookup(word).is_none()
            && next.content.iter().all(|part| part.start >= cue.end)
    }

    /// A clause with "that" in which no word can be its verb.
    fn verbless(&self, content: &Range<usize>) -> bool {
        content.len() > 1
            && content.len() <= LONGEST
            && self.is(content.start, &[Class::That])
            && !content.clone().any(|i| {
                self.is(i, &FINITE)
                    || i > content.start && self.is(i, &[Class::That, Class::Rel, Class::Wh, Class::Pron])
                    || self.is(i, &[Class::Word]) && self.may_be_verb(i)
            })
    }

    /// Whether an open word may be a finite verb: not "the masters", "of boats".
    pub(super) fn may_be_verb(&self, i: usize) -> bool {
        let word = self.word(i);
        let ends = word.len() > 3 && (word.ends_with("ed") || word.ends_with('s') && !word.ends_with("ss"));
        let noun = i > 0 && self.is(i - 1, &[Class::Det, Class::Poss, Class::Num, Class::Prep]);
        lookup(word).is_some() || ends && !noun
    }

    /// The end of a content that stops within a phrase: "the | Turkish fleet", "federal | spending on schools".
    /// As far as the next mark or attribution.
    fn phrase(&self, content: Range<usize>, taken: &[bool]) -> usize {
        let Some(last) = content.end.checked_sub(1) else { return content.end };
        let open = self.is(last, &OPEN) && !self.word(last).starts_with(['\'', '’']);
        let half = [Class::Word, Class::Name, Class::Num];
        let cut = self.is(last, &half) && self.is(content.end, &half);
        let verb =
            self.is(last, &[Class::Comma, Class::Dash]) && self.is(content.end, &FINITE) && self.verbless(&content);
        // "the rule | which binds them": no comma, so it says which.
        let relative = self.is(last, &half) && self.is(content.end, &[Class::Rel]) && self.same(last, content.end);
        if !(open || cut || verb || relative) {
            return content.end;
        }
        // "the missile | launch as boats fled": a clause about something else begins.
        let stops = |&i: &usize| self.stops(i, last, taken) || cut && self.is(i, &[Class::Sub]);
        let end = (content.end..).find(stops).unwrap_or(content.end);
        // "said, and" is no half of anything.
        if taken.get(end).copied().unwrap_or(false) { content.end } else { end }
    }

    /// The end of a list whose parts stand between semicolons, when `end` is that of one of the first.
    fn list(&self, end: usize, taken: &[bool]) -> usize {
        if end == 0 || !self.is(end, &[Class::Semi]) {
            return end;
        }
        let sentence = (end..taken.len()).take_while(|&i| self.same(end - 1, i));
        let stop = sentence.clone().find(|&i| self.is(i, &[Class::Stop])).or_else(|| sentence.last().map(|i| i + 1));
        let Some(stop) = stop.filter(|&stop| !taken[end..stop].contains(&true)) else { return end };
        // "; and she left" is a clause of its own.
        let closes = (end..stop)
            .any(|i| self.is(i, &[Class::Semi]) && self.is(i + 1, &[Class::And]) && !self.is(i + 2, &[Class::Pron]));
        if closes { stop } else { end }
    }

    /// The end of what is said under a condition that ends the sentence: "it will sink | if it is not mended."
    fn condition(&self, end: usize, taken: &[bool]) -> usize {
        /// So many tokens a condition has at most.
        const LONGEST: usize = 30;
        let at = end + usize::from(self.is(end, &[Class::Comma]));
        if end == 0
            || !matches!(self.word(at), "if" | "unless")
            || self.word(at + 1) == "any"
            || !self.same(end - 1, at)
        {
            return end;
        }
        let inside = |&i: &usize| i < taken.len() && !taken[i] && self.same(end - 1, i) && !self.is(i, &MARKS);
        let stop = (at..taken.len().min(at + LONGEST)).take_while(inside).last().map_or(end, |i| i + 1);
        let closed = stop == taken.len() || self.is(stop, &[Class::Stop]) || !self.same(end - 1, stop);
        // "if somewhat late" is no clause.
        let verb = |i: usize| {
            self.is(i, &FINITE) || self.is(i, &[Class::Word]) && (self.may_be_verb(i) || is_past(self.word(i)))
        };
        let clause = (at + 2..stop).any(verb);
        if closed && clause { stop } else { end }
    }

    /// The end of a series whose last part stands behind ", and": "cutting piers, ferries |, and the Harbour Act."
    fn series(&self, start: usize, end: usize, taken: &[bool]) -> usize {
        /// So many tokens the last part has at most.
        const PART: usize = 8;
        let follows = self.is(end, &[Class::Comma]) && self.is(end + 1, &[Class::And]);
        // One comma before makes it a series, and not a clause more.
        let comma = (start..end).rev().take(PART).find(|&i| self.is(i, &MARKS));
        if !follows || comma.is_none_or(|i| !self.is(i, &[Class::Comma])) {
            return end;
        }
        let open = |i: usize| !self.is(i, &MARKS) && self.same(end, i);
        let stop = (end + 2..taken.len().min(end + 2 + PART)).take_while(|&i| open(i)).last().map_or(end, |i| i + 1);
        let last = stop == taken.len() || self.is(stop, &[Class::Stop, Class::Semi]) || !self.same(end, stop);
        let noun = self.is(end + 2, &[Class::Det, Class::Poss, Class::Name, Class::Num]);
        let part = (end + 2..stop).all(|i| {
            !taken[i]
                && !self.is(i, &FINITE)
                && !self.is(i, &[Class::Pron, Class::Rel, Class::Sub, Class::That, Class::To])
                && !(self.is(i, &[Class::Word]) && (self.may_be_verb(i) || is_past(self.word(i))))
        });
        if last && noun && part && stop > end { stop } else { end }
    }

    fn stops(&self, i: usize, last: usize, taken: &[bool]) -> bool {
        i >= taken.len() || taken[i] || self.is(i, &MARKS) || !self.same(last, i)
    }

    /// Whether two tokens stand in one sentence.
    pub(super) fn same(&self, one: usize, other: usize) -> bool {
        let sentence = |i: usize| self.0.get(i).map(|token| token.sentence);
        sentence(one) == sentence(other)
    }

    pub(super) fn is(&self, i: usize, classes: &[Class]) -> bool {
        self.0.get(i).is_some_and(|token| classes.iter().any(|class| *class as u16 == token.class))
    }

    pub(super) fn word(&self, i: usize) -> &str {
        self.0.get(i).map_or("", |token| token.word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Borders, Found, Token};
    use crate::analysis::why::Evidence;
    use crate::analysis::word::{Words, fill};
    use crate::analysis::{quote, token};
    use crate::document::parse;
    use crate::load::{Origin, Text};
    use std::ops::Range;
    use std::sync::Arc;

    /// What was tagged, written as `‹source›`, `«cue»`, `[content]` and `{more of it}`, gives the contents `whole`.
    #[track_caller]
    fn check(tagged: &str, whole: &str) {
        let text: String = tagged.chars().filter(|c| !"‹›«»[]{}".contains(*c)).collect();
        let doc = parse(Arc::new(Text::from_string("test", Origin::Stdin, text.clone())));
        let (tokens, lower) = (token::tokenise(&doc), text.to_ascii_lowercase());
        let quotes: Vec<_> = quote::quotes(&doc, &tokens).iter().map(|quote| quote.span).collect();
        let mut words = Vec::new();
        fill(&mut words, (&text, &lower), &tokens, 0..tokens.all().len(), &quotes);
        let words = Words { text: &text, lower: &lower, all: &words };
        let token = |i: usize| Token { word: words.lower(i), class: words.class(i) as u16, sentence: 0 };
        let borders = Borders((0..words.len()).map(token).collect());
        // Offsets of marks in the text without them, as tokens.
        let at = |offset: usize| words.all.partition_point(|word| word.span.start() < offset);
        let mut plain = 0;
        let mut found: Vec<Found> = Vec::new();
        let mut open = 0;
        // A source stays for those behind it that have none.
        let (mut source, mut cue) = (None, None);
        for c in tagged.chars() {
            let range = |open: usize, end: usize| -> Range<usize> { at(open)..at(end) };
            match c {
                '‹' | '«' | '[' | '{' => open = plain,
                '}' => found.last_mut().unwrap().content.push(range(open, plain)),
                '›' => source = Some(range(open, plain)),
                '»' => cue = Some(range(open, plain)),
                ']' => found.push(Found {
                    content: vec![range(open, plain)],
                    source: source.clone(),
                    cue: cue.take(),
                    confidence: 0.9,
                    evidence: Evidence::default(),
                }),
                _ => plain += c.len_utf8(),
            }
        }
        let mended = borders.mend(found);
        let of = |range: &Range<usize>| words.span(range.clone()).of(&text);
        let said: Vec<&str> = mended.iter().flat_map(|one| &one.content).map(of).collect();
        match whole.split_once(": ") {
            Some((source, whole)) => {
                assert_eq!(said.join(" | "), whole, "{tagged}");
                assert_eq!(mended[0].source.as_ref().map_or("-", of), source, "{tagged}");
            }
            None => assert_eq!(said.join(" | "), whole, "{tagged}"),
        }
    }

    #[test]
    fn hosts_say_what_they_met_for() {
        check("Ana Ruiz met with ‹Tom Moe› «to discuss» [the pier].", "Ana Ruiz: the pier");
        check("She met today with Vell, Roe and ‹Tom Moe› «to discuss» [the pier].", "She: the pier");
        check("After noon, Mayor Ruiz met with Mr. Vell of Skarholm and ‹Moe› «to praise» [it].", "Mayor Ruiz: it");
        check("A boat was on its way when ‹Ana Ruiz› «to discuss» [the pier].", "Ana Ruiz: the pier");
    }

    #[test]
    fn who_did_the_one_did_the_other() {
        let list = "we: a plan";
        check("Last year, we built cranes, ‹opened the pier, raised pay,› «endorsed» [a plan], and left.", list);
        check("‹Tired crews› «endorsed» [a plan].", "Tired crews: a plan");
        check("On Monday, ‹retired officers› «said» [it was bad].", "retired officers: it was bad");
        check("In Paris, ‹armed harbour police› «said» [it was bad].", "armed harbour police: it was bad");
        check("Ruiz resigned, and ‹elected officials› «said» [it was bad].", "elected officials: it was bad");
        check("A bill that ‹critics› «say» will [hurt the poor].", "critics: hurt the poor");
        check("‹Their› «plan» would cut [wages]. ‹Ruiz› «praised» [it].", "Ruiz: it");
    }

    #[test]
    fn articles_are_nobody() {
        check("‹The› implication is [that it is safe].", "-: that it is safe");
        check("‹The mayor› «says» [that it is safe].", "The mayor: that it is safe");
        check("A bill ‹that critics› «say» [will fail].", "critics: will fail");
        check("‹Each› «pledged» [to stay].", "Each: to stay");
    }

    #[test]
    fn participles_go_on() {
        let whole = "four projects, focused on cranes; fares; and ports";
        check("‹They› «welcomed» [four projects,] «focused on» [cranes]; fares; and ports.", whole);
        check("‹They› «welcomed» [four projects,] «demanded» [cranes].", "four projects, | cranes");
    }

    #[test]
    fn names_are_no_verbs_of_saying() {
        check("‹Mayor Ana› «Ruiz of» [Kessin opened the pier]. ‹Ruiz› «praised» [it].", "Ruiz: it");
        check("‹Ruiz› «Sees» [a Fire].", "Ruiz: a Fire");
    }

    #[test]
    fn talks_to_come_say_nothing_yet() {
        check("‹They› «will discuss» [new routes] on Monday. ‹Ruiz› «discussed» [fares].", "Ruiz: fares");
    }

    #[test]
    fn what_is_theirs_is_said() {
        check("‹Ruiz› «reaffirmed our commitment» [to the pier].", "our commitment to the pier");
        check("‹Ruiz› «gave her word» [that it is safe].", "that it is safe");
    }

    #[test]
    fn phrases_are_whole() {
        check("‹Ruiz› «praised» [the brave] harbour crews.", "the brave harbour crews");
        check("‹Ruiz› «backs» [the Harbour] Safety Act, which failed.", "the Harbour Safety Act");
        check("‹Ruiz› «said» [that boats left the] pier at noon.", "that boats left the pier at noon");
        check("‹Ruiz› «praised» [the crews] on Monday.", "the crews");
        check("‹Ruiz› «said» [it was safe], and ‹Moe› «agreed» [to wait].", "it was safe | to wait");
    }

    #[test]
    fn conditions_belong_to_what_they_bind() {
        check("‹Ruiz› «said» [it will sink] if it is not mended.", "it will sink if it is not mended");
        check("‹Ruiz› «said» [it will sink], if it is not mended.", "it will sink, if it is not mended");
        check("‹Ruiz› «said» [it will sink], if ‹Moe› «denies» [a fire].", "it will sink | a fire");
        check("‹Ruiz› «said» [it will sink], if not today, then soon.", "it will sink");
        check("‹Ruiz› «praised» [the crew], if somewhat late.", "the crew");
    }

    #[test]
    fn nothing_is_left_out() {
        check(
            "‹Ruiz› «praised» [the central] and critical role {that crews play}.",
            "the central and critical role that crews play",
        );
        check("‹Ruiz› «backs» [a plan] {that would close it}.", "a plan that would close it");
        check("‹Ruiz› «said» [it was safe], Moe and all, {and it is}.", "it was safe | and it is");
        check(
            "‹Ruiz› «backs» [cutting piers, ferries], and the Harbour Act.",
            "cutting piers, ferries, and the Harbour Act",
        );
        check("‹Ruiz› «backs» [cutting piers, ferries], and the mayor left.", "cutting piers, ferries");
        check("‹Ruiz› «backs» [cutting piers], and the Harbour Act.", "cutting piers");
        check("‹Ruiz› «backs» [the rule] which binds them.", "the rule which binds them");
        check("‹Ruiz› «told» [the crew], which left.", "the crew");
    }

    #[test]
    fn a_clause_has_its_verb() {
        let clause = "that Moe, the harbour master, did not hide the fire";
        check("‹Ruiz› «said» [that Moe, the harbour master,] «did not hide» [the fire].", clause);
        check("‹Ruiz› «said» [that Moe, the harbour master,] did not hide the fire.", clause);
        check(
            "‹Ruiz› «welcomed» [that Moe and the masters of Skarholm and] ‹Vell› «intend» [to meet].",
            "that Moe and the masters of Skarholm and Vell intend to meet",
        );
        check(
            "‹Ruiz› «said» [that the pier was safe], and ‹Moe› «denied» [a fire].",
            "that the pier was safe | a fire",
        );
    }

    #[test]
    fn lists_go_on_behind_semicolons() {
        let list = "four projects on safety; new cranes; and a school";
        check("‹They› «welcomed» [four projects on safety]; new cranes; and a school.", list);
        check("‹They› «welcomed» [four projects on safety]; the mayor left.", "four projects on safety");
        check("‹They› «welcomed» [four projects]; ‹Moe› «denied» [a fire]; and she left.", "four projects | a fire");
    }
}
