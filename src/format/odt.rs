//! OpenDocument text (ISO 26300): without deleted text, comments and hidden passages.

use super::builder::{Builder, count};
use super::container::Container;
use super::docx::core_meta;
use super::flow::{Flow, of_style};
use super::xml::{Tag, Xml, walk};
use super::{BlockKind, Extracted, Failure, Limits, Meta};
use std::collections::{HashMap, HashSet};

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut container = Container::open(bytes, limits)?;
    let content = container.needed("content.xml")?;
    let mut sheets = Sheets::default();
    if let Some(styles) = container.text("styles.xml")? {
        sheets.read(&styles, limits)?;
    }
    sheets.read(&content, limits)?;
    let mut walker = Walker {
        flow: Flow::new(Builder::new(limits)),
        sheets,
        open: Vec::new(),
        changes: 0,
        comments: 0,
        hidden: 0,
        lists: 0,
        body: false,
        notes: Vec::new(),
        note: String::new(),
    };
    walk(&content, limits, |event| {
        match event {
            Xml::Open(tag) => walker.enter(tag),
            Xml::Close(name) => walker.leave(name),
            Xml::Text(text) => walker.put(text),
        }
        !walker.flow.builder.cut
    })?;
    let Walker { mut flow, changes, comments, hidden, notes, .. } = walker;
    for note in notes {
        flow.builder.block(BlockKind::Other, 0, &note);
    }
    let mut builder = flow.builder;
    if changes > 0 {
        let changes = count(changes, "tracked change", "tracked changes");
        builder.say("tracked-changes", format!("{changes}: the text is shown as if all were accepted."));
    }
    if hidden > 0 {
        let passages = count(hidden, "hidden passage", "hidden passages");
        builder.say("hidden-text", format!("{passages} left out: a word processor would not show them."));
    }
    if comments > 0 {
        builder.say("comments", "It has comments in its margin, which are left out.");
    }
    builder.article.meta = match container.text("meta.xml")? {
        Some(meta) => core_meta(&meta, limits)?,
        None => Meta::default(),
    };
    Ok(Extracted { articles: vec![builder.finish()?] })
}

/// What styles are, by their own name or their parent's, and which hide their text.
#[derive(Default)]
struct Sheets {
    kinds: HashMap<String, (BlockKind, u8)>,
    hidden: HashSet<String>,
}

impl Sheets {
    fn read(&mut self, xml: &str, limits: &Limits) -> Result<(), Failure> {
        let mut name = String::new();
        walk(xml, limits, |event| {
            match event {
                Xml::Open(tag) if tag.name == "style" => {
                    tag.get("name").unwrap_or_default().clone_into(&mut name);
                    let parent = tag.get("parent-style-name").unwrap_or_default();
                    // Names of styles write a space as "_20_".
                    let plain = |name: &str| of_style(&name.replace("_20_", " "));
                    let own = plain(&name).or_else(|| plain(parent)).or_else(|| self.kinds.get(parent).copied());
                    if let Some(own) = own {
                        self.kinds.insert(name.clone(), own);
                    }
                    if self.hidden.contains(parent) {
                        self.hidden.insert(name.clone());
                    }
                }
                Xml::Open(tag) if tag.name == "text-properties" => {
                    let tiny = tag
                        .get("font-size")
                        .and_then(|size| size.trim_end_matches("pt").parse::<f32>().ok())
                        .is_some_and(|size| size <= 1.0);
                    let white = tag.get("color").is_some_and(|colour| colour.eq_ignore_ascii_case("#ffffff"))
                        && tag
                            .get("background-color")
                            .is_none_or(|back| back == "transparent" || back.eq_ignore_ascii_case("#ffffff"));
                    if tag.get("display") == Some("none") || tiny || white {
                        self.hidden.insert(name.clone());
                    }
                }
                _ => {}
            }
            true
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Left out.
    Skipped,
    /// Running text: a paragraph of this kind, or a heading.
    Paragraph(BlockKind, u8),
    Note,
    Other,
}

struct Walker {
    flow: Flow,
    sheets: Sheets,
    open: Vec<Inside>,
    changes: usize,
    comments: usize,
    hidden: usize,
    lists: u8,
    body: bool,
    notes: Vec<String>,
    note: String,
}

impl Walker {
    fn skips(&self) -> bool {
        self.open.contains(&Inside::Skipped)
    }

    fn put(&mut self, text: &str) {
        if !self.body || self.skips() || !self.open.iter().any(|inside| matches!(inside, Inside::Paragraph(..))) {
            return;
        }
        if self.open.contains(&Inside::Note) {
            self.note.push_str(text);
        } else {
            // Line ends in the XML are white space.
            self.flow.text.push_str(&text.replace('\n', " "));
        }
    }

    fn enter(&mut self, tag: &Tag) {
        let style = tag.get("style-name").unwrap_or_default();
        let inside = match tag.full.as_str() {
            "office:text" => {
                self.body = true;
                Inside::Other
            }
            "text:tracked-changes" => Inside::Skipped,
            "text:changed-region" => {
                self.changes += 1;
                Inside::Skipped
            }
            "office:annotation" => {
                self.comments += 1;
                Inside::Skipped
            }
            "text:note-citation" | "text:index-title-template" | "office:forms" | "svg:title" | "svg:desc" => {
                Inside::Skipped
            }
            "text:hidden-text" | "text:hidden-paragraph" => {
                self.hidden += 1;
                Inside::Skipped
            }
            "text:note-body" => Inside::Note,
            "text:p" | "text:h" | "text:span" if self.sheets.hidden.contains(style) && self.body => {
                self.hidden += 1;
                Inside::Skipped
            }
            "text:h" => {
                let level = tag.get("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                let kind = self.sheets.kinds.get(style).copied().filter(|(kind, _)| *kind == BlockKind::Title);
                let (kind, level) = kind.unwrap_or((BlockKind::Heading, level));
                Inside::Paragraph(kind, level)
            }
            "text:p" => {
                let (kind, level) = self
                    .sheets
                    .kinds
                    .get(style)
                    .copied()
                    .or_else(|| of_style(&style.replace("_20_", " ")))
                    .unwrap_or((BlockKind::Body, 0));
                let plain = kind == BlockKind::List;
                Inside::Paragraph(if plain { BlockKind::Body } else { kind }, level)
            }
            "text:s" => {
                self.put(" ");
                Inside::Other
            }
            "text:tab" => {
                self.put(" ");
                Inside::Other
            }
            "text:line-break" => {
                if self.body && !self.skips() {
                    self.flow.text.push('\n');
                }
                Inside::Other
            }
            "text:list" => {
                self.lists = self.lists.saturating_add(1);
                Inside::Other
            }
            "table:table" => {
                self.flow.open_table();
                Inside::Other
            }
            _ => Inside::Other,
        };
        self.open.push(inside);
    }

    fn leave(&mut self, name: &str) {
        let inside = self.open.pop().unwrap_or(Inside::Other);
        let in_note = self.open.contains(&Inside::Note);
        match (inside, name) {
            (Inside::Note, _) => self.notes.push(std::mem::take(&mut self.note)),
            (Inside::Paragraph(kind, level), _) if !in_note && !self.skips() => {
                if self.lists > 0 && matches!(kind, BlockKind::Body | BlockKind::List) {
                    self.flow.paragraph(BlockKind::List, self.lists.min(9), "• ");
                } else {
                    self.flow.paragraph(kind, level, "");
                }
            }
            (_, "list") => self.lists = self.lists.saturating_sub(1),
            (_, "table-cell") => self.flow.close_cell(),
            (_, "table-row") => self.flow.close_row(),
            (_, "table") => self.flow.close_table(),
            _ => {}
        }
    }
}
