//! The part of the terminal summary about loyalty programs of several worlds: what they earn beyond the world without.

use super::lines::{Paint, table};
use crate::experiment::results::{Results, World};
use crate::report::words::findings::programs;
use crate::report::words::format::{Parts, parts};
use crate::report::words::names::visible;

/// Worlds listed one by one; all are in the tables.
const ROWS: usize = 12;
/// Widest name in a table [columns].
const NAME: usize = 30;
/// Measures that answer most questions, by the words of [`programs`].
const SHOWN: [&str; 7] = [
    "value beyond the world without",
    "rewards to sales made anyway",
    "purchases added",
    "purchases moved, not won",
    "sales to add to break even",
    "never redeemed",
    "liability at the horizon",
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
        let found = worlds.iter().flat_map(|world| programs(world).into_iter().map(move |of| (world, of)));
        let found: Vec<_> = found.filter(|(_, of)| of.words == words).take(ROWS).collect();
        if found.is_empty() {
            continue;
        }
        let mut head = vec![format!("Program: {words}")];
        head.resize(5, String::new());
        rows.push(head);
        for (world, of) in found {
            let Parts { mean, interval, unit } = parts(of.metric);
            let mut name = format!("  {}", visible(&world.name, NAME));
            if !world.program_names().is_empty() {
                name.push_str(&format!(", {}", of.name.map_or("together".to_owned(), |name| visible(name, NAME))));
            }
            rows.push(vec![name, mean, unit, interval, of.metric.n.to_string()]);
        }
    }
    let mut out = vec![String::new()];
    out.extend(table(&["Loyalty programs", "mean", "unit", "95 % interval", "n"], &rows, &[1, 4], paint));
    out
}
