//! Bands over draws of what is not known, where nothing is chosen.

use super::lines::{Paint, fold, table};
use crate::experiment::results::BASELINE;
use crate::experiment::results::uncertainty::{Band, Bands};
use crate::report::words::findings::{is_headline, label};
use crate::report::words::format::{NOTHING, brief, count, percent};
use crate::report::words::names::visible;

/// Longest name [columns].
const NAME: usize = 34;

/// A sentence on the draws, then a row for each number that is a headline, or for each world.
pub(super) fn lines(bands: &Bands, paint: &Paint) -> Vec<String> {
    let ends = |[low, high]: [f64; 2]| format!("[{}, {}]", brief(low), brief(high));
    let id = |band: &Band| band.metric.trim_start_matches("metrics.").to_owned();
    let shown = bands.numbers.iter().filter(|band| band.world != BASELINE || is_headline(&id(band)));
    let rows: Vec<Vec<String>> = shown
        .map(|band| {
            let name = if band.world == BASELINE { label(&id(band)) } else { band.world.clone() };
            vec![
                visible(&name, NAME),
                band.as_written.map_or(NOTHING.to_owned(), brief),
                brief(band.band.mean),
                ends(band.band.ignorance),
                ends(band.band.future),
                band.band.share_of_luck.map_or(NOTHING.to_owned(), percent),
            ]
        })
        .collect();
    let head = ["nine in ten", "as written", "mean", "not known", "one future", "luck"];
    let mut out = table(&head, &rows, &[1, 2, 3, 4, 5], paint);
    let held = match bands.drawing.held_fixed.len() as u64 {
        0 => String::new(),
        n => format!(" {} held fixed.", count(n, "assumption is", "assumptions are")),
    };
    let refused = match bands.drawing.refused.len() as u64 {
        0 => String::new(),
        n => format!(" {} could not be and {} left out.", count(n, "draw", "draws"), if n == 1 { "is" } else { "are" }),
    };
    let told = format!(
        "{} of what is not known. Mean: over draws; not known: 5 to 95 % of the means of draws, luck taken out; one future: with its luck; luck: its share \
         of that variance; of other worlds what they gain in value.{refused}{held}",
        count(bands.draws, "draw", "draws")
    );
    out.extend(fold(&told, 2));
    out
}
