//! What to mend first: what plugging gains, against how it is rated (CRM deck, slide 153).

use super::axis::Axis;
use super::pictures::{Matrix, MatrixPoint};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study};
use crate::experiment::comparison::{Advice, Priorities, Priority};
use crate::experiment::results::Metric;
use crate::report::tables::comparison;
use crate::report::words::format::{brief, estimate, parts, signed, signed_parts};
use crate::report::words::names::{capital, list, visible};
use crate::report::words::priorities::{area, place};

/// Points with a name on the picture; all are in the table.
const NAMED: usize = 16;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = study.results.findings.priorities.as_ref()?;
    let mean = |metric: &Metric| metric.mean.unwrap_or(0.0);
    let unit = visible(&found.items.first()?.importance.unit, 16);
    let (low, high) = ends(found, |item| &item.rating);
    let x = Axis::new("rating: mean moment utility (0: as expected)", low, high, 6);
    let (low, high) = ends(found, |item| &item.importance);
    let y = Axis::new(format!("importance: NPV gained when its hole is plugged [{unit}]"), low, high, 5);
    let points = found.items.iter().enumerate().map(|(index, item)| MatrixPoint {
        label: if index < NAMED { visible(&place(found, item), NAME) } else { String::new() },
        note: if index < NAMED { note(item) } else { String::new() },
        at: (mean(&item.rating), mean(&item.importance)),
        intervals: [item.rating.ci95, item.importance.ci95],
        advice: item.advice,
    });
    let title = headline(found);
    let said: Vec<String> = found
        .items
        .iter()
        .map(|item| {
            format!(
                "{}: {}{}, {} when {} is plugged, rated {}",
                visible(&place(found, item), NAME),
                area(item.advice),
                if item.in_doubt { " (in doubt)" } else { "" },
                signed(&signed_parts(&item.importance)),
                visible(&item.hole, NAME),
                estimate(&item.rating)
            )
        })
        .collect();
    let score = found.score.as_ref().map_or(String::new(), |score| {
        let parts = parts(score);
        format!(" Weighted score {} {} (n = {}).", parts.mean, parts.interval, score.n)
    });
    Some(ChartSpec {
        world: study.about(),
        id: study.id("priorities", ""),
        alt: format!(
            "{title}. {}. Cut at the means, rating {} and importance {} {unit}.{score}",
            said.join("; "),
            brief(found.rating_cut),
            brief(found.importance_cut)
        ),
        title,
        subtitle: format!(
            "Importance against rating, cut at the means. Below each name the hole it is blamed on; in doubt: an interval \
             reaches over a cut.{score} {}",
            capital(&study.interval("whiskers"))
        ),
        footer: study.footer(),
        body: Body::Matrix(Matrix {
            x,
            y,
            cuts: (found.rating_cut, found.importance_cut),
            grey: (found.rating_grey, found.importance_grey),
            points: points.collect(),
        }),
        table: comparison::priorities(study.results),
    })
}

/// Ends of an axis that holds every interval and the grey area, with room for names.
fn ends(found: &Priorities, read: impl Fn(&Priority) -> &Metric) -> (f64, f64) {
    let of = |item| {
        let metric = read(item);
        metric.ci95.into_iter().flatten().chain(metric.mean)
    };
    let values = found.items.iter().flat_map(of).filter(|value: &f64| value.is_finite());
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let room = 0.12 * (high - low);
    (low - room, high + room)
}

/// The hole, and whether the area is sure.
fn note(item: &Priority) -> String {
    let doubt = if item.in_doubt && item.advice != Advice::NoAdvice { " · in doubt" } else { "" };
    format!("{}{doubt}", visible(&item.hole, NAME))
}

/// What is sure; a point whose interval reaches over a cut is no headline.
fn headline(found: &Priorities) -> String {
    let in_area = |advice: Advice| -> Vec<String> {
        let sure = found.items.iter().filter(|item| item.advice == advice && !item.in_doubt);
        sure.map(|item| visible(&place(found, item), 28)).collect()
    };
    let (weak, strong) = (in_area(Advice::WeakPoint), in_area(Advice::Strength));
    let some = |names: &[String]| match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => list(&[one.clone(), two.clone()]),
        [one, two, more @ ..] => format!("{one}, {two} and {} more", more.len()),
    };
    match (weak.is_empty(), strong.is_empty()) {
        (false, false) => format!("Mend first: {}; keep: {}", some(&weak), some(&strong)),
        (false, true) => format!("Mend first: {}", some(&weak)),
        (true, false) => format!("Nothing that matters is surely rated low; keep: {}", some(&strong)),
        (true, true) => "Nothing that matters stands out from the mean".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_matrix_names_what_to_mend_and_keeps_waits_apart() {
        let results = worlds::leaks();
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "priorities").expect("priorities");
        assert_eq!(chart.title, "Mend first: wait for counter; keep: counter");
        let Body::Matrix(matrix) = &chart.body else { panic!("not a matrix") };
        assert_eq!(matrix.points.len(), 5);
        assert!(matrix.points.iter().all(|point| {
            let [across, up] = point.intervals.map(|ci| ci.expect("an interval"));
            (matrix.x.low..=matrix.x.high).contains(&across[0]) && (matrix.y.low..=matrix.y.high).contains(&up[1])
        }));
        assert!(chart.alt.contains("wait for counter: weak point"), "{}", chart.alt);
        assert!(chart.alt.contains("leave: no advice (in doubt)"), "{}", chart.alt);
        let notes: Vec<&str> = matrix.points.iter().map(|point| point.note.as_str()).collect();
        assert_eq!(notes, ["hassle", "quality", "service", "service", "neglect"]);
        let mut results = results;
        let found = results.findings.priorities.as_mut().expect("priorities");
        found.items[1].in_doubt = true;
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "priorities").expect("priorities");
        assert_eq!(chart.title, "Mend first: wait for counter", "what is in doubt is no headline");
        let Body::Matrix(matrix) = &chart.body else { panic!("not a matrix") };
        assert_eq!(matrix.points[1].note, "quality · in doubt");
        assert_eq!(chart.table.rows.len(), 5);
    }
}
