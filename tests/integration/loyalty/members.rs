//! Who belongs, since when, and with what status.

use super::{change, found, metric, near, of, shop};
use crate::support::Worlds;

/// Old value: from day 1 on, as from day 500 on, those of the old take-up only.
#[test]
fn a_take_up_from_a_day_on_is_drawn_again_from_the_same_word() {
    let program = "membership = { fee = 20.0, take_up = 0.3, renewal = 1.0 }";
    let to = |share: f64| format!("\"program.membership.take_up\" = {{ set = {share} }}");
    let text = [
        shop(500, 800, program, ""),
        change("day 0", "", &to(0.6)),
        change("day 1", "start = \"1 d\"", &to(0.6)),
        change("day 500", "start = \"500 d\"", &to(0.6)),
        change("fewer", "start = \"500 d\"", &to(0.1)),
    ]
    .concat();
    let results = Worlds::parse(&text, &[&["day 0"], &["day 1"], &["day 500"], &["fewer"]]).results();
    let members: Vec<f64> = results.worlds.iter().map(|world| of(world, "members")).collect();
    near("take-up", members[0], 150.0, 0.15);
    near("take-up", members[1], 300.0, 0.1);
    assert_eq!((members[2], members[3]), (members[1], members[1]), "the same customers, only later");
    assert_eq!(members[4], members[0], "who has paid is a member");
    let fees = |at: usize| of(&results.worlds[at], "fees_paid");
    assert_eq!((fees(2), fees(4)), (fees(1), fees(0)));
    assert_eq!(fees(3) - fees(0), members[1] - members[0], "one fee each, on day 500");
}

/// Old value: the first review period earns without the multiplier.
#[test]
fn a_tier_from_no_points_is_held_from_joining() {
    let points = "pull = 0.0\npoints = { per_spend = 1.0, reward_points = 1000000, unit_cost = 0.01 }\nreview = \"90 d\"\n\
                  [[program.tier]]\nname = \"silver\"\nfrom = 0\nmultiplier = 1.5\n\
                  [[program.tier]]\nname = \"gold\"\nfrom = 1000000\nmultiplier = 9.0";
    let world = found(&shop(100, 200, points, ""));
    assert_eq!(of(&world, "issued"), 15.0 * metric(&world, "purchases"));
    assert_eq!((of(&world, "tier.silver"), of(&world, "promoted"), of(&world, "demoted")), (100.0, 0.0, 0.0));
}

/// Old value: everybody who comes back is counted again.
#[test]
fn a_member_who_comes_back_is_one_member() {
    let back = "[[hole]]\nname = \"gone\"\nhazard = \"1 per 60 d\"\n[win_back]\nreturn_rate = \"1 per 10 d\"\n";
    let world = found(&shop(100, 300, "punch_card = { reward_cost = 1.0 }", back));
    assert!(metric(&world, "exits") > 200.0);
    assert_eq!(of(&world, "members"), 100.0);
}
