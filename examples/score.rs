//! Measures the analysis on the development corpora and prints one table:
//! `cargo run --release --example score`. The corpora are looked for beside the project, or
//! where `ONRECORD_SHARED` says.

#[path = "../tests/it/corpora.rs"]
mod corpora;
#[path = "../tests/it/reliability.rs"]
mod reliability;

use corpora::{FACTS, Figure, TURNS, factuality, measure, shared, turn_speakers};
use std::process::ExitCode;

fn main() -> ExitCode {
    let shared = match shared() {
        Ok(shared) => shared,
        Err(missing) => {
            eprintln!("score: {missing}; nothing measured");
            return ExitCode::FAILURE;
        }
    };
    let mut figures = match measure(&shared, |_| true) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("score: {error}");
            return ExitCode::FAILURE;
        }
    };
    figures.push(Figure { name: "turn speakers", value: turn_speakers(&shared), floor: TURNS, interval: None });
    for (name, corpus, floor) in FACTS {
        figures.push(Figure { name, value: factuality(&shared, corpus).share(), floor, interval: None });
    }
    println!("{:32}{:>8}{:>8}{:>16}", "F1 or per cent, development", "figure", "floor", "95 % interval");
    for figure in &figures {
        let mark = if figure.value < figure.floor { "  below" } else { "" };
        let interval = figure.interval.map_or(String::new(), |(from, to)| format!("{from:.1} to {to:.1}"));
        println!("{:32}{:8.1}{:8.1}{interval:>16}{mark}", figure.name, figure.value, figure.floor);
    }
    let bins = reliability::bins(&reliability::matched(&shared));
    println!("\n{:32}{:>8}{:>12}{:>8}", "confidence of attributed claims", "claims", "confidence", "right");
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let name = format!("{:.1} to {:.1}", bin.from, bin.from + 0.1);
        println!("  {name:30}{:8}{:12.3}{:8.3}", bin.count, bin.confidence, bin.right);
    }
    println!("{:32}{:8.3}\n", "expected calibration error", reliability::calibration_error(&bins));
    let below = figures.iter().filter(|figure| figure.value < figure.floor).count();
    println!("{} of {} figures reach their floor", figures.len() - below, figures.len());
    if below == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
