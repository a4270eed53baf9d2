//! A world ready to run: its model, and what is said of it.

use super::assertion::{Assert, Deciding, Rule};
use super::regimes::World;
use crate::journey::model::{Coupling, Model};
use crate::scenario::check::Worlds;
use crate::scenario::grammar::{self, Either, Mode, Named as _, Occasion, Program, Root, Share, Treatment, enabled};
use crate::scenario::{Diagnostics, Scenario};

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
    /// What decides between worlds, if the file says so.
    pub decides: Option<Deciding>,
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
    let root = scenario.read();
    let world = World::of(scenario, interventions)?;
    let model = world.model()?;
    Ok(Compiled {
        name: scenario.name.clone(),
        hash: scenario.hash.clone(),
        question: root.question.map(str::to_owned),
        about: root.about.map(str::to_owned),
        sources: root.sources.iter().map(str::to_owned).collect(),
        currency: Some((*root.money.currency).to_owned()),
        assumptions: assumptions(&root, &world),
        seed: *root.run.seed,
        replications: *root.run.replications,
        precision: root
            .run
            .precision
            .iter()
            .filter_map(|(name, share)| Some((name.clone(), share.as_number()?)))
            .collect(),
        decides: root.decides.as_ref().map(deciding),
        asserts: enabled(&root.assert).map(assertion).collect(),
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
        Some(Coupling::Ranking) => "a change asks for the place of a customer among all".to_owned(),
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
    let root = scenario.read();
    let alone = enabled(&root.intervention).map(|entry| vec![*entry.name]);
    let mut items = Vec::new();
    for names in std::iter::once(Vec::new()).chain(alone) {
        if let Err(problems) = World::of(scenario, &names).and_then(|world| world.model()) {
            items.extend(problems.items);
        }
    }
    if items.is_empty() { Ok(()) } else { Err(Diagnostics::new(items, std::sync::Arc::clone(&scenario.sources))) }
}

/// The interventions of a world: those asked for and all that they carry along, each once.
pub(in crate::scenario) fn active_in<'a>(
    scenario: &'a Scenario,
    interventions: &[&str],
) -> Result<Vec<Treatment<'a>>, Diagnostics> {
    let shocks = enabled(&scenario.read().shock).count();
    Ok(World::of(scenario, interventions)?.active()[shocks..].to_vec())
}

/// What a reader must know about the blocks in force.
fn assumptions(root: &Root<'_>, world: &World<'_>) -> Vec<String> {
    let (loyalty, complaint) = (root.loyalty.is_some(), root.complaint.is_some());
    let mut out = Vec::new();
    let mut say = |on: bool, text: &str| {
        if on {
            out.push(text.to_owned());
        }
    };
    say(
        loyalty,
        "the loyalty curve, supports and hazards of the standard holes are modelling assumptions where the file does not set them; `explain` names the basis of each",
    );
    say(
        loyalty,
        "a service hole is blamed by priors (after Keaveney 1995) until something bad of its kind is remembered",
    );
    say(
        complaint,
        "the chance of staying after an incident follows the TARP table, taken as wholly causal unless `causal_share` is below 1",
    );
    let journeys = enabled(&root.journey).any(|journey| journey.occasion() == Some(Occasion::Complaint));
    say(
        complaint && !journeys,
        "complaints are settled at the departure: outcomes are shares, not a process with its own time",
    );
    say(
        journeys,
        "a complaint begins at the departure after the failure, whatever the hour; leaving it without an answer leaves it unresolved",
    );
    say(
        root.word_of_mouth.as_ref().is_some_and(|block| block.referrals.is_none()),
        "satisfied customers praise with chance sig((S-3.75)/0.25) after an encounter; the wronged always blame; each at most once in `every` (assumption)",
    );
    let finite = root.market.as_ref().is_some_and(|market| market.size.is_some());
    say(
        finite && root.word_of_mouth.is_some(),
        "what is said moves a reputation with a half-life of 120 d, in which blame counts twice; it multiplies adoption and the success of contacts by its exponential, between 0.25 and 4; customers who hear blame lose 0.01 of memory (assumptions)",
    );
    say(
        root.word_of_mouth.is_some() && !finite,
        "the market has no size: every contact is a prospect, and blame reaches nobody who could still be lost",
    );
    say(
        !root.resource.is_empty(),
        "whoever waits at closing time, or began a visit before it, is still served; nobody in service is interrupted",
    );
    say(
        root.value_classes.is_some(),
        "value classes know purchases and money since day 0 only, and who is still a customer; of the quadrants by present and future \
         value the source lost the axes of the middle pair, improve and maintain, so they are our reading",
    );
    say(
        root.contract.as_ref().and_then(|contract| *contract.elasticity).is_some_and(|elasticity| elasticity > 0.0),
        "a price other than that at joining moves those who are there, at each renewal or all the time, and nobody who might join; customers of day 0 joined at the prices of the file",
    );
    say(!root.acquisition.is_empty(), "replacing leavers gets dearer as exits^0.3 (assumption)");
    let asked = root.win_back.as_ref().filter(|block| *block.enabled);
    let by_contact = asked.filter(|block| block.return_rate.is_none());
    let chosen = by_contact.is_some_and(|block| block.value_above.is_some() || *block.break_even);
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
        root.employees.is_some(),
        "the links from pay, surroundings, load and complaints to mood, turnover, skill and performance are modelling assumptions (their strengths are disputed: Silvestro and Cross 2000); staff are a mean field and begin at their usual mood and skill",
    );
    say(
        root.feedback.is_some() && loyalty,
        "who answers a survey, and how far a score is from what is felt, are assumptions; scores are not cut off at 1 and 5",
    );
    let programs = &root.program;
    let worlds = Worlds::of(root);
    let responses =
        [("lift", "lift"), ("pull", "goal gradient"), ("reset", "reset"), ("kmax", "what is at stake as a support")];
    let acts = |key: &str| {
        let there = programs.iter().filter(|program| program.item.has(key));
        there.map(|program| format!("{}.{key}", program.path())).any(|path| !worlds.is_idle(&path))
    };
    let acting: Vec<&str> = responses.iter().filter(|(key, _)| acts(key)).map(|(_, words)| *words).collect();
    say(
        !programs.is_empty(),
        &format!(
            "responses to a loyalty program ({}) are modelling assumptions; `explain` names the basis of each",
            acting.join(", ")
        ),
    );
    say(
        !programs.is_empty(),
        "a reward displaces no purchase that would have been paid; what is outstanding at the horizon counts as a cost, less the expected breakage",
    );
    let has = |part: fn(&Program<'_>) -> bool| programs.iter().any(part);
    let mode = |mode: Mode| programs.iter().any(|program| program.mode.has(mode));
    say(
        has(|p| p.membership.is_some() || !p.contact.is_empty() || p.referral.is_some()),
        "who takes up and renews a paid membership, what a contact makes known, and how much more members bring for a reward are set, not derived from what the program is worth to them",
    );
    say(
        has(|p| p.surprise.is_some()) || mode(Mode::Experience) || mode(Mode::Benefit),
        "shorter waits and bright moments of members act through what they feel and remember; bright moments are expected soon, surprises only by who gets two in four visits",
    );
    say(
        has(|p| p.transfer.is_some()),
        "who receives transferred units is drawn among all members, not among families; units keep their expiry",
    );
    say(
        root.purchase.as_ref().is_some_and(|purchase| *purchase.sales_contact.probability > 0.0),
        "how much a sales contact annoys, and three times as much while a complaint is open, are assumptions; what it sells is set by `cross_sell` and `upsell`, not caused by it",
    );
    say(root.sweep.is_some(), "the parameters of the sweep stand at their values in the file; `sweep` varies them");
    let any = |has: fn(&Treatment<'_>) -> bool| world.active().iter().any(has);
    say(
        any(|entry| entry.ramp.is_some() || entry.fade.is_some()),
        "ramps run in twelve steps and fades in four to a half-life, each at its mean",
    );
    say(
        any(|entry| entry.crisis.is_some()) && loyalty,
        "a crisis costs trust by its size, half of that again for each week without an answer, less by the quality of the answer, and opens the hole `crisis` in proportion (assumptions)",
    );
    out
}

fn deciding(said: &Either<&str, grammar::Decides<'_>>) -> Deciding {
    match said {
        Either::One(metric) => Deciding { metric: (*metric).to_owned(), better: None },
        Either::Other(said) => Deciding { metric: (*said.metric).to_owned(), better: *said.better },
    }
}

fn assertion(item: &grammar::Assert<'_>) -> Assert {
    let within = |value: f64| match *item.within {
        Some(Either::One(Share(share))) => (value.abs() * share, format!("{} %", share * 100.0)),
        Some(Either::Other(tolerance)) => (tolerance, format!("{tolerance}")),
        None => (0.0, "0".to_owned()),
    };
    let rule = match (*item.equals, *item.at_least, *item.at_most) {
        (Some(value), ..) => {
            let (within, written) = within(value);
            Rule::Equals { value, within, written }
        }
        (None, Some(low), Some(high)) => Rule::Between(low, high),
        (None, Some(low), None) => Rule::AtLeast(low),
        (None, None, high) => Rule::AtMost(high.unwrap_or(f64::INFINITY)),
    };
    Assert { name: item.name().to_owned(), world: (*item.world).to_owned(), metric: (*item.metric).to_owned(), rule }
}
