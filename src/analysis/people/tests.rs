use super::*;
use crate::analysis::token::tests::document;
use crate::analysis::{names, sentence, token};
use crate::load::{Origin, Text};
use proptest::prelude::*;
use std::sync::Arc;

fn people(doc: &Document) -> People {
    let tokens = token::tokenise(doc);
    let sentences = sentence::split(doc, &tokens);
    let words = Words::new(&tokens, doc.content());
    let names = names::find(doc, &tokens, &sentences, &words);
    find(doc, &tokens, &sentences, &words, &names)
}

/// Each line of `expected`: name, role or "-", and the mentions in order, parted by `|`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let doc = document(text);
    let people = people(&doc);
    check_people(&doc, &people);
    let found: Vec<String> = people
        .list
        .values()
        .map(|person| {
            let mentions: Vec<_> = person.mentions.iter().map(|span| span.of(text)).collect();
            format!("{} | {} | {}", person.name, person.role.as_deref().unwrap_or("-"), mentions.join(" | "))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn names_of_one_person() {
    check("Joseph Quell met Joe Quell and Mr. Quell.", &["Joseph Quell | - | Joseph Quell | Joe Quell | Mr. Quell"]);
    check(
        "Rep. Robert C. “Bobby” Ruiz left. Bobby Ruiz slept.",
        &["Robert C. “Bobby” Ruiz | Rep. | Rep. Robert C. “Bobby” Ruiz | Bobby Ruiz"],
    );
    check("Ana M. Ruiz left. A. Ruiz slept.", &["Ana M. Ruiz | - | Ana M. Ruiz | A. Ruiz"]);
    check(
        "Mevlüt Tasmer spoke with Ana Ruiz. Mevlut Tasmer left.",
        &["Mevlüt Tasmer | - | Mevlüt Tasmer | Mevlut Tasmer", "Ana Ruiz | - | Ana Ruiz"],
    );
    check(
        "Ana Ruiz and Tom Ruiz spoke. Ms. Ruiz left. Mr. Ruiz stayed.",
        &["Ana Ruiz | - | Ana Ruiz | Ms. Ruiz", "Tom Ruiz | - | Tom Ruiz | Mr. Ruiz"],
    );
    check(
        "Minister Dorvik Tasmer met Minister Harla Vennick before Tasmer-Vennick talks.",
        &[
            "Dorvik Tasmer | Minister | Minister Dorvik Tasmer | Tasmer",
            "Harla Vennick | Minister | Minister Harla Vennick | Vennick",
        ],
    );
}

#[test]
fn first_names_that_reporters_use() {
    let talk = |second: &str| {
        format!(
            "MS. VENNICK: Good morning.\n\nQ Thanks, Harla. Is it safe?\n\nMS. VENNICK: It is.\n\nQ Hi, {second}. Is it \
             old?\n\nMS. VENNICK: It was.\n"
        )
    };
    let names = |text: &str| {
        let text = Text::from_string("test", Origin::Stdin, text.to_owned());
        let doc = crate::document::parse(Arc::new(text));
        let people = people(&doc);
        check_people(&doc, &people);
        people.list.values().map(|person| format!("{} {}", person.name, person.names.len())).collect::<Vec<_>>()
    };
    assert_eq!(names(&talk("Anna").replace("Harla", "Anna")), ["Vennick 5"]);
    assert_eq!(names(&talk("Tom").replace("Harla", "Anna")), ["Vennick 3", "Anna 1", "Tom 1"]);
    assert_eq!(names(&talk("Tom").replace("Harla", "Tom")), ["Vennick 3", "Tom 2"], "MS.");
}

#[test]
fn roles_of_two_halves() {
    let role = |text: &str| {
        let people = people(&document(text));
        people.list.values().rfind(|person| !person.group).and_then(|person| person.role.clone()).unwrap_or_default()
    };
    assert_eq!(
        role("They met Deputy Prime Minister and Defense Minister Tom Ruiz."),
        "Deputy Prime Minister and Defense Minister"
    );
    assert_eq!(role("They met Foreign and Security Policy Advisor Tom Ruiz."), "Foreign and Security Policy Advisor");
    assert_eq!(
        role("They met Norland Chancellery Foreign and Security Policy Advisor Tom Ruiz."),
        "Chancellery Foreign and Security Policy Advisor"
    );
    assert_eq!(
        role("They met Ana Vell, Foreign and Security Policy Advisor Tom Ruiz."),
        "Foreign and Security Policy Advisor"
    );
    assert_eq!(role("They met Ana Vell, Prime Minister and Defense Minister Tom Ruiz."), "Defense Minister");
    assert_eq!(role("They met Republicans and House Speaker Tom Ruiz."), "House Speaker");
    assert_eq!(role("Mayor Ana Vell and Secretary Tom Ruiz spoke."), "Secretary");
    assert_eq!(role("The President and Secretary Tom Ruiz spoke."), "Secretary");
    assert_eq!(
        role("They met Diplomatic Counselor to the President Tom Ruiz."),
        "Diplomatic Counselor to the President"
    );
    assert_eq!(role("They spoke to the President Tom Ruiz."), "President");
    let long = "Assistant to the President and Senior Director for African Affairs";
    assert_eq!(role(&format!("They met Tom Ruiz, {long}, The White House.")), long);
}

#[test]
fn roles() {
    check(
        "They saw U.S. Secretary of State Ana Ruiz.",
        &["Ana Ruiz | U.S. Secretary of State | U.S. Secretary of State Ana Ruiz"],
    );
    check("The port authority chief Lena Ortiz spoke.", &["Lena Ortiz | port authority chief | Lena Ortiz"]);
    check(
        "Lena Ortiz, the chief of the Kessin port, spoke.",
        &["Lena Ortiz | the chief of the Kessin port | Lena Ortiz | the chief of the Kessin port"],
    );
    check("Lena Ortiz, 47, a fisherman, spoke.", &["Lena Ortiz | fisherman | Lena Ortiz | fisherman"]);
    check(
        "Norland’s foreign minister, Lena Ortiz, spoke.",
        &["Lena Ortiz | Norland’s foreign minister | Norland’s foreign minister | Lena Ortiz"],
    );
    check("Before meeting Lena Ortiz, the president spoke.", &["Lena Ortiz | - | Lena Ortiz"]);
    check(
        "Former President Lena Ortiz and spokesman Tom Quell left.",
        &["Lena Ortiz | Former President | Former President Lena Ortiz", "Tom Quell | spokesman | Tom Quell"],
    );
}

#[test]
fn pronouns_and_titles() {
    check(
        "Lena Ortiz met Tom Quell. She thanked him for his help.",
        &["Lena Ortiz | - | Lena Ortiz | She", "Tom Quell | - | Tom Quell | him | his"],
    );
    check(
        "Russian Foreign Minister Dorvik Tasmer spoke. The minister said he was glad.",
        &["Dorvik Tasmer | Russian Foreign Minister | Russian Foreign Minister Dorvik Tasmer | The minister | he"],
    );
    check(
        "Russian minister Dorvik Tasmer met Turkish minister Kemal Vennick. The Turkish minister smiled.",
        &[
            "Dorvik Tasmer | Russian minister | Russian minister Dorvik Tasmer",
            "Kemal Vennick | Turkish minister | Turkish minister Kemal Vennick | The Turkish minister",
        ],
    );
    check(
        "The President called Mayor Tom Quell. He said he was glad.",
        &["President | - | President | He | he", "Tom Quell | Mayor | Mayor Tom Quell"],
    );
    check(
        "The President called. The President told Tom Quell to stay. He left.",
        &["President | - | President | President | He", "Tom Quell | - | Tom Quell"],
    );
    check("Tom Quell asked the driver. The driver said he was tired.", &["Tom Quell | - | Tom Quell"]);
    check("After his visit, Tom Quell said nothing.", &["Tom Quell | - | his | Tom Quell"]);
}

#[test]
fn whom_a_phrase_means() {
    let text = "A spokesman for Lena Ortiz spoke. Ortiz’s lawyer left. The chief, Tom Quell, and his aide stayed.";
    let doc = document(text);
    let people = people(&doc);
    let at = |phrase: &str| {
        let start = text.find(phrase).unwrap();
        people.at(Span::new(start, start + phrase.len())).map(|id| people.list[id].name.clone())
    };
    assert_eq!(at("A spokesman for Lena Ortiz"), None);
    assert_eq!(at("Lena Ortiz").as_deref(), Some("Lena Ortiz"));
    assert_eq!(at("Ortiz’s lawyer"), None);
    assert_eq!(at("The chief, Tom Quell,").as_deref(), Some("Tom Quell"));
    assert_eq!(at("his aide"), None);
    assert_eq!(at("spoke"), None);
    let all: Vec<_> = people.within(Span::new(0, text.len())).collect();
    assert_eq!(all.len(), 2);
}

#[test]
fn speakers_of_a_transcript() {
    let text = "MR. QUELL: Good morning. I have Secretary Ortiz here.\n\nQ   Is the pier open, Tomas?\n\n\
        MR. QUELL: It is. Tomas Quell never lies.\n\nSECRETARY ORTIZ: He is right.\n\nMODERATOR: Thank you.\n";
    let doc = crate::document::parse(Arc::new(Text::from_string("t", Origin::Stdin, text.to_owned())));
    let people = people(&doc);
    check_people(&doc, &people);
    let speakers: Vec<_> =
        people.speakers.iter().map(|speaker| speaker.map(|id| people.list[id].name.as_str())).collect();
    assert_eq!(speakers, [Some("Tomas Quell"), None, Some("Tomas Quell"), Some("Ortiz"), Some("Moderator")]);
    assert_eq!(people.list[PersonId::at(1)].role.as_deref(), Some("Secretary"));
}

#[test]
fn known_by_a_title_alone() {
    check(
        "The Press Secretary spoke. The Turkish foreign minister left; the minister smiled.",
        &[
            "Press Secretary | - | Press Secretary",
            "Turkish foreign minister | - | Turkish foreign minister | minister",
        ],
    );
    // Neither the vice president nor what is no office.
    check(
        "Vice President Ana Ruiz met the President. The National Guard came with the pilot.",
        &["Ana Ruiz | Vice President | Vice President Ana Ruiz", "President | - | President"],
    );
    check(
        "President Ana Ruiz spoke. Tom Quell met the President.",
        &["Ana Ruiz | President | President Ana Ruiz | the President", "Tom Quell | - | Tom Quell"],
    );
}

#[test]
fn labels_without_a_name() {
    let text = "SENIOR PORT OFFICIAL: Good morning.\n\nQ   Is President Ortiz here?\n\nSENIOR PORT OFFICIAL: She is.\n\n\
        THE PRESIDENT: I am.\n\nREPORTER: Good.\n";
    let doc = crate::document::parse(Arc::new(Text::from_string("t", Origin::Stdin, text.to_owned())));
    let people = people(&doc);
    check_people(&doc, &people);
    let speakers: Vec<_> =
        people.speakers.iter().map(|speaker| speaker.map(|id| people.list[id].name.as_str())).collect();
    let official = Some("Senior Port Official");
    assert_eq!(speakers, [official, None, official, Some("Ortiz"), None]);
}

/// Groups stand behind people, whoever is named first.
#[test]
fn named_groups() {
    let groups = |text: &str| {
        let doc = document(text);
        let people = people(&doc);
        check_people(&doc, &people);
        let groups = people.list.values().filter(|person| person.group);
        groups.map(|group| format!("{} {}", group.name, group.mentions.len())).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        groups("Republicans met Ana Ruiz. Senate Republicans left; Republicans slept."),
        "Republicans 2, Senate Republicans 1"
    );
    assert_eq!(
        groups("Puerto Ricans and Ukrainians met the French. The French left."),
        "Puerto Ricans 1, Ukrainians 1, French 2"
    );
    assert_eq!(groups("The British held the pier."), "British 1");
    // What describes something, and names of other things.
    assert_eq!(
        groups("The French plan failed. Americans for Fair Ports read First Corinthians 9:25 in the Philippines."),
        ""
    );
    assert_eq!(groups("He asked French and British boats. Historians met Caravans."), "");
    assert_eq!(groups("The French and German governments met. The Swiss voted yesterday."), "Swiss 1");
    assert_eq!(
        groups("House Republicans left. He told House Republicans and New York Democrats."),
        "House Republicans 2, New York Democrats 1"
    );
    // Families, no teams and no forests.
    assert_eq!(groups("James Wood and Peter King walked in the Woods. The Kings lost."), "");
    assert_eq!(groups("Ana Ruiz met Tom Okafor. The Okafors left the Titans."), "Okafors 1");
}

#[test]
fn ranks_addresses_and_second_titles_make_nobody_of_their_own() {
    let names = |text: &str| {
        let doc = document(text);
        let people = people(&doc);
        people.list.values().map(|person| person.name.clone()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(names("Ana Ruiz, Counselor to the President, left."), "Ana Ruiz");
    assert_eq!(names("Ana Ruiz, Vice President and Treasurer of the port, left."), "Ana Ruiz");
    assert_eq!(first_name_first("Ruiz, Ana".to_owned()), "Ana Ruiz");
    assert_eq!(first_name_first("Tom Ruiz, Jr.".to_owned()), "Tom Ruiz, Jr.");
}

#[test]
fn labels_in_capitals_are_shown_in_normal_case() {
    assert_eq!(normal_case("JEAN-PIERRE"), "Jean-Pierre");
    assert_eq!(normal_case("O'BRIEN MCGEE"), "O'Brien McGee");
    assert_eq!(normal_case("SECRETARY OF STATE"), "Secretary of State");
}

proptest! {
    // Each case looks words up in all lists, which is slow without optimisation.
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mentions_are_sound(words in proptest::collection::vec("(Ana|Ruiz|Tom|Mr\\.|Ms\\.|President|of|the|minister|foreign|Paris-Berlin|,|\\.|’s|he|her|his|met|said|\n|chief|is|a|spokesman|for|Jr\\.|Okafor)", 0..60)) {
        let doc = document(&words.join(" "));
        check_people(&doc, &people(&doc));
    }
}
