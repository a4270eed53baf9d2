//! Sweeps: equal bytes whatever happened on the way, and nothing wrong ever used.
//!
//! Longer than other files: every way in which a sweep can be cut short.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use journeysim::random::ReplicationKey;

use crate::program::{Desk, SMALL, ended};
use crate::support::tried;

/// A sweep of a blink: 16 points of 2 replications.
const DESIGN: [&str; 8] = [
    "--vary",
    "resource.server.staff=1..3",
    "--vary",
    "journey.visit.arrivals=2..5 per h",
    "--points",
    "16",
    "--replications",
    "2",
];

/// A desk with the small queue on it, quick enough for many sweeps.
fn desk() -> Desk {
    Desk::with("queue.toml", &SMALL.replace("200 h", "60 h"))
}

fn sweep(desk: &Desk, out: &str, more: &[&str]) -> crate::program::Ended {
    desk.run(["sweep", "queue.toml", "-q", "--out", out].iter().chain(&DESIGN).chain(more))
}

/// The files that a sweep leaves for its readers.
fn final_files(desk: &Desk, out: &str) -> Vec<Vec<u8>> {
    ["tables/rows.csv", "tables/points.csv", "tables/quarantine.csv", "rows.parquet", "points.parquet", "results.json"]
        .map(|name| fs::read(desk.path(out).join(name)).unwrap_or_else(|e| panic!("{out}/{name}: {e}")))
        .to_vec()
}

#[track_caller]
fn same(desk: &Desk, a: &str, b: &str) {
    assert!(final_files(desk, a) == final_files(desk, b), "{a} and {b} differ");
}

#[test]
fn a_sweep_has_a_row_for_every_point_and_replication() {
    let desk = desk();
    let said = sweep(&desk, "o", &[]).with_code(0).out;
    assert!(said.contains("16 points (lhs) of 2 replications"), "{said}");
    let rows = desk.read("o/tables/rows.csv");
    assert_eq!(rows.lines().count(), 33);
    let head =
        "point,world,replication,design,block,role,parameter,resource.server.staff,journey.visit.arrivals,metrics.npv,";
    assert!(rows.starts_with(head), "{rows}");
    let points = desk.read("o/tables/points.csv");
    let head = "point,world,replications,whole,refused,design,block,role,parameter,resource.server.staff,journey.visit.arrivals,\
                metrics.npv,metrics.npv.half_width,metrics.npv.n,";
    assert!(points.starts_with(head), "{points}");
    assert!(points.lines().nth(1).expect("a row").starts_with("0,baseline,2,true,false,lhs,,,,"), "{points}");
    let json: serde_json::Value = serde_json::from_str(&desk.read("o/results.json")).expect("JSON");
    assert_eq!((&json["rows"], &json["partial"], &json["quarantined"]), (&32.into(), &false.into(), &0.into()));
    assert!(!desk.list("o").iter().any(|name| name.starts_with('.')), "{:?}", desk.list("o"));
}

#[test]
fn a_point_is_the_run_of_the_same_values_on_the_same_customers() {
    let desk = desk();
    fs::write(desk.path("table.csv"), "resource.server.staff\n2\n").expect("written");
    desk.run(["sweep", "queue.toml", "-q", "--out", "o", "--design", "table.csv"]).with_code(0);
    desk.run(["run", "queue.toml", "-q", "--out", "r", "--set", "resource.server.staff=2"]).with_code(0);
    let field = |text: &str, name: &str, row: usize| {
        let mut lines = text.lines();
        let at = lines.next().expect("a header").split(',').position(|h| h.starts_with(name)).expect("the column");
        lines.nth(row).expect("a row").split(',').nth(at).expect("a cell").to_owned()
    };
    let (rows, run) = (desk.read("o/tables/rows.csv"), desk.read("r/tables/replications.csv"));
    for row in 0..3 {
        let name = "resources.server.delay_min";
        assert_eq!(field(&rows, name, row), field(&run, name, row), "replication {row}");
    }
}

#[test]
fn shards_in_any_order_and_any_number_of_threads_give_equal_bytes() {
    let desk = desk();
    sweep(&desk, "whole", &["--threads", "1"]).with_code(0);
    sweep(&desk, "threads", &["--threads", "8"]).with_code(0);
    same(&desk, "whole", "threads");
    for shards in [7_u64, 64] {
        let out = format!("s{shards}");
        let plan =
            ["sweep", "plan", "queue.toml", "-q", "--out", &out, "--shards", &shards.to_string()].map(str::to_owned);
        desk.run(plan.iter().map(String::as_str).chain(DESIGN)).with_code(0);
        desk.run(["sweep", "merge", &out, "-q"]).with_code(5);
        // Backwards, by threes, on different numbers of threads; most of 64 shards have nothing to do.
        for shard in (0..shards).rev().map(|s| s * 3 % shards) {
            let (shard, threads) = (format!("{shard}/{shards}"), (shard % 3 + 1).to_string());
            desk.run(["sweep", "run", &out, "-q", "--shard", &shard, "--threads", &threads]).with_code(0);
        }
        if shards % 3 != 0 {
            assert_eq!(desk.run(["sweep", "missing", &out, "-q", "--format", "slurm"]).with_code(0).out, "");
        }
        desk.run(["sweep", "merge", &out, "-q"]).with_code(0);
        same(&desk, "whole", &out);
    }
}

#[test]
fn a_scheduler_says_which_shard() {
    let desk = desk();
    let plan = ["sweep", "plan", "queue.toml", "-q", "--out", "o", "--shards", "4"];
    desk.run(plan.iter().chain(&DESIGN)).with_code(0);
    let mut auto = desk.command(["sweep", "run", "o", "--shard", "auto"]);
    auto.env("SLURM_ARRAY_TASK_ID", "2");
    let first = ended(auto.output().expect("it starts")).with_code(0);
    assert!(first.err.contains("shard 2/4 is complete"), "{}", first.err);
    assert_eq!(desk.run(["sweep", "missing", "o", "-q", "--format", "slurm"]).with_code(0).out, "0-1,3\n");
    desk.run(["sweep", "run", "o", "-q", "--shard", "auto"]).with_code(2);
    desk.run(["sweep", "run", "o", "-q", "--shard", "2/8"]).with_code(2);
    let missing = desk.run(["sweep", "merge", "o", "-q"]).with_code(5);
    assert!(missing.err.contains("12 of 16 units are missing, of shards 0-1,3"), "{}", missing.err);
    desk.run(["sweep", "merge", "o", "-q", "--allow-partial"]).with_code(0);
    assert!(desk.read("o/results.json").contains("\"partial\": true"));
}

/// Starts a sweep, kills it after a while, and says whether it was killed.
fn killed(desk: &Desk, out: &str, after: Duration) -> bool {
    let mut child: Child = desk
        .command(["sweep", "queue.toml", "-q", "--threads", "1", "--out", out].iter().chain(&DESIGN))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    sleep(after);
    let alive = child.try_wait().expect("a child").is_none();
    // SIGKILL on Unix.
    let _ = child.kill();
    child.wait().expect("it ends");
    alive
}

/// Kills sweeps at random moments, goes on, and compares; returns how many were killed at work.
fn kill_and_go_on(times: u32) -> u32 {
    let desk = desk();
    // The shortest of three: a machine that was busy for a while would put every kill after the end.
    let timed = |out: &str| {
        let clock = Instant::now();
        sweep(&desk, out, &["--threads", "1"]).with_code(0);
        clock.elapsed()
    };
    let whole = ["whole", "second", "third"].map(timed).into_iter().min().expect("three");
    let key = ReplicationKey::new(2026, 0).customer(0);
    let mut hit = 0;
    tried(times as usize);
    for i in 0..times {
        let out = format!("k{i}");
        let again = key.uniform(1, i) < 0.3;
        hit += u32::from(killed(&desk, &out, whole.mul_f64(key.uniform(0, i))));
        if again {
            killed(&desk, &out, whole.mul_f64(0.5 * key.uniform(2, i)));
        }
        sweep(&desk, &out, &[]).with_code(0);
        same(&desk, "whole", &out);
        fs::remove_dir_all(desk.path(&out)).expect("removed");
    }
    hit
}

/// Killed between its first file and its plan.
#[test]
fn a_sweep_that_was_killed_before_its_plan_was_written_begins_again() {
    let desk = desk();
    let planned = |out: &str| {
        let plan = ["sweep", "plan", "queue.toml", "-q", "--out", out];
        desk.run(plan.iter().chain(&DESIGN)).with_code(0);
        fs::remove_file(desk.path(out).join("plan.json")).expect("a plan");
    };
    sweep(&desk, "whole", &[]).with_code(0);
    planned("with_scenario");
    planned("with_mark");
    fs::remove_file(desk.path("with_mark").join("scenario.toml")).expect("a scenario");
    for out in ["with_scenario", "with_mark"] {
        sweep(&desk, out, &[]).with_code(0);
        same(&desk, "whole", out);
    }
    // Somebody else's scenario is nobody's sweep.
    planned("no_mark");
    fs::remove_file(desk.path("no_mark").join("UNFINISHED.json")).expect("a mark");
    let told = sweep(&desk, "no_mark", &[]).with_code(2).err;
    assert!(told.contains("scenario.toml` is there already, and no sweep wrote it"), "{told}");
}

#[test]
fn a_killed_sweep_goes_on_to_equal_bytes() {
    assert!(kill_and_go_on(4) > 0, "at least one was killed at work");
}

#[test]
#[ignore = "two hundred kills take minutes: .ci/long"]
fn two_hundred_killed_sweeps_go_on_to_equal_bytes() {
    assert!(kill_and_go_on(200) > 50, "a quarter and more were killed at work");
}

#[test]
fn damaged_and_foreign_parts_are_named_and_computed_again() {
    let desk = desk();
    sweep(&desk, "whole", &[]).with_code(0);
    sweep(&desk, "o", &[]).with_code(0);
    desk.run(["sweep", "queue.toml", "-q", "--out", "other", "--seed", "99"].iter().chain(&DESIGN)).with_code(0);
    let part = |out: &str, n: u32| desk.path(out).join(format!("parts/{n:06}.csv"));
    let bytes = fs::read(part("o", 3)).expect("a part");
    fs::write(part("o", 3), &bytes[..bytes.len() / 2]).expect("cut");
    let mut garbled = fs::read(part("o", 5)).expect("a part");
    let last = garbled.len() - 2;
    garbled[last] ^= 1;
    fs::write(part("o", 5), garbled).expect("garbled");
    fs::copy(part("other", 7), part("o", 7)).expect("copied");
    let told = desk.run(["sweep", "merge", "o", "-q"]).with_code(5).err;
    for (part, why) in [("000003.csv", "damaged"), ("000005.csv", "damaged"), ("000007.csv", "another plan")] {
        assert!(told.lines().any(|line| line.contains(part) && line.contains(why)), "{told}");
    }
    sweep(&desk, "o", &[]).with_code(0);
    same(&desk, "whole", "o");
}

#[test]
fn two_processes_on_one_folder_do_no_harm() {
    let desk = desk();
    sweep(&desk, "whole", &[]).with_code(0);
    let start = || {
        desk.command(["sweep", "queue.toml", "-q", "--threads", "1", "--out", "o"].iter().chain(&DESIGN))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts")
    };
    let both = [start(), start()];
    for child in both {
        ended(child.wait_with_output().expect("it ends")).with_code(0);
    }
    same(&desk, "whole", "o");
}

#[test]
fn added_points_simulate_nothing_twice() {
    let desk = desk();
    sweep(&desk, "o", &[]).with_code(0);
    let time =
        |n: u32| fs::metadata(desk.path(&format!("o/parts/{n:06}.csv"))).expect("a part").modified().expect("a time");
    let before: Vec<_> = (0..16).map(time).collect();
    let more = desk.run(["sweep", "queue.toml", "--out", "o", "--add", "8"].iter().chain(&DESIGN)).with_code(0);
    assert!(more.err.contains("going on: 16 of 24 units are there already"), "{}", more.err);
    assert_eq!((0..16).map(time).collect::<Vec<_>>(), before);
    assert_eq!(desk.read("o/tables/rows.csv").lines().count(), 49);
    let again = sweep(&desk, "o", &["--add", "8"]).with_code(0);
    assert!(again.err.is_empty(), "repeating adds nothing: {}", again.err);
    desk.run(["sweep", "queue.toml", "-q", "--out", "o", "--seed", "9"].iter().chain(&DESIGN)).with_code(2);
}

#[test]
fn a_bad_point_is_quarantined_with_its_row_and_costs_no_other() {
    let desk = desk();
    fs::write(
        desk.path("table.csv"),
        "resource.server.staff,journey.visit.arrivals\n2,3 per h\n0.5,3 per h\n1,\n1,soon\n",
    )
    .expect("written");
    let said = desk.run(["sweep", "queue.toml", "--out", "o", "--design", "table.csv"]).with_code(0).out;
    assert!(said.contains("2 points cannot be run") && said.contains("row 2: ") && said.contains("row 4: "), "{said}");
    assert_eq!(desk.read("o/tables/rows.csv").lines().count(), 1 + 2 * 3);
    let quarantine = desk.read("o/tables/quarantine.csv");
    assert!(quarantine.starts_with("point,reason\n") && quarantine.lines().count() == 3, "{quarantine}");
    fs::write(desk.path("typo.csv"), "resource.server.stuff\n2\n").expect("written");
    let typo = desk.run(["sweep", "queue.toml", "-q", "--out", "p", "--design", "typo.csv"]).with_code(2);
    assert!(typo.only_line().contains("staff"), "{}", typo.err);
}

#[test]
fn a_parameter_with_the_name_of_a_column_is_refused_before_computing() {
    let desk = desk();
    for name in ["point", "replication", "refused", "world", "parameter"] {
        let block = format!(
            "\n[[sweep.parameter]]\nname = \"{name}\"\npath = \"resource.server.staff\"\nset = {{ low = 1, high = 3 }}\n"
        );
        fs::write(desk.path("named.toml"), desk.read("queue.toml") + &block).expect("written");
        let told = desk.run(["sweep", "named.toml", "-q", "--out", "o", "--points", "2"]).with_code(3);
        assert!(told.only_line().contains(&format!("can be called `{name}`")), "{}", told.err);
    }
    assert!(!desk.path("o").exists());
}

#[test]
fn an_altered_plan_or_scenario_is_refused() {
    let desk = desk();
    let plan = ["sweep", "plan", "queue.toml", "-q", "--out", "o", "--shards", "2"];
    desk.run(plan.iter().chain(&DESIGN)).with_code(0);
    let (kept, scenario) = (desk.read("o/plan.json"), desk.read("o/scenario.toml"));
    fs::write(desk.path("o/plan.json"), kept.replacen("\"seed\": 5", "\"seed\": 6", 1)).expect("written");
    assert!(desk.run(["sweep", "run", "o", "-q", "--shard", "0/2"]).with_code(3).err.contains("altered"));
    let older = kept.replacen(&format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"version\": \"0.0.1\"", 1);
    fs::write(desk.path("o/plan.json"), older).expect("written");
    for command in [["sweep", "run", "o", "-q", "--shard", "0/2"].as_slice(), &["sweep", "merge", "o", "-q"]] {
        let refused = desk.run(command).with_code(3).err;
        assert!(refused.contains("was made by journeysim 0.0.1"), "{refused}");
    }
    // Version 0.1.0 made plans of format 1: a list of values for each point.
    let mut first: serde_json::Value = serde_json::from_str(&kept).expect("JSON");
    first["format"] = 1.into();
    let points = first["points"].as_array().expect("points").iter().map(|point| point["values"].clone()).collect();
    first["points"] = points;
    fs::write(desk.path("o/plan.json"), first.to_string()).expect("written");
    for command in [&["sweep", "merge", "o", "-q"][..], &["analyze", "o", "-q"]] {
        let refused = desk.run(command).with_code(3);
        assert!(refused.only_line().contains("(format 1); this is"), "{}", refused.err);
    }
    fs::write(desk.path("o/plan.json"), &kept[..kept.len() / 2]).expect("written");
    desk.run(["sweep", "merge", "o", "-q"]).with_code(3);
    fs::write(desk.path("o/plan.json"), kept).expect("written");
    fs::write(desk.path("o/scenario.toml"), scenario.replace("60 h", "61 h")).expect("written");
    assert!(desk.run(["sweep", "run", "o", "-q", "--shard", "0/2"]).with_code(3).err.contains("altered"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_refused_before_computing() {
    let desk = desk();
    let clock = Instant::now();
    let long = [
        "sweep",
        "queue.toml",
        "-q",
        "--replications",
        "20000",
        "--horizon",
        "20000 h",
        "--vary",
        "resource.server.staff=1..3",
    ];
    let refused = desk.run(long.iter().chain(&["--out", "/proc/sweep"])).with_code(4);
    assert!(refused.only_line().contains("/proc/sweep"), "{}", refused.err);
    assert!(clock.elapsed() < Duration::from_secs(10), "it computed first");
}

#[cfg(unix)]
#[test]
fn a_signal_keeps_what_is_done() {
    let desk = desk();
    let long = ["sweep", "queue.toml", "--threads", "1", "--no-progress", "--horizon", "4000 h", "--out"];
    let args = ["--points", "4000", "--replications", "2", "--vary", "resource.server.staff=1..3"];
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        // A folder of its own: the first part there says that the program is at work and listens.
        let out = format!("o{code}");
        let child = desk
            .command(long.into_iter().chain([out.as_str()]).chain(args))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let clock = Instant::now();
        while clock.elapsed() < Duration::from_secs(60)
            && !desk.path(&out).join("parts").read_dir().is_ok_and(|mut parts| parts.any(|part| part.is_ok()))
        {
            sleep(Duration::from_millis(50));
        }
        sleep(Duration::from_millis(300));
        Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
        let asked = Instant::now();
        let ended = ended(child.wait_with_output().expect("it ends")).with_code(code);
        assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
        assert!(ended.err.contains("repeat the command to go on"), "{}", ended.err);
        assert!(count(&desk.path(&out).join("parts")) > 0);
        desk.run(["analyze", &out, "-q"]).with_code(0);
    }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn precision_is_met_at_every_point_or_told() {
    let desk = desk();
    let asked = [
        "--precision",
        "resources.server.utilisation=20%",
        "--points",
        "4",
        "--vary",
        "journey.visit.arrivals=3..6 per h",
    ];
    let args = ["sweep", "queue.toml", "-q", "--out", "o", "--horizon", "400 h", "--replications", "3"];
    desk.run(args.iter().chain(&asked)).with_code(0);
    let missed = ["sweep", "queue.toml", "-q", "--out", "p", "--replications", "2", "--points", "2", "--vary"];
    let tight = ["journey.visit.arrivals=3..6 per h", "--precision", "resources.server.delay_min=0.1%"];
    let ended = desk.run(missed.iter().chain(&tight)).with_code(5);
    assert!(ended.err.contains("precision missed at points 0-1"), "{}", ended.err);
}

#[test]
fn a_precision_goes_as_far_at_a_point_as_in_a_run() {
    let desk = desk();
    let asked = ["--replications", "2", "--precision", "resources.server.delay_min=0.001%"];
    let sweep = ["sweep", "queue.toml", "-q", "--out", "o", "--points", "2", "--vary", "resource.server.staff=1..2"];
    desk.run(sweep.iter().chain(&asked)).with_code(5);
    assert_eq!(desk.read("o/tables/rows.csv").lines().count(), 1 + 2 * 200, "a hundred times the planned ones");
    let run = ["run", "queue.toml", "-q", "--json", "--out", "r"];
    assert_eq!(desk.run(run.iter().chain(&asked)).with_code(5).json()["run"]["replications"], 200);
}

#[test]
fn one_machine_goes_on_with_the_shards_of_many() {
    let desk = desk();
    sweep(&desk, "whole", &[]).with_code(0);
    let plan = ["sweep", "plan", "queue.toml", "-q", "--out", "o", "--shards", "4"];
    desk.run(plan.iter().chain(&DESIGN)).with_code(0);
    desk.run(["sweep", "run", "o", "-q", "--shard", "1/4"]).with_code(0);
    let all = desk.run(["sweep", "queue.toml", "--out", "o"].iter().chain(&DESIGN)).with_code(0);
    assert!(all.err.contains("going on: 4 of 16 units are there already"), "{}", all.err);
    same(&desk, "whole", "o");
    // Tasks that are still in the queue find their shards as planned, and done.
    let part = || fs::metadata(desk.path("o/parts/000003.csv")).expect("a part").modified().expect("a time");
    let before = part();
    for shard in ["0/4", "1/4", "2/4", "3/4"] {
        desk.run(["sweep", "run", "o", "-q", "--shard", shard]).with_code(0);
    }
    assert_eq!(part(), before, "a valid part is not written again");
}

#[test]
fn a_dry_run_says_points_time_and_disk_and_writes_nothing() {
    let desk = desk();
    let said = sweep(&desk, "o", &["--dry-run"]).with_code(0).out;
    let varied = "\n  staff on duty, server: 1 to 3 (set resource.server.staff)\n  arrivals, visit: 2 to 5 per h (set ";
    for word in [varied, "points        16", "replications  32", "time ", "disk "] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(desk.list(""), ["queue.toml"]);
}

/// A file system of 1 MiB: the cause is named, and the sweep goes on once there is space.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a file system: .ci/long"]
fn a_full_file_system_is_code_4_and_the_sweep_goes_on() {
    let desk = desk();
    let mount = desk.path("small");
    fs::create_dir(&mount).expect("a folder");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&mount).status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: a 1 MiB file system cannot be mounted here (it takes root)");
        return;
    }
    let args =
        ["sweep", "queue.toml", "-q", "--points", "400", "--replications", "5", "--vary", "resource.server.staff=1..3"];
    let full = desk.run(args.iter().chain(&["--out", "small/o"]));
    let again = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&mount).status().expect("mount runs");
    let resumed = desk.run(args.iter().chain(&["--out", "small/o"]));
    desk.run(args.iter().chain(&["--out", "whole"])).with_code(0);
    let equal = final_files(&desk, "whole") == final_files(&desk, "small/o");
    let read_only = Command::new("mount").args(["-o", "remount,ro"]).arg(&mount).status().expect("mount runs");
    let clock = Instant::now();
    let refused = desk.run(args.iter().chain(&["--out", "small/p"]));
    let quick = clock.elapsed() < Duration::from_secs(5);
    Command::new("umount").arg(&mount).status().expect("umount runs");
    assert!(again.success() && read_only.success());
    assert!(full.code == 4 && full.only_line().contains("No space left"), "{} {}", full.code, full.err);
    assert!(resumed.code == 0 && equal, "{}", resumed.err);
    assert!(refused.code == 4 && quick && refused.only_line().contains("Read-only"), "{}", refused.err);
}
