//! When an intervention pays back, in words.

use super::format::{days, number};
use crate::experiment::comparison::Payback;

/// When it pays back, in words: "after 412 days [380, 455], in 38 of 40 replications".
pub(crate) fn payback_words(payback: &Payback, horizon: f64) -> String {
    let share = format!("{} of {} replications", payback.paid_back, payback.n);
    let Some(median) = payback.median else {
        return format!("does not pay back within {} ({share} do)", days(horizon));
    };
    let place = |day: f64| number(day, 0);
    let interval = match payback.interval {
        Some([low, high]) => format!(
            " [{}, {}]",
            low.map_or("beyond".to_string(), place),
            high.map_or("beyond the horizon".to_string(), place)
        ),
        None => String::new(),
    };
    if median == 0.0 {
        // Day 0 is the first report day: costs that run along are earned as they are spent.
        return format!("is never behind the baseline on a report day, in {share}");
    }
    format!("pays back after {} days{interval}, {share}", place(median))
}
