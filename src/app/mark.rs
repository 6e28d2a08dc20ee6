//! Annotating: from what the reader asks for to a [`Change`] for the store.
//!
//! A change shows at once and is said to be done when it is on the disk.

use super::article::Item;
use super::overlay::{Choice, Line, Note, Overlay, Purpose, Subject};
use super::select::For;
use super::words::capital;
use super::{App, Effect};
use crate::analysis::Likelihood;
use crate::annotation::{
    Annotation, AnnotationId, Change, Confidence, Credibility, Edit, Field, Reliability, Status, Target,
};
use crate::base::Span;
use crate::command::{Action, Code, Key};

impl App {
    /// What an annotation made now is on: the selection, or the current claim.
    pub(super) fn subject(&mut self) -> Option<Subject> {
        let subject = self.article.as_ref().and_then(|article| match (&article.selection, article.current()) {
            (Some(selection), _) => {
                let spans = [selection.span()];
                Some(self.subject_of(article.annotated(&spans), &spans, true, "the selection".to_owned()))
            }
            (None, Some(item)) => {
                let name = self.item_name(item);
                Some(self.subject_of(item.annotation, &article.content_of(item), false, name))
            }
            (None, None) => None,
        });
        if subject.is_none() {
            let key = self.key("select-words");
            self.warn(format!("There is no claim here; {key} selects words to mark."));
        }
        subject
    }

    pub(super) fn subject_of(&self, known: Option<AnnotationId>, spans: &[Span], own: bool, name: String) -> Subject {
        let (content, hash) = self
            .article
            .as_ref()
            .map_or(("", crate::base::Hash::of(b"")), |article| (article.content(), article.document.text.hash));
        let existing = known.and_then(|id| self.article.as_ref()?.notes.annotations.get(&id));
        match existing {
            Some(annotation) => Subject { id: annotation.id, target: annotation.target.clone(), own: false, name },
            None => Subject {
                id: AnnotationId::for_target(hash, spans, &self.creator),
                target: Target::new(content, hash, spans),
                own,
                name,
            },
        }
    }

    /// The whole text as a subject.
    fn text_subject(&self) -> Option<Subject> {
        let article = self.article.as_ref()?;
        let known = article.text_annotation().map(|annotation| annotation.id);
        Some(self.subject_of(known, &[], false, "the text".to_owned()))
    }

    /// What to call an item in messages.
    pub(super) fn item_name(&self, item: &Item) -> String {
        let article = self.article.as_ref();
        let number = article.and_then(|a| a.items.iter().position(|other| other == item).map(|at| at + 1));
        match (item.claim, number) {
            (None, Some(number)) => format!("your claim {number}"),
            (Some(_), Some(number)) => format!("claim {number}"),
            (_, None) => "the claim".to_owned(),
        }
    }

    /// What is annotated already on a subject.
    pub(super) fn existing(&self, on: &Subject) -> Annotation {
        let known = self.article.as_ref().and_then(|article| article.notes.annotations.get(&on.id));
        known.cloned().unwrap_or_else(|| Annotation::blank(on.id, on.target.clone(), &self.creator, self.now))
    }

    /// Whether annotations can be saved; says why not.
    pub(super) fn may_save(&mut self) -> bool {
        if let Some(error) = self.read_only.clone() {
            self.fail(&error);
            return false;
        }
        true
    }

    /// Carries out an annotating action.
    pub(super) fn annotate(&mut self, action: Action) -> Vec<Effect> {
        if !self.may_save() {
            return Vec::new();
        }
        match action {
            Action::Undo => return vec![Effect::Undo],
            Action::Redo => return vec![Effect::Redo],
            Action::NoteOnText => {
                return self.text_subject().map_or_else(Vec::new, |on| self.open_note(on));
            }
            Action::KeepSelection | Action::ClearStatus if self.selecting_for() != For::Mark => {
                return self.take_selection(action == Action::KeepSelection);
            }
            _ => {}
        }
        let Some(on) = self.subject() else { return Vec::new() };
        match action {
            Action::SetStatus(status) => {
                let slot = match status {
                    Status::Custom8 => Some((0, 8)),
                    Status::Custom9 => Some((1, 9)),
                    _ => None,
                };
                if let Some((index, digit)) = slot
                    && self.config.annotate.custom[index].is_empty()
                {
                    self.warn(format!("{digit} is free: name it in config.toml, [annotate] status-{digit} = \"…\"."));
                    return Vec::new();
                }
                self.edit(&on, vec![Field::Status(Some(status))])
            }
            Action::ClearStatus => self.edit(&on, vec![Field::Status(None)]),
            Action::ToggleKey => {
                let key = self.existing(&on).key;
                self.edit(&on, vec![Field::Key(!key)])
            }
            Action::Note => self.open_note(on),
            Action::Editor => {
                let effects = self.open_note(on);
                let text = match self.overlays.last() {
                    Some(Overlay::Note(note)) => note.editor.text().to_owned(),
                    _ => String::new(),
                };
                effects.into_iter().chain([Effect::RunEditor(text)]).collect()
            }
            Action::AddTag => {
                self.ask_tag(on, Purpose::AddTag);
                Vec::new()
            }
            Action::RemoveTag => {
                if self.existing(&on).tags.is_empty() {
                    self.say(format!("There is no tag of yours on {}.", on.name));
                } else {
                    self.ask_tag(on, Purpose::RemoveTag);
                }
                Vec::new()
            }
            Action::Rate => {
                let source = self.article.as_ref().and_then(|article| {
                    let claim = article.current_claim().filter(|_| article.selection.is_none())?;
                    article.source_of(claim)
                });
                self.overlays.push(Overlay::Choice(Choice::Rate { on, source, letter: None }));
                Vec::new()
            }
            Action::Estimate => {
                self.overlays.push(Overlay::Choice(Choice::Likelihood(on)));
                Vec::new()
            }
            Action::Repeat if self.article.as_ref().is_some_and(|article| article.last_fix.is_some()) => {
                self.correct_again()
            }
            Action::Repeat => {
                let fields = self.article.as_ref().map(|article| article.last_edit.clone()).unwrap_or_default();
                if fields.is_empty() {
                    self.say("There is nothing to repeat yet.");
                    return Vec::new();
                }
                self.edit(&on, fields)
            }
            Action::Remove => {
                let existing = self.existing(&on);
                if existing.is_blank() {
                    self.say(format!("Nothing of yours is on {}.", on.name));
                    return Vec::new();
                }
                self.edit(&Subject { own: false, ..on }, nothing_said())
            }
            Action::KeepSelection if self.placing() => self.place_on(&on.target),
            Action::KeepSelection => self.edit(&Subject { own: true, ..on }, Vec::new()),
            _ => Vec::new(),
        }
    }

    /// Sets fields of one annotation.
    pub(super) fn edit(&mut self, on: &Subject, fields: Vec<Field>) -> Vec<Effect> {
        let existing = self.existing(on);
        let mut fields = fields;
        if on.own && !existing.own {
            fields.insert(0, Field::Own(true));
        }
        // A status given to words that changed is on the words as they are now.
        if fields.iter().any(|field| matches!(field, Field::Status(Some(_))))
            && let Some(article) = self.article.as_ref().filter(|article| article.is_changed(&existing))
        {
            fields.extend(article.target_now(on.id).map(Field::Target));
        }
        // What was settled about a judgment goes with the last of them.
        let mut then = existing.clone();
        fields.iter().for_each(|field| then.set(field.clone()));
        if !then.settled.is_empty() && (Annotation { settled: Vec::new(), ..then }).is_blank() {
            fields.push(Field::Settled(Vec::new()));
        }
        let edits: Vec<Edit> = fields
            .iter()
            .map(|after| Edit { before: existing.field(after), after: after.clone() })
            .filter(|edit| edit.before != edit.after)
            .collect();
        let repeatable = |field: &&Field| {
            !matches!(field, Field::Own(_) | Field::Target(_) | Field::Correction(_) | Field::Settled(_))
        };
        if let Some(article) = &mut self.article
            && fields.iter().any(|field| repeatable(&field))
        {
            article.last_fix = None;
            article.last_edit = fields.iter().filter(repeatable).cloned().collect();
        }
        if edits.is_empty() {
            let what = fields.last().map(|field| self.field_words(field)).unwrap_or_default();
            self.say(format!("{} is {what} already.", capital(&on.name)));
            self.leave_selection(None);
            return Vec::new();
        }
        self.save(Change::Annotation { id: on.id, target: on.target.clone(), edits })
    }

    /// Shows a change and sends it to the store.
    pub(super) fn save(&mut self, change: Change) -> Vec<Effect> {
        let (creator, now) = (self.creator.clone(), self.now);
        let Some(article) = &mut self.article else { return Vec::new() };
        article.notes.apply(&change, &creator, now);
        article.saving += 1;
        self.show_change(&change);
        vec![Effect::Save(change)]
    }

    /// Brings what is shown in line with a change.
    pub(super) fn show_change(&mut self, change: &Change) {
        let Some(article) = &mut self.article else { return };
        match change {
            Change::Annotation { id, edits, .. } => {
                article.anchor_here(*id);
                let moves = change.moves();
                if edits.iter().any(|edit| matches!(edit.after, Field::Correction(_))) {
                    article.rework();
                }
                let known = article.items.iter().position(|item| item.annotation == Some(*id));
                let gone = !article.notes.annotations.contains_key(id);
                if known.is_some() && !gone && !moves {
                    article.recount();
                    article.sift();
                } else {
                    if gone {
                        article.places.remove(id);
                    }
                    let at = article.current().map(|item| item.extent);
                    article.collect();
                    article.restore(at);
                }
                if article.selection.is_some() {
                    self.leave_selection(Some(*id));
                }
            }
            Change::Source { .. } => article.sift(),
            Change::Several(changes) => changes.iter().for_each(|change| self.show_change(change)),
        }
    }

    /// Ends selecting; what was marked becomes current.
    fn leave_selection(&mut self, made: Option<AnnotationId>) {
        let Some(article) = &mut self.article else { return };
        article.selection = None;
        // Claims may begin with the same word: what was made is told by its name.
        if let Some(made) = made
            && let Some(index) = article.items.iter().position(|item| item.annotation == Some(made))
        {
            article.item = Some(index);
            article.para = article.items[index].para;
        }
    }

    fn open_note(&mut self, on: Subject) -> Vec<Effect> {
        let key = on.id.to_string();
        let stored = self.existing(&on).note.unwrap_or_default();
        let draft = self.article.as_ref().and_then(|article| article.drafts.get(&key).cloned());
        let kept = draft.is_some();
        let editor = super::editor::Editor::new(draft.unwrap_or(stored));
        self.overlays.push(Overlay::Note(Note { on, editor, unkept: false }));
        if kept {
            self.warn("This is what you had typed before the program ended; Esc leaves the note as it was.");
        }
        Vec::new()
    }

    fn ask_tag(&mut self, on: Subject, purpose: Purpose) {
        let line = Line {
            purpose,
            editor: super::editor::Editor::default(),
            suggestions: Vec::new(),
            row: None,
            complaint: None,
            on: Some(on),
        };
        self.overlays.push(Overlay::Line(line));
        self.suggest();
    }

    /// Takes a typed note.
    pub(super) fn keep_note(&mut self, note: &Note) -> Vec<Effect> {
        let key = note.on.id.to_string();
        if let Some(article) = &mut self.article {
            article.drafts.remove(&key);
        }
        let text = note.editor.text().trim_end();
        let field = Field::Note((!text.trim().is_empty()).then(|| text.to_owned()));
        let mut effects = self.edit(&note.on, vec![field]);
        effects.push(Effect::KeepDraft(key, None));
        effects
    }

    /// Takes a typed tag.
    pub(super) fn keep_tag(&mut self, on: &Subject, typed: &str, add: bool) -> Vec<Effect> {
        let tag: String = typed.trim().trim_start_matches('#').split_whitespace().collect::<Vec<_>>().join("-");
        if tag.is_empty() {
            return Vec::new();
        }
        let mut tags = self.existing(on).tags;
        if add {
            tags.push(tag);
            tags.sort();
            tags.dedup();
        } else {
            let before = tags.len();
            tags.retain(|other| *other != tag);
            if tags.len() == before {
                self.warn(format!("There is no tag “{tag}” on {}.", on.name));
                return Vec::new();
            }
        }
        self.edit(on, vec![Field::Tags(tags)])
    }

    /// All tags the reader has used here, without doubles.
    #[must_use]
    pub fn known_tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = self
            .article
            .iter()
            .flat_map(|article| article.notes.annotations.values())
            .flat_map(|annotation| annotation.tags.iter().cloned())
            .collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// Answers the question on top with a key.
    pub(super) fn choose(&mut self, key: Key) -> Vec<Effect> {
        let Some(Overlay::Choice(choice)) = self.overlays.last().cloned() else { return Vec::new() };
        let Key { code: Code::Char(c), ctrl: false, alt: false } = key else {
            return if key.code == Code::Enter { self.choose_without_digit(choice) } else { Vec::new() };
        };
        match choice {
            Choice::Rate { on, source, letter } => {
                if let (Some(reliability), Some(_)) = (Reliability::new(c), &source) {
                    let rated = Choice::Rate { on, source, letter: Some(reliability) };
                    self.replace_top(Overlay::Choice(rated));
                    return Vec::new();
                }
                let digit = c.to_digit(10).and_then(|d| u8::try_from(d).ok());
                match digit {
                    Some(0) => self.rate(&on, source, letter, Some(None)),
                    Some(digit) if Credibility::new(digit).is_some() => {
                        self.rate(&on, source, letter, Some(Credibility::new(digit)))
                    }
                    _ => {
                        let wanted = if source.is_some() && letter.is_none() { "A–F, or 1–6" } else { "1–6" };
                        self.warn(format!("“{c}” is no grade here: {wanted}, 0 for none, Esc to leave it."));
                        Vec::new()
                    }
                }
            }
            Choice::Link(links) => {
                let chosen =
                    usize::try_from(u32::from(c).wrapping_sub(u32::from('a'))).ok().and_then(|at| links.get(at));
                match chosen {
                    Some((address, _)) => {
                        self.overlays.pop();
                        self.follow_link(address)
                    }
                    None => self.no_answer(c, "the letter before an address"),
                }
            }
            Choice::Certainty(_) | Choice::Kind(_) | Choice::Time(..) => {
                self.choose_value(choice, c).unwrap_or_else(|| self.no_answer(c, "one of the keys above"))
            }
            Choice::Likelihood(on) => match c {
                'c' => {
                    self.replace_top(Overlay::Choice(Choice::Confidence(on)));
                    Vec::new()
                }
                '0' => self.answer(&on, Field::Likelihood(None)),
                '1'..='7' => {
                    let index = usize::from(c as u8 - b'1');
                    self.answer(&on, Field::Likelihood(Some(Likelihood::ALL[index])))
                }
                _ => self.no_answer(c, "1–7, c for confidence, 0 for none"),
            },
            Choice::Confidence(on) => {
                let chosen = Confidence::ALL.into_iter().find(|confidence| confidence.name().starts_with(c));
                match (chosen, c) {
                    (Some(confidence), _) => self.answer(&on, Field::Confidence(Some(confidence))),
                    (None, '0') => self.answer(&on, Field::Confidence(None)),
                    _ => self.no_answer(c, "l low, m moderate, h high, 0 for none"),
                }
            }
        }
    }

    fn no_answer(&mut self, c: char, wanted: &str) -> Vec<Effect> {
        self.warn(format!("“{c}” is no answer here: {wanted}, Esc to leave it."));
        Vec::new()
    }

    fn replace_top(&mut self, overlay: Overlay) {
        self.overlays.pop();
        self.overlays.push(overlay);
    }

    fn answer(&mut self, on: &Subject, field: Field) -> Vec<Effect> {
        self.overlays.pop();
        self.edit(on, vec![field])
    }

    /// Enter in a rating: only the letter.
    fn choose_without_digit(&mut self, choice: Choice) -> Vec<Effect> {
        match choice {
            Choice::Rate { on, source, letter: Some(letter) } => self.rate(&on, source, Some(letter), None),
            _ => Vec::new(),
        }
    }

    /// Gives letter and digit in one step. `credibility` is `None` to leave the digit as it is.
    fn rate(
        &mut self,
        on: &Subject,
        source: Option<(String, String)>,
        letter: Option<Reliability>,
        credibility: Option<Option<Credibility>>,
    ) -> Vec<Effect> {
        self.overlays.pop();
        let mut changes = Vec::new();
        if let (Some((key, _)), Some(letter)) = (source, letter) {
            let before = self.article.as_ref().and_then(|a| a.notes.sources.get(&key)).and_then(|g| g.reliability);
            if before != Some(letter) {
                changes.push(Change::Source { name: key, before, after: Some(letter) });
            }
        }
        if let Some(credibility) = credibility {
            let existing = self.existing(on);
            let mut edits = Vec::new();
            if on.own && !existing.own {
                edits.push(Edit { before: Field::Own(false), after: Field::Own(true) });
            }
            if existing.credibility != credibility {
                let before = Field::Credibility(existing.credibility);
                edits.push(Edit { before, after: Field::Credibility(credibility) });
            }
            if !edits.is_empty() {
                changes.push(Change::Annotation { id: on.id, target: on.target.clone(), edits });
            }
            if let Some(article) = &mut self.article {
                article.last_edit = vec![Field::Credibility(credibility)];
            }
        }
        match changes.len() {
            0 => {
                self.say("That is its grade already.");
                Vec::new()
            }
            1 => changes.pop().map_or_else(Vec::new, |change| self.save(change)),
            _ => self.save(Change::Several(changes)),
        }
    }
}

/// The fields of an annotation that says nothing.
pub(super) fn nothing_said() -> Vec<Field> {
    vec![
        Field::Own(false),
        Field::Status(None),
        Field::Key(false),
        Field::Credibility(None),
        Field::Likelihood(None),
        Field::Confidence(None),
        Field::Tags(Vec::new()),
        Field::Note(None),
        Field::Settled(Vec::new()),
    ]
}
