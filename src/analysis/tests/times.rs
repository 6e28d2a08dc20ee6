//! Times and what they mean: `{words=value}`, as of Tuesday, 19 May 2026.

use super::{by_rules, document};
use crate::analysis::When;
use jiff::civil::date;

#[track_caller]
fn check(marked: &str) {
    check_of("KESSIN, 19 May 2026 — ", marked);
}

#[track_caller]
fn check_of(dateline: &str, marked: &str) {
    let mut plain = String::new();
    for part in marked.split('{') {
        match part.split_once('}') {
            Some((time, rest)) => {
                plain.push_str(time.split('=').next().unwrap_or_default());
                plain.push_str(rest);
            }
            None => plain.push_str(part),
        }
    }
    let text = format!("Pier to reopen\n\n{dateline}{plain}");
    let doc = document(&text);
    let mut drawn = text.clone();
    for time in by_rules(&doc).claims.values().flat_map(|claim| &claim.times).rev() {
        let value = time.value.map_or("?".to_owned(), |value| value.to_string());
        drawn.insert_str(time.span.end(), &format!("={value}}}"));
        drawn.insert(time.span.start(), '{');
    }
    assert_eq!(drawn, format!("Pier to reopen\n\n{dateline}{marked}"));
}

#[test]
fn whole_dates() {
    check("It opened on {3 June 2025=2025-06-03}.");
    check("It opened on {June 3, 2025=2025-06-03}.");
    check("It opened on {2026-05-03=2026-05-03}.");
    check("It opened on {Sunday, 3 May 2026=2026-05-03}.");
    check("It opened in {June 2025=2025-06}.");
    check("It opened on {June 3 [2025]=2025-06-03}.");
    check("It opened in {2024=2024}.");
    check("It opened in {the first quarter of 2026=2026-01-01/2026-03-31}.");
    check("It opened in the {1990s=1990-01-01/1999-12-31}.");
}

#[test]
fn several_days_and_weeks_of_months() {
    check("She will be there {June 17-18=2026-06-17/2026-06-18}.");
    check("She was there {June 17–18, 2025=2025-06-17/2025-06-18}.");
    check("The fair will run from {3 to 5 June=2026-06-03/2026-06-05}.");
    check("The fair ran from {June 3 through 5=2025-06-03/2025-06-05}.");
    check("It will open in {the first week of December=2026-12-01/2026-12-07}.");
    check("It opened in {the last week of February 2025=2025-02-22/2025-02-28}.");
    check("The hearing will slide to {the week after next=2026-06-01/2026-06-07}.");
}

/// The verb tells which of two days is meant.
#[test]
fn days_of_the_week() {
    check("It ended on {Monday=2026-05-18}.");
    check("It closed on {Tuesday=2026-05-19}.");
    check("A man was arrested on {Sunday=2026-05-17}.");
    check("He is accused of setting fire to it on {Saturday=2026-05-16}.");
    check("Boats will sail on {Monday=2026-05-25}.");
    check("It will open on {Tuesday=2026-05-26}.");
    check("It will be closed on {Monday=2026-05-25}.");
    check("The inspection is on {Thursday=2026-05-21}.");
    check("The hearing begins on {Friday=2026-05-22}.");
    check("I fly on {Sunday evening=2026-05-24}.");
    check("Talks are set for {Monday=2026-05-25}.");
    check("It closed {last Friday=2026-05-15}.");
    check("Ministers meet {next Monday=2026-05-25}.");
    check("It opens on {Thursday of next week=2026-05-28}.");
    check("It closed on {Monday of last week=2026-05-11}.");
}

#[test]
fn days_and_months_without_a_year() {
    check("The first boat will sail on {28 May=2026-05-28}.");
    check("It opens on {28 May=2026-05-28}.");
    check("It will open on {3 March=2027-03-03}.");
    check("We will build on the speech of {May 3=2026-05-03}.");
    check("It sank on {3 October=2025-10-03}.");
    check("It closed in {March=2026-03}.");
    check("It will open in {September=2026-09}.");
    check("It opens in {mid-June=2026-06-11/2026-06-20}.");
    check("It will be shut by {the end of June=2026-06-30}.");
}

#[test]
fn counted_from_the_day() {
    check("It burned {yesterday=2026-05-18} and opens {tomorrow=2026-05-20}.");
    check("It will open {next week=2026-05-25/2026-05-31}.");
    check("It opened {this week=2026-05-18/2026-05-24}.");
    check("It opens {this weekend=2026-05-23/2026-05-24}.");
    check("It opened {late last week=2026-05-11/2026-05-17}.");
    check("It closed {last month=2026-04}.");
    check("It opened {last year=2025}.");
    check("It opened {last summer=2025-06-01/2025-08-31}.");
    check("It was shut in {early 2024=2024-01-01/2024-03-31}.");
    check("It will open before {the end of the year=2026-12-31}.");
    check("It closed {two days ago=2026-05-17}.");
    check("It was open {a year ago=2025}.");
    check("It will open in {two weeks=2026-06-02}.");
    check("It has been shut for {the past three months=2026-02-19/2026-05-19}.");
}

#[test]
fn clocks() {
    check("It closed on {Monday evening at 5 p.m.=2026-05-18}.");
    check("It opens at {10:24=2026-05-19}.");
    check("It opens at {noon=2026-05-19}.");
    check("It is shut until {5:00 a.m. Eastern tomorrow=2026-05-20}.");
    check("It opens {tomorrow at 3 p.m.=2026-05-20}.");
    check("It will open {Monday at noon Eastern time=2026-05-25}.");
    check("It will open at {noon on Monday=2026-05-25}.");
    check("It will open on {May 28 at 10:30 a.m. ET=2026-05-28}.");
    check("It will open on {May 28, at 10:30 a.m. local time=2026-05-28}.");
    check("It opens at {7 p.m. tonight=2026-05-19}.");
}

#[test]
fn left_open() {
    check("It was shut {several weeks ago=?}.");
    check("It was shut {a week earlier=?}.");
    check("It was shut on {the same day=?}.");
    check("It will open in {the coming days=?}.");
    check("It will be repaired over {the coming months=?}.");
    check("It was shut in {recent weeks=?}.");
    check("It will be busy in {the weeks ahead=?}, and in {the years to come=?}.");
    check("It will open in {the next few days=?}.");
    check_of("", "It was shut on {Monday=?} and opened on {3 June 2025=2025-06-03}.");
}

#[test]
fn no_times() {
    check("May said so, and the council may act.");
    check("It was shut for eight months.");
    check("2000 people marched.");
}

#[test]
fn the_years_of_a_month() {
    let doc = document("Pier to reopen\n\nKESSIN, 3 January 2026 — It closed in December.");
    let analysis = by_rules(&doc);
    assert_eq!(analysis.claims.values().flat_map(|claim| &claim.times).count(), 1);
    let first = analysis.claims.values().flat_map(|claim| &claim.times).next().and_then(|time| time.value);
    assert_eq!(first, Some(When::Month { year: 2025, month: 12 }));
}

/// The file's own date is a guess, and the reader is told so.
#[test]
fn a_guessed_day_is_told() {
    let codes = |text: &str, of_file: bool| {
        let mut doc = document(text);
        if of_file {
            (doc.date, doc.date_of_file) = (Some(date(2026, 5, 19)), true);
        }
        let analysis = by_rules(&doc);
        analysis.notices.iter().map(|notice| format!("{}: {}", notice.code, notice.message)).collect::<Vec<_>>()
    };
    let guessed = "guessed-date: dates are read as of the file's date, 2026-05-19";
    assert_eq!(codes("Boats sailed on Monday.", true), [guessed]);
    assert_eq!(codes("Boats sailed.", true), [""; 0]);
    assert_eq!(codes("KESSIN, 19 May 2026 — Boats sailed on Monday.", false), [""; 0]);
    let open = "unresolved-times: 1 expression of time could not be resolved: the text has no date";
    assert_eq!(codes("Boats sailed on Monday.", false), [open]);
}
