//! Marks from scripts: kept, found again, and never lost.

use crate::program::{BRIEFING, Ended, Home};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

fn list(home: &Home, file: &str) -> Vec<Value> {
    let out = home.run(["annotations", file, "--format", "jsonl"]).ok();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(home: &Home) -> Vec<String> {
    home.run(["annotations", "a.txt", "--ids"]).ok().lines().map(str::to_owned).collect()
}

#[track_caller]
fn sound(home: &Home) {
    let ended = home.run(["doctor", "--store"]);
    assert!(ended.code == Some(0) && ended.out.contains("sound: "), "{ended:?}");
}

#[test]
fn what_is_marked_is_listed() {
    let home = Home::with_briefing();
    let args =
        ["annotate", "a.txt", "--claim", "2", "--status", "disputed", "--grade", "2", "--tag", "b", "--tag", "a"];
    let first = home.run(args).ok();
    let second = home.run(["annotate", "a.txt", "--claim", "c2", "--note", "compare\nwith March", "--tag", "c"]).ok();
    assert_eq!(ids(&home), [first.trim(), second.trim()]);
    let [annotation] = list(&home, "a.txt").try_into().unwrap();
    assert_eq!(annotation["claim"], "c2");
    assert_eq!((&annotation["status"], &annotation["credibility"]), (&"disputed".into(), &2.into()));
    assert_eq!(annotation["tags"], serde_json::json!(["a", "b", "c"]));
    assert_eq!(annotation["note"], "compare\nwith March");
    assert_eq!((&annotation["creator"], &annotation["anchor"]), (&"ana".into(), &"exact".into()));
    let shown = home.run(["show", "a.txt"]).ok();
    assert!(shown.contains("marked: disputed; grade 2; tags a, b, c; note: compare with March"), "{shown}");
    home.run(["annotate", "a.txt", "--claim", "2", "--status", "none"]).ok();
    assert_eq!(list(&home, "a.txt")[0]["status"], Value::Null);
    sound(&home);
}

#[test]
fn marks_follow_the_words_into_a_new_version() {
    let home = Home::with_briefing();
    home.run(["annotate", "a.txt", "--claim", "2", "--status", "verified"]).ok();
    let before = list(&home, "a.txt").remove(0);
    home.write("a.txt", BRIEFING.replace("KESSIN, 19", "A paragraph was added.\n\nKESSIN, 19").as_bytes());
    let after = list(&home, "a.txt").remove(0);
    assert_eq!((&after["anchor"], &after["id"]), (&"moved".into(), &before["id"]));
    assert_ne!(after["spans"], before["spans"]);
    home.write("a.txt", b"Something else altogether, Ortiz said.\n");
    let lost = list(&home, "a.txt").remove(0);
    assert_eq!((&lost["anchor"], &lost["target"]["exact"]), (&"lost".into(), &before["target"]["exact"]));
    assert!(home.run(["show", "a.txt"]).ok().contains("(no longer in the text): verified"));
    home.write("b.txt", b"Something else altogether, Ortiz said.\n");
    assert!(list(&home, "b.txt").is_empty(), "another file has its own marks");
}

#[test]
fn only_the_user_can_read_the_store() {
    let home = Home::with_briefing();
    home.run(["annotate", "a.txt", "--claim", "1", "--tag", "x"]).ok();
    let mode = |name: &str| std::fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(".local/share/onrecord"), mode(".local/share/onrecord/notes.db")), (0o700, 0o600));
}

#[test]
fn without_a_place_to_write_reading_goes_on() {
    let home = Home::with_briefing();
    let run = |args: &[&str]| -> Ended {
        let mut command = home.command(args);
        command.env("HOME", "/proc/x").env("XDG_DATA_HOME", "/sys/x");
        crate::program::feed(command.spawn().unwrap(), b"")
    };
    assert!(run(&["show", "a.txt"]).ok().contains("The union denied"));
    assert_eq!(run(&["annotations", "a.txt"]).ok(), "");
    let refused = run(&["annotate", "a.txt", "--claim", "1", "--tag", "x"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
    assert!(
        refused.err.starts_with("onrecord: cannot open the annotations (/sys/x/onrecord/notes.db): "),
        "{}",
        refused.err
    );
}

#[test]
fn a_damaged_store_is_told_and_reading_goes_on() {
    let home = Home::with_briefing();
    home.write("bad.db", b"this is no database, but long enough to look into it for a while");
    let shown = home.run(["--store", "bad.db", "show", "a.txt"]);
    assert_eq!(shown.code, Some(0));
    assert!(shown.err.contains("(bad.db)") && shown.out.contains("The union denied"), "{shown:?}");
    assert_eq!(home.run(["--store", "bad.db", "annotate", "a.txt", "--claim", "1", "--tag", "x"]).code, Some(1));
    assert_eq!(home.run(["doctor", "--store", "bad.db"]).code, Some(1));
    assert_eq!(std::fs::read(home.path("bad.db")).unwrap().len(), 64, "it is left as it is");
}

#[test]
fn a_damaged_store_is_replaced_by_its_backup_and_that_is_said() {
    let home = Home::with_briefing();
    let id = home.run(["annotate", "a.txt", "--claim", "1", "--tag", "kept"]).ok();
    let doctor = home.run(["doctor"]).ok();
    assert!(doctor.contains("backups    1 in "), "{doctor}");
    let store = home.path(".local/share/onrecord/notes.db");
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[8192..12288].fill(0);
    home.write(".local/share/onrecord/notes.db", &bytes);
    assert_eq!(home.run(["doctor", "--store"]).code, Some(1), "asked only, nothing is repaired");
    let shown = home.run(["show", "a.txt"]);
    assert!(shown.out.contains("tags kept") && shown.code == Some(0), "{shown:?}");
    assert!(shown.err.contains("the newest backup, ") && shown.err.contains("notes.db.damaged-1"), "{}", shown.err);
    assert_eq!(std::fs::read(home.path(".local/share/onrecord/notes.db.damaged-1")).unwrap(), bytes);
    assert_eq!(ids(&home), [id.trim()]);
    sound(&home);
}

/// What was acknowledged is there, whatever moment the writers are killed at.
#[test]
fn killed_writers_lose_nothing_that_was_acknowledged() {
    let home = Home::with_briefing();
    let mut acknowledged = Vec::new();
    for round in 0..24u64 {
        let note = format!("note {round}");
        let mut children: Vec<_> = (0..2)
            .map(|_| home.command(["annotate", "a.txt", "--claim", "1", "--note", &note]).spawn().unwrap())
            .collect();
        // From before the file is opened to after the id was printed.
        std::thread::sleep(Duration::from_millis(round * 4));
        for child in &mut children {
            child.kill().unwrap();
        }
        for child in children {
            let out = child.wait_with_output().unwrap().stdout;
            acknowledged.extend(String::from_utf8(out).unwrap().lines().map(str::to_owned));
        }
        let ended = home.run(["doctor", "--store"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    let last = home.run(["annotate", "a.txt", "--claim", "1", "--note", "last"]).ok();
    acknowledged.push(last.trim().to_owned());
    let kept = ids(&home);
    assert!(acknowledged.iter().all(|id| kept.contains(id)), "{acknowledged:?}\n{kept:?}");
    sound(&home);
}
