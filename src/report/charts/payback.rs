//! When the money is back: discounted value gained so far, with the break-even of each world.

use super::axis::Axis;
use super::chosen::{chosen, more};
use super::fan::{ends, futures, has_fan, keys, plain};
use super::fit::fitted;
use super::pictures::{Curves, Dash, Mark, Series};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, around_zero, curve};
use crate::experiment::comparison::{Business, Payback};
use crate::experiment::results::{Metric, Point, Results, World};
use crate::report::tables::columns::Columns;
use crate::report::words::format::{days, number, signed, signed_parts};
use crate::report::words::names::{among, capital, list, visible, world_name};
use crate::report::words::payback::payback_words;

/// Worlds drawn; more lines cannot be told apart.
const DRAWN: usize = 6;
/// Line styles, so that hue is never the only difference.
const STYLES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];

/// Of a world that lays out no more than the baseline, all its savings counted.
const NO_COST: &str = "nothing to earn back";

/// The same, as short as a row below the curves.
fn mark_words(payback: &Payback, horizon: f64) -> String {
    match payback.median {
        Some(0.0) => payback_words(payback, horizon)
            .replace("is never behind the baseline on", "never behind on")
            .replace(" replications", ""),
        Some(_) => payback_words(payback, horizon).replace("pays back after ", "").replace(" replications", ""),
        None => payback_words(payback, horizon).replace(" replications do", ""),
    }
}

/// A world with what it costs and brings.
type Found<'a> = (&'a World, &'a Business);

fn ends_at(business: &Business) -> Option<Metric> {
    let (end, gain) = (business.cumulative.last()?, &business.gain);
    Some(Metric { mean: Some(end.mean), ci95: end.ci95, ..gain.clone() })
}

/// The headline and the world it is about: who pays back soonest, or who gains most where nothing has a cost to earn back.
fn headline<'a>(results: &Results, found: &[Found<'a>], horizon: f64) -> Option<(String, &'a World)> {
    let soonest = found
        .iter()
        .filter_map(|(world, business)| Some((*world, business.payback_days.as_ref()?)))
        .filter_map(|(world, payback)| Some((world, payback, payback.median?)))
        .min_by(|a, b| a.2.total_cmp(&b.2));
    let never: Vec<String> = found
        .iter()
        .filter(|(_, business)| business.payback_days.as_ref().is_some_and(|payback| payback.median.is_none()))
        .map(|(world, _)| among(&world.name, found.iter().map(|(world, _)| world.name.as_str()), 24))
        .collect();
    let most = found.iter().filter_map(|(world, business)| Some((*world, ends_at(business)?))).max_by(|a, b| {
        let end = |metric: &Metric| metric.mean.unwrap_or(f64::NEG_INFINITY);
        end(&a.1).total_cmp(&end(&b.1))
    });
    if let Some((world, payback, _)) = soonest {
        let others = match never.len() {
            0 => String::new(),
            1..=3 => format!("; {} {} not pay back", list(&never), if never.len() == 1 { "does" } else { "do" }),
            many => format!("; {many} others do not pay back"),
        };
        let title = fitted(results, &world.name, |name| {
            format!("{} {}{others}", capital(name), payback_words(payback, horizon))
        });
        return Some((title, world));
    }
    let (world, end) = most?;
    let gained = signed(&signed_parts(&end));
    let gains = end.mean.is_some_and(|mean| mean > 0.0);
    let title = fitted(results, &world.name, |name| match (never.is_empty(), gains) {
        (false, _) => format!("Nothing pays back within {}; {name} ends at {gained}", days(horizon)),
        (true, true) => format!("{} gains most: {gained} after {}", capital(name), days(horizon)),
        (true, false) => format!("Nothing gains value within {}; {name} comes closest: {gained}", days(horizon)),
    });
    Some((title, world))
}

/// An axis with a tick above zero where anything is gained: how much could not be told without.
fn axis(title: String, low: f64, high: f64, gained: bool) -> Axis {
    let mut axis = Axis::new(title, low, high, 6);
    // A longer axis may take longer steps, so it may need another try.
    for _ in 0..4 {
        match axis.ticks[..] {
            [(first, _), (second, _), .., (last, _)] if gained && last <= 0.0 => {
                axis = Axis::new(axis.title, low, axis.high.max(second - first), 6);
            }
            _ => break,
        }
    }
    axis
}

/// The row of a world below the curves: its break-even, or that it has none to reach.
fn mark(name: String, business: &Business, hue: usize, horizon: f64) -> Mark {
    match &business.payback_days {
        Some(payback) => Mark {
            hue,
            at: payback.median,
            interval: payback.interval.filter(|_| payback.median.is_some()),
            name,
            label: mark_words(payback, horizon),
        },
        None => {
            let end = ends_at(business).map_or(String::new(), |end| {
                let parts = signed_parts(&end);
                format!("; {} {} at the horizon", parts.mean, parts.unit)
            });
            Mark { hue, at: None, interval: None, name, label: format!("{NO_COST}{end}") }
        }
    }
}

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found: Vec<Found> = study
        .results
        .worlds
        .iter()
        .filter(|world| !study.results.findings.is_unjudged(&world.name))
        .filter_map(|world| Some((world, &world.comparison.as_ref()?.business)))
        .filter(|(_, business)| business.cumulative.len() >= 2)
        .collect();
    let horizon =
        found.iter().filter_map(|(_, business)| business.cumulative.last()).map(|p| p.day).fold(0.0, f64::max);
    if found.is_empty() || horizon <= 0.0 {
        return None;
    }
    let (title, named) = headline(study.results, &found, horizon)?;
    let places = chosen(study.results, found.iter().map(|found| found.0), &named.name, DRAWN);
    let drawn: Vec<Found> = places.iter().map(|place| found[*place]).collect();
    let fan = |(world, business): &Found| world.name == named.name && has_fan(&business.cumulative);
    let fans = drawn.iter().any(fan);
    let series: Vec<Series> = drawn
        .iter()
        .enumerate()
        .map(|(index, known)| Series {
            label: world_name(study.results, &known.0.name, 28),
            hue: index,
            dash: STYLES[index % STYLES.len()],
            points: match fans {
                true if fan(known) => futures(&known.1.cumulative),
                true => plain(&known.1.cumulative),
                false => curve(&known.1.cumulative),
            },
        })
        .collect();
    let keys = drawn
        .iter()
        .position(fan)
        .map_or(Vec::new(), |hue| keys(hue, study.results.run.replications, Some(named.name.as_str())));
    // Where nothing has a cost to earn back there is no break-even to show.
    let any_cost = drawn.iter().any(|(_, business)| business.payback_days.is_some());
    let rows = drawn.iter().enumerate().filter(|_| any_cost);
    let marks: Vec<Mark> =
        rows.map(|(index, (_, business))| mark(series[index].label.clone(), business, index, horizon)).collect();
    let reached = || series.iter().flat_map(|series| ends(&series.points));
    let ((low, high), gained) = (around_zero(reached()), reached().any(|value| value > 0.0));
    let unit = visible(&found[0].1.gain.unit, 16);
    let said: Vec<String> = found
        .iter()
        .map(|(world, business)| {
            let end = business.cumulative.last().map_or(0.0, |point| point.mean);
            let payback = business.payback_days.as_ref().map_or(NO_COST.to_string(), |p| payback_words(p, horizon));
            format!(
                "{}: {payback}, {} {unit} at the horizon",
                world_name(study.results, &world.name, NAME),
                number(end, 0)
            )
        })
        .collect();
    let money = |words: &str| format!("{words} [{unit}]");
    let rows = found.iter().flat_map(|(world, business)| business.cumulative.iter().map(move |point| (*world, point)));
    let headers = ["day".to_string(), money("value gained so far"), money("ci95 low"), money("ci95 high")];
    let table = Columns::<(&World, &Point)>::new()
        .with("world", |row| row.0.name.as_str())
        .point(headers, |row| row.1)
        .futures(found.iter().any(|(_, business)| has_fan(&business.cumulative)), |row| row.1)
        .table("payback", rows);
    let bands = if fans { "lines: means".to_string() } else { study.interval("band") };
    let below = if marks.is_empty() { "" } else { "; below: median day of break-even with its 95 % interval" };
    let omitted = more(found.len(), drawn.len());
    Some(ChartSpec {
        world: study.about(),
        id: study.id("payback", ""),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!(
            "Discounted value gained so far, all costs included, less the baseline; {bands}{below}{omitted}"
        ),
        footer: study.footer(),
        body: Body::Curves(Curves {
            marks,
            keys,
            ..Curves::lines(
                Axis::time("calendar time", horizon),
                axis(format!("value gained so far [{unit}]"), low, high, gained),
                series,
            )
        }),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn break_even_has_its_interval_and_never_is_said() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "payback").expect("payback");
        assert_eq!(
            chart.title,
            "News about the wait pays back after 318 days [241, 402], 40 of 40 replications; Follow-up call does not pay back"
        );
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert_eq!((curves.series.len(), curves.marks.len()), (4, 4));
        assert!(curves.y.low < 0.0);
        let never = curves.marks.iter().find(|mark| mark.at.is_none()).expect("one that never pays back");
        assert!(never.label.contains("does not pay back within 5 years (12 of 40)"), "{}", never.label);
        let open = curves.marks.iter().filter_map(|mark| mark.interval).any(|interval| interval[1].is_none());
        assert!(open, "an interval may reach beyond the horizon");
    }

    #[test]
    fn a_small_gain_has_a_tick_above_zero() {
        let highest = |gained: bool| axis(String::new(), -750_000.0, 30_000.0, gained).ticks.last().map(|tick| tick.0);
        assert_eq!(highest(true), Some(200_000.0));
        assert_eq!(highest(false), Some(0.0));
    }

    #[test]
    fn without_a_cost_the_value_is_the_headline_and_no_day_is_promised() {
        let mut results = worlds::compare();
        let costs = |world: &mut World| world.comparison.as_mut().map(|found| found.business.payback_days.take());
        assert!(costs(&mut results.worlds[1]).is_some());
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "payback").expect("payback");
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert_eq!(curves.marks.len(), 4, "each line has its row");
        assert_eq!(curves.marks[0].label, "nothing to earn back; +60,000 CNY at the horizon");
        results.worlds.iter_mut().for_each(|world| drop(costs(world)));
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "payback").expect("payback");
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert!(curves.marks.is_empty() && !chart.subtitle.contains("below"), "{}", chart.subtitle);
        assert!(chart.title.starts_with("Fourth teller + News about"), "{}", chart.title);
        assert!(chart.title.ends_with("gains most: +60,000 CNY [+40,000, +90,000] after 5 years"), "{}", chart.title);
    }
}
