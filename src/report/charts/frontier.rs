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
use crate::report::words::deciding;
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

/// The best design by what decides, among those that can be had: the largest gain after its cost, or per unit of it, or the largest gain.
fn best<'d>(study: &Study, designs: &'d [DesignPoint]) -> Option<&'d DesignPoint> {
    let net = |design: &DesignPoint| {
        let (gain, cost) = (design.gain.mean.unwrap_or(0.0), design.cost.mean.unwrap_or(0.0));
        match &study.results.findings.decides {
            Some(decides) if decides.is_return() => {
                if cost > 0.0 {
                    gain / cost - 1.0
                } else {
                    f64::NEG_INFINITY
                }
            }
            Some(decides) if !decides.is_value() => gain,
            _ => gain - cost,
        }
    };
    designs
        .iter()
        .filter(|design| design.within_budget != Some(false) && design.gain.mean.is_some())
        .max_by(|a, b| net(a).total_cmp(&net(b)))
}

/// What is left of its gain after its cost, or what it gains of what decides: the paired difference of its world, where that was simulated.
fn net(study: &Study, design: &DesignPoint) -> String {
    let world = study.results.worlds.iter().find(|world| world.name == design.name);
    let paired = world.and_then(|world| world.comparison.as_ref()?.difference.get(study.results.findings.futures_by()));
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
    let of = visible(&all.first()?.gain.unit, 16);
    let by = deciding::by(study.results);
    let costs = known.iter().flat_map(|(design, at)| design.ellipse.iter().map(|p| p.0).chain([at.0])).chain(budget);
    let (_, dearest) = around_zero(costs);
    let (least, most) =
        around_zero(known.iter().flat_map(|(design, at)| design.ellipse.iter().map(|p| p.1).chain([at.1])));
    let beaten = known.iter().filter(|found| found.0.dominated_by.is_some()).count();
    let decides = study.results.findings.decides.as_ref();
    // Of anything but money, what is gained cannot be set against what it costs.
    let by_money = decides.is_none_or(|decides| decides.is_value() || decides.is_return());
    let pays =
        |best: &DesignPoint| best.gain.mean.unwrap_or(0.0) > if by_money { best.cost.mean.unwrap_or(0.0) } else { 0.0 };
    let title = match best(study, all) {
        Some(best) if pays(best) => {
            let within = if budget.is_some() { " within the budget" } else { "" };
            // Of a few replications the bootstrap knows too little.
            let p_best = best.p_best.filter(|_| study.results.run.replications >= BOOTSTRAP);
            let chance = p_best.map_or(String::new(), |p| {
                format!("; best{within} with probability {} (bootstrap estimate)", chance(p))
            });
            let parts = parts(&best.cost);
            let net = net(study, best);
            fitted(study.results, &best.name, |name| {
                let (name, cost) = (capital(name), format!("{} {}", parts.mean, parts.unit));
                let by = deciding::by(study.results);
                match decides {
                    Some(decides) if decides.is_return() => {
                        let world = study.results.worlds.iter().find(|world| world.name == best.name);
                        let found = world.and_then(|world| world.comparison.as_ref()?.difference.get(decides.key()));
                        let found = found.map_or(String::new(), |found| deciding::gained(found, study.results));
                        format!("{name} returns most: {found}, at a cost of {cost}{chance}")
                    }
                    Some(decides) if !decides.is_value() => {
                        format!("{name} gains most{by}: {net} for {cost}{chance}")
                    }
                    _ => format!("{name} gains {net} after its cost of {cost}{chance}"),
                }
            })
        }
        _ if by_money => "No design gains more than it costs".to_string(),
        _ => format!("No design is better than doing nothing{}", deciding::by(study.results)),
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
            "Discounted cost against {}; line: efficient designs; outline: joint 95 % \
             region, n = {}; cross: {} dominated by a cheaper or equal one",
            if by_money {
                "the value it gains before that cost".to_owned()
            } else {
                format!("what it gains{by}, more being better")
            },
            study.results.run.replications,
            count(beaten as u64, "design", "designs")
        ),
        footer: study.footer(),
        body: Body::Plane(Plane {
            x: Axis::new(format!("cost [{unit}]"), 0.0, dearest, 6),
            y: Axis::new(
                if by_money { format!("value gained before cost [{unit}]") } else { format!("gained{by} [{of}]") },
                least,
                most,
                6,
            ),
            designs,
            path,
            budget: budget.map(|budget| (budget, format!("budget {}", number(budget, 0)))),
        }),
        table: table(all, &unit, &of),
    })
}

fn table(all: &[DesignPoint], unit: &str, of: &str) -> TableSpec {
    let money = |words: &str| format!("{words} [{unit}]");
    let gained = |words: &str| format!("{words} [{of}]");
    Columns::<&DesignPoint>::new()
        .with("design", |row| row.name.as_str())
        .with(money("cost"), |row| row.cost.mean)
        .measured([gained("gain"), gained("gain ci95 low"), gained("gain ci95 high")], |row| &row.gain)
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
