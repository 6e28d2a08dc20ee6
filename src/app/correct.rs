//! Correcting the machine: from what the reader asks for to a change of a [`Correction`].

use super::overlay::{Choice, Line, Overlay, Purpose, Subject};
use super::recut::{pieces, with_marks};
use super::select::{For, Selection};
use super::words::capital;
use super::{App, Article, Effect};
use crate::analysis::{Certainty, Claim, Polarity, Quotation, Time, Voice, When};
use crate::annotation::correction::{Correction, Dated, Difference, Named, Naming, Reach, Speaker, differences};
use crate::annotation::{Annotation, AnnotationId, Change, Edit, Field, Target};
use crate::base::{ClaimId, Shown, Span};
use crate::command::action::Correct;

/// Words for the article's own voice and for nobody, in the list of speakers.
const ARTICLE: &str = "the article itself";
const NOBODY: &str = "nobody named";

/// The last correction, for doing it elsewhere.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The fields it set that can be said of another claim.
    delta: Correction,
    /// Whether words were named, so that the naming may go further.
    naming: Option<(Subject, Naming)>,
    /// Who the machine says says it; the venues it sees.
    speaker: Option<String>,
    venues: Option<Vec<String>>,
}

impl App {
    /// The current claim, whatever is selected.
    fn claim_subject(&mut self) -> Option<Subject> {
        let subject = self.article.as_ref().and_then(|article| {
            let item = article.current()?;
            let name = self.item_name(item);
            Some(self.subject_of(item.annotation, &article.content_of(item), item.claim.is_none(), name))
        });
        if subject.is_none() {
            self.warn("There is no claim here to correct.");
        }
        subject
    }

    /// Carries out a correction, or asks for what it needs.
    pub(super) fn correct(&mut self, what: Correct) -> Vec<Effect> {
        if what == Correct::List {
            return self.open(Overlay::List(super::overlay::List { kind: super::lists::Kind::Corrections, row: 0 }));
        }
        if !self.may_save() {
            return Vec::new();
        }
        match what {
            Correct::Words(named) => return self.ask_name_of_selection(named),
            Correct::Rename | Correct::Part | Correct::NoName => return self.correct_name(what),
            Correct::Alike => return self.correct_alike(),
            Correct::TakeBackRow => return self.take_back_row(),
            _ => {}
        }
        let Some(on) = self.claim_subject() else { return Vec::new() };
        match what {
            Correct::Edges => self.select_for(For::Content, &on),
            Correct::Source => self.select_for(For::Source, &on),
            Correct::Cue => self.select_for(For::Cue, &on),
            Correct::Hedge => self.select_for(For::Hedge, &on),
            Correct::Split => self.select_for(For::Split, &on),
            Correct::Date => self.correct_date(on),
            Correct::Speaker => self.ask_about(Purpose::Speaker, on, String::new()),
            Correct::Venues => {
                let names = self.article.as_ref().and_then(|article| Some((article, article.current_claim()?)));
                let names = names.map(|(article, claim)| article.venue_names(claim).join("; ")).unwrap_or_default();
                self.ask_about(Purpose::Venues, on, names)
            }
            Correct::Certainty => self.open(Overlay::Choice(Choice::Certainty(on))),
            Correct::Kind => self.open(Overlay::Choice(Choice::Kind(on))),
            Correct::NotAClaim => self.fix(&on, |correction| correction.dropped = true),
            Correct::Merge => self.merge_with_next(&on),
            Correct::TakeBack => {
                if self.existing(&on).correction.is_empty() {
                    self.say(format!("Nothing of {} is corrected.", on.name));
                    return Vec::new();
                }
                self.fix(&on, |correction| *correction = Correction::default())
            }
            _ => Vec::new(),
        }
    }

    /// Changes the correction of one claim, and remembers it for others.
    pub(super) fn fix(&mut self, on: &Subject, change: impl FnOnce(&mut Correction)) -> Vec<Effect> {
        let before = self.existing(on).correction;
        let mut after = before.clone();
        change(&mut after);
        let delta = Correction::merge(&before, &after, &Correction::default(), true);
        let fix = Fix {
            naming: after
                .naming
                .clone()
                .filter(|naming| Some(naming) != before.naming.as_ref())
                .map(|n| (on.clone(), n)),
            speaker: delta.speaker.is_some().then(|| self.machine_speaker(on)).flatten(),
            venues: delta.venues.is_some().then(|| self.machine_venues(on)).flatten(),
            delta: delta.movable(),
        };
        // Taken now: the change may take the claim away.
        let more = self.alike(&fix, on).len();
        let effects = self.edit(on, vec![Field::Correction(Box::new(after))]);
        if let Some(article) = &mut self.article {
            article.selection = None;
            article.last_fix = Some(fix);
            article.spreads = (more > 0 && !effects.is_empty()).then_some(more);
        }
        effects
    }

    /// Does the last correction again, on the current claim.
    pub(super) fn correct_again(&mut self) -> Vec<Effect> {
        let delta = self.article.as_ref().and_then(|article| article.last_fix.as_ref()).map(|fix| fix.delta.clone());
        let (Some(delta), Some(on)) = (delta.filter(|delta| !delta.is_empty()), self.claim_subject()) else {
            self.say("The last correction was of words that only stand there: it can't be repeated.");
            return Vec::new();
        };
        self.fix(&on, |correction| *correction = correction.clone().with(delta))
    }

    /// Does the last correction on all claims that have the same fault, or widens a naming.
    fn correct_alike(&mut self) -> Vec<Effect> {
        let Some(fix) = self.article.as_mut().and_then(|article| article.last_fix.take()) else {
            self.say("There is no correction yet to apply elsewhere.");
            return Vec::new();
        };
        if let Some((on, naming)) = fix.naming {
            let wider = Naming { reach: Reach::Words, ..naming };
            return self.fix(&on, |correction| correction.naming = Some(wider));
        }
        let others = self.alike(&fix, &Subject::nowhere());
        if others.is_empty() {
            self.say("No other claim has the same fault.");
            return Vec::new();
        }
        let changes: Vec<Change> = others
            .into_iter()
            .map(|on| {
                let before = self.existing(&on).correction;
                let after = before.clone().with(fix.delta.clone());
                let edit = |value| Field::Correction(Box::new(value));
                Change::Annotation {
                    id: on.id,
                    target: on.target,
                    edits: vec![Edit { before: edit(before), after: edit(after) }],
                }
            })
            .collect();
        self.save(Change::Several(changes))
    }

    /// The claims, but for `except`, of which the machine says the same as it said of the one
    /// that was corrected.
    fn alike(&self, fix: &Fix, except: &Subject) -> Vec<Subject> {
        let Some(article) = &self.article else { return Vec::new() };
        if let Some((on, Naming { reach: Reach::Mention, .. })) = &fix.naming {
            let words = &on.target.exact;
            let more = article.content().matches(words.as_str()).count().saturating_sub(1);
            return vec![on.clone(); more];
        }
        if fix.speaker.is_none() && fix.venues.is_none() {
            return Vec::new();
        }
        let same = |item: &&super::Item| {
            let Some(id) = item.claim.and_then(|id| article.corrected.origin(id)) else { return false };
            let Some(claim) = article.machine.claims.get(id) else { return false };
            let speaker = fix
                .speaker
                .as_ref()
                .is_none_or(|name| claim.voice == Voice::Attributed && *name == article.machine_who(claim));
            let venues = fix.venues.as_ref().is_none_or(|names| *names == article.machine_venue_names(claim));
            let corrected = article.annotation(item).map(|annotation| &annotation.correction);
            let open = corrected.is_none_or(|c| {
                c.speaker.is_none() && fix.speaker.is_some() || c.venues.is_none() && fix.venues.is_some()
            });
            speaker && venues && open
        };
        let items = article.items.iter().filter(same);
        items
            .map(|item| self.subject_of(item.annotation, &article.content_of(item), false, self.item_name(item)))
            .filter(|on| on.id != except.id)
            .collect()
    }

    fn machine_claim(&self, on: &Subject) -> Option<(&Article, &Claim)> {
        let article = self.article.as_ref()?;
        let item = article.item_marked(on.id, &on.target).or_else(|| article.current())?;
        let claim = article.machine.claims.get(article.corrected.origin(item.claim?)?)?;
        Some((article, claim))
    }

    fn machine_speaker(&self, on: &Subject) -> Option<String> {
        let (article, claim) = self.machine_claim(on)?;
        (claim.voice == Voice::Attributed).then(|| article.machine_who(claim))
    }

    fn machine_venues(&self, on: &Subject) -> Option<Vec<String>> {
        let (article, claim) = self.machine_claim(on)?;
        Some(article.machine_venue_names(claim)).filter(|names| !names.is_empty())
    }

    /// What the selection is for, if there is one.
    pub(super) fn selecting_for(&self) -> For {
        let selection = self.article.as_ref().and_then(|article| article.selection.as_ref());
        selection.map_or(For::Mark, |selection| selection.purpose)
    }

    /// Takes the selection that is there, or starts one for this.
    fn select_for(&mut self, purpose: For, on: &Subject) -> Vec<Effect> {
        let Some(article) = &mut self.article else { return Vec::new() };
        if let Some(selection) = &mut article.selection {
            selection.purpose = purpose;
            return self.take_selection(true);
        }
        let Some(item) = article.current().cloned() else { return Vec::new() };
        let claim = article.current_claim();
        let join = |spans: &[Span]| spans.iter().copied().reduce(Span::join);
        let at = match (purpose, claim) {
            (For::Content, _) => Some(item.extent),
            (For::Source, Some(claim)) => join(&claim.source),
            (For::Cue, Some(claim)) => join(&claim.cue),
            (For::Hedge, Some(claim)) => claim.hedges.first().map(|hedge| hedge.span),
            (For::Split, _) => {
                let middle = item.extent.start() + item.extent.len() / 2;
                let middle = article.content().floor_char_boundary(middle);
                Some(Span::new(middle, middle))
            }
            _ => None,
        };
        // Words that are not there yet are looked for after the claim begins.
        let around = at.filter(|_| purpose != For::Split).map_or(item.extent, |at| item.extent.join(at));
        article.selection = Selection::for_claim(article, around, at, purpose);
        let (name, keys) =
            (&on.name, [self.key("shrink"), self.key("extend"), self.key("swap-ends"), self.key("keep-selection")]);
        let [shrink, extend, swap, keep] = keys;
        let none = if matches!(purpose, For::Content | For::Split) {
            String::new()
        } else {
            format!(", {} says there is none", self.key("clear-status"))
        };
        let ends = if purpose == For::Split {
            "choose where it begins".to_owned()
        } else {
            format!("move one end, {swap} the other")
        };
        self.say(format!("{} of {name}: {shrink} {extend} {ends}; {keep} takes it{none}.", capital(purpose.name())));
        Vec::new()
    }

    /// Does with the selection what it is for; not `taken`: there are no such words.
    pub(super) fn take_selection(&mut self, taken: bool) -> Vec<Effect> {
        let Some(on) = self.claim_subject() else { return Vec::new() };
        let Some(article) = &mut self.article else { return Vec::new() };
        let Some(selection) = article.selection.take() else { return Vec::new() };
        let (text, hash) = (article.content(), article.document.text.hash);
        let span = selection.span();
        let parts: Vec<Span> = match selection.purpose {
            _ if !taken => Vec::new(),
            For::Content => {
                let claim = article.current_claim();
                let holes = claim.map(|claim| [claim.source.as_slice(), &claim.cue].concat()).unwrap_or_default();
                pieces(text, with_marks(text, span), &holes)
            }
            _ => vec![span],
        };
        let target = Target::new(text, hash, &parts);
        match selection.purpose {
            For::Content if parts.is_empty() => Vec::new(),
            For::Content => self.fix(&on, |correction| correction.content = Some(target)),
            For::Source => self.fix(&on, |correction| correction.source = Some(target)),
            For::Cue => self.fix(&on, |correction| correction.cue = Some(target)),
            For::Hedge => {
                let hedges = if taken { vec![target] } else { Vec::new() };
                self.fix(&on, |correction| correction.hedges = Some(hedges))
            }
            For::Date if !taken => self.fix(&on, |correction| correction.times = Some(Vec::new())),
            For::Date => self.ask_date(on, span),
            For::Split if taken => self.split(&on, span.start()),
            For::Split | For::Mark => Vec::new(),
        }
    }

    /// Asks for a line about a claim or name.
    pub(super) fn ask_about(&mut self, purpose: Purpose, on: Subject, typed: String) -> Vec<Effect> {
        let effects = self.ask(purpose, typed);
        if let Some(Overlay::Line(Line { on: subject, .. })) = self.overlays.last_mut() {
            *subject = Some(on);
        }
        self.suggest();
        effects
    }

    fn correct_date(&mut self, on: Subject) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let times: Vec<Time> = article.current_claim().map(|claim| claim.times.clone()).unwrap_or_default();
        match &times[..] {
            _ if article.selection.is_some() => self.select_for(For::Date, &on),
            [] => self.select_for(For::Date, &on),
            [time] => self.ask_date(on, time.span),
            _ => self.open(Overlay::Choice(Choice::Time(on, times))),
        }
    }

    /// Asks what a time means.
    pub(super) fn ask_date(&mut self, on: Subject, span: Span) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let time = article.current_claim().and_then(|claim| claim.times.iter().find(|time| time.span == span));
        let value = time.and_then(|time| time.value).map(|value| value.to_string()).unwrap_or_default();
        let words = Shown::from(span.of(article.content())).cut(40);
        let effects = self.ask_about(Purpose::Date(span), on, value);
        self.say(format!(
            "What “{words}” means: 2026-06-03, 2026-06, 2026, 2026-06-01/2026-06-07, ? if open, none for no time"
        ));
        effects
    }

    /// Takes a typed correction; an error is what is wrong with it.
    pub(super) fn accept_correction(
        &mut self,
        purpose: Purpose,
        on: &Subject,
        typed: &str,
    ) -> Result<Vec<Effect>, String> {
        let typed = typed.trim();
        match purpose {
            Purpose::Speaker if typed.is_empty() => Ok(Vec::new()),
            Purpose::Speaker => {
                let speaker = match typed {
                    ARTICLE => Speaker::Article,
                    NOBODY => Speaker::Nobody,
                    name => Speaker::Person(self.known_name(Named::Person, name)),
                };
                Ok(self.fix(on, |correction| correction.speaker = Some(speaker)))
            }
            Purpose::Venues => {
                let names = typed.split(';').map(str::trim).filter(|name| !name.is_empty() && *name != "none");
                let names: Vec<String> = names.map(|name| self.known_name(Named::Venue, name)).collect();
                Ok(self.fix(on, |correction| correction.venues = Some(names)))
            }
            Purpose::Date(span) => {
                let value = match typed {
                    "none" | "" => None,
                    "?" => Some(None),
                    typed => match When::parse(typed) {
                        Some(when) => Some(Some(when)),
                        None => return Err(
                            "a day 2026-06-03, a month 2026-06, a year 2026, from/to 2026-06-01/2026-06-07, ?, none"
                                .to_owned(),
                        ),
                    },
                };
                let Some(article) = &self.article else { return Ok(Vec::new()) };
                let (text, hash) = (article.content(), article.document.text.hash);
                let mut times: Vec<Time> = article.current_claim().map(|claim| claim.times.clone()).unwrap_or_default();
                times.retain(|time| !time.span.overlaps(span));
                times.extend(value.map(|value| Time { span, value }));
                times.sort_by_key(|time| time.span);
                let dated = |time: &Time| Dated { words: Target::new(text, hash, &[time.span]), value: time.value };
                let times = times.iter().map(dated).collect();
                Ok(self.fix(on, |correction| correction.times = Some(times)))
            }
            Purpose::Name(named, reach) => {
                if typed.is_empty() {
                    return Ok(Vec::new());
                }
                let name = self.known_name(named, typed);
                Ok(self.name(on, Naming { named, name: Some(name), reach }))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// What can stand in a line, for completion.
    pub(super) fn correction_choices(&self, purpose: Purpose) -> Vec<String> {
        match purpose {
            Purpose::Speaker => {
                let mut names = self.names(Named::Person);
                names.extend([ARTICLE.to_owned(), NOBODY.to_owned()]);
                names
            }
            Purpose::Venues => self.names(Named::Venue),
            Purpose::Name(named, _) => self.names(named),
            _ => Vec::new(),
        }
    }

    /// Takes the corrections of the chosen row back.
    fn take_back_row(&mut self) -> Vec<Effect> {
        let Some(Overlay::List(list)) = self.overlays.last() else { return Vec::new() };
        let (row, kind) = (list.row, list.kind);
        let found = self.article.as_ref().filter(|_| kind == super::lists::Kind::Corrections).and_then(|article| {
            let annotation = article.corrections().into_iter().nth(row)?;
            Some((annotation.id, annotation.target.clone()))
        });
        let Some((id, target)) = found else { return Vec::new() };
        let on = Subject { id, target, own: false, name: "the claim".to_owned() };
        self.fix(&on, |correction| *correction = Correction::default())
    }

    /// Answers a question about how a claim is made.
    pub(super) fn choose_value(&mut self, choice: Choice, c: char) -> Option<Vec<Effect>> {
        match choice {
            Choice::Certainty(on) => {
                let value = match c {
                    '0' => None,
                    '1' => Some(Certainty::Certain),
                    '2' => Some(Certainty::Probable),
                    '3' => Some(Certainty::Possible),
                    '4' => Some(Certainty::Unspecified),
                    _ => return None,
                };
                self.overlays.pop();
                Some(self.fix(&on, |correction| correction.certainty = value))
            }
            Choice::Kind(on) => {
                let conditional = self
                    .article
                    .as_ref()
                    .and_then(|article| article.current_claim())
                    .is_some_and(|claim| claim.conditional);
                let change = move |correction: &mut Correction| match c {
                    'd' => correction.quotation = Some(Quotation::Direct),
                    'i' => correction.quotation = Some(Quotation::Indirect),
                    'm' => correction.quotation = Some(Quotation::Mixed),
                    'y' => correction.polarity = Some(Polarity::Positive),
                    'n' => correction.polarity = Some(Polarity::Negative),
                    'c' => correction.conditional = Some(!conditional),
                    'a' => correction.speaker = Some(Speaker::Article),
                    _ => {
                        (correction.quotation, correction.polarity, correction.conditional) = (None, None, None);
                    }
                };
                if !matches!(c, 'd' | 'i' | 'm' | 'y' | 'n' | 'c' | 'a' | '0') {
                    return None;
                }
                self.overlays.pop();
                Some(self.fix(&on, change))
            }
            Choice::Time(on, times) => {
                let at = usize::try_from(u32::from(c).wrapping_sub(u32::from('a'))).ok()?;
                if c == '+' {
                    self.overlays.pop();
                    return Some(self.select_for(For::Date, &on));
                }
                let span = times.get(at)?.span;
                self.overlays.pop();
                Some(self.ask_date(on, span))
            }
            _ => None,
        }
    }
}

impl Subject {
    /// A subject that no claim is.
    fn nowhere() -> Self {
        let hash = crate::base::Hash::of(b"");
        let target = Target::new("", hash, &[]);
        Self { id: AnnotationId::for_target(hash, &[], ""), target, own: false, name: String::new() }
    }
}

impl Article {
    /// Where a claim differs from what the machine found.
    #[must_use]
    pub fn differences(&self, claim: ClaimId) -> Vec<Difference> {
        if !self.has_corrections() {
            return Vec::new();
        }
        let Some(now) = self.analysis.claims.get(claim) else { return Vec::new() };
        let before = self.corrected.origin(claim).and_then(|id| self.machine.claims.get(id));
        differences(&self.document, (&self.analysis, now), (&self.machine, before))
    }

    /// What is corrected, in the order of the text.
    #[must_use]
    pub fn corrections(&self) -> Vec<&Annotation> {
        let mut all: Vec<&Annotation> =
            self.notes.annotations.values().filter(|annotation| !annotation.correction.is_empty()).collect();
        let place =
            |annotation: &Annotation| self.places.get(&annotation.id).and_then(|place| place.spans.first().copied());
        all.sort_by_key(|annotation| (place(annotation).is_none(), place(annotation), annotation.id));
        all
    }

    fn machine_who(&self, claim: &Claim) -> String {
        crate::annotation::correction::values::speaker(&self.document, &self.machine, claim)
    }

    fn machine_venue_names(&self, claim: &Claim) -> Vec<String> {
        claim.venues.iter().filter_map(|id| Some(self.machine.venues.get(*id)?.name.clone())).collect()
    }

    fn venue_names(&self, claim: &Claim) -> Vec<String> {
        claim.venues.iter().filter_map(|id| Some(self.analysis.venues.get(*id)?.name.clone())).collect()
    }

    pub(super) fn speaker_of(&self, claim: &Claim) -> Speaker {
        match self.analysis.speaker(claim) {
            _ if claim.voice == Voice::Author => Speaker::Article,
            Some(person) => Speaker::Person(person.name.clone()),
            None => Speaker::Nobody,
        }
    }
}
