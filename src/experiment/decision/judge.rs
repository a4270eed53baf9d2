//! From draws to what they say of the choice.

use super::inputs::{Input, alone, laws, tied};
use super::table::DecisionTable;
use crate::experiment::results::uncertainty::{
    FlipFound, Gain, GainAt, Judged, UncertainDesign, UncertainInput, Uncertainty,
};
use crate::num::sqrt;
use crate::stats::decision::{
    Answers, Column, Components, Draws, Estimated, Indivisible, Laws, Layout, Observation, Questions, SCORES, answer,
    components, layout,
};
use crate::stats::{mean_interval, sample_quantiles};

const LEVEL: f64 = 0.95;
/// Nine in ten lie between these quantiles.
const ENDS: [f64; 2] = [0.05, 0.95];
/// Points of the laws, and of them in each resample.
pub(in crate::experiment) const POINTS: usize = 1 << 14;
pub(in crate::experiment) const COARSE: usize = 1 << 12;

fn judged(estimate: Estimated) -> Judged {
    Judged { value: estimate.value, error: estimate.error, ci95: [estimate.low, estimate.high] }
}

/// Inputs as they enter the analysis, the laws that they follow, and what is asked of them.
pub(in crate::experiment) struct Prepared {
    /// The inputs.
    pub(in crate::experiment) inputs: Vec<Input>,
    /// By input, the first of those that depend on each other.
    pub(in crate::experiment) tied: Vec<usize>,
    /// Points of the laws, a column an input, and fewer of them.
    pub(in crate::experiment) points: [Vec<Column>; 2],
    /// Inputs that would be measured, and the share of their variance that is known then.
    pub(in crate::experiment) measurements: Vec<(usize, f64)>,
}

impl Prepared {
    /// The inputs as columns, a row a draw.
    pub(in crate::experiment) fn columns(&self) -> Vec<Column> {
        self.inputs.iter().map(|input| input.column.clone()).collect()
    }

    /// Inputs of a table of somebody's own: their laws are those that their values seem to follow.
    fn of_table(table: &DecisionTable, seed: u64) -> Prepared {
        let column = |i: usize| table.cells.iter().map(|cells| cells[i].clone()).collect::<Vec<String>>();
        // What does not vary is known.
        let varies = |i: &usize| table.cells.iter().any(|cells| cells[*i] != table.cells[0][*i]);
        let inputs: Vec<Input> =
            (0..table.inputs.len()).filter(varies).map(|i| Input::of(&table.inputs[i], &column(i))).collect();
        let tied = tied(&inputs);
        let columns: Vec<Column> = inputs.iter().map(|input| input.column.clone()).collect();
        let points = [POINTS, COARSE].map(|points| laws(&columns, &tied, points, seed).points);
        Prepared { inputs, tied, points, measurements: Vec::new() }
    }
}

/// What a table of draws says: the choice, how sure it is, and what to know first.
///
/// # Errors
/// Luck that some draws share and some do not.
pub fn judge(table: &DecisionTable, seed: u64) -> Result<Uncertainty, Indivisible> {
    judge_prepared(table, Prepared::of_table(table, seed), seed).map(|(found, _)| found)
}

/// How sure the worth of knowing everything is, and how far the two best designs are apart: what tells whether there are draws enough.
pub(in crate::experiment) fn evpi_so_far(table: &DecisionTable, prepared: &Prepared, seed: u64) -> (Estimated, f64) {
    let draws = Draws::new(prepared.columns(), &table.values);
    let coarse = Laws { points: prepared.points[1].clone(), tied: prepared.tied.clone() };
    let found = answer(&draws, &coarse, &coarse, &Questions::default(), seed);
    let mut levels = found.decision.levels.clone();
    levels.sort_by(|a, b| b.total_cmp(a));
    let gap = if levels.len() > 1 { levels[0] - levels[1] } else { 0.0 };
    (found.evpi, gap)
}

/// The same of inputs that are prepared, with the answers themselves.
pub(in crate::experiment) fn judge_prepared(
    table: &DecisionTable,
    prepared: Prepared,
    seed: u64,
) -> Result<(Uncertainty, Answers), Indivisible> {
    let Prepared { inputs, tied: mut sets, points, measurements } = prepared;
    let mut columns: Vec<Column> = inputs.iter().map(|input| input.column.clone()).collect();
    let named = tied_names(&inputs, &sets);
    // One that says nothing, beside which the others stand.
    let dummy = inputs.first().map(|input| input.shuffled(seed));
    columns.extend(dummy.clone());
    sets.extend((!inputs.is_empty()).then_some(inputs.len()));
    let [all, coarse] = points.map(|mut points| {
        let count = points.first().map_or(0, Column::len);
        points.extend(dummy.as_ref().map(|dummy| alone(dummy, count, seed)));
        Laws { points, tied: sets.clone() }
    });
    let how = layout(&observations(table, |row| row[0]))?;
    let twice = table.values.iter().any(|draw| draw.len() > 1);
    let draws = Draws::new(columns.clone(), &apart_from_shared(table, how));
    let questions = Questions { groups: (0..columns.len()).map(|i| vec![i]).collect(), measurements };
    let answers = answer(&draws, &all, &coarse, &questions, seed);
    let leader = answers.decision.leader;
    let designs = (0..table.designs.len()).map(|d| design(table, &answers, d)).collect();
    let at_flip = |i: usize| {
        let score = answers.flip.as_ref().map(|(flip, _)| flip.scores[i]).filter(|score| *score != 0.0)?;
        inputs[i].value(score)
    };
    let found = |i: usize| UncertainInput {
        name: inputs[i].name.clone(),
        worth: judged(answers.groups[i]),
        break_even: answers.break_even[i].scores.iter().filter_map(|&z| inputs[i].value(z)).collect(),
        break_even_ci95: answers.break_even[i].within.and_then(|ends| {
            let [low, high] = ends.map(|z| inputs[i].value(z));
            Some([low?, high?])
        }),
        at_flip: at_flip(i),
        said: None,
        dependence: SCORES
            .iter()
            .zip(&answers.dependence[i])
            .filter_map(|(&score, found)| {
                Some(GainAt { value: inputs[i].value(score)?, gain: found.value, ci95: [found.low, found.high] })
            })
            .collect(),
        measurement: None,
    };
    let mut uncertain: Vec<UncertainInput> = (0..inputs.len()).map(found).collect();
    uncertain.sort_by(|a, b| b.worth.value.total_cmp(&a.worth.value));
    let changes = answers.decision.values.iter().filter(|draw| draw.iter().any(|value| *value > draw[leader])).count();
    let found = Uncertainty {
        decides: None,
        drawing: None,
        draws: table.values.len() as u64,
        rows: table.values.iter().map(|draw| draw.len() as u64).sum(),
        luck: twice.then(|| if how == Layout::Crossed { "crossed" } else { "nested" }.to_owned()),
        leader: table.designs[leader].clone(),
        designs,
        evpi: judged(answers.evpi),
        inputs: uncertain,
        dummy: answers.groups.last().map_or(Judged { value: 0.0, error: 0.0, ci95: [0.0; 2] }, |found| judged(*found)),
        explained: explained(&answers),
        flip: answers.flip.as_ref().map(|(flip, ci95)| FlipFound {
            design: table.designs[flip.design].clone(),
            distance: flip.distance,
            ci95: *ci95,
            run: None,
        }),
        changes: changes as u64,
        best_by: Vec::new(),
        tied: named,
    };
    Ok((found, answers))
}

fn tied_names(inputs: &[Input], sets: &[usize]) -> Vec<Vec<String>> {
    let of = |set: usize| (0..inputs.len()).filter(move |&i| sets[i] == set).map(|i| inputs[i].name.clone()).collect();
    (0..inputs.len()).map(of).filter(|names: &Vec<String>| names.len() > 1).collect()
}

fn observations(table: &DecisionTable, of: impl Fn(&[f64]) -> f64) -> Vec<Observation> {
    let draws = table.values.iter().zip(&table.luck).enumerate();
    draws
        .flat_map(|(draw, (values, luck))| {
            let rows = values.iter().zip(luck);
            rows.map(|(row, &luck)| Observation { draw: draw as u64, luck, value: of(row) }).collect::<Vec<_>>()
        })
        .collect()
}

/// The values, without what crossed luck adds to all draws alike.
fn apart_from_shared(table: &DecisionTable, how: Layout) -> Vec<Vec<Vec<f64>>> {
    let mut values = table.values.clone();
    if how == Layout::Nested {
        return values;
    }
    let draws = values.len() as f64;
    let (replications, designs) = (values[0].len(), table.designs.len());
    for d in 0..designs {
        let of = |r: usize| table.values.iter().map(|draw| draw[r][d]).sum::<f64>() / draws;
        let shared: Vec<f64> = (0..replications).map(of).collect();
        let level = shared.iter().sum::<f64>() / replications as f64;
        for draw in &mut values {
            draw.iter_mut().zip(&shared).for_each(|(row, shared)| row[d] -= shared - level);
        }
    }
    values
}

fn design(table: &DecisionTable, answers: &Answers, d: usize) -> UncertainDesign {
    UncertainDesign {
        name: table.designs[d].clone(),
        mean: answers.decision.levels[d],
        gain: (d > 0).then(|| gain(table, d)),
        p_best: judged(answers.best[d]),
        regret: judged(answers.regret[d]),
        as_written: None,
        over_budget: None,
    }
}

/// What a design brings more than the baseline: its mean, and where nine in ten lie.
fn gain(table: &DecisionTable, d: usize) -> Gain {
    let differences = |draw: &Vec<Vec<f64>>| draw.iter().map(|row| row[d] - row[0]).collect();
    spread(&table.values.iter().map(differences).collect::<Vec<Vec<f64>>>(), &table.luck)
}

/// Mean over draws, and where nine in ten lie: per draw and replication a value and the number of its luck.
pub(in crate::experiment) fn spread(values: &[Vec<f64>], luck: &[Vec<u64>]) -> Gain {
    let means: Vec<f64> = values.iter().map(|draw| draw.iter().sum::<f64>() / draw.len() as f64).collect();
    let observed = values.iter().zip(luck).enumerate().flat_map(|(draw, (values, luck))| {
        values.iter().zip(luck).map(move |(&value, &luck)| Observation { draw: draw as u64, luck, value })
    });
    let parts: Option<Components> = components(&observed.collect::<Vec<Observation>>()).ok();
    let (mean, half) = match &parts {
        Some(parts) => (parts.mean, parts.half_width(LEVEL)),
        None => {
            let found = mean_interval(&means, LEVEL);
            (found.mean, found.half_width)
        }
    };
    // Luck in the mean of a draw, which makes draws look wider than they are.
    let within = |parts: &Components| {
        let each = values.iter().map(|draw| 1.0 / draw.len() as f64).sum::<f64>() / means.len() as f64;
        let luck = (parts.luck - parts.shared) * each;
        if parts.ignorance > 0.0 { sqrt(parts.ignorance / (parts.ignorance + luck)) } else { 0.0 }
    };
    let kept = parts.as_ref().map_or(1.0, within);
    let shrunk: Vec<f64> = means.iter().map(|value| mean + kept * (value - mean)).collect();
    // Each draw counts once, whatever its replications; where all have the same luck, each with each luck.
    let crossed = parts.as_ref().is_some_and(|parts| parts.layout == Layout::Crossed);
    let most = if crossed { usize::MAX } else { 1 };
    let futures: Vec<f64> = values.iter().flat_map(|draw| draw.iter().take(most).copied()).collect();
    let ends = |values: &[f64]| sample_quantiles(values, ENDS).unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    Gain {
        mean,
        ci95: [mean - half, mean + half],
        ignorance: ends(&shrunk),
        future: ends(&futures),
        share_of_luck: parts.and_then(|parts| parts.share_of_luck()),
    }
}

/// The least share of a difference's variance over draws that the inputs explain, luck taken out.
fn explained(answers: &Answers) -> f64 {
    let shares = answers.decision.others.iter().flatten().map(|against| {
        let emulator = &against.emulator;
        let n = emulator.fitted.len() as f64;
        let mean = emulator.fitted.iter().sum::<f64>() / n;
        let variance = emulator.fitted.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        if against.open > 0.0 { variance / (variance + against.open) } else { 1.0 }
    });
    shares.fold(1.0, f64::min)
}
