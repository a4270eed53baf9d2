//! What a comparison comes to: which designs are efficient, what each part of a bundle contributes, who wins, and which
//! hole is worth plugging.

pub(crate) mod pricing;
pub(crate) mod priorities;
pub(crate) mod selection;
pub(crate) mod tornado;

use crate::experiment::compare::differences::{OUTLAY, adjust_family, metric};
use crate::experiment::compare::twins::STAYS;
use crate::experiment::compare::{Compared, Course, Paired, Rival, replicate};
use crate::experiment::results::comparison::{
    Assumed, Attribution, Contribution, DesignPoint, Difference, InputChange, Leak, Leaks, Unjudged, Winner,
};
use crate::experiment::results::{Bucket, Metric, Results};
use crate::experiment::run::precision::pilot;
use crate::experiment::run::{Inputs, Monitor, Outcome, Plan, RunError, in_pool};
use crate::experiment::verdict::pricing::unjudged;
use crate::experiment::verdict::priorities::priorities;
use crate::experiment::verdict::selection::{Chosen, select};
use crate::experiment::verdict::tornado::{TornadoAsked, tornado};
use crate::metrics::firm::{EXITS, NPV, REPLACEMENT_COST, YEARLY_LOSS};
use crate::stats::{
    Design, LEAST_RESAMPLES, ShapleyPlan, Standing, confidence_ellipse, efficient_set, probability_best,
};

const LEVEL: f64 = 0.95;
/// Corners of a drawn ellipse.
const OUTLINE: usize = 48;

/// A bundle of interventions, or of holes, of which each part gets its share.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Names of its parts.
    pub names: Vec<String>,
    /// How the effect is shared out.
    pub plan: ShapleyPlan,
    /// World of each subset, in the order of [`ShapleyPlan::subsets`]: index of the rival, `None` for the baseline.
    pub worlds: Vec<Option<usize>>,
}

/// What a tornado is about.
#[derive(Debug, Clone)]
pub struct TornadoQuestion {
    /// A metric by its path.
    pub metric: String,
    /// Parameters whose ends are worlds that are not listed.
    pub parameters: Vec<TornadoAsked>,
}

/// What to compare, beyond the worlds.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// A bundle to attribute.
    pub bundle: Option<Bundle>,
    /// Money there is for interventions.
    pub budget: Option<f64>,
    /// Gap in npv worth telling apart: select the best by KN, with more replications if need be. Above 0.
    pub gap: Option<f64>,
    /// Parameters to move one at a time.
    pub tornado: Option<TornadoQuestion>,
    /// What differs between the inputs.
    pub inputs: Vec<InputChange>,
    /// Assumptions about behaviour that the verdict rests on.
    pub assumed: Vec<Assumed>,
}

/// Compares worlds with the baseline on the same customers.
///
/// # Errors
/// See [`RunError`].
pub fn compare(
    inputs: &Inputs<'_>,
    rivals: &[Rival],
    question: &Question,
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Outcome, RunError> {
    in_pool(plan, || {
        // A race must not drop anybody by fewer replications than a pilot.
        let plan = &Plan { replications: pilot(plan.replications, question.gap.is_some()), ..plan.clone() };
        let course = Course { before: 0, all: planned_replications(rivals, plan.replications), twins: true };
        let mut compared = replicate(inputs, rivals, plan, (0, plan.replications), course, monitor)?;
        let selected = match question.gap {
            Some(gap) => {
                let candidates = affordable(&compared, question.budget);
                select(&mut compared, &candidates, gap, plan, course, monitor)?
            }
            None => None,
        };
        let mut outcome = compared.write_up();
        keep_unjudged(&mut outcome.results, unjudged(&compared), &compared.currency());
        let findings = &mut outcome.results.findings;
        findings.inputs.clone_from(&question.inputs);
        findings.assumed.clone_from(&question.assumed);
        findings.budget = question.budget;
        findings.designs = designs(&compared, question.budget, plan.seed);
        findings.tornado = question.tornado.as_ref().map(|asked| tornado(&compared, &asked.metric, &asked.parameters));
        findings.attribution = question.bundle.as_ref().map(|bundle| attribution(&compared, bundle));
        let (winner, whole) = winner(&compared, question.budget, selected.as_ref(), plan, course, monitor)?;
        findings.winner = winner;
        let cut_short = selected.as_ref().is_some_and(|s| s.cut_short);
        findings.selection = selected.map(|s| s.found);
        // Replications after the planned ones are results too: without them the answer is another.
        outcome.results.run.partial |= cut_short || !whole;
        Ok(outcome)
    })
}

fn listed(compared: &Compared<'_>) -> Vec<usize> {
    (0..compared.rivals.len()).filter(|&r| compared.rivals[r].listed).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Keeps who is not judged, and takes what would be a judgement on their money out of their differences.
fn keep_unjudged(results: &mut Results, groups: Vec<Unjudged>, currency: &str) {
    results.findings.unjudged = groups;
    let findings = &results.findings;
    for world in results.worlds.iter_mut().filter(|world| findings.is_unjudged(&world.name)) {
        let found = world.comparison.iter_mut().flat_map(|found| found.difference.values_mut());
        for money in found.filter(|difference| difference.unit == currency) {
            (money.p_better, money.share_better, money.p_adjusted) = (None, None, None);
        }
    }
}

/// Those of them that can be judged against all others.
fn judged(compared: &Compared<'_>) -> Vec<usize> {
    let groups = unjudged(compared);
    let outside = |&r: &usize| !groups.iter().any(|group| group.leaves_out(&compared.rivals[r].name));
    listed(compared).into_iter().filter(outside).collect()
}

fn designs(compared: &Compared<'_>, budget: Option<f64>, seed: u64) -> Vec<DesignPoint> {
    let worlds = judged(compared);
    let money: Vec<(Vec<f64>, Vec<f64>)> = worlds.iter().map(|&r| compared.accounts(r, &[]).cost_and_gain()).collect();
    // Outlays of two worlds that differ by rounding alone do not differ.
    let point = |(cost, gain): &(Vec<f64>, Vec<f64>)| {
        let (cost, gain) = (mean(cost), mean(gain));
        Design { cost: if cost.abs() <= 1e-9 * gain.abs() { 0.0 } else { cost }, gain }
    };
    let points: Vec<Design> = money.iter().map(point).collect();
    let fits: Vec<bool> = points.iter().map(|p| budget.is_none_or(|b| p.cost <= b)).collect();
    // Doing nothing costs nothing: what gains less than that is dominated by the baseline.
    let with_baseline: Vec<Design> =
        std::iter::once(Design { cost: 0.0, gain: 0.0 }).chain(points.iter().copied()).collect();
    let standing = efficient_set(&with_baseline);
    let net: Vec<Vec<f64>> = (0..worlds.len())
        .filter(|&i| fits[i])
        .map(|i| money[i].1.iter().zip(&money[i].0).map(|(gain, cost)| gain - cost).collect())
        .collect();
    // A row for each design; doing nothing is a design too.
    let all = compared.shared(worlds.iter().map(|r| r + 1));
    let rows: Vec<Vec<f64>> =
        std::iter::once(vec![0.0; all]).chain(net.into_iter().map(|row| row[..all].to_vec())).collect();
    let chances = probability_best(&rows, LEAST_RESAMPLES, seed);
    let mut next = 1;
    (0..worlds.len())
        .map(|i| {
            let rival = &compared.rivals[worlds[i]];
            let p_best = fits[i].then(|| {
                next += 1;
                chances.get(next - 1).copied().filter(|p| p.is_finite())
            });
            DesignPoint {
                name: rival.name.clone(),
                interventions: rival.interventions.clone(),
                cost: metric(&money[i].0, &compared.currency(), OUTLAY),
                gain: metric(&money[i].1, &compared.currency(), "value gained before that cost, discounted"),
                dominated_by: match standing[i + 1] {
                    Standing::DominatedBy(0) => Some("the baseline".to_owned()),
                    Standing::DominatedBy(other) => Some(compared.rivals[worlds[other - 1]].name.clone()),
                    _ => None,
                },
                ellipse: confidence_ellipse(&money[i].0, &money[i].1, LEVEL)
                    .map_or_else(Vec::new, |e| e.outline(OUTLINE)),
                within_budget: budget.map(|_| fits[i]),
                p_best: p_best.flatten(),
            }
        })
        .collect()
}

fn attribution(compared: &Compared<'_>, Bundle { names, plan, worlds }: &Bundle) -> Attribution {
    let world = |w: &Option<usize>| w.map_or(0, |r| r + 1);
    let shared = &compared.done[..compared.shared(worlds.iter().map(world))];
    let worths: Vec<Vec<f64>> =
        worlds.iter().map(|w| shared.iter().map(|p| p.worlds[world(w)].npv).collect()).collect();
    let effect = plan.over_replications(&worths, LEVEL);
    let unit = compared.currency();
    Attribution {
        metric: "npv".to_owned(),
        unit: unit.clone(),
        players: names
            .iter()
            .zip(&effect.players)
            .map(|(name, p)| Contribution {
                name: name.clone(),
                share: Metric::of(
                    &p.share,
                    unit.as_str(),
                    "Shapley share of the joint effect on npv; shares add up to it",
                ),
                alone: Metric::of(&p.alone, unit.as_str(), "effect on npv when it is the only one"),
            })
            .collect(),
        total: Metric::of(&effect.total, unit.as_str(), "effect of all together on npv"),
        interaction: Metric::of(
            &effect.interaction,
            unit.as_str(),
            "effect of all together less the sum of effects alone",
        ),
        exact: plan.is_exact(),
    }
}

/// Fewest fresh replications for a winner, unless the comparison itself has fewer.
const LEAST_FRESH: u64 = 10;

/// Replications of the winner's second estimate: a quarter of those that chose it, at least ten, never more than chose it.
/// They are to be free of luck, not to be narrow, and they cost two worlds each.
fn fresh_replications(replications: u64) -> u64 {
    replications.div_ceil(4).max(LEAST_FRESH).min(replications)
}

/// Replications that [`compare`] plans for these worlds, the winner's fresh ones included; a selection may add to them.
#[must_use]
pub fn planned_replications(rivals: &[Rival], replications: u64) -> u64 {
    // Choosing among fewer than two worlds favours none of them.
    let chooses = rivals.iter().filter(|r| r.listed).count() > 1;
    replications + if chooses { fresh_replications(replications) } else { 0 }
}

/// Worlds that may be chosen: listed, and within the budget by their mean cost.
fn affordable(compared: &Compared<'_>, budget: Option<f64>) -> Vec<usize> {
    let cost = |r: usize| mean(&compared.accounts(r, &[]).cost_and_gain().0);
    judged(compared).into_iter().filter(|&r| budget.is_none_or(|b| cost(r) <= b)).collect()
}

/// The design that was selected, else the one with the largest mean gain less cost within the budget, on fresh replications; nothing
/// where doing nothing is better. And whether all of them were done.
fn winner(
    compared: &Compared<'_>,
    budget: Option<f64>,
    selected: Option<&Chosen>,
    plan: &Plan,
    course: Course,
    monitor: &dyn Monitor,
) -> Result<(Option<Winner>, bool), RunError> {
    let worlds = judged(compared);
    // Choosing among fewer than two worlds favours none of them.
    if worlds.len() < 2 {
        return Ok((None, true));
    }
    let net = |r: usize| {
        let (cost, gain) = compared.accounts(r, &[]).cost_and_gain();
        mean(&gain) - mean(&cost)
    };
    // Of equals the first, as everywhere.
    let better = |best: Option<usize>, r: usize| match best {
        Some(best) if net(r) <= net(best) => Some(best),
        _ => (net(r) > 0.0).then_some(r).or(best),
    };
    let largest = || affordable(compared, budget).into_iter().fold(None, better);
    let Some(best) = selected.and_then(|s| s.best).or_else(largest) else { return Ok((None, true)) };
    let from = selected.map_or(plan.replications, |s| s.next);
    let to = from + fresh_replications(plan.replications);
    let chosen = std::slice::from_ref(&compared.rivals[best]);
    let course = Course { before: from, all: course.all.max(to), twins: false };
    let fresh = match replicate(compared.inputs, chosen, plan, (from, to), course, monitor) {
        Err(RunError::NothingDone) => return Ok((None, false)),
        other => other?,
    };
    let whole = fresh.done.len() as u64 == to - from;
    let (Some(first), Some(again)) =
        (compared.difference(NPV.id(), best, worlds.len()), fresh.difference(NPV.id(), 0, 1))
    else {
        return Ok((None, whole));
    };
    // One comparison of many, and one alone: adjusted p values are those of the worlds.
    let [first, again] = [first, again].map(|d| Difference { p_adjusted: None, ..d });
    let within = if budget.is_some() { " within the budget" } else { "" };
    let how = match selected {
        Some(Chosen { best: Some(_), found, .. }) => {
            format!("selected by KN after {} replications", found.replications)
        }
        _ => format!("largest mean npv{within} of {} worlds over {} replications", worlds.len(), compared.done.len()),
    };
    let winner = Winner {
        name: compared.rivals[best].name.clone(),
        chosen: format!("{how}; estimated again on {} fresh ones", fresh.done.len()),
        first,
        fresh: again,
    };
    Ok((Some(winner), whole))
}

/// What plugging each hole would really gain. `rivals`: one world per hole in the order of `holes`, then the world with
/// all of them plugged, then the subsets of `bundle` if an attribution is wanted.
///
/// # Errors
/// See [`RunError`].
pub fn leaks(
    inputs: &Inputs<'_>,
    rivals: &[Rival],
    holes: &[String],
    question: &Question,
    plan: &Plan,
    monitor: &dyn Monitor,
) -> Result<Outcome, RunError> {
    in_pool(plan, || {
        let course = Course { before: 0, all: plan.replications, twins: false };
        let compared = replicate(inputs, rivals, plan, (0, plan.replications), course, monitor)?;
        let mut outcome = compared.write_up();
        let attribution = question.bundle.as_ref().map(|bundle| attribution(&compared, bundle));
        let bucket = outcome.results.worlds.first().and_then(|world| world.bucket.as_ref());
        outcome.results.findings.leaks =
            bucket.and_then(|bucket| plugged(&compared, holes, bucket, attribution.as_ref()));
        let leaks = outcome.results.findings.leaks.as_ref();
        outcome.results.findings.priorities = leaks.and_then(|leaks| priorities(&compared, leaks));
        outcome.results.findings.attribution = attribution;
        Ok(outcome)
    })
}

/// What plugging each of these holes gains.
fn plugged(compared: &Compared<'_>, holes: &[String], bucket: &Bucket, shapley: Option<&Attribution>) -> Option<Leaks> {
    let all = holes.len();
    // As of the worlds themselves: each plug alone, and all at once.
    let family = listed(compared).len();
    let currency = compared.currency();
    let name = |to: u16| compared.holes.get(usize::from(to)).map_or(STAYS, String::as_str).to_owned();
    let mut leaks: Vec<Leak> = Vec::new();
    let mut single = vec![0.0; compared.done.len()];
    for (r, hole) in holes.iter().enumerate() {
        let number = compared.inputs.model.holes.iter().position(|h| h.name == *hole)? as u16;
        let mut then: std::collections::BTreeMap<u16, u64> = std::collections::BTreeMap::new();
        let residual: Vec<f64> = compared.done.iter().filter_map(|p| p.residuals.mean(number)).collect();
        for (k, p) in compared.done.iter().enumerate() {
            single[k] += p.worlds[r + 1].npv - p.worlds[0].npv;
            p.twins[r].of_hole(number).for_each(|(to, n)| *then.entry(to).or_default() += n);
        }
        leaks.push(Leak {
            hole: hole.clone(),
            shut: compared.inputs.model.is_shut(usize::from(number)),
            exits: bucket.outflow.get(hole)?.clone(),
            share: bucket.outflow_share.get(hole)?.clone(),
            value_at_exit: (!residual.is_empty()).then(|| {
                metric(
                    &residual,
                    &currency,
                    "mean over leavers by this hole of what similar customers, those of the same segment who stay that day, bring \
                     from then to the horizon, discounted to day 0",
                )
            }),
            gain: compared.difference(NPV.id(), r, family)?,
            exits_avoided: compared.difference(EXITS.id(), r, family)?.reversed(),
            yearly_loss: compared.difference(YEARLY_LOSS.id(), r, family)?,
            then: then.into_iter().map(|(to, n)| (name(to), n as f64 / compared.done.len() as f64)).collect(),
            shapley: shapley.and_then(|a| a.players.iter().find(|p| p.name == *hole)).map(|p| p.share.clone()),
        });
    }
    for measure in [(|leak| &mut leak.exits_avoided) as fn(&mut Leak) -> &mut Difference, |leak| &mut leak.yearly_loss]
    {
        adjust_family(leaks.iter_mut().map(measure).collect());
    }
    let gain = |leak: &Leak| leak.gain.mean.unwrap_or(0.0);
    leaks.sort_by(|a, b| a.shut.cmp(&b.shut).then(gain(b).total_cmp(&gain(a))).then(a.hole.cmp(&b.hole)));
    let residual: Vec<f64> =
        compared.done.iter().zip(&single).map(|(p, s)| p.worlds[all + 1].npv - p.worlds[0].npv - s).collect();
    let mut all_plugged = compared.difference(NPV.id(), all, family)?;
    let gains = leaks.iter_mut().map(|leak| &mut leak.gain);
    adjust_family(gains.chain([&mut all_plugged]).collect());
    let replaced: Vec<f64> = compared.baseline(REPLACEMENT_COST.id()).into_iter().flatten().collect();
    let of_equal_margin = |p: &Paired| match p.margins {
        [Some(leaver), Some(newcomer)] if newcomer > 0.0 => Some(leaver / newcomer),
        _ => None,
    };
    let ratio: Vec<f64> = compared.done.iter().filter_map(of_equal_margin).collect();
    Some(Leaks {
        holes: leaks,
        all_plugged,
        residual: metric(&residual, &currency, "gain of plugging all holes at once less the sum of single gains"),
        replacement_cost: (!replaced.is_empty())
            .then(|| metric(&replaced, &currency, "cost of keeping the bucket level by replacing everybody who left")),
        value_equivalent: (!ratio.is_empty()).then(|| {
            metric(
                &ratio,
                "newcomers",
                "newcomers who bring in a year what one leaver brought in a year: contribution per time as customer of those who \
                 left, over that of those who joined, without what acquisition costs",
            )
        }),
    })
}
