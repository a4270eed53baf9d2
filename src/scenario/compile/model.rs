//! One regime: the documents of a world between two switches become the model that runs.

use super::laws::Laws;
use super::{classes, employees, feedback, firm, holes, profile, program, service, voices, win_back};
use crate::journey::model::{ByStage, Model, Profile, Segment, SelfService, TouchChannel};
use crate::scenario::Scenario;
use crate::scenario::value::Item;
use crate::units::SimTime;

/// What holds at one time: the scenario, as each segment sees it, and as each segment sees it under each offer.
#[derive(Debug)]
pub(super) struct Documents {
    /// For all that is shared.
    pub(super) general: Scenario,
    /// By enabled segment; one, if there are no segments.
    pub(super) segments: Vec<ByStage<Scenario>>,
    /// By offer, then by segment; `None`: it does not reach it.
    pub(super) offers: Vec<Vec<Option<ByStage<Scenario>>>>,
}

/// The values of customers under one offer, by segment.
pub(super) type Offered = Vec<Option<ByStage<Profile>>>;

/// Compiles one regime: its model without worlds, and the values of customers by offer and segment.
pub(super) fn model(documents: &Documents, priorities: &[u64], laws: &mut Laws) -> (Model, Vec<Offered>) {
    let scenario = &documents.general;
    let root = &scenario.root;
    let run = root.at("run");
    let directory = firm::directory(root, priorities, laws);
    let (touchpoints, journeys) = service::journeys(root, &directory, laws);
    let kinds: Vec<Option<&Item>> = match root.enabled("segment").map(Some).collect::<Vec<_>>() {
        kinds if kinds.is_empty() => vec![None],
        kinds => kinds,
    };
    let mut own = |documents: &ByStage<Scenario>, kind: &Option<&Item>| {
        let factor = kind.and_then(|segment| segment.opt("factor"));
        documents.map(|document| profile::profile(&document.root, factor, &directory, laws))
    };
    let segments = kinds
        .iter()
        .zip(&documents.segments)
        .map(|(kind, documents)| Segment {
            name: kind.map_or("everyone", Item::name).to_owned(),
            share: kind.map_or(1.0, |segment| segment.number("share")),
            profile: own(documents, kind),
        })
        .collect();
    let offers = documents
        .offers
        .iter()
        .map(|by_segment| {
            by_segment.iter().zip(&kinds).map(|(documents, kind)| Some(own(documents.as_ref()?, kind))).collect()
        })
        .collect();
    let market = root.opt("market");
    let of_market = |key: &str, default: f64| market.and_then(|m| m.opt_number(key)).unwrap_or(default);
    let mut channels = firm::channels(root, &directory, laws);
    let voices = voices::voices(root, &mut channels, laws);
    let win_back = win_back::win_back(root, &directory, &channels);
    let model = Model {
        horizon: time(run, "horizon"),
        warm_up: time(run, "warm_up"),
        report_every: time(run, "report_every"),
        discount: crate::num::ln_1p(root.at("money").number("discount_rate")) / 365.0,
        overhead: root.at("money").money_per_day("overhead"),
        customers: root.opt("population").map_or(0, |p| p.integer("customers")),
        history: firm::history(root, laws),
        segments,
        channels,
        resources: service::resources(scenario, &directory),
        journeys,
        touchpoints,
        holes: directory.holes.clone(),
        service_holes: directory.service_holes,
        loyalty: root.has("loyalty"),
        complaints: root.has("complaint"),
        lifecycle: root.has("lifecycle"),
        market_standard: of_market("standard", 6.5),
        market_progress: of_market("progress", 0.05),
        renewal_hole: directory.hole(holes::NOT_RENEWED),
        complaint_hole: directory.hole("complaint"),
        hassle_hole: directory.hole("hassle").filter(|&h| usize::from(h) < directory.service_holes),
        value_hole: directory.hole("value").filter(|&h| usize::from(h) < directory.service_holes),
        refresh_every: SimTime::NEVER,
        later: Vec::new(),
        charges: Vec::new(),
        offers: Vec::new(),
        program: program::program(root, &directory, laws),
        market_size: market.and_then(|m| m.opt_number("size")).map(|size| size as u64),
        voices,
        win_back,
        employees: employees::employees(root),
        rival_hole: directory.hole("rival"),
        feedback: feedback::feedback(root, &directory),
        classes: classes::value_classes(root),
        touch_channels: root
            .enabled("channel")
            .map(|c| TouchChannel {
                name: c.name().to_owned(),
                consistency: c.number("consistency"),
                self_service: c
                    .flag("self_service")
                    .then(|| SelfService { success: c.number("success"), cost_factor: c.number("cost_factor") }),
            })
            .collect(),
        learning: root.opt("complaint").map_or(0.0, |c| c.number("learning")),
        channel_hole: directory.hole("channel").filter(|&h| usize::from(h) < directory.service_holes),
    };
    (model, offers)
}

/// A duration as time of the clock.
fn time(block: &Item, key: &str) -> SimTime {
    SimTime::written(block.days(key))
}
