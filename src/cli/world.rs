//! The one door to the layers below: a scenario file and its changes in, something that runs out.

use std::path::PathBuf;

use anyhow::{Error, anyhow};

use super::asserts;
use super::decides;
use super::exit::{Exit, Failure};
use super::settings::{RunSettings, Source};
use super::terminal::Terminal;
use crate::experiment::comparison::Decides;
use crate::experiment::results::EffectiveInput;
use crate::experiment::{Inputs, Plan, PrecisionRequest, RunError};
use crate::journey::model::{Journey, Model, Start};
use crate::journey::trace::Who;
use crate::scenario::check::Worlds;
use crate::scenario::grammar::{Named, enabled, entry};
use crate::scenario::text::diagnostic::{nearest, shown};
use crate::scenario::world::{Compiled, compile};
use crate::scenario::{Diagnostic, Diagnostics, Scenario, explain};
use crate::units::{NANOS_PER_DAY, NANOS_PER_HOUR, SimTime};

/// Path of the number of customers on day 0.
const CUSTOMERS: &str = "population.customers";

/// A checked and compiled scenario.
#[derive(Debug)]
pub(super) struct World {
    pub(super) scenario: Scenario,
    pub(super) compiled: Compiled,
    /// What decides between worlds, if the file says so.
    pub(super) decides: Option<Decides>,
    pub(super) warnings: Diagnostics,
    /// Files that it was read from.
    pub(super) files: Vec<PathBuf>,
}

impl World {
    /// Reads, checks and compiles.
    pub(super) fn read(source: &Source) -> Result<World, Diagnostics> {
        let loaded = Scenario::load(&source.file, &source.sets)?;
        let compiled = compile(&loaded.scenario)?;
        asserts::check(&loaded.scenario, &compiled)?;
        let decides = decides::said(&loaded.scenario, &compiled)?;
        let mut warnings = loaded.warnings;
        warnings.items.extend(queues_not_scaled(source, &loaded.scenario, &compiled));
        let layers = (0..).map_while(|at| loaded.scenario.sources.file(at)).map(|file| PathBuf::from(&file.name));
        let files = std::iter::once(source.file.clone()).chain(layers).filter(|file| file.exists()).collect();
        Ok(World { scenario: loaded.scenario, compiled, decides, warnings, files })
    }

    /// Reads, checks and compiles; problems go to standard error.
    pub(super) fn load(source: &Source, terminal: &Terminal) -> Result<World, Failure> {
        let world = report_problems(World::read(source), terminal)?;
        if !world.warnings.items.is_empty() {
            terminal.note(&world.warnings.render(terminal.colours_notes()));
        }
        Ok(world)
    }

    /// "independent" or "shared".
    pub(super) fn engine(&self) -> &'static str {
        if self.compiled.model.is_independent() { "independent" } else { "shared" }
    }

    /// Why that one.
    pub(super) fn engine_reason(&self) -> &str {
        let reason = self.compiled.engine_reason.trim_end_matches('.');
        reason.strip_prefix(self.engine()).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(reason)
    }

    /// What will run, in one line: "M/M/1: 20 replications of 20000 h, shared engine, seed 1".
    pub(super) fn plan_line(&self) -> String {
        let c = &self.compiled;
        let customers = match c.model.customers {
            0 => String::new(),
            n => format!("{n} customers, "),
        };
        let s = if c.replications == 1 { "" } else { "s" };
        let (horizon, engine) = (length(c.model.horizon), self.engine());
        format!(
            "{}: {customers}{} replication{s} of {horizon}, {engine} engine, seed {}",
            c.name, c.replications, c.seed
        )
    }

    /// What is worth knowing of a place that is varied: customers who queue for staff that stays as it is.
    pub(super) fn note_on(&self, path: &str) -> Option<String> {
        let queues: Vec<String> = queues_of_customers(&self.compiled.model).into_iter().map(shown).collect();
        (path == CUSTOMERS && !queues.is_empty()).then(|| {
            format!(
                "{} is varied, but not the staff of {}: queues are another world then",
                shown(path),
                queues.join(", ")
            )
        })
    }

    /// What an experiment is given.
    pub(super) fn inputs(&self) -> Inputs<'_> {
        let mut inputs = Inputs::from(&self.compiled);
        inputs.scenario.inputs = effective(&self.scenario);
        inputs.warnings = self.warnings.items.iter().map(|warning| warning.message.clone()).collect();
        inputs
    }

    /// How to run it: a precision asked for on the command line replaces that of the file for the same metric.
    pub(super) fn plan(&self, settings: &RunSettings) -> Plan {
        let of_file = self
            .compiled
            .precision
            .iter()
            .map(|(metric, relative)| PrecisionRequest { metric: metric.clone(), relative: *relative });
        let asked = |metric: &str| settings.precision.iter().any(|p| bare(&p.metric) == bare(metric));
        let mut precision: Vec<PrecisionRequest> = of_file.filter(|p| !asked(&p.metric)).collect();
        precision.extend(settings.precision.iter().cloned());
        Plan {
            seed: self.compiled.seed,
            replications: self.compiled.replications,
            threads: settings.threads,
            precision,
            one_cell: false,
        }
    }

    /// Whose fault it is that a run cannot be done.
    pub(super) fn blame(&self, error: RunError, settings: &RunSettings) -> Failure {
        match &error {
            RunError::UnknownMetric { metric, .. } if settings.precision.iter().any(|p| &p.metric == metric) => {
                Failure::usage(error)
            }
            RunError::UnknownMetric { .. } | RunError::Cell { .. } => Failure::scenario(error),
            _ => Failure::bug(error),
        }
    }

    /// The customer `number` who was there on day 0 or joined by a channel.
    pub(super) fn customer(&self, number: u64, source: Option<&str>) -> Result<Who, Failure> {
        let model = &self.compiled.model;
        let Some(source) = source else {
            return match model.customers {
                0 => Err(Failure::usage(anyhow!(
                    "nobody is a customer on day 0: name a newcomer's channel by --source, or a --visitor of a --journey"
                ))),
                n if number >= n => Err(Failure::usage(anyhow!(
                    "there is no customer {number} on day 0: they are numbered 0 to {}",
                    n - 1
                ))),
                _ => Ok(Who::Customer(0, number)),
            };
        };
        let names = || model.channels.iter().map(|channel| channel.name.as_str());
        let index =
            names().position(|name| name == source).ok_or_else(|| unknown("acquisition channel", source, names()))?;
        Ok(Who::Customer(index as u32 + 1, number))
    }

    /// The anonymous visitor `number` of a journey.
    pub(super) fn visitor(&self, number: u64, journey: &str) -> Result<Who, Failure> {
        let journeys = &self.compiled.model.journeys;
        let names = || journeys.iter().filter(|j| matches!(j.start, Start::Arrivals(_))).map(|j| j.name.as_str());
        let index = journeys.iter().position(|j| j.name == journey && matches!(j.start, Start::Arrivals(_)));
        index
            .map(|index| Who::Visitor(index as u32, number))
            .ok_or_else(|| unknown("journey with anonymous arrivals", journey, names()))
    }
}

/// What was made; problems go to standard error.
pub(super) fn report_problems<T>(result: Result<T, Diagnostics>, terminal: &Terminal) -> Result<T, Failure> {
    result.map_err(|problems| {
        terminal.insist(&problems.render(terminal.colours_notes()));
        Failure::Told(Exit::Scenario)
    })
}

/// The resources for which customers queue.
fn queues_of_customers(model: &Model) -> Vec<&str> {
    let of_customers = |journey: &&Journey| !matches!(journey.start, Start::Arrivals(_));
    let touched = |r: usize| {
        model.journeys.iter().filter(of_customers).any(|journey| {
            let all = usize::from(journey.touchpoints.start)..usize::from(journey.touchpoints.end);
            model.touchpoints[all].iter().any(|touch| touch.resource.map(usize::from) == Some(r))
        })
    };
    let all = model.resources.iter().enumerate();
    all.filter(|(r, _)| touched(*r)).map(|(_, resource)| resource.name.as_str()).collect()
}

/// What another number of customers does to queues whose staff stay as they are: another world, and no smaller picture of the same.
fn queues_not_scaled(source: &Source, scenario: &Scenario, compiled: &Compiled) -> Option<Diagnostic> {
    let is = |path: &str, set: &(String, String)| set.0 == path;
    source.sets.iter().find(|set| is(CUSTOMERS, set))?;
    let scaled = |name: &&str| source.sets.iter().any(|set| is(&format!("resource.{name}.staff"), set));
    let queues: Vec<String> =
        queues_of_customers(&compiled.model).into_iter().filter(|name| !scaled(name)).map(shown).collect();
    let rest: Vec<(String, String)> = source.sets.iter().filter(|set| !is(CUSTOMERS, set)).cloned().collect();
    let file = Scenario::load(&source.file, &rest).ok()?;
    let customers = |scenario: &Scenario| scenario.read().population.as_ref().and_then(|block| block.customers.known());
    let (here, there) = (customers(scenario)?, customers(&file.scenario)?);
    if queues.is_empty() || here == there {
        return None;
    }
    let message = format!(
        "{here} customers instead of {there} share the queue of {}, whose staff stay as they are: that is another world, and not a part of this one",
        queues.join(", ")
    );
    let help = "money, waits and losses per customer change with it; scale staff and arrivals as well, or ask for fewer replications to save time";
    Some(Diagnostic::warning("queues-not-scaled", CUSTOMERS, message).help(help))
}

/// Every value that the baseline runs with. Where in the file it stands is left out: equal scenarios give equal results.
fn effective(scenario: &Scenario) -> Vec<EffectiveInput> {
    const TEXTS: [&str; 4] = ["name", "question", "about", "sources"];
    let inputs =
        explain(scenario, None).unwrap_or_default().into_iter().filter(|value| !TEXTS.contains(&value.path.as_str()));
    let root = scenario.read();
    let worlds = Worlds::of(&root);
    inputs
        .map(|value| {
            // Only defaults and presets have a basis.
            let from =
                if value.origin == "default" || !value.basis.is_empty() { value.origin } else { "written".to_owned() };
            let idle = worlds.is_idle(&value.path);
            EffectiveInput { path: value.path, value: value.value_text, from, basis: value.basis, idle }
        })
        .collect()
}

/// A metric by its id or by its path is the same metric.
fn bare(metric: &str) -> &str {
    metric.strip_prefix("metrics.").unwrap_or(metric)
}

pub(super) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Failure {
    let hint: Error = match (nearest(name, known.clone()), known.clone().next()) {
        (Some(near), _) => anyhow!("there is no {what} called {}: did you mean {}?", shown(name), shown(near)),
        (None, None) => anyhow!("there is no {what} called {}: the scenario has none", shown(name)),
        (None, Some(_)) => {
            let list: Vec<String> = known.take(10).map(shown).collect();
            anyhow!("there is no {what} called {}: the scenario has {}", shown(name), list.join(", "))
        }
    };
    Failure::usage(hint)
}

/// The complaint about an intervention that cannot be had.
pub(super) fn no_intervention(world: &World, name: &str) -> Failure {
    let root = world.scenario.read();
    match entry(&root.intervention, name) {
        Some(entry) if !entry.is_enabled() => {
            Failure::usage(anyhow!("intervention {} is not enabled: write `enabled = true` in it", shown(name)))
        }
        _ => {
            let known: Vec<&str> = enabled(&root.intervention).map(Named::name).collect();
            unknown("intervention", name, known.into_iter())
        }
    }
}

/// A length of simulated time in the largest unit that makes it whole: "5 y", "20000 h".
pub(super) fn length(time: SimTime) -> String {
    let units = [
        ("y", 365 * NANOS_PER_DAY),
        ("d", NANOS_PER_DAY),
        ("h", NANOS_PER_HOUR),
        ("min", NANOS_PER_HOUR / 60),
        ("s", NANOS_PER_HOUR / 3600),
    ];
    // Times come from fractions of days: half a millisecond is rounding, not meaning.
    let near = |nanos: u64, unit: u64| nanos >= unit && (nanos % unit).min(unit - nanos % unit) <= 500_000;
    match units.iter().find(|(_, unit)| near(time.0, *unit)) {
        Some((name, unit)) => format!("{} {name}", (time.0 + unit / 2) / unit),
        None => format!("{} s", time.0 as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_they_were_written() {
        for (days, text) in [
            (1825.0, "5 y"),
            (20_000.0 / 24.0, "20000 h"),
            (30.0, "30 d"),
            (0.5 / 1440.0, "30 s"),
            (0.0, "0 s"),
            (1.0 / 1440.0, "1 min"),
        ] {
            assert_eq!(length(SimTime::from_days(days)), text);
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_or_the_list() {
        let said = |name: &str, known: &[&str]| match unknown("acquisition channel", name, known.iter().copied()) {
            Failure::Untold { exit: Exit::Usage, error } => error.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            said("streat", &["street", "web"]),
            "there is no acquisition channel called `streat`: did you mean `street`?"
        );
        assert_eq!(
            said("x", &["street", "web"]),
            "there is no acquisition channel called `x`: the scenario has `street`, `web`"
        );
        assert_eq!(said("x", &[]), "there is no acquisition channel called `x`: the scenario has none");
    }
}
