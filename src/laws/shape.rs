//! Standardised laws: what is left of a law when its location and scale are taken out.

use crate::num::{
    beta_density, beta_quantile, exp, exp_m1, gamma, gamma_density, gamma_quantile, incomplete_beta, incomplete_gamma,
    ln, ln_of_draw, normal_cdf, normal_quantile, normal_quantile_pair, pow, sqrt,
};

/// A law of location 0 and scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// Always 0: the location alone.
    Constant,
    /// Uniform on 0 to 1.
    Uniform,
    /// Exponential of mean 1.
    Exponential,
    /// Standard normal.
    Normal,
    /// Log-normal of median 1; the logarithm has this standard deviation, above 0.
    Lognormal { sigma: f64 },
    /// Weibull of scale 1.
    Weibull { inverse_shape: f64 },
    /// Triangle on 0 to 1 with this mode.
    Triangular { mode: f64 },
    /// Gamma of scale 1.
    Gamma { shape: f64 },
    /// Beta on 0 to 1.
    Beta { a: f64, b: f64 },
    /// Poisson of this mean, above 0.
    Poisson { mean: f64 },
}

impl Shape {
    /// Returns the quantile with `p` below and `q = 1 - p` above.
    #[inline]
    pub(super) fn quantile(&self, p: f64, q: f64) -> f64 {
        match *self {
            Shape::Constant => 0.0,
            Shape::Uniform => p,
            Shape::Exponential => -log_above(p, q),
            Shape::Normal => normal_quantile_pair(p, q),
            Shape::Lognormal { sigma } => exp(sigma * normal_quantile_pair(p, q)),
            Shape::Weibull { inverse_shape } => pow(-log_above(p, q), inverse_shape),
            Shape::Triangular { mode } => {
                if p <= mode {
                    sqrt(mode * p)
                } else {
                    1.0 - sqrt((1.0 - mode) * q)
                }
            }
            Shape::Gamma { shape } => gamma_quantile(shape, p, q),
            Shape::Beta { a, b } => beta_quantile(a, b, p, q).0,
            Shape::Poisson { mean } => poisson_quantile(mean, p, q),
        }
    }

    /// Returns the quantile of a uniform draw; `1 - u` is exact for those.
    #[inline]
    pub(super) fn at(&self, u: f64) -> f64 {
        match *self {
            Shape::Uniform => u,
            Shape::Exponential => -ln_of_draw(1.0 - u),
            Shape::Normal => normal_quantile(u),
            Shape::Lognormal { sigma } => exp(sigma * normal_quantile(u)),
            // A draw needs no last digit: this takes half the time of a power.
            Shape::Weibull { inverse_shape } => exp(inverse_shape * ln(-ln_of_draw(1.0 - u))),
            _ => self.quantile(u, 1.0 - u),
        }
    }

    /// Returns the probabilities of at most `x`, and of more.
    pub(super) fn cdf(&self, x: f64) -> (f64, f64) {
        if x < self.lower() {
            return (0.0, 1.0);
        }
        if x >= self.upper() {
            return (1.0, 0.0);
        }
        match *self {
            Shape::Constant => (1.0, 0.0),
            Shape::Uniform => (x, 1.0 - x),
            Shape::Exponential => (-exp_m1(-x), exp(-x)),
            Shape::Normal => normal_cdf(x),
            Shape::Lognormal { sigma } => normal_cdf(ln(x) / sigma),
            Shape::Weibull { inverse_shape } => {
                let hazard = pow(x, 1.0 / inverse_shape);
                (-exp_m1(-hazard), exp(-hazard))
            }
            Shape::Triangular { mode } => {
                if x <= mode {
                    let below = x * x / mode;
                    (below, 1.0 - below)
                } else {
                    let above = (1.0 - x) * (1.0 - x) / (1.0 - mode);
                    (1.0 - above, above)
                }
            }
            Shape::Gamma { shape } => incomplete_gamma(shape, x),
            Shape::Beta { a, b } => incomplete_beta(a, b, x, 1.0 - x),
            Shape::Poisson { mean } => {
                let (more, at_most) = incomplete_gamma(x.floor() + 1.0, mean);
                (at_most, more)
            }
        }
    }

    /// Returns the density at the quantile `x` of `(p, q)`; only of the shapes that are tabulated.
    pub(super) fn density(&self, x: f64) -> f64 {
        match *self {
            Shape::Gamma { shape } => gamma_density(shape, x),
            Shape::Beta { a, b } => beta_density(a, b, x, 1.0 - x),
            _ => unreachable!("only gamma and beta laws are tabulated by their density"),
        }
    }

    /// Returns the partial expectations: `E[X; X <= x]` and `E[X; X > x]`.
    ///
    /// # Definition
    ///
    /// The mean times the length-biased law, which stays in the family for gamma, beta, Weibull and log-normal.
    pub(super) fn partial_mean(&self, x: f64) -> (f64, f64) {
        if x < self.lower() {
            return (0.0, self.mean());
        }
        if x >= self.upper() {
            return (self.mean(), 0.0);
        }
        let share = |(below, above): (f64, f64)| (self.mean() * below, self.mean() * above);
        match *self {
            Shape::Constant => (0.0, 0.0),
            Shape::Uniform => share((x * x, (1.0 - x) * (1.0 + x))),
            Shape::Exponential => share(incomplete_gamma(2.0, x)),
            Shape::Normal => {
                let density = exp(-0.5 * x * x) / sqrt(2.0 * std::f64::consts::PI);
                (-density, density)
            }
            Shape::Lognormal { sigma } => share(normal_cdf(ln(x) / sigma - sigma)),
            Shape::Weibull { inverse_shape } => {
                share(incomplete_gamma(1.0 + inverse_shape, pow(x, 1.0 / inverse_shape)))
            }
            Shape::Triangular { mode } => {
                let below = if x <= mode {
                    2.0 * x * x * x / (3.0 * mode)
                } else {
                    // The whole mean, less the part of the falling side above x.
                    let y = 1.0 - x;
                    self.mean() - y * y * (1.0 - 2.0 * y / 3.0) / (1.0 - mode)
                };
                (below, self.mean() - below)
            }
            Shape::Gamma { shape } => share(incomplete_gamma(shape + 1.0, x)),
            Shape::Beta { a, b } => share(incomplete_beta(a + 1.0, b, x, 1.0 - x)),
            Shape::Poisson { mean } => {
                let (above, below) = if x.floor() >= 1.0 { incomplete_gamma(x.floor(), mean) } else { (1.0, 0.0) };
                (mean * below, mean * above)
            }
        }
    }

    /// Returns the mean.
    pub(super) fn mean(&self) -> f64 {
        match *self {
            Shape::Constant | Shape::Normal => 0.0,
            Shape::Uniform => 0.5,
            Shape::Exponential => 1.0,
            Shape::Lognormal { sigma } => exp(0.5 * sigma * sigma),
            Shape::Weibull { inverse_shape } => gamma(1.0 + inverse_shape),
            Shape::Triangular { mode } => (1.0 + mode) / 3.0,
            Shape::Gamma { shape } => shape,
            Shape::Beta { a, b } => a / (a + b),
            Shape::Poisson { mean } => mean,
        }
    }

    /// Returns the variance.
    pub(super) fn variance(&self) -> f64 {
        match *self {
            Shape::Constant => 0.0,
            Shape::Uniform => 1.0 / 12.0,
            Shape::Exponential | Shape::Normal => 1.0,
            Shape::Lognormal { sigma } => {
                let square = sigma * sigma;
                exp(square) * exp_m1(square)
            }
            Shape::Weibull { inverse_shape } => {
                let mean = gamma(1.0 + inverse_shape);
                (gamma(1.0 + 2.0 * inverse_shape) - mean * mean).max(0.0)
            }
            Shape::Triangular { mode } => (1.0 - mode + mode * mode) / 18.0,
            Shape::Gamma { shape } => shape,
            Shape::Beta { a, b } => a * b / ((a + b) * (a + b) * (a + b + 1.0)),
            Shape::Poisson { mean } => mean,
        }
    }

    /// Returns the lower end of the support.
    pub(super) fn lower(&self) -> f64 {
        match *self {
            Shape::Normal => f64::NEG_INFINITY,
            _ => 0.0,
        }
    }

    /// Returns the upper end of the support.
    pub(super) fn upper(&self) -> f64 {
        match *self {
            Shape::Constant => 0.0,
            Shape::Uniform | Shape::Triangular { .. } | Shape::Beta { .. } => 1.0,
            _ => f64::INFINITY,
        }
    }
}

/// Returns the logarithm of the probability above, precise at both ends.
#[inline]
fn log_above(p: f64, q: f64) -> f64 {
    if p < 0.5 { crate::num::ln_1p(-p) } else { ln(q) }
}

/// Poisson laws of a larger mean are drawn as nearly normal.
pub(super) const LARGE_MEAN: f64 = 1e7;

/// Returns the smallest whole number with at least `p` at or below it.
///
/// Means beyond [`LARGE_MEAN`] take the first three terms of the expansion of Cornish and Fisher (1938): within a count of the exact number,
/// where that takes longer the larger the mean.
fn poisson_quantile(mean: f64, p: f64, q: f64) -> f64 {
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
