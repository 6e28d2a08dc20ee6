//! Small types that everything else is made of: spans, typed ids, errors, text that is
//! safe to show, columns and line breaking, content hashes, folders.
//!
//! **Invariants:** imports nothing of the project. **Deliberately absent:** anything that
//! knows what an article is.

pub mod columns;
pub mod error;
pub mod hash;
pub mod id;
pub mod shown;
pub mod span;
pub mod wrap;

pub use error::{Error, ErrorKind, Notice, Result};
pub use hash::Hash;
pub use id::{Arena, ClaimId, ParaId, PersonId, SentenceId, VenueId};
pub use shown::Shown;
pub use span::Span;
