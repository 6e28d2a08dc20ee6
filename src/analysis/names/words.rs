//! What the lists know of each word of a document, looked up once per different word.

use crate::analysis::gazetteer;
use crate::analysis::lexicon::{List, fold};
use crate::analysis::token::{TokenKind, Tokens};
use std::collections::HashMap;

macro_rules! list {
    ($name:ident, $file:literal) => {
        const $name: List = List::new(include_str!(concat!("../../../assets/", $file)));
    };
}
list!(FIRST_NAMES, "gazetteer/first-names.txt");
list!(SURNAMES, "gazetteer/surnames.txt");
list!(COMMON_WORDS, "lexicon/common-words.txt");
list!(STARTERS, "lexicon/sentence-starters.txt");
list!(FUNCTION_WORDS, "lexicon/function-words.txt");
list!(HONORIFICS, "lexicon/honorifics.txt");
list!(ROLES, "lexicon/roles.txt");
list!(TITLES, "lexicon/titles.txt");
list!(ORGANIZATIONS, "lexicon/organizations.txt");
list!(PLACE_HEADS, "lexicon/place-heads.txt");
list!(FACILITIES, "lexicon/facilities.txt");
list!(GATHERINGS, "lexicon/gatherings.txt");
list!(PERSON_VERBS, "lexicon/person-verbs.txt");
list!(PARTICLES, "lexicon/particles.txt");
list!(CALENDAR, "lexicon/calendar.txt");
list!(DEMONYMS, "lexicon/demonyms.txt");
list!(OTHER_NAMES, "lexicon/other-names.txt");

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        classes!(@ 0; $($(#[$doc])* $name),*);
    };
    (@ $n:expr; $(#[$doc:meta])* $name:ident $(, $($rest:tt)*)?) => {
        impl Class {
            $(#[$doc])*
            pub const $name: Self = Self(1 << ($n));
        }
        $(classes!(@ $n + 1; $($rest)*);)?
    };
}

/// A set of classes of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u64);

classes! {
    /// Usually written in lower case.
    COMMON,
    /// Carries grammar: no name, even when capitalised.
    FUNCTION,
    /// "the".
    DETERMINER,
    /// "his".
    POSSESSIVE,
    /// "he", "him", "his".
    HE,
    /// "she", "her".
    SHE,
    /// "of".
    PREPOSITION,
    /// A preposition that often stands before places.
    BEFORE_PLACE,
    /// "and", "that".
    CONJUNCTION,
    /// "is", "would".
    AUXILIARY,
    /// "they", "who".
    PRONOUN,
    /// "also".
    ADVERB,
    /// "Mr", "Dr".
    HONORIFIC,
    /// "minister": what a person is.
    ROLE,
    /// "foreign", "deputy": part of a title.
    TITLE,
    /// "ministry": ends an organization's name.
    ORGANIZATION,
    /// "river": ends a place's name.
    PLACE_HEAD,
    /// "lake": may begin a place's name.
    PLACE_FIRST,
    /// "airport".
    FACILITY,
    /// "house": a building in names only.
    FACILITY_WEAK,
    /// "summit".
    GATHERING,
    /// "dialogue": a gathering with a name beside it only.
    GATHERING_WEAK,
    /// "invasion": a conflict or disaster.
    GATHERING_WAR,
    /// "said": a person does this.
    PERSON_VERB,
    /// "van", "de" inside names.
    PARTICLE,
    /// Months and days.
    CALENDAR,
    // From here on only known of words seen with a capital.
    /// A usual first name.
    FIRST_NAME,
    /// A rare first name, often a surname or word.
    RARE_FIRST_NAME,
    /// A usual surname.
    SURNAME,
    /// "Russian".
    DEMONYM,
    /// Names nothing of interest.
    OTHER,
    /// Names an organization.
    OTHER_ORGANIZATION,
    /// A name of the gazetteer.
    PLACE,
    /// A country.
    COUNTRY,
    /// The first word of a longer name of the gazetteer.
    PLACE_BEGINS,
    /// The first word of a longer entry of the list of other names.
    OTHER_BEGINS,
    /// Of a man.
    MALE,
    /// Of a woman.
    FEMALE,
}

impl Class {
    /// Whether one of `other` is here.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitOr for Class {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// No word.
    None,
    /// Begins in lower case.
    Lower,
    /// Begins with a capital.
    Capital,
    /// Two capitals and more, no lower case: "NATO", "LAVROV".
    Upper,
    /// One capital and a full stop.
    Initial,
}

/// One different word of the document.
#[derive(Clone, Debug)]
pub struct Key {
    /// Folded: lower case, no diacritics.
    pub folded: Box<str>,
    /// What the lists know.
    pub class: Class,
    /// How often it is written in lower case.
    pub lower: u32,
    capital: bool,
}

/// All words of a document, by token.
#[derive(Clone, Debug, Default)]
pub struct Words {
    tokens: Vec<(u32, Shape)>,
    keys: Vec<Key>,
    by_folded: HashMap<Box<str>, u32>,
}

impl Words {
    /// Looks every word up. Time grows with the tokens, and with the lists' logarithm for
    /// each different word.
    #[must_use]
    pub fn new(tokens: &Tokens, text: &str) -> Self {
        let mut words = Self { tokens: Vec::with_capacity(tokens.all().len()), ..Self::default() };
        let mut forms: HashMap<&str, (u32, Shape)> = HashMap::new();
        words.intern("");
        for token in tokens.all() {
            if matches!(token.kind, TokenKind::Punct | TokenKind::Quote) {
                words.tokens.push((0, Shape::None));
                continue;
            }
            let form = token.span.of(text);
            let (key, shape) = *forms.entry(form).or_insert_with(|| {
                let key = words.intern(&fold(form));
                let shape = if token.kind == TokenKind::Number { Shape::None } else { shape(form) };
                if !matches!(shape, Shape::None | Shape::Lower) {
                    words.look_up_names(key);
                }
                (key, shape)
            });
            if shape == Shape::Lower {
                words.keys[key as usize].lower += 1;
            }
            words.tokens.push((key, shape));
        }
        words
    }

    /// Which different word stands at token `i`.
    #[must_use]
    pub fn id(&self, i: usize) -> u32 {
        self.tokens.get(i).map_or(0, |token| token.0)
    }

    /// The word at token `i`; an empty one past the end and for marks.
    #[must_use]
    pub fn key(&self, i: usize) -> &Key {
        &self.keys[self.id(i) as usize]
    }

    /// The word with this number; see [`Words::id_of`].
    #[must_use]
    pub fn by_id(&self, id: u32) -> &Key {
        &self.keys[id as usize]
    }

    /// What the lists know of the word at token `i`.
    #[must_use]
    pub fn class(&self, i: usize) -> Class {
        self.key(i).class
    }

    /// How the word at token `i` is written.
    #[must_use]
    pub fn shape(&self, i: usize) -> Shape {
        self.tokens.get(i).map_or(Shape::None, |token| token.1)
    }

    /// The folded word at token `i`.
    #[must_use]
    pub fn folded(&self, i: usize) -> &str {
        &self.key(i).folded
    }

    /// The folded words from token `from` to before `to`, joined by spaces.
    #[must_use]
    pub fn phrase(&self, from: usize, to: usize) -> String {
        let mut phrase = String::new();
        for i in from..to {
            let word = self.folded(i);
            if !word.is_empty() && word != "'s" {
                if !phrase.is_empty() {
                    phrase.push(' ');
                }
                phrase.push_str(word);
            }
        }
        phrase
    }

    /// Which word has this folded form, if the document has it.
    #[must_use]
    pub fn id_of(&self, folded: &str) -> Option<u32> {
        self.by_folded.get(folded).copied()
    }

    fn intern(&mut self, folded: &str) -> u32 {
        if let Some(&id) = self.by_folded.get(folded) {
            return id;
        }
        let id = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.by_folded.insert(folded.into(), id);
        self.keys.push(Key { folded: folded.into(), class: class_of(folded), lower: 0, capital: false });
        id
    }

    fn look_up_names(&mut self, id: u32) {
        let key = &mut self.keys[id as usize];
        if !key.capital {
            key.capital = true;
            key.class = key.class.with(names_of(&key.folded));
        }
    }
}

fn shape(form: &str) -> Shape {
    // Addresses: "Port.example", "http://…".
    let address =
        |dot: usize| form[..dot].ends_with(char::is_lowercase) && form[dot + 1..].starts_with(char::is_lowercase);
    if form.contains(['@', '/']) || form.find('.').is_some_and(address) {
        return Shape::Lower;
    }
    let mut chars = form.chars();
    match chars.next() {
        Some(first) if first.is_uppercase() => {
            let capitals = 1 + chars.filter(|c| c.is_uppercase()).count();
            let length = form.chars().count();
            if capitals == 1 && (length == 1 || length == 2 && form.ends_with('.')) {
                Shape::Initial
            } else if capitals > 1 && !form.strip_suffix('s').unwrap_or(form).chars().any(char::is_lowercase) {
                Shape::Upper
            } else {
                Shape::Capital
            }
        }
        Some(first) if first.is_lowercase() => {
            // "iPhone" and "al-Sisi" are names, "e-mail" is none.
            if form.contains(char::is_uppercase) && form.starts_with("al-") { Shape::Capital } else { Shape::Lower }
        }
        // Letters without case ("日本").
        _ => Shape::None,
    }
}

fn sex(value: &str) -> Class {
    match value.as_bytes().first() {
        Some(b'm') => Class::MALE,
        Some(b'f') => Class::FEMALE,
        _ => Class::default(),
    }
}

fn class_of(word: &str) -> Class {
    let mut class = Class::default();
    let mut put = |more: Class| class = class.with(more);
    if COMMON_WORDS.contains(word) || STARTERS.contains(word) {
        put(Class::COMMON);
    }
    if let Some(value) = FUNCTION_WORDS.get(word) {
        put(Class::FUNCTION);
        for kind in value.split(' ') {
            put(match kind {
                "det" => Class::DETERMINER,
                "poss" => Class::POSSESSIVE,
                "he" => Class::HE,
                "she" => Class::SHE,
                "prep" => Class::PREPOSITION,
                "place" => Class::BEFORE_PLACE,
                "conj" => Class::CONJUNCTION,
                "aux" => Class::AUXILIARY,
                "pron" => Class::PRONOUN,
                "adv" => Class::ADVERB,
                _ => Class::default(),
            });
        }
    }
    // "I'll", "that'd"
    if word.split_once('\'').is_some_and(|(start, end)| end.len() < 3 && FUNCTION_WORDS.contains(start)) {
        put(Class::FUNCTION);
    }
    let stem = word.strip_suffix('.').unwrap_or(word);
    if let Some(value) = HONORIFICS.get(stem) {
        put(Class::HONORIFIC | sex(value));
    }
    if let Some(value) = ROLES.get(word) {
        put(Class::ROLE | sex(value));
    }
    for (list, found) in [
        (TITLES, Class::TITLE),
        (ORGANIZATIONS, Class::ORGANIZATION),
        (PERSON_VERBS, Class::PERSON_VERB),
        (PARTICLES, Class::PARTICLE),
        (CALENDAR, Class::CALENDAR),
    ] {
        if list.contains(stem) {
            put(found);
        }
    }
    if let Some(value) = PLACE_HEADS.get(stem) {
        put(Class::PLACE_HEAD | if value == "first" { Class::PLACE_FIRST } else { Class::default() });
    }
    match FACILITIES.get(word) {
        Some("weak") => put(Class::FACILITY_WEAK),
        Some(_) => put(Class::FACILITY),
        None => {}
    }
    match GATHERINGS.get(word) {
        Some("weak") => put(Class::GATHERING_WEAK),
        Some("war") => put(Class::GATHERING_WAR),
        Some(_) => put(Class::GATHERING),
        None => {}
    }
    class
}

fn names_of(word: &str) -> Class {
    let mut class = Class::default();
    let mut put = |more: Class| class = class.with(more);
    if let Some(value) = FIRST_NAMES.get(word) {
        put(sex(value) | if value.ends_with('-') { Class::RARE_FIRST_NAME } else { Class::FIRST_NAME });
    } else if let Some((first, second)) = word.split_once('-')
        && let (Some(value), Some(_)) = (FIRST_NAMES.get(first), FIRST_NAMES.get(second))
    {
        put(sex(value) | Class::FIRST_NAME);
    }
    if SURNAMES.contains(word) {
        put(Class::SURNAME);
    }
    if DEMONYMS.contains(word) {
        put(Class::DEMONYM);
    }
    match OTHER_NAMES.get(word) {
        Some("") => put(Class::OTHER),
        Some(_) => put(Class::OTHER_ORGANIZATION),
        None => {}
    }
    if OTHER_NAMES.continues(word) {
        put(Class::OTHER_BEGINS);
    }
    if let Some(reading) = gazetteer::readings(word).next() {
        put(Class::PLACE);
        if reading.kind == gazetteer::PlaceKind::Country {
            put(Class::COUNTRY);
        }
    }
    if gazetteer::continues(word) {
        put(Class::PLACE_BEGINS);
    }
    class
}

/// Whether the word is a usual first name.
#[must_use]
pub fn given_name(word: &str) -> bool {
    FIRST_NAMES.get(word).is_some_and(|value| !value.ends_with('-'))
}

/// The value of a phrase in the list of other names: "org", "facility", "" or none.
#[must_use]
pub fn other_name(phrase: &str) -> Option<&'static str> {
    OTHER_NAMES.get(phrase)
}

/// Whether a longer phrase of the list of other names begins with this one.
#[must_use]
pub fn other_continues(phrase: &str) -> bool {
    OTHER_NAMES.continues(phrase)
}

/// The country code of a people's name ("russian"); "" for peoples of many countries.
#[must_use]
pub fn people_of(word: &str) -> Option<&'static str> {
    DEMONYMS.get(word)
}
