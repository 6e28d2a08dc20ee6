//! What a page holds but a browser does not show.

use super::tree::{Node, Tree};
use std::collections::HashSet;

/// Selectors of one name that hide what they select, from the page's own style sheets.
#[derive(Debug, Default)]
pub(super) struct Hiding {
    classes: HashSet<String>,
    ids: HashSet<String>,
    tags: HashSet<String>,
}

/// Bytes of style sheets that are looked through.
const MOST: usize = 4 << 20;

impl Hiding {
    /// Of all style sheets in the page. Only rules that hold everywhere count: those of @media and the like are for
    /// other screens.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut hiding = Self::default();
        let mut room = MOST;
        for (at, node) in tree.nodes.iter().enumerate().filter(|(_, node)| &*node.name == "style") {
            let sheet = tree.text(at);
            if sheet.len() <= room && node.attribute("amp-boilerplate").is_none() {
                room -= sheet.len();
                hiding.sheet(&sheet);
            }
        }
        hiding
    }

    fn sheet(&mut self, sheet: &str) {
        let mut rest = sheet;
        while let Some(open) = rest.find('{') {
            let selectors = rest[..open].rsplit(['}', ';']).next().unwrap_or_default();
            let selectors = selectors.rsplit("*/").next().unwrap_or_default().trim();
            if selectors.starts_with('@') {
                // Up to the end of its block, with all blocks inside.
                let mut depth = 0_usize;
                let end = rest[open..].find(|c: char| {
                    depth = match c {
                        '{' => depth + 1,
                        '}' => depth.saturating_sub(1),
                        _ => depth,
                    };
                    c == '}' && depth == 0
                });
                rest = end.map_or("", |end| &rest[open + end + 1..]);
                continue;
            }
            let close = rest[open..].find('}').map_or(rest.len(), |close| open + close);
            if hides(&rest[open + 1..close], None) {
                selectors.split(',').for_each(|selector| self.selector(selector.trim()));
            }
            rest = rest.get(close + 1..).unwrap_or_default();
        }
    }

    /// Takes ".class", "#id", "tag" and "tag.class"; longer ones depend on where they stand.
    fn selector(&mut self, selector: &str) {
        let simple =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if let Some(id) = selector.strip_prefix('#').filter(|id| simple(id)) {
            self.ids.insert(id.to_owned());
        } else if let Some((tag, class)) = selector.split_once('.').filter(|(_, class)| simple(class)) {
            if tag.is_empty() || simple(tag) {
                self.classes.insert(class.to_owned());
            }
        } else if simple(selector) && !matches!(selector, "html" | "body") {
            // Pages hide their body until a script has run.
            self.tags.insert(selector.to_ascii_lowercase());
        }
    }

    /// Whether an element is not shown, by itself. `behind` is the colour behind it.
    pub(super) fn hides(&self, node: &Node, behind: Colour) -> bool {
        if node.is_text() || matches!(&*node.name, "html" | "body") {
            return false;
        }
        let class = || node.attribute("class").unwrap_or_default().split_whitespace();
        node.attribute("hidden").is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
            || node.attribute("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
            || self.tags.contains(&*node.name)
            || !self.ids.is_empty() && node.attribute("id").is_some_and(|id| self.ids.contains(id))
            || class().any(|class| self.classes.contains(class) || SCREEN_READERS.contains(&class))
            || node.attribute("style").is_some_and(|style| hides(style, Some(behind)))
            || &*node.name == "font" && node.attribute("color").and_then(colour).is_some_and(|own| own == behind)
    }
}

/// Names that style sheets of many sites give to what only screen readers read.
const SCREEN_READERS: &[&str] = &["sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"];

/// Red, green, blue.
pub(super) type Colour = (u8, u8, u8);

pub(super) const WHITE: Colour = (255, 255, 255);

/// The colour behind what stands in an element, if it sets one.
pub(super) fn background(node: &Node) -> Option<Colour> {
    let styled = node.attribute("style").and_then(|style| {
        declarations(style).filter(|(name, _)| matches!(&**name, "background" | "background-color")).last()
    });
    let styled = styled.and_then(|(_, value)| value.split_whitespace().find_map(colour));
    styled.or_else(|| node.attribute("bgcolor").and_then(colour))
}

fn declarations(style: &str) -> impl Iterator<Item = (String, String)> + '_ {
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.to_ascii_lowercase().replace("!important", "");
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    })
}

/// Whether these declarations hide what they are for.
fn hides(style: &str, behind: Option<Colour>) -> bool {
    let (mut absolute, mut away, mut clipped, mut tiny, mut overflow) = (false, false, false, 0, false);
    let mut front = None;
    let mut back = behind;
    for (name, value) in declarations(style) {
        let length = || length(&value);
        match &*name {
            "display" if value == "none" => return true,
            "visibility" if matches!(&*value, "hidden" | "collapse") => return true,
            "content-visibility" if value == "hidden" => return true,
            "opacity" if value.trim_end_matches('%').parse::<f32>().is_ok_and(|opacity| opacity <= 0.01) => {
                return true;
            }
            "font-size" if length().is_some_and(|size| size < 1.5) => return true,
            "text-indent" if length().is_some_and(|indent| indent <= -500.0) => return true,
            "transform" if value.contains("scale(0)") => return true,
            "color" if value == "transparent" => return true,
            "color" => front = colour(&value),
            "background" | "background-color" => back = value.split_whitespace().find_map(colour).or(back),
            "position" => absolute = matches!(&*value, "absolute" | "fixed"),
            "left" | "top" | "right" | "margin-left" | "margin-top" => away |= length().is_some_and(|at| at <= -500.0),
            "clip" | "clip-path" => {
                clipped |= value.replace(' ', "").starts_with("rect(0")
                    || ["inset(5", "inset(100%", "circle(0"].iter().any(|shape| value.starts_with(shape));
            }
            "width" | "height" | "max-height" | "max-width" => {
                tiny += usize::from(length().is_some_and(|size| size <= 1.0));
            }
            "overflow" => overflow = value == "hidden",
            _ => {}
        }
    }
    away || clipped && absolute || tiny > 0 && overflow || front.is_some() && front == back
}

/// A length in pixels, roughly; relative units count as if letters were of 16.
fn length(value: &str) -> Option<f32> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let number: f32 = value[..end].parse().ok()?;
    let unit = match value[end..].trim() {
        "em" | "rem" | "%" | "vw" | "vh" => 16.0,
        "pt" => 1.33,
        _ => 1.0,
    };
    Some(number * unit)
}

fn colour(value: &str) -> Option<Colour> {
    let value = value.trim().trim_end_matches([',', ';']).to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        let digit = |at: usize| hex.get(at..=at).and_then(|digit| u8::from_str_radix(digit, 16).ok());
        let pair = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        return match hex.len() {
            3 | 4 => Some((digit(0)? * 17, digit(1)? * 17, digit(2)? * 17)),
            6 | 8 => Some((pair(0)?, pair(2)?, pair(4)?)),
            _ => None,
        };
    }
    if let Some(rgb) = value.strip_prefix("rgb(").or_else(|| value.strip_prefix("rgba(")) {
        let mut parts = rgb.split([',', ' ', '/', ')']).filter(|part| !part.is_empty());
        let mut next = || parts.next()?.parse().ok();
        return Some((next()?, next()?, next()?));
    }
    match &*value {
        "white" => Some(WHITE),
        "black" => Some((0, 0, 0)),
        _ => None,
    }
}
