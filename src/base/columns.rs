//! What a text looks like in a terminal: grapheme clusters, what is drawn for each, and how
//! many columns that takes.
//!
//! A terminal obeys control characters, reorders text after bidirectional controls and
//! draws nothing for a good many others, so untrusted text is never drawn as it is. One
//! table ([`glyph`]) says what each character becomes; whatever reaches a screen, a pipe
//! or an error message has gone through it. The text itself is never altered.
//!
//! Width is counted as `unicode-width` does, the crate that ratatui draws by. Joiners and
//! variation selectors are left out of what is drawn, since terminals disagree about the
//! width of sequences made with them.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Tabs are drawn as spaces up to the next multiple of this many columns; here always the
/// full number, since a tab in prose has no column to go to.
const TAB: &str = "    ";

/// Combining marks drawn on one base character; the rest stay in the text but are not
/// drawn, since terminals slow down or overflow on thousands of them.
const MARKS_DRAWN: usize = 8;

/// What a combining mark without a base is drawn on, as Unicode's charts do. Drawn alone it
/// would join whatever stands before it, past [`MARKS_DRAWN`].
const NO_BASE: char = '\u{25cc}';

/// What is drawn for one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// The character itself.
    Itself,
    /// A space: line ends and separators inside a line.
    Space,
    /// Spaces for a tab.
    Tab,
    /// A visible mark in its place: `^[`, `<9B>`, `<U+202E>`.
    Mark,
    /// Nothing: it has no width or only changes its neighbours.
    Nothing,
}

/// What to draw for `c`.
///
/// The classes are those a hostile text can do harm with: Cc (ECMA-48 control functions),
/// the bidirectional controls of Unicode TR 9 (CVE-2021-42574), the default ignorable code
/// points (Unicode 4.4 `DerivedCoreProperties`), separators and noncharacters.
#[must_use]
pub const fn glyph(c: char) -> Glyph {
    match c {
        ' '..='~' => Glyph::Itself,
        '\t' => Glyph::Tab,
        '\n' | '\u{2028}' | '\u{2029}' => Glyph::Space,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Glyph::Mark,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Glyph::Mark,
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Glyph::Nothing,
        '\u{fdd0}'..='\u{fdef}' => Glyph::Mark,
        _ if (c as u32) & 0xfffe == 0xfffe => Glyph::Mark,
        _ => Glyph::Itself,
    }
}

/// The visible mark of a character that is not drawn as itself.
fn mark(c: char) -> String {
    match c {
        '\0'..='\u{1f}' => format!("^{}", char::from(c as u8 ^ 0x40)),
        '\u{7f}' => "^?".to_owned(),
        '\u{80}'..='\u{9f}' => format!("<{:02X}>", c as u32),
        _ => format!("<U+{:04X}>", c as u32),
    }
}

/// Appends what is drawn for `c` to `out`.
pub(super) fn draw_char(c: char, out: &mut String) {
    match glyph(c) {
        Glyph::Itself => out.push(c),
        Glyph::Space => out.push(' '),
        Glyph::Tab => out.push_str(TAB),
        Glyph::Mark => out.push_str(&mark(c)),
        Glyph::Nothing => {}
    }
}

/// One grapheme cluster: where it stands in the text it was taken from, and how it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster<'t> {
    /// First byte, from the start of the text given to [`clusters`].
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What is drawn; empty when nothing is.
    pub drawn: Cow<'t, str>,
    /// Columns of `drawn`.
    pub width: usize,
    /// Whether it is white space, where a line may break.
    pub space: bool,
}

/// The clusters of `text`, with positions from its start.
pub fn clusters(text: &str) -> impl Iterator<Item = Cluster<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let &byte = bytes.get(start)?;
        // A printable ASCII character before another ASCII character is a cluster.
        if (0x20..0x7f).contains(&byte) && bytes.get(start + 1).is_none_or(u8::is_ascii) {
            at += 1;
            let drawn = Cow::Borrowed(&text[start..at]);
            return Some(Cluster { start, end: at, drawn, width: 1, space: byte == b' ' });
        }
        let mut chars = text[start..].chars();
        if let (Some(first), next) = (chars.next(), chars.next())
            && is_simple(first)
            && next.is_none_or(is_simple)
        {
            at += first.len_utf8();
            let drawn = Cow::Borrowed(&text[start..at]);
            return Some(Cluster { start, end: at, drawn, width: 1, space: first == ' ' });
        }
        let grapheme = text[start..].graphemes(true).next()?;
        at += grapheme.len();
        let (drawn, width) = draw(grapheme);
        let space = grapheme.chars().next().is_some_and(|c| c.is_whitespace() && !is_no_break(c));
        Some(Cluster { start, end: at, drawn, width, space })
    })
}

/// Whether a character is drawn as itself in one column, and is a cluster of its own beside
/// others that are: the letters, dashes, quotation marks and lines that most texts and the
/// screen are made of, told without a look at Unicode's tables.
const fn is_simple(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{c0}'..='\u{17f}' | '\u{2010}'..='\u{2022}' | '\u{2026}' | '\u{2500}'..='\u{259f}')
}

const fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

const fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// What is drawn for one grapheme cluster, and its columns.
fn draw(grapheme: &str) -> (Cow<'_, str>, usize) {
    let mut chars = grapheme.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && glyph(c) == Glyph::Itself
        && !is_skin_tone(c)
        && let Some(columns @ 1..) = c.width()
    {
        return (Cow::Borrowed(grapheme), columns);
    }
    let (mut drawn, mut width, mut marks, mut wide, mut based, mut gap) = (String::new(), 0, 0, false, false, false);
    for c in grapheme.chars() {
        if is_skin_tone(c) {
            // Terminals disagree whether it takes columns of its own. Where it colours
            // nothing, a mark stands for it, so that nothing is drawn that a second look
            // would see otherwise.
            if !wide {
                let mark = mark(c);
                width += mark.len();
                drawn.push_str(&mark);
            }
            continue;
        }
        if glyph(c) == Glyph::Itself {
            let columns = c.width().unwrap_or(0);
            marks = if columns == 0 { marks + 1 } else { 0 };
            wide = columns > 1 || wide && columns == 0;
            let base = if based { drawn.chars().next_back().unwrap_or(NO_BASE) } else { NO_BASE };
            if columns == 0 && (!based || gap) && String::from_iter([base, c]).graphemes(true).count() > 1 {
                // The second half of a syllable, or a sign before digits: it joins nothing but that, which may have been
                // left out.
                let mark = mark(c);
                width += mark.len();
                drawn.push_str(&mark);
                continue;
            }
            if columns == 0 && !based {
                drawn.push(NO_BASE);
                width += 1;
            }
            based = true;
            if marks <= MARKS_DRAWN {
                drawn.push(c);
                width += columns;
            }
        } else {
            let before = drawn.len();
            draw_char(c, &mut drawn);
            gap |= drawn.len() == before;
            width += drawn.len() - before; // marks and spaces are ASCII
        }
    }
    (Cow::Owned(drawn), width)
}

/// Columns that `text` takes when drawn.
#[must_use]
pub fn columns(text: &str) -> usize {
    clusters(text).map(|cluster| cluster.width).sum()
}

/// The longest start of `text` that fits `width` columns.
#[must_use]
pub fn fit(text: &str, width: usize) -> &str {
    let mut used = 0;
    for cluster in clusters(text) {
        used += cluster.width;
        if used > width {
            return &text[..cluster.start];
        }
    }
    text
}

/// How many characters of a text a reader can't see as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Control characters, without tab and line feed.
    pub controls: usize,
    /// Controls that reorder the text on screens that obey them.
    pub bidi: usize,
    /// Characters that are not drawn.
    pub invisible: usize,
}

impl Hidden {
    /// Counts them.
    #[must_use]
    pub fn count(text: &str) -> Self {
        let mut hidden = Self::default();
        for c in text.chars() {
            match glyph(c) {
                Glyph::Mark if c.is_control() => hidden.controls += 1,
                Glyph::Mark => hidden.bidi += 1,
                Glyph::Nothing => hidden.invisible += 1,
                Glyph::Itself | Glyph::Space | Glyph::Tab => {}
            }
        }
        hidden
    }

    /// All together.
    #[must_use]
    pub const fn total(self) -> usize {
        self.controls + self.bidi + self.invisible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> String {
        clusters(text).map(|cluster| cluster.drawn).collect()
    }

    #[test]
    fn controls_become_marks() {
        assert_eq!(drawn("a\u{1b}[31mb"), "a^[[31mb");
        assert_eq!(drawn("\u{9b}31m"), "<9B>31m");
        assert_eq!(drawn("name\tcost"), "name    cost");
        assert_eq!(drawn("x\u{202e}y"), "x<U+202E>y");
        assert_eq!(drawn("co\u{ad}op \u{200b}z\u{feff}"), "coop z");
        assert_eq!(drawn("\r\n"), "^M ");
    }

    #[test]
    fn simple_characters_are_as_the_tables_say() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|c| is_simple(*c)) {
            assert_eq!((glyph(c), c.width()), (Glyph::Itself, Some(1)), "{c:?}");
            for text in [format!("{c}a"), format!("a{c}"), format!("{c}{c}"), format!("—{c}ü")] {
                assert_eq!(text.graphemes(true).count(), text.chars().count(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_flood_of_marks_is_cut() {
        let flood = format!("e{}", "\u{301}".repeat(1000));
        assert_eq!(drawn(&flood).chars().count(), 1 + MARKS_DRAWN);
        assert_eq!(columns(&flood), 1);
        assert_eq!(drawn("e\u{301}\u{200b}\u{301}"), "e\u{301}◌\u{301}", "nor do marks pile up over what is not drawn");
        assert_eq!(columns("\u{301}"), 1);
        assert_eq!(drawn("\u{301}\u{70f}\u{70f}"), "◌\u{301}<U+070F><U+070F>");
    }

    #[test]
    fn width_is_counted_by_what_is_drawn() {
        assert_eq!(columns("日本"), 4);
        assert_eq!(columns("👨\u{200d}👩\u{200d}👧"), 6, "joiners are not drawn");
        assert_eq!(columns("é"), 1);
        assert_eq!(fit("日本語", 5), "日本");
    }

    #[test]
    fn hidden_characters_are_counted() {
        let hidden = Hidden::count("a\u{202e}b\u{200b}c\u{1b}\n\t");
        assert_eq!(hidden, Hidden { controls: 1, bidi: 1, invisible: 1 });
    }
}
