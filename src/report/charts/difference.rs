//! Will it be better? Paired differences as dots that can be counted.
//!
//! With at most 100 replications every dot is one of them, so nothing is assumed about their distribution and the
//! words say "38 of 40 replications". With more, the dots are the quantiles at 0.5, 1.5, ... 99.5 %, and the words say
//! "97 of 100 futures". Either way a dot is one future of the firm, not a possible mean: the mean and its interval
//! stand below the dots.

use super::axis::Axis;
use super::fit::fitted;
use super::pictures::{DotRow, Dots};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, OPEN, Study, around_zero};
use crate::experiment::comparison::{Better, Comparison, Difference};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::deciding;
use crate::report::words::format::{difference_parts, signed};
use crate::report::words::futures::{counted, dots};
use crate::report::words::names::{capital, visible, world_name};
use crate::report::words::verdicts::{NOT_JUDGED, TOO_FEW, times};

/// The value of the firm among differences.
const VALUE: &str = "npv";
/// Worlds drawn; the others are in the table.
const DRAWN: usize = 8;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let mut found: Vec<(&str, &Comparison)> = study
        .results
        .worlds
        .iter()
        .filter_map(|world| Some((world.name.as_str(), world.comparison.as_ref()?)))
        .filter(|(_, comparison)| !comparison.futures.is_empty())
        .collect();
    let results = study.results;
    let (key, better) = (results.findings.futures_by(), results.findings.futures_better());
    let mean = |comparison: &Comparison| {
        let stored = comparison.difference.get(key).and_then(|difference| difference.mean);
        stored.unwrap_or_else(|| comparison.futures.iter().sum::<f64>() / comparison.futures.len() as f64)
    };
    // By what decides; who is not judged and who is no choice stand last, so that they head nothing.
    let gain = |comparison: &Comparison| {
        let decided = comparison.difference.get(results.findings.decides_by()).and_then(Difference::gain);
        decided.unwrap_or_else(|| better.orient(mean(comparison)))
    };
    let open = |name: &str| results.is_open(name);
    let yardstick = |name: &str| results.worlds.iter().any(|world| world.name == name && world.yardstick);
    let last = |name: &str| (yardstick(name), open(name));
    found.sort_by(|a, b| last(a.0).cmp(&last(b.0)).then(gain(b.1).total_cmp(&gain(a.1))));
    let (best, first) = *found.first()?;
    let (count, what) = counted(&first.futures, better)?;
    let rows: Vec<DotRow> = found
        .iter()
        .take(DRAWN)
        .filter_map(|(name, comparison)| {
            let (count, what) = counted(&comparison.futures, better)?;
            let stored = comparison.difference.get(key);
            Some(DotRow {
                name: world_name(study.results, name, NAME),
                dots: dots(&comparison.futures),
                mean: mean(comparison),
                interval: stored.and_then(|difference| difference.ci95),
                count,
                note: match stored.filter(|_| !open(name)).and_then(|difference| difference.variance_ratio) {
                    Some(ratio) => format!("{what} better; pairing {}", times(ratio)),
                    None if open(name) => NOT_JUDGED.to_owned(),
                    None => format!("{what} better"),
                },
            })
        })
        .collect();
    let ends = rows.iter().flat_map(|row| row.dots.iter().copied().chain(row.interval.into_iter().flatten()));
    let (low, high) = around_zero(ends);
    let unit = first.difference.get(key).map_or("money", |difference| difference.unit.as_str());
    let estimate = first.difference.get(key).map(|difference| signed(&difference_parts(difference)));
    let says = estimate.map_or(String::new(), |estimate| format!("; on average {estimate}"));
    let open_first = open(best);
    let few = first.difference.get(key).is_some_and(|difference| difference.too_few_events);
    let title = fitted(study.results, best, |best| match better.orient(mean(first)) > 0.0 {
        _ if open_first => OPEN.to_owned(),
        _ if few => format!("Undecided, {TOO_FEW}: {best} is better in {count} {what}{says}"),
        true => format!("{} is better in {count} {what}{says}", capital(best)),
        false => {
            let good = if key == VALUE { "worth more" } else { "better" };
            format!("Nothing is {good} than the baseline; {best} comes closest: {count} {what} better{says}")
        }
    });
    let alt = format!(
        "{title}. {}.",
        found
            .iter()
            .filter_map(|(name, comparison)| {
                let (count, what) = counted(&comparison.futures, better)?;
                let told = if open(name) { NOT_JUDGED.to_owned() } else { format!("{count} {what} better") };
                let estimate = comparison.difference.get(key).map(|d| signed(&difference_parts(d)));
                Some(format!("{}: {told}, {}", world_name(study.results, name, NAME), estimate.unwrap_or_default()))
            })
            .collect::<Vec<_>>()
            .join("; ")
    );
    let dot = if what == "futures" {
        format!("each dot one future in a hundred (quantiles of {} replications)", first.futures.len())
    } else {
        "each dot one replication".to_string()
    };
    let more = found.len().saturating_sub(DRAWN);
    let more = if more > 0 { format!(" {more} more worlds are in the table.") } else { String::new() };
    let name = deciding::metric(key);
    let short = if key == VALUE { "NPV" } else { key };
    let sides = match better {
        Better::Higher => ["← worse", "better →"],
        Better::Lower => ["← better", "worse →"],
    };
    Some(ChartSpec {
        world: study.about(),
        id: study.id("difference", ""),
        title,
        subtitle: format!(
            "{name} less that of the baseline, same customers and same luck; {dot}; diamond and \
             whisker: mean and its 95 % interval; pairing: times the replications independent runs would need.{more}"
        ),
        footer: study.footer(),
        alt,
        body: Body::Dots(Dots {
            axis: Axis::new(format!("difference of {} [{}]", visible(short, 30), visible(unit, 16)), low, high, 6),
            rows,
            sides: sides.map(str::to_string),
        }),
        table: table(&found, key),
    })
}

fn table(found: &[(&str, &Comparison)], key: &str) -> TableSpec {
    let unit = found.first().and_then(|found| found.1.difference.get(key)).map_or("", |found| found.unit.as_str());
    let rows = found.iter().flat_map(|(name, comparison)| {
        (1_u64..).zip(dots(&comparison.futures)).map(move |(number, value)| (*name, number, value))
    });
    Columns::<(&str, u64, f64)>::new()
        .with("world", |row| row.0)
        .with("replication or dot", |row| row.1)
        .with(format!("difference of {key} [{unit}]"), |row| row.2)
        .table("difference", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn up_to_a_hundred_replications_are_shown_as_they_are() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "difference").expect("difference");
        let Body::Dots(picture) = &chart.body else { panic!("not dots") };
        assert_eq!(picture.rows.len(), 4);
        assert!(picture.rows.iter().all(|row| row.dots.len() == 40));
        assert!(chart.title.contains("of 40 replications"), "{}", chart.title);
        for row in &picture.rows {
            let better = row.dots.iter().filter(|dot| **dot > 0.0).count();
            assert_eq!(row.count, format!("{better} of 40"));
        }
        assert!(picture.axis.low < 0.0 && picture.axis.high > 0.0);
    }

    #[test]
    fn many_replications_become_a_hundred_futures() {
        let charts = all(&worlds::compare_many());
        let chart = charts.iter().find(|chart| chart.id == "difference").expect("difference");
        let Body::Dots(picture) = &chart.body else { panic!("not dots") };
        assert!(picture.rows.iter().all(|row| row.dots.len() == 100));
        assert!(chart.title.contains("of 100 futures"), "{}", chart.title);
        assert!(chart.subtitle.contains("quantiles of 200 replications"), "{}", chart.subtitle);
    }
}
