//! Charts of an analysis: the tornado, Morris effects, Sobol indices, dependence on each parameter, the rule, the best design.

mod best;
mod rule;

use super::pictures::{TornadoMark, TornadoPicture, TornadoRow};
use super::slug::Slugs;
use super::spec::{Axis, Bar, BarPanel, BarPart, Bars, Body, ChartSpec, CurvePoint, Curves, Dash, Series};
use crate::experiment::analysis::{Analysis, Effect, MetricAnalysis, Swing};
use crate::report::tables::table::{Cell, TableSpec};
use crate::report::words::findings::label;
use crate::report::words::format::{brief, number, plus, visible};

/// Parameters drawn in one chart; the table has all of them.
const ROWS: usize = 12;
/// Lines of a dependence chart.
const LINES: usize = 5;
/// Longest name [columns].
const NAME: usize = 40;

/// All charts of an analysis, metric by metric.
pub(in crate::report) fn all(analysis: &Analysis) -> Vec<ChartSpec> {
    let mut slugs = Slugs::default();
    let mut charts = Vec::new();
    for metric in &analysis.metrics {
        for build in [tornado, morris, sobol, dependence, rule::build, best::build] {
            charts.extend(build(analysis, metric, &mut slugs));
        }
    }
    charts
}

/// The last words of a metric's path.
pub(in crate::report) fn short(path: &str) -> String {
    visible(path.strip_prefix("metrics.").unwrap_or(path), NAME)
}

fn footer(analysis: &Analysis) -> String {
    let state = if analysis.partial { format!("INCOMPLETE, {} planned · ", analysis.points) } else { String::new() };
    format!(
        "{} · {} points ({}) of {} replications · {state}seed {} · journeysim {}",
        visible(&analysis.scenario, NAME),
        analysis.points_done,
        analysis.design,
        analysis.replications,
        analysis.seed,
        visible(&analysis.version, 20)
    )
}

fn unit_of(metric: &MetricAnalysis) -> String {
    if metric.unit.is_empty() {
        short(&metric.path)
    } else {
        format!("{} [{}]", short(&metric.path), visible(&metric.unit, 20))
    }
}

/// Ends of an axis that holds these values and zero.
fn around(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.filter(|v| v.is_finite()).fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    let room = 0.05 * (high - low);
    let room = if room > 0.0 { room } else { 1.0 };
    (if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 })
}

/// Three digits that count, whatever the size.
fn three(x: f64) -> String {
    let mut unit = 1.0;
    while x.abs() / unit >= 1000.0 {
        unit *= 10.0;
    }
    if unit > 1.0 { brief((x / unit).round() * unit) } else { brief(x) }
}

fn ends(ci: Option<[f64; 2]>) -> [Cell; 2] {
    [ci.map(|c| c[0]).into(), ci.map(|c| c[1]).into()]
}

/// A metric as a headline names it: estimates of the firm by their names, all else by its path.
fn headline(path: &str) -> String {
    if path.starts_with("metrics.") { label(&short(path)) } else { short(path) }
}

fn tornado(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
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
    let mut table = TableSpec::new(
        "tornado",
        [
            "parameter",
            "basis",
            "low value",
            "change at low",
            "ci95 low",
            "ci95 high",
            "high value",
            "change at high",
            "ci95 low",
            "ci95 high",
            "n",
        ],
    );
    for s in &metric.swings {
        let ([a, b], [c, d]) = (ends(s.low.ci95), ends(s.high.ci95));
        table.push(vec![
            s.parameter.as_str().into(),
            s.basis.as_str().into(),
            s.low.value.as_str().into(),
            s.low.change.into(),
            a,
            b,
            s.high.value.as_str().into(),
            s.high.change.into(),
            c,
            d,
            s.high.n.into(),
        ]);
    }
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

fn bar(value: f64, interval: Option<[f64; 2]>, label: String, hue: usize) -> Bar {
    Bar { parts: vec![BarPart { value, hue, hatched: false }], interval, label, tick: None }
}

fn morris(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
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
    let mut table = TableSpec::new("morris", ["parameter", "mu star", "ci95 low", "ci95 high", "mu", "sigma", "n"]);
    for m in &metric.morris {
        let [a, b] = ends(m.mu_star_ci95);
        table.push(vec![m.parameter.as_str().into(), m.mu_star.into(), a, b, m.mu.into(), m.sigma.into(), m.n.into()]);
    }
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

fn sobol(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
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
    let mut table = TableSpec::new(
        "sobol",
        ["parameter", "first", "ci95 low", "ci95 high", "total", "ci95 low", "ci95 high", "base rows"],
    );
    let named = metric.sobol.iter().map(|s| (s.parameter.as_str(), &s.shares));
    for (name, s) in named.chain(metric.sobol_dummy.iter().map(|s| ("(dummy)", s))) {
        let ([a, b], [c, d]) = (ends(Some(s.first_ci95)), ends(Some(s.total_ci95)));
        table.push(vec![name.into(), s.first.into(), a, b, s.total.into(), c, d, s.rows.into()]);
    }
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

fn dependence(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let wanted: Vec<&str> = metric.swings.iter().take(LINES).map(|s| s.parameter.as_str()).collect();
    let curves: Vec<_> =
        wanted.iter().filter_map(|name| metric.dependence.iter().find(|c| c.parameter == *name)).collect();
    let first = curves.first()?;
    let dashes = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots, Dash::Long];
    let series = curves
        .iter()
        .enumerate()
        .map(|(index, curve)| Series {
            label: visible(&curve.parameter, 24),
            hue: index,
            dash: dashes[index],
            // Bands of several lines would cover each other.
            points: curve
                .points
                .iter()
                .map(|p| CurvePoint { x: p.position, y: p.mean, interval: p.ci95.filter(|_| index == 0), fan: None })
                .collect(),
        })
        .collect();
    let values = || curves.iter().flat_map(|c| c.points.iter());
    let band = first.points.iter().filter_map(|p| p.ci95).flatten();
    let (low, high) =
        values().map(|p| p.mean).chain(band).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let room = 0.05 * (high - low);
    let mut table =
        TableSpec::new("dependence", ["parameter", "position", "value", "mean", "ci95 low", "ci95 high", "points"]);
    for curve in &metric.dependence {
        for p in &curve.points {
            let [a, b] = ends(p.ci95);
            table.push(vec![
                curve.parameter.as_str().into(),
                p.position.into(),
                p.value.as_str().into(),
                p.mean.into(),
                a,
                b,
                p.points.into(),
            ]);
        }
    }
    let title = format!("{}: how each parameter moves it", headline(&metric.path));
    Some(ChartSpec {
        world: None,
        id: slugs.of("dependence", &metric.path),
        alt: format!("{title}; the parameters that move it most: {}.", wanted.join(", ")),
        title,
        subtitle: "Mean over slices of points, the other parameters moving freely; band: 95 % interval over the points of a slice".to_string(),
        footer: footer(analysis),
        body: Body::Curves(Curves::lines(Axis::percent("position in the range of the parameter", 1.0, 5), Axis::new(unit_of(metric), low - room, high + room, 5), series)),
        table,
    })
}
