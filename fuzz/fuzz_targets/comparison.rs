//! Whatever two versions: no changed word goes untold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::analysis::analyse;
use onrecord::comparison::{Version, check_comparison};
use onrecord::document::parse;
use onrecord::load::{Origin, Text};
use std::sync::Arc;

fuzz_target!(|input: (&str, &str)| {
    let read = |text: &str| {
        let document = parse(Arc::new(Text::from_string("text", Origin::Stdin, text.to_owned())));
        let analysis = analyse(&document);
        (document, analysis)
    };
    let (old, new) = (read(input.0), read(input.1));
    let version = |(document, analysis)| Version { document, analysis };
    check_comparison(version((&old.0, &old.1)), version((&new.0, &new.1)));
});
