//! The table's keys merged with the user's.

use super::key::{Key, Sequence};
use super::table::{COMMANDS, Command, Scope, by_name};
use crate::base::{Error, ErrorKind};
use crate::config::{Digits, Keys, Preset};

/// Which key sequences run which commands.
#[derive(Clone, Debug)]
pub struct Keymap {
    /// In the order of the table, the user's keys first for each command.
    bound: Vec<(Sequence, &'static Command)>,
}

/// What a sequence of keys means in some scope.
#[derive(Clone, Debug)]
pub enum Found {
    /// It runs this command.
    Command(&'static Command),
    /// It begins these: the next key, and the command of one whole sequence.
    Prefix(Vec<(Sequence, &'static Command)>),
    /// Nothing.
    Nothing,
}

impl Keymap {
    /// The default keys changed as `keys` says. The user's keys win: what they take is
    /// unbound elsewhere in the same scope. What can't be done is told and left out.
    #[must_use]
    pub fn new(keys: &Keys) -> (Self, Vec<Error>) {
        let mut errors = Vec::new();
        let mut own: Vec<(Sequence, &'static Command, &str)> = Vec::new();
        let mut rebound: Vec<&'static str> = Vec::new();
        for binding in &keys.bind {
            let complain =
                |why: String| Error::new(ErrorKind::Config, "a key is not bound", why).at_place(binding.place.clone());
            let Some(command) = by_name(&binding.command) else {
                let why = format!("there is no command “{}”", binding.command);
                let hint = nearest(&binding.command)
                    .map_or("onrecord keys lists the commands".to_owned(), |name| format!("did you mean “{name}”?"));
                errors.push(complain(why).hint(hint));
                continue;
            };
            rebound.push(command.name);
            for written in binding.keys.iter().filter(|key| !key.is_empty()) {
                match Sequence::parse(written) {
                    Err(why) => errors.push(complain(why).hint("write “x”, “ctrl-x”, “f2”, “space” or “g x”")),
                    Ok(sequence) => {
                        let clash = own.iter().find(|(other, holder, _)| {
                            shares_scope(holder, command) && holder.name != command.name && overlap(other, &sequence)
                        });
                        if let Some((_, holder, place)) = clash {
                            let why = format!("“{written}” is already your key for “{}” ({place})", holder.name);
                            errors.push(complain(why).hint("choose another key for one of the two"));
                        } else {
                            own.push((sequence, command, &binding.place));
                        }
                    }
                }
            }
        }
        let mut bound = Vec::new();
        for command in COMMANDS {
            bound.extend(own.iter().filter(|o| o.1.name == command.name).map(|o| (o.0.clone(), command)));
            if rebound.contains(&command.name) {
                continue;
            }
            for sequence in default_keys(command, keys) {
                let taken =
                    own.iter().any(|(other, holder, _)| shares_scope(holder, command) && overlap(other, &sequence));
                let mnemonic = keys.preset == Preset::Mnemonic
                    && COMMANDS.iter().any(|other| {
                        other.name != command.name
                            && shares_scope(other, command)
                            && other.mnemonic.iter().any(|key| Sequence::parse(key).as_ref() == Ok(&sequence))
                    });
                if !taken && !mnemonic {
                    bound.push((sequence, command));
                }
            }
        }
        (Self { bound }, errors)
    }

    /// What `keys` mean in `scope`.
    #[must_use]
    pub fn find(&self, scope: Scope, keys: &[Key]) -> Found {
        let mut longer = Vec::new();
        for (sequence, command) in self.bound.iter().filter(|(_, command)| command.scope.includes(scope)) {
            if sequence.0 == keys {
                return Found::Command(command);
            }
            if sequence.0.starts_with(keys) {
                longer.push((sequence.clone(), *command));
            }
        }
        if longer.is_empty() { Found::Nothing } else { Found::Prefix(longer) }
    }

    /// The keys of a command, the preferred one first.
    pub fn keys_of(&self, name: &str) -> impl Iterator<Item = &Sequence> {
        self.bound.iter().filter(move |(_, command)| command.name == name).map(|(sequence, _)| sequence)
    }

    /// The preferred key of a command, as shown; `None` if it has none.
    #[must_use]
    pub fn key_of(&self, name: &str) -> Option<String> {
        self.keys_of(name).next().map(ToString::to_string)
    }
}

/// The default keys of a command under the settings.
fn default_keys(command: &'static Command, keys: &Keys) -> impl Iterator<Item = Sequence> {
    let mnemonic = if keys.preset == Preset::Mnemonic { command.mnemonic } else { &[] };
    let count = keys.digits == Digits::Count;
    command.keys.iter().chain(mnemonic).filter_map(|key| Sequence::parse(key).ok()).filter(move |sequence| {
        let digit = matches!(sequence.0[..], [Key { code: super::Code::Char('0'..='9'), ctrl: false, alt: false }]);
        !(count && digit)
    })
}

fn shares_scope(a: &Command, b: &Command) -> bool {
    Scope::EACH.iter().any(|(scope, _)| a.scope.includes(*scope) && b.scope.includes(*scope))
}

/// Whether one begins the other, so that both can't be told apart.
fn overlap(a: &Sequence, b: &Sequence) -> bool {
    a.0.starts_with(&b.0) || b.0.starts_with(&a.0)
}

/// The command whose name is most like `name`, if one is.
fn nearest(name: &str) -> Option<&'static str> {
    COMMANDS
        .iter()
        .map(|command| (strsim::jaro_winkler(name, command.name), command.name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Binding;

    fn keys(preset: Preset, digits: Digits, bind: &[(&str, &[&str])]) -> Keys {
        let bind = bind
            .iter()
            .enumerate()
            .map(|(line, (command, keys))| Binding {
                command: (*command).to_owned(),
                keys: keys.iter().map(|key| (*key).to_owned()).collect(),
                place: format!("config.toml:{}:1", line + 1),
            })
            .collect();
        Keys { preset, digits, bind }
    }

    fn runs(map: &Keymap, scope: Scope, written: &str) -> &'static str {
        match map.find(scope, &Sequence::parse(written).unwrap().0) {
            Found::Command(command) => command.name,
            Found::Prefix(_) => "(prefix)",
            Found::Nothing => "(nothing)",
        }
    }

    /// Every pair of sequences that can't be told apart in some scope.
    fn clashes(map: &Keymap) -> Vec<String> {
        let mut clashes = Vec::new();
        for (index, (a, one)) in map.bound.iter().enumerate() {
            for (b, two) in &map.bound[index + 1..] {
                if shares_scope(one, two) && overlap(a, b) {
                    clashes.push(format!("{a} {} / {b} {}", one.name, two.name));
                }
            }
        }
        clashes
    }

    #[test]
    fn presets_have_no_clashes() {
        for preset in [Preset::Default, Preset::Mnemonic] {
            for digits in [Digits::Status, Digits::Count] {
                let (map, errors) = Keymap::new(&keys(preset, digits, &[]));
                assert!(errors.is_empty());
                assert_eq!(clashes(&map), Vec::<String>::new(), "{preset:?} {digits:?}");
            }
        }
    }

    #[test]
    fn default_mnemonic_and_count() {
        let (map, _) = Keymap::new(&keys(Preset::Default, Digits::Status, &[]));
        assert_eq!(runs(&map, Scope::TEXT, "1"), "verified");
        assert_eq!(runs(&map, Scope::TEXT, "d"), "(nothing)");
        assert_eq!(runs(&map, Scope::TEXT, "v"), "select-words");
        assert_eq!(runs(&map, Scope::TEXT, "g"), "(prefix)");
        assert_eq!(runs(&map, Scope::PEOPLE, "j"), "next-row");
        let (map, _) = Keymap::new(&keys(Preset::Mnemonic, Digits::Status, &[]));
        assert_eq!(runs(&map, Scope::TEXT, "v"), "verified");
        assert_eq!(runs(&map, Scope::TEXT, "d"), "disputed");
        let (map, _) = Keymap::new(&keys(Preset::Default, Digits::Count, &[]));
        assert_eq!(runs(&map, Scope::TEXT, "1"), "(nothing)");
        assert_eq!(runs(&map, Scope::TEXT, ", 1"), "verified");
    }

    #[test]
    fn the_users_keys_win() {
        let own = keys(Preset::Default, Digits::Status, &[("verified", &["j"]), ("quit", &[""])]);
        let (map, errors) = Keymap::new(&own);
        assert!(errors.is_empty());
        assert_eq!(runs(&map, Scope::TEXT, "j"), "verified");
        assert_eq!(runs(&map, Scope::TEXT, "1"), "(nothing)", "given keys replace the default ones");
        assert_eq!(runs(&map, Scope::TEXT, "Q"), "(nothing)");
        assert_eq!(runs(&map, Scope::TEXT, "down"), "next-paragraph");
        assert!(clashes(&map).is_empty());
    }

    #[test]
    fn mistakes_are_told_and_left_out() {
        let own = keys(
            Preset::Default,
            Digits::Status,
            &[("next-clam", &["l"]), ("undo", &["<C-u>"]), ("top", &["w"]), ("bottom", &["w x"])],
        );
        let (map, errors) = Keymap::new(&own);
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "a key is not bound (config.toml:1:1): there is no command “next-clam”; did you mean “next-claim”?",
                "a key is not bound (config.toml:2:1): “<C-u>” is no key; write “x”, “ctrl-x”, “f2”, “space” or “g x”",
                "a key is not bound (config.toml:4:1): “w x” is already your key for “top” (config.toml:3:1); choose another key for one of the two",
            ]
        );
        assert_eq!(runs(&map, Scope::TEXT, "l"), "next-claim");
        assert!(clashes(&map).is_empty());
    }
}
