//! Reading bytes, with limits, from what may be read.

use super::decode::{self, decode};
use super::extracted;
use super::text::{Format, Origin, Text};
use crate::base::{Error, ErrorKind, Notice, Result};
use crate::format::{Extracted, Failure, Limits, detect};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use rustix::fs::OFlags;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{ErrorKind as Io, IsTerminal, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A regular file.
    File(PathBuf),
    /// Standard input, to its end.
    Stdin,
}

/// Reads and decodes an article.
///
/// `format` overrides what the file's name says. `limit` is the largest input in MiB
/// (`limits.input` of the configuration).
///
/// # Errors
/// When `source` is no regular file (folders, FIFOs, sockets, devices), is missing,
/// unreadable, empty, larger than `limit` by its size or by the bytes that came, or holds
/// no text.
/// Also when it holds several entries.
pub fn open(source: &Source, format: Option<Format>, limit: u64, extract: Extract) -> Result<Text> {
    let mut texts = open_all(source, format, limit, extract)?;
    let count = texts.len();
    match texts.pop().filter(|_| count == 1) {
        Some(text) => Ok(text),
        None => {
            let (first, place) = match source {
                Source::File(path) => (path.to_string_lossy(), path.to_string_lossy()),
                Source::Stdin => ("FILE".into(), "standard input".into()),
            };
            let error = refused(format!("it holds {count} entries"), &format!("name one of them: {first}#1"));
            Err(error.at_place(place))
        }
    }
}

/// Files larger than this many bytes are shown by their beginning while all of them is read.
const LARGE: u64 = 2 << 20;
/// Bytes of that beginning: more than anybody reads until the rest is there.
const BEGINNING: u64 = 256 << 10;

/// The beginning of a large plain text, to be shown while [`open_told`] reads all of it. `None` where that is not
/// worth it or not safe: for files that are small or would be refused, for other formats, and where the beginning
/// alone does not tell how all of it is decoded.
#[must_use]
pub fn beginning(path: &Path, format: Option<Format>, limit: u64) -> Option<Text> {
    if !std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > LARGE) {
        return None;
    }
    let file = open_regular(path).ok()?;
    let meta = file.metadata().ok()?;
    if meta.len() <= LARGE || meta.len() > limit.saturating_mul(1 << 20) {
        return None;
    }
    let mut head = Vec::new();
    file.take(BEGINNING).read_to_end(&mut head).ok()?;
    let (name, origin) = named(path);
    if format.unwrap_or_else(|| detect(&head, &name)) != Format::Plain {
        return None;
    }
    let mut text = decode::beginning(head)?.into_text(&name, origin, Format::Plain).ok()?;
    refuse_blank(&text).ok()?;
    text.modified = modified(&meta);
    // What is said of a text is said of all of it.
    text.notices.clear();
    Some(text)
}

/// Reads and decodes a file as [`open`] does, and tells from time to time which share of its bytes was read.
///
/// # Errors
/// As [`open`].
pub fn open_told(
    path: &Path,
    format: Option<Format>,
    limit: u64,
    extract: Extract,
    told: &mut dyn FnMut(f32),
) -> Result<Text> {
    let texts = open_file(path, format, limit, extract, told).map_err(|error| error.at(path))?;
    texts.into_iter().next().ok_or_else(|| refused("it is empty", "").at(path))
}

/// Reads all articles of an input, as [`open`] does: entries of feeds and mailboxes are articles of their own.
/// `FILE#3`, where there is no such file but `FILE`, is its third entry.
///
/// # Errors
/// As [`open`], but for the number of entries.
pub fn open_all(source: &Source, format: Option<Format>, limit: u64, extract: Extract) -> Result<Vec<Text>> {
    match source {
        Source::File(path) => match entry_of(path) {
            None => open_file(path, format, limit, extract, &mut |_| {}).map_err(|error| error.at(path)),
            Some((file, number)) => {
                let texts = open_file(&file, format, limit, extract, &mut |_| {}).map_err(|error| error.at(&file))?;
                let count = texts.len();
                let text = texts.into_iter().nth(number.wrapping_sub(1)).filter(|_| count > 0);
                let missing = || refused(format!("it holds {count} entries, and no number {number}"), "").at(&file);
                Ok(vec![text.ok_or_else(missing)?])
            }
        },
        Source::Stdin => open_stdin(format, limit, extract).map_err(|error| error.at_place("standard input")),
    }
}

/// What a regular file seems to be by its beginning and its name; `None` if it can't be read.
#[must_use]
pub fn peek(path: &Path, format: Option<Format>) -> Option<Format> {
    if format.is_some() || !path.is_file() {
        return format.filter(|_| path.is_file());
    }
    let mut head = Vec::new();
    let file = open_regular(path).ok()?;
    // Files of the kernel tell no size, and some never end.
    if file.metadata().is_ok_and(|meta| meta.len() == 0) {
        return None;
    }
    file.take(1 << 16).read_to_end(&mut head).ok()?;
    Some(detect(&head, &path.file_name()?.to_string_lossy()))
}

/// The file and the number in `FILE#3`.
fn entry_of(path: &Path) -> Option<(PathBuf, usize)> {
    let (file, number) = path.to_str()?.rsplit_once('#')?;
    let number = number.parse().ok()?;
    let file = PathBuf::from(file);
    (path.symlink_metadata().is_err() && file.is_file()).then_some((file, number))
}

/// What makes text of formats that are none: [`crate::format::extract`] itself, or in a process of its own.
pub type Extract = fn(Format, &[u8], &Limits) -> std::result::Result<Extracted, Failure>;

/// Text or what is extracted of these bytes.
fn texts(
    bytes: Vec<u8>,
    name: &str,
    origin: Origin,
    format: Option<Format>,
    limit: u64,
    extract: Extract,
) -> Result<Vec<Text>> {
    let format = format.unwrap_or_else(|| detect(&bytes, name));
    if format.is_extracted() {
        let most = usize::try_from(limit.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
        let limits = Limits { text: most, ..Limits::default() };
        return extracted::texts(extract(format, &bytes, &limits), format, name, &origin);
    }
    let text = decode(bytes)?.into_text(name, origin, format)?;
    refuse_blank(&text)?;
    Ok(vec![text])
}

fn open_file(
    path: &Path,
    format: Option<Format>,
    limit: u64,
    extract: Extract,
    told: &mut dyn FnMut(f32),
) -> Result<Vec<Text>> {
    let mut file = open_regular(path)?;
    let meta = file.metadata().map_err(|error| refused(reason(&error), ""))?;
    let bytes = limit.saturating_mul(1 << 20);
    if meta.len() == 0 {
        // Also the files of /proc, which tell no size and of which some never end.
        return Err(refused("it is empty", ""));
    }
    if meta.len() > bytes {
        return Err(too_large(limit, Some(meta.len())));
    }
    let content = read(&mut file, meta.len(), bytes, limit, false, told)?;
    let changed = file.metadata().is_ok_and(|now| differs(&meta, &now)) || content.len() as u64 != meta.len();

    let (name, origin) = named(path);
    let mut texts = texts(content, &name, origin, format, limit, extract)?;
    for text in &mut texts {
        text.modified = modified(&meta);
        if changed {
            let message = "The file was being changed while it was read; open it again.";
            text.notices.push(Notice::new("file-changed", message));
        }
    }
    Ok(texts)
}

/// Opens what is a regular file, and nothing else.
fn open_regular(path: &Path) -> Result<File> {
    // Asked before opening, since opening some devices already does something.
    let before = std::fs::metadata(path).map_err(|error| not_found(path, &error))?;
    refuse_unless_regular(before.file_type())?;
    // NONBLOCK: what became a FIFO in between must not make us wait. NOCTTY: nor a terminal
    // ours.
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY).bits()).unwrap_or_default();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| refused(reason(&error), "check who may read it (`ls -l`)"))?;
    let meta = file.metadata().map_err(|error| refused(reason(&error), ""))?;
    refuse_unless_regular(meta.file_type())?;
    Ok(file)
}

/// What a file's text is called, and where it is from.
fn named(path: &Path) -> (String, Origin) {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    (name, Origin::File(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())))
}

fn open_stdin(format: Option<Format>, limit: u64, extract: Extract) -> Result<Vec<Text>> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(refused("it is the terminal", "name a file, or pipe one in: COMMAND | onrecord -"));
    }
    let content = read(&mut stdin.lock(), 0, limit.saturating_mul(1 << 20), limit, true, &mut |_| {})?;
    texts(content, "standard input", Origin::Stdin, format, limit, extract)
}

/// Reads to the end, but no more than `most` bytes. `wait` says whether to wait for a
/// stream that has nothing yet; `told` hears of the share of what is expected.
fn read(
    from: &mut impl Read,
    expected: u64,
    most: u64,
    limit: u64,
    wait: bool,
    told: &mut dyn FnMut(f32),
) -> Result<Vec<u8>> {
    /// Bytes between two tellings.
    const STEP: u64 = 4 << 20;
    let mut content = Vec::new();
    // One byte more than expected, so that the end is seen without growing.
    content
        .try_reserve_exact(usize::try_from(expected.saturating_add(1)).unwrap_or(usize::MAX))
        .map_err(|_| refused("there is not enough memory for it", ""))?;
    loop {
        let room = most.saturating_add(1) - content.len() as u64;
        match from.by_ref().take(room.min(STEP)).read_to_end(&mut content) {
            Ok(_) if content.len() as u64 > most => return Err(too_large(limit, None)),
            Ok(0) => return Ok(content),
            Ok(_) => told(content.len() as f32 / expected.max(1) as f32),
            // Another program may have set our standard input to non-blocking.
            Err(error) if error.kind() == Io::WouldBlock && wait => wait_for_stdin()?,
            Err(error) => return Err(refused(reason(&error), "")),
        }
    }
}

fn wait_for_stdin() -> Result<()> {
    let stdin = std::io::stdin();
    let mut fds = [rustix::event::PollFd::new(&stdin, rustix::event::PollFlags::IN)];
    match rustix::event::poll(&mut fds, None) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(refused(reason(&error.into()), "")),
    }
}

fn refuse_unless_regular(kind: FileType) -> Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    let (why, hint) = if kind.is_dir() {
        ("it is a folder", "name a file in it")
    } else if kind.is_fifo() {
        ("it is a pipe, which may never end", "use standard input: COMMAND | onrecord -")
    } else if kind.is_socket() {
        ("it is a socket", "name a regular file")
    } else {
        ("it is a device", "name a regular file, or use standard input: COMMAND | onrecord -")
    };
    Err(refused(why, hint))
}

fn refuse_blank(text: &Text) -> Result<()> {
    match text.content.trim() {
        "" if text.content.is_empty() => Err(refused("it is empty", "")),
        "" => Err(refused("there is nothing in it but white space", "")),
        _ => Ok(()),
    }
}

fn not_found(path: &Path, error: &std::io::Error) -> Error {
    if error.kind() != Io::NotFound {
        return refused(reason(error), "");
    }
    match std::fs::read_link(path) {
        Ok(target) => refused(format!("it is a link to {}, which does not exist", target.to_string_lossy()), ""),
        Err(_) => refused("there is no such file", "check the spelling and the folder"),
    }
}

fn too_large(limit: u64, size: Option<u64>) -> Error {
    let why = match size {
        Some(bytes) => format!("it holds {} MiB, and the limit is {limit} MiB", bytes.div_ceil(1 << 20)),
        None => format!("it holds more than the limit of {limit} MiB"),
    };
    refused(why, "raise `input` below [limits] in config.toml, or cut the file")
}

fn refused(why: impl std::fmt::Display, hint: &str) -> Error {
    Error::new(ErrorKind::Input, "cannot read the article", why).hint(hint)
}

/// The operating system's words, as a part of a sentence: without its number and capital.
fn reason(error: &std::io::Error) -> String {
    let mut words = error.to_string();
    if let Some(number) = words.find(" (os error") {
        words.truncate(number);
    }
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    words
}

fn differs(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
}

fn modified(meta: &Metadata) -> Option<Date> {
    let time = Timestamp::try_from(meta.modified().ok()?).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A folder with one file in it, and what `open` says of that file.
    fn opened(name: &str, content: &[u8]) -> (tempfile::TempDir, Result<Text>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        File::create(&path).unwrap().write_all(content).unwrap();
        let text = open(&Source::File(path), None, 1, crate::format::extract);
        (dir, text)
    }

    #[track_caller]
    fn refuses(path: &Path, why: &str) {
        let error = open(&Source::File(path.to_owned()), None, 1, crate::format::extract).unwrap_err();
        assert!(error.why.contains(why), "{error}");
        assert_eq!(error.kind, ErrorKind::Input);
        assert_eq!(error.place.as_deref(), path.to_str());
    }

    #[test]
    fn utf8_with_line_feeds_is_taken_byte_for_byte() {
        let written = "The pier reopens.\n\n\tSeñor Ruiz said so. \u{202e}\n";
        let (dir, text) = opened("pier.txt", written.as_bytes());
        let text = text.unwrap();
        assert_eq!(text.content, written);
        assert!(!text.altered);
        assert_eq!(text.hash, crate::base::Hash::of(written.as_bytes()));
        assert_eq!(text.name, "pier.txt");
        assert_eq!(text.origin, Origin::File(dir.path().join("pier.txt")));
        assert!(text.modified.is_some());
        assert_eq!(text.notices[0].code, "hidden-characters");
    }

    #[test]
    fn the_name_tells_the_format_and_can_be_overridden() {
        assert_eq!(opened("a.MD", b"x").1.unwrap().format, Format::Markdown);
        assert_eq!(opened("a.html", b"x").1.unwrap().format, Format::Plain);
        assert_eq!(opened("a.txt", b"<html><p>The pier reopens.").1.unwrap().format, Format::Html);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes");
        File::create(&path).unwrap().write_all(b"# x").unwrap();
        let text = open(&Source::File(path), Some(Format::Markdown), 1, crate::format::extract).unwrap();
        assert_eq!(text.format, Format::Markdown);
    }

    #[test]
    fn what_is_no_article_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        refuses(dir.path(), "folder");
        refuses(&path("missing.txt"), "no such file");
        std::os::unix::fs::symlink("gone", path("dangling")).unwrap();
        refuses(&path("dangling"), "a link to gone");
        std::os::unix::fs::symlink("loop", path("loop")).unwrap();
        refuses(&path("loop"), "levels of symbolic links");
        let fifo = path("fifo");
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        refuses(&fifo, "pipe");
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
        refuses(&path("socket"), "socket");
        refuses(Path::new("/dev/zero"), "device");
        File::create(path("empty")).unwrap();
        refuses(&path("empty"), "empty");
        File::create(path("blank")).unwrap().write_all(b" \n\t\r\n").unwrap();
        refuses(&path("blank"), "white space");
        File::create(path("large")).unwrap().set_len((1 << 20) + 1).unwrap();
        refuses(&path("large"), "holds 2 MiB, and the limit is 1 MiB");
        assert!(opened("just.txt", &vec![b'a'; 1 << 20]).1.is_ok());
    }

    #[test]
    fn a_stream_is_cut_off_at_the_limit() {
        let error = read(&mut std::io::repeat(b'a'), 0, 1000, 7, true, &mut |_| {}).unwrap_err();
        assert!(error.why.contains("limit of 7 MiB"), "{error}");
        assert_eq!(read(&mut &b"abc"[..], 0, 3, 1, true, &mut |_| {}).unwrap(), b"abc");
    }

    /// A file of `start`, and `rest` over again until it is large.
    fn large(dir: &tempfile::TempDir, name: &str, start: &[u8], rest: &[u8]) -> PathBuf {
        let path = dir.path().join(name);
        let mut file = File::create(&path).unwrap();
        file.write_all(start).unwrap();
        file.write_all(&rest.repeat((3 << 20) / rest.len())).unwrap();
        path
    }

    #[test]
    fn a_large_text_begins_as_all_of_it_does() {
        let dir = tempfile::tempdir().unwrap();
        for (name, start, rest) in [
            ("a.txt", "The pier\n\n", "Señor Ruiz said “no” — twice.\n\n"),
            ("b.txt", "\u{feff}The pier\r\n\r\n", "One €.\r\nTwo €.\r\n"),
            ("one line", "The pier ", "“€” "),
        ] {
            let path = large(&dir, name, start.as_bytes(), rest.as_bytes());
            let beginning = beginning(&path, None, 4).unwrap();
            let mut shares = Vec::new();
            let whole = open_told(&path, None, 4, crate::format::extract, &mut |share| shares.push(share)).unwrap();
            assert!(whole.content.starts_with(&beginning.content), "{name}");
            assert!((100_000..300_000).contains(&beginning.content.len()), "{name}: {}", beginning.content.len());
            assert_eq!((&beginning.name, &beginning.origin), (&whole.name, &whole.origin));
            assert_eq!((beginning.modified, beginning.altered), (whole.modified, whole.altered));
            assert_eq!(shares.last(), Some(&1.0));
            assert_ne!(beginning.hash, whole.hash);
        }
    }

    #[test]
    fn where_the_beginning_does_not_tell_all_of_it_is_read_first() {
        let dir = tempfile::tempdir().unwrap();
        let none = |path: &Path, format, limit| beginning(path, format, limit).is_none();
        let path = large(&dir, "a.txt", b"The pier\n", b"One more line.\n");
        assert!(!none(&path, Some(Format::Plain), 4));
        assert!(none(&path, Some(Format::Markdown), 4), "references may stand at its end");
        assert!(none(&path, None, 2), "it is refused");
        assert!(none(dir.path(), None, 4) && none(&dir.path().join("missing"), None, 4));
        assert!(none(&large(&dir, "b.html", b"<!doctype html>", b"<p>One more line."), None, 4));
        assert!(none(&large(&dir, "c.txt", b"Se\xf1or\n", b"One more line.\n"), None, 4), "its encoding is a guess");
        assert!(none(&large(&dir, "d.txt", b"\xff\xfe", b"a\0\n\0"), None, 4));
        assert!(none(&large(&dir, "e.txt", b"", b"a\0b\n"), None, 4), "it may be no text");
        assert!(none(&large(&dir, "f.txt", b"", b" \n"), None, 4));
        let small = dir.path().join("g.txt");
        File::create(&small).unwrap().write_all(b"The pier\n").unwrap();
        assert!(none(&small, None, 4));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn files_of_the_kernel_are_refused() {
        assert_eq!(peek(Path::new("/proc/kmsg"), None), None, "it would be waited for");
        refuses(Path::new("/proc/self/mem"), "empty");
        refuses(Path::new("/proc/kmsg"), "");
    }
}
