//! Where claims begin and end: split, put together, and the words that a selection means.

use super::overlay::Subject;
use super::{App, Effect};
use crate::analysis::Voice;
use crate::annotation::correction::Correction;
use crate::annotation::{AnnotationId, Change, Edit, Field, Target};
use crate::base::Span;

impl App {
    /// Splits the current claim before this byte, in one step.
    pub(super) fn split(&mut self, on: &Subject, at: usize) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let (text, hash) = (article.content(), article.document.text.hash);
        let content = article.current().map(|item| article.content_of(item)).unwrap_or_default();
        let cut = |from: usize, to: usize| -> Vec<Span> {
            let range = Span::new(from, to.max(from));
            let parts = content.iter().filter_map(|part| part.meet(range)).map(|part| part.trim(text));
            parts.filter(|part| part.of(text).chars().any(char::is_alphanumeric)).collect()
        };
        // An opening quotation mark goes with the word after it.
        let at = with_marks(text, Span::new(at, at)).start();
        let (mut first, second) = (cut(0, at), cut(at, text.len()));
        if let Some(last) = first.last_mut() {
            let kept = last.of(text).trim_end_matches([' ', '\n', ',', ';', '—', '–']).len();
            *last = Span::new(last.start(), last.start() + kept);
        }
        if first.is_empty() || second.is_empty() {
            self.say("Nothing would be left of one part: the claim stays whole.");
            return Vec::new();
        }
        let mut rest = Correction::default();
        if let Some(claim) = article.current_claim() {
            rest.speaker = Some(article.speaker_of(claim));
            rest.source = Some(Target::new(text, hash, &claim.source)).filter(|_| claim.voice == Voice::Attributed);
            rest.cue = rest.source.is_some().then(|| Target::new(text, hash, &claim.cue));
            rest.polarity = Some(claim.polarity);
            rest.certainty = Some(claim.certainty);
            rest.conditional = Some(claim.conditional);
        }
        let part = Subject {
            id: AnnotationId::for_target(hash, &second, &self.creator),
            target: Target::new(text, hash, &second),
            own: true,
            name: String::new(),
        };
        let first = Target::new(text, hash, &first);
        let changes = vec![
            self.change_of(on, |correction| correction.content = Some(first), None),
            self.change_of(&part, |correction| *correction = rest, Some(true)),
        ];
        self.save(Change::Several(changes))
    }

    /// Gives what the next claim says to this one, in one step.
    pub(super) fn merge_with_next(&mut self, on: &Subject) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let next = article.item.and_then(|index| Some((article.items.get(index)?, article.items.get(index + 1)?)));
        let Some((here, next)) = next else {
            self.say("There is no claim after this one.");
            return Vec::new();
        };
        let (text, hash) = (article.content(), article.document.text.hash);
        let mut content = article.content_of(here);
        content.extend(article.content_of(next));
        content.sort_unstable();
        // What only white space parts is one.
        let mut joined: Vec<Span> = Vec::new();
        for span in content {
            match joined.last_mut() {
                Some(last)
                    if last.end() >= span.start() || Span::new(last.end(), span.start()).of(text).trim().is_empty() =>
                {
                    *last = last.join(span);
                }
                _ => joined.push(span),
            }
        }
        let content = Target::new(text, hash, &joined);
        let gone = self.subject_of(next.annotation, &article.content_of(next), false, self.item_name(next));
        let own = next.claim.is_none().then_some(false);
        let changes = vec![
            self.change_of(on, |correction| correction.content = Some(content), None),
            self.change_of(&gone, |correction| correction.dropped = true, own),
        ];
        self.save(Change::Several(changes))
    }

    pub(super) fn change_of(&self, on: &Subject, change: impl FnOnce(&mut Correction), own: Option<bool>) -> Change {
        let existing = self.existing(on);
        let mut after = existing.correction.clone();
        change(&mut after);
        let mut edits = Vec::new();
        if let Some(own) = own.or((on.own && !existing.own).then_some(true)) {
            edits.push(Edit { before: Field::Own(existing.own), after: Field::Own(own) });
        }
        let field = |correction| Field::Correction(Box::new(correction));
        edits.push(Edit { before: field(existing.correction), after: field(after) });
        Change::Annotation { id: on.id, target: on.target.clone(), edits }
    }
}

/// The span with the quotation marks that stand close around its words.
pub(super) fn with_marks(text: &str, span: Span) -> Span {
    let before = &text[..span.start()];
    let start = before.trim_end_matches(['“', '"', '‘', '«', '„']).len();
    let after = &text[span.end()..];
    let stop = after.len() - after.trim_start_matches([',', '.', '!', '?']).len();
    let closed = after[stop..].len() - after[stop..].trim_start_matches(['”', '"', '’', '»']).len();
    let end = span.end() + if closed > 0 { stop + closed } else { 0 };
    Span::new(start, end.max(span.end()))
}

/// A span without holes, in parts that have words.
pub(super) fn pieces(text: &str, span: Span, holes: &[Span]) -> Vec<Span> {
    let mut holes: Vec<Span> = holes.iter().filter_map(|hole| hole.meet(span)).collect();
    holes.sort_unstable();
    let mut at = span.start();
    let mut parts = Vec::new();
    for hole in holes.into_iter().chain([Span::new(span.end(), span.end())]) {
        if at < hole.start() {
            parts.push(Span::new(at, hole.start()).trim(text));
        }
        at = at.max(hole.end());
    }
    parts.retain(|part| part.of(text).chars().any(char::is_alphanumeric));
    parts
}
