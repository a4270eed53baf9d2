//! Value classes: who the customers are against what they bring, and how they move from one class to another between two reviews.

use super::axis::Axis;
use super::pictures::{Bar, BarPanel, BarPart, Bars, Heat, HeatCell, HeatPanel};
use super::spec::{Body, ChartSpec};
use super::study::Study;
use crate::experiment::results::{DIVISIONS, Division, Metric, World};
use crate::report::tables::classes;
use crate::report::words::format;
use crate::report::words::format::{count, number, percent, share};
use crate::report::words::names::capital;

/// Divisions whose shares are stacked: the three of five classes.
const STACKED: usize = 3;

fn found<'a>(world: &'a World, id: &str) -> Option<(f64, &'a Metric)> {
    let metric = world.classes.get(id)?;
    Some((metric.mean?, metric))
}

/// Shares of customers and of value by class of recency, frequency and money.
pub(in crate::report) fn build_shares(study: &mut Study) -> Option<ChartSpec> {
    let world = study.world;
    let customers = found(world, "customers")?.0;
    let divisions = &DIVISIONS[..STACKED];
    let panel = |measure: &str, title: &str| BarPanel {
        axis: Axis::percent(title, 1.0, 5),
        bars: divisions.iter().map(|division| stack(world, division, measure)).collect(),
        cumulative: None,
    };
    let best = |measure: &str| world.classes.get(&format!("abc.A.{measure}"));
    let said = |metric: &Metric| metric.mean.map(|mean| share(mean, metric.ci95));
    let title = match (best("customers").and_then(said), best("value").and_then(said)) {
        (Some(people), Some(value)) => format!("The best {people} of customers bring {value} of the value"),
        _ => "Customers and what they bring, by class".to_string(),
    };
    let alt: Vec<String> = divisions
        .iter()
        .map(|division| {
            let classes = division.groups.iter().rev().filter_map(|group| {
                let of = |measure: &str| Some(percent(found(world, &format!("{}.{group}.{measure}", division.id))?.0));
                Some(format!("class {group} {} of customers and {} of value", of("customers")?, of("value")?))
            });
            format!("{}: {}", division.id, classes.collect::<Vec<_>>().join(", "))
        })
        .collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("classes", ""),
        alt: format!("{title}. {}.", alt.join("; ")),
        title,
        subtitle: format!(
            "{} customers at the last review, as the firm sees them; value: contribution of 12 months; means of {}, intervals in the table",
            number(customers, 0),
            count(study.results.run.replications, "replication", "replications")
        ),
        footer: study.footer(),
        body: Body::Bars(Bars {
            rows: divisions.iter().map(|division| capital(division.id)).collect(),
            notes: Vec::new(),
            panels: vec![panel("customers", "share of customers"), panel("value", "share of value")],
            keys: (0..5)
                .map(|at| {
                    let words = ["class 5, the best", "class 4", "class 3", "class 2", "class 1"];
                    (at, false, words[at].to_string())
                })
                .collect(),
        }),
        table: classes::shares(std::slice::from_ref(world)),
    })
}

/// One stacked bar, the best class first; what costs more than it brings has no length.
fn stack(world: &World, division: &Division, measure: &str) -> Bar {
    let value = |group: &str| found(world, &format!("{}.{group}.{measure}", division.id)).map_or(0.0, |found| found.0);
    let parts = division.groups.iter().rev().enumerate();
    Bar {
        parts: parts.map(|(hue, group)| BarPart { value: value(group).max(0.0), hue, hatched: false }).collect(),
        interval: None,
        label: format!("class 5: {}", percent(value("5"))),
        tick: None,
    }
}

/// Where the customers of each recency class are at the next review.
pub(in crate::report) fn build_moves(study: &mut Study) -> Option<ChartSpec> {
    let world = study.world;
    let division = &DIVISIONS[0];
    let to: Vec<&str> = division.groups.iter().rev().copied().chain(["gone"]).collect();
    let from: Vec<&str> = division.groups.iter().rev().copied().chain(["new"]).collect();
    let moved = |from: &str, to: &str| found(world, &format!("moves.{}.{from}.{to}", division.id)).map(|found| found.0);
    let total = |from: &str| to.iter().filter_map(|to| moved(from, to)).sum::<f64>();
    if from.iter().map(|from| total(from)).sum::<f64>() <= 0.0 {
        return None;
    }
    let part = |from: &str, to: &str| moved(from, to).filter(|_| total(from) > 0.0).map(|count| count / total(from));
    let cell = |from: &str, to: &str| {
        let level = part(from, to)?;
        Some(HeatCell { level, text: format::number(level * 100.0, 0), marked: false, hatched: false })
    };
    let say = |from: &str, to: &str| part(from, to).map(percent);
    let title = match (say("5", "5"), say("1", "gone")) {
        (Some(stay), Some(gone)) => {
            format!(
                "A review later, {stay} of the most recent buyers are still that; {gone} of the least recent are gone"
            )
        }
        _ => "Where customers are a review later, by recency".to_string(),
    };
    let alt: Vec<String> = from
        .iter()
        .filter(|from| total(from) > 0.0)
        .map(|from| {
            let parts = to.iter().filter_map(|to| Some(format!("{to} {}", say(from, to)?)));
            format!("{}: {}", row(from), parts.collect::<Vec<_>>().join(", "))
        })
        .collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("class-moves", ""),
        alt: format!("{title}. {}.", alt.join("; ")),
        title,
        subtitle: format!(
            "Rows: recency class at one review, and how many in all pairs of reviews. Means of {}; counts with intervals in the table",
            count(study.results.run.replications, "replication", "replications")
        ),
        footer: study.footer(),
        body: Body::Heat(Heat {
            rows: from.iter().map(|from| format!("{} · {}", row(from), number(total(from), 0))).collect(),
            columns: to.iter().map(|to| (*to).to_string()).collect(),
            clock: false,
            panels: vec![HeatPanel {
                title: "share of the row in each recency class at the next review [%]".to_string(),
                cells: from.iter().map(|from| to.iter().map(|to| cell(from, to)).collect()).collect(),
            }],
            mark: "Class 5 bought most recently; new: joined since the review before. Empty: cannot be.".to_string(),
        }),
        table: classes::moves(std::slice::from_ref(world)),
    })
}

fn row(from: &str) -> String {
    if from == "new" { "new".to_string() } else { format!("class {from}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    fn sorted() -> crate::experiment::results::Results {
        let mut results = fixtures::bank_branch();
        let classes = &mut results.worlds[0].classes;
        let mut put = |id: &str, mean: f64, unit: &str| {
            classes.insert(id.to_string(), fixtures::metric(mean, 0.01 * mean, unit));
        };
        put("customers", 1000.0, "customers");
        put("abc.A.customers", 0.3, "share");
        put("abc.A.value", 0.8, "share");
        for class in 1..=5 {
            put(&format!("recency.{class}.customers"), 0.2, "share");
            put(&format!("recency.{class}.value"), f64::from(class) / 15.0, "share");
            put(&format!("moves.recency.{class}.5"), 60.0, "customers");
            put(&format!("moves.recency.{class}.gone"), 40.0, "customers");
        }
        results
    }

    #[test]
    fn stacks_reach_the_whole_and_name_the_best() {
        let charts = all(&sorted());
        let chart = charts.iter().find(|chart| chart.id == "classes").expect("classes");
        assert!(chart.title.starts_with("The best 30.0 % [29.7, 30.3] of customers bring 80"), "{}", chart.title);
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        for panel in &bars.panels {
            let whole: f64 = panel.bars[0].parts.iter().map(|part| part.value).sum();
            assert!((whole - 1.0).abs() < 1e-12, "{whole}");
        }
        assert!(bars.panels[1].bars[0].parts[0].value > bars.panels[1].bars[0].parts[4].value, "class 5 comes first");
    }

    #[test]
    fn rows_of_the_migration_are_wholes() {
        let charts = all(&sorted());
        let chart = charts.iter().find(|chart| chart.id == "class-moves").expect("moves");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!(heat.columns, ["5", "4", "3", "2", "1", "gone"]);
        let row: Vec<f64> = heat.panels[0].cells[0].iter().flatten().map(|cell| cell.level).collect();
        assert_eq!(row, [0.6, 0.4]);
        assert!(heat.panels[0].cells[5].iter().all(Option::is_none), "nobody is new");
        assert_eq!(chart.table.rows.len(), 10);
    }

    #[test]
    fn without_classes_there_is_no_chart() {
        assert!(all(&fixtures::bank_branch()).iter().all(|chart| !chart.id.starts_with("class")));
    }
}
