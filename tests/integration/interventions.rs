//! The catalogue of repairs (model section 19): each can be written as an `[[intervention]]`, and moves what it should; or is flat,
//! exactly, where there is nothing for it to act on.

use serde_json::Value;

use crate::support::{Set, Worlds, run_text};

/// A firm with a bit of everything: a desk, a kiosk, complaints that take their time, sources of newcomers, a crisis to come.
const FIRM: &str = r#"
name = "Firm"
[run]
horizon = "2 y"
replications = 2
seed = 19
[money]
discount_rate = 0.1
[market]
size = 3000
[population]
customers = 150
[[acquisition]]
name = "street"
prospects = "60 per y"
success_per_contact = 0.3
max_contacts = 3
cost_per_contact = 5.0
promise_inflation = 1.0
[[acquisition]]
name = "media"
budget = "300 per mo"
max_prospects = "200 per y"
budget_scale = "400 per mo"
success_per_contact = 0.5
[purchase]
rate = "1 per mo"
basket = 40.0
margin = 0.5
cross_sell = { chance = 0.2 }
[lifecycle]
[memory]
[experience]
wait_ok = "5 min"
wait_scale = "10 h"
[loyalty]
[complaint]
voice = { silent = 0.5, front_line = 0.5 }
[word_of_mouth]
[employees]
quit_rate = "1 per y"
[win_back]
enabled = false
[[resource]]
name = "desk"
staff = 1
wage = "20 per h"
discipline = "priority"
key_contacts = true
[[channel]]
name = "telephone"
consistency = 0.5
[[channel]]
name = "shop"
consistency = 0.5
[[channel]]
name = "kiosk"
self_service = true
consistency = 0.5
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "ask"
channel = "telephone"
quality = 7.2
next = { kiosk = 0.2, serve = 0.8 }
[[journey.touchpoint]]
name = "kiosk"
channel = "kiosk"
resource = "desk"
time = "10 min"
cost = 4.0
next = "bright"
[[journey.touchpoint]]
name = "serve"
channel = "shop"
resource = "desk"
time = { exponential = { mean = "90 min" } }
quality = 7.2
fail_prob = 0.05
cost = 6.0
hole = "quality"
end = "transaction"
[[journey.touchpoint]]
name = "bright"
enabled = false
quality = 7.5
treat = 0.6
cost = 1.0
[[journey.touchpoint]]
name = "goodbye"
quality = 7.2
end = "departure"
[[journey.touchpoint]]
name = "call"
probability = 0.0
after = "1 d"
quality = 7.5
treat = 0.2
cost = 3.0
end = "after"
[[journey]]
name = "complaint"
start = "complaint"
[[journey.touchpoint]]
name = "listen"
time = "2 d"
fail_prob = 0.5
cost = 5.0
next = "answer"
on_fail = "review"
[[journey.touchpoint]]
name = "review"
time = "10 d"
fail_prob = 0.5
next = "answer"
on_fail = "refuse"
[[journey.touchpoint]]
name = "answer"
settle = "resolved"
next = "done"
[[journey.touchpoint]]
name = "refuse"
settle = "unresolved"
[[hole]]
name = "dropped"
value_below = 100.0
noticed = 0.5
factor = 0.0
[[shock]]
name = "fire"
start = "1 y"
crisis = { size = 0.2, response_delay = "21 d" }
[program]
PROGRAM
"#;

/// What is collected in the firm's program, and whether it runs.
const POINTS: &str = "points = { per_spend = 1.0, reward_points = 200, unit_cost = 0.02 }\nreview = \"90 d\"\n\
    surprise = { prob = 0.0, cost = 1.0 }\n\
    [[program.tier]]\nname = \"silver\"\nfrom = 60\n\
    [[program.partner]]\nname = \"hotels\"\nspend = \"60 per mo\"\nfee_per_point = 0.01";

/// Subscribers with a contract, some of them large.
const SUBSCRIBERS: &str = r#"
name = "Subscribers"
[run]
horizon = "3 y"
replications = 2
[population]
customers = 150
[[segment]]
name = "small"
share = 0.7
change = { "contract.price" = { scale = 0.5 } }
[[segment]]
name = "large"
share = 0.3
[contract]
term = "1 y"
bill = "1 mo"
price = 20.0
cost = 8.0
lock_in = 0.1
[loyalty]
[[journey]]
name = "use"
start = { every = "35 d" }
[[journey.touchpoint]]
name = "try"
quality = 4.0
"#;

fn firm(program: &str) -> String {
    FIRM.replace("PROGRAM", program)
}

/// Worlds without and with a repair, as plain data.
fn tried(base: &str, repair: &str) -> [Value; 2] {
    let text = format!("{base}\n[[intervention]]\nname = \"repair\"\n{repair}\n");
    let results = Worlds::parse(&text, &[&["repair"]]).results();
    [0, 1].map(|at| serde_json::to_value(&results.worlds[at]).expect("plain data"))
}

fn value(world: &Value, path: &str) -> f64 {
    world.pointer(path).and_then(Value::as_f64).unwrap_or(0.0)
}

/// What is measured of a world, without its name and what is said beside the baseline.
fn measured(world: &Value) -> [&Value; 5] {
    ["metrics", "ledger", "bucket", "journeys", "survival"].map(|part| &world[part])
}

/// Which way a repair moves what it is meant for.
#[derive(Clone, Copy, Debug)]
enum Moves {
    Up,
    Down,
    /// By the rest of the model, either way.
    Somehow,
}
use Moves::{Down, Somehow, Up};

fn hold(base: &str, rows: &[(&str, &str, &str, Moves)]) {
    for (id, repair, path, moves) in rows {
        let [before, after] = tried(base, repair).map(|world| value(&world, &format!("/{path}/mean")));
        let held = match moves {
            Up => after > before,
            Down => after < before,
            Somehow => after != before,
        };
        assert!(held, "{id}: {path} should move {moves:?}: {before} before, {after} after");
    }
}

#[test]
fn repairs_of_the_service_act() {
    hold(
        &firm("enabled = false\npunch_card = { stamps = 5, reward_cost = 4.0 }"),
        &[
            (
                "patch_core",
                "cost = { once = 100 }\nchange = { \"journey.visit.serve.fail_prob\" = { scale = 0.5 } }",
                "metrics/incidents",
                Down,
            ),
            ("add_servers", "change = { \"resource.desk.staff\" = { add = 1 } }", "resources/desk/delay_min", Down),
            (
                "inform_waits",
                "change = { \"journey.visit.serve.wait_modifiers\" = { set = [\"informed\"] } }",
                "touchpoints/visit~1serve/wait_moment",
                Up,
            ),
            (
                "calm_waits",
                "change = { \"journey.visit.serve.wait_modifiers\" = { set = [\"occupied\"] } }",
                "touchpoints/visit~1serve/wait_moment",
                Up,
            ),
            (
                "train_staff",
                "cost = { per_month = 50 }\nchange = { \"employees.starting_skill\" = { set = 0.5 }, \"employees.learning_time\" = { set = \"90 d\" } }",
                "resources/desk/staff_skill",
                Up,
            ),
            ("pay_staff", "change = { \"resource.desk.pay\" = { set = 0.2 } }", "resources/desk/staff_mood", Up),
            ("pay_staff", "change = { \"resource.desk.pay\" = { set = 0.2 } }", "ledger/wages", Down),
            (
                "end_treat",
                "change = { \"journey.visit.goodbye.treat\" = { add = 0.3 }, \"journey.visit.goodbye.cost\" = { add = 0.5 } }",
                "metrics/satisfaction",
                Up,
            ),
            (
                "follow_up",
                "change = { \"journey.visit.call.probability\" = { set = 1.0 } }",
                "metrics/satisfaction",
                Up,
            ),
            (
                "peak_moment",
                "change = { \"journey.visit.bright.enabled\" = { set = true } }",
                "metrics/satisfaction",
                Up,
            ),
            ("one_network", "change = { \"channel.*.consistency\" = { set = 0.95 } }", "metrics/satisfaction", Up),
            (
                "self_service",
                "change = { \"journey.visit.ask.next\" = { set = { kiosk = 0.4, serve = 0.6 } } }",
                "ledger/touchpoint costs",
                Up,
            ),
            (
                "key_contact_backup",
                "change = { \"employees.key_contact_backup\" = { set = true } }",
                "bucket/outflow/rival",
                Down,
            ),
        ],
    );
}

#[test]
fn repairs_of_complaints_and_crises_act() {
    hold(
        &firm("enabled = false\npunch_card = { stamps = 5, reward_cost = 4.0 }"),
        &[
            ("complaint_ease", "change = { \"complaint.ease\" = { set = 2.0 } }", "metrics/complaints", Up),
            (
                "fast_track",
                "change = { \"journey.complaint.*.time\" = { scale = 0.3 }, \"journey.complaint.listen.fail_prob\" = { set = 0.2 } }",
                "metrics/complaints_accepted",
                Up,
            ),
            (
                "compensation",
                "change = { \"complaint.compensation\" = { set = 20.0 } }",
                "metrics/complaints_unresolved",
                Down,
            ),
        ],
    );
    // Trust shields from rivals, until a crisis that is answered late.
    let trusting = firm("enabled = false\npunch_card = { stamps = 5, reward_cost = 4.0 }")
        .replace("[loyalty]", "[loyalty]\ntrust = { start = 0.9, gain = 0.0, loss = 0.0, shield = 1.0 }")
        + "[[hole]]\nname = \"rival\"\nhazard = \"2 per y\"\n";
    hold(
        &trusting,
        &[(
            "crisis_plan",
            "cost = { per_month = 10 }\nchange = { \"shock.fire.crisis.response_delay\" = { set = \"1 d\" } }",
            "bucket/outflow/rival",
            Down,
        )],
    );
}

#[test]
fn repairs_of_selling_act() {
    hold(
        &firm("enabled = false\npunch_card = { stamps = 5, reward_cost = 4.0 }"),
        &[
            (
                "honest_promise",
                "change = { \"acquisition.street.promise_inflation\" = { set = 0.0 } }",
                "bucket/inflow/street",
                Down,
            ),
            (
                "community",
                "change = { \"loyalty.support.social\" = { set = 0.1 }, \"word_of_mouth.tells.satisfied\" = { scale = 1.3 } }",
                "metrics/active_end",
                Up,
            ),
            (
                "referral_reward",
                "change = { \"word_of_mouth.conversion\" = { scale = 1.5 }, \"word_of_mouth.reward\" = { set = 10.0 } }",
                "bucket/inflow/referral",
                Up,
            ),
            (
                "price_cut",
                "end = \"300 d\"\nchange = { \"purchase.price\" = { scale = 0.9 }, \"loyalty.support.price\" = { add = 0.1 } }",
                "metrics/purchases",
                Up,
            ),
            (
                "cross_sell",
                "change = { \"purchase.cross_sell.chance\" = { scale = 2.0 }, \"purchase.sales_contact.probability\" = { set = 0.5 }, \"purchase.sales_contact.cost\" = { set = 0.5 } }",
                "metrics/categories",
                Up,
            ),
            (
                "up_sell",
                "change = { \"purchase.upsell\" = { set = 0.05 }, \"purchase.sales_contact.probability\" = { set = 0.5 }, \"purchase.sales_contact.cost\" = { set = 0.5 } }",
                "metrics/spend",
                Up,
            ),
            (
                "up_sell: its price",
                "change = { \"purchase.sales_contact.probability\" = { set = 1.0 }, \"purchase.sales_contact.annoyance\" = { set = 0.3 } }",
                "metrics/satisfaction",
                Down,
            ),
            (
                "retention_offer",
                "on = \"warning\"\nlasts = \"180 d\"\ncost = { per_use = 4 }\nchange = { \"loyalty.support.incentive\" = { add = 0.2 } }",
                "ledger/interventions",
                Down,
            ),
            ("drop_or_threshold", "change = { \"hole.dropped.factor\" = { set = 1.0 } }", "bucket/outflow/dropped", Up),
            ("win_back", "change = { \"win_back.enabled\" = { set = true } }", "metrics/active_end", Up),
            ("acquire_more", "change = { \"acquisition.media.budget\" = { scale = 1.5 } }", "bucket/inflow/media", Up),
        ],
    );
}

#[test]
fn repairs_of_the_program_act() {
    let on = "change = { \"program.enabled\" = { set = true } }";
    for kind in [
        POINTS,
        "punch_card = { stamps = 5, reward_cost = 4.0 }",
        "voucher = { per_spend = 100.0, value = 5.0 }",
        "discount_card = { discount = 0.05 }",
    ] {
        hold(&firm(&format!("enabled = false\n{kind}")), &[(kind, on, "metrics/npv", Somehow)]);
    }
    hold(
        &firm(&format!("aware = 0.4\n{POINTS}")),
        &[
            ("tier", "change = { \"program.tier.silver.multiplier\" = { set = 2.0 } }", "ledger/program rewards", Down),
            ("surprise", "change = { \"program.surprise.prob\" = { set = 0.3 } }", "metrics/satisfaction", Up),
            (
                "coalition",
                "change = { \"program.partner.hotels.multiplier\" = { set = 3.0 } }",
                "ledger/program fees",
                Up,
            ),
            ("tell_benefits", "change = { \"program.aware\" = { set = 0.9 } }", "ledger/program rewards", Down),
            (
                "tiered_cost: priority",
                "change = { \"program.tier.silver.priority\" = { set = 1 } }",
                "metrics/satisfaction",
                Somehow,
            ),
        ],
    );
}

#[test]
fn repairs_of_contracts_act() {
    hold(
        SUBSCRIBERS,
        &[
            (
                "contract_lock",
                "change = { \"contract.lock_in\" = { set = 0.6 }, \"contract.resentment\" = { set = \"0.002 per d\" } }",
                "metrics/exits",
                Down,
            ),
            (
                "contract_lock: its price",
                "change = { \"contract.resentment\" = { set = \"0.002 per d\" } }",
                "metrics/satisfaction",
                Down,
            ),
            (
                "tiered_cost: cost",
                "segments = [\"small\"]\nchange = { \"contract.cost\" = { scale = 0.7 } }",
                "ledger/contract costs",
                Up,
            ),
        ],
    );
}

#[test]
fn what_has_nothing_to_act_on_is_flat() {
    let plain = firm(&format!("enabled = false\n{POINTS}"));
    for (id, base, change) in [
        (
            "honest_promise where nothing is promised",
            plain.replace("promise_inflation = 1.0", "promise_inflation = 0.0"),
            "\"acquisition.street.promise_inflation\" = { set = 0.0 }",
        ),
        ("tell_benefits without a program", plain.clone(), "\"program.aware\" = { set = 0.9 }"),
        ("coalition without a program", plain.clone(), "\"program.partner.hotels.multiplier\" = { set = 3.0 }"),
        (
            "inform_waits where nobody minds a wait",
            plain.replace("wait_ok = \"5 min\"", "wait_ok = \"90 d\""),
            "\"journey.visit.*.wait_modifiers\" = { set = [\"informed\"] }",
        ),
        (
            "key_contact_backup where nobody leaves",
            plain.replace("quit_rate = \"1 per y\"", "quit_rate = \"0 per y\""),
            "\"employees.key_contact_backup\" = { set = true }",
        ),
        (
            "crisis_plan without a crisis",
            plain.replace("name = \"fire\"", "name = \"fire\"\nenabled = false"),
            "\"shock.fire.crisis.response_delay\" = { set = \"1 d\" }",
        ),
        ("annoyance without a sales contact", plain.clone(), "\"purchase.sales_contact.annoyance\" = { set = 0.9 }"),
    ] {
        let [before, after] = tried(&base, &format!("change = {{ {change} }}"));
        assert!(measured(&before) == measured(&after), "{id}");
    }
}

#[test]
fn resentment_needs_a_lock_in_and_dissatisfaction() {
    let worlds = |sets: &[Set<'_>]| serde_json::to_string(&run_text(SUBSCRIBERS, sets).worlds).expect("plain data");
    let resents = ("contract.resentment", "0.01 per d");
    let free = ("contract.lock_in", "0.0");
    assert!(worlds(&[free]) == worlds(&[free, resents]), "nobody is held");
    let (content, sure) = (("journey.use.try.quality", "9.0"), ("journey.use.try.fail_prob", "0.0"));
    let calm = ("experience", "{ sd_within = 0.1, sd_between = 0.1, mood_gain = 0.0 }");
    assert!(worlds(&[content, sure, calm]) == worlds(&[content, sure, calm, resents]), "nobody is dissatisfied");
    assert!(worlds(&[]) != worlds(&[resents]));
}

/// Everybody is dropped on the first anniversary; those left in the market hear of it, and come less.
#[test]
fn what_gets_round_about_a_drop_follows_its_formula() {
    let text = r#"
name = "Account fee"
[run]
horizon = "379 d"
warm_up = "365.5 d"
replications = 40
seed = 6
[market]
size = 200000
[population]
customers = 60
[[acquisition]]
name = "town"
adoption = "1 % per y"
mix = { poor = 0.0, fine = 1.0 }
[[segment]]
name = "poor"
share = 1.0
change = { "contract.earns" = { set = "-1 per mo" } }
[[segment]]
name = "fine"
share = 0.0
[contract]
earns = "1 per mo"
[[hole]]
name = "dropped"
value_below = 0.0
noticed = 1.0
involuntary = true
"#;
    let joined = |sets: &[Set<'_>]| {
        let results = run_text(text, sets);
        let found = &results.worlds[0].bucket.as_ref().expect("customers").inflow["town"];
        (found.mean.expect("a mean"), found.sd.expect("a spread") / (found.n as f64).sqrt())
    };
    let (loud, error) = joined(&[]);
    let (quiet, _) = joined(&[("hole.dropped.noticed", "0.0")]);
    // Sixty were dropped on one day: rho is -.6, halved every 120 days. Some 3,000 adopt in all: four standard errors are below .06.
    let (from, to) = (0.5, 14.0);
    let rho = |days: f64| -0.6 * journeysim::num::exp(-std::f64::consts::LN_2 * days / 120.0);
    let middle = journeysim::num::exp(rho(0.5 * (from + to)));
    assert!((loud / quiet - middle).abs() < 6.0 * error / quiet, "{loud} {quiet}, expected {middle}");
    assert!(loud < quiet);
}
