//! First names by which reporters address those who answer: "Thanks, John." before "MR. KIRBY:".

use super::alias::{Group, Use};
use crate::analysis::names::words::{Class, Words};
use crate::analysis::token::Tokens;
use crate::base::{ParaId, Span, id::Id};
use crate::document::Document;
use std::collections::HashMap;

/// How often a first name must be answered by the same person, at least.
const ANSWERED: usize = 2;

/// Puts people who are only addressed by a first name together with who answers to it: somebody with
/// a label, without a first name of their own, not of the other sex, most often, and at least as
/// often as anybody else. `speakers` are the uses that label each paragraph. Linear in the names.
pub fn join(
    doc: &Document,
    tokens: &Tokens,
    words: &Words,
    uses: &[Use],
    speakers: &[Option<usize>],
    groups: &mut Vec<Group>,
) {
    let mut home = vec![0; uses.len()];
    for (at, group) in groups.iter().enumerate() {
        group.uses.iter().for_each(|&one| home[one] = at);
    }
    // For each paragraph: who speaks next, with a name.
    let mut next: Vec<Option<usize>> = vec![None; speakers.len() + 1];
    for at in (0..speakers.len()).rev() {
        next[at] = speakers[at].map(|one| home[one]).or(next[at + 1]);
    }
    let first_name = |group: &Group| {
        group.parts.len() == 1
            && group.uses.iter().all(|&one| {
                let one = &uses[one];
                !one.label && one.title.is_empty() && words.class(one.tokens.start).any(Class::FIRST_NAME)
            })
    };
    let mut answers: HashMap<usize, HashMap<usize, usize>> = HashMap::new();
    for (at, one) in uses.iter().enumerate().filter(|(_, one)| addresses(tokens, doc.content(), one)) {
        let Some(paragraph) = doc.paragraph_at(one.span.start()).map(ParaId::index) else { continue };
        // Only who asks has no name.
        let asked = doc.paragraphs.as_slice().get(paragraph).is_some_and(|block| block.speaker.is_some());
        if !asked || speakers.get(paragraph).is_none_or(Option::is_some) || !first_name(&groups[home[at]]) {
            continue;
        }
        if let Some(who) = next.get(paragraph + 1).copied().flatten() {
            *answers.entry(home[at]).or_default().entry(who).or_default() += 1;
        }
    }
    // Who answers, how often, to whom.
    let mut joined: Vec<(usize, usize, usize)> = Vec::new();
    for (addressed, counts) in answers {
        let (mine, all) = (&groups[addressed], groups.as_slice());
        let fits = |who: usize| {
            let other = &all[who];
            let sexes = mine.sex().zip(other.sex()).is_none_or(|(a, b)| a == b);
            other.parts.len() == 1 && other.uses.iter().any(|&one| uses[one].label) && sexes
        };
        let best = counts.iter().filter(|(who, _)| fits(**who)).max_by_key(|(who, count)| (**count, **who));
        let Some((&who, &count)) = best else { continue };
        if count >= ANSWERED && counts.iter().all(|(other, times)| *other == who || !fits(*other) || *times < count) {
            joined.push((who, count, addressed));
        }
    }
    joined.sort_unstable();
    // The moderator is thanked too, but less often: of two first names the one that is clearly commoner.
    for same in joined.chunk_by(|a, b| a.0 == b.0) {
        let Some(((who, count, addressed), others)) = same.split_last() else { continue };
        if others.last().is_some_and(|(_, next, _)| count < &(2 * next)) {
            continue;
        }
        let mine = std::mem::take(&mut groups[*addressed].uses);
        groups[*who].uses.extend(mine);
        groups[*who].uses.sort_unstable();
    }
    groups.retain(|group| !group.uses.is_empty());
    groups.sort_by_key(|group| group.uses[0]);
}

/// "Thanks, John." "John, you said …": set off by marks on both sides.
fn addresses(tokens: &Tokens, text: &str, one: &Use) -> bool {
    let word = |at: Option<usize>| at.map_or("", |at| tokens.word(at, text));
    let span = |at: usize| tokens.all().get(at).map_or(Span::default(), |token| token.span);
    let before = word(one.tokens.start.checked_sub(1));
    let after = word(Some(one.tokens.end));
    let opens = one.tokens.start == 0 || matches!(before, "." | "?" | "!" | ":" | "—");
    let greeted = before == ","
        || matches!(before.to_ascii_lowercase().as_str(), "hi" | "hey" | "hello" | "thanks" | "morning" | "q");
    let closed = matches!(after, "." | "?" | "!" | "—") || span(one.tokens.end).is_empty();
    (greeted && (closed || after == ",")) || opens && after == ","
}
