//! Chart builders: one small file for each chart, from results to [`ChartSpec`].

mod axis;
mod before_after;
mod bucket;
mod chosen;
mod classes;
mod cohorts;
mod complaints;
mod difference;
mod emotion;
mod exits;
mod fan;
mod fates;
mod fit;
mod flow;
mod frontier;
mod incidence;
mod leaks;
mod level;
mod liability;
mod overlay;
mod payback;
pub mod pictures;
mod priorities;
mod queue;
pub(super) mod sensitivity;
pub(super) mod slug;
pub mod spec;
mod staying;
pub mod tornado;
mod waterfall;

use crate::experiment::comparison::Difference;
use crate::experiment::results::{Metric, Point, Results, World};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{ChartSpec, CurvePoint};
use crate::report::words::format::{count, days, visible};
use chosen::{best_world, chosen, more};
use fit::fitted;

pub(super) use bucket::sum as bucket_sum;
pub(super) use difference::{counted, dots};
pub(super) use exits::ranked as ranked_holes;
pub(super) use payback::payback_words;
pub(super) use priorities::words as area_words;

/// Headline of a chart of money that no verdict may rest on.
const OPEN: &str = "Not judged: nothing says how customers answer these prices";

/// Decimals of mean numbers of people of this size: of few, one who leaves is not to vanish.
fn places(people: f64) -> usize {
    usize::from(people > 0.0 && people < 100.0)
}

/// Longest name inside a headline or label [columns].
const NAME: usize = 40;

/// Longest name that opens a headline about worlds: a bundle has the names of all its interventions [columns].
const TITLE: usize = 58;

/// Worlds that get charts of their own; those of further worlds would drown the page.
const WORLDS: usize = 12;

/// All charts that these results can fill, in reading order: what differs first, then the baseline, then what is
/// special to each other world.
pub fn all(results: &Results) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    let Some(baseline) = results.worlds.first() else { return charts };
    let several = results.worlds.len() > 1;
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: true };
    charts.extend(tornado::build(&mut study));
    charts.extend(leaks::build(&mut study));
    charts.extend(leaks::build_then(&mut study));
    charts.extend(priorities::build(&mut study));
    let overlays = if several {
        charts.extend(difference::build(&mut study));
        charts.extend(waterfall::build(&mut study));
        charts.extend(payback::build(&mut study));
        charts.extend(frontier::build(&mut study));
        charts.extend(fates::build(&mut study));
        for world in results.worlds[1..].iter().take(WORLDS) {
            study.world = world;
            charts.extend(before_after::build(&mut study));
            charts.extend(fates::build_flow(&mut study));
        }
        study.world = baseline;
        [overlay::staying(&mut study), overlay::level(&mut study)]
    } else {
        [None, None]
    };
    let overlaid = [overlays[0].is_some(), overlays[1].is_some()];
    charts.extend(overlays.into_iter().flatten());

    for (index, world) in results.worlds.iter().take(WORLDS + 1).enumerate() {
        let prefix = if index == 0 { String::new() } else { slugs.of("", &world.name) + "-" };
        let mut study = Study { results, world, prefix, slugs: &mut slugs, all: false };
        if index == 0 {
            charts.extend(bucket::build(&mut study));
        }
        charts.extend(exits::build(&mut study));
        if index == 0 {
            charts.extend(complaints::build(&mut study));
        }
        if !overlaid[0] {
            charts.extend(staying::build(&mut study));
        }
        charts.extend(staying::build_terms(&mut study));
        if !overlaid[1] {
            charts.extend(level::build(&mut study));
        }
        if index == 0 && (overlaid[1] || level::has_fan(world)) {
            charts.extend(level::build_stages(&mut study));
        }
        if index == 0 {
            charts.extend(incidence::build(&mut study));
            study.all = several;
            charts.extend(cohorts::build(&mut study));
            study.all = false;
        }
        charts.extend(classes::build_shares(&mut study));
        charts.extend(classes::build_moves(&mut study));
        // Flows take room: those of the best world beside those of the baseline.
        if index == 0 || best_world(results).is_some_and(|best| best.name == world.name) {
            charts.extend(flow::build(&mut study));
        }
        // What a world leaves as it was is not drawn again; the chart of queues looks at each resource itself.
        if index == 0 || (&world.journeys, &world.touchpoints) != (&baseline.journeys, &baseline.touchpoints) {
            charts.extend(emotion::build(&mut study));
        }
        charts.extend(queue::build(&mut study));
    }
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: several };
    charts.extend(liability::build(&mut study));
    charts.extend(liability::build_units(&mut study));
    charts
}

/// What every builder reads.
struct Study<'a> {
    results: &'a Results,
    world: &'a World,
    prefix: String,
    slugs: &'a mut Slugs,
    /// The chart is about all worlds, so its footer names none.
    all: bool,
}

impl Study<'_> {
    /// A file stem that no other chart has.
    fn id(&mut self, chart: &str, name: &str) -> String {
        let chart = format!("{}{chart}", self.prefix);
        if name.is_empty() { self.slugs.of("", &chart) } else { self.slugs.of(&chart, name) }
    }

    /// The world that a chart is about, where it is one after the first.
    fn about(&self) -> Option<String> {
        let first = self.results.worlds.first().is_some_and(|baseline| std::ptr::eq(baseline, self.world));
        (!first).then(|| self.world.name.clone())
    }

    /// The line under every chart.
    fn footer(&self) -> String {
        let run = &self.results.run;
        let mut parts = vec![visible(&self.results.scenario.name, NAME)];
        if self.results.worlds.len() > 1 && !self.all {
            parts.push(format!("world: {}", visible(&self.world.name, NAME)));
        }
        parts.push(format!("n = {}", count(run.replications, "replication", "replications")));
        if run.partial {
            parts.push(format!("INCOMPLETE, {} planned", run.replications_planned));
        }
        parts.push(format!("seed {}", run.seed));
        parts.push(format!("horizon {}", days(run.horizon_days)));
        if run.warm_up_days > 0.0 {
            parts.push(format!("warm-up {}", days(run.warm_up_days)));
        }
        parts.push(format!("journeysim {}", visible(&run.version, 20)));
        parts.join(" · ")
    }

    /// What a band or whisker is, with its n.
    fn interval(&self, shape: &str) -> String {
        match self.results.run.replications {
            0 | 1 => "no interval: one replication".to_string(),
            n => format!("{shape}: 95 % interval of the mean, n = {n}"),
        }
    }
}

/// Points of a time curve.
fn curve(points: &[Point]) -> Vec<CurvePoint> {
    points.iter().map(|point| CurvePoint { x: point.day, y: point.mean, interval: point.ci95, fan: None }).collect()
}

/// Ends of an axis that holds these values and zero, with a little room.
fn around_zero(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let room = 0.04 * (high - low);
    let room = if room.is_finite() && room > 0.0 { room } else { 1.0 };
    (if low < 0.0 { low - room } else { 0.0 }, high + room)
}

/// A paired difference as an estimate.
pub(in crate::report) fn as_metric(difference: &Difference) -> Metric {
    Metric {
        mean: difference.mean,
        ci95: difference.ci95,
        sd: difference.sd,
        n: difference.n,
        unit: difference.unit.clone(),
        definition: String::new(),
    }
}
