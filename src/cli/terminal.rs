//! Speaking to people: standard output for results, standard error for the rest.
//!
//! Nothing here panics when a stream is closed or full. A closed pipe is no error: whoever read it has seen enough. Any other failure
//! of standard output ends with [`Exit::Output`](super::Exit::Output). What cannot be said on standard error is dropped.

use std::borrow::Cow;
use std::env;
use std::io::{self, IsTerminal, Write};

use anyhow::Error;

use super::args::Voice;
use super::exit::Failure;
use crate::report;

/// How to speak.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    quiet: bool,
    progress: bool,
    colour_out: bool,
    colour_err: bool,
    bar: bool,
}

impl Terminal {
    /// Decides from what was typed, from the environment, and for each stream from whether it is a terminal.
    pub(super) fn new(voice: Voice) -> Terminal {
        let plain = voice.no_color || asks_for_no_colour(env::var_os("NO_COLOR").as_deref());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = |terminal: bool| terminal && !plain && !dumb;
        Terminal {
            quiet: voice.quiet,
            progress: !voice.quiet && !voice.no_progress,
            colour_out: colour(io::stdout().is_terminal()),
            colour_err: colour(io::stderr().is_terminal()),
            bar: io::stderr().is_terminal() && !dumb,
        }
    }

    /// Whether results may be coloured.
    pub(super) fn colours_results(&self) -> bool {
        self.colour_out
    }

    /// Whether notes, progress and problems may be coloured.
    pub(super) fn colours_notes(&self) -> bool {
        self.colour_err
    }

    /// Whether only what must be heard is said.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether progress is wanted at all.
    pub(super) fn shows_progress(&self) -> bool {
        self.progress
    }

    /// Whether progress may move the cursor; colour has no say in it.
    pub(super) fn draws_bar(&self) -> bool {
        self.bar
    }

    /// Writes results to standard output.
    pub(super) fn print(&self, text: &str) -> Result<(), Failure> {
        settle(write_all(&mut io::stdout().lock(), harmless(text, self.colour_out).as_bytes()))
    }

    /// Writes results as JSON to standard output.
    pub(super) fn print_json(&self, text: &str) -> Result<(), Failure> {
        settle(write_all(&mut io::stdout().lock(), report::harmless_json(text).as_bytes()))
    }

    /// Says something worth knowing, unless asked to be quiet.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            self.insist(text);
        }
    }

    /// Says what must be heard.
    pub(super) fn insist(&self, text: &str) {
        // A lost message is no reason to lose the work.
        let text = harmless(text, self.colour_err);
        let _ = write_all(&mut io::stderr().lock(), format!("{}\n", text.trim_end_matches('\n')).as_bytes());
    }

    /// Tells why a command failed, in one line.
    pub(super) fn fail(&self, error: &Error) {
        let word = if self.colour_err { "\x1b[1;31merror\x1b[0m" } else { "error" };
        self.insist(&format!("{word}: {}", escaped(&format!("{error:#}"))));
    }
}

fn asks_for_no_colour(no_color: Option<&std::ffi::OsStr>) -> bool {
    no_color.is_some_and(|value| !value.is_empty())
}

fn write_all(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn settle(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output(Error::new(cause).context("failed to write to standard output")))
        }
        _ => Ok(()),
    }
}

/// The last gate before a terminal, whatever was forgotten on the way: only colours of our own pass, and only where they are wanted.
fn harmless(text: &str, colours: bool) -> Cow<'_, str> {
    if !text.contains(|c: char| (c.is_control() && c != '\n' && c != '\t') || turns(c)) {
        return Cow::Borrowed(text);
    }
    let plain = |text: &str| text.split('\t').map(escaped_line).collect::<Vec<_>>().join("\t");
    let lines = text.split('\n').map(|line| {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find('\u{1b}').filter(|_| colours) {
            let (before, from) = rest.split_at(at);
            out.push_str(&plain(before));
            // Select graphic rendition: ESC [ digits and semicolons m.
            let length = from[1..].strip_prefix('[').and_then(|codes| {
                let end = codes.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
                codes[end..].starts_with('m').then_some(end + 3)
            });
            match length {
                Some(length) => out.push_str(&from[..length]),
                None => out.push_str(&escaped_line(&from[..1])),
            }
            rest = &from[length.unwrap_or(1)..];
        }
        out + &plain(rest)
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Whether a character turns the direction of writing.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Shows what could move a cursor, ring a bell or turn the direction of writing instead of doing it. Line ends stay, and so do isolates
/// that are closed in their line: names that run from right to left are set in them, and they turn nothing outside.
pub(super) fn escaped(text: &str) -> String {
    text.split('\n').map(escaped_line).collect::<Vec<_>>().join("\n")
}

fn escaped_line(line: &str) -> String {
    let closed = report::is_isolated(line);
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        let isolates = closed && matches!(c, '\u{2068}' | '\u{2069}');
        if !isolates && (turns(c) || c.is_control()) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
        let through = |kind| settle(write_all(&mut Broken(kind), b"x"));
        assert!(through(io::ErrorKind::BrokenPipe).is_ok());
        assert!(matches!(through(io::ErrorKind::StorageFull), Err(Failure::Untold { exit: Exit::Output, .. })));
    }

    #[test]
    fn escapes_are_shown_not_sent() {
        assert_eq!(escaped("a\u{1b}[31mb\nc\u{202e}\r"), "a\\u{1b}[31mb\nc\\u{202e}\\u{d}");
        assert_eq!(escaped("银行 café"), "银行 café");
        let name = "\u{2068}مكالمة\u{2069}: 3 of 4\n";
        assert_eq!(escaped(name), name, "an isolate that is closed turns nothing outside");
        assert_eq!(
            escaped("a\u{2068}b\n\u{2069}"),
            "a\\u{2068}b\n\\u{2069}",
            "one that is not closed in its line might"
        );
        assert_eq!(escaped("\u{2069}a\u{2068}"), "\\u{2069}a\\u{2068}");
    }

    #[test]
    fn only_colours_pass_the_last_gate() {
        let colour = "\u{1b}[1;31merror\u{1b}[0m: a\tb\n";
        assert_eq!(harmless(colour, true), colour);
        assert_eq!(harmless(colour, false), "\\u{1b}[1;31merror\\u{1b}[0m: a\tb\n");
        assert_eq!(harmless("\u{1b}[31mred \u{9b}2J\u{1b}[2J\u{1b}", true), "\u{1b}[31mred \\u{9b}2J\\u{1b}[2J\\u{1b}");
        assert_eq!(harmless("a\u{85}\u{202e}\u{7f}", true), "a\\u{85}\\u{202e}\\u{7f}");
        assert!(matches!(harmless("\u{1f600} 银行\n", false), Cow::Borrowed(_)));
    }

    #[test]
    fn an_empty_no_color_asks_for_nothing() {
        assert!(asks_for_no_colour(Some("1".as_ref())));
        assert!(!asks_for_no_colour(Some("".as_ref())));
        assert!(!asks_for_no_colour(None));
    }
}
