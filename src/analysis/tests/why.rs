//! Why claims were found: chains of reference, who decided, and what it was worth.

use super::{by_rules, document};
use crate::analysis::why::Decided;
use crate::analysis::{Analysis, CueKind, analyse, explained};

/// The claims' chains as `from → to (how)`, one claim a line.
fn chains(text: &str, analysis: &Analysis) -> Vec<String> {
    let claims = analysis.claims.values().filter(|claim| !claim.why.chain.is_empty());
    let step = |step: &crate::analysis::why::Step| {
        format!("{} → {} ({})", step.from.of(text), step.to.of(text), step.how.name())
    };
    claims.map(|claim| claim.why.chain.iter().map(step).collect::<Vec<_>>().join(", ")).collect()
}

#[track_caller]
fn check(text: &str, wanted: &[&str]) {
    assert_eq!(chains(text, &by_rules(&document(text))), wanted, "{text}");
}

#[test]
fn sources_lead_to_names_step_by_step() {
    check("Ana Ruiz said the pier is safe.", &[]);
    check("Ana Ruiz left. Ruiz said the pier is safe.", &["Ruiz → Ana Ruiz (part-of-name)"]);
    check(
        "Mayor Ana Ruiz left. Ruiz waved. She said the pier is safe. She added that it will reopen.",
        &[
            "She → Ruiz (pronoun), Ruiz → Ana Ruiz (part-of-name)",
            "She → She (pronoun), She → Ruiz (pronoun), Ruiz → Ana Ruiz (part-of-name)",
        ],
    );
    check("Mayor Ana Ruiz left early. The mayor said the pier is safe.", &["The mayor → Mayor Ana Ruiz (title)"]);
    check(
        "The Ministry of Health closed the pier. The ministry said it is not safe.",
        &["The ministry → Ministry of Health (institution)"],
    );
    check("The Ministry of Health closed the pier. The defence ministry said it is not safe.", &[]);
    check("The White House closed the pier. The House said it is not safe.", &[]);
    check("An official called. He said the pier is safe.", &[]);
}

#[test]
fn each_claim_tells_who_decided() {
    let text = "Ana Ruiz said the pier is safe. It is old.";
    let ruled = by_rules(&document(text));
    let decided: Vec<&str> = ruled.claims.values().map(|claim| claim.why.decided.name()).collect();
    assert_eq!(decided, ["rule", "article"]);
    let trained = analyse(&document(text));
    let why = &trained.claims.as_slice()[0].why;
    assert_eq!((why.decided.name(), why.cue), ("network", Some(CueKind::Speech)));
    assert!(why.rule.is_some_and(|rule| rule.content && rule.source));
    let turns =
        analyse(&document("MS. RUIZ: The pier will reopen.\n\nQ: Is the pier safe now?\n\nMS. RUIZ: It is safe."));
    assert!(turns.claims.values().all(|claim| claim.why.decided == Decided::Label));
}

#[test]
fn parts_are_weighed_only_when_asked() {
    let doc = document("“The pier is safe,” Ana Ruiz said. It reopened on Monday.");
    let (plain, explained) = (analyse(&doc), explained(&doc));
    let start = plain.claims.as_slice()[0].extent().start();
    assert!(plain.parts_at(start).is_empty());
    let parts = explained.parts_at(start);
    assert_eq!(parts.len(), 7);
    assert!(parts.iter().all(|part| (0.0..=1.0).contains(&part.without) && part.with == parts[0].with));
    assert!(parts.iter().any(|part| part.without < part.with), "{parts:?}");
    // Asking changes nothing else.
    let mut again = explained;
    let claims = again.claims.as_slice().to_vec();
    again.claims = claims
        .into_iter()
        .map(|mut claim| {
            claim.why.parts.clear();
            claim
        })
        .collect();
    assert_eq!(format!("{plain:?}"), format!("{again:?}"));
}
