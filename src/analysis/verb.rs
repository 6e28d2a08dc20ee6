//! Verbs that report, in all their forms.

use crate::analysis::lexicon::List;
use crate::analysis::word::Fast;
use std::collections::HashMap;
use std::sync::LazyLock;

const VERBS: List = List::new(include_str!("../../assets/lexicon/reporting-verbs.txt"));

/// What may follow a verb as its content: the letters of the list as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frames(u8);

impl Frames {
    /// A clause with or without "that".
    pub(crate) const CLAUSE: Self = Self(1);
    /// A clause with "that" or a question word.
    pub(crate) const THAT: Self = Self(2);
    /// A noun phrase.
    pub(crate) const NOUN: Self = Self(4);
    /// An infinitive.
    pub(crate) const INFINITIVE: Self = Self(8);
    /// Somebody who is told stands between.
    pub(crate) const PERSON: Self = Self(16);
    /// A verb of speaking.
    pub(crate) const SPEECH: Self = Self(32);

    /// As a number under 64.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// Whether one of the frames of `other` is among these.
    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn parse(letters: &str) -> Self {
        letters.chars().fold(Self(0), |frames, letter| {
            frames.or(match letter {
                'c' => Self::CLAUSE,
                't' => Self::THAT,
                'n' => Self::NOUN,
                'i' => Self::INFINITIVE,
                'p' => Self::PERSON,
                'q' => Self::SPEECH,
                _ => Self(0),
            })
        })
    }
}

/// Forms of a verb, as bits: one word may be several ("announced").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forms(u8);

impl Forms {
    pub(crate) const BASE: Self = Self(1);
    pub(crate) const THIRD: Self = Self(2);
    pub(crate) const PAST: Self = Self(4);
    pub(crate) const PARTICIPLE: Self = Self(8);
    pub(crate) const GERUND: Self = Self(16);

    /// As a number under 32.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A verb with the particles that it takes.
#[derive(Debug)]
pub(crate) struct Verb {
    /// First word of the lemma.
    pub(crate) lemma: &'static str,
    /// Words that must follow, and what may follow these; more words first.
    pub(crate) variants: Vec<(Vec<&'static str>, Frames)>,
}

struct Table {
    verbs: Vec<Verb>,
    forms: HashMap<String, (u16, Forms), Fast>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { verbs: Vec::new(), forms: HashMap::default() };
    let mut known: HashMap<&'static str, u16> = HashMap::new();
    for (lemma, value) in VERBS.iter() {
        let mut words = lemma.split(' ');
        let first = words.next().unwrap_or(lemma);
        let mut values = value.split(' ');
        let frames = Frames::parse(values.next().unwrap_or_default());
        let index = *known.entry(first).or_insert_with(|| {
            table.verbs.push(Verb { lemma: first, variants: Vec::new() });
            (table.verbs.len() - 1) as u16
        });
        if let Some(verb) = table.verbs.get_mut(usize::from(index)) {
            verb.variants.push((words.collect(), frames));
        }
        let past = values.next();
        let participle = values.next().or(past);
        for (form, bits) in inflect(first, past, participle) {
            let entry = table.forms.entry(form).or_insert((index, bits));
            if entry.0 == index {
                entry.1 = Forms(entry.1.0 | bits.0);
            }
        }
    }
    for verb in &mut table.verbs {
        verb.variants.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    table
});

/// The verb that `lower` (a word in lower case) is a form of.
pub(crate) fn lookup(lower: &str) -> Option<(&'static Verb, Forms)> {
    let table = &*TABLE;
    let &(index, forms) = table.forms.get(lower)?;
    Some((table.verbs.get(usize::from(index))?, forms))
}

/// All forms of all verbs.
pub(crate) fn forms() -> impl Iterator<Item = &'static str> {
    TABLE.forms.keys().map(String::as_str)
}

fn inflect(base: &str, past: Option<&str>, participle: Option<&str>) -> Vec<(String, Forms)> {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut ends = base.chars().rev();
    let (last, second, third) = (ends.next(), ends.next(), ends.next());
    let consonant_y = last == Some('y') && !second.is_some_and(vowel);
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end));
    let stem = |cut: usize| base.get(..base.len() - cut).unwrap_or(base);
    let mut forms = vec![(base.to_owned(), Forms::BASE)];
    forms.push((
        if consonant_y {
            format!("{}ies", stem(1))
        } else if hisses {
            format!("{base}es")
        } else {
            format!("{base}s")
        },
        Forms::THIRD,
    ));
    // "plan" doubles, "offer" does not; the form that does not exist does no harm.
    let doubles = last.is_some_and(|c| !vowel(c) && !matches!(c, 'w' | 'x' | 'y'))
        && second.is_some_and(vowel)
        && (!third.is_some_and(vowel) || base.starts_with("qu"));
    match (past, participle) {
        (Some(past), Some(participle)) => {
            forms.push((past.to_owned(), Forms::PAST));
            forms.push((participle.to_owned(), Forms::PARTICIPLE));
        }
        _ => {
            let both = Forms(Forms::PAST.0 | Forms::PARTICIPLE.0);
            if last == Some('e') {
                forms.push((format!("{base}d"), both));
            } else if consonant_y {
                forms.push((format!("{}ied", stem(1)), both));
            } else {
                forms.push((format!("{base}ed"), both));
                if let Some(last) = last.filter(|_| doubles) {
                    forms.push((format!("{base}{last}ed"), both));
                }
            }
        }
    }
    if last == Some('e') && second != Some('e') {
        forms.push((format!("{}ing", stem(1)), Forms::GERUND));
    } else {
        forms.push((format!("{base}ing"), Forms::GERUND));
        if let Some(last) = last.filter(|_| doubles) {
            forms.push((format!("{base}{last}ing"), Forms::GERUND));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (word, lemma, form) in [
            ("said", "say", Forms::PAST),
            ("says", "say", Forms::THIRD),
            ("denies", "deny", Forms::THIRD),
            ("admitted", "admit", Forms::PARTICIPLE),
            ("planning", "plan", Forms::GERUND),
            ("written", "write", Forms::PARTICIPLE),
            ("urging", "urge", Forms::GERUND),
            ("agreed", "agree", Forms::PAST),
        ] {
            let (verb, forms) = lookup(word).unwrap_or_else(|| panic!("{word}"));
            assert!(verb.lemma == lemma && forms.any(form), "{word}: {verb:?} {forms:?}");
        }
        assert!(lookup("ferry").is_none());
    }

    #[test]
    fn more_particles_first() {
        let (verb, _) = lookup("spoke").unwrap();
        assert_eq!(verb.variants[0].0, ["out", "against"]);
    }
}
