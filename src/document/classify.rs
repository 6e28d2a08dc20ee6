//! What each piece is in the whole: title, headings, datelines, turns.

use super::date::{self, Day};
use super::dateline;
use super::label::Labels;
use super::lines::{ends_with_full_stop, is_closed, is_cut};
use super::plain::{Piece, is_rule, is_stage_direction};
use super::{Document, Kind, Paragraph};
use crate::base::Span;
use crate::load::{Format, Text};
use std::sync::Arc;

/// What the head of a text says about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Meta {
    pub title: Option<Span>,
    pub day: Option<(Day, Span)>,
    pub place: Option<Span>,
    pub dateline: Option<Span>,
}

/// Makes the document of the pieces; those of Markdown come with their headings.
pub(super) fn classify(
    text: Arc<Text>,
    mut pieces: Vec<Piece>,
    concealed: Vec<Span>,
    labels: &Labels,
    mut meta: Meta,
) -> Document {
    let marked = text.format == Format::Markdown || text.structure.is_some();
    let shared = Arc::clone(&text);
    let content = shared.content.as_str();
    join_lone_labels(content, &mut pieces);
    let mut turns = 0;
    if labels.is_transcript() {
        turns = pieces.iter().position(|piece| piece.label.is_some()).unwrap_or(pieces.len());
    }
    let head_end = if labels.is_transcript() { turns } else { pieces.len() };
    let head = &mut pieces[..head_end];
    front_matter(content, head, &mut meta);
    lone_datelines(content, head, &mut meta);
    if labels.is_transcript() {
        preamble(content, head, &mut meta, marked);
    } else {
        title(content, head, &mut meta);
        if !marked {
            headings(content, head);
        }
        first_dateline(content, head, &mut meta);
    }

    let mut document = Document {
        paragraphs: pieces.iter().map(paragraph).collect(),
        title: meta.title,
        place: meta.place,
        date: None,
        date_span: None,
        date_of_file: false,
        dateline: meta.dateline,
        concealed,
        text,
    };
    if labels.is_transcript() {
        assign_turns(&mut document, &pieces, turns, labels.continued);
    }
    let named = date::in_name(&shared.name);
    let said = shared.structure.as_ref().and_then(|structure| structure.meta.date.as_ref()?.parse().ok());
    let fallback = said.or(named).or(shared.modified);
    match meta.day.and_then(|(day, span)| Some((day.resolve(fallback)?, span))) {
        Some((date, span)) => (document.date, document.date_span) = (Some(date), Some(span)),
        None => (document.date, document.date_of_file) = (fallback, said.or(named).is_none() && fallback.is_some()),
    }
    document
}

fn paragraph(piece: &Piece) -> Paragraph {
    let level = if matches!(piece.kind, Kind::Heading | Kind::List) { piece.level } else { 0 };
    Paragraph { span: piece.span, kind: piece.kind, body: piece.body, speaker: piece.label, level }
}

/// A label alone in its block belongs to the block after it.
fn join_lone_labels(content: &str, pieces: &mut Vec<Piece>) {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces.drain(..) {
        match kept.last_mut() {
            Some(last)
                if last.label.is_some()
                    && last.body.is_empty()
                    && piece.label.is_none()
                    && piece.kind == Kind::Body
                    && !is_stage_direction(piece.span.of(content)) =>
            {
                (last.span, last.body, last.single) = (last.span.join(piece.span), piece.body, false);
            }
            _ => kept.push(piece),
        }
    }
    *pieces = kept;
}

/// "Title: …", "Date: …" and the like at the very top, as in mail and wire formats.
fn front_matter(content: &str, head: &mut [Piece], meta: &mut Meta) {
    const TITLE: &[&str] = &["title", "headline", "subject"];
    const DATE: &[&str] = &["date", "published", "updated", "posted", "sent"];
    const OTHER: &[&str] = &[
        "author",
        "authors",
        "by",
        "byline",
        "source",
        "publisher",
        "url",
        "link",
        "from",
        "to",
        "cc",
        "reply-to",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "received",
        "return-path",
        "language",
        "section",
        "tags",
        "keywords",
    ];
    for piece in head.iter_mut().take_while(|piece| matches!(piece.kind, Kind::Body | Kind::Dateline)) {
        let line = piece.span.of(content);
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| key.len() <= 30) else { return };
        let is = |keys: &[&str]| keys.iter().any(|k| key.trim().eq_ignore_ascii_case(k));
        let value = Span::new(piece.span.end() - value.len(), piece.span.end()).trim(content);
        if is(TITLE) && piece.single && !value.is_empty() {
            piece.kind = if meta.title.is_none() { Kind::Title } else { Kind::Other };
            meta.title.get_or_insert(value);
            piece.body = value;
        } else if is(DATE) {
            piece.kind = Kind::Dateline;
            meta.day = meta.day.or_else(|| date::line(content, piece.span));
        } else if is(OTHER) {
            piece.kind = Kind::Other;
        } else {
            return;
        }
    }
}

/// How many pieces from the top may tell when and where.
const HEAD: usize = 8;

/// Lines that hold a date, with or without a place, or a note of the publisher.
fn lone_datelines(content: &str, head: &mut [Piece], meta: &mut Meta) {
    for piece in head.iter_mut().take(HEAD) {
        let line = piece.span.of(content);
        if piece.kind == Kind::Body && date::strip_word(line, "for immediate release").is_some() && piece.single {
            piece.kind = Kind::Other;
        }
        if !matches!(piece.kind, Kind::Body | Kind::Dateline | Kind::Other) || !piece.single {
            continue;
        }
        let found = match date::line(content, piece.span) {
            Some(day) => dateline::Dateline { place: None, day: Some(day), end: piece.span.end() },
            None => match dateline::line(content, piece.span) {
                Some(found) => found,
                None => continue,
            },
        };
        piece.kind = Kind::Dateline;
        meta.day = meta.day.or(found.day);
        meta.place = meta.place.or(found.place);
    }
}

/// The title: the first short line without a full stop, when something comes after it.
fn title(content: &str, head: &mut [Piece], meta: &mut Meta) {
    const LONGEST: usize = 180;
    const MOST_WORDS: usize = 24;
    if meta.title.is_some() {
        return;
    }
    let is_text = |piece: &Piece| !matches!(piece.kind, Kind::Dateline | Kind::Other);
    let mut texts = head.iter_mut().filter(|piece| is_text(piece));
    let Some(first) = texts.next() else { return };
    let Some(second) = texts.next() else { return };
    let line = first.span.of(content);
    let fits = line.len() <= LONGEST
        && line.split_whitespace().count() <= MOST_WORDS
        && line.chars().any(char::is_alphabetic)
        && !line.starts_with(char::is_lowercase)
        && !ends_with_full_stop(line)
        && !line.ends_with([':', ';', ',', '—', '–'])
        && !is_cut(line)
        && dateline::leading(content, first.body).is_none();
    // A title is not longer than what it stands above, unless that is a heading itself.
    let heads = second.span.len() > first.span.len() / 2 || second.kind == Kind::Heading;
    if first.kind == Kind::Body && fits && heads {
        first.kind = Kind::Title;
        meta.title = Some(first.body);
    }
}

/// Short lines that stand alone before running text, and the byline.
fn headings(content: &str, pieces: &mut [Piece]) {
    const LONGEST: usize = 90;
    const MOST_WORDS: usize = 12;
    for at in 0..pieces.len() {
        let piece = pieces[at];
        let line = piece.span.of(content);
        if piece.kind != Kind::Body || !piece.single || line.len() > LONGEST {
            continue;
        }
        if at < 5 && is_byline(line) {
            pieces[at].kind = Kind::Other;
            continue;
        }
        let words = line.split_whitespace().count();
        let letters = || line.chars().filter(|c| c.is_alphabetic());
        let fits = words <= MOST_WORDS
            && line
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘' | '\''))
            && !is_closed(line)
            && !line.ends_with([';', ',', '—', '–', '-', '"', '”'])
            && !is_cut(line)
            && letters().count() > 2
            && line.matches(',').count() < 2;
        let next = pieces.get(at + 1);
        let prose = next.is_some_and(|next| {
            let text = next.span.of(content);
            matches!(next.kind, Kind::Body | Kind::List | Kind::Quote) && text.len() > line.len() && is_closed(text)
        });
        let loud = next.is_some() && letters().all(char::is_uppercase) && words < 9;
        if fits && (prose || loud) {
            (pieces[at].kind, pieces[at].level) = (Kind::Heading, 1);
        }
    }
}

/// "By Maria Vance", "By Maria Vance and Tomas Hale, Kessin Courier".
fn is_byline(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    let mut words = names.split([' ', ',', '|', '/']).filter(|word| !word.is_empty());
    let name =
        |word: &str| word.starts_with(|c: char| c.is_uppercase()) || ["and", "in", "for", "of", "&"].contains(&word);
    !is_closed(line) && words.clone().count() <= 10 && words.next().is_some() && words.all(name)
}

/// The dateline at the start of one of the first paragraphs.
fn first_dateline(content: &str, pieces: &[Piece], meta: &mut Meta) {
    let bodies = pieces.iter().filter(|piece| piece.kind == Kind::Body).take(3);
    let mut leading = bodies.filter_map(|piece| Some((piece.body.start(), dateline::leading(content, piece.body)?)));
    if let Some((start, found)) = leading.next() {
        meta.dateline = Some(Span::new(start, found.end));
        meta.place = found.place.or(meta.place);
        // A day with its year is better than one without.
        let better = found.day.filter(|(day, _)| day.year.is_some() || meta.day.is_none());
        meta.day = better.or(meta.day);
    }
}

/// What stands before the first label of a transcript.
fn preamble(content: &str, head: &mut [Piece], meta: &mut Meta, marked: bool) {
    let mut after_place = false;
    for at in 0..head.len() {
        let introduces =
            head.get(at + 1).is_some_and(|next| next.kind == Kind::Body && is_closed(next.span.of(content)));
        let piece = &mut head[at];
        let line = piece.span.of(content);
        if !matches!(piece.kind, Kind::Body | Kind::Quote) || piece.label.is_some() {
            if piece.kind == Kind::Title {
                meta.title.get_or_insert(piece.body);
            }
            after_place = false;
            continue;
        }
        let short = piece.single && line.len() <= 200 && !ends_with_full_stop(line) && !line.ends_with(':');
        if short && is_place(line, after_place && !piece.gap) {
            piece.kind = Kind::Dateline;
            let end = line.find('(').unwrap_or(line.len());
            let place = Span::new(piece.span.start(), piece.span.start() + end).trim(content);
            if date::strip_word(line, "via").is_none() {
                meta.place.get_or_insert(place);
            }
            if let Some(open) = line.find('(') {
                let inside = Span::new(piece.span.start() + open, piece.span.end());
                meta.day = meta.day.or_else(|| date::line(content, inside));
            }
            after_place = true;
            continue;
        }
        after_place = false;
        if is_byline(line) {
            piece.kind = Kind::Other;
        } else if short
            && meta.title.is_none()
            && !marked
            && (introduces || names_an_occasion(line) || line.split(' ').count() > 4)
        {
            piece.kind = Kind::Title;
            meta.title = Some(piece.body);
        } else if short && line.len() < 80 && !is_closed(line) {
            piece.kind = Kind::Other; // who publishes it
        }
    }
}

/// Words that titles of transcripts hold.
fn names_an_occasion(line: &str) -> bool {
    const OCCASIONS: &[&str] = &[
        "briefing",
        "gaggle",
        "remarks",
        "interview",
        "statement",
        "transcript",
        "conference",
        "hearing",
        "debate",
        "readout",
        "call",
        "q&a",
        "testimony",
        "speech",
        "address",
    ];
    line.split(|c: char| !c.is_alphanumeric() && c != '&').any(|w| OCCASIONS.iter().any(|o| w.eq_ignore_ascii_case(o)))
}

/// "Aboard Air Force One", "Customs House Press Room", "Via Teleconference", "Kessin, Arland".
fn is_place(line: &str, after_place: bool) -> bool {
    const BEGIN: &[&str] = &["aboard", "on board", "via", "en route"];
    const END: &[&str] = &[
        "room",
        "house",
        "building",
        "center",
        "centre",
        "hall",
        "office",
        "garden",
        "hotel",
        "airport",
        "base",
        "lawn",
        "location",
        "auditorium",
        "theater",
        "theatre",
        "university",
        "school",
        "museum",
        "embassy",
        "palace",
        "airfield",
        "portico",
        "library",
        "ballroom",
        "headquarters",
        "ministry",
        "terminal",
        "residence",
        "stadium",
    ];
    let line = line.split(" (").next().unwrap_or(line).trim();
    if BEGIN.iter().any(|word| date::strip_word(line, word).is_some()) {
        return true;
    }
    let word =
        |w: &str| w.starts_with(char::is_uppercase) || ["of", "de", "da", "the", "la", "and", "on", "at"].contains(&w);
    let words = line.split_whitespace().count();
    if words > 10 || !line.split_whitespace().all(word) || line.contains(':') {
        return false;
    }
    let last = line.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let country = line.rsplit_once(", ").is_some_and(|(town, land)| !town.contains(',') && land.split(' ').count() < 4);
    END.contains(&last.as_str()) || !names_an_occasion(line) && (country || after_place && words < 5)
}

/// Gives each paragraph from the first label on its speaker.
fn assign_turns(document: &mut Document, pieces: &[Piece], first: usize, continued: bool) {
    let content = Arc::clone(&document.text);
    let mut speaker = None;
    let closing = |paragraph: &Paragraph| {
        let line = paragraph.span.of(&content.content);
        paragraph.kind == Kind::Dateline && (line.starts_with("END") || line.starts_with("End"))
            || paragraph.kind == Kind::Other && is_rule(line) && line.chars().any(char::is_alphanumeric)
    };
    for (paragraph, piece) in document.paragraphs.values_mut().zip(pieces).skip(first) {
        if piece.label.is_some() {
            speaker = piece.label;
            if matches!(paragraph.kind, Kind::Body | Kind::Quote | Kind::List) {
                (paragraph.kind, paragraph.level) = (Kind::Turn, 0);
            }
            continue;
        }
        match paragraph.kind {
            Kind::Body if speaker.is_some() && continued => {
                paragraph.kind = Kind::Turn;
                paragraph.speaker = speaker;
            }
            Kind::List | Kind::Quote if continued => paragraph.speaker = speaker,
            Kind::Heading => speaker = None,
            _ if closing(paragraph) => speaker = None,
            _ => {}
        }
    }
}
