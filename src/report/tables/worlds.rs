//! Tidy tables of what comparing worlds found.

use super::leaks::{leaks, leaks_then};
use super::list::{ESTIMATE, estimate, with_estimate};
use super::table::{Cell, TableSpec};
use crate::experiment::comparison::{Better, Difference};
use crate::experiment::results::{Metric, Results};

/// All tables about worlds that differ.
pub(in crate::report) fn all(results: &Results) -> Vec<TableSpec> {
    vec![
        inputs(results),
        differences(results),
        futures(results),
        business(results),
        cumulative(results),
        twins(results),
        twin_groups(results),
        twin_flows(results),
        twin_examples(results),
        leaks(results),
        leaks_then(results),
        priorities(results),
        attribution(results),
        designs(results),
    ]
}

/// Headers of a paired difference, in the order of [`difference`].
const DIFFERENCE: [&str; 13] = [
    "mean",
    "ci95 low",
    "ci95 high",
    "simultaneous95 low",
    "simultaneous95 high",
    "sd",
    "n",
    "p better",
    "share better",
    "p adjusted",
    "variance ratio",
    "better",
    "note",
];

fn difference(found: &Difference, unjudged: bool) -> Vec<Cell> {
    let better = match found.better {
        Some(Better::Higher) => "higher",
        Some(Better::Lower) => "lower",
        None => "",
    };
    vec![
        found.mean.into(),
        found.ci95.map(|ci| ci[0]).into(),
        found.ci95.map(|ci| ci[1]).into(),
        found.simultaneous95.map(|ci| ci[0]).into(),
        found.simultaneous95.map(|ci| ci[1]).into(),
        found.sd.into(),
        found.n.into(),
        found.p_better.into(),
        found.share_better.into(),
        found.p_adjusted.into(),
        found.variance_ratio.into(),
        better.into(),
        note(found, unjudged),
    ]
}

/// Why a difference is not judged.
pub(in crate::report) fn note(found: &Difference, unjudged: bool) -> Cell {
    crate::report::words::verdicts::reserve(found, unjudged).map_or(Cell::Empty, Into::into)
}

fn inputs(results: &Results) -> TableSpec {
    let mut table = TableSpec::new("inputs", ["world", "path", "baseline", "here", "when"]);
    for change in &results.findings.inputs {
        let words = [&change.world, &change.path, &change.from, &change.to, &change.when];
        table.push(words.map(|word| word.as_str().into()).into());
    }
    table
}

fn differences(results: &Results) -> TableSpec {
    let columns = ["world", "metric"].into_iter().chain(DIFFERENCE).chain(["unit"]);
    let mut table = TableSpec::new("differences", columns);
    for world in &results.worlds {
        let unjudged = results.findings.is_unjudged(&world.name);
        for (metric, found) in world.comparison.iter().flat_map(|found| &found.difference) {
            let mut row: Vec<Cell> = vec![world.name.as_str().into(), metric.as_str().into()];
            row.extend(difference(found, unjudged));
            row.push(found.unit.as_str().into());
            table.push(row);
        }
    }
    table
}

fn futures(results: &Results) -> TableSpec {
    let unit = results.worlds.iter().find_map(|world| Some(world.comparison.as_ref()?.business.cost.unit.as_str()));
    let money = |words: &str| format!("{words} [{}]", unit.unwrap_or("money"));
    let columns = [
        "world".to_string(),
        "number".to_string(),
        money("difference of npv"),
        money("cost"),
        "payback [d]".to_string(),
    ];
    let mut table = TableSpec::new("futures", columns);
    for (world, found) in results.worlds.iter().filter_map(|world| Some((world, world.comparison.as_ref()?))) {
        for (index, value) in found.futures.iter().enumerate() {
            let cost = found.business.costs.get(index).copied();
            let payback = found.business.paybacks.get(index).copied().flatten();
            table.push(vec![
                world.name.as_str().into(),
                (index as u64).into(),
                (*value).into(),
                cost.into(),
                payback.into(),
            ]);
        }
    }
    table
}

fn business(results: &Results) -> TableSpec {
    let mut table = with_estimate("business", &["world", "measure"], &["definition"]);
    for world in &results.worlds {
        let Some(found) = world.comparison.as_ref().map(|found| &found.business) else { continue };
        let measures = [("cost", Some(&found.cost)), ("gain", Some(&found.gain)), ("return", found.return_.as_ref())];
        for (measure, metric) in measures.into_iter().filter_map(|(measure, metric)| Some((measure, metric?))) {
            let mut row = vec![world.name.as_str().into(), measure.into()];
            row.extend(estimate(metric));
            row.push(metric.definition.as_str().into());
            table.push(row);
        }
        if let Some(payback) = &found.payback_days {
            let [low, high] = payback.interval.unwrap_or([None, None]);
            let definition = format!("{}; {} of {} pay back", payback.definition, payback.paid_back, payback.n);
            table.push(vec![
                world.name.as_str().into(),
                "payback, median".into(),
                payback.median.into(),
                low.into(),
                high.into(),
                Cell::Empty,
                payback.n.into(),
                "days".into(),
                definition.into(),
            ]);
        }
    }
    table
}

fn cumulative(results: &Results) -> TableSpec {
    let unit = results.worlds.iter().find_map(|world| Some(world.comparison.as_ref()?.business.cost.unit.as_str()));
    let gained = format!("value gained so far [{}]", unit.unwrap_or("money"));
    let columns = ["world", "day", gained.as_str(), "ci95 low", "ci95 high", "n"];
    let mut table = TableSpec::new("cumulative", columns);
    for world in &results.worlds {
        let Some(found) = &world.comparison else { continue };
        for point in &found.business.cumulative {
            table.push(vec![
                world.name.as_str().into(),
                point.day.into(),
                point.mean.into(),
                point.ci95.map(|ci| ci[0]).into(),
                point.ci95.map(|ci| ci[1]).into(),
                found.business.cost.n.into(),
            ]);
        }
    }
    table
}

fn twins(results: &Results) -> TableSpec {
    let mut table = with_estimate("twins", &["world", "fate"], &[]);
    for world in &results.worlds {
        let Some(twins) = world.comparison.as_ref().and_then(|found| found.twins.as_ref()) else { continue };
        let all = [
            ("unmatched", &twins.unmatched),
            ("unmatched, leave in the baseline", &twins.unmatched_left[0]),
            ("unmatched, leave here", &twins.unmatched_left[1]),
            ("left later by another hole", &twins.left_later),
            ("delay of moved exits", &twins.delay_days),
        ];
        for (fate, metric) in twins.fates().chain(all) {
            let mut row = vec![world.name.as_str().into(), fate.into()];
            row.extend(estimate(metric));
            table.push(row);
        }
    }
    table
}

fn twin_groups(results: &Results) -> TableSpec {
    let mut table = with_estimate("twin-groups", &["world", "by", "name", "fate"], &[]);
    for world in &results.worlds {
        let groups = world.comparison.iter().filter_map(|found| found.twins.as_ref()).flat_map(|twins| &twins.by);
        for group in groups {
            for (fate, metric) in group.fates() {
                let names = [&world.name, &group.by, &group.name];
                let mut row: Vec<Cell> = names.map(|name| name.as_str().into()).into();
                row.push(fate.into());
                row.extend(estimate(metric));
                table.push(row);
            }
        }
    }
    table
}

fn twin_flows(results: &Results) -> TableSpec {
    let mut table =
        TableSpec::new("twin-flows", ["world", "from", "to", "mean [customers]", "ci95 low", "ci95 high", "n"]);
    for world in &results.worlds {
        let flows = world.comparison.iter().filter_map(|found| found.twins.as_ref()).flat_map(|twins| &twins.flow);
        for flow in flows {
            table.push(vec![
                world.name.as_str().into(),
                flow.from.as_str().into(),
                flow.to.as_str().into(),
                flow.mean.into(),
                flow.ci95.map(|ci| ci[0]).into(),
                flow.ci95.map(|ci| ci[1]).into(),
                flow.n.into(),
            ]);
        }
    }
    table
}

fn twin_examples(results: &Results) -> TableSpec {
    let mut table = TableSpec::new("twin-examples", ["world", "replication", "customer", "fate", "story"]);
    for world in &results.worlds {
        let found = world.comparison.iter().filter_map(|found| found.twins.as_ref()).flat_map(|twins| &twins.examples);
        for example in found {
            table.push(vec![
                world.name.as_str().into(),
                example.replication.into(),
                example.customer.as_str().into(),
                example.fate.as_str().into(),
                example.story.as_str().into(),
            ]);
        }
    }
    table
}

/// Importance and rating of what is rated, most important first.
pub(in crate::report) fn priorities(results: &Results) -> TableSpec {
    let side = |name: &str| ESTIMATE.map(|column| format!("{name} {column}"));
    let keys = ["touchpoint", "what", "hole", "area", "in doubt", "weight"].map(str::to_string);
    let columns = keys.into_iter().chain(side("importance")).chain(side("rating"));
    let mut table = TableSpec::new("priorities", columns);
    for item in results.findings.priorities.iter().flat_map(|found| &found.items) {
        let mut row: Vec<Cell> = vec![
            item.touchpoint.as_str().into(),
            if item.wait { "wait" } else { "service" }.into(),
            item.hole.as_str().into(),
            crate::report::words::priorities::area(item.advice).into(),
            if item.in_doubt { "yes" } else { "no" }.into(),
            item.weight.into(),
        ];
        row.extend(estimate(&item.importance));
        row.extend(estimate(&item.rating));
        table.push(row);
    }
    table
}

fn attribution(results: &Results) -> TableSpec {
    let mut table = with_estimate("attribution", &["name", "part"], &["metric", "exact"]);
    let Some(found) = &results.findings.attribution else { return table };
    let mut add = |name: &str, part: &str, metric: &Metric| {
        let mut row = vec![name.into(), part.into()];
        row.extend(estimate(metric));
        row.extend([Cell::from(found.metric.as_str()), Cell::from(if found.exact { "yes" } else { "no" })]);
        table.push(row);
    };
    for player in &found.players {
        add(&player.name, "Shapley share", &player.share);
        add(&player.name, "alone", &player.alone);
    }
    add("", "total", &found.total);
    add("", "interaction", &found.interaction);
    table
}

fn designs(results: &Results) -> TableSpec {
    let side = |name: &str| ESTIMATE.map(|column| format!("{name} {column}"));
    let columns = ["design", "interventions", "dominated by", "within budget", "probability of being best"]
        .map(str::to_string)
        .into_iter()
        .chain(side("cost"))
        .chain(side("gain"));
    let mut table = TableSpec::new("designs", columns);
    for design in &results.findings.designs {
        let mut row: Vec<Cell> = vec![
            design.name.as_str().into(),
            design.interventions.join(" + ").into(),
            design.dominated_by.as_deref().into(),
            design.within_budget.map(|within| if within { "yes" } else { "no" }).into(),
            design.p_best.into(),
        ];
        row.extend(estimate(&design.cost));
        row.extend(estimate(&design.gain));
        table.push(row);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::worlds;

    fn names(results: &Results) -> Vec<String> {
        let found = all(results).into_iter().filter(|table| !table.rows.is_empty());
        found.map(|table| table.name).collect()
    }

    #[test]
    fn every_finding_has_its_table() {
        assert_eq!(
            names(&worlds::compare()),
            [
                "inputs",
                "differences",
                "futures",
                "business",
                "cumulative",
                "twins",
                "twin-groups",
                "twin-flows",
                "twin-examples",
                "attribution",
                "designs"
            ]
        );
        assert_eq!(names(&worlds::leaks()), ["leaks", "leaks-then", "priorities"]);
    }

    #[test]
    fn each_row_is_one_observation_with_its_n() {
        let results = worlds::compare();
        let tables = all(&results);
        let table = |name: &str| tables.iter().find(|table| table.name == name).expect("a table");
        assert_eq!(table("differences").rows.len(), 4 * 5);
        assert_eq!(table("twins").rows.len(), 4 * 9);
        assert_eq!(table("futures").rows.len(), 4 * 40);
        for table in &tables {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.name);
        }
    }
}
