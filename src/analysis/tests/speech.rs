//! Turns of a transcript: what in them says something.

use super::document;
use crate::analysis::{Certainty, Tag, analyse};

/// The claims of a transcript, each on a line of `expected`: its content, "…" between parts.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    // One more turn makes every text a transcript.
    let text = format!("MS. ROE: The pier is shut.\n\nQ Since May.\n\n{text}");
    let analysis = analyse(&document(&text));
    let content = |claim: &crate::analysis::Claim| {
        claim.content.iter().map(|span| span.of(&text)).collect::<Vec<_>>().join(" … ")
    };
    let found: Vec<String> = analysis.claims.values().skip(2).map(content).collect();
    assert_eq!(found, expected, "{text}");
}

/// One turn that says nothing.
#[track_caller]
fn courtesy(said: &str) {
    check(&format!("MS. ROE: {said}"), &[]);
}

/// One turn that is one claim, but for its full stop.
#[track_caller]
fn speech(said: &str) {
    check(&format!("MS. ROE: {said}."), &[said]);
}

#[test]
fn echoes() {
    speech("As Ana Ruiz said on Sunday, we do have a plan that holds");
    check("MS. ROE: As Ana Ruiz said, we have a plan.", &["we have a plan"]);
    check("MS. ROE: Now, as Ana Ruiz said, we have a plan.", &["we have a plan"]);
    check("MS. ROE: He left as Ana Ruiz warned that it burned.", &["that it burned"]);
    speech("We are sure that the boats, as Ana Ruiz mentioned, were old");
    speech("Look, fundamentally, as Ana Ruiz said in May, a plan can put us on a path");
    check("MS. ROE: Ana Ruiz said that we have a plan.", &["that we have a plan"]);
}

#[test]
fn courtesies() {
    courtesy("Hi, everybody.");
    courtesy("Good morning, ladies and gentlemen.");
    courtesy("Yeah. Okay. Got it. I see. Understood.");
    courtesy("Natalie. General Vance. Sir.");
    courtesy("Thank you. Thanks, Jonas. Thank you all so much for joining us this morning.");
    courtesy("Thanks, everyone, for being with us.");
    courtesy("You should be unmuted now. Jonas, you should be able to unmute yourself.");
    courtesy("We will go to Jonas Hale next. For our next question we’ll go to Jonas Hale from the Courier.");
    courtesy("Next question, please. Our next question is Jonas Hale with the Courier. Go ahead. Go ahead, Jonas.");
    courtesy("With that, I will turn it over to Ms. Okafor, the head of the port, for a few words.");
    courtesy("And I will — I’m happy to take your questions.");
    courtesy("I’ll let Ms. Okafor take that one, and then I’m happy to take the second one.");
    courtesy("I’ll leave it at that. We’re going to move on.");
    courtesy("I just had two quick questions. It’s Jonas Hale at the Courier.");
    courtesy("Please use the raise-hand function. I’ll give you all a minute to do that.");
    courtesy("I appreciate it. Sorry we’re a little late. Good question.");
    courtesy("Hope everyone has a good weekend.");
}

#[test]
fn courtesies_that_say_something() {
    speech("Thank you, and we have struck two ports");
    speech("Thank you for coming, but the pier is shut");
    speech("Good evening, the pier has burned");
    speech("I’ll turn it over to Ms. Okafor, but the pier is shut");
    speech("We will go to war");
    speech("We’ll move to shut the pier");
    speech("I will take that plan to the council");
    speech("We will take every step");
    speech("Right now the pier is shut");
    speech("Great damage was done");
    speech("Thanks to the repairs, the pier is safe");
    speech("The next question is whether the pier will hold");
    speech("Let the boats sail");
    speech("We’ll get back to you on that");
    speech("I’m sorry that the pier burned");
}

/// "Yes." says something where somebody asked.
#[test]
fn short_answers() {
    check("Q Is it shut?\n\nMS. ROE: Yes.", &["Is it shut?", "Yes"]);
    check("Q Is it shut?\n\nMS. ROE: No. Thank you.", &["Is it shut?", "No"]);
    check("Q Is it shut?\n\nMS. ROE: That’s right, Jonas.", &["Is it shut?", "That’s right, Jonas"]);
    check("Q Is it shut?\n\nMS. ROE: Yeah.", &["Is it shut?", "Yeah"]);
    check("Q Is it shut?\n\nMS. ROE: Yeah. It burned.", &["Is it shut?", "It burned"]);
    check("Q It is shut.\n\nMS. ROE: Yes.", &["It is shut"]);
    check("Q Is it shut?\n\nMS. ROE: Thank you.", &["Is it shut?"]);
    check("Q When?\n\nMS. ROE: Today.", &["When?", "Today"]);
}

/// A hedge that is shown and bears on what is said shows in the certainty.
#[test]
fn speakers_hedge() {
    for said in
        ["I’d say the pier is safe", "The pier is old, but we believe that it will hold", "My guess is it burned"]
    {
        let text = format!("MS. ROE: {said}.\n\nQ Since May.\n\nMS. ROE: Boats sail.");
        let analysis = analyse(&document(&text));
        let claim = analysis.claims.values().next().expect("a claim");
        assert_eq!((claim.certainty, claim.hedges.len()), (Certainty::Probable, 1), "{said}");
    }
}

#[test]
fn interrupted() {
    check(
        "MS. ROE: We will open the pier —\n\nQ When?\n\nMS. ROE: — and the port in May.\n\nQ Okay.",
        &["We will open the pier … and the port in May", "When?"],
    );
    check("Q Do you think —\n\nMS. ROE: No.\n\nQ — that it will hold?", &["Do you think … that it will hold?"]);
    check("MS. ROE: And —\n\nQ Do you think —\n\nMS. ROE: I was going to —", &[]);
    check("MS. ROE: The pier burned down in May —\n\nQ Okay.", &["The pier burned down in May"]);
}

#[test]
fn stage_directions() {
    check("MS. ROE: (Inaudible) remember that it burned.", &["remember that it burned"]);
    check("MS. ROE: The pier (inaudible) burned. (Laughter.)", &["The pier … burned"]);
    check("Q Did the (inaudible)?", &["Did the … ?"]);
    check("MS. ROE: The pier burned in — (The boat shakes) — in May.", &["The pier burned in … in May"]);
    check("MS. ROE: (Laughter.) It burned (twice) in May.", &["It burned (twice) in May"]);
    check("MS. ROE: It was \\[wasn’t\\] shut.", &["It was \\[wasn’t\\] shut"]);
}

#[test]
fn unnamed_speakers() {
    let text = "SENIOR PORT OFFICIAL: The pier is shut.\n\nQ Since when is it shut?\n\nSENIOR PORT OFFICIAL: May it \
                was.\n\nMS. ROE: It is shut.";
    let analysis = analyse(&document(text));
    let unnamed = analysis.claims.values().map(|claim| claim.tags.contains(&Tag::UnnamedSource));
    assert_eq!(unnamed.collect::<Vec<_>>(), [true, false, true, false]);
}

/// Venues of a claim: "U.S." before a noun is an adjective. A word broken off is no name.
#[test]
fn venues_of_speech() {
    let venues = |text: &str| {
        let analysis = analyse(&document(text));
        let claim = analysis.claims.values().next().expect("a claim");
        claim.venues.iter().map(|id| analysis.venues[*id].name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(venues("Boats passed U.S. aircraft."), [""; 0]);
    assert_eq!(venues("Boats met the U.S. Secretary of State."), [""; 0]);
    assert_eq!(venues("Boats sailed to the U.S. on Monday."), ["U.S."]);
    assert_eq!(venues("The U.S. has boats."), ["U.S."]);
    assert_eq!(venues("Boats sailed to Pa- — Paris in May."), ["Paris"]);
}
