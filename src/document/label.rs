//! Speakers' labels in transcripts: `MR. KIRBY:`, `Q`, `QUESTION:`, `Maria Vance:`.
//!
//! A line of an ordinary article may begin like one ("NOTE: …", "The reason is: …"), so the
//! whole text is looked at first and decides what counts as a label in it.

use super::lines::{Line, is_closed, lines};
use crate::base::Span;
use std::collections::HashMap;

/// What a label looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `Q`, with or without a colon, `Q2:`.
    Question,
    /// `A:`.
    Answer,
    /// Capitals: `MR. KIRBY:`.
    Capitals,
    /// A role or a title with it: `Moderator:`, `Ms. Vance:`.
    Role,
    /// Words with capitals: `Maria Vance:`.
    Name,
}

/// A speaker's label at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The name, without colon, brackets after it or Markdown's emphasis.
    pub name: Span,
    /// Where what is said begins: the first byte after it that is no white space, or the
    /// end of the line.
    pub body: usize,
    style: Style,
}

/// Bytes of a line in which a label's colon is looked for.
const LONGEST: usize = 90;
const MOST_WORDS: usize = 9;

/// Titles and offices that begin a speaker's label, and none of a heading or a note.
const TITLES: &[&str] = &[
    "MR",
    "MS",
    "MRS",
    "MISS",
    "DR",
    "PROF",
    "SIR",
    "LORD",
    "LADY",
    "DAME",
    "THE PRESIDENT",
    "THE VICE PRESIDENT",
    "THE PRIME MINISTER",
    "THE FIRST LADY",
    "THE CHAIR",
    "THE CHAIRMAN",
    "THE SECRETARY",
    "THE SPEAKER",
    "THE COURT",
    "THE SPOKESPERSON",
    "THE SPOKESMAN",
    "THE SPOKESWOMAN",
    "PRESIDENT",
    "VICE PRESIDENT",
    "PRIME MINISTER",
    "DEPUTY",
    "ACTING",
    "FOREIGN MINISTER",
    "MINISTER",
    "SECRETARY",
    "UNDER SECRETARY",
    "ASSISTANT SECRETARY",
    "AMBASSADOR",
    "ADMINISTRATOR",
    "DIRECTOR",
    "CHIEF",
    "CHAIR",
    "CHAIRMAN",
    "CHAIRWOMAN",
    "COMMISSIONER",
    "SENATOR",
    "SEN",
    "REPRESENTATIVE",
    "REP",
    "CONGRESSMAN",
    "CONGRESSWOMAN",
    "GOVERNOR",
    "GOV",
    "MAYOR",
    "JUDGE",
    "JUSTICE",
    "GENERAL",
    "GEN",
    "LIEUTENANT",
    "LT",
    "MAJOR",
    "COLONEL",
    "COL",
    "CAPTAIN",
    "CAPT",
    "ADMIRAL",
    "ADM",
    "COMMANDER",
    "SERGEANT",
    "SURGEON GENERAL",
    "ATTORNEY GENERAL",
    "CHANCELLOR",
    "KING",
    "QUEEN",
    "PRINCE",
    "PRINCESS",
    "POPE",
    "SENIOR",
    "SPOKESPERSON",
    "SPOKESMAN",
    "SPOKESWOMAN",
    "PRESS SECRETARY",
];

/// Labels that name what somebody does in the conversation.
const ROLES: &[&str] = &[
    "QUESTION",
    "ANSWER",
    "REPORTER",
    "JOURNALIST",
    "CORRESPONDENT",
    "MODERATOR",
    "INTERVIEWER",
    "HOST",
    "ANCHOR",
    "PRESENTER",
    "OPERATOR",
    "PARTICIPANT",
    "AUDIENCE MEMBER",
    "INTERPRETER",
    "TRANSLATOR",
    "AIDE",
    "STAFF",
    "WITNESS",
    "SPEAKER",
    "UNIDENTIFIED",
    "UNKNOWN",
];

/// What stands before a colon in articles, releases and mail, and is nobody.
const NOBODY: &[&str] = &[
    "NOTE",
    "NOTES",
    "EDITOR'S NOTE",
    "EDITOR’S NOTE",
    "NOTE TO EDITORS",
    "NOTES TO EDITORS",
    "MEDIA NOTE",
    "UPDATE",
    "UPDATED",
    "UPDATES",
    "CORRECTION",
    "CLARIFICATION",
    "PHOTO",
    "PHOTOS",
    "VIDEO",
    "VIDEOS",
    "AUDIO",
    "WATCH",
    "LISTEN",
    "READ",
    "READ MORE",
    "READ ALSO",
    "ALSO READ",
    "MORE",
    "RELATED",
    "SEE ALSO",
    "SEE",
    "SOURCE",
    "SOURCES",
    "CONTACT",
    "CONTACTS",
    "PRESS CONTACT",
    "MEDIA CONTACT",
    "MEDIA CONTACTS",
    "PHONE",
    "TEL",
    "TELEPHONE",
    "EMAIL",
    "E-MAIL",
    "FAX",
    "WEB",
    "WEBSITE",
    "FROM",
    "TO",
    "CC",
    "BCC",
    "SUBJECT",
    "DATE",
    "SENT",
    "RE",
    "TIME",
    "WHEN",
    "WHERE",
    "WHAT",
    "WHO",
    "WHY",
    "HOW",
    "FACT SHEET",
    "FACT",
    "FACTS",
    "BREAKING",
    "EXCLUSIVE",
    "BACKGROUND",
    "SUMMARY",
    "WARNING",
    "DISCLAIMER",
    "TITLE",
    "HEADLINE",
    "AUTHOR",
    "BY",
    "PUBLISHED",
    "LOCATION",
    "PLACE",
    "VENUE",
    "TAGS",
    "KEYWORDS",
    "TOPICS",
    "SHARE",
    "COPYRIGHT",
    "IMAGE",
    "CAPTION",
    "CREDIT",
    "HTTP",
    "HTTPS",
    "EXAMPLE",
    "TIP",
    "TIPS",
    "IMPORTANT",
    "CONCLUSION",
    "RESULT",
    "RESULTS",
    "ANALYSIS",
    "OPINION",
    "REVIEW",
    "PREVIEW",
    "LIVE",
    "POLL",
    "QUOTE",
    "FIRST",
    "SECOND",
    "THIRD",
    "FINALLY",
    "P.S",
    "PS",
    "ATTACHMENT",
    "REPLY-TO",
    "ORGANIZATION",
    "FOR IMMEDIATE RELEASE",
    "EMBARGO",
    "EMBARGOED",
    "PRESS RELEASE",
    "STATEMENT",
    "READOUT",
    "TRANSCRIPT",
];

/// Small words inside names and offices.
const PARTICLES: &[&str] = &[
    "of", "the", "for", "and", "de", "da", "do", "dos", "del", "der", "di", "du", "la", "le", "van", "von", "bin",
    "ibn", "al", "el",
];

/// What looks like a label at the start of a line. `fresh`: whether a paragraph may begin
/// here, which a bare `Q` needs.
fn candidate(text: &str, line: Span, fresh: bool) -> Option<Label> {
    let whole = line.of(text);
    // Markdown's emphasis around the label, and around what follows a bold `Q`.
    let marks = |s: &str| s.len() - s.trim_start_matches(['*', '_']).len();
    let lead = marks(whole).min(3);
    let rest = &whole[lead..];
    if !rest.starts_with(|c: char| c.is_uppercase()) {
        return None;
    }
    let after = |at: usize, name: Span, style: Style| {
        let said = &whole[at..];
        let closing = if lead > 0 { marks(said) } else { 0 };
        let said = said[closing..].trim_start();
        Some(Label { name, body: line.end() - said.len(), style })
    };
    let name_at = |len: usize| Span::new(line.start() + lead, line.start() + lead + len);

    if let Some(rest_of_q) = rest.strip_prefix('Q') {
        let digits = rest_of_q.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let len = 1 + digits;
        let closing = if lead > 0 { marks(&rest[len..]) } else { 0 };
        let next = rest[len + closing..].chars().next();
        match next {
            Some(':') => return after(lead + len + closing + 1, name_at(len), Style::Question),
            None if fresh && digits == 0 => return after(lead + len + closing, name_at(len), Style::Question),
            Some(c) if c.is_whitespace() && fresh && digits == 0 => {
                return after(lead + len + closing, name_at(len), Style::Question);
            }
            _ => {}
        }
    }

    let head = &rest.as_bytes()[..rest.len().min(LONGEST)];
    let colon = memchr::memchr(b':', head)?;
    let next = rest[colon + 1..].chars().next();
    if next.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '[' | '*' | '_' | '“' | '"' | '—' | '…')) {
        return None;
    }
    let mut name = rest[..colon].trim_end_matches(['*', '_']).trim_end();
    if name.ends_with([')', ']'])
        && let Some(open) = name.rfind(['(', '['])
    {
        name = name[..open].trim_end();
    }
    let style = style(name)?;
    after(lead + colon + 1, name_at(name.len()), style)
}

fn style(name: &str) -> Option<Style> {
    if name == "A" {
        return Some(Style::Answer);
    }
    let (mut upper, mut lower) = (0, 0);
    for c in name.chars() {
        match c {
            c if c.is_uppercase() => upper += 1,
            c if c.is_alphabetic() => lower += 1,
            ' ' | '\u{a0}' | '.' | ',' | '-' | '‑' | '–' | '’' | '\'' | '&' | '/' | '#' | '0'..='9' => {}
            _ => return None,
        }
    }
    let words = name.split_whitespace().count();
    let plain = name.trim_end_matches('.').to_uppercase();
    if words > MOST_WORDS || upper + lower < 2 || NOBODY.contains(&plain.as_str()) {
        return None;
    }
    // "MR. McDONOUGH" and "SENATOR O'Neill" are capitals, "Maria Vance" is not.
    if upper >= 2 && lower * 2 <= upper {
        return Some(Style::Capitals);
    }
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !name.split_whitespace().all(|w| capital(w) || PARTICLES.contains(&w) || w.starts_with("al-")) {
        return None;
    }
    if begins_with(&plain, ROLES) || begins_with(&plain, TITLES) && words > 1 {
        return Some(Style::Role);
    }
    (words <= 6).then_some(Style::Name)
}

/// Whether `name`, in capitals, begins with one of these, as whole words.
fn begins_with(name: &str, of: &[&str]) -> bool {
    of.iter().any(|title| name.strip_prefix(title).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// What counts as a label in one text.
#[derive(Debug, Default)]
pub(super) struct Labels<'t> {
    transcript: bool,
    /// Whether paragraphs without a label go on with the last speaker.
    pub continued: bool,
    answers: bool,
    /// Names that are labels here; names that occur once are none, as a rule.
    names: HashMap<&'t str, usize>,
    /// Whether names that occur once count too: in interviews.
    single_names: bool,
}

impl<'t> Labels<'t> {
    /// Looks through the whole text. Linear.
    pub fn of(text: &'t str) -> Self {
        let mut counts: HashMap<&'t str, (Style, usize)> = HashMap::new();
        let (mut starts, mut before_first, mut labelled, mut first_is_titled) = (0, 0, 0, false);
        let mut fresh = Fresh::default();
        for line in lines(text, 0) {
            let here = fresh.at(text, line);
            let found = candidate(text, line.span, here);
            if let Some(label) = found {
                let name = label.name.of(text);
                if labelled == 0 && label.style == Style::Capitals {
                    first_is_titled = begins_with(&name.to_uppercase(), TITLES) || begins_with(name, ROLES);
                }
                counts.entry(name).or_insert((label.style, 0)).1 += 1;
                labelled += usize::from(label.style != Style::Name);
            }
            starts += usize::from(here || found.is_some());
            before_first += usize::from(here && labelled == 0);
        }
        let sum = |style: Style| counts.values().filter(|c| c.0 == style).map(|c| c.1).sum::<usize>();
        let repeated = |style: Style| counts.values().filter(|c| c.0 == style && c.1 > 1).map(|c| c.1).sum::<usize>();
        let distinct = |style: Style| counts.values().filter(|c| c.0 == style).count();
        let (questions, answers) = (sum(Style::Question), sum(Style::Answer));
        let (capitals, roles, names) = (sum(Style::Capitals), sum(Style::Role), repeated(Style::Name));

        // Press briefings: capitals and Q; one speaker with an office (remarks) is enough
        // at the top.
        let briefing = questions > 0 && (capitals + answers > 0 || roles + names > 1)
            || capitals > 2 && distinct(Style::Capitals) > 1 && repeated(Style::Capitals) > 1
            || first_is_titled && before_first <= 12;
        // Interviews: at least two who take turns, in a good part of the text.
        let speakers = counts.values().filter(|c| c.0 == Style::Role || c.0 == Style::Name && c.1 > 1).count();
        let interview = !briefing && speakers > 1 && roles + names > 3 && (roles + names) * 4 >= starts;
        if !briefing && !interview {
            return Self::default();
        }
        let labelled = questions + answers + capitals + roles + names;
        let after = starts.saturating_sub(before_first).max(1);
        Self {
            transcript: true,
            continued: interview || before_first <= 12 || labelled * 3 >= after,
            answers: questions > 0 && answers > 0,
            names: counts.into_iter().filter(|(_, c)| c.0 == Style::Name).map(|(name, c)| (name, c.1)).collect(),
            single_names: interview,
        }
    }

    /// Whether the text is a transcript.
    pub fn is_transcript(&self) -> bool {
        self.transcript
    }

    /// The label at the start of this line. `fresh` as from [`Fresh::at`].
    pub fn at(&self, text: &str, line: Span, fresh: bool) -> Option<Label> {
        let label = self.transcript.then(|| candidate(text, line, fresh))??;
        let name = label.name.of(text);
        let counts = match label.style {
            Style::Question | Style::Capitals | Style::Role => true,
            Style::Answer => self.answers,
            Style::Name => {
                let words = name.split_whitespace().count();
                let times = self.names.get(name).copied().unwrap_or_default();
                times > 1 && (words > 1 || self.single_names) || self.single_names && (2..4).contains(&words)
            }
        };
        counts.then_some(label)
    }
}

/// Follows lines to tell where a paragraph may begin: after a blank line, after a line that
/// ends a sentence or breaks off with a dash, or after a short one.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    before: Option<(Span, u16)>,
}

impl Fresh {
    /// Whether one may begin with this line, the lines before having been asked about.
    pub fn at(&mut self, text: &str, line: Line) -> bool {
        let fresh = line.gap
            || self.before.is_none_or(|(span, width)| {
                let before = span.of(text);
                width < 40 || is_closed(before) || before.ends_with(['—', '–', '-'])
            });
        self.before = Some((line.span, line.width));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `«` and `»` enclose the name, `|` stands where the speech begins; none: no label.
    #[track_caller]
    fn check(marked: &str) {
        let plain: String = marked.chars().filter(|c| !"«»|".contains(*c)).collect();
        let mut drawn = plain.clone();
        if let Some(label) = candidate(&plain, Span::new(0, plain.len()), true) {
            drawn.insert(label.body, '|');
            drawn.insert(label.name.end(), '»');
            drawn.insert(label.name.start(), '«');
        }
        assert_eq!(drawn, marked);
    }

    #[test]
    fn labels() {
        check("«MR. HARLAN»: |Good morning.");
        check("«MS. VAN-DOREN»:   |Thanks.");
        check("«MR. McDONOUGH»: |Yes.");
        check("«SENIOR ADMINISTRATION OFFICIAL»: |Yes.");
        check("«FOREIGN MINISTER HALE» (via interpreter): |Yes.");
        check("«THE PRESIDENT»:|");
        check("«Q» |Thank you.");
        check("«Q»\u{a0}\u{a0} |Thank you.");
        check("«Q»|");
        check("«Q2»: |Thank you.");
        check("«Q»: |Why?");
        check("«A»: |Because.");
        check("«Maria Vance»: |It rains.");
        check("«Mayor Tomas Hale»: |It rains.");
        check("«Juan de la Torre»: |It rains.");
        check("**«MR. HARLAN»:** |Good morning.");
        check("**«Maria Vance»**: |Good morning.");
        check("**«Q»** |Good morning.");
        check("Q&A session");
        check("Quite so: yes");
        check("NOTE: the pier is closed");
        check("Editor's note: the pier is closed");
        check("The reason is: nobody came");
        check("10:05 A.M. CEST");
        check("He said: no");
        check("https://kessin.example");
        check("KESSIN:nothing");
    }

    #[track_caller]
    fn transcript(text: &str, yes: bool) {
        assert_eq!(Labels::of(text).is_transcript(), yes, "{text}");
    }

    #[test]
    fn transcripts_are_told_from_articles() {
        transcript("MS. VANCE: Good morning.\n\nQ Why?\n\nMS. VANCE: Because.\n", true);
        transcript("Remarks in Kessin\n\nTHE PRESIDENT: Thank you all.\n\nIt is good to be here.\n", true);
        transcript("Question: Why?\nMaria Vance: Because.\nQuestion: Really?\nMaria Vance: Yes.\n", true);
        transcript("Maria Vance: Hm.\n\nTomas Hale: Yes.\n\nMaria Vance: No.\n\nTomas Hale: Why?\n", true);
        transcript("Q: Why?\nA: Because.\nQ: Really?\nA: Yes.\n", true);
        transcript("The pier reopens.\n\nNote: times may change.\n\nThe mayor agreed.\n", false);
        transcript("UPDATE: The pier reopens.\n\nPHOTOS: The pier.\n\nThe mayor came.\n\nPHOTOS: The mayor.", false);
        transcript("Health: More beds.\n\nEducation: More books.\n\nDefence: More boats.\n", false);
        transcript("From: Maria Vance\nTo: Tomas Hale\nSubject: Pier\n\nFrom: Tomas Hale\nTo: Maria Vance\n", false);
        transcript("Q fever is a disease.\n\nQ magazine wrote of it.\n", false);
        transcript("He said: no.\n\nShe said: yes.\n", false);
        transcript("", false);
    }

    #[test]
    fn a_sentence_in_a_turn_is_no_label() {
        let text = "MS. VANCE: Two things.\n\nFirst: We open.\n\nSecond: We sail.\n\nQ When?\n\nBottom Line: soon.\n";
        let labels = Labels::of(text);
        let found = lines(text, 0).filter_map(|l| labels.at(text, l.span, true)).map(|l| l.name.of(text));
        assert_eq!(found.collect::<Vec<_>>(), ["MS. VANCE", "Q"]);
    }
}
