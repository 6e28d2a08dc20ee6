//! What a page says about itself: in its head, in data for search engines, and at its top.

use super::super::builder::squeezed;
use super::super::{Meta, date};
use super::article::Skipped;
use super::tree::Tree;
use serde_json::Value;

/// Byline, date, outlet and address; the title as the head has it.
pub(super) fn of(tree: &Tree, skipped: &Skipped) -> Meta {
    let data = Data::of(tree);
    let outlet = named(tree, &["og:site_name", "application-name", "dc.publisher", "publisher"]).or(data.outlet);
    let title = data
        .title
        .or_else(|| named(tree, &["og:title", "twitter:title", "dc.title", "citation_title"]))
        .or_else(|| tree.nodes.iter().position(|node| &*node.name == "title").map(|at| squeezed(&tree.text(at))));
    let title = title.map(|title| without_site(&title, outlet.as_deref())).filter(|title| !title.is_empty());
    let day = named(
        tree,
        &[
            "article:published_time",
            "datepublished",
            "date",
            "dc.date",
            "dcterms.date",
            "dc.date.issued",
            "pubdate",
            "publishdate",
            "article:published",
            "parsely-pub-date",
            "sailthru.date",
            "citation_publication_date",
            "dcterms.created",
        ],
    );
    let date = day
        .and_then(|day| date::any(&day))
        .or_else(|| data.date.and_then(|day| date::any(&day)))
        .or_else(|| times(tree));
    let byline = named(tree, &["author", "article:author", "dc.creator", "parsely-author", "byl", "citation_author"])
        .or(data.byline)
        .or_else(|| marked_author(tree, skipped))
        .map(|name| name.trim_start_matches("By ").trim_start_matches("by ").to_owned())
        .filter(|name| !name.contains("://") && !name.is_empty() && name.len() < 200);
    let address = canonical(tree).or_else(|| named(tree, &["og:url"]));
    Meta { title, byline, date, outlet, address }
}

/// The title as the reader sees it: the first heading of the page that the head's title holds, else the head's.
pub(super) fn title(tree: &Tree, skipped: &Skipped, meta: &Meta) -> Option<String> {
    let fold =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut headings = tree.nodes.iter().enumerate().filter(|(at, node)| &*node.name == "h1" && !skipped.gone[*at]);
    let first = headings.next().map(|(at, _)| squeezed(&shown(tree, skipped, at))).filter(|text| !text.is_empty());
    let only = headings.next().is_none();
    match (&meta.title, first) {
        (Some(said), Some(seen)) => {
            let (a, b) = (fold(said), fold(&seen));
            // A heading that shares no words with the head's title is the site's name.
            let alike = only || a.contains(&b) || b.contains(&a);
            Some(if alike && seen.len() < 400 { seen } else { said.clone() })
        }
        // "The Kessin Courier - Pier to reopen" over an article whose own heading is of the second rank.
        (Some(said), None) if said.len() < 400 => {
            let second = tree.nodes.iter().enumerate().filter(|(at, node)| &*node.name == "h2" && !skipped.gone[*at]);
            let own = second.take(8).map(|(at, _)| squeezed(&shown(tree, skipped, at))).find(|seen| {
                BETWEEN.iter().any(|mark| {
                    let part = |whole: Option<&str>| whole.is_some_and(|part| fold(part) == fold(seen));
                    part(said.split_once(mark).map(|(_, title)| title))
                        || part(said.rsplit_once(mark).map(|(title, _)| title))
                })
            });
            own.or_else(|| Some(said.clone()))
        }
        (said, seen) => seen.filter(|seen| seen.len() < 400).or_else(|| said.clone()),
    }
}

/// The text of an element without what is left out in it.
fn shown(tree: &Tree, skipped: &Skipped, at: usize) -> String {
    let inside = at..tree.nodes[at].end;
    inside.filter(|&i| tree.nodes[i].is_text() && !skipped.gone[i]).map(|i| &*tree.nodes[i].text).collect()
}

/// Marks between a page's title and the name of its site.
const BETWEEN: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " · ", " » "];

/// "The Kessin Courier" in "The Kessin Courier - Pier to reopen", where the article's title is the rest: it has capitals
/// as a name has, and is no other section's.
pub(super) fn site(said: &str, title: &str) -> Option<String> {
    let named = |name: &str| {
        let small = |word: &str| matches!(word, "of" | "the" | "for" | "and" | "in" | "on" | "de" | "la");
        let mut words = name.split_whitespace();
        let (count, first) = (name.split_whitespace().count(), name.chars().next());
        count <= 6
            && first.is_some_and(char::is_uppercase)
            && words.all(|word| small(word) || !word.starts_with(char::is_lowercase))
    };
    BETWEEN.iter().find_map(|mark| {
        let name = said.strip_prefix(title).and_then(|rest| rest.strip_prefix(mark));
        let name = name.or_else(|| said.strip_suffix(title).and_then(|rest| rest.strip_suffix(mark)))?.trim();
        let alone = BETWEEN.iter().all(|other| !name.contains(other));
        (alone && named(name)).then(|| name.to_owned())
    })
}

/// The content of the first of these that the head has.
fn named(tree: &Tree, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        tree.nodes.iter().filter(|node| &*node.name == "meta").find_map(|node| {
            let key =
                node.attribute("property").or_else(|| node.attribute("name")).or_else(|| node.attribute("itemprop"))?;
            let value = squeezed(node.attribute("content")?);
            (key.eq_ignore_ascii_case(name) && !value.is_empty()).then_some(value)
        })
    })
}

fn canonical(tree: &Tree) -> Option<String> {
    let link = tree.nodes.iter().find(|node| &*node.name == "link" && node.attribute("rel") == Some("canonical"))?;
    link.attribute("href").map(squeezed).filter(|href| href.starts_with("http"))
}

/// The first time in the page that is marked as its day, else the first.
fn times(tree: &Tree) -> Option<String> {
    let marked = |node: &&super::tree::Node| node.attribute("itemprop") == Some("datePublished");
    let when = |node: &super::tree::Node| date::any(node.attribute("datetime").or_else(|| node.attribute("content"))?);
    tree.nodes
        .iter()
        .filter(marked)
        .find_map(when)
        .or_else(|| tree.nodes.iter().filter(|node| &*node.name == "time").find_map(when))
}

fn marked_author(tree: &Tree, _skipped: &Skipped) -> Option<String> {
    let is = |node: &super::tree::Node| {
        node.attribute("rel") == Some("author")
            || node.attribute("itemprop") == Some("author")
            || node
                .attribute("class")
                .is_some_and(|class| class.split_whitespace().any(|c| c == "byline" || c == "author"))
    };
    let at = tree.nodes.iter().position(is)?;
    let text = squeezed(&tree.text(at));
    let end = [" | ", " · ", " • ", " — "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    Some(text[..end].trim().to_owned()).filter(|text| text.split(' ').count() <= 12)
}

/// "The pier reopens - Kessin Courier" without the site's name.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in BETWEEN {
        if let Some((before, after)) = title.rsplit_once(mark) {
            let is_site = site.is_some_and(|site| after.trim().eq_ignore_ascii_case(site));
            let short = after.split_whitespace().count() <= 4 && before.split_whitespace().count() >= 4;
            if is_site || short && site.is_none() && mark == " | " {
                return before.trim().to_owned();
            }
        }
    }
    title.trim().to_owned()
}

/// What JSON for search engines says (schema.org).
#[derive(Default)]
struct Data {
    title: Option<String>,
    byline: Option<String>,
    date: Option<String>,
    outlet: Option<String>,
}

impl Data {
    fn of(tree: &Tree) -> Self {
        let mut data = Self::default();
        let is = |node: &super::tree::Node| {
            &*node.name == "script"
                && node.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
        };
        for (at, _) in tree.nodes.iter().enumerate().filter(|(_, node)| is(node)).take(20) {
            let text = tree.text(at);
            if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
                data.look(&value, 0);
            }
        }
        data
    }

    fn look(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(values) if depth < 8 => values.iter().take(100).for_each(|value| self.look(value, depth + 1)),
            Value::Object(object) if depth < 8 => {
                if let Some(date) = object.get("datePublished").and_then(Value::as_str) {
                    let text = |key: &str| object.get(key).and_then(Value::as_str).map(super::words);
                    self.date.get_or_insert_with(|| date.to_owned());
                    self.title = self.title.take().or_else(|| text("headline"));
                    self.byline = self.byline.take().or_else(|| object.get("author").and_then(name));
                    self.outlet = self.outlet.take().or_else(|| object.get("publisher").and_then(name));
                }
                if let Some(graph) = object.get("@graph") {
                    self.look(graph, depth + 1);
                }
            }
            _ => {}
        }
    }
}

fn name(value: &Value) -> Option<String> {
    let names = match value {
        Value::String(name) => squeezed(name),
        Value::Object(object) => squeezed(object.get("name")?.as_str()?),
        Value::Array(values) => {
            let one = |value: &Value| match value {
                Value::Object(object) => object.get("name").and_then(Value::as_str).map(squeezed),
                Value::String(name) => Some(squeezed(name)),
                _ => None,
            };
            values.iter().filter_map(one).take(8).collect::<Vec<_>>().join(", ")
        }
        _ => return None,
    };
    Some(names).filter(|names| !names.is_empty())
}
