//! Texts out of what was extracted.

use super::decode::hidden;
use super::text::{Charset, Origin, Structure, Text};
use crate::base::{Error, ErrorKind, Hash, Notice, Result};
use crate::format::{Article, CODES, Extracted, Failure, Format};
use std::sync::Arc;

/// Spans hold 32-bit offsets, so a text must be smaller than this.
const MOST: usize = u32::MAX as usize;

/// The texts of an input: one, or one for each entry. Entries are named `name#1`, `name#2` and so on, and so are
/// the files they are said to come from, which [`super::open`] understands.
pub(super) fn texts(
    found: std::result::Result<Extracted, Failure>,
    format: Format,
    name: &str,
    origin: &Origin,
) -> Result<Vec<Text>> {
    let found = found.map_err(|failure| {
        let why = format!("it seems to be {}, and {}", format.name(), failure.why);
        Error::new(ErrorKind::Input, "cannot read the article", why).hint(failure.hint)
    })?;
    let several = matches!(format, Format::Feed | Format::Mbox);
    let entries = found.articles.into_iter().filter(|article| article.text.len() < MOST).enumerate();
    let texts = entries.map(|(index, article)| {
        let number = index + 1;
        match (several, origin) {
            (false, _) => text(article, format, name.to_owned(), origin.clone()),
            (true, Origin::File(path)) => {
                let mut path = path.clone().into_os_string();
                path.push(format!("#{number}"));
                text(article, format, format!("{name}#{number}"), Origin::File(path.into()))
            }
            (true, _) => text(article, format, format!("{name}#{number}"), origin.clone()),
        }
    });
    Ok(texts.collect())
}

fn text(article: Article, format: Format, name: String, origin: Origin) -> Text {
    let mut notices = Vec::new();
    notices.extend(source(&article, format));
    for said in article.notices {
        if let Some(code) = CODES.iter().find(|code| **code == said.code) {
            notices.push(Notice::new(code, said.message));
        }
    }
    notices.extend(hidden(&article.text));
    let structure = Structure {
        blocks: article.blocks,
        meta: article.meta,
        pages: article.pages,
        attachments: article.attachments,
        asides: article.asides,
    };
    Text {
        hash: Hash::of(article.text.as_bytes()),
        content: article.text,
        name,
        origin,
        format,
        structure: Some(Arc::new(structure)),
        charset: Charset { name: "UTF-8", guessed: false, replaced: 0 },
        modified: None,
        altered: true,
        notices,
    }
}

/// Who published this, as the input says.
fn source(article: &Article, format: Format) -> Option<Notice> {
    let meta = &article.meta;
    let facts = [
        meta.byline.as_ref().map(|name| format!("by {name}")),
        meta.outlet.as_ref().map(|name| format!("in {name}")),
        meta.date.as_ref().map(|day| format!("on {day}")),
        meta.address.as_ref().map(|address| format!("at {address}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let message = format!("From {}: {}, by its own account.", format.name(), facts.join(", "));
    (!facts.is_empty()).then(|| Notice::new("source", message))
}
