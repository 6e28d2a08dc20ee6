//! Breaking text into lines of a given width, as spans into the text.

use super::columns::clusters;
use super::span::Span;

/// Breaks the text under `span` into lines of at most `width` columns (at least 1) and
/// appends them to `lines`; an empty span gives one empty line.
///
/// Lines break at white space, after long dashes, between wide characters, and where nothing
/// else is left inside a word, after a hyphen if there is one. Line ends in the text count as spaces, so a
/// hard-wrapped paragraph flows. White space at a break belongs to no line. What lies under
/// `concealed` (sorted, disjoint; markup that is not drawn) takes no columns.
pub fn wrap(text: &str, span: Span, concealed: &[Span], width: usize, lines: &mut Vec<Span>) {
    let width = width.max(1);
    let base = span.start();
    let mut skip = &concealed[concealed.partition_point(|s| s.end() <= base)..];
    let mut line_start = None; // first byte drawn on the line
    let mut column = 0;
    // Where the line may end, where the next would start, and the column there.
    let mut fallback: Option<(usize, usize, usize)> = None;
    // The same after a hyphen, for words longer than a line.
    let mut hyphen: Option<(usize, usize, usize)> = None;
    let mut last_end = base;
    let first_line = lines.len();
    for cluster in clusters(span.of(text)) {
        let (start, end) = (base + cluster.start, base + cluster.end);
        while skip.first().is_some_and(|s| s.end() <= start) {
            skip = &skip[1..];
        }
        if skip.first().is_some_and(|s| s.contains(start)) {
            continue;
        }
        if cluster.space {
            if line_start.is_some() {
                column += cluster.width;
                match &mut fallback {
                    // Further white space at the same break.
                    Some((_, next, at)) if *next == start => (*next, *at) = (end, column),
                    _ => fallback = Some((start, end, column)),
                }
            }
            continue;
        }
        let mut from = *line_start.get_or_insert(start);
        while column + cluster.width > width && from < start {
            let best = fallback.take().or_else(|| hyphen.filter(|(_, next, _)| *next > from));
            hyphen = None;
            if let Some((stop, next, at)) = best {
                lines.push(Span::new(from, stop));
                from = next;
                column -= at;
            } else {
                lines.push(Span::new(from, start));
                from = start;
                column = 0;
            }
        }
        line_start = Some(from);
        column += cluster.width;
        last_end = end;
        if cluster.width > 1 || &*cluster.drawn == "—" && from < start {
            fallback = Some((end, end, column));
        } else if matches!(&*cluster.drawn, "-" | "–" | "/") && from < start {
            hyphen = Some((end, end, column));
        }
    }
    if let Some(start) = line_start {
        lines.push(Span::new(start, last_end.max(start)));
    }
    if lines.len() == first_line {
        lines.push(Span::new(base, base));
    }
}

/// What must hold for every text and width; shared by the property test and the fuzz target.
///
/// # Panics
/// When a line is too wide, out of order, or a visible character is on no line.
pub fn check_wrap(text: &str, width: usize) {
    let mut lines = Vec::new();
    wrap(text, Span::new(0, text.len()), &[], width, &mut lines);
    let mut covered = 0;
    for pair in lines.windows(2) {
        assert!(pair[0].end() <= pair[1].start(), "lines overlap");
    }
    for line in &lines {
        let inside = line.of(text);
        let all: Vec<_> = clusters(inside).collect();
        let columns: usize = all.iter().map(|c| c.width).sum();
        assert!(columns <= width.max(1) || all.iter().filter(|c| c.width > 0).count() == 1, "{columns} > {width}");
        covered += all.iter().filter(|c| !c.space).map(|c| c.end - c.start).sum::<usize>();
    }
    let visible: usize = clusters(text).filter(|c| !c.space).map(|c| c.end - c.start).sum();
    assert_eq!(covered, visible, "characters lost or doubled");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(width: usize, text: &str, expected: &[&str]) {
        let mut lines = Vec::new();
        wrap(text, Span::new(0, text.len()), &[], width, &mut lines);
        assert_eq!(lines.iter().map(|line| line.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tables() {
        check(10, "The pier will reopen", &["The pier", "will", "reopen"]);
        check(10, "The  pier\nwill   ", &["The  pier", "will"]);
        check(6, "well-known fact", &["well-", "known", "fact"]);
        check(11, "a well-known fact", &["a", "well-known", "fact"]);
        check(9, "said—or not", &["said—or", "not"]);
        check(7, "said—or not", &["said—or", "not"]);
        check(6, "said—or not", &["said—", "or not"]);
        check(4, "abcdefghij", &["abcd", "efgh", "ij"]);
        check(5, "日本語です", &["日本", "語で", "す"]);
        check(3, "", &[""]);
        check(3, "   ", &[""]);
        check(0, "ab", &["a", "b"]);
    }

    #[test]
    fn concealed_markup_takes_no_columns() {
        let text = "**bold** and plain";
        let mut lines = Vec::new();
        wrap(text, Span::new(0, text.len()), &[Span::new(0, 2), Span::new(6, 8)], 8, &mut lines);
        assert_eq!(lines.iter().map(|line| line.of(text)).collect::<Vec<_>>(), ["bold** and", "plain"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing(text in "[a-z \\-日é\u{301}\n\t—👩\u{200d}\u{1b}]{0,80}", width in 1usize..30) {
            check_wrap(&text, width);
        }
    }
}
