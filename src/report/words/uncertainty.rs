//! What is not known, in words.

use super::format::{brief, count, percent};
use super::names::{list, visible};
use crate::experiment::results::uncertainty::{FlipFound, Gain, Judged, UncertainInput, Uncertainty};

/// Longest name in a sentence [columns].
const NAME: usize = 40;
/// Share of a difference's variance below which inputs are said not to explain it.
const EXPLAINED: f64 = 0.8;
/// Inputs named in a sentence.
const NAMED: usize = 3;

fn named(name: &str) -> String {
    format!("\"{}\"", visible(name, NAME))
}

fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", brief(value))
}

fn between([low, high]: [f64; 2]) -> String {
    format!("[{}, {}]", signed(low), signed(high))
}

/// Whether an input's worth can be told from that of one that says nothing.
pub(crate) fn is_told(input: &UncertainInput, dummy: &Judged) -> bool {
    input.worth.ci95[0] > 0.0 && input.worth.value > dummy.ci95[1]
}

/// Draws out of a hundred; of few draws, out of those there are.
fn of_draws(share: f64, draws: u64) -> String {
    let all = draws.min(100);
    format!("{:.0} of {all} draws", share * all as f64)
}

/// The sentences that answer: who, how sure, what to measure first, and where it turns.
pub(crate) fn sentences(found: &Uncertainty) -> Vec<String> {
    let mut out = Vec::new();
    let Some(leader) = found.designs.iter().find(|design| design.name == found.leader) else { return out };
    let name = named(&found.leader);
    let best = of_draws(leader.p_best.value, found.draws);
    let is_baseline = leader.gain.is_none();
    out.push(match &leader.gain {
        Some(gain) => format!("{name} is best in {best}; it gains {} {}.", signed(gain.mean), spread(gain)),
        None => format!("{name}, the baseline, is best in {best}: no other gains more on average."),
    });
    out.push(worth(found, leader.p_best.value));
    if !is_baseline {
        for input in found.inputs.iter().filter(|input| is_told(input, &found.dummy)) {
            let at: Vec<String> = input.break_even.iter().map(|value| brief(*value)).collect();
            if !at.is_empty() {
                let within = input
                    .break_even_ci95
                    .map_or(String::new(), |[low, high]| format!(" [{}, {}]", brief(low), brief(high)));
                let name = named(&input.name);
                out.push(format!("It gains nothing on average where {name} is {}{within}.", list(&at)));
            }
        }
    }
    if let Some(flip) = &found.flip {
        let moved: Vec<String> = found
            .inputs
            .iter()
            .filter_map(|input| Some(format!("{} at {}", named(&input.name), brief(input.at_flip?))))
            .collect();
        out.push(format!(
            "{} of what is not known would turn the choice to {}: {}.",
            deviations(flip),
            named(&flip.design),
            list(&moved)
        ));
    }
    if found.explained < EXPLAINED {
        out.push(format!(
            "Not explained: lines, bows and products of the inputs account for {} of what varies beyond luck; the worth of single inputs is \
             a lower bound.",
            percent(found.explained)
        ));
    }
    for names in &found.tied {
        let names: Vec<String> = names.iter().map(|name| named(name)).collect();
        out.push(format!(
            "{} depend on each other: each has the worth of what it says of the others, too.",
            list(&names)
        ));
    }
    if found.luck.is_none() {
        out.push("No draw was tried twice: what the inputs do not explain is taken for luck.".to_owned());
    }
    out
}

fn spread(gain: &Gain) -> String {
    let chance = match gain.share_of_luck {
        Some(share) => format!(", {} of that variance is luck", percent(share)),
        None => String::new(),
    };
    format!("({} for nine in ten futures{chance}; its mean is known to {})", between(gain.future), between(gain.ci95))
}

fn deviations(flip: &FlipFound) -> String {
    let [low, high] = flip.ci95;
    format!("{:.1} [{low:.1}, {high:.1}] standard deviations", flip.distance)
}

fn worth(found: &Uncertainty, p_best: f64) -> String {
    if found.evpi.value <= 0.0 {
        // Of none in n draws, at most 3 in n are possible (Hanley and Lippman-Hand 1983).
        let most = (found.draws / 3).max(1);
        return if p_best >= 1.0 {
            format!(
                "The choice changes in none of {} (at most 1 in {most}): nothing is worth measuring.",
                count(found.draws, "draw", "draws")
            )
        } else {
            "Nothing is worth measuring.".to_owned()
        };
    }
    let told: Vec<&UncertainInput> = found.inputs.iter().filter(|input| is_told(input, &found.dummy)).collect();
    let first: Vec<String> =
        told.iter().take(NAMED).map(|input| format!("{} ({})", named(&input.name), brief(input.worth.value))).collect();
    let measure = match first.as_slice() {
        [] => "no input alone can be told from none".to_owned(),
        all => {
            let rest = found.inputs.len() - told.len();
            let others = if rest > 0 { "; no other can be told from none" } else { "" };
            format!("measure {}{others}", all.join(", then "))
        }
    };
    let ci = format!("[{}, {}]", brief(found.evpi.ci95[0]), brief(found.evpi.ci95[1]));
    format!("Knowing everything first is worth {} {ci}: {measure}.", brief(found.evpi.value))
}
