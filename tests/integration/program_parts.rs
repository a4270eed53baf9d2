//! What a loyalty program may have beside points and cards: each part against a closed form or a limit case.

use journeysim::experiment::results::World as Found;
use journeysim::metrics::touchpoint;
use journeysim::num::{exp, whole_power};

use crate::program::Desk;
use crate::support::{ALONE, How, World, Worlds};

/// Customers who never leave and buy one at a time; `program` is the inside of the block, `more` what else there is.
fn shop(customers: u32, days: u32, program: &str, more: &str) -> String {
    format!(
        "name = \"Shop\"\n[run]\nhorizon = \"{days} d\"\nreplications = 4\nseed = 5\nreport_every = \"10 d\"\n\
         [population]\ncustomers = {customers}\n[purchase]\nrate = \"1 per d\"\nbasket = 10.0\nmargin = 0.5\n{more}\n\
         [program]\nlift = 0.0\nreset = 1.0\n{program}\n"
    )
}

const VISIT: &str = "[[journey]]\nname = \"visit\"\nstart = \"purchase\"\n[[journey.touchpoint]]\nname = \"serve\"\n";
const POINTS: &str =
    "points = { per_spend = 1.0, reward_points = 100, redeem_prob = 0.4, unit_cost = 0.02, expiry = \"40 d\" }";

fn found(text: &str) -> Found {
    World::parse(text, &[]).unwrap_or_else(|e| panic!("{e}")).results(ALONE).worlds.remove(0)
}

fn mean(world: &Found, id: &str) -> f64 {
    world.program.get(id).and_then(|metric| metric.mean).unwrap_or_else(|| panic!("no {id}"))
}

fn near(what: &str, found: f64, wanted: f64, within: f64) {
    assert!((found / wanted - 1.0).abs() < within, "{what}: {found} is not {wanted}");
}

#[test]
fn members_in_mode_benefit_wait_half_as_long_where_waits_are_sampled() {
    let wait = format!("{VISIT}wait = {{ exponential = {{ mean = \"20 min\" }} }}\n");
    let delay = |mode: &str| {
        let world = found(&shop(50, 60, &format!("pull = 0.0\nmode = {mode}"), &wait));
        world.touchpoints["visit/serve"][touchpoint::DELAY_MIN].mean.expect("a delay")
    };
    near("delay", delay("[\"quantity\", \"benefit\"]"), 0.5 * delay("\"quantity\""), 1e-3);
}

/// Cobham 1954: without interrupting anybody, delays are `W0/(1 - r1)` and `W0/((1 - r1)(1 - r))`, `W0 = r/mu` for
/// exponential service. Members are the customers; walk-ins are not.
#[test]
fn priority_of_members_gives_the_delays_of_two_classes() {
    let queue = "[[resource]]\nname = \"desk\"\nstaff = 1\ndiscipline = \"priority\"\n\
         [[journey]]\nname = \"walk-in\"\narrivals = \"80 per d\"\n[[journey.touchpoint]]\nname = \"ask\"\n\
         resource = \"desk\"\ntime = { exponential = { mean = \"6 min\" } }\n";
    let more = format!("{queue}{VISIT}resource = \"desk\"\ntime = {{ exponential = {{ mean = \"6 min\" }} }}\n");
    let world = found(&shop(100, 600, "pull = 0.0\nmode = \"benefit\"", &more));
    let delay = |at: &str| world.touchpoints[at][touchpoint::DELAY_MIN].mean.expect("a delay");
    let (members, all) = (100.0 / 240.0, 180.0 / 240.0);
    let first = all * 6.0 / (1.0 - members);
    near("members", delay("visit/serve"), first, 0.03);
    near("walk-ins", delay("walk-in/ask"), first / (1.0 - all), 0.08);
}

#[test]
fn modes_hold_alone_and_together() {
    let leavers = |mode: &str| {
        let more = format!("[loyalty]\n{VISIT}quality = 6.0\nhole = \"quality\"\n");
        let program = format!("kmax = 0.3\npull = 0.0\nmode = {mode}\n{POINTS}");
        found(&shop(600, 700, &program, &more)).metrics["exits"].mean.expect("exits")
    };
    let [quantity, social, both] = ["\"quantity\"", "\"social\"", "[\"quantity\", \"social\"]"].map(leavers);
    let (benefit, bright) = (leavers("\"benefit\""), leavers("[\"experience\"]"));
    assert!(both < quantity.min(social), "{both} of {quantity}, {social}");
    assert!(quantity < benefit, "what is collected holds nobody in mode benefit: {quantity}, {benefit}");
    assert!(bright < benefit, "bright moments keep customers: {bright}, {benefit}");
}

#[test]
fn one_mode_is_the_list_of_it() {
    let text = |mode: &str| shop(40, 100, &format!("mode = {mode}\n{POINTS}"), "");
    let bytes = |mode: &str| serde_json::to_string(&found(&text(mode))).expect("JSON");
    assert_eq!(bytes("\"social\""), bytes("[\"social\"]"));
}

/// A reward nobody expects keeps its effect; one that comes as a rule is soon expected.
#[test]
fn surprises_lift_satisfaction_more_than_what_is_expected() {
    let satisfaction = |part: &str| {
        let more = format!("[loyalty]\n{VISIT}quality = 7.0\nhole = \"quality\"\n");
        let world = found(&shop(300, 300, &format!("pull = 0.0\n{part}"), &more));
        world.metrics["satisfaction"].mean.expect("satisfaction")
    };
    let none = satisfaction("");
    let surprise = satisfaction("surprise = { prob = 0.2, moment = 0.6, cost = 0.0 }");
    let usual = satisfaction("mode = [\"experience\"]\nexperience = { prob = 0.2, moment = 0.6 }");
    assert!(surprise > usual && usual > none, "{surprise}, {usual}, {none}");
}

#[test]
fn the_books_by_date_end_where_the_horizon_does_and_know_what_expires_soon() {
    let world = found(&shop(60, 203, &format!("reach = \"1 y\"\n{POINTS}"), ""));
    let books = world.program_books.as_ref().expect("books");
    let last = |points: &[journeysim::experiment::results::Point]| points.last().expect("a point").mean;
    near("outstanding", last(&books.outstanding), mean(&world, "outstanding"), 1e-12);
    near("soon", last(&books.expiring_soon), mean(&world, "expiring_soon"), 1e-12);
    near("liability", last(&books.liability), mean(&world, "liability"), 1e-6);
    assert!(books.outstanding.iter().zip(&books.expiring_soon).all(|(all, soon)| soon.mean <= all.mean));

    // 100 points each on day 0, gone on day 200; nobody ever earns or redeems.
    let gift =
        "points = { per_spend = 0.0, welcome = 100, reward_points = 1000, unit_cost = 0.02, expiry = \"200 d\" }";
    let world = found(&shop(60, 300, gift, ""));
    let books = world.program_books.as_ref().expect("books");
    for (all, soon) in books.outstanding.iter().zip(&books.expiring_soon) {
        let there = if all.day < 200.0 { 6000.0 } else { 0.0 };
        assert_eq!(all.mean, there, "day {}", all.day);
        assert_eq!(soon.mean, if all.day >= 110.0 { there } else { 0.0 }, "day {}", all.day);
    }
    assert!(books.liability.iter().all(|point| point.mean == 0.0), "a goal out of reach is owed nothing");
}

#[test]
fn a_goal_moves_purchases_by_the_part_of_the_card_that_is_hurried() {
    let (stamps, pull) = (10, 1.0);
    let world = found(&shop(60, 500, &format!("pull = {pull}\npunch_card = {{ reward_cost = 1.0 }}"), ""));
    let pace = |k: i32| 1.0 + pull * f64::from(k) / f64::from(stamps);
    let even = (0..stamps).map(|k| 1.0 / pace(k)).sum::<f64>() / f64::from(stamps);
    let share = (0..stamps).map(|k| (1.0 - 1.0 / (even * pace(k))).max(0.0)).sum::<f64>() / f64::from(stamps);
    let bought = world.metrics["purchases"].mean.expect("purchases");
    near("moved", mean(&world, "pulled_forward"), share * bought, 0.03);
}

#[test]
fn fees_of_membership_are_a_geometric_sum() {
    let paid = "pull = 0.0\nmembership = { fee = 30.0, every = \"100 d\", take_up = 0.4, renewal = 0.8 }";
    let world = found(&shop(4000, 500, paid, ""));
    // Fees on days 0, 100, 200, 300 and 400; what falls due at the horizon itself does not happen.
    let fees = 4000.0 * 0.4 * (1.0 - whole_power(0.8, 5)) / 0.2;
    near("fees", mean(&world, "fees_paid"), fees, 0.02);
    near("members", mean(&world, "members"), 4000.0 * 0.4, 0.03);
    let money = world.ledger["membership fees"].mean.expect("fees");
    near("money", money, 30.0 * mean(&world, "fees_paid"), 1e-9);
}

/// Half of the members know no more of the program from day 50 on, and pay nothing on days 100 and 200: each fee paid in the plain world is a
/// fee paid or one of the two of somebody who did not renew.
#[test]
fn who_no_longer_knows_of_the_program_does_not_renew() {
    let paid = "pull = 0.0\nmembership = { fee = 30.0, every = \"100 d\", take_up = 0.4, renewal = 1.0 }";
    let forgets =
        "[[intervention]]\nname = \"hidden\"\nstart = \"50 d\"\nchange = { \"program.complexity\" = { set = 0.5 } }";
    let results = Worlds::parse(&format!("{}{forgets}\n", shop(2000, 300, paid, "")), &[&["hidden"]]).results();
    let of = |id| [0, 1].map(|world: usize| mean(&results.worlds[world], id));
    let ([fees, fewer], [none, ended]) = (of("fees_paid"), of("not_renewed"));
    near("members", fees, 3.0 * 2000.0 * 0.4, 0.05);
    near("ended", ended, 2000.0 * 0.4 * 0.5, 0.08);
    assert_eq!(none, 0.0);
    assert!((fewer + 2.0 * ended - fees).abs() < 1e-9, "{fees} {fewer} {ended}");
}

/// After n contacts with chance p each `1 - (1-a)(1-p)^n` know of the program.
#[test]
fn contacts_make_customers_aware_one_chance_at_a_time() {
    for (by, p) in [("mail", 0.2), ("e-mail", 0.1), ("handwritten", 0.5)] {
        let told = format!(
            "pull = 0.0\naware = 0.2\n[[program.contact]]\nname = \"news\"\nby = \"{by}\"\nevery = \"30 d\"\ncost = 2.0"
        );
        let world = found(&shop(2000, 185, &told, ""));
        let unaware = 0.8 * whole_power(1.0 - p, 6);
        near(by, mean(&world, "members"), 2000.0 * (1.0 - unaware), 0.03);
        near(by, mean(&world, "contacts"), 2000.0 * (0.8 - unaware) / p, 0.03);
        let cost = -world.ledger["program communication"].mean.expect("a cost");
        near(by, cost, 2.0 * mean(&world, "contacts"), 1e-9);
    }
}

#[test]
fn complexity_is_less_awareness_and_fewer_rewards() {
    let text = |keys: &str, redeem: f64| {
        let points = POINTS.replace("redeem_prob = 0.4", &format!("redeem_prob = {redeem}"));
        shop(80, 150, &format!("{keys}\n{points}"), "")
    };
    let bytes = |text: String| serde_json::to_string(&found(&text)).expect("JSON");
    assert_eq!(bytes(text("complexity = 0.5\naware = 0.8", 0.4)), bytes(text("aware = 0.4", 0.2)));
    let hopeless = found(&text("complexity = 1.0", 0.4));
    assert_eq!((mean(&hopeless, "members"), mean(&hopeless, "issued")), (0.0, 0.0));
}

#[test]
fn fraud_is_its_share_of_what_is_credited_at_its_full_cost() {
    let world = found(&shop(200, 300, &format!("pull = 0.0\nfraud = 0.1\n{POINTS}"), ""));
    let (stolen, issued) = (mean(&world, "fraudulent"), mean(&world, "issued"));
    near("share", stolen / issued, 0.1, 0.03);
    near("cost", -world.ledger["program fraud"].mean.expect("a cost"), stolen * 0.02, 1e-6);
    let gone = ["redeemed", "expired", "forfeited", "outstanding"].map(|id| mean(&world, id)).iter().sum::<f64>();
    near("issued", issued, gone, 1e-12);
}

/// The first of a pair of points, as in `points_leave_by_competing_exits`, lives for its grace too.
#[test]
fn grace_lets_points_be_used_after_their_life() {
    let (rate, life, grace) = (0.15, 8.0, 4.0);
    let text = format!(
        "name = \"Pairs\"\n[run]\nhorizon = \"600 d\"\nreplications = 4\n[population]\ncustomers = 3000\n\
         [purchase]\nrate = \"{rate} per d\"\n[program]\nlift = 0.0\npull = 0.0\nreset = 1.0\n\
         points = {{ per_spend = 1.0, reward_points = 2, redeem_prob = 1.0, unit_cost = 1.0, expiry = \"{life} d\", grace = \"{grace} d\" }}\n"
    );
    let world = found(&text);
    let (redeemed, expired) = (mean(&world, "redeemed") / 2.0, mean(&world, "expired"));
    near("expired", expired / (redeemed + expired), exp(-rate * (life + grace)), 0.02);
}

#[test]
fn what_is_passed_on_is_conserved_and_pooling_lowers_breakage() {
    let program = "pull = 0.0\npoints = { per_spend = 1.0, reward_points = 450, redeem_prob = 1.0, unit_cost = 0.02, expiry = \"40 d\" }";
    let pooled = format!("{program}\ntransfer = {{ rate = \"1 per 20 d\" }}");
    let (alone, text) = (found(&shop(100, 300, program, "")), shop(100, 300, &pooled, ""));
    let world = World::parse(&text, &[]).expect("good");
    let outcome = world.run(ALONE).expect("runs");
    for row in &outcome.table.rows {
        let at = |id: &str| {
            let path = format!("program.{id}");
            row.values[outcome.table.columns.iter().position(|c| *c == path).expect("a column")].expect("a value")
        };
        assert_eq!(at("issued"), at("redeemed") + at("expired") + at("forfeited") + at("outstanding"));
        assert!(at("transferred") > 0.0);
    }
    let together = &outcome.results.worlds[0];
    let (alone, together) = (mean(&alone, "breakage"), mean(together, "breakage"));
    assert!(together < 0.9 * alone, "{together} is not below {alone}");
    let bytes = |how| serde_json::to_string(&world.results(how)).expect("JSON");
    assert_eq!(bytes(ALONE), bytes(How { threads: 3, one_cell: false }));
}

/// Every newcomer is brought by a member, so each costs one reward; members tell 1.3 times as many.
#[test]
fn members_who_bring_others_are_paid_for_each_and_social_ones_tell_more() {
    let talk = |program: &str, conversion: f64| {
        let more = format!(
            "[loyalty]\n[word_of_mouth]\nconversion = {conversion}\nevery = \"60 d\"\n{VISIT}quality = 8.5\nhole = \"quality\"\n"
        );
        found(&shop(300, 400, &format!("pull = 0.0\n{program}"), &more))
    };
    let world = talk("referral = { reward = 7.0 }", 0.01);
    let brought = world.bucket.as_ref().expect("a bucket").inflow["referral"].mean.expect("newcomers");
    assert!(brought > 0.0);
    near("rewards", -world.ledger["program rewards"].mean.expect("rewards"), 7.0 * brought, 1e-9);
    let plain = talk("", 0.01).bucket.expect("a bucket").inflow["referral"].mean.expect("newcomers");
    assert!(brought > plain, "a reward brings more: {brought}, {plain}");
    let told = |program: &str| talk(program, 0.0).metrics["told_praise"].mean.expect("told");
    near("told", told("mode = \"social\"\nkmax = 0.0"), 1.3 * told("kmax = 0.0"), 0.02);
}

/// A reader can follow one customer through the program.
#[test]
fn replay_shows_a_whole_life_in_a_program() {
    let text = r#"
name = "Life"
[run]
horizon = "8 y"
replications = 1
seed = 3
[population]
customers = 60
[purchase]
rate = { gamma = { mean = "2 per mo", shape = 1.0 } }
basket = { lognormal = { mean = 40.0, cv = 0.6 } }
margin = 0.4
[loyalty]
[complaint]
voice = { silent = 0.2, front_line = 0.8 }
[word_of_mouth]
every = "200 d"
[[journey]]
name = "visit"
start = "purchase"
[[journey.touchpoint]]
name = "serve"
quality = 7.8
fail_prob = 0.04
hole = "quality"
[program]
review = "120 d"
points = { per_spend = 1.0, reward_points = 300, unit_cost = 0.02, expiry = "110 d" }
[[program.tier]]
name = "gold"
from = 320
multiplier = 1.5
"#;
    const EVENTS: [&str; 11] = [
        "is a member of the program",
        "earns",
        "is near the goal",
        "redeems",
        " expired; ",
        "moves up to gold",
        "moves down to no tier",
        "praises the firm",
        "complains",
        "forfeits",
        "leaves by",
    ];
    let desk = Desk::with("life.toml", text);
    let life =
        |customer: u32| desk.run(["replay", "life.toml", "--customer", &customer.to_string(), "-q"]).with_code(0).out;
    let missing = |life: &str| EVENTS.into_iter().filter(|event| !life.contains(event)).collect::<Vec<_>>();
    let best = (0..60).map(|customer| missing(&life(customer))).min_by_key(Vec::len).expect("a life");
    assert!(best.is_empty(), "no customer's life shows {best:?}");
}
