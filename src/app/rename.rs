//! Names corrected: whom words name, people and venues renamed, put together, taken apart.

use super::overlay::{Purpose, Subject};
use super::{App, Effect, Focus};
use crate::annotation::correction::{Named, Naming, Reach};
use crate::base::{Shown, Span};
use crate::command::Correct;

impl App {
    pub(super) fn name(&mut self, on: &Subject, naming: Naming) -> Vec<Effect> {
        let on = Subject { own: false, ..on.clone() };
        self.fix(&on, |correction| correction.naming = Some(naming))
    }

    /// A name as it is written where it is known.
    pub(super) fn known_name(&self, named: Named, typed: &str) -> String {
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = self.names(named);
        names.into_iter().find(|name| name.to_lowercase() == typed.to_lowercase()).unwrap_or(typed)
    }

    /// The names of all people or venues here, the likeliest first.
    pub(super) fn names(&self, named: Named) -> Vec<String> {
        let Some(article) = &self.article else { return Vec::new() };
        match named {
            Named::Person => {
                article.people.iter().filter_map(|id| Some(article.analysis.people.get(*id)?.name.clone())).collect()
            }
            Named::Venue => article.analysis.venues.values().map(|venue| venue.name.clone()).collect(),
        }
    }

    /// Says whom the selected words name.
    pub(super) fn ask_name_of_selection(&mut self, named: Named) -> Vec<Effect> {
        let Some(selection) = self.article.as_ref().and_then(|article| article.selection.as_ref()) else {
            return Vec::new();
        };
        let span = selection.span();
        let typed = self.article.as_ref().map_or("", |article| span.of(article.content())).to_owned();
        let on = self.mention_subject(span);
        self.ask_about(Purpose::Name(named, Reach::Mention), on, typed)
    }

    /// Words that name somebody, to hang a naming on.
    pub(super) fn mention_subject(&self, span: Span) -> Subject {
        let known = self.article.as_ref().and_then(|article| article.annotated(&[span]));
        let words = self.article.as_ref().map_or("", |article| span.of(article.content()));
        let name = format!("“{}”", Shown::from(words).cut(30));
        self.subject_of(known, &[span], false, name)
    }

    /// Renames, takes apart or removes what is chosen in a panel.
    pub(super) fn correct_name(&mut self, what: Correct) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        let chosen = match self.focus {
            Focus::People => article
                .chosen_person()
                .and_then(|id| article.analysis.people.get(id))
                .map(|p| (Named::Person, p.name.clone(), p.names.clone(), p.mentions.clone())),
            Focus::Venues => article
                .chosen_venue()
                .and_then(|id| article.analysis.venues.get(id))
                .map(|v| (Named::Venue, v.name.clone(), v.names.clone(), v.mentions.clone())),
            Focus::Text => None,
        };
        let Some((named, name, names, mentions)) = chosen else {
            self.say("Choose a person or venue in its panel first.");
            return Vec::new();
        };
        // A mention that nothing hangs on yet, a name if there is one.
        let free = |span: &&Span| {
            let known = article.annotated(&[**span]).and_then(|id| article.notes.annotations.get(&id));
            known.is_none_or(|annotation| annotation.correction.naming.as_ref().is_none_or(|n| n.reach == Reach::All))
        };
        let anchor = names.iter().chain(&mentions).find(free).or(mentions.first()).copied();
        let mention = article.last_mention.filter(|mention| mentions.contains(mention));
        let Some(anchor) = anchor else {
            self.say(format!("{name} is mentioned nowhere in the text."));
            return Vec::new();
        };
        match what {
            Correct::Rename => {
                let on = self.mention_subject(anchor);
                self.ask_about(Purpose::Name(named, Reach::All), on, name)
            }
            Correct::NoName => {
                let on = self.mention_subject(anchor);
                self.name(&on, Naming { named, name: None, reach: Reach::All })
            }
            _ => match mention {
                Some(mention) => {
                    let on = self.mention_subject(mention);
                    self.ask_about(Purpose::Name(named, Reach::Mention), on, String::new())
                }
                None => {
                    let key = self.key("next-mention");
                    self.say(format!("{key} goes to the mention of {name} that is of somebody else; then again."));
                    Vec::new()
                }
            },
        }
    }
}
