//! Why they leave: a Pareto chart of the holes.

use super::axis::Axis;
use super::pictures::{Bar, BarPanel, BarPart, Bars};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study};
use crate::experiment::results::Bucket;
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::bucket::ranked;
use crate::report::words::format::{number, percent, share};
use crate::report::words::names::{among, capital, visible};

/// Bars drawn; smaller holes are gathered.
const DRAWN: usize = 12;
/// Hue of an undivided hole.
const PLAIN: usize = 0;
/// Hue of a service hole; its prior blame is hatched.
const SERVICE: usize = 1;

/// Rows of the chart of a bucket: holes with those they took here, in the order of the baseline, and what did not fit. Which
/// holes are drawn is the same in all worlds.
struct Rows<'a> {
    drawn: Vec<(&'a str, f64)>,
    rest: Vec<(&'a str, f64)>,
}

impl<'a> Rows<'a> {
    fn of(bucket: &Bucket, all: &[&'a Bucket]) -> Rows<'a> {
        let in_ = |bucket: &Bucket, name: &str| bucket.outflow.get(name).and_then(|m| m.mean).unwrap_or(0.0);
        let here = |name: &str| in_(bucket, name);
        let most = |name: &str| all.iter().map(|bucket| in_(bucket, name)).fold(0.0, f64::max);
        // Holes of the baseline, then those that are new in some world.
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in all.iter().flat_map(|bucket| ranked(bucket)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let shown = if names.len() > DRAWN { DRAWN - 1 } else { names.len() };
        let mut largest: Vec<&str> = names.clone();
        largest.sort_by(|a, b| most(b).total_cmp(&most(a)));
        largest.truncate(shown);
        let (drawn, rest): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| largest.contains(name));
        let with = |names: Vec<&'a str>| names.into_iter().map(|name| (name, here(name))).collect();
        Rows { drawn: with(drawn), rest: with(rest) }
    }

    fn total(&self) -> f64 {
        self.drawn.iter().chain(&self.rest).map(|hole| hole.1).sum()
    }

    fn rest(&self) -> f64 {
        self.rest.iter().map(|hole| hole.1).sum()
    }

    /// The longest bar with its whisker.
    fn longest(&self, bucket: &Bucket) -> f64 {
        let ends = self.drawn.iter().map(|(name, mean)| {
            bucket.outflow.get(*name).and_then(|metric| metric.ci95).map_or(*mean, |ci| ci[1].max(*mean))
        });
        ends.fold(self.rest(), f64::max)
    }
}

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let bucket = study.world.bucket.as_ref()?;
    let baseline = study.results.worlds.first()?.bucket.as_ref().unwrap_or(bucket);
    let holes = ranked(bucket);
    let left: f64 = holes.iter().map(|hole| hole.1).sum();
    if left <= 0.0 {
        return None;
    }
    let first = std::ptr::eq(baseline, bucket);
    let all: Vec<&Bucket> = study.results.worlds.iter().filter_map(|world| world.bucket.as_ref()).collect();
    let (found, before) = (Rows::of(bucket, &all), Rows::of(baseline, &all));
    let mut rows: Vec<String> = Vec::new();
    let mut bars = Vec::new();
    let mut cumulative = Vec::new();
    let mut so_far = 0.0;
    let tick = |name: &str| baseline.outflow.get(name).and_then(|metric| metric.mean).unwrap_or(0.0);
    for (name, mean) in &found.drawn {
        so_far += mean;
        rows.push(among(name, holes.iter().map(|hole| hole.0.as_str()), NAME));
        cumulative.push(so_far / left);
        bars.push(Bar { tick: (!first).then(|| tick(name)), ..bar(bucket, name, *mean, left) });
    }
    let rest = found.rest();
    if !found.rest.is_empty() {
        rows.push(format!("{} other holes", found.rest.len()));
        cumulative.push(1.0);
        let parts = vec![BarPart { value: rest, hue: PLAIN, hatched: false }];
        let tick = (!first).then(|| found.rest.iter().map(|hole| tick(hole.0)).sum());
        bars.push(Bar { parts, interval: None, label: label(rest, left, None), tick });
    }
    // One scale for all worlds, so that bars can be compared from chart to chart.
    let longest = all.iter().map(|other| Rows::of(other, &all).longest(other)).fold(0.0, f64::max);
    let split = bars.iter().any(|bar| bar.parts.len() > 1);
    let keys = if split {
        vec![
            (SERVICE, true, "prior blame: nothing bad of that kind was remembered".to_string()),
            (SERVICE, false, "remembered dissatisfaction".to_string()),
            (PLAIN, false, "holes without that split".to_string()),
        ]
    } else {
        Vec::new()
    };
    let title = headline(&holes, bucket, left);
    let beside = if first {
        "and their cumulative share".to_string()
    } else {
        format!("rows as in the baseline; upright line: baseline, {} in all", people(before.total()))
    };
    let alt = format!(
        "{title}. Leavers: {}.",
        rows.iter().zip(&bars).map(|(row, bar)| format!("{row} {}", bar.label)).collect::<Vec<_>>().join("; ")
    );
    Some(ChartSpec {
        world: study.about(),
        id: study.id("exits", ""),
        title,
        subtitle: format!(
            "Leavers by hole, {} in all{}{beside}; {}",
            people(left),
            if first { ", " } else { "; " },
            study.interval("whisker")
        ),
        footer: study.footer(),
        alt,
        body: Body::Bars(Bars {
            rows,
            notes: Vec::new(),
            panels: vec![BarPanel {
                axis: Axis::new("leavers [customers]", 0.0, longest * 1.02, 5),
                bars,
                cumulative: first.then_some(cumulative),
            }],
            keys,
        }),
        table: table(bucket, &holes, left),
    })
}

/// A mean number of people: one of a few is not told as whole.
fn people(mean: f64) -> String {
    number(mean, usize::from(mean < 20.0 && mean > 0.0))
}

/// What stands beside a bar: the number, and its share of all.
pub(super) fn label(mean: f64, left: f64, share_interval: Option<[f64; 2]>) -> String {
    format!("{} · {}", people(mean), share(mean / left, share_interval))
}

fn bar(bucket: &Bucket, name: &str, mean: f64, left: f64) -> Bar {
    let split = bucket.split.get(name).and_then(|split| Some((split.prior.mean?, split.dissatisfaction.mean?)));
    let parts = match split {
        Some((prior, felt)) if prior + felt > 0.0 => vec![
            BarPart { value: prior, hue: SERVICE, hatched: true },
            BarPart { value: felt, hue: SERVICE, hatched: false },
        ],
        _ => vec![BarPart { value: mean, hue: PLAIN, hatched: false }],
    };
    let interval = bucket.outflow_share.get(name).and_then(|share| share.ci95);
    Bar {
        parts,
        interval: bucket.outflow.get(name).and_then(|metric| metric.ci95),
        label: label(mean, left, interval),
        tick: None,
    }
}

fn headline(holes: &[(&String, f64)], bucket: &Bucket, left: f64) -> String {
    let (worst, mean) = holes[0];
    let interval = bucket.outflow_share.get(worst).and_then(|share| share.ci95);
    let first = format!("{} takes {} of exits", capital(&visible(worst, NAME)), share(mean / left, interval));
    let mut so_far = 0.0;
    let cumulative: Vec<f64> = holes
        .iter()
        .map(|hole| {
            so_far += hole.1;
            so_far / left
        })
        .collect();
    match cumulative.iter().position(|share| *share >= 0.7).unwrap_or(0) {
        0 => first,
        most if most + 1 == holes.len() => first,
        most => {
            format!("{first}; the {} largest of {} holes take {}", most + 1, holes.len(), percent(cumulative[most]))
        }
    }
}

fn table(bucket: &Bucket, holes: &[(&String, f64)], left: f64) -> TableSpec {
    Columns::<(&String, f64)>::new()
        .with("hole", |row| row.0.as_str())
        .with("leavers [customers]", |row| row.1)
        .ends(["ci95 low [customers]", "ci95 high [customers]"], |row| bucket.outflow[row.0].ci95)
        .with("share of exits", |row| {
            bucket.outflow_share.get(row.0).and_then(|share| share.mean).unwrap_or(row.1 / left)
        })
        .ends(["share ci95 low", "share ci95 high"], |row| bucket.outflow_share.get(row.0)?.ci95)
        .with("prior blame [customers]", |row| bucket.split.get(row.0).and_then(|split| split.prior.mean))
        .with("dissatisfaction [customers]", |row| bucket.split.get(row.0).and_then(|split| split.dissatisfaction.mean))
        .with("indifferent [customers]", |row| bucket.split.get(row.0).and_then(|split| split.indifferent.mean))
        .with("n", |row| bucket.outflow[row.0].n)
        .table("exits", holes.iter().copied())
}

#[cfg(test)]
mod tests {
    use crate::report::charts::spec::Body;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn the_headline_names_the_biggest_hole_with_its_interval() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "exits").expect("exits");
        assert!(
            chart.title.starts_with("Hassle takes 31 % [29, 33] of exits; the 4 largest of 9 holes take 77 %"),
            "{}",
            chart.title
        );
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        let panel = &bars.panels[0];
        assert_eq!(panel.bars.len(), bars.rows.len());
        let cumulative = panel.cumulative.as_ref().expect("a cumulative line");
        assert!((cumulative[cumulative.len() - 1] - 1.0).abs() < 1e-12);
        assert_eq!(panel.axis.low, 0.0);
    }

    #[test]
    fn worlds_share_a_scale_and_rows_and_show_the_baseline() {
        let charts = all(&crate::report::fixtures::worlds::compare());
        let bars = |id: &str| {
            let chart = charts.iter().find(|chart| chart.id == id).expect("exits");
            let Body::Bars(bars) = &chart.body else { panic!("not bars") };
            bars.clone()
        };
        let (before, after) = (bars("exits"), bars("fourth-teller-exits"));
        assert_eq!(before.rows, after.rows);
        assert_eq!(before.panels[0].axis, after.panels[0].axis);
        assert!(before.panels[0].bars.iter().all(|bar| bar.tick.is_none()));
        let ticks: Vec<Option<f64>> = after.panels[0].bars.iter().map(|bar| bar.tick).collect();
        assert_eq!(ticks[0], Some(884.0), "hassle of the baseline");
        // A hole that is small here and large in another world is drawn in both.
        let mut results = crate::report::fixtures::worlds::compare();
        for (world, amount) in results.worlds.iter_mut().zip([3.0, 700.0]) {
            let bucket = world.bucket.as_mut().expect("a bucket");
            for index in 0..9 {
                bucket.outflow.insert(format!("hole {index}"), fixtures::metric(10.0, 0.5, "customers"));
            }
            bucket.outflow.insert("hole 8".to_string(), fixtures::metric(amount, 0.5, "customers"));
        }
        let charts = all(&results);
        for id in ["exits", "fourth-teller-exits"] {
            let chart = charts.iter().find(|chart| chart.id == id).expect("exits");
            let Body::Bars(bars) = &chart.body else { panic!("not bars") };
            assert!(bars.rows.iter().any(|row| row == "hole 8"), "{id}: {:?}", bars.rows);
        }
        assert!(before.panels[0].cumulative.is_some() && after.panels[0].cumulative.is_none());
    }

    #[test]
    fn many_holes_are_gathered_without_losing_anybody() {
        let mut results = fixtures::bank_branch();
        let bucket = results.worlds[0].bucket.as_mut().expect("a bucket");
        for index in 0..40 {
            bucket.outflow.insert(format!("hole {index}"), fixtures::metric(2.0, 0.5, "customers"));
        }
        let expected: f64 = bucket.outflow.values().filter_map(|metric| metric.mean).sum();
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "exits").expect("exits");
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        assert_eq!(bars.rows.len(), 12);
        let drawn: f64 = bars.panels[0].bars.iter().flat_map(|bar| &bar.parts).map(|part| part.value).sum();
        assert!((drawn - expected).abs() < 1e-6);
        assert!(chart.title.contains(" of 49 holes take"), "the gathered row is no hole: {}", chart.title);
    }
}
