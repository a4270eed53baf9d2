//! Demand: who joins at which fee, and who leaves when a price rises.

use journeysim::experiment::results::Results;
use serde_json::Value;

use crate::program::Desk;
use crate::support::{Worlds, run_text, without_words};

/// Standard errors that a share may be off: one false alarm in 16,000.
const SIGMAS: f64 = 4.0;

/// Holds a count of those of `n` who did something against its chance.
fn near_share(what: &str, count: f64, n: f64, chance: f64) {
    let off = SIGMAS * (chance * (1.0 - chance) / n).sqrt();
    assert!((count / n - chance).abs() <= off, "{what}: {} is not {chance} within {off}", count / n);
}

/// Customers who may join a program for a fee once.
fn club(customers: u32, fee: &str, take_up: &str) -> String {
    format!(
        "name = \"club\"\n[run]\nhorizon = \"100 d\"\nreplications = 1\n[population]\ncustomers = {customers}\n\
         [purchase]\nrate = \"1 per 10 d\"\nbasket = 20.0\nmargin = 0.3\n[program]\nlift = 0.0\n\
         membership = {{ fee = {fee}, take_up = {take_up}, renewal = 1.0 }}\n"
    )
}

/// Out of order, as a file may have it.
const BY_FEE: &str = "{ at = { \"20\" = 0.05, \"0\" = 0.40, \"10.0\" = 0.15 } }";

fn members(results: &Results, world: usize) -> f64 {
    results.worlds[world].program["members"].mean.expect("members")
}

/// Two fifths of the way from 0.40 to 0.15 is 0.30, and half of the way from 0.15 to 0.05 is 0.10.
#[test]
fn take_up_is_straight_between_its_points() {
    for (fee, share) in [("4.0", 0.30), ("15", 0.10), ("0", 0.40)] {
        let results = run_text(&club(8000, fee, BY_FEE), &[]);
        near_share(fee, members(&results, 0), 8000.0, share);
        let plain = run_text(&club(8000, fee, &share.to_string()), &[]);
        assert!(fee == "4.0" || without_words(&plain) == without_words(&results), "the number itself, at {fee}");
    }
}

/// At a point everything is as with the number alone, to the last byte; half a fee lower nobody who joined is lost.
#[test]
fn a_point_is_the_number_and_who_joins_at_a_fee_joins_at_a_lower_one() {
    let at_point = run_text(&club(500, "10", BY_FEE), &[]);
    assert_eq!(without_words(&at_point), without_words(&run_text(&club(500, "10", "0.15"), &[])));
    // A fee in force through a patch, an intervention and a set is the fee that counts.
    let patched = run_text(&club(500, "10", BY_FEE), &[("program.membership.fee", "20")]);
    assert_eq!(without_words(&patched), without_words(&run_text(&club(500, "20", "0.05"), &[])));
    let cheap = "[[intervention]]\nname = \"cheap\"\nchange = { \"program.membership.fee\" = { scale = 0.5 } }\n\
                 [[intervention]]\nname = \"loud\"\nchange = { \"program.membership.take_up\" = { scale = 2.0 } }\n\
                 [[intervention]]\nname = \"flat\"\nchange = { \"program.membership.take_up\" = { set = 0.3 } }\n\
                 [[intervention]]\nname = \"one\"\nchange = { \"program.membership.take_up.at.10\" = { set = 0.3 } }\n";
    let text = [&club(8000, "10", &BY_FEE.replace("10.0", "10")), cheap].concat();
    let results = Worlds::parse(&text, &[&["cheap"], &["loud"], &["flat"], &["one"]]).results();
    // .15 + (.40 - .15)/2 at half the fee; a factor is on every share: .30, and so are the two that set it.
    near_share("cheap", members(&results, 1), 8000.0, 0.275);
    near_share("loud", members(&results, 2), 8000.0, 0.30);
    assert_eq!([members(&results, 3), members(&results, 4)], [members(&results, 2); 2]);
    let gained = members(&results, 1) - members(&results, 0);
    near_share("gained", gained, 8000.0, 0.125);
}

/// A fee outside the points is refused wherever it comes from: the file, `--set`, an intervention, a point of a sweep.
#[test]
fn a_fee_outside_the_points_is_refused() {
    let rise = "[[intervention]]\nname = \"rise\"\nchange = { \"program.membership.fee\" = { set = 25 } }\n";
    let text = [&club(50, "10", BY_FEE), rise].concat();
    let desk = Desk::with("s.toml", &text);
    let told = desk.run(["check", "s.toml"]).with_code(3).err;
    for words in
        ["`take_up` says nothing of a fee of 25: its points go from 0 to 20", "rise", "\"25\" = ...", "s.toml:"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let desk = Desk::with("s.toml", &club(50, "10", BY_FEE));
    let told = desk.run(["check", "s.toml", "--set", "program.membership.fee=20.5"]).with_code(3).err;
    assert!(told.contains("a fee of 20.5"), "{told}");
    desk.run(["check", "s.toml", "--set", "program.membership.fee=20"]).with_code(0);
    let sweep = |values: &str| {
        let vary = format!("program.membership.fee={values}");
        desk.run(["sweep", "s.toml", "--design", "grid", "--vary", &vary, "--out", "a", "--no-progress"])
    };
    let told = sweep("25,30").with_code(3);
    assert!(told.err.contains("a fee of 25") || told.out.contains("a fee of 25"), "{} {}", told.out, told.err);
    // A closed program charges nothing.
    let closed = club(50, "99", BY_FEE).replace("[program]\n", "[program]\nenabled = false\n");
    Desk::with("s.toml", &closed).run(["check", "s.toml"]).with_code(0);
}

/// Whether all worlds of a comparison are judged.
fn judged(text: &str) -> bool {
    let desk = Desk::with("s.toml", text);
    desk.run(["compare", "s.toml", "--out", "out", "--no-progress", "--replications", "3"]).with_code(0);
    let results: Value = serde_json::from_str(&desk.read("out/results.json")).expect("results");
    results["unjudged"].is_null()
}

/// Whether a sweep over some values of a path names a best one.
fn has_best(text: &str, vary: &str) -> bool {
    let desk = Desk::with("s.toml", text);
    let args = ["sweep", "s.toml", "--design", "grid", "--vary", vary, "--replications", "3", "--out", "a", "-q"];
    desk.run(args).with_code(0);
    let analysis = desk.run(["analyze", "a", "--metric", "npv", "--json"]).with_code(0).json();
    !analysis["metrics"][0]["best"].is_null()
}

/// Worlds of two fees are judged where the file says who joins at each, also where as many do.
#[test]
fn fees_are_judged_where_the_table_stands() {
    let fee = |name: &str, fee: u32, take_up: &str| {
        format!(
            "[[intervention]]\nname = \"{name}\"\nchange = {{ \"program.membership.fee\" = {{ set = {fee} }}, \
             \"program.membership.take_up\" = {{ set = {take_up} }} }}\n"
        )
    };
    let flat = "{ at = { \"0\" = 0.15, \"30\" = 0.15 } }";
    let worlds = |file: &str, one: &str, other: &str| {
        [&club(20, "10", file), &*fee("one", 20, one), &*fee("other", 30, other)].concat()
    };
    assert!(judged(&worlds(flat, flat, flat)));
    assert!(!judged(&worlds("0.15", "0.15", "0.15")));
    assert!(!judged(&worlds(flat, flat, "0.15")), "one of them says nothing");
    for (take_up, best) in [("0.15", false), (flat, true), (BY_FEE, true)] {
        assert_eq!(has_best(&club(20, "10", take_up), "program.membership.fee=5,10,20"), best, "{take_up}");
    }
}
