//! The behaviours of loyal customers, and the census at the horizon (model section 18).
//!
//! Loyal customers buy again, recommend, buy in further categories and resist rivals (Griffin 1995). Each behaviour is there
//! where a mechanism makes it, and absent elsewhere.

use super::{Catalogue, ratio};
use crate::journey::model::{HazardLaw, Model, Profile, VoiceMode};
use crate::stats::Scale;

/// Days of a year.
const YEAR: f64 = 365.0;

fn any(model: &Model, holds: impl Fn(&Profile) -> bool) -> bool {
    model.segments.iter().flat_map(|segment| segment.profile.all()).any(holds)
}

impl Catalogue {
    /// Satisfaction in boxes, and the share of wallet.
    pub(crate) fn add_census(&mut self, model: &Model) {
        if !model.loyalty {
            return;
        }
        self.add(
            "metrics.top_box",
            "share",
            "of the customers at the horizon, share whose satisfaction S is 4.5 or more: the top box of a scale from 1 to 5",
            |s| ratio(s.o.census.top_box as f64, s.o.census.customers as f64),
        )
            .of(|s| s.o.census.customers as f64);
        self.add(
            "metrics.top_two_box",
            "share",
            "of the customers at the horizon, share whose satisfaction S is 3.5 or more: the top two boxes of a scale from 1 to 5",
            |s| ratio(s.o.census.top_two_box as f64, s.o.census.customers as f64),
        )
            .of(|s| s.o.census.customers as f64);
        if any(model, |p| p.purchase.as_ref().is_some_and(|p| p.wallet_response > 0.0)) {
            self.add(
                "metrics.share_of_wallet",
                "share",
                "mean over customers at the horizon of exp(beta_s M) / (exp(beta_s M) + n_riv exp(beta_s M_riv)): the part of what a customer buys of this kind that memory gives the firm among its n_riv rivals; the model has no purchases from rivals to count",
                |s| s.o.census.wallet.mean(),
            );
        }
    }

    /// The four behaviours of loyal customers.
    pub(crate) fn add_behaviours(&mut self, model: &Model) {
        if any(model, |p| p.purchase.is_some()) {
            self.add(
                "behaviours.repurchase",
                "share",
                "of the customers who bought in the observed period, share who bought again in it",
                |s| ratio(s.o.bought_again as f64, s.o.purchases.count.saturating_sub(s.o.without_purchase) as f64),
            )
            .of(|s| s.o.purchases.count.saturating_sub(s.o.without_purchase) as f64);
        }
        match model.voices.as_ref().map(|voices| (&voices.mode, voices.channel)) {
            Some((VoiceMode::Tells { .. }, _)) => {
                self.add(
                    "behaviours.recommending",
                    "share",
                    "of the remembered encounters, share that leave a customer ready to praise: mean of sig((S-3.75)/0.25)",
                    |s| ratio(s.o.praise.value(), s.o.encounters as f64),
                );
            }
            Some((_, channel)) => {
                self.add_pooled_ratio(
                    "behaviours.bringing",
                    "newcomers per customer and year",
                    "newcomers brought by customers / time as customer in the observed period",
                    move |s| [s.o.inflow[channel] as f64 * YEAR, s.o.active_days.value()],
                )
                .scale(Scale::Rate { sure: 0 })
                .of(|s| s.o.active_days.value() / YEAR);
            }
            None => {}
        }
        if model.sells_across() {
            self.add(
                "behaviours.cross_buying",
                "share",
                "share of customers who had come to buy in a further category when they left, or at the horizon",
                |s| ratio(s.o.crossed as f64, s.o.categories.count as f64),
            )
            .of(|s| s.o.categories.count as f64);
        }
        let pulls = |p: &Profile, hole: u16| {
            let hazard = &p.hazards[usize::from(hole)];
            hazard.shielded && !matches!(hazard.law, HazardLaw::None)
        };
        if model.loyalty && model.rival_hole.is_some_and(|hole| any(model, |p| pulls(p, hole))) {
            self.add(
                "behaviours.resisting_rivals",
                "share",
                "mean over customers at the horizon of 1 - (1-kappa)(1-sigma T): the share of the pull of rivals (hole \"rival\") that supports kappa and trust T hold back",
                |s| s.o.census.resisted.mean(),
            );
        }
    }
}
