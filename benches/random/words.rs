//! Writes keyed words to standard output, for batteries that read raw bits: `keyed_words ORDER [SEED]`.
//!
//! An order says which part of the address (seed; replication, customer, purpose, index) runs fastest. A generator may
//! be good along one stream and poor across streams; a simulation reads across. Each order is a stream of its own, of
//! little-endian 64-bit words without end: the reader stops it by closing the pipe.

use std::io::{self, Write};
use std::process::ExitCode;

use journeysim::random::{Key, ReplicationKey};

/// Words written at once.
const BLOCK: usize = 1 << 13;

/// A word by its place in the stream.
type Words = Box<dyn Fn(u64) -> u64>;

/// What the purposes of a model look like: a kind above 22 bits of address (see `journey::purpose`).
fn purpose(i: u64) -> u32 {
    ((i % 51 + 1) as u32) << 22 | ((i / 51 + 1) & 0x3F_FFFF) as u32
}

/// The orders, each with what it reads.
fn orders(seed: u64) -> Vec<(&'static str, &'static str, Words)> {
    let replication = ReplicationKey::new(seed, 0);
    let one: Key = replication.customer(0);
    vec![
        ("customer", "one draw of each customer", Box::new(move |i| replication.customer(i).word(1, 0))),
        ("index", "one customer: visits, then purposes", Box::new(move |i| one.word((i >> 32) as u32, i as u32))),
        ("purpose", "one customer: purposes, then visits", Box::new(move |i| one.word(i as u32, (i >> 32) as u32))),
        ("replication", "the same draw of each replication", {
            Box::new(move |i| ReplicationKey::new(seed, i).customer(0).word(1, 0))
        }),
        ("seed", "the same draw of neighbouring seeds", {
            Box::new(move |i| ReplicationKey::new(seed.wrapping_add(i), 0).customer(0).word(1, 0))
        }),
        ("customer-index", "16 visits of each customer", {
            Box::new(move |i| replication.customer(i >> 4).word(1, (i & 15) as u32))
        }),
        ("customer-purpose", "51 kinds of draws of each customer", {
            Box::new(move |i| replication.customer(i / 51).word(purpose(i % 51), 0))
        }),
        ("index-customer", "visit after visit, of 1,024 customers in turn", {
            Box::new(move |i| replication.customer(i & 1023).word(1, (i >> 10) as u32))
        }),
        ("purpose-index", "64 visits under each purpose of one customer", {
            Box::new(move |i| one.word(purpose(i >> 6), (i & 63) as u32))
        }),
        ("queue", "two draws of each customer, as a single queue reads them", {
            Box::new(move |i| replication.customer(i >> 1).word(purpose(22 * (1 + (i & 1))), 0))
        }),
    ]
}

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let seed = typed.get(1).map_or(Some(7), |s| s.parse().ok());
    let order = typed.first().map(String::as_str);
    let (Some(seed), Some(order)) = (seed, order) else {
        eprintln!("usage: keyed_words ORDER [SEED], or keyed_words list");
        return ExitCode::from(2);
    };
    if order == "list" {
        for (name, what, _) in orders(seed) {
            println!("{name}\t{what}");
        }
        return ExitCode::SUCCESS;
    }
    let Some((_, _, word)) = orders(seed).into_iter().find(|(name, ..)| *name == order) else {
        eprintln!("no order `{order}`; `keyed_words list` names them");
        return ExitCode::from(2);
    };
    let mut out = io::stdout().lock();
    let mut bytes = Vec::with_capacity(BLOCK * 8);
    let mut next = 0u64;
    loop {
        bytes.clear();
        for _ in 0..BLOCK {
            bytes.extend_from_slice(&word(next).to_le_bytes());
            next += 1;
        }
        match out.write_all(&bytes) {
            Ok(()) => {}
            // The battery has seen enough.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Err(e) => {
                eprintln!("cannot write words: {e}");
                return ExitCode::FAILURE;
            }
        }
    }
}
