//! A comparison written up: results with every listed world, and the raw table.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::differences::adjust;
use super::twins::{TwinTally, summarise};
use crate::experiment::catalogue::Measured;
use crate::experiment::readings::curves::{Curves, report_days};
use crate::experiment::results::comparison::{Comparison, Difference};
use crate::experiment::results::{ReplicationRow, ReplicationTable, World};
use crate::experiment::run::assemble::{assemble, cut_off};
use crate::experiment::run::assembly::Assembly;
use crate::experiment::run::exact::expectations;
use crate::experiment::run::{Inputs, Outcome, asserts};
use crate::metrics::firm::NPV;

impl Compared<'_> {
    /// Results with every listed world, and the raw table.
    pub(crate) fn write_up(&self) -> Outcome {
        let mut results = self.assembly(0, assemble);
        let listed: Vec<usize> = (0..self.rivals.len()).filter(|&r| self.rivals[r].listed).collect();
        let mut differences: Vec<_> = listed.iter().map(|&r| self.differences(r, listed.len())).collect();
        adjust(&mut differences.iter_mut().collect::<Vec<_>>());
        for (&r, difference) in listed.iter().zip(differences) {
            let mut world: World = self.assembly(r + 1, |a| a.world());
            world.name.clone_from(&self.rivals[r].name);
            world.yardstick = self.rivals[r].yardstick;
            let cut = self.assembly(r + 1, |a| cut_off(a.inputs.model, a.pooled));
            results.run.warnings.extend(cut.into_iter().map(|warning| format!("with {}: {warning}", world.name)));
            let days = report_days(self.inputs.model);
            let accounts = self.accounts(r, &days);
            let tallies: Vec<(u64, &TwinTally)> = self.of(r + 1).iter().map(|p| (p.index, &p.twins[r])).collect();
            let customers = self.inputs.model.has_customers() || self.rivals[r].model.has_customers();
            world.comparison = Some(Comparison {
                difference,
                twins: customers.then(|| {
                    let rival = &self.rivals[r];
                    summarise(&tallies, self.inputs.model, &self.holes, (&rival.name, &rival.model, self.is_alike(r)))
                }),
                business: accounts.business(&self.currency()),
                futures: self.futures(r),
            });
            results.worlds.push(world);
        }
        self.add_program_twins(&mut results.worlds, &listed);
        results.asserts = asserts::judge(&self.inputs.asserts, &results);
        let currency = self.currency();
        results.findings.exact = expectations(self.inputs.model, "baseline", &currency);
        for rival in self.rivals.iter().filter(|r| r.listed) {
            results.findings.exact.extend(expectations(&rival.model, &rival.name, &currency));
        }
        Outcome { results, table: self.table(&listed), events: self.done.iter().map(|p| p.events).sum() }
    }

    /// Differences of what decides, replication by replication; of the value of the firm where that is none of each replication.
    fn futures(&self, rival: usize) -> Vec<f64> {
        let path = match &self.decides {
            Some(decides) if !decides.is_return() => &decides.metric,
            _ => NPV.id(),
        };
        let values = self.values(rival + 1, path).into_iter().zip(self.values(0, path));
        values.filter_map(|(own, base)| Some(own? - base?)).collect()
    }

    fn assembly<R>(&self, world: usize, then: impl FnOnce(&Assembly<'_>) -> R) -> R {
        let values: Vec<Vec<Option<f64>>> = self.of(world).iter().map(|p| p.worlds[world].values.clone()).collect();
        let measured: Vec<&Measured> = self.of(world).iter().map(|p| &p.worlds[world].measured).collect();
        let curves: Vec<Curves> = self.of(world).iter().map(|p| p.worlds[world].curves.clone()).collect();
        let model = if world == 0 { self.inputs.model } else { &self.rivals[world - 1].model };
        let inputs = Inputs {
            model,
            scenario: self.inputs.scenario.clone(),
            asserts: Vec::new(),
            warnings: self.inputs.warnings.clone(),
        };
        then(&Assembly {
            inputs: &inputs,
            plan: self.plan,
            planned: self.plan.replications.max(self.have[world] as u64),
            precision: Vec::new(),
            catalogue: &self.catalogues[world],
            values: &values,
            measured: &measured,
            curves: &curves,
            pooled: &self.pooled[world],
        })
    }

    /// Difference of every metric that both worlds have, or that counts as nothing where a world does not have it.
    fn differences(&self, rival: usize, family: usize) -> BTreeMap<String, Difference> {
        self.paths(&[0, rival + 1])
            .into_iter()
            .filter_map(|path| Some((path, self.difference(path, rival, family)?)))
            .map(|(path, d)| (path.strip_prefix("metrics.").unwrap_or(path).to_owned(), d))
            .collect()
    }

    /// Paths of the metrics of some worlds, those of the first in their order, then what others add.
    fn paths(&self, worlds: &[usize]) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        worlds.iter().flat_map(|&w| self.catalogues[w].paths()).filter(|&path| seen.insert(path)).collect()
    }

    fn table(&self, listed: &[usize]) -> ReplicationTable {
        let worlds: Vec<usize> = std::iter::once(0).chain(listed.iter().map(|r| r + 1)).collect();
        let columns: Vec<String> = self.paths(&worlds).into_iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        let pooled_in = |world: &usize, path: &str| {
            let catalogue = &self.catalogues[*world];
            catalogue.exact(path).is_some_and(|column| catalogue.is_pooled(column))
        };
        let is_pooled = |path: &&String| worlds.iter().any(|world| pooled_in(world, path));
        let pooled = columns.iter().filter(is_pooled).cloned().collect();
        for &world in &worlds {
            let name = if world == 0 { "baseline" } else { &self.rivals[world - 1].name };
            let own: Vec<Option<usize>> = columns.iter().map(|p| self.catalogues[world].exact(p)).collect();
            for p in self.of(world) {
                let values = own.iter().map(|c| c.and_then(|c| p.worlds[world].values[c])).collect();
                rows.push(ReplicationRow { world: name.to_owned(), replication: p.index, values });
            }
        }
        ReplicationTable { columns, pooled, rows }
    }
}
