//! Measures how annotations are found again in edited texts:
//! `cargo run --release --example anchors -- FILE...`
//!
//! Each text gets 50 marks on its claims and on words chosen by chance; for each mark it is
//! edited in twelve ways whose result is known. Of a file of JSON Lines, ten texts ("text") of
//! more than 1,000 bytes are taken. Without files, the bundled samples are used. At the end, 2,000
//! marks of an article of 1 MB are found after 30 % of its sentences were edited; it must take
//! less than 10 s.

use jiff::Timestamp;
use onrecord::analysis::analyse;
use onrecord::annotation::{Anchor, Annotation, AnnotationId, Place, Target, places};
use onrecord::base::{Hash, Span};
use onrecord::document::parse;
use onrecord::load::{Origin, Text, samples};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

/// What is done to a text.
#[allow(missing_docs)] // the names say it
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Insert,
    Delete,
    Move,
    Typo,
    Figure,
    Negation,
    Name,
    Marks,
    Accents,
    Wrap,
    Merge,
    Truncate,
}

use Edit as E;

/// All of them.
pub const EDITS: [Edit; 12] = [
    E::Insert,
    E::Delete,
    E::Move,
    E::Typo,
    E::Figure,
    E::Negation,
    E::Name,
    E::Marks,
    E::Accents,
    E::Wrap,
    E::Merge,
    E::Truncate,
];

/// What came of the marks under one kind of edit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    /// Marks that were looked for.
    pub marks: usize,
    /// Moved, and where they should be.
    pub right: usize,
    /// Changed, over the place where they should be: the reader is asked.
    pub asked: usize,
    /// Not found.
    pub lost: usize,
    /// Moved to another place, or although the words changed: must never be.
    pub wrong: usize,
}

/// Numbers by chance, the same every time (Knuth's constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// A text and its marks.
pub struct Marked {
    text: String,
    marks: Vec<Vec<Span>>,
}

/// Marks the claims of a text, then words by chance, until there are `count`.
pub fn mark(text: &str, count: usize) -> Marked {
    let text = Text::from_string("text", Origin::Stdin, text.to_owned());
    let document = parse(Arc::new(text));
    let text = document.content().to_owned();
    let mut chance = Chance(text.len() as u64);
    let mut marks: Vec<Vec<Span>> = analyse(&document).claims.values().map(|claim| claim.content.clone()).collect();
    while marks.len() > count {
        marks.swap_remove(chance.below(marks.len()));
    }
    let words: Vec<(usize, &str)> =
        text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).collect();
    while marks.len() < count && words.len() > 20 {
        let first = chance.below(words.len() - 14);
        let last = first + 1 + chance.below(12);
        marks.push(vec![Span::new(words[first].0, words[last].0 + words[last].1.len())]);
    }
    Marked { text, marks }
}

/// Edits a text around a mark. Gives the new text, where the mark's words are in it, and
/// whether they and their sentence are as they were; `None` where the edit does not apply.
fn edited(text: &str, whole: Span, edit: Edit, chance: &mut Chance) -> Option<(String, Span, bool)> {
    let quote = whole.of(text);
    let paragraphs: Vec<Span> = paragraphs(text);
    let own: Vec<usize> = (0..paragraphs.len()).filter(|at| paragraphs[*at].overlaps(whole)).collect();
    let (first, last) = (*own.first()?, *own.last()?);
    let replaced = |span: Span, by: &str| {
        let new = [&text[..span.start()], by, &text[span.end()..]].concat();
        let moved = (whole.start(), whole.end() + by.len() - span.len());
        (new, Span::new(moved.0, moved.1), false)
    };
    let word = |wanted: &dyn Fn(&str) -> bool, chance: &mut Chance| {
        let found: Vec<(usize, &str)> = words(quote).into_iter().filter(|(_, word)| wanted(word)).collect();
        let (at, word) = *found.get(chance.below(found.len()))?;
        Some(Span::new(whole.start() + at, whole.start() + at + word.len()))
    };
    match edit {
        E::Insert => {
            let at = paragraphs[chance.below(first + 1)].start();
            let more = "The desk adds that a correction was made to an earlier text of this report.\n\n";
            let new = [&text[..at], more, &text[at..]].concat();
            Some((new, Span::new(whole.start() + more.len(), whole.end() + more.len()), true))
        }
        E::Delete => {
            let gone = *paragraphs.get(if first > 0 { chance.below(first) } else { last + 1 })?;
            let to = text[gone.end()..].find(|c: char| !c.is_whitespace()).map_or(text.len(), |at| gone.end() + at);
            let new = [&text[..gone.start()], &text[to..]].concat();
            let less = if gone.start() < whole.start() { to - gone.start() } else { 0 };
            Some((new, Span::new(whole.start() - less, whole.end() - less), true))
        }
        E::Move => {
            if first != last || paragraphs.len() < 3 {
                return None;
            }
            let own = paragraphs[first];
            let rest = [text[..own.start()].trim_end(), "\n\n", text[own.end()..].trim_start()].concat();
            let rest = rest.trim();
            if first * 2 < paragraphs.len() {
                let at = rest.len() + 2 + (whole.start() - own.start());
                Some((format!("{rest}\n\n{}", own.of(text)), Span::new(at, at + whole.len()), true))
            } else {
                let at = whole.start() - own.start();
                Some((format!("{}\n\n{rest}", own.of(text)), Span::new(at, at + whole.len()), true))
            }
        }
        E::Typo => {
            let span =
                word(&|word| word.len() > 3 && word.is_ascii() && word.chars().all(char::is_alphabetic), chance)?;
            let mut letters: Vec<char> = span.of(text).chars().collect();
            let at = 1 + chance.below(letters.len() - 2);
            if letters[at] == letters[at + 1] {
                letters.remove(at);
            } else {
                letters.swap(at, at + 1);
            }
            Some(replaced(span, &letters.into_iter().collect::<String>()))
        }
        E::Figure => {
            let span = word(&|word| word.chars().all(|c| c.is_ascii_digit()), chance);
            match span {
                Some(span) => {
                    let number: u64 = span.of(text).parse().ok()?;
                    Some(replaced(span, &(number + 1).to_string()))
                }
                // Without a figure one is put in.
                None => {
                    let span = word(&|word| word.chars().all(char::is_alphabetic), chance)?;
                    Some(replaced(Span::new(span.end(), span.end()), " 17"))
                }
            }
        }
        E::Negation => {
            let span = word(&|word| word.chars().all(char::is_alphabetic), chance)?;
            Some(replaced(Span::new(span.end(), span.end()), " not"))
        }
        E::Name => {
            let span = word(&|word| word.len() > 2 && word.starts_with(char::is_uppercase), chance)?;
            Some(replaced(span, if span.of(text) == "Moravec" { "Hale" } else { "Moravec" }))
        }
        E::Marks => {
            let form = |text: &str| {
                text.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace(['–', '—'], "-").replace('…', "...")
            };
            Some(reformed(text, whole, form))
        }
        E::Accents => Some(reformed(text, whole, |text| text.nfd().collect())),
        E::Wrap => Some(reformed(text, whole, |text| {
            let mut column = 0;
            text.chars()
                .map(|c| {
                    column = if c == '\n' { 0 } else { column + 1 };
                    if c == ' ' && column > 50 {
                        column = 0;
                        '\n'
                    } else {
                        c
                    }
                })
                .collect()
        })),
        E::Merge => {
            let (before, after) = (paragraphs[first.checked_sub(1)?], paragraphs[first]);
            let gap = after.start() - before.end();
            let new = [&text[..before.end()], " ", &text[after.start()..]].concat();
            let less = gap - 1;
            Some((new, Span::new(whole.start() - less, whole.end() - less), true))
        }
        E::Truncate => {
            let end = paragraphs.get(last)?.end();
            (end < text.len()).then(|| (text[..end].to_owned(), whole, true))
        }
    }
}

/// The words of a text, with the byte each begins at.
fn words(text: &str) -> Vec<(usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect()
}

/// Stretches of text between empty lines, or lines where there are none.
fn paragraphs(text: &str) -> Vec<Span> {
    let between = if text.contains("\n\n") { "\n\n" } else { "\n" };
    let mut at = 0;
    let mut out = Vec::new();
    for part in text.split(between) {
        let span = Span::new(at, at + part.len()).trim(text);
        at += part.len() + between.len();
        if !span.is_empty() {
            out.push(span);
        }
    }
    out
}

/// The text in another form; the words stay the words.
fn reformed(text: &str, whole: Span, form: impl Fn(&str) -> String) -> (String, Span, bool) {
    let new = form(text);
    let start = form(&text[..whole.start()]).len();
    let end = form(&text[..whole.end()]).len();
    (new, Span::new(start, end), true)
}

/// Edits a marked text around each of its marks and looks for the mark.
pub fn measure(marked: &Marked, rows: &mut [Row; 12]) {
    let text = &marked.text;
    let mut chance = Chance(7);
    for spans in &marked.marks {
        let hash = Hash::of(text.as_bytes());
        let id = AnnotationId::for_target(hash, spans, "measure");
        let mark = Annotation::blank(id, Target::new(text, hash, spans), "measure", Timestamp::UNIX_EPOCH);
        let Some(whole) = spans.iter().copied().reduce(Span::join) else { continue };
        for (edit, row) in EDITS.iter().zip(&mut *rows) {
            let Some((new, place, same)) = edited(text, whole, *edit, &mut chance) else { continue };
            if new == *text {
                continue;
            }
            // The function that the reader, the commands and the exports use.
            let Ok(found) = places([&mark], &new, Hash::of(new.as_bytes()), |_| {
                Ok::<_, std::convert::Infallible>(Some(text.clone()))
            });
            let Some(Place { anchor, spans: found, .. }) = found.into_values().next() else { continue };
            let found = found.into_iter().reduce(Span::join);
            row.marks += 1;
            match (anchor, found) {
                (Anchor::Exact | Anchor::Moved, Some(found)) if same && touches(&new, found, place) => row.right += 1,
                (Anchor::Exact | Anchor::Moved, _) => {
                    row.wrong += 1;
                }
                (Anchor::Changed, Some(found)) if found.overlaps(place) => row.asked += 1,
                // Shown at another place than it was is as good as lost.
                (Anchor::Changed | Anchor::Lost, _) => row.lost += 1,
            }
        }
    }
}

/// Whether two places hold the same words: their edges may differ by signs and spaces.
fn touches(text: &str, a: Span, b: Span) -> bool {
    let trimmed = |span: Span| {
        let words = span.of(text);
        let start = words.find(char::is_alphanumeric).unwrap_or(0);
        let end = words.rfind(char::is_alphanumeric).unwrap_or(words.len());
        (span.start() + start, span.start() + end)
    };
    trimmed(a) == trimmed(b)
}

/// The table.
pub fn table(rows: &[Row; 12]) -> String {
    let mut out = format!("{:10}{:>8}{:>8}{:>8}{:>8}{:>8}\n", "edit", "marks", "moved", "asked", "lost", "wrong");
    for (edit, row) in EDITS.iter().zip(rows) {
        let name = format!("{edit:?}").to_lowercase();
        out.push_str(&format!(
            "{name:10}{:>8}{:>8}{:>8}{:>8}{:>8}\n",
            row.marks, row.right, row.asked, row.lost, row.wrong
        ));
    }
    out
}

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut texts: Vec<String> = samples::SAMPLES.iter().map(|sample| sample.content.to_owned()).collect();
    for file in files {
        match std::fs::read_to_string(&file) {
            Ok(lines) if file.ends_with(".jsonl") => {
                let text = |line: &str| {
                    let record: serde_json::Value = serde_json::from_str(line).ok()?;
                    record["text"].as_str().filter(|text| text.len() > 1_000).map(str::to_owned)
                };
                texts.extend(lines.lines().filter_map(text).take(10));
            }
            Ok(text) => texts.push(text),
            Err(error) => {
                eprintln!("anchors: {file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    let mut rows = [Row::default(); 12];
    for text in &texts {
        measure(&mark(text, 50), &mut rows);
    }
    let marks: usize = rows.iter().map(|row| row.marks).sum();
    print!("{} texts, {marks} edits\n{}", texts.len(), table(&rows));
    let (found, took) = large();
    println!("2000 marks, 1 MB, 30 % of the sentences edited: {found} found or asked, {:.2} s", took.as_secs_f64());
    let fine = rows.iter().all(|row| row.wrong == 0) && took.as_secs() < 10;
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many of 2,000 marks on an article of 1 MB are found again after 30 % of its sentences
/// were edited, and how long that takes in one thread.
fn large() -> (usize, Duration) {
    let old: String = (0..9_500)
        .map(|number| {
            let end = if number % 6 == 5 { ".\n\n" } else { ". " };
            format!("Report {number} says that {} of the piers at Kessin will probably reopen in the week of {}, Lena Ortiz said{end}", number % 97, number % 89)
        })
        .collect();
    let mut chance = Chance(1);
    let sentences: Vec<&str> = old.split_inclusive(". ").collect();
    let mut new = String::with_capacity(old.len() * 2);
    for sentence in &sentences {
        match chance.below(10) {
            0 => new.push_str(&sentence.replacen("probably ", "", 1)),
            1 => new.push_str(&sentence.replacen("Lena Ortiz", "Tom Hale", 1)),
            2 => {}
            _ => new.push_str(sentence),
        }
    }
    let hash = Hash::of(old.as_bytes());
    let step = old.len() / 2_000;
    let marks: Vec<Annotation> = (0..2_000)
        .map(|number| {
            let start = old[number * step..].find("says").map_or(0, |at| number * step + at);
            let end = old[start..].find(',').map_or(old.len(), |at| start + at);
            let spans = [Span::new(start, end)];
            let id = AnnotationId::for_target(hash, &[Span::new(number, old.len())], "measure");
            Annotation::blank(id, Target::new(&old, hash, &spans), "measure", Timestamp::UNIX_EPOCH)
        })
        .collect();
    let begun = Instant::now();
    let Ok(found) =
        places(&marks, &new, Hash::of(new.as_bytes()), |_| Ok::<_, std::convert::Infallible>(Some(old.clone())));
    let took = begun.elapsed();
    (found.values().filter(|place| !place.spans.is_empty()).count(), took)
}
