//! What holds for every command: configuration, store, creator, and the article.

use super::args::Global;
use super::output::tell;
use crate::analysis::Analysis;
use crate::analysis::engine::models::{Models, choose};
use crate::base::{Error, ErrorKind, Result};
use crate::config::Config;
use crate::document::Document;
use crate::load::{Format, Source};
use crate::store::{Opened, Store, back_up};
use etcetera::BaseStrategy;
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line, the configuration and the environment say together.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configuration, as far as it is right.
    pub config: Config,
    /// What is wrong in it.
    pub config_errors: Vec<Error>,
    /// The file it was read from, or would be.
    pub config_path: Option<PathBuf>,
    /// A configuration was named that can't be read.
    pub config_missing: bool,
    /// Where annotations are kept; `None` if there is no home to keep them in.
    pub store: Option<PathBuf>,
    /// What the input is, if told.
    pub format: Option<Format>,
    /// Whether colours are unwanted (`--no-color`, `NO_COLOR`).
    pub no_color: bool,
    /// Who annotates.
    pub creator: String,
}

impl Settings {
    /// From the arguments and the environment.
    #[must_use]
    pub(super) fn of(global: &Global) -> Self {
        let folders = etcetera::choose_base_strategy().ok();
        let config_path = global
            .config
            .clone()
            .or_else(|| folders.as_ref().map(|folders| folders.config_dir().join("onrecord/config.toml")));
        let (mut config, mut config_errors) = (Config::default(), Vec::new());
        let mut config_missing = false;
        if let Some(path) = &config_path {
            let there = path.try_exists().unwrap_or(true);
            if there || global.config.is_some() {
                (config, config_errors) = Config::load(path);
                config_missing = !there;
            }
        }
        let named = global.store.clone().filter(|path| !path.as_os_str().is_empty());
        let home = folders.as_ref().map(|folders| folders.home_dir().to_owned());
        let store = named
            .or_else(|| config.store.path.as_ref().map(|path| from_home(path, home.as_deref())))
            .or_else(|| folders.as_ref().map(|folders| folders.data_dir().join("onrecord/notes.db")));
        if let Some(folder) = &config.analysis.models {
            config_errors.extend(choose_models(&from_home(folder, home.as_deref())));
        }
        let creator = Some(config.annotate.creator.trim().to_owned())
            .into_iter()
            .chain(["USER", "LOGNAME"].iter().filter_map(|name| variable(name)?.into_string().ok()))
            .find(|name| !name.trim().is_empty())
            .unwrap_or_else(|| "reader".to_owned());
        Self {
            config,
            config_errors,
            config_path,
            config_missing,
            store,
            format: global.format.map(Format::from),
            no_color: global.no_color || variable("NO_COLOR").is_some(),
            creator,
        }
    }

    /// The store, made if there is none.
    ///
    /// # Errors
    /// When it can't be opened, or there is no place for it.
    pub fn open_store(&self) -> Result<Opened> {
        let opened = Store::open(self.store_path()?)?;
        told(&opened);
        Ok(opened)
    }

    /// Makes the day's backup, if there is none yet; that it failed is told and changes nothing.
    pub(super) fn back_up(&self) {
        if let Some(path) = &self.store
            && let Err(error) = back_up(path, Timestamp::now())
        {
            tell(&error);
        }
    }

    /// The store, if there is one.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn existing_store(&self) -> Result<Option<Opened>> {
        let opened = self.store.as_deref().map_or(Ok(None), Store::open_existing)?;
        opened.iter().for_each(told);
        Ok(opened)
    }

    fn store_path(&self) -> Result<&Path> {
        self.store.as_deref().ok_or_else(|| {
            Error::new(ErrorKind::Store, "cannot open the annotations", "there is no home folder to keep them in")
                .hint("name a file with --store")
        })
    }

    /// Reads and parses an article; `-` is standard input.
    ///
    /// # Errors
    /// When it can't be read, or is refused.
    pub fn read(&self, input: &Path) -> Result<Document> {
        let source = if input == Path::new("-") { Source::Stdin } else { Source::File(input.to_owned()) };
        let text = crate::load::open(&source, self.format, self.config.limits.input, crate::term::EXTRACT)?;
        Ok(parse(text))
    }

    /// Whether a file is a feed or a mailbox, of which each entry is an article. Standard input is read as one
    /// article at a time, so it is never asked.
    pub(super) fn holds_several(&self, input: &Path) -> bool {
        crate::load::peek(input, self.format).is_some_and(|format| matches!(format, Format::Feed | Format::Mbox))
    }

    /// Reads and parses all articles of an input: the entries of a feed or mailbox are several.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_all(&self, input: &Path) -> Result<Vec<Document>> {
        let source = if input == Path::new("-") { Source::Stdin } else { Source::File(input.to_owned()) };
        let texts = crate::load::open_all(&source, self.format, self.config.limits.input, crate::term::EXTRACT)?;
        Ok(texts.into_iter().map(parse).collect())
    }
}

/// Says what came of opening the store, all but what `doctor` is asked for.
fn told(opened: &Opened) {
    for notice in opened.notices.iter().filter(|notice| notice.code != "store-shared") {
        tell(&Error::new(ErrorKind::Store, "note", &notice.message));
    }
}

/// The blocks of a text.
pub(super) fn parse(text: crate::load::Text) -> Document {
    crate::document::parse(Arc::new(text))
}

/// Everything understood about it.
pub(super) fn analyse(document: &Document) -> Analysis {
    crate::analysis::analyse(document)
}

/// Takes the weights of a folder for all analyses; tells what is wrong with them, and then those
/// of the program are used.
fn choose_models(folder: &Path) -> Option<Error> {
    /// Bytes of a file that are read, at most.
    const LARGEST: u64 = 256 << 20;
    let wrong = |why: &str| {
        Error::new(ErrorKind::Config, "cannot use the weights of [analysis] models", why)
            .at(folder)
            .hint("the weights in the program are used")
    };
    if !folder.is_dir() {
        return Some(wrong("it is no folder"));
    }
    let read = |name: &str| {
        let path = folder.join(name);
        let small = std::fs::metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST);
        small.then(|| std::fs::read(path).ok()).flatten()
    };
    match Models::of_folder(read) {
        Ok(models) => {
            choose(models);
            None
        }
        Err(why) => Some(wrong(&why)),
    }
}

/// A variable of the environment; an empty one is none.
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// `~/x` below the home folder, as people write it in configurations.
fn from_home(path: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}
