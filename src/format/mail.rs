//! Mails and mailboxes: the text, with what is answered marked as quotations, and the names of attachments.

use super::builder::{Builder, count, squeezed};
use super::charset::decode_as;
use super::{Article, AsideKind, BlockKind, Extracted, Failure, Limits, Meta, html, replies};
use encoding_rs::{Encoding, UTF_8};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Address, Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let message = parse(bytes)?;
    Ok(Extracted { articles: vec![article(&message, limits)?] })
}

/// Each mail of a mailbox; those without text are left out.
pub(super) fn mailbox(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut left = *limits;
    let mut articles = Vec::new();
    for mail in MessageIterator::new(bytes).flatten().take(limits.parts) {
        let Ok(message) = parse(mail.contents()) else { continue };
        if let Ok(article) = article(&message, &left) {
            left.text = left.text.saturating_sub(article.text.len() + 2);
            articles.push(article);
        }
    }
    if articles.is_empty() {
        return Err(Failure::new("no mail with text was found in it", ""));
    }
    Ok(Extracted { articles })
}

fn parse(bytes: &[u8]) -> Result<Message<'_>, Failure> {
    MessageParser::default().parse(bytes).ok_or_else(|| Failure::new("it has no headers of a mail", ""))
}

fn article(message: &Message<'_>, limits: &Limits) -> Result<Article, Failure> {
    let mut builder = Builder::new(limits);
    let title = message.subject().map(squeezed).filter(|subject| !subject.is_empty());
    if let Some(title) = &title {
        builder.block(BlockKind::Title, 0, title);
    }
    let before = builder.article.blocks.len();
    for part in message.text_bodies().take(limits.parts) {
        if let PartType::Text(text) = &part.body {
            plain(&decoded(message, part, text), &mut builder);
        }
    }
    let (mut hidden, mut lines) = (0, true);
    // "This mail is for programs that show HTML": what says little is no text of the mail.
    let written: usize = builder.article.blocks[before..].iter().map(|block| (block.end - block.start) as usize).sum();
    if written < 200 {
        let mut other = Builder::new(limits);
        if let Some(title) = &title {
            other.block(BlockKind::Title, 0, title);
        }
        for part in message.html_bodies().take(limits.parts) {
            if let PartType::Html(page) = &part.body {
                hidden += html::write_all(&decoded(message, part, page), limits, &mut other, None);
            }
        }
        if other.article.text.len() > builder.article.text.len() {
            (builder, lines) = (other, false);
        } else {
            hidden = 0;
        }
    }
    replies::settle(&mut builder, title.as_deref().unwrap_or_default(), lines);
    tell(message, &mut builder, hidden);
    let date = message.date().map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day));
    builder.article.meta = Meta {
        title,
        byline: message.from().map(|from| people(from, limits)).filter(|from| !from.is_empty()),
        date: date.filter(|date| date.parse::<jiff::civil::Date>().is_ok()),
        outlet: None,
        address: None,
    };
    builder.finish()
}

/// The text of a part. What is UTF-8 is read as that, also where the mail says otherwise, and what is not is guessed.
fn decoded<'a>(message: &Message<'_>, part: &MessagePart<'_>, read: &'a str) -> Cow<'a, str> {
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let bytes = match part.encoding {
        Transfer::None => Some(Cow::Borrowed(raw)),
        Transfer::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Transfer::Base64 => base64_decode(raw).map(Cow::Owned),
    };
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_ascii()) else { return Cow::Borrowed(read) };
    let label = part.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or("utf-8");
    match Encoding::for_label(label.as_bytes()) {
        // Others are read as they say, unless they lie.
        Some(encoding) if encoding != UTF_8 && std::str::from_utf8(&bytes).is_err() => Cow::Borrowed(read),
        _ => Cow::Owned(decode_as(&bytes, Some(UTF_8)).0),
    }
}

fn tell(message: &Message<'_>, builder: &mut Builder, hidden: usize) {
    const MOST: usize = 20;
    let name = |part: &MessagePart<'_>| part.attachment_name().map_or("without a name".to_owned(), squeezed);
    let names: Vec<String> = message.attachments().map(name).take(1000).collect();
    if !names.is_empty() {
        let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
        let some = names[..names.len().min(MOST)].join(", ");
        let attached = count(names.len(), "attachment", "attachments");
        builder.say("attachments", format!("{attached}, not opened: {some}{more}."));
    }
    builder.article.attachments = names;
    if hidden > 0 {
        let passages = count(hidden, "hidden passage", "hidden passages");
        builder.say("hidden-text", format!("{passages} left out: a mail program would not show them."));
    }
}

/// Names always with their addresses: a name can be anybody's.
fn people(from: &Address<'_>, limits: &Limits) -> String {
    let one = |address: &mail_parser::Addr<'_>| match (address.name(), address.address()) {
        (Some(name), Some(address)) => format!("{} <{}>", squeezed(name), squeezed(address)),
        (name, address) => name.or(address).map(squeezed).unwrap_or_default(),
    };
    from.iter().take(limits.parts.min(10)).map(one).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

/// How deep a line is quoted, and the line without its marks.
fn quoted(line: &str) -> (u8, &str) {
    let (mut depth, mut rest) = (0_u8, line);
    // How mailboxes write "From " at the start of a line.
    if let Some(inner) = line.strip_prefix('>').filter(|inner| inner.starts_with("From ")) {
        return (0, inner);
    }
    while let Some(inner) = rest.strip_prefix('>') {
        (depth, rest) = (depth.saturating_add(1), inner.strip_prefix(' ').unwrap_or(inner));
    }
    (depth.min(9), rest)
}

/// Text as mail programs write it: paragraphs apart by blank lines, broken to a width, answers below what they answer.
fn plain(text: &str, builder: &mut Builder) {
    let width = text.lines().map(|line| line.chars().count()).filter(|width| *width <= 100).max().unwrap_or(0);
    let lines: Vec<&str> = text.lines().collect();
    let mut block: Vec<&str> = Vec::new();
    // How deep the open block is quoted, and where the text ended before the open signature.
    let (mut depth, mut signature) = (0, None);
    for (at, line) in lines.iter().enumerate() {
        let (now, rest) = quoted(line);
        let earlier = now > 0 || replies::is_original(rest) || replies::begins_attribution(&lines[at..]);
        let signs = now == 0 && signs(&lines[at..]);
        if now != depth || rest.trim().is_empty() || is_item(rest) || signs || earlier && now == 0 {
            end(&mut block, depth, signature.is_some(), width, builder);
            if let Some(start) = signature.take_if(|_| earlier) {
                builder.aside(AsideKind::Signature, start);
            }
        }
        depth = now;
        if signs {
            signature = signature.or(Some(builder.article.text.len()));
        }
        if !rest.trim().is_empty() && rest != "-- " && !(signs && is_rule(rest)) {
            block.push(rest);
        }
    }
    end(&mut block, depth, signature.is_some(), width, builder);
    if let Some(start) = signature {
        builder.aside(AsideKind::Signature, start);
    }
}

fn end(block: &mut Vec<&str>, depth: u8, signature: bool, width: usize, builder: &mut Builder) {
    let kind = match (depth > 0, signature) {
        (true, _) => BlockKind::Quote,
        (_, true) => BlockKind::Other,
        _ => BlockKind::Body,
    };
    paragraph(block, kind, depth, width, builder);
    block.clear();
}

/// Whether a signature begins here: "-- " (RFC 3676); near the end of a text also without its space, or the long line
/// that mailing lists put before theirs.
fn signs(lines: &[&str]) -> bool {
    const MOST: usize = 12;
    let short = || lines.iter().skip(1).filter(|line| !line.trim().is_empty()).nth(MOST).is_none();
    match lines.first() {
        Some(&"-- ") => true,
        Some(line) => is_rule(line) && short(),
        None => false,
    }
}

fn is_rule(line: &str) -> bool {
    line == "--" || line.len() >= 40 && line.bytes().all(|b| b == b'_')
}

/// "Subject: The pier"
fn is_field(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name.trim_matches('*'));
    name.len() <= 12 && name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic)
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    ["- ", "* ", "• "].iter().any(|bullet| line.starts_with(bullet))
}

fn paragraph(block: &[&str], kind: BlockKind, level: u8, width: usize, builder: &mut Builder) {
    let mut text = String::new();
    for (index, line) in block.iter().enumerate() {
        let trimmed = line.trim();
        if index > 0 {
            let before = block[index - 1];
            let first = trimmed.split(' ').next().map_or(0, |word| word.chars().count());
            // Broken where the next word did not fit, or by a program that says so with a space (RFC 3676).
            let broken = before.ends_with(' ') || before.chars().count() + 1 + first + 4 > width;
            // The head of an earlier mail has a line for each field, and signatures are lines.
            let apart = kind == BlockKind::Other || is_rule(before) || is_field(trimmed);
            text.push(if broken && width > 30 && !apart { ' ' } else { '\n' });
        }
        text.push_str(trimmed);
    }
    match block.first().filter(|line| is_item(line) && kind == BlockKind::Body) {
        Some(_) => {
            let item = text.trim_start_matches(['-', '*', '•', ' ']);
            builder.lines(BlockKind::List, 1, &format!("• {item}"));
        }
        None => builder.lines(kind, level, &text),
    }
}
