//! Bands over draws where nothing is chosen: of every metric of a single world, or of what other worlds gain.

use super::asked::Asked;
use super::designs::Designs;
use super::trial::{DrawRows, MOST, Trial};
use crate::experiment::decision::spread;
use crate::experiment::results::BASELINE;
use crate::experiment::results::uncertainty::Band;
use crate::metrics::firm::NPV;

/// The bands of these draws.
pub(super) fn bands(designs: Designs<'_>, asked: &Asked, rows: &[DrawRows]) -> Vec<Band> {
    let luck: Vec<Vec<u64>> =
        rows.iter().map(|rows| (0..rows.trials.len() as u64).map(|r| MOST * rows.number + r).collect()).collect();
    let band = |world: &str, metric: &str, unit: &str, of: &dyn Fn(&[Trial]) -> Option<f64>| {
        let values: Option<Vec<Vec<f64>>> =
            rows.iter().map(|rows| rows.trials.iter().map(|trials| of(trials)).collect()).collect();
        // A number that some draw lacks has no band.
        Some(Band {
            world: world.to_owned(),
            metric: metric.to_owned(),
            unit: unit.to_owned(),
            band: spread(&values?, &luck),
            as_written: None,
        })
    };
    if let [_] = designs.list {
        let single = |(at, path): (usize, &String)| {
            let unit = asked.units.get(at).map_or("", String::as_str);
            band(BASELINE, path, unit, &|trials| trials[0].metrics.get(at).copied().flatten())
        };
        return asked.columns.iter().enumerate().filter_map(single).collect();
    }
    let gained = |(at, design): (usize, &super::Design)| {
        band(&design.name, NPV.id(), &asked.currency, &|trials| Some(trials[at].npv - trials[0].npv))
    };
    designs.list.iter().enumerate().skip(1).filter_map(gained).collect()
}
