//! One assumption at a time: a world with a parameter at its low and at its high value, on the same customers.

use crate::experiment::compare::{Compared, Place};
use crate::experiment::results::comparison::{Difference, Tornado, TornadoBar, TornadoEnd};
use crate::experiment::verdict::pricing;
use crate::metrics::DIFFERENCE;

/// What a tornado is about.
#[derive(Debug, Clone)]
pub struct TornadoQuestion {
    /// A metric by its path.
    pub metric: String,
    /// The world with all values as in the file: index of the rival; nothing for the baseline.
    pub world: Option<usize>,
    /// Whether it is about what the world brings more than the baseline.
    pub compares: bool,
    /// Parameters whose ends are worlds that are not listed.
    pub parameters: Vec<TornadoAsked>,
}

/// A parameter and its two ends.
#[derive(Debug, Clone)]
pub struct TornadoAsked {
    /// Name of the parameter.
    pub name: String,
    /// What it changes.
    pub path: String,
    /// At the low end and at the high end.
    pub ends: [TornadoInput; 2],
}

/// A parameter at one of its ends.
#[derive(Debug, Clone)]
pub struct TornadoInput {
    /// Its value as text.
    pub input: String,
    /// The world with it: index of the rival.
    pub rival: usize,
    /// The baseline with it, where that is compared.
    pub baseline: Option<usize>,
}

/// Differences at both ends of every parameter, largest swing first.
pub(crate) fn tornado(compared: &Compared<'_>, asked: &TornadoQuestion) -> Tornado {
    let metric = asked.metric.as_str();
    let money = compared.difference(metric, 0, 1).is_some_and(|difference| difference.unit == compared.currency());
    let model =
        |world: usize| world.checked_sub(1).map_or(compared.inputs.model, |rival| &compared.rivals[rival].model);
    let own = asked.world.map_or(0, |rival| rival + 1);
    let file = Place { world: own, less: asked.compares.then_some(0) };
    let place = |end: &TornadoInput| Place { world: end.rival + 1, less: end.baseline.map(|rival| rival + 1) };
    // What is compared at each end need not be compared between them.
    let is_open = |end: &TornadoInput| {
        let pairs = match place(end) {
            Place { world, less: Some(less) } => vec![(less, world), (0, own)],
            Place { world, less: None } => vec![(own, world)],
        };
        money && pairs.into_iter().any(|(a, b)| pricing::is_open(model(a), model(b)))
    };
    let end = |end: &TornadoInput| {
        let found = match asked.world {
            None => compared.difference(metric, end.rival, 1),
            Some(_) => compared.between(metric, file, place(end)),
        };
        // Ends are no family: nothing is claimed of all of them at once.
        let difference = Difference { p_adjusted: None, ..found? };
        let p_better = difference.p_better.filter(|_| !is_open(end));
        Some(TornadoEnd { input: end.input.clone(), difference: Difference { p_better, ..difference } })
    };
    let mut bars: Vec<TornadoBar> = asked
        .parameters
        .iter()
        .filter_map(|parameter| {
            let [low, high] = &parameter.ends;
            Some(TornadoBar {
                name: parameter.name.clone(),
                path: parameter.path.clone(),
                low: end(low)?,
                high: end(high)?,
                unjudged: is_open(low) || is_open(high),
            })
        })
        .collect();
    // What is not judged comes last, so that it heads nothing.
    bars.sort_by(|a, b| a.unjudged.cmp(&b.unjudged).then(b.swing().total_cmp(&a.swing())));
    let unit = bars.first().map_or(String::new(), |bar| bar.low.difference.unit.clone());
    let short = metric.strip_prefix("metrics.").unwrap_or(metric);
    Tornado {
        metric: if asked.compares { format!("{DIFFERENCE}{short}") } else { short.to_owned() },
        world: asked.world.map(|rival| compared.rivals[rival].name.clone()),
        unit,
        noise: noise(&bars),
        bars,
    }
}

/// Median half-width of the intervals of the differences that vary.
fn noise(bars: &[TornadoBar]) -> Option<f64> {
    let ends = bars.iter().flat_map(|bar| [&bar.low, &bar.high]);
    let mut halves: Vec<f64> =
        ends.filter_map(|end| end.difference.ci95).map(|ci| (ci[1] - ci[0]) / 2.0).filter(|half| *half > 0.0).collect();
    halves.sort_by(f64::total_cmp);
    halves.get(halves.len() / 2).copied()
}
