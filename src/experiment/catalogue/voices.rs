//! Metrics of what exists only where it is asked for: word of mouth, a finite market, complaints as journeys.

use super::{Catalogue, Seen};
use crate::journey::model::Model;
use crate::journey::observations::Observations;

/// Time over which the share of referrals is looked at [days].
const YEAR: f64 = 365.0;

impl Catalogue {
    pub(crate) fn add_voices(&mut self, model: &Model) {
        if model.voices.is_some() {
            self.add_word_of_mouth();
        }
        if model.market_size.is_some() {
            self.add("metrics.prospects_end", "people", "people of the market not yet won, at the horizon", |s| {
                Some(s.o.prospects as f64)
            });
            self.add(
                "metrics.lost_end",
                "people",
                "people who were customers and left, since day 0: market size = prospects_end + active_end + lost_end",
                |s| Some(s.o.won as f64 - s.o.end as f64),
            );
        }
        if model.complaints_take_time() {
            self.add(
                "metrics.complaints_accepted",
                "complaints",
                "complaints that ended in the observed period with an answer the customer accepted",
                |s| Some(s.o.cases[0] as f64),
            );
            self.add(
                "metrics.complaints_unresolved",
                "complaints",
                "complaints that ended in the observed period without such an answer",
                |s| Some(s.o.cases[1] as f64),
            );
        }
    }

    fn add_word_of_mouth(&mut self) {
        self.add(
            "metrics.told_praise",
            "people",
            "people told something good of the firm in the observed period",
            |s| Some(s.o.told[0] as f64),
        );
        self.add("metrics.told_blame", "people", "people warned of the firm in the observed period", |s| {
            Some(s.o.told[1] as f64)
        });
        self.add_pooled_ratio(
            "metrics.referred_share",
            "share",
            "newcomers brought by customers / all newcomers",
            |s| {
                let [others, referred] = [0, 1].map(|i| s.o.newcomers[i].iter().sum::<u64>() as f64);
                [referred, others + referred]
            },
        );
        self.add(
            "metrics.half_referred_day",
            "d",
            "first report day at which half of the newcomers of the last 365 d were brought by customers; replications that never get there are left out",
            half_referred,
        );
    }
}

/// See `metrics.half_referred_day`.
fn half_referred(s: &Seen<'_>) -> Option<f64> {
    let every = s.model.report_every.days();
    let window = (YEAR / every).round().max(1.0) as usize;
    let Observations { newcomers: [others, referred], .. } = s.o;
    let periods = (s.model.horizon.days() / every) as usize;
    let within = |list: &[u64], period: usize| {
        list.iter().take(period + 1).skip((period + 1).saturating_sub(window)).sum::<u64>()
    };
    let first = (s.model.warm_up.days() / every) as usize + window;
    let half = |&period: &usize| {
        let (others, referred) = (within(others, period), within(referred, period));
        referred > 0 && referred >= others
    };
    (first..=periods).find(half).map(|period| period as f64 * every)
}
