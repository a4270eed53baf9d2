//! Metrics of a loyalty program.

use super::{CURRENCY, Catalogue};
use crate::experiment::readings::program::{currency, has_program};
use crate::journey::model::Model;
use crate::journey::program::{Currency, Program, ProgramObservations};
use crate::stats::Scale;
use crate::units::SimTime;

type Read = fn(&ProgramObservations) -> u64;

impl Catalogue {
    /// Adds the metrics of a program, if the model has one.
    pub(super) fn add_program(&mut self, model: &Model) {
        if !has_program(model) {
            return;
        }
        self.add("program.members", "customers", "customers who were members in the observed period, each once however often they come back: those who know of the program and, where it costs something, pay", |s| {
            Some(s.o.program.members as f64)
        });
        if let Some(currency) = currency(model) {
            self.add_program_units(currency, model);
        }
        self.add_program_parts(model);
        let tiers = model.regimes().find_map(|m| m.program.as_ref().map(|p| &p.tiers)).into_iter().flatten();
        for (i, tier) in tiers.enumerate() {
            if i == 0 {
                self.add("program.promoted", "moves", "reviews that moved a member to a higher tier", |s| {
                    Some(s.o.program.promoted as f64)
                });
                self.add("program.demoted", "moves", "reviews that moved a member to a lower tier", |s| {
                    Some(s.o.program.demoted as f64)
                });
            }
            let words = format!("members in tier \"{}\" at the horizon", tier.name);
            self.add(format!("program.tier.{}", tier.name), "customers", words, move |s| {
                Some(s.o.program.tiers.get(i).copied().unwrap_or(0) as f64)
            });
        }
    }

    /// Metrics of what only some programs have.
    fn add_program_parts(&mut self, model: &Model) {
        let any = |has: fn(&Program) -> bool| model.regimes().any(|m| m.program.as_ref().is_some_and(has));
        if any(|p| p.pull > 0.0 && p.currency.is_some()) {
            self.add(
                "program.pulled_forward",
                "purchases",
                "purchases that members make sooner, near a goal, than at their even pace; the slower start of a card pays for them: moved, not won. Expected number: time * rate * (1 - 1/gradient) where the goal gradient is above 1",
                |s| Some(s.o.program.pulled_forward.value()),
            );
        }
        if any(|p| p.surprise.is_some()) {
            self.add("program.surprises", "surprises", "surprises given", |s| Some(s.o.program.surprises as f64));
        }
        if any(|p| !p.contacts.is_empty()) {
            self.add("program.contacts", "contacts", "contacts that tell customers of the program", |s| {
                Some(s.o.program.contacts as f64)
            });
        }
        if any(|p| p.membership.is_some()) {
            self.add("program.fees_paid", "fees", "fees of membership paid", |s| {
                Some(s.o.program.memberships[0] as f64)
            });
            self.add("program.not_renewed", "members", "memberships not renewed", |s| {
                Some(s.o.program.memberships[1] as f64)
            });
        }
    }

    fn add_program_units(&mut self, currency: &Currency, model: &Model) {
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
            self.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
        }
        if model.warm_up > SimTime::ZERO {
            let words = format!("{what} outstanding at the end of the warm-up; {identity}");
            self.add("program.opening", unit, words, move |s| Some(s.o.program.opening as f64 / per_shown));
        }
        for (id, words, read) in PARTS {
            let words = format!("{what} {words}");
            self.add(format!("program.{id}"), unit, words, move |s| Some(read(&s.o.program) as f64 / per_shown));
        }
        // What is never lost has no share that could vary.
        let lives_on = model.later.is_empty() && currency.life.is_none() && currency.expiry == SimTime::NEVER;
        let stays = model.later.is_empty() && model.nobody_leaves();
        self.add("program.rewards", "rewards", "rewards handed out", |s| Some(s.o.program.rewards as f64));
        self.add_pooled_ratio(
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
            self.add_pooled_ratio(format!("program.{id}"), "share", words, move |s| {
                let p = &s.o.program;
                [read(p) as f64, p.settled() as f64]
            })
            .scale(Scale::Fraction)
            .fixed(fixed);
        }
        self.add(
            "program.liability",
            CURRENCY,
            "on the books at the horizon: sum over lots outstanding of units * cost of a unit * (1 - breakage expected) * chance that the reward is reached and redeemed before the lot is gone; counted as a cost of that day",
            |s| Some(s.o.program.liability.value()),
        );
    }
}
