//! Every command but `run`: what it prints and how it ends.

use std::fs;

use crate::program::{Desk, SMALL, root, shipped};
use crate::support::{here, scenarios_below};

#[test]
fn check_says_what_will_run_and_why_that_engine() {
    let desk = Desk::with("queue.toml", SMALL);
    let ended = desk.run(["check", "queue.toml"]).with_code(0);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines[0], "ok: Small queue: 3 replications of 200 h, shared engine, seed 5");
    assert_eq!(
        lines[1],
        "It has 1 journey, 1 touchpoint and 1 resource. It simulates 200 h, of which the first 10 h are warm-up."
    );
    assert!(lines[2].starts_with("The shared engine runs: ") && lines[2].contains("server"), "{}", lines[2]);
    assert_eq!(ended.err, "");
    assert_eq!(desk.list(""), ["queue.toml"], "checking writes nothing");
}

#[test]
fn check_gives_problems_to_programs() {
    let desk = Desk::with("queue.toml", &SMALL.replace("staff = 1", "staf = 1"));
    let ended = desk.run(["check", "queue.toml", "--json"]).with_code(3);
    let problems = ended.json();
    let problem =
        problems.as_array().expect("a list").iter().find(|p| p["code"] == "unknown-key").expect("the problem");
    assert_eq!((&problem["file"], &problem["line"], &problem["column"]), (&"queue.toml".into(), &12.into(), &1.into()));
    assert_eq!(problem["path"], "resource.server.staf");
    assert!(problem["help"].as_str().expect("a hint").contains("staff"));
    fs::write(desk.path("queue.toml"), SMALL).expect("written");
    let ended = desk.run(["check", "queue.toml", "--json"]).with_code(0);
    assert_eq!(ended.json(), serde_json::json!([]));
}

#[test]
fn every_shipped_scenario_passes_check() {
    for path in scenarios_below("scenarios") {
        let ended = Desk::new().run(["check", here(&path).to_str().expect("UTF-8")]).with_code(0);
        assert!(ended.out.starts_with("ok: "), "{}", ended.out);
    }
}

#[test]
fn explain_tells_values_origins_and_assumptions() {
    let desk = Desk::with("queue.toml", SMALL);
    let ended = desk.run(["explain", "queue.toml", "--set", "run.replications=7"]).with_code(0);
    let row = |path: &str| -> Vec<String> {
        let line = ended.out.lines().find(|line| line.split_whitespace().next() == Some(path));
        let line = line.unwrap_or_else(|| panic!("{path} in {}", ended.out));
        line.split("  ").map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect()
    };
    assert_eq!(row("resource.server.staff"), ["resource.server.staff", "1", "queue.toml:12"]);
    assert_eq!(row("run.replications")[1..3], ["7", "--set"]);
    let visits = ["held fixed", "default", "assumption; held fixed: it only ends endless loops"];
    assert_eq!(row("journey.visit.max_visits")[2..], visits);
    assert!(ended.out.contains("engine: shared: ") && ended.out.contains("\nassumptions\n  - "), "{}", ended.out);
    let part = desk.run(["explain", "queue.toml", "resource.server"]).with_code(0);
    assert!(part.out.lines().skip(1).all(|line| line.starts_with("resource.server.")), "{}", part.out);
    let alone = desk.run(["explain", "queue.toml", "resource.server.staff"]).with_code(0);
    assert!(alone.out.contains("\nstaff on duty, server: Servers on duty"), "{}", alone.out);
    let json = desk.run(["explain", "queue.toml", "run.seed", "--json"]).with_code(0).json();
    assert_eq!(json["engine"], "shared");
    assert_eq!((&json["values"][0]["path"], &json["values"][0]["value"]), (&"run.seed".into(), &"5".into()));
    let guess = desk.run(["explain", "queue.toml", "journey.visit.max_visits", "--json"]).with_code(0).json();
    assert_eq!(guess["values"][0]["between"], "whole numbers alike");
    assert_eq!(guess["values"][0]["ranges"][0]["held_fixed"], "it only ends endless loops");
    let wrong = desk.run(["explain", "queue.toml", "resource.sever"]).with_code(2);
    assert!(wrong.err.contains("resource.server"), "{}", wrong.err);
}

#[test]
fn explain_says_how_far_an_assumption_may_be_off() {
    let file = shipped("bank-branch").display().to_string();
    let desk = Desk::new();
    let told = desk.run(["explain", file.as_str(), "memory.half_life", "-q"]).with_code(0);
    assert!(told.out.contains("90 d to 360 d  default  assumption; range: half to double\n"), "{}", told.out);
    let sentence =
        "`memory.half_life`: nine in ten lie between 90 d and 360 d: lognormal, median 180 d (half to double)\n";
    assert!(told.out.ends_with(sentence), "{}", told.out);
    let json = desk.run(["explain", file.as_str(), "memory.half_life", "-q", "--json"]).with_code(0).json();
    let range = &json["values"][0]["ranges"][0];
    assert_eq!((&range["low"], &range["high"], &range["unit"]), (&90.0.into(), &360.0.into(), &"d".into()));
    // What the file says is not known goes before.
    let text = format!(
        "{SMALL}\n[[uncertain]]\nname = \"staff\"\npath = \"resource.server.staff\"\nset = {{ between = [1, 2] }}\nbasis = \"the plan\"\n"
    );
    let own =
        Desk::with("queue.toml", &text).run(["explain", "queue.toml", "resource.server.staff", "-q"]).with_code(0);
    assert!(own.out.contains("1      1 to 2       queue.toml:12  uncertain: the plan\n"), "{}", own.out);
    assert!(own.out.ends_with("`staff` is uncertain: 1 to 2, median 2 (the plan)\n"), "{}", own.out);
    // What is no assumption says what `between` would mean.
    let staff = desk.run(["explain", file.as_str(), "resource.tellers.staff", "-q"]).with_code(0);
    assert!(staff.out.ends_with("In `[[uncertain]]`, `between` means whole numbers alike here.\n"), "{}", staff.out);
}

#[test]
fn replay_tells_one_life_in_order_and_the_same_each_time() {
    let file = shipped("bank-branch").display().to_string();
    let desk = Desk::new();
    let tell = |more: &[&str]| desk.run(["replay", file.as_str(), "-q", "--horizon", "1y"].iter().chain(more));
    let life = tell(&["--replication", "3", "--customer", "1234"]).with_code(0);
    let lines: Vec<&str> = life.out.lines().collect();
    assert_eq!(lines[0], "Bank branch: customer 1234 of day 0, replication 3, seed 7");
    assert!(lines[1].starts_with("day     0 Mon 00:00:00  "), "{}", lines[1]);
    assert!(lines.len() > 5, "{}", life.out);
    let json = tell(&["--replication", "3", "--customer", "1234", "--json"]).with_code(0).json();
    let events = json.as_array().expect("a list");
    assert_eq!(events.len(), lines.len() - 1);
    let at: Vec<f64> = events.iter().map(|event| event["at_days"].as_f64().expect("a number")).collect();
    assert!(at.is_sorted() && at.last() < Some(&365.0));
    assert_eq!(tell(&["--replication", "3", "--customer", "1234"]).out, life.out);
    assert_ne!(tell(&["--replication", "4", "--customer", "1234"]).out, life.out);
    let newcomer = tell(&["--source", "street", "--customer", "0"]).with_code(0);
    assert!(newcomer.out.starts_with("Bank branch: customer 0 by street, replication 0, seed 7\n"), "{}", newcomer.out);
    assert!(newcomer.out.contains("joins"), "{}", newcomer.out);
}

#[test]
fn replay_tells_of_an_anonymous_visit() {
    let desk = Desk::with("queue.toml", SMALL);
    let tell = |n: u32| desk.run(["replay", "queue.toml", "--journey", "visit", "--visitor", &n.to_string(), "--json"]);
    let mut waited = 0;
    for visitor in 0..20 {
        let events = tell(visitor).with_code(0).json();
        let said: Vec<&str> = events.as_array().expect("a list").iter().filter_map(|e| e["event"].as_str()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0] == "starts visit" && said[1].contains("counter, which takes "), "{said:?}");
        assert!(said[2].starts_with("completes visit after "), "{said:?}");
        waited += u32::from(said[1].starts_with("waits "));
    }
    assert!((1..20).contains(&waited), "half of them wait at a load of one half: {waited}");
}

#[test]
fn a_replay_of_nobody_says_who_there_is() {
    let file = shipped("bank-branch").display().to_string();
    let cases = [
        (vec!["--customer", "4000"], "0 to 3999"),
        (vec!["--customer", "1", "--source", "streat"], "`street`"),
        (vec!["--visitor", "1", "--journey", "nowhere"], "no journey with anonymous arrivals"),
        (vec![], "--customer"),
    ];
    for (who, said) in cases {
        let ended = Desk::new().run(["replay", file.as_str(), "-q"].iter().chain(&who)).with_code(2);
        assert!(ended.err.contains(said), "{who:?}: {}", ended.err);
    }
    let queue = Desk::with("queue.toml", SMALL);
    let ended = queue.run(["replay", "queue.toml", "--customer", "1"]).with_code(2);
    assert!(ended.only_line().contains("nobody is a customer on day 0"), "{}", ended.err);
}

#[test]
fn new_writes_a_scenario_that_checks_and_never_overwrites() {
    let desk = Desk::new();
    let ended = desk.run(["new", "My café"]).with_code(0);
    assert_eq!(ended.out, "my-café.toml\n");
    let text = desk.read("my-café.toml");
    assert!(text.starts_with("#:schema ./scenario.schema.json\n") && text.contains("\"My café\""), "{text}");
    assert!(desk.run(["check", "my-café.toml", "-q"]).with_code(0).out.starts_with("ok: My café: 4000 customers"));
    fs::write(desk.path("my-café.toml"), "mine").expect("written");
    let again = desk.run(["new", "My café"]).with_code(4);
    assert!(again.only_line().contains("it exists already"), "{}", again.err);
    assert_eq!(desk.read("my-café.toml"), "mine");
    assert_eq!(desk.run(["new", "q", "--template", "mm1", "-q"]).with_code(0).err, "");
    assert!(desk.read("q.toml").contains("arrivals"));
}

#[test]
fn new_refuses_what_is_no_name() {
    let desk = Desk::new();
    for name in ["../x", "/etc/x", "..", "", "a\\b"] {
        desk.run(["new", name]).with_code(2);
    }
    let ended = desk.run(["new", "x", "--template", "bank-brunch"]).with_code(2);
    assert!(ended.only_line().contains("did you mean `bank-branch`?"), "{}", ended.err);
    assert!(desk.list("").is_empty());
}

#[test]
fn new_lists_its_templates() {
    let ended = Desk::new().run(["new", "--list"]).with_code(0);
    let listed = ended.out.lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!(listed, scenarios_below("scenarios").len());
    assert!(ended.out.contains("bank-branch") && ended.out.contains("Which repair keeps more value per yuan"));
}

#[test]
fn report_draws_the_same_again_without_simulating() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "--out", "o"]).with_code(0);
    let names = ["results.json", "report.html", "manifest.json", "tables/metrics.csv", "tables/replications.csv"];
    let before = names.map(|name| desk.read(&format!("o/{name}")));
    let charts = desk.list("o/charts");
    assert!(!charts.is_empty());
    let drawn: Vec<Vec<u8>> =
        charts.iter().map(|name| fs::read(desk.path("o/charts").join(name)).expect("readable")).collect();
    fs::remove_dir_all(desk.path("o/charts")).expect("removed");
    fs::remove_file(desk.path("o/report.html")).expect("removed");
    fs::remove_file(desk.path("queue.toml")).expect("removed");
    desk.run(["report", "o"]).with_code(0);
    assert_eq!(names.map(|name| desk.read(&format!("o/{name}"))), before);
    assert_eq!(desk.list("o/charts"), charts);
    for (name, bytes) in charts.iter().zip(drawn) {
        assert!(fs::read(desk.path("o/charts").join(name)).expect("readable") == bytes, "{name} differs");
    }
}

#[test]
fn report_refuses_what_is_no_result() {
    let desk = Desk::new();
    assert!(desk.run(["report", "nowhere"]).with_code(2).only_line().contains("nowhere/results.json"));
    for (text, said) in
        [("{", "line 1"), ("{}", "no `schema`"), ("{\"schema\": 2}", "layout 2"), ("{\"schema\": 1}", "missing field")]
    {
        fs::write(desk.path("results.json"), text).expect("written");
        let ended = desk.run(["report", "."]).with_code(2);
        assert!(ended.only_line().contains(said), "{text}: {}", ended.err);
        assert_eq!(desk.list(""), ["results.json"], "nothing is drawn");
    }
}

#[test]
fn the_schema_is_the_one_in_the_repository() {
    let ended = Desk::new().run(["schema"]).with_code(0);
    assert_eq!(ended.out, fs::read_to_string(root().join("schema/scenario.json")).expect("readable"));
    assert!(ended.json().is_object());
}

#[test]
fn completions_and_manual_pages_know_the_commands() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = desk.run(["completions", shell]).with_code(0);
        assert!(ended.out.contains("replay") && ended.out.contains("precision"), "{shell}");
    }
    desk.run(["completions", "dos"]).with_code(2);
    let page = desk.run(["man"]).with_code(0).out;
    assert!(page.contains(".TH journeysim") && page.contains("Exit codes"), "{page}");
    assert!(desk.run(["man", "run"]).with_code(0).out.contains("precision"));
    desk.run(["man", "walk"]).with_code(2);
}

#[test]
fn help_and_version_are_results_and_mistakes_are_not() {
    let desk = Desk::new();
    let help = desk.run(["--help"]).with_code(0);
    assert!(help.out.contains("Exit codes:") && help.err.is_empty());
    assert_eq!(desk.run(["--version"]).with_code(0).out, format!("journeysim {}\n", env!("CARGO_PKG_VERSION")));
    for args in [&[][..], &["rnu"], &["run"], &["check", "a", "b"]] {
        let ended = desk.run(args).with_code(2);
        assert!(ended.out.is_empty() && !ended.err.is_empty());
    }
    assert!(desk.run(["chek"]).err.contains("'check'"));
}
