//! For terminals and locales that know only ASCII: what stands in for other characters.

use ratatui::buffer::Buffer;

/// Replaces every character outside ASCII by one inside it.
#[expect(clippy::disallowed_methods, reason = "writes only single printable ASCII characters")]
pub fn simplify(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = cell.symbol().chars().next().map_or(' ', stand_in);
            cell.set_char(plain);
        }
    }
}

const fn stand_in(c: char) -> char {
    match c {
        '─' | '–' | '—' | '‐' | '‑' => '-',
        '│' | '▌' | '▕' | '▏' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        '▸' | '›' | '→' => '>',
        '←' => '<',
        '↑' => '^',
        '↓' | '✓' => 'v',
        '·' | '…' | '•' | '░' | '\u{2801}'..='\u{28ff}' => '.',
        '¶' => 'P',
        '✗' => 'x',
        '★' => '*',
        '◉' => '@',
        '°' => ' ',
        '§' => '$',
        '█' => '#',
        '\u{2800}' | '\u{a0}' => ' ',
        'À'..='Å' => 'A',
        'à'..='å' => 'a',
        'Ç' => 'C',
        'ç' | 'č' | 'ć' => 'c',
        'È'..='Ë' => 'E',
        'è'..='ë' => 'e',
        'Ì'..='Ï' => 'I',
        'ì'..='ï' | 'ı' => 'i',
        'Ñ' => 'N',
        'ñ' => 'n',
        'Ò'..='Ö' | 'Ø' => 'O',
        'ò'..='ö' | 'ø' => 'o',
        'Ù'..='Ü' => 'U',
        'ù'..='ü' => 'u',
        'ğ' => 'g',
        'ş' | 'š' => 's',
        'Š' => 'S',
        'ž' => 'z',
        'Ž' => 'Z',
        'ý' | 'ÿ' => 'y',
        _ => '?',
    }
}
