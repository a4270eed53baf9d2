//! What knowing first is worth: everything, each input, and a dummy that says nothing.

use super::WORTH;
use crate::experiment::results::uncertainty::Judged;
use crate::report::charts::axis::Axis;
use crate::report::charts::fit::{fits, shrunk};
use crate::report::charts::pictures::{Bar, BarPanel, BarPart, Bars};
use crate::report::charts::spec::{Body, ChartSpec};
use crate::report::charts::study::{NAME, Study, around_zero};
use crate::report::tables::uncertainty::inputs;
use crate::report::words::names::capital;
use crate::report::words::uncertainty::{Amounts, NAMED, input_names, is_told, knowing};

/// Inputs drawn; the others are in the table.
const DRAWN: usize = 10;
/// Hues of what can be told from none, and of what the inputs stand beside.
const TOLD: usize = 0;
const BESIDE: usize = 6;

pub(in crate::report) fn build(study: &mut Study) -> Option<ChartSpec> {
    let found = study.results.uncertainty.as_ref()?;
    let amounts = Amounts::of(found);
    let factor = amounts.worth_factor();
    let names = input_names(found, NAME);
    let bar = |worth: &Judged, hue: usize, hatched: bool| Bar {
        parts: vec![BarPart { value: worth.value * factor, hue, hatched }],
        interval: Some(worth.ci95.map(|end| end * factor)),
        label: format!("{} {}", amounts.worth(worth), amounts.worth_interval(worth)),
        tick: None,
    };
    let drawn = found.inputs.len().min(DRAWN);
    let mut bars = vec![bar(&found.evpi, BESIDE, false)];
    bars.extend(found.inputs[..drawn].iter().map(|input| bar(&input.worth, TOLD, !is_told(input, &found.dummy))));
    bars.push(bar(&found.dummy, BESIDE, true));
    let mut rows = vec!["everything (EVPI)".to_owned()];
    rows.extend(names[..drawn].iter().cloned());
    rows.push("a shuffled dummy".to_owned());
    let measured = |at: usize| {
        found.inputs[at].measurement.as_ref().map_or(String::new(), |measure| {
            let net = measure.net.as_ref().map_or(String::new(), |net| format!(", net {}", amounts.worth(net)));
            format!("measured: {}{net}", amounts.worth(&measure.worth))
        })
    };
    let mut notes = vec![String::new()];
    notes.extend((0..drawn).map(measured));
    notes.push(String::new());
    if notes.iter().all(String::is_empty) {
        notes.clear();
    }
    let ends =
        bars.iter().flat_map(|bar| bar.interval.into_iter().flatten().chain(bar.parts.iter().map(|part| part.value)));
    let (low, high) = around_zero(ends);
    // Fewer names rather than none that can be read.
    let title = (1..=NAMED).rev().map(|named| capital(&knowing(found, named, NAME))).find(|title| fits(title));
    let title = title.unwrap_or_else(|| capital(&shrunk(|cells| knowing(found, 1, cells))));
    let told = found.inputs.iter().zip(&names).map(|(input, name)| {
        format!("{name} {} {}", amounts.worth(&input.worth), amounts.worth_interval(&input.worth))
    });
    let more = match found.inputs.len() - drawn {
        0 => String::new(),
        more => format!("; {more} more in the table"),
    };
    let any = found.inputs[..drawn].iter().any(|input| is_told(input, &found.dummy));
    let none = found.inputs[..drawn].iter().any(|input| !is_told(input, &found.dummy));
    let mut keys = Vec::new();
    keys.extend(any.then(|| (TOLD, false, "can be told from none".to_owned())));
    keys.extend(none.then(|| (TOLD, true, "cannot be told from none".to_owned())));
    keys.push((BESIDE, true, "an input that says nothing, worked out like the others".to_owned()));
    Some(ChartSpec {
        world: None,
        id: study.id(WORTH, ""),
        alt: format!(
            "{title}. {}; a shuffled dummy {}.",
            told.collect::<Vec<_>>().join("; "),
            amounts.worth_interval(&found.dummy)
        ),
        title,
        subtitle: format!(
            "What the choice gains on average if one knows it before one decides; whisker: 95 % interval over resamples of {} draws{more}",
            found.draws
        ),
        footer: study.footer_of(&format!("n = {} draws", found.draws)),
        body: Body::Bars(Bars {
            rows,
            notes,
            panels: vec![BarPanel {
                axis: Axis::new(amounts.worth_title("worth of knowing first"), low, high, 6),
                bars,
                cumulative: None,
            }],
            keys,
        }),
        table: inputs(study.results),
    })
}
