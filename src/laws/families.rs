//! Every family of laws: a file for each, and a line in the list below.
//!
//! The list is all that the language, its schema and reference, the checks and the draws know of a family. With a standard shape of its own
//! the line names it; a family that is a special case of another has none.

mod beta;
mod constant;
mod empirical;
mod erlang;
mod exponential;
mod gamma;
mod lognormal;
mod normal;
mod pareto;
mod pert;
mod poisson;
mod residual;
mod triangular;
mod uniform;
mod weibull;

use super::family::Family;
use super::shape::families;

pub(super) use constant::Constant;

families! {
    constant: Constant,
    uniform: Uniform,
    triangular: Triangular,
    pert,
    pareto: Pareto,
    normal: Normal,
    lognormal: Lognormal,
    exponential: Exponential,
    erlang,
    gamma: Gamma,
    weibull: Weibull,
    beta: Beta,
    poisson: Poisson,
    empirical,
    residual,
}

/// Finds a family by name.
#[must_use]
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().copied().find(|family| family.name == name)
}
