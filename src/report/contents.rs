//! What a report holds, in reading order: its sentences, its tables and its charts, each list once.
//!
//! The page and the terminal render the same sentences; `files` and the workbook take the same tables. Whoever adds a chart puts its table and
//! its finding beside it in `charts`, and a line for each of them here.

use super::charts::chosen::best_world;
use super::charts::slug::Slugs;
use super::charts::spec::ChartSpec;
use super::charts::study::Study;
use super::charts::{
    before_after, bucket, classes, cohorts, complaints, difference, emotion, exits, fates, flow, frontier, incidence,
    leaks, level, liability, overlay, payback, priorities, queue, staying, tornado, unknown, waterfall,
};
use super::tables::table::TableSpec;
use super::tables::{
    bucket as flows, classes as sorted, comparison, curves, leaks as holes, metrics, service, uncertainty as draws,
};
use super::words::{choice, findings, priorities as advice, verdicts};
use crate::experiment::results::{ReplicationTable, Results, World};

/// Sentences about all worlds together: what a comparison found. The number is that of worlds with a sentence of their own.
const FOUND: [fn(&Results, usize) -> Vec<String>; 7] = [
    |results, _| choice::sentences(results),
    verdicts::worlds,
    |results, _| results.findings.tornado.iter().flat_map(verdicts::tornado).collect(),
    |results, _| verdicts::looser(results).into_iter().collect(),
    |results, _| verdicts::attribution(results).into_iter().collect(),
    |results, _| results.findings.leaks.iter().flat_map(verdicts::leaks).collect(),
    |results, _| results.findings.priorities.iter().flat_map(advice::priorities).collect(),
];

/// Sentences about one world.
const OF_WORLD: [fn(&World, &Results) -> Option<String>; 6] = [
    verdicts::exact,
    |world, _| findings::bucket(world),
    |world, _| findings::leak(world),
    |world, _| findings::classes(world),
    |world, _| findings::incidents(world),
    |world, _| findings::queues(world),
];

/// A table of results; one without rows is left out.
type Table = fn(&Results) -> TableSpec;

/// Tables of what was put in and of every estimate.
const ESTIMATES: [Table; 2] = [metrics::effective, metrics::metrics];

/// The other tables.
const TABLES: [Table; 35] = [
    service::touchpoints,
    service::resources,
    service::hours,
    curves::survival,
    curves::survivors,
    curves::incidence,
    curves::level,
    curves::program_books,
    flows::bucket,
    curves::stages,
    metrics::ledger,
    |results| sorted::shares(&results.worlds),
    |results| sorted::moves(&results.worlds),
    metrics::behaviours,
    flows::complaints,
    comparison::inputs,
    comparison::differences,
    comparison::futures,
    comparison::business,
    comparison::cumulative,
    comparison::twins,
    comparison::twin_groups,
    comparison::twin_flows,
    comparison::twin_examples,
    holes::leaks,
    holes::leaks_then,
    comparison::priorities,
    comparison::attribution,
    comparison::designs,
    draws::designs,
    draws::inputs,
    draws::dependence,
    draws::best_by,
    draws::refused,
    draws::held_fixed,
];

/// A builder of one chart or of several.
enum Build {
    One(fn(&mut Study) -> Option<ChartSpec>),
    Many(fn(&mut Study) -> Vec<ChartSpec>),
}
use Build::{Many, One};

/// Charts of what is not known.
const UNKNOWN: [Build; 4] =
    [One(unknown::gains), One(unknown::worth), Many(unknown::dependence), One(unknown::horizon)];

/// Charts about all worlds.
const STUDY: [Build; 4] = [One(tornado::build), One(leaks::build), One(leaks::build_then), One(priorities::build)];

/// Charts of worlds side by side.
const SEVERAL: [Build; 5] =
    [One(difference::build), One(waterfall::build), One(payback::build), One(frontier::build), One(fates::build)];

/// Charts of each world after the first.
const AFTER: [Build; 2] = [One(before_after::build), One(fates::build_flow)];

/// Whether a chart is drawn in a place.
type IsDrawn = fn(&Place) -> bool;

/// Charts of a world, and where they are drawn.
const WORLD: [(Build, IsDrawn); 14] = [
    (One(bucket::build), |at| at.first),
    (One(exits::build), |_| true),
    (Many(complaints::build), |at| at.first),
    (One(staying::build), |at| !at.staying_is_overlaid),
    (One(staying::build_terms), |_| true),
    (One(level::build), |at| !at.level_is_overlaid),
    (One(level::build_stages), |at| at.first && (at.level_is_overlaid || level::has_fan(at.world))),
    (One(incidence::build), |at| at.first),
    (One(cohorts::build), |at| at.first),
    (One(classes::build_shares), |_| true),
    (One(classes::build_moves), |_| true),
    // Flows take room: those of the best world beside those of the baseline.
    (One(flow::build), |at| at.first || best_world(at.results).is_some_and(|best| best.name == at.world.name)),
    // What a world leaves as it was is not drawn again; the chart of queues looks at each resource itself.
    (Many(emotion::build), |at| at.first || at.walks_differently()),
    (Many(queue::build), |_| true),
];

/// Charts of what is owed to members, at the end.
const OWED: [Build; 2] = [One(liability::build), One(liability::build_units)];

/// Worlds that get charts of their own; those of further worlds would drown the page.
const WORLDS: usize = 12;

/// Where a chart of a world would stand.
struct Place<'a> {
    results: &'a Results,
    world: &'a World,
    first: bool,
    staying_is_overlaid: bool,
    level_is_overlaid: bool,
}

impl Place<'_> {
    fn walks_differently(&self) -> bool {
        let (Some(baseline), world) = (self.results.worlds.first(), self.world) else { return true };
        (&world.journeys, &world.touchpoints) != (&baseline.journeys, &baseline.touchpoints)
    }
}

impl Build {
    fn charts(&self, study: &mut Study) -> Vec<ChartSpec> {
        match self {
            One(build) => build(study).into_iter().collect(),
            Many(build) => build(study),
        }
    }
}

/// What comparing found, with a sentence for at most so many worlds; nothing for a run of one world.
pub(super) fn found(results: &Results, worlds: usize) -> Vec<String> {
    FOUND.iter().flat_map(|says| says(results, worlds)).collect()
}

/// What is said of one world.
pub(super) fn of_world(world: &World, results: &Results) -> Vec<String> {
    OF_WORLD.iter().filter_map(|says| says(world, results)).collect()
}

/// All tables that have a row; the raw replications stand behind the estimates.
pub(super) fn tables(results: &Results, replications: &ReplicationTable) -> Vec<TableSpec> {
    let first = ESTIMATES.iter().map(|table| table(results)).chain([metrics::replications(replications)]);
    first.chain(TABLES.iter().map(|table| table(results))).filter(|table| !table.rows.is_empty()).collect()
}

/// All charts that these results can fill: what is not known first, then what differs, then the baseline, then what is special to each other world.
pub(super) fn charts(results: &Results) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    let Some(baseline) = results.worlds.first() else { return charts };
    let several = results.worlds.len() > 1;
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: true };
    charts.extend(UNKNOWN.iter().flat_map(|build| build.charts(&mut study)));
    charts.extend(STUDY.iter().flat_map(|build| build.charts(&mut study)));
    let mut overlays = [None, None];
    if several {
        charts.extend(SEVERAL.iter().flat_map(|build| build.charts(&mut study)));
        for world in results.worlds[1..].iter().take(WORLDS) {
            study.world = world;
            charts.extend(AFTER.iter().flat_map(|build| build.charts(&mut study)));
        }
        study.world = baseline;
        overlays = [overlay::staying(&mut study), overlay::level(&mut study)];
    }
    let [staying_is_overlaid, level_is_overlaid] = overlays.each_ref().map(Option::is_some);
    charts.extend(overlays.into_iter().flatten());
    for (index, world) in results.worlds.iter().take(WORLDS + 1).enumerate() {
        let first = index == 0;
        let prefix = if first { String::new() } else { slugs.of("", &world.name) + "-" };
        let place = Place { results, world, first, staying_is_overlaid, level_is_overlaid };
        for (build, _) in WORLD.iter().filter(|(_, is_drawn)| is_drawn(&place)) {
            let mut study = Study { results, world, prefix: prefix.clone(), slugs: &mut slugs, all: false };
            charts.extend(build.charts(&mut study));
        }
    }
    let mut study = Study { results, world: baseline, prefix: String::new(), slugs: &mut slugs, all: several };
    charts.extend(OWED.iter().flat_map(|build| build.charts(&mut study)));
    charts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;
    use crate::report::tables::csv;

    #[test]
    fn every_block_has_its_table() {
        let tables = tables(&fixtures::bank_branch(), &fixtures::replications());
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
        let tables = tables(&fixtures::mm1(), &fixtures::replications());
        let table = tables.iter().find(|table| table.name == "replications").expect("replications");
        let text = String::from_utf8(csv::to_bytes(table)).expect("UTF-8");
        assert_eq!(text, "world,replication,metrics.npv,bucket.outflow.hassle\nbaseline,0,-3.5,\nbaseline,1,-4.5,\n");
    }

    /// Names of the tables from that of the inputs on.
    fn of_comparison(results: &Results) -> Vec<String> {
        let names = tables(results, &ReplicationTable::default()).into_iter().map(|table| table.name);
        names.skip_while(|name| !["inputs", "leaks"].contains(&name.as_str())).collect()
    }

    #[test]
    fn every_finding_has_its_table() {
        assert_eq!(
            of_comparison(&worlds::compare()),
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
        assert_eq!(of_comparison(&worlds::leaks()), ["leaks", "leaks-then", "priorities"]);
    }

    #[test]
    fn each_row_is_one_observation_with_its_n() {
        let results = worlds::compare();
        let tables = tables(&results, &ReplicationTable::default());
        let table = |name: &str| tables.iter().find(|table| table.name == name).expect("a table");
        assert_eq!(table("differences").rows.len(), 4 * 5);
        assert_eq!(table("twins").rows.len(), 4 * 9);
        assert_eq!(table("futures").rows.len(), 4 * 40);
        for table in &tables {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.name);
        }
    }
}
