//! What happened to everybody in one replication, as cases and activities that process-mining tools read.

use crate::experiment::parts::{parts, run_part};
use crate::experiment::run::RunError;
use crate::journey::cell::{Cell, CellError};
use crate::journey::model::Model;
use crate::journey::trace::{Trace, Who};
use crate::units::SimTime;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Whose life it belongs to: "customer 17", "web 3", "visit 12".
    pub case: String,
    /// When.
    pub at: SimTime,
    /// What, without numbers: "starts branch visit", "counter", "complains formally".
    pub activity: String,
    /// The rest of what is known of it; may be empty.
    pub detail: String,
}

/// Keeps every note of everybody.
#[derive(Debug, Default)]
struct AllNotes(Vec<(Who, SimTime, String)>);

impl Trace for AllNotes {
    const ON: bool = true;
    fn note(&mut self, at: SimTime, who: Who, text: String) {
        self.0.push((who, at, text));
    }
}

/// The event log of one replication, case by case in order of time: the same lives that `replay` tells.
///
/// # Errors
/// [`RunError::Cell`] when the replication cannot reach the horizon.
pub fn event_log(model: &Model, seed: u64, replication: u64) -> Result<Vec<LoggedEvent>, RunError> {
    Ok(event_log_until(model, seed, replication, &|| false)?.unwrap_or_default())
}

/// The same; nothing when asked to `stop`.
///
/// # Errors
/// As [`event_log`].
pub fn event_log_until(
    model: &Model,
    seed: u64,
    replication: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<LoggedEvent>>, RunError> {
    let mut notes = Vec::new();
    for (p, part) in parts(model, false).into_iter().enumerate() {
        let cell = Cell::new(model, seed, replication, AllNotes::default()).stopping_when(stop);
        let cell = match run_part(cell, part, p == 0) {
            Err(CellError::Stopped) => return Ok(None),
            other => other.map_err(|source| RunError::Cell { replication, source })?,
        };
        notes.append(&mut cell.into_observations().1.0);
    }
    // A visit walks ahead of the calendar, so notes are settled out of order; the sort is stable.
    notes.sort_by_key(|(who, at, _)| (*who, *at));
    let event = |(who, at, text): (Who, SimTime, String)| {
        let (activity, detail) = split(&text);
        LoggedEvent { case: case(model, who), at, activity, detail }
    };
    Ok(Some(notes.into_iter().map(event).collect()))
}

fn case(model: &Model, who: Who) -> String {
    match who {
        Who::Customer(0, n) => format!("customer {n}"),
        Who::Customer(c, n) => format!("{} {n}", model.channels[c as usize - 1].name),
        Who::Visitor(j, n) => format!("{} {n}", model.journeys[j as usize].name),
    }
}

/// The activity in a note, and its numbers.
fn split(text: &str) -> (String, String) {
    let pair = |activity: &str, detail: &str| (activity.to_owned(), detail.to_owned());
    // What takes no time says nothing of it.
    let (at, lasts) = match text.rsplit_once(", which takes ") {
        Some((at, lasts)) => (at, Some(format!("takes {lasts}"))),
        None => (text, None),
    };
    if let Some(place) = at.strip_prefix("is at ") {
        return pair(place, &lasts.unwrap_or_default());
    }
    if let Some((waited, place)) = at.strip_prefix("waits ").and_then(|rest| rest.split_once(" for ")) {
        let waited = Some(format!("after a wait of {waited}"));
        return pair(place, &[waited, lasts].into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    if let Some((place, felt)) = text.rsplit_once(": performance ") {
        return pair(&format!("judges {place}"), &format!("performance {felt}"));
    }
    if let Some((severity, rest)) = text.strip_prefix("incident of severity ").and_then(|rest| rest.split_once(": ")) {
        let (voice, more) = rest.split_once(", ").unwrap_or((rest, ""));
        return pair(voice, &format!("severity {severity}, {more}"));
    }
    let heads = [
        ("after the last end remembers ", "remembers the last end"),
        ("remembers ", "remembers"),
        ("renews into ", "renews"),
        ("buys for ", "buys"),
        ("joins, ", "joins"),
        ("is a customer of ", "is a customer"),
        ("comes back after ", "comes back"),
        ("answers a survey with ", "answers a survey"),
    ];
    if let Some((head, activity)) = heads.iter().find(|(head, _)| text.starts_with(head)) {
        return pair(activity, &text[head.len()..]);
    }
    match text.rsplit_once(" after ") {
        Some((activity, time)) if time.ends_with(" min") => pair(activity, &format!("after {time}")),
        _ => pair(text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activities_have_no_numbers_and_lose_nothing() {
        let known = [
            ("waits 3.2 min for counter, which takes 6.0 min", "counter", "after a wait of 3.2 min, takes 6.0 min"),
            ("is at desk for two, which takes 1.0 min", "desk for two", "takes 1.0 min"),
            ("is at till", "till", ""),
            ("waits 3.2 min for till", "till", "after a wait of 3.2 min"),
            ("completes branch visit after 12.0 min", "completes branch visit", "after 12.0 min"),
            ("gives up at counter after 5.0 min", "gives up at counter", "after 5.0 min"),
            (
                "counter: performance 7.1 against 6.0, moment +0.20",
                "judges counter",
                "performance 7.1 against 6.0, moment +0.20",
            ),
            ("renews into term 3", "renews", "term 3"),
            (
                "incident of severity 0.40: complains formally, Quick, stays with 0.81",
                "complains formally",
                "severity 0.40, Quick, stays with 0.81",
            ),
            ("leaves by quality", "leaves by quality", ""),
            ("comes back after 45 d, for life 2", "comes back", "45 d, for life 2"),
            ("answers a survey with 3.41", "answers a survey", "3.41"),
        ];
        for (text, activity, detail) in known {
            assert_eq!(split(text), (activity.to_owned(), detail.to_owned()), "{text}");
        }
    }
}
