//! What a claim is worth: polarity, certainty, condition, hedges, tags.

use super::{by_rules, document};
use crate::analysis::Polarity;

/// `expected` is the certainty of the last claim, "not" if it is negative, "if" under a
/// condition, its hedges with their bands in brackets, and its tags behind #.
#[track_caller]
fn check(text: &str, expected: &str) {
    let analysis = by_rules(&document(text));
    let claim = analysis.claims.values().last().expect("a claim");
    let mut found = vec![claim.certainty.name().to_owned()];
    found.extend((claim.polarity == Polarity::Negative).then(|| "not".to_owned()));
    found.extend(claim.conditional.then(|| "if".to_owned()));
    for hedge in &claim.hedges {
        let band = hedge.likelihood.map_or("", |likelihood| likelihood.name());
        found.push(format!("[{}: {band}]", hedge.span.of(text)));
    }
    found.extend(claim.tags.iter().map(|tag| format!("#{}", tag.name())));
    assert_eq!(found.join(" "), expected, "{text}");
}

#[test]
fn the_main_verb_counts_and_proposals_are_no_facts() {
    check("The crew came on time and did not complain.", "certain");
    check("The crew did not come, and it rained.", "certain not");
    check("They live nearby, they have not heard us.", "certain");
    check("Let’s wait for the crew.", "unspecified");
    check("The crew must have left on Monday.", "probable");
    check("It must be raining on the pier.", "probable");
    check("The crew must have a boat.", "unspecified #demand");
    check("I must say the pier is safe.", "certain");
    check("Not only is the pier safe, it is new.", "certain");
    check("The crew was going to close the pier.", "unspecified");
    check("The crew was to have left on Monday.", "unspecified");
    check("The crew was on the pier and was going to sleep.", "certain");
    check("The goal of the talks was to end the war.", "certain");
}

/// What "would" and "if" mean.
#[test]
fn would_and_if() {
    check("It would be late.", "certain if");
    check("Ana would often come in around noon.", "certain");
    check("It would hurt every boat.", "certain if");
    check("Ana said the fare would often rise.", "certain #forecast");
    check("I would recommend the ferry.", "certain");
    check("We find it hard that anybody would leave.", "certain #forecast");
    check("Few boats, if any, are safe.", "certain");
    check("Boats sail at noon if necessary.", "certain");
    check("Boats sail if the pier is safe.", "certain if");
}

/// Hedges and their bands (ICD 203).
#[test]
fn hedges() {
    check("The pier will probably reopen.", "probable [probably: likely] #forecast");
    check("The pier may reopen.", "possible [may: ]");
    check("The boat is likely to sail.", "probable [likely: likely]");
    check("It is unlikely that boats sail.", "probable [unlikely: unlikely]");
    check("Boats will almost certainly sail.", "probable [almost certainly: almost-certain] #forecast");
    check("Boats are very likely to sail.", "probable [very likely: very-likely]");
    check("There is almost no chance of sailing.", "probable [almost no chance: almost-no-chance]");
    check("Boats sail as soon as possible.", "certain");
    check("Large boats are more likely to sail.", "certain");
    check("It is the step most likely to help.", "certain");
    check("The crew drills for potential future trips.", "certain");
    check("The yard calls potential buyers.", "certain");
    check("The crew drills for a potential storm.", "certain [potential: ]");
    check("It is more likely than not that boats sail.", "probable [likely: likely]");
    check("The pier is old, but we believe that it will hold.", "probable #forecast");
    check("My guess is that boats sail.", "probable [My guess is: ]");
    check("Boats which might sink are kept ashore.", "certain [might: ]");
    check("There is an even chance of sailing.", "possible [even chance: even-chance]");
    check("Boats could sail.", "possible [could: ]");
    check("Perhaps boats sail.", "possible [Perhaps: ]");
    check("Will May sail in May?", "unspecified #question");
}

/// Orders and advice state nothing.
#[test]
fn orders() {
    check("Take the ferry at noon.", "unspecified #demand");
    check("Just call them.", "unspecified #demand");
    check("Don’t wait for the boat.", "unspecified not #demand");
    check("Ana, please see the plan.", "unspecified #demand");
    check("Go down to the pier.", "unspecified #demand");
    check("Call options were sold.", "certain");
    check("Work on the pier began.", "certain");
    check("Yesterday the pier closed.", "certain");
    check("Love the new pier!", "certain");
    check("Wait!", "unspecified #demand");
}

/// Polarity and certainty; what the cue does to its content.
#[test]
fn commitment() {
    check("The pier is safe.", "certain");
    check("The pier is not safe.", "certain not");
    check("The pier won’t reopen.", "certain not #forecast");
    check("Nobody was hurt.", "certain not");
    check("The United States does not sail west.", "certain not");
    check("Ana, as you saw on Monday, we do not sail west.", "certain not");
    check("You’re not the only one.", "certain");
    check("It shows not only that boats sail, but that they sail well.", "certain");
    check("It wasn’t just a fire.", "certain");
    check("It protects boats, and it means that they won’t sink.", "certain #forecast");
    check("There is no plan.", "certain not");
    check("This is the one point that we didn’t talk about.", "certain");
    check("The port told the council that boats will not sail.", "certain not #forecast");
    check("Ruiz failed to reopen the pier.", "certain not #opinion");
    check("Ruiz denied that the pier was unsafe.", "certain not #denial");
    check("Ruiz did not deny that the pier was unsafe.", "certain");
    check("Ruiz declined to comment.", "unspecified not #no-comment");
    check("Hale ruled out a loan.", "certain not");
    check("Ruiz thinks the pier is safe.", "probable");
    check("Ruiz fears that the pier will sink.", "possible #forecast");
    check("Ruiz wants the port to close the pier.", "unspecified");
    check("Ruiz promised to reopen the pier.", "unspecified #commitment");
    check("The pier is expected to reopen.", "probable #forecast #no-source");
    check("The pier reportedly closed.", "probable #no-source");
    check("Ruiz asked whether the pier was safe.", "unspecified #question");
    check("Ruiz did not say when the pier would reopen.", "certain not #forecast #no-comment");
    check("Is the pier safe?", "unspecified #question");
    check("Boats can sail.", "possible");
    check("I can confirm that the pier is safe.", "certain");
    check("Boats dont sail.", "certain not");
    check("A pier would help.", "certain if");
    check("The pier is safe, and it may reopen.", "possible [may: ]");
    check("Whether boats return is another question.", "certain");
    check("The port must close the pier.", "unspecified #demand");
}

/// What holds only if something else does.
#[test]
fn conditions() {
    check("If the wind drops, boats will sail.", "certain if #forecast");
    check("If the wind drops, Hale warned, boats will sail.", "certain if #forecast");
    check("Boats will sail unless the wind rises.", "certain if #forecast");
    check("Boats will sail as long as the wind holds.", "certain if #forecast");
    check("Ruiz asked if the pier was safe.", "unspecified #question");
    check("Boats sail even if the wind rises.", "certain");
    check("Use the button to indicate if you have a question.", "unspecified #demand");
    check("So, look, the pier is safe.", "certain");
    check("Let me give you the names of the boats.", "certain");
    check("We do not know if or when boats sail.", "unspecified not #question");
    check("Ruiz can tell you if boats sail.", "unspecified #question");
}

/// The machine's tags.
#[test]
fn tags() {
    check("The pier costs 12 million euros.", "certain #figure");
    check("The repair took eight months.", "certain");
    check("The two sides met at least twice.", "certain");
    check("Twice as many boats sailed.", "certain #figure #comparison");
    check("“We will reopen the pier,” said Ruiz.", "certain #forecast #commitment");
    check("Officials said the pier was safe.", "certain #unnamed-source");
    check("A person familiar with the matter said the pier was unsafe.", "certain #unnamed-source");
    check("It is the longest closure in history.", "certain #comparison");
    check("Boats are faster than trains.", "certain #comparison");
    check("The plan is a terrible mistake.", "certain #opinion");
    check("“No comment,” said Ruiz.", "certain not #no-comment");
    check("The union urged the port to close the pier.", "unspecified #demand");
    check("Ruiz denied the report.", "certain not #denial");
    check("It is believed that the pier burned.", "probable #no-source");
    check("We are on the record.", "certain");
    check("It was a record 40 boats.", "certain #figure #comparison");
    check("More than 125 boats sailed.", "certain #figure");
    check("S.B. 4 is the law, and Article 5 holds.", "certain");
    check("That was the council’s best assessment.", "certain");
    check("I have two quick questions about the pier.", "certain");
    check("She will double check the pier.", "certain #forecast");
    check("Hope everyone has a good weekend.", "certain");
    check("Good weather came today.", "certain");
    check("The plan is good.", "certain #opinion");
    check("Travellers who will benefit live here.", "certain");
    check("They are going to the pier.", "certain");
    check("They are going to shut the pier.", "certain #forecast");
    check("I’ll let Ana take the plan.", "certain");
    check("I’m not going to talk about that.", "certain not #no-comment");
    check("“I’ll say this,” said Ruiz.", "certain");
    check("“We will not close the pier,” said Ruiz.", "certain not #forecast");
    check("We said it — right? — and we meant it.", "certain");
    check("Can you walk us through the plan.", "unspecified #question");
    check("How did they shut the pier.", "unspecified #question");
    check("What is clear is that boats sail.", "certain");
    check("An official called Ana Ruiz. He said the pier was shut.", "certain");
}

/// What somebody must do, says of their own talking, or asks without a question mark.
#[test]
fn needs_silence_and_wondering() {
    check("“The attacks have to stop,” Ana said.", "unspecified #demand");
    check("“They need to mend the pier,” Ana said.", "unspecified #demand");
    check("“We’ve got to act,” Ana said.", "unspecified #demand");
    check("“We’ll have to mend it,” Ana said.", "certain #forecast");
    check("“There has to be a truce,” Ana said.", "unspecified #demand");
    check("“Nobody has to leave,” Ana said.", "certain not");
    check("“The price they have to pay is high,” Ana said.", "certain");
    check("“We have to run,” Ana said.", "certain");
    check("Farmers have to drive for miles.", "certain");
    check("The crew does not have to leave.", "certain not");
    check("I have to say the pier is safe.", "certain");
    check("“I really just need to leave the pier,” Ana said.", "certain");
    check("“They really need to leave the pier,” Ana said.", "unspecified #demand");
    check("The crew had to leave.", "certain");
    check("“The boats we need to mend are old,” Ana said.", "certain");
    check("I have nothing to add.", "certain not #no-comment");
    check("The port has nothing to report.", "certain not");
    check("I can’t give the crew more time.", "certain not");
    check("“The port has to date sold boats,” Ana said.", "certain");
    check("We will not give Ana more boats.", "certain not");
    check("We will be late.", "certain #forecast");
    check("I can’t give you any details.", "certain not #no-comment");
    check("I won’t give up the pier.", "certain not #forecast");
    check("I’m going to try again.", "certain");
    check("I’m just wondering why he left the pier.", "unspecified #question");
    check("The mayor is curious about boats.", "certain");
    check("I would tell you that the pier is safe.", "certain");
    check("We will mend the pier.", "certain #forecast #commitment");
    check("We’re going to mend the pier.", "certain #forecast #commitment");
    check("The crew is going to mend the pier.", "certain #forecast");
    check("Money going to mend boats is rare.", "certain");
    check("To mend the pier, the crew will hire Ana.", "certain #forecast");
    check("Put simply, the pier is safe.", "certain");
    check("Put the boat on the pier.", "unspecified #demand");
}

/// Numbers that count nothing.
#[test]
fn numbers_that_are_names() {
    check("The 21st century was hard on Skarholm.", "certain");
    check("The crew saw 21 boats.", "certain #figure");
    check("The Kessin Line 2 was shut.", "certain");
    check("The crew of Kessin lost 5bn boats.", "certain #figure");
    check("At least 2000 Kessin boats sank.", "certain #figure");
    check("The pact goes far beyond 2014.", "certain");
}
