//! Interventions and shocks: when they act, whom they reach, and what they may change there.

use crate::journey::model::Trigger;
use crate::scenario::grammar::quantity::written_days;
use crate::scenario::grammar::value::{Amount, Change};
use crate::scenario::grammar::{
    EXPERIMENT_SECTIONS, Journey, Named as _, Occasion, Owner, Root, Touchpoint, Treatment, Word as _, enabled,
    is_crisis_plan, own_keys, owner_of,
};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for segment in root.segment.iter() {
        own_values(&segment.change, "a segment changes the customer's own values only", problems);
    }
    for rule in root.rule.iter() {
        own_values(&rule.change, "a rule changes the customer's own values only", problems);
    }
    for (list, entries) in [("intervention", &root.intervention), ("shock", &root.shock)] {
        for entry in entries.iter() {
            let at = Entry { root, list, entry };
            at.timing(problems);
            at.planning(problems);
            at.reach(problems);
            at.trigger(problems);
            at.company(problems);
            at.cost(problems);
        }
    }
}

struct Entry<'a> {
    root: &'a Root<'a>,
    list: &'static str,
    entry: &'a Treatment<'a>,
}

impl Entry<'_> {
    fn path(&self, key: &str) -> String {
        format!("{}.{}.{key}", self.list, self.entry.name())
    }

    fn timing(&self, problems: &mut Vec<Diagnostic>) {
        let entry = self.entry;
        if let (Some(start), Some(end)) = (entry.start.known(), *entry.end)
            && end <= start
        {
            let message = "`end` must come after `start`";
            problems.push(Diagnostic::error("out-of-order", self.path("end"), message).at(entry.end.span()));
        }
        if let (Some(start), Some(horizon)) = (entry.start.known(), self.root.run.horizon.known())
            && start >= horizon
        {
            let message = format!(
                "{} has no effect: it starts after {}, when the run of {} is over",
                shown(entry.name()),
                written_days(start),
                written_days(horizon)
            );
            problems.push(Diagnostic::warning("no-effect", self.path("start"), message).at(entry.start.span()));
        }
        for slot in [entry.ramp.slot(), entry.fade.slot()].into_iter().flatten().filter(|_| !entry.change.is_there()) {
            let key = slot.spec.key;
            let message =
                format!("`{key}` has no effect: {} has no `change` that could come or go slowly", shown(entry.name()));
            let problem = Diagnostic::warning("no-effect", self.path(key), message).at(slot.key_span);
            problems.push(match entry.crisis.is_there() {
                true => problem.help("how fast a crisis is over is said by `half_life`"),
                false => problem,
            });
        }
        if !(entry.change.is_there() || entry.needs.is_there() || entry.crisis.is_there()) {
            let message = format!("{} changes nothing", shown(entry.name()));
            problems.push(Diagnostic::warning("no-effect", self.path("change"), message).at(entry.name_span()));
        }
    }

    /// Plans for a crisis that is over its first day when they start.
    fn planning(&self, problems: &mut Vec<Diagnostic>) {
        for change in self.entry.change.iter().filter(|change| is_crisis_plan(&change.path)) {
            let named = change.path.split('.').nth(1);
            let meant = |shock: &&Treatment<'_>| named.is_some_and(|name| name == "*" || name == shock.name());
            let start = |entry: &Treatment<'_>| entry.start.known().unwrap_or(0.0);
            let mut struck = enabled(&self.root.shock).filter(meant).peekable();
            if struck.peek().is_some() && struck.all(|shock| start(shock) < start(self.entry)) {
                let message =
                    format!("{} has no effect: it starts after the crisis has broken out", shown(&change.path));
                problems.push(
                    Diagnostic::warning("no-effect", self.path("change"), message)
                        .at(change.span)
                        .help("a plan counts on the day the crisis begins"),
                );
            }
        }
    }

    /// A change for some customers only cannot be one of what all share.
    fn reach(&self, problems: &mut Vec<Diagnostic>) {
        let entry = self.entry;
        let limits = [entry.whom.slot(), entry.segments.slot(), entry.stages.slot(), entry.on.slot()];
        let Some(limit) = limits.into_iter().flatten().next() else { return };
        let key = limit.spec.key;
        let reason = format!("with `{key}`, {} reaches some customers only, by their own values", shown(entry.name()));
        own_values(&entry.change, &reason, problems);
        if let Some(crisis) = entry.crisis.slot() {
            let message = format!("`{key}` and `crisis` exclude each other: a crisis strikes every customer");
            problems.push(
                Diagnostic::error("exclusive-keys", self.path(key), message)
                    .at(limit.key_span)
                    .with(crisis.key_span, "`crisis` is here"),
            );
        }
    }

    /// What it excludes.
    fn company(&self, problems: &mut Vec<Diagnostic>) {
        let mut excluded = self.entry.excludes.placed();
        if let Some((name, span)) = excluded.find(|(name, _)| *name == self.entry.name()) {
            let message = format!("{} excludes itself", shown(name));
            problems.push(
                Diagnostic::error("excluded", self.path("excludes"), message)
                    .at(span)
                    .help("name the interventions it cannot share a world with"),
            );
        }
    }

    /// An event that never comes touches nobody.
    fn never(&self, event: Trigger) -> Option<&'static str> {
        let root = self.root;
        let patched = |key: &str| {
            let changes = root.changing().filter(|changing| changing.entry.is_enabled());
            let mut changes = changes.flat_map(|changing| changing.changes);
            changes.any(|change| change.path.rsplit('.').next() == Some(key))
        };
        match event {
            Trigger::Join => {
                let population = root.population.as_ref();
                let known = population.is_some_and(|block| block.stages.is_there() || block.tenure.is_there());
                let there = population.is_some_and(|block| block.customers.known() != Some(0));
                // Customers of day 0 without a history join then.
                let on_day_0 = there && !known && self.entry.start.known().unwrap_or(0.0) <= 0.0;
                let later = enabled(&root.acquisition).next().is_some()
                    || root.word_of_mouth.is_there()
                    || root.win_back.is_there()
                    || patched("enabled");
                (!on_day_0 && !later).then_some("nobody joins")
            }
            Trigger::Failure => {
                let felt = |journey: &&Journey<'_>| {
                    journey.start.is_there() && journey.occasion() != Some(Occasion::Complaint)
                };
                let fails = |touchpoint: &Touchpoint<'_>| {
                    touchpoint.fail_prob.is_there() && !touchpoint.fail_prob.is_some_and(Amount::is_zero)
                };
                let can = enabled(&root.journey).filter(felt).any(|journey| journey.touchpoint.iter().any(fails));
                (!can && !patched("fail_prob") && !patched("enabled"))
                    .then_some("nothing that customers go through can fail")
            }
            _ => None,
        }
    }

    fn trigger(&self, problems: &mut Vec<Diagnostic>) {
        let (root, entry) = (self.root, self.entry);
        let Some(on) = entry.on.slot() else { return };
        if let Some(why) = entry.on.and_then(|event| self.never(event)) {
            let message = format!("{} has no effect: {why}", shown(entry.name()));
            problems.push(Diagnostic::warning("no-effect", self.path("on"), message).at(on.item.span));
        }
        for slot in [entry.ramp.slot(), entry.fade.slot()].into_iter().flatten() {
            let key = slot.spec.key;
            let message = format!(
                "`on` and `{key}` exclude each other: what touches one customer at a time acts on that customer in full"
            );
            problems.push(
                Diagnostic::error("exclusive-keys", self.path(key), message)
                    .at(slot.key_span)
                    .with(on.key_span, "`on` is here")
                    .help("say with `lasts` how long it acts on a customer, with `start` and `end` when it is offered"),
            );
        }
        let term = root.contract.as_ref().is_some_and(|block| block.term.is_there());
        let missing = match *entry.on {
            Some(Trigger::Warning) if !root.lifecycle.is_there() || !root.purchase.is_there() => {
                Some("[lifecycle] and [purchase]: a warning is a long silence between purchases")
            }
            Some(Trigger::Complaint) if !root.complaint.is_there() => Some("[complaint]"),
            Some(Trigger::Renewal) if !term => Some("a [contract] with a `term`"),
            _ => None,
        };
        if let (Some(missing), Some(event)) = (missing, *entry.on) {
            let message = format!("`on = \"{}\"` needs {missing}", event.word());
            problems.push(Diagnostic::error("missing-block", self.path("on"), message).at(on.item.span));
        }
    }

    fn cost(&self, problems: &mut Vec<Diagnostic>) {
        let cost = &self.entry.cost;
        let costs = [&cost.once, &cost.per_month, &cost.per_customer, &cost.per_use];
        if cost.lag.is_written() && costs.into_iter().all(|cost| cost.known().unwrap_or(0.0) == 0.0) {
            let message = "`lag` has no effect: nothing here costs anything";
            problems.push(Diagnostic::warning("no-effect", self.path("cost.lag"), message).at(cost.lag.key_span()));
        }
        if cost.per_use.is_written() && !self.entry.on.is_there() {
            let message = "`per_use` has no effect without `on`: nothing is used by one customer at a time";
            problems.push(
                Diagnostic::warning("no-effect", self.path("cost.per_use"), message)
                    .at(cost.per_use.key_span())
                    .help("a cost at each use of a touchpoint is its `cost`, which can be patched"),
            );
        }
    }
}

/// Refuses, by name, changes of what is not a customer's own.
pub(super) fn own_values(changes: &[Change], reason: &str, problems: &mut Vec<Diagnostic>) {
    for change in changes {
        // What is no path is said where paths are followed.
        let help = match owner_of(&change.path) {
            None | Some(Owner::Customer) => continue,
            Some(Owner::Firm(reason)) => reason.to_owned(),
            Some(Owner::Section("segment")) => {
                "it is of that segment alone: change it in an entry that is for nobody in particular".to_owned()
            }
            Some(Owner::Section(section)) => {
                let what = match EXPERIMENT_SECTIONS.contains(&section) {
                    true => "belongs to the experiment",
                    false => "is the same for all customers",
                };
                let sections = own_keys().0.join(", ");
                format!(
                    "`{section}` {what}; a customer's own values are in {sections}, and in touchpoints, such as `time`"
                )
            }
            Some(Owner::Journey(key)) => {
                format!("`{key}` is of the journey as a whole; {}", of_touchpoints())
            }
            Some(Owner::Layout(key)) => {
                format!("`{key}` shapes the journey, which is the same for all; {}", of_touchpoints())
            }
        };
        let message = format!("{reason}; {} is not one", shown(&change.path));
        problems.push(Diagnostic::error("not-patchable", change.path.clone(), message).at(change.span).help(help));
    }
}

fn of_touchpoints() -> String {
    format!("of a touchpoint a customer's own are {}", own_keys().1.join(", "))
}
