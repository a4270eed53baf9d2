//! Laws as data become laws that can be drawn from; names become addresses of draws.

use crate::random::{ADDRESS_BITS, Addresses, Law, LawSpec, MAX_LAW_ID, Param};
use crate::scenario::law as data;
use crate::scenario::value::Amount;

/// Bits of the number of a law.
const LAW_BITS: u32 = MAX_LAW_ID.count_ones();

/// Gives laws and entries their addresses, so that none shares a draw with another.
#[derive(Debug, Default)]
pub(super) struct Laws {
    laws: Addresses,
    entries: Addresses,
    /// What the variates refused, with the number of the law.
    pub(super) refused: Vec<String>,
}

impl Laws {
    /// Compiles a law at the address of `what`; one that the variates refuse is noted and replaced by its mean.
    pub(super) fn compile(&mut self, law: &data::Law, what: &str) -> Law {
        match Law::compile(&spec(law), self.laws.of(what, LAW_BITS)) {
            Ok(compiled) => compiled.affine(law.scale, law.add),
            Err(error) => {
                self.refused.push(format!("the law of `{what}` cannot be drawn from: {error}"));
                Law::constant(0.0)
            }
        }
    }

    /// Address of a named entry; `kind` tells a hole from a journey of the same name.
    pub(super) fn address(&mut self, kind: &str, name: &str) -> u32 {
        self.entries.of(&format!("{kind}.{name}"), ADDRESS_BITS)
    }

    /// Compiles a quantity; a fixed one is a constant law.
    pub(super) fn amount(&mut self, amount: &Amount, what: &str) -> Law {
        match amount {
            Amount::Fixed(value) => Law::constant(*value),
            other => self.compile(&other.to_law(), what),
        }
    }
}

/// A law as data in the terms of the variates; scale and shift are left to the caller.
fn spec(law: &data::Law) -> LawSpec {
    let param = |name: &str| -> Param {
        match law.param(name) {
            Some(data::Param::Fixed(value)) => Param::Fixed(*value),
            Some(data::Param::Law(nested)) => Param::Law(Box::new(nested_spec(nested))),
            _ => Param::Fixed(f64::NAN),
        }
    };
    let number = |name: &str| law.number(name).unwrap_or(f64::NAN);
    let list = |name: &str| match law.param(name) {
        Some(data::Param::List(values)) => Some(values.clone()),
        _ => None,
    };
    let has = |name: &str| law.param(name).is_some();
    match law.family {
        "constant" => LawSpec::constant(param("value")),
        "uniform" if has("cv") => LawSpec::uniform_mean_sd(number("mean"), number("cv") * number("mean")),
        "uniform" if has("sd") => LawSpec::uniform_mean_sd(number("mean"), number("sd")),
        "uniform" => LawSpec::uniform(param("low"), param("high")),
        "triangular" => LawSpec::triangular(param("low"), param("mode"), param("high")),
        "pert" => LawSpec::pert(param("low"), param("mode"), param("high")),
        "normal" if has("cv") => LawSpec::normal_cv(param("mean"), param("cv")),
        "normal" => LawSpec::normal(param("mean"), param("sd")),
        "lognormal" if has("sd") => LawSpec::lognormal_sd(param("mean"), param("sd")),
        "lognormal" if has("cv") => LawSpec::lognormal(param("mean"), param("cv")),
        "lognormal" => {
            // By the normal law of its logarithm: mean exp(mu + sigma^2/2), cv sqrt(exp(sigma^2) - 1).
            let sigma = number("sigma");
            let median = if has("median") { number("median") } else { crate::num::exp(number("mu")) };
            let mean = median * crate::num::exp(sigma * sigma / 2.0);
            LawSpec::lognormal(mean, crate::num::exp_m1(sigma * sigma).sqrt())
        }
        "exponential" if has("rate") => LawSpec::exponential(1.0 / number("rate")),
        "exponential" => LawSpec::exponential(param("mean")),
        "erlang" => {
            let k = number("shape");
            let mean = if has("mean") {
                param("mean")
            } else if has("scale") {
                Param::Fixed(k * number("scale"))
            } else {
                Param::Fixed(k / number("rate"))
            };
            LawSpec::erlang(k as u32, mean)
        }
        "gamma" if has("cv") => LawSpec::gamma_mean_cv(param("mean"), number("cv")),
        "gamma" if has("sd") => LawSpec::gamma_mean_cv(param("mean"), number("sd") / number("mean")),
        "gamma" if has("mean") => LawSpec::gamma_mean(param("shape"), param("mean")),
        "gamma" if has("scale") => LawSpec::gamma_scale(param("shape"), param("scale")),
        "gamma" => LawSpec::gamma_rate(param("shape"), param("rate")),
        "weibull" if has("cv") => LawSpec::weibull_mean_cv(number("mean"), number("cv")),
        "weibull" if has("sd") => LawSpec::weibull_mean_cv(number("mean"), number("sd") / number("mean")),
        "weibull" if has("mean") => {
            let shape = number("shape");
            LawSpec::weibull(shape, number("mean") / crate::num::gamma(1.0 + 1.0 / shape))
        }
        "weibull" => LawSpec::weibull(param("shape"), param("scale")),
        "beta" if has("cv") => LawSpec::beta_mean_sd(number("mean"), number("cv") * number("mean")),
        "beta" if has("sd") => LawSpec::beta_mean_sd(number("mean"), number("sd")),
        "beta" => LawSpec::beta(param("alpha"), param("beta")),
        "poisson" => LawSpec::poisson(param("mean")),
        "empirical" => match (list("values"), list("weights")) {
            (Some(values), Some(weights)) => LawSpec::empirical_weighted(values, weights),
            (values, _) => LawSpec::empirical(values.unwrap_or_default()),
        },
        "residual" => match law.param("of") {
            Some(data::Param::Law(of)) => LawSpec::residual(nested_spec(of)),
            _ => LawSpec::residual(LawSpec::constant(number("of"))),
        },
        other => unreachable!("a checked law has a known family, not `{other}`"),
    }
}

/// A law inside a law: patches reach the outer variable only, so its own scale and shift are neutral.
fn nested_spec(law: &data::Law) -> LawSpec {
    spec(law)
}
