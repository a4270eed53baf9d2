//! The emotion curve over the blueprint: where memory is made, and which steps stand behind it.

use std::collections::BTreeSet;

use super::pictures::{Arrow, Blueprint, Moment, Step};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study};
use crate::experiment::results::{BlueprintTouchpoint, End, JourneyResults, TouchpointResults, World};
use crate::metrics::Declared;
use crate::metrics::journey::STARTED;
use crate::metrics::touchpoint::{self, Touchpoint};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{brief, count, estimate, percent, wait};
use crate::report::words::names::{among, capital};

/// Longest wait that is drawn to scale [min]: ten thousand years.
const LONGEST: f64 = 5e9;

/// One chart for each journey that has something to show.
pub(in crate::report) fn build(study: &mut Study) -> Vec<ChartSpec> {
    let world = study.world;
    world.journeys.iter().filter_map(|(name, journey)| chart(study, name, journey)).collect()
}

fn chart(study: &mut Study, name: &str, journey: &JourneyResults) -> Option<ChartSpec> {
    let found: Vec<Option<&TouchpointResults>> =
        journey.blueprint.iter().map(|touchpoint| results_of(study.world, name, touchpoint)).collect();
    let felt = found.iter().flatten().any(|found| found[touchpoint::MOMENT].mean.is_some());
    // A single counter without feelings is a queue, and the queue has its own chart.
    if journey.blueprint.len() < 2 && !felt {
        return None;
    }
    let columns = columns(&journey.blueprint);
    let peak = peak(&found);
    let names = |name: &str| among(name, journey.blueprint.iter().map(|touchpoint| touchpoint.name.as_str()), NAME);
    let resources = || study.world.resources.keys().map(String::as_str);
    let steps: Vec<Step> = journey
        .blueprint
        .iter()
        .zip(&found)
        .enumerate()
        .map(|(index, (touchpoint, found))| Step {
            name: names(&touchpoint.name),
            resource: touchpoint.resource.as_ref().map(|name| among(name, resources(), NAME)),
            ..step(touchpoint, *found, columns[index], peak.filter(|at| at.0 == index))
        })
        .collect();
    let blueprint = Blueprint { arrows: arrows(&journey.blueprint, &steps), steps };
    // Where somebody stands in a line and nobody is served there is no delay to speak of.
    let unserved = journey.blueprint.iter().zip(&found).find(|(touchpoint, found)| {
        let met = |found: &TouchpointResults| {
            found[touchpoint::DELAY_MIN].mean.is_none() && found[touchpoint::VISITS].mean.is_some_and(|n| n > 0.0)
        };
        touchpoint.resource.is_some() && found.is_some_and(met)
    });
    let unserved = unserved.map(|(touchpoint, _)| names(&touchpoint.name));
    let title = headline(
        &among(name, study.world.journeys.keys().map(String::as_str), NAME),
        &blueprint,
        peak,
        unserved.as_deref(),
    );
    let curve = if felt {
        "Mean moment (−1 to 1), bands of 50 % and 90 % of visits; diamond: where most peaks lie, square: an end; waits to width; "
    } else {
        "Waits drawn to width; "
    };
    let started = journey[STARTED].mean.unwrap_or(0.0);
    Some(ChartSpec {
        world: study.about(),
        id: study.id(if felt { "emotion" } else { "blueprint" }, name),
        alt: alt(&title, &blueprint),
        title,
        subtitle: format!(
            "{curve}{} in each of {}",
            count(started as u64, "visit", "visits"),
            count(study.results.run.replications, "replication", "replications")
        ),
        footer: study.footer(),
        table: table(&blueprint, &journey.blueprint, &found),
        body: Body::Blueprint(blueprint),
    })
}

fn results_of<'a>(world: &'a World, journey: &str, touchpoint: &BlueprintTouchpoint) -> Option<&'a TouchpointResults> {
    world.touchpoints.get(&format!("{journey}/{}", touchpoint.name))
}

/// Column of each touchpoint: its place in the file, except steps behind another one, which stand under it.
fn columns(blueprint: &[BlueprintTouchpoint]) -> Vec<usize> {
    let reached: BTreeSet<&str> =
        blueprint.iter().flat_map(|from| from.next.iter().map(|next| next.0.as_str())).collect();
    let owner = |name: &str| blueprint.iter().position(|other| other.requires.iter().any(|required| required == name));
    let behind =
        |index: usize| !reached.contains(blueprint[index].name.as_str()) && owner(&blueprint[index].name).is_some();
    let mut columns = vec![0; blueprint.len()];
    let mut next = 0;
    for (index, column) in columns.iter_mut().enumerate() {
        if !behind(index) {
            *column = next;
            next += 1;
        }
    }
    for (index, touchpoint) in blueprint.iter().enumerate() {
        if behind(index) {
            // A step behind a step behind: follow the owners upwards, at most once through the file.
            let mut at = index;
            for _ in 0..blueprint.len() {
                match owner(&blueprint[at].name) {
                    Some(above) if behind(at) => at = above,
                    _ => break,
                }
            }
            columns[index] = columns[at];
            debug_assert!(owner(&touchpoint.name).is_some());
        }
    }
    columns
}

/// The touchpoint where most peaks lie, with its share.
fn peak(found: &[Option<&TouchpointResults>]) -> Option<(usize, f64)> {
    found
        .iter()
        .enumerate()
        .filter_map(|(index, touchpoint)| Some((index, touchpoint.as_ref()?[touchpoint::PEAK_SHARE].mean?)))
        .filter(|(_, share)| *share > 0.0)
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

fn step(
    touchpoint: &BlueprintTouchpoint,
    found: Option<&TouchpointResults>,
    column: usize,
    peak: Option<(usize, f64)>,
) -> Step {
    let mean = |metric: &Declared<Touchpoint>| found?[metric].mean;
    Step {
        name: String::new(),
        lane: touchpoint.lane,
        column,
        resource: None,
        wait_min: mean(touchpoint::DELAY_MIN).unwrap_or(0.0).clamp(0.0, LONGEST),
        moment: found.and_then(|found| {
            Some(Moment { mean: found[touchpoint::MOMENT].mean?, quantiles: found.moment_quantiles })
        }),
        wait_moment: mean(touchpoint::WAIT_MOMENT),
        peak: peak.map(|(_, share)| format!("peak of {} of visits", percent(share))),
        end: touchpoint.end.map(|end| {
            let end = match end {
                End::Transaction => "transaction",
                End::Departure => "departure",
                End::After => "after",
            };
            format!("end: {end}")
        }),
        visited: mean(touchpoint::VISITS).is_none_or(|visits| visits > 0.0),
    }
}

fn arrows(blueprint: &[BlueprintTouchpoint], steps: &[Step]) -> Vec<Arrow> {
    let index_of = |name: &str| blueprint.iter().position(|touchpoint| touchpoint.name == name);
    let mut arrows = Vec::new();
    for (from, touchpoint) in blueprint.iter().enumerate() {
        for (name, probability) in &touchpoint.next {
            if let Some(to) =
                index_of(name).filter(|to| *probability > 0.0 && steps[*to].visited && steps[from].visited)
            {
                arrows.push(Arrow { from, to, probability: *probability, support: false });
            }
        }
        for name in &touchpoint.requires {
            if let Some(required) = index_of(name) {
                arrows.push(Arrow { from: required, to: from, probability: 1.0, support: true });
            }
        }
    }
    arrows
}

fn headline(journey: &str, blueprint: &Blueprint, peak: Option<(usize, f64)>, unserved: Option<&str>) -> String {
    let journey = capital(journey);
    let steps = &blueprint.steps;
    let longest = (0..steps.len()).max_by(|a, b| steps[*a].wait_min.total_cmp(&steps[*b].wait_min));
    let longest_wait = longest.filter(|at| steps[*at].wait_min > 0.0).map(|at| (at, wait(steps[at].wait_min)));
    match (peak, longest_wait) {
        (Some((at, share)), longest_wait) => {
            let first = format!("{journey}: {} is the peak of {} of visits", steps[at].name, percent(share));
            match longest_wait {
                Some((before, long)) if before == at => format!("{first}, after the longest wait ({long} on average)"),
                Some((before, long)) => {
                    format!("{first}; the longest wait ({long} on average) is before {}", steps[before].name)
                }
                None => first,
            }
        }
        (None, Some((before, long))) => {
            format!("{journey}: the longest wait is before {}, {long} on average", steps[before].name)
        }
        (None, None) => match unserved {
            Some(step) => format!("{journey}: nobody is served at {step}"),
            None => format!("{journey}: nobody waits"),
        },
    }
}

fn alt(title: &str, blueprint: &Blueprint) -> String {
    let steps: Vec<String> = blueprint
        .steps
        .iter()
        .map(|step| {
            let mut words = format!("{} ({})", step.name, step.lane.title().to_lowercase());
            if step.wait_min > 0.0 {
                words += &format!(", wait {}", wait(step.wait_min));
            }
            if let Some(moment) = &step.moment {
                words += &format!(", moment {}", brief(moment.mean));
            }
            for mark in [&step.peak, &step.end].into_iter().flatten() {
                words += &format!(", {mark}");
            }
            words
        })
        .collect();
    format!("{title}. In order: {}.", steps.join("; "))
}

fn table(
    blueprint: &Blueprint,
    touchpoints: &[BlueprintTouchpoint],
    found: &[Option<&TouchpointResults>],
) -> TableSpec {
    type Row<'a> = (&'a Step, &'a BlueprintTouchpoint, Option<&'a TouchpointResults>);
    let mean = |row: &Row, metric: &Declared<Touchpoint>| row.2?[metric].mean;
    let quantile = |row: &Row, at: usize| row.0.moment.as_ref()?.quantiles.map(|quantiles| quantiles[at]);
    let rows = blueprint
        .steps
        .iter()
        .zip(touchpoints)
        .zip(found)
        .map(|((step, touchpoint), found)| (step, touchpoint, *found));
    Columns::<Row>::new()
        .with("touchpoint", |row| row.1.name.as_str())
        .with("lane", |row| row.0.lane.title())
        .with("resource", |row| row.1.resource.as_deref())
        .with("visits", |row| mean(row, touchpoint::VISITS))
        .with("mean delay [min]", |row| mean(row, touchpoint::DELAY_MIN))
        .with("mean service [min]", |row| mean(row, touchpoint::SERVICE_MIN))
        .with("moment", |row| row.0.moment.as_ref().map(|moment| moment.mean))
        .with("moment 5 %", |row| quantile(row, 0))
        .with("moment 25 %", |row| quantile(row, 1))
        .with("moment 50 %", |row| quantile(row, 2))
        .with("moment 75 %", |row| quantile(row, 3))
        .with("moment 95 %", |row| quantile(row, 4))
        .with("wait moment", |row| row.0.wait_moment)
        .with("share of peaks", |row| mean(row, touchpoint::PEAK_SHARE))
        .with("delay with interval", |row| row.2.map(|found| estimate(&found[touchpoint::DELAY_MIN])))
        .table("emotion", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::touchpoint::{MOMENT, PEAK_SHARE, WAIT_MOMENT};
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    fn picture(results: &crate::experiment::results::Results) -> (ChartSpec, Blueprint) {
        let chart =
            all(results).into_iter().find(|chart| matches!(chart.body, Body::Blueprint(_))).expect("a blueprint");
        let Body::Blueprint(blueprint) = chart.body.clone() else { panic!("not a blueprint") };
        (chart, blueprint)
    }

    #[test]
    fn the_curve_marks_peak_ends_and_waits() {
        let (chart, blueprint) = picture(&fixtures::bank_branch());
        assert_eq!(
            chart.title,
            "Branch visit: counter is the peak of 62 % of visits, after the longest wait (5.3 min on average)"
        );
        let marks: Vec<(&str, Option<&str>, Option<&str>)> = blueprint
            .steps
            .iter()
            .map(|step| (step.name.as_str(), step.peak.as_deref(), step.end.as_deref()))
            .collect();
        assert_eq!(marks[2], ("counter", Some("peak of 62 % of visits"), Some("end: transaction")));
        assert_eq!(marks[4], ("leave", None, Some("end: departure")));
        assert!(!blueprint.steps[5].visited, "the follow-up call is off");
    }

    #[test]
    fn a_required_step_stands_under_its_touchpoint() {
        let (_, blueprint) = picture(&fixtures::bank_branch());
        let columns: Vec<usize> = blueprint.steps.iter().map(|step| step.column).collect();
        assert_eq!(columns, [0, 1, 2, 2, 3, 4]);
        assert!(blueprint.arrows.contains(&Arrow { from: 3, to: 2, probability: 1.0, support: true }));
    }

    #[test]
    fn without_loyalty_the_blueprint_still_shows_the_waits() {
        let mut results = fixtures::bank_branch();
        for touchpoint in results.worlds[0].touchpoints.values_mut() {
            [MOMENT, PEAK_SHARE, WAIT_MOMENT].into_iter().for_each(|metric| touchpoint.measures.remove(metric));
            touchpoint.moment_quantiles = None;
        }
        let (chart, _) = picture(&results);
        assert_eq!(chart.id, "blueprint-branch-visit");
        assert_eq!(chart.title, "Branch visit: the longest wait is before counter, 5.3 min on average");
    }

    #[test]
    fn a_lone_counter_has_no_blueprint() {
        assert!(all(&fixtures::mm1()).iter().all(|chart| !matches!(chart.body, Body::Blueprint(_))));
    }
}
