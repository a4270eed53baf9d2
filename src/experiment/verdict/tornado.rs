//! One assumption at a time: the baseline with a parameter at its low and at its high value, on the same customers.

use crate::experiment::compare::Compared;
use crate::experiment::results::comparison::{Difference, Tornado, TornadoBar, TornadoEnd};
use crate::experiment::verdict::pricing;

/// A parameter and its two worlds.
#[derive(Debug, Clone)]
pub struct TornadoAsked {
    /// Name of the parameter.
    pub name: String,
    /// What it changes.
    pub path: String,
    /// Input as text and index of the rival, at the low end and at the high end.
    pub ends: [(String, usize); 2],
}

/// Differences at both ends of every parameter, largest swing first.
pub(crate) fn tornado(compared: &Compared<'_>, metric: &str, asked: &[TornadoAsked]) -> Tornado {
    let money = compared.difference(metric, 0, 1).is_some_and(|difference| difference.unit == compared.currency());
    let is_open = |rival: usize| money && pricing::is_open(compared.inputs.model, &compared.rivals[rival].model);
    let end = |(input, rival): &(String, usize)| {
        // Ends are no family: nothing is claimed of all of them at once.
        let difference = Difference { p_adjusted: None, ..compared.difference(metric, *rival, 1)? };
        let p_better = difference.p_better.filter(|_| !is_open(*rival));
        Some(TornadoEnd { input: input.clone(), difference: Difference { p_better, ..difference } })
    };
    let mut bars: Vec<TornadoBar> = asked
        .iter()
        .filter_map(|parameter| {
            let [low, high] = &parameter.ends;
            Some(TornadoBar {
                name: parameter.name.clone(),
                path: parameter.path.clone(),
                low: end(low)?,
                high: end(high)?,
                unjudged: is_open(low.1) || is_open(high.1),
            })
        })
        .collect();
    // What is not judged comes last, so that it heads nothing.
    bars.sort_by(|a, b| a.unjudged.cmp(&b.unjudged).then(b.swing().total_cmp(&a.swing())));
    let unit = bars.first().map_or(String::new(), |bar| bar.low.difference.unit.clone());
    Tornado { metric: metric.strip_prefix("metrics.").unwrap_or(metric).to_owned(), unit, noise: noise(&bars), bars }
}

/// Median half-width of the intervals of the differences that vary.
fn noise(bars: &[TornadoBar]) -> Option<f64> {
    let ends = bars.iter().flat_map(|bar| [&bar.low, &bar.high]);
    let mut halves: Vec<f64> =
        ends.filter_map(|end| end.difference.ci95).map(|ci| (ci[1] - ci[0]) / 2.0).filter(|half| *half > 0.0).collect();
    halves.sort_by(f64::total_cmp);
    halves.get(halves.len() / 2).copied()
}
