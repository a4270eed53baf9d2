//! What draws of uncertain inputs say, for a terminal.

use super::lines::{Paint, fold, table};
use crate::experiment::results::uncertainty::{Judged, Uncertainty};
use crate::report::words::format::{NOTHING, share};
use crate::report::words::names::visible;
use crate::report::words::uncertainty::{
    Amounts, NAME, break_even, definitions, headline, how, input_names, row_name, sentences,
};

/// Designs and inputs listed one by one; all are in the tables.
const ROWS: usize = 12;
/// Widest value of the file in a table [columns].
const WRITTEN: usize = 14;
/// Words of tables that are explained below them.
const EXPLAINED: [&str; 5] = ["gain", "best in", "regret", "worth", "break-even"];

/// The answer of somebody's own table of draws.
#[must_use]
pub fn uncertainty_words(found: &Uncertainty, colour: bool) -> String {
    let paint = Paint { colour };
    let mut out = lines(found, None, &paint);
    out.push(String::new());
    for (word, meaning) in definitions() {
        if EXPLAINED.contains(&word) {
            out.extend(fold(&format!("{word}: {meaning}"), 2).iter().map(|line| paint.dim(line)));
        }
    }
    out.join("\n") + "\n"
}

/// Sentences, then designs, then inputs; a headline where the horizon is known [days].
pub(super) fn lines(found: &Uncertainty, horizon: Option<f64>, paint: &Paint) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(said) = horizon.and_then(|days| headline(found, days)) {
        out.extend(fold(&said.claim, 0).iter().map(|line| paint.bold(line)));
        out.extend(fold(&said.more, 0));
        out.push(String::new());
    }
    out.extend(sentences(found).iter().flat_map(|sentence| fold(sentence, 2)));
    out.push(String::new());
    out.extend(choice(found, paint));
    out.push(String::new());
    out.extend(gains(found, paint));
    out.push(String::new());
    out.extend(inputs(found, paint));
    out.push(String::new());
    out.extend(fold(&how(found), 2).iter().map(|line| paint.dim(line)));
    out
}

fn name(found: &Uncertainty, name: &str) -> String {
    visible(&row_name(found, name), 30)
}

/// How sure the choice is.
fn choice(found: &Uncertainty, paint: &Paint) -> Vec<String> {
    let amounts = Amounts::of(found);
    let budget = found.designs.iter().any(|design| design.over_budget.is_some());
    let nothing = || NOTHING.to_owned();
    let rows: Vec<Vec<String>> = found
        .designs
        .iter()
        .map(|design| {
            let gain = design.gain.as_ref();
            let mut row = vec![
                name(found, &design.name),
                share(design.p_best.value, Some(design.p_best.ci95)),
                gain.map_or_else(nothing, |gain| amounts.mean(gain)),
                gain.map_or_else(nothing, |gain| amounts.band(gain.ci95, gain)),
                amounts.worth(&design.regret),
            ];
            if budget {
                row.push(design.over_budget.map_or_else(nothing, |over| share(over, None)));
            }
            row
        })
        .collect();
    let (gain, regret) = (amounts.title("gain"), amounts.worth_title("regret"));
    let mut head = vec!["design", "best in", gain.as_str(), "95 % interval", regret.as_str()];
    if budget {
        head.push("over budget");
    }
    listed(table(&head, first(&rows), &[1, 2, 3, 4, 5], paint), rows.len(), "uncertainty-designs", paint)
}

/// How far what the designs bring may lie from its mean.
fn gains(found: &Uncertainty, paint: &Paint) -> Vec<String> {
    let amounts = Amounts::of(found);
    let written = found.designs.iter().any(|design| design.as_written.is_some());
    let rows: Vec<Vec<String>> = found
        .designs
        .iter()
        .filter_map(|design| {
            let gain = design.gain.as_ref()?;
            let mut row =
                vec![name(found, &design.name), amounts.band(gain.ignorance, gain), amounts.band(gain.future, gain)];
            if written {
                row.push(design.as_written.map_or(NOTHING.to_owned(), |written| amounts.like(written, gain)));
            }
            Some(row)
        })
        .collect();
    let mut head = vec!["gain in nine of ten", "draws, chance out", "futures"];
    if written {
        head.push("as written");
    }
    listed(table(&head, first(&rows), &[1, 2, 3], paint), rows.len(), "uncertainty-designs", paint)
}

/// What knowing each input first is worth.
fn inputs(found: &Uncertainty, paint: &Paint) -> Vec<String> {
    let amounts = Amounts::of(found);
    let written = |at: usize| found.inputs[at].said.as_ref().and_then(|said| said.written.as_deref());
    let any = (0..found.inputs.len()).any(|at| written(at).is_some());
    let row = |name: String, worth: &Judged, even: String, file: Option<&str>| {
        let mut row = vec![name, amounts.worth(worth), amounts.worth_interval(worth), even];
        if any {
            row.push(file.map_or(String::new(), |value| visible(value, WRITTEN)));
        }
        row
    };
    let mut rows = vec![row("everything (EVPI)".to_owned(), &found.evpi, String::new(), None)];
    let names = input_names(found, NAME);
    rows.extend(
        found
            .inputs
            .iter()
            .zip(&names)
            .enumerate()
            .take(ROWS)
            .map(|(at, (input, name))| row(visible(name, 34), &input.worth, break_even(input), written(at))),
    );
    rows.push(row("a shuffled dummy".to_owned(), &found.dummy, String::new(), None));
    let worth = amounts.worth_title("worth");
    let mut head = vec!["knowing first", worth.as_str(), "95 % interval", "break-even"];
    if any {
        head.push("in the file");
    }
    let more = if found.inputs.len() > ROWS { found.inputs.len() } else { 0 };
    listed(table(&head, &rows, &[1, 2, 3, 4], paint), more, "uncertainty-inputs", paint)
}

fn first(rows: &[Vec<String>]) -> &[Vec<String>] {
    &rows[..rows.len().min(ROWS)]
}

/// A table, and where the rows are that did not fit.
fn listed(mut lines: Vec<String>, rows: usize, file: &str, paint: &Paint) -> Vec<String> {
    if rows > ROWS {
        lines.push(paint.dim(&format!("{} more in tables/{file}.csv", rows - ROWS)));
    }
    lines
}
