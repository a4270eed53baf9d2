//! A loyalty program: a card, points, vouchers and gifts become units that are earned, expire and are redeemed.

use crate::journey::program::{Currency, Earning, Partner, Program, Tier, even_pace};
use crate::scenario::value::Item;
use crate::units::SimTime;

/// Spending that earns vouchers and gifts is counted to the cent.
const CENTS: f64 = 100.0;

/// The ways to collect, by key.
pub(super) const CURRENCIES: [&str; 4] = ["points", "punch_card", "voucher", "target"];

/// The program of a scenario, if it runs.
pub(super) fn program(root: &Item) -> Option<Program> {
    let p = root.opt("program").filter(|program| program.is_enabled())?;
    let pull = p.number("pull");
    let currency = currency(p);
    // Where there is no [loyalty], these have no value and nothing to act on.
    let of_loyalty = |key: &str| p.opt_number(key).unwrap_or(0.0);
    Some(Program {
        social: p.text("mode") == "social",
        aware: p.number("aware"),
        admin: p.money_per_day("admin"),
        discount: p.opt("discount_card").map_or(0.0, |card| card.number("discount")),
        pull,
        even: currency.as_ref().map_or(1.0, |c| even_pace(c.earning, c.goal, pull)),
        currency,
        lift: p.number("lift"),
        endow: p.number("endow"),
        reset: p.number("reset"),
        hold: of_loyalty("kmax"),
        loss: of_loyalty("loss"),
        breakage: p.number("breakage"),
        reach: SimTime::from_days(p.days("reach")),
        review: SimTime::from_days(p.days("review")),
        tiers: p
            .list("tier")
            .map(|tier| Tier {
                name: tier.name().to_owned(),
                from: tier.number("from"),
                multiplier: tier.number("multiplier"),
            })
            .collect(),
        partners: p
            .enabled("partner")
            .map(|partner| Partner {
                name: partner.name().to_owned(),
                spend: partner.money_per_day("spend"),
                multiplier: partner.number("multiplier"),
                fee_per_point: partner.number("fee_per_point"),
            })
            .collect(),
    })
}

fn currency(program: &Item) -> Option<Currency> {
    let life = |block: &Item, key: &str| SimTime::from_days(block.days(key));
    // Spending counted to the cent, with a reward at so much.
    let spending = |goal: f64, cost: f64, redeem_prob: f64, expiry: SimTime| {
        let goal = (goal * CENTS).round().max(1.0);
        Currency {
            earning: Earning::PerSpend(CENTS),
            goal: goal as u64,
            given: 0,
            redeem_prob,
            unit_cost: cost / goal,
            expiry,
            unit: "currency",
            per_shown: CENTS,
        }
    };
    if let Some(points) = program.opt("points") {
        return Some(Currency {
            earning: Earning::PerSpend(points.number("per_spend")),
            goal: points.integer("reward_points"),
            given: 0,
            redeem_prob: points.number("redeem_prob"),
            unit_cost: points.number("unit_cost"),
            expiry: life(points, "expiry"),
            unit: "points",
            per_shown: 1.0,
        });
    }
    if let Some(card) = program.opt("punch_card") {
        let stamps = card.integer("stamps");
        return Some(Currency {
            earning: Earning::PerPurchase,
            goal: stamps,
            given: card.integer("prefilled"),
            redeem_prob: 1.0,
            unit_cost: card.number("reward_cost") / stamps as f64,
            expiry: SimTime::NEVER,
            unit: "stamps",
            per_shown: 1.0,
        });
    }
    if let Some(v) = program.opt("voucher") {
        return Some(spending(v.number("per_spend"), v.number("value"), v.number("redeem_prob"), life(v, "expiry")));
    }
    let target = program.opt("target")?;
    Some(spending(target.number("spend"), target.number("reward_cost"), 1.0, life(target, "within")))
}
