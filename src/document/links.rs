//! Web addresses in a text.
//!
//! Only `http` and `https`, and only addresses without a character that is drawn as
//! something else: what a reader is shown is what the browser is given.

use super::Document;
use crate::base::Span;
use crate::base::columns::{Glyph, glyph};
use linkify::{LinkFinder, LinkKind};

/// The longest address, in bytes; browsers take no more of one.
const LONGEST: usize = 2048;

/// A web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands.
    pub span: Span,
    /// The words that stand for it where it is concealed itself, as in Markdown.
    pub label: Option<Span>,
}

/// The addresses within `span`, in order.
#[must_use]
pub fn links(document: &Document, span: Span) -> Vec<Link> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
        .links(span.of(document.content()))
        .filter(|link| is_allowed(link.as_str()))
        .map(|link| {
            let found = Span::new(span.start() + link.start(), span.start() + link.end());
            Link { span: found, label: label(document, found) }
        })
        .collect()
}

/// Whether an address may be given to a browser.
#[must_use]
pub fn is_allowed(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
        && address.len() <= LONGEST
        && address.chars().all(|c| !c.is_whitespace() && glyph(c) == Glyph::Itself)
}

/// What is read instead of a concealed address: the words between the concealed markup that
/// holds it and the concealed markup before.
fn label(document: &Document, found: Span) -> Option<Span> {
    let concealed = &document.concealed;
    let at = concealed.partition_point(|part| part.end() <= found.start());
    let mut end = concealed.get(at).filter(|part| part.overlaps(found))?.start();
    let mut before = concealed[..at].iter().rev().peekable();
    while let Some(part) = before.next_if(|part| part.end() == end) {
        end = part.start();
    }
    let start = before.next()?.end();
    Some(Span::new(start, end)).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::load::{Format, Origin, Text};
    use std::sync::Arc;

    fn found(name: &str, text: &str) -> Vec<String> {
        let mut text = Text::from_string(name, Origin::Stdin, text.to_owned());
        text.format = if name.ends_with(".md") { Format::Markdown } else { Format::Plain };
        let document = parse(Arc::new(text));
        let whole = Span::new(0, document.content().len());
        let shown = |link: Link| {
            let address = link.span.of(document.content());
            link.label.map_or(address.to_owned(), |label| format!("{} = {address}", label.of(document.content())))
        };
        links(&document, whole).into_iter().map(shown).collect()
    }

    #[test]
    fn addresses_are_found_whole_and_only_allowed_ones() {
        for (text, wanted) in [
            ("The text is at https://example.org/a_(b)?x=1, she said.", vec!["https://example.org/a_(b)?x=1"]),
            ("See (http://example.org).", vec!["http://example.org"]),
            (
                "Two: HTTPS://example.org/1 and https://example.org/2",
                vec!["HTTPS://example.org/1", "https://example.org/2"],
            ),
            ("Not file:///etc/passwd, ftp://example.org or javascript:alert(1).", vec![]),
            ("Turned round: https://example.org/\u{202e}gpj.exe", vec![]),
            ("None here: 10:30, and/or, e.g.this", vec![]),
        ] {
            assert_eq!(found("a.txt", text), wanted, "{text}");
        }
        assert!(!is_allowed("https://example.org/\u{202e}gpj.exe"));
        assert!(!is_allowed(&format!("https://example.org/{}", "a".repeat(LONGEST))));
    }

    #[test]
    fn a_concealed_address_has_a_label() {
        let text = "# Talks\n\nThe minister [told a paper](https://example.org/interview) that it is over.\n";
        assert_eq!(found("a.md", text), ["told a paper = https://example.org/interview"]);
    }
}
