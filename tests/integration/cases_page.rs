//! The page of cases goes through every scenario that is shipped. What it says is made by running them, see `docs/cases.py`.

use std::collections::BTreeSet;
use std::fs;

use journeysim::cli::templates;
use journeysim::scenario::Scenario;

use crate::program::root;

fn page() -> String {
    fs::read_to_string(root().join("docs/cases.md")).expect("the page")
}

#[test]
fn every_scenario_is_there_with_its_question_and_an_answer() {
    let page = page();
    for (shelf, stem, text) in templates::all() {
        let path = format!("scenarios/{}{stem}.toml", shelf.folder);
        let scenario =
            Scenario::parse(stem, text, &[]).unwrap_or_else(|problems| panic!("{stem}: {problems}")).scenario;
        let link = format!("(../{path})");
        let section = page.split("\n### ").find(|section| section.contains(&link));
        let section = section.unwrap_or_else(|| panic!("{path} is not on the page: run docs/cases.py"));
        for told in [scenario.name.as_str(), &format!("*{}*", scenario.question), &format!("cases/{stem}.svg")] {
            assert!(section.contains(told), "{path}: {told} is not told: run docs/cases.py");
        }
        // An estimate has an interval and a number of replications.
        let answer: Vec<&str> = section.lines().filter(|line| line.starts_with("- ")).collect();
        assert!(!answer.is_empty(), "{path} has no answer");
        let whole = |line: &&str| line.contains(" [") && (line.contains("(n = ") || line.contains("; n = "));
        assert!(answer.iter().all(whole), "{answer:?}");
        // An answer from draws says how sure it is, and only that one does.
        let sure = section.lines().find(|line| line.starts_with("**How sure:** "));
        assert_eq!(sure.is_some(), section.contains(" --draws "), "{path}: run docs/cases.py");
        assert!(sure.is_none_or(|told| told.contains("worth")), "{path}: {sure:?}");
    }
}

#[test]
fn every_chart_is_small_and_belongs_to_a_scenario() {
    let charts: BTreeSet<String> = fs::read_dir(root().join("docs/cases"))
        .expect("the folder of charts")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(charts, templates::all().map(|(_, stem, _)| format!("{stem}.svg")).collect::<BTreeSet<_>>());
    for chart in charts {
        let text = fs::read_to_string(root().join("docs/cases").join(&chart)).expect("readable");
        assert!(text.starts_with("<svg ") && text.len() < 60_000, "{chart}: {} bytes", text.len());
    }
}
