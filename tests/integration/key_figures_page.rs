//! The page of key figures lists what is declared, and nothing else.

use std::collections::BTreeSet;
use std::fs;

use journeysim::metrics::journey::Journey;
use journeysim::metrics::resource::Resource;
use journeysim::metrics::touchpoint::Touchpoint;
use journeysim::metrics::{Subject, firm};

use crate::page_sentences::page_says;
use crate::program::root;
use crate::support::{World, scenarios_below};

/// Every metric of a program is one of those on the page.
#[test]
fn the_metrics_of_a_program_are_on_their_page() {
    let text = "name = \"Member\"\n[run]\nhorizon = \"1 y\"\nreplications = 1\n[population]\ncustomers = 5\n\
                [purchase]\nrate = \"1 per mo\"\nbasket = 10.0\n[program]\npoints = { per_spend = 1.0, reward_points = 50, unit_cost = 0.02 }\n\
                membership = { fee = 1.0 }\n[[program.tier]]\nname = \"gold\"\nfrom = 100\n";
    let world = World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let columns = journeysim::experiment::sweep::columns(&world.compiled);
    let names: Vec<&str> = columns.iter().filter_map(|c| c.path.strip_prefix("program.")).collect();
    assert!(names.len() > 15, "{names:?}");
    let page = fs::read_to_string(root().join("docs/key-figures.md")).expect("a page");
    let section = page.split("## ").find(|part| part.starts_with("Loyalty programs")).expect("a section");
    for name in names {
        let name = name.replace("gold", "NAME");
        let written = [format!("`{name}`"), format!("`program.{name}`")];
        assert!(written.iter().any(|form| section.contains(form)), "program.{name}");
    }
}

/// Every metric of value classes is one of those on the page.
#[test]
fn the_metrics_of_value_classes_are_on_their_page() {
    let text = "name = \"Sorted\"\n[run]\nhorizon = \"2 y\"\nreplications = 1\n[population]\ncustomers = 5\n\
                [purchase]\nrate = \"1 per mo\"\nbasket = 10.0\n[value_classes]\n";
    let world = World::parse(text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let columns = journeysim::experiment::sweep::columns(&world.compiled);
    let paths: Vec<&str> = columns.iter().filter_map(|c| c.path.strip_prefix("classes.")).collect();
    assert!(paths.len() > 100, "{paths:?}");
    let divisions = ["recency", "frequency", "money", "abc", "quadrant", "loyalty", "retail"];
    let single = ["customers", "current_value", "future_value", "top20_spend", "top20_value", "correlation"];
    for path in &paths {
        let parts: Vec<&str> = path.split('.').collect();
        let known = match parts[..] {
            [one] => single.contains(&one),
            ["remaining_years", class] => class.parse::<u8>().is_ok_and(|class| (1..=5).contains(&class)),
            ["moves", division, _, _] => divisions[..4].contains(&division),
            [division, _, what] => divisions.contains(&division) && ["count", "customers", "value"].contains(&what),
            _ => false,
        };
        assert!(known, "classes.{path}");
    }
    for name in single.iter().chain(&divisions) {
        page_says("docs/key-figures.md", &format!("`{}{name}`", if single.contains(name) { "classes." } else { "" }));
    }
}

/// Metrics of a kind that the page of key figures lists: `resources.*.more.arrivals`, `served` are two that stand together in `more`.
fn listed<S: Subject>(page: &str) -> BTreeSet<String> {
    let head = format!("| `{}.*.", S::PATH);
    let cells = page.lines().filter(|line| line.starts_with(&head)).filter_map(|line| line.split('|').nth(1));
    cells
        .flat_map(|cell| {
            let more = cell.contains(".*.more.");
            cell.split('`').skip(1).step_by(2).map(move |name| {
                let short = name.rsplit('.').next().unwrap_or(name);
                if more { format!("more.{short}") } else { short.to_owned() }
            })
        })
        .collect()
}

/// What is declared of touchpoints, journeys and resources, and nothing else, stands on the page.
#[test]
fn declared_metrics_are_those_that_the_page_lists() {
    fn check<S: Subject>(page: &str) {
        let declared: BTreeSet<String> = S::DECLARED.iter().map(|metric| metric.id().to_owned()).collect();
        assert_eq!(listed::<S>(page), declared, "{}.* of docs/key-figures.md", S::PATH);
    }
    let page = fs::read_to_string(root().join("docs/key-figures.md")).expect("the page");
    check::<Touchpoint>(&page);
    check::<Journey>(&page);
    check::<Resource>(&page);
}

/// Metrics of the firm that the page lists, by their path; names in capitals stand for the names of a scenario.
fn listed_of_firm(page: &str) -> BTreeSet<String> {
    const HEADS: [&str; 6] = ["metrics", "ledger", "bucket", "program", "observed", "behaviours"];
    let cells = page.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let mut paths = BTreeSet::new();
    for cell in cells {
        let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        let head = names[0].split('.').next().unwrap_or_default();
        for name in names.iter().filter(|_| HEADS.contains(&head)) {
            let path = if HEADS.contains(&name.split('.').next().unwrap_or_default()) { "" } else { head };
            let parts = [path].into_iter().filter(|head| !head.is_empty()).chain(name.split('.'));
            let is_name = |part: &str| part.chars().all(|c| c.is_ascii_uppercase());
            paths.insert(
                parts
                    .map(|part| if is_name(part) { "{}" } else { part })
                    .collect::<Vec<_>>()
                    .join(".")
                    .replace("{}.{}", "{}"),
            );
        }
    }
    paths
}

/// What is declared of the firm stands on the page, and no metric of it does that is not declared.
#[test]
fn declared_metrics_of_the_firm_are_those_that_the_page_lists() {
    let page = fs::read_to_string(root().join("docs/key-figures.md")).expect("the page");
    let listed = listed_of_firm(&page);
    let declared: BTreeSet<String> = firm::all().map(|metric| metric.id().to_owned()).collect();
    assert!(declared.len() > 100, "{}", declared.len());
    let missing: Vec<&String> = declared.iter().filter(|id| !listed.contains(*id)).collect();
    assert!(missing.is_empty(), "not on the page: {missing:?}");
    let made_up: Vec<&String> =
        listed.iter().filter(|path| path.starts_with("metrics.") && !declared.contains(*path)).collect();
    assert!(made_up.is_empty(), "on the page alone: {made_up:?}");
}

/// The list of pooled figures on the page names what the program pools, and nothing else, in every shipped scenario.
#[test]
fn pooled_figures_are_those_that_the_page_names() {
    let page = fs::read_to_string(root().join("docs/key-figures.md")).expect("the page");
    let list = page.split("Pooled are\n").nth(1).and_then(|rest| rest.split("What waits").next()).expect("the list");
    let named: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    let fits = |path: &str, name: &str| match name.split_once('*') {
        None => path == name,
        Some((start, end)) => path.starts_with(start) && path.ends_with(end),
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    // Two mechanisms that no shipped baseline has.
    let more = "name = \"x\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 1\n[purchase]\nrate = \"1 per mo\"\nbasket = 1\n\
                [[hole]]\nname = \"leak\"\nhazard = \"0.5 per y\"\n[win_back]\ncontacts = [\"30 d\"]\nvalue_above = 1\n\
                [word_of_mouth]\nevery = \"1 d\"\nreferrals = { per_customer = 0.4 }\n";
    let shipped = scenarios_below("scenarios").into_iter().map(|file| World::load(&file, &[]));
    for world in shipped.chain([World::parse(more, &[])]) {
        let world = world.unwrap_or_else(|problems| panic!("{problems}"));
        for column in journeysim::experiment::sweep::columns(&world.compiled) {
            let path = column.path.strip_prefix("metrics.").unwrap_or(&column.path);
            let name = named.iter().find(|name| fits(path, name));
            let known = journeysim::metrics::named(&column.path).is_some()
                || ["journeys.", "touchpoints.", "resources."].iter().any(|kind| column.path.starts_with(kind));
            assert!(known, "{} is declared nowhere in src/metrics", column.path);
            assert_eq!(column.definition.contains("pooled over all replications"), name.is_some(), "{}", column.path);
            seen.extend(name.copied());
        }
    }
    let unseen: Vec<&&str> = named.iter().filter(|name| !seen.contains(**name)).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}
