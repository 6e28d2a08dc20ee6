//! What several fuzz targets begin with.

use jiff::Timestamp;
use onrecord::annotation::{AnnotationId, Change, Edit, Field, Reliability, Status, Target};
use onrecord::base::{Hash, Span};
use onrecord::load::Format;
use onrecord::store::{DocumentInfo, Store};
use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::panic::PanicHookInfo;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The article that [`marked`] marks.
pub const TEXT: &str = "The pier reopens in May. Lena Ortiz said so.";

/// A moment in the middle of 2026, and some seconds.
#[must_use]
pub fn now(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).expect("within the calendar")
}

/// The store with a few marks on [`TEXT`], one of them undone.
#[must_use]
pub fn marked(mut store: Store) -> Store {
    let hash = Hash::of(TEXT.as_bytes());
    let document = DocumentInfo {
        hash,
        name: "article.txt",
        path: Some(Path::new("/article.txt")),
        format: Format::Plain,
        title: None,
        text: TEXT,
    };
    let edit = |from, to, before, after| {
        let spans = [Span::new(from, to)];
        let id = AnnotationId::for_target(hash, &spans, "reader");
        Change::Annotation { id, target: Target::new(TEXT, hash, &spans), edits: vec![Edit { before, after }] }
    };
    let changes = [
        edit(0, 23, Field::Status(None), Field::Status(Some(Status::Disputed))),
        edit(0, 23, Field::Note(None), Field::Note(Some("see March".to_owned()))),
        edit(25, 43, Field::Tags(vec![]), Field::Tags(vec!["pier".to_owned()])),
        Change::Source { name: "lena ortiz".to_owned(), before: None, after: Reliability::new('B') },
    ];
    for (second, change) in (0..).zip(&changes) {
        store.apply(&document, change, "reader", now(second)).expect("saved");
    }
    store.undo(&hash, "reader", now(5)).expect("taken back");
    store
}

/// What stands before the name of each part in an input of [`container`]; a line end stands behind it.
pub const PART: &[u8] = b"\n=== ";

/// A container of the parts that the bytes hold, uncompressed and with right sums: a change of one byte in a
/// compressed part makes nothing but a part that can't be unpacked. Other bytes are left as they are.
#[must_use]
pub fn container(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(PART) {
        return bytes.into();
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut rest = bytes;
    while let Some(part) = rest.strip_prefix(PART) {
        let end = part.windows(PART.len()).position(|window| window == PART).unwrap_or(part.len());
        let (part, next) = part.split_at(end);
        let name = part.iter().position(|b| *b == b'\n').unwrap_or(part.len());
        let content = part.get(name + 1..).unwrap_or_default();
        // Two parts of one name are refused by the writer, and what is behind them is lost.
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        if writer.start_file(String::from_utf8_lossy(&part[..name]), options).is_err() {
            break;
        }
        writer.write_all(content).expect("written to memory");
        rest = next;
    }
    writer.finish().map_or_else(|_| bytes.into(), |cursor| cursor.into_inner().into())
}

/// A PDF document with a table of where its objects stand, if it has none: each change would make the old one wrong.
#[must_use]
pub fn table(bytes: &[u8]) -> Cow<'_, [u8]> {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    if holds(b"startxref") || !holds(b"trailer") {
        return bytes.into();
    }
    let mut places = std::collections::BTreeMap::new();
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let words: Vec<&[u8]> = line.trim_ascii_end().split(|b| *b == b' ').collect();
        if let [number, b"0", b"obj"] = words[..]
            && let Some(number) = std::str::from_utf8(number).ok().and_then(|number| number.parse::<u16>().ok())
        {
            places.insert(number, at);
        }
        at += line.len();
    }
    let end = bytes.windows(7).rposition(|window| window == b"trailer").unwrap_or(bytes.len());
    let mut out = bytes[..end].to_vec();
    let start = out.len();
    out.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, at) in places {
        out.extend(format!("{number} 1\n{at:010} 00000 n \n").into_bytes());
    }
    out.extend(&bytes[end..]);
    out.extend(format!("\nstartxref\n{start}\n%%EOF\n").into_bytes());
    out.into()
}

/// Whether our own code panicked, and not a crate that it uses.
#[must_use]
pub fn ours(info: &PanicHookInfo<'_>) -> bool {
    info.location().is_none_or(|location| {
        let file = location.file();
        !file.contains("/registry/") && !file.contains("/rustc/") && !file.contains("/library/")
    })
}
