//! Where a kind of outcome gathers: the points on the two parameters that the rule bounds most tightly.

use super::{NAME, footer, headline};
use crate::experiment::analysis::{Analysis, MetricAnalysis, ParameterAxis, RuleAxis};
use crate::report::format::{capital, percent, visible};
use crate::report::pictures::Region;
use crate::report::slug::Slugs;
use crate::report::spec::{Axis, Body, ChartSpec};
use crate::report::table::TableSpec;

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
    let case = rule.case.strip_prefix("metrics.").unwrap_or(&rule.case).to_owned();
    let told = format!(
        "the rule holds {} of all such points; {} of its {} points are such, of all {} points {}",
        percent(rule.coverage),
        percent(rule.density),
        rule.inside,
        rule.points,
        percent(rule.base)
    );
    let title = capital(&format!("{} when {}", visible(&case, 60), visible(&rule.when, 160)));
    let first = if rule.shown.len() < rule.points as usize {
        format!(" The first {} points are drawn.", rule.shown.len())
    } else {
        String::new()
    };
    Some(ChartSpec {
        id: slugs.of("rule", &metric.path),
        alt: format!("{title}: {told}."),
        title,
        subtitle: format!("{}, each point the mean of its replications; {told}.{first}", headline(metric)),
        footer: footer(analysis),
        body: Body::Region(Region {
            x: axis(across),
            y: axis(up),
            points: rule.shown.iter().map(|p| ((place(across, p.at[0]), place(up, p.at[1])), p.is_case)).collect(),
            bounds: [across, up].map(|a| [a.low, a.high].map(|end| end.map(|at| place(a, at)))),
            keys: [visible(&case, 60), "other points".to_owned()],
        }),
        table,
    })
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
        ParameterAxis::Numbers { low, high, unit, log: false } => {
            let room = ROOM * (high - low);
            let title = if unit.is_empty() { name } else { format!("{name} [{}]", visible(unit, 20)) };
            Axis::new(title, low - room, high + room, 6)
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
