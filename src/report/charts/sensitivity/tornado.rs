//! Which parameter matters: each at its low and its high end.

use super::study::{NAME, ROWS, around, footer, headline, three, unit_of};
use crate::experiment::analysis::{Analysis, Effect, MetricAnalysis, Swing};
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::{TornadoMark, TornadoPicture, TornadoRow};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::columns::Columns;
use crate::report::words::format::plus;
use crate::report::words::names::visible;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let first = metric.swings.first().filter(|swing| swing.size() > 0.0)?;
    let shown = || metric.swings.iter().take(ROWS);
    let ends_of = |s: &Swing| [&s.low, &s.high].map(|e| [Some(e.change), e.ci95.map(|c| c[0]), e.ci95.map(|c| c[1])]);
    let (low, high) = around(shown().flat_map(ends_of).flatten().flatten());
    let signed = |x: f64| plus(&three(x));
    let mark = |e: &Effect| TornadoMark { value: e.change, interval: e.ci95, input: visible(&e.value, 18) };
    let rows = shown()
        .map(|s| TornadoRow { name: visible(&s.parameter, NAME), ends: [mark(&s.low), mark(&s.high)] })
        .collect();
    let far = if first.low.change.abs() > first.high.change.abs() { &first.low } else { &first.high };
    let title = format!(
        "{} matters most: {} {} at {}",
        visible(&first.parameter, NAME),
        signed(far.change),
        visible(&metric.unit, 20),
        visible(&far.value, 18)
    );
    let paired = first.basis.contains("paired");
    let basis = if paired {
        "each parameter alone at its low and its high end, against the file as it is, on the same customers; whisker: 95 % interval of the paired difference"
    } else {
        "means of the points in the lowest and the highest slice of each range, less the mean of all; whisker: 95 % interval over the points of the slice"
    };
    let table = Columns::<&Swing>::new()
        .with("parameter", |row| row.parameter.as_str())
        .with("basis", |row| row.basis.as_str())
        .with("low value", |row| row.low.value.as_str())
        .with("change at low", |row| row.low.change)
        .ends(["ci95 low at low", "ci95 high at low"], |row| row.low.ci95)
        .with("high value", |row| row.high.value.as_str())
        .with("change at high", |row| row.high.change)
        .ends(["ci95 low at high", "ci95 high at high"], |row| row.high.ci95)
        .with("n", |row| row.high.n)
        .table("tornado", &metric.swings);
    let said: Vec<String> = shown()
        .map(|s| format!("{}: {} to {}", visible(&s.parameter, NAME), signed(s.low.change), signed(s.high.change)))
        .collect();
    Some(ChartSpec {
        world: None,
        id: slugs.of("tornado", &metric.path),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!("{}: {basis}", headline(&metric.path)),
        footer: footer(analysis),
        body: Body::Tornado(TornadoPicture {
            axis: Axis::new(format!("change of {}", unit_of(metric)), low, high, 6),
            rows,
            noise: None,
            keys: ["low end of the range".to_owned(), "high end".to_owned()],
            note: if paired { String::new() } else { "The whiskers hold what the other parameters do.".to_owned() },
        }),
        table,
    })
}
