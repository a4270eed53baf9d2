//! The functions of uncertain inputs of which an emulator is made.

use crate::num::{exp, normal_cdf, sqrt};

/// One uncertain input over a set of rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Scores, on the scale on which the law of the input is standard normal.
    Score(Vec<f64>),
    /// A category.
    Level {
        /// The category of each row, from 0.
        at: Vec<u16>,
        /// Shares of the categories under the law.
        shares: Vec<f64>,
    },
}

impl Column {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Score(z) => z.len(),
            Column::Level { at, .. } => at.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// These rows, in this order.
    #[must_use]
    pub fn rows(&self, rows: &[usize]) -> Column {
        match self {
            Column::Score(z) => Column::Score(rows.iter().map(|&row| z[row]).collect()),
            Column::Level { at, shares } => {
                Column::Level { at: rows.iter().map(|&row| at[row]).collect(), shares: shares.clone() }
            }
        }
    }
}

/// Knots of cubic bends, in standard deviations.
pub(super) const KNOTS: [f64; 3] = [-1.0, 0.0, 1.0];

/// A function of one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// Hermite polynomial of degree 1, 2 or 3 of this input.
    Hermite(usize, u8),
    /// Cubic bend of this input above this knot.
    Bend(usize, u8),
    /// Centred indicator of a category of this input.
    Level(usize, u16),
}

impl Factor {
    /// The input.
    #[must_use]
    pub fn input(self) -> usize {
        match self {
            Factor::Hermite(input, _) | Factor::Bend(input, _) | Factor::Level(input, _) => input,
        }
    }

    /// Its value at a score or category, when a measurement leaves the share `1 - told` of the variance of its input open.
    fn value(self, column: &Column, row: usize, told: f64) -> f64 {
        match (self, column) {
            (Factor::Hermite(_, degree), Column::Score(z)) => {
                let z = z[row];
                let (value, part) = match degree {
                    1 => (z, sqrt(told)),
                    2 => (z * z - 1.0, told),
                    _ => (z * (z * z - 3.0), told * sqrt(told)),
                };
                if told == 1.0 { value } else { part * value }
            }
            (Factor::Bend(_, knot), Column::Score(z)) => {
                let knot = KNOTS[usize::from(knot)];
                let value = if told == 1.0 {
                    let over = (z[row] - knot).max(0.0);
                    over * over * over
                } else {
                    let open = sqrt(1.0 - told);
                    open * open * open * cubic_excess((knot - sqrt(told) * z[row]) / open)
                };
                value - cubic_excess(knot)
            }
            (Factor::Level(_, level), Column::Level { at, shares }) => {
                let part = sqrt(told);
                part * (f64::from(u8::from(at[row] == level)) - shares[usize::from(level)])
            }
            _ => unreachable!("a factor is made for its column"),
        }
    }
}

/// Mean of the cube of what a standard normal variable is above `t`.
fn cubic_excess(t: f64) -> f64 {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_7;
    let (_, above) = normal_cdf(t);
    (t * t + 2.0) * exp(-0.5 * t * t) / ROOT_TWO_PI - t * (t * t + 3.0) * above
}

/// A product of one or two factors of different inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The first factor.
    pub first: Factor,
    /// The other, in an interaction.
    pub second: Option<Factor>,
}

impl Term {
    pub(super) fn of(first: Factor) -> Term {
        Term { first, second: None }
    }

    /// Whether all its inputs are among these.
    #[must_use]
    pub fn is_of(&self, has: impl Fn(usize) -> bool) -> bool {
        has(self.first.input()) && self.second.is_none_or(|factor| has(factor.input()))
    }

    /// Whether the input is in it.
    #[must_use]
    pub fn has(&self, input: usize) -> bool {
        self.first.input() == input || self.second.is_some_and(|factor| factor.input() == input)
    }

    /// Its value at a row. `told` gives the share of the variance of an input that is known.
    pub(super) fn value(&self, columns: &[Column], row: usize, told: impl Fn(usize) -> f64) -> f64 {
        let of = |factor: Factor| factor.value(&columns[factor.input()], row, told(factor.input()));
        of(self.first) * self.second.map_or(1.0, of)
    }

    pub(super) fn column(&self, columns: &[Column], rows: usize) -> Vec<f64> {
        (0..rows).map(|row| self.value(columns, row, |_| 1.0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::normal_quantile;

    /// Mean over 20,000 even slices of the standard normal law.
    fn mean(of: impl Fn(f64) -> f64) -> f64 {
        const SLICES: u32 = 20_000;
        (0..SLICES).map(|i| of(normal_quantile((f64::from(i) + 0.5) / f64::from(SLICES)))).sum::<f64>()
            / f64::from(SLICES)
    }

    #[test]
    fn cubes_above_a_knot_have_their_mean() {
        for t in [-2.0, -0.5, 0.0, 1.0, 2.5] {
            let numeric = mean(|z| (z - t).max(0.0) * (z - t).max(0.0) * (z - t).max(0.0));
            assert!((cubic_excess(t) - numeric).abs() < 2e-3 * numeric.max(0.1), "{t}: {} {numeric}", cubic_excess(t));
        }
    }

    #[test]
    fn every_factor_has_the_mean_zero_whatever_is_told() {
        let at = |factor: Factor, told: f64| mean(|z| factor.value(&Column::Score(vec![z]), 0, told));
        let factors = (1..=3).map(|degree| Factor::Hermite(0, degree)).chain((0..3).map(|knot| Factor::Bend(0, knot)));
        for factor in factors {
            for told in [0.0, 0.25, 1.0] {
                assert!(at(factor, told).abs() < 5e-3, "{factor:?} {told}: {}", at(factor, told));
            }
        }
        let column = Column::Level { at: vec![0, 1, 1, 2], shares: vec![0.25, 0.5, 0.25] };
        assert_eq!((0..4).map(|row| Factor::Level(0, 1).value(&column, row, 1.0)).sum::<f64>(), 0.0);
    }

    #[test]
    fn what_is_told_of_a_bend_is_its_mean_over_what_is_open() {
        let (told, known) = (0.36, 0.9);
        let bend = Factor::Bend(0, 2);
        let found = bend.value(&Column::Score(vec![known]), 0, told);
        let open = mean(|e| bend.value(&Column::Score(vec![0.6 * known + 0.8 * e]), 0, 1.0));
        assert!((found - open).abs() < 1e-3, "{found} {open}");
    }
}
