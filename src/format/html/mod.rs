//! Web pages: the article, without what stands around it.
//!
//! The page becomes a flat tree (`tree`); what is not shown (`hidden`) and what is not the article (`article`) is
//! marked; what is left is written as blocks (`write`); the head and its data tell title, byline, date and
//! outlet (`meta`). Books and mails use the same writer on the whole of their pages.

mod article;
mod hidden;
mod meta;
mod tree;
mod write;

use super::builder::{Builder, count};
use super::charset::decode;
use super::{Article, BlockKind, Extracted, Failure, Limits};
use tree::Tree;

/// The article of a page.
pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let (html, encoding) = decode(bytes);
    let mut article = page(&html, limits)?;
    if let Some(message) = encoding {
        article.notices.push(super::Said { code: "encoding".to_owned(), message });
    }
    Ok(Extracted { articles: vec![article] })
}

fn page(html: &str, limits: &Limits) -> Result<Article, Failure> {
    let tree = Tree::parse(html, limits.depth);
    let skipped = article::Skipped::of(&tree, true);
    let mut meta = meta::of(&tree, &skipped);
    let chosen = article::choose(&tree, &skipped);
    let mut builder = Builder::new(limits);
    let title = meta::title(&tree, &skipped, &meta);
    if let Some(title) = &title {
        builder.block(BlockKind::Title, 0, title);
    }
    let before = builder.article.blocks.len();
    write::write(&tree, chosen, &skipped, &mut builder, title.as_deref());
    // A page that is all heading is read too.
    if builder.article.blocks.len() == before && title.as_ref().is_none_or(|title| title.len() < 120) {
        let why = "no article was found on this page";
        return Err(Failure::new(why, "save the page again after it has loaded, or save its text"));
    }
    if let (None, Some(said), Some(title)) = (&meta.outlet, &meta.title, &title) {
        meta.outlet = meta::site(said, title);
    }
    meta.title = title;
    tell(&mut builder, &tree, skipped.hidden);
    builder.article.meta = meta;
    builder.finish()
}

fn tell(builder: &mut Builder, tree: &Tree, hidden: usize) {
    if hidden > 0 {
        let passages = count(hidden, "hidden passage", "hidden passages");
        builder.say("hidden-text", format!("{passages} left out: a browser would not show them."));
    }
    if tree.flattened {
        builder.say("cut-off", "Its elements are nested deeper than browsers show; the deepest were taken as flat.");
    }
}

/// Writes all of a page that is shown: a chapter, a mail, an entry of a feed.
/// Tells how many hidden passages were left out.
pub(super) fn write_all(html: &str, limits: &Limits, builder: &mut Builder, title: Option<&str>) -> usize {
    let tree = Tree::parse(&opened(html), limits.depth);
    let skipped = article::Skipped::of(&tree, false);
    write::write(&tree, 0, &skipped, builder, title);
    skipped.hidden
}

/// XHTML may end elements in their own tag that in HTML swallow what comes next: `<title/>`. Such get an end.
fn opened(html: &str) -> std::borrow::Cow<'_, str> {
    const SWALLOW: [&str; 6] = ["<title", "<script", "<style", "<textarea", "<iframe", "<noscript"];
    if !html.contains("xmlns=") {
        return html.into();
    }
    let mut out = String::new();
    let (mut done, mut seen) = (0, 0);
    for (at, _) in html.match_indices('<') {
        if at < seen {
            continue;
        }
        let Some(tag) = SWALLOW.iter().find(|tag| html[at..].starts_with(**tag)) else { continue };
        let Some(end) = memchr::memchr(b'>', &html.as_bytes()[at..]).map(|end| at + end) else { break };
        seen = end;
        if html[..end].ends_with('/') {
            out.push_str(&html[done..end - 1]);
            out.push_str(&format!("></{}>", &tag[1..]));
            done = end + 1;
        }
    }
    out.push_str(&html[done..]);
    out.into()
}

/// The words of a piece of HTML, on one line: titles of feeds.
pub(super) fn words(html: &str) -> String {
    let tree = Tree::parse(html, 64);
    super::builder::squeezed(&tree.text(0))
}

#[cfg(test)]
mod tests;
