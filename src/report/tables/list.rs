//! Tidy tables of everything in the results: one row per observation, units in the header.

use super::table::{Cell, TableSpec};
use super::{classes as tables_classes, curves as tables_curves, worlds as tables_worlds};
use crate::experiment::results::{ComplaintGroup, Metric, ReplicationTable, Results};
use crate::report::words::format::WEEKDAYS;

/// All tables that have a row.
pub(in crate::report) fn all(results: &Results, replications: &ReplicationTable) -> Vec<TableSpec> {
    let tables = [
        effective(results),
        metrics(results),
        replication_rows(replications),
        touchpoints(results),
        resources(results),
        hours(results),
        tables_curves::survival(results),
        tables_curves::survivors(results),
        tables_curves::incidence(results),
        tables_curves::level(results),
        tables_curves::program_books(results),
        bucket(results),
        tables_curves::stages(results),
        ledger(results),
        tables_classes::shares(&results.worlds),
        tables_classes::moves(&results.worlds),
        behaviours(results),
        complaints(results),
    ];
    tables.into_iter().chain(tables_worlds::all(results)).filter(|table| !table.rows.is_empty()).collect()
}

/// Headers of an estimate, in the order of [`estimate`].
pub(in crate::report) const ESTIMATE: [&str; 6] = ["mean", "ci95 low", "ci95 high", "sd", "n", "unit"];

pub(in crate::report) fn estimate(metric: &Metric) -> Vec<Cell> {
    vec![
        metric.mean.into(),
        metric.ci95.map(|ci| ci[0]).into(),
        metric.ci95.map(|ci| ci[1]).into(),
        metric.sd.into(),
        metric.n.into(),
        metric.unit.as_str().into(),
    ]
}

pub(in crate::report) fn with_estimate(name: &str, keys: &[&str], more: &[&str]) -> TableSpec {
    TableSpec::new(name, keys.iter().chain(&ESTIMATE).chain(more).copied())
}

fn effective(results: &Results) -> TableSpec {
    let mut table = TableSpec::new("inputs-effective", ["path", "value", "from", "basis"]);
    for input in &results.scenario.inputs {
        table.push([&input.path, &input.value, &input.from, &input.basis].map(|text| text.as_str().into()).to_vec());
    }
    table
}

fn metrics(results: &Results) -> TableSpec {
    let mut table = with_estimate("metrics", &["world", "path"], &["definition"]);
    for world in &results.worlds {
        for (path, metric) in world.paths() {
            let mut row = vec![world.name.as_str().into(), path.into()];
            row.extend(estimate(metric));
            row.push(metric.definition.as_str().into());
            table.push(row);
        }
    }
    table
}

fn replication_rows(replications: &ReplicationTable) -> TableSpec {
    let columns = ["world", "replication"].into_iter().map(str::to_string).chain(replications.columns.iter().cloned());
    let mut table = TableSpec::new("replications", columns);
    for row in &replications.rows {
        let mut cells = vec![row.world.as_str().into(), row.replication.into()];
        cells.extend(row.values.iter().map(|value| Cell::from(*value)));
        table.push(cells);
    }
    table
}

fn touchpoints(results: &Results) -> TableSpec {
    let mut table = with_estimate("touchpoints", &["world", "journey", "touchpoint", "measure"], &[]);
    for world in &results.worlds {
        for (key, found) in &world.touchpoints {
            let (journey, name) = key.split_once('/').unwrap_or(("", key));
            for (measure, metric) in found.measures.tabled() {
                let mut row = vec![world.name.as_str().into(), journey.into(), name.into(), measure.into()];
                row.extend(estimate(metric));
                table.push(row);
            }
        }
        for (key, found) in &world.touchpoints {
            let (journey, name) = key.split_once('/').unwrap_or(("", key));
            let names = ["moment_q05", "moment_q25", "moment_q50", "moment_q75", "moment_q95"];
            for (measure, value) in found.moment_quantiles.iter().flat_map(|quantiles| names.into_iter().zip(quantiles))
            {
                let mut row: Vec<Cell> =
                    vec![world.name.as_str().into(), journey.into(), name.into(), measure.into(), (*value).into()];
                // A pooled quantile has no interval of its own.
                row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, "moment, -1..1".into()]);
                table.push(row);
            }
        }
    }
    table
}

fn resources(results: &Results) -> TableSpec {
    let mut table = with_estimate("resources", &["world", "resource", "measure"], &[]);
    for world in &results.worlds {
        for (name, found) in &world.resources {
            for (measure, metric) in found.measures.tabled() {
                let mut row = vec![world.name.as_str().into(), name.as_str().into(), measure.into()];
                row.extend(estimate(metric));
                table.push(row);
            }
        }
    }
    table
}

fn hours(results: &Results) -> TableSpec {
    let columns = [
        "world",
        "resource",
        "hour of week",
        "weekday",
        "hour",
        "arrivals [per week]",
        "queue length [customers]",
        "busy [servers]",
        "scheduled [servers]",
        "mean delay [min]",
        "delay p95 [min]",
    ];
    let mut table = TableSpec::new("hours", columns);
    for world in &results.worlds {
        for (name, resource) in &world.resources {
            for hour in &resource.by_hour {
                table.push(vec![
                    world.name.as_str().into(),
                    name.as_str().into(),
                    u64::from(hour.hour).into(),
                    WEEKDAYS[hour.hour as usize / 24 % 7].into(),
                    u64::from(hour.hour % 24).into(),
                    hour.arrivals.into(),
                    hour.queue_length.into(),
                    hour.busy.into(),
                    hour.staff.into(),
                    hour.delay_min.into(),
                    hour.delay_p95_min.into(),
                ]);
            }
        }
    }
    table
}

pub(in crate::report) fn interval(ci95: Option<[f64; 2]>) -> [Cell; 2] {
    [ci95.map(|ci| ci[0]).into(), ci95.map(|ci| ci[1]).into()]
}

fn bucket(results: &Results) -> TableSpec {
    let mut table = with_estimate("bucket", &["world", "part", "name"], &[]);
    for world in &results.worlds {
        let Some(bucket) = &world.bucket else { continue };
        let mut add = |part: &str, name: &str, metric: &Metric| {
            let mut row = vec![world.name.as_str().into(), part.into(), name.into()];
            row.extend(estimate(metric));
            table.push(row);
        };
        add("start", "", &bucket.start);
        bucket.inflow.iter().for_each(|(name, metric)| add("inflow", name, metric));
        bucket.outflow.iter().for_each(|(name, metric)| add("outflow", name, metric));
        add("end", "", &bucket.end);
    }
    table
}

fn ledger(results: &Results) -> TableSpec {
    let mut table = with_estimate("ledger", &["world", "line"], &[]);
    for world in &results.worlds {
        for (line, metric) in &world.ledger {
            let mut row = vec![world.name.as_str().into(), line.as_str().into()];
            row.extend(estimate(metric));
            table.push(row);
        }
    }
    table
}

fn behaviours(results: &Results) -> TableSpec {
    let mut table = with_estimate("behaviours", &["world", "behaviour"], &["definition"]);
    for world in &results.worlds {
        for (behaviour, metric) in &world.behaviours {
            let mut row = vec![world.name.as_str().into(), behaviour.as_str().into()];
            row.extend(estimate(metric));
            row.push(metric.definition.as_str().into());
            table.push(row);
        }
    }
    table
}

fn complaints(results: &Results) -> TableSpec {
    let mut table = complaint_groups("", "", &[]);
    for world in &results.worlds {
        for (by, groups) in &world.complaints {
            table.rows.extend(complaint_groups(&world.name, by, groups).rows);
        }
    }
    table
}

/// Complaints sorted in one way, largest group first, with cumulative share and class.
pub(in crate::report) fn complaint_groups(world: &str, by: &str, groups: &[ComplaintGroup]) -> TableSpec {
    let columns = ["share", "share ci95 low", "share ci95 high", "cumulative share", "class"];
    let mut table = with_estimate("complaints", &["world", "by", "name"], &columns);
    for group in groups {
        let mut row = vec![world.into(), by.into(), group.name.as_str().into()];
        row.extend(estimate(&group.complaints));
        let [low, high] = interval(group.share.ci95);
        row.extend([group.share.mean.into(), low, high, group.cumulative.into()]);
        row.push(if group.class_a { "A" } else { "" }.into());
        table.push(row);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::tables::csv;

    #[test]
    fn every_block_has_its_table() {
        let tables = all(&fixtures::bank_branch(), &fixtures::replications());
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        let expected = [
            "metrics",
            "replications",
            "touchpoints",
            "resources",
            "hours",
            "survival",
            "incidence",
            "level",
            "bucket",
            "stages",
            "ledger",
        ];
        assert_eq!(names, expected);
        let hours = tables.iter().find(|table| table.name == "hours").expect("hours");
        assert_eq!(hours.rows.len(), 2 * 168);
    }

    #[test]
    fn paths_are_those_of_the_results() {
        let results = fixtures::bank_branch();
        let json = serde_json::to_value(&results.worlds[0]).expect("JSON");
        for (path, metric) in results.worlds[0].paths() {
            let mut at = &json;
            let mut rest = path.as_str();
            // Names may hold dots of their own; fixtures do not.
            while let Some((head, tail)) = rest.split_once('.') {
                at = &at[head];
                rest = tail;
            }
            assert_eq!(at[rest]["mean"].as_f64(), metric.mean, "{path}");
        }
    }

    #[test]
    fn the_raw_rows_survive_a_round_trip() {
        let tables = all(&fixtures::mm1(), &fixtures::replications());
        let table = tables.iter().find(|table| table.name == "replications").expect("replications");
        let text = String::from_utf8(csv::to_bytes(table)).expect("UTF-8");
        assert_eq!(text, "world,replication,metrics.npv,bucket.outflow.hassle\nbaseline,0,-3.5,\nbaseline,1,-4.5,\n");
    }
}
