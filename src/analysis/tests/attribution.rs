//! Who says what, by rule: `‹source›`, `«cue»`, `[content]`; `{}` around the article's own.

use super::{by_rules, document, drawn};
use crate::analysis::check_spans;

/// The marks are stripped, the text is understood, and what was found is drawn back.
#[track_caller]
fn check(marked: &str) {
    let text: String = marked.chars().filter(|c| !"‹›«»[]{}₁₂₃₄₅₆₇".contains(*c)).collect();
    let doc = document(&text);
    let analysis = by_rules(&doc);
    check_spans(&doc, &analysis);
    assert_eq!(drawn(&text, &analysis), marked);
}

/// Quotations in front of, behind and around their cue.
#[test]
fn quotations() {
    check("[“The pier will reopen in May,”] «said» ‹Ana Ruiz›.");
    check("[“The pier will reopen in May,”] ‹Ana Ruiz› «said» on Tuesday.");
    check("‹Ana Ruiz› «said»: [“The pier will reopen in May.”]");
    check("‹Ana Ruiz› «told» reporters, [“The pier will reopen.”]");
    check("[\"The pier will reopen,\"] «said» ‹Ana Ruiz, the harbour master of Kessin›.");
    check("[“Will the pier reopen?”] «asked» ‹Ana Ruiz›.");
    check("[“The pier will reopen,”] «said» ‹Ruiz›. [“It will be safe.”]");
    check("[“The pier,”] «said» ‹Ruiz›, [“will reopen in May.”]");
    check("[₁“The pier will reopen,”] ‹₁‹₂Ruiz›› «₁said», «₂adding»: [₂“It will be safe.”]");
    check("[„Der Pier ist offen“], «said» ‹Ana Ruiz›.");
    check("‹Dockers› «shouted»: [“Open the pier!”]");
    check("[“Open the pier!”] «shouted» ‹dockers›.");
    check("‹Hale› «told» the Courier: [“It is safe.”]");
    check("[“It was a mistake to close the pier,”] ‹Ruiz› «told» the council on Monday, [“and we regret it.”]");
    check("[₁“Yes,”] ‹₁she› «₁said». [₁“It is safe.”] {Hale disagreed}. [₂“It is not,”] ‹₂he› «₂said».");
    check("«Said» ‹Ruiz›: [“The pier is closed.”]");
    check("‹Ruiz› «told» the council this: [“The pier is safe.”]");
}

/// Speech without quotation marks.
#[test]
fn reported_speech() {
    check("‹Ana Ruiz› «said» [the pier will reopen in May].");
    check("‹Ana Ruiz› «said» [that the pier will reopen in May].");
    check("‹Ana Ruiz› «told» the council [that the pier was closed].");
    check("‹Two witnesses› «told» the court [the pier had burned].");
    check("‹The union› «warned» on Monday [that the pier was unsafe].");
    check("‹The mayor› «said» on Tuesday [he would go].");
    check("[The pier will reopen in May], ‹Ana Ruiz› «said».");
    check("[The pier], ‹Ruiz› «said», [will reopen in May].");
    check("[In May], ‹Ruiz› «said», [the pier will reopen].");
    check("[The pier is safe], «said» ‹Ana Ruiz, head of the port›.");
    check("As ‹the mayor› «noted», [boats are back].");
    check("[The pier is safe], as ‹the mayor› «noted».");
    check("[His neighbours], ‹he› «thinks», [are unlikely to wait].");
    check("‹₁‹₂She›› «₁said» [₁the pier was closed] but «₂added» [₂that it would reopen].");
    check("‹₁‹₂The mayor›› «₁said» [₁the pier was closed], «₂adding» [₂that the ferry would stay in Porto].");
    check("‹₁Ruiz› «₁said» [₁the pier was closed], but ‹₂Hale› «₂insisted» [₂that it was open].");
    check("‹Ruiz› «said» [that the union had warned that the pier was unsafe].");
    check("‹Ana Ruiz, the harbour master›, «said» in a statement [that the pier was safe].");
    check("‹The mayor›, ‹who› «has long opposed» [the plan], called it a mistake.");
    check("‹Ruiz› «wrote» in a letter to Hale [that the pier was safe].");
    check("‹The agency› «reported» Monday [that the pier was safe].");
    check("‹Ruiz› «made clear» [that the pier stays shut].");
}

/// Words in quotation marks inside reported speech.
#[test]
fn partly_quoted() {
    check("‹Ruiz› «said» [the pier was “as good as new” and would reopen].");
    check("‹Ruiz› «said» [she “would not sign” the plan].");
    check("‹Ruiz› «called» [the plan “a mistake”].");
    check("‹Ruiz› «described» [the pier as “a ruin”].");
}

/// Sources that no verb ties to what they say.
#[test]
fn according_to() {
    check("«According to» ‹the port authority›, [the pier is safe].");
    check("«According to» ‹Ana Ruiz, the harbour master›, [the pier is safe].");
    check("«According to» ‹the report, which was published on Monday›, [the pier is safe].");
    check("«According to» ‹officials›, [boats will sail, but the pier stays shut].");
    check("«According to» ‹a report by the union›, [“the pier is a ruin”].");
    check("[The pier is safe], «according to» ‹Ana Ruiz›.");
    check("[The pier], «according to» ‹officials›, [is safe].");
    check("‹Hale disagrees›«:» [according to him, they met in March].");
    check("«In ‹the mayor’s› view», [the pier is a ruin].");
    check("«In ‹her› view», [the pier is a ruin].");
    check("[The pier was], «in the words of» ‹Ana Ruiz›, [“a ruin”].");
}

/// Cues that are nouns and adjectives.
#[test]
fn nouns_and_adjectives() {
    check("‹The mayor› «rejected» [the union’s claim that the pier was unsafe].");
    check("There were «reports» [that the pier had burned].");
    check("The «message is» [that the pier stays shut].");
    check("‹Our› «concern is» [that the pier is unsafe].");
    check("‹Ruiz› «is confident» [that the pier is safe].");
}

/// Passive and impersonal cues.
#[test]
fn nobody_named() {
    check("[The pier] «is expected» [to reopen in May].");
    check("It «is believed» [that the pier is unsafe].");
    check("[The plan] «was criticised» by ‹the union›.");
    check("[The plan] «was described» [as a mistake].");
    check("[The pier] «reportedly» [closed on Monday].");
    check("Ruiz «was asked» [whether the pier was safe].");
}

/// Denials, refusals, beliefs, wishes.
#[test]
fn attitudes() {
    check("‹Skarholm Line› «denied» [that it had asked for the delay].");
    check("‹The union› «rejected» [the plan].");
    check("‹Ruiz› «refused» [to comment on the pier].");
    check("‹Ruiz› «believes» [the pier is safe].");
    check("‹The union› «wants» [the port to close the pier].");
    check("‹Ruiz› «hopes» [to reopen the pier in May].");
    check("‹The union› «urged» [the port to close the pier].");
    check("‹Ruiz› «did not say» [when the pier would reopen].");
    check("‹Hale› «fears» [that the pier will sink].");
    check("‹Ruiz› «accused» [the union of lying about the pier].");
    check(
        "‹₁The authority› «₁estimates» [₁that 40,000 people used it], while ‹₂Skarholm Line› «₂declined» [₂to give figures].",
    );
}

/// Who speaks: pronouns, groups, the unnamed, what describes them.
#[test]
fn sources() {
    check("‹He› «said» [the pier was safe].");
    check("‹The spokeswoman› «said» [the pier was safe].");
    check("‹Officials› «said» [the pier was safe].");
    check("‹A person familiar with the matter› «said» [the pier was unsafe].");
    check("‹A harbour official who asked not to be named› «said» [the pier was unsafe].");
    check("‹An official, who spoke on condition of anonymity›, «said» [the pier was shut].");
    check("‹Ruiz and Hale› «said» [the pier was safe].");
    check("‹The union, which represents dockers›, «said» [the pier was safe].");
    check("‹The union’s leader, Ana Ruiz›, «said» [the pier was safe].");
}

/// What nobody else stands behind.
#[test]
fn own_voice() {
    check("{The pier closed on Monday}.");
    check("{The council voted 5-2, and the mayor signed the bill}.");
    check("Asked about the pier, ‹Ruiz› «said» [it was safe].");
    check("Pier to reopen\n\nKESSIN, 19 May 2026 — {The pier reopened on Monday}.");
    check("Pier to reopen\n\nKESSIN (Agency) — [The pier will reopen], ‹Ana Ruiz› «said».");
    check("Pier to reopen\n\n{The pier will reopen}.\n\nWhat comes next\n\n{Boats will sail}. {They were missed}.");
}

/// Quotations that go on, and those whose speaker stands elsewhere.
#[test]
fn over_paragraphs() {
    check(
        "‹₁Ruiz› «₁said» [₁she was glad].\n\n[₂“The pier is safe,”] ‹₂she› «₂said». [₂“The boats are back.]\n\n[₂“The town is full again.”]",
    );
    check("‹Ruiz› «said»:\n\n[“The pier is safe.”]");
    check("{Ruiz was glad}.\n\n[“The pier is safe.”]\n\n{The boats are back}.");
    check("‹Ruiz› «told» the council this:\n\n> [The pier is safe.]\n\n{The boats are back}.");
    check("‹The letter› «reads»:\n\n> [The pier is safe.] [It is new.]");
}

/// Transcripts: a turn is its speaker's, but for what is reported in it.
#[test]
fn turns() {
    check("MS. ROE: Good morning. As ‹the President› «has said», [every boat counts].\n\nQ Thank you.");
    check(
        "‹₁MS. ROE›: [₁I think the pier is safe].\n\n‹₃Q› ‹₂The mayor› «₂said» [₂the costs could rise]. [₃Is he right?]",
    );
    check(
        "‹₁‹₂MS. ROE››: [₁You said it was over]. [₂I said no].\n\n‹₄Q› «₃According to» ‹₃the port›, [₃it is done]. [₄Is it?]",
    );
    check("‹MS. ROE›: [Nobody has asked for a loan]. (Laughter.)\n\nQ Thank you.");
    check("‹MS. ROE›: [Rather than wait, the port will continue].\n\nQ Thank you.");
    check("MS. ROE: Hello.\n\n‹Q› [Did the mayor say that the pier was safe?]");
    check("‹₂MS. ROE›: ‹₁The mayor› «₁told» us [₁that it would cost more].\n\n[₂It will not].\n\nQ Thank you.");
}

/// Known to be wrong; a better rule is welcome to change these lines.
#[test]
fn known_to_be_wrong() {
    check("‹Her› «claim» [that the pier is safe surprised the council].");
    check("‹The mayor› «said» [he was glad, and the boats returned].");
    check("[Hale] «was quoted» [as saying the pier was safe].");
}

/// Letters to the editor and the like.
#[test]
fn signed_quotations() {
    check("[“The pier is a danger to us all.”] «―» ‹Ana Ruiz›");
    check("[“Why now? It makes no sense.”] «—» ‹Ana Ruiz, Kessin›.");
    check("[\"It is too late.\"]\n\n«--» ‹Ana Ruiz, harbour master›");
    check("[₁“It is late.”] «₁–» ‹₁Ana Ruiz›. [₂“It is not.”] «₂–» ‹₂Ben Hale›.");
}
