//! Places of the world with country and coordinates, from GeoNames.

use crate::analysis::lexicon::List;

/// See the file's header for what a value means.
const PLACES: List = List::new(include_str!("../../assets/gazetteer/places.txt"));

/// Postal codes of the United States.
const STATE_CODES: List = List::new(include_str!("../../assets/gazetteer/state-codes.txt"));

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A state, province, part of a country or of a town.
    State,
    /// A town of 15,000 people and more.
    Town,
    /// A sea, a continent, several countries.
    Region,
}

/// One place that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What kind.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2 code; `None` for what lies in several countries.
    pub country: Option<&'static str>,
    /// Latitude and longitude in degrees (WGS 84).
    pub at: (f32, f32),
    /// Thousands of people.
    pub people: u32,
    /// For towns of the United States, the state's postal code; otherwise empty.
    pub state: &'static str,
}

/// The places a name may mean, most likely first; none for an unknown name. `key` is the
/// name as [`fold`](crate::analysis::lexicon::fold) gives it.
pub fn readings(key: &str) -> impl Iterator<Item = Reading> + use<> {
    PLACES.get(key).into_iter().flat_map(|value| value.split('|')).filter_map(parse)
}

/// The state of the United States with this postal code, in lower case: "ohio" for "oh".
#[must_use]
pub fn state_of(code: &str) -> Option<&'static str> {
    STATE_CODES.get(code)
}

/// Whether the name is known.
#[must_use]
pub fn known(key: &str) -> bool {
    PLACES.contains(key)
}

/// Whether a longer name begins with this one and a space.
#[must_use]
pub fn continues(key: &str) -> bool {
    PLACES.continues(key)
}

fn parse(value: &'static str) -> Option<Reading> {
    let kind = match value.as_bytes().first()? {
        b'C' => PlaceKind::Country,
        b'S' => PlaceKind::State,
        b'T' => PlaceKind::Town,
        _ => PlaceKind::Region,
    };
    let country = value.get(1..3).filter(|&code| code != "--");
    let mut rest = value.get(3..)?.split(',');
    let mut number = || rest.next()?.parse().ok();
    let at = (number()?, number()?);
    let people = rest.next()?.parse().ok()?;
    Some(Reading { kind, country, at, people, state: rest.next().unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_can_be_read() {
        for (key, value) in PLACES.iter() {
            assert!(value.split('|').all(|one| parse(one).is_some()), "{key}: {value}");
            assert!(readings(key).all(|r| r.at.0.abs() <= 90.0 && r.at.1.abs() <= 180.0), "{key}");
        }
    }

    #[test]
    fn likely_readings_come_first() {
        let first = |key: &str| readings(key).next();
        assert_eq!(first("paris").and_then(|r| r.country), Some("FR"));
        assert!(readings("paris").any(|r| r.state == "TX"));
        assert_eq!(first("georgia").map(|r| r.kind), Some(PlaceKind::Country));
        assert_eq!(first("u.s."), first("united states"));
        assert_eq!(first("europe").map(|r| (r.kind, r.country)), Some((PlaceKind::Region, None)));
        assert!(continues("new") && known("new delhi") && !known("kessin"));
    }
}
