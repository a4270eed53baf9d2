//! The part of the terminal summary about loyalty programs of several worlds: what they earn beyond the world without.

use super::lines::{Paint, table};
use crate::experiment::results::{Results, World};
use crate::report::words::findings::program;
use crate::report::words::format::{Parts, parts};
use crate::report::words::names::visible;

/// Worlds listed one by one; all are in the tables.
const ROWS: usize = 12;
/// Widest name in a table [columns].
const NAME: usize = 30;
/// Measures that answer most questions, by the words of [`program`].
const SHOWN: [&str; 7] = [
    "Program: value beyond the world without",
    "Program: rewards to sales made anyway",
    "Program: purchases added",
    "Program: purchases moved, not won",
    "Program: sales to add to break even",
    "Program: never redeemed",
    "Program: liability at the horizon",
];

/// Programs side by side; nothing where no world was compared with one that has none.
pub(in crate::report) fn lines(results: &Results, paint: &Paint) -> Vec<String> {
    let worlds: Vec<&World> =
        results.worlds.iter().filter(|world| world.program.contains_key("incremental_value")).collect();
    if worlds.is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for words in SHOWN {
        let found = worlds.iter().filter_map(|world| Some((world, program(world).find(|(w, _)| w == words)?.1)));
        let found: Vec<_> = found.take(ROWS).collect();
        if found.is_empty() {
            continue;
        }
        let mut head = vec![words.to_owned()];
        head.resize(5, String::new());
        rows.push(head);
        for (world, metric) in found {
            let Parts { mean, interval, unit } = parts(metric);
            rows.push(vec![format!("  {}", visible(&world.name, NAME)), mean, unit, interval, metric.n.to_string()]);
        }
    }
    let mut out = vec![String::new()];
    out.extend(table(&["Loyalty programs", "mean", "unit", "95 % interval", "n"], &rows, &[1, 4], paint));
    out
}
