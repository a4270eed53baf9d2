//! `purchase.cross_sell` (model section 6).

/// `purchase.cross_sell` (model section 6).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossSell {
    /// `p_cross`: chance of adopting a category at a purchase, before satisfaction.
    pub chance: f64,
    /// Categories besides the first; at most 64.
    pub categories: u32,
    /// What each adds, as a share of the basket.
    pub adds: f64,
}
