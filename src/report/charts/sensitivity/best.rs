//! The best design beside those that come next, replication by replication.

use super::study::{around, footer, headline, three};
use crate::experiment::analysis::{Analysis, Best, MetricAnalysis};
use crate::metrics::Better;
use crate::report::charts::axis::Axis;
use crate::report::charts::pictures::{DotRow, Dots};
use crate::report::charts::slug::Slugs;
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::tables::table::TableSpec;
use crate::report::words::format::{count, plus};
use crate::report::words::futures::{counted, dots};
use crate::report::words::names::visible;

pub(super) fn build(analysis: &Analysis, metric: &MetricAnalysis, slugs: &mut Slugs) -> Option<ChartSpec> {
    let best = metric.best.as_ref()?;
    let rows: Vec<DotRow> = best
        .rivals
        .iter()
        .filter_map(|rival| {
            let (count, what) = counted(&rival.gains, Better::Higher)?;
            Some(DotRow {
                name: format!("point {}: {}", rival.point, values(&rival.values)),
                dots: dots(&rival.gains),
                mean: rival.mean,
                interval: Some(rival.interval),
                count,
                note: format!("{what} better than the best"),
            })
        })
        .collect();
    let next = best.rivals.first()?;
    let (low, high) =
        around(rows.iter().flat_map(|row| row.dots.iter().copied().chain(row.interval.into_iter().flatten())));
    let side = 0.3 * (high - low);
    let (low, high) = (low.min(-side), high.max(side));
    let mut table =
        TableSpec::new("best", ["point", "values", "replication or dot", "better by", "mean", "low", "high"]);
    for rival in &best.rivals {
        for (index, gain) in dots(&rival.gains).into_iter().enumerate() {
            let [from, to] = rival.interval;
            table.push(vec![
                rival.point.into(),
                values(&rival.values).into(),
                (index as u64).into(),
                gain.into(),
                rival.mean.into(),
                from.into(),
                to.into(),
            ]);
        }
    }
    let title = format!("Point {} is best: {}; {}", best.point, values(&best.values), open(best));
    Some(ChartSpec {
        world: None,
        id: slugs.of("best", &metric.path),
        alt: format!(
            "{title}. The next is point {}, {} {} from it.",
            next.point,
            plus(&three(next.mean)),
            visible(&metric.unit, 20)
        ),
        title,
        subtitle: format!(
            "{}: how much better the next designs are than the best, same customers; each dot one replication; diamond and whisker: mean and its \
             interval, 95 % for all {} designs together (Bonferroni)",
            headline(&metric.path),
            best.designs
        ),
        footer: footer(analysis),
        body: Body::Dots(Dots {
            axis: Axis::new(format!("better than the best by [{}]", visible(&metric.unit, 20)), low, high, 6),
            rows,
            sides: ["← worse than the best".to_owned(), "better →".to_owned()],
        }),
        table,
    })
}

/// What the comparison leaves open.
fn open(best: &Best) -> String {
    match best.not_worse {
        0 => "every other design is worse".to_owned(),
        n => format!("{} cannot be told from it", count(n, "design", "designs")),
    }
}

/// "staff 3, margin 0.489": parameters by the ends of their paths that tell them apart.
fn values(of: &std::collections::BTreeMap<String, String>) -> String {
    let end = |path: &str, words: usize| {
        let parts: Vec<&str> = path.split('.').collect();
        parts[parts.len().saturating_sub(words)..].join(".")
    };
    let paths: Vec<&String> = of.keys().collect();
    let distinct = |words: usize| {
        let mut ends: Vec<String> = paths.iter().map(|path| end(path, words)).collect();
        ends.sort_unstable();
        ends.windows(2).all(|pair| pair[0] != pair[1])
    };
    let words = (1..6).find(|&words| distinct(words)).unwrap_or(6);
    let said = of.iter().map(|(path, value)| {
        let value = if value.is_empty() {
            "as in the file".to_owned()
        } else {
            crate::report::words::analysis::shortened(value)
        };
        format!("{} {}", visible(&end(path, words), 30), visible(&value, 18))
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn designs_are_named_by_what_tells_parameters_apart() {
        let of =
            |pairs: &[(&str, &str)]| values(&pairs.iter().map(|(p, v)| ((*p).to_owned(), (*v).to_owned())).collect());
        assert_eq!(of(&[("resource.tellers.staff", "3"), ("purchase.margin", "0.48912345")]), "margin 0.4891, staff 3");
        assert_eq!(of(&[("hole.a.factor", "2"), ("hole.b.factor", "")]), "a.factor 2, b.factor as in the file");
    }
}
