//! Putting a change on a state that is not quite the one it was made on.
//!
//! Two windows may change one annotation. Different fields never meet. For the same field:
//! tags are merged one by one, two notes are joined by a line end so that neither is lost,
//! and of single values the newest act wins (both stand in the journal).

use crate::annotation::{Annotation, Correction, Edit, Field};

/// Which of two values stands when a field is not what the change found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Newest {
    /// The change: the reader has just made it.
    Change,
    /// What is stored: the change is an old one that is taken back or done again.
    Stored,
}

/// The edits as they apply to `stored`; those that change nothing are left out, unless none
/// does.
pub(super) fn rebase(stored: &Annotation, edits: &[Edit], newest: Newest) -> Vec<Edit> {
    let mut blank = Annotation::blank(stored.id, stored.target.clone(), &stored.creator, stored.created);
    let mut normal = |field: &Field| {
        blank.set(field.clone());
        blank.field(field)
    };
    let all: Vec<Edit> = edits
        .iter()
        .map(|edit| {
            let current = stored.field(&edit.after);
            let after = merge(&normal(&edit.before), normal(&edit.after), &current, newest);
            Edit { before: current, after: normal(&after) }
        })
        .collect();
    let real: Vec<Edit> = all.iter().filter(|edit| edit.before != edit.after).cloned().collect();
    if real.is_empty() && newest == Newest::Change { all } else { real }
}

fn merge(before: &Field, after: Field, stored: &Field, newest: Newest) -> Field {
    if before == stored {
        return after;
    }
    match (before, after, stored) {
        (Field::Tags(before), Field::Tags(after), Field::Tags(stored)) => Field::Tags(each(before, after, stored)),
        (Field::Settled(before), Field::Settled(after), Field::Settled(stored)) => {
            Field::Settled(each(before, after, stored))
        }
        (Field::Correction(before), Field::Correction(after), Field::Correction(stored)) => {
            let merged = Correction::merge(before, &after, stored, newest == Newest::Change);
            Field::Correction(Box::new(merged))
        }
        (_, after, stored) if newest == Newest::Stored => {
            if after == *stored {
                after
            } else {
                stored.clone()
            }
        }
        (_, Field::Note(Some(after)), Field::Note(Some(stored))) => Field::Note(Some(join(stored, &after))),
        // Removing a note does not remove the one that another window wrote.
        (_, Field::Note(None), Field::Note(stored)) => Field::Note(stored.clone()),
        (_, after, _) => after,
    }
}

/// One by one: what the change added is there, what it took away is not.
fn each<T: PartialEq + Clone>(before: &[T], after: Vec<T>, stored: &[T]) -> Vec<T> {
    let mut all: Vec<T> = stored.iter().filter(|one| after.contains(one) || !before.contains(one)).cloned().collect();
    all.extend(after.into_iter().filter(|one| !before.contains(one)));
    all
}

fn join(stored: &str, after: &str) -> String {
    if stored.contains(after) {
        stored.to_owned()
    } else if after.contains(stored) {
        after.to_owned()
    } else {
        format!("{stored}\n{after}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Settled;

    fn note(text: &str) -> Field {
        Field::Note(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn tags(text: &str) -> Field {
        Field::Tags(text.split_whitespace().map(str::to_owned).collect())
    }

    /// With each of these readers; both stand where the letter is a capital one.
    fn settled(readers: &str) -> Field {
        let with = |reader: &str| Settled {
            reader: reader.to_lowercase(),
            judgment: "status".to_owned(),
            mine: "false".to_owned(),
            theirs: "verified".to_owned(),
            both: reader != reader.to_lowercase(),
        };
        Field::Settled(readers.split_whitespace().map(with).collect())
    }

    #[test]
    fn tables() {
        use Newest::{Change, Stored};
        let check = |why: &str, before: Field, after: Field, stored: Field, newest, expected: Field| {
            assert_eq!(merge(&before, after, &stored, newest), expected, "{why}");
        };
        check("nothing between", note(""), note("a"), note(""), Change, note("a"));
        check("two notes", note(""), note("b"), note("a"), Change, note("a\nb"));
        check("one holds the other", note("a"), note("a and b"), note("a"), Change, note("a and b"));
        check("removed here, rewritten there", note("a"), note(""), note("b"), Change, note("b"));
        check("undo leaves the later note", note("a"), note(""), note("b"), Stored, note("b"));
        check(
            "undo leaves the later value",
            Field::Key(true),
            Field::Key(false),
            Field::Key(false),
            Stored,
            Field::Key(false),
        );
        check("tags of both", tags("x"), tags("x y"), tags("x z"), Change, tags("x z y"));
        check("a tag removed here, one added there", tags("x"), tags(""), tags("x z"), Change, tags("z"));
        check("undo of a tag leaves the others", tags("y"), tags(""), tags("y z"), Stored, tags("z"));
        check("settled in two windows", settled("x"), settled("x y"), settled("x z"), Change, settled("x z y"));
        check("settled otherwise in two windows", settled(""), settled("X"), settled("x"), Change, settled("x X"));
        check("settled anew here, another there", settled("x"), settled("X"), settled("x z"), Change, settled("z X"));
        check(
            "undo of what is settled leaves the rest",
            settled("y"),
            settled(""),
            settled("y z"),
            Stored,
            settled("z"),
        );
    }
}
