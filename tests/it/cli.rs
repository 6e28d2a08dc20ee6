//! Commands, streams and exit codes as other programs rely on them.

use crate::program::{BRIEFING, Home};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};

#[test]
fn wrong_usage_and_failures_have_one_form() {
    let home = Home::with_briefing();
    home.write("empty", b"");
    for (args, code, words) in [
        (vec!["show", "none.txt"], 1, "cannot read the article (none.txt): there is no such file; "),
        (vec!["show", "."], 1, "it is a folder"),
        (vec!["show", "/dev/zero"], 1, "it is a device"),
        (vec!["show", "empty"], 1, "it is empty"),
        (vec!["show"], 2, "wrong usage: "),
        (vec!["shwo"], 1, "did you mean `onrecord show`?"),
        (vec!["analyze", "--format", "xml", "a.txt"], 2, "invalid value 'xml'"),
        (vec!["a.txt", "3"], 2, "+c and a number"),
        (vec!["a.txt", "show"], 2, "wrong usage"),
        (vec!["a.txt", "show", "a.txt"], 2, "wrong usage: an article stands before the command"),
        (vec!["annotate", "a.txt", "--claim", "1"], 2, "there is nothing to annotate with"),
        (vec!["annotate", "a.txt", "--claim", "0", "--tag", "x"], 2, "a number from 1"),
        (vec!["annotate", "a.txt", "--claim", "999", "--tag", "x"], 1, "there is no claim 999"),
        (vec!["annotate", "a.txt", "--claim", "1", "--status", "verifed"], 2, "use verified, disputed"),
        (vec!["annotate", "a.txt", "--claim", "1", "--grade", "G9"], 2, "a letter A to F"),
        (vec!["config"], 2, "wrong usage"),
        (vec!["annotations", "a.txt", "--store"], 2, "--store needs the path of a file"),
        (vec!["--config", "none.toml", "show", "a.txt"], 2, "cannot read the configuration (none.toml)"),
    ] {
        let ended = home.run(&args);
        assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
        assert!(ended.err.starts_with("onrecord: ") && ended.err.contains(words), "{args:?}: {}", ended.err);
        assert_eq!(ended.err.lines().count(), 1, "{args:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{args:?}");
    }
}

#[test]
fn explaining_adds_keys_and_changes_none() {
    let home = Home::with_briefing();
    let plain: Value = serde_json::from_str(&home.run(["analyze", "a.txt"]).ok()).unwrap();
    let mut told: Value = serde_json::from_str(&home.run(["analyze", "--explain", "a.txt"]).ok()).unwrap();
    let engine = told.as_object_mut().unwrap().remove("engine").unwrap();
    let models = engine["models"].as_array().unwrap();
    assert_eq!(models.len(), 3, "{engine}");
    assert!(models.iter().all(|model| model["sha256"].as_str().unwrap().len() == 64));
    let mut decided = Vec::new();
    for claim in told["claims"].as_array_mut().unwrap() {
        let why = claim.as_object_mut().unwrap().remove("why").unwrap();
        let network = why["decided"] == "network";
        assert_eq!((why["evidence"].is_object(), why["parts"].is_object()), (network, network), "{why}");
        decided.push(network);
    }
    assert!(decided.contains(&true), "the network decided nothing");
    assert_eq!(told, plain);
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let home = Home::new();
    let name = "x\u{1b}]0;P\u{7}\u{202e}\u{9b}31m.txt";
    let hostile = format!("Ti\u{1b}[31mtle\n\nOrtiz\u{202e} said \u{9b}2J it \u{1b}]52;c;eA==\u{7}is so.\n{BRIEFING}");
    home.write(name, hostile.as_bytes());
    home.write("other.txt", BRIEFING.as_bytes());
    home.run(["annotate", name, "--claim", "1", "--note", "n\u{1b}[2Jote", "--tag", "t\u{7}"]).ok();
    for args in [
        vec!["show", name],
        vec![name],
        vec!["show", "none\u{1b}[2J"],
        vec!["annotations", name],
        vec!["analyze", "--format", "table", name],
        vec!["analyze", "--with-text", name],
        vec!["analyze", "--with-text", "--format", "json", name],
        vec!["annotations", "--format", "jsonl", name],
        vec!["agreement", "--format", "jsonl", name],
        vec!["diff", "--format", "jsonl", "other.txt", name],
        vec!["annotate", name, "--claim", "1", "--status", "\u{1b}[2J"],
        vec!["show", "--\u{1b}[2J"],
    ] {
        let ended = home.run(&args);
        let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!ended.out.contains(bad) && !ended.err.contains(bad), "{args:?}: {ended:?}");
    }
    // What is escaped in JSON is the same text.
    let analysed: Value = serde_json::from_str(&home.run(["analyze", "--with-text", name]).ok()).unwrap();
    assert_eq!(analysed["text"], hostile.as_str());
}

#[test]
fn without_a_terminal_the_reader_is_show() {
    let home = Home::with_briefing();
    let shown = home.run(["show", "a.txt"]).ok();
    assert_eq!(home.run(["a.txt"]).ok(), shown);
    assert_eq!(home.run(["a.txt", "+c2"]).ok(), shown);
    assert_eq!(home.run(["--no-color", "show", "a.txt"]).ok(), shown);
    let piped = home.feed(["-"], BRIEFING.as_bytes()).ok();
    assert_eq!(piped.replace("standard input", "a.txt"), shown);
    assert!(home.run::<&str>([]).ok().contains("practice: "), "the practice briefing on the first run");
}

#[test]
fn show_is_linear() {
    let home = Home::with_briefing();
    let shown = home.run(["show", "a.txt"]).ok();
    assert!(shown.starts_with("Kessin ferry to reopen\na.txt: "), "{shown}");
    assert!(shown.contains("\nThe union denied that its members had agreed. No date was given.\n"), "{shown}");
    let claims = shown.lines().filter(|line| line.starts_with("  c")).count();
    let analysed: Value = serde_json::from_str(&home.run(["analyze", "a.txt"]).ok()).unwrap();
    assert_eq!(claims, analysed["claims"].as_array().unwrap().len());
    assert!(claims >= 3);
}

#[test]
fn a_closed_pipe_is_success() {
    let home = Home::new();
    // What is said of it is several times what a pipe holds.
    home.write("long.txt", BRIEFING.repeat(500).as_bytes());
    let record = format!("{}\n", serde_json::json!({"id": "a", "text": BRIEFING}));
    home.write("long.jsonl", record.repeat(500).as_bytes());
    for args in [vec!["show", "long.txt"], vec!["analyze", "long.txt"], vec!["analyze", "long.jsonl"]] {
        let mut child = home.command(&args).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0; 1]).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
}

#[test]
fn analyze_is_schema_1() {
    let home = Home::with_briefing();
    let article: Value = serde_json::from_str(&home.run(["analyze", "a.txt"]).ok()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(&article),
        "claims groups id language notices paragraphs people schema sentences sha256 title venues"
    );
    assert_eq!((&article["schema"], &article["id"]), (&1.into(), &"a.txt".into()));
    assert_eq!(article["title"], "Kessin ferry to reopen");
    let claim = &article["claims"][0];
    assert_eq!(
        keys(claim),
        "certainty conditional confidence content cue hedges id paragraph people person polarity quotation source tags times venues voice"
    );
    for claim in article["claims"].as_array().unwrap() {
        for span in claim["content"].as_array().unwrap() {
            let [start, end] = [0, 1].map(|side| span[side].as_u64().unwrap() as usize);
            assert!(!BRIEFING[start..end].is_empty(), "bytes of the input");
        }
        if claim["voice"] == "author" {
            assert!(claim["source"].is_null() && claim["cue"].is_null());
        }
    }
    let with_text = home.run(["analyze", "--with-text", "a.txt"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&with_text).unwrap()["text"], BRIEFING);
    home.write("crlf.txt", BRIEFING.replace('\n', "\r\n").as_bytes());
    let altered: Value = serde_json::from_str(&home.run(["analyze", "crlf.txt"]).ok()).unwrap();
    assert_eq!((&altered["text"], &altered["sha256"]), (&BRIEFING.into(), &article["sha256"]));
}

#[test]
fn several_articles_come_in_order_and_failures_do_not_stop() {
    let home = Home::with_briefing();
    home.write("b.txt", b"Ortiz said it was raining.\n");
    let ended = home.run(["analyze", "--jobs", "3", "--format", "json", "a.txt", "none", "b.txt", "a.txt"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.starts_with("onrecord: cannot read the article (none): "), "{}", ended.err);
    let all: Value = serde_json::from_str(&ended.out).unwrap();
    let ids: Vec<&str> = all.as_array().unwrap().iter().map(|article| article["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a.txt", "b.txt", "a.txt"]);
    assert_eq!(home.run(["analyze", "--format", "json", "none"]).out, "[\n]\n");
}

#[test]
fn a_stream_keeps_its_order_and_tells_bad_lines() {
    let home = Home::new();
    let mut stream = Vec::new();
    for number in 0..120 {
        let text = BRIEFING.repeat(1 + (number * 7) % 5);
        match number {
            50 => stream.extend_from_slice(b"{\"id\": \"x\", \"text\": 3}\n"),
            51 => stream.extend_from_slice(b"no json\xff\n"),
            52 => stream.extend_from_slice(b"\n"),
            _ => {
                let record = serde_json::json!({"id": format!("n{number}"), "text": text, "genre": ["news"]});
                stream.extend_from_slice(format!("{record}\n").as_bytes());
            }
        }
    }
    let run = |jobs: &str| home.feed(["analyze", "--input", "jsonl", "--jobs", jobs], &stream);
    let one = run("1");
    assert_eq!(one.code, Some(1));
    let bad: Vec<&str> = one.err.lines().map(|line| line.split_once("): ").unwrap().0).collect();
    assert_eq!(
        bad,
        ["onrecord: cannot read a line (standard input:51", "onrecord: cannot read a line (standard input:52"]
    );
    let ids: Vec<String> = one
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (0..120).filter(|n| !(50..53).contains(n)).map(|n| format!("n{n}")).collect();
    assert_eq!(ids, expected);
    for jobs in ["2", "7", "0"] {
        let other = run(jobs);
        assert!(other.out == one.out && other.err == one.err, "--jobs {jobs} gives the same bytes");
    }
    let path = home.write("in.jsonl", &stream);
    assert!(home.run(["analyze".as_ref(), path.as_os_str()]).out == one.out, "by the file's name");
}

#[test]
fn a_stream_is_answered_line_by_line() {
    let home = Home::new();
    let mut child = home.command(["analyze", "--input", "jsonl"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in ["a", "b", "c"] {
        writeln!(stdin, "{}", serde_json::json!({"id": id, "text": BRIEFING})).unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id, "the answer comes before the next line");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn configuration() {
    let home = Home::with_briefing();
    let shipped = include_str!("../../config.toml");
    assert_eq!(home.run(["config", "--default"]).ok(), shipped);
    assert!(home.run(["config", "--check"]).ok().contains("the defaults hold"));
    home.write(".config/onrecord/config.toml", shipped.as_bytes());
    assert!(home.run(["config", "--check"]).ok().contains("all right"));
    home.write(".config/onrecord/config.toml", b"[view]\nwidht = 60\n[annotate]\ncreator = \"bo\"\n");
    let checked = home.run(["config", "--check"]);
    assert_eq!(checked.code, Some(2));
    assert!(
        checked.err.contains("config.toml:2:1): [view] has no such key; did you mean \"width\"?"),
        "{}",
        checked.err
    );
    let shown = home.run(["show", "a.txt"]);
    assert_eq!((shown.code, shown.err.lines().count()), (Some(0), 1), "a wrong file keeps nothing from running");
    assert!(home.run(["doctor"]).out.contains("creator    bo"));
    home.write("other.toml", b"[store]\npath = \"~/deep/notes.db\"\n");
    home.run(["--config", "other.toml", "annotate", "a.txt", "--claim", "1", "--tag", "x"]).ok();
    assert!(home.path("deep/notes.db").is_file(), "~ is the home folder");
}

#[test]
fn the_program_tells_about_itself() {
    let home = Home::new();
    let version = home.run(["--version"]).ok();
    let sqlite = version.lines().find_map(|line| line.strip_prefix("SQLite ")).unwrap();
    let parts: Vec<u32> = sqlite.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "the WAL-reset bug was mended in 3.51.3, this is {sqlite}");
    assert!(version.contains("engine "));
    assert!(home.run(["doctor"]).ok().contains("network    none"));
    assert!(home.run(["doctor", "--store"]).ok().contains("not there yet"));
    assert!(home.run(["completions", "bash"]).ok().contains("annotations"));
    assert!(home.run(["man"]).ok().contains(".TH onrecord"));
    assert!(home.run(["keys"]).ok().contains("next-claim"));
    assert!(home.run(["--help"]).ok().contains("Exit codes"));
    assert!(!home.path(".local").exists(), "asking leaves nothing behind");
}
