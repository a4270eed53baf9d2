//! What is asked on the command line about what is not known.

use std::time::Duration;

use anyhow::anyhow;

use super::super::args::{Drawn, Unknown};
use super::super::exit::Failure;
use super::super::settings::precision;
use super::super::sweep::shard;
use super::super::terminal::Terminal;
use super::super::world::{World, report_problems};
use crate::scenario::Scenario;
use crate::scenario::grammar::enabled;
use crate::scenario::grammar::quantity::{Unit, read};
use crate::scenario::uncertain::{Added, Assumed, no_input};

/// What is given instead of an input to vary every assumed default.
const DEFAULTS: &str = "defaults";
/// Fewest draws that say anything.
const FEWEST: u64 = 32;

/// The assumed defaults that no input reaches.
pub(in crate::cli) fn held(scenario: &Scenario) -> Result<Vec<Assumed>, Failure> {
    let found = scenario.unknowns();
    let (unknowns, _) = found.map_err(|_| Failure::bug(anyhow!("a checked scenario has its inputs")))?;
    Ok(scenario.assumed_beside(&unknowns))
}

/// What is asked about what is not known, checked.
pub(in crate::cli) struct Looked {
    pub(super) draws: Option<u64>,
    pub(super) time: Option<Duration>,
    pub(super) precision: Option<f64>,
    added: Vec<Added>,
    /// The shard that is done, of so many.
    pub(in crate::cli) shard: Option<(u64, u64)>,
    /// Whether every assumed default varies that no other input reaches.
    defaults: bool,
}

impl Looked {
    /// Whether the command line says anything of draws.
    pub(in crate::cli) fn is_asked(&self) -> bool {
        self.draws.is_some()
            || self.time.is_some()
            || self.precision.is_some()
            || !self.added.is_empty()
            || self.defaults
    }

    /// The scenario with the inputs that the command line adds, and whether there is anything that is not known.
    pub(in crate::cli) fn with_inputs(&self, world: World, terminal: &Terminal) -> Result<World, Failure> {
        if self.is_asked()
            && self.added.is_empty()
            && !self.defaults
            && !enabled(&world.scenario.read().uncertain).any(|_| true)
        {
            return Err(Failure::usage(anyhow!(
                "nothing is said to be unknown: write [[uncertain]] in the file, or give --uncertain PATH=LOW..HIGH"
            )));
        }
        if self.added.is_empty() && !self.defaults {
            return Ok(world);
        }
        let mut scenario = report_problems(world.scenario.with_inputs(&self.added), terminal)?.scenario;
        if self.defaults {
            let inputs: Vec<Added> = held(&scenario)?.into_iter().filter_map(|assumed| assumed.input).collect();
            scenario = report_problems(scenario.with_inputs(&inputs), terminal)?.scenario;
        }
        Ok(World { scenario, ..world })
    }

    /// As it was typed; nothing where only the file as it is written counts.
    pub(in crate::cli) fn of(typed: &Unknown) -> Result<Option<Looked>, Failure> {
        if typed.as_written {
            return Ok(None);
        }
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
        let shard = match &typed.shard {
            None => None,
            Some(text) => {
                let of = text.rsplit_once('/').and_then(|(_, of)| of.trim().parse::<u64>().ok()).filter(|of| *of > 0);
                let of =
                    of.ok_or_else(|| Failure::usage(anyhow!("`--shard {text}` is not I/N, such as 3/16, or auto/16")))?;
                let which = if text.starts_with("auto/") { "auto" } else { text };
                Some((shard::read(which, of, |name| std::env::var(name).ok())?, of))
            }
        };
        Ok(Some(Looked { precision: precise, shard, ..Looked::drawn(&typed.drawn)? }))
    }

    /// Draws where nothing is chosen; nothing unless they are asked for.
    pub(in crate::cli) fn bands(typed: &Drawn) -> Result<Option<Looked>, Failure> {
        let looked = Looked::drawn(typed)?;
        Ok(looked.is_asked().then_some(looked))
    }

    fn drawn(typed: &Drawn) -> Result<Looked, Failure> {
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
        let defaults = typed.uncertain.iter().any(|text| text.trim() == DEFAULTS);
        let added = typed.uncertain.iter().filter(|text| text.trim() != DEFAULTS).map(|text| {
            Added::of_text(text).ok_or_else(|| Failure::usage(anyhow!("`--uncertain`: {}", no_input(text))))
        });
        let added = added.collect::<Result<Vec<Added>, Failure>>()?;
        Ok(Looked { draws: typed.draws, time, precision: None, added, shard: None, defaults })
    }
}
