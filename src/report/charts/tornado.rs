//! Which assumption matters: each parameter at its low and at its high value, one at a time, same customers.

use super::axis::Axis;
use super::pictures::{TornadoMark, TornadoPicture, TornadoRow};
use super::spec::{Body, ChartSpec};
use super::study::{NAME, Study, TITLE, around_zero};
use crate::experiment::comparison::{Tornado, TornadoBar, TornadoEnd};
use crate::report::tables::columns::Columns;
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{as_metric, count, signed, signed_parts};
use crate::report::words::names::{capital, visible};
use crate::report::words::verdicts::tornado_subject;

/// Parameters drawn, those with the largest swing; the others are in the table.
const DRAWN: usize = 10;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = study.results.findings.tornado.as_ref()?;
    let id = study.id("tornado", "");
    let interval = study.interval("whisker");
    chart(found, id, study.footer(), &interval)
}

/// The chart from plain data, wherever it comes from; `None` without a parameter.
fn chart(found: &Tornado, id: String, footer: String, interval: &str) -> Option<ChartSpec> {
    let best = found.bars.first()?;
    let drawn = &found.bars[..found.bars.len().min(DRAWN)];
    let ends = drawn
        .iter()
        .flat_map(|bar| [&bar.low, &bar.high])
        .flat_map(|end| end.difference.ci95.into_iter().flatten().chain(end.difference.mean).collect::<Vec<_>>());
    let (low, high) = around_zero(ends.chain(found.noise).chain(found.noise.map(|noise| -noise)));
    let metric = tornado_subject(found);
    let size = |end: &TornadoEnd| end.difference.mean.unwrap_or(0.0).abs();
    let far = if size(&best.low) > size(&best.high) { &best.low } else { &best.high };
    let title = match best.unjudged {
        true => "Not judged: nothing says how customers answer these prices".to_owned(),
        false => format!(
            "{} matters most: {} at {}",
            capital(&visible(&best.name, TITLE)),
            words(far),
            visible(&far.input, NAME)
        ),
    };
    let more = match found.bars.len().saturating_sub(DRAWN) {
        0 => String::new(),
        more => format!("; {} with smaller swings in the table", count(more as u64, "parameter", "parameters")),
    };
    let mark = |end: &TornadoEnd| TornadoMark {
        value: end.difference.mean.unwrap_or(0.0),
        interval: end.difference.ci95,
        input: visible(&end.input, 18),
    };
    let said: Vec<String> = drawn
        .iter()
        .map(|bar| {
            let end = |end: &TornadoEnd| format!("{} at {}", words(end), visible(&end.input, NAME));
            format!("{}: {}, {}", visible(&bar.name, NAME), end(&bar.low), end(&bar.high))
        })
        .collect();
    Some(ChartSpec {
        world: None,
        id,
        alt: format!("{title}. {}.", said.join("; ")),
        title,
        subtitle: format!(
            "{metric}: each parameter at its low and its high value, the others as in the file; {interval}{more}"
        ),
        footer,
        body: Body::Tornado(TornadoPicture {
            axis: Axis::new(format!("{metric}, difference [{}]", visible(&found.unit, 16)), low, high, 6),
            rows: drawn
                .iter()
                .map(|bar| TornadoRow { name: visible(&bar.name, NAME), ends: [mark(&bar.low), mark(&bar.high)] })
                .collect(),
            noise: found.noise,
            keys: ["low value".to_string(), "high value".to_string()],
            note:
                "Dashed: noise floor, the median half-width of the intervals. A bar that ends inside it may be nothing."
                    .to_string(),
        }),
        table: table(found),
    })
}

fn words(end: &TornadoEnd) -> String {
    signed(&signed_parts(&as_metric(&end.difference)))
}

fn table(found: &Tornado) -> TableSpec {
    let ends = |bar| {
        let bar: &TornadoBar = bar;
        [(bar, "low", &bar.low), (bar, "high", &bar.high)]
    };
    Columns::<(&TornadoBar, &str, &TornadoEnd)>::new()
        .with("parameter", |row| row.0.name.as_str())
        .with("path", |row| row.0.path.as_str())
        .with("end", |row| row.1)
        .with("input", |row| row.2.input.as_str())
        .with(format!("difference of {} [{}]", found.metric, found.unit), |row| row.2.difference.mean)
        .ends(["ci95 low", "ci95 high"], |row| row.2.difference.ci95)
        .with("n", |row| row.2.difference.n)
        .with("variance ratio", |row| row.2.difference.variance_ratio)
        .table("tornado", found.bars.iter().flat_map(ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents::charts as all;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_largest_swing_leads_and_inputs_stand_at_the_ends() {
        let charts = all(&worlds::tornado());
        let chart = charts.iter().find(|chart| chart.id == "tornado").expect("a tornado");
        assert!(chart.title.starts_with("Rival's pull matters most: −400,000 CNY ["), "{}", chart.title);
        let Body::Tornado(picture) = &chart.body else { panic!("no tornado") };
        assert_eq!(picture.rows.len(), DRAWN);
        assert_eq!(chart.table.rows.len(), 24, "the table has them all");
        assert_eq!(picture.rows[0].ends[0].input, "2 % per y");
        assert!(picture.axis.low < -400_000.0 && picture.axis.high > 400_000.0);
        assert!(chart.subtitle.ends_with("2 parameters with smaller swings in the table"), "{}", chart.subtitle);
    }
}
