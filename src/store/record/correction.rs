//! Corrections as they are written: only the fields that are set.

use super::TargetRecord;
use crate::analysis::{Certainty, Polarity, Quotation, When};
use crate::annotation::correction::{Correction, Dated, Named, Naming, Reach, Speaker};
use serde::{Deserialize, Serialize};

/// The values of a correction; a key that is absent leaves the machine's value.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::store) struct CorrectionRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    speaker: Option<SpeakerRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<TargetRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<TargetRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue: Option<TargetRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hedges: Option<Vec<TargetRecord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certainty: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    polarity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    conditional: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quotation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<Vec<DatedRecord>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    venues: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    dropped: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    naming: Option<NamingRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SpeakerRecord {
    Person(String),
    Article,
    Nobody,
}

#[derive(Serialize, Deserialize)]
struct DatedRecord {
    words: TargetRecord,
    value: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct NamingRecord {
    named: String,
    name: Option<String>,
    reach: String,
}

const CERTAINTIES: [Certainty; 4] =
    [Certainty::Certain, Certainty::Probable, Certainty::Possible, Certainty::Unspecified];
const POLARITIES: [Polarity; 2] = [Polarity::Positive, Polarity::Negative];
const QUOTATIONS: [Quotation; 4] = [Quotation::Direct, Quotation::Indirect, Quotation::Mixed, Quotation::None];

impl From<&Correction> for CorrectionRecord {
    fn from(correction: &Correction) -> Self {
        Self {
            speaker: correction.speaker.as_ref().map(|speaker| match speaker {
                Speaker::Person(name) => SpeakerRecord::Person(name.clone()),
                Speaker::Article => SpeakerRecord::Article,
                Speaker::Nobody => SpeakerRecord::Nobody,
            }),
            content: correction.content.as_ref().map(TargetRecord::from),
            source: correction.source.as_ref().map(TargetRecord::from),
            cue: correction.cue.as_ref().map(TargetRecord::from),
            hedges: correction.hedges.as_ref().map(|hedges| hedges.iter().map(TargetRecord::from).collect()),
            certainty: correction.certainty.map(|value| value.name().to_owned()),
            polarity: correction.polarity.map(|value| value.name().to_owned()),
            conditional: correction.conditional,
            quotation: correction.quotation.map(|value| value.name().to_owned()),
            times: correction.times.as_ref().map(|times| {
                let record = |time: &Dated| DatedRecord {
                    words: TargetRecord::from(&time.words),
                    value: time.value.map(|value| value.to_string()),
                };
                times.iter().map(record).collect()
            }),
            venues: correction.venues.clone(),
            dropped: correction.dropped,
            naming: correction.naming.as_ref().map(|naming| NamingRecord {
                named: naming.named.name().to_owned(),
                name: naming.name.clone(),
                reach: naming.reach.name().to_owned(),
            }),
        }
    }
}

impl CorrectionRecord {
    pub(in crate::store) fn read(self) -> Result<Correction, String> {
        Ok(Correction {
            speaker: self.speaker.map(|speaker| match speaker {
                SpeakerRecord::Person(name) => Speaker::Person(name),
                SpeakerRecord::Article => Speaker::Article,
                SpeakerRecord::Nobody => Speaker::Nobody,
            }),
            content: self.content.map(TargetRecord::read).transpose()?,
            source: self.source.map(TargetRecord::read).transpose()?,
            cue: self.cue.map(TargetRecord::read).transpose()?,
            hedges: self.hedges.map(|all| all.into_iter().map(TargetRecord::read).collect()).transpose()?,
            certainty: one_of(self.certainty, &CERTAINTIES, Certainty::name)?,
            polarity: one_of(self.polarity, &POLARITIES, Polarity::name)?,
            conditional: self.conditional,
            quotation: one_of(self.quotation, &QUOTATIONS, Quotation::name)?,
            times: self
                .times
                .map(|all| {
                    let read = |time: DatedRecord| {
                        let value = time.value.map(|value| When::parse(&value).ok_or(format!("date {value}")));
                        Ok::<_, String>(Dated { words: time.words.read()?, value: value.transpose()? })
                    };
                    all.into_iter().map(read).collect()
                })
                .transpose()?,
            venues: self.venues,
            dropped: self.dropped,
            naming: self
                .naming
                .map(|naming| {
                    Ok::<_, String>(Naming {
                        named: known(&naming.named, &[Named::Person, Named::Venue], Named::name)?,
                        name: naming.name,
                        reach: known(&naming.reach, &[Reach::All, Reach::Words, Reach::Mention], Reach::name)?,
                    })
                })
                .transpose()?,
        })
    }
}

fn known<T: Copy>(word: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| name(*value) == word).ok_or(format!("unknown value {word}"))
}

fn one_of<T: Copy>(word: Option<String>, all: &[T], name: fn(T) -> &'static str) -> Result<Option<T>, String> {
    word.map(|word| known(&word, all, name)).transpose()
}
