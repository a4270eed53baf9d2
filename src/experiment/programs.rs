//! What a loyalty program did: its metrics, and what it earned beyond the sales of the world without it.

use super::assemble::Assembly;
use super::catalogue::{CURRENCY, Catalogue};
use super::compare::Compared;
use super::differences::metric;
use super::results::{Point, ProgramBooks, World};
use crate::journey::model::Model;
use crate::journey::program::{Currency, Program, ProgramObservations};
use crate::stats::Scale;

type Read = fn(&ProgramObservations) -> u64;

fn has_program(model: &Model) -> bool {
    model.regimes().any(|m| m.program.is_some())
}

/// What members collect in a world, if they collect anything.
pub(super) fn currency(model: &Model) -> Option<&Currency> {
    model.regimes().find_map(|m| m.program.as_ref()?.currency.as_ref())
}

impl Assembly<'_> {
    /// The books of the program at the report days.
    pub(super) fn program_books(&self, days: &[f64]) -> Option<ProgramBooks> {
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
pub(super) fn add(c: &mut Catalogue, model: &Model) {
    if !has_program(model) {
        return;
    }
    c.add("program.members", "customers", "customers who became members: those who know of the program", |s| {
        Some(s.o.program.members as f64)
    });
    if let Some(currency) = currency(model) {
        add_units(c, currency);
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
            "purchases of the whole run that members make sooner, near a goal, than at their even pace; the slower start of a card pays for them: moved, not won. Expected number: time * rate * (1 - 1/gradient) where the goal gradient is above 1",
            |s| Some(s.o.program.pulled_forward.value()),
        );
    }
    if any(|p| p.surprise.is_some()) {
        c.add("program.surprises", "surprises", "surprises given in the whole run", |s| {
            Some(s.o.program.surprises as f64)
        });
    }
    if any(|p| !p.contacts.is_empty()) {
        c.add("program.contacts", "contacts", "contacts of the whole run that tell customers of the program", |s| {
            Some(s.o.program.contacts as f64)
        });
    }
    if any(|p| p.membership.is_some()) {
        c.add("program.fees_paid", "fees", "fees of membership paid in the whole run", |s| {
            Some(s.o.program.memberships[0] as f64)
        });
        c.add("program.not_renewed", "members", "memberships not renewed in the whole run", |s| {
            Some(s.o.program.memberships[1] as f64)
        });
    }
}

fn add_units(c: &mut Catalogue, currency: &Currency) {
    const PARTS: [(&str, &str, Read); 2] = [
        ("transferred", "passed on from member to member, counted once; it stays outstanding", |p| p.transferred),
        ("fraudulent", "that nobody earned: issued and redeemed at once, and counted in both", |p| p.fraudulent),
    ];
    let what = match currency.unit {
        CURRENCY => "spending counted towards rewards",
        unit => unit,
    };
    let whole_run = "whole run, warm-up included: issued = redeemed + expired + forfeited + outstanding";
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
        let words = format!("{what} {words}; {whole_run}");
        c.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
    }
    for (id, words, read) in PARTS {
        let words = format!("{what} {words}");
        c.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
    }
    c.add("program.rewards", "rewards", "rewards handed out in the whole run", |s| Some(s.o.program.rewards as f64));
    c.add(
        "program.breakage",
        "share",
        "of all that is no longer outstanding, the share that was never redeemed: (expired + forfeited) / (issued - outstanding)",
        |s| {
            let p = &s.o.program;
            let settled = p.issued - p.outstanding;
            (settled > 0).then(|| (p.expired + p.forfeited) as f64 / settled as f64)
        },
    );
    let shares: [(&str, &str, Read); 3] = [
        ("redeemed_share", "redeemed", |p| p.redeemed),
        ("expired_share", "expired unused", |p| p.expired),
        ("forfeited_share", "lost by members who left", |p| p.forfeited),
    ];
    for (id, words, read) in shares {
        let words = format!("of all {what} no longer outstanding, the share {words}; the three shares sum to 1");
        c.add(format!("program.{id}"), "share", words, move |s| {
            let p = &s.o.program;
            let settled = p.issued - p.outstanding;
            (settled > 0).then(|| read(p) as f64 / settled as f64)
        });
    }
    c.add(
        "program.liability",
        CURRENCY,
        "on the books at the horizon: outstanding units * cost of a unit * (1 - breakage expected), of members with the reward in reach; counted as a cost of that day",
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

impl Compared<'_> {
    /// Adds to every world with a program what it earned beyond the first world without any.
    pub(super) fn add_program_twins(&self, worlds: &mut [World], listed: &[usize]) {
        let model = |at: usize| {
            if at == 0 { self.inputs.model } else { &self.rivals[listed[at - 1]].model }
        };
        let number = |at: usize| if at == 0 { 0 } else { listed[at - 1] + 1 };
        let Some(twin) = (0..worlds.len()).find(|&at| !has_program(model(at))) else { return };
        let name = worlds[twin].name.clone();
        for at in (0..worlds.len()).filter(|&at| has_program(model(at))) {
            let pairs = |path: &str| -> Vec<(f64, f64)> {
                let (own, other) = (self.values(number(at), path), self.values(number(twin), path));
                // A ledger line that the twin does not have is empty there.
                own.iter().zip(&other).filter_map(|(a, b)| Some(((*a)?, b.unwrap_or(0.0)))).collect()
            };
            let npv: Vec<f64> = pairs("metrics.npv").iter().map(|(a, b)| a - b).collect();
            let rewards = pairs("ledger.program rewards");
            let bought = pairs("metrics.purchases");
            let margin = pairs("ledger.purchases");
            let mut cost = vec![0.0; rewards.len()];
            for line in COSTS {
                pairs(&format!("ledger.{line}")).iter().zip(&mut cost).for_each(|((own, _), sum)| *sum -= own);
            }
            let anyway = rewards.iter().zip(&bought).filter(|(_, (own, _))| *own > 0.0);
            let deadweight: Vec<f64> = anyway.map(|((r, _), (own, twin))| -r * (twin / own).min(1.0)).collect();
            let added: Vec<f64> = bought.iter().filter(|b| b.1 > 0.0).map(|(own, twin)| own / twin - 1.0).collect();
            let even: Vec<f64> =
                cost.iter().zip(&margin).filter(|(_, m)| m.1 > 0.0).map(|(cost, (_, twin))| cost / twin).collect();
            let currency = self.currency();
            let against = format!("against the same customers in world \"{name}\", which has no program");
            let program = &mut worlds[at].program;
            let mut put = |id: &str, values: &[f64], unit: &str, words: String| {
                program.insert(id.to_owned(), metric(values, unit, &words));
            };
            put(
                "incremental_value",
                &npv,
                &currency,
                format!(
                    "net present value {against}; all costs of the program and its liability at the horizon included"
                ),
            );
            put(
                "deadweight",
                &deadweight,
                &currency,
                format!(
                    "rewards and discounts to purchases that would have happened anyway: their cost * min(1, purchases there / purchases here), undiscounted, {against}"
                ),
            );
            put(
                "added_purchases",
                &added,
                "share",
                format!("purchases here / purchases there - 1, {against}; customers who stay longer included"),
            );
            put(
                "break_even",
                &even,
                "share",
                format!(
                    "share by which the margin of purchases must rise for the program to pay: (rewards + costs + communication + partners + fraud - fees + liability) / margin of purchases there, undiscounted, {against}"
                ),
            );
        }
    }
}
