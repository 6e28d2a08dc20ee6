//! Which part of a page is its article.

use super::hidden::{Hiding, WHITE, background};
use super::tree::{Node, Tree, is_inline};

/// What of a page is not read, and how much text is in what.
#[derive(Debug)]
pub(super) struct Skipped {
    /// For each node, whether it and all in it is left out.
    pub gone: Vec<bool>,
    /// Passages that a browser would not show and that hold words.
    pub hidden: usize,
}

impl Skipped {
    /// Goes over the page once. `around` says whether navigation, adverts and comments go too.
    pub(super) fn of(tree: &Tree, around: bool) -> Self {
        let hiding = Hiding::of(tree);
        let mut gone = vec![false; tree.nodes.len()];
        let mut hidden = 0;
        // Colours behind the open elements.
        let mut colours: Vec<(usize, super::hidden::Colour)> = vec![(tree.nodes.len(), WHITE)];
        let sums = sums(tree);
        let mut at = 0;
        while at < tree.nodes.len() {
            let node = &tree.nodes[at];
            while colours.len() > 1 && colours.last().is_some_and(|(end, _)| at >= *end) {
                colours.pop();
            }
            let behind = colours.last().map_or(WHITE, |(_, colour)| *colour);
            let secret = hiding.hides(node, behind);
            if secret && has_words(tree, at) {
                hidden += 1;
            }
            if secret || is_no_text(node) || around && is_around(tree, at, &sums) {
                gone[at..node.end].fill(true);
                at = node.end;
                continue;
            }
            if let Some(colour) = background(node) {
                colours.push((node.end, colour));
            }
            at += 1;
        }
        Self { gone, hidden }
    }
}

/// Elements whose content is no text of the page.
fn is_no_text(node: &Node) -> bool {
    matches!(
        &*node.name,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "svg"
            | "math"
            | "canvas"
            | "select"
            | "textarea"
            | "button"
            | "audio"
            | "video"
            | "map"
            | "datalist"
            | "noframes"
            | "rt"
            | "rp"
            | "dialog"
            | "title"
            | "input"
    )
}

fn has_words(tree: &Tree, at: usize) -> bool {
    let inside = &tree.nodes[at..tree.nodes[at].end];
    // Icons and the names of buttons are no passages.
    let mut letters = 0;
    let mut silent = 0;
    for (offset, node) in inside.iter().enumerate() {
        if is_no_text(node) && !node.is_text() {
            silent = silent.max(at + node.end - at);
        }
        if node.is_text() && at + offset >= silent {
            letters += node.text.chars().filter(|c| c.is_alphanumeric()).count();
        }
    }
    letters >= 6
}

fn letters(text: &str) -> usize {
    text.bytes().filter(|b| b.is_ascii_alphanumeric() || *b >= 0xc0).count()
}

/// Letters before each node, without those of scripts and the like: a subtree's are a difference.
fn sums(tree: &Tree) -> Vec<usize> {
    let mut sums = vec![0; tree.nodes.len() + 1];
    let mut silent = 0;
    for (at, node) in tree.nodes.iter().enumerate() {
        if is_no_text(node) {
            silent = silent.max(node.end);
        }
        sums[at + 1] = sums[at] + if at < silent { 0 } else { letters(&node.text) };
    }
    sums
}

/// Words in names of classes that stand around articles. A whole word of a name counts, not a part of one.
const AROUND: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "adverts",
    "advertisement",
    "advertising",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "comment",
    "comments",
    "commentlist",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "dropdown",
    "footer",
    "gdpr",
    "login",
    "masthead",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "outbrain",
    "pagination",
    "pager",
    "paywall",
    "popup",
    "promo",
    "promotion",
    "recirc",
    "recirculation",
    "recommended",
    "recommendation",
    "recommendations",
    "related",
    "share",
    "sharing",
    "sharebar",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "taglist",
    "teaser",
    "teasers",
    "toolbar",
    "topbar",
    "trending",
    "widget",
    "widgets",
    "toc",
    "readmore",
    "more",
    "meta",
    "postmeta",
    "pullquote",
    "author",
    "authors",
    "respond",
    "reply",
    "replies",
    "trackbacks",
    "dateline-date",
    "timestamp",
    "published",
    "updated",
    "metadata",
    "copyright",
    "credit",
    "credits",
    "donate",
    "donation",
    "partner",
    "partners",
    "download",
    "print",
    "hatnote",
    "navbox",
    "editsection",
    "reflist",
    "catlinks",
    "headline-list",
    "most-read",
    "mostread",
    "popular",
];

/// Whether an element stands around the article: navigation, adverts, comments.
fn is_around(tree: &Tree, at: usize, sums: &[usize]) -> bool {
    let node = &tree.nodes[at];
    let total = sums[tree.nodes.len()].max(1);
    let inside = sums[node.end] - sums[at];
    if node.is_text() || matches!(&*node.name, "html" | "body" | "article" | "main" | "#root") {
        return false;
    }
    let in_article = || ancestors(tree, at).any(|above| matches!(&*tree.nodes[above].name, "article" | "main"));
    match &*node.name {
        "nav" => return true,
        "aside" | "menu" | "form" => return inside * 2 < total,
        "footer" => return true,
        // The head of the page; that of an article holds its title, lead and byline.
        "header" if !in_article() => return inside * 4 < total,
        "address" => return true,
        _ => {}
    }
    let role = node.attribute("role").unwrap_or_default();
    if matches!(
        role,
        "navigation" | "banner" | "complementary" | "contentinfo" | "search" | "dialog" | "alertdialog" | "menu"
    ) {
        return true;
    }
    if matches!(node.attribute("itemprop"), Some("author" | "datePublished" | "dateModified" | "publisher" | "comment"))
        || node.attribute("rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "author"))
    {
        return true;
    }
    // "¶" behind a heading leads to the heading.
    if &*node.name == "a"
        && inside <= 1
        && node.attribute("class").is_some_and(|class| {
            class.split_whitespace().any(|name| matches!(name, "headerlink" | "permalink" | "anchor" | "anchorjs-link"))
        })
    {
        return true;
    }
    // A heading's id, and that of its section, is made of its words, whatever they say.
    let headed = |at: usize| matches!(tree.nodes[at].name.as_bytes(), [b'h', b'1'..=b'6']);
    let made = headed(at) || &*node.name == "section" && (at + 1..node.end.min(at + 4)).any(headed);
    let id = node.attribute("id").filter(|_| !made);
    let names = [node.attribute("class"), id];
    let around = names.into_iter().flatten().any(|names| names.split_whitespace().any(is_name_around));
    // What holds most of the page is not around it, whatever its name.
    if around && (!is_inline(&node.name) || node.name.as_ref() == "span") {
        return inside * 2 < total;
    }
    is_links(tree, at)
}

fn is_name_around(name: &str) -> bool {
    let mut words: Vec<String> = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && small {
            words.push(String::new());
        }
        small = c.is_lowercase();
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    // "article-body-with-sidebar", "has-ads" speak of something else than themselves.
    let other =
        |word: &&str| matches!(*word, "with" | "has" | "no" | "is" | "body" | "content" | "text" | "main" | "layout");
    if words.iter().any(other) && words.len() > 1 {
        return matches!(words.first(), Some(&("sidebar" | "comments" | "comment" | "related" | "footer" | "nav")));
    }
    words.iter().any(|word| AROUND.contains(word))
}

/// Blocks that are nearly only links: menus, lists of other articles.
fn is_links(tree: &Tree, at: usize) -> bool {
    let node = &tree.nodes[at];
    if !matches!(&*node.name, "ul" | "ol" | "div" | "section" | "p" | "dl") {
        return false;
    }
    // Large ones are decided by their parts, which keeps this linear.
    if node.end - at > 400 {
        return false;
    }
    let (mut all, mut linked, mut links, mut inside) = (0, 0, 0, 0);
    for (offset, node) in tree.nodes[at..node.end].iter().enumerate() {
        if &*node.name == "a" && node.attribute("href").is_some() {
            (inside, links) = (inside.max(node.end), links + 1);
        }
        let here = letters(&node.text);
        all += here;
        linked += if at + offset < inside { here } else { 0 };
    }
    let share = if matches!(&*node.name, "ul" | "ol" | "dl") { 75 } else { 90 };
    links >= 3 && linked * 100 > all * share
        || &*node.name == "p" && links == 1 && linked == all && all > 0 && is_pointer(tree, at)
}

/// "Read more: …" as a paragraph of its own.
fn is_pointer(tree: &Tree, at: usize) -> bool {
    let text = tree.text(at).trim().to_lowercase();
    ["read more", "related", "see also", "read also", "more:", "watch:", "also read"]
        .iter()
        .any(|p| text.starts_with(p))
}

fn ancestors(tree: &Tree, at: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(at), |at| (*at != 0).then(|| tree.nodes[*at].parent)).skip(1)
}

/// The element that holds the article: the deepest with most of the page's running text, or the article or main
/// part around it if that adds little else.
pub(super) fn choose(tree: &Tree, skipped: &Skipped) -> usize {
    // Sums before each node, so that a subtree's is a difference.
    let mut before = Vec::with_capacity(tree.nodes.len() + 1);
    before.push(0_usize);
    let mut linked = 0;
    for (at, node) in tree.nodes.iter().enumerate() {
        if &*node.name == "a" && node.attribute("href").is_some_and(|to| !to.starts_with('#')) {
            linked = linked.max(node.end);
        }
        let counts = !skipped.gone[at] && at >= linked;
        before.push(before[at] + if counts { letters(&node.text) } else { 0 });
    }
    let weight = |at: usize| before[tree.nodes[at].end] - before[at];
    let total = weight(0);
    let mut best = 0;
    'down: loop {
        let end = tree.nodes[best].end;
        let mut child = best + 1;
        while child < end {
            let node = &tree.nodes[child];
            let block = !is_inline(&node.name)
                && !matches!(
                    &*node.name,
                    "p" | "ul"
                        | "ol"
                        | "blockquote"
                        | "table"
                        | "tr"
                        | "td"
                        | "li"
                        | "h1"
                        | "h2"
                        | "pre"
                        | "dl"
                        | "tbody"
                );
            let layout = matches!(&*node.name, "table" | "tbody" | "tr" | "td") && weight(child) * 100 >= total * 85;
            if (block || layout) && weight(child) * 100 >= total * 70 && total > 0 {
                best = child;
                continue 'down;
            }
            child = node.end.max(child + 1);
        }
        break;
    }
    let inside = weight(best);
    let is_whole = |at: &usize| {
        let node = &tree.nodes[*at];
        matches!(&*node.name, "article" | "main")
            || node.attribute("itemprop") == Some("articleBody")
            || node.attribute("role") == Some("main")
    };
    ancestors(tree, best).find(is_whole).filter(|whole| weight(*whole) * 100 <= inside * 140).unwrap_or(best)
}
