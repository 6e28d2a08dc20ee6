//! Which claims of two versions are one claim.

use super::units::Unit;
use crate::annotation::align::Alignment;
use std::collections::{BTreeSet, HashMap};

/// Claims that share at least this much of their words are versions of one claim (Dice's
/// coefficient).
const ALIKE: f64 = 0.4;
/// As before, for claims whose words stand elsewhere.
const ALIKE_ELSEWHERE: f64 = 0.6;
/// A word in more claims than this tells none of them.
const COMMON: usize = 40;

/// Which units are versions of one another, by their indices, in the order of the old text.
pub(super) fn pairs(all: &Alignment, before: &[Unit], after: &[Unit]) -> Vec<(usize, usize)> {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); all.new.spans.len()];
    for (index, unit) in after.iter().enumerate() {
        unit.content.iter().for_each(|word| within[*word].push(index));
    }
    let dice = |shared: usize, a: &Unit, b: &Unit| {
        #[allow(clippy::cast_precision_loss)] // counts of words
        let share = 2.0 * shared as f64 / (a.content.len() + b.content.len()).max(1) as f64;
        share
    };
    let mut votes: Vec<(f64, usize, usize)> = Vec::new();
    for (from, unit) in before.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for word in unit.content.iter().filter_map(|word| all.to_new[*word]) {
            within[word].iter().for_each(|to| *shared.entry(*to).or_default() += 1);
        }
        let good = shared.into_iter().map(|(to, count)| (dice(count, unit, &after[to]), from, to));
        votes.extend(good.filter(|(share, ..)| *share >= ALIKE));
    }
    let mut taken: (Vec<Option<usize>>, Vec<bool>) = (vec![None; before.len()], vec![false; after.len()]);
    choose(votes, &mut taken);
    // Claims of which the words stand elsewhere, changed.
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (to, unit) in after.iter().enumerate().filter(|(to, _)| !taken.1[*to]) {
        let names: BTreeSet<u32> = unit.content.iter().map(|word| all.new.names[*word]).collect();
        names.into_iter().for_each(|name| holders.entry(name).or_default().push(to));
    }
    let mut votes: Vec<(f64, usize, usize)> = Vec::new();
    for (from, unit) in before.iter().enumerate().filter(|(from, _)| taken.0[*from].is_none()) {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        let names: BTreeSet<u32> = unit.content.iter().map(|word| all.old.names[*word]).collect();
        for holders in names.iter().filter_map(|name| holders.get(name)).filter(|holders| holders.len() <= COMMON) {
            holders.iter().for_each(|to| *shared.entry(*to).or_default() += 1);
        }
        let good = shared.into_iter().map(|(to, count)| (dice(count, unit, &after[to]), from, to));
        votes.extend(good.filter(|(share, ..)| *share >= ALIKE_ELSEWHERE));
    }
    choose(votes, &mut taken);
    taken.0.iter().enumerate().filter_map(|(from, to)| Some((from, (*to)?))).collect()
}

/// Takes the best pairs first, each unit once.
fn choose(mut votes: Vec<(f64, usize, usize)>, taken: &mut (Vec<Option<usize>>, Vec<bool>)) {
    votes.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, from, to) in votes {
        if taken.0[from].is_none() && !taken.1[to] {
            taken.0[from] = Some(to);
            taken.1[to] = true;
        }
    }
}

/// The fewest pairs that must be taken out so that the others are in one order in both
/// versions: those that were moved. By the longest increasing run (patience sorting).
pub(super) fn out_of_order(pairs: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (index, (_, to)) in pairs.iter().enumerate() {
        let at = ends.partition_point(|end| pairs[*end].1 < *to);
        before[index] = at.checked_sub(1).map(|at| ends[at]);
        if at == ends.len() {
            ends.push(index);
        } else {
            ends[at] = index;
        }
    }
    let mut moved: BTreeSet<usize> = (0..pairs.len()).collect();
    let mut at = ends.last().copied();
    while let Some(index) = at {
        moved.remove(&index);
        at = before[index];
    }
    moved
}
