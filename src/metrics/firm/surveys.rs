//! What the firm asks and believes: surveys, its labels, and a census at the horizon.

use super::feelings::any;
use super::list::List;
use crate::journey::model::Model;
use crate::journey::observed::SEEN;
use crate::metrics::declared::Observed;
use crate::metrics::ratio;

declared! {
    /// Surveys, and how often the firm is wrong about those who are there.
    list SURVEYS = List::of(asks);

    SURVEY_SCORE = "metrics.survey_score", "score", "mean score of a survey, averaged over surveys",
        Single(|s, _| s.o.surveys.score.mean())
        .called("Score in surveys")
        .headline(11);
    SURVEY_TRUTH = "metrics.survey_truth", "score 1..5",
        "mean satisfaction S of all customers at the dates of the surveys, averaged over surveys",
        Single(|s, _| s.o.surveys.truth.mean());
    SURVEY_ERROR = "metrics.survey_error", "score",
        "mean score less mean satisfaction of all customers at that date, averaged over surveys: bias, noise, and who answers",
        Single(|s, _| s.o.surveys.error.mean());
    SURVEY_RESPONSE = "metrics.survey_response", "share", "customers who answered / customers asked",
        Single(|s, _| ratio(s.o.surveys.answered as f64, s.o.surveys.asked as f64))
        .of(|s, _| s.o.surveys.asked as f64);
    SURVEY_TOP_TWO_BOX = "metrics.survey_top_two_box", "share",
        "answers to surveys of 3.5 or more, which round to 4 or 5, the top two boxes / all answers",
        Single(|s, _| ratio(s.o.surveys.content as f64, s.o.surveys.answered as f64))
        .of(|s, _| s.o.surveys.answered as f64)
        .called("Answers in the top two boxes");
    SURVEY_TOP_TWO_BOX_TRUTH = "metrics.survey_top_two_box_truth", "share",
        "customers at the dates of the surveys whose satisfaction S is 3.5 or more / all customers at these dates",
        Single(|s, _| ratio(s.o.surveys.truly_content as f64, s.o.surveys.there as f64))
        .of(|s, _| s.o.surveys.there as f64)
        .called("Customers in the top two boxes at surveys");
    OBSERVED_FALSE_ALARM = "metrics.observed_false_alarm", "share",
        "of customers who are there at a survey, share whom the firm takes for declining or gone: silent for m_w mean gaps or more; exp(-m_w) for a Poisson buyer",
        Single(|s, _| live(s, |seen| seen[3] + seen[4]))
        .of(|s, _| there(s))
        .if_any(|model, _| model.lifecycle);
    OBSERVED_FALSE_EXIT = "metrics.observed_false_exit", "share",
        "of customers who are there at a survey, share whom the firm takes for gone: silent for 2 m_w mean gaps or more; exp(-2 m_w) for a Poisson buyer",
        Single(|s, _| live(s, |seen| seen[4]))
        .of(|s, _| there(s))
        .if_any(|model, _| model.lifecycle);
}

declared! {
    /// People at surveys by hidden stage and by the firm's label.
    list LABELS = List::of_each(|model| asks(model) && model.lifecycle, |_| {
        let pairs = SEEN.iter().flat_map(|stage| SEEN.iter().map(move |label| format!("{stage}.{label}")));
        pairs.enumerate().collect()
    });

    OBSERVED_LABEL = "observed.{}", "share",
        "of people in stage {} at a survey, share whom the firm takes for {}: gone after a known exit or a silence of 2 m_w mean gaps, decline after m_w, else by the number of purchases",
        Single(|s, pair| {
            let row = &s.o.labels[pair / SEEN.len()];
            ratio(row[pair % SEEN.len()] as f64, row.iter().sum::<i64>() as f64)
        })
        .of(|s, pair| s.o.labels[pair / SEEN.len()].iter().sum::<i64>() as f64)
        .worded(|_, pair, words| {
            words.replacen("{}", SEEN[pair / SEEN.len()], 1).replacen("{}", SEEN[pair % SEEN.len()], 1)
        });
}

declared! {
    /// The census at the horizon: satisfaction in boxes, and the share of wallet (model section 18).
    list CENSUS = List::of(|model| model.has_customers() && model.loyalty);

    TOP_BOX = "metrics.top_box", "share",
        "of the customers at the horizon, share whose satisfaction S is 4.5 or more: the top box of a scale from 1 to 5",
        Single(|s, _| ratio(s.o.census.top_box as f64, s.o.census.customers as f64))
        .of(|s, _| s.o.census.customers as f64)
        .more_is_better()
        .called("Satisfaction in the top box");
    TOP_TWO_BOX = "metrics.top_two_box", "share",
        "of the customers at the horizon, share whose satisfaction S is 3.5 or more: the top two boxes of a scale from 1 to 5",
        Single(|s, _| ratio(s.o.census.top_two_box as f64, s.o.census.customers as f64))
        .of(|s, _| s.o.census.customers as f64)
        .more_is_better()
        .called("Satisfaction in the top two boxes");
    SHARE_OF_WALLET = "metrics.share_of_wallet", "share",
        "mean over customers at the horizon of exp(beta_s M) / (exp(beta_s M) + n_riv exp(beta_s M_riv)): the part of what a customer buys of this kind that memory gives the firm among its n_riv rivals; the model has no purchases from rivals to count",
        Single(|s, _| s.o.census.wallet.mean())
        .if_any(|model, _| any(model, |p| p.purchase.as_ref().is_some_and(|p| p.wallet_response > 0.0)))
        .more_is_better();
}

fn asks(model: &Model) -> bool {
    model.has_customers() && model.regimes().any(|m| m.feedback.is_some())
}

/// Customers at surveys.
fn there(s: &Observed<'_>) -> f64 {
    s.o.labels[..4].iter().flatten().sum::<i64>() as f64
}

/// Share of the customers at surveys whose labels count.
fn live(s: &Observed<'_>, counted: fn(&[i64; 5]) -> i64) -> Option<f64> {
    ratio(s.o.labels[..4].iter().map(counted).sum::<i64>() as f64, there(s))
}
