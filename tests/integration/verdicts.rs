//! What a verdict may say: nothing of prices to which nobody answers; on what it rests; and notes where a question is not the one it seems.

use serde_json::Value;

use crate::program::{Desk, Ended, SMALL};

fn compared(text: &str, more: &[&str]) -> (Desk, Ended) {
    let desk = Desk::with("s.toml", text);
    let args = ["compare", "s.toml", "--out", "out", "--no-progress"];
    let ended = desk.run(args.iter().chain(more)).with_code(0);
    (desk, ended)
}

fn results(desk: &Desk) -> Value {
    serde_json::from_str(&desk.read("out/results.json")).expect("results")
}

/// Said in one line, however it is folded on the terminal.
fn said(ended: &Ended) -> String {
    ended.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn world<'a>(results: &'a Value, name: &str) -> &'a Value {
    let worlds = results["worlds"].as_array().expect("worlds");
    worlds.iter().find(|world| world["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn premium(name: &str, fee: f64, more: &str) -> String {
    format!(
        "[[intervention]]\nname = \"{name}\"\n[intervention.change]\n\"program.enabled\" = {{ set = true }}\n\
         \"program.membership\" = {{ set = {{ fee = {fee:?}, every = \"1 mo\", {more} }} }}\n"
    )
}

const SHOP: &str = r#"
name = "fee"
[run]
horizon = "1 y"
replications = 4
[money]
currency = "EUR"
[population]
customers = 40
[purchase]
rate = "1 per mo"
basket = 20.0
margin = 0.3
[[hole]]
name = "leave"
hazard = "0.3 per y"
[program]
enabled = false
points = { per_spend = 1.0, reward_points = 100, unit_cost = 0.01 }
"#;

#[test]
fn fees_with_the_same_take_up_are_shown_and_not_judged() {
    let same = "take_up = 0.15, renewal = 0.9";
    let text = [SHOP.to_owned(), premium("ten", 10.0, same), premium("thousand", 1000.0, same)].concat();
    let (desk, ended) = compared(&text, &[]);
    let told = said(&ended);
    assert!(told.contains("Not judged against each other: ten and thousand."), "{told}");
    assert!(told.contains("`program.membership.take_up` or `program.membership.renewal`"), "{told}");
    assert!(!told.contains("Best:") && !told.contains(">0.999") && !told.contains("pays back after"), "{told}");
    let found = results(&desk);
    assert_eq!(found["unjudged"][0]["worlds"], serde_json::json!(["ten", "thousand"]));
    assert!(found["designs"].is_null() && found["winner"].is_null());
    let npv = &world(&found, "thousand")["difference"]["npv"];
    assert!(npv["mean"].as_f64().is_some_and(|gain| gain > 0.0) && npv["p_better"].is_null(), "{npv}");
    // Nor in a race, within a budget, or on the page.
    let (desk, ended) = compared(&text, &["--gap", "1000", "--budget", "1000000"]);
    assert!(!said(&ended).contains("Best") && results(&desk)["selection"].is_null());
    let page = desk.read("out/report.html");
    assert!(page.contains("Not judged") && !page.contains("is better in") && !page.contains("Best:"));
}

#[test]
fn a_take_up_for_each_fee_is_an_answer() {
    let ten = premium("ten", 10.0, "take_up = 0.15, renewal = 0.9");
    for other in [
        premium("thousand", 1000.0, "take_up = 0.01, renewal = 0.9"),
        premium("thousand", 1000.0, "take_up = 0.15, renewal = 0.1"),
        String::new(),
    ] {
        let (desk, ended) = compared(&[SHOP, &ten, &other].concat(), &[]);
        assert!(results(&desk)["unjudged"].is_null(), "{other}");
        assert!(said(&ended).contains("Best: ") || said(&ended).contains("Undecided: "), "{}", said(&ended));
    }
    // Another world stays the one to be judged beside two that are not: nobody leaves, 40 customers buy for a margin of 6 a month. Of these 10 would have left
    // in the year, half a year before its end on average: 10 * 6 * 6 = 360, whatever the other worlds do, and never nothing.
    let same = premium("thousand", 1000.0, "take_up = 0.15, renewal = 0.9");
    let repair = "[[intervention]]\nname = \"repair\"\nchange = { \"hole.leave.factor\" = { set = 0.0 } }\n";
    for replications in ["4", "20"] {
        let text = [SHOP, &ten, &same, repair].concat();
        let (_, ended) = compared(&text, &["--replications", replications]);
        let told = said(&ended);
        let verdict = told.split("Of the worlds that can be judged: ").nth(1).unwrap_or_else(|| panic!("{told}"));
        assert!(verdict.starts_with("Best: repair"), "{told}");
    }
}

#[test]
fn a_contract_price_without_an_answer_is_not_judged_against_the_baseline() {
    let contract = "name = \"c\"\n[run]\nhorizon = \"3 y\"\nreplications = 3\n[population]\ncustomers = 20\n[contract]\nterm = \"1 y\"\nprice = 100.0\nretention = 0.7\n";
    let dearer = |more: &str| {
        format!("[[intervention]]\nname = \"dearer\"\nchange = {{ \"contract.price\" = {{ scale = 1.5 }}{more} }}\n")
    };
    let (desk, ended) = compared(&[contract, &dearer("")].concat(), &[]);
    let told = said(&ended);
    assert!(told.contains("Not judged against each other: the baseline and dearer."), "{told}");
    assert!(told.contains("`contract.retention`") && !told.contains("Best:"), "{told}");
    assert_eq!(results(&desk)["unjudged"][0]["path"], "contract.price");
    // A customer is worth 150 (1 + .6 + .36) = 294 instead of 100 (1 + .7 + .49) = 219, twenty of them 1,500 more: far outside chance.
    let (_, ended) =
        compared(&[contract, &dearer(", \"contract.retention\" = { set = 0.6 }")].concat(), &["--replications", "12"]);
    assert!(said(&ended).contains("Best: dearer"), "{}", said(&ended));
    // Who charges what the baseline charges is judged against it.
    let badge = "[[intervention]]\nname = \"badge\"\ncost = { once = 10 }\n";
    let (desk, ended) = compared(&[contract, &dearer(""), badge].concat(), &[]);
    assert_eq!(results(&desk)["unjudged"][0]["worlds"], serde_json::json!(["baseline", "dearer"]));
    assert!(said(&ended).contains("Of the worlds that can be judged: Undecided: badge"), "{}", said(&ended));
    // Nor is it drawn out of the verdict by one who charges more: 20 less for each of 219 payments of twenty customers.
    let cheaper = "[[intervention]]\nname = \"cheaper\"\nchange = { \"contract.cost\" = { set = -20 } }\n";
    for more in [&["--all-pairs"][..], &["--gap", "500"]] {
        let (desk, ended) = compared(&[contract, &dearer(""), cheaper].concat(), more);
        let (told, found) = (said(&ended), results(&desk));
        assert!(told.contains("Of the worlds that can be judged: Best") && told.contains(": cheaper"), "{told}");
        assert!(!found["unjudged"].to_string().contains("\"cheaper\""), "{}", found["unjudged"]);
        // Of three worlds, two charge the same.
        let pairs = more == ["--all-pairs"];
        assert_eq!(
            told.contains("dearer and dearer + cheaper. Not all have the same `contract.price`"),
            pairs,
            "{told}"
        );
        assert_eq!(told.contains("They differ in `contract.price`"), !pairs, "{told}");
    }
    // In a tornado, the price heads nothing.
    let vary = ["--tornado", "--vary", "contract.price=50..200", "--vary", "contract.retention=0.6..0.8"];
    let (_, ended) = compared(contract, &vary);
    let told = said(&ended);
    assert!(told.contains("What matters most for") && told.contains(": contract.retention,"), "{told}");
    assert!(told.contains("Not judged, because nothing says how customers answer it: contract.price."), "{told}");
}

#[test]
fn a_sweep_over_a_price_without_an_answer_names_no_best_design() {
    let contract = "name = \"c\"\n[run]\nhorizon = \"2 y\"\nreplications = 3\n[population]\ncustomers = 10\n[contract]\nterm = \"1 y\"\nprice = 100.0\nretention = 0.7\n";
    let desk = Desk::with("s.toml", contract);
    let best = |vary: &str, out: &str| {
        let args = ["sweep", "s.toml", "--design", "grid", "--vary", vary, "--points", "3", "--out", out, "-q"];
        desk.run(args).with_code(0);
        let analysis = desk.run(["analyze", out, "--metric", "npv", "--json"]).with_code(0).json();
        analysis["metrics"][0].clone()
    };
    let price = best("contract.price=50,100,200", "a");
    assert!(price["best"].is_null() && price["warnings"].to_string().contains("contract.retention"), "{price}");
    let retention = best("contract.retention=0.5,0.7,0.9", "b");
    assert!(!retention["best"].is_null(), "{retention}");
}

#[test]
fn compare_says_what_its_verdict_rests_on_own_guesses_first() {
    let text = [SHOP, &premium("ten", 10.0, "take_up = 0.15, renewal = 0.9")].concat();
    let (desk, ended) = compared(&text, &[]);
    let told = said(&ended);
    let at = |what: &str| told.find(what).unwrap_or_else(|| panic!("no {what} in {told}"));
    assert!(at("Rests on assumptions about behaviour:") < at("program.membership.take_up 0.15"));
    assert!(at("program.membership.take_up 0.15") < at("hole.leave.hazard"), "what is changed comes first");
    assert!(at("hole.leave.hazard") < at("defaults nobody measured"), "then what the file says, then defaults");
    let assumed = results(&desk)["assumed"].as_array().expect("assumptions").clone();
    assert!(assumed.iter().any(|value| value["path"] == "program.membership.renewal" && value["written"] == true));
}

#[test]
fn fewer_customers_before_the_same_staff_are_another_world() {
    let text = "name = \"q\"\n[run]\nhorizon = \"10 d\"\nreplications = 1\n[population]\ncustomers = 50\n[[resource]]\nname = \"desk\"\nstaff = 2\n\
                [[journey]]\nname = \"v\"\nstart = { rate = \"1 per d\" }\n[[journey.touchpoint]]\nname = \"t\"\nresource = \"desk\"\ntime = \"5 min\"\n";
    let desk = Desk::with("s.toml", text);
    let check = |more: &[&str]| desk.run(["check", "s.toml"].iter().chain(more)).err;
    let told = check(&["--customers", "20"]);
    assert!(told.contains("20 customers instead of 50") && told.contains("`desk`"), "{told}");
    assert!(!check(&[]).contains("instead of 50") && !check(&["--customers", "50"]).contains("instead of"));
    let scaled = check(&["--customers", "20", "--set", "resource.desk.staff=1"]);
    assert!(!scaled.contains("instead of 50"), "{scaled}");
}

#[test]
fn a_sweep_that_replaces_a_law_says_which_path_keeps_it() {
    let desk = Desk::with("s.toml", SMALL);
    let notes = |path: &str| {
        let vary = format!("{path}=5..5.9 min");
        let plan = ["sweep", "plan", "s.toml", "--design", "grid", "--points", "2", "--vary", &vary, "--out", path];
        desk.run(plan).with_code(0).err
    };
    let told = notes("journey.visit.counter.time");
    assert!(
        told.contains("is a law in the file") && told.contains("`journey.visit.counter.time.exponential.mean`"),
        "{told}"
    );
    assert!(!notes("journey.visit.counter.time.exponential.mean").contains("is a law"));
}

#[test]
fn what_differs_tells_the_values_of_the_segments_that_a_change_reaches() {
    let text = r#"
name = "x"
[run]
horizon = "50 d"
replications = 2
[population]
customers = 10
[purchase]
rate = "1 per d"
basket = 10
[[segment]]
name = "vip"
share = 0.5
change = { "purchase.basket" = { set = 100 } }
[[segment]]
name = "rest"
share = 0.5
[[intervention]]
name = "vipadd"
segments = ["vip"]
change = { "purchase.basket" = { add = 5 } }
[[intervention]]
name = "all"
change = { "purchase.basket" = { add = 5 } }
[[intervention]]
name = "both"
segments = ["vip", "rest"]
change = { "purchase.margin" = { set = 0.5 } }
"#;
    let (desk, _) = compared(text, &[]);
    let results = results(&desk);
    let told: Vec<String> = results["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .map(|i| {
            let text = |key: &str| i[key].as_str().expect("a text").to_owned();
            format!("{}: {} -> {} ({})", text("world"), text("from"), text("to"), text("when"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "vipadd: 100 -> 105 (for segment vip)",
            "all: 100 -> 105 (for segment vip)",
            "all: 10 -> 15 (for segment rest)",
            "both: 1 -> 0.5 (for segments vip and rest)",
        ]
    );
}

#[test]
fn a_step_that_is_switched_off_may_be_led_round() {
    let text = |change: &str| {
        format!(
            "name = \"x\"\n[run]\nhorizon = \"10 h\"\nreplications = 1\n[[journey]]\nname = \"v\"\narrivals = {{ every = \"1 h\" }}\n\
             [[journey.touchpoint]]\nname = \"a\"\ntime = \"20 min\"\nnext = {{ b = 1, c = 0 }}\n[[journey.touchpoint]]\nname = \"b\"\ntime = \"5 min\"\n\
             next = \"done\"\n[[journey.touchpoint]]\nname = \"c\"\ntime = \"7 min\"\n[[shock]]\nname = \"m\"\nstart = \"90 min\"\nend = \"95 min\"\n\
             change = {{ \"journey.v.a.next\" = {{ set = \"c\" }}{change} }}\n"
        )
    };
    let check = |text: &str| Desk::with("s.toml", text).run(["check", "s.toml"]);
    let refused = check(&text("")).with_code(3).err;
    assert!(refused.contains("nobody reaches touchpoint `b`") && refused.contains("enabled = false"), "{refused}");
    assert!(refused.contains("\"journey.v.b.enabled\" = { set = false }"), "{refused}");
    check(&text(", \"journey.v.b.enabled\" = { set = false }")).with_code(0);
}

#[test]
fn bundles_of_long_names_are_told_apart() {
    let text = |ends: [&str; 3]| {
        let base = "name = \"Flow\"\n[run]\nhorizon = \"1 y\"\nreplications = 2\n[population]\ncustomers = 10\n[contract]\nearns = \"100 per y\"\n";
        let repair = |(at, end): (usize, &&str)| {
            let adds = at + 1;
            format!(
                "[[intervention]]\nname = \"a fourth teller at noon on every working day {end}\"\nchange = {{ \"contract.earns\" = {{ add = \"{adds} per y\" }} }}\n"
            )
        };
        base.to_owned() + &ends.iter().enumerate().map(repair).collect::<String>()
    };
    let (_, ended) = compared(
        &text(["from March on, in town", "from April on, in town", "from June on, in town"]),
        &["--all-pairs"],
    );
    let row = |line: &&str| line.starts_with("  a") && line.contains("no spread");
    let name = |line: &str| line[..line.find("  +").or(line.find("   0")).expect("a number")].trim().to_owned();
    let names: std::collections::BTreeSet<String> = ended.out.lines().filter(row).map(name).collect();
    assert_eq!(names.len(), 6, "three worlds and three pairs, each called alike everywhere:\n{}", ended.out);
}
