//! What an analysis consists of.

use crate::analysis::why::{Part, Why};
use crate::base::{Arena, ClaimId, Notice, ParaId, PersonId, SentenceId, Span, VenueId};
use jiff::civil::Date;
use std::fmt;

/// Everything understood about one document. Spans point into its text.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Sentences in reading order, each inside one paragraph.
    pub sentences: Arena<SentenceId, Sentence>,
    /// Claims, by where their content begins.
    pub claims: Arena<ClaimId, Claim>,
    /// Named people, by first mention, and behind them named groups, by first mention too.
    pub people: Arena<PersonId, Person>,
    /// Venues, by first mention.
    pub venues: Arena<VenueId, Venue>,
    /// For each paragraph (by index): the person who speaks in it, where it is a turn.
    pub speakers: Vec<Option<PersonId>>,
    /// What a reader should know: dates that could not be resolved, and the like.
    pub notices: Vec<Notice>,
    /// Whether the networks had a say; else the rules alone.
    pub trained: bool,
}

impl Analysis {
    /// Who stands behind a claim by name; `None` for groups that the source names itself, which is shown as it is
    /// written ("House Republicans on the committee").
    #[must_use]
    pub fn speaker(&self, claim: &Claim) -> Option<&Person> {
        let person = claim.person.and_then(|id| self.people.get(id))?;
        let named = |source: &Span| {
            let at = person.mentions.partition_point(|mention| mention.end() <= source.start());
            person.mentions.get(at).is_some_and(|mention| mention.overlaps(*source))
        };
        (!person.group || !claim.source.iter().any(named)).then_some(person)
    }

    /// How many humans are named, and how many groups.
    #[must_use]
    pub fn people_and_groups(&self) -> (usize, usize) {
        let humans = self.people.values().filter(|person| !person.group).count();
        (humans, self.people.len() - humans)
    }

    /// What decided on the claim whose content begins at this byte; see [`Why::parts`].
    #[must_use]
    pub fn parts_at(&self, start: usize) -> Vec<Part> {
        let mut claims = self.claims.values().filter(|claim| claim.extent().start() == start);
        claims.find_map(|claim| (!claim.why.parts.is_empty()).then(|| claim.why.parts.clone())).unwrap_or_default()
    }
}

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first to past its last character, closing quotation marks included.
    pub span: Span,
    /// The paragraph it stands in.
    pub paragraph: ParaId,
}

/// Who stands behind a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// A source that the text names or describes.
    Attributed,
    /// The article itself.
    Author,
}

impl Voice {
    /// As in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attributed => "attributed",
            Self::Author => "author",
        }
    }
}

/// How the content is given (by the quotation marks in it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quotation {
    /// All inside quotation marks, or a turn of a transcript.
    Direct,
    /// No quotation marks.
    Indirect,
    /// Partly.
    Mixed,
    /// The article's own voice.
    None,
}

impl Quotation {
    /// As in JSON and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::None => "none",
        }
    }
}

/// Whether the source says that it is so, or that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// It is so.
    Positive,
    /// It is not so.
    Negative,
}

impl Polarity {
    /// As in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}

/// How sure the source is (FactBank, Saurí and Pustejovsky 2009: CT, PR, PS, U).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Stated as a fact.
    Certain,
    /// Stated as probable.
    Probable,
    /// Stated as possible.
    Possible,
    /// Not committed to: questions, wishes, orders, bare intentions.
    Unspecified,
}

impl Certainty {
    /// As in JSON and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Probable => "probable",
            Self::Possible => "possible",
            Self::Unspecified => "unspecified",
        }
    }
}

/// Bands of likelihood (ICD 203, 2015, D.6.e.2.a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likelihood {
    /// 1 to 5 %.
    AlmostNoChance,
    /// 5 to 20 %.
    VeryUnlikely,
    /// 20 to 45 %.
    Unlikely,
    /// 45 to 55 %.
    EvenChance,
    /// 55 to 80 %.
    Likely,
    /// 80 to 95 %.
    VeryLikely,
    /// 95 to 99 %.
    AlmostCertain,
}

impl Likelihood {
    /// All, from the least to the most likely.
    pub const ALL: [Self; 7] = [
        Self::AlmostNoChance,
        Self::VeryUnlikely,
        Self::Unlikely,
        Self::EvenChance,
        Self::Likely,
        Self::VeryLikely,
        Self::AlmostCertain,
    ];

    /// As in JSON, in the store and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "almost-no-chance",
            Self::VeryUnlikely => "very-unlikely",
            Self::Unlikely => "unlikely",
            Self::EvenChance => "even-chance",
            Self::Likely => "likely",
            Self::VeryLikely => "very-likely",
            Self::AlmostCertain => "almost-certain",
        }
    }

    /// The band in per cent, from and to.
    #[must_use]
    pub const fn percent(self) -> (u8, u8) {
        match self {
            Self::AlmostNoChance => (1, 5),
            Self::VeryUnlikely => (5, 20),
            Self::Unlikely => (20, 45),
            Self::EvenChance => (45, 55),
            Self::Likely => (55, 80),
            Self::VeryLikely => (80, 95),
            Self::AlmostCertain => (95, 99),
        }
    }

    /// The band of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|likelihood| likelihood.name() == name)
    }
}

/// A word of the writer's that tells how sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hedge {
    /// The word or phrase.
    pub span: Span,
    /// Its band, where the word has one; "reportedly" has none.
    pub likelihood: Option<Likelihood>,
}

/// A day, or a longer stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum When {
    /// One day.
    Day(Date),
    /// One month of a year.
    Month {
        /// Year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// One year.
    Year(i16),
    /// From the first to the last day, both included.
    Range(Date, Date),
}

impl When {
    /// Reads what [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once('/') {
            let (from, to): (Date, Date) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            return (from <= to).then_some(Self::Range(from, to));
        }
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        match parts[..] {
            [year] if digits(year) && year.len() == 4 => Some(Self::Year(year.parse().ok()?)),
            [year, month] if digits(year) && digits(month) && year.len() == 4 => {
                let (year, month) = (year.parse().ok()?, month.parse().ok()?);
                Date::new(year, month, 1).ok().map(|_| Self::Month { year, month })
            }
            [_, _, _] => text.parse().ok().map(Self::Day),
            _ => None,
        }
    }

    /// The first day of it.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        match self {
            Self::Day(day) | Self::Range(day, _) => Some(day),
            Self::Month { year, month } => Date::new(year, month, 1).ok(),
            Self::Year(year) => Date::new(year, 1, 1).ok(),
        }
    }
}

/// Extended Date/Time Format, level 0 (ISO 8601-2): `2026-06-03`, `2026-06`, `2026`,
/// `2026-06-01/2026-06-07`.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Range(from, to) => write!(f, "{from}/{to}"),
        }
    }
}

/// An expression of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// The words.
    pub span: Span,
    /// What they mean; `None` if they could not be resolved.
    pub value: Option<When>,
}

/// What the machine notices about a claim; its own small vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// Says what will happen.
    Forecast,
    /// Holds a figure: a number, a share, an amount of money.
    Figure,
    /// Denies or rejects something.
    Denial,
    /// Promises or announces an act of the source's own.
    Commitment,
    /// Asks others to do something.
    Demand,
    /// Asks.
    Question,
    /// Judges good or bad.
    Opinion,
    /// The source is not named ("officials", "a person familiar with the matter").
    UnnamedSource,
    /// Passive or impersonal sourcing ("is believed to", "reportedly").
    NoSource,
    /// Declines to say.
    NoComment,
    /// Sets one thing against another in number or rank.
    Comparison,
}

impl Tag {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::Forecast,
        Self::Figure,
        Self::Denial,
        Self::Commitment,
        Self::Demand,
        Self::Question,
        Self::Opinion,
        Self::UnnamedSource,
        Self::NoSource,
        Self::NoComment,
        Self::Comparison,
    ];

    /// As in JSON and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forecast => "forecast",
            Self::Figure => "figure",
            Self::Denial => "denial",
            Self::Commitment => "commitment",
            Self::Demand => "demand",
            Self::Question => "question",
            Self::Opinion => "opinion",
            Self::UnnamedSource => "unnamed-source",
            Self::NoSource => "no-source",
            Self::NoComment => "no-comment",
            Self::Comparison => "comparison",
        }
    }
}

/// An attribution relation (PARC, PolNeAR): who says what, by which cue; or a sentence in
/// the article's own voice.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The paragraph its content begins in.
    pub paragraph: ParaId,
    /// What is said: never empty, in order; may be discontinuous and, for quotations,
    /// go over several paragraphs.
    pub content: Vec<Span>,
    /// Who says it, as written; empty for the article's own voice or if nobody is named.
    pub source: Vec<Span>,
    /// The words that tie the two; empty for the article's own voice and for turns.
    pub cue: Vec<Span>,
    /// Who stands behind it.
    pub voice: Voice,
    /// The person that the source resolves to; `None` for groups, institutions and the
    /// unnamed.
    pub person: Option<PersonId>,
    /// How the content is given.
    pub quotation: Quotation,
    /// Whether it is said to be so or not to be so.
    pub polarity: Polarity,
    /// How sure the source is.
    pub certainty: Certainty,
    /// Whether it holds only under a condition.
    pub conditional: bool,
    /// The hedging words.
    pub hedges: Vec<Hedge>,
    /// Times that the claim is about.
    pub times: Vec<Time>,
    /// People in the content or the source.
    pub people: Vec<PersonId>,
    /// Venues in the content.
    pub venues: Vec<VenueId>,
    /// The machine's tags, sorted.
    pub tags: Vec<Tag>,
    /// How likely the claim stands as found, 0.0 to 1.0.
    pub confidence: f32,
    /// Why it was found so.
    pub why: Why,
}

impl Claim {
    /// A claim of which only the words are known: affirmed, certain, of nobody, with confidence 0.
    #[must_use]
    pub fn new(paragraph: ParaId, content: Vec<Span>, voice: Voice, quotation: Quotation) -> Self {
        Self {
            paragraph,
            content,
            source: Vec::new(),
            cue: Vec::new(),
            voice,
            person: None,
            quotation,
            polarity: Polarity::Positive,
            certainty: Certainty::Certain,
            conditional: false,
            hedges: Vec::new(),
            times: Vec::new(),
            people: Vec::new(),
            venues: Vec::new(),
            tags: Vec::new(),
            confidence: 0.0,
            why: Why::default(),
        }
    }

    /// From the first to the last byte of the content.
    #[must_use]
    pub fn extent(&self) -> Span {
        self.content.iter().copied().reduce(Span::join).unwrap_or_default()
    }

    /// From the first to the last byte of content, source and cue.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.source.iter().chain(&self.cue).copied().fold(self.extent(), Span::join)
    }
}

/// A human known by name, or by a title alone ("the Press Secretary"), or a named group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The fullest form of the name, or the title, as written somewhere in the text.
    pub name: String,
    /// The fullest title or apposition found ("port authority chief").
    pub role: Option<String>,
    /// Names, titles and pronouns that refer to them, in order.
    pub mentions: Vec<Span>,
    /// Those of `mentions` that are names, with the title that is written as part of them ("President
    /// Ruiz"), and titles that stand for a name ("Madam Speaker").
    pub names: Vec<Span>,
    /// What is title in `names`; see [`Person::bare_names`].
    pub titles: Vec<Span>,
    /// Whether it is a named group ("Republicans", "the French"), no single human.
    pub group: bool,
}

impl Person {
    /// The names alone, without titles; none for titles that stand for a name. `text` is the document's.
    #[must_use]
    pub fn bare_names(&self, text: &str) -> Vec<Span> {
        let bare = |name: &Span| {
            let title = self.titles.iter().find(|title| title.start() == name.start());
            let start = title.map_or(name.start(), |title| title.end().min(name.end()));
            Span::new(start, name.end()).trim(text)
        };
        self.names.iter().map(bare).filter(|name| !name.is_empty()).collect()
    }

    /// Where they are named first, or mentioned if they have no name.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        self.names.first().or(self.mentions.first()).copied()
    }
}

/// What kind of venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VenueKind {
    /// A country, region, town, sea.
    Place,
    /// A building, base, vessel, room.
    Facility,
    /// A meeting, summit, briefing, visit.
    Event,
    /// An organization that stands as a venue.
    Organization,
}

impl VenueKind {
    /// As in JSON and on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Facility => "facility",
            Self::Event => "event",
            Self::Organization => "organization",
        }
    }
}

/// Where something happens, happened or will.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// The fullest form of the name, as written somewhere in the text.
    pub name: String,
    /// What kind.
    pub kind: VenueKind,
    /// ISO 3166-1 alpha-2 code, where the gazetteer knows.
    pub country: Option<&'static str>,
    /// Latitude and longitude in degrees (WGS 84), where the gazetteer knows.
    pub at: Option<(f32, f32)>,
    /// Every mention, in order.
    pub mentions: Vec<Span>,
    /// Those of `mentions` that are names.
    pub names: Vec<Span>,
}
