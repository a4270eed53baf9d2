//! A long file: `[[uncertain]]`, each sentence of the language with its meaning and its refusals, and a study of a choice whose answers are known.

use serde_json::Value;

use journeysim::scenario::uncertain::Unknowns;
use journeysim::scenario::{Scenario, explain};

use crate::program::Desk;

/// A firm in which everything moves in a straight line.
const FIRM: &str = r#"
name = "Overhead"
[run]
horizon = "1 y"
replications = 4
seed = 11
[money]
currency = "EUR"
overhead = "100 per y"
[population]
customers = 40
[[hole]]
name = "leave"
hazard = "20 % per y"
[[hole]]
name = "rival"
hazard = "5 % per y"
[purchase]
rate = "12 per y"
basket = { lognormal = { mean = 10.0, cv = 0.5 } }
margin = 0.3
[contract]
term = "1 y"
price = 1.0
retention = [0.9, 0.7, 0.8]
[[resource]]
name = "desk"
staff = { timetable = { "08:00" = 10, "18:00" = 0 } }
[[journey]]
name = "visit"
arrivals = "2 per h"
[[journey.touchpoint]]
name = "enter"
time = "1 min"
next = { ask = 0.2, pay = 0.5, look = 0.3 }
[[journey.touchpoint]]
name = "ask"
resource = "desk"
time = { lognormal = { mean = "5 min", cv = 0.5 } }
[[journey.touchpoint]]
name = "look"
time = "1 min"
[[journey.touchpoint]]
name = "pay"
time = "1 min"
[[intervention]]
name = "leaner"
change = { "money.overhead" = { set = "99.5 per y" } }
[[intervention]]
name = "one more"
change = { "resource.desk.staff" = { add = 1 }, "hole.rival.hazard" = { set = "2 % per y" }, "hole.leave.factor" = { set = 0.0 } }
[[shock]]
name = "recall"
enabled = false
start = "30 d"
change = { "purchase.margin" = { scale = 0.9 } }
"#;

fn load(text: &str) -> Scenario {
    let loaded = Scenario::parse("firm.toml", text, &[]);
    loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario
}

/// A scenario with one entry more, and its inputs.
fn with(entry: &str) -> (Scenario, Unknowns) {
    let scenario = load(&format!("{FIRM}[[uncertain]]\n{entry}\n"));
    let (unknowns, _) = scenario.unknowns().expect("inputs");
    (scenario, unknowns)
}

/// What stands at a path when the only input has a value.
fn at(entry: &str, value: &str, path: &str) -> String {
    let (scenario, unknowns) = with(entry);
    let drawn = scenario.at_draw(&unknowns, &[value.to_owned()]);
    let drawn = drawn.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    effective(&drawn, path)
}

fn effective(scenario: &Scenario, path: &str) -> String {
    let found = explain(scenario, Some(path)).unwrap_or_else(|problem| panic!("{}", problem.message));
    found.into_iter().map(|value| value.value_text).collect::<Vec<_>>().join(" ")
}

fn refusal(entry: &str) -> String {
    let text = format!("{FIRM}[[uncertain]]\n{entry}\n");
    match Scenario::parse("firm.toml", &text, &[]) {
        Ok(_) => panic!("{entry} is taken"),
        Err(problems) => problems.render(false),
    }
}

#[test]
fn a_value_is_set_and_a_range_is_of_nine_in_ten() {
    let entry = "name = \"margin\"\npath = \"purchase.margin\"\nset = { between = [0.28, 0.36] }";
    assert_eq!(at(entry, "0.31", "purchase.margin"), "0.31");
    let (_, unknowns) = with(entry);
    let input = &unknowns.inputs[0];
    // A margin may be negative: normal, so that its median is the middle.
    let value = |u: f64| input.law.number(u).expect("a number");
    for (u, wanted) in [(0.05, 0.28), (0.5, 0.32), (0.95, 0.36)] {
        assert!((value(u) - wanted).abs() < 1e-9, "{u}: {}", value(u));
    }
    assert_eq!(input.written.as_deref(), Some("0.3"));
}

#[test]
fn a_factor_lies_under_what_interventions_set() {
    let entry = "path = \"hole.*.factor\"\nscale = { between = [0.5, 2] }";
    let (scenario, unknowns) = with(entry);
    assert_eq!(unknowns.inputs[0].name, "scale:hole.*.factor");
    let drawn = scenario.at_draw(&unknowns, &["2".to_owned()]).expect("valid");
    let root = |scenario: &Scenario, path: &str| effective(scenario, path);
    assert!(root(&drawn, "hole.rival.factor").contains('2'));
    // A world that plugs a hole keeps it plugged: twice nothing is nothing.
    let world = drawn.world("one more").expect("a world");
    assert!(root(&world, "hole.leave.factor").starts_with('0'), "{}", root(&world, "hole.leave.factor"));
    let rival = |key: &str| root(&world, &format!("hole.rival.{key}"));
    assert!(
        rival("hazard").contains("2 % per y") && rival("factor").contains('2'),
        "{} {}",
        rival("hazard"),
        rival("factor")
    );
}

#[test]
fn a_number_inside_a_patch_is_an_input() {
    let entry = "path = \"intervention.one more.change.resource.desk.staff\"\nset = { between = [1, 2] }";
    let (scenario, unknowns) = with(entry);
    let input = &unknowns.inputs[0];
    assert_eq!([0.0, 0.49, 0.51, 0.99].map(|u| input.value(u, 0).0), ["1", "1", "2", "2"], "whole numbers, alike");
    let drawn = scenario.at_draw(&unknowns, &["2".to_owned()]).expect("valid");
    let world = drawn.world("one more").expect("a world");
    assert!(effective(&world, "resource.desk.staff").contains("+ 2"), "{}", effective(&world, "resource.desk.staff"));
    // On into the value of a patch, and by a factor.
    let entry = "path = \"intervention.leaner.change.money.overhead\"\nscale = { between = [0.9, 1.1] }";
    let (scenario, unknowns) = with(entry);
    let drawn = scenario.at_draw(&unknowns, &["0.5".to_owned()]).expect("valid");
    let told = effective(&drawn.world("leaner").expect("a world"), "money.overhead");
    let per_day: f64 = told.trim_matches('"').strip_suffix(" per d").and_then(|x| x.parse().ok()).expect("a rate");
    assert!((per_day * 365.0 - 49.75).abs() < 1e-9, "{told}");
}

#[test]
fn a_parameter_of_a_law_an_element_of_a_list_and_an_hour_are_inputs() {
    let entry = "path = \"journey.visit.ask.time.lognormal.mean\"\nset = { between = [\"4 min\", \"6 min\"] }";
    let (_, unknowns) = with(entry);
    assert_eq!(unknowns.inputs[0].shown.unit, "min");
    let told = at(entry, "\"0.0035 d\"", "journey.visit.ask.time");
    assert!(told.contains("mean = \"0.0035 d\"") && told.contains("cv = 0.5"), "{told}");
    let entry = "path = \"contract.retention.2\"\nset = { between = [0.6, 0.75] }";
    assert_eq!(at(entry, "0.65", "contract.retention"), "[0.9, 0.65, 0.8]");
    let entry = "path = \"resource.desk.staff.timetable.08:00\"\nscale = { between = [0.8, 1] }";
    let (scenario, unknowns) = with(entry);
    let drawn = scenario.at_draw(&unknowns, &["0.83".to_owned()]).expect("staff are whole: a factor rounds");
    assert!(effective(&drawn, "resource.desk.staff").contains("0.83"));
    for (path, says) in [
        ("journey.visit.ask.time", "`journey.visit.ask.time.lognormal.mean` keeps the law"),
        ("contract.retention", "an element of a list"),
        ("resource.desk.staff", "an hour of a timetable"),
    ] {
        let range = if path.ends_with("staff") { "[1, 2]" } else { "[0.1, 0.2]" };
        let range = if path.ends_with("time") { "[\"1 min\", \"2 min\"]" } else { range };
        let refused = refusal(&format!("path = \"{path}\"\nset = {{ between = {range} }}"));
        assert!(refused.contains(says), "{path}: {refused}");
    }
}

#[test]
fn a_shock_may_come_or_not_and_at_some_time() {
    let entry = "path = \"shock.recall.enabled\"\nset = { values = [true, false], weights = [0.3, 0.7] }";
    let (scenario, unknowns) = with(entry);
    let input = &unknowns.inputs[0];
    assert_eq!([0.0, 0.29, 0.31, 0.99].map(|u| input.value(u, 0).0), ["true", "true", "false", "false"]);
    let drawn = scenario.at_draw(&unknowns, &["true".to_owned()]).expect("valid");
    assert!(*drawn.read().shock[0].enabled);
    let both = format!(
        "{entry}\n[[uncertain]]\npath = \"shock.recall.start\"\nset = {{ law = {{ uniform = {{ low = \"0 d\", high = \"2 y\" }} }} }}"
    );
    let (scenario, unknowns) = with(&both);
    let (text, days) = unknowns.inputs[1].value(0.25, 0);
    assert_eq!(days, Some(182.5));
    let drawn = scenario.at_draw(&unknowns, &["true".to_owned(), text]).expect("valid");
    assert_eq!(*drawn.read().shock[0].start, 182.5);
    // What can never come is nothing to be uncertain about.
    let refused = refusal("path = \"shock.recall.start\"\nset = { between = [\"10 d\", \"20 d\"] }");
    assert!(refused.contains("can act in no world"), "{refused}");
}

#[test]
fn weights_that_sum_to_one_give_way() {
    let entry = "path = \"journey.visit.enter.next.ask\"\nset = { between = [0.08, 0.20] }";
    let (scenario, unknowns) = with(entry);
    let drawn = scenario.at_draw(&unknowns, &["0.1".to_owned()]).expect("valid");
    let next = drawn.root.entry("journey", "visit").and_then(|j| j.entry("touchpoint", "enter"));
    let route = next.and_then(|t| t.opt("next")).and_then(|item| item.as_route()).expect("a route");
    let share = |name: &str| route.targets.iter().find(|target| target.0 == name).expect("there").1;
    // .9 is left for .5 and .3.
    assert!((share("pay") - 0.9 * 0.5 / 0.8).abs() < 1e-12 && (share("look") - 0.9 * 0.3 / 0.8).abs() < 1e-12);
    let two =
        format!("{entry}\n[[uncertain]]\npath = \"journey.visit.enter.next.pay\"\nset = {{ between = [0.4, 0.6] }}");
    let (scenario, unknowns) = with(&two);
    let drawn = scenario.at_draw(&unknowns, &["0.1".to_owned(), "0.6".to_owned()]).expect("valid");
    let next = drawn.root.entry("journey", "visit").and_then(|j| j.entry("touchpoint", "enter"));
    let route = next.and_then(|t| t.opt("next")).and_then(|item| item.as_route()).expect("a route");
    let look = route.targets.iter().find(|target| target.0 == "look").expect("there").1;
    assert!((look - 0.3).abs() < 1e-12, "only what nobody names gives way: {look}");
    assert!(scenario.at_draw(&unknowns, &["0.6".to_owned(), "0.6".to_owned()]).is_err(), "more than all of it");
}

#[test]
fn rows_of_a_file_belong_together() {
    let desk = Desk::with("firm.toml", &format!("{FIRM}[[uncertain]]\nname = \"fit\"\ndraws = \"fit/rows.csv\"\n"));
    std::fs::create_dir(desk.path("fit")).expect("a folder");
    let rows: Vec<String> =
        (0..40).map(|i| format!("{},{}", 0.25 + 0.002 * f64::from(i), 0.5 + 0.01 * f64::from(i))).collect();
    std::fs::write(
        desk.path("fit/rows.csv"),
        format!("purchase.margin,scale:hole.rival.factor\n{}\n", rows.join("\n")),
    )
    .expect("a file");
    let found = desk.run(["compare", "firm.toml", "--draws", "40", "--json", "--out", "o"]).with_code(0).json();
    let inputs = found["uncertainty"]["inputs"].as_array().expect("inputs");
    assert_eq!(inputs.len(), 2);
    assert_eq!(found["uncertainty"]["tied"].as_array().expect("sets").len(), 1, "rows keep together");
    // Each row once: the two columns of the table are those of the file.
    let table = desk.read("o/tables/draws.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut seen: Vec<String> = reader
        .records()
        .map(|row| row.expect("a row"))
        .filter(|row| &row[2] == "baseline")
        .map(|row| format!("{},{}", &row[4], &row[5]))
        .collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 40);
    let missing = desk.run(["check", "firm.toml", "--set", "uncertain.fit.draws=nowhere.csv"]);
    assert_eq!(missing.code, 3, "{}", missing.err);
}

#[test]
fn what_makes_no_input_is_refused_in_words() {
    let margin = "name = \"a\"\npath = \"purchase.margin\"\nset = { between = [0.28, 0.36] }";
    for (entry, says) in [
        ("path = \"purchase.margn\"\nset = { between = [0.1, 0.2] }", "did you mean `purchase.margin`?"),
        ("path = \"run.seed\"\nset = { between = [1, 2] }", "belongs to the experiment"),
        ("path = \"hole.leave.name\"\nset = { values = [\"x\"] }", "is a name"),
        ("path = \"purchase.margin\"\nset = { between = [0.4, 0.2] }", "write the smaller one first"),
        ("path = \"hole.leave.factor\"\nscale = { between = [0, 2] }", "lognormal and has no end at 0 or below"),
        ("path = \"contract.retention.2\"\nset = { between = [0.5, 1] }", "no end on a bound"),
        (
            "path = \"intervention.one more.change.resource.desk.staff\"\nset = { between = [1, 2.5] }",
            "must be a whole number, found 2.5",
        ),
        ("path = \"purchase.margin\"\nset = { between = [0.1, 0.2], values = [0.1] }", "exclude each other"),
        ("path = \"purchase.margin\"\nset = { values = [0.1, 0.2], weights = [1] }", "`weights` has 1 numbers"),
        ("path = \"purchase.margin\"\nset = { values = [0.1, 0.1] }", "twice"),
        ("path = \"hole.leave.factor\"\nadd = { between = [\"1 d\", \"2 d\"] }", "must be"),
        ("path = \"hole.leave.enabled\"\nset = { between = [0, 1] }", "give the values it may have"),
        ("path = \"purchase.margin\"", "needs one of"),
        ("set = { between = [0.1, 0.2] }", "needs `path`"),
        (&format!("{margin}\nwith = {{ b = 0.4 }}"), "no input called `b` above"),
        (&format!("{margin}\nmeasure = {{ observations = 20 }}"), "need `sd`"),
        (
            &format!("{margin}\n[[uncertain]]\npath = \"purchase.margin\"\nset = {{ between = [0.2, 0.3] }}"),
            "both set `purchase.margin`",
        ),
        (
            &format!(
                "{margin}\n[[uncertain]]\nname = \"a\"\npath = \"purchase.basket\"\nscale = {{ between = [0.2, 0.3] }}"
            ),
            "called `a`",
        ),
        (
            "path = \"intervention.one less.change.money.overhead\"\nset = { between = [1, 2] }",
            "no `intervention` is called",
        ),
        ("path = \"intervention.leaner.change.purchase.margin\"\nset = { between = [0.1, 0.2] }", "does not change"),
        ("draws = \"rows.csv\"", "works in a file only"),
    ] {
        let refused = refusal(entry);
        assert!(refused.contains(says), "{entry}\n{refused}");
    }
}

/// `.5 + t1 + .5 t2 + .2 t3 + 0 t4`: what leaner overhead gains, of which nobody knows three parts.
fn known(measured: &str) -> String {
    let normal = |sd: f64| format!("{{ law = {{ normal = {{ mean = \"0 per y\", sd = \"{sd} per y\" }} }} }}");
    let path = "path = \"intervention.leaner.change.money.overhead\"";
    let mut text = FIRM[..FIRM.find("[[intervention]]\nname = \"one more\"").expect("there")].to_owned();
    for (name, sd) in [("t1", 1.0), ("t2", 0.5), ("t3", 0.2)] {
        let measure = if name == "t1" { measured } else { "" };
        text += &format!("[[uncertain]]\nname = \"{name}\"\n{path}\nadd = {}\n{measure}\n", normal(sd));
    }
    text + "[[uncertain]]\nname = \"t4\"\npath = \"purchase.basket\"\nscale = { between = [0.5, 2] }\n"
}

fn near(found: &Value, wanted: f64) {
    let (value, error) = (found["value"].as_f64().expect("a number"), found["error"].as_f64().expect("a number"));
    assert!((value - wanted).abs() <= (3.5 * error).max(0.01), "{found} is not {wanted}");
}

#[test]
fn a_choice_is_judged_as_the_closed_form_says() {
    // INB is normal with mean .5 and variance 1.29: EVPI .24632, P(best) Phi(.5 / 1.1358) = .67011; t1 alone .19780, a measurement that tells half of
    // its variance .09982.
    let desk = Desk::with("firm.toml", &known("measure = { cost = 0.02, error = \"1 per y\" }"));
    let found = desk.run(["compare", "firm.toml", "--draws", "512", "--json", "--out", "o"]).with_code(0).json();
    let found = &found["uncertainty"];
    assert_eq!(found["leader"], "leaner");
    assert_eq!((&found["draws"], &found["drawing"]["replications"]), (&512.into(), &1.into()), "nothing is luck here");
    near(&found["evpi"], 0.24632);
    near(&found["designs"][1]["p_best"], 0.67011);
    let input =
        |name: &str| found["inputs"].as_array().expect("inputs").iter().find(|i| i["name"] == name).expect("there");
    for (name, worth) in [("t1", 0.19780), ("t2", 0.04166), ("t3", 0.00040), ("t4", 0.0)] {
        near(&input(name)["worth"], worth);
    }
    let measured = &input("t1")["measurement"];
    assert!((measured["told"].as_f64().expect("a share") - 0.5).abs() < 0.005, "{measured}");
    near(&measured["worth"], 0.09982);
    let net = measured["net"]["value"].as_f64().expect("money") - measured["worth"]["value"].as_f64().expect("money");
    assert!((net + 0.02).abs() < 1e-12);
    // Overhead 99.5 + t1 gains nothing at 100.
    let turn = input("t1")["break_even"][0].as_f64().expect("a break-even");
    assert!((turn - 0.5).abs() < 0.02, "{turn}");
    assert_eq!(input("t1")["said"]["unit"], "per y");
    assert!((found["designs"][1]["as_written"].as_f64().expect("money") - 0.5).abs() < 1e-9);
    let least =
        found["designs"].as_array().expect("designs").iter().map(|d| d["regret"]["value"].as_f64().expect("money"));
    // By the last report day everything is counted, so that it is the same choice.
    let last = found["best_by"].as_array().and_then(|days| days.last()).expect("report days");
    assert_eq!(last["day"], 365.0);
    let (then, in_all) = (&last["p_best"][1], &found["designs"][1]["p_best"]["value"]);
    assert!((then.as_f64().expect("a share") - in_all.as_f64().expect("a share")).abs() < 0.01, "{then} {in_all}");
    let least = least.fold(f64::INFINITY, f64::min);
    assert_eq!(found["evpi"]["value"].as_f64(), Some(least), "the worth of knowing everything is the least regret");
}

#[test]
fn what_is_known_is_worth_nothing() {
    let one = "[[uncertain]]\npath = \"money.overhead\"\nset = { values = [\"100 per y\"] }\n";
    let desk = Desk::with("firm.toml", &format!("{FIRM}{one}"));
    let found = desk.run(["compare", "firm.toml", "--draws", "64", "--json", "--out", "o"]).with_code(0).json();
    let found = &found["uncertainty"];
    assert_eq!(found["evpi"]["value"], 0.0);
    assert_eq!(found["inputs"].as_array().expect("inputs").iter().filter(|i| i["worth"]["value"] != 0.0).count(), 0);
}

#[test]
fn what_is_not_known_changes_nothing_of_what_is_written() {
    let desk = Desk::with("firm.toml", &known(""));
    let read = |out: &str| -> Value { serde_json::from_str(&desk.read(&format!("{out}/results.json"))).expect("JSON") };
    desk.run(["compare", "firm.toml", "--draws", "64", "-q", "--out", "o"]).with_code(0);
    desk.run(["compare", "firm.toml", "--as-written", "-q", "--out", "p"]).with_code(0);
    let (mut with, without) = (read("o"), read("p"));
    assert!(with.as_object_mut().expect("results").remove("uncertainty").is_some());
    assert_eq!(with, without);
    assert!(!desk.list("p/tables").contains(&"draws.csv".to_owned()));
    for table in ["replications", "metrics"] {
        let table = format!("tables/{table}.csv");
        assert_eq!(desk.read(&format!("o/{table}")), desk.read(&format!("p/{table}")), "{table}");
    }
    // Without entries, a file of its own: only its hash differs.
    let plain = known("");
    let plain = &plain[..plain.find("[[uncertain]]").expect("there")];
    std::fs::write(desk.path("plain.toml"), plain).expect("a file");
    desk.run(["compare", "plain.toml", "-q", "--out", "q"]).with_code(0);
    let mut plain = read("q");
    let hash = |results: &Value| results["scenario"]["hash"].clone();
    assert_ne!(hash(&plain), hash(&without));
    plain["scenario"]["hash"] = hash(&without);
    plain["scenario"]["inputs"] = without["scenario"]["inputs"].clone();
    assert_eq!(plain, without);
}

#[test]
fn draws_are_a_table_and_do_not_depend_on_threads() {
    let desk = Desk::with("firm.toml", &known(""));
    for (threads, out) in [("1", "o"), ("4", "p")] {
        desk.run(["compare", "firm.toml", "--draws", "64", "-q", "--threads", threads, "--out", out]).with_code(0);
    }
    for file in ["results.json", "tables/draws.csv"] {
        assert_eq!(desk.read(&format!("o/{file}")), desk.read(&format!("p/{file}")), "{file}");
    }
    let bytes = |out: &str| std::fs::read(desk.path(&format!("{out}/draws.parquet"))).expect("a file");
    assert_eq!(bytes("o"), bytes("p"));
    assert!(!desk.path("o/draws").exists(), "what was kept is gone");
    let results: Value = serde_json::from_str(&desk.read("o/results.json")).expect("JSON");
    let table = desk.read("o/tables/draws.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().expect("headers").clone();
    assert_eq!(
        headers.iter().take(8).collect::<Vec<_>>(),
        ["draw", "luck", "design", "outlay", "t1", "t2", "t3", "t4"]
    );
    let npv = headers.iter().position(|h| h == "metrics.npv").expect("a column");
    let mut sums: std::collections::BTreeMap<(String, u64), Vec<f64>> = std::collections::BTreeMap::new();
    for row in reader.records().map(|row| row.expect("a row")) {
        let (draw, luck): (u64, u64) = (row[0].parse().expect("whole"), row[1].parse().expect("whole"));
        assert_eq!(luck / 8, draw, "a draw has eight numbers of luck");
        sums.entry((row[2].to_owned(), draw)).or_default().push(row[npv].parse().expect("money"));
    }
    for design in results["uncertainty"]["designs"].as_array().expect("designs") {
        let of = |(_, values): (&(String, u64), &Vec<f64>)| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = sums.iter().filter(|((name, _), _)| *name == design["name"]).map(of).collect();
        assert_eq!(means.len(), 64);
        let mean = means.iter().sum::<f64>() / 64.0;
        assert!((mean - design["mean"].as_f64().expect("money")).abs() < 1e-6 * mean.abs().max(1.0), "{design}");
    }
    // Pictures are drawn again, and draws stay.
    let before = desk.read("o/tables/draws.csv");
    desk.run(["report", "o"]).with_code(0);
    assert_eq!(desk.read("o/tables/draws.csv"), before);
    desk.run(["compare", "firm.toml", "--as-written", "-q", "--out", "o"]).with_code(0);
    assert!(!desk.list("o/tables").contains(&"draws.csv".to_owned()), "they are of results that are gone");
}

#[test]
fn a_study_that_was_stopped_goes_on() {
    use std::time::{Duration, Instant};
    let text = known("").replace("customers = 40", "customers = 2500");
    let desk = Desk::with("firm.toml", &text);
    let args = |out: &'static str| ["compare", "firm.toml", "--draws", "96", "-q", "--out", out];
    let mut child = desk.command(args("o")).stdout(std::process::Stdio::null()).spawn().expect("it starts");
    let kept = || if desk.path("o/draws").exists() { desk.list("o/draws").len() } else { 0 };
    let begun = Instant::now();
    while kept() < 5 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let there = kept();
    assert!(there >= 5, "{there} draws were kept");
    // A damaged one is made again.
    let name = desk.list("o/draws").into_iter().find(|name| name.ends_with(".csv")).expect("a draw");
    let bytes = std::fs::read(desk.path(&format!("o/draws/{name}"))).expect("a file");
    std::fs::write(desk.path(&format!("o/draws/{name}")), &bytes[..bytes.len() - 7]).expect("a file");
    desk.run(args("o")).with_code(0);
    desk.run(args("p")).with_code(0);
    for file in ["results.json", "tables/draws.csv"] {
        assert_eq!(desk.read(&format!("o/{file}")), desk.read(&format!("p/{file}")), "{file}");
    }
}

#[test]
fn shards_make_the_draws_and_one_command_answers() {
    let desk = Desk::with("firm.toml", &known(""));
    let args = ["compare", "firm.toml", "--draws", "96", "-q", "--out", "o"];
    for shard in ["0/3", "2/3", "1/3"] {
        desk.run(args.iter().chain(&["--shard", shard])).with_code(0);
        assert!(!desk.path("o/results.json").exists(), "a shard does not answer");
    }
    assert_eq!(desk.list("o/draws").iter().filter(|name| name.ends_with(".csv")).count(), 96, "each draw is there");
    let mut array = desk.command(args.iter().chain(&["--shard", "auto/3"]));
    array.env("SLURM_ARRAY_TASK_ID", "1");
    crate::program::ended(array.output().expect("it starts")).with_code(0);
    desk.run(args).with_code(0);
    desk.run(["compare", "firm.toml", "--draws", "96", "-q", "--out", "p"]).with_code(0);
    for file in ["results.json", "tables/draws.csv"] {
        assert_eq!(desk.read(&format!("o/{file}")), desk.read(&format!("p/{file}")), "{file}");
    }
    let wrong = desk.run(args.iter().chain(&["--shard", "3/3"])).with_code(2);
    assert!(wrong.err.contains("numbered from 0"), "{}", wrong.err);
}

#[test]
fn time_becomes_a_number_of_draws() {
    let desk = Desk::with("firm.toml", &known(""));
    let timed = desk.run(["compare", "firm.toml", "--time", "1 s", "--json", "--out", "o"]).with_code(0).json();
    let draws = timed["uncertainty"]["drawing"]["draws"].as_u64().expect("a number").to_string();
    let asked = desk.run(["compare", "firm.toml", "--draws", &draws, "--json", "--out", "p"]).with_code(0).json();
    assert_eq!(timed, asked, "bytes never depend on the clock");
}

#[test]
fn draws_that_cannot_be_are_left_out_and_too_many_end_it() {
    let entry = |high: f64| {
        format!(
            "{FIRM}[[uncertain]]\npath = \"journey.visit.ask.time.lognormal.mean\"\nset = {{ law = {{ uniform = {{ low = \"1 min\", high = \"{high} min\" }} }} }}\n"
        )
    };
    // 2 an hour, of which .2 ask, 10 at the desk: it is busy all the time from 1,500 min on, open 10 hours of 24 from 625.
    let desk = Desk::with("few.toml", &entry(640.0));
    let found = desk.run(["compare", "few.toml", "--draws", "64", "--json", "--out", "o"]).with_code(0).json();
    let refused = found["uncertainty"]["drawing"]["refused"].as_array().expect("a list").clone();
    assert!((1..=3).contains(&refused.len()), "{refused:?}");
    assert!(refused[0]["why"].as_str().expect("words").contains("desk"), "{refused:?}");
    assert_eq!(found["uncertainty"]["draws"].as_u64(), Some(64 - refused.len() as u64));
    std::fs::write(desk.path("many.toml"), entry(2_000.0)).expect("a file");
    let ended = desk.run(["compare", "many.toml", "--draws", "64", "--out", "p"]).with_code(3);
    assert!(ended.err.contains("more than 1 in 20"), "{}", ended.err);
}

#[test]
fn a_return_a_budget_and_a_yardstick_are_judged() {
    // Dearer by a share that nobody knows, for 90: what that brings is a margin on purchases, and their luck.
    let text = FIRM.replace(
        "name = \"leaner\"\nchange = { \"money.overhead\" = { set = \"99.5 per y\" } }",
        "name = \"leaner\"\ncost = { once = 90 }\nchange = { \"purchase.margin\" = { set = 0.35 } }",
    );
    let text = format!(
        "decides = \"return\"\n{text}[[uncertain]]\npath = \"intervention.leaner.change.purchase.margin\"\nset = {{ law = {{ uniform = {{ low = 0.3, high = 0.4 }} }} }}\n"
    );
    let desk = Desk::with("firm.toml", &text);
    let found = desk.run(["compare", "firm.toml", "--draws", "256", "--json", "--out", "o"]).with_code(0).json();
    let found = &found["uncertainty"];
    let design = |name: &str| {
        let all = found["designs"].as_array().expect("designs");
        all.iter().find(|design| design["name"] == name).cloned()
    };
    // By hand from the table: gain less cost over cost, of the means of draws, as a ratio of means.
    let table = desk.read("o/tables/draws.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().expect("headers").clone();
    let npv = headers.iter().position(|h| h == "metrics.npv").expect("a column");
    let mut draws: std::collections::BTreeMap<u64, Vec<[f64; 2]>> = std::collections::BTreeMap::new();
    let mut base = [0.0; 2];
    for row in reader.records().map(|row| row.expect("a row")) {
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        match &row[2] {
            "baseline" => base = [number(npv), number(3)],
            "leaner" => {
                let more = [number(npv) - base[0], number(3) - base[1]];
                draws.entry(row[0].parse().expect("whole")).or_default().push(more);
            }
            _ => {}
        }
    }
    let mean = |rows: &Vec<[f64; 2]>, at: usize| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64;
    let [gains, costs] = [0, 1].map(|at| draws.values().map(|rows| mean(rows, at)).sum::<f64>());
    let leaner = design("leaner").expect("it costs something");
    assert!((leaner["gain"]["mean"].as_f64().expect("a ratio") - gains / costs).abs() < 1e-9, "{leaner}");
    let paying = draws.values().filter(|rows| mean(rows, 0) > 0.0).count() as f64 / draws.len() as f64;
    let best = leaner["p_best"]["value"].as_f64().expect("a share");
    assert!(paying > 0.2 && paying < 0.95 && (best - paying).abs() < 0.08, "{best}, counted with luck {paying}");
    assert_eq!((&found["decides"]["metric"], &found["decides"]["worth_unit"]), (&"return".into(), &"EUR".into()));
    assert!(design("one more").is_none(), "what costs nothing has no return");
    let found = desk.run([
        "compare",
        "firm.toml",
        "--draws",
        "64",
        "--decides",
        "npv",
        "--budget",
        "1",
        "--json",
        "--out",
        "p",
    ]);
    let found = found.with_code(0).json();
    let names: Vec<&Value> =
        found["uncertainty"]["designs"].as_array().expect("designs").iter().map(|d| &d["name"]).collect();
    assert!(!names.contains(&&Value::from("leaner")), "it costs more than there is");
}

#[test]
fn inputs_come_from_the_command_line_too() {
    let desk = Desk::with("firm.toml", FIRM);
    let none = desk.run(["compare", "firm.toml", "--draws", "64", "--out", "o"]).with_code(2);
    assert!(none.err.contains("nothing is said to be unknown"), "{}", none.err);
    let run = |more: &[&str], out: &str| {
        let args = ["compare", "firm.toml", "--draws", "32", "--json", "--out", out];
        desk.run(args.iter().chain(more)).with_code(0).json()
    };
    let found = run(&["--uncertain", "purchase.margin=0.28..0.36", "--uncertain", "scale:hole.*.factor=0.5..2"], "p");
    let mut names: Vec<String> = found["uncertainty"]["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .map(|i| i["name"].as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["purchase.margin", "scale:hole.*.factor"]);
    std::fs::write(desk.path("firm.toml"), known("")).expect("a file");
    let found = run(&["--uncertain", "t1=-0.1..0.1 per y"], "q");
    let t1 = found["uncertainty"]["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .find(|i| i["name"] == "t1")
        .expect("there")
        .clone();
    assert_eq!(t1["said"]["operation"], "add", "the range is replaced, and what it does is not");
    assert!((t1["said"]["quantiles"][2].as_f64().expect("a number") - 0.1).abs() < 1e-9, "{t1}");
    let bad = desk.run(["compare", "firm.toml", "--uncertain", "purchase.margin", "--out", "r"]).with_code(2);
    assert!(bad.err.contains("PATH=LOW..HIGH"), "{}", bad.err);
}

#[test]
fn a_single_world_and_plugged_holes_have_bands() {
    // The value of the firm falls by the overhead that is added: with 20 of standard deviation, nine in ten lie within 32.9 of the mean.
    let entry = "[[uncertain]]\npath = \"money.overhead\"\nset = { law = { normal = { mean = \"100 per y\", sd = \"20 per y\" } } }\n";
    let desk = Desk::with("firm.toml", &format!("{FIRM}{entry}"));
    let plain = desk.run(["run", "firm.toml", "--json", "--out", "o"]).with_code(0).json();
    assert!(plain.get("bands").is_none(), "draws are made where they are asked for");
    let found = desk.run(["run", "firm.toml", "--draws", "256", "--json", "--out", "p"]).with_code(0).json();
    let numbers = found["bands"]["numbers"].as_array().expect("numbers").clone();
    let band = |metric: &str| numbers.iter().find(|band| band["metric"] == metric).expect("a band").clone();
    let npv = band("metrics.npv");
    let ends: Vec<f64> =
        npv["ignorance"].as_array().expect("ends").iter().map(|x| x.as_f64().expect("money")).collect();
    let width = ends[1] - ends[0];
    assert!((width - 65.8).abs() < 9.0, "{npv}");
    let luck = npv["share_of_luck"].as_f64().expect("a share");
    assert!(luck > 0.0 && luck < 1.0, "{npv}");
    let written = npv["as_written"].as_f64().expect("money");
    assert!((written - plain["worlds"][0]["metrics"]["npv"]["mean"].as_f64().expect("money")).abs() < 1e-9);
    // What no input moves is known but for luck.
    let buyers = band("metrics.purchases");
    let ends: Vec<f64> =
        buyers["ignorance"].as_array().expect("ends").iter().map(|x| x.as_f64().expect("a number")).collect();
    let future: Vec<f64> =
        buyers["future"].as_array().expect("ends").iter().map(|x| x.as_f64().expect("a number")).collect();
    assert!(ends[1] - ends[0] < 0.5 * (future[1] - future[0]), "{buyers}");
    let said = desk.run(["run", "firm.toml", "--draws", "32", "--out", "q"]).with_code(0).out;
    assert!(said.contains("32 draws of what is not known"), "{said}");
    let leaks = desk.run(["leaks", "firm.toml", "--draws", "32", "--json", "--out", "r"]).with_code(0).json();
    let numbers = leaks["bands"]["numbers"].as_array().expect("numbers").clone();
    assert!(numbers.iter().any(|band| band["world"] == "without rival"), "{numbers:?}");
    // Overhead is paid in all of them: it moves no gain.
    let rival = numbers.iter().find(|band| band["world"] == "without rival").expect("there");
    assert!(rival["share_of_luck"].as_f64().is_none_or(|share| share > 0.9), "{rival}");
}
