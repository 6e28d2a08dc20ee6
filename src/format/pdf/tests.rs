use super::*;
use crate::format::{Format, check_extract};

/// A PDF with these pages of text, each line of `size` points at its place.
fn pdf(pages: &[Vec<(f32, f32, f32, &str)>]) -> Vec<u8> {
    let line =
        |(x, y, size, line): &(f32, f32, f32, &str)| format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({line}) Tj ET\n");
    let pages: Vec<String> = pages.iter().map(|lines| lines.iter().map(line).collect()).collect();
    drawn(&pages, "", &[])
}

/// A PDF with pages of these operators. `more` are entries of the pages' resources, `others` are objects from 4 on.
fn drawn(pages: &[String], more: &str, others: &[&str]) -> Vec<u8> {
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    objects.extend(others.iter().map(|other| (*other).to_owned()));
    let mut kids = String::new();
    for text in pages {
        let page = objects.len() + 1;
        kids.push_str(&format!("{page} 0 R "));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> {more} >> >>",
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

/// Pages of these operators, and what was noticed.
fn seen(operators: &str, more: &str, others: &[&str]) -> (String, Vec<String>) {
    let article =
        extract(&drawn(&[operators.to_owned()], more, others), &Limits::default()).unwrap().articles.remove(0);
    (article.text.trim().to_owned(), article.notices.into_iter().map(|said| said.message).collect())
}

/// The same in every way in which text can be drawn and not be seen.
#[test]
fn what_cannot_be_seen_is_counted_and_no_text() {
    let ways = [
        "3 Tr 50 600 Td (Hidden) Tj",
        "7 Tr 50 600 Td (Hidden) Tj",
        "1 g 50 600 Td (Hidden) Tj",
        "1 1 1 rg 50 600 Td (Hidden) Tj",
        "0 0 0 0 k 50 600 Td (Hidden) Tj",
        "/Glass gs 50 600 Td (Hidden) Tj",
        "/DeviceRGB cs 1 1 1 sc 50 600 Td (Hidden) Tj",
        "900 600 Td (Hidden) Tj",
        "50 -80 Td (Hidden) Tj",
        "/F1 0.5 Tf 50 600 Td (Hidden) Tj",
        "0 Tz 50 600 Td (Hidden) Tj",
        "1 g 50 600 Td 12 TL (Hidden) '",
        "1 g 50 600 Td [(Hid) -20 (den)] TJ",
    ];
    let plain = "BT /F1 10 Tf 50 700 Td (The pier will reopen in May.) Tj ET";
    let gs = "/ExtGState << /Glass << /ca 0 >> >>";
    for way in ways {
        let found = seen(&format!("{plain} q BT /F1 10 Tf {way} ET Q BT 50 680 Td (All of it.) Tj ET"), gs, &[]);
        assert_eq!(found.0, "The pier will reopen in May. All of it.", "{way}");
        let notice = "6 letters left out that can't be seen: drawn invisibly, in white on white, tiny or off the page.";
        assert_eq!(found.1, [notice], "{way}");
    }
}

/// White text on a ground of any other colour is seen, and so is text in colours that are not known.
#[test]
fn white_on_a_dark_ground_is_seen() {
    let grounds = [
        "0 0 0.5 rg 40 590 300 30 re f 1 g",
        "0.2 g 40 590 300 30 re 40 10 5 5 re f* 1 1 1 rg",
        "/Pattern cs /P1 scn 40 590 300 30 re f 1 g",
        "/Cs1 cs 1 scn",
        "0 0 1 rg 40 590 m 340 590 l 340 620 l 40 620 l h f 1 g",
        "q 300 0 0 30 40 590 cm /Im Do Q 1 g",
        "30 w 40 605 m 340 605 l S 1 g",
        "0 g 40 590 300 30 re W n 0 0 600 800 re f 1 g",
    ];
    let more = "/XObject << /Im 4 0 R >> /ColorSpace << /Cs1 [/Separation /Red /DeviceGray 5 0 R] >>";
    let image = "<< /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n(\nendstream";
    for ground in grounds {
        let page = format!("{ground} BT /F1 10 Tf 50 600 Td (Seen on a dark ground.) Tj ET");
        assert_eq!(seen(&page, more, &[image]), ("Seen on a dark ground.".to_owned(), vec![]), "{ground}");
    }
    // Painted over in white again, or painted elsewhere.
    for ground in ["0 g 40 590 300 30 re f 1 g 40 590 300 30 re f", "0 g 40 90 300 30 re f 1 g"] {
        let page = format!("BT /F1 10 Tf 50 700 Td (The pier.) Tj ET {ground} BT 50 600 Td (Hidden.) Tj ET");
        assert_eq!(seen(&page, "", &[]).0, "The pier.", "{ground}");
    }
}

/// What programs for text recognition lay below a scanned page is what there is to read.
#[test]
fn recognised_text_below_a_picture_is_read() {
    let image = "<< /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n(\nendstream";
    let page =
        "BT /F1 10 Tf 3 Tr 50 700 Td (The pier will reopen in May, she said.) Tj ET q 600 0 0 800 0 0 cm /Im Do Q";
    let (text, notices) = seen(page, "/XObject << /Im 4 0 R >>", &[image]);
    assert_eq!(text, "The pier will reopen in May, she said.");
    assert_eq!(notices, ["1 page is a picture; the text is what a text recognition read in it, mistakes and all."]);
}

/// Forms stand where they are drawn, with fonts of their own, also in one another; pictures are no text.
#[test]
fn forms_are_read_in_their_places() {
    let inner = "BT /F1 10 Tf 0 0 Td (stands below.) Tj ET";
    let form = |resources: &str, content: &str| {
        format!(
            "<< /Subtype /Form /Matrix [1 0 0 1 10 0] {resources} /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        )
    };
    let first = form(
        "/Resources << /Font << /F1 3 0 R >> /XObject << /B 5 0 R /A 4 0 R >> >>",
        "q 1 0 0 1 0 -40 cm /B Do Q q q /A Do",
    );
    let second = form("", inner);
    let page = "q 1 0 0 1 40 700 cm /A Do Q BT /F1 10 Tf 50 700 Td (This stands above,) Tj 0 -12 Td (and this) ' ET";
    let (text, _) = seen(page, "/XObject << /A 4 0 R >>", &[&first, &second]);
    assert!(text.starts_with("This stands above, and this") && text.contains("stands below."), "{text}");
}

/// One width for a range of letters: without it "11" would be read as two words.
#[test]
fn ranges_of_widths_are_understood() {
    let fonts = [
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << >> /FontDescriptor << >> /DW 100.0 /W [1 9 636 10 [100]] >>",
        "<< /Length 118 >>\nstream\n1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0001> <0009> <0031> endbfrange                 \nendstream",
    ];
    let page = "BT /F2 10 Tf 50 700 Td <0001> Tj 6.36 0 Td <0001> Tj 6.36 0 Td <0002> Tj ET";
    let bytes = drawn(&[page.to_owned()], "", &fonts);
    let bytes = String::from_utf8(bytes).unwrap().replace("/F1 3 0 R", "/F2 4 0 R").into_bytes();
    assert_eq!(extract(&bytes, &Limits::default()).unwrap().articles[0].text.trim(), "112");
}

/// A page, or a font, that unpacks to more than anyone reads.
#[test]
fn bombs_are_left_out() {
    use std::io::Write;
    let limits = Limits { part: 1 << 18, unpacked: 1 << 20, ..Limits::default() };
    let mut packed = Vec::new();
    for _ in 0..2 {
        let input = if packed.is_empty() {
            b"BT /F1 1 Tf (".iter().chain(&vec![b'x'; 1 << 20]).copied().collect()
        } else {
            packed
        };
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(&input).unwrap();
        packed = writer.finish().unwrap();
    }
    let mut document = Document::load_mem(&pdf(&[vec![(50.0, 700.0, 10.0, "Before.")], vec![]])).unwrap();
    let last = *document.get_pages().values().last().unwrap();
    let mut filters = pdf_extract::Dictionary::new();
    filters.set("Filter", vec![pdf_extract::Object::from("FlateDecode"); 2]);
    let stream = document.add_object(pdf_extract::Stream::new(filters, packed));
    document.get_object_mut(last).unwrap().as_dict_mut().unwrap().set("Contents", stream);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let article = extract(&bytes, &limits).unwrap().articles.remove(0);
    assert_eq!(article.text, "Before.\n");
    assert_eq!(article.notices[0].code, "cut-off");
    check_extract(Format::Pdf, &bytes);
    document.get_object_mut(document.get_pages()[&1]).unwrap().as_dict_mut().unwrap().set("Contents", stream);
    bytes.clear();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(extract(&bytes, &limits).unwrap_err().why, "a page of it is larger than the limits");
}

#[test]
fn locked_files_are_told() {
    let whole = String::from_utf8(pdf(&[vec![(50.0, 700.0, 10.0, "The pier.")]])).unwrap();
    let key = "0".repeat(32);
    let lock = format!("<< /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O ({key}) /U ({key}) >>");
    let error =
        extract(whole.replace("trailer <<", &format!("trailer {lock}")).as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(error.why, "it is locked with a password");
}
