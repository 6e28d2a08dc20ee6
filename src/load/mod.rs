//! From a path or standard input to a [`Text`]: reading with limits, telling the format,
//! decoding.
//!
//! **Invariants:** nothing but regular files and standard input is read, never more than
//! the limit; the canonical text is the decoded bytes with LF line ends and nothing else
//! changed. **Deliberately absent:** paragraphs (`document`), and what makes text safe for
//! a terminal (`base::columns`, at the screen).

pub mod text;

pub use text::{Charset, Format, Origin, Text};
