//! What of a mail is not its own: earlier mails that it quotes, and signatures.
//!
//! Mark-up and marks at line starts tell some of it while the text is written ([`Builder::aside`]); here it is put
//! together with what only the words tell: "On … wrote:", "-----Original Message-----", a head of "From:" and "Sent:".
//! What was passed on to be read ("Forwarded message") is no aside, nor is anything in a mail without words of its own.

use super::builder::{Builder, squeezed};
use super::{Article, Aside, AsideKind, Block, BlockKind};

/// Fewer quoted words than this stay open before an answer: they are the question.
const SHORT: usize = 40;

/// Finds the asides of a mail. `lines` tells that quotations are lines with marks, which only earlier mails have.
pub(super) fn settle(builder: &mut Builder, subject: &str, lines: bool) {
    let told = std::mem::take(&mut builder.asides);
    let article = &mut builder.article;
    let mut parts = parts(article, &told, subject, lines);
    let own = |(block, part): (&Block, &Option<AsideKind>)| {
        part.is_none() && block.kind != BlockKind::Title && words(article, block).contains(char::is_alphanumeric)
    };
    if !article.blocks.iter().zip(&parts).any(own) {
        parts.iter_mut().filter(|part| **part == Some(AsideKind::Earlier)).for_each(|part| *part = None);
    }
    let mut asides = Vec::new();
    let mut from = 0;
    while from < parts.len() {
        let to = from + parts[from..].iter().take_while(|part| **part == parts[from]).count();
        if let Some(kind) = parts[from] {
            let (start, end) = (article.blocks[from].start, article.blocks[to - 1].end);
            let text = &article.text[start as usize..end as usize];
            let answered = article.blocks[to..].iter().zip(&parts[to..]).any(own);
            let folded = kind == AsideKind::Earlier && (!answered || text.split_whitespace().nth(SHORT).is_some());
            let about = if kind == AsideKind::Earlier { about(text) } else { String::new() };
            asides.push(Aside { kind, start, end, folded, about });
        }
        from = to;
    }
    let earlier = asides.iter().filter(|aside| aside.kind == AsideKind::Earlier).count();
    for (block, part) in article.blocks.iter_mut().zip(&parts) {
        if *part == Some(AsideKind::Earlier) && matches!(block.kind, BlockKind::Body | BlockKind::Heading) {
            (block.kind, block.level) = (BlockKind::Quote, block.level.max(1));
        }
    }
    article.asides = asides;
    if earlier > 0 {
        let what = if earlier == 1 { "A passage" } else { "Passages" };
        builder
            .say("earlier-mail", format!("{what} of earlier mails can be unfolded; no claims are taken from there."));
    }
}

fn words<'a>(article: &'a Article, block: &Block) -> &'a str {
    &article.text[block.start as usize..block.end as usize]
}

/// What each block is a part of, if not of the mail itself.
fn parts(
    article: &mut Article,
    told: &[(AsideKind, usize, usize)],
    subject: &str,
    lines: bool,
) -> Vec<Option<AsideKind>> {
    let count = article.blocks.len();
    let mut parts = vec![None; count];
    for (kind, start, end) in told {
        let within = |block: &Block| *start <= block.start as usize && block.end as usize <= *end;
        let first = article.blocks.iter().position(within);
        if first.is_some_and(|at| is_passed_on(words(article, &article.blocks[at]))) {
            continue;
        }
        for (block, part) in article.blocks.iter().zip(&mut parts) {
            if within(block) && *part != Some(AsideKind::Earlier) {
                *part = Some(*kind);
            }
        }
    }
    if lines {
        let quoted = article.blocks.iter().zip(&mut parts).filter(|(block, _)| block.kind == BlockKind::Quote);
        quoted.for_each(|(_, part)| *part = Some(AsideKind::Earlier));
    }
    let passed_on = (0..count).find(|at| is_passed_on(words(article, &article.blocks[*at])));
    if let Some(at) = passed_on {
        // Some programs put marks before the lines of what they pass on; those of mails within it are deeper.
        let next = article.blocks.get(at + 1).map_or(0, |next| next.level);
        let base = article.blocks[at].level.max(next);
        for (block, part) in article.blocks[at..].iter_mut().zip(&mut parts[at..]) {
            if lines && block.kind == BlockKind::Quote && block.level <= base {
                (block.kind, block.level, *part) = (BlockKind::Body, 0, None);
            }
        }
    }
    let blocks = &article.blocks;
    for at in 0..count {
        if parts[at] == Some(AsideKind::Earlier) {
            continue;
        }
        let text = words(article, &blocks[at]);
        let next = parts.get(at + 1).copied().flatten() == Some(AsideKind::Earlier);
        let quote = blocks.get(at + 1).is_some_and(|next| next.kind == BlockKind::Quote);
        if is_attribution(text) && (next || quote && is_certain(text)) {
            parts[at] = Some(AsideKind::Earlier);
            let run = blocks[at + 1..].iter().take_while(|block| block.kind == BlockKind::Quote).count();
            parts[at + 1..=at + run].fill(Some(AsideKind::Earlier));
        } else if passed_on.is_none() && !is_forward(subject) && begins_earlier(article, at) {
            parts[at..].fill(Some(AsideKind::Earlier));
        }
    }
    // A rule before it is a part of it.
    for at in (1..count).rev() {
        if parts[at] == Some(AsideKind::Earlier) && !words(article, &blocks[at - 1]).contains(char::is_alphanumeric) {
            parts[at - 1] = parts[at];
        }
    }
    parts
}

/// Whether a subject tells that the mail passes another one on.
fn is_forward(subject: &str) -> bool {
    let subject = subject.trim_start_matches(['[', ' ']).to_lowercase();
    ["fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "doorst:", "i:"].iter().any(|mark| subject.starts_with(mark))
}

/// A line of dashes around these words, or what Apple's program writes.
fn is_passed_on(text: &str) -> bool {
    const WORDS: [&str; 6] = [
        "forwarded message",
        "weitergeleitete nachricht",
        "message transféré",
        "mensaje reenviado",
        "messaggio inoltrato",
        "doorgestuurd bericht",
    ];
    let line = text.lines().next().unwrap_or_default().trim().to_lowercase();
    line == "begin forwarded message:" || line.starts_with("--") && WORDS.contains(&line.trim_matches(['-', ' ']))
}

/// "-----Original Message-----".
pub(super) fn is_original(line: &str) -> bool {
    const WORDS: [&str; 8] = [
        "original message",
        "original appointment",
        "ursprüngliche nachricht",
        "message d'origine",
        "mensaje original",
        "mensagem original",
        "messaggio originale",
        "oorspronkelijk bericht",
    ];
    let line = line.trim().to_lowercase();
    line.starts_with("--") && WORDS.contains(&line.trim_matches(['-', '_', ' ']))
}

/// Whether from this block on there is nothing but an earlier mail.
fn begins_earlier(article: &Article, at: usize) -> bool {
    let text = words(article, &article.blocks[at]);
    if text.lines().next().is_some_and(is_original) {
        return true;
    }
    let head = head(article, at);
    // The times and addresses of a head tell it from that of a memorandum.
    head.is_some_and(|head| has_time(&head.date) || head.from.contains('@'))
        || is_attribution(text) && text.contains('@') && has_time(text)
}

/// Verbs of those who wrote, as mail programs say it in several languages.
const WROTE: [&str; 9] = ["wrote", "schrieb", "écrit", "escribió", "escreveu", "scritto", "schreef", "skrev", "writes"];

/// "On 3 May 2024 at 10:00, Ana Ruiz <ana@example.org> wrote:"
fn is_attribution(text: &str) -> bool {
    let text = text.trim();
    let closed = text.ends_with([':', '：']);
    let verb = || text.split(|c: char| !c.is_alphabetic()).any(|word| WROTE.contains(&word));
    closed && text.len() < 400 && (verb() || text.contains("写道"))
}

/// Whether this line can begin [`is_attribution`]: what stands before it is not a part of that.
pub(super) fn begins_attribution(lines: &[&str]) -> bool {
    const FIRST: [&str; 7] = ["On ", "Am ", "Le ", "El ", "Em ", "Il ", "Op "];
    lines.first().is_some_and(|line| FIRST.iter().any(|first| line.starts_with(first)))
        && (1..=lines.len().min(3)).any(|count| {
            let text = lines[..count].join(" ");
            is_attribution(&text) && text.contains(|c: char| c.is_ascii_digit())
        })
}

/// Whether no one but a mail program writes so.
fn is_certain(text: &str) -> bool {
    text.contains('@') || has_time(text)
}

/// "10:00"
fn has_time(text: &str) -> bool {
    last_time(text).is_some()
}

/// Where the last time of day ends.
fn last_time(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is = |at: usize| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        bytes[at] == b':' && at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2)
    };
    (0..bytes.len()).rev().find(|at| is(*at)).map(|at| at + 3)
}

/// Who sent an earlier mail, and when, as its head says.
#[derive(Debug, Default)]
struct Head {
    from: String,
    date: String,
}

/// The head of an earlier mail: "From:" first, then at least a date and one of the others. Programs write it as a
/// paragraph, as lines, or each line as a paragraph.
fn head(article: &Article, at: usize) -> Option<Head> {
    let last = article.blocks.get(at + 4).or(article.blocks.last())?;
    head_of(bare(&article.text[article.blocks[at].start as usize..last.end as usize]))
}

/// Without the rule before it.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '_' || c == '-' || c.is_whitespace())
}

fn head_of(text: &str) -> Option<Head> {
    const FROM: [&str; 8] = ["from", "von", "de", "da", "van", "fra", "från", "от"];
    const DATE: [&str; 11] =
        ["sent", "date", "gesendet", "datum", "envoyé", "enviado", "fecha", "data", "inviato", "verzonden", "skickat"];
    const OTHER: [&str; 14] = [
        "to",
        "an",
        "à",
        "para",
        "aan",
        "til",
        "till",
        "subject",
        "betreff",
        "objet",
        "asunto",
        "assunto",
        "oggetto",
        "onderwerp",
    ];
    let text = &text[..text.floor_char_boundary(800)];
    let mut head = Head::default();
    let (mut dates, mut others) = (0, 0);
    let mut field: Option<&mut String> = None;
    for (index, word) in text.split_whitespace().enumerate() {
        let key = word.trim_start_matches('*').trim_end_matches('*').strip_suffix(':').map(str::to_lowercase);
        let is = |keys: &[&str]| key.as_deref().is_some_and(|key| keys.contains(&key));
        if index == 0 {
            if !is(&FROM) {
                return None;
            }
            field = Some(&mut head.from);
        } else if is(&DATE) && dates == 0 {
            dates += 1;
            field = Some(&mut head.date);
        } else if is(&OTHER) {
            others += 1;
            field = None;
        } else if let Some(field) = &mut field {
            if !field.is_empty() {
                field.push(' ');
            }
            field.push_str(word.trim_matches('*'));
        }
        if dates > 0 && others > 0 && field.is_none() {
            break;
        }
    }
    (dates > 0 && others > 0).then_some(head)
}

/// "from Ana Ruiz on 3 May 2024 at 10:00", as far as an earlier mail begins with it.
fn about(text: &str) -> String {
    const MOST: usize = 120;
    let after = text.lines().next().filter(|line| is_original(line)).map_or(0, str::len);
    let text = bare(&text[after..]);
    let about = if let Some(head) = head_of(text) {
        said(&without_address(&head.from), &head.date)
    } else {
        let first = text.split("\n\n").next().unwrap_or_default();
        if is_attribution(first) { attributed(&squeezed(first)) } else { String::new() }
    };
    if about.chars().count() > MOST {
        format!("{}…", about.chars().take(MOST).collect::<String>().trim_end())
    } else {
        about
    }
}

fn said(name: &str, date: &str) -> String {
    if name.is_empty() {
        String::new()
    } else if date.is_empty() {
        format!("from {name}")
    } else {
        format!("from {name} on {date}")
    }
}

fn attributed(line: &str) -> String {
    let whole = line.trim_end_matches([':', '：', ' ']);
    let english = whole.strip_prefix("On ").and_then(|rest| rest.strip_suffix("wrote"));
    let Some(rest) = english else { return without_address(whole) };
    let year = || {
        let starts = ["20", "19"].iter().filter_map(|century| rest.rfind(century)).max()?;
        rest.get(starts..starts + 4).filter(|year| year.bytes().all(|b| b.is_ascii_digit())).map(|_| starts + 4)
    };
    let Some(end) = last_time(rest.split('<').next().unwrap_or_default()).or_else(year) else {
        return without_address(rest);
    };
    let (mut date, mut name) = rest.split_at(end);
    for zone in [":", "AM", "PM", "am", "pm", "a.m.", "p.m.", "+", "-", "UTC", "GMT", "(", "CET", "EST", "EDT"] {
        let trimmed = name.trim_start();
        if let Some(after) = trimmed.strip_prefix(zone) {
            let letters = zone.starts_with(char::is_alphabetic);
            name = after.trim_start_matches(|c: char| !letters && !c.is_whitespace() && c != ',');
            date = &rest[..rest.len() - name.len()];
        }
    }
    let name = name.trim_start_matches([',', ' ', ')']);
    said(&without_address(name), date.trim_end_matches([',', ' ']).trim())
}

/// A name without the address behind it; the address where there is no name.
fn without_address(name: &str) -> String {
    let bare = name.split(['<', '[']).next().unwrap_or_default().trim().trim_matches(['"', '\'', ',', ' ']);
    if bare.is_empty() { name.trim_matches(['<', '>', ' ', ',']).to_owned() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Format, Limits, check_extract, extract};

    /// The blocks of a mail, one a line: own ones as they are, what is folded after ">", an open quotation after "?",
    /// a signature after "-".
    fn read(subject: &str, kind: &str, body: &str) -> String {
        let head = format!(
            "From: a@h.example\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n"
        );
        let mail = format!("{head}{body}");
        check_extract(Format::Mail, mail.as_bytes());
        let article = extract(Format::Mail, mail.as_bytes(), &Limits::default()).unwrap().articles.remove(0);
        let line = |block: &Block| {
            let aside = article.asides.iter().find(|aside| aside.start <= block.start && block.end <= aside.end);
            let mark = match aside {
                None => "",
                Some(Aside { kind: AsideKind::Signature, .. }) => "- ",
                Some(Aside { folded: true, .. }) => "> ",
                Some(_) => "? ",
            };
            format!("{mark}{}", words(&article, block).replace('\n', "/"))
        };
        article.blocks.iter().skip(1).map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_answered_in_plain_mails() {
        let long = "word ".repeat(50);
        let cases = [
            (
                "It opens in May.\n\nOn Fri, 3 May 2024 at 10:00, Bo\n<bo@h.example> wrote:\n> When?\n>\n> Tell me.\n",
                "It opens in May.\n> On Fri, 3 May 2024 at 10:00, Bo <bo@h.example> wrote:\n> When?\n> Tell me.",
            ),
            ("Thanks.\nOn 3 May 2024, Bo wrote:\n> When?\n", "Thanks.\n> On 3 May 2024, Bo wrote:\n> When?"),
            ("> When?\n\nIn May.\n\n> Where?\n\nHere.\n", "? When?\nIn May.\n? Where?\nHere."),
            (&*format!("> {long}\n\nIn May.\n"), &*format!("> {}\nIn May.", long.trim_end())),
            (
                "In May.\n\n-----Original Message-----\nFrom: Bo\nSent: Friday\nTo: Ana\n\nWhen?\n",
                "In May.\n> -----Original Message-----/From: Bo/Sent: Friday/To: Ana\n> When?",
            ),
            (
                "In May.\n\n________________________________\nFrom: Bo <bo@h.example>\nSent: Friday, 10:00\nTo: Ana\nSubject: Pier\n\nWhen?\n",
                "In May.\n> ________________________________/From: Bo <bo@h.example>/Sent: Friday, 10:00/To: Ana/Subject: Pier\n> When?",
            ),
            (
                "In May.\n\nVon: Bo <bo@h.example>\nGesendet: Freitag, 10:00\nAn: Ana\nBetreff: Pier\n\nWann?\n",
                "In May.\n> Von: Bo <bo@h.example>/Gesendet: Freitag, 10:00/An: Ana/Betreff: Pier\n> Wann?",
            ),
            (
                "In May.\n\nLe ven. 3 mai 2024 à 10:00, Bo <bo@h.example> a écrit :\n\nQuand ?\n",
                "In May.\n> Le ven. 3 mai 2024 à 10:00, Bo <bo@h.example> a écrit :\n> Quand ?",
            ),
            ("In May.\n\n-- \nAna Ruiz\nPress office\n\n> When?\n", "In May.\n- Ana Ruiz/Press office\n> When?"),
            ("In May.\n\n--\nAna Ruiz\n", "In May.\n- Ana Ruiz"),
            (
                "In May.\n_______________________________________________\nPress mailing list\nhttps://h.example\n",
                "In May.\n- Press mailing list/https://h.example",
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(read("Re: Pier", "plain", body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_no_answer() {
        let memo =
            "FOR IMMEDIATE RELEASE\n\nFrom: Press Office\nDate: 3 May 2024\nTo: Editors\nSubject: Pier\n\nIt opens.\n";
        let cases = [
            (
                "Pier",
                memo,
                "FOR IMMEDIATE RELEASE\nFrom: Press Office/Date: 3 May 2024/To: Editors/Subject: Pier\nIt opens.",
            ),
            ("Pier", "On Monday the mayor wrote:\n\n\"It opens.\"\n", "On Monday the mayor wrote:\n\"It opens.\""),
            ("Pier", "She wrote it down.\n\nFrom: the harbour\n", "She wrote it down.\nFrom: the harbour"),
            ("Pier", ">From the pier one sees it.\n", "From the pier one sees it."),
            // Nothing else is in the mail.
            ("Re: Pier", "> It opens.\n> In May.\n", "It opens./In May."),
            // What is passed on is to be read.
            (
                "Fwd: Pier",
                "See below.\n\n---------- Forwarded message ---------\nFrom: Bo <bo@h.example>\nDate: Fri, 3 May 2024 at 10:00\nSubject: Pier\nTo: Ana\n\nIt opens.\n",
                "See below.\n---------- Forwarded message ---------/From: Bo <bo@h.example>/Date: Fri, 3 May 2024 at 10:00/Subject: Pier/To: Ana\nIt opens.",
            ),
            (
                "FW: Pier",
                "See below.\n\n-----Original Message-----\nFrom: Bo\nSent: Friday\nTo: Ana\n\nIt opens.\n",
                "See below.\n-----Original Message-----/From: Bo/Sent: Friday/To: Ana\nIt opens.",
            ),
            (
                "Pier",
                "See below.\n\nBegin forwarded message:\n\n> From: Bo\n>\n> It opens.\n>\n>> When?\n",
                "See below.\nBegin forwarded message:\nFrom: Bo\nIt opens.\n> When?",
            ),
        ];
        for (subject, body, expected) in cases {
            assert_eq!(read(subject, "plain", body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_answered_in_mails_with_mark_up() {
        let cases = [
            (
                "<div>In May.</div><div class=gmail_quote><div class=gmail_attr>On Fri, 3 May 2024, Bo wrote:<br></div><blockquote class=gmail_quote>When?</blockquote></div>",
                "In May.\n> On Fri, 3 May 2024, Bo wrote:\n> When?",
            ),
            (
                "<p>See below.</p><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: Bo</div><p>It opens.</p><div class=gmail_quote>On Fri, 3 May 2024, Al wrote:<blockquote>When?</blockquote></div></div>",
                "See below.\n---------- Forwarded message ---------/From: Bo\nIt opens.\n> On Fri, 3 May 2024, Al wrote:\n> When?",
            ),
            (
                "<p>In May.</p><div class=moz-cite-prefix>On 3 May 2024, Bo wrote:</div><blockquote type=cite><p>When?</blockquote><div class=moz-signature>Ana</div>",
                "In May.\n> On 3 May 2024, Bo wrote:\n> When?\n- Ana",
            ),
            (
                "<p>In May.</p><div id=x_divRplyFwdMsg><b>From:</b> Bo<br><b>Sent:</b> Friday</div><div><p>When?</p></div>",
                "In May.\n> From: Bo/Sent: Friday\n> When?",
            ),
            (
                "<p>In May.<p>&nbsp;<p><b>From:</b> Bo &lt;bo@h.example&gt;<br><b>Sent:</b> Friday, 10:00<br><b>To:</b> Ana<br><b>Subject:</b> Pier<p>When?",
                "In May.\n> From: Bo <bo@h.example>/Sent: Friday, 10:00/To: Ana/Subject: Pier\n> When?",
            ),
            (
                "<p>In May.<p>On 3 May 2024 at 10:00, Bo wrote:<blockquote>When?</blockquote>",
                "In May.\n> On 3 May 2024 at 10:00, Bo wrote:\n> When?",
            ),
            // A quotation in a newsletter is what it says.
            (
                "<p>On 3 May the mayor wrote:<blockquote>It opens.</blockquote><p>All agree.",
                "On 3 May the mayor wrote:\nIt opens.\nAll agree.",
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(read("Re: Pier", "html", body), expected, "{body}");
        }
    }

    #[test]
    fn heads_and_lines_before_quotations_tell_who_and_when() {
        let cases = [
            ("On Fri, 3 May 2024 at 10:00, Bo Lind <bo@h.example> wrote:", "from Bo Lind on Fri, 3 May 2024 at 10:00"),
            (
                "On Fri, May 3, 2024 at 10:00 AM Bo Lind <bo@h.example> wrote:",
                "from Bo Lind on Fri, May 3, 2024 at 10:00 AM",
            ),
            ("On 5/3/24 10:00 +0200, bo@h.example wrote:", "from bo@h.example on 5/3/24 10:00 +0200"),
            ("On May 3, 2024, at 9:07, Bo Lind\n<bo@h.example> wrote:", "from Bo Lind on May 3, 2024, at 9:07"),
            ("On May 3, 2024, Bo Lind wrote:", "from Bo Lind on May 3, 2024"),
            ("Am 3. Mai 2024 um 10:00 schrieb Bo Lind <bo@h.example>:", "Am 3. Mai 2024 um 10:00 schrieb Bo Lind"),
            ("Bo Lind writes:", "Bo Lind writes"),
            (
                "-----Original Message-----\nFrom: Bo Lind <bo@h.example>\nSent: Friday, May 3, 2024 10:00 AM\nTo: Ana\nSubject: Pier",
                "from Bo Lind on Friday, May 3, 2024 10:00 AM",
            ),
            ("From: Bo Lind\n\nSent: Friday, 10:00\n\nTo: Ana", "from Bo Lind on Friday, 10:00"),
            (
                "________________________________\n\nVon: Bo Lind\nGesendet: Freitag, 10:00\nAn: Ana\nBetreff: Pier",
                "from Bo Lind on Freitag, 10:00",
            ),
            ("The pier opens.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(about(text), expected, "{text}");
        }
    }
}
