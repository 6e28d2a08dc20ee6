//! From the bytes of a web page, a PDF, an office file, a book, a mail or a feed to plain text with its blocks.
//!
//! **Invariants:** [`detect`] and [`extract`] are pure: the same bytes give the same [`Extracted`], which is plain
//! owned data that can cross the border of a process; nothing is read, fetched, executed or unpacked to disk;
//! no entity but the predefined ones is expanded; every reader counts what it unpacks and how deep it goes
//! ([`Limits`]). Texts have LF line ends, blocks lie on character borders, in order and apart
//! ([`check_extract`]). A parser of someone else's may still panic or overflow the stack on hostile bytes,
//! which is why the program runs [`extract`] in a process of its own. **Deliberately absent:** what a block means
//! in a briefing (`document`).

mod builder;
mod charset;
mod container;
mod date;
mod detect;
mod docx;
mod epub;
mod feed;
mod flow;
mod html;
mod mail;
mod odt;
mod pdf;
mod replies;
mod xml;

pub use detect::detect;

use serde::{Deserialize, Serialize};

/// What an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Lines and blank lines.
    #[default]
    Plain,
    /// Markdown: headings, quotes, lists; its markup is concealed on the screen.
    Markdown,
    /// A web page: its article.
    Html,
    /// PDF.
    Pdf,
    /// Word (Office Open XML).
    Docx,
    /// OpenDocument text.
    Odt,
    /// An electronic book.
    Epub,
    /// One mail.
    Mail,
    /// A mailbox: several mails.
    Mbox,
    /// RSS, Atom or JSON Feed: several entries.
    Feed,
}

impl Format {
    /// What people call it, with its article.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain text",
            Self::Markdown => "Markdown",
            Self::Html => "a web page",
            Self::Pdf => "a PDF document",
            Self::Docx => "a Word document",
            Self::Odt => "an OpenDocument text",
            Self::Epub => "an EPUB book",
            Self::Mail => "a mail",
            Self::Mbox => "a mailbox",
            Self::Feed => "a feed",
        }
    }

    /// Whether it has to go through [`extract`]; the others are text already.
    #[must_use]
    pub const fn is_extracted(self) -> bool {
        !matches!(self, Self::Plain | Self::Markdown)
    }
}

/// How much a reader may unpack and build before it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of text that are made, over all entries.
    pub text: usize,
    /// Bytes that one compressed part may unpack to.
    pub part: u64,
    /// Bytes that all compressed parts together may unpack to.
    pub unpacked: u64,
    /// Parts of a container, entries of a feed or mailbox, pages.
    pub parts: usize,
    /// Nesting of elements; what is deeper is kept as text, flat.
    pub depth: usize,
}

impl Default for Limits {
    /// 64 MiB of text and of one part, 256 MiB in all, 10,000 parts; 512 levels as in browsers.
    fn default() -> Self {
        Self { text: 64 << 20, part: 64 << 20, unpacked: 256 << 20, parts: 10_000, depth: 512 }
    }
}

/// What was found in an input: one article, or several to pick from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// In the order of the input; never empty. Only [`Format::Feed`] and [`Format::Mbox`] have more than one.
    pub articles: Vec<Article>,
}

/// One text with its blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The text: blocks apart by blank lines, LF line ends.
    pub text: String,
    /// What stands where in `text`, in order and apart. Everything but white space is in one.
    pub blocks: Vec<Block>,
    /// What the input says about itself.
    pub meta: Meta,
    /// Where pages begin, in order; empty where there are none.
    pub pages: Vec<Page>,
    /// What a reader should know: a stable word for programs and a sentence for people.
    pub notices: Vec<Said>,
    /// Names of attached files, as the input gives them. Untrusted, as all of this.
    pub attachments: Vec<String>,
    /// What is there and is not said in it, in order and apart, from the start of a block to the end of one.
    pub asides: Vec<Aside>,
}

/// A part of a text that its writer does not say in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// What it is.
    pub kind: AsideKind,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether it is folded until a reader asks for it.
    pub folded: bool,
    /// Whose it is and when it was written, for people: "from Ana Ruiz on 3 May". May be empty. Untrusted.
    pub about: String,
}

/// What an [`Aside`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsideKind {
    /// An earlier mail that is answered.
    Earlier,
    /// What stands below a mail: who wrote it, the list that it came by.
    Signature,
}

/// One block of an [`Article`]'s text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Nesting of headings, lists and quotes, from 1; 0 elsewhere.
    pub level: u8,
}

/// What a block is by its mark-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The title of the article.
    Title,
    /// A heading inside it.
    Heading,
    /// Running text.
    Body,
    /// A quotation, or the mail that is answered.
    Quote,
    /// One item of a list.
    List,
    /// One row of a table, its cells apart by " | ".
    Row,
    /// Captions, preformatted text, rules, notes.
    Other,
}

/// What an input says about itself. All of it is untrusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The title; it also stands in the text, as its [`BlockKind::Title`], where there is one.
    pub title: Option<String>,
    /// Who wrote or sent it.
    pub byline: Option<String>,
    /// The day it was published or sent, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Who published it: newspaper, site, feed.
    pub outlet: Option<String>,
    /// Where it says it stands.
    pub address: Option<String>,
}

/// The start of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// First byte of its text.
    pub start: u32,
    /// Its number, from 1, as programs that show pages count.
    pub number: u32,
}

/// Something worth saying that is no failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// One of [`CODES`].
    pub code: String,
    /// One sentence for people. May quote content.
    pub message: String,
}

/// The words that [`Said::code`] may be.
pub const CODES: [&str; 10] = [
    "hidden-text",
    "earlier-mail",
    "attachments",
    "tracked-changes",
    "encoding",
    "cut-off",
    "comments",
    "pages",
    "entries",
    "recognised",
];

/// Why nothing could be made of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The reason, as a part of a sentence.
    pub why: String,
    /// What to try; may be empty.
    pub hint: String,
}

impl Failure {
    pub(crate) fn new(why: impl Into<String>, hint: &str) -> Self {
        Self { why: why.into(), hint: hint.to_owned() }
    }
}

/// The text of an input of this format, with its blocks. [`Format::Plain`] and [`Format::Markdown`] have nothing
/// to extract and are refused.
///
/// # Errors
/// When the bytes are not what `format` says, are damaged, locked, too large, or hold no text.
pub fn extract(format: Format, bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    match format {
        Format::Html => html::extract(bytes, limits),
        Format::Pdf => pdf::extract(bytes, limits),
        Format::Docx => docx::extract(bytes, limits),
        Format::Odt => odt::extract(bytes, limits),
        Format::Epub => epub::extract(bytes, limits),
        Format::Mail => mail::extract(bytes, limits),
        Format::Mbox => mail::mailbox(bytes, limits),
        Format::Feed => feed::extract(bytes, limits),
        Format::Plain | Format::Markdown => Err(Failure::new("it is text already", "")),
    }
}

/// What must hold for all bytes; shared by the property tests and the fuzz targets.
///
/// # Panics
/// When blocks overlap, cut characters, or leave text out, or a limit is not held.
pub fn check_extract(format: Format, bytes: &[u8]) {
    let limits = Limits { text: 1 << 20, part: 1 << 22, unpacked: 1 << 23, parts: 500, depth: 64 };
    let Ok(extracted) = extract(format, bytes, &limits) else { return };
    assert!(!extracted.articles.is_empty(), "no articles and no failure");
    let total: usize = extracted.articles.iter().map(|article| article.text.len()).sum();
    assert!(total <= limits.text, "{total} bytes of text");
    for article in &extracted.articles {
        assert!(!article.text.contains('\r'), "a CR is left");
        let mut done = 0;
        for block in &article.blocks {
            let (start, end) = (block.start as usize, block.end as usize);
            assert!(done <= start && start < end, "blocks overlap or are empty: {done} {start} {end}");
            let between = article.text.get(done..start);
            assert!(between.is_some_and(|between| between.trim().is_empty()), "text between blocks: {between:?}");
            assert!(article.text.get(start..end).is_some_and(|t| !t.trim().is_empty()), "a block cuts a character");
            done = end;
        }
        assert!(article.text[done..].trim().is_empty(), "text after the last block");
        assert!(article.pages.is_sorted_by(|a, b| a.start <= b.start && a.number < b.number), "pages out of order");
        assert!(article.pages.iter().all(|page| article.text.is_char_boundary(page.start as usize)));
        let starts = |byte: u32| article.blocks.iter().any(|block| block.start == byte);
        let ends = |byte: u32| article.blocks.iter().any(|block| block.end == byte);
        assert!(article.asides.iter().all(|aside| starts(aside.start) && ends(aside.end)), "an aside cuts a block");
        assert!(article.asides.is_sorted_by(|a, b| a.end <= b.start), "asides overlap");
        assert!(article.notices.iter().all(|said| CODES.contains(&said.code.as_str())), "an unknown code");
    }
}

#[cfg(test)]
mod tests;
