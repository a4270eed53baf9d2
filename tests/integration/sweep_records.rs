//! What a sweep leaves for other programs: typed columns, labelled rows, one spelling of a metric, metadata.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use journeysim::experiment::sweep::Plan;
use serde_json::Value;

use crate::program::{Desk, SMALL, ended, root};

/// A desk with a quick queue on it.
fn desk() -> Desk {
    Desk::with("queue.toml", &SMALL.replace("200 h", "60 h"))
}

/// A CSV table by its columns.
fn columns(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let mut columns: BTreeMap<String, Vec<String>> = names.iter().map(|name| (name.clone(), Vec::new())).collect();
    for record in reader.records() {
        for (name, cell) in names.iter().zip(&record.expect("a row")) {
            columns.get_mut(name).expect("a column").push(cell.to_owned());
        }
    }
    columns
}

/// A table of points with everything in it: units of one dimension, whole numbers, an empty cell, a word among numbers.
const TABLE: &str = "resource.server.staff,journey.visit.arrivals,journey.visit.counter.time.exponential.mean,resource.server.discipline\n\
                     2,3 per h,6 min,fifo\n1,48 per d,0.2 h,priority\n,4 per h,,fifo\n3,4.5 per h,300 s,\n";

/// A desk with that table, and with somebody who goes first where `discipline` says so.
fn desk_with_table() -> Desk {
    let first = "\n[[journey]]\nname = \"appointment\"\narrivals = \"1 per h\"\npriority = 1\n\n[[journey.touchpoint]]\n\
                 name = \"talk\"\nresource = \"server\"\ntime = \"3 min\"\n";
    let desk = Desk::with("queue.toml", &(SMALL.replace("200 h", "60 h") + first));
    fs::write(desk.path("table.csv"), TABLE).expect("written");
    desk
}

#[test]
fn columns_of_a_table_are_numbers_in_one_unit() {
    let desk = desk_with_table();
    let told = desk.run(["sweep", "queue.toml", "--out", "o", "--design", "table.csv"]).with_code(0).err;
    for words in [
        "note: `journey.visit.arrivals` is written in per h, per d: tables give it in per h",
        "note: `journey.visit.counter.time.exponential.mean` is written in min, h, s: tables give it in min",
    ] {
        assert!(told.contains(words), "{told}");
    }
    let points = columns(&desk.read("o/tables/points.csv"));
    assert_eq!(points["resource.server.staff"], ["2", "1", "", "3"]);
    assert_eq!(points["journey.visit.arrivals"], ["3", "2", "4", "4.5"], "48 a day are 2 an hour");
    assert_eq!(points["journey.visit.counter.time.exponential.mean"], ["6", "12", "", "5"], "in minutes");
    assert_eq!(points["resource.server.discipline"], ["fifo", "priority", "fifo", ""]);
    assert!(points["refused"].iter().all(|refused| refused == "false"), "{told}");
    // What ran is what was written: its part says it.
    assert!(desk.read("o/parts/000001.csv").contains(",1,48 per d,0.2 h,priority,"));
    // One word among numbers is not lost, nor is any number.
    fs::write(desk.path("odd.csv"), "journey.visit.arrivals\n3 per h\nsoon\n").expect("written");
    desk.run(["sweep", "queue.toml", "-q", "--out", "p", "--design", "odd.csv"]).with_code(0);
    let points = columns(&desk.read("p/tables/points.csv"));
    assert_eq!(points["journey.visit.arrivals"], ["3 per h", "soon"]);
    assert_eq!(
        (&points["refused"][..], &points["whole"][..]),
        (&["false".to_owned(), "true".to_owned()][..], &["true".to_owned(), "true".to_owned()][..])
    );
}

#[test]
fn listed_values_are_numbers_too() {
    let desk = desk();
    let vary = ["--vary", "journey.visit.arrivals=2 per h,72 per d", "--vary", "resource.server.staff=1,2"];
    let sweep = ["sweep", "queue.toml", "-q", "--out", "o", "--design", "grid", "--points", "4"];
    desk.run(sweep.iter().chain(&vary)).with_code(0);
    let points = columns(&desk.read("o/tables/points.csv"));
    assert_eq!(points["journey.visit.arrivals"], ["2", "2", "3", "3"]);
    assert_eq!(points["resource.server.staff"], ["1", "2", "1", "2"]);
    assert!(points["design"].iter().all(|design| design == "grid") && points["role"].iter().all(String::is_empty));
}

/// A metric is spelled in every file as `[[assert]]` spells it, and its unit stands in no name.
#[test]
fn a_metric_has_one_spelling() {
    let desk = Desk::with(
        "queue.toml",
        &(SMALL.replace("200 h", "60 h")
            + "[[assert]]\nname = \"waits\"\nmetric = \"resources.server.delay_min\"\nat_least = 0\n"),
    );
    let precise = ["--precision", "npv=50%", "--precision", "resources.server.utilisation=50%"];
    desk.run(["run", "queue.toml", "-q", "--out", "r"].iter().chain(&precise)).with_code(0);
    let vary = ["--vary", "resource.server.staff=1..2", "--points", "2"];
    desk.run(["sweep", "queue.toml", "-q", "--out", "s"].iter().chain(&vary).chain(&precise)).with_code(0);
    let (run, rows) = (columns(&desk.read("r/tables/replications.csv")), columns(&desk.read("s/tables/rows.csv")));
    let points = columns(&desk.read("s/tables/points.csv"));
    let listed: Vec<String> = columns(&desk.read("r/tables/metrics.csv"))["path"].clone();
    let sweep: Value = serde_json::from_str(&desk.read("s/results.json")).expect("JSON");
    let paths: Vec<&str> =
        sweep["metrics"].as_array().expect("metrics").iter().filter_map(|m| m["path"].as_str()).collect();
    assert!(paths.contains(&"metrics.npv") && paths.contains(&"resources.server.delay_min"), "{paths:?}");
    let part = desk.read("s/parts/000000.csv");
    let part: Vec<&str> = part.lines().find(|line| line.starts_with("point,")).expect("a header").split(',').collect();
    for path in &paths {
        assert!(run.contains_key(*path) && rows.contains_key(*path) && part.contains(path), "{path}");
        assert!(
            [format!("{path}.half_width"), format!("{path}.n")].iter().all(|name| points.contains_key(name)),
            "{path}"
        );
        // What was never measured is in no list of estimates.
        assert!(listed.iter().any(|known| known == path) || run[*path].iter().all(String::is_empty), "{path}");
    }
    let names = run.keys().chain(rows.keys()).chain(points.keys());
    assert!(names.clone().all(|name| !name.contains(['[', ' '])), "{:?}", names.collect::<Vec<_>>());
    // However a precision is typed, it is the same sweep, and told by its path.
    let plan: Value = serde_json::from_str(&desk.read("s/plan.json")).expect("JSON");
    let results: Value = serde_json::from_str(&desk.read("r/results.json")).expect("JSON");
    for asked in [&plan["precision"], &results["run"]["precision"]] {
        let asked: Vec<&str> = asked.as_array().expect("asked").iter().filter_map(|p| p["metric"].as_str()).collect();
        assert_eq!(asked, ["metrics.npv", "resources.server.utilisation"]);
    }
    let in_full = ["--precision", "metrics.npv=50%", "--precision", "resources.server.utilisation=50%"];
    desk.run(["sweep", "queue.toml", "-q", "--out", "s"].iter().chain(&vary).chain(&in_full)).with_code(0);
    let analysed = desk.run(["analyze", "s", "-q", "--json", "--metric", "npv"]).with_code(0).out;
    assert_eq!(serde_json::from_str::<Value>(&analysed).expect("JSON")["metrics"][0]["path"], "metrics.npv");
}

#[test]
fn rows_say_what_they_are_in_their_design() {
    let desk = desk();
    let vary = ["--vary", "resource.server.staff=1..3", "--vary", "journey.visit.arrivals=2..5 per h"];
    let told = |design: &str, points: &str| -> Vec<[String; 4]> {
        let sweep = ["sweep", "queue.toml", "-q", "--replications", "1", "--out", design, "--design", design];
        desk.run(sweep.iter().chain(&["--points", points]).chain(&vary)).with_code(0);
        let points = columns(&desk.read(&format!("{design}/tables/points.csv")));
        assert!(points["design"].iter().all(|told| told == design));
        let of =
            |row: usize| ["block", "role", "parameter", "journey.visit.arrivals"].map(|name| points[name][row].clone());
        (0..points["point"].len()).map(of).collect()
    };
    let saltelli = told("saltelli", "8");
    let names: Vec<String> = saltelli.iter().map(|row| row[..3].join(" ")).collect();
    let staff = |block: u32| [format!("{block} A "), format!("{block} AB resource.server.staff")];
    let rest = |block: u32| [format!("{block} AB journey.visit.arrivals"), format!("{block} B ")];
    assert_eq!(names, [staff(0), rest(0), staff(1), rest(1)].concat());
    // A with the staff of B has the arrivals of A, and the other way round.
    assert!(saltelli.chunks(4).all(|b| b[0][3] == b[1][3] && b[2][3] == b[3][3] && b[0][3] != b[3][3]));
    for (at, [block, role, parameter, _]) in told("morris", "9").into_iter().enumerate() {
        assert_eq!(block, (at / 3).to_string());
        assert_eq!((role == "start", parameter.is_empty()), (at % 3 == 0, at % 3 == 0), "{role} {parameter}");
    }
    let alone: Vec<String> = told("one-at-a-time", "5").iter().map(|row| row[1..3].join(" ")).collect();
    let (staff, arrivals) = ("alone resource.server.staff", "alone journey.visit.arrivals");
    assert_eq!(alone, ["file ", staff, staff, arrivals, arrivals]);
}

#[test]
fn names_of_columns_are_not_given_twice() {
    let desk = desk();
    let sweep = ["sweep", "queue.toml", "-q", "--out", "o", "--points", "4"];
    let twice = ["--vary", "resource.server.staff=1..2", "--vary", "resource.server.staff=2..3"];
    let told = desk.run(sweep.iter().chain(&twice)).with_code(2);
    assert!(told.only_line().contains("can be called `resource.server.staff`"), "{}", told.err);
    // Nor by a plan that somebody wrote, under an id that fits it.
    desk.run(sweep.iter().chain(&["--vary", "resource.server.staff=1..2"])).with_code(0);
    let mut plan: Plan = serde_json::from_str(&desk.read("o/plan.json")).expect("a plan");
    plan.parameters[0].name = "world".to_owned();
    fs::write(desk.path("o/plan.json"), serde_json::to_string(&plan.sealed()).expect("JSON")).expect("written");
    let told = desk.run(["sweep", "merge", "o", "-q"]).with_code(3);
    assert!(told.only_line().contains("two columns are called `world`"), "{}", told.err);
}

/// Questions to `ask-tell`, and what it says on both streams.
fn asked(desk: &Desk, questions: &str) -> (Vec<Value>, String) {
    let mut child = desk
        .command(["ask-tell", "queue.toml", "--metric", "resources.server.delay_min", "--metric", "npv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("piped").write_all(questions.as_bytes()).expect("asked");
    let ended = ended(child.wait_with_output().expect("it ends")).with_code(0);
    (ended.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(), ended.err)
}

#[test]
fn ask_tell_gives_each_replication_on_request() {
    let desk = desk();
    let questions = "{\"replications\": 3, \"per_replication\": true}\n{\"replications\": 3}\n";
    let (told, _) = asked(&desk, questions);
    let delay = &told[1]["metrics"]["resources.server.delay_min"];
    let values: Vec<f64> = delay["values"].as_array().expect("values").iter().filter_map(Value::as_f64).collect();
    desk.run(["run", "queue.toml", "-q", "--out", "r", "--replications", "3"]).with_code(0);
    let run = columns(&desk.read("r/tables/replications.csv"));
    let same: Vec<f64> = run["resources.server.delay_min"].iter().map(|cell| cell.parse().expect("a number")).collect();
    assert_eq!(values, same, "as `run` has them, in order");
    assert!((values.iter().sum::<f64>() / 3.0 - delay["mean"].as_f64().expect("a mean")).abs() < 1e-12);
    let fields = |answer: &Value| {
        answer["metrics"]["metrics.npv"].as_object().expect("told").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(fields(&told[1]), ["half_width", "mean", "n", "sd", "values"]);
    assert_eq!(fields(&told[2]), ["half_width", "mean", "n", "sd"]);
}

/// By `--vary`, in the file, in a table and in a question: the path that keeps the law is told, once.
#[test]
fn a_plain_value_for_a_law_is_told_the_path_that_keeps_it() {
    let desk = desk();
    let path = "journey.visit.counter.time";
    let keeps = format!("`{path}.exponential.mean` keeps the law");
    let once = |told: &str| {
        assert!(told.contains(&format!("`{path}` is a law in the file")) && told.contains(&keeps), "{told}");
        assert_eq!(told.matches("note:").count(), 1, "{told}");
    };
    let plan = |file: &str, out: &str, more: &[&str]| {
        let plan = ["sweep", "plan", file, "--replications", "1", "--out", out];
        desk.run(plan.iter().chain(more)).with_code(0).err
    };
    let vary = format!("{path}=2..5 min");
    once(&plan("queue.toml", "a", &["--vary", &vary, "--points", "2"]));
    let block = format!(
        "\n[[sweep.parameter]]\nname = \"time\"\npath = \"{path}\"\nset = {{ low = \"2 min\", high = \"5 min\" }}\n"
    );
    fs::write(desk.path("block.toml"), SMALL.replace("200 h", "60 h") + &block).expect("written");
    once(&plan("block.toml", "b", &["--points", "2"]));
    fs::write(desk.path("table.csv"), format!("{path}\n2 min\n5 min\n")).expect("written");
    once(&plan("queue.toml", "c", &["--design", "table.csv"]));
    let question = |value: &str| format!("{{\"replications\": 1, \"set\": {{\"{path}\": {value}}}}}\n");
    once(&asked(&desk, &question("\"3 min\"").repeat(3)).1);
    let law = format!("{{\"replications\": 1, \"set\": {{\"{path}.exponential.mean\": \"3 min\"}}}}\n");
    let kept = asked(&desk, &(law + &question("\"{ exponential = { mean = '3 min' } }\""))).1;
    assert!(!kept.contains("note:"), "{kept}");
}

/// Whether Python has these packages; says why not.
fn has(reader: &str, packages: &[&str]) -> bool {
    let is_there = |package: &&str| {
        let found = Command::new("python3").args(["-c", &format!("import {package}")]).output();
        found.is_ok_and(|found| found.status.success())
    };
    let missing = packages.iter().find(|package| !is_there(package));
    if let Some(package) = missing {
        eprintln!("SKIPPED {reader}: python3 has no package {package}");
    }
    missing.is_none()
}

/// Runs one of the scripts of `tests/readers`.
fn read_by(script: &str, args: &[&str], desk: &Desk) {
    let script = root().join("tests/readers").join(script);
    let ran = Command::new("python3").arg(&script).args(args).current_dir(desk.path(".")).output().expect("it starts");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{}: {said}", script.display());
    println!("{said}");
}

#[test]
fn pandas_polars_and_duckdb_read_numbers_as_numbers_with_their_metadata() {
    let desk = desk_with_table();
    desk.run(["sweep", "queue.toml", "-q", "--out", "o", "--design", "table.csv"]).with_code(0);
    for (reader, packages) in [
        ("pandas", &["pandas", "pyarrow"][..]),
        ("polars", &["polars"]),
        ("duckdb", &["duckdb"]),
        ("pyarrow", &["pyarrow"]),
    ] {
        if has(reader, packages) {
            read_by("sweep_types.py", &[reader, "o", env!("CARGO_PKG_VERSION")], &desk);
        }
    }
}

/// The wages of a counter and its waits, by three parameters of which none moves in steps.
#[test]
fn salib_finds_in_labelled_rows_what_analyze_finds() {
    if !has("SALib", &["SALib", "pandas", "pyarrow"]) {
        return;
    }
    let text = SMALL.replace("200 h", "100 h").replace("staff = 1", "staff = 1\nwage = \"20 per h\"");
    let desk = Desk::with("queue.toml", &text);
    let vary = [
        "journey.visit.arrivals=2..6 per h",
        "journey.visit.counter.time.exponential.mean=3..8 min",
        "resource.server.wage=15..30 per h",
    ];
    let vary: Vec<&str> = vary.iter().flat_map(|vary| ["--vary", vary]).collect();
    for (design, points) in [("saltelli", "1280"), ("morris", "120")] {
        let sweep = [
            "sweep",
            "queue.toml",
            "-q",
            "--out",
            design,
            "--design",
            design,
            "--points",
            points,
            "--replications",
            "2",
        ];
        desk.run(sweep.iter().chain(&vary)).with_code(0);
        for metric in ["ledger.total", "resources.server.delay_min"] {
            desk.run(["analyze", design, "-q", "--metric", metric]).with_code(0);
            read_by("sweep_salib.py", &[design, metric], &desk);
        }
    }
}
