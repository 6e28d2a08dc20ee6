//! Who says what, by the trained engine: only what any good weights find.

use super::{document, drawn};
use crate::analysis::engine::Models;
use crate::analysis::{Quotation, Voice, analyse, check_analysis};

/// The marks are stripped, the text is understood, and what was found is drawn back; the
/// article's own claims are left out.
#[track_caller]
fn check(marked: &str) {
    let text: String = marked.chars().filter(|c| !"‹›«»[]₁₂₃₄₅₆₇".contains(*c)).collect();
    let doc = document(&text);
    let analysis = analyse(&doc);
    check_analysis(&doc, &analysis);
    let drawn: String = drawn(&text, &analysis).chars().filter(|c| !"{}".contains(*c)).collect();
    assert_eq!(drawn, marked);
}

#[test]
fn plain_reports() {
    check("[“The pier will reopen in May,”] ‹Ana Ruiz› «said».");
    check("‹Ana Ruiz› «said» [that the pier will reopen in May].");
    check("‹The agency› «reported» Monday [that the pier was safe].");
    check("‹Ruiz› «believes» [that the pier is safe].");
    check("«According to» ‹the mayor›, [the pier will reopen in May].");
}

#[test]
fn a_quotation_goes_on_in_the_next_paragraph() {
    let doc = document(
        "The mayor defended the plan on Monday.\n\n“The pier will reopen in May,” she said. “We have waited long enough.”",
    );
    let analysis = analyse(&doc);
    let direct: Vec<_> = analysis.claims.values().filter(|claim| claim.quotation == Quotation::Direct).collect();
    assert!(direct.iter().any(|claim| claim.content.len() == 2), "{direct:?}");
}

#[test]
fn confidence_is_a_probability_and_varies() {
    let doc = document("“The pier will reopen in May,” Ana Ruiz said. Critics of the harbour point to costs.");
    let analysis = analyse(&doc);
    let sure: Vec<f32> = analysis
        .claims
        .values()
        .filter(|claim| claim.voice == Voice::Attributed)
        .map(|claim| claim.confidence)
        .collect();
    assert!(sure.first().is_some_and(|&first| first > 0.7), "{sure:?}");
}

#[test]
fn the_weights_in_the_program_are_whole() {
    assert!(Models::built_in().is_some());
}

#[test]
fn turns_stay_with_their_speakers() {
    let doc =
        document("MS. RUIZ: Good morning. The pier will reopen in May.\n\nQ: Is it safe?\n\nMS. RUIZ: It is safe.");
    let analysis = analyse(&doc);
    check_analysis(&doc, &analysis);
    assert!(analysis.claims.values().all(|claim| claim.voice == Voice::Attributed && claim.cue.is_empty()));
}
