//! Which hole is worth plugging: who leaves by it, what plugging it would gain, and where the saved go.

use super::axis::Axis;
use super::pictures::{Bar, BarPanel, BarPart, Bars, Heat, HeatCell, HeatPanel};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, around_zero};
use crate::experiment::comparison::Leak;
use crate::experiment::results::Metric;
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{as_metric, number, percent, signed, signed_parts};
use crate::report::words::names::{among, capital, visible};

/// Holes drawn; the others are in the table.
const DRAWN: usize = 12;
/// Columns drawn of where they go.
const COLUMNS: usize = 9;
/// Column and row for those who do not leave.
const STAYS: &str = "stays";

fn words(metric: &Metric) -> String {
    signed(&signed_parts(metric))
}

/// Exits beside true gains.
pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let leaks = study.results.findings.leaks.as_ref()?;
    // A hole that is shut stands in the table alone.
    let holes: Vec<&Leak> = leaks.open().collect();
    let best = *holes.first()?;
    let most = *holes.iter().max_by(|a, b| a.share.mean.unwrap_or(0.0).total_cmp(&b.share.mean.unwrap_or(0.0)))?;
    let mut drawn: Vec<&Leak> = holes.iter().copied().take(DRAWN).collect();
    if !drawn.iter().any(|leak| leak.hole == most.hole) {
        drawn.pop();
        drawn.push(most);
    }
    let omitted = match holes.len() - drawn.len() {
        0 => String::new(),
        more => format!("; {more} more in the table"),
    };
    let mut rows: Vec<String> =
        drawn.iter().map(|leak| among(&leak.hole, holes.iter().map(|leak| leak.hole.as_str()), NAME)).collect();
    let bar = |value: f64, hue: usize, hatched: bool, interval, label: String| Bar {
        parts: vec![BarPart { value, hue, hatched }],
        interval,
        label,
        tick: None,
    };
    let mut exits: Vec<Bar> = drawn
        .iter()
        .map(|leak| {
            let share = leak.share.mean.unwrap_or(0.0);
            bar(share, 1, true, leak.share.ci95, percent(share))
        })
        .collect();
    let gain = |metric: &Metric, hatched: bool| {
        let mean = metric.mean.unwrap_or(0.0);
        bar(mean, if hatched { 6 } else { 0 }, hatched, metric.ci95, signed_parts(metric).mean)
    };
    let mut gains: Vec<Bar> = drawn.iter().map(|leak| gain(&as_metric(&leak.gain), false)).collect();
    if leaks.residual.mean.is_some() {
        rows.push("residual".to_string());
        exits.push(Bar { parts: Vec::new(), interval: None, label: String::new(), tick: None });
        gains.push(gain(&leaks.residual, true));
    }
    let widest = exits.iter().map(end).fold(0.0, f64::max);
    let (low, high) = around_zero(gains.iter().flat_map(|bar| {
        bar.parts.iter().map(|part| part.value).chain(bar.interval.into_iter().flatten()).collect::<Vec<_>>()
    }));
    let low = if low > -0.02 * high { 0.0 } else { low };
    let unit = visible(&best.gain.unit, 16);
    let found = words(&as_metric(&best.gain));
    let title = if most.hole == best.hole {
        format!(
            "Plugging {} would gain most, {found}; it also takes most exits, {}",
            visible(&best.hole, NAME),
            most.share.mean.map_or("–".to_string(), percent)
        )
    } else {
        format!(
            "{} takes most exits, {}, yet plugging {} would gain most: {found}",
            capital(&visible(&most.hole, NAME)),
            most.share.mean.map_or("–".to_string(), percent),
            visible(&best.hole, NAME)
        )
    };
    let all: Vec<String> = holes
        .iter()
        .map(|leak| {
            format!(
                "{} {} of exits, {} when plugged",
                visible(&leak.hole, NAME),
                leak.share.mean.map_or("–".to_string(), percent),
                words(&as_metric(&leak.gain))
            )
        })
        .collect();
    Some(ChartSpec {
        world: study.about(),
        id: study.id("leaks", ""),
        alt: format!(
            "{title}. {}. All holes plugged at once: {}; not explained by single plugs: {}.",
            all.join("; "),
            words(&as_metric(&leaks.all_plugged)),
            words(&leaks.residual)
        ),
        title,
        subtitle: format!(
            "Each hole plugged in turn, same customers and same luck. All at once gain {}; {}{omitted}",
            words(&as_metric(&leaks.all_plugged)),
            study.interval("whisker")
        ),
        footer: study.footer(),
        body: Body::Bars(Bars {
            rows,
            notes: Vec::new(),
            panels: vec![
                BarPanel { axis: Axis::percent("share of exits", widest * 1.03, 4), bars: exits, cumulative: None },
                BarPanel {
                    axis: Axis::new(format!("NPV gained when plugged [{unit}]"), low, high, 4),
                    bars: gains,
                    cumulative: None,
                },
            ],
            keys: vec![
                (1, true, "who leaves by it: counts symptoms".to_string()),
                (0, false, "what plugging it alone would gain: those it took may leave by another hole".to_string()),
                (6, true, "residual: gain of plugging all at once less the sum of single gains".to_string()),
            ],
        }),
        table: table(&leaks.holes, &leaks.residual, &as_metric(&leaks.all_plugged)),
    })
}

fn end(bar: &Bar) -> f64 {
    let whole: f64 = bar.parts.iter().map(|part| part.value).sum();
    bar.interval.map_or(whole, |ci| ci[1]).max(whole)
}

fn table(holes: &[Leak], residual: &Metric, all: &Metric) -> TableSpec {
    let of = |leak: &Leak| {
        let hole = leak.hole.clone();
        [(hole.clone(), "share of exits", leak.share.clone()), (hole, "gain when plugged", as_metric(&leak.gain))]
    };
    let sums = [("gain of all plugged", all), ("residual", residual)];
    let rows = holes.iter().flat_map(of).chain(sums.map(|(words, metric)| (String::new(), words, metric.clone())));
    Columns::<(String, &str, Metric)>::new()
        .with("hole", |row| row.0.clone())
        .with("measure", |row| row.1)
        .with("mean", |row| row.2.mean)
        .with("unit", |row| row.2.unit.clone())
        .ends(["ci95 low", "ci95 high"], |row| row.2.ci95)
        .with("n", |row| row.2.n)
        .table("leaks", rows)
}

/// Where those whom a hole took end when it is plugged.
pub(in crate::report) fn build_then(study: &mut Study) -> Option<ChartSpec> {
    let leaks = study.results.findings.leaks.as_ref()?;
    let flows: Vec<(&str, &str, f64)> = leaks
        .holes
        .iter()
        .flat_map(|leak| leak.then.iter().map(|(to, mean)| (leak.hole.as_str(), to.as_str(), *mean)))
        .collect();
    let best = leaks.open().next()?;
    let all: f64 = best.then.iter().map(|then| then.1).sum();
    let stay = best.then.iter().find(|then| then.0 == STAYS).map_or(0.0, |then| then.1);
    if all <= 0.0 {
        return None;
    }
    let title = format!(
        "Plug {}, and {} of the {} it took stay; {} leave by another hole",
        visible(&best.hole, NAME),
        percent(stay / all),
        number(all, 0),
        percent(1.0 - stay / all)
    );
    let (rows, columns): (Vec<&str>, Vec<&str>) = names(&flows);
    Some(flow_chart(
        study,
        ("leaks-then", ""),
        title,
        "Rows: the hole that is plugged. Columns: where those it took in the baseline end instead [customers]"
            .to_string(),
        &flows,
        (&rows, &columns),
    ))
}

/// Rows and columns of flows in order of first appearance; those who stay come first.
pub(super) fn names<'a>(flows: &[(&'a str, &'a str, f64)]) -> (Vec<&'a str>, Vec<&'a str>) {
    let mut rows: Vec<&str> = Vec::new();
    let mut columns: Vec<&str> = Vec::new();
    for (from, to, _) in flows {
        if !rows.contains(from) {
            rows.push(from);
        }
        if !columns.contains(to) {
            columns.push(to);
        }
    }
    // The same holes in the same order on both sides; those who stay come first.
    columns.sort_by_key(|to| {
        let place = rows.iter().position(|from| from == to).unwrap_or(usize::MAX);
        if *to == STAYS { 0 } else { place.saturating_add(1) }
    });
    (rows, columns)
}

/// A row or a column: one hole, or all that did not fit.
struct Side<'a> {
    names: Vec<&'a str>,
    shown: String,
}

/// At most so many rows or columns in their order: those who stay, the holes with most people, and the sum of the others.
fn fit<'a>(names: &[&'a str], most: usize, people: impl Fn(&str) -> f64) -> Vec<Side<'a>> {
    let alone = |name: &'a str| Side { names: vec![name], shown: among(name, names.iter().copied(), NAME) };
    if names.len() <= most {
        return names.iter().copied().map(alone).collect();
    }
    let weight = |name: &str| if name == STAYS { f64::INFINITY } else { people(name) };
    let mut ranked: Vec<usize> = (0..names.len()).collect();
    ranked.sort_by(|a, b| weight(names[*b]).total_cmp(&weight(names[*a])));
    let mut kept = ranked[..most - 1].to_vec();
    kept.sort_unstable();
    let others: Vec<&str> = ranked[most - 1..].iter().map(|at| names[*at]).collect();
    let shown = format!("{} other holes", others.len());
    kept.into_iter().map(|at| alone(names[at])).chain([Side { names: others, shown }]).collect()
}

/// A table of flows drawn as heat: darker cells hold more customers.
pub(super) fn flow_chart(
    study: &mut Study,
    (id, name): (&str, &str),
    title: String,
    subtitle: String,
    flows: &[(&str, &str, f64)],
    (rows, columns): (&[&str], &[&str]),
) -> ChartSpec {
    let rows = fit(rows, DRAWN, |name| flows.iter().filter(|flow| flow.0 == name).map(|flow| flow.2).sum());
    let columns = fit(columns, COLUMNS, |name| flows.iter().filter(|flow| flow.1 == name).map(|flow| flow.2).sum());
    let between = |from: &Side, to: &Side| -> f64 {
        flows.iter().filter(|flow| from.names.contains(&flow.0) && to.names.contains(&flow.1)).map(|flow| flow.2).sum()
    };
    let largest = rows.iter().flat_map(|from| columns.iter().map(move |to| (from, to)));
    let largest = largest.map(|(from, to)| between(from, to)).fold(1e-9, f64::max);
    let cells = rows
        .iter()
        .map(|from| {
            columns
                .iter()
                .map(|to| {
                    let mean = between(from, to);
                    let places = usize::from(mean < 9.95);
                    (mean > 0.0).then(|| HeatCell {
                        level: mean / largest,
                        text: number(mean, places),
                        marked: false,
                        hatched: false,
                    })
                })
                .collect()
        })
        .collect();
    let table = Columns::<&(&str, &str, f64)>::new()
        .with("from", |row| row.0)
        .with("to", |row| row.1)
        .with("mean [customers]", |row| row.2)
        .table(id, flows);
    let said: Vec<String> = flows
        .iter()
        .filter(|flow| flow.2 > 0.0)
        .map(|(from, to, mean)| format!("{} to {} {}", visible(from, NAME), visible(to, NAME), number(*mean, 1)))
        .take(40)
        .collect();
    ChartSpec {
        world: study.about(),
        id: study.id(id, name),
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle,
        footer: study.footer(),
        body: Body::Heat(Heat {
            rows: rows.into_iter().map(|from| from.shown).collect(),
            columns: columns.into_iter().map(|to| to.shown).collect(),
            clock: false,
            panels: vec![HeatPanel {
                title: format!("customers, mean of {} replications", study.results.run.replications),
                cells,
            }],
            mark: "Empty: nobody. Darker: more customers.".to_string(),
        }),
        table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn symptoms_stand_beside_gains_and_the_residual_is_told() {
        let charts = all(&worlds::leaks());
        let chart = charts.iter().find(|chart| chart.id == "leaks").expect("leaks");
        assert!(chart.title.starts_with("Plugging hassle would gain most, +400,000 CNY [+380,000, +420,000]"));
        let Body::Bars(bars) = &chart.body else { panic!("not bars") };
        assert_eq!(bars.rows.len(), 7);
        assert_eq!(bars.rows[1], "quality", "second by gain, though third by exits");
        assert!(bars.panels[1].axis.low < 0.0);
        assert_eq!(bars.panels[1].bars[6].parts[0].value, 421_000.0);
    }

    #[test]
    fn when_most_exits_is_not_most_gain_the_headline_says_so() {
        let mut results = worlds::leaks();
        if let Some(leaks) = &mut results.findings.leaks {
            leaks.holes.swap(0, 1);
        }
        let charts = all(&results);
        let chart = charts.iter().find(|chart| chart.id == "leaks").expect("leaks");
        assert!(chart.title.starts_with("Hassle takes most exits, 31 %, yet plugging quality"), "{}", chart.title);
    }

    #[test]
    fn the_saved_are_followed_to_their_end() {
        let charts = all(&worlds::leaks());
        let chart = charts.iter().find(|chart| chart.id == "leaks-then").expect("where they go");
        assert_eq!(chart.title, "Plug hassle, and 63 % of the 884 it took stay; 37 % leave by another hole");
        let Body::Heat(heat) = &chart.body else { panic!("not heat") };
        assert_eq!((heat.rows[0].as_str(), heat.columns[0].as_str()), ("hassle", "stays"));
        assert!(heat.panels[0].cells[0][1].is_none(), "nobody leaves by the plugged hole");
    }
}
