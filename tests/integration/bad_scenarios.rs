//! Bad scenarios, each with the whole message it must give. `UPDATE_EXPECT=1` writes the messages; then read each one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use journeysim::scenario::Scenario;

use crate::support::tried;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")
}

/// `# set PATH=VALUE` lines at the top of a bad scenario are given as `--set`.
fn sets(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| line.split_once('=').map(|(path, value)| (path.trim().to_owned(), value.trim().to_owned()));
    text.lines().map_while(|line| line.strip_prefix("# set ")).filter_map(pair).collect()
}

#[test]
fn every_bad_scenario_gives_its_whole_message() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("tests/bad")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    names.sort();
    let mut wrong = String::new();
    let mut cases = 0;
    for path in
        names.iter().filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("base-")))
    {
        cases += 1;
        let text = String::from_utf8_lossy(&std::fs::read(path).expect("readable")).into_owned();
        let message = match Scenario::load(path, &sets(&text)) {
            Ok(loaded) if loaded.warnings.items.is_empty() => "accepted without a word\n".to_owned(),
            Ok(loaded) => loaded.warnings.render(false),
            Err(problems) => problems.render(false),
        };
        let message = message.replace(&format!("{}/", folder().display()), "");
        let expected_path = path.with_extension("txt");
        if update {
            std::fs::write(&expected_path, &message).expect("writable");
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        if message != expected || message.starts_with("accepted") {
            let _ = writeln!(wrong, "== {}\n-- expected\n{expected}\n-- found\n{message}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    tried(cases);
    assert!(cases >= 150, "only {cases} bad scenarios");
}
