//! What a scenario as a whole must have, and what its parts must agree on.

use super::by_name;
use crate::num;
use crate::scenario::diagnostic::{Diagnostic, shown};
use crate::scenario::presets::SERVICE_HOLES;
use crate::scenario::quantity::written_days;
use crate::scenario::value::{Amount, Item};

/// Tolerance of a sum of shares.
const SUM_TOLERANCE: f64 = 1e-6;

pub(super) fn check(root: &Item, problems: &mut Vec<Diagnostic>) {
    something_to_simulate(root, problems);
    run(root, problems);
    shares(root, problems);
    starts(root, problems);
    relationship(root, problems);
    contract(root, problems);
    experiments(root, problems);
}

fn has_customers(root: &Item) -> bool {
    let on_day_0 = root
        .opt("population")
        .is_some_and(|block| block.opt("customers").is_none_or(|item| item.as_number() != Some(0.0)));
    on_day_0 || root.enabled("acquisition").next().is_some()
}

fn something_to_simulate(root: &Item, problems: &mut Vec<Diagnostic>) {
    // A journey that needs customers, or does not say how it starts, is reported as such.
    if root.list("journey").next().is_none() && !has_customers(root) {
        let help = "write [population] with `customers`, an [[acquisition]], or a [[journey]] with `arrivals`";
        problems
            .push(Diagnostic::error("nothing-to-simulate", "", "there is nobody to simulate").at(root.span).help(help));
    }
}

fn run(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.opt("run") else { return };
    let Some(horizon) = block.opt_number("horizon") else {
        return;
    };
    if let Some(warm_up) = block.opt("warm_up")
        && warm_up.as_number().is_some_and(|days| days >= horizon)
    {
        let message = format!(
            "the warm-up period of {} leaves nothing of the run length of {}",
            written_days(warm_up.as_number().unwrap_or(0.0)),
            written_days(horizon)
        );
        problems.push(Diagnostic::error("warm-up", "run.warm_up", message).at(warm_up.span));
    }
}

fn shares(root: &Item, problems: &mut Vec<Diagnostic>) {
    let sum: Option<f64> = root.enabled("segment").map(|segment| segment.opt_number("share")).sum();
    if let (Some(sum), Some(first)) = (sum, root.enabled("segment").next())
        && (sum - 1.0).abs() > SUM_TOLERANCE
    {
        let message = format!("the shares of the segments sum to {}; they must sum to 1", (sum * 1e9).round() / 1e9);
        problems.push(Diagnostic::error("sum", "segment.*.share", message).at(first.span));
    }
    for source in root.list("acquisition") {
        let Some(mix) = source.opt("mix") else {
            continue;
        };
        let sum: Option<f64> = mix.as_map().unwrap_or(&[]).iter().map(|(_, share)| share.as_number()).sum();
        if let Some(sum) = sum.filter(|sum| mix.as_map().is_some() && (sum - 1.0).abs() > SUM_TOLERANCE) {
            let message = format!("the shares of `mix` sum to {}; they must sum to 1", (sum * 1e9).round() / 1e9);
            problems.push(Diagnostic::error("sum", format!("acquisition.{}.mix", source.name()), message).at(mix.span));
        }
    }
}

fn starts(root: &Item, problems: &mut Vec<Diagnostic>) {
    let term = root.opt("contract").is_some_and(|block| block.has("term"));
    for journey in root.list("journey") {
        let path = format!("journey.{}.start", journey.name());
        if let Some(start) = journey.opt("start") {
            let missing = match start.as_text() {
                Some("purchase") if !root.has("purchase") => Some((
                    "a journey that starts at a purchase needs [purchase]",
                    "write `[purchase]`; an empty block has defaults",
                )),
                Some("renewal") if !term => Some((
                    "a journey that starts at a renewal needs a [contract] with a `term`",
                    "write `[contract]` with `term = \"1 y\"`",
                )),
                _ if !has_customers(root) => Some((
                    "a journey with `start` needs customers",
                    "write [population] or [[acquisition]], or use `arrivals` for anonymous visitors",
                )),
                _ => None,
            };
            if let Some((message, help)) = missing {
                problems.push(Diagnostic::error("missing-block", path, message).at(start.span).help(help));
            }
        }
        if let Some(arrivals) = journey.opt("arrivals") {
            if let Some(at) = arrivals.opt("at")
                && let Some(times) = at.as_vector()
                && times.windows(2).any(|pair| pair[1] < pair[0])
            {
                problems.push(
                    Diagnostic::error(
                        "out-of-order",
                        format!("journey.{}.arrivals.at", journey.name()),
                        "recorded arrivals must not go back in time",
                    )
                    .at(at.span),
                );
            }
            if let Some(gap) = arrivals.opt("gap")
                && gap.as_amount().is_some_and(|gap| gap.mean() <= 0.0)
            {
                let message = "the mean time between visitors must be above 0";
                problems.push(
                    Diagnostic::error("out-of-range", format!("journey.{}.arrivals.gap", journey.name()), message)
                        .at(gap.span),
                );
            }
        }
        for touchpoint in journey.list("touchpoint") {
            let races = touchpoint.opt("next").and_then(Item::as_route).is_some_and(|route| route.races);
            if let Some(time) =
                touchpoint.opt("time").filter(|time| races && !time.as_amount().is_some_and(Amount::is_zero))
            {
                let message =
                    "`time` and rates that race in `next` exclude each other: the race says how long it takes";
                problems.push(
                    Diagnostic::error(
                        "exclusive-keys",
                        format!("journey.{}.{}.time", journey.name(), touchpoint.name()),
                        message,
                    )
                    .at(time.span),
                );
            }
        }
    }
}

fn relationship(root: &Item, problems: &mut Vec<Diagnostic>) {
    if let Some(memory) = root.opt("memory")
        && let (Some(learning), Some(bad)) = (memory.opt("learning"), memory.opt_number("good_per_bad"))
        && let Some(eta) = learning.as_number()
    {
        // §4: eta_neg = (1-eta)^(-n) - 1 is a weight, so at most 1.
        let limit = 1.0 - num::pow(2.0, -1.0 / bad);
        if eta > limit + 1e-12 {
            let limit = (limit * 1e4).floor() / 1e4;
            let message = format!(
                "`learning` is {eta}, but {bad} good encounters can undo a bad one only if it is at most {limit}"
            );
            problems.push(
                Diagnostic::error("out-of-range", "memory.learning", message)
                    .at(learning.span)
                    .help("lower `learning` or `good_per_bad`"),
            );
        }
    }
    if let Some(loyalty) = root.opt("loyalty") {
        let lists = [
            loyalty.opt("thresholds"),
            loyalty.opt("levels").and_then(|levels| levels.opt("low")),
            loyalty.opt("levels").and_then(|levels| levels.opt("high")),
        ];
        for item in lists.into_iter().flatten() {
            if item.as_vector().is_some_and(|values| values.windows(2).any(|pair| pair[1] < pair[0])) {
                problems.push(
                    Diagnostic::error(
                        "out-of-order",
                        "loyalty",
                        "the values must rise: more satisfaction never means less loyalty",
                    )
                    .at(item.span),
                );
            }
        }
    }
    for hole in root.list("hole") {
        let service = root.has("loyalty") && SERVICE_HOLES.contains(&hole.name());
        let path = |key: &str| format!("hole.{}.{key}", hole.name());
        for key in ["hazard", "lifetime", "per_purchase", "value_below"] {
            if let Some(slot) = hole.slot(key).filter(|_| service) {
                let message = format!(
                    "{} is a standard service hole: it shares the hazard of dissatisfaction and has no `{key}` of its own",
                    shown(hole.name())
                );
                problems.push(
                    Diagnostic::error("exclusive-keys", path(key), message)
                        .at(slot.key_span)
                        .help("use another name, or change its `factor` or `prior`"),
                );
            }
        }
        if let Some(slot) = hole.slot("prior").filter(|_| root.has("loyalty") && !service) {
            let message = format!("{} is not a standard service hole, so it has no `prior`", shown(hole.name()));
            problems.push(
                Diagnostic::error("exclusive-keys", path("prior"), message)
                    .at(slot.key_span)
                    .help(format!("service holes: {}", SERVICE_HOLES.join(", "))),
            );
        }
        if hole.has("per_purchase") && !root.has("purchase") {
            let span = hole.slot("per_purchase").map_or(hole.span, |slot| slot.key_span);
            problems.push(
                Diagnostic::error("missing-block", path("per_purchase"), "`per_purchase` needs [purchase]").at(span),
            );
        }
    }
}

fn contract(root: &Item, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.opt("contract") else {
        return;
    };
    for key in ["term", "renews_for"] {
        if let (Some(bill), Some(term)) = (block.opt("bill"), block.opt_number(key))
            && bill.as_number().is_some_and(|bill| bill > term)
        {
            problems.push(
                Diagnostic::error("out-of-range", "contract.bill", format!("`bill` is longer than `{key}`"))
                    .at(bill.span),
            );
        }
    }
    let fixed = block.opt("retention").is_some();
    for entry in root.list("intervention").chain(root.list("shock")) {
        for change in entry.opt("change").and_then(Item::as_changes).unwrap_or(&[]) {
            if fixed && change.path.starts_with("hole.") {
                let message = "`contract.retention` fixes how many leave: patching a hole moves causes only";
                problems.push(Diagnostic::warning("retention-fixed", change.path.clone(), message).at(change.span));
            }
        }
    }
}

fn experiments(root: &Item, problems: &mut Vec<Diagnostic>) {
    let interventions = by_name(root, "intervention");
    if let Some(entry) = interventions.get("baseline") {
        let problem = Diagnostic::error(
            "bad-name",
            "intervention.baseline.name",
            "an intervention cannot be called `baseline`: that is the world without any",
        );
        problems.push(problem.at(entry.span));
    }
    for source in root.list("acquisition").filter(|source| matches!(source.name(), "referral" | "win-back")) {
        let message = format!("an acquisition cannot be called {}: that inflow is reserved", shown(source.name()));
        problems.push(
            Diagnostic::error("bad-name", format!("acquisition.{}.name", source.name()), message)
                .at(source.opt("name").map_or(source.span, |name| name.span)),
        );
    }
}
