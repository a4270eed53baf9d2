//! Files and crashes: nobody's files are lost, a folder tells what became of its run, and what hurts ends in words.

mod asked;
mod folders;
mod links;
mod reading;
mod unfinished;

use std::fs;
use std::path::Path;

/// All files below a folder with their bytes, but for the manifest, which tells the clock.
pub(crate) fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
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

/// Every code is in the table of the README and in the help.
#[test]
fn every_exit_code_is_told() {
    let codes = journeysim::cli::Exit::ALL.map(|exit| (exit as u8).to_string());
    let readme = fs::read_to_string(crate::program::root().join("README.md")).expect("README.md");
    let rows = readme.lines().skip_while(|line| !line.starts_with("| exit code")).skip(2);
    let cells = rows.map_while(|line| line.strip_prefix("| ")?.split(" |").next());
    let listed: Vec<&str> = cells.flat_map(|cell| cell.split(", ")).collect();
    assert_eq!(listed, codes);
    let help = crate::program::Desk::new().run(["--help"]).with_code(0).out;
    let (_, told) = help.split_once("Exit codes:").expect("a list");
    let words: Vec<&str> = told.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, codes);
}
