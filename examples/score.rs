//! Measures the analysis on the development corpora and prints one table:
//! `cargo run --release --example score`. The corpora are looked for beside the project, or
//! where `ONRECORD_SHARED` says.

#[path = "../tests/it/corpora.rs"]
mod corpora;

use corpora::{Figure, TURNS, measure, shared, turn_speakers};
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
    figures.push(Figure { name: "turn speakers", value: turn_speakers(&shared), floor: TURNS });
    println!("{:32}{:>8}{:>8}", "F1 or per cent, development", "figure", "floor");
    for figure in &figures {
        let mark = if figure.value < figure.floor { "  below" } else { "" };
        println!("{:32}{:8.1}{:8.1}{mark}", figure.name, figure.value, figure.floor);
    }
    let below = figures.iter().filter(|figure| figure.value < figure.floor).count();
    println!("{} of {} figures reach their floor", figures.len() - below, figures.len());
    if below == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
