//! Migration between the groups of two reviews, and the remaining life that follows from it.

use super::spec::{CLASSES, ClassRecord};
use crate::num;

/// How far a firm looks ahead [years].
const LOOK_AHEAD: f64 = 30.0;
const YEAR_DAYS: f64 = 365.0;

/// Customers by group at one review and at the next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moves {
    groups: usize,
    /// By group before (the last: not yet a customer), then group after (the last: gone).
    counts: Vec<u64>,
}

impl Moves {
    pub(crate) fn new(groups: usize) -> Self {
        Moves { groups, counts: vec![0; (groups + 1) * (groups + 1)] }
    }

    fn add(&mut self, from: usize, to: usize) {
        self.counts[from * (self.groups + 1) + to] += 1;
    }

    /// Customers who went from one group to another; `groups` stands for not yet, and for gone.
    fn at(&self, from: usize, to: usize) -> u64 {
        self.counts[from * (self.groups + 1) + to]
    }

    /// Counts the moves between two reviews, each sorted by customer, with the group of each customer.
    pub(crate) fn count(&mut self, before: &[ClassRecord], was: &[usize], after: &[ClassRecord], is: &[usize]) {
        let (mut b, mut a) = (0, 0);
        while b < before.len() || a < after.len() {
            let [old, new] = [before.get(b), after.get(a)].map(|r| r.map_or(u128::MAX, |r| u128::from(r.customer)));
            match old.cmp(&new) {
                std::cmp::Ordering::Equal => self.add(was[b], is[a]),
                std::cmp::Ordering::Less => self.add(was[b], self.groups),
                std::cmp::Ordering::Greater => self.add(self.groups, is[a]),
            }
            b += usize::from(old <= new);
            a += usize::from(new <= old);
        }
    }

    /// All moves: `None` is not yet, and gone.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Option<usize>, Option<usize>, u64)> {
        let side = |at: usize| (at < self.groups).then_some(at);
        let pairs = (0..=self.groups).flat_map(|from| (0..=self.groups).map(move |to| (from, to)));
        pairs
            .filter(|&(from, to)| (from, to) != (self.groups, self.groups))
            .map(move |(from, to)| (side(from), side(to), self.at(from, to)))
    }
}

/// Expected remaining years by class, discounted, as the firm can tell from its own records; `None` where nobody was seen twice or leaving.
///
/// # Definition
/// `L(r) = (s + (1 - s)/2) A + b sum_q P(r, q) L(q)`, with `P` the shares of moves from `r`, `s` their sum (who stays), `A` the
/// discounted time between two reviews and `b = exp(-delta T)`. A class that nobody was seen in has the shares of all classes
/// together. Cut after 30 years.
///
/// # Source
/// Pfeifer & Carraway 2000, Modeling customer relationships as Markov chains.
pub(crate) fn remaining_years(moves: &Moves, review_days: f64, discount: f64) -> Option<[f64; CLASSES]> {
    let from = |r: usize| -> [u64; CLASSES + 1] { std::array::from_fn(|q| moves.at(r, q)) };
    let seen: [[u64; CLASSES + 1]; CLASSES] = std::array::from_fn(from);
    let all: [u64; CLASSES + 1] = std::array::from_fn(|q| seen.iter().map(|row| row[q]).sum());
    if all.iter().sum::<u64>() == 0 {
        return None;
    }
    let shares = |row: &[u64; CLASSES + 1]| -> [f64; CLASSES] {
        let row = if row.iter().sum::<u64>() > 0 { row } else { &all };
        let total = row.iter().sum::<u64>() as f64;
        std::array::from_fn(|q| row[q] as f64 / total)
    };
    let chain: [[f64; CLASSES]; CLASSES] = std::array::from_fn(|r| shares(&seen[r]));
    let years = review_days / YEAR_DAYS;
    let later = num::exp(-discount * review_days);
    let period = if discount == 0.0 { years } else { -num::exp_m1(-discount * review_days) / (discount * YEAR_DAYS) };
    let mut life = [0.0; CLASSES];
    for _ in 0..(LOOK_AHEAD / years).ceil() as u64 {
        life = std::array::from_fn(|r| {
            let stays: f64 = chain[r].iter().sum();
            let ahead: f64 = chain[r].iter().zip(life).map(|(share, life)| share * life).sum();
            (stays + (1.0 - stays) / 2.0) * period + later * ahead
        });
    }
    Some(life)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers(review: u32, ids: &[u64]) -> Vec<ClassRecord> {
        let one = |&customer: &u64| ClassRecord {
            review,
            customer,
            classes: [1; 3],
            contribution: 0.0,
            yearly: 0.0,
            spend: 0.0,
            visits: 0,
            tenure: 0.0,
        };
        ids.iter().map(one).collect()
    }

    #[test]
    fn everybody_stays_joins_or_goes() {
        let mut moves = Moves::new(2);
        moves.count(&customers(1, &[1, 3, 4]), &[0, 1, 1], &customers(2, &[2, 3, 4, 9]), &[0, 1, 0, 1]);
        let some: Vec<_> = moves.all().filter(|m| m.2 > 0).collect();
        assert_eq!(
            some,
            [(Some(0), None, 1), (Some(1), Some(0), 1), (Some(1), Some(1), 1), (None, Some(0), 1), (None, Some(1), 1)]
        );
    }

    /// A chain of one class: stay `p` a year. Geometric: years = (p + (1-p)/2) A / (1 - b p).
    #[test]
    fn one_class_lives_as_long_as_the_geometric_law_says() {
        let mut moves = Moves::new(5);
        (0..80).for_each(|_| moves.add(2, 2));
        (0..20).for_each(|_| moves.add(2, 5));
        let none = remaining_years(&moves, 365.0, 0.0).expect("a life");
        // 30 years cut a tail of .8^30 = .12 %.
        assert!((none[2] / (0.9 / 0.2) - 1.0).abs() < 2e-3, "{none:?}");
        assert_eq!(none[0], none[2], "a class nobody was in has the shares of all");
        let delta = num::ln_1p(0.1) / 365.0;
        let with = remaining_years(&moves, 365.0, delta).expect("a life");
        let period = -num::exp_m1(-delta * 365.0) / (delta * 365.0);
        assert!((with[2] / (0.9 * period / (1.0 - 0.8 / 1.1)) - 1.0).abs() < 1e-3, "{with:?}");
    }

    #[test]
    fn nobody_leaving_is_cut_at_thirty_years() {
        let mut moves = Moves::new(5);
        moves.add(4, 4);
        assert!((remaining_years(&moves, 365.0, 0.0).expect("a life")[4] - 30.0).abs() < 1e-9);
        assert_eq!(remaining_years(&Moves::new(5), 365.0, 0.0), None);
    }
}
