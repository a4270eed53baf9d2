//! What a comparison comes to: which designs are efficient, what each part of a bundle contributes, who wins, and which
//! hole is worth plugging.

pub(crate) mod decides;
mod designs;
pub(crate) mod pricing;
pub(crate) mod priorities;
pub(crate) mod selection;
pub(crate) mod tornado;
mod winner;

use crate::experiment::compare::differences::{adjust_family, metric};
use crate::experiment::compare::twins::STAYS;
use crate::experiment::compare::{Compared, Course, Paired, Rival, replicate};
use crate::experiment::results::comparison::{
    Assumed, Attribution, Contribution, Decides, Difference, InputChange, Leak, Leaks, Unjudged,
};
use crate::experiment::results::{Bucket, Metric, Results};
use crate::experiment::run::precision::pilot;
use crate::experiment::run::{Inputs, Monitor, Outcome, Plan, RunError, in_pool};
use crate::experiment::verdict::decides::moves_money;
use crate::experiment::verdict::designs::{affordable, designs};
use crate::experiment::verdict::pricing::unjudged;
use crate::experiment::verdict::priorities::priorities;
use crate::experiment::verdict::selection::select;
use crate::experiment::verdict::tornado::{TornadoQuestion, tornado};
pub use crate::experiment::verdict::winner::planned_replications;
use crate::experiment::verdict::winner::winner;
use crate::journey::model::Model;
use crate::metrics::firm::{EXITS, NPV, REPLACEMENT_COST, YEARLY_LOSS};
use crate::stats::ShapleyPlan;

const LEVEL: f64 = 0.95;
/// Why nothing is the best where nobody says what decides.
const MONEYLESS: &str = "nothing here moves money, and the file does not say what decides";

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

/// What to compare, beyond the worlds.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// A bundle to attribute.
    pub bundle: Option<Bundle>,
    /// Money there is for interventions.
    pub budget: Option<f64>,
    /// What decides; the value of the firm where that is not said and something moves money.
    pub decides: Option<Decides>,
    /// Gap in what decides worth telling apart, in its unit: select the best by KN, with more replications if need be. Above 0, and of a metric
    /// of which every replication has a number ([`Decides::is_a_mean`]).
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
        compared.decides = deciding(inputs.model, rivals, question, &compared.currency());
        let selected = match (question.gap, compared.decides.clone()) {
            (Some(gap), Some(decides)) => {
                let candidates = affordable(&compared, &decides, question.budget);
                select(&mut compared, &decides, &candidates, gap, plan, course, monitor)?
            }
            _ => None,
        };
        let mut outcome = compared.write_up();
        add_returns(&compared, &mut outcome.results);
        keep_unjudged(&mut outcome.results, unjudged(&compared), &compared.currency());
        let findings = &mut outcome.results.findings;
        findings.decides.clone_from(&compared.decides);
        findings.no_winner = no_winner(&compared);
        findings.inputs.clone_from(&question.inputs);
        findings.assumed.clone_from(&question.assumed);
        findings.budget = question.budget;
        findings.designs = designs(&compared, question.budget, plan.seed);
        findings.tornado = question.tornado.as_ref().map(|asked| tornado(&compared, asked));
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

/// What decides: what the question says, else the value of the firm where something moves money. Nothing where there is nothing to choose from.
#[must_use]
pub fn deciding(baseline: &Model, rivals: &[Rival], question: &Question, currency: &str) -> Option<Decides> {
    let listed = || rivals.iter().filter(|rival| rival.listed).map(|rival| &rival.model);
    let moves = || moves_money(std::iter::once(baseline).chain(listed()));
    let unsaid = || moves().then(|| Decides::value(currency));
    question.decides.clone().or_else(unsaid).filter(|_| listed().next().is_some())
}

/// Why none of the worlds can be the best.
fn no_winner(compared: &Compared<'_>) -> Option<String> {
    let listed = listed(compared);
    let is_choice = |r: &usize| !compared.rivals[*r].yardstick;
    match &compared.decides {
        _ if listed.is_empty() => None,
        None => Some(MONEYLESS.to_owned()),
        _ if !listed.iter().any(is_choice) => Some("every world beside the baseline is a yardstick".to_owned()),
        Some(_) => None,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Where a return decides, adds it to the differences of each world: doing nothing has 0.
fn add_returns(compared: &Compared<'_>, results: &mut Results) {
    let Some(decides) = compared.decides.as_ref().filter(|decides| decides.is_return()) else { return };
    let family = listed(compared);
    let mut found: Vec<Option<Difference>> =
        family.iter().map(|&r| decides.difference(compared, r, family.len())).collect();
    adjust_family(found.iter_mut().flatten().collect());
    let worlds = results.worlds.iter_mut().filter_map(|world| world.comparison.as_mut());
    for (comparison, found) in worlds.zip(found) {
        comparison.difference.extend(found.map(|found| (Decides::RETURN.to_owned(), found)));
    }
}

/// Keeps who is not judged, and takes what would be a judgement on their money out of their differences.
fn keep_unjudged(results: &mut Results, groups: Vec<Unjudged>, currency: &str) {
    results.findings.unjudged = groups;
    let findings = &results.findings;
    for world in results.worlds.iter_mut().filter(|world| findings.is_unjudged(&world.name)) {
        let found = world.comparison.iter_mut().flat_map(|found| &mut found.difference);
        let of_money =
            |(id, difference): &(&String, &mut Difference)| *id == Decides::RETURN || difference.unit == currency;
        for (_, money) in found.filter(of_money) {
            (money.p_better, money.share_better, money.p_adjusted) = (None, None, None);
        }
    }
}

/// What each part of a bundle contributes to what decides: to the value of the firm where a return does, which is no sum of parts, and
/// where nothing does.
fn attribution(compared: &Compared<'_>, Bundle { names, plan, worlds }: &Bundle) -> Attribution {
    let value = Decides::value(&compared.currency());
    let by = compared.decides.as_ref().filter(|decides| !decides.is_return()).unwrap_or(&value);
    let world = |w: &Option<usize>| w.map_or(0, |r| r + 1);
    let all: Vec<Vec<Option<f64>>> = worlds.iter().map(|w| by.values(compared, world(w))).collect();
    let known = |row: &usize| all.iter().all(|values| values.get(*row).copied().flatten().is_some());
    let rows: Vec<usize> = (0..compared.shared(worlds.iter().map(world))).filter(known).collect();
    let own = |value: f64| by.better.orient(value);
    let worths: Vec<Vec<f64>> =
        all.iter().map(|values| rows.iter().filter_map(|&row| values[row].map(own)).collect()).collect();
    let effect = plan.over_replications(&worths, LEVEL);
    let (key, unit) = (by.key(), by.unit.clone());
    Attribution {
        metric: key.to_owned(),
        unit: unit.clone(),
        players: names
            .iter()
            .zip(&effect.players)
            .map(|(name, p)| Contribution {
                name: name.clone(),
                share: Metric::of(
                    &p.share,
                    unit.as_str(),
                    format!("Shapley share of the joint effect on {key}; shares add up to it"),
                ),
                alone: Metric::of(&p.alone, unit.as_str(), format!("effect on {key} when it is the only one")),
            })
            .collect(),
        total: Metric::of(&effect.total, unit.as_str(), format!("effect of all together on {key}")),
        interaction: Metric::of(
            &effect.interaction,
            unit.as_str(),
            "effect of all together less the sum of effects alone",
        ),
        exact: plan.is_exact(),
    }
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
