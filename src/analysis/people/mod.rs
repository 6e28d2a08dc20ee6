//! Named people: their names put together, what they are, and the pronouns and titles that
//! mean them; and named groups.

mod address;
mod alias;
mod check;
mod mentioned;
mod peoples;
mod resolve;
mod roles;
mod titled;
mod written;

use crate::analysis::model::{Person, Sentence};
use crate::analysis::names::words::{Class, Shape, Words};
use crate::analysis::names::{Name, NameKind};
use crate::analysis::token::Tokens;
use crate::analysis::why::How;
use crate::base::id::Id;
use crate::base::{Arena, PersonId, SentenceId, Span};
use crate::document::Document;
use alias::{Group, Sex, Use};
pub use check::check_people;
use mentioned::Mention;
pub use mentioned::People;
use resolve::{Known, Resolver, Role, Stretch};
use roles::Reader;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use titled::Title;
use written::{first_name_first, normal_case, one_line};

/// Roles longer than this, in bytes, are left for shorter ones.
const LONGEST_ROLE: usize = 160;

/// Finds the people of a document, in time linear in its tokens.
#[must_use]
pub fn find(
    doc: &Document,
    tokens: &Tokens,
    sentences: &Arena<SentenceId, Sentence>,
    words: &Words,
    names: &[Name],
) -> People {
    let finder = Finder { doc, tokens, words, text: doc.content() };
    let (uses, labels) = finder.uses(names);
    let mut groups = alias::group(&uses);
    address::join(doc, tokens, words, &uses, &labels, &mut groups);
    let mut home = vec![0; uses.len()];
    for (person, group) in groups.iter().enumerate() {
        for &one in &group.uses {
            home[one] = person;
        }
    }
    let speakers: Vec<Option<usize>> = labels.iter().map(|label| label.map(|one| home[one])).collect();
    let known = finder.known(&uses, &home);
    let (roles, mut phrases) = finder.roles(sentences, &uses, &home, &known, groups.len());
    let mut resolver = Resolver {
        tokens,
        words,
        text: finder.text,
        sexes: groups.iter().map(Group::sex).collect(),
        roles: roles.iter().map(|all| all.iter().filter_map(|(range, _)| finder.role(range)).collect()).collect(),
        named: groups.iter().map(|group| group.uses.len()).collect(),
    };
    let stretches: Vec<Stretch> = sentences
        .values()
        .map(|sentence| Stretch {
            tokens: tokens.in_span(sentence.span),
            speaker: speakers.get(sentence.paragraph.index()).copied().flatten(),
        })
        .collect();
    let bearers = resolver.bearers();
    let (mut found, open) = resolver.run(&stretches, &known, &bearers);
    let offices: Vec<(usize, usize)> = open.iter().map(|one| (one.office, one.tokens.start)).collect();

    // An apposition is a mention as a whole: "the chief of the port", not "the chief".
    phrases.sort_unstable_by_key(|(_, span)| *span);
    let mut taken: Vec<Span> = found.iter().map(|one| one.span).chain(phrases.iter().map(|(_, span)| *span)).collect();
    taken.sort_unstable();
    let labelled: Vec<bool> = groups.iter().map(|group| group.uses.iter().any(|&one| uses[one].label)).collect();
    let (untold, label_of) = finder.unnamed_labels(&speakers);
    let titles = titled::Finder {
        doc,
        tokens,
        words,
        names,
        sentences,
        resolver: &resolver,
        bearers: &bearers,
        labelled: &labelled,
    }
    .find(open, &taken, &untold);
    // "he" for an office is whoever the title means, if that stands for somebody.
    let mut holders: HashMap<usize, usize> = HashMap::new();
    for (office, token) in offices {
        let next = titles.partition_point(|title| title.tokens.end <= token);
        if let Some(title) = titles.get(next).filter(|title| title.tokens.start <= token) {
            holders.entry(office).or_insert(title.person(groups.len()));
        }
    }
    found.retain_mut(|one| match holders.get(&one.person) {
        _ if one.person < groups.len() => true,
        Some(&person) => {
            one.person = person;
            true
        }
        None => false,
    });
    let (mut list, mut fullest): (Vec<Person>, Vec<Span>) =
        groups.iter_mut().enumerate().map(|(person, group)| finder.person(group, &uses, &roles[person])).unzip();
    let mut mentions: Vec<Mention> = Vec::new();
    for (one, &person) in uses.iter().zip(&home) {
        mentions.push(finder.name_mention(one, PersonId::at(person)));
    }
    let inside = |span: Span| {
        let next = phrases.partition_point(|(_, phrase)| phrase.end() <= span.start());
        phrases.get(next).is_some_and(|(_, phrase)| phrase.covers(span))
    };
    // "the President" where it is written as a name.
    let titled: Vec<Span> = names.iter().filter(|name| name.kind == NameKind::Title).map(|name| name.span).collect();
    let tagged = |span: Span| {
        let from = titled.partition_point(|title| title.end() <= span.start());
        titled.get(from).is_some_and(|title| span.covers(*title))
    };
    let plain = |span: Span, person: usize, how: How| Mention {
        span,
        person: PersonId::at(person),
        owns: None,
        other: None,
        how,
        after: None,
    };
    for &(person, span) in &phrases {
        list[person].mentions.push(span);
        mentions.push(plain(span, person, How::Apposition));
    }
    let named = list.len();
    for title in &titles {
        let person = title.person(named);
        let mention = finder.title_mention(title, PersonId::at(person));
        // Those without a name come in the order of their first title.
        if person == list.len() {
            fullest.push(mention.span);
            let name = finder.written(mention.span);
            list.push(Person { name, ..Person::default() });
        }
        list[person].mentions.push(mention.span);
        if title.name {
            list[person].names.push(mention.span);
            list[person].titles.push(mention.span);
        }
        mentions.push(mention);
    }
    for one in found.iter().filter(|one| !inside(one.span)) {
        list[one.person].mentions.push(one.span);
        if tagged(one.span) {
            list[one.person].names.push(one.span);
            list[one.person].titles.push(one.span);
        }
        let owns = one.owner.then_some(one.span.end());
        let after = one.after.map(|token| tokens.all()[token].span);
        let person = PersonId::at(one.person);
        mentions.push(Mention { span: one.span, person, owns, other: None, how: one.how, after });
    }
    let peoples = peoples::Finder { doc, tokens, words, names };
    let first = list.len();
    let surnames: HashSet<&str> = uses.iter().filter_map(|one| one.parts.last()).map(|part| &**part).collect();
    for found in peoples.find(|word| surnames.contains(word)) {
        let (part, id) = (finder.is_part_of_group(found.tokens.start), PersonId::at(first + found.group));
        let mut mention = finder.mention(finder.span(&found.tokens), found.tokens, id, How::Name);
        if part {
            mention.other = None;
        }
        if first + found.group == list.len() {
            fullest.push(mention.span);
            list.push(Person { name: finder.written(mention.span), group: true, ..Person::default() });
        }
        let group = &mut list[first + found.group];
        group.mentions.push(mention.span);
        group.names.push(mention.span);
        mentions.push(mention);
    }
    for person in &mut list {
        person.mentions.sort_unstable();
        person.mentions.dedup();
        person.names.sort_unstable();
        person.names.dedup();
        person.titles.sort_unstable();
        person.titles.dedup();
    }
    // By the first name, those known by a title among the others; groups behind them.
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_key(|&person| (list[person].group, list[person].place()));
    let mut place = vec![0; order.len()];
    for (at, &person) in order.iter().enumerate() {
        place[person] = at;
    }
    let fullest = order.iter().map(|&person| fullest[person]).collect();
    let mut taken: Vec<Option<Person>> = list.into_iter().map(Some).collect();
    let list: Vec<Person> = order.iter().filter_map(|&person| taken[person].take()).collect();
    for mention in &mut mentions {
        mention.person = PersonId::at(place[mention.person.index()]);
    }
    let mut told: Vec<Option<usize>> = vec![None; untold.len()];
    for title in &titles {
        if let Some(label) = title.label {
            told[label] = Some(title.person(named));
        }
    }
    let speakers: Vec<Option<usize>> = speakers
        .iter()
        .zip(&label_of)
        .map(|(speaker, label)| speaker.or(label.and_then(|label| told[label])).map(|person| place[person]))
        .collect();
    mentions.sort_by_key(|mention| (mention.span.start(), mention.span.end()));
    People {
        list: list.into_iter().collect(),
        speakers: speakers.into_iter().map(|speaker| speaker.map(PersonId::at)).collect(),
        mentions,
        fullest,
    }
}

struct Finder<'a> {
    doc: &'a Document,
    tokens: &'a Tokens,
    words: &'a Words,
    text: &'a str,
}

impl Finder<'_> {
    fn span(&self, tokens: &Range<usize>) -> Span {
        let all = self.tokens.all();
        all[tokens.start].span.join(all[tokens.end - 1].span)
    }

    /// Names of people and labels of turns in order; and for each paragraph the use that is
    /// its speaker's last label.
    fn uses(&self, names: &[Name]) -> (Vec<Use>, Vec<Option<usize>>) {
        let mut uses: Vec<Use> = Vec::new();
        let mut speakers = Vec::with_capacity(self.doc.paragraphs.len());
        let mut people = names.iter().filter(|name| name.kind == NameKind::Person).peekable();
        let mut latest: Option<(Span, Option<usize>)> = None;
        for paragraph in self.doc.paragraphs.values() {
            let speaker = paragraph.speaker.and_then(|label| {
                if let Some((span, one)) = latest
                    && span == label
                {
                    return one;
                }
                let one = self.label(label).map(|one| {
                    uses.push(one);
                    uses.len() - 1
                });
                latest = Some((label, one));
                one
            });
            speakers.push(speaker);
            while let Some(name) = people.next_if(|name| name.span.start() < paragraph.span.end()) {
                if let Some(one) = self.name(name) {
                    uses.push(one);
                }
            }
        }
        (uses, speakers)
    }

    fn name(&self, name: &Name) -> Option<Use> {
        let whole = self.span(&name.tokens);
        let comma = name.tokens.clone().position(|i| self.tokens.word(i, self.text) == ",");
        let parts = if whole == name.span {
            alias::parts_by_surname(self.words, name.tokens.clone(), comma.unwrap_or(0))
        } else {
            vec![crate::analysis::lexicon::fold(name.span.of(self.text)).into()]
        };
        let first = self.words.class(name.tokens.start);
        let given = first.any(Class::FIRST_NAME | Class::RARE_FIRST_NAME) && whole == name.span;
        Some(Use {
            span: name.span,
            mention: if whole == name.span { self.with_title(name) } else { name.mention },
            tokens: name.tokens.clone(),
            title: name.title.clone(),
            title_sex: self.title_sex(&name.title),
            name_sex: if given { Sex::of(first) } else { None },
            label: false,
            parts: if parts.is_empty() { return None } else { parts },
        })
    }

    /// The name with a title that is written as one: "Foreign Minister Ruiz", but only "Ruiz" in "port chief Ruiz".
    fn with_title(&self, name: &Name) -> Span {
        let capital = |i: usize| matches!(self.words.shape(i), Shape::Capital | Shape::Upper);
        let part = |i: &usize| capital(*i) || self.words.shape(*i) == Shape::None;
        let mut start = match name.title.clone().next() {
            Some(first) if capital(first) => first,
            _ => name.title.clone().rev().take_while(part).last().unwrap_or(name.tokens.start),
        };
        while start < name.tokens.start && !capital(start) {
            start += 1;
        }
        name.mention.join(self.span(&(start..name.tokens.end)))
    }

    fn title_sex(&self, title: &Range<usize>) -> Option<Sex> {
        title.clone().rev().find_map(|i| {
            let class = self.words.class(i);
            if class.any(Class::ROLE | Class::HONORIFIC) { Sex::of(class) } else { None }
        })
    }

    /// The name in a turn's label: "MS. RUIZ", "SECRETARY OKAFOR"; none in "Q", "MODERATOR",
    /// "SENIOR OFFICIAL".
    fn label(&self, label: Span) -> Option<Use> {
        let all = self.tokens.in_span(label);
        let mut title = all.start..all.start;
        let mut polite = false;
        for i in all.clone() {
            let class = self.words.class(i);
            if class.any(Class::ROLE | Class::HONORIFIC) && i + 1 < all.end {
                title.end = i + 1;
                polite = true;
                let of = i + 1;
                if self.words.folded(of) == "of" {
                    let mut end = of + 1;
                    while end + 1 < all.end
                        && self.words.class(end).any(Class::COMMON | Class::ORGANIZATION | Class::TITLE)
                    {
                        end += 1;
                    }
                    title.end = end;
                }
            }
        }
        let mut end = title.end;
        while end < all.end && self.words.id(end) != 0 && !matches!(self.words.shape(end), Shape::None) {
            end += 1;
        }
        let name = title.end..end;
        let person = !name.is_empty()
            && name.clone().all(|i| {
                let class = self.words.class(i);
                let known = class.any(Class::FIRST_NAME | Class::SURNAME) || !class.any(Class::COMMON);
                !class.any(Class::FUNCTION)
                    && (known || polite)
                    && !class.any(Class::ROLE)
                    && self.words.folded(i).len() > 1
                    || self.words.shape(i) == Shape::Initial && name.len() > 1
            })
            && (polite || name.len() > 1 || self.words.class(name.start).any(Class::FIRST_NAME | Class::SURNAME));
        if !person {
            return None;
        }
        let first = self.words.class(name.start);
        let name_sex = if name.len() > 1 && first.any(Class::FIRST_NAME) { Sex::of(first) } else { None };
        let title_sex = self.title_sex(&title);
        let parts = alias::parts(self.words, name.clone());
        (!parts.is_empty()).then(|| Use {
            span: self.span(&name),
            mention: self.span(&name),
            tokens: name.clone(),
            title,
            parts,
            title_sex,
            name_sex,
            label: true,
        })
    }

    fn known(&self, uses: &[Use], home: &[usize]) -> Vec<Known> {
        let mut known: Vec<Known> = uses
            .iter()
            .zip(home)
            .map(|(one, &person)| Known {
                tokens: one.tokens.clone(),
                title: if one.title.is_empty() { one.tokens.start } else { one.title.start },
                person,
            })
            .collect();
        known.sort_by_key(|one| one.tokens.start);
        known
    }

    /// Each person's roles with a rank (2 title or apposition, 1 "is a …"), and the phrases
    /// that are mentions themselves.
    #[allow(clippy::type_complexity)]
    fn roles(
        &self,
        sentences: &Arena<SentenceId, Sentence>,
        uses: &[Use],
        home: &[usize],
        known: &[Known],
        people: usize,
    ) -> (Vec<Vec<(Range<usize>, u8)>>, Vec<(usize, Span)>) {
        let reader = Reader { tokens: self.tokens, words: self.words, text: self.text };
        let mut roles: Vec<Vec<(Range<usize>, u8)>> = vec![Vec::new(); people];
        let mut phrases = Vec::new();
        let begins = |token: usize| {
            let next = known.partition_point(|one| one.tokens.start < token);
            known.get(next).is_some_and(|one| one.tokens.start == token)
        };
        for (one, &person) in uses.iter().zip(home) {
            let at = sentences.as_slice().partition_point(|sentence| sentence.span.end() <= one.span.start());
            let range = sentences.as_slice().get(at).map(|sentence| self.tokens.in_span(sentence.span));
            let from = range.as_ref().map_or(usize::MAX, |range| range.start);
            let office = range.as_ref().filter(|_| !one.label).and_then(|_| reader.office(one.tokens.start, from));
            let title =
                || Some(&one.title).filter(|title| !title.is_empty()).and_then(|title| reader.title(title, from));
            roles[person].extend(office.or_else(title).map(|role| (role, 2)));
            let Some(range) = range.filter(|_| !one.label) else { continue };
            let start = if one.title.is_empty() { one.tokens.start } else { one.title.start };
            if let Some(range) = reader.after(one.tokens.end, range.end, &begins) {
                phrases.push((person, self.span(&range)));
                roles[person].push((range, 2));
            } else if let Some(range) = reader.copula(one.tokens.end, range.end, &begins) {
                roles[person].push((range, 1));
            }
            if start > range.start
                && let Some(range) = reader.before(start - 1, range.start)
            {
                phrases.push((person, self.span(&range)));
                roles[person].push((range, 2));
            }
        }
        (roles, phrases)
    }

    /// Labels of turns that have no name, and for each paragraph which of them is its.
    fn unnamed_labels(&self, speakers: &[Option<usize>]) -> (Vec<Range<usize>>, Vec<Option<usize>>) {
        let mut labels: Vec<(Span, Range<usize>)> = Vec::new();
        let of = |(paragraph, speaker): (&crate::document::Paragraph, &Option<usize>)| {
            let label = paragraph.speaker.filter(|_| speaker.is_none())?;
            if labels.last().is_none_or(|(span, _)| *span != label) {
                labels.push((label, self.tokens.in_span(label)));
            }
            Some(labels.len() - 1)
        };
        let of = self.doc.paragraphs.values().zip(speakers).map(of).collect();
        (labels.into_iter().map(|(_, tokens)| tokens).collect(), of)
    }

    fn role(&self, range: &Range<usize>) -> Option<Role> {
        let reader = Reader { tokens: self.tokens, words: self.words, text: self.text };
        let head = reader.head(range)?;
        let before = head.checked_sub(1).filter(|before| *before >= range.start);
        let second =
            before.filter(|&i| matches!(self.words.folded(i), "vice" | "deputy" | "assistant" | "under" | "associate"));
        let words = range.clone().map(|i| self.words.id(i)).collect();
        Some(Role { head: self.words.id(head), words, second: second.map(|i| self.words.id(i)) })
    }

    /// With where the fullest form of the name stands.
    fn person(&self, group: &Group, uses: &[Use], roles: &[(Range<usize>, u8)]) -> (Person, Span) {
        let written = |span: Span| span.of(self.text);
        let capitals = |span: Span| !written(span).contains(char::is_lowercase) && written(span).len() > 2;
        let names: Vec<Span> = group.uses.iter().map(|&one| uses[one].mention).collect();
        let fullest = group.uses.iter().max_by_key(|&&one| {
            let one = &uses[one];
            // Not the first name by which reporters address them.
            let own = one.parts.last() == group.parts.last();
            (one.parts.len(), own, !capitals(one.span), one.span.len().min(60), std::cmp::Reverse(one.span.start()))
        });
        let span = fullest.map_or_else(Span::default, |&one| uses[one].span);
        let name = if capitals(span) { normal_case(written(span)) } else { one_line(written(span)) };
        let name = first_name_first(name);
        let text = |range: &Range<usize>| self.span(range);
        let role = roles
            .iter()
            .map(|(range, rank)| (*rank, text(range)))
            .filter(|(_, span)| span.len() <= LONGEST_ROLE)
            .max_by_key(|(rank, span)| (*rank, !capitals(*span), span.len(), std::cmp::Reverse(span.start())))
            .map(|(_, span)| if capitals(span) { normal_case(written(span)) } else { one_line(written(span)) });
        let titles = (group.uses.iter().map(|&one| &uses[one]))
            .filter(|one| one.mention.start() < one.span.start())
            .map(|one| Span::new(one.mention.start(), one.span.start()).trim(self.text))
            .collect();
        (Person { name, role, mentions: names.clone(), names, titles, group: false }, span)
    }

    fn name_mention(&self, one: &Use, person: PersonId) -> Mention {
        let start = if one.title.is_empty() { one.tokens.start } else { one.title.start };
        let how = if one.label { How::Label } else { How::Name };
        self.mention(one.mention, start..one.tokens.end, person, how)
    }

    fn title_mention(&self, title: &Title, person: PersonId) -> Mention {
        let how = if title.label.is_some() { How::Label } else { How::Title };
        self.mention(self.span(&title.tokens), title.tokens.clone(), person, how)
    }

    fn mention(&self, span: Span, whole: Range<usize>, person: PersonId, how: How) -> Mention {
        let word = |i: usize| self.words.folded(i);
        let owns = (word(whole.end) == "'s").then(|| self.tokens.all()[whole.end].span.end());
        // "a spokesman for …"; "according to …" is the cue.
        let mut before = whole.start;
        while before > 0 && self.words.class(before - 1).any(Class::DETERMINER) {
            before -= 1;
        }
        let other = (before > 1
            && matches!(
                word(before - 1),
                "for" | "of" | "to" | "with" | "by" | "from" | "against" | "about" | "at" | "behind" | "near"
            )
            && !matches!(word(before - 2), "according"))
        .then(|| self.tokens.all()[before - 2].span.start());
        Mention { span, person, owns, other, how, after: None }
    }

    /// "80% of", "some of": a part of a group speaks as the group.
    fn is_part_of_group(&self, start: usize) -> bool {
        let word = |back: usize| start.checked_sub(back).map_or("", |i| self.tokens.word(i, self.text));
        let back = if word(1) == "the" { 2 } else { 1 };
        let many = [
            "%",
            "percent",
            "some",
            "many",
            "most",
            "all",
            "half",
            "majority",
            "dozens",
            "hundreds",
            "thousands",
            "number",
            "group",
        ];
        word(back) == "of"
            && (many.contains(&word(back + 1)) || word(back + 1).starts_with(|c: char| c.is_ascii_digit()))
    }

    /// As it is shown: in one line, not in capitals.
    fn written(&self, span: Span) -> String {
        let written = span.of(self.text);
        let capitals = !written.contains(char::is_lowercase) && written.len() > 2;
        if capitals { normal_case(written) } else { one_line(written) }
    }
}

#[cfg(test)]
mod tests;
