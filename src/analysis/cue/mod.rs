//! Cues: the words that tie a source to what it says.

mod nominal;
mod opening;
mod verbal;

pub(crate) use nominal::{ADJECTIVES, NOUNS};

use crate::analysis::word::{Class, Words};
use nominal::{according, by_adjective, by_adverb, by_noun};
use std::ops::Range;
use verbal::by_verb;

/// How a cue is built; each kind has its own measured precision (see `claim`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CueKind {
    /// A finite verb of speaking: "she said".
    Speech,
    /// Another finite verb with a clause: "she believes that".
    Clause,
    /// A finite verb with a noun phrase: "she rejected the plan".
    Noun,
    /// A finite verb with an infinitive: "she refused to comment".
    Infinitive,
    /// ", adding that"
    Participle,
    /// "according to", "in the view of"
    According,
    /// "her claim that"
    Nominal,
    /// "the message is that"
    Copular,
    /// "is confident that"
    Adjective,
    /// "was described as", "was criticised by"
    Passive,
    /// "is expected to", "seems to"
    Raising,
    /// "reportedly"
    Adverb,
    /// A name and a colon.
    Label,
}

impl CueKind {
    /// All, in order.
    pub(crate) const ALL: [Self; 13] = [
        Self::Speech,
        Self::Clause,
        Self::Noun,
        Self::Infinitive,
        Self::Participle,
        Self::According,
        Self::Nominal,
        Self::Copular,
        Self::Adjective,
        Self::Passive,
        Self::Raising,
        Self::Adverb,
        Self::Label,
    ];

    /// As in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Clause => "clause",
            Self::Noun => "noun",
            Self::Infinitive => "infinitive",
            Self::Participle => "participle",
            Self::According => "according",
            Self::Nominal => "nominal",
            Self::Copular => "copular",
            Self::Adjective => "adjective",
            Self::Passive => "passive",
            Self::Raising => "raising",
            Self::Adverb => "adverb",
            Self::Label => "label",
        }
    }

    /// What such a cue is, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Speech => "a verb of saying",
            Self::Clause => "a verb with a clause",
            Self::Noun => "a verb with what it is about",
            Self::Infinitive => "a verb with “to”",
            Self::Participle => "a verb that goes on from the one before",
            Self::According => "a phrase like “according to”",
            Self::Nominal => "a noun of saying",
            Self::Copular => "a noun with “is that”",
            Self::Adjective => "an adjective of belief",
            Self::Passive => "a passive",
            Self::Raising => "a verb of seeming or expecting",
            Self::Adverb => "an adverb",
            Self::Label => "a name and a mark",
        }
    }
}

/// One cue with what stands beside it, as ranges of words.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) kind: CueKind,
    /// Auxiliaries, verb and particles.
    pub(crate) words: Range<usize>,
    /// Lemma of the main word, "" where there is none.
    pub(crate) lemma: &'static str,
    /// Who says it.
    pub(crate) source: Option<Range<usize>>,
    /// Where the content begins, if it stands after the cue.
    pub(crate) content: Option<usize>,
    /// Where what belongs to the cue ends (somebody told, a time, a place).
    pub(crate) end: usize,
    /// May stand behind or within what is said.
    pub(crate) trails: bool,
    /// Has no subject of its own and takes the one before: ", adding", "and added".
    pub(crate) shares: bool,
    /// Reports only what stands in quotation marks: "she continued".
    pub(crate) needs_quote: bool,
}

/// All cues outside quotation marks, in order of their main words.
pub(crate) fn cues(words: &Words<'_>) -> Vec<Cue> {
    let mut found = Vec::new();
    let mut floor = 0;
    for i in 0..words.len() {
        if words.quoted(i) {
            continue;
        }
        let class = words.class(i);
        let cue = match class {
            Class::Word | Class::Name | Class::Sub => by_verb(words, i, floor)
                .or_else(|| according(words, i))
                .or_else(|| by_noun(words, i, floor))
                .or_else(|| by_adjective(words, i, floor)),
            Class::Prep => according(words, i),
            Class::Adv => by_adverb(words, i),
            _ => None,
        };
        if let Some(cue) = cue {
            floor = floor.max(cue.words.end);
            found.push(cue);
        } else if class == Class::Semi {
            floor = i + 1;
        }
    }
    found
}
