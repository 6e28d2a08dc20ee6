//! Which names are one person: same last name and first names that fit, parts of a full
//! name, titles of the same sex.

use crate::analysis::lexicon::List;
use crate::analysis::names::words::{Class, Words};
use crate::base::Span;
use std::collections::HashMap;
use std::ops::Range;

const NICKNAMES: List = List::new(include_str!("../../../assets/lexicon/nicknames.txt"));

/// At most so many people of one name are compared, the latest first: it keeps the time
/// linear on texts made of one name.
const COMPARED: usize = 16;

/// Man or woman, as far as titles, first names and pronouns tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// "Mr", "he".
    Male,
    /// "Ms", "she".
    Female,
}

impl Sex {
    /// What a word's classes say.
    #[must_use]
    pub fn of(class: Class) -> Option<Self> {
        match (class.any(Class::MALE), class.any(Class::FEMALE)) {
            (true, false) => Some(Self::Male),
            (false, true) => Some(Self::Female),
            _ => None,
        }
    }
}

/// A person's name where it stands.
#[derive(Clone, Debug)]
pub struct Use {
    /// The name alone.
    pub span: Span,
    /// With the title that belongs to it.
    pub mention: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Tokens of the title before it.
    pub title: Range<usize>,
    /// Folded parts, first name first; never empty.
    pub parts: Vec<Box<str>>,
    /// What the title says.
    pub title_sex: Option<Sex>,
    /// What the first name says.
    pub name_sex: Option<Sex>,
    /// Whether it is the label of a transcript's turn.
    pub label: bool,
}

/// One person while names are put together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Positions in the list of uses.
    pub uses: Vec<usize>,
    /// The fullest parts.
    pub parts: Vec<Box<str>>,
    /// From a title.
    pub title_sex: Option<Sex>,
    /// From a first name.
    pub name_sex: Option<Sex>,
    last_use: usize,
}

impl Group {
    /// Titles tell more than first names.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.title_sex.or(self.name_sex)
    }
}

/// Folded parts of a name: without "Jr.", single letters without their full stop.
#[must_use]
pub fn parts(words: &Words, tokens: Range<usize>) -> Vec<Box<str>> {
    let mut parts: Vec<Box<str>> = tokens
        .map(|i| words.folded(i))
        .filter(|word| !word.is_empty() && !matches!(*word, "jr." | "sr." | "jr" | "sr" | "ii" | "iii" | "'s"))
        .map(|word| if word.len() == 2 { word.trim_end_matches('.').into() } else { word.into() })
        .collect();
    parts.truncate(8);
    parts
}

/// The same of a name that is filed by surname: "Ruiz, Ana".
#[must_use]
pub fn parts_by_surname(words: &Words, tokens: Range<usize>, surname: usize) -> Vec<Box<str>> {
    let mut all = parts(words, tokens);
    let first = surname.min(all.len());
    all.rotate_left(first);
    all
}

/// Puts uses together, in order of first use.
#[must_use]
pub fn group(uses: &[Use]) -> Vec<Group> {
    let mut all = Groups::default();
    // Full names first: "MS. RUIZ" may stand long before "Ana Ruiz".
    let mut home: Vec<Option<usize>> = vec![None; uses.len()];
    for (i, one) in uses.iter().enumerate().filter(|(_, one)| one.parts.len() > 1) {
        let group = all.full(one).unwrap_or_else(|| all.open(one));
        all.join(group, one);
        home[i] = Some(group);
    }
    for (i, one) in uses.iter().enumerate() {
        let group = match home[i] {
            Some(group) => group,
            None => all.single(one).unwrap_or_else(|| all.open(one)),
        };
        all.join(group, one);
        all.groups[group].uses.push(i);
        all.groups[group].last_use = i + 1;
    }
    let mut groups: Vec<Group> = all.groups.into_iter().filter(|group| !group.uses.is_empty()).collect();
    groups.sort_by_key(|group| group.uses[0]);
    groups
}

#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
    by_last: HashMap<Box<str>, Vec<usize>>,
    by_first: HashMap<Box<str>, Vec<usize>>,
}

impl Groups {
    fn open(&mut self, one: &Use) -> usize {
        self.groups.push(Group::default());
        let group = self.groups.len() - 1;
        if let (Some(first), Some(last)) = (one.parts.first(), one.parts.last()) {
            self.by_last.entry(last.clone()).or_default().push(group);
            if one.parts.len() > 1 {
                self.by_first.entry(first.clone()).or_default().push(group);
            }
        }
        group
    }

    fn join(&mut self, group: usize, one: &Use) {
        let group = &mut self.groups[group];
        if one.parts.len() > group.parts.len() {
            group.parts.clone_from(&one.parts);
        }
        group.title_sex = group.title_sex.or(one.title_sex);
        group.name_sex =
            group.name_sex.or(if one.parts.len() > 1 || group.parts.len() == 1 { one.name_sex } else { None });
    }

    fn fits_sex(&self, group: usize, one: &Use) -> bool {
        match (self.groups[group].sex(), one.title_sex) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }

    /// The group of a full name.
    fn full(&self, one: &Use) -> Option<usize> {
        let (first, last) = (one.parts.first()?, one.parts.last()?);
        let same_last = self.by_last.get(last).into_iter().flat_map(|groups| groups.iter().rev().take(COMPARED));
        let found = same_last.copied().find(|&group| {
            let parts = &self.groups[group].parts;
            parts.len() > 1 && first_fits(&parts[0], first) && self.fits_sex(group, one)
        });
        // "Ana Ruiz Okafor" and "Ana Ruiz"
        found.or_else(|| {
            let same_first = self.by_first.get(first).into_iter().flat_map(|groups| groups.iter().rev().take(COMPARED));
            same_first.copied().find(|&group| {
                let parts = &self.groups[group].parts;
                let (short, long) =
                    if parts.len() < one.parts.len() { (parts, &one.parts) } else { (&one.parts, parts) };
                short.len() > 1 && long.starts_with(short)
            })
        })
    }

    /// The group of a single name: the one mentioned last, or else the first that comes.
    fn single(&self, one: &Use) -> Option<usize> {
        let part = one.parts.first()?;
        let pick = |index: &HashMap<Box<str>, Vec<usize>>| {
            let groups = index.get(part)?;
            let fitting = groups.iter().rev().take(COMPARED).copied().filter(|&group| self.fits_sex(group, one));
            // The latest; of those not mentioned yet, the first.
            fitting.max_by_key(|&group| (self.groups[group].last_use, std::cmp::Reverse(group)))
        };
        pick(&self.by_last).or_else(|| pick(&self.by_first))
    }
}

fn first_fits(a: &str, b: &str) -> bool {
    let short = |a: &str, b: &str| a.len() == 1 && b.starts_with(a);
    a == b || short(a, b) || short(b, a) || NICKNAMES.get(a).is_some_and(|full| NICKNAMES.get(b) == Some(full))
}
