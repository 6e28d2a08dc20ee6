//! What this terminal can show.

use crate::config::theme::Theme;
use crate::config::{Config, Marks};
use crate::view::Look;
use std::time::Duration;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// How long a terminal may take to tell its background.
const PATIENCE: Duration = Duration::from_millis(150);

/// Whether the terminal can't place a cursor.
#[must_use]
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb")
}

/// Whether the locale's characters are Unicode. A locale that is not set at all says
/// nothing, and then they are; `C` and `POSIX` say that they are not.
#[must_use]
pub fn speaks_unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    set.is_none_or(|value| {
        let value = value.to_string_lossy().to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

/// The look for this terminal. It may be asked for its background, so this comes before
/// anything else reads keys, and after raw mode is on.
pub(super) fn choose(config: &Config, no_color: bool) -> Look {
    let ascii = match config.view.marks {
        Marks::Ascii => true,
        Marks::Unicode => false,
        Marks::Auto => !speaks_unicode(),
    };
    let name = match config.view.theme.as_str() {
        _ if no_color => "mono",
        "auto" => automatic(),
        name => name,
    };
    let theme = config.theme(name);
    Look { theme: theme.unwrap_or_else(Theme::plain), ascii }
}

/// The theme of "auto". Terminals with 24-bit colours are asked for their background, which
/// all of them answer. Others get the sixteen colours that the reader has chosen for that
/// terminal, which suit its background already; asking them would be a risk without a use.
fn automatic() -> &'static str {
    let full = std::env::var("COLORTERM").is_ok_and(|value| matches!(value.as_str(), "truecolor" | "24bit"));
    if !full {
        return if std::env::var("TERM").is_ok_and(|term| term.ends_with("-mono") || term.starts_with("vt")) {
            "mono"
        } else {
            "ansi"
        };
    }
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => "light",
        Ok(ThemeMode::Dark) => "dark",
        Err(_) => "ansi",
    }
}
