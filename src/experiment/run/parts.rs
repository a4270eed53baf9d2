//! The parts of one replication: each runs in a cell of its own where customers share nothing, and their exact sums are added up.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::plan::{LivesTaker, Monitor};
use super::room::Room;
use crate::journey::cell::{Cell, CellError, Fate};
use crate::journey::lived::Lived;
use crate::journey::model::{JourneyId, Model, Start};
use crate::journey::observations::Observations;
use crate::journey::program::Kept;
use crate::journey::scope::{Needs, Relationship, Scope, Visitors, Whole};
use crate::journey::trace::{NoTrace, Trace};
use crate::units::SimTime;

/// Customers of one part of an independent population.
const PART: u64 = 1 << 14;

/// A part of one replication.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    All,
    Customers(u64, u64),
    Channel(usize),
    Visitors(JourneyId),
}

pub(crate) fn parts(model: &Model, one_cell: bool) -> Vec<Part> {
    if one_cell || !model.is_independent() {
        return vec![Part::All];
    }
    let mut out: Vec<Part> = (0..model.customers.div_ceil(PART))
        .map(|i| Part::Customers(i * PART, ((i + 1) * PART).min(model.customers)))
        .collect();
    out.extend((0..model.channels.len()).map(Part::Channel));
    out.extend(
        (0..model.journeys.len())
            .filter(|&j| matches!(model.journeys[j].start, Start::Arrivals(_)))
            .map(|j| Part::Visitors(j as JourneyId)),
    );
    out
}

/// One part of one replication in one world.
pub(crate) struct Job<'a> {
    pub(crate) model: &'a Model,
    pub(crate) seed: u64,
    pub(crate) replication: u64,
    pub(crate) part: Part,
    /// Its place among the parts of the replication. The first part posts what the firm pays all the time.
    pub(crate) place: usize,
    /// Fates and the course of money are kept, to compare worlds.
    pub(crate) tracks: bool,
    /// The course of money is kept.
    pub(crate) money: bool,
    /// Who takes the lives that end in it.
    pub(crate) lives: Option<&'a dyn LivesTaker>,
    /// Where the periods end in which a program is paired with its twin; absent where nothing of it is kept.
    pub(crate) marks: Option<&'a [SimTime]>,
    /// Asked every now and then whether to give up.
    pub(crate) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Job<'_> {
    /// Runs the part in a fresh cell with no more machinery than the world needs.
    pub(crate) fn run(&self) -> Result<(Observations, Vec<Fate>, Vec<Kept>), CellError> {
        let _room = Room::of(self.model, self.tracks);
        // It may have waited for it.
        if (self.stop)() {
            return Err(CellError::Stopped);
        }
        match Needs::of(self.model) {
            // Pairs are kept by the whole machinery alone.
            _ if self.marks.is_some() => self.run_in::<Whole>(),
            Needs::Visitors => self.run_in::<Visitors>(),
            Needs::Relationship => self.run_in::<Relationship>(),
            Needs::Whole => self.run_in::<Whole>(),
        }
    }

    fn run_in<S: Scope>(&self) -> Result<(Observations, Vec<Fate>, Vec<Kept>), CellError> {
        let handed = |lives: &[Lived]| {
            if let Some(taker) = self.lives {
                taker.take(self.replication, self.place, lives);
            }
        };
        let mut cell =
            Cell::<_, S>::in_scope(self.model, self.seed, self.replication, NoTrace).stopping_when(self.stop);
        if self.lives.is_some() {
            cell = cell.telling_lives(&handed);
        }
        if self.tracks {
            cell = cell.tracking();
        }
        if self.money {
            cell = cell.following_money();
        }
        if let Some(marks) = self.marks {
            cell = cell.pairing(marks);
        }
        let mut cell = run_part(cell, self.part, self.place == 0)?;
        cell.hand_on_lives();
        let (fates, kept) = (cell.take_fates(), cell.take_pairs());
        Ok((cell.into_observations().0, fates, kept))
    }
}

/// Runs one part in its cell; the first part of a replication posts what the firm pays all the time.
pub(crate) fn run_part<T: Trace, S: Scope>(
    mut cell: Cell<'_, T, S>,
    part: Part,
    first: bool,
) -> Result<Cell<'_, T, S>, CellError> {
    match part {
        Part::All => cell.run_all()?,
        Part::Customers(from, to) => cell.run_customers(from..to)?,
        Part::Channel(c) => cell.run_channel(c)?,
        Part::Visitors(j) => cell.run_visitors(j)?,
    }
    if first {
        cell.post_fixed_costs(matches!(part, Part::All));
    }
    Ok(cell)
}

/// One replication, all its parts.
pub(crate) struct Observing<'a> {
    pub(crate) model: &'a Model,
    pub(crate) seed: u64,
    pub(crate) replication: u64,
    pub(crate) parts: &'a [Part],
    pub(crate) monitor: &'a dyn Monitor,
    /// Who takes the lives that end in it.
    pub(crate) lives: Option<&'a dyn LivesTaker>,
    /// The course of money is kept.
    pub(crate) money: bool,
}

impl Observing<'_> {
    /// What was seen; nothing when cancelled. `ended` hears of each part that is done.
    pub(crate) fn run(&self, ended: &(dyn Fn() + Sync)) -> Result<Option<Observations>, CellError> {
        let Observing { model, seed, replication, parts, monitor, lives, money } = *self;
        // Sums are exact, so parts may be added in any order; kept apart, they would fill the memory.
        let all = Mutex::new(Observations::new(model));
        let finished: Vec<Result<bool, CellError>> = parts
            .par_iter()
            .with_max_len(1)
            .enumerate()
            .map(|(place, &part)| {
                if monitor.is_cancelled() {
                    return Ok(false);
                }
                let stop = &|| monitor.is_cancelled();
                let job = Job { model, seed, replication, part, place, tracks: false, money, lives, marks: None, stop };
                let seen = match job.run() {
                    Err(CellError::Stopped) => return Ok(false),
                    other => other?.0,
                };
                ended();
                *all.lock().unwrap_or_else(PoisonError::into_inner) += &seen;
                Ok(true)
            })
            .collect();
        for part in finished {
            if !part? {
                return Ok(None);
            }
        }
        let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        if parts.is_empty() {
            let mut cell = Cell::new(model, seed, replication, NoTrace);
            cell.post_fixed_costs(false);
            all += &cell.into_observations().0;
        }
        Ok(Some(all))
    }
}
