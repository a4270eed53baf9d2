//! Shapley shares: what each intervention adds when several are launched together.
//!
//! Life cycle: a [`ShapleyPlan`] says which subsets must be simulated, all on common random numbers; their results
//! go back into the plan, which splits the joint effect. A subset is a bit mask: bit `i` set when player `i`
//! (an intervention, a hole) takes part; mask 0 is the baseline.
//!
//! What can go wrong: a share is no forecast of launching that intervention alone, and effects alone do not add
//! up. Both are given, with the interaction that lies between them.

use super::mean::{Summary, mean_interval, two_sided_t};
use crate::num::sqrt;
use crate::random::{ReplicationKey, random_order};

/// Keeps the orders of players away from the draws of a simulation with the same seed.
const ORDER_SALT: u64 = 0x5368_6170_6c65_7900;

/// Which subsets of interventions to simulate, and how to split their joint effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapleyPlan {
    players: usize,
    /// Orders in which the players join; each is also walked backwards. `None`: all orders, through all subsets.
    orders: Option<Vec<Vec<usize>>>,
    /// Needed masks in increasing order.
    subsets: Vec<u64>,
}

/// A joint effect split among its players, in one replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Share of each player; the shares sum to the total.
    pub shares: Vec<f64>,
    /// Effect of each player alone.
    pub alone: Vec<f64>,
    /// Effect of all together.
    pub total: f64,
    /// Total less the sum of the effects alone: above zero when the players help each other.
    pub interaction: f64,
}

/// A joint effect split among its players, over replications.
#[derive(Debug, Clone, PartialEq)]
pub struct JointEffect {
    /// One entry per player.
    pub players: Vec<PlayerEffect>,
    /// Effect of all together.
    pub total: Summary,
    /// Total less the sum of the effects alone.
    pub interaction: Summary,
}

/// The part of one player in a joint effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlayerEffect {
    /// Shapley share. With sampled orders the half-width holds their sampling error too; `sd` is over replications.
    pub share: Summary,
    /// Effect of launching this player alone.
    pub alone: Summary,
    /// Standard error of the share from sampling orders; 0 when all subsets were simulated.
    pub sampling_error: f64,
}

impl ShapleyPlan {
    /// Most players for which all subsets are simulated: 1024 worlds.
    pub const MOST_EXACT: usize = 10;

    /// Most players at all.
    pub const MOST_PLAYERS: usize = 40;

    /// Plans all subsets up to [`MOST_EXACT`](Self::MOST_EXACT) players, and sampled orders beyond.
    ///
    /// # Panics
    ///
    /// As [`ShapleyPlan::sampled`].
    #[must_use]
    pub fn new(players: usize, pairs: usize, seed: u64) -> Self {
        if players <= Self::MOST_EXACT { Self::exact(players) } else { Self::sampled(players, pairs, seed) }
    }

    /// Plans all `2^players` subsets.
    ///
    /// # Panics
    ///
    /// If there are more players than [`MOST_EXACT`](Self::MOST_EXACT).
    #[must_use]
    pub fn exact(players: usize) -> Self {
        assert!(players <= Self::MOST_EXACT, "all subsets are simulated for few players only");
        Self { players, orders: None, subsets: (0..1 << players).collect() }
    }

    /// Plans the subsets met by `pairs` random orders of joining and the same orders reversed, and each player alone.
    ///
    /// # Definition
    ///
    /// Castro, Gómez and Tejada (2009), with antithetic orders (Mitchell et al. 2022): a reversed order
    /// cancels every interaction of two players exactly, so only those of three and more leave a sampling error.
    ///
    /// # Randomness
    ///
    /// One word per swap, addressed by seed and pair: more pairs keep the earlier ones.
    ///
    /// # Panics
    ///
    /// If there are fewer than two pairs, which show no sampling error, or more players than
    /// [`MOST_PLAYERS`](Self::MOST_PLAYERS).
    #[must_use]
    pub fn sampled(players: usize, pairs: usize, seed: u64) -> Self {
        assert!(players <= Self::MOST_PLAYERS, "there are at most {} players", Self::MOST_PLAYERS);
        assert!(pairs >= 2, "a sampling error needs two pairs of orders");
        let orders: Vec<Vec<usize>> = (0..pairs as u64).map(|pair| order_of(players, seed, pair)).collect();
        let mut subsets: Vec<u64> = (0..players).map(|player| 1 << player).collect();
        subsets.push(0);
        for order in &orders {
            subsets.extend(masks_along(order.iter().copied()));
            subsets.extend(masks_along(order.iter().rev().copied()));
        }
        subsets.sort_unstable();
        subsets.dedup();
        Self { players, orders: Some(orders), subsets }
    }

    /// Returns the number of players.
    #[must_use]
    pub fn players(&self) -> usize {
        self.players
    }

    /// Tells whether the shares carry no sampling error of orders.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.orders.is_none()
    }

    /// Returns the masks that must be simulated, in increasing order: the baseline 0 first, all players last.
    #[must_use]
    pub fn subsets(&self) -> &[u64] {
        &self.subsets
    }

    /// Splits the effect in one replication; asks `worth` once for each of [`subsets`](Self::subsets), in that order.
    ///
    /// # Definition
    ///
    /// Shapley (1953): `share_i = sum over S without i of |S|! (k - |S| - 1)! / k! (v(S + i) - v(S))`; with sampled
    /// orders the mean over them of `v(S + i) - v(S)`, S those who joined before. A player who never changes the worth
    /// gets exactly 0, players who change it alike exactly the same.
    #[must_use]
    pub fn split(&self, worth: impl FnMut(u64) -> f64) -> Split {
        let worths: Vec<f64> = self.subsets.iter().copied().map(worth).collect();
        let shares = match &self.orders {
            None => exact_shares(self.players, &worths),
            Some(_) => column_means(&self.pair_shares(&worths), self.players),
        };
        let none = worths[0];
        let alone: Vec<f64> = (0..self.players).map(|player| worths[self.position(1 << player)] - none).collect();
        let total = worths[worths.len() - 1] - none;
        let interaction = total - alone.iter().sum::<f64>();
        Split { shares, alone, total, interaction }
    }

    /// Splits the effect in every replication, and estimates each part over them.
    ///
    /// `worths` holds a row for each of [`subsets`](Self::subsets), with one number per replication.
    ///
    /// # Definition
    ///
    /// t intervals over replications. With sampled orders, which all replications share, the variance of the mean
    /// over pairs of orders is added, with the degrees of freedom of Satterthwaite (1946): replications and orders
    /// are crossed random effects, whose common part is counted twice, to the safe side.
    ///
    /// # Panics
    ///
    /// If the rows are not one per subset, differ in length, or `level` is not between 0 and 1.
    #[must_use]
    pub fn over_replications<R: AsRef<[f64]>>(&self, worths: &[R], level: f64) -> JointEffect {
        assert_eq!(worths.len(), self.subsets.len(), "every subset has a row");
        let replications = worths[0].as_ref().len();
        assert!(worths.iter().all(|row| row.as_ref().len() == replications), "subsets have the same replications");
        let splits: Vec<Split> =
            (0..replications).map(|r| self.split(|mask| worths[self.position(mask)].as_ref()[r])).collect();
        let estimate = |part: &dyn Fn(&Split) -> f64| {
            let values: Vec<f64> = splits.iter().map(part).collect();
            mean_interval(&values, level)
        };
        let errors = self.sampling_errors(worths);
        let players = (0..self.players)
            .map(|player| PlayerEffect {
                share: self.with_sampling_error(estimate(&|split| split.shares[player]), errors[player], level),
                alone: estimate(&|split| split.alone[player]),
                sampling_error: errors[player],
            })
            .collect();
        JointEffect {
            players,
            total: estimate(&|split| split.total),
            interaction: estimate(&|split| split.interaction),
        }
    }

    fn position(&self, mask: u64) -> usize {
        self.subsets.binary_search(&mask).expect("planned subsets only are asked for")
    }

    /// Returns the shares by each pair of opposite orders alone.
    fn pair_shares(&self, worths: &[f64]) -> Vec<Vec<f64>> {
        let at = |mask| worths[self.position(mask)];
        let walk = |shares: &mut [f64], order: &mut dyn Iterator<Item = usize>| {
            let mut joined = 0;
            for player in order {
                shares[player] += 0.5 * (at(joined | 1 << player) - at(joined));
                joined |= 1 << player;
            }
        };
        let orders = self.orders.as_deref().unwrap_or_default();
        let both_ways = |order: &Vec<usize>| {
            let mut shares = vec![0.0; self.players];
            walk(&mut shares, &mut order.iter().copied());
            walk(&mut shares, &mut order.iter().rev().copied());
            shares
        };
        orders.iter().map(both_ways).collect()
    }

    /// Returns the standard error of each share over pairs of orders, at the mean worth over replications.
    fn sampling_errors<R: AsRef<[f64]>>(&self, worths: &[R]) -> Vec<f64> {
        let Some(orders) = &self.orders else { return vec![0.0; self.players] };
        let mean = |row: &R| row.as_ref().iter().sum::<f64>() / row.as_ref().len() as f64;
        let by_pair = self.pair_shares(&worths.iter().map(mean).collect::<Vec<f64>>());
        let error = |player: usize| {
            let values: Vec<f64> = by_pair.iter().map(|shares| shares[player]).collect();
            mean_interval(&values, 0.95).sd / sqrt(orders.len() as f64)
        };
        (0..self.players).map(error).collect()
    }

    fn with_sampling_error(&self, share: Summary, error: f64, level: f64) -> Summary {
        let Some(orders) = &self.orders else { return share };
        if share.n < 2 || error == 0.0 {
            return share;
        }
        let (within, between) = (share.sd * share.sd / share.n as f64, error * error);
        let spread = within * within / (share.n - 1) as f64 + between * between / (orders.len() - 1) as f64;
        let degrees = (within + between) * (within + between) / spread;
        Summary { half_width: two_sided_t(level, degrees) * sqrt(within + between), ..share }
    }
}

/// Returns the order in which players join.
fn order_of(players: usize, seed: u64, pair: u64) -> Vec<usize> {
    random_order(players, &ReplicationKey::new(seed ^ ORDER_SALT, pair).customer(0), 0)
}

/// Returns the masks as players join one after another.
fn masks_along(order: impl Iterator<Item = usize>) -> impl Iterator<Item = u64> {
    order.scan(0, |joined, player| {
        *joined |= 1 << player;
        Some(*joined)
    })
}

/// Returns the shares from the worth of all subsets, indexed by mask.
fn exact_shares(players: usize, worths: &[f64]) -> Vec<f64> {
    let share = |player: usize| {
        let mut gains: Vec<Vec<f64>> = vec![vec![]; players];
        for mask in (0..worths.len()).filter(|mask| mask & 1 << player == 0) {
            gains[mask.count_ones() as usize].push(worths[mask | 1 << player] - worths[mask]);
        }
        // Each size of subset weighs the same. Summed by magnitude, not by mask: players who change the worth
        // alike have the same gains under other masks, and get the same bits.
        let mean = |gains: &mut Vec<f64>| {
            gains.sort_unstable_by(f64::total_cmp);
            gains.iter().sum::<f64>() / gains.len() as f64
        };
        gains.iter_mut().map(mean).sum::<f64>() / players as f64
    };
    (0..players).map(share).collect()
}

fn column_means(rows: &[Vec<f64>], columns: usize) -> Vec<f64> {
    (0..columns).map(|column| rows.iter().map(|row| row[column]).sum::<f64>() / rows.len() as f64).collect()
}

#[cfg(test)]
#[path = "shapley_tests.rs"]
mod tests;
