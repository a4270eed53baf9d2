//! What a loyalty program earned beyond the sales of the same world without it.

use super::Compared;
use super::differences::metric;
use super::program_twins::ProgramTwin;
use crate::experiment::results::World;
use crate::experiment::results::comparison::PROGRAM_TWINS;
use crate::metrics::Located as _;
use crate::metrics::firm::{Firm, NPV, PROGRAM_COST, PURCHASES_MADE};

/// Ledger lines of a program; costs are negative.
const COSTS: [&str; 8] = [
    "program rewards",
    "program costs",
    "program communication",
    "program partners",
    "program fraud",
    "program fees",
    "membership fees",
    "program liability",
];

impl Compared<'_> {
    /// Adds to every listed world what each of its programs earned beyond its twin, and what all together did.
    pub(crate) fn add_program_twins(&self, worlds: &mut [World], listed: &[usize]) {
        let number = |at: usize| if at == 0 { 0 } else { listed[at - 1] + 1 };
        for (at, world) in worlds.iter_mut().enumerate() {
            let twins = self.program_twins.twins.get(number(at)).map_or(&[][..], Vec::as_slice);
            for (nth, twin) in twins.iter().enumerate() {
                self.add_program_twin(world, number(at), nth, twin, twins.len() > 1);
            }
        }
    }

    /// Adds what one program, or all, earned in a world beyond the twin. `several`: whether they have names.
    fn add_program_twin(&self, world: &mut World, at: usize, nth: usize, twin: &ProgramTwin, several: bool) {
        let other = match twin.world {
            0 => Some("baseline"),
            rival => self.rivals.get(rival - 1).map(|rival| rival.name.as_str()),
        };
        let what = match &twin.program {
            Some((_, name)) => format!("program \"{name}\""),
            None if several => "programs".to_owned(),
            None => "program".to_owned(),
        };
        let the = if twin.program.is_some() { what } else { format!("the {what}") };
        let its = if several && twin.program.is_none() { "their" } else { "its" };
        let (differs, without) = match several && twin.program.is_none() {
            true => ("all of the programs".to_owned(), "any program".to_owned()),
            false => (the.clone(), the.clone()),
        };
        let against = match other {
            Some(name) => {
                format!("against the same customers in world \"{name}\", which differs by {differs} alone")
            }
            None => {
                format!("against the same customers without {without}, all else equal, in a world simulated for this")
            }
        };
        let pairs = |path: &str| -> Vec<(f64, f64)> {
            let (own, other) = (self.values(at, path), self.values(twin.world, path));
            // A ledger line that the twin does not have is empty there.
            own.iter().zip(&other).filter_map(|(a, b)| Some(((*a)?, b.unwrap_or(0.0)))).collect()
        };
        let npv: Vec<f64> = pairs(NPV.id()).iter().map(|(a, b)| a - b).collect();
        let bought = pairs(PURCHASES_MADE.id());
        let margin = pairs("ledger.purchases");
        let mut cost = vec![0.0; npv.len()];
        match &twin.program {
            // What is posted in the ledger is that of all.
            Some((_, name)) => pairs(&Firm::path(PROGRAM_COST.id(), name))
                .iter()
                .zip(&mut cost)
                .for_each(|((own, _), sum)| *sum += own),
            None => {
                for line in COSTS {
                    pairs(&format!("ledger.{line}")).iter().zip(&mut cost).for_each(|((own, _), sum)| *sum -= own);
                }
            }
        }
        let deadweight: Vec<f64> =
            self.done.iter().filter_map(|p| Some(p.deadweight.get(at)?.get(nth)?.value())).collect();
        let added: Vec<f64> = bought.iter().filter(|b| b.1 > 0.0).map(|(own, twin)| own / twin - 1.0).collect();
        let even: Vec<f64> =
            cost.iter().zip(&margin).filter(|(_, m)| m.1 > 0.0).map(|(cost, (_, twin))| cost / twin).collect();
        let currency = self.currency();
        let program = &mut world.program;
        let mut put = |id: &str, values: &[f64], unit: &str, words: String| {
            let id = match &twin.program {
                Some((_, name)) => format!("{name}.{id}"),
                None => id.to_owned(),
            };
            program.insert(id, metric(values, unit, &words));
        };
        let [incremental, deadweight_id, added_id, even_id] = PROGRAM_TWINS;
        put(
            incremental,
            &npv,
            &currency,
            format!("net present value {against}; all costs of {the} and {its} liability at the horizon included"),
        );
        put(
            deadweight_id,
            &deadweight,
            &currency,
            format!(
                "rewards and discounts to purchases that would have happened anyway: the sum over customers and periods, from one change of a world to the next, of their cost * min(1, purchases to be expected there / here), undiscounted, {against}"
            ),
        );
        put(
            added_id,
            &added,
            "share",
            format!("purchases here / purchases there - 1, {against}; customers who stay longer included"),
        );
        put(
            even_id,
            &even,
            "share",
            format!(
                "share by which the margin of purchases must rise for {the} to pay: (rewards + costs + communication + partners + fraud - fees + liability) / margin of purchases there, undiscounted, {against}"
            ),
        );
    }
}
