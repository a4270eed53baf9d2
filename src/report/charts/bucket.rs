//! The leaky bucket: what fills it, what leaks, through which hole.

use std::collections::BTreeMap;

use super::pictures::{BucketPicture, Flow};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, places};
use crate::experiment::results::{Bucket, Metric};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::bucket::{reconciling_places, sum_with, total};
use crate::report::words::format::{number, percent};
use crate::report::words::names::among;

/// Streams drawn one by one; smaller ones are gathered.
const DRAWN: usize = 9;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let bucket = study.world.bucket.as_ref()?;
    let start = bucket.start.mean?;
    let end = bucket.end.mean?;
    let left = total(&bucket.outflow);
    let picture = picture(bucket)?;
    let BucketPicture { outflow, sum, closes, .. } = &picture;
    let title = headline(bucket, start, end, outflow.first(), left);
    let alt = format!("{title}. {sum}. {closes} Leavers by hole: {}.", words(outflow));
    Some(ChartSpec {
        world: study.about(),
        id: study.id("bucket", ""),
        title,
        subtitle: format!(
            "Customers over {}, means of {} replications; streams and holes drawn to one scale [customers]",
            crate::report::words::format::days(study.results.run.horizon_days),
            study.results.run.replications
        ),
        footer: study.footer(),
        alt,
        body: Body::Bucket(picture),
        table: table(bucket),
    })
}

/// What is drawn; `None` for a bucket that nobody was ever in.
pub(super) fn picture(bucket: &Bucket) -> Option<BucketPicture> {
    pictures([bucket])?.into_iter().next()
}

/// What is drawn of buckets that are compared: the same streams in the order of the first, with the same decimals.
pub(super) fn pictures<const N: usize>(buckets: [&Bucket; N]) -> Option<Vec<BucketPicture>> {
    let places = buckets.iter().map(|bucket| reconciling_places(bucket)).max()?;
    let order = |read: fn(&Bucket) -> &BTreeMap<String, Metric>| Order::of(&buckets.map(read));
    let (sources, holes) = (order(|bucket| &bucket.inflow), order(|bucket| &bucket.outflow));
    let of = |bucket: &&Bucket| {
        let (start, end) = (bucket.start.mean?, bucket.end.mean?);
        let (joined, left) = (total(&bucket.inflow), total(&bucket.outflow));
        if start == 0.0 && joined == 0.0 {
            return None;
        }
        let (sum, closes) = sum_with(bucket, places)?;
        Some(BucketPicture {
            start,
            end,
            inflow: sources.flows(&bucket.inflow, joined, places, "sources"),
            outflow: holes.flows(&bucket.outflow, left, places, "holes"),
            sum,
            closes,
        })
    };
    buckets.iter().map(of).collect()
}

/// Which streams are drawn one by one, largest of the first bucket first, and which are gathered.
struct Order<'a> {
    drawn: Vec<&'a str>,
    rest: Vec<&'a str>,
}

impl<'a> Order<'a> {
    fn of(buckets: &[&'a BTreeMap<String, Metric>]) -> Order<'a> {
        let mean = |flows: &BTreeMap<String, Metric>, name: &str| flows.get(name).and_then(|m| m.mean).unwrap_or(0.0);
        let most = |name: &str| buckets.iter().map(|flows| mean(flows, name)).fold(0.0, f64::max);
        let mut names: Vec<&str> = buckets.iter().flat_map(|flows| flows.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| most(name) > 0.0);
        let key = |name: &str| buckets.iter().map(|flows| mean(flows, name)).collect::<Vec<f64>>();
        names.sort_by(|a, b| key(b).partial_cmp(&key(a)).unwrap_or(std::cmp::Ordering::Equal).then(a.cmp(b)));
        let shown = if names.len() > DRAWN { DRAWN - 1 } else { names.len() };
        let mut largest = names.clone();
        largest.sort_by(|a, b| most(b).total_cmp(&most(a)));
        largest.truncate(shown);
        let (drawn, rest) = names.into_iter().partition(|name| largest.contains(name));
        Order { drawn, rest }
    }

    fn flows(&self, by_name: &BTreeMap<String, Metric>, total: f64, places: usize, many: &str) -> Vec<Flow> {
        let amount = |name: &&str| by_name.get(*name).and_then(|metric| metric.mean).unwrap_or(0.0);
        let flow = |name: String, amount: f64| {
            let share = if total > 0.0 { amount / total } else { 0.0 };
            Flow { name, amount, label: format!("{} ({})", number(amount, places), percent(share)) }
        };
        let mut flows: Vec<Flow> =
            self.drawn.iter().map(|name| flow(among(name, self.drawn.iter().copied(), NAME), amount(name))).collect();
        if !self.rest.is_empty() {
            flows.push(flow(format!("{} smaller {many}", self.rest.len()), self.rest.iter().map(amount).sum()));
        }
        flows
    }
}

fn headline(bucket: &Bucket, start: f64, end: f64, worst: Option<&Flow>, left: f64) -> String {
    let holds = match bucket.end.ci95 {
        // Where nobody joins, whoever leaves is missing.
        _ if total(&bucket.inflow) == 0.0 => start == end,
        Some([low, high]) => (low..=high).contains(&start),
        None => start == end,
    };
    let places = places(start.max(end));
    let interval = bucket
        .end
        .ci95
        .map_or(String::new(), |[low, high]| format!(" [{}, {}]", number(low, places), number(high, places)));
    let level = if holds {
        format!("The bucket holds its level: {} to {}{interval}", number(start, places), number(end, places))
    } else {
        let verb = if end < start { "falls" } else { "rises" };
        format!("The bucket {verb} from {} to {}{interval}", number(start, places), number(end, places))
    };
    match worst {
        Some(hole) => format!("{level}; biggest hole: {} ({})", hole.name, percent(hole.amount / left)),
        None => format!("{level}; nobody leaves"),
    }
}

fn words(outflow: &[Flow]) -> String {
    if outflow.is_empty() {
        return "none".to_string();
    }
    outflow.iter().map(|flow| format!("{} {}", flow.name, flow.label)).collect::<Vec<_>>().join(", ")
}

/// A part of a bucket with its name and size.
type Part<'a> = (&'static str, &'a str, &'a Metric);

/// What is in a bucket, what flows in and what leaks, part by part.
pub(super) fn parts(bucket: &Bucket) -> impl Iterator<Item = Part<'_>> {
    let inflow = bucket.inflow.iter().map(|(name, metric)| ("inflow", name.as_str(), metric));
    let outflow = bucket.outflow.iter().map(|(name, metric)| ("outflow", name.as_str(), metric));
    [("start", "", &bucket.start)].into_iter().chain(inflow).chain(outflow).chain([("end", "", &bucket.end)])
}

fn table(bucket: &Bucket) -> TableSpec {
    Columns::<Part>::new()
        .with("part", |row| row.0)
        .with("name", |row| row.1)
        .measured(["mean [customers]", "ci95 low [customers]", "ci95 high [customers]"], |row| row.2)
        .with("n", |row| row.2.n)
        .table("bucket", parts(bucket))
}

#[cfg(test)]
mod tests {
    use crate::report::charts::spec::Body;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn the_printed_sum_adds_up() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "bucket").expect("a bucket");
        let Body::Bucket(picture) = &chart.body else { panic!("not a bucket") };
        let printed: Vec<f64> = picture.sum.split(' ').filter_map(|word| word.replace(',', "").parse().ok()).collect();
        let [start, joined, left, end] = printed[..] else { panic!("four numbers in `{}`", picture.sum) };
        assert!((start + joined - left - end).abs() < 1e-9, "{}", picture.sum);
        assert!(picture.closes.starts_with("Closes exactly"), "{}", picture.closes);
        let parts: f64 = picture.outflow.iter().map(|flow| flow.amount).sum();
        assert!((parts - left).abs() < 1e-6);
    }

    #[test]
    fn a_gap_is_confessed() {
        let mut results = fixtures::bank_branch();
        let bucket = results.worlds[0].bucket.as_mut().expect("a bucket");
        bucket.end.mean = bucket.end.mean.map(|end| end + 3.0);
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "bucket").expect("a bucket");
        assert!(chart.alt.contains("Does not close: −3.000 customers"), "{}", chart.alt);
    }
}
