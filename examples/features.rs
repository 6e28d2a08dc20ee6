//! Writes what training needs to know of a corpus:
//! `cargo run --release --example features -- CORPUS.jsonl FEATURES.bin`.
//! CORPUS has one JSON object a line, with "id" and "text". `train/features.py` reads the
//! result: a line of JSON with the slots, then for each document, as little-endian u32: the
//! length of its id and the id; the numbers of tokens and of relations; spans in bytes (from, to);
//! words; spare words; sentences; paragraphs; slots (u16); and for each relation its kind,
//! then content, source and cue, each as a count and token ranges (from, to).

use onrecord::analysis::engine::features::SLOTS;
use onrecord::analysis::engine::study::study;
use onrecord::document::parse;
use onrecord::load::{Origin, Text};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::sync::Arc;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(corpus), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("usage: features CORPUS.jsonl FEATURES.bin"));
    };
    let mut out = BufWriter::new(std::fs::File::create(to)?);
    let slots = serde_json::to_string(&SLOTS)?;
    writeln!(out, "{{\"slots\":{slots}}}")?;
    for line in BufReader::new(std::fs::File::open(corpus)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let id = record["id"].as_str().unwrap_or_default();
        let text = record["text"].as_str().unwrap_or_default();
        let doc = parse(Arc::new(Text::from_string(id, Origin::Record(id.to_owned()), text.to_owned())));
        let study = study(&doc);
        let mut put = |number: usize| out.write_all(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        put(id.len())?;
        out.write_all(id.as_bytes())?;
        let mut put = |number: usize| out.write_all(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        put(study.spans.len())?;
        put(study.relations.len())?;
        for span in &study.spans {
            put(span.start())?;
            put(span.end())?;
        }
        let features = &study.features;
        for column in [&features.words, &features.spare, &features.sentence, &features.paragraph] {
            for &number in column {
                put(number as usize)?;
            }
        }
        for number in &features.slots {
            out.write_all(&number.to_le_bytes())?;
        }
        let mut put = |number: usize| out.write_all(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        for relation in &study.relations {
            put(relation.kind as usize)?;
            for ranges in [&relation.content, &relation.source, &relation.cue] {
                put(ranges.len())?;
                for range in ranges {
                    put(range.start)?;
                    put(range.end)?;
                }
            }
        }
    }
    out.flush()
}
