//! What a reader adds to an article, and how it is tied to the text.
//!
//! **Invariants:** pure, no I/O, no clock: time and creator are arguments; every change is
//! a value that can be applied and taken back. **Deliberately absent:** the disk (`store`).

pub mod agreement;
pub mod align;
pub mod anchor;
pub mod change;
pub mod correction;
pub mod model;
pub mod places;
pub mod versions;

#[cfg(test)]
mod marked;

pub use align::differing;
pub use change::{Change, Edit, Field, Notes};
pub use correction::{Correction, Speaker};
pub use model::{
    Anchor, Annotation, AnnotationId, Confidence, Credibility, Reliability, Settled, SourceGrade, Status, Target,
};
pub use places::{Place, Places, attach, places};
