//! Features of whole phrases, for names: what the lists know of them, and how the document
//! writes a word elsewhere.

use crate::analysis::engine::features::{DOCUMENT, LISTED, Maker};
use crate::analysis::gazetteer::{self, PlaceKind};
use crate::analysis::names::words::{Class as Lists, Shape, given_name, other_name};
use std::collections::HashMap;
use std::ops::Range;

impl Maker<'_> {
    /// Whole phrases that the gazetteer and the list of other names have, and how the
    /// document writes a word elsewhere.
    pub(super) fn listed(&mut self) {
        let shapes = self.seen.shapes;
        let Range { start, end: count } = self.range.clone();
        let mut phrases: HashMap<String, Option<usize>> = HashMap::new();
        // How often each word stands in capitals inside a sentence, and after which words.
        let mut inside: HashMap<u32, (u32, u32, u32)> = HashMap::new();
        let capital = |i: usize| matches!(shapes.shape(i), Shape::Capital | Shape::Upper | Shape::Initial);
        for i in (start..count).filter(|&i| capital(i)) {
            let after = i > 0 && matches!(shapes.shape(i - 1), Shape::Lower);
            let entry = inside.entry(shapes.id(i)).or_default();
            entry.0 += 1;
            entry.1 += u32::from(after);
            entry.2 += u32::from(i > 0 && capital(i - 1));
        }
        let mut done = start;
        let mut small: HashMap<u32, u8> = HashMap::new();
        for i in start..count {
            if !capital(i) {
                // Whoever writes no capitals writes "san francisco".
                if shapes.shape(i) == Shape::Lower && !shapes.class(i).any(Lists::COMMON | Lists::FUNCTION) {
                    let kind = *small.entry(shapes.id(i)).or_insert_with(|| uncapitalised(shapes.folded(i)));
                    let before = if kind & 2 != 0 && i + 1 < count { shapes.phrase(i, i + 2) } else { String::new() };
                    if !before.is_empty() && gazetteer::known(&before) {
                        self.put(i, LISTED, 22);
                        self.put(i + 1, LISTED, 22);
                        done = i + 2;
                    } else if kind & 1 != 0 && i >= done {
                        self.put(i, LISTED, if kind & 4 != 0 { 23 } else { 22 });
                    }
                }
                continue;
            }
            let key = shapes.key(i);
            let (all, after, joined) = inside.get(&shapes.id(i)).copied().unwrap_or_default();
            let step = |n: u32| usize::from(n > 0) + usize::from(n > 2);
            // Of these three steps each, and whether it stands more than once.
            let value = step(key.lower) + 3 * step(after) + 9 * step(joined) + 27 * usize::from(all > 1);
            self.put(i, DOCUMENT, 1 + value);
            if i < done {
                continue;
            }
            let first = shapes.class(i);
            let longest = if first.any(Lists::PLACE_BEGINS | Lists::OTHER_BEGINS) { 5 } else { 1 };
            for length in (1..=longest.min(count - i)).rev() {
                let phrase = shapes.phrase(i, i + length);
                let known = match phrases.get(&phrase) {
                    Some(known) => *known,
                    None => *phrases.entry(phrase.clone()).or_insert_with(|| listed(&phrase)),
                };
                let Some(kind) = known else { continue };
                for at in 0..length {
                    let part = if length == 1 { 0 } else { 1 + usize::from(at > 0) };
                    self.put(i + at, LISTED, 1 + 3 * kind + part);
                }
                done = i + length;
                break;
            }
        }
    }
}

/// What the lists know of a whole phrase, under 7.
fn listed(phrase: &str) -> Option<usize> {
    match other_name(phrase) {
        Some("org") => return Some(0),
        Some("facility") => return Some(1),
        Some(_) => return Some(2),
        None => {}
    }
    let reading = gazetteer::readings(phrase).next()?;
    Some(match reading.kind {
        PlaceKind::Country | PlaceKind::Region => 3,
        PlaceKind::State => 4,
        PlaceKind::Town if reading.people >= 200 => 5,
        PlaceKind::Town => 6,
    })
}

/// What the gazetteer has of a word in lower case: 1 a well-known place or (with 4) a first
/// name, 2 the start of a longer name.
fn uncapitalised(word: &str) -> u8 {
    let place = gazetteer::readings(word).next().is_some_and(|one| one.kind != PlaceKind::Town || one.people >= 200);
    let name = !place && given_name(word);
    u8::from(place || name) + 2 * u8::from(gazetteer::continues(word)) + 4 * u8::from(name)
}
