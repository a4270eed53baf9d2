//! What is not known, in words: who is best and how sure that is, what to measure first, and where the choice turns. The one source of these
//! sentences, for the terminal, the page and the headlines of charts.

mod amounts;
mod inputs;
mod turns;
mod worth;

pub(in crate::report) use amounts::Amounts;
pub(in crate::report) use inputs::{input_names, unit_of, value_of};
pub(in crate::report) use turns::{break_even, turns};
pub(in crate::report) use worth::{NAMED, is_told, knowing, measurement};

use super::format::{count, days, percent};
use super::names::{among, capital, list, visible};
use crate::experiment::results::BASELINE;
use crate::experiment::results::uncertainty::{Drawing, UncertainDesign, Uncertainty};
use crate::stats::decision::RESAMPLES;

/// Longest name in a sentence [columns].
pub(in crate::report) const NAME: usize = 40;
/// Share of a difference's variance below which inputs are said not to explain it.
const EXPLAINED: f64 = 0.8;
/// Of a hundred draws, as many as a design must be the best in to be named alone.
const CLEAR: u64 = 80;

/// The answer in one line: what is said loudest, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Headline {
    /// The claim.
    pub(in crate::report) claim: String,
    /// More of it; may be empty.
    pub(in crate::report) more: String,
}

/// A design by its name in a sentence.
pub(in crate::report) fn design_name(found: &Uncertainty, name: &str) -> String {
    design_in(found, name, NAME)
}

/// A design by its name where it stands alone: in a row, beside a curve.
pub(in crate::report) fn row_name(found: &Uncertainty, name: &str) -> String {
    let told = design_name(found, name);
    if name == BASELINE { name.to_owned() } else { told }
}

/// The name of a design in at most so many columns.
pub(in crate::report) fn design_in(found: &Uncertainty, name: &str, cells: usize) -> String {
    let is_baseline = found.designs.first().is_some_and(|first| first.name == name);
    if is_baseline && name == BASELINE {
        return "the baseline".to_owned();
    }
    among(name, found.designs.iter().map(|design| design.name.as_str()), cells)
}

/// How many draws of a hundred, and of how many: of few draws, of those there are. All but a few are not all, and one in thousands is not none.
fn out_of(share: f64, draws: u64) -> (u64, u64) {
    let all = draws.clamp(1, 100);
    let at = (share * all as f64).round().clamp(0.0, all as f64) as u64;
    (if share < 1.0 { at.min(all - 1) } else { at }, all)
}

/// "62 of 100 draws".
pub(in crate::report) fn of_draws(share: f64, draws: u64) -> String {
    let (some, all) = out_of(share, draws);
    format!("{some} of {all} draws")
}

/// The leader by its name, in at most so many columns.
pub(in crate::report) fn lead_name(found: &Uncertainty, cells: usize) -> String {
    design_in(found, &found.leader, cells)
}

fn leader(found: &Uncertainty) -> Option<&UncertainDesign> {
    found.designs.iter().find(|design| design.name == found.leader)
}

/// The design after the baseline that comes closest to it, where none is better.
fn closest(found: &Uncertainty) -> Option<&UncertainDesign> {
    let side = if found.decides.as_ref().is_some_and(|decides| decides.less_is_better) { -1.0 } else { 1.0 };
    let gain = |design: &UncertainDesign| design.gain.as_ref().map_or(f64::NEG_INFINITY, |gain| side * gain.mean);
    found.designs[1..].iter().max_by(|a, b| gain(a).total_cmp(&gain(b)))
}

/// The first line of page and terminal.
pub(in crate::report) fn headline(found: &Uncertainty, horizon_days: f64) -> Option<Headline> {
    let best = leader(found)?;
    let amounts = Amounts::of(found);
    let (some, all) = out_of(best.p_best.value, found.draws);
    let name = design_name(found, &best.name);
    let over = format!("over {}", days(horizon_days));
    if some * 100 < CLEAR * all {
        let others = found.designs.iter().filter(|design| design.name != best.name);
        let next = others.max_by(|a, b| a.p_best.value.total_cmp(&b.p_best.value))?;
        return Some(Headline {
            claim: format!("Open: {name} or {}.", design_name(found, &next.name)),
            more: format!("{} is best in {some} of {all} worlds.", capital(&name)),
        });
    }
    let sure = format!("in {some} of {all} worlds you cannot rule out");
    Some(match &best.gain {
        Some(gain) => Headline {
            claim: format!("{}, {sure}: {} {over}.", capital(&name), amounts.in_a_headline(gain)),
            more: String::new(),
        },
        None => {
            let none = if amounts.is_money() { "None pays" } else { "None is better than the baseline" };
            let closest = closest(found).and_then(|design| Some((design, design.gain.as_ref()?)));
            let least = if amounts.is_money() { "loses least" } else { "comes closest" };
            let more = closest.map_or(String::new(), |(design, gain)| {
                format!("{} {least}: {} {over}.", capital(&design_name(found, &design.name)), amounts.difference(gain))
            });
            Headline { claim: format!("{none}, {sure}."), more }
        }
    })
}

/// Who is best, and by how much, with or without what the file's own values say, names in at most so many columns; without a full stop.
pub(in crate::report) fn lead(found: &Uncertainty, as_written: bool, cells: usize) -> Option<String> {
    let best = leader(found)?;
    let amounts = Amounts::of(found);
    let name = design_in(found, &best.name, cells);
    let sure = of_draws(best.p_best.value, found.draws);
    if let Some(gain) = &best.gain {
        let written = best.as_written.filter(|_| as_written);
        return Some(format!("{} is best in {sure}; it {}", capital(&name), amounts.gains(gain, written)));
    }
    let own =
        if best.name == BASELINE { "The baseline".to_owned() } else { format!("{}, the baseline,", capital(&name)) };
    let none = if amounts.is_money() { "none gains on average" } else { "none is better on average" };
    let closest = closest(found).and_then(|design| {
        let written = design.as_written.filter(|_| as_written);
        let closest = capital(&design_in(found, &design.name, cells));
        Some(format!(". {closest} comes closest: it {}", amounts.gains(design.gain.as_ref()?, written)))
    });
    Some(format!("{own} is best in {sure}: {none}{}", closest.unwrap_or_default()))
}

/// The sentences that answer, by what they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Said {
    /// Who is best, and how sure that is.
    pub(in crate::report) choice: Vec<String>,
    /// What knowing more first is worth, and what measurements bring.
    pub(in crate::report) worth: Vec<String>,
    /// Where the leader loses, and what turns the choice.
    pub(in crate::report) turns: Vec<String>,
    /// What all that leaves out or takes for granted.
    pub(in crate::report) reserves: Vec<String>,
}

/// The sentences that answer.
pub(in crate::report) fn said(found: &Uncertainty) -> Said {
    let mut choice: Vec<String> = lead(found, true, NAME).map(|lead| format!("{lead}.")).into_iter().collect();
    if let Some(over) = leader(found).and_then(|best| best.over_budget).filter(|over| *over > 0.0) {
        choice.push(format!(
            "{} costs more than the budget in {}.",
            capital(&lead_name(found, NAME)),
            of_draws(over, found.draws)
        ));
    }
    Said {
        choice,
        worth: [vec![format!("{}.", capital(&knowing(found, NAMED, NAME)))], worth::measurements(found)].concat(),
        turns: turns::loses(found).into_iter().chain(turns::flip(found)).collect(),
        reserves: reserves(found),
    }
}

/// The same, one after the other: who, how sure, what to measure first, where the leader loses, what turns the choice, what else to know.
pub(in crate::report) fn sentences(found: &Uncertainty) -> Vec<String> {
    let said = said(found);
    let (first, budget) = said.choice.split_at(said.choice.len().min(1));
    let (worth, measurements) = said.worth.split_at(said.worth.len().min(1));
    [first, worth, &said.turns, measurements, budget, &said.reserves].concat()
}

/// What the other sentences leave out or take for granted.
fn reserves(found: &Uncertainty) -> Vec<String> {
    let mut out = Vec::new();
    if found.explained < EXPLAINED {
        out.push(format!(
            "Not explained: lines, bows and products of the inputs account for {} of what varies beyond chance; the worth of single inputs is a \
             lower bound.",
            percent(found.explained)
        ));
    }
    let names = input_names(found, NAME);
    for tied in &found.tied {
        let named = |name: &String| {
            let at = found.inputs.iter().position(|input| input.name == *name);
            at.map_or_else(|| visible(name, NAME), |at| names[at].clone())
        };
        let tied: Vec<String> = tied.iter().map(named).collect();
        out.push(format!(
            "{} depend on each other: each has the worth of what it says of the others, too.",
            capital(&list(&tied))
        ));
    }
    if found.luck.is_none() {
        out.push("No draw was tried twice: what the inputs do not explain is taken for chance.".to_owned());
    }
    if let Some(drawing) = &found.drawing {
        out.extend(refused(drawing, found));
        out.extend(held_fixed(drawing.held_fixed.len() as u64, true));
    }
    out
}

/// How many draws cannot be, and why the first of them cannot.
fn refused(drawing: &Drawing, found: &Uncertainty) -> Option<String> {
    let first = drawing.refused.first()?;
    let mut draws: Vec<u64> = drawing.refused.iter().map(|refused| refused.draw).collect();
    draws.sort_unstable();
    draws.dedup();
    let (are, they) = if draws.len() == 1 { ("is", "it") } else { ("are", "they") };
    Some(format!(
        "{} of {} {are} left out of everything, since {they} cannot be in some design. Draw {} in {}: {}.",
        draws.len(),
        count(drawing.draws, "draw", "draws"),
        first.draw,
        design_name(found, &first.design),
        visible(&first.why, 200)
    ))
}

/// What no draw varies; `drawn`: whether anything is drawn.
pub(in crate::report) fn held_fixed(assumptions: u64, drawn: bool) -> Option<String> {
    let what = match drawn {
        true => "what else they might be is in no figure here",
        false => {
            "the intervals know chance only. `[[uncertain]]` in the file, or `--uncertain defaults`, says how much more is not known"
        }
    };
    let (is, they) = if assumptions == 1 { ("is", "assumption") } else { ("are", "assumptions") };
    (assumptions > 0).then(|| format!("{assumptions} {they} about behaviour {is} held fixed: {what}."))
}

/// How the draws were made, in one line.
pub(in crate::report) fn how(found: &Uncertainty) -> String {
    let luck = match found.luck.as_deref() {
        Some("crossed") => "all draws with the same luck",
        Some(_) => "each draw with luck of its own",
        None => "no draw twice",
    };
    let made = found.drawing.as_ref().map_or(String::new(), |drawing| {
        format!(
            "; a pilot of {} twice, then {} of each further draw; {}",
            drawing.pilot,
            count(drawing.replications, "replication", "replications"),
            visible(&drawing.stopped, 200)
        )
    });
    format!(
        "{}, {} of all, {luck}{made}.",
        count(found.draws, "draw counts", "draws count"),
        count(found.rows, "row", "rows")
    )
}

/// What the words of tables and charts mean.
pub(in crate::report) fn definitions() -> Vec<(&'static str, String)> {
    vec![
        ("draw", "One set of values of all that is not known; each draw is tried in every design.".to_owned()),
        ("chance", "What differs between replications of one draw.".to_owned()),
        ("gain", "What a design brings more than the baseline: the mean over draws, with its 95 % interval (Student t).".to_owned()),
        (
            "bands",
            "Nine in ten draws with chance taken out, which is what is not known; and nine in ten futures of the firm, with their chance."
                .to_owned(),
        ),
        ("best in", "Share of draws in which a design is the best, chance taken out.".to_owned()),
        ("regret", "Mean over draws of what the best design of a draw brings more. The least of them is the worth of knowing everything (EVPI).".to_owned()),
        (
            "worth",
            format!(
                "What the choice gains on average if one knows an input before one decides (EVPPI), over the whole horizon; a measurement that \
                 tells less brings less (EVSI). Intervals are of {RESAMPLES} resamples of the draws, too wide where draws are stratified."
            ),
        ),
        ("shuffled dummy", "An input that says nothing, worked out like the others: what is not above it cannot be told from none.".to_owned()),
        ("break-even", "Value of an input at which the leader brings on average as much as the baseline, all else as little known as it is.".to_owned()),
        ("as written", "With every value as it stands in the file.".to_owned()),
    ]
}

#[cfg(test)]
mod tests;
