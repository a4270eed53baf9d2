//! How far a run is: a bar on a terminal, a plain line now and then elsewhere.
//!
//! Workers only add to an atomic number. One thread reads it, draws, and hears of Ctrl-C, so that drawing never slows the work. Whether
//! a bar is seen is decided here, not by the drawing library, which has mixed it up with colour before.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt::Interrupt;
use super::terminal::{Terminal, escaped};
use crate::experiment::Monitor;

/// Time between two looks.
const TICK: Duration = Duration::from_millis(100);
/// First plain line.
const FIRST_LINE: Duration = Duration::from_secs(2);
/// Time between further plain lines.
const NEXT_LINE: Duration = Duration::from_secs(30);

/// Counts finished units of work, and stops when interrupted.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    replications: u64,
    interrupt: &'a Interrupt,
    done: AtomicU64,
    planned: AtomicU64,
    /// Units of work in one replication; 0 until the first is known.
    per_replication: AtomicU64,
    /// What else is known so far.
    aside: Mutex<String>,
}

impl<'a> Meter<'a> {
    /// A meter for a run that plans this many replications at first.
    pub(super) fn new(replications: u64, interrupt: &'a Interrupt) -> Meter<'a> {
        Meter {
            replications,
            interrupt,
            done: AtomicU64::new(0),
            planned: AtomicU64::new(0),
            per_replication: AtomicU64::new(0),
            aside: Mutex::default(),
        }
    }

    /// Something to show beside the count, such as the precision so far.
    pub(super) fn say(&self, aside: String) {
        *self.aside.lock().unwrap_or_else(PoisonError::into_inner) = aside;
    }

    fn heard(&self) -> String {
        let aside = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        if aside.is_empty() { String::new() } else { format!("; {aside}") }
    }

    fn reading(&self, elapsed: Duration) -> Reading {
        Reading {
            done: self.done.load(Ordering::Relaxed),
            planned: self.planned.load(Ordering::Relaxed),
            per_replication: self.per_replication.load(Ordering::Relaxed).max(1),
            elapsed,
        }
    }
}

impl Monitor for Meter<'_> {
    fn progress(&self, done: u64, planned: u64) {
        if self.per_replication.load(Ordering::Relaxed) == 0 {
            // Only a requested precision changes the plan, and never before its first round is done.
            self.per_replication.store(planned / self.replications.max(1), Ordering::Relaxed);
        }
        self.done.fetch_max(done, Ordering::Relaxed);
        self.planned.fetch_max(planned, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.interrupt.was_asked()
    }
}

/// The meter at one moment.
#[derive(Debug, Clone, Copy)]
struct Reading {
    done: u64,
    planned: u64,
    per_replication: u64,
    elapsed: Duration,
}

impl Reading {
    /// "41 %, 8 of 20 replications, 3.1 per s, 4 s left".
    fn words(&self) -> String {
        if self.planned == 0 {
            return format!("0 %, {} so far", span(self.elapsed));
        }
        let percent = self.done * 100 / self.planned;
        let whole = self.done / self.per_replication;
        let planned = self.planned / self.per_replication;
        let seconds = self.elapsed.as_secs_f64();
        let rate = self.done as f64 / self.per_replication as f64 / seconds.max(1e-9);
        let left = Duration::try_from_secs_f64(seconds * (self.planned - self.done) as f64 / self.done.max(1) as f64);
        let left = if self.done == 0 {
            "time left unknown".to_owned()
        } else {
            format!("{} left", left.map_or_else(|_| "years".to_owned(), span))
        };
        format!("{percent} %, {whole} of {planned} replications, {} per s, {left}", brief(rate))
    }
}

/// Three significant digits at most.
fn brief(rate: f64) -> String {
    let places = if rate >= 100.0 {
        0
    } else if rate >= 10.0 {
        1
    } else {
        2
    };
    format!("{rate:.places$}")
}

/// A length of real time as people say it.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => "under 1 s".to_owned(),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        3600..172_800 => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Where progress goes.
#[derive(Debug)]
enum View {
    Bar(ProgressBar),
    Lines { next: Duration },
    Nothing,
}

impl View {
    fn new(terminal: &Terminal) -> View {
        if !terminal.shows_progress() {
            return View::Nothing;
        }
        if terminal.draws_bar() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            // The library hides bars by rules of its own; whoever wanted one then gets lines.
            if !bar.is_hidden() {
                bar.set_style(style(terminal.colours_notes()));
                return View::Bar(bar);
            }
        }
        View::Lines { next: FIRST_LINE }
    }

    fn show(&mut self, reading: &Reading, aside: &str, terminal: &Terminal) {
        match self {
            View::Bar(bar) => {
                bar.set_length(reading.planned.max(1));
                bar.set_position(reading.done);
                bar.set_message(reading.words() + aside);
            }
            View::Lines { next } if reading.elapsed >= *next => {
                *next = reading.elapsed + NEXT_LINE;
                terminal.note(&(reading.words() + aside));
            }
            View::Lines { .. } | View::Nothing => {}
        }
    }

    /// Says something without tearing the bar.
    fn say(&self, text: &str, terminal: &Terminal) {
        match self {
            View::Bar(bar) => bar.suspend(|| terminal.insist(text)),
            View::Lines { .. } | View::Nothing => terminal.insist(text),
        }
    }

    fn end(&self) {
        if let View::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn style(colour: bool) -> ProgressStyle {
    // The colour is written out: the library would ask the wrong stream whether it may.
    let template = if colour { "\x1b[36m{bar:30}\x1b[0m {msg}" } else { "{bar:30} {msg}" };
    ProgressStyle::with_template(template)
        .map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("━╸─"))
}

/// Does the work while another thread shows how far it is and hears of signals.
pub(super) fn watch<T>(terminal: &Terminal, meter: &Meter<'_>, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let (finished, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut view = View::new(terminal);
            let mut told = false;
            loop {
                let working = waiting.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout);
                // Also when the work stopped sooner than the next tick.
                if meter.is_cancelled() && !told {
                    told = true;
                    view.say("stopping after what is under way (again to leave at once)", terminal);
                }
                if !working {
                    break;
                }
                view.show(&meter.reading(started.elapsed()), &escaped(&meter.heard()), terminal);
            }
            view.end();
        });
        // Dropped at the end, also when the work panics: either way the watcher stops.
        let _finished = finished;
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_what_is_done_and_left() {
        let reading = Reading { done: 41, planned: 100, per_replication: 5, elapsed: Duration::from_millis(4100) };
        assert_eq!(reading.words(), "41 %, 8 of 20 replications, 2.00 per s, 5 s left");
        let nothing = Reading { done: 0, ..reading };
        assert_eq!(nothing.words(), "0 %, 0 of 20 replications, 0.00 per s, time left unknown");
        let unknown = Reading { planned: 0, done: 0, ..reading };
        assert_eq!(unknown.words(), "0 %, 4 s so far");
    }

    #[test]
    fn spans_are_said_as_people_do() {
        let said =
            [(0.4, "under 1 s"), (59.9, "59 s"), (61.0, "1 min 01 s"), (3_660.0, "1 h 01 min"), (400_000.0, "4 days")];
        for (seconds, words) in said {
            assert_eq!(span(Duration::from_secs_f64(seconds)), words);
        }
    }

    #[test]
    fn a_growing_plan_keeps_the_size_of_a_replication() {
        let interrupt = Interrupt::default();
        let meter = Meter::new(20, &interrupt);
        meter.progress(1, 100);
        meter.progress(99, 150);
        meter.progress(98, 150);
        let reading = meter.reading(Duration::from_secs(1));
        assert_eq!((reading.done, reading.planned, reading.per_replication), (99, 150, 5));
    }

    #[test]
    fn watching_ends_with_the_work_even_when_it_panics() {
        let terminal = Terminal::new(crate::cli::args::Voice { quiet: true, ..Default::default() });
        let interrupt = Interrupt::default();
        let meter = Meter::new(1, &interrupt);
        assert_eq!(watch(&terminal, &meter, || 7), 7);
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            watch(&terminal, &meter, || panic!("on purpose"))
        }));
        assert!(died.is_err());
    }
}
