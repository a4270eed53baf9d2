//! What draws of uncertain inputs say, for a terminal.

use super::lines::{Paint, fold, table};
use crate::experiment::results::uncertainty::{Judged, Uncertainty};
use crate::report::words::format::{NOTHING, brief};
use crate::report::words::uncertainty::sentences;
use crate::stats::decision::RESAMPLES;

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
    let ends = |[low, high]: [f64; 2]| format!("[{}, {}]", brief(low), brief(high));
    let designs: Vec<Vec<String>> = found
        .designs
        .iter()
        .map(|design| {
            let gain = design.gain.as_ref();
            let [gained, sure] =
                gain.map_or([NOTHING.to_owned(), NOTHING.to_owned()], |gain| [brief(gain.mean), ends(gain.ci95)]);
            let best = format!("{:.3}", design.p_best.value);
            let best_within = format!("[{:.3}, {:.3}]", design.p_best.ci95[0], design.p_best.ci95[1]);
            let [regret, regret_within] = with_interval(&design.regret);
            vec![design.name.clone(), gained, sure, best, best_within, regret, regret_within]
        })
        .collect();
    let head = ["design", "gain", "95 % interval", "P(best)", "95 % interval", "regret", "95 % interval"];
    lines.extend(table(&head, &designs, &[1, 2, 3, 4, 5, 6], &paint));
    lines.push(String::new());
    let ranges: Vec<Vec<String>> = found
        .designs
        .iter()
        .filter_map(|design| {
            let gain = design.gain.as_ref()?;
            Some(vec![design.name.clone(), ends(gain.ignorance), ends(gain.future)])
        })
        .collect();
    lines.extend(table(&["nine in ten of", "gains, luck taken out", "single futures"], &ranges, &[1, 2], &paint));
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
        "{} draws, {} rows, {how}. Gain: mean over draws less the baseline, Student t. P(best): share of draws in which a design is best; regret: mean of \
         what the best of a draw brings more; worth: what knowing that first adds to the choice, in the unit of the designs. Their intervals are of \
         {RESAMPLES} resamples of the draws, too wide where draws are stratified.",
        found.draws, found.rows
    );
    lines.extend(fold(&told, 2));
    lines.join("\n") + "\n"
}
