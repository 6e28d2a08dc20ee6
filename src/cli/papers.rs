//! What the program prints about itself: configuration, keys, completions, manual.

use super::args::{Cli, Config as Asked};
use super::output::{Ended, Out, Outcome, tell};
use super::settings::Settings;
use crate::base::Shown;
use crate::command::{COMMANDS, Group, Keymap};
use crate::config::Config;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Prints the shipped configuration, or says what is wrong in the user's.
pub(super) fn config(asked: &Asked, settings: &Settings, out: &mut Out) -> Ended {
    if asked.default {
        out.write_all(Config::DEFAULT.as_bytes())?;
        return Ok(Outcome::Done);
    }
    let (_, key_errors) = Keymap::new(&settings.config.keys);
    settings.config_errors.iter().chain(&key_errors).for_each(tell);
    if !settings.config_errors.is_empty() || !key_errors.is_empty() {
        return Ok(Outcome::WrongConfig);
    }
    match &settings.config_path {
        Some(path) if path.exists() => {
            writeln!(out, "{}: all right", Shown::from(&*path.to_string_lossy()))?;
        }
        Some(path) => {
            writeln!(out, "{}: not there, so the defaults hold", Shown::from(&*path.to_string_lossy()))?;
        }
        None => writeln!(out, "no home folder, so the defaults hold")?,
    }
    Ok(Outcome::Done)
}

/// Prints every command with the keys that are bound now, grouped as in help.
pub(super) fn keys(settings: &Settings, out: &mut Out) -> Ended {
    let (keymap, errors) = Keymap::new(&settings.config.keys);
    errors.iter().for_each(tell);
    let commands = || {
        COMMANDS.iter().map(|command| {
            let keys: Vec<String> = keymap.keys_of(command.name).map(ToString::to_string).collect();
            (command, Shown::from(keys.join("  ").as_str()))
        })
    };
    let (names, keys) = commands()
        .fold((0, 0), |(names, keys), (command, bound)| (names.max(command.name.len()), keys.max(bound.width())));
    for (index, group) in Group::ALL.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", group.title())?;
        for (command, bound) in commands().filter(|(command, _)| command.group == group) {
            let pad = keys - bound.width();
            writeln!(out, "  {:names$}  {bound}{:pad$}  {}", command.name, "", command.doc)?;
        }
    }
    Ok(Outcome::Done)
}

/// Prints a script that completes the arguments.
pub(super) fn completions(shell: Shell, out: &mut Out) -> Ended {
    // Into memory first: the generator panics when it can't write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "onrecord", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}

/// Prints the manual page, for `man -l -`.
pub(super) fn man(out: &mut Out) -> Ended {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    out.write_all(&page)?;
    Ok(Outcome::Done)
}
