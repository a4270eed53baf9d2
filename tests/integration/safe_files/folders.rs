//! Whose files are in the folder: those of others and all inputs stay.

use std::fs;

use crate::program::{Desk, SMALL};

/// A desk with the small queue and files of somebody's own where results go.
fn desk() -> Desk {
    let desk = Desk::with("queue.toml", SMALL);
    for folder in ["tables", "charts"] {
        fs::create_dir(desk.path(folder)).expect("a folder");
    }
    for name in OWN {
        fs::write(desk.path(name), name).expect("written");
    }
    desk
}

const OWN: [&str; 4] = ["tables/survey.csv", "charts/logo.svg", "charts/photo.png", "notes.txt"];

#[track_caller]
fn all_there(desk: &Desk) {
    OWN.iter().for_each(|name| assert_eq!(&desk.read(name), name));
    assert_eq!(desk.read("queue.toml"), SMALL);
}

#[test]
fn other_peoples_files_stay_beside_those_of_a_run() {
    let desk = desk();
    for more in [&[][..], &["--seed", "6", "--xlsx"], &["--seed", "7"]] {
        desk.run(["run", "queue.toml", "-q", "--out", "."].iter().chain(more)).with_code(0);
        all_there(&desk);
        assert_eq!(desk.path("workbook.xlsx").exists(), more.contains(&"--xlsx"), "{more:?}: of this run or of none");
    }
    desk.run(["report", "."]).with_code(0);
    desk.run(["leaks", "queue.toml", "--out", "."]).with_code(2);
    all_there(&desk);
}

/// What the run before had and this one has not goes, listed as it is; what only looks like it stays.
#[test]
fn a_run_removes_what_the_run_before_listed_and_nothing_else() {
    let desk = desk();
    let two = SMALL.to_owned()
        + "\n[[journey]]\nname = \"second\"\narrivals = \"1 per h\"\n[[journey.touchpoint]]\nname = \"lobby\"\ntime = \"1 min\"\nresource = \"helper\"\n[[resource]]\nname = \"helper\"\nstaff = 1\n";
    fs::write(desk.path("two.toml"), two).expect("written");
    desk.run(["run", "two.toml", "-q", "--out", "."]).with_code(0);
    let of_two = [desk.list("charts"), desk.list("tables")].concat();
    desk.run(["run", "queue.toml", "-q", "--out", "."]).with_code(0);
    let of_one = [desk.list("charts"), desk.list("tables")].concat();
    let alone = Desk::with("queue.toml", SMALL);
    alone.run(["run", "queue.toml", "-q", "--out", "."]).with_code(0);
    let mut expected = [alone.list("charts"), alone.list("tables")].concat();
    expected.extend(["logo.svg", "photo.png", "survey.csv"].map(str::to_owned));
    expected.sort();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_ne!(sorted(of_two), expected, "the longer run had more");
    assert_eq!(sorted(of_one), expected);
    all_there(&desk);
}

/// Paths that lead out, names that are not ours, an input, and folders: a manifest that lists them removes none of them.
#[cfg(unix)]
#[test]
fn a_manifest_that_was_tampered_with_removes_nothing_of_others() {
    let desk = desk();
    fs::create_dir(desk.path("out")).expect("a folder");
    fs::create_dir(desk.path("elsewhere")).expect("a folder");
    fs::write(desk.path("elsewhere/old.svg"), "old").expect("written");
    desk.run(["run", "queue.toml", "-q", "--out", "out"]).with_code(0);
    let mut manifest: serde_json::Value = serde_json::from_str(&desk.read("out/manifest.json")).expect("JSON");
    let outside = desk.path("charts/logo.svg").display().to_string();
    let hostile = [
        "../notes.txt",
        "../charts/logo.svg",
        outside.as_str(),
        "charts/../../charts/photo.png",
        "mine.txt",
        "charts",
        ".",
    ];
    manifest["files"].as_array_mut().expect("a list").extend(hostile.map(Into::into));
    manifest["files"].as_array_mut().expect("a list").push("tables/input.csv".into());
    fs::write(desk.path("out/manifest.json"), manifest.to_string()).expect("written");
    fs::write(desk.path("out/mine.txt"), "mine").expect("written");
    fs::write(desk.path("out/tables/input.csv"), SMALL).expect("written");
    // The scenario itself is listed, too.
    desk.run(["run", "out/tables/input.csv", "-q", "--out", "out"]).with_code(0);
    all_there(&desk);
    assert_eq!((desk.read("out/mine.txt"), desk.read("out/tables/input.csv")), ("mine".to_owned(), SMALL.to_owned()));
    // A folder that leads elsewhere is refused before anything.
    fs::remove_dir_all(desk.path("out/charts")).expect("removed");
    std::os::unix::fs::symlink(desk.path("elsewhere"), desk.path("out/charts")).expect("a link");
    let mut manifest: serde_json::Value = serde_json::from_str(&desk.read("out/manifest.json")).expect("JSON");
    manifest["files"].as_array_mut().expect("a list").push("charts/old.svg".into());
    fs::write(desk.path("out/manifest.json"), manifest.to_string()).expect("written");
    let refused = desk.run(["run", "queue.toml", "-q", "--out", "out"]).with_code(4);
    assert!(refused.only_line().contains("symbolic link"), "{}", refused.err);
    assert_eq!(desk.read("elsewhere/old.svg"), "old");
}

#[test]
fn what_is_in_the_way_and_not_ours_is_refused_before_the_work() {
    for name in ["results.json", "report.html", "manifest.json", "UNFINISHED.json"] {
        let desk = Desk::with("queue.toml", SMALL);
        fs::write(desk.path(name), "{\"version\": 3}").expect("written");
        let refused = desk.run(["run", "queue.toml", "--out", "."]).with_code(2);
        assert!(
            refused.out.is_empty() && refused.err.contains("no run of journeysim wrote it"),
            "{name}: {}",
            refused.err
        );
        assert_eq!(desk.read(name), "{\"version\": 3}");
        assert_eq!(desk.list("").len(), 2, "{name}: {:?}", desk.list(""));
    }
    // Names that are known only after the run: all else is written, and told.
    let desk = Desk::with("queue.toml", SMALL);
    fs::create_dir(desk.path("tables")).expect("a folder");
    fs::write(desk.path("tables/metrics.csv"), "mine").expect("written");
    let told = desk.run(["run", "queue.toml", "--out", "."]).with_code(4);
    assert!(told.err.contains("`tables/metrics.csv`; move it away"), "{}", told.err);
    assert_eq!(desk.read("tables/metrics.csv"), "mine");
    assert!(desk.path("UNFINISHED.json").exists() && !desk.read("results.json").is_empty());
    let still = desk.run(["report", "."]).with_code(4);
    assert!(still.err.contains("has not ended"), "{}", still.err);
    assert_eq!(desk.read("tables/metrics.csv"), "mine");
    fs::remove_file(desk.path("tables/metrics.csv")).expect("removed");
    desk.run(["report", "."]).with_code(0);
    assert!(desk.read("tables/metrics.csv").starts_with("world,") && !desk.path("UNFINISHED.json").exists());
}

/// The folder of a run of version 0.1.0, whose manifest lists nothing.
#[test]
fn a_folder_of_version_0_1_0_is_taken_over() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["run", "queue.toml", "-q", "--out", "o"]).with_code(0);
    let mut manifest: serde_json::Value = serde_json::from_str(&desk.read("o/manifest.json")).expect("JSON");
    let all = manifest.as_object_mut().expect("a table");
    assert!(all.remove("files").is_some() && all.remove("run").is_some());
    fs::write(desk.path("o/manifest.json"), manifest.to_string()).expect("written");
    fs::write(desk.path("o/charts/own.svg"), "own").expect("written");
    desk.run(["report", "o"]).with_code(0);
    desk.run(["run", "queue.toml", "-q", "--out", "o", "--seed", "6"]).with_code(0);
    assert_eq!(desk.read("o/charts/own.svg"), "own");
    assert!(desk.read("o/manifest.json").contains("tables/metrics.csv"));
}

const VARY: [&str; 6] = ["--vary", "resource.server.staff=1..2", "--points", "2", "--replications", "1"];

#[test]
fn a_run_and_a_sweep_do_not_share_a_folder() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["sweep", "queue.toml", "-q", "--out", "s"].iter().chain(&VARY)).with_code(0);
    let before = super::contents(&desk.path("s"));
    for command in ["run", "compare", "leaks"] {
        let refused = desk.run([command, "queue.toml", "-q", "--out", "s"]).with_code(2);
        assert_eq!(refused.err.lines().count(), 1, "{}", refused.err);
    }
    assert!(desk.run(["run", "queue.toml", "--out", "s"]).err.contains("holds a sweep"));
    assert!(super::contents(&desk.path("s")) == before, "nothing of the sweep is lost");
    // Planned and not yet merged.
    desk.run(["sweep", "plan", "queue.toml", "-q", "--out", "p"].iter().chain(&VARY)).with_code(0);
    assert!(desk.read("p/UNFINISHED.json").contains("has not been merged"));
    desk.run(["run", "queue.toml", "-q", "--out", "p"]).with_code(2);
    desk.run(["sweep", "run", "p", "-q"]).with_code(0);
    desk.run(["sweep", "merge", "p", "-q"]).with_code(0);
    assert!(!desk.path("p/UNFINISHED.json").exists());

    desk.run(["run", "queue.toml", "-q", "--out", "r"]).with_code(0);
    let before = super::contents(&desk.path("r"));
    let refused = desk.run(["sweep", "queue.toml", "-q", "--out", "r"].iter().chain(&VARY)).with_code(2);
    assert!(refused.only_line().contains("holds the results of a run"), "{}", refused.err);
    assert!(super::contents(&desk.path("r")) == before);
}

#[test]
fn an_input_is_never_written_over() {
    let desk = Desk::with("scenario.toml", SMALL);
    let sweep = ["sweep", "scenario.toml", "-q", "--out", "."];
    let refused = desk.run(sweep.iter().chain(&VARY)).with_code(2);
    assert!(refused.only_line().contains("scenario.toml` is an input"), "{}", refused.err);
    let plan = ["sweep", "plan", "scenario.toml", "-q", "--out", "."];
    desk.run(plan.iter().chain(&VARY)).with_code(2);
    assert_eq!((desk.list(""), desk.read("scenario.toml")), (vec!["scenario.toml".to_owned()], SMALL.to_owned()));

    // A table of points that is one of the tables of a sweep.
    fs::create_dir_all(desk.path("t/tables")).expect("folders");
    fs::write(desk.path("t/tables/points.csv"), "resource.server.staff\n1\n").expect("written");
    let table = ["sweep", "scenario.toml", "-q", "--out", "t", "--design", "t/tables/points.csv"];
    desk.run(table).with_code(2);
    assert_eq!(desk.read("t/tables/points.csv"), "resource.server.staff\n1\n");

    // A scenario whose name a run, or a log, would give.
    for (name, more) in [
        ("report.html", &["--out", "."][..]),
        ("log.csv", &["--event-log", "log.csv", "--out", "o"]),
        ("log.csv", &["--event-log", "./o/../log.csv", "--out", "o"]),
        ("lives.csv", &["--lives", "lives.csv", "--out", "o"]),
    ] {
        fs::create_dir_all(desk.path("o")).expect("a folder");
        fs::write(desk.path(name), SMALL).expect("written");
        let refused = desk.run(["run", name, "-q"].iter().chain(more)).with_code(2);
        assert!(refused.only_line().contains("is an input"), "{name}: {}", refused.err);
        assert_eq!(desk.read(name), SMALL);
    }
    // A file that another one extends is an input, too.
    fs::write(desk.path("base.csv"), SMALL).expect("written");
    fs::write(desk.path("over.toml"), "extends = \"base.csv\"\n").expect("written");
    desk.run(["run", "over.toml", "-q", "--event-log", "base.csv", "--out", "o"]).with_code(2);
    assert_eq!(desk.read("base.csv"), SMALL);
}

#[cfg(unix)]
#[test]
fn an_input_is_known_by_any_of_its_names() {
    let desk = Desk::with("queue.toml", SMALL);
    fs::hard_link(desk.path("queue.toml"), desk.path("hard.csv")).expect("a link");
    std::os::unix::fs::symlink("queue.toml", desk.path("soft.csv")).expect("a link");
    std::os::unix::fs::symlink("queue.toml", desk.path("scenario.toml")).expect("a link");
    for log in ["hard.csv", "soft.csv"] {
        let refused = desk.run(["run", "queue.toml", "-q", "--out", "o", "--event-log", log]).with_code(2);
        assert!(refused.only_line().contains("is an input"), "{log}: {}", refused.err);
    }
    desk.run(["sweep", "queue.toml", "-q", "--out", "."].iter().chain(&VARY)).with_code(2);
    assert!(fs::symlink_metadata(desk.path("soft.csv")).is_ok_and(|found| found.is_symlink()));
    assert_eq!(desk.read("queue.toml"), SMALL);
}

#[test]
fn an_event_log_has_a_place_of_its_own() {
    let desk = Desk::with("queue.toml", SMALL);
    for (logs, said) in [
        (&["--event-log", "o/tables/metrics.csv"][..], "lies among the files of the run"),
        (&["--event-log", "log.csv", "--event-log", "log.csv"], "is named twice"),
        (&["--lives", "o/tables/metrics.csv"], "lies among the files of the run"),
        (&["--event-log", "log.csv", "--lives", "./log.csv"], "is named twice"),
        (&["--lives", "."], "is none of .csv and .parquet"),
    ] {
        let refused = desk.run(["run", "queue.toml", "-q", "--out", "o"].iter().chain(logs)).with_code(2);
        assert!(refused.only_line().contains(said), "{}", refused.err);
    }
    assert!(!desk.path("o").exists());
    desk.run(["run", "queue.toml", "-q", "--out", "o", "--event-log", "log.csv"]).with_code(0);
    assert!(desk.read("log.csv").starts_with("replication,case,"));
}

#[test]
fn a_sweep_goes_on_from_its_own_scenario() {
    let desk = Desk::with("queue.toml", SMALL);
    desk.run(["sweep", "queue.toml", "-q", "--out", "s"].iter().chain(&VARY)).with_code(0);
    let scenario = desk.read("s/scenario.toml");
    let more = ["sweep", "s/scenario.toml", "-q", "--out", "s", "--add", "2"];
    desk.run(more.iter().chain(&VARY)).with_code(0);
    assert_eq!(desk.read("s/scenario.toml"), scenario);
    assert_eq!(desk.read("s/tables/rows.csv").lines().count(), 5);
}

/// 0.1.0 replaced both without a word. What an analysis wrote the next one writes again, with other metrics too.
#[test]
fn an_analysis_writes_over_nothing_but_analyses() {
    let desk = Desk::with("queue.toml", SMALL);
    let vary = ["--vary", "resource.server.staff=1,2", "--design", "grid", "--replications", "2"];
    desk.run(["sweep", "queue.toml", "-q", "--out", "o"].iter().chain(&vary)).with_code(0);
    for mine in ["analysis.html", "analysis.json", "charts/best-ledger-total.svg", "tables/chart-best-ledger-total.csv"]
    {
        fs::write(desk.path("o").join(mine), "mine").expect("written");
        let ended = desk.run(["analyze", "o", "-q", "--metric", "ledger.total"]).with_code(4);
        assert!(ended.err.contains(mine) && ended.err.contains("no analysis"), "{}", ended.err);
        assert_eq!(desk.read(&format!("o/{mine}")), "mine");
        assert!(mine == "analysis.html" || !desk.path("o/analysis.html").exists(), "{mine}: nothing else is written");
        fs::remove_file(desk.path("o").join(mine)).expect("removed");
    }
    for _ in 0..2 {
        desk.run(["analyze", "o", "-q", "--metric", "ledger.total"]).with_code(0);
        desk.run(["analyze", "o", "-q"]).with_code(0);
    }
}

/// Named by the user, it is replaced, as the README says, and that is told.
#[test]
fn an_event_log_replaces_what_it_is_told_to_replace_and_says_so() {
    let desk = Desk::with("queue.toml", SMALL);
    let run = || desk.run(["run", "queue.toml", "--out", "o", "--event-log", "survey.csv"]).with_code(0).err;
    assert!(!run().contains("in place of what was there"));
    fs::write(desk.path("survey.csv"), "mine").expect("written");
    let told = run();
    assert!(told.contains("survey.csv, in place of what was there"), "{told}");
    assert!(desk.read("survey.csv").starts_with("replication,case,"));
}
