//! From a scenario to results, through the library calls that `run` makes.

use std::path::{Path, PathBuf};

use journeysim::experiment::results::Results;
use journeysim::experiment::{self, Inputs, Outcome, Plan, PrecisionRequest, Question, Rival, RunError, Silent};
use journeysim::scenario::grammar::{Named as _, enabled};
use journeysim::scenario::world::{Compiled, compile};
use journeysim::scenario::{Diagnostics, Loaded, Scenario, compile_world};
use serde_json::Value;

/// A change to the file, as `--set PATH=VALUE`.
pub(crate) type Set<'a> = (&'a str, &'a str);

/// A checked and compiled scenario.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) compiled: Compiled,
    pub(crate) warnings: Vec<String>,
}

/// How to run what does not change the results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) threads: usize,
    pub(crate) one_cell: bool,
}

/// One thread: tests run beside each other already.
pub(crate) const ALONE: How = How { threads: 1, one_cell: false };

/// A file of this repository.
pub(crate) fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn owned(sets: &[Set<'_>]) -> Vec<(String, String)> {
    sets.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect()
}

/// The text of a file of this repository.
pub(crate) fn read_here(path: &str) -> String {
    std::fs::read_to_string(here(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Tells how many cases a test tried, for `tests/goals.py` to count; a test that does not is one case.
pub(crate) fn tried(cases: usize) {
    println!("TRIED {cases}");
}

impl World {
    fn of(loaded: Result<Loaded, Diagnostics>) -> Result<World, Diagnostics> {
        let loaded = loaded?;
        Ok(World {
            compiled: compile(&loaded.scenario)?,
            warnings: loaded.warnings.items.iter().map(|w| w.message.clone()).collect(),
        })
    }

    /// Reads, checks and compiles a file of this repository.
    pub(crate) fn load(path: &str, sets: &[Set<'_>]) -> Result<World, Diagnostics> {
        World::of(Scenario::load(&here(path), &owned(sets)))
    }

    /// Reads, checks and compiles a text.
    pub(crate) fn parse(text: &str, sets: &[Set<'_>]) -> Result<World, Diagnostics> {
        World::of(Scenario::parse("test.toml", text, &owned(sets)))
    }

    /// Runs the world with its own seed, replications and precisions.
    pub(crate) fn run(&self, how: How) -> Result<Outcome, RunError> {
        let c = &self.compiled;
        let inputs = Inputs { warnings: self.warnings.clone(), ..Inputs::from(c) };
        let asked = c.precision.iter();
        let plan = Plan {
            seed: c.seed,
            replications: c.replications,
            threads: how.threads,
            precision: asked.map(|(m, r)| PrecisionRequest { metric: m.clone(), relative: *r }).collect(),
            one_cell: how.one_cell,
        };
        experiment::run(&inputs, &plan, &Silent)
    }

    /// Results of a run that must succeed.
    pub(crate) fn results(&self, how: How) -> Results {
        self.run(how).unwrap_or_else(|e| panic!("{}: {e}", self.compiled.name)).results
    }
}

/// The baseline of a scenario beside some of its worlds, compiled once.
#[derive(Debug)]
pub(crate) struct Worlds {
    pub(crate) base: Compiled,
    pub(crate) rivals: Vec<Rival>,
    pub(crate) question: Question,
}

impl Worlds {
    /// Worlds of a text, each with the interventions named.
    pub(crate) fn parse(text: &str, worlds: &[&[&str]]) -> Worlds {
        let loaded = Scenario::parse("test.toml", text, &[]);
        Worlds::of(&loaded.unwrap_or_else(|problems| panic!("{problems}\n{text}")).scenario, worlds)
    }

    fn of(scenario: &Scenario, worlds: &[&[&str]]) -> Worlds {
        let made = |names: &[&str]| compile_world(scenario, names).unwrap_or_else(|p| panic!("{}", p.render(false)));
        let rival = |names: &&[&str]| Rival {
            name: names.join(" + "),
            model: made(names).model,
            interventions: names.iter().map(|n| (*n).to_owned()).collect(),
            changes: Vec::new(),
            yardstick: false,
            listed: true,
        };
        Worlds { base: made(&[]), rivals: worlds.iter().map(rival).collect(), question: Question::default() }
    }

    /// Compares them on one thread, with the seed of the file.
    pub(crate) fn results(&self) -> Results {
        let c = &self.base;
        let inputs = Inputs::from(c);
        let plan = Plan {
            seed: c.seed,
            replications: c.replications,
            threads: ALONE.threads,
            precision: Vec::new(),
            one_cell: false,
        };
        let outcome = experiment::compare(&inputs, &self.rivals, &self.question, &plan, &Silent);
        outcome.unwrap_or_else(|e| panic!("{}: {e}", c.name)).results
    }
}

/// Results of comparing every intervention of a file of this repository with its baseline.
pub(crate) fn compared_file(path: &str, sets: &[Set<'_>]) -> Results {
    let loaded = Scenario::load(&here(path), &owned(sets)).unwrap_or_else(|problems| panic!("{path}:\n{problems}"));
    let names: Vec<String> = enabled(&loaded.scenario.read().intervention).map(|i| i.name().to_owned()).collect();
    let worlds: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
    Worlds::of(&loaded.scenario, &worlds.iter().map(<[&str; 1]>::as_slice).collect::<Vec<_>>()).results()
}

/// Results of a file of this repository that must be good.
pub(crate) fn run_file(path: &str, sets: &[Set<'_>]) -> Results {
    World::load(path, sets).unwrap_or_else(|problems| panic!("{path} {sets:?}:\n{problems}")).results(ALONE)
}

/// Results of a text that must be good.
pub(crate) fn run_text(text: &str, sets: &[Set<'_>]) -> Results {
    World::parse(text, sets).unwrap_or_else(|problems| panic!("{sets:?}:\n{problems}\n{text}")).results(ALONE)
}

/// The asserts that do not hold, one line each.
pub(crate) fn missed(file: &str, results: &Results) -> Vec<String> {
    let failed = results.asserts.iter().filter(|a| !a.held);
    failed.map(|a| format!("{file}: {}: {} is {:?}, should be {}", a.name, a.metric, a.value, a.rule)).collect()
}

/// Every `.toml` file below a folder of this repository, as paths from its root, sorted.
pub(crate) fn scenarios_below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(here(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    for entry in entries {
        let entry = entry.expect("a readable entry");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a file type").is_dir() {
            found.extend(scenarios_below(&path));
        } else if path.ends_with(".toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The worlds of results without words: every text is dropped.
pub(crate) fn without_words(results: &Results) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|_, v| !v.is_string());
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut worlds = serde_json::to_value(&results.worlds).expect("data");
    strip(&mut worlds);
    worlds
}
