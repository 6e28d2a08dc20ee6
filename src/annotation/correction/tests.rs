use super::*;
use crate::analysis::{Analysis, Claim, Models, Tag, Voice, analyse, analyse_by, check_spans};
use crate::annotation::model::{Annotation, AnnotationId};
use crate::annotation::{Place, anchor};
use crate::base::Span;
use crate::document::{Document, parse};
use crate::load::{Origin, Text};
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

const TEXT: &str = "Pier to reopen\n\nKESSIN, 19 May 2026 — The pier will reopen, Lena Ortiz said on Tuesday. \
    Marek Dole, the union leader, said that wages will probably rise in Kessin by June.\n\n\
    He said that the talks in Lisbon had failed. Dole added that the crane was broken. \
    “The pier is sound and the port is open,” Ortiz said.\n";

/// A text and what a reader corrects in it.
struct Desk {
    document: Document,
    machine: Arc<Analysis>,
    annotations: BTreeMap<AnnotationId, Annotation>,
}

impl Desk {
    fn new(text: &str) -> Self {
        let document = parse(Arc::new(Text::from_string("a.txt", Origin::Stdin, text.to_owned())));
        let machine = Arc::new(analyse(&document));
        Self { document, machine, annotations: BTreeMap::new() }
    }

    fn span(&self, words: &str) -> Span {
        let at = self.document.content().find(words).unwrap_or_else(|| panic!("“{words}” is not in the text"));
        Span::new(at, at + words.len())
    }

    fn target(&self, spans: &[Span]) -> Target {
        Target::new(self.document.content(), self.document.text.hash, spans)
    }

    fn words(&self, words: &str) -> Target {
        self.target(&[self.span(words)])
    }

    /// Corrects the claim that holds these words, or marks them as one.
    fn correct(&mut self, words: &str, own: bool, change: impl FnOnce(&mut Correction)) {
        let at = self.span(words);
        let claim = self.machine.claims.values().find(|claim| claim.content.iter().any(|part| part.covers(at)));
        let spans = if own { vec![at] } else { claim.expect("a claim").content.clone() };
        self.note(&spans, own, change);
    }

    fn note(&mut self, spans: &[Span], own: bool, change: impl FnOnce(&mut Correction)) {
        let hash = self.document.text.hash;
        let id = AnnotationId::for_target(hash, spans, "ana");
        let blank = Annotation::blank(id, self.target(spans), "ana", Timestamp::UNIX_EPOCH);
        let annotation = self.annotations.entry(id).or_insert(blank);
        annotation.own = own;
        change(&mut annotation.correction);
    }

    /// The corrections, on this document and analysis.
    fn on(&self, document: &Document, machine: &Arc<Analysis>) -> Corrected {
        let text = &document.text;
        let found = |a: &Annotation| {
            let (anchor, spans) = anchor::find(&a.target, &text.content, text.hash);
            (a.id, Place { anchor, ..Place::exact(spans) })
        };
        let places = self.annotations.values().map(found).collect();
        let result = corrected(document, machine, self.annotations.values(), &places);
        check_spans(document, &result.analysis);
        result
    }

    fn corrected(&self) -> Corrected {
        self.on(&self.document, &self.machine)
    }
}

/// Who says the claim with these words, how, and its words.
fn claim(document: &Document, analysis: &Analysis, words: &str) -> Option<String> {
    let found = analysis.claims.values().find(|claim| document.words(&claim.content).contains(words))?;
    let source = document.words(&found.source);
    let who = values::speaker(document, analysis, found);
    Some(format!("{who} [{source}] {}: {}", found.quotation.name(), document.words(&found.content)))
}

#[test]
fn nothing_corrected_shares_the_analysis() {
    let desk = Desk::new(TEXT);
    let result = desk.corrected();
    assert!(Arc::ptr_eq(&result.analysis, &desk.machine));
}

#[test]
fn who_says_it() {
    let mut desk = Desk::new(TEXT);
    desk.correct("talks in Lisbon", false, |c| c.speaker = Some(Speaker::Person("Lena Ortiz".into())));
    desk.correct("crane was broken", false, |c| c.speaker = Some(Speaker::Person("Ines Falk".into())));
    let result = desk.corrected();
    let of = |words| claim(&desk.document, &result.analysis, words).unwrap_or_default();
    assert!(of("Lisbon").starts_with("Lena Ortiz [He]"), "a pronoun stays the source: {}", of("Lisbon"));
    assert!(of("crane").starts_with("Ines Falk []"), "the name of another one does not: {}", of("crane"));
    let id = result.claims.values().next().copied().unwrap();
    let now = &result.analysis.claims[id];
    let before = desk.machine.claims.get(result.origin(id).unwrap());
    let told = differences(&desk.document, (&result.analysis, now), (&desk.machine, before));
    assert_eq!(told[0].what, "speaker", "{told:?}");
    assert_ne!(told[0].human, told[0].machine);
}

#[test]
fn tags_of_the_source_are_those_of_the_corrected_one() {
    let text = "Some officials said that the crane was broken. Lena Ortiz said that the pier is safe.\n";
    let mut desk = Desk::new(text);
    let tags = |result: &Corrected| -> Vec<Vec<Tag>> {
        let claims = ["crane", "safe"].map(|word| {
            let holds = |claim: &&Claim| desk_words(text, claim).contains(word);
            result.analysis.claims.values().find(holds).map(|claim| claim.tags.clone()).unwrap_or_default()
        });
        claims.to_vec()
    };
    assert!(tags(&desk.corrected())[0].contains(&Tag::UnnamedSource));
    desk.correct("crane was", false, |c| c.speaker = Some(Speaker::Person("Lena Ortiz".into())));
    let none = desk.target(&[]);
    desk.correct("pier is", false, |c| {
        (c.speaker, c.source) = (Some(Speaker::Nobody), Some(none));
    });
    let tags = tags(&desk.corrected());
    assert!(!tags[0].contains(&Tag::UnnamedSource) && !tags[0].contains(&Tag::NoSource), "{tags:?}");
    assert!(tags[1].contains(&Tag::NoSource), "{tags:?}");
}

fn desk_words(text: &str, claim: &Claim) -> String {
    claim.content.iter().map(|part| part.of(text)).collect()
}

#[test]
fn values_of_a_claim() {
    let mut desk = Desk::new(TEXT);
    let (hedge, date) = (desk.words("probably"), desk.words("by June"));
    desk.correct("wages will", false, |c| {
        c.certainty = Some(Certainty::Possible);
        c.polarity = Some(Polarity::Negative);
        c.conditional = Some(true);
        c.hedges = Some(vec![hedge]);
        c.times = Some(vec![Dated { words: date, value: When::parse("2027-06") }]);
        c.venues = Some(vec!["Lisbon".into(), "Pier 9".into()]);
    });
    let result = desk.corrected();
    let id = result.claims.values().next().copied().unwrap();
    let now = &result.analysis.claims[id];
    let venues: Vec<&str> = now.venues.iter().map(|id| result.analysis.venues[*id].name.as_str()).collect();
    assert_eq!((now.certainty, now.polarity, now.conditional), (Certainty::Possible, Polarity::Negative, true));
    assert_eq!((venues, now.times[0].value), (vec!["Lisbon", "Pier 9"], When::parse("2027-06")));
    assert_eq!(now.hedges.len(), 1);
}

#[test]
fn edges_a_missed_claim_and_none() {
    let mut desk = Desk::new(TEXT);
    let content = desk.words("the crane was");
    desk.correct("crane was broken", false, |c| c.content = Some(content));
    let (source, cue) = (desk.words("Ortiz said.\n").spans[0], desk.words("said.\n").spans[0]);
    let source = Span::new(source.start(), source.start() + 5);
    let (source, cue) = (desk.target(&[source]), desk.target(&[Span::new(cue.start(), cue.start() + 4)]));
    desk.correct("the port is open", true, |c| (c.source, c.cue) = (Some(source), Some(cue)));
    desk.correct("talks in Lisbon", false, |c| c.dropped = true);
    let result = desk.corrected();
    let of = |words| claim(&desk.document, &result.analysis, words);
    assert!(of("the crane was").unwrap().ends_with("the crane was"));
    let own = result
        .claims
        .values()
        .map(|id| &result.analysis.claims[*id])
        .find(|c| !c.cue.is_empty() && c.confidence == 1.0);
    assert_eq!(values::speaker(&desk.document, &result.analysis, own.unwrap()), "Lena Ortiz");
    assert_eq!(of("talks in Lisbon"), None);
    assert_eq!(result.machine.len(), 2, "the machine's claims of both stay known");
}

#[test]
fn the_articles_own_voice_goes_to_a_source_and_back() {
    let mut desk = Desk::new("Pier\n\nKESSIN, 19 May 2026 — The pier is old. Lena Ortiz said that it will reopen.\n");
    desk.correct("The pier is old", false, |c| c.speaker = Some(Speaker::Person("Lena Ortiz".into())));
    desk.correct("it will reopen", false, |c| c.speaker = Some(Speaker::Article));
    let result = desk.corrected();
    let voices: Vec<Voice> = result.claims.values().map(|id| result.analysis.claims[*id].voice).collect();
    assert!(voices.contains(&Voice::Author) && voices.contains(&Voice::Attributed), "{voices:?}");
}

/// What a reader says of groups is shown: another name, and a group for "they".
#[test]
fn groups() {
    let text = "Pier\n\nKESSIN, 19 May 2026 — Republicans said that the pier is old. They said that it will reopen.\n";
    let mut desk = Desk::new(text);
    let group = desk.span("Republicans");
    let who = |desk: &Desk, words: &str| {
        let result = desk.corrected();
        let claim =
            result.analysis.claims.values().find(|c| desk.document.words(&c.content).contains(words)).unwrap().clone();
        values::speaker(&desk.document, &result.analysis, &claim)
    };
    assert_eq!(who(&desk, "the pier is old"), "Republicans");
    desk.correct("it will reopen", false, |c| c.speaker = Some(Speaker::Person("Republicans".into())));
    assert_eq!(who(&desk, "it will reopen"), "Republicans");
    let naming = Naming { named: Named::Person, name: Some("Harbour Party".to_owned()), reach: Reach::All };
    desk.note(&[group], false, |c| c.naming = Some(naming));
    assert_eq!(who(&desk, "the pier is old"), "Harbour Party");
}

#[test]
fn names() {
    let name = |named, name: Option<&str>, reach| Naming { named, name: name.map(str::to_owned), reach };
    let people = |corrected: &Corrected| -> Vec<String> {
        corrected.analysis.people.values().map(|person| format!("{} {}", person.name, person.names.len())).collect()
    };
    let mut desk = Desk::new(TEXT);
    let (dole, ortiz) = (desk.span("Marek Dole"), desk.span("Ortiz"));
    assert_eq!(people(&desk.corrected()), ["Lena Ortiz 2", "Marek Dole 2"]);
    desk.note(&[dole], false, |c| c.naming = Some(name(Named::Person, Some("Marek J. Dole"), Reach::All)));
    assert_eq!(people(&desk.corrected()), ["Lena Ortiz 2", "Marek J. Dole 2"], "renamed");
    desk.note(&[dole], false, |c| c.naming = Some(name(Named::Person, Some("lena ortiz"), Reach::All)));
    let merged = desk.corrected();
    assert_eq!(people(&merged), ["Lena Ortiz 4"], "put together");
    assert!(
        merged.analysis.claims.values().all(|claim| claim.person.is_none_or(|id| merged
            .analysis
            .people
            .get(id)
            .is_some()))
    );
    desk.annotations.clear();
    let second =
        Span::new(desk.document.content().rfind("Ortiz").unwrap(), desk.document.content().rfind("Ortiz").unwrap() + 5);
    desk.note(&[second], false, |c| c.naming = Some(name(Named::Person, Some("Ana Ortiz"), Reach::Mention)));
    let split = desk.corrected();
    assert_eq!(people(&split), ["Lena Ortiz 1", "Marek Dole 2", "Ana Ortiz 1"], "taken apart");
    assert!(claim(&desk.document, &split.analysis, "port is open").unwrap().starts_with("Ana Ortiz"));
    desk.annotations.clear();
    desk.note(&[ortiz], false, |c| c.naming = Some(name(Named::Person, None, Reach::All)));
    assert_eq!(people(&desk.corrected()), ["Marek Dole 2"], "no person");
    let lisbon = desk.span("Lisbon");
    desk.note(&[lisbon], false, |c| c.naming = Some(name(Named::Venue, Some("Lisbon port"), Reach::All)));
    assert!(desk.corrected().analysis.venues.values().any(|venue| venue.name == "Lisbon port"));
    let crane = desk.span("crane");
    desk.note(&[crane], false, |c| c.naming = Some(name(Named::Venue, Some("Crane"), Reach::Words)));
    let result = desk.corrected();
    let found = result.analysis.claims.values().find(|c| desk.document.words(&c.content).contains("crane")).unwrap();
    assert!(found.venues.iter().any(|id| result.analysis.venues[*id].name == "Crane"), "a missed venue");
}

/// Corrections are on words, not on what one engine found: they stay with other weights, with
/// none, and in a text that was edited.
#[test]
fn corrections_outlive_the_engine_and_edits() {
    let mut desk = Desk::new(TEXT);
    desk.correct("talks in Lisbon", false, |c| c.speaker = Some(Speaker::Person("Lena Ortiz".into())));
    desk.correct("crane was broken", false, |c| c.dropped = true);
    desk.correct("wages will", false, |c| c.certainty = Some(Certainty::Unspecified));
    let holds = |document: &Document, result: &Corrected, which: &str| {
        let lisbon = claim(document, &result.analysis, "talks in Lisbon").unwrap_or_default();
        assert!(lisbon.starts_with("Lena Ortiz"), "{which}: {lisbon}");
        let crane = result.analysis.claims.values().filter(|c| document.words(&c.content).contains("crane was broken"));
        assert!(crane.count() == 0, "{which}: dropped");
        let wages = result.analysis.claims.values().find(|c| document.words(&c.content).contains("wages will"));
        assert_eq!(wages.unwrap().certainty, Certainty::Unspecified, "{which}");
    };
    let rules = analyse_by(None, &desk.document, &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(!rules.trained && desk.machine.trained);
    holds(&desk.document, &desk.corrected(), "trained");
    holds(&desk.document, &desk.on(&desk.document, &Arc::new(rules)), "rules alone");
    let edited =
        Desk::new(&TEXT.replace("Pier to reopen\n", "Pier to reopen in June\n\nA new first paragraph stands here.\n"));
    holds(&edited.document, &desk.on(&edited.document, &edited.machine), "edited");
    let _: Option<&Models> = None;
}

#[test]
fn of_two_acts_the_fields_are_merged() {
    let empty = Correction::default();
    let speaker = Correction { speaker: Some(Speaker::Article), ..empty.clone() };
    let dropped = Correction { dropped: true, ..empty.clone() };
    let both = Correction { speaker: Some(Speaker::Article), ..dropped.clone() };
    for newest in [true, false] {
        assert_eq!(Correction::merge(&empty, &speaker, &dropped, newest), both);
        assert_eq!(Correction::merge(&speaker, &empty, &both, newest), dropped, "taken back alone");
    }
    let other = Correction { speaker: Some(Speaker::Nobody), ..empty.clone() };
    assert_eq!(Correction::merge(&empty, &speaker, &other, true), speaker);
    assert_eq!(Correction::merge(&empty, &speaker, &other, false), other);
}

#[test]
fn dates_are_read_as_they_are_written() {
    for text in ["2026-06-03", "2026-06", "2026", "2026-06-01/2026-06-07"] {
        assert_eq!(When::parse(text).map(|when| when.to_string()).as_deref(), Some(text));
    }
    for text in ["", "26", "2026-13", "2026-02-30", "June", "2026-06-07/2026-06-01", "-2026", "2026-6-3-1"] {
        assert_eq!(When::parse(text), None, "{text}");
    }
}

proptest! {
    /// Whatever is corrected, also by a hostile journal, what comes out is an analysis.
    #[test]
    fn what_comes_out_is_an_analysis(
        acts in proptest::collection::vec((0usize..400, 0usize..60, 0usize..400, 0usize..80, 0u8..9, any::<bool>(), "[A-Za-z ]{0,6}"), 1..8),
    ) {
        let mut desk = Desk::new(TEXT);
        let length = desk.document.content().len();
        let cut = |desk: &Desk, from: usize, long: usize| {
            let text = desk.document.content();
            let from = text.floor_char_boundary(from.min(length));
            Span::new(from, text.floor_char_boundary((from + long).min(length)).max(from))
        };
        for (from, long, other, more, kind, own, name) in acts {
            let spans = match desk.machine.claims.values().nth(from % 12) {
                Some(claim) if !own => claim.content.clone(),
                _ => vec![cut(&desk, from, long)],
            };
            let words = desk.target(&[cut(&desk, other, more), cut(&desk, from, more)]);
            desk.note(&spans, own, |c| match kind {
                0 => c.speaker = Some(Speaker::Person(name)),
                1 => c.content = Some(words),
                2 => c.source = Some(words),
                3 => c.cue = Some(words),
                4 => c.dropped = true,
                5 => c.venues = Some(vec![name]),
                6 => c.times = Some(vec![Dated { words, value: None }]),
                7 => c.speaker = Some(Speaker::Article),
                _ => c.naming = Some(Naming {
                    named: if own { Named::Person } else { Named::Venue },
                    name: Some(name),
                    reach: [Reach::All, Reach::Words, Reach::Mention][from % 3],
                }),
            });
        }
        let once = desk.corrected();
        prop_assert_eq!(format!("{:?}", once.analysis.claims), format!("{:?}", desk.corrected().analysis.claims));
        prop_assert!(once.claims.values().all(|id| once.analysis.claims.get(*id).is_some()));
    }
}

#[test]
fn what_waits_changes_nothing() {
    let mut desk = Desk::new(TEXT);
    desk.correct("talks in Lisbon", false, |c| c.speaker = Some(Speaker::Article));
    let id = *desk.annotations.keys().next().unwrap();
    let changed = Place {
        anchor: crate::annotation::Anchor::Changed,
        ..Place::exact(desk.annotations[&id].target.spans.clone())
    };
    for place in [Place::exact(Vec::new()), changed] {
        let places = BTreeMap::from([(id, place)]);
        let result = corrected(&desk.document, &desk.machine, desk.annotations.values(), &places);
        assert!(Arc::ptr_eq(&result.analysis, &desk.machine), "words that are gone, or changed and not looked at");
    }
}
