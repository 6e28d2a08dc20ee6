//! The real program in a pseudo-terminal. Few, since each starts a process; what can be
//! tested by keys on the state is in `screens`.

use super::program::Home;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Far more than anything takes; only a failing test waits for so long.
const PATIENCE: Duration = Duration::from_secs(20);
const TITLE: &str = "Kessin ferry to reopen";

struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Held open until all is read: what was written last may be lost when nobody has it open.
    slave: Box<dyn SlavePty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Everything it wrote.
    written: Vec<u8>,
}

const fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { cols: columns, rows, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl Pty {
    fn start(home: &Home, args: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(home, args, columns, rows, &[])
    }

    fn start_with(home: &Home, args: &[&str], columns: u16, rows: u16, environment: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(args);
        command.env_clear();
        command.cwd(home.path(""));
        command.env("HOME", home.path(""));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Reading fails when the program has ended and all was read.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        Self { child, master: pair.master, slave: pair.slave, writer, output, parser, written: Vec::new() }
    }

    fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    fn wait(&mut self, wanted: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !wanted(self.parser.screen()) {
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(_) => panic!("never came; the screen is:\n{}", self.screen()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.written.extend_from_slice(bytes);
    }

    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        self.wait(|screen| screen.contents().contains(text));
    }

    fn press(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap()
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits for its end and reads what it wrote last.
    #[track_caller]
    fn end(mut self) -> (ExitStatus, vt100::Parser) {
        let until = Instant::now() + PATIENCE;
        loop {
            let ended = self.child.try_wait().unwrap();
            match self.output.recv_timeout(Duration::from_millis(100)) {
                Ok(bytes) => self.take(&bytes),
                Err(_) if ended.is_some() => break,
                Err(_) if Instant::now() > until => {
                    self.child.kill().unwrap();
                    panic!("it does not end; the screen is:\n{}", self.screen());
                }
                Err(_) => {}
            }
        }
        drop(self.slave);
        (self.child.wait().unwrap(), self.parser)
    }
}

/// The terminal is as it was before the program.
#[track_caller]
fn restored(parser: &vt100::Parser) {
    let screen = parser.screen();
    assert!(!screen.alternate_screen(), "the alternate screen was left on");
    assert!(!screen.hide_cursor(), "the cursor was left hidden");
    assert!(!screen.bracketed_paste(), "bracketed paste was left on");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

#[test]
fn starts_marks_and_quits() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
    pty.wait_for("claim 1 of");
    assert!(pty.screen().contains(TITLE) && pty.parser.screen().alternate_screen());
    pty.press("l2");
    pty.wait_for("disputed · saved");
    pty.press("q");
    let (status, parser) = pty.end();
    assert!(status.success());
    restored(&parser);
    // It was on the disk before it was acknowledged, and is where it was left.
    let mut again = Pty::start(&home, &["a.txt"], 80, 24);
    again.wait_for("claim 2 of");
    assert!(again.screen().contains("1 of"));
    again.press("q");
    assert!(again.end().0.success());
}

#[test]
fn copying_is_one_sequence_for_the_clipboard() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
    pty.wait_for("claim 1 of");
    assert!(!String::from_utf8_lossy(&pty.written).contains("\x1b]52"));
    pty.press("yy");
    pty.wait_for("Copied the quote");
    // Of all operating system commands, there is only this one; base64 has no control bytes.
    let written = String::from_utf8(pty.written.clone()).unwrap();
    let orders: Vec<&str> = written.split("\x1b]").skip(1).filter(|order| order.starts_with("52;")).collect();
    assert_eq!(orders.len(), 1, "{orders:?}");
    let body = orders[0].strip_prefix("52;c;").and_then(|rest| rest.split_once("\x1b\\")).unwrap().0;
    assert!(!body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)), "{body}");
    pty.press("q");
    assert!(pty.end().0.success());
}

#[test]
fn a_correction_is_kept_shown_and_exported() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
    pty.wait_for("claim 1 of");
    pty.press("CwInes Falk\r");
    pty.wait_for("speaker: Ines Falk · saved");
    pty.press("lCn");
    pty.wait_for("not a claim · saved");
    pty.press("q");
    assert!(pty.end().0.success());
    let shown = home.run(["show", "a.txt"]).ok();
    assert!(shown.contains("corrected: speaker Ines Falk ← machine:"), "{shown}");
    let claims = |text: &str| text.lines().filter(|line| line.starts_with("  c")).count();
    let machine = home.run(["analyze", "a.txt"]).ok();
    assert!(!machine.contains("Ines Falk"), "analyze is the machine's");
    let machine: serde_json::Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(claims(&shown) + 1, machine["claims"].as_array().unwrap().len());
    let gold: serde_json::Value =
        serde_json::from_str(&home.run(["export", "a.txt", "--format", "training"]).ok()).unwrap();
    let by: Vec<&str> = gold["attributions"].as_array().unwrap().iter().map(|a| a["by"].as_str().unwrap()).collect();
    assert!(by.iter().any(|by| by.starts_with("onrecord")) || !by.is_empty() || gold["regions"].is_object(), "{gold}");
    let lines = home.run(["export", "a.txt", "--format", "jsonl"]).ok();
    let corrected = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let first = corrected.into_iter().find(|line| line["corrected"].is_array()).unwrap();
    assert_eq!(
        (first["corrected"][0]["what"].as_str(), first["corrected"][0]["human"].as_str()),
        (Some("speaker"), Some("Ines Falk"))
    );
    assert!(first["machine"]["speaker"] != "Ines Falk", "both are there");
}

/// The first frame of a large text has its beginning and says that the rest is being read; when it is there,
/// everything works as in others.
#[test]
fn a_large_text_is_read_beside_its_first_screen() {
    let home = Home::new();
    let mut text =
        format!("{TITLE}\n\nInes Falk said on Monday that the ferry will sail again in May.\n\n").into_bytes();
    // Words without end are quickly understood.
    text.extend([b"pier".repeat(250).as_slice(), b"\n\n"].concat().repeat(2200));
    text.extend(b"The last of it, said Ines Falk.\n");
    home.write("a.txt", &text);
    let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
    pty.wait_for("claim 1 of");
    let written = String::from_utf8_lossy(&pty.written).into_owned();
    let at = |words: &str| written.find(words).unwrap_or_else(|| panic!("{words} was never shown: {written}"));
    assert!(at("Kessin") < at("claim 1 of") && at("reading 0 %") < at("claim 1 of"));
    pty.press("1");
    pty.wait_for("verified · saved");
    pty.press("G");
    pty.wait_for("The last of it");
    pty.press("q");
    assert!(pty.end().0.success());
    assert!(home.run(["annotations", "a.txt"]).ok().contains("verified"), "the mark is on the whole text");
}

#[test]
fn fits_itself_to_the_terminal() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 120, 40);
    pty.wait_for("PEOPLE");
    pty.resize(40, 10);
    pty.wait_for("too small");
    pty.resize(1, 1);
    pty.resize(80, 24);
    pty.wait(|screen| screen.contents().contains(TITLE) && !screen.contents().contains("PEOPLE"));
    pty.press("q");
    assert!(pty.end().0.success());
}

/// crossterm can lose keys that come after a resize; see `term::run`.
#[test]
fn keys_after_a_resize_arrive() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 60, 20);
    pty.wait_for("claim 1 of");
    pty.press("?");
    pty.wait_for("Keys that work here");
    pty.resize(80, 24);
    pty.wait(|screen| screen.contents().contains("names are as in config.toml"));
    pty.press("qq");
    assert!(pty.end().0.success());
}

#[test]
fn a_signal_ends_it_tidily_and_a_draft_is_kept() {
    for signal in [Signal::TERM, Signal::HUP] {
        let home = Home::with_briefing();
        let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
        pty.wait_for("claim 1 of");
        pty.press("ahalf a thought");
        pty.wait_for("half a thought");
        pty.signal(signal);
        let (status, parser) = pty.end();
        assert!(!status.success(), "whoever sent the signal can see that it ended by it");
        restored(&parser);
        let mut again = Pty::start(&home, &["a.txt"], 80, 24);
        again.wait_for("An unfinished note on claim 1 was kept");
        again.press("a");
        again.wait_for("half a thought");
        again.press("\r");
        again.wait_for("saved");
        again.press("q");
        assert!(again.end().0.success());
    }
}

#[test]
fn stops_for_the_shell_and_comes_back() {
    let home = Home::with_briefing();
    let mut pty = Pty::start(&home, &["a.txt"], 80, 24);
    pty.wait_for("claim 1 of");
    pty.press("\u{1a}");
    let (_, status) = waitpid(Some(pty.pid()), WaitOptions::UNTRACED).unwrap().unwrap();
    assert!(status.stopped());
    pty.wait(|screen| !screen.alternate_screen() && !screen.hide_cursor());
    pty.signal(Signal::CONT);
    pty.wait(|screen| screen.alternate_screen() && screen.contents().contains(TITLE));
    pty.press("l");
    pty.wait_for("claim 2 of");
    pty.press("q");
    let (status, parser) = pty.end();
    assert!(status.success());
    restored(&parser);
}

#[test]
fn failures_are_told_on_the_terminal_as_it_was() {
    let home = Home::new();
    let (status, parser) = Pty::start(&home, &["nowhere.txt"], 100, 24).end();
    assert_eq!(status.exit_code(), 1);
    restored(&parser);
    let told = parser.screen().contents();
    assert!(told.starts_with("onrecord: ") && told.contains("nowhere.txt"), "{told}");

    home.write("a.txt", b"Ana Ruiz said no.\n");
    let (status, parser) = Pty::start_with(&home, &["a.txt"], 100, 24, &[("TERM", "dumb")]).end();
    assert_eq!(status.exit_code(), 2);
    assert!(parser.screen().contents().contains("onrecord show"), "{}", parser.screen().contents());
}

/// Debug builds can be made to panic, to see what is left of the terminal.
#[test]
#[cfg(debug_assertions)]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let home = Home::with_briefing();
    let pty = Pty::start_with(&home, &["a.txt"], 100, 24, &[("ONRECORD_PANIC", "1"), ("RUST_BACKTRACE", "0")]);
    let (status, parser) = pty.end();
    assert_eq!(status.exit_code(), 101);
    restored(&parser);
    assert!(parser.screen().contents().contains("asked to panic"), "{}", parser.screen().contents());
}
