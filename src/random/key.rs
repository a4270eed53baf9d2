//! Keys: a word of 64 random bits for every address.

use crate::num::{ln_of_draw, normal_quantile};

/// The golden ratio in 64 bits, the usual Weyl increment.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Keeps seed 0 away from the fixed point 0 of the mixer.
const SEED_OFFSET: u64 = 0x5851_f42d_4c95_7f2d;

/// Separates a customer's multiplier from the customer's base.
const MULTIPLIER_OFFSET: u64 = 0xd134_2543_de82_ef95;

/// Mixes 64 bits: a bijection in which every input bit moves every output bit with probability near one half.
///
/// # Definition
///
/// Xor-shift and multiply, twice (the form of SplitMix64's finaliser; constants by Pelle Evensen).
#[inline]
pub(super) fn mix(mut x: u64) -> u64 {
    x ^= x >> 27;
    x = x.wrapping_mul(0x3C79_AC49_2BA7_B653);
    x ^= x >> 33;
    x = x.wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    x ^ (x >> 27)
}

/// Turns a random word into a number in the open interval (0, 1).
///
/// # Definition
///
/// The top 53 bits, the last of them set, times 2^-53: an odd multiple of 2^-53. So 0 and 1 never occur
/// (adding one half to 53 bits would round the largest word to 1), and `1 - u` is exact.
#[inline]
#[must_use]
pub fn unit_open(word: u64) -> f64 {
    // Through a signed integer, which every processor converts in one instruction.
    ((word >> 11) | 1) as i64 as f64 * (1.0 / (1u64 << 53) as f64)
}

/// The key of a replication: makes the keys of its customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicationKey {
    base: u64,
}

impl ReplicationKey {
    /// Makes the key of a replication, counted from 0.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Self {
        let seed = mix(seed ^ SEED_OFFSET);
        Self { base: mix(seed.wrapping_add(replication.wrapping_add(1).wrapping_mul(GOLDEN))) }
    }

    /// Makes the key of a customer, counted from 0. No two customers of a replication share one.
    #[inline]
    #[must_use]
    pub fn customer(self, customer: u64) -> Key {
        let k = mix(self.base.wrapping_add(customer.wrapping_add(1).wrapping_mul(GOLDEN)));
        Key { k, g: mix(k ^ MULTIPLIER_OFFSET) | 1 }
    }
}

/// A customer's key: every draw of this customer, by purpose and index.
///
/// `index` counts within a purpose (visit number, complaint number, month). No customer repeats a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    k: u64,
    g: u64,
}

impl Key {
    /// Returns the random word at this address.
    #[inline]
    #[must_use]
    pub fn word(&self, purpose: u32, index: u32) -> u64 {
        let address = u64::from(purpose) << 32 | u64::from(index);
        mix(self.k.wrapping_add(address.wrapping_mul(self.g)))
    }

    /// Draws a uniform number in the open interval (0, 1).
    #[inline]
    #[must_use]
    pub fn uniform(&self, purpose: u32, index: u32) -> f64 {
        unit_open(self.word(purpose, index))
    }

    /// Draws from the exponential law of mean 1: minus the logarithm of the uniform number.
    #[inline]
    #[must_use]
    pub fn exponential(&self, purpose: u32, index: u32) -> f64 {
        -ln_of_draw(self.uniform(purpose, index))
    }

    /// Draws from the standard normal law, by inversion.
    #[inline(never)]
    #[must_use]
    pub fn normal(&self, purpose: u32, index: u32) -> f64 {
        normal_quantile(self.uniform(purpose, index))
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
