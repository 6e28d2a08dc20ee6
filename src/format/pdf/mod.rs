//! PDF: letters at places, put together to lines, columns and paragraphs.
//!
//! `pdf-extract` interprets the pages and tells each letter with its place; here they become lines in reading order
//! (`layout`) and paragraphs over the borders of columns and pages (`paragraphs`). Running heads and page numbers
//! are left out, hyphenation is undone, and where each page begins is kept.

mod flat;
mod layout;
mod paint;
mod paragraphs;
mod widths;

use super::builder::{Builder, count};
use super::{Extracted, Failure, Limits};
use layout::{Glyph, Line};
use paint::Area;
use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform, output_doc};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Letters of one page, at most; what is more is no page to read.
const LETTERS: usize = 400_000;

pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    // The crate panics on some damaged files. Unwinding keeps a clear message; what can't be unwound ends the process
    // in which this runs.
    catch_unwind(AssertUnwindSafe(|| read(bytes, limits)))
        .unwrap_or_else(|_| Err(Failure::new("it is damaged", "open it in a PDF viewer, and print it to a new file")))
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let broken = |error: &dyn std::fmt::Display| {
        Failure::new(format!("it is damaged: {error}"), "open it in a PDF viewer, and print it to a new file")
    };
    let mut document = Document::load_mem(bytes).map_err(|error| broken(&error))?;
    let locked = document.trailer.has(b"Encrypt") && !document.was_encrypted();
    if locked && document.decrypt("").is_err() {
        return Err(Failure::new("it is locked with a password", "save it without the password"));
    }
    let flat::Flat { areas, scanned, cut } = flat::flatten(&mut document, limits);
    let mut pages = Pages {
        pages: Vec::new(),
        areas,
        area: Area::between(0.0, 0.0, 0.0, 0.0),
        glyphs: Vec::new(),
        limits: *limits,
        letters: 0,
        cut,
        outside: 0,
    };
    // A font that it does not understand makes the crate panic; the pages before it are kept.
    match catch_unwind(AssertUnwindSafe(|| output_doc(&document, &mut pages))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) if pages.pages.is_empty() => return Err(broken(&error)),
        Err(_) if pages.pages.is_empty() => return Err(broken(&"a font of it is not understood")),
        _ => pages.cut = true,
    }
    let mut builder = Builder::new(limits);
    builder.article.meta.byline = info(&document, b"Author");
    builder.article.meta.title = info(&document, b"Title").filter(|title| !title.contains('.') || title.contains(' '));
    let Pages { mut pages, cut, outside, .. } = pages;
    layout::drop_running(&mut pages);
    paragraphs::write(&pages, &mut builder);
    if cut {
        builder.say("cut-off", "It is longer than the limits, or damaged; what comes after is left out.");
    }
    if outside > 0 {
        let letters = count(outside, "letter", "letters");
        builder.say(
            "hidden-text",
            format!("{letters} left out that can't be seen: drawn invisibly, in white on white, tiny or off the page."),
        );
    }
    if scanned > 0 {
        let pages = count(scanned, "page is a picture", "pages are pictures");
        builder
            .say("recognised", format!("{pages}; the text is what a text recognition read in it, mistakes and all."));
    }
    let silent = if cut {
        Failure::new("a page of it is larger than the limits", "open it in a PDF viewer, and print it to a new file")
    } else {
        Failure::new("there is no text in it, only pictures", "run a text recognition on it first (ocrmypdf)")
    };
    let article = builder.finish().map_err(|_| silent)?;
    Ok(Extracted { articles: vec![article] })
}

/// An entry of the document's information.
fn info(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = match info.as_reference() {
        Ok(id) => document.get_dictionary(id).ok()?,
        Err(_) => info.as_dict().ok()?,
    };
    let text = pdf_extract::decode_text_string(info.get(key).ok()?).ok()?;
    Some(super::builder::squeezed(&text)).filter(|text| !text.is_empty() && text.len() < 400)
}

/// The lines of one page.
struct PageLines {
    number: u32,
    height: f32,
    lines: Vec<Line>,
}

struct Pages {
    pages: Vec<PageLines>,
    glyphs: Vec<Glyph>,
    /// What is shown of each page.
    areas: BTreeMap<u32, Area>,
    /// What is shown of this one.
    area: Area,
    limits: Limits,
    letters: usize,
    cut: bool,
    outside: usize,
}

impl OutputDev for Pages {
    fn begin_page(&mut self, page: u32, area: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.glyphs.clear();
        let media = Area::between(area.llx, area.lly, area.urx, area.ury);
        self.area = self.areas.get(&page).copied().unwrap_or(media);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        let number = u32::try_from(self.pages.len() + 1).unwrap_or(u32::MAX);
        let lines = layout::lines(std::mem::take(&mut self.glyphs));
        self.pages.push(PageLines { number, height: (self.area.high - self.area.low) as f32, lines });
        if self.pages.len() >= self.limits.parts || self.letters > self.limits.text {
            self.cut = true;
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let across = (at.m11 * at.m11 + at.m12 * at.m12).sqrt() * size;
        let up = (at.m21 * at.m21 + at.m22 * at.m22).sqrt() * size;
        let turned = at.m12.abs() > at.m11.abs() * 0.2;
        let (x, y) = (at.m31 - self.area.left, at.m32 - self.area.low);
        // What can't be seen, and what stands upright in a margin. Letters without a width are marked so by `flat`.
        let seen = self.area.has(at.m31, at.m32, 2.0) && across > 0.0;
        if !seen || up < 1.0 || !x.is_finite() || !y.is_finite() || turned {
            self.outside += usize::from(!turned && text.chars().any(char::is_alphanumeric));
            return Ok(());
        }
        if self.glyphs.len() >= LETTERS {
            self.cut = true;
            return Ok(());
        }
        self.letters += text.len();
        let glyph =
            Glyph { x: x as f32, y: y as f32, width: (width * across) as f32, size: up as f32, text: cleaned(text) };
        self.glyphs.push(glyph);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Ligatures as letters, and bullets of symbol fonts as bullets.
fn cleaned(text: &str) -> Box<str> {
    match text {
        "\u{fb00}" => "ff".into(),
        "\u{fb01}" => "fi".into(),
        "\u{fb02}" => "fl".into(),
        "\u{fb03}" => "ffi".into(),
        "\u{fb04}" => "ffl".into(),
        "\u{f0b7}" | "\u{f0a7}" | "\u{f06c}" | "\u{f0d8}" | "\u{e00a}" => "•".into(),
        "\u{a0}" | "\t" | "\n" | "\r" => " ".into(),
        _ if text.contains('\r') => text.replace('\r', "").into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests;
