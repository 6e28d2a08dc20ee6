use super::*;
use crate::analysis::token::tests::document;
use crate::analysis::{names, sentence, token};
use crate::load::{Origin, Text};
use proptest::prelude::*;
use std::sync::Arc;

fn venues(doc: &Document) -> Venues {
    let tokens = token::tokenise(doc);
    let sentences = sentence::split(doc, &tokens);
    let words = Words::new(&tokens, doc.content());
    let names = names::find(doc, &tokens, &sentences, &words);
    find(doc, &tokens, &sentences, &words, &names)
}

fn list(doc: &Document) -> Vec<String> {
    let found = venues(doc);
    check_venues(doc, &found);
    let line = |venue: &Venue| {
        let country = venue.country.unwrap_or("-");
        format!("{} {} {country} {}", venue.kind.name(), venue.name, venue.mentions.len())
    };
    found.list.values().map(line).collect()
}

/// Kind, name, country, number of mentions.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(list(&document(text)), expected, "{text}");
}

#[test]
fn places_and_their_other_names() {
    check(
        "He left the U.S. for Kyiv. America and the United States agree; Kiev waits.",
        &["place United States US 3", "place Kyiv UA 2"],
    );
    check("Moscow does not reject it. They met in Moscow.", &["place Moscow RU 2"]);
    check("It matters to Europe and the Middle East.", &["place Europe - 1", "place Middle East - 1"]);
    check("They live in Kessin.", &["place Kessin - 1"]);
}

#[test]
fn namesakes() {
    check("They flew to Paris.", &["place Paris FR 1"]);
    check("They drove to Paris, Texas.", &["place Paris US 1", "place Texas US 1"]);
    check("They met in Dayton, OH.", &["place Dayton US 1", "place OH US 1"]);
    check("She flew to Georgia and Armenia.", &["place Georgia GE 1", "place Armenia AM 1"]);
    check("She won Georgia and Ohio.", &["place Georgia US 1", "place Ohio US 1"]);
    check("Nice work. Reading is fun. Of course the mobile rang.", &[]);
}

#[test]
fn buildings() {
    check("They met at the United Nations headquarters.", &["facility United Nations headquarters - 1"]);
    check("He left the headquarters of the United Nations.", &["facility headquarters of the United Nations - 1"]);
    check("Work on the Kessin ferry terminal began.", &["facility Kessin ferry terminal - 1"]);
    check("The building stood at the station.", &[]);
}

#[test]
fn gatherings() {
    check(
        "She spoke at the G20 foreign ministers meeting in New Delhi.",
        &["event G20 foreign ministers meeting in New Delhi - 1", "place New Delhi IN 1"],
    );
    check(
        "At a press briefing he praised his talks with Lena Ortiz.",
        &["event press briefing - 1", "event his talks with Lena Ortiz - 1"],
    );
    check("A bilateral meeting was set. The meeting was short.", &["event bilateral meeting - 2"]);
    check(
        "The plan includes ongoing consultations with Western partners and more.",
        &["event ongoing consultations with Western partners - 1"],
    );
    check("They will visit. Meetings help. We had to debate and vote.", &[]);
}

#[test]
fn organizations_only_as_venues() {
    check("They met at the Norland Port Authority.", &["organization Norland Port Authority - 1"]);
    check("The Norland Port Authority agreed at once.", &[]);
}

#[test]
fn the_dateline() {
    let parse = |text: &str| crate::document::parse(Arc::new(Text::from_string("t", Origin::Stdin, text.to_owned())));
    let doc = parse(
        "Harbor Press Briefing Room\n\n10:24 A.M. EST\n\nMR. QUELL: Good morning. We are ready.\n\nQ   Why?\n\nMR. QUELL: We are.\n",
    );
    assert_eq!(list(&doc), ["facility Harbor Press Briefing Room - 1"]);
}

proptest! {
    // Each case looks words up in all lists, which is slow without optimisation.
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mentions_are_sound(words in proptest::collection::vec("(Paris|Texas|Georgia|U\\.S\\.|the|meeting|talks|headquarters|of|in|at|with|United|Nations|Kessin|terminal|his|a|visit|,|\\.|’s|\n|summit|Ohio|Ana)", 0..60)) {
        list(&document(&words.join(" ")));
    }
}
