//! Who stays: survival since joining, and survivors by contract term.

use super::axis::Axis;
use super::fan::{both, has_fan, keys};
use super::pictures::{CurvePoint, Curves, Dash, Note, Series};
use super::spec::{Body, ChartSpec};
use super::study::Study;
use crate::experiment::results::{Point, TermPoint};
use crate::report::tables::columns::Columns;
use crate::report::words::format::{days, number, percent, share};

/// Kaplan-Meier survival with its band.
pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let points = &study.world.survival;
    let last = points.last()?;
    if points.len() < 2 {
        return None;
    }
    let whom = match study.world.survival_since {
        since if since > 0.0 => format!("those there {} after joining", days(since)),
        _ => "those who join".to_string(),
    };
    let title = format!("Of {whom}, {} are still there after {}", share(last.mean, last.ci95), days(last.day));
    let years: Vec<(u32, Point)> = (1..=12)
        .take_while(|year| f64::from(*year) * 365.0 < last.day - 100.0)
        .filter_map(|year| Some((year, at(points, f64::from(year) * 365.0)?)))
        .collect();
    let by_year: Vec<String> =
        years.iter().map(|(year, point)| format!("{} after year {year}", share(point.mean, point.ci95))).collect();
    let alt = if by_year.is_empty() { format!("{title}.") } else { format!("{title}; {}.", by_year.join(", ")) };
    let notes = years
        .iter()
        .map(|(_, point)| Note {
            x: point.day,
            // Above the interval; on a fan, on the line itself.
            y: point.ci95.filter(|_| point.fan.is_none()).map_or(point.mean, |ci| ci[1]),
            text: percent(point.mean),
        })
        .collect();
    let label = format!("{} after {}", percent(last.mean), days(last.day));
    let table = Columns::<&Point>::new()
        .point(["tenure [days]", "share staying", "ci95 low", "ci95 high"], |row| row)
        .futures(has_fan(points), |row| row)
        .table("staying", points);
    Some(ChartSpec {
        world: study.about(),
        id: study.id("staying", ""),
        title,
        subtitle: format!(
            "Share of {whom} still active by time since joining (Kaplan-Meier); {}",
            if has_fan(points) { "line: mean".to_string() } else { study.interval("band") }
        ),
        footer: study.footer(),
        alt,
        body: Body::Curves(Curves {
            // Densely sampled survival is a curve; steps would only show the sampling.
            steps: points.len() <= 36 && !has_fan(points),
            keys: if has_fan(points) { keys(0, study.results.run.replications, None) } else { Vec::new() },
            notes,
            ..Curves::lines(
                Axis::time("time since joining", last.day),
                Axis::percent("share staying", 1.0, 5),
                vec![Series { label, hue: 0, dash: Dash::Solid, points: both(points) }],
            )
        }),
        table,
    })
}

/// The curve on one day, on the straight line between its neighbours.
fn at(points: &[Point], day: f64) -> Option<Point> {
    let next = points.iter().position(|point| point.day >= day)?;
    let (a, b) = (&points[next.checked_sub(1)?], &points[next]);
    let part = if b.day > a.day { (day - a.day) / (b.day - a.day) } else { 1.0 };
    let mix = |from: f64, to: f64| from + part * (to - from);
    let ci95 = a.ci95.zip(b.ci95).map(|(a, b)| [mix(a[0], b[0]), mix(a[1], b[1])]);
    let fan = a.fan.zip(b.fan).map(|(a, b)| std::array::from_fn(|at| mix(a[at], b[at])));
    Some(Point { day, mean: mix(a.mean, b.mean), ci95, fan })
}

/// Customers who began each contract term.
pub(in crate::report) fn build_terms(study: &mut Study) -> Option<ChartSpec> {
    let terms = &study.world.survivors;
    let (first, last) = (terms.first()?, terms.last()?);
    if terms.len() < 2 {
        return None;
    }
    let (begin, end) = (number(first.mean, 0), number(last.mean, if last.mean < 20.0 { 1 } else { 0 }));
    // Where people join all the time, the horizon cuts many off before a later term could begin: then it is no share.
    let alike =
        study.world.bucket.as_ref().is_none_or(|bucket| bucket.inflow.values().all(|m| m.mean.unwrap_or(0.0) == 0.0));
    let title = if alike {
        format!("Of {begin} who begin term {}, {end} begin term {}", first.term, last.term)
    } else {
        format!("{begin} customers begin term {}, {end} begin term {} by the horizon", first.term, last.term)
    };
    let table = Columns::<&TermPoint>::new()
        .with("term", |row| row.term)
        .with("customers who begin it", |row| row.mean)
        .ends(["ci95 low [customers]", "ci95 high [customers]"], |row| row.ci95)
        .with("of the first term", |row| row.mean / first.mean)
        .table("terms", terms);
    let points: Vec<CurvePoint> = terms
        .iter()
        .map(|term| CurvePoint { x: term.term as f64, y: term.mean, interval: term.ci95, fan: None })
        .collect();
    let highest = terms.iter().map(|term| term.ci95.map_or(term.mean, |ci| ci[1])).fold(0.0, f64::max);
    let mut x = Axis::new("contract term", first.term as f64, last.term as f64, 12);
    x.ticks.retain(|(position, _)| position.fract() == 0.0);
    x.ticks.iter_mut().for_each(|(position, label)| *label = number(*position, 0));
    let notes = if terms.len() > 12 {
        Vec::new()
    } else {
        points
            .iter()
            .map(|point| Note {
                x: point.x,
                y: point.interval.map_or(point.y, |interval| interval[1]),
                text: number(point.y, if point.y < 20.0 { 1 } else { 0 }),
            })
            .collect()
    };
    Some(ChartSpec {
        world: study.about(),
        id: study.id("terms", ""),
        alt: format!("{title}. The table lists every term."),
        title,
        subtitle: format!("Customers who begin each term of their contract; {}", study.interval("band")),
        footer: study.footer(),
        body: Body::Curves(Curves {
            notes,
            ..Curves::lines(
                x,
                Axis::new("customers", 0.0, highest * 1.08, 5),
                vec![Series { label: String::new(), hue: 0, dash: Dash::Solid, points }],
            )
        }),
        table,
    })
}

#[cfg(test)]
mod tests {
    use crate::report::contents::charts as all;
    use crate::report::fixtures;

    #[test]
    fn survival_headlines_the_end_with_its_interval() {
        let charts = all(&fixtures::bank_branch());
        let chart = charts.iter().find(|chart| chart.id == "staying").expect("staying");
        assert_eq!(chart.title, "Of those who join, 45 % [43, 47] are still there after 5 years");
        assert_eq!(chart.table.rows.len(), 61);
        assert!(chart.alt.contains("83.7 % [82.8, 84.6] after year 1,"), "{}", chart.alt);
        assert!(chart.subtitle.contains("95 % interval of the mean, n = 40"));
    }

    #[test]
    fn a_contract_shows_its_terms() {
        let charts = all(&fixtures::magazine());
        let ids: Vec<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
        assert!(ids.contains(&"terms"), "{ids:?}");
        let chart = charts.iter().find(|chart| chart.id == "terms").expect("terms");
        assert_eq!(chart.title, "Of 1,000 who begin term 1, 65 begin term 10");
        let crate::report::charts::spec::Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert!(curves.x.ticks.iter().all(|tick| !tick.1.contains('.')), "{:?}", curves.x.ticks);
    }
}
