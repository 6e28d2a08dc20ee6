//! The arguments, as clap reads them.

use crate::analysis::engine::models::{FILES, built_in_hashes};
use crate::load::Format;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::sync::LazyLock;

/// Name, engine and SQLite, as `--version` tells them.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\nengine {} (rules, word lists, a gazetteer and networks)\nmodels {}\nSQLite {}",
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_VERSION"),
        models(),
        crate::store::sqlite_version()
    )
});

/// The weights in the program, each with the start of its SHA-256.
fn models() -> String {
    let named = FILES.iter().zip(built_in_hashes());
    let named = named.map(|(file, hash)| format!("{file} {:.12}", hash.map_or(String::new(), |hash| hash.to_string())));
    named.collect::<Vec<_>>().join(", ")
}

/// Reads press briefings and news articles: who said what, how sure, about when.
#[derive(Debug, Parser)]
#[command(
    name = "onrecord",
    version = VERSION.as_str(),
    disable_help_subcommand = true,
    after_help = "Everything stays on this machine: onrecord has no network code.\n\
                  Exit codes: 0 all done, 1 an input failed, 2 wrong usage or configuration."
)]
pub struct Cli {
    /// What the reader opens.
    #[command(flatten)]
    pub reader: Reader,
    /// What to do instead of opening the reader.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
}

/// What the reader opens.
#[derive(Debug, Args)]
pub struct Reader {
    /// The article, or - for standard input; without it, what was read before
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The claim to open it at: +c12
    #[arg(value_name = "+cN", value_parser = claim_place)]
    pub claim: Option<usize>,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The configuration file
    #[arg(long, value_name = "PATH", global = true)]
    pub config: Option<PathBuf>,
    /// The file that keeps annotations; `doctor --store` checks it
    // Without a value only for `doctor`.
    #[arg(long, value_name = "PATH", global = true, num_args = 0..=1, default_missing_value = "",
        value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub store: Option<PathBuf>,
    /// What the input is, when the guess is wrong
    #[arg(id = "as", long, value_name = "FORMAT", global = true)]
    pub format: Option<As>,
    /// No colours, only bold, underline and the like
    #[arg(long, global = true)]
    pub no_color: bool,
}

/// Formats of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// Lines and blank lines
    Plain,
    /// Markdown
    Markdown,
    /// A web page
    Html,
    /// PDF
    Pdf,
    /// Word
    Docx,
    /// OpenDocument text
    Odt,
    /// An electronic book
    Epub,
    /// One mail
    #[value(alias = "eml")]
    Mail,
    /// A mailbox
    Mbox,
    /// RSS, Atom or JSON Feed
    #[value(aliases = ["rss", "atom"])]
    Feed,
}

impl From<As> for Format {
    fn from(format: As) -> Self {
        match format {
            As::Plain => Self::Plain,
            As::Markdown => Self::Markdown,
            As::Html => Self::Html,
            As::Pdf => Self::Pdf,
            As::Docx => Self::Docx,
            As::Odt => Self::Odt,
            As::Epub => Self::Epub,
            As::Mail => Self::Mail,
            As::Mbox => Self::Mbox,
            As::Feed => Self::Feed,
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print paragraphs and claims as plain, numbered lines
    Show {
        /// The article, or - for standard input
        #[arg(value_name = "FILE")]
        input: PathBuf,
    },
    /// Print the analysis for programs
    Analyze(Analyze),
    /// Mark a claim, and print the event's id once it is on the disk
    Annotate(Annotate),
    /// List what is marked on an article
    Annotations(Annotations),
    /// Write claims and marks for other programs and people
    Export(Export),
    /// Take in a colleague's journal, or W3C annotations made elsewhere
    Import(Import),
    /// Tell what changed between two versions of an article, claim by claim
    Diff(Diff),
    /// Tell how far readers agree on an article, and where they do not
    Agreement(Agree),
    /// List the keys
    Keys,
    /// Print or check the configuration
    Config(Config),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// Tell versions and folders, and with --store whether the store is sound
    Doctor,
}

/// What `analyze` reads and prints.
#[derive(Debug, Args)]
pub struct Analyze {
    /// Articles, or - for standard input, which is also read when none is named
    #[arg(value_name = "FILE")]
    pub inputs: Vec<PathBuf>,
    /// What the inputs are
    #[arg(long, value_enum, default_value_t = Input::Auto)]
    pub input: Input,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Output::Jsonl)]
    pub format: Output,
    /// Threads, for several articles at once or one after the other; 0 for as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub jobs: usize,
    /// Add the text itself, which is otherwise added only where it is not the input's bytes
    #[arg(long)]
    pub with_text: bool,
    /// Add to each claim why it was found: cue, rule, the network's probabilities, and whom the
    /// source means by which steps; takes several times as long
    #[arg(long)]
    pub explain: bool,
}

/// What the inputs of `analyze` are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Input {
    /// Lines of JSON where the name ends in .jsonl or .ndjson, otherwise an article
    Auto,
    /// One object a line, with "id" and "text"
    Jsonl,
}

/// What `analyze` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// One object a line
    Jsonl,
    /// One indented list
    Json,
    /// Claims in columns, for people
    Table,
}

/// What `annotate` marks.
#[derive(Debug, Args)]
pub struct Annotate {
    /// The article
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Number of the claim, from 1, as `show` prints it
    #[arg(long, value_name = "N", value_parser = claim_number)]
    pub claim: usize,
    /// verified, disputed, false, unclear, needs-source, not-checkable, a name of your own, or none
    #[arg(long, value_name = "S")]
    pub status: Option<String>,
    /// Admiralty grade: a letter A to F for the source, a digit 1 to 6 for the claim, or both
    #[arg(long, value_name = "A1", value_parser = grade)]
    pub grade: Option<Grade>,
    /// A tag to add; may be given several times
    #[arg(long = "tag", value_name = "T")]
    pub tags: Vec<String>,
    /// The note; "" removes it
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// What `annotations` prints.
#[derive(Debug, Args)]
pub struct Annotations {
    /// The article
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only the ids of the journal's events, one a line
    #[arg(long)]
    pub ids: bool,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Listing::Table)]
    pub format: Listing,
}

/// What `annotations` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// Columns, for people
    Table,
    /// One object a line
    Jsonl,
}

/// What `export` writes.
#[derive(Debug, Args)]
#[command(after_help = "Machine and human are told apart in every format. Files are written whole or not at all.")]
pub struct Export {
    /// The article, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What is written
    #[arg(long, value_enum)]
    pub format: Kind,
    /// The file to write; without it, standard output. For brat: the name of its files, without an ending
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Only claims that pass, as in the reader: "status:disputed -is:author by:ortiz words"
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub filter: Option<String>,
    /// Leave the whole article out; quotes stay
    #[arg(long)]
    pub without_text: bool,
    /// Replace what is there
    #[arg(long)]
    pub force: bool,
}

/// Formats of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Fact-check sheet for people: Markdown
    #[value(alias = "markdown")]
    Md,
    /// Fact-check sheet for spreadsheets: one row for each claim and checker
    Csv,
    /// One JSON object for each claim, with spans
    Jsonl,
    /// W3C Web Annotation collection (JSON-LD)
    W3c,
    /// brat standoff: NAME.txt, NAME.ann and annotation.conf
    Brat,
    /// schema.org ClaimReview, for claims with a verdict
    Claimreview,
    /// The text with highlights and comments
    Criticmarkup,
    /// Attributions in the schema of training corpora
    Training,
    /// All changes and their texts, for `import`
    Journal,
}

/// What `import` reads.
#[derive(Debug, Args)]
pub struct Import {
    /// A journal from `export --format journal`, or W3C annotations; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The article that it is about, where it does not say, or to tie it to your file
    #[arg(long, value_name = "ARTICLE")]
    pub on: Option<PathBuf>,
}

/// What `diff` compares.
#[derive(Debug, Args)]
#[command(after_help = "Kinds: added, dropped, speaker, negation, figure, date, weaker, stronger, reworded, moved.\n\
                        With one file: the version of it that was read last before, and the file as it is now.\n\
                        Exit codes: 0 compared, whether there are differences or not; 1 a file can't be read, or no \
                        earlier version is kept; 2 wrong usage.")]
pub struct Diff {
    /// The old version; the only file: as it is now
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The new version
    #[arg(value_name = "NEW")]
    pub new: Option<PathBuf>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Changes::Plain)]
    pub format: Changes,
}

/// What `diff` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Changes {
    /// Lines for people
    Plain,
    /// A heading, then one object for each difference
    Jsonl,
}

/// What `agreement` compares.
#[derive(Debug, Args)]
pub struct Agree {
    /// The article
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What is printed
    #[arg(long, value_enum, default_value_t = Listing::Table)]
    pub format: Listing,
}

/// What `config` does.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Config {
    /// Print the shipped configuration, with every key and its meaning
    #[arg(long)]
    pub default: bool,
    /// Check yours
    #[arg(long)]
    pub check: bool,
}

impl Annotate {
    /// Whether there is nothing to do.
    pub(super) fn says_nothing(&self) -> bool {
        self.status.is_none() && self.grade.is_none() && self.tags.is_empty() && self.note.is_none()
    }
}

/// A grade on the Admiralty scale, of which one part may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grade {
    /// The source's letter.
    pub letter: Option<crate::annotation::Reliability>,
    /// The claim's digit.
    pub digit: Option<crate::annotation::Credibility>,
}

fn grade(text: &str) -> Result<Grade, String> {
    use crate::annotation::{Credibility, Reliability};
    let letter = text.chars().next().and_then(Reliability::new);
    let rest = if letter.is_some() { &text[1..] } else { text };
    let digit = rest.parse().ok().and_then(Credibility::new).filter(|_| rest.len() == 1);
    if (letter.is_none() || !rest.is_empty()) && digit.is_none() {
        return Err("a letter A to F, a digit 1 to 6, or both, as in B2".to_owned());
    }
    Ok(Grade { letter, digit })
}

fn claim_number(text: &str) -> Result<usize, String> {
    let digits = text.strip_prefix('c').unwrap_or(text);
    digits.parse().ok().filter(|number| *number > 0).ok_or_else(|| "a number from 1".to_owned())
}

fn claim_place(text: &str) -> Result<usize, String> {
    let number = text.strip_prefix("+c").ok_or_else(|| "+c and a number, as in +c12".to_owned())?;
    claim_number(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn grades() {
        let read = |text: &str| grade(text).ok().map(|g| (g.letter.map(|l| l.letter()), g.digit.map(|d| d.digit())));
        assert_eq!(read("B2"), Some((Some('B'), Some(2))));
        assert_eq!(read("f"), Some((Some('F'), None)));
        assert_eq!(read("6"), Some((None, Some(6))));
        for wrong in ["", "G1", "A7", "A0", "12", "A12", "A+1", "é1", "1A"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
