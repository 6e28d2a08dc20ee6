//! Names from the trained tags, with what the rules know better: titles in front of names,
//! buildings among places, and pairs of names in one word.

use super::{Name, NameKind, extent, introduced, pair};
use crate::analysis::engine::namer::{Role, Tagged};
use crate::analysis::model::Sentence;
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::token::{TokenKind, Tokens};
use crate::base::id::Id;
use crate::base::{Arena, SentenceId};
use crate::document::Document;
use std::collections::HashSet;
use std::ops::Range;

/// Names from tags and from rules, in order; they do not overlap. Linear in the number of
/// tokens.
#[must_use]
pub fn combine(
    doc: &Document,
    tokens: &Tokens,
    sentences: &Arena<SentenceId, Sentence>,
    words: &Words,
    ruled: &[Name],
    tagged: &[Tagged],
) -> Vec<Name> {
    let mut tagged = second_pass(words, ruled, tagged);
    introduced::introduce(words, tokens.all().len(), &mut tagged);
    introduced::filed(words, tokens, doc.content(), &mut tagged);
    tagged.retain(|one| !super::broken_off(tokens, doc.content(), one.tokens.end));
    let tagged = &tagged[..];
    let mut maker = Maker { doc, tokens, words, ruled, people: HashSet::new(), names: Vec::new() };
    maker.learn(tagged);
    let mut next_tag = 0;
    let mut next_rule = 0;
    for (id, sentence) in sentences.iter() {
        let range = tokens.in_span(sentence.span);
        // Labels of turns are in no sentence.
        while tagged.get(next_tag).is_some_and(|one| one.tokens.start < range.start) {
            next_tag += 1;
        }
        let first = next_tag;
        while tagged.get(next_tag).is_some_and(|one| one.tokens.start < range.end) {
            next_tag += 1;
        }
        let first_rule = next_rule;
        while ruled.get(next_rule).is_some_and(|one| one.sentence.index() <= id.index()) {
            next_rule += 1;
        }
        maker.sentence(id, &range, &tagged[first..next_tag], first_rule..next_rule);
    }
    super::let_storms_pass(words, &mut maker.names);
    maker.names
}

/// People and places less likely than this are none. Chosen on the development texts.
const SURE_PERSON: f32 = 0.65;
const SURE_PLACE: f32 = 0.5;
/// A title less likely than this must be in the lists.
const SURE_TITLE: f32 = 0.5;

/// What the whole document and the rules say against single tags: a name clear once is clear
/// everywhere. Linear but for sorting.
fn second_pass(words: &Words, ruled: &[Name], tagged: &[Tagged]) -> Vec<Tagged> {
    let kept = |one: &&Tagged| match one.role {
        Role::Person => one.sure >= SURE_PERSON,
        Role::Place => one.sure >= SURE_PLACE,
        Role::Title => one.sure >= SURE_TITLE || extent::is_title(words, &one.tokens),
        _ => true,
    };
    let mut all: Vec<Tagged> = tagged.iter().filter(kept).cloned().collect();
    let people = || ruled.iter().filter(|name| name.kind == NameKind::Person);
    let capital = |i: usize| matches!(words.shape(i), Shape::Capital | Shape::Upper | Shape::Initial);
    let mut gone = vec![false; all.len()];
    let mut more: Vec<Tagged> = Vec::new();
    // "Ana Player" where only "Ana" is tagged: the first name is listed.
    for rule in people().filter(|rule| rule.tokens.len() > 1) {
        let range = touching(&all, &rule.tokens);
        let inside = |one: &Tagged| {
            one.role == Role::Person && rule.tokens.start <= one.tokens.start && one.tokens.end <= rule.tokens.end
        };
        let whole = all[range.clone()].iter().any(|one| one.tokens == rule.tokens);
        if !range.is_empty()
            && !whole
            && all[range.clone()].iter().all(inside)
            && words.class(rule.tokens.start).any(Class::FIRST_NAME)
            && rule.tokens.clone().all(capital)
        {
            gone[range].fill(true);
            more.push(Tagged { tokens: rule.tokens.clone(), role: Role::Person, sure: 1.0 });
        }
    }
    apply(&mut all, &gone, &mut more);
    // "Ana Player Tomas Keeper", in a list without commas, are two.
    for one in &mut all {
        let [first, last, second, ..] = [0, 1, 2, 3].map(|n| one.tokens.start + n);
        let listed = |i: usize| words.class(i).any(Class::FIRST_NAME);
        if one.role == Role::Person
            && one.tokens.len() == 4
            && listed(first)
            && !listed(last)
            && listed(second)
            && one.tokens.clone().all(|i| words.shape(i) == Shape::Capital)
            && !words.class(last).any(Class::PARTICLE)
        {
            more.push(Tagged { tokens: second..one.tokens.end, ..one.clone() });
            one.tokens.end = second;
        }
    }
    apply(&mut all, &[], &mut more);
    // "People’s Republic of" "China" is one place.
    for n in 1..all.len() {
        let [first, second] = &mut all[n - 1..=n] else { continue };
        let open = first.tokens.len() > 1 && matches!(words.folded(first.tokens.end - 1), "of" | "de");
        let places = first.role == Role::Place && second.role == Role::Place;
        if open && places && first.tokens.end == second.tokens.start {
            second.tokens.start = first.tokens.start;
            first.tokens.end = first.tokens.start;
        }
    }
    all.retain(|one| !one.tokens.is_empty());
    // Then "Player" alone is a person too.
    let last: HashSet<u32> = (all.iter().filter(|one| one.role == Role::Person && one.tokens.len() > 1))
        .map(|one| words.id(one.tokens.end - 1))
        .collect();
    let mut gone = vec![false; all.len()];
    for rule in people().filter(|rule| rule.tokens.len() == 1 && last.contains(&words.id(rule.tokens.start))) {
        let range = touching(&all, &rule.tokens);
        let other = |one: &Tagged| one.tokens == rule.tokens && matches!(one.role, Role::Place | Role::Organization);
        if all[range.clone()].iter().all(other) {
            gone[range].fill(true);
            more.push(Tagged { tokens: rule.tokens.clone(), role: Role::Person, sure: 1.0 });
        }
    }
    apply(&mut all, &gone, &mut more);
    all
}

/// Which of the sorted, disjoint `all` share a token with `tokens`.
pub(super) fn touching(all: &[Tagged], tokens: &Range<usize>) -> Range<usize> {
    let start = all.partition_point(|one| one.tokens.end <= tokens.start);
    let end = all.partition_point(|one| one.tokens.start < tokens.end);
    start..end.max(start)
}

/// Takes out what is gone and puts `more` in.
pub(super) fn apply(all: &mut Vec<Tagged>, gone: &[bool], more: &mut Vec<Tagged>) {
    let mut gone = gone.iter();
    all.retain(|_| !gone.next().copied().unwrap_or(false));
    all.append(more);
    all.sort_by_key(|one| one.tokens.start);
    // Halves of a pair share their token.
    all.dedup_by(|b, a| b.tokens.start < a.tokens.end);
}

struct Maker<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    words: &'a Words,
    ruled: &'a [Name],
    /// Word ids of parts of people's names.
    people: HashSet<u32>,
    names: Vec<Name>,
}

impl Maker<'_> {
    fn learn(&mut self, tagged: &[Tagged]) {
        for one in tagged.iter().filter(|one| one.role == Role::Person) {
            let (first, last) = (one.tokens.start, one.tokens.end - 1);
            self.people.insert(self.words.id(last));
            if first < last {
                self.people.insert(self.words.id(first));
            }
        }
    }

    fn sentence(&mut self, id: SentenceId, range: &Range<usize>, tagged: &[Tagged], rules: Range<usize>) {
        let mut found: Vec<Name> = Vec::with_capacity(tagged.len());
        let all = self.ruled;
        let rules = &all[rules];
        for (n, one) in tagged.iter().enumerate() {
            let Some(name) = self.trim(one.tokens.start.max(range.start)..one.tokens.end.min(range.end)) else {
                continue;
            };
            let mut name = name;
            let tagged_from = name.start;
            // "Prime" in "Prime Minister Ana Ruiz", whose title the rules know.
            let in_title = rules.iter().any(|rule| rule.title.start <= name.start && name.end <= rule.title.end);
            if matches!(one.role, Role::Person | Role::Title)
                && in_title
                && tagged.get(n + 1).is_none_or(|next| next.tokens.start > name.end || next.role == Role::Title)
            {
                continue;
            }
            if one.role == Role::Person {
                // "Miss Ruiz" is Ruiz.
                name.start = extent::behind_title(self.words, &name);
            }
            // "the U.S. Secretary of State" is no authority.
            let role = |i: usize| self.words.class(i).any(Class::ROLE) && !self.words.class(i).any(Class::ORGANIZATION);
            let land = self.words.class(name.start).any(Class::COUNTRY);
            let of_a_land =
                matches!(one.role, Role::Organization | Role::Place) && name.len() == 2 && land && role(name.end - 1);
            name.end -= usize::from(of_a_land);
            let mut extended = false;
            if one.role == Role::Place {
                name.start = extent::whole_republic(self.words, &name).max(range.start);
                while found.last().is_some_and(|last| last.tokens.end > name.start) {
                    found.pop();
                }
                // "U.S. Central Command"
                let free = tagged.get(n + 1).is_none_or(|next| next.tokens.start > name.end);
                extended = free
                    && name.end < range.end
                    && (extent::goes_on_as_organization(self.words, name.end)
                        || extent::goes_on_as_other(self.words, name.end));
                name.end += usize::from(extended);
            }
            if let Some(pair) = self.pair(&name, rules) {
                found.extend(pair.into_iter().map(|pair| Name { sentence: id, ..pair }));
                continue;
            }
            let before = n.checked_sub(1).and_then(|n| tagged.get(n));
            let title = before.filter(|before| before.role == Role::Title && before.tokens.end == tagged_from);
            let title = title.map(|title| title.tokens.start.max(range.start)..name.start);
            let title = title.or_else(|| (tagged_from < name.start).then_some(tagged_from..name.start));
            let mention = match &title {
                Some(title) if one.role == Role::Person => self.span(&(title.start..name.end)),
                _ => self.span(&name),
            };
            // The lists of gatherings and wars seldom err.
            if one.role != Role::Person
                && let Some(event) =
                    rules.iter().find(|rule| rule.kind == NameKind::Event && overlap(&rule.tokens, &name))
            {
                if found.last() != Some(event) {
                    found.push(event.clone());
                }
                continue;
            }
            if found.last().is_some_and(|last| last.tokens.end > name.start) {
                continue;
            }
            // "Ana Ruiz" in "Mayor Ana Ruiz": the rules know titles in lower case too.
            let known = rules.iter().find(|rule| !rule.title.is_empty() && rule.title.end == name.start);
            let floor = found.last().map_or(range.start, |last| last.tokens.end);
            let title = match (one.role, known, title) {
                (Role::Person, Some(rule), other) => {
                    rule.title.start.min(other.map_or(usize::MAX, |title| title.start))..name.start
                }
                (Role::Person, None, Some(title)) => title,
                _ => name.start..name.start,
            };
            let whole = title.start.max(floor).min(name.start)..name.start;
            let title = extent::behind_gathering(self.words, whole.clone());
            let mention = if title == whole { mention } else { self.span(&(title.start..name.end)) };
            let other = extent::title_of_another(self.words, &title);
            let (title, mention) = if other { (name.start..name.start, self.span(&name)) } else { (title, mention) };
            let kind = match one.role {
                // "Earl of Kessin", "Duke of Port"
                Role::Person if extent::seat(self.words, &name) => NameKind::Place,
                Role::Person if extent::peerage(self.words, &name) => NameKind::Other,
                Role::Person if extent::side(self.words, &name) => NameKind::Other,
                // "Chargé d’Affaires"
                Role::Person if self.words.folded(name.end).starts_with("d'aff") => NameKind::Other,
                // Prayed to, not met.
                Role::Person if name.len() == 1 && self.words.folded(name.start) == "god" => NameKind::Other,
                Role::Person if extent::only_title(self.words, &name) => NameKind::Title,
                Role::Person => NameKind::Person,
                Role::Place | Role::Event if extent::only_title(self.words, &name) => NameKind::Other,
                Role::Organization if of_a_land => NameKind::Place,
                Role::Place if extended => NameKind::Organization,
                Role::Place if extent::is_letters(self.words, &name) => NameKind::Other,
                // "the Nation’s businesses"
                Role::Place if name.len() == 1 && extent::is_word(self.words, name.start) => NameKind::Other,
                Role::Place if self.is_built(&name, rules) => NameKind::Facility,
                Role::Place => NameKind::Place,
                Role::Organization => NameKind::Organization,
                Role::Event => NameKind::Event,
                Role::Title => NameKind::Title,
                Role::People => NameKind::Other,
            };
            // A title goes to the name that follows.
            let goes_on =
                tagged.get(n + 1).is_some_and(|next| next.role == Role::Person && next.tokens.start == name.end);
            if one.role == Role::Title && goes_on {
                continue;
            }
            let split = if kind == NameKind::Place { extent::town_and_state(self.words, &name) } else { None };
            if let Some(middle) = split {
                for part in [name.start..middle, middle..name.end] {
                    let span = self.span(&part);
                    let title = part.start..part.start;
                    found.push(Name { span, mention: span, kind, sentence: id, tokens: part, title });
                }
                continue;
            }
            found.push(Name { span: self.span(&name), mention, kind, sentence: id, tokens: name, title });
        }
        // What only the rules found.
        let free = |rule: &&Name| {
            let start = if rule.title.is_empty() { rule.tokens.start } else { rule.title.start };
            !found.iter().any(|name| {
                let first = if name.title.is_empty() { name.tokens.start } else { name.title.start };
                first < rule.tokens.end && start < name.tokens.end
            })
        };
        let mut more: Vec<Name> = Vec::new();
        for rule in rules.iter().filter(free) {
            let halves = rules.iter().filter(|other| other.tokens == rule.tokens).count() > 1;
            let kind = if halves || rule.kind == NameKind::Event { rule.kind } else { NameKind::Other };
            more.push(Name { kind, ..rule.clone() });
        }
        if !more.is_empty() {
            found.extend(more);
            found.sort_by_key(|name| (name.span.start(), name.span.end()));
        }
        self.names.extend(found);
    }

    /// Without marks at both ends.
    fn trim(&self, mut name: Range<usize>) -> Option<Range<usize>> {
        let mark = |i: usize| {
            self.tokens.all().get(i).is_none_or(|token| matches!(token.kind, TokenKind::Punct | TokenKind::Quote))
        };
        while name.start < name.end && mark(name.start) {
            name.start += 1;
        }
        while name.start < name.end && (mark(name.end - 1) || self.words.folded(name.end - 1) == "'s") {
            name.end -= 1;
        }
        (name.start < name.end).then_some(name)
    }

    fn span(&self, tokens: &Range<usize>) -> crate::base::Span {
        let all = self.tokens.all();
        all[tokens.start].span.join(all[tokens.end - 1].span)
    }

    /// "Ruiz-Okafor": two names in one word.
    fn pair(&self, name: &Range<usize>, rules: &[Name]) -> Option<Vec<Name>> {
        if name.len() != 1 || self.words.shape(name.start) != Shape::Capital {
            return None;
        }
        let halves: Vec<Name> = rules.iter().filter(|rule| rule.tokens == *name).cloned().collect();
        if halves.len() > 1 {
            return Some(halves);
        }
        let found = pair(name, self.tokens, self.doc.content(), self.words, &|id| self.people.contains(&id))?;
        let make = |(span, kind)| Name {
            span,
            mention: span,
            kind,
            sentence: SentenceId::at(0),
            tokens: name.clone(),
            title: name.start..name.start,
        };
        Some(found.into_iter().map(make).collect())
    }

    /// Whether a place's name is a building's.
    fn is_built(&self, name: &Range<usize>, rules: &[Name]) -> bool {
        let ruled = rules.iter().find(|rule| rule.tokens == *name).map(|rule| rule.kind);
        match ruled {
            Some(NameKind::Facility) => true,
            Some(NameKind::Place) => false,
            _ => {
                let of = (name.start + 1..name.end).find(|&i| self.words.folded(i) == "of").unwrap_or(name.end);
                self.words.class(of - 1).any(Class::FACILITY | Class::FACILITY_WEAK)
            }
        }
    }
}

/// Whether two ranges share a token.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
