//! JSON that is safe to print: what every command and export writes.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Escapes what JSON allows raw but a terminal or an editor obeys: DEL, C1 controls, line and
/// paragraph separators, bidirectional controls, and what is drawn as nothing.
struct Safe<F>(F);

macro_rules! forward {
    ($($name:ident($($arg:ident: $type:ty),*)),* $(,)?) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $arg: $type)*) -> io::Result<()> {
            self.0.$name(writer $(, $arg)*)
        }
    )*};
}

impl<F: Formatter> Formatter for Safe<F> {
    forward! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_hidden(*c)) {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }
}

fn is_hidden(c: char) -> bool {
    use crate::base::columns::{Glyph, glyph};
    !c.is_ascii_graphic() && c != ' ' && glyph(c) != Glyph::Itself
}

/// One line, with its end.
pub(crate) fn line(value: &impl Serialize) -> String {
    text(|bytes| compact(bytes, value))
}

/// Indented, with a line end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    text(|bytes| indented(bytes, value))
}

/// Without a line end.
pub(crate) fn compact(out: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe(CompactFormatter)))
}

/// Indented, without a line end.
pub(crate) fn indented(out: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe(PrettyFormatter::new())))
}

/// Writing plain records into memory fails for no record of ours.
fn text(write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) -> String {
    let mut bytes = Vec::new();
    let written = write(&mut bytes).map(|()| bytes);
    let mut text = String::from_utf8(written.unwrap_or_default()).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_escaped_is_read_again(text in any::<String>()) {
            for json in [line(&[&text]), pretty(&[&text])] {
                let read: Vec<String> = serde_json::from_str(&json).unwrap();
                prop_assert_eq!(&read, std::slice::from_ref(&text));
                prop_assert!(json.chars().all(|c| c == '\n' || !is_hidden(c)), "{:?}", json);
            }
        }
    }
}
