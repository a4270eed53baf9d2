//! What knowing more first is worth, and what to measure.

use super::inputs::input_names;
use super::{Amounts, NAME};
use crate::experiment::results::uncertainty::{Judged, Measurement, UncertainInput, Uncertainty};
use crate::report::words::format::count;
use crate::report::words::names::visible;

/// Inputs named in a sentence.
pub(in crate::report) const NAMED: usize = 3;
/// Longest words for how something is measured [columns].
const HOW: usize = 60;

/// Whether an input's worth can be told from that of one that says nothing.
pub(in crate::report) fn is_told(input: &UncertainInput, dummy: &Judged) -> bool {
    input.worth.ci95[0] > 0.0 && input.worth.value > dummy.ci95[1]
}

/// Worth of knowing everything, and so many inputs to measure first; names in at most so many columns; without a full stop.
pub(in crate::report) fn knowing(found: &Uncertainty, named: usize, cells: usize) -> String {
    if found.evpi.value <= 0.0 {
        let best = found.designs.iter().find(|design| design.name == found.leader);
        let never = found.changes == 0 && best.is_some_and(|best| best.p_best.value >= 1.0);
        // Of none in n draws, at most 3 in n are possible (Hanley and Lippman-Hand 1983).
        let most = (found.draws / 3).max(1);
        return match never {
            true => format!(
                "the choice changes in none of {} (at most 1 in {most}): nothing is worth measuring",
                count(found.draws, "draw", "draws")
            ),
            false => "nothing is worth measuring: no draw that can be told from chance changes the choice".to_owned(),
        };
    }
    let amounts = Amounts::of(found);
    let names = input_names(found, cells);
    let told: Vec<usize> = (0..found.inputs.len()).filter(|&at| is_told(&found.inputs[at], &found.dummy)).collect();
    let first =
        told.iter().take(named).map(|&at| format!("{} ({})", names[at], amounts.worth(&found.inputs[at].worth)));
    let first: Vec<String> = first.collect();
    let measure = match first.as_slice() {
        [] => "no input alone can be told from none".to_owned(),
        all => {
            let less = told.len().saturating_sub(named);
            let less =
                if less > 0 { format!("; {} less", count(less as u64, "other", "others")) } else { String::new() };
            let rest = if found.inputs.len() > told.len() { "; no other can be told from none" } else { "" };
            format!("measure {}{less}{rest}", all.join(", then "))
        }
    };
    format!("knowing everything first is worth at most {}: {measure}", amounts.worth_of(&found.evpi))
}

/// What a measurement brings, what it costs, and whether it is worth that: "brings 3,400 CNY for 1,500: 1,900 net".
pub(in crate::report) fn measurement(amounts: &Amounts, found: &Measurement) -> String {
    let nothing = found.worth.value <= 0.0 || found.worth.ci95[0] <= 0.0;
    let brings = match found.worth.value <= 0.0 {
        true => "nothing".to_owned(),
        false => amounts.worth_of(&found.worth),
    };
    let cost = found.cost.map(|cost| amounts.cost(cost));
    match (cost, &found.net) {
        (Some(cost), Some(net)) if net.value <= 0.0 => format!("brings {brings} for {cost}: not worth its cost"),
        (Some(cost), Some(net)) if net.ci95[0] <= 0.0 => {
            format!("brings {brings} for {cost}: {} net, which cannot be told from none", amounts.worth(net))
        }
        (Some(cost), Some(net)) => format!("brings {brings} for {cost}: {} net", amounts.worth(net)),
        (Some(cost), None) => format!("brings {brings}, and costs {cost}"),
        (None, _) if nothing => format!("brings {brings}, which cannot be told from none"),
        (None, _) => format!("brings {brings}"),
    }
}

/// One sentence for each measurement that the file names.
pub(super) fn measurements(found: &Uncertainty) -> Vec<String> {
    let amounts = Amounts::of(found);
    let names = input_names(found, NAME);
    let named = found.inputs.iter().zip(&names).filter_map(|(input, name)| Some((input.measurement.as_ref()?, name)));
    named
        .map(|(measure, name)| {
            format!("Measuring {name} ({}) {}.", visible(&measure.design, HOW), measurement(&amounts, measure))
        })
        .collect()
}
