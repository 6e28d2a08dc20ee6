//! Dates as they stand at the head of articles: "19 May 2026", "April 26, 2023",
//! "2023-04-26". Relative ones ("on Tuesday") belong to the analysis.

use crate::base::Span;
use jiff::civil::Date;

/// A day that may lack its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

impl Day {
    /// The date; a missing year is the one that puts the day closest before `near` (or up to
    /// a week after it, since articles are also saved early).
    pub fn resolve(self, near: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let near = near?;
        let latest = near.checked_add(jiff::Span::new().days(7)).ok()?;
        let in_year = |back: i16| Date::new(near.year() + 1 - back, self.month, self.day).ok();
        (0..=4).filter_map(in_year).find(|date| *date <= latest)
    }
}

/// The months in lower case, January first.
pub(crate) const MONTHS: [&str; 12] = [
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
];

/// The days of the week in lower case, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of the month that a word names, in full or shortened ("Sept.").
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let is = |month: &str| {
        let start = month.as_bytes().get(..word.len()).is_some_and(|m| m.eq_ignore_ascii_case(word.as_bytes()));
        start && (word.len() == 3 || word.len() == month.len() || word.eq_ignore_ascii_case("sept"))
    };
    let at = MONTHS.iter().position(|month| is(month))?;
    i8::try_from(at + 1).ok()
}

/// Digits at the start of `text`: the number, and how many.
fn number(text: &str) -> Option<(i16, usize)> {
    let len = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    if len == 0 || len > 4 { None } else { Some((text[..len].parse().ok()?, len)) }
}

fn day(text: &str) -> Option<(i8, usize)> {
    let (n, mut len) = number(text)?;
    if !(1..=31).contains(&n) || len > 2 {
        return None;
    }
    if let Some(suffix) = text.get(len..len + 2)
        && ["st", "nd", "rd", "th"].contains(&suffix)
    {
        len += 2;
    }
    Some((i8::try_from(n).ok()?, len))
}

/// A year after a comma or white space: with its end.
fn year_after(text: &str, at: usize) -> (Option<i16>, usize) {
    let rest = &text[at..];
    let skipped = rest.len() - rest.trim_start_matches([',', ' ', '-', '.', '\u{a0}']).len();
    match number(&rest[skipped..]) {
        Some((year, 4)) if skipped > 0 && (1500..2200).contains(&year) => (Some(year), at + skipped + 4),
        _ => (None, at),
    }
}

/// The date at the very start of `text`, and its length in bytes.
pub(super) fn leading(text: &str) -> Option<(Day, usize)> {
    let valid = |day: Day, len: usize| {
        let fits = Date::new(day.year.unwrap_or(2024), day.month, day.day).is_ok();
        // After an ISO date a time may follow ("2026-05-19T10:00").
        let rest = text[len..].trim_start_matches('T');
        let whole = !text[len..].starts_with(|c: char| c.is_alphanumeric())
            || rest.len() + 1 + len == text.len() && rest.starts_with(|c: char| c.is_ascii_digit());
        (fits && whole).then_some((day, len))
    };
    if let Some((first, len)) = number(text) {
        let separator = text[len..].chars().next()?;
        // 2026-05-19, 19.05.2026, 19/05/2026 (05/19/2026 only where it can't be read otherwise)
        if matches!(separator, '-' | '/' | '.')
            && let Some((second, more)) = number(&text[len + 1..])
            && text[len + 1 + more..].starts_with(separator)
            && let Some((third, last)) = number(&text[len + 2 + more..])
        {
            let all = len + more + last + 2;
            let (year, month, day) = match (len, last) {
                (4, 1 | 2) => (first, second, third),
                (1 | 2, 4) if second > 12 => (third, first, second),
                (1 | 2, 4) if separator == '.' || first > 12 => (third, second, first),
                _ => return None,
            };
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            return valid(Day { year: Some(year), month, day }, all);
        }
        let (day, len) = day(text)?;
        let rest = &text[len..];
        let skipped = rest.len() - rest.trim_start_matches([' ', '-', '\u{a0}']).len();
        let word = rest[skipped..].split(|c: char| !c.is_alphabetic()).next()?;
        let month = month(word)?;
        let mut at = len + skipped + word.len();
        at += usize::from(text[at..].starts_with('.') && word.len() <= 4);
        let (year, end) = year_after(text, at);
        return (skipped > 0).then(|| valid(Day { year, month, day }, end))?;
    }
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let month = month(word)?;
    let rest = &text[word.len()..];
    let skipped = rest.len() - rest.trim_start_matches(['.', ' ', '\u{a0}']).len();
    let (day, len) = day(&rest[skipped..])?;
    let (year, end) = year_after(text, word.len() + skipped + len);
    (skipped > 0).then(|| valid(Day { year, month, day }, end))?
}

/// The length of a weekday and what separates it from a date, at the start of `text`.
pub(super) fn weekday(text: &str) -> usize {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is = |day: &str| day.as_bytes().get(..len).is_some_and(|d| d.eq_ignore_ascii_case(&text.as_bytes()[..len]));
    if len < 3 || !WEEKDAYS.iter().any(|day| is(day)) {
        return 0;
    }
    text.len() - text[len..].trim_start_matches([',', '.', ' ', '\u{a0}']).len()
}

/// Words before the date on a line of its own.
const BEFORE: &[&str] = &[
    "for immediate release",
    "embargoed until",
    "last updated",
    "last modified",
    "published",
    "updated",
    "posted",
    "issued",
    "released",
    "date",
    "as of",
    "on",
];

/// A line that holds a date and nothing but a weekday, a time, or "Published:" beside it.
/// Returns the day and where it stands in the text, `span` being the line.
pub(super) fn line(text: &str, span: Span) -> Option<(Day, Span)> {
    const LONGEST: usize = 90;
    let whole = span.of(text);
    if whole.len() > LONGEST || !whole.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut rest = whole.trim_start_matches(['(', '[', '*', '_', '|', ' ']);
    while let Some(after) = BEFORE.iter().find_map(|word| strip_word(rest, word)) {
        rest = after.trim_start_matches([':', ' ', '|', '–', '—', '-', '\u{a0}']);
    }
    rest = &rest[weekday(rest)..];
    let (day, len) = leading(rest)?;
    let start = span.start() + (whole.len() - rest.len());
    only_a_time(&rest[len..]).then(|| (day, Span::new(start, start + len)))
}

/// `text` after `word`, whatever its case, if it begins with it.
pub(super) fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (head.eq_ignore_ascii_case(word) && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some(rest)
}

/// Whether nothing but a time of day ("at 5:00 p.m. EST", "10:15 GMT+2") is left.
fn only_a_time(rest: &str) -> bool {
    rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '[' | ']' | '*' | '_')).all(|word| {
        let bare = word.trim_matches(['.', '-', '–', '—', ':', ';']);
        bare.is_empty()
            || bare.starts_with(|c: char| c.is_ascii_digit())
            || ["at", "a.m", "p.m", "am", "pm", "local", "time", "eastern", "edition"]
                .iter()
                .any(|w| bare.eq_ignore_ascii_case(w))
            || bare.len() <= 6 && bare.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '+' | '-' | '0'..='9'))
    })
}

/// A line that tells a time of day, as at both ends of a transcript: "12:57 P.M. EST",
/// "END 1:45 P.M. EDT", "(10:02 a.m.)".
pub(super) fn is_time_line(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let rest = line.trim_start_matches(['(', '[']);
    let rest = ["END", "End", "Start", "START"].iter().find_map(|w| strip_word(rest, w)).unwrap_or(rest);
    let rest = rest.trim_start_matches([':', ' ', '-', '–', '—', '\u{a0}']);
    let Some((hour, len)) = number(rest) else { return false };
    let minutes = rest[len..].strip_prefix([':', '.']).and_then(number).map_or(0, |(_, digits)| digits);
    hour < 25 && minutes == 2 && only_a_time(&rest[len + 3..])
}

/// The first date in a file's name: "briefing-2024-02-13.txt", "20240213_vote.md".
pub(super) fn in_name(name: &str) -> Option<Date> {
    let bytes = name.as_bytes();
    let digits = |from: usize, n: usize| -> Option<i16> {
        let part = bytes.get(from..from + n)?;
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |sum, b| sum * 10 + i16::from(b - b'0')))
    };
    let separated = |at: usize| matches!(bytes.get(at), Some(b'-' | b'_' | b'.' | b'/'));
    (0..bytes.len()).find_map(|at| {
        if at > 0 && bytes[at - 1].is_ascii_digit() {
            return None;
        }
        let step = usize::from(separated(at + 4));
        let (year, month, day) = (digits(at, 4)?, digits(at + 4 + step, 2)?, digits(at + 6 + 2 * step, 2)?);
        let end = at + 8 + 2 * step;
        if step == 1 && !separated(at + 7) || bytes.get(end).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (1900..2100).contains(&year).then_some(date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn leading_dates() {
        #[track_caller]
        fn check(text: &str, expected: Option<(Option<i16>, i8, i8, &str)>) {
            let found = leading(text).map(|(d, len)| (d.year, d.month, d.day, &text[len..]));
            assert_eq!(found, expected, "{text}");
        }
        check("19 May 2026 — x", Some((Some(2026), 5, 19, " — x")));
        check("May 19, 2026", Some((Some(2026), 5, 19, "")));
        check("April 26 (Agency)", Some((None, 4, 26, " (Agency)")));
        check("Nov. 3, 2025.", Some((Some(2025), 11, 3, ".")));
        check("Sept 3", Some((None, 9, 3, "")));
        check("8-May-2006", Some((Some(2006), 5, 8, "")));
        check("1st June 2026", Some((Some(2026), 6, 1, "")));
        check("2026-05-19", Some((Some(2026), 5, 19, "")));
        check("2026-05-19T10:00", Some((Some(2026), 5, 19, "T10:00")));
        check("19.05.2026", Some((Some(2026), 5, 19, "")));
        check("05/19/2026", Some((Some(2026), 5, 19, "")));
        check("05/06/2026", None); // two readings
        check("31 June 2026", None);
        check("May 2026", None);
        check("Marc 12", None);
        check("Mayor 12", None);
        check("12 people", None);
        check("March 3rdly", None);
    }

    #[test]
    fn date_lines() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let found = line(text, Span::new(0, text.len())).map(|(_, span)| span.of(text));
            assert_eq!(found, expected, "{text}");
        }
        check("Friday, May 8, 2009", Some("May 8, 2009"));
        check("(February 20, 2024)", Some("February 20, 2024"));
        check("Published: 3 May 2026, 10:15 GMT", Some("3 May 2026"));
        check("For Immediate Release: 3 May 2026", Some("3 May 2026"));
        check("Tue, 19 May 2026 10:00:00 +0200", Some("19 May 2026"));
        check("May 3, 2026 at 5:00 p.m. EST", Some("May 3, 2026"));
        check("May 3, 2026 was a Sunday", None);
        check("On 3 May the pier opened", None);
        check("The pier opened", None);
    }

    #[test]
    fn time_lines() {
        for yes in [
            "12:57 P.M. EST",
            "END 1:45 P.M. EDT",
            "(10:02 a.m.)",
            "7:00 P.M. BST",
            "10.15 GMT",
            "2:05 P.M. – 3:10 P.M. EST",
        ] {
            assert!(is_time_line(yes), "{yes}");
        }
        for no in ["12:57", "12 people came", "END", "3:1 was the result", "10:15 was the time he came"] {
            assert_eq!(is_time_line(no), no == "12:57", "{no}");
        }
    }

    #[test]
    fn dates_in_names() {
        assert_eq!(in_name("gaggle-2024-02-13-air.txt"), Some(date(2024, 2, 13)));
        assert_eq!(in_name("20240213_vote.md"), Some(date(2024, 2, 13)));
        assert_eq!(in_name("vote.2024.02.13"), Some(date(2024, 2, 13)));
        assert_eq!(in_name("2024-02-30.txt"), None);
        assert_eq!(in_name("id-120240213.txt"), None);
        assert_eq!(in_name("Зал-2024-02-13"), Some(date(2024, 2, 13)));
    }

    #[test]
    fn a_missing_year_is_the_closest_before() {
        let day = Day { year: None, month: 4, day: 26 };
        assert_eq!(day.resolve(Some(date(2023, 5, 2))), Some(date(2023, 4, 26)));
        assert_eq!(day.resolve(Some(date(2023, 4, 21))), Some(date(2023, 4, 26)));
        assert_eq!(day.resolve(Some(date(2023, 1, 2))), Some(date(2022, 4, 26)));
        assert_eq!(day.resolve(None), None);
        assert_eq!(Day { year: None, month: 2, day: 29 }.resolve(Some(date(2026, 3, 1))), Some(date(2024, 2, 29)));
    }
}
