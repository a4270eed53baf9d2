//! A census of the customers at the horizon: how satisfied they are, what part of their wallet is the firm's, and how much of a
//! rival's pull is held back (model section 18).
//!
//! A snapshot of those who are still there, taken once for each: the loop pays nothing for it. Who is there at the horizon
//! has not left, so these figures flatter a firm that loses many; beside them stands who left, and why.

use super::merge::merged;
use crate::engine::sum::Average;

/// Satisfaction that is in the top box of a scale from 1 to 5: what rounds to 5.
pub const TOP_BOX: f64 = 4.5;

/// In one of the top two boxes: what rounds to 4 or 5.
pub const TOP_TWO_BOX: f64 = 3.5;

merged! {
    /// What a census counts; only with loyalty.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Census {
        /// Customers.
        pub customers: u64,
        /// Of those, satisfaction in the top box.
        pub top_box: u64,
        /// In the top two boxes.
        pub top_two_box: u64,
        /// The firm's share of what a customer spends with it and its rivals; only where memory moves it.
        pub wallet: Average,
        /// Share of the rivals' pull that supports and trust hold back; only where rivals pull.
        pub resisted: Average,
    }
}
