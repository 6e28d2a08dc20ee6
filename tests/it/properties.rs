//! What must hold whatever keys are pressed, whatever happens, on any text and screen.

use onrecord::load::samples::SAMPLES;
use onrecord::view::check::check_actions;
use proptest::prelude::*;

/// Texts that are awkward on a screen.
const AWKWARD: [&str; 8] = [
    "",
    "\n\n \n",
    "One word",
    "\u{1b}]0;title\u{7}“It\u{202e} is\u{200b} likely,” said Ana Ruiz in Oslo.\u{0}\n\nShe denied it on 3 May.",
    "王毅在北京说:“不会。” Wang Yi said in Beijing that 外交部 would “probably” answer. 👩‍👩‍👧‍👦🇵🇹 e\u{301}\u{301}\u{301}",
    "MS. ROE: We may go.\n\nQ Will you?\n\nMS. ROE: (Laughter.) I can't say.\n\nEND",
    "# Title\n\n- *one* said `two`\n- [three](http://x.example/) denied four\n\n> Five is \"likely\", six said.",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\tb",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..AWKWARD.len()).prop_map(|index| AWKWARD[index].to_owned()),
        2 => (0..SAMPLES.len()).prop_map(|index| SAMPLES[index].content.to_owned()),
        1 => "(\\PC|[\n\t\"“”.,]){0,300}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_and_events_keep_the_state_and_the_screen_sound(
        text in text(),
        acts in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        check_actions(&text, &acts);
    }
}

#[test]
fn every_command_works_everywhere_on_every_awkward_text() {
    // Each act twice: from the article, and from whatever the first one opened.
    for text in AWKWARD {
        let acts: Vec<u8> = std::iter::once(0).chain((0..=170).flat_map(|act| [act, act])).collect();
        check_actions(text, &acts);
    }
}
