//! Lines that hold something, and how they end.

use crate::base::Span;
use memchr::memchr;

/// Columns above which a line is taken for a whole paragraph, not for a part of one that
/// was broken to a width. Mail and wire texts are broken at 60 to 80, some at 100 to 132.
pub(super) const LONGEST_WRAPPED: u16 = 140;

/// A line that is not blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Without white space at its edges.
    pub span: Span,
    /// Columns before it; a tab counts for eight.
    pub indent: u16,
    /// Characters of `span`, up to one more than [`LONGEST_WRAPPED`].
    pub width: u16,
    /// Whether a blank line, or nothing, stands before it.
    pub gap: bool,
}

/// The lines of `text` that are not blank, from the byte at `from`.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line> {
    let mut at = from;
    let mut gap = true;
    std::iter::from_fn(move || {
        while at < text.len() {
            let end = memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
            let whole = &text[at..end];
            let start = at;
            at = end + 1;
            let inside = whole.trim_start();
            let lead = whole.len() - inside.len();
            let inside = inside.trim_end();
            if inside.is_empty() {
                gap = true;
                continue;
            }
            let indent = if lead == 0 { 0 } else { columns(&whole[..lead]) };
            let span = Span::new(start + lead, start + lead + inside.len());
            return Some(Line { span, indent, width: width(inside), gap: std::mem::take(&mut gap) });
        }
        None
    })
}

fn columns(white: &str) -> u16 {
    let columns = white.bytes().take(100).map(|b| if b == b'\t' { 8 } else { 1 }).sum::<usize>();
    u16::try_from(columns).unwrap_or(u16::MAX)
}

fn width(line: &str) -> u16 {
    let most = usize::from(LONGEST_WRAPPED) + 1;
    let chars = if line.len() >= most * 4 { most } else { line.chars().count().min(most) };
    u16::try_from(chars).unwrap_or(LONGEST_WRAPPED)
}

/// The text without closing quotation marks, brackets and Markdown emphasis at its end.
fn bare_end(text: &str) -> &str {
    text.trim_end_matches(['"', '\'', '”', '’', '»', '“', ')', ']', '*', '_'])
}

/// Whether the text ends as sentences do: `.`, `!`, `?`, `…` or `:`, perhaps inside quotation
/// marks.
pub(super) fn is_closed(text: &str) -> bool {
    bare_end(text).ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Whether it ends with a full stop that is not that of an abbreviation like "U.S.".
pub(super) fn ends_with_full_stop(text: &str) -> bool {
    let Some(before) = bare_end(text).strip_suffix(['.', '。']) else { return false };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let abbreviation = word.contains('.') && word.len() <= 8 && !before.ends_with('.');
    !(abbreviation || matches!(word, "Jr" | "Sr" | "Inc" | "Co" | "Ltd" | "Corp"))
}

/// Whether it stops in the middle of a sentence for certain: with a comma, or with a word
/// that no sentence ends with.
pub(super) fn is_cut(text: &str) -> bool {
    if text.ends_with([',', ';']) {
        return text.ends_with(',');
    }
    let Some(last) = text.rsplit(char::is_whitespace).next() else { return false };
    const NEVER_LAST: &[&str] = &[
        "a", "an", "and", "as", "at", "between", "but", "by", "for", "from", "her", "his", "into", "is", "its", "nor",
        "of", "on", "or", "our", "than", "that", "the", "their", "these", "this", "to", "was", "were", "which", "who",
        "whose", "with", "your",
    ];
    NEVER_LAST.contains(&last)
}

/// Whether it begins with a small letter.
pub(super) fn starts_small(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

/// Characters of the first word.
pub(super) fn first_word(text: &str) -> u16 {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    width(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_become_gaps() {
        let text = "a\n\n  b \n\u{a0}\n\tc\nd";
        let all: Vec<_> = lines(text, 0).map(|l| (l.span.of(text), l.indent, l.gap)).collect();
        assert_eq!(all, [("a", 0, true), ("b", 2, true), ("c", 8, true), ("d", 0, false)]);
        assert_eq!(lines("", 0).count() + lines(" \n\n", 0).count(), 0);
    }

    #[test]
    fn ends() {
        for closed in ["It rains.", "Why?", "“Go!”", "(He left.)", "They are:", "Well…"] {
            assert!(is_closed(closed), "{closed}");
        }
        for open in ["Harbour vote", "and so —", "the mayor of", "1,000"] {
            assert!(!is_closed(open), "{open}");
        }
        for (text, stop) in
            [("He left.", true), ("Talks with the U.S.", false), ("By Ana Ruiz Jr.", false), ("Why?", false)]
        {
            assert_eq!(ends_with_full_stop(text), stop, "{text}");
        }
        assert!(is_cut("the mayor of the") && is_cut("he came,") && !is_cut("Harbour vote"));
    }
}
