//! Where the annotations of a text stand in it, whichever version of it they were made on.
//!
//! This is the one way in which everything finds marks: the reader, the commands, exports and
//! the measurements.

use super::anchor;
use super::model::{Anchor, Annotation, AnnotationId, Target};
use super::versions::Versions;
use crate::analysis::Analysis;
use crate::base::id::Id;
use crate::base::{ClaimId, Hash, Span};
use std::collections::{BTreeMap, HashMap};

/// Where one annotation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// How it was found.
    pub anchor: Anchor,
    /// Its parts in the text at hand; none when it is lost or about the whole text.
    pub spans: Vec<Span>,
    /// When it is changed or lost: the words of the old version, with the sentence they stood in.
    pub before: Option<String>,
    /// When it is changed: what stands in the text at hand in place of `before`.
    pub after: Option<Span>,
}

/// The places of annotations, by name.
pub type Places = BTreeMap<AnnotationId, Place>;

impl Place {
    /// On words of the text at hand itself.
    #[must_use]
    pub fn exact(spans: Vec<Span>) -> Self {
        Self { anchor: Anchor::Exact, spans, before: None, after: None }
    }

    /// Whether somebody must look at it again: it is on words, and they changed.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.anchor == Anchor::Changed && !self.spans.is_empty()
    }
}

/// Finds annotations in `text`, which has this `hash`. `old` gives the text of a hash, where
/// that is kept; without it they are found by their quotes alone.
///
/// # Errors
/// What `old` fails with.
pub fn places<'n, E>(
    annotations: impl IntoIterator<Item = &'n Annotation>,
    text: &str,
    hash: Hash,
    mut old: impl FnMut(&Hash) -> Result<Option<String>, E>,
) -> Result<Places, E> {
    let mut by_text: BTreeMap<Hash, Vec<&Annotation>> = BTreeMap::new();
    for annotation in annotations {
        by_text.entry(annotation.target.document).or_default().push(annotation);
    }
    let mut found = Places::new();
    for (made_on, annotations) in by_text {
        let before = if made_on == hash { None } else { old(&made_on)? };
        let versions = before.as_deref().map(|before| Versions::new(before, text, hash));
        found.extend(annotations.into_iter().map(|annotation| {
            let place = match &versions {
                Some(versions) => versions.place(&annotation.target),
                None => by_quote(&annotation.target, text, hash),
            };
            (annotation.id, place)
        }));
    }
    Ok(found)
}

/// Where a target is, its old version not being at hand.
fn by_quote(target: &Target, text: &str, hash: Hash) -> Place {
    let (anchor, spans) = anchor::find(target, text, hash);
    let before = (anchor == Anchor::Lost).then(|| quoted(target));
    Place { anchor, spans, before, after: None }
}

/// The words that are known of an old version.
pub(super) fn quoted(target: &Target) -> String {
    [target.prefix.as_str(), &target.exact, &target.suffix].concat()
}

/// Which claim each annotation is on: the one with the same content, else one that shares
/// more than half of its words, since the machine may cut the same claim a little
/// differently today. At most one annotation a claim, the newest; words that a reader marked
/// as a claim of their own stay one.
#[must_use]
pub fn attach<'n>(
    analysis: &Analysis,
    marks: impl IntoIterator<Item = (&'n Annotation, &'n Place)>,
) -> HashMap<ClaimId, AnnotationId> {
    let mut marks: Vec<(&Annotation, &Place)> =
        marks.into_iter().filter(|(_, place)| !place.spans.is_empty()).collect();
    marks.sort_by_key(|(annotation, _)| (std::cmp::Reverse(annotation.modified), annotation.id));
    let contents: HashMap<&[Span], ClaimId> =
        analysis.claims.iter().map(|(id, claim)| (claim.content.as_slice(), id)).collect();
    let mut attached = HashMap::new();
    let mut rest = Vec::new();
    for (annotation, place) in marks {
        match contents.get(place.spans.as_slice()) {
            Some(claim) if !attached.contains_key(claim) => drop(attached.insert(*claim, annotation.id)),
            Some(_) => {}
            None if annotation.own => {}
            None => rest.push((annotation, place)),
        }
    }
    let extents: Vec<Span> = analysis.claims.values().map(crate::analysis::Claim::extent).collect();
    for (annotation, place) in rest {
        let extent = place.spans.iter().copied().reduce(Span::join).unwrap_or_default();
        let near = extents.partition_point(|other| other.start() < extent.start());
        let alike = (near.saturating_sub(2)..(near + 2).min(extents.len()))
            .find(|index| !attached.contains_key(&ClaimId::at(*index)) && alike(extents[*index], extent));
        if let Some(index) = alike {
            attached.insert(ClaimId::at(index), annotation.id);
        }
    }
    attached
}

/// Whether two extents share more than half of what they cover together.
fn alike(a: Span, b: Span) -> bool {
    a.meet(b).is_some_and(|shared| shared.len() * 2 > a.join(b).len())
}

#[cfg(test)]
mod tests {
    use super::super::marked::unmark;
    use super::*;
    use jiff::Timestamp;
    use std::convert::Infallible;

    fn mark(text: &str, span: Span) -> Annotation {
        let hash = Hash::of(text.as_bytes());
        let id = AnnotationId::for_target(hash, &[span], "ana");
        Annotation::blank(id, Target::new(text, hash, &[span]), "ana", Timestamp::UNIX_EPOCH)
    }

    fn find(marks: &[Annotation], old: &str, new: &str, kept: bool) -> Places {
        let text = |_: &Hash| Ok::<_, Infallible>(kept.then(|| old.to_owned()));
        let Ok(places) = places(marks, new, Hash::of(new.as_bytes()), text);
        places
    }

    #[test]
    fn what_changed_is_told_with_its_sentence() {
        let (old, spans) = unmark("It rained. Ortiz said ⟦the pier will reopen in May⟧. He ⟦denied it⟧.");
        let marks: Vec<Annotation> = spans.iter().map(|span| mark(&old, *span)).collect();
        let new = "It rained. Ortiz said the pier will reopen in June. And so on.";
        let places = find(&marks, &old, new, true);
        let changed = &places[&marks[0].id];
        assert_eq!(changed.anchor, Anchor::Changed);
        assert_eq!(changed.before.as_deref(), Some("Ortiz said the pier will reopen in May."));
        assert_eq!(changed.after.map(|span| span.of(new)), Some("Ortiz said the pier will reopen in June."));
        let lost = &places[&marks[1].id];
        assert_eq!((lost.anchor, lost.before.as_deref(), lost.after), (Anchor::Lost, Some("He denied it."), None));
    }

    #[test]
    fn without_the_old_text_the_quote_must_do() {
        let (old, spans) = unmark("Ortiz said ⟦the pier will reopen in May⟧.");
        let marks = [mark(&old, spans[0])];
        let new = "Ortiz said the pier will reopen in June.";
        let place = &find(&marks, &old, new, false)[&marks[0].id];
        assert_eq!((place.anchor, place.before.as_deref()), (Anchor::Lost, Some(old.as_str())));
        let new = format!("More. {old}");
        assert_eq!(find(&marks, &old, &new, false)[&marks[0].id].anchor, Anchor::Moved);
    }

    #[test]
    fn a_line_without_end_is_told_in_part() {
        let word = "word ".repeat(5_000);
        let old = format!("{word}the pier reopens in May {word}");
        let new = old.replace("May", "June");
        let at = old.find("the pier").unwrap();
        let marks = [mark(&old, Span::new(at, at + 23))];
        let place = &find(&marks, &old, &new, true)[&marks[0].id];
        assert_eq!(place.anchor, Anchor::Changed);
        assert!(place.before.as_ref().is_some_and(|before| before.len() < 1_000 && before.contains("in May")));
    }
}
