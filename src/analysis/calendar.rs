//! What an expression of time means, counted from the day the text speaks from.

use crate::analysis::model::When;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    /// 0 spring, 1 summer, 2 autumn, 3 winter (northern, meteorological).
    Season(u8),
}

/// Which way from the day of the text, when the words alone do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Past,
    Future,
    /// No verb tells: whichever is nearer.
    Unknown,
}

/// A part of a month or year. Thirds of a month, quarters at the ends of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Early,
    Mid,
    Late,
    /// "by the end of": its last day.
    Last,
    /// "the beginning of": its first days.
    First,
}

/// The meaning before it is counted out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A whole date, however it was written.
    Fixed(When),
    /// A month and perhaps a day without a year.
    MonthDay(i8, Option<i8>),
    /// From a day of a month to another, without a year.
    MonthDays(i8, i8, i8),
    /// The week of a month with this number, 1 to 4, or its last, 5.
    WeekOf(i8, i8),
    Weekday(Weekday),
    /// The weekday of the week that is this many weeks off ("next Tuesday").
    WeekdayOf(Weekday, i64),
    /// The weekday in the week that is this many weeks off ("Tuesday of next week").
    WeekdayIn(Weekday, i64),
    /// The unit that is this many units off: today 0, last year −1.
    Offset(Unit, i64),
    /// This many units ago (negative) or ahead.
    Ago(Unit, i64),
    /// From this many units ago to today, or from today on.
    Span(Unit, i64),
    /// Told from another time in the text ("the following day"), or vague.
    Unresolved,
}

/// Counts a meaning out. Counts have at most three digits, far inside the limits of jiff's
/// spans. `None` without a day to count from, or past the calendar's end.
pub(crate) fn resolve(meaning: Meaning, today: Option<Date>, direction: Direction) -> Option<When> {
    match meaning {
        Meaning::Fixed(when) => return Some(when),
        Meaning::Unresolved => return None,
        _ => {}
    }
    let today = today?;
    let day = |offset: i64| today.checked_add(offset.days()).ok();
    Some(match meaning {
        Meaning::MonthDay(month, day) => {
            let year = year_of(today, month, day, direction)?;
            match day {
                Some(day) => When::Day(Date::new(year, month, day).ok()?),
                None => When::Month { year, month },
            }
        }
        Meaning::MonthDays(month, first, last) => {
            days_of(year_of(today, month, Some(first), direction)?, month, first, last)?
        }
        Meaning::WeekOf(month, week) => week_of(year_of(today, month, None, direction)?, month, week)?,
        // Past news: the most recent such day, today included; the future: the next one.
        Meaning::Weekday(weekday) => {
            let back = i64::from(today.weekday().since(weekday));
            let ahead = i64::from(weekday.since(today.weekday()));
            When::Day(day(if direction == Direction::Future { if ahead == 0 { 7 } else { ahead } } else { -back })?)
        }
        Meaning::WeekdayOf(weekday, weeks) => {
            let back = i64::from(today.weekday().since(weekday));
            let ahead = i64::from(weekday.since(today.weekday()));
            When::Day(day(match weeks {
                -1 => {
                    if back == 0 {
                        -7
                    } else {
                        -back
                    }
                }
                1 => {
                    if ahead == 0 {
                        7
                    } else {
                        ahead
                    }
                }
                _ if direction == Direction::Past => -back,
                _ => ahead,
            })?)
        }
        Meaning::WeekdayIn(weekday, weeks) => {
            let days = i64::from(weekday.to_monday_zero_offset()) - i64::from(today.weekday().to_monday_zero_offset());
            When::Day(day(weeks.checked_mul(7)?.checked_add(days)?)?)
        }
        Meaning::Offset(unit, by) => offset(unit, by, today)?,
        Meaning::Ago(unit, by) => match unit {
            Unit::Day => When::Day(day(by)?),
            Unit::Week => When::Day(day(by.checked_mul(7)?)?),
            _ => offset(unit, by, today)?,
        },
        Meaning::Span(unit, by) => {
            let other = match unit {
                Unit::Day => day(by)?,
                Unit::Week | Unit::Weekend => day(by.checked_mul(7)?)?,
                Unit::Month => today.checked_add(by.months()).ok()?,
                Unit::Quarter => today.checked_add(by.checked_mul(3)?.months()).ok()?,
                Unit::Decade => today.checked_add(by.checked_mul(10)?.years()).ok()?,
                Unit::Year | Unit::Season(_) => today.checked_add(by.years()).ok()?,
            };
            When::Range(other.min(today), other.max(today))
        }
        Meaning::Fixed(_) | Meaning::Unresolved => return None,
    })
}

/// From a day of a month to another.
pub(crate) fn days_of(year: i16, month: i8, first: i8, last: i8) -> Option<When> {
    let (first, last) = (Date::new(year, month, first).ok()?, Date::new(year, month, last).ok()?);
    (first < last).then_some(When::Range(first, last))
}

/// Seven days of a month: the first to the seventh are its first week, whatever day they begin on.
pub(crate) fn week_of(year: i16, month: i8, week: i8) -> Option<When> {
    let length = Date::new(year, month, 1).ok()?.last_of_month().day();
    let first = if week > 4 { length - 6 } else { week * 7 - 6 };
    days_of(year, month, first, first + 6)
}

/// So many days back a day is still the one just gone.
const GONE: i64 = 31;

fn year_of(today: Date, month: i8, day: Option<i8>, direction: Direction) -> Option<i16> {
    let here = (today.month(), today.day());
    let there = (month, day.unwrap_or(here.1));
    let year = today.year();
    // "We will work from the speech of May 31st", in June: a day just gone is not meant of next year without saying so.
    let gone =
        today.checked_sub(GONE.days()).ok().is_some_and(|from| (from.month(), from.day()) <= there && there <= here);
    match direction {
        Direction::Future if day.is_some() && gone => Some(year),
        Direction::Past if there > here => year.checked_sub(1),
        Direction::Future if there < here => year.checked_add(1),
        Direction::Unknown if month - here.0 > 6 => year.checked_sub(1),
        Direction::Unknown if here.0 - month > 6 => year.checked_add(1),
        _ => Some(year),
    }
}

fn offset(unit: Unit, by: i64, today: Date) -> Option<When> {
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    Some(match unit {
        Unit::Day => When::Day(today.checked_add(by.days()).ok()?),
        Unit::Week | Unit::Weekend => {
            let monday = monday.checked_add(by.checked_mul(7)?.days()).ok()?;
            let first = if unit == Unit::Weekend { monday.checked_add(5.days()).ok()? } else { monday };
            When::Range(first, monday.checked_add(6.days()).ok()?)
        }
        Unit::Month => {
            let month = today.first_of_month().checked_add(by.months()).ok()?;
            When::Month { year: month.year(), month: month.month() }
        }
        Unit::Quarter => {
            let first = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
            let first = first.checked_add(by.checked_mul(3)?.months()).ok()?;
            When::Range(first, first.checked_add(2.months()).ok()?.last_of_month())
        }
        Unit::Year => {
            When::Year(i16::try_from(i64::from(today.year()).checked_add(by)?).ok().filter(|y| (0..=9999).contains(y))?)
        }
        Unit::Decade => {
            let year = i16::try_from(i64::from(today.year() / 10 * 10).checked_add(by.checked_mul(10)?)?).ok()?;
            When::Range(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(9)?, 12, 31).ok()?)
        }
        Unit::Season(season) => {
            let year = i16::try_from(i64::from(today.year()).checked_add(by)?).ok()?;
            season_of(season, year)?
        }
    })
}

/// A meteorological season: spring is March to May.
pub(crate) fn season_of(season: u8, year: i16) -> Option<When> {
    let first = Date::new(year, 3 + 3 * i8::try_from(season.min(3)).ok()?, 1).ok()?;
    Some(When::Range(first, first.checked_add(2.months()).ok()?.last_of_month()))
}

/// First and last day.
pub(crate) fn bounds(when: When) -> Option<(Date, Date)> {
    Some(match when {
        When::Day(day) => (day, day),
        When::Range(from, to) => (from, to),
        When::Month { year, month } => {
            let first = Date::new(year, month, 1).ok()?;
            (first, first.last_of_month())
        }
        When::Year(year) => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
    })
}

/// The early, middle or late part: thirds of a month ("mid-May" is the 11th to the 20th),
/// a quarter at either end of a year and the four months about its middle.
pub(crate) fn part_of(when: When, part: Part) -> Option<When> {
    let (first, last) = bounds(when)?;
    if part == Part::Last {
        return Some(When::Day(last));
    }
    let date = |month: i8, day: i8| Date::new(first.year(), month, day).ok();
    Some(match when {
        When::Year(_) => match part {
            Part::Early | Part::First => When::Range(first, date(3, 31)?),
            Part::Mid => When::Range(date(5, 1)?, date(8, 31)?),
            _ => When::Range(date(10, 1)?, last),
        },
        When::Month { month, .. } => match part {
            Part::Early | Part::First => When::Range(first, date(month, 10)?),
            Part::Mid => When::Range(date(month, 11)?, date(month, 20)?),
            _ => When::Range(date(month, 21)?, last),
        },
        // "later this week", "late Tuesday": no finer than that.
        other => other,
    })
}
