//! Screens by typed keys. Each snapshot begins with what was typed.

use onrecord::annotation::{Annotation, AnnotationId, Credibility, Status};
use onrecord::app::play::Play;
use onrecord::app::{Effect, Event, LibraryRow, Mouse, MouseKind};
use onrecord::base::{Error, ErrorKind};
use onrecord::config::{Config, Role, Theme};
use onrecord::load::{Origin, Text, samples};
use onrecord::view::{Look, paint, picture};
use ratatui::buffer::{Buffer, Cell};
use std::sync::Arc;

pub const SMALL: (u16, u16) = (60, 15);
pub const USUAL: (u16, u16) = (80, 24);
pub const WIDE: (u16, u16) = (120, 40);
pub const LARGE: (u16, u16) = (200, 60);

fn look(theme: &str) -> Look {
    Look { theme: Theme::built_in(theme).unwrap(), ascii: false }
}

/// The practice briefing, without the lesson.
fn practice(size: (u16, u16)) -> Play {
    let mut play = Play::open(samples::practice(), size);
    play.key(onrecord::command::Key::plain(onrecord::command::Code::Esc));
    play.app.message = None;
    play
}

/// The transcript that comes with the program.
fn transcript(size: (u16, u16)) -> Play {
    let mut play = Play::open(samples::named("transcript").unwrap(), size);
    play.key(onrecord::command::Key::plain(onrecord::command::Code::Esc));
    play.app.message = None;
    play
}

/// Rows as text between bars; what stands in the second half of a wide character is left out.
fn rows(buffer: &Buffer, letter: impl Fn(&Cell) -> String) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut covered = 0;
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            if covered == 0 {
                line.push_str(&letter(cell));
                covered = onrecord::base::columns::columns(cell.symbol());
            }
            covered = covered.saturating_sub(1);
        }
        out.push_str(&format!("│{line}│\n"));
    }
    out
}

fn screen(play: &Play, look: &Look) -> String {
    rows(&picture(&play.app, look), |cell| cell.symbol().to_owned())
}

/// Plays `keys` and compares the screen with the snapshot `name`.
#[track_caller]
pub fn check(name: &str, mut play: Play, keys: &str) {
    play.keys(keys);
    let (width, height) = play.app.size;
    let typed = format!("{width}x{height}, keys: {keys}");
    insta::assert_snapshot!(name, format!("{typed}\n{}", screen(&play, &look("dark"))));
}

#[test]
fn opening() {
    check("opening-small", practice(SMALL), "");
    check("opening-usual", practice(USUAL), "");
    check("opening-wide", practice(WIDE), "");
    check("opening-large", practice(LARGE), "");
    check("opening-transcript", transcript(USUAL), "");
}

#[test]
fn a_claim_is_disputed() {
    for (name, size) in [("small", SMALL), ("usual", USUAL), ("wide", WIDE), ("large", LARGE)] {
        check(&format!("disputed-{name}"), practice(size), "l l 2");
    }
    check("disputed-transcript", transcript(WIDE), "l l l l l l l l 2");
}

#[test]
fn a_marked_claim_with_everything() {
    check("everything-usual", practice(USUAL), "l l 2 r B 2 % 2 t harbour enter a compare enter 7 j l");
    check("everything-back", practice(WIDE), "l l 2 r B 2 % 2 t harbour enter a compare enter 7");
}

/// Wide and right-to-left scripts: each column stays where it is.
#[test]
fn other_scripts() {
    let text = "Title of a text in several scripts\n\nقالت البلدية إن التكاليف ارتفعت 12% في 2025، وأضافت أن العمل سيستمر حتى مايو.\n\n\
                The spokesman said: «שלום עולם» and left.\n\n日本の首相は火曜日に、交渉を続けると述べた。“交渉は続く”と外務省の報道官、田中太郎は東京で語った。\
                さらに来週、両国の代表が会うことも明らかにした。\n\n한국 대변인은 “회담이 계속될 것”이라고 말했다.\n";
    let text = onrecord::load::record("scripts.txt", text.to_owned()).unwrap();
    let play = Play::open(text, USUAL);
    let shown = picture(&play.app, &look("dark"));
    for y in 0..USUAL.1 {
        let mut x = 0;
        while x < USUAL.0 {
            x += onrecord::base::columns::columns(shown[(x, y)].symbol()).max(1) as u16;
        }
        assert_eq!(x, USUAL.0, "row {y} is too wide");
    }
    check("other-scripts", play, "");
}

/// The first screen of a large text, while the rest is read.
#[test]
fn the_beginning_of_a_large_text() {
    let begun = |size, share| {
        let document = onrecord::document::parse(Arc::new(samples::practice()));
        let mut play = Play::new(Config::default(), size);
        play.event(Event::Begun(Arc::new(document)));
        play.event(Event::Reading(share));
        play
    };
    check("begun-small", begun(SMALL, 0.07), "1");
    check("begun-usual", begun(USUAL, 0.43), "");
    check("begun-wide", begun(WIDE, 1.0), "G");
}

#[test]
fn help() {
    check("help-small", practice(SMALL), "?");
    check("help-usual", practice(USUAL), "?");
    check("help-wide", practice(WIDE), "?");
    check("help-searched", practice(USUAL), "? / tag");
    check("help-people", practice(USUAL), "gp ?");
}

#[test]
fn palette() {
    check("palette-usual", practice(USUAL), ": appr");
    check("palette-none", practice(USUAL), ": xyzzy");
    check("palette-small", practice(SMALL), ":");
}

#[test]
fn typing() {
    let mut note = practice(USUAL);
    note.keys("l l a");
    note.text("Compare with the harbour office's own figures of March, which were lower");
    check("note-usual", note, "ctrl-j and");
    check("note-small", practice(SMALL), "l a short");
    check("tag-completion", practice(USUAL), "l t harbour enter l t money enter l t ha");
    check("filter-prompt", practice(USUAL), "&");
    check("filter-complaint", practice(USUAL), "& xyzzy: enter");
    check("search-prompt", practice(WIDE), "/ ferry");
}

#[test]
fn going_outside() {
    let text = "# Talks\n\nThe minister [told a paper](https://example.org/interview) that it is over, he said.\n\n\
                The whole text is at https://example.org/text, Ana Ortiz said.\n\nNothing more was said.\n";
    let mut source = Text::from_string("talks.md", Origin::Stdin, text.to_owned());
    source.format = onrecord::load::Format::Markdown;
    let talks = |size| Play::open(source.clone(), size);
    check("links-concealed", talks(USUAL), "o");
    check("links-of-the-text", talks(SMALL), "G o");
    let mut play = talks(USUAL);
    play.keys("l o");
    assert!(play.asked.contains(&Effect::OpenLink("https://example.org/text".to_owned())), "{:?}", play.asked);
    play.keys("h o");
    assert_eq!(play.app.scope(), onrecord::command::Scope::CHOICE, "where words are no address, the address is shown");
    play.keys("a");
    assert!(play.asked.contains(&Effect::OpenLink("https://example.org/interview".to_owned())), "{:?}", play.asked);
    check("pipe-prompt", talks(USUAL), "| wc");
    let mut play = talks(USUAL);
    play.keys("|");
    play.text("wc -w");
    play.keys("enter");
    let command = "wc -w".to_owned();
    let asked =
        Effect::Pipe { command: command.clone(), words: "The minister told a paper that it is over\n".to_owned() };
    assert!(play.asked.contains(&asked), "{:?}", play.asked);
    play.event(Event::Piped { command, output: "6 \u{1b}[31mwords\nand no more\n".to_owned() });
    check("pipe-output", play, "");
}

/// What was sent to the clipboard last.
fn copied(play: &Play) -> &str {
    let last = play.asked.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    last.unwrap_or("(nothing)")
}

#[test]
fn copying() {
    let mut play = practice(USUAL);
    play.keys("l l r B 3 a one enter l h y y");
    let quote = copied(&play).to_owned();
    assert!(quote.len() > 20 && !quote.contains('\n'), "{quote}");
    play.keys("y c");
    insta::assert_snapshot!("copied-citation", copied(&play));
    play.keys("y n");
    assert_eq!(copied(&play), "one");
    play.keys("y j");
    let json: serde_json::Value = serde_json::from_str(copied(&play)).unwrap();
    assert_eq!((json["kind"].as_str(), json["human"][0]["note"].as_str()), (Some("claim"), Some("one")));
    check("copied", play, "y c");
    let hostile = "He said: “Do\u{1b}]52;c;AAAA\u{7} it\u{202e} now”, Ana Ortiz said.\n";
    let mut play = Play::open(Text::from_string("h.txt", Origin::Stdin, hostile.to_owned()), USUAL);
    for keys in ["y y", "y c", "y j"] {
        play.keys(keys);
        assert!(copied(&play).chars().all(|c| !c.is_control() && c != '\u{202e}'), "{:?}", copied(&play));
    }
    let before = play.asked.len();
    play.keys("y n");
    assert_eq!(play.asked.len(), before, "there is no note");
    let long = format!("“{} harbour”, Ana Ortiz said.\n", "and the old".repeat(8000));
    let mut play = Play::open(Text::from_string("l.txt", Origin::Stdin, long), USUAL);
    play.keys("y y");
    assert_eq!(copied(&play), "(nothing)");
    assert!(screen(&play, &look("dark")).contains("Not copied"));
}

/// The left button on a cell.
fn click(play: &mut Play, column: u16, row: u16) {
    play.event(Event::Mouse(Mouse { kind: MouseKind::Click, column, row }));
}

#[test]
fn clicks_choose_and_open() {
    let mut play = practice(USUAL);
    play.keys("gc");
    // The list stands below the frame; the fourth row, then the same again.
    let row = |play: &Play, words: &str| {
        let screen = screen(play, &look("dark"));
        u16::try_from(screen.lines().position(|line| line.contains(words)).unwrap()).unwrap()
    };
    let at = row(&play, "not yet known");
    click(&mut play, 20, at);
    assert!(!play.app.overlays.is_empty(), "the first click only chooses");
    click(&mut play, 20, at);
    assert!(play.app.overlays.is_empty() && screen(&play, &look("dark")).contains("Tomas Hale"));
    play.keys("?");
    let at = row(&play, "next-claim");
    click(&mut play, 30, at);
    click(&mut play, 30, at);
    assert!(play.app.overlays.is_empty(), "help did what the row says");
    let mut wide = practice(WIDE);
    let at = row(&wide, "Ingrid Voss  ");
    click(&mut wide, 90, at);
    let article = wide.app.article.as_ref().unwrap();
    assert_eq!(article.analysis.people.get(article.people[article.person_row.row]).unwrap().name, "Ingrid Voss");
    let before = article.person_row.row;
    wide.event(Event::Mouse(Mouse { kind: MouseKind::Wheel(true), column: 90, row: at }));
    assert_eq!(wide.app.article.as_ref().unwrap().person_row.row, before + 1, "the wheel moves the panel under it");
}

#[test]
fn questions() {
    check("rating-source", practice(USUAL), "l l r");
    check("rating-claim", practice(USUAL), "l l r B");
    check("likelihood", practice(USUAL), "l %");
    check("rating-small", practice(SMALL), "l l r");
    check("prefix", practice(USUAL), "g");
    check("mark", practice(USUAL), "m");
}

#[test]
fn filters_and_search() {
    let mut hale = practice(WIDE);
    hale.keys("&");
    hale.text("by:hale");
    check("filter-active", hale, "enter l");
    check("search-active", practice(USUAL), "/ ferry enter n");
    check("search-nothing", practice(USUAL), "/ zeppelin enter");
}

#[test]
fn a_filter_has_ends_of_its_own() {
    let mut play = practice(USUAL);
    play.keys("l l 2 &");
    play.text("status:disputed");
    play.keys("enter");
    let there = play.app.article.as_ref().unwrap().item;
    play.keys("j j G");
    assert_eq!(play.app.article.as_ref().unwrap().item, there);
    play.keys("k");
    check("filter-elsewhere", play, "");
    let mut play = practice(USUAL);
    play.keys("&");
    play.text("zeppelin");
    play.keys("enter j j j j j esc");
    assert!(play.app.article.as_ref().unwrap().item.is_some(), "without a filter the paragraph's claim is current");
}

#[test]
fn the_place_is_the_cursors() {
    let text = "Ana Ortiz said the pier is open.\n\nShe said more.\n\nEnds\n";
    let mut play = Play::open(Text::from_string("t.txt", Origin::Stdin, text.to_owned()), USUAL);
    play.keys("G");
    let place = play.app.keep_place();
    let Some(Effect::KeepPlace { byte, .. }) = place.first() else { panic!("{place:?}") };
    let byte = *byte;
    let article = play.app.article.as_ref().unwrap();
    let (document, analysis, para) = (Arc::clone(&article.document), Arc::clone(&article.analysis), article.para);
    let mut again = Play::new(Config::default(), USUAL);
    let hash = document.text.hash;
    again.event(Event::Opened { document, resume: Some(byte), claim: None });
    again.event(Event::Analysed(hash, analysis, true));
    assert_eq!(again.app.article.as_ref().unwrap().para, para);
}

#[test]
fn what_was_undone_is_said() {
    check("undone-tag", practice(USUAL), "l l t timeline enter u");
    // Of several tags only the one that was put there is told.
    check("second-tag", practice(USUAL), "l l t timeline enter t port enter");
    check("tag-removed", practice(USUAL), "l l t timeline enter t port enter T timeline enter");
    check("undone-status", practice(USUAL), "l 1 2 u");
    check("undone-own", practice(USUAL), "j v l l 2 u");
    check("own-is-current", practice(USUAL), "j v l l 2");
}

#[test]
fn lists() {
    check("list-after-list", practice(USUAL), "gd gs");
    check("why-note", practice(USUAL), "l l 2 a look enter i");
    check("claims-usual", practice(USUAL), "l 1 l 2 gc");
    check("claims-large", practice(LARGE), "l 1 l 2 gc j");
    check("times", practice(USUAL), "gd");
    check("sources", practice(USUAL), "gs");
    check("notices", practice(USUAL), "g!");
    check("why-usual", practice(USUAL), "l l i");
    check("why-wide", practice(WIDE), "l l l l i");
    check("why-small", practice(SMALL), "l l i");
}

#[test]
fn panels() {
    check("people-usual", practice(USUAL), "gp j");
    check("people-wide", practice(WIDE), "tab j");
    check("people-large", practice(WIDE), "gp z");
    check("venues-usual", practice(USUAL), "gv");
    check("venues-map", practice(WIDE), "gv z j j");
    check("venues-map-usual", practice(USUAL), "gv z");
    check("venues-map-large", practice(LARGE), "gv z");
    check("text-alone", practice(WIDE), "z");
}

#[test]
fn selection() {
    check("selection", practice(USUAL), "j v l l l");
    check("selection-claim", practice(USUAL), "j j j j j j j v l l l enter");
}

#[test]
fn library() {
    let row = |title: &str, origin, checked, claims| LibraryRow {
        title: title.to_owned(),
        origin,
        last_read: "2026-05-19 16:42".to_owned(),
        checked,
        claims,
        by: String::new(),
    };
    let rows = vec![
        row("Ferry to return to Kessin", Origin::File("/home/ana/briefings/kessin.txt".into()), 3, 27),
        row(
            "A title that is much longer than any line of a terminal of the usual width can hold, as some are",
            Origin::File("/home/ana/x.md".into()),
            0,
            140,
        ),
        row("\u{1b}[2Jtricky\u{202e}", Origin::Bundled("practice"), 0, 0),
    ];
    for (name, size) in [("usual", USUAL), ("wide", WIDE)] {
        let mut play = Play::new(Config::default(), size);
        play.event(Event::Library(rows.clone()));
        check(&format!("library-{name}"), play, "j");
    }
}

#[test]
fn too_small() {
    check("too-small", practice((40, 10)), "");
    check("one-cell", practice((1, 1)), "");
}

#[test]
fn lesson() {
    for (name, size) in [("small", SMALL), ("usual", USUAL), ("wide", WIDE)] {
        check(&format!("lesson-1-{name}"), Play::open(samples::practice(), size), "");
    }
    let keys = ["l", "l 2", "l 2 u", "l 2 u tab", "l 2 u tab esc ?", "l 2 u tab esc ? esc"];
    for (step, keys) in (2..).zip(keys) {
        check(&format!("lesson-{step}"), Play::open(samples::practice(), USUAL), keys);
    }
}

#[test]
fn messages() {
    let mut failed = practice(USUAL);
    failed.event(Event::Failed(
        Error::new(ErrorKind::Store, "cannot save the annotation", "database or disk is full")
            .at_place("/home/ana/.local/share/onrecord/notes.db")
            .hint("free some space; what you typed is kept"),
    ));
    check("message-error", failed, "");
    check("message-unbound", practice(USUAL), "d");
    check("message-undo", practice(USUAL), "l 2 u");
    check("message-nothing-to-undo", practice(USUAL), "u");
}

#[test]
fn odd_texts() {
    let text = |content: &str| Text::from_string("odd.txt", Origin::Stdin, content.to_owned());
    check("empty", Play::open(text(""), USUAL), "");
    check("no-claims", Play::open(text("Contents\n\n1\n\n2\n"), USUAL), "l");
    let wide = "北京会谈 🇨🇳🇵🇹\n\n北京,5月19日 — 外交部发言人说:“谈判可能在下周恢复。”王毅没有回答关于里斯本会议的问题,记者们等了三个小时,然后离开了大厅,没有得到任何答复。\n\n\
        Wang Yi said in 北京 that talks would “probably” resume 👩‍👩‍👧 next week, and that e\u{301}clat was not wanted.\n";
    check("wide-characters", Play::open(text(wide), USUAL), "l");
    check("wide-characters-wide", Play::open(text(wide), WIDE), "l");
    let hostile =
        "The \u{1b}[31mred\u{1b}[0m title\n\n\u{202e}Ana Ruiz said\u{202c} the pier\u{200b}is open.\tShe did.\u{7}\n";
    check("hostile", Play::open(text(hostile), USUAL), "l");
    let long = "a".repeat(300);
    check("long-word", Play::open(text(&format!("Title\n\nHe said {long} was likely.\n")), USUAL), "l");
}

#[test]
fn before_the_claims_are_found() {
    let mut play = Play::new(Config::default(), USUAL);
    let document = Arc::new(onrecord::document::parse(Arc::new(Text::from_string(
        "slow.txt",
        Origin::Stdin,
        samples::practice().content.to_string(),
    ))));
    let hash = document.text.hash;
    play.event(Event::Opened { document, resume: None, claim: None });
    play.event(Event::Progress(hash, 0.4));
    check("running", play, "");
}

#[test]
fn ascii_and_no_colour() {
    let mut play = practice(WIDE);
    play.keys("l l 2");
    let plain = Look { theme: Theme::built_in("mono").unwrap(), ascii: true };
    insta::assert_snapshot!("ascii-wide", screen(&play, &plain));
    play.keys("gv z");
    insta::assert_snapshot!("ascii-map", screen(&play, &plain));
}

/// A letter for each cell: the role whose style it has.
fn styles(play: &Play, theme: &str) -> String {
    let look = look(theme);
    let base = paint::style(&look.theme, Role::Text);
    let known: Vec<(char, ratatui::style::Style)> = [
        ('s', Role::Source),
        ('c', Role::Cue),
        ('=', Role::Content),
        ('h', Role::Hedge),
        ('t', Role::Time),
        ('v', Role::Venue),
        ('p', Role::Person),
        ('T', Role::Title),
        ('a', Role::Accent),
        ('k', Role::Key),
        ('d', Role::Dim),
        ('-', Role::Border),
        ('2', Role::Disputed),
        ('.', Role::Text),
    ]
    .map(|(letter, role)| (letter, base.patch(paint::style(&look.theme, role))))
    .to_vec();
    let content = base.patch(paint::style(&look.theme, Role::Content));
    rows(&picture(&play.app, &look), |cell| {
        let same = |style: ratatui::style::Style| {
            let mut other = Cell::default();
            other.set_style(style);
            (other.fg, other.bg, other.modifier) == (cell.fg, cell.bg, cell.modifier)
        };
        let letter = known.iter().find(|(_, style)| same(*style) || same(content.patch(*style))).map(|(l, _)| *l);
        match letter {
            Some('.') if cell.symbol() == " " => " ".to_owned(),
            Some(letter) => letter.to_string(),
            None => "?".to_owned(),
        }
    })
}

#[test]
fn the_parts_of_a_claim_are_lit_differently() {
    let mut play = practice(USUAL);
    play.keys("l l 2");
    insta::assert_snapshot!("styles-dark", styles(&play, "dark"));
    for theme in Theme::BUILT_IN {
        let theme_ = Theme::built_in(theme).unwrap();
        let roles = [Role::Source, Role::Cue, Role::Content, Role::Hedge, Role::Text];
        for (index, a) in roles.iter().enumerate() {
            for b in &roles[index + 1..] {
                assert_ne!(theme_.style(*a), theme_.style(*b), "{theme}: {} and {} look alike", a.name(), b.name());
            }
        }
    }
}

/// The practice briefing with marks on four claims, opened again after it was edited: a figure, a
/// word and a paragraph less, and a new lead.
fn edited(size: (u16, u16)) -> Play {
    let mut play = practice(size);
    play.keys("2 l l 1 a compare enter l l l 7 G 3 gg");
    let old = play.app.article.as_ref().unwrap().content().to_owned();
    let paragraphs: Vec<&str> = old.trim_end().split("\n\n").collect();
    let last = paragraphs.len() - 1;
    let mut new: Vec<String> = paragraphs[..last].iter().map(|paragraph| (*paragraph).to_owned()).collect();
    new[2] = new[2].replace("28 May", "29 May").replace("the last", "this last");
    new.insert(1, "The desk adds that an earlier text of this report was corrected.".to_owned());
    play.reread(Text::from_string("practice.txt", Origin::Stdin, format!("{}\n", new.join("\n\n"))));
    play
}

#[test]
fn marks_on_a_changed_article() {
    for (name, size) in [("small", SMALL), ("usual", USUAL), ("wide", WIDE)] {
        check(&format!("recheck-opening-{name}"), edited(size), "");
        check(&format!("recheck-list-{name}"), edited(size), "gr");
    }
    check("recheck-gone", edited(USUAL), "gr G");
    check("recheck-placing", edited(USUAL), "gr G s");
    check("recheck-placed", edited(USUAL), "gr G s l enter");
    check("recheck-kept", edited(USUAL), "gr a");
    check("recheck-kept-and-taken-back", edited(USUAL), "gr a u");
    check("recheck-by-a-status", edited(USUAL), "gr enter 1");
    check("recheck-filtered", edited(USUAL), "& status:recheck enter");
}

/// The practice briefing with marks on four claims, of which a colleague judges three otherwise.
fn of_two_readers(size: (u16, u16)) -> Play {
    let mut play = practice(size);
    play.keys("l 1 l 2 a compare enter l 1 l r C 2 gg l");
    let article = play.app.article.as_ref().unwrap();
    let theirs = article.items.iter().filter_map(|item| {
        let mine = article.annotation(item)?;
        let place = article.places.get(&mine.id)?.clone();
        let id = AnnotationId::for_target(mine.target.document, &mine.target.spans, "Bo Lind");
        let mut theirs = Annotation::blank(id, mine.target.clone(), "Bo Lind", mine.created);
        theirs.status = mine.status.map(|_| Status::Disputed);
        theirs.credibility = mine.credibility.and(Credibility::new(5));
        theirs.note = Some("No such notice was found.".to_owned());
        Some((theirs, place))
    });
    let (hash, theirs) = (article.document.text.hash, theirs.collect());
    play.event(Event::Others(hash, theirs));
    play
}

#[test]
fn where_readers_differ_is_listed_and_settled() {
    for (name, size) in [("small", SMALL), ("usual", USUAL), ("wide", WIDE)] {
        check(&format!("disagreements-{name}"), of_two_readers(size), "ga");
    }
    check("disagreements-strip", of_two_readers(USUAL), "");
    check("disagreements-theirs", of_two_readers(USUAL), "ga a");
    check("disagreements-mine", of_two_readers(USUAL), "ga m");
    check("disagreements-both", of_two_readers(USUAL), "ga b esc ]");
    check("disagreements-taken-back", of_two_readers(USUAL), "ga b u");
    check("disagreements-judged-anew", of_two_readers(USUAL), "ga m esc ] 3");
    check("disagreements-settled", of_two_readers(USUAL), "ga m m m");
    check("disagreements-cleared", of_two_readers(USUAL), "ga b esc ] 0");
    // The other one judges anew: nothing old is said to be theirs.
    let mut anew = of_two_readers(USUAL);
    anew.keys("ga b esc ]");
    let article = anew.app.article.as_ref().unwrap();
    let mut theirs: Vec<_> = article.others.iter().map(|o| (o.annotation.clone(), o.place.clone())).collect();
    theirs.iter_mut().for_each(|(annotation, _)| annotation.status = annotation.status.map(|_| Status::False));
    let hash = article.document.text.hash;
    anew.event(Event::Others(hash, theirs));
    check("disagreements-theirs-anew", anew, "");
    check("disagreements-filtered", of_two_readers(USUAL), "& is:disagreed enter");
}

#[test]
fn a_changed_text_is_told_when_read_again() {
    let text =
        |words: &str| Text::from_string("talks.txt", Origin::Stdin, format!("Lena Ortiz said the pier {words}.\n"));
    let mut play = Play::open(text("is open"), SMALL);
    play.reread(text("is shut"));
    check("read-again", play, "");
}

#[test]
fn what_changed_since_it_was_read() {
    for (name, size) in [("small", SMALL), ("usual", USUAL), ("wide", WIDE)] {
        check(&format!("changes-{name}"), edited(size), "D");
    }
    check("changes-gone-to", edited(USUAL), "D j enter");
    check("changes-none", practice(USUAL), "D");
}
