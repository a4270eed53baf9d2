//! When they leave, and by which hole: cumulative incidence since joining.

use super::axis::Axis;
use super::pictures::{Curves, Dash, Series};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, curve};
use crate::experiment::results::Point;
use crate::report::tables::columns::Columns;
use crate::report::words::format::{days, percent, share};
use crate::report::words::names::{among, visible};

/// Lines drawn; the others are in the table.
const DRAWN: usize = 6;
const DASHES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let bucket = study.world.bucket.as_ref()?;
    let mut holes: Vec<(&String, &Vec<Point>, &Point)> = bucket
        .incidence
        .iter()
        .filter_map(|(name, points)| Some((name, points, points.last()?)))
        .filter(|hole| hole.1.len() > 1 && hole.2.mean > 0.0)
        .collect();
    holes.sort_by(|a, b| b.2.mean.total_cmp(&a.2.mean).then_with(|| a.0.cmp(b.0)));
    let (worst, _, end) = *holes.first()?;
    let whom = match study.world.survival_since {
        since if since > 0.0 => format!("those there after {}", days(since)),
        _ => "customers".to_string(),
    };
    let title = format!(
        "{} after joining, {} has taken {} of {whom}",
        days(end.day),
        visible(worst, NAME),
        share(end.mean, end.ci95)
    );
    let omitted = holes.len().saturating_sub(DRAWN);
    let rows = holes.iter().flat_map(|(name, points, _)| points.iter().map(move |point| (name.as_str(), point)));
    let table = Columns::<(&str, &Point)>::new()
        .with("hole", |row| row.0)
        .point(["tenure [days]", "share left by it", "ci95 low", "ci95 high"], |row| row.1)
        .table("incidence", rows);
    holes.truncate(DRAWN);
    let highest = holes
        .iter()
        .flat_map(|hole| hole.1.iter().map(|point| point.ci95.map_or(point.mean, |ci| ci[1])))
        .fold(0.0, f64::max);
    let series: Vec<Series> = holes
        .iter()
        .enumerate()
        .map(|(index, (name, points, last))| Series {
            label: format!("{} {}", among(name, holes.iter().map(|hole| hole.0.as_str()), 24), percent(last.mean)),
            hue: index,
            dash: DASHES[index % DASHES.len()],
            points: curve(points),
        })
        .collect();
    let others = if omitted > 0 { format!("; {omitted} smaller holes only in the table") } else { String::new() };
    Some(ChartSpec {
        world: study.about(),
        id: study.id("incidence", ""),
        alt: format!(
            "{title}. At the end: {}.",
            series.iter().map(|line| line.label.clone()).collect::<Vec<_>>().join(", ")
        ),
        title,
        subtitle: format!(
            "Share who have left by each hole, by time since joining (Aalen-Johansen){others}; {}",
            study.interval("band")
        ),
        footer: study.footer(),
        body: Body::Curves(Curves::lines(
            Axis::time("time since joining", end.day),
            Axis::percent("share who left by the hole", highest * 1.05, 5),
            series,
        )),
        table,
    })
}

#[cfg(test)]
mod tests {
    use crate::report::charts::spec::Body;
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn the_largest_lines_are_drawn_and_all_are_in_the_table() {
        let results = fixtures::bank_branch();
        let holes = results.worlds[0].bucket.as_ref().expect("a bucket").incidence.len();
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "incidence").expect("incidence");
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert_eq!(curves.series.len(), 6);
        assert!(curves.series[0].label.starts_with("hassle"), "{}", curves.series[0].label);
        let named: std::collections::BTreeSet<String> = chart.table.rows.iter().map(|row| row[0].plain()).collect();
        assert_eq!(named.len(), holes);
    }
}
