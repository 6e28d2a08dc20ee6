//! Tags to elements in one flat list.
//!
//! The list is in the order of the page, each element with the end of its subtree, so that nothing walks it
//! recursively and nesting costs no stack. Tags are matched as browsers do where it matters for text: open
//! paragraphs, items and cells end where the next begins; what closes nothing is ignored.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// An element, or a run of text.
#[derive(Debug)]
pub(super) struct Node {
    /// Lower-case; empty for text.
    pub name: Box<str>,
    /// Of elements: those that are of use here.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// Of text: its characters, entities decoded.
    pub text: Box<str>,
    /// One past the last node inside.
    pub end: usize,
    /// The element around it; 0, the root, is its own.
    pub parent: usize,
}

impl Node {
    pub(super) fn is_text(&self) -> bool {
        self.name.is_empty()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }
}

/// A page.
#[derive(Debug)]
pub(super) struct Tree {
    /// The root at 0, then everything in order.
    pub nodes: Vec<Node>,
    /// Whether something stood deeper than the limit and was taken as flat.
    pub flattened: bool,
}

const KEPT: &[&str] = &[
    "id",
    "class",
    "style",
    "hidden",
    "aria-hidden",
    "role",
    "property",
    "name",
    "content",
    "itemprop",
    "datetime",
    "rel",
    "type",
    "color",
    "bgcolor",
    "href",
    "epub:type",
    "start",
    "alt",
    "http-equiv",
    "align",
    "width",
    "height",
];

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that stand in lines, not as blocks.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "ruby"
            | "rb"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "img"
            | "br"
            | ""
            | "amp-img"
            | "picture"
            | "custom"
    )
}

impl Tree {
    /// The tree of a page, no deeper than `depth`.
    pub(super) fn parse(html: &str, depth: usize) -> Self {
        let root = Node { name: "#root".into(), attributes: Vec::new(), text: "".into(), end: 0, parent: 0 };
        let mut growing = Growing { nodes: vec![root], open: vec![0], depth: depth.max(4), flattened: false };
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Ok(Token::StartTag(tag)) => {
                    let text = |bytes: &[u8]| Box::<str>::from(String::from_utf8_lossy(bytes));
                    let attributes = tag
                        .attributes
                        .iter()
                        .map(|(name, value)| (text(name), text(value)))
                        .filter(|(name, _)| KEPT.contains(&&**name))
                        .collect();
                    growing.start(&String::from_utf8_lossy(&tag.name), attributes, tag.self_closing);
                }
                Ok(Token::EndTag(tag)) => growing.end(&String::from_utf8_lossy(&tag.name)),
                Ok(Token::String(text)) => growing.text(&String::from_utf8_lossy(&text)),
                Ok(_) => {}
                Err(never) => match never {},
            }
        }
        growing.close_to(0);
        let end = growing.nodes.len();
        growing.nodes[0].end = end;
        Self { nodes: growing.nodes, flattened: growing.flattened }
    }

    /// The text of a subtree, as written.
    pub(super) fn text(&self, at: usize) -> String {
        let inside = &self.nodes[at..self.nodes[at].end];
        inside.iter().filter(|node| node.is_text()).map(|node| &*node.text).collect()
    }
}

struct Growing {
    nodes: Vec<Node>,
    open: Vec<usize>,
    depth: usize,
    flattened: bool,
}

impl Growing {
    fn name(&self, at: usize) -> &str {
        &self.nodes[self.open[at]].name
    }

    fn close_to(&mut self, length: usize) {
        let end = self.nodes.len();
        for at in self.open.drain(length.max(1).min(self.open.len())..) {
            self.nodes[at].end = end;
        }
    }

    fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    fn parent(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    fn start(&mut self, name: &str, attributes: Vec<(Box<str>, Box<str>)>, self_closing: bool) {
        self.imply_ends(name);
        let (at, parent) = (self.nodes.len(), self.parent());
        self.push(Node { name: name.into(), attributes, text: "".into(), end: at + 1, parent });
        // In HTML "<div/>" opens a div; only drawings close that way.
        let drawing = self_closing && matches!(name, "path" | "circle" | "rect" | "use" | "g" | "line" | "polygon");
        let book = self_closing && matches!(name, "a" | "span" | "p" | "title" | "script" | "i" | "b" | "td");
        if VOID.contains(&name) || drawing || book {
            return;
        }
        if self.open.len() >= self.depth {
            self.flattened = true;
        } else {
            self.open.push(at);
        }
    }

    /// Ends what ends by itself where this begins.
    fn imply_ends(&mut self, name: &str) {
        let closes = |open: &str| match name {
            "li" => open == "li",
            "dt" | "dd" => matches!(open, "dt" | "dd"),
            "tr" => matches!(open, "tr" | "td" | "th"),
            "td" | "th" => matches!(open, "td" | "th"),
            "tbody" | "thead" | "tfoot" => matches!(open, "tr" | "td" | "th" | "tbody" | "thead" | "tfoot"),
            "option" => open == "option",
            _ => false,
        };
        let stops = |open: &str| match name {
            "li" => matches!(open, "ul" | "ol" | "menu" | "td" | "th" | "body"),
            "dt" | "dd" => matches!(open, "dl" | "td" | "th" | "body"),
            _ => matches!(open, "table" | "body"),
        };
        if matches!(name, "li" | "dt" | "dd" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "option") {
            let mut keep = self.open.len();
            for at in (1..self.open.len()).rev() {
                let open = self.name(at);
                if stops(open) {
                    break;
                }
                if closes(open) {
                    keep = at;
                }
            }
            self.close_to(keep);
        }
        if !is_inline(name) && !matches!(name, "script" | "style" | "svg" | "noscript" | "iframe" | "template") {
            let above = (1..self.open.len()).rev().take_while(|at| {
                let open = self.name(*at);
                open == "p" || is_inline(open)
            });
            if let Some(paragraph) = above.filter(|at| self.name(*at) == "p").last() {
                self.close_to(paragraph);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if name == "br" {
            return self.start("br", Vec::new(), false);
        }
        let table = matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot" | "td" | "th" | "body" | "html");
        let inline = is_inline(name);
        for at in (1..self.open.len()).rev() {
            let open = self.name(at);
            if open == name {
                return self.close_to(at);
            }
            // A stray end does not reach out of a cell, nor that of emphasis out of a block.
            let wall = !table && matches!(open, "td" | "th" | "table");
            if wall
                || inline && !is_inline(open) && !matches!(open, "p" | "div")
                || open == "table" && name != "table" && !table
            {
                return;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let (at, parent) = (self.nodes.len(), self.parent());
        self.push(Node { name: "".into(), attributes: Vec::new(), text: text.into(), end: at + 1, parent });
    }
}
