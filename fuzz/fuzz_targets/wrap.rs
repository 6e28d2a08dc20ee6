//! Whatever text and width: lines fit and lose nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::base::wrap::check_wrap;

fuzz_target!(|input: (u8, &str)| check_wrap(input.1, usize::from(input.0)));
