//! Annotations, in the terms of the W3C Web Annotation model (target, selector, body), ICD
//! 203 (likelihood, confidence) and the Admiralty scale (reliability, credibility).

use super::correction::Correction;
use crate::analysis::Likelihood;
use crate::base::{Hash, Span};
use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

/// Bytes of text before and after a quote that are kept with it, at most, on character
/// boundaries.
pub const CONTEXT: usize = 64;

/// The name of an annotation, the same for ever. Made from document, place and creator
/// (UUID version 8), so that two windows that mark the same claim mark the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnnotationId(pub Uuid);

impl AnnotationId {
    /// The name of what `creator` says about these parts of this document. The first 16
    /// bytes of a SHA-256 with the version bits of RFC 9562 (section 5.8) set.
    #[must_use]
    pub fn for_target(document: Hash, spans: &[Span], creator: &str) -> Self {
        let mut name = Vec::with_capacity(48 + 16 * spans.len() + creator.len());
        name.extend_from_slice(document.bytes());
        for span in spans {
            name.extend_from_slice(&(span.start() as u64).to_be_bytes());
            name.extend_from_slice(&(span.end() as u64).to_be_bytes());
        }
        // An inverted span can't be, so this separates places from the creator's name.
        name.extend_from_slice(&[0xff; 8]);
        name.extend_from_slice(&[0; 8]);
        name.extend_from_slice(creator.as_bytes());
        let hash = Hash::of(&name);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.bytes()[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl fmt::Display for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a reader found about the truth of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Checked and right.
    Verified,
    /// Somebody says otherwise.
    Disputed,
    /// Checked and wrong.
    False,
    /// Not enough evidence.
    Unclear,
    /// Nobody to check it with yet.
    NeedsSource,
    /// Opinion or forecast.
    NotCheckable,
    /// Named by the reader's configuration (digit 8).
    Custom8,
    /// Named by the reader's configuration (digit 9).
    Custom9,
}

impl Status {
    /// All, in the order of their digits.
    pub const ALL: [Self; 8] = [
        Self::Verified,
        Self::Disputed,
        Self::False,
        Self::Unclear,
        Self::NeedsSource,
        Self::NotCheckable,
        Self::Custom8,
        Self::Custom9,
    ];

    /// The word that is stored and exported.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Disputed => "disputed",
            Self::False => "false",
            Self::Unclear => "unclear",
            Self::NeedsSource => "needs-source",
            Self::NotCheckable => "not-checkable",
            Self::Custom8 => "custom-8",
            Self::Custom9 => "custom-9",
        }
    }

    /// The status of a stored word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Credibility of a piece of information (Admiralty scale, FM 2-22.3 appendix B), 1 to 6:
/// confirmed, probably true, possibly true, doubtful, improbable, cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Credibility(u8);

impl Credibility {
    /// `None` outside 1 to 6.
    #[must_use]
    pub const fn new(digit: u8) -> Option<Self> {
        if matches!(digit, 1..=6) { Some(Self(digit)) } else { None }
    }

    /// 1 to 6.
    #[must_use]
    pub const fn digit(self) -> u8 {
        self.0
    }

    /// What the digit means.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            1 => "confirmed by other sources",
            2 => "probably true",
            3 => "possibly true",
            4 => "doubtful",
            5 => "improbable",
            _ => "cannot be judged",
        }
    }
}

/// Reliability of a source (Admiralty scale), A to F.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reliability(char);

impl Reliability {
    /// From a letter of either case; `None` outside A to F.
    #[must_use]
    pub const fn new(letter: char) -> Option<Self> {
        let letter = letter.to_ascii_uppercase();
        if matches!(letter, 'A'..='F') { Some(Self(letter)) } else { None }
    }

    /// 'A' to 'F'.
    #[must_use]
    pub const fn letter(self) -> char {
        self.0
    }

    /// What the letter means.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            'A' => "completely reliable",
            'B' => "usually reliable",
            'C' => "fairly reliable",
            'D' => "not usually reliable",
            'E' => "unreliable",
            _ => "cannot be judged",
        }
    }
}

/// Confidence in one's own judgment (ICD 203, D.6.e.2.b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
}

impl Confidence {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Low, Self::Moderate, Self::High];

    /// The word that is stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

/// How the target was found in the text at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The same text, the same place.
    #[default]
    Exact,
    /// The same words elsewhere in a changed text.
    Moved,
    /// Found, but its words have changed.
    Changed,
    /// Not found.
    Lost,
}

/// Which words an annotation is about: a W3C `TextQuoteSelector` and `TextPositionSelector`
/// in one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The text it was made on.
    pub document: Hash,
    /// The parts, in that text; empty for an annotation on the whole text.
    pub spans: Vec<Span>,
    /// The words from the first to the last part.
    pub exact: String,
    /// At most [`CONTEXT`] bytes before them.
    pub prefix: String,
    /// At most [`CONTEXT`] bytes after them.
    pub suffix: String,
}

impl Target {
    /// The target made of these parts of `text`, which has this `hash`. No parts: the whole
    /// text.
    #[must_use]
    pub fn new(text: &str, hash: Hash, spans: &[Span]) -> Self {
        let Some(whole) = spans.iter().copied().reduce(Span::join) else {
            let nothing = String::new();
            return Self {
                document: hash,
                spans: Vec::new(),
                exact: nothing.clone(),
                prefix: nothing.clone(),
                suffix: nothing,
            };
        };
        let before = text.get(..whole.start()).unwrap_or_default();
        let after = text.get(whole.end()..).unwrap_or_default();
        let from = before.ceil_char_boundary(before.len().saturating_sub(CONTEXT));
        let to = after.floor_char_boundary(CONTEXT);
        Self {
            document: hash,
            spans: spans.to_vec(),
            exact: whole.of(text).to_owned(),
            prefix: before[from..].to_owned(),
            suffix: after[..to].to_owned(),
        }
    }
}

/// What one reader says about one target. All bodies are optional; an annotation without
/// any is removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its name.
    pub id: AnnotationId,
    /// What it is about.
    pub target: Target,
    /// Who made it.
    pub creator: String,
    /// When it was made (UTC).
    pub created: Timestamp,
    /// When it was last changed (UTC).
    pub modified: Timestamp,
    /// Whether the reader marked words that the machine had not found to be a claim.
    pub own: bool,
    /// Truth.
    pub status: Option<Status>,
    /// A key claim (a star beside any status).
    pub key: bool,
    /// Admiralty digit; the letter belongs to the source.
    pub credibility: Option<Credibility>,
    /// The reader's own estimate.
    pub likelihood: Option<Likelihood>,
    /// Confidence in that estimate.
    pub confidence: Option<Confidence>,
    /// The reader's tags, sorted, without doubles.
    pub tags: Vec<String>,
    /// A note; may have several lines.
    pub note: Option<String>,
    /// What the machine got wrong.
    pub correction: Correction,
    /// Differences with other readers that are settled; sorted.
    pub settled: Vec<Settled>,
}

/// That a reader knows what another one says about the same words, and does not follow it. It
/// holds for these two judgments: when either changes, the readers differ anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settled {
    /// The other reader.
    pub reader: String,
    /// What is judged, as [`super::agreement::Judgment::name`].
    pub judgment: String,
    /// The reader's own judgment.
    pub mine: String,
    /// The other one's.
    pub theirs: String,
    /// Whether both stand, the other one's shown beside one's own; else one's own alone.
    pub both: bool,
}

impl Annotation {
    /// Whether it is nothing to step to: it says whom words name, or that they are no claim.
    #[must_use]
    pub fn only_corrects(&self) -> bool {
        let correction = &self.correction;
        if correction.dropped {
            return true;
        }
        let bare = Self { correction: Correction::default(), ..self.clone() };
        correction.naming.is_some() && !correction.of_claim() && bare.is_blank()
    }

    /// Whether nothing is said any more.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.own
            && self.status.is_none()
            && !self.key
            && self.credibility.is_none()
            && self.likelihood.is_none()
            && self.confidence.is_none()
            && self.tags.is_empty()
            && self.note.is_none()
            && self.correction.is_empty()
            && self.settled.is_empty()
    }
}

/// The reliability of a person or outlet, remembered across briefings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceGrade {
    /// The person's or outlet's name, in lower case with single spaces: the key.
    pub name: String,
    /// The letter; `None` after it was taken back.
    pub reliability: Option<Reliability>,
    /// When it was given (UTC).
    pub modified: Timestamp,
    /// Who gave it.
    pub creator: String,
}
