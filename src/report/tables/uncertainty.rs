//! Tidy tables of what is not known.

use super::columns::Columns;
use super::table::TableSpec;
use crate::experiment::results::Results;
use crate::experiment::results::uncertainty::{
    BestBy, GainAt, HeldFixed, Judged, Measurement, RefusedDraw, SaidOfInput, UncertainDesign, UncertainInput,
    Uncertainty,
};
use crate::report::words::uncertainty::is_told;

fn found(results: &Results) -> impl Iterator<Item = &Uncertainty> {
    results.uncertainty.iter()
}

/// Units of gains and of worth.
fn units(found: &Uncertainty) -> [&str; 2] {
    found.decides.as_ref().map_or(["", ""], |decides| {
        let worth = if decides.worth_unit.is_empty() { &decides.unit } else { &decides.worth_unit };
        [decides.unit.as_str(), worth.as_str()]
    })
}

/// Designs over draws of what is not known, the baseline first.
pub(in crate::report) fn designs(results: &Results) -> TableSpec {
    let rows = found(results).flat_map(|found| found.designs.iter().map(move |design| (found, design)));
    Columns::<(&Uncertainty, &UncertainDesign)>::new()
        .with("design", |row| row.1.name.as_str())
        .with("best share", |row| row.1.p_best.value)
        .ends(["best share ci95 low", "best share ci95 high"], |row| Some(row.1.p_best.ci95))
        .with("mean over draws", |row| row.1.mean)
        .with("gain over draws", |row| row.1.gain.as_ref().map(|gain| gain.mean))
        .ends(["gain over draws ci95 low", "gain over draws ci95 high"], |row| {
            row.1.gain.as_ref().map(|gain| gain.ci95)
        })
        .ends(["draws 5 %", "draws 95 %"], |row| row.1.gain.as_ref().map(|gain| gain.ignorance))
        .ends(["one future 5 %", "one future 95 %"], |row| row.1.gain.as_ref().map(|gain| gain.future))
        .with("share of chance", |row| row.1.gain.as_ref().and_then(|gain| gain.share_of_luck))
        .with("as written", |row| row.1.as_written)
        .with("unit", |row| units(row.0)[0])
        .with("regret", |row| row.1.regret.value)
        .ends(["regret ci95 low", "regret ci95 high"], |row| Some(row.1.regret.ci95))
        .with("unit of regret", |row| units(row.0)[1])
        .with("share over budget", |row| row.1.over_budget)
        .with("draws", |row| row.0.draws)
        .table("uncertainty-designs", rows)
}

/// A row of the table of inputs: an input, or what stands beside them.
struct Row<'a> {
    found: &'a Uncertainty,
    what: &'static str,
    input: Option<&'a UncertainInput>,
    worth: &'a Judged,
}

impl<'a> Row<'a> {
    fn said(&self) -> Option<&'a SaidOfInput> {
        self.input.and_then(|input| input.said.as_ref())
    }

    fn measured(&self) -> Option<&'a Measurement> {
        self.input.and_then(|input| input.measurement.as_ref())
    }
}

/// What is not known and what knowing it first is worth; everything and the dummy beside them.
pub(in crate::report) fn inputs(results: &Results) -> TableSpec {
    let rows = found(results).flat_map(|found| {
        let all = Row { found, what: "everything", input: None, worth: &found.evpi };
        let inputs =
            found.inputs.iter().map(move |input| Row { found, what: "input", input: Some(input), worth: &input.worth });
        let dummy = Row { found, what: "dummy", input: None, worth: &found.dummy };
        std::iter::once(all).chain(inputs).chain(std::iter::once(dummy)).collect::<Vec<Row>>()
    });
    let single = |row: &Row| row.input.and_then(|input| input.break_even.first().copied());
    let second = |row: &Row| row.input.and_then(|input| input.break_even.get(1).copied());
    Columns::<Row>::new()
        .with("row", |row| row.what)
        .with("uncertain input", |row| row.input.map(|input| input.name.as_str()))
        .with("path", |row| row.said().map(|said| said.path.as_str()))
        .with("label", |row| row.said().map(|said| said.label.as_str()))
        .with("operation", |row| row.said().map(|said| said.operation.as_str()))
        .with("basis", |row| row.said().map(|said| said.basis.as_str()))
        .with("law", |row| row.said().map(|said| said.law.as_str()))
        .with("in the file", |row| row.said().and_then(|said| said.written.as_deref()))
        .with("quantile 5 %", |row| row.said().and_then(|said| said.quantiles).map(|at| at[0]))
        .with("quantile 50 %", |row| row.said().and_then(|said| said.quantiles).map(|at| at[1]))
        .with("quantile 95 %", |row| row.said().and_then(|said| said.quantiles).map(|at| at[2]))
        .with("unit", |row| row.said().map(|said| said.unit.as_str()))
        .with("worth", |row| row.worth.value)
        .ends(["worth ci95 low", "worth ci95 high"], |row| Some(row.worth.ci95))
        .with("told from none", |row| row.input.map(|input| is_told(input, &row.found.dummy)))
        .with("break-even", single)
        .ends(["break-even ci95 low", "break-even ci95 high"], |row| row.input.and_then(|input| input.break_even_ci95))
        .with("second break-even", second)
        .with("at the flip", |row| row.input.and_then(|input| input.at_flip))
        .with("measurement", |row| row.measured().map(|measure| measure.design.as_str()))
        .with("measurement tells", |row| row.measured().map(|measure| measure.told))
        .with("measurement cost", |row| row.measured().and_then(|measure| measure.cost))
        .with("measurement worth", |row| row.measured().map(|measure| measure.worth.value))
        .ends(["measurement worth ci95 low", "measurement worth ci95 high"], |row| {
            row.measured().map(|measure| measure.worth.ci95)
        })
        .with("measurement net", |row| row.measured().and_then(|measure| measure.net.as_ref()).map(|net| net.value))
        .with("unit of worth", |row| units(row.found)[1])
        .table("uncertainty-inputs", rows)
}

/// What the leader brings more, given each of some inputs.
pub(in crate::report) fn dependence_of(found: &Uncertainty, inputs: &[UncertainInput]) -> TableSpec {
    let rows = inputs.iter().flat_map(|input| input.dependence.iter().map(move |at| (input, at)));
    let units = units(found);
    Columns::<(&UncertainInput, &GainAt)>::new()
        .with("uncertain input", |row| row.0.name.as_str())
        .with("value", |row| row.1.value)
        .with("unit of value", |row| row.0.said.as_ref().map(|said| said.unit.as_str()))
        .with("design", |_| found.leader.as_str())
        .with("gain over draws", |row| row.1.gain)
        .ends(["gain over draws ci95 low", "gain over draws ci95 high"], |row| Some(row.1.ci95))
        .with("unit", move |_| units[0])
        .table("uncertainty-dependence", rows)
}

/// The same of all inputs.
pub(in crate::report) fn dependence(results: &Results) -> TableSpec {
    match &results.uncertainty {
        Some(found) => dependence_of(found, &found.inputs),
        None => TableSpec::new("uncertainty-dependence", Vec::<String>::new()),
    }
}

/// Who is best by each report day.
pub(in crate::report) fn best_by(results: &Results) -> TableSpec {
    let rows = found(results).flat_map(|found| {
        let of = move |by: &'_ BestBy| -> Vec<(f64, String, f64)> {
            let named = found.designs.iter().zip(&by.p_best);
            named.map(|(design, share)| (by.day, design.name.clone(), *share)).collect()
        };
        found.best_by.iter().flat_map(of)
    });
    Columns::<(f64, String, f64)>::new()
        .with("day", |row| row.0)
        .with("design", |row| row.1.clone())
        .with("best share", |row| row.2)
        .table("uncertainty-best-by", rows)
}

/// Draws that cannot be.
pub(in crate::report) fn refused(results: &Results) -> TableSpec {
    let rows = found(results).flat_map(|found| found.drawing.iter().flat_map(|drawing| &drawing.refused));
    Columns::<&RefusedDraw>::new()
        .with("draw", |row| row.draw)
        .with("design", |row| row.design.as_str())
        .with("why", |row| row.why.as_str())
        .table("refused-draws", rows)
}

/// Assumptions that no input reaches.
pub(in crate::report) fn held_fixed(results: &Results) -> TableSpec {
    let rows = found(results).flat_map(|found| found.drawing.iter().flat_map(|drawing| &drawing.held_fixed));
    Columns::<&HeldFixed>::new()
        .with("path", |row| row.path.as_str())
        .with("value", |row| row.value.as_str())
        .with("basis", |row| row.basis.as_str())
        .table("held-fixed", rows)
}
