//! When the money is back: discounted value gained so far, with the break-even of each world.

use super::{NAME, Study, TITLE, around_zero, curve};
use crate::experiment::comparison::{Business, Payback};
use crate::report::format::{capital, days, list, number, visible};
use crate::report::pictures::Mark;
use crate::report::spec::{Axis, Body, ChartSpec, Curves, Dash, Series};
use crate::report::table::TableSpec;

/// Worlds drawn; more lines cannot be told apart.
const DRAWN: usize = 6;
/// Line styles, so that hue is never the only difference.
const STYLES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];

/// When it pays back, in words: "after 412 days [380, 455], in 38 of 40 replications".
pub(in crate::report) fn payback_words(payback: &Payback, horizon: f64) -> String {
    let share = format!("{} of {} replications", payback.paid_back, payback.n);
    let Some(median) = payback.median else {
        return format!("does not pay back within {} ({share} do)", days(horizon));
    };
    let place = |day: f64| number(day, 0);
    let interval = match payback.interval {
        Some([low, high]) => format!(
            " [{}, {}]",
            low.map_or("beyond".to_string(), place),
            high.map_or("beyond the horizon".to_string(), place)
        ),
        None => String::new(),
    };
    if median == 0.0 {
        // Day 0 is the first report day: costs that run along are earned as they are spent.
        return format!("is behind the baseline on no report day, in {share}");
    }
    format!("pays back after {} days{interval}, {share}", place(median))
}

/// The same, as short as a row below the curves.
fn mark_words(payback: &Payback, horizon: f64) -> String {
    match payback.median {
        Some(0.0) => payback_words(payback, horizon)
            .replace("is behind the baseline on", "behind on")
            .replace(" replications", ""),
        Some(_) => payback_words(payback, horizon).replace("pays back after ", "").replace(" replications", ""),
        None => payback_words(payback, horizon).replace(" replications do", ""),
    }
}

pub(super) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found: Vec<(&str, &Business)> = study
        .results
        .worlds
        .iter()
        .filter_map(|world| Some((world.name.as_str(), &world.comparison.as_ref()?.business)))
        .filter(|(_, business)| business.cumulative.len() >= 2)
        .collect();
    let horizon =
        found.iter().filter_map(|(_, business)| business.cumulative.last()).map(|p| p.day).fold(0.0, f64::max);
    if found.is_empty() || horizon <= 0.0 {
        return None;
    }
    let drawn = &found[..found.len().min(DRAWN)];
    let series: Vec<Series> = drawn
        .iter()
        .enumerate()
        .map(|(index, (name, business))| Series {
            label: visible(name, 28),
            hue: index,
            dash: STYLES[index % STYLES.len()],
            points: curve(&business.cumulative),
        })
        .collect();
    let marks: Vec<Mark> = drawn
        .iter()
        .enumerate()
        .filter_map(|(index, (name, business))| {
            let payback = business.payback_days.as_ref()?;
            Some(Mark {
                hue: index,
                at: payback.median,
                interval: payback.interval.filter(|_| payback.median.is_some()),
                name: visible(name, 28),
                label: mark_words(payback, horizon),
            })
        })
        .collect();
    let ends = drawn.iter().flat_map(|(_, business)| &business.cumulative);
    let (low, high) =
        around_zero(ends.flat_map(|point| [point.mean].into_iter().chain(point.ci95.into_iter().flatten())));
    let soonest = found
        .iter()
        .filter_map(|(name, business)| Some((*name, business.payback_days.as_ref()?)))
        .filter_map(|(name, payback)| Some((name, payback, payback.median?)))
        .min_by(|a, b| a.2.total_cmp(&b.2));
    let never: Vec<String> = found
        .iter()
        .filter(|(_, business)| business.payback_days.as_ref().is_some_and(|payback| payback.median.is_none()))
        .map(|(name, _)| visible(name, 24))
        .take(3)
        .collect();
    let mut title = match soonest {
        Some((name, payback, _)) => {
            format!("{} {}", capital(&visible(name, TITLE)), payback_words(payback, horizon))
        }
        None if never.is_empty() => "Nothing here has a cost to earn back".to_string(),
        None => format!("Nothing pays back within {}", days(horizon)),
    };
    if soonest.is_some() && !never.is_empty() {
        title += &format!("; {} {} not", list(&never), if never.len() == 1 { "does" } else { "do" });
    }
    let unit = visible(&found[0].1.gain.unit, 16);
    let said: Vec<String> = found
        .iter()
        .map(|(name, business)| {
            let end = business.cumulative.last().map_or(0.0, |point| point.mean);
            let payback =
                business.payback_days.as_ref().map_or("costs nothing".to_string(), |p| payback_words(p, horizon));
            format!("{}: {payback}, {} {unit} at the horizon", visible(name, NAME), number(end, 0))
        })
        .collect();
    let mut table = TableSpec::new(
        "payback",
        [
            "world".to_string(),
            "day".to_string(),
            format!("value gained so far [{unit}]"),
            format!("ci95 low [{unit}]"),
            format!("ci95 high [{unit}]"),
        ],
    );
    for (name, business) in &found {
        for point in &business.cumulative {
            table.push(vec![
                (*name).into(),
                point.day.into(),
                point.mean.into(),
                point.ci95.map(|ci| ci[0]).into(),
                point.ci95.map(|ci| ci[1]).into(),
            ]);
        }
    }
    let more = found.len() - drawn.len();
    let more = if more > 0 { format!("; {more} more in the table") } else { String::new() };
    Some(ChartSpec {
        id: study.id("payback", ""),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!(
            "Discounted value gained so far, all costs included, less the baseline; {}; below: median day of \
             break-even with its 95 % interval{more}",
            study.interval("band")
        ),
        footer: study.footer(),
        body: Body::Curves(Curves {
            marks,
            ..Curves::lines(
                Axis::time("calendar time", horizon),
                Axis::new(format!("value gained so far [{unit}]"), low, high, 6),
                series,
            )
        }),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::all;
    use crate::report::fixtures_worlds as worlds;

    #[test]
    fn break_even_has_its_interval_and_never_is_said() {
        let charts = all(&worlds::compare());
        let chart = charts.iter().find(|chart| chart.id == "payback").expect("payback");
        assert_eq!(
            chart.title,
            "News about the wait pays back after 318 days [241, 402], 40 of 40 replications; Follow-up call does not"
        );
        let Body::Curves(curves) = &chart.body else { panic!("not curves") };
        assert_eq!((curves.series.len(), curves.marks.len()), (4, 4));
        assert!(curves.y.low < 0.0);
        let never = curves.marks.iter().find(|mark| mark.at.is_none()).expect("one that never pays back");
        assert!(never.label.contains("does not pay back within 5 years (12 of 40)"), "{}", never.label);
        let open = curves.marks.iter().filter_map(|mark| mark.interval).any(|interval| interval[1].is_none());
        assert!(open, "an interval may reach beyond the horizon");
    }
}
