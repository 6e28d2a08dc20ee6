//! The file that weights are kept in: named tensors, one byte a weight as a rule.
//!
//! ```text
//! "onrecord"  8 bytes
//! version     u32 = 1
//! about       u32 length, then UTF-8: what the file is
//! tensors     u32 count, then for each:
//!             u8 length and name; u8 type; u32 rows; u32 columns; u32 offset from the file's start
//! …           the tensors, row after row
//! ```
//!
//! Everything is little-endian. Types: 0 = f32; 1 = i8 with one f32 scale a row, all scales
//! before the rows; 2 = u32.

use std::borrow::Cow;

const MAGIC: &[u8] = b"onrecord";
const VERSION: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Float,
    Byte,
    Whole,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    kind: Kind,
    rows: usize,
    columns: usize,
    offset: usize,
}

/// A checked file of weights.
#[derive(Clone, Debug)]
pub struct Weights {
    bytes: Cow<'static, [u8]>,
    about: String,
    entries: Vec<Entry>,
}

/// A matrix of one byte a weight that stays in the file; rows are read one by one.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    scales: &'a [u8],
    values: &'a [u8],
    columns: usize,
}

/// A column of whole numbers that stays in the file.
#[derive(Clone, Copy, Debug)]
pub struct Wholes<'a>(&'a [u8]);

impl Weights {
    /// Reads the table of tensors.
    ///
    /// # Errors
    /// When the file is none of ours, of another version, or a tensor lies outside it.
    pub fn parse(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, String> {
        let bytes = bytes.into();
        let mut at = Reader { bytes: &bytes, at: 0 };
        if at.take(MAGIC.len()) != Some(MAGIC) {
            return Err("is no file of weights".to_owned());
        }
        let broken = || "is cut off or broken".to_owned();
        let version = at.whole().ok_or_else(broken)?;
        if version != VERSION {
            return Err(format!("has format {version}; this program reads format {VERSION}"));
        }
        let about = at.text_of_length().ok_or_else(broken)?;
        let count = at.whole().ok_or_else(broken)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let entry = at.entry().ok_or_else(broken)?;
            if entry.end().is_none_or(|end| end > bytes.len()) {
                return Err(format!("lacks a part of {:?}", entry.name));
            }
            entries.push(entry);
        }
        Ok(Self { bytes, about, entries })
    }

    /// What the file says it is.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.about
    }

    fn entry(&self, name: &str, kinds: &[Kind]) -> Result<(&Entry, &[u8]), String> {
        let entry = self.entries.iter().find(|entry| entry.name == name).ok_or(format!("has no {name:?}"))?;
        let end = entry.end().unwrap_or(entry.offset);
        match self.bytes.get(entry.offset..end) {
            Some(bytes) if kinds.contains(&entry.kind) => Ok((entry, bytes)),
            _ => Err(format!("has {name:?} in another type")),
        }
    }

    /// Whether there is a tensor of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// A matrix as numbers, row after row, with its rows and columns.
    ///
    /// # Errors
    /// When there is none of this name, or it holds no numbers.
    pub fn matrix(&self, name: &str) -> Result<(Vec<f32>, usize, usize), String> {
        let (entry, bytes) = self.entry(name, &[Kind::Float, Kind::Byte])?;
        let values: Vec<f32> = match entry.kind {
            Kind::Byte => {
                let rows = self.rows(name)?;
                (0..entry.rows).flat_map(|row| rows.row(row)).collect()
            }
            _ => bytes.chunks_exact(4).map(float).collect(),
        };
        if values.iter().any(|value| !value.is_finite()) {
            return Err(format!("has wrong numbers in {name:?}"));
        }
        Ok((values, entry.rows, entry.columns))
    }

    /// A matrix of a given shape.
    ///
    /// # Errors
    /// As [`matrix`](Self::matrix), and when it has another shape.
    pub fn shaped(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, String> {
        match self.matrix(name)? {
            (values, r, c) if (r, c) == (rows, columns) => Ok(values),
            (_, r, c) => Err(format!("has {name:?} as {r} x {c}, not {rows} x {columns}")),
        }
    }

    /// A matrix of one byte a weight, left in the file.
    ///
    /// # Errors
    /// When there is none of this name and type.
    pub fn rows(&self, name: &str) -> Result<Rows<'_>, String> {
        let (entry, bytes) = self.entry(name, &[Kind::Byte])?;
        let (scales, values) = bytes.split_at_checked(entry.rows * 4).unwrap_or_default();
        Ok(Rows { scales, values, columns: entry.columns })
    }

    /// A column of whole numbers, left in the file.
    ///
    /// # Errors
    /// When there is none of this name and type.
    pub fn wholes(&self, name: &str) -> Result<Wholes<'_>, String> {
        Ok(Wholes(self.entry(name, &[Kind::Whole])?.1))
    }
}

impl Entry {
    /// Where it ends; `None` if that is more than can be.
    fn end(&self) -> Option<usize> {
        let cells = self.rows.checked_mul(self.columns)?;
        let length = match self.kind {
            Kind::Byte => cells.checked_add(self.rows.checked_mul(4)?)?,
            Kind::Float | Kind::Whole => cells.checked_mul(4)?,
        };
        self.offset.checked_add(length)
    }
}

impl<'a> Rows<'a> {
    /// The numbers of a row; none past the last.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f32> + use<'a> {
        let scale = self.scales.get(row * 4..row * 4 + 4).map_or(0.0, float);
        let values = self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        values.iter().map(move |&value| f32::from(value.cast_signed()) * scale)
    }

    /// How many rows.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.scales.len() / 4
    }

    /// How many numbers a row has.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }
}

impl Wholes<'_> {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len() / 4
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `i`; 0 past the end.
    #[must_use]
    pub fn get(&self, i: usize) -> u32 {
        self.0.get(i * 4..i * 4 + 4).map_or(0, whole)
    }
}

fn float(bytes: &[u8]) -> f32 {
    f32::from_bits(whole(bytes))
}

fn whole(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let found = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(found)
    }

    fn whole(&mut self) -> Option<u32> {
        self.take(4).map(whole)
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.whole()?).ok()
    }

    fn text_of_length(&mut self) -> Option<String> {
        let length = self.size()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn entry(&mut self) -> Option<Entry> {
        let length = usize::from(*self.take(1)?.first()?);
        let name = String::from_utf8(self.take(length)?.to_vec()).ok()?;
        let kind = match self.take(1)?.first()? {
            0 => Kind::Float,
            1 => Kind::Byte,
            2 => Kind::Whole,
            _ => return None,
        };
        Some(Entry { name, kind, rows: self.size()?, columns: self.size()?, offset: self.size()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file with a matrix of bytes and one of floats.
    fn file() -> Vec<u8> {
        let mut head = MAGIC.to_vec();
        head.extend(VERSION.to_le_bytes());
        head.extend(2_u32.to_le_bytes());
        head.extend(b"hi");
        head.extend(2_u32.to_le_bytes());
        let start = head.len() + 2 * (1 + 1 + 1 + 12);
        for (name, kind, rows, columns, offset) in [(b"a", 1_u8, 2_u32, 3_u32, start), (b"b", 0, 1, 2, start + 14)] {
            head.push(1);
            head.extend(name);
            head.push(kind);
            head.extend(rows.to_le_bytes());
            head.extend(columns.to_le_bytes());
            head.extend(u32::try_from(offset).unwrap().to_le_bytes());
        }
        for scale in [0.5_f32, 2.0] {
            head.extend(scale.to_le_bytes());
        }
        head.extend([1, 2, 255, 4, 5, 6]);
        for value in [1.5_f32, -2.5] {
            head.extend(value.to_le_bytes());
        }
        head
    }

    #[test]
    fn tensors_are_read() {
        let weights = Weights::parse(file()).unwrap();
        assert_eq!(weights.about(), "hi");
        assert_eq!(weights.matrix("a").unwrap(), (vec![0.5, 1.0, -0.5, 8.0, 10.0, 12.0], 2, 3));
        assert_eq!(weights.shaped("b", 1, 2).unwrap(), [1.5, -2.5]);
        assert!(weights.shaped("b", 2, 1).is_err() && weights.matrix("c").is_err() && weights.wholes("a").is_err());
        assert_eq!(weights.rows("a").unwrap().row(7).count(), 0);
    }

    proptest! {
        #[test]
        fn broken_files_are_told(cut in 0..100_usize, at in 0..100_usize, bits in 0..=255_u8) {
            let mut bytes = file();
            bytes.truncate(cut.min(bytes.len()));
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= bits;
            }
            if let Ok(weights) = Weights::parse(bytes) {
                let _ = (weights.matrix("a"), weights.matrix("b"), weights.wholes("b"));
            }
        }
    }
}
