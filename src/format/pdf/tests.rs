use super::*;
use crate::format::{Format, check_extract};

/// A PDF with these pages of text, each line of `size` points at its place.
fn pdf(pages: &[Vec<(f32, f32, f32, &str)>]) -> Vec<u8> {
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut kids = String::new();
    for lines in pages {
        let text: String = lines
            .iter()
            .map(|(x, y, size, line)| format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({line}) Tj ET\n"))
            .collect();
        let page = objects.len() + 1;
        kids.push_str(&format!("{page} 0 R "));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            page + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{text}endstream", text.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn text(bytes: &[u8]) -> String {
    extract(bytes, &Limits::default()).unwrap().articles.remove(0).text
}

#[test]
fn lines_become_paragraphs_without_heads_and_hyphens() {
    let page = |number: &'static str, lines: &[&'static str]| {
        let mut all = vec![(50.0, 770.0, 9.0, "Kessin Port Authority"), (300.0, 30.0, 9.0, number)];
        all.extend(lines.iter().enumerate().map(|(at, line)| (50.0, 700.0 - 12.0 * at as f32, 10.0, *line)));
        all
    };
    let bytes = pdf(&[
        page(
            "1",
            &[
                "The pier will reopen in May after repairs that cost the affili-",
                "ated companies three million, the mayor told the long meeting,",
                "and nobody disputed it.",
                "Ferries run again from June on, and the timetable was printed",
                "by the",
            ],
        ),
        page("2", &["company on Tuesday in the harbour office at the northern pier.", "That is all."]),
    ]);
    assert_eq!(
        text(&bytes),
        "The pier will reopen in May after repairs that cost the affiliated companies three million, the mayor told the \
         long meeting, and nobody disputed it.\n\nFerries run again from June on, and the timetable was printed by the \
         company on Tuesday in the harbour office at the northern pier. That is all.\n"
    );
    let pages = extract(&bytes, &Limits::default()).unwrap().articles.remove(0).pages;
    assert_eq!(pages.iter().map(|page| page.number).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let left = [
        "The left column begins here",
        "and goes on for some lines",
        "of text that fill their",
        "whole width as far as they",
        "can until it ends with this",
        "line and goes on in the",
        "other.",
    ];
    let right = [
        "Right is read after left is",
        "done, and not line by line",
        "across the page as it would",
        "be by programs that do not",
        "look at columns at all when",
        "they read it, which would",
        "mix them.",
    ];
    let mut lines = vec![(50.0, 740.0, 18.0, "A title over both of the columns")];
    for at in 0..7 {
        lines.push((50.0, 700.0 - 12.0 * at as f32, 10.0, left[at]));
        lines.push((330.0, 700.0 - 12.0 * at as f32, 10.0, right[at]));
    }
    let text = text(&pdf(&[lines]));
    assert_eq!(text, format!("A title over both of the columns\n\n{}\n\n{}\n", left.join(" "), right.join(" ")));
}

#[test]
fn damaged_files_are_told() {
    let whole = pdf(&[vec![(50.0, 700.0, 10.0, "The pier reopens in May, the mayor said.")]]);
    check_extract(Format::Pdf, &whole);
    for at in (0..whole.len()).step_by(37) {
        check_extract(Format::Pdf, &whole[..at]);
        let mut other = whole.clone();
        other[at] ^= 0x15;
        check_extract(Format::Pdf, &other);
    }
    let error = extract(b"%PDF-1.4\nnothing", &Limits::default()).unwrap_err();
    assert!(error.why.contains("damaged"), "{}", error.why);
    let error = extract(&pdf(&[vec![]]), &Limits::default()).unwrap_err();
    assert!(error.why.contains("only pictures"), "{}", error.why);
}
