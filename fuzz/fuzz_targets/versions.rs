//! Whatever two versions and selection: what is said to have moved are the same words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::annotation::versions::check_versions;

fuzz_target!(|input: (&str, &str, u16, u16)| {
    let (old, new, from, to) = input;
    check_versions(old, new, from.into(), to.into());
});
