//! What a change in the course of a run reaches: offers and the event that opens them, those who left, people approached, tellings.
//! Right values are closed forms, or counted by hand.

use journeysim::experiment::results::World;
use journeysim::num::{exp, ln};

use crate::support::Worlds;

/// The world of the intervention "x" of a text.
fn changed(text: &str) -> World {
    Worlds::parse(text, &[&["x"]]).results().worlds.pop().expect("a world beside the baseline")
}

fn metric(world: &World, name: &str) -> f64 {
    world.metrics.get(name).and_then(|m| m.mean).unwrap_or_else(|| panic!("{} has no {name}", world.name))
}

fn ledger(world: &World, line: &str) -> f64 {
    world.ledger.get(line).and_then(|m| m.mean).unwrap_or(0.0)
}

/// 100 customers under an offer; everything is certain.
fn offered(body: &str, offer: &str, horizon: &str) -> World {
    changed(&format!(
        "name = \"offer\"\n[run]\nhorizon = \"{horizon}\"\nreplications = 2\n[population]\ncustomers = 100\n{body}\n\
         [[intervention]]\nname = \"x\"\n{offer}\n"
    ))
}

/// Yearly terms of 100; in four years they are paid on days 0, 365, 730 and 1095.
const TERMS: &str = "[contract]\nterm = \"1 y\"\nprice = 100.0\n";

#[test]
fn an_offer_at_a_renewal_holds_for_the_term_that_opens_it_and_not_for_the_next() {
    let npv = |keys: &str| {
        let offer = format!("{keys}\nchange = {{ \"contract.price\" = {{ scale = 0.8 }} }}");
        metric(&offered(TERMS, &offer, "4 y"), "npv")
    };
    // 100 + 3 x 80, whether each renewal opens an offer of its own or one offer spans them.
    for lasts in ["lasts = \"1 y\"", "lasts = \"13 mo\"", ""] {
        assert_eq!(npv(&format!("on = \"renewal\"\n{lasts}")), 34_000.0, "{lasts}");
    }
    assert_eq!(npv("on = \"renewal\"\nlasts = \"1 d\""), 34_000.0, "it need not last");
    assert_eq!(npv("on = \"join\"\nlasts = \"1 y\""), 38_000.0, "80 + 3 x 100");
    assert_eq!(npv("on = \"join\"\nlasts = \"366 d\""), 36_000.0, "80 + 80 + 2 x 100");
}

#[test]
fn an_offer_that_has_lasted_is_over_before_the_bill_of_that_instant() {
    let quarterly = format!("{TERMS}bill = \"91 d\"\n");
    let offer = "on = \"join\"\nlasts = \"91 d\"\nchange = { \"contract.price\" = { scale = 0.5 } }";
    // Bills of a year on days 0, 91, 182, 273 and 364: the first is halved.
    assert_eq!(metric(&offered(&quarterly, offer, "1 y"), "npv"), 45_000.0);
}

#[test]
fn an_offer_at_a_renewal_is_known_to_who_decides_and_used_by_who_stays() {
    let world = |file: &str, offer: &str| {
        let keys = "on = \"renewal\"\nlasts = \"1 y\"\ncost = { per_use = 1.0 }";
        let change = format!("change = {{ \"contract.retention\" = {{ set = [{offer}] }} }}");
        offered(&format!("{TERMS}retention = [{file}]\n"), &format!("{keys}\n{change}"), "4 y")
    };
    let kept = world("0.0", "1.0");
    assert_eq!((metric(&kept, "exits"), ledger(&kept, "interventions")), (0.0, -300.0), "each of three renewals");
    let lost = world("1.0", "0.0");
    assert_eq!((metric(&lost, "exits"), ledger(&lost, "interventions")), (100.0, 0.0), "who leaves uses nothing");
}

#[test]
fn an_offer_at_joining_holds_for_the_first_purchase_and_for_who_joins() {
    let buys = "[purchase]\nrate = \"0 per y\"\nat_join = true\nbasket = 100.0";
    let half = "on = \"join\"\nlasts = \"1 h\"\nchange = { \"purchase.basket\" = { scale = 0.5 } }";
    assert_eq!(metric(&offered(buys, half, "1 y"), "npv"), 5_000.0);
    let flows = "[contract]\nearns = \"1 per d\"";
    let more = "on = \"join\"\nlasts = \"10 d\"\nchange = { \"contract.earns\" = { set = \"3 per d\" } }";
    assert_eq!(metric(&offered(flows, more, "100 d"), "npv"), 100.0 * (10.0 * 3.0 + 90.0));
}

#[test]
fn an_offer_after_a_failure_holds_for_the_purchase_that_was_not_yet_complete() {
    let journey = |fails: [bool; 3]| {
        let [pay, leave, later] = fails.map(|fails| if fails { "fail_prob = 1.0" } else { "" });
        format!(
            "[purchase]\nrate = \"0 per y\"\nat_join = true\nbasket = 100.0\n[[journey]]\nname = \"v\"\nstart = \"purchase\"\n\
             [[journey.touchpoint]]\nname = \"pay\"\ntime = \"1 h\"\nend = \"transaction\"\n{pay}\n\
             [[journey.touchpoint]]\nname = \"leave\"\ntime = \"1 h\"\nend = \"departure\"\n{leave}\n\
             [[journey.touchpoint]]\nname = \"later\"\nafter = \"2 d\"\nend = \"after\"\n{later}\n"
        )
    };
    let offer = "on = \"failure\"\ncost = { per_use = 1.0 }\nchange = { \"purchase.basket\" = { scale = 0.5 } }";
    let npv = |fails| metric(&offered(&journey(fails), offer, "1 y"), "npv");
    assert_eq!(npv([false; 3]), 10_000.0, "no failure, no offer");
    assert_eq!(npv([true, false, false]), 4_900.0, "half a basket each");
    assert_eq!(npv([false, true, false]), 9_900.0, "what is bought is bought");
    assert_eq!(npv([false, false, true]), 9_900.0, "a failure after the departure opens an offer, too");
}

#[test]
fn an_offer_at_a_complaint_holds_for_the_answer_on_the_spot() {
    let complaint = "[loyalty]\nincidents = 0.0\n[complaint]\nvoice = { silent = 0.0, front_line = 1.0, formal = 0.0 }\n\
         resolution = { quick = 0.0, slow = 0.0 }\n[[journey]]\nname = \"v\"\nstart = \"join\"\n\
         [[journey.touchpoint]]\nname = \"desk\"\nquality = 5.0\nfail_prob = 1.0\nseverity = 0.0\nhole = \"service\"\n";
    let offer = "on = \"complaint\"\nlasts = \"1 d\"\n[intervention.change]\n\"complaint.resolution.quick\" = { set = 1.0 }\n\
                 \"complaint.compensation\" = { set = 7.0 }";
    assert_eq!(
        ledger(&offered(complaint, offer, "1 y"), "compensation"),
        -700.0,
        "every answer is accepted and paid for"
    );
}

#[test]
fn an_offer_at_a_review_holds_from_each_review_to_the_next() {
    let classes = "[contract]\nearns = \"1 per d\"\n[value_classes]\nreview = \"100 d\"\n";
    let offer = |lasts: &str| {
        format!("on = \"review\"\nlasts = \"{lasts}\"\nchange = {{ \"contract.earns\" = {{ set = \"3 per d\" }} }}")
    };
    let npv = |lasts: &str| metric(&offered(classes, &offer(lasts), "400 d"), "npv");
    assert_eq!(npv("100 d"), 100.0 * (100.0 + 3.0 * 300.0));
    assert_eq!(npv("50 d"), 100.0 * (400.0 + 2.0 * 150.0));
}

/// Customers who are all lost by day 200, and what makes some of them come back; from day 200 on it is another.
fn won_back(spec: &str, change: &str) -> World {
    changed(&format!(
        "name = \"back\"\n[run]\nhorizon = \"400 d\"\nreplications = 10\n[population]\ncustomers = 2000\n\
         [contract]\nearns = \"1 per d\"\n[[hole]]\nname = \"a\"\nhazard = \"20 per y\"\n\
         [[acquisition]]\nname = \"c\"\nprospects = \"0 per d\"\nsuccess_per_contact = 0.5\n\
         [win_back]\n{spec}\n[[intervention]]\nname = \"x\"\nstart = \"200 d\"\nchange = {{ {change} }}\n"
    ))
}

/// Mean of a function of the day of leaving, exponential at 20 a year.
fn over_exits(f: impl Fn(f64) -> f64) -> f64 {
    let day = |i: u32| -365.0 / 20.0 * ln((f64::from(i) + 0.5) / 10_000.0);
    (0..10_000).map(|i| f(day(i))).sum::<f64>() / 10_000.0
}

/// Returns among 10 times 2,000, within four standard errors.
fn near(world: &World, expected: f64) {
    let (found, share) = (metric(world, "returned"), expected / 2000.0);
    let error = 4.0 * (2000.0 * share * (1.0 - share) / 10.0).sqrt();
    assert!((found - expected).abs() <= error, "{found} came back, {expected} expected");
}

#[test]
fn rates_of_coming_back_go_on_at_the_new_level() {
    let to_200 = |rate: f64, l: f64| 1.0 - exp(-rate * (200.0 - l).max(0.0) / 365.0);
    let from_200 = |rate: f64, l: f64| 1.0 - exp(-rate * (400.0 - l.max(200.0)) / 365.0);
    let rates = |returns: &str| format!("hazard = 0.0\nreturn_rate = \"{returns}\"");
    let opens = 2000.0 * over_exits(|l| from_200(2.0, l));
    assert!((opens - 1332.0).abs() < 1.0, "{opens}");
    near(&won_back(&rates("0 per y"), "\"win_back.return_rate\" = { set = \"2 per y\" }"), opens);
    let shuts = 2000.0 * over_exits(|l| to_200(2.0, l));
    near(&won_back(&rates("2 per y"), "\"win_back.return_rate\" = { set = \"0 per y\" }"), shuts);
    // From day 200 on two of three who are still away are gone for good.
    let competes = |l: f64| to_200(1.0, l) + (1.0 - to_200(1.0, l)) / 3.0 * from_200(3.0, l);
    let gone = won_back(&rates("1 per y"), "\"win_back.gone_rate\" = { set = \"2 per y\" }");
    near(&gone, 2000.0 * over_exits(competes));
    let idle = format!("{}\nenabled = false", rates("2 per y"));
    near(&won_back(&idle, "\"win_back.enabled\" = { set = true }"), opens);
    near(&won_back(&rates("2 per y"), "\"win_back.enabled\" = { set = false }"), shuts);
}

/// All are lost at 1 a year; who left is back within days, at 50 a year, and then never leaves again. A pause makes first lives of second ones: at its end
/// exp(-1) of those at its start are there, who are back when it is over.
#[test]
fn a_pause_of_win_back_stops_returns_and_what_second_lives_have_of_their_own() {
    let level = |hazard: f64, end: &str| {
        let text = format!(
            "name = \"back\"\n[run]\nhorizon = \"3 y\"\nreplications = 10\n[population]\ncustomers = 2000\n\
             [contract]\nearns = \"1 per d\"\n[[hole]]\nname = \"a\"\nhazard = \"1 per y\"\n\
             [win_back]\nhazard = {hazard:?}\nreturn_rate = \"50 per y\"\n\
             [[intervention]]\nname = \"x\"\nstart = \"1 y\"\n{end}\nchange = {{ \"win_back.enabled\" = {{ set = false }} }}\n"
        );
        metric(&changed(&text), "active_end")
    };
    // a' = 50 x, x' = exp(-t) - 50 x from x(0) = 0: away after a year are (exp(-1) - exp(-50)) / 49.
    let there = 1.0 - exp(-1.0) / 49.0;
    let close = |found: f64, share: f64| {
        let error = 4.0 * (2000.0 * share * (1.0 - share) / 10.0).sqrt();
        assert!((found - 2000.0 * share).abs() <= error, "{found}, {} expected", 2000.0 * share);
    };
    close(level(0.0, ""), there * exp(-2.0));
    // Who had been away at its start is so at its end; who left in it, too, and both come back. First lives that go on leave once more.
    let away = 1.0 - there * exp(-1.0);
    let firsts = exp(-2.0);
    close(level(0.0, "end = \"2 y\""), 1.0 - away * exp(-50.0) - firsts * exp(-1.0) / 49.0);
    // With hazards like everybody's a pause shows the same as long as it lasts.
    close(level(1.0, ""), (1.0 - 1.0 / 51.0 * (1.0 - exp(-51.0))) * exp(-2.0));
}

#[test]
fn contacts_are_made_by_the_plan_in_force() {
    let plan = |more: &str| format!("fade = \"forever\"\nratio = 1.0\noffer_cost = 1.0\n{more}");
    let at_300 = |more: &str| format!("contacts = [\"300 d\"]\nhazard = 0.0\n{}", plan(more));
    let figures = |world: &World| {
        let read = |name: &str| world.metrics.get(name).and_then(|m| m.mean).unwrap_or(0.0);
        (read("win_back_contacts"), read("returned"), ledger(world, "win-back"))
    };
    let of = |more: &str, change: &str| figures(&won_back(&at_300(more), change));
    let nothing = "\"win_back.hazard\" = { set = 0.0 }";
    let (all, half, paid) = of("", nothing);
    // All but those who leave in the last hundred days; half of them accept.
    assert!((all - 2000.0 * (1.0 - exp(-100.0 * 20.0 / 365.0))).abs() < 4.0 && (half - all / 2.0).abs() < 30.0);
    assert!((paid + all).abs() < 1e-6, "{paid}");
    assert_eq!(of("cause_factor = { a = 1.0 }", "\"win_back.cause_factor.a\" = { set = 0.0 }"), (0.0, 0.0, 0.0));
    assert_eq!(of("cause_factor = { a = 0.0 }", "\"win_back.cause_factor.a\" = { set = 1.0 }"), (all, half, paid));
    assert_eq!(of("", "\"win_back.ratio\" = { set = 2.0 }"), (all, all, paid));
    assert_eq!(of("", "\"win_back.fade\" = { set = \"1 d\" }"), (all, 0.0, paid));
    assert_eq!(of("", "\"win_back.offer_cost\" = { set = 0.0 }"), (all, half, 0.0));
    // A second life is worth some 18 days of 1.
    let chosen =
        |change: &str| figures(&won_back(&format!("contacts = [\"300 d\"]\nhazard = 1.0\n{}", plan("")), change));
    assert_eq!(chosen("\"win_back.value_above\" = { set = 1000 }"), (0.0, 0.0, 0.0));
    let dear = "\"win_back.break_even\" = { set = true }, \"win_back.offer_cost\" = { set = 1000 }";
    assert_eq!(chosen(dear), (0.0, 0.0, 0.0));
}

#[test]
fn dates_of_a_plan_that_are_over_when_it_comes_into_force_are_not_made_up_for() {
    let with = |from: &str, to: &str| {
        let spec = format!("contacts = [{from}]\nfade = \"forever\"\nratio = 1.0\noffer_cost = 1.0\nhazard = 0.0");
        let world = won_back(&spec, &format!("\"win_back.contacts\" = {{ set = [{to}] }}"));
        world.metrics.get("win_back_contacts").and_then(|m| m.mean).unwrap_or(0.0)
    };
    let left_after = |day: f64| 2000.0 * exp(-day * 20.0 / 365.0);
    // Who left before day 100 is past the new date on day 200.
    assert!((with("\"300 d\"", "\"100 d\"") - left_after(100.0)).abs() < 5.0);
    // Half of them were won on the first date; the others are asked again on the date to come, and half of those return.
    let second = with("\"50 d\"", "\"50 d\", \"250 d\"");
    let first = 2000.0 - left_after(350.0);
    assert!((second - first - 1000.0 * (1.0 - exp(-150.0 * 20.0 / 365.0))).abs() < 40.0, "{second}");
}

/// One customer, and what is written beside.
fn one(body: &str, change: &str) -> World {
    changed(&format!(
        "name = \"one\"\n[run]\nhorizon = \"400 d\"\nreplications = 10\n[population]\ncustomers = 1\n\
         [contract]\nearns = \"1 per d\"\n{body}\n[[intervention]]\nname = \"x\"\nstart = \"200 d\"\nchange = {{ {change} }}\n"
    ))
}

#[test]
fn contacts_with_prospects_are_those_of_their_own_day() {
    let source =
        "[[acquisition]]\nname = \"c\"\nprospects = \"10 per d\"\nsuccess_per_contact = 1e-9\ncost_per_contact = 1.0";
    // Whoever was approached within the 42 days before has a contact left.
    let wins = one(source, "\"acquisition.c.success_per_contact\" = { set = 1.0 }");
    let won = wins.bucket.as_ref().and_then(|b| b.inflow["c"].mean).expect("newcomers");
    assert!((won - 10.0 * (42.0 + 200.0)).abs() < 4.0 * (242.0f64).sqrt(), "{won}");
    // Of each prospect's seven weekly contacts those before day 200 are paid.
    let free = one(source, "\"acquisition.c.cost_per_contact\" = { set = 0.0 }");
    let paid: f64 = (0..7).map(|k| 10.0 * (200.0 - 7.0 * f64::from(k))).sum();
    assert!((ledger(&free, "contacts") + paid).abs() < 4.0 * 7.0 * (2000.0f64 / 10.0).sqrt());
}

#[test]
fn the_time_between_two_tellings_is_that_of_the_second() {
    let voices = "[word_of_mouth]\nevery = \"1000 d\"\nconversion = 0.0\ntells = { satisfied = 1.0 }\n[market]\nstandard = 0.0\nprogress = 0.0\n\
         [loyalty]\nincidents = 0.0\n[memory]\nbaseline = 1.0\n[[journey]]\nname = \"v\"\nstart = { every = \"20 d\" }\n\
         [[journey.touchpoint]]\nname = \"t\"\nquality = 10.0\n";
    // One telling before day 200, then one at each of the visits of days 200, 220, ... 380.
    let told = metric(&one(voices, "\"word_of_mouth.every\" = { set = \"1 d\" }"), "told_praise");
    assert!((told - 11.0).abs() < 4.0 * (11.0f64 / 10.0).sqrt(), "{told}");
}

#[test]
fn a_fade_has_the_area_of_its_curve() {
    let flows = |when: &str| {
        let keys = format!("{when}\nchange = {{ \"contract.earns\" = {{ add = \"1 per d\" }} }}");
        metric(&offered("[contract]\nearns = \"1 per d\"\n", &keys, "100 d"), "npv") / 100.0 - 100.0
    };
    let half_life = 10.0 / std::f64::consts::LN_2;
    // Whole; cut by its end after one half-life; cut by the horizon after two; after a ramp of ten days, whose area is five.
    for (when, area) in [
        ("fade = \"10 d\"", half_life),
        ("fade = \"10 d\"\nend = \"10 d\"", half_life / 2.0),
        ("start = \"80 d\"\nfade = \"10 d\"", half_life * 0.75),
        ("ramp = \"10 d\"\nfade = \"10 d\"", 5.0 + half_life),
    ] {
        assert!((flows(when) - area).abs() < 1e-4, "{when}: {} for {area}", flows(when));
    }
}
