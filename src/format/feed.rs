//! RSS, Atom and JSON Feed: each entry an article.

use super::builder::{Builder, count, squeezed};
use super::charset::decode;
use super::xml::{Xml, walk};
use super::{Article, BlockKind, Extracted, Failure, Limits, Meta, date, html};
use serde_json::Value;

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let (text, _) = decode(bytes);
    let (outlet, entries) = if text.trim_start().starts_with('{') { json(&text, limits)? } else { xml(&text, limits)? };
    let mut left = *limits;
    let mut articles = Vec::new();
    for entry in entries {
        if let Some(article) = entry.article(outlet.as_deref(), &left) {
            left.text = left.text.saturating_sub(article.text.len() + 2);
            articles.push(article);
        }
    }
    if articles.is_empty() {
        return Err(Failure::new("it has no entries with text", "a feed that was just fetched may be empty"));
    }
    Ok(Extracted { articles })
}

#[derive(Debug, Default)]
struct Entry {
    title: String,
    /// HTML, the fullest that there is.
    content: String,
    /// Text that is no HTML.
    plain: String,
    byline: String,
    date: String,
    address: String,
}

impl Entry {
    fn article(self, outlet: Option<&str>, limits: &Limits) -> Option<Article> {
        let mut builder = Builder::new(limits);
        let title = html::words(&self.title);
        if !title.is_empty() {
            builder.block(BlockKind::Title, 0, &title);
        }
        let hidden = html::write_all(
            &self.content,
            limits,
            &mut builder,
            Some(&title).filter(|t| !t.is_empty()).map(String::as_str),
        );
        for part in self.plain.split("\n\n") {
            builder.lines(BlockKind::Body, 0, part);
        }
        if hidden > 0 {
            let passages = count(hidden, "hidden passage", "hidden passages");
            builder.say("hidden-text", format!("{passages} left out: a browser would not show them."));
        }
        let some = |text: &str| Some(squeezed(text)).filter(|text| !text.is_empty());
        builder.article.meta = Meta {
            title: some(&title),
            byline: some(&self.byline),
            date: date::any(&self.date),
            outlet: outlet.map(ToOwned::to_owned),
            address: some(&self.address),
        };
        builder.finish().ok()
    }
}

type Found = (Option<String>, Vec<Entry>);

/// RSS 0.9 to 2.0 and Atom.
fn xml(text: &str, limits: &Limits) -> Result<Found, Failure> {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut outlet, mut value) = (String::new(), String::new());
    // Names of open elements, and where XHTML begins that is written out again.
    let mut open: Vec<String> = Vec::new();
    let mut page: Option<usize> = None;
    let mut in_entry: Option<usize> = None;
    let broken = walk(text, limits, |event| {
        match event {
            Xml::Open(tag) => {
                if page.is_some() {
                    value.push_str(&format!("<{}>", tag.name));
                    open.push(tag.name.clone());
                    return true;
                }
                value.clear();
                match tag.full.as_str() {
                    "item" | "entry" => {
                        if entries.len() >= limits.parts {
                            return false;
                        }
                        entries.push(Entry::default());
                        in_entry = Some(open.len());
                    }
                    "link" if in_entry.is_some() && tag.get("rel").is_none_or(|rel| rel == "alternate") => {
                        if let (Some(entry), Some(href)) = (entries.last_mut(), tag.get("href")) {
                            href.clone_into(&mut entry.address);
                        }
                    }
                    "content" | "summary" if tag.get("type") == Some("xhtml") => page = Some(open.len()),
                    _ => {}
                }
                open.push(tag.full.clone());
            }
            Xml::Text(more) if page.is_some() => {
                value.push_str(&more.replace('&', "&amp;").replace('<', "&lt;"));
            }
            Xml::Text(more) => value.push_str(more),
            Xml::Close(name) => {
                let Some(full) = open.pop() else { return true };
                if page.is_some_and(|page| open.len() > page) {
                    value.push_str(&format!("</{name}>"));
                    return true;
                }
                page = None;
                let parent = open.last().map(String::as_str).unwrap_or_default();
                if in_entry == Some(open.len()) {
                    in_entry = None;
                } else if in_entry.is_some() {
                    if let Some(entry) = entries.last_mut() {
                        take(entry, &full, parent, &value);
                    }
                } else if full == "title" && matches!(parent, "channel" | "feed") && outlet.is_empty() {
                    outlet = html::words(&value);
                }
                value.clear();
            }
        }
        true
    });
    // A feed that broke off is read as far as it goes.
    if entries.is_empty() {
        broken?;
    }
    Ok((Some(outlet).filter(|outlet| !outlet.is_empty()), entries))
}

fn take(entry: &mut Entry, name: &str, parent: &str, value: &str) {
    let set = |field: &mut String| {
        if field.is_empty() {
            value.trim().clone_into(field);
        }
    };
    match name {
        "title" if matches!(parent, "item" | "entry") => set(&mut entry.title),
        "link" | "guid" if value.trim().starts_with("http") => set(&mut entry.address),
        "pubDate" | "published" | "dc:date" | "issued" => value.trim().clone_into(&mut entry.date),
        "updated" | "modified" => set(&mut entry.date),
        "author" | "dc:creator" => set(&mut entry.byline),
        "name" if parent == "author" => set(&mut entry.byline),
        "description" | "summary" | "content" | "content:encoded" if value.len() > entry.content.len() => {
            value.clone_into(&mut entry.content);
        }
        _ => {}
    }
}

/// JSON Feed 1.0 and 1.1.
fn json(text: &str, limits: &Limits) -> Result<Found, Failure> {
    let feed: Value =
        serde_json::from_str(text).map_err(|error| Failure::new(format!("its JSON is broken: {error}"), ""))?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let items = feed.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let entry = |item: &Value| {
        let content = text(item, "content_html");
        let plain = if content.is_empty() { text(item, "content_text") } else { String::new() };
        let first = item.get("authors").and_then(|authors| authors.get(0)).or_else(|| item.get("author"));
        // Titles are text here, not HTML.
        let title = text(item, "title").replace('&', "&amp;").replace('<', "&lt;");
        let content = if content.is_empty() && plain.is_empty() { text(item, "summary") } else { content };
        let byline = first.map(|author| text(author, "name")).unwrap_or_default();
        Entry { title, content, plain, byline, date: text(item, "date_published"), address: text(item, "url") }
    };
    let outlet = Some(squeezed(&text(&feed, "title"))).filter(|title| !title.is_empty());
    Ok((outlet, items.iter().take(limits.parts).map(entry).collect()))
}
