//! Word lists, searched where they lie: no parsing at start.
//!
//! A list is a text file in `assets/`: a `#` header that names source and licence, then one
//! entry a line, sorted by its bytes and without doubles. An entry is a word or phrase, and
//! may have a value after a tab.

use std::cmp::Ordering;

/// A sorted word list inside the program.
#[derive(Clone, Copy, Debug)]
pub struct List {
    body: &'static str,
}

impl List {
    /// From the text of a file as described above; done while compiling.
    #[must_use]
    pub const fn new(file: &'static str) -> Self {
        let bytes = file.as_bytes();
        let mut at = 0;
        while at < bytes.len() && bytes[at] == b'#' {
            while at < bytes.len() && bytes[at] != b'\n' {
                at += 1;
            }
            at += 1;
        }
        let at = if at > bytes.len() { bytes.len() } else { at };
        Self { body: file.split_at(at).1 }
    }

    /// The value of the entry `key` ("" where it has none), or `None` if there is no such
    /// entry. Takes the logarithm of the list's length.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'static str> {
        let line = &self.body[self.position(key)..];
        let line = &line[..memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len())];
        let (found, value) = line.split_once('\t').unwrap_or((line, ""));
        (found == key && !key.is_empty()).then_some(value)
    }

    /// Whether there is an entry `key`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether a longer entry begins with `key` and a space; so a phrase can be looked up
    /// word by word.
    #[must_use]
    pub fn continues(&self, key: &str) -> bool {
        let longer = |line: &str| line.len() > key.len() && line.starts_with(key) && line.as_bytes()[key.len()] == b' ';
        // "new" and "new york" may have "new-…" between them only if '-' sorted before ' '.
        let mut rest = &self.body[self.position(key)..];
        if rest.starts_with(key) && !longer(rest) {
            let next = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
            rest = &rest[next..];
        }
        longer(rest)
    }

    /// All entries with their values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        self.body.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }

    /// Where the first line whose key is not less than `key` begins.
    fn position(&self, key: &str) -> usize {
        let bytes = self.body.as_bytes();
        let (mut low, mut high) = (0, bytes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
            let end = memchr::memchr2(b'\t', b'\n', &bytes[start..high]).map_or(high, |at| start + at);
            if bytes[start..end].cmp(key.as_bytes()) == Ordering::Less {
                low = memchr::memchr(b'\n', &bytes[end..high]).map_or(high, |at| end + at + 1);
            } else {
                high = start;
            }
        }
        low
    }
}

const DIACRITICS: List = List::new(include_str!("../../assets/lexicon/diacritics.txt"));

/// Lower case without diacritics, so that "Çavuşoğlu" and "CAVUSOGLU" are one: the form in
/// which names are compared and lists are searched.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        let mut buffer = [0; 4];
        match c {
            // Combining marks, soft hyphen, joiners.
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' => {}
            _ if c.is_ascii() => folded.push(c),
            _ => match DIACRITICS.get(c.encode_utf8(&mut buffer)) {
                Some(plain) => folded.push_str(plain),
                None => folded.push(c),
            },
        }
    }
    folded
}

/// What must hold for every file of `assets/lexicon` and `assets/gazetteer`.
///
/// # Panics
/// When the header lacks source or licence, or entries are unsorted, doubled or empty.
pub fn check_list(name: &str, file: &'static str) {
    let header: String = file.lines().take_while(|line| line.starts_with('#')).collect();
    assert!(header.contains("Source:") && header.contains("Licence:"), "{name}: header");
    assert!(file.ends_with('\n') && !file.contains('\r'), "{name}: line ends");
    let list = List::new(file);
    let mut before = "";
    for (key, value) in list.iter() {
        assert!(before < key, "{name}: {before:?} stands before {key:?}");
        assert_eq!(key.trim(), key, "{name}: white space around an entry");
        assert_eq!(list.get(key), Some(value), "{name}: {key:?} is not found");
        before = key;
    }
    assert!(!before.is_empty(), "{name}: no entries");
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: List = List::new("# Source: own\n# Licence: MIT\nnew\nnew york\tUS\nnewark\toh\nvon der\nwar\n");

    #[test]
    fn entries_values_and_phrases() {
        assert_eq!(LIST.get("new york"), Some("US"));
        assert_eq!(LIST.get("newark"), Some("oh"));
        assert!(LIST.contains("new") && LIST.contains("war") && !LIST.contains("ne") && !LIST.contains("zz"));
        assert!(!LIST.contains("") && !LIST.contains("# Source: own"));
        assert!(LIST.continues("new") && LIST.continues("von") && !LIST.continues("war") && !LIST.continues("n"));
        assert_eq!(LIST.iter().count(), 5);
    }

    #[test]
    fn folding_takes_marks_away() {
        assert_eq!(fold("Mevlüt ÇAVUŞOĞLU"), "mevlut cavusoglu");
        assert_eq!(fold("e\u{301}cole’s Łódź"), "ecole's lodz");
        assert_eq!(fold("日本"), "日本");
    }

    #[test]
    fn a_list_may_be_empty() {
        assert!(!List::new("# nothing").contains("x") && !List::new("").continues("x"));
    }

    #[test]
    fn every_list_is_sorted_and_says_where_it_comes_from() {
        for folder in ["assets/lexicon", "assets/gazetteer"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let file = std::fs::read_to_string(&path).unwrap();
                check_list(&path.display().to_string(), Box::leak(file.into_boxed_str()));
            }
        }
    }
}
