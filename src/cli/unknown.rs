//! What is not known, in a comparison: draws of the inputs after the file as it is written, and what they say.

use std::time::Duration;

use anyhow::anyhow;

use super::args::Unknown;
use super::asked::Asked;
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::progress::{Meter, span, watch};
use super::settings::precision;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::results::uncertainty::{RefusedDraw, Uncertainty};
use crate::experiment::uncertain::{self, Design, Designs, DrawRows, Found, Keeper};
use crate::experiment::{Outcome, Plan};
use crate::scenario::grammar::quantity::{Unit, read};
use crate::scenario::text::diagnostic::shown;

/// Fewest draws that say anything.
const FEWEST: u64 = 32;

/// What is asked about what is not known, checked.
pub(super) struct Looked {
    draws: Option<u64>,
    time: Option<Duration>,
    precision: Option<f64>,
}

impl Looked {
    /// As it was typed; nothing where only the file as it is written counts.
    pub(super) fn of(typed: &Unknown) -> Result<Option<Looked>, Failure> {
        if typed.as_written {
            return Ok(None);
        }
        if let Some(draws) = typed.draws.filter(|draws| !(FEWEST..=1_000_000).contains(draws)) {
            return Err(Failure::usage(anyhow!("`--draws {draws}` is not from {FEWEST} to 1000000")));
        }
        let time = match &typed.time {
            None => None,
            Some(text) => {
                let wrong = || Failure::usage(anyhow!("`--time {text}` is no time: write \"5 min\" or \"2 h\""));
                let days = read(Unit::Duration, text).map_err(|_| wrong())?;
                Some(Duration::try_from_secs_f64(days * 86_400.0).map_err(|_| wrong())?)
            }
        };
        let precise = match &typed.precision {
            None => None,
            Some(text) => {
                let asked = precision(text)?;
                if !["evpi", "uncertainty.evpi"].contains(&asked.metric.as_str()) {
                    return Err(Failure::usage(anyhow!(
                        "`--precision {text}`: of draws it is evpi=PERCENT, such as evpi=5%"
                    )));
                }
                Some(asked.relative)
            }
        };
        Ok(Some(Looked { draws: typed.draws, time, precision: precise }))
    }
}

/// Tells of the pilot.
struct Telling<'a> {
    terminal: &'a Terminal,
}

impl Keeper for Telling<'_> {
    fn find(&self, _: u64, _: u64) -> Option<DrawRows> {
        None
    }

    fn keep(&self, _: &DrawRows) -> bool {
        true
    }

    fn piloted(&self, replications: u64, draws: u64, time: Duration) {
        let s = if replications == 1 { "" } else { "s" };
        self.terminal.note(&format!(
            "what is not known: {draws} draws at most, {replications} replication{s} in each design of each; about {}",
            span(time)
        ));
    }
}

/// Looks at what is not known, and adds what it found to the outcome. How it ended, if not well.
pub(super) fn look(
    world: &World,
    looked: &Looked,
    asked: &Asked,
    (plan, outcome): (&Plan, &mut Outcome),
    interrupt: &Interrupt,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (unknowns, _) =
        world.scenario.unknowns().map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
    if unknowns.inputs.is_empty() {
        if looked.draws.is_some() || looked.time.is_some() || looked.precision.is_some() {
            return Err(Failure::usage(anyhow!(
                "nothing is said to be unknown: write [[uncertain]] in the file, or give --uncertain PATH=LOW..HIGH"
            )));
        }
        return Ok(());
    }
    let design = |name: &str, interventions: &[String], changes: &[String]| Design {
        name: name.to_owned(),
        interventions: interventions.to_vec(),
        changes: changes.to_vec(),
        yardstick: false,
    };
    let listed = asked.rivals.iter().filter(|rival| rival.listed);
    let list: Vec<Design> = std::iter::once(design("baseline", &[], &[]))
        .chain(listed.map(|rival| design(&rival.name, &rival.interventions, &rival.changes)))
        .collect();
    let designs = Designs { scenario: &world.scenario, unknowns: &unknowns, list: &list };
    let currency = world.compiled.currency.clone().unwrap_or_else(|| "money".to_owned());
    let question = uncertain::Asked {
        seed: plan.seed,
        draws: looked.draws,
        time: looked.time,
        precision: looked.precision,
        metric: "npv".to_owned(),
        unit: currency.clone(),
        less_is_better: false,
        budget: asked.question.budget,
        currency,
        columns: Vec::new(),
    };
    let names: Vec<&str> = unknowns.inputs.iter().map(|input| input.name.as_str()).collect();
    terminal.note(&escaped(&format!(
        "what is not known: {}{}",
        names.iter().take(6).copied().collect::<Vec<_>>().join(", "),
        if names.len() > 6 { format!(", and {} more", names.len() - 6) } else { String::new() }
    )));
    let meter = Meter::new(1, interrupt);
    let telling = Telling { terminal };
    let found = watch(terminal, &meter, || uncertain::study(designs, &question, &telling, &meter, plan));
    match found.map_err(Failure::bug)? {
        Found::Answered(studied) => {
            let mut found: Uncertainty = studied.uncertainty;
            for design in &mut found.designs {
                let world = outcome.results.worlds.iter().find(|world| world.name == design.name);
                let difference =
                    world.and_then(|world| world.comparison.as_ref()).and_then(|c| c.difference.get("npv"));
                design.as_written = difference.and_then(|difference| difference.mean);
            }
            outcome.results.uncertainty = Some(found);
            outcome.results.run.partial |= studied.partial;
            Ok(())
        }
        Found::Refused(refused, of) => Err(too_many(&refused, of)),
        Found::Stopped => {
            outcome.results.run.partial = true;
            terminal.insist("stopped before there were draws enough to say anything of what is not known");
            Ok(())
        }
    }
}

/// More draws cannot be than may be left out.
fn too_many(refused: &[RefusedDraw], of: u64) -> Failure {
    let first: Vec<String> = refused
        .iter()
        .take(3)
        .map(|refused| format!("draw {} with {}: {}", refused.draw, shown(&refused.design), refused.why))
        .collect();
    let more = if refused.len() > 3 { format!("; and {} more", refused.len() - 3) } else { String::new() };
    Failure::Untold {
        exit: Exit::Scenario,
        error: anyhow!(
            "{} of {of} draws cannot be, more than 1 in 20, so what is left would be another world: {}{more}; narrow the range that leads there",
            refused.len(),
            first.join("; ")
        ),
    }
}
