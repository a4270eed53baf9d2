//! The leaky bucket of the baseline and of a world, side by side to one scale.

use super::bucket::{parts as parts_of, pictures};
use super::pictures::{BucketPair, BucketPicture};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, places};
use crate::experiment::comparison::Difference;
use crate::experiment::results::{Bucket, Metric, World};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{as_metric, days, difference_parts, number, parts, signed};
use crate::report::words::names::{capital, visible, world_name};

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let baseline = study.results.worlds.first()?;
    let world = study.world;
    let (before, after) = (baseline.bucket.as_ref()?, world.bucket.as_ref()?);
    let pictures: [BucketPicture; 2] = pictures([before, after])?.try_into().ok()?;
    // What changes nothing needs no picture of it.
    if before == after {
        return None;
    }
    let name = world_name(study.results, &world.name, NAME);
    let title = headline((world, &name), before, after)?;
    let alt = format!(
        "{title}. Baseline: {}. {name}: {}. Leavers by hole, baseline and here: {}.",
        pictures[0].sum,
        pictures[1].sum,
        before
            .outflow
            .keys()
            .map(|hole| {
                let here = number(mean_of(after.outflow.get(hole)), 0);
                format!("{} {} and {here}", visible(hole, NAME), number(mean_of(before.outflow.get(hole)), 0))
            })
            .collect::<Vec<_>>()
            .join(", ")
    );
    Some(ChartSpec {
        world: study.about(),
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

/// A difference that can be told from zero, with its sign; one replication without an interval tells any difference, too few events tell none.
pub(super) fn told(difference: &Difference) -> Option<f64> {
    let mean = difference.mean.filter(|mean| *mean != 0.0)?;
    let told = !difference.too_few_events && difference.ci95.is_none_or(|[low, high]| low > 0.0 || high < 0.0);
    told.then_some(mean)
}

/// The change at the horizon by the paired difference, and the hole that tells most of it.
fn headline((world, name): (&World, &str), before: &Bucket, after: &Bucket) -> Option<String> {
    let known = |id: &str| world.comparison.as_ref().and_then(|found| found.difference.get(id));
    let (low, high) = (before.end.mean?, after.end.mean?);
    let places = places(low.max(high));
    let instead = format!("{} instead of {}", number(high, places), number(low, places));
    let name = capital(name);
    let (change, more, fewer, words) = match (known("active_end"), known("exits")) {
        (Some(active), _) => (active.clone(), "more customers", "fewer customers", " at the horizon"),
        (None, Some(exits)) => (exits.clone(), "more exits", "fewer exits", ""),
        (None, None) => {
            let verb = if high >= low { "more" } else { "fewer" };
            let by = number((high - low).abs(), places);
            return Some(format!("{name}: {by} {verb} customers at the horizon, {instead}"));
        }
    };
    let Some(mean) = told(&change) else {
        let words = signed(&difference_parts(&change));
        return Some(format!("{name}: no change to tell in customers at the horizon, {words}"));
    };
    let (size, verb) = if mean > 0.0 { (change, more) } else { (change.reversed(), fewer) };
    let size = parts(&as_metric(&size));
    let whole = |bucket: &Bucket, hole: &str| number(mean_of(bucket.outflow.get(hole)), 0);
    // Fewer leave where there are more customers.
    let sign = if (verb == "more customers") || (verb == "fewer exits") { -1.0 } else { 1.0 };
    let changes = |hole: &String| mean_of(after.outflow.get(hole)) - mean_of(before.outflow.get(hole));
    let hole = before
        .outflow
        .keys()
        .chain(after.outflow.keys())
        .filter(|hole| changes(hole) * sign > 0.0 && whole(before, hole) != whole(after, hole))
        .filter(|hole| known(&format!("bucket.outflow.{hole}")).is_none_or(|difference| told(difference).is_some()))
        .max_by(|a, b| (changes(a) * sign).total_cmp(&(changes(b) * sign)));
    let hole = hole.map_or(String::new(), |hole| {
        let verb = if sign < 0.0 { "falls" } else { "rises" };
        format!("; {} {verb} from {} to {}", visible(hole, NAME), whole(before, hole), whole(after, hole))
    });
    let interval = if size.interval.starts_with('[') { format!(" {}", size.interval) } else { String::new() };
    Some(format!("{name}: {} {verb}{interval}{words}, {instead}{hole}", size.mean))
}

fn mean_of(metric: Option<&Metric>) -> f64 {
    metric.and_then(|metric| metric.mean).unwrap_or(0.0)
}

fn table(worlds: &[(&str, &Bucket)]) -> TableSpec {
    let rows = worlds.iter().flat_map(|(world, bucket)| parts_of(bucket).map(move |part| (*world, part)));
    Columns::<(&str, (&str, &str, &Metric))>::new()
        .with("world", |row| row.0)
        .with("part", |row| row.1.0)
        .with("name", |row| row.1.1)
        .measured(["mean [customers]", "ci95 low [customers]", "ci95 high [customers]"], |row| row.1.2)
        .with("n", |row| row.1.2.n)
        .table("bucket-before-after", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::comparison::Better;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;
    use crate::report::fixtures::worlds::difference;

    #[test]
    fn both_buckets_close_and_the_change_is_the_headline() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "bucket-before-after-fourth-teller").expect("a pair");
        assert!(chart.title.starts_with("Fourth teller: 271 fewer exits [259, 283], "), "{}", chart.title);
        assert!(chart.title.ends_with("hassle falls from 884 to 541"), "{}", chart.title);
        let Body::BucketPair(pair) = &chart.body else { panic!("not a pair") };
        assert!(pair.pictures.iter().all(|picture| picture.closes.starts_with("Closes exactly")));
        assert_eq!(pair.names, ["Baseline".to_string(), "Fourth teller".to_string()]);
        let [before, after] = &pair.pictures;
        let names = |picture: &BucketPicture| -> Vec<String> {
            picture.inflow.iter().chain(&picture.outflow).map(|flow| flow.name.clone()).collect()
        };
        assert_eq!(names(before), names(after), "the same streams in the same order");
        let decimals =
            |picture: &BucketPicture| picture.outflow[0].label.split_once(' ').map(|label| label.0.contains('.'));
        assert_eq!(decimals(before), decimals(after));
    }

    #[test]
    fn the_paired_difference_is_the_headline_and_no_change_is_called_one() {
        let mut results = worlds::compare();
        let title = |results: &crate::experiment::results::Results| {
            let charts = all(results);
            charts.into_iter().find(|chart| chart.id == "bucket-before-after-fourth-teller").expect("a pair").title
        };
        let mut set = |mean: f64| {
            let found = results.worlds[1].comparison.as_mut().expect("a comparison");
            found.difference.insert("active_end".to_string(), difference(mean, 11.0, "customers", Better::Higher));
            title(&results)
        };
        assert!(set(308.0).starts_with("Fourth teller: 308 more customers [297, 319] at the horizon, 3,7"));
        assert_eq!(set(-4.0), "Fourth teller: no change to tell in customers at the horizon, −4 customers [−15, +7]");
        let worse = set(-308.0);
        assert!(worse.starts_with("Fourth teller: 308 fewer customers [297, 319]"), "{worse}");
        assert!(worse.contains(" rises from "), "{worse}");
        results.worlds[1].bucket = results.worlds[0].bucket.clone();
        let charts = all(&results);
        assert!(charts.iter().all(|chart| chart.id != "bucket-before-after-fourth-teller"), "nothing changes");
    }
}
