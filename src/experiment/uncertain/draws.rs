//! Draws of the inputs: Latin hypercubes of 32, keyed by the seed, the name of an input and the number of the block, so that adding an input moves no
//! other.

use sha2::{Digest as _, Sha256};

use crate::num::{normal_cdf, normal_quantile};
use crate::random::{Key, ReplicationKey, random_order};
use crate::scenario::uncertain::{Input, Unknowns};

/// Draws in a Latin hypercube.
pub(crate) const BLOCK: u64 = 32;
/// Keeps draws away from the customers of a simulation with the same seed.
const DRAW_SALT: u64 = 0x556e_6b6e_6f77_6e73;
/// Uses of a key: the order of the strata, and the place in each.
const ORDER: u32 = 0;
const PLACE: u32 = 1;

/// One draw of all inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its number, from 0.
    pub number: u64,
    /// Per input, its score: standard normal, dependent as the file says.
    pub scores: Vec<f64>,
    /// Per input, the value as it is written into the file.
    pub texts: Vec<String>,
    /// Per input, the same as a number in base units, where it is one.
    pub numbers: Vec<Option<f64>>,
}

/// Draws the inputs of a scenario.
#[derive(Debug, Clone)]
pub struct Drawer<'a> {
    unknowns: &'a Unknowns,
    seed: u64,
}

/// A word of a name: its SHA-256.
fn word(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest.iter().take(8).fold(0, |word, byte| word << 8 | u64::from(*byte))
}

impl<'a> Drawer<'a> {
    /// A drawer of these inputs.
    #[must_use]
    pub fn new(unknowns: &'a Unknowns, seed: u64) -> Self {
        Drawer { unknowns, seed }
    }

    fn key(&self, name: &str, block: u64) -> Key {
        ReplicationKey::new(self.seed ^ DRAW_SALT ^ word(name), block).customer(0)
    }

    /// The place of an input in its own law, by itself: in each block of 32 each thirty-second of the law comes once.
    fn place(&self, name: &str, draw: u64) -> f64 {
        let key = self.key(name, draw / BLOCK);
        let at = (draw % BLOCK) as usize;
        let stratum = random_order(BLOCK as usize, &key, ORDER)[at];
        (stratum as f64 + key.uniform(PLACE, at as u32)) / BLOCK as f64
    }

    /// The row of a file of so many: in an order of its own each once before any twice.
    fn row(&self, file: &str, rows: usize, draw: u64) -> usize {
        let rows = rows.max(1) as u64;
        random_order(rows as usize, &self.key(file, draw / rows), ORDER)[(draw % rows) as usize]
    }

    /// The draw of this number.
    #[must_use]
    pub fn draw(&self, number: u64) -> Draw {
        self.draw_at(number, &[])
    }

    /// The draw of this number in which some inputs have these scores, those beyond the list and without one what they are drawn.
    pub(super) fn draw_at(&self, number: u64, fixed: &[Option<f64>]) -> Draw {
        let inputs = &self.unknowns.inputs;
        let rows: Vec<usize> = self.unknowns.rows.iter().map(|(file, count)| self.row(file, *count, number)).collect();
        let mut draw = Draw { number, scores: Vec::new(), texts: Vec::new(), numbers: Vec::new() };
        for (at, input) in inputs.iter().enumerate() {
            let (score, u) = match fixed.get(at).copied().flatten() {
                Some(score) => (score, normal_cdf(score).0),
                None => {
                    let u = self.place(&input.name, number);
                    mixed(input, normal_quantile(u), u, &draw.scores)
                }
            };
            let row = input.rows.map_or(0, |file| rows[file]);
            let (text, value) = input.value(u, row);
            draw.scores.push(score);
            draw.texts.push(text);
            draw.numbers.push(value);
        }
        draw
    }
}

/// The score of an input that depends on others above it, and its place; of one that stands alone, its own to the last digit.
pub(super) fn mixed(input: &Input, own: f64, u: f64, above: &[f64]) -> (f64, f64) {
    if input.mixed.is_empty() {
        return (own, u);
    }
    let score = input.mixed.iter().map(|(of, weight)| weight * above[*of]).sum::<f64>() + input.own * own;
    (score, normal_cdf(score).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::sqrt;
    use crate::scenario::Scenario;

    const HEAD: &str = "name = \"x\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[[hole]]\nname = \"leave\"\nhazard = \"20 % per y\"\n\
                        [purchase]\nrate = \"12 per y\"\nbasket = 10.0\nmargin = 0.3\n";

    fn unknowns(text: &str) -> Unknowns {
        let loaded = Scenario::parse("x.toml", &format!("{HEAD}{text}"), &[]);
        let scenario = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
        scenario.unknowns().expect("inputs").0
    }

    const MARGIN: &str =
        "[[uncertain]]\nname = \"margin\"\npath = \"purchase.margin\"\nset = { between = [0.28, 0.36] }\n";
    const BASKET: &str = "[[uncertain]]\npath = \"purchase.basket\"\nset = { between = [5, 20] }\n";

    #[test]
    fn each_thirty_second_of_a_law_comes_once_in_a_block() {
        let unknowns = unknowns(&format!("{MARGIN}{BASKET}"));
        let drawer = Drawer::new(&unknowns, 7);
        for block in 0..3 {
            for input in 0..2 {
                let mut strata: Vec<u64> = (32 * block..32 * (block + 1))
                    .map(|k| (normal_cdf(drawer.draw(k).scores[input]).0 * 32.0) as u64)
                    .collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..32).collect::<Vec<u64>>());
            }
        }
        // The ends are the quantiles 5 and 95 %: of 512 draws about 26 lie beyond each, and a block has 1 or 2 of 32 there.
        let draws: Vec<f64> = (0..512).filter_map(|k| drawer.draw(k).numbers[1]).collect();
        for beyond in [draws.iter().filter(|x| **x < 5.0).count(), draws.iter().filter(|x| **x > 20.0).count()] {
            assert!((16..=32).contains(&beyond), "{beyond}");
        }
        let mean = draws.iter().map(|x| crate::num::ln(*x)).sum::<f64>() / 512.0;
        assert!((mean - crate::num::ln(10.0)).abs() < 0.01, "the median is the geometric mean of the ends: {mean}");
    }

    #[test]
    fn adding_an_input_moves_no_other() {
        let (two, one) = (unknowns(&format!("{BASKET}{MARGIN}")), unknowns(MARGIN));
        let with = format!("{MARGIN}{BASKET}with = {{ margin = 0.4 }}\n");
        let with = unknowns(&with);
        for k in 0..40 {
            let alone = Drawer::new(&one, 3).draw(k);
            assert_eq!(Drawer::new(&two, 3).draw(k).texts[1], alone.texts[0]);
            assert_eq!(Drawer::new(&with, 3).draw(k).texts[0], alone.texts[0]);
        }
    }

    #[test]
    fn rank_correlations_are_those_asked_for() {
        for wanted in [0.4, -0.8] {
            let unknowns = unknowns(&format!("{MARGIN}{BASKET}with = {{ margin = {wanted} }}\n"));
            let drawer = Drawer::new(&unknowns, 11);
            let n = 4_096;
            let ranks = |input: usize| {
                let values: Vec<f64> = (0..n).filter_map(|k| drawer.draw(k).numbers[input]).collect();
                let mut order: Vec<usize> = (0..values.len()).collect();
                order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
                let mut ranks = vec![0.0; values.len()];
                order.into_iter().enumerate().for_each(|(rank, i)| ranks[i] = rank as f64);
                ranks
            };
            let (a, b) = (ranks(0), ranks(1));
            let middle = (n as f64 - 1.0) / 2.0;
            let product: f64 = a.iter().zip(&b).map(|(a, b)| (a - middle) * (b - middle)).sum();
            let found = product / (n as f64 * ((n * n) as f64 - 1.0) / 12.0);
            assert!((found - wanted).abs() < 3.0 / sqrt(n as f64), "{found} is not {wanted}");
        }
    }

    #[test]
    fn no_two_names_are_correlated_beyond_chance() {
        // A thousand names over 256 draws. In a hypercube of 32 an independent correlation has variance 1/31, so one of eight has 1/248: that
        // is their mean square, to 1 % over 499,500 pairs; and 6.4 standard errors are reached by one of them in 6,000 such families.
        let unknowns = Unknowns::default();
        let drawer = Drawer::new(&unknowns, 1);
        let n = 256;
        let scores: Vec<Vec<f64>> = (0..1_000)
            .map(|name| {
                let name = format!("input {name}");
                let places: Vec<f64> = (0..n).map(|k| drawer.place(&name, k) - 0.5).collect();
                let sd = sqrt(places.iter().map(|p| p * p).sum::<f64>());
                places.into_iter().map(|p| p / sd).collect()
            })
            .collect();
        let (mut most, mut squares, mut pairs): (f64, f64, f64) = (0.0, 0.0, 0.0);
        for (i, a) in scores.iter().enumerate() {
            for b in &scores[..i] {
                let found: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                most = most.max(found.abs());
                squares += found * found;
                pairs += 1.0;
            }
        }
        assert!((248.0 * squares / pairs - 1.0).abs() < 0.01, "{}", 248.0 * squares / pairs);
        assert!(most < 6.4 / sqrt(248.0), "{most}");
    }

    #[test]
    fn rows_come_each_once_before_any_twice() {
        let unknowns = Unknowns::default();
        let drawer = Drawer::new(&unknowns, 5);
        let mut first: Vec<usize> = (0..10).map(|k| drawer.row("fit.csv", 10, k)).collect();
        let second: Vec<usize> = (10..20).map(|k| drawer.row("fit.csv", 10, k)).collect();
        assert_ne!(first, second, "another order each time");
        first.sort_unstable();
        assert_eq!(first, (0..10).collect::<Vec<usize>>());
    }
}
