//! What a chunk names: by lists, by the words around it, and by what the document says
//! about it elsewhere.

use super::NameKind;
use super::chunk::Chunk;
use super::words::{Class, Shape, Words, other_name};
use crate::analysis::gazetteer::{self, PlaceKind, Reading};
use std::collections::HashMap;

/// Evidence about one chunk. The weights were set by hand on the development texts.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What the chunk's own words say, where they leave no doubt.
    pub sure: Option<NameKind>,
    /// For a person above zero, against below.
    pub person: i32,
    /// For a place above zero, against below.
    pub place: i32,
    /// The folded words.
    pub phrase: String,
}

/// What the lists know of a whole phrase.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// As in [`other_name`].
    other: Option<&'static str>,
    /// The likeliest place of that name.
    place: Option<Reading>,
}

impl Listed {
    /// Looks a folded phrase up.
    #[must_use]
    pub fn of(phrase: &str) -> Self {
        Self { other: other_name(phrase), place: gazetteer::readings(phrase).next() }
    }
}

/// Looks at chunks one by one.
pub struct Judge<'a> {
    /// What is known of the words.
    pub words: &'a Words,
    /// The text of a token.
    pub text: &'a dyn Fn(usize) -> &'a str,
}

impl Judge<'_> {
    /// What the chunk and the words around it say.
    #[must_use]
    pub fn verdict(&self, chunk: &Chunk, listed: &mut HashMap<String, Listed>) -> Verdict {
        let words = self.words;
        let (from, to) = (chunk.name.start, chunk.name.end);
        let phrase = words.phrase(from, to);
        let titled = !chunk.title.is_empty();
        let listed = *match listed.get(&phrase) {
            Some(known) => known,
            None => listed.entry(phrase.clone()).or_insert(Listed::of(&phrase)),
        };
        let (person, place) = self.around(chunk, listed);
        let sure = if titled { None } else { self.sure(chunk, &phrase, listed) };
        Verdict { sure, person, place, phrase }
    }

    fn sure(&self, chunk: &Chunk, phrase: &str, listed: Listed) -> Option<NameKind> {
        let words = self.words;
        let (from, to) = (chunk.name.start, chunk.name.end);
        let count = to - from;
        let (first, last) = (words.class(from), words.class(to - 1));
        match listed.other {
            Some("org") => return Some(NameKind::Organization),
            Some("facility") => return Some(NameKind::Facility),
            Some(_) => return Some(NameKind::Other),
            None => {}
        }
        let alone = count == 1;
        if alone && first.any(Class::DEMONYM) {
            return Some(NameKind::Other);
        }
        if alone && words.shape(from) == Shape::Upper && !chunk.headline {
            let state = from > 0 && (self.text)(from - 1) == "," && gazetteer::state_of(phrase).is_some();
            let place = state
                || first.any(Class::COUNTRY)
                || phrase.contains('.') && listed.place.is_some()
                || phrase == "nyc"
                || phrase == "eu";
            return Some(if place { NameKind::Place } else { NameKind::Organization });
        }
        if alone
            && first.any(Class::ROLE | Class::HONORIFIC | Class::TITLE)
            && !first.any(Class::FIRST_NAME | Class::SURNAME)
        {
            return Some(NameKind::Other);
        }
        if (from..to).all(|i| words.class(i).any(Class::ROLE | Class::TITLE | Class::HONORIFIC)) && count > 1 {
            let surname = first.any(Class::FIRST_NAME) && last.any(Class::SURNAME);
            if !surname {
                return Some(NameKind::Other);
            }
        }
        let reading = listed.place;
        if let Some(reading) = reading
            && (reading.kind == PlaceKind::Country && !first.any(Class::FIRST_NAME | Class::COMMON)
                || count > 1 && !(first.any(Class::FIRST_NAME) && last.any(Class::SURNAME) && reading.people < 100))
        {
            return Some(NameKind::Place);
        }
        if alone {
            return None;
        }
        let named = count == 2 && first.any(Class::FIRST_NAME) && !first.any(Class::COMMON) && last.any(Class::SURNAME);
        if named {
            return None;
        }
        // "World War II", "Kessin Massacre", but "War Powers Act"
        let last_word =
            |i: usize| i + 1 == to || words.shape(i + 1) == Shape::Upper || words.shape(i + 1) == Shape::None;
        if (from + 1..to).any(|i| words.class(i).any(Class::GATHERING_WAR) && last_word(i)) {
            return Some(NameKind::Event);
        }
        if matches!(
            words.folded(to - 1),
            "act" | "law" | "bill" | "resolution" | "treaty" | "agreement" | "prize" | "award"
        ) {
            return Some(NameKind::Other);
        }
        // "University of Kessin": the noun before "of" decides.
        let head = (from + 1..to).find(|&i| (self.text)(i) == "of").map_or(last, |of| words.class(of - 1));
        if head.any(Class::GATHERING | Class::GATHERING_WEAK) && !head.any(Class::ORGANIZATION) {
            return Some(NameKind::Event);
        }
        if head.any(Class::PLACE_HEAD) && !head.any(Class::ORGANIZATION) || first.any(Class::PLACE_FIRST) && count < 5 {
            return Some(NameKind::Place);
        }
        let fort = matches!(words.folded(from), "fort" | "camp");
        if head.any(Class::FACILITY | Class::FACILITY_WEAK) || fort && count < 4 {
            return Some(NameKind::Facility);
        }
        if head.any(Class::ORGANIZATION | Class::OTHER_ORGANIZATION) {
            return Some(NameKind::Organization);
        }
        None
    }

    /// Whether token `i` is a year.
    fn digits(&self, i: usize) -> bool {
        let word = (self.text)(i);
        word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
    }

    fn around(&self, chunk: &Chunk, listed: Listed) -> (i32, i32) {
        let words = self.words;
        let (from, to) = (chunk.name.start, chunk.name.end);
        let count = to - from;
        let (first, last) = (words.class(from), words.class(to - 1));
        let (mut person, mut place) = (0, 0);
        // "Bush", where the document knows no bush.
        let proper =
            count == 1 && !chunk.first && words.key(from).lower == 0 && first.any(Class::SURNAME | Class::FIRST_NAME);
        // "Israel Channel" is no Israel of that family.
        let land = first.any(Class::COUNTRY | Class::DEMONYM) && count > 1 && !last.any(Class::SURNAME);
        let common = first.any(Class::COMMON) && !proper || land;
        let named = first.any(Class::FIRST_NAME) || last.any(Class::SURNAME);
        if !chunk.title.is_empty() {
            person += 6;
        }
        // The words themselves.
        if first.any(Class::FIRST_NAME) {
            person += if common { 1 } else { 3 };
        } else if first.any(Class::RARE_FIRST_NAME) {
            person += if common { 0 } else { 1 };
        }
        if last.any(Class::SURNAME) {
            person += if last.any(Class::COMMON) && !proper { 0 } else { 1 };
        }
        for i in from..to {
            let class = words.class(i);
            let known = class.any(Class::FIRST_NAME | Class::SURNAME | Class::PARTICLE);
            if class.any(Class::COMMON) && !known {
                person -= 3;
            }
            if class.any(Class::DEMONYM | Class::OTHER | Class::OTHER_ORGANIZATION | Class::CALENDAR) && !known {
                person -= 3;
            }
            if class.any(Class::ORGANIZATION | Class::FACILITY | Class::PLACE_HEAD | Class::GATHERING) && !known {
                person -= 3;
            }
            match words.shape(i) {
                Shape::Initial if count > 1 => person += 2,
                Shape::Upper if !chunk.headline && !first.any(Class::FIRST_NAME) => person -= 2,
                Shape::None if words.id(i) == 0 => {} // marks
                Shape::None => person -= 3,
                Shape::Lower if class.any(Class::PARTICLE) => person += 1,
                Shape::Lower => person -= 3,
                _ => {}
            }
        }
        let gazetteer = listed.place;
        person += match count {
            1 if gazetteer.is_some() || chunk.headline || common => -1,
            1 => 0,
            2 | 3 if named || !chunk.first && !chunk.headline => 2,
            2 | 3 => 1,
            4 => 0,
            _ => -3,
        };
        // "German Chancellery"; "Jordan" alone is the country.
        if count > 1 && first.any(Class::DEMONYM) || count == 1 && first.any(Class::COUNTRY) {
            person -= 4;
        }
        // The gazetteer.
        if let Some(reading) = gazetteer {
            let weight = match reading.kind {
                PlaceKind::Country | PlaceKind::Region => 5,
                PlaceKind::State => 4,
                PlaceKind::Town if reading.people >= 300 => 3,
                PlaceKind::Town if reading.people >= 80 => 2,
                PlaceKind::Town => 1,
            };
            place += weight;
            person -= if weight > 2 { 4 } else { weight };
            if words.class(from).any(Class::COMMON) && count == 1 {
                place -= 3;
            }
        }
        // "Student Affairs"; "S. F."
        if count == 1
            && first.any(Class::COMMON)
            && !first.any(Class::FIRST_NAME | Class::SURNAME)
            && !chunk.title.is_empty()
        {
            person -= 6;
        }
        if (from..to).all(|i| words.shape(i) == Shape::Initial) {
            person -= 5;
        }
        // The neighbours.
        let before = words.class(from.wrapping_sub(1));
        let previous = if from > 0 { (self.text)(from - 1) } else { "" };
        if from > 0 && chunk.title.is_empty() {
            if previous == "in" {
                place += 3;
                person -= 3;
            } else if before.any(Class::BEFORE_PLACE) && !matches!(previous, "of" | "from" | "to") {
                place += 2;
                person -= 1;
            } else if matches!(previous, "from" | "to") {
                place += 1;
            }
            if before.any(Class::DETERMINER | Class::POSSESSIVE) {
                person -= 3;
                place -= if previous == "the" { 1 } else { 2 };
            }
        }
        let after = words.class(to);
        let next = (self.text)(to);
        person += introduces(words.folded(from.wrapping_sub(1)), previous);
        person += match words.folded(to) {
            "et" => 4,
            "'s" if from > 0 && previous != "the" => 1,
            "had" | "himself" | "herself" => 1,
            _ => 0,
        };
        if after.any(Class::PERSON_VERB) {
            person += if named { 2 } else { 1 };
            place -= 1;
        }
        // "(Ruiz, Okafor, & Tan, 2014)"
        let year = |i: usize| words.shape(i) == Shape::None && self.digits(i);
        if next == "&" || previous == "&" || next == "," && year(to + 1) && (self.text)(to + 2) != "," {
            person += 2;
        }
        // "Table 3", "Section 12"
        if words.shape(to) == Shape::None && words.id(to) != 0 {
            person -= 3;
            place -= 4;
        }
        if next == "," {
            let second = words.class(to + 1);
            let number = words.shape(to + 1) == Shape::None && words.id(to + 1) != 0;
            if number && (self.text)(to + 2) == ","
                || second.any(Class::PRONOUN) && (self.text)(to + 1).starts_with("who")
            {
                person += 3;
            }
            // ", the port authority chief,"
            if second.any(Class::DETERMINER) && (to + 2..to + 6).any(|i| words.class(i).any(Class::ROLE)) {
                person += 2;
            }
            if words.class(to + 1).any(Class::PLACE | Class::COUNTRY) && words.shape(to + 1) == Shape::Capital {
                place += 2;
            }
        }
        (person, place)
    }
}

/// How much the word before a name speaks for a person.
fn introduces(word: &str, written: &str) -> i32 {
    match word {
        "named" | "hi" | "hello" | "dear" | "hey" | "i'm" | "he's" | "she's" | "nicknamed" | "wife" | "husband" => 2,
        "by" | "with" | "and" | "that's" | "than" | "told" | "asked" | "met" | "called" => 1,
        _ if matches!(written, "," | "(") => 1,
        _ => 0,
    }
}

/// What the whole document says of names that stand in several places.
#[derive(Debug, Default)]
pub struct Second {
    persons: HashMap<String, i32>,
    sums: HashMap<String, i32>,
    places: HashMap<String, i32>,
    /// First and last words of people's full names, as word ids, to the best evidence.
    parts: HashMap<u32, i32>,
}

/// From here on a chunk is a person.
const PERSON: i32 = 2;
/// A single word whose mentions together reach this is a person too.
const SETTLED: i32 = 3;

impl Second {
    /// Takes in all verdicts.
    #[must_use]
    pub fn new(chunks: &[Chunk], verdicts: &[Verdict], words: &Words) -> Self {
        let mut second = Self::default();
        for verdict in verdicts {
            if verdict.sure.is_some() {
                continue;
            }
            let best = second.persons.entry(verdict.phrase.clone()).or_insert(i32::MIN);
            *best = (*best).max(verdict.person);
            *second.sums.entry(verdict.phrase.clone()).or_default() += verdict.person.clamp(-3, 3);
            *second.places.entry(verdict.phrase.clone()).or_default() += verdict.place.max(0);
        }
        for (chunk, verdict) in chunks.iter().zip(verdicts) {
            let several = chunk.name.len() > 1;
            if verdict.sure.is_none() && second.is_person(chunk, verdict) && verdict.person > 2 {
                let mut put = |word: u32| {
                    let best = second.parts.entry(word).or_default();
                    *best = (*best).max(verdict.person);
                };
                put(words.id(chunk.name.end - 1));
                if several && words.shape(chunk.name.start) != Shape::Initial {
                    put(words.id(chunk.name.start));
                }
            }
        }
        second
    }

    fn is_person(&self, chunk: &Chunk, verdict: &Verdict) -> bool {
        let best = self.persons.get(&verdict.phrase).copied().unwrap_or(verdict.person);
        let sum = self.sums.get(&verdict.phrase).copied().unwrap_or(0);
        let places = self.places.get(&verdict.phrase).copied().unwrap_or(0);
        if chunk.name.len() > 1 {
            return best >= PERSON || best > 0 && sum >= 4;
        }
        if places >= 6 && places > sum && verdict.person < 5 && chunk.title.is_empty() {
            return false;
        }
        verdict.person >= PERSON || best > 3 && verdict.place < 3 || best > 0 && sum >= SETTLED && verdict.place < 2
    }

    /// Whether the word is the first or last of a person's full name here.
    #[must_use]
    pub fn is_part(&self, word: u32) -> bool {
        self.parts.get(&word).is_some_and(|&best| best > 3)
    }

    /// The same for half of a pair, where less evidence will do.
    #[must_use]
    pub fn is_half(&self, word: u32) -> bool {
        self.parts.contains_key(&word)
    }

    /// The final word on a chunk.
    #[must_use]
    pub fn decide(&self, chunk: &Chunk, verdict: &Verdict, words: &Words) -> NameKind {
        let alone = chunk.name.len() == 1;
        let id = words.id(chunk.name.start);
        if let Some(kind) = verdict.sure {
            // "Jordan said" where there is an Ana Jordan.
            let person =
                alone && kind == NameKind::Place && self.is_part(id) && verdict.place < 6 && verdict.person > 0;
            return if person { NameKind::Person } else { kind };
        }
        if self.is_person(chunk, verdict) {
            return NameKind::Person;
        }
        let settled = self.places.get(&verdict.phrase).copied().unwrap_or(0);
        if alone && self.is_part(id) && !words.class(chunk.name.start).any(Class::DEMONYM) {
            let class = words.class(chunk.name.start);
            let place =
                class.any(Class::COUNTRY) && verdict.place >= 3 || class.any(Class::PLACE) && verdict.place >= 5;
            if !place {
                return NameKind::Person;
            }
        }
        let sum = self.sums.get(&verdict.phrase).copied().unwrap_or(0);
        if verdict.place >= 2 || settled >= 4 && verdict.place > 0 || settled >= 3 && sum <= 0 && verdict.place >= 0 {
            return NameKind::Place;
        }
        NameKind::Other
    }
}
