//! EPUB books: the chapters in the order of the spine.

use super::builder::{Builder, count, squeezed};
use super::container::Container;
use super::xml::{Xml, walk};
use super::{BlockKind, Extracted, Failure, Limits, Meta, date, html};
use std::collections::{HashMap, HashSet};

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut container = Container::open(bytes, limits)?;
    if container.has("META-INF/encryption.xml") && container.has("META-INF/rights.xml") {
        return Err(Failure::new("it is locked by its publisher", ""));
    }
    let mut root = None;
    walk(&container.needed("META-INF/container.xml")?, limits, |event| {
        if let Xml::Open(tag) = event
            && tag.name == "rootfile"
        {
            root = tag.get("full-path").map(ToOwned::to_owned);
        }
        root.is_none()
    })?;
    let root = root.ok_or_else(|| Failure::new("it does not say where its text is", ""))?;
    let package = Package::read(&container.needed(&root)?, limits)?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut builder = Builder::new(limits);
    if let Some(title) = &package.meta.title {
        builder.block(BlockKind::Title, 0, title);
    }
    let mut hidden = 0;
    // A book that names a chapter twice may name it a million times.
    let mut done = HashSet::new();
    for item in package.spine.iter().filter_map(|id| package.items.get(id)).filter(|item| !item.nav).take(limits.parts)
    {
        let path = resolve(folder, &item.href);
        if !done.insert(path.clone()) {
            continue;
        }
        if let Some(chapter) = container.text(&path)? {
            hidden += html::write_all(&chapter, limits, &mut builder, package.meta.title.as_deref());
        }
        if builder.cut {
            break;
        }
    }
    if hidden > 0 {
        let passages = count(hidden, "hidden passage", "hidden passages");
        builder.say("hidden-text", format!("{passages} left out: a reader of books would not show them."));
    }
    builder.article.meta = package.meta;
    Ok(Extracted { articles: vec![builder.finish()?] })
}

struct Item {
    href: String,
    /// Whether it is the book's table of contents.
    nav: bool,
}

#[derive(Default)]
struct Package {
    meta: Meta,
    items: HashMap<String, Item>,
    spine: Vec<String>,
}

impl Package {
    fn read(xml: &str, limits: &Limits) -> Result<Self, Failure> {
        let (mut package, mut inside, mut text) = (Self::default(), String::new(), String::new());
        walk(xml, limits, |event| {
            match event {
                Xml::Open(tag) => {
                    inside.clone_from(&tag.full);
                    text.clear();
                    match tag.name.as_str() {
                        "item" => {
                            let nav = tag.get("properties").is_some_and(|p| p.split_whitespace().any(|p| p == "nav"));
                            let page =
                                tag.get("media-type").is_none_or(|kind| kind.contains("html") || kind.contains("xml"));
                            if let (Some(id), Some(href), true) = (tag.get("id"), tag.get("href"), page) {
                                package.items.insert(id.to_owned(), Item { href: href.to_owned(), nav });
                            }
                        }
                        "itemref" if tag.get("linear") != Some("no") => {
                            package.spine.extend(tag.get("idref").map(ToOwned::to_owned));
                        }
                        _ => {}
                    }
                }
                Xml::Text(more) => text.push_str(more),
                Xml::Close(_) => {
                    let value = Some(squeezed(&text)).filter(|value| !value.is_empty());
                    let meta = &mut package.meta;
                    match inside.as_str() {
                        "dc:title" => meta.title = meta.title.take().or(value),
                        "dc:creator" => {
                            let names = meta.byline.iter().cloned().chain(value).collect::<Vec<_>>().join(", ");
                            meta.byline = Some(names).filter(|names| !names.is_empty() && names.len() < 400);
                        }
                        "dc:publisher" => meta.outlet = meta.outlet.take().or(value),
                        "dc:date" => meta.date = meta.date.take().or_else(|| date::any(&value?)),
                        _ => {}
                    }
                    inside.clear();
                }
            }
            true
        })?;
        Ok(package)
    }
}

/// A reference inside the container, from a folder in it.
fn resolve(folder: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code.filter(|_| *first == b'%') {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    let href = String::from_utf8_lossy(&bytes);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
