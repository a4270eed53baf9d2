//! Ctrl-C and SIGTERM: the first asks, the second leaves.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;
use crate::experiment::Monitor;

/// Whether somebody asked to stop. Until it listens, a signal ends the program as usual.
#[derive(Debug, Default)]
pub(super) struct Interrupt {
    asked: Arc<AtomicBool>,
    terminated: Arc<AtomicBool>,
}

impl Interrupt {
    /// Starts listening. From now on the first signal only raises a flag; a second one ends the program at once.
    pub(super) fn listen() -> io::Result<Interrupt> {
        let interrupt = Interrupt::default();
        for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
            // Actions run in this order: the shutdown sees the flag as earlier signals left it.
            flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(&interrupt.asked))?;
            flag::register(signal, Arc::clone(&interrupt.asked))?;
        }
        flag::register(SIGTERM, Arc::clone(&interrupt.terminated))?;
        Ok(interrupt)
    }

    /// Whether a signal came.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Code to end with when a signal came.
    pub(super) fn exit(&self) -> Option<Exit> {
        let by_signal = if self.terminated.load(Ordering::Relaxed) { Exit::Terminated } else { Exit::Interrupted };
        self.was_asked().then_some(by_signal)
    }
}

/// Shows nothing, and stops when interrupted.
#[derive(Debug)]
pub(super) struct Stopping<'a>(pub(super) &'a Interrupt);

impl Monitor for Stopping<'_> {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.was_asked()
    }
}

/// Lets a write beyond the file size limit fail like any other, instead of ending the program by a signal.
#[cfg(unix)]
pub(super) fn outlive_size_limit() {
    // The flag has no reader: a signal that is handled leaves the error to the write. Without a handler the old end remains.
    let _ = flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) fn outlive_size_limit() {}
