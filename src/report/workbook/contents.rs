//! The results as a workbook, for those who go on calculating: inputs, results, differences, raw replications, and
//! charts of the spreadsheet program's own that can be edited and pasted into slides.
//!
//! Equal results give equal bytes: the dates inside are fixed. Nothing is a formula, and text that looks like one is
//! marked as text. The same tables as in `tables/`, so the two cannot disagree.

use rust_xlsxwriter::XlsxError;

use super::book::{self, Book};
use super::graphs;
use crate::experiment::results::{ReplicationTable, Results, World};
use crate::report::contents;
use crate::report::tables::table::{Cell, TableSpec};
use crate::report::words::findings::run_line;
use crate::report::words::format::{INTERVALS, number};
use crate::report::words::uncertainty::sentences;
use crate::report::words::verdicts::reserve;

/// Worlds that get a sheet of their own.
const WORLDS: usize = 12;
/// Sheets in the order of the workbook, by table; tables not listed follow, the raw replications last.
const ORDER: [(&str, &str); 14] = [
    ("uncertainty-designs", "What is not known"),
    ("uncertainty-inputs", "What to measure"),
    ("inputs-effective", "Inputs"),
    ("inputs", "Inputs that differ"),
    ("metrics", "Results"),
    ("differences", "Differences"),
    ("business", "Cost and return"),
    ("bucket", "Bucket"),
    ("twins", "Twins"),
    ("twin-groups", "Twins by group"),
    ("twin-flows", "Twins by hole"),
    ("leaks", "Leaks in full"),
    ("attribution", "Attribution"),
    ("designs", "Designs"),
];
/// Tables that are the numbers behind charts or are found elsewhere in the workbook.
const LEFT_OUT: [&str; 7] =
    ["survival", "level", "replications", "touchpoints", "resources", "uncertainty-dependence", "uncertainty-best-by"];

/// The workbook as the bytes of its file.
pub(in crate::report) fn to_bytes(results: &Results, replications: &ReplicationTable) -> Result<Vec<u8>, XlsxError> {
    let comment = format!("{} Scenario {}.", run_line(&results.run), results.scenario.hash);
    let mut book = Book::new(&results.scenario.name, &comment)?;
    book.pairs("About", &about(results, replications))?;
    let easel = book.easel("Charts")?;
    let charts = graphs::all(&mut book, results)?;
    book.hang(&easel, &charts)?;
    let tables = contents::tables(results, replications);
    let named = |name: &str| tables.iter().find(|table| table.name == name);
    for (name, sheet) in ORDER {
        if let Some(table) = named(name) {
            book.table(sheet, table)?;
        }
        if name == "differences" {
            for world in results.worlds.iter().skip(1).take(WORLDS) {
                let unjudged = results.findings.is_unjudged(&world.name);
                book.table(&world.name, &beside(world, &results.worlds[0], unjudged))?;
            }
        }
    }
    let listed = |table: &TableSpec| {
        ORDER.iter().any(|(name, _)| *name == table.name) || LEFT_OUT.contains(&table.name.as_str())
    };
    for table in tables.iter().filter(|table| !listed(table)) {
        book.table(&crate::report::words::names::capital(&table.name.replace('-', " ")), table)?;
    }
    if let Some(table) = named("replications") {
        book.table("Replications", table)?;
    }
    book.into_bytes()
}

/// What this is, and how it was run.
fn about(results: &Results, replications: &ReplicationTable) -> Vec<(String, Cell)> {
    let (scenario, run) = (&results.scenario, &results.run);
    let mut pairs: Vec<(String, Cell)> = Vec::new();
    let mut say = |key: &str, value: Cell| pairs.push((key.to_string(), value));
    say("Scenario", scenario.name.as_str().into());
    if let Some(question) = &scenario.question {
        say("Question", question.as_str().into());
    }
    for sentence in results.uncertainty.iter().flat_map(sentences) {
        say("Answer", sentence.into());
    }
    if let Some(about) = &scenario.about {
        say("About", about.as_str().into());
    }
    for source in &scenario.sources {
        say("Source", source.as_str().into());
    }
    say("Worlds", results.worlds.iter().map(|world| world.name.as_str()).collect::<Vec<_>>().join("; ").into());
    say("Replications", run.replications.into());
    say("Horizon [days]", number(run.horizon_days, 0).into());
    say("Warm-up [days]", number(run.warm_up_days, 0).into());
    say("Customers on day 0", run.customers.into());
    say("Seed", run.seed.into());
    say("Engine", run.engine.as_str().into());
    say("Scenario hash", scenario.hash.as_str().into());
    say("journeysim", run.version.as_str().into());
    if run.partial {
        say("INCOMPLETE", format!("{} replications were planned", run.replications_planned).into());
    }
    for warning in &run.warnings {
        say("Before you trust it", warning.as_str().into());
    }
    for assumption in &scenario.assumptions {
        say("Assumption", assumption.as_str().into());
    }
    say(
        "How to read it",
        format!(
            "ci95 low and high: 95 % interval of the mean over replications ({INTERVALS}). sd: between replications. \
             Differences are paired: the same customers with the same luck in both worlds. Numbers look rounded; their cells \
             hold all digits. Every mean can be recomputed from the sheet Replications, where it was kept."
        )
        .into(),
    );
    if replications.columns.len() + 2 > book::MOST_COLUMNS || replications.rows.len() > book::MOST_ROWS {
        say("Cut", "the sheet Replications holds what a sheet can; tables/replications.csv has all".into());
    }
    pairs
}

/// One world beside the baseline: both means, and the paired difference.
fn beside(world: &World, baseline: &World, unjudged: bool) -> TableSpec {
    let columns = [
        "metric",
        "unit",
        "baseline",
        "here",
        "difference",
        "ci95 low",
        "ci95 high",
        "p better",
        "variance ratio",
        "n",
        "definition",
    ];
    let mut table = TableSpec::new("world", columns);
    let Some(found) = &world.comparison else { return table };
    let (before, here) = (baseline.paths(), world.paths());
    for (path, metric) in &before {
        let Some((_, other)) = here.iter().find(|(known, _)| known == path) else { continue };
        let id = path.strip_prefix("metrics.").unwrap_or(path);
        let difference = found.difference.get(id);
        table.push(vec![
            path.as_str().into(),
            metric.unit.as_str().into(),
            metric.mean.into(),
            other.mean.into(),
            difference.and_then(|d| d.mean).into(),
            difference.and_then(|d| d.ci95).map(|ci| ci[0]).into(),
            difference.and_then(|d| d.ci95).map(|ci| ci[1]).into(),
            match difference.and_then(|d| reserve(d, unjudged)) {
                Some(why) => why.into(),
                None => difference.and_then(|d| d.p_better).into(),
            },
            difference.and_then(|d| d.variance_ratio).into(),
            difference.map(|d| d.n).into(),
            metric.definition.as_str().into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests;
