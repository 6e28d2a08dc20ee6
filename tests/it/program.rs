//! Running the program in a home of its own.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A press briefing of our own, with claims, a person and a place.
pub const BRIEFING: &str = "Kessin ferry to reopen\n\nKESSIN, 19 May 2026\n\n\
    The ferry terminal will probably reopen in June, port chief Lena Ortiz said on Tuesday. \
    \u{201c}We are ready,\u{201d} Ortiz told reporters in Kessin.\n\n\
    The union denied that its members had agreed. No date was given.\n";

/// A folder that is home, and what is needed in it.
pub struct Home {
    dir: tempfile::TempDir,
}

/// How the program ended, with its streams as text.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A home with [`BRIEFING`] in `a.txt`.
    pub fn with_briefing() -> Self {
        let home = Self::new();
        home.write("a.txt", BRIEFING.as_bytes());
        home
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: impl AsRef<Path>, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(&path).unwrap().write_all(content).unwrap();
        path
    }

    /// The program in this home, with nothing of our environment.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.dir.path())
            .env("USER", "ana")
            .current_dir(self.dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ended {
        self.feed(args, b"")
    }

    /// Runs it with this standard input.
    pub fn feed<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &[u8]) -> Ended {
        feed(self.command(args).spawn().unwrap(), input)
    }
}

pub fn feed(mut child: Child, input: &[u8]) -> Ended {
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output: Output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ended {
    /// It went well and said nothing on standard error; what it printed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        self.out
    }
}
