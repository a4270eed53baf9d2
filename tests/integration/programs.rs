//! Several programs in one world, `[[program]]`: beside each other they do what each would do alone, unless they are made to meet.

use std::collections::BTreeMap;

use journeysim::experiment::results::{Metric, Results, World as Found};
use journeysim::scenario::Scenario;

use crate::program::Desk;
use crate::support::{Worlds, run_text};

/// Customers who buy and leave, without anything by which a program could change that.
fn shop(programs: &str) -> String {
    format!(
        r#"
name = "Shop"
[run]
horizon = "3 y"
warm_up = "200 d"
replications = 4
seed = 5
[population]
customers = 150
[[acquisition]]
name = "street"
joins = "1 per d"
[purchase]
rate = {{ gamma = {{ mean = "2 per mo", shape = 1.5 }} }}
basket = {{ lognormal = {{ mean = 30.0, cv = 0.5 }} }}
margin = 0.5
[[hole]]
name = "life"
hazard = "30 % per y"
{programs}
"#
    )
}

/// Points that a part of the customers knows of, some of whom are told; nothing hurries anybody.
const MILES: &str = r#"
[[program]]
name = "miles"
aware = 0.6
lift = 0.0
pull = 0.0
reset = 1.0
admin = "100 per mo"
fraud = 0.05
points = { per_spend = 1.0, reward_points = 200, redeem_prob = 0.4, unit_cost = 0.02, expiry = { gamma = { mean = "200 d", shape = 4.0 } } }
[[program.contact]]
name = "letter"
by = "mail"
every = "90 d"
cost = 0.5
[[program.tier]]
name = "gold"
from = 300
multiplier = 1.5
[[program.partner]]
name = "bank"
spend = "50 per mo"
fee_per_point = 0.01
"#;

/// Vouchers for those who pay a fee.
const CLUB: &str = r#"
[[program]]
name = "club"
lift = 0.0
pull = 0.0
reset = 1.0
membership = { fee = 3.0, take_up = 0.5, renewal = 0.7, every = "200 d" }
voucher = { per_spend = 90.0, value = 4.0, redeem_prob = 0.6, expiry = "150 d" }
"#;

fn of<'w>(world: &'w Found, id: &str) -> &'w Metric {
    world.program.get(id).unwrap_or_else(|| panic!("no {id}: {:?}", world.program.keys()))
}

fn mean(world: &Found, id: &str) -> f64 {
    of(world, id).mean.unwrap_or_else(|| panic!("{id} has no value"))
}

/// What is said of one program, by its ids.
fn all_of(world: &Found, name: &str) -> BTreeMap<String, Metric> {
    let own =
        |(id, metric): (&String, &Metric)| Some((id.strip_prefix(name)?.strip_prefix('.')?.to_owned(), metric.clone()));
    world.program.iter().filter_map(own).collect()
}

fn ledger(results: &Results, line: &str) -> f64 {
    results.worlds[0].ledger.get(line).and_then(|metric| metric.mean).unwrap_or(0.0)
}

#[test]
fn two_that_cannot_meet_are_two_runs_of_one() {
    let both = run_text(&shop(&format!("{MILES}{CLUB}")), &[]);
    let turned = run_text(&shop(&format!("{CLUB}{MILES}")), &[]);
    let [miles, club] = [MILES, CLUB].map(|alone| run_text(&shop(alone), &[]));
    for (name, alone, least) in [("miles", &miles, 20), ("club", &club, 15)] {
        let own = all_of(&alone.worlds[0], name);
        assert!(own.len() >= least, "{name}: {:?}", own.keys());
        assert_eq!(all_of(&both.worlds[0], name), own, "{name}");
        assert_eq!(all_of(&turned.worlds[0], name), own, "{name}, whatever stands before it");
        let books = |results: &Results| results.worlds[0].books_by_program[name].clone();
        assert_eq!(books(&both), books(alone), "{name}");
    }
    // All together: sums of what each costs and owes; shares by name only.
    let world = &both.worlds[0];
    for id in ["cost", "liability"] {
        let sum = mean(world, &format!("miles.{id}")) + mean(world, &format!("club.{id}"));
        assert!((mean(world, id) - sum).abs() <= 1e-9 * sum.abs(), "{id}: {} {sum}", mean(world, id));
    }
    let together: Vec<&String> = world.program.keys().filter(|id| !id.contains('.')).collect();
    assert_eq!(together, ["cost", "liability"]);
    assert!(
        mean(world, "miles.tier.gold") > 0.0
            && mean(world, "miles.breakage") > 0.0
            && mean(world, "club.breakage") > 0.0
    );
    // The ledger is that of all, and tells the same costs.
    let lines = ["rewards", "costs", "communication", "partners", "fraud", "fees", "liability"];
    let posted: f64 = lines.iter().map(|line| ledger(&both, &format!("program {line}"))).sum();
    let cost = -posted - ledger(&both, "membership fees");
    assert!((cost - mean(world, "cost")).abs() < 1e-6 * cost.abs(), "{cost} {}", mean(world, "cost"));
    for line in ["rewards", "liability"] {
        let line = format!("program {line}");
        let sum = ledger(&miles, &line) + ledger(&club, &line);
        assert!((ledger(&both, &line) - sum).abs() < 1e-9 * sum.abs(), "{line}");
    }
}

/// Where nothing of a program is drawn, a name changes nothing but names.
#[test]
fn one_of_a_list_does_what_the_one_does() {
    let terms = "lift = 0.1\npull = 0.5\npoints = { per_spend = 1.0, reward_points = 150, redeem_prob = 1.0, unit_cost = 0.02, expiry = \"90 d\" }\n\
                 [[program.tier]]\nname = \"gold\"\nfrom = 300\nmultiplier = 1.5\n";
    let one = run_text(&shop(&format!("[program]\n{terms}")), &[]);
    let named = run_text(&shop(&format!("[[program]]\nname = \"miles\"\n{terms}")), &[]);
    let (mut own, one) = (all_of(&named.worlds[0], "miles"), &one.worlds[0]);
    assert!(own.remove("cost").is_some(), "of the one program the ledger says it");
    assert_eq!(own, one.program);
    assert_eq!((&named.worlds[0].metrics, &named.worlds[0].ledger), (&one.metrics, &one.ledger));
    assert_eq!(named.worlds[0].books_by_program.get("miles"), one.program_books.as_ref());
    assert_eq!((one.program_names(), named.worlds[0].program_names()), (vec![], vec!["miles"]));
}

/// Paces multiply: 1.1 times 1.2 is a rate of 1.32.
#[test]
fn paces_of_several_memberships_multiply() {
    let lifts = "[[program]]\nname = \"a\"\nlift = 0.1\n[[program]]\nname = \"b\"\nlift = 0.2\n";
    let plain = |rate: &str| shop("").replace("{ gamma = { mean = \"2 per mo\", shape = 1.5 } }", rate);
    let with = run_text(&shop(lifts).replace("{ gamma = { mean = \"2 per mo\", shape = 1.5 } }", "\"2 per mo\""), &[]);
    let wanted = run_text(&plain("\"2.64 per mo\""), &[]);
    let bought = |results: &Results| results.worlds[0].metrics["purchases"].mean.expect("purchases");
    // The same clocks at the same pace, but for the first purchase, which nobody hurries.
    assert!(bought(&wanted) > 1000.0);
    let off = bought(&with) / bought(&wanted) - 1.0;
    assert!(off.abs() < 1e-3, "{off}");
}

/// Supports multiply: of a hazard that they shield from, (1 - k)(1 - k') is left.
#[test]
fn supports_of_several_memberships_multiply() {
    let leave = |programs: &str, hazard: &str| {
        let text = format!(
            "name = \"Held\"\n[run]\nhorizon = \"3 y\"\nreplications = 4\nseed = 3\n[population]\ncustomers = 2000\n[purchase]\nrate = \"1 per mo\"\n\
             [loyalty]\nsupport = {{ inertia = 0.0, lockin = 0.0, price = 0.0, convenience = 0.0 }}\n\
             [[hole]]\nname = \"other\"\nhazard = \"{hazard}\"\nshielded = true\n{programs}"
        );
        let alone = [("hole.*.factor", "0.0"), ("hole.other.factor", "1.0")];
        run_text(&text, &alone).worlds[0].bucket.as_ref().expect("a bucket").outflow["other"].mean.expect("exits")
    };
    let social = |name: &str, kmax: f64| {
        format!("[[program]]\nname = \"{name}\"\nmode = \"social\"\nlift = 0.0\nkmax = {kmax}\n")
    };
    // 50 % a year is a hazard of ln 2, of which .5 times .8 is left.
    let two = leave(&format!("{}{}", social("a", 0.5), social("b", 0.2)), "50 % per y");
    let wanted = leave("", "0.27725887222397812 per y");
    assert!(wanted > 300.0 && (two - wanted).abs() < 1.0, "{two} {wanted}");
    assert!((leave(&social("a", 0.6), "50 % per y") - wanted).abs() < 1.0, "one that holds as much as both");
}

/// Two programs of points alike, the first known to half of the customers.
fn points(first: &str, second: &str) -> String {
    let terms = "lift = 0.0\npull = 0.0\nreset = 1.0\npoints = { per_spend = 1.0, reward_points = 100, redeem_prob = 1.0, unit_cost = 0.02 }\n";
    shop(&format!("[[program]]\nname = \"a\"\naware = 0.5\n{first}{terms}[[program]]\nname = \"b\"\n{second}{terms}"))
}

#[test]
fn a_purchase_earns_where_it_is_not_excluded() {
    let units = |text: &str| {
        let results = run_text(text, &[]);
        ["a.issued", "b.issued", "a.members", "b.members"].map(|id| mean(&results.worlds[0], id))
    };
    let [a, b, members, all] = units(&points("", ""));
    assert!(a > 1000.0 && b > 1.5 * a && members < all, "each earns in its own");
    // What the first earns the second does not: together they earn what the second would alone.
    let [first, second, ..] = units(&points("excludes = [\"b\"]\n", ""));
    assert_eq!((first, first + second), (a, b));
    // The second takes all, as all are its members; those of the first stay members.
    let taken = units(&points("", "excludes = [\"a\"]\n"));
    assert_eq!(taken, [0.0, b, members, all]);
    // One that never runs takes nothing, which `check` says.
    let [idle, plain] = ["excludes = [\"b\"]\n", ""].map(|first| points(first, "enabled = false\n"));
    assert_eq!(run_text(&idle, &[]).worlds[0].program, run_text(&plain, &[]).worlds[0].program);
    let warned = |text: &str| Scenario::parse("idle.toml", text, &[]).expect("good").warnings.items.len();
    assert_eq!([warned(&idle), warned(&plain), warned(&points("excludes = [\"b\"]\n", ""))], [1, 0, 0]);
    // Each the other: the first of the file.
    let both = units(&points("excludes = [\"b\"]\n", "excludes = [\"a\"]\n"));
    assert_eq!(both, [first, second, members, all]);
}

const WORLDS: &str = r#"
[[intervention]]
name = "no miles"
change = { "program.miles.enabled" = { set = false } }
cost = { once = 50.0 }
[[intervention]]
name = "no club"
change = { "program.club.enabled" = { set = false } }
[[intervention]]
name = "none"
change = { "program.*.enabled" = { set = false } }
cost = { once = 70.0 }
[[intervention]]
name = "dearer"
change = { "program.miles.points.unit_cost" = { scale = 2.0 }, "program.club.voucher.value" = { add = 1.0 } }
"#;

#[test]
fn each_is_held_against_the_world_without_it_and_all_against_the_world_without_any() {
    let lively = format!("{MILES}{CLUB}{WORLDS}").replace("lift = 0.0", "lift = 0.1");
    let worlds = Worlds::parse(&shop(&lively), &[&["no miles"], &["no club"], &["none"], &["dearer"]]);
    let results = worlds.results();
    let [base, no_miles, no_club, none, dearer] = &results.worlds[..] else { panic!("five worlds") };
    let npv = |world: &Found| world.metrics["npv"].mean.expect("npv");
    let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-6 * wanted.abs().max(1.0), "{got} {wanted}");
    // Worlds of the comparison are the twins, but for what changing the programs costs.
    near(mean(base, "miles.incremental_value"), npv(base) - (npv(no_miles) + 50.0));
    near(mean(base, "club.incremental_value"), npv(base) - npv(no_club));
    near(mean(base, "incremental_value"), npv(base) - (npv(none) + 70.0));
    let bought = |world: &Found| world.metrics["purchases"].mean.expect("purchases");
    let ratio = |id: &str, twin: &Found| (mean(base, id) - (bought(base) / bought(twin) - 1.0)).abs();
    assert!(ratio("miles.added_purchases", no_miles) < 1e-3 && ratio("added_purchases", none) < 1e-3);
    assert!(mean(base, "added_purchases") > mean(base, "miles.added_purchases"));
    // Where one is closed the other alone is all.
    near(mean(no_miles, "incremental_value"), mean(no_miles, "club.incremental_value"));
    assert!(!no_miles.program.contains_key("miles.incremental_value") && none.program.is_empty());
    for name in ["miles", "club"] {
        let margin = |twin: &Found| twin.ledger["purchases"].mean.expect("margin");
        let twin = if name == "miles" { no_miles } else { no_club };
        let even = mean(base, &format!("{name}.cost")) / margin(twin);
        let told = mean(base, &format!("{name}.break_even"));
        assert!((told - even).abs() < 0.02 * even.abs(), "{name}: {told} {even}");
        assert!(mean(base, &format!("{name}.deadweight")) > 0.0);
    }
    let parts = mean(base, "miles.deadweight") + mean(base, "club.deadweight");
    assert!(mean(base, "deadweight") > 0.0 && mean(base, "deadweight") < parts, "more come anyway where one is left");
    // Patches by name reach their program.
    assert_eq!(mean(dearer, "miles.issued"), mean(base, "miles.issued"));
    near(
        -dearer.ledger["program fraud"].mean.expect("fraud"),
        -2.0 * base.ledger["program fraud"].mean.expect("fraud"),
    );
    let per_reward = |world: &Found| mean(world, "club.liability");
    near(per_reward(dearer), 1.25 * per_reward(base));
    let definition = &of(base, "miles.incremental_value").definition;
    assert!(definition.contains("program \"miles\""), "{definition}");
}

#[test]
fn a_list_is_set_swept_and_read_by_names() {
    let text = shop(&format!("{MILES}{CLUB}"));
    let off = run_text(&text, &[("program.club.enabled", "false")]);
    let alone = run_text(&shop(MILES), &[]);
    assert_eq!(off.worlds[0].program, alone.worlds[0].program);
    assert_eq!(off.worlds[0].metrics, alone.worlds[0].metrics);
    let all = run_text(&text, &[("program.*.enabled", "false")]);
    assert!(all.worlds[0].program.is_empty());
    // A file and the one it extends merge by name.
    let desk = Desk::with("base.toml", &text);
    let over = "extends = \"base.toml\"\n[[program]]\nname = \"club\"\nenabled = false\n";
    std::fs::write(desk.path("over.toml"), over).expect("written");
    let scenario =
        Scenario::load(&desk.path("over.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let root = scenario.read();
    let known: Vec<(Option<&str>, bool)> =
        root.program.iter().map(|program| (*program.name, *program.enabled)).collect();
    assert_eq!(known, [(Some("miles"), true), (Some("club"), false)]);
    let swept = desk.run([
        "sweep",
        "base.toml",
        "--vary",
        "program.miles.points.unit_cost=0.01,0.03",
        "--vary",
        "program.*.enabled=true,false",
        "--replications",
        "1",
        "--design",
        "grid",
        "--out",
        "swept",
        "--quiet",
    ]);
    assert_eq!(swept.code, 0, "{}", swept.err);
}

#[test]
fn reports_tell_programs_by_their_names() {
    let text = shop(&format!("{MILES}{CLUB}{WORLDS}"));
    let desk = Desk::with("shop.toml", &text);
    let ended = desk.run(["compare", "shop.toml", "--replications", "2", "--out", "out"]).with_code(0);
    for said in ["Programs together: ", "Program miles: ", "Program club: ", "baseline, miles", "baseline, together"] {
        assert!(ended.out.contains(said), "no {said}: {}", ended.out);
    }
    let files = desk.list("out");
    let page = files.iter().find(|name| name.ends_with(".html")).expect("a page");
    let page = desk.read(&format!("out/{page}"));
    for said in ["Program miles: never redeemed", "Program club: liability at the horizon"] {
        assert!(page.contains(said), "no {said}");
    }
    assert!(page.contains("The program miles of") || page.contains("The program club of"), "no books by name");
    let replayed = desk.run(["replay", "shop.toml", "--customer", "1"]).with_code(0);
    assert!(replayed.out.contains(", miles") || replayed.out.contains(", club"), "{}", replayed.out);
}
