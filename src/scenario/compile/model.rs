//! One regime: the documents of a world between two switches become the model that runs.

use std::collections::BTreeMap;

use super::laws::Laws;
use super::{classes, directory, employees, feedback, firm, profile, program, service, voices, win_back};
use crate::journey::model::{
    Attribute, Drawn, Kinds, Model, Segment, SelfService, Start, TouchChannel, Touchpoint, Way,
};
use crate::scenario::grammar::{self, Market, Named as _, Root, Segment as Kind, enabled};
use crate::scenario::who::{AttributeDigit, Cells, ToldApart};
use crate::units::SimTime;

/// What holds at one time: the scenario, and as customers see it. Lists of indices are of `own`.
#[derive(Debug)]
pub(in crate::scenario) struct Documents<D> {
    /// For all that is shared.
    pub(in crate::scenario) general: D,
    /// As some customers see it, each content once.
    pub(in crate::scenario) own: Vec<Own<D>>,
    /// By segment; one, if there are no segments: where nothing else is asked.
    pub(in crate::scenario) plain: Vec<u16>,
    /// By kind, the offer included.
    pub(in crate::scenario) by_kind: Vec<u16>,
    /// By kind of anonymous visitors; empty where they are all alike.
    pub(in crate::scenario) by_visitor: Vec<u16>,
}

/// The scenario as some customers of a segment see it.
#[derive(Debug)]
pub(in crate::scenario) struct Own<D> {
    pub(in crate::scenario) document: D,
    /// Whose factors apply.
    pub(in crate::scenario) segment: usize,
}

impl<D> Documents<D> {
    /// The same documents, read.
    pub(in crate::scenario) fn map<'d, R>(&'d self, read: impl Fn(&'d D) -> R + Copy) -> Documents<R> {
        Documents {
            general: read(&self.general),
            own: self.own.iter().map(|own| Own { document: read(&own.document), segment: own.segment }).collect(),
            plain: self.plain.clone(),
            by_kind: self.by_kind.clone(),
            by_visitor: self.by_visitor.clone(),
        }
    }
}

/// Compiles one regime: its model without worlds, offers and rules.
pub(in crate::scenario) fn model(
    documents: &Documents<Root<'_>>,
    told_apart: &ToldApart,
    priorities: &[u64],
    laws: &mut Laws,
) -> Model {
    let root = &documents.general;
    let directory = directory::directory(root, priorities, laws);
    let (mut touchpoints, journeys) = service::journeys(root, &directory, laws);
    let segments: Vec<&Kind<'_>> = enabled(&root.segment).collect();
    let everybody = [("everyone".to_owned(), 1.0)];
    let named = segments.iter().map(|segment| (segment.name().to_owned(), *segment.share));
    let named: Vec<(String, f64)> = if segments.is_empty() { everybody.to_vec() } else { named.collect() };
    let profiles = documents.own.iter().map(|own| {
        let factor = segments.get(own.segment).map(|segment| &*segment.factor);
        profile::profile(&own.document, factor, &directory, laws)
    });
    let profiles = profiles.collect();
    let mut ways: Vec<Way> = vec![Vec::new()];
    let own: Vec<Vec<Touchpoint>> =
        documents.own.iter().map(|own| service::journeys(&own.document, &directory, laws).0).collect();
    // Visitors and customers go through journeys of their own.
    let is_visited = |touchpoint: &Touchpoint, by_visitors: bool| {
        matches!(journeys[usize::from(touchpoint.journey)].start, Start::Arrivals(_)) == by_visitors
    };
    let mut known = BTreeMap::new();
    let mut place = |document: u16, by_visitors: bool| {
        *known.entry((document, by_visitors)).or_insert_with(|| {
            let own = &own[usize::from(document)];
            let way = differing(&touchpoints, own, |touchpoint| is_visited(touchpoint, by_visitors));
            let at = ways.iter().position(|known| *known == way).unwrap_or_else(|| {
                ways.push(way);
                ways.len() - 1
            });
            at as u16
        })
    };
    let way = documents.by_kind.iter().map(|&own| place(own, false)).collect();
    let mut visitor_way: Vec<u16> = documents.by_visitor.iter().map(|&own| place(own, true)).collect();
    if visitor_way.is_empty() {
        visitor_way.push(0);
    }
    for touchpoint in ways.iter().flatten().flatten() {
        touchpoints[usize::from(touchpoint.id)].varies = true;
    }
    let kinds = Kinds {
        attributes: attributes(root, told_apart, laws),
        profile: documents.by_kind.clone(),
        way,
        visitor_way,
        ..told_apart.kinds.clone()
    };
    let segment = |((name, share), &profile): ((String, f64), &u16)| Segment { name, share, profile };
    let segments = named.into_iter().zip(&documents.plain).map(segment).collect();
    let loyalty = root.loyalty.is_some();
    let visits: Vec<(&str, u32)> = journeys.iter().map(|journey| (journey.name.as_str(), journey.address)).collect();
    let programs = program::programs(root, &directory, &visits, laws);
    let usual = Market::unset();
    let market = root.market.as_ref().unwrap_or(&usual);
    let mut channels = firm::channels(root, &directory, laws);
    let voices = root.word_of_mouth.as_ref().map(|block| voices::voices(block, &mut channels, laws));
    let win_back = root.win_back.as_ref().filter(|block| *block.enabled);
    let win_back = win_back.map(|block| win_back::win_back(block, &directory, &channels));
    Model {
        horizon: SimTime::written(*root.run.horizon),
        warm_up: SimTime::written(*root.run.warm_up),
        report_every: SimTime::written(*root.run.report_every),
        discount: crate::num::ln_1p(*root.money.discount_rate) / 365.0,
        overhead: *root.money.overhead,
        customers: root.population.as_ref().map_or(0, |p| *p.customers),
        history: firm::history(root, laws),
        segments,
        kinds,
        profiles,
        ways,
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
        dear_hole: directory.hole("value"),
        prices_at_joining: Vec::new(),
        refresh_every: SimTime::NEVER,
        later: Vec::new(),
        charges: Vec::new(),
        offers: Vec::new(),
        programs,
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
    }
}

/// The touchpoints of some people that differ from those of everybody, of those that they visit.
fn differing(shared: &[Touchpoint], own: &[Touchpoint], visited: impl Fn(&Touchpoint) -> bool) -> Way {
    let differs =
        |(own, shared): (&Touchpoint, &Touchpoint)| (own != shared && visited(own)).then(|| Box::new(own.clone()));
    let mut way: Way = own.iter().zip(shared).map(differs).collect();
    way.truncate(way.iter().rposition(Option::is_some).map_or(0, |last| last + 1));
    way
}

/// The attributes that are told apart, with the addresses of their draws.
fn attributes(root: &Root<'_>, told_apart: &ToldApart, laws: &mut Laws) -> Vec<Attribute> {
    let attribute = |(block, told): (&grammar::Attribute<'_>, &AttributeDigit)| {
        let name = block.name();
        let drawn = match (&told.cells, *block.law) {
            (Cells::Numbers(edges), Some(law)) => {
                Drawn::Number { law: laws.amount(law, &format!("attribute.{name}")), edges: edges.clone() }
            }
            (Cells::Values(cell), _) => {
                let mut sum = 0.0;
                let mut upto: Vec<f64> = block
                    .values
                    .iter()
                    .map(|(_, share)| {
                        sum += share.as_number().unwrap_or(0.0);
                        sum
                    })
                    .collect();
                if let Some(last) = upto.last_mut() {
                    *last = 1.0;
                }
                Drawn::Values { upto, cell: cell.clone() }
            }
            (Cells::Numbers(_), None) => unreachable!("a checked attribute has values or a law"),
        };
        Attribute { name: name.to_owned(), address: laws.address("attribute", name), digit: told.digit, drawn }
    };
    enabled(&root.attribute).zip(&told_apart.attributes).map(attribute).collect()
}
