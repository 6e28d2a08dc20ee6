//! How far readers agree who judged the same things with nominal categories.

use std::collections::BTreeMap;

/// Agreement of two readers, on what both judged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// What both judged.
    pub both: usize,
    /// Of these: judged the same.
    pub same: usize,
    /// Cohen's kappa (1960): agreement beyond what each reader's own habits would give by
    /// chance; `None` where chance alone gives all of it, or there is nothing.
    pub kappa: Option<f64>,
    /// Krippendorff's alpha; see [`alpha`].
    pub alpha: Option<f64>,
}

/// Agreement of two readers; each pair is what they say of one thing.
#[must_use]
pub fn between<T: Ord + Clone>(pairs: &[(T, T)]) -> Agreement {
    let same = pairs.iter().filter(|(a, b)| a == b).count();
    let units: Vec<Vec<T>> = pairs.iter().map(|(a, b)| vec![a.clone(), b.clone()]).collect();
    Agreement { both: pairs.len(), same, kappa: kappa(pairs), alpha: alpha(&units) }
}

fn kappa<T: Ord>(pairs: &[(T, T)]) -> Option<f64> {
    let mut shares: BTreeMap<&T, (f64, f64)> = BTreeMap::new();
    for (a, b) in pairs {
        shares.entry(a).or_default().0 += 1.0;
        shares.entry(b).or_default().1 += 1.0;
    }
    let all = pairs.len() as f64;
    let observed = pairs.iter().filter(|(a, b)| a == b).count() as f64 / all;
    let chance: f64 = shares.values().map(|(a, b)| a * b).sum::<f64>() / (all * all);
    // Not a number when there is nothing.
    (1.0 - chance > f64::EPSILON).then(|| (observed - chance) / (1.0 - chance))
}

/// Krippendorff's alpha for nominal data and any number of readers (Krippendorff, "Computing
/// Krippendorff's Alpha-Reliability", 2011, section C): each unit has the values it was given;
/// units with fewer than two are left out. `None` where all values are one, or there are none.
#[must_use]
pub fn alpha<T: Ord>(units: &[Vec<T>]) -> Option<f64> {
    let mut totals: BTreeMap<&T, f64> = BTreeMap::new();
    let mut disagreement = 0.0;
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts: BTreeMap<&T, f64> = BTreeMap::new();
        for value in unit {
            *counts.entry(value).or_default() += 1.0;
        }
        let size = unit.len() as f64;
        // Pairs of different values, each weighing 1 / (size - 1).
        disagreement += counts.values().map(|count| count * (size - count)).sum::<f64>() / (size - 1.0);
        for (value, count) in counts {
            *totals.entry(value).or_default() += count;
        }
    }
    let all: f64 = totals.values().sum();
    let expected = totals.values().map(|total| total * (all - total)).sum::<f64>() / (all - 1.0);
    (expected > 0.0).then(|| 1.0 - disagreement / expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 0.0005, "{found} is not {expected}");
    }

    /// The examples of Krippendorff (2011), sections A and C.
    #[test]
    fn published_values_of_alpha() {
        // Section A: two observers, ten units, binary.
        let units: Vec<Vec<char>> = "0100000000".chars().zip("1110010010".chars()).map(|(a, b)| vec![a, b]).collect();
        close(alpha(&units), 0.095);
        // Section C: four observers, twelve units, values missing.
        let rows = ["1233214 12...", "1233224 125.3", ".333234 2251.", "1233244 1251."];
        let rows: Vec<Vec<char>> = rows.map(|row| row.chars().filter(|c| *c != ' ').collect()).to_vec();
        let units: Vec<Vec<char>> =
            (0..12).map(|unit| rows.iter().map(|row| row[unit]).filter(|c| *c != '.').collect()).collect();
        close(alpha(&units), 0.743);
    }

    #[test]
    fn a_worked_value_of_kappa() {
        // Twenty and fifteen agreements on yes and no, five and ten disagreements.
        let table = [(('y', 'y'), 20), (('y', 'n'), 5), (('n', 'y'), 10), (('n', 'n'), 15)];
        let pairs: Vec<(char, char)> =
            table.iter().flat_map(|(pair, count)| std::iter::repeat_n(*pair, *count)).collect();
        let agreement = between(&pairs);
        assert_eq!((agreement.both, agreement.same), (50, 35));
        close(agreement.kappa, 0.4);
    }

    #[test]
    fn nothing_to_compare() {
        assert_eq!(between::<u8>(&[]), Agreement::default());
        assert_eq!(between(&[(1, 1), (1, 1)]).kappa, None);
        assert_eq!(alpha(&[vec![1], vec![]]), None);
    }

    proptest! {
        #[test]
        fn bounds_and_symmetry(pairs in proptest::collection::vec((0u8..4, 0u8..4), 1..30)) {
            let turned: Vec<(u8, u8)> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
            let (one, other) = (between(&pairs), between(&turned));
            for (a, b) in [(one.kappa, other.kappa), (one.alpha, other.alpha)] {
                prop_assert_eq!(a.is_some(), b.is_some());
                if let (Some(a), Some(b)) = (a, b) {
                    prop_assert!((a - b).abs() < 1e-9 && (-1.0..=1.0).contains(&a), "{} {}", a, b);
                }
            }
            if one.same == one.both {
                prop_assert!(one.kappa.is_none_or(|kappa| kappa == 1.0) && one.alpha.is_none_or(|alpha| alpha == 1.0));
            }
        }
    }
}
