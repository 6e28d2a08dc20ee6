//! Names as they are shown.

/// A name over two lines on one.
pub fn one_line(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Ruiz, Ana" as "Ana Ruiz"; "Ana Ruiz, Jr." stays.
pub fn first_name_first(name: String) -> String {
    match name.split_once(", ") {
        Some((last, first)) if !last.contains(' ') && !first.ends_with('.') => format!("{first} {last}"),
        _ => name,
    }
}

/// "JEAN-PIERRE" as "Jean-Pierre", "MCGEE" as "McGee".
pub fn normal_case(written: &str) -> String {
    let mut name = String::with_capacity(written.len());
    for word in written.split_whitespace() {
        if !name.is_empty() {
            name.push(' ');
        }
        let small = matches!(word, "OF" | "THE" | "FOR" | "AND" | "TO" | "DE" | "VAN" | "VON" | "DER");
        let abbreviation = word.len() > 2
            && word.contains('.')
            && !word.trim_end_matches('.').contains(char::is_lowercase)
            && word.matches('.').count() > 1;
        let mut start = !small;
        for (at, c) in word.char_indices() {
            if start || abbreviation || at == 2 && word.len() > 4 && word.starts_with("MC") {
                name.push(c);
            } else {
                name.extend(c.to_lowercase());
            }
            start = !c.is_alphanumeric() && c != '\'' || c == '\'' && at == 1;
        }
    }
    name
}
