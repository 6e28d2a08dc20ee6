//! Who says what, by network: tags, then links between what is tagged, then how sure all that
//! is. Tags and links in, relations out: another engine only has to give the same.

use crate::analysis::engine::encoder::{Encoder, matrix, product};
use crate::analysis::engine::features::Features;
use crate::analysis::engine::groups::Group;
use crate::analysis::engine::linking::{CONTENT, CUE, Dense, Link, Linker, SOURCE, Segments, Window, owners};
use crate::analysis::engine::math::{exp, logistic};
use crate::analysis::engine::study::Relation;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::viterbi;
use crate::analysis::engine::weights::Weights;
use crate::analysis::why::{Evidence, Part};
use ndarray::Array2;
use std::ops::Range;

/// Content, source and cue.
const ROLES: usize = 3;
const TAGS: usize = viterbi::tags(ROLES);

/// How many numbers the confidence is made from.
const NUMBERS: usize = 13;

/// One attribution as ranges of tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What is said: never empty, in order.
    pub content: Vec<Range<usize>>,
    /// Who says it.
    pub source: Option<Range<usize>>,
    /// What ties the two.
    pub cue: Option<Range<usize>>,
    /// How likely content and source are right, 0.0 to 1.0.
    pub confidence: f32,
    /// What that is made from.
    pub evidence: Evidence,
}

/// The network for attribution.
#[derive(Clone, Debug)]
pub struct Attributor {
    encoder: Encoder,
    tags: Array2<f32>,
    tags_bias: Vec<f32>,
    /// What is added to the log-probabilities of the tags before decoding.
    bias: Vec<f32>,
    /// What is added to look for further candidates for sources.
    lenient: Vec<f32>,
    linker: Linker,
    hidden: Dense,
    out: Dense,
    /// Relations less likely than this are dropped,
    keep: f32,
    /// unless they have so many words: somebody says them nearly always, only who is in doubt.
    long: usize,
}

impl Attributor {
    /// From a file of weights; `columns` is the width of the word vectors.
    ///
    /// # Errors
    /// When something is missing or has the wrong shape.
    pub fn load(weights: &Weights, columns: usize) -> Result<Self, String> {
        let encoder = Encoder::load(weights, "", columns)?;
        let width = encoder.width();
        let hidden = Dense::load(weights, "sure.hidden", NUMBERS)?;
        let out = Dense::load(weights, "sure.out", hidden.outputs())?;
        let keep = weights.shaped("keep", 1, 1)?;
        let long = if weights.has("long") { weights.shaped("long", 1, 1)? } else { Vec::new() };
        Ok(Self {
            tags: matrix(weights.shaped("tags.matrix", width, TAGS)?, width, TAGS)?,
            tags_bias: weights.shaped("tags.bias", 1, TAGS)?,
            bias: weights.shaped("bias", 1, TAGS)?,
            lenient: weights.shaped("lenient", 1, TAGS)?,
            linker: Linker::load(weights, width)?,
            keep: keep.first().copied().unwrap_or_default(),
            long: long.first().map_or(usize::MAX, |&words| words as usize),
            encoder,
            hidden,
            out,
        })
    }

    /// Whether it looks at a slot.
    #[must_use]
    pub fn uses(&self, slot: &str) -> bool {
        self.encoder.uses(slot)
    }

    /// Lets a group of features say nothing.
    pub fn leave_out(&mut self, group: Group) {
        self.encoder.leave_out(group);
    }

    /// The attributions in a stretch of the document, in order of their content. `rows` are the rows of
    /// the words in `vectors`, `rules` what the rules found there.
    #[must_use]
    pub fn find(
        &self,
        features: &Features,
        rows: &[Option<u32>],
        vectors: &Vectors,
        rules: &[Relation],
        range: Range<usize>,
    ) -> Vec<Found> {
        if range.is_empty() {
            return Vec::new();
        }
        let state = self.encoder.run(features, rows, vectors, range.clone());
        let scores = self.scores(&state);
        let decode = |bias: &[f32]| {
            let biased: Vec<f32> = scores
                .chunks_exact(TAGS)
                .flat_map(|row| row.iter().zip(bias).map(|(score, bias)| score + bias))
                .collect();
            viterbi::decode(&biased, ROLES, |_| false)
        };
        let tags = decode(&self.bias);
        let owners = owners(rules, &range);
        let window = Window { features, start: range.start, scores: &scores, state: &state, owners: &owners };
        let mut ranges = segments(&tags);
        let mut sources = std::mem::take(&mut ranges[SOURCE]);
        sources.extend(
            std::mem::take(&mut segments(&decode(&self.lenient))[SOURCE])
                .into_iter()
                .filter(|found| tags[found.clone()].iter().all(|&tag| tag == 0)),
        );
        // Sources of the rules that no tag covers are candidates too.
        for source in rules.iter().flat_map(|rule| &rule.source) {
            let (from, to) = (source.start.max(range.start), source.end.min(range.end));
            if from < to {
                let found = from - range.start..to - range.start;
                let free = tags[found.clone()].iter().all(|&tag| tag == 0);
                if free && !sources.iter().any(|other| other.start < found.end && found.start < other.end) {
                    sources.push(found);
                }
            }
        }
        sources.sort_by_key(|found| found.start);
        let all = Segments {
            contents: window.side(std::mem::take(&mut ranges[CONTENT]), CONTENT),
            cues: window.side(std::mem::take(&mut ranges[CUE]), CUE),
            sources: window.side(sources, SOURCE),
        };
        let place = |found: &Range<usize>| found.start + range.start..found.end + range.start;
        let mut found: Vec<Found> = self
            .linker
            .relate(&window, &all)
            .iter()
            .map(|link| {
                let (confidence, evidence) = self.confidence(link, &window, &all);
                Found {
                    content: link.contents.iter().map(|&n| place(&all.contents.ranges[n])).collect(),
                    source: link.source.map(|n| place(&all.sources.ranges[n])),
                    cue: link.cue.map(|n| place(&all.cues.ranges[n])),
                    confidence,
                    evidence,
                }
            })
            .filter(|found| found.confidence >= self.keep || found.evidence.words >= self.long)
            .collect();
        found.sort_by_key(|found| found.content.first().map_or(0, |content| content.start));
        found
    }

    /// Log-probabilities of the tags, token after token.
    fn scores(&self, state: &Array2<f32>) -> Vec<f32> {
        let mut out = Array2::zeros((state.nrows(), TAGS));
        product(&state.view(), &self.tags, out.view_mut());
        let mut scores = out.into_raw_vec_and_offset().0;
        for row in scores.chunks_exact_mut(TAGS) {
            row.iter_mut().zip(&self.tags_bias).for_each(|(score, bias)| *score += bias);
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = row.iter().map(|score| exp(score - top)).sum();
            row.iter_mut().for_each(|score| *score -= top + sum.ln());
        }
        scores
    }

    /// For each of `found` in `range`: how likely its words have their roles with all features and
    /// without each group. Reads the range once more for each group.
    #[must_use]
    pub fn parts(
        &self,
        features: &Features,
        rows: &[Option<u32>],
        vectors: &Vectors,
        range: Range<usize>,
        found: &[Found],
    ) -> Vec<Vec<Part>> {
        let read = |features: &Features, rows: &[Option<u32>]| {
            let scores = self.scores(&self.encoder.run(features, rows, vectors, range.clone()));
            found.iter().map(|one| likely(one, &scores, range.start)).collect::<Vec<f32>>()
        };
        let with = read(features, rows);
        let mut parts: Vec<Vec<Part>> = vec![Vec::with_capacity(Group::ALL.len()); found.len()];
        for group in Group::ALL {
            let (features, rows) = group.left_out(features, rows);
            for ((parts, without), with) in parts.iter_mut().zip(read(&features, &rows)).zip(&with) {
                parts.push(Part { group, without, with: *with });
            }
        }
        parts
    }

    fn confidence(&self, link: &Link, window: &Window<'_>, all: &Segments) -> (f32, Evidence) {
        let contents = &all.contents;
        let count = link.contents.len() as f32;
        let mean = |of: &dyn Fn(usize) -> f32| link.contents.iter().map(|&n| of(n)).sum::<f32>() / count;
        let tokens: usize = link.contents.iter().map(|&n| contents.ranges[n].len()).sum();
        let tag = |token: usize, tag: usize| window.scores.get(token * TAGS + tag).copied().unwrap_or(-20.0);
        let begins = |n: usize| tag(contents.ranges[n].start, viterbi::begin(CONTENT));
        // That nothing of the content follows.
        let ends = |n: usize| (1.0 - exp(tag(contents.ranges[n].end, viterbi::begin(CONTENT) + 1))).max(1e-4).ln();
        let numbers: [f32; NUMBERS] = [
            link.sure_of_cue,
            link.sure_of_source,
            mean(&|n| contents.sure(n)),
            mean(&begins),
            mean(&ends),
            link.cue.map_or(0.0, |n| all.cues.sure(n)),
            if link.cue.is_some() { 1.0 } else { 0.0 },
            link.source.map_or(0.0, |n| all.sources.sure(n)),
            if link.source.is_some() { 1.0 } else { 0.0 },
            (tokens as f32).ln(),
            mean(&|n| contents.quoted(n)),
            mean(&|n| contents.ruled(n)),
            if link.contents.len() > 1 { 1.0 } else { 0.0 },
        ];
        let (mut hidden, mut out) = (Vec::new(), Vec::new());
        self.hidden.one(&numbers.map(|value| value.max(-10.0)), &mut hidden);
        hidden.iter_mut().for_each(|value| *value = value.max(0.0));
        self.out.one(&hidden, &mut out);
        logistic(&mut out);
        let [link_of_cue, link_of_source, content, begins, ends, cue, _, source, _, _, quoted, ruled, _] = numbers;
        let evidence = Evidence {
            content: exp(content),
            begins: exp(begins),
            ends: exp(ends),
            cue: link.cue.map(|_| exp(cue)),
            source: link.source.map(|_| exp(source)),
            link_of_cue: exp(link_of_cue),
            link_of_source: exp(link_of_source),
            words: tokens,
            parts: link.contents.len(),
            quoted,
            ruled,
        };
        (out.first().copied().unwrap_or_default(), evidence)
    }
}

/// How likely the words of an attribution have their roles: the geometric mean. `start` is the
/// token of the first score.
fn likely(found: &Found, scores: &[f32], start: usize) -> f32 {
    let roles = [(CONTENT, &found.content[..]), (SOURCE, found.source.as_slice()), (CUE, found.cue.as_slice())];
    let (mut sum, mut count) = (0.0_f32, 0.0_f32);
    for (role, token) in
        roles.iter().flat_map(|(role, ranges)| ranges.iter().flat_map(Clone::clone).map(|i| (*role, i)))
    {
        let Some(row) = token.checked_sub(start).and_then(|at| scores.get(at * TAGS..(at + 1) * TAGS)) else {
            continue;
        };
        let begin = viterbi::begin(role);
        sum += (exp(row[begin]) + exp(row[begin + 1])).max(1e-9).ln();
        count += 1.0;
    }
    exp(sum / count.max(1.0))
}

/// The segments of each role in a sequence of tags, in order.
fn segments(tags: &[u8]) -> [Vec<Range<usize>>; ROLES] {
    let mut found: [Vec<Range<usize>>; ROLES] = Default::default();
    for (i, &tag) in tags.iter().enumerate() {
        if let Some((role, begins)) = viterbi::role(usize::from(tag)) {
            match found[role].last_mut() {
                Some(last) if !begins && last.end == i => last.end = i + 1,
                _ => found[role].push(i..i + 1),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_make_segments() {
        let found = segments(&[1, 2, 1, 2, 0, 5, 3, 4, 6]);
        assert_eq!(found[0], [0..2, 2..4]);
        assert_eq!(found[1].first(), Some(&(6..8)));
        assert_eq!(found[2], [5..6, 8..9]);
    }
}
