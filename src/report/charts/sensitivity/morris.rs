//! Elementary effects over the whole range (Morris).

use super::study::{NAME, ROWS, bar, footer, headline, unit_of};
use crate::experiment::analysis::{Analysis, MetricAnalysis, MorrisFinding};
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::{BarPanel, Bars};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::columns::Columns;
use crate::report::words::format::brief;
use crate::report::words::names::visible;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let first = metric.morris.first().filter(|m| m.mu_star > 0.0)?;
    let shown = || metric.morris.iter().take(ROWS);
    let top = shown()
        .flat_map(|m| [m.mu_star_ci95.map_or(m.mu_star, |ci| ci[1]), m.sigma.unwrap_or(0.0)])
        .fold(0.0, f64::max);
    let axis = |title: String| Axis::new(title, 0.0, top * 1.02, 4);
    let panels = vec![
        BarPanel {
            axis: axis(format!("mean absolute effect on {}", unit_of(metric))),
            bars: shown().map(|m| bar(m.mu_star, m.mu_star_ci95, brief(m.mu_star), 0)).collect(),
            cumulative: None,
        },
        BarPanel {
            axis: axis("spread of effects".to_string()),
            bars: shown().map(|m| bar(m.sigma.unwrap_or(0.0), None, brief(m.sigma.unwrap_or(0.0)), 6)).collect(),
            cumulative: None,
        },
    ];
    let title = format!("{} matters most: {}", visible(&first.parameter, NAME), headline(&metric.path));
    let table = Columns::<&MorrisFinding>::new()
        .with("parameter", |row| row.parameter.as_str())
        .with("mu star", |row| row.mu_star)
        .ends(["ci95 low", "ci95 high"], |row| row.mu_star_ci95)
        .with("mu", |row| row.mu)
        .with("sigma", |row| row.sigma)
        .with("n", |row| row.n)
        .table("morris", &metric.morris);
    Some(ChartSpec {
        world: None,
        id: slugs.of("morris", &metric.path),
        alt: format!(
            "{title}: mean absolute effect {}, spread {}.",
            brief(first.mu_star),
            brief(first.sigma.unwrap_or(0.0))
        ),
        title,
        subtitle: format!(
            "Elementary effects over the whole range, {} each; whisker: 95 % interval; a large spread means curvature or interaction",
            first.n
        ),
        footer: footer(analysis),
        body: Body::Bars(Bars {
            rows: shown().map(|m| visible(&m.parameter, NAME)).collect(),
            notes: Vec::new(),
            panels,
            keys: Vec::new(),
        }),
        table,
    })
}
