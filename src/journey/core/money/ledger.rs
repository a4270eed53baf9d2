//! Lines of the ledger: what the firm earns and spends money on.

use crate::journey::mechanisms::program::spec::Program;
use crate::journey::model::{Model, Profile};

/// A ledger line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Line {
    /// Margin of purchases.
    Purchases,
    /// Payments of contracts.
    ContractPayments,
    /// Variable costs of contracts.
    ContractCosts,
    /// Contribution that flows all the time.
    Flows,
    /// Revenue of touchpoints.
    TouchpointRevenue,
    /// Cost of touchpoints.
    TouchpointCosts,
    /// Contacts with prospects.
    Contacts,
    /// Cost per newcomer.
    Acquisition,
    /// Wages and salaries.
    Wages,
    /// Fixed costs.
    Overhead,
    /// Interventions, beyond what they change in the other lines.
    Interventions,
    /// Rewards and discounts of the loyalty program, at what they cost.
    ProgramRewards,
    /// Cost of running the program.
    ProgramCosts,
    /// What partners pay for the units their customers earn.
    ProgramFees,
    /// At the horizon: what outstanding units are expected to cost.
    ProgramLiability,
    /// Compensation of those who complained.
    Compensation,
    /// Contacts that tell customers of the program.
    ProgramCommunication,
    /// What the firm pays for partnerships.
    ProgramPartners,
    /// Units redeemed that nobody earned, at what they cost.
    ProgramFraud,
    /// What members pay to belong.
    MembershipFees,
    /// Contacts with those who left, or seem to have.
    WinBack,
    /// Offering more at a purchase.
    SalesContacts,
}

/// All lines in the order in which they are kept, with their names in results.
pub const LEDGER: [(Line, &str); 22] = [
    (Line::Purchases, "purchases"),
    (Line::ContractPayments, "contract payments"),
    (Line::ContractCosts, "contract costs"),
    (Line::Flows, "flows"),
    (Line::TouchpointRevenue, "touchpoint revenue"),
    (Line::TouchpointCosts, "touchpoint costs"),
    (Line::Contacts, "contacts"),
    (Line::Acquisition, "acquisition"),
    (Line::Wages, "wages"),
    (Line::Overhead, "overhead"),
    (Line::Interventions, "interventions"),
    (Line::ProgramRewards, "program rewards"),
    (Line::ProgramCosts, "program costs"),
    (Line::ProgramFees, "program fees"),
    (Line::ProgramLiability, "program liability"),
    (Line::Compensation, "compensation"),
    (Line::ProgramCommunication, "program communication"),
    (Line::ProgramPartners, "program partners"),
    (Line::ProgramFraud, "program fraud"),
    (Line::MembershipFees, "membership fees"),
    (Line::WinBack, "win-back"),
    (Line::SalesContacts, "sales contacts"),
];

impl Line {
    /// Whether this line can ever hold money in a world.
    #[must_use]
    pub fn is_used(self, world: &Model) -> bool {
        world.regimes().any(|model| self.is_used_in(model))
    }

    fn is_used_in(self, model: &Model) -> bool {
        let any = |holds: &dyn Fn(&Profile) -> bool| model.profiles.iter().any(holds);
        let program = |has: &dyn Fn(&Program) -> bool| model.programs.iter().any(has);
        match self {
            Line::Purchases => any(&|p| p.purchase.is_some()),
            Line::ContractPayments | Line::ContractCosts => any(&|p| p.contract.is_some()),
            Line::Flows => any(&|p| p.earns.is_some()),
            Line::TouchpointRevenue => model.all_touchpoints().any(|t| t.revenue.is_some() || t.earns != 0.0),
            Line::TouchpointCosts => model.all_touchpoints().any(|t| t.cost.is_some()),
            Line::Contacts | Line::Acquisition => !model.channels.is_empty(),
            Line::Wages => model.resources.iter().any(|r| r.wage != 0.0 || r.salary != 0.0),
            Line::Overhead => model.overhead != 0.0,
            Line::Interventions => !model.charges.is_empty() || !model.offers.is_empty(),
            Line::ProgramRewards | Line::ProgramLiability => !model.programs.is_empty(),
            Line::ProgramCosts => program(&|p| p.admin != 0.0),
            Line::ProgramFees => program(&|p| p.partners.iter().any(|partner| partner.spend != 0.0)),
            Line::Compensation => any(&|p| p.complaint.as_ref().is_some_and(|c| c.compensation > 0.0)),
            Line::ProgramCommunication => program(&|p| !p.contacts.is_empty()),
            Line::ProgramPartners => program(&|p| p.partners.iter().any(|partner| partner.cost != 0.0)),
            Line::ProgramFraud => program(&|p| p.fraud > 0.0),
            Line::MembershipFees => program(&|p| p.membership.is_some()),
            Line::WinBack => model.win_back.is_some(),
            Line::SalesContacts => {
                any(&|p| p.purchase.as_ref().and_then(|p| p.sales_contact).is_some_and(|contact| contact.cost > 0.0))
            }
        }
    }

    /// Whether chance has no part in it: nobody draws it, or it is paid by the calendar alone.
    pub(crate) fn is_certain(self, world: &Model) -> bool {
        world.regimes().filter(|model| self.is_used_in(model)).all(|model| match self {
            Line::Overhead => true,
            Line::Wages => {
                model.employees.is_none() && model.feedback.is_none() && model.resources.iter().all(|r| r.wage == 0.0)
            }
            Line::Interventions => model.offers.is_empty() && model.charges.iter().all(|c| c.per_customer == 0.0),
            _ => false,
        })
    }

    /// Whether its money is laid out by the firm's own decision rather than by what customers do.
    pub(crate) fn is_outlay(self) -> bool {
        use Line::{Compensation, Contacts, Interventions, Overhead, SalesContacts, Wages, WinBack};
        use Line::{
            ProgramCommunication, ProgramCosts, ProgramFraud, ProgramLiability, ProgramPartners, ProgramRewards,
        };
        matches!(self, Contacts | Wages | Overhead | Interventions | Compensation | WinBack | SalesContacts)
            || matches!(self, ProgramRewards | ProgramCosts | ProgramLiability)
            || matches!(self, ProgramCommunication | ProgramPartners | ProgramFraud)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_where_they_are_kept() {
        assert!(LEDGER.iter().enumerate().all(|(at, (line, _))| *line as usize == at));
    }
}
