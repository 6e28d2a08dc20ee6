//! `doctor`: what a bug report needs, and whether the store is sound.

use super::args::VERSION;
use super::output::{Ended, Out, Outcome, tell};
use super::settings::{Settings, variable};
use crate::base::{Error, ErrorKind, Shown};
use crate::isolation::{Deed, Report, Worker};
use crate::store::{Backup, Store, Verified, backup_folder, backups};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Prints the state of things; with `check`, checks the store to the last event.
pub(super) fn doctor(check: bool, settings: &Settings, out: &mut Out) -> Ended {
    let mut lines = VERSION.lines();
    writeln!(out, "onrecord   {}", lines.next().unwrap_or_default())?;
    for line in lines {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        writeln!(out, "{name:<10} {rest}")?;
    }
    let mut say = |name: &str, value: &str| writeln!(out, "{name:<10} {}", Shown::from(value));
    say("network", "none: there is no network code in this program")?;
    worker(&mut say)?;
    say("terminal", &terminal())?;
    say("locale", &locale())?;
    let config = settings.config_path.as_deref();
    let state = match (config, settings.config_errors.len()) {
        (None, _) => "no home folder; the defaults hold".to_owned(),
        (Some(path), _) if !path.exists() => format!("{} (not there, so the defaults hold)", path.display()),
        (Some(path), 0) => format!("{} (all right)", path.display()),
        (Some(path), wrong) => format!("{} ({wrong} wrong, see `onrecord config --check`)", path.display()),
    };
    say("config", &state)?;
    say("creator", &settings.creator)?;
    let Some(path) = settings.store.as_deref() else {
        say("store", "no home folder to keep it in; name a file with --store")?;
        return Ok(Outcome::Done);
    };
    store(path, check, &mut say)
}

/// What a worker for other formats than plain text may do, asked of workers that try.
fn worker(say: &mut impl FnMut(&str, &str) -> io::Result<()>) -> io::Result<()> {
    let worker = Worker::default();
    match worker.report() {
        Ok(Report { landlock, seccomp, limits: (memory, cpu) }) => {
            let seccomp = if seccomp { "on" } else { "not on this system" };
            say("worker", &format!("Landlock {landlock}, seccomp {seccomp}, {} MB of memory, {cpu} s", memory >> 20))?;
        }
        Err(error) => return say("worker", &format!("none can be started: {error}")),
    }
    let tried = [(Deed::Open, "open a file"), (Deed::Socket, "make a socket"), (Deed::Exec, "run a program")];
    let (stopped, done): (Vec<_>, Vec<_>) = tried.into_iter().partition(|(deed, _)| worker.attempt(*deed).is_err());
    let named = |deeds: Vec<(Deed, &str)>| deeds.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ");
    if !stopped.is_empty() {
        say("", &format!("tried and stopped: {}", named(stopped)))?;
    }
    if !done.is_empty() {
        say("", &format!("tried and NOT stopped: {}", named(done)))?;
    }
    Ok(())
}

fn terminal() -> String {
    let of =
        |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_else(|| "-".into());
    let is = |terminal: bool| if terminal { "terminal" } else { "no terminal" };
    format!(
        "TERM {}, COLORTERM {}, NO_COLOR {}; input {}, output {}",
        of("TERM"),
        of("COLORTERM"),
        of("NO_COLOR"),
        is(io::stdin().is_terminal()),
        is(io::stdout().is_terminal())
    )
}

/// The variable that decides which characters the terminal shows (POSIX, 8.2).
fn locale() -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| Some(format!("{name} {}", variable(name)?.to_string_lossy())))
        .unwrap_or_else(|| "not set (C)".to_owned())
}

fn store(path: &Path, check: bool, say: &mut impl FnMut(&str, &str) -> io::Result<()>) -> Ended {
    let opened = match Store::examine(path) {
        Ok(Some(opened)) => opened,
        Ok(None) => {
            say("store", &format!("{} (not there yet; the first mark makes it)", path.display()))?;
            return Ok(Outcome::Done);
        }
        Err(error) => {
            say("store", &format!("{} (can't be opened)", path.display()))?;
            say("backups", &kept(path))?;
            tell(&error);
            return Ok(Outcome::SomeFailed);
        }
    };
    say("store", &path.display().to_string())?;
    for notice in &opened.notices {
        say("", &notice.message)?;
    }
    say("backups", &kept(path))?;
    if !check {
        return Ok(Outcome::Done);
    }
    let Verified { version, documents, events, annotations, problems } = opened.store.verify()?;
    say("", &format!("version {version}, {documents} texts, {events} events, {annotations} annotations"))?;
    for problem in &problems {
        tell(&Error::new(ErrorKind::Store, "the store is not sound", problem).at(path));
    }
    if problems.is_empty() {
        say("", "sound: structure, references, and the state replayed from the journal")?;
        return Ok(Outcome::Done);
    }
    Ok(Outcome::SomeFailed)
}

/// The backups that could take the store's place.
fn kept(path: &Path) -> String {
    let names: Vec<String> = backups(path).iter().map(Backup::name).collect();
    let folder = backup_folder(path);
    if names.is_empty() {
        return format!("none yet; the first mark of a day makes one, in {}", folder.display());
    }
    format!("{} in {}, the newest first: {}", names.len(), folder.display(), names.join(", "))
}
