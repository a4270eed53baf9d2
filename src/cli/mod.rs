//! The command line: what was typed → what is meant → one call per layer → words, files and an exit code.
//!
//! Life cycle: [`run`] parses the arguments (`args`: as typed), each command resolves them (`settings`: as meant), loads
//! the scenario through the one adapter to the layers below (`world`), works, and returns an [`Exit`]. Results go to
//! standard output and the output folder; progress, notes and errors to standard error. A closed pipe ends quietly. What
//! goes wrong is a `Failure`: an error chain with its exit code.

mod analyze;
mod args;
mod ask_tell;
mod asked;
mod asserts;
mod bundles;
mod check;
mod compare;
mod decides;
mod decision;
mod editors;
mod entry;
mod estimate;
mod event_log;
mod exit;
mod explain;
mod interrupt;
mod lives;
mod machine;
mod manifest;
mod named_files;
mod new;
mod output;
mod progress;
mod redraw;
mod replay;
mod settings;
mod simulate;
mod sweep;
pub mod templates;
mod terminal;
mod unknown;
mod world;

pub use ask_tell::asked_changes;
pub use entry::run;
pub use exit::Exit;
