//! What is not known: how far differences reach, what knowing more first is worth, where the choice turns, and who is best by when.

mod dependence;
mod gains;
mod horizon;
mod worth;

pub(in crate::report) use dependence::build as dependence;
pub(in crate::report) use gains::build as gains;
pub(in crate::report) use horizon::build as horizon;
pub(in crate::report) use worth::build as worth;

/// File stems of these charts, in the order in which the page has them.
pub(in crate::report) const GAINS: &str = "uncertain-gains";
pub(in crate::report) const WORTH: &str = "uncertain-worth";
pub(in crate::report) const BY: [&str; 3] = ["uncertain-by-1", "uncertain-by-2", "uncertain-by-3"];
pub(in crate::report) const BEST_BY: &str = "uncertain-best-by";

/// Whether a chart is one of these.
pub(in crate::report) fn is_one(id: &str) -> bool {
    [GAINS, WORTH, BEST_BY].contains(&id) || BY.contains(&id)
}
