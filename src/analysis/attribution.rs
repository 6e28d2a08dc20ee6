//! From the cues of one sentence to relations: who says what, outermost first.

use crate::analysis::cue::{Cue, CueKind, cues};
use crate::analysis::phrase::{is_verb, leading_subject, subject_before};
use crate::analysis::word::{Class, Words};
use std::ops::Range;

/// One attribution inside a sentence, as ranges of words.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) kind: CueKind,
    pub(crate) lemma: &'static str,
    /// In order; empty if the content stands in the next sentence ("She said:").
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) source: Vec<Range<usize>>,
    pub(crate) cue: Range<usize>,
    /// Whether the verb reports only what stands in quotation marks ("she continued").
    pub(crate) needs_quote: bool,
}

/// Longer sentences are no prose; they are not searched (words).
const LONGEST: usize = 1200;

/// All outermost relations of a sentence, in order of their content.
pub(crate) fn relations(words: &Words<'_>) -> Vec<Relation> {
    if words.len() > LONGEST {
        return Vec::new();
    }
    let cues = &cues(words)[..];
    if cues.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let end = body_end(words);
    let mut free = 0;
    let mut last_source: Option<Range<usize>> = None;
    // A cue set off at the end is the outermost of what stands before it.
    let trailing: Vec<usize> = (0..cues.len()).filter(|&k| trails(words, &cues[k])).collect();
    let mut next = 0;
    while next < cues.len() {
        let cue = &cues[next];
        if cue.words.start < free {
            next += 1;
            continue;
        }
        // The next trailing cue that may take everything from `free` on; "according to" may as
        // well stand before what it takes.
        let taker = trailing
            .iter()
            .copied()
            .find(|&k| k >= next && (unit_start(&cues[k]) > free || k == next && cues[k].kind == CueKind::According));
        if let Some(taker) = taker
            && reaches(words, cues, next, taker, free)
        {
            let relation = trailing_relation(words, &cues[taker], free, end);
            free = relation.content.last().map_or(0, |range| range.end).max(cues[taker].end);
            last_source = relation.source.first().cloned().or(last_source);
            if !relation.content.is_empty() {
                found.push(relation);
            }
            next = taker + 1;
            continue;
        }
        if let Some(relation) = leading_relation(words, cues, next, free, end, last_source.as_ref()) {
            free = relation.content.iter().map(|range| range.end).fold(cue.end.max(free), usize::max);
            last_source = relation.source.first().cloned().or(last_source);
            found.push(relation);
        }
        next += 1;
    }
    found
}

/// Where a sentence's words end without the closing stop outside quotation marks.
pub(crate) fn body_end(words: &Words<'_>) -> usize {
    let mut end = words.len();
    while end > 0 && words.class(end - 1) == Class::Stop && !words.quoted(end - 1) {
        let shape = words.lower(end - 1);
        if shape.contains(['?', '!']) {
            break;
        }
        end -= 1;
    }
    end
}

/// First word of cue and source together, as they stand before or after what is said.
fn unit_start(cue: &Cue) -> usize {
    cue.source.as_ref().map_or(cue.words.start, |source| source.start.min(cue.words.start))
}

/// Whether a cue stands behind or within what it reports.
fn trails(words: &Words<'_>, cue: &Cue) -> bool {
    if !cue.trails || cue.shares {
        return false;
    }
    if cue.kind == CueKind::According {
        return true;
    }
    let Some(before) = unit_start(cue).checked_sub(1) else { return false };
    let set_off = |k: usize| matches!(words.class(k), Class::Comma | Class::Dash);
    let closes =
        words.quoted(before) || set_off(before) || before > 0 && words.is(before, &["as"]) && set_off(before - 1);
    let after = words.class(cue.end);
    let ends = words.quoted(cue.end)
        || matches!(after, Class::Comma | Class::Stop | Class::Semi | Class::Dash | Class::Colon | Class::Quote);
    let inverted = cue.source.as_ref().is_some_and(|source| source.start >= cue.words.end);
    // "…,” she said, “…": what follows is only further quotation.
    let more = cue.content.is_none_or(|content| inverted || words.quoted(content) && words.quoted(before));
    closes && more && (ends || cue.content.is_some())
}

/// Whether the trailing cue covers what stands from `free` on, so that the cues between are
/// inside its content.
fn reaches(words: &Words<'_>, cues: &[Cue], next: usize, taker: usize, free: usize) -> bool {
    if taker == next {
        return true;
    }
    let limit = unit_start(&cues[taker]);
    // An own clause with its own trailing or quoting cue stands for itself.
    let first = &cues[next];
    if first.content.is_some_and(|content| words.quoted(content)) {
        return false;
    }
    !(free.max(first.words.end)..limit).any(|i| {
        !words.quoted(i)
            && (words.class(i) == Class::Semi
                || words.class(i) == Class::Comma
                    && matches!(words.class(i + 1), Class::And | Class::Sub)
                    && words.is(i + 1, &["and", "but", "while"]))
    })
}

fn trailing_relation(words: &Words<'_>, cue: &Cue, free: usize, end: usize) -> Relation {
    let limit = unit_start(cue);
    let mut start = free;
    while start < limit
        && (matches!(words.class(start), Class::Comma | Class::Semi | Class::Dash)
            || start > 0 && words.class(start) == Class::And)
        && !words.quoted(start)
    {
        start += 1;
    }
    let mut content = Vec::new();
    let mut stop = limit;
    if stop > start + 1 && words.is(stop - 1, &["as"]) && words.class(stop - 2) == Class::Comma {
        stop -= 1; // "…, as she said"
    }
    while stop > start && !words.quoted(stop - 1) && matches!(words.class(stop - 1), Class::Comma | Class::Dash) {
        stop -= 1;
    }
    // "He disagrees: according to him, …"
    if cue.kind == CueKind::According && stop > start && matches!(words.class(stop - 1), Class::Colon | Class::Semi) {
        start = stop;
    }
    if start < stop {
        content.push(start..stop);
    }
    // What goes on behind it.
    let mut after = cue.end;
    while after < end && !words.quoted(after) && matches!(words.class(after), Class::Comma | Class::Dash | Class::Colon)
    {
        after += 1;
    }
    let quoted_before = stop > start && words.quoted(stop - 1);
    // `…: “…,” she said`: what stands before the colon is not hers.
    if quoted_before {
        let open = (start..stop).rev().find(|&k| !words.quoted(k));
        if let Some(colon) = open.filter(|&k| words.class(k) == Class::Colon) {
            content.clear();
            content.push(colon + 1..stop);
        }
    }
    // "In March, she said, the pier …": an introduction only.
    let introduction =
        stop <= start + 6 && matches!(words.class(start), Class::Prep | Class::Adv | Class::Sub | Class::Day);
    let goes_on = if content.is_empty() {
        after > cue.end || cue.kind == CueKind::According
    } else if quoted_before {
        words.quoted(after)
    } else if introduction {
        after > cue.end && words.class(cue.end) == Class::Comma
    } else {
        after > cue.end
            && !words.lower(after).ends_with("ing")
            && !matches!(words.class(after), Class::Sub | Class::Rel | Class::Det | Class::Prep)
            && words.class(cue.end) != Class::Dash
    };
    if goes_on && after < end {
        let stop = if words.quoted(after) { quote_end(words, after, end) } else { end };
        content.push(after..stop);
    }
    Relation {
        kind: cue.kind,
        lemma: cue.lemma,
        content,
        source: cue.source.clone().into_iter().collect(),
        cue: cue.words.clone(),
        needs_quote: cue.needs_quote,
    }
}

/// Where the quotation around word `i` ends.
fn quote_end(words: &Words<'_>, i: usize, end: usize) -> usize {
    (i..end).find(|&k| !words.quoted(k)).unwrap_or(end)
}

fn leading_relation(
    words: &Words<'_>,
    cues: &[Cue],
    at: usize,
    free: usize,
    end: usize,
    last: Option<&Range<usize>>,
) -> Option<Relation> {
    let cue = &cues[at];
    let mut source: Vec<_> = cue.source.clone().into_iter().collect();
    if cue.shares {
        source.extend(last.cloned().or_else(|| leading_subject(words, cue.words.start)));
        if source.is_empty() {
            return None;
        }
    }
    // "the union, which said": the noun it stands for belongs to the source.
    if let Some(relative) =
        source.first().filter(|range| words.class(range.start) == Class::Rel && range.len() == 1).cloned()
    {
        let stop = if relative.start > free && words.class(relative.start - 1) == Class::Comma {
            relative.start - 1
        } else {
            relative.start
        };
        if let Some(antecedent) = subject_before(words, stop, free) {
            source.insert(0, antecedent);
        }
    }
    let mut content = Vec::new();
    match cue.kind {
        CueKind::Raising => {
            let subject = subject_before(words, cue.words.start, free)?;
            let it =
                subject.len() == 1 && words.is(subject.start, &["it"]) && !matches!(words.class(cue.end), Class::To);
            if !it {
                content.push(subject);
            }
        }
        // "was asked whether": the subject is only the one asked.
        CueKind::Passive
            if cue.content.is_some_and(|k| words.quoted(k) || words.class(k) != Class::Sub || words.is(k, &["if"])) => {
        }
        CueKind::Passive => content.push(subject_before(words, cue.words.start, free)?),
        CueKind::Adverb => {
            let start = clause_start(words, cue.words.start, free);
            if start < cue.words.start {
                content.push(start..cue.words.start);
            }
        }
        _ => {}
    }
    if let Some(start) = cue.content {
        let mut stop = content_end(words, cues, at, start, end);
        // "She told the council this:" waits for what follows.
        if stop == words.len() && stop > start && words.class(stop - 1) == Class::Colon && !words.quoted(stop - 1) {
            stop -= 1;
        }
        let points = stop == start + 1 && words.is(start, &["this", "these"])
            || stop == start + 2 && words.at(start, "the following");
        if start < stop && !points {
            content.push(start..stop);
        }
    } else if cue.kind != CueKind::Passive && (words.class(cue.end) != Class::Colon || cue.end + 1 < words.len()) {
        return None;
    }
    Some(Relation {
        kind: cue.kind,
        lemma: cue.lemma,
        content,
        source,
        cue: cue.words.clone(),
        needs_quote: cue.needs_quote,
    })
}

/// Where the clause around word `i` begins.
fn clause_start(words: &Words<'_>, i: usize, free: usize) -> usize {
    let low = free.max(i.saturating_sub(40));
    let start = (low..i)
        .rev()
        .find(|&k| {
            words.quoted(k)
                || matches!(
                    words.class(k),
                    Class::Comma | Class::Semi | Class::Dash | Class::Sub | Class::That | Class::Colon
                )
        })
        .map_or(low, |k| k + 1);
    start + usize::from(start < i && matches!(words.class(start), Class::And))
}

/// Where content that begins at `start`, behind its cue, ends.
fn content_end(words: &Words<'_>, cues: &[Cue], at: usize, start: usize, end: usize) -> usize {
    if words.quoted(start) {
        let stop = quote_end(words, start, end);
        let closed = stop >= 2 && matches!(words.class(stop - 2), Class::Comma | Class::Stop);
        if closed || stop == end {
            return stop;
        }
    }
    let kind = cues[at].kind;
    let mut limit = end;
    // "The mayor, who has opposed the plan, called it …": the clause ends before the next verb.
    let relative = cues[at].source.as_ref().filter(|source| words.class(source.start) == Class::Rel);
    if relative.is_some_and(|source| source.start > 0 && words.class(source.start - 1) == Class::Comma) {
        let verb =
            |k| matches!(words.class(k), Class::Be | Class::Have | Class::Do | Class::Modal) || is_verb(words, k);
        let close = (start + 1..end).find(|&k| words.class(k) == Class::Comma && !words.quoted(k) && verb(k + 1));
        limit = close.unwrap_or(end);
    }
    for cue in cues.iter().skip(at + 1) {
        if cue.words.start < start || cue.words.start >= limit {
            continue;
        }
        let unit = unit_start(cue);
        // "Ruiz, who resented the plan, called it …": the outer verb ends the inner content.
        let verb = cue.words.start;
        if unit < start && verb > start + 1 && words.class(verb - 1) == Class::Comma && !words.quoted(verb - 1) {
            limit = verb - 1;
            continue;
        }
        let Some(mut before) = unit.checked_sub(1).filter(|&before| before > start) else { continue };
        match cue.kind {
            CueKind::Participle if matches!(words.class(before), Class::Comma | Class::Dash) => limit = before,
            CueKind::Participle if words.quoted(before) => limit = before + 1,
            CueKind::Participle if words.is(before, &["but", "and"]) => {
                limit = before - usize::from(words.class(before - 1) == Class::Comma && before - 1 > start);
            }
            CueKind::Speech | CueKind::Clause | CueKind::Noun | CueKind::Infinitive | CueKind::Adjective => {
                if cue.shares {
                    let further = cue.kind == CueKind::Speech || kind != CueKind::Speech && cue.kind == CueKind::Noun;
                    if further && (words.class(before) == Class::And || words.is(before, &["but", "yet"])) {
                        let comma = words.class(before - 1) == Class::Comma;
                        limit = before - usize::from(comma && before - 1 > start);
                    }
                    continue;
                }
                let joined = matches!(words.class(before), Class::And | Class::Sub)
                    && words.is(before, &["and", "but", "while", "though", "although", "as", "yet"]);
                if joined {
                    before -= 1;
                }
                let comma = matches!(words.class(before), Class::Comma | Class::Semi | Class::Dash);
                if comma && joined && cue.source.is_some() && before > start {
                    limit = before;
                }
            }
            _ => {}
        }
    }
    if matches!(
        kind,
        CueKind::Noun
            | CueKind::Infinitive
            | CueKind::Adjective
            | CueKind::Raising
            | CueKind::Adverb
            | CueKind::Passive
            | CueKind::Nominal
    ) {
        let mut depth = 0_usize;
        for i in start..limit {
            if words.quoted(i) {
                continue;
            }
            match words.class(i) {
                Class::Open => depth += 1,
                Class::Close => depth = depth.saturating_sub(1),
                Class::Semi if depth == 0 => return i,
                Class::Comma if depth == 0 && i > start => {
                    let next = words.class(i + 1);
                    let gerund = words.lower(i + 1).ends_with("ing");
                    if matches!(next, Class::Sub | Class::Pron)
                        || gerund
                        || next == Class::And
                            && (matches!(words.class(i + 2), Class::Pron | Class::Det)
                                || words.class(i + 2) == Class::Name && begins_clause(words, i + 2))
                    {
                        return i;
                    }
                }
                _ => {}
            }
        }
    }
    limit
}

/// Whether a name at `i` has a verb of its own.
fn begins_clause(words: &Words<'_>, i: usize) -> bool {
    let after = (i..words.len().min(i + 5)).find(|&k| words.class(k) != Class::Name).unwrap_or(i);
    matches!(words.class(after), Class::Be | Class::Have | Class::Do | Class::Modal)
        || words.class(after) == Class::Word && words.lower(after).ends_with("ed")
        || is_verb(words, after)
}
