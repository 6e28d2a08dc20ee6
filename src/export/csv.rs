//! Comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

use crate::base::Shown;

/// One row with its line end.
pub(super) fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    cells.join(",") + "\r\n"
}

/// One cell: what a spreadsheet would compute gets an apostrophe before it, line by line what
/// is hidden becomes visible, and what needs quotes gets them.
fn cell(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| Shown::from(line).to_string()).collect();
    let text = lines.join("\n");
    // Spreadsheets look past leading space; the wide forms are typed by East Asian keyboards.
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    let text = if is_formula { format!("'{text}") } else { text };
    if text.contains(['"', ',', '\n', ';', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("a, b", "\"a, b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("＝1", "'＝1"),
            ("\t=1", "'    =1"),
            ("\r=1", "^M=1"),
            ("\n=1", "\"'\n=1\""),
            ("\u{1b}[2J", "^[[2J"),
            ("a\u{202e}b", "a<U+202E>b"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
        assert_eq!(row(["a", "b,c"]), "a,\"b,c\"\r\n");
    }
}
