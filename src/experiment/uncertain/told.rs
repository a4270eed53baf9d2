//! What a study found, as the block `uncertainty` of results.

use super::analysed::prepare;
use super::asked::Asked;
use super::designs::Designs;
use super::draws::Draw;
use super::study::mean_of;
use super::trial::{DrawRows, Trial, days};
use crate::experiment::decision::{DecisionTable, Prepared, judge_prepared};
use crate::experiment::results::uncertainty::{
    BestBy, Drawing, Judged, Measurement, SaidOfInput, UncertainDesign, UncertainInput, Uncertainty, Yield,
};
use crate::metrics::Better;
use crate::scenario::Op;
use crate::scenario::uncertain::Input;
use crate::stats::decision::{Draws, Flip};
use crate::stats::return_on_investment;

const LEVEL: f64 = 0.95;

/// Which designs can be chosen, and what each brought.
pub(super) struct Chosen {
    /// Places of the designs that are in the race, the baseline first.
    pub(super) racing: Vec<usize>,
    /// Per design, the share of draws in which it costs more than the budget.
    pub(super) over_budget: Vec<Option<f64>>,
    /// Mean of each design over draws, more is better.
    levels: Vec<f64>,
    /// Worth is in money where what decides is a ratio.
    money: bool,
    better: Better,
}

/// What a design costs more than the baseline in a draw, on average.
fn cost(rows: &DrawRows, design: usize) -> f64 {
    mean_of(rows.trials.iter().map(|trials| trials[design].outlay - trials[0].outlay)).0
}

impl Chosen {
    pub(super) fn of(designs: Designs<'_>, asked: &Asked, rows: &[DrawRows]) -> Chosen {
        let count = designs.list.len();
        let dear = |d: usize| {
            let budget = asked.budget?;
            Some(rows.iter().filter(|rows| cost(rows, d) > budget).count() as f64 / rows.len().max(1) as f64)
        };
        // What costs nothing has no return.
        let has_return =
            |d: &usize| *d == 0 || !asked.decides.is_return() || rows.iter().all(|rows| cost(rows, *d) > 0.0);
        let fits = |d: &usize| {
            let mean = mean_of(rows.iter().map(|rows| cost(rows, *d))).0;
            *d == 0 || asked.budget.is_none_or(|budget| mean <= budget)
        };
        let mut chosen = Chosen {
            racing: (0..count).filter(|&d| !designs.list[d].yardstick).filter(fits).filter(has_return).collect(),
            over_budget: (0..count).map(|d| if d == 0 { None } else { dear(d) }).collect(),
            levels: Vec::new(),
            money: asked.decides.is_return() || asked.decides.is_value(),
            better: asked.decides.better,
        };
        let level =
            |d: usize| mean_of(rows.iter().map(|rows| mean_of(rows.trials.iter().map(|t| chosen.value(t, d))).0)).0;
        let levels = (0..count).map(level).collect();
        chosen.levels = levels;
        chosen
    }

    /// What a design brought in one replication, more is better: money where what decides is that or a ratio of it.
    pub(super) fn value(&self, trials: &[Trial], design: usize) -> f64 {
        let trial = &trials[design];
        if self.money { trial.npv } else { trial.decided.map_or(f64::NAN, |value| self.better.orient(value)) }
    }

    /// The two designs that are best on average.
    pub(super) fn two_best(&self) -> [usize; 2] {
        let mut order = self.racing.clone();
        order.sort_by(|&a, &b| self.levels[b].total_cmp(&self.levels[a]));
        [order[0], order.get(1).copied().unwrap_or(order[0])]
    }

    /// The same table with the return of each design: what a replication brings more than the baseline, over what the design costs in that draw on
    /// average. So the mean of a draw is the ratio of its means.
    fn returns(&self, designs: Designs<'_>, draws: &[Draw], rows: &[DrawRows]) -> DecisionTable {
        let of = |rows: &DrawRows| {
            let cost: Vec<f64> = self.racing.iter().map(|&d| cost(rows, d)).collect();
            let row = |trials: &Vec<Trial>| {
                let more =
                    |(&d, cost): (&usize, &f64)| if d == 0 { 0.0 } else { (trials[d].npv - trials[0].npv) / cost };
                self.racing.iter().zip(&cost).map(more).collect()
            };
            rows.trials.iter().map(row).collect()
        };
        DecisionTable { values: rows.iter().map(of).collect(), ..self.table(designs, draws, rows) }
    }

    /// The table of the designs in the race.
    pub(super) fn table(&self, designs: Designs<'_>, draws: &[Draw], rows: &[DrawRows]) -> DecisionTable {
        DecisionTable {
            designs: self.racing.iter().map(|&d| designs.list[d].name.clone()).collect(),
            inputs: designs.unknowns.inputs.iter().map(|input| input.name.clone()).collect(),
            cells: draws.iter().map(|draw| draw.texts.clone()).collect(),
            values: rows
                .iter()
                .map(|rows| {
                    let row = |trials: &Vec<Trial>| self.racing.iter().map(|&d| self.value(trials, d)).collect();
                    rows.trials.iter().map(row).collect()
                })
                .collect(),
            luck: rows
                .iter()
                .map(|rows| (0..rows.trials.len() as u64).map(|r| super::trial::MOST * rows.number + r).collect())
                .collect(),
        }
    }
}

/// Everything that is said.
pub(super) fn told(
    designs: Designs<'_>,
    asked: &Asked,
    table: &DecisionTable,
    chosen: &Chosen,
    prepared: Prepared,
    (draws, rows): (&[Draw], &[DrawRows]),
    drawing: Drawing,
) -> (Uncertainty, Option<Flip>) {
    let measured: Vec<usize> = prepared.measurements.iter().map(|(input, _)| *input).collect();
    let shares: Vec<f64> = prepared.measurements.iter().map(|(_, share)| *share).collect();
    // Draws have luck of their own, so there is nothing that is in some and not in others.
    let (mut found, answers) =
        judge_prepared(table, prepared, asked.seed).unwrap_or_else(|why| unreachable!("nested luck: {why}"));
    let unknowns = &designs.unknowns.inputs;
    for said in &mut found.inputs {
        let Some(at) = unknowns.iter().position(|input| input.name == said.name) else { continue };
        let input = &unknowns[at];
        said.said = Some(said_of(input));
        if let (Some(place), Some(told)) = (measured.iter().position(|&input| input == at), &input.told) {
            let found = answers.measurements[place];
            let worth = Judged { value: found.value, error: found.error, ci95: [found.low, found.high] };
            let net = told.cost.map(|cost| Judged {
                value: worth.value - cost,
                error: worth.error,
                ci95: worth.ci95.map(|end| end - cost),
            });
            said.measurement =
                Some(Measurement { cost: told.cost, told: shares[place], design: told.words.clone(), worth, net });
        }
    }
    for design in &mut found.designs {
        let at = designs.list.iter().position(|known| known.name == design.name);
        design.over_budget = at.and_then(|at| chosen.over_budget[at]);
    }
    if asked.decides.is_return() {
        by_return(&mut found, chosen, designs, (draws, rows), asked);
    }
    if asked.decides.better == Better::Lower {
        turned(&mut found);
    }
    found.best_by = best_by(designs, chosen, draws, rows, asked);
    found.decides = Some(Yield {
        metric: asked.decides.metric.clone(),
        unit: asked.decides.unit.clone(),
        less_is_better: asked.decides.better == Better::Lower,
        worth_unit: if asked.decides.is_return() { asked.currency.clone() } else { String::new() },
    });
    found.drawing = Some(drawing);
    let flip = answers.flip.map(|(flip, _)| flip).filter(|_| found.flip.is_some());
    (found, flip)
}

/// Means, bands and chances of being the best by the return; worth and regret stay in money.
fn by_return(
    found: &mut Uncertainty,
    chosen: &Chosen,
    designs: Designs<'_>,
    (draws, rows): (&[Draw], &[DrawRows]),
    asked: &Asked,
) {
    let table = chosen.returns(designs, draws, rows);
    let drawn: Vec<&Draw> = draws.iter().collect();
    let prepared = Prepared { measurements: Vec::new(), ..prepare(designs.unknowns, &drawn, asked.seed) };
    let Ok((returns, _)) = judge_prepared(&table, prepared, asked.seed) else { return };
    for (design, by) in found.designs.iter_mut().zip(returns.designs) {
        (design.p_best, design.gain) = (by.p_best, by.gain);
        design.mean = 0.0;
        let at = designs.list.iter().position(|known| known.name == design.name).filter(|at| *at > 0);
        if let (Some(at), Some(gain)) = (at, &mut design.gain) {
            let of = |read: &dyn Fn(&Trial) -> f64| -> Vec<f64> {
                rows.iter().map(|rows| mean_of(rows.trials.iter().map(|t| read(&t[at]) - read(&t[0]))).0).collect()
            };
            let costs = of(&|trial| trial.outlay);
            let gains: Vec<f64> = of(&|trial| trial.npv).iter().zip(&costs).map(|(npv, cost)| npv + cost).collect();
            let over = return_on_investment(&gains, &costs, LEVEL);
            (gain.mean, gain.ci95) = (over.mean, [over.mean - over.half_width, over.mean + over.half_width]);
            design.mean = over.mean;
        }
    }
    let best = |a: &UncertainDesign, b: &UncertainDesign| a.mean.total_cmp(&b.mean);
    let leader = found.designs.iter().max_by(|a, b| best(a, b)).map(|design| design.name.clone()).unwrap_or_default();
    if leader != found.leader {
        // Where the value turns is about the design of the largest value.
        found.leader = leader;
        found.flip = None;
        for input in &mut found.inputs {
            (input.break_even, input.break_even_ci95, input.dependence, input.at_flip) =
                (Vec::new(), None, Vec::new(), None);
        }
    }
}

/// Means and gains as the metric has them, where less of it is better.
fn turned(found: &mut Uncertainty) {
    let around = |ends: [f64; 2]| [-ends[1], -ends[0]];
    for design in &mut found.designs {
        design.mean = -design.mean;
        if let Some(gain) = &mut design.gain {
            gain.mean = -gain.mean;
            gain.ci95 = around(gain.ci95);
            gain.ignorance = around(gain.ignorance);
            gain.future = around(gain.future);
        }
    }
    for at in found.inputs.iter_mut().flat_map(|input: &mut UncertainInput| &mut input.dependence) {
        at.gain = -at.gain;
        at.ci95 = around(at.ci95);
    }
}

pub(super) fn said_of(input: &Input) -> SaidOfInput {
    SaidOfInput {
        path: input.path.clone(),
        label: input.label.clone(),
        operation: match input.op {
            _ if input.rows.is_some() => "draws",
            Op::Set => "set",
            Op::Scale => "scale",
            Op::Add => "add",
        }
        .to_owned(),
        basis: input.basis.clone(),
        unit: input.shown.unit.clone(),
        law: input.words.clone(),
        written: input.written.clone(),
        quantiles: input.quantiles(),
    }
}

/// Who is best by each report day, luck taken out.
fn best_by(designs: Designs<'_>, chosen: &Chosen, draws: &[Draw], rows: &[DrawRows], asked: &Asked) -> Vec<BestBy> {
    let is_money = asked.decides.is_value();
    let days = match designs.at(&draws[0].texts) {
        Ok(compiled) if is_money => days(&compiled[0].model),
        _ => return Vec::new(),
    };
    let drawn: Vec<&Draw> = draws.iter().collect();
    let columns = prepare(designs.unknowns, &drawn, asked.seed).columns();
    let all: Vec<usize> = (0..rows.len()).collect();
    let by = |(at, day): (usize, &f64)| {
        let value = |trials: &Vec<Trial>| -> Vec<f64> { chosen.racing.iter().map(|&d| trials[d].cash[at]).collect() };
        let values: Vec<Vec<Vec<f64>>> = rows.iter().map(|rows| rows.trials.iter().map(value).collect()).collect();
        BestBy { day: *day, p_best: Draws::new(columns.clone(), &values).decide(&all).best() }
    };
    days.iter().enumerate().map(by).collect()
}
