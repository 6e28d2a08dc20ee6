//! What must hold of the people of a document.

use super::People;
use crate::base::Span;
use crate::document::Document;

/// What must hold for every document; shared by the property test and the fuzz target.
///
/// # Panics
/// When a mention is out of order, outside the text, or names are no mentions.
pub fn check_people(doc: &Document, people: &People) {
    let text = doc.content();
    assert_eq!(people.speakers.len(), doc.paragraphs.len());
    let mut first = (false, 0);
    for (id, person) in people.list.iter() {
        assert!(!person.name.is_empty() && !person.mentions.is_empty(), "{person:?}");
        assert!(person.mentions.is_sorted() && person.names.is_sorted());
        for span in &person.mentions {
            let paragraph = doc.paragraph_at(span.start()).and_then(|id| doc.paragraphs.get(id));
            assert!(!span.of(text).is_empty() && paragraph.is_some_and(|p| p.span.covers(*span)), "{span:?}");
            assert!(people.within(*span).any(|found| found == id));
        }
        for name in &person.names {
            assert!(person.mentions.contains(name));
        }
        for title in &person.titles {
            assert!(person.names.iter().any(|name| name.covers(*title)), "{person:?}");
        }
        let place = (person.group, person.place().map_or(0, Span::start));
        assert!(place >= first, "order of first mention");
        first = place;
    }
    for speaker in people.speakers.iter().flatten() {
        assert!(people.list.get(*speaker).is_some());
    }
}
