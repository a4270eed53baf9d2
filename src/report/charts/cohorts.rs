//! Do later cohorts behave better? Share still staying, by when people joined and how long ago that was.

use super::chosen::best_world;
use super::pictures::{Heat, HeatCell, HeatPanel};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, TITLE};
use crate::experiment::results::{Cohort, CohortCell, Cohorts, World};
use crate::report::tables::columns::{Columns, yes_or_no};
use crate::report::tables::table::TableSpec;
use crate::report::words::format;
use crate::report::words::format::{count, number, percent, share};
use crate::report::words::names::{capital, visible};

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let baseline = study.results.worlds.first()?.cohorts.as_ref().filter(|cohorts| cohorts.rows.len() > 1)?;
    let found: Vec<(&World, &Cohorts)> = study
        .results
        .worlds
        .iter()
        .filter_map(|world| Some((world, world.cohorts.as_ref()?)))
        .filter(|(_, cohorts)| cohorts.period == baseline.period)
        .collect();
    let mut drawn = vec![(study.results.worlds[0].name.as_str(), baseline)];
    // The best world below it, on the same scale, unless it leaves every cohort as it was.
    let best = best_world(study.results).and_then(|best| found.iter().find(|(world, _)| world.name == best.name));
    drawn.extend(
        best.filter(|(_, cohorts)| *cohorts != baseline).map(|(world, cohorts)| (world.name.as_str(), *cohorts)),
    );
    let periods = baseline.rows.iter().map(|cohort| cohort.cells.len()).max().unwrap_or(0);
    let numbers: Vec<u64> = baseline.rows.iter().map(|cohort| cohort.number).collect();
    let panels = drawn.iter().map(|(name, cohorts)| HeatPanel {
        title: if drawn.len() > 1 {
            format!("{}: share still there after so many {}s [%]", capital(&visible(name, NAME)), baseline.period)
        } else {
            format!("share still there after so many {}s [%]", baseline.period)
        },
        cells: numbers.iter().map(|number| row(cohorts, *number, periods)).collect(),
    });
    let title = headline(baseline);
    let more = match found.len().saturating_sub(drawn.len()) {
        0 => String::new(),
        more => format!("; {} in the table", count(more as u64, "more world", "more worlds")),
    };
    // It shows the best world beside the first.
    study.all = study.results.worlds.len() > 1;
    Some(ChartSpec {
        world: study.about(),
        id: study.id("cohorts", ""),
        alt: format!("{title}. {}.", words(baseline)),
        title,
        subtitle: format!(
            "Rows: customers by the {} in which they joined, and how many. Means of {}{more}",
            baseline.period,
            count(study.results.run.replications, "replication", "replications"),
        ),
        footer: study.footer(),
        body: Body::Heat(Heat {
            rows: baseline.rows.iter().map(|cohort| label(cohort, &baseline.period)).collect(),
            columns: (1..=periods).map(|after| format!("{after}")).collect(),
            clock: false,
            panels: panels.collect(),
            mark: "Hatched: the horizon cuts some of the cohort off; estimated by the life table. Empty: not seen."
                .to_string(),
        }),
        table: table(&found),
    })
}

fn label(cohort: &Cohort, period: &str) -> String {
    let joined = cohort.joined.mean.map_or(String::new(), |mean| number(mean, usize::from(mean < 9.95)));
    if cohort.number == 0 { format!("day 0 · {joined}") } else { format!("{period} {} · {joined}", cohort.number) }
}

fn row(cohorts: &Cohorts, number: u64, periods: usize) -> Vec<Option<HeatCell>> {
    let found = cohorts.rows.iter().find(|cohort| cohort.number == number);
    let cell = |cell: &CohortCell| {
        let mean = cell.mean?;
        let text = format::number(mean * 100.0, 0);
        Some(HeatCell { level: mean, text, marked: false, hatched: !cell.finished })
    };
    (0..periods).map(|at| found.and_then(|cohort| cohort.cells.get(at)).and_then(cell)).collect()
}

/// The first cohort of newcomers against the last one seen for as long.
fn headline(cohorts: &Cohorts) -> String {
    let newcomers: Vec<&Cohort> = cohorts.rows.iter().filter(|cohort| cohort.number > 0).collect();
    let seen =
        |cohort: &&&Cohort, at: usize| cohort.cells.get(at).is_some_and(|cell| cell.finished && cell.mean.is_some());
    let ends = (0..2).rev().find_map(|at| {
        let first = newcomers.first().filter(|cohort| seen(cohort, at))?;
        let last = newcomers.iter().rev().find(|cohort| seen(cohort, at)).filter(|last| last.number != first.number)?;
        Some((*first, *last, at))
    });
    let Some((first, last, at)) = ends else {
        return format!("Who stays, by the {} of joining", cohorts.period);
    };
    let (a, b) = (&first.cells[at], &last.cells[at]);
    let after = count(a.after, &cohorts.period, &format!("{}s", cohorts.period));
    let say = |cell: &CohortCell| cell.mean.map_or(String::new(), |mean| share(mean, cell.ci95));
    let apart = match (a.ci95, b.ci95) {
        (Some(a), Some(b)) => i32::from(b[0] > a[1]) - i32::from(b[1] < a[0]),
        _ => 0,
    };
    let said = match apart {
        1 => "Later cohorts stay longer",
        -1 => "Later cohorts leave sooner",
        _ => "Later cohorts stay about as long as the first",
    };
    let period = visible(&cohorts.period, TITLE);
    format!(
        "{said}: {} of {period} {} are there after {after}, {} of {period} {}",
        say(b),
        last.number,
        say(a),
        first.number
    )
}

fn words(cohorts: &Cohorts) -> String {
    let said = cohorts.rows.iter().map(|cohort| {
        let cells = cohort.cells.iter().filter_map(|cell| cell.mean).map(percent);
        format!("{}: {}", label(cohort, &cohorts.period), cells.collect::<Vec<_>>().join(", "))
    });
    said.collect::<Vec<_>>().join("; ")
}

fn table(found: &[(&World, &Cohorts)]) -> TableSpec {
    let rows = found.iter().flat_map(|(world, cohorts)| {
        cohorts
            .rows
            .iter()
            .flat_map(move |cohort| cohort.cells.iter().map(move |cell| (*world, *cohorts, cohort, cell)))
    });
    Columns::<(&World, &Cohorts, &Cohort, &CohortCell)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("cohort", |row| row.2.number)
        .with("joined from day", |row| row.2.from_day)
        .with("joined to day", |row| row.2.to_day)
        .with("joined [customers]", |row| row.2.joined.mean)
        .with("periods since joining", |row| row.3.after)
        .with("period [days]", |row| row.1.period_days)
        .with("share staying", |row| row.3.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.3.ci95)
        .with("n", |row| row.3.n)
        .with("all seen that long", |row| yes_or_no(row.3.finished))
        .table("cohorts", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;

    #[test]
    fn unfinished_cells_are_hatched_and_those_not_seen_are_empty() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "cohorts").expect("cohorts");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!(
            heat.rows,
            ["day 0 · 4,000", "year 1 · 600", "year 2 · 600", "year 3 · 600", "year 4 · 600", "year 5 · 600"]
        );
        let cells = &heat.panels[0].cells;
        assert!(cells[0].iter().all(|cell| cell.as_ref().is_some_and(|cell| !cell.hatched)));
        let hatched =
            |row: usize| cells[row].iter().map(|cell| cell.as_ref().map(|cell| cell.hatched)).collect::<Vec<_>>();
        assert_eq!(hatched(4), [Some(false), Some(true), None, None, None]);
        assert_eq!(hatched(5), [Some(true), None, None, None, None]);
        assert!(chart.title.starts_with("Later cohorts stay longer: "), "{}", chart.title);
        assert_eq!(chart.table.rows.len(), 5 + 5 + 4 + 3 + 2 + 1);
    }

    #[test]
    fn worlds_stand_below_each_other_on_one_scale() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "cohorts").expect("cohorts");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!(heat.panels.len(), 2, "the baseline and the best world");
        assert!(heat.panels[0].title.starts_with("Baseline: "));
        // Levels are shares, whatever the panel.
        let level = |panel: usize| heat.panels[panel].cells[1][0].as_ref().map(|cell| cell.level);
        assert!(level(0).is_some_and(|level| (0.0..1.0).contains(&level)));
        assert!(level(1) > level(0));
    }
}
