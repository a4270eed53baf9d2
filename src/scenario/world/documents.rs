//! The documents of one regime of a world: the scenario under the changes in force, as all share it, as customers of each kind see it, and
//! as it is under each offer. Kinds to whom the same changes apply share one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::scenario::check::Lasting;
use crate::scenario::compile::model::{Documents, Own};
use crate::scenario::read::patch::Weighted;
use crate::scenario::text::diagnostic::shown;
use crate::scenario::who::{Condition, Person};
use crate::scenario::world::effect::Effect;
use crate::scenario::world::regimes::World;
use crate::scenario::{Diagnostic, Diagnostics, Scenario};
use crate::units::SimTime;

/// Most sets of changes that may apply to customers at one time.
const MOST_PROFILES: usize = 4096;

/// The changes that apply to some customers at one time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Applied {
    /// The segment whose changes do; `None` for anonymous visitors.
    segment: Option<usize>,
    /// Effects for some customers only, by index.
    effects: Vec<usize>,
    /// The offer that acts.
    offer: Option<usize>,
}

/// The documents made so far, each set of changes once, and each content once.
struct Made<'w, 'a> {
    world: &'w World<'a>,
    at: SimTime,
    weights: &'w [f64],
    general: Scenario,
    by_changes: BTreeMap<Applied, u16>,
    by_content: BTreeMap<(String, usize), u16>,
    own: Vec<Own<Scenario>>,
}

impl World<'_> {
    /// The changes in force for the scenario as a whole.
    pub(in crate::scenario) fn general_changes<'b>(&'b self, weights: &'b [f64]) -> impl Iterator<Item = Weighted<'b>> {
        self.in_force(weights, |_, effect| effect.reach.is_none())
    }

    fn in_force<'b>(
        &'b self,
        weights: &'b [f64],
        reached: impl Fn(usize, &Effect<'_>) -> bool + 'b,
    ) -> impl Iterator<Item = Weighted<'b>> {
        let reaching =
            self.effects.iter().enumerate().zip(weights).filter(move |((at, effect), _)| reached(*at, effect));
        reaching.flat_map(|((_, effect), &weight)| effect.changes.iter().map(move |change| Weighted { change, weight }))
    }

    /// The scenario under some changes.
    pub(in crate::scenario) fn under(
        &self,
        changes: &[Weighted<'_>],
        lasting: Lasting,
    ) -> Result<Scenario, Diagnostics> {
        match changes.iter().all(|change| change.weight == 0.0) {
            true => Ok(self.scenario.clone()),
            false => self.scenario.under(changes, lasting),
        }
    }

    /// Effects for some customers only that reach somebody now.
    fn applied(&self, weights: &[f64], reached: impl Fn(&Effect<'_>) -> bool) -> Vec<usize> {
        let limited = |at: &usize| weights[*at] > 0.0 && self.effects[*at].reach.is_some();
        (0..self.effects.len()).filter(limited).filter(|&at| reached(&self.effects[at])).collect()
    }

    /// The documents of a regime.
    pub(in crate::scenario) fn documents(
        &self,
        at: SimTime,
        weights: &[f64],
        lasting: Lasting,
    ) -> Result<Documents<Scenario>, Diagnostics> {
        let general: Vec<Weighted<'_>> = self.general_changes(weights).collect();
        let general = self.under(&general, lasting).map_err(|problems| self.in_world(problems, at, |_| true))?;
        let mut made = Made {
            world: self,
            at,
            weights,
            general,
            by_changes: BTreeMap::new(),
            by_content: BTreeMap::new(),
            own: Vec::new(),
        };
        let plain: Result<Vec<u16>, _> = (0..self.segments.len().max(1))
            .map(|segment| {
                let effects = self.applied(weights, |effect| effect.reaches_all_of(segment));
                made.find(Applied { segment: Some(segment), effects, offer: None })
            })
            .collect();
        let plain = plain?;
        let count = self.told_apart.count();
        let people: Vec<Person> = (0..count).map(|kind| self.told_apart.customer(kind)).collect();
        let applied = |person: &Person, offer: Option<usize>| Applied {
            segment: Some(person.segment()),
            effects: self.applied(weights, |effect| effect.reaches(person)),
            offer,
        };
        let mut by_kind = Vec::new();
        for person in &people {
            by_kind.push(made.find(applied(person, None))?);
        }
        for (offer, reach) in self.reaches.iter().enumerate() {
            // Once it acts it goes on, whatever becomes of them, so that what changes in a life does not count.
            let reach = reach.for_good();
            for person in &people {
                by_kind.push(made.find(applied(person, reach.holds(person).then_some(offer)))?);
            }
        }
        let mut by_visitor = Vec::new();
        let reaches_visitors = |effect: &Effect<'_>| effect.reach.as_ref().is_some_and(Condition::may_be_of_visitors);
        if self.effects.iter().any(reaches_visitors) {
            for kind in 0..self.told_apart.visitors() {
                let visitor = self.told_apart.visitor(kind);
                let effects = self.applied(weights, |effect| effect.reaches(&visitor));
                by_visitor.push(made.find(Applied { segment: None, effects, offer: None })?);
            }
        }
        Ok(Documents { general: made.general, own: made.own, plain, by_kind, by_visitor })
    }

    /// How far offers move a segment.
    fn response(&self, segment: usize) -> f64 {
        self.segments.get(segment).map_or(1.0, |entry| *entry.factor.offer_response)
    }

    /// Says which changes a problem comes with.
    pub(in crate::scenario) fn in_world(
        &self,
        problems: Diagnostics,
        at: SimTime,
        is_behind: impl Fn(usize) -> bool,
    ) -> Diagnostics {
        let mut names: Vec<&str> = Vec::new();
        for (index, effect) in self.effects.iter().enumerate() {
            if effect.weight(at) > 0.0 && is_behind(index) {
                names.push(effect.name);
            }
        }
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return problems;
        }
        let names: Vec<String> = names.into_iter().map(shown).collect();
        let items = problems.items.into_iter().filter(Diagnostic::is_error).map(|mut problem| {
            problem.message = format!("with {} on day {}: {}", names.join(" and "), at.days().round(), problem.message);
            problem
        });
        Diagnostics::new(items.collect(), problems.sources)
    }
}

impl Made<'_, '_> {
    /// The document under these changes: an index in `own`.
    fn find(&mut self, applied: Applied) -> Result<u16, Diagnostics> {
        if let Some(&known) = self.by_changes.get(&applied) {
            return Ok(known);
        }
        if self.by_changes.len() >= MOST_PROFILES {
            return Err(self
                .world
                .too_many(&format!("more than {MOST_PROFILES} kinds of customers with values of their own")));
        }
        let document = self.document(&applied)?;
        let segment = applied.segment.unwrap_or(0);
        let at = match self.by_content.entry((document.hash.clone(), segment)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                self.own.push(Own { document, segment });
                *place.insert(self.own.len() as u16 - 1)
            }
        };
        self.by_changes.insert(applied, at);
        Ok(at)
    }

    fn document(&self, applied: &Applied) -> Result<Scenario, Diagnostics> {
        let world = self.world;
        let of_segment = applied.segment.and_then(|segment| world.segments.get(segment)).map(|entry| *entry.change);
        let of_segment = of_segment.unwrap_or_default();
        if of_segment.is_empty() && applied.effects.is_empty() && applied.offer.is_none() {
            return Ok(self.general.clone());
        }
        let response = world.response(applied.segment.unwrap_or(0));
        let offers = world.offers();
        let offered = applied.offer.map(|offer| *offers[offer].change).unwrap_or_default();
        let in_force = |at: usize, effect: &Effect<'_>| effect.reach.is_none() || applied.effects.contains(&at);
        let changes: Vec<Weighted<'_>> = of_segment
            .iter()
            .map(Weighted::full)
            .chain(world.in_force(self.weights, in_force))
            .chain(offered.iter().map(|change| Weighted { change, weight: response }))
            .collect();
        let behind = |at: usize| in_force(at, &world.effects[at]);
        world.under(&changes, Lasting::ForSome).map_err(|problems| world.in_world(problems, self.at, behind))
    }
}
