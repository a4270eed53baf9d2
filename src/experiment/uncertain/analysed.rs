//! Drawn inputs as they enter the analysis: on the scale on which their law is normal, with the laws themselves, not what the draws look like.

use std::sync::Arc;

use super::draws::{Draw, mixed};
use crate::experiment::decision::{COARSE, Input, POINTS, Prepared, level};
use crate::num::{normal_cdf, normal_quantile, sqrt};
use crate::random::{ReplicationKey, SobolSequence, random_order};
use crate::scenario::Op;
use crate::scenario::grammar::family::Shape;
use crate::scenario::grammar::quantity::Unit;
use crate::scenario::uncertain::{Input as Unknown, InputLaw, Told, Unknowns};
use crate::stats::decision::Column;

/// Most different whole numbers that are taken for categories.
const MOST_CATEGORIES: usize = 5;
/// Keeps points of the laws away from draws.
const POINT_SALT: u64 = 0x506f_696e_7473_2121;
/// Quantiles by which moments of a law are told.
const GRID: usize = 4_096;

/// How the values of an input are scored.
enum Scored {
    /// The score by which they were drawn.
    Own,
    /// Where a value lies in its law: several scores have one value.
    Place,
    /// Categories with their shares.
    Levels(Vec<f64>),
    /// As a table of somebody's own.
    Cells,
}

fn scored(input: &Unknown) -> Scored {
    match &input.law {
        InputLaw::Column { .. } => Scored::Cells,
        InputLaw::Values { shares, .. } => Scored::Levels(shares.clone()),
        InputLaw::Between(law) if law.family().shape == Shape::Whole => {
            let [low, high] = law.ends();
            let count = (high - low) as usize + 1;
            if count <= MOST_CATEGORIES {
                return Scored::Levels(vec![1.0 / count as f64; count]);
            }
            Scored::Place
        }
        InputLaw::Between(_) => Scored::Own,
        InputLaw::Law(law) => {
            let middle = input.law.number(0.5).unwrap_or(0.0);
            let jumps = law.cdf(middle) - law.cdf(middle.next_down());
            if jumps > 1e-9 { Scored::Place } else { Scored::Own }
        }
    }
}

/// The score of the middle of what lies at a value.
fn place(input: &Unknown, value: f64) -> f64 {
    let below = match &input.law {
        InputLaw::Between(law) => law.share_below(value),
        InputLaw::Law(law) => 0.5 * (law.cdf(value) + law.cdf(value.next_down())),
        InputLaw::Values { .. } | InputLaw::Column { .. } => 0.5,
    };
    normal_quantile(below.clamp(1e-12, 1.0 - 1e-12))
}

/// The column of an input whose scores are these; `numbers` are the values that they have.
fn column(input: &Unknown, scores: &[f64], numbers: &[Option<f64>]) -> Column {
    match scored(input) {
        Scored::Place => Column::Score(numbers.iter().map(|number| place(input, number.unwrap_or(0.0))).collect()),
        Scored::Levels(shares) => {
            Column::Level { at: scores.iter().map(|z| level(&shares, normal_cdf(*z).0)).collect(), shares }
        }
        Scored::Own | Scored::Cells => Column::Score(scores.to_vec()),
    }
}

/// Inputs in sets that depend on each other, each by its first.
fn tied(unknowns: &Unknowns) -> Vec<usize> {
    let inputs = &unknowns.inputs;
    let mut sets: Vec<usize> = (0..inputs.len()).collect();
    for (at, input) in inputs.iter().enumerate() {
        let same_file = |other: &usize| input.rows.is_some() && inputs[*other].rows == input.rows;
        let with: Vec<usize> = input.mixed.iter().map(|(of, _)| *of).chain((0..at).filter(same_file)).collect();
        for of in with {
            let (keep, lose) = (sets[at].min(sets[of]), sets[at].max(sets[of]));
            sets.iter_mut().filter(|set| **set == lose).for_each(|set| *set = keep);
        }
    }
    sets
}

/// Prepares the inputs of these draws.
pub(super) fn prepare(unknowns: &Unknowns, draws: &[&Draw], seed: u64) -> Prepared {
    let known: Vec<Arc<Unknown>> = unknowns.inputs.iter().cloned().map(Arc::new).collect();
    let inputs: Vec<Input> = known
        .iter()
        .enumerate()
        .map(|(i, input)| {
            let texts = || draws.iter().map(|draw| draw.texts[i].clone()).collect::<Vec<String>>();
            if matches!(scored(input), Scored::Cells) {
                return Input::of(&input.name, &shown_cells(input, &texts()));
            }
            let scores: Vec<f64> = draws.iter().map(|draw| draw.scores[i]).collect();
            let numbers: Vec<Option<f64>> = draws.iter().map(|draw| draw.numbers[i]).collect();
            Input::known(Arc::clone(input), column(input, &scores, &numbers))
        })
        .collect();
    let points = [POINTS, COARSE].map(|count| points(unknowns, &inputs, count, seed));
    let measurements = unknowns
        .inputs
        .iter()
        .enumerate()
        .filter_map(|(i, input)| Some((i, share_told(input, input.told.as_ref()?))))
        .collect();
    Prepared { inputs, tied: tied(unknowns), points, measurements }
}

/// Cells of a file in the unit in which they are shown.
fn shown_cells(input: &Unknown, texts: &[String]) -> Vec<String> {
    let shown = |text: &String| input.base(text).map(|base| input.shown.number(base).to_string());
    let all: Option<Vec<String>> = texts.iter().map(shown).collect();
    all.unwrap_or_else(|| texts.to_vec())
}

/// Points of the laws: scores by a Sobol sequence, mixed as the file says; rows of a file as they are.
fn points(unknowns: &Unknowns, inputs: &[Input], count: usize, seed: u64) -> Vec<Column> {
    let key = ReplicationKey::new(seed ^ POINT_SALT, 0).customer(0);
    let dimensions = inputs.len().clamp(1, SobolSequence::MOST_DIMENSIONS);
    let sequence = SobolSequence::new(dimensions, seed ^ POINT_SALT);
    let mut scores: Vec<Vec<f64>> = vec![Vec::with_capacity(count); inputs.len()];
    let mut numbers: Vec<Vec<Option<f64>>> = vec![Vec::with_capacity(count); inputs.len()];
    for point in 0..count as u32 {
        let cube = sequence.point(point);
        let mut above: Vec<f64> = Vec::with_capacity(inputs.len());
        for (i, input) in unknowns.inputs.iter().enumerate() {
            let u = cube.get(i).copied().unwrap_or_else(|| key.uniform(i as u32, point));
            let (score, u) = mixed(input, normal_quantile(u), u, &above);
            above.push(score);
            scores[i].push(score);
            numbers[i].push(input.law.number(u));
        }
    }
    let rows = |set: usize| {
        let drawn = inputs[set].drawn();
        let order = |round: usize| random_order(drawn, &key, (1 << 24) + ((set as u32) << 10) + round as u32);
        (0..count.div_ceil(drawn.max(1))).flat_map(order).take(count).collect::<Vec<usize>>()
    };
    let first = |file: usize| unknowns.inputs.iter().position(|input| input.rows == Some(file)).unwrap_or(0);
    unknowns
        .inputs
        .iter()
        .enumerate()
        .map(|(i, input)| match input.rows {
            Some(file) => inputs[i].rows(&rows(first(file))),
            None => column(input, &scores[i], &numbers[i]),
        })
        .collect()
}

/// The share of an input's variance that is known after a measurement.
///
/// # Definition
///
/// `v / (v + error^2)`, or `n / (n + n0)`: of shares n0 = m (1 - m) / v - 1, as of a beta law; of rates, hazards and factors on them
/// n0 = (mean / sd)^2 events, as of a gamma law; else n0 = sd^2 / v.
fn share_told(input: &Unknown, told: &Told) -> f64 {
    let values: Vec<f64> =
        (0..GRID).filter_map(|i| input.law.number((i as f64 + 0.5) / GRID as f64)).filter(|x| x.is_finite()).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let v = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    if let Some(error) = told.error {
        return v / (v + error * error);
    }
    let seen = told.observations.unwrap_or(0.0);
    let before = match (told.sd, input.op, input.unit()) {
        (Some(sd), ..) => sd * sd / v,
        (None, Op::Set, Some(Unit::Probability)) => (mean * (1.0 - mean) / v - 1.0).max(0.0),
        (None, ..) => {
            let ratio = mean / sqrt(v);
            ratio * ratio
        }
    };
    seen / (seen + before)
}
