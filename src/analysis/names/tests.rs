use super::words::Words;
use super::*;
use crate::analysis::token::tests::document;
use crate::analysis::{sentence, token};
use proptest::prelude::*;

fn names(doc: &Document) -> Vec<Name> {
    let tokens = token::tokenise(doc);
    let sentences = sentence::split(doc, &tokens);
    let words = Words::new(&tokens, doc.content());
    find(doc, &tokens, &sentences, &words)
}

/// `{p Ana Ruiz}` a person, `{l …}` place, `{f …}` facility, `{o …}` organization,
/// `{e …}` event; what has no marks must not be found, names of other kinds aside.
#[track_caller]
fn check(marked: &str) {
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (inside, after) = after.split_once('}').unwrap();
        let (kind, name) = inside.split_once(' ').unwrap();
        expected.push(format!("{kind} {name}"));
        text.push_str(name);
        rest = after;
    }
    text.push_str(rest);
    let doc = document(&text);
    let found: Vec<String> = names(&doc)
        .iter()
        .filter(|name| name.kind != NameKind::Other)
        .map(|name| {
            let kind = match name.kind {
                NameKind::Person => "p",
                NameKind::Place => "l",
                NameKind::Facility => "f",
                NameKind::Organization => "o",
                NameKind::Event => "e",
                NameKind::Title => "t",
                NameKind::Other => "?",
            };
            format!("{kind} {}", name.span.of(&text))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn storms_are_nobody() {
    check(
        "Hurricane Rita and Tropical Storm Ana passed. Mr. {p Quell} said Rita was gone. Mrs. {p Rita Quell} agreed.",
    );
}

#[test]
fn what_is_put_right_at_once_is_no_name() {
    check("Then President Vannick — {p Vennick} left. Mr. {p Vennick} spoke. And Mr. Qu- — Mr. {p Quell} left.");
    check("Mr. {p Quell} — Quiet by nature — left. Mr. {p Quell} — Mr. {p Quill} too.");
}

#[test]
fn people_by_title_first_name_and_verb() {
    check("The port authority chief {p Lena Ortiz} spoke.");
    check("Norland’s Foreign Minister {p Dorvik Tasmer} and Mr. {p Quell} left.");
    check("Yesterday {p Maria Quellin} met {p Ahmed Torvass} and {p Jan van der Quell}.");
    check("{l U.S.} Secretary of State {p Harla Vennick} arrived.");
    check("Secretary of Homeland Security {p Tavo Vennick} arrived.");
    check("The singer {p Maria Quellin}, 47, a farmer, won.");
    check("Formerly {p Tomas Quellin} agreed. {p Quellin} refused.");
}

#[test]
fn a_name_clear_once_is_clear_everywhere() {
    check("Minister {p Dorvik Tasmer} spoke. Later the crowd heard {p Tasmer} again.");
    check("{p Anna Tasmer} met {p Piet Vennick}. A {p Tasmer}-{p Vennick} meeting was near.");
    check("The {l Paris}-{l Berlin} train left with {p Jean-Pierre Vennick}.");
}

#[test]
fn the_start_of_a_sentence_is_no_name() {
    check("Observers note it. Reading helps. Will they come? May is warm.");
    check("Former President {p Harla Vennick} came. Nice work.");
    check("Residents left on Monday. In March they returned.");
}

#[test]
fn places_by_gazetteer_head_and_preposition() {
    check("They flew from {l New Delhi} to {l Kyiv} and {l São Paulo}.");
    check("The ferry crossed the {l Tasmer River} near {l Lake Vennick}.");
    check("The {l United States} and {l Russia} spoke; {l Moscow} refused.");
    check("They live in {l Kessin}. The mayor left {l Kessin}.");
    check("The president of {l Brazil} called. We saw Figure 3 and Table 4.");
}

#[test]
fn organizations_buildings_events() {
    check("The {o Norland Port Authority} and the {o Ministry of Health} agreed.");
    check("The {o University of Kessin} opened the {f Tasmer Bridge}.");
    check("The {e Kessin Conference} ended. {o NATO} sent help to the {l UK}.");
}

#[test]
fn a_name_ends_with_its_sentence() {
    for text in ["U.S. , \n Jr. Ana", "Ana Ruiz,\n\nJr. Ana met Ruiz."] {
        let doc = document(text);
        check_names(&doc, &token::tokenise(&doc), &names(&doc));
    }
}

#[test]
fn headings_and_capitals() {
    check("{p ANNA TASMER} LEFT THE OLD TOWN HALL LATE LAST NIGHT WITH {p ANNA TASMER}".split(" WITH").next().unwrap());
    check("The State Of The Ferries And What To Do About All Of It");
}

proptest! {
    // Each case looks words up in all lists, which is slow without optimisation.
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn names_are_in_order(words in proptest::collection::vec("(Ana|Ruiz|Mr\\.|President|of|the|and|University|Paris-Berlin|Lake|in|said|de|U\\.S\\.|G20|,|\\.|’s|met|\n|&|Jr\\.|É|日本|7)", 0..40)) {
        let doc = document(&words.join(" "));
        check_names(&doc, &token::tokenise(&doc), &names(&doc));
    }
}
