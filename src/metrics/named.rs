//! Metrics that stand by themselves: what they are called, which side is the better one, and which are told first.

use crate::stats::Better::{self, Higher, Lower};

/// A metric of a whole world, or one for each of several names: then its path ends with `.*`.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Path in `results.json`.
    pub path: &'static str,
    /// What it is called; otherwise as its path reads.
    pub label: Option<&'static str>,
    /// Which side is the better one, if any is.
    pub better: Option<Better>,
    /// Whether it is among those that answer most questions.
    pub headline: bool,
}

const fn neither(path: &'static str) -> Named {
    Named { path, label: None, better: None, headline: false }
}

const fn more(path: &'static str) -> Named {
    Named { better: Some(Higher), ..neither(path) }
}

const fn less(path: &'static str) -> Named {
    Named { better: Some(Lower), ..neither(path) }
}

impl Named {
    const fn called(mut self, words: &'static str) -> Self {
        self.label = Some(words);
        self
    }

    const fn headline(mut self) -> Self {
        self.headline = true;
        self
    }

    /// Beginning of its path, where it is one for each of several names.
    fn head(&self) -> Option<&'static str> {
        self.path.strip_suffix('*')
    }
}

/// All of them: the headlines in reading order, then the others by subject. Of two that fit a path the first counts.
pub static NAMED: &[Named] = &[
    more("metrics.retention_1y").called("Still there one year after joining").headline(),
    more("metrics.retention_horizon").called("Still there at the horizon").headline(),
    less("metrics.yearly_loss").called("Loss per year").headline(),
    more("metrics.ltv").called("Lifetime value of a newcomer").headline(),
    more("metrics.remaining_value").called("Remaining value of an earlier customer").headline(),
    more("metrics.npv").called("Value of the firm (NPV)").headline(),
    neither("metrics.acquired").called("Newcomers").headline(),
    less("metrics.exits").called("Leavers").headline(),
    neither("metrics.returned").called("Came back after leaving").headline(),
    less("metrics.replacement_cost").called("Cost to keep the bucket level").headline(),
    more("metrics.satisfaction").called("Satisfaction").headline(),
    neither("metrics.survey_score").called("Score in surveys").headline(),
    less("metrics.cac.*").called("Acquisition cost (CAC)").headline(),
    // Customers and what they are worth.
    more("metrics.ltv_p10").called("Lifetime value, 10 % stay below"),
    more("metrics.ltv_p50").called("Lifetime value, median"),
    more("metrics.ltv_p90").called("Lifetime value, 90 % stay below"),
    neither("metrics.ltv_sd").called("Lifetime value, standard deviation"),
    more("metrics.residual_value").called("Residual value beyond the horizon"),
    more("metrics.active_end").called("Active customers at the horizon"),
    more("metrics.mean_lifetime_days").called("Mean lifetime"),
    more("metrics.ltv_per_cac.*").called("Lifetime value per acquisition cost (LTV/CAC)"),
    more("metrics.profit_per_newcomer.*").called("Profit of a newcomer"),
    less("metrics.payback_days.*").called("Payback of a newcomer [d]"),
    // Purchases.
    more("metrics.spend").called("Spend"),
    neither("metrics.spend_sd").called("Spend, standard deviation"),
    more("metrics.purchases"),
    more("metrics.purchases_per_customer"),
    neither("metrics.share_without_purchase").called("Customers without a purchase"),
    neither("metrics.basket_mean").called("Mean basket"),
    neither("metrics.basket_sd").called("Basket, standard deviation"),
    neither("metrics.categories"),
    neither("metrics.sales_contacts"),
    more("metrics.share_of_wallet"),
    neither("metrics.false_alarm_rate"),
    neither("metrics.warnings"),
    // What they feel and say.
    more("metrics.top_box").called("Satisfaction in the top box"),
    more("metrics.top_two_box").called("Satisfaction in the top two boxes"),
    neither("metrics.survey_truth"),
    neither("metrics.survey_error"),
    neither("metrics.survey_response"),
    neither("metrics.survey_top_two_box").called("Answers in the top two boxes"),
    neither("metrics.survey_top_two_box_truth").called("Customers in the top two boxes at surveys"),
    neither("metrics.observed_false_alarm"),
    neither("metrics.observed_false_exit"),
    more("metrics.praise_to_blame").called("Praise to blame"),
    neither("metrics.told_praise"),
    neither("metrics.told_blame"),
    neither("metrics.referred_share"),
    neither("metrics.half_referred_day"),
    neither("metrics.prospects_end"),
    neither("metrics.lost_end"),
    // Incidents and complaints.
    less("metrics.incidents").called("Incidents"),
    less("metrics.incident_exits").called("Leavers after an incident"),
    less("metrics.incident_exits_causal_1").called("The same, if answers cause the whole gap"),
    less("metrics.incident_exits_causal_half").called("The same, if they cause half of it"),
    less("metrics.complaints").called("Complaints"),
    neither("metrics.complaints_accepted"),
    less("metrics.complaints_unresolved"),
    less("metrics.formal_complaints"),
    neither("metrics.unhappy_per_complaint").called("Unhappy customers per formal complaint"),
    less("metrics.hidden_loss_share").called("Of those, had said nothing"),
    neither("metrics.self_service_attempts.*").called("Attempts at self-service"),
    neither("metrics.self_service_transfers.*").called("Vain attempts"),
    // Coming back.
    neither("metrics.spells_per_customer"),
    neither("metrics.second_life_value"),
    neither("metrics.second_life_days"),
    neither("metrics.second_life_expected"),
    neither("metrics.lapsed_end"),
    neither("metrics.win_back_contacts"),
    neither("metrics.win_back_success"),
    neither("metrics.win_back_in_vain"),
    neither("metrics.win_back_passed_over"),
    // Groups of which each has its own page of the key figures.
    neither("ledger.*"),
    neither("bucket.start"),
    neither("bucket.end"),
    neither("bucket.inflow.*"),
    less("bucket.outflow.*"),
    neither("bucket.outflow_share.*"),
    neither("bucket.split.*"),
    neither("program.*"),
    neither("observed.*"),
    neither("classes.*"),
    more("behaviours.*"),
    less("complaints.*"),
    neither("complaint_share.*"),
];

/// The metric at a path, with the name behind it where it is one of several.
#[must_use]
pub fn named(path: &str) -> Option<(&'static Named, &str)> {
    NAMED.iter().find_map(|metric| match metric.head() {
        Some(head) => Some((metric, path.strip_prefix(head)?)),
        None => (metric.path == path).then_some((metric, "")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_named_once_and_by_its_own() {
        for metric in NAMED {
            let path = metric.path.replace('*', "some name");
            assert_eq!(named(&path).map(|(found, _)| found.path), Some(metric.path));
        }
        assert_eq!(named("metrics.cac.posters").map(|(_, name)| name), Some("posters"));
        assert!(named("metrics.npv_of_nothing").is_none() && named("touchpoints.a/b.visits").is_none());
    }
}
