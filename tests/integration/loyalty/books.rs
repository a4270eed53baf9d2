//! What is owed: debts outlive the program, follow from their lots, and partners' points accrue day by day.

use journeysim::num;

use super::{change, found, ledger, near, of, shop};
use crate::support::Worlds;

const POINTS: &str = "reset = 1.0\npull = 0.0\nbreakage = 0.0\n\
     points = { per_spend = 1.0, reward_points = 50, unit_cost = 0.02, redeem_prob = 0.2 }";

/// Old value: 144,070 points outstanding and a liability of 0.
#[test]
fn a_program_that_closes_keeps_its_debt() {
    let text = format!(
        "{}{}",
        shop(200, 400, POINTS, ""),
        change("close", "start = \"399 d\"", "\"program.enabled\" = { set = false }")
    );
    let results = Worlds::parse(&text, &[&["close"]]).results();
    let [open, closed] = &results.worlds[..] else { panic!("two worlds") };
    near("owed", of(closed, "liability"), of(closed, "outstanding") * 0.02, 1e-6);
    near("as if it had not closed", of(closed, "liability"), of(open, "liability"), 0.01);
    assert_eq!(ledger(closed, "program liability"), -of(closed, "liability"));
    assert_eq!(of(closed, "forfeited"), 0.0);
}

/// Closed: nothing is earned or redeemed, what is held stays on the books and expires; after a pause cards live again.
#[test]
fn what_is_held_outlives_a_pause_and_expires_in_it() {
    let pause = change("pause", "start = \"100 d\"\nend = \"200 d\"", "\"program.enabled\" = { set = false }");
    let card = "reset = 1.0\npull = 0.0\nbreakage = 0.0\npunch_card = { stamps = 1000, reward_cost = 9.0 }\nreach = \"1000 y\"";
    let text = format!("{}{pause}", shop(200, 300, card, ""));
    let results = Worlds::parse(&text, &[&["pause"]]).results();
    let [open, paused] = &results.worlds[..] else { panic!("two worlds") };
    near("stamps", of(paused, "outstanding"), of(open, "outstanding") * 2.0 / 3.0, 0.03);
    let books = paused.program_books.as_ref().expect("books");
    let at = |day: f64| books.outstanding.iter().find(|point| point.day >= day).expect("a point").mean;
    assert!(at(110.0) > 0.0);
    assert_eq!(at(110.0), at(190.0), "nothing is earned in the pause, and nothing is lost");

    let expiring = POINTS.replace("redeem_prob = 0.2", "redeem_prob = 0.2, expiry = \"40 d\"");
    let closed = change("close", "start = \"100 d\"", "\"program.enabled\" = { set = false }");
    let text = format!("{}{closed}", shop(200, 300, &expiring, ""));
    let world = &Worlds::parse(&text, &[&["close"]]).results().worlds[1];
    let books = world.program_books.as_ref().expect("books");
    let at = |day: f64| books.outstanding.iter().find(|point| point.day >= day).expect("a point").mean;
    assert!(at(110.0) > 0.0);
    assert_eq!((at(150.0), of(world, "outstanding"), of(world, "liability")), (0.0, 0.0, 0.0));
}

/// A partner alone: nobody buys at the firm, and no reward is ever near.
fn partner(days: u32, keys: &str, program: &str) -> String {
    shop(
        10,
        days,
        &format!(
            "points = {{ per_spend = 1.0, reward_points = 5000000, unit_cost = 0.02 }}\n{program}\n\
         [[program.partner]]\nname = \"p\"\nspend = \"10 per d\"\nfee_per_point = 0.01\n{keys}"
        ),
        "",
    )
    .replace("1 per 10 d", "0 per d")
}

/// Old values: 0 for the first 29 days, a whole month more for the one day of a statement.
#[test]
fn what_partners_bring_is_integrated_and_not_sampled() {
    let days = "start = \"1 d\"\nend = \"30 d\"";
    let day = "start = \"30 d\"\nend = \"31 d\"";
    let double = |path: &str| format!("\"program.partner.p.{path}\" = {{ scale = 2.0 }}");
    let text = [
        partner(365, "", ""),
        change("spend", days, &double("spend")),
        change("spend of a day", day, &double("spend")),
        change("multiplier", days, &double("multiplier")),
        change("fee", day, &double("fee_per_point")),
        change("off", days, "\"program.partner.p.enabled\" = { set = false }"),
    ]
    .concat();
    let names = ["spend", "spend of a day", "multiplier", "fee", "off"];
    let worlds: Vec<[&str; 1]> = names.iter().map(|name| [*name]).collect();
    let results = Worlds::parse(&text, &worlds.iter().map(<[&str; 1]>::as_slice).collect::<Vec<_>>()).results();
    let (points, fees) = (of(&results.worlds[0], "issued"), ledger(&results.worlds[0], "program fees"));
    assert_eq!(points, 36_500.0, "the last part of a month counts");
    near("fees", fees, 365.0, 1e-6);
    for (world, (more_points, more_fees)) in
        results.worlds[1..].iter().zip([(2900.0, 29.0), (100.0, 1.0), (2900.0, 29.0), (0.0, 1.0), (-2900.0, -29.0)])
    {
        assert_eq!(of(world, "issued") - points, more_points, "{}", world.name);
        assert!((ledger(world, "program fees") - fees - more_fees).abs() < 1e-4, "{}", world.name);
    }
}

/// 1.52 points a month are 18 a year. Old value: 11.
#[test]
fn the_rest_of_a_partners_point_is_carried_on() {
    let text = partner(365, "multiplier = 0.5", "").replace("per_spend = 1.0", "per_spend = 0.01");
    let world = found(&text);
    assert_eq!(of(&world, "issued"), 180.0);
    // Money is kept to a millionth a posting.
    near("fees", ledger(&world, "program fees"), 1.8, 1e-4);
}

#[test]
fn the_last_part_of_a_month_is_credited_to_whoever_stops_being_a_member() {
    let world = found(&partner(300, "", "membership = { fee = 1.0, every = \"45 d\", take_up = 1.0, renewal = 0.0 }"));
    assert_eq!((of(&world, "issued"), of(&world, "forfeited")), (4500.0, 4500.0));
    near("fees", ledger(&world, "program fees"), 45.0, 1e-5);
}

/// Shares of what is outstanding that will be redeemed before it expires, from a program of its own: 4,000 customers who buy for 10 points
/// each ten days in the mean, a reward of 50 at once. Old values: 0, then all of it.
#[test]
fn the_liability_follows_from_the_lots_and_has_no_cliff() {
    for (expiry, claimed) in [(49, 0.677), (51, 0.707), (75, 0.909), (100, 0.981)] {
        let points = format!(
            "reset = 1.0\npull = 0.0\nbreakage = 0.33\n\
             points = {{ per_spend = 1.0, reward_points = 50, unit_cost = 0.02, redeem_prob = 1.0, expiry = \"{expiry} d\" }}"
        );
        let world = found(&shop(500, 400, &points, ""));
        let share = of(&world, "liability") / (of(&world, "outstanding") * 0.02 * 0.67);
        assert!((share - claimed).abs() < 0.05, "{expiry} d: {share} is not {claimed}");
    }
}

/// Everybody holds 50 points that expire on day 100; one purchase, at one in 1,000 days, brings the goal of 60. Who bought has used them; the 10
/// points of a later purchase never reach a goal. By hand, per customer on day t: exp(-t/1000) 50 (1 - exp(-(100 - t)/1000)).
/// Old value: as booked on day 0, 4.4 on day 80 instead of .91, and a fall at the horizon.
#[test]
fn the_liability_of_each_report_day_is_that_of_the_time_left() {
    let program = "reset = 1.0\npull = 0.0\nbreakage = 0.0\npoints = { per_spend = 1.0, reward_points = 60, unit_cost = 1.0, \
                   welcome = 50, redeem_prob = 1.0, expiry = \"100 d\" }";
    // A change of the program values all accounts anew, and takes no day away.
    let other = change("other", "start = \"33 d\"", "\"program.tells\" = { set = 1.5 }");
    let text = format!("{}{other}", shop(4000, 95, program, "")).replace("1 per 10 d", "1 per 1000 d");
    for world in Worlds::parse(&text, &[&["other"]]).results().worlds {
        let points = &world.program_books.as_ref().expect("books").liability;
        for day in [10.0, 30.0, 40.0, 60.0, 80.0, 90.0] {
            let found = points.iter().find(|point| point.day == day).expect("a point").mean;
            let per_customer = num::exp(-day / 1000.0) * 50.0 * (1.0 - num::exp(-(100.0 - day) / 1000.0));
            near(&format!("{} on day {day}", world.name), found, 4000.0 * per_customer, 0.015);
        }
    }
}

/// A voucher is spent as soon as the spending that has not expired reaches it, one at a purchase. Of a pair of purchases the first waits.
#[test]
fn spending_towards_a_voucher_expires_by_itself_and_a_purchase_gives_one_reward() {
    let life = 12.0;
    let program = format!(
        "pull = 0.0\nreset = 1.0\nvoucher = {{ per_spend = 20.0, value = 1.0, redeem_prob = 1.0, expiry = \"{life} d\" }}"
    );
    let world = found(&shop(800, 500, &program, ""));
    let (redeemed, expired) = (of(&world, "redeemed") / 20.0, of(&world, "expired") / 10.0);
    near("expired", expired / (redeemed + expired), journeysim::num::exp(-0.1 * life), 0.04);

    let world = found(&shop(
        200,
        200,
        "pull = 0.0\nreset = 1.0\nvoucher = { per_spend = 2.0, value = 1.0, redeem_prob = 1.0 }",
        "",
    ));
    let bought = metric_purchases(&world);
    assert_eq!(of(&world, "rewards"), bought, "each purchase is worth five vouchers, and one is used");
    near("the rest stays", of(&world, "outstanding"), 8.0 * bought, 1e-9);
}

fn metric_purchases(world: &journeysim::experiment::results::World) -> f64 {
    world.metrics["purchases"].mean.expect("purchases")
}

/// Counts and shares are of the observed period. Old value: counts of the whole run.
#[test]
fn a_warm_up_reaches_counts_and_shares_alike() {
    let points = POINTS.replace("redeem_prob = 0.2", "redeem_prob = 0.2, expiry = \"60 d\"");
    let text = shop(400, 400, &points, "").replace("[money]", "warm_up = \"200 d\"\n[money]");
    let world = found(&text);
    let (redeemed, expired) = (of(&world, "redeemed"), of(&world, "expired"));
    near("issued", of(&world, "issued"), 400.0 * 20.0 * 10.0, 0.02);
    assert_eq!(of(&world, "opening") + of(&world, "issued"), redeemed + expired + of(&world, "outstanding"));
    assert!(of(&world, "opening") > 0.0);
    near("breakage", of(&world, "breakage"), expired / (redeemed + expired), 0.01);
    near("shares", of(&world, "redeemed_share") + of(&world, "expired_share"), 1.0, 1e-9);
    near("rewards", of(&world, "rewards"), -ledger(&world, "program rewards"), 1e-6);
    assert_eq!(of(&world, "members"), 400.0);
}
