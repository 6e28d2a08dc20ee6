//! Whatever text, plain or Markdown: paragraphs in order, nothing lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::document::{check_document, parse};
use onrecord::load::{Format, Origin, Text};
use std::sync::Arc;

fuzz_target!(|text: &str| {
    for format in [Format::Plain, Format::Markdown] {
        let mut text = Text::from_string("text", Origin::Stdin, text.to_owned());
        text.format = format;
        check_document(&parse(Arc::new(text)));
    }
});
