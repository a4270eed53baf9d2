//! Those who left and came back.

use super::list::List;
use crate::engine::sum::Tally;
use crate::journey::mechanisms::win_back::{Comeback, WinBack};
use crate::journey::model::Model;
use crate::metrics::CURRENCY;
use crate::stats::Scale;

declared! {
    /// Win-back, if the model has it.
    list WIN_BACK = List::of(|model| model.has_customers() && way(model).is_some());

    RETURNED = "metrics.returned", "customers", "customers who came back in the observed period after leaving",
        Single(|s, _| Some(s.o.win_back.returned as f64))
        .called("Came back after leaving")
        .headline(8);
    SPELLS_PER_CUSTOMER = "metrics.spells_per_customer", "spells",
        "times as customer per person: 1 + returned / (customers at the start + newcomers)",
        Ratio(|s, _| {
            let people = s.o.start + s.o.inflow.iter().sum::<u64>();
            [(people + s.o.win_back.returned) as f64, people as f64]
        })
        .scale(Scale::Rate { sure: 1 })
        .of(|s, _| (s.o.start + s.o.inflow.iter().sum::<u64>()) as f64);
    SECOND_LIFE_VALUE = "metrics.second_life_value", CURRENCY,
        "mean over returns in the observed period of the contribution from the return to the next exit or the horizon, discounted to the day of the return; part of ltv, contacts not included",
        Ratio(|s, _| total_and_number(&s.o.win_back.value));
    SECOND_LIFE_DAYS = "metrics.second_life_days", "d",
        "mean time from a return to the next exit or the horizon",
        Ratio(|s, _| total_and_number(&s.o.win_back.days));
    LAPSED_END = "metrics.lapsed_end", "people",
        "people who left and may still come back at the horizon: not gone for good, or with a contact still to come",
        Single(|s, _| Some(s.o.win_back.lapsed as f64));
    WIN_BACK_CONTACTS = "metrics.win_back_contacts", "contacts", "contacts to win somebody back",
        Single(|s, _| Some(s.o.win_back.contacts as f64))
        .if_any(|model, _| asks_back(model));
    // How often somebody is contacted depends on what the contacts before achieved: a mean of ratios is no chance of success.
    WIN_BACK_SUCCESS = "metrics.win_back_success", "share", "customers who came back / contacts, those in vain included",
        Ratio(|s, _| [s.o.win_back.returned as f64, s.o.win_back.contacts as f64])
        .if_any(|model, _| asks_back(model));
    WIN_BACK_IN_VAIN = "metrics.win_back_in_vain", "share",
        "share of these contacts that reached a customer who had never left: silent for 2 m_w mean gaps, and there all the same",
        Ratio(|s, _| [s.o.win_back.in_vain as f64, s.o.win_back.contacts as f64])
        .if_any(|model, _| asks_back(model));
    WIN_BACK_PASSED_OVER = "metrics.win_back_passed_over", "contacts",
        "contacts that fell due and were not made: less was expected of a second life than the threshold",
        Single(|s, _| Some(s.o.win_back.passed_over as f64))
        .if_any(|model, _| chooses(model));
    SECOND_LIFE_EXPECTED = "metrics.second_life_expected", CURRENCY,
        "mean over returns in the observed period of what the firm expected of the second life: contribution per day over the observed hazard of first lives times the factor of second lives, plus the discount rate; without end, where second_life_value ends at the horizon",
        Ratio(|s, _| total_and_number(&s.o.win_back.expected))
        .if_any(|model, _| chooses(model));
}

/// How somebody comes back first.
fn way(model: &Model) -> Option<&Comeback> {
    model.regimes().find_map(|m| m.win_back.as_ref().map(|spec| &spec.way))
}

fn asks_back(model: &Model) -> bool {
    matches!(way(model), Some(Comeback::Contacts(_)))
}

fn chooses(model: &Model) -> bool {
    model.regimes().any(|m| m.win_back.as_ref().is_some_and(WinBack::chooses))
}

/// What a mean over all replications is made of.
fn total_and_number(of: &Tally) -> [f64; 2] {
    [of.sum.value(), of.count as f64]
}
