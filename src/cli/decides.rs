//! What decides between worlds: the metric that a file or `--decides` names, against the baseline.

use std::sync::Arc;

use anyhow::anyhow;

use super::exit::Failure;
use crate::experiment::comparison::{Better, Decides};
use crate::experiment::{Question, Rival, Undecidable, moves_money};
use crate::journey::model::Model;
use crate::scenario::grammar::{Either, Word as _};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::world::{Compiled, Deciding};
use crate::scenario::{Diagnostics, Scenario};

/// What a file says decides, if it says so.
///
/// # Errors
/// A metric that cannot decide.
pub(super) fn said(scenario: &Scenario, baseline: &Compiled) -> Result<Option<Decides>, Diagnostics> {
    let Some(Deciding { metric, better }) = &baseline.decides else { return Ok(None) };
    Decides::of(&baseline.model, baseline.currency.as_deref(), metric, *better).map(Some).map_err(|why| {
        let problem = refusal(scenario, metric, &why);
        Diagnostics::new(vec![problem], Arc::clone(&scenario.sources))
    })
}

fn refusal(scenario: &Scenario, metric: &str, why: &Undecidable) -> Diagnostic {
    let said = &scenario.read().decides;
    let block = said.as_ref().and_then(Either::other);
    let (path, span) = match block {
        Some(block) if matches!(why, Undecidable::OtherSide(_)) => ("decides.better", block.better.span()),
        Some(block) => ("decides.metric", block.metric.span()),
        None => ("decides", said.span()),
    };
    let name = shown(metric);
    let side = |code, message: String| Diagnostic::error(code, path, message).at(span);
    match why {
        Undecidable::Unknown(nearest) => {
            side("unknown-metric", format!("there is no {name} in the baseline, so that it could decide"))
                .help(format!("nearest is `{nearest}`"))
        }
        Undecidable::NoSide => side("no-better-side", format!("{name} does not say which side of it is the better one"))
            .help(format!("write `decides = {{ metric = \"{metric}\", better = \"higher\" }}`, or \"lower\"; `--decides` takes `{metric}:higher`")),
        Undecidable::OtherSide(own) => {
            let more = if *own == Better::Higher { "more" } else { "less" };
            side("other-side", format!("{more} of {name} is better, whatever the file says")).help("leave `better` out")
        }
        _ => side("unknown-metric", format!("{name} cannot decide: it is not one number of every replication that could be set against the baseline"))
            .help("take a metric such as `npv` or `metrics.satisfaction`, or `return`"),
    }
}

/// `--decides METRIC`, or `METRIC:lower`, as it would stand in a file.
pub(super) fn as_value(typed: &str) -> String {
    let (metric, side) = match typed.rsplit_once(':') {
        Some((metric, side)) if Better::of_word(side.trim()).is_some() => (metric, Some(side.trim())),
        _ => (typed, None),
    };
    // A text of JSON is one of TOML.
    let metric = serde_json::Value::from(metric.trim()).to_string();
    side.map_or_else(|| metric.clone(), |side| format!("{{ metric = {metric}, better = \"{side}\" }}"))
}

/// Refuses a race by what has no number of each replication, and one by nothing.
pub(super) fn race(baseline: &Model, rivals: &[Rival], question: &Question) -> Result<(), Failure> {
    let worlds = || std::iter::once(baseline).chain(rivals.iter().map(|rival| &rival.model));
    match &question.decides {
        _ if question.gap.is_none() => Ok(()),
        Some(decides) if decides.is_return() => Err(Failure::usage(anyhow!(
            "`--gap` cannot tell returns apart: a return is a ratio over all replications, and the race compares a number of each; leave `--gap` out: \
             how likely each is the best is said without it"
        ))),
        Some(decides) if !decides.is_a_mean(baseline) => Err(Failure::usage(anyhow!(
            "`--gap` cannot tell worlds apart by {}: it is a ratio over all replications, and the race compares a number of each; leave `--gap` out: \
             how likely each is the best is said without it",
            shown(decides.key())
        ))),
        None if !moves_money(worlds()) => Err(Failure::usage(anyhow!(
            "`--gap` has nothing to go by: nothing here moves money, and the file does not say what decides; write `decides` in it, or `--decides METRIC`"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_the_last_word_only() {
        assert_eq!(as_value("satisfaction"), "\"satisfaction\"");
        assert_eq!(as_value(" ledger.wages : lower "), "{ metric = \"ledger.wages\", better = \"lower\" }");
        assert_eq!(as_value("resources.desk: late.delay_min"), "\"resources.desk: late.delay_min\"");
    }
}
