//! Whatever text: what is shown holds nothing that moves a terminal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::base::shown::check_shown;

fuzz_target!(|text: &str| check_shown(text));
