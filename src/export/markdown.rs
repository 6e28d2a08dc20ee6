//! Untrusted text inside Markdown.

use crate::base::Shown;

/// One line that is drawn as it reads: no markup, no HTML, no links, no images, no cells; a
/// line end becomes a space.
pub(super) fn escape(text: &str) -> String {
    let shown = Shown::from(text);
    let mut line = Line::default();
    let mut out = String::with_capacity(text.len() + 8);
    let mut characters = shown.as_str().trim().chars().peekable();
    while let Some(c) = characters.next() {
        let is_markup = line.takes(c, characters.peek().copied());
        match c {
            // As entities, since some programs read these in spite of a backslash.
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' => out.push_str("&#124;"),
            c => {
                if is_markup {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

/// What a line holds so far, as far as it decides what may be markup.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Only white space.
    blank: bool,
    /// Only a number, of so many digits.
    number: Option<usize>,
    /// The letters `w` before.
    ws: usize,
}

impl Default for Line {
    fn default() -> Self {
        Self { blank: true, number: Some(0), ws: 0 }
    }
}

impl Line {
    /// Goes on by one character; whether it may be markup where it stands.
    pub(super) fn takes(&mut self, c: char, next: Option<char>) -> bool {
        let before = *self;
        if c == '\n' {
            *self = Self::default();
            return false;
        }
        let is_space = c.is_whitespace();
        self.number = before.number.filter(|_| c.is_ascii_digit() || (is_space && before.blank));
        if c.is_ascii_digit() {
            self.number = self.number.map(|digits| digits + 1);
        }
        self.blank &= is_space;
        self.ws = if c.eq_ignore_ascii_case(&'w') { before.ws + 1 } else { 0 };
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '~' | '$' | '^' | '@' => true,
            // What begins a heading, list, rule, table or definition.
            '#' | '+' | '-' | '=' => before.blank,
            // What becomes a link by itself: "https:", "www."; and ":smile:".
            ':' => before.blank || next.is_some_and(|next| next == '/' || next.is_alphabetic()),
            '.' | ')' => before.number.is_some_and(|digits| digits > 0) || (c == '.' && before.ws >= 3),
            _ => false,
        }
    }
}

/// A link that shows where it leads; the address has no white space and nothing hidden in it.
pub(super) fn link(address: &str) -> String {
    // What ends an autolink or a cell is written as in a URL.
    let address: String = address
        .chars()
        .map(|c| match c {
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '|' => "%7C".to_owned(),
            '\\' => "%5C".to_owned(),
            '`' => "%60".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("<{address}>")
}

/// The text in a fence that it can't leave.
pub(super) fn fenced(text: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let lines: Vec<String> = text.split('\n').map(|line| Shown::from(line).to_string()).collect();
    format!("{fence}text\n{}\n{fence}\n", lines.join("\n").trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    /// What a reader of Markdown that is not ours makes of it.
    fn read(markdown: &str) -> (String, Vec<String>) {
        let (mut words, mut other) = (String::new(), Vec::new());
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => words.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                event => other.push(format!("{event:?}")),
            }
        }
        (words, other)
    }

    #[test]
    fn hostile_words_are_only_words() {
        for text in [
            "<script>alert(1)</script>",
            "[click](javascript:alert(1))",
            "![pixel](https://evil.example/p.png)",
            "https://evil.example www.evil.example a@evil.example",
            "<https://evil.example>",
            "# no heading",
            "1. no list",
            "1) no list",
            "- no list",
            "> no quote",
            "a | b",
            "`code` **bold** ~~gone~~ $x$ [^1] [^1]: note",
            "&lt; &#60;",
            "{>>comment<<}",
            "| --- |",
            "---",
            "===",
            ":-- term",
            "back\\slash",
        ] {
            assert_eq!(read(&escape(text)), (text.to_owned(), Vec::new()), "{}", escape(text));
        }
    }

    proptest! {
        #[test]
        fn any_words_are_only_words(text in "[ -~é日]{0,40}") {
            let (words, other) = read(&escape(&text));
            prop_assert_eq!(other, Vec::<String>::new());
            // Runs of spaces and smart punctuation are the reader's own.
            let plain = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
            prop_assert_eq!(plain(&words), plain(&text));
        }

        #[test]
        fn nothing_leaves_a_fence(text in "[`~a<\n]{0,60}") {
            let (words, other) = read(&fenced(&text));
            prop_assert_eq!(other.len(), 1, "{:?}", other);
            prop_assert_eq!(words.trim_end(), text.trim_end());
        }
    }
}
