//! From a path or standard input to a [`Text`]: reading with limits, telling the format,
//! decoding.
//!
//! **Invariants:** nothing but regular files and standard input is read, never more than
//! the limit, and never a file that would make the program wait; the canonical text is the
//! decoded bytes with LF line ends and nothing else changed. **Deliberately absent:**
//! paragraphs (`document`), and what makes text safe for a terminal (`base::columns`, at
//! the screen).

mod decode;
mod extracted;
pub mod samples;
mod sniff;
mod source;
pub mod text;

pub use decode::{Decoded, check_decode, decode, record};
pub use source::{Extract, Source, beginning, open, open_all, open_told, peek};
pub use text::{Charset, Format, Origin, Structure, Text};
