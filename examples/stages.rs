//! What each stage of the analysis costs: `cargo run --release --example stages -- FILE`, best on
//! a megabyte or more. The borders are those that the analysis reports as progress, every 40 KB.

use onrecord::analysis::{analyse_with, engine::models};
use onrecord::document::parse;
use onrecord::load::{Source, open};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Name, and up to which progress.
const STAGES: [(&str, f32); 6] = [
    ("words, sentences", 0.15),
    ("names by rule", 0.2),
    ("who says what by rule", 0.4),
    ("names by network", 0.6),
    ("who says what by network, people, venues", 0.9),
    ("claims", 1.0),
];

/// Time on the processor in milliseconds where the system tells it, else since `start`.
fn now(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| start.elapsed().as_secs_f64() * 1e3, |nanos| nanos / 1e6)
}

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("stages: name a file");
        return ExitCode::FAILURE;
    };
    let text = match open(&Source::File(path.into()), None, 1 << 10, onrecord::format::extract) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("stages: {error}");
            return ExitCode::FAILURE;
        }
    };
    let start = Instant::now();
    let begun = now(start);
    let models = models::current().is_some();
    println!("{:44}{:8.1} ms", if models { "models made ready" } else { "no models" }, now(start) - begun);
    let begun = now(start);
    let document = parse(Arc::new(text));
    println!("{:44}{:8.1} ms", "paragraphs", now(start) - begun);
    let mut spent = [0.0; STAGES.len()];
    let (mut last, mut stage) = (now(start), 0);
    let begun = last;
    let analysis = analyse_with(&document, &mut |done| {
        let here = now(start);
        spent[stage] += here - last;
        last = here;
        // Progress is told when a piece is begun, but for the first two stages at their end.
        stage = STAGES.iter().position(|(_, to)| done < *to).unwrap_or(STAGES.len() - 1);
        ControlFlow::Continue(())
    });
    spent[stage] += now(start) - last;
    let all = now(start) - begun;
    for ((name, _), spent) in STAGES.iter().zip(spent) {
        println!("{name:44}{spent:8.1} ms{:6.1} %", 100.0 * spent / all);
    }
    let claims = analysis.map_or(0, |analysis| analysis.claims.len());
    println!("{:44}{all:8.1} ms, {} bytes, {claims} claims", "all", document.content().len());
    ExitCode::SUCCESS
}
