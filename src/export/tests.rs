//! Each format is read by a reader that is not ours, or by the format's documented rules
//! without a line of the writer's.

use super::*;
use crate::analysis::analyse;
use crate::annotation::correction::Corrected;
use crate::annotation::{AnnotationId, Credibility, Field, Status, Target, anchor};
use crate::document::parse;
use crate::format::{Block, BlockKind, Meta, Page};
use crate::load::{Origin, Structure, Text};
use proptest::prelude::*;
use std::sync::Arc;

pub(crate) const TEXT: &str = "Kessin terminal to reopen, port chief says\n\n\
    KESSIN, 19 May 2026 — The Kessin ferry terminal will probably reopen by 3 June, port authority chief Lena Ortiz \
    said on Tuesday. Dockers’ union leader Marek Dole called that date “unrealistic”.\n\n\
    “We are ready,” Ortiz said. “The pier is 40 metres\nlong and [safe](https://evil.example) <b>now</b>.” \
    No date 😀 was given.\n";

/// An article with marks on some of its words.
pub(crate) struct Desk {
    pub(crate) document: Document,
    pub(crate) analysis: Analysis,
    pub(crate) annotations: Vec<Annotation>,
    corrected: Corrected,
}

impl Desk {
    pub(crate) fn new(text: &str) -> Self {
        Self::of(Text::from_string("kessin.txt", Origin::Stdin, text.to_owned()))
    }

    fn of(text: Text) -> Self {
        let document = parse(Arc::new(text));
        let analysis = analyse(&document);
        Self { document, analysis, annotations: Vec::new(), corrected: Corrected::default() }
    }

    pub(crate) fn mark(&mut self, spans: &[Span], creator: &str, fields: &[Field]) -> &mut Self {
        let text = &self.document.text;
        let id = AnnotationId::for_target(text.hash, spans, creator);
        let at = Timestamp::from_second(1_780_000_000).unwrap();
        let mut annotation = Annotation::blank(id, Target::new(&text.content, text.hash, spans), creator, at);
        fields.iter().for_each(|field| annotation.set(field.clone()));
        self.annotations.push(annotation);
        self
    }

    pub(crate) fn dossier(&self) -> Dossier<'_> {
        let text = &self.document.text;
        let mark = |annotation| {
            let (anchor, spans) = anchor::find(&Annotation::clone(annotation).target, &text.content, text.hash);
            Mark { annotation, anchor, spans }
        };
        let mut marks: Vec<Mark<'_>> = self.annotations.iter().map(mark).collect();
        let mut entries = Vec::new();
        for (id, claim) in self.analysis.claims.iter() {
            let (here, rest) = marks.into_iter().partition(|mark| mark.spans == claim.content);
            marks = rest;
            entries.push(Entry { claim: Some(id), spans: claim.content.clone(), marks: here });
        }
        entries.extend(marks.into_iter().map(|mark| Entry {
            claim: None,
            spans: mark.spans.clone(),
            marks: vec![mark],
        }));
        entries.sort_by_key(|entry| entry.spans.first().copied());
        Dossier {
            document: &self.document,
            analysis: &self.analysis,
            machine: &self.analysis,
            corrected: &self.corrected,
            entries,
            grades: vec![SourceGrade {
                name: "lena ortiz".to_owned(),
                reliability: Reliability::new('B'),
                modified: Timestamp::UNIX_EPOCH,
                creator: "ana".to_owned(),
            }],
            engine: "engine 1",
            reader: "ana",
            custom: ["", ""],
            with_text: true,
            now: Timestamp::from_second(1_780_100_000).unwrap(),
        }
    }

    pub(crate) fn content(&self, holds: &str) -> Vec<Span> {
        let text = self.document.content();
        let claims = self.analysis.claims.values();
        claims
            .map(|claim| &claim.content)
            .find(|spans| spans.iter().any(|s| s.of(text).contains(holds)))
            .unwrap()
            .clone()
    }
}

fn note(note: &str) -> Field {
    Field::Note(Some(note.to_owned()))
}

/// Three claims checked by two readers, words of a reader's own, a note on the whole text and
/// one on words that are gone.
fn desk() -> Desk {
    let mut desk = Desk::new(TEXT);
    let (first, pier, date) = (desk.content("will probably"), desk.content("The pier"), desk.content("No date"));
    let nasty = "=cmd|'/c calc'!A1 <script>alert(1)</script>\n[x](javascript:x) see https://port.example/notice";
    let fields = [
        Field::Status(Some(Status::Disputed)),
        Field::Credibility(Credibility::new(3)),
        Field::Tags(vec!["timeline".into(), "+plus".into()]),
        note(nasty),
    ];
    desk.mark(&first, "ana", &fields);
    desk.mark(&first, "ben", &[Field::Status(Some(Status::Verified)), note("the notice says so")]);
    desk.mark(&pier, "ana", &[Field::Status(Some(Status::False)), Field::Key(true)]);
    desk.mark(&date, "ana", &[Field::Status(Some(Status::NeedsSource))]);
    let own = TEXT.find("Lena").unwrap();
    desk.mark(&[Span::new(own, own + 10)], "ana", &[Field::Own(true)]);
    desk.mark(&[], "ana", &[note("filed late")]);
    let mut gone = desk.annotations[0].clone();
    gone.id = AnnotationId::for_target(desk.document.text.hash, &[], "gone");
    gone.target.exact = "words that are gone {>>now<<}".to_owned();
    desk.annotations.push(gone);
    desk
}

#[test]
fn listings() {
    let desk = desk();
    let dossier = desk.dossier();
    insta::assert_snapshot!("sheet", sheet::markdown(&dossier));
    insta::assert_snapshot!("csv", sheet::csv(&dossier).replace("\r\n", "\n"));
    insta::assert_snapshot!("brat", brat::write(&dossier));
    insta::assert_snapshot!("criticmarkup", criticmarkup::write(&dossier));
    insta::assert_snapshot!("claimreview", claimreview::write(&dossier));
}

#[test]
fn page_and_outlet_are_told_where_the_input_has_them() {
    let mut text = Text::from_string("kessin.pdf", Origin::Stdin, TEXT.to_owned());
    let second = TEXT.find("“We are").unwrap();
    let block = |from: usize, to: usize| Block { kind: BlockKind::Body, start: from as u32, end: to as u32, level: 0 };
    text.structure = Some(Arc::new(Structure {
        blocks: vec![block(0, second - 2), block(second, TEXT.len() - 1)],
        meta: Meta { outlet: Some("=The Courier".to_owned()), ..Meta::default() },
        pages: vec![Page { start: 0, number: 1 }, Page { start: second as u32, number: 7 }],
        ..Structure::default()
    }));
    let desk = Desk::of(text);
    let sheet = sheet::csv(&desk.dossier());
    let rows: Vec<::csv::StringRecord> = ::csv::Reader::from_reader(sheet.as_bytes()).records().flatten().collect();
    let cells: Vec<(&str, &str)> = rows.iter().map(|row| (&row[30], &row[31])).collect();
    assert!(cells.contains(&("1", "'=The Courier")) && cells.contains(&("7", "'=The Courier")), "{cells:?}");
    let lines = jsonl::write(&desk.dossier());
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["outlet"], "=The Courier");
    assert!(lines[1..].iter().any(|line| line["page"] == 7));
    assert!(sheet::markdown(&desk.dossier()).contains(", page 7\n"));
}

#[test]
fn csv_is_read_by_the_csv_crate() {
    let desk = desk();
    let sheet = sheet::csv(&desk.dossier());
    let mut reader = ::csv::Reader::from_reader(sheet.as_bytes());
    assert_eq!(reader.headers().unwrap(), sheet::COLUMNS.as_slice());
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| sheet::COLUMNS.iter().position(|column| *column == name).unwrap();
    let quotes: Vec<&str> = rows.iter().map(|row| &row[column("quote")]).collect();
    assert_eq!(quotes.iter().filter(|quote| quote.contains("will probably reopen by 3 June")).count(), 2);
    assert!(quotes.iter().any(|quote| quote.contains("40 metres\nlong")), "{quotes:?}");
    for row in &rows {
        assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        let human = row.iter().zip(sheet::COLUMNS).filter(|(_, name)| name.starts_with("human_"));
        assert_eq!(human.filter(|(cell, _)| !cell.is_empty()).count() > 0, !row[column("human_checker")].is_empty());
        assert!(row[column("machine_speaker")].is_empty() || &row[column("machine_by")] == "engine 1");
        assert!(!row[column("quote_by")].is_empty());
    }
    let grades: Vec<&str> =
        rows.iter().map(|row| &row[column("human_grade")]).filter(|grade| !grade.is_empty()).collect();
    assert_eq!(grades, ["3", "B3", "B"], "the letter belongs to the source of a claim");
}

#[test]
fn claim_reviews_keep_hedges_and_need_a_verdict() {
    let desk = desk();
    let reviews: serde_json::Value = serde_json::from_str(&claimreview::write(&desk.dossier())).unwrap();
    let reviews = reviews.as_array().unwrap();
    let said: Vec<(&str, i64)> = reviews
        .iter()
        .map(|review| {
            (review["claimReviewed"].as_str().unwrap(), review["reviewRating"]["ratingValue"].as_i64().unwrap())
        })
        .collect();
    assert!(said.iter().all(|(words, _)| !words.contains("No date")), "needs-source is no verdict");
    assert!(said[0].0.contains("will probably reopen"), "{said:?}");
    assert_eq!(said.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [3, 5, 1]);
}

#[test]
fn hedges_outside_the_words_are_put_behind() {
    let desk = Desk::new("KESSIN, 19 May 2026 — The pier reportedly sank. No date was given.\n");
    let mut analysis = desk.analysis.clone();
    let text = desk.document.content();
    let at = text.find("reportedly").unwrap();
    let claims: Vec<Claim> = analysis
        .claims
        .values()
        .map(|claim| Claim {
            hedges: vec![crate::analysis::Hedge { span: Span::new(at, at + 10), likelihood: None }],
            ..claim.clone()
        })
        .collect();
    analysis.claims = claims.into_iter().collect();
    let last = analysis.claims.values().last().unwrap().content.clone();
    let mut other = Desk::new(text);
    other.mark(&last, "ana", &[Field::Status(Some(Status::False))]);
    other.analysis = analysis;
    let review = claimreview::write(&other.dossier());
    assert!(review.contains("(reportedly)"), "{review}");
}

/// Reads standoff by the rules at brat.nlplab.org/standoff.html and those its server checks:
/// spans in code points, within the text and a line, in order, not overlapping; the text of a
/// `T` is its parts joined by one space; ids are unique and what they refer to is there;
/// triggers have their event's type, and nothing but events refers to them.
fn read_standoff(text: &str, ann: &str, configuration: &str) -> Vec<(String, String)> {
    let points: Vec<char> = text.chars().collect();
    let mut types: Vec<(String, String)> = Vec::new();
    let (mut referred, mut triggers) = (Vec::new(), Vec::new());
    // As Python's `splitlines`.
    let is_end = |c: char| "\n\r\u{b}\u{c}\u{1c}\u{1d}\u{1e}\u{85}\u{2028}\u{2029}".contains(c);
    for line in ann.split_terminator(is_end) {
        let (id, rest) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line:?}"));
        assert!(types.iter().all(|(known, _)| known != id), "twice: {line}");
        assert!(id[1..].parse::<usize>().is_ok_and(|number| number > 0), "{line}");
        let kind = match &id[..1] {
            "T" => {
                let (data, words) = rest.split_once('\t').unwrap();
                let (kind, offsets) = data.split_once(' ').unwrap();
                let (mut parts, mut last) = (Vec::new(), 0);
                for pair in offsets.split(';') {
                    let (start, end) = pair.split_once(' ').unwrap();
                    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
                    assert!(start < end && end <= points.len() && start >= last, "{line}");
                    last = end;
                    parts.push(points[start..end].iter().collect::<String>());
                }
                assert_eq!(words, parts.join(" "), "{line}");
                kind
            }
            "E" => {
                let mut arguments = rest.split(' ').map(|argument| argument.split_once(':').unwrap());
                let (kind, trigger) = arguments.next().unwrap();
                triggers.push((trigger.to_owned(), kind.to_owned()));
                let roles: Vec<&str> = arguments
                    .map(|(role, filler)| {
                        referred.push(filler.to_owned());
                        role
                    })
                    .collect();
                assert!(roles.contains(&"Content"), "{line}");
                kind
            }
            "A" => {
                let fields: Vec<&str> = rest.split(' ').collect();
                assert!(fields.len() == 2 || fields.len() == 3, "{line}");
                referred.push(fields[1].to_owned());
                let declared = configuration.lines().find(|known| known.split('\t').next() == Some(fields[0])).unwrap();
                if let Some(value) = fields.get(2) {
                    let values = declared.split("Value:").nth(1).unwrap();
                    assert!(values.split('|').any(|known| known == *value), "{line}");
                }
                fields[0]
            }
            "#" => {
                let (data, words) = rest.split_once('\t').unwrap();
                let (kind, on) = data.split_once(' ').unwrap();
                assert!(!words.is_empty());
                referred.push(on.to_owned());
                kind
            }
            _ => panic!("{line}"),
        };
        if kind != "AnnotatorNotes" {
            let declared = configuration.lines().any(|known| known.split('\t').next() == Some(kind));
            assert!(declared, "{kind} is not in annotation.conf");
        }
        types.push((id.to_owned(), kind.to_owned()));
    }
    for (trigger, kind) in &triggers {
        assert!(types.contains(&(trigger.clone(), kind.clone())), "{trigger} is no {kind}");
        assert!(!referred.contains(trigger), "{trigger} is referred to");
    }
    assert!(referred.iter().all(|id| types.iter().any(|(known, _)| known == id)), "{referred:?}");
    types
}

#[test]
fn standoff_is_read_by_brats_rules() {
    let desk = desk();
    let read = read_standoff(TEXT, &brat::write(&desk.dossier()), brat::CONFIGURATION);
    let count = |kind: &str| read.iter().filter(|(_, known)| known == kind).count();
    assert_eq!(count("Origin"), desk.analysis.claims.len() + 1);
    assert_eq!((count("Status"), count("Reliability"), count("KeyClaim"), count("AnnotatorNotes")), (3, 2, 1, 5));
}

#[test]
fn training_data_has_the_schema_of_the_corpora() {
    let desk = desk();
    let line = training::write(&desk.dossier());
    assert_eq!(line.matches('\n').count(), 1);
    let record: serde_json::Value = serde_json::from_str(&line).unwrap();
    let text = record["text"].as_str().unwrap();
    assert_eq!((text, record["id"].as_str()), (TEXT, Some("kessin.txt")));
    let attributions = record["attributions"].as_array().unwrap();
    assert!(attributions.len() > 2);
    for attribution in attributions {
        assert!(["direct", "mixed", "indirect"].contains(&attribution["kind"].as_str().unwrap()));
        for role in ["source", "cue", "content"] {
            let spans: Vec<[usize; 2]> = serde_json::from_value(attribution[role].clone()).unwrap();
            assert!(spans.windows(2).all(|pair| pair[0][1] <= pair[1][0]));
            for [start, end] in spans {
                assert_eq!(text[start..end].trim(), &text[start..end]);
            }
        }
    }
}

#[test]
fn annotations_come_back_from_the_web_format() {
    let desk = desk();
    let text = &desk.document.text;
    let found = w3c::read(&w3c::write(&desk.dossier())).unwrap();
    let (machine, human): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.by_machine);
    assert_eq!((machine.len(), human.len()), (desk.analysis.claims.len(), desk.annotations.len()));
    for annotation in &human {
        let (id, target, how) =
            w3c::place(annotation, &text.content, text.hash, &points::Points::new(&text.content)).unwrap();
        if how == Anchor::Lost {
            assert_eq!(target.exact, "words that are gone {>>now<<}");
            assert_eq!(anchor::find(&target, &text.content, text.hash).0, Anchor::Lost);
            continue;
        }
        let known = desk.annotations.iter().find(|known| known.id == id).expect("the same name");
        assert_eq!((&known.target, how), (&target, Anchor::Exact));
        let mut copy = Annotation::blank(id, target, &annotation.creator, known.created);
        annotation.fields.iter().for_each(|field| copy.set(field.clone()));
        assert_eq!(&Annotation { modified: known.modified, ..copy }, known);
        assert_eq!(annotation.document.as_deref().and_then(w3c::hash_of_name), Some(text.hash));
    }
}

#[test]
fn annotations_of_other_programs() {
    let text = "One ferry sank. The second ferry 😀 came back. The end of the report is here, in full length.";
    let hash = crate::base::Hash::of(text.as_bytes());
    let read = |body: &str, target: &str| {
        let json = format!(
            "{{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", \"type\": \"Annotation\", \"creator\": {{\"name\": \"Bo\"}}, {body} \"target\": {target}}}"
        );
        w3c::read(&json).unwrap().remove(0)
    };
    let quote = |exact: &str, prefix: &str, suffix: &str, more: &str| {
        format!(
            "{{\"source\": \"https://x.example\", \"selector\": [{{\"type\": \"TextQuoteSelector\", \"exact\": \"{exact}\", \"prefix\": \"{prefix}\", \"suffix\": \"{suffix}\"}}{more}]}}"
        )
    };
    let position = |start: usize, end: usize| {
        format!(", {{\"type\": \"TextPositionSelector\", \"start\": {start}, \"end\": {end}}}")
    };
    let place = |target: &str| {
        let found = read("\"bodyValue\": \"hm\",", target);
        assert_eq!((found.creator.as_str(), found.fields.as_slice()), ("Bo", &[note("hm")][..]));
        w3c::place(&found, text, hash, &points::Points::new(text)).map(|(_, target, how)| (how, target.exact))
    };
    let at = |how: Anchor, words: &str| Some((how, words.to_owned()));
    for (why, target, expected) in [
        ("position and words agree", quote("came back", "", "", &position(35, 44)), at(Anchor::Exact, "came back")),
        ("a wrong position, right context", quote("ferry", "The second ", " 😀", &position(1, 6)), at(Anchor::Moved, "ferry")),
        ("a short quote without context", quote("ferry", "", "", ""), at(Anchor::Lost, "ferry")),
        ("a long quote without context", quote("The end of the report is here, in full", "", "", ""), at(Anchor::Moved, "The end of the report is here, in full")),
        ("words that are not there", quote("The third ferry came back", "", "", ""), at(Anchor::Lost, "The third ferry came back")),
        ("context that is not there", quote("ferry", "third ", " came", ""), at(Anchor::Lost, "ferry")),
        ("the whole text", "\"https://x.example\"".to_owned(), at(Anchor::Exact, "")),
        ("a position alone in who knows which text", "{\"source\": \"https://x.example\", \"selector\": {\"type\": \"TextPositionSelector\", \"start\": 1, \"end\": 2}}".to_owned(), None),
        ("a selector of pages", "{\"source\": \"x\", \"selector\": {\"type\": \"XPathSelector\", \"value\": \"/p\"}}".to_owned(), None),
    ] {
        assert_eq!(place(&target), expected, "{why}");
    }
    let found = read(
        "\"body\": [{\"type\": \"TextualBody\", \"value\": \"ship\", \"purpose\": \"tagging\"}, \"https://see.example\", {\"value\": \"why?\"}],",
        "\"x\"",
    );
    assert_eq!(found.fields, [Field::Tags(vec!["ship".into()]), note("https://see.example\nwhy?")]);
    for wrong in ["", "{}", "[]", "{\"type\": \"Annotation\"}", "[[[[[[[[[[[[[]]]]]]]]]]]]]"] {
        assert!(w3c::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn hashes_have_names() {
    // RFC 6920, section 8.1: "Hello World!".
    let hash = crate::base::Hash::of(b"Hello World!");
    assert_eq!(w3c::hash_name(&hash), "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk");
    assert_eq!(w3c::hash_of_name("ni://example.com/sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"), Some(hash));
    for wrong in ["", "ni:///sha-256;", "ni:///sha-256;f4O", "ni:///md5;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"] {
        assert_eq!(w3c::hash_of_name(wrong), None, "{wrong}");
    }
}

/// What must hold for any article and marks.
fn check(desk: &Desk) {
    let dossier = desk.dossier();
    let text = desk.document.content();
    read_standoff(text, &brat::write(&dossier), brat::CONFIGURATION);
    let sheet = sheet::csv(&dossier);
    let rows = ::csv::Reader::from_reader(sheet.as_bytes()).into_records().count();
    assert_eq!(rows, sheet::rows(&dossier).len());
    let json: Vec<serde_json::Value> =
        jsonl::write(&dossier).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json.len(), dossier.entries.len() + 1);
    assert_eq!(json[0]["text"], text);
    for found in w3c::read(&w3c::write(&dossier)).unwrap_or_default() {
        let (_, target, anchor) =
            w3c::place(&found, text, desk.document.text.hash, &points::Points::new(text)).unwrap();
        assert_eq!(anchor, Anchor::Exact);
        assert_eq!(anchor::find(&target, text, desk.document.text.hash).0, Anchor::Exact);
    }
    let back = criticmarkup::strip(&criticmarkup::write(&dossier));
    assert_eq!(back.trim_start(), text.trim_start());
    let markdown = sheet::markdown(&dossier);
    for event in pulldown_cmark::Parser::new_ext(&markdown, pulldown_cmark::Options::all()) {
        use pulldown_cmark::{Event, LinkType, Tag};
        assert!(!matches!(event, Event::Html(_) | Event::InlineHtml(_)), "{event:?}");
        assert!(!matches!(event, Event::Start(Tag::Image { .. })), "{event:?}");
        if let Event::Start(Tag::Link { link_type, dest_url, .. }) = event {
            assert!(link_type == LinkType::Autolink && dest_url.starts_with("http"), "{dest_url}");
        }
    }
    for safe in [sheet, markdown, w3c::write(&dossier), claimreview::write(&dossier), training::write(&dossier)] {
        assert!(!safe.contains(|c: char| c.is_control() && c != '\n' && c != '\r'), "{safe:?}");
    }
}

#[test]
fn a_whole_desk_holds() {
    check(&Desk {
        annotations: desk().annotations.into_iter().filter(|a| !a.target.exact.contains("gone")).collect(),
        ..desk()
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_article_and_marks(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("“We will go,” Lena Ortiz said. ".to_owned()),
                Just("Ortiz denied that\nthe pier is 3 m long, probably. ".to_owned()),
                Just("\n\n".to_owned()),
                "[-a-z \n<>{}=+|*_`#&!~\\[\\]()@:.\\\\日😀]{0,12}",
            ],
            1..8,
        ),
        marks in proptest::collection::vec((0usize..200, 1usize..60, "[-=@a-z <>{}|*`\n]{0,12}"), 0..4),
    ) {
        let text = pieces.concat();
        let mut desk = Desk::new(&text);
        for (from, length, words) in marks {
            let from = text.floor_char_boundary(from.min(text.len()));
            let to = text.floor_char_boundary((from + length).min(text.len()));
            let span = Span::new(from, to.max(from)).trim(&text);
            let id = AnnotationId::for_target(desk.document.text.hash, &[span], "ana");
            if !span.is_empty() && desk.annotations.iter().all(|known| known.id != id) {
                desk.mark(&[span], "ana", &[note(&words), Field::Status(Some(Status::False))]);
            }
        }
        check(&desk);
    }
}
