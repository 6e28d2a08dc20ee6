//! What can lie over the article: help, palette, lists, prompts, questions.

use super::editor::Editor;
use super::lists::Kind as ListKind;
use crate::analysis::Time;
use crate::annotation::correction::{Named, Reach};
use crate::annotation::{AnnotationId, Reliability, Target};
use crate::base::Span;
use crate::base::columns::columns;
use crate::command::{Action, COMMANDS, Command, Group, Keymap, Scope};

/// One thing that takes the keys while it lies over the article.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// What the keys do here.
    Help(Picker),
    /// Commands by words.
    Palette(Picker),
    /// Claims, times, sources, notices, why.
    List(List),
    /// One line to type.
    Line(Line),
    /// A note to type.
    Note(Note),
    /// A question with one-key answers.
    Choice(Choice),
    /// The briefings read before.
    Library(List),
    /// The next key names a mark to set (`true`) or go to.
    Mark(bool),
}

impl Overlay {
    /// Where keys go while it is open.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Help(picker) if picker.typing => Scope::PALETTE,
            Self::Help(_) => Scope::HELP,
            Self::Palette(_) => Scope::PALETTE,
            Self::List(list) if matches!(list.kind, ListKind::Recheck) => Scope::RECHECK,
            Self::List(list) if matches!(list.kind, ListKind::Disagreements) => Scope::DISAGREEMENTS,
            Self::List(_) => Scope::LIST,
            Self::Line(_) => Scope::LINE,
            Self::Note(_) => Scope::NOTE,
            Self::Choice(_) | Self::Mark(_) => Scope::CHOICE,
            Self::Library(_) => Scope::LIBRARY,
        }
    }
}

/// A list of commands to choose from.
#[derive(Clone, Debug)]
pub struct Picker {
    /// Where the reader was when it was opened: only commands that work there are listed.
    pub scope: Scope,
    /// Words that narrow the list.
    pub editor: Editor,
    /// Whether typing goes to those words.
    pub typing: bool,
    /// The chosen row.
    pub row: usize,
}

impl Picker {
    /// Everything that works in `scope`.
    #[must_use]
    pub fn new(scope: Scope, typing: bool) -> Self {
        Self { scope, editor: Editor::default(), typing, row: 0 }
    }

    /// The commands that are listed: grouped while nothing is typed, the best first after.
    #[must_use]
    pub fn commands(&self) -> Vec<&'static Command> {
        let here = COMMANDS.iter().filter(|command| command.scope.includes(self.scope));
        let words: Vec<String> = self.editor.text().split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            let mut all: Vec<_> = here.collect();
            all.sort_by_key(|command| Group::ALL.iter().position(|group| *group == command.group));
            return all;
        }
        let mut scored: Vec<(usize, &'static Command)> =
            here.filter_map(|command| score(command, &words).map(|score| (score, command))).collect();
        scored.sort_by_key(|(score, _)| *score);
        scored.into_iter().map(|(_, command)| command).collect()
    }
}

/// How well a command fits the words, small being good; `None` if a word is nowhere in its
/// name, description or synonyms.
fn score(command: &Command, words: &[String]) -> Option<usize> {
    let mut total = 0;
    for word in words {
        let begins =
            |text: &str| text.to_lowercase().split([' ', '-', ',', ':', '–']).any(|part| part.starts_with(word));
        total += if command.name == word {
            0
        } else if begins(command.name) {
            1
        } else if begins(command.words) {
            2
        } else if begins(command.doc) {
            3
        } else if command.name.contains(word.as_str()) || command.doc.to_lowercase().contains(word.as_str()) {
            4
        } else {
            return None;
        };
    }
    Some(total)
}

/// The keys of a command, for help: `l → )`; as many as fit whole into `width` columns.
#[must_use]
pub fn keys_shown(keymap: &Keymap, command: &Command, width: usize) -> String {
    let mut shown = String::new();
    for key in keymap.keys_of(command.name).map(ToString::to_string) {
        let gap = if shown.is_empty() { "" } else { "  " };
        if !shown.is_empty() && columns(&shown) + columns(&key) + gap.len() > width {
            break;
        }
        shown.push_str(gap);
        shown.push_str(&key);
    }
    shown
}

/// A list of rows; what they are is computed when it is drawn or opened.
#[derive(Clone, Debug)]
pub struct List {
    /// What is listed.
    pub kind: ListKind,
    /// The chosen row.
    pub row: usize,
}

/// What a typed line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Words to search.
    Search,
    /// A filter.
    Filter,
    /// A tag to add.
    AddTag,
    /// A tag to remove.
    RemoveTag,
    /// A command that gets the words of the claim.
    Pipe,
    /// Who says the claim.
    Speaker,
    /// What venues it is about.
    Venues,
    /// What these words mean as a time.
    Date(Span),
    /// Whom or what words name.
    Name(Named, Reach),
}

impl Purpose {
    /// What stands before the line.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Search => "/",
            Self::Filter => "filter: ",
            Self::AddTag => "add tag: ",
            Self::RemoveTag => "remove tag: ",
            Self::Pipe => "| ",
            Self::Speaker => "who says it: ",
            Self::Venues => "where (several with ;): ",
            Self::Date(_) => "when: ",
            Self::Name(Named::Person, _) => "person: ",
            Self::Name(Named::Venue, _) => "venue: ",
        }
    }

    /// Whether suggestions stand for the whole line, the first of them being what is meant.
    #[must_use]
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Speaker | Self::Name(..))
    }
}

/// A line being typed.
#[derive(Clone, Debug)]
pub struct Line {
    /// What for.
    pub purpose: Purpose,
    /// What is typed.
    pub editor: Editor,
    /// Suggestions that begin like the word at the cursor.
    pub suggestions: Vec<String>,
    /// The chosen suggestion.
    pub row: Option<usize>,
    /// What is wrong with it.
    pub complaint: Option<String>,
    /// What the line annotates, for tags.
    pub on: Option<Subject>,
}

/// What is being annotated.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The annotation, which may not exist yet.
    pub id: AnnotationId,
    /// Its words.
    pub target: Target,
    /// Whether the reader selected the words, the machine not having found them.
    pub own: bool,
    /// What to call it in messages: "claim 7", "the selection", "the text".
    pub name: String,
}

/// A note being typed.
#[derive(Clone, Debug)]
pub struct Note {
    /// What it is on.
    pub on: Subject,
    /// What is typed.
    pub editor: Editor,
    /// Whether something was typed since the draft was kept last.
    pub unkept: bool,
}

/// A question with one-key answers.
#[derive(Clone, Debug)]
pub enum Choice {
    /// A to F for the source, 1 to 6 for the claim.
    Rate {
        /// What is rated.
        on: Subject,
        /// The key and name of its source, if it has one.
        source: Option<(String, String)>,
        /// The letter chosen so far.
        letter: Option<Reliability>,
    },
    /// 1 to 7 for likelihood, or `c` for confidence.
    Likelihood(Subject),
    /// l, m, h.
    Confidence(Subject),
    /// How sure the source is.
    Certainty(Subject),
    /// Quotation, polarity, condition.
    Kind(Subject),
    /// Which of several times.
    Time(Subject, Vec<Time>),
    /// A letter for each web address, with the words that stand for it in the text.
    Link(Vec<(String, Option<String>)>),
}

/// Whether an action may run from the help or palette opened over the article.
#[must_use]
pub const fn runs_from_list(action: Action) -> bool {
    !matches!(action, Action::Accept | Action::Complete | Action::NewLine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn first(words: &str) -> &'static str {
        let mut picker = Picker::new(Scope::TEXT, true);
        picker.editor.set(words);
        picker.commands().first().map_or("(none)", |command| command.name)
    }

    #[test]
    fn commands_are_found_by_word_and_synonym() {
        assert_eq!(first("verified"), "verified");
        assert_eq!(first("approve"), "verified");
        assert_eq!(first("probability"), "estimate");
        assert_eq!(first("next cl"), "next-claim");
        assert_eq!(first("map"), "zoom");
        assert_eq!(first("annotations"), "show-claims");
        assert_ne!(first("export"), "(none)");
        assert_eq!(first("xyzzy"), "(none)");
    }
}
