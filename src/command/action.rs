//! What the commands of the table ask for.

use crate::annotation::Status;
use crate::annotation::correction::Named;

/// What the machine got wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correct {
    /// Who says it.
    Speaker,
    /// The words for who says it.
    Source,
    /// The words that tie source and content.
    Cue,
    /// Where it begins and ends.
    Edges,
    /// The hedging word.
    Hedge,
    /// How sure the source is.
    Certainty,
    /// When.
    Date,
    /// Where.
    Venues,
    /// Quotation, polarity, condition.
    Kind,
    /// It is two.
    Split,
    /// It is one with the next.
    Merge,
    /// It is none.
    NotAClaim,
    /// The same on all claims with the same fault.
    Alike,
    /// The machine's values again.
    TakeBack,
    /// What is corrected here.
    List,
    /// The machine's values again, in the list of corrections.
    TakeBackRow,
    /// The selected words name a person or venue.
    Words(Named),
    /// Another name for the chosen person or venue, or one that another one has.
    Rename,
    /// A mention is of another one.
    Part,
    /// It is no person or venue.
    NoName,
}

/// What a command asks for; `app::update` carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Next (`true`) or previous paragraph.
    Paragraph(bool),
    /// Unfold what is folded here, or fold it again.
    Fold,
    /// Next or previous claim.
    Claim(bool),
    /// Next or previous claim without a status.
    Unchecked(bool),
    /// Next or previous annotated claim.
    Annotated(bool),
    /// Down or up one line, without moving the claim.
    Scroll(bool),
    /// Down or up one page.
    Page(bool),
    /// Down or up half a page.
    HalfPage(bool),
    /// To the end (`true`) or the start.
    End(bool),
    /// Back or (`true`) forward in the history of jumps.
    History(bool),
    /// The next key names a mark to set.
    SetMark,
    /// The next key names a mark to go to.
    GoToMark,

    /// Ask for words to search.
    Search,
    /// Next or previous match.
    Match(bool),
    /// Next or previous mention of the chosen person or venue.
    Mention(bool),
    /// Ask for a filter.
    Filter,
    /// Take the filter away.
    ClearFilter,

    /// Give the claim a status.
    SetStatus(Status),
    /// Take the status away.
    ClearStatus,
    /// Turn the star of a key claim on or off.
    ToggleKey,
    /// Edit the note of the claim.
    Note,
    /// Edit the note on the whole text.
    NoteOnText,
    /// Edit the note in `$EDITOR`.
    Editor,
    /// Add a tag.
    AddTag,
    /// Remove a tag.
    RemoveTag,
    /// Rate source and claim on the Admiralty scale.
    Rate,
    /// Estimate likelihood and confidence.
    Estimate,
    /// Do the last annotation again here.
    Repeat,
    /// Select words.
    SelectWords,
    /// Select sentences.
    SelectSentence,
    /// Grow (`true`) or shrink the selection at its moving end.
    Extend(bool),
    /// Move the other end of the selection.
    SwapEnds,
    /// Make the selection a claim of one's own.
    KeepSelection,
    /// Correct the machine.
    Correct(Correct),
    /// Take the annotation away.
    Remove,
    /// List annotations on words that changed or are gone.
    Recheck,
    /// Tell what changed since the version of the article that was read before.
    Compare,
    /// List where other readers judge otherwise.
    Disagreements,
    /// Take over what the other reader says in the chosen one.
    TakeTheirs,
    /// Keep one's own judgment in the chosen one, and the other reader's beside it (`true`) or not.
    KeepMine(bool),
    /// Keep the chosen one on the words as they are now.
    KeepPlace,
    /// Put the chosen one on other words.
    PlaceElsewhere,
    /// Take the chosen one away.
    RemoveChosen,
    /// Take the last change back.
    Undo,
    /// Do the change again that was taken back.
    Redo,

    /// Next or previous panel.
    Panel(bool),
    /// Go to the text.
    ShowText,
    /// List the claims.
    ShowClaims,
    /// Go to the people.
    ShowPeople,
    /// Go to the venues.
    ShowVenues,
    /// List the times.
    ShowDates,
    /// List the sources.
    ShowSources,
    /// Next or previous row of a list.
    Row(bool),
    /// First or (`true`) last row.
    RowEnd(bool),
    /// Do what the row stands for.
    Open,
    /// Make the panel large, or the text alone.
    Zoom,
    /// Text wider (`true`) or narrower.
    Width(bool),

    /// Open a link of this paragraph, or of the text.
    OpenLink,
    /// Give the claim to a command.
    Pipe,
    /// Copy the words of the claim.
    CopyQuote,
    /// Copy them with who said it, where and when.
    CopyCitation,
    /// Copy the note.
    CopyNote,
    /// Copy the claim as JSON.
    CopyJson,
    /// Why the machine thinks so.
    Why,
    /// What the program noticed about the text.
    Notices,
    /// Find a command by words.
    Palette,
    /// What the keys do here.
    Help,
    /// The briefings read before.
    Library,
    /// Read the file again.
    Reload,
    /// Say that all is saved.
    Save,
    /// Leave one layer.
    Back,
    /// Close what is open; at the top, leave the program.
    Close,
    /// Leave the program.
    Quit,
    /// Stop until the shell goes on with the program.
    Suspend,
    /// Draw everything anew.
    Redraw,

    /// Take what is typed.
    Accept,
    /// Complete the word.
    Complete,
    /// Start a new line.
    NewLine,
}
