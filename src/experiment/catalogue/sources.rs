//! Metrics of how customers are won, kept and sold more: sources of newcomers, the pyramid of complaints, categories, self-service.

use super::{CURRENCY, Catalogue, ratio};
use crate::journey::model::{ChannelMode, Model};
use crate::stats::Scale;

impl Catalogue {
    pub(crate) fn add_recovery(&mut self, model: &Model) {
        if model.complaints {
            self.add_pyramid();
        }
        for source in (0..model.channels.len()).filter(|&c| model.regimes().any(|m| costs(m, c))) {
            self.add_source(source, &model.channels[source].name);
        }
        if model.sells_across() {
            self.add(
                "metrics.categories",
                "categories",
                "mean over customers of the further categories they had come to buy in when they left, or at the horizon",
                |s| s.o.categories.mean(),
            )
            .scale(Scale::Rate { sure: 0 })
            .of(|s| s.o.categories.count as f64);
        }
        if model.regimes().any(Model::offers_more) {
            self.add(
                "metrics.sales_contacts",
                "contacts",
                "purchases in the observed period that were used to offer more",
                |s| Some(s.o.sales_contacts as f64),
            );
        }
    }

    /// Self-service of anonymous visitors counts too.
    pub(crate) fn add_self_service(&mut self, model: &Model) {
        for (c, channel) in model.touch_channels.iter().enumerate().filter(|(_, c)| c.self_service.is_some()) {
            self.add(
                format!("metrics.self_service_attempts.{}", channel.name),
                "attempts",
                format!(
                    "attempts of customers to serve themselves in channel \"{}\" in the observed period",
                    channel.name
                ),
                move |s| Some(s.o.attempts[c].iter().sum::<u64>() as f64),
            );
            self.add(
                format!("metrics.self_service_transfers.{}", channel.name),
                "share",
                format!("attempts in channel \"{}\" that failed and went to the staff / all attempts", channel.name),
                move |s| ratio(s.o.attempts[c][1] as f64, s.o.attempts[c].iter().sum::<u64>() as f64),
            )
            .of(move |s| s.o.attempts[c].iter().sum::<u64>() as f64);
        }
    }

    /// What a customer of one source costs, what one is worth, and how long it takes to pay.
    ///
    /// All from one pool over all replications: ratios of few newcomers must not be averaged.
    fn add_source(&mut self, source: usize, name: &str) {
        let pool = self.add_pool(move |s| {
            let o = &s.o.sources[source];
            let brought = o.value.sum.value() + o.given.value();
            vec![o.spent.value(), s.o.inflow[source] as f64, brought, o.time.value()]
        });
        self.add_pooled(
            format!("metrics.cac.{name}"),
            CURRENCY,
            format!(
                "acquisition cost of a customer won through \"{name}\": money spent on contacts, media, gifts and rewards in the observed period / newcomers of that period"
            ),
            pool,
            |sums| ratio(sums[0], sums[1]),
        );
        self.add_pooled(
            format!("metrics.profit_per_newcomer.{name}"),
            CURRENCY,
            format!(
                "mean lifetime value up to the horizon of those who joined through \"{name}\", less the acquisition cost of one: contribution discounted to the day of joining - cac"
            ),
            pool,
            |sums| ratio(sums[2] - sums[0], sums[1]),
        );
        self.add_pooled(
            format!("metrics.ltv_per_cac.{name}"),
            "ratio",
            format!(
                "LTV / CAC of those who joined through \"{name}\": mean lifetime value up to the horizon before acquisition cost, discounted to the day of joining / cac"
            ),
            pool,
            |sums| ratio(sums[2], sums[0]),
        )
        .scale(Scale::Real);
        self.add_pooled(
            format!("metrics.payback_days.{name}"),
            "d",
            format!(
                "days as customer that earn back the acquisition cost of one won through \"{name}\": cac / (contribution per day as customer before acquisition cost, money and time discounted alike); none where they bring nothing"
            ),
            pool,
            |sums| Some(ratio(sums[0], sums[1])? / ratio(sums[2], sums[3]).filter(|&per_day| per_day > 0.0)?),
        );
    }

    /// What a firm that counts formal complaints sees of its failures, and how much hangs on what answers cause.
    fn add_pyramid(&mut self) {
        self.add_pooled_ratio(
            "metrics.unhappy_per_complaint",
            "customers",
            "incidents after which customers spoke up or kept silent / complaints made formally: how many unhappy customers stand behind each complaint that the firm registers",
            |s| [s.o.unhappy as f64, s.o.formal_complaints as f64],
        )
        .scale(Scale::Amount);
        self.add_pooled_ratio(
            "metrics.hidden_loss_share",
            "share",
            "of the customers who decided to leave when an incident was settled (incident_exits), share who had said nothing: what a firm that only hears complaints never learns",
            |s| [s.o.silent_exits as f64, s.o.incident_exits as f64],
        );
        for (i, id, what) in [
            (0usize, "metrics.incident_exits_causal_1", "the whole gap"),
            (1, "metrics.incident_exits_causal_half", "half of the gap"),
        ] {
            self.add(
                id,
                "customers",
                format!(
                    "customers expected to leave when the incidents of this run were settled, if {what} between the outcomes of a complaint and silence is caused by them (causal_share; the rest is that those who complain are those who care): sum of 1 - p(stay); what follows from their staying is not in it"
                ),
                move |s| Some(s.o.lost_by_cause[i].value()),
            )
            .scale(Scale::Amount);
        }
    }
}

/// Whether a source ever costs anything.
fn costs(model: &Model, source: usize) -> bool {
    let channel = &model.channels[source];
    let contacts = matches!(channel.mode, ChannelMode::Prospects { cost_per_contact, .. } if cost_per_contact > 0.0);
    contacts || channel.cost_per_customer > 0.0 || channel.gift > 0.0 || channel.budget_per_day > 0.0
}
