//! Tokens into vectors that know their surroundings: sums of learnt rows, then layers of
//! simple recurrent units (Lei et al. 2018), forwards and backwards. Matrix products are
//! made for many tokens at once; only products of single numbers are left in the recurrence.

use crate::analysis::engine::features::{Features, SLOTS, slot};
use crate::analysis::engine::groups::Group;
use crate::analysis::engine::math::logistic;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::weights::Weights;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, Slice};
use std::ops::Range;

/// A network from features to one vector a token.
#[derive(Clone, Debug)]
pub struct Encoder {
    /// Which slots are used: place in [`SLOTS`], first row in `table`.
    slots: Vec<(usize, usize)>,
    /// What all slots add up to where each has the value 0.
    base: Vec<f32>,
    /// One row for each value of each slot: what it adds more than the value 0, which most slots have.
    table: Vec<f32>,
    /// Vectors of words into rows; row after row.
    project: Array2<f32>,
    /// For words without a vector.
    unknown: Vec<f32>,
    /// For the commonest words, a row of their own on top.
    common: Vec<f32>,
    layers: Vec<Layer>,
    width: usize,
    /// Whether words have vectors; not where that is left out to see what it is worth.
    words: bool,
}

/// Tokens whose gates are computed together: few enough that these stay in the processor's cache until they are used.
const BLOCK: usize = 128;

/// Runs forwards for the first half of the columns, backwards for the second.
#[derive(Clone, Debug)]
struct Layer {
    forwards: Direction,
    backwards: Direction,
}

#[derive(Clone, Debug)]
struct Direction {
    /// width x 3 half: candidate, forget gate, highway gate.
    matrix: Array2<f32>,
    bias: Vec<f32>,
}

impl Encoder {
    /// From weights whose names begin with `prefix`.
    ///
    /// # Errors
    /// When something is missing or has the wrong shape.
    pub fn load(weights: &Weights, prefix: &str, vectors: usize) -> Result<Self, String> {
        let name = |end: &str| format!("{prefix}{end}");
        let (unknown, _, width) = weights.matrix(&name("unknown"))?;
        if width == 0 || width % 2 != 0 || unknown.len() != width {
            return Err(format!("has a width of {width}"));
        }
        let (mut slots, mut base, mut table) = (Vec::new(), vec![0.0; width], Vec::new());
        for (at, (slot_name, values)) in SLOTS.iter().enumerate() {
            let tensor = name(&format!("slot.{slot_name}"));
            if weights.has(&tensor) {
                slots.push((at, table.len() / width));
                let rows = weights.shaped(&tensor, usize::from(*values), width)?;
                let nothing = rows.get(..width).unwrap_or_default();
                add(&mut base, nothing);
                let more = |row| nothing.iter().zip(row).map(|(nothing, value)| value - nothing);
                table.extend(rows.chunks_exact(width).flat_map(more));
            }
        }
        let project = matrix(weights.shaped(&name("project"), vectors, width)?, vectors, width)?;
        let (common, _, columns) = weights.matrix(&name("common"))?;
        if columns != width {
            return Err("has rows for common words of another width".to_owned());
        }
        let mut layers = Vec::new();
        while weights.has(&name(&format!("layer{}.matrix", layers.len()))) {
            let layer = layers.len();
            let matrix = weights.shaped(&name(&format!("layer{layer}.matrix")), width, 3 * width)?;
            let bias = weights.shaped(&name(&format!("layer{layer}.bias")), 1, 3 * width)?;
            layers.push(Layer {
                forwards: Direction::new(&matrix, &bias, width, 0)?,
                backwards: Direction::new(&matrix, &bias, width, width / 2)?,
            });
        }
        Ok(Self { slots, base, table, project, unknown, common, layers, width, words: true })
    }

    /// Lets a group of features say nothing.
    pub fn leave_out(&mut self, group: Group) {
        self.words &= group != Group::Words;
        let left = |at: &usize| group.slots().iter().any(|name| slot(name) == Some(*at));
        for (_, first) in self.slots.iter().filter(|(at, _)| left(at)) {
            let after = self.slots.iter().map(|(_, other)| *other).filter(|other| other > first).min();
            let end = after.unwrap_or(self.table.len() / self.width) * self.width;
            self.table.get_mut(first * self.width..end).unwrap_or_default().fill(0.0);
        }
    }

    /// How many numbers come out for each token.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether it looks at a slot.
    #[must_use]
    pub fn uses(&self, name: &str) -> bool {
        slot(name).is_some_and(|at| self.slots.iter().any(|(used, _)| *used == at))
    }

    /// One row for each token of `range`. `rows` are the tokens' rows in `vectors`, for the
    /// whole document.
    #[must_use]
    pub fn run(
        &self,
        features: &Features,
        rows: &[Option<u32>],
        vectors: &Vectors,
        range: Range<usize>,
    ) -> Array2<f32> {
        let mut state = self.embed(features, rows, vectors, range);
        let mut next = Array2::zeros(state.raw_dim());
        let mut gates = Array2::zeros((BLOCK, 3 * (self.width / 2)));
        for layer in &self.layers {
            layer.forwards.run(&state, &mut next, 0, &mut gates);
            layer.backwards.run(&state, &mut next, self.width / 2, &mut gates);
            std::mem::swap(&mut state, &mut next);
        }
        state
    }

    /// The sums of learnt rows, without what is negative.
    fn embed(&self, features: &Features, rows: &[Option<u32>], vectors: &Vectors, range: Range<usize>) -> Array2<f32> {
        let width = self.width;
        // Each different word is projected once.
        let mut different: Vec<u32> = rows[range.clone()].iter().flatten().copied().collect();
        different.sort_unstable();
        different.dedup();
        let mut raw = Array2::zeros((different.len(), vectors.columns()));
        for (mut to, &row) in raw.rows_mut().into_iter().zip(&different) {
            to.iter_mut().zip(vectors.vector(row)).for_each(|(to, from)| *to = from);
        }
        let mut words = Array2::zeros((different.len(), width));
        product(&raw.view(), &self.project, words.view_mut());
        for (mut to, &row) in words.rows_mut().into_iter().zip(&different) {
            if let (Some(own), Some(to)) = (self.row(&self.common, row as usize), to.as_slice_mut()) {
                add(to, own);
            }
        }
        let mut out = Array2::zeros((range.len(), width));
        for (mut to, token) in out.rows_mut().into_iter().zip(range) {
            let Some(to) = to.as_slice_mut() else { continue };
            to.copy_from_slice(&self.base);
            let row = rows[token].filter(|_| self.words);
            match row.and_then(|row| different.binary_search(&row).ok()).and_then(|at| words.row(at).to_slice()) {
                Some(word) => add(to, word),
                None => add(to, &self.unknown),
            }
            let values = features.of(token);
            for &(at, first) in &self.slots {
                let value = values.get(at).map_or(0, |&value| usize::from(value));
                if let Some(row) = self.row(&self.table, first + value).filter(|_| value > 0) {
                    add(to, row);
                }
            }
            to.iter_mut().for_each(|value| *value = value.max(0.0));
        }
        out
    }

    fn row<'a>(&self, table: &'a [f32], row: usize) -> Option<&'a [f32]> {
        table.get(row * self.width..(row + 1) * self.width)
    }
}

impl Direction {
    /// From the columns of a layer that begin at `first` in each of its three parts.
    fn new(layer: &[f32], bias: &[f32], width: usize, first: usize) -> Result<Self, String> {
        let half = width / 2;
        let part = |row: &[f32]| row.chunks_exact(width).flat_map(|part| &part[first..first + half]).copied().collect();
        let columns: Vec<Vec<f32>> = layer.chunks_exact(3 * width).map(part).collect();
        Ok(Self { matrix: matrix(columns.concat(), width, 3 * half)?, bias: part(bias) })
    }

    /// c = f c' + (1 - f) z; h = r c + (1 - r) x, for the columns of `state` from `first` on.
    fn run(&self, state: &Array2<f32>, next: &mut Array2<f32>, first: usize, gates: &mut Array2<f32>) {
        let (length, width) = state.dim();
        let (half, backwards) = (width / 2, first > 0);
        let Some(to) = next.as_slice_mut() else { return };
        let Some(from) = state.as_slice() else { return };
        let mut cell = vec![0.0_f32; half];
        let blocks = length.div_ceil(BLOCK);
        for block in 0..blocks {
            let start = BLOCK * if backwards { blocks - 1 - block } else { block };
            let count = BLOCK.min(length - start);
            let part = |from: usize| Slice::from(from..from + count);
            let rows = state.slice_axis(Axis(0), part(start));
            product(&rows, &self.matrix, gates.slice_axis_mut(Axis(0), part(0)));
            let Some(gates) = gates.as_slice_mut() else { return };
            for nth in 0..count {
                let at = if backwards { count - 1 - nth } else { nth };
                let gates = &mut gates[at * 3 * half..(at + 1) * 3 * half];
                add(gates, &self.bias);
                logistic(&mut gates[half..]);
                let columns = (start + at) * width + first..(start + at) * width + first + half;
                step(&mut cell, &from[columns.clone()], &mut to[columns], gates);
            }
        }
    }
}

/// One step of the recurrence for one direction.
fn step(cell: &mut [f32], from: &[f32], to: &mut [f32], gates: &[f32]) {
    let (candidate, gates) = gates.split_at(cell.len());
    let (forget, highway) = gates.split_at(cell.len());
    let gates = candidate.iter().zip(forget).zip(highway);
    for (((cell, x), to), ((candidate, forget), highway)) in cell.iter_mut().zip(from).zip(to).zip(gates) {
        *cell = candidate + forget * (*cell - candidate);
        *to = x + highway * (*cell - x);
    }
}

/// Adds one row to another.
pub(crate) fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

/// `out` = `left` times `right`.
pub(crate) fn product(left: &ArrayView2<'_, f32>, right: &Array2<f32>, mut out: ArrayViewMut2<'_, f32>) {
    general_mat_mul(1.0, left, right, 0.0, &mut out);
}

/// Numbers as a matrix.
pub(crate) fn matrix(values: Vec<f32>, rows: usize, columns: usize) -> Result<Array2<f32>, String> {
    Array2::from_shape_vec((rows, columns), values).map_err(|error| error.to_string())
}
