//! Whatever text, words and surroundings: what is found again is what was quoted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::annotation::anchor::check_anchor;

fuzz_target!(|input: (&str, u16, u16, &str, &str)| {
    let (text, from, to, before, after) = input;
    check_anchor(text, from.into(), to.into(), before, after);
});
