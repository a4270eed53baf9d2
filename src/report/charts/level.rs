//! How many there are, and in which stage of the relationship.

use super::axis::Axis;
use super::fan::{both, customers, has_fan as futures_known, keys, top};
use super::pictures::{CurvePoint, Curves, Dash, Series};
use super::spec::{Body, ChartSpec};
use super::study::Study;
use crate::experiment::results::{Point, StagePoint, World};
use crate::report::tables::columns::Columns;
use crate::report::words::format::{number, percent};

/// A stage of the relationship, its letter spelled out.
struct Stage {
    name: &'static str,
    hue: usize,
    pattern: Dash,
    read: fn(&StagePoint) -> f64,
}

const STAGES: [Stage; 4] = [
    Stage { name: "A Acquisition", hue: 5, pattern: Dash::Solid, read: |point| point.acquisition },
    Stage { name: "B Build-up", hue: 2, pattern: Dash::Long, read: |point| point.build_up },
    Stage { name: "C Climax", hue: 0, pattern: Dash::Solid, read: |point| point.climax },
    Stage { name: "D Decline", hue: 1, pattern: Dash::Short, read: |point| point.decline },
];

/// Whether the level of a world knows the spread of single futures.
pub(in crate::report) fn has_fan(world: &World) -> bool {
    world.bucket.as_ref().is_some_and(|bucket| futures_known(&bucket.level))
}

/// Level by stage, or the level alone where there are no stages or the spread of single futures is to be seen.
pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    if study.world.stages.len() >= 2 && !has_fan(study.world) { by_stage(study, "level") } else { alone(study) }
}

/// The stages of one world whose level is drawn elsewhere.
pub(in crate::report) fn build_stages(study: &mut Study) -> Option<ChartSpec> {
    if study.world.stages.len() >= 2 { by_stage(study, "stages") } else { None }
}

fn by_stage(study: &mut Study, id: &str) -> Option<ChartSpec> {
    let points = &study.world.stages;
    let last = points.last()?;
    let total = |point: &StagePoint| STAGES.iter().map(|stage| (stage.read)(point)).sum::<f64>();
    let (first_total, last_total) = (total(points.first()?), total(last));
    let highest = points.iter().map(total).fold(0.0, f64::max);
    if highest <= 0.0 {
        return None;
    }
    let share = |value: f64| if last_total > 0.0 { percent(value / last_total) } else { "0 %".to_string() };
    let largest = STAGES.iter().max_by(|a, b| (a.read)(last).total_cmp(&(b.read)(last)))?;
    let title = format!(
        "At the horizon {} of {} customers are in {}, {} in Decline",
        share((largest.read)(last)),
        number(last_total, 0),
        &largest.name[2..],
        share(last.decline)
    );
    let series = STAGES
        .iter()
        .map(|stage| Series {
            label: format!("{}: {}", stage.name, number((stage.read)(last), 0)),
            hue: stage.hue,
            dash: stage.pattern,
            points: points
                .iter()
                .map(|point| CurvePoint { x: point.day, y: (stage.read)(point), interval: None, fan: None })
                .collect(),
        })
        .collect();
    let left: f64 =
        study.world.bucket.iter().flat_map(|bucket| bucket.outflow.values()).filter_map(|metric| metric.mean).sum();
    let headers =
        ["A Acquisition [customers]", "B Build-up [customers]", "C Climax [customers]", "D Decline [customers]"];
    let days = Columns::<&StagePoint>::new().with("day", |row| row.day);
    let stages =
        STAGES.iter().zip(headers).fold(days, |columns, (stage, header)| columns.with(header, |row| (stage.read)(row)));
    let table = stages.table("level", points);
    Some(ChartSpec {
        world: study.about(),
        id: study.id(id, ""),
        alt: format!("{title}. The level goes from {} to {} customers.", number(first_total, 0), number(last_total, 0)),
        title,
        subtitle: format!(
            "Active customers by stage, stacked; means of {} replications. E Exit: {} left over the run",
            study.results.run.replications,
            number(left, 0)
        ),
        footer: study.footer(),
        body: Body::Curves(Curves {
            stacked: true,
            ..Curves::lines(
                Axis::time("calendar time", last.day),
                Axis::new("customers", 0.0, highest * 1.05, 5),
                series,
            )
        }),
        table,
    })
}

fn alone(study: &mut Study) -> Option<ChartSpec> {
    let level = &study.world.bucket.as_ref()?.level;
    let (first, last) = (level.first()?, level.last()?);
    let (points, fan) = (both(level), futures_known(level));
    let highest = top(&points);
    if level.len() < 2 || highest <= 0.0 {
        return None;
    }
    let places = if last.mean < 20.0 { 1 } else { 0 };
    let interval =
        last.ci95.map_or(String::new(), |ci| format!(" [{}, {}]", number(ci[0], places), number(ci[1], places)));
    let title =
        format!("Active customers go from {} to {}{interval}", number(first.mean, 0), number(last.mean, places));
    let series = vec![Series { label: number(last.mean, places), hue: 0, dash: Dash::Solid, points }];
    let table = Columns::<&Point>::new()
        .point(["day", "active [customers]", "ci95 low [customers]", "ci95 high [customers]"], |row| row)
        .futures(fan, |row| row)
        .table("level", level);
    Some(ChartSpec {
        world: study.about(),
        id: study.id("level", ""),
        alt: format!("{title}."),
        title,
        subtitle: format!(
            "Active customers over calendar time; {}",
            if fan { "line: mean".to_string() } else { study.interval("band") }
        ),
        footer: study.footer(),
        body: Body::Curves(Curves {
            keys: if fan { keys(0, study.results.run.replications, None) } else { Vec::new() },
            ..Curves::lines(Axis::time("calendar time", last.day), customers(&series, highest), series)
        }),
        table,
    })
}

#[cfg(test)]
mod tests {
    use crate::report::charts::spec::Body;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn stages_are_spelled_out_and_stacked() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "level").expect("level");
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert!(curves.stacked);
        let names: Vec<&str> = curves.series.iter().filter_map(|series| series.label.split(':').next()).collect();
        assert_eq!(names, ["A Acquisition", "B Build-up", "C Climax", "D Decline"]);
        assert!(chart.subtitle.contains("E Exit: 2,852 left"), "{}", chart.subtitle);
    }

    #[test]
    fn without_stages_the_level_stands_alone() {
        let charts = all(&fixtures::magazine());
        let chart = charts.iter().find(|chart| chart.id == "level").expect("level");
        assert!(chart.title.starts_with("Active customers go from 1,000 to"), "{}", chart.title);
    }
}
