//! What a scenario as a whole must have, and what its parts must agree on.

use crate::num;
use crate::scenario::grammar::presets::SERVICE_HOLES;
use crate::scenario::grammar::quantity::written_days;
use crate::scenario::grammar::value::{Amount, Change};
use crate::scenario::grammar::{Arrivals, Either, Journey, Named as _, Occasion, Root, enabled, entry};
use crate::scenario::text::diagnostic::{Diagnostic, shown};

/// Tolerance of a sum of shares.
const SUM_TOLERANCE: f64 = 1e-6;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    something_to_simulate(root, problems);
    run(root, problems);
    shares(root, problems);
    starts(root, problems);
    relationship(root, problems);
    contract(root, problems);
    experiments(root, problems);
}

fn has_customers(root: &Root<'_>) -> bool {
    // A number that cannot be read is reported as such.
    let on_day_0 =
        root.population.is_there() && root.population.as_ref().is_none_or(|block| block.customers.known() != Some(0));
    on_day_0 || enabled(&root.acquisition).next().is_some()
}

fn something_to_simulate(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    // A journey that needs customers, or does not say how it starts, is reported as such.
    if root.journey.is_empty() && !has_customers(root) {
        let help = "write [population] with `customers`, an [[acquisition]], or a [[journey]] with `arrivals`";
        problems.push(
            Diagnostic::error("nothing-to-simulate", "", "there is nobody to simulate").at(root.item.span).help(help),
        );
    }
}

fn run(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let (Some(horizon), Some(warm_up)) = (root.run.horizon.known(), root.run.warm_up.known()) else { return };
    if warm_up >= horizon {
        let message = format!(
            "the warm-up period of {} leaves nothing of the run length of {}",
            written_days(warm_up),
            written_days(horizon)
        );
        problems.push(Diagnostic::error("warm-up", "run.warm_up", message).at(root.run.warm_up.span()));
    }
}

fn shares(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let sum: Option<f64> = enabled(&root.segment).map(|segment| segment.share.known()).sum();
    if let (Some(sum), Some(first)) = (sum, enabled(&root.segment).next())
        && (sum - 1.0).abs() > SUM_TOLERANCE
    {
        let message = format!("the shares of the segments sum to {}; they must sum to 1", (sum * 1e9).round() / 1e9);
        problems.push(Diagnostic::error("sum", "segment.*.share", message).at(first.item.span));
    }
    for source in root.acquisition.iter() {
        let Some(mix) = source.mix.known() else {
            continue;
        };
        let sum: Option<f64> = mix.iter().map(|(_, share)| share.as_number()).sum();
        if let Some(sum) = sum.filter(|sum| (sum - 1.0).abs() > SUM_TOLERANCE) {
            let message = format!("the shares of `mix` sum to {}; they must sum to 1", (sum * 1e9).round() / 1e9);
            let problem = Diagnostic::error("sum", format!("acquisition.{}.mix", source.name()), message);
            problems.push(problem.at(source.mix.span()));
        }
    }
}

fn starts(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let term = root.contract.as_ref().is_some_and(|block| block.term.is_there());
    for journey in root.journey.iter() {
        if journey.start.is_there() {
            let missing = match &*journey.start {
                Some(Either::One(Occasion::Purchase)) if !root.purchase.is_there() => Some((
                    "a journey that starts at a purchase needs [purchase]",
                    "write `[purchase]`; an empty block has defaults",
                )),
                Some(Either::One(Occasion::Renewal)) if !term => Some((
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
                let path = format!("journey.{}.start", journey.name());
                problems.push(Diagnostic::error("missing-block", path, message).at(journey.start.span()).help(help));
            }
        }
        if let Some(Either::Other(way)) = &*journey.arrivals {
            arrivals(journey, way, problems);
        }
        for touchpoint in journey.touchpoint.iter() {
            let races = touchpoint.next.is_some_and(|route| route.races);
            if races && touchpoint.time.is_there() && !touchpoint.time.is_zero() {
                let message =
                    "`time` and rates that race in `next` exclude each other: the race says how long it takes";
                let path = format!("journey.{}.{}.time", journey.name(), touchpoint.name());
                problems.push(Diagnostic::error("exclusive-keys", path, message).at(touchpoint.time.span()));
            }
        }
    }
}

fn arrivals(journey: &Journey<'_>, way: &Arrivals<'_>, problems: &mut Vec<Diagnostic>) {
    let path = |key: &str| format!("journey.{}.arrivals.{key}", journey.name());
    if way.at.windows(2).any(|pair| pair[1] < pair[0]) {
        let message = "recorded arrivals must not go back in time";
        problems.push(Diagnostic::error("out-of-order", path("at"), message).at(way.at.span()));
    }
    if way.gap.is_some_and(|gap| gap.mean() <= 0.0) {
        let message = "the mean time between visitors must be above 0";
        problems.push(Diagnostic::error("out-of-range", path("gap"), message).at(way.gap.span()));
    }
}

fn relationship(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    if let Some(memory) = root.memory.as_ref()
        && let (Some(eta), Some(bad)) = (memory.learning.known(), memory.good_per_bad.known())
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
                    .at(memory.learning.span())
                    .help("lower `learning` or `good_per_bad`"),
            );
        }
    }
    if let Some(loyalty) = root.loyalty.as_ref() {
        for rising in [&loyalty.thresholds, &loyalty.levels.low, &loyalty.levels.high] {
            if rising.windows(2).any(|pair| pair[1] < pair[0]) {
                let message = "the values must rise: more satisfaction never means less loyalty";
                problems.push(Diagnostic::error("out-of-order", "loyalty", message).at(rising.span()));
            }
        }
    }
    for hole in root.hole.iter() {
        let loyalty = root.loyalty.is_there();
        let service = loyalty && SERVICE_HOLES.contains(&hole.name());
        let path = |key: &str| format!("hole.{}.{key}", hole.name());
        let ways = [hole.hazard.slot(), hole.lifetime.slot(), hole.per_purchase.slot(), hole.value_below.slot()];
        for slot in ways.into_iter().flatten().filter(|_| service) {
            let key = slot.spec.key;
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
        if hole.prior.is_there() && loyalty && !service {
            let message = format!("{} is not a standard service hole, so it has no `prior`", shown(hole.name()));
            problems.push(
                Diagnostic::error("exclusive-keys", path("prior"), message)
                    .at(hole.prior.key_span())
                    .help(format!("service holes: {}", SERVICE_HOLES.join(", "))),
            );
        }
        if let Some(Amount::ByStep { values, .. }) = *hole.hazard
            && let ([_], Some(slot)) = (&values[..], hole.hazard.written())
            && !changes(root).any(|change| change.path.starts_with("hole.") && change.path.contains(".hazard"))
        {
            let problem = Diagnostic::warning(
                "no-effect",
                path("hazard.every"),
                "`every` does nothing: one value holds on for ever",
            );
            problems.push(problem.at(slot.item.span).help("write the value alone, or a value for each step"));
        }
        if hole.per_purchase.is_there() && !root.purchase.is_there() {
            let problem = Diagnostic::error("missing-block", path("per_purchase"), "`per_purchase` needs [purchase]");
            problems.push(problem.at(hole.per_purchase.key_span()));
        }
    }
}

/// What interventions and shocks change.
fn changes<'a>(root: &Root<'a>) -> impl Iterator<Item = &'a Change> {
    root.intervention.iter().chain(root.shock.iter()).flat_map(|entry| *entry.change)
}

fn contract(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(block) = root.contract.as_ref() else {
        return;
    };
    for given in [&block.term, &block.renews_for] {
        if let (Some(bill), Some(term), Some(slot)) = (*block.bill, **given, given.slot())
            && bill > term
        {
            let message = format!("`bill` is longer than `{}`", slot.spec.key);
            problems.push(Diagnostic::error("out-of-range", "contract.bill", message).at(block.bill.span()));
        }
    }
    let answers = block.elasticity.known().flatten().is_some_and(|elasticity| elasticity > 0.0);
    if let (true, Some(Some(price))) = (answers, block.price.known()) {
        let terms = if let Amount::ByTenure(list) = price { list.clone() } else { vec![price.mean()] };
        if let Some(term) = terms.iter().find(|term| !(**term > 0.0 && term.is_finite())) {
            let message = format!("with `elasticity`, `price` must be above 0 in each term, found {term}");
            let help = "leaving answers how many times the price at joining a price is: leave `elasticity` out, or charge something";
            let problem = Diagnostic::error("out-of-range", "contract.price", message);
            problems.push(problem.at(block.price.span()).help(help));
        }
    }
    if !block.retention.is_there() {
        return;
    }
    for change in changes(root).filter(|change| change.path.starts_with("hole.")) {
        let message = "`contract.retention` fixes how many leave: patching a hole moves causes only";
        problems.push(Diagnostic::warning("retention-fixed", change.path.clone(), message).at(change.span));
    }
}

fn experiments(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    if let Some(entry) = entry(&root.intervention, "baseline") {
        let problem = Diagnostic::error(
            "bad-name",
            "intervention.baseline.name",
            "an intervention cannot be called `baseline`: that is the world without any",
        );
        problems.push(problem.at(entry.item.span));
    }
    for source in root.acquisition.iter().filter(|source| matches!(source.name(), "referral" | "win-back")) {
        let message = format!("an acquisition cannot be called {}: that inflow is reserved", shown(source.name()));
        let problem = Diagnostic::error("bad-name", format!("acquisition.{}.name", source.name()), message);
        problems.push(problem.at(source.name.span()));
    }
}
