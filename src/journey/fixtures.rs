//! Small models for unit tests, built by hand.

use crate::engine::week::WeekLevels;
use crate::journey::core::memory::experience;
use crate::journey::model::{
    Arrivals, End, Experience, Hazard, HazardLaw, Hole, HoleKind, Journey, Kinds, Lifecycle, Loyalty, Memory,
    MemoryRule, Model, Next, Open, Profile, Quality, ResourceSpec, Segment, Start, Touchpoint,
};
use crate::laws::{Law, LawSpec};
use crate::random::{ADDRESS_BITS, Addresses};
use crate::units::SimTime;

pub(crate) fn law(spec: &LawSpec, id: u32) -> Law {
    Law::compile(spec, id).expect("a test law is valid")
}

pub(crate) fn profile() -> Profile {
    let experience: Experience = experience::defaults();
    Profile {
        margin_factor: 1.0,
        cost_factor: 1.0,
        external_factor: 1.0,
        satisfaction_factor: 1.0,
        price_sensitivity: 1.0,
        skill: 1.0,
        purchase: None,
        contract: None,
        prices: Vec::new(),
        elasticity: 0.0,
        earns: None,
        experience,
        memory: Memory {
            rule: MemoryRule::PeakEnd,
            weight: [0.4, 0.4, 0.2],
            end_weight: [0.3, 0.4, 0.3],
            learning: 0.1,
            learning_bad: crate::num::pow(0.9, -3.0) - 1.0,
            half_life: 180.0,
            baseline: 0.0,
            primacy: 2.0,
            peak_bad_weight: 1.0,
            acclimation: 0.5,
            fading: 0.2,
            blame_half_life: 180.0,
        },
        loyalty: Loyalty {
            levels: [0.085, 0.55, 0.96],
            thresholds: [1.8, 4.25],
            widths: [0.25, 0.35],
            decision_horizon: 365.0,
            unsupported: 0.72,
            inertia: 0.2,
            habit: 10.0,
            lock_in: 0.1,
            trust_start: 0.3,
            trust_gain: 0.05,
            trust_loss: 0.3,
            trust_shield: 0.5,
            usual_support: 0.48,
        },
        lifecycle: Lifecycle {
            multiplier: [0.6, 0.9, 1.2, 0.5],
            warning: 3.0,
            climax_purchases: 5,
            climax_memory: -0.2,
            decline_memory: -0.1,
            recovery: SimTime::from_days(60.0),
            decline_rate: 1.0 / 1500.0,
            decline_response: 4.0,
            life_events: 0.0,
        },
        complaint: None,
        hazards: Vec::new(),
        priors: Vec::new(),
    }
}

pub(crate) fn empty(horizon_days: f64) -> Model {
    Model {
        horizon: SimTime::from_days(horizon_days),
        report_every: SimTime::from_days(30.0),
        refresh_every: SimTime::from_days(365.0),
        segments: vec![Segment { name: "everyone".into(), share: 1.0, profile: 0 }],
        profiles: vec![profile()],
        kinds: Kinds::of_segments(1),
        ways: vec![Vec::new()],
        market_standard: 6.5,
        market_progress: 0.05,
        ..Model::default()
    }
}

pub(crate) fn touchpoint(name: &str, time: Law) -> Touchpoint {
    Touchpoint::plain(name, Addresses::default().of(name, ADDRESS_BITS), time)
}

fn journey(start: Start, touchpoints: u16) -> Journey {
    Journey {
        name: "visit".into(),
        address: 1,
        start,
        first: 0,
        touchpoints: 0..touchpoints,
        profile: None,
        own_hours: false,
        line: 0,
        max_visits: 1000,
        share: 1.0,
    }
}

/// M/M/1 with mean service 1 day.
pub(crate) fn mm1(load: f64, horizon_days: f64) -> Model {
    let mut m = empty(horizon_days);
    m.resources.push(ResourceSpec {
        name: "server".into(),
        staff: WeekLevels::constant(1),
        hours: None,
        overloaded: Vec::new(),
        wage: 0.0,
        salary: 0.0,
        queue_limit: None,
        lines: 1,
        target: None,
        pay: 0.0,
        environment: 0.0,
        key_contacts: false,
    });
    m.journeys.push(journey(Start::Arrivals(Arrivals::Poisson(load)), 1));
    let mut counter = touchpoint("counter", law(&LawSpec::exponential(1.0), 1));
    counter.resource = Some(0);
    m.touchpoints.push(counter);
    m
}

pub(crate) fn hazard(law: HazardLaw) -> Hazard {
    Hazard {
        factor: 1.0,
        law,
        shielded: false,
        open: Open::Always,
        involuntary: false,
        value_below: None,
        noticed: 0.0,
        per_purchase: None,
    }
}

/// Customers with loyalty, a three-step visit at a rate, two service holes and two own ones.
pub(crate) fn relationship(customers: u64, years: f64) -> Model {
    let mut m = empty(years * 365.0);
    m.loyalty = true;
    m.customers = customers;
    m.discount = crate::num::ln(1.1) / 365.0;
    for (name, kind) in [
        ("quality", HoleKind::Service),
        ("hassle", HoleKind::Service),
        ("rival", HoleKind::Outside),
        ("life", HoleKind::Involuntary),
    ] {
        let address = Addresses::default().of(name, ADDRESS_BITS);
        m.holes.push(Hole { name: name.into(), address, kind });
    }
    m.service_holes = 2;
    m.hassle_hole = Some(1);
    m.journeys.push(journey(Start::Rate(Law::constant(1.0 / 30.0)), 3));
    for (i, hole) in [0, 1, 0].into_iter().enumerate() {
        let mut t = touchpoint(["greet", "queue", "pay"][i], Law::constant(0.005));
        t.id = i as u16;
        t.quality = Some(Quality::Mean(7.5));
        t.hole = Some(hole);
        t.fail_prob = Some(Law::constant(0.01));
        t.earns = 50.0;
        t.cost = Some(Law::constant(1.0));
        t.next = Next::To((i < 2).then_some(i as u16 + 1));
        m.touchpoints.push(t);
    }
    m.touchpoints[1].wait = Some(law(&LawSpec::exponential(0.01), 2));
    m.touchpoints[2].end = Some(End::Departure);
    let p = &mut m.profiles[0];
    p.earns = Some(Law::constant(0.3));
    p.priors = vec![0.6, 0.4];
    p.hazards = vec![
        hazard(HazardLaw::None),
        hazard(HazardLaw::None),
        Hazard { shielded: true, ..hazard(HazardLaw::Constant(Law::constant(0.1 / 365.0))) },
        Hazard { involuntary: true, ..hazard(HazardLaw::Constant(Law::constant(0.03 / 365.0))) },
    ];
    m
}
