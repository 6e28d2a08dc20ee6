//! What an input is: by its content, then by its name.

use super::Format;
use memchr::memmem;

/// What the bytes are. The content decides where it is plain; `name` (a file name, or what stands after its last
/// dot) only where the content could be text of several kinds.
#[must_use]
pub fn detect(bytes: &[u8], name: &str) -> Format {
    let head = &bytes[..bytes.len().min(4096)];
    if memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some_and(|at| at == 0 || is_preamble(&head[..at])) {
        return Format::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes).unwrap_or_default();
    }
    let wide = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let narrow: Vec<u8> = if wide { head.iter().copied().filter(|b| *b != 0).skip(2).collect() } else { head.to_vec() };
    let start = text_start(&narrow);
    if let Some(found) = markup(start, bytes) {
        return found;
    }
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "md" | "markdown" | "mdown" | "mkd" => return Format::Markdown,
        "html" | "htm" | "xhtml" | "shtml" if memchr::memchr(b'<', &narrow).is_some() => return Format::Html,
        "mbox" if start.starts_with(b"From ") => return Format::Mbox,
        "eml" if headers(start) > 0 => return Format::Mail,
        "txt" | "text" => return Format::Plain,
        _ => {}
    }
    if start.starts_with(b"From ") {
        let next = memchr::memchr(b'\n', start).map_or(&b""[..], |at| &start[at + 1..]);
        if headers(next) >= 2 {
            return Format::Mbox;
        }
    }
    if headers(start) >= 2 && is_sent(start) { Format::Mail } else { Format::Plain }
}

/// Only white space and comments of PostScript may stand before a PDF; text that speaks of "%PDF-" is no PDF.
fn is_preamble(before: &[u8]) -> bool {
    before.iter().any(|b| *b == 0 || *b >= 0x80) || before.iter().all(u8::is_ascii_whitespace)
}

/// By the names of parts, which stand in the file uncompressed.
fn zipped(bytes: &[u8]) -> Option<Format> {
    let holds = |part: &[u8]| memmem::find(bytes, part).is_some();
    if holds(b"application/epub+zip") || holds(b"META-INF/container.xml") {
        Some(Format::Epub)
    } else if holds(b"application/vnd.oasis.opendocument.text") {
        Some(Format::Odt)
    } else if holds(b"word/document.xml") || holds(b"word/document2.xml") {
        Some(Format::Docx)
    } else {
        None
    }
}

/// Without a byte order mark and white space.
fn text_start(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

fn begins(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// HTML, XML feeds and JSON Feed.
fn markup(mut start: &[u8], bytes: &[u8]) -> Option<Format> {
    if start.starts_with(b"{") {
        let near = &bytes[..bytes.len().min(1 << 16)];
        let feed = memmem::find(near, b"jsonfeed.org/version").is_some() && memmem::find(near, b"\"items\"").is_some();
        return feed.then_some(Format::Feed);
    }
    for _ in 0..32 {
        let close: &[u8] = if start.starts_with(b"<?") {
            b"?>"
        } else if start.starts_with(b"<!--") {
            b"-->"
        } else if begins(start, b"<!doctype") {
            if begins(start, b"<!doctype html") {
                return Some(Format::Html);
            }
            // What it declares by itself holds ends of its own.
            let end = memchr::memchr(b'>', start)?;
            if memchr::memchr(b'[', &start[..end]).is_some() { b"]>" } else { b">" }
        } else {
            break;
        };
        let end = memmem::find(start, close)?;
        start = start[end + close.len()..].trim_ascii_start();
    }
    const HTML: [&[u8]; 9] =
        [b"<html", b"<head", b"<body", b"<title", b"<meta", b"<article", b"<script", b"<div", b"<!-- saved from"];
    if HTML.iter().any(|tag| begins(start, tag)) {
        return Some(Format::Html);
    }
    let feed = begins(start, b"<rss") || begins(start, b"<feed") || begins(start, b"<rdf:rdf");
    feed.then_some(Format::Feed)
}

/// Headers that mails have.
const HEADERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "received",
    "mime-version",
    "return-path",
    "content-type",
    "delivered-to",
    "reply-to",
    "sender",
    "x-mailer",
    "content-transfer-encoding",
    "dkim-signature",
    "in-reply-to",
    "references",
    "user-agent",
];

/// How many known headers stand before the first blank line; none if something else stands there.
fn headers(start: &[u8]) -> usize {
    let mut known = 0;
    let lines: Vec<&[u8]> = start.split(|b| *b == b'\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // The last line may be cut off.
        if line.is_empty() || index + 1 == lines.len() {
            break;
        }
        if line[0] == b' ' || line[0] == b'\t' {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else { return 0 };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_graphic()) {
            return 0;
        }
        known += usize::from(HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header.as_bytes())));
    }
    known
}

/// Whether a mail program has touched it: articles have "Subject:" and "Date:" too.
fn is_sent(start: &[u8]) -> bool {
    const SENT: [&[u8]; 5] = [b"mime-version:", b"message-id:", b"received:", b"return-path:", b"delivered-to:"];
    start
        .split(|b| *b == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty())
        .any(|line| SENT.iter().any(|header| begins(line, header)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_names() {
        let cases: &[(&[u8], &str, Format)] = &[
            (b"%PDF-1.7\n", "a.txt", Format::Pdf),
            (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>x", "a.txt", Format::Html),
            (b"<?xml version=\"1.0\"?><!-- a --><html>", "a", Format::Html),
            (b"<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", "a.html", Format::Feed),
            (b"<!DOCTYPE rss [<!ENTITY a \"b\">]><rss version=\"2.0\">", "a", Format::Feed),
            (b"<feed xmlns=\"http://www.w3.org/2005/Atom\">", "a", Format::Feed),
            (b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", "a.json", Format::Feed),
            (b"{\"id\": 1}", "a.json", Format::Plain),
            (b"Received: by x\nSubject: The pier\nFrom: a@b.example\n\nText", "a", Format::Mail),
            (b"Subject: The pier\nDate: 3 May\n\nText", "a", Format::Plain),
            (b"Subject: The pier\nFrom: a@b.example\n\nText", "a.eml", Format::Mail),
            (b"From a@b Mon May 3\nSubject: x\nFrom: a@b.example\n\nText", "a", Format::Mbox),
            (b"From Kessin, the ferry leaves.\nIt is late.\n", "a", Format::Plain),
            (b"PK\x03\x04....word/document.xml", "a.zip", Format::Docx),
            (b"PK\x03\x04....mimetypeapplication/epub+zip", "a", Format::Epub),
            (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", "a", Format::Odt),
            (b"PK\x03\x04....readme", "a.docx", Format::Plain),
            (b"# The pier", "a.MD", Format::Markdown),
            (b"The file begins with %PDF- they said", "a", Format::Plain),
            (b"<p>The pier reopens</p>", "a.html", Format::Html),
            (b"The pier reopens", "a.html", Format::Plain),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "a", Format::Html),
        ];
        for (bytes, name, format) in cases {
            assert_eq!(detect(bytes, name), *format, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
