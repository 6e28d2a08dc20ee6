//! The inside of the worker.

use super::{Answer, Deed, Order, Task, confine};
use crate::format::extract;
use std::hint::black_box;
use std::io::{BufRead, Read, Write};
use std::os::unix::process::CommandExt;

/// The argument by which the program knows that it is a worker.
pub const ARGUMENT: &str = "--as-worker";

/// Does what standard input asks for, and tells the exit code. To be called before anything else, in a process that
/// has no other thread.
#[must_use]
pub fn serve() -> u8 {
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    // The order is the reader's own; the input behind it is not looked at before all is locked.
    let Ok(_) = (&mut input).take(4 << 10).read_until(b'\n', &mut line) else { return 1 };
    let Ok(order) = serde_json::from_slice::<Order>(&line) else { return 1 };
    let Some(report) = confine::confine(&order.allowance) else { return 1 };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let told = serde_json::to_writer(&mut out, &report).is_ok() && out.write_all(b"\n").is_ok();
    let done = told
        && match order.task {
            Task::Tell => true,
            Task::Try(deed) => try_to(deed, &mut out),
            Task::Extract { format, limits } => {
                let mut bytes = Vec::new();
                input.read_to_end(&mut bytes).is_ok() && {
                    let answer: Answer = extract(format, &bytes, &limits);
                    serde_json::to_writer(&mut out, &answer).is_ok()
                }
            }
        };
    u8::from(!(done && out.flush().is_ok()))
}

/// Does it. That it comes back means that it was refused or done; `true` is told as done.
fn try_to(deed: Deed, out: &mut impl Write) -> bool {
    match deed {
        Deed::Open => std::fs::File::open("/etc/passwd").is_ok(),
        Deed::Create => std::fs::File::create("/tmp/onrecord-worker").is_ok(),
        Deed::Socket => std::os::unix::net::UnixDatagram::unbound().is_ok(),
        Deed::Exec => {
            // Comes back only when it failed.
            let _ = std::process::Command::new("/bin/true").exec();
            false
        }
        Deed::Allocate => {
            let mut taken: Vec<Vec<u8>> = Vec::new();
            loop {
                taken.push(black_box(vec![1; 1 << 24]));
            }
        }
        Deed::Loop => {
            let mut n = 0u64;
            loop {
                n = black_box(n.wrapping_add(1));
            }
        }
        Deed::Sleep => loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        },
        Deed::Overflow => deeper(1) > 0,
        Deed::Flood => {
            let line = [b'x'; 1 << 16];
            while out.write_all(&line).is_ok() {}
            false
        }
        Deed::Panic => panic!("asked to panic"),
    }
}

#[allow(unconditional_recursion)] // that is what is tried
fn deeper(n: u64) -> u64 {
    let held = black_box([n; 64]);
    black_box(deeper(held[0] + 1)) + held[63]
}
