//! Whatever bytes as pdf: texts with their blocks, or a refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::format::{Format, check_extract};
use onrecord_fuzz::{ours, table};

fuzz_target!(
    // `extract` catches what the reader of fonts panics on; only what is our own is a finding.
    init: std::panic::set_hook(Box::new(|info| {
        if ours(info) {
            eprintln!("{info}");
            std::process::abort();
        }
    })),
    |bytes: &[u8]| check_extract(Format::Pdf, &table(bytes))
);
