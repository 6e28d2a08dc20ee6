//! Marked text for tests: a quote stands in ⟦ ⟧, in one or several parts.

use crate::base::Span;

/// The text without its marks, and where the parts are in it.
pub(super) fn unmark(marked: &str) -> (String, Vec<Span>) {
    let (mut plain, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '⟦' => open = plain.len(),
            '⟧' => spans.push(Span::new(open, plain.len())),
            _ => plain.push(c),
        }
    }
    (plain, spans)
}
