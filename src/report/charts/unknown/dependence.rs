//! What the leader brings more, given an input: where it loses, and how sure that is.

use super::BY;
use crate::experiment::results::uncertainty::{UncertainInput, Uncertainty};
use crate::report::charts::axis::Axis;
use crate::report::charts::fit::shrunk;
use crate::report::charts::pictures::{CurvePoint, Curves, Dash, Mark, Series};
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::charts::study::{NAME, Study, around_zero};
use crate::report::tables::uncertainty::dependence_of;
use crate::report::words::names::{capital, visible};
use crate::report::words::uncertainty::{
    Amounts, design_name, input_names, is_told, lead_name, turns, unit_of, value_of,
};

/// Widest name of a design beside its curve [columns].
const LABEL: usize = 22;

pub(in crate::report) fn build(study: &mut Study) -> Vec<ChartSpec> {
    let Some(found) = study.results.uncertainty.as_ref() else { return Vec::new() };
    if found.designs.first().is_some_and(|baseline| baseline.name == found.leader) {
        return Vec::new();
    }
    let known = |at: &usize| found.inputs[*at].dependence.len() > 1;
    let all = || (0..found.inputs.len()).filter(known);
    let mut drawn: Vec<usize> = all().filter(|&at| is_told(&found.inputs[at], &found.dummy)).take(BY.len()).collect();
    if drawn.is_empty() {
        drawn.extend(all().next());
    }
    drawn.into_iter().zip(BY).map(|(at, id)| chart(study, found, at, id)).collect()
}

fn chart(study: &mut Study, found: &Uncertainty, at: usize, id: &str) -> ChartSpec {
    let input = &found.inputs[at];
    let amounts = Amounts::of(found);
    let (across, unit) = input.said.as_ref().map_or((1.0, ""), unit_of);
    let up = amounts.gain_factor();
    let name = &input_names(found, NAME)[at];
    let points: Vec<CurvePoint> = input
        .dependence
        .iter()
        .map(|at| CurvePoint {
            x: at.value * across,
            y: at.gain * up,
            interval: Some(at.ci95.map(|end| end * up)),
            fan: None,
        })
        .collect();
    let (left, right) = (points.first().map_or(0.0, |at| at.x), points.last().map_or(1.0, |at| at.x));
    let (low, high) = around_zero(points.iter().flat_map(|at| at.interval.into_iter().flatten()));
    let title = shrunk(|cells| headline(found, input, at, cells));
    let law = input.said.as_ref().map_or(String::new(), |said| format!("; {}", visible(&said.law, 80)));
    let marks = input.break_even.iter().map(|even| Mark {
        name: "break-even".to_owned(),
        hue: 0,
        at: Some(even * across),
        interval: input
            .break_even_ci95
            .filter(|_| input.break_even.len() == 1)
            .map(|ends| ends.map(|end| Some((end * across).clamp(left, right)))),
        label: value_of(input, *even, input.break_even_ci95),
    });
    let unit = match input.said.as_ref().map(|said| said.operation.as_str()) {
        Some("scale") => " [times the file's]".to_owned(),
        Some("add") => format!(" less the file's [{}]", visible(unit, 16)),
        _ if unit.is_empty() => String::new(),
        _ => format!(" [{}]", visible(unit, 16)),
    };
    let y = Axis::new(amounts.title("mean difference from the baseline"), low, high, 6);
    let series =
        Series { label: visible(&design_name(found, &found.leader), LABEL), hue: 0, dash: Dash::Solid, points };
    ChartSpec {
        world: None,
        id: study.id(id, ""),
        alt: format!("{title}."),
        title,
        subtitle: format!(
            "What {} brings more than the baseline on average, given {name}, all else as little known as it is; band: 95 % interval over \
             resamples of the draws{law}",
            design_name(found, &found.leader)
        ),
        footer: study.footer_of(&format!("n = {} draws", found.draws)),
        body: Body::Curves(Curves {
            marks: marks.collect(),
            ..Curves::lines(Axis::new(format!("{name}{unit}"), left, right, 6), y, vec![series])
        }),
        table: dependence_of(found, std::slice::from_ref(input)),
    }
}

/// Where it loses, or that it does not.
fn headline(found: &Uncertainty, input: &UncertainInput, at: usize, cells: usize) -> String {
    let leader = capital(&lead_name(found, cells));
    if let Some(turns) = turns(found, at, cells) {
        return format!("{leader} {turns}");
    }
    let name = &input_names(found, cells)[at];
    let ends = [input.dependence.first(), input.dependence.last()];
    let [low, high] = ends.map(|end| end.map_or(String::new(), |end| value_of(input, end.value, None)));
    format!("{leader} is ahead on average wherever {name} lies between {low} and {high}")
}
