//! The trained engine: tokens into vectors and features, these into tags, small recurrent
//! networks between them.
//!
//! **Invariants:** pure; features are made by one function for training and for use
//! (`features::features`); a file of weights is checked when it is loaded and never makes
//! the program panic; the same weights and text give the same tags on the same machine.
//! **Deliberately absent:** training (`train/` in the repository, PyTorch), and any
//! knowledge of claims: what the tags mean is decided in `attribution`.

pub mod attribution;
pub mod encoder;
pub mod features;
pub mod groups;
mod linking;
mod math;
pub mod models;
pub mod namer;
mod phrases;
pub mod study;
pub mod vectors;
pub mod viterbi;
pub mod weights;

pub use attribution::Attributor;
pub use encoder::Encoder;
pub use features::Features;
pub use groups::Group;
pub use models::Models;
pub use namer::Namer;
pub use vectors::Vectors;
pub use weights::Weights;
