//! From a [`Document`](crate::document::Document) to sentences, claims, people and venues.
//!
//! **Invariants:** pure, no I/O, can't fail; the same document gives the same analysis;
//! every span lies in the text on character boundaries and inside one paragraph.
//! **Deliberately absent:** a reader's marks (`annotation`), and a pipeline of boxed stages:
//! the order of steps is code, so the compiler checks it.

pub mod model;

pub use model::{
    Analysis, Certainty, Claim, Hedge, Likelihood, Person, Polarity, Quotation, Sentence, Tag, Time, Venue, VenueKind,
    Voice, When,
};
