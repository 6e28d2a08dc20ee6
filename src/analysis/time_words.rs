//! The words that times are written with, one by one: "June", "21st", "tuesday".

use crate::analysis::calendar::{Part, Unit};
use crate::document::date::MONTHS;
use jiff::civil::Weekday;

/// Words that an expression of time can begin with, besides numbers.
pub(crate) const WORDS: [&str; 93] = [
    "today",
    "tonight",
    "yesterday",
    "tomorrow",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "jan.",
    "feb.",
    "mar.",
    "apr.",
    "jun.",
    "jul.",
    "aug.",
    "sep.",
    "sept",
    "sept.",
    "oct.",
    "nov.",
    "dec.",
    "early",
    "earlier",
    "mid",
    "late",
    "later",
    "the",
    "end",
    "beginning",
    "start",
    "last",
    "past",
    "previous",
    "this",
    "current",
    "next",
    "coming",
    "upcoming",
    "recent",
    "that",
    "a",
    "an",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "several",
    "few",
    "some",
    "days",
    "weeks",
    "months",
    "years",
    "noon",
    "midnight",
    "first",
    "second",
    "third",
    "fourth",
];

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.strip_suffix('.').unwrap_or(word);
    let at = MONTHS
        .iter()
        .position(|month| *month == word || word.len() >= 3 && word.len() <= 4 && month.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

pub(super) fn day(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

pub(super) fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1500..=2100).contains(year))
}

pub(super) fn part(word: &str) -> Option<Part> {
    Some(match word {
        "early" | "earlier" => Part::Early,
        "mid" => Part::Mid,
        "late" | "later" => Part::Late,
        _ => return None,
    })
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Day,
        "week" | "weeks" => Unit::Week,
        "weekend" => Unit::Weekend,
        "month" | "months" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        "spring" => Unit::Season(0),
        "summer" => Unit::Season(1),
        "autumn" | "fall" => Unit::Season(2),
        "winter" => Unit::Season(3),
        _ => return None,
    })
}

/// The numbers that are written as words, from one.
pub(crate) const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

pub(super) fn count(word: &str) -> Option<i64> {
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    if let Some(at) = NUMBERS.iter().position(|number| *number == word) {
        return i64::try_from(at + 1).ok();
    }
    word.parse().ok().filter(|count| (1..=999).contains(count))
}
