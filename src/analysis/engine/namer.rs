//! Names of people, places, organizations and events, by network: tags for each token, with
//! what the whole document says of a word taken in.

use crate::analysis::engine::encoder::{Encoder, matrix, product};
use crate::analysis::engine::features::{Features, slot};
use crate::analysis::engine::groups::Group;
use crate::analysis::engine::vectors::Vectors;
use crate::analysis::engine::viterbi;
use crate::analysis::engine::weights::Weights;
use ndarray::Array2;
use std::collections::HashMap;
use std::ops::Range;

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A human's name, without title.
    Person,
    /// A country, town, building.
    Place,
    /// A company, party, authority.
    Organization,
    /// A gathering, war, feast.
    Event,
    /// A title before a name, or alone for a person ("Madam Speaker").
    Title,
    /// "Americans".
    People,
}

const ROLES: [Role; 6] = [Role::Person, Role::Place, Role::Organization, Role::Event, Role::Title, Role::People];
const TAGS: usize = viterbi::tags(ROLES.len());
/// Where [`Role::Title`] stands among the roles.
const TITLE: usize = 4;
/// From which probability a title is worth asking the lists for. Chosen on the development texts.
const DOUBTFUL_TITLE: f32 = 0.06;

/// One tagged stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub role: Role,
    /// How likely its tokens are of that role, on average.
    pub sure: f32,
}

/// The network for names.
#[derive(Clone, Debug)]
pub struct Namer {
    encoder: Encoder,
    vectors: Vectors,
    tags: Array2<f32>,
    tags_bias: Vec<f32>,
    evidence: Array2<f32>,
    evidence_bias: Vec<f32>,
    /// Six times as many rows as there are numbers of evidence: mean and maximum for the
    /// word itself, the one before, the one after.
    recall: Array2<f32>,
    form: usize,
}

/// What a section remembers of a word.
#[derive(Clone, Debug)]
struct Memory {
    count: f32,
    sum: Vec<f32>,
    most: Vec<f32>,
}

impl Namer {
    /// From a file of weights, and the vectors that it was trained with.
    ///
    /// # Errors
    /// When something is missing or has the wrong shape.
    pub fn load(weights: &Weights, vectors: &Vectors) -> Result<Self, String> {
        let vectors = vectors.with_rare(weights)?;
        let encoder = Encoder::load(weights, "names.", vectors.columns())?;
        let width = encoder.width();
        let (_, _, evidence) = weights.matrix("names.evidence.matrix")?;
        let part =
            |name: &str, rows: usize, columns: usize| matrix(weights.shaped(name, rows, columns)?, rows, columns);
        Ok(Self {
            tags: part("names.tags.matrix", width, TAGS)?,
            tags_bias: weights.shaped("names.tags.bias", 1, TAGS)?,
            evidence: part("names.evidence.matrix", width, evidence)?,
            evidence_bias: weights.shaped("names.evidence.bias", 1, evidence)?,
            recall: part("names.recall.matrix", 6 * evidence, TAGS)?,
            form: slot("form").unwrap_or_default(),
            encoder,
            vectors,
        })
    }

    /// Lets a group of features say nothing.
    pub fn leave_out(&mut self, group: Group) {
        self.encoder.leave_out(group);
    }

    /// All names of a section of a document, in order; they do not overlap. Linear in the
    /// number of tokens.
    #[must_use]
    pub fn find(&self, features: &Features) -> Vec<Tagged> {
        if features.is_empty() {
            return Vec::new();
        }
        let rows = self.vectors.rows(&features.words, &features.spare);
        let scores = self.scores(features, &rows);
        let begins = |t: usize| t == 0 || features.sentence[t] != features.sentence[t - 1];
        let tags = viterbi::decode(&scores, ROLES.len(), begins);
        let mut found = Vec::new();
        let mut open: Option<(usize, Range<usize>)> = None;
        for (at, &tag) in tags.iter().enumerate() {
            match viterbi::role(usize::from(tag)) {
                Some((role, false)) if open.as_ref().is_some_and(|(before, _)| *before == role) => {
                    if let Some((_, range)) = &mut open {
                        range.end = at + 1;
                    }
                }
                other => {
                    found.extend(open.take().map(|(role, tokens)| tagged(&scores, role, tokens)));
                    open = other.map(|(role, _)| (role, at..at + 1));
                }
            }
        }
        found.extend(open.map(|(role, tokens)| tagged(&scores, role, tokens)));
        self.doubtful_titles(features, &scores, &tags, &mut found);
        found
    }

    /// Capitalised words that are no name, yet a title with some probability: too little to believe it, enough
    /// where the lists say the same.
    fn doubtful_titles(&self, features: &Features, scores: &[f32], tags: &[u8], found: &mut Vec<Tagged>) {
        let known = found.len();
        let mut open: Option<Range<usize>> = None;
        for (at, &tag) in tags.iter().enumerate() {
            let sure =
                tag == 0 && self.capital(features, at) && tagged(scores, TITLE, at..at + 1).sure >= DOUBTFUL_TITLE;
            let goes_on = at > 0 && features.sentence[at] == features.sentence[at - 1];
            match &mut open {
                Some(range) if sure && goes_on => range.end = at + 1,
                _ => {
                    found.extend(open.take().map(|tokens| tagged(scores, TITLE, tokens)));
                    open = sure.then_some(at..at + 1);
                }
            }
        }
        found.extend(open.map(|tokens| tagged(scores, TITLE, tokens)));
        if found.len() > known {
            found.sort_by_key(|one| one.tokens.start);
        }
    }

    /// The tags' scores of a section.
    fn scores(&self, features: &Features, rows: &[Option<u32>]) -> Vec<f32> {
        let length = features.len();
        let state = self.encoder.run(features, rows, &self.vectors, 0..length);
        let mut scores = Array2::zeros((length, TAGS));
        product(&state.view(), &self.tags, scores.view_mut());
        let capital: Vec<usize> = (0..length).filter(|&i| self.capital(features, i)).collect();
        let mut picked = Array2::zeros((capital.len(), self.encoder.width()));
        for (mut to, &i) in picked.rows_mut().into_iter().zip(&capital) {
            to.assign(&state.row(i));
        }
        let size = self.evidence_bias.len();
        let mut evidence = Array2::zeros((capital.len(), size));
        product(&picked.view(), &self.evidence, evidence.view_mut());
        let mut memory: HashMap<u32, Memory> = HashMap::new();
        for (mut row, &i) in evidence.rows_mut().into_iter().zip(&capital) {
            let known = memory.entry(features.words[i]).or_insert_with(|| Memory {
                count: 0.0,
                sum: vec![0.0; size],
                most: vec![-1.0; size],
            });
            known.count += 1.0;
            for (k, value) in row.iter_mut().enumerate() {
                *value = (*value + self.evidence_bias[k]).tanh();
                known.sum[k] += *value;
                known.most[k] = known.most[k].max(*value);
            }
        }
        // What each word of the document adds to its own tags and to its neighbours'.
        let mut parts: HashMap<u32, [[f32; TAGS]; 3]> = HashMap::with_capacity(memory.len());
        for (word, known) in memory {
            let mut part = [[0.0; TAGS]; 3];
            for (near, part) in part.iter_mut().enumerate() {
                for k in 0..size {
                    let first = near * 2 * size + k;
                    let (mean, most) = (known.sum[k] / known.count, known.most[k]);
                    for (tag, value) in part.iter_mut().enumerate() {
                        *value += mean * self.recall[(first, tag)] + most * self.recall[(first + size, tag)];
                    }
                }
            }
            parts.insert(word, part);
        }
        for &i in &capital {
            let Some(part) = parts.get(&features.words[i]) else { continue };
            // The word itself, then as the one before and the one after.
            for (at, part) in [(Some(i), part[0]), (Some(i + 1), part[1]), (i.checked_sub(1), part[2])] {
                if let Some(at) = at.filter(|&at| at < length) {
                    scores.row_mut(at).iter_mut().zip(part).for_each(|(score, part)| *score += part);
                }
            }
        }
        for mut row in scores.rows_mut() {
            row.iter_mut().zip(&self.tags_bias).for_each(|(score, bias)| *score += bias);
        }
        scores.into_raw_vec_and_offset().0
    }

    /// Whether a word begins with a capital.
    fn capital(&self, features: &Features, token: usize) -> bool {
        features.of(token).get(self.form).is_some_and(|form| (2..=4).contains(&(form / 2)))
    }
}

/// With its mean probability.
fn tagged(scores: &[f32], role: usize, tokens: Range<usize>) -> Tagged {
    let likely = |row: &[f32]| {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let all: f32 = row.iter().map(|score| (score - top).exp()).sum();
        row[viterbi::begin(role)..=viterbi::begin(role) + 1].iter().map(|score| (score - top).exp()).sum::<f32>() / all
    };
    let rows = scores.chunks_exact(TAGS).skip(tokens.start).take(tokens.len());
    let sum: f32 = rows.map(likely).sum();
    let sure = sum / tokens.len().max(1) as f32;
    Tagged { tokens, role: ROLES[role], sure }
}
