//! Quotations signed with a dash, as in lists of readers' letters: “…” ― Ana Ruiz, Kessin.

use crate::analysis::cue::CueKind;
use crate::analysis::quotation::Attribution;
use crate::analysis::quote::Quote;
use crate::analysis::token::{TokenKind, Tokens};
use crate::analysis::why::{Decided, Why};
use crate::base::Span;
use crate::document::{Document, Kind};
use std::ops::Range;

/// A signature has no more tokens.
const LONGEST: usize = 14;

/// Finds them all, in order.
pub(crate) fn signed(doc: &Document, tokens: &Tokens, quotes: &[Quote]) -> Vec<Attribution> {
    let text = doc.content();
    let mut found = Vec::new();
    // The quotations of one paragraph that wait for a signature.
    let mut waiting: Vec<Span> = Vec::new();
    let mut quotes = quotes.iter().filter(|quote| !quote.single).peekable();
    for (id, block) in doc.paragraphs.iter() {
        if matches!(block.kind, Kind::Turn | Kind::Title | Kind::Heading) {
            waiting.clear();
            continue;
        }
        let range = tokens.in_span(block.body);
        let mut at = range.start;
        while quotes.peek().is_some_and(|quote| quote.paragraph < id) {
            quotes.next();
        }
        // “— Ana Ruiz” in a paragraph of its own, below the quotation.
        if let Some(name) = name(text, tokens, at, range.end) {
            if !waiting.is_empty() {
                found.push(attribution(tokens, std::mem::take(&mut waiting), at, name));
            }
            continue;
        }
        waiting.clear();
        let mut whole = true;
        while let Some(quote) = quotes.next_if(|quote| quote.paragraph == id) {
            let inside = tokens.in_span(quote.span);
            if inside.start > at {
                // Words between two quotations: none of them is signed alone.
                waiting.clear();
                whole = false;
            }
            waiting.push(quote.span);
            at = inside.end;
            if let Some(name) = name(text, tokens, at, range.end) {
                let end = name.end;
                found.push(attribution(tokens, std::mem::take(&mut waiting), at, name));
                at = end + usize::from(tokens.word(end, text) == ".");
            }
        }
        if at < range.end || !whole {
            waiting.clear();
        }
    }
    found
}

/// Puts signed quotations in the place of what else was found in them.
pub(crate) fn put(signed: Vec<Attribution>, found: &mut Vec<Attribution>) {
    if signed.is_empty() {
        return;
    }
    found.retain(|other| {
        let from = signed.partition_point(|one| end(one) <= start(other));
        !signed[from..].iter().take_while(|one| start(one) < end(other)).any(|one| {
            let meets = |parts: &[Span], others: &[Span]| parts.iter().any(|a| others.iter().any(|b| a.overlaps(*b)));
            // Who signs one quotation may have said another.
            meets(&one.content, &other.content)
                || meets(&one.content, &other.source)
                || meets(&one.content, &other.cue)
                || meets(&one.source, &other.content)
        })
    });
    found.extend(signed);
    found.sort_by_key(|attribution| attribution.content.first().copied());
}

fn start(of: &Attribution) -> usize {
    of.content.iter().chain(&of.source).map(|span| span.start()).min().unwrap_or(0)
}

fn end(of: &Attribution) -> usize {
    of.content.iter().chain(&of.source).map(|span| span.end()).max().unwrap_or(0)
}

fn attribution(tokens: &Tokens, content: Vec<Span>, dash: usize, name: Range<usize>) -> Attribution {
    let all = tokens.all();
    Attribution {
        kind: CueKind::Label,
        lemma: "",
        content,
        source: vec![all[name.start].span.join(all[name.end - 1].span)],
        cue: vec![all[dash].span],
        distant: false,
        confidence: None,
        why: Why { decided: Decided::Signature, ..Why::of_rule(CueKind::Label, false) },
    }
}

/// The signature behind a dash at token `at`: a name, perhaps with what its bearer is, and then a stop,
/// the next quotation or the end.
fn name(text: &str, tokens: &Tokens, at: usize, end: usize) -> Option<Range<usize>> {
    if at >= end || !matches!(tokens.word(at, text), "―" | "—" | "–" | "--" | "-" | "~") {
        return None;
    }
    let start = at + 1;
    let mut i = start;
    let mut described = false;
    while i < end {
        let token = tokens.all()[i];
        let word = token.span.of(text);
        let capital = word.starts_with(char::is_uppercase);
        match token.kind {
            TokenKind::Quote if i > start => break,
            TokenKind::Punct if word == "." && (i + 1 == end || tokens.all()[i + 1].kind == TokenKind::Quote) => break,
            TokenKind::Punct if matches!(word, "," | "(") && i > start => described = true,
            TokenKind::Punct if word == ")" => {}
            TokenKind::Word if capital || described => {}
            TokenKind::Word
                if i > start && matches!(word, "of" | "de" | "la" | "van" | "von" | "and" | "bin" | "al") => {}
            TokenKind::Number if described => {}
            _ => return None,
        }
        i += 1;
        if i - start > LONGEST {
            return None;
        }
    }
    (i > start && tokens.word(start, text).starts_with(char::is_uppercase)).then_some(start..i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(content: Span, source: Span) -> Attribution {
        Attribution {
            kind: CueKind::Label,
            lemma: "",
            content: vec![content],
            source: vec![source],
            cue: Vec::new(),
            distant: false,
            confidence: None,
            why: Why::of_rule(CueKind::Label, false),
        }
    }

    #[test]
    fn who_signs_may_say_more() {
        let signed = said(Span::new(20, 30), Span::new(33, 40));
        let put = |content, source| {
            let mut found = vec![said(content, source)];
            put(vec![signed.clone()], &mut found);
            found.len()
        };
        assert_eq!(put(Span::new(0, 20), Span::new(33, 40)), 2, "said by the one who signs");
        assert_eq!(put(Span::new(0, 20), Span::new(21, 25)), 1, "by somebody within what is signed");
        assert_eq!(put(Span::new(25, 36), Span::new(0, 5)), 1, "the signature is no content");
    }
}
