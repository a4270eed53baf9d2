//! `[[channel]]` (model section 17): ways to reach the firm.

/// `[[channel]]`: a way to reach the firm.
#[derive(Debug, Clone, PartialEq)]
pub struct TouchChannel {
    /// Name.
    pub name: String,
    /// Chance that nothing is lost on switching to it (`cons`).
    pub consistency: f64,
    /// Customers serve themselves.
    pub self_service: Option<SelfService>,
}

/// How customers serve themselves in a channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SelfService {
    /// Chance that an attempt succeeds (`s_ss`), before the customer's own skill.
    pub success: f64,
    /// Factor on the cost of the touchpoint.
    pub cost_factor: f64,
}
