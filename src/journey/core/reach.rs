//! What a world does to everybody at one time, and whom it touches.

use std::collections::BTreeMap;

use crate::journey::core::customer::record::Customer;
use crate::journey::model::{Charge, Model, Profile};
use crate::units::SimTime;

/// Something that a world does to everybody at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Moment {
    /// The model changes: index in [`Model::later`].
    Switch(usize),
    /// An intervention starts that costs something for each customer: index in [`Model::charges`].
    Charge(usize),
}

/// Whom a switch touches. Nobody else is looked at, so that a change of what is not theirs leaves their lives as they were, to the last
/// digit: looking at a life at another time rounds it otherwise.
#[derive(Debug)]
pub(crate) enum Reach {
    Everybody,
    /// Customers of some kinds.
    Some(Vec<bool>),
}

impl Reach {
    pub(super) fn touches(&self, customer: &Customer) -> bool {
        match self {
            Reach::Everybody => true,
            Reach::Some(list) => list[customer.kind as usize],
        }
    }
}

impl Profile {
    /// Whether whoever has these values lives as with the others: they may differ in what a single purchase, payment or visit brings
    /// and costs.
    pub(super) fn lives_like(&self, other: &Profile) -> bool {
        let mut like = other.clone();
        like.cost_factor = self.cost_factor;
        if self.earns.is_none() && other.earns.is_none() {
            like.margin_factor = self.margin_factor;
        }
        if let (Some(like), Some(own)) = (&mut like.purchase, &self.purchase) {
            (like.margin, like.basket) = (own.margin.clone(), own.basket.clone());
        }
        if let (Some(like), Some(own)) = (&mut like.contract, &self.contract) {
            like.price.clone_from(&own.price);
            like.cost.clone_from(&own.cost);
        }
        // What a renewal answers is looked at when it is due, and the price level stands in `purchase`.
        like.prices.clone_from(&self.prices);
        like == *self
    }
}

impl Model {
    /// Whose own values each switch changes.
    pub(crate) fn reaches(&self) -> Vec<Reach> {
        (0..self.later.len()).map(|index| self.reach_of(index)).collect()
    }

    fn reach_of(&self, index: usize) -> Reach {
        let (before, switch) = (self.regime(index), &self.later[index]);
        let after = &switch.model;
        let deals_change = before.channels != after.channels && (before.has_deals() || after.has_deals());
        // Everything but what is met in a visit, or concerns the firm's own money and newcomers alone.
        let mut rest = after.clone();
        rest.overhead = before.overhead;
        rest.resources.clone_from(&before.resources);
        rest.touchpoints.clone_from(&before.touchpoints);
        rest.channels.clone_from(&before.channels);
        rest.charges.clone_from(&before.charges);
        rest.later.clone_from(&before.later);
        rest.ways.clone_from(&before.ways);
        rest.profiles.clone_from(&before.profiles);
        rest.segments.clone_from(&before.segments);
        rest.kinds.clone_from(&before.kinds);
        if switch.trust_loss != 0.0 || deals_change || rest != *before {
            return Reach::Everybody;
        }
        let mut known = BTreeMap::new();
        let pairs = before.kinds.profile.iter().zip(&after.kinds.profile);
        let mut differs = |(&a, &b): (&u16, &u16)| {
            *known
                .entry((a, b))
                .or_insert_with(|| !before.profiles[usize::from(a)].lives_like(&after.profiles[usize::from(b)]))
        };
        Reach::Some(pairs.map(&mut differs).collect())
    }

    /// What this world does to everybody, in order of time; what holds on day 0 already is not among it.
    pub(crate) fn moments(&self) -> Vec<(SimTime, Moment)> {
        let mut out: Vec<(SimTime, Moment)> =
            self.later.iter().enumerate().map(|(i, s)| (s.at, Moment::Switch(i))).collect();
        let charged = |c: &Charge| c.per_customer != 0.0 && c.from > SimTime::ZERO;
        out.extend(
            self.charges.iter().enumerate().filter(|(_, c)| charged(c)).map(|(i, c)| (c.from, Moment::Charge(i))),
        );
        out.sort_by_key(|m| m.0);
        out
    }
}

/// Changes of the world in a cell.
#[derive(Debug)]
pub(crate) struct Switches {
    /// From when on the model in force is in force.
    pub(crate) since: SimTime,
    /// When it ends; never, if it does not.
    pub(crate) due: SimTime,
    /// What the world does to everybody, in order of time.
    pub(crate) moments: Vec<(SimTime, Moment)>,
    /// Whom each change of the model touches.
    pub(crate) reaches: Vec<Reach>,
}

impl Switches {
    pub(crate) fn of(world: &Model) -> Self {
        Switches { since: SimTime::ZERO, due: SimTime::NEVER, moments: world.moments(), reaches: world.reaches() }
    }
}
