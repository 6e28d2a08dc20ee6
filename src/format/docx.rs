//! Word (Office Open XML, ECMA-376): the state that stands when all changes are accepted.

use super::builder::{Builder, count, squeezed};
use super::container::Container;
use super::flow::{Flow, of_style};
use super::xml::{Tag, Xml, walk};
use super::{BlockKind, Extracted, Failure, Limits, Meta};
use std::collections::HashMap;

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut container = Container::open(bytes, limits)?;
    let main = if container.has("word/document.xml") { "word/document.xml" } else { "word/document2.xml" };
    let document = container.needed(main)?;
    let styles = match container.text("word/styles.xml")? {
        Some(sheet) => styles(&sheet, limits)?,
        None => HashMap::new(),
    };
    let mut walker = Walker::new(Flow::new(Builder::new(limits)), &styles);
    walker.walk(&document, limits)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = container.text(notes)? {
            walker.notes = true;
            walker.walk(&notes, limits)?;
        }
    }
    let Walker { flow, changed, hidden, .. } = walker;
    let mut builder = flow.builder;
    if changed > 0 {
        let changes = count(changed, "tracked change", "tracked changes");
        builder.say("tracked-changes", format!("{changes}: the text is shown as if all were accepted."));
    }
    if hidden > 0 {
        let passages = count(hidden, "hidden passage", "hidden passages");
        builder.say("hidden-text", format!("{passages} left out: Word would not show them."));
    }
    if container.has("word/comments.xml") {
        builder.say("comments", "It has comments in its margin, which are left out.");
    }
    builder.article.meta = match container.text("docProps/core.xml")? {
        Some(core) => core_meta(&core, limits)?,
        None => Meta::default(),
    };
    Ok(Extracted { articles: vec![builder.finish()?] })
}

/// Title and author of a document's properties.
pub(super) fn core_meta(xml: &str, limits: &Limits) -> Result<Meta, Failure> {
    let (mut meta, mut inside) = (Meta::default(), String::new());
    walk(xml, limits, |event| {
        match event {
            Xml::Open(tag) => inside.clone_from(&tag.full),
            Xml::Close(_) => inside.clear(),
            Xml::Text(text) => {
                let field = match inside.as_str() {
                    "dc:title" => &mut meta.title,
                    "dc:creator" | "meta:initial-creator" => &mut meta.byline,
                    _ => return true,
                };
                field.get_or_insert_default().push_str(text);
            }
        }
        true
    })?;
    meta.title = meta.title.map(|title| squeezed(&title)).filter(|title| !title.is_empty());
    meta.byline = meta.byline.map(|name| squeezed(&name)).filter(|name| !name.is_empty());
    Ok(meta)
}

/// What a paragraph of a style is.
type Styles = HashMap<String, (BlockKind, u8)>;

fn styles(xml: &str, limits: &Limits) -> Result<Styles, Failure> {
    let (mut styles, mut id) = (Styles::new(), String::new());
    walk(xml, limits, |event| {
        if let Xml::Open(tag) = event {
            match tag.name.as_str() {
                "style" => tag.get("styleId").unwrap_or_default().clone_into(&mut id),
                "name" => {
                    if let Some(found) = of_style(tag.get("val").unwrap_or_default()) {
                        styles.insert(id.clone(), found);
                    }
                }
                "outlineLvl" => {
                    let level = tag.get("val").and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 9);
                    if let Some(level) = level {
                        styles.entry(id.clone()).or_insert((BlockKind::Heading, level + 1));
                    }
                }
                _ => {}
            }
        }
        true
    })?;
    Ok(styles)
}

struct Walker<'a> {
    flow: Flow,
    styles: &'a Styles,
    /// Of the open paragraph.
    kind: Option<(BlockKind, u8)>,
    /// Nesting of its list, from 1, if it is an item.
    list: Option<u8>,
    /// How many open elements leave out what is in them.
    skipping: usize,
    /// Elements that are open, as far as they matter.
    text: bool,
    /// Whether paragraph properties are open.
    properties: bool,
    /// Whether the open run is not shown, and whether the last one was.
    secret: bool,
    was_secret: bool,
    /// Whether the run has a shade or a highlight behind it.
    white: bool,
    shaded: bool,
    notes: bool,
    changed: usize,
    hidden: usize,
}

impl<'a> Walker<'a> {
    fn new(flow: Flow, styles: &'a Styles) -> Self {
        Self {
            flow,
            styles,
            kind: None,
            list: None,
            skipping: 0,
            text: false,
            properties: false,
            secret: false,
            was_secret: false,
            white: false,
            shaded: false,
            notes: false,
            changed: 0,
            hidden: 0,
        }
    }

    fn walk(&mut self, xml: &str, limits: &Limits) -> Result<(), Failure> {
        walk(xml, limits, |event| {
            match event {
                Xml::Open(tag) => self.open(tag),
                Xml::Close(name) => self.close(name),
                Xml::Text(text) => {
                    if self.text && self.skipping == 0 {
                        self.put(text);
                    }
                }
            }
            // After the last text that fits, the rest is only unpacked XML.
            !self.flow.builder.cut
        })
    }

    fn put(&mut self, text: &str) {
        let secret = self.secret || self.white && !self.shaded;
        if !secret {
            self.flow.text.push_str(text);
        } else if !self.was_secret && text.chars().any(char::is_alphanumeric) {
            self.hidden += 1;
        }
        self.was_secret = secret;
    }

    fn open(&mut self, tag: &Tag) {
        let on = || !matches!(tag.get("val"), Some("0" | "false" | "off"));
        match tag.name.as_str() {
            // Deleted or moved away, the older of two drawings, and what pictures hold.
            "del" | "moveFrom" if !self.properties => {
                self.skipping += 1;
                self.changed += 1;
            }
            "ins" | "moveTo" if !self.properties => self.changed += 1,
            "Fallback" | "instrText" => self.skipping += 1,
            "p" if tag.full.starts_with("w:") || tag.full == "p" => {
                if !self.flow.text.is_empty() {
                    // A box with paragraphs of its own inside a paragraph.
                    self.flow.paragraph(BlockKind::Body, 0, "");
                }
                (self.kind, self.list, self.was_secret) = (None, None, false);
            }
            "pPr" => self.properties = true,
            "pStyle" => self.kind = tag.get("val").and_then(|id| self.styles.get(id).copied().or_else(|| of_style(id))),
            "outlineLvl" if self.properties && self.kind.is_none() => {
                let level = tag.get("val").and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 9);
                self.kind = level.map(|level| (BlockKind::Heading, level + 1));
            }
            "numPr" if self.properties => self.list = self.list.or(Some(1)),
            "ilvl" if self.properties => {
                self.list = tag
                    .get("val")
                    .and_then(|level| level.parse::<u8>().ok())
                    .map(|level| level.saturating_add(1).min(9));
            }
            // "No list", which takes an item out of its style's list.
            "numId" if self.properties && tag.get("val") == Some("0") => self.list = None,
            "r" => (self.secret, self.white, self.shaded) = (false, false, false),
            "vanish" | "webHidden" if !self.properties => self.secret |= on() && tag.name == "vanish",
            "color" if !self.properties => {
                self.white = tag.get("val").is_some_and(|colour| colour.eq_ignore_ascii_case("ffffff"));
            }
            "shd" | "highlight" if !self.properties => self.shaded = true,
            "sz" if !self.properties => {
                self.secret |= tag.get("val").and_then(|size| size.parse::<u32>().ok()).is_some_and(|size| size <= 2);
            }
            "t" if tag.full.starts_with("w:") || tag.full == "t" => self.text = true,
            "tab" if !self.properties && self.skipping == 0 => self.put(" "),
            "br" | "cr" if self.skipping == 0 => {
                let page = matches!(tag.get("type"), Some("page" | "column"));
                self.put(if page { " " } else { "\n" });
            }
            "noBreakHyphen" if self.skipping == 0 => self.put("-"),
            "tbl" => self.flow.open_table(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" if !self.properties => self.skipping = self.skipping.saturating_sub(1),
            "Fallback" | "instrText" => self.skipping = self.skipping.saturating_sub(1),
            "pPr" => self.properties = false,
            "t" => self.text = false,
            "p" => {
                let (mut kind, mut level) = self.kind.unwrap_or((BlockKind::Body, 0));
                let mut marker = "";
                if let Some(depth) = self.list.filter(|_| !matches!(kind, BlockKind::Heading | BlockKind::Title)) {
                    (kind, level, marker) = (BlockKind::List, depth, "• ");
                } else if kind == BlockKind::List {
                    (kind, level) = (BlockKind::Body, 0);
                }
                if self.notes {
                    (kind, level) = (BlockKind::Other, 0);
                }
                self.flow.paragraph(kind, level, marker);
            }
            "tc" => self.flow.close_cell(),
            "tr" => self.flow.close_row(),
            "tbl" => self.flow.close_table(),
            _ => {}
        }
    }
}
