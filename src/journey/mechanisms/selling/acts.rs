//! Sales contacts (model section 19): a purchase is used to offer more, which costs and annoys.
//!
//! What the offer sells is `purchase.cross_sell` and `purchase.upsell`; this is its price. The contact is a moment of its own in the
//! visit of the purchase, blamed on no hole: small, never the end of the visit, and worse while a complaint of the customer is
//! open (001: service first, sales second). A purchase outside any journey, or whose money comes after the departure, is no
//! visit that it could be felt in: there it only costs.

use crate::journey::core::activity::Activity;
use crate::journey::core::cell::Cell;
use crate::journey::core::money::ledger::Line;
use crate::journey::core::purpose;
use crate::journey::core::scope::Scope;
use crate::journey::core::trace::Trace;
use crate::journey::model::SalesContact;
use crate::units::SimTime;

impl<T: Trace, S: Scope> Cell<'_, T, S> {
    /// The sales contact at a purchase, if there is one.
    ///
    /// # Randomness
    /// One word at (`SALES_CONTACT` of the journey, number of the start): the same for its cost and for how it feels.
    fn sales_contact(&self, customer: u32, starter: u32, number: u32) -> Option<SalesContact> {
        let spec = self.profile(customer).purchase.as_ref()?.sales_contact?;
        let mark = purpose::SALES_CONTACT | self.starts.starters[starter as usize].address;
        (self.customers[customer].key.uniform(mark, number) < spec.probability).then_some(spec)
    }

    /// A purchase is used to offer more: what that costs.
    pub(crate) fn pay_sales_contact(&mut self, customer: u32, starter: u32, number: u32, at: SimTime) {
        if S::EVERYTHING
            && let Some(spec) = self.sales_contact(customer, starter, number)
        {
            if self.observed(at) {
                self.obs.sales_contacts += 1;
            }
            self.post_customer(customer, Line::SalesContacts, -spec.cost, at);
        }
    }

    /// How it feels, in the visit of the purchase.
    pub(crate) fn feel_sales_contact(&mut self, visit: u32) {
        if !S::EVERYTHING || !self.model.loyalty {
            return;
        }
        let (customer, _, number, starter) = self.visit_view(visit);
        let Some(spec) = self.sales_contact(customer, u32::from(starter), number) else { return };
        let open = self.has_open_case(customer);
        let u = spec.moment(open);
        let who = self.customers[customer].who();
        self.note(self.now, who, || Activity::IsOfferedMore { complaining: open, moment: u });
        let memory = &self.profile(customer).memory;
        self.encounters[visit as usize].aside(u, None, 0, memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_complaint_triples_the_annoyance_up_to_the_worst() {
        let usual = SalesContact { probability: 1.0, annoyance: 0.05, open_complaint: 3.0, cost: 0.0 };
        assert_eq!(usual.moment(false), -0.05);
        assert_eq!(usual.moment(true), -(0.05 * 3.0));
        assert_eq!(SalesContact { annoyance: 0.5, ..usual }.moment(true), -1.0);
    }
}
