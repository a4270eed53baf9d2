//! A loyalty program: a card, points, vouchers and gifts become units that are earned, expire and are redeemed.

use super::directory::Directory;
use super::laws::Laws;
use crate::journey::program::{
    Benefit, Contact, Currency, Earning, Membership, Partner, Program, Programs, Referral, Social, Tier, Transfer,
    Treat, even_pace,
};
use crate::scenario::check::Shape;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{self, ContactWay, Given, Mode, Named as _, Root, enabled};
use crate::units::SimTime;

/// Spending that earns vouchers and gifts is counted to the cent.
const CENTS: f64 = 100.0;

/// What is collected, in words.
pub(super) fn collected(p: &grammar::Program<'_>) -> &'static str {
    match () {
        () if p.points.is_some() => "points",
        () if p.punch_card.is_some() => "punch card",
        () if p.voucher.is_some() => "voucher",
        () if p.target.is_some() => "target",
        () => "nothing",
    }
}

/// The loyalty programs that are open. `visits`: journeys, with the addresses of their draws.
pub(super) fn programs(root: &Root<'_>, directory: &Directory, visits: &[(&str, u32)], laws: &mut Laws) -> Programs {
    let place = |name: &str| root.program.iter().position(|program| program.name() == name);
    let open = root.program.iter().enumerate().filter(|(_, program)| program.is_enabled());
    let open = open.map(|(at, p)| {
        let mut program = program(p, directory, laws);
        program.place = at;
        program.excludes = p.excludes.iter().filter_map(place).fold(0, |all, place| all | 1 << place);
        program.visits = visits
            .iter()
            .map(|(journey, address)| match *p.name {
                Some(name) => laws.address("program.visit", &format!("{name}.{journey}")),
                None => *address,
            })
            .collect();
        program
    });
    Programs::of(open.collect())
}

/// A loyalty program, at the first place.
fn program(p: &grammar::Program<'_>, directory: &Directory, laws: &mut Laws) -> Program {
    let clear = 1.0 - *p.complexity;
    let currency = currency(p, laws).map(|c| Currency { redeem_prob: c.redeem_prob * clear, ..c });
    // Where there is no [loyalty] or no [word_of_mouth], these have no value and nothing to act on.
    // What cannot act has a neutral value, so that worlds that differ by it alone are the same.
    let shape = Shape::of(p);
    let acting = |key: &Given<'_, f64>, neutral: f64| {
        let acts = key.slot().is_some_and(|slot| shape.idle(slot.spec.key).is_none());
        if acts { **key } else { neutral }
    };
    let pull = acting(&p.pull, 0.0);
    let fraud = acting(&p.fraud, 0.0);
    Program {
        place: 0,
        name: p.name.map(str::to_owned),
        address: p.name.map_or(0, |name| laws.address("program", name)),
        visits: Vec::new(),
        excludes: 0,
        quantity: p.mode.has(Mode::Quantity),
        social: p.mode.has(Mode::Social).then(|| Social { tells: acting(&p.tells, 1.0) }),
        benefit: p
            .mode
            .has(Mode::Benefit)
            .then(|| Benefit { line: directory.line(*p.benefit.priority), wait: *p.benefit.wait }),
        experience: (p.experience.is_there() && p.mode.has(Mode::Experience)).then(|| Treat {
            prob: *p.experience.prob,
            moment: *p.experience.moment,
            cost: *p.experience.cost,
        }),
        surprise: p.surprise.as_ref().map(|s| Treat { prob: *s.prob, moment: *s.moment, cost: *s.cost }),
        aware: *p.aware * clear,
        contacts: enabled(&p.contact).map(|c| contact(p, c, clear, laws)).collect(),
        membership: p.membership.as_ref().map(|m| Membership {
            fee: *m.fee,
            every: SimTime::from_days(*m.every),
            take_up: taken_up(m),
            by_fee: matches!(*m.take_up, Amount::ByFee(_)),
            renewal: *m.renewal,
        }),
        admin: *p.admin,
        transfer: p.transfer.as_ref().map(|t| Transfer { rate: *t.rate, share: *t.share }),
        // A share f of all that is credited is f/(1-f) of what is earned.
        fraud: fraud / (1.0 - fraud),
        referral: p.referral.as_ref().map(|r| Referral { reward: *r.reward, conversion: *r.conversion }),
        discount: p.discount_card.as_ref().map_or(0.0, |card| *card.discount),
        pull,
        even: currency.as_ref().map_or(1.0, |c| even_pace(c.earning, c.goal, pull)),
        currency,
        lift: *p.lift,
        endow: acting(&p.endow, 1.0),
        reset: acting(&p.reset, 1.0),
        hold: acting(&p.kmax, 0.0),
        loss: acting(&p.loss, 0.0),
        breakage: acting(&p.breakage, 0.0),
        reach: SimTime::from_days(acting(&p.reach, f64::INFINITY)),
        review: SimTime::from_days(acting(&p.review, f64::INFINITY)),
        tiers: p
            .tier
            .iter()
            .map(|tier| Tier {
                name: (*tier.name).to_owned(),
                from: *tier.from,
                multiplier: *tier.multiplier,
                line: tier.priority.map(|priority| directory.line(priority)),
            })
            .collect(),
        partners: p
            .partner
            .iter()
            .map(|partner| {
                // One that takes no part keeps its place, so that it may come and go in the course of a run.
                let takes_part = f64::from(u8::from(partner.is_enabled()));
                Partner {
                    name: partner.name().to_owned(),
                    spend: *partner.spend * takes_part,
                    multiplier: *partner.multiplier,
                    fee_per_point: *partner.fee_per_point,
                    cost: *partner.cost * takes_part,
                }
            })
            .collect(),
    }
}

/// Who takes a membership up at its fee, which lies within the points of a table by fee: the checks refuse others.
fn taken_up(m: &grammar::Membership<'_>) -> f64 {
    match *m.take_up {
        Amount::ByFee(curve) => curve.at(*m.fee).unwrap_or(f64::NAN),
        other => other.mean(),
    }
}

fn contact(of: &grammar::Program<'_>, block: &grammar::Contact<'_>, clear: f64, laws: &mut Laws) -> Contact {
    // Order from loyalty papers; values are assumptions.
    let usual = match *block.by {
        ContactWay::Mail => 0.2,
        ContactWay::Email => 0.1,
        ContactWay::Handwritten => 0.5,
    };
    Contact {
        name: block.name().to_owned(),
        address: match *of.name {
            Some(program) => laws.address("program.contact", &format!("{program}.{}", block.name())),
            None => laws.address("program.contact", block.name()),
        },
        every: SimTime::from_days(*block.every),
        aware: block.aware.unwrap_or(usual) * clear,
        cost: *block.cost,
    }
}

fn currency(program: &grammar::Program<'_>, laws: &mut Laws) -> Option<Currency> {
    let path = program.path();
    let mut life = |expiry: &Amount, what: &str| match expiry {
        Amount::Law(_) => Some(laws.amount(expiry, &format!("{path}.{what}"))),
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
    if let Some(points) = &*program.points {
        return Some(Currency {
            earning: Earning::PerSpend(*points.per_spend),
            goal: *points.reward_points,
            given: 0,
            redeem_prob: *points.redeem_prob,
            unit_cost: *points.unit_cost,
            expiry: SimTime::from_days(points.expiry.mean()),
            life: life(&points.expiry, "points.expiry"),
            grace: SimTime::from_days(*points.grace),
            welcome: *points.welcome,
            unit: "points",
            per_shown: 1.0,
        });
    }
    if let Some(card) = &*program.punch_card {
        let stamps = *card.stamps;
        return Some(Currency {
            earning: Earning::PerPurchase,
            goal: stamps,
            given: *card.prefilled,
            redeem_prob: 1.0,
            unit_cost: *card.reward_cost / stamps as f64,
            expiry: SimTime::NEVER,
            life: None,
            grace: SimTime::ZERO,
            welcome: 0,
            unit: "stamps",
            per_shown: 1.0,
        });
    }
    if let Some(v) = &*program.voucher {
        let worth = spending(*v.per_spend, *v.value, *v.redeem_prob, SimTime::from_days(v.expiry.mean()));
        return Some(Currency {
            life: life(&v.expiry, "voucher.expiry"),
            grace: SimTime::from_days(*v.grace),
            ..worth
        });
    }
    let target = program.target.as_ref()?;
    Some(spending(*target.spend, *target.reward_cost, 1.0, SimTime::from_days(*target.within)))
}
