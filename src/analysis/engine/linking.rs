//! From tagged segments to relations: a content chooses its cue, a relation its source, by
//! small networks that look at both ends of the segments and at where they lie. The same as
//! `train/linking.py`.

use crate::analysis::engine::encoder::{add, matrix, product};
use crate::analysis::engine::features::{Features, slot};
use crate::analysis::engine::math::exp;
use crate::analysis::engine::study::Relation;
use crate::analysis::engine::weights::Weights;
use ndarray::Array2;
use std::ops::Range;

/// Candidates on a link.
const NEAREST: usize = 10;

/// Numbers that describe a segment by itself.
const EXTRAS: usize = 4;

/// How many values each part of [`Segments::geometry`] has.
const GEOMETRY: [usize; 5] = [18, 7, 5, 16, 4];

/// The sum of these.
const PLACES: usize = 50;

/// Segments of one role, in order.
#[derive(Debug, Default)]
pub(crate) struct Side {
    pub(crate) ranges: Vec<Range<usize>>,
    /// First and last row of the encoder, then the extras, row after row.
    rows: Vec<f32>,
    width: usize,
    /// Which relations of the rules each segment touches in each role.
    rules: [Vec<Vec<u32>>; 3],
}

impl Side {
    fn row(&self, i: usize) -> &[f32] {
        self.rows.get(i * self.width..(i + 1) * self.width).unwrap_or_default()
    }

    fn extras(&self, i: usize) -> &[f32] {
        let row = self.row(i);
        row.get(row.len().saturating_sub(EXTRAS)..).unwrap_or_default()
    }

    /// The mean log-probability of its tags.
    pub(crate) fn sure(&self, i: usize) -> f32 {
        self.extras(i).first().copied().unwrap_or_default()
    }

    /// How much of it stands in quotation marks.
    pub(crate) fn quoted(&self, i: usize) -> f32 {
        self.extras(i).get(2).copied().unwrap_or_default()
    }

    /// How much of it the rules give the same role.
    pub(crate) fn ruled(&self, i: usize) -> f32 {
        self.extras(i).get(3).copied().unwrap_or_default()
    }
}

/// Roles, as numbered in the tags.
pub(crate) const CONTENT: usize = 0;
pub(crate) const SOURCE: usize = 1;
pub(crate) const CUE: usize = 2;

/// A window of a document after tagging; token numbers count from its start, except in
/// `features`.
#[derive(Clone, Copy)]
pub(crate) struct Window<'a> {
    pub(crate) features: &'a Features,
    pub(crate) start: usize,
    /// Log-probabilities of the tags, token after token.
    pub(crate) scores: &'a [f32],
    /// Rows of the encoder.
    pub(crate) state: &'a Array2<f32>,
    /// For each role and token of the window: the number of the rules' relation there plus
    /// one, or 0.
    pub(crate) owners: &'a [Vec<u32>; 3],
}

/// For each role and token of `range`: which of `rules` is there, plus one.
pub(crate) fn owners(rules: &[Relation], range: &Range<usize>) -> [Vec<u32>; 3] {
    let mut owners = [vec![0; range.len()], vec![0; range.len()], vec![0; range.len()]];
    for (number, rule) in rules.iter().enumerate() {
        for (role, ranges) in [(CONTENT, &rule.content), (SOURCE, &rule.source), (CUE, &rule.cue)] {
            for found in ranges {
                let (from, to) = (found.start.max(range.start), found.end.min(range.end));
                if from < to {
                    owners[role][from - range.start..to - range.start].fill(number as u32 + 1);
                }
            }
        }
    }
    owners
}

impl Window<'_> {
    fn tag(&self, token: usize, tag: usize) -> f32 {
        self.scores.get(token * 7 + tag).copied().unwrap_or(-20.0)
    }

    /// What is known of segments of a role.
    pub(crate) fn side(&self, ranges: Vec<Range<usize>>, role: usize) -> Side {
        let quote = slot("quote").unwrap_or_default();
        let ruled = slot("role").unwrap_or_default();
        let width = 2 * self.state.ncols() + EXTRAS;
        let mut rows = Vec::with_capacity(ranges.len() * width);
        let mut rules = [Vec::new(), Vec::new(), Vec::new()];
        for range in &ranges {
            for end in [range.start, range.end - 1] {
                rows.extend(self.state.row(end).iter());
            }
            let length = range.len() as f32;
            let inside: f32 = (range.start + 1..range.end).map(|i| self.tag(i, 2 + 2 * role)).sum();
            let share = |of: &dyn Fn(&[u16]) -> bool| {
                range.clone().filter(|i| of(self.features.of(self.start + i))).count() as f32 / length
            };
            rows.push((self.tag(range.start, 1 + 2 * role) + inside) / length);
            rows.push(length.ln());
            rows.push(share(&|slots| slots.get(quote).is_some_and(|&value| value > 0)));
            rows.push(share(&|slots| {
                slots.get(ruled).is_some_and(|&value| usize::from(value.div_ceil(2)) == role + 1)
            }));
            for (of, rules) in rules.iter_mut().enumerate() {
                let mut found: Vec<u32> =
                    self.owners[of].get(range.clone()).unwrap_or_default().iter().copied().filter(|&o| o > 0).collect();
                found.sort_unstable();
                found.dedup();
                rules.push(found);
            }
        }
        Side { ranges, rows, width, rules }
    }

    /// Where segment `y` lies from segment `x`, as rows of a table; `near` and `far` are what
    /// the rules say of each.
    fn geometry(&self, x: &Range<usize>, y: &Range<usize>, all: &Segments, near: &[u32], far: &[u32]) -> [usize; 5] {
        let after = y.start >= x.end;
        let (low, high) = if after { (x.end - 1, y.start) } else { (y.end - 1, x.start) };
        let (low, high) = (low.min(high), low.max(high));
        let gap = if after { y.start - x.end } else { x.start.saturating_sub(y.end) };
        let gap = [1, 2, 3, 4, 6, 10, 20, 40].iter().filter(|&&border| gap >= border).count();
        let apart = |of: &[u32], most: usize| {
            let number = |i: usize| of.get(self.start + i).copied().unwrap_or_default();
            let between = (number(high).saturating_sub(number(low)) as usize).min(most);
            if after { most + between } else { most - between }
        };
        let within = |side: &Side| {
            let from = side.ranges.partition_point(|range| range.start <= low);
            let to = side.ranges.partition_point(|range| range.end <= high);
            to.saturating_sub(from).min(3)
        };
        let rule = match (near.is_empty(), far.is_empty()) {
            (true, true) => 0,
            _ if near.iter().any(|rule| far.contains(rule)) => 1,
            (false, _) => 2,
            _ => 3,
        };
        let values = [
            gap + if after { 9 } else { 0 },
            apart(&self.features.sentence, 3),
            apart(&self.features.paragraph, 2),
            within(&all.cues) * 4 + within(&all.contents),
            rule,
        ];
        let mut first = 0;
        let mut rows = [0; 5];
        for ((row, value), size) in rows.iter_mut().zip(values).zip(GEOMETRY) {
            *row = first + value;
            first += size;
        }
        rows
    }
}

/// All segments of a window.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    pub(crate) contents: Side,
    pub(crate) cues: Side,
    pub(crate) sources: Side,
}

/// The candidates for `x` among `ys`, which are in order: the nearest, by tokens between.
fn nearest(x: &Range<usize>, ys: &[Range<usize>]) -> Range<usize> {
    let mut right = ys.partition_point(|y| y.start < x.end);
    let mut left = right;
    let before = |y: &Range<usize>| x.start.saturating_sub(y.end);
    let after = |y: &Range<usize>| y.start.saturating_sub(x.end);
    while right - left < NEAREST {
        match (left.checked_sub(1).and_then(|k| ys.get(k)), ys.get(right)) {
            (Some(l), Some(r)) if before(l) <= after(r) => left -= 1,
            (_, Some(_)) => right += 1,
            (Some(_), None) => left -= 1,
            (None, None) => break,
        }
    }
    left..right
}

/// Scores candidates for a segment, and some ways to choose none of them.
#[derive(Clone, Debug)]
struct Chooser {
    /// What is asked of one side and held by the other.
    query: Dense,
    key: Dense,
    places: Vec<f32>,
    mixed: Dense,
    out: Dense,
    others: Dense,
    hidden: usize,
}

/// A matrix and a bias.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    matrix: Array2<f32>,
    bias: Vec<f32>,
}

impl Dense {
    pub(crate) fn load(weights: &Weights, name: &str, inputs: usize) -> Result<Self, String> {
        let (values, rows, columns) = weights.matrix(&format!("{name}.matrix"))?;
        if rows != inputs || columns == 0 {
            return Err(format!("has {name:?} for {rows} numbers, not {inputs}"));
        }
        let bias = weights.shaped(&format!("{name}.bias"), 1, columns)?;
        Ok(Self { matrix: matrix(values, rows, columns)?, bias })
    }

    /// How many numbers come out.
    pub(crate) const fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// For all rows at once.
    pub(crate) fn all(&self, rows: &[f32]) -> Array2<f32> {
        let count = rows.len() / self.matrix.nrows().max(1);
        let mut out = Array2::zeros((count, self.outputs()));
        if let Ok(rows) = ndarray::ArrayView2::from_shape((count, self.matrix.nrows()), rows) {
            product(&rows, &self.matrix, out.view_mut());
        }
        for mut row in out.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                add(row, &self.bias);
            }
        }
        out
    }

    /// For one row.
    pub(crate) fn one(&self, row: &[f32], out: &mut Vec<f32>) {
        out.clear();
        out.extend_from_slice(&self.bias);
        for (value, weights) in row.iter().zip(self.matrix.rows()) {
            out.iter_mut().zip(weights).for_each(|(out, weight)| *out += value * weight);
        }
    }
}

impl Chooser {
    fn load(weights: &Weights, name: &str, width: usize, views: usize, others: usize) -> Result<Self, String> {
        let own = views * (2 * width + EXTRAS);
        let dense = |part: &str, inputs| Dense::load(weights, &format!("{name}.{part}"), inputs);
        let mixed = dense("mixed", 1 + EXTRAS * (views + 1))?;
        let hidden = mixed.outputs();
        let chooser = Self {
            query: dense("query", own)?,
            key: dense("key", 2 * width + EXTRAS)?,
            places: weights.shaped(&format!("{name}.places"), views * PLACES, hidden)?,
            out: dense("out", hidden)?,
            others: dense("others", own)?,
            mixed,
            hidden,
        };
        if chooser.query.outputs() != chooser.key.outputs()
            || chooser.out.outputs() != 1
            || chooser.others.outputs() != others
        {
            return Err(format!("has parts of {name:?} that do not fit together"));
        }
        Ok(chooser)
    }
}

/// What was chosen for one segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Choice {
    /// Candidate, or after these one of the ways to choose none.
    pub(crate) chosen: Result<usize, usize>,
    /// Log-probability of the choice.
    pub(crate) sure: f32,
}

/// One question: its own numbers (views, then extras), its extras, the candidates with the
/// rows of the table of places for each.
struct Question<'a> {
    own: &'a [f32],
    extras: &'a [f32],
    candidates: Range<usize>,
    places: &'a dyn Fn(usize) -> Vec<usize>,
}

impl Chooser {
    fn choose(&self, queries: &[f32], others: &[f32], keys: &Array2<f32>, side: &Side, ask: &Question<'_>) -> Choice {
        let scale = (queries.len() as f32).sqrt();
        let (mut input, mut hidden, mut score) = (Vec::new(), Vec::new(), Vec::new());
        let mut scores = Vec::with_capacity(NEAREST + others.len());
        for k in ask.candidates.clone() {
            let dot = keys.row(k).iter().zip(queries).map(|(a, b)| a * b).sum::<f32>() / scale;
            input.clear();
            input.push(dot);
            input.extend_from_slice(ask.extras);
            input.extend_from_slice(side.extras(k));
            self.mixed.one(&input, &mut hidden);
            for place in (ask.places)(k) {
                if let Some(row) = self.places.get(place * self.hidden..(place + 1) * self.hidden) {
                    add(&mut hidden, row);
                }
            }
            hidden.iter_mut().for_each(|value| *value = value.max(0.0));
            self.out.one(&hidden, &mut score);
            scores.push(score.first().copied().unwrap_or_default() + dot);
        }
        scores.extend_from_slice(others);
        let (best, top) = scores
            .iter()
            .enumerate()
            .fold((0, f32::NEG_INFINITY), |best, (at, &score)| if score > best.1 { (at, score) } else { best });
        let sum: f32 = scores.iter().map(|score| exp(score - top)).sum();
        let count = ask.candidates.len();
        let chosen = if best < count { Ok(ask.candidates.start + best) } else { Err(best - count) };
        Choice { chosen, sure: -sum.ln() }
    }
}

/// Both networks.
#[derive(Clone, Debug)]
pub(crate) struct Linker {
    cue: Chooser,
    source: Chooser,
    width: usize,
}

/// A relation between segments of a window, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    pub(crate) contents: Vec<usize>,
    pub(crate) cue: Option<usize>,
    pub(crate) source: Option<usize>,
    /// Log-probability of the links between contents and cue, on average.
    pub(crate) sure_of_cue: f32,
    /// Log-probability of the choice of source.
    pub(crate) sure_of_source: f32,
}

impl Linker {
    pub(crate) fn load(weights: &Weights, width: usize) -> Result<Self, String> {
        Ok(Self {
            cue: Chooser::load(weights, "link.cue", width, 1, 2)?,
            source: Chooser::load(weights, "link.source", width, 2, 1)?,
            width,
        })
    }

    /// Relations, by their first content or cue.
    pub(crate) fn relate(&self, window: &Window<'_>, all: &Segments) -> Vec<Link> {
        let mut links = self.cues(window, all);
        self.sources(window, all, &mut links);
        links
    }

    fn cues(&self, window: &Window<'_>, all: &Segments) -> Vec<Link> {
        let (contents, cues) = (&all.contents, &all.cues);
        let mut links: Vec<Link> = Vec::new();
        let mut of_cue: Vec<Option<usize>> = vec![None; cues.ranges.len()];
        let queries = self.cue.query.all(&contents.rows);
        let others = self.cue.others.all(&contents.rows);
        let keys = self.cue.key.all(&cues.rows);
        for (n, x) in contents.ranges.iter().enumerate() {
            let places = |k: usize| {
                let rules = (&contents.rules[CONTENT][n], &cues.rules[CUE][k]);
                window.geometry(x, &cues.ranges[k], all, rules.0, rules.1).to_vec()
            };
            let ask = Question {
                own: contents.row(n),
                extras: contents.extras(n),
                candidates: nearest(x, &cues.ranges),
                places: &places,
            };
            debug_assert_eq!(ask.own.len(), 2 * self.width + EXTRAS);
            let choice = self.cue.choose(
                queries.row(n).to_slice().unwrap_or_default(),
                others.row(n).to_slice().unwrap_or_default(),
                &keys,
                cues,
                &ask,
            );
            match choice.chosen {
                Ok(k) => {
                    let at = *of_cue[k].get_or_insert(links.len());
                    if at == links.len() {
                        links.push(Link { cue: Some(k), ..Link::default() });
                    }
                    links[at].contents.push(n);
                    links[at].sure_of_cue += choice.sure;
                }
                Err(0) => links.push(Link { contents: vec![n], sure_of_cue: choice.sure, ..Link::default() }),
                Err(_) => {}
            }
        }
        for link in &mut links {
            link.sure_of_cue /= link.contents.len() as f32;
        }
        links
    }

    fn sources(&self, window: &Window<'_>, all: &Segments, links: &mut [Link]) {
        let (contents, cues, sources) = (&all.contents, &all.cues, &all.sources);
        let keys = self.source.key.all(&sources.rows);
        let (mut own, mut extras) = (Vec::new(), Vec::new());
        let (mut query, mut others) = (Vec::new(), Vec::new());
        for link in links {
            let side = if link.cue.is_some() { cues } else { contents };
            let Some(number) = link.cue.or_else(|| link.contents.first().copied()) else { continue };
            let anchor = &side.ranges[number];
            let away = |n: usize| {
                let range = &contents.ranges[n];
                range.start.saturating_sub(anchor.end).max(anchor.start.saturating_sub(range.end))
            };
            let Some(first) = link.contents.iter().copied().min_by_key(|&n| away(n)) else { continue };
            let ends = |row: &[f32]| row.get(..2 * self.width).unwrap_or_default().to_vec();
            let blank = if link.cue.is_some() { 1.0 } else { 0.0 };
            own.clear();
            own.extend(ends(side.row(number)).iter().map(|value| value * blank));
            own.extend(ends(contents.row(first)));
            extras.clear();
            extras.extend(side.extras(number).iter().map(|value| value * blank));
            extras.extend_from_slice(contents.extras(first));
            own.extend_from_slice(&extras);
            self.source.query.one(&own, &mut query);
            self.source.others.one(&own, &mut others);
            let places = |k: usize| {
                let y = &sources.ranges[k];
                let heads = &sources.rules[SOURCE][k];
                let mut rows = window.geometry(anchor, y, all, &side.rules[CUE][number], heads).to_vec();
                let second = window.geometry(&contents.ranges[first], y, all, &contents.rules[CONTENT][first], heads);
                rows.extend(second.iter().map(|row| row + PLACES));
                rows
            };
            let ask =
                Question { own: &own, extras: &extras, candidates: nearest(anchor, &sources.ranges), places: &places };
            let choice = self.source.choose(&query, &others, &keys, sources, &ask);
            link.source = choice.chosen.ok();
            link.sure_of_source = choice.sure;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_candidates() {
        let ys: Vec<Range<usize>> = (0..30).map(|k| 10 * k..10 * k + 2).collect();
        assert_eq!(nearest(&(102..110), &ys), 6..16);
        assert_eq!(nearest(&(2..10), &ys), 0..10);
        assert_eq!(nearest(&(292..293), &ys), 20..30);
        assert_eq!(nearest(&(292..293), &[]), 0..0);
    }
}
