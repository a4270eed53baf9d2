//! `analyze` and `ask-tell`: what the commands say about sweeps whose answer is known.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Desk, SMALL, ended};

/// A firm whose money is linear in what is varied: arrivals pay, a wage is paid all the time.
fn firm() -> Desk {
    let text = SMALL
        .replace("staff = 1", "staff = 1\nwage = \"10 per h\"")
        .replace("200 h", "60 h")
        .replace("resource = \"server\"", "resource = \"server\"\nrevenue = 4.0\ncost = 1.0");
    Desk::with("firm.toml", &text)
}

fn analysis(desk: &Desk, design: &str, points: &str, more: &[&str]) -> Value {
    let args =
        ["sweep", "firm.toml", "-q", "--out", "o", "--design", design, "--points", points, "--replications", "3"];
    let vary = ["--vary", "journey.visit.counter.revenue=2..6", "--vary", "resource.server.wage=5..25 per h"];
    let idle = ["--vary", "money.discount_rate=0.01..0.09"];
    desk.run(args.iter().chain(&vary).chain(&idle)).with_code(0);
    desk.run(["analyze", "o", "-q", "--json"].iter().chain(more)).with_code(0).json()
}

#[test]
fn morris_of_linear_money_is_exact() {
    let desk = firm();
    let found = analysis(&desk, "morris", "40", &["--metric", "ledger.total"]);
    let effects = found["metrics"][0]["morris"].as_array().expect("effects");
    let of =
        |name: &str| effects.iter().find(|e| e["parameter"].as_str().is_some_and(|p| p.contains(name))).expect(name);
    let number = |v: &Value| v.as_f64().expect("a number");
    // 50 observed hours at 20 more an hour, on one server.
    assert!((number(&of("wage")["mu_star"]) - 20.0 * 50.0).abs() < 1e-6, "{effects:?}");
    for name in ["wage", "revenue"] {
        assert!(number(&of(name)["sigma"]) < 1e-6, "a linear model has no spread: {effects:?}");
    }
    assert_eq!(number(&of("discount_rate")["mu_star"]), 0.0, "the total is not discounted");
    for file in ["analysis.json", "analysis.html", "charts/tornado-ledger-total.svg", "charts/morris-ledger-total.png"]
    {
        assert!(desk.path("o").join(file).is_file() || file.contains("tornado"), "{file}: {:?}", desk.list("o/charts"));
    }
}

#[test]
fn sobol_indices_of_a_sum_add_up_and_a_dummy_has_none() {
    let desk = firm();
    let found = analysis(&desk, "saltelli", "320", &["--metric", "ledger.total"]);
    let metric = &found["metrics"][0];
    let number = |v: &Value| v.as_f64().expect("a number");
    let sum: f64 = metric["sobol"].as_array().expect("indices").iter().map(|s| number(&s["first"])).sum();
    assert!((sum - 1.0).abs() < 0.1, "{metric}");
    assert_eq!(number(&metric["sobol_dummy"]["total"]), 0.0);
    let idle = metric["sobol"].as_array().expect("indices").last().expect("three");
    assert_eq!((idle["parameter"].as_str(), number(&idle["total"])), (Some("money.discount_rate"), 0.0));
    assert!(metric["warnings"].to_string().contains("n is small"), "64 base rows are few");
    assert!(metric["noise_share"].as_f64().is_some());
}

#[test]
fn a_rule_and_the_best_design_are_said_in_words() {
    let desk = firm();
    analysis(&desk, "sobol", "128", &[]);
    let said =
        desk.run(["analyze", "o", "-q", "--metric", "ledger.total", "--when", "ledger.total<100"]).with_code(0).out;
    let rule = said.lines().find(|line| line.starts_with("Rule: ")).unwrap_or_else(|| panic!("{said}"));
    assert!(rule.contains("ledger.total is below 100 when ") && rule.contains("wage is at least"), "{rule}");
    assert!(said.contains("Best ledger.total: point ") && said.contains("fresh replications"), "{said}");
    for chart in ["tornado", "dependence", "rule", "best"] {
        for kind in ["svg", "png"] {
            let file = format!("o/charts/{chart}-ledger-total.{kind}");
            assert!(desk.path(&file).is_file(), "{file}: {:?}", desk.list("o/charts"));
        }
        assert!(desk.path(&format!("o/tables/chart-{chart}-ledger-total.csv")).is_file(), "{chart}");
    }
    desk.run(["analyze", "o", "-q", "--metric", "metrics.npw"]).with_code(2);
    desk.run(["analyze", "o", "-q", "--when", "npv=3"]).with_code(2);
    desk.run(["analyze", "nowhere", "-q"]).with_code(2);
}

#[test]
fn the_best_wait_is_the_shortest_and_few_replications_get_a_warning() {
    let desk = Desk::with("queue.toml", &SMALL.replace("200 h", "60 h"));
    let sweep = ["sweep", "queue.toml", "-q", "--out", "o", "--points", "24", "--replications", "2"];
    desk.run(sweep.iter().chain(&["--vary", "journey.visit.arrivals=2..6 per h"])).with_code(0);
    let found = desk.run(["analyze", "o", "-q", "--json"]).with_code(0).json();
    let metric = &found["metrics"][0];
    assert!(metric["path"].as_str().is_some_and(|path| path.ends_with("delay_min")), "{metric}");
    let best = &metric["best"];
    assert_eq!(best["smallest"], true, "{best}");
    assert!(best["mean"].as_f64() < metric["mean"].as_f64(), "{best}");
    for rival in best["rivals"].as_array().expect("rivals") {
        assert!(
            rival["mean"].as_f64() <= Some(0.0) && rival["gains"].as_array().is_some_and(|g| g.len() == 2),
            "{rival}"
        );
    }
    assert!(metric["warnings"].to_string().contains("2 replications"), "{}", metric["warnings"]);
    assert!(metric["rule"]["case"].as_str().is_some_and(|case| case.contains("is above")), "{}", metric["rule"]);
}

#[test]
fn one_at_a_time_is_paired_and_exact_for_money() {
    let desk = firm();
    let found = analysis(&desk, "one-at-a-time", "1", &["--metric", "ledger.total"]);
    let swings = found["metrics"][0]["swings"].as_array().expect("swings");
    let wage = swings.iter().find(|s| s["parameter"] == "resource.server.wage").expect("the wage");
    let change = |end: &str| wage[end]["change"].as_f64().expect("a number");
    assert!((change("low") - 250.0).abs() < 1e-6 && (change("high") + 750.0).abs() < 1e-6, "{wage}");
    let ci: Vec<f64> = wage["low"]["ci95"].as_array().expect("an interval").iter().filter_map(Value::as_f64).collect();
    assert!((ci[1] - ci[0]).abs() < 1e-6, "paired on the same customers: no noise");
}

#[test]
fn half_a_sweep_is_analysed_and_says_so() {
    let desk = firm();
    let plan =
        ["sweep", "plan", "firm.toml", "-q", "--out", "o", "--shards", "2", "--points", "40", "--replications", "2"];
    let vary = [
        "--design",
        "sobol",
        "--vary",
        "journey.visit.counter.revenue=2..6",
        "--vary",
        "resource.server.wage=5..25 per h",
    ];
    desk.run(plan.iter().chain(&vary)).with_code(0);
    desk.run(["sweep", "run", "o", "-q", "--shard", "0/2"]).with_code(0);
    let said = desk.run(["analyze", "o", "-q", "--metric", "ledger.total"]).with_code(0).out;
    assert!(said.contains("20 of 40 points") && said.contains("warning: incomplete: 20 of 40"), "{said}");
}

#[test]
fn ask_and_tell_answers_line_by_line_on_the_same_customers() {
    let desk = firm();
    let mut child = desk
        .command(["ask-tell", "firm.toml", "-q", "--metric", "ledger.total"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let questions = concat!(
        "{\"id\": 1, \"replications\": 4}\n\n",
        "{\"id\": \"b\", \"replications\": 4, \"set\": {\"resource.server.wage\": \"11 per h\"}}\n",
        "{\"id\": 3, \"set\": {\"resource.server.staff\": \"many\"}}\n",
        "{\"id\": 4, \"replications\": 4, \"scale\": {\"resource.server.wage\": 1.1}}\n",
        "{\"id\": 5, \"sets\": {}}\n",
    );
    child.stdin.take().expect("piped").write_all(questions.as_bytes()).expect("asked");
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(0);
    let told: Vec<Value> = ended.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(told.len(), 6, "{}", ended.out);
    assert_eq!(told[0]["metrics"]["ledger.total"]["unit"], "money");
    let mean = |i: usize| told[i]["metrics"]["ledger.total"]["mean"].as_f64().expect("a mean");
    assert_eq!((&told[1]["id"], &told[2]["id"]), (&1.into(), &"b".into()));
    assert!((mean(1) - mean(2) - 50.0).abs() < 1e-6, "one more an hour for 50 hours, nothing else");
    assert!((mean(4) - mean(2)).abs() < 1e-6);
    assert!(told[3]["error"].as_str().is_some() && told[5]["error"].as_str().expect("told").contains("sets"));
}

#[test]
fn indices_agree_with_salib_on_the_same_rows() {
    use journeysim::stats::sensitivity::{MorrisStep, SaltelliRows, morris_effects, sobol_indices};

    let fixture = crate::program::root().join("tests/fixtures/salib/expected.json");
    let stored: Value = serde_json::from_str(&fs::read_to_string(fixture).expect("stored")).expect("JSON");
    let list = |v: &Value| -> Vec<f64> {
        v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let rows = |v: &Value| -> Vec<Vec<f64>> { v.as_array().expect("rows").iter().map(list).collect() };
    let sobol = &stored["sobol"];
    let (a, b, mixed) = (list(&sobol["a"]), list(&sobol["b"]), rows(&sobol["mixed"]));
    let shifts: Vec<usize> = (0..a.len()).map(|row| row % 8).collect();
    let found = sobol_indices(SaltelliRows { a: &a, b: &b, mixed: &mixed, places: &[], shifts: &shifts }, 0.95);
    for (i, index) in found.inputs.iter().enumerate() {
        // SALib divides the first order by the variance of A and B as we do, after the same centring.
        assert!((index.first - list(&sobol["S1"])[i]).abs() < 1e-9, "{index:?} {}", sobol["S1"]);
        assert!((index.total - list(&sobol["ST"])[i]).abs() < 1e-9, "{index:?} {}", sobol["ST"]);
    }
    let morris = &stored["morris"];
    let points: Vec<(Vec<f64>, f64)> = rows(&morris["x"]).into_iter().zip(list(&morris["y"])).collect();
    let step = |from: &(Vec<f64>, f64), to: &(Vec<f64>, f64)| {
        let input = (0..3).find(|&i| from.0[i] != to.0[i]).expect("one moves");
        MorrisStep { input, moved: to.0[input] - from.0[input], change: to.1 - from.1 }
    };
    let steps: Vec<MorrisStep> =
        points.chunks(4).flat_map(|walk| walk.windows(2)).map(|pair| step(&pair[0], &pair[1])).collect();
    for (i, effect) in morris_effects(3, &steps, 0.95).iter().enumerate() {
        for (ours, theirs) in [(effect.mu, "mu"), (effect.mu_star, "mu_star"), (effect.sigma, "sigma")] {
            assert!((ours - list(&morris[theirs])[i]).abs() < 1e-9, "{theirs}: {effect:?}");
        }
    }
}
