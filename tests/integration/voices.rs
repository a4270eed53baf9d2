//! Word of mouth, finite markets and complaints as journeys: their limits and what they conserve.

use journeysim::experiment::results::{Results, World};

use crate::support::{ALONE, How, Set, run_text};

fn mean(world: &World, metric: &str) -> f64 {
    world.metrics[metric].mean.unwrap_or_else(|| panic!("no {metric}"))
}

fn baseline(results: &Results) -> &World {
    &results.worlds[0]
}

/// A town in which customers buy, tell and leave.
const TOWN: &str = r#"
name = "Town"
[run]
horizon = "6 y"
replications = 4
seed = 2
[market]
size = 1500
[population]
customers = 200
[[acquisition]]
name = "posters"
adoption = "3 % per y"
[[acquisition]]
name = "street"
prospects = "60 per y"
[purchase]
rate = "6 per y"
basket = 50.0
margin = 0.3
[loyalty]
[complaint]
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
quality = 8.5
fail_prob = 0.01
[word_of_mouth]
conversion = 0.1
reward = 7.0
"#;

#[test]
fn everybody_is_a_prospect_a_customer_or_lost() {
    for sets in [&[][..], &[("market.size", "250")], &[("word_of_mouth.conversion", "1.0")]] {
        let sets: &[Set<'_>] = sets;
        let results = run_text(TOWN, sets);
        let w = baseline(&results);
        let size = if sets.first().is_some_and(|s| s.0 == "market.size") { 250.0 } else { 1500.0 };
        let all = mean(w, "prospects_end") + mean(w, "active_end") + mean(w, "lost_end");
        assert!((all - size).abs() < 1e-9, "{sets:?}: {all}");
        assert!((mean(w, "lost_end") - mean(w, "exits")).abs() < 1e-9, "{sets:?}: whoever left is lost");
        let won = 200.0 + mean(w, "acquired");
        assert!((won - (size - mean(w, "prospects_end"))).abs() < 1e-9, "{sets:?}: whoever joined was a prospect");
    }
}

#[test]
fn a_reward_is_paid_for_each_newcomer_brought() {
    let results = run_text(TOWN, &[]);
    let w = baseline(&results);
    let bucket = w.bucket.as_ref().expect("customers");
    let brought = bucket.inflow["referral"].mean.expect("a mean");
    assert!(brought > 50.0, "{brought}");
    let paid = w.ledger["acquisition"].mean.expect("a mean");
    assert!((paid + 7.0 * brought).abs() < 1e-6, "{paid} for {brought}");
}

/// Money of 10 customers there at first and of those whom they bring on day 100, each worth 1 a day, over the days before the second generation.
fn brought(horizon: &str, money: &str, margin: &str) -> [f64; 2] {
    let text = format!(
        "name = \"Brought\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 2\n[population]\ncustomers = 10\n\
         [[segment]]\nname = \"all\"\nshare = 1.0\nfactor = {{ margin = 2.0 }}\n\
         [word_of_mouth]\nevery = \"{}\"\nreferrals = {{ per_customer = 3.0 }}\nreferred = {{ margin = {margin} }}\n\
         [[journey]]\nname = \"v\"\nstart = \"join\"\n{money}\n",
        if horizon == "190 d" { "100 d" } else { "2000 d" }
    );
    let results = run_text(&text, &[]);
    [mean(baseline(&results), "npv"), mean(baseline(&results), "acquired")]
}

/// A margin factor of 1.5 that falls in a straight line over 1095 d, and one of 2 for everybody.
#[test]
fn the_margin_of_the_referred_acts_on_all_that_they_bring() {
    let flow = "[[journey.touchpoint]]\nname = \"a\"\n[contract]\nearns = \"1 per d\"";
    let touch_flow = "[[journey.touchpoint]]\nname = \"a\"\ntime = \"9000 d\"\nearns = \"1 per d\"";
    let (early, late) = (90.0 + 0.5 * (90.0 - 90.0 * 90.0 / 2190.0), 1900.0 + 0.5 * 1095.0 / 2.0);
    for money in [flow, touch_flow] {
        for (horizon, own, of_referred) in [("190 d", 190.0, early), ("3900 d", 3900.0, late)] {
            let [npv, acquired] = brought(horizon, money, "1.5");
            let expected = 2.0 * (10.0 * own + acquired * of_referred);
            assert!(acquired > 10.0 && (npv / expected - 1.0).abs() < 1e-6, "{money}, {horizon}: {npv}, {expected}");
        }
    }
    // Revenue of 1 on the day of joining, at the whole factor.
    let revenue = "[[journey.touchpoint]]\nname = \"a\"\nrevenue = 1.0";
    let [npv, acquired] = brought("190 d", revenue, "1.5");
    assert!((npv - 2.0 * (10.0 + 1.5 * acquired)).abs() < 1e-6, "{npv}, {acquired}");
}

#[test]
fn growth_above_one_stops_when_the_market_is_empty() {
    let town = r#"
name = "Growth"
[run]
horizon = "30 y"
replications = 5
[market]
size = 3000
[population]
customers = 20
[word_of_mouth]
referrals = { rate = "1 per y" }
"#;
    let results = run_text(town, &[]);
    let w = baseline(&results);
    assert_eq!(mean(w, "active_end"), 3000.0);
    assert_eq!(mean(w, "prospects_end"), 0.0);
    let half = run_text(town, &[("run.horizon", "3 y")]);
    assert!(mean(baseline(&half), "active_end") < 1500.0, "it takes time");
}

#[test]
fn referred_customers_live_with_their_referrer_and_one_big_cell_agrees() {
    let open = TOWN.replace("size = 1500", "").replace("adoption = \"3 % per y\"", "joins = \"20 per y\"");
    let alone = run_text(&open, &[]);
    let world = crate::support::World::parse(&open, &[]).expect("a good scenario");
    assert!(world.compiled.model.is_independent());
    let together = world.results(How { one_cell: true, ..ALONE });
    let text = |r: &Results| serde_json::to_string(&r.worlds).expect("plain data");
    assert!(baseline(&alone).bucket.as_ref().expect("customers").inflow["referral"].mean > Some(50.0));
    assert_eq!(text(&alone), text(&together));
}

#[test]
fn blame_lowers_the_reputation_and_with_it_adoption() {
    // Everybody is wronged at each visit and tells forty; the other town keeps silent.
    let angry: &[Set<'_>] = &[
        ("journey.visit.counter.fail_prob", "1.0"),
        ("word_of_mouth.conversion", "0.0"),
        ("complaint.stay.silent", "[0.99, 0.99]"),
        ("complaint.stay.unresolved", "[0.99, 0.99]"),
        ("complaint.stay.resolved", "[0.99, 0.99]"),
        ("complaint.stay.quickly", "[0.99, 0.99]"),
        ("word_of_mouth.tells", "{ satisfied = 0.0, dissatisfied = 40.0 }"),
    ];
    let mut silent = angry.to_vec();
    silent[6].1 = "{ satisfied = 0.0, dissatisfied = 0.0 }";
    let joined = |sets: &[Set<'_>]| {
        let results = run_text(TOWN, sets);
        baseline(&results).bucket.as_ref().expect("customers").inflow["posters"].mean.expect("a mean")
    };
    let (loud, quiet) = (joined(angry), joined(&silent));
    assert!(loud < 0.8 * quiet, "{loud} of {quiet}");
}

/// Everybody is wronged on joining, once, and stays.
const SCANDAL: &str = r#"
name = "Scandal"
[run]
horizon = "30 d"
replications = 2
seed = 199
[population]
customers = 50
[loyalty]
[complaint]
voice = { silent = 1.0, front_line = 0.0, formal = 0.0 }
stay = { silent = [1.0, 1.0], unresolved = [1.0, 1.0], resolved = [1.0, 1.0], quickly = [1.0, 1.0] }
[[journey]]
name = "visit"
start = "join"
[[journey.touchpoint]]
name = "counter"
fail_prob = 1.0
[word_of_mouth]
tells = { satisfied = 0.0 }
reach = {}
"#;

/// 12 know after a day, 22 after three, 73 after a week, 150 in the end (the source: 12, 23 and 72).
#[test]
fn blame_passed_on_reaches_as_many_as_the_curve_says() {
    let told = |sets: &[Set<'_>]| mean(baseline(&run_text(SCANDAL, sets)), "told_blame");
    // Somebody may have left for another reason within the week: nobody whom they told forgets it.
    for (horizon, people) in [("12 h", 0.0), ("1.5 d", 12.0), ("3.5 d", 22.0), ("7.5 d", 73.0), ("30 d", 150.0)] {
        assert_eq!(told(&[("run.horizon", horizon)]), 50.0 * people, "{horizon}");
    }
    assert_eq!(told(&[("word_of_mouth.reach.growth", "0 per d")]), 50.0 * 12.0);
    assert_eq!(told(&[("word_of_mouth.reach.most", "0.0")]), 0.0);
}

#[test]
fn blame_passed_on_is_the_same_whoever_lives_beside_and_lowers_the_reputation() {
    let world = crate::support::World::parse(SCANDAL, &[]).expect("a good scenario");
    let text = |r: &Results| serde_json::to_string(&r.worlds).expect("plain data");
    assert_eq!(text(&world.results(ALONE)), text(&world.results(How { one_cell: true, ..ALONE })));
    let town = SCANDAL.replace(
        "[loyalty]",
        "[market]\nsize = 2000\n[[acquisition]]\nname = \"posters\"\nadoption = \"2 per y\"\n[loyalty]",
    );
    let won = |sets: &[Set<'_>]| {
        baseline(&run_text(&town, sets)).bucket.as_ref().expect("customers").inflow["posters"].mean.expect("a mean")
    };
    assert!(
        won(&[("run.horizon", "90 d")]) < 0.8 * won(&[("run.horizon", "90 d"), ("word_of_mouth.reach.most", "0.0")])
    );
}

/// A hundred customers who are very satisfied, whom nothing drives away, and who tell once in their lives.
const CONTENT: &str = r#"
name = "Content"
[run]
horizon = "3 y"
replications = 40
seed = 15
[population]
customers = 100
[loyalty]
[[journey]]
name = "visit"
start = { every = "10 d" }
[[journey.touchpoint]]
name = "counter"
quality = 10.0
fail_prob = 0.0
[word_of_mouth]
every = "10 y"
"#;

#[test]
fn a_hundred_satisfied_customers_bring_fifteen_who_bring_theirs() {
    let results = run_text(CONTENT, &[("hole.*.factor", "0.0")]);
    let w = baseline(&results);
    let brought = w.bucket.as_ref().expect("customers").inflow["referral"].mean.expect("brought");
    // Four told by each, .0375 of them won: 15, and 15 of 100 of these again: 15 / (1 - .15). The total progeny of a hundred has a variance
    // of 100 (.15 / .85^3): four standard errors of 40 replications.
    assert!((brought - 15.0 / 0.85).abs() < 4.0 * (24.43_f64 / 40.0).sqrt(), "{brought}");
    let told = mean(w, "told_praise");
    assert!((told - 4.0 * (100.0 + brought)).abs() < 4.0 * (4.0 * 117.6_f64 / 40.0).sqrt() + 2.0, "{told}");
}

/// A meter is read every month, which nobody feels.
const METER: &str = r#"
name = "Meter"
[run]
horizon = "1 y"
replications = 4
[population]
customers = 500
[loyalty]
[memory]
primacy = 10.0
[word_of_mouth]
conversion = 0.0
every = "20 d"
[[journey]]
name = "reading"
start = { every = "30 d" }
[[journey.touchpoint]]
name = "meter"
lane = "support"
fail_prob = 0.0
"#;

#[test]
fn a_visit_in_which_nothing_is_felt_makes_nobody_tell() {
    let told = |met: &str| {
        let results = run_text(&format!("{METER}{met}"), &[("hole.*.factor", "0.0")]);
        ["told_praise", "told_blame"].map(|metric| mean(baseline(&results), metric))
    };
    assert_eq!(told(""), [0.0, 0.0]);
    // One terrible visit each within the year, of which 10.43 people hear on average, whatever is read of the meter while it is remembered:
    // the number of the loud varies by 11 (.13 .87)^.5, that of those told by its root. Four standard errors of 2,000 customers.
    let met = "[[journey]]\nname = \"visit\"\nstart = { every = \"200 d\" }\n[[journey.touchpoint]]\nname = \"counter\"\nquality = 0.0\nfail_prob = 0.0\n";
    let [_, blame] = told(met);
    let spread = (10.43 + 121.0 * 0.13 * 0.87_f64).sqrt();
    assert!((blame / 500.0 - 10.43).abs() < 4.0 * spread / 2000.0_f64.sqrt(), "{blame}");
}

/// A shop where a failure is certain to matter.
const SHOP: &str = r#"
name = "Shop"
[run]
horizon = "2 y"
replications = 3
seed = 5
[population]
customers = 2000
[purchase]
rate = "2 per y"
basket = 100.0
margin = 0.3
[loyalty]
[complaint]
voice = { silent = 0.3, front_line = 0.5, formal = 0.2 }
resolution = { quick = 1.0, slow = 0.0 }
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "counter"
quality = 7.5
fail_prob = 0.1
"#;

/// A complaint that takes a time and is answered.
const ANSWER: &str = r#"
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "listen"
time = "0 s"
fail_prob = 0.0
on_fail = "refuse"
next = "answer"
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "refuse"
settle = "unresolved"
"#;

fn outflow(results: &Results) -> String {
    let w = baseline(results);
    format!("{:?} {:?} {:?}", w.bucket, w.metrics["npv"].mean, w.survival)
}

fn with_journey(sets: &[Set<'_>]) -> Results {
    let text = SHOP.replace("resolution = { quick = 1.0, slow = 0.0 }\n", "") + ANSWER;
    run_text(&text, sets)
}

#[test]
fn a_complaint_without_time_that_is_always_answered_is_the_share_of_the_quick() {
    let shares = run_text(SHOP, &[]);
    let journey = with_journey(&[]);
    assert_eq!(outflow(&shares), outflow(&journey));
    let w = baseline(&journey);
    assert_eq!(mean(w, "complaints_accepted"), mean(w, "complaints"));
    assert!(mean(w, "complaints") > 100.0);
}

#[test]
fn a_complaint_that_is_always_refused_is_the_share_of_the_unresolved() {
    let shares = run_text(SHOP, &[("complaint.resolution", "{ quick = 0.0, slow = 0.0 }")]);
    let journey = with_journey(&[("journey.complaint.listen.fail_prob", "1.0")]);
    assert_eq!(outflow(&shares), outflow(&journey));
}

#[test]
fn faster_handling_keeps_more_and_no_speed_at_all_is_the_share_of_the_slow() {
    let stays = |time: &str, half_life: &str| {
        let results =
            with_journey(&[("journey.complaint.listen.time", time), ("complaint.quick_half_life", half_life)]);
        mean(baseline(&results), "incident_exits")
    };
    let exits = ["0 s", "6 h", "1 d", "3 d"].map(|time| stays(time, "24 h"));
    assert!(exits.windows(2).all(|pair| pair[0] < pair[1]), "{exits:?}");
    let slow = run_text(SHOP, &[("complaint.resolution", "{ quick = 0.0, slow = 1.0 }")]);
    let (got, expected) = (stays("1 h", "1 s"), mean(baseline(&slow), "incident_exits"));
    assert!((got - expected).abs() < 0.03 * expected, "{got} {expected}");
}

#[test]
fn a_complaint_that_nobody_takes_up_stays_unresolved() {
    // A desk that is never free for those who do not wait.
    let text = SHOP.replace("resolution = { quick = 1.0, slow = 0.0 }\n", "")
        + ANSWER
        + "[[resource]]\nname = \"desk\"\nstaff = 0\nqueue_limit = 0\n";
    let text = text.replace("time = \"0 s\"", "time = \"1 h\"\nresource = \"desk\"");
    let results = run_text(&text, &[]);
    let w = baseline(&results);
    assert_eq!(mean(w, "complaints_accepted"), 0.0);
    assert_eq!(mean(w, "complaints_unresolved"), mean(w, "complaints"));
}
