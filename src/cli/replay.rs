//! `replay`: one life, event by event.

use anyhow::anyhow;
use serde_json::json;

use super::args;
use super::exit::{Exit, Failure};
use super::settings::Source;
use super::terminal::{Terminal, escaped};
use super::world::World;
use crate::experiment;
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
    let life = experiment::replay(&c.model, c.seed, typed.replication, who).map_err(Failure::scenario)?;
    if life.is_empty() {
        // Numbers count everyone approached by a channel, so a gap in them is no mistake.
        let why = "nobody with that number came or joined before the horizon";
        return Err(Failure::usage(anyhow!("nothing happens to {person} in replication {}: {why}", typed.replication)));
    }
    let text = if typed.json {
        as_json(&life)?
    } else {
        let head = format!("{}: {person}, replication {}, seed {}\n", c.name, typed.replication, c.seed);
        escaped(&(head + &as_text(&life)))
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// Day, weekday and clock of a moment.
fn moment(at: SimTime) -> (u64, &'static str, String) {
    let day = at.0 / NANOS_PER_DAY;
    let second = at.0 % NANOS_PER_DAY / 1_000_000_000;
    (day, WEEKDAYS[(day % 7) as usize], format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60))
}

fn as_text(life: &[(SimTime, String)]) -> String {
    let line = |(at, text): &(SimTime, String)| {
        let (day, weekday, clock) = moment(*at);
        format!("day {day:>5} {weekday} {clock}  {}\n", text.replace('\n', " "))
    };
    life.iter().map(line).collect()
}

fn as_json(life: &[(SimTime, String)]) -> Result<String, Failure> {
    let event = |(at, text): &(SimTime, String)| {
        let (day, weekday, clock) = moment(*at);
        json!({ "at_days": at.days(), "day": day, "weekday": weekday, "time": clock, "event": text })
    };
    let events: Vec<_> = life.iter().map(event).collect();
    Ok(serde_json::to_string_pretty(&events).map_err(Failure::bug)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_0_is_a_monday() {
        let life = [(SimTime::ZERO, "joins".to_owned()), (SimTime::from_days(12.5), "leaves".to_owned())];
        assert_eq!(as_text(&life), "day     0 Mon 00:00:00  joins\nday    12 Sat 12:00:00  leaves\n");
    }
}
