//! Whatever is written in a settings file: settings, and errors that can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::command::Keymap;
use onrecord::config::Config;

fuzz_target!(|text: &str| {
    let (config, errors) = Config::parse(text, "config.toml");
    let (_, more) = Keymap::new(&config.keys);
    for error in errors.iter().chain(&more) {
        assert!(!error.to_string().contains(|c: char| c.is_control()));
    }
});
