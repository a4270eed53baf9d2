//! From a checked scenario to the [`Model`] that runs: names become indices, laws become variates.
//!
//! One way, and it cannot fail on a checked scenario except where a law's parameters cannot be drawn from.

mod bundle;
mod classes;
mod crisis;
mod effect;
mod employees;
mod feedback;
mod firm;
mod holes;
mod laws;
mod model;
mod offers;
mod profile;
mod program;
mod service;
pub(super) mod structure;
pub(super) mod timeline;
mod voices;
mod win_back;
mod world;

use self::world::World;
use super::assertion::{Assert, Rule};
use super::check::Worlds;
use super::value::Item;
use super::{Diagnostics, Scenario};
use crate::journey::model::{Coupling, Model};

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

/// Compiles the baseline: the scenario with its shocks, without interventions.
///
/// # Errors
/// As [`compile_world`].
pub fn compile(scenario: &Scenario) -> Result<Compiled, Diagnostics> {
    compile_world(scenario, &[])
}

/// Compiles the world in which these interventions are active together, with all that they need, and with every enabled shock.
///
/// `Compiled::model` is what holds on day 0; its `later` is what holds after that. The offers of every regime are the same ones, with the
/// customers' values of that regime; the charges are those of the model of day 0. A world without any change in time has no `later`,
/// and one whose interventions change nothing has the model of the baseline.
///
/// # Errors
/// Interventions that do not exist, are not enabled or exclude each other; a time at which the document does not hold, or has other
/// entries than on day 0; laws whose parameters cannot be drawn from.
pub fn compile_world(scenario: &Scenario, interventions: &[&str]) -> Result<Compiled, Diagnostics> {
    let root = &scenario.root;
    let run = root.at("run");
    let world = World::of(scenario, interventions)?;
    let model = world.model()?;
    let text = |key: &str| root.opt(key).and_then(Item::as_text).map(str::to_owned);
    Ok(Compiled {
        name: scenario.name.clone(),
        hash: scenario.hash.clone(),
        question: text("question"),
        about: text("about"),
        sources: root.names("sources").map(str::to_owned).collect(),
        currency: root.at("money").opt("currency").and_then(Item::as_text).map(str::to_owned),
        assumptions: assumptions(root, &world),
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

/// Why customers run alone or together, from what the engine itself goes by.
fn engine_reason(model: &Model) -> String {
    let why = match model.coupling() {
        None => {
            return "independent: nobody shares a queue, so each customer runs alone; customers and replications run in parallel"
                .to_owned();
        }
        Some(Coupling::Market(size)) => format!("a market of {size} people is won only once"),
        Some(Coupling::Queue(touchpoint, resource)) => {
            let touchpoint = &model.touchpoints[usize::from(touchpoint)].name;
            format!("\"{touchpoint}\" queues for \"{}\"", model.resources[usize::from(resource)].name)
        }
        Some(Coupling::Survey) => "a survey asks some of all customers".to_owned(),
        Some(Coupling::Learning) => "the firm learns from the complaints of all customers".to_owned(),
        Some(Coupling::Transfer) => "members pass units on to each other".to_owned(),
        Some(Coupling::WinBack) => "the firm chooses among all who left whom to ask back".to_owned(),
    };
    format!("shared: one calendar for all, because {why}; replications run in parallel")
}

/// Checks every world the scenario describes by itself: the baseline and each enabled intervention, at every time.
///
/// # Errors
/// The problems of [`compile_world`], of all these worlds together.
pub fn check_worlds(scenario: &Scenario) -> Result<(), Diagnostics> {
    let alone = scenario.root.enabled("intervention").map(|entry| vec![entry.name()]);
    let mut items = Vec::new();
    for names in std::iter::once(Vec::new()).chain(alone) {
        if let Err(problems) = World::of(scenario, &names).and_then(|world| world.model()) {
            items.extend(problems.items);
        }
    }
    if items.is_empty() { Ok(()) } else { Err(Diagnostics::new(items, std::sync::Arc::clone(&scenario.sources))) }
}

/// The interventions of a world: those asked for and all that they carry along, each once.
pub(super) fn active_in<'a>(scenario: &'a Scenario, interventions: &[&str]) -> Result<Vec<&'a Item>, Diagnostics> {
    let shocks = scenario.root.enabled("shock").count();
    Ok(World::of(scenario, interventions)?.active()[shocks..].to_vec())
}

/// What a reader must know about the blocks in force.
fn assumptions(root: &Item, world: &World<'_>) -> Vec<String> {
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
    let journeys = root.enabled("journey").any(|j| j.opt("start").and_then(Item::as_text) == Some("complaint"));
    say(
        root.has("complaint") && !journeys,
        "complaints are settled at the departure: outcomes are shares, not a process with its own time",
    );
    say(
        journeys,
        "a complaint begins at the departure after the failure, whatever the hour; leaving it without an answer leaves it unresolved",
    );
    say(
        root.has("word_of_mouth") && !root.at("word_of_mouth").has("referrals"),
        "satisfied customers praise with chance sig((S-3.75)/0.25) after an encounter; the wronged always blame; each at most once in `every` (assumption)",
    );
    let finite = root.opt("market").is_some_and(|market| market.has("size"));
    say(
        finite && root.has("word_of_mouth"),
        "what is said moves a reputation with a half-life of 120 d, in which blame counts twice; it multiplies adoption and the success of contacts by its exponential, between 0.25 and 4; customers who hear blame lose 0.01 of memory (assumptions)",
    );
    say(
        root.has("word_of_mouth") && !finite,
        "the market has no size: every contact is a prospect, and blame reaches nobody who could still be lost",
    );
    say(
        root.list("resource").next().is_some(),
        "whoever waits at closing time, or began a visit before it, is still served; nobody in service is interrupted",
    );
    say(
        root.has("value_classes"),
        "value classes know purchases and money since day 0 only, and who is still a customer; of the quadrants by present and future \
         value the source lost the axes of the middle pair, improve and maintain, so they are our reading",
    );
    say(root.list("acquisition").next().is_some(), "replacing leavers gets dearer as exits^0.3 (assumption)");
    let asked = root.opt("win_back").filter(|block| block.flag("enabled"));
    let by_contact = asked.filter(|block| !block.has("return_rate"));
    let chosen = by_contact.is_some_and(|block| block.has("value_above") || block.flag("break_even"));
    say(
        chosen,
        "whom to ask back is chosen by contribution per day so far over one observed hazard for everybody, so that whoever is likelier to leave again than others is overrated; how success fades and depends on the cause are assumptions",
    );
    say(
        by_contact.is_some() && !chosen,
        "everybody who is seen to be gone is asked back, whatever a second life may bring; how success fades and depends on the cause are assumptions",
    );
    say(
        asked.is_some(),
        "who comes back begins in build-up with half the trust, the old memory decayed and no points; survival, retention and cohorts end with the first exit",
    );
    say(
        root.has("employees"),
        "the links from pay, surroundings, load and complaints to mood, turnover, skill and performance are modelling assumptions (their strengths are disputed: Silvestro and Cross 2000); staff are a mean field and begin at their usual mood and skill",
    );
    say(
        root.has("feedback") && root.has("loyalty"),
        "who answers a survey, and how far a score is from what is felt, are assumptions; scores are not cut off at 1 and 5",
    );
    let program = root.opt("program");
    let responses = program.map(|program| {
        let worlds = Worlds::of(root);
        let acts = |key: &str| !worlds.is_idle(&format!("program.{key}")) && program.has(key);
        let named = [
            ("lift", "lift"),
            ("pull", "goal gradient"),
            ("reset", "reset"),
            ("kmax", "what is at stake as a support"),
        ];
        let acting: Vec<&str> = named.iter().filter(|(key, _)| acts(key)).map(|(_, words)| *words).collect();
        format!(
            "responses to a loyalty program ({}) are modelling assumptions; `explain` names the basis of each",
            acting.join(", ")
        )
    });
    say(program.is_some(), responses.as_deref().unwrap_or_default());
    say(
        program.is_some(),
        "a reward displaces no purchase that would have been paid; what is outstanding at the horizon counts as a cost, less the expected breakage",
    );
    let has = |key: &str| program.is_some_and(|program| program.has(key));
    let mode = |mode: &str| program.is_some_and(|program| program.says("mode", mode));
    say(
        has("membership") || has("contact") || has("referral"),
        "who takes up and renews a paid membership, what a contact makes known, and how much more members bring for a reward are set, not derived from what the program is worth to them",
    );
    say(
        has("surprise") || mode("experience") || mode("benefit"),
        "shorter waits and bright moments of members act through what they feel and remember; bright moments are expected soon, surprises only by who gets two in four visits",
    );
    say(
        has("transfer"),
        "who receives transferred units is drawn among all members, not among families; units keep their expiry",
    );
    let offers_more = |p: &Item| p.opt("sales_contact").and_then(|s| s.opt_number("probability")).unwrap_or(0.0) > 0.0;
    say(
        root.opt("purchase").is_some_and(offers_more),
        "how much a sales contact annoys, and three times as much while a complaint is open, are assumptions; what it sells is set by `cross_sell` and `upsell`, not caused by it",
    );
    say(root.has("sweep"), "the parameters of the sweep stand at their values in the file; `sweep` varies them");
    let any = |key: &str| world.active().iter().any(|entry| entry.has(key));
    say(any("ramp") || any("fade"), "ramps run in twelve steps and fades in four to a half-life, each at its mean");
    say(
        any("crisis") && root.has("loyalty"),
        "a crisis costs trust by its size, half of that again for each week without an answer, less by the quality of the answer, and opens the hole `crisis` in proportion (assumptions)",
    );
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
