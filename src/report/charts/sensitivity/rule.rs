//! Where a kind of outcome gathers: the points on the two parameters that the rule bounds most tightly.

use super::study::{NAME, footer, headline};
use crate::experiment::analysis::{Analysis, MetricAnalysis, ParameterAxis, RuleAxis};
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::Region;
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{number, percent};
use crate::report::words::names::visible;

/// Space beyond the ends of a range, as a share of it, so that points at the ends are whole.
const ROOM: f64 = 0.03;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let rule = metric.rule.as_ref()?;
    let [across, up] = rule.axes.as_slice() else { return None };
    let names = [across, up].map(|a| a.parameter.clone());
    let mut table = TableSpec::new("rule", [names[0].as_str(), names[1].as_str(), "such a point"]);
    for point in &rule.shown {
        let value = |axis: &RuleAxis, at: f64| axis.axis.words(at).into();
        let such = if point.is_case { "yes" } else { "no" };
        table.push(vec![value(across, point.at[0]), value(up, point.at[1]), such.into()]);
    }
    let case = format!("{} {}", headline(rule.case.split(" is ").next().unwrap_or_default()), condition(&rule.case));
    let told = format!(
        "of fresh points the rule holds {} of all such; {} of those in it are such ({} points in it; of all {} points {})",
        percent(rule.coverage),
        percent(rule.density),
        rule.inside,
        rule.points,
        percent(rule.base)
    );
    let title = format!("{} when {}", visible(&case, 70), visible(&rule.when, 160));
    let first = if rule.shown.len() < rule.points as usize {
        format!(" The first {} points are drawn.", rule.shown.len())
    } else {
        String::new()
    };
    Some(ChartSpec {
        world: None,
        id: slugs.of("rule", &metric.path),
        alt: format!("{title}: {told}."),
        title,
        subtitle: format!("Each point is the mean of its replications; {told}.{first}"),
        footer: footer(analysis),
        body: Body::Region(Region {
            x: axis(across),
            y: axis(up),
            points: rule.shown.iter().map(|p| ((place(across, p.at[0]), place(up, p.at[1])), p.is_case)).collect(),
            bounds: [across, up].map(|a| [a.low, a.high].map(|end| end.map(|at| place(a, at)))),
            keys: [visible(&case, 70), "other points".to_owned()],
        }),
        table,
    })
}

/// "is below 54,244": what the case says of its metric, for people.
fn condition(case: &str) -> String {
    let (_, says) = case.split_once(" is ").unwrap_or(("", case));
    let (side, value) = says.rsplit_once(' ').unwrap_or(("", says));
    let places = value.split_once('.').map_or(0, |(_, digits)| digits.len());
    let shown = value.parse().map_or_else(|_| value.to_owned(), |x: f64| number(x, places));
    format!("is {side} {shown}")
}

/// Where a position lies on the axis: numbers by their value, ratios and lists by their position.
fn place(of: &RuleAxis, position: f64) -> f64 {
    match &of.axis {
        ParameterAxis::Numbers { low, high, log: false, .. } => low + position * (high - low),
        _ => position,
    }
}

fn axis(of: &RuleAxis) -> Axis {
    let name = visible(&of.parameter, NAME);
    match &of.axis {
        ParameterAxis::Numbers { low, high, unit, log: false, whole } => {
            let room = ROOM * (high - low);
            let title = if unit.is_empty() { name } else { format!("{name} [{}]", visible(unit, 20)) };
            let mut axis = Axis::new(title, low - room, high + room, 6);
            if *whole {
                axis.ticks.retain(|(at, _)| at.fract() == 0.0);
                axis.ticks.iter_mut().for_each(|(at, label)| *label = number(*at, 0));
            }
            axis
        }
        ParameterAxis::Numbers { .. } => ticked(name, (0..5).map(|i| f64::from(i) / 4.0), &of.axis),
        ParameterAxis::List(list) => {
            let last = (list.len() - 1).max(1) as f64;
            ticked(name, (0..list.len()).map(|i| i as f64 / last), &of.axis)
        }
    }
}

fn ticked(title: String, positions: impl Iterator<Item = f64>, axis: &ParameterAxis) -> Axis {
    let ticks = positions.map(|at| (at, visible(&axis.words(at), 18))).collect();
    Axis { title, low: -ROOM, high: 1.0 + ROOM, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_said_for_people() {
        assert_eq!(condition("metrics.npv is below 106324"), "is below 106,324");
        assert_eq!(condition("resources.desk.delay_min is above 9.25"), "is above 9.25");
        assert_eq!(condition("metrics.npv is below -1000.5"), "is below −1,000.5");
    }

    #[test]
    fn whole_numbers_have_whole_ticks_and_lists_their_names() {
        let of = |axis: ParameterAxis| RuleAxis { parameter: "p".to_owned(), axis, low: Some(0.5), high: None };
        let labels = |of: &RuleAxis| axis(of).ticks.into_iter().map(|tick| tick.1).collect::<Vec<_>>();
        let numbers = |low, high, log, whole| ParameterAxis::Numbers { low, high, unit: "d".to_owned(), log, whole };
        let staff = of(numbers(2.0, 5.0, false, true));
        assert_eq!(labels(&staff), ["2", "3", "4", "5"]);
        assert_eq!(place(&staff, 0.5), 3.5);
        let ratios = of(numbers(10.0, 1000.0, true, false));
        assert_eq!((labels(&ratios)[2].as_str(), place(&ratios, 0.5)), ("100 d", 0.5));
        let list = of(ParameterAxis::List(vec!["fifo".to_owned(), "lifo".to_owned()]));
        assert_eq!(labels(&list), ["fifo", "lifo"]);
    }
}
