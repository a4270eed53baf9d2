//! The choice among the worlds of a sweep, in words.

use std::fmt::Write as _;

use super::format::{brief, percent};
use super::names::visible;
use crate::experiment::analysis::{WorldChoice, WorldRegret};

/// Longest name [columns].
const NAME: usize = 40;
/// Replications below which the halves of a choice say nothing of luck.
const FEW: u64 = 4;

/// What is said of the choice by one metric: its head, a line for each world, and who is chosen by which rule.
pub(super) fn choice_words(choice: &WorldChoice, metric: &str) -> String {
    let name = |world: &str| visible(world, NAME);
    let side = if choice.smallest { "smallest" } else { "largest" };
    let mut out = format!(
        "Choice among {} worlds by {metric}, the {side}, over {} points that count alike:\n",
        choice.worlds.len(),
        choice.points
    );
    for world in &choice.worlds {
        let _ = writeln!(
            out,
            "  {}: mean {}; regret {}{} on average, {}{} at most (point {}); best at {} of the points, surely at {}, perhaps at {}",
            name(&world.world),
            brief(world.mean),
            brief(world.regret),
            ends(world.regret_ci95),
            brief(world.largest),
            ends(world.largest_ci95),
            world.largest_at,
            percent(world.best),
            percent(world.clearly_best),
            percent(world.among_best)
        );
    }
    let ties = match choice.minimax_ties.as_slice() {
        [] => String::new(),
        all => {
            format!(" ({} cannot be told from it)", all.iter().map(|world| name(world)).collect::<Vec<_>>().join(", "))
        }
    };
    let first = |better: &dyn Fn(&WorldRegret, &WorldRegret) -> bool| {
        let chosen = choice.worlds.iter().reduce(|best, world| if better(world, best) { world } else { best });
        chosen.map_or_else(String::new, |world| name(&world.world))
    };
    let _ = writeln!(
        out,
        "Least largest regret: {}{ties}. Least regret on average: {}. Best at most points: {}.",
        name(&choice.minimax),
        first(&|a, b| a.regret < b.regret),
        first(&|a, b| a.best > b.best)
    );
    if !choice.unjudged.is_empty() {
        let worlds: Vec<String> = choice.unjudged.iter().map(|world| name(world)).collect();
        let _ =
            writeln!(out, "Not judged, because nothing says how customers answer their prices: {}.", worlds.join(", "));
    }
    out
}

/// What the reader must know of a choice.
pub(super) fn choice_warnings(choice: &WorldChoice) -> Vec<String> {
    let mut out = Vec::new();
    match choice.left_out {
        0 => {}
        1 => out.push("1 point is left out of the choice: a world is refused or has no value there".to_owned()),
        n => out.push(format!("{n} points are left out of the choice: a world is refused or has no value there")),
    }
    if choice.replications < FEW {
        out.push(format!(
            "n is small for the choice among worlds: {} replications; luck is told apart from worth with {FEW} or more",
            choice.replications
        ));
    }
    out
}

fn ends(ci: Option<[f64; 2]>) -> String {
    ci.map_or_else(String::new, |[low, high]| match high.is_finite() {
        true => format!(" [{}, {}]", brief(low), brief(high)),
        false => String::new(),
    })
}
