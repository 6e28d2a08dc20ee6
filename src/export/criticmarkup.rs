//! CriticMarkup: the text with what readers marked as highlights, and what they and the machine
//! say as comments behind. Only what a reader marked is shown: a text in which every claim is
//! lit shows nothing.
//!
//! The article is escaped, so that it stays words in whatever shows Markdown; the text comes
//! back whole when marks, comments and backslashes are taken out ([`strip`]). Highlights end at
//! line ends and do not nest, as CriticMarkup has it.

use super::markdown::Line;
use super::{Dossier, Entry, Mark, anchor_name, day, sheet};
use crate::base::Span;
use crate::base::columns::{Glyph, glyph};
use std::collections::BTreeMap;

/// The marked text.
#[must_use]
pub fn write(dossier: &Dossier<'_>) -> String {
    let text = dossier.document.content();
    let marked: Vec<&Entry<'_>> = dossier.entries.iter().filter(|entry| !entry.marks.is_empty()).collect();
    let lit = disjoint(text, marked.iter().flat_map(|entry| entry.spans.iter().copied()));
    // Comments stand behind the last word they are about; whole text and lost: at the start.
    let mut comments: BTreeMap<usize, String> = BTreeMap::new();
    for entry in &marked {
        let at = entry.spans.iter().map(|span| span.end()).max().unwrap_or(0);
        let place = comments.entry(at).or_default();
        if let Some(claim) = dossier.claim(entry) {
            let mut words = vec![dossier.speaker(claim).unwrap_or_else(|| "the article".to_owned())];
            let hedges = sheet::hedges(dossier, claim);
            if !hedges.is_empty() {
                words.push(format!("hedge {hedges}"));
            }
            place.push_str(&comment(&format!("machine, {}: {}", dossier.engine, words.join("; "))));
        }
        for mark in &entry.marks {
            place.push_str(&comment(&said(dossier, entry, mark)));
        }
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    if let Some(before) = comments.remove(&0) {
        out.push_str(&before);
        out.push_str("\n\n");
    }
    let mut comments = comments.into_iter().peekable();
    let mut at = 0;
    let mut line = Line::default();
    let mut put_to = |at: &mut usize, end: usize, is_lit: bool, out: &mut String| {
        loop {
            let next = comments.peek().map_or(end, |(place, _)| (*place).min(end));
            if next > *at {
                let words = escape(Span::new(*at, next).of(text), &mut line);
                out.push_str(&if is_lit { format!("{{=={words}==}}") } else { words });
                *at = next;
            }
            match comments.next_if(|(place, _)| *place <= *at) {
                Some((_, comment)) => out.push_str(&comment),
                None if *at >= end => break,
                None => {}
            }
        }
    };
    for span in lit {
        put_to(&mut at, span.start(), false, &mut out);
        put_to(&mut at, span.end(), true, &mut out);
    }
    put_to(&mut at, text.len(), false, &mut out);
    out
}

/// The spans put together where they overlap, cut at line ends, without space at the edges.
fn disjoint(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start() < last.end() => *last = last.join(span),
            _ => joined.push(span),
        }
    }
    let mut cut = Vec::new();
    for span in joined {
        let mut from = span.start();
        for line in span.of(text).split_inclusive('\n') {
            let part = Span::new(from, from + line.len()).trim(text);
            from += line.len();
            if !part.is_empty() {
                cut.push(part);
            }
        }
    }
    cut
}

fn said(dossier: &Dossier<'_>, entry: &Entry<'_>, mark: &Mark<'_>) -> String {
    let annotation = mark.annotation;
    let mut words = Vec::new();
    words.extend(annotation.status.map(|status| dossier.status(status).to_owned()));
    let grade = dossier.grade_word(dossier.claim(entry), annotation);
    if !grade.is_empty() {
        words.push(format!("grade {grade}"));
    }
    if annotation.key {
        words.push("key claim".to_owned());
    }
    words.extend(annotation.likelihood.map(|likelihood| likelihood.name().replace('-', " ")));
    words.extend(annotation.confidence.map(|confidence| format!("{} confidence", confidence.name())));
    words.extend(annotation.tags.iter().map(|tag| format!("tag {tag}")));
    words.extend(annotation.note.clone());
    if entry.spans.is_empty() {
        let about = if entry.is_whole() {
            "on the whole text".to_owned()
        } else {
            format!("{}, was on “{}”", anchor_name(mark.anchor), annotation.target.exact)
        };
        words.insert(0, about);
    }
    if mark.is_changed() {
        words.insert(0, format!("recheck, was on “{}”", annotation.target.exact));
    }
    if words.is_empty() {
        words.push("marked".to_owned());
    }
    format!("{}, {}: {}", annotation.creator, day(annotation.modified), words.join("; "))
}

fn comment(text: &str) -> String {
    format!("{{>>{}<<}}", super::markdown::escape(text))
}

/// Words as words, going on in `line`: what may be Markdown, HTML or CriticMarkup gets a
/// backslash; controls are replaced.
fn escape(words: &str, line: &mut Line) -> String {
    let mut out = String::with_capacity(words.len());
    let mut characters = words.chars().peekable();
    while let Some(c) = characters.next() {
        // Whether a word goes on behind the end of these is not known: then it may.
        let is_markup = line.takes(c, characters.peek().copied().or(Some('/')));
        if is_markup || matches!(c, '<' | '>' | '&' | '|' | '!') {
            out.push('\\');
        }
        out.push(if glyph(c) == Glyph::Mark { '\u{fffd}' } else { c });
    }
    out
}

/// The text without marks, comments and backslashes: what was marked.
#[must_use]
pub fn strip(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix("{>>") {
            rest = inside.find("<<}").map_or("", |end| &inside[end + 3..]);
        } else if let Some(after) = rest.strip_prefix("{==").or_else(|| rest.strip_prefix("==}")) {
            rest = after;
        } else if let Some(escaped) = rest.strip_prefix('\\').and_then(|rest| rest.chars().next()) {
            out.push(escaped);
            rest = &rest[1 + escaped.len_utf8()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}
