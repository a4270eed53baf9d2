//! Laws as data in the terms of the variates: every parameter that is a law stays one.

use super::law::{Law, Param};
use crate::laws::{Family, Law as Variates, LawError, LawSpec, Param as Drawn};

impl Law {
    /// The law in the terms of the variates; its own scale and shift are left to the caller.
    pub(super) fn spec(&self) -> LawSpec {
        if self.family == "residual" {
            return LawSpec::residual(match self.param("of") {
                Some(Param::Law(of)) => of.whole_spec(),
                Some(Param::Fixed(value)) => LawSpec::constant(*value),
                _ => LawSpec::constant(f64::NAN),
            });
        }
        if self.family == "empirical" {
            let list = |name: &str| match self.param(name) {
                Some(Param::List(values)) => Some(values.clone()),
                _ => None,
            };
            let values = list("values").unwrap_or_default();
            return match list("weights") {
                Some(weights) => LawSpec::empirical_weighted(values, weights),
                None => LawSpec::empirical(values),
            };
        }
        let drawn = |name: &&str| match self.param(name) {
            Some(Param::Fixed(value)) => Drawn::Fixed(*value),
            Some(Param::Law(law)) => law.whole_spec().into(),
            _ => Drawn::Fixed(f64::NAN),
        };
        let (family, names) = self.form();
        let mut params: Vec<Drawn> = names.iter().map(drawn).collect();
        if family == Family::Beta {
            params.extend([Drawn::Fixed(0.0), Drawn::Fixed(1.0)]);
        }
        LawSpec::parametric(family, params)
    }

    /// The same with its scale and shift.
    fn whole_spec(&self) -> LawSpec {
        match (self.scale, self.add) {
            (1.0, 0.0) => self.spec(),
            (scale, add) => LawSpec::Affine { of: Box::new(self.spec()), scale, add },
        }
    }

    /// The law as it is drawn from, with its scale and shift; for its moments and its ends, since it has no address.
    ///
    /// # Errors
    /// Parameters that make no law, or laws of parameters that do not for everyone.
    pub(super) fn variates(&self) -> Result<Variates, LawError> {
        Ok(Variates::compile(&self.spec(), 0)?.affine(self.scale, self.add))
    }

    /// Whether some parameter of it, or of the interval of a residual, is drawn once per customer.
    pub(super) fn is_nested(&self) -> bool {
        self.params.iter().any(|(_, param)| match param {
            Param::Law(law) => self.family != "residual" || law.is_nested(),
            _ => false,
        })
    }

    /// How many laws stand inside each other, this one included.
    pub(super) fn depth(&self) -> usize {
        let inner = self.params.iter().map(|(_, param)| if let Param::Law(law) = param { law.depth() } else { 0 });
        1 + inner.max().unwrap_or(0)
    }

    /// The family of the variates, with its parameters in their order.
    fn form(&self) -> (Family, &'static [&'static str]) {
        let has = |name: &str| self.param(name).is_some();
        match self.family {
            "constant" => (Family::Constant, &["value"]),
            "uniform" if has("cv") => (Family::UniformCv, &["mean", "cv"]),
            "uniform" if has("sd") => (Family::UniformSd, &["mean", "sd"]),
            "uniform" => (Family::Uniform, &["low", "high"]),
            "triangular" => (Family::Triangular, &["low", "mode", "high"]),
            "pert" => (Family::Pert, &["low", "mode", "high"]),
            "normal" if has("cv") => (Family::NormalCv, &["mean", "cv"]),
            "normal" => (Family::Normal, &["mean", "sd"]),
            "lognormal" if has("sd") => (Family::LognormalSd, &["mean", "sd"]),
            "lognormal" if has("cv") => (Family::Lognormal, &["mean", "cv"]),
            "lognormal" if has("median") => (Family::LognormalMedian, &["median", "sigma"]),
            "lognormal" => (Family::LognormalMu, &["mu", "sigma"]),
            "exponential" if has("rate") => (Family::ExponentialRate, &["rate"]),
            "exponential" => (Family::Exponential, &["mean"]),
            "erlang" if has("mean") => (Family::Erlang, &["shape", "mean"]),
            "erlang" if has("scale") => (Family::ErlangScale, &["shape", "scale"]),
            "erlang" => (Family::ErlangRate, &["shape", "rate"]),
            "gamma" if has("cv") => (Family::GammaCv, &["mean", "cv"]),
            "gamma" if has("sd") => (Family::GammaSd, &["mean", "sd"]),
            "gamma" if has("mean") => (Family::GammaMean, &["shape", "mean"]),
            "gamma" if has("scale") => (Family::GammaScale, &["shape", "scale"]),
            "gamma" => (Family::GammaRate, &["shape", "rate"]),
            "weibull" if has("cv") => (Family::WeibullCv, &["mean", "cv"]),
            "weibull" if has("sd") => (Family::WeibullSd, &["mean", "sd"]),
            "weibull" if has("mean") => (Family::WeibullMean, &["shape", "mean"]),
            "weibull" => (Family::Weibull, &["shape", "scale"]),
            "beta" if has("cv") => (Family::BetaCv, &["mean", "cv"]),
            "beta" if has("sd") => (Family::BetaSd, &["mean", "sd"]),
            "beta" => (Family::Beta, &["alpha", "beta"]),
            "poisson" => (Family::Poisson, &["mean"]),
            other => unreachable!("a checked law has a known family, not `{other}`"),
        }
    }
}
