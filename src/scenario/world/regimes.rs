//! A world: the scenario with some interventions and all its shocks, as a list of regimes in time.
//!
//! Life cycle: [`World::of`] gathers who is active; its [`regimes`](World::regimes) are the times at which some weight changes;
//! the documents of each regime are patched, checked whole and compiled, each distinct one once; what changes nothing is merged away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::effect::{Effect, Reach};
use super::{bundle, crisis, offers};
use crate::journey::model::{ByStage, Model, Offer, Switch};
use crate::scenario::check::Lasting;
use crate::scenario::compile::laws::Laws;
use crate::scenario::compile::model::{Documents, Offered, model};
use crate::scenario::compile::timeline::Timeline;
use crate::scenario::compile::{directory, structure};
use crate::scenario::grammar::{Named as _, Root, Segment, Treatment, enabled, entry, is_crisis_plan};
use crate::scenario::read::patch::Weighted;
use crate::scenario::text::diagnostic::shown;
use crate::scenario::{Diagnostic, Diagnostics, Scenario};
use crate::units::SimTime;

/// Most times at which a world may change.
const MOST_REGIMES: usize = 2000;
/// Most work in making a world [values read].
const MOST_WORK: usize = 20_000_000;

/// Who is active, and when.
pub(in crate::scenario) struct World<'a> {
    pub(in crate::scenario) scenario: &'a Scenario,
    pub(in crate::scenario) segments: Vec<Segment<'a>>,
    /// Shocks, then interventions.
    active: Vec<Treatment<'a>>,
    /// In order of their start.
    pub(in crate::scenario) effects: Vec<Effect<'a>>,
    /// Blows to trust.
    blows: BTreeMap<SimTime, f64>,
    horizon: SimTime,
    /// There is trust to lose.
    trusts: bool,
}

impl<'a> World<'a> {
    /// The world of some interventions, what they carry along, and all shocks.
    pub(in crate::scenario) fn of(scenario: &'a Scenario, interventions: &[&str]) -> Result<Self, Diagnostics> {
        let root = scenario.read();
        let mut problems = Vec::new();
        let chosen = bundle::chosen(&root, interventions, &mut problems);
        bundle::refuse_excluded(&chosen, &mut problems);
        if !problems.is_empty() {
            return Err(Diagnostics::new(problems, Arc::clone(&scenario.sources)));
        }
        let mut world = World {
            scenario,
            segments: enabled(&root.segment).cloned().collect(),
            active: enabled(&root.shock).cloned().chain(chosen).collect(),
            effects: Vec::new(),
            blows: BTreeMap::new(),
            horizon: SimTime::written(*root.run.horizon),
            trusts: root.loyalty.is_some(),
        };
        let plans = world.plans();
        for entry in world.active.clone() {
            world.add(&entry, &plans)?;
        }
        // The latest value set is the one that started last; a repair comes after a shock of the same day.
        world.effects.sort_by(|a, b| a.start.total_cmp(&b.start));
        Ok(world)
    }

    /// The shocks and interventions in it.
    pub(in crate::scenario) fn active(&self) -> &[Treatment<'a>] {
        &self.active
    }

    /// What is planned for crises before they come, in order of start.
    fn plans(&self) -> Vec<Effect<'a>> {
        let planned = |entry: &Treatment<'a>| {
            let changes = entry.change.iter().filter(|change| is_crisis_plan(&change.path)).cloned().collect();
            Effect::of(entry, Timeline::of(entry), changes, None, self.horizon)
        };
        let mut plans: Vec<Effect<'a>> = self.active.iter().filter_map(planned).collect();
        plans.sort_by(|a, b| a.start.total_cmp(&b.start));
        plans
    }

    fn add(&mut self, entry: &Treatment<'a>, plans: &[Effect<'_>]) -> Result<(), Diagnostics> {
        let line = Timeline::of(entry);
        if entry.on.is_none() {
            let changes = entry.change.iter().filter(|change| !is_crisis_plan(&change.path)).cloned().collect();
            self.effects.extend(Effect::of(entry, line, changes, self.reach(entry), self.horizon));
        }
        if let Some(crisis) = self.crisis(entry, SimTime::written(line.start), plans)? {
            // A crisis of day 0 strikes whoever is there when the run has begun.
            let at = SimTime::written(line.start).max(SimTime(1));
            if crisis.trust_loss != 0.0 && at < self.horizon {
                *self.blows.entry(at).or_default() += crisis.trust_loss;
            }
            let pulse = Timeline::pulse(line.start, line.end, crisis.half_life);
            let opening = crisis.opening().into_iter().collect();
            self.effects.extend(Effect::of(entry, pulse, opening, None, self.horizon));
        }
        Ok(())
    }

    /// The crisis of a shock, under the plans in force on the day it begins.
    fn crisis(
        &self,
        shock: &Treatment<'_>,
        at: SimTime,
        plans: &[Effect<'_>],
    ) -> Result<Option<crisis::Crisis>, Diagnostics> {
        let Some(crisis) = shock.crisis.as_ref().filter(|_| self.trusts) else { return Ok(None) };
        let planned: Vec<Weighted<'_>> = plans
            .iter()
            .filter(|plan| plan.weight(at) > 0.0)
            .flat_map(|plan| plan.changes.iter().map(|change| Weighted { change, weight: plan.weight(at) }))
            .collect();
        if planned.is_empty() {
            return Ok(Some(crisis::Crisis::of(crisis)));
        }
        let prepared = self.scenario.under(&planned, Lasting::ForAWhile)?;
        let prepared = prepared.read();
        let same = entry(&prepared.shock, shock.name()).filter(|shock| *shock.enabled);
        Ok(same.and_then(|shock| Some(crisis::Crisis::of(shock.crisis.as_ref()?))))
    }

    /// The segments that an entry names, by index.
    pub(in crate::scenario) fn reached(&self, entry: &Treatment<'_>) -> Option<Vec<bool>> {
        entry.segments.is_there().then(|| self.segments.iter().map(|s| entry.segments.says(s.name())).collect())
    }

    /// Whom the changes of an entry reach; `None`: they are of the scenario as a whole.
    fn reach(&self, entry: &Treatment<'_>) -> Option<Reach> {
        let reach = Reach { segments: self.reached(entry), stages: offers::stages(entry) };
        (reach.segments.is_some() || reach.stages.is_some()).then_some(reach)
    }

    /// Those that touch one customer at a time, while there is time for it.
    pub(in crate::scenario) fn offers(&self) -> Vec<&Treatment<'a>> {
        let in_time = |entry: &&Treatment<'_>| SimTime::written(*entry.start) < self.horizon;
        self.active.iter().filter(|entry| entry.on.is_some()).filter(in_time).collect()
    }

    /// Day 0 and every time at which some weight changes.
    fn regimes(&self) -> BTreeSet<SimTime> {
        let steps = self.effects.iter().flat_map(|effect| effect.steps.iter().map(|step| step.0));
        steps.chain(self.blows.keys().copied()).chain([SimTime::ZERO]).collect()
    }

    fn weights(&self, at: SimTime) -> Vec<f64> {
        self.effects.iter().map(|effect| effect.weight(at)).collect()
    }

    /// All priorities that visits have at any time, so that a line means the same in every regime.
    fn priorities(&self, regimes: &BTreeSet<SimTime>) -> Result<Vec<u64>, Diagnostics> {
        let mut all = directory::priorities(&self.scenario.read());
        let patched = |effect: &Effect<'_>| effect.changes.iter().any(|change| change.path.ends_with(".priority"));
        if self.effects.iter().any(patched) {
            for &at in regimes {
                let weights = self.weights(at);
                let changes: Vec<Weighted<'_>> = self.general_changes(&weights).collect();
                all.extend(directory::priorities(&self.scenario.under(&changes, Lasting::ForAWhile)?.read()));
            }
            all.sort_unstable();
            all.dedup();
        }
        Ok(all)
    }

    /// Says which world a problem is of.
    fn in_world(&self, problems: Diagnostics, at: SimTime) -> Diagnostics {
        let names: BTreeSet<&str> =
            self.effects.iter().filter(|effect| effect.weight(at) > 0.0).map(|e| e.name).collect();
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

    /// The model of day 0 with all that replaces it later.
    pub(in crate::scenario) fn model(&self) -> Result<Model, Diagnostics> {
        let refuse = |problem: Diagnostic| Diagnostics::new(vec![problem], Arc::clone(&self.scenario.sources));
        let regimes = self.regimes();
        let stages =
            if self.effects.iter().any(|e| e.reach.as_ref().is_some_and(|r| r.stages.is_some())) { 5 } else { 1 };
        let documents = (1 + self.segments.len() * stages) * (1 + self.offers().len());
        if regimes.len() > MOST_REGIMES || regimes.len() * documents * self.scenario.tree.count() > MOST_WORK {
            let message = format!("this world changes at {} times: too many to prepare", regimes.len());
            return Err(refuse(Diagnostic::error("too-large", "", message).help("drop some `ramp` or `fade`")));
        }
        let priorities = self.priorities(&regimes)?;
        let mut made =
            Made { by_weights: BTreeMap::new(), models: BTreeMap::new(), acts: vec![false; self.offers().len()] };
        let mut parts: Option<Vec<String>> = None;
        let mut out: Option<Model> = None;
        let mut last = Vec::new();
        for &at in &regimes {
            // What another regime replaces holds for a while.
            let last_days = if regimes.last() == Some(&at) { self.horizon.since(at).days() } else { 0.0 };
            let key = self.make(at, Lasting::of(last_days), &priorities, &mut made, &mut parts)?;
            let blow = self.blows.get(&at).copied().unwrap_or(0.0);
            let model = made.models[&key].clone();
            match &mut out {
                None => out = Some(model),
                Some(first) if key != last || blow != 0.0 => {
                    first.later.push(Switch { at, model, trust_loss: blow });
                }
                Some(_) => {}
            }
            last = key;
        }
        let mut first = out.unwrap_or_else(|| unreachable!("day 0 is a regime"));
        // An offer that changes nobody and costs nothing is none.
        let costs = self.offers().into_iter().map(|entry| *entry.cost.per_use > 0.0);
        let acts: Vec<bool> = made.acts.iter().zip(costs).map(|(acts, costs)| *acts || costs).collect();
        let Model { offers, later, .. } = &mut first;
        for offers in std::iter::once(offers).chain(later.iter_mut().map(|switch| &mut switch.model.offers)) {
            let mut acts = acts.iter();
            offers.retain(|_| *acts.next().unwrap_or(&true));
        }
        first.charges =
            self.active.iter().filter_map(|entry| offers::charge(entry, self.reached(entry), self.horizon)).collect();
        Ok(first)
    }

    /// Makes the model of one regime, unless it is there already; returns its key.
    fn make(
        &self,
        at: SimTime,
        lasting: Lasting,
        priorities: &[u64],
        made: &mut Made,
        parts: &mut Option<Vec<String>>,
    ) -> Result<Vec<String>, Diagnostics> {
        let weights = self.weights(at);
        let bits: Vec<u64> = weights.iter().map(|weight| weight.to_bits()).collect();
        if let Some(key) = made.by_weights.get(&bits) {
            return Ok(key.clone());
        }
        let documents = self.documents(&weights, lasting).map_err(|problems| self.in_world(problems, at))?;
        let read = documents.map(Scenario::read);
        self.same_structure(at, &read, parts)?;
        let mut key = vec![documents.general.hash.clone()];
        for own in &documents.segments {
            key.push(own.plain.hash.clone());
            key.extend(own.aimed.iter().map(|aimed| aimed.as_ref().map_or_else(String::new, |own| own.hash.clone())));
        }
        for (acts, by_segment) in made.acts.iter_mut().zip(&documents.offers) {
            let changed = |(own, offered): (&ByStage<Scenario>, &Option<ByStage<Scenario>>)| {
                offered.as_ref().is_some_and(|offered| (0..4).any(|stage| offered.at(stage).hash != own.at(stage).hash))
            };
            *acts |= documents.segments.iter().zip(by_segment).any(changed);
        }
        if !made.models.contains_key(&key) {
            let mut laws = Laws::default();
            let (mut model, profiles) = model(&read, priorities, &mut laws);
            model.offers = self.with_profiles(profiles);
            model.refresh_every = model.longest_look();
            made.models.insert(key.clone(), model);
        }
        made.by_weights.insert(bits, key.clone());
        Ok(key)
    }

    fn with_profiles(&self, profiles: Vec<Offered>) -> Vec<Offer> {
        let entries = self.offers();
        let with = |(entry, profiles): (&&Treatment<'_>, Offered)| {
            Some(offers::offer(entry, (*entry.on)?, profiles, self.horizon))
        };
        entries.iter().zip(profiles).filter_map(with).collect()
    }

    /// Refuses a regime that has other entries than day 0.
    fn same_structure(
        &self,
        at: SimTime,
        documents: &Documents<Root<'_>>,
        parts: &mut Option<Vec<String>>,
    ) -> Result<(), Diagnostics> {
        let mut now = structure::of(&documents.general);
        for (segment, documents) in self.segments.iter().zip(&documents.segments) {
            if structure::has_term(&documents.plain) {
                now.push(format!("the term of the contract of {}", shown(segment.name())));
            }
        }
        // A change of stage is in the course of a life.
        let comes_with_stage = |own: &ByStage<Root<'_>>| {
            let always = structure::has_term(&own.plain);
            own.all().any(|document| structure::has_term(document) != always)
        };
        let by_stage = documents.segments.iter().any(comes_with_stage);
        let before = parts.get_or_insert_with(|| now.clone());
        let what = match structure::difference(before, &now) {
            Some(what) => what,
            None if by_stage => "the term of the contract",
            None => return Ok(()),
        };
        let behind = |effect: &&Effect<'_>| match by_stage {
            true => effect.weight(at) > 0.0 && effect.reach.as_ref().is_some_and(|reach| reach.stages.is_some()),
            false => effect.weight(at) != effect.weight(SimTime::ZERO),
        };
        let moved = self.effects.iter().filter(behind);
        let names: BTreeSet<&str> = moved.clone().map(|effect| effect.name).collect();
        let names: Vec<String> = names.into_iter().map(shown).collect();
        let who = format!("with {} on day {}", names.join(" and "), at.days().round());
        let change = structure::suspect(moved.flat_map(|effect| &effect.changes));
        Err(Diagnostics::new(vec![structure::refusal(&who, what, change)], Arc::clone(&self.scenario.sources)))
    }
}

/// What was made so far, each distinct regime once.
struct Made {
    by_weights: BTreeMap<Vec<u64>, Vec<String>>,
    models: BTreeMap<Vec<String>, Model>,
    /// By offer, whether it changes anybody.
    acts: Vec<bool>,
}
