//! The part of the terminal summary about worlds that differ: what wins, whether it pays, what leaks.

use super::lines::{Paint, emphasised, fold, table};
use crate::experiment::comparison::{Comparison, Difference, Leaks, Payback};
use crate::experiment::results::{Metric, Results, World};
use crate::report::contents;
use crate::report::words::deciding;
use crate::report::words::format::{NOTHING, Parts, difference_parts, number, parts, signed_parts};
use crate::report::words::names::{among, visible, world_name};
use crate::report::words::verdicts;

/// Inputs listed one by one; all are in `tables/inputs.csv`.
const INPUTS: usize = 12;
/// Worlds and holes listed one by one; all are in the tables.
const ROWS: usize = 12;
/// Widest name in a table [columns].
const NAME: usize = 30;
/// The value of the firm among differences.
const VALUE: &str = "npv";
/// Differences that answer most questions, in reading order, after what decides.
const SHOWN: [&str; 4] = [VALUE, "yearly_loss", "ltv", "satisfaction"];

/// What the columns of differences mean.
const LEGEND: [&str; 3] = [
    "P(better): posterior probability (flat prior) that the mean difference is on the better side.",
    "pairing: how many times the replications independent runs would need (variance ratio).",
    "break-even: median day from which the money is back (–: it costs no more than the baseline).",
];

/// Everything that comparing found; empty for a run of one world.
pub(in crate::report) fn lines(results: &Results, paint: &Paint) -> Vec<String> {
    let mut out = Vec::new();
    inputs(&mut out, results, paint);
    let worlds: Vec<(&World, &Comparison)> =
        results.worlds.iter().filter_map(|world| Some((world, world.comparison.as_ref()?))).collect();
    if !worlds.is_empty() {
        out.push(String::new());
        differences(&mut out, results, &worlds, paint);
    }
    if let Some(found) = &results.findings.leaks {
        out.push(String::new());
        leaks(&mut out, found, paint);
    }
    let sentences = contents::found(results, ROWS);
    if !sentences.is_empty() {
        out.push(String::new());
    }
    for sentence in sentences {
        out.extend(emphasised(&sentence, paint));
    }
    out
}

fn inputs(out: &mut Vec<String>, results: &Results, paint: &Paint) {
    let changes = verdicts::changes(results);
    if changes.is_empty() {
        return;
    }
    out.push(String::new());
    out.push(paint.bold("What differs from the baseline"));
    for (world, change) in changes.iter().take(INPUTS) {
        out.extend(fold(&format!("{}: {change}", world_name(results, world, NAME)), 2));
    }
    if changes.len() > INPUTS {
        out.push(paint.dim(&format!("  {} more in tables/inputs.csv", changes.len() - INPUTS)));
    }
}

fn differences(out: &mut Vec<String>, results: &Results, worlds: &[(&World, &Comparison)], paint: &Paint) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let decides = results.findings.decides_by();
    // Money that nothing moves is not told.
    let moneyless = results.findings.decides.is_none() && results.findings.no_winner.is_some();
    let rest = SHOWN.into_iter().filter(|id| *id != decides);
    for id in std::iter::once(decides).chain(rest).filter(|id| !(moneyless && *id == VALUE)) {
        let mut found: Vec<(&World, &Comparison, &Difference)> = worlds
            .iter()
            .filter_map(|(world, comparison)| Some((*world, *comparison, comparison.difference.get(id)?)))
            .collect();
        if found.is_empty() {
            continue;
        }
        // Best first, so that the eye finds the winner at the top.
        if id == decides {
            found.sort_by(|a, b| b.2.gain().unwrap_or(0.0).total_cmp(&a.2.gain().unwrap_or(0.0)));
        }
        // Every world has the unit of the first.
        let unit = difference_parts(found[0].2).unit;
        let unit = if unit.is_empty() { unit } else { format!(", {unit}") };
        let mut head = vec![format!("{}{unit}", deciding::metric(id))];
        head.resize(7, String::new());
        rows.push(head);
        for (world, comparison, difference) in found.iter().take(ROWS) {
            let name = world_name(results, &world.name, NAME);
            let unjudged = results.findings.is_unjudged(&world.name);
            let better = short(&verdicts::chance_of(difference, difference.p_better, unjudged));
            let pairing = difference.variance_ratio.map_or(NOTHING.to_string(), verdicts::times);
            let pays = match id {
                VALUE if unjudged => verdicts::NOT_JUDGED.to_string(),
                VALUE => payback(comparison.business.payback_days.as_ref()),
                _ => String::new(),
            };
            let Parts { mean, interval, .. } = difference_parts(difference);
            rows.push(vec![format!("  {name}"), mean, interval, difference.n.to_string(), better, pairing, pays]);
        }
        if found.len() > ROWS {
            let mut more = vec![format!("  {} more in tables/differences.csv", found.len() - ROWS)];
            more.resize(7, String::new());
            rows.push(more);
        }
    }
    let head = ["Less the baseline", "mean", "95 % interval", "n", "P(better)", "pairing", "break-even"];
    out.extend(table(&head, &rows, &[1, 3, 4, 5, 6], paint));
    out.extend(LEGEND.map(|line| paint.dim(line)));
}

/// A probability as narrow as a column.
fn short(chance: &str) -> String {
    chance.replace("above ", ">").replace("below ", "<")
}

fn payback(found: Option<&Payback>) -> String {
    match found {
        None => NOTHING.to_string(),
        Some(Payback { median: None, .. }) => "never".to_string(),
        Some(Payback { median: Some(0.0), .. }) => "at once".to_string(),
        Some(Payback { median: Some(day), .. }) => format!("day {}", number(*day, 0)),
    }
}

fn leaks(out: &mut Vec<String>, leaks: &Leaks, paint: &Paint) {
    let known = || leaks.holes.iter().map(|leak| leak.hole.as_str());
    let row = |name: &str, share: Option<&Metric>, printed: Parts, n: u64, ratio: Option<f64>| {
        let share = share.map(parts);
        let side = |read: fn(Parts) -> String| share.clone().map_or(String::new(), read);
        let exits =
            side(|parts| if parts.mean == NOTHING { parts.mean } else { format!("{} {}", parts.mean, parts.unit) });
        let (mean, interval) = (printed.mean, printed.interval);
        let pairing = ratio.map_or(NOTHING.to_string(), verdicts::times);
        vec![among(name, known(), NAME), exits, side(|parts| parts.interval), mean, interval, n.to_string(), pairing]
    };
    let mut rows: Vec<Vec<String>> = leaks
        .holes
        .iter()
        .take(ROWS)
        .map(|leak| {
            let gain = &leak.gain;
            if leak.shut {
                let mut told = vec![among(&leak.hole, known(), NAME), "nobody can".to_string()];
                told.resize(7, String::new());
                return told;
            }
            row(&leak.hole, Some(&leak.share), difference_parts(gain), gain.n, gain.variance_ratio)
        })
        .collect();
    if leaks.holes.len() > ROWS {
        let mut more = vec![format!("{} more in tables/leaks.csv", leaks.holes.len() - ROWS)];
        more.resize(7, String::new());
        rows.push(more);
    }
    let all = &leaks.all_plugged;
    rows.push(row("all plugged", None, difference_parts(all), all.n, all.variance_ratio));
    rows.push(row("residual", None, signed_parts(&leaks.residual), leaks.residual.n, None));
    let gain = format!("gain when plugged, {}", visible(&all.unit, 8));
    let head = ["Hole", "exits", "interval", &gain, "95 % interval", "n", "pairing"];
    out.extend(table(&head, &rows, &[1, 3, 5, 6], paint));
    out.push(paint.dim(LEGEND[1]));
}

#[cfg(test)]
mod tests {
    use crate::report::fixtures::worlds;
    use crate::report::summary;

    #[test]
    fn the_winner_is_at_the_top_with_interval_n_and_unit() {
        let text = summary(&worlds::compare(), false, &[]);
        let line = |start: &str| {
            let found = text.lines().find(|line| line.trim_start().starts_with(start));
            found
                .unwrap_or_else(|| panic!("no line `{start}` in\n{text}"))
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            line("News about the wait  "),
            "News about the wait +36,000 [+27,000, +45,000] 40 >0.999 6.4× day 318"
        );
        assert!(line("Follow-up call  ").ends_with("6.4× never"), "{}", line("Follow-up call  "));
        assert!(line("Best within ").starts_with("Best within the budget of 300,000: Fourth teller, +60,000 CNY"));
        assert!(text.contains("resource.tellers.staff: 3 → 4, mon-fri 10:00-12:00"));
        assert!(text.contains("World: baseline"), "the baseline is still told:\n{text}");
    }

    #[test]
    fn leaks_tell_symptom_and_cure_side_by_side() {
        let text = summary(&worlds::leaks(), false, &[]);
        let row = text.lines().find(|line| line.starts_with("rival ")).expect("a row");
        let words: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(words.join(" "), "rival 18.9 % [17.7, 20.1] +188,000 [+169,000, +207,000] 40 6.4×");
        assert!(text.contains("Worth plugging first: hassle"), "{text}");
    }
}
