//! The formulas of programs against closed forms.

use super::spec::*;
use crate::units::SimTime;

pub(super) fn card(goal: u64, given: u64, pull: f64) -> Program {
    Program {
        place: 0,
        name: None,
        address: 0,
        visits: Vec::new(),
        excludes: 0,
        quantity: true,
        social: None,
        benefit: None,
        experience: None,
        surprise: None,
        aware: 1.0,
        contacts: Vec::new(),
        membership: None,
        admin: 0.0,
        currency: Some(Currency {
            earning: Earning::PerPurchase,
            goal,
            given,
            redeem_prob: 1.0,
            unit_cost: 0.9,
            expiry: SimTime::NEVER,
            life: None,
            grace: SimTime::ZERO,
            welcome: 0,
            unit: "stamps",
            per_shown: 1.0,
        }),
        transfer: None,
        fraud: 0.0,
        referral: None,
        discount: 0.0,
        pull,
        even: even_pace(Earning::PerPurchase, goal, pull),
        lift: 0.0,
        endow: 1.0,
        reset: 0.9,
        hold: 0.15,
        loss: 2.0,
        breakage: 0.33,
        reach: SimTime::from_days(1095.0),
        review: SimTime::from_days(365.0),
        tiers: Vec::new(),
        partners: Vec::new(),
    }
}

/// Mean time to fill a card, in units of `1/lambda`.
fn time_to_fill(program: &Program, from: u64, to: u64) -> f64 {
    (from..to).map(|stamps| 1.0 / program.pace(stamps, false)).sum()
}

#[test]
fn hurrying_moves_purchases_within_a_card_and_adds_none() {
    for pull in [0.0, 0.25, 1.0, 7.0] {
        let time = time_to_fill(&card(10, 0, pull), 0, 10);
        assert!((time - 10.0).abs() < 1e-12, "g {pull}: {time}");
    }
}

#[test]
fn what_a_near_goal_brings_forward_is_paid_for_at_the_start_of_the_card() {
    for pull in [0.25, 1.0, 7.0] {
        let program = card(10, 0, pull);
        // Each purchase of the card is one; at the even pace its stage would have brought 1/gradient of one.
        let gained: f64 = (0..10).map(|stamps| 1.0 - 1.0 / program.gradient(stamps)).sum();
        assert!(gained.abs() < 1e-12, "g {pull}: {gained}");
    }
    assert_eq!(card(10, 0, 0.0).gradient(7), 1.0);
    assert_eq!(card(10, 0, 1.0).gradient(10), 1.0, "a goal that is reached pulls no more");
}

#[test]
fn stamps_given_in_advance_alone_change_little() {
    // The domain model's figures: 12 with 2 given finish in 8.83 (9.80 with c), 10 empty in 9.03.
    let twelve = card(12, 2, 0.25);
    let ten = card(10, 0, 0.25);
    assert!((time_to_fill(&twelve, 2, 12) - 9.80).abs() < 0.005);
    assert!((time_to_fill(&twelve, 2, 12) * twelve.even - 8.83).abs() < 0.005);
    assert!((10.0 * ten.even - 9.03).abs() < 0.005);
}

#[test]
fn points_are_a_card_of_many_stamps() {
    let limit = even_pace(Earning::PerSpend(1.0), 15_000, 0.25);
    let card = even_pace(Earning::PerPurchase, 100_000, 0.25);
    assert!((limit - card).abs() < 1e-5, "{limit} {card}");
}

#[test]
fn only_lift_endowment_and_reset_move_the_pace_beside_the_gradient() {
    let mut program = card(10, 0, 0.0);
    program.lift = 0.02;
    assert!((program.pace(3, false) - 1.02).abs() < 1e-15);
    assert!((program.pace(3, true) - 1.02 * 0.9).abs() < 1e-15);
    assert!((program.pace(10, false) - 1.02).abs() < 1e-15, "a goal that is reached pulls no more");
    program.endow = 1.8;
    assert!((program.pace(3, false) - 1.02).abs() < 1e-15, "nothing was given in advance");
    if let Some(currency) = &mut program.currency {
        currency.given = 2;
    }
    assert!((program.pace(3, false) - 1.02 * 1.8).abs() < 1e-15);
}
