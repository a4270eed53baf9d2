//! What is changed or varied in a shipped scenario has words for people who never saw the file.

use journeysim::scenario::{Scenario, label_of, labels_of};

use crate::support::{here, scenarios_below};

/// Every path that segments, rules, shocks, interventions and sweeps of a scenario name.
fn paths(scenario: &Scenario) -> Vec<String> {
    let root = scenario.read();
    let changes = root.changing().flat_map(|changing| changing.changes);
    let varied = root.sweep.iter().flat_map(|sweep| sweep.parameter.iter()).map(|one| *one.path);
    changes.map(|change| change.path.as_str()).chain(varied).map(str::to_owned).collect()
}

#[test]
fn what_a_shipped_scenario_changes_has_words() {
    let mut told = 0;
    for file in scenarios_below("scenarios") {
        let scenario =
            Scenario::load(&here(&file), &[]).unwrap_or_else(|problems| panic!("{file}:\n{problems}")).scenario;
        let mut paths = paths(&scenario);
        paths.sort_unstable();
        paths.dedup();
        for path in &paths {
            let words = label_of(path).unwrap_or_else(|| panic!("{file}: `{path}` has no words"));
            // Behind the comma stand names, which are the file's.
            let ours = words.split(", ").next().unwrap_or_default();
            assert!(!ours.contains(['_', '.', '*']) && words != *path, "{file}: `{path}` is called \"{words}\"");
        }
        let mut beside = labels_of(paths.iter().map(String::as_str));
        beside.sort_unstable();
        beside.dedup();
        assert_eq!(beside.len(), paths.len(), "{file}: {beside:?}");
        told += paths.len();
    }
    assert!(told > 80, "{told} paths");
}
