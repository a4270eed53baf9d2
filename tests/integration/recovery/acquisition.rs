//! Acquisition: the cost of a customer, gifts and those who come for them, subsidies that bind.

use journeysim::experiment::results::Results;
use journeysim::metrics::touchpoint;
use journeysim::num::{exp, pow};

use super::{baseline, holds, mean, metric};
use crate::support::{ALONE, How, Set, World, run_text};

/// One contact after the other, at once: nobody is half approached at the horizon.
const STREET: &str = r#"
name = "Street"
[run]
horizon = "1 y"
replications = 25
seed = 21
[[acquisition]]
name = "street"
prospects = "3000 per y"
success_per_contact = 0.2
max_contacts = 4
between_contacts = "0 d"
fit = 0.8
cost_per_contact = 3.0
cost_per_customer = 2.0
"#;

/// Contacts per prospect and chance to win one: fit, chance and number of contacts.
fn contacts(fit: f64, pc: f64, n: f64) -> (f64, f64) {
    let won = 1.0 - pow(1.0 - pc, n);
    (fit * won / pc + (1.0 - fit) * n, fit * won)
}

#[test]
fn the_cost_of_a_customer_is_contacts_gifts_and_media() {
    let (tries, won) = contacts(0.8, 0.2, 4.0);
    let scale = "acquisition.street.deal_seekers.scale";
    let results = run_text(STREET, &[("acquisition.street.gift", "5.0"), (scale, "10.0")]);
    holds(metric(&results, "cac.street"), 3.0 * tries / won + 2.0 + 5.0, "contacts and gifts");
    // A budget reaches max_prospects (1 - exp(-B/B0)) people, with diminishing returns.
    let media = STREET.replace(
        "prospects = \"3000 per y\"",
        "budget = \"6000 per y\"\nmax_prospects = \"5000 per y\"\nbudget_scale = \"10000 per y\"",
    );
    let mut bought = Vec::new();
    for (budget, text) in [(6000.0, "6000 per y"), (12000.0, "12000 per y"), (24000.0, "24000 per y")] {
        let results = run_text(&media, &[("acquisition.street.budget", text)]);
        let reached = 5000.0 * (1.0 - exp(-budget / 10000.0));
        holds(&baseline(&results).bucket.as_ref().expect("customers").inflow["street"], reached * won, text);
        holds(metric(&results, "cac.street"), 3.0 * tries / won + 2.0 + budget / (reached * won), text);
        bought.push(mean(&results, "cac.street"));
        // Every way to spend is in the ledger: nothing is counted that was not paid.
        let w = baseline(&results);
        let paid = -(w.ledger["contacts"].mean.expect("a mean") + w.ledger["acquisition"].mean.expect("a mean"));
        let spent = mean(&results, "cac.street") * mean(&results, "acquired");
        assert!((paid - spent).abs() < 0.01 * paid, "{paid} {spent}");
    }
    assert!(bought.windows(2).all(|pair| pair[0] < pair[1]), "each further customer is dearer: {bought:?}");
}

/// People who join in the first year, buy, and leave for rivals; twenty years see nearly all of it.
const CROWD: &str = r#"
name = "Crowd"
[run]
horizon = "21 y"
replications = 25
seed = 22
[purchase]
rate = "12 per y"
basket = 10.0
[[acquisition]]
name = "fair"
joins = ["1000 per y", "0 per y"]
deal_seekers = { lasts = "0 d" }
[[hole]]
name = "rival"
hazard = "0.5 per y"
"#;

#[test]
fn the_profit_of_a_gift_is_its_mixture_of_customers_less_the_gift() {
    let mut profits = Vec::new();
    for gift in [0.0, 2.0, 10.0, 40.0, 300.0] {
        let written = format!("{gift:.1}");
        let results = run_text(CROWD, &[("acquisition.fair.gift", &written)]);
        // Others bring 120 a year until a hazard of .5; deal seekers .3 of it until three times the hazard. G0 is a basket.
        let seekers = if gift > 0.0 { 0.2 + 0.8 * (1.0 - exp(-gift / 10.0)) } else { 0.0 };
        let worth = (1.0 - seekers) * 240.0 + seekers * 24.0;
        if gift > 0.0 {
            holds(metric(&results, "cac.fair"), gift, "cac");
            let found = metric(&results, "profit_per_newcomer.fair");
            let error = found.sd.expect("a spread") / (found.n as f64).sqrt();
            let mean = found.mean.expect("a mean");
            assert!((mean - (worth - gift)).abs() < 4.0 * error, "gift {gift}: {mean} +- {error}, {}", worth - gift);
            profits.push(mean);
            // Payback: the gift over what a day as customer brings.
            let days = 365.0 * ((1.0 - seekers) / 0.5 + seekers / 1.5);
            holds(metric(&results, "payback_days.fair"), gift / (worth / days), "payback");
        } else {
            holds(metric(&results, "ltv"), worth, "no gift");
            assert!(!baseline(&results).metrics.contains_key("cac.fair"), "a source that costs nothing has no cost");
        }
    }
    assert!(profits.windows(2).all(|pair| pair[1] < pair[0]), "{profits:?}");
    assert!(profits[0] > 0.0 && profits[3] < 0.0, "a gift can cost more than who comes is worth: {profits:?}");
}

#[test]
fn no_gift_is_exactly_absent() {
    let text = |results: &Results| serde_json::to_string(&results.worlds).expect("plain data");
    let plain = CROWD.replace("deal_seekers = { lasts = \"0 d\" }\n", "");
    let sets: [&[Set<'_>]; 2] = [&[], &[("acquisition.fair.gift", "0.0")]];
    let [without, nothing] = sets.map(|sets| text(&run_text(&plain, sets)));
    assert_eq!(without, nothing);
    assert_eq!(without, text(&run_text(CROWD, &[])), "deal seekers without a gift are nobody");
}

#[test]
fn while_the_offer_lasts_deal_seekers_buy_like_others() {
    let bought = |lasts: &str| {
        let seekers = format!("{{ share = 1.0, lasts = \"{lasts}\", rival = 1.0 }}");
        let sets = [
            ("acquisition.fair.gift", "5.0"),
            ("acquisition.fair.deal_seekers", seekers.as_str()),
            ("run.replications", "15"),
        ];
        let results = run_text(CROWD, &sets);
        metric(&results, "profit_per_newcomer.fair").clone()
    };
    // The share e^(-h t) that is left after the offer goes on at .3.
    let worth = |years: f64| 240.0 * (1.0 - exp(-0.5 * years) + 0.3 * exp(-0.5 * years));
    holds(&bought("0 d"), worth(0.0) - 5.0, "over at once");
    holds(&bought("365 d"), worth(1.0) - 5.0, "a year");
    holds(&bought("1460 d"), worth(4.0) - 5.0, "four years");
}

/// Newcomers who are bound for two years by a subsidy.
const BOUND: &str = r#"
name = "Bound"
[run]
horizon = "700 d"
replications = 3
seed = 23
[population]
customers = 0
[purchase]
rate = "6 per y"
basket = 20.0
[[acquisition]]
name = "phones"
joins = "1500 per y"
gift = 30.0
lock_in = { term = "2 y", support = 1.0 }
[loyalty]
[[hole]]
name = "life"
factor = 0.0
[[hole]]
name = "income"
factor = 0.0
"#;

#[test]
fn a_full_lock_in_holds_everybody_for_its_term_and_nobody_longer() {
    let exits = |sets: &[Set<'_>]| mean(&run_text(BOUND, sets), "exits");
    assert_eq!(exits(&[]), 0.0);
    let half = exits(&[("acquisition.phones.lock_in", "{ term = \"2 y\", support = 0.5 }")]);
    let none = exits(&[("acquisition.phones.lock_in", "{ term = \"2 y\", support = 0.0 }")]);
    assert!(0.0 < half && half < none, "{half} {none}");
    let after = run_text(BOUND, &[("run.horizon", "900 d")]);
    let out = &baseline(&after).bucket.as_ref().expect("customers").outflow;
    assert!(out["lock_end"].mean > Some(10.0), "the bound go when they may: {:?}", out["lock_end"].mean);
    let loose =
        run_text(&BOUND.replace("lock_in = { term = \"2 y\", support = 1.0 }\n", ""), &[("run.horizon", "900 d")]);
    let out = &baseline(&loose).bucket.as_ref().expect("customers").outflow;
    assert_eq!(out["lock_end"].mean, Some(0.0), "nobody was bound");
}

#[test]
fn what_newcomers_were_given_lives_with_them_alone_or_together() {
    // Slots of one cell are used again by later customers: nothing of an earlier one may be left in them.
    let text = BOUND.replace("support = 1.0", "support = 0.3").replace("term = \"2 y\"", "term = \"90 d\"")
        + "[[acquisition]]\nname = \"street\"\nprospects = \"900 per y\"\ncost_per_contact = 1.0\n\
           [[hole]]\nname = \"rival\"\nlifetime = { weibull = { shape = 1.5, scale = \"1 y\" } }\n";
    let text = text.replace("basket = 20.0", "basket = 20.0\ncross_sell = { chance = 0.4 }");
    let world = World::parse(&text, &[]).expect("a good scenario");
    assert!(world.compiled.model.is_independent());
    let worlds = |how| serde_json::to_string(&world.results(how).worlds).expect("plain data");
    let alone = worlds(ALONE);
    assert!(alone.contains("payback_days.phones") && alone.contains("cac.street"));
    assert_eq!(alone, worlds(How { one_cell: true, ..ALONE }));
    assert_eq!(alone, worlds(How { threads: 4, ..ALONE }));
}

#[test]
fn a_low_price_holds_deal_seekers_while_it_lasts() {
    let seekers = |support: &str| {
        let block = format!("{{ share = 1.0, lasts = \"2 y\", price_support = {support} }}");
        let text = BOUND.replace("lock_in = { term = \"2 y\", support = 1.0 }\n", "");
        mean(&run_text(&text, &[("acquisition.phones.deal_seekers", &block)]), "exits")
    };
    assert_eq!(seekers("1.0"), 0.0);
    let (weak, none) = (seekers("0.5"), seekers("0.0"));
    assert!(0.0 < weak && weak < none, "{weak} {none}");
}

#[test]
fn an_earned_gift_beats_one_for_everybody() {
    let shop = r#"
name = "Supermarket"
[run]
horizon = "2 y"
replications = 20
seed = 24
[purchase]
rate = { gamma = { mean = "3 per mo", shape = 1.5 } }
basket = { lognormal = { mean = 45.0, cv = 0.6 } }
margin = 0.22
[[acquisition]]
name = "holiday"
joins = "1500 per y"
[loyalty]
[[journey]]
name = "shopping"
start = "purchase"
[[journey.touchpoint]]
name = "tills"
quality = 7.2
[program]
enabled = false
aware = 0.7
target = { spend = 300.0, within = "8 wk", reward_cost = 12.0 }
"#;
    let value = |sets: &[Set<'_>]| run_text(shop, sets).worlds.remove(0).metrics.remove("npv").expect("a value");
    let nothing = value(&[]);
    let earned = value(&[("program.enabled", "true")]);
    let given = value(&[("acquisition.holiday.gift", "12.0")]);
    let low = |m: &journeysim::experiment::results::Metric| m.ci95.expect("an interval");
    assert!(low(&earned)[0] > low(&given)[1], "{:?} {:?}", earned.mean, given.mean);
    assert!(given.mean < nothing.mean, "and brings nothing that pays for it");
}

#[test]
fn a_gift_without_a_measure_is_refused() {
    let problems = World::parse(STREET, &[("acquisition.street.gift", "5.0")]).expect_err("no basket").to_string();
    assert!(problems.contains("deal_seekers = { scale"), "{problems}");
}

#[test]
fn a_promise_wins_more_prospects_and_is_paid_for_at_the_first_visit() {
    let visit = "[purchase]\nrate = \"6 per y\"\n[loyalty]\n[[journey]]\nname = \"visit\"\nstart = \"join\"\n\
                 [[journey.touchpoint]]\nname = \"counter\"\nquality = 7.0\n";
    let run = |points: &str| {
        run_text(&format!("{STREET}promise_inflation = {points}\n{visit}"), &[("run.replications", "8")])
    };
    let [honest, loud] = ["0.0", "1.0"].map(run);
    let won = |chance: f64| 3000.0 * contacts(0.8, chance, 4.0).1;
    holds(metric(&honest, "acquired"), won(0.2), "honest");
    holds(metric(&loud, "acquired"), won(0.2 * exp(0.2)), "loud");
    let moment = |r: &Results| {
        let found = baseline(r).touchpoints["visit/counter"].measures.get(touchpoint::MOMENT).expect("a moment");
        found.mean.expect("a mean")
    };
    assert!(moment(&loud) < moment(&honest) - 0.2, "{} {}", moment(&loud), moment(&honest));
}
