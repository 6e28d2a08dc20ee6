//! Measures the analysis on the development corpora and prints one table:
//! `cargo run --release --example score`. The corpora are looked for beside the project, or
//! where `ONRECORD_SHARED` says.
//!
//! - `-- --without GROUP` leaves a group of features out of both networks (`words`, `form`, `grammar`,
//!   `quotation`, `place`, `names`, `rules`), as they were trained with it: what they lean on.
//! - `-- --models FOLDER` measures other weights, as `[analysis] models` uses them.
//! - `-- --faults` counts what goes wrong in who said what, by class; `--faults told` prints the words too.

#[path = "../tests/it/corpora.rs"]
mod corpora;
#[path = "../tests/it/faults.rs"]
mod faults;
#[path = "../tests/it/reliability.rs"]
mod reliability;

use corpora::{FACTS, Figure, TURNS, factuality, measure, share, shared, turn_speakers};
use onrecord::analysis::Models;
use onrecord::analysis::engine::{Group, models};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let shared = match shared() {
        Ok(shared) => shared,
        Err(missing) => {
            eprintln!("score: {missing}; nothing measured");
            return ExitCode::FAILURE;
        }
    };
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {}
        ["--faults"] => return count_faults(&shared, false),
        ["--faults", "told"] => return count_faults(&shared, true),
        ["--without", name] => {
            let group = Group::ALL.into_iter().find(|group| group.name() == name);
            let Some((group, all)) = group.zip(Models::built_in()) else {
                eprintln!("score: there is no group of features {name:?}");
                return ExitCode::FAILURE;
            };
            models::choose(all.without(group));
            println!("without {name}");
        }
        ["--models", folder] => match Models::of_folder(|file| std::fs::read(Path::new(folder).join(file)).ok()) {
            Ok(other) => {
                models::choose(other);
                println!("weights of {folder}");
            }
            Err(error) => {
                eprintln!("score: {error}");
                return ExitCode::FAILURE;
            }
        },
        _ => {
            eprintln!("score: --without GROUP, --models FOLDER or --faults");
            return ExitCode::FAILURE;
        }
    }
    let mut figures = match measure(&shared, |_| true) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("score: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut shares = vec![("turn speakers", turn_speakers(&shared), TURNS)];
    shares.extend(FACTS.map(|(name, corpus, floor)| (name, factuality(&shared, corpus), floor)));
    for (name, documents, floor) in shares {
        let (value, interval) = share(&documents);
        figures.push(Figure { name, value, floor, interval });
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

fn count_faults(shared: &Path, told: bool) -> ExitCode {
    let faults = faults::faults(shared, told);
    for (class, words) in &faults.examples {
        println!("{class}\t{words}");
    }
    println!("{} annotated, {} found, {} right", faults.gold, faults.found, faults.right);
    let mut classes: Vec<_> = faults.classes.into_iter().collect();
    classes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (class, count) in classes {
        println!("  {class:30}{count:6}");
    }
    ExitCode::SUCCESS
}
