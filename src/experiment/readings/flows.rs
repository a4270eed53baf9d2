//! Cohorts and flows between stages: the blocks `cohorts` and `flow` of a world.

use crate::experiment::results::{Cohort, CohortCell, Cohorts, FlowStep, Metric, StageFlow};
use crate::journey::flows::{FlowCounts, FlowGrid, PLACES};
use crate::journey::model::Model;
use crate::stats::{Packed, Sample, Scale, SurvivalCounts, followed, pseudo_curves, staying};
use crate::units::SimTime;

const LEVEL: f64 = 0.95;

/// What one replication says of both.
#[derive(Debug, Clone, Default)]
pub(crate) struct FlowValues {
    joined: Vec<f64>,
    /// Cohort by cohort: customers at risk by time since joining, and then those who left. Empty where nobody joined.
    tenures: Packed,
    moves: Vec<f64>,
}

impl FlowValues {
    pub(crate) fn of(model: &Model, counts: &FlowCounts) -> Self {
        let grid = FlowGrid::of(model);
        let rows = if grid.period.is_some() { grid.cohorts(model.horizon) + 1 } else { 0 };
        let read = |list: &[u64], at: usize| list.get(at).copied().unwrap_or(0);
        let pool = |counts: &SurvivalCounts| [counts.at_risk(), counts.left()].concat();
        FlowValues {
            tenures: Packed::of(&counts.tenures.iter().flat_map(pool).collect::<Vec<_>>()),
            joined: (0..rows).map(|cohort| read(&counts.joined, cohort) as f64).collect(),
            moves: (0..grid.dates.len() * PLACES.len() * PLACES.len())
                .map(|at| read(&counts.moves, at) as f64)
                .collect(),
        }
    }

    /// Numbers it keeps, or as many bytes as eight for each.
    pub(crate) fn numbers(&self) -> usize {
        self.joined.len() + self.tenures.bytes().div_ceil(8) + self.moves.len()
    }
}

/// The block `cohorts`; `None` where time is too short to tell cohorts apart.
pub(crate) fn cohorts<'a>(model: &Model, values: impl Iterator<Item = &'a FlowValues>) -> Option<Cohorts> {
    let grid = FlowGrid::of(model);
    let (name, period) = grid.period?;
    let values: Vec<&FlowValues> = values.collect();
    let rows = (0..=grid.cohorts(model.horizon))
        .map(|number| cohort(model, &grid, period, number, &values))
        .filter(|cohort| cohort.joined.mean.is_some_and(|mean| mean > 0.0))
        .collect();
    Some(Cohorts {
        period: name.to_owned(),
        period_days: period.days(),
        definition: format!(
            "share of a cohort still staying so many times a {name} after joining, over all replications together; unfinished cells by \
             Kaplan-Meier: those whom the horizon cuts off are at risk up to then"
        ),
        rows,
    })
}

fn cohort(model: &Model, grid: &FlowGrid, period: SimTime, number: usize, values: &[&FlowValues]) -> Cohort {
    let (begun, finished) = grid.seen(number, model.horizon);
    let joined: Vec<f64> = values.iter().map(|v| v.joined.get(number).copied().unwrap_or(0.0)).collect();
    let begin = period.days() * (number.max(1) - 1) as f64;
    let before: usize = (0..number).map(|earlier| 2 * grid.tenures(earlier, model.horizon).bins()).sum();
    let grid = grid.tenures(number, model.horizon);
    let bins = grid.bins();
    let at: Vec<usize> = (1..=begun as u64).map(|k| grid.place(SimTime(k * period.0)).bin).collect();
    let read = |v: &&FlowValues, sums: &mut Vec<f64>| {
        v.tenures.read(sums);
        sums.truncate(before + 2 * bins);
        sums.drain(..before.min(sums.len()));
    };
    let staying = pseudo_curves(values, read, |sums| {
        let survival = match sums {
            [] => Vec::new(),
            sums => staying(&sums[..bins], &sums[bins..]).survival,
        };
        at.iter().map(|&bin| survival.get(bin).copied().flatten()).collect()
    });
    let (mut sums, mut own) = (vec![0.0; 2 * bins], Vec::new());
    for value in values {
        own.clear();
        read(value, &mut own);
        sums.iter_mut().zip(&own).for_each(|(sum, x)| *sum += x);
    }
    let people = followed(&sums[..bins], &sums[bins..], values.len());
    let cells = (0..begun).map(|cell| {
        let shares: Vec<f64> = staying.iter().filter_map(|row| row[cell]).collect();
        let trials = vec![people.get(at[cell]).copied().unwrap_or(0.0); shares.len()];
        let found = Sample { values: &shares, trials: &trials, scale: Scale::Share, varies: !model.nobody_leaves() }
            .estimate(LEVEL);
        let s = found.summary;
        CohortCell {
            after: cell as u64 + 1,
            mean: (s.n > 0).then_some(s.mean),
            ci95: found.interval.map(|i| [i.low, i.high]),
            n: s.n,
            finished: cell < finished,
        }
    });
    Cohort {
        number: number as u64,
        from_day: begin,
        to_day: if number == 0 { 0.0 } else { (begin + period.days()).min(model.horizon.days()) },
        joined: Metric::estimated(
            // Who is there on day 0 is given.
            &Sample { values: &joined, trials: &[], scale: Scale::Count, varies: number > 0 }.estimate(LEVEL),
            "customers",
            "customers of the cohort",
        ),
        cells: cells.collect(),
    }
}

/// The block `flow`; `None` without stages.
pub(crate) fn flow<'a>(model: &Model, values: impl Iterator<Item = &'a FlowValues>) -> Option<StageFlow> {
    let grid = FlowGrid::of(model);
    if grid.dates.is_empty() {
        return None;
    }
    let values: Vec<&FlowValues> = values.collect();
    let mut flows = Vec::new();
    for (date, at) in grid.dates.iter().enumerate() {
        for (from, before) in PLACES.iter().enumerate() {
            for (to, then) in PLACES.iter().enumerate() {
                let place = FlowCounts::at(date, from as u8, to as u8);
                let seen: Vec<f64> = values.iter().map(|v| v.moves.get(place).copied().unwrap_or(0.0)).collect();
                // Who is there on day 0 is given; how loyal they are then may be drawn.
                let start = *at == SimTime::ZERO;
                let trials = if start { vec![model.customers as f64; seen.len()] } else { Vec::new() };
                let varies = !start || model.history.is_some();
                let found = Sample { values: &seen, trials: &trials, scale: Scale::Count, varies }.estimate(LEVEL);
                let s = found.summary;
                if s.mean > 0.0 {
                    flows.push(FlowStep {
                        day: at.days(),
                        from: (*before).to_owned(),
                        to: (*then).to_owned(),
                        mean: s.mean,
                        ci95: found.interval.map(|i| [i.low, i.high]),
                    });
                }
            }
        }
    }
    Some(StageFlow {
        days: grid.dates.iter().map(|date| date.days()).collect(),
        definition:
            "people by stage at the date before and at the date; who joins and leaves in between is not yet, then gone"
                .to_owned(),
        flows,
    })
}
