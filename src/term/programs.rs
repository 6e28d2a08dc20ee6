//! Programs that a key asks for. They are run by their argument lists, never through a shell,
//! and what they say comes back as text.

use super::guard;
use super::work::Post;
use crate::app::Event;
use crate::base::{Error, ErrorKind, Result};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What opens web addresses where nothing else is set.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
/// The longest that a command may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// The most that is read of what a command says, in bytes.
const LIMIT: u64 = 256 << 10;

/// A command line cut into words as a shell would, without one.
fn command(line: &str) -> Result<Command> {
    let wrong = |why: &str| Error::new(ErrorKind::Input, "cannot run the command", why).at_place(line);
    let words = shlex::split(line).ok_or_else(|| wrong("a quotation mark is not closed"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| wrong("it is empty"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

fn failed(line: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Input, "cannot run the command", why).at_place(line)
}

/// Runs what was asked for beside the screen, and posts what comes of it.
fn beside(post: Post, act: impl FnOnce() -> Result<Option<Event>> + Send + 'static) {
    let act = move || match act() {
        Ok(event) => event.into_iter().for_each(|event| post.send(event)),
        Err(error) => post.send(Event::Failed(error)),
    };
    let _ = guard::work(act, || {});
}

/// Opens a web address.
pub(super) fn open_link(opener: &str, address: String, post: Post) {
    let opener = if opener.trim().is_empty() { OPENER.to_owned() } else { opener.to_owned() };
    beside(post, move || {
        let hint = "[programs] open-link in config.toml says what opens links";
        let mut command = command(&opener)?;
        command.arg(&address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status().map_err(|error| failed(&opener, &error).hint(hint))?;
        if status.success() { Ok(None) } else { Err(failed(&opener, &format!("it failed: {status}")).hint(hint)) }
    });
}

/// Runs a command on `words`.
pub(super) fn pipe(line: String, words: String, post: Post) {
    beside(post, move || {
        let output = run(&line, &words)?;
        Ok(Some(Event::Piped { command: line, output }))
    });
}

/// Input and output are unnamed files: a command that reads nothing, or writes without end,
/// blocks nobody.
fn run(line: &str, words: &str) -> Result<String> {
    let wrong = |error: std::io::Error| failed(line, &error);
    let mut input = tempfile::tempfile().map_err(wrong)?;
    input.write_all(words.as_bytes()).and_then(|()| input.rewind()).map_err(wrong)?;
    let mut output = tempfile::tempfile().map_err(wrong)?;
    let also = |file: &File| file.try_clone().map_err(wrong);
    let mut child = command(line)?
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(also(&output)?))
        .stderr(Stdio::from(also(&output)?))
        .spawn()
        .map_err(wrong)?;
    let until = Instant::now() + PATIENCE;
    let status: ExitStatus = loop {
        if let Some(status) = child.try_wait().map_err(wrong)? {
            break status;
        }
        if Instant::now() > until {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed(line, &"it was stopped after ten seconds")
                .hint("only commands that end by themselves can be used here"));
        }
        std::thread::sleep(LOOK);
    };
    let mut said = Vec::new();
    output.rewind().and_then(|()| output.take(LIMIT).read_to_end(&mut said)).map_err(wrong)?;
    let mut said = String::from_utf8_lossy(&said).into_owned();
    if !status.success() {
        said.push_str(&format!("\n({status})"));
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_gets_the_words_and_no_shell_reads_it() {
        assert_eq!(run("cat", "the words\n").unwrap(), "the words\n");
        assert_eq!(run("printf '%s-%s' 'a b' $(id)", "").unwrap(), "a b-$(id)");
        assert!(run("cat /no/such/file", "").unwrap().contains("(exit status: 1)"));
        for (line, why) in [("cat 'open", "not closed"), ("", "empty"), ("/no/such/program", "No such file")] {
            let error = run(line, "").unwrap_err().to_string();
            assert!(error.contains(why), "{line}: {error}");
        }
    }
}
