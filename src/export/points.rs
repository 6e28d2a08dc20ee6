//! Positions as other programs count them.

use crate::base::Span;

/// How many bytes lie between two marks of the table.
const STEP: usize = 256;

/// Turns bytes into Unicode code points: what W3C selectors, brat and Python count.
#[derive(Debug)]
pub struct Points<'t> {
    text: &'t str,
    /// Code points before each multiple of [`STEP`] bytes, rounded down to a character.
    before: Vec<usize>,
}

impl<'t> Points<'t> {
    /// For one text; linear.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let (mut count, mut from) = (0, 0);
        for mark in (0..=text.len()).step_by(STEP) {
            let at = text.floor_char_boundary(mark);
            count += text[from..at].chars().count();
            from = at;
            before.push(count);
        }
        Self { text, before }
    }

    /// Code points before this byte, which lies on the boundary of a character or counts as
    /// the one before.
    #[must_use]
    pub fn at(&self, byte: usize) -> usize {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let mark = byte / STEP;
        let from = self.text.floor_char_boundary(mark * STEP);
        self.before.get(mark).copied().unwrap_or(0) + self.text[from..byte].chars().count()
    }

    /// Start and end in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.at(span.start()), self.at(span.end()))
    }

    /// The byte before which there are this many code points; `None` beyond the end.
    #[must_use]
    pub fn byte(&self, point: usize) -> Option<usize> {
        let mark = self.before.partition_point(|before| *before <= point).checked_sub(1)?;
        let from = self.text.floor_char_boundary(mark * STEP);
        let rest = point - self.before[mark];
        let mut starts = self.text[from..].char_indices().map(|(at, _)| from + at).chain([self.text.len()]);
        starts.nth(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn points_are_counted_as_characters(text in "[a日é😀\n]{0,700}") {
            let points = Points::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), count);
                prop_assert_eq!(points.byte(count), Some(byte));
            }
            let all = text.chars().count();
            prop_assert_eq!((points.at(text.len()), points.byte(all), points.byte(all + 1)), (all, Some(text.len()), None));
        }
    }
}
