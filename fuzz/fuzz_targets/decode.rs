//! Whatever bytes: a text or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::load::check_decode;

fuzz_target!(|bytes: &[u8]| check_decode(bytes));
