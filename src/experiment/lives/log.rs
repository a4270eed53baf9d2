//! What happened to everybody in a replication, row by row: a row for each passage of a visit through a touchpoint, and for each thing that
//! happens to a customer besides.
//!
//! A replication is run again for its log, and its records are held while their rows are read. Rows come case by case, those of a case in order
//! of time.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::columns::{Facts, LogRow};
use super::happening::{Happening, happening};
use super::names::{Names, who_is};
use crate::experiment::run::parts::{parts, run_part};
use crate::experiment::run::room::Room;
use crate::experiment::run::{Plan, RunError, in_pool};
use crate::journey::activity::{Activity, Ending};
use crate::journey::cell::{Cell, CellError};
use crate::journey::model::Model;
use crate::journey::passage::{Fared, Passage, Passages, VisitMade};
use crate::journey::trace::Who;
use crate::units::SimTime;

/// The journey of what happens to customers beside their visits.
pub const LIFE: &str = "life";

/// Which record a row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Record {
    Life(usize),
    Passage(usize),
}

/// The log of one replication.
#[derive(Debug)]
pub struct EventLog<'m> {
    model: &'m Model,
    replication: u64,
    made: Passages,
    /// Number of each visit among those of its customer to its journey, from 1.
    numbers: Vec<u64>,
    /// Segment of each customer, where it is known.
    segments: BTreeMap<Who, u8>,
    /// Records in the order of the rows.
    order: Vec<Record>,
}

/// The event log of one replication: the same lives that `replay` tells.
///
/// # Errors
/// [`RunError::Cell`] when the replication cannot reach the horizon.
pub fn event_log(model: &Model, seed: u64, replication: u64) -> Result<EventLog<'_>, RunError> {
    Ok(event_log_until(model, seed, replication, &|| false)?.expect("nobody asked to stop"))
}

/// The logs of some replications, made at once on the threads of the plan; nothing when asked to `stop`.
///
/// # Errors
/// As [`event_log`], and when no threads can be had.
pub fn event_logs<'m>(
    model: &'m Model,
    plan: &Plan,
    replications: Range<u64>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Vec<EventLog<'m>>>, RunError> {
    in_pool(plan, || {
        let replications: Vec<u64> = replications.collect();
        let logs = replications.into_par_iter().with_max_len(1);
        logs.map(|replication| event_log_until(model, plan.seed, replication, stop)).collect()
    })
}

fn event_log_until<'m>(
    model: &'m Model,
    seed: u64,
    replication: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<EventLog<'m>>, RunError> {
    let _room = Room::of(model, false);
    let mut made = Passages::default();
    for (p, part) in parts(model, false).into_iter().enumerate() {
        if stop() {
            return Ok(None);
        }
        let cell = Cell::new(model, seed, replication, made).stopping_when(stop);
        let cell = match run_part(cell, part, p == 0) {
            Err(CellError::Stopped) => return Ok(None),
            other => other.map_err(|source| RunError::Cell { replication, source })?,
        };
        made = cell.into_observations().1;
    }
    Ok(Some(EventLog::of(model, replication, made)))
}

impl<'m> EventLog<'m> {
    fn of(model: &'m Model, replication: u64, made: Passages) -> Self {
        let mut log =
            EventLog { model, replication, made, numbers: Vec::new(), segments: BTreeMap::new(), order: Vec::new() };
        log.number_visits();
        for (event, _) in &log.made.lives {
            if let Activity::IsCustomer { segment, .. } | Activity::Joins { segment } = event.activity {
                log.segments.insert(event.who, segment);
            }
        }
        log.sort();
        log
    }

    fn number_visits(&mut self) {
        let visits = &self.made.visits;
        let mut order: Vec<usize> = (0..visits.len()).collect();
        order.sort_by_key(|&at| (visits[at].who, visits[at].journey, visits[at].began));
        self.numbers = vec![0; visits.len()];
        let same = |a: &usize, b: &usize| (visits[*a].who, visits[*a].journey) == (visits[*b].who, visits[*b].journey);
        for group in order.chunk_by(same) {
            for (number, &at) in group.iter().enumerate() {
                self.numbers[at] = number as u64 + 1;
            }
        }
    }

    fn sort(&mut self) {
        let horizon = self.model.horizon;
        let within = |at: SimTime| (at < horizon).then_some(at);
        let mut order = Vec::with_capacity(self.made.lives.len() + self.made.passages.len());
        for (at, (event, _)) in self.made.lives.iter().enumerate() {
            // A life comes before the visits.
            order.push(((event.who, SimTime::ZERO, 0, 0), (event.at, event.at), Record::Life(at)));
        }
        for (at, passage) in self.made.passages.iter().enumerate().filter(|(_, p)| p.enabled < horizon) {
            let VisitMade { who, journey, began, .. } = self.made.visits[passage.visit as usize];
            let case = (who, began, journey + 1, self.numbers[passage.visit as usize]);
            let start = within(passage.start);
            let stamp = within(passage.end).or(start).unwrap_or(passage.enabled);
            order.push((case, (stamp, start.unwrap_or(stamp)), Record::Passage(at)));
        }
        // At one time as the records were made: in the order of the way.
        order.sort();
        self.order = order.into_iter().map(|(.., record)| record).collect();
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether nothing happened at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Its rows, case by case.
    pub fn rows(&self) -> impl Iterator<Item = LogRow<'_>> {
        self.order.iter().filter_map(|&record| match record {
            Record::Life(at) => self.life(at),
            Record::Passage(at) => Some(self.passage(&self.made.passages[at])),
        })
    }

    fn life(&self, at: usize) -> Option<LogRow<'_>> {
        let (event, visit) = &self.made.lives[at];
        let Happening { class, outcome, mut facts } = happening(self.model, event)?;
        facts.visit = visit.map(|visit| self.case(visit as usize).into());
        let who = self.who(event.who);
        Some(LogRow {
            replication: self.replication,
            case: format!("r{}/{who}/{LIFE}", self.replication),
            customer: Some(who),
            segment: self.segment(event.who),
            journey: LIFE,
            activity: class,
            enabled: event.at,
            start: Some(event.at),
            end: Some(event.at),
            resource: None,
            outcome,
            ending: None,
            facts,
        })
    }

    fn passage(&self, passage: &Passage) -> LogRow<'_> {
        let horizon = self.model.horizon;
        let within = |at: SimTime| (at < horizon).then_some(at);
        let visit = &self.made.visits[passage.visit as usize];
        let names = Names { world: self.model, regime: passage.regime, place: 0 };
        let ended = visit.ended.filter(|(_, at)| *at < horizon);
        let start = within(passage.start);
        let mut end = within(passage.end);
        let outcome = match (end, passage.fared, start) {
            (Some(_), Fared::Well, _) => "served",
            (Some(_), Fared::Failed, _) => "failed",
            (Some(_), Fared::Reneged, _) => "reneged",
            (Some(_), Fared::Baulked, _) => "baulked",
            // The visit was over before this was.
            (None, ..) if passage.end == SimTime::NEVER && !passage.off_path && ended.is_some() => {
                end = ended.map(|(_, at)| at);
                "broken off"
            }
            (None, _, Some(_)) => "in service",
            (None, _, None) => "waiting",
        };
        let queued = passage.queued.filter(|(_, at)| *at < horizon);
        let seconds = |time: SimTime| time.0 as f64 / 1e9;
        LogRow {
            replication: self.replication,
            case: self.case(passage.visit as usize),
            customer: matches!(visit.who, Who::Customer(..)).then(|| self.who(visit.who)),
            segment: self.segment(visit.who),
            journey: &self.model.journeys[usize::from(visit.journey)].name,
            activity: names.touchpoint(passage.touchpoint),
            enabled: passage.enabled,
            start,
            end,
            resource: queued.map(|(resource, _)| names.resource(resource)),
            outcome: Some(outcome),
            ending: ended.map(|(ending, _)| ended_as(ending)),
            facts: Facts {
                lead: queued.map(|(_, at)| seconds(at.since(passage.enabled))),
                attempt: passage.attempt.map(seconds),
                again: passage.again.then_some(true),
                enough: passage.enough.then_some(true),
                performance: passage.judged.map(|judged| judged.performance),
                expected: passage.judged.map(|judged| judged.expected),
                moment: passage.judged.map(|judged| judged.moment),
                ..Facts::default()
            },
        }
    }

    /// The case of a visit.
    fn case(&self, visit: usize) -> String {
        let VisitMade { who, journey, .. } = self.made.visits[visit];
        match who {
            Who::Visitor(..) => format!("r{}/{}", self.replication, self.who(who)),
            Who::Customer(..) => {
                let journey = &self.model.journeys[usize::from(journey)].name;
                format!("r{}/{}/{journey} {}", self.replication, self.who(who), self.numbers[visit])
            }
        }
    }

    fn who(&self, who: Who) -> String {
        who_is(self.model, who)
    }

    fn segment(&self, who: Who) -> Option<&'m str> {
        self.segments.get(&who).map(|&segment| self.model.segments[usize::from(segment)].name.as_str())
    }
}

fn ended_as(ending: Ending) -> &'static str {
    match ending {
        Ending::Done => "completed",
        Ending::Failed => "failed",
        Ending::GaveUp => "broken off",
        Ending::CutOff => "cut off",
    }
}
