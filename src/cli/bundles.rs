//! The worlds of interventions: each alone, in pairs, and bundled.

use anyhow::anyhow;

use super::args;
use super::asked::{Asked, ORDERS, differing, rival};
use super::exit::{Exit, Failure};
use super::terminal::Terminal;
use super::world::{World, no_intervention, report_problems};
use crate::experiment::{Bundle, Question, Rival};
use crate::scenario::check::{carried, conflict};
use crate::scenario::explain::inputs::input_changes;
use crate::scenario::grammar::{Named as _, enabled, entry};
use crate::scenario::text::diagnostic::shown;
use crate::scenario::world::compile_world;
use crate::scenario::{Diagnostics, Scenario};
use crate::stats::ShapleyPlan;

/// Most interventions all of whose combinations are held against a budget: fifteen worlds.
const MOST_COMBINED: usize = 4;
/// Most interventions of one bundle.
const MOST_BUNDLED: usize = ShapleyPlan::MOST_PLAYERS;

/// Worlds of interventions, each once.
struct Worlds<'a> {
    world: &'a World,
    terminal: &'a Terminal,
    asked: Asked,
}

impl Worlds<'_> {
    /// The world of some interventions; index of the rival.
    fn with(&mut self, list: &[&str], listed: bool) -> Result<usize, Diagnostics> {
        let known = |rival: &Rival| {
            rival.interventions.len() == list.len()
                && list.iter().all(|&name| rival.interventions.iter().any(|n| n == name))
        };
        if let Some(known) = self.asked.rivals.iter().position(known) {
            return Ok(known);
        }
        let scenario = &self.world.scenario;
        let compiled = compile_world(scenario, list)?;
        let mut made = rival(self.name(list), compiled, list.iter().map(|&n| n.to_owned()).collect(), listed);
        made.yardstick = list.iter().any(|name| is_yardstick(scenario, name));
        if listed {
            self.asked.question.inputs.extend(differing(&mut made, input_changes(scenario, list)?));
        }
        self.asked.rivals.push(made);
        Ok(self.asked.rivals.len() - 1)
    }

    /// What a world is called: its interventions, in quotes where an intervention or another world is called so already.
    fn name(&self, list: &[&str]) -> String {
        let [several @ .., last] = list else { return String::new() };
        let name = list.join(" + ");
        let taken = entry(&self.world.scenario.read().intervention, &name).is_some()
            || self.asked.rivals.iter().any(|rival| rival.name == name);
        if several.is_empty() || !taken {
            return name;
        }
        // No name holds a quote.
        let quoted: Vec<String> = several.iter().chain([last]).map(|name| format!("\"{name}\"")).collect();
        quoted.join(" + ")
    }

    /// Every pair that can be in one world and is not one of them alone.
    fn pairs(&mut self, names: &[String]) -> Result<(), Failure> {
        let root = &self.world.scenario.read();
        let carries = |one: &str, other: &str| carried(root, one).iter().any(|entry| entry.name() == other);
        let (mut excluded, mut contained) = (Vec::new(), Vec::new());
        let mut broken: Vec<(String, Diagnostics)> = Vec::new();
        for (i, a) in names.iter().enumerate() {
            for b in &names[i + 1..] {
                let pair = format!("{} and {}", shown(a), shown(b));
                if conflict(root, &[a, b]).is_some() {
                    excluded.push(pair);
                } else if carries(a, b) || carries(b, a) {
                    contained.push(pair);
                } else if let Err(problems) = self.with(&[a, b], true) {
                    broken.push((pair, problems));
                }
            }
        }
        for (why, left_out) in
            [("they exclude each other", excluded), ("one carries the other along, so it is the pair", contained)]
        {
            if !left_out.is_empty() {
                let s = if left_out.len() == 1 { "a pair is" } else { "pairs are" };
                self.terminal.note(&format!("{s} left out: {why}: {}", left_out.join("; ")));
            }
        }
        for (pair, problems) in &broken {
            self.terminal.insist(&format!(
                "{pair} cannot be in one world (`excludes` would leave the pair out):\n{}",
                problems.render(self.terminal.colours_notes())
            ));
        }
        if broken.is_empty() { Ok(()) } else { Err(Failure::Told(Exit::Scenario)) }
    }
}

impl Worlds<'_> {
    /// Every combination that can be in one world: what a budget buys is a bundle.
    fn combinations(&mut self, names: &[String]) -> Result<(), Failure> {
        if names.len() > MOST_COMBINED {
            self.terminal.note(
                "the budget is held against each intervention alone: `--all-pairs` and `--with A,B,C` add bundles to choose from",
            );
            return Ok(());
        }
        let root = &self.world.scenario.read();
        let carries = |one: &str, other: &str| one != other && carried(root, one).iter().any(|e| e.name() == other);
        for mask in 1..1_u32 << names.len() {
            let subset: Vec<&str> =
                names.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, name)| name.as_str()).collect();
            let contained = subset.iter().any(|a| subset.iter().any(|b| carries(a, b)));
            if conflict(root, &subset).is_none() && !contained {
                report_problems(self.with(&subset, true), self.terminal)?;
            }
        }
        Ok(())
    }
}

/// Whether an intervention is compared and never the best.
fn is_yardstick(scenario: &Scenario, name: &str) -> bool {
    entry(&scenario.read().intervention, name).is_some_and(|entry| *entry.yardstick == Some(true))
}

/// The baseline against each intervention, and against the bundles that were asked for.
pub(super) fn interventions(world: &World, typed: &args::Compare, terminal: &Terminal) -> Result<Asked, Failure> {
    let names: Vec<String> = enabled(&world.scenario.read().intervention).map(|i| i.name().to_owned()).collect();
    let asked = Asked { rivals: Vec::new(), question: Question::default(), holes: None };
    let mut worlds = Worlds { world, terminal, asked };
    (worlds.asked.question.budget, worlds.asked.question.gap) = (typed.budget, typed.gap);
    for name in &names {
        report_problems(worlds.with(&[name], true), terminal)?;
    }
    // What nobody can choose is in no bundle to choose from, but where it is asked for by name.
    let choices: Vec<String> = names.iter().filter(|name| !is_yardstick(&world.scenario, name)).cloned().collect();
    if typed.all_pairs {
        worlds.pairs(&choices)?;
    }
    if typed.with.is_empty() {
        if typed.budget.is_some() {
            worlds.combinations(&choices)?;
        }
        return Ok(worlds.asked);
    }
    let mut bundle: Vec<&str> = Vec::new();
    let root = world.scenario.read();
    let known: Vec<&str> = root.intervention.iter().map(|entry| entry.name()).collect();
    for text in &typed.with {
        for name in named(text, &known).map_err(|name| no_intervention(world, name))? {
            if !names.iter().any(|enabled| enabled == name) {
                return Err(no_intervention(world, name));
            }
            if !bundle.contains(&name) {
                bundle.push(name);
            }
        }
    }
    if bundle.len() > MOST_BUNDLED {
        return Err(Failure::usage(anyhow!(
            "a bundle of {} is too large: at most {MOST_BUNDLED} go together",
            bundle.len()
        )));
    }
    if bundle.len() < 2 {
        return Err(Failure::usage(anyhow!("`--with` takes two interventions or more, separated by commas")));
    }
    let plan = ShapleyPlan::new(bundle.len(), ORDERS, world.compiled.seed);
    if !plan.is_exact() {
        terminal.note(&format!(
            "the effect of {} interventions is shared out over {} random orders of launching them, not over all",
            bundle.len(),
            2 * ORDERS
        ));
    }
    let all = plan.subsets().last().copied().unwrap_or(0);
    let mut subsets = Vec::new();
    for &mask in plan.subsets() {
        let subset: Vec<&str> = (0..bundle.len()).filter(|i| mask >> i & 1 == 1).map(|i| bundle[i]).collect();
        // Within a budget any part of the bundle may be the best; all are simulated anyway.
        let listed = mask == all || typed.budget.is_some();
        subsets.push(if mask == 0 { None } else { Some(report_problems(worlds.with(&subset, listed), terminal)?) });
    }
    worlds.asked.question.bundle =
        Some(Bundle { names: bundle.iter().map(|&n| n.to_owned()).collect(), plan, worlds: subsets });
    Ok(worlds.asked)
}

/// The interventions in a list with commas, some of which may be part of a name; or the first that there is not.
pub(super) fn named<'a>(text: &'a str, known: &[&str]) -> Result<Vec<&'a str>, &'a str> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let mut ends = rest.match_indices(',').map(|(at, _)| at).chain([rest.len()]);
        let longest = ends.rfind(|&end| known.contains(&rest[..end].trim()));
        let end = longest.unwrap_or_else(|| rest.find(',').unwrap_or(rest.len()));
        let name = rest[..end].trim();
        if longest.is_none() && !name.is_empty() {
            return Err(name);
        }
        out.extend((!name.is_empty()).then_some(name));
        rest = rest[end..].trim_start_matches(',').trim_start();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_hold_commas() {
        let known = ["a", "b", "more, cheaper", "a, b, c", "c"];
        let read = |text| named(text, &known);
        assert_eq!(read("a,b"), Ok(vec!["a", "b"]));
        assert_eq!(read(" a , more, cheaper ,b"), Ok(vec!["a", "more, cheaper", "b"]));
        assert_eq!(read("a, b, c"), Ok(vec!["a, b, c"]), "the longest name");
        assert_eq!(read("b,,a,"), Ok(vec!["b", "a"]));
        assert_eq!(read("b, mor, a"), Err("mor"));
        assert_eq!(read(" , "), Ok(vec![]));
    }
}
