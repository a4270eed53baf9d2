//! Who is best by when: the share of draws in which each design is best if one stops at a day.

use super::BEST_BY;
use crate::experiment::results::uncertainty::{BestBy, Uncertainty};
use crate::report::charts::axis::Axis;
use crate::report::charts::fit::shrunk;
use crate::report::charts::pictures::{CurvePoint, Curves, Dash, Series};
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::charts::study::Study;
use crate::report::tables::uncertainty::best_by;
use crate::report::words::format::{days, number, percent};
use crate::report::words::names::{capital, visible};
use crate::report::words::uncertainty::{design_in, of_draws, row_name};

/// Designs drawn; more lines cannot be told apart.
const DRAWN: usize = 6;
/// Hue of the baseline.
const BASELINE: usize = 6;
/// Line styles of the others.
const STYLES: [Dash; 4] = [Dash::Solid, Dash::Long, Dash::Short, Dash::Dots];
/// Widest name beside a curve [columns].
const LABEL: usize = 20;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = study.results.uncertainty.as_ref()?;
    let whole = |at: &BestBy| at.p_best.len() == found.designs.len();
    if found.best_by.len() < 2 || !found.best_by.iter().all(whole) {
        return None;
    }
    let last = found.best_by.last()?;
    let mut ranked: Vec<usize> = (0..found.designs.len()).collect();
    ranked.sort_by(|&a, &b| last.p_best[b].total_cmp(&last.p_best[a]));
    ranked.truncate(DRAWN);
    ranked.sort_unstable();
    let series = ranked.iter().map(|&at| Series {
        label: format!("{}: {}", visible(&row_name(found, &found.designs[at].name), LABEL), percent(last.p_best[at])),
        hue: if at == 0 { BASELINE } else { at - 1 },
        dash: if at == 0 { Dash::Long } else { STYLES[(at - 1) % STYLES.len()] },
        points: found
            .best_by
            .iter()
            .map(|by| CurvePoint { x: by.day, y: by.p_best[at], interval: None, fan: None })
            .collect(),
    });
    let title = shrunk(|cells| headline(found, cells));
    let more = match found.designs.len() - ranked.len() {
        0 => String::new(),
        more => format!("; {more} more in the table"),
    };
    Some(ChartSpec {
        world: None,
        id: study.id(BEST_BY, ""),
        alt: format!("{title}."),
        title,
        subtitle: format!(
            "Share of {} draws in which each design has brought most by a day, chance taken out{more}",
            found.draws
        ),
        footer: study.footer_of(&format!("n = {} draws", found.draws)),
        body: Body::Curves(Curves::lines(
            Axis::time("time", last.day),
            Axis::percent("share of draws in which it is best", 1.0, 5),
            series.collect(),
        )),
        table: best_by(study.results),
    })
}

/// Who is best most often at a day.
fn first(at: &BestBy) -> usize {
    (0..at.p_best.len()).max_by(|&a, &b| at.p_best[a].total_cmp(&at.p_best[b]).then(b.cmp(&a))).unwrap_or(0)
}

fn headline(found: &Uncertainty, cells: usize) -> String {
    let Some(last) = found.best_by.last() else { return String::new() };
    let best = first(last);
    let name = |at: usize| design_in(found, &found.designs[at].name, cells);
    let sure = of_draws(last.p_best[best], found.draws);
    let before = found.best_by.iter().rposition(|by| first(by) != best);
    match before {
        None => format!("{} is best most often by every day: in {sure} after {}", capital(&name(best)), days(last.day)),
        Some(at) => format!(
            "{} is best most often from day {} on, {} before: in {sure} after {}",
            capital(&name(best)),
            number(found.best_by[at + 1].day, 0),
            name(first(&found.best_by[at])),
            days(last.day)
        ),
    }
}
