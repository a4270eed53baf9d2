//! Shares of the variance between points (Sobol).

use super::study::{NAME, ROWS, bar, footer, headline};
use crate::experiment::analysis::{Analysis, MetricAnalysis, Shares};
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::{BarPanel, Bars};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::columns::Columns;
use crate::report::words::format::number;
use crate::report::words::names::visible;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let first = metric.sobol.first()?;
    let shown = || metric.sobol.iter().take(ROWS);
    let two = |x: f64| number(x, 2);
    // Of few rows an interval may be wider than any share can be.
    let low = shown().map(|s| s.shares.first_ci95[0].min(s.shares.first)).fold(0.0_f64, f64::min).max(-0.5);
    let top = shown().map(|s| s.shares.total_ci95[1].max(s.shares.first_ci95[1])).fold(1.0_f64, f64::max).min(1.5);
    let cut = |ci: [f64; 2]| Some(ci.map(|end| end.clamp(low, top)));
    let axis = |title: &str| Axis::new(title, if low < -0.02 { low } else { 0.0 }, top, 4);
    let panels = vec![
        BarPanel {
            axis: axis("alone (first order)"),
            bars: shown()
                .map(|s| bar(s.shares.first.clamp(low, top), cut(s.shares.first_ci95), two(s.shares.first), 0))
                .collect(),
            cumulative: None,
        },
        BarPanel {
            axis: axis("with others (total)"),
            bars: shown()
                .map(|s| bar(s.shares.total.clamp(low, top), cut(s.shares.total_ci95), two(s.shares.total), 6))
                .collect(),
            cumulative: None,
        },
    ];
    let title = format!(
        "{} explains {} % of the variance: {}",
        visible(&first.parameter, NAME),
        number(first.shares.total.clamp(0.0, 1.0) * 100.0, 0),
        headline(&metric.path)
    );
    let named = metric.sobol.iter().map(|s| (s.parameter.as_str(), &s.shares));
    let rows = named.chain(metric.sobol_dummy.iter().map(|shares| ("(dummy)", shares)));
    let table = Columns::<(&str, &Shares)>::new()
        .with("parameter", |row| row.0)
        .with("first", |row| row.1.first)
        .ends(["first ci95 low", "first ci95 high"], |row| Some(row.1.first_ci95))
        .with("total", |row| row.1.total)
        .ends(["total ci95 low", "total ci95 high"], |row| Some(row.1.total_ci95))
        .with("base rows", |row| row.1.rows)
        .table("sobol", rows);
    let dummy = metric.sobol_dummy.as_ref().map_or(String::new(), |d| format!("; a dummy has {}", two(d.total)));
    Some(ChartSpec {
        world: None,
        id: slugs.of("sobol", &metric.path),
        alt: format!("{title}, alone or with others; alone {}{dummy}.", two(first.shares.first)),
        title,
        subtitle: format!(
            "Sobol indices: shares of the variance between points; whisker: 95 % interval, {} base rows{dummy}",
            first.shares.rows
        ),
        footer: footer(analysis),
        body: Body::Bars(Bars {
            rows: shown().map(|s| visible(&s.parameter, NAME)).collect(),
            notes: Vec::new(),
            panels,
            keys: Vec::new(),
        }),
        table,
    })
}
