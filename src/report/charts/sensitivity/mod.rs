//! Charts of an analysis: the tornado, Morris effects, Sobol indices, dependence on each parameter, the rule, the best design.

mod best;
mod dependence;
pub(in crate::report) mod list;
mod morris;
mod rule;
mod sobol;
mod study;
mod tornado;
