//! How much memory there is for a simulation: the least of what the machine has left and of the limits set on this process.

use std::fs;
use std::path::Path;

/// Where nothing can be learnt of the machine [bytes].
const UNKNOWN: u64 = 2 << 30;
/// Address space that a thread takes besides what it works on: its stack and its part of the heap [bytes].
const THREAD: u64 = 66 << 20;
/// Share of what there is that simulations may take; the rest is for results, pictures and others.
const SHARE: f64 = 0.9;

/// Memory for all replications together [bytes], with so many threads.
pub(super) fn memory(threads: usize) -> u64 {
    let address_space = limit("Max address space").map(|limit| {
        let taken = field("/proc/self/status", "VmSize:").unwrap_or(0) + THREAD * threads as u64;
        limit.saturating_sub(taken)
    });
    let known = [address_space, limit("Max data size"), of_groups(), field("/proc/meminfo", "MemAvailable:")];
    known.into_iter().flatten().min().map_or(UNKNOWN, |least| (least as f64 * SHARE) as u64)
}

/// A soft limit of this process [bytes], where there is one.
fn limit(name: &str) -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    limits.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// A field in kilobytes of a file of `/proc` [bytes].
fn field(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let kib: u64 = text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

/// What the control groups of this process leave, those above included [bytes].
fn of_groups() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let left = |folder: &Path, [limit, used]: [&str; 2]| -> Option<u64> {
        let number = |name: &str| -> Option<u64> { fs::read_to_string(folder.join(name)).ok()?.trim().parse().ok() };
        Some(number(limit)?.saturating_sub(number(used).unwrap_or(0)))
    };
    let of_line = |line: &str| -> Option<u64> {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?.trim_start_matches('/'));
        let (root, names) = match controllers {
            "" => ("/sys/fs/cgroup", ["memory.max", "memory.current"]),
            _ if controllers.split(',').any(|name| name == "memory") => {
                ("/sys/fs/cgroup/memory", ["memory.limit_in_bytes", "memory.usage_in_bytes"])
            }
            _ => return None,
        };
        let root = Path::new(root);
        // Inside a container the path may be that of outside: then its root is the group.
        let folder = root.join(path);
        folder.ancestors().take_while(|folder| folder.starts_with(root)).filter_map(|folder| left(folder, names)).min()
    };
    groups.lines().filter_map(of_line).min()
}

/// Bytes as people say them.
pub(super) fn spoken(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1024.0 { format!("{mib:.0} MiB") } else { format!("{:.1} GiB", mib / 1024.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_some_memory_and_it_is_said_as_people_do() {
        assert!(memory(1) > 1 << 20);
        assert!(memory(1) >= memory(8));
        assert_eq!([5 << 20, 3 << 29].map(spoken), ["5 MiB", "1.5 GiB"]);
    }
}
