//! The loyalty program: `program.*`. What it earned beyond the same world without it is read by comparing, not here.

use super::list::List;
use crate::journey::model::Model;
use crate::journey::program::{Currency, Program, ProgramObservations, Tier};
use crate::metrics::CURRENCY;
use crate::metrics::declared::Observed;
use crate::stats::Scale;
use crate::units::SimTime;

declared! {
    /// Who belongs to it.
    list MEMBERSHIP = List::of(|model| model.has_customers() && has_program(model));

    MEMBERS = "program.members", "customers",
        "customers who were members in the observed period, each once however often they come back: those who know of the program and, where it costs something, pay",
        Single(|s, _| Some(s.o.program.members as f64));
}

declared! {
    /// What members collect, where they collect anything.
    list UNITS = List::of(|model| model.has_customers() && currency(model).is_some());

    ISSUED = "program.issued", "units", "issued, given in advance included",
        Single(|s, _| units(s, |p| p.issued)).unit_of(unit).worded(reconciled);
    REDEEMED = "program.redeemed", "units", "redeemed",
        Single(|s, _| units(s, |p| p.redeemed)).unit_of(unit).worded(reconciled);
    EXPIRED = "program.expired", "units", "expired unused",
        Single(|s, _| units(s, |p| p.expired)).unit_of(unit).worded(reconciled);
    FORFEITED = "program.forfeited", "units", "lost by members who left",
        Single(|s, _| units(s, |p| p.forfeited)).unit_of(unit).worded(reconciled);
    OUTSTANDING = "program.outstanding", "units", "of members at the horizon",
        Single(|s, _| units(s, |p| p.outstanding)).unit_of(unit).worded(reconciled);
    EXPIRING_SOON = "program.expiring_soon", "units", "outstanding at the horizon and expiring within 90 days after it",
        Single(|s, _| units(s, |p| p.soon)).unit_of(unit).worded(reconciled);
    OPENING = "program.opening", "units", "outstanding at the end of the warm-up",
        Single(|s, _| Some(s.o.program.opening as f64 / currency(s.model)?.per_shown)).unit_of(unit).worded(reconciled)
        .if_any(|model, _| model.warm_up > SimTime::ZERO);
    TRANSFERRED = "program.transferred", "units",
        "passed on from member to member, counted once; it stays outstanding",
        Single(|s, _| units(s, |p| p.transferred)).unit_of(unit).worded(of_what);
    FRAUDULENT = "program.fraudulent", "units",
        "that nobody earned: issued and redeemed at once, and counted in both",
        Single(|s, _| units(s, |p| p.fraudulent)).unit_of(unit).worded(of_what);
    REWARDS = "program.rewards", "rewards", "rewards handed out",
        Single(|s, _| Some(s.o.program.rewards as f64));
    BREAKAGE = "program.breakage", "share",
        "of all that went in the observed period, the share that was never redeemed: (expired + forfeited) / (redeemed + expired + forfeited)",
        Ratio(|s, _| of_settled(s, |p| p.expired + p.forfeited))
        .scale(Scale::Fraction)
        .fixed(|model, _| lives_on(model) && stays(model));
    // Units are lost and redeemed many at once: they are no trials of their own.
    REDEEMED_SHARE = "program.redeemed_share", "share", "redeemed",
        Ratio(|s, _| of_settled(s, |p| p.redeemed)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(|model, _| lives_on(model) && stays(model));
    EXPIRED_SHARE = "program.expired_share", "share", "expired unused",
        Ratio(|s, _| of_settled(s, |p| p.expired)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(|model, _| lives_on(model));
    FORFEITED_SHARE = "program.forfeited_share", "share", "lost by members who left",
        Ratio(|s, _| of_settled(s, |p| p.forfeited)).worded(one_of_three)
        .scale(Scale::Fraction)
        .fixed(|model, _| stays(model));
    LIABILITY = "program.liability", CURRENCY,
        "on the books at the horizon: sum over lots outstanding of units * cost of a unit * (1 - breakage expected) * chance that the reward is reached and redeemed before the lot is gone; counted as a cost of that day",
        Single(|s, _| Some(s.o.program.liability.value()));
}

declared! {
    /// What only some programs have.
    list PARTS = List::of(Model::has_customers);

    PULLED_FORWARD = "program.pulled_forward", "purchases",
        "purchases that members make sooner, near a goal, than at their even pace; the slower start of a card pays for them: moved, not won. Expected number: time * rate * (1 - 1/gradient) where the goal gradient is above 1",
        Single(|s, _| Some(s.o.program.pulled_forward.value()))
        .if_any(|model, _| any(model, |p| p.pull > 0.0 && p.currency.is_some()));
    SURPRISES = "program.surprises", "surprises", "surprises given",
        Single(|s, _| Some(s.o.program.surprises as f64))
        .if_any(|model, _| any(model, |p| p.surprise.is_some()));
    PROGRAM_CONTACTS = "program.contacts", "contacts", "contacts that tell customers of the program",
        Single(|s, _| Some(s.o.program.contacts as f64))
        .if_any(|model, _| any(model, |p| !p.contacts.is_empty()));
    FEES_PAID = "program.fees_paid", "fees", "fees of membership paid",
        Single(|s, _| Some(s.o.program.memberships[0] as f64))
        .if_any(|model, _| any(model, |p| p.membership.is_some()));
    NOT_RENEWED = "program.not_renewed", "members", "memberships not renewed",
        Single(|s, _| Some(s.o.program.memberships[1] as f64))
        .if_any(|model, _| any(model, |p| p.membership.is_some()));
}

declared! {
    /// Moves between tiers.
    list MOVES = List::of(|model| model.has_customers() && !tiers(model).is_empty());

    PROMOTED = "program.promoted", "moves", "reviews that moved a member to a higher tier",
        Single(|s, _| Some(s.o.program.promoted as f64));
    DEMOTED = "program.demoted", "moves", "reviews that moved a member to a lower tier",
        Single(|s, _| Some(s.o.program.demoted as f64));
}

declared! {
    /// Members by tier.
    list TIERS = List::of_each(Model::has_customers, |model| {
        tiers(model).iter().map(|tier| tier.name.clone()).enumerate().collect()
    });

    IN_TIER = "program.tier.{}", "customers", "members in tier \"{}\" at the horizon",
        Single(|s, tier| Some(s.o.program.tiers.get(tier).copied().unwrap_or(0) as f64));
}

/// Whether there is a program at any time.
pub(crate) fn has_program(model: &Model) -> bool {
    model.regimes().any(|m| m.program.is_some())
}

/// What members collect in a world, if they collect anything.
pub(crate) fn currency(model: &Model) -> Option<&Currency> {
    model.regimes().find_map(|m| m.program.as_ref()?.currency.as_ref())
}

fn any(model: &Model, has: fn(&Program) -> bool) -> bool {
    model.regimes().any(|m| m.program.as_ref().is_some_and(has))
}

/// Tiers of the first program.
fn tiers(model: &Model) -> &[Tier] {
    model.regimes().find_map(|m| m.program.as_ref().map(|p| p.tiers.as_slice())).unwrap_or_default()
}

fn unit(model: &Model) -> &'static str {
    currency(model).map_or("units", |currency| currency.unit)
}

/// Units as they are shown.
fn units(s: &Observed<'_>, read: fn(&ProgramObservations) -> u64) -> Option<f64> {
    Some(read(&s.o.program) as f64 / currency(s.model)?.per_shown)
}

/// A part of all units that went.
fn of_settled(s: &Observed<'_>, read: fn(&ProgramObservations) -> u64) -> [f64; 2] {
    [read(&s.o.program) as f64, s.o.program.settled() as f64]
}

/// What is counted, in words.
fn what(model: &Model) -> &'static str {
    match unit(model) {
        CURRENCY => "spending counted towards rewards",
        unit => unit,
    }
}

fn of_what(model: &Model, _: usize, words: &str) -> String {
    format!("{} {words}", what(model))
}

/// With the sum that units of all kinds make up.
fn reconciled(model: &Model, _: usize, words: &str) -> String {
    let identity = if model.warm_up > SimTime::ZERO {
        "outstanding at the end of the warm-up + issued = redeemed + expired + forfeited + outstanding"
    } else {
        "issued = redeemed + expired + forfeited + outstanding"
    };
    format!("{} {words}; {identity}", what(model))
}

fn one_of_three(model: &Model, _: usize, words: &str) -> String {
    let what = what(model);
    format!("of all {what} that went in the observed period, the share {words}; the three shares sum to 1")
}

/// Nothing expires: what is never lost has no share that could vary.
fn lives_on(model: &Model) -> bool {
    currency(model).is_some_and(|c| model.later.is_empty() && c.life.is_none() && c.expiry == SimTime::NEVER)
}

/// No member leaves.
fn stays(model: &Model) -> bool {
    model.later.is_empty() && model.nobody_leaves()
}
