//! How far what each design brings more may lie from the mean: by what is not known, and in one future with its chance.

use super::GAINS;
use crate::experiment::results::uncertainty::UncertainDesign;
use crate::report::charts::axis::Axis;
use crate::report::charts::fit::shrunk;
use crate::report::charts::pictures::{RangeRow, Ranges};
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::charts::study::{Study, around_zero};
use crate::report::tables::uncertainty::designs;
use crate::report::words::names::capital;
use crate::report::words::uncertainty::{Amounts, design_name, lead, of_draws, row_name};

/// Designs drawn; the others are in the table.
const DRAWN: usize = 8;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = study.results.uncertainty.as_ref()?;
    let amounts = Amounts::of(found);
    let factor = amounts.gain_factor();
    let mut all: Vec<&UncertainDesign> = found.designs.iter().collect();
    // Those that are best most often first; the baseline among them, since nothing may be the best.
    all.sort_by(|a, b| b.p_best.value.total_cmp(&a.p_best.value));
    let drawn = &all[..all.len().min(DRAWN)];
    let rows: Vec<RangeRow> = drawn
        .iter()
        .map(|design| {
            let gain = design.gain.as_ref();
            let scaled = |ends: [f64; 2]| ends.map(|end| end * factor);
            let brings = gain.map_or(String::new(), |gain| format!("; {}", amounts.signed(gain)));
            RangeRow {
                name: row_name(found, &design.name),
                inner: gain.map(|gain| scaled(gain.ignorance)),
                outer: gain.map(|gain| scaled(gain.future)),
                mean: gain.map(|gain| gain.mean * factor),
                interval: gain.map(|gain| scaled(gain.ci95)),
                hollow: design.as_written.map(|written| written * factor),
                count: of_draws(design.p_best.value, found.draws).replace(" draws", ""),
                note: format!("best{brings}"),
            }
        })
        .collect();
    let ends = rows.iter().flat_map(|row| {
        let bands = [row.inner, row.outer, row.interval].into_iter().flatten().flatten();
        bands.chain(row.mean).chain(row.hollow)
    });
    let (low, high) = around_zero(ends);
    // Room for the words on both sides of zero.
    let (low, high) = (low.min(-0.25 * high), high.max(-0.25 * low));
    let title = shrunk(|cells| lead(found, false, cells).unwrap_or_default());
    let told: Vec<String> = drawn
        .iter()
        .map(|design| {
            let best = of_draws(design.p_best.value, found.draws);
            let brings = design.gain.as_ref().map_or(String::new(), |gain| {
                let (inner, outer) = (amounts.band(gain.ignorance, gain), amounts.band(gain.future, gain));
                format!(", {}, nine in ten draws {inner}, nine in ten futures {outer}", amounts.signed(gain))
            });
            format!("{}: best in {best}{brings}", capital(&design_name(found, &design.name)))
        })
        .collect();
    let more = match all.len() - drawn.len() {
        0 => String::new(),
        more => format!("; {more} more in the table"),
    };
    let (worse, better) = ("worse than the baseline", "better");
    let sides = match amounts.is_worse(1.0) {
        false => [format!("← {worse}"), format!("{better} →")],
        true => [format!("← {better}"), format!("{worse} →")],
    };
    let written = rows.iter().any(|row| row.hollow.is_some());
    Some(ChartSpec {
        world: None,
        id: study.id(GAINS, ""),
        alt: format!("{title}. {}.", told.join("; ")),
        title,
        subtitle: format!(
            "What each design brings more than the baseline, over {} draws of what is not known; large: how many of them it is best in{more}",
            found.draws
        ),
        footer: study.footer_of(&format!("n = {} draws", found.draws)),
        body: Body::Ranges(Ranges {
            axis: Axis::new(amounts.title("difference from the baseline"), low, high, 6),
            rows,
            sides,
            keys: [
                "nine in ten draws, chance taken out".to_owned(),
                "nine in ten futures".to_owned(),
                "mean, its 95 % interval".to_owned(),
                if written { "as written".to_owned() } else { String::new() },
            ],
        }),
        table: designs(study.results),
    })
}
