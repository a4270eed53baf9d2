//! The stage a firm sees, beside the stage a customer is in (model section 6).
//!
//! A firm knows purchases and contracts, not minds. It takes a silence of `m_w` mean gaps for decline (a warning) and of
//! `2 m_w` for an exit; else it goes by the number of purchases. It is taken to know each customer's present rate. Win-back
//! begins when somebody seems gone. At each survey the label is held against the hidden stage, so that false alarms can be
//! counted: for a live customer who buys as a Poisson process the time since the last purchase is exponential, labelled
//! decline or gone with chance `exp(-m_w)`, gone with `exp(-2 m_w)`.

use crate::units::SimTime;

/// Stages, hidden or seen, in order.
pub const SEEN: [&str; 5] = ["acquisition", "build_up", "climax", "decline", "gone"];

const DECLINE: usize = 3;

pub(super) const GONE: usize = 4;

/// People at survey dates: by hidden stage, then by label.
pub type Labels = [[i64; 5]; 5];

/// When the firm's label of a customer changes while nothing is bought.
pub(crate) struct Silence {
    /// Label by the number of purchases.
    pub(super) settled: usize,
    /// From here on decline [ns].
    pub(super) warned: f64,
    /// From here on gone [ns].
    pub(crate) lost: f64,
}

impl Silence {
    pub(super) fn label(&self, at: SimTime) -> usize {
        match at.0 as f64 {
            at if at >= self.lost => GONE,
            at if at >= self.warned => DECLINE,
            _ => self.settled,
        }
    }
}
