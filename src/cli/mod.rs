//! The command line: what is asked, who answers, and how failures are told.
//!
//! **Invariants:** results go to standard output and nothing else does; errors go to
//! standard error as `onrecord: WHAT (WHERE): WHY; TRY`; a closed pipe is success; exit
//! codes are 0 (all done), 1 (an input failed), 2 (wrong usage or configuration). Clock and
//! environment are asked only here and in `term`. **Deliberately absent:** anything about
//! keys and screens.

mod agreement;
mod analyze;
mod annotate;
pub mod args;
mod diff;
mod doctor;
mod export;
mod import;
mod json;
mod marks;
mod open;
mod ordered;
mod output;
mod papers;
mod settings;
mod show;
mod write;

pub use settings::Settings;

use crate::base::{Error, ErrorKind};
use crate::isolation;
use args::{Cli, Command};
use clap::Parser;
use clap::error::ErrorKind as Wrong;
use output::{Ended, Out, Outcome, Stop, tell};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};

/// Runs the program with these arguments, the first being its name, and tells the exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|first| first == isolation::ARGUMENT) {
        return isolation::serve();
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) if matches!(error.kind(), Wrong::DisplayHelp | Wrong::DisplayVersion) => {
            let mut out = Out::new();
            // Nothing is lost if nobody reads it.
            let _ = write!(out, "{error}").and_then(|()| out.flush());
            return 0;
        }
        Err(error) => {
            let error = usage(&error);
            tell(&error);
            return error.exit_code();
        }
    };
    if let Err(error) = consistent(&cli) {
        tell(&error);
        return error.exit_code();
    }
    let settings = Settings::of(&cli.global);
    if cli.command.is_none() && std::io::stdout().is_terminal() && !settings.config_missing {
        return open::read(&cli.reader, settings);
    }
    let mut out = Out::new();
    let outcome = dispatch(cli, &settings, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Done) | Err(Stop::Closed) => 0,
        Ok(Outcome::SomeFailed) => 1,
        Ok(Outcome::WrongConfig) => 2,
        Err(Stop::Failed(error)) => {
            let _ = out.flush();
            tell(&error);
            error.exit_code()
        }
    }
}

fn dispatch(cli: Cli, settings: &Settings, out: &mut Out) -> Ended {
    match cli.command {
        Some(Command::Config(asked)) => papers::config(&asked, settings, out),
        Some(Command::Completions { shell }) => papers::completions(shell, out),
        Some(Command::Man) => papers::man(out),
        other => {
            // Everything else works with a wrong configuration, as far as it is right.
            settings.config_errors.iter().for_each(tell);
            if settings.config_missing {
                return Ok(Outcome::WrongConfig);
            }
            match other {
                None => open::print(&cli.reader, settings, out),
                Some(Command::Show { input }) => show::show(&input, settings, out),
                Some(Command::Analyze(asked)) => analyze::analyze(&asked, settings, out),
                Some(Command::Annotate(asked)) => annotate::annotate(&asked, settings, out),
                Some(Command::Annotations(asked)) => annotate::annotations(&asked, settings, out),
                Some(Command::Export(asked)) => export::export(&asked, settings, out),
                Some(Command::Import(asked)) => import::import(&asked, settings, out),
                Some(Command::Diff(asked)) => diff::diff(&asked, settings, out),
                Some(Command::Agreement(asked)) => agreement::agreement(&asked, settings, out),
                Some(Command::Keys) => papers::keys(settings, out),
                Some(Command::Doctor) => doctor::doctor(cli.global.store.is_some(), settings, out),
                Some(Command::Config(_) | Command::Completions { .. } | Command::Man) => Ok(Outcome::Done),
            }
        }
    }
}

/// What clap can't check.
fn consistent(cli: &Cli) -> Result<(), Error> {
    let wrong = |why: &str, hint: &str| Err(Error::new(ErrorKind::Usage, "wrong usage", why).hint(hint));
    if cli.global.store.as_deref().is_some_and(|path| path.as_os_str().is_empty())
        && !matches!(cli.command, Some(Command::Doctor))
    {
        return wrong("--store needs the path of a file", "only `doctor --store` goes without");
    }
    if cli.command.is_some() && cli.reader.file.is_some() {
        return wrong("an article stands before the command", "write it after the command");
    }
    Ok(())
}

/// What clap says, in our form.
fn usage(error: &clap::Error) -> Error {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let mut why = String::new();
    let mut hint = String::new();
    for line in text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:")) {
        if let Some(tip) = line.strip_prefix("tip: ") {
            tip.clone_into(&mut hint);
        } else if !line.is_empty() && !line.starts_with("For more information") {
            if !why.is_empty() {
                why.push(' ');
            }
            why.push_str(line);
        }
    }
    if hint.is_empty() {
        "see `onrecord --help`".clone_into(&mut hint);
    }
    Error::new(ErrorKind::Usage, "wrong usage", why).hint(hint)
}
