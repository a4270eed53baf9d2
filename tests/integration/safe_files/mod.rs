//! Files and crashes: nobody's files are lost, a folder tells what became of its run, and what hurts ends in words.

mod asked;
mod folders;
mod reading;
mod unfinished;

use std::fs;
use std::path::Path;

/// All files below a folder with their bytes, but for the manifest, which tells the clock.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(contents(&entry.path()).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else if name != "manifest.json" {
            found.push((name, fs::read(entry.path()).expect("readable")));
        }
    }
    found.sort();
    found
}
