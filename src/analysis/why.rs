//! Why a claim was found as it is: who decided, on what, and whom a source means.

use crate::analysis::cue::CueKind;
use crate::analysis::engine::groups::Group;
use crate::base::Span;

/// What stands behind a claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Why {
    /// Who decided.
    pub decided: Decided,
    /// How the cue is built; `None` without cue.
    pub cue: Option<CueKind>,
    /// What the rules found at the same cue or content.
    pub rule: Option<Rule>,
    /// Where the network decided: how much each group of features adds. Only filled by
    /// [`explained`](crate::analysis::explained), since it is dear.
    pub parts: Vec<Part>,
    /// From the source to a name, step after step.
    pub chain: Vec<Step>,
}

impl Why {
    /// Found by a rule.
    pub(crate) fn of_rule(kind: CueKind, distant: bool) -> Self {
        let rule = Rule { kind, distant, content: true, source: true };
        Self { decided: Decided::Rule, cue: Some(kind), rule: Some(rule), ..Self::default() }
    }
}

/// Who decided that this is a claim, and whose.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Decided {
    /// The network, on this evidence.
    Network(Evidence),
    /// A rule: [`Why::rule`].
    Rule,
    /// The label of a transcript's turn.
    Label,
    /// A dash and a name behind a quotation.
    Signature,
    /// Nobody: no source was found, so the article says it.
    #[default]
    Article,
}

impl Decided {
    /// As in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            Self::Rule => "rule",
            Self::Label => "label",
            Self::Signature => "signature",
            Self::Article => "article",
        }
    }
}

/// A rule, and how far it agrees with what was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The kind of cue that the rule looks for.
    pub kind: CueKind,
    /// Whether the quotation stands apart from its source, so that the rule guesses it.
    pub distant: bool,
    /// Whether its content shares words with the claim's.
    pub content: bool,
    /// Whether it names the same source, or none as well.
    pub source: bool,
}

/// What the network's confidence is made from: probabilities 0.0 to 1.0, and shares. Of content
/// in several parts the geometric mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// That the words of the content are content.
    pub content: f32,
    /// That it begins where it does.
    pub begins: f32,
    /// That it ends where it does.
    pub ends: f32,
    /// That the cue's words are a cue; `None` without.
    pub cue: Option<f32>,
    /// That the source's words are a source; `None` without.
    pub source: Option<f32>,
    /// That content and cue belong together, or that the content has no cue.
    pub link_of_cue: f32,
    /// That this is the source of it, or that it has none.
    pub link_of_source: f32,
    /// How many words the content has.
    pub words: usize,
    /// In how many parts.
    pub parts: usize,
    /// The share of its words in quotation marks.
    pub quoted: f32,
    /// The share of its words that the rules took for content too.
    pub ruled: f32,
}

/// What one group of features adds to a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which.
    pub group: Group,
    /// How likely the words of content, source and cue had their roles without it (geometric
    /// mean, 0.0 to 1.0).
    pub without: f32,
    /// The same with everything.
    pub with: f32,
}

/// One step of a chain of reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What refers.
    pub from: Span,
    /// What it refers to.
    pub to: Span,
    /// Why.
    pub how: How,
}

/// Why one mention refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// "he": of those mentioned not long before whose sex fits, the likeliest; so many sentences
    /// lie between.
    Pronoun(usize),
    /// "After his talks, Ruiz …": nobody came before, so the subject that follows.
    Ahead,
    /// "the minister": the title of somebody in the text.
    Title,
    /// "Ruiz, the port's chief": it stands beside the name.
    Apposition,
    /// "Ruiz": the full name has this part.
    Name,
    /// "MR. RUIZ:", the label of a turn.
    Label,
    /// "the ministry": an institution named before whose name has this word.
    Institution,
}

impl How {
    /// As in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pronoun(_) => "pronoun",
            Self::Ahead => "pronoun-ahead",
            Self::Title => "title",
            Self::Apposition => "apposition",
            Self::Name => "part-of-name",
            Self::Label => "label",
            Self::Institution => "institution",
        }
    }

    /// How many sentences lie between, for pronouns.
    #[must_use]
    pub const fn sentences(self) -> Option<usize> {
        match self {
            Self::Pronoun(far) => Some(far),
            _ => None,
        }
    }
}
