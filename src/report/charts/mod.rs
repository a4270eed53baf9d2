//! Chart builders: one small file for each chart, from results to [`ChartSpec`].

mod bucket;
mod emotion;
mod exits;
mod incidence;
mod level;
mod queue;
mod staying;

use super::format::{count, days, visible};
use super::slug::Slugs;
use super::spec::{ChartSpec, CurvePoint};
use crate::experiment::results::{Point, Results, World};
pub(super) use bucket::sum as bucket_sum;
pub(super) use exits::ranked as ranked_holes;

/// Longest name inside a headline or label [columns].
const NAME: usize = 40;

/// All charts that these results can fill, in reading order.
pub fn all(results: &Results) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    for (index, world) in results.worlds.iter().enumerate() {
        let prefix = if index == 0 { String::new() } else { slugs.of("", &world.name) + "-" };
        let mut study = Study { results, world, prefix, slugs: &mut slugs };
        charts.extend(bucket::build(&mut study));
        charts.extend(exits::build(&mut study));
        charts.extend(staying::build(&mut study));
        charts.extend(staying::build_terms(&mut study));
        charts.extend(level::build(&mut study));
        charts.extend(incidence::build(&mut study));
        charts.extend(emotion::build(&mut study));
        charts.extend(queue::build(&mut study));
    }
    charts
}

/// What every builder reads.
struct Study<'a> {
    results: &'a Results,
    world: &'a World,
    prefix: String,
    slugs: &'a mut Slugs,
}

impl Study<'_> {
    /// A file stem that no other chart has.
    fn id(&mut self, chart: &str, name: &str) -> String {
        let chart = format!("{}{chart}", self.prefix);
        if name.is_empty() { self.slugs.of("", &chart) } else { self.slugs.of(&chart, name) }
    }

    /// The line under every chart.
    fn footer(&self) -> String {
        let run = &self.results.run;
        let mut parts = vec![visible(&self.results.scenario.name, NAME)];
        if self.results.worlds.len() > 1 {
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
    points.iter().map(|point| CurvePoint { x: point.day, y: point.mean, interval: point.ci95 }).collect()
}
