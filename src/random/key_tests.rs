//! Stability of the generator, and a short battery over its words across keys.
//!
//! The words were computed by a second implementation in another language. The battery takes words as a simulation
//! does: neighbouring customers, visits, purposes, replications and seeds, each in turn the fastest index.
//! Each statistic is reduced to a standard normal score; a correct generator exceeds the limit in all of them
//! together for about one seed in 10,000 (the seed is fixed). Long runs belong to a release, not to this file.

use super::*;
use crate::num::{close, sqrt, whole_power};

/// A normal score this large occurs with probability 2e-8 by chance; the battery takes about 3,000 of them.
const LIMIT: f64 = 5.6;

/// Words per order.
const WORDS: usize = 1 << 18;

/// Words per order of the long battery.
const MANY: usize = 1 << 24;

/// A sequence of words.
type Words = Box<dyn Fn(u32) -> u64>;

/// Orders in which a simulation could read words, the last coordinate fastest.
fn orders() -> Vec<(&'static str, Words)> {
    let replication = ReplicationKey::new(7, 0);
    let customer = replication.customer(0);
    vec![
        ("customer", Box::new(move |i| replication.customer(u64::from(i)).word(1, 0))),
        ("index", Box::new(move |i| customer.word(1, i))),
        ("purpose", Box::new(move |i| customer.word(i, 0))),
        ("replication", Box::new(|i| ReplicationKey::new(7, u64::from(i)).customer(0).word(1, 0))),
        ("seed", Box::new(|i| ReplicationKey::new(u64::from(i), 0).customer(0).word(1, 0))),
        ("customer, index", Box::new(move |i| replication.customer(u64::from(i >> 4)).word(1, i & 15))),
        ("customer, purpose", Box::new(move |i| replication.customer(u64::from(i >> 3)).word(i & 7, 0))),
        ("index, customer", Box::new(move |i| replication.customer(u64::from(i & 1023)).word(1, i >> 10))),
        ("purpose, index", Box::new(move |i| customer.word(i >> 6, i & 63))),
        (
            "seed plus customer",
            Box::new(|i| ReplicationKey::new(u64::from(i & 63), 0).customer(u64::from(i >> 6)).word(1, 0)),
        ),
    ]
}

/// Turns a chi-square statistic into a normal score (Wilson and Hilferty 1931).
fn score(counts: &[u32]) -> f64 {
    let expected = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / counts.len() as f64;
    let chi_square: f64 = counts.iter().map(|&c| whole_power(f64::from(c) - expected, 2) / expected).sum();
    chi_square_score(chi_square, (counts.len() - 1) as f64)
}

fn chi_square_score(chi_square: f64, degrees: f64) -> f64 {
    let ninth = 2.0 / (9.0 * degrees);
    ((chi_square / degrees).cbrt() - 1.0 + ninth) / sqrt(ninth)
}

#[test]
fn words_are_stable() {
    let key = ReplicationKey::new(42, 0).customer(0);
    let by_index: Vec<u64> = (0..8).map(|index| key.word(1, index)).collect();
    assert_eq!(
        by_index,
        [
            0x5133_ae77_0a7f_f63a,
            0x2594_b575_a85c_d75b,
            0xbd55_5983_627e_4960,
            0x860c_bf89_1460_e806,
            0x5393_9fa2_c36e_45a0,
            0x4462_fd11_8d51_d808,
            0x4964_8524_ab61_b964,
            0x79f4_135f_7c44_e582
        ]
    );
    let by_customer: Vec<u64> = (0..8).map(|c| ReplicationKey::new(42, 3).customer(c).word(7, 2)).collect();
    assert_eq!(
        by_customer,
        [
            0xe298_81d2_c6fb_9360,
            0xf378_7560_9130_2c8e,
            0x6a99_9702_16bd_cb0d,
            0x6eef_9d0f_d0cb_e974,
            0x3f6e_0322_374a_94c1,
            0x9922_793c_6004_baab,
            0xa6f8_1f9c_dd84_2d70,
            0x1197_08d4_2a0f_6618
        ]
    );
    let key = ReplicationKey::new(0, 0).customer(0);
    let by_purpose: Vec<u64> = (0..8).map(|purpose| key.word(purpose, 0)).collect();
    assert_eq!(
        by_purpose,
        [
            0x69b9_c8be_f366_7c5e,
            0xf570_a841_4fcf_23ac,
            0xa456_6cfc_51f7_5e66,
            0xbf3c_850b_8a2f_8d5d,
            0xb41b_4c74_32aa_9bb7,
            0x70d5_8d0f_9ceb_0c60,
            0x4f87_c93b_2ca0_0ca4,
            0xffd0_28d3_a54c_e7b9
        ]
    );
}

#[test]
fn variates_are_stable() {
    let key = ReplicationKey::new(42, 0).customer(0);
    let uniform = [
        0.317_194_847_166_774_6,
        0.146_800_366_616_264_6,
        0.739_583_582_474_091,
        0.523_632_021_872_234_5,
        0.326_471_307_027_014_3,
        0.267_135_445_389_903_64,
        0.286_690_064_861_779_06,
        0.476_380_549_251_434,
    ];
    let exponential = [
        1.148_239_034_098_742_7,
        1.918_681_665_418_841_7,
        0.301_667_977_560_201_1,
        0.646_966_089_688_387,
        1.119_413_214_595_928_6,
        1.319_999_463_103_477,
        1.249_353_560_122_698_6,
        0.741_538_270_941_903_6,
    ];
    let normal = [
        -0.475_557_451_203_618_2,
        -1.050_255_337_922_074_7,
        0.642_062_142_730_248,
        0.059_271_380_277_961_32,
        -0.449_678_031_482_448_8,
        -0.621_499_701_583_866_5,
        -0.563_080_411_152_200_6,
        -0.059_239_813_773_985_78,
    ];
    for i in 0..8 {
        assert_eq!(key.uniform(1, i as u32), uniform[i]);
        assert!(close(key.exponential(1, i as u32), exponential[i], 1e-13, 0.0));
        assert!(close(key.normal(1, i as u32), normal[i], 1e-15, 0.0));
    }
}

#[test]
fn the_unit_interval_is_open_and_symmetric() {
    let (least, most) = (unit_open(0), unit_open(u64::MAX));
    assert!(least > 0.0 && most < 1.0);
    assert_eq!(least, 1.0 - most);
    // Adding one half to 53 bits would have rounded the largest word to 1.
    assert_eq!(((u64::MAX >> 11) as f64 + 0.5) / (1u64 << 53) as f64, 1.0);
    for word in [0, 1 << 12, 0x1234_5678_9abc_def0, u64::MAX / 3] {
        let u = unit_open(word);
        assert_eq!(1.0 - (1.0 - u), u);
        assert_eq!(unit_open(!word), 1.0 - u);
    }
}

#[test]
fn bytes_are_equidistributed() {
    check_bytes(WORDS);
}

fn check_bytes(words: usize) {
    for (name, word) in orders() {
        let mut counts = vec![[0u32; 256]; 8];
        for i in 0..words as u32 {
            for (lane, byte) in word(i).to_le_bytes().into_iter().enumerate() {
                counts[lane][usize::from(byte)] += 1;
            }
        }
        for (lane, counts) in counts.iter().enumerate() {
            assert!(score(counts).abs() < LIMIT, "{name}, byte {lane}: {}", score(counts));
        }
    }
}

#[test]
fn neighbouring_words_are_independent() {
    check_neighbours(WORDS);
}

fn check_neighbours(words: usize) {
    for (name, word) in orders() {
        for lag in [1, 2, 16] {
            let mut pairs = vec![0u32; 1 << 12];
            let mut together = [0i64; 64];
            for i in 0..words as u32 {
                let (a, b) = (word(i), word(i + lag));
                pairs[((a >> 58) << 6 | b >> 58) as usize] += 1;
                let same = !(a ^ b);
                for (bit, sum) in together.iter_mut().enumerate() {
                    *sum += (same >> bit & 1) as i64;
                }
            }
            assert!(score(&pairs).abs() < LIMIT, "{name}, lag {lag}: {}", score(&pairs));
            for (bit, &same) in together.iter().enumerate() {
                let z = (same as f64 - 0.5 * words as f64) / (0.5 * sqrt(words as f64));
                assert!(z.abs() < LIMIT, "{name}, lag {lag}, bit {bit}: {z}");
            }
        }
    }
}

/// Gaps between words whose top five bits are zero: geometric. Checks patterns that recur at a distance.
fn check_gaps(words: usize) {
    const CLASSES: usize = 128;
    for (name, word) in orders() {
        let (mut counts, mut gap) = (vec![0u32; CLASSES], 0usize);
        for i in 0..words as u32 {
            if word(i) >> 59 == 0 {
                counts[gap.min(CLASSES - 1)] += 1;
                gap = 0;
            } else {
                gap += 1;
            }
        }
        let seen: f64 = counts.iter().map(|&c| f64::from(c)).sum();
        let (hit, mut left) = (1.0 / 32.0, 1.0);
        let mut chi_square = 0.0;
        for (class, &count) in counts.iter().enumerate() {
            let share = if class + 1 < CLASSES { left * hit } else { left };
            left -= share;
            chi_square += whole_power(f64::from(count) - seen * share, 2) / (seen * share);
        }
        let z = chi_square_score(chi_square, (CLASSES - 1) as f64);
        assert!(z.abs() < LIMIT, "{name}: {z}");
    }
}

/// Numbers of ones in two neighbouring words: classes of them, against the binomial law.
fn check_weights(words: usize) {
    // Bounds of the classes: 64 fair bits have 32 ones, standard deviation 4.
    let class = |w: u64| match w.count_ones() {
        0..=27 => 0usize,
        28..=30 => 1,
        31..=33 => 2,
        34..=36 => 3,
        _ => 4,
    };
    let mut shares = [0.0f64; 5];
    let mut binomial = whole_power(0.5, 64);
    for ones in 0..=64u32 {
        shares[class(if ones == 64 { u64::MAX } else { (1 << ones) - 1 })] += binomial;
        binomial *= f64::from(64 - ones) / f64::from(ones + 1);
    }
    for (name, word) in orders() {
        let mut counts = [[0u32; 5]; 5];
        for i in 0..words as u32 / 2 {
            counts[class(word(2 * i))][class(word(2 * i + 1))] += 1;
        }
        let mut chi_square = 0.0;
        for (a, row) in counts.iter().enumerate() {
            for (b, &count) in row.iter().enumerate() {
                let expected = (words / 2) as f64 * shares[a] * shares[b];
                chi_square += whole_power(f64::from(count) - expected, 2) / expected;
            }
        }
        let z = chi_square_score(chi_square, 24.0);
        assert!(z.abs() < LIMIT, "{name}: {z}");
    }
}

#[test]
fn gaps_are_geometric_and_weights_independent() {
    check_gaps(WORDS);
    check_weights(WORDS);
}

/// The battery on 64 times as many words: `cargo test --release -- --ignored battery`.
#[test]
#[ignore = "takes minutes: .ci/long"]
fn long_battery() {
    check_bytes(MANY);
    check_neighbours(MANY);
    check_gaps(MANY);
    check_weights(MANY);
}

/// Duplicates among the leading 36 bits of 2^18 words: Poisson of mean 0.5; more than 10 has probability 1e-10.
#[test]
fn words_do_not_repeat_more_than_by_chance() {
    for (name, word) in orders() {
        let mut words: Vec<u64> = (0..WORDS as u32).map(word).collect();
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{name} repeats a word");
        let near = words.windows(2).filter(|pair| pair[0] >> 28 == pair[1] >> 28).count();
        assert!(near <= 10, "{name}: {near}");
    }
}

/// Every bit of the address moves every bit of the word with probability one half:
/// 224 input bits by 64 output bits, each within 6 standard errors; false alarm for 1 seed in 35,000.
#[test]
fn every_address_bit_moves_every_word_bit() {
    const TRIALS: u32 = 2048;
    let word = |address: &[u64; 5]| {
        ReplicationKey::new(address[0], address[1]).customer(address[2]).word(address[3] as u32, address[4] as u32)
    };
    for (coordinate, bits) in [64, 32, 64, 32, 32].into_iter().enumerate() {
        for bit in 0..bits {
            let mut moved = [0u32; 64];
            for trial in 0..TRIALS {
                let t = u64::from(trial);
                let base = [3 + t / 512, t % 7, t * 5, t % 11, t % 64];
                let mut flipped = base;
                flipped[coordinate] ^= 1 << bit;
                let change = word(&base) ^ word(&flipped);
                for (out, count) in moved.iter_mut().enumerate() {
                    *count += (change >> out & 1) as u32;
                }
            }
            for (out, &count) in moved.iter().enumerate() {
                let z = (f64::from(count) - 0.5 * f64::from(TRIALS)) / (0.5 * sqrt(f64::from(TRIALS)));
                assert!(z.abs() < 6.0, "coordinate {coordinate}, bit {bit} to {out}: {z}");
            }
        }
    }
}

/// The battery has teeth: the same tests reject a generator with one linear step in place of the mixer.
#[test]
fn a_weak_generator_is_rejected() {
    let weak = |i: u32| u64::from(i).wrapping_mul(GOLDEN);
    let mut pairs = vec![0u32; 1 << 12];
    for i in 0..WORDS as u32 {
        pairs[((weak(i) >> 58) << 6 | weak(i + 1) >> 58) as usize] += 1;
    }
    assert!(score(&pairs).abs() > 1000.0);
}

/// Means of -ln u and of the normal score, by customer: 5 standard errors, false alarm for 1 seed in 870,000.
#[test]
fn variates_have_their_means() {
    let n = 200_000;
    let replication = ReplicationKey::new(12, 4);
    let (mut exponential, mut normal) = (0.0, 0.0);
    for customer in 0..n {
        let key = replication.customer(customer);
        exponential += key.exponential(2, 0);
        normal += key.normal(3, 0);
    }
    let limit = 5.0 / sqrt(n as f64);
    assert!((exponential / n as f64 - 1.0).abs() < limit);
    assert!((normal / n as f64).abs() < limit);
}
