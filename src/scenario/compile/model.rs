//! One regime: the documents of a world between two switches become the model that runs.

use super::laws::Laws;
use super::{classes, directory, employees, feedback, firm, profile, program, service, voices, win_back};
use crate::journey::model::{ByStage, Model, Profile, Segment, SelfService, TouchChannel};
use crate::scenario::grammar::{Market, Named as _, Root, Segment as Kind, enabled};
use crate::units::SimTime;

/// What holds at one time: the scenario, as each segment sees it, and as each segment sees it under each offer.
#[derive(Debug)]
pub(in crate::scenario) struct Documents<D> {
    /// For all that is shared.
    pub(in crate::scenario) general: D,
    /// By enabled segment; one, if there are no segments.
    pub(in crate::scenario) segments: Vec<ByStage<D>>,
    /// By offer, then by segment; `None`: it does not reach it.
    pub(in crate::scenario) offers: Vec<Vec<Option<ByStage<D>>>>,
}

impl<D> Documents<D> {
    /// The same documents, read.
    pub(in crate::scenario) fn map<'d, R>(&'d self, read: impl Fn(&'d D) -> R + Copy) -> Documents<R> {
        let of_offer = |by_segment: &'d Vec<Option<ByStage<D>>>| {
            by_segment.iter().map(|documents| documents.as_ref().map(|documents| documents.map(read))).collect()
        };
        Documents {
            general: read(&self.general),
            segments: self.segments.iter().map(|documents| documents.map(read)).collect(),
            offers: self.offers.iter().map(of_offer).collect(),
        }
    }
}

/// The values of customers under one offer, by segment.
pub(in crate::scenario) type Offered = Vec<Option<ByStage<Profile>>>;

/// Compiles one regime: its model without worlds, and the values of customers by offer and segment.
pub(in crate::scenario) fn model(
    documents: &Documents<Root<'_>>,
    priorities: &[u64],
    laws: &mut Laws,
) -> (Model, Vec<Offered>) {
    let root = &documents.general;
    let directory = directory::directory(root, priorities, laws);
    let (touchpoints, journeys) = service::journeys(root, &directory, laws);
    let kinds: Vec<Option<&Kind<'_>>> = match enabled(&root.segment).map(Some).collect::<Vec<_>>() {
        kinds if kinds.is_empty() => vec![None],
        kinds => kinds,
    };
    let mut own = |documents: &ByStage<Root<'_>>, kind: &Option<&Kind<'_>>| {
        let factor = kind.map(|segment| &*segment.factor);
        documents.map(|document| profile::profile(document, factor, &directory, laws))
    };
    let segments = kinds
        .iter()
        .zip(&documents.segments)
        .map(|(kind, documents)| Segment {
            name: kind.map_or("everyone", |segment| segment.name()).to_owned(),
            share: kind.map_or(1.0, |segment| *segment.share),
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
    let loyalty = root.loyalty.is_some();
    let usual = Market::unset();
    let market = root.market.as_ref().unwrap_or(&usual);
    let mut channels = firm::channels(root, &directory, laws);
    let voices = root.word_of_mouth.as_ref().map(|block| voices::voices(block, &mut channels, laws));
    let win_back = root.win_back.as_ref().filter(|block| *block.enabled);
    let win_back = win_back.map(|block| win_back::win_back(block, &directory, &channels));
    let model = Model {
        horizon: SimTime::written(*root.run.horizon),
        warm_up: SimTime::written(*root.run.warm_up),
        report_every: SimTime::written(*root.run.report_every),
        discount: crate::num::ln_1p(*root.money.discount_rate) / 365.0,
        overhead: *root.money.overhead,
        customers: root.population.as_ref().map_or(0, |p| *p.customers),
        history: firm::history(root, laws),
        segments,
        channels,
        resources: service::resources(root, &directory),
        journeys,
        touchpoints,
        holes: directory.holes.clone(),
        service_holes: directory.service_holes,
        loyalty,
        complaints: root.complaint.is_some(),
        lifecycle: root.lifecycle.is_some(),
        market_standard: *market.standard,
        market_progress: *market.progress,
        renewal_hole: directory.hole(directory::NOT_RENEWED),
        complaint_hole: directory.hole("complaint"),
        hassle_hole: directory.hole("hassle").filter(|&h| usize::from(h) < directory.service_holes),
        value_hole: directory.hole("value").filter(|&h| usize::from(h) < directory.service_holes),
        refresh_every: SimTime::NEVER,
        later: Vec::new(),
        charges: Vec::new(),
        offers: Vec::new(),
        program: root.program.first().filter(|p| *p.enabled).map(|p| program::program(p, &directory, laws)),
        market_size: *market.size,
        voices,
        win_back,
        employees: root.employees.as_ref().map(employees::employees),
        rival_hole: directory.hole("rival"),
        feedback: root.feedback.as_ref().filter(|_| loyalty).map(|block| feedback::feedback(block, root, &directory)),
        classes: root.value_classes.as_ref().map(classes::value_classes),
        touch_channels: enabled(&root.channel)
            .map(|c| TouchChannel {
                name: c.name().to_owned(),
                consistency: *c.consistency,
                self_service: c.self_service.then(|| SelfService { success: *c.success, cost_factor: *c.cost_factor }),
            })
            .collect(),
        learning: root.complaint.as_ref().map_or(0.0, |c| *c.learning),
        channel_hole: directory.hole("channel").filter(|&h| usize::from(h) < directory.service_holes),
    };
    (model, offers)
}
