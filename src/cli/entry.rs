//! From arguments to an exit code.

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};

use clap::Parser;
use clap::error::ErrorKind;

use super::args::{Command, Typed, Voice};
use super::exit::{Exit, Failure};
use super::interrupt::outlive_size_limit;
use super::terminal::{Terminal, escaped};
use super::{analyze, ask_tell, check, compare, editors, explain, new, redraw, replay, simulate, sweep};

/// Runs the command line `args`, program name first, and says how it ended.
///
/// Never panics: an internal error is reported in one line and ends with [`Exit::Bug`].
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    panic::set_hook(Box::new(|panic| Terminal::new(Voice::default()).insist(&report_of(panic))));
    outlive_size_limit();
    let args: Vec<OsString> = args.into_iter().collect();
    panic::catch_unwind(AssertUnwindSafe(|| parse_and_run(args))).unwrap_or(Exit::Bug)
}

/// One line that asks to report a bug.
fn report_of(panic: &panic::PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let payload = panic.payload();
    let literal = payload.downcast_ref::<&str>().copied();
    let what = literal.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let text = format!("internal error{place}: {what}; please report this line with the scenario and the command");
    escaped(&text).replace('\n', " ")
}

fn parse_and_run(args: Vec<OsString>) -> Exit {
    let typed = match Typed::try_parse_from(args) {
        Ok(typed) => typed,
        Err(error) => return usage(&error),
    };
    let terminal = Terminal::new(typed.voice);
    settle(dispatch(&typed.command, &terminal), &terminal)
}

fn dispatch(command: &Command, terminal: &Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Run(typed) => simulate::run(typed, terminal),
        Command::Check(typed) => check::run(typed, terminal),
        Command::Explain(typed) => explain::run(typed, terminal),
        Command::Replay(typed) => replay::run(typed, terminal),
        Command::New(typed) => new::run(typed, terminal),
        Command::Report(typed) => redraw::run(typed, terminal),
        Command::Schema => editors::schema(terminal),
        Command::Completions { shell } => editors::completions(*shell, terminal),
        Command::Man { command } => editors::man(command.as_deref(), terminal),
        Command::Compare(typed) => compare::compare(typed, terminal),
        Command::Leaks(typed) => compare::leaks(typed, terminal),
        Command::Sweep(typed) => sweep::sweep(typed, terminal),
        Command::Analyze(typed) => analyze::run(typed, terminal),
        Command::AskTell(typed) => ask_tell::run(typed, terminal),
    }
}

fn settle(ended: Result<Exit, Failure>, terminal: &Terminal) -> Exit {
    match ended {
        Ok(exit) | Err(Failure::Told(exit)) => exit,
        Err(Failure::Untold { exit, error }) => {
            terminal.fail(&error);
            exit
        }
    }
}

/// Help and version are results; a wrong command line is an error.
fn usage(error: &clap::Error) -> Exit {
    let terminal = Terminal::new(Voice::default());
    let text = error.render();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = if terminal.colours_results() { text.ansi().to_string() } else { text.to_string() };
            settle(terminal.print(&text).map(|()| Exit::Done), &terminal)
        }
        _ => {
            terminal.insist(&if terminal.colours_notes() { text.ansi().to_string() } else { text.to_string() });
            Exit::Usage
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_ends_with_its_own_code_and_one_line() {
        let line = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
        let heard = std::sync::Arc::clone(&line);
        let before = panic::take_hook();
        // Other tests may panic at the same time: only this one's words count.
        panic::set_hook(Box::new(move |panic| {
            let text = report_of(panic);
            if text.contains("invariant") {
                *heard.lock().expect("unpoisoned") = text;
            }
        }));
        let exit = panic::catch_unwind(|| -> Exit { panic!("invariant\n\u{1b}broken") }).unwrap_or(Exit::Bug);
        panic::set_hook(before);
        assert_eq!(exit, Exit::Bug);
        let line = line.lock().expect("unpoisoned");
        assert!(line.starts_with("internal error at src/cli/entry.rs:"), "{line}");
        assert!(line.contains("invariant \\u{1b}broken; please report"), "{line}");
    }
}
