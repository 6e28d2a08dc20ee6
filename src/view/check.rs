//! What must hold of the screen: any events, any size.

use super::{Look, picture};
use crate::annotation::{Anchor, Place};
use crate::app::check::check_app;
use crate::app::play::Play;
use crate::app::{Event, Mouse, MouseKind};
use crate::base::{Error, ErrorKind};
use crate::command::{COMMANDS, Code, Key, Sequence};
use crate::config::{Config, Digits, Preset, Theme};
use crate::load::{Origin, Text};

/// Longer screens than any terminal's only cost time.
const LARGEST: u16 = 300;

/// Keys that no command needs but people press.
const OTHERS: [Key; 8] = [
    Key::char('z'),
    Key::char('é'),
    Key::char('字'),
    Key::char(' '),
    Key::plain(Code::Backspace),
    Key::plain(Code::Delete),
    Key::plain(Code::F(12)),
    Key { code: Code::Char('w'), ctrl: true, alt: false },
];

/// Plays bytes on a text: each one or two are a key, a resize, a paste, an answer of the
/// world. After each event positions are in range and the screen can be drawn, twice the
/// same. Shared by the property test and the fuzz target.
///
/// # Panics
/// When something does not hold.
pub fn check_actions(text: &str, acts: &[u8]) {
    let mut config = Config::default();
    let flags = acts.first().copied().unwrap_or(0);
    if flags & 1 > 0 {
        config.keys.digits = Digits::Count;
    }
    if flags & 2 > 0 {
        config.keys.preset = Preset::Mnemonic;
    }
    let theme = Theme::built_in(if flags & 4 > 0 { "dark" } else { "mono" }).unwrap_or_else(Theme::plain);
    let look = Look { theme, ascii: flags & 8 > 0 };
    let mut play = Play::new(config, (120, 40));
    let origin = if flags & 16 > 0 { Origin::Bundled("practice") } else { Origin::Stdin };
    play.read(Text::from_string("text", origin, text.to_owned()));
    check_screen(&play, &look);
    let keys: Vec<Key> = COMMANDS
        .iter()
        .flat_map(|command| command.keys)
        .filter_map(|written| Sequence::parse(written).ok())
        .flat_map(|sequence| sequence.0)
        .chain(OTHERS)
        .collect();
    let mut acts = acts.iter().copied().skip(1);
    while let Some(act) = acts.next() {
        match usize::from(act) {
            known if known < keys.len() => play.key(keys[known]),
            _ => {
                let what = acts.next().unwrap_or(0);
                play.event(event(&play, act, what));
            }
        }
        play.app.quit = false;
        check_screen(&play, &look);
    }
}

/// Something else that may happen, chosen by two numbers.
fn event(play: &Play, act: u8, what: u8) -> Event {
    let error = || Error::new(ErrorKind::Store, "cannot save", "the disk is full\u{1b}[2J");
    let article = play.app.article.as_ref();
    match (act % 13, article) {
        (0, _) => Event::Resized(u16::from(what) % 140, u16::from(what) / 5),
        (1, _) => Event::Resized(u16::from(what).saturating_mul(2).min(LARGEST), 24),
        (2, _) => Event::Resized(120, u16::from(what).min(LARGEST)),
        (3, _) => Event::Paste("by:\"ana\" \u{1b}[31m\u{202e}words\r\n\tof a note 👩‍👩‍👧".repeat(usize::from(what % 4))),
        (4, _) => Event::Failed(error()),
        (5, _) => Event::SaveFailed(error(), None),
        (12, _) => {
            Event::Piped { command: "wc \u{1b}".to_owned(), output: "6\u{1b}[31m\n".repeat(usize::from(what % 4)) }
        }
        (6, _) => Event::Edited((what > 127).then(|| "written\noutside\u{7}".to_owned())),
        (7, Some(article)) => {
            let hash = article.document.text.hash;
            // As after a change of the text: some words changed, some are gone.
            let mut places = article.places.clone();
            for (index, place) in places.values_mut().enumerate() {
                match (usize::from(what) + index) % 4 {
                    0 => place.anchor = Anchor::Changed,
                    1 => *place = Place { anchor: Anchor::Lost, spans: Vec::new(), ..place.clone() },
                    _ => {}
                }
            }
            Event::Notes(hash, article.notes.clone(), places, article.drafts.clone())
        }
        (8, Some(article)) => Event::Analysed(article.document.text.hash, article.analysis.clone(), what > 127),
        (9, Some(article)) => Event::Analysed(article.document.text.hash, std::sync::Arc::default(), what > 127),
        (10, Some(article)) => {
            let (document, byte) = (article.document.clone(), usize::from(what) * 16);
            Event::Opened { document, resume: Some(byte), claim: Some(usize::from(what % 8)).filter(|n| *n > 0) }
        }
        _ => Event::Mouse(Mouse {
            kind: [MouseKind::Click, MouseKind::Wheel(true), MouseKind::Wheel(false)][usize::from(what % 3)],
            column: u16::from(what),
            row: u16::from(what) / 4,
        }),
    }
}

/// What must hold of one screen.
///
/// # Panics
/// When it does not.
pub fn check_screen(play: &Play, look: &Look) {
    check_app(&play.app);
    let buffer = picture(&play.app, look);
    assert!(buffer == picture(&play.app, look), "drawing twice differs");
    for cell in &buffer.content {
        let symbol = cell.symbol();
        assert!(!symbol.contains(|c: char| c.is_control()), "{symbol:?} reached a cell");
        assert!(!look.ascii || symbol.is_ascii(), "{symbol:?} in ASCII");
    }
}
