//! Pronouns for one man or woman, and titles ("the foreign minister"), to people.

use super::alias::Sex;
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::token::Tokens;
use crate::analysis::why::How;
use crate::base::Span;
use std::collections::HashMap;
use std::ops::Range;

/// How many mentions back a pronoun is looked for, and how many sentences.
const MENTIONS: usize = 24;
const SENTENCES: usize = 4;

/// A name that is already given to a person.
#[derive(Clone, Debug)]
pub struct Known {
    /// First token and the one past the last.
    pub tokens: Range<usize>,
    /// First token of its title, or of the name.
    pub title: usize,
    /// Position of the person.
    pub person: usize,
}

/// What a title has to match.
#[derive(Clone, Debug)]
pub struct Role {
    /// The head noun, as a word id.
    pub head: u32,
    /// All its words.
    pub words: Vec<u32>,
    /// "vice", where the head alone would be said of somebody else.
    pub second: Option<u32>,
}

/// People by the head of a role, as a word id.
pub type Bearers = HashMap<u32, Vec<usize>>;

/// One sentence.
pub struct Stretch {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Who speaks in its paragraph.
    pub speaker: Option<usize>,
}

/// A pronoun or title found to mean a person.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where.
    pub span: Span,
    /// Who; or an office ([`Open::office`]).
    pub person: usize,
    /// Whether it says whose something is ("his remarks").
    pub owner: bool,
    /// Why them.
    pub how: How,
    /// The token by which they were mentioned before, or right after.
    pub after: Option<usize>,
}

/// A definite title that nobody with a name bears.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its words, without the article.
    pub tokens: Range<usize>,
    /// Whom it means, counted behind those who have names: the same words mean the same office.
    pub office: usize,
}

/// Whom a pronoun or title means.
struct Meant {
    person: usize,
    how: How,
    after: Option<usize>,
}

#[derive(Clone, Copy)]
struct Candidate {
    person: usize,
    sentence: usize,
    token: usize,
    subject: bool,
}

/// Walks through a document once.
pub struct Resolver<'a> {
    /// The document's tokens.
    pub tokens: &'a Tokens,
    /// What is known of the words.
    pub words: &'a Words,
    /// The text.
    pub text: &'a str,
    /// Each person's sex, learnt from pronouns too.
    pub sexes: Vec<Option<Sex>>,
    /// Each person's roles.
    pub roles: Vec<Vec<Role>>,
    /// How often each person is named.
    pub named: Vec<usize>,
}

impl Resolver<'_> {
    /// The people by the heads of their roles.
    #[must_use]
    pub fn bearers(&self) -> Bearers {
        let mut by_head = Bearers::new();
        for (person, roles) in self.roles.iter().enumerate() {
            for role in roles {
                let people = by_head.entry(role.head).or_default();
                if people.last() != Some(&person) && people.len() < 16 {
                    people.push(person);
                }
            }
        }
        by_head
    }

    /// Who of all the document bears a title, if it is clear without what stands before it.
    #[must_use]
    pub fn bearer_anywhere(
        &self,
        title: &Range<usize>,
        head: usize,
        bearers: &Bearers,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let people = bearers.get(&self.words.id(head))?;
        let bears = |person: &usize| wanted(*person) && self.bears(*person, title.start..head, head);
        let fitting = || people.iter().copied().filter(bears);
        if self.words.shape(head) == Shape::Lower {
            let only = fitting().next()?;
            return (fitting().count() == 1).then_some(only);
        }
        fitting().max_by_key(|&person| (self.named[person], std::cmp::Reverse(person)))
    }

    /// Finds pronouns and titles, and the titles of nobody named. `names` are in order.
    pub fn run(&mut self, stretches: &[Stretch], names: &[Known], by_head: &Bearers) -> (Vec<Found>, Vec<Open>) {
        let mut last_mention = vec![0usize; self.sexes.len()];
        let mut offices: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut recent: Vec<Candidate> = Vec::new();
        let mut found = Vec::new();
        let mut open = Vec::new();
        let mut next_name = 0;
        for (sentence, stretch) in stretches.iter().enumerate() {
            let mut i = stretch.tokens.start;
            let mut first = true;
            while next_name < names.len() && names[next_name].tokens.start < i {
                next_name += 1;
            }
            while i < stretch.tokens.end {
                if let Some(name) = names.get(next_name).filter(|name| name.title <= i) {
                    let after = self.words.class(name.tokens.end);
                    let subject = first || after.any(Class::PERSON_VERB | Class::AUXILIARY);
                    recent.push(Candidate { person: name.person, sentence, token: name.tokens.start, subject });
                    last_mention[name.person] = name.tokens.start + 1;
                    first = false;
                    i = name.tokens.end.max(i + 1);
                    // Both halves of a pair lie in one token.
                    next_name += 1;
                    while let Some(half) = names.get(next_name).filter(|half| half.tokens.start < i) {
                        recent.push(Candidate {
                            person: half.person,
                            sentence,
                            token: half.tokens.start,
                            subject: false,
                        });
                        last_mention[half.person] = half.tokens.start + 1;
                        next_name += 1;
                    }
                    continue;
                }
                let class = self.words.class(i);
                let mut meant = None;
                let mut end = i + 1;
                let mut owner = false;
                if class.any(Class::HE | Class::SHE) {
                    meant = self
                        .pronoun(i, sentence, stretch, &recent)
                        .or_else(|| self.ahead(i, stretch, &names[next_name..]));
                    owner = class.any(Class::POSSESSIVE) && self.is_owner(i, stretch.tokens.end);
                } else if self.words.folded(i) == "the"
                    && let Some((head, past)) = self.title(i, stretch.tokens.end)
                    && names.get(next_name).is_none_or(|name| name.title >= past)
                {
                    let person = self.bearer(i, head, by_head.get(&self.words.id(head)), &last_mention);
                    meant = person.map(|person| Meant {
                        person,
                        how: How::Title,
                        after: last_mention[person].checked_sub(1),
                    });
                    end = past;
                    if meant.is_none() {
                        // "The President called. He …" is no one of those with names.
                        let office = (i + 1..past).map(|k| self.words.id(k)).collect();
                        let office = *offices.entry(office).or_insert(self.sexes.len());
                        if office == self.sexes.len() {
                            self.sexes.push(None);
                            last_mention.push(0);
                        }
                        open.push(Open { tokens: i + 1..past, office });
                        let verb = self.words.class(past).any(Class::PERSON_VERB | Class::AUXILIARY);
                        recent.push(Candidate { person: office, sentence, token: i, subject: first || verb });
                        last_mention[office] = i + 1;
                        first = false;
                    }
                }
                if let Some(Meant { person, how, after }) = meant {
                    let all = self.tokens.all();
                    found.push(Found { span: all[i].span.join(all[end - 1].span), person, owner, how, after });
                    recent.push(Candidate {
                        person,
                        sentence,
                        token: i,
                        subject: first || self.words.class(end).any(Class::PERSON_VERB | Class::AUXILIARY),
                    });
                    last_mention[person] = i + 1;
                    first = false;
                }
                i = end;
            }
            if recent.len() > 4 * MENTIONS {
                recent.drain(..recent.len() - MENTIONS);
            }
        }
        (found, open)
    }

    /// "his" before a noun; "her" is also an object.
    fn is_owner(&self, i: usize, end: usize) -> bool {
        let next = self.words.class(i + 1);
        i + 1 < end && self.words.id(i + 1) != 0 && !next.any(Class::FUNCTION)
    }

    fn pronoun(&mut self, i: usize, sentence: usize, stretch: &Stretch, recent: &[Candidate]) -> Option<Meant> {
        let class = self.words.class(i);
        let sex = if class.any(Class::HE) { Sex::Male } else { Sex::Female };
        let word = self.words.folded(i);
        let subject = matches!(word, "he" | "she");
        let object = word == "him" || word == "her" && !self.is_owner(i, stretch.tokens.end);
        let mut best: Option<(i32, usize)> = None;
        // The subject of this clause is not its object.
        let own = object.then(|| self.clause_subject(i, sentence, recent)).flatten();
        let mut seen: Vec<(usize, i32)> = Vec::new();
        for candidate in recent.iter().rev().take(MENTIONS) {
            let distance = sentence - candidate.sentence;
            if distance > SENTENCES {
                break;
            }
            let person = candidate.person;
            if stretch.speaker == Some(person) || own == Some(person) {
                continue;
            }
            if self.sexes[person].is_some_and(|known| known != sex) {
                continue;
            }
            let mut score = -3 * i32::try_from(distance).unwrap_or(9);
            score += if candidate.subject { 3 } else { 0 };
            score += i32::from(candidate.subject && subject);
            score += if self.sexes[person].is_some() { 2 } else { 0 };
            // Several mentions nearby.
            let earlier = seen.iter_mut().find(|(other, _)| *other == person);
            let bonus = match earlier {
                Some((_, count)) => {
                    *count += 1;
                    (*count).min(2)
                }
                None => {
                    seen.push((person, 0));
                    0
                }
            };
            score += bonus;
            let better = match best {
                None => true,
                Some((top, who)) => score > top || who == person && score >= top,
            };
            if better {
                best = Some((score, person));
            }
        }
        let (_, person) = best?;
        self.sexes[person].get_or_insert(sex);
        let last = recent.iter().rev().find(|candidate| candidate.person == person)?;
        let how = How::Pronoun(sentence - last.sentence);
        Some(Meant { person, how, after: Some(last.token) })
    }

    /// "After his talks …, Ruiz left": nobody came before, so the subject that comes.
    fn ahead(&self, i: usize, stretch: &Stretch, names: &[Known]) -> Option<Meant> {
        let opening = self.words.class(stretch.tokens.start).any(Class::PREPOSITION | Class::CONJUNCTION);
        let sex = if self.words.class(i).any(Class::HE) { Sex::Male } else { Sex::Female };
        let inside = names.iter().take(4).take_while(|name| name.tokens.end < stretch.tokens.end);
        let mut subjects = inside.filter(|name| {
            self.words.class(name.tokens.end).any(Class::PERSON_VERB | Class::AUXILIARY)
                && self.sexes[name.person].is_none_or(|known| known == sex)
        });
        let name = subjects.next().filter(|_| opening)?;
        Some(Meant { person: name.person, how: How::Ahead, after: Some(name.tokens.start) })
    }

    fn clause_subject(&self, i: usize, sentence: usize, recent: &[Candidate]) -> Option<usize> {
        let candidate = recent.iter().rev().take(4).find(|c| c.sentence == sentence && c.subject)?;
        if i - candidate.token >= 12 {
            return None;
        }
        let split = (candidate.token + 1..i).any(|k| {
            self.words.class(k).any(Class::CONJUNCTION) && self.words.folded(k) != "and"
                || matches!(self.tokens.word(k, self.text), "," | ";" | "that")
        });
        (!split).then_some(candidate.person)
    }

    /// A definite title that begins at `i`: its head, and where it ends.
    fn title(&self, i: usize, end: usize) -> Option<(usize, usize)> {
        for head in i + 1..end.min(i + 6) {
            let class = self.words.class(head);
            let next = self.words.class(head + 1);
            if class.any(Class::ROLE) && !next.any(Class::ROLE) {
                let word = self.words.folded(head);
                let plural = word.ends_with('s') && !word.ends_with("ss");
                // "the president’s", "the minister of defence"; "the prime minister designate"
                return (!plural).then_some((head, head + 1));
            }
            let modifier = class.any(
                Class::TITLE | Class::DEMONYM | Class::COUNTRY | Class::ROLE | Class::COMMON | Class::ORGANIZATION,
            ) || matches!(self.words.shape(head), Shape::Capital | Shape::Upper);
            if !modifier || class.any(Class::FUNCTION) {
                return None;
            }
        }
        None
    }

    /// Who bears the title from `i` to its head: the words fit a role, the latest mentioned
    /// first.
    fn bearer(&self, i: usize, head: usize, people: Option<&Vec<usize>>, last_mention: &[usize]) -> Option<usize> {
        let fits = |person: &&usize| self.bears(**person, i + 1..head, head);
        let people = people?;
        if self.words.shape(head) == Shape::Capital && head == i + 1 {
            // "the President": in a text that writes it so there is one.
            return people.iter().filter(fits).max_by_key(|&&person| self.named[person]).copied();
        }
        let known = people
            .iter()
            .filter(fits)
            .filter(|&&person| last_mention[person] > 0)
            .max_by_key(|&&person| last_mention[person]);
        known.copied().or_else(|| {
            let mut all = people.iter().filter(fits);
            let only = all.next()?;
            all.next().is_none().then_some(*only)
        })
    }

    /// Whether a role of a person fits the words of a title before its head.
    fn bears(&self, person: usize, before: Range<usize>, head: usize) -> bool {
        let known = |role: &Role, k: usize| {
            role.words.contains(&self.words.id(k))
                || !self.words.class(k).any(Class::DEMONYM | Class::COUNTRY | Class::PLACE | Class::TITLE)
                    && self.words.shape(k) == Shape::Lower
                    && matches!(
                        self.words.folded(k),
                        "new"
                            | "old"
                            | "former"
                            | "current"
                            | "late"
                            | "outgoing"
                            | "incoming"
                            | "veteran"
                            | "embattled"
                    )
        };
        // "the President" is not the vice president.
        let second = |role: &Role| role.second.is_some_and(|rank| !before.clone().any(|k| self.words.id(k) == rank));
        self.roles[person]
            .iter()
            .any(|role| role.head == self.words.id(head) && !second(role) && before.clone().all(|k| known(role, k)))
    }
}
