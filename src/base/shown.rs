//! Strings that are safe to put on a terminal.

use super::columns::{clusters, columns};
use std::fmt;

/// One line of text that is safe to put on a terminal, made only by [`Shown::from`]:
/// control and bidirectional characters have become visible marks, tabs columns, line ends
/// spaces; what has no width is left out. See [`super::columns`].
///
/// Everything that may hold content (names, titles, paths, notes, messages, errors) takes
/// this type on its way out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(String);

impl Shown {
    /// The safe text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        columns(&self.0)
    }

    /// Cut to `width` columns, the last being `…` if something was cut.
    #[must_use]
    pub fn cut(&self, width: usize) -> Self {
        if self.width() <= width {
            return self.clone();
        }
        let kept = super::columns::fit(&self.0, width.saturating_sub(1));
        Self(if width == 0 { String::new() } else { format!("{}…", kept.trim_end()) })
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Self(text.to_owned());
        }
        let mut shown = String::with_capacity(text.len());
        clusters(text).for_each(|cluster| shown.push_str(&cluster.drawn));
        Self(shown)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What must hold for every text; shared by the property test and the fuzz target.
///
/// # Panics
/// When something that is not safe, or not stable, got through.
pub fn check_shown(text: &str) {
    use super::columns::{Glyph, glyph};
    let shown = Shown::from(text);
    for c in shown.as_str().chars() {
        assert!(glyph(c) == Glyph::Itself, "U+{:04X} got through", c as u32);
    }
    assert_eq!(Shown::from(shown.as_str()), shown, "showing twice must change nothing");
    for width in [0, 1, 7, 40] {
        assert!(shown.cut(width).width() <= width, "cut to {width} columns");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_becomes_safe(text in any::<String>()) {
            check_shown(&text);
        }

        #[test]
        fn hostile_text_becomes_safe(text in "[\\x00-\\x1f\\x7f-\\x9fa\u{300}\u{301}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{e0001}日👩\u{fe0f}\u{2028}]{0,60}") {
            check_shown(&text);
        }
    }

    #[test]
    fn skin_tones_colour_or_are_marked() {
        for (text, shown) in [
            ("👍🏿", "👍"),
            ("🏿", "<U+1F3FF>"),
            ("A🏿", "A<U+1F3FF>"),
            ("\0🏿", "^@<U+1F3FF>"),
            ("👍\u{200b}🏿", "👍<U+1F3FF>"),
        ] {
            assert_eq!(Shown::from(text).as_str(), shown);
            check_shown(text);
        }
    }

    /// What joined only what is left out joins nothing on a second look: found by fuzzing.
    #[test]
    fn syllables_without_their_middle() {
        for (text, shown) in
            [("\u{110f}\u{1160}\u{11ef}", "\u{110f}<U+11EF>"), ("\u{110f}\u{1161}\u{11ef}", "\u{110f}\u{1161}\u{11ef}")]
        {
            assert_eq!(Shown::from(text).as_str(), shown);
            check_shown(text);
        }
    }

    #[test]
    fn cutting_says_so() {
        assert_eq!(Shown::from("reopening").cut(6).as_str(), "reope…");
        assert_eq!(Shown::from("a\nb").as_str(), "a b");
    }
}
