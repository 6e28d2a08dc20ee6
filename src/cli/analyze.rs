//! `analyze`: the analysis for programs.

use super::args::{Analyze, Input, Output};
use super::json::ArticleRecord;
use super::ordered::for_each_in_order;
use super::output::{Ended, Out, Outcome, tell};
use super::settings::{Settings, parse};
use super::show::who;
use crate::analysis::{Analysis, analyse_jobs};
use crate::base::{Error, ErrorKind, Result, Shown};
use crate::document::Document;
use crate::export::json;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What is printed for each article.
#[derive(Clone, Copy)]
struct Form {
    format: Output,
    with_text: bool,
    explain: bool,
    /// Columns of the terminal, if it is one.
    columns: Option<usize>,
    /// Threads for each article.
    jobs: usize,
}

/// What was made of an item.
enum Made {
    /// What is printed.
    Printed(Vec<u8>),
    /// The same of a long article, not yet written: its JSON is several times as long.
    Long(Box<Understood>),
}

/// An article to be printed.
struct Understood {
    id: String,
    document: Document,
    analysis: Analysis,
}

/// Longer articles are written straight to where they go.
const LONG: usize = 1 << 20;

/// One thing to analyse.
enum Item {
    /// A file, or `-`.
    Article(PathBuf),
    /// One of several entries of an input, with its name.
    Entry(String, Box<Document>),
    /// A line of JSON, and where it stands.
    Line(Vec<u8>, String),
    /// What could not even be read.
    Failed(Error),
}

/// Prints the analysis of each input, in order.
pub(super) fn analyze(asked: &Analyze, settings: &Settings, out: &mut Out) -> Ended {
    let inputs = if asked.inputs.is_empty() { vec![PathBuf::from("-")] } else { asked.inputs.clone() };
    let total = inputs.iter().all(|input| !is_jsonl(input, asked.input)).then_some(inputs.len());
    let jobs = match asked.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs.min(256),
    };
    // Where there are fewer articles than threads, several threads read one.
    let within = total.map_or(1, |total| jobs / total.max(1)).max(1);
    let jobs = total.map_or(jobs, |total| jobs.min(total));
    let Analyze { format, with_text, explain, .. } = *asked;
    let form = Form { format, with_text, explain, columns: out.columns, jobs: within };
    let (of_worker, of_reader) = (settings.clone(), (asked.input, settings.config.limits.input));
    let mut printer = Printer { out, form, printed: 0, failed: false };
    printer.start()?;
    let reader = settings.clone();
    let source = inputs.into_iter().flat_map(move |input| items(input, of_reader.0, of_reader.1, &reader));
    let work = move |item| made(item, &of_worker, form);
    let progress = std::cell::RefCell::new(Progress::new(total));
    let ended = for_each_in_order(
        jobs,
        source,
        work,
        |result| {
            progress.borrow_mut().clear();
            progress.borrow_mut().done += 1;
            match printer.print(result) {
                Ok(()) => ControlFlow::Continue(()),
                Err(stop) => ControlFlow::Break(stop),
            }
        },
        || progress.borrow_mut().show(),
    );
    progress.borrow_mut().clear();
    if let ControlFlow::Break(stop) = ended {
        return Err(stop);
    }
    printer.end()?;
    Ok(if printer.failed { Outcome::SomeFailed } else { Outcome::Done })
}

fn is_jsonl(input: &Path, told: Input) -> bool {
    let named = |extension: &std::ffi::OsStr| {
        extension.eq_ignore_ascii_case("jsonl") || extension.eq_ignore_ascii_case("ndjson")
    };
    told == Input::Jsonl || input.extension().is_some_and(named)
}

/// What one input consists of.
fn items(input: PathBuf, told: Input, limit: u64, settings: &Settings) -> Box<dyn Iterator<Item = Item> + Send> {
    if !is_jsonl(&input, told) {
        if !settings.holds_several(&input) {
            return Box::new(std::iter::once(Item::Article(input)));
        }
        let name = input.to_string_lossy().into_owned();
        return match settings.read_all(&input) {
            Err(error) => Box::new(std::iter::once(Item::Failed(error))),
            Ok(documents) => Box::new(
                documents
                    .into_iter()
                    .enumerate()
                    .map(move |(index, document)| Item::Entry(format!("{name}#{}", index + 1), Box::new(document))),
            ),
        };
    }
    let limit = limit.saturating_mul(1 << 20);
    if input == Path::new("-") {
        return Box::new(Lines {
            from: Some(BufReader::new(io::stdin())),
            name: "standard input".into(),
            number: 0,
            limit,
        });
    }
    let name = input.to_string_lossy().into_owned();
    let open = || -> io::Result<std::fs::File> {
        if std::fs::metadata(&input)?.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        std::fs::File::open(&input)
    };
    match open() {
        Ok(file) => Box::new(Lines { from: Some(BufReader::new(file)), name, number: 0, limit }),
        Err(error) => {
            let error = Error::new(ErrorKind::Input, "cannot read the articles", error).at(&input);
            Box::new(std::iter::once(Item::Failed(error)))
        }
    }
}

/// The lines of a stream, one at a time.
struct Lines<R> {
    /// `None` after reading has failed.
    from: Option<BufReader<R>>,
    name: String,
    number: usize,
    /// Bytes of a line, at most.
    limit: u64,
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let from = self.from.as_mut()?;
            self.number += 1;
            let place = format!("{}:{}", self.name, self.number);
            let mut line = Vec::new();
            let mut read = from.take(self.limit + 1).read_until(b'\n', &mut line);
            let too_long = line.len() as u64 > self.limit && line.last() != Some(&b'\n');
            if too_long && read.is_ok() {
                line = Vec::new();
                read = from.skip_until(b'\n');
            }
            let wrong = |why: String| Error::new(ErrorKind::Input, "cannot read a line", why).at_place(place.clone());
            match read {
                Err(error) => {
                    self.from = None;
                    return Some(Item::Failed(wrong(error.to_string())));
                }
                Ok(_) if too_long => {
                    let error = wrong(format!("it is longer than {} MiB", self.limit >> 20));
                    return Some(Item::Failed(error.hint("raise `input` below [limits] in config.toml")));
                }
                Ok(0) => return None,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(Item::Line(line, place)),
            }
        }
    }
}

/// The id and the text of a line of JSON; other keys are ignored.
fn record(line: &[u8]) -> std::result::Result<(String, String), String> {
    #[derive(serde::Deserialize)]
    struct Record {
        id: Id,
        text: String,
    }
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(serde_json::Number),
    }
    let record: Record = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let id = match record.id {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    };
    Ok((id, record.text))
}

/// What is printed for an item. Nothing stops the other items, not even an analysis that
/// panics.
fn made(item: Item, settings: &Settings, form: Form) -> Result<Made> {
    let place = match &item {
        Item::Article(path) if path != Path::new("-") => path.to_string_lossy().into_owned(),
        Item::Article(_) | Item::Failed(_) => "standard input".to_owned(),
        Item::Entry(id, _) => id.clone(),
        Item::Line(_, place) => place.clone(),
    };
    let make = || {
        let understood = understood(item, settings, form)?;
        if understood.document.content().len() > LONG {
            return Ok(Made::Long(Box::new(understood)));
        }
        let mut bytes = Vec::new();
        understood
            .write(form, &mut bytes)
            .map_err(|error| Error::new(ErrorKind::Output, "cannot write the analysis", error))?;
        Ok(Made::Printed(bytes))
    };
    catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| {
        let why = "the analysis stopped; this is a mistake of onrecord's";
        Err(Error::new(ErrorKind::Input, "cannot analyse the article", why).at_place(place))
    })
}

fn understood(item: Item, settings: &Settings, form: Form) -> Result<Understood> {
    let (id, document) = match item {
        Item::Failed(error) => return Err(error),
        Item::Article(path) => (path.to_string_lossy().into_owned(), settings.read(&path)?),
        Item::Entry(id, document) => (id, *document),
        Item::Line(line, place) => {
            let wrong = |why: String| Error::new(ErrorKind::Input, "cannot read a line", why).at_place(&place);
            let (id, text) =
                record(&line).map_err(|why| wrong(why).hint("a line is an object with \"id\" and \"text\""))?;
            let mut text = crate::load::record(&id, text).map_err(|error| error.at_place(&place))?;
            if let Some(format) = settings.format {
                text.format = format;
            }
            (id, parse(text))
        }
    };
    let analysis = analyse_jobs(&document, form.explain, form.jobs);
    Ok(Understood { id, document, analysis })
}

impl Understood {
    fn write(&self, form: Form, out: &mut impl Write) -> io::Result<()> {
        let Self { id, document, analysis } = self;
        let record = || {
            let record = ArticleRecord::new(id, document, analysis, form.with_text);
            if form.explain { record.explained(analysis) } else { record }
        };
        match form.format {
            Output::Jsonl => json::compact(out, &record())?,
            Output::Json => json::indented(out, &record())?,
            Output::Table => out.write_all(table(id, document, analysis, form.columns).as_bytes())?,
        }
        Ok(())
    }
}

/// Claims in columns. The content comes last and is cut where there is a terminal's edge.
fn table(id: &str, document: &Document, analysis: &Analysis, columns: Option<usize>) -> String {
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(73).max(20));
    let mut lines = format!("{}\n", Shown::from(id));
    let rows = analysis.claims.iter().map(|(id, claim)| {
        let cells = [who(document, analysis, claim), document.words(&claim.cue)];
        let [who, cue] = cells.map(|cell| Shown::from(cell.as_str()));
        let content = Shown::from(document.words(&claim.content).as_str()).cut(room);
        (id.to_string(), who.cut(28), cue.cut(20), claim.certainty.name(), content)
    });
    for (id, who, cue, certainty, content) in rows {
        let pad = |shown: &Shown, width: usize| " ".repeat(width.saturating_sub(shown.width()));
        let (after_who, after_cue) = (pad(&who, 28), pad(&cue, 20));
        lines.push_str(&format!("{id:<6} {who}{after_who}  {cue}{after_cue}  {certainty:<11}  {content}\n"));
    }
    lines
}

/// Prints results in their order.
struct Printer<'o> {
    out: &'o mut Out,
    form: Form,
    printed: usize,
    failed: bool,
}

impl Printer<'_> {
    fn start(&mut self) -> Ended<()> {
        if self.form.format == Output::Json {
            self.out.write_all(b"[")?;
        }
        Ok(())
    }

    fn print(&mut self, result: Result<Made>) -> Ended<()> {
        match result {
            Ok(made) => {
                let separator: &[u8] = match (self.form.format, self.printed) {
                    (Output::Json, 0) => b"\n",
                    (Output::Json, _) => b",\n",
                    (Output::Table, 1..) => b"\n",
                    _ => b"",
                };
                self.out.write_all(separator)?;
                match made {
                    Made::Printed(bytes) => self.out.write_all(&bytes)?,
                    Made::Long(understood) => understood.write(self.form, self.out)?,
                }
                if self.form.format == Output::Jsonl {
                    // At once: what reads us may be waiting for this line.
                    self.out.write_all(b"\n")?;
                    self.out.flush()?;
                }
                self.printed += 1;
            }
            Err(error) => {
                self.failed = true;
                tell(&error);
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Ended<()> {
        if self.form.format == Output::Json {
            self.out.write_all(b"\n]\n")?;
        }
        Ok(())
    }
}

/// "12 of 40 articles" on standard error, when it is a terminal and it takes long.
struct Progress {
    wanted: bool,
    start: Instant,
    total: Option<usize>,
    done: usize,
    /// Columns of what stands there.
    shown: usize,
}

impl Progress {
    /// From when on waiting people want to know.
    const AFTER: Duration = Duration::from_millis(500);

    fn new(total: Option<usize>) -> Self {
        Self { wanted: io::stderr().is_terminal(), start: Instant::now(), total, done: 0, shown: 0 }
    }

    fn show(&mut self) {
        if !self.wanted || self.start.elapsed() < Self::AFTER {
            return;
        }
        let of = self.total.map(|total| format!(" of {total}")).unwrap_or_default();
        let line = format!("{}{of} analysed, {} s", self.done, self.start.elapsed().as_secs());
        let _ = write!(io::stderr(), "\r{line:<0$}", self.shown);
        self.shown = line.len();
    }

    fn clear(&mut self) {
        if self.shown > 0 {
            let _ = write!(io::stderr(), "\r{:1$}\r", "", self.shown);
            self.shown = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stream: &[u8]) -> Vec<String> {
        let lines = Lines { from: Some(BufReader::new(stream)), name: "s".into(), number: 0, limit: 8 };
        lines
            .map(|item| match item {
                Item::Line(line, place) => format!("{place} {}", String::from_utf8_lossy(&line).trim_end()),
                Item::Failed(error) => error.to_string(),
                Item::Entry(id, _) => id,
                Item::Article(path) => path.display().to_string(),
            })
            .collect()
    }

    #[test]
    fn lines_are_numbered_and_limited() {
        assert_eq!(told(b"a\n\n  \nb"), ["s:1 a", "s:4 b"]);
        assert_eq!(
            told(b"12345678\n123456789\nc\n"),
            [
                "s:1 12345678",
                "cannot read a line (s:2): it is longer than 0 MiB; raise `input` below [limits] in config.toml",
                "s:3 c"
            ]
        );
        assert_eq!(told(b"1234567890123").len(), 1);
        assert_eq!(told(b""), Vec::<String>::new());
    }

    #[test]
    fn records() {
        assert_eq!(record(br#"{"text": "t", "id": "a", "x": [1]}"#), Ok(("a".into(), "t".into())));
        assert_eq!(record(br#"{"id": 7, "text": ""}"#), Ok(("7".into(), String::new())));
        for wrong in ["{", "[]", "{\"id\": \"a\"}", "{\"text\": \"a\"}", "{\"id\": \"a\", \"text\": 3}", "\u{feff}"] {
            assert!(record(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
