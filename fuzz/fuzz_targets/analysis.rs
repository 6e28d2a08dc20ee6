//! Whatever text: spans and ids of the analysis hold, and a second run gives the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::analysis::{analyse, check_analysis};
use onrecord::document::parse;
use onrecord::load::{Origin, Text};
use std::sync::Arc;

fuzz_target!(|text: &str| {
    let document = parse(Arc::new(Text::from_string("text", Origin::Stdin, text.to_owned())));
    check_analysis(&document, &analyse(&document));
});
