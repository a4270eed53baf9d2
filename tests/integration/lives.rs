//! `run --lives FILE`: a table of lives that adds up to the results, in flat memory, with equal bytes for any number of threads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::Duration;

use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use crate::hostile::peak_kib;
use crate::program::{Desk, root, shipped};
use crate::support::read_here;

/// A table: a row is its cells by their column.
type Rows = Vec<BTreeMap<String, String>>;

fn rows(desk: &Desk, name: &str) -> Rows {
    let mut reader = csv::Reader::from_path(desk.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    reader.deserialize().map(|row| row.unwrap_or_else(|e| panic!("{name}: {e}"))).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|e| panic!("{column}: {:?}: {e}", row[column]))
}

/// Customers who join, leave by two holes and buy; some had a past, and the firm asks those back who leave.
pub(crate) const RETURNS: &str = r#"
name = "Returns"
[run]
horizon = "3 y"
replications = 3
seed = 5
[money]
discount_rate = 0.1
[population]
customers = 300
tenure = { exponential = { mean = "2 y" } }
[[segment]]
name = "regular"
share = 0.7
[[segment]]
name = "new, later"
share = 0.3
[[acquisition]]
name = "web"
joins = "200 per y"
cost_per_customer = 7.0
[purchase]
rate = "1 per mo"
basket = 20.0
margin = 0.3
[[hole]]
name = "leak"
hazard = "0.8 per y"
[[hole]]
name = "move"
hazard = "0.1 per y"
[win_back]
contacts = ["10 d", "40 d"]
offer_cost = 2.0
"#;

/// What is tried: a file or a text, and changes that keep it small.
struct Case {
    name: &'static str,
    text: String,
    sets: &'static [&'static str],
    returns: bool,
}

fn cases() -> Vec<Case> {
    let of = |name: &'static str, sets: &'static [&'static str]| Case {
        name,
        text: fs::read_to_string(shipped(name)).expect("a shipped scenario"),
        sets,
        returns: false,
    };
    let returns = |name, text: String, sets| Case { name, text, sets, returns: true };
    vec![
        // A channel, a past, queues.
        of("bank-branch", &["population.customers=300"]),
        // A warm-up besides.
        of("bank-branch", &["population.customers=300", "run.warm_up=1 y"]),
        // A contract, of which all join on day 0.
        of("magazine", &["population.customers=400"]),
        of("contracts/transit", &["population.customers=300"]),
        // Segments.
        of("value/four-segments", &["population.customers=300"]),
        returns("returns", RETURNS.to_owned(), &[]),
        returns("returns, with a warm-up", RETURNS.to_owned(), &["run.warm_up=6 mo"]),
        returns("by themselves", read_here("tests/oracles/bucket_with_return_1.toml"), &["run.horizon=40 mo"]),
    ]
}

/// Runs a case for three replications.
fn run(case: &Case) -> Desk {
    let desk = Desk::with("scenario.toml", &case.text);
    let sets = case.sets.iter().flat_map(|set| ["--set", set]);
    let fixed = ["run", "scenario.toml", "-q", "--replications", "3", "--out", "o"];
    let files = ["--lives", "lives.csv", "--lives", "lives.parquet"];
    // Its asserts are of more replications.
    let ended = desk.run(fixed.into_iter().chain(files).chain(sets));
    assert!([0, 5].contains(&ended.code), "{}: {}", case.name, ended.err);
    desk
}

/// What the lives of one replication say of what `results.json` and `replications.csv` call so.
fn summed(lives: &[&BTreeMap<String, String>]) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    let mut add = |path: &str, by: f64| *sums.entry(path.to_owned()).or_default() += by;
    let (mut value, mut people) = ([0.0; 2], [BTreeSet::new(), BTreeSet::new()]);
    for path in ["bucket.start", "bucket.end", "metrics.exits"] {
        add(path, 0.0);
    }
    for life in lives {
        let flag = |column: &str| life[column] == "true";
        let (newcomer, first, left) = (flag("newcomer"), life["life"] == "1", !life["left"].is_empty());
        assert_eq!(left, !life["hole"].is_empty());
        add("bucket.start", f64::from(u8::from(flag("at_start"))));
        add("bucket.end", f64::from(u8::from(!left)));
        if left {
            add("metrics.exits", 1.0);
            add(&format!("bucket.outflow.{}", life["hole"]), 1.0);
        }
        if newcomer && first && !life["source"].is_empty() {
            add(&format!("bucket.inflow.{}", life["source"]), 1.0);
        }
        if !first && !flag("at_start") {
            add("bucket.inflow.win-back", 1.0);
        }
        add("metrics.purchases", number(life, "purchases"));
        value[usize::from(newcomer)] += number(life, "value");
        people[usize::from(newcomer)].insert(&life["customer"]);
    }
    for (path, at) in [("metrics.ltv", 1), ("metrics.remaining_value", 0)] {
        add(path, value[at] / people[at].len() as f64);
    }
    sums
}

#[test]
fn summed_the_table_is_the_results() {
    let mut everywhere = BTreeSet::new();
    for case in cases() {
        let desk = run(&case);
        let lives = rows(&desk, "lives.csv");
        let table = rows(&desk, "o/tables/replications.csv");
        assert_eq!(table.len(), 3, "{}", case.name);
        let mut compared = BTreeSet::new();
        for told in &table {
            let own: Vec<_> = lives.iter().filter(|life| life["replication"] == told["replication"]).collect();
            assert!(own.len() > 100, "{}: {}", case.name, own.len());
            let sums = summed(&own);
            for (path, cell) in told {
                let counted = ["bucket.outflow.", "bucket.inflow."].iter().any(|head| path.starts_with(head));
                let Some(sum) = sums.get(path).copied().or(counted.then_some(0.0)) else { continue };
                let cell: f64 = cell.parse().unwrap_or_else(|e| panic!("{}: {path}: {e}", case.name));
                assert_eq!(cell, sum, "{}: {path} of replication {}", case.name, told["replication"]);
                compared.insert(path.clone());
            }
        }
        let all = ["bucket.start", "bucket.end", "metrics.ltv", "metrics.exits"];
        assert!(all.iter().all(|path| compared.contains(*path)), "{}: {compared:?}", case.name);
        let later = lives.iter().filter(|life| life["life"] != "1").count();
        assert_eq!(later > 0, case.returns, "{}", case.name);
        everywhere.append(&mut compared);
    }
    let some = ["metrics.purchases", "metrics.remaining_value", "bucket.inflow.street", "bucket.inflow.win-back"];
    assert!(some.iter().all(|path| everywhere.contains(*path)), "{everywhere:?}");
}

#[test]
fn without_win_back_everybody_has_one_row() {
    for case in cases().iter().filter(|case| !case.returns) {
        let desk = run(case);
        let lives = rows(&desk, "lives.csv");
        let people: BTreeSet<_> = lives.iter().map(|life| (&life["replication"], &life["customer"])).collect();
        assert_eq!(people.len(), lives.len(), "{}", case.name);
    }
}

/// Survival at the end of each bin from first lives, as `docs/data.md` says it: of those who come or are lost from sight inside a bin, half are at
/// risk there.
fn kaplan_meier(lives: &Rows, bins: &[f64]) -> Vec<Option<f64>> {
    let (mut risk, mut left) = (vec![0.0; bins.len() + 2], vec![0.0; bins.len() + 2]);
    // The first bin whose end is not before it, and whether it is that end.
    let place = |tenure: f64| {
        let bin = bins.partition_point(|end| *end < tenure);
        (bin, bins.get(bin) == Some(&tenure))
    };
    for life in lives.iter().filter(|life| life["life"] == "1") {
        let ((from, from_end), (to, to_end)) = (place(number(life, "tenure_from")), place(number(life, "tenure")));
        let comes = match (from, from_end) {
            (0, _) => [(0, 1.0), (1, 0.0)],
            (bin, true) => [(bin + 1, 1.0), (bin, 0.0)],
            (bin, false) => [(bin, 0.5), (bin + 1, 0.5)],
        };
        let goes = match (life["left"].is_empty(), to_end) {
            (false, _) => [(to.max(1) + 1, -1.0), (0, 0.0)],
            (true, true) => [(to + 1, -1.0), (0, 0.0)],
            (true, false) => [(to, -0.5), (to + 1, -0.5)],
        };
        for (bin, by) in comes.into_iter().chain(goes) {
            let bin: usize = bin;
            risk[bin.min(bins.len())] += by;
        }
        if !life["left"].is_empty() {
            left[to.max(1).min(bins.len())] += 1.0;
        }
    }
    let (mut there, mut staying) = (0.0, 1.0);
    (0..bins.len())
        .map(|bin| {
            there += risk[bin];
            staying *= 1.0 - if there > 0.0 { left[bin] / f64::max(there, left[bin]) } else { 0.0 };
            (there > 0.0).then_some(staying)
        })
        .collect()
}

#[test]
fn retention_is_kaplan_meier_over_first_lives() {
    for case in cases() {
        let desk = run(&case);
        let typed = SerializedFileReader::new(File::open(desk.path("lives.parquet")).expect("there")).expect("Parquet");
        let told = typed.metadata().file_metadata().key_value_metadata().expect("metadata");
        let bins = told.iter().find(|pair| pair.key == "tenure_bins").and_then(|pair| pair.value.clone());
        let bins: Vec<f64> = serde_json::from_str(&bins.expect("bins")).expect("a list of numbers");
        let staying = kaplan_meier(&rows(&desk, "lives.csv"), &bins);
        let results: Value = serde_json::from_str(&desk.read("o/results.json")).expect("JSON");
        let curve = results["worlds"][0]["survival"].as_array().expect("a curve");
        assert!(curve.len() > 10, "{}", case.name);
        for point in curve {
            let (day, mean) = (point["day"].as_f64().expect("a day"), point["mean"].as_f64().expect("a share"));
            let bin = bins
                .iter()
                .position(|end| *end == day)
                .unwrap_or_else(|| panic!("{}: no bin ends at {day}", case.name));
            let own = staying[bin].unwrap_or_else(|| panic!("{}: nobody at {day}", case.name));
            assert!((own - mean).abs() < 1e-9, "{}: day {day}: {own} {mean}", case.name);
        }
    }
}

/// Customers who live alone, in several parts, and leave at a constant rate; a channel brings as many again in a year.
fn alone(customers: u64, replications: u64) -> String {
    format!(
        "name = \"Alone\"\n[run]\nhorizon = \"2 y\"\nreplications = {replications}\n[population]\ncustomers = {customers}\n\
         [[acquisition]]\nname = \"web\"\njoins = \"{customers} per y\"\n[[hole]]\nname = \"leak\"\nhazard = \"0.5 per y\"\n"
    )
}

#[test]
fn any_number_of_threads_writes_equal_bytes() {
    for text in [alone(40_000, 3), fs::read_to_string(shipped("bank-branch")).expect("a scenario")] {
        let desk = Desk::with("scenario.toml", &text);
        for (threads, name) in [("1", "one"), ("8", "eight")] {
            let out = ["run", "scenario.toml", "-q", "--replications", "3", "--out", "o", "--threads", threads];
            let files = [format!("{name}.csv"), format!("{name}.parquet")];
            let ended = desk.run(out.into_iter().chain(files.iter().flat_map(|file| ["--lives", file.as_str()])));
            assert!([0, 5].contains(&ended.code), "{}", ended.err);
        }
        for kind in ["csv", "parquet"] {
            let [one, eight] =
                ["one", "eight"].map(|name| fs::read(desk.path(&format!("{name}.{kind}"))).expect("there"));
            assert!(one == eight && one.len() > 100_000, "{kind}: {} {}", one.len(), eight.len());
        }
        // In the order of replications.
        let order: Vec<u64> = rows(&desk, "one.csv").iter().map(|life| number(life, "replication") as u64).collect();
        assert!(order.is_sorted() && order.last() == Some(&2));
    }
}

/// Peak memory of a run that writes so many replications of 60,000 lives \[KiB\], and its lives; `None` where the system does not say.
fn peak(replications: u64) -> Option<(u64, usize)> {
    let desk = Desk::with("scenario.toml", &alone(20_000, replications));
    let arguments = ["run", "scenario.toml", "-q", "--threads", "2", "--out", "o"];
    let files = ["--lives", "lives.csv", "--lives", "lives.parquet"];
    let mut child = desk.command(arguments.into_iter().chain(files)).stdout(Stdio::null()).spawn().expect("it starts");
    let mut most = None;
    while child.try_wait().expect("a child can be asked").is_none() {
        most = most.max(peak_kib(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().expect("a child ends").success());
    let lives = csv::Reader::from_path(desk.path("lives.csv")).expect("there").into_byte_records().count();
    Some((most?, lives))
}

fn stays_flat(few: u64, many: u64) {
    let (Some((least, _)), Some((most, lives))) = (peak(few), peak(many)) else {
        return println!("SKIPPED: this system does not say how much memory a process takes");
    };
    println!("{lives} lives: {least} KiB for {few} replications, {most} KiB for {many}");
    assert!(lives as u64 >= 59_000 * many, "{lives}");
    // All of them at once would take more than 90 MiB for every million.
    assert!(most < least + 16 * 1024, "{least} KiB for {few} replications, {most} KiB for {many}");
}

#[test]
fn memory_does_not_grow_with_lives() {
    stays_flat(2, 8);
}

#[test]
#[ignore = "a million lives and more: .ci/long"]
fn a_million_lives_take_the_memory_of_few() {
    stays_flat(2, 20);
}

#[test]
fn what_is_there_is_replaced_and_that_is_said() {
    let desk = Desk::with("scenario.toml", &alone(10, 1));
    let run = || desk.run(["run", "scenario.toml", "--out", "o", "--lives", "lives.csv"]).with_code(0).err;
    let first = run();
    assert!(first.contains("lives of all replications written to lives.csv\n"), "{first}");
    assert!(run().contains("written to lives.csv, in place of what was there\n"));
    assert_eq!(desk.list("."), ["lives.csv", "o", "scenario.toml"]);
}

#[test]
fn a_place_that_takes_no_file_is_told_before_the_run() {
    let desk = Desk::with("scenario.toml", &alone(10, 1));
    let ended = desk.run(["run", "scenario.toml", "-q", "--out", "o", "--lives", "none/lives.csv"]).with_code(4);
    assert!(ended.only_line().contains("none/lives.csv"), "{}", ended.err);
    assert!(!desk.path("o/results.json").exists());
}

/// A world without customers has no lives, and says so by an empty table.
#[test]
fn visitors_have_no_lives() {
    let desk = Desk::with("scenario.toml", crate::program::SMALL);
    desk.run(["run", "scenario.toml", "-q", "--out", "o", "--lives", "lives.csv"]).with_code(0);
    let text = desk.read("lives.csv");
    assert!(text.starts_with("replication,customer,life,") && text.lines().count() == 1, "{text}");
}

/// lifelines, which knows nothing of us, finds the same retention; pandas reads what it needs as what it is.
#[test]
fn lifelines_finds_the_same_retention() {
    let have = Command::new("python3").args(["-c", "import lifelines, pandas, pyarrow"]).output();
    if !have.is_ok_and(|done| done.status.success()) {
        return println!("SKIPPED: python3 with lifelines, pandas and pyarrow is not installed");
    }
    for case in cases() {
        let desk = run(&case);
        let script = root().join("tests/readers/lives.py");
        let read = Command::new("python3").arg(script).arg(desk.path(".")).output().expect("python3 starts");
        let said = String::from_utf8_lossy(&read.stdout).into_owned() + &String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success(), "{}: {said}", case.name);
    }
}
