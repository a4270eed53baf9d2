//! A loyalty program: a card, points, vouchers and gifts become units that are earned, expire and are redeemed.

use super::firm::Directory;
use super::laws::Laws;
use crate::journey::program::{
    Benefit, Contact, Currency, Earning, Membership, Partner, Program, Referral, Social, Tier, Transfer, Treat,
    even_pace,
};
use crate::scenario::check::Shape;
use crate::scenario::value::{Amount, Item};
use crate::units::SimTime;

/// Spending that earns vouchers and gifts is counted to the cent.
const CENTS: f64 = 100.0;

/// The ways to collect, by key.
pub(super) const CURRENCIES: [&str; 4] = ["points", "punch_card", "voucher", "target"];

/// Priorities in queues that a program gives.
pub(super) fn priorities(root: &Item) -> Vec<u64> {
    let Some(program) = root.opt("program").filter(|program| program.is_enabled()) else { return Vec::new() };
    let tiers = program.list("tier").filter_map(|tier| tier.opt_number("priority")).map(|p| p as u64);
    let benefit = program.says("mode", "benefit").then(|| program.at("benefit").integer("priority"));
    tiers.chain(benefit).collect()
}

/// The program of a scenario, if it runs.
pub(super) fn program(root: &Item, directory: &Directory, laws: &mut Laws) -> Option<Program> {
    let p = root.opt("program").filter(|program| program.is_enabled())?;
    let clear = 1.0 - p.number("complexity");
    let currency = currency(p, laws).map(|c| Currency { redeem_prob: c.redeem_prob * clear, ..c });
    // Where there is no [loyalty] or no [word_of_mouth], these have no value and nothing to act on.
    let shape = Shape::of(p);
    let of_section = |key: &str| p.opt_number(key).filter(|_| shape.idle(key).is_none()).unwrap_or(0.0);
    // What cannot act has a neutral value, so that worlds that differ by it alone are the same.
    let acting = |key: &str, neutral: f64| if shape.idle(key).is_some() { neutral } else { p.number(key) };
    let pull = acting("pull", 0.0);
    let fraud = acting("fraud", 0.0);
    Some(Program {
        quantity: p.says("mode", "quantity"),
        social: p.says("mode", "social").then(|| Social { tells: p.opt_number("tells").unwrap_or(1.0) }),
        benefit: p.says("mode", "benefit").then(|| {
            let block = p.at("benefit");
            Benefit { line: directory.line(block.integer("priority")), wait: block.number("wait") }
        }),
        experience: p.opt("experience").filter(|_| p.says("mode", "experience")).map(treat),
        surprise: p.opt("surprise").map(treat),
        aware: p.number("aware") * clear,
        contacts: p.enabled("contact").map(|c| contact(c, clear, laws)).collect(),
        membership: p.opt("membership").map(|m| Membership {
            fee: m.number("fee"),
            every: SimTime::from_days(m.days("every")),
            take_up: m.number("take_up"),
            renewal: m.number("renewal"),
        }),
        admin: p.money_per_day("admin"),
        transfer: p.opt("transfer").map(|t| Transfer { rate: t.rate("rate"), share: t.number("share") }),
        // A share f of all that is credited is f/(1-f) of what is earned.
        fraud: fraud / (1.0 - fraud),
        referral: p
            .opt("referral")
            .map(|r| Referral { reward: r.number("reward"), conversion: r.number("conversion") }),
        discount: p.opt("discount_card").map_or(0.0, |card| card.number("discount")),
        pull,
        even: currency.as_ref().map_or(1.0, |c| even_pace(c.earning, c.goal, pull)),
        currency,
        lift: p.number("lift"),
        endow: acting("endow", 1.0),
        reset: acting("reset", 1.0),
        hold: of_section("kmax"),
        loss: of_section("loss"),
        breakage: acting("breakage", 0.0),
        reach: if shape.idle("reach").is_some() { SimTime::NEVER } else { SimTime::from_days(p.days("reach")) },
        review: if shape.idle("review").is_some() { SimTime::NEVER } else { SimTime::from_days(p.days("review")) },
        tiers: p
            .list("tier")
            .map(|tier| Tier {
                name: tier.name().to_owned(),
                from: tier.number("from"),
                multiplier: tier.number("multiplier"),
                line: tier.opt_number("priority").map(|priority| directory.line(priority as u64)),
            })
            .collect(),
        partners: p
            .list("partner")
            .map(|partner| {
                // One that takes no part keeps its place, so that it may come and go in the course of a run.
                let takes_part = f64::from(u8::from(partner.is_enabled()));
                Partner {
                    name: partner.name().to_owned(),
                    spend: partner.money_per_day("spend") * takes_part,
                    multiplier: partner.number("multiplier"),
                    fee_per_point: partner.number("fee_per_point"),
                    cost: partner.money_per_day("cost") * takes_part,
                }
            })
            .collect(),
    })
}

fn treat(block: &Item) -> Treat {
    Treat { prob: block.number("prob"), moment: block.number("moment"), cost: block.number("cost") }
}

fn contact(block: &Item, clear: f64, laws: &mut Laws) -> Contact {
    // Order from loyalty papers; values are assumptions.
    let usual = match block.text("by") {
        "mail" => 0.2,
        "e-mail" => 0.1,
        _ => 0.5,
    };
    Contact {
        name: block.name().to_owned(),
        address: laws.address("program.contact", block.name()),
        every: SimTime::from_days(block.days("every")),
        aware: block.opt_number("aware").unwrap_or(usual) * clear,
        cost: block.number("cost"),
    }
}

fn currency(program: &Item, laws: &mut Laws) -> Option<Currency> {
    let time = |block: &Item, key: &str| SimTime::from_days(block.amount(key).mean());
    let mut life = |block: &Item, what: &str| match block.amount("expiry") {
        Amount::Law(_) => Some(laws.amount(block.amount("expiry"), what)),
        _ => None,
    };
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
            life: None,
            grace: SimTime::ZERO,
            welcome: 0,
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
            expiry: time(points, "expiry"),
            life: life(points, "program.points.expiry"),
            grace: time(points, "grace"),
            welcome: points.integer("welcome"),
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
            life: None,
            grace: SimTime::ZERO,
            welcome: 0,
            unit: "stamps",
            per_shown: 1.0,
        });
    }
    if let Some(v) = program.opt("voucher") {
        let worth = spending(v.number("per_spend"), v.number("value"), v.number("redeem_prob"), time(v, "expiry"));
        return Some(Currency { life: life(v, "program.voucher.expiry"), grace: time(v, "grace"), ..worth });
    }
    let target = program.opt("target")?;
    Some(spending(target.number("spend"), target.number("reward_cost"), 1.0, time(target, "within")))
}
