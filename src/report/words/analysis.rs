//! What a sweep found, in words.

use std::fmt::Write as _;

use super::format::{brief, number, percent};
use super::names::visible;
use super::regret::{choice_warnings, choice_words};
use crate::experiment::analysis::{Analysis, Best, MetricAnalysis};
use crate::metrics::DIFFERENCE;

/// Longest name [columns].
const NAME: usize = 40;
/// Parameters told in words.
const TOLD: usize = 5;

/// The analysis for a terminal.
#[must_use]
pub fn analysis_words(analysis: &Analysis) -> String {
    let world = analysis.world.as_ref().map_or_else(String::new, |world| format!(", world {}", visible(world, NAME)));
    let mut out = format!(
        "{}{world}: {} of {} points ({}), {} replications each, seed {}\n",
        visible(&analysis.scenario, 60),
        analysis.points_done,
        analysis.points,
        analysis.design,
        analysis.replications,
        analysis.seed
    );
    for metric in &analysis.metrics {
        if let Some(choice) = &metric.choice {
            let short = short(&metric.path);
            out.push_str(&choice_words(choice, short.strip_prefix(DIFFERENCE).unwrap_or(&short)));
        }
        out.push_str(&metric_words(metric));
    }
    let of_metrics = analysis.metrics.iter().flat_map(|m| &m.warnings).cloned();
    let of_choices = analysis.metrics.iter().flat_map(|m| &m.choice).flat_map(choice_warnings);
    for warning in analysis.warnings.iter().cloned().chain(of_metrics).chain(of_choices) {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

/// The last words of a metric's path.
pub(crate) fn short(path: &str) -> String {
    visible(path.strip_prefix("metrics.").unwrap_or(path), NAME)
}

/// Replications below which shares of resamples are not told.
const FEWEST_TO_RESAMPLE: u64 = 10;

fn interval(ci: Option<[f64; 2]>) -> String {
    ci.map_or(String::new(), |[low, high]| format!(" [{}, {}]", brief(low), brief(high)))
}

fn metric_words(metric: &MetricAnalysis) -> String {
    let name = short(&metric.path);
    let unit = &metric.unit;
    let noise = match metric.noise_share {
        // An estimate of a share may exceed the whole; a share does not.
        Some(share) if share >= 1.0 => "; as far as these replications tell, all of it is chance".to_owned(),
        Some(share) => format!("; chance is {} of that variance", percent(share)),
        None => String::new(),
    };
    let mut out = format!(
        "{name} [{unit}]: mean over {} points {}, standard deviation between points {}{noise}\n",
        metric.points,
        brief(metric.mean),
        brief(metric.sd)
    );
    for s in metric.sobol.iter().take(TOLD) {
        let x = &s.shares;
        let _ = writeln!(
            out,
            "  {}: Sobol index alone {} [{}, {}], in all {} [{}, {}] (95 %, {} base rows)",
            visible(&s.parameter, 40),
            number(x.first, 3),
            number(x.first_ci95[0], 3),
            number(x.first_ci95[1], 3),
            number(x.total, 3),
            number(x.total_ci95[0], 3),
            number(x.total_ci95[1], 3),
            x.rows
        );
    }
    if let Some(dummy) = metric.sobol_dummy.as_ref().filter(|_| !metric.sobol.is_empty()) {
        let _ = writeln!(out, "  a dummy that changes nothing: in all {}", number(dummy.total, 3));
    }
    for m in metric.morris.iter().take(TOLD) {
        let sigma = m.sigma.map_or(String::new(), |s| format!(", spread {}", brief(s)));
        let _ = writeln!(
            out,
            "  {}: mean absolute effect {}{} over its range{sigma} (Morris, {} effects)",
            visible(&m.parameter, 40),
            brief(m.mu_star),
            interval(m.mu_star_ci95),
            m.n
        );
    }
    if metric.sobol.is_empty() && metric.morris.is_empty() {
        for s in metric.swings.iter().take(TOLD) {
            let _ = writeln!(
                out,
                "  {}: {}{} at {}, {}{} at {} ({}, n = {})",
                visible(&s.parameter, 40),
                brief(s.low.change),
                interval(s.low.ci95),
                s.low.value,
                brief(s.high.change),
                interval(s.high.ci95),
                s.high.value,
                s.basis,
                s.high.n
            );
        }
    }
    if let Some(rule) = &metric.rule {
        let _ = writeln!(
            out,
            "Rule: {} when {}. Of fresh points it holds {} of all such, and {} of those in it are such (tenfold cross-validation; {} points in it, \
             {} of all {} are such).",
            rule.case,
            rule.when,
            percent(rule.coverage),
            percent(rule.density),
            rule.inside,
            percent(rule.base),
            rule.points
        );
    }
    if let Some(best) = &metric.best {
        out.push_str(&best_words(best, &name));
    }
    out
}

/// A value with at most four digits behind its point; all of them are in `analysis.json`.
pub(crate) fn shortened(value: &str) -> String {
    let Some((whole, rest)) = value.split_once('.') else { return value.to_owned() };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    format!("{whole}.{}{}", &rest[..digits.min(4)], &rest[digits..])
}

fn best_words(best: &Best, name: &str) -> String {
    let shown = |value: &String| if value.is_empty() { "as in the file".to_owned() } else { shortened(value) };
    let values: Vec<String> = best.values.iter().map(|(n, v)| format!("{} {}", visible(n, 40), shown(v))).collect();
    // A bootstrap of a handful of replications is no estimate of anything.
    let chance = best.p_best.filter(|_| best.n >= FEWEST_TO_RESAMPLE);
    let chance = chance.map_or(String::new(), |p| format!("; best in {} of resamples", percent(p)));
    let mut out = format!(
        "Best {name}: point {} ({}), {} {}{} (n = {}){chance}; {} of {} other designs cannot be told from it at 95 %.\n",
        best.point,
        values.join(", "),
        if best.smallest { "the smallest," } else { "the largest," },
        brief(best.mean),
        interval(best.ci95),
        best.n,
        best.not_worse,
        best.designs - 1
    );
    if let Some(fresh) = &best.fresh {
        let _ = writeln!(
            out,
            "  On {} fresh replications, which had no part in the choice: {}{}.",
            fresh.n,
            brief(fresh.mean),
            interval(fresh.ci95)
        );
    }
    if let Some(race) = &best.race {
        let _ = writeln!(
            out,
            "  Race of Kim and Nelson (gap {}, risk {}): {} of {} designs are left{}.",
            brief(race.gap),
            percent(race.risk),
            race.left.len(),
            race.entered,
            match race.needs {
                Some(n) if race.left.len() > 1 => format!("; {n} replications settle it at the latest"),
                _ => String::new(),
            }
        );
    }
    out
}
