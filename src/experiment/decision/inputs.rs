//! Inputs as they were drawn, on the scale on which their law is normal.

use std::sync::Arc;

use crate::num::{exp, ln, logit, normal_cdf, normal_quantile, sigmoid, sqrt};
use crate::random::{ReplicationKey, SobolSequence, random_order};
use crate::scenario::uncertain as scenario;
use crate::stats::decision::{Column, Laws};

/// Most different numbers that are taken for categories.
const MOST_CATEGORIES: usize = 5;
/// Correlation with normal scores from which values on a scale are called normal (Filliben 1975: of 50 normal values, 95 % are above .977).
const NORMAL: f64 = 0.99;
/// Rank correlation, in standard errors of independent columns, from which two inputs depend on each other.
const TIED: f64 = 4.0;
/// Keeps orders of dependent rows away from other draws.
const ORDER_SALT: u64 = 0x4c61_7773_206f_6621;

/// An input that was drawn.
#[derive(Debug, Clone)]
pub(in crate::experiment) struct Input {
    pub(super) name: String,
    scale: Scale,
    pub(super) column: Column,
}

/// How a value becomes a score.
#[derive(Debug, Clone)]
enum Scale {
    /// The value itself, its logarithm or its logit, standardised.
    Moments(Form, f64, f64),
    /// The place among the values that were drawn.
    Ranks(Vec<f64>),
    /// The law itself is known.
    Known(Arc<scenario::Input>),
    /// No number.
    Categories,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Log,
    Logit,
}

impl Form {
    fn of(self, x: f64) -> f64 {
        match self {
            Form::Plain => x,
            Form::Log => ln(x),
            Form::Logit => logit(x),
        }
    }

    fn back(self, y: f64) -> f64 {
        match self {
            Form::Plain => y,
            Form::Log => exp(y),
            Form::Logit => sigmoid(y),
        }
    }
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, sqrt(values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n))
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, sa), (mb, sb)) = (moments(a), moments(b));
    let together = a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>() / a.len() as f64;
    if sa * sb > 0.0 { together / (sa * sb) } else { 0.0 }
}

/// Normal scores of ranks, equal values alike.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut out = vec![0.0; values.len()];
    let mut from = 0;
    for same in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = from as f64 + 0.5 * (same.len() as f64 - 1.0) + 0.5;
        same.iter().for_each(|&i| out[i] = normal_quantile(rank / values.len() as f64));
        from += same.len();
    }
    out
}

impl Input {
    /// An input whose law is known, as it enters the analysis.
    pub(in crate::experiment) fn known(of: Arc<scenario::Input>, column: Column) -> Input {
        let scale = if matches!(column, Column::Score(_)) { Scale::Known(Arc::clone(&of)) } else { Scale::Categories };
        Input { name: of.name.clone(), scale, column }
    }

    /// An input of which each draw has this value, as it is written.
    pub(in crate::experiment) fn of(name: &str, cells: &[String]) -> Input {
        let numbers: Option<Vec<f64>> =
            cells.iter().map(|cell| cell.parse().ok().filter(|x: &f64| x.is_finite())).collect();
        let mut different: Vec<&String> = cells.iter().collect();
        different.sort();
        different.dedup();
        let (scale, column) = match numbers {
            Some(values) if different.len() > MOST_CATEGORIES => Input::scored(&values),
            _ => {
                let level = |cell: &String| different.binary_search(&cell).unwrap_or(0) as u16;
                let at: Vec<u16> = cells.iter().map(level).collect();
                let share = |level: u16| at.iter().filter(|&&l| l == level).count() as f64 / at.len() as f64;
                let shares = (0..different.len() as u16).map(share).collect();
                (Scale::Categories, Column::Level { at, shares })
            }
        };
        Input { name: name.to_owned(), scale, column }
    }

    fn scored(values: &[f64]) -> (Scale, Column) {
        let ranks = normal_scores(values);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut forms = vec![Form::Plain];
        forms.extend((least > 0.0).then_some(Form::Log));
        forms.extend((least > 0.0 && most < 1.0).then_some(Form::Logit));
        let fit = |form: &Form| correlation(&values.iter().map(|&x| form.of(x)).collect::<Vec<f64>>(), &ranks);
        let best = forms.into_iter().fold((Form::Plain, f64::NEG_INFINITY), |best, form| {
            let fit = fit(&form);
            if fit > best.1 { (form, fit) } else { best }
        });
        if best.1 >= NORMAL {
            let formed: Vec<f64> = values.iter().map(|&x| best.0.of(x)).collect();
            let (mean, sd) = moments(&formed);
            let scores = formed.iter().map(|y| (y - mean) / sd).collect();
            return (Scale::Moments(best.0, mean, sd), Column::Score(scores));
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        (Scale::Ranks(sorted), Column::Score(ranks))
    }

    /// How many values were drawn.
    pub(in crate::experiment) fn drawn(&self) -> usize {
        self.column.len()
    }

    /// The values that were drawn, in these rows.
    pub(in crate::experiment) fn rows(&self, rows: &[usize]) -> Column {
        self.column.rows(rows)
    }

    /// The value with this score; nothing of categories.
    pub(super) fn value(&self, score: f64) -> Option<f64> {
        match &self.scale {
            Scale::Moments(form, mean, sd) => Some(form.back(mean + sd * score)),
            Scale::Ranks(sorted) => {
                let place = (normal_cdf(score).0 * sorted.len() as f64 - 0.5).clamp(0.0, sorted.len() as f64 - 1.0);
                let (below, part) = (place as usize, place - (place as usize) as f64);
                let above = sorted[(below + 1).min(sorted.len() - 1)];
                Some(sorted[below] + part * (above - sorted[below]))
            }
            Scale::Known(input) => Some(input.shown.number(input.law.number(normal_cdf(score).0)?)),
            Scale::Categories => None,
        }
    }

    /// An input that says nothing: another's values in another order.
    pub(super) fn shuffled(&self, seed: u64) -> Column {
        let n = self.column.len();
        self.column.rows(&random_order(n, &ReplicationKey::new(seed ^ ORDER_SALT, 1).customer(0), 0))
    }

    fn numbers(&self) -> Vec<f64> {
        match &self.column {
            Column::Score(scores) => normal_scores(scores),
            Column::Level { at, .. } => at.iter().map(|&level| f64::from(level)).collect(),
        }
    }
}

/// The set of dependent inputs to which each belongs, by the number of the first of it.
pub(super) fn tied(inputs: &[Input]) -> Vec<usize> {
    let ranks: Vec<Vec<f64>> = inputs.iter().map(Input::numbers).collect();
    let mut sets: Vec<usize> = (0..inputs.len()).collect();
    for b in 0..inputs.len() {
        for a in 0..b {
            let edge = TIED / sqrt(ranks[a].len() as f64);
            if correlation(&ranks[a], &ranks[b]).abs() > edge {
                let (keep, lose) = (sets[a].min(sets[b]), sets[a].max(sets[b]));
                sets.iter_mut().filter(|set| **set == lose).for_each(|set| *set = keep);
            }
        }
    }
    sets
}

/// Points of a column that depends on no other: of the dummy.
pub(super) fn alone(column: &Column, points: usize, seed: u64) -> Column {
    let key = ReplicationKey::new(seed ^ ORDER_SALT, 2).customer(0);
    let places = (0..points as u32).map(|point| key.uniform(0, point));
    match column {
        Column::Score(_) => Column::Score(places.map(normal_quantile).collect()),
        Column::Level { shares, .. } => {
            Column::Level { at: places.map(|u| level(shares, u)).collect(), shares: shares.clone() }
        }
    }
}

/// The category with `u` of the shares below it.
pub(in crate::experiment) fn level(shares: &[f64], u: f64) -> u16 {
    let mut left = u;
    let reached = |share: &f64| {
        left -= share;
        left < 0.0
    };
    shares.iter().position(reached).unwrap_or(shares.len() - 1) as u16
}

/// Points of the laws that the columns seem to follow: independent inputs by a Sobol sequence, dependent ones by their rows.
pub(super) fn laws(columns: &[Column], tied: &[usize], points: usize, seed: u64) -> Laws {
    let rows = columns.first().map_or(0, Column::len);
    let key = ReplicationKey::new(seed ^ ORDER_SALT, 0).customer(0);
    let dimensions = columns.len().min(SobolSequence::MOST_DIMENSIONS);
    let sequence = SobolSequence::new(dimensions.max(1), seed);
    let cube: Vec<Vec<f64>> = (0..points as u32).map(|i| sequence.point(i)).collect();
    let even = |input: usize, point: usize| {
        cube[point].get(input).copied().unwrap_or_else(|| key.uniform(1_000_000 + input as u32, point as u32))
    };
    let repeated = |input: usize| {
        let order = |round: usize| random_order(rows, &key, (16 * tied[input] + 1) as u32 * 1_000 + round as u32);
        (0..points.div_ceil(rows.max(1))).flat_map(order).take(points).collect::<Vec<usize>>()
    };
    let alone = |input: usize| tied.iter().filter(|set| **set == tied[input]).count() == 1;
    let of = |(input, column): (usize, &Column)| match column {
        Column::Score(_) if alone(input) => {
            Column::Score((0..points).map(|point| normal_quantile(even(input, point))).collect())
        }
        Column::Level { shares, .. } if alone(input) => {
            let at = (0..points).map(|point| level(shares, even(input, point))).collect();
            Column::Level { at, shares: shares.clone() }
        }
        _ => column.rows(&repeated(input)),
    };
    Laws { points: columns.iter().enumerate().map(of).collect(), tied: tied.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(values: &[f64]) -> Input {
        Input::of("x", &values.iter().map(f64::to_string).collect::<Vec<String>>())
    }

    fn normal(n: usize) -> Vec<f64> {
        (0..n).map(|i| normal_quantile((i as f64 + 0.5) / n as f64)).collect()
    }

    #[test]
    fn each_law_has_its_scale() {
        let z = normal(200);
        for (values, form) in [
            (z.iter().map(|z| 5.0 + 2.0 * z).collect::<Vec<f64>>(), Form::Plain),
            (z.iter().map(|z| exp(1.0 + z)).collect(), Form::Log),
            (z.iter().map(|z| sigmoid(1.0 + 1.5 * z)).collect(), Form::Logit),
        ] {
            let found = input(&values);
            assert!(matches!(found.scale, Scale::Moments(f, ..) if f == form), "{:?}", found.scale);
            let Column::Score(scores) = &found.column else { panic!("scores") };
            // The sample of quantiles is a little narrower than the law.
            assert!(scores.iter().zip(&z).all(|(score, z)| (score - z).abs() < 0.03 * (1.0 + z.abs())));
            assert!((found.value(scores[120]).expect("a number") - values[120]).abs() < 1e-9);
        }
        let uniform: Vec<f64> = (0..200).map(|i| f64::from(i) / 200.0 - 3.0).collect();
        let found = input(&uniform);
        assert!(matches!(found.scale, Scale::Ranks(_)));
        assert!((found.value(0.0).expect("a number") + 2.5025).abs() < 1e-9, "the median");
    }

    #[test]
    fn few_numbers_and_words_are_categories() {
        let found = Input::of("x", &["1", "0", "1", "1"].map(str::to_owned));
        assert_eq!(found.column, Column::Level { at: vec![1, 0, 1, 1], shares: vec![0.25, 0.75] });
        assert_eq!(found.value(0.0), None);
        let words = Input::of("x", &["b", "a", "7", "b", "c", "d", "e", "f"].map(str::to_owned));
        assert!(matches!(words.column, Column::Level { .. }));
    }

    #[test]
    fn who_depends_on_whom_is_seen_and_kept() {
        let z = normal(128);
        let key = ReplicationKey::new(3, 0).customer(0);
        let shuffle = |values: &[f64], purpose: u32| -> Vec<f64> {
            random_order(values.len(), &key, purpose).into_iter().map(|i| values[i]).collect()
        };
        let (a, e, c) = (shuffle(&z, 1), shuffle(&z, 2), shuffle(&z, 3));
        let b: Vec<f64> = a.iter().zip(&e).map(|(a, e)| 0.8 * a + 0.6 * e).collect();
        let inputs = [input(&a), input(&c), input(&b)];
        let sets = tied(&inputs);
        assert_eq!(sets, [0, 1, 0]);
        let columns: Vec<Column> = inputs.iter().map(|input| input.column.clone()).collect();
        let laws = laws(&columns, &sets, 1_024, 7);
        let of = |i: usize| match &laws.points[i] {
            Column::Score(z) => z.clone(),
            Column::Level { .. } => panic!("scores"),
        };
        assert!((correlation(&of(0), &of(2)) - correlation(&a, &b)).abs() < 1e-9, "rows stay together");
        assert!(correlation(&of(0), &of(1)).abs() < 0.1);
    }
}
