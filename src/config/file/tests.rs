use super::*;
use proptest::prelude::*;

#[test]
fn every_key_of_the_shipped_file_is_a_field_and_the_reverse() {
    // `Shape` denies unknown keys and has no default for a missing one.
    let (tables, errors) = DeTable::parse_recoverable(Config::DEFAULT);
    assert!(errors.is_empty(), "{errors:?}");
    let tables = tables.into_inner();
    shape(tables.clone()).unwrap();
    for (section, table) in &tables {
        for key in table.get_ref().as_table().unwrap().keys() {
            let mut without = tables.clone();
            let Some(DeValue::Table(table)) = without.get_mut(section.get_ref().as_ref()).map(Spanned::get_mut) else {
                panic!()
            };
            table.remove(key.get_ref().as_ref());
            assert!(shape(without).is_err(), "{}.{} is not needed", section.get_ref(), key.get_ref());
        }
    }
    assert_eq!(Config::parse(Config::DEFAULT, "x"), (Config::default(), vec![]));
}

#[test]
fn a_users_file_changes_parts() {
    let (config, errors) = Config::parse(
        "[view]\nwidth = 72\n[keys.bind]\nquit = \"\"\nnext-claim = [\"l\", \"right\"]\n\
         [themes.desk]\nbase = \"light\"\ncue = \"bold blue\"\n[annotate]\nstatus-8 = \"embargoed\"\n[store]\npath = \"/n.db\"\n[analysis]\nmodels = \"/m\"",
        "c.toml",
    );
    assert_eq!(errors, []);
    let default = Config::default();
    assert_eq!((config.view.width, config.view.margin), (72, default.view.margin));
    assert_eq!(config.annotate.custom, ["embargoed".to_owned(), String::new()]);
    assert_eq!(config.store.path, Some(PathBuf::from("/n.db")));
    assert_eq!(config.analysis.models, Some(PathBuf::from("/m")));
    assert_eq!(default.analysis.models, None);
    assert_eq!(default.store.path, None);
    let [quit, next] = config.keys.bind.as_slice() else { panic!("{:?}", config.keys.bind) };
    assert_eq!((quit.command.as_str(), quit.keys.len(), quit.place.as_str()), ("quit", 0, "c.toml:4:1"));
    assert_eq!((next.command.as_str(), next.keys.join(" ").as_str()), ("next-claim", "l right"));
    let desk = config.theme("desk").unwrap();
    assert_eq!(desk.style(Role::Cue), "bold blue".parse().unwrap());
    assert_eq!(desk.style(Role::Source), Theme::built_in("light").unwrap().style(Role::Source));
}

/// The messages of a file, and that what is right in it counts.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let whole = format!("{text}\n[annotate]\ncreator = \"ana\"\n");
    let (config, errors) = Config::parse(&whole, "c.toml");
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(messages, expected);
    assert!(errors.iter().all(|error| error.exit_code() == 2));
    assert_eq!(config.annotate.creator, "ana", "the rest counts");
    let default = Config { annotate: config.annotate.clone(), ..Config::default() };
    assert_eq!(config, default, "what is wrong does not");
}

#[test]
fn wrong_files() {
    check(
        "[view]\nwidth = 200",
        &["cannot use view.width (c.toml:2:9): invalid value: integer \"200\"; use a whole number from 40 to 88"],
    );
    check(
        "[view]\nwidth = -1\nmargin = 11",
        &[
            "cannot use view.width (c.toml:2:9): invalid value: integer \"-1\"; use a whole number from 40 to 88",
            "cannot use view.margin (c.toml:3:10): invalid value: integer \"11\"; use a whole number from 0 to 10",
        ],
    );
    check(
        "[limits]\ninput = 0",
        &["cannot use limits.input (c.toml:2:9): invalid value: integer \"0\"; use a whole number from 1 to 2048"],
    );
    check(
        "[view]\nwidth = \"wide\"",
        &["cannot use view.width (c.toml:2:9): invalid type: string \"wide\"; use a whole number from 40 to 88"],
    );
    check(
        "[view]\nmouse = \"on\"",
        &["cannot use view.mouse (c.toml:2:9): invalid type: string \"on\"; use true or false"],
    );
    check(
        "[view]\nmarks = \"unicod\"",
        &[
            "cannot use view.marks (c.toml:2:9): \"unicod\"; use \"auto\", \"unicode\", \"ascii\" (did you mean \"unicode\"?)",
        ],
    );
    check(
        "[view]\nwidht = 60",
        &["unknown setting view.widht (c.toml:2:1): [view] has no such key; did you mean \"width\"?"],
    );
    check(
        "[veiw]\nwidth = 60",
        &["unknown section [veiw] (c.toml:1:2): there is no such section; did you mean \"view\"?"],
    );
    check(
        "[view]\ntheme = \"drak\"",
        &["cannot use view.theme (c.toml:2:9): there is no theme \"drak\"; did you mean \"dark\"?"],
    );
    check("view = 3", &["cannot use view (c.toml:1:8): [view] is a section"]);
    check(
        "[keys.bind]\nquit = 3",
        &[
            "cannot use keys.bind.quit (c.toml:2:8): this is no key; use a key or a list of keys in quotes; \"\" unbinds",
        ],
    );
    check(
        "[reading]\nresume = ",
        &["cannot read the configuration (c.toml:2:10): string values must be quoted, expected literal string"],
    );
}

#[test]
fn wrong_themes() {
    let messages = |text: &str| -> Vec<String> { Config::parse(text, "c").1.iter().map(ToString::to_string).collect() };
    assert_eq!(
        messages("[themes.desk]\nbase = \"ligth\""),
        ["cannot use themes.desk (c:2:8): there is no theme \"ligth\"; did you mean \"light\"?"]
    );
    assert_eq!(
        messages("[themes.desk]\ncue = \"bold cian\"\nsorce = \"red\""),
        [
            "cannot use themes.desk.cue (c:2:7): \"cian\" is no colour or attribute; did you mean \"cyan\"?",
            "unknown role themes.desk.sorce (c:3:1): themes have no such role; did you mean \"source\"?",
        ]
    );
    assert_eq!(messages("[themes.a]\nbase = \"b\"\n[themes.b]\nbase = \"a\"").len(), 2);
    let (config, errors) = Config::parse(
        "[themes.a]\nbase = \"b\"\n[themes.b]\ncue = \"red\"\n[themes.dark]\nbase=\"dark\"\ntext=\"blue\"",
        "c",
    );
    assert_eq!(errors, []);
    assert_eq!(config.theme("a").unwrap().style(Role::Cue), "red".parse().unwrap());
    assert_eq!(config.theme("dark").unwrap().style(Role::Text), "blue".parse().unwrap());
}

#[test]
fn files_that_cannot_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let message = |path: &Path| Config::load(path).1.first().unwrap().to_string();
    assert!(message(&dir.path().join("none")).contains("cannot read the configuration"));
    assert!(message(dir.path()).contains("no regular file"));
    assert!(message(Path::new("/dev/zero")).contains("no regular file"));
}

proptest! {
    #[test]
    fn no_file_keeps_the_program_from_running(text in "([\\[\\]=\".,a-z0-9#\n{} -]{0,40}|\\[(view|keys|keys.bind|themes|themes.x|store)\\]\n(width|theme|bind|x|base|path) = (3|\"\"|\\[\\]|\\{\\}|\"dark\"|1.5)\n){0,4}") {
        let (config, _) = Config::parse(&text, "c");
        prop_assert!((40..=88).contains(&config.view.width));
    }
}
