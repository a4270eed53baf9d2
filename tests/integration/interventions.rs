//! The catalogue of repairs (model section 19): each can be written as an `[[intervention]]`, and moves what it should; or is flat,
//! exactly, where there is nothing for it to act on.

use serde_json::Value;

use crate::support::Worlds;
use firm::{POINTS, SUBSCRIBERS, firm};

mod firm;
mod held;

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
                "resources/desk/more/staff_skill",
                Up,
            ),
            ("pay_staff", "change = { \"resource.desk.pay\" = { set = 0.2 } }", "resources/desk/more/staff_mood", Up),
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
