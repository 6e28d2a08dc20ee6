//! Quotation marks, paired into regions.

use crate::analysis::token::{TokenKind, Tokens};
use crate::base::{ParaId, Span};
use crate::document::Document;

/// What stands between two quotation marks of one paragraph, the marks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) span: Span,
    pub(crate) paragraph: ParaId,
    /// Whether the closing mark is missing: the quotation goes on in the next paragraph if
    /// that opens with a mark again.
    pub(crate) open: bool,
    /// Whether these are single marks, which as often set off a word as quote it.
    pub(crate) single: bool,
}

/// All outermost quotation regions, in order. One pass over the tokens; what is never
/// closed ends with its paragraph, so a stray mark spoils one paragraph at most.
pub(crate) fn quotes(doc: &Document, tokens: &Tokens) -> Vec<Quote> {
    let text = doc.content();
    let mut found = Vec::new();
    for (paragraph, block) in doc.paragraphs.iter() {
        // Start and opening mark of the outer region.
        let mut outer: Option<(usize, &str)> = None;
        let mut last = block.body.start();
        let range = tokens.in_span(block.body);
        for token in &tokens.all()[range] {
            let before = last;
            last = token.span.end();
            if token.kind != TokenKind::Quote {
                continue;
            }
            let shape = token.span.of(text);
            let mark = shape.chars().next().unwrap_or('"');
            let glued = before == token.span.start() && before > block.body.start();
            let follows = text[token.span.end()..].chars().next().is_some_and(char::is_alphanumeric);
            match outer {
                // A straight mark glued to the word before it closes something lost.
                // “”So it is” at the start of a paragraph opens it, whatever its shape.
                None if before == block.body.start() && mark == '”' && follows => {
                    outer = Some((token.span.start(), shape));
                }
                None if !closes_only(mark) && (mark != '"' || !glued || follows) => {
                    outer = Some((token.span.start(), shape));
                }
                // A second opening mark that closes: “like this“.
                Some((start, open)) if matches(open, shape) || open == shape && glued && !follows => {
                    let span = Span::new(start, token.span.end());
                    found.push(Quote { span, paragraph, open: false, single: is_single(open) });
                    outer = None;
                }
                _ => {}
            }
        }
        if let Some((start, mark)) = outer
            && !is_single(mark)
        {
            found.push(Quote {
                span: Span::new(start, block.body.end()).trim(text),
                paragraph,
                open: true,
                single: false,
            });
        }
    }
    found
}

/// Single marks, which may as well be apostrophes.
fn is_single(mark: &str) -> bool {
    matches!(mark, "'" | "‘" | "’" | "‚")
}

const fn closes_only(mark: char) -> bool {
    matches!(mark, '”' | '’' | '»')
}

/// Whether `mark` closes what `open` opened; '' and `` are marks of their own.
fn matches(open: &str, mark: &str) -> bool {
    match open {
        "“" | "‟" => matches!(mark, "”" | "\""),
        "„" => matches!(mark, "”" | "“" | "\""),
        "\"" => matches!(mark, "\"" | "”"),
        "«" => mark == "»",
        "»" => mark == "«",
        "‹" => mark == "›",
        "‘" | "‚" => mark == "’" || mark == "‘",
        "'" | "’" => mark == "'" || mark == "’",
        "`" => mark == "'" || mark == "`",
        "''" | "``" => mark == "''",
        _ => false,
    }
}
