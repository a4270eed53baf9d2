//! How a command ends.

use std::process::ExitCode;

use anyhow::Error;

/// Exit codes. A scheduler may retry anything but [`Exit::Usage`] and [`Exit::Scenario`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done as asked.
    Done = 0,
    /// An internal error: our bug.
    Bug = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// The scenario is invalid, or every point of a sweep is refused: nothing ran.
    Scenario = 3,
    /// An output could not be written.
    Output = 4,
    /// An `[[assert]]` or a requested precision was missed.
    Missed = 5,
    /// Somebody else writes in the output folder.
    InUse = 6,
    /// There is less memory than one replication takes: nothing ran.
    Memory = 7,
    /// Ctrl-C: what was finished is kept and marked partial.
    Interrupted = 130,
    /// SIGTERM: what was finished is kept and marked partial.
    Terminated = 143,
}

impl Exit {
    /// Every way to end, in the order of the manual.
    pub const ALL: [Exit; 10] = [
        Exit::Done,
        Exit::Bug,
        Exit::Usage,
        Exit::Scenario,
        Exit::Output,
        Exit::Missed,
        Exit::InUse,
        Exit::Memory,
        Exit::Interrupted,
        Exit::Terminated,
    ];
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// Not yet told: one line on standard error.
    Untold {
        /// Code to end with.
        exit: Exit,
        /// What happened, outermost first.
        error: Error,
    },
    /// Everything was said where it was found.
    Told(Exit),
}

impl Failure {
    /// The command line makes no sense.
    pub(super) fn usage(error: impl Into<Error>) -> Failure {
        Failure::Untold { exit: Exit::Usage, error: error.into() }
    }

    /// The scenario cannot be run.
    pub(super) fn scenario(error: impl Into<Error>) -> Failure {
        Failure::Untold { exit: Exit::Scenario, error: error.into() }
    }

    /// An output could not be written.
    pub(super) fn output(error: impl Into<Error>) -> Failure {
        Failure::Untold { exit: Exit::Output, error: error.into() }
    }

    /// Something that only we can mend.
    pub(super) fn bug(error: impl Into<Error>) -> Failure {
        Failure::Untold { exit: Exit::Bug, error: error.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_manual() {
        assert_eq!(Exit::ALL.map(|exit| exit as u8), [0, 1, 2, 3, 4, 5, 6, 7, 130, 143]);
    }
}
