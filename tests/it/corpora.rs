//! Measures the analysis on the development corpora, where they are at hand. Shared by the
//! `score` example and the floor test.

use onrecord::analysis::{Analysis, Certainty, Claim, Polarity, Tag, VenueKind, Voice, analyse};
use onrecord::base::Span;
use onrecord::document::{Document, parse};
use onrecord::load::{Origin, Text};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// One measured figure, in per cent, with what it may not fall below.
pub struct Figure {
    pub name: &'static str,
    pub value: f64,
    pub floor: f64,
    /// 95 % of samples of other such documents lie here, by resampling documents.
    pub interval: Option<(f64, f64)>,
}

/// One figure to measure: label, task of the scorer, corpus, row, floor.
pub struct Row(pub &'static str, pub &'static str, pub &'static str, pub &'static str, pub f64);

/// The floors of the whole analysis: about one point below what was last measured.
pub const ROWS: [Row; 23] = [
    Row("who said what", "attribution", "polnear", "WHO SAID WHAT (headline)", 71.2),
    Row("  direct quotations", "attribution", "polnear", "who said what, direct", 90.5),
    Row("  mixed", "attribution", "polnear", "who said what, mixed", 79.5),
    Row("  indirect", "attribution", "polnear", "who said what, indirect", 62.0),
    Row("  content, tokens", "attribution", "polnear", "content: token overlap (tokens)", 88.7),
    Row("  content alone", "attribution", "polnear", "content alone (IoU>=.5)", 76.0),
    Row("  source, exact", "attribution", "polnear", "source: exact span", 72.0),
    Row("  cue, exact", "attribution", "polnear", "cue: exact span", 70.5),
    Row("people panel", "coref", "gum", "PEOPLE PANEL (persons)", 79.3),
    Row("sentence ends in paragraphs", "segmentation", "gum", "sentence ends inside a paragraph", 96.7),
    Row("  web text", "segmentation", "ewt", "sentence ends inside a paragraph", 90.0),
    Row("people, name part", "entities", "gum", "people, named: exact name part", 81.5),
    Row("people, overlap", "entities", "gum", "people, named: overlap", 82.0),
    Row("places, name part", "entities", "gum", "places, named: exact name part", 79.0),
    Row("places, overlap", "entities", "gum", "places, named: overlap", 79.0),
    Row("gatherings, overlap", "entities", "gum", "events, all mentions: overlap", 7.0),
    Row("named gatherings, overlap", "entities", "gum", "events, named: overlap", 34.0),
    Row("people (web text)", "entities", "ewt, without titles", "people: exact", 82.0),
    Row("  titles left on", "entities", "ewt", "people: exact", 76.5),
    Row("places (web text)", "entities", "ewt", "places: exact", 77.0),
    Row("people (encyclopedia)", "entities", "wikigold, without titles", "people: exact", 83.0),
    Row("  titles left on", "entities", "wikigold", "people: exact", 81.5),
    Row("places (encyclopedia)", "entities", "wikigold", "places: exact", 84.0),
];

/// The folder with the corpora and the scorer: `ONRECORD_SHARED`, or beside the project.
/// `Err` says what is missing.
pub fn shared() -> Result<PathBuf, String> {
    let folder = std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    for needed in ["tools/score.py", "corpora/dev/polnear.jsonl", "corpora/dev/gum.jsonl"] {
        if !folder.join(needed).is_file() {
            return Err(format!("{} is not there", folder.join(needed).display()));
        }
    }
    let python = Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        return Err("python3 is not there".to_owned());
    }
    Ok(folder)
}

/// The records of a corpus of the development split.
pub fn records(shared: &Path, corpus: &str) -> Vec<Value> {
    let path = shared.join("corpora/dev").join(format!("{corpus}.jsonl"));
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The document of a record.
pub fn document(record: &Value) -> Document {
    let text = record["text"].as_str().unwrap_or_default();
    let id = record["id"].as_str().unwrap_or_default();
    parse(Arc::new(Text::from_string(id, Origin::Record(id.to_owned()), text.to_owned())))
}

/// In the scorer's format.
pub fn prediction(record: &Value, analysis: &Analysis) -> Value {
    let pairs = |spans: &[Span]| spans.iter().map(|span| [span.start(), span.end()]).collect::<Vec<_>>();
    let maybe = |spans: &[Span]| (!spans.is_empty()).then(|| pairs(spans));
    // What is said by nobody in sight, as a quotation alone in its paragraph, is said all the same.
    let attributed = |claim: &&Claim| claim.voice == Voice::Attributed;
    json!({
        "id": record["id"],
        "sentences": analysis.sentences.values().map(|s| [s.span.start(), s.span.end()]).collect::<Vec<_>>(),
        "claims": analysis.claims.values().filter(attributed).map(|claim| json!({
            "content": pairs(&claim.content), "source": maybe(&claim.source), "cue": maybe(&claim.cue),
            "person": claim.person.map(|id| id.to_string()),
        })).collect::<Vec<_>>(),
        "people": analysis.people.iter().map(|(id, person)| json!({
            "id": id.to_string(), "name": person.name, "mentions": pairs(&person.mentions), "names": pairs(&person.names),
            "titles": pairs(&person.titles), "group": person.group,
        })).collect::<Vec<_>>(),
        "venues": analysis.venues.iter().map(|(id, venue)| json!({
            "id": id.to_string(), "name": venue.name, "mentions": pairs(&venue.mentions), "names": pairs(&venue.names),
            "kind": match venue.kind {
                VenueKind::Place => "place",
                VenueKind::Facility => "facility",
                VenueKind::Event => "event",
                VenueKind::Organization => "organization",
            },
        })).collect::<Vec<_>>(),
    })
}

/// After a corpus: its annotators leave titles out of names ("Ruiz" in "President Ruiz"), so what is found is
/// measured without them, as `tests/verify/titles.py` takes them off the output of `analyze`.
const WITHOUT_TITLES: &str = ", without titles";

/// Takes titles off people's names; a name that is nothing else is none.
fn take_titles_off(prediction: &mut Value) {
    for person in prediction["people"].as_array_mut().into_iter().flatten() {
        let starts: HashMap<u64, u64> = person["titles"].as_array().into_iter().flatten().filter_map(ends).collect();
        for list in ["mentions", "names"] {
            for place in person[list].as_array_mut().into_iter().flatten() {
                if let Some((start, end)) = ends(place)
                    && let Some(&title) = starts.get(&start)
                {
                    // The scorer takes no notice of an empty place, and trims white space.
                    *place = json!([title, end]);
                }
            }
        }
    }
}

fn ends(place: &Value) -> Option<(u64, u64)> {
    Some((place[0].as_u64()?, place[1].as_u64()?))
}

/// Analyses a corpus and writes the predictions as JSON Lines.
pub fn predict(shared: &Path, corpus: &str, to: &Path) -> std::io::Result<()> {
    let (corpus, bare) = match corpus.strip_suffix(WITHOUT_TITLES) {
        Some(corpus) => (corpus, true),
        None => (corpus, false),
    };
    let mut lines = String::new();
    for record in records(shared, corpus) {
        let doc = document(&record);
        let mut prediction = prediction(&record, &analyse(&doc));
        // GUM counts peoples and parties as people, the others don't.
        if let Some(people) = prediction["people"].as_array_mut().filter(|_| corpus != "gum") {
            people.retain(|person| person["group"] == false);
        }
        if bare {
            take_titles_off(&mut prediction);
        }
        lines.push_str(&prediction.to_string());
        lines.push('\n');
    }
    let mut file = std::fs::File::create(to)?;
    std::io::Write::write_all(&mut file, lines.as_bytes())
}

/// The scorer's rows for a task: name, F1, interval.
pub type Rows = Vec<(String, f64, Option<(f64, f64)>)>;

/// Asks the scorer for all documents together, then for each alone, which it can't by itself.
const EACH: &str = "
import importlib.util, json, sys
tools, task, gold, found = sys.argv[1:]
spec = importlib.util.spec_from_file_location('score', tools)
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)
pairs = score.pair_up(score.read_jsonl(gold), score.read_jsonl(found))
each = [score.TASKS[task]([pair]) for pair in pairs]
print(json.dumps({'rows': score.TASKS[task](pairs), 'documents': each}))
";

/// The scorer's rows for a task.
pub fn score(shared: &Path, task: &str, corpus: &str, predictions: &Path) -> Result<Rows, String> {
    let corpus = corpus.strip_suffix(WITHOUT_TITLES).unwrap_or(corpus);
    let gold = shared.join("corpora/dev").join(format!("{corpus}.jsonl"));
    let output = Command::new("python3")
        .args(["-c", EACH])
        .arg(shared.join("tools/score.py"))
        .arg(task)
        .arg(gold)
        .arg(predictions)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let answer: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let mut documents: HashMap<&str, Vec<Counts>> = HashMap::new();
    for row in answer["documents"].as_array().into_iter().flatten().flat_map(|rows| rows.as_array()).flatten() {
        if let (Some(name), Some(counts)) = (row["row"].as_str(), Counts::of(row)) {
            documents.entry(name).or_default().push(counts);
        }
    }
    let rows = answer["rows"].as_array().into_iter().flatten();
    Ok(rows
        .filter_map(|row| {
            let name = row["row"].as_str()?;
            let each = documents.get(name).map_or(&[][..], Vec::as_slice);
            Some((name.trim().to_owned(), row["F1"].as_f64()?, bootstrap(each)))
        })
        .collect())
}

/// What was there, what was found, and how much of either is right, in one document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub gold: f64,
    pub found: f64,
    pub right_of_gold: f64,
    pub right_of_found: f64,
}

impl Counts {
    /// Items each of which is right or wrong.
    pub fn share(right: u32, all: u32) -> Self {
        let (right, all) = (f64::from(right), f64::from(all));
        Self { gold: all, found: all, right_of_gold: right, right_of_found: right }
    }

    fn of(row: &Value) -> Option<Self> {
        let number = |name: &str| row[name].as_f64();
        let (gold, found) = (number("gold")?, number("pred")?);
        let right_of_gold = number("R")? / 100.0 * gold;
        Some(Self { gold, found, right_of_gold, right_of_found: number("P")? / 100.0 * found })
    }

    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.right_of_gold += other.right_of_gold;
        self.right_of_found += other.right_of_found;
    }

    /// In per cent.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.right_of_found / self.found.max(1.0), self.right_of_gold / self.gold.max(1.0));
        if p + r > 0.0 { 200.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// Where 95 % of the F1 lie when documents are drawn anew (Efron 1979), the same on each run.
pub fn bootstrap(documents: &[Counts]) -> Option<(f64, f64)> {
    const ROUNDS: usize = 1000;
    if documents.len() < 5 {
        return None;
    }
    let mut state = 20_240_501_u64;
    let mut draw = || {
        // Knuth's linear congruential generator (MMIX); its upper bits are good enough.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % documents.len()
    };
    let mut values: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let mut all = Counts::default();
            documents.iter().for_each(|_| all.add(documents[draw()]));
            all.f1()
        })
        .collect();
    values.sort_by(f64::total_cmp);
    Some((values[ROUNDS / 40], values[ROUNDS - ROUNDS / 40 - 1]))
}

/// Measures those of [`ROWS`] that `wanted` picks.
pub fn measure(shared: &Path, wanted: impl Fn(&Row) -> bool) -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut figures = Vec::new();
    let mut scored: Vec<((&str, &str), Rows)> = Vec::new();
    for Row(name, task, corpus, wanted_row, floor) in ROWS.iter().filter(|row| wanted(row)) {
        if !scored.iter().any(|(key, _)| *key == (*task, *corpus)) {
            let file = folder.path().join(format!("{corpus}.jsonl"));
            if !file.exists() {
                predict(shared, corpus, &file).map_err(|error| error.to_string())?;
            }
            scored.push(((task, corpus), score(shared, task, corpus, &file)?));
        }
        let rows = scored.iter().find(|(key, _)| *key == (*task, *corpus)).map_or(&[][..], |(_, rows)| rows);
        let found =
            rows.iter().find(|(row, _, _)| row == wanted_row).ok_or(format!("no row {wanted_row:?} in {task}"))?;
        figures.push(Figure { name, value: found.1, floor: *floor, interval: found.2 });
    }
    Ok(figures)
}

/// The share of all documents together, and its interval.
pub fn share(documents: &[Counts]) -> (f64, Option<(f64, f64)>) {
    let mut all = Counts::default();
    documents.iter().for_each(|one| all.add(*one));
    (all.f1(), bootstrap(documents))
}

/// What [`factuality`] may not fall below: MEANTIME, UDS-IH2, UW.
pub const FACTS: [(&str, &str, f64); 3] =
    [("facts (MEANTIME)", "MEANTIME", 95.0), ("  web text (UDS)", "UDS_IH2", 80.5), ("  newswire (UW)", "UW", 83.5)];

/// Whether claims are rightly given as facts. For each claim that is no question, its first
/// annotated event that can be its main verb is compared: the annotators lean to its being a
/// fact (at least 0.75 of 3; in UDS-IH2, where they were asked whether it has happened, more
/// than 0), and the claim is positive, certain or probable, without condition and no demand
/// (for UDS-IH2 no forecast either).
pub fn factuality(shared: &Path, corpus: &str) -> Vec<Counts> {
    let mut found = Vec::new();
    for record in records(shared, "factuality").iter().filter(|record| record["corpus"] == corpus) {
        let happened = corpus == "UDS_IH2";
        let (mut right, mut all) = (0, 0);
        let doc = document(record);
        let text = doc.content();
        let analysis = analyse(&doc);
        let mut events: Vec<(Span, f64)> = (record["events"].as_array().into_iter().flatten())
            .filter_map(|event| {
                let at = |i: usize| usize::try_from(event["span"][i].as_u64()?).ok();
                Some((Span::new(at(0)?, at(1)?), event["factuality"].as_f64()?))
            })
            .collect();
        events.sort_by_key(|(span, _)| *span);
        let length = |claim: &Claim| claim.content.iter().map(|span| span.len()).sum::<usize>();
        let home = |span: Span| {
            let covering =
                analysis.claims.iter().filter(|(_, claim)| claim.content.iter().any(|part| part.covers(span)));
            covering.min_by_key(|(_, claim)| length(claim)).map(|(id, _)| id)
        };
        for (id, claim) in analysis.claims.iter().filter(|(_, claim)| !claim.tags.contains(&Tag::Question)) {
            let own = events.iter().filter(|(span, _)| home(*span) == Some(id));
            let Some((_, value)) = own.into_iter().find(|(span, _)| may_be_main(text, claim, *span)) else { continue };
            let gold = if happened { *value > 0.0 } else { *value >= 0.75 };
            let stated = claim.polarity == Polarity::Positive
                && matches!(claim.certainty, Certainty::Certain | Certainty::Probable)
                && !claim.conditional
                && !claim.tags.contains(&Tag::Demand)
                && !(happened && claim.tags.contains(&Tag::Forecast));
            all += 1;
            right += u32::from(gold == stated);
        }
        found.push(Counts::share(right, all));
    }
    found
}

/// Whether an event can be the main verb of a claim: not behind a preposition, article or
/// relative, no bare "-ing", not in a clause that goes before the main one.
fn may_be_main(text: &str, claim: &Claim, event: Span) -> bool {
    const BEFORE: [&str; 14] =
        ["to", "who", "which", "that", "of", "for", "by", "in", "with", "without", "from", "the", "a", "an"];
    const SUBORDINATE: [&str; 15] = [
        "if", "when", "while", "although", "though", "because", "since", "as", "after", "before", "once", "unless",
        "until", "whenever", "even",
    ];
    let extent = claim.extent();
    let words = |part: &str| {
        part.to_lowercase()
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let content = extent.of(text);
    let opening = words(content).first().is_some_and(|word| SUBORDINATE.contains(&word.as_str()));
    let skipped = if opening { content.find(',').unwrap_or(0) } else { 0 };
    let before = words(&text[extent.start().min(event.start())..event.start()]);
    let last = before.last().map_or("", String::as_str);
    let ing = event.of(text).to_lowercase().ends_with("ing")
        && !before.iter().rev().take(3).any(|word| {
            matches!(word.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "am" | "'s" | "'re" | "'m" | "i'm")
        });
    event.start() >= extent.start() + skipped && !BEFORE.contains(&last) && !ing
}

/// What [`turn_speakers`] may not fall below.
pub const TURNS: f64 = 99.0;

/// How many paragraphs of each transcript have the right label as their speaker.
pub fn turn_speakers(shared: &Path) -> Vec<Counts> {
    let mut found = Vec::new();
    for record in records(shared, "whbriefings") {
        let (mut right, mut all) = (0_u32, 0_u32);
        let doc = document(&record);
        let span = |pair: &Value| Some((pair[0].as_u64()?, pair[1].as_u64()?));
        for turn in record["attributions"].as_array().into_iter().flatten() {
            let label = span(&turn["source"][0]);
            for part in turn["content"].as_array().into_iter().flatten() {
                let Some((start, _)) = span(part) else { continue };
                all += 1;
                let start = usize::try_from(start).unwrap_or(usize::MAX);
                let found =
                    doc.paragraph_at(start).and_then(|id| doc.paragraphs.get(id)).and_then(|block| block.speaker);
                right += u32::from(found.map(|span| (span.start() as u64, span.end() as u64)) == label);
            }
        }
        found.push(Counts::share(right, all));
    }
    found
}
