//! Sweeps with worlds beside the baseline, and `difference.METRIC` wherever a metric is asked for.
//!
//! Longer than other files: each command that takes a world is held against `compare` or against the rows themselves.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Desk, ended};

/// A shop of a blink: the one intervention earns more of each purchase, the other keeps customers from the rival and costs more than that.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "1 y"
replications = 6
seed = 5
[money]
currency = "EUR"
[population]
customers = 60
[purchase]
rate = "1 per mo"
basket = { lognormal = { mean = 50.0, cv = 0.5 } }
margin = 0.4
[[hole]]
name = "rival"
hazard = "20 % per y"
[[intervention]]
name = "better margin"
cost = { once = 500 }
change = { "purchase.margin" = { add = 0.1 } }
[[intervention]]
name = "guard, costly"
cost = { once = 800 }
change = { "hole.rival.factor" = { set = 0.2 } }
[[intervention]]
name = "off"
enabled = false
change = { "purchase.margin" = { set = 0.1 } }
"#;

const BASKET: &str = "purchase.basket.lognormal.mean";
const WORLDS: [&str; 3] = ["baseline", "better margin", "guard, costly"];
const BESIDE: [&str; 4] = ["--vary", "purchase.basket.lognormal.mean=20..80", "--vary", "hole.rival.factor=0.5..2"];

fn desk() -> Desk {
    Desk::with("shop.toml", SHOP)
}

fn sweep(desk: &Desk, out: &str, more: &[&str]) -> crate::program::Ended {
    desk.run(["sweep", "shop.toml", "-q", "--out", out].iter().chain(&BESIDE).chain(more))
}

/// The rows of a CSV file, by header.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is {:?}", row[column]))
}

fn files(desk: &Desk, out: &str) -> Vec<Vec<u8>> {
    ["tables/rows.csv", "tables/points.csv", "tables/quarantine.csv", "rows.parquet", "points.parquet", "results.json"]
        .map(|name| fs::read(desk.path(out).join(name)).unwrap_or_else(|e| panic!("{out}/{name}: {e}")))
        .to_vec()
}

#[test]
fn rows_of_each_world_are_those_that_compare_has() {
    let desk = desk();
    fs::write(desk.path("table.csv"), format!("{BASKET}\n30\n")).expect("written");
    desk.run(["sweep", "shop.toml", "-q", "--out", "s", "--worlds", "--design", "table.csv"]).with_code(0);
    desk.run(["compare", "shop.toml", "-q", "--out", "c", "--set", &format!("{BASKET}=30")]).with_code(0);
    let (ours, theirs) = (rows(&desk.read("s/tables/rows.csv")), rows(&desk.read("c/tables/replications.csv")));
    assert_eq!((ours.len(), theirs.len()), (18, 18));
    let mut compared = 0;
    for (own, other) in ours.iter().zip(&theirs) {
        for (column, value) in other {
            if let Some(own) = own.get(column) {
                assert_eq!(own, value, "{column} of {} in {}", own, other["world"]);
                compared += 1;
            }
        }
    }
    assert!(compared > 18 * 20, "{compared}");
    // The differences of results and of points are one and the same.
    let results: Value = serde_json::from_str(&desk.read("c/results.json")).expect("JSON");
    let points = rows(&desk.read("s/tables/points.csv"));
    assert!(points.iter().map(|row| row["world"].as_str()).eq(WORLDS));
    for (at, point) in points.iter().enumerate().skip(1) {
        let found = &results["worlds"][at]["difference"];
        for id in ["npv", "exits", "retention_horizon", "ledger.purchases"] {
            let mean = found[id]["mean"].as_f64().expect(id);
            let ours = number(point, &format!("difference.{id}"));
            assert!((ours - mean).abs() <= 1e-12 * mean.abs().max(1.0), "{id}: {ours} {mean}");
        }
        let ends = &found["npv"]["ci95"];
        let half = (ends[1].as_f64().expect("an end") - ends[0].as_f64().expect("an end")) / 2.0;
        assert!((number(point, "difference.npv.half_width") - half).abs() < 1e-9 * half, "{point:?}");
    }
    assert_eq!(points[0]["difference.npv"], "", "the baseline does not differ from itself");
    assert_eq!(points[0]["difference.npv.n"], "0");
}

#[test]
fn differences_are_those_of_the_rows() {
    let desk = desk();
    let said = sweep(&desk, "s", &["--points", "8", "--worlds"]).with_code(0).out;
    assert!(said.contains("8 points (lhs) of 6 replications in the baseline and 2 worlds"), "{said}");
    assert!(said.contains("144 rows") && said.contains("difference.npv of guard, costly: "), "{said}");
    let of: BTreeMap<(String, String, String), f64> = rows(&desk.read("s/tables/rows.csv"))
        .iter()
        .map(|row| {
            let at = ["point", "world", "replication"].map(|column| row[column].clone());
            (at.into(), number(row, "metrics.npv"))
        })
        .collect();
    for point in rows(&desk.read("s/tables/points.csv")).iter().filter(|row| row["world"] != "baseline") {
        let at = |world: &str, r: u32| of[&(point["point"].clone(), world.to_owned(), r.to_string())];
        let mean = (0..6).map(|r| at(&point["world"], r) - at("baseline", r)).sum::<f64>() / 6.0;
        let ours = number(point, "difference.npv");
        assert!((ours - mean).abs() < 1e-9 * mean.abs(), "{ours} {mean}");
        assert_eq!(point["difference.npv.n"], "6");
    }
    let json: Value = serde_json::from_str(&desk.read("s/results.json")).expect("JSON");
    assert_eq!(json["worlds"], serde_json::json!(["better margin", "guard, costly"]));
    assert!(json["differences"].to_string().contains("\"difference.npv\""));
}

/// What 0.1.0 wrote before there were worlds is what is written without them, so that its folders are read.
#[test]
fn a_plain_sweep_says_nothing_of_worlds() {
    let desk = desk();
    sweep(&desk, "s", &["--points", "4"]).with_code(0);
    let keys = |text: &str| -> Vec<String> {
        let value: serde_json::Map<String, Value> = serde_json::from_str(text).expect("JSON");
        let mut keys: Vec<String> = value.keys().cloned().collect();
        keys.sort();
        keys
    };
    let plan = "batches columns format id parameters points replications scenario scenario_hash seed shards version";
    assert_eq!(keys(&desk.read("s/plan.json")).join(" "), plan);
    let results = "batches kind metrics parameters partial points points_done precision quarantined replications rows scenario schema \
                   seed version";
    assert_eq!(keys(&desk.read("s/results.json")).join(" "), results);
    let part = desk.read("s/parts/000000.csv");
    let head = part.lines().find(|line| !line.starts_with('#')).expect("a header");
    assert!(head.starts_with("point,replication,refused,purchase.basket.lognormal.mean,hole.rival.factor,metrics.npv"));
    assert!(desk.read("s/tables/quarantine.csv").starts_with("point,reason"));
    assert!(!desk.read("s/tables/points.csv").lines().next().expect("a header").contains("difference."));
    let analysed = desk.run(["analyze", "s", "-q", "--json"]).with_code(0).json();
    assert!(analysed.get("world").is_none() && analysed["metrics"][0].get("choice").is_none());
    let told = desk.run(["analyze", "s", "-q", "--metric", "difference.npv"]).with_code(2);
    assert!(told.only_line().contains("`sweep --worlds` runs those"), "{}", told.err);
    // Worlds make another sweep of it.
    let told = sweep(&desk, "s", &["--points", "4", "--worlds"]).with_code(2);
    assert!(told.only_line().contains("the worlds differ"), "{}", told.err);
}

#[test]
fn shards_threads_and_further_points_give_equal_bytes() {
    let desk = desk();
    let worlds = ["--worlds", "guard, costly,better margin", "--replications", "3", "--points", "5", "--add", "3"];
    sweep(&desk, "whole", &worlds).with_code(0);
    let plan = ["sweep", "plan", "shop.toml", "-q", "--out", "shards", "--shards", "3", "--worlds"];
    let points = ["--replications", "3", "--points", "5", "--add", "3"];
    desk.run(plan.iter().chain(&BESIDE).chain(&points)).with_code(0);
    for (shard, threads) in [("2/3", "1"), ("0/3", "2"), ("1/3", "5")] {
        desk.run(["sweep", "run", "shards", "-q", "--shard", shard, "--threads", threads]).with_code(0);
    }
    desk.run(["sweep", "merge", "shards", "-q"]).with_code(0);
    assert!(files(&desk, "whole") == files(&desk, "shards"));
    // Begun with fewer points, one of its parts lost.
    sweep(&desk, "grown", &["--worlds", "--replications", "3", "--points", "5"]).with_code(0);
    fs::remove_file(desk.path("grown/parts/000002.csv")).expect("a part");
    sweep(&desk, "grown", &["--worlds", "--replications", "3", "--points", "5", "--add", "3"]).with_code(0);
    assert!(files(&desk, "whole") == files(&desk, "grown"));
}

#[test]
fn a_point_that_one_world_refuses_is_refused_there_alone() {
    let desk = desk();
    fs::write(desk.path("table.csv"), "purchase.margin\n0.5\n0.95\n").expect("written");
    let args = ["sweep", "shop.toml", "-q", "--worlds", "--design", "table.csv", "--out", "s"];
    let said = desk.run(args).with_code(0).out;
    assert!(said.contains("row 2, world better margin: "), "{said}");
    let refused = rows(&desk.read("s/tables/quarantine.csv"));
    assert_eq!((refused.len(), refused[0]["point"].as_str(), refused[0]["world"].as_str()), (1, "1", "better margin"));
    assert!(refused[0]["reason"].contains("1.05"), "{refused:?}");
    let there: Vec<String> =
        rows(&desk.read("s/tables/rows.csv")).iter().map(|row| format!("{} {}", row["point"], row["world"])).collect();
    assert_eq!(there.iter().filter(|at| *at == "1 better margin").count(), 0);
    assert_eq!(there.iter().filter(|at| *at == "1 guard, costly").count(), 6);
    assert_eq!(there.len(), 30);
    let found = desk.run(["analyze", "s", "-q", "--json"]).with_code(0).json();
    let choice = &found["metrics"][0]["choice"];
    assert_eq!((&choice["points"], &choice["left_out"]), (&1.into(), &1.into()), "{choice}");
}

#[test]
fn worlds_are_named_and_what_is_in_one_is_varied() {
    let desk = desk();
    for (worlds, why) in
        [("off", "intervention `off` is not enabled"), ("bettr margin", "did you mean `better margin`?")]
    {
        let told = sweep(&desk, "o", &["--worlds", worlds]).with_code(2);
        assert!(told.only_line().contains(why), "{}", told.err);
    }
    let cost = ["--vary", "intervention.better margin.cost.once=100..900", "--points", "4", "--replications", "2"];
    let run =
        |out: &str, more: &[&str]| desk.run(["sweep", "shop.toml", "-q", "--out", out].iter().chain(&cost).chain(more));
    let told = run("o", &[]).with_code(2);
    assert!(told.only_line().contains("does not act in a sweep of the baseline"), "{}", told.err);
    assert!(told.only_line().contains("`--worlds` runs interventions, too"), "{}", told.err);
    let told = run("o", &["--worlds", "guard, costly"]).with_code(2);
    assert!(told.only_line().contains("varying `intervention.better margin.cost.once` would change nothing"));
    run("s", &["--worlds", "better margin"]).with_code(0);
    // What it costs, it brings less.
    for point in rows(&desk.read("s/tables/points.csv")).iter().filter(|row| row["world"] != "baseline") {
        let whole = number(point, "difference.npv") + number(point, "intervention.better margin.cost.once");
        let first = rows(&desk.read("s/tables/points.csv"));
        let first = number(&first[1], "difference.npv") + number(&first[1], "intervention.better margin.cost.once");
        assert!((whole - first).abs() < 1e-6, "{whole} {first}");
    }
}

#[test]
fn a_difference_can_be_asked_to_be_precise() {
    let desk = desk();
    let asked = ["--worlds", "better margin", "--points", "2", "--precision", "difference.npv=2%"];
    sweep(&desk, "s", &asked).with_code(0);
    let points = rows(&desk.read("s/tables/points.csv"));
    for point in points.iter().filter(|row| row["world"] != "baseline") {
        let (mean, half) = (number(point, "difference.npv"), number(point, "difference.npv.half_width"));
        assert!(half <= 0.02 / 1.02 * mean.abs() && number(point, "replications") > 10.0, "{mean} {half}");
    }
    let by_world: Vec<&str> = points.iter().map(|row| row["replications"].as_str()).collect();
    assert!(by_world.chunks(2).all(|pair| pair[0] == pair[1]), "worlds stay paired: {by_world:?}");
}

/// Answers of `ask-tell` to some lines.
fn asked(desk: &Desk, args: &[&str], questions: &str) -> Vec<Value> {
    let mut child = desk
        .command(["ask-tell", "shop.toml", "-q"].iter().chain(args))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("piped").write_all(questions.as_bytes()).expect("asked");
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(0);
    ended.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn ask_tell_answers_as_compare_does() {
    let desk = desk();
    let questions = concat!(
        "{\"id\": 1, \"set\": {\"purchase.margin\": 0.3}, \"world\": \"guard, costly\", \"per_replication\": true}\n",
        "{\"id\": 2, \"set\": {\"purchase.margin\": 0.3}}\n",
        "{\"id\": 3, \"world\": \"gard, costly\"}\n",
        "{\"id\": 4, \"set\": {\"purchase.margin\": 0.95}, \"world\": \"better margin\"}\n",
    );
    let told =
        asked(&desk, &["--metric", "npv", "--metric", "difference.npv", "--metric", "difference.exits"], questions);
    assert_eq!(told[0]["worlds"], serde_json::json!(["better margin", "guard, costly"]));
    assert_eq!(told[0]["metrics"]["difference.npv"]["unit"], "EUR");
    desk.run(["compare", "shop.toml", "-q", "--out", "c", "--set", "purchase.margin=0.3"]).with_code(0);
    let results: Value = serde_json::from_str(&desk.read("c/results.json")).expect("JSON");
    for id in ["npv", "exits"] {
        let mean = &results["worlds"][2]["difference"][id]["mean"];
        let ours = &told[1]["metrics"][format!("difference.{id}")]["mean"];
        let (ours, mean) = (ours.as_f64().expect("a mean"), mean.as_f64().expect("a mean"));
        assert!((ours - mean).abs() <= 1e-12 * mean.abs().max(1.0), "{id}: {ours} {mean}");
    }
    let values = told[1]["metrics"]["metrics.npv"]["values"].as_array().expect("values");
    let theirs: Vec<f64> = rows(&desk.read("c/tables/replications.csv"))
        .iter()
        .filter(|row| row["world"] == "guard, costly")
        .map(|row| number(row, "metrics.npv"))
        .collect();
    assert!(values.iter().map(|value| value.as_f64().expect("a number")).eq(theirs));
    assert_eq!(told[1]["world"], "guard, costly");
    // The baseline has nothing to differ from.
    let metrics: Vec<&str> = told[2]["metrics"].as_object().expect("metrics").keys().map(String::as_str).collect();
    assert_eq!((metrics, told[2].get("world")), (vec!["metrics.npv"], None));
    assert!(told[3]["error"].as_str().is_some_and(|why| why.contains("did you mean `guard, costly`?")), "{}", told[3]);
    assert!(told[4]["error"].as_str().is_some_and(|why| why.contains("1.05")), "{}", told[4]);
    // One world for all that name none.
    let usual = asked(&desk, &["--metric", "difference.npv", "--world", "guard, costly"], "{\"replications\": 2}\n");
    assert_eq!(usual[1]["metrics"]["difference.npv"]["n"], 2);
    assert_eq!(desk.run(["ask-tell", "shop.toml", "-q", "--world", "nobody"]).code, 2);
}

/// Where luck decides nothing, regrets are differences of the means in `points.csv`.
#[test]
fn regret_over_a_sweep_is_that_of_its_points() {
    let desk = desk();
    // A dear basket is worth a margin, a cheap one is worth neither.
    let vary = ["--vary", "purchase.basket.lognormal.mean=2..40", "--design", "grid", "--points", "6"];
    let args = ["sweep", "shop.toml", "-q", "--out", "s", "--worlds", "--replications", "8"];
    desk.run(args.iter().chain(&vary)).with_code(0);
    let points = rows(&desk.read("s/tables/points.csv"));
    let found = desk.run(["analyze", "s", "-q", "--json"]).with_code(0).json();
    let choice = &found["metrics"][0]["choice"];
    assert_eq!((&choice["points"], &found["metrics"][0]["path"]), (&6.into(), &"metrics.npv".into()));
    let means: Vec<Vec<f64>> =
        points.chunks(3).map(|worlds| worlds.iter().map(|row| number(row, "metrics.npv")).collect()).collect();
    let regret = |world: usize, point: &Vec<f64>| point.iter().copied().fold(f64::MIN, f64::max) - point[world];
    let worlds = choice["worlds"].as_array().expect("worlds");
    let mut largest = Vec::new();
    for (w, world) in worlds.iter().enumerate() {
        assert_eq!(world["world"], WORLDS[w]);
        let of: Vec<f64> = means.iter().map(|point| regret(w, point)).collect();
        let most = of.iter().copied().fold(0.0, f64::max);
        let near =
            |key: &str, known: f64| (world[key].as_f64().expect(key) - known).abs() < 1e-6 * known.abs().max(1.0);
        assert!(near("regret", of.iter().sum::<f64>() / 6.0) && near("largest", most), "{world} {of:?}");
        let [low, high] = [0, 1].map(|end| world["regret_ci95"][end].as_f64().expect("an end"));
        assert!(low <= of.iter().sum::<f64>() / 6.0 + 1e-9 && of.iter().sum::<f64>() / 6.0 <= high + 1e-9, "{world}");
        let best = of.iter().filter(|regret| **regret == 0.0).count() as f64 / 6.0;
        assert!((world["best"].as_f64().expect("a share") - best).abs() < 1e-12, "{world} {of:?}");
        largest.push(most);
    }
    let least = (0..3).fold(0, |best, w| if largest[w] < largest[best] { w } else { best });
    assert_eq!(choice["minimax"], WORLDS[least], "{largest:?}");
    let said = desk.run(["analyze", "s", "-q"]).with_code(0).out;
    assert!(said.contains("Choice among 3 worlds by npv, the largest, over 6 points"), "{said}");
    assert!(said.contains(&format!("Least largest regret: {}", WORLDS[least])), "{said}");
    let table = rows(&desk.read("s/tables/regret-metrics-npv.csv"));
    assert!(table.iter().map(|row| row["world"].as_str()).eq(WORLDS));
}

#[test]
fn a_world_is_explained_by_its_name() {
    let desk = desk();
    sweep(&desk, "s", &["--points", "24", "--replications", "3", "--worlds"]).with_code(0);
    let asked = |more: &[&str]| desk.run(["analyze", "s", "-q", "--json"].iter().chain(more));
    let told = asked(&["--metric", "difference.npv"]).with_code(2);
    assert!(told.only_line().contains("name one by --world, of `better margin`, `guard, costly`"), "{}", told.err);
    let told = asked(&["--metric", "difference.npv", "--world", "baseline"]).with_code(2);
    assert!(told.only_line().contains("the baseline does not differ from itself"), "{}", told.err);
    assert!(asked(&["--world", "off"]).with_code(2).only_line().contains("there is no world `off` in this sweep"));
    let told = asked(&["--metric", "difference.nvp", "--world", "better margin"]).with_code(2);
    assert!(told.only_line().contains("nearest is `difference.npv`"), "{}", told.err);
    let found = asked(&["--metric", "difference.npv", "--world", "better margin", "--when", "difference.npv<1000"])
        .with_code(0);
    let found = found.json();
    let metric = &found["metrics"][0];
    assert_eq!((&found["world"], &metric["path"]), (&"better margin".into(), &"difference.npv".into()));
    let points = rows(&desk.read("s/tables/points.csv"));
    let of: Vec<f64> =
        points.iter().filter(|row| row["world"] == "better margin").map(|row| number(row, "difference.npv")).collect();
    let mean = of.iter().sum::<f64>() / 24.0;
    assert!((metric["mean"].as_f64().expect("a mean") - mean).abs() < 1e-6, "{} {mean}", metric["mean"]);
    let most = of.iter().copied().fold(f64::MIN, f64::max);
    assert!((metric["best"]["mean"].as_f64().expect("a best") - most).abs() < 1e-6, "{}", metric["best"]);
    assert_eq!(metric["best"]["fresh"]["n"], 3, "both worlds run again");
    assert!(metric["rule"]["case"].as_str().is_some_and(|case| case == "difference.npv is below 1000"));
}

/// What a wider basket does to what the margin brings is the difference of two comparisons.
#[test]
fn a_tornado_is_of_a_world_or_of_its_difference() {
    let desk = desk();
    let vary = ["--vary", "purchase.basket.lognormal.mean=20..80"];
    let tornado = |more: &[&str]| {
        desk.run(["compare", "shop.toml", "-q", "--json", "--out", "t", "--tornado"].iter().chain(&vary).chain(more))
    };
    let compared = |basket: &str| {
        let set = format!("{BASKET}={basket}");
        desk.run(["compare", "shop.toml", "-q", "--out", "c", "--set", &set]).with_code(0);
        let found = rows(&desk.read("c/tables/replications.csv"));
        WORLDS.map(|world| {
            let of = found.iter().filter(|row| row["world"] == world).map(|row| number(row, "metrics.npv"));
            of.sum::<f64>() / 6.0
        })
    };
    let [low, file, high] = ["20", "50", "80"].map(compared);
    let bar = |found: &Value, end: &str| {
        let bar = &found["tornado"]["bars"][0];
        bar[end]["difference"]["mean"].as_f64().expect("a mean")
    };
    let near = |found: f64, known: f64| assert!((found - known).abs() < 1e-6 * known.abs(), "{found} {known}");
    let found = tornado(&["--metric", "difference.npv", "--world", "better margin"]).with_code(0).json();
    let said = &found["tornado"];
    assert_eq!((&said["metric"], &said["world"]), (&"difference.npv".into(), &"better margin".into()));
    let gain = |means: [f64; 3]| means[1] - means[0];
    near(bar(&found, "low"), gain(low) - gain(file));
    near(bar(&found, "high"), gain(high) - gain(file));
    let found = tornado(&["--world", "guard, costly"]).with_code(0).json();
    near(bar(&found, "high"), high[2] - file[2]);
    let found = tornado(&[]).with_code(0).json();
    near(bar(&found, "high"), high[0] - file[0]);
    assert!(found["tornado"].get("world").is_none());
    let told = tornado(&["--metric", "difference.npv"]).with_code(2);
    assert!(told.only_line().contains("name an intervention by --world"), "{}", told.err);
    assert!(tornado(&["--world", "off"]).with_code(2).only_line().contains("is not enabled"));
    let said = desk.run(
        [
            "compare",
            "shop.toml",
            "-q",
            "--out",
            "t",
            "--tornado",
            "--metric",
            "difference.npv",
            "--world",
            "better margin",
        ]
        .iter()
        .chain(&vary),
    );
    let said = said.with_code(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("What matters most for Value of the firm (NPV), better margin less the baseline"), "{said}");
}
