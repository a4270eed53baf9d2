//! When waiting hurts: delay and utilisation by hour of the week, or in sum for a steady queue.

use super::axis::Axis;
use super::pictures::{Bar, BarPanel, BarPart, Bars, Heat, HeatCell, HeatPanel};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study};
use crate::experiment::results::{HourOfWeek, Metric, ResourceResults, World};
use crate::metrics::resource;
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{WEEKDAYS, estimate, number, percent, wait};
use crate::report::words::names::{among, capital};

/// A resource whose arrivals vary less than this (coefficient of variation) over the week is steady.
const STEADY: f64 = 0.15;

/// Share of the busiest hour's arrivals below which an hour is not worth a headline.
const STRAGGLERS: f64 = 0.05;

/// One heat map for each resource with a week to show, and bars for the rest.
pub(in crate::report) fn build(study: &mut Study) -> Vec<ChartSpec> {
    let world = study.world;
    let mut charts = Vec::new();
    let mut steady = Vec::new();
    let baseline = study.results.worlds.first().filter(|baseline| !std::ptr::eq(*baseline, world));
    for (name, resource) in &world.resources {
        // What a world leaves as it was is not drawn again.
        if baseline.is_some_and(|baseline| baseline.resources.get(name) == Some(resource)) {
            continue;
        }
        match week(study, name, resource) {
            Some(chart) => charts.push(chart),
            None => steady.push((name, resource)),
        }
    }
    charts.extend(summary(study, &steady));
    charts
}

/// Whether the week differs from hour to hour.
fn varies(hours: &[HourOfWeek]) -> bool {
    let n = hours.len() as f64;
    let mean = hours.iter().map(|hour| hour.arrivals).sum::<f64>() / n;
    let variance = hours.iter().map(|hour| (hour.arrivals - mean) * (hour.arrivals - mean)).sum::<f64>() / n;
    let staff_varies = hours.iter().any(|hour| (hour.staff - hours[0].staff).abs() > 1e-9);
    staff_varies || variance.sqrt() > STEADY * mean
}

/// Whether more work comes in an hour than its staff can do: by the rates of the file, as `check` counts it, or on average over the run.
fn is_overloaded(hour: &HourOfWeek, service_min: f64) -> bool {
    hour.overloaded || load(hour, service_min) > 1.0
}

/// Offered load of an hour over its staff: arrivals times mean service, per server.
fn load(hour: &HourOfWeek, service_min: f64) -> f64 {
    if hour.staff > 0.0 { hour.arrivals * service_min / 60.0 / hour.staff } else { 0.0 }
}

/// Arrivals of the busiest hour.
fn busiest(hours: &[HourOfWeek]) -> f64 {
    hours.iter().map(|hour| hour.arrivals).fold(0.0, f64::max)
}

/// Whether the delay that 95 % stay below is known.
fn has_tail(hours: &[HourOfWeek]) -> bool {
    hours.iter().any(|hour| hour.delay_p95_min.is_some())
}

/// The delay that a map shows of an hour.
fn delay(hour: &HourOfWeek, tail: bool) -> Option<f64> {
    if tail { hour.delay_p95_min } else { hour.delay_min }
}

/// The hour with the longest delay: of equals, which a coarse quantile makes, that with the longest mean delay.
fn worst(hours: &[HourOfWeek]) -> Option<(&HourOfWeek, f64)> {
    let (busiest, tail) = (busiest(hours), has_tail(hours));
    let known = hours.iter().filter(|hour| hour.arrivals > STRAGGLERS * busiest);
    known.filter_map(|hour| Some((hour, delay(hour, tail)?))).max_by(|a, b| {
        let mean = |hour: &HourOfWeek| hour.delay_min.unwrap_or(0.0);
        a.1.total_cmp(&b.1).then(mean(a.0).total_cmp(&mean(b.0))).then(b.0.hour.cmp(&a.0.hour))
    })
}

/// The longest delay of a resource in a world, as its map shows it.
fn worst_of(world: &World, name: &str, tail: bool) -> Option<f64> {
    let hours = &world.resources.get(name)?.by_hour;
    worst(hours).filter(|_| has_tail(hours) == tail).map(|found| found.1)
}

fn week(study: &mut Study, name: &str, resource: &ResourceResults) -> Option<ChartSpec> {
    let hours = &resource.by_hour;
    if hours.len() != 168 || !varies(hours) {
        return None;
    }
    // A few stragglers after closing are in the table; on the map they would outshine the day.
    let busiest = busiest(hours);
    let on_map = |hour: &HourOfWeek| hour.staff > 0.0 || hour.overloaded || hour.arrivals > STRAGGLERS * busiest;
    let open: Vec<bool> = hours.iter().map(on_map).collect();
    let hour_open = |hour: usize| (0..7).any(|day| open[day * 24 + hour]);
    let first = (0..24).find(|hour| hour_open(*hour))?;
    let last = (0..24).rfind(|hour| hour_open(*hour))?;
    let days: Vec<usize> = (0..7).filter(|day| (0..24).any(|hour| open[day * 24 + hour])).collect();
    let tail = has_tail(hours);
    let (worst, worst_delay) = worst(hours)?;
    // One scale for all worlds, or a short wait here would look like a long one there.
    let elsewhere = study.results.worlds.iter().filter_map(|world| worst_of(world, name, tail));
    let scale = elsewhere.fold(worst_delay, f64::max).max(1e-9);
    let service_min =
        resource[resource::SOJOURN_MIN].mean.unwrap_or(0.0) - resource[resource::DELAY_MIN].mean.unwrap_or(0.0);
    let overloaded = hours.iter().filter(|hour| is_overloaded(hour, service_min)).count();
    let cell = |read: &dyn Fn(&HourOfWeek) -> Option<(f64, String)>| -> Vec<Vec<Option<HeatCell>>> {
        days.iter()
            .map(|day| {
                (first..=last)
                    .map(|hour| {
                        let at = day * 24 + hour;
                        let (level, text) = open[at].then(|| read(&hours[at])).flatten()?;
                        Some(HeatCell {
                            level: level.clamp(0.0, 1.0),
                            text,
                            marked: is_overloaded(&hours[at], service_min),
                            hatched: false,
                        })
                    })
                    .collect()
            })
            .collect()
    };
    let waits = cell(&|hour| delay(hour, tail).map(|value| (value / scale, short(value))));
    let use_ =
        cell(&|hour| (hour.staff > 0.0).then(|| (hour.busy / hour.staff, number(100.0 * hour.busy / hour.staff, 0))));
    let what = if tail { "delay that 95 % stay below" } else { "mean delay" };
    let shown = among(name, study.world.resources.keys().map(String::as_str), NAME);
    let finding = if tail {
        format!("when 5 % wait over {}", wait(worst_delay))
    } else {
        format!("{} on average", wait(worst_delay))
    };
    let title = format!(
        "{}: waits peak {} {}:00–{}:00, {finding}",
        capital(&shown),
        WEEKDAYS[worst.hour as usize / 24 % 7],
        worst.hour % 24,
        worst.hour % 24 + 1
    );
    Some(ChartSpec {
        world: study.about(),
        id: study.id("queue", name),
        alt: format!(
            "{title}. Utilisation over the whole run: {}. Hours with more work than staff, by the rates of the file or on average: {overloaded}.",
            estimate(&resource[resource::UTILISATION])
        ),
        title,
        subtitle: format!(
            "By hour of arrival. Utilisation {}, mean delay {}; n = {} replications{}",
            estimate(&resource[resource::UTILISATION]),
            estimate(&resource[resource::DELAY_MIN]),
            study.results.run.replications,
            if study.results.worlds.len() > 1 { "; shades to one scale for all worlds" } else { "" }
        ),
        footer: study.footer(),
        body: Body::Heat(Heat {
            rows: days.iter().map(|day| WEEKDAYS[*day].to_string()).collect(),
            columns: (first..=last).map(|hour| format!("{hour}")).collect(),
            clock: true,
            panels: vec![
                HeatPanel { title: format!("{} [min]", capital(what)), cells: waits },
                HeatPanel { title: "Utilisation [% of scheduled staff]".to_string(), cells: use_ },
            ],
            mark: if overloaded > 0 {
                "Framed with a corner: by the rates of the file, or on average over the run, more work arrives in that hour than its staff can do (load above 1)."
                    .to_string()
            } else {
                "By the rates of the file, and on average over the run, no hour brings more work than its staff can do (load above 1); single days may.".to_string()
            },
        }),
        table: table(hours, service_min),
    })
}

/// A delay as short as a cell: 0.4, 3.2, 12, 140.
fn short(minutes: f64) -> String {
    number(minutes, if minutes >= 9.95 { 0 } else { 1 })
}

fn table(hours: &[HourOfWeek], service_min: f64) -> TableSpec {
    Columns::<&HourOfWeek>::new()
        .with("weekday", |row| WEEKDAYS[row.hour as usize / 24 % 7])
        .with("hour", |row| u64::from(row.hour % 24))
        .with("arrivals [per week]", |row| row.arrivals)
        .with("queue length", |row| row.queue_length)
        .with("busy servers", |row| row.busy)
        .with("scheduled servers", |row| row.staff)
        .with("load", |row| (row.staff > 0.0).then(|| load(row, service_min)))
        .with("mean delay [min]", |row| row.delay_min)
        .with("delay p95 [min]", |row| row.delay_p95_min)
        .table("queue", hours)
}

fn summary(study: &mut Study, resources: &[(&String, &ResourceResults)]) -> Option<ChartSpec> {
    let (busiest, resource) = resources.iter().max_by(|a, b| {
        let mean = |metric: &Metric| metric.mean.unwrap_or(0.0);
        mean(&a.1[resource::UTILISATION]).total_cmp(&mean(&b.1[resource::UTILISATION]))
    })?;
    let delay = match resource[resource::DELAY_MIN].mean {
        Some(mean) => format!("the mean delay is {}", wait(mean)),
        None => "nobody was served".to_string(),
    };
    let names = || resources.iter().map(|(name, _)| name.as_str());
    let title = format!(
        "{} is busy {} of its time; {delay}",
        capital(&among(busiest, names(), NAME)),
        resource[resource::UTILISATION].mean.map_or("–".to_string(), percent)
    );
    let bar = |metric: &Metric, hue: usize| Bar {
        parts: vec![BarPart { value: metric.mean.unwrap_or(0.0), hue, hatched: false }],
        interval: metric.ci95,
        label: estimate(metric),
        tick: None,
    };
    let utilisation: Vec<Bar> =
        resources.iter().map(|(_, resource)| bar(&resource[resource::UTILISATION], 0)).collect();
    let delay: Vec<Bar> = resources.iter().map(|(_, resource)| bar(&resource[resource::DELAY_MIN], 1)).collect();
    let longest = delay
        .iter()
        .map(|bar| bar.interval.map_or(bar.parts[0].value, |ci| ci[1]).max(bar.parts[0].value))
        .fold(0.0, f64::max);
    let rows = resources.iter().flat_map(|(name, resource)| {
        let measures =
            [("utilisation", &resource[resource::UTILISATION]), ("delay in queue", &resource[resource::DELAY_MIN])];
        measures.map(|(measure, metric)| (name.as_str(), measure, metric))
    });
    let table = Columns::<(&str, &str, &Metric)>::new()
        .with("resource", |row| row.0)
        .with("measure", |row| row.1)
        .with("mean", |row| row.2.mean)
        .with("unit", |row| row.2.unit.as_str())
        .ends(["ci95 low", "ci95 high"], |row| row.2.ci95)
        .with("n", |row| row.2.n)
        .table("resources", rows);
    Some(ChartSpec {
        world: study.about(),
        id: study.id("resources", ""),
        alt: format!(
            "{title}. Utilisation {}; delay {}.",
            estimate(&resource[resource::UTILISATION]),
            estimate(&resource[resource::DELAY_MIN])
        ),
        title,
        subtitle: format!("Resources whose load is steady over the week; {}", study.interval("whisker")),
        footer: study.footer(),
        body: Body::Bars(Bars {
            notes: Vec::new(),
            rows: resources.iter().map(|(name, _)| among(name, names(), NAME)).collect(),
            panels: vec![
                BarPanel { axis: Axis::percent("utilisation", 1.0, 4), bars: utilisation, cumulative: None },
                BarPanel {
                    axis: Axis::new("mean delay in queue [min]", 0.0, longest * 1.05, 4),
                    bars: delay,
                    cumulative: None,
                },
            ],
            keys: Vec::new(),
        }),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn a_week_with_opening_hours_becomes_a_heat_map() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "queue-tellers").expect("tellers");
        let Body::Heat(heat) = &chart.body else { panic!("not a heat map") };
        assert_eq!(heat.rows, ["Mon", "Tue", "Wed", "Thu", "Fri"]);
        assert_eq!((heat.columns.first().map(String::as_str), heat.columns.len()), (Some("9"), 8));
        assert!(heat.panels[0].cells[0][1].as_ref().is_some_and(|cell| cell.marked), "Monday 10:00 is overloaded");
        assert!(chart.title.starts_with("Tellers: waits peak Mon 10:00–11:00, when 5 % wait over"), "{}", chart.title);
    }

    #[test]
    fn an_hour_that_the_file_overloads_is_not_denied_by_its_average() {
        let mut results = fixtures::bank_branch();
        for (hour, h) in (0..).zip(&mut results.worlds[0].resources.get_mut("tellers").expect("tellers").by_hour) {
            (h.arrivals, h.overloaded) = (h.arrivals * 0.3, hour == 24 + 10);
        }
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "queue-tellers").expect("tellers");
        let Body::Heat(heat) = &chart.body else { panic!("not a heat map") };
        let marked = heat.panels[0].cells.iter().flatten().flatten().filter(|cell| cell.marked).count();
        assert!(marked == 1 && heat.panels[0].cells[1][1].as_ref().is_some_and(|cell| cell.marked), "Tuesday 10:00");
        assert!(heat.mark.starts_with("Framed with a corner"), "{}", heat.mark);
    }

    #[test]
    fn shades_have_one_scale_for_all_worlds_and_of_equal_tails_the_longer_mean_is_named() {
        let mut results = crate::report::fixtures::worlds::compare();
        for hour in &mut results.worlds[1].resources.get_mut("tellers").expect("tellers").by_hour {
            hour.delay_p95_min = hour.delay_p95_min.map(|_| 2.0);
            hour.delay_min = hour.delay_min.map(|_| if hour.hour == 2 * 24 + 11 { 1.5 } else { 1.0 });
        }
        let charts = all(&results);
        let darkest = |id: &str| {
            let chart = charts.iter().find(|chart| chart.id == id).expect("a map");
            let Body::Heat(heat) = &chart.body else { panic!("not a heat map") };
            heat.panels[0].cells.iter().flatten().flatten().map(|cell| cell.level).fold(0.0, f64::max)
        };
        assert_eq!(darkest("queue-tellers"), 1.0);
        let (_, longest) = worst(&results.worlds[0].resources["tellers"].by_hour).expect("a longest delay");
        assert!((darkest("fourth-teller-queue-tellers") - 2.0 / longest).abs() < 1e-12);
        let chart = charts.iter().find(|chart| chart.id == "fourth-teller-queue-tellers").expect("a map");
        assert!(chart.title.starts_with("Tellers: waits peak Wed 11:00–12:00"), "{}", chart.title);
        let Body::Heat(heat) = &chart.body else { panic!("not a heat map") };
        assert!(heat.mark.contains("on average over the run") || heat.mark.contains("On average over the run"));
    }

    #[test]
    fn a_steady_queue_becomes_bars() {
        let charts = all(&fixtures::mm1());
        let ids: Vec<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
        assert_eq!(ids, ["resources"]);
        assert_eq!(charts[0].title, "Server is busy 90 % of its time; the mean delay is 54 min");
    }
}
