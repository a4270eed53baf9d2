//! The table of rules: which keys cannot act, beside which values of others.
//!
//! A rule is proven by two values that give equal results, and others once its condition is lifted: most by a case in
//! `tests/integration/idle_keys.rs`, the others stand beside one of the same reason.
//! What moves any figure that is reported acts, such as how many are told of the firm where nobody listens.
//!
//! One table, so that all rules stand beside each other: that is why it is longer than other files.

use super::idle::Here;
use crate::journey::model::{Lane, MemoryRule};
use crate::scenario::blueprint::graph::Graph;
use crate::scenario::blueprint::traffic::starts_at_events;
use crate::scenario::grammar::value::{Amount, Item};
use crate::scenario::grammar::{Discipline, Journey, Mode, Named as _, Occasion, WaitModifier, Word as _, enabled};

/// Keys that cannot act where something holds.
#[derive(Debug)]
pub(super) struct Rule {
    /// Their paths, `*` for the name of an entry. A block stands for all below it.
    pub(super) keys: &'static [&'static str],
    /// What holds, in every world.
    pub(super) idle: fn(&Here<'_>) -> bool,
    /// The same in words.
    pub(super) reason: &'static str,
    /// What to do about it; empty: nothing that could be named.
    pub(super) help: &'static str,
    /// The value that does nothing anyway.
    pub(super) neutral: f64,
}

const fn rule(keys: &'static [&'static str], idle: fn(&Here<'_>) -> bool, reason: &'static str) -> Rule {
    Rule { keys, idle, reason, help: "", neutral: 0.0 }
}

impl Rule {
    const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// Of factors.
    const fn factor(self) -> Self {
        Self { neutral: 1.0, ..self }
    }
}

/// What a program does for its members and to them.
const OF_MEMBERS: &[&str] = &[
    "program.*.points",
    "program.*.punch_card",
    "program.*.voucher",
    "program.*.target",
    "program.*.discount_card",
    "program.*.benefit",
    "program.*.experience",
    "program.*.tells",
    "program.*.surprise",
    "program.*.referral",
    "program.*.transfer",
    "program.*.fraud",
    "program.*.pull",
    "program.*.lift",
    "program.*.endow",
    "program.*.reset",
    "program.*.reach",
    "program.*.kmax",
    "program.*.loss",
    "program.*.review",
    "program.*.breakage",
    "program.*.tier",
    "program.*.partner.*.spend",
    "program.*.partner.*.multiplier",
    "program.*.partner.*.fee_per_point",
    "program.*.membership.fee",
    "program.*.membership.every",
    "program.*.membership.renewal",
];
const OF_CONTACTS: &[&str] = &[
    "acquisition.*.success_per_contact",
    "acquisition.*.max_contacts",
    "acquisition.*.between_contacts",
    "acquisition.*.fit",
    "acquisition.*.cost_per_contact",
];

/// What may change what is charged.
const PRICES: [&str; 5] = ["contract.price", "contract.bill", "contract.term", "contract.renews_for", "purchase.price"];

/// All rules. Of several that hold the first is told.
pub(super) static RULES: &[Rule] = &[
    // [acquisition]
    rule(OF_CONTACTS, |at| at.has("acquisition.*.joins"), "`joins` counts customers, not people approached"),
    rule(OF_CONTACTS, |at| at.has("acquisition.*.adoption"), "those who adopt come by themselves"),
    rule(
        &["acquisition.*.between_contacts"],
        |at| at.is("acquisition.*.max_contacts", 1.0),
        "nobody is contacted twice, at a `max_contacts` of 1",
    ),
    rule(&["acquisition.*.deal_seekers"], |at| at.none("acquisition.*.gift"), "nobody comes for a `gift`"),
    rule(&["acquisition.*.deal_seekers.purchase"], |at| at.lacks("purchase"), "there is no [purchase]").factor(),
    rule(
        &["acquisition.*.deal_seekers.rival"],
        |at| !at.possible(&at.root().hole).any(|hole| hole.name() == "rival"),
        "there is no hole `rival`",
    )
    .factor(),
    rule(&["acquisition.*.deal_seekers.price_support"], |at| at.lacks("loyalty"), "there is no [loyalty]"),
    // [segment]
    rule(
        &["segment.*.factor.satisfaction_hazard", "segment.*.factor.external_hazard", "hole.*.shielded"],
        |at| at.lacks("loyalty"),
        "there is no [loyalty]",
    )
    .factor(),
    rule(
        &["segment.*.factor.skill"],
        |at| !at.any_touchpoint(serves_itself),
        "customers serve themselves at no touchpoint",
    )
    .help("write a [[channel]] with `self_service = true`, and name it at a touchpoint")
    .factor(),
    rule(
        &["segment.*.factor.offer_response"],
        |at| !offers(at),
        "there is no offer, which is an intervention or a shock with `on`",
    )
    .factor(),
    rule(
        &["segment.*.factor.cost_to_serve"],
        |at| at.none("contract.cost") && !at.any_touchpoint(|at| !at.none("journey.*.*.cost")),
        "serving customers costs nothing here",
    )
    .factor(),
    // [purchase]
    rule(
        &["purchase.elasticity"],
        |at| at.is("purchase.price", 1.0) && !at.programs().any(|at| !at.lacks("program.*.discount_card")),
        "the `price` is 1 always, and there is no discount",
    ),
    rule(
        &["purchase.n_riv", "purchase.m_riv"],
        |at| at.is("purchase.wallet_response", 0.0),
        "memory moves no share of wallet, at a `wallet_response` of 0",
    ),
    rule(
        &["purchase.wallet_response", "purchase.m_riv"],
        |at| at.is("purchase.n_riv", 0.0),
        "there are no rivals in the wallet, at an `n_riv` of 0",
    ),
    rule(
        &["purchase.sales_contact.annoyance", "purchase.sales_contact.open_complaint", "purchase.sales_contact.cost"],
        |at| at.is("purchase.sales_contact.probability", 0.0),
        "no purchase is used to offer more, at a `probability` of 0",
    ),
    rule(
        &["purchase.sales_contact.annoyance"],
        |at| !starts(at, Occasion::Purchase),
        "a purchase is no visit here, in which it could be felt",
    )
    .help("write a journey with `start = \"purchase\"`"),
    rule(
        &["purchase.sales_contact.open_complaint"],
        |at| !starts(at, Occasion::Complaint),
        "complaints are no journey here, so that none stays open",
    )
    .help("write a journey with `start = \"complaint\"`"),
    rule(
        &["purchase.sales_contact.open_complaint"],
        |at| at.is("purchase.sales_contact.annoyance", 0.0),
        "a sales contact annoys nobody, at an `annoyance` of 0",
    )
    .factor(),
    // [contract]
    rule(&["contract.resentment"], |at| at.is("contract.lock_in", 0.0), "nobody is held, at a `lock_in` of 0"),
    rule(&["contract.elasticity"], |at| has_terms(at) && at.lacks("contract.price"), "the contract has no `price`"),
    rule(
        &["contract.elasticity"],
        |at| !has_terms(at) && at.lacks("purchase"),
        "nothing has a price here: there is neither a contract with a `term` nor [purchase]",
    ),
    rule(
        &["contract.elasticity"],
        |at| !has_terms(at) && !at.possible(&at.root().hole).any(|hole| hole.name() == "value"),
        "without a `term` it acts on the hole `value`, and there is none",
    )
    .help("write `[loyalty]`, or a [[hole]] of that name with a `hazard`"),
    rule(
        &["contract.elasticity"],
        |at| has_terms(at) && at.lacks("contract.retention") && at.possible(&at.root().hole).next().is_none(),
        "nobody leaves: there is neither a `retention` nor a hole",
    ),
    rule(
        &["contract.elasticity"],
        |at| at.is("contract.retention", 1.0) || at.is("contract.retention", 0.0),
        "everybody renews, or nobody does, at such a `retention`",
    ),
    rule(
        &["contract.elasticity"],
        |at| !PRICES.iter().any(|price| at.moves(price)),
        "no price changes: no intervention and no shock changes what is charged",
    ),
    rule(
        &["contract.renews_for"],
        |at| began_here(at) && over(at, "contract.term"),
        "no first term ends before the `horizon`",
    ),
    // [lifecycle]
    rule(&["lifecycle"], |at| at.lacks("purchase"), "without [purchase], as stages follow purchases"),
    rule(
        &["lifecycle.k_D", "lifecycle.m_D", "lifecycle.t_rec", "lifecycle.multiplier.decline"],
        |at| at.is("lifecycle.delta_CD", 0.0) && at.is("lifecycle.life_events", 0.0) && began_here(at),
        "nobody falls into decline, at a `delta_CD` of 0",
    ),
    // [experience], [memory] and [loyalty]
    rule(
        &[
            "experience",
            "market.standard",
            "market.progress",
            "memory.weight",
            "memory.end_weight",
            "memory.nu_p",
            "memory.primacy",
            "loyalty.incidents",
            "loyalty.trust.gain",
        ],
        |at| !visits(at),
        "customers go through no journey, in which something could be felt",
    ),
    rule(
        &[
            "experience.overestimate",
            "experience.wait_power",
            "experience.wait_ok",
            "experience.wait_scale",
            "experience.wait_curve",
            "experience.modifier",
        ],
        |at| !at.any_touchpoint(waits),
        "customers wait at no touchpoint",
    ),
    rule(
        &["experience.wait_ok"],
        |at| !at.any_touchpoint(|touchpoint| waits(touchpoint) && !touchpoint.has("journey.*.*.wait_ok")),
        "every touchpoint at which customers wait has a `wait_ok` of its own",
    ),
    rule(&["experience.modifier.occupied"], |at| !modified(at, WaitModifier::Occupied), UNNAMED),
    rule(&["experience.modifier.informed"], |at| !modified(at, WaitModifier::Informed), UNNAMED),
    rule(&["experience.modifier.unexplained"], |at| !modified(at, WaitModifier::Unexplained), UNNAMED),
    rule(&["experience.modifier.unfair"], |at| !modified(at, WaitModifier::Unfair), UNNAMED),
    rule(&["experience.modifier.anxious"], |at| !modified(at, WaitModifier::Anxious), UNNAMED),
    rule(
        &["experience.weight"],
        |at| !at.any_touchpoint(|at| !at.lacks("journey.*.*.scores")),
        "no touchpoint has `scores` by dimension",
    ),
    rule(
        &["experience.sd_within"],
        |at| !at.any_touchpoint(|at| at.fixed("journey.*.*.quality").is_none_or(|item| !is_law(item))),
        "the law of each `quality` brings its own spread",
    ),
    rule(
        &["memory.weight", "memory.end_weight"],
        |at| at.says("memory.rule", MemoryRule::Acclimation),
        "it belongs to `rule = \"peak_end\"`",
    ),
    rule(
        &["memory.alpha", "memory.w"],
        |at| at.says("memory.rule", MemoryRule::PeakEnd),
        "it belongs to `rule = \"acclimation\"`",
    ),
    rule(
        &["memory.alpha", "memory.w"],
        |at| !at.any_touchpoint(takes_time),
        "no moment that customers remember takes any time",
    ),
    rule(&["memory.end_weight"], |at| at.is("memory.weight.end", 0.0), "ends have no weight, at a `weight.end` of 0"),
    rule(
        &["loyalty.habit"],
        |at| at.is("loyalty.support.inertia", 0.0),
        "habit holds nobody, at a `support.inertia` of 0",
    ),
    rule(
        &["loyalty.levels.high"],
        |at| at.is("market.competition", 0.0),
        "the levels are those without competition, at a `market.competition` of 0",
    ),
    // [hole]
    rule(&["hole.*.noticed"], |at| at.lacks("market.size"), "a market without a `size` knows no reputation")
        .help("write `size` in [market]"),
    rule(
        &["hole.*.hazard", "hole.*.lifetime", "hole.*.factor"],
        |at| at.has("contract.retention") && at.lacks("loyalty") && at.possible(&at.root().hole).nth(1).is_none(),
        "`contract.retention` says how many leave, and there is no other hole to leave by",
    ),
    // [complaint]
    rule(
        &["complaint.stay", "complaint.causal_share"],
        |at| at.has("contract.retention"),
        "`contract.retention` says how many stay",
    ),
    rule(
        &[
            "complaint.resolution",
            "complaint.ease",
            "complaint.severity_slope",
            "complaint.quick_half_life",
            "complaint.care",
            "complaint.compensation",
            "complaint.compensation_effect",
            "complaint.learning",
            "complaint.stay.unresolved",
            "complaint.stay.resolved",
            "complaint.stay.quickly",
        ],
        |at| at.is("complaint.voice.silent", 1.0),
        "nobody says anything, at a `voice.silent` of 1",
    ),
    rule(&["complaint.quick_half_life"], |at| !starts(at, Occasion::Complaint), "complaints are no journey here"),
    rule(&["complaint.resolution"], settled_by_journeys, "a journey settles all complaints"),
    rule(&["complaint.compensation_effect"], |at| at.is("complaint.compensation", 0.0), "nothing is paid")
        .help("write `compensation`, the money of a case"),
    rule(
        &["complaint.care", "complaint.compensation_effect", "complaint.stay.unresolved"],
        |at| all_resolved(at) && !starts(at, Occasion::Complaint),
        "all complaints are resolved",
    ),
    // [employees], [[resource]] and [[channel]]
    rule(
        &["resource.*.key_contacts"],
        |at| !at.possible(&at.root().hole).any(|hole| hole.name() == "rival"),
        "there is no hole `rival` that a departure could widen",
    )
    .help("write `[loyalty]`, or a [[hole]] of that name"),
    rule(
        &["employees.j_pay"],
        |at| at.possible(&at.root().resource).all(|resource| at.at(&[resource.name()]).none("resource.*.pay")),
        "nobody is paid above the usual, at a `pay` of 0",
    ),
    rule(
        &["employees.j_env"],
        |at| at.possible(&at.root().resource).all(|resource| at.at(&[resource.name()]).none("resource.*.environment")),
        "nobody works in better or worse surroundings than usual, at an `environment` of 0",
    ),
    rule(
        &["channel.*.success", "channel.*.cost_factor"],
        |at| {
            !at.moves("channel.*.self_service")
                && at.fixed("channel.*.self_service").and_then(Item::as_bool) != Some(true)
        },
        "the staff serve in this channel",
    )
    .help("write `self_service = true`")
    .factor(),
    rule(
        &["channel.*.consistency"],
        |at| at.possible(&at.root().channel).nth(1).is_none(),
        "there is no other channel to come from",
    )
    .factor(),
    // [[journey]]
    rule(
        &["journey.*.priority", "program.*.benefit.priority", "program.*.tier.*.priority"],
        |at| !at.possible(&at.root().resource).any(|resource| !serves_in_order(&at.at(&[resource.name()]))),
        "no resource has `discipline = \"priority\"`",
    ),
    rule(&["journey.*.max_visits"], |at| !comes_again(at), "no touchpoint leads back to an earlier one"),
    rule(
        &["journey.*.peak_hours"],
        |at| at.journey().is_some_and(starts_at_events) || at.has("journey.*.arrivals.at"),
        "what starts this journey happens at any time",
    ),
    rule(&["journey.*.share"], |at| at.has("journey.*.arrivals"), "all `arrivals` come").factor(),
    // [[journey.touchpoint]]
    rule(
        &[
            "journey.*.*.next",
            "journey.*.*.on_fail",
            "journey.*.*.on_renege",
            "journey.*.*.on_full",
            "journey.*.*.patience",
            "journey.*.*.end",
            "journey.*.*.probability",
        ],
        is_required,
        "another touchpoint requires this one, so that it is off the customer's path",
    ),
    rule(
        &["journey.*.*.patience", "journey.*.*.on_renege", "journey.*.*.wait_modifiers", "journey.*.*.wait_ok"],
        |at| !waits(at),
        "there is nothing to wait for",
    ),
    rule(
        &["journey.*.*.on_renege", "journey.*.*.abandon_incident"],
        |at| at.lacks("journey.*.*.patience"),
        "without `patience` nobody gives up",
    ),
    rule(&["journey.*.*.priority"], |at| at.lacks("journey.*.*.resource"), "there is no queue"),
    rule(
        &["journey.*.*.on_full"],
        |at| !at.moves("journey.*.*.resource") && is_endless(at),
        "the queue has no `queue_limit`",
    ),
    rule(
        &["journey.*.*.priority"],
        |at| !at.moves("journey.*.*.resource") && resource(at).is_some_and(|name| serves_in_order(&at.at(&[name]))),
        "the resource serves in order of arrival",
    )
    .help("write `discipline = \"priority\"` there"),
    rule(
        &["journey.*.*.on_fail", "journey.*.*.fail_drop", "journey.*.*.severity"],
        |at| at.none("journey.*.*.fail_prob"),
        "without `fail_prob` nothing fails here",
    ),
    rule(
        &[
            "journey.*.*.quality",
            "journey.*.*.scores",
            "journey.*.*.hole",
            "journey.*.*.exit_prob",
            "journey.*.*.end",
            "journey.*.*.salience",
            "journey.*.*.treat",
            "journey.*.*.wait_modifiers",
            "journey.*.*.wait_ok",
            "journey.*.*.fail_drop",
            "journey.*.*.severity",
            "journey.*.*.abandon_incident",
        ],
        |at| at.journey().is_some_and(|journey| journey.arrivals.is_there()),
        "anonymous visitors have no relationship",
    ),
    rule(
        &["journey.*.*.quality", "journey.*.*.scores", "journey.*.*.salience", "journey.*.*.treat", "journey.*.*.end"],
        |at| at.says("journey.*.*.lane", Lane::Backstage) || at.says("journey.*.*.lane", Lane::Support),
        "backstage and support steps make no moment",
    ),
    // [program]
    rule(&["program.*.benefit"], |at| belongs_to(at, Mode::Benefit), "it belongs to mode \"benefit\""),
    rule(&["program.*.experience"], |at| belongs_to(at, Mode::Experience), "it belongs to mode \"experience\""),
    rule(&["program.*.tells"], |at| belongs_to(at, Mode::Social), "it belongs to mode \"social\"").factor(),
    rule(OF_MEMBERS, nobody_belongs, "nobody becomes a member"),
    rule(&["program.*.excludes"], excludes_nothing, "none of the programs that it excludes ever runs"),
    rule(
        &["program.*.membership.take_up", "program.*.complexity"],
        nobody_knows,
        "nobody knows of the program, at an `aware` of 0 without contacts",
    ),
    rule(
        &["program.*.membership.renewal"],
        |at| over(at, "program.*.membership.every"),
        "no membership comes up for renewal before the `horizon`",
    ),
    rule(&["program.*.points.grace"], |at| for_ever(at, "program.*.points.expiry"), NEVER_EXPIRES),
    rule(&["program.*.voucher.grace"], |at| for_ever(at, "program.*.voucher.expiry"), NEVER_EXPIRES),
    rule(
        &["program.*.benefit.wait"],
        |at| !at.any_touchpoint(|at| !at.lacks("journey.*.*.wait")),
        "customers wait at no touchpoint for a time drawn from a law, which is a `wait`",
    )
    .factor(),
    rule(
        &["program.*.surprise", "program.*.experience"],
        |at| !visits(at),
        "customers go through no journey, in which it could be felt",
    ),
    rule(
        &["program.*.tells", "program.*.referral.conversion"],
        |at| at.has("word_of_mouth.referrals"),
        "people are brought directly, by `word_of_mouth.referrals`",
    )
    .factor(),
    rule(
        &["program.*.transfer.share"],
        |at| at.is("program.*.transfer.rate", 0.0),
        "nothing is passed on, at a `rate` of 0",
    ),
    rule(
        &["program.*.partner.*.multiplier", "program.*.partner.*.fee_per_point"],
        |at| at.is("program.*.partner.*.spend", 0.0),
        "nothing is spent there",
    )
    .factor(),
    // [word_of_mouth]
    rule(
        &["word_of_mouth.conversion"],
        |at| at.is("word_of_mouth.tells.satisfied", 0.0),
        "nobody hears praise, at a `tells.satisfied` of 0",
    ),
    rule(
        &["word_of_mouth.reward", "word_of_mouth.referred"],
        |at| {
            at.lacks("word_of_mouth.referrals")
                && (at.is("word_of_mouth.tells.satisfied", 0.0) || at.is("word_of_mouth.conversion", 0.0))
        },
        "nobody is brought by others",
    ),
    rule(&["word_of_mouth.every"], |at| at.has("word_of_mouth.referrals.rate"), "referrals come at a `rate`"),
];

const UNNAMED: &str = "no touchpoint names it in its `wait_modifiers`";
const NEVER_EXPIRES: &str = "what is earned does not expire";

/// Whether nobody was a customer before day 0.
fn began_here(at: &Here<'_>) -> bool {
    at.lacks("population.stages") && at.lacks("population.tenure")
}

/// Whether a span, from day 0 on, ends after the run.
fn over(at: &Here<'_>, span: &str) -> bool {
    at.number(span).zip(at.number("run.horizon")).is_some_and(|(span, horizon)| span >= horizon)
}

/// Whether contracts run for terms in some world.
fn has_terms(at: &Here<'_>) -> bool {
    !at.lacks("contract.term")
}

fn for_ever(at: &Here<'_>, span: &str) -> bool {
    at.number(span) == Some(f64::INFINITY)
}

fn is_law(item: &Item) -> bool {
    matches!(item.as_amount(), Some(Amount::Law(_)))
}

/// Whether something may touch one customer at a time.
fn offers(at: &Here<'_>) -> bool {
    let root = at.root();
    [&root.intervention, &root.shock].into_iter().any(|list| at.possible(list).any(|entry| entry.on.is_there()))
}

/// Whether customers may go through a journey.
fn visits(at: &Here<'_>) -> bool {
    at.possible(&at.root().journey).any(|journey| !journey.arrivals.is_there())
}

fn starts(at: &Here<'_>, what: Occasion) -> bool {
    at.possible(&at.root().journey).any(|journey| {
        let start = at.at(&[journey.name()]);
        start.moves("journey.*.start") || start.says("journey.*.start", what)
    })
}

/// Whether visitors of a touchpoint may wait.
fn waits(at: &Here<'_>) -> bool {
    ["journey.*.*.resource", "journey.*.*.wait", "journey.*.*.requires"].iter().any(|key| !at.lacks(key))
}

/// Whether a touchpoint may take time: by itself, by a race of what is next, or by what is said again.
fn takes_time(at: &Here<'_>) -> bool {
    let races = at.value("journey.*.*.next").and_then(Item::as_route).is_some_and(|route| route.races);
    races
        || at.moves("journey.*.*.next")
        || waits(at)
        || !at.none("journey.*.*.time")
        || !at.lacks("journey.*.*.channel")
}

fn serves_itself(at: &Here<'_>) -> bool {
    let Some(channel) = at.fixed("journey.*.*.channel") else { return !at.lacks("journey.*.*.channel") };
    let Some(channel) = channel.as_text() else { return true };
    let channel = at.at(&[channel]);
    channel.moves("channel.*.self_service")
        || channel.fixed("channel.*.self_service").and_then(Item::as_bool).unwrap_or(false)
}

/// Whether a touchpoint that customers come to may have a modifier of waits.
fn modified(at: &Here<'_>, modifier: WaitModifier) -> bool {
    at.any_touchpoint(|at| {
        at.moves("journey.*.*.wait_modifiers")
            || at
                .fixed("journey.*.*.wait_modifiers")
                .is_some_and(|item| item.texts().any(|named| named == modifier.word()))
    })
}

fn resource<'a>(at: &Here<'a>) -> Option<&'a str> {
    at.fixed("journey.*.*.resource").and_then(Item::as_text)
}

/// Whether the queue of a touchpoint has no limit, if there is a queue.
fn is_endless(at: &Here<'_>) -> bool {
    resource(at).is_none_or(|name| at.at(&[name]).lacks("resource.*.queue_limit"))
}

fn serves_in_order(at: &Here<'_>) -> bool {
    at.says("resource.*.discipline", Discipline::Fifo)
}

fn is_required(at: &Here<'_>) -> bool {
    let (Some(journey), Some(name)) = (at.journey(), at.name(1)) else { return false };
    journey.touchpoint.iter().any(|touchpoint| touchpoint.requires.says(name))
}

/// Whether somebody may come to a touchpoint twice in one visit.
fn comes_again(at: &Here<'_>) -> bool {
    let routes = ["journey.*.*.next", "journey.*.*.on_fail", "journey.*.*.on_renege", "journey.*.*.on_full"];
    routes.iter().any(|route| at.moves(route)) || at.journey().is_none_or(|journey| Graph::new(journey).has_loop())
}

/// Whether the steps of journeys settle every complaint.
fn settled_by_journeys(at: &Here<'_>) -> bool {
    let complaint = |journey: &&Journey<'_>| journey.occasion() == Some(Occasion::Complaint);
    let fixed = |journey: &&Journey<'_>| !at.at(&[journey.name()]).moves("journey.*");
    let shares = enabled(&at.root().journey).filter(complaint).filter(fixed);
    shares.filter_map(|journey| journey.share.known()).sum::<f64>() >= 1.0 - 1e-6
}

fn all_resolved(at: &Here<'_>) -> bool {
    let shares = ["complaint.resolution.quick", "complaint.resolution.slow"].map(|key| at.number(key));
    matches!(shares, [Some(quick), Some(slow)] if 1.0 - quick - slow <= 0.0)
}

/// Whether the program is of other modes in all worlds.
fn belongs_to(at: &Here<'_>, mode: Mode) -> bool {
    !at.moves("program.*.mode") && at.program().is_some_and(|program| !program.mode.has(mode))
}

fn excludes_nothing(at: &Here<'_>) -> bool {
    let runs = |name: &str| at.possible(&at.root().program).any(|other| other.name() == name);
    at.program().is_some_and(|program| !program.excludes.iter().any(runs))
}

fn nobody_knows(at: &Here<'_>) -> bool {
    let told = at.program().is_some_and(|program| !program.contact.is_empty());
    at.is("program.*.aware", 0.0) && !told
}

fn nobody_belongs(at: &Here<'_>) -> bool {
    nobody_knows(at) || at.is("program.*.membership.take_up", 0.0)
}
