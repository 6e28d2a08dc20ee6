//! Reading `config.toml`: the user's keys, one by one, over the shipped ones.
//!
//! The shipped file says which keys exist, the types of [`Config`] what each may hold. A
//! user's key is put into the shipped table and the whole is deserialized; if that fails,
//! the error belongs to this key and the key is left out.

use super::theme::{Role, Style, Theme};
use super::{Binding, Config, Digits, Keys, Limits, Preset, Programs, Reading, Store, View};
use crate::base::{Error, ErrorKind};
use serde::de::{IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Bytes of a configuration file that are read, at most.
const LARGEST: u64 = 1 << 20;

/// What the shipped file holds: every key is a field and every field is a key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    view: View,
    reading: Reading,
    keys: ShapeKeys,
    annotate: super::Annotate,
    analysis: super::Analysis,
    store: Store,
    programs: Programs,
    limits: Limits,
    #[serde(rename = "themes")]
    _themes: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeKeys {
    preset: Preset,
    digits: Digits,
    #[serde(rename = "bind")]
    _bind: BTreeMap<String, toml::Value>,
}

/// `[annotate]` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Annotate {
    creator: String,
    #[serde(rename = "status-8")]
    status_8: String,
    #[serde(rename = "status-9")]
    status_9: String,
}

impl From<Annotate> for super::Annotate {
    fn from(written: Annotate) -> Self {
        Self { creator: written.creator, custom: [written.status_8, written.status_9] }
    }
}

/// A whole number from `MIN` to `MAX`, both included.
pub(super) fn whole<'de, const MIN: u64, const MAX: u64, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    struct Whole<const MIN: u64, const MAX: u64>;
    impl<const MIN: u64, const MAX: u64> Visitor<'_> for Whole<MIN, MAX> {
        type Value = u64;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a whole number from {MIN} to {MAX}")
        }
        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<u64, E> {
            let wrong = || E::invalid_value(serde::de::Unexpected::Signed(number), &self);
            u64::try_from(number).ok().filter(|n| (MIN..=MAX).contains(n)).ok_or_else(wrong)
        }
        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<u64, E> {
            let wrong = || E::invalid_value(serde::de::Unexpected::Unsigned(number), &self);
            Some(number).filter(|n| (MIN..=MAX).contains(n)).ok_or_else(wrong)
        }
    }
    let number = deserializer.deserialize_u64(Whole::<MIN, MAX>)?;
    T::try_from(number).map_err(|_| serde::de::Error::custom("out of range"))
}

/// A path; "" is none.
pub(super) fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(Some(PathBuf::from(text)).filter(|path| !path.as_os_str().is_empty()))
}

/// See [`Config::load`].
pub(super) fn load(path: &Path) -> (Config, Vec<Error>) {
    match read(path) {
        Ok(text) => parse(&text, &path.to_string_lossy()),
        Err(error) => (Config::default(), vec![error]),
    }
}

fn read(path: &Path) -> Result<String, Error> {
    let wrong = |why: &dyn fmt::Display| Error::new(ErrorKind::Config, "cannot read the configuration", why).at(path);
    // Asked before opening: opening a FIFO would wait for ever.
    if !std::fs::metadata(path).map_err(|error| wrong(&error))?.is_file() {
        return Err(wrong(&"it is no regular file"));
    }
    let file = std::fs::File::open(path).map_err(|error| wrong(&error))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| wrong(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(wrong(&"it is larger than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|error| wrong(&error.utf8_error()).hint("save it as UTF-8"))
}

/// See [`Config::parse`].
pub(super) fn parse(text: &str, place: &str) -> (Config, Vec<Error>) {
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut reader = Reader { text, place, lines, broken: Vec::new(), errors: Vec::new() };
    let config = reader.read();
    (config, reader.errors)
}

/// A theme of the user's, as far as it could be read.
struct Written {
    name: String,
    base: Option<Spanned<String>>,
    styles: Vec<(Role, Style)>,
}

struct Reader<'t> {
    text: &'t str,
    place: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Where the file is no TOML; what the parser made of such a place doesn't count.
    broken: Vec<usize>,
    errors: Vec<Error>,
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Config {
        let mut tables = shipped();
        let (user, broken) = DeTable::parse_recoverable(self.text);
        for error in broken {
            let at = error.span().unwrap_or(0..0);
            self.broken.push(at.start);
            self.wrong("cannot read the configuration", &at, error.message(), "");
        }
        let (mut bind, mut themes) = (Vec::new(), BTreeMap::new());
        for (name, value) in in_order(user.into_inner()) {
            let section = name.get_ref().as_ref();
            let Some(known) = tables.get(section).and_then(|table| table.get_ref().as_table()) else {
                let known = tables.keys().map(|key| key.get_ref().as_ref());
                let hint = meant(section, known, "sections");
                self.wrong(&format!("unknown section [{section}]"), &name.span(), "there is no such section", &hint);
                continue;
            };
            let known: Vec<String> = known.keys().map(|key| key.get_ref().to_string()).collect();
            let Some(entries) = self.table(&format!("[{section}]"), value) else { continue };
            if section == "themes" {
                themes = self.themes(entries);
                continue;
            }
            for (key, value) in in_order(entries) {
                if (section, key.get_ref().as_ref()) == ("keys", "bind") {
                    if let Some(entries) = self.table("[keys.bind]", value) {
                        bind = self.bindings(entries);
                    }
                    continue;
                }
                self.set(&mut tables, section, &known, key, value);
            }
        }
        let shape = shape(tables).unwrap_or_else(|error| unreachable!("checked key by key: {error}"));
        let mut config = Config {
            view: shape.view,
            reading: shape.reading,
            keys: Keys { preset: shape.keys.preset, digits: shape.keys.digits, bind },
            annotate: shape.annotate,
            analysis: shape.analysis,
            store: shape.store,
            programs: shape.programs,
            limits: shape.limits,
            themes,
        };
        self.check_theme(&mut config);
        config
    }

    /// Puts one key of the user into `tables`, if it is right.
    fn set(
        &mut self,
        tables: &mut DeTable<'t>,
        section: &str,
        known: &[String],
        key: Spanned<std::borrow::Cow<'t, str>>,
        value: Spanned<DeValue<'t>>,
    ) {
        let name = format!("{section}.{}", key.get_ref());
        if !known.iter().any(|known| known == key.get_ref().as_ref()) {
            let hint = meant(key.get_ref(), known.iter().map(String::as_str), "keys here");
            let why = format!("[{section}] has no such key");
            return self.wrong(&format!("unknown setting {name}"), &key.span(), &why, &hint);
        }
        let at = value.span();
        if self.broken.iter().any(|broken| at.contains(broken) || self.line(*broken) == self.line(at.start)) {
            return;
        }
        let mut tried = tables.clone();
        if let Some(DeValue::Table(table)) = tried.get_mut(section).map(Spanned::get_mut) {
            table.remove(key.get_ref().as_ref());
            table.insert(key, value);
        }
        match shape(tried.clone()) {
            Ok(_) => *tables = tried,
            Err(error) => {
                let (why, hint) = explain(error.message());
                self.wrong(&format!("cannot use {name}"), &at, &why, &hint);
            }
        }
    }

    fn bindings(&mut self, entries: DeTable<'t>) -> Vec<Binding> {
        let mut bindings = Vec::new();
        for (command, value) in in_order(entries) {
            let at = value.span();
            let keys: Option<Vec<String>> = match value.into_inner() {
                DeValue::String(key) => Some(vec![key.into_owned()]),
                DeValue::Array(keys) => {
                    keys.iter().map(|key| key.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
                }
                _ => None,
            };
            let Some(mut keys) = keys else {
                let what = format!("cannot use keys.bind.{}", command.get_ref());
                self.wrong(&what, &at, "this is no key", "use a key or a list of keys in quotes; \"\" unbinds");
                continue;
            };
            keys.retain(|key| !key.is_empty());
            let place = self.place_of(&command.span());
            bindings.push(Binding { command: command.get_ref().to_string(), keys, place });
        }
        bindings
    }

    fn themes(&mut self, entries: DeTable<'t>) -> BTreeMap<String, Theme> {
        let mut written = Vec::new();
        for (name, value) in in_order(entries) {
            let name = name.get_ref().to_string();
            let Some(roles) = self.table(&format!("[themes.{name}]"), value) else { continue };
            let (mut base, mut styles) = (None, Vec::new());
            for (key, value) in in_order(roles) {
                let what = format!("themes.{name}.{}", key.get_ref());
                let at = value.span();
                let Some(text) = value.get_ref().as_str() else {
                    self.wrong(&format!("cannot use {what}"), &at, "it is no text", "put it in quotes");
                    continue;
                };
                if key.get_ref() == "base" {
                    base = Some(Spanned::new(at, text.to_owned()));
                } else if let Some(role) = Role::from_name(key.get_ref()) {
                    match text.parse::<Style>() {
                        Ok(style) => styles.push((role, style)),
                        Err(error) => {
                            let hint = error.meant.as_ref().map_or_else(
                                || {
                                    "use a colour's name, 0 to 255, #rrggbb, bold, dim, italic, underline, reversed"
                                        .into()
                                },
                                |meant| format!("did you mean \"{meant}\"?"),
                            );
                            self.wrong(&format!("cannot use {what}"), &at, &error.to_string(), &hint);
                        }
                    }
                } else {
                    let hint = meant(key.get_ref(), Role::ALL.iter().map(|role| role.name()), "roles");
                    self.wrong(&format!("unknown role {what}"), &key.span(), "themes have no such role", &hint);
                }
            }
            written.push(Written { name, base, styles });
        }
        self.resolve(written)
    }

    /// Puts each theme over its base; bases may be each other's, but not in a circle.
    fn resolve(&mut self, mut written: Vec<Written>) -> BTreeMap<String, Theme> {
        let mut themes: BTreeMap<String, Theme> = BTreeMap::new();
        let names: Vec<String> = written.iter().map(|theme| theme.name.clone()).collect();
        loop {
            let before = written.len();
            written.retain(|Written { name, base, styles }| {
                let base = base.as_ref().map_or("dark", |base| base.get_ref().as_str());
                // A theme that has the name of its base is a changed built-in one.
                let own = names.iter().any(|other| other == base) && base != name;
                let found = if own { themes.get(base).cloned() } else { Theme::built_in(base) };
                let Some(mut theme) = found else { return true };
                styles.iter().for_each(|(role, style)| theme.set(*role, *style));
                themes.insert(name.clone(), theme);
                false
            });
            if written.len() == before {
                break;
            }
        }
        for Written { name, base, .. } in &written {
            let Some(base) = base else { continue };
            let known: Vec<&str> = Theme::BUILT_IN.iter().copied().chain(names.iter().map(String::as_str)).collect();
            let why = if known.contains(&base.get_ref().as_str()) {
                "its base rests on itself or on a theme that can't be used".to_owned()
            } else {
                format!("there is no theme \"{}\"", base.get_ref())
            };
            let hint = meant(base.get_ref(), known.into_iter().filter(|known| known != name), "themes");
            self.wrong(&format!("cannot use themes.{name}"), &base.span(), &why, &hint);
        }
        themes
    }

    fn check_theme(&mut self, config: &mut Config) {
        let name = config.view.theme.clone();
        if name == "auto" || config.theme(&name).is_some() {
            return;
        }
        // Parsed again only to find where it stands.
        let (user, _) = DeTable::parse_recoverable(self.text);
        let view = user.get_ref().get("view").and_then(|view| view.get_ref().as_table());
        let at = view.and_then(|view| view.get("theme")).map_or(0..0, Spanned::span);
        let known: Vec<String> = ["auto"]
            .iter()
            .chain(&Theme::BUILT_IN)
            .map(|known| (*known).to_owned())
            .chain(config.themes.keys().cloned())
            .collect();
        let hint = meant(&name, known.iter().map(String::as_str), "themes");
        self.wrong("cannot use view.theme", &at, &format!("there is no theme \"{name}\""), &hint);
        "auto".clone_into(&mut config.view.theme);
    }

    fn table(&mut self, name: &str, value: Spanned<DeValue<'t>>) -> Option<DeTable<'t>> {
        let at = value.span();
        if let DeValue::Table(table) = value.into_inner() {
            return Some(table);
        }
        self.wrong(&format!("cannot use {}", name.trim_matches(['[', ']'])), &at, &format!("{name} is a section"), "");
        None
    }

    fn wrong(&mut self, what: &str, at: &Range<usize>, why: &str, hint: &str) {
        let error = Error::new(ErrorKind::Config, what, why).at_place(self.place_of(at)).hint(hint);
        self.errors.push(error);
    }

    /// The number of the line around a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// `file:line:column`, both from 1, columns in characters.
    fn place_of(&self, at: &Range<usize>) -> String {
        let start = self.text.floor_char_boundary(at.start);
        let line = self.line(start);
        let column = self.text[self.lines[line - 1]..start].chars().count() + 1;
        format!("{}:{line}:{column}", self.place)
    }
}

/// The shipped file, parsed. A test reads it, so it always is complete.
fn shipped<'t>() -> DeTable<'t> {
    DeTable::parse_recoverable(Config::DEFAULT).0.into_inner()
}

fn shape(tables: DeTable<'_>) -> Result<Shape, toml::de::Error> {
    Shape::deserialize(Spanned::new(0..0, tables).into_deserializer())
}

/// Entries in the order of the file, so that messages and keys come in it too.
fn in_order<'t>(table: DeTable<'t>) -> Vec<(Spanned<std::borrow::Cow<'t, str>>, Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// What serde says, as reason and advice.
fn explain(message: &str) -> (String, String) {
    let Some((got, allowed)) = message.split_once(", expected ") else {
        return (message.to_owned(), String::new());
    };
    let got = got.trim_start_matches("unknown variant ").replace('`', "\"");
    let allowed = allowed.trim_start_matches("one of ").replace('`', "\"");
    let allowed = match allowed.as_str() {
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        other => other,
    };
    let words = allowed.split('"').skip(1).step_by(2);
    let nearest = got.split('"').nth(1).and_then(|got| nearest(got, words));
    let mut hint = format!("use {allowed}");
    if let Some(word) = nearest {
        hint.push_str(&format!(" (did you mean \"{word}\"?)"));
    }
    (got, hint)
}

/// "did you mean", or what there is.
fn meant<'k>(word: &str, known: impl Iterator<Item = &'k str>, kind: &str) -> String {
    let known: Vec<&str> = known.collect();
    nearest(word, known.iter().copied())
        .map_or_else(|| format!("{kind}: {}", known.join(", ")), |found| format!("did you mean \"{found}\"?"))
}

/// The known word that `word` was probably meant to be: at least 0.7 by Jaro-Winkler, where
/// one wrong or exchanged letter in five gives about 0.9 and unrelated words less than 0.6.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|known| (strsim::jaro_winkler(word, known), known))
        .filter(|(score, _)| *score >= 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests;
