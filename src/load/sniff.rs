//! Telling what is no text.

use memchr::memchr_iter;
use memchr::memmem::find;

/// What bytes seem to be that are no text, and how to get text out of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) hint: &'static str,
}

const OFFICE: &str = "save it as plain text, or: pandoc -t plain FILE | onrecord -";
const UNPACK: &str = "unpack it first";
const OTHER: &str = "`onrecord --help` lists what --as takes";

/// First bytes that no text begins with.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", OFFICE),
    (b"\x1f\x8b", "gzip data", "unpack it first: zcat FILE | onrecord -"),
    (b"BZh91AY&SY", "bzip2 data", "unpack it first: bzcat FILE | onrecord -"),
    (b"\xfd7zXZ\0", "xz data", "unpack it first: xzcat FILE | onrecord -"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data", "unpack it first: zstdcat FILE | onrecord -"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", OTHER),
    (b"\xff\xd8\xff", "a JPEG image", OTHER),
    (b"GIF87a", "a GIF image", OTHER),
    (b"GIF89a", "a GIF image", OTHER),
    (b"II*\0", "a TIFF image", OTHER),
    (b"MM\0*", "a TIFF image", OTHER),
    (b"OggS\0", "an Ogg recording", OTHER),
    (b"\x7fELF", "a program", OTHER),
    (b"\xfe\xed\xfa\xce", "a program", OTHER),
    (b"\xcf\xfa\xed\xfe", "a program", OTHER),
    (b"SQLite format 3\0", "an SQLite database", OTHER),
    (b"\xff\xfe\0\0", "text in UTF-32", "convert it first: iconv -f UTF-32 -t UTF-8 FILE | onrecord -"),
    (b"\0\0\xfe\xff", "text in UTF-32", "convert it first: iconv -f UTF-32 -t UTF-8 FILE | onrecord -"),
];

/// Parts of a zip container that tell what is in it.
const ZIPPED: &[(&[u8], &str)] = &[
    (b"application/vnd.oasis.opendocument", "an OpenDocument file that is no text"),
    (b"ppt/", "a PowerPoint document"),
    (b"xl/", "an Excel document"),
];

/// What the bytes are, when they are no text for certain by their beginning.
pub(super) fn magic(bytes: &[u8]) -> Option<Kind> {
    if let Some(&(_, name, hint)) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Some(Kind { name, hint });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let name = ZIPPED.iter().find(|(part, _)| find(bytes, part).is_some()).map(|&(_, name)| name);
        return Some(match name {
            Some(name) => Kind { name, hint: OFFICE },
            None => Kind { name: "a zip archive", hint: UNPACK },
        });
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some(Kind { name: "a WebP image", hint: OTHER }),
        (Some(b"RIFF"), _, Some(b"WAVE" | b"AVI ")) => Some(Kind { name: "a recording", hint: OTHER }),
        (Some(_), Some(b"ftyp"), _) => Some(Kind { name: "a video or an image", hint: OTHER }),
        _ => None,
    }
}

/// Whether so much of this is control characters that it is no text. Escape sequences, form
/// feeds and a few stray NULs are found in texts: the first are not counted, the last may be
/// one byte in ten. `utf8` tells whether the bytes are valid UTF-8, which random bytes are
/// not; for those that are not, one byte in twenty is enough (random bytes have one in ten).
pub(super) fn is_binary(bytes: &[u8], utf8: bool) -> bool {
    if utf8 {
        return memchr_iter(0, bytes).count() * 10 > bytes.len();
    }
    let odd = |b: &&u8| matches!(b, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    bytes.iter().filter(odd).count() * 20 > bytes.len()
}

/// The byte order of UTF-16 that has no mark, when it is obvious: in text that is partly
/// ASCII, every other byte of many is NUL, on one side only.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let units = head.len() / 2;
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let obvious = |many: usize, few: usize| many >= 4 && many * 5 > units && few * 100 <= units;
    if obvious(odd, even) {
        Some(encoding_rs::UTF_16LE)
    } else if obvious(even, odd) {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// What kind of source code of a document a text is, when this version shows it as it is.
pub(super) fn markup(content: &str) -> Option<&'static str> {
    let start = content.trim_start();
    let head = &start.as_bytes()[..start.len().min(512)];
    let begins = |prefix: &[u8]| head.get(..prefix.len()).is_some_and(|h| h.eq_ignore_ascii_case(prefix));
    if begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") || begins(b"<body") {
        Some("HTML")
    } else if begins(b"{\\rtf") {
        Some("RTF")
    } else if begins(b"<?xml") {
        Some("XML")
    } else if find(head, b"\nMIME-Version:").is_some() || begins(b"Return-Path:") || begins(b"Received:") {
        Some("an e-mail message")
    } else {
        None
    }
}
