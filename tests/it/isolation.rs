//! The process that parses what others wrote: what it may not do, it can't.

use crate::program::Home;
use onrecord::format::{Format, Limits};
use onrecord::isolation::{Allowance, Deed, Worker};
use std::path::PathBuf;
use std::time::Instant;

fn worker() -> Worker {
    let allowance = Allowance { memory: 256 << 20, cpu: 1, wall: 30, answer: 1 << 20 };
    Worker { program: PathBuf::from(env!("CARGO_BIN_EXE_onrecord")), allowance }
}

/// Each is stopped, and the reason is the right one.
#[test]
fn what_a_worker_may_not_do_it_cannot_do() {
    let forbidden = "it tried what a reader of articles never needs";
    for deed in Deed::ALL {
        let started = Instant::now();
        let mut worker = worker();
        let expected = match deed {
            Deed::Open | Deed::Create | Deed::Socket | Deed::Exec => forbidden,
            Deed::Allocate => "it needed more than 256 MB of memory",
            Deed::Loop => "it computed for more than 1 s",
            Deed::Sleep => {
                worker.allowance.wall = 1;
                "it took longer than 1 s"
            }
            Deed::Overflow => "nested too deeply",
            Deed::Flood => "it answered with more than 1 MB",
            Deed::Panic => "a fault in onrecord",
        };
        let error = worker.attempt(deed).expect_err("stopped").to_string();
        if cfg!(target_os = "linux") || !expected.starts_with(forbidden) {
            assert!(error.contains(expected), "{deed:?}: {error}");
        }
        assert!(error.contains("save it as plain text"), "{error}");
        assert!(started.elapsed().as_secs() < 25, "{deed:?}");
    }
    assert!(!std::path::Path::new("/tmp/onrecord-worker").exists());
}

/// The kernel says so too, where it has these.
#[test]
fn a_worker_tells_what_is_in_force() {
    let report = worker().report().unwrap();
    assert_eq!(report.limits, (256 << 20, 1));
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        assert!(report.seccomp, "{report:?}");
    }
    let doctor = Home::new().run(["doctor"]).ok();
    let all = "tried and stopped: open a file, make a socket, run a program";
    assert!(doctor.contains("worker     Landlock ") && doctor.contains(all), "{doctor}");
}

/// What comes of an input is what the same function gives in this process, also for inputs larger than a pipe.
#[test]
fn a_worker_answers_as_the_function_does() {
    let limits = Limits::default();
    for bytes in [&b""[..], b"<p>The pier reopens.</p>", &b"<p>The pier</p>\n".repeat(20_000)] {
        for format in [Format::Html, Format::Pdf, Format::Plain] {
            let here = onrecord::format::extract(format, bytes, &limits);
            let there = Worker { allowance: Allowance::default(), ..worker() }.extract(format, bytes, &limits);
            match (here, there) {
                (Ok(here), Ok(there)) => assert_eq!(here, there),
                (Err(here), Err(there)) => assert!(there.to_string().contains(&here.why), "{there}"),
                (here, there) => panic!("{} here, {:?} there", here.is_ok(), there.err()),
            }
        }
    }
}

#[test]
fn without_a_worker_nothing_is_read() {
    let worker = Worker { program: PathBuf::from("/nowhere/onrecord"), ..worker() };
    let error = worker.extract(Format::Html, b"<p>x", &Limits::default()).unwrap_err().to_string();
    assert!(error.starts_with("cannot read the article: no worker: "), "{error}");
    // Whoever starts it by hand gets nowhere.
    let ended = Home::new().feed(["--as-worker"], b"no order\n");
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
}

/// The program itself reads web pages this way.
#[test]
fn the_program_reads_in_a_worker() {
    let home = Home::new();
    home.write("a.html", b"<!doctype html><title>Pier</title><p>The pier will reopen in May, Lena Ortiz said.</p>");
    let shown = home.run(["show", "a.html"]).ok();
    assert!(shown.contains("The pier will reopen in May"), "{shown}");
}
