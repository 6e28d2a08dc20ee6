//! Every file of weights has a birth certificate that is true.

use onrecord::analysis::engine::models::FILES;
use onrecord::base::Hash;
use std::path::Path;

/// All weights, vectors, gazetteers and lists together, in bytes.
const MOST: u64 = 9_000_000;

#[test]
fn every_file_of_weights_is_in_the_manifest() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/models");
    let manifest: toml::Table = std::fs::read_to_string(folder.join("MANIFEST.toml")).unwrap().parse().unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "bin") {
            continue;
        }
        files += 1;
        let name = path.file_stem().unwrap().to_str().unwrap();
        let told = manifest.get(name).unwrap_or_else(|| panic!("{name} is not in MANIFEST.toml"));
        let bytes = std::fs::read(&path).unwrap();
        let size = usize::try_from(told["size"].as_integer().unwrap()).unwrap();
        assert_eq!(
            (size, told["sha256"].as_str().unwrap()),
            (bytes.len(), Hash::of(&bytes).to_string().as_str()),
            "{name}"
        );
        for key in ["data", "licence", "command", "score"] {
            assert!(told[key].as_str().is_some_and(|told| !told.is_empty()), "{name} does not tell its {key}");
        }
        assert!(told["seed"].is_integer(), "{name} does not tell its seed");
        check_command(told["command"].as_str().unwrap());
        let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(card.contains(&format!("`{name}.bin`")), "{name} is not on the card");
    }
    assert_eq!(files, FILES.len());
    assert_eq!(files, manifest.len(), "MANIFEST.toml tells of files that are not there");
}

/// The script is in the repository and knows each option that the command gives it.
fn check_command(command: &str) {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("python"), "{command}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(words.next().unwrap());
    let source = std::fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    for option in words.filter(|word| word.starts_with("--")) {
        assert!(source.contains(&format!("\"{option}\"")), "{command}: the script has no {option}");
    }
}

#[test]
fn everything_learnt_and_listed_is_small() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let size: u64 = ["models", "gazetteer", "lexicon"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(assets.join(folder)).unwrap())
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert!(size <= MOST, "{size} bytes");
}
