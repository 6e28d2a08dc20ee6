//! The papers say what the program does.

use onrecord::command::table::{COMMANDS, keys_markdown};
use onrecord::config::{Config, Role};
use std::fs;
use std::path::Path;

#[path = "../../examples/picture.rs"]
#[allow(dead_code)] // its `main`
mod picture;

fn paper(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_readme_has_the_table_of_keys() {
    let keys = keys_markdown();
    assert!(paper("README.md").contains(&keys), "README.md is behind; its table of keys must be:\n\n{keys}");
}

#[test]
fn the_readme_begins_with_two_commands_and_a_picture() {
    let readme = paper("README.md");
    let first: String = readme.lines().take(40).collect::<Vec<_>>().join("\n");
    for needed in ["cargo run --release", "cargo test", "assets/screen.svg"] {
        assert!(first.contains(needed), "README.md: {needed} is not among its first lines");
    }
}

#[test]
fn the_shipped_configuration_is_whole_and_right() {
    let (config, errors) = Config::parse(Config::DEFAULT, "config.toml");
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(config, Config::default());
    // Every key has a comment above it or above its neighbours.
    let mut commented = false;
    for line in Config::DEFAULT.lines().map(str::trim) {
        match line {
            "" => commented = false,
            _ if line.starts_with('#') => commented = true,
            _ if line.starts_with('[') => {}
            _ => assert!(commented, "config.toml: no comment above `{line}`"),
        }
    }
    let roles: String =
        Config::DEFAULT.lines().filter_map(|line| line.strip_prefix("# ")).collect::<Vec<_>>().join(" ");
    let roles = roles.split("Roles: ").nth(1).and_then(|rest| rest.split('.').next()).unwrap();
    let roles: Vec<&str> = roles.split(", ").collect();
    assert_eq!(roles, Role::ALL.map(Role::name), "config.toml: the list of roles");
}

#[test]
fn the_examples_in_the_configuration_name_commands() {
    let examples = Config::DEFAULT.lines().filter_map(|line| line.strip_prefix("#   ")?.split_once(" = "));
    let keys: Vec<&str> =
        examples.filter(|(name, _)| name.contains("claim") || *name == "quit").map(|(name, _)| name).collect();
    assert!(!keys.is_empty());
    for name in keys {
        assert!(COMMANDS.iter().any(|command| command.name == name), "config.toml: {name}");
    }
}

#[test]
fn the_changelog_knows_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(paper("CHANGELOG.md").contains(&format!("## {version}")), "CHANGELOG.md: no section for {version}");
}

#[test]
fn the_picture_is_of_the_screen_as_it_is() {
    assert!(
        paper("assets/screen.svg") == picture::svg(),
        "assets/screen.svg is behind: cargo run --example picture > assets/screen.svg, and look at it"
    );
}
