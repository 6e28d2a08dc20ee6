//! The machine is corrected by typed keys.

use onrecord::annotation::correction::differences;
use onrecord::app::play::Play;
use onrecord::load::{Origin, Text};

const TEXT: &str = "Pier to reopen\n\nKESSIN, 19 May 2026 — The pier will reopen, Lena Ortiz said on Tuesday. \
    Marek Dole, the union leader, said that wages will probably rise in Kessin by June.\n\n\
    He said that the talks in Lisbon had failed. Dole added that the crane was broken and the port was shut. \
    He said that the strike goes on.\n";

fn desk() -> Play {
    Play::open(Text::from_string("pier.txt", Origin::Stdin, TEXT.to_owned()), (120, 40))
}

/// Goes to the claim with these words.
#[track_caller]
fn go(play: &mut Play, words: &str) {
    let article = play.app.article.as_mut().unwrap();
    let found = article.items.iter().position(|item| article.document.words(&article.content_of(item)).contains(words));
    let index = found.unwrap_or_else(|| panic!("no claim with “{words}”"));
    article.jump_to(index);
}

/// Who says the claim with these words, and its words; `None` if there is no such claim.
fn claim(play: &Play, words: &str) -> Option<String> {
    let article = play.app.article.as_ref().unwrap();
    let claim =
        article.analysis.claims.values().find(|claim| article.document.words(&claim.content).contains(words))?;
    Some(format!("{}: {}", article.who(claim), article.document.words(&claim.content)))
}

fn message(play: &Play) -> &str {
    play.app.message.as_ref().map_or("", |message| message.text.as_str())
}

#[test]
fn who_says_it_here_and_at_all_with_the_same_fault() {
    let mut play = desk();
    go(&mut play, "talks in Lisbon");
    assert!(claim(&play, "talks in Lisbon").unwrap().starts_with("Marek Dole"));
    play.keys("C w ort enter");
    assert_eq!(claim(&play, "talks in Lisbon").unwrap(), "Lena Ortiz: that the talks in Lisbon had failed");
    assert!(message(&play).contains("speaker: Lena Ortiz") && message(&play).contains("Ca"), "{}", message(&play));
    play.keys("C a");
    for words in ["strike", "crane", "wages"] {
        assert!(claim(&play, words).unwrap().starts_with("Lena Ortiz"), "{words}");
    }
    let article = play.app.article.as_ref().unwrap();
    let id = article.current().unwrap().claim.unwrap();
    let told = article.differences(id);
    assert_eq!((told[0].what, told[0].machine.as_str()), ("speaker", "Marek Dole"));
    assert!(
        differences(
            &article.document,
            (&article.machine, &article.machine.claims[id]),
            (&article.machine, Some(&article.machine.claims[id]))
        )
        .is_empty()
    );
    play.keys("u");
    assert!(claim(&play, "strike").unwrap().starts_with("Marek Dole"), "one step for all of them");
    play.keys("u");
    assert!(claim(&play, "talks in Lisbon").unwrap().starts_with("Marek Dole"));
    play.keys("U");
    assert!(claim(&play, "talks in Lisbon").unwrap().starts_with("Lena Ortiz"));
    play.keys("C 0");
    assert!(claim(&play, "talks in Lisbon").unwrap().starts_with("Marek Dole"));
    play.keys("C w");
    play.text("Ines Falk");
    play.keys("enter");
    assert!(claim(&play, "talks in Lisbon").unwrap().starts_with("Ines Falk"), "a new name");
    play.keys("l .");
    assert!(claim(&play, "crane").unwrap().starts_with("Ines Falk"), "the same again");
}

#[test]
fn edges_by_word() {
    let mut play = desk();
    go(&mut play, "strike goes on");
    play.keys("C e h h enter");
    assert_eq!(claim(&play, "strike").unwrap(), "Marek Dole: that the strike");
    play.keys("C e l o l enter");
    assert_eq!(claim(&play, "strike").unwrap(), "Marek Dole: the strike goes");
    play.keys("C e esc");
    assert_eq!(claim(&play, "strike").unwrap(), "Marek Dole: the strike goes");
    play.keys("u u");
    assert_eq!(claim(&play, "strike").unwrap(), "Marek Dole: that the strike goes on");
}

#[test]
fn split_merged_dropped_and_missed() {
    let mut play = desk();
    go(&mut play, "crane was broken");
    let before = play.app.article.as_ref().unwrap().items.len();
    // The second part begins at “and”, whatever word is offered first.
    play.keys("C x");
    for _ in 0..9 {
        let at = play.app.article.as_ref().unwrap().selection.as_ref().unwrap().span();
        let word = at.of(TEXT).to_owned();
        if word == "and" {
            break;
        }
        play.keys(if TEXT.find(" and the port").unwrap() > at.start() { "l" } else { "h" });
    }
    play.keys("enter");
    assert_eq!(claim(&play, "crane").unwrap(), "Marek Dole: that the crane was broken");
    assert_eq!(claim(&play, "port was").unwrap(), "Marek Dole: and the port was shut");
    assert_eq!(play.app.article.as_ref().unwrap().items.len(), before + 1);
    go(&mut play, "crane");
    play.keys("C m");
    assert_eq!(claim(&play, "port was").unwrap(), "Marek Dole: that the crane was broken and the port was shut");
    assert_eq!(play.app.article.as_ref().unwrap().items.len(), before);
    play.keys("u u");
    go(&mut play, "crane");
    play.keys("C n");
    assert_eq!(claim(&play, "crane"), None);
    play.keys("C l x esc");
    assert!(claim(&play, "crane").is_some(), "taken back in the list");
    go(&mut play, "wages will");
    play.keys("v l l enter");
    let count = play.app.article.as_ref().unwrap().analysis.claims.len();
    play.keys("C w ort enter");
    assert_eq!(
        play.app.article.as_ref().unwrap().analysis.claims.len(),
        count + 1,
        "a claim like those of the machine"
    );
}

#[test]
fn values() {
    let mut play = desk();
    go(&mut play, "wages will");
    play.keys("C c 3 C k n");
    play.keys("C d");
    play.text("x");
    play.keys("enter");
    assert!(!play.app.overlays.is_empty(), "no date");
    play.keys("ctrl-u");
    play.text("2027-06");
    play.keys("enter C v ctrl-u");
    play.text("Lisbon; Pier 9");
    play.keys("enter C h enter");
    let article = play.app.article.as_ref().unwrap();
    let told: Vec<String> = article
        .differences(article.current().unwrap().claim.unwrap())
        .iter()
        .map(|d| format!("{}: {}", d.what, d.human))
        .collect();
    for wanted in ["certainty: possible", "polarity: negative", "2027-06", "venues: Lisbon, Pier 9"] {
        assert!(told.iter().any(|told| told.contains(wanted)), "{wanted}: {told:?}");
    }
}

#[test]
fn names_in_the_panels() {
    let mut play = desk();
    go(&mut play, "strike");
    play.keys("l h g p");
    let person = |play: &Play| {
        let article = play.app.article.as_ref().unwrap();
        article.analysis.people.get(article.chosen_person().unwrap()).unwrap().name.clone()
    };
    while person(&play) != "Marek Dole" {
        play.keys("j");
    }
    play.keys("C r ctrl-u");
    play.text("Marek J. Dole");
    play.keys("enter");
    assert_eq!(person(&play), "Marek J. Dole", "it stays chosen");
    let people = |play: &Play| -> Vec<String> {
        play.app.article.as_ref().unwrap().analysis.people.values().map(|person| person.name.clone()).collect()
    };
    assert!(people(&play).contains(&"Marek J. Dole".to_owned()), "{:?}", people(&play));
    play.keys("C r ctrl-u ort enter");
    assert_eq!(people(&play), ["Lena Ortiz"], "put together");
    play.keys("u C n");
    assert_eq!(people(&play), ["Marek J. Dole"], "no person");
    play.keys("u");
    assert_eq!(people(&play).len(), 2);
    play.keys("gt");
    go(&mut play, "strike");
    play.keys("v l enter u");
    assert_eq!(people(&play).len(), 2);
}
