//! Tests of the whole analysis: tables of marked text, one case a line.

mod attribution;
mod named;
mod properties;
mod speech;
mod stance;
mod times;
mod trained;
mod why;

use crate::analysis::{Analysis, Voice, analyse_by};
use crate::base::Span;
use crate::document::{Document, parse};
use crate::load::{Origin, Text};
use std::ops::ControlFlow;
use std::sync::Arc;

fn document(text: &str) -> Document {
    parse(Arc::new(Text::from_string("test", Origin::Stdin, text.to_owned())))
}

/// By rules alone: what these tables say must not change with the weights.
fn by_rules(doc: &Document) -> Analysis {
    analyse_by(None, doc, &mut |_| ControlFlow::Continue(())).unwrap_or_default()
}

/// The text with `‹source›`, `«cue»` and `[content]` of each claim drawn in, the article's own
/// as `{content}`. Where several claims have sources, each mark bears its claim's number.
fn drawn(text: &str, analysis: &Analysis) -> String {
    const NUMBERS: [&str; 7] = ["₁", "₂", "₃", "₄", "₅", "₆", "₇"];
    let sourced = || analysis.claims.values().filter(|claim| claim.voice == Voice::Attributed);
    let many = sourced().count() > 1;
    let mut marks: Vec<(usize, bool, String)> = Vec::new();
    let mut draw = |spans: &[Span], open: &str, close: &str, number: &str| {
        for span in spans {
            marks.push((span.start(), true, format!("{open}{number}")));
            marks.push((span.end(), false, close.to_owned()));
        }
    };
    for (claim, number) in sourced().zip(NUMBERS) {
        let number = if many { number } else { "" };
        draw(&claim.source, "‹", "›", number);
        draw(&claim.cue, "«", "»", number);
        draw(&claim.content, "[", "]", number);
    }
    for claim in analysis.claims.values().filter(|claim| claim.voice == Voice::Author) {
        draw(&claim.content, "{", "}", "");
    }
    marks.sort_by_key(|(at, opens, _)| (*at, *opens));
    let mut drawn = text.to_owned();
    for (at, _, mark) in marks.into_iter().rev() {
        drawn.insert_str(at, &mark);
    }
    drawn
}
