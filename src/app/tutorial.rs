//! Five steps through the practice briefing.

use crate::command::Action;

/// Rows that the lesson takes below the text.
pub const ROWS: u16 = 4;

/// One step: what to try, and what shows that it was done.
#[derive(Debug)]
pub struct Step {
    /// What to try; `{command}` stands for the key of a command.
    pub text: &'static str,
    done: fn(&Action) -> bool,
}

/// The steps.
pub static STEPS: &[Step] = &[
    Step {
        text: "The lit words are a claim; below it stands who says it, how, and when. {next-claim} steps to the next claim, {previous-claim} back.",
        done: |action| matches!(action, Action::Claim(true)),
    },
    Step {
        text: "Digits say what you found: {verified} verified, {disputed} disputed, {false} false, {needs-source} needs a source. Mark this claim.",
        done: |action| matches!(action, Action::SetStatus(_)),
    },
    Step {
        text: "It is saved already. {undo} takes any change back, {redo} does it again. Take the mark back.",
        done: |action| matches!(action, Action::Undo),
    },
    Step {
        text: "{next-panel} goes to the people, and again to the venues; {open} there shows only claims of that person. {leave} comes back.",
        done: |action| matches!(action, Action::Panel(_) | Action::ShowPeople | Action::ShowVenues),
    },
    Step {
        text: "{help} shows every key that works where you are, {palette} finds a command by words. Open the help.",
        done: |action| matches!(action, Action::Help | Action::Palette),
    },
];

/// Which step the reader is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tutorial {
    /// From 0.
    pub step: usize,
}

impl Tutorial {
    /// Takes note of what the reader does; `true` when the last step is done.
    pub fn note(&mut self, action: &Action) -> bool {
        if STEPS.get(self.step).is_some_and(|step| (step.done)(action)) {
            self.step += 1;
        }
        self.step >= STEPS.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_name_real_commands() {
        for step in STEPS {
            for part in step.text.split('{').skip(1) {
                let name = part.split('}').next().unwrap();
                assert!(crate::command::table::by_name(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn each_step_waits_for_its_own_act() {
        let mut tutorial = Tutorial::default();
        assert!(!tutorial.note(&Action::Undo));
        assert_eq!(tutorial.step, 0);
        tutorial.note(&Action::Claim(true));
        assert_eq!(tutorial.step, 1);
    }
}
