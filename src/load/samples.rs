//! Briefings of our own that come with the program: what a new user reads first.
//!
//! Kessin, its people and its ferry are invented.

use super::text::{Origin, Text};

/// A text that is built into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The name it is known by: "practice".
    pub name: &'static str,
    /// The text itself.
    pub content: &'static str,
}

impl Sample {
    /// As if it had been read from a file.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::from_string(self.name, Origin::Bundled(self.name), self.content.to_owned())
    }
}

/// All of them, the practice briefing first.
pub const SAMPLES: &[Sample] = &[
    Sample { name: "practice", content: include_str!("../../assets/samples/practice.txt") },
    Sample { name: "transcript", content: include_str!("../../assets/samples/transcript.txt") },
];

/// The briefing that opens on the first run.
#[must_use]
pub fn practice() -> Text {
    SAMPLES[0].text()
}

/// The name of the practice briefing.
pub const PRACTICE: &str = "practice";

/// The sample with this name.
#[must_use]
pub fn named(name: &str) -> Option<Text> {
    SAMPLES.iter().find(|sample| sample.name == name).map(Sample::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Format, decode};

    #[test]
    fn samples_are_canonical_and_worth_no_notice() {
        for sample in SAMPLES {
            let loaded = decode(sample.content.as_bytes().to_vec()).unwrap();
            let loaded = loaded.into_text(sample.name, Origin::Bundled(sample.name), Format::Plain).unwrap();
            assert_eq!(loaded, sample.text());
            assert!(loaded.notices.is_empty());
            assert_eq!(named(sample.name), Some(loaded));
        }
        assert_eq!(practice().name, "practice");
    }
}
