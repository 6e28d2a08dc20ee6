//! Names as the trained network finds them, with what the rules add.

use super::document;
use crate::analysis::{VenueKind, analyse};

/// People as "name: mentions", venues as "kind name".
#[track_caller]
fn check(text: &str, people: &[&str], venues: &[&str]) {
    let analysis = analyse(&document(text));
    let found: Vec<String> = analysis
        .people
        .values()
        .map(|person| {
            let mentions: Vec<_> = person.mentions.iter().map(|span| span.of(text)).collect();
            format!("{}: {}", person.name, mentions.join(", "))
        })
        .collect();
    assert_eq!(found, people, "{text}");
    let found: Vec<String> = analysis
        .venues
        .values()
        .filter(|venue| venue.kind != VenueKind::Organization)
        .map(|venue| format!("{} {}", venue.kind.name(), venue.name))
        .collect();
    assert_eq!(found, venues, "{text}");
}

#[test]
fn a_name_clear_once_is_clear_everywhere() {
    check(
        "Sergei Tasmer spoke for an hour. Nobody answered. Later Tasmer left with Mevlut Vennick.",
        &["Sergei Tasmer: Sergei Tasmer, Tasmer", "Mevlut Vennick: Mevlut Vennick"],
        &[],
    );
}

#[test]
fn titles_and_cases_are_no_names() {
    check("The court overturned Tasmer v. Vennick. Sergei Moe left.", &["Sergei Moe: Sergei Moe"], &[]);
    check("They overturned Roe v. Wade in May.", &[], &[]);
    check(
        "They called Prime Minster Vennick. Prime Minister Vennick slept.",
        &["Vennick: Prime Minster Vennick, Prime Minister Vennick"],
        &[],
    );
    check(
        "They attended the Inauguration of President Sergei Tasmer.",
        &["Sergei Tasmer: President Sergei Tasmer"],
        &["event Inauguration of President Sergei Tasmer"],
    );
}

#[test]
fn two_names_in_one_word() {
    check(
        "Sergei Tasmer met Anthony Vennick. A Tasmer-Vennick meeting was near.",
        &["Sergei Tasmer: Sergei Tasmer, Tasmer", "Anthony Vennick: Anthony Vennick, Vennick"],
        &["event Tasmer-Vennick meeting"],
    );
}

#[test]
fn a_capital_that_acts_is_a_place_too() {
    check("Moscow does not reject the plan. They will meet in Moscow.", &[], &["place Moscow"]);
}

#[test]
fn titles_are_nobody() {
    check(
        "Pope Lucian spoke first. Later the Pope met Prime Minister Ana Ruiz.",
        &["Lucian: Pope Lucian, the Pope", "Ana Ruiz: Prime Minister Ana Ruiz"],
        &[],
    );
    check(
        "Doctor Hank is amazing. Mrs. Lynda Marple came with Mr. Villera.",
        &["Hank: Doctor Hank", "Lynda Marple: Mrs. Lynda Marple", "Villera: Mr. Villera"],
        &[],
    );
}

#[test]
fn republics_of_the_people() {
    check(
        "Talks with the Democratic People’s Republic of Korea and the People’s Republic of China failed.",
        &[],
        &["place Democratic People’s Republic of Korea", "place People’s Republic of China"],
    );
}

#[test]
fn people_stand_where_only_people_do() {
    check(
        "Good morning. I’m Florence, editor at the Harbour Post.",
        &["Florence: Florence, editor at the Harbour Post"],
        &[],
    );
    check(
        "“Tasmer, Ana” wrote to “Vennick, Tom” on Monday.",
        &["Ana Tasmer: Tasmer, Ana", "Tom Vennick: Vennick, Tom"],
        &[],
    );
}

#[test]
fn wars_that_somebody_supports() {
    check("Boats came for supporting Russia’s war in May.", &[], &["place Russia", "event Russia’s war"]);
}

#[test]
fn a_town_and_its_state_are_two_places() {
    check("He moved to Houston Texas last year.", &[], &["place Houston", "place Texas"]);
    check("He moved to New York City last year.", &[], &["place New York City"]);
}
