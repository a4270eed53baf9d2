//! Interventions and shocks: when they act, whom they reach, and what they may change there.

use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::grammar::{OWN_SECTIONS, STAGES, is_crisis_plan};
use crate::scenario::node::Origin;
use crate::scenario::quantity::written_days;
use crate::scenario::source::Span;
use crate::scenario::value::{Amount, Item, Slot, Value};

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    for segment in root.list("segment") {
        own_values(segment, "a segment changes the customer's own values only", problems);
    }
    for list in ["intervention", "shock"] {
        for entry in root.list(list) {
            let at = Entry { root, list, entry };
            at.timing(problems);
            at.planning(problems);
            at.reach(problems);
            at.segments(problems);
            at.stages(problems);
            at.trigger(problems);
            at.company(problems);
            at.cost(problems);
        }
    }
}

struct Entry<'a> {
    root: &'a Item,
    list: &'static str,
    entry: &'a Item,
}

impl Entry<'_> {
    fn path(&self, key: &str) -> String {
        format!("{}.{}.{key}", self.list, self.entry.name())
    }

    fn name_span(&self) -> Span {
        self.entry.opt("name").map_or(self.entry.span, |name| name.span)
    }

    fn slot(&self, key: &str) -> Option<&Slot> {
        self.entry.slot(key)
    }

    fn timing(&self, problems: &mut Vec<Diagnostic>) {
        let entry = self.entry;
        if let (Some(start), Some(end)) = (entry.opt_number("start"), entry.opt("end"))
            && end.as_number().is_some_and(|end| end <= start)
        {
            problems.push(
                Diagnostic::error("out-of-order", self.path("end"), "`end` must come after `start`").at(end.span),
            );
        }
        let horizon = self.root.opt("run").and_then(|run| run.opt_number("horizon"));
        if let (Some(start), Some(horizon)) = (entry.opt("start"), horizon)
            && let Some(day) = start.as_number().filter(|day| *day >= horizon)
        {
            let message = format!(
                "{} has no effect: it starts after {}, when the run of {} is over",
                shown(entry.name()),
                written_days(day),
                written_days(horizon)
            );
            problems.push(Diagnostic::warning("no-effect", self.path("start"), message).at(start.span));
        }
        for key in ["ramp", "fade"] {
            if let Some(slot) = self.slot(key).filter(|_| !entry.has("change")) {
                let message = format!(
                    "`{key}` has no effect: {} has no `change` that could come or go slowly",
                    shown(entry.name())
                );
                let problem = Diagnostic::warning("no-effect", self.path(key), message).at(slot.key_span);
                problems.push(match self.slot("crisis") {
                    Some(_) => problem.help("how fast a crisis is over is said by `half_life`"),
                    None => problem,
                });
            }
        }
        if !["change", "needs", "crisis"].iter().any(|key| entry.has(key)) {
            let message = format!("{} changes nothing", shown(entry.name()));
            problems.push(Diagnostic::warning("no-effect", self.path("change"), message).at(self.name_span()));
        }
    }

    /// Plans for a crisis that is over its first day when they start.
    fn planning(&self, problems: &mut Vec<Diagnostic>) {
        let changes = self.entry.opt("change").and_then(Item::as_changes).unwrap_or(&[]);
        for change in changes.iter().filter(|change| is_crisis_plan(&change.path)) {
            let meant =
                |shock: &&Item| change.path.split('.').nth(1).is_some_and(|name| name == "*" || name == shock.name());
            let start = |entry: &Item| entry.opt_number("start").unwrap_or(0.0);
            let mut struck = self.root.enabled("shock").filter(meant).peekable();
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
        if let Some(key) = ["segments", "stages", "on"].into_iter().find(|key| self.entry.has(key)) {
            let reason =
                format!("with `{key}`, {} reaches some customers only, by their own values", shown(self.entry.name()));
            own_values(self.entry, &reason, problems);
            if let (Some(slot), Some(crisis)) = (self.slot(key), self.slot("crisis")) {
                let message = format!("`{key}` and `crisis` exclude each other: a crisis strikes every customer");
                problems.push(
                    Diagnostic::error("exclusive-keys", self.path(key), message)
                        .at(slot.key_span)
                        .with(crisis.key_span, "`crisis` is here"),
                );
            }
        }
    }

    /// A list of segments must name some that there are.
    fn segments(&self, problems: &mut Vec<Diagnostic>) {
        let Some(item) = self.entry.opt("segments").filter(|item| matches!(item.value, Value::Texts(_))) else {
            return;
        };
        let name = shown(self.entry.name());
        if item.texts().next().is_none() {
            let message = format!("`segments` is an empty list: {name} would reach nobody");
            problems.push(
                Diagnostic::error("empty-list", self.path("segments"), message)
                    .at(item.span)
                    .help("name the segments it reaches, or leave `segments` out to reach all"),
            );
        } else if item
            .texts()
            .all(|named| self.root.entry("segment", named).is_some_and(|segment| !segment.is_enabled()))
        {
            let message = format!("{name} has no effect: none of its segments is enabled");
            problems.push(Diagnostic::warning("no-effect", self.path("segments"), message).at(item.span));
        }
    }

    /// A list of stages must name some; all of them are no aim.
    fn stages(&self, problems: &mut Vec<Diagnostic>) {
        let Some(item) = self.entry.opt("stages").filter(|item| matches!(item.value, Value::Texts(_))) else {
            return;
        };
        if !self.root.has("lifecycle") {
            let message = "`stages` needs [lifecycle]: without it customers have no stages";
            problems.push(Diagnostic::error("missing-block", self.path("stages"), message).at(item.span));
        }
        let name = shown(self.entry.name());
        let named = |stage: &&&str| item.texts().any(|named| named == **stage);
        match STAGES.iter().filter(named).count() {
            0 => problems.push(
                Diagnostic::error(
                    "empty-list",
                    self.path("stages"),
                    format!("`stages` is an empty list: {name} would reach nobody"),
                )
                .at(item.span)
                .help("name the stages in which it reaches customers, or leave `stages` out to reach all"),
            ),
            all if all == STAGES.len() => problems.push(
                Diagnostic::warning(
                    "no-effect",
                    self.path("stages"),
                    format!("`stages` has no effect: {name} is aimed at all of them"),
                )
                .at(item.span)
                .help("leave `stages` out"),
            ),
            _ => {}
        }
    }

    /// What it excludes.
    fn company(&self, problems: &mut Vec<Diagnostic>) {
        let excluded = match self.entry.opt("excludes").map(|item| &item.value) {
            Some(Value::Texts(texts)) => texts.as_slice(),
            _ => &[],
        };
        if let Some((name, span)) = excluded.iter().find(|(name, _)| name == self.entry.name()) {
            let message = format!("{} excludes itself", shown(name));
            problems.push(
                Diagnostic::error("excluded", self.path("excludes"), message)
                    .at(*span)
                    .help("name the interventions it cannot share a world with"),
            );
        }
    }

    /// An event that never comes touches nobody.
    fn never(&self, event: &str) -> Option<&'static str> {
        let root = self.root;
        let patched = |key: &str| {
            let changes = ["intervention", "shock", "segment"].into_iter().flat_map(|list| root.enabled(list));
            let mut paths = changes.flat_map(|entry| entry.opt("change").and_then(Item::as_changes).unwrap_or(&[]));
            paths.any(|change| change.path.rsplit('.').next() == Some(key))
        };
        match event {
            "join" => {
                let population = root.opt("population");
                let known = population.is_some_and(|block| block.has("stages") || block.has("tenure"));
                let there = population.is_some_and(|block| block.opt_number("customers") != Some(0.0));
                // Customers of day 0 without a history join then.
                let on_day_0 = there && !known && self.entry.opt_number("start").unwrap_or(0.0) <= 0.0;
                let later = root.enabled("acquisition").next().is_some()
                    || ["word_of_mouth", "win_back"].iter().any(|section| root.has(section))
                    || patched("enabled");
                (!on_day_0 && !later).then_some("nobody joins")
            }
            "failure" => {
                let felt =
                    |journey: &&Item| journey.opt("start").is_some_and(|start| start.as_text() != Some("complaint"));
                let fails = |touchpoint: &Item| {
                    let chance = touchpoint.opt("fail_prob");
                    chance.is_some_and(|item| !item.as_amount().is_some_and(Amount::is_zero))
                };
                let can = root.enabled("journey").filter(felt).any(|journey| journey.list("touchpoint").any(fails));
                (!can && !patched("fail_prob") && !patched("enabled"))
                    .then_some("nothing that customers go through can fail")
            }
            _ => None,
        }
    }

    fn trigger(&self, problems: &mut Vec<Diagnostic>) {
        let Some(on) = self.slot("on") else { return };
        if let Some(why) = on.item.as_text().and_then(|event| self.never(event)) {
            let message = format!("{} has no effect: {why}", shown(self.entry.name()));
            problems.push(Diagnostic::warning("no-effect", self.path("on"), message).at(on.item.span));
        }
        for key in ["ramp", "fade"] {
            if let Some(slot) = self.slot(key) {
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
        }
        let has =
            |section: &str, key: &str| self.root.opt(section).is_some_and(|block| key.is_empty() || block.has(key));
        let missing = match on.item.as_text() {
            Some("warning") if !has("lifecycle", "") || !has("purchase", "") => {
                Some("[lifecycle] and [purchase]: a warning is a long silence between purchases")
            }
            Some("complaint") if !has("complaint", "") => Some("[complaint]"),
            Some("renewal") if !has("contract", "term") => Some("a [contract] with a `term`"),
            _ => None,
        };
        if let (Some(missing), Some(event)) = (missing, on.item.as_text()) {
            let message = format!("`on = \"{event}\"` needs {missing}");
            problems.push(Diagnostic::error("missing-block", self.path("on"), message).at(on.item.span));
        }
    }

    fn cost(&self, problems: &mut Vec<Diagnostic>) {
        let amount = |cost: &Item| ["once", "per_month", "per_customer", "per_use"].map(|key| cost.opt_number(key));
        let lag = self.entry.opt("cost").and_then(|cost| Some((cost.slot("lag")?, amount(cost))));
        if let Some((slot, amounts)) = lag
            && matches!(slot.item.origin, Origin::File | Origin::Set)
            && amounts.iter().all(|amount| amount.unwrap_or(0.0) == 0.0)
        {
            let message = "`lag` has no effect: nothing here costs anything";
            problems.push(Diagnostic::warning("no-effect", self.path("cost.lag"), message).at(slot.key_span));
        }
        let per_use = self.entry.opt("cost").and_then(|cost| cost.slot("per_use"));
        if let Some(slot) = per_use.filter(|slot| matches!(slot.item.origin, Origin::File | Origin::Set))
            && !self.entry.has("on")
        {
            let message = "`per_use` has no effect without `on`: nothing is used by one customer at a time";
            problems.push(
                Diagnostic::warning("no-effect", self.path("cost.per_use"), message)
                    .at(slot.key_span)
                    .help("a cost at each use of a touchpoint is its `cost`, which can be patched"),
            );
        }
    }
}

/// Refuses, by name, changes of what is not a customer's own.
fn own_values(entry: &Item, reason: &str, problems: &mut Vec<Diagnostic>) {
    for change in entry.opt("change").and_then(Item::as_changes).unwrap_or(&[]) {
        let section = change.path.split('.').next().unwrap_or_default();
        let firm_learns = change.path == "complaint.learning";
        if !OWN_SECTIONS.contains(&section) || firm_learns {
            let message = format!("{reason}; {} is not one", shown(&change.path));
            let help = match firm_learns {
                true => "the firm learns as a whole, from everybody".to_owned(),
                false => format!("its own values are in {}", OWN_SECTIONS.join(", ")),
            };
            problems.push(Diagnostic::error("not-patchable", change.path.clone(), message).at(change.span).help(help));
        }
    }
}
