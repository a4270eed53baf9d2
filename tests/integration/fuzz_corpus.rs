//! What is kept of fuzzing, given to the fuzzed readers again: seeds of every kind of input, and whatever once did harm.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use journeysim::random::{KeyedStream, ReplicationKey};
use rand::RngExt as _;

use crate::support::{here, tried};

#[path = "../../fuzz/targets.rs"]
mod targets;

/// Mutated inputs for each reader; scenarios have a test of their own (`fuzz.rs`) and get few here.
const MUTATIONS: [(&str, u32); 5] =
    [("scenario", 40), ("plan", 1000), ("part", 4000), ("design", 500), ("ask_tell", 500)];
/// Longest that one input may take; alone each takes far less than a second.
const LONGEST: Duration = Duration::from_secs(10);

/// The kept inputs of a target by name, sorted.
fn kept(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = here("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("readable")))
        .collect();
    found.sort();
    found
}

#[test]
fn nothing_that_was_kept_does_harm() {
    let mut count = 0;
    for (target, reader) in targets::ALL {
        let inputs = kept(target);
        let mut through = 0;
        for (name, bytes) in &inputs {
            let clock = Instant::now();
            println!("{target}/{name}");
            through += usize::from(reader(bytes));
            assert!(clock.elapsed() < LONGEST, "{target}/{name} took {:?}", clock.elapsed());
        }
        assert!(through > 1, "{target}: seeds no longer get through, so a fuzzer finds nothing behind the first check");
        count += inputs.len();
    }
    tried(count);
}

/// The words of a dictionary of libFuzzer, which stand between quotes.
fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(here(&format!("fuzz/dictionaries/{target}.dict"))).expect("a dictionary");
    let plain = |line: &str| {
        let word = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).expect("quotes");
        word.replace("\\\"", "\"").replace("\\\\", "\\").replace("\\x0a", "\n").replace("\\x0d", "\r").into_bytes()
    };
    text.lines().map(plain).collect()
}

/// Changes an input here and there.
fn mutate(bytes: &mut Vec<u8>, others: &[(String, Vec<u8>)], words: &[Vec<u8>], dice: &mut KeyedStream) {
    for _ in 0..dice.random_range(1..4) {
        let at = dice.random_range(0..=bytes.len());
        let end = (at + dice.random_range(0..12)).min(bytes.len());
        match dice.random_range(0..6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..end, words[dice.random_range(0..words.len())].iter().copied())),
            2 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
            3 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice.random_range(0..8)),
            4 => {
                let other = &others[dice.random_range(0..others.len())].1;
                let from = dice.random_range(0..=other.len());
                let to = (from + dice.random_range(0..60)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            // A value: whatever stands between two signs.
            _ => {
                let is_sign = |byte: &u8| b",:=\n[]{}".contains(byte);
                let from = bytes[..at].iter().rposition(is_sign).map_or(0, |sign| sign + 1);
                let to = bytes[at..].iter().position(is_sign).map_or(bytes.len(), |sign| at + sign);
                drop(bytes.splice(from..to, words[dice.random_range(0..words.len())].iter().copied()));
            }
        }
    }
}

#[test]
fn nothing_that_is_near_what_was_kept_does_harm() {
    let mut harm = Vec::new();
    for (number, (target, count)) in MUTATIONS.into_iter().enumerate() {
        let (_, reader) = targets::ALL.into_iter().find(|(name, _)| *name == target).expect("a target");
        let (inputs, words) = (kept(target), dictionary(target));
        let key = ReplicationKey::new(2027, number as u64).customer(0);
        for i in 0..count {
            let mut dice = KeyedStream::new(&key, 0, i);
            let mut bytes = inputs[dice.random_range(0..inputs.len())].1.clone();
            mutate(&mut bytes, &inputs, &words, &mut dice);
            let clock = Instant::now();
            let ended = catch_unwind(AssertUnwindSafe(|| reader(&bytes)));
            if ended.is_err() || clock.elapsed() > LONGEST {
                harm.push(format!("{target} {i}, {:?}: {}", clock.elapsed(), String::from_utf8_lossy(&bytes)));
            }
        }
    }
    assert!(harm.is_empty(), "{}", harm.join("\n"));
    tried(MUTATIONS.iter().map(|(_, count)| *count as usize).sum());
}
