//! What every chart is made from: results, the world it is about, and what all charts have in common.

use super::pictures::CurvePoint;
use super::slug::Slugs;
use crate::experiment::results::{Point, Results, World};
use crate::report::words::format::{count, days};
use crate::report::words::names::visible;

/// Headline of a chart of money that no verdict may rest on.
pub(super) const OPEN: &str = "Not judged: nothing says how customers answer these prices";

/// Decimals of mean numbers of people of this size: of few, one who leaves is not to vanish.
pub(super) fn places(people: f64) -> usize {
    usize::from(people > 0.0 && people < 100.0)
}

/// Longest name inside a headline or label [columns].
pub(super) const NAME: usize = 40;

/// Longest name that opens a headline about worlds: a bundle has the names of all its interventions [columns].
pub(super) const TITLE: usize = 58;

/// What every builder reads.
pub(in crate::report) struct Study<'a> {
    pub(in crate::report) results: &'a Results,
    pub(in crate::report) world: &'a World,
    pub(in crate::report) prefix: String,
    pub(in crate::report) slugs: &'a mut Slugs,
    /// The chart is about all worlds, so its footer names none.
    pub(in crate::report) all: bool,
}

impl Study<'_> {
    /// A file stem that no other chart has.
    pub(super) fn id(&mut self, chart: &str, name: &str) -> String {
        let chart = format!("{}{chart}", self.prefix);
        if name.is_empty() { self.slugs.of("", &chart) } else { self.slugs.of(&chart, name) }
    }

    /// The world that a chart is about, where it is one after the first.
    pub(super) fn about(&self) -> Option<String> {
        let first = self.results.worlds.first().is_some_and(|baseline| std::ptr::eq(baseline, self.world));
        (!first).then(|| self.world.name.clone())
    }

    /// The line under every chart.
    pub(super) fn footer(&self) -> String {
        let replications = count(self.results.run.replications, "replication", "replications");
        self.footer_of(&format!("n = {replications}"))
    }

    /// The same of a chart that rests on something else than the replications of the worlds as written.
    pub(super) fn footer_of(&self, rests_on: &str) -> String {
        let run = &self.results.run;
        let mut parts = vec![visible(&self.results.scenario.name, NAME)];
        if self.results.worlds.len() > 1 && !self.all {
            parts.push(format!("world: {}", visible(&self.world.name, NAME)));
        }
        parts.push(rests_on.to_owned());
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
    pub(super) fn interval(&self, shape: &str) -> String {
        match self.results.run.replications {
            0 | 1 => "no interval: one replication".to_string(),
            n => format!("{shape}: 95 % interval of the mean, n = {n}"),
        }
    }
}

/// Points of a time curve.
pub(super) fn curve(points: &[Point]) -> Vec<CurvePoint> {
    points.iter().map(|point| CurvePoint { x: point.day, y: point.mean, interval: point.ci95, fan: None }).collect()
}

/// Ends of an axis that holds these values and zero, with a little room.
pub(super) fn around_zero(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let room = 0.04 * (high - low);
    let room = if room.is_finite() && room > 0.0 { room } else { 1.0 };
    (if low < 0.0 { low - room } else { 0.0 }, high + room)
}
