//! Vectors of words: what a word means, from the company it keeps in a great many texts.

use crate::analysis::engine::weights::Weights;
use std::collections::HashMap;

/// A table of vectors by the hash of the word. Words themselves are not kept.
#[derive(Clone, Debug)]
pub struct Vectors {
    weights: Weights,
    columns: usize,
    count: usize,
    rare: Option<Rare>,
}

/// Rarer words, of which many share one vector; their rows come after the others.
#[derive(Clone, Debug)]
struct Rare {
    weights: Weights,
    /// How many words.
    count: usize,
    /// How many bits of a packed word are the number of its vector; the rest are the upper
    /// bits of its hash.
    bits: u32,
}

/// The hash a word is looked up by: FNV-1a of its lower-case form, 64 bits folded to 32.
#[must_use]
pub fn hash(lower: &str) -> u32 {
    let hash = lower
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    ((hash >> 32) ^ hash) as u32
}

impl Vectors {
    /// From a file with `hashes` (sorted) and `rows` (commoner words first), and `order`,
    /// which tells the row of each hash.
    ///
    /// # Errors
    /// When one of them is missing or they don't fit together.
    pub fn load(weights: Weights) -> Result<Self, String> {
        let count = weights.wholes("hashes")?.len();
        let columns = weights.rows("rows")?.columns();
        if weights.wholes("order")?.len() != count || columns == 0 {
            return Err("has vectors and words that do not fit together".to_owned());
        }
        Ok(Self { weights, columns, count, rare: None })
    }

    /// The same with rarer words: `rare.words` (packed: upper bits of the hash, number of the
    /// vector; sorted) and `rare.rows`. Files without them add nothing.
    ///
    /// # Errors
    /// When the vectors have another width.
    pub fn with_rare(&self, weights: &Weights) -> Result<Self, String> {
        if !weights.has("rare.words") {
            return Ok(self.clone());
        }
        let rows = weights.rows("rare.rows")?;
        let (columns, vectors) = (rows.columns(), rows.count());
        if columns != self.columns || vectors == 0 {
            return Err(format!("has vectors of {columns} numbers, not {}", self.columns));
        }
        let bits = usize::BITS - (vectors - 1).leading_zeros();
        let rare = Rare { weights: weights.clone(), count: weights.wholes("rare.words")?.len(), bits };
        Ok(Self { rare: Some(rare), ..self.clone() })
    }

    /// How many numbers a vector has.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The row of each word (by [`hash`]), or else of the spare word; words that are not there
    /// get `None`. Each different word is looked up once.
    #[must_use]
    pub fn rows(&self, words: &[u32], spare: &[u32]) -> Vec<Option<u32>> {
        let (Ok(hashes), Ok(order)) = (self.weights.wholes("hashes"), self.weights.wholes("order")) else {
            return vec![None; words.len()];
        };
        let mut known: HashMap<u32, Option<u32>> = HashMap::new();
        let find = |word: u32| {
            let (mut low, mut high) = (0, self.count);
            while low < high {
                let middle = low + (high - low) / 2;
                if hashes.get(middle) < word { low = middle + 1 } else { high = middle }
            }
            let row = (low < self.count && hashes.get(low) == word).then(|| order.get(low));
            row.or_else(|| Some(self.count as u32 + self.rare.as_ref()?.vector(word)?))
        };
        let mut row = |word: u32| *known.entry(word).or_insert_with(|| find(word));
        words.iter().zip(spare).map(|(&word, &spare)| row(word).or_else(|| row(spare))).collect()
    }

    /// The vector of a row; empty past the last.
    pub fn vector(&self, row: u32) -> impl Iterator<Item = f32> {
        let row = row as usize;
        let common = self.weights.rows("rows").ok().filter(|_| row < self.count);
        let rare =
            self.rare.as_ref().filter(|_| row >= self.count).and_then(|rare| rare.weights.rows("rare.rows").ok());
        let common = common.into_iter().flat_map(move |rows| rows.row(row));
        common.chain(rare.into_iter().flat_map(move |rows| rows.row(row - self.count)))
    }
}

impl Rare {
    /// The number of a word's vector.
    fn vector(&self, word: u32) -> Option<u32> {
        let words = self.weights.wholes("rare.words").ok()?;
        let key = word.checked_shr(self.bits)?;
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if words.get(middle) >> self.bits < key { low = middle + 1 } else { high = middle }
        }
        let packed = words.get(low);
        (low < self.count && packed >> self.bits == key).then_some(packed & ((1 << self.bits) - 1))
    }
}
