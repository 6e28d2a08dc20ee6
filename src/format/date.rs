//! Days as inputs write them.

use jiff::civil::Date;

/// `YYYY-MM-DD` of an ISO 8601 date with or without time, or of a date as mails and feeds have it.
pub(super) fn any(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(date) = text.get(..10).and_then(|day| day.replace('/', "-").parse::<Date>().ok()) {
        return Some(date.to_string());
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(text) {
        return Some(zoned.date().to_string());
    }
    let formats = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y%m%d", "%a, %d %b %Y", "%A, %B %d, %Y"];
    formats.iter().find_map(|format| Date::strptime(format, text).ok()).map(|date| date.to_string())
}
