//! An emulator of one difference between designs: what it would be at values of the inputs that were never drawn.
//!
//! # Definition
//!
//! Least squares in Hermite terms of standard normal scores: `z`, `z^2 - 1` and products of two inputs, categories as centred indicators. Each
//! has the mean zero over the laws of independent inputs, so that the mean given some inputs is the sum of the terms that have no other
//! input in them. Terms come in forward: a product only of inputs already in, and none unless it lowers the extended criterion of
//! Chen and Chen (2008), `n ln(RSS) + k (ln n + 2 gamma ln candidates)` with `gamma = 1/2`; at most a quarter as many as there are draws. Where
//! the residuals show more than luck, `z^3 - 3 z` and cubic bends `(z - t)^3` above knots may follow.

use super::terms::{Column, Factor, KNOTS, Term};
use crate::num::{incomplete_beta, ln, sqrt};

/// Weight of the number of candidates in the criterion.
const GAMMA: f64 = 0.5;
/// A candidate of which less than this is left beside the terms that are in says nothing new.
const NEW: f64 = 1e-8;

/// A fitted emulator.
#[derive(Debug, Clone, PartialEq)]
pub struct Emulator {
    /// Mean over the laws.
    pub mean: f64,
    /// Terms with their coefficients, in the order in which they came in.
    pub terms: Vec<(Term, f64)>,
    /// What it says of the rows it was fitted to.
    pub fitted: Vec<f64>,
    /// What it leaves of them.
    pub residuals: Vec<f64>,
}

/// A column of the regression, of which what the columns before it say is taken away.
struct Candidate {
    term: Term,
    column: Vec<f64>,
    whole: f64,
}

/// Where a forward search stands.
struct Search<'a> {
    columns: &'a [Column],
    rest: Vec<f64>,
    /// Orthonormal directions of the terms that are in.
    basis: Vec<Vec<f64>>,
    terms: Vec<Term>,
    candidates: Vec<Candidate>,
    most: usize,
    /// Sum of squares below which nothing is left to explain.
    nothing: f64,
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn take_away(from: &mut [f64], direction: &[f64]) {
    let share = dot(from, direction);
    from.iter_mut().zip(direction).for_each(|(value, d)| *value -= share * d);
}

impl<'a> Search<'a> {
    fn new(columns: &'a [Column], values: &[f64]) -> Self {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let rest: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let nothing = dot(&rest, &rest) * 1e-24;
        let even = 1.0 / sqrt(n as f64);
        let most = (n / 4).max(1);
        Search { columns, rest, basis: vec![vec![even; n]], terms: Vec::new(), candidates: Vec::new(), most, nothing }
    }

    fn offer(&mut self, term: Term) {
        let mut column = term.column(self.columns, self.rest.len());
        let whole = dot(&column, &column);
        self.basis.iter().for_each(|direction| take_away(&mut column, direction));
        if whole > 0.0 {
            self.candidates.push(Candidate { term, column, whole });
        }
    }

    /// What may come in once this term is: products of its input with those that are in.
    fn offer_with(&mut self, term: Term) {
        if term.second.is_some() {
            return;
        }
        // Of a score the line, of a category this one.
        let main = |factor: Factor| match factor {
            Factor::Level(..) => factor,
            Factor::Hermite(input, _) | Factor::Bend(input, _) => Factor::Hermite(input, 1),
        };
        let new = main(term.first);
        let mut known: Vec<Factor> =
            self.terms.iter().filter(|other| other.second.is_none()).map(|other| main(other.first)).collect();
        known.sort_unstable();
        known.dedup();
        if known.contains(&new) {
            return;
        }
        for other in known.into_iter().filter(|other| other.input() != new.input()) {
            self.offer(Term { first: other.min(new), second: Some(other.max(new)) });
        }
    }

    /// Takes in terms as long as the criterion falls.
    fn run(&mut self) {
        let n = self.rest.len() as f64;
        let mut left = dot(&self.rest, &self.rest);
        while self.terms.len() < self.most && left > self.nothing {
            self.candidates.retain(|c| dot(&c.column, &c.column) > NEW * c.whole);
            let gain = |c: &Candidate| {
                let along = dot(&c.column, &self.rest);
                along * along / dot(&c.column, &c.column)
            };
            let gains = self.candidates.iter().map(gain).enumerate();
            let Some((best, explained)) = gains.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else { break };
            let price = ln(n) + 2.0 * GAMMA * ln(self.candidates.len() as f64);
            let after = (left - explained).max(0.0);
            if n * ln(left / after.max(self.nothing)) <= price {
                break;
            }
            let Candidate { term, mut column, .. } = self.candidates.swap_remove(best);
            let length = sqrt(dot(&column, &column));
            column.iter_mut().for_each(|value| *value /= length);
            take_away(&mut self.rest, &column);
            self.candidates.iter_mut().for_each(|c| take_away(&mut c.column, &column));
            self.basis.push(column);
            self.offer_with(term);
            self.terms.push(term);
            left = dot(&self.rest, &self.rest);
        }
    }
}

/// Coefficients of columns (the first of them constant) by modified Gram-Schmidt.
pub(super) fn least_squares(columns: &[Vec<f64>], values: &[f64]) -> Vec<f64> {
    let k = columns.len();
    let mut directions: Vec<Vec<f64>> = Vec::with_capacity(k);
    let mut upper = vec![vec![0.0; k]; k];
    for (j, column) in columns.iter().enumerate() {
        let mut rest = column.clone();
        for (i, direction) in directions.iter().enumerate() {
            let share = dot(&rest, direction);
            upper[i][j] = share;
            rest.iter_mut().zip(direction).for_each(|(value, d)| *value -= share * d);
        }
        let length = sqrt(dot(&rest, &rest));
        upper[j][j] = length;
        rest.iter_mut().for_each(|value| *value /= length);
        directions.push(rest);
    }
    let mut out = vec![0.0; k];
    let mut left = values.to_vec();
    let along: Vec<f64> = directions
        .iter()
        .map(|direction| {
            let share = dot(&left, direction);
            left.iter_mut().zip(direction).for_each(|(value, d)| *value -= share * d);
            share
        })
        .collect();
    for i in (0..k).rev() {
        let known: f64 = (i + 1..k).map(|j| upper[i][j] * out[j]).sum();
        out[i] = (along[i] - known) / upper[i][i];
    }
    out
}

impl Emulator {
    /// Fits an emulator to one value per row.
    ///
    /// `luck`: the variance of the values that is luck alone, if it is known: where the residuals show more (the upper 5 % of chance), bends may
    /// come in.
    ///
    /// # Panics
    ///
    /// If there are fewer than two rows, or columns of other lengths.
    #[must_use]
    pub fn fit(columns: &[Column], values: &[f64], luck: Option<Luck>) -> Emulator {
        let n = values.len();
        assert!(n >= 2 && columns.iter().all(|column| column.len() == n), "each input has a value in each draw");
        let mut search = Search::new(columns, values);
        for (input, column) in columns.iter().enumerate() {
            match column {
                Column::Score(_) => {
                    (1..=2).for_each(|degree| search.offer(Term::of(Factor::Hermite(input, degree))));
                }
                // The first category is what the others leave.
                Column::Level { shares, .. } => {
                    (1..shares.len() as u16).for_each(|level| search.offer(Term::of(Factor::Level(input, level))))
                }
            }
        }
        search.run();
        if luck.is_some_and(|luck| unexplained(&search.rest, search.terms.len(), luck) > 0.0) {
            let mut inputs: Vec<usize> = search.terms.iter().map(|term| term.first.input()).collect();
            inputs.sort_unstable();
            inputs.dedup();
            for input in inputs.into_iter().filter(|&input| matches!(columns[input], Column::Score(_))) {
                search.offer(Term::of(Factor::Hermite(input, 3)));
                (0..KNOTS.len() as u8).for_each(|knot| search.offer(Term::of(Factor::Bend(input, knot))));
            }
            search.run();
        }
        let terms = search.terms;
        let design: Vec<Vec<f64>> =
            std::iter::once(vec![1.0; n]).chain(terms.iter().map(|term| term.column(columns, n))).collect();
        let b = least_squares(&design, values);
        let at = |row: usize| b.iter().zip(&design).map(|(b, column)| b * column[row]).sum();
        let fitted: Vec<f64> = (0..n).map(at).collect();
        let residuals = values.iter().zip(&fitted).map(|(value, fitted)| value - fitted).collect();
        Emulator { mean: b[0], terms: terms.into_iter().zip(b[1..].iter().copied()).collect(), fitted, residuals }
    }

    /// Its value at a row of these columns.
    #[must_use]
    pub fn at(&self, columns: &[Column], row: usize) -> f64 {
        self.mean + self.terms.iter().map(|(term, b)| b * term.value(columns, row, |_| 1.0)).sum::<f64>()
    }

    /// Its mean given some of the inputs, at a row of these columns; inputs are independent.
    #[must_use]
    pub fn given(&self, has: &dyn Fn(usize) -> bool, columns: &[Column], row: usize) -> f64 {
        let known = self.terms.iter().filter(|(term, _)| term.is_of(has));
        self.mean + known.map(|(term, b)| b * term.value(columns, row, |_| 1.0)).sum::<f64>()
    }

    /// Its mean given what a measurement of one input tells, which is the share `told` of the input's variance.
    #[must_use]
    pub fn told(&self, input: usize, told: f64, columns: &[Column], row: usize) -> f64 {
        let known = self.terms.iter().filter(|(term, _)| term.is_of(|other| other == input));
        self.mean + known.map(|(term, b)| b * term.value(columns, row, |_| told)).sum::<f64>()
    }

    /// The inputs that are in it.
    #[must_use]
    pub fn inputs(&self) -> Vec<usize> {
        let mut all: Vec<usize> =
            self.terms.iter().flat_map(|(t, _)| [Some(t.first), t.second]).flatten().map(Factor::input).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Luck as it was seen between replications of one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Luck {
    /// Variance that it gives the values that are emulated.
    pub variance: f64,
    /// Degrees of freedom of that estimate.
    pub degrees: f64,
}

/// Chance of residuals beyond luck that is taken for chance.
const CHANCE: f64 = 0.01;

/// Variance of residuals beyond luck; zero where it may be chance.
///
/// # Definition
///
/// `max(0, RSS / (n - k - 1) - luck)`, and zero unless the ratio of both variances is above the upper 1 % of Fisher's F.
#[must_use]
pub fn unexplained(residuals: &[f64], terms: usize, luck: Luck) -> f64 {
    let degrees = residuals.len() as f64 - terms as f64 - 1.0;
    if degrees <= 0.0 {
        return 0.0;
    }
    let variance = dot(residuals, residuals) / degrees;
    if variance <= luck.variance {
        return 0.0;
    }
    let (numerator, denominator) = (degrees * variance, luck.degrees * luck.variance);
    let x = denominator / (denominator + numerator);
    let (above, _) = incomplete_beta(0.5 * luck.degrees, 0.5 * degrees, x, 1.0 - x);
    if above < CHANCE { variance - luck.variance } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::made::scores;
    use super::*;
    use crate::random::ReplicationKey;

    fn columns(inputs: usize, rows: usize) -> (Vec<Column>, Vec<Vec<f64>>) {
        let z = scores(&ReplicationKey::new(4, 0).customer(0), inputs, rows, true);
        (z.iter().cloned().map(Column::Score).collect(), z)
    }

    #[test]
    fn least_squares_by_hand() {
        // y = 1, 3, 4 at x = 0, 1, 2: slope 3/2, intercept 7/6.
        let b = least_squares(&[vec![1.0; 3], vec![0.0, 1.0, 2.0]], &[1.0, 3.0, 4.0]);
        assert!((b[0] - 7.0 / 6.0).abs() < 1e-12 && (b[1] - 1.5).abs() < 1e-12, "{b:?}");
    }

    #[test]
    fn what_is_of_its_form_is_found_exactly() {
        let (columns, z) = columns(4, 128);
        let y = |i: usize| 2.0 + z[0][i] - 0.5 * (z[0][i] * z[0][i] - 1.0) + 0.25 * z[1][i] + 0.7 * z[0][i] * z[1][i];
        let values: Vec<f64> = (0..128).map(y).collect();
        let found = Emulator::fit(&columns, &values, None);
        assert!((found.mean - 2.0).abs() < 1e-9, "{}", found.mean);
        assert_eq!(found.inputs(), [0, 1]);
        assert_eq!(found.terms.len(), 4);
        assert!(found.residuals.iter().all(|rest| rest.abs() < 1e-9));
        let point =
            [Column::Score(vec![1.0]), Column::Score(vec![2.0]), Column::Score(vec![9.0]), Column::Score(vec![9.0])];
        assert!((found.at(&point, 0) - 4.9).abs() < 1e-9);
        assert!((found.given(&|input| input == 1, &point, 0) - 2.5).abs() < 1e-9);
        assert!((found.given(&|_| false, &point, 0) - 2.0).abs() < 1e-9);
        // Half of the variance told: sqrt(1/2) of the line, half of the bow, nothing of the product.
        assert!((found.told(0, 0.5, &point, 0) - (2.0 + sqrt(0.5))).abs() < 1e-9);
        let point =
            [Column::Score(vec![2.0]), Column::Score(vec![0.0]), Column::Score(vec![0.0]), Column::Score(vec![0.0])];
        assert!((found.told(0, 0.5, &point, 0) - (2.0 + 2.0 * sqrt(0.5) - 0.75)).abs() < 1e-9);
    }

    #[test]
    fn terms_are_a_quarter_of_the_draws_at_most() {
        let (columns, z) = columns(12, 32);
        let values: Vec<f64> = (0..32).map(|i| (0..12).rev().fold(0.0, |sum, j| 0.3 * sum + z[j][i])).collect();
        assert_eq!(Emulator::fit(&columns, &values, None).terms.len(), 8);
    }

    #[test]
    fn categories_are_terms_of_their_own() {
        let at: Vec<u16> = (0..90).map(|i| i % 3).collect();
        let values: Vec<f64> = at.iter().map(|&level| [4.0, 4.0, 10.0][usize::from(level)]).collect();
        let columns = [Column::Level { at, shares: vec![1.0 / 3.0; 3] }];
        let found = Emulator::fit(&columns, &values, None);
        assert!((found.mean - 6.0).abs() < 1e-9 && found.terms.len() == 1, "{found:?}");
        assert_eq!(found.terms[0].0, Term::of(Factor::Level(0, 2)));
    }

    #[test]
    fn bends_follow_where_more_than_luck_is_left() {
        let (columns, z) = columns(2, 512);
        let values: Vec<f64> = z[0].iter().map(|z| z.max(0.0)).collect();
        let left = |luck: Option<Luck>| {
            let found = Emulator::fit(&columns, &values, luck);
            (found.residuals.iter().map(|rest| rest * rest).sum::<f64>() / 512.0, found)
        };
        let (plain, _) = left(None);
        let (bent, found) = left(Some(Luck { variance: 1e-6, degrees: 100.0 }));
        assert!(bent < plain / 4.0, "{bent} {plain}");
        assert_eq!(found.inputs(), [0]);
        let (blind, _) = left(Some(Luck { variance: 1.0, degrees: 100.0 }));
        assert_eq!(blind, plain, "what luck may be needs no bend");
    }

    #[test]
    fn residuals_are_more_than_luck_by_a_test() {
        let residuals: Vec<f64> = (0..101).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let luck = |variance| Luck { variance, degrees: 1e6 };
        // Variance 101/100; the upper 1 % of chi squared with 100 degrees is 1.358 of its mean.
        assert_eq!(unexplained(&residuals, 0, luck(1.01 / 1.34)), 0.0);
        let found = unexplained(&residuals, 0, luck(1.01 / 1.38));
        assert!((found - (1.01 - 1.01 / 1.38)).abs() < 1e-12, "{found}");
        assert_eq!(unexplained(&residuals, 0, luck(2.0)), 0.0);
        assert_eq!(unexplained(&residuals, 100, luck(0.0)), 0.0, "nothing is left to judge by");
        assert!((unexplained(&residuals, 0, luck(0.0)) - 1.01).abs() < 1e-12);
    }
}
