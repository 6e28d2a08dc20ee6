//! Rules about the source that the compiler does not know.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first. A module may use only those of the lines above its own.
const LAYERS: &[&[&str]] = &[
    &["base"],
    &["config", "format"],
    &["isolation"],
    &["load"],
    &["document"],
    &["analysis"],
    &["annotation"],
    &["store", "command", "comparison", "export"],
    &["app"],
    &["view"],
    &["term"],
    &["cli"],
];

/// What may be used only in some places: a pattern and the beginnings of the paths that may
/// hold it.
const FENCES: &[(&str, &[&str])] = &[
    ("crossterm::", &["term/"]),
    ("ratatui::", &["view/", "term/"]),
    ("rusqlite::", &["store/"]),
    ("html5gum::", &["format/html/"]),
    ("quick_xml::", &["format/xml"]),
    ("zip::", &["format/container"]),
    ("mail_parser::", &["format/mail"]),
    ("pdf_extract::", &["format/pdf/"]),
    ("ndarray::", &["analysis/engine/"]),
    ("clap::", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("signal_hook", &["term/"]),
    ("Timestamp::now", &["term/", "cli/"]),
    ("Zoned::now", &["term/", "cli/"]),
    ("SystemTime::now", &["term/", "cli/"]),
    ("Instant::now", &["isolation/", "term/", "cli/"]),
    ("env::var", &["term/", "cli/"]),
    ("env::args", &["cli/", "main.rs"]),
    ("env::current_dir", &["term/", "cli/"]),
    ("Serialize", &["config/", "format/", "isolation/", "store/record", "export/", "cli/"]),
    ("Deserialize", &["config/", "format/", "isolation/", "store/record", "cli/"]),
    ("println!", &["cli/", "main.rs"]),
    ("std::process", &["isolation/", "term/", "cli/", "main.rs"]),
    ("std::net::", &[]),
    ("std::thread", &["analysis/abreast", "isolation/", "term/", "cli/", "store/open"]),
    ("landlock::", &["isolation/"]),
    ("seccompiler::", &["isolation/"]),
    ("libc::", &["isolation/"]),
    ("#[ignore", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
    ("dbg!", &[]),
    ("unsafe ", &[]),
];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 5] = ["utils", "util", "common", "helpers", "manager"];

/// Longer files are to be split by subject.
const LONGEST: usize = 620;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(under: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(under) else { return found };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Our source with its path below `src`, without comments and without unit tests.
fn source() -> Vec<(String, String)> {
    let src = root().join("src");
    files(&src, "rs")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        })
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/"))
        .map(|(name, text)| (name, code(&text)))
        .collect()
}

fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = before_tests.lines().map(|line| line.split(" //").next().unwrap_or_default());
    lines.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The module at the top that a file belongs to.
fn module(name: &str) -> &str {
    name.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn level(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules that code names after `crate::`, also in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        if let Some(inside) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (offset, c) in inside.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        found.insert(word(&inside[offset..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found.remove("");
    found
}

#[test]
fn modules_import_only_lower_layers() {
    let mut wrong = Vec::new();
    for (name, code) in source() {
        let module = module(&name);
        if ["main", "lib"].contains(&module) {
            continue;
        }
        let Some(own) = level(module) else {
            wrong.push(format!("{name}: {module} is in no layer"));
            continue;
        };
        for import in imports(&code).into_iter().filter(|import| import != module) {
            match level(&import) {
                Some(level) if level < own => {}
                Some(_) => wrong.push(format!("{name}: uses crate::{import}, which is not below {module}")),
                // Macros and items at the top.
                None => wrong.push(format!("{name}: crate::{import} is in no layer")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_reads() {
    let code = "use crate::base::{Span, id};\nuse crate::{app::{App, mark}, load, view};\nlet x = crate::store::y();";
    let found: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(found, ["app", "base", "load", "store", "view"]);
}

#[test]
fn crates_clock_and_environment_stay_inside_their_fences() {
    let mut wrong = Vec::new();
    for (name, code) in source() {
        for (pattern, allowed) in FENCES {
            let permitted = allowed.iter().any(|start| name.starts_with(start));
            if !permitted && let Some(line) = code.lines().find(|line| line.contains(pattern)) {
                wrong.push(format!("{name}: {pattern} in `{}`", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_named_for_what_is_inside() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "examples", "benches", "train", "fuzz/fuzz_targets"] {
        for path in files(&root().join(folder), "rs") {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            let shown = path.strip_prefix(root()).unwrap().display();
            if lines > LONGEST {
                wrong.push(format!("{shown}: {lines} lines"));
            }
            if EMPTY_NAMES.iter().any(|name| path.file_stem().is_some_and(|stem| stem == *name)) {
                wrong.push(format!("{shown}: an empty name"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

/// Entries of lists of ours begin with what the list is and where it is from.
#[test]
fn word_lists_say_where_they_are_from() {
    for folder in ["lexicon", "gazetteer"] {
        for path in files(&root().join("assets").join(folder), "txt") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.starts_with('#'), "{}: no header", path.display());
            assert!(text.ends_with('\n') && !text.contains('\r'), "{}: line ends", path.display());
        }
    }
}

#[test]
fn no_crate_of_ours_can_reach_a_network() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let banned = ["tokio", "hyper", "reqwest", "socket2", "rustls", "openssl", "curl", "ureq", "native-tls", "quinn"];
    let found: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .filter(|name| banned.contains(name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
