//! From bytes to the canonical text.

use super::sniff;
use super::text::{Charset, Format, Origin, Text};
use crate::base::columns::Hidden;
use crate::base::{Error, ErrorKind, Hash, Notice, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter, memmem};

/// Spans hold 32-bit offsets, so a text must be smaller than this.
const MOST: usize = u32::MAX as usize;

/// Decoded bytes, not yet named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The canonical text: LF line ends, no byte order mark, otherwise as written.
    pub content: String,
    /// How the bytes were decoded.
    pub charset: Charset,
    /// Whether `content` differs from the bytes.
    pub altered: bool,
}

/// Decodes the bytes of a text.
///
/// In this order: a byte order mark (UTF-8, UTF-16), UTF-16 without one where it is obvious,
/// valid UTF-8, UTF-8 with a few faults, and then what the detector of Firefox (chardetng)
/// guesses. Pure: the same bytes give the same text.
///
/// # Errors
/// When the bytes are no text: an image, a PDF, an archive; mostly control characters.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded> {
    if let Some(kind) = sniff::magic(&bytes) {
        return Err(no_text(kind.name, kind.hint));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return Ok(convert(bytes, mark, encoding, false));
    }
    if let Some(encoding) = sniff::utf16(&bytes) {
        return Ok(convert(bytes, 0, encoding, true));
    }
    let utf8 = std::str::from_utf8(&bytes).is_ok();
    if sniff::is_binary(&bytes, utf8) {
        return Err(no_text("binary data", ""));
    }
    let encoding = if utf8 || mostly_utf8(&bytes) { UTF_8 } else { guess(&bytes) };
    Ok(convert(bytes, 0, encoding, !utf8))
}

/// Decodes the beginning of a longer text in UTF-8, up to the end of a paragraph; `None` where all of it may be
/// decoded otherwise, or be no text.
pub(super) fn beginning(mut bytes: Vec<u8>) -> Option<Decoded> {
    if let Err(error) = std::str::from_utf8(&bytes) {
        // The last character may be cut; anything else leaves a choice.
        let whole = error.error_len().is_none().then(|| error.valid_up_to())?;
        bytes.truncate(whole);
    }
    if memchr(0, &bytes).is_some() {
        return None;
    }
    let mut decoded = decode(bytes).ok()?;
    let content = &mut decoded.content;
    let end = content.rfind("\n\n").or_else(|| content.rfind('\n')).filter(|end| *end > content.len() / 2);
    content.truncate(end.map_or(content.len(), |end| end + 1));
    Some(decoded)
}

fn no_text(seems: &str, hint: &str) -> Error {
    let why = format!("it seems to be {seems}, which onrecord does not read");
    Error::new(ErrorKind::Input, "cannot read the article", why).hint(hint)
}

/// Decodes what follows a byte order mark of `mark` bytes.
fn convert(mut bytes: Vec<u8>, mark: usize, encoding: &'static Encoding, guessed: bool) -> Decoded {
    let charset = Charset { name: encoding.name(), guessed, replaced: 0 };
    bytes.drain(..mark);
    if encoding == UTF_8 {
        // The usual case: the bytes become the text, without a copy.
        match String::from_utf8(bytes) {
            Ok(content) => {
                let (content, changed) = with_line_feeds(content);
                return Decoded { content, charset, altered: mark > 0 || changed };
            }
            Err(error) => bytes = error.into_bytes(),
        }
    }
    let (decoded, faulty) = encoding.decode_without_bom_handling(&bytes);
    // Of the replacement characters that stand in UTF-8, some were written there.
    let written = if encoding == UTF_8 { count(&bytes, "\u{fffd}") } else { 0 };
    let replaced = if faulty { count(decoded.as_bytes(), "\u{fffd}") - written } else { 0 };
    let mut content = with_line_feeds(decoded.into_owned()).0;
    content.shrink_to_fit();
    Decoded { content, charset: Charset { replaced, ..charset }, altered: true }
}

fn count(bytes: &[u8], what: &str) -> usize {
    memmem::find_iter(bytes, what).count()
}

/// Makes LF of CR LF and CR, in place. Tells whether there were any.
fn with_line_feeds(content: String) -> (String, bool) {
    let Some(first) = memchr(b'\r', content.as_bytes()) else {
        return (content, false);
    };
    let mut bytes = content.into_bytes();
    let (mut to, mut from) = (first, first);
    while from < bytes.len() {
        // `from` stands on a CR.
        bytes[to] = b'\n';
        to += 1;
        from += if bytes.get(from + 1) == Some(&b'\n') { 2 } else { 1 };
        let run = memchr(b'\r', &bytes[from..]).unwrap_or(bytes.len() - from);
        bytes.copy_within(from..from + run, to);
        (to, from) = (to + run, from + run);
    }
    bytes.truncate(to);
    // Valid, since only whole characters were removed or replaced.
    (String::from_utf8(bytes).unwrap_or_default(), true)
}

/// Whether these bytes, invalid as UTF-8, are rather UTF-8 with faults than a legacy
/// encoding: more bytes that stand in the form of a UTF-8 sequence (wrong ones included)
/// than bytes that don't; a sequence cut off at the very end is no fault.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut formed, mut loose, mut at) = (0_usize, 0_usize, 0_usize);
    while let Some(&lead) = bytes.get(at) {
        let more = match lead {
            0..=0x7f => {
                at += 1;
                continue;
            }
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf7 => 3,
            _ => 0,
        };
        let tail = &bytes[at + 1..bytes.len().min(at + 1 + more)];
        let follows = tail.iter().take_while(|b| (0x80..0xc0).contains(*b)).count();
        let cut_off = at + 1 + follows == bytes.len();
        if more > 0 && (follows == more || cut_off) {
            formed += 1;
        } else {
            loose += 1;
        }
        at += 1 + follows;
    }
    formed > loose
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // Long texts are told by their beginning as well; it must hold something to tell by.
    const ENOUGH: usize = 1 << 20;
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[start.saturating_sub(1024)..bytes.len().min(start + ENOUGH)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

impl Decoded {
    /// Names the text and says what a reader should know of it.
    ///
    /// # Errors
    /// When it became too long for 32-bit offsets.
    pub fn into_text(self, name: &str, origin: Origin, format: Format) -> Result<Text> {
        if self.content.len() >= MOST {
            let why = "its text is longer than 4 GiB";
            return Err(Error::new(ErrorKind::Input, "cannot read the article", why).hint("cut the file"));
        }
        let mut notices = Vec::new();
        let Charset { name: charset, guessed, replaced } = self.charset;
        if guessed && charset != "UTF-8" {
            let message = format!("The text is not in UTF-8; it was read as {charset}, which is a guess.");
            notices.push(Notice::new("encoding", message));
        }
        if replaced > 0 {
            let message = match replaced {
                1 => format!("1 place was no valid {charset} and is shown as \u{fffd}."),
                n => format!("{n} places were no valid {charset} and are shown as \u{fffd}."),
            };
            notices.push(Notice::new("replaced-characters", message));
        }
        if let Some(kind) = sniff::markup(&self.content).filter(|_| format == Format::Plain) {
            let message = format!("This looks like {kind}, and its source is shown as plain text.");
            notices.push(Notice::new("format", message));
        }
        notices.extend(hidden(&self.content));
        Ok(Text {
            hash: Hash::of(self.content.as_bytes()),
            content: self.content,
            name: name.to_owned(),
            origin,
            format,
            structure: None,
            charset: self.charset,
            modified: None,
            altered: self.altered,
            notices,
        })
    }
}

/// The text of one record of a stream, which is already decoded.
///
/// # Errors
/// When it is too long for 32-bit offsets.
pub fn record(id: &str, content: String) -> Result<Text> {
    let marked = content.starts_with('\u{feff}');
    let content = if marked { content['\u{feff}'.len_utf8()..].to_owned() } else { content };
    let (content, changed) = with_line_feeds(content);
    let charset = Charset { name: UTF_8.name(), guessed: false, replaced: 0 };
    let decoded = Decoded { content, charset, altered: marked || changed };
    decoded.into_text(id, Origin::Record(id.to_owned()), Format::Plain)
}

/// A notice with the number of characters that a reader can't see as they are.
pub(super) fn hidden(content: &str) -> Option<Notice> {
    let hidden = count_hidden(content);
    let kinds = [(hidden.controls, "control"), (hidden.bidi, "reordering"), (hidden.invisible, "invisible")];
    let told: Vec<_> = kinds.iter().filter(|kind| kind.0 > 0).map(|(n, kind)| format!("{n} {kind}")).collect();
    let characters = if hidden.total() == 1 { "character" } else { "characters" };
    let message = format!("{} hidden {characters}: {}.", hidden.total(), told.join(", "));
    (hidden.total() > 0).then(|| Notice::new("hidden-characters", message))
}

/// [`Hidden::count`], quickly: most lines are plain ASCII and have nothing to count.
fn count_hidden(content: &str) -> Hidden {
    let mut sum = Hidden::default();
    let bytes = content.as_bytes();
    let mut start = 0;
    for end in memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        if !bytes[start..end].iter().all(|b| (0x20..0x7f).contains(b) || *b == b'\t') {
            let line = Hidden::count(&content[start..end]);
            sum.controls += line.controls;
            sum.bidi += line.bidi;
            sum.invisible += line.invisible;
        }
        start = end + 1;
    }
    sum
}

/// What must hold for all bytes; shared by the property test and the fuzz target.
///
/// # Panics
/// When a text is not canonical, or what was said about it is wrong.
pub fn check_decode(bytes: &[u8]) {
    let Ok(decoded) = decode(bytes.to_vec()) else { return };
    assert!(!decoded.content.contains('\r'), "a CR is left");
    if !decoded.altered {
        assert_eq!(decoded.content.as_bytes(), bytes, "altered, and not said");
    }
    if std::str::from_utf8(bytes).is_ok() && decoded.charset.name == "UTF-8" {
        assert_eq!(decoded.charset.replaced, 0, "valid characters were replaced");
    }
    assert_eq!(count_hidden(&decoded.content), Hidden::count(&decoded.content));
    let again = decode(decoded.content.clone().into_bytes());
    // A text that came from another encoding may look like something else in UTF-8 (a mark
    // of a byte order inside, NULs); one that was UTF-8 stays what it is.
    if let Ok(again) = again
        && !decoded.altered
    {
        assert_eq!(again, decoded, "the canonical text is not its own canonical text");
    }
    let text = decoded.into_text("x", Origin::Stdin, Format::Plain);
    assert!(text.is_ok(), "a short text is too long");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(bytes: &[u8], charset: &str, guessed: bool, replaced: usize, content: &str) {
        let decoded = decode(bytes.to_vec()).unwrap();
        let expected = Charset { name: charset.to_owned().leak(), guessed, replaced };
        assert_eq!((decoded.content.as_str(), decoded.charset), (content, expected));
    }

    #[test]
    fn encodings() {
        check("Señor Ruiz — 3 €".as_bytes(), "UTF-8", false, 0, "Señor Ruiz — 3 €");
        check(b"\xef\xbb\xbfThe pier", "UTF-8", false, 0, "The pier");
        check(b"\xff\xfeT\0h\0e\0\xac\x20", "UTF-16LE", false, 0, "The€");
        check(b"\xfe\xff\0T\0h\0e\x20\xac", "UTF-16BE", false, 0, "The€");
        check(b"T\0h\0e\0 \0p\0i\0e\0r\0", "UTF-16LE", true, 0, "The pier");
        check(b"\0T\0h\0e\0 \0p\0i\0e\0r", "UTF-16BE", true, 0, "The pier");
        check(b"Se\xf1or Ruiz pag\xf3 3 \xa3.", "windows-1252", true, 0, "Señor Ruiz pagó 3 £.");
        check(b"\xe2\x80\x9cYes\xe2\x80\x9d \xff", "UTF-8", true, 1, "“Yes” \u{fffd}");
        check(b"cut off \xe2\x82", "UTF-8", true, 1, "cut off \u{fffd}");
        check(b"\xc0\x9b[31m \xed\xa0\x80", "UTF-8", true, 5, "\u{fffd}\u{fffd}[31m \u{fffd}\u{fffd}\u{fffd}");
        check(b"\xef\xbb\xbf\xef\xbf\xbd \xff", "UTF-8", false, 1, "\u{fffd} \u{fffd}");
        check(b"\x1b[31m and a\0b, still text", "UTF-8", false, 0, "\x1b[31m and a\0b, still text");
        let russian = "Министр прибыл в город на переговоры.";
        check(&encoding_rs::WINDOWS_1251.encode(russian).0, "windows-1251", true, 0, russian);
    }

    #[test]
    fn line_ends_become_line_feeds() {
        check(b"a\r\nb\rc\nd\r\r\ne\r", "UTF-8", false, 0, "a\nb\nc\nd\n\ne\n");
        assert!(decode(b"a\r\n".to_vec()).unwrap().altered);
        assert!(decode(b"\xef\xbb\xbfa".to_vec()).unwrap().altered);
        assert!(!decode(b"a\n".to_vec()).unwrap().altered);
        let record = record("r1", "\u{feff}a\r\n".to_owned()).unwrap();
        assert_eq!((record.content.as_str(), record.altered), ("a\n", true));
    }

    #[test]
    fn what_is_no_text_is_told() {
        let cases: &[(&[u8], &str)] = &[
            (b"PK\x03\x04....xl/workbook.xml", "Excel"),
            (b"PK\x03\x04....readme", "zip"),
            (b"\x1f\x8b\x08\0", "gzip"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"RIFF\0\0\0\0WEBP", "WebP"),
            (b"\0\0\0\x1cftypavif", "video or an image"),
            (b"a\0\0\0\0b\0\0\0\0", "binary"),
            (b"\x01\x02\xffa\x03\x04\x80", "binary"),
            (b"\xff\xfe\0\0T\0\0\0", "UTF-32"),
        ];
        for (bytes, seems) in cases {
            let error = decode(bytes.to_vec()).unwrap_err();
            assert!(error.why.contains(seems), "{error}");
        }
        for text in ["PKK said", "GIF images", "%PDF is a format", "MM", "BZh", "RIFF"] {
            assert!(decode(text.as_bytes().to_vec()).is_ok(), "{text}");
        }
    }

    #[test]
    fn notices_say_what_a_reader_should_know() {
        let said = |bytes: &[u8]| {
            let text = decode(bytes.to_vec()).unwrap().into_text("x", Origin::Stdin, Format::Plain).unwrap();
            text.notices.into_iter().map(|n| format!("{}: {}", n.code, n.message)).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(said(b"plain\ttext\n"), "");
        assert_eq!(
            said(b"Se\xf1or"),
            "encoding: The text is not in UTF-8; it was read as windows-1252, which is a guess."
        );
        assert_eq!(
            said("a\u{1b}\u{202e}\u{200b}\u{200b}".as_bytes()),
            "hidden-characters: 4 hidden characters: 1 control, 1 reordering, 2 invisible."
        );
        assert!(said("“a” \u{fffd}".as_bytes()).is_empty());
        assert!(said(b"<!DOCTYPE html><p>x").starts_with("format: This looks like HTML"));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            check_decode(&bytes);
        }

        #[test]
        fn likely_bytes(bytes in "[a-z \r\n\\x00é\u{fffd}\u{feff}]{0,40}", cut in 0usize..40) {
            check_decode(bytes.as_bytes());
            check_decode(&bytes.as_bytes()[cut.min(bytes.len())..]);
        }
    }
}
