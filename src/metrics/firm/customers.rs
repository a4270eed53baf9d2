//! Customers: what they are worth, how many come and leave, what they spend.

use super::bucket::{acquired, ever, exits};
use super::list::List;
use crate::journey::ledger::Line;
use crate::journey::model::Model;
use crate::metrics::declared::{Pooled, Totals};
use crate::metrics::{CURRENCY, ratio};
use crate::num;
use crate::units::SimTime;

declared! {
    /// What customers are worth.
    list WORTH = List::of(Model::has_customers);

    LTV = "metrics.ltv", CURRENCY,
        "lifetime value: mean over customers who join during the run (or on day 0 without history) of their contribution, discounted to their day of joining, from joining to leaving or the horizon{}; acquisition cost included",
        Single(|s, _| s.o.ltv.mean())
        .worded(|model, _, words| {
            let returns = model.regimes().any(|m| m.win_back.is_some());
            words.replace("{}", if returns { ", later lives of those who came back included" } else { "" })
        })
        .more_is_better()
        .called("Lifetime value of a newcomer")
        .headline(3);
    LTV_P10 = "metrics.ltv_p10", CURRENCY,
        "10 % quantile over customers of lifetime value, within a replication (bins within 1.6 %)",
        Single(|s, _| s.o.ltvs.quantile(0.10))
        .more_is_better()
        .called("Lifetime value, 10 % stay below");
    LTV_P50 = "metrics.ltv_p50", CURRENCY,
        "50 % quantile over customers of lifetime value, within a replication (bins within 1.6 %)",
        Single(|s, _| s.o.ltvs.quantile(0.50))
        .more_is_better()
        .called("Lifetime value, median");
    LTV_P90 = "metrics.ltv_p90", CURRENCY,
        "90 % quantile over customers of lifetime value, within a replication (bins within 1.6 %)",
        Single(|s, _| s.o.ltvs.quantile(0.90))
        .more_is_better()
        .called("Lifetime value, 90 % stay below");
    LTV_SD = "metrics.ltv_sd", CURRENCY, "between customers of lifetime value",
        Spread(|s, _| s.o.ltv.moments())
        .called("Lifetime value, standard deviation");
    REMAINING_VALUE = "metrics.remaining_value", CURRENCY,
        "mean over customers who were there before day 0 (or before the end of the warm-up) of their contribution from then on, discounted to that day; never pooled with ltv",
        Single(|s, _| s.o.remaining.mean())
        .if_any(|model, _| model.history.is_some() || model.warm_up > SimTime::ZERO)
        .more_is_better()
        .called("Remaining value of an earlier customer")
        .headline(4);
    RESIDUAL_VALUE = "metrics.residual_value", CURRENCY,
        "what those still active at the horizon are expected to be worth beyond it, discounted to day 0, not in any other figure: active * (1+d)^(-H/365) * m/(h+delta), with m the mean contribution and h the exits per customer-day of all replications, delta = ln(1+d)/365",
        Pooled(Pooled {
            of: Totals {
                name: "residual value",
                read: |s, _| {
                    let o = s.o;
                    vec![1.0, o.end as f64, o.active_days.value(), o.contribution.value(), exits(o) as f64]
                },
            },
            finish: |model| {
                let (discount, later) = (model.discount, num::exp(-model.discount * model.horizon.days()));
                Box::new(move |sums| {
                    let (m, h) = (ratio(sums[3], sums[2])?, ratio(sums[4], sums[2])?);
                    Some(sums[1] / sums[0] * later * m / (h + discount))
                })
            },
        })
        .more_is_better()
        .called("Residual value beyond the horizon");
}

declared! {
    /// How many come and leave, and what they spend.
    list NUMBERS = List::of(Model::has_customers);

    EXITS = "metrics.exits", "customers", "customers who left in the observed period",
        Single(|s, _| Some(exits(s.o) as f64))
        .of(|s, _| ever(s))
        .fixed(|model, _| model.nobody_leaves())
        .less_is_better()
        .called("Leavers")
        .headline(7);
    ACQUIRED = "metrics.acquired", "customers", "customers who joined in the observed period",
        Single(|s, _| Some(acquired(s.o) as f64))
        .fixed(|model, _| model.channels.is_empty())
        .called("Newcomers")
        .headline(6);
    ACTIVE_END = "metrics.active_end", "customers", "active customers at the horizon",
        Single(|s, _| Some(s.o.end as f64))
        .of(|s, _| ever(s))
        .more_is_better()
        .called("Active customers at the horizon");
    REPLACEMENT_COST = "metrics.replacement_cost", CURRENCY,
        "cost of replacing everybody who left: exits * CAC * (exits/acquired)^0.3, CAC the acquisition cost per newcomer, all of the run; the exponent (dearer as more are wanted) is a modelling assumption",
        Pooled(Pooled {
            of: Totals {
                name: "replacement",
                read: |s, _| {
                    let of = |line: Line| s.o.ledger[line as usize].value();
                    vec![1.0, exits(s.o) as f64, acquired(s.o) as f64, -(of(Line::Contacts) + of(Line::Acquisition))]
                },
            },
            finish: |_| Box::new(|sums| {
                let lost = ratio(sums[1], sums[2])?;
                Some(sums[3] / sums[0] * lost * num::pow(lost, 0.3))
            }),
        })
        .if_any(|model, _| !model.channels.is_empty())
        .less_is_better()
        .called("Cost to keep the bucket level")
        .headline(9);
    SPEND = "metrics.spend", CURRENCY, "mean revenue per customer in the observed period, undiscounted",
        Single(|s, _| s.o.spend.mean())
        .more_is_better()
        .called("Spend");
    SPEND_SD = "metrics.spend_sd", CURRENCY, "between customers of revenue",
        Spread(|s, _| s.o.spend.moments())
        .called("Spend, standard deviation");
    MEAN_LIFETIME_DAYS = "metrics.mean_lifetime_days", "d",
        "mean time from joining (before day 0, where a tenure says so) to leaving for the first time or the horizon, of the customers seen in the observed period; later lives are not in it",
        Single(|s, _| s.o.lifetime.mean())
        .more_is_better()
        .called("Mean lifetime");
}
