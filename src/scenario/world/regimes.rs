//! A world: the scenario with some interventions and all its shocks, as a list of regimes in time.
//!
//! Life cycle: [`World::of`] gathers who is active; its [`regimes`](World::regimes) are the times at which some weight changes;
//! the documents of each regime are patched, checked whole and compiled, each distinct one once; what changes nothing is merged away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::effect::Effect;
use super::{bundle, crisis, offers};
use crate::journey::model::{Model, Offer, Rule, Switch};
use crate::scenario::check::Lasting;
use crate::scenario::compile::laws::Laws;
use crate::scenario::compile::model::{Documents, Own, model};
use crate::scenario::compile::timeline::Timeline;
use crate::scenario::compile::{directory, profile, structure};
use crate::scenario::grammar::value::Change;
use crate::scenario::grammar::{Named as _, Root, Segment, Treatment, enabled, entry, is_crisis_plan};
use crate::scenario::read::patch::Weighted;
use crate::scenario::text::diagnostic::shown;
use crate::scenario::who::{Condition, MOST_KINDS, Names, ToldApart};
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
    /// Rules in the order of the file, then by start.
    pub(in crate::scenario) effects: Vec<Effect<'a>>,
    /// Whom each of [`World::offers`] may reach.
    pub(in crate::scenario) reaches: Vec<Condition>,
    /// What customers are told apart by.
    pub(in crate::scenario) told_apart: ToldApart,
    names: Names,
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
            reaches: Vec::new(),
            told_apart: ToldApart::of(&[], &Names::default(), 0, 0)
                .unwrap_or_else(|| unreachable!("everybody is alike")),
            names: Names::of(&root),
            blows: BTreeMap::new(),
            horizon: SimTime::written(*root.run.horizon),
            trusts: root.loyalty.is_some(),
        };
        for rule in enabled(&root.rule) {
            let reach = Condition::of(&rule.who(), &world.names);
            world.effects.push(Effect::always(*rule.name, rule.change.to_vec(), reach));
        }
        let plans = world.plans();
        for entry in world.active.clone() {
            world.add(&entry, &plans)?;
        }
        // The latest value set is the one that started last; a repair comes after a shock of the same day.
        world.effects.sort_by(|a, b| a.start.total_cmp(&b.start));
        world.reaches = world.offers().into_iter().map(|entry| Condition::of(&entry.who(), &world.names)).collect();
        let charged = world.active.iter().map(|entry| Condition::of(&entry.who(), &world.names)).collect::<Vec<_>>();
        let limited = world.effects.iter().filter_map(|effect| effect.reach.as_ref());
        let asked: Vec<&Condition> = limited.chain(&world.reaches).chain(&charged).collect();
        let has_past = root.population.as_ref().is_some_and(|population| population.tenure.is_there());
        let longest = if has_past { u64::MAX } else { world.horizon.0 };
        world.told_apart = match ToldApart::of(&asked, &world.names, longest, world.offers().len()) {
            Some(told_apart) => told_apart,
            None => return Err(world.too_many(&format!("more than {MOST_KINDS} kinds of customers"))),
        };
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
            Effect::of(*entry.name, Timeline::of(entry), changes, None, self.horizon)
        };
        let mut plans: Vec<Effect<'a>> = self.active.iter().filter_map(planned).collect();
        plans.sort_by(|a, b| a.start.total_cmp(&b.start));
        plans
    }

    fn add(&mut self, entry: &Treatment<'a>, plans: &[Effect<'_>]) -> Result<(), Diagnostics> {
        let line = Timeline::of(entry);
        if entry.on.is_none() {
            let changes = entry.change.iter().filter(|change| !is_crisis_plan(&change.path)).cloned().collect();
            self.effects.extend(Effect::of(*entry.name, line, changes, self.reach(entry), self.horizon));
        }
        if let Some(crisis) = self.crisis(entry, SimTime::written(line.start), plans)? {
            // A crisis of day 0 strikes whoever is there when the run has begun.
            let at = SimTime::written(line.start).max(SimTime(1));
            if crisis.trust_loss != 0.0 && at < self.horizon {
                *self.blows.entry(at).or_default() += crisis.trust_loss;
            }
            let pulse = Timeline::pulse(line.start, line.end, crisis.half_life);
            let opening = crisis.opening().into_iter().collect();
            self.effects.extend(Effect::of(*entry.name, pulse, opening, None, self.horizon));
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

    /// Whom the changes of an entry reach; `None`: they are of the scenario as a whole.
    fn reach(&self, entry: &Treatment<'_>) -> Option<Condition> {
        Some(Condition::of(&entry.who(), &self.names)).filter(|reach| !reach.is_everybody())
    }

    /// Refuses what tells too many customers apart.
    pub(in crate::scenario) fn too_many(&self, what: &str) -> Diagnostics {
        let limited = self.effects.iter().filter(|effect| effect.reach.is_some()).map(|effect| effect.name);
        let offers = self.offers().into_iter().map(|entry| *entry.name);
        let names: BTreeSet<&str> = limited.chain(offers).collect();
        let names: Vec<String> = names.into_iter().map(shown).collect();
        let message = format!("{} together tell apart {what}", names.join(", "));
        let problem = Diagnostic::error("too-large", "rule", message)
            .at(self.scenario.read().rule.first().map(|rule| rule.name_span()))
            .help("ask for fewer things, or for wider ranges of tenure, purchases and attributes");
        Diagnostics::new(vec![problem], Arc::clone(&self.scenario.sources))
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

    /// All priorities that visits have at any time, and for anybody, so that a line means the same in every regime.
    fn priorities(&self, regimes: &BTreeSet<SimTime>) -> Result<Vec<u64>, Diagnostics> {
        let mut all = directory::priorities(&self.scenario.read());
        let changed = |changes: &[Change]| changes.iter().any(|change| change.path.ends_with(".priority"));
        let effects = self.effects.iter().map(|effect| &effect.changes[..]);
        let offered = self.offers().into_iter().map(|entry| *entry.change).any(changed);
        let of_segments = self.segments.iter().map(|segment| *segment.change).any(changed);
        if offered || of_segments || effects.into_iter().any(changed) {
            for &at in regimes {
                let documents = self.documents(at, &self.weights(at), Lasting::ForAWhile)?;
                let own = documents.own.iter().map(|own| &own.document);
                for document in std::iter::once(&documents.general).chain(own) {
                    all.extend(directory::priorities(&document.read()));
                }
            }
            all.sort_unstable();
            all.dedup();
        }
        Ok(all)
    }

    /// The model of day 0 with all that replaces it later.
    pub(in crate::scenario) fn model(&self) -> Result<Model, Diagnostics> {
        let refuse = |problem: Diagnostic| Diagnostics::new(vec![problem], Arc::clone(&self.scenario.sources));
        let regimes = self.regimes();
        let kinds = if self.effects.iter().any(|effect| effect.reach.is_some()) {
            self.told_apart.count() as usize
        } else {
            self.segments.len()
        };
        // Of many kinds most share their values.
        let documents = (1 + kinds.min(64)) * (1 + self.offers().len());
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
        let charge = |entry: &Treatment<'_>| offers::charge(entry, self.reach(entry), &self.told_apart, &first);
        first.charges = self.active.iter().filter_map(charge).collect();
        // An offer that changes nobody and costs nothing is none.
        let costs = self.offers().into_iter().map(|entry| *entry.cost.per_use > 0.0);
        let acts: Vec<bool> = made.acts.iter().zip(costs).map(|(acts, costs)| *acts || costs).collect();
        if first.answers_prices() {
            self.join_at_the_prices_of_the_file(&mut first)?;
        }
        first.keep_offers(&acts);
        first.forget_idle_digits();
        Ok(first)
    }

    /// Says in every regime at which prices customers of day 0 joined: those of the file with its rules, before shocks and interventions.
    fn join_at_the_prices_of_the_file(&self, model: &mut Model) -> Result<(), Diagnostics> {
        let rules: Vec<f64> = self.effects.iter().map(|effect| f64::from(u8::from(effect.is_rule()))).collect();
        let documents = self.documents(SimTime::ZERO, &rules, Lasting::ForAWhile)?;
        let mut laws = Laws::default();
        let mut lists: Vec<Vec<f64>> = Vec::new();
        let mut list = |own: &Own<Scenario>| {
            let prices = profile::prices(&own.document.read(), &mut laws);
            let at = lists.iter().position(|known| *known == prices).unwrap_or_else(|| {
                lists.push(prices);
                lists.len() - 1
            });
            at as u16
        };
        let by_document: Vec<u16> = documents.own.iter().map(&mut list).collect();
        // Whatever offer acts.
        let without = self.told_apart.count() as usize;
        let joined: Vec<u16> = (0..documents.by_kind.len())
            .map(|kind| by_document[usize::from(documents.by_kind[kind % without])])
            .collect();
        model.in_each_regime(|model| {
            (model.prices_at_joining, model.kinds.joined) = (lists.clone(), joined.clone());
        });
        Ok(())
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
        let documents = self.documents(at, &weights, lasting)?;
        let read = documents.map(Scenario::read);
        self.same_structure(at, &read, parts)?;
        let mut key = vec![documents.general.hash.clone()];
        key.extend(documents.own.iter().map(|own| format!("{} {}", own.segment, own.document.hash)));
        key.push(format!("{:?} {:?} {:?}", documents.plain, documents.by_kind, documents.by_visitor));
        let mut by_offer = documents.by_kind.chunks(self.told_apart.count() as usize);
        let without = by_offer.next().unwrap_or_default();
        for (acts, with) in made.acts.iter_mut().zip(by_offer) {
            *acts |= with != without;
        }
        if !made.models.contains_key(&key) {
            let mut laws = Laws::default();
            let mut model = model(&read, &self.told_apart, priorities, &mut laws);
            model.offers = self.made_offers();
            model.kinds.rules = self.rules();
            model.refresh_every = model.longest_look();
            made.models.insert(key.clone(), model);
        }
        made.by_weights.insert(bits, key.clone());
        Ok(key)
    }

    fn made_offers(&self) -> Vec<Offer> {
        let made = |(entry, reach): (&Treatment<'_>, &Condition)| {
            Some(offers::offer(entry, (*entry.on)?, offers::reached(reach, &self.told_apart), self.horizon))
        };
        self.offers().into_iter().zip(&self.reaches).filter_map(made).collect()
    }

    /// The rules of the scenario, and for whom they hold, whatever offer acts.
    fn rules(&self) -> Vec<Rule> {
        let rule = |effect: &Effect<'_>| {
            let holds = offers::reached(effect.reach.as_ref()?, &self.told_apart);
            let all = holds.len() * (1 + self.told_apart.offers());
            Some(Rule { name: effect.name.to_owned(), holds: holds.into_iter().cycle().take(all).collect() })
        };
        self.effects.iter().filter(|effect| effect.is_rule()).filter_map(rule).collect()
    }

    /// Refuses a regime that has other entries than day 0.
    fn same_structure(
        &self,
        at: SimTime,
        documents: &Documents<Root<'_>>,
        parts: &mut Option<Vec<String>>,
    ) -> Result<(), Diagnostics> {
        let mut now = structure::of(&documents.general);
        let terms: Vec<bool> = documents.own.iter().map(|own| structure::has_term(&own.document)).collect();
        let has_term = |kind: u32| terms[usize::from(documents.by_kind[kind as usize])];
        // A change of what a customer is, but for segment, source and attributes, is in the course of a life.
        let for_good = self.told_apart.kinds.stage.digit.stride;
        for fixed in 0..for_good {
            if has_term(fixed) {
                let segment = self.told_apart.customer(fixed).segment();
                let name = self.segments.get(segment).map_or("everybody", |segment| segment.name());
                now.push(format!("the term of the contract of {}", shown(name)));
            }
        }
        let count = self.told_apart.count();
        let in_a_life = (0..count).any(|kind| has_term(kind) != has_term(kind % for_good));
        let before = parts.get_or_insert_with(|| now.clone());
        let what = match structure::difference(before, &now) {
            Some(what) => what,
            None if in_a_life => "the term of the contract",
            None => return Ok(()),
        };
        let behind = |effect: &&Effect<'_>| match in_a_life {
            true => effect.weight(at) > 0.0 && effect.asks_anew(),
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
