//! What draws of uncertain inputs say, for a terminal.

use super::lines::{Paint, fold, table};
use crate::experiment::results::uncertainty::{Judged, Uncertainty};
use crate::report::words::format::{NOTHING, brief};
use crate::report::words::uncertainty::sentences;

fn with_interval(judged: &Judged) -> [String; 2] {
    let [low, high] = judged.ci95;
    [brief(judged.value), format!("[{}, {}]", brief(low), brief(high))]
}

/// Sentences, then designs, then inputs.
#[must_use]
pub fn uncertainty_words(found: &Uncertainty, colour: bool) -> String {
    let paint = Paint { colour };
    let mut lines: Vec<String> = sentences(found).iter().flat_map(|sentence| fold(sentence, 2)).collect();
    lines.push(String::new());
    let designs: Vec<Vec<String>> = found
        .designs
        .iter()
        .map(|design| {
            let gain = design.gain.as_ref();
            let ends = |[low, high]: [f64; 2]| format!("[{}, {}]", brief(low), brief(high));
            let mut row = vec![design.name.clone(), brief(design.mean)];
            row.push(gain.map_or(NOTHING.to_owned(), |gain| brief(gain.mean)));
            row.push(gain.map_or(NOTHING.to_owned(), |gain| ends(gain.ignorance)));
            row.push(gain.map_or(NOTHING.to_owned(), |gain| ends(gain.future)));
            row.push(format!("{:.3}", design.p_best.value));
            row.push(brief(design.regret.value));
            row
        })
        .collect();
    let head = ["design", "mean", "gain", "not known, 5 to 95 %", "one future, 5 to 95 %", "P(best)", "regret"];
    lines.extend(table(&head, &designs, &[1, 2, 3, 4, 5, 6], &paint));
    lines.push(String::new());
    let mut inputs: Vec<Vec<String>> =
        vec![[vec!["everything (EVPI)".to_owned()], with_interval(&found.evpi).to_vec()].concat()];
    inputs.extend(
        found.inputs.iter().map(|input| [vec![input.name.clone()], with_interval(&input.worth).to_vec()].concat()),
    );
    inputs.push([vec!["a shuffled dummy".to_owned()], with_interval(&found.dummy).to_vec()].concat());
    lines.extend(table(&["worth of knowing", "worth", "95 % interval"], &inputs, &[1, 2], &paint));
    lines.push(String::new());
    let how = match found.luck.as_deref() {
        Some("crossed") => "all draws with the same luck",
        Some(_) => "each draw with luck of its own",
        None => "no draw twice",
    };
    let told = format!(
        "{} draws, {} rows, {how}; intervals by resampling draws, too wide where draws are stratified; worth is in the unit of the designs.",
        found.draws, found.rows
    );
    lines.extend(fold(&told, 2));
    lines.join("\n") + "\n"
}
