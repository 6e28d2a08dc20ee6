//! What changed since the version of the article that was read before.

use super::lists::{Kind, Row};
use super::{App, Article, Compared, Effect, Overlay, Progress};
use crate::base::Hash;
use crate::comparison::Difference;
use std::sync::Arc;

/// The rows of the list.
pub(super) fn rows(article: &Article) -> Vec<Row> {
    let Some(compared) = &article.compared else { return Vec::new() };
    let row = |difference: &Difference| {
        let kinds: Vec<&str> = difference.kinds.iter().map(|kind| kind.name()).collect();
        let side = difference.new.as_ref().or(difference.old.as_ref());
        let main = side.map_or_else(String::new, |side| match side.speaker.as_str() {
            "" => side.words.clone(),
            speaker => format!("{speaker}: {}", side.words),
        });
        let claim = difference.new.as_ref().and_then(|side| side.claim);
        Row { left: kinds.join(", "), main, right: String::new(), item: claim.and_then(|id| article.item_of(id)) }
    };
    compared.found.differences.iter().map(row).collect()
}

impl App {
    /// Lists what changed, or asks for it.
    pub(super) fn compare(&mut self) -> Vec<Effect> {
        let Some(article) = &self.article else { return Vec::new() };
        if article.compared.is_some() {
            return self.show_compared();
        }
        if article.progress != Progress::Done {
            self.say("Not all claims are found yet; try again in a moment.");
            return Vec::new();
        }
        self.say("Comparing …");
        vec![Effect::Compare]
    }

    pub(super) fn compared(&mut self, hash: Hash, found: Option<Arc<Compared>>) -> Vec<Effect> {
        let Some(article) = self.article.as_mut().filter(|article| article.document.text.hash == hash) else {
            return Vec::new();
        };
        article.compared = found;
        if self.overlays.iter().any(|overlay| !matches!(overlay, Overlay::List(_))) {
            // What is being typed keeps the keys.
            return Vec::new();
        }
        self.show_compared()
    }

    fn show_compared(&mut self) -> Vec<Effect> {
        let compared = self.article.as_ref().and_then(|article| article.compared.clone());
        match compared {
            None => {
                self.say("No other version of this article was read yet.");
                Vec::new()
            }
            Some(compared) if compared.found.differences.is_empty() => {
                self.say(format!("Nothing changed since the version read on {}.", compared.before));
                Vec::new()
            }
            Some(compared) => {
                self.message = None;
                // At the first difference that is not before the current claim.
                let here = self.article.as_ref().and_then(|article| article.current()).map_or(0, |i| i.extent.start());
                let all = &compared.found.differences;
                let row = all.partition_point(|difference| difference.at < here);
                let effects = self.open_list(Kind::Changes);
                self.set_row(if row < all.len() { row } else { 0 });
                effects
            }
        }
    }

    /// The chosen difference.
    #[must_use]
    pub fn chosen_difference(&self) -> Option<&Difference> {
        let Some(Overlay::List(list)) = self.overlays.last() else { return None };
        self.article.as_ref()?.compared.as_ref()?.found.differences.get(list.row)
    }

    /// Goes to where the chosen difference is, or to where what was dropped stood.
    pub(super) fn go_to_difference(&mut self) -> Vec<Effect> {
        let Some(at) = self.chosen_difference().map(|difference| difference.at) else { return Vec::new() };
        self.overlays.pop();
        let margin = usize::from(self.config.view.margin);
        if let Some(article) = &mut self.article {
            article.jump_to_byte(at);
            article.follow(margin);
        }
        self.focus = super::Focus::Text;
        Vec::new()
    }
}
