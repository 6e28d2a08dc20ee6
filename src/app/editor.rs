//! A small text editor for prompts and notes: plain state, so that it can be drawn through
//! the same door as everything else and tested without a terminal.

use unicode_segmentation::UnicodeSegmentation;

/// The most that is taken in one paste, in bytes.
const PASTE: usize = 1 << 20;

/// Text being typed, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editor {
    text: String,
    cursor: usize,
}

impl Editor {
    /// With the cursor at the end.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text }
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte offset of the cursor, on a cluster boundary.
    #[must_use]
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Replaces everything, the cursor going to the end.
    pub fn set(&mut self, text: impl Into<String>) {
        *self = Self::new(text);
    }

    /// Types a character.
    pub fn insert(&mut self, c: char) {
        self.text.insert(self.cursor, c);
        self.cursor += c.len_utf8();
    }

    /// Takes pasted text: line ends become LF (or spaces on one line), other control
    /// characters are left out, and so is what exceeds a megabyte.
    pub fn paste(&mut self, pasted: &str, lines: bool) {
        let clean: String = pasted
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .map(|c| if c == '\n' && !lines { ' ' } else { c })
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .scan(0, |used, c| {
                *used += c.len_utf8();
                (*used <= PASTE).then_some(c)
            })
            .collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Removes the cluster before the cursor.
    pub fn backspace(&mut self) {
        let start = self.before();
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }

    /// Removes the cluster after the cursor.
    pub fn delete(&mut self) {
        let end = self.after();
        self.text.drain(self.cursor..end);
    }

    /// Removes the word before the cursor.
    pub fn delete_word(&mut self) {
        let start = self.word_before();
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }

    /// Removes everything before the cursor on its line.
    pub fn delete_to_start(&mut self) {
        let start = self.line_start();
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }

    /// Moves one cluster on (`true`) or back.
    pub fn step(&mut self, on: bool) {
        self.cursor = if on { self.after() } else { self.before() };
    }

    /// To the end (`true`) or the start of the line.
    pub fn edge(&mut self, end: bool) {
        self.cursor = if end { self.line_end() } else { self.line_start() };
    }

    /// One line down (`true`) or up, keeping the column in bytes as far as possible.
    pub fn line(&mut self, down: bool) {
        let column = self.cursor - self.line_start();
        let start = if down {
            let end = self.line_end();
            if end == self.text.len() {
                return;
            }
            end + 1
        } else {
            let start = self.line_start();
            if start == 0 {
                return;
            }
            self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1)
        };
        self.cursor = start;
        let end = self.line_end();
        while self.cursor < end && self.cursor - start < column {
            self.cursor = self.after();
        }
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |g| self.cursor + g.len())
    }

    fn word_before(&self) -> usize {
        let head = self.text[..self.cursor].trim_end();
        head.rfind(char::is_whitespace).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8))
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_and_taking_back() {
        let mut editor = Editor::new("ask the por");
        editor.insert('t');
        editor.delete_word();
        assert_eq!(editor.text(), "ask the ");
        editor.edge(false);
        editor.delete();
        editor.step(true);
        editor.insert('é');
        editor.backspace();
        assert_eq!((editor.text(), editor.cursor()), ("sk the ", 1));
    }

    #[test]
    fn lines_keep_the_column() {
        let mut editor = Editor::new("first\nno\nthird");
        editor.line(false);
        assert_eq!(editor.cursor(), 8);
        editor.line(false);
        assert_eq!(editor.cursor(), 2);
        editor.line(false);
        assert_eq!(editor.cursor(), 2);
        editor.line(true);
        editor.line(true);
        assert_eq!(editor.cursor(), 11);
    }

    #[test]
    fn pasted_controls_are_left_out() {
        let mut editor = Editor::default();
        editor.paste("a\u{1b}[201~b\r\nc\u{9b}", true);
        assert_eq!(editor.text(), "a[201~b\nc");
        let mut line = Editor::default();
        line.paste("a\nb", false);
        assert_eq!(line.text(), "a b");
    }
}
