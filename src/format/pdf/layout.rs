//! Letters to lines in reading order.

use super::PageLines;
use std::collections::HashMap;

/// A letter: where its base line begins, in points from the lower left corner.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub size: f32,
    pub text: Box<str>,
}

/// A line of one column.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    pub x: f32,
    pub right: f32,
    pub y: f32,
    pub size: f32,
    /// The edges of its column.
    pub column: (f32, f32),
    /// Whether it is a row of cells.
    pub row: bool,
}

/// A part of a line without a wide gap in it.
#[derive(Clone, Debug)]
struct Run {
    text: String,
    x: f32,
    right: f32,
    y: f32,
    size: f32,
}

/// The lines of a page.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let runs = runs(glyphs);
    let mut out = Vec::new();
    columns(rows(runs), 0, &mut out);
    out
}

/// Letters that stand side by side. Letters that were written one after the other stay in that order, since the widths
/// that fonts tell are not always those that are drawn; only runs are put in order by their places.
fn runs(glyphs: Vec<Glyph>) -> Vec<Run> {
    let mut written: Vec<Run> = Vec::new();
    // Where the last letter began: letters to its left are another run, whatever its width is said to be.
    let mut last = f32::MIN;
    for glyph in glyphs {
        let blank = glyph.text.trim().is_empty();
        if let Some(run) = written.last_mut() {
            let size = run.size.max(glyph.size);
            let gap = glyph.x - run.right;
            // Small figures above the line stay in it.
            let level = (glyph.y - run.y).abs() < 0.35 * size;
            if level && glyph.x >= last - 0.1 * size && gap > -0.6 * size && gap < 1.4 * size {
                if (blank || gap > 0.16 * size) && !run.text.ends_with(' ') {
                    run.text.push(' ');
                }
                if !blank {
                    run.text.push_str(&glyph.text);
                    run.size = size;
                }
                run.right = run.right.max(glyph.x + glyph.width);
                last = glyph.x;
                continue;
            }
        }
        last = glyph.x;
        if !blank {
            let right = glyph.x + glyph.width;
            written.push(Run { text: glyph.text.into(), x: glyph.x, right, y: glyph.y, size: glyph.size });
        }
    }
    placed(written)
}

/// Runs from the top, those of one base line from the left, and together where there is no gap between them.
fn placed(mut runs: Vec<Run>) -> Vec<Run> {
    let down = |a: f32, b: f32| b.total_cmp(&a);
    runs.sort_by(|a, b| down(a.y, b.y));
    let (mut base, mut size) = (f32::MAX, 0.0_f32);
    for run in &mut runs {
        if base - run.y > 0.35 * run.size.max(size).max(4.0) {
            (base, size) = (run.y, run.size);
        }
        run.y = base;
    }
    runs.sort_by(|a, b| down(a.y, b.y).then(a.x.total_cmp(&b.x)));
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        if let Some(before) = out.last_mut().filter(|before| before.y == run.y) {
            let size = before.size.max(run.size);
            let gap = run.x - before.right;
            // Printed twice, a little apart, to look bold.
            if run.x - before.x < 0.2 * size && run.text == before.text {
                continue;
            }
            if gap < 1.4 * size {
                if gap > 0.16 * size && !before.text.ends_with(' ') {
                    before.text.push(' ');
                }
                before.text.push_str(&run.text);
                (before.right, before.size) = (before.right.max(run.right), size);
                continue;
            }
        }
        out.push(run);
    }
    out
}

/// Runs on one base line.
fn rows(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut().filter(|row| row[0].y == run.y) {
            Some(row) => row.push(run),
            None => rows.push(vec![run]),
        }
    }
    rows
}

/// Writes rows as lines, column by column where they stand in columns.
fn columns(rows: Vec<Vec<Run>>, depth: usize, out: &mut Vec<Line>) {
    let gutter = if depth < 3 { gutter(&rows) } else { None };
    let Some(gutter) = gutter else { return plain(rows, out) };
    // Sections end where a line goes over the gutter.
    let (mut left, mut right): (Vec<Vec<Run>>, Vec<Vec<Run>>) = (Vec::new(), Vec::new());
    let mut across: Vec<Vec<Run>> = Vec::new();
    for row in rows {
        let crosses = row.iter().any(|run| run.x < gutter - 2.0 && run.right > gutter + 2.0);
        if crosses {
            if !left.is_empty() || !right.is_empty() {
                columns(std::mem::take(&mut left), depth + 1, out);
                columns(std::mem::take(&mut right), depth + 1, out);
            }
            across.push(row);
            continue;
        }
        plain(std::mem::take(&mut across), out);
        let (one, other): (Vec<Run>, Vec<Run>) = row.into_iter().partition(|run| run.x < gutter);
        left.extend((!one.is_empty()).then_some(one));
        right.extend((!other.is_empty()).then_some(other));
    }
    columns(left, depth + 1, out);
    columns(right, depth + 1, out);
    plain(across, out);
}

/// A place that next to no line crosses, with running text on both sides.
fn gutter(rows: &[Vec<Run>]) -> Option<f32> {
    const LEAST: usize = 6;
    if rows.len() < LEAST {
        return None;
    }
    let left = rows.iter().flatten().map(|run| run.x).fold(f32::MAX, f32::min);
    let right = rows.iter().flatten().map(|run| run.right).fold(f32::MIN, f32::max);
    let span = right - left;
    if span < 150.0 {
        return None;
    }
    // How many lines cover each fiftieth of the width.
    const STEPS: usize = 100;
    let step = span / STEPS as f32;
    let mut cover = [0_usize; STEPS + 1];
    for run in rows.iter().flatten() {
        let from = ((run.x - left) / step).floor().clamp(0.0, STEPS as f32) as usize;
        let to = ((run.right - left) / step).ceil().clamp(0.0, STEPS as f32) as usize;
        cover[from..to.max(from)].iter_mut().for_each(|count| *count += 1);
    }
    let middle = STEPS / 5..STEPS * 4 / 5;
    let best = middle.clone().min_by_key(|at| (cover[*at], at.abs_diff(STEPS / 2)))?;
    let (mut from, mut to) = (best, best);
    while from > 0 && cover[from - 1] == cover[best] {
        from -= 1;
    }
    while to + 1 < STEPS && cover[to + 1] == cover[best] {
        to += 1;
    }
    let gutter = left + (from + to + 1) as f32 / 2.0 * step;
    let crosses = |run: &Run| run.x < gutter - 2.0 && run.right > gutter + 2.0;
    let crossing = rows.iter().filter(|row| row.iter().any(crosses)).count();
    let sides = |is: &dyn Fn(&Run) -> bool| -> (usize, f32) {
        let (mut count, mut wide) = (0, 0.0);
        for row in rows.iter().filter(|row| !row.iter().any(crosses)) {
            let inside: Vec<&Run> = row.iter().filter(|run| is(run)).collect();
            if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
                count += 1;
                wide += last.right - first.x;
            }
        }
        (count, if count > 0 { wide / count as f32 } else { 0.0 })
    };
    let one = sides(&|run| run.right <= gutter + 2.0);
    let other = sides(&|run| run.x >= gutter - 2.0);
    // Cells of tables are short; lines of columns fill them.
    let filled = |(count, wide): (usize, f32), room: f32| count >= LEAST && wide > 0.55 * room;
    let is = crossing * 2 < rows.len() && filled(one, gutter - left) && filled(other, right - gutter);
    is.then_some(gutter)
}

/// Rows as lines of one column.
fn plain(rows: Vec<Vec<Run>>, out: &mut Vec<Line>) {
    let left = rows.iter().flatten().map(|run| run.x).fold(f32::MAX, f32::min);
    let right = rows.iter().flatten().map(|run| run.right).fold(f32::MIN, f32::max);
    let several: Vec<bool> = rows.iter().map(|row| row.len() > 1).collect();
    for (index, row) in rows.into_iter().enumerate() {
        let near = |at: Option<usize>| at.and_then(|at| several.get(at)).copied().unwrap_or(false);
        let table = several[index] && (near(index.checked_sub(1)) || near(Some(index + 1)));
        // A bullet or a number before an item is no cell.
        let marker = row.first().is_some_and(|run| run.text.chars().count() <= 4);
        let row_of_cells = table && !marker;
        let (x, y) = (row[0].x, row[0].y);
        let end = row.iter().map(|run| run.right).fold(f32::MIN, f32::max);
        let size = row.iter().map(|run| run.size).fold(0.0, f32::max);
        let parts: Vec<&str> = row.iter().map(|run| run.text.trim()).collect();
        let text = parts.join(if row_of_cells { " | " } else { " " });
        out.push(Line { text, x, right: end, y, size, column: (left, right), row: row_of_cells });
    }
}

/// Leaves out what stands at the top or the bottom of most pages, and page numbers.
pub(super) fn drop_running(pages: &mut [PageLines]) {
    /// Lines from the edge that may be running heads.
    const EDGE: usize = 3;
    let fold = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| if c.is_ascii_digit() { '#' } else { c.to_ascii_lowercase() })
            .collect::<String>()
            .replace("##", "#")
            .replace("##", "#")
    };
    // By height on the page, not by reading order: columns come one after the other.
    let edges = |page: &PageLines| -> Vec<usize> {
        let mut order: Vec<usize> = (0..page.lines.len()).collect();
        order.sort_by(|a, b| page.lines[*b].y.total_cmp(&page.lines[*a].y));
        let far = order.len().saturating_sub(EDGE);
        let mut edges: Vec<usize> = order[..order.len().min(EDGE)].iter().chain(&order[far..]).copied().collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    };
    let mut seen: HashMap<(String, i32), usize> = HashMap::new();
    for page in pages.iter() {
        let mut here: Vec<(String, i32)> = edges(page)
            .iter()
            .map(|at| &page.lines[*at])
            .map(|line| (fold(&line.text), (line.y / 6.0).round() as i32))
            .collect();
        here.sort();
        here.dedup();
        for key in here {
            *seen.entry(key).or_default() += 1;
        }
    }
    let many = (pages.len() / 3).max(2);
    for page in pages.iter_mut() {
        let edges = edges(page);
        let mut drop = vec![false; page.lines.len()];
        for at in edges {
            let line = &page.lines[at];
            let text = fold(&line.text);
            let row = (line.y / 6.0).round() as i32;
            let times: usize = (-1..=1).filter_map(|off| seen.get(&(text.clone(), row + off))).sum();
            let margin = line.y < page.height * 0.12 || line.y > page.height * 0.88;
            drop[at] = margin && (is_number(&line.text) || times >= many && !text.is_empty());
        }
        let mut keep = drop.iter().map(|drop| !drop);
        page.lines.retain(|_| keep.next().unwrap_or(true));
    }
}

/// "7", "- 7 -", "Page 7 of 9", "vii".
fn is_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['-', '–', '—', ' ', '|', '[', ']', '(', ')']).to_lowercase();
    let text = text.strip_prefix("page ").unwrap_or(&text);
    let mut parts = text.split([' ', '/']).filter(|part| !part.is_empty() && *part != "of");
    let number = |part: &str| {
        part.len() <= 4
            && !part.is_empty()
            && (part.bytes().all(|b| b.is_ascii_digit()) || part.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
    };
    let count = parts.clone().count();
    (1..=2).contains(&count) && parts.all(number)
}
