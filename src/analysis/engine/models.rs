//! The weights in use: those in the program, or others chosen at the start.

use crate::analysis::engine::attribution::Attributor;
use crate::analysis::engine::groups::Group;
use crate::analysis::engine::namer::Namer;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::weights::Weights;
use crate::base::Hash;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Names of the files in a folder of weights.
pub const FILES: [&str; 3] = ["vectors.bin", "attribution.bin", "names.bin"];

const BUILT_IN: [&[u8]; 3] = [
    include_bytes!("../../../assets/models/vectors.bin"),
    include_bytes!("../../../assets/models/attribution.bin"),
    include_bytes!("../../../assets/models/names.bin"),
];

const MANIFEST: &str = include_str!("../../../assets/models/MANIFEST.toml");

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
    /// What each of [`FILES`] says it is.
    pub about: [String; 3],
    /// SHA-256 of each of [`FILES`].
    pub hashes: [Hash; 3],
}

impl Models {
    /// From the contents of [`FILES`], in that order.
    ///
    /// # Errors
    /// When a file is broken or they don't fit together: its name and what is wrong.
    pub fn load(files: [Cow<'static, [u8]>; 3]) -> Result<Self, String> {
        let mut own = built_in_hashes().into_iter();
        let hashes = files.each_ref().map(|file| match (own.next().flatten(), file) {
            // Hashing them takes as long as reading an article.
            (Some(hash), Cow::Borrowed(_)) => hash,
            (_, file) => Hash::of(file),
        });
        let [vectors, attribution, names] = files;
        let told = |name: &'static str| move |error: String| format!("{name} {error}");
        let files = [
            Weights::parse(vectors).map_err(told(FILES[0]))?,
            Weights::parse(attribution).map_err(told(FILES[1]))?,
            Weights::parse(names).map_err(told(FILES[2]))?,
        ];
        let about = files.each_ref().map(|file| file.about().to_owned());
        let [vectors, attribution, names] = files;
        let vectors = Vectors::load(vectors).map_err(told(FILES[0]))?;
        let attribution = Attributor::load(&attribution, vectors.columns()).map_err(told(FILES[1]))?;
        let names = Namer::load(&names, &vectors).map_err(told(FILES[2]))?;
        Ok(Self { vectors, attribution, names, about, hashes })
    }

    /// The same networks, to which a group of features says nothing: what they lean on. Trained without
    /// it they would lose less.
    #[must_use]
    pub fn without(mut self, group: Group) -> Self {
        self.attribution.leave_out(group);
        self.names.leave_out(group);
        self
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

/// The hashes of the weights in the program, as their birth certificates say; a test compares them
/// with the files.
#[must_use]
pub fn built_in_hashes() -> [Option<Hash>; 3] {
    FILES.map(|file| {
        let (_, rest) = MANIFEST.split_once(&format!("[{}]", file.trim_end_matches(".bin")))?;
        let (_, rest) = rest.split_once("\nsha256 = \"")?;
        Hash::from_hex(rest.split_once('"')?.0)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_in_the_program_are_what_they_say() {
        let models = Models::built_in().unwrap();
        let real = BUILT_IN.map(Hash::of);
        assert_eq!(models.hashes, real);
        assert_eq!(built_in_hashes(), real.map(Some));
        let others = BUILT_IN.map(|bytes| Cow::Owned(bytes.to_vec()));
        assert_eq!(Models::load(others).unwrap().hashes, real);
        assert!(models.about.iter().all(|about| !about.is_empty()));
    }
}
