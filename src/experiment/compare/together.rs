//! One replication in every world of a comparison: the worlds of a part run back to back, parts in any order.

use std::ops::AddAssign;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::paired::{Paired, Seen};
use super::program_twins::ProgramTwins;
use crate::engine::sum::Sum;
use crate::experiment::catalogue::Catalogue;
use crate::experiment::compare::similar::Residuals;
use crate::experiment::compare::twins::TwinTally;
use crate::experiment::readings::curves::{Curves, report_days};
use crate::experiment::run::parts::{Job, Part};
use crate::experiment::run::{Monitor, Plan, RunError};
use crate::journey::cell::{CellError, Fate};
use crate::journey::model::Model;
use crate::journey::observations::Observations;
use crate::journey::program::Kept;

/// What runs replications in every world.
pub(crate) struct Runner<'a> {
    /// The baseline, the rivals, and the twins made for programs.
    pub(crate) models: Vec<&'a Model>,
    /// How many of them are rivals.
    pub(crate) rivals: usize,
    pub(crate) catalogues: Vec<Catalogue>,
    /// Hole numbers of each world in those common to all.
    pub(crate) holes: Vec<Vec<u16>>,
    pub(crate) twins: &'a ProgramTwins,
    pub(crate) plan: &'a Plan,
    pub(crate) pooled: Mutex<Vec<Observations>>,
    pub(crate) done: AtomicU64,
    pub(crate) planned: u64,
    pub(crate) monitor: &'a dyn Monitor,
}

/// A part of a replication in every world.
struct Share {
    seen: Vec<Observations>,
    twins: Vec<TwinTally>,
    residuals: Residuals,
    deadweight: Vec<Vec<Sum>>,
}

impl AddAssign<Share> for Share {
    fn add_assign(&mut self, o: Share) {
        self.seen.iter_mut().zip(&o.seen).for_each(|(a, b)| *a += b);
        self.twins.iter_mut().zip(o.twins).for_each(|(a, b)| *a += b);
        self.residuals += &o.residuals;
        let sums = self.deadweight.iter_mut().flatten().zip(o.deadweight.into_iter().flatten());
        sums.for_each(|(a, b)| *a += b);
    }
}

impl Runner<'_> {
    fn part(
        &self,
        world: usize,
        index: u64,
        part: Part,
        place: usize,
    ) -> Result<(Observations, Vec<Fate>, Vec<Kept>), CellError> {
        let stop = || self.monitor.is_cancelled();
        let (model, seed, replication) = (self.models[world], self.plan.seed, index);
        let marks = self.twins.involves(world).then_some(self.twins.marks.as_slice());
        Job { model, seed, replication, part, place, tracks: true, money: true, lives: None, marks, stop: &stop }.run()
    }

    /// One part of a replication in every world.
    fn worlds(&self, index: u64, at: usize, parts: &[Vec<Part>]) -> Result<Share, CellError> {
        let (mut seen, mut twins, mut residuals) = (Vec::new(), Vec::new(), Residuals::default());
        let mut base: Vec<Fate> = Vec::new();
        let mut kept: Vec<Vec<Kept>> = Vec::new();
        for (world, parts) in parts.iter().enumerate() {
            let (obs, mut fates, bought) = match parts.get(at) {
                Some(&part) => self.part(world, index, part, at)?,
                None => (Observations::new(self.models[world]), Vec::new(), Vec::new()),
            };
            seen.push(obs);
            kept.push(bought);
            if world == 0 {
                residuals = Residuals::of(&fates, self.models[0]);
                base = fates;
            } else if world <= self.rivals {
                twins.push(TwinTally::of(&mut base, &mut fates, &self.holes[world], self.models[0].warm_up));
            }
        }
        Ok(Share { seen, twins, residuals, deadweight: self.twins.deadweight(&mut kept) })
    }

    pub(crate) fn replication(&self, index: u64, parts: &[Vec<Part>]) -> Result<Option<Paired>, RunError> {
        let count = parts.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let all = Mutex::new(Share {
            seen: self.models.iter().map(|m| Observations::new(m)).collect(),
            twins: vec![TwinTally::default(); self.rivals],
            residuals: Residuals::default(),
            deadweight: self.twins.no_deadweight(),
        });
        let finished: Vec<Result<bool, CellError>> = (0..count)
            .into_par_iter()
            .with_max_len(1)
            .map(|at| {
                if self.monitor.is_cancelled() {
                    return Ok(false);
                }
                let share = match self.worlds(index, at, parts) {
                    Err(CellError::Stopped) => return Ok(false),
                    other => other?,
                };
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                self.monitor.progress(done, self.planned);
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                *all += share;
                Ok(true)
            })
            .collect();
        for part in finished {
            match part {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(source) => return Err(RunError::Cell { replication: index, source }),
            }
        }
        let Share { mut seen, twins, residuals, deadweight } = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let events = seen.iter().map(|o| o.events).sum();
        let worlds = seen.iter().enumerate().map(|(w, o)| self.reduce(w, o)).collect();
        // Records are of one replication; all of them would fill the memory.
        seen.iter_mut().for_each(|o| o.classes = Vec::new());
        let mut pooled = self.pooled.lock().unwrap_or_else(PoisonError::into_inner);
        pooled.iter_mut().zip(&seen).for_each(|(a, b)| *a += b);
        let margins = [seen[0].leavers.per_day(), seen[0].joiners.per_day()];
        Ok(Some(Paired { index, worlds, twins, residuals, deadweight, margins, events }))
    }

    fn reduce(&self, world: usize, o: &Observations) -> Seen {
        let model = self.models[world];
        let curves = Curves::of(model, o);
        let measured = self.catalogues[world].measure(model, o, &curves);
        let mut sum = crate::engine::sum::Sum::default();
        let cash = (0..report_days(model).len())
            .map(|i| {
                if let Some(&posted) = o.cash.get(i) {
                    sum += posted;
                }
                sum.value()
            })
            .collect();
        let spent_at = o.touchpoints.iter().map(|t| t.outlay.value()).collect();
        Seen { values: Vec::new(), measured, curves, cash, npv: o.npv.value(), outlay: o.outlay.value(), spent_at }
    }
}
