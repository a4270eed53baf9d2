//! Demand: who joins at which fee, and who leaves when a price rises.
//!
//! Longer than other files: two keys, each with its closed forms.

use journeysim::experiment::comparison::ExactValue;
use journeysim::experiment::results::Results;
use journeysim::num;
use serde_json::Value;

use crate::program::Desk;
use crate::support::{How, World, Worlds, run_text, without_words};

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

/// Half as much again, at an elasticity of .8: 1.5^.8. Half as much: .5^.8.
const DEARER: f64 = 1.383_162;
const CHEAPER: f64 = 0.574_349;

const PEOPLE: f64 = 12_000.0;

/// Subscribers of day 0 with a contract of a year, and holes; `contract` goes on in its block.
fn subscribers(years: u32, contract: &str, more: &str) -> String {
    format!(
        "name = \"press\"\n[run]\nhorizon = \"{years} y\"\nreplications = 1\n[population]\ncustomers = {PEOPLE}\n\
         [contract]\nterm = \"1 y\"\nprice = 100.0\nelasticity = 0.8\n{contract}\n{more}\n"
    )
}

fn change(name: &str, keys: &str, path: &str, action: &str) -> String {
    format!("[[intervention]]\nname = \"{name}\"\n{keys}\nchange = {{ \"{path}\" = {{ {action} }} }}\n")
}

/// The price half as high again, half as high, and half as high again from a day on.
fn prices(path: &str, from: u32) -> String {
    [
        change("dearer", "", path, "scale = 1.5"),
        change("cheaper", "", path, "scale = 0.5"),
        change("later", &format!("start = \"{from} d\""), path, "scale = 1.5"),
    ]
    .concat()
}

const PRICED: &[&[&str]] = &[&["dearer"], &["cheaper"], &["later"]];

/// Shares of those of day 0 who are there at the horizon, by world.
fn there(results: &Results) -> Vec<f64> {
    results.worlds.iter().map(|world| world.metrics["active_end"].mean.expect("customers") / PEOPLE).collect()
}

fn exits(results: &Results, world: usize, hole: &str) -> f64 {
    results.worlds[world].bucket.as_ref().expect("a bucket").outflow[hole].mean.expect("exits")
}

#[track_caller]
fn shares(what: &str, found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len());
    for (world, (&found, &wanted)) in found.iter().zip(wanted).enumerate() {
        near_share(&format!("{what}, world {world}"), found * PEOPLE, PEOPLE, wanted);
    }
}

/// Odds of leaving of 1 : 4 become 1.383 : 4, so that 74.3058 of 100 renew; at half the price .574 : 4, 87.4441 of 100. From day 500 on one of two
/// renewals is at the new price. What a renewal answers is the price at joining: the second one answers it again.
#[test]
fn a_renewal_answers_a_price_by_its_odds() {
    let text = [subscribers(2, "retention = 0.8", ""), prices("contract.price", 500)].concat();
    let results = Worlds::parse(&text, PRICED).results();
    let [usual, dear, cheap] = [0.8, 0.743_058, 0.874_441];
    for (times, stay) in [(DEARER, dear), (CHEAPER, cheap)] {
        assert!((0.8_f64 / (0.8 + times * 0.2) - stay).abs() < 1e-6, "{stay}");
    }
    let wanted = [usual * usual, dear * dear, cheap * cheap, usual * dear];
    shares("renewals", &there(&results), &wanted);
    // The exact values printed beside are of the same.
    let exact = |world: &str| {
        let known = |value: &&ExactValue| value.world == world && value.metric == "retention_horizon";
        results.findings.exact.iter().find(known).map(|value| value.value)
    };
    for (world, wanted) in [("baseline", wanted[0]), ("dearer", wanted[1]), ("cheaper", wanted[2])] {
        assert!((exact(world).expect(world) - wanted).abs() < 2e-6, "{world}");
    }
    assert_eq!(exact("later"), None);
}

/// By whom: those whom the price takes leave by the hole `value`, the others as ever. Of 100 some 5.6942 more than 20 leave at the first renewal.
#[test]
fn whom_a_price_takes_leaves_by_the_hole_value() {
    let holes = "[[hole]]\nname = \"life\"\nhazard = \"0.1 per y\"\n[[hole]]\nname = \"value\"\n";
    let text = [subscribers(1, "retention = 0.8", holes), prices("contract.price", 100)].concat();
    let results = Worlds::parse(&text, PRICED).results();
    let by = |hole: &str| -> Vec<f64> { (0..4).map(|world| exits(&results, world, hole) / PEOPLE).collect() };
    shares("life", &by("life"), &[0.2, 0.2, 0.125_559, 0.2]);
    shares("value", &by("value"), &[0.0, 0.056_942, 0.0, 0.056_942]);
    assert_eq!(exits(&results, 1, "life"), exits(&results, 0, "life"), "the same customers");
}

/// Without a table whoever decides to leave waits for the renewal: `1 - exp(-.3)` = 25.9182 of 100, odds that become 1.383 or .574 times as large:
/// 32.6105 and 16.7320 of 100.
#[test]
fn without_a_table_the_odds_are_those_of_the_holes() {
    let life = "[[hole]]\nname = \"life\"\nhazard = \"0.2 per y\"\n[[hole]]\nname = \"rivals\"\nlifetime = { exponential = { mean = \"10 y\" } }\n";
    let text = |more: &str| [subscribers(2, "", &format!("{life}{more}")), prices("contract.price", 500)].concat();
    let results = Worlds::parse(&text(""), PRICED).results();
    let [usual, dear, cheap] = [0.740_818, 0.673_895, 0.832_680];
    for (times, stay) in [(DEARER, dear), (CHEAPER, cheap)] {
        assert!((usual / (usual + times * (1.0 - usual)) - stay).abs() < 2e-6, "{stay}");
    }
    shares("renewals", &there(&results), &[usual * usual, dear * dear, cheap * cheap, usual * dear]);
    // A hole `value` that is shut keeps those whom the price would take, and one that is half open half of them: 3.3462 of 100.
    for (factor, wanted) in [("0.0", usual), ("0.5", 0.707_356), ("1.0", dear)] {
        let value = format!("[[hole]]\nname = \"value\"\nfactor = {factor}\n");
        let results = Worlds::parse(&text(&value), PRICED).results();
        shares(factor, &there(&results)[..2], &[usual * usual, wanted * wanted]);
    }
}

/// Chances count among the exposures of a term: thirty purchases a year, each survived with .99.
#[test]
fn chances_count_among_the_odds() {
    let buys = "[[hole]]\nname = \"risk\"\nper_purchase = 0.01\n[purchase]\nrate = \"30 per y\"\n";
    let text = [subscribers(1, "", buys), prices("contract.price", 100)].concat();
    let results = Worlds::parse(&text, PRICED).results();
    // Who bought n times stays with .99^n at the old price; the odds are those of each customer, and n is Poisson of mean 30.
    let stay = |times: f64| -> f64 {
        let mut chance = num::exp(-30.0);
        let mut sum = 0.0;
        for n in 0..200 {
            let kept = num::whole_power(0.99, n);
            sum += chance * kept / (kept + times * (1.0 - kept));
            chance *= 30.0 / f64::from(n + 1);
        }
        sum
    };
    shares("chances", &there(&results), &[stay(1.0), stay(DEARER), stay(CHEAPER), stay(DEARER)]);
}

/// Without terms the hazard of `value` is multiplied: `exp(-.4 r^e)` after a year, 57.5070 of 100 and 79.4740 of 100, and
/// `exp(-.4 (100 + 265 r^e)/365)` = 59.9731 of 100 where the price rises on day 100.
#[test]
fn without_terms_the_hazard_of_value_answers() {
    let shop = |hole: &str| {
        let text = format!(
            "name = \"shop\"\n[run]\nhorizon = \"1 y\"\nreplications = 1\n[population]\ncustomers = {PEOPLE}\n\
             [purchase]\nrate = \"4 per y\"\nelasticity = 0.0\n[contract]\nelasticity = 0.8\n[[hole]]\nname = \"value\"\n{hole}\n"
        );
        there(&Worlds::parse(&[text, prices("purchase.price", 100)].concat(), PRICED).results())
    };
    let wanted = [0.670_320, 0.575_070, 0.794_740, 0.599_731];
    shares("hazard", &shop("hazard = \"0.4 per y\""), &wanted);
    shares("lifetime", &shop("lifetime = { exponential = { mean = \"2.5 y\" } }"), &wanted);
    // What nobody decides answers no price.
    shares("involuntary", &shop("hazard = \"0.4 per y\"\ninvoluntary = true"), &[wanted[0]; 4]);
}

/// The standard hole `value`, here the only one to blame, has the whole hazard of dissatisfaction: what survives it is to the power of 1.383, .574.
#[test]
fn the_standard_hole_value_answers_as_well() {
    let quiet: String = ["quality", "service", "staff", "hassle", "selection", "gap", "channel"]
        .iter()
        .map(|hole| format!("[[hole]]\nname = \"{hole}\"\nprior = 0.0\n"))
        .chain(
            ["rival", "neglect", "life", "income"]
                .iter()
                .map(|hole| format!("[[hole]]\nname = \"{hole}\"\nfactor = 0.0\n")),
        )
        .collect();
    let text = format!(
        "name = \"shop\"\n[run]\nhorizon = \"3 y\"\nreplications = 1\n[population]\ncustomers = {PEOPLE}\n\
         [purchase]\nrate = \"4 per y\"\nelasticity = 0.0\n[contract]\nelasticity = 0.8\n[loyalty]\n{quiet}"
    );
    let found = there(&Worlds::parse(&[text, prices("purchase.price", 100)].concat(), PRICED).results());
    assert!((0.3..0.8).contains(&found[0]), "{found:?}");
    for (world, power) in [(1, DEARER), (2, CHEAPER), (3, (100.0 + 995.0 * DEARER) / 1095.0)] {
        // Two shares of one population, each with its own error.
        let wanted = num::pow(found[0], power);
        let off = SIGMAS * ((wanted * (1.0 - wanted) + found[0] * (1.0 - found[0])) / PEOPLE).sqrt();
        assert!((found[world] - wanted).abs() < off, "world {world}: {} is not {wanted}", found[world]);
    }
}

/// Whose price it is: of the customer's own contract, of the day of joining. Newcomers answer what changed since they joined, day 0 the file, and
/// a planned rise is none.
#[test]
fn the_price_at_joining_is_what_counts() {
    // A segment's own elasticity, and the same in the price alone.
    let kinds = "[[segment]]\nname = \"keen\"\nshare = 0.5\nchange = { \"contract.elasticity\" = { set = 0.8 } }\n\
                 [[segment]]\nname = \"calm\"\nshare = 0.5\n";
    let own = subscribers(1, "retention = 0.8", kinds).replace("elasticity = 0.8\n", "");
    let results = Worlds::parse(&[own, prices("contract.price", 100)].concat(), PRICED).results();
    shares("segments", &there(&results), &[0.8, 0.771_529, 0.837_221, 0.771_529]);
    // A list by term is what was agreed: twice the price from the second term on moves nobody, half as much again on top of it does.
    let list = subscribers(1, "retention = 0.8", "").replace("price = 100.0", "price = [100.0, 200.0]");
    let results = Worlds::parse(&[list, prices("contract.price", 100)].concat(), PRICED).results();
    shares("list", &there(&results), &[0.8, 0.743_058, 0.874_441, 0.743_058]);
    // Money per time: bills of a twelfth each month are the same price, those of a sixth twice as much, and 2^.8 = 1.741101.
    let billed = [
        subscribers(1, "retention = 0.8", "").replace("price = 100.0", "price = 100.0\nbill = \"1 y\""),
        change("monthly", "", "contract.bill", "set = \"1 mo\"")
            .replace("} }", "}, \"contract.price\" = { scale = 0.0833333333333333 } }"),
        change("half", "", "contract.bill", "set = \"6 mo\""),
    ]
    .concat();
    let results = Worlds::parse(&billed, &[&["monthly"], &["half"]]).results();
    shares("bills", &there(&results), &[0.8, 0.8, 0.696_730]);
    // Who joins at a price answers none, whatever those of day 0 pay; who joined before it rose does.
    let source = "[[acquisition]]\nname = \"street\"\njoins = \"4000 per y\"\n";
    let new = subscribers(3, "retention = 0.8", source).replace(&format!("customers = {PEOPLE}"), "customers = 0");
    let results = Worlds::parse(&[new, prices("contract.price", 500)].concat(), PRICED).results();
    let left: Vec<f64> = results.worlds.iter().map(|world| world.metrics["exits"].mean.expect("exits")).collect();
    assert!(left[0] > 1000.0 && left[1] == left[0] && left[2] == left[0] && left[3] > left[0] + 100.0, "{left:?}");
}

/// Who comes back has agreed to the price of that day: after it rose, a second life answers it no more than a first one that begins then.
#[test]
fn who_comes_back_has_joined_again() {
    let text = |from: u32| {
        format!(
            "name = \"shop\"\n[run]\nhorizon = \"190 d\"\nreplications = 1\n[population]\ncustomers = 3000\n\
             [purchase]\nrate = \"4 per y\"\nelasticity = 0.0\n[contract]\nelasticity = 5.0\n[[hole]]\nname = \"value\"\nhazard = \"0.2 per y\"\n\
             [[hole]]\nname = \"summer\"\nlifetime = {{ constant = \"100 d\" }}\n[win_back]\nreturn_rate = \"1 per d\"\nhazard = 1.0\n{}",
            change("dearer", &format!("start = \"{from} d\""), "purchase.price", "scale = 2.0")
        )
    };
    let further = |from: u32| {
        let results = Worlds::parse(&text(from), &[&["dearer"]]).results();
        exits(&results, 1, "value") - exits(&results, 0, "value")
    };
    // From day 99 on everybody is gone for a while within a day; from day 110 on all are back at the old price.
    let [before, after] = [further(99), further(110)];
    assert!(after > 1500.0 && before < 0.1 * after, "{before} {after}");
}

/// As long as no price changes, the key moves nothing, to the last byte; and cells and threads are as they were.
#[test]
fn an_elasticity_alone_moves_nothing() {
    let life =
        "[[hole]]\nname = \"life\"\nhazard = \"0.3 per y\"\n[[hole]]\nname = \"value\"\nhazard = \"0.1 per y\"\n";
    for contract in ["retention = 0.8", ""] {
        let text = subscribers(2, contract, life).replace(&format!("customers = {PEOPLE}"), "customers = 300");
        let plain = text.replace("elasticity = 0.8\n", "");
        assert_eq!(without_words(&run_text(&text, &[])), without_words(&run_text(&plain, &[])), "{contract}");
        let rise =
            text + "[[shock]]\nname = \"rise\"\nstart = \"200 d\"\nchange = { \"contract.price\" = { scale = 2.0 } }\n";
        let world = World::parse(&rise, &[]).expect("good");
        let [apart, together] = [false, true].map(|one_cell| world.results(How { threads: 2, one_cell }));
        assert_eq!(without_words(&apart), without_words(&together), "{contract}");
        assert_ne!(without_words(&apart), without_words(&run_text(&rise.replace("elasticity = 0.8\n", ""), &[])));
    }
}

/// A price is judged where the key stands and acts: on those who joined at another one. A sweep of it is another file each time, at whose price all
/// have joined.
#[test]
fn prices_are_judged_where_the_elasticity_acts() {
    let few = |text: &str| text.replace(&format!("customers = {PEOPLE}"), "customers = 20");
    let contract = few(&subscribers(2, "retention = 0.8", ""));
    let dearer = change("dearer", "", "contract.price", "scale = 1.5");
    let later = change("later", "start = \"100 d\"", "contract.price", "scale = 1.5");
    for (text, wanted) in [
        (contract.clone(), true),
        (contract.replace("elasticity = 0.8\n", ""), false),
        (contract.replace("elasticity = 0.8", "elasticity = 0.0"), false),
    ] {
        assert_eq!(judged(&[&text, &*dearer].concat()), wanted, "{text}");
        assert_eq!(judged(&[&text, &*later].concat()), wanted, "{text}");
    }
    // All newcomers join at the new price; where it rises later, some joined before.
    let source = "[[acquisition]]\nname = \"street\"\njoins = \"40 per y\"\n";
    let new = [&contract.replace("customers = 20", "customers = 0"), source].concat();
    assert!(!judged(&[&new, &*dearer].concat()) && judged(&[&new, &*later].concat()));
    // What a first term costs is paid by who joins.
    let first = change("first", "", "contract.price", "set = [50, 100]");
    assert!(!judged(&[&contract, &*first].concat()));
    // One segment that says nothing is enough.
    let kinds = "[[segment]]\nname = \"keen\"\nshare = 0.5\n[[segment]]\nname = \"calm\"\nshare = 0.5\n\
                 change = { \"contract.elasticity\" = { set = 0.0 } }\n";
    assert!(!judged(&[&contract, kinds, &dearer].concat()));
    // The level of purchases, without terms.
    let shop = |hole: &str| {
        format!(
            "name = \"shop\"\n[run]\nhorizon = \"1 y\"\nreplications = 1\n[population]\ncustomers = 20\n[purchase]\nrate = \"4 per y\"\nelasticity = 0.0\n\
             [contract]\nelasticity = 0.8\n[[hole]]\nname = \"{hole}\"\nhazard = \"0.4 per y\"\n{}",
            change("dearer", "", "purchase.price", "scale = 1.5")
        )
    };
    assert!(judged(&shop("value")) && !judged(&shop("other")));
    assert!(!has_best(&contract, "contract.price=50,100,200"));
}

/// What can be said of no price is refused, and what cannot act is told.
#[test]
fn a_price_of_nothing_is_refused() {
    let free = change("free", "", "contract.price", "set = 0");
    let text = [subscribers(2, "retention = 0.8", ""), free].concat();
    let told = Desk::with("s.toml", &text).run(["check", "s.toml"]).with_code(3).err;
    assert!(told.contains("`price` must be above 0 in each term, found 0"), "{told}");
    let free = text.replace("elasticity = 0.8\n", "");
    Desk::with("s.toml", &free).run(["check", "s.toml"]).with_code(0);
}
