//! `replay`: one life, event by event.

use anyhow::anyhow;
use serde_json::json;

use super::args;
use super::exit::{Exit, Failure};
use super::settings::Source;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment::{self, wording};
use crate::journey::model::Model;
use crate::journey::trace::Who;
use crate::scenario::grammar::{Named as _, enabled};
use crate::scenario::world::compile_world;
use crate::units::{NANOS_PER_DAY, SimTime};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) fn run(typed: &args::Replay, terminal: &Terminal) -> Result<Exit, Failure> {
    let source = Source::resolve(&typed.changed)?;
    let world = World::load(&source, terminal)?;
    let (who, person) = match (typed.customer, typed.visitor, typed.journey.as_deref()) {
        (Some(number), _, _) => {
            let whence = typed.source.as_ref().map_or_else(|| "of day 0".to_owned(), |channel| format!("by {channel}"));
            (world.customer(number, typed.source.as_deref())?, format!("customer {number} {whence}"))
        }
        (None, Some(number), Some(journey)) => {
            (world.visitor(number, journey)?, format!("visitor {number} of {journey}"))
        }
        _ => return Err(Failure::usage(anyhow!("say who: --customer, or --journey and --visitor"))),
    };
    let c = &world.compiled;
    let life = tell(&c.model, c.seed, typed.replication, who)?;
    if life.is_empty() {
        // Numbers count everyone approached by a channel, so a gap in them is no mistake.
        let why = "nobody with that number came or joined before the horizon";
        return Err(Failure::usage(anyhow!("nothing happens to {person} in replication {}: {why}", typed.replication)));
    }
    if let Some(other) = &typed.against {
        if !enabled(&world.scenario.read().intervention).any(|entry| entry.name() == other) {
            return Err(super::world::no_intervention(&world, other));
        }
        let there = compile_world(&world.scenario, &[other]).map_err(|problems| {
            terminal.insist(&problems.render(terminal.colours_notes()));
            Failure::Told(Exit::Scenario)
        })?;
        let twin = tell(&there.model, c.seed, typed.replication, who)?;
        let both = side_by_side(&life, &twin);
        if typed.json {
            terminal.print_json(&beside_as_json(&both)?)?;
        } else {
            let head = format!("{}: {person}, replication {}, seed {}\n", c.name, typed.replication, c.seed);
            let legend = format!("  in both worlds; - baseline only; + {other} only\n");
            terminal.print(&escaped(&(head + &legend + &beside_as_text(&both))))?;
        }
        return Ok(Exit::Done);
    }
    if typed.json {
        terminal.print_json(&as_json(&life)?)?;
    } else {
        let head = format!("{}: {person}, replication {}, seed {}\n", c.name, typed.replication, c.seed);
        terminal.print(&escaped(&(head + &as_text(&life))))?;
    }
    Ok(Exit::Done)
}

/// One event of a life, in words.
#[derive(Debug, PartialEq)]
struct Told {
    at: SimTime,
    words: String,
}

fn tell(model: &Model, seed: u64, replication: u64, who: Who) -> Result<Vec<Told>, Failure> {
    let life = experiment::replay(model, seed, replication, who).map_err(Failure::scenario)?;
    Ok(life.iter().map(|event| Told { at: event.at, words: wording(model, event) }).collect())
}

/// Day, weekday and clock of a moment.
fn moment(at: SimTime) -> (u64, &'static str, String) {
    let day = at.0 / NANOS_PER_DAY;
    let second = at.0 % NANOS_PER_DAY / 1_000_000_000;
    (day, WEEKDAYS[(day % 7) as usize], format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60))
}

fn as_text(life: &[Told]) -> String {
    let line = |told: &Told| {
        let (day, weekday, clock) = moment(told.at);
        format!("day {day:>5} {weekday} {clock}  {}\n", told.words.replace('\n', " "))
    };
    life.iter().map(line).collect()
}

fn as_json(life: &[Told]) -> Result<String, Failure> {
    let event = |told: &Told| {
        let (day, weekday, clock) = moment(told.at);
        json!({ "at_days": told.at.days(), "day": day, "weekday": weekday, "time": clock, "event": told.words })
    };
    let events: Vec<_> = life.iter().map(event).collect();
    Ok(serde_json::to_string_pretty(&events).map_err(Failure::bug)? + "\n")
}

/// In which of two worlds an event happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Both,
    Baseline,
    Other,
}

/// Two lives of one person in order of time, equal events once.
fn side_by_side<'a>(a: &'a [Told], b: &'a [Told]) -> Vec<(In, &'a Told)> {
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() || j < b.len() {
        match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x == y => (out.push((In::Both, x)), i += 1, j += 1).0,
            (Some(x), Some(y)) if x.at <= y.at => (out.push((In::Baseline, x)), i += 1).0,
            (Some(x), None) => (out.push((In::Baseline, x)), i += 1).0,
            (_, Some(y)) => (out.push((In::Other, y)), j += 1).0,
            (None, None) => {}
        }
    }
    out
}

fn beside_as_text(both: &[(In, &Told)]) -> String {
    let first = both.iter().position(|(world, _)| *world != In::Both);
    let line = |(k, (world, told)): (usize, &(In, &Told))| {
        let (day, weekday, clock) = moment(told.at);
        let sign = match world {
            In::Both => ' ',
            In::Baseline => '-',
            In::Other => '+',
        };
        let mark = if Some(k) == first { "   <- the first event that differs" } else { "" };
        format!("{sign} day {day:>5} {weekday} {clock}  {}{mark}\n", told.words.replace('\n', " "))
    };
    let mut text: String = both.iter().enumerate().map(line).collect();
    if first.is_none() {
        text.push_str("  nothing differs\n");
    }
    text
}

fn beside_as_json(both: &[(In, &Told)]) -> Result<String, Failure> {
    let first = both.iter().position(|(world, _)| *world != In::Both);
    let event = |(k, (world, told)): (usize, &(In, &Told))| {
        let (day, weekday, clock) = moment(told.at);
        let world = match world {
            In::Both => "both",
            In::Baseline => "baseline",
            In::Other => "other",
        };
        json!({ "at_days": told.at.days(), "day": day, "weekday": weekday, "time": clock, "event": told.words, "in": world,
                "first_difference": Some(k) == first })
    };
    let events: Vec<_> = both.iter().enumerate().map(event).collect();
    Ok(serde_json::to_string_pretty(&events).map_err(Failure::bug)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_event_that_differs_is_marked() {
        let at = |day: f64, words: &str| Told { at: SimTime::from_days(day), words: words.to_owned() };
        let a = [at(0.0, "joins"), at(1.0, "waits"), at(5.0, "leaves")];
        let b = [at(0.0, "joins"), at(1.0, "is served"), at(5.0, "leaves")];
        let text = beside_as_text(&side_by_side(&a, &b));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[0].starts_with("  day") && lines[3].starts_with("  day"));
        assert!(lines[1].starts_with("- ") && lines[1].contains("waits   <- the first"), "{text}");
        assert!(lines[2].starts_with("+ ") && !lines[2].contains("<-"));
        assert!(beside_as_text(&side_by_side(&a, &a)).contains("nothing differs"));
    }

    #[test]
    fn day_0_is_a_monday() {
        let told = |day: f64, words: &str| Told { at: SimTime::from_days(day), words: words.to_owned() };
        let life = [told(0.0, "joins"), told(12.5, "leaves")];
        assert_eq!(as_text(&life), "day     0 Mon 00:00:00  joins\nday    12 Sat 12:00:00  leaves\n");
    }
}
