//! Whatever bytes as pdf: texts with their blocks, or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::format::{Format, check_extract};

fuzz_target!(|bytes: &[u8]| check_extract(Format::Pdf, bytes));
