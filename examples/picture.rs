//! Draws the picture in the README from the real screen:
//!
//! ```text
//! cargo run --example picture > assets/screen.svg
//! ```
//!
//! A test compares the file with what [`svg`] makes.

use onrecord::app::play::Play;
use onrecord::base::columns::columns;
use onrecord::config::Theme;
use onrecord::load::samples;
use onrecord::view::{Look, picture};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::io::Write;

/// Columns and rows of the screen.
const SIZE: (u16, u16) = (120, 36);
/// Pixels of a cell: monospaced fonts are about 0.6 em wide.
const CELL: (f32, f32) = (8.4, 18.0);
/// Pixels of a letter.
const LETTER: f32 = 14.0;
/// Pixels around the screen.
const EDGE: f32 = 14.0;
/// What "default" is: ground and letters.
const DEFAULT: (&str, &str) = ("#15181d", "#dfe2e7");
/// The practice briefing, some claims marked, stopped where a claim has all its parts.
const KEYS: &str = "esc 1 l l l l 4 l l 3 l l l 1 h h h h h h h 2 r B 2 t timetable enter a";
/// The note on that claim.
const NOTE: &str = "ask the line for its timetable";

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(svg().as_bytes())
}

/// The picture.
pub fn svg() -> String {
    let mut play = Play::open(samples::practice(), SIZE);
    play.keys(KEYS);
    play.text(NOTE);
    play.keys("enter");
    play.app.message = None;
    let theme = Theme::built_in("dark").unwrap_or_else(Theme::plain);
    draw(&picture(&play.app, &Look { theme, ascii: false }))
}

fn draw(buffer: &Buffer) -> String {
    let (columns, rows) = (f32::from(buffer.area.width), f32::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2.0 * EDGE, rows * CELL.1 + 2.0 * EDGE);
    let mut grounds = String::new();
    let mut lines = String::new();
    let mut letters = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let run = run(buffer, x, y);
            let cell = &buffer[(x, y)];
            let (left, top) = (EDGE + f32::from(x) * CELL.0, EDGE + f32::from(y) * CELL.1);
            let wide = f32::from(run.width) * CELL.0;
            let (fg, bg) = inks(cell);
            if bg != DEFAULT.0 {
                grounds.push_str(&format!(
                    "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{bg}\"/>\n",
                    CELL.1
                ));
            }
            if let Some(shape) = shape(cell.symbol(), left, top, wide) {
                lines.push_str(&format!("<path d=\"{shape}\" {}/>\n", stroke(cell.symbol(), &fg)));
            } else if !run.text.trim().is_empty() {
                letters.push_str(&text(&run, cell, &fg, left, top));
            }
            x += run.width;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-label=\"onrecord reading its practice briefing\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n{grounds}{lines}\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"{LETTER}\" xml:space=\"preserve\">\n{letters}</g>\n</svg>\n",
        DEFAULT.0
    )
}

/// Neighbouring cells of one style.
struct Run {
    text: String,
    /// Cells.
    width: u16,
}

fn run(buffer: &Buffer, x: u16, y: u16) -> Run {
    let first = &buffer[(x, y)];
    let alike = |cell: &Cell| (cell.fg, cell.bg, cell.modifier) == (first.fg, first.bg, first.modifier);
    let mut run = Run { text: String::new(), width: 0 };
    let mut at = x;
    while at < buffer.area.width && alike(&buffer[(at, y)]) {
        let symbol = buffer[(at, y)].symbol();
        // Lines are drawn as lines, each sort by itself.
        let drawn = is_drawn(first.symbol()) || is_drawn(symbol);
        if drawn && symbol != first.symbol() {
            break;
        }
        run.text.push_str(symbol);
        at += u16::try_from(columns(symbol)).unwrap_or(1).max(1);
        if drawn && first.symbol() != "─" && first.symbol() != "█" {
            break;
        }
    }
    run.width = (at - x).max(1);
    run
}

const fn is_line(c: char) -> bool {
    matches!(c, '─' | '│' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴')
}

fn is_drawn(symbol: &str) -> bool {
    symbol.chars().next().is_some_and(|c| is_line(c) || matches!(c, '▌' | '█' | '░' | '▕' | '▏'))
}

/// The path of a line or block, so that no font leaves gaps in it.
fn shape(symbol: &str, left: f32, top: f32, wide: f32) -> Option<String> {
    let c = symbol.chars().next().filter(|_| is_drawn(symbol))?;
    let (right, bottom) = (left + wide, top + CELL.1);
    let (middle, centre) = (left + CELL.0 / 2.0, top + CELL.1 / 2.0);
    let block = |from: f32, to: f32, inset: f32| {
        let (top, bottom) = (top + inset, bottom - inset);
        format!("M{from:.1} {top:.1}H{to:.1}V{bottom:.1}H{from:.1}Z")
    };
    match c {
        '▌' => return Some(block(left, left + CELL.0 / 2.0, 0.0)),
        '█' => return Some(block(left, right, 4.0)),
        '░' => return Some(block(left + 1.0, right - 1.0, 4.0)),
        '▕' => return Some(block(right - 1.0, right, 3.0)),
        '▏' => return Some(block(left, left + 1.0, 3.0)),
        _ => {}
    }
    let mut path = String::new();
    if matches!(c, '─' | '┐' | '┘' | '┤' | '┬' | '┴') {
        path.push_str(&format!("M{left:.1} {centre:.1}H{middle:.1}"));
    }
    if matches!(c, '─' | '┌' | '└' | '├' | '┬' | '┴') {
        path.push_str(&format!("M{middle:.1} {centre:.1}H{right:.1}"));
    }
    if matches!(c, '│' | '└' | '┘' | '├' | '┤' | '┴') {
        path.push_str(&format!("M{middle:.1} {top:.1}V{centre:.1}"));
    }
    if matches!(c, '│' | '┌' | '┐' | '├' | '┤' | '┬') {
        path.push_str(&format!("M{middle:.1} {centre:.1}V{bottom:.1}"));
    }
    Some(path)
}

fn stroke(symbol: &str, fg: &str) -> String {
    match symbol {
        "░" => format!("fill=\"{fg}\" fill-opacity=\"0.25\""),
        _ if symbol.starts_with(is_line) => format!("stroke=\"{fg}\" fill=\"none\""),
        _ => format!("fill=\"{fg}\""),
    }
}

fn text(run: &Run, cell: &Cell, fg: &str, left: f32, top: f32) -> String {
    let leading = run.text.len() - run.text.trim_start().len();
    let words = run.text.trim();
    let x = left + columns(&run.text[..leading]) as f32 * CELL.0;
    let y = top + CELL.1 * 0.74;
    let length = columns(words) as f32 * CELL.0;
    let mut look = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        if cell.modifier.contains(modifier) {
            look.push_str(attribute);
        }
    }
    let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\" fill=\"{fg}\"{look}>{words}</text>\n")
}

/// Colours of letters and ground.
fn inks(cell: &Cell) -> (String, String) {
    let (fg, bg) = (ink(cell.fg, DEFAULT.1), ink(cell.bg, DEFAULT.0));
    if cell.modifier.contains(Modifier::REVERSED) { (bg, fg) } else { (fg, bg) }
}

/// The theme of the picture uses only 24-bit colours and the default.
fn ink(color: Color, default: &str) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => default.to_owned(),
    }
}
