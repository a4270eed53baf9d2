//! The leaky bucket of the baseline and of a world, side by side to one scale.

use super::bucket::picture;
use super::{NAME, Study};
use crate::experiment::results::{Bucket, Metric};
use crate::report::format::{capital, days, number, visible};
use crate::report::pictures::BucketPair;
use crate::report::spec::{Body, ChartSpec};
use crate::report::table::TableSpec;

pub(super) fn build(study: &mut Study) -> Option<ChartSpec> {
    let baseline = study.results.worlds.first()?;
    let world = study.world;
    let (before, after) = (baseline.bucket.as_ref()?, world.bucket.as_ref()?);
    let pictures = [picture(before)?, picture(after)?];
    let (low, high) = (before.end.mean?, after.end.mean?);
    let places = if low.max(high) < 20.0 { 1 } else { 0 };
    let name = visible(&world.name, NAME);
    let change = |hole: &str| mean(after.outflow.get(hole)) - mean(before.outflow.get(hole));
    let holes = before.outflow.keys().chain(after.outflow.keys());
    let most = holes.min_by(|a, b| change(a).total_cmp(&change(b))).filter(|hole| change(hole) < 0.0);
    let shrinks = most.map_or(String::new(), |hole| {
        format!(
            "; {} falls from {} to {}",
            visible(hole, NAME),
            number(mean(before.outflow.get(hole)), 0),
            number(mean(after.outflow.get(hole)), 0)
        )
    });
    let verb = if high >= low { "more" } else { "fewer" };
    let title = format!(
        "{}: {} {verb} customers at the horizon, {} instead of {}{shrinks}",
        capital(&name),
        number((high - low).abs(), places),
        number(high, places),
        number(low, places)
    );
    let alt = format!(
        "{title}. Baseline: {}. {name}: {}. Leavers by hole, baseline and here: {}.",
        pictures[0].sum,
        pictures[1].sum,
        before
            .outflow
            .keys()
            .map(|hole| {
                let here = number(mean(after.outflow.get(hole)), 0);
                format!("{} {} and {here}", visible(hole, NAME), number(mean(before.outflow.get(hole)), 0))
            })
            .collect::<Vec<_>>()
            .join(", ")
    );
    Some(ChartSpec {
        id: study.id("bucket-before-after", &world.name),
        title,
        subtitle: format!(
            "Customers over {}, means of {} replications; both buckets, all streams and holes drawn to one scale [customers]",
            days(study.results.run.horizon_days),
            study.results.run.replications
        ),
        footer: study.footer(),
        alt,
        body: Body::BucketPair(BucketPair { names: [capital(&visible(&baseline.name, NAME)), name], pictures }),
        table: table(&[(&baseline.name, before), (&world.name, after)]),
    })
}

fn mean(metric: Option<&Metric>) -> f64 {
    metric.and_then(|metric| metric.mean).unwrap_or(0.0)
}

fn table(worlds: &[(&str, &Bucket)]) -> TableSpec {
    let columns = ["world", "part", "name", "mean [customers]", "ci95 low [customers]", "ci95 high [customers]", "n"];
    let mut table = TableSpec::new("bucket-before-after", columns);
    for (world, bucket) in worlds {
        let mut row = |part: &str, name: &str, metric: &Metric| {
            table.push(vec![
                (*world).into(),
                part.into(),
                name.into(),
                metric.mean.into(),
                metric.ci95.map(|ci| ci[0]).into(),
                metric.ci95.map(|ci| ci[1]).into(),
                metric.n.into(),
            ]);
        };
        row("start", "", &bucket.start);
        bucket.inflow.iter().for_each(|(name, metric)| row("inflow", name, metric));
        bucket.outflow.iter().for_each(|(name, metric)| row("outflow", name, metric));
        row("end", "", &bucket.end);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::all;
    use crate::report::fixtures_worlds as worlds;

    #[test]
    fn both_buckets_close_and_the_change_is_the_headline() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "bucket-before-after-fourth-teller").expect("a pair");
        assert!(chart.title.starts_with("Fourth teller: 308 more customers at the horizon"), "{}", chart.title);
        assert!(chart.title.ends_with("hassle falls from 884 to 541"), "{}", chart.title);
        let Body::BucketPair(pair) = &chart.body else { panic!("not a pair") };
        assert!(pair.pictures.iter().all(|picture| picture.closes.starts_with("Closes exactly")));
        assert_eq!(pair.names, ["Baseline".to_string(), "Fourth teller".to_string()]);
    }
}
