//! A customer's own values, after the changes of a segment.

use super::directory::Directory;
use super::holes;
use super::laws::{Laws, listed};
use crate::journey::model::{
    Complaint, Contract, CrossSell, Experience, Lifecycle, Loyalty, Memory, Profile, Purchase, Retention, SalesContact,
    with_odds,
};
use crate::num;
use crate::scenario::grammar::value::Amount;
use crate::scenario::grammar::{self, Root, SegmentFactors, enabled};
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

const MINUTES_PER_DAY: f64 = 1440.0;

/// Convenience that one more channel adds where nothing is ever lost, and the consistency below which it takes some.
const CHANNEL_CONVENIENCE: f64 = 0.05;
const CONSISTENCY_NEEDED: f64 = 0.6;

pub(super) fn profile(
    root: &Root<'_>,
    factors: Option<&SegmentFactors<'_>>,
    directory: &Directory,
    laws: &mut Laws,
) -> Profile {
    let unset = SegmentFactors::unset();
    let factors = factors.unwrap_or(&unset);
    let market = grammar::Market::unset();
    let competition = *root.market.as_ref().unwrap_or(&market).competition;
    let (hazards, priors) = holes::hazards(root, competition, directory, laws);
    let contract_block = root.contract.as_ref();
    Profile {
        prices: prices(root, laws),
        elasticity: contract_block.and_then(|c| *c.elasticity).unwrap_or(0.0),
        margin_factor: *factors.margin,
        cost_factor: *factors.cost_to_serve,
        external_factor: *factors.external_hazard,
        satisfaction_factor: *factors.satisfaction_hazard,
        price_sensitivity: *factors.price_sensitivity,
        skill: *factors.skill,
        purchase: root.purchase.as_ref().map(|p| purchase(p, root.loyalty.is_some(), laws)),
        contract: contract_block.and_then(|c| Some(contract(c, (*c.term)?, laws))),
        earns: contract_block.and_then(|c| *c.earns).map(|a| laws.amount(a, "contract.earns")),
        experience: experience(root.experience.as_ref().unwrap_or(&grammar::Experience::unset()), competition),
        memory: memory(root.memory.as_ref().unwrap_or(&grammar::Memory::unset())),
        loyalty: loyalty(
            root.loyalty.as_ref().unwrap_or(&grammar::Loyalty::unset()),
            competition,
            convenience_of_channels(root),
        ),
        lifecycle: lifecycle(root.lifecycle.as_ref().unwrap_or(&grammar::Lifecycle::unset())),
        complaint: root.complaint.as_ref().map(complaint),
        hazards,
        priors,
    }
}

/// What a document charges: what a day of a contract costs by term; without terms the price level.
pub(in crate::scenario) fn prices(root: &Root<'_>, laws: &mut Laws) -> Vec<f64> {
    let contract = root.contract.as_ref().and_then(|c| Some(contract(c, (*c.term)?, laws)));
    contract.map_or_else(|| root.purchase.as_ref().map(|p| *p.price).into_iter().collect(), |c| c.prices())
}

fn purchase(p: &grammar::Purchase<'_>, loyalty: bool, laws: &mut Laws) -> Purchase {
    let wallet_response = if loyalty { *p.wallet_response } else { 0.0 };
    Purchase {
        rate: laws.amount(&p.rate, "purchase.rate"),
        basket: laws.amount(&p.basket, "purchase.basket"),
        margin: laws.amount(&p.margin, "purchase.margin"),
        price: *p.price,
        upsell: 1.0 + *p.upsell,
        elasticity: *p.elasticity,
        at_join: *p.at_join,
        wallet_response,
        rivals: *p.n_riv * num::exp(wallet_response * *p.m_riv),
        cross_sell: p.cross_sell.as_ref().filter(|_| loyalty).map(|c| CrossSell {
            chance: *c.chance,
            categories: *c.categories as u32,
            adds: *c.adds,
        }),
        sales_contact: sales_contact(&p.sales_contact, loyalty),
    }
}

/// `None` where no purchase is used to offer more: then nothing of it is looked at.
fn sales_contact(s: &grammar::SalesContact<'_>, loyalty: bool) -> Option<SalesContact> {
    (*s.probability > 0.0).then(|| SalesContact {
        probability: *s.probability,
        // Without [loyalty] nothing is felt, and a contact only costs.
        annoyance: if loyalty { *s.annoyance } else { 0.0 },
        open_complaint: *s.open_complaint,
        cost: *s.cost,
    })
}

fn contract(c: &grammar::Contract<'_>, term: f64, laws: &mut Laws) -> Contract {
    let term = SimTime::written(term);
    let mut by_term = |amount: Option<&Amount>, what: &str| match amount {
        Some(Amount::ByTenure(list)) => list.iter().map(|&x| crate::laws::Law::constant(x)).collect(),
        Some(other) => vec![laws.amount(other, what)],
        None => Vec::new(),
    };
    let (price, cost) = (by_term(*c.price, "contract.price"), by_term(*c.cost, "contract.cost"));
    Contract {
        term,
        renews_for: c.renews_for.map_or(term, SimTime::written),
        bill: c.bill.map(SimTime::written),
        price,
        cost,
        retention: c.retention.map(|a| match a {
            Amount::ByTenure(list) => Retention::Table(list.clone()),
            Amount::Fixed(value) => Retention::Table(vec![*value]),
            other => Retention::Drawn(laws.amount(other, "contract.retention")),
        }),
        lock_in: c.lock_in.unwrap_or(0.0),
        resentment: c.resentment.unwrap_or(0.0),
    }
}

/// Who has much to choose from tolerates less.
fn experience(e: &grammar::Experience<'_>, competition: f64) -> Experience {
    Experience {
        overestimate: *e.overestimate,
        wait_power: *e.wait_power,
        wait_ok: *e.wait_ok * MINUTES_PER_DAY,
        wait_scale: *e.wait_scale * MINUTES_PER_DAY,
        wait_curve: *e.wait_curve,
        sd_within: *e.sd_within,
        sd_between: *e.sd_between,
        mood_gain: *e.mood_gain,
        tolerance_down: *e.tolerance_down * (1.0 - NARROWED_BY_COMPETITION * (competition - USUAL_COMPETITION)),
        tolerance_up: *e.tolerance_up,
        zone: *e.zone,
        scale_up: *e.scale_up,
        scale_down: *e.scale_down,
        loss_aversion: *e.loss_aversion,
        learning: *e.learning,
        adaptation: *e.adaptation,
        renege_moment: RENEGE_MOMENT,
    }
}

fn memory(m: &grammar::Memory<'_>) -> Memory {
    let (weight, ends) = (&m.weight, &m.end_weight);
    Memory {
        rule: *m.rule,
        weight: [*weight.peak, *weight.end, *weight.mean],
        end_weight: [*ends.transaction, *ends.departure, *ends.after],
        learning: *m.learning,
        learning_bad: num::pow(1.0 - *m.learning, -*m.good_per_bad) - 1.0,
        half_life: *m.half_life,
        baseline: *m.baseline,
        primacy: *m.primacy,
        peak_bad_weight: *m.nu_p,
        acclimation: *m.alpha,
        fading: *m.w,
        blame_half_life: BLAME_HALF_LIFE,
    }
}

/// What several channels add to convenience, or take from it where they do not agree.
///
/// # Definition
/// `k_ch (n - 1) (cons - c0)`, cons the mean over channels (model section 17; assumptions).
fn convenience_of_channels(root: &Root<'_>) -> f64 {
    let consistencies: Vec<f64> = enabled(&root.channel).map(|c| *c.consistency).collect();
    match consistencies.len() {
        0 | 1 => 0.0,
        n => {
            let mean = consistencies.iter().sum::<f64>() / n as f64;
            CHANNEL_CONVENIENCE * (n - 1) as f64 * (mean - CONSISTENCY_NEEDED)
        }
    }
}

fn loyalty(l: &grammar::Loyalty<'_>, competition: f64, channels: f64) -> Loyalty {
    let [low, high]: [[f64; 3]; 2] = [listed(&l.levels.low), listed(&l.levels.high)];
    let mix = |i: usize| low[i] + (high[i] - low[i]) * competition;
    let (support, trust) = (&l.support, &l.trust);
    Loyalty {
        levels: [mix(0), mix(1), mix(2)],
        thresholds: listed(&l.thresholds),
        widths: listed(&l.widths),
        decision_horizon: *l.decision_horizon,
        unsupported: (1.0 - *support.incentive)
            * (1.0 - *support.price)
            * (1.0 - (*support.convenience + channels).clamp(0.0, 1.0))
            * (1.0 - *support.social),
        inertia: *support.inertia,
        habit: *l.habit,
        lock_in: *support.lockin,
        trust_start: *trust.start,
        trust_gain: *trust.gain,
        trust_loss: *trust.loss,
        trust_shield: *trust.shield,
        usual_support: USUAL_SUPPORT,
    }
}

fn lifecycle(l: &grammar::Lifecycle<'_>) -> Lifecycle {
    let multiplier = &l.multiplier;
    Lifecycle {
        multiplier: [*multiplier.acquisition, *multiplier.build_up, *multiplier.climax, *multiplier.decline],
        warning: *l.warning,
        climax_purchases: *l.n_C as u32,
        climax_memory: *l.m_C,
        decline_memory: *l.m_D,
        recovery: SimTime::written(*l.t_rec),
        decline_rate: *l.delta_CD,
        decline_response: *l.k_D,
        life_events: *l.life_events,
    }
}

/// `ease` multiplies the odds of speaking up; `care` and `compensation` add to the chance that an answer is accepted, up to 1: where
/// outcomes are shares, quick and slow answers grow alike.
fn complaint(c: &grammar::Complaint<'_>) -> Complaint {
    let (voice, stay) = (&c.voice, &c.stay);
    let compensation = *c.compensation;
    let acceptance = *c.care + if compensation > 0.0 { *c.compensation_effect } else { 0.0 };
    Complaint {
        voice: with_odds([*voice.silent, *voice.front_line, *voice.formal], *c.ease),
        severity_slope: *c.severity_slope,
        resolution: accepted([*c.resolution.quick, *c.resolution.slow], acceptance),
        stay: [&stay.silent, &stay.unresolved, &stay.resolved, &stay.quickly].map(|minor_major| listed(minor_major)),
        causal_share: *c.causal_share,
        carry: *c.carry,
        resolved_memory: RESOLVED_MEMORY,
        quick_half_life: *c.quick_half_life,
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
