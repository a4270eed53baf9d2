//! `[contract]` (model section 12).

use crate::laws::Law;
use crate::units::SimTime;

/// `[contract]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Length of the first term.
    pub term: SimTime,
    /// Length of later terms.
    pub renews_for: SimTime,
    /// Time between payments; `None`: one payment at the start of each term.
    pub bill: Option<SimTime>,
    /// Payment by term; the last repeats.
    pub price: Vec<Law>,
    /// Variable cost per payment, by term; the last repeats.
    pub cost: Vec<Law>,
    /// Chance of renewing, by renewal; `None`: holes decide and the exit waits for the renewal.
    pub retention: Option<Retention>,
    /// Lock-in support while in term (adds a support of this strength).
    pub lock_in: f64,
    /// Memory lost while `lock_in` holds a customer whose satisfaction is below 3 [per day].
    pub resentment: f64,
}

/// Renewal probabilities.
#[derive(Debug, Clone, PartialEq)]
pub enum Retention {
    /// By renewal; the last repeats.
    Table(Vec<f64>),
    /// Drawn once per customer.
    Drawn(Law),
}
