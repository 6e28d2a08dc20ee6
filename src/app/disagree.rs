//! Where other readers judge otherwise: listed, and settled by judging as they do, by keeping
//! one's own judgment, or by keeping both. Their marks themselves stay theirs.

use super::article::{Article, Item, Progress};
use super::lists::{Kind, Row};
use super::overlay::Subject;
use super::{App, Effect, Overlay};
use crate::annotation::agreement::{Agreement, JUDGMENTS, Judgment, between, differing};
use crate::annotation::{self, Annotation, AnnotationId, Field, Place, Settled, Status};
use crate::base::{ClaimId, Hash, Span};
use std::collections::{BTreeSet, HashMap};

/// What another reader says about some words of the article.
#[derive(Clone, Debug)]
pub struct Other {
    /// What is said, and by whom. Untrusted.
    pub annotation: Annotation,
    /// Where that is in this text.
    pub place: Place,
    /// The claim it belongs to.
    claim: Option<ClaimId>,
}

/// Judgments of two readers on the same words that are not the same.
#[derive(Clone, Debug)]
pub struct Differing {
    /// The reader's annotation.
    pub mine: AnnotationId,
    /// The item it is on.
    pub item: usize,
    /// The other one's, as an index of [`Article::others`].
    pub other: usize,
    /// What they judge differently; at least one.
    pub over: Vec<&'static Judgment>,
}

/// What a mark is on.
#[derive(PartialEq, Eq, Hash)]
enum On<'a> {
    Claim(ClaimId),
    /// Words that no claim has.
    Words(&'a [Span]),
}

impl Article {
    /// Takes over what other readers say.
    pub fn set_others(&mut self, others: Vec<(Annotation, Place)>) {
        self.others = others.into_iter().map(|(annotation, place)| Other { annotation, place, claim: None }).collect();
        self.attach_others();
        self.differ();
    }

    /// Tells which claims the marks of others are on, by the same rules as the reader's own.
    pub(super) fn attach_others(&mut self) {
        let readers: BTreeSet<String> = self.others.iter().map(|other| other.annotation.creator.clone()).collect();
        let mut found: HashMap<AnnotationId, ClaimId> = HashMap::new();
        for reader in readers {
            let theirs = self.others.iter().filter(|other| other.annotation.creator == reader);
            let attached = annotation::attach(&self.analysis, theirs.map(|other| (&other.annotation, &other.place)));
            found.extend(attached.into_iter().map(|(claim, id)| (id, claim)));
        }
        self.others.iter_mut().for_each(|other| other.claim = found.get(&other.annotation.id).copied());
    }

    /// What others say, where their words are those that stand there now: indices of
    /// [`Article::others`] by the claim, or else the words, that they are on.
    fn others_by_place(&self) -> HashMap<On<'_>, Vec<usize>> {
        let mut found: HashMap<On<'_>, Vec<usize>> = HashMap::new();
        for (index, other) in self.others.iter().enumerate().filter(|(_, other)| !other.place.is_changed()) {
            let on = other.claim.map_or(On::Words(&other.place.spans), On::Claim);
            found.entry(on).or_default().push(index);
        }
        found
    }

    /// The items with annotations of the reader's on words as they stand there now, and what
    /// others say about the same.
    fn judged_by_several(&self) -> Vec<(usize, &Annotation, Vec<usize>)> {
        let others = self.others_by_place();
        let both = |(index, item): (usize, &Item)| {
            let mine = self.annotation(item)?;
            let on = match item.claim {
                Some(claim) => On::Claim(claim),
                None => On::Words(&self.places.get(&mine.id)?.spans),
            };
            let on = others.get(&on).filter(|_| !self.is_changed(mine))?;
            Some((index, mine, on.clone()))
        };
        self.items.iter().enumerate().filter_map(both).collect()
    }

    /// Compares the reader's judgments with the others' anew.
    pub(super) fn differ(&mut self) {
        if self.others.is_empty() {
            self.differing.clear();
            self.kept.clear();
            return;
        }
        let (mut found, mut kept) = (Vec::new(), Vec::new());
        for (item, mine, others) in self.judged_by_several() {
            for other in others {
                let all = differing(mine, &self.others[other].annotation);
                let open = all.iter().filter(|(_, settled)| settled.is_none());
                let both = all.iter().filter(|(_, settled)| settled.is_some_and(|settled| settled.both));
                for (over, into) in [
                    (open.map(|(judgment, _)| *judgment).collect::<Vec<_>>(), &mut found),
                    (both.map(|(judgment, _)| *judgment).collect(), &mut kept),
                ] {
                    if !over.is_empty() {
                        into.push(Differing { mine: mine.id, item, other, over });
                    }
                }
            }
        }
        (self.differing, self.kept) = (found, kept);
    }

    /// How far the reader and another one agree, for each thing that both judge somewhere.
    #[must_use]
    pub fn agreement(&self, reader: &str) -> Vec<(&'static str, Agreement)> {
        let mut pairs: Vec<Vec<(String, String)>> = vec![Vec::new(); JUDGMENTS.len()];
        for (_, mine, others) in self.judged_by_several() {
            let theirs = others.into_iter().map(|index| &self.others[index].annotation);
            for theirs in theirs.filter(|theirs| theirs.creator == reader) {
                for (judgment, pairs) in JUDGMENTS.iter().zip(&mut pairs) {
                    pairs.extend((judgment.category)(mine).zip((judgment.category)(theirs)));
                }
            }
        }
        let judged = JUDGMENTS.iter().zip(&pairs).filter(|(_, pairs)| !pairs.is_empty());
        judged.map(|(judgment, pairs)| (judgment.name, between(pairs))).collect()
    }
}

/// A category in words for people: a status by the reader's own name for it.
fn value(app: &App, judgment: &str, category: &str) -> String {
    match (judgment, Status::from_name(category)) {
        ("status", Some(status)) => app.status_name(status),
        _ => category.replace('-', " "),
    }
}

/// What is judged, before its value; a status says that by itself.
fn label(judgment: &str) -> String {
    if judgment == "status" { String::new() } else { format!("{judgment} ") }
}

/// The rows of the list from `from` on, at most `count`.
pub(super) fn rows(app: &App, article: &Article, from: usize, count: usize) -> Vec<Row> {
    let first = article.others.first().map(|other| &other.annotation.creator);
    let several = article.others.iter().any(|other| Some(&other.annotation.creator) != first);
    let row = |differing: &Differing| {
        let theirs = &article.others[differing.other].annotation;
        let mine = article.notes.annotations.get(&differing.mine)?;
        let words = mine.target.exact.split_whitespace().collect::<Vec<_>>().join(" ");
        let judged = differing.over.iter().filter_map(|judgment| {
            let said = |annotation| Some(value(app, judgment.name, &(judgment.category)(annotation)?));
            Some(format!("{}{} | {}", label(judgment.name), said(mine)?, said(theirs)?))
        });
        Some(Row {
            left: article.number(differing.item).map_or(String::new(), |number| format!("{number:>4}")),
            main: if several { format!("{}: {words}", theirs.creator) } else { words },
            right: judged.collect::<Vec<_>>().join(", "),
            item: Some(differing.item),
        })
    };
    article.differing.iter().skip(from).take(count).filter_map(row).collect()
}

impl App {
    /// What other readers say that is to be shown beside the reader's annotation: what is not
    /// settled (`true`), and where both were kept. In words, with who says it.
    #[must_use]
    pub fn said_by_others(&self, article: &Article, mine: &Annotation) -> Vec<(String, bool)> {
        let all =
            article.differing.iter().map(|open| (open, true)).chain(article.kept.iter().map(|kept| (kept, false)));
        let here = all.filter(|(differing, _)| differing.mine == mine.id);
        here.flat_map(|(differing, open)| {
            let theirs = &article.others[differing.other].annotation;
            differing.over.iter().map(move |judgment| {
                let category = (judgment.category)(theirs).unwrap_or_default();
                let value = value(self, judgment.name, &category);
                (format!("{}: {}{value}", theirs.creator, label(judgment.name)), open)
            })
        })
        .collect()
    }

    pub(super) fn others_arrived(&mut self, hash: Hash, others: Vec<(Annotation, Place)>) -> Vec<Effect> {
        if let Some(article) = self.article.as_mut().filter(|article| article.document.text.hash == hash) {
            article.set_others(others);
            article.sift();
            self.tell_disagreements();
            self.leave_disagreements();
        }
        Vec::new()
    }

    /// Says on opening, once and when it is known which claims there are, how many are judged
    /// otherwise.
    pub(super) fn tell_disagreements(&mut self) {
        let key = self.key("disagreements");
        let Some(article) = self.article.as_mut().filter(|article| article.untouched) else { return };
        let claims: BTreeSet<usize> = article.differing.iter().map(|differing| differing.item).collect();
        if article.progress != Progress::Done || claims.is_empty() || std::mem::replace(&mut article.others_told, true)
        {
            return;
        }
        let claims = if claims.len() == 1 { "1 claim".to_owned() } else { format!("{} claims", claims.len()) };
        self.say_too(format!("Others judge {claims} otherwise than you: {key} lists them."));
    }

    /// Opens the list, at the current claim if it is in it.
    pub(super) fn open_disagreements(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        if article.differing.is_empty() {
            self.say(if article.others.is_empty() {
                "Nobody else has marked this text; onrecord import FILE brings in a colleague's marks."
            } else {
                "Nobody judges otherwise, or it is settled; onrecord agreement FILE tells the figures."
            });
            return Vec::new();
        }
        let current = article.current().and_then(|item| item.annotation);
        let row = article.differing.iter().position(|differing| Some(differing.mine) == current).unwrap_or(0);
        let effects = self.open_list(Kind::Disagreements);
        self.set_row(row);
        effects
    }

    /// The chosen row: the reader's annotation, the other one's, and what they differ over.
    #[must_use]
    pub fn chosen_disagreement(&self) -> Option<(&Annotation, &Annotation, &[&'static Judgment])> {
        let Some(Overlay::List(list)) = self.overlays.last() else { return None };
        let article = self.article.as_ref()?;
        let differing = article.differing.get(list.row)?;
        let mine = article.notes.annotations.get(&differing.mine)?;
        Some((mine, &article.others.get(differing.other)?.annotation, &differing.over))
    }

    /// Judges as the other reader does.
    pub(super) fn take_theirs(&mut self) -> Vec<Effect> {
        let fields = self.chosen_disagreement().map(|(mine, theirs, over)| {
            (mine.clone(), over.iter().flat_map(|judgment| (judgment.fields)(theirs, mine)).collect())
        });
        self.settle(fields)
    }

    /// Keeps the reader's own judgment, with the other one's beside it if `both`.
    pub(super) fn keep_mine(&mut self, both: bool) -> Vec<Effect> {
        let fields = self.chosen_disagreement().map(|(mine, theirs, over)| {
            let about = |settled: &Settled| {
                settled.reader == theirs.creator && over.iter().any(|judgment| judgment.name == settled.judgment)
            };
            let mut settled: Vec<Settled> = mine.settled.iter().filter(|settled| !about(settled)).cloned().collect();
            settled.extend(over.iter().filter_map(|judgment| {
                let (own, other) = ((judgment.category)(mine)?, (judgment.category)(theirs)?);
                let (reader, judgment) = (theirs.creator.clone(), judgment.name.to_owned());
                Some(Settled { reader, judgment, mine: own, theirs: other, both })
            }));
            (mine.clone(), vec![Field::Settled(settled)])
        });
        self.settle(fields)
    }

    fn settle(&mut self, chosen: Option<(Annotation, Vec<Field>)>) -> Vec<Effect> {
        let Some((mine, fields)) = chosen else { return Vec::new() };
        if !self.may_save() {
            return Vec::new();
        }
        let item = self.article.as_ref().and_then(|article| article.item_marked(mine.id, &mine.target));
        let name = item.map_or_else(|| "the claim".to_owned(), |item| self.item_name(item));
        let effects = self.edit(&Subject { id: mine.id, target: mine.target, own: false, name }, fields);
        self.leave_disagreements();
        effects
    }

    /// Leaves the list when nothing is left in it.
    pub(super) fn leave_disagreements(&mut self) {
        let left = self.article.as_ref().map_or(0, |article| article.differing.len());
        if let Some(Overlay::List(list)) = self.overlays.last_mut()
            && list.kind == Kind::Disagreements
        {
            list.row = list.row.min(left.saturating_sub(1));
            if left == 0 {
                self.overlays.pop();
            }
        }
    }
}
