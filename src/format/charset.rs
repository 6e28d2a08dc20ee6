//! Bytes of mark-up to characters.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;

/// Decodes a page or an XML file: by its byte order mark, as UTF-8 where it is valid, by what it declares at its
/// beginning, or by a guess. Valid UTF-8 wins over a declaration, which lies more often than chance makes UTF-8.
/// Tells what was guessed, or replaced.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<String>) {
    decode_as(bytes, declared(bytes))
}

/// The same, where it was declared elsewhere.
pub(super) fn decode_as(bytes: &[u8], declared: Option<&'static Encoding>) -> (String, Option<String>) {
    let marked = Encoding::for_bom(bytes);
    let (encoding, skip, guessed) = match marked {
        Some((encoding, skip)) => (encoding, skip, false),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0, false),
        None => match declared.filter(|declared| *declared != UTF_8 || mostly_utf8(bytes)) {
            Some(encoding) => (encoding, 0, false),
            None => (guess(bytes), 0, true),
        },
    };
    let (text, faulty) = encoding.decode_without_bom_handling(&bytes[skip..]);
    let name = encoding.name();
    let said = match (guessed, faulty) {
        (true, _) if declared.is_some() => {
            Some(format!("It says it is in UTF-8 and is not; it was read as {name}, which is a guess."))
        }
        (true, _) => Some(format!("It does not say its encoding; it was read as {name}, which is a guess.")),
        (false, true) => Some(format!("Some of it was no valid {name} and is shown as \u{fffd}.")),
        (false, false) => None,
    };
    (text.into_owned(), said)
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let at = memmem::find(head, b"charset=").map(|at| at + 8).or_else(|| {
        let end = memmem::find(head, b"?>")?;
        memmem::find(&head[..end], b"encoding=").map(|at| at + 9)
    })?;
    let name: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'))
        .collect();
    // A page that can be read as bytes is not in UTF-16, whatever it says.
    Encoding::for_label(&name).map(Encoding::output_encoding)
}

/// Whether more of what is not ASCII is UTF-8 than is not: then some of it is damaged, else all of it is something else.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, Utf8Detection::Allow)
}
