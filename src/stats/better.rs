//! Which side of a number is the better one.

use serde::{Deserialize, Serialize};

/// Which side of zero a difference should lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better: money, loyalty.
    Higher,
    /// Less is better: waits, exits.
    Lower,
}

impl Better {
    /// Turns a difference so that positive is better.
    #[must_use]
    pub fn orient(self, difference: f64) -> f64 {
        match self {
            Better::Higher => difference,
            Better::Lower => -difference,
        }
    }
}
