//! Paragraphs and tables of office documents to blocks.

use super::BlockKind;
use super::builder::{Builder, squeezed};

/// Takes paragraphs as they end; those in tables become cells of rows.
pub(super) struct Flow {
    pub(super) builder: Builder,
    /// The text of the open paragraph.
    pub(super) text: String,
    /// How many tables are open.
    tables: usize,
    cells: Vec<String>,
    cell: String,
}

impl Flow {
    pub(super) fn new(builder: Builder) -> Self {
        Self { builder, text: String::new(), tables: 0, cells: Vec::new(), cell: String::new() }
    }

    /// Ends a paragraph.
    pub(super) fn paragraph(&mut self, kind: BlockKind, level: u8, marker: &str) {
        let text = std::mem::take(&mut self.text);
        if self.tables > 0 {
            let words = squeezed(&text);
            if !self.cell.is_empty() && !words.is_empty() {
                self.cell.push(' ');
            }
            self.cell.push_str(&words);
            return;
        }
        if text.trim().is_empty() {
            return;
        }
        let lines: Vec<String> = text.split('\n').map(squeezed).collect();
        self.builder.lines(kind, level, &format!("{marker}{}", lines.join("\n")));
    }

    pub(super) fn open_table(&mut self) {
        self.tables += 1;
    }

    pub(super) fn close_table(&mut self) {
        self.tables = self.tables.saturating_sub(1);
    }

    pub(super) fn close_cell(&mut self) {
        if self.tables == 1 {
            self.cells.push(std::mem::take(&mut self.cell));
        }
    }

    pub(super) fn close_row(&mut self) {
        if self.tables != 1 {
            return;
        }
        let cells = std::mem::take(&mut self.cells);
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let (kind, row) = match filled {
            0 => return,
            1 => (BlockKind::Body, cells.concat()),
            _ => (BlockKind::Row, cells.join(" | ")),
        };
        self.builder.block(kind, 0, &row);
    }
}

/// Heading, title and the like by the name of a style, as programs name those that come with them.
pub(super) fn of_style(name: &str) -> Option<(BlockKind, u8)> {
    let name = name.to_ascii_lowercase().replace(['_', '-'], " ");
    let name = name.trim();
    if name == "title" {
        return Some((BlockKind::Title, 0));
    }
    if let Some(level) = name.strip_prefix("heading") {
        let level = level.trim().parse().unwrap_or(1);
        return Some((BlockKind::Heading, level));
    }
    match name {
        "quote" | "intense quote" | "quotations" | "block text" | "blockquote" | "block quote" => {
            Some((BlockKind::Quote, 1))
        }
        "subtitle" => Some((BlockKind::Body, 0)),
        "caption" | "preformatted text" | "source code" | "footnote text" => Some((BlockKind::Other, 0)),
        _ if name.starts_with("list ") => Some((BlockKind::List, 1)),
        _ => None,
    }
}
