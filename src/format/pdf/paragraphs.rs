//! Lines to paragraphs, over the borders of columns and pages.

use super::super::BlockKind;
use super::super::builder::Builder;
use super::PageLines;
use super::layout::Line;
use std::collections::{HashMap, HashSet};

/// A paragraph in the making.
#[derive(Default)]
struct Open {
    text: String,
    page: u32,
    /// Where in the text later pages begin.
    breaks: Vec<(usize, u32)>,
    size: f32,
    row: bool,
}

/// Writes the pages' paragraphs.
pub(super) fn write(pages: &[PageLines], builder: &mut Builder) {
    let body = body_size(pages);
    let leading = leading(pages, body);
    let words = Words::of(pages);
    let mut open = Open::default();
    let mut before: Option<&Line> = None;
    let mut titled = false;
    for page in pages {
        let mut first = true;
        for (at, line) in page.lines.iter().enumerate() {
            let next = page.lines.get(at + 1);
            if before.is_none_or(|before| begins(before, line, next, first, leading / body.max(1.0), &open)) {
                titled |= close(&mut open, body, titled, builder);
            }
            if open.text.is_empty() {
                open = Open { page: page.number, size: line.size, row: line.row, ..Open::default() };
            } else if open.breaks.last().map_or(open.page, |last| last.1) != page.number {
                open.breaks.push((open.text.len(), page.number));
            }
            words.join(&mut open.text, line.text.trim());
            (before, first) = (Some(line), false);
        }
    }
    close(&mut open, body, titled, builder);
}

/// The size of most letters.
fn body_size(pages: &[PageLines]) -> f32 {
    let mut sizes: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *sizes.entry((line.size * 2.0).round() as i32).or_default() += line.text.len();
    }
    sizes.into_iter().max_by_key(|(size, count)| (*count, *size)).map_or(10.0, |(size, _)| size as f32 / 2.0)
}

/// The usual distance of lines of the body.
fn leading(pages: &[PageLines], body: f32) -> f32 {
    let mut steps: HashMap<i32, usize> = HashMap::new();
    for pair in pages.iter().flat_map(|page| page.lines.windows(2)) {
        let step = pair[0].y - pair[1].y;
        let same = (pair[0].size - body).abs() < 0.6 && (pair[1].size - body).abs() < 0.6;
        // Full lines, after which a paragraph goes on.
        let full = pair[0].right > pair[0].column.1 - 0.1 * (pair[0].column.1 - pair[0].column.0);
        if same && full && step > 0.5 * body && step < 4.0 * body {
            *steps.entry((step * 4.0).round() as i32).or_default() += 1;
        }
    }
    steps.into_iter().max_by_key(|(step, count)| (*count, -*step)).map_or(body * 1.2, |(step, _)| step as f32 / 4.0)
}

/// Whether a paragraph begins with this line. `leading` is the usual distance of lines, in sizes of letters.
fn begins(before: &Line, line: &Line, next: Option<&Line>, new_page: bool, leading: f32, open: &Open) -> bool {
    if line.row || before.row || is_item(&line.text) {
        return true;
    }
    if (before.size - line.size).abs() > 0.08 * before.size.max(line.size) {
        return true;
    }
    let wide = before.column.1 - before.column.0;
    let same_column = (before.column.0 - line.column.0).abs() < 20.0;
    let closed = is_closed(&before.text);
    let first = line.text.chars().find(|c| c.is_alphanumeric());
    // What is left of the line before, and whether this line's first word had fitted in.
    let word = line.text.split(' ').next().map_or(0, |word| word.chars().count());
    let letter = (line.right - line.x) / line.text.chars().count().max(1) as f32;
    let short = before.right + letter * (word as f32 + 1.0) + 0.02 * wide < before.column.1;
    let step = before.y - line.y;
    let jump = new_page || step < 0.0 || !same_column;
    if jump {
        // Over a border a paragraph goes on where its sentence does, or where its last line is full.
        return if closed {
            short || starts_paragraph(line, next) || is_label(&line.text)
        } else {
            short && first.is_some_and(char::is_uppercase)
        };
    }
    if step > leading * line.size * 1.3 {
        return true;
    }
    if is_label(&line.text) && (closed || short) {
        return true;
    }
    starts_paragraph(line, next) && (closed || short) || closed && short && open.size >= line.size - 0.5 && wide > 100.0
}

/// Whether a line is set in against the one after it, as the first of a paragraph.
fn starts_paragraph(line: &Line, next: Option<&Line>) -> bool {
    let inset = line.x - line.column.0;
    inset > 0.7 * line.size
        && inset < 8.0 * line.size
        && next.is_none_or(|next| next.x < line.x - 0.5 * line.size || next.y > line.y)
}

fn is_closed(text: &str) -> bool {
    text.trim_end().ends_with(['.', '?', '!', ':', '”', '"', ')', ']', '’', ';'])
}

fn is_item(text: &str) -> bool {
    text.starts_with(['•', '◦', '▪', '‣', '●', '○'])
}

/// "MR. KIRBY:", "Q " as transcripts begin turns.
fn is_label(text: &str) -> bool {
    if text.starts_with("Q ") || text.starts_with("A ") && text[2..].starts_with(char::is_uppercase) {
        return true;
    }
    let Some((name, _)) = text.split_once(':') else { return false };
    let letters = name.chars().filter(|c| c.is_alphabetic());
    name.len() <= 40 && letters.clone().count() > 1 && letters.filter(|c| c.is_lowercase()).count() <= 2
}

/// Writes the open paragraph. Tells whether it was the title.
fn close(open: &mut Open, body: f32, titled: bool, builder: &mut Builder) -> bool {
    let Open { text, page, breaks, size, row } = std::mem::take(open);
    if text.trim().is_empty() {
        return false;
    }
    builder.page(page);
    if row {
        builder.block(BlockKind::Row, 0, &text);
        return false;
    }
    if let Some(item) = text.strip_prefix(['•', '◦', '▪', '‣', '●', '○']) {
        builder.block(BlockKind::List, 1, &format!("• {}", item.trim()));
        return false;
    }
    let large = size > body * 1.12 && text.len() < 300;
    let title = large && !titled && page == 1 && size > body * 1.25 && builder.article.blocks.len() < 4;
    let kind = if title {
        BlockKind::Title
    } else if large {
        BlockKind::Heading
    } else {
        BlockKind::Body
    };
    builder.block(kind, u8::from(kind == BlockKind::Heading), &text);
    let start = builder.article.blocks.last().map_or(0, |block| block.start as usize);
    breaks.into_iter().for_each(|(at, number)| builder.page_at(start + at, number));
    title
}

/// The words of the text, by which it is told whether a hyphen at a line's end belongs to the word.
struct Words {
    whole: HashSet<String>,
    hyphened: HashSet<String>,
}

impl Words {
    fn of(pages: &[PageLines]) -> Self {
        let (mut whole, mut hyphened) = (HashSet::new(), HashSet::new());
        for line in pages.iter().flat_map(|page| &page.lines) {
            // The last word of a line may be the half of one.
            for word in line.text.split_whitespace() {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                if word.contains(['-', '\u{2010}']) {
                    hyphened.insert(word.replace('\u{2010}', "-"));
                } else {
                    whole.insert(word);
                }
            }
        }
        Self { whole, hyphened }
    }

    /// Adds a line to a paragraph.
    fn join(&self, text: &mut String, line: &str) {
        let hyphen = text.chars().next_back().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'));
        let Some(hyphen) = hyphen else {
            // A dash between words stands without spaces.
            if !text.is_empty() && (!text.ends_with('—') || text.ends_with(" —")) {
                text.push(' ');
            }
            text.push_str(line);
            return;
        };
        let stem = text[..text.len() - hyphen.len_utf8()]
            .rsplit(|c: char| c.is_whitespace() || c == '—')
            .next()
            .unwrap_or_default();
        let rest = line.split(|c: char| c.is_whitespace() || c == '—').next().unwrap_or_default();
        let fold = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let letters = stem.ends_with(char::is_alphabetic) && rest.starts_with(char::is_lowercase);
        let joined = fold(&format!("{stem}{rest}"));
        let keeps = hyphen != '\u{ad}'
            && (!letters
                || stem.is_empty()
                || !self.whole.contains(&joined)
                    && (self.hyphened.contains(&fold(&format!("{stem}-{rest}"))) || stem.contains('-')));
        if stem.is_empty() && hyphen == '-' {
            text.push(' ');
        } else if !keeps {
            text.truncate(text.len() - hyphen.len_utf8());
        }
        text.push_str(line);
    }
}
