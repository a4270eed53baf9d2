//! How many, when each comes by itself.

use crate::laws::distribution::{Distribution, or_infinite};
use crate::laws::family::{Family, Form, Standard};
use crate::laws::parameter::{MEAN, Range};
use crate::laws::spec::{LawSpec, Param};
use crate::laws::steps::Steps;
use crate::num::{exp, incomplete_gamma, integrate_unit, ln, ln_gamma, normal_quantile_pair, sqrt};

pub(super) static FAMILY: Family = Family::new(
    "poisson",
    "How many, when each comes by itself.",
    &[Form::new(&[MEAN.within(Range::NotNegative)], &[0], |&[mean, ..]| {
        if mean == 0.0 { Standard::constant(0.0) } else { Standard::scaled(Poisson { mean }, 1.0) }
    })],
)
.plain_only();

/// Laws up to this mean are drawn from a list of probabilities.
const LISTED_MEAN: f64 = 10_000.0;

/// Laws of a larger mean are drawn as nearly normal.
const LARGE_MEAN: f64 = 1e7;

/// Probabilities below this are left out of the list: no uniform draw is finer.
const SMALLEST_PROBABILITY: f64 = 1e-19;

/// Poisson of this mean, above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::laws) struct Poisson {
    mean: f64,
}

impl Distribution for Poisson {
    const IS_WHOLE: bool = true;

    /// Returns the smallest whole number with at least `p` at or below it.
    ///
    /// Means beyond [`LARGE_MEAN`] take the first three terms of the expansion of Cornish and Fisher (1938): within a count of the exact
    /// number, where that takes longer the larger the mean.
    fn quantile(&self, p: f64, q: f64) -> f64 {
        let mean = self.mean;
        if mean > LARGE_MEAN {
            let z = normal_quantile_pair(p, q);
            return (mean + z * sqrt(mean) + (z * z - 1.0) / 6.0).ceil().max(0.0);
        }
        let reached = |k: f64| {
            let (more, at_most) = incomplete_gamma(k + 1.0, mean);
            if p < 0.5 { at_most >= p } else { more <= q }
        };
        let guess = mean + normal_quantile_pair(p, q) * sqrt(mean);
        let mut k = if guess.is_finite() { guess.floor().max(0.0) } else { mean.floor() };
        // Doubling strides, then bisection: far tails stay cheap.
        let mut stride = 1.0;
        if reached(k) {
            while k > 0.0 && reached((k - stride).max(0.0)) {
                k = (k - stride).max(0.0);
                stride *= 2.0;
            }
            if k == 0.0 {
                return 0.0;
            }
            let mut low = (k - stride).max(0.0);
            while k - low > 1.0 {
                let middle = (0.5 * (low + k)).floor();
                if reached(middle) { k = middle } else { low = middle }
            }
            k
        } else {
            let mut high = k + stride;
            while !reached(high) && high < 1e15 {
                k = high;
                stride *= 2.0;
                high = k + stride;
            }
            while high - k > 1.0 {
                let middle = (0.5 * (k + high)).floor();
                if reached(middle) { high = middle } else { k = middle }
            }
            high
        }
    }

    fn cdf(&self, x: f64) -> (f64, f64) {
        let (more, at_most) = incomplete_gamma(x.floor() + 1.0, self.mean);
        (at_most, more)
    }

    fn partial_mean(&self, x: f64) -> (f64, f64) {
        let (above, below) = if x.floor() >= 1.0 { incomplete_gamma(x.floor(), self.mean) } else { (1.0, 0.0) };
        self.shares_of_mean((below, above))
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.mean
    }

    fn listed(&self) -> Option<Steps> {
        (self.mean <= LISTED_MEAN).then(|| list(self.mean))
    }

    fn expect(&self, f: &mut dyn FnMut(f64) -> f64) -> f64 {
        if self.mean <= LARGE_MEAN {
            return list(self.mean).expect(f);
        }
        or_infinite(integrate_unit(|p, q| f(self.quantile(p, q))))
    }
}

/// Lists the probabilities.
fn list(mean: f64) -> Steps {
    let probability = |k: f64| exp(k * ln(mean) - mean - ln_gamma(k + 1.0));
    let mode = mean.floor();
    let mut first = mode;
    while first > 0.0 && probability(first - 1.0) > SMALLEST_PROBABILITY {
        first -= 1.0;
    }
    let mut values = vec![];
    let mut weights = vec![];
    let mut k = first;
    loop {
        let weight = probability(k);
        if k > mode && weight < SMALLEST_PROBABILITY {
            return Steps::from_sorted(values, &weights);
        }
        values.push(k);
        weights.push(weight);
        k += 1.0;
    }
}

impl LawSpec {
    /// Poisson by mean.
    #[must_use]
    pub fn poisson(mean: impl Into<Param>) -> Self {
        Self::of_form(&FAMILY, [("mean", mean.into())])
    }
}
