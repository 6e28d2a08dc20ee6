//! Widths of letters as `pdf-extract` understands them.

use super::flat::number;
use pdf_extract::{Dictionary, Document, Object};

/// Widths of one font, at most.
const MOST: usize = 70_000;

/// Writes ranges of one width (`first last width`), which the crate reads wrongly, as lists of widths
/// (`first [width …]`; ISO 32000-1, 9.7.4.3), in all fonts.
pub(super) fn mend(document: &mut Document) {
    let fonts = document.objects.iter().filter_map(|(id, object)| {
        let font = object.as_dict().ok()?;
        let kind = font.get(b"Subtype").and_then(Object::as_name).ok()?;
        let widths = kind.starts_with(b"CIDFont").then(|| listed(document, font))?;
        Some((*id, widths, whole(document, font)))
    });
    let fonts: Vec<_> = fonts.collect();
    for (id, widths, usual) in fonts {
        if let Ok(font) = document.get_object_mut(id).and_then(Object::as_dict_mut) {
            match widths {
                Some(widths) => font.set("W", widths),
                None => drop(font.remove(b"W")),
            }
            font.set("DW", usual);
        }
    }
}

/// The usual width, as a whole number.
fn whole(document: &Document, font: &Dictionary) -> i64 {
    let usual =
        font.get(b"DW").ok().and_then(|usual| document.dereference(usual).ok()).and_then(|usual| number(usual.1));
    usual.map_or(1000, |usual| usual.round() as i64)
}

fn listed(document: &Document, font: &Dictionary) -> Option<Vec<Object>> {
    let resolved = |object| document.dereference(object).map(|found| found.1).ok();
    let written = resolved(font.get(b"W").ok()?)?.as_array().ok()?;
    let mut parts = written.iter();
    let (mut out, mut room) = (Vec::new(), MOST);
    while let Some(first) = parts.next() {
        let first = resolved(first)?.as_i64().ok().filter(|first| (0..=0xffff).contains(first))?;
        let widths: Vec<Object> = match resolved(parts.next()?)? {
            Object::Array(widths) => {
                widths.iter().map(|width| number(resolved(width)?)).collect::<Option<Vec<f64>>>()?
            }
            last => {
                let last = last.as_i64().ok().filter(|last| (first..=0xffff).contains(last))?;
                let width = number(resolved(parts.next()?)?)?;
                vec![width; usize::try_from(last - first).ok()? + 1]
            }
        }
        .into_iter()
        .map(|width| Object::Real(width as f32))
        .collect();
        room = room.checked_sub(widths.len())?;
        out.extend([Object::Integer(first), Object::Array(widths)]);
    }
    Some(out)
}
