//! Pages as one list of operators that show text.
//!
//! `pdf-extract` knows the fonts, but places what forms draw as if it stood on a page of its own, takes pictures for
//! text, knows neither the modes of drawing nor colours, and panics where an operand is missing. So each page is
//! written anew before: forms in their places, operators checked, and what cannot be seen marked by letters of no
//! width, which `Pages` counts. Nothing is unpacked beyond the limits.

use super::super::Limits;
use super::paint::{Area, Colour, Paint, Space};
use super::{LETTERS, widths};
use flate2::read::ZlibDecoder;
use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

/// What was found while pages were written anew.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// What is shown of each page, in points.
    pub(super) areas: BTreeMap<u32, Area>,
    /// Pages whose text lies unseen over a picture, as programs for text recognition leave it.
    pub(super) scanned: usize,
    /// Whether something was left out because it was too much.
    pub(super) cut: bool,
}

/// Forms in forms.
const DEPTH: usize = 12;
/// A US letter page, for pages that do not say how large they are.
const LETTER: Area = Area { left: 0.0, low: 0.0, right: 612.0, high: 792.0 };

/// Writes all pages anew.
pub(super) fn flatten(document: &mut Document, limits: &Limits) -> Flat {
    let mut flat = Flat { cut: bound(document, limits), ..Flat::default() };
    widths::mend(document);
    let mut done = HashSet::new();
    for (number, id) in document.get_pages().into_iter().take(limits.parts) {
        let Ok(page) = document.get_dictionary(id) else { continue };
        let media = inherited(document, page, b"MediaBox").and_then(|area| area_of(document, area)).unwrap_or(LETTER);
        let crop = inherited(document, page, b"CropBox").and_then(|area| area_of(document, area));
        flat.areas.insert(number, crop.map_or(media, |crop| media.cut(&crop)));
        if !done.insert(id) {
            continue;
        }
        let resources = inherited(document, page, b"Resources").and_then(|found| dictionary(document, found));
        let mut writer = Writer::new(document, limits);
        writer.paint.clip = media;
        if let Ok(content) = document.get_page_content(id) {
            writer.stream(&content, resources, "", 0);
        }
        let (content, fonts, scanned, cut) = writer.finish();
        (flat.scanned, flat.cut) = (flat.scanned + usize::from(scanned), flat.cut || cut);
        let content = document.add_object(Stream::new(Dictionary::new(), content));
        let mut resources = Dictionary::new();
        resources.set("Font", fonts);
        let corners = [media.left, media.low, media.right, media.high].map(|at| Object::Real(at as f32));
        if let Ok(page) = document.get_object_mut(id).and_then(Object::as_dict_mut) {
            page.set("Contents", content);
            page.set("Resources", resources);
            page.set("MediaBox", corners.to_vec());
            page.remove(b"ArtBox");
        }
    }
    flat
}

/// Empties streams that unpack to more than the limits, but for pictures, which nobody unpacks. Tells whether any was.
fn bound(document: &mut Document, limits: &Limits) -> bool {
    let (mut left, mut cut) = (limits.unpacked, false);
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image") {
            continue;
        }
        let most = left.min(limits.part / 4);
        let size = unpacked(stream, most);
        if size > most {
            cut = true;
            *stream = Stream::new(Dictionary::new(), Vec::new());
        } else {
            left -= size;
        }
    }
    cut
}

/// How many bytes come of a stream, at most one more than `most`: the largest of what its filters give.
fn unpacked(stream: &Stream, most: u64) -> u64 {
    let mut largest = stream.content.len() as u64;
    let deflated = |stage: usize| {
        let mut reader: Box<dyn Read + '_> = Box::new(stream.content.as_slice());
        for _ in 0..=stage {
            reader = Box::new(ZlibDecoder::new(reader));
        }
        std::io::copy(&mut reader.take(most + 1), &mut std::io::sink()).unwrap_or(0)
    };
    let filters = stream.filters().unwrap_or_default();
    for (stage, _) in filters.iter().take_while(|filter| ***filter == *b"FlateDecode").enumerate() {
        // Each stage is counted by itself, since what it gives may be small again after the next.
        if stage > 3 {
            return most + 1;
        }
        largest = largest.max(deflated(stage));
    }
    largest
}

/// Writes one page.
struct Writer<'a> {
    document: &'a Document,
    limits: &'a Limits,
    out: Vec<(Operation, Seen)>,
    fonts: Dictionary,
    paint: Paint,
    /// Bytes of strings that were shown: seen, drawn invisibly.
    shown: [usize; 2],
    pictures: bool,
    cut: bool,
}

/// Whether an operator's text can be seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Yes,
    /// It is in the mode that draws nothing, as recognised text is.
    Unpainted,
    /// It has the colour of what is behind.
    No,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document, limits: &'a Limits) -> Self {
        Self {
            document,
            limits,
            out: Vec::new(),
            fonts: Dictionary::new(),
            paint: Paint::default(),
            shown: [0; 2],
            pictures: false,
            cut: false,
        }
    }

    fn put(&mut self, operator: &str, operands: Vec<Object>) {
        self.out.push((Operation::new(operator, operands), Seen::Yes));
    }

    /// Operators of a page or a form. `form` makes the names of its fonts its own.
    fn stream(&mut self, content: &[u8], resources: Option<&'a Dictionary>, form: &str, depth: usize) {
        if content.len() as u64 > self.limits.part / 4 {
            self.cut = true;
            return;
        }
        let Ok(content) = Content::decode(content) else { return };
        let own = self.paint.depth();
        let document = self.document;
        let category = |name: &[u8]| resources.and_then(|all| dictionary(document, all.get(name).ok()?));
        let (fonts, forms, states, spaces) =
            (category(b"Font"), category(b"XObject"), category(b"ExtGState"), category(b"ColorSpace"));
        for Operation { operator, operands } in content.operations {
            if self.out.len() > LETTERS || self.paint.is_full() || self.shown[0] + self.shown[1] > 2 * LETTERS {
                self.cut = true;
                break;
            }
            let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
            let name = operands.last().and_then(|last| last.as_name().ok());
            match operator.as_str() {
                "q" => {
                    self.paint.save();
                    self.put("q", vec![]);
                }
                "Q" => {
                    if self.paint.depth() > own {
                        self.paint.restore();
                        self.put("Q", vec![]);
                    }
                }
                "BT" | "ET" | "T*" => {
                    self.paint.text(&operator, &[]);
                    self.put(&operator, vec![]);
                }
                "cm" | "Tm" if numbers.len() == 6 => {
                    self.paint.text(&operator, &numbers);
                    self.put(&operator, operands);
                }
                "Td" | "TD" if numbers.len() == 2 => {
                    self.paint.text(&operator, &numbers);
                    self.put(&operator, operands);
                }
                "Tc" | "Tw" | "TL" | "Tz" | "Ts" if numbers.len() == 1 => {
                    self.paint.text(&operator, &numbers);
                    self.put(&operator, operands);
                }
                "Tf" => {
                    let font = name_of(&operands).zip(numbers.first()).and_then(|(name, size)| {
                        let found = fonts?.get(name).ok()?;
                        dictionary(document, found)?;
                        Some(([form.as_bytes(), name].concat(), found.clone(), *size))
                    });
                    self.paint.state.font = font.is_some();
                    if let Some((name, font, size)) = font {
                        self.fonts.set(name.clone(), font);
                        self.put("Tf", vec![Object::Name(name), Object::Real(size as f32)]);
                    }
                }
                "'" | "\"" => {
                    if let ([word, letter], true) = (numbers.as_slice(), operator == "\"") {
                        self.put("Tw", vec![Object::Real(*word as f32)]);
                        self.put("Tc", vec![Object::Real(*letter as f32)]);
                    }
                    self.paint.text("T*", &[]);
                    self.put("T*", vec![]);
                    self.show("Tj", operands.into_iter().filter(|operand| operand.as_str().is_ok()).collect());
                }
                "Tj" | "TJ" => self.show(&operator, operands),
                "gs" => {
                    let state = name.and_then(|name| dictionary(document, states?.get(name).ok()?));
                    if let Some(alpha) = state.and_then(|state| number(state.get(b"ca").ok()?)) {
                        self.paint.state.alpha = alpha;
                    }
                }
                "cs" => {
                    let named = name.and_then(|name| spaces?.get(name).ok());
                    let space = named.map_or_else(|| name, |space| family(document, space));
                    self.paint.state.space = space.map_or(Space::Other, Space::named);
                    self.paint.state.fill = Colour::Other;
                }
                "Do" => {
                    let found = name.and_then(|name| forms?.get(name).ok());
                    let found = found.and_then(|found| document.dereference(found).ok());
                    if let Some((id, Object::Stream(drawn))) = found {
                        self.draw(id, drawn, resources, depth);
                    }
                }
                "BI" => {
                    self.pictures = true;
                    self.paint.picture();
                }
                "sh" => self.paint.shade(),
                other => self.paint.other(other, &numbers),
            }
        }
        while self.paint.depth() > own {
            self.paint.restore();
            self.put("Q", vec![]);
        }
    }

    fn draw(&mut self, id: Option<ObjectId>, drawn: &'a Stream, outer: Option<&'a Dictionary>, depth: usize) {
        let kind = drawn.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if kind == b"Image" {
            self.pictures = true;
            self.paint.picture();
        }
        if kind != b"Form" || depth >= DEPTH {
            return;
        }
        let Ok(content) = drawn.decompressed_content() else { return };
        let document = self.document;
        let own = drawn.dict.get(b"Resources").ok().and_then(|own| dictionary(document, own));
        let resources = own.or(outer);
        let matrix: Option<Vec<f64>> = drawn.dict.get(b"Matrix").ok().and_then(|matrix| numbers(document, matrix));
        self.paint.save();
        self.put("q", vec![]);
        if let Some(matrix) = matrix.filter(|matrix| matrix.len() == 6) {
            self.paint.text("cm", &matrix);
            self.put("cm", matrix.iter().map(|number| Object::Real(*number as f32)).collect());
        }
        let name = id.map_or_else(String::new, |id| format!("{}.", id.0));
        self.stream(&content, resources, &name, depth + 1);
        self.paint.restore();
        self.put("Q", vec![]);
    }

    /// Text, unless it has no font, with what can be seen of it.
    fn show(&mut self, operator: &str, mut operands: Vec<Object>) {
        let strings: usize = match operands.first() {
            Some(Object::String(text, _)) if operator == "Tj" => text.len(),
            Some(Object::Array(parts)) if operator == "TJ" => {
                parts.iter().filter_map(|part| part.as_str().ok()).map(<[u8]>::len).sum()
            }
            _ => return,
        };
        if !self.paint.state.font || strings == 0 {
            return;
        }
        operands.truncate(1);
        let seen = if self.paint.is_unpainted() {
            Seen::Unpainted
        } else if self.paint.is_lost() {
            Seen::No
        } else {
            Seen::Yes
        };
        self.shown[usize::from(seen == Seen::Unpainted)] += strings;
        self.out.push((Operation::new(operator, operands), seen));
    }

    /// The content, its fonts, whether it is recognised text, and whether something is missing.
    fn finish(self) -> (Vec<u8>, Dictionary, bool, bool) {
        // Recognised text lies unseen over its picture, and is what there is to read.
        let scanned = self.pictures && self.shown[1] > 20 && self.shown[0] < self.shown[1] / 8;
        let mut wide = Object::Real(100.0);
        let mut operations = Vec::with_capacity(self.out.len());
        for (operation, seen) in self.out {
            if operation.operator == "Tz"
                && let Some(scale) = operation.operands.first()
            {
                wide = scale.clone();
            }
            if seen == Seen::Yes || scanned && seen == Seen::Unpainted {
                operations.push(operation);
            } else {
                operations.push(Operation::new("Tz", vec![Object::Real(0.0)]));
                operations.push(operation);
                operations.push(Operation::new("Tz", vec![wide.clone()]));
            }
        }
        let content = Content { operations }.encode().unwrap_or_default();
        (content, self.fonts, scanned, self.cut)
    }
}

fn name_of(operands: &[Object]) -> Option<&[u8]> {
    operands.first().and_then(|first| first.as_name().ok())
}

pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(whole) => Some(*whole as f64),
        Object::Real(real) => Some(f64::from(*real)),
        _ => None,
    }
    .filter(|number| number.is_finite())
}

fn numbers(document: &Document, object: &Object) -> Option<Vec<f64>> {
    let (_, array) = document.dereference(object).ok()?;
    array.as_array().ok()?.iter().map(|part| number(document.dereference(part).ok()?.1)).collect()
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// The name of a colour space, or of the kind of one.
fn family<'a>(document: &'a Document, space: &'a Object) -> Option<&'a [u8]> {
    match document.dereference(space).ok()?.1 {
        Object::Name(name) => Some(name),
        Object::Array(parts) => parts.first()?.as_name().ok(),
        _ => None,
    }
}

/// An entry of a page, or of what it stands in.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut at = page;
    for _ in 0..64 {
        if let Ok(found) = at.get(key) {
            return Some(found);
        }
        at = dictionary(document, at.get(b"Parent").ok()?)?;
    }
    None
}

fn area_of(document: &Document, object: &Object) -> Option<Area> {
    let corners = numbers(document, object)?;
    let [a, b, c, d] = corners.as_slice() else { return None };
    Some(Area::between(*a, *b, *c, *d)).filter(|area| area.right - area.left > 1.0 && area.high - area.low > 1.0)
}
