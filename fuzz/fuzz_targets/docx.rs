//! Whatever bytes, or parts of a container, as docx: texts with their blocks, or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::format::{Format, check_extract};
use onrecord_fuzz::container;

fuzz_target!(|bytes: &[u8]| check_extract(Format::Docx, &container(bytes)));
