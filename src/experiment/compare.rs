//! Worlds side by side: the same customers in each, folded by index.
//!
//! The unit of work is a replication and, within an independent scenario, a part of its population; its worlds run back
//! to back, so twins are compared at once and nobody's fate is stored.

pub(crate) mod differences;
mod paired;
pub(crate) mod program_twins;
mod program_value;
pub(crate) mod similar;
pub(crate) mod together;
pub(crate) mod twins;
mod write_up;

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use self::differences::{Accounts, Counted, Kind, difference};
pub use self::paired::Rival;
pub(crate) use self::paired::{Course, Paired, Seen};
use self::program_twins::ProgramTwins;
use self::together::Runner;
use self::twins::TwinTally;
use crate::experiment::catalogue::{CURRENCY, Catalogue};
use crate::experiment::results::comparison::{Decides, Difference};
use crate::experiment::run::parts::{Part, parts};
use crate::experiment::run::{Inputs, Monitor, Plan, RunError};
use crate::journey::model::{Hole, Model, Touchpoint};
use crate::journey::observations::Observations;
use crate::metrics::{Declared, Subject, better};
use crate::stats::snapped;

/// What comparing leaves, before it is written up.
pub(crate) struct Compared<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) rivals: &'a [Rival],
    /// Names of all holes of all worlds, the baseline's first.
    pub(crate) holes: Vec<String>,
    /// By world with a program that is held against its twin: that world, beyond the rivals where it was made for it.
    pub(crate) program_twins: ProgramTwins,
    plan: &'a Plan,
    catalogues: Vec<Catalogue>,
    pub(crate) done: Vec<Paired>,
    /// How many of `done` each world has, the first ones: a world that leaves a race is not simulated any more.
    have: Vec<usize>,
    pooled: Vec<Observations>,
    /// Which rivals are the baseline under another name.
    alike: Vec<bool>,
    /// What decides between them, if anything does.
    pub(crate) decides: Option<Decides>,
}

/// Runs replications `from..to` in every world.
pub(crate) fn replicate<'a>(
    inputs: &'a Inputs<'a>,
    rivals: &'a [Rival],
    plan: &'a Plan,
    (from, to): (u64, u64),
    course: Course,
    monitor: &dyn Monitor,
) -> Result<Compared<'a>, RunError> {
    replicate_with(inputs, rivals, plan, (from, to), course, monitor, Vec::new())
}

/// The same with holes that are numbered already, `names` in their order.
pub(crate) fn replicate_with<'a>(
    inputs: &'a Inputs<'a>,
    rivals: &'a [Rival],
    plan: &'a Plan,
    (from, to): (u64, u64),
    course: Course,
    monitor: &dyn Monitor,
    mut names: Vec<String>,
) -> Result<Compared<'a>, RunError> {
    let known: Vec<(&Model, bool)> =
        std::iter::once((inputs.model, true)).chain(rivals.iter().map(|r| (&r.model, r.listed))).collect();
    let twins = if course.twins { ProgramTwins::of(&known) } else { ProgramTwins::default() };
    let models: Vec<&Model> = known.into_iter().map(|(model, _)| model).chain(&twins.made).collect();
    let alone = models.iter().all(|m| m.is_independent()) && !plan.one_cell;
    let parts: Vec<Vec<Part>> = models.iter().map(|m| if alone { parts(m, false) } else { vec![Part::All] }).collect();
    let per_replication = parts.iter().map(Vec::len).max().unwrap_or(0).max(1) as u64;
    let mut number = |hole: &Hole| {
        let known = names.iter().position(|name| *name == hole.name).unwrap_or(names.len());
        if known == names.len() {
            names.push(hole.name.clone());
        }
        known as u16
    };
    let holes = models.iter().map(|m| m.holes.iter().map(&mut number).collect()).collect();
    let runner = Runner {
        catalogues: models.iter().map(|m| Catalogue::of(m)).collect(),
        pooled: Mutex::new(models.iter().map(|m| Observations::new(m)).collect()),
        models,
        rivals: rivals.len(),
        holes,
        twins: &twins,
        plan,
        done: AtomicU64::new(course.before * per_replication),
        planned: course.all * per_replication,
        monitor,
    };
    let finished: Vec<Result<Option<Paired>, RunError>> = (from..to)
        .collect::<Vec<_>>()
        .into_par_iter()
        .with_max_len(1)
        .map(|index| runner.replication(index, &parts))
        .collect();
    let mut done: Vec<Paired> = finished.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>()?;
    if done.is_empty() {
        return Err(RunError::NothingDone);
    }
    let Runner { catalogues, pooled, .. } = runner;
    for (world, catalogue) in catalogues.iter().enumerate() {
        let values = catalogue.settle(&done.iter().map(|p| &p.worlds[world].measured).collect::<Vec<_>>());
        done.iter_mut().zip(values).for_each(|(paired, values)| paired.worlds[world].values = values);
    }
    let program_twins = twins;
    let pooled = pooled.into_inner().unwrap_or_else(PoisonError::into_inner);
    let have = vec![done.len(); catalogues.len()];
    let alike = rivals.iter().map(|rival| inputs.model.acts_like(&rival.model)).collect();
    Ok(Compared {
        inputs,
        rivals,
        holes: names,
        program_twins,
        plan,
        catalogues,
        done,
        have,
        alike,
        decides: None,
        pooled,
    })
}

/// Whether a world that does not have a metric has nothing of it: a line of the ledger, a source, a hole.
pub(crate) fn is_additive(path: &str) -> bool {
    ["ledger.", "bucket.inflow.", "bucket.outflow."].iter().any(|part| path.starts_with(part))
}

/// A world, the baseline first, or what it has more than another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) world: usize,
    pub(crate) less: Option<usize>,
}

/// Touchpoints that some of these changes of inputs are about.
pub(crate) fn touchpoints_in(model: &Model, changes: &[String]) -> Vec<usize> {
    let path = |t: &Touchpoint| format!("journey.{}.{}.", model.journeys[usize::from(t.journey)].name, t.name);
    let all = model.touchpoints.iter().enumerate();
    all.filter(|(_, t)| changes.iter().any(|change| change.starts_with(&path(t)))).map(|(at, _)| at).collect()
}

impl Compared<'_> {
    /// The replications that a world has, the baseline first.
    pub(crate) fn of(&self, world: usize) -> &[Paired] {
        &self.done[..self.have[world]]
    }

    /// Replications that all of some worlds have.
    pub(crate) fn shared(&self, worlds: impl Iterator<Item = usize>) -> usize {
        worlds.map(|world| self.have[world]).min().unwrap_or(self.done.len())
    }

    /// Adds the replications that follow, of the baseline and of the rivals `racing`.
    pub(crate) fn extend(&mut self, more: Vec<Paired>, pooled: Vec<Observations>, racing: &[usize]) {
        let places: Vec<usize> = std::iter::once(0).chain(racing.iter().map(|r| r + 1)).collect();
        for (&world, seen) in places.iter().zip(&pooled) {
            self.pooled[world] += seen;
        }
        for paired in more {
            let Paired { index, worlds, twins, residuals, margins, events, .. } = paired;
            let mut all: Vec<Seen> = (0..self.have.len()).map(|_| Seen::default()).collect();
            places.iter().zip(worlds).for_each(|(&world, seen)| all[world] = seen);
            let mut tallies = vec![TwinTally::default(); self.rivals.len()];
            racing.iter().zip(twins).for_each(|(&rival, tally)| tallies[rival] = tally);
            // What a program adds is told from the replications in which its twin was simulated.
            let deadweight = Vec::new();
            self.done.push(Paired { index, worlds: all, twins: tallies, residuals, deadweight, margins, events });
        }
        // What is pooled over replications is settled over all of them.
        for world in places {
            self.have[world] = self.done.len();
            let values =
                self.catalogues[world].settle(&self.done.iter().map(|p| &p.worlds[world].measured).collect::<Vec<_>>());
            self.done.iter_mut().zip(values).for_each(|(paired, values)| paired.worlds[world].values = values);
        }
    }

    /// What was seen in these replications, to be added to others.
    pub(crate) fn into_parts(self) -> (Vec<Paired>, Vec<Observations>) {
        (self.done, self.pooled)
    }

    /// Whether a world is the baseline under another name, whatever is drawn.
    pub(crate) fn is_alike(&self, rival: usize) -> bool {
        self.alike[rival]
    }

    pub(crate) fn currency(&self) -> String {
        self.inputs.scenario.currency.clone().unwrap_or_else(|| "money".to_owned())
    }

    /// Difference of one metric by its path. A ledger line, a source or a hole that a world does not have is empty there.
    pub(crate) fn difference(&self, path: &str, rival: usize, family: usize) -> Option<Difference> {
        let [own, other] = [0, rival + 1].map(|world| self.catalogues[world].exact(path).map(|column| (world, column)));
        let (world, column) = own.or(other)?;
        let (unit, _) = self.catalogues[world].describe(column);
        let unit = if unit == CURRENCY { self.currency() } else { unit.to_owned() };
        let both = self.of(rival + 1);
        let values = |known: Option<(usize, usize)>| -> Option<Vec<Option<Counted>>> {
            let nothing = || is_additive(path).then(|| vec![Some((0.0, f64::NAN)); both.len()]);
            known.map_or_else(nothing, |(world, column)| Some(self.counted(world, column, both)))
        };
        let varies = [own, other].into_iter().flatten().any(|(world, column)| self.catalogues[world].kind(column).2);
        let scale = self.catalogues[world].kind(column).0;
        let own_side = self.decides.as_ref().filter(|decides| decides.metric == path).map(|decides| decides.better);
        let kind = Kind { scale, varies, alike: self.is_alike(rival), side: own_side.or_else(|| better(path)) };
        Some(difference(&unit, kind, &values(own)?, &values(other)?, family))
    }

    /// A column of a world in some replications, with the trials behind it.
    fn counted(&self, world: usize, column: usize, both: &[Paired]) -> Vec<Option<Counted>> {
        let (_, slot, _) = self.catalogues[world].kind(column);
        let trials = |p: &Paired| p.worlds[world].measured.trials(slot);
        // A ratio of totals rests on all trials alike.
        let alike =
            self.catalogues[world].is_pooled(column).then(|| both.iter().map(trials).sum::<f64>() / both.len() as f64);
        let of = |p: &Paired| Some((p.worlds[world].values[column]?, alike.unwrap_or_else(|| trials(p))));
        both.iter().map(of).collect()
    }

    /// What a metric is at one place more than at another; nothing where one of their worlds does not have it.
    pub(crate) fn between(&self, path: &str, from: Place, to: Place) -> Option<Difference> {
        let model = |world: usize| world.checked_sub(1).map_or(self.inputs.model, |rival| &self.rivals[rival].model);
        let is_alike = |a: usize, b: usize| a == b || model(a).acts_like(model(b));
        let both = &self.done[..self.shared([from, to].into_iter().flat_map(|at| [Some(at.world), at.less]).flatten())];
        let at = |Place { world, less }: Place| -> Option<Vec<Option<Counted>>> {
            let own = self.counted(world, self.catalogues[world].exact(path)?, both);
            let Some(less) = less else { return Some(own) };
            let other = self.counted(less, self.catalogues[less].exact(path)?, both);
            let more = |(own, other): (Option<Counted>, Option<Counted>)| Some((snapped(other?.0, own?.0), f64::NAN));
            Some(own.into_iter().zip(other).map(more).collect())
        };
        let catalogue = &self.catalogues[to.world];
        let column = catalogue.exact(path)?;
        let (scale, _, varies) = catalogue.kind(column);
        let (unit, _) = catalogue.describe(column);
        let unit = if unit == CURRENCY { self.currency() } else { unit.to_owned() };
        let alike = is_alike(from.world, to.world)
            && from.less.zip(to.less).map_or(from.less == to.less, |(from, to)| is_alike(from, to));
        let kind = Kind { scale, varies, alike, side: better(path) };
        Some(difference(&unit, kind, &at(from)?, &at(to)?, 1))
    }

    /// Values of a metric of the baseline, by replication.
    pub(crate) fn baseline(&self, path: &str) -> Vec<Option<f64>> {
        self.catalogues[0].exact(path).map_or_else(Vec::new, |_| self.values(0, path))
    }

    /// Values of a declared metric of one subject of the baseline, by replication.
    pub(crate) fn baseline_of<S: Subject>(&self, metric: &Declared<S>, name: &str) -> Vec<Option<f64>> {
        let column = self.catalogues[0].of_subject(metric, name);
        column.map_or_else(Vec::new, |c| self.of(0).iter().map(|p| p.worlds[0].values[c]).collect())
    }

    /// Whether a world has a metric, the baseline first.
    pub(crate) fn has(&self, world: usize, path: &str) -> bool {
        self.catalogues[world].exact(path).is_some()
    }

    /// Values of a metric of a world, the baseline first, by replication; `None` where the world does not have it.
    pub(crate) fn values(&self, world: usize, path: &str) -> Vec<Option<f64>> {
        let column = self.catalogues[world].exact(path);
        self.of(world).iter().map(|p| column.and_then(|c| p.worlds[world].values[c])).collect()
    }

    pub(crate) fn accounts<'d>(&self, rival: usize, days: &'d [f64]) -> Accounts<'d> {
        let both = self.of(rival + 1);
        let pairs = |read: &dyn Fn(&Seen) -> f64| {
            both.iter().map(|p| (read(&p.worlds[rival + 1]), read(&p.worlds[0]))).collect()
        };
        let cumulative = both
            .iter()
            .map(|p| p.worlds[rival + 1].cash.iter().zip(&p.worlds[0].cash).map(|(a, b)| a - b).collect())
            .collect();
        let Rival { model, changes: inputs, .. } = &self.rivals[rival];
        let (here, base) = (touchpoints_in(model, inputs), touchpoints_in(self.inputs.model, inputs));
        let outlay = |seen: &Seen, at: &[usize]| seen.outlay + at.iter().map(|&t| seen.spent_at[t]).sum::<f64>();
        let outlays = both.iter().map(|p| (outlay(&p.worlds[rival + 1], &here), outlay(&p.worlds[0], &base))).collect();
        let changes = model.later.iter().map(|later| later.at.days()).collect();
        Accounts { days, outlay: outlays, npv: pairs(&|s| s.npv), cumulative, changes }
    }
}
