//! What one question is answered: a design in the baseline or in the world of an intervention, run and measured.

use std::collections::BTreeMap;

use anyhow::anyhow;
use serde_json::{Value, json};

use super::super::args;
use super::super::exit::Failure;
use super::super::interrupt::{Interrupt, Stopping};
use super::super::world::{World, no_intervention};
use super::{Asked, patches};
use crate::experiment::results::BASELINE;
use crate::experiment::sweep::{Column, Measures, RowPair, columns, differences, evaluate, measures, one_line};
use crate::scenario::grammar::{Named as _, enabled};
use crate::scenario::text::diagnostic::{nearest, shown};
use crate::scenario::world::compile_world;
use crate::scenario::{Diagnostics, Scenario};
use crate::stats::mean_interval;

/// Most replications of one design.
const MOST_REPLICATIONS: u64 = 100_000;

/// What can be asked of a scenario, and how it is answered.
pub(super) struct Answering<'a> {
    world: &'a World,
    /// Interventions that have worlds.
    worlds: Vec<String>,
    measures: Measures,
    /// Columns that the baseline has.
    own: usize,
    /// Metrics to tell, by their place among columns and differences.
    wanted: Vec<usize>,
    /// Whether they were named.
    is_named: bool,
    /// World of questions that name none.
    usual: Option<String>,
    threads: usize,
}

/// Why there is no answer.
enum Unanswered {
    /// Said in the answer's place.
    Refused(String),
    /// Nobody waits for it any more.
    Stopped,
}

type Rows = Vec<Vec<Option<f64>>>;

impl<'a> Answering<'a> {
    pub(super) fn of(world: &'a World, typed: &args::AskTell, threads: usize) -> Result<Answering<'a>, Failure> {
        let root = world.scenario.read();
        let worlds: Vec<String> = enabled(&root.intervention).map(|entry| entry.name().to_owned()).collect();
        if let Some(name) = typed.world.as_ref().filter(|name| *name != BASELINE && !worlds.contains(name)) {
            return Err(no_intervention(world, name));
        }
        // A world that cannot be made of the file may be made of a design.
        let made = worlds.iter().filter_map(|name| compile_world(&world.scenario, &[name]).ok());
        let measures = measures(&world.compiled, &made.collect::<Vec<_>>());
        let find = |metric: &String| {
            measures.find(metric).map_err(|why| {
                let why = if worlds.is_empty() && metric.starts_with(crate::metrics::DIFFERENCE) {
                    "a difference is of the world of an intervention, and there is none".to_owned()
                } else {
                    why
                };
                Failure::usage(anyhow!("`{metric}` is no metric of this scenario; {why}"))
            })
        };
        let wanted = match typed.metric.is_empty() {
            true => (0..measures.all().count()).collect(),
            false => typed.metric.iter().map(find).collect::<Result<_, _>>()?,
        };
        let (own, is_named) = (columns(&world.compiled).len(), !typed.metric.is_empty());
        Ok(Answering { world, worlds, measures, own, wanted, is_named, usual: typed.world.clone(), threads })
    }

    /// The first line: what can be asked.
    pub(super) fn hello(&self) -> Value {
        let metric = |&c: &usize| {
            let Column { path, unit, definition } = self.measures.column(c);
            (path.as_str(), json!({ "unit": unit, "definition": definition }))
        };
        let metrics: BTreeMap<&str, Value> = self.wanted.iter().map(metric).collect();
        let (c, version) = (&self.world.compiled, env!("CARGO_PKG_VERSION"));
        let mut hello = json!({ "journeysim": version, "scenario": c.name, "hash": c.hash, "seed": c.seed,
                                "replications": c.replications, "metrics": metrics });
        if !self.worlds.is_empty() {
            hello["worlds"] = self.worlds.as_slice().into();
        }
        hello
    }

    /// What one design gives; nothing when interrupted.
    pub(super) fn answer(&self, asked: &Asked, interrupt: &Interrupt) -> Option<Value> {
        match self.tell(asked, interrupt) {
            Ok(told) => Some(told),
            Err(Unanswered::Refused(why)) => Some(json!({ "id": asked.id, "error": why })),
            Err(Unanswered::Stopped) => None,
        }
    }

    fn tell(&self, asked: &Asked, interrupt: &Interrupt) -> Result<Value, Unanswered> {
        let replications = asked.replications.unwrap_or(self.world.compiled.replications);
        if replications == 0 || replications > MOST_REPLICATIONS {
            return Err(Unanswered::Refused(format!(
                "replications is {replications}; it must be 1 to {MOST_REPLICATIONS}"
            )));
        }
        let named = asked.world.as_ref().or(self.usual.as_ref());
        let other = self.other(named)?;
        let is_told =
            |c: &&usize| other.is_some() || **c < if self.is_named { self.measures.columns.len() } else { self.own };
        let told: Vec<usize> = self.wanted.iter().filter(is_told).copied().collect();
        let refused = |problems: Diagnostics| Unanswered::Refused(one_line(&problems));
        let scenario = self.world.scenario.at_point(&patches(asked)).map_err(refused)?;
        let run = |world: &[&str]| self.run(&scenario, world, replications, interrupt);
        let mut rows = run(&other.into_iter().collect::<Vec<&str>>())?;
        let compares = told.iter().any(|&c| c >= self.measures.columns.len());
        if other.is_some() && compares {
            let baseline = run(&[]).map_err(|why| match why {
                Unanswered::Refused(why) => Unanswered::Refused(format!("the baseline: {why}")),
                Unanswered::Stopped => Unanswered::Stopped,
            })?;
            self.compare(&baseline, &mut rows);
        }
        let metrics: BTreeMap<&str, Value> = told.iter().map(|&c| self.metric(c, &rows, asked)).collect();
        let mut answer = json!({ "id": asked.id, "replications": replications, "metrics": metrics });
        if let Some(name) = named {
            answer["world"] = name.as_str().into();
        }
        Ok(answer)
    }

    /// The intervention whose world is asked for; nothing for the baseline.
    fn other<'n>(&self, named: Option<&'n String>) -> Result<Option<&'n str>, Unanswered> {
        match named.map(String::as_str) {
            None | Some(BASELINE) => Ok(None),
            Some(name) if self.worlds.iter().any(|known| known == name) => Ok(Some(name)),
            Some(name) => {
                let near = nearest(name, self.worlds.iter().map(String::as_str));
                let help = near.map_or_else(String::new, |near| format!(": did you mean {}?", shown(near)));
                Err(Unanswered::Refused(format!("there is no world {}{help}", shown(name))))
            }
        }
    }

    fn run(
        &self,
        scenario: &Scenario,
        world: &[&str],
        replications: u64,
        interrupt: &Interrupt,
    ) -> Result<Rows, Unanswered> {
        let compiled = compile_world(scenario, world).map_err(|problems| Unanswered::Refused(one_line(&problems)))?;
        let (seed, columns) = (self.world.compiled.seed, &self.measures.columns);
        match evaluate(&compiled.model, columns, seed, (0, replications), self.threads, &Stopping(interrupt)) {
            Ok(Some(rows)) => Ok(rows),
            Ok(None) => Err(Unanswered::Stopped),
            Err(why) => Err(Unanswered::Refused(why)),
        }
    }

    /// Puts the differences behind the values of each replication.
    fn compare(&self, baseline: &Rows, rows: &mut Rows) {
        let pairs: Vec<_> =
            baseline.iter().zip(rows.iter()).map(|(baseline, world)| RowPair { baseline, world }).collect();
        let compared = self.measures.compared();
        let found: Vec<Vec<Option<f64>>> = compared.into_iter().map(|column| differences(&pairs, column)).collect();
        for (r, row) in rows.iter_mut().enumerate() {
            row.extend(found.iter().map(|column| column[r]));
        }
    }

    fn metric(&self, column: usize, rows: &Rows, asked: &Asked) -> (&str, Value) {
        let values: Vec<f64> = rows.iter().filter_map(|row| row[column]).collect();
        let s = mean_interval(&values, 0.95);
        let finite = |x: f64| x.is_finite().then_some(x);
        let mean = finite(s.mean).filter(|_| s.n > 0);
        let mut told = json!({ "mean": mean, "half_width": finite(s.half_width), "sd": finite(s.sd), "n": s.n });
        if asked.per_replication {
            told["values"] = rows.iter().map(|row| row[column].and_then(finite)).collect();
        }
        (&self.measures.column(column).path, told)
    }
}
