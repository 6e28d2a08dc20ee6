//! Whatever is written as a key: what is read can be shown and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::command::Sequence;

fuzz_target!(|written: &str| {
    if let Ok(sequence) = Sequence::parse(written) {
        assert!(!sequence.0.is_empty() && !sequence.to_string().is_empty());
    }
});
