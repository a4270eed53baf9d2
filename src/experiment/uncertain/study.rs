//! The course of a study of what is not known: every draw checked in every design, a pilot, then as many draws as were asked for or are needed.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::analysed::prepare;
use super::asked::{Asked, Found, Keeper, Studied};
use super::bands::bands;
use super::designs::{Designs, Refusal};
use super::draws::{BLOCK, Draw, Drawer};
use super::told::{Chosen, said_of, told};
use super::trial::{DrawRows, MOST, Runner, Trial};
use crate::experiment::decision::{DecisionTable, evpi_so_far};
use crate::experiment::results::uncertainty::{Bands, Drawing, RefusedDraw};
use crate::experiment::run::{Monitor, RunError};
use crate::num::sqrt;
use crate::stats::decision::{Components, Observation, components};

/// Draws of a pilot, and replications of each.
pub(super) const PILOT: u64 = BLOCK;
const TWICE: u64 = 2;
/// Draws where nobody says how many.
const USUAL: u64 = 256;
/// Most draws of a study that goes on until it is precise.
pub const LONGEST: u64 = 4_096;
/// The first look.
const FIRST_LOOK: u64 = 64;
/// Two standard errors of the worth of knowing everything, as a share of the gap between the two best designs, from which on there are draws enough.
const SMALL: f64 = 0.01;
/// At most one draw of so many may be refused.
const MOST_REFUSED: usize = 20;

pub(super) struct Course<'a> {
    pub(super) designs: Designs<'a>,
    pub(super) asked: &'a Asked,
    pub(super) drawer: Drawer<'a>,
    pub(super) runner: Runner<'a>,
    keeper: &'a dyn Keeper,
    refused: Vec<RefusedDraw>,
    draws: Vec<Draw>,
    rows: Vec<DrawRows>,
    /// Draws that were drawn and checked.
    checked: u64,
}

/// Studies a choice among designs over draws of what is not known.
///
/// # Errors
/// See [`RunError`].
pub fn study(
    designs: Designs<'_>,
    asked: &Asked,
    keeper: &dyn Keeper,
    monitor: &dyn Monitor,
    plan: &crate::experiment::Plan,
) -> Result<Found, RunError> {
    crate::experiment::run::in_pool(plan, || {
        let done = std::sync::atomic::AtomicU64::new(0);
        let planned = std::sync::atomic::AtomicU64::new(0);
        let ended = || {
            let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            monitor.progress(done, planned.load(std::sync::atomic::Ordering::Relaxed).max(done));
        };
        let runner = Runner {
            designs,
            metric: &asked.decides.metric,
            columns: &asked.columns,
            seed: asked.seed,
            monitor,
            ended: &ended,
        };
        let drawer = Drawer::new(designs.unknowns, asked.seed);
        let mut course = Course {
            designs,
            asked,
            drawer,
            runner,
            keeper,
            refused: Vec::new(),
            draws: Vec::new(),
            rows: Vec::new(),
            checked: 0,
        };
        let plan_of = |draws: u64, replications: u64| {
            planned.store(units(draws, replications), std::sync::atomic::Ordering::Relaxed);
        };
        let first = first(asked);
        let clock = Instant::now();
        let drawn = course.check(first);
        if let Some(refusal) = course.too_many() {
            return Ok(refusal);
        }
        plan_of(first, 1);
        let mut waiting: std::collections::VecDeque<Draw> = drawn.into();
        let pilot: Vec<Draw> = take(&mut waiting, PILOT);
        let begun = Instant::now();
        let mut whole = course.run(&pilot, TWICE)?;
        let replications = course.replications();
        let each = begun.elapsed().as_secs_f64() / (TWICE * pilot.len().max(1) as u64) as f64;
        let most = match (asked.draws, asked.time) {
            (Some(draws), _) => draws,
            (None, Some(time)) => {
                let left = time.saturating_sub(clock.elapsed()).as_secs_f64();
                let more = (left / (each * replications as f64).max(1e-9)) as u64;
                (PILOT + more / BLOCK * BLOCK).clamp(PILOT, LONGEST)
            }
            (None, None) if asked.precision.is_some() => LONGEST,
            (None, None) => USUAL,
        };
        let looks = asked.draws.is_none() && asked.time.is_none() && !asked.bands;
        plan_of(most, replications);
        keeper.piloted(
            replications,
            most,
            Duration::from_secs_f64(each * (most.saturating_sub(PILOT) * replications) as f64),
        );
        let mut target = if looks { FIRST_LOOK.min(most) } else { most };
        let mut stopped = format!("{most} draws were asked for");
        while whole {
            if course.checked < target.max(first) {
                waiting.extend(course.check(target));
                if let Some(refusal) = course.too_many() {
                    return Ok(refusal);
                }
            }
            let next: Vec<Draw> = {
                let upto = waiting.iter().take_while(|draw| draw.number < target).count();
                take(&mut waiting, upto as u64)
            };
            if let Some((shard, of)) = asked.shard {
                let mine: Vec<Draw> = next.into_iter().filter(|draw| draw.number % of == shard).collect();
                whole = course.run(&mine, replications)?;
                return Ok(if whole { Found::Sharded(mine.len() as u64) } else { Found::Stopped });
            }
            whole = course.run(&next, replications)?;
            if !whole {
                break;
            }
            if looks && let Some(why) = course.enough() {
                stopped = why;
                break;
            }
            if target >= most {
                if looks {
                    stopped = format!("{most} draws are the most that are made unasked");
                }
                break;
            }
            target = (target * 2).min(most);
        }
        if !whole {
            "it was interrupted".clone_into(&mut stopped);
        }
        if course.rows.len() < PILOT as usize {
            return Ok(if whole { Found::Refused(course.refused, course.checked) } else { Found::Stopped });
        }
        if asked.bands {
            return Ok(course.bands(replications, stopped));
        }
        Ok(Found::Answered(Box::new(course.answer(replications, stopped, !whole)?)))
    })
}

/// Draws that are checked before anything runs.
fn first(asked: &Asked) -> u64 {
    asked.draws.unwrap_or(if asked.time.is_some() { PILOT } else { USUAL })
}

/// Replications of all designs, of the pilot and of further draws.
fn units(draws: u64, replications: u64) -> u64 {
    PILOT.min(draws) * TWICE + draws.saturating_sub(PILOT) * replications
}

/// Replications of all designs that a study plans before its pilot says how many it needs.
#[must_use]
pub fn planned(asked: &Asked) -> u64 {
    units(first(asked), 1)
}

fn take(waiting: &mut std::collections::VecDeque<Draw>, many: u64) -> Vec<Draw> {
    let upto = (many as usize).min(waiting.len());
    waiting.drain(..upto).collect()
}

impl Course<'_> {
    /// Draws up to a number, those that can be; every one is compiled in every design.
    fn check(&mut self, to: u64) -> Vec<Draw> {
        let numbers: Vec<u64> = (self.checked..to).collect();
        let tried: Vec<(Draw, Option<Refusal>)> = numbers
            .into_par_iter()
            .map(|number| {
                let draw = self.drawer.draw(number);
                let refusal = self.designs.at(&draw.texts).err();
                (draw, refusal)
            })
            .collect();
        self.checked = self.checked.max(to);
        let mut out = Vec::new();
        for (draw, refusal) in tried {
            match refusal {
                None => out.push(draw),
                Some(Refusal { design, why }) => self.refused.push(RefusedDraw { draw: draw.number, design, why }),
            }
        }
        out
    }

    fn too_many(&self) -> Option<Found> {
        (self.refused.len() * MOST_REFUSED > self.checked as usize)
            .then(|| Found::Refused(self.refused.clone(), self.checked))
    }

    /// Runs draws; whether all were done.
    fn run(&mut self, draws: &[Draw], replications: u64) -> Result<bool, RunError> {
        let (runner, keeper) = (&self.runner, self.keeper);
        // Bands of a single world are of all that it measures.
        let keeps = self.asked.bands && self.designs.list.len() == 1;
        let one = |draw: &Draw| -> Result<Option<(DrawRows, bool)>, RunError> {
            if runner.monitor.is_cancelled() {
                return Ok(None);
            }
            if let Some(found) = keeper.find(draw.number, replications) {
                (0..replications).for_each(|_| (runner.ended)());
                return Ok(Some((lean(found, keeps), true)));
            }
            let Some(rows) = runner.run(draw, 0, replications)? else { return Ok(None) };
            let goes_on = keeper.keep(&rows);
            Ok(Some((lean(rows, keeps), goes_on)))
        };
        let finished: Vec<Result<Option<(DrawRows, bool)>, RunError>> =
            draws.par_iter().with_max_len(1).map(one).collect();
        let mut whole = true;
        for (draw, rows) in draws.iter().zip(finished) {
            match rows? {
                None => whole = false,
                Some((rows, goes_on)) => {
                    whole &= goes_on;
                    match &rows.refused {
                        Some((design, why)) => self.refused.push(RefusedDraw {
                            draw: draw.number,
                            design: design.clone(),
                            why: why.clone(),
                        }),
                        None => {
                            self.draws.push(draw.clone());
                            self.rows.push(rows);
                        }
                    }
                }
            }
        }
        Ok(whole)
    }

    /// Replications of each further draw: luck over ignorance, in variance of the difference of the two best designs of the pilot.
    fn replications(&self) -> u64 {
        let chosen = Chosen::of(self.designs, self.asked, &self.rows);
        let [first, second] = chosen.two_best();
        let observations: Vec<Observation> = self
            .rows
            .iter()
            .flat_map(|rows| {
                rows.trials.iter().enumerate().map(|(luck, trials)| Observation {
                    draw: rows.number,
                    luck: rows.number * MOST + luck as u64,
                    // Of a single world its own value.
                    value: chosen.value(trials, first)
                        - if first == second { 0.0 } else { chosen.value(trials, second) },
                })
            })
            .collect();
        let Ok(Components { ignorance, luck, .. }) = components(&observations) else { return 1 };
        match (luck > 0.0, ignorance > 0.0) {
            (false, _) => 1,
            (true, false) => MOST,
            (true, true) => (luck / ignorance).round().clamp(1.0, MOST as f64) as u64,
        }
    }

    fn table(&self) -> (DecisionTable, Chosen) {
        let chosen = Chosen::of(self.designs, self.asked, &self.rows);
        (chosen.table(self.designs, &self.draws, &self.rows), chosen)
    }

    fn prepared(&self) -> crate::experiment::decision::Prepared {
        let draws: Vec<&Draw> = self.draws.iter().collect();
        prepare(self.designs.unknowns, &draws, self.asked.seed)
    }

    /// Why these draws are enough, if they are.
    fn enough(&self) -> Option<String> {
        let (table, _) = self.table();
        if table.designs.len() < 2 {
            return None;
        }
        let (evpi, gap) = evpi_so_far(&table, &self.prepared(), self.asked.seed);
        let cheapest = self.designs.unknowns.inputs.iter().filter_map(|input| input.told.as_ref()?.cost);
        let cheapest = cheapest.fold(f64::INFINITY, f64::min);
        if let Some(relative) = self.asked.precision {
            return (evpi.error <= relative * evpi.value)
                .then(|| format!("the worth of knowing everything is known to {:.1} % of it", 100.0 * relative));
        }
        let small = SMALL * gap.abs();
        if 2.0 * evpi.error < small {
            return Some(
                "two standard errors of the worth of knowing everything are below 1 % of the gap between the two best"
                    .to_owned(),
            );
        }
        (cheapest.is_finite() && 2.0 * evpi.error < cheapest).then(|| {
            "two standard errors of the worth of knowing everything are below the cost of the cheapest measurement"
                .to_owned()
        })
    }

    fn drawing(&self, replications: u64, stopped: String) -> Drawing {
        Drawing {
            draws: self.checked.min(self.draws.iter().map(|draw| draw.number + 1).max().unwrap_or(0).max(PILOT)),
            pilot: PILOT,
            replications,
            stopped,
            refused: self.refused.clone(),
            held_fixed: Vec::new(),
        }
    }

    fn bands(self, replications: u64, stopped: String) -> Found {
        let drawing = self.drawing(replications, stopped);
        let found = Bands {
            draws: self.rows.len() as u64,
            drawing,
            inputs: self.designs.unknowns.inputs.iter().map(said_of).collect(),
            numbers: bands(self.designs, self.asked, &self.rows),
        };
        Found::Banded(Box::new((found, self.draws)))
    }

    fn answer(self, replications: u64, stopped: String, partial: bool) -> Result<Studied, RunError> {
        let (table, chosen) = self.table();
        let prepared = self.prepared();
        let drawing = self.drawing(replications, stopped);
        let found = (self.draws.as_slice(), self.rows.as_slice());
        let (mut uncertainty, flip) = told(self.designs, self.asked, &table, &chosen, prepared, found, drawing);
        if let (Some(flip), Some(found), false) = (&flip, &mut uncertainty.flip, partial) {
            found.run = self.both_sides(flip, &table, &uncertainty.leader)?;
        }
        Ok(Studied { uncertainty, draws: self.draws, rows: self.rows, partial })
    }
}

/// A draw without the metrics that are kept elsewhere.
fn lean(mut rows: DrawRows, keeps: bool) -> DrawRows {
    if keeps {
        return rows;
    }
    rows.trials.iter_mut().flatten().for_each(|trial: &mut Trial| trial.metrics = Vec::new());
    rows
}

/// Mean and standard deviation.
pub(super) fn mean_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let all: Vec<f64> = values.collect();
    let n = all.len().max(1) as f64;
    let mean = all.iter().sum::<f64>() / n;
    (mean, sqrt(all.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n))
}
