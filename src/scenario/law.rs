//! Laws as data: the families a quantity may be drawn from, the forms their parameters may take, and their means.
//!
//! A family is named by the key of its table, `{ gamma = { mean = "4 min", shape = 2.0 } }`. Every parameter may itself be a law; it is
//! then drawn once per customer. Nothing is sampled here: the compiler hands these values to the variates.

use super::quantity::Unit;
use crate::num;

/// What a parameter of a law means, given the unit of the variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The unit of the variable itself.
    Same,
    /// One over it: the rate of a time, the time of a rate.
    Inverse,
    /// A positive number.
    Positive,
    /// A whole number of 1 or more.
    Whole,
    /// Any number.
    Any,
    /// A list in the unit of the variable.
    Values,
    /// A list of weights.
    Weights,
}

/// A parameter of a law.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub dimension: Dimension,
}

/// A family of laws.
#[derive(Debug)]
pub struct Family {
    /// Its name, the key of the table.
    pub name: &'static str,
    /// The sets of parameters it may be given by.
    pub forms: &'static [&'static [&'static str]],
    /// Whether it needs a variable without a unit in quotes.
    pub plain_only: bool,
}

/// Every family of the language. `constant` and `residual` may also hold their only parameter directly.
pub static FAMILIES: &[Family] = &[
    Family { name: "constant", forms: &[&["value"]], plain_only: false },
    Family { name: "uniform", forms: &[&["low", "high"], &["mean", "cv"], &["mean", "sd"]], plain_only: false },
    Family { name: "triangular", forms: &[&["low", "mode", "high"]], plain_only: false },
    Family { name: "pert", forms: &[&["low", "mode", "high"]], plain_only: false },
    Family { name: "normal", forms: &[&["mean", "sd"], &["mean", "cv"]], plain_only: false },
    Family {
        name: "lognormal",
        forms: &[&["mean", "cv"], &["mean", "sd"], &["median", "sigma"], &["mu", "sigma"]],
        plain_only: false,
    },
    Family { name: "exponential", forms: &[&["mean"], &["rate"]], plain_only: false },
    Family { name: "erlang", forms: &[&["shape", "mean"], &["shape", "scale"], &["shape", "rate"]], plain_only: false },
    Family {
        name: "gamma",
        forms: &[&["shape", "mean"], &["shape", "scale"], &["shape", "rate"], &["mean", "cv"], &["mean", "sd"]],
        plain_only: false,
    },
    Family {
        name: "weibull",
        forms: &[&["shape", "scale"], &["shape", "mean"], &["mean", "cv"], &["mean", "sd"]],
        plain_only: false,
    },
    Family { name: "beta", forms: &[&["alpha", "beta"], &["mean", "cv"], &["mean", "sd"]], plain_only: true },
    Family { name: "poisson", forms: &[&["mean"]], plain_only: true },
    Family { name: "empirical", forms: &[&["values"], &["values", "weights"]], plain_only: false },
    Family { name: "residual", forms: &[&["of"]], plain_only: false },
];

/// Finds a family by name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

impl Family {
    /// Finds one of its parameters, whatever the form.
    pub fn param(&self, name: &str) -> Option<ParamSpec> {
        let name = self.forms.iter().flat_map(|form| form.iter()).find(|known| **known == name)?;
        let dimension = match *name {
            "values" => Dimension::Values,
            "weights" => Dimension::Weights,
            "rate" => Dimension::Inverse,
            "shape" if self.name == "erlang" => Dimension::Whole,
            "cv" | "sigma" | "shape" | "alpha" | "beta" => Dimension::Positive,
            "mu" => Dimension::Any,
            _ => Dimension::Same,
        };
        Some(ParamSpec { name, dimension })
    }

    /// The forms in words, for messages.
    pub fn forms_in_words(&self) -> String {
        let forms: Vec<String> = self
            .forms
            .iter()
            .map(|form| form.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "))
            .collect();
        forms.join(", or ")
    }
}

/// The unit of one over a variable.
pub const fn inverse(unit: Unit) -> Unit {
    match unit {
        Unit::Duration => Unit::Rate,
        Unit::Rate | Unit::Hazard => Unit::Duration,
        _ => Unit::Number,
    }
}

/// A law in base units, then multiplied by `scale` and shifted by `add`.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// Name of the family.
    pub family: &'static str,
    /// Parameters in base units, by name, in the order of the form.
    pub params: Vec<(&'static str, Param)>,
    /// Factor on the variable.
    pub scale: f64,
    /// Added to the variable after scaling, in its base unit.
    pub add: f64,
}

/// A parameter of a law.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// The same for everybody.
    Fixed(f64),
    /// A list: the values or the weights of an empirical law.
    List(Vec<f64>),
    /// Drawn once per customer; or, for `residual`, the law whose remaining life is meant.
    Law(Box<Law>),
}

impl Law {
    /// The law that always gives this value.
    pub fn constant(value: f64) -> Self {
        Self { family: "constant", params: vec![("value", Param::Fixed(value))], scale: 1.0, add: 0.0 }
    }

    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, param)| param)
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.param(name)? {
            Param::Fixed(value) => Some(*value),
            Param::Law(_) | Param::List(_) => None,
        }
    }

    /// The mean of the law, over customers where parameters are laws; it may be infinite [base unit of the variable].
    ///
    /// # Definition
    ///
    /// The textbook mean of each family (Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions); the mean
    /// residual life of a renewal interval X is `E[X²] / (2 E[X])`.
    pub fn mean(&self) -> f64 {
        if self.is_nested() {
            return self.variates().map_or(f64::NAN, |law| law.mean());
        }
        let p = |name: &str| self.number(name).unwrap_or(0.0);
        let has = |name: &str| self.param(name).is_some();
        let mean = match self.family {
            "constant" => p("value"),
            "empirical" => self.empirical_moment(1),
            "residual" => match self.param("of") {
                Some(Param::Law(law)) => law.second_moment() / (2.0 * law.mean()),
                _ => p("of") / 2.0,
            },
            _ if has("mean") => p("mean"),
            "uniform" => f64::midpoint(p("low"), p("high")),
            "triangular" => (p("low") + p("mode") + p("high")) / 3.0,
            "pert" => (p("low") + 4.0 * p("mode") + p("high")) / 6.0,
            "lognormal" if has("median") => p("median") * num::exp(p("sigma") * p("sigma") / 2.0),
            "lognormal" => num::exp(p("mu") + p("sigma") * p("sigma") / 2.0),
            "exponential" => 1.0 / p("rate"),
            "erlang" | "gamma" if has("scale") => p("shape") * p("scale"),
            "erlang" | "gamma" => p("shape") / p("rate"),
            "weibull" => p("scale") * num::gamma(1.0 + 1.0 / p("shape")),
            "beta" => p("alpha") / (p("alpha") + p("beta")),
            _ => f64::NAN,
        };
        mean * self.scale + self.add
    }

    /// `E[X²]`, for the mean residual life.
    fn second_moment(&self) -> f64 {
        let p = |name: &str| self.number(name).unwrap_or(0.0);
        let has = |name: &str| self.param(name).is_some();
        let plain = Self { scale: 1.0, add: 0.0, ..self.clone() };
        let mean = plain.mean();
        let variance = match self.family {
            "constant" | "residual" => 0.0,
            "empirical" => self.empirical_moment(2) - mean * mean,
            _ if has("sd") => p("sd") * p("sd"),
            _ if has("cv") => p("cv") * p("cv") * mean * mean,
            "uniform" => (p("high") - p("low")) * (p("high") - p("low")) / 12.0,
            "triangular" => {
                let (a, c, b) = (p("low"), p("mode"), p("high"));
                (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0
            }
            "pert" => (mean - p("low")) * (p("high") - mean) / 7.0,
            "lognormal" => (num::exp(p("sigma") * p("sigma")) - 1.0) * mean * mean,
            "exponential" => mean * mean,
            "erlang" | "gamma" => mean * mean / p("shape"),
            "weibull" => {
                let g = |k: f64| num::gamma(1.0 + k / p("shape"));
                mean * mean * (g(2.0) / (g(1.0) * g(1.0)) - 1.0)
            }
            "beta" => mean * (1.0 - mean) / (p("alpha") + p("beta") + 1.0),
            "poisson" => mean,
            _ => f64::NAN,
        };
        let shifted = mean * self.scale + self.add;
        variance * self.scale * self.scale + shifted * shifted
    }

    fn empirical_moment(&self, power: u32) -> f64 {
        let Some(Param::List(values)) = self.param("values") else {
            return f64::NAN;
        };
        let equal = vec![1.0; values.len()];
        let weights = if let Some(Param::List(weights)) = self.param("weights") { weights } else { &equal };
        let total: f64 = weights.iter().sum();
        values.iter().zip(weights).map(|(value, weight)| num::whole_power(*value, power) * weight).sum::<f64>() / total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(family: &'static str, params: &[(&'static str, f64)]) -> Law {
        Law {
            family,
            params: params.iter().map(|(name, value)| (*name, Param::Fixed(*value))).collect(),
            scale: 1.0,
            add: 0.0,
        }
    }

    #[test]
    fn means_agree_with_the_textbook() {
        let cases = [
            (law("uniform", &[("low", 2.0), ("high", 6.0)]), 4.0),
            (law("triangular", &[("low", 0.0), ("mode", 3.0), ("high", 6.0)]), 3.0),
            (law("pert", &[("low", 0.0), ("mode", 3.0), ("high", 12.0)]), 4.0),
            (law("gamma", &[("shape", 2.0), ("rate", 0.5)]), 4.0),
            (law("erlang", &[("shape", 3.0), ("scale", 2.0)]), 6.0),
            (law("weibull", &[("shape", 1.0), ("scale", 5.0)]), 5.0),
            (law("beta", &[("alpha", 2.0), ("beta", 3.0)]), 0.4),
            (law("lognormal", &[("median", 1.0), ("sigma", 1.0)]), 1.648_721_270_700_128),
            (law("exponential", &[("rate", 4.0)]), 0.25),
        ];
        for (law, mean) in cases {
            assert!((law.mean() - mean).abs() < 1e-12, "{law:?}: {} is not {mean}", law.mean());
        }
    }

    #[test]
    fn the_residual_life_of_an_exponential_is_itself() {
        let of = law("exponential", &[("mean", 10.0)]);
        let residual = Law { family: "residual", params: vec![("of", Param::Law(Box::new(of)))], scale: 1.0, add: 0.0 };
        assert!((residual.mean() - 10.0).abs() < 1e-12);
        let fixed = Law {
            family: "residual",
            params: vec![("of", Param::Law(Box::new(Law::constant(10.0))))],
            scale: 1.0,
            add: 0.0,
        };
        assert!((fixed.mean() - 5.0).abs() < 1e-12);
    }

    #[test]
    fn scale_and_add_act_on_the_variable() {
        let mut scaled = law("exponential", &[("mean", 10.0)]);
        scaled.scale = 0.5;
        scaled.add = 1.0;
        assert!((scaled.mean() - 6.0).abs() < 1e-12);
    }

    #[test]
    fn every_form_names_known_parameters() {
        for family in FAMILIES {
            for name in family.forms.iter().flat_map(|form| form.iter()) {
                assert!(family.param(name).is_some(), "{} {name}", family.name);
            }
        }
    }
}
