//! A customer's own values, after the changes of a segment.

use super::firm::Directory;
use super::holes;
use super::laws::Laws;
use crate::journey::model::{
    Complaint, Contract, CrossSell, Experience, Lifecycle, Loyalty, Memory, MemoryRule, Profile, Purchase, Retention,
    SalesContact, with_odds,
};
use crate::num;
use crate::scenario::value::{Amount, Item};
use crate::units::SimTime;

/// Half-life of remembered blame [days] (assumption).
const BLAME_HALF_LIFE: f64 = 180.0;
/// Joint support that the complaint table is taken to hold under: the default supports.
const USUAL_SUPPORT: f64 = 0.48;
/// A resolved complaint lifts memory towards this (assumption).
const RESOLVED_MEMORY: f64 = 0.3;
/// Moment of giving up a wait (assumption).
const RENEGE_MOMENT: f64 = -0.6;

/// Competition at which the zone of tolerance is as wide as written, and the share by which a point of it narrows the zone
/// (model section 3; direction: CRM deck, slides 99 and 101).
const USUAL_COMPETITION: f64 = 0.5;
const NARROWED_BY_COMPETITION: f64 = 0.1;

/// Convenience that one more channel adds where nothing is ever lost, and the consistency below which it takes some.
const CHANNEL_CONVENIENCE: f64 = 0.05;
const CONSISTENCY_NEEDED: f64 = 0.6;

pub(super) fn profile(root: &Item, factors: Option<&Item>, directory: &Directory, laws: &mut Laws) -> Profile {
    let factor = |key: &str| factors.and_then(|f| f.opt_number(key)).unwrap_or(1.0);
    let (hazards, priors) = holes::hazards(root, directory, laws);
    let competition = root.opt("market").and_then(|m| m.opt_number("competition")).unwrap_or(USUAL_COMPETITION);
    Profile {
        margin_factor: factor("margin"),
        cost_factor: factor("cost_to_serve"),
        external_factor: factor("external_hazard"),
        satisfaction_factor: factor("satisfaction_hazard"),
        price_sensitivity: factor("price_sensitivity"),
        skill: factor("skill"),
        purchase: root.opt("purchase").map(|p| purchase(p, root.has("loyalty"), laws)),
        contract: root.opt("contract").filter(|c| c.has("term")).map(|c| contract(c, laws)),
        earns: root
            .opt("contract")
            .and_then(|c| c.opt("earns"))
            .and_then(Item::as_amount)
            .map(|a| laws.amount(a, "contract.earns")),
        experience: experience(root.opt("experience"), competition),
        memory: memory(root.opt("memory")),
        loyalty: loyalty(root.opt("loyalty"), competition, convenience_of_channels(root)),
        lifecycle: lifecycle(root.opt("lifecycle")),
        complaint: root.opt("complaint").map(complaint),
        hazards,
        priors,
    }
}

fn purchase(p: &Item, loyalty: bool, laws: &mut Laws) -> Purchase {
    let wallet_response = if loyalty { p.opt_number("wallet_response").unwrap_or(0.0) } else { 0.0 };
    Purchase {
        rate: laws.amount(p.amount("rate"), "purchase.rate"),
        basket: laws.amount(p.amount("basket"), "purchase.basket"),
        margin: laws.amount(p.amount("margin"), "purchase.margin"),
        price: p.number("price"),
        upsell: 1.0 + p.number("upsell"),
        elasticity: p.number("elasticity"),
        at_join: p.flag("at_join"),
        wallet_response,
        rivals: p.opt_number("n_riv").unwrap_or(5.0) * num::exp(wallet_response * p.opt_number("m_riv").unwrap_or(0.0)),
        cross_sell: p.opt("cross_sell").filter(|_| loyalty).map(|c| CrossSell {
            chance: c.number("chance"),
            categories: c.integer("categories") as u32,
            adds: c.number("adds"),
        }),
        sales_contact: sales_contact(p.at("sales_contact")),
    }
}

/// `None` where no purchase is used to offer more: then nothing of it is looked at.
fn sales_contact(s: &Item) -> Option<SalesContact> {
    let probability = s.number("probability");
    (probability > 0.0).then(|| SalesContact {
        probability,
        // Without [loyalty] nothing is felt, and a contact only costs.
        annoyance: s.opt_number("annoyance").unwrap_or(0.0),
        open_complaint: s.number("open_complaint"),
        cost: s.number("cost"),
    })
}

fn contract(c: &Item, laws: &mut Laws) -> Contract {
    let term = SimTime::written(c.days("term"));
    let mut by_term = |key: &str| match c.opt(key).and_then(Item::as_amount) {
        Some(Amount::ByTenure(list)) => list.iter().map(|&x| crate::laws::Law::constant(x)).collect(),
        Some(other) => vec![laws.amount(other, &format!("contract.{key}"))],
        None => Vec::new(),
    };
    let (price, cost) = (by_term("price"), by_term("cost"));
    Contract {
        term,
        renews_for: c.opt_number("renews_for").map_or(term, SimTime::written),
        bill: c.opt_number("bill").map(SimTime::written),
        price,
        cost,
        retention: c.opt("retention").and_then(Item::as_amount).map(|a| match a {
            Amount::ByTenure(list) => Retention::Table(list.clone()),
            Amount::Fixed(value) => Retention::Table(vec![*value]),
            other => Retention::Drawn(laws.amount(other, "contract.retention")),
        }),
        lock_in: c.opt_number("lock_in").unwrap_or(0.0),
        resentment: c.opt_number("resentment").unwrap_or(0.0),
    }
}

/// With defaults for scenarios that have no `[experience]`, where nothing reads them. Who has much to choose from tolerates less.
fn experience(e: Option<&Item>, competition: f64) -> Experience {
    let at = |key: &str, default: f64| e.and_then(|e| e.opt_number(key)).unwrap_or(default);
    let minutes = |key: &str, default: f64| e.and_then(|e| e.opt_number(key)).map_or(default, |d| d * 1440.0);
    Experience {
        overestimate: at("overestimate", 1.36),
        wait_power: at("wait_power", 1.0),
        wait_ok: minutes("wait_ok", 5.0),
        wait_scale: minutes("wait_scale", 15.0),
        wait_curve: at("wait_curve", 1.0),
        sd_within: at("sd_within", 1.0),
        sd_between: at("sd_between", 1.0),
        mood_gain: at("mood_gain", 0.3),
        tolerance_down: at("tolerance_down", 1.5) * (1.0 - NARROWED_BY_COMPETITION * (competition - USUAL_COMPETITION)),
        tolerance_up: at("tolerance_up", 1.5),
        zone: at("zone", 0.5),
        scale_up: at("scale_up", 1.0),
        scale_down: at("scale_down", 1.5),
        loss_aversion: at("loss_aversion", 1.0),
        learning: at("learning", 0.2),
        adaptation: at("adaptation", 0.3),
        renege_moment: RENEGE_MOMENT,
    }
}

fn memory(m: Option<&Item>) -> Memory {
    let at = |key: &str, default: f64| m.and_then(|m| m.opt_number(key)).unwrap_or(default);
    let shares = |key: &str, names: [&str; 3], default: [f64; 3]| {
        m.and_then(|m| m.opt(key)).map_or(default, |w| names.map(|n| w.number(n)))
    };
    let learning = at("learning", 0.1);
    Memory {
        rule: match m.and_then(|m| m.opt("rule")).and_then(Item::as_text) {
            Some("acclimation") => MemoryRule::Acclimation,
            _ => MemoryRule::PeakEnd,
        },
        weight: shares("weight", ["peak", "end", "mean"], [0.4, 0.4, 0.2]),
        end_weight: shares("end_weight", ["transaction", "departure", "after"], [0.3, 0.4, 0.3]),
        learning,
        learning_bad: crate::num::pow(1.0 - learning, -at("good_per_bad", 3.0)) - 1.0,
        half_life: at("half_life", 180.0),
        baseline: at("baseline", 0.0),
        primacy: at("primacy", 2.0),
        peak_bad_weight: at("nu_p", 1.0),
        acclimation: at("alpha", 0.5),
        fading: at("w", 0.2),
        blame_half_life: BLAME_HALF_LIFE,
    }
}

/// What several channels add to convenience, or take from it where they do not agree.
///
/// # Definition
/// `k_ch (n - 1) (cons - c0)`, cons the mean over channels (model section 17; assumptions).
fn convenience_of_channels(root: &Item) -> f64 {
    let consistencies: Vec<f64> = root.enabled("channel").map(|c| c.number("consistency")).collect();
    match consistencies.len() {
        0 | 1 => 0.0,
        n => {
            let mean = consistencies.iter().sum::<f64>() / n as f64;
            CHANNEL_CONVENIENCE * (n - 1) as f64 * (mean - CONSISTENCY_NEEDED)
        }
    }
}

fn loyalty(l: Option<&Item>, competition: f64, channels: f64) -> Loyalty {
    let at = |key: &str, default: f64| l.and_then(|l| l.opt_number(key)).unwrap_or(default);
    let support =
        |key: &str, default: f64| l.and_then(|l| l.opt("support")).and_then(|s| s.opt_number(key)).unwrap_or(default);
    let trust =
        |key: &str, default: f64| l.and_then(|l| l.opt("trust")).and_then(|t| t.opt_number(key)).unwrap_or(default);
    let level = |which: &str, i: usize, default: f64| {
        l.and_then(|l| l.opt("levels"))
            .and_then(|v| v.opt(which))
            .and_then(Item::as_vector)
            .and_then(|v| v.get(i))
            .copied()
            .unwrap_or(default)
    };
    let mix = |i: usize, low: f64, high: f64| {
        let (low, high) = (level("low", i, low), level("high", i, high));
        low + (high - low) * competition
    };
    let pair = |key: &str, default: [f64; 2]| match l.and_then(|l| l.opt(key)).and_then(Item::as_vector) {
        Some(&[a, b]) => [a, b],
        _ => default,
    };
    Loyalty {
        levels: [mix(0, 0.15, 0.02), mix(1, 0.85, 0.25), mix(2, 0.97, 0.95)],
        thresholds: pair("thresholds", [1.8, 4.25]),
        widths: pair("widths", [0.25, 0.35]),
        decision_horizon: at("decision_horizon", 365.0),
        unsupported: (1.0 - support("incentive", 0.0))
            * (1.0 - support("price", 0.1))
            * (1.0 - (support("convenience", 0.2) + channels).clamp(0.0, 1.0))
            * (1.0 - support("social", 0.0)),
        inertia: support("inertia", 0.2),
        habit: at("habit", 10.0),
        lock_in: support("lockin", 0.1),
        trust_start: trust("start", 0.3),
        trust_gain: trust("gain", 0.05),
        trust_loss: trust("loss", 0.3),
        trust_shield: trust("shield", 0.5),
        usual_support: USUAL_SUPPORT,
    }
}

fn lifecycle(l: Option<&Item>) -> Lifecycle {
    let at = |key: &str, default: f64| l.and_then(|l| l.opt_number(key)).unwrap_or(default);
    let stage = |key: &str, default: f64| {
        l.and_then(|l| l.opt("multiplier")).and_then(|m| m.opt_number(key)).unwrap_or(default)
    };
    Lifecycle {
        multiplier: [stage("acquisition", 0.6), stage("build_up", 0.9), stage("climax", 1.2), stage("decline", 0.5)],
        warning: at("warning", 3.0),
        climax_purchases: at("n_C", 5.0) as u32,
        climax_memory: at("m_C", -0.2),
        decline_memory: at("m_D", -0.1),
        recovery: SimTime::written(at("t_rec", 60.0)),
        decline_rate: at("delta_CD", 1.0 / 1500.0),
        decline_response: at("k_D", 4.0),
        life_events: at("life_events", 0.0),
    }
}

/// `ease` multiplies the odds of speaking up; `care` and `compensation` add to the chance that an answer is accepted, up to 1: where
/// outcomes are shares, quick and slow answers grow alike.
fn complaint(c: &Item) -> Complaint {
    let voice = c.at("voice");
    let resolution = c.at("resolution");
    let stay = |key: &str| match c.at("stay").vector(key) {
        &[minor, major] => [minor, major],
        _ => unreachable!("a checked table has a minor and a major value"),
    };
    let compensation = c.number("compensation");
    let acceptance = c.number("care") + if compensation > 0.0 { c.number("compensation_effect") } else { 0.0 };
    Complaint {
        voice: with_odds(["silent", "front_line", "formal"].map(|k| voice.number(k)), c.number("ease")),
        severity_slope: c.number("severity_slope"),
        resolution: accepted(["quick", "slow"].map(|k| resolution.number(k)), acceptance),
        stay: ["silent", "unresolved", "resolved", "quickly"].map(stay),
        causal_share: c.number("causal_share"),
        carry: c.number("carry"),
        resolved_memory: RESOLVED_MEMORY,
        quick_half_life: c.days("quick_half_life"),
        acceptance,
        compensation,
    }
}

/// Shares of quick and slow answers when the chance that an answer is accepted grows by `gain`.
fn accepted([quick, slow]: [f64; 2], gain: f64) -> [f64; 2] {
    let before = quick + slow;
    let after = (before + gain).min(1.0);
    if gain == 0.0 || after <= before {
        [quick, slow]
    } else if before > 0.0 {
        [quick * after / before, slow * after / before]
    } else {
        [0.0, after]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_in_acceptance_comes_from_the_unresolved_alone() {
        assert_eq!(accepted([0.16, 0.64], 0.0), [0.16, 0.64]);
        let [quick, slow] = accepted([0.16, 0.64], 0.15);
        assert!((quick + slow - 0.95).abs() < 1e-12 && (slow / quick - 4.0).abs() < 1e-12);
        let [quick, slow] = accepted([0.16, 0.64], 0.5);
        assert!((quick + slow - 1.0).abs() < 1e-12, "never above certainty");
        assert_eq!(accepted([0.0, 0.0], 0.2), [0.0, 0.2]);
    }
}
