//! Parts of zip containers, unpacked in memory and within limits.

use super::charset::decode;
use super::{Failure, Limits};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An open container.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: Limits,
    /// Bytes unpacked so far.
    unpacked: u64,
}

impl<'a> Container<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Failure> {
        let broken = |error| {
            Failure::new(
                format!("its container is damaged: {error}"),
                "open it in the program that made it, and save it again",
            )
        };
        // Counted before the archive is opened, which keeps a record of each.
        let parts = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(limits.parts + 1).count();
        if parts > limits.parts {
            return Err(Failure::new(format!("it holds more than {} parts", limits.parts), ""));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Self { bytes, archive, limits: *limits, unpacked: 0 })
    }

    /// A part as text; `None` if there is none of this name.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.part(name)?.map(|bytes| decode(&bytes).0))
    }

    /// A part that has to be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Failure> {
        let missing = || {
            Failure::new(
                format!("a part of it is missing: {name}"),
                "open it in the program that made it, and save it again",
            )
        };
        self.text(name)?.ok_or_else(missing)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        if self.times(name) > 1 {
            return Err(Failure::new(
                format!("it holds two parts of one name: {name}"),
                "who made it may want to hide something",
            ));
        }
        let most = self.limits.part.min(self.limits.unpacked - self.unpacked);
        let broken = |error: String| {
            let hint =
                if error.contains("ncrypt") || error.contains("assword") { "save it without a password" } else { "" };
            Failure::new(format!("a part of it can't be unpacked: {name}: {error}"), hint)
        };
        let part = self.archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        // What the container says about sizes may lie: what comes out is counted.
        let mut content = Vec::new();
        part.take(most + 1).read_to_end(&mut content).map_err(|error| broken(error.to_string()))?;
        if content.len() as u64 > most {
            return Err(Failure::new(format!("it unpacks to more than {} MiB", most.div_ceil(1 << 20)), ""));
        }
        self.unpacked += content.len() as u64;
        Ok(Some(content))
    }

    /// How often a name stands in the directory of the container, where only the last counts.
    fn times(&self, name: &str) -> usize {
        let starts = memchr::memmem::find_iter(self.bytes, b"PK\x01\x02");
        let is = |at: &usize| {
            let length = self.bytes.get(at + 28..at + 30).map(|two| usize::from(two[0]) | usize::from(two[1]) << 8);
            length == Some(name.len()) && self.bytes.get(at + 46..at + 46 + name.len()) == Some(name.as_bytes())
        };
        starts.filter(is).count()
    }
}
