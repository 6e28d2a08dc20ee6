//! XML as a stream of tags and text.

use super::{Failure, Limits};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// What comes next.
#[derive(Debug)]
pub(super) enum Xml<'a> {
    /// An element begins.
    Open(&'a Tag),
    /// The element of this name ends; one that is empty ends too.
    Close(&'a str),
    /// Characters, entities decoded. A run of text may come in several parts.
    Text(&'a str),
}

/// An element's names and values, without the prefixes of its namespaces.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// Without prefix.
    pub name: String,
    /// With prefix: "dc:title".
    pub full: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute by its name without prefix.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }
}

/// Gives everything to `take`, which stops it by returning `false`.
///
/// Nothing is expanded but the five entities of XML and characters by number; other entities stay as written, what a
/// document type declares is not read, and nothing is fetched.
pub(super) fn walk(text: &str, limits: &Limits, mut take: impl FnMut(Xml<'_>) -> bool) -> Result<(), Failure> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut depth = 0_usize;
    // Of an encoding that is declared nothing more is asked: the text is decoded already.
    loop {
        let event = reader.read_event().map_err(|error| Failure::new(format!("its XML is broken: {error}"), ""))?;
        let go_on = match event {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Failure::new(format!("its XML is nested more than {} deep", limits.depth), ""));
                }
                take(Xml::Open(&tag(&start)))
            }
            Event::Empty(start) => {
                let tag = tag(&start);
                take(Xml::Open(&tag)) && take(Xml::Close(&tag.name))
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                take(Xml::Close(end.local_name().as_ref()))
            }
            Event::Text(text) => take(Xml::Text(&text.xml_content(XmlVersion::Implicit1_0))),
            Event::CData(data) => take(Xml::Text(&data.into_inner())),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten();
                let name = entity.into_inner();
                match (character, &*name) {
                    (Some(c), _) => take(Xml::Text(c.encode_utf8(&mut [0; 4]))),
                    (None, "lt") => take(Xml::Text("<")),
                    (None, "gt") => take(Xml::Text(">")),
                    (None, "amp") => take(Xml::Text("&")),
                    (None, "quot") => take(Xml::Text("\"")),
                    (None, "apos") => take(Xml::Text("'")),
                    (None, "nbsp") => take(Xml::Text("\u{a0}")),
                    (None, other) => take(Xml::Text(&format!("&{other};"))),
                }
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => true,
        };
        if !go_on {
            return Ok(());
        }
    }
}

fn tag(start: &BytesStart<'_>) -> Tag {
    let mut raw = start.attributes();
    let attributes = raw.with_checks(false).flatten().take(100).map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Tag {
        name: start.local_name().as_ref().to_owned(),
        full: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
    }
}
