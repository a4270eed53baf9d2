//! Why they leave: a Pareto chart of the holes.

use super::{NAME, Study};
use crate::experiment::results::Bucket;
use crate::report::format::{capital, number, percent, share, visible};
use crate::report::spec::{Axis, Bar, BarPanel, BarPart, Bars, Body, ChartSpec};
use crate::report::table::TableSpec;

/// Bars drawn; smaller holes are gathered.
const DRAWN: usize = 12;
/// Hue of an undivided hole.
const PLAIN: usize = 0;
/// Hue of a service hole; its prior blame is hatched.
const SERVICE: usize = 1;

pub(super) fn build(study: &mut Study) -> Option<ChartSpec> {
    let bucket = study.world.bucket.as_ref()?;
    let holes = ranked(bucket);
    let left: f64 = holes.iter().map(|hole| hole.1).sum();
    if left <= 0.0 {
        return None;
    }
    let shown = if holes.len() > DRAWN { DRAWN - 1 } else { holes.len() };
    let mut rows: Vec<String> = Vec::new();
    let mut bars = Vec::new();
    let mut cumulative = Vec::new();
    let mut so_far = 0.0;
    for (name, mean) in &holes[..shown] {
        so_far += mean;
        rows.push(visible(name, NAME));
        cumulative.push(so_far / left);
        bars.push(bar(bucket, name, *mean, left));
    }
    let rest: f64 = holes[shown..].iter().map(|hole| hole.1).sum();
    if rest > 0.0 {
        rows.push(format!("{} smaller holes", holes.len() - shown));
        cumulative.push(1.0);
        let parts = vec![BarPart { value: rest, hue: PLAIN, hatched: false }];
        bars.push(Bar { parts, interval: None, label: label(rest, left, None) });
    }
    let longest = bars.iter().map(|bar| whole(bar).max(bar.interval.map_or(0.0, |ci| ci[1]))).fold(0.0, f64::max);
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
    let title = headline(&rows, &cumulative, bucket, holes[0].0);
    let alt = format!(
        "{title}. Leavers: {}.",
        rows.iter().zip(&bars).map(|(row, bar)| format!("{row} {}", bar.label)).collect::<Vec<_>>().join("; ")
    );
    Some(ChartSpec {
        id: study.id("exits", ""),
        title,
        subtitle: format!(
            "Leavers by hole, {} in all, and their cumulative share; {}",
            number(left, 0),
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
                cumulative: Some(cumulative),
            }],
            keys,
        }),
        table: table(bucket, &holes, left),
    })
}

/// Holes by loss, largest first.
pub(in crate::report) fn ranked(bucket: &Bucket) -> Vec<(&String, f64)> {
    let mut holes: Vec<(&String, f64)> = bucket
        .outflow
        .iter()
        .filter_map(|(name, metric)| Some((name, metric.mean?)))
        .filter(|hole| hole.1 > 0.0)
        .collect();
    holes.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    holes
}

fn whole(bar: &Bar) -> f64 {
    bar.parts.iter().map(|part| part.value).sum()
}

/// What stands beside a bar: the number, and its share of all.
pub(super) fn label(mean: f64, left: f64, share_interval: Option<[f64; 2]>) -> String {
    let places = if mean < 20.0 { 1 } else { 0 };
    format!("{} · {}", number(mean, places), share(mean / left, share_interval))
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
    Bar { parts, interval: bucket.outflow.get(name).and_then(|metric| metric.ci95), label: label(mean, left, interval) }
}

fn headline(rows: &[String], cumulative: &[f64], bucket: &Bucket, worst: &str) -> String {
    let interval = bucket.outflow_share.get(worst).and_then(|share| share.ci95);
    let first = format!("{} takes {} of exits", capital(&rows[0]), share(cumulative[0], interval));
    let most = cumulative.iter().position(|share| *share >= 0.7).unwrap_or(0);
    match most {
        0 => first,
        _ if most + 1 == rows.len() => first,
        _ => format!("{first}; the first {} of {} holes take {}", most + 1, rows.len(), percent(cumulative[most])),
    }
}

fn table(bucket: &Bucket, holes: &[(&String, f64)], left: f64) -> TableSpec {
    let mut table = TableSpec::new(
        "exits",
        [
            "hole",
            "leavers [customers]",
            "ci95 low [customers]",
            "ci95 high [customers]",
            "share of exits",
            "share ci95 low",
            "share ci95 high",
            "prior blame [customers]",
            "dissatisfaction [customers]",
            "indifferent [customers]",
            "n",
        ],
    );
    for (name, mean) in holes {
        let metric = &bucket.outflow[*name];
        let share = bucket.outflow_share.get(*name);
        let split = bucket.split.get(*name);
        table.push(vec![
            name.as_str().into(),
            (*mean).into(),
            metric.ci95.map(|ci| ci[0]).into(),
            metric.ci95.map(|ci| ci[1]).into(),
            share.and_then(|share| share.mean).unwrap_or(mean / left).into(),
            share.and_then(|share| share.ci95).map(|ci| ci[0]).into(),
            share.and_then(|share| share.ci95).map(|ci| ci[1]).into(),
            split.and_then(|split| split.prior.mean).into(),
            split.and_then(|split| split.dissatisfaction.mean).into(),
            split.and_then(|split| split.indifferent.mean).into(),
            metric.n.into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use crate::report::charts::all;
    use crate::report::fixtures;
    use crate::report::spec::Body;

    #[test]
    fn the_headline_names_the_biggest_hole_with_its_interval() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "exits").expect("exits");
        assert!(
            chart.title.starts_with("Hassle takes 31 % [29, 33] of exits; the first 4 of 9 holes take 77 %"),
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
        let drawn: f64 = bars.panels[0].bars.iter().map(super::whole).sum();
        assert!((drawn - expected).abs() < 1e-6);
    }
}
