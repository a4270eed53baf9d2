//! Metrics of those who left and came back, and of what the firm believes.

use super::{CURRENCY, Catalogue, Seen, ratio};
use crate::engine::sum::Tally;
use crate::journey::model::Model;
use crate::journey::observed::SEEN;
use crate::journey::win_back::{Comeback, WinBack};
use crate::stats::Scale;

impl Catalogue {
    /// Metrics of surveys, and of the firm's labels, if the model has feedback.
    pub(crate) fn add_feedback(&mut self, model: &Model) {
        if !model.regimes().any(|m| m.feedback.is_some()) {
            return;
        }
        self.add("metrics.survey_score", "score", "mean score of a survey, averaged over surveys", |s| {
            s.o.surveys.score.mean()
        });
        self.add(
            "metrics.survey_truth",
            "score 1..5",
            "mean satisfaction S of all customers at the dates of the surveys, averaged over surveys",
            |s| s.o.surveys.truth.mean(),
        );
        self.add(
            "metrics.survey_error",
            "score",
            "mean score less mean satisfaction of all customers at that date, averaged over surveys: bias, noise, and who answers",
            |s| s.o.surveys.error.mean(),
        );
        self.add("metrics.survey_response", "share", "customers who answered / customers asked", |s| {
            ratio(s.o.surveys.answered as f64, s.o.surveys.asked as f64)
        })
        .of(|s| s.o.surveys.asked as f64);
        self.add(
            "metrics.survey_top_two_box",
            "share",
            "answers to surveys of 3.5 or more, which round to 4 or 5, the top two boxes / all answers",
            |s| ratio(s.o.surveys.content as f64, s.o.surveys.answered as f64),
        )
        .of(|s| s.o.surveys.answered as f64);
        self.add(
            "metrics.survey_top_two_box_truth",
            "share",
            "customers at the dates of the surveys whose satisfaction S is 3.5 or more / all customers at these dates",
            |s| ratio(s.o.surveys.truly_content as f64, s.o.surveys.there as f64),
        )
        .of(|s| s.o.surveys.there as f64);
        if model.lifecycle {
            self.add_labels();
        }
    }

    fn add_labels(&mut self) {
        self.add(
            "metrics.observed_false_alarm",
            "share",
            "of customers who are there at a survey, share whom the firm takes for declining or gone: silent for m_w mean gaps or more; exp(-m_w) for a Poisson buyer",
            |s| live(s, |seen| seen[3] + seen[4]),
        )
        .of(there);
        self.add(
            "metrics.observed_false_exit",
            "share",
            "of customers who are there at a survey, share whom the firm takes for gone: silent for 2 m_w mean gaps or more; exp(-2 m_w) for a Poisson buyer",
            |s| live(s, |seen| seen[4]),
        )
        .of(there);
        for (hidden, name) in SEEN.iter().enumerate() {
            for (seen, label) in SEEN.iter().enumerate() {
                self.add(
                    format!("observed.{name}.{label}"),
                    "share",
                    format!("of people in stage {name} at a survey, share whom the firm takes for {label}: gone after a known exit or a silence of 2 m_w mean gaps, decline after m_w, else by the number of purchases"),
                    move |s| {
                        let row = &s.o.labels[hidden];
                        ratio(row[seen] as f64, row.iter().sum::<i64>() as f64)
                    },
                )
            .of(move |s| s.o.labels[hidden].iter().sum::<i64>() as f64);
            }
        }
    }

    /// Metrics of win-back, if the model has it.
    pub(crate) fn add_win_back(&mut self, model: &Model) {
        let Some(way) = model.regimes().find_map(|m| m.win_back.as_ref().map(|spec| &spec.way)) else { return };
        self.add(
            "metrics.returned",
            "customers",
            "customers who came back in the observed period after leaving",
            |s| Some(s.o.win_back.returned as f64),
        );
        self.add_pooled_ratio(
            "metrics.spells_per_customer",
            "spells",
            "times as customer per person: 1 + returned / (customers at the start + newcomers)",
            |s| {
                let people = s.o.start + s.o.inflow.iter().sum::<u64>();
                [(people + s.o.win_back.returned) as f64, people as f64]
            },
        )
        .scale(Scale::Rate { sure: 1 })
        .of(|s| (s.o.start + s.o.inflow.iter().sum::<u64>()) as f64);
        self.add_pooled_ratio(
            "metrics.second_life_value",
            CURRENCY,
            "mean over returns in the observed period of the contribution from the return to the next exit or the horizon, discounted to the day of the return; part of ltv, contacts not included",
            |s| total_and_number(&s.o.win_back.value),
        );
        self.add_pooled_ratio(
            "metrics.second_life_days",
            "d",
            "mean time from a return to the next exit or the horizon",
            |s| total_and_number(&s.o.win_back.days),
        );
        self.add(
            "metrics.lapsed_end",
            "people",
            "people who left and may still come back at the horizon: not gone for good, or with a contact still to come",
            |s| Some(s.o.win_back.lapsed as f64),
        );
        if matches!(way, Comeback::Contacts(_)) {
            self.add("metrics.win_back_contacts", "contacts", "contacts to win somebody back", |s| {
                Some(s.o.win_back.contacts as f64)
            });
            // How often somebody is contacted depends on what the contacts before achieved: a mean of ratios is no chance of success.
            self.add_pooled_ratio(
                "metrics.win_back_success",
                "share",
                "customers who came back / contacts, those in vain included",
                |s| [s.o.win_back.returned as f64, s.o.win_back.contacts as f64],
            );
            self.add_pooled_ratio(
                "metrics.win_back_in_vain",
                "share",
                "share of these contacts that reached a customer who had never left: silent for 2 m_w mean gaps, and there all the same",
                |s| [s.o.win_back.in_vain as f64, s.o.win_back.contacts as f64],
            );
        }
        if model.regimes().any(|m| m.win_back.as_ref().is_some_and(WinBack::chooses)) {
            self.add(
                "metrics.win_back_passed_over",
                "contacts",
                "contacts that fell due and were not made: less was expected of a second life than the threshold",
                |s| Some(s.o.win_back.passed_over as f64),
            );
            self.add_pooled_ratio(
                "metrics.second_life_expected",
                CURRENCY,
                "mean over returns in the observed period of what the firm expected of the second life: contribution per day over the observed hazard of first lives times the factor of second lives, plus the discount rate; without end, where second_life_value ends at the horizon",
                |s| total_and_number(&s.o.win_back.expected),
            );
        }
    }
}

/// What a mean over all replications is made of.
fn total_and_number(of: &Tally) -> [f64; 2] {
    [of.sum.value(), of.count as f64]
}

/// Customers at surveys.
fn there(s: &Seen<'_>) -> f64 {
    s.o.labels[..4].iter().flatten().sum::<i64>() as f64
}

/// Share of the customers at surveys whose labels count.
fn live(s: &Seen<'_>, counted: fn(&[i64; 5]) -> i64) -> Option<f64> {
    ratio(s.o.labels[..4].iter().map(counted).sum::<i64>() as f64, there(s))
}
