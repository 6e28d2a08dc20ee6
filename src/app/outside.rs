//! Going outside: links for the browser, words for a command.

use super::lists::Kind;
use super::overlay::{Choice, Line, List, Overlay, Purpose, Subject};
use super::{App, Effect};
use crate::base::Span;
use crate::document::links::{Link, is_allowed, links};

/// Addresses that can be chosen from: one a letter.
const LETTERS: usize = 26;

impl App {
    /// Opens the link of this paragraph; asks which when there are several, or when the words
    /// in the text are not the address.
    pub(super) fn open_link(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let (document, content) = (&article.document, article.content());
        let here = document.paragraphs.get(article.para).map_or(Span::new(0, 0), |paragraph| paragraph.span);
        let mut found = links(document, here);
        let elsewhere = found.is_empty();
        if elsewhere {
            found = links(document, Span::new(0, content.len()));
        }
        let count = found.len();
        let addresses: Vec<(String, Option<String>)> = found
            .into_iter()
            .take(LETTERS)
            .map(|Link { span, label }| (span.of(content).to_owned(), label.map(|label| label.of(content).to_owned())))
            .collect();
        match (&addresses[..], elsewhere) {
            ([], _) => self.say("There is no link in this text."),
            ([(address, None)], false) => return self.follow_link(&address.clone()),
            _ => {
                if elsewhere {
                    self.say("No link in this paragraph; these are the text's.");
                } else if count > LETTERS {
                    self.say(format!("The first {LETTERS} of {count} links."));
                }
                return self.open(Overlay::Choice(Choice::Link(addresses)));
            }
        }
        Vec::new()
    }

    pub(super) fn follow_link(&mut self, address: &str) -> Vec<Effect> {
        if !is_allowed(address) {
            return Vec::new();
        }
        self.say(format!("Opening {address}"));
        vec![Effect::OpenLink(address.to_owned())]
    }

    /// Asks for the command that gets the words of the claim.
    pub(super) fn ask_command(&mut self) -> Vec<Effect> {
        let Some(on) = self.subject() else { return Vec::new() };
        let before = if self.last_command.is_empty() { &self.config.programs.pipe } else { &self.last_command };
        let effects = self.ask(Purpose::Pipe, before.clone());
        if let Some(Overlay::Line(Line { on: subject, .. })) = self.overlays.last_mut() {
            *subject = Some(on);
        }
        effects
    }

    pub(super) fn pipe(&mut self, on: Option<&Subject>, command: &str) -> Vec<Effect> {
        let (Some(on), Some(article)) = (on, &self.article) else { return Vec::new() };
        let command = command.trim().to_owned();
        if command.is_empty() {
            return Vec::new();
        }
        let words = format!("{}\n", article.document.words(&on.target.spans));
        self.say(format!("Running {command} …"));
        self.last_command.clone_from(&command);
        vec![Effect::Pipe { command, words }]
    }

    pub(super) fn piped(&mut self, command: &str, output: String) -> Vec<Effect> {
        if output.trim().is_empty() {
            self.say(format!("{command}: done; it said nothing."));
            return Vec::new();
        }
        self.message = None;
        self.output = output;
        // A note being typed keeps the keys.
        if self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Note(_) | Overlay::Line(_))) {
            let first = self.output.lines().next().unwrap_or_default().to_owned();
            self.say(format!("{command}: {first}"));
            return Vec::new();
        }
        self.open(Overlay::List(List { kind: Kind::Output, row: 0 }))
    }
}
