//! Datelines: "KESSIN, 19 May 2026 (Agency) — The pier …".

use super::date::{self, Day};
use crate::base::Span;

/// What stands before the text of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    pub place: Option<Span>,
    pub day: Option<(Day, Span)>,
    /// Where the text begins, behind the dash.
    pub end: usize,
}

/// Bytes in which a dateline must end.
const LONGEST: usize = 110;
const MOST_WORDS: usize = 7;

/// Words in capitals that begin articles and are no places.
const NO_PLACES: &[&str] = &[
    "ANALYSIS",
    "BREAKING",
    "COMMENT",
    "CORRECTION",
    "COVID",
    "EDITORIAL",
    "EXCLUSIVE",
    "EXPLAINED",
    "EXPLAINER",
    "FACT",
    "FACTBOX",
    "FOCUS",
    "INSIGHT",
    "INTERVIEW",
    "LIVE",
    "NATO",
    "NOTE",
    "OPEC",
    "OPINION",
    "PROFILE",
    "REVIEW",
    "TIMELINE",
    "UNESCO",
    "UNICEF",
    "UPDATE",
    "URGENT",
    "VIDEO",
    "WATCH",
];

/// Small words inside the names of places.
const PARTICLES: &[&str] =
    &["de", "del", "da", "do", "la", "le", "el", "al", "of", "the", "upon", "on", "am", "sur", "and"];

/// The dateline that a paragraph begins with; `body` is the paragraph.
pub(super) fn leading(text: &str, body: Span) -> Option<Dateline> {
    let whole = body.of(text);
    let head = &whole[..whole.floor_char_boundary(LONGEST)];
    head.char_indices()
        .filter(|(at, c)| is_dash(&whole[*at..], *c, whole[..*at].ends_with(char::is_whitespace)))
        .take(3)
        .find_map(|(at, _)| {
            let after = whole[at..].trim_start_matches(['—', '–', '-', '/', '.', ' ', '\u{a0}']);
            let prefix = Span::new(body.start(), body.start() + at).trim(text);
            let found = parse(text, prefix, true).filter(|_| !after.is_empty())?;
            Some(Dateline { end: body.end() - after.len(), ..found })
        })
}

fn is_dash(rest: &str, c: char, space_before: bool) -> bool {
    match c {
        '—' => true,
        '–' => space_before,
        '-' => rest.starts_with("-- ") || space_before && rest.starts_with("- "),
        // Tass: "MOSCOW, April 26. /TASS/. The …"
        '/' => rest.starts_with("/. "),
        _ => false,
    }
}

/// A line that is a dateline and nothing else: "KESSIN, 19 May 2026".
pub(super) fn line(text: &str, span: Span) -> Option<Dateline> {
    let whole = span.of(text).trim_end_matches(['—', '–', '-', ' ']);
    if whole.len() > LONGEST {
        return None;
    }
    parse(text, Span::new(span.start(), span.start() + whole.len()), false)
        .filter(|found| found.place.is_some() && found.day.is_some())
}

/// Place, date and agency, in this order; `loud`: a place in capitals is enough.
fn parse(text: &str, prefix: Span, loud: bool) -> Option<Dateline> {
    let mut rest = prefix.of(text);
    let whole = rest.len();
    // Agencies, in brackets or between slashes.
    while let Some(open) = match rest.as_bytes().last() {
        Some(b')') => rest.rfind('('),
        Some(b'/') => rest[..rest.len() - 1].rfind('/'),
        _ => None,
    } {
        rest = rest[..open].trim_end_matches([' ', ',', '\u{a0}']);
    }
    // "MOSCOW, April 26. /TASS/" was cut before its last slash.
    if let Some(slash) = rest.rfind(" /") {
        rest = rest[..slash].trim_end_matches([' ', ',']);
    }
    let agency = rest.len() < whole;

    let mut day = None;
    let mut place = rest;
    let starts = std::iter::once(0).chain(rest.match_indices([' ', '\u{a0}']).map(|(at, space)| at + space.len()));
    for at in starts {
        let from = at + date::weekday(&rest[at..]);
        if let Some((found, len)) = date::leading(&rest[from..])
            && rest[from + len..].trim_matches([' ', ',', '.']).is_empty()
        {
            let start = prefix.start() + from;
            day = Some((found, Span::new(start, start + len)));
            place = &rest[..at];
            break;
        }
    }
    let ends = [' ', ',', ':', '\u{a0}'];
    let place = without_stop(place.trim_end_matches(ends)).trim_end_matches(ends);
    if place.is_empty() {
        return day.map(|day| Dateline { place: None, day: Some(day), end: prefix.end() });
    }
    let certain = agency || day.is_some();
    is_place(place, certain, loud).then(|| {
        let span = Span::new(prefix.start(), prefix.start() + place.len());
        Dateline { place: Some(span), day, end: prefix.end() }
    })
}

/// Without a full stop that separates, but with that of an abbreviation ("N.J.", "Pa.").
fn without_stop(place: &str) -> &str {
    let Some(bare) = place.strip_suffix('.') else { return place };
    let last = bare.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
    let short = last.contains('.') || last.len() < 5 && bare.contains(',');
    if short { place } else { bare }
}

/// Whether this can be the place of a dateline: names with capitals, the first word wholly
/// in capitals unless a date or an agency makes it `certain`.
fn is_place(place: &str, certain: bool, loud: bool) -> bool {
    let mut words = place.split([' ', '/', '\u{a0}']).filter(|word| !word.is_empty());
    if words.clone().count() > MOST_WORDS {
        return false;
    }
    let allowed = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.all(|c| c.is_alphabetic() || ".,'’-".contains(c))
            || PARTICLES.contains(&word)
    };
    let Some(first) = words.next() else { return false };
    if !allowed(first) || !words.all(allowed) {
        return false;
    }
    let letters = || first.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().all(char::is_uppercase) && letters().count() > 1;
    let bare = first.trim_end_matches([',', '.']);
    let known_not = NO_PLACES.contains(&bare);
    !known_not && (certain || loud && capitals && (letters().count() > 3 || place.contains([' ', ','])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `«»` around the place, `{}` around the date.
    #[track_caller]
    fn check(marked: &str) {
        let plain: String = marked.chars().filter(|c| !"«»{}".contains(*c)).collect();
        let mut drawn = plain.clone();
        if let Some(found) = leading(&plain, Span::new(0, plain.len())) {
            if let Some((_, span)) = found.day {
                drawn.insert(span.end(), '}');
                drawn.insert(span.start(), '{');
            }
            if let Some(place) = found.place {
                drawn.insert(place.end(), '»');
                drawn.insert(place.start(), '«');
            }
        }
        assert_eq!(drawn, marked);
    }

    #[test]
    fn at_the_start_of_a_report() {
        check("«KESSIN», {19 May 2026} — The pier reopened.");
        check("«LISBON» (Agency) - The pier reopened.");
        check("«KESSIN» . — The pier reopened.");
        check("«PORTO», {April 26} (Agency) — The pier reopened.");
        check("«PORTO», {April 26}. /AGENCY/. The pier reopened.");
        check("«PORTO». {April 26} (Agency) - The pier reopened.");
        check("«NEW KESSIN», Tuesday, {19 May 2026} – The pier reopened.");
        check("«ST. ANNE, Arland» (AP) — The pier reopened.");
        check("«Kessin», {May 19, 2026} — The pier reopened.");
        check("«Kessin» (Agency) — The pier reopened.");
        check("«PORTO/LISBON» — The pier reopened.");
        check("«NORTH KESSIN, Arl.» — The pier reopened.");
        check("«KESSIN, A.R.» (Agency) — The pier reopened.");
        check("«KESSIN» -- The pier reopened.");
        check("«KESSIN»— The pier reopened.");
        check("{19 May 2026} — The pier reopened.");
    }

    #[test]
    fn what_is_none() {
        check("The mayor — a cautious man — agreed.");
        check("Kessin — the harbour town — agreed.");
        check("NATO — the alliance — agreed.");
        check("UPDATE — The pier reopened.");
        check("FBI – agents came.");
        check("Ana Ruiz (left) said so — and left.");
        check("The well-known pier — a ruin");
        check("“We will sail” — that was all.");
        check("COVID-19 — what we know");
        check("—");
    }

    #[test]
    fn on_its_own() {
        let found = |text: &str| line(text, Span::new(0, text.len())).map(|d| d.place.map(|p| p.of(text).to_owned()));
        assert_eq!(found("KESSIN, 19 May 2026"), Some(Some("KESSIN".to_owned())));
        assert_eq!(found("Washington, D.C., May 19, 2026"), Some(Some("Washington, D.C.".to_owned())));
        assert_eq!(found("KESSIN"), None);
        assert_eq!(found("The mayor spoke in Kessin on 19 May 2026"), None);
    }
}
