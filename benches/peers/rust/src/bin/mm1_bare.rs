//! M/M/1 by hand: what the processor allows without an engine, a scenario or statistics beyond one sum. Variants:
//!   shared: one stream of random numbers
//!   keyed:  one keyed draw per customer and purpose, hash-mixed, then a ziggurat
use peers::{answer, arguments, processor_time, LAMBDA, MU};
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::Exp1;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

fn exp1<R: Rng>(r: &mut R) -> f64 {
    r.sample(Exp1)
}

/// One packed key: time bits (non-negative f64 order as integers), then sequence, then payload.
/// 64 + 40 + 24 bits, so equal times stay first-in first-out and one integer compare orders all.
#[inline]
fn key(t: f64, seq: u64, id: u32) -> u128 {
    ((t.to_bits() as u128) << 64) | ((seq as u128) << 24) | id as u128
}
#[inline]
fn time(k: u128) -> f64 {
    f64::from_bits((k >> 64) as u64)
}

/// A customer record as a journey simulator would keep it (32 bytes), in a slab with a free list.
#[derive(Clone, Copy, Default)]
#[repr(C)]
struct Customer {
    arrived: f64,
    stage_since: f64,
    uid: u64,
    stage: u32,
    next_free: u32,
}
const ARRIVE: u32 = 0;

/// Event list, slab of customers, queue of slab indices. `draw(uid, purpose)` gives a unit exponential.
fn queue(n: u64, mut draw: impl FnMut(u64, u32) -> f64) -> f64 {
    let mut fel: BinaryHeap<Reverse<u128>> = BinaryHeap::with_capacity(64);
    let (ia, is) = (1.0 / LAMBDA, 1.0 / MU);
    let mut slab: Vec<Customer> = vec![Customer::default()]; // slot 0 is the arrival stream
    let mut free = 0u32;
    let mut wait: VecDeque<u32> = VecDeque::with_capacity(1024);
    let (mut seq, mut arrived, mut done, mut busy, mut sum) = (0u64, 0u64, 0u64, false, 0.0);
    fel.push(Reverse(key(draw(0, 0) * ia, seq, ARRIVE)));
    while let Some(Reverse(k)) = fel.pop() {
        let now = time(k);
        let id = (k as u32) & 0xff_ffff;
        if id == ARRIVE {
            let uid = arrived;
            arrived += 1;
            let c = Customer { arrived: now, stage_since: now, uid, stage: 0, next_free: 0 };
            let slot = if free != 0 {
                let s = free;
                free = slab[s as usize].next_free;
                slab[s as usize] = c;
                s
            } else {
                slab.push(c);
                (slab.len() - 1) as u32
            };
            if busy {
                wait.push_back(slot);
            } else {
                busy = true;
                seq += 1;
                fel.push(Reverse(key(now + draw(uid, 1) * is, seq, slot)));
            }
            if arrived < n {
                seq += 1;
                fel.push(Reverse(key(now + draw(arrived, 0) * ia, seq, ARRIVE)));
            }
        } else {
            let c = &mut slab[id as usize];
            sum += now - c.arrived;
            done += 1;
            c.next_free = free;
            free = id;
            if let Some(nx) = wait.pop_front() {
                let d = &mut slab[nx as usize];
                d.stage_since = now;
                d.stage = 1;
                let uid = d.uid;
                seq += 1;
                fel.push(Reverse(key(now + draw(uid, 1) * is, seq, nx)));
            } else {
                busy = false;
            }
        }
    }
    assert_eq!(done, n);
    sum
}

/// SplitMix64 finaliser.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
/// A tiny per-draw generator: seeded from (seed, uid, purpose), thrown away after the variate.
struct Mix(u64);
impl rand::rand_core::TryRng for Mix {
    type Error = core::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|x| x as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        Ok(mix(self.0))
    }
    fn try_fill_bytes(&mut self, d: &mut [u8]) -> Result<(), Self::Error> {
        for c in d.chunks_mut(8) {
            let b = self.try_next_u64()?.to_le_bytes();
            c.copy_from_slice(&b[..c.len()]);
        }
        Ok(())
    }
}

fn main() {
    let (n, seed, variant) = arguments();
    let start = processor_time();
    let total = if variant == "keyed" {
        let base = mix(seed ^ 0x5eed_0000_0000_0000);
        queue(n, |uid, purpose| exp1(&mut Mix(mix(uid ^ base).wrapping_add(mix(u64::from(purpose) + 1)))))
    } else {
        let mut stream = Xoshiro256PlusPlus::seed_from_u64(seed);
        queue(n, move |_, _| exp1(&mut stream))
    };
    answer("", n, processor_time() - start, total);
}
