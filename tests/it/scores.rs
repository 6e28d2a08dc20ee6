//! What was once understood stays understood.

use crate::corpora::{FACTS, ROWS, Row, TURNS, factuality, measure, share, shared, turn_speakers};
use crate::reliability::{bins, calibration_error, matched};

#[test]
fn figures_do_not_fall() {
    let shared = match shared() {
        Ok(shared) => shared,
        Err(missing) => {
            println!("skipped: {missing}");
            return;
        }
    };
    let wanted = |row: &Row| matches!(row.2, "polnear" | "gum") && row.4 > 0.0;
    let figures = measure(&shared, wanted).unwrap();
    assert_eq!(figures.len(), ROWS.iter().filter(|row| wanted(row)).count());
    for figure in figures {
        assert!(
            figure.value >= figure.floor,
            "{}: {:.1} ({:?}) is below {:.1}",
            figure.name.trim(),
            figure.value,
            figure.interval,
            figure.floor
        );
    }
    assert!(share(&turn_speakers(&shared)).0 >= TURNS);
    let bins = bins(&matched(&shared));
    let error = calibration_error(&bins);
    let worst = bins.iter().max_by_key(|bin| (bin.count as f64 * (bin.confidence - bin.right).abs()) as u64);
    assert!(error <= 0.05, "expected calibration error: {error:.3}, worst from {:?} on", worst.map(|bin| bin.from));
    for (name, corpus, floor) in FACTS {
        let (share, _) = share(&factuality(&shared, corpus));
        assert!(share >= floor, "{}: {share:.1} is below {floor:.1}", name.trim());
    }
}
