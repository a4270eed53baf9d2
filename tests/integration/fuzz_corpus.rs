//! What is kept of fuzzing, given to the fuzzed readers again: seeds of every kind of input, and whatever once did harm.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{here, tried};

#[path = "../../fuzz/targets.rs"]
mod targets;

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
