//! People and venues with a reader's names: renamed, put together, taken apart, new, gone.

use super::{Named, Naming, Reach};
use crate::analysis::{Person, Venue, VenueKind};
use crate::base::Span;
use memchr::memmem;

/// Occurrences of a new name that are looked up, at most.
const MOST: usize = 2000;

/// What people and venues have in common.
pub(super) trait Entity: Clone {
    fn new(name: String) -> Self;
    fn name(&self) -> &str;
    fn rename(&mut self, name: String);
    fn mentions(&mut self) -> &mut Vec<Span>;
    fn names(&mut self) -> &mut Vec<Span>;
    /// Takes over what the other one is known by besides names.
    fn absorb(&mut self, other: &Self);
    /// Lets go of what no longer belongs to any name.
    fn settle(&mut self) {}
}

impl Entity for Person {
    fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn rename(&mut self, name: String) {
        self.name = name;
        // Whom a reader names is shown by that name.
        self.group = false;
    }
    fn mentions(&mut self) -> &mut Vec<Span> {
        &mut self.mentions
    }
    fn names(&mut self) -> &mut Vec<Span> {
        &mut self.names
    }
    fn absorb(&mut self, other: &Self) {
        if self.role.is_none() {
            self.role.clone_from(&other.role);
        }
        self.group &= other.group;
        self.titles.extend_from_slice(&other.titles);
        self.titles.sort_unstable();
        self.titles.dedup();
    }
    fn settle(&mut self) {
        self.titles.retain(|title| {
            let from = self.names.partition_point(|name| name.end() <= title.start());
            self.names.get(from).is_some_and(|name| name.covers(*title))
        });
    }
}

impl Entity for Venue {
    fn new(name: String) -> Self {
        let (mentions, names) = (Vec::new(), Vec::new());
        Self { name, kind: VenueKind::Place, country: None, at: None, mentions, names }
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn rename(&mut self, name: String) {
        self.name = name;
    }
    fn mentions(&mut self) -> &mut Vec<Span> {
        &mut self.mentions
    }
    fn names(&mut self) -> &mut Vec<Span> {
        &mut self.names
    }
    fn absorb(&mut self, other: &Self) {
        if self.country.is_none() && self.at.is_none() {
            (self.country, self.at) = (other.country, other.at);
        }
    }
}

/// People or venues while they are corrected. Rows keep their numbers until the end.
pub(super) struct Register<T> {
    rows: Vec<Option<T>>,
    /// Where the row of one that was put to another went.
    moved: Vec<Option<usize>>,
    /// Mentions that were given to another one, with the row they belong to since.
    given: Vec<(Span, Option<usize>)>,
}

impl<T: Entity> Register<T> {
    pub(super) fn new(rows: impl Iterator<Item = T>) -> Self {
        let rows: Vec<Option<T>> = rows.map(Some).collect();
        Self { moved: vec![None; rows.len()], rows, given: Vec::new() }
    }

    /// The row that stands for a row of the machine's now.
    pub(super) fn at(&self, row: usize) -> Option<usize> {
        let mut row = row;
        // Each step goes to a row that is not put elsewhere yet, so this ends.
        while let Some(next) = self.moved.get(row).copied().flatten() {
            row = next;
        }
        self.rows.get(row)?.as_ref().map(|_| row)
    }

    pub(super) fn named(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.rows.iter().position(|row| row.as_ref().is_some_and(|row| row.name().to_lowercase() == name))
    }

    /// The row by that name, made if there is none; a new one is mentioned wherever the text
    /// has the name.
    pub(super) fn find_or_make(&mut self, name: &str, text: &str) -> usize {
        if let Some(row) = self.named(name) {
            return row;
        }
        let places: Vec<Span> =
            occurrences(text, name).into_iter().filter(|span| self.whose(*span).is_none()).collect();
        let row = self.make(name);
        self.add(row, &places, &places);
        row
    }

    fn make(&mut self, name: &str) -> usize {
        self.rows.push(Some(T::new(name.to_owned())));
        self.moved.push(None);
        self.rows.len() - 1
    }

    fn whose(&mut self, span: Span) -> Option<usize> {
        self.rows.iter_mut().position(|row| {
            row.as_mut().is_some_and(|row| {
                let from = row.mentions().partition_point(|mention| mention.end() <= span.start());
                row.mentions().get(from).is_some_and(|mention| mention.overlaps(span))
            })
        })
    }

    /// The row that a mention in these words belongs to since it was taken from another.
    pub(super) fn given(&self, words: Span) -> Option<Option<usize>> {
        self.given.iter().rev().find(|(span, _)| span.overlaps(words)).map(|(_, row)| *row)
    }

    fn add(&mut self, row: usize, mentions: &[Span], names: &[Span]) {
        let Some(row) = self.rows.get_mut(row).and_then(Option::as_mut) else { return };
        for (list, new) in [(0, mentions), (1, names)] {
            let list = if list == 0 { row.mentions() } else { row.names() };
            list.extend_from_slice(new);
            list.sort_unstable();
            list.dedup();
            // Of two that overlap the first stays: mentions are in order and apart.
            let mut end = 0;
            list.retain(|span| {
                let apart = span.start() >= end;
                end = end.max(span.end());
                apart
            });
        }
        let mentions = row.mentions().clone();
        row.names().retain(|name| mentions.contains(name));
    }

    /// Names what stands at `span`.
    pub(super) fn name(&mut self, naming: &Naming, span: Span, text: &str) {
        let owner = self.whose(span);
        let name = naming.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if let (Reach::All, Some(owner)) = (naming.reach, owner) {
            match (name, name.and_then(|name| self.named(name))) {
                (_, Some(target)) if target != owner => {
                    let Some(mut old) = self.rows[owner].take() else { return };
                    self.moved[owner] = Some(target);
                    if let Some(target) = self.rows[target].as_mut() {
                        target.absorb(&old);
                    }
                    let (mentions, names) = (old.mentions().clone(), old.names().clone());
                    self.add(target, &mentions, &names);
                }
                (Some(name), _) => self.rows[owner].iter_mut().for_each(|row| row.rename(name.to_owned())),
                (None, _) => self.rows[owner] = None,
            }
            return;
        }
        let words = span.of(text);
        let places = match (naming.reach, owner) {
            (Reach::Mention, _) => vec![span],
            (_, Some(owner)) => {
                let mentions = self.rows[owner].as_mut().map(|row| row.mentions().clone()).unwrap_or_default();
                let mut same: Vec<Span> = mentions.into_iter().filter(|mention| mention.of(text) == words).collect();
                same.push(span);
                same
            }
            (_, None) => {
                let mut free = occurrences(text, words);
                free.retain(|place| self.whose(*place).is_none());
                free.push(span);
                free
            }
        };
        if let Some(owner) = owner
            && let Some(row) = self.rows[owner].as_mut()
        {
            row.mentions().retain(|mention| !places.iter().any(|place| place.overlaps(*mention)));
            row.names().retain(|mention| !places.iter().any(|place| place.overlaps(*mention)));
            if row.mentions().is_empty() {
                self.rows[owner] = None;
            }
        }
        let target = name.map(|name| self.named(name).unwrap_or_else(|| self.make(name)));
        if let Some(target) = target {
            self.add(target, &places, &places);
        }
        self.given.extend(places.into_iter().map(|place| (place, target)));
    }

    /// The rows that are left, and for each row of before where it is among them.
    pub(super) fn finish(self) -> (Vec<T>, Vec<Option<usize>>) {
        let mut kept = Vec::new();
        let mut places: Vec<Option<usize>> = vec![None; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(row) = row {
                places[index] = Some(kept.len());
                kept.push(row.clone());
                kept.last_mut().into_iter().for_each(Entity::settle);
            }
        }
        let of = (0..self.rows.len()).map(|index| self.at(index).and_then(|row| places[row])).collect();
        (kept, of)
    }

    /// The span of the mention of `row` that is nearest to `near` inside `within` and outside
    /// `without`.
    pub(super) fn nearest(&mut self, row: usize, near: usize, within: Span, without: &[Span]) -> Option<Span> {
        let mentions = self.rows.get_mut(row)?.as_mut()?.mentions();
        let from = mentions.partition_point(|mention| mention.start() < within.start());
        mentions[from..]
            .iter()
            .take_while(|mention| mention.end() <= within.end())
            .filter(|mention| !without.iter().any(|part| part.overlaps(**mention)))
            .min_by_key(|mention| mention.start().abs_diff(near))
            .copied()
    }

    /// The row that one of these places mentions.
    pub(super) fn mentioned(&mut self, places: &[Span]) -> Option<usize> {
        places.iter().find_map(|place| self.whose(*place))
    }

    /// Whether these words hold names, but none of this row.
    pub(super) fn names_others(&mut self, words: Span, row: usize) -> bool {
        let mut others = false;
        for (index, other) in self.rows.iter_mut().enumerate() {
            let Some(other) = other else { continue };
            let from = other.names().partition_point(|name| name.start() < words.start());
            if other.names().get(from).is_some_and(|name| words.covers(*name)) {
                if index == row {
                    return false;
                }
                others = true;
            }
        }
        others
    }

    /// Every mention with its row, in order.
    pub(super) fn mentions(&mut self) -> Vec<(Span, usize)> {
        let rows = self.rows.iter_mut().enumerate().filter_map(|(index, row)| Some((index, row.as_mut()?)));
        let mut all: Vec<(Span, usize)> = rows
            .flat_map(|(index, row)| row.mentions().iter().map(move |span| (*span, index)).collect::<Vec<_>>())
            .collect();
        all.sort_unstable();
        all
    }
}

/// Where the text has these words, as whole words.
fn occurrences(text: &str, words: &str) -> Vec<Span> {
    if words.trim().is_empty() || words.contains('\n') {
        return Vec::new();
    }
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    memmem::find_iter(text.as_bytes(), words)
        .map(|at| Span::new(at, at + words.len()))
        .filter(|span| !inside(text[..span.start()].chars().next_back()) && !inside(text[span.end()..].chars().next()))
        .take(MOST)
        .collect()
}

/// Whether a naming is of this kind.
pub(super) const fn is(naming: &Naming, named: Named) -> bool {
    matches!((naming.named, named), (Named::Person, Named::Person) | (Named::Venue, Named::Venue))
}
