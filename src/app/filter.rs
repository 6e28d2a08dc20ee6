//! Filters: which claims every "next" stops at.

use super::article::{Article, Item};
use super::search::Search;
use crate::analysis::{Certainty, Polarity, Quotation, Voice};
use crate::annotation::Status;
use crate::base::Span;

/// A query: all of its terms must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// As typed.
    pub query: String,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    negated: bool,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Status(Option<Status>),
    AnyStatus,
    Changed,
    By(Search),
    Tag(String),
    Grade(Option<char>, Option<u8>),
    Venue(Search),
    Is(Is),
    Words(Search),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Key,
    Noted,
    Own,
    Author,
    Attributed,
    Direct,
    Indirect,
    Mixed,
    Denied,
    Probable,
    Possible,
    Conditional,
    Hedged,
    Dated,
    Disagreed,
}

/// The words after `is:`.
const IS: &[(&str, Is)] = &[
    ("key", Is::Key),
    ("noted", Is::Noted),
    ("own", Is::Own),
    ("author", Is::Author),
    ("attributed", Is::Attributed),
    ("direct", Is::Direct),
    ("indirect", Is::Indirect),
    ("mixed", Is::Mixed),
    ("denied", Is::Denied),
    ("probable", Is::Probable),
    ("possible", Is::Possible),
    ("conditional", Is::Conditional),
    ("hedged", Is::Hedged),
    ("dated", Is::Dated),
    ("disagreed", Is::Disagreed),
];

/// What a filter can be made of, for the prompt.
pub const HINT: &str = "status:disputed  by:name  tag:x  grade:B2  venue:x  is:unchecked  -not  words";

/// Words that complete what is being typed.
#[must_use]
pub fn completions() -> Vec<String> {
    let mut words: Vec<String> = Status::ALL.iter().take(6).map(|status| format!("status:{}", status.name())).collect();
    words.extend(["status:recheck", "status:none", "status:any", "is:unchecked", "is:checked"].map(String::from));
    words.extend(IS.iter().map(|(name, _)| format!("is:{name}")));
    words.extend(["by:", "tag:", "grade:", "venue:"].map(String::from));
    words
}

impl Filter {
    /// Reads a query of terms separated by spaces; quotation marks keep words together,
    /// `-` before a term turns it round. `Ok(None)` for a blank one.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn parse(query: &str) -> Result<Option<Self>, String> {
        let mut terms = Vec::new();
        for word in words(query) {
            let (negated, word) = match word.strip_prefix('-') {
                Some(rest) if !rest.is_empty() => (true, rest),
                _ => (false, word.as_str()),
            };
            let test = match word.split_once(':') {
                Some((field, value)) => Test::parse(field, value)?,
                None => match Search::new(word) {
                    Some(search) => Test::Words(search),
                    None => continue,
                },
            };
            terms.push(Term { negated, test });
        }
        Ok((!terms.is_empty()).then(|| Self { query: query.trim().to_owned(), terms }))
    }

    /// A filter for one speaker.
    #[must_use]
    pub fn by(name: &str) -> Option<Self> {
        Self::parse(&format!("by:\"{}\"", name.replace('"', ""))).ok().flatten()
    }

    /// A filter for one venue.
    #[must_use]
    pub fn venue(name: &str) -> Option<Self> {
        Self::parse(&format!("venue:\"{}\"", name.replace('"', ""))).ok().flatten()
    }

    /// Whether a claim passes.
    #[must_use]
    pub fn passes(&self, article: &Article, item: &Item) -> bool {
        self.terms.iter().all(|term| term.test.holds(article, item) != term.negated)
    }
}

impl Test {
    fn parse(field: &str, value: &str) -> Result<Self, String> {
        let search = || Search::new(value).ok_or_else(|| format!("“{field}:” needs a word after it"));
        match field {
            "status" => match value {
                "none" => Ok(Self::Status(None)),
                "any" => Ok(Self::AnyStatus),
                "recheck" => Ok(Self::Changed),
                _ => Status::from_name(value).map(|status| Self::Status(Some(status))).ok_or_else(|| {
                    let names: Vec<&str> = Status::ALL.iter().take(6).map(|status| status.name()).collect();
                    format!("“{value}” is no status: {}, recheck, none, any", names.join(", "))
                }),
            },
            "by" => search().map(Self::By),
            "venue" => search().map(Self::Venue),
            "tag" => Ok(Self::Tag(value.trim_start_matches('#').to_lowercase())),
            "grade" => {
                let letter = value.chars().find(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase());
                let digit = value.bytes().find(u8::is_ascii_digit).map(|b| b - b'0');
                let length = usize::from(letter.is_some()) + usize::from(digit.is_some());
                if length == 0 || length != value.len() {
                    return Err(format!("“{value}” is no grade: B, 2 or B2"));
                }
                Ok(Self::Grade(letter, digit))
            }
            "is" => match value {
                "unchecked" => Ok(Self::Status(None)),
                "checked" => Ok(Self::AnyStatus),
                _ => IS.iter().find(|(name, _)| *name == value).map(|(_, is)| Self::Is(*is)).ok_or_else(|| {
                    let names: Vec<&str> = IS.iter().map(|(name, _)| *name).collect();
                    format!("“is:{value}” is unknown: unchecked, checked, {}", names.join(", "))
                }),
            },
            _ => Err(format!("“{field}:” is unknown: status, by, tag, grade, venue, is")),
        }
    }

    fn holds(&self, article: &Article, item: &Item) -> bool {
        let claim = item.claim.and_then(|id| article.analysis.claims.get(id));
        let annotation = article.annotation(item);
        let text = article.content();
        let any = |spans: &[Span], search: &Search| spans.iter().any(|span| search.is_in(span.of(text)));
        match self {
            Self::Status(status) => article.status(item) == *status,
            Self::AnyStatus => article.status(item).is_some(),
            Self::Changed => annotation.is_some_and(|annotation| article.is_changed(annotation)),
            Self::By(search) => claim.is_some_and(|claim| {
                let person = claim.person.and_then(|id| article.analysis.people.get(id));
                any(&claim.source, search)
                    || person
                        .is_some_and(|p| search.is_in(&p.name) || p.role.as_deref().is_some_and(|r| search.is_in(r)))
            }),
            Self::Venue(search) => claim.is_some_and(|claim| {
                claim.venues.iter().any(|id| article.analysis.venues.get(*id).is_some_and(|v| search.is_in(&v.name)))
            }),
            Self::Tag(tag) => {
                let (machine, mine) = (tag.strip_prefix("machine/"), tag.strip_prefix("mine/"));
                let found = |wanted: &str| claim.is_some_and(|claim| claim.tags.iter().any(|t| t.name() == wanted));
                let marked =
                    |wanted: &str| annotation.is_some_and(|a| a.tags.iter().any(|t| t.to_lowercase() == wanted));
                machine.is_some_and(found)
                    || mine.is_some_and(marked)
                    || marked(tag)
                    || machine.is_none() && mine.is_none() && found(tag)
            }
            Self::Grade(letter, digit) => {
                let given = article.reliability(item).map(crate::annotation::Reliability::letter);
                letter.is_none_or(|letter| given == Some(letter))
                    && digit.is_none_or(|d| annotation.and_then(|a| a.credibility).is_some_and(|c| c.digit() == d))
            }
            Self::Words(search) => {
                any(&article.content_of(item), search)
                    || claim.is_some_and(|claim| any(&claim.source, search))
                    || annotation.and_then(|a| a.note.as_deref()).is_some_and(|note| search.is_in(note))
            }
            Self::Is(is) => match is {
                Is::Key => annotation.is_some_and(|a| a.key),
                Is::Noted => annotation.is_some_and(|a| a.note.is_some()),
                Is::Own => item.claim.is_none(),
                Is::Author => claim.is_some_and(|c| c.voice == Voice::Author),
                Is::Attributed => claim.is_some_and(|c| c.voice == Voice::Attributed),
                Is::Direct => claim.is_some_and(|c| c.quotation == Quotation::Direct),
                Is::Indirect => claim.is_some_and(|c| c.quotation == Quotation::Indirect),
                Is::Mixed => claim.is_some_and(|c| c.quotation == Quotation::Mixed),
                Is::Denied => claim.is_some_and(|c| c.polarity == Polarity::Negative),
                Is::Probable => claim.is_some_and(|c| c.certainty == Certainty::Probable),
                Is::Possible => claim.is_some_and(|c| c.certainty == Certainty::Possible),
                Is::Conditional => claim.is_some_and(|c| c.conditional),
                Is::Hedged => claim.is_some_and(|c| !c.hedges.is_empty()),
                Is::Dated => claim.is_some_and(|c| !c.times.is_empty()),
                Is::Disagreed => annotation.is_some_and(|a| article.differing.iter().any(|d| d.mine == a.id)),
            },
        }
    }
}

/// Words of a query; what stands in quotation marks is one word, without them.
fn words(query: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in query.chars() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read() {
        let filter = Filter::parse("status:disputed -is:author by:\"lena ortiz\" ferry").unwrap().unwrap();
        assert_eq!(filter.terms.len(), 4);
        assert!(filter.terms[1].negated);
        assert_eq!(Filter::parse("  ").unwrap(), None);
    }

    #[test]
    fn mistakes_say_what_there_is() {
        for (query, why) in [
            (
                "status:maybe",
                "“maybe” is no status: verified, disputed, false, unclear, needs-source, not-checkable, recheck, none, any",
            ),
            ("speaker:x", "“speaker:” is unknown: status, by, tag, grade, venue, is"),
            ("grade:Z-9", "“Z-9” is no grade: B, 2 or B2"),
            ("by:", "“by:” needs a word after it"),
        ] {
            assert_eq!(Filter::parse(query), Err(why.to_owned()));
        }
    }
}
