//! Marks are found again in edited texts, or asked about; never put on other words.

use onrecord::load::samples::SAMPLES;

#[path = "../../examples/anchors.rs"]
#[allow(dead_code)] // its `main`
mod edits;

use edits::{Edit, Row};

#[test]
fn marks_survive_edits() {
    let mut rows = [Row::default(); 12];
    for sample in SAMPLES {
        edits::measure(&edits::mark(sample.content, 40), &mut rows);
    }
    let told = edits::table(&rows);
    for (edit, row) in edits::EDITS.iter().zip(&rows) {
        assert_eq!(row.wrong, 0, "{edit:?} moved marks to other words\n{told}");
        match edit {
            Edit::Figure | Edit::Negation | Edit::Name => assert_eq!(row.right, 0, "{edit:?} went unseen\n{told}"),
            Edit::Typo => assert!(row.asked * 100 >= row.marks * 95, "{told}"),
            _ => assert!(row.right * 100 >= row.marks * 95, "{edit:?}\n{told}"),
        }
        assert!(row.marks > 0 || *edit == Edit::Accents, "{edit:?} was never tried\n{told}");
    }
}
