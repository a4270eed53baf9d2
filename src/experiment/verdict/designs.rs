//! Designs: which of them can be chosen, what each costs and gains, and its chance of being the best.

use super::{LEVEL, listed, mean};
use crate::experiment::compare::Compared;
use crate::experiment::compare::differences::{OUTLAY, metric};
use crate::experiment::results::comparison::{Decides, DesignPoint};
use crate::experiment::verdict::pricing::unjudged;
use crate::stats::{
    Design, LEAST_RESAMPLES, Standing, confidence_ellipse, efficient_set, probability_best, probability_best_ratio,
};

/// Corners of a drawn ellipse.
const OUTLINE: usize = 48;

/// Worlds to choose from: no yardsticks, and where money decides only those that can be judged against all others.
pub(super) fn choices(compared: &Compared<'_>) -> Vec<usize> {
    let by_money = compared.decides.as_ref().is_none_or(|decides| decides.is_money(&compared.currency()));
    let groups = if by_money { unjudged(compared) } else { Vec::new() };
    let outside = |&r: &usize| {
        let rival = &compared.rivals[r];
        !rival.yardstick && !groups.iter().any(|group| group.leaves_out(&rival.name))
    };
    listed(compared).into_iter().filter(outside).collect()
}

/// Those of them that have what decides.
pub(super) fn judged(compared: &Compared<'_>, decides: &Decides) -> Vec<usize> {
    choices(compared).into_iter().filter(|&r| decides.mean_gain(compared, r).is_some()).collect()
}

/// Those of them that may be chosen: within the budget by their mean cost.
pub(super) fn affordable(compared: &Compared<'_>, decides: &Decides, budget: Option<f64>) -> Vec<usize> {
    let cost = |r: usize| mean(&compared.accounts(r, &[]).cost_and_gain().0);
    judged(compared, decides).into_iter().filter(|&r| budget.is_none_or(|b| cost(r) <= b)).collect()
}

pub(super) fn designs(compared: &Compared<'_>, budget: Option<f64>, seed: u64) -> Vec<DesignPoint> {
    let worlds = choices(compared);
    let plane: Vec<Plane> = worlds.iter().map(|&r| Plane::of(compared, r)).collect();
    let points: Vec<Design> = plane.iter().map(Plane::point).collect();
    let fits: Vec<bool> = points.iter().map(|p| budget.is_none_or(|b| p.cost <= b)).collect();
    // Doing nothing costs nothing: what gains less than that is dominated by the baseline.
    let with_baseline: Vec<Design> =
        std::iter::once(Design { cost: 0.0, gain: 0.0 }).chain(points.iter().copied()).collect();
    let standing = efficient_set(&with_baseline);
    let within: Vec<usize> = worlds.iter().zip(&fits).filter(|(_, fits)| **fits).map(|(&r, _)| r).collect();
    let chances = compared.decides.as_ref().map_or_else(Vec::new, |decides| chances(compared, decides, &within, seed));
    let (unit, words) = Plane::gain(compared);
    let point = |(i, (&r, seen)): (usize, (&usize, &Plane))| {
        let rival = &compared.rivals[r];
        DesignPoint {
            name: rival.name.clone(),
            interventions: rival.interventions.clone(),
            cost: metric(&seen.cost, &compared.currency(), OUTLAY),
            gain: metric(&seen.gain, &unit, &words),
            dominated_by: match standing[i + 1] {
                Standing::DominatedBy(0) => Some("the baseline".to_owned()),
                Standing::DominatedBy(other) => Some(compared.rivals[worlds[other - 1]].name.clone()),
                _ => None,
            },
            ellipse: confidence_ellipse(&seen.cost, &seen.gain, LEVEL).map_or_else(Vec::new, |e| e.outline(OUTLINE)),
            within_budget: budget.map(|_| fits[i]),
            p_best: chances.iter().find(|(world, _)| *world == r).map(|(_, p)| *p),
        }
    };
    worlds.iter().zip(&plane).enumerate().map(point).collect()
}

/// A world on the plane of cost and gain, replication by replication; those in which it has no number of what decides are left out.
struct Plane {
    cost: Vec<f64>,
    gain: Vec<f64>,
}

impl Plane {
    /// Whether what is gained is value before cost.
    fn is_value(compared: &Compared<'_>) -> bool {
        compared.decides.as_ref().is_none_or(|decides| decides.is_value() || decides.is_return())
    }

    /// Unit and definition of a gain.
    fn gain(compared: &Compared<'_>) -> (String, String) {
        match compared.decides.as_ref().filter(|_| !Plane::is_value(compared)) {
            None => (compared.currency(), "value gained before that cost, discounted".to_owned()),
            Some(decides) => {
                (decides.unit.clone(), format!("gained of {}: more is better; {}", decides.key(), decides.definition))
            }
        }
    }

    fn of(compared: &Compared<'_>, rival: usize) -> Plane {
        let (cost, gain) = compared.accounts(rival, &[]).cost_and_gain();
        match compared.decides.as_ref().filter(|_| !Plane::is_value(compared)) {
            None => Plane { cost, gain },
            Some(decides) => {
                let gained = decides.gained(compared, rival);
                let (cost, gain) = cost.into_iter().zip(gained).filter_map(|(cost, gain)| Some((cost, gain?))).unzip();
                Plane { cost, gain }
            }
        }
    }

    fn point(&self) -> Design {
        let (cost, gain) = (mean(&self.cost), mean(&self.gain));
        // Outlays of two worlds that differ by rounding alone do not differ.
        Design { cost: if cost.abs() <= 1e-9 * gain.abs() { 0.0 } else { cost }, gain }
    }
}

/// Chance of being the best by what decides, of those of some worlds that have it; doing nothing is a design too. Replications in which one of
/// them has no number are left out.
fn chances(compared: &Compared<'_>, decides: &Decides, worlds: &[usize], seed: u64) -> Vec<(usize, f64)> {
    let worlds: Vec<usize> = worlds.iter().copied().filter(|&r| decides.mean_gain(compared, r).is_some()).collect();
    let shared = compared.shared(worlds.iter().map(|r| r + 1));
    let found = if decides.is_return() {
        let both = |&r: &usize| {
            let cut = |mut row: Vec<f64>| {
                row.truncate(shared);
                row
            };
            let (gain, cost) = decides.gain_and_cost(compared, r);
            [cut(gain.iter().zip(&cost).map(|(gain, cost)| gain - cost).collect()), cut(cost)]
        };
        let nothing = [vec![0.0; shared], vec![1.0; shared]];
        let rows: Vec<[Vec<f64>; 2]> = std::iter::once(nothing).chain(worlds.iter().map(both)).collect();
        probability_best_ratio(&rows, LEAST_RESAMPLES, seed)
    } else {
        let gained: Vec<Vec<Option<f64>>> = worlds.iter().map(|&r| decides.gained(compared, r)).collect();
        let known: Vec<usize> = (0..shared).filter(|&k| gained.iter().all(|row| row[k].is_some())).collect();
        let of = |row: &Vec<Option<f64>>| known.iter().filter_map(|&k| row[k]).collect();
        let rows: Vec<Vec<f64>> = std::iter::once(vec![0.0; known.len()]).chain(gained.iter().map(of)).collect();
        probability_best(&rows, LEAST_RESAMPLES, seed)
    };
    worlds.into_iter().zip(found.into_iter().skip(1)).filter(|(_, p)| p.is_finite()).collect()
}
