//! Loyalty programs: `program.*`, and by its name, `program.NAME.*`, where there may be several. What one earned beyond the same world without it
//! is read by comparing, not here.

use super::list::{Firm, List};
use crate::journey::model::Model;
use crate::journey::program::{Currency, Program, ProgramObservations, Tier};
use crate::metrics::CURRENCY;
use crate::metrics::declared::Observed;
use crate::stats::Scale;
use crate::units::SimTime;

declared! {
    /// Who belongs to it.
    list MEMBERSHIP = List::of_each(Model::has_customers, |model| each(model, |_| true));

    MEMBERS = "program.members", "customers",
        "customers who were members in the observed period, each once however often they come back: those who know of the program and, where it costs something, pay",
        Single(|s, at| count(s, at, |p| p.members));
}

declared! {
    /// What members collect, where they collect anything.
    list UNITS = List::of_each(Model::has_customers, collecting);

    ISSUED = "program.issued", "units", "issued, given in advance included",
        Single(|s, at| units(s, at, |p| p.issued)).unit_of(unit).worded(reconciled);
    REDEEMED = "program.redeemed", "units", "redeemed",
        Single(|s, at| units(s, at, |p| p.redeemed)).unit_of(unit).worded(reconciled);
    EXPIRED = "program.expired", "units", "expired unused",
        Single(|s, at| units(s, at, |p| p.expired)).unit_of(unit).worded(reconciled);
    FORFEITED = "program.forfeited", "units", "lost by members who left",
        Single(|s, at| units(s, at, |p| p.forfeited)).unit_of(unit).worded(reconciled);
    OUTSTANDING = "program.outstanding", "units", "of members at the horizon",
        Single(|s, at| units(s, at, |p| p.outstanding)).unit_of(unit).worded(reconciled);
    EXPIRING_SOON = "program.expiring_soon", "units", "outstanding at the horizon and expiring within 90 days after it",
        Single(|s, at| units(s, at, |p| p.soon)).unit_of(unit).worded(reconciled);
    OPENING = "program.opening", "units", "outstanding at the end of the warm-up",
        Single(|s, at| Some(seen(s, at)?.opening as f64 / currency(s.model, at)?.per_shown)).unit_of(unit).worded(reconciled)
        .if_any(|model, _| model.warm_up > SimTime::ZERO);
    TRANSFERRED = "program.transferred", "units",
        "passed on from member to member, counted once; it stays outstanding",
        Single(|s, at| units(s, at, |p| p.transferred)).unit_of(unit).worded(of_what);
    FRAUDULENT = "program.fraudulent", "units",
        "that nobody earned: issued and redeemed at once, and counted in both",
        Single(|s, at| units(s, at, |p| p.fraudulent)).unit_of(unit).worded(of_what);
    REWARDS = "program.rewards", "rewards", "rewards handed out",
        Single(|s, at| count(s, at, |p| p.rewards));
    BREAKAGE = "program.breakage", "share",
        "of all that went in the observed period, the share that was never redeemed: (expired + forfeited) / (redeemed + expired + forfeited)",
        Ratio(|s, at| of_settled(s, at, |p| p.expired + p.forfeited))
        .scale(Scale::Fraction)
        .fixed(|model, at| lives_on(model, at) && stays(model));
    // Units are lost and redeemed many at once: they are no trials of their own.
    REDEEMED_SHARE = "program.redeemed_share", "share", "redeemed",
        Ratio(|s, at| of_settled(s, at, |p| p.redeemed)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(|model, at| lives_on(model, at) && stays(model));
    EXPIRED_SHARE = "program.expired_share", "share", "expired unused",
        Ratio(|s, at| of_settled(s, at, |p| p.expired)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(lives_on);
    FORFEITED_SHARE = "program.forfeited_share", "share", "lost by members who left",
        Ratio(|s, at| of_settled(s, at, |p| p.forfeited)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(|model, _| stays(model));
}

declared! {
    /// What members may still claim; of all programs together, too, where they have names.
    list OWED = List::of_each(Model::has_customers, |model| each_and_all(model, |place| currency(model, place).is_some()));

    LIABILITY = "program.liability", CURRENCY,
        "on the books at the horizon: sum over lots outstanding of units * cost of a unit * (1 - breakage expected) * chance that the reward is reached and redeemed before the lot is gone; counted as a cost of that day",
        Single(|s, at| sum(s, at, |p| p.liability.value()));
}

declared! {
    /// What programs cost that have names, each and all together. Of the one `[program]` the ledger says it.
    list COSTS = List::of_each(|model| model.has_customers() && !named_programs(model).is_empty(), |model| each_and_all(model, |_| true));

    PROGRAM_COST = "program.cost", CURRENCY,
        "what the firm paid for it in the observed period: rewards, running it, telling of it, partnerships, fraud and its liability at the horizon, less what partners and members paid; undiscounted",
        Single(|s, at| sum(s, at, |p| p.cost.value()))
        .less_is_better();
}

declared! {
    /// What only some programs have.
    list PARTS = List::of_each(Model::has_customers, |model| each(model, |_| true));

    PULLED_FORWARD = "program.pulled_forward", "purchases",
        "purchases that members make sooner, near a goal, than at their even pace; the slower start of a card pays for them: moved, not won. Expected number: time * rate * (1 - 1/gradient) where the goal gradient is above 1",
        Single(|s, at| Some(seen(s, at)?.pulled_forward.value()))
        .if_any(|model, at| any(model, at, |p| p.pull > 0.0 && p.currency.is_some()));
    SURPRISES = "program.surprises", "surprises", "surprises given",
        Single(|s, at| count(s, at, |p| p.surprises))
        .if_any(|model, at| any(model, at, |p| p.surprise.is_some()));
    PROGRAM_CONTACTS = "program.contacts", "contacts", "contacts that tell customers of the program",
        Single(|s, at| count(s, at, |p| p.contacts))
        .if_any(|model, at| any(model, at, |p| !p.contacts.is_empty()));
    FEES_PAID = "program.fees_paid", "fees", "fees of membership paid",
        Single(|s, at| count(s, at, |p| p.memberships[0]))
        .if_any(|model, at| any(model, at, |p| p.membership.is_some()));
    NOT_RENEWED = "program.not_renewed", "members", "memberships not renewed",
        Single(|s, at| count(s, at, |p| p.memberships[1]))
        .if_any(|model, at| any(model, at, |p| p.membership.is_some()));
}

declared! {
    /// Moves between tiers.
    list MOVES = List::of_each(Model::has_customers, |model| each(model, |place| !tiers(model, place).is_empty()));

    PROMOTED = "program.promoted", "moves", "reviews that moved a member to a higher tier",
        Single(|s, at| count(s, at, |p| p.promoted));
    DEMOTED = "program.demoted", "moves", "reviews that moved a member to a lower tier",
        Single(|s, at| count(s, at, |p| p.demoted));
}

declared! {
    /// Members by tier.
    list TIERS = List::of_each(Model::has_customers, each_tier);

    IN_TIER = "program.tier.{}", "customers", "members in tier \"{}\" at the horizon",
        Single(|s, tier| Some(seen(s, tier / MOST_TIERS)?.tiers.get(tier % MOST_TIERS).copied().unwrap_or(0) as f64))
        .worded(tier_in_words);
}

/// What stands for all programs together.
const ALL: usize = usize::MAX;

/// Whether there is a program at any time.
pub(crate) fn has_program(model: &Model) -> bool {
    model.program_places() > 0
}

/// The programs of a world by their place, with their names; the one `[program]` has none.
fn each(model: &Model, has: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let program = |place| Some((place, model.any_program(place)?.name.clone().unwrap_or_default()));
    (0..model.program_places()).filter(|&place| has(place)).filter_map(program).collect()
}

/// The programs of a world that have names, by their place.
#[must_use]
pub(crate) fn named_programs(model: &Model) -> Vec<(usize, String)> {
    let mut named = each(model, |_| true);
    named.retain(|(_, name)| !name.is_empty());
    named
}

/// The same, and all of them together where they have names.
fn each_and_all(model: &Model, has: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let mut programs = each(model, has);
    if programs.iter().any(|(_, name)| !name.is_empty()) {
        programs.insert(0, (ALL, String::new()));
    }
    programs
}

/// What members of a program collect in a world, if they collect anything.
pub(crate) fn currency(model: &Model, place: usize) -> Option<&Currency> {
    model.regimes().find_map(|m| m.programs.at(place)?.currency.as_ref())
}

/// The programs in which something is collected, with their names.
pub(crate) fn collecting(model: &Model) -> Vec<(usize, String)> {
    each(model, |place| currency(model, place).is_some())
}

fn any(model: &Model, place: usize, has: fn(&Program) -> bool) -> bool {
    model.regimes().any(|m| m.programs.at(place).is_some_and(has))
}

/// Tiers of a program as it opens first.
fn tiers(model: &Model, place: usize) -> &[Tier] {
    model.any_program(place).map(|program| program.tiers.as_slice()).unwrap_or_default()
}

/// Most tiers: beyond it those of one program would be taken for those of the next.
const MOST_TIERS: usize = u8::MAX as usize;

/// The tiers of all programs, by program and place.
fn each_tier(model: &Model) -> Vec<(usize, String)> {
    let of = |(place, program): (usize, String)| {
        let tiers = tiers(model, place).iter().enumerate();
        tiers.map(move |(at, tier)| (place * MOST_TIERS + at, Firm::name(&program, &tier.name))).collect::<Vec<_>>()
    };
    each(model, |_| true).into_iter().flat_map(of).collect()
}

fn unit(model: &Model, place: usize) -> &'static str {
    currency(model, place).map_or("units", |currency| currency.unit)
}

/// What was seen of a program.
fn seen<'a>(s: &Observed<'a>, place: usize) -> Option<&'a ProgramObservations> {
    s.o.programs.get(place)
}

/// A number of a program; of all together their sum.
fn sum(s: &Observed<'_>, place: usize, read: fn(&ProgramObservations) -> f64) -> Option<f64> {
    if place == ALL { Some(s.o.programs.iter().map(read).sum()) } else { seen(s, place).map(read) }
}

fn count(s: &Observed<'_>, place: usize, read: fn(&ProgramObservations) -> u64) -> Option<f64> {
    seen(s, place).map(|program| read(program) as f64)
}

/// Units as they are shown.
fn units(s: &Observed<'_>, place: usize, read: fn(&ProgramObservations) -> u64) -> Option<f64> {
    Some(count(s, place, read)? / currency(s.model, place)?.per_shown)
}

/// A part of all units that went.
fn of_settled(s: &Observed<'_>, place: usize, read: fn(&ProgramObservations) -> u64) -> [f64; 2] {
    seen(s, place).map_or([0.0; 2], |program| [read(program) as f64, program.settled() as f64])
}

/// What is counted, in words.
fn what(model: &Model, place: usize) -> &'static str {
    match unit(model, place) {
        CURRENCY => "spending counted towards rewards",
        unit => unit,
    }
}

fn of_what(model: &Model, place: usize, words: &str) -> String {
    format!("{} {words}", what(model, place))
}

/// With the sum that units of all kinds make up.
fn reconciled(model: &Model, place: usize, words: &str) -> String {
    let identity = if model.warm_up > SimTime::ZERO {
        "outstanding at the end of the warm-up + issued = redeemed + expired + forfeited + outstanding"
    } else {
        "issued = redeemed + expired + forfeited + outstanding"
    };
    format!("{} {words}; {identity}", what(model, place))
}

fn one_of_three(model: &Model, place: usize, words: &str) -> String {
    let what = what(model, place);
    format!("of all {what} that went in the observed period, the share {words}; the three shares sum to 1")
}

fn tier_in_words(model: &Model, tier: usize, words: &str) -> String {
    let name = tiers(model, tier / MOST_TIERS).get(tier % MOST_TIERS).map_or("", |tier| tier.name.as_str());
    words.replace("{}", name)
}

/// Nothing expires: what is never lost has no share that could vary.
fn lives_on(model: &Model, place: usize) -> bool {
    currency(model, place).is_some_and(|c| model.later.is_empty() && c.life.is_none() && c.expiry == SimTime::NEVER)
}

/// No member leaves.
fn stays(model: &Model) -> bool {
    model.later.is_empty() && model.nobody_leaves()
}
