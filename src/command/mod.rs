//! What a reader can do: one table gives keymap, help, palette, footer, the README's table,
//! `onrecord keys` and the names in `config.toml`.
//!
//! **Invariants:** names are unique; in one scope no key sequence is bound twice or begins
//! another. **Deliberately absent:** what a command does (`app`).

pub mod action;
pub mod key;
pub mod keymap;
pub mod table;

pub use action::{Action, Correct};
pub use key::{Code, Key, Sequence};
pub use keymap::{Found, Keymap};
pub use table::{COMMANDS, Command, Group, Scope};
