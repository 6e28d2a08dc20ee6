//! Changes in words: what was saved, taken back, done again.

use super::App;
use crate::annotation::correction::values::correction_words;
use crate::annotation::{Change, Edit, Field};
use crate::base::Shown;

impl App {
    /// A change in words, for the line that acknowledges it: "claim 7: disputed".
    pub(super) fn change_words(&self, change: &Change) -> String {
        match change {
            Change::Annotation { id, target, edits } => {
                let item = self.article.as_ref().and_then(|article| article.item_marked(*id, target));
                let name = match item {
                    Some(item) => self.item_name(item),
                    None if target.spans.is_empty() => "the text".to_owned(),
                    None => format!("“{}”", Shown::from(target.exact.as_str()).cut(40)),
                };
                let all_gone = edits.len() > 1 && item.is_none_or(|item| item.annotation.is_none());
                let what: Vec<String> = edits
                    .iter()
                    .filter(|edit| !matches!(edit.after, Field::Own(_) | Field::Settled(_)) || edits.len() == 1)
                    .map(|edit| match (&edit.before, &edit.after) {
                        (Field::Correction(before), Field::Correction(after)) => correction_words(before, after),
                        // What was there before says nothing of what was done, and can be long.
                        (Field::Tags(before), Field::Tags(after)) => match replaced(before, after) {
                            (gone, new) if new.is_empty() => format!("{gone} removed"),
                            (gone, new) if gone.is_empty() => new,
                            (gone, new) => format!("{new} for {gone}"),
                        },
                        (_, after) => self.field_words(after),
                    })
                    .collect();
                let what = if all_gone { "annotation removed".to_owned() } else { what.join(", ") };
                format!("{}: {what}", capital(&name))
            }
            Change::Source { name, after, .. } => match after {
                Some(letter) => format!("{}: {} ({})", capital(name), letter.letter(), letter.meaning()),
                None => format!("{}: grade taken back", capital(name)),
            },
            Change::Several(changes) => {
                changes.iter().map(|change| self.change_words(change)).collect::<Vec<_>>().join("; ")
            }
        }
    }

    /// What a change did, for saying that it was undone or done again: "#timeline on claim 2".
    pub(super) fn deed(&self, change: &Change) -> String {
        match change {
            Change::Annotation { id, target, edits } => {
                let own = edits.iter().any(|edit| matches!(edit.after, Field::Own(_)));
                let item = self.article.as_ref().and_then(|article| article.item_marked(*id, target));
                let name = match item {
                    Some(item) if !own => self.item_name(item),
                    _ if target.spans.is_empty() => "the text".to_owned(),
                    _ => format!("your claim “{}”", Shown::from(target.exact.as_str()).cut(30)),
                };
                let mut what: Vec<String> = edits.iter().filter_map(|edit| self.edit_words(edit)).collect();
                if edits.iter().any(|edit| edit.after == Field::Own(true)) {
                    return if what.is_empty() { name } else { format!("{name}: {}", what.join(", ")) };
                }
                if what.is_empty() {
                    what.push("the annotation".to_owned());
                }
                format!("{} on {name}", what.join(", "))
            }
            Change::Source { name, before, after } => match (before, after) {
                (_, Some(letter)) => format!("{} ({}) for {name}", letter.letter(), letter.meaning()),
                (Some(letter), None) => format!("removal of {} ({}) for {name}", letter.letter(), letter.meaning()),
                (None, None) => format!("the grade of {name}"),
            },
            Change::Several(changes) => changes.iter().map(|change| self.deed(change)).collect::<Vec<_>>().join("; "),
        }
    }

    /// What one edit did; `None` for what goes without saying.
    fn edit_words(&self, edit: &Edit) -> Option<String> {
        let blank = |field: &Field| {
            matches!(
                field,
                Field::Status(None)
                    | Field::Key(false)
                    | Field::Credibility(None)
                    | Field::Likelihood(None)
                    | Field::Confidence(None)
                    | Field::Note(None)
                    | Field::Own(_)
            ) || matches!(field, Field::Tags(tags) if tags.is_empty())
                || matches!(field, Field::Settled(settled) if settled.is_empty())
        };
        Some(match (&edit.before, &edit.after) {
            (_, Field::Own(true)) => return None,
            (_, Field::Target(_)) => "the place".to_owned(),
            (_, Field::Own(false)) => "removal of the claim".to_owned(),
            (Field::Tags(before), Field::Tags(after)) => match replaced(before, after) {
                (gone, new) if gone.is_empty() => new,
                (gone, new) if new.is_empty() => format!("removal of {gone}"),
                (gone, new) => format!("{new} for {gone}"),
            },
            (Field::Correction(before), Field::Correction(after)) => correction_words(before, after),
            (Field::Note(None), Field::Note(Some(_))) => "your note".to_owned(),
            (Field::Note(Some(_)), Field::Note(Some(_))) => "a change of your note".to_owned(),
            (Field::Note(Some(_)), Field::Note(None)) => "removal of your note".to_owned(),
            (before, after) if blank(after) => format!("removal of {}", self.field_words(before)),
            (_, after) => self.field_words(after),
        })
    }

    pub(super) fn field_words(&self, field: &Field) -> String {
        match field {
            Field::Status(Some(status)) => self.status_name(*status),
            Field::Status(None) => "without a status".to_owned(),
            Field::Key(true) => "key claim ★".to_owned(),
            Field::Key(false) => "no key claim".to_owned(),
            Field::Credibility(Some(grade)) => format!("{} ({})", grade.digit(), grade.meaning()),
            Field::Credibility(None) => "without a grade".to_owned(),
            Field::Likelihood(Some(likelihood)) => {
                let (low, high) = likelihood.percent();
                format!("{}, {low}–{high} %", likelihood.name().replace('-', " "))
            }
            Field::Likelihood(None) => "without an estimate".to_owned(),
            Field::Confidence(Some(confidence)) => format!("{} confidence", confidence.name()),
            Field::Confidence(None) => "without confidence".to_owned(),
            Field::Tags(tags) if tags.is_empty() => "without tags".to_owned(),
            Field::Tags(tags) => tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
            Field::Note(Some(_)) => "noted".to_owned(),
            Field::Note(None) => "without a note".to_owned(),
            Field::Own(true) => "made".to_owned(),
            Field::Own(false) => "no claim any more".to_owned(),
            Field::Target(_) => "on the words as they are now".to_owned(),
            Field::Correction(_) => "corrected".to_owned(),
            Field::Settled(settled) => match settled.last() {
                Some(settled) if settled.both => "both judgments kept".to_owned(),
                Some(_) => "your judgment kept".to_owned(),
                None => "nothing settled".to_owned(),
            },
        }
    }
}

/// The tags that went and those that came, each as "#one #two".
fn replaced(before: &[String], after: &[String]) -> (String, String) {
    let only = |these: &[String], those: &[String]| {
        let tags: Vec<String> = these.iter().filter(|tag| !those.contains(tag)).map(|tag| format!("#{tag}")).collect();
        tags.join(" ")
    };
    (only(before, after), only(after, before))
}

/// With its first letter in upper case.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
