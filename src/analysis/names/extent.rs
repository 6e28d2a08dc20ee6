//! What belongs to a name that the network tagged, and what does not: titles, and a state behind its
//! town without a comma.

use crate::analysis::gazetteer::{self, PlaceKind};
use crate::analysis::names::words::{Class, Shape, Words, people_of};
use std::ops::Range;

/// Where the name itself begins behind forms of address and roles: "Ruiz" in "Doctor Ruiz". A name
/// that is one word stays.
pub(super) fn behind_title(words: &Words, name: &Range<usize>) -> usize {
    let titled = |i: &usize| {
        let class = words.class(*i);
        class.any(Class::HONORIFIC)
            || class.any(Class::ROLE)
                && !class.any(Class::FIRST_NAME | Class::RARE_FIRST_NAME | Class::SURNAME)
                && words.shape(*i) != Shape::Lower
            || misspelt_title(words, *i)
    };
    (name.start..name.end - 1).find(|i| !titled(i)).unwrap_or(name.end - 1)
}

/// "Minster" in "Prime Minster Ruiz": a slip of one letter in what a title before it goes on with, and no name.
fn misspelt_title(words: &Words, i: usize) -> bool {
    const HEADS: [&str; 8] =
        ["minister", "president", "secretary", "senator", "governor", "ambassador", "chancellor", "representative"];
    let before = i.checked_sub(1).map(|before| words.class(before)).unwrap_or_default();
    before.any(Class::TITLE | Class::ROLE)
        && words.shape(i) == Shape::Capital
        && words.shape(i - 1) == Shape::Capital
        && !words.class(i).any(Class::FIRST_NAME | Class::RARE_FIRST_NAME | Class::SURNAME | Class::PLACE)
        && HEADS.iter().any(|head| strsim::osa_distance(words.folded(i), head) == 1)
}

/// A title without "Inauguration of" before it.
pub(super) fn behind_gathering(words: &Words, mut title: Range<usize>) -> Range<usize> {
    let of = title.clone().take(3).find(|&i| words.folded(i) == "of");
    if let Some(of) = of.filter(|&of| of > title.start && words.class(of - 1).any(Class::GATHERING)) {
        title.start = (of + 1).min(title.end);
    }
    title
}

/// Whether these words are a title by the lists: forms of address and what stands in titles, and at least one of them says
/// what somebody is.
pub(super) fn is_title(words: &Words, title: &Range<usize>) -> bool {
    title.clone().all(|i| words.class(i).any(Class::HONORIFIC | Class::ROLE | Class::TITLE))
        && title.clone().any(|i| words.class(i).any(Class::HONORIFIC | Class::ROLE))
}

/// Whether a name of one word is only a title: "Prime", "the Pope", but not "Pope" alone, which
/// may be somebody's name.
pub(super) fn only_title(words: &Words, name: &Range<usize>) -> bool {
    let class = words.class(name.start);
    let named = class.any(Class::FIRST_NAME | Class::RARE_FIRST_NAME | Class::SURNAME)
        && (name.start == 0 || words.folded(name.start - 1) != "the");
    name.len() == 1 && class.any(Class::ROLE | Class::TITLE) && !named
}

/// Where "Republic of Korea" begins in "Democratic People's Republic of Korea".
pub(super) fn whole_republic(words: &Words, name: &Range<usize>) -> usize {
    let before = |back: usize| name.start.checked_sub(back).map_or("", |at| words.folded(at));
    if words.folded(name.start) != "republic" || before(1) != "'s" || before(2) != "people" {
        return name.start;
    }
    name.start - if before(3) == "democratic" { 3 } else { 2 }
}

/// Whether the word at token `i` makes a place's name before it an organization's: "Command", "Ministry".
pub(super) fn goes_on_as_organization(words: &Words, i: usize) -> bool {
    (words.class(i).any(Class::ORGANIZATION) || words.folded(i) == "command")
        && !words.class(i).any(Class::PLACE_HEAD | Class::FACILITY | Class::FACILITY_WEAK)
        && words.shape(i) == Shape::Capital
}

/// Whether a place's name before token `i` is the first half of another thing's: "Kessin Kitchen", "Kessin Courier", in running
/// text, not in a headline.
pub(super) fn goes_on_as_other(words: &Words, i: usize) -> bool {
    let part = Class::ROLE
        | Class::TITLE
        | Class::HONORIFIC
        | Class::CALENDAR
        | Class::DEMONYM
        | Class::FUNCTION
        | Class::PLACE
        | Class::COUNTRY
        | Class::PLACE_HEAD
        | Class::FACILITY
        | Class::FACILITY_WEAK
        | Class::FIRST_NAME;
    // "New York Republicans"
    let people = words.folded(i).strip_suffix('s').is_some_and(|one| people_of(one).is_some());
    words.shape(i) == Shape::Capital
        && words.class(i).any(Class::COMMON)
        && !words.class(i).any(part)
        && !people
        && matches!(words.shape(i + 1), Shape::Lower | Shape::None)
}

/// Where the state begins in "Houston Texas": the first part lies in the second, and the whole is
/// no place's name.
pub(super) fn town_and_state(words: &Words, name: &Range<usize>) -> Option<usize> {
    if name.len() < 2 || name.len() > 4 || gazetteer::known(&words.phrase(name.start, name.end)) {
        return None;
    }
    (name.start + 1..name.end).find(|&middle| {
        let within = |outer: gazetteer::Reading| {
            let town = words.phrase(name.start, middle);
            gazetteer::readings(&town).any(|one| {
                one.kind == PlaceKind::Town
                    && match outer.kind {
                        PlaceKind::State if outer.country == Some("US") => one.state == outer.state,
                        PlaceKind::Country => one.country == outer.country,
                        _ => false,
                    }
            })
        };
        gazetteer::readings(&words.phrase(middle, name.end)).any(within)
    })
}

/// Whether the title before a name is somebody else's: "Counselor to the President Ana Ruiz" is
/// not said of a president.
pub(super) fn title_of_another(words: &Words, title: &Range<usize>) -> bool {
    title.start > 2
        && words.folded(title.start - 1) == "the"
        && words.folded(title.start - 2) == "to"
        && words.class(title.start - 3).any(Class::ROLE)
        && words.shape(title.start - 3) == Shape::Capital
}

/// Whether a word is a rank of nobility, which goes with a place: "the Earl of Kessin".
fn rank(words: &Words, i: usize) -> bool {
    words.shape(i) == Shape::Capital
        && matches!(
            words.folded(i),
            "earl"
                | "duke"
                | "duchess"
                | "baron"
                | "baroness"
                | "viscount"
                | "marquess"
                | "marquis"
                | "count"
                | "countess"
        )
}

/// "Earl" in "2nd Earl of Kessin", which is also a first name.
pub(super) fn peerage(words: &Words, name: &Range<usize>) -> bool {
    name.len() == 1 && rank(words, name.start) && words.folded(name.end) == "of"
}

/// Either side of a case: "Ruiz" and "Vell" in "Ruiz v. Vell".
pub(super) fn side(words: &Words, name: &Range<usize>) -> bool {
    let versus = |i: usize| matches!(words.folded(i), "v" | "v." | "vs" | "vs.");
    let before = |back: usize| name.start.checked_sub(back);
    // The stop may be a token of its own.
    let behind = before(1).is_some_and(versus)
        || before(2).is_some_and(versus) && before(1).is_some_and(|i| !words.folded(i).contains(char::is_alphanumeric));
    versus(name.end) || name.len() > 1 && versus(name.end - 1) || behind
}

/// "Kessin" in "2nd Earl of Kessin".
pub(super) fn seat(words: &Words, name: &Range<usize>) -> bool {
    name.len() == 1 && name.start > 1 && words.folded(name.start - 1) == "of" && rank(words, name.start - 2)
}

/// Whether a capitalised word behind "the" is a word like any other: "the Nation", "the State".
pub(super) fn is_word(words: &Words, i: usize) -> bool {
    i > 0
        && words.folded(i - 1) == "the"
        && matches!(
            words.folded(i),
            "nation" | "state" | "country" | "republic" | "kingdom" | "world" | "city" | "government"
        )
}

/// Whether a word in capitals with a full stop is no state behind its town: "with KAN." is a broadcaster, "TOPEKA, KAN." not.
pub(super) fn is_letters(words: &Words, name: &Range<usize>) -> bool {
    let word = words.folded(name.start);
    name.len() == 1
        && words.shape(name.start) == Shape::Upper
        && word.ends_with('.')
        && word.matches('.').count() == 1
        && (name.start == 0 || words.id(name.start - 1) != 0)
}
