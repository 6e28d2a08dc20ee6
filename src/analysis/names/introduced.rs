//! People where only people stand: introduced, cited, before their own address, or filed by surname.

use super::tagged::{apply, touching};
use crate::analysis::engine::namer::{Role, Tagged};
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::token::Tokens;
use std::collections::HashSet;

/// People who are introduced, or stand where only people do, though the network took them for nothing: "I'm Tamsel",
/// "this is Tamsel from …", "Tamsel et al.", "Ana Tamsel tamsel@port.example". A single name that is clear so is clear
/// everywhere. Linear.
pub fn introduce(words: &Words, count: usize, all: &mut Vec<Tagged>) {
    let capital = |i: usize| words.shape(i) == Shape::Capital && !words.class(i).any(Class::FUNCTION);
    let known = Class::COMMON
        | Class::DEMONYM
        | Class::PLACE
        | Class::CALENDAR
        | Class::ORGANIZATION
        | Class::OTHER
        | Class::OTHER_ORGANIZATION
        | Class::ROLE
        | Class::TITLE;
    let before = |i: usize, back: usize| i.checked_sub(back).map_or("", |at| words.folded(at));
    let mut more: Vec<Tagged> = Vec::new();
    let mut told: HashSet<u32> = HashSet::new();
    let mut gone = vec![false; all.len()];
    let mut i = 0;
    while i < count {
        if !capital(i) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < i + 3 && capital(end) {
            end += 1;
        }
        let mut name = i..end;
        i = end;
        let cited = words.folded(end) == "et" && words.folded(end + 1).starts_with("al");
        let last = words.folded(end - 1);
        let mut address =
            last.len() > 2 && words.folded(end).split_once('@').is_some_and(|(own, _)| own.contains(last));
        if address {
            // The line before ended with another name.
            name.start = touching(all, &name).map(|other| all[other].tokens.end).max().unwrap_or(0).max(name.start);
            address = name.len() > 1;
            if name.is_empty() {
                continue;
            }
        }
        let (one, two) = (before(name.start, 1), before(name.start, 2));
        let called = matches!((two, one), (_, "i'm") | ("i", "'m" | "am") | ("name", "is" | "'s"));
        let shown = matches!((two, one), ("this", "is") | ("that", "is" | "'s"))
            && (words.shape(end) == Shape::None || words.class(end).any(Class::PREPOSITION));
        let strange = !name.clone().any(|k| words.class(k).any(known));
        // Many a first name is some town's, too.
        let town = called
            && name.len() == 1
            && !words.class(name.start).any(Class::COUNTRY | Class::COMMON | Class::DEMONYM)
            && words.class(name.start).any(Class::PLACE)
            && words.shape(end) == Shape::None;
        // "de Tamsel’s letters"
        let particle = matches!(one, "de" | "van" | "von") && name.len() == 1 && strange && words.folded(end) == "'s";
        name.start -= usize::from(particle);
        let there = touching(all, &name);
        if town {
            gone[there].fill(true);
        } else if !(cited || address || particle || (called || shown) && strange) || !there.is_empty() {
            continue;
        }
        if name.len() == 1 && !cited && words.key(name.start).lower == 0 {
            told.insert(words.id(name.start));
        }
        more.push(Tagged { tokens: name, role: Role::Person, sure: 1.0 });
    }
    apply(all, &gone, &mut more);
    if told.is_empty() {
        return;
    }
    for i in (0..count).filter(|&i| capital(i) && told.contains(&words.id(i))) {
        if touching(all, &(i..i + 1)).is_empty() {
            more.push(Tagged { tokens: i..i + 1, role: Role::Person, sure: 1.0 });
        }
    }
    apply(all, &[], &mut more);
}

/// "Tamsel, Ana" in quotation marks, as mails and card indexes have it, is one name.
pub fn filed(words: &Words, tokens: &Tokens, text: &str, all: &mut Vec<Tagged>) {
    let word = |i: usize| tokens.word(i, text);
    let part = |i: usize| words.shape(i) == Shape::Capital && !words.class(i).any(Class::FUNCTION);
    let person = |one: &Tagged| one.role == Role::Person;
    let mut gone = vec![false; all.len()];
    let mut more: Vec<Tagged> = Vec::new();
    for comma in (2..tokens.all().len()).filter(|&i| word(i) == ",") {
        let quoted = |i: usize| matches!(word(i), "\"" | "“" | "”");
        if quoted(comma - 2) && part(comma - 1) && part(comma + 1) && quoted(comma + 2) {
            let name = comma - 1..comma + 2;
            let there = touching(all, &name);
            // "Roe, Vell" may be two.
            let first = words.class(comma + 1).any(Class::FIRST_NAME | Class::RARE_FIRST_NAME);
            if first && all[there.clone()].iter().any(person) {
                gone[there].fill(true);
                more.push(Tagged { tokens: name, role: Role::Person, sure: 1.0 });
            }
        }
    }
    apply(all, &gone, &mut more);
    // "Ana", and below it "Ana Tamsel": she signs twice.
    for one in all.iter_mut().filter(|one| person(one) && one.tokens.len() > 2) {
        let first = one.tokens.start;
        if words.id(first) == words.id(first + 1) && words.class(first).any(Class::FIRST_NAME) && word(first).len() > 3
        {
            more.push(Tagged { tokens: first..first + 1, ..one.clone() });
            one.tokens.start += 1;
        }
    }
    apply(all, &[], &mut more);
}
