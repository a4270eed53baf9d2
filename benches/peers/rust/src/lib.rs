//! What the Rust programs share: arguments, processor time, one line of JSON as the answer.

/// Arrival rate of the M/M/1 queue.
pub const LAMBDA: f64 = 0.9;
/// Service rate.
pub const MU: f64 = 1.0;

/// Customers (or days), seed, and the name of the variant, as `run.py` passes them.
pub fn arguments() -> (u64, u64, String) {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let number = |k: usize| typed.get(k).and_then(|s: &String| s.parse().ok()).expect("usage: N SEED [VARIANT]");
    (number(0), number(1), typed.get(2).cloned().unwrap_or_default())
}

/// Processor time of this process in seconds: robust when other work shares the core.
pub fn processor_time() -> f64 {
    cpu_time::ProcessTime::now().as_duration().as_secs_f64()
}

/// Prints the answer. `version` is that of the engine in Cargo.toml; `seconds` is processor time of the simulation.
pub fn answer(version: &str, n: u64, seconds: f64, total: f64) {
    let mean = total / n as f64;
    println!(r#"{{"version": "{version}", "n": {n}, "seconds": {seconds}, "mean": {mean}}}"#);
}
