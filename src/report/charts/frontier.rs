//! The cheapest way to the next bit of value: designs on the plane of cost and gain.

use super::axis::Axis;
use super::fit::fitted;
use super::pictures::{Design, DesignKind, Plane};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, TITLE, around_zero};
use crate::experiment::comparison::DesignPoint;
use crate::experiment::results::Metric;
use crate::report::tables::columns::{Columns, yes_or_no};
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{as_metric, count, estimate, number, parts};
use crate::report::words::names::{capital, visible, world_name};
use crate::report::words::verdicts::chance;

/// Fewest replications of which a probability by bootstrap is told.
const BOOTSTRAP: u64 = 10;

fn kind(design: &DesignPoint) -> DesignKind {
    match (design.dominated_by.is_some(), design.within_budget) {
        (true, _) => DesignKind::Dominated,
        (false, Some(false)) => DesignKind::TooDear,
        (false, _) => DesignKind::Efficient,
    }
}

/// The design with the largest gain after its cost, among those that can be had.
fn best(designs: &[DesignPoint]) -> Option<&DesignPoint> {
    let net = |design: &DesignPoint| design.gain.mean.unwrap_or(0.0) - design.cost.mean.unwrap_or(0.0);
    designs
        .iter()
        .filter(|design| design.within_budget != Some(false) && design.gain.mean.is_some())
        .max_by(|a, b| net(a).total_cmp(&net(b)))
}

/// What is left of its gain after its cost: the paired difference of its world, where that was simulated.
fn net(study: &Study, design: &DesignPoint) -> String {
    let world = study.results.worlds.iter().find(|world| world.name == design.name);
    let paired = world.and_then(|world| world.comparison.as_ref()?.difference.get("npv"));
    let of_means = Metric {
        mean: design.gain.mean.zip(design.cost.mean).map(|(gain, cost)| gain - cost),
        ci95: None,
        ..design.gain.clone()
    };
    match paired {
        Some(paired) => estimate(&as_metric(paired)),
        None => format!("{} {}", parts(&of_means).mean, parts(&of_means).unit),
    }
}

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let all = &study.results.findings.designs;
    let mut known: Vec<(&DesignPoint, (f64, f64))> =
        all.iter().filter_map(|design| Some((design, (design.cost.mean?, design.gain.mean?)))).collect();
    // Where nothing costs anything there is no cheapest way.
    if known.len() < 2 || known.iter().all(|(_, at)| at.0 <= 0.0) {
        return None;
    }
    let rank = |kind: DesignKind| match kind {
        DesignKind::Dominated => 0,
        DesignKind::TooDear => 1,
        DesignKind::Efficient => 2,
    };
    known.sort_by(|a, b| rank(kind(a.0)).cmp(&rank(kind(b.0))).then(a.1.0.total_cmp(&b.1.0)));
    let mut path: Vec<(f64, f64)> =
        known.iter().filter(|(design, _)| design.dominated_by.is_none()).map(|(_, at)| *at).collect();
    path.sort_by(|a, b| a.0.total_cmp(&b.0));
    path.insert(0, (0.0, 0.0));
    let designs: Vec<Design> = known
        .iter()
        .map(|(design, at)| Design {
            label: world_name(study.results, &design.name, TITLE),
            note: design
                .dominated_by
                .as_ref()
                .map(|by| format!("beaten by {}", world_name(study.results, by, 34)))
                .unwrap_or_default(),
            at: *at,
            ellipse: design.ellipse.clone(),
            kind: kind(design),
        })
        .collect();
    let budget = study.results.findings.budget;
    let unit = visible(&all.first()?.cost.unit, 16);
    let costs = known.iter().flat_map(|(design, at)| design.ellipse.iter().map(|p| p.0).chain([at.0])).chain(budget);
    let (_, dearest) = around_zero(costs);
    let (least, most) =
        around_zero(known.iter().flat_map(|(design, at)| design.ellipse.iter().map(|p| p.1).chain([at.1])));
    let beaten = known.iter().filter(|found| found.0.dominated_by.is_some()).count();
    let title = match best(all) {
        Some(best) if best.gain.mean.unwrap_or(0.0) > best.cost.mean.unwrap_or(0.0) => {
            let within = if budget.is_some() { " within the budget" } else { "" };
            // Of a few replications the bootstrap knows too little.
            let p_best = best.p_best.filter(|_| study.results.run.replications >= BOOTSTRAP);
            let chance = p_best.map_or(String::new(), |p| {
                format!("; best{within} with probability {} (bootstrap estimate)", chance(p))
            });
            let parts = parts(&best.cost);
            let net = net(study, best);
            fitted(study.results, &best.name, |name| {
                format!("{} gains {net} after its cost of {} {}{chance}", capital(name), parts.mean, parts.unit)
            })
        }
        _ => "No design gains more than it costs".to_string(),
    };
    let said: Vec<String> = all
        .iter()
        .map(|design| {
            let state = match (&design.dominated_by, design.within_budget) {
                (Some(by), _) => format!("dominated by {}", world_name(study.results, by, NAME)),
                (None, Some(false)) => "efficient, beyond the budget".to_string(),
                (None, _) => "efficient".to_string(),
            };
            format!(
                "{}: costs {}, gains {}, {state}",
                world_name(study.results, &design.name, NAME),
                estimate(&design.cost),
                estimate(&design.gain)
            )
        })
        .collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("frontier", ""),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!(
            "Discounted cost against the value it gains before that cost; line: efficient designs; outline: joint 95 % \
             region, n = {}; cross: {} dominated by a cheaper or equal one",
            study.results.run.replications,
            count(beaten as u64, "design", "designs")
        ),
        footer: study.footer(),
        body: Body::Plane(Plane {
            x: Axis::new(format!("cost [{unit}]"), 0.0, dearest, 6),
            y: Axis::new(format!("value gained before cost [{unit}]"), least, most, 6),
            designs,
            path,
            budget: budget.map(|budget| (budget, format!("budget {}", number(budget, 0)))),
        }),
        table: table(all, &unit),
    })
}

fn table(all: &[DesignPoint], unit: &str) -> TableSpec {
    let money = |words: &str| format!("{words} [{unit}]");
    Columns::<&DesignPoint>::new()
        .with("design", |row| row.name.as_str())
        .with(money("cost"), |row| row.cost.mean)
        .measured([money("gain"), money("gain ci95 low"), money("gain ci95 high")], |row| &row.gain)
        .with("dominated by", |row| row.dominated_by.as_deref())
        .with("within budget", |row| row.within_budget.map(yes_or_no))
        .with("probability of being best", |row| row.p_best)
        .with("n", |row| row.gain.n)
        .table("frontier", all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_line_joins_efficient_designs_only() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "frontier").expect("frontier");
        let Body::Plane(plane) = &chart.body else { panic!("not a plane") };
        assert_eq!(plane.designs.len(), 5);
        assert_eq!(plane.path.len(), 5, "doing nothing and the four that nothing dominates");
        assert!(plane.path.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(plane.designs[0].kind, DesignKind::Dominated);
        assert_eq!(plane.designs[0].note, "beaten by Fourth teller");
        assert!(chart.title.starts_with("Fourth teller gains"), "beyond the budget is not best: {}", chart.title);
        assert_eq!(
            chart.title,
            "Fourth teller gains 60,000 CNY [40,000, 80,000] after its cost of 260,000 CNY; best within the budget with \
             probability 0.86 (bootstrap estimate)"
        );
    }

    #[test]
    fn a_chance_is_never_certain_and_not_told_of_a_few_replications() {
        let mut results = worlds::compare();
        let title = |results: &crate::experiment::results::Results| {
            all(results).into_iter().find(|chart| chart.id == "frontier").map(|chart| chart.title)
        };
        results.findings.designs[0].p_best = Some(1.0);
        assert!(title(&results).is_some_and(|title| title.contains("probability above 0.999 (bootstrap")));
        results.run.replications = 9;
        assert!(title(&results).is_some_and(|title| !title.contains("probability")));
        results.findings.designs.iter_mut().for_each(|design| design.cost.mean = Some(0.0));
        assert_eq!(title(&results), None, "no costs, no frontier");
    }
}
