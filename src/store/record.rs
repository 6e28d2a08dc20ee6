//! What is written: records apart from the types the program works with, so that those can
//! change without a change of the file.

use crate::analysis::Likelihood;
use crate::annotation::{
    Annotation, AnnotationId, Change, Confidence, Correction, Credibility, Edit, Field, Reliability, Settled,
    SourceGrade, Status, Target,
};
use crate::base::{Hash, Span};
use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod correction;
pub(super) mod lines;

use correction::CorrectionRecord;

/// A change, as the journal's payload.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ChangeRecord {
    Annotation { id: Uuid, target: TargetRecord, edits: Vec<EditRecord> },
    Source { name: String, before: Option<char>, after: Option<char> },
    Several(Vec<Self>),
}

#[derive(Serialize, Deserialize)]
struct TargetRecord {
    document: String,
    spans: Vec<[usize; 2]>,
    exact: String,
    prefix: String,
    suffix: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "kebab-case")]
enum EditRecord {
    Status(Pair<Option<String>>),
    Key(Pair<bool>),
    Credibility(Pair<Option<u8>>),
    Likelihood(Pair<Option<String>>),
    Confidence(Pair<Option<String>>),
    Tags(Pair<Vec<String>>),
    Note(Pair<Option<String>>),
    Own(Pair<bool>),
    Target(Pair<TargetRecord>),
    Correction(Pair<Box<CorrectionRecord>>),
    Settled(Pair<Vec<SettledRecord>>),
}

#[derive(Serialize, Deserialize)]
struct SettledRecord {
    reader: String,
    judgment: String,
    mine: String,
    theirs: String,
    both: bool,
}

impl From<&Settled> for SettledRecord {
    fn from(settled: &Settled) -> Self {
        let Settled { reader, judgment, mine, theirs, both } = settled.clone();
        Self { reader, judgment, mine, theirs, both }
    }
}

impl SettledRecord {
    fn read(self) -> Settled {
        let Self { reader, judgment, mine, theirs, both } = self;
        Settled { reader, judgment, mine, theirs, both }
    }
}

#[derive(Serialize, Deserialize)]
struct Pair<T> {
    before: T,
    after: T,
}

impl<T> Pair<T> {
    fn edit<U>(self, field: fn(U) -> Field, read: impl Fn(T) -> Result<U, String>) -> Result<Edit, String> {
        Ok(Edit { before: field(read(self.before)?), after: field(read(self.after)?) })
    }
}

/// The payload of a change.
pub(super) fn to_json(change: &Change) -> rusqlite::Result<String> {
    serde_json::to_string(&ChangeRecord::from(change)).map_err(|error| damaged(error.to_string()))
}

/// The change of a payload.
pub(super) fn from_json(payload: &str) -> rusqlite::Result<Change> {
    let record: ChangeRecord = serde_json::from_str(payload).map_err(|error| damaged(error.to_string()))?;
    record.read().map_err(damaged)
}

/// The error for a stored value that this program can't have written.
pub(super) fn damaged(why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, why.into())
}

impl From<&Change> for ChangeRecord {
    fn from(change: &Change) -> Self {
        match change {
            Change::Annotation { id, target, edits } => Self::Annotation {
                id: id.0,
                target: TargetRecord::from(target),
                edits: edits.iter().filter_map(EditRecord::of).collect(),
            },
            Change::Source { name, before, after } => Self::Source {
                name: name.clone(),
                before: before.map(Reliability::letter),
                after: after.map(Reliability::letter),
            },
            Change::Several(changes) => Self::Several(changes.iter().map(Self::from).collect()),
        }
    }
}

impl ChangeRecord {
    fn read(self) -> Result<Change, String> {
        let letter = |letter: Option<char>| letter.map(|c| Reliability::new(c).ok_or(format!("grade {c}"))).transpose();
        Ok(match self {
            Self::Annotation { id, target, edits } => Change::Annotation {
                id: AnnotationId(id),
                target: target.read()?,
                edits: edits.into_iter().map(EditRecord::read).collect::<Result<_, _>>()?,
            },
            Self::Source { name, before, after } => {
                Change::Source { name, before: letter(before)?, after: letter(after)? }
            }
            Self::Several(changes) => Change::Several(changes.into_iter().map(Self::read).collect::<Result<_, _>>()?),
        })
    }
}

impl From<&Target> for TargetRecord {
    fn from(target: &Target) -> Self {
        Self {
            document: target.document.to_string(),
            spans: target.spans.iter().map(|span| [span.start(), span.end()]).collect(),
            exact: target.exact.clone(),
            prefix: target.prefix.clone(),
            suffix: target.suffix.clone(),
        }
    }
}

impl TargetRecord {
    fn read(self) -> Result<Target, String> {
        let document = Hash::from_hex(&self.document).ok_or_else(|| format!("hash {}", self.document))?;
        Ok(Target { document, spans: spans(self.spans)?, exact: self.exact, prefix: self.prefix, suffix: self.suffix })
    }
}

fn spans(pairs: Vec<[usize; 2]>) -> Result<Vec<Span>, String> {
    pairs
        .into_iter()
        .map(|[start, end]| if start <= end { Ok(Span::new(start, end)) } else { Err(format!("span {start}-{end}")) })
        .collect()
}

impl EditRecord {
    /// `None` if the two sides are not the same field, which no code makes.
    fn of(edit: &Edit) -> Option<Self> {
        Some(match (edit.before.clone(), edit.after.clone()) {
            (Field::Status(a), Field::Status(b)) => Self::Status(named(a, b, Status::name)),
            (Field::Key(before), Field::Key(after)) => Self::Key(Pair { before, after }),
            (Field::Credibility(a), Field::Credibility(b)) => {
                Self::Credibility(Pair { before: a.map(Credibility::digit), after: b.map(Credibility::digit) })
            }
            (Field::Likelihood(a), Field::Likelihood(b)) => Self::Likelihood(named(a, b, Likelihood::name)),
            (Field::Confidence(a), Field::Confidence(b)) => Self::Confidence(named(a, b, Confidence::name)),
            (Field::Tags(before), Field::Tags(after)) => Self::Tags(Pair { before, after }),
            (Field::Note(before), Field::Note(after)) => Self::Note(Pair { before, after }),
            (Field::Own(before), Field::Own(after)) => Self::Own(Pair { before, after }),
            (Field::Target(a), Field::Target(b)) => {
                Self::Target(Pair { before: TargetRecord::from(&a), after: TargetRecord::from(&b) })
            }
            (Field::Correction(a), Field::Correction(b)) => Self::Correction(Pair {
                before: Box::new(CorrectionRecord::from(&*a)),
                after: Box::new(CorrectionRecord::from(&*b)),
            }),
            (Field::Settled(a), Field::Settled(b)) => Self::Settled(Pair {
                before: a.iter().map(SettledRecord::from).collect(),
                after: b.iter().map(SettledRecord::from).collect(),
            }),
            _ => return None,
        })
    }

    fn read(self) -> Result<Edit, String> {
        match self {
            Self::Status(pair) => pair.edit(Field::Status, |name| known(name.as_deref(), Status::from_name)),
            Self::Key(pair) => pair.edit(Field::Key, Ok),
            Self::Credibility(pair) => pair.edit(Field::Credibility, |digit| {
                digit.map(|digit| Credibility::new(digit).ok_or(format!("grade {digit}"))).transpose()
            }),
            Self::Likelihood(pair) => {
                pair.edit(Field::Likelihood, |name| known(name.as_deref(), Likelihood::from_name))
            }
            Self::Confidence(pair) => pair.edit(Field::Confidence, |name| known(name.as_deref(), confidence)),
            Self::Tags(pair) => pair.edit(Field::Tags, Ok),
            Self::Note(pair) => pair.edit(Field::Note, Ok),
            Self::Own(pair) => pair.edit(Field::Own, Ok),
            Self::Target(pair) => pair.edit(Field::Target, TargetRecord::read),
            Self::Correction(pair) => pair.edit(Field::Correction, |record| Ok(Box::new(record.read()?))),
            Self::Settled(pair) => {
                pair.edit(Field::Settled, |all| Ok(all.into_iter().map(SettledRecord::read).collect()))
            }
        }
    }
}

fn named<T>(before: Option<T>, after: Option<T>, name: fn(T) -> &'static str) -> Pair<Option<String>> {
    Pair { before: before.map(|value| name(value).to_owned()), after: after.map(|value| name(value).to_owned()) }
}

fn known<T>(name: Option<&str>, read: fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    name.map(|name| read(name).ok_or_else(|| format!("unknown value {name}"))).transpose()
}

fn confidence(name: &str) -> Option<Confidence> {
    Confidence::ALL.into_iter().find(|confidence| confidence.name() == name)
}

/// The text of a time; all have the same length, so they sort.
pub(super) fn time(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// The time of a text.
pub(super) fn read_time(text: &str) -> rusqlite::Result<Timestamp> {
    text.parse().map_err(|_| damaged(format!("time {text}")))
}

/// Spans as stored in a column.
pub(super) fn spans_json(spans: &[Span]) -> String {
    let pairs: Vec<String> = spans.iter().map(|span| format!("[{},{}]", span.start(), span.end())).collect();
    format!("[{}]", pairs.join(","))
}

/// One row of `annotation`.
pub(super) fn annotation(row: &Row<'_>) -> rusqlite::Result<Annotation> {
    let text = |column: &str| row.get::<_, String>(column);
    let option = |column: &str| row.get::<_, Option<String>>(column);
    let hash: [u8; 32] = row.get("document")?;
    let pairs: Vec<[usize; 2]> = json(&text("spans")?)?;
    let id = text("id")?;
    let credibility: Option<u8> = row.get("credibility")?;
    Ok(Annotation {
        id: AnnotationId(id.parse().map_err(|_| damaged(format!("name {id}")))?),
        target: Target {
            document: Hash::from_bytes(hash),
            spans: spans(pairs).map_err(damaged)?,
            exact: text("exact")?,
            prefix: text("prefix")?,
            suffix: text("suffix")?,
        },
        creator: text("creator")?,
        created: read_time(&text("created")?)?,
        modified: read_time(&text("modified")?)?,
        own: row.get("own")?,
        status: known(option("status")?.as_deref(), Status::from_name).map_err(damaged)?,
        key: row.get("key")?,
        credibility: credibility.and_then(Credibility::new),
        likelihood: known(option("likelihood")?.as_deref(), Likelihood::from_name).map_err(damaged)?,
        confidence: known(option("confidence")?.as_deref(), confidence).map_err(damaged)?,
        tags: json(&text("tags")?)?,
        note: option("note")?,
        // A store of an earlier version that can only be read lacks the column.
        correction: match row.get::<_, String>("correction") {
            Ok(text) => json::<CorrectionRecord>(&text)?.read().map_err(damaged)?,
            Err(_) => Correction::default(),
        },
        settled: match row.get::<_, String>("settled") {
            Ok(text) => json::<Vec<SettledRecord>>(&text)?.into_iter().map(SettledRecord::read).collect(),
            Err(_) => Vec::new(),
        },
    })
}

/// A correction as stored in a column.
pub(super) fn correction_json(correction: &Correction) -> rusqlite::Result<String> {
    serde_json::to_string(&CorrectionRecord::from(correction)).map_err(|error| damaged(error.to_string()))
}

/// Settled differences as stored in a column.
pub(super) fn settled_json(settled: &[Settled]) -> rusqlite::Result<String> {
    let records: Vec<SettledRecord> = settled.iter().map(SettledRecord::from).collect();
    serde_json::to_string(&records).map_err(|error| damaged(error.to_string()))
}

fn json<T: for<'de> Deserialize<'de>>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| damaged(error.to_string()))
}

/// One row of `source`.
pub(super) fn source(row: &Row<'_>) -> rusqlite::Result<SourceGrade> {
    let letter: String = row.get("reliability")?;
    Ok(SourceGrade {
        name: row.get("name")?,
        reliability: letter.chars().next().and_then(Reliability::new),
        modified: read_time(&row.get::<_, String>("modified")?)?,
        creator: row.get("creator")?,
    })
}

/// Tags as stored in a column.
pub(super) fn tags_json(tags: &[String]) -> rusqlite::Result<String> {
    serde_json::to_string(tags).map_err(|error| damaged(error.to_string()))
}
