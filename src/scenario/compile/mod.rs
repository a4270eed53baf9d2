//! From a checked scenario to the [`Model`] that runs: names become indices, laws become variates.
//!
//! One way, and it cannot fail on a checked scenario except where a law's parameters cannot be drawn from.

mod firm;
mod holes;
mod laws;
mod profile;
mod service;

use self::laws::Laws;
use super::assertion::{Assert, Rule};
use super::value::Item;
use super::{Diagnostic, Diagnostics, Scenario};
use crate::journey::model::{Model, Segment};
use crate::units::SimTime;

/// A scenario ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What the engine runs.
    pub model: Model,
    /// Name of the scenario.
    pub name: String,
    /// SHA-256 of the normalised scenario, in hexadecimal.
    pub hash: String,
    /// The question it asks.
    pub question: Option<String>,
    /// What it is about.
    pub about: Option<String>,
    /// Its sources.
    pub sources: Vec<String>,
    /// Currency of all money.
    pub currency: Option<String>,
    /// Modelling assumptions in force, one sentence each.
    pub assumptions: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Replications asked for.
    pub replications: u64,
    /// Precisions asked for: metric and share of the mean.
    pub precision: Vec<(String, f64)>,
    /// Asserts.
    pub asserts: Vec<Assert>,
    /// Which engine will run, and why.
    pub engine_reason: String,
}

/// Spacing of refreshes of decaying quantities [days]; halving it moves the yearly loss by less than 0.002.
const REFRESH_DAYS: f64 = 30.0;

/// Compiles a checked scenario.
///
/// # Errors
/// Laws whose parameters cannot be drawn from, and segments whose own values do not hold together.
pub fn compile(scenario: &Scenario) -> Result<Compiled, Diagnostics> {
    let mut laws = Laws::default();
    let root = &scenario.root;
    let run = root.at("run");
    let directory = firm::directory(root, &mut laws);
    let (touchpoints, journeys) = service::journeys(root, &directory, &mut laws);
    let mut segments = Vec::new();
    for entry in root.enabled("segment") {
        let own = scenario.changed_by(entry)?;
        segments.push(Segment {
            name: entry.name().to_owned(),
            share: entry.number("share"),
            profile: profile::profile(&own.root, entry.opt("factor"), &directory, &mut laws),
        });
    }
    if segments.is_empty() {
        segments.push(Segment {
            name: "everyone".to_owned(),
            share: 1.0,
            profile: profile::profile(root, None, &directory, &mut laws),
        });
    }
    let market = root.opt("market");
    let of_market = |key: &str, default: f64| market.and_then(|m| m.opt_number(key)).unwrap_or(default);
    let model = Model {
        horizon: time(run, "horizon"),
        warm_up: time(run, "warm_up"),
        report_every: time(run, "report_every"),
        discount: crate::num::ln_1p(root.at("money").number("discount_rate")) / 365.0,
        overhead: root.at("money").money_per_day("overhead"),
        customers: root.opt("population").map_or(0, |p| p.integer("customers")),
        history: firm::history(root, &mut laws),
        segments,
        channels: firm::channels(root, &directory, &mut laws),
        resources: service::resources(scenario, &directory),
        journeys,
        touchpoints,
        holes: directory.holes.clone(),
        service_holes: directory.service_holes,
        loyalty: root.has("loyalty"),
        lifecycle: root.has("lifecycle"),
        market_standard: of_market("standard", 6.5),
        market_progress: of_market("progress", 0.05),
        renewal_hole: directory.hole(holes::NOT_RENEWED),
        complaint_hole: directory.hole("complaint"),
        value_hole: directory.hole("value").filter(|&h| usize::from(h) < directory.service_holes),
        refresh_every: SimTime::from_days(REFRESH_DAYS),
        later: Vec::new(),
        charges: Vec::new(),
        offers: Vec::new(),
    };
    if !laws.refused.is_empty() {
        let problems = laws.refused.into_iter().map(|message| Diagnostic::error("law", "", message)).collect();
        return Err(Diagnostics::new(problems, std::sync::Arc::clone(&scenario.sources)));
    }
    let text = |key: &str| root.opt(key).and_then(Item::as_text).map(str::to_owned);
    Ok(Compiled {
        name: scenario.name.clone(),
        hash: scenario.hash.clone(),
        question: text("question"),
        about: text("about"),
        sources: root.names("sources").map(str::to_owned).collect(),
        currency: root.at("money").opt("currency").and_then(Item::as_text).map(str::to_owned),
        assumptions: assumptions(root),
        seed: run.integer("seed"),
        replications: run.integer("replications"),
        precision: run
            .opt("precision")
            .and_then(Item::as_map)
            .map(|m| m.iter().filter_map(|(name, item)| Some((name.clone(), item.as_number()?))).collect())
            .unwrap_or_default(),
        asserts: root.enabled("assert").map(assertion).collect(),
        engine_reason: engine_reason(&model),
        model,
    })
}

fn engine_reason(model: &Model) -> String {
    let staffed = model.touchpoints.iter().find_map(|t| {
        let r = t.resource?;
        Some((&t.name, &model.resources[usize::from(r)].name))
    });
    match staffed {
        Some((touchpoint, resource)) => format!(
            "shared: one calendar for all, because \"{touchpoint}\" queues for \"{resource}\"; replications run in parallel"
        ),
        None => "independent: nobody shares a queue, so each customer runs alone; customers and replications run in parallel"
            .to_owned(),
    }
}

/// What a reader must know about the blocks in force.
fn assumptions(root: &Item) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |on: bool, text: &str| {
        if on {
            out.push(text.to_owned());
        }
    };
    say(
        root.has("loyalty"),
        "the loyalty curve, supports and hazards of the standard holes are modelling assumptions where the file does not set them; `explain` names the basis of each",
    );
    say(
        root.has("loyalty"),
        "a service hole is blamed by priors (after Keaveney 1995) until something bad of its kind is remembered",
    );
    say(
        root.has("complaint"),
        "the chance of staying after an incident follows the TARP table, taken as wholly causal unless `causal_share` is below 1",
    );
    say(
        root.has("complaint"),
        "complaints are settled at the departure: outcomes are shares, not a process with its own time",
    );
    say(
        root.list("resource").next().is_some(),
        "whoever waits at closing time, or began a visit before it, is still served; nobody in service is interrupted",
    );
    say(root.list("acquisition").next().is_some(), "replacing leavers gets dearer as exits^0.3 (assumption)");
    say(root.list("intervention").next().is_some(), "interventions are checked here; they take effect in `compare`");
    say(root.list("shock").next().is_some(), "shocks are checked here; their effect is not built yet");
    out
}

fn assertion(item: &Item) -> Assert {
    let within = |value: f64| -> (f64, String) {
        match item.opt("within").and_then(Item::as_amount) {
            Some(amount) => {
                let tolerance = amount.mean();
                match item.opt("within").map(|w| &w.value) {
                    Some(super::Value::Amount(super::quantity::Unit::Percent, _)) => {
                        (value.abs() * tolerance, format!("{} %", tolerance * 100.0))
                    }
                    _ => (tolerance, format!("{tolerance}")),
                }
            }
            None => (0.0, "0".to_owned()),
        }
    };
    let rule = match (item.opt_number("equals"), item.opt_number("at_least"), item.opt_number("at_most")) {
        (Some(value), ..) => {
            let (within, written) = within(value);
            Rule::Equals { value, within, written }
        }
        (None, Some(low), Some(high)) => Rule::Between(low, high),
        (None, Some(low), None) => Rule::AtLeast(low),
        (None, None, high) => Rule::AtMost(high.unwrap_or(f64::INFINITY)),
    };
    Assert {
        name: item.name().to_owned(),
        world: item.text("world").to_owned(),
        metric: item.text("metric").to_owned(),
        rule,
    }
}

/// A duration as time of the clock.
fn time(block: &Item, key: &str) -> SimTime {
    SimTime::from_days(block.days(key))
}
