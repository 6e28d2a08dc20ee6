//! Exports as files and streams; journals between readers.

use crate::program::{Ended, Home};
use serde_json::Value;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Another reader in a home of their own.
fn ben(home: &Home, args: &[&str]) -> Ended {
    let mut command = home.command(args);
    command.env("USER", "ben");
    crate::program::feed(command.spawn().unwrap(), b"")
}

fn marked() -> Home {
    let home = Home::with_briefing();
    home.run(["annotate", "a.txt", "--claim", "1", "--status", "disputed", "--grade", "B2", "--note", "=1+1"]).ok();
    home.run(["annotate", "a.txt", "--claim", "2", "--status", "verified", "--tag", "ready"]).ok();
    home
}

#[test]
fn every_format_goes_to_standard_output_or_a_file() {
    let home = marked();
    for format in ["md", "markdown", "csv", "jsonl", "w3c", "claimreview", "criticmarkup", "training", "journal"] {
        let printed = home.run(["export", "a.txt", "--format", format]).ok();
        assert!(!printed.is_empty(), "{format}");
        let name = format!("out.{format}");
        assert_eq!(home.run(["export", "a.txt", "--format", format, "-o", &name]).ok(), "");
        let written = std::fs::read_to_string(home.path(&name)).unwrap();
        // The moment of the export may differ by a second.
        assert_eq!(written.lines().count(), printed.lines().count(), "{format}");
        assert_eq!(home.run(["export", "a.txt", "--format", format, "-o", "-"]).code, Some(0));
    }
    home.run(["export", "a.txt", "--format", "brat", "--output", "kessin.ann"]).ok();
    for name in ["kessin.txt", "kessin.ann", "annotation.conf"] {
        assert!(home.path(name).exists(), "{name}");
    }
    let text = std::fs::read(home.path("kessin.txt")).unwrap();
    assert!(text == std::fs::read(home.path("a.txt")).unwrap(), "the text is the article");
    let temporary = std::fs::read_dir(home.path(""))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".onrecord"));
    assert_eq!(temporary.count(), 0);
}

#[test]
fn a_filtered_view_is_a_filtered_sheet() {
    let home = marked();
    let rows = |args: &[&str]| {
        let csv = home.run([&["export", "a.txt", "--format", "csv"], args].concat()).ok();
        csv.lines().count() - 1
    };
    let all = rows(&[]);
    assert_eq!((rows(&["--filter", "is:checked"]), rows(&["--filter", "status:disputed"])), (2, 1));
    assert_eq!(rows(&["--filter", "-is:checked"]), all - 2);
    assert_eq!(rows(&["--filter", "tag:ready by:ortiz"]), 1);
    let wrong = home.run(["export", "a.txt", "--format", "csv", "--filter", "status:maybe"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("“maybe” is no status"), "{}", wrong.err);
}

#[test]
fn the_article_can_be_left_out() {
    let home = marked();
    let words = "No date was given";
    for format in ["md", "jsonl"] {
        let export = ["export", "a.txt", "--format", format, "--filter", "is:checked"];
        assert!(home.run(export).ok().contains(words), "{format}");
        let without = home.run(export.iter().chain(&["--without-text"])).ok();
        assert!(!without.contains(words) && without.contains("We are ready"), "{format}: {without}");
    }
    assert!(home.run(["export", "a.txt", "--format", "journal"]).ok().contains(words));
    assert!(!home.run(["export", "a.txt", "--format", "journal", "--without-text"]).ok().contains(words));
    home.run(["export", "a.txt", "--format", "brat", "--without-text", "-o", "b"]).ok();
    assert!(home.path("b.ann").exists() && !home.path("b.txt").exists());
}

#[test]
fn nothing_is_written_over_unasked() {
    let home = marked();
    let export = |args: &[&str]| home.run([&["export", "a.txt", "--format", "csv", "-o"], args].concat());
    home.write("old.csv", b"mine");
    std::fs::set_permissions(home.path("old.csv"), std::fs::Permissions::from_mode(0o640)).unwrap();
    let article = std::fs::read(home.path("a.txt")).unwrap();
    std::fs::create_dir(home.path("elsewhere")).unwrap();
    home.write("elsewhere/far.csv", b"far");
    symlink("elsewhere/far.csv", home.path("out.csv")).unwrap();
    symlink("old.csv", home.path("near.csv")).unwrap();
    symlink("a.txt", home.path("disguise.csv")).unwrap();
    for (args, why) in [
        (&["old.csv"][..], "it is there already; give --force"),
        (&["near.csv"], "it is there already; give --force"),
        (&["out.csv", "--force"], "it is a link out of its folder"),
        (&["a.txt", "--force"], "it is what is read"),
        (&["disguise.csv", "--force"], "it is what is read"),
        (&[".local/share/onrecord/notes.db", "--force"], "it is what is read"),
        (&["elsewhere", "--force"], "it is no regular file"),
        (&["none/x.csv"], "cannot write the file (none/x.csv)"),
    ] {
        let ended = export(args);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{args:?}");
        assert!(ended.err.contains(why), "{args:?}: {}", ended.err);
    }
    let read = |name: &str| std::fs::read(home.path(name)).unwrap();
    assert_eq!((read("old.csv"), read("elsewhere/far.csv"), read("a.txt")), (b"mine".into(), b"far".into(), article));
    export(&["near.csv", "--force"]).ok();
    assert!(read("old.csv").starts_with(b"number,"), "a link inside the folder leads to its file");
    assert!(home.path("near.csv").is_symlink());
    let mode = std::fs::metadata(home.path("old.csv")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "permissions stay");
    for (args, why) in [
        (vec!["export", "a.txt", "--format", "brat"], "brat has two files"),
        (vec!["export", "a.txt", "--format", "training", "--without-text"], "this format is the text itself"),
        (vec!["export", "a.txt", "--format", "journal", "--filter", "x"], "a journal is whole"),
        (vec!["export", "a.txt"], "--format"),
    ] {
        let ended = home.run(&args);
        assert_eq!(ended.code, Some(2), "{args:?}");
        assert!(ended.err.contains(why), "{args:?}: {}", ended.err);
    }
}

/// Killed at any moment, an export leaves the old file or the new one, never a part.
#[test]
fn a_killed_export_leaves_the_old_file_or_the_new() {
    let home = marked();
    let args = ["export", "a.txt", "--format", "training", "--force", "-o", "out"];
    home.run(args).ok();
    let new = std::fs::read(home.path("out")).unwrap();
    let mut replaced = 0;
    for round in 0..16u64 {
        home.write("out", b"old");
        let mut child = home.command(args).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round * 5));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = std::fs::read(home.path("out")).unwrap();
        assert!(found == b"old" || found == new, "round {round}: {} bytes", found.len());
        replaced += usize::from(found == new);
    }
    assert!(replaced < 16, "none was killed early enough");
}

#[test]
fn journals_go_between_readers() {
    let ana = marked();
    let other = Home::with_briefing();
    ben(&other, &["annotate", "a.txt", "--claim", "1", "--status", "verified", "--grade", "F", "--note", "seen it"])
        .ok();
    ben(&other, &["annotate", "a.txt", "--claim", "3", "--status", "false"]).ok();
    let theirs = ben(&other, &["export", "a.txt", "--format", "journal"]).ok();
    ana.write("theirs.jsonl", theirs.as_bytes());
    let before = ana.run(["annotations", "a.txt"]).ok();
    assert_eq!(ana.run(["import", "theirs.jsonl"]).ok(), "2 new, 0 known already by ben; on 1 text\n");
    assert_eq!(ana.run(["import", "theirs.jsonl"]).ok(), "0 new, 2 known already by ben; on 1 text\n");
    let after = ana.run(["annotations", "a.txt"]).ok();
    assert!(before.lines().all(|line| after.contains(line)), "mine stay as they are:\n{before}\n{after}");
    assert!(after.contains("ben: verified; note: seen it"), "{after}");
    // Changing the same claim changes mine alone.
    ana.run(["annotate", "a.txt", "--claim", "1", "--tag", "mine"]).ok();
    assert!(ana.run(["annotations", "a.txt"]).ok().contains("ben: verified; note: seen it"));
    let figures = ana.run(["agreement", "a.txt"]).ok();
    assert!(figures.starts_with("status: ana and ben agree on 0 of 1 (0 %), Cohen's kappa 0.00"), "{figures}");
    assert!(figures.contains("c1    ana disputed, ben verified: "), "{figures}");
    let lines = ana.run(["agreement", "a.txt", "--format", "jsonl"]).ok();
    let kinds: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].as_str().unwrap().to_owned())
        .collect();
    assert!(kinds.contains(&"pair".to_owned()) && kinds.contains(&"difference".to_owned()), "{lines}");
    let sheet = ana.run(["export", "a.txt", "--format", "csv", "--filter", "status:any"]).ok();
    assert_eq!(sheet.matches(",ana,").count() + sheet.matches(",ben,").count(), 4, "{sheet}");
    // Back and forth: both have the same events.
    let whole = ana.run(["export", "a.txt", "--format", "journal"]).ok();
    other.write("whole.jsonl", whole.as_bytes());
    ben(&other, &["import", "whole.jsonl", "--on", "a.txt"]).ok();
    assert_eq!(ben(&other, &["export", "a.txt", "--format", "journal"]).ok(), whole);
    let sound = ana.run(["doctor", "--store"]);
    assert!(sound.code == Some(0) && sound.out.contains("sound: "), "{sound:?}");
}

#[test]
fn what_is_no_journal_is_refused() {
    let home = marked();
    let journal = home.run(["export", "a.txt", "--format", "journal"]).ok();
    let other = Home::with_briefing();
    for (content, why) in [
        ("hello, world, here I am\n".to_owned(), "neither a journal of onrecord nor W3C annotations"),
        ("{\"a\": 1}\n".to_owned(), "there is no annotation in it"),
        (journal.replace("\"kind\":\"change\"", "\"kind\":\"change\",\"kind\":\"x\""), "line 3: "),
        (journal.lines().filter(|line| !line.starts_with("{\"document\"")).collect::<Vec<_>>().join("\n"), "with --on"),
    ] {
        other.write("in", content.as_bytes());
        let ended = other.run(["import", "in"]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
        assert!(ended.err.contains(why) && ended.err.contains("(in)"), "{}", ended.err);
    }
    assert_eq!(other.run(["annotations", "a.txt"]).ok(), "");
}

#[test]
fn web_annotations_come_in_with_their_anchors() {
    let home = marked();
    let collection = home.run(["export", "a.txt", "--format", "w3c"]).ok();
    let other = Home::with_briefing();
    other.write("w.json", collection.as_bytes());
    let unknown = other.run(["import", "w.json"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("name the article with --on"), "{}", unknown.err);
    let told = ben(&other, &["import", "w.json", "--on", "a.txt"]).ok();
    assert!(told.starts_with("2 new, 0 known already; 2 exact, 0 moved, 0 lost; "), "{told}");
    assert!(ben(&other, &["import", "w.json"]).ok().starts_with("0 new, 2 known already"));
    let listed = ben(&other, &["annotations", "a.txt"]).ok();
    assert!(
        listed.contains("ana: disputed; grade 2; note: =1+1") && listed.contains("ana: verified; tags ready"),
        "{listed}"
    );
    let text = std::fs::read_to_string(other.path("a.txt")).unwrap();
    other.write("b.txt", format!("A line before.\n\n{}", text.replace("We are ready", "We are not ready")).as_bytes());
    let told = ben(&other, &["import", "w.json", "--on", "b.txt"]).ok();
    assert!(told.contains("1 moved, 1 lost") && told.starts_with("lost: ana: "), "{told}");
    let listed = ben(&other, &["annotations", "b.txt"]).ok();
    assert!(listed.contains("lost    “We are ready,”"), "{listed}");
}
