use super::super::tests::check;
use super::*;
use crate::load::Format;

#[track_caller]
fn plain(content: &str, expected: &[&str]) {
    check(Format::Plain, content, expected);
}

/// Sentences that fill lines of 60 columns and stop inside them.
const WRAPPED: &str = "\
The ferry pier at Kessin will probably reopen next week,
after eight months of repairs. The port authority said on
Tuesday that the pilings are sound. Lena Ortiz, its head,
was cautious, though.
";

#[test]
fn wrapped_lines_make_one_paragraph() {
    let joined = WRAPPED.trim_end().replace('\n', "/");
    plain(WRAPPED, &[&format!("body {joined}")]);
    plain(&format!("{WRAPPED}\n{WRAPPED}"), &[&format!("body {joined}"), &format!("body {joined}")]);
    let body = format!("body {joined}");
    plain(&format!("  {}  {}", WRAPPED, WRAPPED), &[&body, &body]); // first lines set in
    plain(&format!("{WRAPPED}{WRAPPED}"), &[&body, &body]); // told by the short last line
    let hanging = WRAPPED.replace('\n', "\n  ").trim_end().to_owned();
    let expected = body.replace('/', "/  ");
    plain(&format!("{hanging}\n{hanging}\n"), &[&expected, &expected]);
}

#[test]
fn lines_that_stop_inside_a_sentence_go_on() {
    plain(
        "The mayor of Kessin said that the\nFerry Company had agreed.",
        &["body The mayor of Kessin said that the/Ferry Company had agreed."],
    );
    plain("The mayor of Kessin said nothing about\nthat.", &["body The mayor of Kessin said nothing about/that."]);
}

#[test]
fn lists() {
    plain(
        "They want this:\n- more boats\n- fewer trains,\n  and soon\n- rest\n",
        &["body They want this:", "list1 more boats", "list1 fewer trains,/  and soon", "list1 rest"],
    );
    plain(
        "They want this:\n1. Boats.\n2) Trains.\n(a) Rest.\n• Sleep.\n",
        &["body They want this:", "list1 Boats.", "list1 Trains.", "list1 Rest.", "list1 Sleep."],
    );
    plain(
        "- Boats are back. - Trains are not. - 12 came.",
        &["list1 Boats are back.", "list1 Trains are not.", "list1 12 came."],
    );
    plain("- The pier - a ruin - reopened.", &["list1 The pier - a ruin - reopened."]);
    plain("-5 degrees were measured.", &["body -5 degrees were measured."]);
}

#[test]
fn quoted_lines() {
    plain(
        "He wrote.\n\n> The pier is sound,\n> they say.\n>\n> It is not.\n\nSo much.",
        &["body He wrote.", "quote The pier is sound,/they say.", "quote It is not.", "body So much."],
    );
}

#[test]
fn rules_and_stage_directions() {
    for yes in ["***", "* * *", "-----", "###", "-30-", "- END -", "(ENDS)", "END", "==="] {
        assert!(is_rule(yes), "{yes}");
    }
    for no in ["The END", "30", "C#", "--", "-5", "- x -", "a***"] {
        assert!(!is_rule(no), "{no}");
    }
    for yes in ["(Laughter.)", "[Crosstalk]", "(The lights go out.)", "(Laughter)."] {
        assert!(is_stage_direction(yes), "{yes}");
    }
    for no in ["(Laughter.) Well.", "(a) and (b)", "Laughter.", "()x"] {
        assert!(!is_stage_direction(no), "{no}");
    }
}
