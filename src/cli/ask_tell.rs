//! `ask-tell`: another program asks for designs, one JSON object a line, and hears what each gives.
//!
//! Standard input: `{"id": 1, "set": {"resource.tellers.staff": 4}, "scale": {"purchase.margin": 1.1}, "replications": 20}`; all but `set`
//! may be left out. Standard output, in the same order: `{"id": 1, "replications": 20, "metrics": {"metrics.npv": {"mean", "half_width",
//! "sd", "n"}}}`, or `{"id": 1, "error": "..."}` for a design that cannot be run. The first line out says what can be asked. The same
//! customers live in every design, so differences are paired.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use anyhow::{Error, anyhow};
use serde::Deserialize;
use serde_json::{Value, json};

use super::args;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::settings::{Source, threads};
use super::terminal::Terminal;
use super::world::World;
use crate::experiment::sweep::{Column, columns, evaluate, find_column, one_line};
use crate::scenario::compile::compile;
use crate::scenario::{Op, Patch};
use crate::stats::mean_interval;

/// Most replications of one design.
const MOST_REPLICATIONS: u64 = 100_000;
/// Longest line read [bytes].
const LONGEST: u64 = 1 << 20;

/// What is asked in one line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    scale: BTreeMap<String, f64>,
    #[serde(default)]
    add: BTreeMap<String, Value>,
    replications: Option<u64>,
}

pub(super) fn run(typed: &args::AskTell, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    let world = World::load(&source, terminal)?;
    let threads = threads(typed.threads)?;
    let columns = columns(&world.compiled);
    let wanted = wanted(&columns, &typed.metric)?;
    let interrupt =
        Interrupt::listen().map_err(|e| Failure::bug(Error::new(e).context("failed to listen for signals")))?;
    let metrics: BTreeMap<&str, Value> = wanted
        .iter()
        .map(|&c| (columns[c].path.as_str(), json!({ "unit": columns[c].unit, "definition": columns[c].definition })))
        .collect();
    let (c, version) = (&world.compiled, env!("CARGO_PKG_VERSION"));
    let hello = json!({ "journeysim": version, "scenario": c.name, "hash": c.hash, "seed": c.seed,
                        "replications": c.replications, "metrics": metrics });
    terminal.print(&format!("{hello}\n"))?;
    let mut input = io::stdin().lock();
    loop {
        let mut line = String::new();
        let read = io::Read::take(&mut input, LONGEST).read_line(&mut line);
        if interrupt.was_asked() {
            break;
        }
        match read {
            Ok(0) => break,
            Ok(_) if line.trim().is_empty() => continue,
            Ok(_) => {}
            Err(e) => return Err(Failure::usage(Error::new(e).context("cannot read standard input"))),
        }
        let told = match serde_json::from_str::<Asked>(&line) {
            Ok(asked) => answer(&world, &asked, (&columns, &wanted), threads, &interrupt),
            Err(e) => Some(json!({ "id": null, "error": format!("not a question: {e}") })),
        };
        let Some(told) = told else { break };
        terminal.print(&format!("{told}\n"))?;
    }
    Ok(interrupt.exit().unwrap_or(Exit::Done))
}

fn wanted(columns: &[Column], asked: &[String]) -> Result<Vec<usize>, Failure> {
    if asked.is_empty() {
        return Ok((0..columns.len()).collect());
    }
    let find = |metric: &String| {
        find_column(columns, metric)
            .map_err(|near| Failure::usage(anyhow!("`{metric}` is no metric of this scenario; nearest is `{near}`")))
    };
    asked.iter().map(find).collect()
}

/// What one design gives; nothing when interrupted.
fn answer(
    world: &World,
    asked: &Asked,
    (columns, wanted): (&[Column], &[usize]),
    threads: usize,
    interrupt: &Interrupt,
) -> Option<Value> {
    let refused = |why: String| Some(json!({ "id": asked.id, "error": why }));
    let replications = asked.replications.unwrap_or(world.compiled.replications);
    if replications == 0 || replications > MOST_REPLICATIONS {
        return refused(format!("replications is {replications}; it must be 1 to {MOST_REPLICATIONS}"));
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let patch = |op: Op| move |(path, value): (&String, String)| Patch { path: path.clone(), op, value };
    let patches: Vec<Patch> = (asked.set.iter().map(|(p, v)| (p, text(v))).map(patch(Op::Set)))
        .chain(asked.scale.iter().map(|(p, v)| (p, v.to_string())).map(patch(Op::Scale)))
        .chain(asked.add.iter().map(|(p, v)| (p, text(v))).map(patch(Op::Add)))
        .collect();
    let compiled = match world.scenario.at_point(&patches).and_then(|scenario| compile(&scenario)) {
        Ok(compiled) => compiled,
        Err(problems) => return refused(one_line(&problems)),
    };
    let monitor = super::interrupt::Stopping(interrupt);
    let rows = match evaluate(&compiled.model, columns, world.compiled.seed, (0, replications), threads, &monitor) {
        Ok(Some(rows)) => rows,
        Ok(None) => return None,
        Err(why) => return refused(why),
    };
    let metric = |&c: &usize| {
        let values: Vec<f64> = rows.iter().filter_map(|row| row[c]).collect();
        let s = mean_interval(&values, 0.95);
        let finite = |x: f64| x.is_finite().then_some(x);
        let mean = finite(s.mean).filter(|_| s.n > 0);
        (
            columns[c].path.clone(),
            json!({ "mean": mean, "half_width": finite(s.half_width), "sd": finite(s.sd), "n": s.n }),
        )
    };
    let metrics: BTreeMap<String, Value> = wanted.iter().map(metric).collect();
    Some(json!({ "id": asked.id, "replications": replications, "metrics": metrics }))
}
