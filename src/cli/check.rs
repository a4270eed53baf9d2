//! `check`: validate only.

use serde_json::to_string_pretty;

use super::args;
use super::exit::{Exit, Failure};
use super::settings::Source;
use super::terminal::{Terminal, escaped};
use super::world::{World, length};
use crate::scenario::world::check_worlds;

pub(super) fn run(typed: &args::Check, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    if !typed.json {
        let world = World::load(&source, terminal)?;
        check_worlds(&world.scenario).map_err(|problems| {
            terminal.insist(&problems.render(terminal.colours_notes()));
            Failure::Told(Exit::Scenario)
        })?;
        terminal.print(&escaped(&summary(&world)))?;
        return Ok(Exit::Done);
    }
    let checked = World::read(&source).and_then(|world| check_worlds(&world.scenario).map(|()| world.warnings));
    let (problems, exit) = match checked {
        Ok(warnings) => (warnings, Exit::Done),
        Err(problems) => (problems, Exit::Scenario),
    };
    let text = to_string_pretty(&problems.to_json()).map_err(Failure::bug)?;
    terminal.print_json(&format!("{text}\n"))?;
    Ok(exit)
}

/// "ok", and a paragraph about what will run.
fn summary(world: &World) -> String {
    let c = &world.compiled;
    let m = &c.model;
    let mut parts = Vec::new();
    let mut count = |n: usize, one: &str, many: &str| {
        if n > 0 {
            parts.push(format!("{n} {}", if n == 1 { one } else { many }));
        }
    };
    count(usize::try_from(m.customers).unwrap_or(usize::MAX), "customer on day 0", "customers on day 0");
    count(m.channels.len(), "acquisition channel", "acquisition channels");
    count(m.journeys.len(), "journey", "journeys");
    count(m.touchpoints.len(), "touchpoint", "touchpoints");
    count(m.resources.len(), "resource", "resources");
    count(m.holes.len(), "hole", "holes");
    let warm_up = if m.warm_up.0 == 0 {
        String::new()
    } else {
        format!(", of which the first {} are warm-up", length(m.warm_up))
    };
    let mut text = format!("ok: {}\n", world.plan_line());
    text.push_str(&format!("It has {}. It simulates {}{warm_up}.\n", and(&parts), length(m.horizon)));
    text.push_str(&format!("The {} engine runs: {}.\n", world.engine(), world.engine_reason()));
    if !c.asserts.is_empty() {
        text.push_str(&format!(
            "{} will be judged.\n",
            if c.asserts.len() == 1 { "One assert".to_owned() } else { format!("{} asserts", c.asserts.len()) }
        ));
    }
    text
}

/// "a, b and c".
fn and(parts: &[String]) -> String {
    match parts {
        [] => "nothing in it".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        let words = |n: usize| -> Vec<String> { ["a", "b", "c"][..n].iter().map(|&w| w.to_owned()).collect() };
        assert_eq!(
            [and(&words(0)), and(&words(1)), and(&words(2)), and(&words(3))],
            ["nothing in it", "a", "a and b", "a, b and c"]
        );
    }
}
