//! Everything that training needs to know of a document, from the same functions that
//! `analyse` calls.

use crate::analysis::engine::features::{Features, Seen, features};
use crate::analysis::model::Sentence;
use crate::analysis::quotation::{Attribution, Finder};
use crate::analysis::token::Tokens;
use crate::analysis::{names, quote, sentence, signed, token, told};
use crate::base::{Arena, SentenceId, Span};
use crate::document::Document;
use std::ops::Range;

/// What the rules found, as ranges of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What is said.
    pub content: Vec<Range<usize>>,
    /// Who says it.
    pub source: Vec<Range<usize>>,
    /// The words that tie the two.
    pub cue: Vec<Range<usize>>,
    /// How the cue is built, as a number under 13; 13 where the source is a guess.
    pub kind: u32,
}

/// A document as training sees it.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// Where each token stands.
    pub spans: Vec<Span>,
    /// Its features.
    pub features: Features,
    /// Attributions by rule.
    pub relations: Vec<Relation>,
}

/// Looks at a document as `analyse` does, up to where the networks begin.
#[must_use]
pub fn study(doc: &Document) -> Study {
    let text = doc.content();
    let tokens = token::tokenise(doc);
    let sentences = sentence::split(doc, &tokens);
    let shapes = names::words::Words::new(&tokens, text);
    let names = names::find(doc, &tokens, &sentences, &shapes);
    let lower = text.to_ascii_lowercase();
    let quotes = quote::quotes(doc, &tokens);
    let regions: Vec<Span> = quotes.iter().map(|quote| quote.span).collect();
    let rules = rules(doc, &lower, &tokens, &sentences, &quotes, &regions);
    let features = features(&Seen {
        doc,
        lower: &lower,
        tokens: &tokens,
        sentences: sentences.as_slice(),
        shapes: &shapes,
        names: &names,
        quotes: &quotes,
        regions: &regions,
        rules: &rules,
    });
    Study {
        spans: tokens.all().iter().map(|token| token.span).collect(),
        relations: rules.iter().map(|rule| rule.relation(&tokens)).collect(),
        features,
    }
}

/// All attributions as the rules find them.
fn rules(
    doc: &Document,
    lower: &str,
    tokens: &Tokens,
    sentences: &Arena<SentenceId, Sentence>,
    quotes: &[quote::Quote],
    regions: &[Span],
) -> Vec<Attribution> {
    let mut finder = Finder::new(doc, lower, tokens, quotes, regions);
    for sentence in told(doc, sentences.as_slice()) {
        finder.sentence(sentence);
    }
    let mut found = finder.finish();
    signed::put(signed::signed(doc, tokens, quotes), &mut found);
    found
}
