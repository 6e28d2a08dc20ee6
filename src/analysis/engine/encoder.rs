//! Tokens into vectors that know their surroundings: sums of learnt rows, then layers of
//! simple recurrent units (Lei et al. 2018), forwards and backwards. All matrix products are
//! made for a whole stretch of text at once; only products of single numbers are left in the
//! recurrence.

use crate::analysis::engine::features::{Features, SLOTS, slot};
use crate::analysis::engine::groups::Group;
use crate::analysis::engine::math::logistic;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::weights::Weights;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use std::ops::Range;

/// A network from features to one vector a token.
#[derive(Clone, Debug)]
pub struct Encoder {
    /// Which slots are used: place in [`SLOTS`], first row in `table`.
    slots: Vec<(usize, usize)>,
    /// One row for each value of each slot.
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

#[derive(Clone, Debug)]
struct Layer {
    /// width x 3 width: candidate, forget gate, highway gate; in each the forward half first.
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
        let mut slots = Vec::new();
        let mut table = Vec::new();
        for (at, (slot_name, values)) in SLOTS.iter().enumerate() {
            let tensor = name(&format!("slot.{slot_name}"));
            if weights.has(&tensor) {
                slots.push((at, table.len() / width));
                table.extend(weights.shaped(&tensor, usize::from(*values), width)?);
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
            layers.push(Layer {
                matrix: matrix(
                    weights.shaped(&name(&format!("layer{layer}.matrix")), width, 3 * width)?,
                    width,
                    3 * width,
                )?,
                bias: weights.shaped(&name(&format!("layer{layer}.bias")), 1, 3 * width)?,
            });
        }
        Ok(Self { slots, table, project, unknown, common, layers, width, words: true })
    }

    /// Lets a group of features say nothing.
    pub fn leave_out(&mut self, group: Group) {
        self.words &= group != Group::Words;
        let left = |at: &usize| group.slots().iter().any(|name| slot(name) == Some(*at));
        for (_, first) in self.slots.iter().filter(|(at, _)| left(at)) {
            let after = self.slots.iter().map(|(_, other)| *other).filter(|other| other > first).min();
            let Some(nothing) = self.row(&self.table, *first).map(<[f32]>::to_vec) else { continue };
            let end = after.unwrap_or(self.table.len() / self.width) * self.width;
            let rows = self.table.get_mut(first * self.width..end).unwrap_or_default();
            rows.chunks_exact_mut(self.width).for_each(|row| row.copy_from_slice(&nothing));
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
        let length = range.len();
        let mut state = self.embed(features, rows, vectors, range);
        let mut gates = Array2::zeros((length, 3 * self.width));
        for layer in &self.layers {
            product(&state.view(), &layer.matrix, gates.view_mut());
            self.recur(layer, &mut state, &mut gates);
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
            let row = rows[token].filter(|_| self.words);
            match row.and_then(|row| different.binary_search(&row).ok()).and_then(|at| words.row(at).to_slice()) {
                Some(word) => add(to, word),
                None => add(to, &self.unknown),
            }
            let values = features.of(token);
            for &(at, first) in &self.slots {
                let value = values.get(at).map_or(0, |&value| usize::from(value));
                if let Some(row) = self.row(&self.table, first + value) {
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

    /// c = f c' + (1 - f) z; h = r c + (1 - r) x: the first half of the columns runs
    /// forwards, the second backwards.
    fn recur(&self, layer: &Layer, state: &mut Array2<f32>, gates: &mut Array2<f32>) {
        let (width, half) = (self.width, self.width / 2);
        let (Some(state), Some(gates)) = (state.as_slice_mut(), gates.as_slice_mut()) else { return };
        for row in gates.chunks_exact_mut(3 * width) {
            add(row, &layer.bias);
            logistic(&mut row[width..]);
        }
        let mut cell = vec![0.0_f32; half];
        for (x, row) in state.chunks_exact_mut(width).zip(gates.chunks_exact(3 * width)) {
            step(&mut cell, &mut x[..half], &row[..half], &row[width..width + half], &row[2 * width..2 * width + half]);
        }
        cell.fill(0.0);
        for (x, row) in state.chunks_exact_mut(width).zip(gates.chunks_exact(3 * width)).rev() {
            step(&mut cell, &mut x[half..], &row[half..width], &row[width + half..2 * width], &row[2 * width + half..]);
        }
    }
}

/// One step of the recurrence for one direction.
fn step(cell: &mut [f32], x: &mut [f32], candidate: &[f32], forget: &[f32], highway: &[f32]) {
    let gates = candidate.iter().zip(forget).zip(highway);
    for ((cell, x), ((candidate, forget), highway)) in cell.iter_mut().zip(x).zip(gates) {
        *cell = candidate + forget * (*cell - candidate);
        *x += highway * (*cell - *x);
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
