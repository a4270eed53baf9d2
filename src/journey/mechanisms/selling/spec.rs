//! `purchase.sales_contact` (model section 19).

/// `purchase.sales_contact` (model section 19).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SalesContact {
    /// Share of the purchases that are used for one.
    pub probability: f64,
    /// Utility lost by one.
    pub annoyance: f64,
    /// Factor on that while a complaint of the customer is open.
    pub open_complaint: f64,
    /// Cost of one [money].
    pub cost: f64,
}

impl SalesContact {
    /// Utility of one contact, -1..0.
    ///
    /// # Definition
    /// `-min(1, annoyance * factor)`, the factor only while a complaint is open.
    pub(crate) fn moment(&self, complaint_is_open: bool) -> f64 {
        -(self.annoyance * if complaint_is_open { self.open_complaint } else { 1.0 }).min(1.0)
    }
}
