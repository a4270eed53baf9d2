//! Who moves where: customers by stage on a few dates, and the flows between them. Columns are dates, so that coming
//! back needs no cycle.

use super::pictures::{Alluvial, AlluvialNode, Ribbon};
use super::spec::{Body, ChartSpec};
use super::study::Study;
use crate::experiment::results::{FlowStep, StageFlow, World};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{count, days, number};

/// Places in their fixed order, top to bottom, with their printed names.
const PLACES: [(&str, &str); 6] = [
    ("not yet", "Yet to join"),
    ("acquisition", "Acquisition"),
    ("build_up", "Build-up"),
    ("climax", "Climax"),
    ("decline", "Decline"),
    ("gone", "Gone"),
];
const NOT_YET: usize = 0;
const GONE: usize = 5;

fn place(name: &str) -> Option<usize> {
    PLACES.iter().position(|(id, _)| *id == name)
}

/// People by date, place before and place then; those not listed in the results are worked out, so that nobody is lost.
struct Moves(Vec<[[f64; 6]; 6]>);

impl Moves {
    fn of(flow: &StageFlow) -> Moves {
        let mut moves = vec![[[0.0; 6]; 6]; flow.days.len()];
        for step in &flow.flows {
            let at = flow.days.iter().position(|day| *day == step.day);
            if let (Some(at), Some(from), Some(to)) = (at, place(&step.from), place(&step.to)) {
                moves[at][from][to] += step.mean;
            }
        }
        // Whoever joins later has not joined yet; whoever is gone stays gone unless they are seen to come back.
        let joins = |at: &[[f64; 6]; 6]| at[NOT_YET].iter().sum::<f64>();
        let mut later = 0.0;
        for at in moves.iter_mut().rev() {
            let here = joins(at);
            at[NOT_YET][NOT_YET] = later;
            later += here;
        }
        let mut gone = 0.0;
        for at in &mut moves {
            let back: f64 = at[GONE][..GONE].iter().sum();
            let leave: f64 = at[..GONE].iter().map(|from| from[GONE]).sum();
            at[GONE][GONE] = gone - back;
            gone += leave - back;
        }
        Moves(moves)
    }

    /// People in a place at a date.
    fn at(&self, date: usize, place: usize) -> f64 {
        self.0[date].iter().map(|from| from[place]).sum()
    }
}

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let flow = study.world.flow.as_ref().filter(|flow| flow.days.len() > 1 && !flow.flows.is_empty())?;
    let moves = Moves::of(flow);
    let dates = flow.days.len();
    let present = |at: usize| (0..dates).any(|date| moves.at(date, at) > 0.0);
    let nodes = (0..dates).map(|date| {
        let node = |at: usize| AlluvialNode {
            place: at,
            size: moves.at(date, at),
            name: PLACES[at].1.to_string(),
            label: number(moves.at(date, at), 0),
        };
        (0..PLACES.len()).filter(|at| present(*at)).map(node).collect()
    });
    let ribbons = (1..dates).flat_map(|date| {
        let moves = &moves;
        (0..PLACES.len()).flat_map(move |from| {
            (0..PLACES.len()).map(move |to| Ribbon { column: date - 1, from, to, size: moves.0[date][from][to] })
        })
    });
    // Who leaves from where, over all dates after the first.
    let leavers = |from: usize| (1..dates).map(|date| moves.0[date][from][GONE]).sum::<f64>();
    let all: f64 = (0..GONE).map(leavers).sum();
    let most = (1..GONE).max_by(|a, b| leavers(*a).total_cmp(&leavers(*b)))?;
    let title = if all > 0.0 {
        format!(
            "{} loses most people: {} of {} who left were in it at the date before",
            PLACES[most].1,
            number(leavers(most), 0),
            number(all, 0)
        )
    } else {
        "Nobody leaves between these dates".to_string()
    };
    let alt: Vec<String> = (0..dates)
        .map(|date| {
            let here = (0..PLACES.len())
                .filter(|at| present(*at))
                .map(|at| format!("{} {}", PLACES[at].1.to_lowercase(), number(moves.at(date, at), 0)));
            format!("{}: {}", days(flow.days[date]), here.collect::<Vec<_>>().join(", "))
        })
        .collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("flow", ""),
        alt: format!("{title}. {}.", alt.join("; ")),
        title,
        subtitle: format!(
            "Customers by stage on {}, and how they moved in between; heights are numbers of people, means of {}",
            count(dates as u64, "date", "dates"),
            count(study.results.run.replications, "replication", "replications")
        ),
        footer: study.footer(),
        body: Body::Alluvial(Alluvial {
            columns: flow.days.iter().map(|day| if *day == 0.0 { "day 0".to_string() } else { days(*day) }).collect(),
            nodes: nodes.collect(),
            ribbons: ribbons.filter(|ribbon| ribbon.size > 0.0).collect(),
        }),
        table: table(study.world, flow),
    })
}

fn table(world: &World, flow: &StageFlow) -> TableSpec {
    let before = |step: &FlowStep| {
        let at = flow.days.iter().position(|day| *day == step.day)?.checked_sub(1)?;
        Some(flow.days[at])
    };
    Columns::<&FlowStep>::new()
        .with("world", |_| world.name.as_str())
        .with("from day", |row| before(row))
        .with("to day", |row| row.day)
        .with("from", |row| row.from.as_str())
        .with("to", |row| row.to.as_str())
        .with("mean [customers]", |row| row.mean)
        .ends(["ci95 low [customers]", "ci95 high [customers]"], |row| row.ci95)
        .table("flow", &flow.flows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn nobody_is_lost_between_two_dates() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "flow").expect("a flow");
        let Body::Alluvial(picture) = &chart.body else { panic!("no flow") };
        let total = |date: usize| picture.nodes[date].iter().map(|node| node.size).sum::<f64>();
        for date in 1..picture.columns.len() {
            assert!((total(date) - total(0)).abs() < 1e-6, "{date}");
            // What leaves a node and what reaches one are the node.
            for (side, at) in [(date - 1, false), (date, true)] {
                for node in &picture.nodes[side] {
                    let through: f64 = picture
                        .ribbons
                        .iter()
                        .filter(|ribbon| ribbon.column == date - 1)
                        .filter(|ribbon| (if at { ribbon.to } else { ribbon.from }) == node.place)
                        .map(|ribbon| ribbon.size)
                        .sum();
                    assert!(
                        (through - node.size).abs() < 1e-6,
                        "{date}: {} is {}, not {through}",
                        node.name,
                        node.size
                    );
                }
            }
        }
        assert!(chart.title.starts_with("Build-up loses most people: "), "{}", chart.title);
    }
}
