//! Expressions of time: absolute ("3 June 2026"), relative ("last week", "three days ago"),
//! parts ("by the end of April"). After TimeML's TIMEX3: prepositions stay outside.

use crate::analysis::calendar::{Direction, Meaning, Part, Unit, days_of, part_of, resolve, week_of};
use crate::analysis::model::{Time, When};
use crate::analysis::tense::direction;
use crate::analysis::time_words::{count, day, month, part, unit, weekday, year};
use crate::analysis::word::{Class, Words, marks};
use jiff::civil::Date;

/// All expressions of time in one sentence, in order, counted from `today`.
pub(crate) fn times(words: &Words<'_>, today: Option<Date>) -> Vec<Time> {
    let mut found: Vec<Time> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let starts = words.marked(i, marks::TIME);
        let Some(match_) = starts.then(|| expression(words, i, today)).flatten() else {
            i += 1;
            continue;
        };
        let mut end = match_.end;
        // "Tuesday morning", "Tuesday at 5 p.m."
        if match_.day {
            if words.is(end, &["morning", "afternoon", "evening", "night"]) {
                end += 1;
            }
            // "on May 3, at 10:30 a.m."
            let comma = usize::from(words.class(end) == Class::Comma && words.is(end + 1, &["at"]));
            let at = comma + usize::from(words.is(end + comma, &["at"]));
            if let Some(after) = clock(words, end + at) {
                end = after;
            }
        }
        let span = words.span(i..end);
        let adjoins = |last: &Time| {
            words.text.get(last.span.end()..span.start()).is_some_and(|gap| matches!(gap, " on " | " " | ", " | " of "))
        };
        let value = match_.value;
        match found.last_mut() {
            // "5 p.m. on Tuesday"
            Some(last) if match_.day && adjoins(last) && is_clock(last.span.of(words.lower)) => {
                *last = Time { span: last.span.join(span), value };
            }
            _ => found.push(Time { span, value }),
        }
        i = end;
    }
    found
}

struct Match {
    end: usize,
    value: Option<When>,
    /// Whether a clock time may follow.
    day: bool,
}

fn expression(words: &Words<'_>, i: usize, today: Option<Date>) -> Option<Match> {
    let (meaning, end, day, part) = meaning(words, i)?;
    let direction = direction(words, i, end);
    let mut value = resolve(meaning, today, direction);
    if let (Some(part), Some(when)) = (part, value) {
        let by = i > 0 && words.is(i - 1, &["by", "before", "until", "till", "through"]);
        value = part_of(when, if part == Part::Late && by { Part::Last } else { part });
    }
    Some(Match { end, value, day })
}

type Found = (Meaning, usize, bool, Option<Part>);

fn meaning(words: &Words<'_>, i: usize) -> Option<Found> {
    let word = words.lower(i);
    let capital = words.all.get(i).is_some_and(|word| word.capital);
    match word {
        "today" | "tonight" => return Some((Meaning::Offset(Unit::Day, 0), i + 1, true, None)),
        "yesterday" => return Some((Meaning::Offset(Unit::Day, -1), i + 1, true, None)),
        "tomorrow" => return Some((Meaning::Offset(Unit::Day, 1), i + 1, true, None)),
        _ => {}
    }
    if let Some(weekday) = weekday(word).filter(|_| capital) {
        // "Tuesday, 3 June" is one expression.
        let comma = usize::from(words.class(i + 1) == Class::Comma);
        if let Some((meaning, end)) = date(words, i + 1 + comma) {
            return Some((meaning, end, true, None));
        }
        // "Thursday of next week"
        if words.is(i + 1, &["of"])
            && let Some((Meaning::Offset(Unit::Week, weeks), end, ..)) = whole(words, i + 2)
        {
            return Some((Meaning::WeekdayIn(weekday, weeks), end, true, None));
        }
        return Some((Meaning::Weekday(weekday), i + 1, true, None));
    }
    if let Some((meaning, end)) = date(words, i) {
        return Some((meaning, end, true, None));
    }
    if let Some(part) = part(word) {
        // "late April", "early next week", "later this year"; "mid-May" is one word.
        if let Some((meaning, end, _, None)) = whole(words, i + 1)
            && (!word.ends_with("er") || words.is(i + 1, &["this"]))
        {
            let part = (!word.ends_with("er")).then_some(part);
            return Some((meaning, end, false, part));
        }
        return None;
    }
    if let Some(rest) = word.strip_prefix("mid-").or_else(|| word.strip_prefix("mid\u{2010}")) {
        let meaning = if let Some(month) = month(rest) {
            let (meaning, end) = with_year(words, month, None, i + 1);
            return Some((meaning, end, false, Some(Part::Mid)));
        } else {
            Meaning::Fixed(When::Year(year(rest)?))
        };
        return Some((meaning, i + 1, false, Some(Part::Mid)));
    }
    if matches!(word, "the" | "end" | "beginning" | "start") {
        // "the end of April", "the end of the year"
        let head = i + usize::from(word == "the");
        let part = match words.lower(head) {
            "end" => Some(Part::Late),
            "beginning" | "start" => Some(Part::First),
            "middle" => Some(Part::Mid),
            _ => None,
        };
        if let Some(part) = part
            && words.is(head + 1, &["of"])
            && let Some((meaning, end, _, _)) = whole(words, head + 2)
        {
            return Some((meaning, end, false, Some(part)));
        }
    }
    if let Some(found) = counted(words, i) {
        return Some(found);
    }
    if let Some(found) = quarter(words, i).or_else(|| week(words, i)) {
        return Some(found);
    }
    if let Some(end) = clock(words, i) {
        return Some((Meaning::Offset(Unit::Day, 0), end, false, None));
    }
    let bare = !matches!(word, "the") && (month(word).is_none() || capital && month_stands(words, i));
    whole(words, i).filter(|_| bare).or_else(|| anaphoric(words, i))
}

/// A month, year or other unit that can stand after "early" or "the end of".
fn whole(words: &Words<'_>, i: usize) -> Option<Found> {
    let word = words.lower(i);
    if let Some(month) = month(word).filter(|_| words.all.get(i).is_some_and(|word| word.capital)) {
        let (meaning, end) = with_year(words, month, None, i + 1);
        return Some((meaning, end, false, None));
    }
    if words.class(i) == Class::Num || word.starts_with(|c: char| c.is_ascii_digit()) {
        if let Some(first) = word.strip_suffix('s').and_then(year).filter(|year| year % 10 == 0) {
            let range = When::Range(Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?);
            return Some((Meaning::Fixed(range), i + 1, false, None));
        }
        let year = year(word)?;
        let before = i.checked_sub(1).map_or("", |k| words.lower(k));
        const CUES: [&str; 22] = [
            "in", "since", "by", "until", "till", "from", "during", "before", "after", "through", "of", "between",
            "the", "early", "late", "mid", "for", "to", "and", "around", "late-", "as",
        ];
        // "of 2000 people" counts something.
        let counts = words.class(i + 1) == Class::Word && words.lower(i + 1).ends_with('s') && before != "the";
        let alone = i == 0 && words.class(i + 1) == Class::Comma;
        return ((CUES.contains(&before) && !counts) || alone).then_some((
            Meaning::Fixed(When::Year(year)),
            i + 1,
            false,
            None,
        ));
    }
    let (by, at) = match word {
        "last" | "past" | "previous" => (-1, i + 1),
        "this" | "current" => (0, i + 1),
        // The one that is nearest.
        "coming" | "upcoming" if words.is(i + 1, &["weekend"]) => (0, i + 1),
        "next" | "coming" | "upcoming" => (1, i + 1),
        "the" if words.is(i + 1, &["last", "past", "previous", "next", "coming"]) => {
            let by = if words.is(i + 1, &["next", "coming"]) { 1 } else { -1 };
            (by, i + 2)
        }
        // "the end of the year"
        "the" if i > 0 && words.is(i - 1, &["of"]) => (0, i + 1),
        _ => return None,
    };
    let next = words.lower(at);
    if let Some(weekday) = weekday(next) {
        return Some((Meaning::WeekdayOf(weekday, by), at + 1, true, None));
    }
    if let Some(month) = month(next).filter(|_| words.all.get(at).is_some_and(|word| word.capital)) {
        return Some((Meaning::MonthDay(month, None), at + 1, false, None));
    }
    if matches!(next, "morning" | "afternoon" | "evening") && by == 0 && word == "this" {
        return Some((Meaning::Offset(Unit::Day, 0), at + 1, true, None));
    }
    if next == "night" && by == -1 {
        return Some((Meaning::Offset(Unit::Day, -1), at + 1, true, None));
    }
    let unit = unit(next)?;
    if unit == Unit::Day || next.ends_with('s') {
        return None;
    }
    Some((Meaning::Offset(unit, by), at + 1, false, None))
}

/// "three days ago", "in two weeks", "the past 18 months", "a year earlier".
fn counted(words: &Words<'_>, i: usize) -> Option<Found> {
    let word = words.lower(i);
    // "the last three days", "past two weeks"
    let at = i + usize::from(word == "the");
    let by = match words.lower(at) {
        "last" | "past" => -1,
        "next" | "coming" => 1,
        _ => 0,
    };
    // "the coming days", "recent weeks", "the days ahead": nobody says how many.
    let many = |k: usize| words.is(k, &["days", "weeks", "months", "years", "decades"]);
    if many(at + 1) && (by != 0 || words.is(at, &["recent", "upcoming", "previous"])) {
        return Some((Meaning::Unresolved, at + 2, false, None));
    }
    if at > i && many(at) {
        let ahead = if words.is(at + 1, &["ahead"]) { 1 } else { 2 };
        let vague = ahead == 1 || words.is(at + 1, &["to"]) && words.is(at + 2, &["come"]);
        return vague.then_some((Meaning::Unresolved, at + 1 + ahead, false, None));
    }
    if by != 0 {
        let few = matches!(words.lower(at + 1), "few" | "several" | "couple");
        let count = count(words.lower(at + 1));
        if let Some(unit) = unit(words.lower(at + 2)).filter(|_| few || count.is_some()) {
            let meaning = count.map_or(Meaning::Unresolved, |count| Meaning::Span(unit, by * count));
            return Some((meaning, at + 3, false, None));
        }
    }
    let (amount, at) = match count(word) {
        Some(count) => (Some(count), i + 1),
        None if matches!(word, "several" | "few" | "some") => (None, i + 1),
        None if matches!(word, "days" | "weeks" | "months" | "years") => (None, i),
        None => return None,
    };
    let (amount, at) = match words.lower(at) {
        "few" if word == "a" => (None, at + 1),
        "couple" if word == "a" => (None, at + 1 + usize::from(words.is(at + 1, &["of"]))),
        _ => (amount, at),
    };
    let unit = unit(words.lower(at))?;
    let ahead = i > 0 && words.is(i - 1, &["in", "within"]);
    let (sign, end) = match words.lower(at + 1) {
        "ago" => (-1, at + 2),
        "earlier" | "later" | "before" | "afterwards" if words.lower(at + 1) != "before" => {
            return Some((Meaning::Unresolved, at + 2, false, None));
        }
        _ if ahead && amount.is_some() && direction(words, i, at + 1) == Direction::Future => (1, at + 1),
        _ => return None,
    };
    Some((amount.map_or(Meaning::Unresolved, |amount| Meaning::Ago(unit, sign * amount)), end, false, None))
}

/// "the first quarter of 2026", "the second half of the year".
fn quarter(words: &Words<'_>, i: usize) -> Option<Found> {
    let at = i + usize::from(words.is(i, &["the"]));
    let ordinal = match words.lower(at) {
        "first" => 0,
        "second" => 1,
        "third" => 2,
        "fourth" => 3,
        _ => return None,
    };
    let months: i8 = match words.lower(at + 1) {
        "quarter" => 3,
        "half" if ordinal < 2 => 6,
        _ => return None,
    };
    let year = year(words.lower(at + 3)).filter(|_| words.is(at + 2, &["of"]))?;
    let first = Date::new(year, 1 + ordinal * months, 1).ok()?;
    let last = Date::new(year, (ordinal + 1) * months, 1).ok()?.last_of_month();
    Some((Meaning::Fixed(When::Range(first, last)), at + 4, false, None))
}

/// "the first week of December", "the last week of June 2026", "the week after next".
fn week(words: &Words<'_>, i: usize) -> Option<Found> {
    let at = i + usize::from(words.is(i, &["the"]));
    if words.is(at, &["week"]) && at > i && words.is(at + 1, &["after"]) && words.is(at + 2, &["next"]) {
        return Some((Meaning::Offset(Unit::Week, 2), at + 3, false, None));
    }
    let number = match words.lower(at) {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "last" | "final" => 5,
        _ => return None,
    };
    if !(words.is(at + 1, &["week"]) && words.is(at + 2, &["of", "in"])) {
        return None;
    }
    let month = month(words.lower(at + 3)).filter(|_| words.all.get(at + 3).is_some_and(|word| word.capital))?;
    let (meaning, end) = match with_year(words, month, None, at + 4) {
        (Meaning::Fixed(When::Month { year, month }), end) => (Meaning::Fixed(week_of(year, month, number)?), end),
        (_, end) => (Meaning::WeekOf(month, number), end),
    };
    Some((meaning, end, false, None))
}

/// Told from another time of the text.
fn anaphoric(words: &Words<'_>, i: usize) -> Option<Found> {
    let at = i + usize::from(words.is(i, &["the"]));
    let told = words.is(at, &["following", "same"]) && at > i || words.is(i, &["that"]) && at == i;
    let unit =
        words.is(at + 1, &["day", "week", "month", "year", "weekend", "morning", "afternoon", "evening", "night"]);
    let same =
        words.is(at, &["that"]) && !(i == 0 || matches!(words.class(i - 1), Class::Prep | Class::Adv | Class::Comma));
    (told && unit && !same).then_some((Meaning::Unresolved, at + 2, false, None))
}

/// Two days of a month: "17-18", "17 – 18", "17 to 18".
fn days(words: &Words<'_>, i: usize) -> Option<(i8, i8, usize)> {
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2013}');
    let word = words.lower(i);
    if let Some((first, last)) = word.split_once(dash) {
        return Some((day(first)?, day(last)?, i + 1));
    }
    let first = day(word)?;
    let joined = words.is(i + 1, &["to", "through"]) || words.lower(i + 1).chars().eq(['–']) || words.is(i + 1, &["-"]);
    joined.then(|| day(words.lower(i + 2))).flatten().map(|last| (first, last, i + 3))
}

fn days_in(words: &Words<'_>, month: i8, first: i8, last: i8, at: usize) -> (Meaning, usize) {
    match with_year(words, month, Some(first), at) {
        (Meaning::Fixed(When::Day(date)), end) if let Some(range) = days_of(date.year(), month, first, last) => {
            (Meaning::Fixed(range), end)
        }
        (_, end) => (Meaning::MonthDays(month, first, last), end),
    }
}

/// A date with its parts: "3 June 2026", "June 3", "2026-06-03", "June 2026".
fn date(words: &Words<'_>, i: usize) -> Option<(Meaning, usize)> {
    let word = words.lower(i);
    if let Some((year_, rest)) = word.split_once('-')
        && year_.len() == 4
    {
        let mut parts = rest.split('-');
        let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        return Some((Meaning::Fixed(When::Day(Date::new(year(year_)?, month, day).ok()?)), i + 1));
    }
    if let Some(month) = month(word).filter(|_| words.all.get(i).is_some_and(|word| word.capital)) {
        if let Some((first, last, end)) = days(words, i + 1) {
            return Some(days_in(words, month, first, last, end));
        }
        let day = day(words.lower(i + 1));
        if let Some(day) = day {
            return Some(with_year(words, month, Some(day), i + 2));
        }
        let (meaning, end) = with_year(words, month, None, i + 1);
        return matches!(meaning, Meaning::Fixed(_)).then_some((meaning, end));
    }
    if let Some((first, last, end)) = days(words, i)
        && let Some(month) = month(words.lower(end)).filter(|_| words.all.get(end).is_some_and(|word| word.capital))
    {
        return Some(days_in(words, month, first, last, end + 1));
    }
    let day = day(word)?;
    let of = usize::from(words.is(i + 1, &["of"]) && !word.chars().all(|c| c.is_ascii_digit()));
    let month =
        month(words.lower(i + 1 + of)).filter(|_| words.all.get(i + 1 + of).is_some_and(|word| word.capital))?;
    Some(with_year(words, month, Some(day), i + 2 + of))
}

fn with_year(words: &Words<'_>, month: i8, day: Option<i8>, at: usize) -> (Meaning, usize) {
    // "May 21st [2021]"
    let open = words.class(at) == Class::Open && words.class(at + 2) == Class::Close;
    let comma = usize::from(words.class(at) == Class::Comma || open);
    let year = year(words.lower(at + comma));
    let fixed = year.and_then(|year| match day {
        Some(day) => Date::new(year, month, day).ok().map(When::Day),
        None => Some(When::Month { year, month }),
    });
    match fixed {
        Some(when) => (Meaning::Fixed(when), at + comma + 1 + usize::from(open)),
        None => (Meaning::MonthDay(month, day), at),
    }
}

/// Whether a month's name without a day or year is one: "in March", not "the March" or "May".
fn month_stands(words: &Words<'_>, i: usize) -> bool {
    i > 0
        && (words.is(
            i - 1,
            &[
                "in", "by", "since", "until", "till", "of", "from", "through", "during", "before", "after", "to",
                "and", "for",
            ],
        ) || matches!(words.class(i - 1), Class::Day))
}

/// The end of a clock time at `i`: "5 p.m.", "10:24", "noon", "0900 GMT".
fn clock(words: &Words<'_>, i: usize) -> Option<usize> {
    if words.is(i, &["noon", "midnight"]) {
        return Some(zone(words, i + 1));
    }
    let word = words.lower(i);
    let glued = word.ends_with("am") || word.ends_with("pm");
    let digits = word.trim_end_matches("am").trim_end_matches("pm");
    let colon = digits.split_once(':').is_some_and(|(hour, minute)| {
        minute.len() == 2
            && hour.parse::<u8>().is_ok_and(|hour| hour < 24)
            && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
    });
    let hour = digits.parse::<u8>().is_ok_and(|hour| (1..=12).contains(&hour));
    let noon = words.is(i + 1, &["a.m.", "p.m.", "am", "pm", "a.m", "p.m", "o'clock", "o’clock"]);
    if !(colon || hour && (noon || glued)) {
        return None;
    }
    Some(zone(words, i + 1 + usize::from(noon)))
}

/// Where a time zone that may stand at `i` ends: "GMT", "Eastern", "local time".
fn zone(words: &Words<'_>, i: usize) -> usize {
    const SHORT: [&str; 14] =
        ["gmt", "utc", "est", "edt", "et", "cet", "cest", "cst", "cdt", "pst", "pdt", "pt", "bst", "mst"];
    let capital = words.all.get(i).is_some_and(|word| word.capital);
    if capital && words.is(i, &SHORT) {
        return i + 1;
    }
    let named = capital && words.is(i, &["eastern", "central", "mountain", "pacific", "zulu"]);
    let at = i + usize::from(named);
    let at = at + usize::from(named && words.is(at, &["standard", "daylight", "summer"]));
    let local = words.is(i, &["local"]) && words.is(i + 1, &["time"]);
    if local { i + 2 } else { at + usize::from(named && words.is(at, &["time"])) }
}

fn is_clock(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && (text.contains("m.") || text.contains("am") || text.contains("pm") || text.contains(':'))
        || text.starts_with("noon")
        || text.starts_with("midnight")
}
