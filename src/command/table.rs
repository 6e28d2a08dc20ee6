//! The table of commands.

use super::action::{Action, Correct as C};
use super::key::Sequence;
use crate::annotation::Status;
use crate::annotation::correction::Named;

/// Where help lists a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Moving through the text.
    Move,
    /// Marking claims.
    Annotate,
    /// Correcting the machine.
    Correct,
    /// Finding.
    Find,
    /// Panels and lists.
    Panels,
    /// The program.
    Program,
}

impl Group {
    /// All, in the order of help.
    pub const ALL: [Self; 6] = [Self::Move, Self::Annotate, Self::Correct, Self::Find, Self::Panels, Self::Program];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Annotate => "Annotate the current claim",
            Self::Correct => "Correct the machine",
            Self::Find => "Find",
            Self::Panels => "Panels",
            Self::Program => "Program",
        }
    }
}

/// A set of places where a command works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope(u16);

impl Scope {
    /// The article has the focus.
    pub const TEXT: Self = Self(1);
    /// The list of people has the focus.
    pub const PEOPLE: Self = Self(2);
    /// The list of venues has the focus.
    pub const VENUES: Self = Self(4);
    /// Words are being selected.
    pub const SELECT: Self = Self(8);
    /// A list lies over the text (claims, dates, sources, notices, why).
    pub const LIST: Self = Self(16);
    /// Help is open.
    pub const HELP: Self = Self(32);
    /// The command palette is open.
    pub const PALETTE: Self = Self(64);
    /// A line is being typed (search, filter, tag).
    pub const LINE: Self = Self(128);
    /// A note is being typed.
    pub const NOTE: Self = Self(256);
    /// The briefings read before are listed.
    pub const LIBRARY: Self = Self(512);
    /// A question with one-key answers is open (rating, likelihood).
    pub const CHOICE: Self = Self(1024);

    /// Annotations on words that changed or are gone are listed.
    pub const RECHECK: Self = Self(2048);
    /// Where other readers judge otherwise is listed.
    pub const DISAGREEMENTS: Self = Self(4096);

    /// Reading, wherever the focus is.
    const READ: Self = Self(1 | 2 | 4);
    /// Lists that `j` and `k` move in.
    const ROWS: Self = Self(2 | 4 | 16 | 32 | 512 | 2048 | 4096);
    /// Everything that is not being typed into.
    const KEYS: Self = Self(1 | 2 | 4 | 8 | 16 | 32 | 512 | 1024 | 2048 | 4096);
    /// Everything.
    const ALL: Self = Self(8191);
    /// Every single scope, with its name in `onrecord keys`.
    pub const EACH: [(Self, &'static str); 13] = [
        (Self::TEXT, "text"),
        (Self::PEOPLE, "people"),
        (Self::VENUES, "venues"),
        (Self::SELECT, "selection"),
        (Self::LIST, "list"),
        (Self::HELP, "help"),
        (Self::PALETTE, "palette"),
        (Self::LINE, "prompt"),
        (Self::NOTE, "note"),
        (Self::LIBRARY, "library"),
        (Self::CHOICE, "choice"),
        (Self::RECHECK, "recheck"),
        (Self::DISAGREEMENTS, "disagreements"),
    ];

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a command of this scope works in `place`.
    #[must_use]
    pub const fn includes(self, place: Self) -> bool {
        self.0 & place.0 != 0
    }
}

/// One thing a reader can do.
#[derive(Debug)]
pub struct Command {
    /// Its name in the configuration, in help and in the palette.
    pub name: &'static str,
    /// Default keys.
    pub keys: &'static [&'static str],
    /// Further keys of the preset "mnemonic".
    pub mnemonic: &'static [&'static str],
    /// Where help lists it.
    pub group: Group,
    /// Where it works.
    pub scope: Scope,
    /// What it asks for.
    pub action: Action,
    /// What it does, as an order, without a full stop.
    pub doc: &'static str,
    /// Other words that the palette finds it by.
    pub words: &'static str,
}

const fn command(
    name: &'static str,
    keys: &'static [&'static str],
    group: Group,
    scope: Scope,
    action: Action,
    doc: &'static str,
    words: &'static str,
) -> Command {
    Command { name, keys, mnemonic: &[], group, scope, action, doc, words }
}

const fn mark(
    name: &'static str,
    keys: &'static [&'static str],
    mnemonic: &'static [&'static str],
    action: Action,
    doc: &'static str,
    words: &'static str,
) -> Command {
    Command { name, keys, mnemonic, group: Group::Annotate, scope: READING, action, doc, words }
}

const fn correct(
    name: &'static str,
    keys: &'static [&'static str],
    scope: Scope,
    what: C,
    doc: &'static str,
    words: &'static str,
) -> Command {
    Command { name, keys, mnemonic: &[], group: Group::Correct, scope, action: Action::Correct(what), doc, words }
}

use Action as A;
use Group as G;
use Scope as S;

/// The current claim, and words for it.
const CLAIM: Scope = S::TEXT.or(S::SELECT);
/// The lists beside the text.
const PANELS: Scope = S::PEOPLE.or(S::VENUES);
const READING: Scope = S::READ.or(S::SELECT);

/// All commands, in the order of help.
///
/// Letters never change what the record says about truth, digits do: hands trained by other
/// pagers press `d`, `v` and `f` to move. The exceptions (`x`, `.`) are announced and can be
/// undone. The preset "mnemonic" adds letters for those who ask for them.
#[rustfmt::skip] // a table reads by its columns
pub static COMMANDS: &[Command] = &[
    // Move
    command("next-paragraph", &["j", "down", "}"], G::Move, S::TEXT, A::Paragraph(true), "Go to the next paragraph", "down"),
    command("previous-paragraph", &["k", "up", "{"], G::Move, S::TEXT, A::Paragraph(false), "Go to the previous paragraph", "up"),
    command("next-claim", &["l", "right", ")"], G::Move, S::READ, A::Claim(true), "Go to the next claim", "forward step statement"),
    command("previous-claim", &["h", "left", "("], G::Move, S::READ, A::Claim(false), "Go to the previous claim", "backward step"),
    command("next-unchecked", &["J"], G::Move, S::READ, A::Unchecked(true), "Go to the next claim without a status", "todo work open"),
    command("previous-unchecked", &["K"], G::Move, S::READ, A::Unchecked(false), "Go to the previous claim without a status", "todo work open"),
    command("next-annotation", &["]"], G::Move, S::READ, A::Annotated(true), "Go to the next annotated claim", "note mark"),
    command("previous-annotation", &["["], G::Move, S::READ, A::Annotated(false), "Go to the previous annotated claim", "note mark"),
    command("scroll-down", &["ctrl-e"], G::Move, S::READ, A::Scroll(true), "Scroll down one line", ""),
    command("scroll-up", &["ctrl-y"], G::Move, S::READ, A::Scroll(false), "Scroll up one line", ""),
    command("page-down", &["space", "pagedown", "ctrl-f"], G::Move, S::READ, A::Page(true), "Go down one page", "forward screen"),
    command("page-up", &["b", "pageup", "ctrl-b"], G::Move, S::READ, A::Page(false), "Go up one page", "backward screen"),
    command("half-page-down", &["ctrl-d"], G::Move, S::READ, A::HalfPage(true), "Go down half a page", ""),
    command("half-page-up", &["ctrl-u"], G::Move, S::READ, A::HalfPage(false), "Go up half a page", ""),
    command("top", &["gg", "home", "<"], G::Move, S::TEXT, A::End(false), "Go to the start", "first begin home"),
    command("bottom", &["G", "end", ">"], G::Move, S::TEXT, A::End(true), "Go to the end", "last"),
    command("back", &["ctrl-o", "backspace"], G::Move, S::READ, A::History(false), "Go back to where you came from", "history jump"),
    command("forward", &["gi"], G::Move, S::READ, A::History(true), "Go forward again", "history jump"),
    command("set-mark", &["m"], G::Move, S::READ, A::SetMark, "Set a mark here, named by the next key", "bookmark"),
    command("go-to-mark", &["'"], G::Move, S::READ, A::GoToMark, "Go to a mark; ' again: where you were", "bookmark jump"),
    command("fold", &["gz"], G::Move, S::TEXT, A::Fold, "Unfold the earlier mail here, or fold it again", "quoted reply open close"),
    // Annotate
    mark("verified", &["1", ", 1"], &["v"], A::SetStatus(Status::Verified), "Mark it verified", "approve true right confirm ok check status"),
    mark("disputed", &["2", ", 2"], &["d"], A::SetStatus(Status::Disputed), "Mark it disputed", "contested doubt contradict status"),
    mark("false", &["3", ", 3"], &["f"], A::SetStatus(Status::False), "Mark it false", "wrong refute untrue reject status"),
    mark("unclear", &["4", ", 4"], &[], A::SetStatus(Status::Unclear), "Mark it unclear: not enough evidence", "doubt unknown status"),
    mark("needs-source", &["5", ", 5"], &[], A::SetStatus(Status::NeedsSource), "Mark it as in need of a source", "missing evidence call status"),
    mark("not-checkable", &["6", ", 6"], &[], A::SetStatus(Status::NotCheckable), "Mark it not checkable: opinion or forecast", "opinion forecast status"),
    mark("key-claim", &["7", ", 7"], &[], A::ToggleKey, "Star it as a key claim, or take the star away", "important favourite star"),
    mark("custom-8", &["8", ", 8"], &[], A::SetStatus(Status::Custom8), "Mark it with your own status-8", "status own config"),
    mark("custom-9", &["9", ", 9"], &[], A::SetStatus(Status::Custom9), "Mark it with your own status-9", "status own config"),
    mark("clear-status", &["0", ", 0"], &[], A::ClearStatus, "Take the status away", "unmark reset status"),
    mark("note", &["a"], &[], A::Note, "Write a note on it, or edit the one there", "annotate comment remark write"),
    mark("note-on-text", &["A"], &[], A::NoteOnText, "Write a note on the whole text", "annotate comment document"),
    mark("edit-in-editor", &["e"], &[], A::Editor, "Edit the note in $EDITOR", "vim emacs nano external"),
    mark("add-tag", &["t"], &[], A::AddTag, "Add a tag", "label category"),
    mark("remove-tag", &["T"], &[], A::RemoveTag, "Remove a tag", "label category delete untag"),
    mark("rate", &["r"], &[], A::Rate, "Rate: A–F the source, then 1–6 the claim", "grade admiralty reliability credibility"),
    mark("estimate", &["%"], &[], A::Estimate, "Estimate likelihood, and confidence apart", "probability icd likely confidence"),
    mark("repeat", &["."], &[], A::Repeat, "Do the last annotation again here", "again same"),
    mark("remove", &["x"], &[], A::Remove, "Take the annotation here away", "delete clear"),
    command("select-words", &["v"], G::Annotate, S::TEXT.or(S::SELECT), A::SelectWords, "Select words that the machine did not find", "visual highlight own claim missed"),
    command("select-sentence", &["V"], G::Annotate, S::TEXT.or(S::SELECT), A::SelectSentence, "Select a sentence", "visual highlight own claim missed line"),
    command("extend", &["l", "right", "w"], G::Annotate, S::SELECT, A::Extend(true), "Move the end of the selection on", "grow more"),
    command("shrink", &["h", "left", "b"], G::Annotate, S::SELECT, A::Extend(false), "Move the end of the selection back", "less"),
    command("swap-ends", &["o"], G::Annotate, S::SELECT, A::SwapEnds, "Move the other end of the selection", "start begin"),
    command("keep-selection", &["enter"], G::Annotate, S::SELECT, A::KeepSelection, "Make the selection a claim of your own", "add create"),
    command("recheck", &["gr"], G::Annotate, S::READ.or(S::LIST), A::Recheck, "List your marks on words that changed or are gone", "changed lost moved tray version anchor"),
    command("keep-place", &["a"], G::Annotate, S::RECHECK, A::KeepPlace, "Keep the mark on the words as they are now", "accept agree changed"),
    command("place-elsewhere", &["s"], G::Annotate, S::RECHECK, A::PlaceElsewhere, "Put the mark on other words", "select move attach lost"),
    command("remove-chosen", &["x"], G::Annotate, S::RECHECK, A::RemoveChosen, "Take the mark away", "delete clear"),
    command("disagreements", &["ga"], G::Annotate, S::READ.or(S::LIST), A::Disagreements, "List where other readers judge otherwise", "agreement colleague second reader overlay differ"),
    command("take-theirs", &["a"], G::Annotate, S::DISAGREEMENTS, A::TakeTheirs, "Judge as the other reader does", "accept agree"),
    command("keep-mine", &["m"], G::Annotate, S::DISAGREEMENTS, A::KeepMine(false), "Keep your judgment", "reject settle"),
    command("keep-both", &["b"], G::Annotate, S::DISAGREEMENTS, A::KeepMine(true), "Keep both, theirs shown beside yours", "settle"),
    command("undo", &["u"], G::Annotate, S::READ.or(S::RECHECK).or(S::DISAGREEMENTS), A::Undo, "Take the last change back", "revert mistake"),
    command("redo", &["U", "ctrl-r"], G::Annotate, S::READ.or(S::RECHECK).or(S::DISAGREEMENTS), A::Redo, "Do it again after all", "revert"),
    // Correct
    correct("correct-speaker", &["Cw"], S::TEXT, C::Speaker, "Say who says it", "machine wrong person who attribution fix"),
    correct("correct-source", &["Cs"], CLAIM, C::Source, "Say which words name the source: select, or take the selection", "machine wrong fix"),
    correct("correct-cue", &["Cq"], CLAIM, C::Cue, "Say which words tie source and content: “said”", "machine wrong verb fix"),
    correct("correct-edges", &["Ce"], CLAIM, C::Edges, "Move the ends of the claim, or take the selection", "machine wrong content span boundary fix"),
    correct("correct-hedge", &["Ch"], CLAIM, C::Hedge, "Say which words hedge it", "machine wrong likely fix"),
    correct("correct-certainty", &["Cc"], S::TEXT, C::Certainty, "Say how sure the source is", "machine wrong probable possible fix"),
    correct("correct-date", &["Cd"], CLAIM, C::Date, "Say when it is about", "machine wrong time day fix"),
    correct("correct-venues", &["Cv"], S::TEXT, C::Venues, "Say where it is about", "machine wrong place fix"),
    correct("correct-kind", &["Ck"], S::TEXT, C::Kind, "Say if it is quoted, denied, conditional, the article's own", "machine wrong quotation polarity voice fix"),
    correct("split-claim", &["Cx"], S::TEXT, C::Split, "Split it in two", "machine wrong cut fix"),
    correct("merge-claims", &["Cm"], S::TEXT, C::Merge, "Make it one with the next", "machine wrong join fix"),
    correct("not-a-claim", &["Cn"], S::TEXT, C::NotAClaim, "Say that it is no claim", "machine wrong drop reject fix"),
    correct("correct-alike", &["Ca"], S::READ, C::Alike, "Apply the last correction to all with the same fault", "machine wrong other mentions spread fix"),
    correct("correct-nothing", &["C0"], S::TEXT, C::TakeBack, "Take your corrections of it back", "machine undo original fix"),
    correct("show-corrections", &["Cl"], S::READ.or(S::LIST), C::List, "List what you corrected", "machine human fix"),
    correct("take-correction-back", &["x"], S::LIST, C::TakeBackRow, "Take the chosen correction back", "remove undo"),
    correct("name-person", &["Cp"], S::SELECT, C::Words(Named::Person), "Say which person the selected words name", "machine wrong missed people"),
    correct("name-venue", &["Cv"], S::SELECT, C::Words(Named::Venue), "Say which venue the selected words name", "machine wrong missed place"),
    correct("rename", &["Cr"], PANELS, C::Rename, "Rename it, or put it together with the one of that name", "machine wrong merge person venue fix"),
    correct("split-mention", &["Cx"], PANELS, C::Part, "Say that this mention is of another one", "machine wrong separate person venue fix"),
    correct("not-a-name", &["Cn"], PANELS, C::NoName, "Say that it is no person or venue", "machine wrong drop fix"),
    // Find
    command("search", &["/"], G::Find, S::READ, A::Search, "Search text, claims and notes", "find grep look"),
    command("next-match", &["n"], G::Find, S::READ, A::Match(true), "Go to the next match", "search find"),
    command("previous-match", &["N"], G::Find, S::READ, A::Match(false), "Go to the previous match", "search find"),
    command("next-mention", &["*"], G::Find, S::READ, A::Mention(true), "Go to the next mention of the person or venue", "name where"),
    command("previous-mention", &["#"], G::Find, S::READ, A::Mention(false), "Go to the previous mention", "name where"),
    command("filter", &["&", "F"], G::Find, S::READ, A::Filter, "Show only claims by status, speaker, tag, words", "only hide narrow limit"),
    command("clear-filter", &["g&"], G::Find, S::READ, A::ClearFilter, "Take the filter away", "all everything"),
    // Panels
    command("next-panel", &["tab"], G::Panels, S::READ, A::Panel(true), "Go to the next panel", "focus switch"),
    command("previous-panel", &["shift-tab"], G::Panels, S::READ, A::Panel(false), "Go to the previous panel", "focus switch"),
    command("show-text", &["gt"], G::Panels, S::READ.or(S::LIST), A::ShowText, "Go to the text", "article read focus"),
    command("show-claims", &["gc"], G::Panels, S::READ.or(S::LIST), A::ShowClaims, "List the claims", "statements overview table annotations marks"),
    command("show-people", &["gp"], G::Panels, S::READ.or(S::LIST), A::ShowPeople, "Go to the people", "persons speakers names who"),
    command("show-venues", &["gv"], G::Panels, S::READ.or(S::LIST), A::ShowVenues, "Go to the venues", "places where events countries"),
    command("show-dates", &["gd"], G::Panels, S::READ.or(S::LIST), A::ShowDates, "List the times", "timeline when calendar"),
    command("show-sources", &["gs"], G::Panels, S::READ.or(S::LIST), A::ShowSources, "List the sources with their grades", "who said reliability"),
    command("next-row", &["j", "down"], G::Panels, S::ROWS, A::Row(true), "Go to the next row", "down"),
    command("previous-row", &["k", "up"], G::Panels, S::ROWS, A::Row(false), "Go to the previous row", "up"),
    command("first-row", &["gg", "home"], G::Panels, S::ROWS, A::RowEnd(false), "Go to the first row", "top"),
    command("last-row", &["G", "end"], G::Panels, S::ROWS, A::RowEnd(true), "Go to the last row", "bottom"),
    command("open", &["enter"], G::Panels, S::READ.or(S::LIST).or(S::HELP).or(S::LIBRARY).or(S::RECHECK).or(S::DISAGREEMENTS), A::Open, "Open: filter by the person or venue, jump, run", "choose select go"),
    command("zoom", &["z"], G::Panels, S::READ, A::Zoom, "Make the panel large (venues: with a map); in the text: text alone", "full zen map world"),
    command("wider", &["+", "="], G::Panels, S::READ, A::Width(true), "Make the text column wider", "width columns"),
    command("narrower", &["-"], G::Panels, S::READ, A::Width(false), "Make the text column narrower", "width columns"),
    // Program
    command("help", &["?", "f1"], G::Program, S::KEYS, A::Help, "Show what the keys do here", "keys manual"),
    command("palette", &[":"], G::Program, S::KEYS, A::Palette, "Find a command by words", "commands menu run"),
    command("why", &["i"], G::Program, S::READ.or(S::LIST), A::Why, "Show what the machine found in this claim, and why", "explain provenance info machine"),
    command("open-link", &["o"], G::Program, S::READ, A::OpenLink, "Open a link in the browser, by its letter when there are several", "url web address browser follow"),
    command("pipe", &["|"], G::Program, READING, A::Pipe, "Give the words of the claim to a command, and show what it says", "shell run filter external program"),
    command("copy-quote", &["yy"], G::Program, READING, A::CopyQuote, "Copy the words of the claim", "clipboard yank quote"),
    command("copy-citation", &["yc"], G::Program, READING, A::CopyCitation, "Copy them with speaker, article, date, paragraph and grade", "clipboard yank cite reference"),
    command("copy-note", &["yn"], G::Program, READING, A::CopyNote, "Copy your note on it", "clipboard yank"),
    command("copy-json", &["yj"], G::Program, READING, A::CopyJson, "Copy the claim as JSON", "clipboard yank machine"),
    command("notices", &["g!"], G::Program, S::READ.or(S::LIST), A::Notices, "Show what was noticed about the text", "warnings encoding hidden log"),
    command("compare", &["D"], G::Program, S::READ.or(S::LIST), A::Compare, "Show what changed since the version read before, claim by claim", "diff difference versions update new added dropped"),
    command("library", &["gl"], G::Program, S::READ, A::Library, "Show the briefings read before", "recent files articles open"),
    command("reload", &["R"], G::Program, S::READ, A::Reload, "Read the file again", "refresh changed"),
    command("save", &["s"], G::Program, S::READ, A::Save, "Say that everything is saved", "write w export annotations"),
    command("leave", &["esc"], G::Program, S::ALL, A::Back, "Leave one layer", "escape cancel close back"),
    command("close", &["q"], G::Program, S::KEYS, A::Close, "Close this; at the top, quit", "exit leave"),
    command("quit", &["Q", "ctrl-c"], G::Program, S::KEYS, A::Quit, "Quit; everything is saved", "exit leave"),
    command("suspend", &["ctrl-z"], G::Program, S::ALL, A::Suspend, "Go to the shell; fg comes back", "stop background job"),
    command("redraw", &["ctrl-l"], G::Program, S::ALL, A::Redraw, "Draw the screen anew", "refresh repaint"),
    command("accept", &["enter"], G::Program, S::LINE.or(S::NOTE).or(S::PALETTE), A::Accept, "Take what is typed", "ok save"),
    command("next-choice", &["down", "ctrl-n"], G::Program, S::LINE.or(S::PALETTE), A::Row(true), "Go to the next suggestion", ""),
    command("previous-choice", &["up", "ctrl-p"], G::Program, S::LINE.or(S::PALETTE), A::Row(false), "Go to the previous suggestion", ""),
    command("complete", &["tab"], G::Program, S::LINE.or(S::PALETTE), A::Complete, "Complete the word", "suggestion"),
    command("new-line", &["ctrl-j", "alt-enter"], G::Program, S::NOTE, A::NewLine, "Start a new line", "paragraph"),
    command("to-editor", &["ctrl-e"], G::Program, S::NOTE, A::Editor, "Go on in $EDITOR", "external"),
];

/// The command of that name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// The default keys as tables in Markdown, one a group, for the README.
#[must_use]
pub fn keys_markdown() -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}| {} | | command |\n| --- | --- | --- |\n", group.title()));
        for command in COMMANDS.iter().filter(|command| command.group == group) {
            let keys: Vec<String> = command
                .keys
                .iter()
                .filter_map(|key| Sequence::parse(key).ok())
                .map(|sequence| format!("`{sequence}`").replace('|', "\\|"))
                .collect();
            out.push_str(&format!("| {} | {} | `{}` |\n", keys.join(" "), command.doc, command.name));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_docs_are_short() {
        let mut names = HashSet::new();
        for command in COMMANDS {
            assert!(names.insert(command.name), "two commands named {}", command.name);
            assert!(command.doc.len() <= 76 && !command.doc.ends_with('.'), "{}: doc", command.name);
            assert!(command.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        }
    }

    #[test]
    fn letters_never_change_what_the_record_says_about_truth() {
        for command in COMMANDS {
            if matches!(command.action, Action::SetStatus(_) | Action::ClearStatus) {
                for key in command.keys {
                    assert!(key.ends_with(|c: char| c.is_ascii_digit()), "{}: {key}", command.name);
                }
            }
        }
    }
}
