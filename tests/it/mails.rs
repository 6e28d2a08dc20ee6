//! Screens of mailboxes and mails: entries to pick from, and earlier mails that are folded.

use crate::screens::{LARGE, SMALL, USUAL, WIDE, check};
use onrecord::app::play::Play;
use onrecord::app::{Event, LibraryRow};
use onrecord::config::Config;
use onrecord::format::extract;
use onrecord::load::{Origin, Source, open};

#[test]
fn entries_to_pick_from() {
    let row = |title: &str, day: &str, by: &str, number: usize| LibraryRow {
        title: title.to_owned(),
        origin: Origin::File(format!("/home/ana/press.mbox#{number}").into()),
        last_read: day.to_owned(),
        checked: 0,
        claims: 0,
        by: by.to_owned(),
    };
    let rows = vec![
        row("Pier reopens in May", "2026-05-18", "Kessin Port Authority", 1),
        row("Re: Pier reopens in May", "2026-05-19", "Bo Lind", 2),
        row(
            "Statement on the closing of the northern quay and its consequences for the ferry to Rotterdam, with a table",
            "",
            "The Joint Committee of the Harbours and Ferry Companies of the Northern Coast",
            3,
        ),
        row("日本の首相は火曜日に、交渉を続けると述べた", "2026-05-20", "press@h.example", 4),
    ];
    for (name, size) in [("usual", USUAL), ("wide", WIDE), ("large", LARGE)] {
        let mut play = Play::new(Config::default(), size);
        play.event(Event::Entries(rows.clone()));
        check(&format!("entries-{name}"), play, "j");
    }
}

/// A mail with its answers below it: folded, unfolded, searched.
#[test]
fn earlier_mails_are_folded() {
    let mail = "From: Ana Ruiz <ana@kessin.example>\nSubject: Re: Pier\nDate: Tue, 19 May 2026 08:00:00 +0200\n\
                Message-ID: <1@kessin.example>\n\nThe pier will reopen in May, Lena Ortiz said.\n\n-- \nAna Ruiz\nPress office\n\n\
                On Mon, 18 May 2026 at 10:00, Bo Lind <bo@courier.example> wrote:\n> The mayor said that it would cost two million.\n\
                >\n> Is that right?\n>> Nobody knows, said the mayor's spokesman on Sunday.\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pier.eml");
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), mail.as_bytes()).unwrap();
    let text = || open(&Source::File(path.clone()), None, 1, extract).unwrap();
    for (name, size) in [("usual", USUAL), ("wide", WIDE), ("small", SMALL)] {
        check(&format!("folded-{name}"), Play::open(text(), size), "j");
    }
    check("folded-gone-to", Play::open(text(), USUAL), "G");
    check("folded-opened", Play::open(text(), USUAL), "G enter");
    check("folded-again", Play::open(text(), USUAL), "G enter j g z");
    check("folded-searched", Play::open(text(), USUAL), "/ nobody enter");
}
