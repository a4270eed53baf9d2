//! The page about sweeps promises commands: each is tried, in order, on less work.

use std::fs;

use crate::program::{Desk, root, shipped};

/// Words of a command line, as a shell splits them; only double quotes are known here.
fn words(line: &str) -> Vec<String> {
    let part = |(i, part): (usize, &str)| -> Vec<String> {
        if i % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() }
    };
    line.split('"').enumerate().flat_map(part).collect()
}

#[test]
fn every_command_works() {
    let page = fs::read_to_string(root().join("docs/sweeps.md")).expect("the page");
    let desk = Desk::new();
    fs::create_dir(desk.path("scenarios")).expect("a folder");
    fs::copy(shipped("mm1"), desk.path("scenarios/mm1.toml")).expect("copied");
    let mut tried = 0;
    for block in page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("\n```")) {
        for line in block.0.lines() {
            let mut words = words(line);
            assert_eq!(words.remove(0), "journeysim", "how is this tried? {line}");
            if let Some(at) = words.iter().position(|word| word == "--points") {
                words[at + 1] = "4".to_owned();
                words.extend(["--horizon", "100h", "--replications", "2"].map(str::to_owned));
                words.extend(["--set", "run.warm_up=1 h"].map(str::to_owned));
            }
            if let Some(at) = words.iter().position(|word| word == "--add") {
                words[at + 1] = "2".to_owned();
            }
            let ended = desk.run(&words).with_code(0);
            assert!(!ended.out.is_empty() || !ended.err.is_empty(), "{line}");
            tried += 1;
        }
    }
    assert!(tried >= 7, "{tried}");
    assert!(desk.path("study/analysis.html").is_file() && desk.path("cluster/plan.json").is_file());
}

#[test]
fn what_the_page_of_slurm_asks_before_a_cluster_works() {
    let page = fs::read_to_string(root().join("cluster/slurm/README.md")).expect("the page");
    let desk = Desk::new();
    fs::create_dir(desk.path("scenarios")).expect("a folder");
    fs::copy(shipped("two-bucket"), desk.path("scenarios/two-bucket.toml")).expect("copied");
    let lines = page.lines().filter(|line| line.starts_with("journeysim "));
    let mut tried = 0;
    for line in lines {
        let less = line.replace("1024", "8").replace("64", "4").replace("/shared/study", "study");
        let more = ["--customers", "200", "--horizon", "90 d", "--replications", "1"];
        desk.run(words(&less).iter().skip(1).map(String::as_str).chain(more)).with_code(0);
        tried += 1;
    }
    assert_eq!(tried, 2, "a dry run and a plan");
    assert_eq!(desk.run(["sweep", "missing", "study", "-q", "--format", "slurm"]).with_code(0).out, "0-3\n");
    assert!(root().join("cluster/slurm/submit").is_file(), "the third line submits");
}

#[test]
fn links_lead_somewhere() {
    for page in ["docs/sweeps.md", "cluster/slurm/README.md"] {
        let text = fs::read_to_string(root().join(page)).expect(page);
        let folder = root().join(page).parent().expect("a folder").to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)) {
            assert!(folder.join(link).is_file(), "{page}: {link}");
        }
    }
}
