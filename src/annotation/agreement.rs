//! How far readers agree who judged the same things with nominal categories, and where they
//! do not.

use super::change::Field;
use super::correction::Correction;
use super::correction::values::correction_words;
use super::model::{Annotation, Settled};
use crate::analysis::Likelihood;
use std::collections::BTreeMap;

/// One thing that readers judge in categories. Tags and notes are none: two readers may say
/// different things without contradicting each other.
#[derive(Debug)]
pub struct Judgment {
    /// What it is called.
    pub name: &'static str,
    /// The category that an annotation gives.
    pub category: fn(&Annotation) -> Option<String>,
    /// The fields of the second reader's annotation when they judge as the first does.
    pub fields: fn(&Annotation, &Annotation) -> Vec<Field>,
}

/// All, the most telling first.
pub const JUDGMENTS: [Judgment; 4] = [
    Judgment {
        name: "status",
        category: |a| a.status.map(|status| status.name().to_owned()),
        fields: |theirs, _| vec![Field::Status(theirs.status)],
    },
    Judgment {
        name: "credibility",
        category: |a| a.credibility.map(|digit| digit.digit().to_string()),
        fields: |theirs, _| vec![Field::Credibility(theirs.credibility)],
    },
    Judgment {
        name: "likelihood",
        category: |a| a.likelihood.map(Likelihood::name).map(str::to_owned),
        // How confident somebody is belongs to what they estimate.
        fields: |theirs, _| vec![Field::Likelihood(theirs.likelihood), Field::Confidence(theirs.confidence)],
    },
    Judgment {
        name: "correction",
        // Whom words name is no judgment of the claim.
        category: |a| {
            let claim = Correction { naming: None, ..a.correction.clone() };
            claim.of_claim().then(|| correction_words(&Correction::default(), &claim))
        },
        fields: |theirs, mine| {
            let naming = mine.correction.naming.clone();
            vec![Field::Correction(Box::new(Correction { naming, ..theirs.correction.clone() }))]
        },
    },
];

/// What two readers judge differently about the same words, each with how the first has
/// settled it.
#[must_use]
pub fn differing<'a>(mine: &'a Annotation, theirs: &Annotation) -> Vec<(&'static Judgment, Option<&'a Settled>)> {
    let differs = |judgment: &'static Judgment| {
        let (own, other) = ((judgment.category)(mine)?, (judgment.category)(theirs)?);
        let same = |settled: &&Settled| {
            settled.reader == theirs.creator
                && settled.judgment == judgment.name
                && settled.mine == own
                && settled.theirs == other
        };
        (own != other).then(|| (judgment, mine.settled.iter().find(same)))
    };
    JUDGMENTS.iter().filter_map(differs).collect()
}

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
    use super::super::model::{AnnotationId, Credibility, Status, Target};
    use super::*;
    use crate::base::{Hash, Span};
    use jiff::Timestamp;
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

    fn marked(creator: &str, status: Option<Status>, digit: Option<u8>) -> Annotation {
        let target = Target::new("The pier is open.", Hash::of(b""), &[Span::new(0, 8)]);
        let id = AnnotationId::for_target(target.document, &target.spans, creator);
        let mut annotation = Annotation::blank(id, target, creator, Timestamp::UNIX_EPOCH);
        annotation.status = status;
        annotation.credibility = digit.and_then(Credibility::new);
        annotation
    }

    #[test]
    fn what_is_settled_stays_so_until_either_judges_anew() {
        let names = |mine: &Annotation, theirs: &Annotation| -> Vec<&str> {
            let open = differing(mine, theirs).into_iter().filter(|(_, settled)| settled.is_none());
            open.map(|(judgment, _)| judgment.name).collect()
        };
        let mut mine = marked("ana", Some(Status::Disputed), Some(2));
        let mut theirs = marked("bo", Some(Status::Verified), None);
        assert_eq!(names(&mine, &theirs), ["status"], "who does not judge does not differ");
        theirs.credibility = Credibility::new(5);
        assert_eq!(names(&mine, &theirs), ["status", "credibility"]);
        let word = str::to_owned;
        mine.settled = vec![Settled {
            reader: word("bo"),
            judgment: word("status"),
            mine: word("disputed"),
            theirs: word("verified"),
            both: true,
        }];
        assert_eq!(names(&mine, &theirs), ["credibility"]);
        assert_eq!(names(&mine, &marked("cy", Some(Status::Verified), None)), ["status"], "another reader");
        theirs.status = Some(Status::Unclear);
        assert_eq!(names(&mine, &theirs), ["status", "credibility"], "theirs is another one");
        (mine.status, theirs.status) = (Some(Status::Verified), Some(Status::Verified));
        assert_eq!(names(&mine, &theirs), ["credibility"], "they agree");
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
