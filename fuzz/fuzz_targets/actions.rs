//! Whatever keys and events on whatever text: positions in range, every screen drawn.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::view::check::check_actions;

fuzz_target!(|input: (&[u8], &str)| check_actions(input.1, &input.0[..input.0.len().min(60)]));
