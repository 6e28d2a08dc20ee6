//! Elements to blocks.

use super::super::builder::{Builder, squeezed};
use super::super::{AsideKind, BlockKind};
use super::article::Skipped;
use super::tree::{Node, Tree, is_inline};

/// What surrounds the text that is being gathered.
struct Around {
    /// One past the last node of this.
    end: usize,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Quote,
    List,
    Ordered(u32),
    Item,
    Heading(u8),
    Row,
    Cell,
    Pre,
    Caption,
    Block,
}

/// Writes what is shown of a subtree. `title` is already written and is not written again.
pub(super) fn write(tree: &Tree, top: usize, skipped: &Skipped, builder: &mut Builder, title: Option<&str>) {
    let mut writer = Writer {
        builder,
        around: Vec::new(),
        asides: Vec::new(),
        text: String::new(),
        marker: None,
        title,
        cells: Vec::new(),
    };
    let end = tree.nodes[top].end;
    let mut at = top;
    while at < end {
        let node = &tree.nodes[at];
        writer.leave(at);
        if skipped.gone[at] {
            at = node.end;
            continue;
        }
        if node.is_text() {
            writer.text.push_str(&node.text);
        } else {
            if let Some((kind, rest)) = aside(node) {
                writer.flush();
                writer.asides.push((kind, if rest { end } else { node.end }, writer.builder.article.text.len()));
            }
            writer.enter(&node.name, node.end, node.attribute("class").unwrap_or_default(), node.attribute("start"));
        }
        at += 1;
    }
    writer.leave(usize::MAX);
    writer.flush();
}

struct Writer<'a> {
    builder: &'a mut Builder,
    around: Vec<Around>,
    /// Open asides: where they end, and how long the text was before them.
    asides: Vec<(AsideKind, usize, usize)>,
    text: String,
    /// The bullet or number of an item of which nothing is written yet.
    marker: Option<String>,
    title: Option<&'a str>,
    /// Cells of the open row.
    cells: Vec<String>,
}

/// Stands for a line break that the page asks for, while text is gathered.
const BREAK: char = '\u{2028}';

impl Writer<'_> {
    fn holds(&self, is: impl Fn(What) -> bool) -> usize {
        self.around.iter().filter(|around| is(around.what)).count()
    }

    /// Ends what does not reach to this node.
    fn leave(&mut self, at: usize) {
        while let Some(last) = self.around.last() {
            if at < last.end {
                break;
            }
            let what = last.what;
            match what {
                What::Cell => {
                    let cell = squeezed(&std::mem::take(&mut self.text).replace(BREAK, " "));
                    self.cells.push(cell);
                }
                What::Row => {
                    self.text.clear();
                    let cells = std::mem::take(&mut self.cells);
                    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
                    let kind = if filled > 1 { BlockKind::Row } else { BlockKind::Body };
                    let row = if filled > 1 { cells.join(" | ") } else { cells.concat() };
                    self.builder.block(kind, 0, &row);
                }
                _ => self.flush(),
            }
            self.around.pop();
            if what == What::Item {
                self.marker = None;
            }
        }
        while let Some((kind, _, start)) = self.asides.pop_if(|(_, end, _)| *end <= at) {
            self.flush();
            self.builder.aside(kind, start);
        }
    }

    fn enter(&mut self, name: &str, end: usize, class: &str, start: Option<&str>) {
        match name {
            "br" => return self.text.push(BREAK),
            "wbr" => return,
            "img" | "picture" | "amp-img" => return self.text.push(' '),
            _ if is_inline(name) => return,
            _ => {}
        }
        let in_cell = self.holds(|what| what == What::Cell) > 0;
        let what = match name {
            "tr" => What::Row,
            "td" | "th" => What::Cell,
            // Blocks in a cell are words of its row.
            _ if in_cell => {
                self.text.push(' ');
                return;
            }
            "blockquote" => What::Quote,
            "div" if class.contains("quote") && !class.contains("quoted-") => What::Quote,
            "ul" | "menu" | "dir" => What::List,
            "ol" => What::Ordered(start.and_then(|start| start.parse().ok()).unwrap_or(1)),
            "li" | "dd" => What::Item,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => What::Heading(name.as_bytes()[1] - b'0'),
            "pre" | "listing" => What::Pre,
            "figcaption" | "caption" => What::Caption,
            _ => What::Block,
        };
        if what == What::Row || what == What::Cell {
            if self.cells.is_empty() && what == What::Row {
                self.flush();
            }
            // A table within a row of a layout: its cells are apart from what came before.
            if self.holds(|what| what == What::Cell) > 0 {
                self.text.push(' ');
                return;
            }
            if what == What::Cell && self.holds(|what| what == What::Row) == 0 {
                return;
            }
            self.text.clear();
        } else {
            self.flush();
        }
        if what == What::Item {
            let list = self.around.iter_mut().rev().find_map(|around| match &mut around.what {
                What::Ordered(next) => Some(Some(next)),
                What::List => Some(None),
                _ => None,
            });
            self.marker = Some(match list {
                Some(Some(next)) => {
                    let marker = format!("{next}. ");
                    *next = next.saturating_add(1);
                    marker
                }
                _ => "• ".to_owned(),
            });
        }
        self.around.push(Around { end, what });
    }

    /// Writes the gathered text as a block.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        let quotes = self.holds(|what| what == What::Quote);
        let lists = self.holds(|what| matches!(what, What::List | What::Ordered(_)));
        let level = |n: usize| u8::try_from(n.clamp(1, 9)).unwrap_or(9);
        let innermost = self.around.iter().rev().map(|around| around.what);
        let special =
            innermost.clone().find(|what| matches!(what, What::Heading(_) | What::Pre | What::Caption | What::Item));
        let (kind, depth) = match special {
            Some(What::Heading(depth)) => (BlockKind::Heading, depth),
            Some(What::Pre) => {
                self.builder.lines(BlockKind::Other, 0, &text.replace(BREAK, "\n"));
                return;
            }
            Some(What::Caption) => (BlockKind::Other, 0),
            _ if quotes > 0 => (BlockKind::Quote, level(quotes)),
            Some(What::Item) => (BlockKind::List, level(lists)),
            _ => (BlockKind::Body, 0),
        };
        if matches!(kind, BlockKind::Heading | BlockKind::Body) && self.title.is_some_and(|title| same(title, &text)) {
            self.title = None;
            return;
        }
        if kind == BlockKind::Heading {
            self.builder.block(kind, depth, &text.replace(BREAK, " "));
            return;
        }
        for part in parts(&text) {
            let marker = self.marker.take().filter(|_| kind == BlockKind::List).unwrap_or_default();
            self.builder.lines(kind, depth, &format!("{marker}{part}"));
        }
    }
}

/// What mail programs put around earlier mails and signatures; `true` where it goes on to the end of the mail.
fn aside(node: &Node) -> Option<(AsideKind, bool)> {
    const EARLIER: [&str; 7] = [
        "gmail_quote",
        "gmail_quote_container",
        "yahoo_quoted",
        "moz-cite-prefix",
        "protonmail_quote",
        "zmail_extra",
        "mail-editor-reference-message-container",
    ];
    const REST: [&str; 3] = ["divRplyFwdMsg", "appendonsend", "OutlookMessageHeader"];
    const SIGNATURE: [&str; 5] =
        ["gmail_signature", "moz-signature", "protonmail_signature_block", "Signature", "ms-outlook-mobile-signature"];
    let class = node.attribute("class").unwrap_or_default();
    let names = || class.split_whitespace().chain(node.attribute("id")).map(|name| name.trim_start_matches("x_"));
    let is = |known: &[&str]| names().any(|name| known.contains(&name));
    let cited = &*node.name == "blockquote" && node.attribute("type").is_some_and(|kind| kind == "cite");
    if cited || is(&EARLIER) {
        Some((AsideKind::Earlier, false))
    } else if is(&REST) {
        Some((AsideKind::Earlier, true))
    } else {
        is(&SIGNATURE).then_some((AsideKind::Signature, false))
    }
}

/// Whether a heading is the title again.
fn same(title: &str, text: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    text.len() < 4 * title.len() + 40 && letters(title) == letters(text)
}

/// Paragraphs of one element: apart at two line breaks, and at one where a sentence ended before it; other breaks
/// are those of verses and addresses and stay.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in text.split(BREAK) {
        let line = squeezed(line);
        if line.is_empty() {
            fresh = true;
            continue;
        }
        let closed =
            parts.last().is_some_and(|part| part.ends_with(['.', '?', '!', ':', '”', '"', ')', ']', '—', '…']));
        match parts.last_mut().filter(|_| !fresh && !closed) {
            Some(part) => {
                part.push('\n');
                part.push_str(&line);
            }
            None => parts.push(line),
        }
        fresh = false;
    }
    parts
}
