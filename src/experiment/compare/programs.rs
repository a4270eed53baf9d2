//! What a loyalty program did: its metrics, and what it earned beyond the sales of the world without it.

use crate::engine::sum::Sum;
use crate::experiment::catalogue::{CURRENCY, Catalogue};
use crate::experiment::compare::differences::metric;
use crate::experiment::compare::{Compared, Rival};
use crate::experiment::results::comparison::PROGRAM_TWINS;
use crate::experiment::results::{Point, ProgramBooks, World};
use crate::experiment::run::assemble::Assembly;
use crate::journey::model::Model;
use crate::journey::program::{Currency, Kept, Program, ProgramObservations, deadweight};
use crate::stats::Scale;
use crate::units::SimTime;

type Read = fn(&ProgramObservations) -> u64;

fn has_program(model: &Model) -> bool {
    model.regimes().any(|m| m.program.is_some())
}

/// What members collect in a world, if they collect anything.
pub(crate) fn currency(model: &Model) -> Option<&Currency> {
    model.regimes().find_map(|m| m.program.as_ref()?.currency.as_ref())
}

impl Assembly<'_> {
    /// The books of the program at the report days.
    pub(crate) fn program_books(&self, days: &[f64]) -> Option<ProgramBooks> {
        let model = self.inputs.model;
        let collected = currency(model).filter(|_| model.has_customers())?;
        let money = self.inputs.scenario.currency.clone().unwrap_or_else(|| "money".to_owned());
        let shown = |which: usize| -> Vec<Point> {
            let mut points = self.curve(days, Scale::Amount, move |curves| &curves.books[which]);
            for point in &mut points {
                point.mean /= collected.per_shown;
                point.ci95 = point.ci95.map(|ci| ci.map(|end| end / collected.per_shown));
            }
            points
        };
        Some(ProgramBooks {
            unit: if collected.unit == CURRENCY { money.clone() } else { collected.unit.to_owned() },
            outstanding: shown(0),
            expiring_soon: shown(1),
            liability: self.curve(days, Scale::Real, |curves| &curves.books[2]),
            currency: money,
        })
    }
}

/// Adds the metrics of a program, if the model has one.
pub(crate) fn add(c: &mut Catalogue, model: &Model) {
    if !has_program(model) {
        return;
    }
    c.add("program.members", "customers", "customers who were members in the observed period, each once however often they come back: those who know of the program and, where it costs something, pay", |s| {
        Some(s.o.program.members as f64)
    });
    if let Some(currency) = currency(model) {
        add_units(c, currency, model);
    }
    add_parts(c, model);
    let tiers = model.regimes().find_map(|m| m.program.as_ref().map(|p| &p.tiers)).into_iter().flatten();
    for (i, tier) in tiers.enumerate() {
        if i == 0 {
            c.add("program.promoted", "moves", "reviews that moved a member to a higher tier", |s| {
                Some(s.o.program.promoted as f64)
            });
            c.add("program.demoted", "moves", "reviews that moved a member to a lower tier", |s| {
                Some(s.o.program.demoted as f64)
            });
        }
        let words = format!("members in tier \"{}\" at the horizon", tier.name);
        c.add(format!("program.tier.{}", tier.name), "customers", words, move |s| {
            Some(s.o.program.tiers.get(i).copied().unwrap_or(0) as f64)
        });
    }
}

/// Metrics of what only some programs have.
fn add_parts(c: &mut Catalogue, model: &Model) {
    let any = |has: fn(&Program) -> bool| model.regimes().any(|m| m.program.as_ref().is_some_and(has));
    if any(|p| p.pull > 0.0 && p.currency.is_some()) {
        c.add(
            "program.pulled_forward",
            "purchases",
            "purchases that members make sooner, near a goal, than at their even pace; the slower start of a card pays for them: moved, not won. Expected number: time * rate * (1 - 1/gradient) where the goal gradient is above 1",
            |s| Some(s.o.program.pulled_forward.value()),
        );
    }
    if any(|p| p.surprise.is_some()) {
        c.add("program.surprises", "surprises", "surprises given", |s| Some(s.o.program.surprises as f64));
    }
    if any(|p| !p.contacts.is_empty()) {
        c.add("program.contacts", "contacts", "contacts that tell customers of the program", |s| {
            Some(s.o.program.contacts as f64)
        });
    }
    if any(|p| p.membership.is_some()) {
        c.add("program.fees_paid", "fees", "fees of membership paid", |s| Some(s.o.program.memberships[0] as f64));
        c.add("program.not_renewed", "members", "memberships not renewed", |s| Some(s.o.program.memberships[1] as f64));
    }
}

fn add_units(c: &mut Catalogue, currency: &Currency, model: &Model) {
    const PARTS: [(&str, &str, Read); 2] = [
        ("transferred", "passed on from member to member, counted once; it stays outstanding", |p| p.transferred),
        ("fraudulent", "that nobody earned: issued and redeemed at once, and counted in both", |p| p.fraudulent),
    ];
    let what = match currency.unit {
        CURRENCY => "spending counted towards rewards",
        unit => unit,
    };
    let identity = if model.warm_up > SimTime::ZERO {
        "outstanding at the end of the warm-up + issued = redeemed + expired + forfeited + outstanding"
    } else {
        "issued = redeemed + expired + forfeited + outstanding"
    };
    let counts: [(&str, &str, Read); 6] = [
        ("issued", "issued, given in advance included", |p| p.issued),
        ("redeemed", "redeemed", |p| p.redeemed),
        ("expired", "expired unused", |p| p.expired),
        ("forfeited", "lost by members who left", |p| p.forfeited),
        ("outstanding", "of members at the horizon", |p| p.outstanding),
        ("expiring_soon", "outstanding at the horizon and expiring within 90 days after it", |p| p.soon),
    ];
    let (unit, per_shown) = (currency.unit, currency.per_shown);
    for (id, words, read) in counts {
        let words = format!("{what} {words}; {identity}");
        c.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
    }
    if model.warm_up > SimTime::ZERO {
        let words = format!("{what} outstanding at the end of the warm-up; {identity}");
        c.add("program.opening", unit, words, move |s| Some(s.o.program.opening as f64 / per_shown));
    }
    for (id, words, read) in PARTS {
        let words = format!("{what} {words}");
        c.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
    }
    // What is never lost has no share that could vary.
    let lives_on = model.later.is_empty() && currency.life.is_none() && currency.expiry == SimTime::NEVER;
    let stays = model.later.is_empty() && model.nobody_leaves();
    c.add("program.rewards", "rewards", "rewards handed out", |s| Some(s.o.program.rewards as f64));
    c.add_pooled_ratio(
        "program.breakage",
        "share",
        "of all that went in the observed period, the share that was never redeemed: (expired + forfeited) / (redeemed + expired + forfeited)",
        |s| {
            let p = &s.o.program;
            [(p.expired + p.forfeited) as f64, p.settled() as f64]
        },
    )
    .scale(Scale::Fraction)
    .fixed(lives_on && stays);
    let shares: [(&str, &str, Read, bool); 3] = [
        ("redeemed_share", "redeemed", |p| p.redeemed, lives_on && stays),
        ("expired_share", "expired unused", |p| p.expired, lives_on),
        ("forfeited_share", "lost by members who left", |p| p.forfeited, stays),
    ];
    for (id, words, read, fixed) in shares {
        let words =
            format!("of all {what} that went in the observed period, the share {words}; the three shares sum to 1");
        // Units are lost and redeemed many at once: they are no trials of their own.
        c.add_pooled_ratio(format!("program.{id}"), "share", words, move |s| {
            let p = &s.o.program;
            [read(p) as f64, p.settled() as f64]
        })
        .scale(Scale::Fraction)
        .fixed(fixed);
    }
    c.add(
        "program.liability",
        CURRENCY,
        "on the books at the horizon: sum over lots outstanding of units * cost of a unit * (1 - breakage expected) * chance that the reward is reached and redeemed before the lot is gone; counted as a cost of that day",
        |s| Some(s.o.program.liability.value()),
    );
}

/// Ledger lines of a program; costs are negative.
const COSTS: [&str; 8] = [
    "program rewards",
    "program costs",
    "program communication",
    "program partners",
    "program fraud",
    "program fees",
    "membership fees",
    "program liability",
];

/// Most times at which a period of pairing ends; each is kept for every customer.
const MOST_MARKS: usize = 64;

/// Which world is a program's twin: the same without the program alone.
#[derive(Debug, Default)]
pub(crate) struct ProgramTwins {
    /// By world, the baseline first: the number of its twin; those made come after all others.
    twin: Vec<Option<usize>>,
    /// Twins that no world of the comparison is.
    pub(crate) made: Vec<Model>,
    /// Where some world changes, and where observation begins: between them a program is paired with its twin.
    pub(crate) marks: Vec<SimTime>,
}

impl ProgramTwins {
    /// Twins of listed worlds, the baseline first: among all worlds, else made. A comparison of no world has none.
    pub(crate) fn of(worlds: &[(&Model, bool)]) -> Self {
        let mut twins = ProgramTwins { twin: vec![None; worlds.len()], ..ProgramTwins::default() };
        if !worlds.iter().skip(1).any(|world| world.1) {
            return twins;
        }
        for (at, (model, listed)) in worlds.iter().enumerate() {
            if !listed || !has_program(model) {
                continue;
            }
            let twin = model.without_program();
            let known = worlds.iter().position(|world| *world.0 == twin);
            let known = known.or_else(|| twins.made.iter().position(|made| *made == twin).map(|i| worlds.len() + i));
            twins.twin[at] = Some(known.unwrap_or_else(|| {
                twins.made.push(twin);
                worlds.len() + twins.made.len() - 1
            }));
        }
        if twins.twin.iter().any(Option::is_some) {
            let changes = worlds.iter().flat_map(|(model, _)| model.later.iter().map(|switch| switch.at));
            let first = worlds.first().map(|(model, _)| model.warm_up).filter(|&at| at > SimTime::ZERO);
            twins.marks = changes.chain(first).collect();
            twins.marks.sort_unstable();
            twins.marks.dedup();
            // Of very many changes, such as the steps of slow ones, some are enough.
            let step = twins.marks.len().div_ceil(MOST_MARKS).max(1);
            twins.marks = twins.marks.iter().copied().step_by(step).collect();
        }
        twins
    }

    /// Whether a world has a twin that it is held against, or is one.
    pub(crate) fn involves(&self, world: usize) -> bool {
        self.twin.get(world).is_some_and(Option::is_some) || self.twin.contains(&Some(world))
    }

    /// By world: rewards to purchases that its twin has as well, from what was kept in each.
    pub(crate) fn deadweight(&self, kept: &mut [Vec<Kept>]) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); kept.len()];
        for (world, twin) in self.twin.iter().enumerate() {
            let Some(twin) = *twin else { continue };
            let (mut here, mut there) = (std::mem::take(&mut kept[world]), std::mem::take(&mut kept[twin]));
            deadweight(&mut here, &mut there, |rewards| sums[world].post(rewards));
            (kept[world], kept[twin]) = (here, there);
        }
        sums
    }
}

/// How many worlds are simulated beside those of a comparison, as twins of programs.
#[must_use]
pub fn made_for_programs(baseline: &Model, rivals: &[Rival]) -> usize {
    let rivals = rivals.iter().map(|rival| (&rival.model, rival.listed));
    ProgramTwins::of(&std::iter::once((baseline, true)).chain(rivals).collect::<Vec<_>>()).made.len()
}

impl Compared<'_> {
    /// Adds to every listed world with a program what it earned beyond its twin.
    pub(crate) fn add_program_twins(&self, worlds: &mut [World], listed: &[usize]) {
        let number = |at: usize| if at == 0 { 0 } else { listed[at - 1] + 1 };
        for (at, world) in worlds.iter_mut().enumerate() {
            let Some(twin) = self.program_twins.twin.get(number(at)).copied().flatten() else { continue };
            let name = match twin {
                0 => Some("baseline"),
                rival => self.rivals.get(rival - 1).map(|rival| rival.name.as_str()),
            };
            let against = match name {
                Some(name) => {
                    format!("against the same customers in world \"{name}\", which differs by the program alone")
                }
                None => "against the same customers without the program, all else equal, in a world simulated for this"
                    .to_owned(),
            };
            let pairs = |path: &str| -> Vec<(f64, f64)> {
                let (own, other) = (self.values(number(at), path), self.values(twin, path));
                // A ledger line that the twin does not have is empty there.
                own.iter().zip(&other).filter_map(|(a, b)| Some(((*a)?, b.unwrap_or(0.0)))).collect()
            };
            let npv: Vec<f64> = pairs("metrics.npv").iter().map(|(a, b)| a - b).collect();
            let bought = pairs("metrics.purchases");
            let margin = pairs("ledger.purchases");
            let mut cost = vec![0.0; npv.len()];
            for line in COSTS {
                pairs(&format!("ledger.{line}")).iter().zip(&mut cost).for_each(|((own, _), sum)| *sum -= own);
            }
            let deadweight: Vec<f64> =
                self.done.iter().filter_map(|p| Some(p.deadweight.get(number(at))?.value())).collect();
            let added: Vec<f64> = bought.iter().filter(|b| b.1 > 0.0).map(|(own, twin)| own / twin - 1.0).collect();
            let even: Vec<f64> =
                cost.iter().zip(&margin).filter(|(_, m)| m.1 > 0.0).map(|(cost, (_, twin))| cost / twin).collect();
            let currency = self.currency();
            let program = &mut world.program;
            let mut put = |id: &str, values: &[f64], unit: &str, words: String| {
                program.insert(id.to_owned(), metric(values, unit, &words));
            };
            let [incremental, deadweight_id, added_id, even_id] = PROGRAM_TWINS;
            put(
                incremental,
                &npv,
                &currency,
                format!(
                    "net present value {against}; all costs of the program and its liability at the horizon included"
                ),
            );
            put(
                deadweight_id,
                &deadweight,
                &currency,
                format!(
                    "rewards and discounts to purchases that would have happened anyway: the sum over customers and periods, from one change of a world to the next, of their cost * min(1, purchases to be expected there / here), undiscounted, {against}"
                ),
            );
            put(
                added_id,
                &added,
                "share",
                format!("purchases here / purchases there - 1, {against}; customers who stay longer included"),
            );
            put(
                even_id,
                &even,
                "share",
                format!(
                    "share by which the margin of purchases must rise for the program to pay: (rewards + costs + communication + partners + fraud - fees + liability) / margin of purchases there, undiscounted, {against}"
                ),
            );
        }
    }
}
