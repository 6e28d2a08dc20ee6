//! The weights in use: those in the program, or others chosen at the start.

use crate::analysis::engine::attribution::Attributor;
use crate::analysis::engine::namer::Namer;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::weights::Weights;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Names of the files in a folder of weights.
pub const FILES: [&str; 3] = ["vectors.bin", "attribution.bin", "names.bin"];

const BUILT_IN: [&[u8]; 3] = [
    include_bytes!("../../../assets/models/vectors.bin"),
    include_bytes!("../../../assets/models/attribution.bin"),
    include_bytes!("../../../assets/models/names.bin"),
];

static CURRENT: OnceLock<Option<Models>> = OnceLock::new();

/// Everything trained.
#[derive(Clone, Debug)]
pub struct Models {
    /// Vectors of words.
    pub vectors: Vectors,
    /// Who says what.
    pub attribution: Attributor,
    /// Who and what is named.
    pub names: Namer,
    /// What the file of the attribution network says it is.
    pub about: String,
}

impl Models {
    /// From the contents of [`FILES`], in that order.
    ///
    /// # Errors
    /// When a file is broken or they don't fit together: its name and what is wrong.
    pub fn load(files: [Cow<'static, [u8]>; 3]) -> Result<Self, String> {
        let [vectors, attribution, names] = files;
        let told = |name: &'static str| move |error: String| format!("{name} {error}");
        let vectors = Weights::parse(vectors).and_then(Vectors::load).map_err(told(FILES[0]))?;
        let weights = Weights::parse(attribution).map_err(told(FILES[1]))?;
        let attribution = Attributor::load(&weights, vectors.columns()).map_err(told(FILES[1]))?;
        let names = Weights::parse(names).and_then(|names| Namer::load(&names, &vectors)).map_err(told(FILES[2]))?;
        Ok(Self { vectors, attribution, names, about: weights.about().to_owned() })
    }

    /// From a folder of which `read` gives the files; what it does not have comes from the
    /// program.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn of_folder(mut read: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Self, String> {
        let mut files = BUILT_IN.map(Cow::Borrowed);
        for (file, name) in files.iter_mut().zip(FILES) {
            if let Some(bytes) = read(name) {
                *file = Cow::Owned(bytes);
            }
        }
        Self::load(files)
    }

    /// The weights in the program. `None` only if the program was built with broken ones, which
    /// a test forbids.
    #[must_use]
    pub fn built_in() -> Option<Self> {
        Self::load(BUILT_IN.map(Cow::Borrowed)).ok()
    }
}

/// The weights that all analyses of this run use.
#[must_use]
pub fn current() -> Option<&'static Models> {
    CURRENT.get_or_init(Models::built_in).as_ref()
}

/// Chooses other weights for this run; only before the first analysis. Tells whether they are
/// taken.
pub fn choose(models: Models) -> bool {
    CURRENT.set(Some(models)).is_ok()
}
