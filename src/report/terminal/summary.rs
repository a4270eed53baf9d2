//! The short tables that `run`, `compare` and `leaks` print.
//!
//! Every estimate has its interval, n and unit; nothing is wider than 100 columns; names cannot steer the terminal.

use unicode_width::UnicodeWidthStr;

use super::lines::{Paint, WIDTH, emphasised, fold};
use super::{bands, programs as text_programs, uncertainty as text_unknown, worlds as text_worlds};
use crate::experiment::results::{Metric, Results, World};
use crate::metrics::resource;
use crate::report::contents;
use crate::report::words::findings::{
    is_headline, label, ordered, program, program_basis, run_line, told_of, warnings,
};
use crate::report::words::format::{INTERVALS, exact, parts};
use crate::report::words::names::{among, pad, pad_left, visible, world_name};

/// Resources listed one by one; the rest are in `tables/resources.csv`.
const RESOURCES: usize = 5;

/// The results as a table for people, with or without colour.
pub fn summary(results: &Results, colour: bool, told: &[String]) -> String {
    let paint = Paint { colour };
    let mut out = vec![paint.bold(&visible(&results.scenario.name, WIDTH))];
    if let Some(question) = &results.scenario.question {
        out.extend(fold(&visible(question, 300), 0));
    }
    out.extend(fold(&run_line(&results.run), 0).iter().map(|line| paint.dim(line)));
    if let Some(found) = &results.uncertainty {
        out.push(String::new());
        out.extend(text_unknown::lines(found, Some(results.run.horizon_days), &paint));
        out.push(String::new());
        out.push(paint.bold("As written, with chance only"));
    }
    if let Some(bands) = &results.bands {
        out.push(String::new());
        out.extend(bands::lines(bands, &paint));
    }
    out.extend(text_worlds::lines(results, &paint));
    out.extend(text_programs::lines(results, &paint));
    if let Some(basis) = program_basis(results) {
        out.push(String::new());
        out.extend(emphasised(&basis, &paint));
    }
    for world in shown(results) {
        out.push(String::new());
        if results.worlds.len() > 1 {
            out.push(paint.bold(&format!("World: {}", world_name(results, &world.name, 80))));
        }
        out.extend(estimates(world, &paint));
        let findings = contents::of_world(world, results);
        if !findings.is_empty() {
            out.push(String::new());
        }
        for finding in findings {
            out.extend(emphasised(&finding, &paint));
        }
    }
    let warnings = warnings(&results.run, told);
    if !(warnings.is_empty() && results.asserts.is_empty()) {
        out.push(String::new());
    }
    for warning in warnings {
        let lines = fold(&format!("warning: {warning}"), 9);
        out.extend(lines.iter().map(|line| line.replacen("warning:", &paint.paint("33", "warning:"), 1)));
    }
    out.extend(asserts(results, &paint));
    let replications = results.run.replications;
    let note = if replications > 1 {
        format!("[ ] is the 95 % interval of the mean over {replications} replications ({INTERVALS}).")
    } else {
        "One replication has no interval: ask for more with --replications.".to_string()
    };
    out.push(String::new());
    out.push(paint.dim(&note));
    out.join("\n") + "\n"
}

/// Worlds told in full: after a comparison the baseline alone, since the others are told by what they change.
fn shown(results: &Results) -> &[World] {
    let compared = results.worlds.iter().any(|world| world.comparison.is_some());
    &results.worlds[..if compared { 1 } else { results.worlds.len() }]
}

fn estimates(world: &World, paint: &Paint) -> Vec<String> {
    // Where no money flows there is no value to tell.
    let moneyless = world.ledger.values().all(|line| line.mean == Some(0.0) && line.sd.is_none_or(|sd| sd == 0.0));
    let mut rows: Vec<(String, &Metric)> = ordered(world)
        .into_iter()
        .filter(|(id, _)| is_headline(id) && !(moneyless && *id == "npv"))
        .map(|(id, metric)| (label(id), metric))
        .collect();
    rows.extend(program(world));
    let mut resources: Vec<_> = world.resources.iter().collect();
    resources.sort_by(|a, b| {
        b.1[resource::DELAY_MIN].mean.unwrap_or(0.0).total_cmp(&a.1[resource::DELAY_MIN].mean.unwrap_or(0.0))
    });
    for (name, resource) in resources.iter().take(RESOURCES) {
        let name = among(name, world.resources.keys().map(String::as_str), 24);
        rows.extend(told_of(&name, resource, world.metrics.is_empty()));
    }
    if rows.is_empty() {
        return vec!["Nothing was measured.".to_string()];
    }
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|(label, metric)| {
            let parts = parts(metric);
            [visible(label, 44), parts.mean, parts.unit, parts.interval, metric.n.to_string()]
        })
        .collect();
    let head = ["", "mean", "unit", "95 % interval", "n"];
    let wide = |column: usize| {
        let cells = cells.iter().map(|row| UnicodeWidthStr::width(row[column].as_str()));
        cells.max().unwrap_or(0).max(head[column].len())
    };
    let widths = [wide(0), wide(1), wide(2), wide(3), wide(4)];
    let line = |row: &[&str; 5]| {
        format!(
            "{}  {}  {}  {}  {}",
            pad(row[0], widths[0]),
            pad_left(row[1], widths[1]),
            pad(row[2], widths[2]),
            pad(row[3], widths[3]),
            pad_left(row[4], widths[4])
        )
    };
    let mut out = vec![paint.dim(line(&head).trim_end())];
    for row in &cells {
        out.push(line(&[&row[0], &row[1], &row[2], &row[3], &row[4]]).trim_end().to_string());
    }
    if resources.len() > RESOURCES {
        out.push(paint.dim(&format!("{} more resources in tables/resources.csv", resources.len() - RESOURCES)));
    }
    let others = world.metrics.keys().filter(|id| !is_headline(id)).count();
    if others > 0 {
        out.push(paint.dim(&format!("{others} more metrics in tables/metrics.csv")));
    }
    out
}

fn asserts(results: &Results, paint: &Paint) -> Vec<String> {
    let mut out = Vec::new();
    for assert in &results.asserts {
        let (word, code) = if assert.held { ("held", "32") } else { ("MISSED", "31;1") };
        let value = assert.value.map_or("not measured".to_string(), exact);
        let world =
            if results.worlds.len() > 1 { format!(" of {}", visible(&assert.world, 60)) } else { String::new() };
        // The name is the claim: it is told whole.
        let text = format!(
            "assert {word}: {}: {}{world} {}, found {value}",
            visible(&assert.name, 300),
            visible(&assert.metric, 60),
            visible(&assert.rule, 60)
        );
        let lines = fold(&text, 2);
        let mark = format!("assert {word}:");
        out.extend(lines.iter().map(|line| line.replacen(&mark, &paint.paint(code, &mark), 1)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_queue_alone_reads_like_this() {
        let expected = "\
M/M/1
Does the queue agree with theory? (delay 54 min, time in system 60 min, utilisation 0.9)
833.3 days · 20 replications · seed 1 · warm-up 41.7 days deleted · customers share queues or pools

                                 mean  unit       95 % interval    n
server: utilisation             90.03  %          [89.92, 90.14]  20
server: mean delay               54.0  min        [52.4, 55.7]    20
server: delay, 95 % stay below    167  min        [162, 173]      20
server: delay probability        72.0  %          [71.4, 72.6]    20
server: time in system           60.0  min        [58.4, 61.7]    20
server: queue length             6.00  customers  [5.90, 6.10]    20

Longest wait: at server, 54.0 min [52.4, 55.7] on average, 72.0 % [71.4, 72.6] of arrivals wait
  (n = 20).

assert held: theory: resources.server.delay_min = 54 within 3 %, found 54.0312

[ ] is the 95 % interval of the mean over 20 replications (Student t, wider for few events).
";
        assert_eq!(summary(&fixtures::mm1(), false, &[]), expected);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for results in
            [fixtures::bank_branch(), fixtures::mm1(), fixtures::magazine(), fixtures::chinese(), fixtures::hostile()]
                .into_iter()
                .chain(worlds::odd_names())
                .chain([worlds::compare(), worlds::leaks()])
        {
            for line in summary(&results, false, &[]).lines() {
                assert!(UnicodeWidthStr::width(line) <= WIDTH, "{} columns: {line}", UnicodeWidthStr::width(line));
            }
        }
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        let [_, hostile, _] = worlds::odd_names();
        for results in [fixtures::hostile(), hostile] {
            let text = summary(&results, false, &[]);
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
            assert!(!text.contains('\u{202e}'));
            assert!(text.contains("\\u{1b}[31m"));
        }
    }

    #[test]
    fn colour_only_when_asked() {
        let results = fixtures::bank_branch();
        assert!(!summary(&results, false, &[]).contains('\u{1b}'));
        let coloured = summary(&results, true, &[]);
        assert!(coloured.contains("\u{1b}[33mwarning:\u{1b}[0m"), "{coloured}");
        let mut plain = coloured;
        for code in ["1", "2", "33", "32", "31;1", "0"] {
            plain = plain.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(plain, summary(&results, false, &[]));
    }

    #[test]
    fn a_missed_assert_is_loud() {
        let mut results = fixtures::magazine();
        results.asserts[0].held = false;
        assert!(
            summary(&results, false, &[])
                .contains("assert MISSED: golden value: metrics.npv = 66940.31 within 1 %, found 66,912.4")
        );
    }
}
