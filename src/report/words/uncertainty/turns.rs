//! Where the choice turns: by one input, or by the smallest joint move.

use super::inputs::{Acts, acts, input_names, number_of, plain_number, value_of};
use super::worth::is_told;
use super::{Amounts, NAME, design_name};
use crate::experiment::results::uncertainty::{FlipFound, FlipRun, SideRun, UncertainInput, Uncertainty};
use crate::report::words::format::{count, percent};
use crate::report::words::names::list;

/// Inputs named in a sentence about a joint move.
const NAMED: usize = 3;
/// Words of a name that still reads well in "below a take-up of 8.1 %".
const SHORT: usize = 3;

/// A stretch of an input, from and to; open where an end is absent.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Side {
    from: Option<f64>,
    to: Option<f64>,
}

/// Stretches in which the leader brings less than the baseline, by what it brings at values of the input; nothing where that is not known.
fn losing_side(found: &Uncertainty, input: &UncertainInput) -> Vec<Side> {
    let amounts = Amounts::of(found);
    let Some(first) = input.break_even.first() else { return Vec::new() };
    let Some(lowest) = input.dependence.first().filter(|at| at.value < *first) else { return Vec::new() };
    let mut edges: Vec<Option<f64>> = vec![None];
    edges.extend(input.break_even.iter().map(|at| Some(*at)));
    edges.push(None);
    let starts_worse = amounts.is_worse(lowest.gain);
    let sides = edges.windows(2).enumerate();
    sides
        .filter(|(place, _)| place.is_multiple_of(2) == starts_worse)
        .map(|(_, ends)| Side { from: ends[0], to: ends[1] })
        .collect()
}

/// "take-up", for "below a take-up of 8.1 %"; other names stand before what is said of them.
fn is_short(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.contains([',', '.', '(', '…'])
        && !name.contains(" of ")
        && name.split(' ').count() <= SHORT
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// "below a take-up of 8.1 %", "where service time of counter is above 5.3 min", "below 0.7 times the file's margin".
fn stretches(input: &UncertainInput, name: &str, sides: &[Side]) -> String {
    let mut fresh = acts(input) == Acts::Sets && is_short(name);
    let prefix = if fresh { format!("{} {name} of ", article(name)) } else { String::new() };
    let mut value = |at: f64| {
        let own = std::mem::take(&mut fresh);
        let number = number_of(input, at, input.break_even_ci95);
        if own { format!("{prefix}{number}") } else { number }
    };
    let told: Vec<String> = sides
        .iter()
        .map(|side| match (side.from, side.to) {
            (None, Some(to)) => format!("below {}", value(to)),
            (Some(from), None) => format!("above {}", value(from)),
            (Some(from), Some(to)) => format!("between {} and {}", value(from), value(to)),
            (None, None) => "everywhere".to_owned(),
        })
        .collect();
    let told = list(&told);
    match acts(input) {
        Acts::Sets if !prefix.is_empty() => told,
        Acts::Sets => format!("where {name} is {told}"),
        Acts::Scales => format!("{told} times the file's {name}"),
        Acts::Adds => format!("where {name} less the file's is {told}"),
    }
}

/// Where one input makes the leader lose, in words that follow "it": "loses below a take-up of 8.1 %". Nothing without a break-even.
pub(in crate::report) fn turns(found: &Uncertainty, at: usize, cells: usize) -> Option<String> {
    let input = &found.inputs[at];
    let name = &input_names(found, cells)[at];
    if input.break_even.is_empty() {
        return None;
    }
    let loses = if Amounts::of(found).is_money() { "loses" } else { "is worse than the baseline" };
    let sides = losing_side(found, input);
    if sides.is_empty() {
        // Which side is the losing one is not known.
        let told: Vec<String> = input.break_even.iter().map(|at| value_of(input, *at, input.break_even_ci95)).collect();
        return Some(format!("gains nothing on average where {name} is {}", list(&told)));
    }
    Some(format!("{loses} {}", stretches(input, name, &sides)))
}

/// Where an input makes the leader as good as the baseline, for a table: "8.1 % [6.9, 9.3]".
pub(in crate::report) fn break_even(input: &UncertainInput) -> String {
    let at = |value: f64| value_of(input, value, input.break_even_ci95);
    let end = |value: f64| plain_number(input, value, input.break_even_ci95);
    let told: Vec<String> = input.break_even.iter().map(|value| at(*value)).collect();
    let within = match (input.break_even_ci95, told.len()) {
        (Some([low, high]), 1) => format!(" [{}, {}]", end(low), end(high)),
        _ => String::new(),
    };
    format!("{}{within}", list(&told))
}

/// Where the leader loses, by the inputs that can be told from none: one sentence for all of them.
pub(super) fn loses(found: &Uncertainty) -> Option<String> {
    let is_baseline = found.designs.first().is_some_and(|first| first.name == found.leader);
    if is_baseline {
        return None;
    }
    let told = (0..found.inputs.len()).filter(|&at| is_told(&found.inputs[at], &found.dummy));
    let told: Vec<String> = told.filter_map(|at| turns(found, at, NAME)).collect();
    let mut said: Option<String> = None;
    let mut verb = "";
    for (place, turn) in told.iter().enumerate() {
        let last = place + 1 == told.len();
        let same = ["loses ", "is worse than the baseline ", "gains nothing on average "];
        let own = same.into_iter().find(|verb| turn.starts_with(verb)).unwrap_or_default();
        said = Some(match said {
            None => format!("It {turn}"),
            Some(said) if own == verb => format!("{said}, {}{}", if last { "and " } else { "" }, &turn[own.len()..]),
            Some(said) => format!("{said}; it {turn}"),
        });
        verb = own;
    }
    said.map(|said| format!("{said}."))
}

/// How far an input moves, in parts of what nine in ten of its values span.
fn moved(input: &UncertainInput) -> f64 {
    let spread = input.said.as_ref().and_then(|said| said.quantiles).filter(|[low, _, high]| high > low);
    match (input.at_flip, spread) {
        (Some(at), Some([low, middle, high])) => ((at - middle) / (high - low)).abs(),
        _ => 0.0,
    }
}

/// "one standard deviation", "1.3 standard deviations [0.9, 1.8]".
fn deviations(flip: &FlipFound) -> String {
    let [low, high] = flip.ci95;
    let far = format!("{:.1}", flip.distance);
    let far = if far == "1.0" { "One standard deviation".to_owned() } else { format!("{far} standard deviations") };
    format!("{far} [{low:.1}, {high:.1}]")
}

/// The smallest joint move that turns the choice, and what running both designs there found.
pub(super) fn flip(found: &Uncertainty) -> Option<String> {
    let flip = found.flip.as_ref()?;
    let names = input_names(found, NAME);
    let mut at: Vec<usize> = (0..found.inputs.len()).filter(|&at| found.inputs[at].at_flip.is_some()).collect();
    at.sort_by(|&a, &b| moved(&found.inputs[b]).total_cmp(&moved(&found.inputs[a])));
    // Of those that move most, the one of most worth first.
    let more = at.len().saturating_sub(NAMED) as u64;
    at.truncate(NAMED);
    at.sort_unstable();
    let told = at.iter().map(|&at| {
        let input = &found.inputs[at];
        format!("{} {}", names[at], value_of(input, input.at_flip.unwrap_or_default(), None))
    });
    let told: Vec<String> = told.collect();
    let more =
        if more > 0 { format!("; {}", count(more, "other moves less", "others move less")) } else { String::new() };
    let to = if found.designs.len() > 2 { format!(" to {}", design_name(found, &flip.design)) } else { String::new() };
    let run = flip.run.as_ref().map_or(String::new(), |run| confirmed(found, flip, run));
    Some(format!("{} of what is not known would turn it{to}: {}{more}.{run}", deviations(flip), list(&told)))
}

/// What running both designs on both sides of the turn found; a lead counts what is better as more.
fn confirmed(found: &Uncertainty, flip: &FlipFound, run: &FlipRun) -> String {
    let amounts = Amounts::of(found);
    let side = |side: &SideRun| {
        format!("{} at {} of that way", amounts.estimate(side.gain, side.ci95), percent(side.of_distance))
    };
    let verdict = if run.confirms() { "so it turns there" } else { "which does not tell whether it turns there" };
    format!(
        " Run with {} each, the lead of {} over {} is {} and {}, {verdict}.",
        count(run.replications, "replication", "replications"),
        design_name(found, &found.leader),
        design_name(found, &flip.design),
        side(&run.before),
        side(&run.beyond)
    )
}
