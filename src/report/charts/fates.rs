//! Whose fate changes: customers saved, lost and moved in each world, and from which hole to which.

use super::axis::Axis;
use super::chosen::{chosen, more};
use super::fit::fitted;
use super::leaks::{flow_chart, names};
use super::pictures::{Bar, BarPanel, BarPart, Bars};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, around_zero};
use crate::experiment::comparison::Twins;
use crate::experiment::results::{Metric, World};
use crate::report::tables::columns::Columns;
use crate::report::words::format::{estimate, number};
use crate::report::words::names::{among, capital, world_name};

/// Worlds drawn; the others are in the table.
const DRAWN: usize = 10;

/// A number of customers with the same fate.
type Read = fn(&Twins) -> &Metric;

fn twins(world: &World) -> Option<&Twins> {
    world.comparison.as_ref()?.twins.as_ref()
}

fn mean(metric: &Metric) -> f64 {
    metric.mean.unwrap_or(0.0)
}

fn whole(metric: &Metric) -> String {
    match metric.mean {
        None => "–".to_string(),
        Some(0.0) => "0".to_string(),
        Some(mean) if mean.abs() < 0.05 => "fewer than 0.1".to_string(),
        Some(mean) => number(mean, usize::from(mean.abs() < 9.95)),
    }
}

/// A row for each world.
pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found: Vec<(&World, &Twins)> =
        study.results.worlds.iter().filter_map(|world| Some((world, twins(world)?))).collect();
    let (world, best) = *found.iter().max_by(|a, b| {
        let net = |twins: &Twins| mean(&twins.saved) - mean(&twins.lost);
        net(a.1).total_cmp(&net(b.1))
    })?;
    let places = chosen(study.results, found.iter().map(|found| found.0), &world.name, DRAWN);
    let drawn: Vec<(&World, &Twins)> = places.into_iter().map(|place| found[place]).collect();
    let parts: [(Read, &str, usize, bool); 3] = [
        (|twins| &twins.saved, "saved", 0, false),
        (|twins| &twins.lost, "lost", 1, true),
        (|twins| &twins.moved, "moved", 5, false),
    ];
    let longest = drawn
        .iter()
        .flat_map(|(_, twins)| parts.map(|part| part.0(twins)))
        .map(|metric| metric.ci95.map_or(0.0, |ci| ci[1]).max(mean(metric)))
        .fold(0.0, f64::max);
    let (_, high) = around_zero([longest].into_iter());
    let panels = parts
        .iter()
        .map(|(read, words, hue, hatched)| BarPanel {
            axis: Axis::new(format!("{words} [customers]"), 0.0, high, 3),
            bars: drawn
                .iter()
                .map(|(_, twins)| Bar {
                    parts: vec![BarPart { value: mean(read(twins)), hue: *hue, hatched: *hatched }],
                    interval: read(twins).ci95,
                    label: whole(read(twins)),
                    tick: None,
                })
                .collect(),
            cumulative: None,
        })
        .collect();
    let title = fitted(study.results, &world.name, |shown| {
        if mean(&best.saved) > mean(&best.lost) {
            format!(
                "{} saves {} and loses {}{}",
                capital(shown),
                estimate(&best.saved),
                if mean(&best.lost) > 0.0 { whole(&best.lost) } else { "nobody".to_string() },
                if mean(&best.left_later) > 0.0 {
                    format!("; {} more are kept for a while", whole(&best.left_later))
                } else {
                    String::new()
                }
            )
        } else if found.iter().all(|(_, twins)| mean(&twins.saved) == 0.0 && mean(&twins.lost) == 0.0) {
            "No world saves or loses anybody".to_string()
        } else {
            format!(
                "No world saves more than it loses; {shown} comes closest: {} saved, {} lost",
                whole(&best.saved),
                whole(&best.lost)
            )
        }
    });
    let said: Vec<String> = found
        .iter()
        .map(|(world, twins)| {
            format!(
                "{}: {} saved, {} lost, {} moved, {} untouched",
                world_name(study.results, &world.name, NAME),
                whole(&twins.saved),
                whole(&twins.lost),
                whole(&twins.moved),
                whole(&twins.untouched)
            )
        })
        .collect();
    let rows = found.iter().flat_map(|(world, twins)| {
        let all = [("unmatched", &twins.unmatched), ("left later by another hole", &twins.left_later)];
        twins.fates().chain(all).map(move |(fate, metric)| (*world, fate, metric))
    });
    let table = Columns::<(&World, &str, &Metric)>::new()
        .with("world", |row| row.0.name.as_str())
        .with("fate", |row| row.1)
        .measured(["mean [customers]", "ci95 low [customers]", "ci95 high [customers]"], |row| row.2)
        .with("n", |row| row.2.n)
        .table("fates", rows);
    Some(ChartSpec {
        world: study.about(),
        id: study.id("fates", ""),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!(
            "The same customers in two worlds. Saved: left in the baseline, stay here. Lost: the reverse. Moved: leave \
             in both, at another time or by another hole; {}{}",
            study.interval("whisker"),
            more(found.len(), drawn.len())
        ),
        footer: study.footer(),
        body: Body::Bars(Bars {
            rows: drawn.iter().map(|(world, _)| world_name(study.results, &world.name, NAME)).collect(),
            notes: drawn.iter().map(|(_, twins)| format!("{} untouched", whole(&twins.untouched))).collect(),
            panels,
            keys: Vec::new(),
        }),
        table,
    })
}

/// From hole to hole, for the world of the study.
pub(in crate::report) fn build_flow(study: &mut Study) -> Option<ChartSpec> {
    let world = study.world;
    let twins = twins(world)?;
    let mut flows: Vec<(&str, &str, f64)> =
        twins.flow.iter().map(|flow| (flow.from.as_str(), flow.to.as_str(), flow.mean)).collect();
    flows.retain(|flow| flow.2 > 0.0);
    flows.sort_by(|a, b| {
        let out = |from: &str| twins.flow.iter().filter(|flow| flow.from == from).map(|flow| flow.mean).sum::<f64>();
        // Those who stayed in the baseline come last: they are the losses.
        (a.0 == "stays").cmp(&(b.0 == "stays")).then(out(b.0).total_cmp(&out(a.0))).then(a.0.cmp(b.0))
    });
    // Those who leave by the same hole at another date are most of all, and no finding.
    let elsewhere = flows.iter().filter(|flow| flow.0 != flow.1).max_by(|a, b| a.2.total_cmp(&b.2));
    let same: f64 = flows.iter().filter(|flow| flow.0 == flow.1).map(|flow| flow.2).sum();
    flows.first()?;
    let shown = world_name(study.results, &world.name, NAME);
    let (rows, columns) = names(&flows);
    let hole = |name: &str| among(name, rows.iter().chain(&columns).copied(), 28);
    let title = elsewhere
        .map_or_else(|| dates_only(&shown, same), |(from, to, people)| headline(&shown, (from, to, *people), &hole));
    let same = if same > 0.0 { "; the same hole on both sides: at another date" } else { "" };
    Some(flow_chart(
        study,
        ("fates-flow", &world.name),
        title,
        format!(
            "Rows: how customers left the baseline. Columns: how the same customers leave here [customers], changed fates only{same}"
        ),
        &flows,
        (&rows, &columns),
    ))
}

/// Few people with one decimal.
fn people(mean: f64) -> String {
    number(mean, usize::from(mean < 9.95))
}

fn dates_only(world: &str, same: f64) -> String {
    format!("{}: {} leave by the same hole at another date, nobody by another", capital(world), people(same))
}

fn headline(world: &str, largest: (&str, &str, f64), hole: &dyn Fn(&str) -> String) -> String {
    let to = if largest.1 == "stays" { "stay".to_string() } else { format!("leave by {}", hole(largest.1)) };
    let from = if largest.0 == "stays" {
        "of those who stayed".to_string()
    } else {
        format!("of those whom {} took", hole(largest.0))
    };
    format!("{}: {} {from} now {to}", capital(world), people(largest.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::comparison::TwinFlow;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn each_world_has_its_row_and_the_untouched_are_a_number() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "fates").expect("fates");
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        assert_eq!((bars.rows.len(), bars.panels.len()), (4, 3));
        assert_eq!(bars.notes[0], "5,801 untouched");
        let scales: Vec<f64> = bars.panels.iter().map(|panel| panel.axis.high).collect();
        assert!(scales.windows(2).all(|pair| pair[0] == pair[1]), "one scale: {scales:?}");
    }

    #[test]
    fn the_flow_names_where_the_saved_came_from() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "fates-flow-fourth-teller").expect("a flow");
        assert_eq!(chart.title, "Fourth teller: 225 of those whom hassle took now stay");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!(heat.rows.last().map(String::as_str), Some("stays"));
        assert_eq!(heat.columns.first().map(String::as_str), Some("stays"));
    }

    #[test]
    fn leaving_later_by_the_same_hole_is_no_finding() {
        let mut results = worlds::compare();
        let found = results.worlds[1].comparison.as_mut().expect("a comparison");
        let flow = &mut found.twins.as_mut().expect("twins").flow;
        flow.push(TwinFlow { from: "service".to_string(), to: "service".to_string(), mean: 400.0, ci95: None, n: 40 });
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "fates-flow-fourth-teller").expect("a flow");
        assert_eq!(chart.title, "Fourth teller: 225 of those whom hassle took now stay");
        assert!(chart.subtitle.ends_with("the same hole on both sides: at another date"), "{}", chart.subtitle);
        let found = results.worlds[1].comparison.as_mut().expect("a comparison");
        found.twins.as_mut().expect("twins").flow.retain(|flow| flow.from == flow.to);
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "fates-flow-fourth-teller").expect("a flow");
        assert_eq!(chart.title, "Fourth teller: 400 leave by the same hole at another date, nobody by another");
    }

    #[test]
    fn no_more_holes_than_fit_and_nobody_is_left_out() {
        let mut results = worlds::compare();
        let found = results.worlds[1].comparison.as_mut().expect("a comparison");
        let flow = &mut found.twins.as_mut().expect("twins").flow;
        for index in 0..20 {
            let (from, to) = (format!("hole {index}"), format!("hole {}", (index + 1) % 20));
            flow.push(TwinFlow { from, to, mean: 3.0 + f64::from(index), ci95: None, n: 40 });
        }
        let all_people: f64 = flow.iter().map(|flow| flow.mean).sum();
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "fates-flow-fourth-teller").expect("a flow");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!((heat.rows.len(), heat.columns.len()), (12, 9));
        assert_eq!(heat.columns.last().map(String::as_str), Some("16 other holes"));
        assert_eq!(heat.rows.last().map(String::as_str), Some("12 other holes"));
        assert!(heat.rows.iter().any(|row| row == "stays"), "losses are never left out: {:?}", heat.rows);
        let cells = heat.panels[0].cells.iter().flatten().flatten();
        let drawn: f64 = cells.map(|cell| cell.text.parse::<f64>().expect("a number")).sum();
        assert!((drawn - all_people).abs() < 8.0, "{drawn} of {all_people}");
    }
}
